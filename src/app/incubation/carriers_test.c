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

static int64_t certified(const char *level, int64_t month) { return cell_sum("carriers", "city", "", level, month); }

/* What a carrier says of itself counts once an officer of the level's office has confirmed it, and by nobody else. */
static void a_claim_counts_when_confirmed(void **state)
{
    (void)state;
    int64_t far = site_account(&s, "far", ROLE_CLERK, "", "210203"), near = site_account(&s, "near", ROLE_CLERK, "", "210204"),
            o = w.org[2];
    int64_t both = site_account(&s, "both", ROLE_CLERK, "", "");
    run_tx(role_tx, &(struct runs){ both, o });
    done(post_as(w.base[2], at(o, "/levels"), "level=national&from=2015-03-10&granted=g&document=n1"), "claimed");
    done(post_as(w.base[2], at(o, "/levels"), "level=district&from=2015-04-10&granted=g&document=d1"), "claimed");
    int64_t national = level_of("n1"), district = level_of("d1");
    assert_int_equal(certified("", 201612), 0);
    struct answer a = get_as(0, at(o, ""));
    assert_true(body_has(&a, "自报") && body_has(&a, "未认定"));
    a = get_as(0, str_printf(&s.a, "/api/v1/carriers/%lld", (long long)o).p);
    assert_true(body_has(&a, "\"state\":\"claimed\"") && body_has(&a, "\"level\":\"\""));
    a = get_as(w.clerk, "/office/carriers");
    assert_true(body_has(&a, "自报"));
    const struct {
        int64_t who, row;
        int status;
    } t[] = { { w.base[2], national, 403 }, { w.stranger, national, 403 }, { far, district, 404 }, { near, national, 303 },
        { both, national, 303 } };
    for (size_t i = 0; i < LEN(t); i++) {
        assert_int_equal(post_as(t[i].who, office(o, t[i].row, "/confirm"), "").status, t[i].status);
        assert_int_equal(certified("", 201612), 0);
    }
    /* of the city's level the city decides */
    assert_int_equal(post_as(near, office(o, 0, ""), "level=city&from=2015-05-10&granted=g&document=c1").status, 422);
    done(post_as(near, office(o, district, "/confirm"), ""), "of the district");
    assert_int_equal(certified("district", 201504), 1);
    assert_int_equal(post_as(w.clerk, office(o, national, "/refuse"), "").status, 303); /* no reason */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM certification WHERE state = 'refused' AND id > $1", 0), 0);
    done(post_as(w.clerk, office(o, national, "/refuse"), "reason=no+such+document"), "refused");
    assert_int_equal(post_as(w.clerk, office(o, national, "/confirm"), "").status, 409);
    a = get_as(0, at(o, ""));
    assert_true(!body_has(&a, "n1") && body_has(&a, "d1"));
    a = get_as(w.base[2], at(o, "/levels"));
    assert_true(body_has(&a, "no such document"));
    /* what is decided stays */
    assert_int_equal(post_as(w.base[2], at(o, str_printf(&s.a, "/levels/%lld/remove", (long long)district).p), "").status, 409);
    assert_int_equal(certified("", 201612), 1);
    done(post_as(w.clerk, office(o, 0, ""), "level=city&from=2015-06-10&granted=g&document=c2"), "entered by an officer");
    assert_int_equal(certified("city", 201506), 1);
    done(post_as(w.clerk, office(o, level_of("c2"), "/end"), "day=2016-02-29&reason=r"), "ended");
    done(post_as(near, office(o, district, "/end"), "day=2016-05-30&reason=r"), "ended");
    assert_int_equal(certified("city", 201601) + certified("district", 201604), 2);
    assert_int_equal(certified("", 201605), 0);
    assert_int_equal(get_as(far, office(o, 0, "")).status, 404);
}

/* What the office closes counts no longer from that day, and again when it opens it. */
static void what_the_office_closes(void **state)
{
    (void)state;
    struct organisation_by_id o;
    const struct {
        const char *state;
        int64_t counts;
    } t[] = { { "closed", 0 }, { "active", 1 }, { "suspended", 1 }, { "closed", 0 }, { "active", 1 } };
    int64_t month = month_of_day(instant_day(site_now)), before;
    certify(2, "city", "2024-01-10", "", "still");
    before = certified("", month);
    for (size_t i = 0; i < LEN(t); i++) {
        struct db *db = site_db(&s);
        assert_int_equal(organisation_by_id(db, w.org[2], &o), RC_OK);
        db_give(db);
        run_tx(state_tx, &(struct in_state){ &o, t[i].state });
        assert_int_equal(web_tick(&s.app, site_now), RC_OK);
        assert_int_equal(certified("", month), before - 1 + t[i].counts);
        assert_int_equal(certified("", month_plus(month, -1)), before);
    }
    done(post_as(w.clerk, office(w.org[2], level_of("still"), "/end"), "day=2024-02-01&reason=r"), "ended");
}

/* A level is the best certification that is valid on a month's last day. */
static void levels_count(void **state)
{
    (void)state;
    certify(0, "city", "2019-03-10", "", "a");
    certify(0, "national", "2020-05-31", "2022-05-30", "b");
    certify(1, "provincial", "2020-02-01", "2020-02-28", "c");
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
    run_tx(join_tx, &(struct joins){ w.base[0], w.org[0] });
    for (int i = 0; i < 2; i++) {
        done(post_as(w.base[0], at(w.org[0], "/units"), str_printf(&s.a, "code=B-%d&kind=desk&area=6&rent=300", i).p), "desk");
        done(post_as(w.base[0],
                 at(w.org[0],
                     str_printf(&s.a, "/units/%lld/offer",
                         (long long)site_ask(&s, "SELECT MAX(id) AS n FROM carrier_unit WHERE carrier = $1", w.org[0]))
                         .p),
                 ""),
            "offered");
    }
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM listing WHERE state <> 'closed' AND organisation = $1", w.org[0]), 2);
    site_every_statement(&s, w.base[0], at(w.org[0], "/close"), "day=2021-06-10", 303);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM listing WHERE state <> 'closed' AND organisation = $1", w.org[0]), 0);
    assert_int_equal(cell_sum("area_controllable", "city", "", "", 202105), 1300000);
    assert_int_equal(cell_sum("area_controllable", "city", "", "", 202106), 0);
    assert_int_equal(cell_sum("carriers", "city", "", "", 202106), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(who_may), cmocka_unit_test(a_claim_counts_when_confirmed),
        cmocka_unit_test(what_the_office_closes), cmocka_unit_test(levels_count), cmocka_unit_test(areas_and_mentors_count) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
