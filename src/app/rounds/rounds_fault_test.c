/* rounds_fault_test.c: every change of a round with its first statement failing, then its second ...: whole or not at all. A run
** above all: after a failure anywhere there is no result, and no trace of one; the next try gives it whole. */
#include "test/site.h"
#include "app/rounds/test_world.h"

static void each(int64_t who, const char *path, const char *fields)
{
    site_every_statement(&s, who, path, fields, 303);
}

static void setting_up(void **state)
{
    (void)state;
    each(w.first, "/rounds", basics(""));
    int64_t id = draft_made(w.first, "");
    each(w.first, at(id, ""), basics("&body_zh=more"));
    each(w.first, at(id, "/places"), "name_zh=desk&seats=3&migrant=1&disabled=1&disabled_only=1");
    each(w.first, at(id, "/places/table"), "table=place,seats%0Aone,1%0Atwo,2");
    each(w.first, at(id, str_printf(&s.a, "/places/%lld/remove", (long long)place_of(id, "one")).p), "");
    each(w.first, at(id, "/points"), "name_zh=diploma&points=10");
    each(w.first, at(id, "/points"), "name_zh=months&points=1&most=5");
    each(w.first, at(id, str_printf(&s.a, "/points/%lld/remove", (long long)criterion_of(id, 1)).p), "");
    each(w.first, at(id, "/announce"), "");
    each(w.first, at(id, "/cancel"), "reason=flood");
    each(w.first, at(draft_made(w.first, ""), "/cancel"), "");
}

static void applying(void **state)
{
    (void)state;
    int64_t id = world_round("&teams=1");
    const char *fields = str_printf(&s.a, "wishes=%lld&wishes=%lld&answers=%lld:1&groups=migrant", (long long)place_of(id, "desk"), (long long)place_of(id, "bench"), (long long)criterion_of(id, 0)).p;
    each(w.person[0], at(id, "/apply"), fields);
    each(w.person[0], at(id, "/apply"), str_printf(&s.a, "wishes=%lld", (long long)place_of(id, "bench")).p);
    each(w.person[1], at(id, "/apply"), str_printf(&s.a, "team=%s", application_of(id, w.person[0]).alias.p).p);
    each(w.person[0], at(id, "/withdraw"), "");
}

static void running_and_publishing(void **state)
{
    (void)state;
    int64_t id = world_round("");
    for (int i = 0; i < PEOPLE; i++) applies(id, w.person[i], i % 2 ? "desk bench" : "bench", i > 2, i, i == 1 ? "groups=migrant" : "");
    each(w.first, at(id, "/ask"), "verb=close");
    each(w.first, at(id, "/unask"), "");
    done(post_as(w.first, at(id, "/ask"), "verb=close"));
    each(w.second, at(id, "/confirm"), "verb=close");
    each(w.first, str_printf(&s.a, "/rounds/%lld/applications/%lld", (long long)id, (long long)application_of(id, w.person[2]).id).p, "groups=veteran&reply=papers");
    each(w.first, at(id, "/ask"), "verb=run");
    each(w.second, at(id, "/confirm"), "verb=run");
    assert_true(newest(id).number == 1 && newest(id).placed == 3);          /* one run, whole */
    each(w.first, at(id, "/ask"), "verb=publish");
    each(w.second, at(id, "/confirm"), "verb=publish");
    each(w.person[0], at(id, "/object"), "body=x");
    struct round_objections_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(round_objections(db, id, &rows), RC_OK);
    db_give(db);
    each(w.first, str_printf(&s.a, "/rounds/%lld/objections/%lld", (long long)id, (long long)rows.v[0].id).p, "decision=upheld&reply=yes&groups=disabled");
    done(post_as(w.first, at(id, "/ask"), "verb=run"));
    each(w.second, at(id, "/confirm"), "verb=run");
    assert_int_equal(newest(id).number, 2);
    int64_t with_rest = world_round("");
    applies(with_rest, w.person[0], "desk", false, 0, "");
    two(with_rest, "close");
    two(with_rest, "run");
    two(with_rest, "publish");
    each(w.first, at(with_rest, "/again"), "");
}

static void calling_off(void **state)
{
    (void)state;
    int64_t id = world_round("");
    each(w.first, at(id, "/cancel"), "reason=flood");
    id = world_round("");
    applies(id, w.person[0], "desk", false, 0, "");
    two(id, "close");
    two(id, "run");
    each(w.first, at(id, "/cancel"), "reason=flood");
    each(w.second, at(id, "/confirm"), "verb=cancel");
    assert_string_equal(round_now(id).state.p, "cancelled");
    each(w.first, at(id, "/again"), "");
    int64_t next = world_round("&title_en=again");                          /* announced with what it repeats */
    assert_int_equal(round_now(next).repeats, id);
    applies(next, w.person[0], "desk", false, 0, "");
    two(next, "close");
    each(w.first, at(next, "/ask"), "verb=run");
    each(w.second, at(next, "/confirm"), "verb=run");                       /* which asks whose seats they are */
    assert_string_equal(round_now(next).state.p, "ran");
}

/* Memory of the request; what the solver takes has an arena of its own, with its own tests. */
static void memory_may_run_out(void **state)
{
    (void)state;
    int64_t id = world_round("");
    site_every_allocation(&s, w.person[0], at(id, "/apply"), str_printf(&s.a, "wishes=%lld", (long long)place_of(id, "desk")).p);
    two(id, "close");
    site_every_allocation(&s, w.first, at(id, "/ask"), "verb=run");
    site_every_allocation(&s, w.second, at(id, "/confirm"), "verb=run");
    assert_int_equal(newest(id).number, 1);
}

/* Every function of a transaction runs twice, as it does when the database asks for it. */
static void every_transaction_twice(void **state)
{
    (void)state;
    db_set_twice(s.app.pool, true);
    int64_t id = world_round("");
    applies(id, w.person[0], "desk bench", true, 0, "");
    applies(id, w.person[1], "desk bench", false, 4, "groups=migrant");
    two(id, "close");
    two(id, "run");
    two(id, "publish");
    db_set_twice(s.app.pool, false);
    assert_true(newest(id).number == 1 && newest(id).placed == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_up), cmocka_unit_test(applying), cmocka_unit_test(running_and_publishing), cmocka_unit_test(calling_off), cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(every_transaction_twice),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
