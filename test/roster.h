/* roster.h: people by the thousand or million who have a value for every fact of a dictionary: at random, the same for a
** seed. Lists and keys (certificates, occupations) are left out. */
#ifndef TEST_ROSTER_H
#define TEST_ROSTER_H
#include "engine/rules/register_batch.h"
#include "test/test.h"

struct random_roster { struct roster_column *columns; struct batch_data *data; size_t n; };

static inline unsigned roster_roll(uint64_t *seed, unsigned n) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33) % n;
}

static inline int64_t roster_number(uint64_t *seed, const struct fact *x, int digits) {
    static const int64_t near[] = { 0, 1, 2, 3, 5, 6, 11, 12, 13, 24, 36, 60, 100, 300, 1000 };
    int64_t v = near[roster_roll(seed, LEN(near))], unit = digits == 2 ? 100 : digits == 4 ? 10000 : 1, high;
    if (digits == 4) return (int64_t)roster_roll(seed, 10001);    /* a share */
    if (digits == 2) v = (int64_t)roster_roll(seed, 200) * 500;   /* yuan */
    v *= unit;
    if (x->range && x->range->high.kind == VALUE_NUMBER && number_to_scaled(x->range->high.number, digits, &high) && v > high) v = high;
    if (x->range && x->range->low.kind == VALUE_NUMBER && number_to_scaled(x->range->low.number, digits, &high) && v < high) v = high;
    return digits == 2 && roster_roll(seed, 4) == 0 && v > 0 ? v - 1 : v;
}

static inline bool roster_takes(const struct fact *x) {
    return x->type->kind == TYPE_NUMBER || x->type->kind == TYPE_BOOLEAN || x->type->kind == TYPE_DATE
        || (x->type->kind == TYPE_STRING && (x->choices.n || str_eq(x->unit, S("division"))));
}

static inline bool roster_is_share(const struct fact *x) {
    int64_t one;
    return x->range && x->range->high.kind == VALUE_NUMBER && number_to_int(x->range->high.number, &one) && one == 1;
}

/* missing: one value in so many is not known, one in four times as many does not apply; 0: all are known. */
static inline struct random_roster roster_random(struct arena *a, const struct facts *facts, size_t rows, unsigned missing, uint64_t seed) {
    static const struct str divisions[] = { SI("210200"), SI("210202"), SI("210204"), SI("210211"), SI("210213"), SI("210299"),
        SI("210100"), SI("110105") };
    struct random_roster r = { NEWS(a, struct roster_column, facts->n + 1), NEWS(a, struct batch_data, facts->n + 1), 0 };
    for (size_t f = 0; f < facts->n; f++) {
        const struct fact *x = &facts->v[f];
        struct roster_column *c = &r.columns[r.n];
        uint64_t *known = NEWS(a, uint64_t, rows / 64 + 1), *null = NEWS(a, uint64_t, rows / 64 + 1);
        if (!roster_takes(x)) continue;
        *c = (struct roster_column){ .fact = x,
            .kind = x->type->kind == TYPE_NUMBER ? BATCH_NUMBER
                : x->type->kind == TYPE_BOOLEAN  ? BATCH_BOOL
                : x->type->kind == TYPE_DATE     ? BATCH_DAY
                                                 : BATCH_WORD,
            .digits = roster_is_share(x)     ? 4
                : str_eq(x->unit, S("yuan")) ? 2
                                             : 0,
            .words = divisions,
            .nwords = LEN(divisions) };
        if (x->choices.n) {
            struct str *words = NEWS(a, struct str, x->choices.n);
            for (size_t i = 0; i < x->choices.n; i++) words[i] = x->choices.v[i].zh;
            c->words = words;
            c->nwords = x->choices.n;
        }
        size_t width = c->kind == BATCH_NUMBER ? 8 : c->kind == BATCH_DAY ? 4 : c->kind == BATCH_WORD ? 2 : 1;
        void *v = arena_alloc(a, rows * width + 1);
        for (size_t i = 0; i < rows; i++) {
            if (c->kind == BATCH_NUMBER) ((int64_t *)v)[i] = roster_number(&seed, x, c->digits);
            if (c->kind == BATCH_DAY) ((int32_t *)v)[i] = (int32_t)date_days(2018, 1, 1) + (int32_t)roster_roll(&seed, 3287);
            if (c->kind == BATCH_WORD) ((uint16_t *)v)[i] = (uint16_t)roster_roll(&seed, (unsigned)c->nwords);
            if (c->kind == BATCH_BOOL) ((uint8_t *)v)[i] = (uint8_t)roster_roll(&seed, 2);
            if (!missing || roster_roll(&seed, missing)) known[i / 64] |= (uint64_t)1 << (i % 64);
            if (missing && roster_roll(&seed, 4 * missing) == 0) null[i / 64] |= (uint64_t)1 << (i % 64);
        }
        r.data[r.n++] = (struct batch_data){ v, missing ? known : NULL, missing ? null : NULL };
        if (str_starts(x->code, S("id_")) && roster_roll(&seed, 50))      /* papers agree with what people say */
            for (size_t i = 0; i + 1 < r.n; i++)
                if (str_eq(r.columns[i].fact->code, str_sub(x->code, 3, x->code.n))) r.data[r.n - 1] = r.data[i];
    }
    return r;
}

/* One row, asked of the scalar path. */
static inline struct register_answer roster_one(struct arena *a, const struct roster *roster, const struct policy *p,
    const struct policy_benefit *b, const struct batch_data *data, size_t row)
{
    struct given_facts facts = { 0 };
    struct grants nothing = { .known = roster->history };
    const struct grants *had = roster->had ? roster->had(roster->host, row) : NULL;
    struct register_question q = { .reg = roster->reg,
        .policy = p,
        .date = roster->date,
        .facts = &facts,
        .granted = had ? had : &nothing,
        .benefit = b->id };
    struct register_answer r;
    for (size_t i = 0; i < roster->n; i++) {
        const struct roster_column *c = &roster->columns[i];
        struct batch_column column = { STR_NONE, c->kind, c->digits, c->words, c->nwords };
        struct value v = batch_value(&column, &data[i], row);
        if (v.kind != VALUE_UNKNOWN) *PUSH(a, &facts) = (struct given_fact){ .fact = c->fact, .value = v };
    }
    register_today(a, &q, &r);
    return r;
}

/* Every row in batch and one by one: the same answer and amounts. Returns how many the vector code decided. */
static inline size_t roster_same(struct arena *a, const struct roster *roster, const struct policy *p, const struct policy_benefit *b,
    const struct batch_data *data, size_t rows)
{
    struct arena_mark m = arena_mark(a);
    struct batch_results r = { .answer = NEWS(a, uint8_t, rows),
        .open = NEWS(a, uint8_t, rows),
        .low = NEWS(a, int64_t, rows),
        .high = NEWS(a, int64_t, rows),
        .rule = NEWS(a, uint16_t, rows) };
    struct register_plan *plan = register_plan(a, roster, p, b);
    size_t fast;
    register_run(a, plan, data, rows, &r);
    fast = rows - r.scalar;
    for (size_t i = 0; i < rows; i++) {
        struct register_answer x = roster_one(a, roster, p, b, data, i);
        if (x.answer != r.answer[i])
            fail_msg("%s%s %s, row %zu: %d, but in batch %d", p->id.p, p->version.p, b->id.p, i, (int)x.answer, r.answer[i]);
        if (x.answer == POLICY_ERROR || x.checks.v[0].met == 0) continue;      /* not in force: the batch does not decide */
        if (x.open != r.open[i] || number_cmp(x.low, number_scaled(r.low[i], 2)) != 0
            || number_cmp(x.high, number_scaled(r.high[i], 2)) != 0)
            fail_msg("%s%s %s, row %zu: %s to %s, but in batch %lld to %lld fen", p->id.p, p->version.p, b->id.p, i,
                number_text(a, x.low).p, number_text(a, x.high).p, (long long)r.low[i], (long long)r.high[i]);
    }
    arena_rewind(a, m);
    return fast;
}
#endif
