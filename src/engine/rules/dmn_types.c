/* dmn_types.c: item definitions into types of FEEL (DMN 7.3.2, 10.3.2.9).
**
** Every item gets its struct type before any is filled, so that types may
** refer to each other and to themselves; an item that is only another name
** takes over what the other one is, constraints included. A type that is
** defined by nothing but itself is Any. */
#include "engine/rules/dmn_inside.h"

enum { DEEP = 64 };
struct building {
    struct dmn_program *p; struct unit *u; int depth;
    const struct feel_scope *siblings;        /* the components beside the one being defined, which its constraint may name */
    struct { const struct dmn_item *item; enum node_state state; struct type *type; } *of;
};

static void fill(struct building *b, size_t i);

const struct type *dmn_type_named(struct dmn_program *p, struct unit *u, struct str ref) {
    const struct type *t;
    struct err e = { 0 };
    if (!ref.p || ref.n == 0) return NULL;
    t = type_find(&u->types, ref);
    if (t) return t;
    return feel_parse_type(p->a, ref, &u->types, &t, &e) == RC_OK ? t : NULL;
}

/* The type a reference means; an own item is filled first, unless that is under way already. */
static const struct type *referred(struct building *b, struct str ref) {
    const struct type *t = dmn_type_named(b->p, b->u, ref);
    for (size_t i = 0; t && i < b->u->model->items.n; i++)
        if (t == b->of[i].type) fill(b, i);
    return t ? t : type_simple(TYPE_ANY);
}

static const struct dmn_check *check(struct building *b, struct str text, const struct dmn_item *x, const struct type *input,
    const struct dmn_check *next)
{
    struct dmn_check *c;
    const struct feel_ast *tests;
    if (!text.p || text.n == 0) return next;
    tests = dmn_tests(b->p, b->u, x->name, text, x->line, x->col, input, b->siblings);
    if (!tests) return next;
    c = NEW(b->p->a, struct dmn_check);
    *c = (struct dmn_check){ tests, next };
    return c;
}

static void define(struct building *b, const struct dmn_item *x, struct type *t);

static void members(struct building *b, const struct dmn_item *x, struct type *t) {
    const struct feel_scope *outer = b->siblings;
    struct feel_name *names = NEWS(b->p->a, struct feel_name, x->components.n);
    struct feel_scope own = { .v = names, .n = x->components.n };
    t->kind = TYPE_CONTEXT;
    t->n = x->components.n;
    t->members = NEWS(b->p->a, struct type_member, t->n);
    for (size_t i = 0; i < t->n; i++) names[i] = (struct feel_name){ .name = x->components.v[i].name };
    b->siblings = &own;
    for (size_t i = 0; i < t->n; i++) {
        struct type *member = NEW(b->p->a, struct type);
        const struct dmn_item *c = &x->components.v[i];
        const struct type *plain = !c->collection && !c->components.n && !c->is_function && !c->allowed.p && !c->constraint.p
            ? dmn_type_named(b->p, b->u, c->type_ref) : NULL;
        if (!plain) define(b, c, member);
        t->members[i] = (struct type_member){ c->name, plain ? plain : member };
    }
    b->siblings = outer;
}

static void function(struct building *b, const struct dmn_item *x, struct type *t) {
    t->kind = TYPE_FUNCTION;
    t->n = x->parameters.n;
    t->members = NEWS(b->p->a, struct type_member, t->n ? t->n : 1);
    t->of = referred(b, x->returns);
    for (size_t i = 0; i < t->n; i++)
        t->members[i] = (struct type_member){ x->parameters.v[i].name, referred(b, x->parameters.v[i].type_ref) };
}

/* What one value of the item is. */
static void single(struct building *b, const struct dmn_item *x, struct type *t) {
    if (x->components.n) members(b, x, t);
    else if (x->is_function) function(b, x, t);
    else *t = *referred(b, x->type_ref);
}

static void define(struct building *b, const struct dmn_item *x, struct type *t) {
    struct type *one = t;
    if (++b->depth > DEEP) { *t = *type_simple(TYPE_ANY); b->depth--; return; }
    if (x->collection) {
        one = NEW(b->p->a, struct type);
        single(b, x, one);
        t->kind = TYPE_LIST;
        t->of = one;
    } else single(b, x, t);
    one->allowed = check(b, x->allowed, x, one->kind == TYPE_LIST ? one->of : one, one->allowed);
    t->constraint = check(b, x->constraint, x, t, t->constraint);
    b->depth--;
}

static void fill(struct building *b, size_t i) {
    struct type *t = b->of[i].type;
    struct str name = b->of[i].item->name;
    if (b->of[i].state != NODE_NEW) return;
    b->of[i].state = NODE_BUSY;
    const struct feel_scope *asking = b->siblings;
    b->siblings = NULL;
    define(b, b->of[i].item, t);
    b->siblings = asking;
    t->name = name;
    b->of[i].state = NODE_READY;
}

/* Types of imports under the import's name; without one they join the model's own. */
static void imported(struct dmn_program *p, struct unit *u) {
    for (size_t i = 0; i < u->model->imports.n; i++) {
        const struct dmn_import *import = &u->model->imports.v[i];
        for (size_t k = 0; k < p->n; k++) {
            if (&p->units[k] == u || !str_eq(p->units[k].model->ns, import->ns)) continue;
            for (size_t t = 0; t < p->units[k].types.n; t++) {
                struct type *copy = NEW(p->a, struct type);
                *copy = *p->units[k].types.v[t];
                if (import->name.n) copy->name = str_printf(p->a, "%.*s.%.*s", STR_FMT(import->name), STR_FMT(copy->name));
                *PUSH(p->a, &u->types) = copy;
            }
        }
    }
}

void dmn_types_build(struct dmn_program *p, struct unit *u) {
    struct building b = { .p = p, .u = u };
    size_t n = u->model->items.n;
    b.of = arena_zero(p->a, (n + 1) * sizeof *b.of);
    for (size_t i = 0; i < n; i++) {
        struct type *t = NEW(p->a, struct type);
        t->name = u->model->items.v[i].name;
        b.of[i].item = &u->model->items.v[i];
        b.of[i].type = t;
        *PUSH(p->a, &u->types) = t;
    }
    imported(p, u);                           /* behind its own: the first of a name counts */
    for (size_t i = 0; i < n; i++) fill(&b, i);
}

/* ------------------------------------------------------------------ constraints */

static bool passes(struct feel *f, const struct dmn_check *c, struct value v, const struct feel_scope *beside) {
    for (; c; c = c->next)
        if (!value_is_true(feel_unary_test(f, c->tests, v, beside))) return false;
    return true;
}

/* beside: the members of the context that v is one of, by name (7.3.3); NULL: of none. */
static bool allowed(struct feel *f, const struct type *t, struct value v, const struct feel_scope *beside, int depth) {
    if (v.kind == VALUE_NULL || v.kind == VALUE_UNKNOWN || depth > LIMIT_FEEL_DEPTH) return true;
    if (t->kind == TYPE_LIST && v.kind == VALUE_LIST) {
        for (size_t i = 0; i < v.list.n; i++) {
            if (v.list.v[i].kind == VALUE_NULL && t->of->allowed && !passes(f, t->of->allowed, v.list.v[i], beside)) return false;
            if (!allowed(f, t->of, v.list.v[i], beside, depth + 1)) return false;
        }
    }
    if (t->kind == TYPE_CONTEXT && v.kind == VALUE_CONTEXT)
        for (size_t i = 0; i < t->n; i++) {
            const struct value *member = value_get(v, t->members[i].name);
            const struct feel_scope members = { .entries = &v.context };
            if (member && !allowed(f, t->members[i].type, *member, &members, depth + 1)) return false;
        }
    if (t->allowed && t->kind == TYPE_LIST && v.kind == VALUE_LIST) {
        for (size_t i = 0; i < v.list.n; i++)
            if (!passes(f, t->allowed, v.list.v[i], beside)) return false;
    } else if (!passes(f, t->allowed, v, beside)) return false;
    return passes(f, t->constraint, v, beside);
}

struct value dmn_coerce(struct feel *f, const struct type *t, struct value v) {
    struct out o;
    if (!t) return v;
    v = feel_coerce(f, t, v);
    if (t->kind < TYPE_LIST && !t->allowed && !t->constraint) return v;
    if (allowed(f, t, v, NULL, 0)) return v;
    out_init(&o, f->a);
    put_type(&o, t);
    return feel_null(f, "constraint", value_text(f->a, v), t->name.n ? t->name : out_str(&o), STR_NONE);
}

bool feel_takes(struct feel *f, const struct type *t, struct value argument, struct value *v) {
    *v = dmn_coerce(f, t, argument);
    return v->kind != VALUE_NULL || argument.kind == VALUE_NULL;
}
