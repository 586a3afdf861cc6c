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

/* `fact`: the values come straight from a column, else from a step of type `type`. words, kind as in struct vec_type. */
struct cutter {
    struct planning *p; const struct table *t; size_t in; const struct node *fact; struct feel_scope constants;
    struct vec_type type; size_t rules, words; struct cutting *c;
    const bool *computed;                     /* rules whose test is a cell of its own */
    struct { int64_t *v; size_t n, cap; } cuts;
};

/* ------------------------------------------------------------------ where it changes */

static void cut_before(struct cutter *k, int64_t v) { if (v > INT64_MIN) *PUSH(k->p->a, &k->cuts) = v; }

/* Before and behind each element that may stand for x. Where elements are divided, x may itself be rounded (1/3): it is the
** element below x or the one above it. */
static void cut_number(struct cutter *k, struct number x) {
    struct number floor;
    int64_t v;
    if (k->type.den != 1 && !number_mul(x, number_int(k->type.den), &x)) return;
    if (!number_round(x, k->type.digits, NUMBER_FLOOR, &floor) || !number_to_scaled(floor, k->type.digits, &v)) return;
    if (k->type.den != 1 || number_cmp(floor, x) == 0) cut_before(k, v);
    if (v < INT64_MAX) cut_before(k, v + 1);
    if (k->type.den != 1 && v < INT64_MAX - 1) cut_before(k, v + 2);
}

static void cut_whole(struct cutter *k, int64_t v) {
    cut_before(k, v);
    if (v < INT64_MAX) cut_before(k, v + 1);
}

static void cut_at(struct cutter *k, struct value v) {
    if (v.kind == VALUE_NUMBER && k->type.kind == VEC_NUMBER) cut_number(k, v.number);
    if (v.kind == VALUE_DATE && k->type.kind == VEC_DAY) cut_whole(k, temporal_day_number(v.date));
    if (v.kind == VALUE_DAYS && k->type.kind == VEC_SECONDS) { cut_whole(k, v.days.s); if (v.days.ns < 0) cut_whole(k, v.days.s - 1); }
    if (v.kind == VALUE_MONTHS && k->type.kind == VEC_MONTHS) cut_whole(k, v.months.months);
    if (v.kind == VALUE_RANGE) { cut_at(k, v.range->low); cut_at(k, v.range->high); }
    for (size_t i = 0; v.kind == VALUE_LIST && i < v.list.n; i++) cut_at(k, v.list.v[i]);
}

static bool ordered(const struct cutter *k) { return k->type.kind != VEC_WORD && k->type.kind != VEC_BOOL && k->type.kind != VEC_NOTHING; }

static bool cut_tests(struct cutter *k, const struct feel_ast *tests) {
    struct feel f;
    for (size_t i = 0; tests && i < tests->n && ordered(k); i++) {
        const struct feel_ast *one = tests->kids[i];
        if (one->asks)
            return batch_refuse(k->p, "a constraint that computes with ?",
                k->fact ? k->fact->source->name : k->t->source->inputs.v[k->in].text);
        batch_feel(k->p, &f);
        cut_at(k, feel_eval(&f, one->kind == AST_TEST ? one->kids[0] : one, &k->constants));
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
    if (k->fact && !cut_checks(k, k->fact->declared)) return false;
    if (!k->t) return true;
    if (!cut_checks(k, k->t->in[k->in].box->type) || !cut_tests(k, k->t->in[k->in].values)) return false;
    for (size_t r = 0; r < k->rules; r++) if (!k->computed[r] && !cut_tests(k, k->t->rules[r].in[k->in])) return false;
    return true;
}

/* ------------------------------------------------------------------ what the cells say */

/* The input as the table sees it when the fact, or what the column computes, is v. */
static struct value seen(struct cutter *k, struct feel *f, struct value v) {
    const struct box *b = k->t ? k->t->in[k->in].box : NULL;
    if (!k->fact) return dmn_coerce(f, b->type, v);
    struct feel_name name = { k->fact->source->name, NULL, dmn_coerce(f, k->fact->declared, v) };
    struct feel_scope names = { .outer = &k->constants, .v = &name, .n = 1 };
    return b ? box_value(f, b, &names) : value_null();
}

/* As dmn_set, inputs and table_look do it, for one value. */
static void ask(struct cutter *k, struct value v, uint64_t *may, uint64_t *sure) {
    struct feel f;
    batch_feel(k->p, &f);
    struct value in = seen(k, &f, v);
    const struct feel_ast *values = k->t ? k->t->in[k->in].values : NULL;
    if (values && in.kind != VALUE_NULL && in.kind != VALUE_UNKNOWN && !value_is_true(feel_unary_test(&f, values, in, &k->constants)))
        note0(&f, "constraint");
    for (size_t r = 0; r < k->rules; r++) {
        const struct feel_ast *test = k->t ? k->t->rules[r].in[k->in] : NULL;
        struct value is = !k->t || k->computed[r] ? value_bool(true) : test ? feel_unary_test(&f, test, in, &k->constants) : value_null();
        if (is.kind == VALUE_UNKNOWN || value_is_true(is)) set_add(may, r);
        if (value_is_true(is)) set_add(sure, r);
    }
    if (f.notes.n == 0 && !f.limit) { set_add(may, k->rules); set_add(sure, k->rules); }
    set_add(may, k->rules + 1);
    set_add(sure, k->rules + 1);
}

/* Values that the cells answer alike share a code. */
static uint16_t code_kept(struct cutter *k) {
    struct cutting *c = k->c;
    uint64_t *may = c->may + c->ncodes * k->words, *sure = c->sure + c->ncodes * k->words;
    size_t bytes = k->words * sizeof *may, i = 0;
    while (memcmp(c->may + i * k->words, may, bytes) != 0 || memcmp(c->sure + i * k->words, sure, bytes) != 0) i++;
    if (i == c->ncodes) c->ncodes++;
    return (uint16_t)i;
}

/* What the cells say to v, behind the codes that are there. */
static void asked(struct cutter *k, struct value v) {
    struct cutting *c = k->c;
    struct arena_mark m = arena_mark(k->p->a);
    uint64_t *may = c->may + c->ncodes * k->words, *sure = c->sure + c->ncodes * k->words;
    memset(may, 0, k->words * sizeof *may);
    memset(sure, 0, k->words * sizeof *sure);
    ask(k, v, may, sure);
    arena_rewind(k->p->a, m);
    c->doubtful |= (v.kind != VALUE_UNKNOWN || c->from == CUT_CONSTANT) && memcmp(may, sure, k->words * sizeof *may) != 0;
}

static uint16_t code_of(struct cutter *k, struct value v) {
    asked(k, v);
    return code_kept(k);
}

/* A code of its own. */
static uint16_t code_added(struct cutter *k, struct value v) {
    asked(k, v);
    return (uint16_t)k->c->ncodes++;
}

static bool same_code(const struct cutter *k, size_t x, size_t y) {
    size_t bytes = k->words * sizeof *k->c->may;
    return memcmp(k->c->may + x * k->words, k->c->may + y * k->words, bytes) == 0
        && memcmp(k->c->sure + x * k->words, k->c->sure + y * k->words, bytes) == 0;
}

/* Nothing is said but one thing: that there is an error (bit `rules`), that the scalar path must say (the bit behind it). */
static uint16_t code_without(struct cutter *k, size_t bit) {
    struct cutting *c = k->c;
    uint64_t *may = c->may + c->ncodes * k->words, *sure = c->sure + c->ncodes * k->words;
    memset(may, 0xff, k->words * sizeof *may);
    set_drop(may, bit);
    memcpy(sure, may, k->words * sizeof *sure);
    return code_kept(k);
}

static struct value stored(const struct cutter *k, int64_t v) {
    struct number n;
    switch (k->type.kind) {
    case VEC_NUMBER:
        n = number_scaled(v, k->type.digits);
        if (k->type.den != 1) number_div(n, number_int(k->type.den), &n);
        return value_number(n);
    case VEC_DAY: { struct ymd d = date_ymd(v); return value_date((struct date){ d.y, d.m, d.d }); }
    case VEC_BOOL: return value_bool(v != 0);
    case VEC_WORD: return value_string(k->type.words[v]);
    case VEC_SECONDS: return value_days((struct days_duration){ v, 0 });
    case VEC_MONTHS: return value_months((struct months_duration){ v });
    case VEC_NOTHING: break;
    }
    return value_null();
}

static int by_size(const void *x, const void *y) { int64_t a = *(const int64_t *)x, b = *(const int64_t *)y; return a < b ? -1 : a > b; }

/* Codes 0, 1, ... are those of the stretches, in order; cuts at which nothing changes go. */
static void stretches(struct cutter *k) {
    size_t n = 0;
    code_added(k, stored(k, k->cuts.n ? k->cuts.v[0] - 1 : 0));
    for (size_t i = 0; i < k->cuts.n; i++) {
        if (i && k->cuts.v[i] == k->cuts.v[i - 1]) continue;
        code_added(k, stored(k, k->cuts.v[i]));
        if (same_code(k, n, n + 1)) { k->c->ncodes--; continue; }
        k->cuts.v[n++] = k->cuts.v[i];
    }
    k->cuts.n = n;
}

/* Sets of several words, of values so near each other that all their sets stay in the cache: no need to look the code up. */
static void dense_codes(struct cutter *k) {
    struct cutting *c = k->c;
    const size_t n = (size_t)(c->high - c->low) + 1, bytes = k->words * sizeof *c->may;
    if (k->words == 1 || n * k->words > BATCH_DENSE) return;
    c->dense = c->ncodes;
    for (size_t i = 0; i < n; i++, c->ncodes++) {
        memcpy(c->may + c->ncodes * k->words, c->may + c->codes[i] * k->words, bytes);
        memcpy(c->sure + c->ncodes * k->words, c->sure + c->codes[i] * k->words, bytes);
    }
}

/* Many cuts that are near each other: the code of each value between them is written down. Else they are counted. */
static void number_codes(struct cutter *k) {
    struct cutting *c = k->c;
    size_t n = 0;
    if (k->cuts.n) qsort(k->cuts.v, k->cuts.n, sizeof *k->cuts.v, by_size);
    stretches(k);
    c->cuts = k->cuts.v;
    c->ncuts = k->cuts.n;
    if (c->ncuts <= BATCH_COUNTED) return;
    c->low = c->cuts[0] - 1;
    c->high = c->cuts[c->ncuts - 1];
    c->near = (uint64_t)c->high - (uint64_t)c->low < BATCH_TABLE_SPAN;
    if (!c->near) return;
    c->codes = NEWS(k->p->a, uint16_t, (size_t)(c->high - c->low) + 1);
    for (int64_t v = c->low; v <= c->high; v++) {
        while (n < c->ncuts && c->cuts[n] <= v) n++;
        c->codes[v - c->low] = (uint16_t)n;
    }
    dense_codes(k);
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

static bool cut(struct cutter *k) {
    size_t listed = k->type.kind == VEC_BOOL ? 2 : k->type.kind == VEC_WORD ? k->type.nwords : 0, most;
    if (!find_cuts(k)) return false;
    most = k->cuts.n + listed + 6 + (k->words > 1 ? BATCH_DENSE : 0);
    if (k->cuts.n > BATCH_CUTS || most > UINT16_MAX)
        return batch_refuse(k->p, "too many values", k->fact ? k->fact->source->name : k->t->source->inputs.v[k->in].text);
    k->c->may = NEWS(k->p->a, uint64_t, most * k->words);
    k->c->sure = NEWS(k->p->a, uint64_t, most * k->words);
    if (ordered(k)) number_codes(k);
    k->c->unknown_code = code_of(k, value_unknown());
    k->c->null_code = code_of(k, value_null());
    if (!ordered(k)) listed_codes(k, listed);
    k->c->reach = k->c->ncodes;
    k->c->error_code = code_without(k, k->rules);
    k->c->redo_code = code_without(k, k->rules + 1);
    if (k->c->from == CUT_STEP) k->c->reach = k->c->ncodes;
    return true;
}

/* ------------------------------------------------------------------ which column */

static const struct bound *only_read(struct planning *p, const struct table_column *x, struct str *name) {
    struct strs reads = { 0 };
    const struct bound *found = NULL;
    if (!x->t->in[x->in].box->ast) return NULL;
    feel_reads(p->a, x->t->in[x->in].box->ast, &reads);
    for (const struct bound_names *s = x->names; s && reads.n == 1 && !found; s = s->outer)
        for (size_t i = 0; i < s->n; i++) if (str_eq(s->v[i].name, reads.v[0])) found = &s->v[i].is;
    if (found) *name = reads.v[0];
    return found && !found->function && !found->members ? found : NULL;
}

static const struct node *fact_named(const struct planning *p, struct str name) {
    const struct unit *u = &p->q->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (u->nodes[i].source->kind == NODE_INPUT && str_eq(u->nodes[i].source->name, name)) return &u->nodes[i];
    return NULL;
}

/* The input straight from a column of the data: the fact itself, or anything computed of one word or boolean. */
static const struct node *straight(struct planning *p, const struct table_column *x, size_t *column) {
    struct str name;
    const struct bound *b = only_read(p, x, &name);
    const struct step *s = b ? batch_at(p, b->step) : NULL;
    const struct node *fact = s && s->op == STEP_LOAD ? fact_named(p, name) : NULL;
    if (!fact || !str_eq(p->q->columns[s->k].name, name)) return NULL;
    if (x->t->in[x->in].box->ast->kind != AST_NAME && s->type.kind != VEC_WORD && s->type.kind != VEC_BOOL) return NULL;
    *column = (size_t)s->k;
    return fact;
}

/* Tests that read facts, or compute with ?, become steps. */
static bool cells(struct planning *p, const struct table_column *x, struct cutter *k, int input) {
    bool *computed = NEWS(p->a, bool, k->rules + 1);
    for (size_t r = 0; r < k->rules; r++) {
        const struct feel_ast *test = x->t->rules[r].in[x->in];
        struct feel_scope s;
        bool asks = false, constant = !test || batch_folds(p, test, x->names, &s);
        for (size_t i = 0; test && i < test->n; i++) asks |= test->kids[i]->asks;
        p->at = x->t->source->rules.v[r].in_at.v[x->in];
        if (constant && !(asks && ordered(k))) continue;
        int step = input < 0 ? -1 : batch_tests(p, test, input, x->names);
        if (step < 0) return batch_refuse(p, "a test", x->t->source->rules.v[r].in.v[x->in]);
        computed[r] = true;
        *PUSH(p->a, x->cells) = (struct batch_cell){ r, step };
    }
    k->computed = computed;
    return true;
}

/* The names that stand for constants, for the evaluator. */
static struct feel_scope constants(struct planning *p, const struct bound_names *names) {
    struct { struct feel_name *v; size_t n, cap; } found = { 0 };
    for (; names; names = names->outer)
        for (size_t i = 0; i < names->n; i++) {
            const struct bound *b = &names->v[i].is;
            if (!b->function && !b->members && batch_at(p, b->step)->op == STEP_CONST)
                *PUSH(p->a, &found) = (struct feel_name){ names->v[i].name, NULL, batch_at(p, b->step)->value };
        }
    return (struct feel_scope){ .v = found.v, .n = found.n };
}

bool batch_cut(struct planning *p, const struct table_column *x, struct cutting *c) {
    struct cutter
        k = { .p = p, .t = x->t, .in = x->in, .constants = constants(p, x->names), .rules = x->t->nrules, .words = x->words, .c = c };
    size_t column;
    struct bound is;
    *c = (struct cutting){ .from = CUT_COLUMN };
    k.fact = straight(p, x, &column);
    if (k.fact) {
        struct str name;
        int load = only_read(p, x, &name)->step,
            input = x->t->in[x->in].box->ast->kind == AST_NAME ? load : batch_expr(p, x->t->in[x->in].box->ast, x->names);
        k.type = batch_at(p, load)->type;
        c->at = column;
        c->kind = p->q->columns[column].kind;
        return cells(p, x, &k, input) && cut(&k);
    }
    struct box untyped = *x->t->in[x->in].box;                    /* its type is asked about with each value */
    untyped.type = NULL;
    if (!batch_box(p, &untyped, x->names, &is) || is.members) return batch_refuse(p, "an input", x->t->source->inputs.v[x->in].text);
    k.type = batch_at(p, is.step)->type;
    *c = (struct cutting){ .from = CUT_STEP, .at = (size_t)is.step, .kind = k.type.kind == VEC_BOOL ? BATCH_BOOL : BATCH_NUMBER };
    if (!cells(p, x, &k, is.step)) return false;
    if (batch_at(p, is.step)->op != STEP_CONST || batch_at(p, is.step)->how == VEC_REDO) return cut(&k);
    c->from = CUT_CONSTANT;
    c->may = NEWS(p->a, uint64_t, 2 * k.words);
    c->sure = NEWS(p->a, uint64_t, 2 * k.words);
    c->unknown_code = code_of(&k, batch_at(p, is.step)->value);
    c->reach = c->ncodes;
    return true;
}

bool batch_guard(struct planning *p, const struct node *input, size_t column, struct cutting *c) {
    static const enum vec_kind
        kinds[] = { [BATCH_NUMBER] = VEC_NUMBER, [BATCH_WORD] = VEC_WORD, [BATCH_DAY] = VEC_DAY, [BATCH_BOOL] = VEC_BOOL };
    const struct batch_column *x = &p->q->columns[column];
    struct cutter k = { .p = p, .fact = input, .words = 1, .c = c };
    if (x->kind == BATCH_VALUE) return batch_refuse(p, "a list or context", x->name);
    k.type = (struct vec_type){ kinds[x->kind], x->digits, 1, x->words, x->nwords };
    *c = (struct cutting){ .from = CUT_COLUMN, .at = column, .kind = x->kind };
    return cut(&k);
}
