/* redock_test.c: docking everything once more: what it finds is what a match finds, whatever stops it; who hears of it hears once. */
#include "test/site.h"
#include "app/docking/cases_world.h"
#include "app/docking/redock.h"

static bool at_once;                            /* as the command does it */
static enum redock_went step_as(int64_t worker)
{
    enum redock_went went;
    struct db *db = site_db(&s);
    if (redock_step(&s.app, db, site_now, worker, at_once, &went) != RC_OK) fail_msg("%s", db->err.text);
    db_give(db);
    return went;
}

static struct redock_far far_now(void)
{
    struct redock_far f = { 0 };
    struct db *db = site_db(&s);
    enum rc rc = redock_far(db, site_now, &f);
    assert_true(rc == RC_OK || rc == RC_NONE);
    db_give(db);
    return f;
}

static void start(void) { assert_int_equal(post_as(w.clerk, "/office/redock", "").status, 303); }
static void run_as(int64_t worker) { for (int i = 0; step_as(worker) != REDOCK_ENDED; i++) assert_true(i < 1000); }
static void run_all(void) { run_as(1); }

/* More than two steps take. */
static void many_open(void)
{
    static int people;
    int64_t who = 0;
    for (int i = 0; i < 2 * LIMIT_REDOCK_STEP + 5; i++) {
        if (i % LIMIT_POSTS_A_DAY == 0) who = site_account(&s, str_printf(&s.a, "crowd%d", people++).p, ROLE_MEMBER, "", "");
        (void)opened(who, i % 2 ? offer_fields : need_fields);
    }
}

static struct redock_pairs_of_rows kept(int64_t listing)
{
    struct redock_pairs_of_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(redock_pairs_of(db, listing, &rows), RC_OK);
    db_give(db);
    return rows;
}

static int64_t rows_in(const char *table)
{
    return site_ask(&s, str_printf(&s.a, "SELECT COUNT(*) AS n FROM %s WHERE listing > $1", table).p, 0);
}

/* Every open listing has its row, and its pairs are the ten a match gives now. */
static void all_as_matched(void)
{
    struct redock_next_rows open;
    struct founds f;
    struct db *db = site_db(&s);
    assert_int_equal(redock_next(db, 0, INT64_MAX, 100000, &open), RC_OK);
    for (size_t i = 0; i < open.n; i++) {
        struct redock_pairs_of_rows pairs = kept(open.v[i].id);
        struct docked x = { .id = open.v[i].id };
        assert_int_equal(live_best(&s.app, db->arena, &x, 1, site_now, LIMIT_REDOCK_LOOKED, LIMIT_REDOCK_LOOKED), RC_OK);
        f = x.f;
        assert_int_equal(x.version, row_of(open.v[i].id).version);
        assert_int_equal(pairs.n, f.n < LIMIT_REDOCK_KEPT ? f.n : LIMIT_REDOCK_KEPT);
        for (size_t p = 0; p < pairs.n; p++)
            assert_true(pairs.v[p].other == f.v[p].id && pairs.v[p].forward == f.v[p].forward && pairs.v[p].backward == f.v[p].backward);
    }
    assert_int_equal(rows_in("redock_listing"), (int64_t)open.n);
    db_give(db);
}

static void the_office_runs_it(void **state)
{
    (void)state;
    assert_int_equal(step_as(1), REDOCK_REST);
    assert_int_equal(post_as(w.owner, "/office/redock", "").status, 403);
    assert_int_equal(post_as(w.west, "/office/redock", "").status, 403);    /* for a district alone it is not */
    assert_int_equal(post_as(w.clerk, "/office/redock/cancel", "").status, 404);
    struct answer a = get_as(w.west, "/office/redock");
    assert_true(a.status == 200 && !body_has(&a, "action=\"/office/redock\""));
    start();
    assert_int_equal(far_now().run.total, far_now().left);
    assert_int_equal(post_as(w.clerk, "/office/redock", "").status, 303);   /* pressed by two: one run */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM redock WHERE id > $1", 0), 1);
    int64_t before = notices_of(w.clerk);
    for (int i = 0; far_now().running; i++) { assert_int_equal(web_tick(&s.app, site_now += 1000), RC_OK); assert_true(i < 10); }
    struct redock_far f = far_now();
    assert_true(str_eq(f.run.state, S("done")) && f.run.done == f.run.total && f.run.news == 0);
    assert_int_equal(notices_of(w.clerk), before + 1);
    all_as_matched();
}

/* Stopped at any commit, by another process going on: nothing is done twice, nothing left out. */
static void a_stop_loses_nothing(void **state)
{
    (void)state;
    many_open();
    start();
    assert_int_equal(step_as(1), REDOCK_MOVED);
    struct redock_far f = far_now();
    assert_true(f.run.done > 0 && f.left > 0 && f.run.done + f.left == f.run.total);
    assert_int_equal(f.ends_ms, 0);                                         /* no time has passed: nothing to go by */
    site_again(&s);
    assert_int_equal(step_as(2), REDOCK_OTHERS);                            /* the first may be alive */
    site_now += 20 * 1000;
    assert_int_equal(step_as(1), REDOCK_MOVED);
    f = far_now();
    assert_true(f.ends_ms > site_now && f.ends_ms < site_now + 60 * 1000 && !f.stands);
    site_now += 61 * 1000;
    assert_true(far_now().stands && far_now().ends_ms == 0);
    struct answer a = get_as(w.clerk, "/office/redock");
    assert_true(body_has(&a, "/office/redock/cancel"));
    run_as(2);
    assert_int_equal(far_now().run.done, far_now().run.total);
    all_as_matched();
}

/* As the command does it: in two steps of everything and an end, stored in short transactions, and the next run stopped between these. */
static void all_at_once_finds_the_same(void **state)
{
    (void)state;
    while (far_now().running) (void)step_as(1);
    for (int i = 0; i < 2; i++) many_open();
    start();
    at_once = true;
    assert_true(far_now().left > LIMIT_REDOCK_STORED && far_now().left < LIMIT_REDOCK_MANY);
    assert_int_equal(step_as(1), REDOCK_MOVED);
    assert_int_equal(far_now().run.done, far_now().run.total);
    assert_int_equal(step_as(1), REDOCK_ENDED);
    all_as_matched();
    start();
    enum redock_went went = REDOCK_REST;
    int64_t done = 0;
    for (int64_t n = 0; done == 0 || done == far_now().run.total; n += 25) {       /* a statement of the second transaction */
        struct db *db = site_db(&s);
        db_fail_at(s.app.pool, n);
        (void)redock_step(&s.app, db, site_now, 1, true, &went);
        db_fail_at(s.app.pool, -1);
        db_give(db);
        done = far_now().run.done;
        assert_true(n < 5000 && done < far_now().run.total);
    }
    assert_int_equal(done, LIMIT_REDOCK_STORED);
    run_as(1);
    assert_int_equal(far_now().run.done, far_now().run.total);
    at_once = false;
    all_as_matched();
}

/* The n-th statement of everything fails once: each step has happened or has not. */
static void whatever_fails(void **state)
{
    (void)state;
    char before[65], after[65];
    int64_t failed = 0;
    start();
    for (int64_t n = 0; far_now().running; n++) {
        enum redock_went went;
        struct db *db = site_db(&s);
        site_hash(&s, before);
        db_fail_at(s.app.pool, n);
        enum rc rc = redock_step(&s.app, db, site_now, 1, false, &went);
        db_fail_at(s.app.pool, -1);
        db_give(db);
        site_hash(&s, after);
        if (rc != RC_OK) { failed++; assert_string_equal(before, after); }
        else n = -1;                                                        /* the next step from its beginning */
        assert_true(failed < 3000);
    }
    assert_true(failed > 20);
    all_as_matched();
}

static void what_is_cancelled_stays_as_far_as_it_came(void **state)
{
    (void)state;
    many_open();
    start();
    assert_int_equal(step_as(1), REDOCK_MOVED);
    assert_int_equal(post_as(w.west, "/office/redock/cancel", "").status, 403);
    site_every_statement(&s, w.clerk, "/office/redock/cancel", "", 303);
    struct redock_far f = far_now();
    assert_true(str_eq(f.run.state, S("cancelled")) && f.run.done < f.run.total && f.run.ended_ms != DB_NULL);
    assert_int_equal(step_as(1), REDOCK_REST);
    assert_true(rows_in("redock_listing") >= f.run.done);
    assert_int_equal(post_as(w.clerk, "/office/redock/cancel", "").status, 303);        /* it had ended: nothing happens */
    site_every_statement(&s, w.clerk, "/office/redock", "", 303);
    site_every_allocation(&s, w.clerk, "/office/redock/cancel", "");
    site_every_allocation(&s, w.clerk, "/office/redock", "");
    run_all();
    all_as_matched();
}

static int64_t told(int64_t account, int64_t listing)
{
    struct told_of n;
    struct db *db = site_db(&s);
    assert_int_equal(told_of(db, account, listing, &n), RC_OK);
    db_give(db);
    return n.n;
}

static enum rc tell(void)
{
    struct db *db = site_db(&s);
    enum rc rc = redock_tell(&s.app, db, site_now);
    db_give(db);
    return rc;
}

static int64_t news(void) { return site_ask(&s, "SELECT COUNT(*) AS n FROM redock_pair WHERE news > 0 AND listing > $1", 0); }

/* The first ten of a listing are news to nobody; what comes into them later is, once, by whatever way he hears of it. */
#define PEPTIDES "kind=technology&title_zh=%E6%B5%B7%E5%8F%82%E8%82%BD%E6%8F%90%E5%8F%96&title_en=Holothurian+peptide+extraction" COMMON_FIELDS
static const char wants[] = "side=need&" PEPTIDES, fits[] = "side=offer&" PEPTIDES;

static void new_matches_are_told_once(void **state)
{
    (void)state;
    int64_t third = site_account(&s, str_printf(&s.a, "third%lld", (long long)site_now).p, ROLE_MEMBER, "", "");
    int64_t mine = opened(third, wants);
    start();
    run_all();
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM redock_pair WHERE news > 0 AND listing = $1", mine), 0);
    while (news()) assert_int_equal(tell(), RC_OK);
    int64_t open = opened(w.rival, str_printf(&s.a, "%s&organisation=%lld", fits, (long long)w.house2).p);
    int64_t hidden = opened(w.rival,
        str_printf(&s.a, "visibility=named&named=Dalian+Membrane&organisation=%lld&%s", (long long)w.house2, fits).p);
    site_now += 1000;
    start();
    run_all();
    assert_true(far_now().run.news > 0 && news() > 0);
    /* the offer itself is new */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM redock_pair WHERE news > 0 AND listing = $1", open), 0);
    assert_int_equal(told(third, open), 0);
    fprintf(stderr, "(failures are told below)\n");
    for (int64_t n = 0, calm = 0; !calm; n++) {                             /* whatever fails while they are told */
        db_fail_at(s.app.pool, n);
        calm = tell() == RC_OK;
        db_fail_at(s.app.pool, -1);
        assert_true(n < 200);
    }
    assert_true(told(third, open) == 1 && told(third, hidden) == 0 && news() == 0);
    int64_t notices = notices_of(third);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);                    /* the offer was due as a new one, too */
    site_now += 1000;
    start();
    run_all();
    assert_int_equal(tell(), RC_OK);
    assert_int_equal(notices_of(third), notices);
}

/* A pair that can never be told is given up. */
static void what_never_goes_is_given_up(void **state)
{
    (void)state;
    (void)opened(w.stranger, wants);
    start();
    run_all();
    while (news()) assert_int_equal(tell(), RC_OK);
    (void)opened(w.rival, str_printf(&s.a, "%s&organisation=%lld", fits, (long long)w.house2).p);
    int64_t tries = 0;
    site_now += 1000;
    start();
    run_all();
    for (; news() > 0 && tries < 1000; tries++) {
        db_fail_at(s.app.pool, 1);                                          /* the first it reads of the first pair */
        assert_int_equal(tell(), RC_IO);
        db_fail_at(s.app.pool, -1);
    }
    assert_int_equal(tries, LIMIT_TOLD_TRIES);                              /* the others went at the first try */
}

static void results_say_of_when_they_are(void **state)
{
    (void)state;
    start();
    run_all();
    struct answer a = get_as(w.clerk, str_printf(&s.a, "/office/redock/listings/%lld", (long long)k.need).p);
    assert_true(a.status == 200 && body_has(&a, path_of(k.offer, "")) && !body_has(&a, "此后有改动"));
    assert_int_equal(get_as(w.owner, str_printf(&s.a, "/office/redock/listings/%lld", (long long)k.need).p).status, 403);
    assert_int_equal(post_as(w.owner, path_of(k.need, "/renew"), version_of(k.need)).status, 303);     /* another version */
    a = get_as(w.clerk, str_printf(&s.a, "/office/redock/listings/%lld", (long long)k.need).p);
    assert_true(body_has(&a, "此后有改动"));
    int64_t fresh = opened(w.rival, str_printf(&s.a, "%s&organisation=%lld", offer_fields, (long long)w.house2).p);
    a = get_as(w.clerk, str_printf(&s.a, "/office/redock/listings/%lld", (long long)fresh).p);
    assert_true(a.status == 200 && body_has(&a, "最近一次运行没有包括"));
    a = get_as(w.clerk, "/api/v1/office/redock");
    assert_true(
        a.status == 200 && body_has(&a, "\"state\":\"done\"") && body_has(&a, "\"opened_since\":1") && body_has(&a, "\"changed_since\":1"));
    /* by its filters to the rows; a district's officer counts and sees his district */
    a = get_as(w.clerk, "/api/v1/office/redock/rows?side=need&kind=technology&district=210211");
    assert_true(a.status == 200 && body_has(&a, str_printf(&s.a, "\"id\":\"%lld\"", (long long)k.need).p));
    a = get_as(w.clerk, "/api/v1/office/redock/rows?side=need&kind=job");
    assert_true(body_has(&a, "\"total\":0"));
    int64_t east = site_account(&s, str_printf(&s.a, "east%lld", (long long)site_now).p, ROLE_CLERK, "", "210202");
    a = get_as(east, "/api/v1/office/redock/rows");
    assert_true(a.status == 200 && body_has(&a, "\"total\":0"));
    assert_int_equal(get_as(east, str_printf(&s.a, "/office/redock/listings/%lld", (long long)k.need).p).status, 404);
    a = get_as(w.west, "/office/redock/rows?what=idle");
    assert_int_equal(a.status, 200);
    assert_int_equal(get_as(w.clerk, "/office/redock/rows?what=nonsense").status, 404);
    /* its offer has a case: not idle */
    a = get_as(w.clerk, "/api/v1/office/redock/rows?what=idle");
    assert_false(body_has(&a, str_printf(&s.a, "\"id\":\"%lld\"", (long long)k.need).p));
}

/* A number and the rows under it are the same conditions. */
static void numbers_are_their_rows(void **state)
{
    (void)state;
    struct redock_figures_rows figures;
    struct redock_rows_count n;
    start();
    run_all();
    struct db *db = site_db(&s);
    assert_int_equal(redock_figures(db, S("*"), REDOCK_GOOD, &figures), RC_OK);
    assert_true(figures.n > 1);
    for (size_t i = 0; i < figures.n; i++) {
        const struct redock_figures *x = &figures.v[i];
        assert_int_equal(redock_rows_count(db, S("*"), S(""), REDOCK_GOOD, x->side, x->kind, x->division, &n), RC_OK);
        assert_int_equal(n.n, x->n);
        assert_int_equal(redock_rows_count(db, S("*"), S("alone"), REDOCK_GOOD, x->side, x->kind, x->division, &n), RC_OK);
        assert_int_equal(n.n, x->alone);
        assert_int_equal(redock_rows_count(db, S("*"), S("idle"), REDOCK_GOOD, x->side, x->kind, x->division, &n), RC_OK);
        assert_int_equal(n.n, x->idle);
    }
    db_give(db);
}

/* By pages of one: what the list has as a whole, in its order, forth and back. */
static void rows_by_pages(void **state)
{
    static const char *const whats[] = { "", "alone", "idle" };
    (void)state;
    start();
    run_all();
    struct db *db = site_db(&s);
    for (size_t i = 0; i < LEN(whats); i++) {
        struct redock_rows_rows all, one;
        struct redock_rows_before_rows before;
        struct str what = str_from(whats[i]), none = S("");
        assert_int_equal(redock_rows(db, S("*"), what, REDOCK_GOOD, none, none, none, INT64_MIN + 1, 0, 0, 1000, &all), RC_OK);
        for (size_t j = 0; j < all.n; j++) {
            const struct redock_rows *x = &all.v[j];
            assert_int_equal(redock_rows(db, S("*"), what, REDOCK_GOOD, none, none, none, x->rank, x->id, 0, 1, &one), RC_OK);
            assert_true(one.n == 1 && one.v[0].id == x->id);
            assert_int_equal(redock_rows_before(db, S("*"), what, REDOCK_GOOD, none, none, none, x->rank, x->id, 1, &before), RC_OK);
            assert_true(before.n == (j > 0) && (!j || before.v[0].id == all.v[j - 1].id));
        }
        if (i == 0) assert_true(all.n > 2);
    }
    db_give(db);
    assert_int_equal(get_as(w.clerk, "/office/redock/rows?from=first").status, 200);
}

static int64_t lines_with(struct str text, struct str part)
{
    int64_t n = 0;
    for (struct str line; str_cut(&text, '\n', &line);) n += str_find(line, part) >= 0;
    return n;
}

/* The file has what the pages have, for whom they have it. */
static void pairs_as_a_file(void **state)
{
    (void)state;
    static const char *const all = "/office/redock/rows?format=csv";
    static const char jack[] = "side=offer&kind=technology&title_zh=%E5%8D%83%E6%96%A4%E9%A1%B6%E4%B8%8E%E6%B5%B7%E5%8F%82&title_en=A+jack+for+holothurians" COMMON_FIELDS;
    int64_t alone = opened(w.stranger, "side=need&kind=capital&title_zh=%E7%AD%B9%E8%B5%84%E4%BF%AE%E7%81%AF%E5%A1%94&title_en=Money+for+a+lighthouse" COMMON_FIELDS);
    start();
    run_all();
    struct answer a = get_as(w.clerk, all), page = get_as(w.clerk, "/office/redock/rows");
    struct redock_pairs_of_rows pairs = kept(k.need);
    assert_true(page.status == 200 && body_has(&page, "format=csv"));
    assert_true(a.status == 200 && str_starts(a.type, S("text/csv")) && pairs.n > 0);
    struct str id = str_printf(&s.a, "%lld,", (long long)k.need), first = str_printf(&s.a, ",1,%lld,", (long long)pairs.v[0].other),
               rest = a.body;
    bool seen = false;
    for (struct str line; str_cut(&rest, '\n', &line);) {
        if (!str_starts(line, id) || str_find(line, first) < 0) continue;
        seen = true;
        assert_true(str_find(line, str_join(&s.a, S(","), points_str(&s.a, pairs.v[0].forward))) > 0
            && str_find(line, str_join(&s.a, S(","), points_str(&s.a, pairs.v[0].backward))) > 0);
    }
    assert_true(seen);
    /* a line of its own when it has no match */
    assert_int_equal(lines_with(a.body, str_printf(&s.a, "%lld,需求", (long long)alone)), kept(alone).n ? (int64_t)kept(alone).n : 1);
    a = get_as(w.clerk, "/office/redock/rows?format=csv&side=need&kind=job");
    assert_int_equal(lines_with(a.body, S(",")), 1);                        /* only the headings: filters hold */
    assert_int_equal(get_as(w.owner, all).status, 403);
    int64_t far = site_account(&s, str_printf(&s.a, "far%lld", (long long)site_now).p, ROLE_CLERK, "", "210202");
    a = get_as(far, all);
    assert_true(a.status == 200 && !body_has(&a, id.p));                    /* another district's */
    int64_t hidden = opened(w.rival,
        str_printf(&s.a, "visibility=named&named=Dalian+Membrane&organisation=%lld&%s", (long long)w.house2, jack).p);
    site_now += 1000;
    start();
    run_all();
    int64_t west = site_account(&s, str_printf(&s.a, "hrss%lld", (long long)site_now).p, ROLE_CLERK, "hrss", "");
    a = get_as(west, all);                                                  /* she reviews other kinds: this one's words are not for her */
    assert_true(a.status == 200 && body_has(&a, str_printf(&s.a, "%lld", (long long)hidden).p) && !body_has(&a, "千斤顶与海参"));
    a = get_as(w.clerk, all);
    assert_true(body_has(&a, "千斤顶与海参"));
}

static int after(void **state)
{
    struct redock_far f = far_now();
    if (f.running) (void)post_as(w.clerk, "/office/redock/cancel", "");
    return end_case(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_office_runs_it, fresh_case, after),
        cmocka_unit_test_setup_teardown(whatever_fails, fresh_case, after),
        cmocka_unit_test_setup_teardown(results_say_of_when_they_are, fresh_case, after),
        cmocka_unit_test_setup_teardown(new_matches_are_told_once, fresh_case, after),
        cmocka_unit_test_setup_teardown(a_stop_loses_nothing, fresh_case, after),
        cmocka_unit_test_setup_teardown(what_is_cancelled_stays_as_far_as_it_came, fresh_case, after),
        cmocka_unit_test_setup_teardown(what_never_goes_is_given_up, fresh_case, after),
        cmocka_unit_test_setup_teardown(numbers_are_their_rows, fresh_case, after),
        cmocka_unit_test_setup_teardown(pairs_as_a_file, fresh_case, after),
        cmocka_unit_test_setup_teardown(rows_by_pages, fresh_case, after),
        cmocka_unit_test_setup_teardown(all_at_once_finds_the_same, fresh_case, after),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
