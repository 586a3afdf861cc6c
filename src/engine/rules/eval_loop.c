/* eval_loop.c: for, some, every, and filters.
**
** The iterators of a loop are nested, the first one outermost; the scope of
** each is the loop's own frame, so that a later one may use an earlier one's
** variable. Numbers and dates of a range are made one by one, never as a list. */
#include "engine/rules/eval.h"

struct loop {
    struct feel *f;
    const struct feel_ast *n;
    struct feel_scope scope;
    struct feel_name *vars;                   /* then "partial" */
    struct values results;                    /* FOR */
    struct value all;                         /* SOME, EVERY */
    bool unknown;                             /* a source is not known */
};

static bool ends_of(struct value from, struct value to, bool *days, int64_t *x, int64_t *y) {
    *days = from.kind == VALUE_DATE && to.kind == VALUE_DATE;
    if (!*days) return value_to_int(from, x) && value_to_int(to, y);
    *x = temporal_day_number(from.date);
    *y = temporal_day_number(to.date);
    return true;
}

static bool run_between(struct value from, struct value to, struct run *r) {
    int64_t x, y;
    if (!ends_of(from, to, &r->days, &x, &y)) return false;
    if (x > INT64_MAX / 4 || x < -(INT64_MAX / 4) || y > INT64_MAX / 4 || y < -(INT64_MAX / 4)) return false;
    r->ranged = true;
    r->first = x;
    r->step = x <= y ? 1 : -1;
    r->count = (x <= y ? y - x : x - y) + 1;
    return true;
}

/* A range value runs from its start to its end, open ends left out. */
static bool run_range(const struct range *range, struct run *r) {
    if (range->form != RANGE_INTERVAL || !run_between(range->low, range->high, r)) return false;
    if (!range->low_included) { r->first += r->step; r->count--; }
    if (!range->high_included) r->count--;
    if (r->count < 0) r->count = 0;
    return true;
}

bool run_over(struct value v, struct run *r) {
    *r = (struct run){ 0 };
    if (v.kind == VALUE_RANGE) return run_range(v.range, r);
    if (v.kind != VALUE_LIST) return false;
    r->items = v.list.v;
    r->count = (int64_t)v.list.n;
    return true;
}

static bool run_of(struct loop *l, size_t i, struct run *r) {
    struct value from = eval(l->f, l->n->kids[2 * i], &l->scope), to;
    if (l->n->kids[2 * i + 1]) {
        *r = (struct run){ 0 };
        to = eval(l->f, l->n->kids[2 * i + 1], &l->scope);
        l->f->at = l->n;
        if (run_between(from, to, r)) return true;
        if (from.kind == VALUE_UNKNOWN || to.kind == VALUE_UNKNOWN) l->unknown = true;
        else note_kinds(l->f, "iterate.ends", "..", from, to);
        return false;
    }
    l->f->at = l->n;
    if (run_over(from, r)) return true;
    if (from.kind == VALUE_UNKNOWN) l->unknown = true;
    else note1(l->f, "iterate", value_kind_name(from));
    return false;
}

struct value run_item(const struct run *r, int64_t k) {
    struct days_duration days = { 0 };
    struct date d = { 1970, 1, 1 };
    if (!r->ranged) return r->items[k];
    if (!r->days) return value_int(r->first + k * r->step);
    days.s = (r->first + k * r->step) * 86400;
    return temporal_date_add_days(d, days, &d) ? value_date(d) : value_null();
}

static bool body(struct loop *l) {                                /* false: stop */
    const struct feel_ast *n = l->n;
    struct value v;
    if (n->kind == AST_FOR) l->vars[n->named].value = value_list(l->results.v, l->results.n);
    v = eval(l->f, n->kids[n->n - 1], &l->scope);
    if (n->kind == AST_FOR) *PUSH(l->f->a, &l->results) = v;
    else {
        if (v.kind != VALUE_BOOLEAN && v.kind != VALUE_UNKNOWN) { l->f->at = n; note1(l->f, "satisfies", value_kind_name(v)); }
        l->all = n->kind == AST_SOME ? eval_or(l->all, v) : eval_and(l->all, v);
        if (l->all.kind == VALUE_BOOLEAN && l->all.boolean == (n->kind == AST_SOME)) return false;
    }
    return !l->f->limit;
}

/* false: the loop has no meaning (a source is not a list). *more is false when the answer is already certain. */
static bool iterate(struct loop *l, size_t i, bool *more) {
    struct run r;
    if (i == l->n->named) { *more = body(l); return true; }
    if (!run_of(l, i, &r)) return false;
    for (int64_t k = 0; k < r.count && *more; k++) {
        l->vars[i].value = run_item(&r, k);
        l->scope.n = i + 1;
        if (i + 1 == l->n->named && l->n->kind == AST_FOR) l->scope.n++;
        if (!iterate(l, i + 1, more)) return false;
        l->scope.n = i + 1;
    }
    l->scope.n = i;
    return true;
}

struct value eval_for(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    bool more = true;
    struct loop l = { .f = f, .n = n, .all = value_bool(n->kind == AST_EVERY) };
    if (n->named >= LIMIT_FEEL_DEPTH) return note0(f, "depth");
    l.vars = NEWS(f->a, struct feel_name, n->named + 1);
    for (size_t i = 0; i < n->named; i++) l.vars[i].name = n->names[i];
    l.vars[n->named].name = S("partial");
    l.scope = (struct feel_scope){ .outer = s, .v = l.vars };
    if (!iterate(&l, 0, &more) || f->limit) return l.unknown ? value_unknown() : value_null();
    return n->kind == AST_FOR ? value_list(l.results.v, l.results.n) : l.all;
}

/* ------------------------------------------------------------------ filters */

struct filter { eval_test *test; const void *what; const struct feel_scope *scope; };

/* The condition with `item` bound to v and, when v is a context, its entries in scope before it. */
static struct value tested(struct feel *f, const struct filter *x, struct value v) {
    struct feel_name item = { S("item"), NULL, v };
    struct feel_scope own = { .outer = x->scope, .v = &item, .n = 1, .entries = v.kind == VALUE_CONTEXT ? &v.context : NULL };
    return x->test(f, x->what, &own);
}

static struct value indexed(struct feel *f, struct list l, struct value at) {
    int64_t i;
    if (!value_to_int(at, &i)) return note0(f, "index.whole");
    if (i > 0 && (uint64_t)i <= l.n) return l.v[i - 1];
    if (i < 0 && i >= -(int64_t)l.n) return l.v[(int64_t)l.n + i];
    return feel_null(f, "index", value_text(f->a, at), str_printf(f->a, "%zu", l.n), STR_NONE);
}

/* A number is an index when it is one without an item, too; `item` itself is a condition that is no truth. For an empty list the
** condition is asked only to see that. */
static bool is_index(struct feel *f, const struct filter *x, struct list l, struct value *first) {
    size_t notes = f->notes.n, dropped = f->notes_dropped;
    struct value alone;
    *first = tested(f, x, l.n ? l.v[0] : value_null());
    if (l.n && first->kind != VALUE_NUMBER) return false;
    alone = x->test(f, x->what, x->scope);
    f->notes.n = notes;
    f->notes_dropped = dropped;
    if (alone.kind == VALUE_NUMBER) *first = alone;
    return alone.kind == VALUE_NUMBER;
}

struct value eval_kept(struct feel *f, struct value from, const struct feel_scope *s, eval_test *test, const void *what) {
    struct filter x = { test, what, s };
    const struct feel_ast *at = f->at;
    struct values kept = { 0 };
    struct list l = { &from, 1 };
    struct value first;
    if (from.kind == VALUE_UNKNOWN) return from;
    if (from.kind == VALUE_NULL) return note0(f, "filter.null");
    if (from.kind == VALUE_LIST) l = from.list;
    if (is_index(f, &x, l, &first)) { f->at = at; return indexed(f, l, first); }
    for (size_t i = 0; i < l.n && !f->limit; i++) {
        struct value yes = i ? tested(f, &x, l.v[i]) : first;
        if (value_is_true(yes)) *PUSH(f->a, &kept) = l.v[i];
        f->at = at;
        if (yes.kind == VALUE_UNKNOWN) return yes;
        if (yes.kind != VALUE_BOOLEAN && yes.kind != VALUE_NULL) return note1(f, "filter", value_kind_name(yes));
    }
    return value_list(kept.v, kept.n);
}

static struct value condition(struct feel *f, const void *what, const struct feel_scope *s) { return eval(f, what, s); }

struct value eval_filter(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value from = eval(f, n->kids[0], s);
    f->at = n;
    return eval_kept(f, from, s, condition, n->kids[1]);
}
