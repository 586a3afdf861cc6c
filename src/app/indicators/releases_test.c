/* releases_test.c: what is published stays as it was; two people; a change becomes a revision that says why. Targets, versions
** of definitions, reports of errors; small counts of persons; each change whole or not at all. */
#include "test/site.h"
#include "app/indicators/test_world.h"

static int64_t analyst, other, leader, clerk, member, west, west_leader;

static const struct put city[] = {
    { "jobs_new", 202601, "210202", "", 0, "graduate", 100 },
    { "jobs_new", 202602, "210202", "", 0, "", 50 },
    { "jobs_new", 202601, "210203", "", 0, "migrant", 3 },
    { "jobs_new", 202601, "210204", "", 0, "", 12 },
    { "jobs_new", 202602, "210203", "", 0, "", 20 },
    { "jobs_new", 202602, "210204", "", 0, "", 30 },
    { "incubatees", 202601, "210202", "", 0, "", 3 },
    { "retained_6_due", 202602, "210203", "", 0, "", 4 },
    { "retained_6", 202602, "210203", "", 0, "", 2 },
    { "retained_6_due", 202602, "210202", "", 0, "", 40 },
    { "retained_6", 202602, "210202", "", 0, "", 30 },
};

static int setup(void **state)
{
    (void)state;
    site_open(&s, slices, LEN(slices));
    put_cells(city, LEN(city));
    analyst = site_account(&s, "analyst1", ROLE_ANALYST, "", "");
    other = site_account(&s, "analyst2", ROLE_ANALYST, "", "");
    leader = site_account(&s, "leader1", ROLE_LEADER, "", "");
    clerk = site_account(&s, "clerk1", ROLE_CLERK, "", "");
    west = site_account(&s, "west", ROLE_ANALYST, "", "210204");
    west_leader = site_account(&s, "west-leader", ROLE_LEADER, "", "210204");
    member = site_account(&s, "member1", ROLE_MEMBER, "", "");
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static const char *proposed(int64_t who, const char *fields)
{
    struct answer a = site_post_as(&s, who, "/releases", fields);
    if (a.status != 303) fail_msg("%d: %s", a.status, a.body.p);
    return a.location.p;
}

static const char *at(const char *path, const char *tail) { return str_printf(&s.a, "%s%s", path, tail).p; }

/* ---- what is published stays ---- */

static void published_values_stay(void **state)
{
    (void)state;
    const char *one = proposed(analyst, "period=2026-02-ytd&kind=preliminary");
    assert_int_equal(site_get_as(&s, 0, one).status, 404);                  /* nobody else sees a proposal */
    assert_int_equal(site_get_as(&s, leader, one).status, 200);
    struct answer a = site_get_as(&s, leader, at(one, "/values.csv"));
    assert_true(a.status == 200 && body_has(&a, "jobs_new,1,city,,,215\n"));          /* what is signed is read before */
    assert_int_equal(site_get_as(&s, 0, at(one, "/values.csv")).status, 404);
    site_post_as(&s, analyst, at(one, "/sign"), "");                                  /* not by who proposed it */
    assert_int_equal(site_get_as(&s, 0, one).status, 404);
    put_cells(&(struct put){ "jobs_new", 202602, "210202", "", 0, "", 1 }, 1);
    a = site_post_as(&s, leader, at(one, "/sign"), "");                               /* it has moved since */
    assert_int_equal(a.status, 303);
    assert_int_equal(site_get_as(&s, 0, one).status, 404);
    put_cells(&(struct put){ "jobs_new", 202602, "210202", "", 0, "", -1 }, 1);
    assert_int_equal(site_post_as(&s, leader, at(one, "/sign"), "").status, 303);
    a = site_get_as(&s, 0, one);
    assert_true(a.status == 200 && body_has(&a, "首次发布") && body_has(&a, ">215 <span"));
    /* the fingerprint is the file's */
    struct answer file = site_get(&s, at(one, "/values.csv"));
    uint8_t sum[32];
    sha256(file.body, sum);
    assert_true(body_has(&a, hex(&s.a, sum, 32).p));
    assert_true(body_has(&file, "jobs_new,1,city,,,215\n") && body_has(&file, "jobs_new,1,division,210202,,150\n")
        && body_has(&file, "incubatees,1,city,,,3\n"));
    a = site_get(&s, "/indicators/jobs_new?period=2026-02-ytd");
    assert_true(body_has(&a, "发布值 215") && !body_has(&a, "按现有记录计算"));

    /* a correction after publication: both stand beside each other, until a second vintage says why */
    put_cells(&(struct put){ "jobs_new", 202601, "210202", "", 0, "", -5 }, 1);
    a = site_get(&s, "/indicators/jobs_new?period=2026-02-ytd");
    assert_true(body_has(&a, "发布值 215") && body_has(&a, "按现有记录计算为 210，发布值为 215"));
    a = site_post_as(&s, analyst, "/releases", "period=2026-02-ytd&kind=final");
    assert_true(a.status == 422 && body_has(&a, "请写明原因"));
    const char *two = proposed(analyst, "period=2026-02-ytd&kind=final&note=A+return+was+corrected");
    assert_int_equal(site_post_as(&s, other, "/releases", "period=2026-02-ytd&kind=final&note=x").status, 409);    /* one at a time */
    assert_int_equal(site_post_as(&s, other, at(two, "/sign"), "").status, 303);
    a = site_get_as(&s, 0, two);
    assert_true(body_has(&a, "A return was corrected") && body_has(&a, "<td class=\"num\" data-label=\"上次发布\">215</td><td class=\"num\" data-label=\"本次发布\">210</td>"));
    a = site_get(&s, "/indicators/jobs_new?period=2026-02-ytd");
    assert_true(body_has(&a, "修订数") && body_has(&a, "发布值 210") && body_has(&a, "A return was corrected"));
    struct answer again = site_get(&s, at(one, "/values.csv"));
    assert_true(str_eq(again.body, file.body));
    put_cells(&(struct put){ "jobs_new", 202601, "210202", "", 0, "", 5 }, 1);
}

static void what_cannot_be_proposed(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *says;
    } cases[] = { { "period=2026-09&kind=final", "还没有结束" }, { "period=2026&kind=final", "还没有结束" },
        { "period=x&kind=final", "看不懂" }, { "period=2026-01&kind=maybe", "" }, { "kind=final", "" } };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = site_post_as(&s, analyst, "/releases", cases[i].fields);
        if (a.status != 422 || !body_has(&a, cases[i].says)) fail_msg("%s: %d", cases[i].fields, a.status);
    }
    assert_int_equal(site_post_as(&s, clerk, "/releases", "period=2026-01&kind=final").status, 403);
    assert_int_equal(site_post_as(&s, leader, "/releases", "period=2026-01&kind=final").status, 403);
    const char *path = proposed(analyst, "period=2026-01&kind=final");
    assert_int_equal(site_post_as(&s, clerk, at(path, "/sign"), "").status, 403);
    /* the city's figures are not one district's to publish */
    assert_int_equal(site_post_as(&s, west, "/releases", "period=2026-03&kind=final").status, 403);
    assert_int_equal(site_post_as(&s, west, at(path, "/sign"), "").status, 403);
    assert_int_equal(site_post_as(&s, west_leader, at(path, "/sign"), "").status, 403);
    assert_int_equal(site_post_as(&s, west, at(path, "/withdraw"), "").status, 403);
    assert_int_equal(site_get_as(&s, west_leader, path).status, 404);
    assert_int_equal(site_post_as(&s, analyst, at(path, "/withdraw"), "").status, 303);
    assert_int_equal(site_post_as(&s, leader, at(path, "/sign"), "").status, 303);
    assert_int_equal(site_get_as(&s, 0, path).status, 404);
}

/* ---- small counts ---- */

/* Three people in Xigang in January: hidden, and with them what would give them away; an officer sees them. */
static void small_counts_are_not_for_everybody(void **state)
{
    (void)state;
    static const char *const paths[] = { "/api/v1/indicators/jobs_new?period=2026-01", "/api/v1/indicators/jobs_new?period=2026-01-ytd",
        "/api/v1/indicators/jobs_new?period=2026-Q1" };
    for (size_t i = 0; i < LEN(paths); i++) {
        struct answer a = site_get_as(&s, 0, paths[i]);
        assert_true(body_has(&a, "{\"cut\":\"division\",\"code\":\"210203\",\"group\":\"\",\"hidden\":true,\"value\":null}"));
        /* 12: the smaller of the two others */
        assert_true(body_has(&a, "{\"cut\":\"division\",\"code\":\"210204\",\"group\":\"\",\"hidden\":true,\"value\":null}"));
        assert_true(body_has(&a, "\"cut\":\"city\",\"code\":\"\",\"group\":\"\",\"hidden\":false"));
        a = site_get_as(&s, leader, paths[i]);
        assert_false(body_has(&a, "\"hidden\":true"));
    }
    /* firms are not persons */
    struct answer a = site_get_as(&s, 0, "/api/v1/indicators/incubatees?period=2026-01");
    assert_true(body_has(&a, "{\"cut\":\"division\",\"code\":\"210202\",\"group\":\"\",\"hidden\":false,\"value\":3}"));
    /* a share of four persons neither; groups only for the city */
    a = site_get(&s, "/api/v1/indicators/retention_6?period=2026-02");
    assert_true(body_has(&a, "{\"cut\":\"division\",\"code\":\"210203\",\"group\":\"\",\"hidden\":true,\"value\":null}"));
    a = site_get(&s, "/api/v1/indicators/jobs_new?period=2026-01");
    assert_true(body_has(&a, "{\"cut\":\"city\",\"code\":\"\",\"group\":\"migrant\",\"hidden\":true,\"value\":null}")
        && body_has(&a, "{\"cut\":\"city\",\"code\":\"\",\"group\":\"graduate\",\"hidden\":false,\"value\":100}"));
    a = site_get(&s, "/barometer?period=2026-01-ytd");
    assert_false(body_has(&a, "<td class=\"num mut\">3</td>"));
}

static struct answer released(const char *fields)
{
    const char *path = proposed(analyst, fields);
    assert_int_equal(site_post_as(&s, leader, at(path, "/sign"), "").status, 303);
    return site_get_as(&s, 0, path);
}

/* Three people when it was published, twenty-three later: the three stay hidden, on the release's page and the indicator's. */
static void what_was_hidden_stays_hidden(void **state)
{
    (void)state;
    static const struct put were[] = { { "jobs_new", 202603, "210202", "", 0, "", 90 }, { "jobs_new", 202603, "210203", "", 0, "", 3 },
        { "jobs_new", 202603, "210204", "", 0, "", 40 } };
    put_cells(were, LEN(were));
    struct answer a = released("period=2026-03&kind=preliminary");
    put_cells(&(struct put){ "jobs_new", 202603, "210203", "", 0, "", 20 }, 1);
    a = released("period=2026-03&kind=final&note=A+return+came+late");
    assert_true(body_has(&a, "<td class=\"num\" data-label=\"上次发布\">*</td><td class=\"num\" data-label=\"本次发布\">23</td>")
        && !body_has(&a, "data-label=\"上次发布\">3</td>"));
    a = site_get_as(&s, 0, "/indicators/jobs_new?period=2026-03&area=210203");
    assert_true(body_has(&a, "data-label=\"本次发布\">23</td>") && body_has(&a, "data-label=\"本次发布\">*</td>")
        && !body_has(&a, "发布\">3</td>"));
    a = site_get_as(&s, leader, "/indicators/jobs_new?period=2026-03&area=210203");
    assert_true(body_has(&a, "data-label=\"本次发布\">3</td>"));
    for (size_t i = 0; i < LEN(were); i++)
        put_cells(&(struct put){ "jobs_new", 202603, were[i].division, "", 0, "", i == 1 ? -23 : -were[i].value }, 1);
}

/* A value that there is no longer is a change: it wants a reason, and the next vintage says so. */
static void what_is_gone_is_said(void **state)
{
    (void)state;
    put_cells(&(struct put){ "graduates", 202604, "210202", "", 0, "", 7 }, 1);
    struct answer a = released("period=2026-04&kind=preliminary");
    put_cells(&(struct put){ "graduates", 202604, "210202", "", 0, "", -7 }, 1);
    assert_int_equal(site_post_as(&s, analyst, "/releases", "period=2026-04&kind=final").status, 422);
    a = released("period=2026-04&kind=final&note=It+was+counted+in+error");
    assert_true(body_has(&a, "<td class=\"num\" data-label=\"上次发布\">7</td><td class=\"num\" data-label=\"本次发布\">–</td>"));
    a = site_get_as(&s, 0, "/indicators/graduates?period=2026-04");
    assert_true(body_has(&a, "It was counted in error") && !body_has(&a, "发布值 7"));
}

/* ---- definitions and targets ---- */

static const char definition[] = "zh=%E6%AF%95%E4%B8%9A%E7%8E%87&en=Graduation+rate&definition_zh=d&definition_en=d&unit_zh=%25&unit_en=%25&places=2&direction=up&source=E&owner=sti&why=decided";

static void a_definition_is_a_new_version(void **state)
{
    (void)state;
    struct answer a = site_post_as(&s, analyst, "/indicators/graduation_rate/edit",
        at(definition, "&formula=100+*+graduates+/+incubatees+per+head"));
    assert_true(a.status == 422 && body_has(&a, "公式不能计算"));
    a = site_post_as(&s, analyst, "/indicators/graduation_rate/edit", at(definition, "&formula=100+*+nothing_counted"));
    assert_int_equal(a.status, 422);
    assert_int_equal(site_post_as(&s, clerk, "/indicators/graduation_rate/edit", at(definition, "&formula=graduates")).status, 403);
    assert_int_equal(site_post_as(&s, west, "/indicators/graduation_rate/edit", at(definition, "&formula=graduates")).status, 403);
    assert_int_equal(site_post_as(&s, west, "/indicators/graduation_rate/targets", "year=2026&area=city&value=1&document=x").status, 403);
    struct answer page = site_get_as(&s, west, "/indicators/graduation_rate");
    assert_true(page.status == 200 && !body_has(&page, "/indicators/graduation_rate/edit"));
    assert_int_equal(site_post_as(&s, analyst, "/indicators/graduation_rate/edit", at(definition, "&formula=100+*+graduates+/+incubatees"))
                         .status,
        303);
    a = site_get_as(&s, 0, "/indicators/graduation_rate");
    assert_true(body_has(&a, "100 * graduates / incubatees") && body_has(&a, "第 1 版口径")
        && body_has(&a, "100 * graduates / mean incubatees") && body_has(&a, "decided"));
    assert_int_equal(site_post_as(&s, analyst, "/indicators/nothing/edit", at(definition, "&formula=graduates")).status, 404);
}

static void targets_make_the_plan(void **state)
{
    (void)state;
    const char *path = "/indicators/jobs_new/targets";
    static const char *const bad[] = { "year=2026&area=city&value=-1&document=x", "year=2026&area=city&value=1.5&document=x",
        "year=2026&area=mars&value=1&document=x", "year=2026&area=city&value=1", "year=1&area=city&value=1&document=x" };
    for (size_t i = 0; i < LEN(bad); i++) if (site_post_as(&s, analyst, path, bad[i]).status != 422) fail_msg("%s", bad[i]);
    assert_int_equal(site_post_as(&s, analyst, path, "year=2026&area=city&value=1%2C200&document=No.+12").status, 303);
    assert_int_equal(site_post_as(&s, analyst, path, "year=2026&area=210202&value=1100&document=No.+12").status, 303);
    struct answer a = site_get_as(&s, 0, "/api/v1/barometer?period=2026-02-ytd");
    assert_true(body_has(&a, "\"indicator\":\"jobs_new\",\"value\":215,\"year_before\":null,\"today\":215,\"target\":1200,\"plan\":200}"));
    assert_true(body_has(&a, "\"area\":\"210202\",\"name\":\"中山区\",\"jobs_new\":150,\"plan\":183,\"share_of_plan\":82}"));
    a = site_get(&s, "/barometer?period=2026-02-ytd");
    assert_true(body_has(&a, "比时序计划多 15 人") && body_has(&a, "完成年度目标 1,200 的 18%"));
    assert_int_equal(site_post_as(&s, analyst, path, "year=2026&area=city&value=&document=taken+back").status, 303);
    a = site_get_as(&s, 0, "/api/v1/barometer?period=2026-02-ytd");
    assert_true(body_has(&a, "\"target\":null,\"plan\":null}"));
}

/* The month that runs counts by its days: 21 September 2026 is day 21 of 30. */
static void the_plan_of_a_running_month(void **state)
{
    (void)state;
    struct period year = { PERIOD_TO_DATE, 202601, 202609 }, month = { PERIOD_MONTH, 202609, 202609 };
    int64_t today = date_days(2026, 9, 21);
    assert_int_equal(plan_in(&year, 1200, NO_FIGURE, NATURE_FLOW, date_days(2026, 12, 31)), 900);
    assert_int_equal(plan_in(&year, 1200, NO_FIGURE, NATURE_FLOW, today), 870);
    assert_int_equal(plan_in(&month, 1200, NO_FIGURE, NATURE_FLOW, today), 70);
    assert_int_equal(plan_in(&year, NO_FIGURE, 5, NATURE_FLOW, today), NO_FIGURE);
    assert_int_equal(plan_in(&year, 80, 5, NATURE_RATIO, today), 80);
    assert_int_equal(plan_in(&(struct period){ PERIOD_YEAR, 202501, 202512 }, 200, 100, NATURE_STOCK, today), 200);
    assert_int_equal(plan_in(&(struct period){ PERIOD_TO_DATE, 202501, 202506 }, 465, 100, NATURE_STOCK, today), 281); /* 181 of 365 days */
}

/* ---- reports ---- */

static void a_report_gets_a_number_and_an_answer(void **state)
{
    (void)state;
    assert_int_equal(site_post_as(&s, 0, "/barometer/report", "body=no").status, 422);
    struct answer a = site_post_as(&s, member, "/barometer/report",
        "body=The+number+is+wrong&indicator=jobs_new&period=2026-01&area=210202");
    assert_int_equal(a.status, 303);
    const char *path = str_copy(&s.a, a.location).p;
    assert_true(str_starts(a.location, S("/barometer/reports/")) && a.location.n == 19 + 11);
    a = site_get_as(&s, 0, path);
    assert_true(a.status == 200 && body_has(&a, "The number is wrong") && body_has(&a, "2026年9月28日") && body_has(&a, "等待答复"));
    assert_int_equal(site_get_as(&s, 0, "/barometer/reports/AAAAA-AAAAA").status, 404);
    int64_t id = site_ask(&s, "SELECT MAX(id) AS n FROM figure_report WHERE id > $1", 0);
    const char *office = str_printf(&s.a, "/indicators/reports/%lld", (long long)id).p;
    assert_int_equal(site_get_as(&s, clerk, office).status, 403);
    a = site_get_as(&s, analyst, "/indicators/reports");
    assert_true(body_has(&a, "The number is wrong"));
    assert_int_equal(site_post_as(&s, analyst, office, "verdict=right&reply=").status, 422);
    assert_int_equal(site_post_as(&s, analyst, office, "verdict=right&reply=Thank+you").status, 303);
    assert_int_equal(site_post_as(&s, other, office, "verdict=wrong&reply=No").status, 303);
    a = site_get_as(&s, 0, path);
    assert_true(body_has(&a, "Thank you") && !body_has(&a, ">No<"));
    a = site_get_as(&s, member, "/inbox");
    assert_true(body_has(&a, "有答复了"));
    /* what the address claims is kept only where it names something; markup stays text */
    a = site_post_as(&s, 0, "/barometer/report", "body=%3Cscript%3E&indicator=none&period=zz&area=zz");
    a = site_get(&s, str_copy(&s.a, a.location).p);
    assert_true(a.status == 200 && body_has(&a, "&lt;script&gt;"));
}

/* ---- whole or not at all ---- */

static void whole_or_not_at_all(void **state)
{
    (void)state;
    site_every_statement(&s, analyst, "/indicators/density/edit", at(definition, "&formula=incubatees"), 303);
    site_every_statement(&s, analyst, "/indicators/teams/targets", "year=2026&area=city&value=7&document=x", 303);
    site_every_statement(&s, analyst, "/releases", "period=2025&kind=final", 303);
    int64_t id = site_ask(&s, "SELECT MAX(id) AS n FROM figure_release WHERE id > $1", 0);
    site_every_allocation(&s, analyst, "/indicators/teams/targets", "year=2026&area=city&value=8&document=x");
    const char *sign = str_printf(&s.a, "/releases/%lld/sign", (long long)id).p;
    site_every_statement(&s, leader, sign, "", 303);
    assert_int_equal(site_get_as(&s, 0, str_printf(&s.a, "/releases/%lld", (long long)id).p).status, 200);
    site_every_statement(&s, 0, "/barometer/report", "body=something+is+off", 303);
    id = site_ask(&s, "SELECT MAX(id) AS n FROM figure_report WHERE id > $1", 0);
    site_every_statement(&s, analyst, str_printf(&s.a, "/indicators/reports/%lld", (long long)id).p, "verdict=wrong&reply=checked", 303);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_values_stay),
        cmocka_unit_test(what_cannot_be_proposed),
        cmocka_unit_test(small_counts_are_not_for_everybody),
        cmocka_unit_test(what_was_hidden_stays_hidden),
        cmocka_unit_test(what_is_gone_is_said),
        cmocka_unit_test(a_definition_is_a_new_version),
        cmocka_unit_test(targets_make_the_plan),
        cmocka_unit_test(the_plan_of_a_running_month),
        cmocka_unit_test(a_report_gets_a_number_and_an_answer),
        cmocka_unit_test(whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
