/* rounds_test.c: the life of a round, through the pages: set up, announced, applied for, run by two, published, objected to, run
** again; who may do what; what a preview leaves as it was. */
#include "test/site.h"
#include "app/rounds/test_world.h"

static void from_set_up_to_a_second_result(void **state)
{
    (void)state;
    int64_t id = world_round("");
    applies(id, w.person[0], "desk bench", true, 3, "groups=graduate");
    applies(id, w.person[1], "desk bench", true, 1, "");
    applies(id, w.person[2], "bench", false, 0, "groups=migrant");
    applies(id, w.person[3], "bench desk", false, 5, "");
    assert_int_equal(post_as(w.first, at(id, "/ask"), "verb=run").status, 303);
    assert_string_equal(round_now(id).ask.p, "");                           /* not while it is open */
    two(id, "close");
    struct answer a = post_as(w.person[4], at(id, "/apply"), "wishes=1");
    assert_int_equal(a.status, 303);
    assert_int_equal(get_as(w.person[0], at(id, "/mine")).status, 200);
    two(id, "run");
    struct round_results one = newest(id);
    assert_true(one.number == 1 && one.applicants == 4 && one.seats == 3 && one.placed == 3 && one.published_ms == DB_NULL);
    int64_t p[4];
    for (int i = 0; i < 4; i++) p[i] = application_of(id, w.person[i]).id;
    assert_string_equal(got(one.id, p[0]), "desk");                         /* 16 points */
    assert_string_equal(got(one.id, p[1]), "bench");                        /* 12 */
    assert_string_equal(got(one.id, p[2]), "bench");                        /* 0, but the seat is kept for migrant workers */
    assert_string_equal(got(one.id, p[3]), "");                             /* 10: a general seat is wanted */
    a = get_as(w.person[3], at(id, "/mine"));
    assert_false(body_has(&a, "第 1 次结果"));                              /* not before it is published */
    a = get_as(0, at(id, ""));
    assert_false(body_has(&a, "最低录取"));
    two(id, "publish");
    a = get_as(w.person[3], at(id, "/mine"));
    assert_true(body_has(&a, "这一轮没有分到") && body_has(&a, "您 10 分") && body_has(&a, "最后一位录取者 12 分") && body_has(&a, "最后一位录取者 16 分"));
    assert_false(body_has(&a, "person1"));
    a = get_as(0, at(id, ""));
    assert_true(body_has(&a, round_now(id).seed.p) && body_has(&a, one.result_sha256.p) && body_has(&a, "12 分"));
    for (int i = 0; i < 4; i++) assert_false(body_has(&a, str_printf(&s.a, "person%d", i).p));
    uint8_t sum[32];
    sha256(round_now(id).seed, sum);
    assert_true(str_eq(hex(&s.a, sum, 32), round_now(id).seed_sha256));     /* what was promised before anybody applied */

    done(post_as(w.person[3], at(id, "/object"), "body=I+have+a+diploma"));
    struct round_objections_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(round_objections(db, id, &rows), RC_OK);
    db_give(db);
    const char *decide = str_printf(&s.a, "/rounds/%lld/objections/%lld", (long long)id, (long long)rows.v[0].id).p;
    assert_int_equal(post_as(w.first, decide, str_printf(&s.a, "decision=upheld&reply=yes&answers=%lld:5", (long long)criterion_of(id, 1)).p).status, 422);       /* nothing is corrected */
    done(post_as(w.first, decide, str_printf(&s.a, "decision=upheld&reply=yes&answers=%lld:1&answers=%lld:5", (long long)criterion_of(id, 0), (long long)criterion_of(id, 1)).p));
    two(id, "run");
    struct round_results next = newest(id);
    assert_int_equal(next.number, 2);
    assert_string_equal(got(next.id, p[3]), "bench");                       /* 20 */
    assert_string_equal(got(next.id, p[1]), "");
    a = get_as(w.person[3], at(id, "/mine"));
    assert_true(body_has(&a, "这一轮没有分到"));                            /* the first stands until the second is published */
    two(id, "publish");
    a = get_as(w.person[3], at(id, "/mine"));
    assert_true(body_has(&a, "分到：Bench") || body_has(&a, "分到：bench"));
    a = get_as(0, at(id, "?result=1"));
    assert_true(body_has(&a, one.result_sha256.p));                         /* both visible */
    a = get_as(0, at(id, ""));
    assert_true(body_has(&a, next.result_sha256.p) && body_has(&a, "?result=1"));
    assert_int_equal(post_as(w.first, at(id, "/ask"), "verb=run").status, 303);
    assert_string_equal(round_now(id).ask.p, "");                           /* nothing has changed since */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_set_up_to_a_second_result),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
