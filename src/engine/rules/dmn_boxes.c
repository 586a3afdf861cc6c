/* dmn_boxes.c: a box to its value. Boxed loops, filters and conditionals mean
** what their FEEL twins mean (10.2.2). */
#include "engine/rules/dmn_inside.h"

struct closure { const struct box *box; const struct feel_scope *scope; };

/* The function that was just made calls itself by this name. */
static void name_itself(struct feel *f, struct value function, struct str name) {
    struct closure *c = function.function->host;
    struct feel_name *own = NEW(f->a, struct feel_name);
    struct feel_scope *s = NEW(f->a, struct feel_scope);
    *own = (struct feel_name){ name, NULL, function };
    *s = (struct feel_scope){ .outer = c->scope, .v = own, .n = 1 };
    c->scope = s;
}

static struct value context(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct feel_name *names = NEWS(f->a, struct feel_name, b->slots.n ? b->slots.n : 1);
    struct feel_scope own = { .outer = s, .v = names };
    struct entries e = { 0 };
    for (size_t i = 0; i < b->slots.n; i++) {
        const struct slot *slot = &b->slots.v[i];
        struct value v = box_value(f, slot->box, &own);
        if (slot->itself && v.kind == VALUE_FUNCTION) name_itself(f, v, slot->name);
        v = dmn_coerce(f, slot->type, v);
        if (!slot->name.p) return v;
        names[own.n++] = (struct feel_name){ slot->name, slot->type, v };
        entries_set(f->a, &e, slot->name, v);
    }
    return value_context(e.v, e.n);
}

static struct value list(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value *v = NEWS(f->a, struct value, b->items.n ? b->items.n : 1);
    for (size_t i = 0; i < b->items.n; i++) v[i] = box_value(f, b->items.v[i], s);
    return value_list(v, b->items.n);
}

static struct value relation(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value *rows = NEWS(f->a, struct value, b->items.n ? b->items.n : 1);
    for (size_t i = 0; i < b->items.n; i++) {
        struct value cells = list(f, b->items.v[i], s);
        struct entries e = { 0 };
        for (size_t k = 0; k < b->slots.n; k++)
            entries_set(f->a, &e, b->slots.v[k].name, dmn_coerce(f, b->slots.v[k].type, cells.list.v[k]));
        rows[i] = value_context(e.v, e.n);
    }
    return value_list(rows, b->items.n);
}

/* ------------------------------------------------------------------ functions */

static struct value call_box(struct feel *f, void *host, const struct value *args, size_t n) {
    const struct closure *c = host;
    struct feel_name *names = NEWS(f->a, struct feel_name, n ? n : 1);
    struct feel_scope own = { .outer = c->scope, .v = names, .n = n };
    for (size_t i = 0; i < n; i++) {
        const struct type_member *m = &c->box->function->members[i];
        names[i] = (struct feel_name){ m->name, m->type, args[i] };
    }
    return box_called(f, c->box, args, n, &own);
}

struct value box_called(struct feel *f, const struct box *b, const struct value *args, size_t n, const struct feel_scope *s) {
    if (b->body) return box_value(f, b->body, s);
    return external_call(f, b->mapping ? box_value(f, b->mapping, s) : value_null(), args, n);
}

static struct value function(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct closure *c = NEW(f->a, struct closure);
    *c = (struct closure){ b, eval_keep_scope(f, s) };
    return feel_host_function(f->a, S(""), b->function->members, b->function->n, b->function->of, call_box, c);
}

static struct value invocation(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value callee = box_value(f, b->callee, s), *args = NEWS(f->a, struct value, b->slots.n ? b->slots.n : 1);
    struct str *names = NEWS(f->a, struct str, b->slots.n ? b->slots.n : 1);
    for (size_t i = 0; i < b->slots.n; i++) {
        names[i] = b->slots.v[i].name;
        args[i] = b->slots.v[i].box ? box_value(f, b->slots.v[i].box, s) : value_null();
    }
    return feel_call(f, callee, args, names, b->slots.n);
}

/* ------------------------------------------------------------------ loops and filters */

/* As in FEEL: `some` ends with the first true, `every` with the first false. */
static struct value iteration(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value from = box_value(f, b->from, s), all = value_bool(b->kind == DMN_EVERY);
    struct feel_name names[2] = { { .name = b->variable }, { .name = S("partial") } };
    struct feel_scope own = { .outer = s, .v = names, .n = b->kind == DMN_FOR ? 2 : 1 };
    struct values results = { 0 };
    struct run r;
    if (from.kind == VALUE_UNKNOWN) return from;
    if (!run_over(from, &r)) return note1(f, "iterate", value_kind_name(from));
    for (int64_t k = 0; k < r.count && !f->limit; k++) {
        struct value v;
        names[0].value = run_item(&r, k);
        names[1].value = value_list(results.v, results.n);
        v = box_value(f, b->body, &own);
        if (b->kind == DMN_FOR) { *PUSH(f->a, &results) = v; continue; }
        if (v.kind != VALUE_BOOLEAN && v.kind != VALUE_UNKNOWN) note1(f, "satisfies", value_kind_name(v));
        all = b->kind == DMN_SOME ? eval_or(all, v) : eval_and(all, v);
        if (all.kind == VALUE_BOOLEAN && all.boolean == (b->kind == DMN_SOME)) break;
    }
    if (f->limit) return value_null();
    return b->kind == DMN_FOR ? value_list(results.v, results.n) : all;
}

static struct value match(struct feel *f, const void *what, const struct feel_scope *s) { return box_value(f, what, s); }

static struct value filter(struct feel *f, const struct box *b, const struct feel_scope *s) {
    return eval_kept(f, box_value(f, b->from, s), s, match, b->body);
}

static struct value conditional(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value c = box_value(f, b->test, s);
    if (c.kind == VALUE_UNKNOWN) return c;
    if (c.kind != VALUE_BOOLEAN) note1(f, "condition", value_kind_name(c));
    if (c.kind != VALUE_BOOLEAN && c.kind != VALUE_NULL) return value_null();
    return box_value(f, value_is_true(c) ? b->body : b->other, s);
}

static struct value dispatch(struct feel *f, const struct box *b, const struct feel_scope *s) {
    switch (b->kind) {
    case DMN_LITERAL: return b->ast ? feel_eval(f, b->ast, s) : value_null();
    case DMN_TABLE: return table_value(f, b->table, s);
    case DMN_CONTEXT: return context(f, b, s);
    case DMN_RELATION: return relation(f, b, s);
    case DMN_LIST: return list(f, b, s);
    case DMN_FUNCTION: return function(f, b, s);
    case DMN_INVOCATION: return invocation(f, b, s);
    case DMN_CONDITIONAL: return conditional(f, b, s);
    case DMN_FOR: case DMN_SOME: case DMN_EVERY: return iteration(f, b, s);
    case DMN_FILTER: return filter(f, b, s);
    }
    unreachable();
}

struct value box_value(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value v;
    if (b->kind == DMN_LITERAL && b->ast && b->ast->kind == AST_LITERAL && f->steps > 0) {
        f->steps--;
        return dmn_as(f, b->type, b->ast->literal);
    }
    if (f->steps <= 0 || f->depth <= 0) { f->limit = true; return note0(f, f->depth <= 0 ? "depth" : "steps"); }
    f->steps--;
    f->depth--;
    v = dispatch(f, b, s);
    f->depth++;
    return b->kind == DMN_FUNCTION ? v : dmn_as(f, b->type, v);
}
