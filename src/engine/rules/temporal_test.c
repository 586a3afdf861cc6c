/* temporal_test.c: text in, canonical text out; sums; zones. */
#include "test/test.h"
#include "engine/rules/temporal.h"

static struct arena a;
static struct zones *zones;

static const char *through(const char *kind, const char *in)
{
    struct out o;
    struct str s = str_from(in);
    out_init(&o, &a);
    struct date d; struct time_of_day t; struct date_time dt; struct days_duration n; struct months_duration m;
    if (*kind == 'd') { if (!temporal_parse_date(s, &d)) return "no"; temporal_put_date(&o, d); }
    if (*kind == 't') { if (!temporal_parse_time(s, zones, &t)) return "no"; temporal_put_time(&o, t); }
    if (*kind == 'b') { if (!temporal_parse_date_time(s, zones, &dt)) return "no"; temporal_put_date_time(&o, dt); }
    if (*kind == 'n') { if (!temporal_parse_days(s, &n)) return "no"; temporal_put_days(&o, n); }
    if (*kind == 'm') { if (!temporal_parse_months(s, &m)) return "no"; temporal_put_months(&o, m); }
    return out_str(&o).p;
}

static void texts(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        { "d", "2017-08-10", "2017-08-10" }, { "d", "-0045-01-01", "-0045-01-01" }, { "d", "999999999-12-31", "999999999-12-31" },
        { "d", "2016-02-29", "2016-02-29" },
        { "d", "2017-02-29", "no" }, { "d", "998-12-31", "no" }, { "d", "01211-12-31", "no" }, { "d", "2012-12-24T", "no" },
        { "d", "+2012-12-24", "no" }, { "d", "2017-8-10", "no" }, { "d", "9999999999-12-27", "no" },
        { "t", "10:20:00", "10:20:00" }, { "t", "23:59:01.1230", "23:59:01.123" }, { "t", "10:30:00+00:00", "10:30:00Z" },
        { "t", "23:00:50z", "23:00:50Z" }, { "t", "10:30:00@Europe/Paris", "10:30:00@Europe/Paris" },
        { "t", "10:30:00-05:30", "10:30:00-05:30" }, { "t", "10:30:00@xyz/abc", "no" }, { "t", "7:00:00", "no" }, { "t", "10:30", "no" },
        { "t", "24:00:01", "no" }, { "t", "10:30:00+19:00", "no" },
        { "t", "10:30:00@../etc/passwd", "no" }, { "t", "10:30:00+05:00@Europe/Paris", "no" }, { "t", "10:30:00.", "no" },
        { "b", "2017-12-31T24:00:00", "2018-01-01T00:00:00" }, { "b", "2018-12-08", "no" },
        { "b", "2017-12-31T11:22:33.456+01:35", "2017-12-31T11:22:33.456+01:35" }, { "b", "2017-12-31T00:60:00", "no" },
        { "n", "P1DT2H3M4.5S", "P1DT2H3M4.5S" }, { "n", "PT1000M0.999999999S", "PT16H40M0.999999999S" }, { "n", "-P0D", "PT0S" },
        { "n", "-PT1H2M", "-PT1H2M" }, { "n", "PT0.S", "PT0S" }, { "n", "P1H", "no" },
        { "n", "P", "no" }, { "n", "PT", "no" }, { "n", "P1DT", "no" }, { "n", "P1D ", "no" }, { "n", "PT24H", "P1D" }, { "n", "1D", "no" },
        { "m", "P1Y27M", "P3Y3M" }, { "m", "-P100M", "-P8Y4M" }, { "m", "P0Y", "P0M" }, { "m", "P12M", "P1Y" }, { "m", "P", "no" },
        { "m", "P1M1Y", "no" },
    };
    for (size_t i = 0; i < LEN(cases); i++)
        if (strcmp(through(cases[i][0], cases[i][1]), cases[i][2]) != 0)
            fail_msg("%s: got %s, expected %s", cases[i][1], through(cases[i][0], cases[i][1]), cases[i][2]);
}

static struct date_time at(const char *s)
{
    struct date_time t;
    if (!temporal_parse_date_time(str_from(s), zones, &t)) fail_msg("%s", s);
    return t;
}

static void zones_know_summer(void **state)
{
    (void)state;
    const struct zone *paris = zone_find(zones, S("Europe/Paris")), *melbourne = zone_find(zones, S("Australia/Melbourne")),
                      *shanghai = zone_find(zones, S("Asia/Shanghai"));
    assert_true(paris && melbourne && shanghai);
    assert_int_equal(zone_offset_at(paris, date_days(2018, 7, 1) * 86400), 7200);
    assert_int_equal(zone_offset_at(paris, date_days(2018, 12, 1) * 86400), 3600);
    assert_int_equal(zone_offset_at(paris, date_days(2090, 7, 1) * 86400), 7200);         /* by the footer's rule */
    assert_int_equal(zone_offset_at(melbourne, date_days(2090, 1, 1) * 86400), 39600);
    assert_int_equal(zone_offset_at(shanghai, date_days(1988, 7, 1) * 86400), 32400);     /* summer time until 1991 */
    assert_int_equal(zone_offset_at(shanghai, date_days(2021, 7, 1) * 86400), 28800);
    assert_int_equal(temporal_date_time_equal(at("2018-12-08T10:30:00@Europe/Paris"), at("2018-12-08T09:30:00Z")), 1);
    assert_int_equal(temporal_date_time_less(at("2018-07-08T10:30:00@Europe/Paris"), at("2018-07-08T09:00:00Z")), 1);
    assert_int_equal(temporal_date_time_equal(at("2018-12-08T10:30:00"), at("2018-12-08T10:30:00Z")), -1);
    assert_null(zone_find(zones, S("Europe//Paris")));
    assert_null(zone_find(zones, S("/etc/passwd")));
}

static void sums(void **state)
{
    (void)state;
    struct date d, r;
    assert_true(temporal_date(2021, 1, 31, &d) && temporal_date_add_months(d, (struct months_duration){ 1 }, &r) && r.m == 2 && r.d == 28);
    assert_true(temporal_date_add_days(d, (struct days_duration){ -86400, 0 }, &r) && r.d == 30);
    assert_int_equal(temporal_weekday(d), 7);
    assert_int_equal(temporal_week_of_year(d), 4);
    assert_true(temporal_date(2021, 1, 3, &d));
    assert_int_equal(temporal_week_of_year(d), 53);
    assert_int_equal(temporal_months_between(at("2011-12-22T00:00:00"), at("2013-08-24T00:00:00")).months, 20);
    assert_int_equal(temporal_months_between(at("2013-08-24T00:00:00"), at("2011-12-25T00:00:00")).months, -19);
    struct days_duration n;
    assert_true(temporal_date_time_sub(at("2017-08-10T10:20:00@Europe/Paris"), at("2017-08-10T10:20:00Z"), &n) && n.s == -7200);
    struct date_time t;
    assert_true(temporal_date_time_add_days(at("2018-03-24T12:00:00@Europe/Paris"), (struct days_duration){ 86400, 0 }, &t));
    assert_int_equal(t.time.h, 13);                                       /* a day of seconds over the spring change */
    assert_false(temporal_date_time_add_months(at("999999999-12-01T00:00:00"), (struct months_duration){ 1 }, &t));
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 26); zones = zones_open(&a, "/usr/share/zoneinfo"); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }
int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(texts), cmocka_unit_test(zones_know_summer), cmocka_unit_test(sums) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
