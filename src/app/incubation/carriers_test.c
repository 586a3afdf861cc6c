/* carriers_test.c: carriers through their pages: who may, what everybody sees, and what the cells say after each change. */
#include "test/site.h"
#include "app/incubation/test_world.h"

static const char *code(int i) { return str_printf(&s.a, "%lld", (long long)w.org[i]).p; }

static void who_may(void **state)
{
    (void)state;
    assert_int_equal(get_as(w.base[0], at(w.org[0], "/edit")).status, 200);
    assert_int_equal(get_as(w.base[0], at(w.org[1], "/edit")).status, 404);
    assert_int_equal(get_as(w.clerk, at(w.org[0], "/edit")).status, 403);
    assert_int_equal(get_as(0, at(w.org[0], "")).status, 404);           /* not set up yet */
    struct answer a = get_as(w.base[0], "/carriers/mine");
    assert_true(body_has(&a, "house-a") && !body_has(&a, "house-b"));
    for (int i = 0; i < HOUSES; i++) set_up(i);
    assert_int_equal(get_as(0, at(w.org[0], "")).status, 200);
    assert_int_equal(post_as(w.base[0], at(w.org[1], "/areas"), "since=2020-01-01&controllable=1&tenants=1&shared=0").status, 404);
    a = get_as(w.clerk, "/office/carriers");
    assert_true(body_has(&a, "house-a") && body_has(&a, "house-c"));
}

/* A level is the best certification that is valid on a month's last day. */
static void levels_count(void **state)
{
    (void)state;
    done(post_as(w.base[0], at(w.org[0], "/levels"), "level=city&from=2019-03-10&document=a"), "city");
    done(post_as(w.base[0], at(w.org[0], "/levels"), "level=national&from=2020-05-31&until=2022-05-30&document=b"), "national");
    done(post_as(w.base[1], at(w.org[1], "/levels"), "level=provincial&from=2020-02-01&until=2020-02-28&document=c"), "a month and a day short");
    assert_int_equal(cell_sum("carriers", "city", "", "", 201902), 0);
    assert_int_equal(cell_sum("carriers", "city", "", "", 201903), 1);
    assert_int_equal(cell_sum("carriers", "city", "", "city", 202004), 1);
    assert_int_equal(cell_sum("carriers", "city", "", "national", 202005), 1);
    assert_int_equal(cell_sum("carriers", "city", "", "city", 202005), 0);
    assert_int_equal(cell_sum("carriers", "city", "", "national", 202204), 1);
    assert_int_equal(cell_sum("carriers", "city", "", "city", 202205), 1);              /* the national one ended the day before the last */
    assert_int_equal(cell_sum("carriers", "city", "", "", 202002), 1);                  /* 29 February 2020: the other one is over */
    assert_int_equal(cell_sum("carriers", "zone", "hightech", "national", 202012), 1);
    struct answer a = get_as(0, "/api/v1/carriers?level=city");
    assert_true(body_has(&a, "\"total\":1") && body_has(&a, "\"level\":\"city\""));
    a = get_as(0, "/carriers?level=national");
    assert_true(!body_has(&a, "house-a"));
    a = get_as(0, "/carriers.csv?zone=hightech");
    assert_true(body_has(&a, "house-a") && body_has(&a, "house-b") && !body_has(&a, "house-c"));
}

static void areas_and_mentors_count(void **state)
{
    (void)state;
    done(post_as(w.base[0], at(w.org[0], "/areas"), "since=2020-01-15&controllable=12000.50&tenants=8000&shared=1000"), "area");
    done(post_as(w.base[0], at(w.org[0], "/areas"), "since=2021-03-01&controllable=14000&tenants=9000&shared=1000"), "more area");
    assert_int_equal(cell_sum("area_controllable", "carrier", code(0), "", 202012), 1200050);
    assert_int_equal(cell_sum("area_controllable", "division", "210211", "", 202103), 1400000);
    done(post_as(w.base[0], at(w.org[0], "/areas"), "since=2021-03-01&controllable=13000&tenants=9000&shared=1000"), "mended");
    assert_int_equal(cell_sum("area_controllable", "zone", "hightech", "", 202103), 1300000);
    struct answer a = post_as(w.base[0], at(w.org[0], "/areas"), "since=2021-03-01&controllable=10&tenants=9&shared=2");
    assert_int_equal(a.status, 422);
    done(post_as(w.base[0], at(w.org[0], "/mentors"), "name=Ann&field=money&from=2020-02-01&login=reviewer0"), "mentor");
    a = post_as(w.base[0], at(w.org[0], "/mentors"), "name=Ann&field=money&from=2020-02-01&login=nobody-at-all");
    assert_int_equal(a.status, 422);
    assert_int_equal(cell_sum("mentors", "city", "", "", 202002), 1);
    int64_t id = site_ask(&s, "SELECT id AS n FROM carrier_mentor WHERE carrier = $1", w.org[0]);
    done(post_as(w.base[0], at(w.org[0], str_printf(&s.a, "/mentors/%lld/end", (long long)id).p), "day=2020-06-30"), "ends");
    assert_int_equal(cell_sum("mentors", "city", "", "", 202006), 1);
    assert_int_equal(cell_sum("mentors", "city", "", "", 202007), 0);
    done(post_as(w.base[0], at(w.org[0], "/close"), "day=2021-06-10"), "closed");
    assert_int_equal(cell_sum("area_controllable", "city", "", "", 202105), 1300000);
    assert_int_equal(cell_sum("area_controllable", "city", "", "", 202106), 0);
    assert_int_equal(cell_sum("carriers", "city", "", "", 202106), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(who_may), cmocka_unit_test(levels_count), cmocka_unit_test(areas_and_mentors_count) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
