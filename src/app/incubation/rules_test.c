/* rules_test.c: each rule of data/incubation_rules.tsv at its limit, a day or a yuan beyond it, and without the fact; versions by
** the case's day; an officer's mistakes. */
#include "test/site.h"
#include "app/incubation/test_world.h"
#include "app/incubation/rules.h"

static struct value nothing;

static struct facts facts(enum purpose p) { struct facts f = { .p = p }; return f; }
static void fact(struct facts *f, const char *name, struct value v)
{
    struct fact_kinds k = facts_for(f->p);
    for (size_t i = 0; i < k.n; i++) if (strcmp(k.v[i].name, name) == 0) { f->v[i] = v; return; }
    fail_msg("no fact %s", name);
}

static struct verdict judged(const struct facts *f, const char *day)
{
    struct verdict v;
    struct db *db = site_db(&s);
    if (rules_judge(db, f, str_from(day), &v) != RC_OK) fail_msg("%s", db->err.text);
    db_give(db);
    return v;
}

static const struct finding *finding(const struct verdict *v, const char *code)
{
    for (size_t i = 0; i < v->list.n; i++) if (str_eq(v->list.v[i].code, str_from(code))) return &v->list.v[i];
    fail_msg("%s does not speak", code);
    return NULL;
}

static void is(const struct verdict *v, const char *code, enum ruling answer)
{
    const struct finding *f = finding(v, code);
    if (f->answer != answer) fail_msg("%s: %s, not %s (%s)", code, answer_code(f->answer).p, answer_code(answer).p, f->why[1].p);
}

static struct facts firm(enum purpose p, const char *field)
{
    struct facts f = facts(p);
    fact(&f, "is_firm", value_bool(true));
    fact(&f, "field", value_string(str_from(field)));
    fact(&f, "stayed_months", value_int(0));
    fact(&f, "stay_limit", value_int(48));
    return f;
}

static void entry(void **state)
{
    (void)state;
    struct facts f = firm(FOR_ENTRY, "software");
    fact(&f, "age_months", value_int(24));
    struct verdict v = judged(&f, "2021-01-01");
    assert_int_equal(v.answer, ANSWER_YES);
    fact(&f, "age_months", value_int(31));
    v = judged(&f, "2021-01-01");
    assert_int_equal(v.answer, ANSWER_NO);
    assert_string_equal(verdict_said(&s.a, &v, LANG_EN).p, "founded 31 months before entry; the limit is 24");
    assert_string_equal(verdict_said(&s.a, &v, LANG_ZH).p, "入驻时已成立 31 个月，上限为 24 个月");
    fact(&f, "age_months", nothing);
    v = judged(&f, "2021-01-01");
    assert_int_equal(v.answer, ANSWER_UNKNOWN);
    assert_true(str_find(verdict_said(&s.a, &v, LANG_EN), S("missing: months from registration to entry")) >= 0);
    fact(&f, "age_months", value_int(3));
    fact(&f, "stayed_months", value_int(48));
    is((v = judged(&f, "2021-01-01"), &v), "entry-stay", ANSWER_NO);
    struct facts team = facts(FOR_ENTRY);
    fact(&team, "is_firm", value_bool(false));
    v = judged(&team, "2021-01-01");
    assert_true(v.answer == ANSWER_YES && v.list.n == 0);
    v = judged(&team, "2018-12-31");                                     /* before the rules */
    assert_int_equal(v.answer, ANSWER_UNKNOWN);
}

static void stay(void **state)
{
    static const struct {
        const char *field;
        int64_t months;
        enum ruling answer;
    } cases[] = { { "software", 48, ANSWER_YES }, { "software", 49, ANSWER_NO }, { "biomedicine", 60, ANSWER_YES },
        { "biomedicine", 61, ANSWER_NO }, { "agriculture", 60, ANSWER_YES }, { "ic", 61, ANSWER_NO } };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct facts f = firm(FOR_STAY, cases[i].field);
        fact(&f, "stay_months", value_int(cases[i].months));
        struct verdict v = judged(&f, "2022-05-01");
        if (v.answer != cases[i].answer || v.list.n != 1)
            fail_msg("%s for %d months: %s", cases[i].field, (int)cases[i].months, answer_code(v.answer).p);
    }
}

static void graduation(void **state)
{
    static const struct {
        const char *name;
        int64_t at, beyond;
    } sums[] = { { "funding_yuan", 4999999, 5000000 }, { "revenue_two_years_yuan", 10000000, 10000001 } };
    static const char *const flags[] = { "high_tech", "acquired", "merged", "listed" };
    (void)state;
    struct facts none = firm(FOR_GRADUATE, "software");
    struct verdict v = judged(&none, "2022-01-01");
    assert_int_equal(v.answer, ANSWER_UNKNOWN);                           /* nobody has said anything: no "no" */
    for (size_t i = 0; i < v.list.n; i++) assert_true(!str_ends(v.list.v[i].why[1], S(": no")));
    struct facts team = facts(FOR_GRADUATE);
    fact(&team, "is_firm", value_bool(false));
    v = judged(&team, "2022-01-01");
    assert_true(v.in_force && !v.list.n && v.answer != ANSWER_YES);       /* the tests are a firm's */
    for (size_t i = 0; i < LEN(flags); i++) fact(&none, flags[i], value_bool(false));
    for (size_t i = 0; i < LEN(sums); i++) fact(&none, sums[i].name, value_int(sums[i].at));
    v = judged(&none, "2022-01-01");
    assert_int_equal(v.answer, ANSWER_NO);
    assert_true(
        str_find(verdict_said(&s.a, &v, LANG_EN), S("10 m yuan of revenue over two consecutive years; more than 10 m are asked for")) >= 0);
    for (size_t i = 0; i < LEN(flags); i++) {
        struct facts f = none;
        fact(&f, flags[i], value_bool(true));
        v = judged(&f, "2022-01-01");
        assert_int_equal(v.answer, ANSWER_YES);
    }
    for (size_t i = 0; i < LEN(sums); i++) {
        struct facts f = none;
        fact(&f, sums[i].name, value_int(sums[i].beyond));
        v = judged(&f, "2022-01-01");
        assert_int_equal(v.answer, ANSWER_YES);
    }
}

static void national(void **state)
{
    static const struct {
        const char *fact, *rule;
        int64_t at, below;
    } lines[] = { { "years_open", "national-years", 30, 29 }, { "statistics_years", "national-statistics", 20, 19 },
        { "area_m2", "national-area", 100000, 99999 }, { "tenant_share", "national-tenants", 750, 749 },
        { "utilisation", "national-utilisation", 750, 749 }, { "fund_yuan", "national-fund", 50000000, 49999999 },
        { "fund_cases", "national-cases", 30, 20 }, { "incubatees", "national-incubatees", 500, 490 },
        { "graduates", "national-graduates", 200, 190 }, { "density", "national-density", 30, 29 },
        { "service_share", "national-staff", 800, 799 }, { "mentors", "national-mentors", 50, 40 } };
    (void)state;
    struct facts f = facts(FOR_NATIONAL);
    fact(&f, "special", value_bool(false));
    for (size_t i = 0; i < LEN(lines); i++) fact(&f, lines[i].fact, value_number(number_scaled(lines[i].at, 1)));
    struct verdict v = judged(&f, "2021-06-01");
    assert_int_equal(v.answer, ANSWER_YES);
    assert_int_equal(v.list.n, LEN(lines));
    for (size_t i = 0; i < LEN(lines); i++) {
        struct facts g = f;
        fact(&g, lines[i].fact, value_number(number_scaled(lines[i].below, 1)));
        v = judged(&g, "2021-06-01");
        is(&v, lines[i].rule, ANSWER_NO);
        fact(&g, lines[i].fact, nothing);
        v = judged(&g, "2021-06-01");
        is(&v, lines[i].rule, ANSWER_UNKNOWN);
    }
    fact(&f, "special", value_bool(true));
    fact(&f, "incubatees", value_int(30));
    fact(&f, "graduates", value_int(15));
    fact(&f, "density", value_int(2));
    fact(&f, "field_share", value_int(75));
    v = judged(&f, "2021-06-01");
    assert_int_equal(v.answer, ANSWER_YES);
    fact(&f, "field_share", value_int(74));
    is((v = judged(&f, "2021-06-01"), &v), "national-field", ANSWER_NO);
}

static const char form[] = "title_zh=%E5%B9%B4%E9%99%90&title_en=Age&applies=is_firm&why_zh=x%7Bage_months%7D&why_en=was+%7Bage_months%7D%2C+may+be+%7Blimit%7D&source=no.+9";

static void versions(void **state)
{
    (void)state;
    const char *path = "/incubation/rules/entry-age";
    assert_int_equal(post_as(w.clerk, path, form).status, 403);
    struct answer a = post_as(w.admin, path, str_printf(&s.a, "%s&test=age_months+%%3C%%3D+limit&threshold=36&from=2018-01-01", form).p);
    assert_int_equal(a.status, 422);                                     /* not later than the last one */
    a = post_as(w.admin, path, str_printf(&s.a, "%s&test=age_months+%%3C%%3D+%%28limit&threshold=36&from=2025-01-01", form).p);
    assert_true(a.status == 422 && body_has(&a, "id=\"f-test-e\"") && body_has(&a, "1:"));              /* where FEEL stumbles */
    a = post_as(w.admin, path, str_printf(&s.a, "%s&test=age_moons+%%3C%%3D+limit&threshold=36&from=2025-01-01", form).p);
    assert_true(a.status == 422 && body_has(&a, "age_moons"));
    a = post_as(w.admin, path, str_printf(&s.a, "%s&test=age_months+%%3C%%3D+limit&threshold=many&from=2025-01-01", form).p);
    assert_true(a.status == 422 && body_has(&a, "id=\"f-threshold-e\""));
    done(post_as(w.admin, path, str_printf(&s.a, "%s&test=age_months+%%3C%%3D+limit&threshold=36&from=2025-01-01", form).p), "amended");
    struct facts f = firm(FOR_ENTRY, "software");
    fact(&f, "age_months", value_int(31));
    struct verdict v = judged(&f, "2024-12-31");
    is(&v, "entry-age", ANSWER_NO);                                       /* the old one rules older cases */
    v = judged(&f, "2025-01-01");
    is(&v, "entry-age", ANSWER_YES);
    assert_string_equal(finding(&v, "entry-age")->why[1].p, "was 31, may be 36");
    /* a rule is judged for every tenant on a page: one that computes for seconds stands still, and says nothing */
    done(post_as(w.admin, path,
        str_printf(&s.a, "%s&test=count%%28for+i+in+1..200000+return+i%%29+%%3E+0&threshold=36&from=2026-01-01", form).p), "amended");
    v = judged(&f, "2026-01-01");
    is(&v, "entry-age", ANSWER_UNKNOWN);
    a = get_as(0, path);
    assert_true(body_has(&a, "第 3 版") && body_has(&a, "2024") && !body_has(&a, "<form class=\"form\""));
    assert_int_equal(get_as(0, "/incubation/rules/no-such").status, 404);
}

int main(void)
{
    nothing = value_null();
    const struct CMUnitTest tests[] = { cmocka_unit_test(entry), cmocka_unit_test(stay), cmocka_unit_test(graduation),
        cmocka_unit_test(national), cmocka_unit_test(versions) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
