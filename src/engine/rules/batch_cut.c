/* batch_cut.c: what the cells of one column say, for every value it can have.
**
** The tests of a column are comparisons with constants. Between two of these
** constants every test says the same, so one value of each stretch stands for
** all of it; words and booleans have few values anyway. What the cells say to
** these values, to null and to an unknown fact is asked of the scalar
** evaluator. On int64 at the column's digits a stretch is a half-open interval
** of integers: a test that changes at 2.5 changes between 2 and 3. */
#include "engine/rules/ast.h"
#include "engine/rules/batch_inside.h"

struct cutter {
    struct planning *p; const struct node *input; const struct table *t; size_t in; const struct batch_column *column;
    size_t rules, words; struct cutting *c;
    struct { int64_t *v; size_t n, cap; } cuts;
};

/* ------------------------------------------------------------------ where it changes */

/* The least integer that stands for x or more, when it is one of the column's. */
static void cut_number(struct cutter *k, struct number x) {
    struct number floor;
    int64_t v;
    if (!number_round(x, k->column->digits, NUMBER_FLOOR, &floor) || !number_to_scaled(floor, k->column->digits, &v)) return;
    if (number_cmp(floor, x) == 0 && v > INT64_MIN) *PUSH(k->p->a, &k->cuts) = v;
    if (v < INT64_MAX) *PUSH(k->p->a, &k->cuts) = v + 1;
}

static void cut_at(struct cutter *k, struct value v) {
    if (v.kind == VALUE_NUMBER && k->column->kind == BATCH_NUMBER) cut_number(k, v.number);
    if (v.kind == VALUE_DATE && k->column->kind == BATCH_DAY) {
        *PUSH(k->p->a, &k->cuts) = temporal_day_number(v.date);
        *PUSH(k->p->a, &k->cuts) = temporal_day_number(v.date) + 1;
    }
    if (v.kind == VALUE_RANGE) { cut_at(k, v.range->low); cut_at(k, v.range->high); }
    for (size_t i = 0; v.kind == VALUE_LIST && i < v.list.n; i++) cut_at(k, v.list.v[i]);
}

static bool ordered(const struct cutter *k) { return k->column->kind == BATCH_NUMBER || k->column->kind == BATCH_DAY; }

/* Are the tests constant, and do they look at the input only by comparing it? */
static bool cut_tests(struct cutter *k, const struct feel_ast *tests) {
    struct strs names = { 0 };
    struct feel f;
    if (!tests) return true;
    feel_reads(k->p->a, tests, &names);
    for (size_t i = 0; i < names.n; i++) if (!str_eq(names.v[i], S("?"))) return batch_refuse(k->p, "a test that reads another fact", names.v[i]);
    for (size_t i = 0; i < tests->n && ordered(k); i++) {
        const struct feel_ast *one = tests->kids[i];
        if (one->asks) return batch_refuse(k->p, "a test that computes with ?", k->input->source->name);
        batch_feel(k->p, &f);
        cut_at(k, feel_eval(&f, one->kind == AST_TEST ? one->kids[0] : one, NULL));
    }
    return true;
}

static bool cut_checks(struct cutter *k, const struct type *type) {
    const struct dmn_check *const lists[] = { type ? type->allowed : NULL, type ? type->constraint : NULL };
    for (size_t i = 0; i < LEN(lists); i++)
        for (const struct dmn_check *c = lists[i]; c; c = c->next) if (!cut_tests(k, c->tests)) return false;
    return true;
}

static bool find_cuts(struct cutter *k) {
    if (!cut_checks(k, k->input->declared)) return false;
    if (!k->t) return true;
    const struct table_input *in = &k->t->in[k->in];
    if (ordered(k) && (!in->box->ast || in->box->ast->kind != AST_NAME)) return batch_refuse(k->p, "an input that computes", k->t->source->inputs.v[k->in].text);
    if (!cut_checks(k, in->box->type) || !cut_tests(k, in->values)) return false;
    for (size_t r = 0; r < k->rules; r++) if (!cut_tests(k, k->t->rules[r].in[k->in])) return false;
    return true;
}

/* ------------------------------------------------------------------ what the cells say */

/* As dmn_set, inputs and table_look do it, for one value. */
static void ask(struct cutter *k, struct value v, uint64_t *may, uint64_t *sure) {
    struct feel f;
    batch_feel(k->p, &f);
    struct feel_name name = { k->input->source->name, NULL, dmn_coerce(&f, k->input->declared, v) };
    struct feel_scope names = { .v = &name, .n = 1 };
    struct value in = k->t ? box_value(&f, k->t->in[k->in].box, &names) : value_null();
    const struct feel_ast *values = k->t ? k->t->in[k->in].values : NULL;
    if (values && in.kind != VALUE_NULL && in.kind != VALUE_UNKNOWN && !value_is_true(feel_unary_test(&f, values, in, &names))) note0(&f, "constraint");
    for (size_t r = 0; r < k->rules; r++) {
        const struct feel_ast *test = k->t ? k->t->rules[r].in[k->in] : NULL;
        struct value is = !k->t ? value_bool(true) : test ? feel_unary_test(&f, test, in, &names) : value_null();
        if (is.kind == VALUE_UNKNOWN || value_is_true(is)) set_add(may, r);
        if (value_is_true(is)) set_add(sure, r);
    }
    if (f.notes.n == 0 && !f.limit) { set_add(may, k->rules); set_add(sure, k->rules); }
    set_add(may, k->rules + 1);
    set_add(sure, k->rules + 1);
}

/* Values that the cells answer alike share a code. */
static uint16_t code_of(struct cutter *k, struct value v) {
    struct cutting *c = k->c;
    struct arena_mark m = arena_mark(k->p->a);
    uint64_t *may = c->may + c->ncodes * k->words, *sure = c->sure + c->ncodes * k->words;
    size_t bytes = k->words * sizeof *may, i = 0;
    memset(may, 0, bytes);
    memset(sure, 0, bytes);
    ask(k, v, may, sure);
    arena_rewind(k->p->a, m);
    while (memcmp(c->may + i * k->words, may, bytes) != 0 || memcmp(c->sure + i * k->words, sure, bytes) != 0) i++;
    if (i == c->ncodes) c->ncodes++;
    return (uint16_t)i;
}

static struct value stored(const struct cutter *k, int64_t v) {
    switch (k->column->kind) {
    case BATCH_NUMBER: return batch_number(v, k->column->digits);
    case BATCH_DAY: { struct ymd d = date_ymd(v); return value_date((struct date){ d.y, d.m, d.d }); }
    case BATCH_BOOL: return value_bool(v != 0);
    default: return value_string(k->column->words[v]);
    }
}

static int by_size(const void *x, const void *y) { int64_t a = *(const int64_t *)x, b = *(const int64_t *)y; return a < b ? -1 : a > b; }

/* The codes of the stretches in `at`; cuts at which nothing changes go. */
static void stretches(struct cutter *k, uint16_t *at) {
    size_t n = 0;
    for (size_t i = 0; i < k->cuts.n; i++) {
        uint16_t code;
        if (i && k->cuts.v[i] == k->cuts.v[i - 1]) continue;
        if (n == 0) at[0] = code_of(k, stored(k, k->cuts.v[i] - 1));
        code = code_of(k, stored(k, k->cuts.v[i]));
        if (code == at[n]) continue;
        k->cuts.v[n] = k->cuts.v[i];
        at[++n] = code;
    }
    if (k->cuts.n == 0) at[0] = code_of(k, stored(k, 0));
    k->cuts.n = n;
}

/* Cuts are few or near each other: the code of each value between them is written down. Else they are counted, and codes
** holds the code of each count. */
static void number_codes(struct cutter *k) {
    struct cutting *c = k->c;
    uint16_t *at = NEWS(k->p->a, uint16_t, k->cuts.n + 1);
    size_t n = 0;
    if (k->cuts.n) qsort(k->cuts.v, k->cuts.n, sizeof *k->cuts.v, by_size);
    stretches(k, at);
    c->cuts = k->cuts.v;
    c->ncuts = k->cuts.n;
    c->codes = at;
    c->near = false;
    if (c->ncuts == 0) return;
    c->low = c->cuts[0] - 1;
    c->high = c->cuts[c->ncuts - 1];
    c->near = (uint64_t)c->high - (uint64_t)c->low < BATCH_TABLE_SPAN;
    if (!c->near) return;
    c->codes = NEWS(k->p->a, uint16_t, (size_t)(c->high - c->low) + 1);
    for (int64_t v = c->low; v <= c->high; v++) {
        while (n < c->ncuts && c->cuts[n] <= v) n++;
        c->codes[v - c->low] = at[n];
    }
}

static void listed_codes(struct cutter *k, size_t n) {
    struct cutting *c = k->c;
    c->codes = NEWS(k->p->a, uint16_t, n + 1);
    for (size_t i = 0; i < n; i++) c->codes[i] = code_of(k, stored(k, (int64_t)i));
    c->codes[n] = c->unknown_code;                                /* a place outside the dictionary */
    c->low = 0;
    c->high = (int64_t)n;
    c->near = true;
}

static bool cut(struct cutter *k, size_t column) {
    size_t most;
    if (k->column->kind == BATCH_VALUE) return batch_refuse(k->p, "a list or context", k->column->name);
    if (!find_cuts(k)) return false;
    most = (ordered(k) ? k->cuts.n + 1 : k->column->kind == BATCH_BOOL ? 2 : k->column->nwords) + 3;
    if (k->cuts.n > BATCH_CUTS || most > UINT16_MAX) return batch_refuse(k->p, "too many values", k->column->name);
    *k->c = (struct cutting){ .column = column, .kind = k->column->kind };
    k->c->may = NEWS(k->p->a, uint64_t, most * k->words);
    k->c->sure = NEWS(k->p->a, uint64_t, most * k->words);
    k->c->unknown_code = code_of(k, value_unknown());
    k->c->null_code = code_of(k, value_null());
    if (ordered(k)) number_codes(k);
    else listed_codes(k, k->column->kind == BATCH_BOOL ? 2 : k->column->nwords);
    return true;
}

bool batch_cut(struct planning *p, const struct node *input, const struct table *t, size_t in, size_t words, struct cutting *c) {
    size_t at = SIZE_MAX;
    static const struct batch_column nothing = { .kind = BATCH_BOOL };
    const struct batch_column *column = batch_column_named(p->q, input->source->name, &at);
    struct cutter k = { .p = p, .input = input, .t = t, .in = in, .column = column ? column : &nothing, .rules = t->nrules, .words = words, .c = c };
    return cut(&k, at);
}

bool batch_guard(struct planning *p, const struct node *input, size_t rules, size_t words, struct cutting *c) {
    size_t at;
    const struct batch_column *column = batch_column_named(p->q, input->source->name, &at);
    struct cutter k = { .p = p, .input = input, .column = column, .rules = rules, .words = words, .c = c };
    must(column != NULL);
    return cut(&k, at);
}
