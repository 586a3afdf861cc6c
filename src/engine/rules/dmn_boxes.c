/* dmn_boxes.c: a box to its value. Boxed loops, filters and conditionals mean
** what their FEEL twins mean (10.2.2). */
#include "engine/rules/dmn_inside.h"

static struct value context(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct feel_name *names = NEWS(f->a, struct feel_name, b->slots.n ? b->slots.n : 1);
    struct feel_scope own = { .outer = s, .v = names };
    struct entries e = { 0 };
    for (size_t i = 0; i < b->slots.n; i++) {
        const struct slot *slot = &b->slots.v[i];
        struct value v = dmn_coerce(f, slot->type, box_value(f, slot->box, &own));
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
        for (size_t k = 0; k < b->slots.n; k++) entries_set(f->a, &e, b->slots.v[k].name, dmn_coerce(f, b->slots.v[k].type, cells.list.v[k]));
        rows[i] = value_context(e.v, e.n);
    }
    return value_list(rows, b->items.n);
}

/* ------------------------------------------------------------------ functions */

struct closure { const struct box *box; const struct feel_scope *scope; };

static struct value call_box(struct feel *f, void *host, const struct value *args, size_t n) {
    const struct closure *c = host;
    struct feel_name *names = NEWS(f->a, struct feel_name, n ? n : 1);
    struct feel_scope own = { .outer = c->scope, .v = names, .n = n };
    for (size_t i = 0; i < n; i++) {
        const struct type *t = c->box->function->members[i].type;
        names[i] = (struct feel_name){ c->box->function->members[i].name, t, dmn_coerce(f, t, args[i]) };
    }
    if (!c->box->body) return note0(f, "external");
    return box_value(f, c->box->body, &own);
}

/* The scope a function closes over may lie on the stack: keep a copy. */
static const struct feel_scope *kept(struct feel *f, const struct feel_scope *s) {
    struct feel_scope *copy;
    struct feel_name *names;
    if (!s) return NULL;
    copy = NEW(f->a, struct feel_scope);
    *copy = *s;
    names = NEWS(f->a, struct feel_name, s->n ? s->n : 1);
    if (s->n) memcpy(names, s->v, s->n * sizeof *names);
    copy->v = names;
    copy->outer = kept(f, s->outer);
    return copy;
}

static struct value function(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct closure *c = NEW(f->a, struct closure);
    *c = (struct closure){ b, kept(f, s) };
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

static bool run_over(struct feel *f, struct value v, struct list *l) {
    int64_t x, y;
    struct values numbers = { 0 };
    if (v.kind == VALUE_LIST) { *l = v.list; return true; }
    if (v.kind != VALUE_RANGE || v.range->form != RANGE_INTERVAL || !value_to_int(v.range->low, &x) || !value_to_int(v.range->high, &y)) return false;
    for (x += !v.range->low_included, y -= !v.range->high_included; x <= y && f->steps-- > 0; x++) *PUSH(f->a, &numbers) = value_int(x);
    *l = (struct list){ numbers.v, numbers.n };
    return true;
}

static struct value iteration(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value from = box_value(f, b->from, s), all = value_bool(b->kind == DMN_EVERY);
    struct feel_name names[2] = { { .name = b->variable }, { .name = S("partial") } };
    struct feel_scope own = { .outer = s, .v = names, .n = b->kind == DMN_FOR ? 2 : 1 };
    struct values results = { 0 };
    struct list l;
    if (from.kind == VALUE_UNKNOWN) return from;
    if (!run_over(f, from, &l)) return note1(f, "iterate", value_kind_name(from));
    for (size_t i = 0; i < l.n && !f->limit; i++) {
        struct value v;
        names[0].value = l.v[i];
        names[1].value = value_list(results.v, results.n);
        v = box_value(f, b->body, &own);
        if (b->kind == DMN_FOR) *PUSH(f->a, &results) = v;
        else if (b->kind == DMN_SOME) all = eval_or(all, v);
        else all = eval_and(all, v);
    }
    return b->kind == DMN_FOR ? value_list(results.v, results.n) : all;
}

static struct value filter(struct feel *f, const struct box *b, const struct feel_scope *s) {
    struct value from = box_value(f, b->from, s);
    struct values kept_items = { 0 };
    struct list l = { &from, 1 };
    if (from.kind == VALUE_UNKNOWN) return from;
    if (from.kind == VALUE_NULL) return note0(f, "filter.null");
    if (from.kind == VALUE_LIST) l = from.list;
    for (size_t i = 0; i < l.n; i++) {
        struct feel_name item = { S("item"), NULL, l.v[i] };
        struct feel_scope own = { .outer = s, .v = &item, .n = 1, .entries = l.v[i].kind == VALUE_CONTEXT ? &l.v[i].context : NULL };
        struct value yes = box_value(f, b->body, &own);
        int64_t at;
        if (yes.kind == VALUE_NUMBER) {
            if (!value_to_int(yes, &at)) return note0(f, "index.whole");
            if (at < 0) at += (int64_t)l.n + 1;
            return at > 0 && (uint64_t)at <= l.n ? l.v[at - 1] : note0(f, "index.whole");
        }
        if (yes.kind == VALUE_UNKNOWN) return yes;
        if (yes.kind != VALUE_BOOLEAN && yes.kind != VALUE_NULL) return note1(f, "filter", value_kind_name(yes));
        if (value_is_true(yes)) *PUSH(f->a, &kept_items) = l.v[i];
    }
    return value_list(kept_items.v, kept_items.n);
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
    if (f->steps <= 0 || f->depth <= 0) { f->limit = true; return note0(f, f->depth <= 0 ? "depth" : "steps"); }
    f->steps--;
    f->depth--;
    v = dispatch(f, b, s);
    f->depth++;
    if (b->kind != DMN_FUNCTION && b->type) v = dmn_coerce(f, b->type, v);
    return v;
}
