/* indicators_test.c: the catalogue compiles, formulas give what arithmetic gives, and the barometer shows it. The month is
** September 2026 (test/site.h); cells are written as other slices write them. */
#include "test/site.h"
#include "app/indicators/test_world.h"

static const struct put city[] = {
    { "carriers", 202001, "210202", "", 0, "national", 5 },
    { "carriers", 202607, "210211", "hightech", 0, "city", 2 },
    { "carriers", 202609, "210211", "", 0, "city", -1 },
    { "incubatees", 202412, "210202", "", 11, "", 40 },
    { "incubatees", 202603, "210202", "", 11, "", 10 },
    { "incubatees", 202609, "210211", "hightech", 12, "", 7 },
    { "graduates", 202605, "210202", "", 11, "", 4 },
    { "graduates", 202511, "210202", "", 11, "", 3 },
    { "jobs_new", 202505, "210202", "", 11, "graduate", 100 },
    { "jobs_new", 202602, "210202", "", 11, "graduate,migrant", 60 },
    { "jobs_new", 202608, "210211", "hightech", 12, "veteran", 30 },
    { "jobs_key_groups", 202602, "210202", "", 11, "", 45 },
    { "retained_6_due", 202608, "210202", "", 11, "", 3 },
    { "retained_6", 202608, "210202", "", 11, "", 2 },
};

static int setup(void **state)
{
    (void)state;
    site_open(&s, slices, LEN(slices));
    put_cells(city, LEN(city));
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

/* ---- the catalogue ---- */

static const struct catalogue *catalogue(struct db *db)
{
    const struct catalogue *c;
    assert_int_equal(catalogue_now(&s.app, db, &c), RC_OK);
    return c;
}

static void every_indicator_is_there(void **state)
{
    (void)state;
    struct db *db = site_db(&s);
    const struct catalogue *c = catalogue(db);
    bool seen[63] = { false };
    struct req r = { .app = &s.app, .arena = &s.a };
    for (size_t i = 0; i < c->list.n; i++) {
        const struct indicator *x = &c->list.v[i];
        struct indicator again = *x;
        struct err e = { 0 };
        assert_in_range(x->number, 1, 62);
        seen[x->number] = true;
        assert_true(x->cut[CUT_CITY] && x->zh.n && x->en.n && x->definition_zh.n && x->definition_en.n && x->unit_zh.n && x->source.n);
        assert_true(code_known(&r, "departments", x->owner));
        if (x->ast || (x->waits_zh.n && x->waits_en.n)) continue;
        (void)formula_compile(&s.a, c, &again, &e);
        fail_msg("%.*s neither has data nor says what it waits for: %s", STR_FMT(x->code), e.text);
    }
    for (int n = 1; n <= 62; n++) if (!seen[n]) fail_msg("indicator %d is missing", n);
    db_give(db);
}

static void sums_ratios_and_what_stands(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum nature nature;
        bool persons;
    } cases[] = { { "incubators", NATURE_STOCK, false }, { "jobs_new", NATURE_FLOW, true }, { "graduates_all", NATURE_STOCK, false },
        { "area_tenants", NATURE_STOCK, false }, { "graduation_rate", NATURE_RATIO, false }, { "retention_6", NATURE_RATIO, true },
        { "docking_days", NATURE_RATIO, false } };
    struct db *db = site_db(&s);
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct indicator *x = indicator_find(catalogue(db), str_from(cases[i].code));
        assert_non_null(x);
        if (!x->ast || x->nature != cases[i].nature || x->persons != cases[i].persons)
            fail_msg("%s: %d %d", cases[i].code, x->nature, x->persons);
    }
    db_give(db);
}

/* ---- values ---- */

static int64_t value(const char *code, const char *period, enum measure_cut cut, const char *where, const char *group)
{
    struct figures f;
    struct period p;
    struct area at = { cut, str_from(where) };
    int64_t v;
    struct db *db = site_db(&s);
    const struct catalogue *c = catalogue(db);
    assert_true(period_parse(str_from(period), &p));
    figures_open(&f, &s.a, db, c, p.from, p.until, instant_day(site_now));
    assert_int_equal(figure_of(&f, indicator_find(c, str_from(code)), &p, &at, str_from(group), &v), RC_OK);
    db_give(db);
    return v;
}

static void values_by_period_area_and_group(void **state)
{
    (void)state;
    static const struct { const char *code, *period; enum measure_cut cut; const char *where, *group; int64_t v; } cases[] = {
        { "incubators", "2020", CUT_CITY, "", "", 5 }, { "incubators", "2026-07", CUT_CITY, "", "", 7 },
        { "incubators", "2026-Q3", CUT_CITY, "", "", 6 },
        { "incubators", "2019", CUT_CITY, "", "", NO_FIGURE }, { "incubators", "2026-07", CUT_CITY, "", "national", 5 },
        { "incubators", "2026-07", CUT_ZONE, "hightech", "", 2 },
        { "incubators", "2026-07", CUT_ZONE, "jinpu", "", 0 }, { "jobs_new", "2026", CUT_CITY, "", "", 90 },
        { "jobs_new", "2026-08-ytd", CUT_DIVISION, "210202", "", 60 },
        { "jobs_new", "2026-Q1", CUT_CITY, "", "migrant", 60 }, { "jobs_new", "2026-01-ytd", CUT_CITY, "", "", 0 },
        { "jobs_new", "2026-08", CUT_CARRIER, "12", "", 30 },
        { "graduates_all", "2026", CUT_CITY, "", "", 7 }, { "graduates_all", "2025", CUT_CITY, "", "", 3 },
        { "graduation_rate", "2026-Q2", CUT_CITY, "", "", 80 },                                     /* 4 of 50 */
        /* 4 of (40+40+50+50+50)/5 = 46: 8.69... */
        { "graduation_rate", "2026-05-ytd", CUT_CITY, "", "", 87 },
        { "key_group_share", "2026", CUT_CITY, "", "", 500 }, { "retention_6", "2026-08", CUT_CITY, "", "", 667 },
        { "retention_6", "2026-07", CUT_CITY, "", "", NO_FIGURE },
        { "satisfaction", "2026", CUT_CITY, "", "", NO_FIGURE }, { "docking_rate", "2026", CUT_CARRIER, "12", "", NO_FIGURE },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        int64_t v = value(cases[i].code, cases[i].period, cases[i].cut, cases[i].where, cases[i].group);
        if (v != cases[i].v)
            fail_msg("%s %s %s %s: %lld, not %lld", cases[i].code, cases[i].period, cases[i].where, cases[i].group, (long long)v,
                (long long)cases[i].v);
    }
}

static void periods_are_read_exactly(void **state)
{
    (void)state;
    static const char *const good[] = { "2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12", "2026-12-ytd" };
    static const char *const bad[] = { "", "26", "2026-", "2026-Q5", "2026-Q0", "2026-13", "2026-00", "2026-1", "2026-01-yt",
        "2026-01-ytdx", "2026-Q1-ytd", "-026-01", "2026 01", "2026-0x", "0000" };
    struct period p;
    for (size_t i = 0; i < LEN(good); i++) {
        assert_true(period_parse(str_from(good[i]), &p));
        assert_string_equal(period_code(&s.a, &p).p, good[i]);
    }
    for (size_t i = 0; i < LEN(bad); i++) if (period_parse(str_from(bad[i]), &p)) fail_msg("%s", bad[i]);
    assert_true(period_parse(S("2026-Q3"), &p) && p.from == 202607 && p.until == 202609 && period_months(&p) == 3);
}

/* Zero people in August were filed, September nobody has filed; May is from before the filers were counted. */
static void a_level_of_zero_is_no_gap(void **state)
{
    (void)state;
    static const struct put filed[] = { { "employees", 202605, "210202", "", 13, "", 20 },
        { "employees", 202607, "210202", "", 13, "filed", 1 }, { "employees", 202607, "210202", "", 13, "", 29 },
        { "employees", 202608, "210202", "", 13, "filed", 1 }, { "employees", 202608, "210202", "", 13, "", -1 } };
    static const struct {
        const char *period;
        int64_t v;
    } cases[] = { { "2026-04", NO_FIGURE }, { "2026-05", 20 }, { "2026-06", NO_FIGURE }, { "2026-06-ytd", 20 }, { "2026-07", 30 },
        { "2026-08", 0 }, { "2026-08-ytd", 0 }, { "2026-09", NO_FIGURE }, { "2026-Q3", 0 } };
    put_cells(filed, LEN(filed));
    for (size_t i = 0; i < LEN(cases); i++) {
        assert_int_equal(value("employees", cases[i].period, CUT_CARRIER, "13", ""), cases[i].v);
        assert_int_equal(value("employees", cases[i].period, CUT_CITY, "", ""), cases[i].v);
    }
}

/* ---- pages ---- */

static void the_barometer_shows_it(void **state)
{
    (void)state;
    struct answer a = site_get_as(&s, 0, "/barometer?period=2026-08-ytd");
    assert_int_equal(a.status, 200);
    assert_true(body_has(&a, "2026年1—8月新增就业 90 人") && body_has(&a, "比上年同期少 10 人"));
    a = site_get(&s, "/api/v1/barometer?period=2026-08-ytd");
    assert_true(body_has(&a, "{\"indicator\":\"incubators\",\"value\":7,\"year_before\":5,\"today\":6"));
    assert_true(body_has(&a, "{\"indicator\":\"jobs_new\",\"value\":90,\"year_before\":100,"));
    static const struct {
        const char *path;
        int status;
    } cases[] = { { "/barometer", 200 }, { "/barometer?area=hightech", 200 }, { "/barometer?period=2020", 200 },
        { "/barometer?period=2026-09-ytd&area=210211", 200 }, { "/barometer?period=2027", 404 }, { "/barometer?period=x", 404 },
        { "/barometer?area=999999", 404 }, { "/barometer?area=carrier-12", 404 }, { "/indicators", 200 }, { "/api/v1/indicators", 200 } };
    for (size_t i = 0; i < LEN(cases); i++) {
        a = site_get(&s, cases[i].path);
        if (a.status != cases[i].status) fail_msg("%s: %d", cases[i].path, a.status);
    }
}

/* What has a value comes first, what waits is folded; found by name in either language, number, code or owner. */
static void the_list_is_searched(void **state)
{
    (void)state;
    struct answer a = site_get(&s, "/indicators");
    ptrdiff_t jobs = str_find(a.body, S("/indicators/jobs_new\"")), fold = str_find(a.body, S("<details class=\"fold\"")),
              urban = str_find(a.body, S("/indicators/urban_jobs\""));
    assert_true(jobs > 0 && fold > jobs && urban > fold);
    static const struct { const char *query; bool jobs, urban, teams; } t[] = { { "q=36", true, false, false }, { "q=PEOPLE+newly", true, false, false },
        { "q=urban_", false, true, false }, { "q=%E5%88%9B%E4%B8%9A%E5%9B%A2%E9%98%9F%E6%95%B0", false, false, true },
        { "q=nothing+like+it", false, false, false }, { "owner=hrss&q=jobs", true, true, false } };
    for (size_t i = 0; i < LEN(t); i++) {
        a = site_get(&s, str_printf(&s.a, "/indicators?%s", t[i].query).p);
        if (body_has(&a, "/indicators/jobs_new\"") != t[i].jobs || body_has(&a, "/indicators/urban_jobs\"") != t[i].urban
            || body_has(&a, "/indicators/teams\"") != t[i].teams)
            fail_msg("%s", t[i].query);
    }
}

/* The first indicator's words were sharpened: that is its second version, with the reason; the first stays to be read. */
static void a_shipped_definition_has_versions(void **state)
{
    (void)state;
    static const char *const zh[] = { "由谁核实", "第 1 版口径", "期末经认定的孵化器", "期末认定有效" },
                             *const en[] = { "Says who confirms", "Version 1 of the definition", "Certified incubators, makerspaces",
                                 "an officer has confirmed" };
    for (int lang = 0; lang < 2; lang++) {
        s.lang = lang ? "en" : "zh";
        struct answer a = site_get_as(&s, 0, "/indicators/incubators");
        for (size_t i = 0; i < LEN(zh); i++) if (!body_has(&a, lang ? en[i] : zh[i])) fail_msg("%s", lang ? en[i] : zh[i]);
    }
    s.lang = "zh";
    struct answer a = site_get_as(&s, 0, "/api/v1/indicators");
    assert_true(body_has(&a, "\"version\":2,\"code\":\"incubators\""));
}

/* A change is in the next page, though the page is kept for visitors. */
static void up_to_date_within_one_commit(void **state)
{
    (void)state;
    struct answer a = site_get_as(&s, 0, "/barometer?period=2026-06-ytd"), again = site_get(&s, "/barometer?period=2026-06-ytd");
    assert_true(body_has(&a, "新增就业 60 人") && body_has(&again, "新增就业 60 人"));
    put_cells(&(struct put){ "jobs_new", 202606, "210202", "", 11, "", 7 }, 1);
    a = site_get(&s, "/barometer?period=2026-06-ytd");
    assert_true(body_has(&a, "新增就业 67 人"));
    put_cells(&(struct put){ "jobs_new", 202606, "210202", "", 11, "", -7 }, 1);
}

/* Small counts are for who leads the whole city; who leads a district opens what is under its own figures. */
static void a_leader_of_a_district(void **state)
{
    (void)state;
    put_cells(&(struct put){ "jobs_new", 202605, "210214", "", 15, "", 3 }, 1);
    int64_t all = site_account(&s, "all", ROLE_LEADER, "", ""), west = site_account(&s, "west", ROLE_LEADER, "", "210204"),
            clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    const struct {
        int64_t who;
        const char *path;
        int status;
        bool says;
    } t[] = {
        { 0, "/api/v1/indicators/jobs_new?period=2026-05&area=210214", 200, false },
        { all, "/api/v1/indicators/jobs_new?period=2026-05&area=210214", 200, true },
        { west, "/api/v1/indicators/jobs_new?period=2026-05&area=210214", 200, false },
        { all, "/indicators/jobs_new/rows?period=2026-05&area=210214", 200, true },
        { west, "/indicators/jobs_new/rows?period=2026-05&area=210214", 403, false },
        { west, "/indicators/jobs_new/rows?period=2026-05", 403, false },
        { west, "/indicators/jobs_new/rows?period=2026-05&area=hightech", 403, false },
        { west, "/indicators/jobs_new/rows?period=2026-05&area=210204", 200, false },
        { clerk, "/indicators/jobs_new/rows?period=2026-05&area=210204", 403, false },
        { west, "/barometer/desk", 200, false },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = site_get_as(&s, t[i].who, t[i].path);
        bool says = body_has(&a, "\"value\":3") || body_has(&a, ">3</") || body_has(&a, "\n3\n") || body_has(&a, ">3 ");
        if (a.status != t[i].status || says != t[i].says) fail_msg("%zu %s: %d %d", i, t[i].path, a.status, says);
    }
    put_cells(&(struct put){ "jobs_new", 202605, "210214", "", 15, "", -3 }, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_indicator_is_there),
        cmocka_unit_test(sums_ratios_and_what_stands),
        cmocka_unit_test(values_by_period_area_and_group),
        cmocka_unit_test(a_level_of_zero_is_no_gap),
        cmocka_unit_test(periods_are_read_exactly),
        cmocka_unit_test(the_barometer_shows_it),
        cmocka_unit_test(the_list_is_searched),
        cmocka_unit_test(a_shipped_definition_has_versions),
        cmocka_unit_test(up_to_date_within_one_commit),
        cmocka_unit_test(a_leader_of_a_district),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
