/* batch_test.c: the batch against policy_decide, row for row: random tables of
** every hit policy over random rosters with facts that are missing, do not
** apply or stand exactly at a border. Seeds are fixed; a failure names one. */
#include "test/test.h"
#include "engine/rules/batch.h"

enum { FACTS = 5, ROWS = 300, TABLES = 390 };
static const char *const fact_names[FACTS] = { "类别", "月数", "租金", "日期", "本地" };
static const char *const fact_types[FACTS] = { "string", "number", "number", "date", "boolean" };
static const struct str words[] = { SI("毕业生"), SI("退役军人"), SI("农民工"), SI("其他") };
static const struct batch_column columns[FACTS] = { { SI("类别"), BATCH_WORD, 0, words, LEN(words) }, { SI("月数"), BATCH_NUMBER, 0, NULL, 0 },
    { SI("租金"), BATCH_NUMBER, 2, NULL, 0 }, { SI("日期"), BATCH_DAY, 0, NULL, 0 }, { SI("本地"), BATCH_BOOL, 0, NULL, 0 } };

static struct arena a;
static uint64_t seed;

static unsigned roll(unsigned n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

/* ------------------------------------------------------------------ a random table */

static const char *pick(const char *const *from, size_t n) { return from[roll((unsigned)n)]; }

static const char *cell(int fact) {
    static const char *const kinds[] = { "\"毕业生\"", "\"毕业生\",\"退役军人\"", "not(\"其他\")", "not(\"其他\",\"农民工\")", "\"军\"", "null" };
    static const char *const months[] = { ">=12", "<12", "[6..24]", "]6..24[", "0", "6,12,[24..36]", "not(>=6)", ">2.5", "!=12", "null", "not(null)" };
    static const char *const rents[] = { ">=100", "<=99.99", "(0..1000]", "<0.005", "not([50.5..100.25])", "100", "\"x\"" };
    static const char *const days[] = { ">= date(\"2024-03-01\")", "< @\"2024-03-01\"", "[@\"2024-01-31\"..@\"2024-02-29\"]", "not(@\"2024-02-29\")" };
    static const char *const local[] = { "true", "false", "not(true)", "true,false" };
    if (roll(3) == 0) return "-";
    switch (fact) {
    case 0: return pick(kinds, LEN(kinds));
    case 1: return pick(months, LEN(months));
    case 2: return pick(rents, roll(20) ? LEN(rents) - 1 : LEN(rents));
    case 3: return pick(days, LEN(days));
    default: return pick(local, LEN(local));
    }
}

static const char *amount(void) {
    static const char *const v[] = { "0", "1000", "15000", "0.01", "-200", "99.5", "null", "true", "15000", "1000", "1/3", "10**20", "\"x\"", "1+null" };
    return pick(v, roll(8) ? 7 : LEN(v));
}

static void entry(struct out *o, const char *tag, const char *text) {
    put_f(o, "<%s><text>", tag);
    put_text(o, str_from(text));
    put_f(o, "</text></%s>", tag);
}

static const char *const policies[] = { "UNIQUE", "ANY", "FIRST", "PRIORITY", "OUTPUT ORDER", "RULE ORDER", "COLLECT",
    "COLLECT\" aggregation=\"SUM", "COLLECT\" aggregation=\"MIN", "COLLECT\" aggregation=\"MAX", "COLLECT\" aggregation=\"COUNT", "FIRST", "UNIQUE" };

static void inputs(struct out *o, bool constrained) {
    if (constrained) put_z(o, "<itemDefinition name=\"tMonths\"><typeRef>number</typeRef><allowedValues><text>[0..40]</text></allowedValues></itemDefinition>");
    for (int i = 0; i < FACTS; i++)
        put_f(o, "<inputData id=\"i%d\" name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/></inputData>", i, fact_names[i], fact_names[i],
            constrained && i == 1 ? "tMonths" : fact_types[i]);
}

static struct str random_table(const char *policy, unsigned rules) {
    struct out o;
    bool two = roll(3) == 0;
    unsigned used = 1 + roll(FACTS);
    out_init(&o, &a);
    put_z(&o, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\" namespace=\"urn:m\">");
    inputs(&o, roll(4) == 0);
    put_z(&o, "<decision id=\"d\" name=\"补贴\"><variable name=\"补贴\"/>");
    for (int i = 0; i < FACTS; i++) put_f(&o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
    put_f(&o, "<decisionTable hitPolicy=\"%s\">", policy);
    for (unsigned i = 0; i < used; i++) {
        put_f(&o, "<input><inputExpression typeRef=\"%s\"><text>%s</text></inputExpression>", fact_types[i], fact_names[i]);
        if (i == 1 && roll(4) == 0) put_z(&o, "<inputValues><text>[0..100]</text></inputValues>");
        put_z(&o, "</input>");
    }
    put_z(&o, "<output name=\"金额\" typeRef=\"number\"><outputValues><text>15000,1000,0,-200,0.01</text></outputValues>");
    if (roll(3) == 0) put_z(&o, "<defaultOutputEntry><text>7</text></defaultOutputEntry>");
    put_z(&o, "</output>");
    if (two) put_z(&o, "<output name=\"条款\" typeRef=\"string\"/>");
    for (unsigned r = 0; r < rules; r++) {
        put_z(&o, "<rule>");
        for (unsigned i = 0; i < used; i++) entry(&o, "inputEntry", cell((int)i));
        entry(&o, "outputEntry", amount());
        if (two) entry(&o, "outputEntry", roll(2) ? "\"一\"" : "\"二\"");
        put_z(&o, "</rule>");
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o);
}

static struct dmn_program *program(struct str xml) {
    struct dmn_model *m;
    struct dmn_program *p;
    struct err e = { 0 };
    if (dmn_read(&a, xml, &m, &e) != RC_OK) fail_msg("%s", e.text);
    const struct dmn_model *models[] = { m };
    assert_int_equal(dmn_compile(&a, models, 1, &p, &e), RC_OK);
    if (dmn_faults(p)->n) fail_msg("%s", dmn_faults(p)->v[0].err.text);
    return p;
}

/* ------------------------------------------------------------------ a random roster */

struct roster { uint16_t kind[ROWS]; int64_t months[ROWS], rent[ROWS]; int32_t day[ROWS]; uint8_t local[ROWS]; uint64_t known[FACTS][ROWS / 64 + 1], null[FACTS][ROWS / 64 + 1]; };

static struct roster *random_roster(struct batch_data *d) {
    static const int months[] = { 0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 24, 25, 36, 37, 100, -5 };
    static const int64_t rents[] = { 0, 1, -1, 5000, 5050, 5051, 9999, 10000, 10025, 10026, 100000, 100001, INT64_MAX, INT64_MIN };
    struct roster *r = NEW(&a, struct roster);
    const unsigned missing = roll(3) ? 10 : 0;                    /* one in so many facts */
    for (unsigned i = 0; i < ROWS; i++) {
        r->kind[i] = (uint16_t)roll(roll(50) ? 4 : 7);            /* a place outside the dictionary is not known */
        r->months[i] = months[roll(LEN(months))];
        r->rent[i] = rents[roll(LEN(rents))];
        r->day[i] = (int32_t)date_days(2024, 1, 29) + (int32_t)roll(36);
        r->local[i] = (uint8_t)roll(2);
        for (int f = 0; f < FACTS; f++) {
            if (!missing || roll(missing)) r->known[f][i / 64] |= (uint64_t)1 << (i % 64);
            if (missing && roll(missing) == 0) r->null[f][i / 64] |= (uint64_t)1 << (i % 64);
        }
    }
    const void *const v[FACTS] = { r->kind, r->months, r->rent, r->day, r->local };
    for (int f = 0; f < FACTS; f++) d[f] = (struct batch_data){ v[f], missing || roll(2) ? r->known[f] : NULL, missing ? r->null[f] : NULL };
    return r;
}

static struct value fact_at(const struct roster *r, int f, size_t i) {
    struct ymd d = date_ymd(r->day[i]);
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
    return (struct batch_results){ .answer = NEWS(&a, uint8_t, n), .open = NEWS(&a, uint8_t, n), .low = NEWS(&a, int64_t, n), .high = NEWS(&a, int64_t, n),
        .rule = NEWS(&a, uint16_t, n), .flips = NEWS(&a, int32_t, n) };
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
    if (x->open != r->open[i] || first_rule(x) != r->rule[i]) fail_msg("%s, row %zu: open %d rule %zu, but in batch %d %d", what, i, x->open, first_rule(x), r->open[i], r->rule[i]);
    if (number_cmp(x->low, amount_of(r, i, false)) != 0 || number_cmp(x->high, amount_of(r, i, true)) != 0)
        fail_msg("%s, row %zu: %s to %s, but in batch %s to %s", what, i, number_text(&a, x->low).p, number_text(&a, x->high).p,
            number_text(&a, amount_of(r, i, false)).p, number_text(&a, amount_of(r, i, true)).p);
    if (x->answer == POLICY_NOT_YET) assert_int_equal(temporal_day_number(x->flips), r->flips[i]);
}

/* Returns how many rows the vector code decided. */
static size_t same(const struct dmn_program *p, struct str today, const char *what) {
    struct batch_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .today = today, .digits = 2, .columns = columns, .n = FACTS };
    struct batch_data data[FACTS];
    struct roster *roster = random_roster(data);
    struct batch_results r = results(ROWS);
    const struct batch_plan *plan = batch_compile(&a, &q);
    batch_run(&a, plan, data, ROWS, &r);
    for (size_t i = 0; i < ROWS; i++) {
        struct arena_mark m = arena_mark(&a);
        struct policy_fact facts[FACTS];
        struct policy_question one = { .program = p, .decision = q.decision, .amount = q.amount, .today = today, .facts = facts, .n = FACTS };
        struct policy_result x;
        for (int f = 0; f < FACTS; f++) facts[f] = (struct policy_fact){ str_from(fact_names[f]), fact_at(roster, f, i) };
        policy_decide(&a, &one, &x);
        same_row(&x, &r, i, what);
        arena_rewind(&a, m);
    }
    return ROWS - r.scalar;
}

static void random_tables(void **state) {
    size_t fast = 0;
    (void)state;
    for (unsigned i = 0; i < TABLES; i++) {
        struct arena_mark m = arena_mark(&a);
        const char *policy = policies[i % LEN(policies)];
        seed = i;
        struct str xml = random_table(policy, 1 + roll(i % 10 == 0 ? 150 : 12));
        char what[100];
        snprintf(what, sizeof what, "seed %u, %s", i, policy);
        fast += same(program(xml), STR_NONE, what);
        arena_rewind(&a, m);
    }
    assert_true(fast > (size_t)TABLES * ROWS / 2);                /* else it would be the scalar path against itself */
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 30); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(random_tables) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
