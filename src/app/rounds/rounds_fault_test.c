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
    const char *fields = str_printf(&s.a, "wishes=%lld&wishes=%lld&answers=%lld:1&groups=migrant", (long long)place_of(id, "desk"),
        (long long)place_of(id, "bench"), (long long)criterion_of(id, 0))
                             .p;
    each(w.person[0], at(id, "/apply"), fields);
    each(w.person[0], at(id, "/apply"), str_printf(&s.a, "wishes=%lld", (long long)place_of(id, "bench")).p);
    each(w.person[1], at(id, "/apply"), str_printf(&s.a, "team=%s", application_of(id, w.person[0]).alias.p).p);
    each(w.person[0], at(id, "/apply"), fields);
    each(w.person[0], at(id, "/part"), "");
    each(w.person[1], at(id, "/apply"), str_printf(&s.a, "team=%s", application_of(id, w.person[0]).alias.p).p);
    each(w.person[1], at(id, "/apply"), fields);
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
    each(w.first, str_printf(&s.a, "/rounds/%lld/applications/%lld", (long long)id, (long long)application_of(id, w.person[2]).id).p,
        "groups=veteran&reply=papers");
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
    each(w.first, str_printf(&s.a, "/rounds/%lld/objections/%lld", (long long)id, (long long)rows.v[0].id).p,
        "decision=upheld&reply=yes&groups=disabled");
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

/* Sent, sent again, taken back, left behind with its account, in any order, a statement failing now and then, everything run twice
** half the time: the round counts what stands, after each. */
static void the_count_is_kept(void **state)
{
    (void)state;
    enum { STEPS = 300 };
    int64_t id = world_round("&teams=1"), other = world_round("");
    uint32_t dice = 26;
    int failed = 0, went = 0;
    for (int i = 0; i < STEPS; i++) {
        uint32_t roll = (dice = dice * 1664525 + 1013904223) >> 8;
        int64_t who = w.person[roll % PEOPLE], round = roll / 8 % 5 ? id : other;
        const char *wishes = str_printf(&s.a, "wishes=%lld", (long long)place_of(round, "desk")).p;
        site_login(&s, who);
        db_set_twice(s.app.pool, roll / 64 % 2);
        if (roll / 128 % 3 == 0) db_fail_at(s.app.pool, 1 + roll / 512 % 30);
        struct answer a = site_post(&s, at(round, roll / 16384 % 5 < 3 ? "/apply" : "/withdraw"), wishes);
        db_fail_at(s.app.pool, -1);
        db_set_twice(s.app.pool, false);
        failed += a.status >= 500;
        went += a.status == 303;
        assert_int_equal(round_now(id).sent, counted(SENT, id));
        assert_int_equal(round_now(other).sent, counted(SENT, other));
    }
    assert_true(failed > 20 && went > 100);
    int64_t gone = site_account(&s, "gone", ROLE_MEMBER, "", ""), before = round_now(id).sent;
    applies(id, gone, "desk", false, 0, "");
    assert_int_equal(round_now(id).sent, before + 1);
    raw(str_printf(&s.a, "UPDATE account SET state = 'closed', closed_ms = 1 WHERE id = %lld", (long long)gone).p);
    for (int64_t n = 1; round_now(id).sent != before; n++) {
        struct db *db = site_db(&s);
        db_fail_at(s.app.pool, n);
        rounds_left_tick(&s.app, db, site_now);
        db_fail_at(s.app.pool, -1);
        db_give(db);
        assert_int_equal(round_now(id).sent, counted(SENT, id));
        assert_true(n < SITE_STATEMENTS);
    }
}

/* More than one transaction tells: each once, however often it is interrupted on the way. */
static void everybody_is_told_once(void **state)
{
    (void)state;
    enum { MANY = 1200, FIRST = 500 };
    int64_t id = world_round(""), from = id_new(site_now) + 1000000;
    const char *n = str_printf(&s.a, "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < %d)", MANY)
                        .p;
    raw(str_printf(&s.a, "INSERT INTO account (id, login, name, password, email, mail, lang, state, totp_last, created_ms, version) %s "
        "SELECT %lld + i, 'told' || i, '', '', '', 0, 'zh', CASE WHEN i = 7 THEN 'closed' ELSE 'active' END, 0, 0, 1 FROM n", n, (long long)from).p);
    raw(str_printf(&s.a, "INSERT INTO round_application (id, round, account, alias, team, groups, state, corrected_ms, created_ms, changed_ms, version) %s "
        "SELECT %lld + i, %lld, %lld + i, 'A' || i, '', '', CASE WHEN i = 8 THEN 'withdrawn' ELSE 'sent' END, 0, 1, 1, 1 FROM n", n, (long long)from, (long long)id, (long long)from).p);
    static const char told[] = "SELECT COUNT(*) AS n FROM notice WHERE account > $1 AND message = 'round_notice_closed'",
                      left[] = "SELECT COUNT(*) AS n FROM round_telling WHERE event > $1";
    done(post_as(w.first, at(id, "/ask"), "verb=close"));
    char before[65], after[65];
    site_login(&s, w.second);
    site_hash(&s, before);
    for (int64_t fails = 5; fails < 1000; fails += 150) {                   /* among the statements that tell */
        db_fail_at(s.app.pool, fails);
        assert_int_equal(site_post(&s, at(id, "/confirm"), "verb=close").status, 500);
        db_fail_at(s.app.pool, -1);
        site_hash(&s, after);
        assert_string_equal(before, after);
    }
    done(post_as(w.second, at(id, "/confirm"), "verb=close"));
    int64_t was = counted(told, from);
    assert_true(was > FIRST - 3 && was <= FIRST && counted(left, 0) == 1);
    for (int64_t fails = 1; counted(left, 0); fails += 113) {
        struct db *db = site_db(&s);
        site_hash(&s, before);
        db_fail_at(s.app.pool, fails);
        enum rc rc = rounds_tell_soon(&s.app, db, site_now);
        db_fail_at(s.app.pool, -1);
        site_hash(&s, after);
        db_give(db);
        int64_t now = counted(told, from);
        assert_true(now >= was && (rc == RC_OK || fails > 1 || strcmp(before, after) == 0));
        was = now;
        assert_true(fails < 10000);
    }
    assert_int_equal(was, MANY - 2);                                        /* who left and who withdrew read nothing */
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
        cmocka_unit_test(setting_up),
        cmocka_unit_test(applying),
        cmocka_unit_test(running_and_publishing),
        cmocka_unit_test(calling_off),
        cmocka_unit_test(the_count_is_kept),
        cmocka_unit_test(everybody_is_told_once),
        cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(every_transaction_twice),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
