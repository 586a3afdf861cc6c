/* register_batch.c: see register_batch.h. */
#include "engine/rules/register_batch.h"

enum { FEN = 2, ABSENT = -1 };

/* Days from..to (included) of the date that counts; the last two spans are: not known, does not apply. */
struct span { int64_t from, to; int force; const struct batch_plan *plan; };
struct area { size_t column; const bool *in; int met; const struct str *codes; size_t ncodes; };     /* in[word]; column SIZE_MAX: met */

struct register_plan {
    const struct roster *roster; const struct policy *policy; const struct policy_benefit *benefit;
    struct batch_column *columns; size_t *from; size_t n;         /* of the decision; from[i]: the roster's column */
    struct policy_fact *constants; size_t nconstants;
    size_t counts; struct value counts_value;                     /* the column of the date that counts, or SIZE_MAX and its value */
    struct span *spans; size_t nspans;
    struct area *areas; size_t nareas;
    struct register_answer history;                               /* of who had nothing */
    int had;                                                      /* its checks: 1 all met, 0 one is not, -1 not known */
    int64_t least_left, most_left;                                /* in fen, after what was had */
    struct str why;
};

/* ------------------------------------------------------------------ facts */

static size_t column_of(const struct roster *r, const struct fact *x) {
    for (size_t i = 0; x && i < r->n; i++) if (r->columns[i].fact == x) return i;
    return SIZE_MAX;
}

static bool is_today(const struct fact *x) { return x && x->grows && x->type->kind == TYPE_DATE; }      /* the day of the question where not given */

static void inputs(struct arena *a, struct register_plan *p, const struct value *left) {
    const struct policy *policy = p->policy;
    p->columns = NEWS(a, struct batch_column, policy->ninputs + 1);
    p->from = NEWS(a, size_t, policy->ninputs + 1);
    p->constants = NEWS(a, struct policy_fact, policy->ninputs + 1);
    for (size_t i = 0; i < policy->ninputs; i++) {
        const struct policy_input *x = &policy->inputs[i];
        size_t at = column_of(p->roster, x->fact);
        if (at != SIZE_MAX) {
            const struct roster_column *c = &p->roster->columns[at];
            p->from[p->n] = at;
            p->columns[p->n++] = (struct batch_column){ x->name, c->kind, c->digits, c->words, c->nwords };
        } else if (!x->parameter)
            p->constants[p->nconstants++] = (struct policy_fact){ x->name, x->left ? left[i] : is_today(x->fact) ? value_date(p->roster->date) : value_unknown() };
    }
}

/* ------------------------------------------------------------------ spans */

struct days { int64_t *v; size_t n, cap; };

static int by_size(const void *x, const void *y) { int64_t a = *(const int64_t *)x, b = *(const int64_t *)y; return a < b ? -1 : a > b; }

static void add_ends(struct arena *a, struct days *d, struct date from, struct date to) {
    *PUSH(a, d) = temporal_day_number(from);
    *PUSH(a, d) = temporal_day_number(to) + 1;
}

static struct value day_value(int64_t day) { struct ymd d = date_ymd(day); return value_date((struct date){ d.y, d.m, d.d }); }

/* The decision's plan where the date that counts has this value. */
static const struct batch_plan *plan_for(struct arena *a, struct register_plan *p, struct value counts) {
    const struct policy_benefit *b = p->benefit;
    struct policy_fact *constants = NEWS(a, struct policy_fact, p->policy->ninputs + 1);
    struct batch_question q = { .program = p->policy->program, .decision = b->decision, .amount = b->output, .digits = FEN, .columns = p->columns, .n = p->n,
        .constants = constants, .nconstants = p->nconstants, .zones = p->roster->reg->zones, .rounds = true, .rounding = b->rounding, .places = b->digits,
        .capped = b->cap.given, .cap = b->cap.n };
    if (p->nconstants) memcpy(constants, p->constants, p->nconstants * sizeof *constants);
    for (size_t i = 0; i < p->policy->ninputs; i++) {
        const struct policy_input *x = &p->policy->inputs[i];
        if (x->parameter) constants[q.nconstants++] = (struct policy_fact){ x->name, register_parameter(p->policy, x->parameter, counts) };
    }
    const struct batch_plan *plan = batch_compile(a, &q);
    if (!p->why.n) p->why = batch_why(plan);
    return plan;
}

static void spans(struct arena *a, struct register_plan *p) {
    const struct policy_envelope *env = p->policy->envelope;
    struct days d = { 0 };
    size_t n = 1;
    add_ends(a, &d, env->from, env->to);
    for (size_t i = 0; i < env->parameters.n; i++)
        for (size_t k = 0; k < env->parameters.v[i].values.n; k++) add_ends(a, &d, env->parameters.v[i].values.v[k].from, env->parameters.v[i].values.v[k].to);
    qsort(d.v, d.n, sizeof *d.v, by_size);
    for (size_t i = 1; i < d.n; i++) if (d.v[i] != d.v[n - 1]) d.v[n++] = d.v[i];
    p->spans = NEWS(a, struct span, n + 3);
    p->nspans = n + 3;
    for (size_t i = 0; i <= n; i++) {
        int64_t from = i ? d.v[i - 1] : INT64_MIN, to = i < n ? d.v[i] - 1 : INT64_MAX, within = i ? from : to;
        struct value day = day_value(within);
        p->spans[i] = (struct span){ from, to, date_within(day.date, env->from, env->to), NULL };
    }
    p->spans[n + 1].force = -1;
    p->spans[n + 2].force = 0;
}

/* The span of each row. */
static size_t span_of(const struct register_plan *p, struct value v) {
    size_t at = 0;
    if (v.kind != VALUE_DATE) return p->nspans - (v.kind == VALUE_NULL ? 1 : 2);
    while (temporal_day_number(v.date) > p->spans[at].to) at++;
    return at;
}

static bool bit(const uint64_t *map, size_t i) { return map[i / 64] >> (i % 64) & 1; }

static void span_each(const struct register_plan *p, const struct batch_data *data, size_t n, uint8_t *at) {
    const struct batch_data *d = &data[p->counts];
    const size_t last = p->nspans - 3;
    for (size_t i = 0; i < n; i++) {
        int64_t day = ((const int32_t *)d->v)[i];
        size_t k = 0;
        for (size_t j = 0; j < last; j++) k += day > p->spans[j].to;
        at[i] = (uint8_t)k;
        if (d->null && bit(d->null, i)) at[i] = (uint8_t)(p->nspans - 1);
        if (d->known && !bit(d->known, i)) at[i] = is_today(p->policy->counts) ? (uint8_t)span_of(p, value_date(p->roster->date)) : (uint8_t)(p->nspans - 2);
    }
}

/* ------------------------------------------------------------------ areas */

static bool first_of_fact(const struct policy_envelope *env, size_t i) {
    for (size_t j = 0; j < i; j++) if (str_eq(env->areas.v[j].fact, env->areas.v[i].fact)) return false;
    return true;
}

static bool in_one(const struct policy_envelope *env, struct str fact, struct str code) {
    for (size_t j = 0; j < env->areas.n; j++)
        if (str_eq(env->areas.v[j].fact, fact) && register_in_area(code, env->areas.v[j].code)) return true;
    return false;
}

static void areas(struct arena *a, struct register_plan *p) {
    const struct policy_envelope *env = p->policy->envelope;
    p->areas = NEWS(a, struct area, env->areas.n + 1);
    for (size_t i = 0; i < env->areas.n; i++) {
        size_t at = column_of(p->roster, facts_find(p->roster->reg->facts, env->areas.v[i].fact));
        const struct roster_column *c = at == SIZE_MAX ? NULL : &p->roster->columns[at];
        bool *in = NEWS(a, bool, c ? c->nwords + 1 : 1);
        if (!first_of_fact(env, i)) continue;
        for (size_t w = 0; c && c->kind == BATCH_WORD && w < c->nwords; w++) in[w] = in_one(env, env->areas.v[i].fact, c->words[w]);
        p->areas[p->nareas++] = (struct area){ .column = c && c->kind == BATCH_WORD ? at : SIZE_MAX, .in = in, .met = ABSENT };
    }
}

static int area_of(const struct register_plan *p, const struct batch_data *data, size_t row) {
    int met = 1;
    for (size_t i = 0; i < p->nareas; i++) {
        const struct area *x = &p->areas[i];
        const struct batch_data *d = x->column == SIZE_MAX ? NULL : &data[x->column];
        int one = x->met;
        if (d) {
            uint16_t w = ((const uint16_t *)d->v)[row];
            bool known = (!d->known || bit(d->known, row)) && w < p->roster->columns[x->column].nwords;
            one = !known ? -1 : d->null && bit(d->null, row) ? 0 : x->in[w];
        }
        if (one == 0) return 0;
        if (one < 0) met = -1;
    }
    return met;
}

/* ------------------------------------------------------------------ history */

static int64_t fen(struct number n, int64_t otherwise) {
    int64_t v;
    return number_to_scaled(n, FEN, &v) ? v : otherwise;
}

static void history(struct arena *a, struct register_plan *p, struct value *left) {
    const struct grants nothing = { .known = p->roster->history };
    const struct given_facts none = { 0 };
    const struct register_question q = { .reg = p->roster->reg, .policy = p->policy, .date = p->roster->date, .facts = &none, .granted = &nothing, .benefit = p->benefit->id };
    register_history(a, &q, &p->history, left);
    p->had = 1;
    p->least_left = p->most_left = INT64_MAX;
    for (size_t i = 0; i < p->history.checks.n; i++) {
        const struct register_check *c = &p->history.checks.v[i];
        bool yuan = (c->kind == CHECK_ONCE && c->once->of == OF_YUAN) || (c->kind == CHECK_RELATION && c->relation->kind == RELATION_STACKS);
        int64_t most = yuan ? fen(c->kind == CHECK_ONCE ? c->once->count.n : c->relation->up_to.n, INT64_MAX) : INT64_MAX;
        if (c->met == 0) p->had = 0;
        else if (c->met < 0 && p->had > 0) p->had = -1;
        if (yuan && most < p->most_left) p->most_left = most;
        if (yuan && (c->had_open ? 0 : most) < p->least_left) p->least_left = c->had_open ? 0 : most;
    }
}

/* Does this policy mind anything that was had? */
static bool minds(const struct register_plan *p, const struct grants *had) {
    const struct policy_envelope *env = p->policy->envelope;
    const struct policy_register *reg = p->roster->reg;
    if (!had) return false;
    for (size_t g = 0; g < had->n; g++) {
        if (env->once.n && policy_is(reg, had->v[g].policy, p->policy->id)) return true;
        for (size_t i = 0; i < env->once.n; i++)
            for (size_t k = 0; k < env->once.v[i].with.n; k++) if (policy_is(reg, had->v[g].policy, env->once.v[i].with.v[k])) return true;
        for (size_t i = 0; i < env->relations.n; i++)
            for (size_t k = 0; k < env->relations.v[i].policies.n; k++) if (policy_is(reg, had->v[g].policy, env->relations.v[i].policies.v[k])) return true;
    }
    return false;
}

/* ------------------------------------------------------------------ one by one */

/* False: the amounts do not fit into int64. */
static bool keep(const struct register_answer *x, size_t row, struct batch_results *r) {
    bool error = x->answer == POLICY_ERROR, fits = number_to_scaled(x->low, FEN, &r->low[row]) && number_to_scaled(x->high, FEN, &r->high[row]);
    r->answer[row] = (uint8_t)(x->answer == POLICY_NOT_YET ? POLICY_NOT : x->answer);
    r->open[row] = x->open && !error;
    r->rule[row] = 0;
    for (size_t i = 0; i < x->decision.n && !error && !r->rule[row]; i++) if (x->decision.rules[i].fires > 0) r->rule[row] = (uint16_t)x->decision.rules[i].number;
    if (error || !fits) r->low[row] = r->high[row] = 0;
    return error || fits;
}

static void ask(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t row, const struct grants *had, struct batch_results *r) {
    struct arena_mark m = arena_mark(a);
    struct given_facts facts = { 0 };
    struct register_question q = { .reg = p->roster->reg, .policy = p->policy, .date = p->roster->date, .facts = &facts, .granted = had, .benefit = p->benefit->id };
    struct register_answer x;
    for (size_t i = 0; i < p->roster->n; i++) {
        const struct roster_column *c = &p->roster->columns[i];
        struct batch_column column = { STR_NONE, c->kind, c->digits, c->words, c->nwords };
        struct value v = batch_value(&column, &data[i], row);
        if (v.kind != VALUE_UNKNOWN) *PUSH(a, &facts) = (struct given_fact){ .fact = c->fact, .value = v };
    }
    register_today(a, &q, &x);
    bool fits = keep(&x, row, r);
    arena_rewind(a, m);                                           /* what is kept of the answer is no pointer */
    if (!fits) *PUSH(a, &r->exact) = (struct batch_exact){ row, x.low, x.high };
    r->scalar++;
}

/* ------------------------------------------------------------------ planning and running */

struct register_plan *register_plan(struct arena *a, const struct roster *roster, const struct policy *policy, const struct policy_benefit *benefit) {
    struct register_plan *p = NEW(a, struct register_plan);
    struct value *left = NEWS(a, struct value, policy->ninputs + 1);
    *p = (struct register_plan){ .roster = roster, .policy = policy, .benefit = benefit };
    history(a, p, left);
    inputs(a, p, left);
    areas(a, p);
    spans(a, p);
    p->counts = column_of(roster, policy->counts);
    p->counts_value = !policy->counts || is_today(policy->counts) ? value_date(roster->date) : value_unknown();
    for (size_t i = 0; i < p->nspans; i++) {
        bool day = i < p->nspans - 2;
        if (p->spans[i].force == 0 || (p->counts == SIZE_MAX && i != span_of(p, p->counts_value))) continue;
        p->spans[i].plan = plan_for(a, p, day ? day_value(i ? p->spans[i].from : p->spans[i].to) : i == p->nspans - 2 ? value_unknown() : value_null());
    }
    return p;
}

struct str register_plan_why(const struct register_plan *p) { return p->why; }

static int64_t at_most(int64_t x, int64_t most) { return x > most ? most : x; }

/* As `judged` of register_ask.c. */
static void judge(const struct register_plan *p, const struct batch_data *data, size_t row, int force, struct batch_results *r) {
    int area = p->nareas ? area_of(p, data, row) : 1;
    bool no = force == 0 || area == 0 || p->had == 0, sure = force > 0 && area > 0 && p->had > 0;
    if (r->answer[row] == POLICY_ERROR) return;
    r->low[row] = at_most(r->low[row], p->least_left);
    r->high[row] = at_most(r->high[row], p->most_left);
    if (no || (!r->open[row] && r->high[row] <= 0)) r->answer[row] = POLICY_NOT;
    else r->answer[row] = sure && !r->open[row] && r->low[row] > 0 ? POLICY_ENTITLED : POLICY_NEEDS;
}

/* Rows in the order of their spans, those of one span together; rows that need no decision stand in none. */
struct ordered { uint32_t *rows; size_t *begin; };                /* rows[begin[span]..begin[span + 1]] */

static struct ordered ordered(struct arena *a, const struct register_plan *p, const uint8_t *at, const uint8_t *ready, size_t rows) {
    struct ordered o = { NEWS(a, uint32_t, rows + 1), NEWS(a, size_t, p->nspans + 2) };
    size_t *next = NEWS(a, size_t, p->nspans + 1);
    for (size_t i = 0; i < rows; i++) o.begin[at[i] + 1] += ready[i] && p->spans[at[i]].force != 0;
    for (size_t s = 0; s < p->nspans; s++) next[s] = o.begin[s + 1] += o.begin[s];
    for (size_t s = p->nspans; s-- > 0;) next[s] = o.begin[s];
    for (size_t i = 0; i < rows; i++) if (ready[i] && p->spans[at[i]].force != 0) o.rows[next[at[i]]++] = (uint32_t)i;
    return o;
}

#define GATHER(type) for (size_t i = 0; i < n; i++) ((type *)to)[i] = ((const type *)d->v)[rows[i]]

static const uint64_t *gathered_bits(struct arena *a, const uint64_t *map, const uint32_t *rows, size_t n) {
    uint64_t *to = map ? NEWS(a, uint64_t, n / 64 + 1) : NULL;
    for (size_t i = 0; map && i < n; i++) to[i / 64] |= (map[rows[i] / 64] >> (rows[i] % 64) & 1) << (i % 64);
    return to;
}

static struct batch_data gathered(struct arena *a, enum batch_kind kind, const struct batch_data *d, const uint32_t *rows, size_t n) {
    static const size_t width[] = { [BATCH_NUMBER] = sizeof(int64_t), [BATCH_WORD] = sizeof(uint16_t), [BATCH_DAY] = sizeof(int32_t), [BATCH_BOOL] = 1, [BATCH_VALUE] = sizeof(struct value) };
    void *to = arena_alloc(a, n * width[kind] + 1);
    switch (kind) {
    case BATCH_NUMBER: GATHER(int64_t); break;
    case BATCH_WORD: GATHER(uint16_t); break;
    case BATCH_DAY: GATHER(int32_t); break;
    case BATCH_BOOL: GATHER(uint8_t); break;
    case BATCH_VALUE: GATHER(struct value); break;
    }
    return (struct batch_data){ to, gathered_bits(a, d->known, rows, n), gathered_bits(a, d->null, rows, n) };
}

/* The decision's columns; a day that is not given is the day of the question. */
static struct batch_data *own_columns(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t rows) {
    struct batch_data *own = NEWS(a, struct batch_data, p->n + 1);
    for (size_t i = 0; i < p->n; i++) {
        const struct batch_data *d = &data[p->from[i]];
        own[i] = *d;
        if (!is_today(p->roster->columns[p->from[i]].fact) || !d->known) continue;
        int32_t *days = NEWS(a, int32_t, rows + 1), today = (int32_t)temporal_day_number(p->roster->date);
        uint64_t *null = NEWS(a, uint64_t, rows / 64 + 1);
        for (size_t k = 0; k < rows; k++) {
            days[k] = bit(d->known, k) ? ((const int32_t *)d->v)[k] : today;
            if (bit(d->known, k) && d->null && bit(d->null, k)) null[k / 64] |= (uint64_t)1 << (k % 64);
        }
        own[i] = (struct batch_data){ days, NULL, null };
    }
    return own;
}

static struct batch_results results(struct arena *a, size_t n) {
    return (struct batch_results){ .answer = NEWS(a, uint8_t, n + 1), .open = NEWS(a, uint8_t, n + 1), .low = NEWS(a, int64_t, n + 1), .high = NEWS(a, int64_t, n + 1), .rule = NEWS(a, uint16_t, n + 1) };
}

static void put_back(struct arena *a, const struct batch_results *t, const uint32_t *rows, size_t n, struct batch_results *r) {
    for (size_t i = 0; i < n; i++) {
        size_t row = rows[i];
        r->answer[row] = t->answer[i]; r->open[row] = t->open[i]; r->low[row] = t->low[i]; r->high[row] = t->high[i]; r->rule[row] = t->rule[i];
    }
    for (size_t i = 0; i < t->exact.n; i++) *PUSH(a, &r->exact) = (struct batch_exact){ rows[t->exact.v[i].row], t->exact.v[i].low, t->exact.v[i].high };
    r->scalar += t->scalar;
}

/* The rows of one span, gathered side by side unless it has them all. */
static void run_span(struct arena *a, const struct register_plan *p, const struct batch_data *own, size_t all, size_t span, const struct ordered *o, struct batch_results *r) {
    const uint32_t *rows = o->rows + o->begin[span];
    size_t n = o->begin[span + 1] - o->begin[span];
    struct batch_data *columns = NEWS(a, struct batch_data, p->n + 1);
    struct batch_results t;
    if (n == all) { batch_run(a, p->spans[span].plan, own, all, r); return; }
    if (n == 0) return;
    for (size_t i = 0; i < p->n; i++) columns[i] = gathered(a, p->columns[i].kind, &own[i], rows, n);
    t = results(a, n);
    batch_run(a, p->spans[span].plan, columns, n, &t);
    put_back(a, &t, rows, n, r);
}

void register_run(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t rows, struct batch_results *r) {
    const struct batch_data *own = own_columns(a, p, data, rows);
    uint8_t *at = NEWS(a, uint8_t, rows + 1), *ready = NEWS(a, uint8_t, rows + 1);
    struct ordered o;
    if (p->counts == SIZE_MAX) memset(at, (int)span_of(p, p->counts_value), rows);
    else span_each(p, data, rows, at);
    for (size_t i = 0; i < rows; i++) {
        ready[i] = !p->roster->had || !minds(p, p->roster->had(p->roster->host, i));
        r->answer[i] = POLICY_NOT;
        r->open[i] = 0;
        r->low[i] = r->high[i] = 0;
        r->rule[i] = 0;
    }
    o = ordered(a, p, at, ready, rows);
    for (size_t s = 0; s < p->nspans; s++) run_span(a, p, own, rows, s, &o, r);
    for (size_t i = 0; i < rows; i++) {
        if (ready[i]) judge(p, data, i, p->spans[at[i]].force, r);
        else ask(a, p, data, i, p->roster->had(p->roster->host, i), r);
    }
}
