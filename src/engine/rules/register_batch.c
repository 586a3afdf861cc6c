/* register_batch.c: see register_batch.h. */
#include "engine/rules/batch_bits.h"
#include "engine/rules/batch_vector.h"
#include "engine/rules/register_batch.h"

enum { FEN = 2, ASKED = 255 };                                    /* ASKED: instead of a span: a row that is asked one by one */

/* What the checks around the decision say of a row: one is not met, one is not known. */
enum { CHECKED_NO = 1, CHECKED_UNSURE = 2 };

/* Days from..to (included) of the date that counts; the last two spans are: not known, does not apply. */
struct span { int64_t from, to; int force; const struct batch_plan *plan; };
/* says[word]: CHECKED_NO or nothing, and behind the words: not known; column SIZE_MAX: not known */
struct area { size_t column; const uint8_t *says; };

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

/* the day of the question where not given */
static bool is_today(const struct fact *x) { return x && x->grows && x->type->kind == TYPE_DATE; }

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
            p->constants[p->nconstants++] = (struct policy_fact){ x->name,
                x->left                 ? left[i]
                    : is_today(x->fact) ? value_date(p->roster->date)
                                        : value_unknown() };
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
    struct batch_question q = { .program = p->policy->program, .decision = b->decision, .amount = b->output, .digits = FEN,
        .columns = p->columns, .n = p->n,
        .constants = constants, .nconstants = p->nconstants, .zones = p->roster->reg->zones, .rounds = true, .rounding = b->rounding,
        .places = b->digits,
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
        for (size_t k = 0; k < env->parameters.v[i].values.n; k++)
            add_ends(a, &d, env->parameters.v[i].values.v[k].from, env->parameters.v[i].values.v[k].to);
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

static WIDE void count_ends(const int32_t *day, int32_t end, size_t n, uint8_t *at) { EACH at[i] = (uint8_t)(at[i] + (day[i] > end)); }

static void span_each(const struct register_plan *p, const struct batch_data *data, size_t n, uint8_t *at) {
    const struct batch_data *d = &data[p->counts];
    const size_t unknown = is_today(p->policy->counts) ? span_of(p, value_date(p->roster->date)) : p->nspans - 2;
    memset(at, 0, n);
    for (size_t j = 0; j < p->nspans - 3; j++) {
        const int64_t to = p->spans[j].to;
        count_ends(d->v, to > INT32_MAX ? INT32_MAX : to < INT32_MIN ? INT32_MIN : (int32_t)to, n, at);
    }
    if (d->null) bits_mark(d->null, true, (uint8_t)(p->nspans - 1), 0, n, at);
    if (d->known) bits_mark(d->known, false, (uint8_t)unknown, 0, n, at);
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
        uint8_t *says = NEWS(a, uint8_t, c ? c->nwords + 1 : 1);
        if (!first_of_fact(env, i)) continue;
        for (size_t w = 0; c && c->kind == BATCH_WORD && w < c->nwords; w++)
            says[w] = in_one(env, env->areas.v[i].fact, c->words[w]) ? 0 : CHECKED_NO;
        if (c) says[c->nwords] = CHECKED_UNSURE;
        p->areas[p->nareas++] = (struct area){ c && c->kind == BATCH_WORD ? at : SIZE_MAX, says };
    }
}

/* Adds to each row's checks what one area says; `one` is scratch. */
static void check_area(const struct register_plan *p, const struct area *x, const struct batch_data *data, size_t n, uint8_t *one,
    uint8_t *checks)
{
    const struct batch_data *d = x->column == SIZE_MAX ? NULL : &data[x->column];
    const uint16_t *words = d ? d->v : NULL;
    const size_t nwords = d ? p->roster->columns[x->column].nwords : 0;
    if (!d) { EACH checks[i] |= CHECKED_UNSURE; return; }
    EACH one[i] = x->says[words[i] < nwords ? words[i] : nwords];
    if (d->null) bits_mark(d->null, true, CHECKED_NO, 0, n, one);
    if (d->known) bits_mark(d->known, false, CHECKED_UNSURE, 0, n, one);
    EACH checks[i] |= one[i];
}

/* ------------------------------------------------------------------ history */

static int64_t fen(struct number n, int64_t otherwise) {
    int64_t v;
    return number_to_scaled(n, FEN, &v) ? v : otherwise;
}

static void history(struct arena *a, struct register_plan *p, struct value *left) {
    const struct grants nothing = { .known = p->roster->history };
    const struct given_facts none = { 0 };
    const struct register_question q = { .reg = p->roster->reg,
        .policy = p->policy,
        .date = p->roster->date,
        .facts = &none,
        .granted = &nothing,
        .benefit = p->benefit->id };
    register_history(a, &q, &p->history, left);
    p->had = 1;
    p->least_left = p->most_left = INT64_MAX;
    for (size_t i = 0; i < p->history.checks.n; i++) {
        const struct register_check *c = &p->history.checks.v[i];
        bool yuan = (c->kind == CHECK_ONCE && c->once->of == OF_YUAN)
            || (c->kind == CHECK_RELATION && c->relation->kind == RELATION_STACKS);
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
            for (size_t k = 0; k < env->relations.v[i].policies.n; k++)
                if (policy_is(reg, had->v[g].policy, env->relations.v[i].policies.v[k])) return true;
    }
    return false;
}

/* ------------------------------------------------------------------ one by one */

static void ask(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t row, const struct grants *had,
    struct batch_results *r)
{
    struct arena_mark m = arena_mark(a);
    struct given_facts facts = { 0 };
    struct register_question q = { .reg = p->roster->reg,
        .policy = p->policy,
        .date = p->roster->date,
        .facts = &facts,
        .granted = had,
        .benefit = p->benefit->id };
    struct register_answer x;
    for (size_t i = 0; i < p->roster->n; i++) {
        const struct roster_column *c = &p->roster->columns[i];
        struct batch_column column = { STR_NONE, c->kind, c->digits, c->words, c->nwords };
        struct value v = batch_value(&column, &data[i], row);
        if (v.kind != VALUE_UNKNOWN) *PUSH(a, &facts) = (struct given_fact){ .fact = c->fact, .value = v };
    }
    register_today(a, &q, &x);
    struct policy_result paid = x.decision;
    paid.answer = x.answer == POLICY_NOT_YET ? POLICY_NOT : x.answer;
    paid.low = x.low;
    paid.high = x.high;
    paid.open = x.open;
    bool fits = batch_keep(&paid, FEN, row, r);
    arena_rewind(a, m);                                           /* what is kept of the answer is no pointer */
    if (!fits) *PUSH(a, &r->exact) = (struct batch_exact){ row, x.low, x.high };
    r->scalar++;
}

/* ------------------------------------------------------------------ planning and running */

struct register_plan *register_plan(struct arena *a, const struct roster *roster, const struct policy *policy,
    const struct policy_benefit *benefit)
{
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
        p->spans[i].plan = plan_for(a, p,
            day                      ? day_value(i ? p->spans[i].from : p->spans[i].to)
                : i == p->nspans - 2 ? value_unknown()
                                     : value_null());
    }
    return p;
}

struct str register_plan_why(const struct register_plan *p) { return p->why; }

/* ------------------------------------------------------------------ rows of one span */

/* Which rows: a bit each, and their places one after the other. */
struct chosen { size_t n, words; const uint64_t *mask; const uint32_t *rows; };

static struct chosen choose(struct arena *a, const uint8_t *at, size_t span, size_t rows) {
    const size_t words = (rows + 63) / 64;
    uint64_t *mask = arena_alloc(a, arena_times(words + 1, sizeof *mask));
    struct chosen x = { bits_equal(at, (uint8_t)span, rows, mask), words, mask, NULL };
    uint32_t *place = x.n && x.n < rows ? arena_alloc(a, arena_times(x.n, sizeof *place)) : NULL;
    x.rows = place;
    for (size_t w = 0; place && w < words; w++)
        for (uint64_t m = mask[w]; m; m &= m - 1) *place++ = (uint32_t)(w * 64 + (size_t)__builtin_ctzll(m));
    return x;
}

static const uint64_t *squeezed(struct arena *a, const uint64_t *map, const struct chosen *x) {
    uint64_t *to = map ? NEWS(a, uint64_t, x->n / 64 + 2) : NULL;
    if (map) bits_squeeze(map, x->mask, x->words, to);
    return to;
}

#define GATHER(type) static WIDE void gather_##type(const type *v, const uint32_t *rows, size_t n, type *to) { EACH to[i] = v[rows[i]]; }
GATHER(int64_t)
GATHER(int32_t)
GATHER(uint16_t)
GATHER(uint8_t)

static void gather(enum batch_kind kind, const void *v, const uint32_t *rows, size_t n, void *to) {
    switch (kind) {
    case BATCH_NUMBER: gather_int64_t(v, rows, n, to); break;
    case BATCH_WORD: gather_uint16_t(v, rows, n, to); break;
    case BATCH_DAY: gather_int32_t(v, rows, n, to); break;
    case BATCH_BOOL: gather_uint8_t(v, rows, n, to); break;
    case BATCH_VALUE: for (size_t i = 0; i < n; i++) ((struct value *)to)[i] = ((const struct value *)v)[rows[i]]; break;
    }
}

/* The decision's columns; a day that is not given is the day of the question. */
static struct batch_data *own_columns(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t rows) {
    struct batch_data *own = NEWS(a, struct batch_data, p->n + 1);
    for (size_t i = 0; i < p->n; i++) {
        const struct batch_data *d = &data[p->from[i]];
        own[i] = *d;
        if (!is_today(p->roster->columns[p->from[i]].fact) || !d->known) continue;
        int32_t *days = arena_alloc(a, arena_times(rows + 1, sizeof *days)), today = (int32_t)temporal_day_number(p->roster->date);
        uint64_t *null = NEWS(a, uint64_t, rows / 64 + 1);
        memcpy(days, d->v, rows * sizeof *days);
        for (size_t w = 0; w < (rows + 63) / 64; w++)
            for (uint64_t m = ~d->known[w] & bits_below(rows - w * 64); m; m &= m - 1) days[w * 64 + (size_t)__builtin_ctzll(m)] = today;
        for (size_t w = 0; d->null && w < (rows + 63) / 64; w++) null[w] = d->known[w] & d->null[w];
        own[i] = (struct batch_data){ days, NULL, null };
    }
    return own;
}

static struct batch_results results(struct arena *a, size_t n) {
    return (struct batch_results){ .answer = NEWS(a, uint8_t, n),
        .open = NEWS(a, uint8_t, n),
        .low = NEWS(a, int64_t, n),
        .high = NEWS(a, int64_t, n),
        .rule = NEWS(a, uint16_t, n) };
}

static void scatter_bytes(const uint8_t *restrict v, const uint32_t *restrict rows, size_t n, uint8_t *restrict to)
{
    EACH to[rows[i]] = v[i];
}
static void scatter_rules(const uint16_t *restrict v, const uint32_t *restrict rows, size_t n, uint16_t *restrict to)
{
    EACH to[rows[i]] = v[i];
}
static void scatter_amounts(const int64_t *restrict v, const uint32_t *restrict rows, size_t n, int64_t *restrict to)
{
    EACH to[rows[i]] = v[i];
}

static void put_back(struct arena *a, struct batch_results *t, const uint32_t *rows, size_t n, struct batch_results *r) {
    scatter_bytes(t->answer, rows, n, r->answer);
    scatter_bytes(t->open, rows, n, r->open);
    scatter_amounts(t->low, rows, n, r->low);
    scatter_amounts(t->high, rows, n, r->high);
    scatter_rules(t->rule, rows, n, r->rule);
    for (size_t i = 0; i < t->exact.n; i++)
        *PUSH(a, &r->exact) = (struct batch_exact){ rows[t->exact.v[i].row], t->exact.v[i].low, t->exact.v[i].high };
    r->scalar += t->scalar;
    t->exact.n = t->scalar = 0;
}

/* The rows of one span, unless it has them all: gathered side by side, block by block. */
static void run_span(struct arena *a, const struct register_plan *p, const struct batch_data *own, size_t all, size_t span,
    const uint8_t *at, struct batch_results *r)
{
    static const size_t width[] = { [BATCH_NUMBER] = sizeof(int64_t),
        [BATCH_WORD] = sizeof(uint16_t),
        [BATCH_DAY] = sizeof(int32_t),
        [BATCH_BOOL] = 1,
        [BATCH_VALUE] = sizeof(struct value) };
    const struct chosen x = choose(a, at, span, all);
    struct batch_data *maps = NEWS(a, struct batch_data, p->n + 1), *columns = NEWS(a, struct batch_data, p->n + 1);
    void **values = NEWS(a, void *, p->n + 1);
    if (x.n == all) { batch_run(a, p->spans[span].plan, own, all, r); return; }
    if (x.n == 0) return;
    for (size_t k = 0; k < p->n; k++) {
        maps[k] = (struct batch_data){ NULL, squeezed(a, own[k].known, &x), squeezed(a, own[k].null, &x) };
        values[k] = arena_alloc(a, BATCH_BLOCK * width[p->columns[k].kind]);
    }
    struct running *run = batch_start(a, p->spans[span].plan, columns);
    struct batch_results t = results(a, BATCH_BLOCK);
    for (size_t from = 0; from < x.n; from += BATCH_BLOCK) {
        const size_t n = x.n - from < BATCH_BLOCK ? x.n - from : BATCH_BLOCK, word = from / 64;
        for (size_t k = 0; k < p->n; k++) {
            gather(p->columns[k].kind, own[k].v, x.rows + from, n, values[k]);
            columns[k] = (struct batch_data){ values[k], maps[k].known ? maps[k].known + word : NULL,
                maps[k].null ? maps[k].null + word : NULL };
        }
        batch_block(run, 0, n, NULL, &t);
        put_back(a, &t, x.rows + from, n, r);
    }
}

/* ------------------------------------------------------------------ all rows */

/* As `judged` of register_ask.c. */
static WIDE void judge(const uint8_t *checks, int64_t least_left, int64_t most_left, size_t n, const struct batch_results *r) {
    uint8_t *restrict answer = r->answer;
    const uint8_t *restrict open = r->open;
    int64_t *restrict low = r->low, *restrict high = r->high;
    EACH {
        int64_t least = low[i] < least_left ? low[i] : least_left, most = high[i] < most_left ? high[i] : most_left;
        bool no = (checks[i] & CHECKED_NO) | (!open[i] & (most <= 0)), sure = (checks[i] == 0) & !open[i] & (least > 0);
        low[i] = least;
        high[i] = most;
        answer[i] = answer[i] == POLICY_ERROR ? POLICY_ERROR : no ? POLICY_NOT : sure ? POLICY_ENTITLED : POLICY_NEEDS;
    }
}

/* What the checks say of each row: of its span, of its area, of the history. */
static const uint8_t *checked(struct arena *a, const struct register_plan *p, const struct batch_data *data, const uint8_t *at, size_t n) {
    uint8_t *checks = arena_alloc(a, n + 1), *one = arena_alloc(a, n + 1), of[ASKED + 1] = { 0 };
    const uint8_t had = p->had == 0 ? CHECKED_NO : p->had < 0 ? CHECKED_UNSURE : 0;
    for (size_t s = 0; s < p->nspans && s < ASKED; s++)
        of[s] = had | (p->spans[s].force == 0 ? CHECKED_NO : p->spans[s].force < 0 ? CHECKED_UNSURE : 0);
    EACH checks[i] = of[at[i]];
    for (size_t k = 0; k < p->nareas; k++) check_area(p, &p->areas[k], data, n, one, checks);
    return checks;
}

static const uint8_t *spans_of(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t n) {
    uint8_t *at = arena_alloc(a, n + 1);
    if (p->nspans > ASKED) memset(at, ASKED, n);                  /* more than bytes tell apart */
    else if (p->counts == SIZE_MAX) memset(at, (int)span_of(p, p->counts_value), n);
    else span_each(p, data, n, at);
    if (p->roster->had) EACH if (minds(p, p->roster->had(p->roster->host, i))) at[i] = ASKED;
    return at;
}

void register_run(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t rows, struct batch_results *r) {
    static const struct grants nothing = { .known = false }, none = { .known = true };
    const struct batch_data *own = own_columns(a, p, data, rows);
    const uint8_t *at = spans_of(a, p, data, rows);
    memset(r->answer, POLICY_NOT, rows);
    memset(r->open, 0, rows);
    memset(r->low, 0, rows * sizeof *r->low);
    memset(r->high, 0, rows * sizeof *r->high);
    memset(r->rule, 0, rows * sizeof *r->rule);
    for (size_t s = 0; s < p->nspans && p->nspans <= ASKED; s++) if (p->spans[s].plan) run_span(a, p, own, rows, s, at, r);
    judge(checked(a, p, data, at, rows), p->least_left, p->most_left, rows, r);
    for (size_t i = 0; (p->roster->had || p->nspans > ASKED) && i < rows; i++) {
        if (at[i] != ASKED) continue;
        const struct grants *had = p->roster->had ? p->roster->had(p->roster->host, i) : NULL;
        ask(a, p, data, i, had ? had : p->roster->history ? &none : &nothing, r);
    }
}
