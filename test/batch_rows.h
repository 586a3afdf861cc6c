/* batch_rows.h: a roster at random and the comparison of the batch with policy_decide on every row of it: what the tests of
** the batch share. Facts that are missing, do not apply or stand exactly at a border are among the rows; the list is always given. */
#ifndef TEST_BATCH_ROWS_H
#define TEST_BATCH_ROWS_H
#include "test/test.h"
#include "engine/rules/batch.h"

enum { FACTS = 6, MOST = 2 * BATCH_BLOCK + 77 };
static const char *const fact_names[FACTS] = { "类别", "月数", "租金", "日期", "本地", "名单" };
static const char *const fact_types[FACTS] = { "string", "number", "number", "date", "boolean", "list&lt;number>" };
static const struct str words[] = { SI("毕业生"), SI("退役军人"), SI("农民工"), SI("其他") };
static const struct batch_column columns[FACTS] = { { SI("类别"), BATCH_WORD, 0, words, LEN(words) },
    { SI("月数"), BATCH_NUMBER, 0, NULL, 0 }, { SI("租金"), BATCH_NUMBER, 2, NULL, 0 }, { SI("日期"), BATCH_DAY, 0, NULL, 0 },
    { SI("本地"), BATCH_BOOL, 0, NULL, 0 }, { SI("名单"), BATCH_VALUE, 0, NULL, 0 } };

static struct arena a;
static uint64_t seed;
static unsigned rows;                                             /* some 300, now and then more than two blocks */

static unsigned roll(unsigned n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static struct dmn_program *program(struct str xml) {
    struct dmn_model *m;
    struct dmn_program *p;
    struct err e = { 0 };
    if (dmn_read(&a, xml, &m, &e) != RC_OK) fail_msg("%s", e.text);
    const struct dmn_model *models[] = { m };
    assert_int_equal(dmn_compile(&a, models, 1, &p, &e), RC_OK);
    if (dmn_faults(p)->n) fail_msg("%.*s\n", STR_FMT(xml)), fail_msg("%s", dmn_faults(p)->v[0].err.text);
    return p;
}

/* ------------------------------------------------------------------ a random roster */

struct roster {
    uint16_t kind[MOST];
    int64_t months[MOST], rent[MOST];
    int32_t day[MOST];
    uint8_t local[MOST];
    struct value list[MOST];
    uint64_t known[FACTS][MOST / 64 + 1], null[FACTS][MOST / 64 + 1];
};

static struct roster *random_roster(struct batch_data *d) {
    static const int months[] = { 0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 24, 25, 36, 37, 100, -5 };
    static const int64_t rents[] = { 0, 1, -1, 5000, 5050, 5051, 9999, 10000, 10025, 10026, 100000, 100001, 120000, 123456, 800000, 1600000,
        50, 333, INT64_MAX, INT64_MIN };
    static struct value lists[3][2];
    struct roster *r = NEW(&a, struct roster);
    for (int i = 0; i < 3; i++) { lists[i][0] = value_int(i); lists[i][1] = value_int(12); }
    const unsigned missing = roll(3) ? 10 : 0;                    /* one in so many facts */
    for (unsigned i = 0; i < rows; i++) {
        r->kind[i] = (uint16_t)roll(roll(50) ? 4 : 7);            /* a place outside the dictionary is not known */
        r->months[i] = months[roll(LEN(months))];
        r->rent[i] = rents[roll(LEN(rents))];
        r->day[i] = (int32_t)date_days(2024, 1, 29) + (int32_t)roll(36);
        r->local[i] = (uint8_t)roll(2);
        r->list[i] = value_list(lists[i % LEN(lists)], 2);
        for (int f = 0; f < FACTS - 1; f++) {
            if (!missing || roll(missing)) r->known[f][i / 64] |= (uint64_t)1 << (i % 64);
            if (missing && roll(4 * missing) == 0) r->null[f][i / 64] |= (uint64_t)1 << (i % 64);
        }
    }
    const void *const v[FACTS] = { r->kind, r->months, r->rent, r->day, r->local, r->list };
    for (int f = 0; f < FACTS - 1; f++)
        d[f] = (struct batch_data){ v[f], missing || roll(2) ? r->known[f] : NULL, missing ? r->null[f] : NULL };
    d[FACTS - 1] = (struct batch_data){ v[FACTS - 1], NULL, NULL };
    return r;
}

static struct value fact_at(const struct roster *r, int f, size_t i) {
    struct ymd d = date_ymd(r->day[i]);
    if (f == FACTS - 1) return r->list[i];
    if (!(r->known[f][i / 64] >> (i % 64) & 1)) return value_unknown();
    if (r->null[f][i / 64] >> (i % 64) & 1) return value_null();
    switch (f) {
    case 0: return r->kind[i] < LEN(words) ? value_string(words[r->kind[i]]) : value_unknown();
    case 1: return value_int(r->months[i]);
    case 2: return value_number(number_scaled(r->rent[i], 2));
    case 3: return value_date((struct date){ d.y, d.m, d.d });
    default: return value_bool(r->local[i]);
    }
}

/* ------------------------------------------------------------------ one against the other */

static struct batch_results results(size_t n) {
    return (struct batch_results){ .answer = NEWS(&a, uint8_t, n),
        .open = NEWS(&a, uint8_t, n),
        .low = NEWS(&a, int64_t, n),
        .high = NEWS(&a, int64_t, n),
        .rule = NEWS(&a, uint16_t, n),
        .flips = NEWS(&a, int32_t, n) };
}

static struct number amount_of(const struct batch_results *r, size_t row, bool high) {
    for (size_t i = 0; i < r->exact.n; i++)
        if (r->exact.v[i].row == row) return high ? r->exact.v[i].high : r->exact.v[i].low;
    return number_scaled(high ? r->high[row] : r->low[row], 2);
}

static size_t first_rule(const struct policy_result *r) {
    for (size_t i = 0; i < r->n; i++) if (r->rules[i].fires > 0) return r->rules[i].number;
    return 0;
}

static void same_row(const struct policy_result *x, const struct batch_results *r, size_t i, const char *what) {
    if (x->answer != r->answer[i]) fail_msg("%s, row %zu: %d, but in batch %d", what, i, (int)x->answer, r->answer[i]);
    if (x->answer == POLICY_ERROR) return;
    if (x->open != r->open[i] || first_rule(x) != r->rule[i])
        fail_msg("%s, row %zu: open %d rule %zu, but in batch %d %d", what, i, x->open, first_rule(x), r->open[i], r->rule[i]);
    if (number_cmp(x->low, amount_of(r, i, false)) != 0 || number_cmp(x->high, amount_of(r, i, true)) != 0)
        fail_msg("%s, row %zu: %s to %s, but in batch %s to %s", what, i, number_text(&a, x->low).p, number_text(&a, x->high).p,
            number_text(&a, amount_of(r, i, false)).p, number_text(&a, amount_of(r, i, true)).p);
    if (x->answer == POLICY_NOT_YET) assert_int_equal(temporal_day_number(x->flips), r->flips[i]);
}

/* What register_ask makes of an amount. */
static void as_paid(const struct batch_question *q, struct policy_result *x) {
    struct number *const both[] = { &x->low, &x->high };
    if (!q->rounds || x->answer == POLICY_ERROR) return;
    for (size_t i = 0; i < 2; i++) {
        number_round(*both[i], q->places, q->rounding, both[i]);
        if (q->capped && number_cmp(*both[i], q->cap) > 0) *both[i] = q->cap;
    }
    if (!x->open) x->answer = number_sign(x->high) <= 0 ? POLICY_NOT : number_sign(x->low) > 0 ? POLICY_ENTITLED : POLICY_NEEDS;
}

/* facts: how many of them the model has. Returns how many rows the vector code decided; *why: what stood in the way of a plan. */
static size_t same(const struct dmn_program *p, struct str today, bool raises, size_t facts, const char *what, struct str *why) {
    const struct policy_fact raise[] = { { S("上浮"),
        roll(20)      ? value_number(number_scaled(2, 1))
            : roll(2) ? value_unknown()
                      : value_null() } };
    struct batch_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .today = today, .digits = 2, .columns = columns,
        .n = facts, .constants = raise, .nconstants = 1,
        .rounds = raises && roll(2), .rounding = NUMBER_HALF_UP, .places = 2, .capped = roll(2), .cap = number_int(12345) };
    struct batch_data data[FACTS];
    struct roster *roster = random_roster(data);
    struct batch_results r = results(rows);
    const struct batch_plan *plan = batch_compile(&a, &q);
    if (why) *why = batch_why(plan);
    batch_run(&a, plan, data, rows, &r);
    for (size_t i = 0; i < rows; i++) {
        struct arena_mark m = arena_mark(&a);
        struct policy_fact given[FACTS + 1];
        struct policy_question one = { .program = p,
            .decision = q.decision,
            .amount = q.amount,
            .today = today,
            .facts = given,
            .n = facts + raises };
        given[facts] = raise[0];
        struct policy_result x;
        for (size_t f = 0; f < facts; f++) given[f] = (struct policy_fact){ str_from(fact_names[f]), fact_at(roster, (int)f, i) };
        policy_decide(&a, &one, &x);
        as_paid(&q, &x);
        same_row(&x, &r, i, what);
        arena_rewind(&a, m);
    }
    return rows - r.scalar;
}
#endif
