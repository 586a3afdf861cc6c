/* learning_test.c: what confirmed dockings teach counts when there are enough and the office has not switched it off; it is shown
** either way, and gone when it is off. */
#include "test/site.h"
#include "app/docking/cases_world.h"
#include "app/docking/learning.h"

/* A result of two houses: need and offer are of others each time. The topics are 数控机床 and 表面处理, beside others so
** that they stand out. */
struct done { int64_t need, offer, id; };
static enum rc done_tx(struct db *tx, void *arg)
{
    const struct done *d = arg;
    TRY(case_add(tx, d->id, d->need, d->offer, S("need"), w.owner, S("offer"), site_now));
    return case_move(tx, d->id, 1, S("done"), S("offer"), site_now, site_now, site_now, 100, 1, S("2026-09-01"), S(""), site_now);
}

static int64_t house_of_new(int i)
{
    struct new_house h = { id_new(site_now), str_printf(&s.a, "学习单位%d-%lld", i, (long long)site_now).p, "House" };
    change(house_tx, &h);
    return h.id;
}

struct posted { int64_t id, house, account; const char *side, *title; };
static enum rc posted_tx(struct db *tx, void *arg)
{
    const struct posted *p = arg;
    return listing_add(tx, p->id, str_from(p->side), S("technology"), p->house, p->account, str_from(p->title), S(""), S(""), S(""), S(""),
        S(""), S("210211"), S(""), S(""), S("zh"), DB_NULL, DB_NULL, DB_NULL, STR_NONE, STR_NONE, STR_NONE, S("public"), S("closed"),
        STR_NONE, site_now, 0, site_now);
}

static void docked(int64_t from, int64_t to, const char *need, const char *offer)
{
    struct posted n = { id_new(site_now), from, w.owner, "need", need }, o = { id_new(site_now), to, w.rival, "offer", offer };
    change(posted_tx, &n);
    change(posted_tx, &o);
    struct done d = { n.id, o.id, id_new(site_now) };
    change(done_tx, &d);
}

static void many_docked(int houses)
{
    int64_t from[8], to[8];
    for (int i = 0; i < houses; i++) { from[i] = house_of_new(i); to[i] = house_of_new(100 + i); }
    for (int i = 0; i < houses; i++)
        for (int p = 0; p < houses; p++) {
            docked(from[i], to[p], "数控机床", "表面处理");
            docked(from[i], to[p], "海参", "直播带货");
            docked(from[i], to[p], "物联网", "人工智能");
        }
}

static int set(int64_t who, const char *fields) { return post_as(who, "/office/learned", fields).status; }

static struct live_lesson lesson(void)
{
    struct live_lesson l;
    struct db *db = site_db(&s);
    assert_int_equal(live_lesson(&s.app, db->arena, &l), RC_OK);
    db_give(db);
    return l;
}

static const struct dock_rule *rule_of(const struct live_lesson *l, const char *need, const char *offer)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(dock_topic_name(l->v[i].need_name, S("zh")), str_from(need))
            && str_eq(dock_topic_name(l->v[i].offer_name, S("zh")), str_from(offer)))
            return &l->v[i];
    return NULL;
}

static struct founds matches_of(int64_t id)
{
    struct founds f;
    struct db *db = site_db(&s);
    assert_int_equal(live_match_new(&s.app, db->arena, id, site_now, 10, &f), RC_OK);
    db_give(db);
    return f;
}

static void four_houses_teach_nothing(void **state)
{
    (void)state;
    many_docked(4);
    assert_int_equal(set(w.clerk, "least=50"), 303);
    assert_int_equal(lesson().n, 0);
}

static void it_counts_when_there_are_enough_and_says_so(void **state)
{
    (void)state;
    int64_t need = opened(w.owner, str_printf(&s.a, "side=need&kind=technology&organisation=%lld&title_zh=%%E6%%95%%B0%%E6%%8E%%A7%%E6%%9C%%BA%%E5%%BA%%8A%%E6%%94%%B9%%E9%%80%%A0" COMMON_PLAIN "&body_zh=%%E6%%94%%B9%%E9%%80%%A0", (long long)w.house1).p);
    int64_t offer = opened(w.rival, str_printf(&s.a, "side=offer&kind=technology&organisation=%lld&title_zh=%%E8%%A1%%A8%%E9%%9D%%A2%%E5%%A4%%84%%E7%%90%%86" COMMON_PLAIN "&body_zh=%%E6%%94%%B9%%E9%%80%%A0", (long long)w.house2).p);
    struct founds before = matches_of(need);
    size_t at = founds_place(&before, offer);
    assert_true(at < before.n);
    assert_int_equal(set(w.owner, "least=60"), 403);
    assert_int_equal(set(w.west, "least=60"), 403);
    assert_int_equal(set(w.clerk, "least=1"), 422);
    many_docked(6);
    assert_int_equal(set(w.clerk, "least=5000"), 303);                      /* not enough: shown, and nothing else */
    struct live_lesson l = lesson();
    const struct dock_rule *rule = rule_of(&l, "数控机床", "表面处理");
    assert_non_null(rule);
    assert_true(!l.counts && rule->dockings == 16 + 36 && rule->organisations == 8 + 12);
    struct founds now = matches_of(need);
    assert_true(now.n == before.n && memcmp(now.v, before.v, now.n * sizeof *now.v) == 0);
    struct answer a = get_as(w.west, "/office/learned");
    assert_true(a.status == 200 && body_has(&a, "数控机床") && body_has(&a, "表面处理") && body_has(&a, "还不够多")
        && !body_has(&a, "name=\"least\""));

    assert_int_equal(set(w.clerk, "least=60"), 303);                        /* enough */
    assert_true(lesson().counts);
    now = matches_of(need);
    struct founds back = matches_of(offer);
    size_t again = founds_place(&now, offer);
    assert_true(again < now.n && now.v[again].score == before.v[at].score + 2 * rule->points);
    assert_int_equal(back.v[founds_place(&back, need)].score, now.v[again].score);
    a = get_as(w.owner, path_of(need, "/matches"));
    assert_true(body_has(&a, "以往成交：52次对接把数控机床与表面处理连在一起"));
    a = get_as(w.owner, str_printf(&s.a, "/api/v1%s", path_of(need, "/matches")).p);
    assert_true(body_has(&a, "连在一起"));

    assert_int_equal(set(w.clerk, "least=60&off=1"), 303);                  /* switched off: as before */
    now = matches_of(need);
    assert_true(!lesson().counts && now.n == before.n && memcmp(now.v, before.v, now.n * sizeof *now.v) == 0);
    a = get_as(w.owner, path_of(need, "/matches"));
    assert_false(body_has(&a, "以往成交"));
    a = get_as(w.clerk, "/api/v1/office/learned");
    assert_true(body_has(&a, "\"counts\":false,\"off\":true,\"least\":60") && body_has(&a, "\"need\":\"数控机床\""));
}

/* New dockings wait for the hour; what fails leaves what was learned before. */
static void it_learns_by_the_hour_and_whole_or_not_at_all(void **state)
{
    (void)state;
    many_docked(5);
    site_now += 2 * 60 * 60 * 1000;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    int64_t dockings = lesson().dockings, failed = 0;
    many_docked(5);
    site_now += 1000;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(lesson().dockings, dockings);
    site_now += 2 * 60 * 60 * 1000;
    for (int64_t n = 0;; n++) {
        struct db *db = site_db(&s);
        db_fail_at(s.app.pool, n);
        enum rc rc = live_learn(&s.app, db, site_now);
        db_fail_at(s.app.pool, -1);
        db_give(db);
        if (rc == RC_OK) break;
        failed++;
        assert_int_equal(lesson().dockings, dockings);
    }
    assert_true(failed > 3);
    assert_int_equal(lesson().dockings, dockings + 75);
    site_every_statement(&s, w.clerk, "/office/learned", "least=70", 303);
    site_every_allocation(&s, w.clerk, "/office/learned", "least=80");
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(lesson().counts);
    site_again(&s);
    assert_true(lesson().counts && lesson().n > 0);                         /* from the start */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(four_houses_teach_nothing, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(it_counts_when_there_are_enough_and_says_so, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(it_learns_by_the_hour_and_whole_or_not_at_all, fresh_case, end_case),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
