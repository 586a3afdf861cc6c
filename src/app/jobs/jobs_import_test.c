/* jobs_import_test.c: a roll on its way in: what is wrong is named by row and column, what is right is stored at once or not at all. */
#include "test/site.h"
#include "app/jobs/import.h"

static struct site s;
static int64_t clerk, city;

static int setup(void **state)
{
    (void)state;
    static const struct slice *const slices[] = { &web_slice, &jobs_slice };
    site_open(&s, slices, LEN(slices));
    clerk = site_account(&s, "clerk", ROLE_CLERK, "", "210211");
    city = site_account(&s, "city", ROLE_CLERK, "", "");
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

#define HEADINGS "姓名,身份证号码,手机号,用人单位,入职日期,离职日期,合同月数,重点群体,区市县\n"

static struct answer send_as(int64_t who, const char *fields, struct str table)
{
    site_login(&s, who);
    struct http_file f = { .field = S("file"), .name = S("roll.csv"), .type = S("text/csv"), .bytes = table };
    return site_post_files(&s, "/jobs/import", fields, &f, 1);
}
static struct str table_of(const char *rows) { return str_join(&s.a, S(HEADINGS), str_from(rows)); }

/* Parks the table, confirms it; the path of the batch. */
static const char *parked(int64_t who, const char *rows)
{
    struct answer a = send_as(who, "kind=import&seen=2026-06-30&division=210211", table_of(rows));
    if (a.status != 303) fail_msg("%d %s", a.status, a.body.p);
    return str_z(&s.a, a.location);
}
static int64_t jobs_new(void) { return site_ask(&s, "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS n FROM cell WHERE measure = 'jobs_new' AND cut = 'city' AND grp = '' AND month > $1", 0); }

static void checked_confirmed_taken_back(void **state)
{
    (void)state;
    const char *path = parked(clerk, "王伟,210211199001011239,13800000001,海蓝科技,2026-03-02,,12,高校毕业生、农民工,甘井子\n"
        "刘芳,210211199002021236,,海蓝科技,２０２６年４月１日,,36,,210211\n李娜,,13800000003,海蓝科技,46113,2026/5/31,,,\n");
    struct answer a = site_get_as(&s, clerk, path);
    assert_true(a.status == 200 && body_has(&a, "value=\"3,0\""));
    assert_int_equal(jobs_new(), 0);
    assert_int_equal(site_post(&s, path, "seen=3,0&mode=all").status, 303);
    assert_int_equal(jobs_new(), 3);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM job_claim WHERE start_day = '2026-04-01' AND id > $1", 0), 2);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM job_batch WHERE length(bytes) > $1", 0), 0);
    assert_int_equal(site_get_as(&s, city, path).status, 404);      /* another's upload */
    assert_int_equal(site_post_as(&s, clerk, str_printf(&s.a, "%s/withdraw", path).p, "").status, 303);
    assert_int_equal(jobs_new(), 0);
}

static void every_fault_is_named(void **state)
{
    (void)state;
    static const struct { const char *row, *said; } cases[] = {
        { ",210211199001011239,,海蓝科技,2026-03-02,,,,", ">A</td>" },
        { "王伟,210211199001011238,,海蓝科技,2026-03-02,,,,", "校验位" },
        { "王伟,2.10211199001011E+17,,海蓝科技,2026-03-02,,,,", "改坏" },
        { "王伟,210211199001011000,,海蓝科技,2026-03-02,,,,", "改坏" },
        { "王伟,21021119900101123,,海蓝科技,2026-03-02,,,,", "18位" },
        { "王伟,210211199013011234,,海蓝科技,2026-03-02,,,,", "出生日期" },
        { "王伟,,,海蓝科技,2026-02-30,,,,", "2026-02-30" },
        { "王伟,,,海蓝科技,2026-03-02,2026-03-01,,,", "早于" },
        { "王伟,,,海蓝科技,2026-03-02,,many,,", "0 至 600" },
        { "王伟,,,海蓝科技,2026-03-02,,,公务员,", "不认识的类别" },
        { "王伟,,,海蓝科技,2026-03-02,,,,210281", "不属于您" },
        { "王伟,,,,2026-03-02,,,,", "用人单位" },
        { "王伟,,12,海蓝科技,2026-03-02,,,,", "12" },
        { "王伟,,,海蓝科技,2029-03-02,,,,", "未来" },
        { "王伟,,,海蓝科技,0202-03-02,,,,", "0202-03-02" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        const char *path = parked(clerk, str_printf(&s.a, "李娜,,,海蓝科技,2026-03-02,,,,\n%s\n", cases[i].row).p);
        struct answer a = site_get_as(&s, clerk, path);
        if (a.status != 200 || !body_has(&a, cases[i].said) || !body_has(&a, "value=\"1,1\""))
            fail_msg("%s: %d %s", cases[i].row, a.status, a.body.p);
        assert_int_equal(site_get(&s, str_printf(&s.a, "%s/file", path).p).status, 200);
        assert_int_equal(site_post(&s, path, "seen=1,1&mode=all").status, 422);
    }
    const char *path = parked(clerk, "李娜,,,海蓝科技,2026-03-02,,,,\n李娜,,,海蓝科技,2026-03-02,,,,\n王伟,,,海蓝科技,2026-03-02,,,,\n");
    assert_int_equal(site_post(&s, path, "seen=2,1&mode=right").status, 303);
    assert_int_equal(jobs_new(), 2);
    assert_int_equal(send_as(clerk, "kind=import&seen=2026-06-30", S("a,b\n1,2\n")).status, 422);
    assert_int_equal(send_as(clerk, "kind=import&seen=2026-06-30", S("")).status, 422);
    assert_int_equal(send_as(clerk, "kind=import&seen=2026-06-30", S("PK\3\4 no workbook")).status, 422);
}

static enum rc house_tx(struct db *tx, void *arg)
{
    const char *const *x = arg;
    struct str name = str_from(x[0]);
    return organisation_add(tx, id_new(site_now), S("carrier"), name, name, name, STR_NONE, str_from(x[1]), S(""), S("75"), S(""), S(""),
        S(""), S(""), S(""), STR_NONE, S("active"), 1, 0, site_now);
}

/* A district's officer claims nothing for another district's carrier, wherever the row itself counts. */
static void carriers_of_ones_own_district(void **state)
{
    (void)state;
    static const char *const houses[][2] = { { "甲孵化器", "210211" }, { "乙孵化器", "210281" } };
    struct db *db = site_db(&s);
    for (size_t i = 0; i < LEN(houses); i++) assert_int_equal(db_tx(db, house_tx, (void *)(uintptr_t)houses[i]), RC_OK);
    db_give(db);
    struct str table = S("姓名,用人单位,入职日期,所在载体,区市县\n王伟,海蓝科技,2026-03-02,甲孵化器,210211\n李娜,海蓝科技,2026-03-02,乙孵化器,210211\n");
    struct answer a = send_as(clerk, "kind=import&seen=2026-06-30&division=210211", table);
    a = site_get(&s, str_z(&s.a, a.location));
    assert_true(a.status == 200 && body_has(&a, "value=\"1,1\"") && body_has(&a, "不属于您"));
    a = send_as(city, "kind=import&seen=2026-06-30&division=210211", table);
    a = site_get(&s, str_z(&s.a, a.location));
    assert_true(a.status == 200 && body_has(&a, "value=\"2,0\""));
}

static void whole_or_not_at_all(void **state)
{
    (void)state;
    const char *path = parked(clerk, "王伟,210211199001011239,,海蓝科技,2026-03-02,,,,\n李娜,,,海蓝科技,2026-03-02,,,,\n");
    site_every_statement(&s, clerk, path, "seen=2,0&mode=all", 303);
    site_every_statement(&s, clerk, str_printf(&s.a, "%s/withdraw", path).p, "", 303);
    path = parked(clerk, "王伟,210211199001011239,,海蓝科技,2026-03-02,,,,\n");
    site_every_allocation(&s, clerk, path, "seen=1,0&mode=all");
    site_now += 8 * DAY_MS;
    path = parked(clerk, "王伟,210211199001011239,,海蓝科技,2026-03-02,,,,\n");
    site_now += 8 * DAY_MS;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(site_get_as(&s, clerk, path).status, 404);
}

static void days(void **state)
{
    (void)state;
    static const struct {
        const char *cell, *day;
    } cases[] = { { "2026-10-09", "2026-10-09" }, { "2026/10/9", "2026-10-09" }, { "2026.10.9", "2026-10-09" },
        { "20261009", "2026-10-09" }, { "2026年10月9日", "2026-10-09" }, { "２０２６－１０－０９", "2026-10-09" },
        { "46304", "2026-10-09" }, { "2026-02-30", "" }, { "9/10/2026", "" }, { "12", "" }, { "", "" }, { "2026-10-09T00:00", "" },
        { "99999999999", "" }, { "2026-10-9-1", "" }, { "99990101", "9999-01-01" } };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct str d = S("");
        bool got = sheet_day(&s.a, str_from(cases[i].cell), &d);
        if (got != (cases[i].day[0] != 0) || !str_eq(d, str_from(cases[i].day))) fail_msg("%s: %s", cases[i].cell, d.p);
    }
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = { EACH(checked_confirmed_taken_back), EACH(every_fault_is_named), EACH(carriers_of_ones_own_district),
        EACH(whole_or_not_at_all), EACH(days) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
