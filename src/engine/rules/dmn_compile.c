/* dmn_compile.c: boxed expressions into boxes: texts parsed against the names
** in scope, types looked up, children in order of evaluation, so that the
** scope while compiling is the scope while evaluating. */
#include "engine/rules/dmn_inside.h"
#include "engine/rules/builtins.h"

void dmn_fault(struct dmn_program *p, struct unit *u, struct str node, struct str text, int line, int col, const struct err *e) {
    *PUSH(p->a, &p->faults) = (struct dmn_fault){ u->model->name, node, text, line, col, *e };
}

const struct feel_ast *dmn_tests(struct dmn_program *p, struct unit *u, struct str node, struct str text, int line, int col,
    const struct type *input, const struct feel_scope *names) {
    struct feel_name ask = { .name = S("?"), .type = input };
    struct feel_scope own = { .outer = names, .v = &ask, .n = 1, .types = &u->types };
    const struct feel_ast *ast;
    struct err e = { 0 };
    if (feel_parse_unary_tests(p->a, text.n ? text : S("-"), &own, &ast, &e) == RC_OK) return ast;
    dmn_fault(p, u, node, text, line, col, &e);
    return NULL;
}

static struct box *new_box(struct dmn_program *p, enum dmn_kind kind) {
    struct box *b = NEW(p->a, struct box);
    b->kind = kind;
    b->inferred = type_simple(TYPE_ANY);
    return b;
}

struct box *dmn_text_box(struct dmn_program *p, struct unit *u, struct str node, struct str text, int line, int col,
    const struct feel_scope *names)
{
    struct box *b = new_box(p, DMN_LITERAL);
    struct feel_scope own = { .outer = names, .types = &u->types };
    struct err e = { 0 };
    if (!text.p || text.n == 0) return b;
    if (feel_parse_expression(p->a, text, &own, &b->ast, &e) == RC_OK) b->inferred = feel_type(b->ast);
    else { b->ast = NULL; dmn_fault(p, u, node, text, line, col, &e); }
    return b;
}

struct compiling { struct dmn_program *p; struct unit *u; struct str node; };

static struct box *compile(struct compiling *c, const struct dmn_expr *x, const struct feel_scope *names) {
    return dmn_box(c->p, c->u, c->node, x, names);
}

static const struct type *type_of_box(const struct box *b) { return b ? b->type ? b->type : b->inferred : type_simple(TYPE_ANY); }

static bool declared(const struct feel_scope *s, struct str name) {
    for (; s; s = s->outer)
        for (size_t i = 0; i < s->n; i++) if (str_eq(s->v[i].name, name)) return true;
    return builtin_named(name) != NULL;
}

/* Entries one by one, each in scope for the next; a function is for itself, too, unless its name means something already. */
static void context(struct compiling *c, const struct dmn_expr *x, struct box *b, const struct feel_scope *names) {
    struct feel_name *seen = NEWS(c->p->a, struct feel_name, x->entries.n);
    struct type_member *m = NEWS(c->p->a, struct type_member, x->entries.n);
    struct feel_scope own = { .outer = names, .v = seen };
    for (size_t i = 0; i < x->entries.n; i++) {
        const struct dmn_named *entry = &x->entries.v[i];
        const size_t before = own.n;
        bool itself = entry->name.p && entry->expr->kind == DMN_FUNCTION && !declared(&own, entry->name);
        if (itself) seen[own.n++] = (struct feel_name){ .name = entry->name };
        struct box *value = compile(c, entry->expr, &own);
        const struct type *t = dmn_type_named(c->p, c->u, entry->type_ref);
        *PUSH(c->p->a, &b->slots) = (struct slot){ entry->name, t, value, itself };
        if (!entry->name.p) { b->inferred = type_of_box(value); return; }
        seen[before] = (struct feel_name){ .name = entry->name, .type = t ? t : type_of_box(value) };
        own.n = before + 1;
        m[i] = (struct type_member){ entry->name, t ? t : type_of_box(value) };
    }
    b->inferred = type_context(c->p->a, m, x->entries.n);
}

static void relation(struct compiling *c, const struct dmn_expr *x, struct box *b, const struct feel_scope *names) {
    struct type_member *m = NEWS(c->p->a, struct type_member, x->entries.n ? x->entries.n : 1);
    for (size_t i = 0; i < x->entries.n; i++) {
        const struct type *t = dmn_type_named(c->p, c->u, x->entries.v[i].type_ref);
        *PUSH(c->p->a, &b->slots) = (struct slot){ x->entries.v[i].name, t, NULL, false };
        m[i] = (struct type_member){ x->entries.v[i].name, t ? t : type_simple(TYPE_ANY) };
    }
    for (size_t i = 0; i < x->items.n; i++) *PUSH(c->p->a, &b->items) = compile(c, x->items.v[i], names);
    b->inferred = type_list(c->p->a, type_context(c->p->a, m, x->entries.n));
}

static void list(struct compiling *c, const struct dmn_expr *x, struct box *b, const struct feel_scope *names) {
    const struct type *t = x->items.n ? NULL : type_simple(TYPE_ANY);
    for (size_t i = 0; i < x->items.n; i++) {
        struct box *item = compile(c, x->items.v[i], names);
        *PUSH(c->p->a, &b->items) = item;
        t = t ? type_join(c->p->a, t, type_of_box(item)) : type_of_box(item);
    }
    b->inferred = type_list(c->p->a, t);
}

static void function(struct compiling *c, const struct dmn_expr *x, struct box *b, const struct feel_scope *names) {
    struct feel_name *params = NEWS(c->p->a, struct feel_name, x->entries.n ? x->entries.n : 1);
    struct type_member *m = NEWS(c->p->a, struct type_member, x->entries.n ? x->entries.n : 1);
    struct feel_scope own = { .outer = names, .v = params, .n = x->entries.n };
    for (size_t i = 0; i < x->entries.n; i++) {
        const struct type *t = dmn_type_named(c->p, c->u, x->entries.v[i].type_ref);
        params[i] = (struct feel_name){ .name = x->entries.v[i].name, .type = t };
        m[i] = (struct type_member){ x->entries.v[i].name, t ? t : type_simple(TYPE_ANY) };
    }
    if (x->body && x->function_kind == FUNCTION_FEEL) b->body = compile(c, x->body, &own);
    if (x->body && x->function_kind == FUNCTION_JAVA) b->mapping = compile(c, x->body, &own);
    b->function = type_function(c->p->a, m, x->entries.n, type_of_box(b->body));
    b->inferred = b->function;
}

static void invocation(struct compiling *c, const struct dmn_expr *x, struct box *b, const struct feel_scope *names) {
    b->callee = compile(c, x->callee, names);
    for (size_t i = 0; i < x->entries.n; i++) {
        const struct dmn_named *binding = &x->entries.v[i];
        struct box *value = binding->expr ? compile(c, binding->expr, names) : NULL;
        *PUSH(c->p->a, &b->slots) = (struct slot){ binding->name, NULL, value, false };
    }
    if (type_of_box(b->callee)->kind == TYPE_FUNCTION) b->inferred = type_of_box(b->callee)->of;
}

static const struct type *item_type(const struct box *from) {
    const struct type *t = type_of_box(from);
    return t->kind == TYPE_LIST || t->kind == TYPE_RANGE ? t->of : t;
}

/* What is iterated may be an iteration context of FEEL (rule 63), which stands nowhere but behind `in`: 1..n. */
static struct box *iterated(struct compiling *c, const struct dmn_expr *x, const struct feel_scope *names) {
    struct feel_scope own = { .outer = names, .types = &c->u->types };
    const struct feel_ast *ast;
    if (x->kind != DMN_LITERAL || !x->text.n || feel_parse_expression(c->p->a, x->text, &own, &ast, NULL) == RC_OK)
        return compile(c, x, names);
    struct str loop = str_printf(c->p->a, "for item in %.*s return item", STR_FMT(x->text));
    if (feel_parse_expression(c->p->a, loop, &own, &ast, NULL) != RC_OK) return compile(c, x, names);
    struct box *b = new_box(c->p, DMN_LITERAL);
    b->source = x;
    b->type = dmn_type_named(c->p, c->u, x->type_ref);
    b->ast = ast;
    b->inferred = feel_type(ast);
    return b;
}

static void iteration(struct compiling *c, const struct dmn_expr *x, struct box *b, const struct feel_scope *names) {
    struct feel_name own_names[2] = { { .name = x->variable }, { .name = S("partial") } };
    struct feel_scope own = { .outer = names, .v = own_names, .n = x->kind == DMN_FOR ? 2 : 1 };
    b->from = iterated(c, x->source, names);
    own_names[0].type = item_type(b->from);
    b->body = compile(c, x->body, &own);
    if (x->kind == DMN_FOR) b->inferred = type_list(c->p->a, type_of_box(b->body));
    else b->inferred = type_simple(TYPE_BOOLEAN);
}

static void filter(struct compiling *c, const struct dmn_expr *x, struct box *b, const struct feel_scope *names) {
    const struct type *item;
    struct feel_scope own = { .outer = names };
    struct feel_name *v;
    b->from = compile(c, x->source, names);
    item = item_type(b->from);
    v = NEWS(c->p->a, struct feel_name, item->n + 1);
    v[own.n++] = (struct feel_name){ .name = S("item"), .type = item };
    for (size_t i = 0; item->kind == TYPE_CONTEXT && i < item->n; i++)
        v[own.n++] = (struct feel_name){ .name = item->members[i].name, .type = item->members[i].type };
    own.v = v;
    b->body = compile(c, x->body, &own);
    b->inferred = type_of_box(b->from);
}

struct box *dmn_box(struct dmn_program *p, struct unit *u, struct str node, const struct dmn_expr *x, const struct feel_scope *names) {
    struct compiling c = { p, u, node };
    struct box *b = x->kind == DMN_LITERAL ? dmn_text_box(p, u, node, x->text, x->line, x->col, names) : new_box(p, x->kind);
    b->source = x;
    b->type = dmn_type_named(p, u, x->type_ref);
    b->variable = x->variable;
    switch (x->kind) {
    case DMN_LITERAL: break;
    case DMN_TABLE: dmn_table_compile(p, u, node, b, names); break;
    case DMN_CONTEXT: context(&c, x, b, names); break;
    case DMN_RELATION: relation(&c, x, b, names); break;
    case DMN_LIST: list(&c, x, b, names); break;
    case DMN_FUNCTION: function(&c, x, b, names); break;
    case DMN_INVOCATION: invocation(&c, x, b, names); break;
    case DMN_CONDITIONAL:
        b->test = compile(&c, x->test, names);
        b->body = compile(&c, x->body, names);
        b->other = compile(&c, x->other, names);
        b->inferred = type_join(p->a, type_of_box(b->body), type_of_box(b->other));
        break;
    case DMN_FILTER: filter(&c, x, b, names); break;
    case DMN_FOR: case DMN_SOME: case DMN_EVERY: iteration(&c, x, b, names); break;
    }
    return b;
}
