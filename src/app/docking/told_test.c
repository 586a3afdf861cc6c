/* told_test.c: who is told of what is new or free again: everybody whom it fits, once, whatever fails meanwhile. */
#include "test/site.h"
#include <pthread.h>
#include "app/docking/cases_world.h"

static int64_t told(int64_t account, int64_t listing)
{
    struct told_of n;
    struct db *db = site_db(&s);
    assert_int_equal(told_of(db, account, listing, &n), RC_OK);
    db_give(db);
    return n.n;
}

static void new_listings_find_their_people_once(void **state)
{
    (void)state;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(post_as(w.stranger, "/searches", "name=membranes&query=q%3D%25E8%2586%259C%25E5%2588%2586%25E7%25A6%25BB").status,
        303);
    int64_t fresh = opened(w.rival, offer_fields),
            hidden = opened(w.rival,
                str_printf(&s.a, "visibility=named&named=Dalian+Membrane&organisation=%lld&%s", (long long)w.house2, offer_fields).p);
    assert_int_equal(told(w.stranger, fresh), 0);                           /* the request told nobody: the worker does */
    for (int i = 0; i < 3; i++) assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(told(w.stranger, fresh), 1);
    assert_int_equal(told(w.stranger, hidden), 0);                          /* not for him */
    assert_int_equal(told(w.owner, fresh), 1);                              /* fits the open need of his house */
    assert_int_equal(told(w.rival, fresh), 0);                              /* it is his own */
    struct answer a = get_as(w.stranger, "/searches");
    assert_true(body_has(&a, "membranes") && body_has(&a, "膜分离"));        /* what it asks for, in words */
    a = get_as(w.stranger, "/searches/new?q=welding&kind=job&district=210211&side=need&zone=nowhere&org_kind=person");
    assert_true(
        a.status == 200 && body_has(&a, "welding") && body_has(&a, "：甘井子区") && body_has(&a, "：需求") && !body_has(&a, "nowhere</p>"));
    a = get_as(w.stranger, "/searches/new");
    assert_true(body_has(&a, "全部需求和供给"));
    a = get_as(w.stranger, "/listings?q=zzzzqqq&kind=job");
    assert_true(body_has(&a, "/searches/new?q=zzzzqqq&amp;kind=job"));      /* nothing yet: that is when one wants to be told */
}

static int64_t due(void)
{
    struct told_due_now_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(told_due_now(db, INT64_MAX, 1000, &rows), RC_OK);
    db_give(db);
    return (int64_t)rows.n;
}

/* More than one look takes: none is left out, neither for a match nor for a saved search, however many are newer. */
static void many_of_one_moment_are_all_told(void **state)
{
    (void)state;
    int64_t first = 0, last = 0;
    assert_int_equal(post_as(w.stranger, "/searches", "name=more&query=q%3D%25E8%2586%259C%25E5%2588%2586%25E7%25A6%25BB").status, 303);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    int64_t who = 0;
    for (int i = 0; i <= LIMIT_TOLD_A_TICK; i++) {
        if (i % LIMIT_POSTS_A_DAY == 0) who = site_account(&s, str_printf(&s.a, "many%d", i).p, ROLE_MEMBER, "", "");
        last = opened(who, offer_fields);
        if (!first) first = last;
    }
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(told(w.owner, first) == 1 && told(w.stranger, first) == 1);
    assert_true(told(w.owner, last) == 0 && told(w.stranger, last) == 0 && due() == 1);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(told(w.owner, last) == 1 && told(w.stranger, last) == 1 && due() == 0);
}

/* What an open listing says now may fit somebody whom it did not fit before; who was told is not told again. */
static void what_changes_is_news_to_whom_it_fits_now(void **state)
{
    (void)state;
    const char *const moved = "&division=210204&visibility=public&body_zh=%E8%AF%B4%E6%98%8E&then=submit";
    int64_t far = site_account(&s, str_printf(&s.a, "far%lld", (long long)site_now).p, ROLE_MEMBER, "", "");
    assert_int_equal(post_as(far, "/searches", "name=there&query=district%3D210204%26kind%3Dtechnology%26q%3D%25E8%2586%259C%25E5%2588%2586%25E7%25A6%25BB").status, 303);
    assert_int_equal(post_as(w.stranger, "/searches", "name=any&query=q%3D%25E8%2586%259C%25E5%2588%2586%25E7%25A6%25BB").status, 303);
    int64_t fresh = opened(w.rival, offer_fields);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(told(far, fresh) == 0 && told(w.stranger, fresh) == 1 && due() == 0);
    int64_t notices = notices_of(w.stranger);
    assert_int_equal(post_as(w.rival, path_of(fresh, ""), str_printf(&s.a, "%s&%s", offer_fields, version_of(fresh)).p).status,
        303); /* the same again */
    assert_int_equal(due(), 0);
    struct str title = S("side=offer&kind=technology&title_zh=%E8%86%9C%E5%88%86%E7%A6%BB%E6%8A%80%E6%9C%AF%E8%BD%AC%E8%AE%A9&title_en=Separation+membrane+offered");
    assert_int_equal(post_as(w.rival, path_of(fresh, ""), str_printf(&s.a, "%.*s%s&%s", STR_FMT(title), moved, version_of(fresh)).p).status,
        303);
    assert_true(str_eq(row_of(fresh).state, S("open")) && str_eq(row_of(fresh).division, S("210204")) && due() == 1);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(told(far, fresh) == 1 && due() == 0);
    assert_int_equal(notices_of(w.stranger), notices);                      /* he knows it */
}

/* What a case held is offered to others when it ends: by the worker, and after a restart, too. */
static void what_is_free_again_is_offered_to_others(void **state)
{
    (void)state;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    int64_t third = site_account(&s, "third", ROLE_MEMBER, "", "");         /* who would take the offer */
    (void)opened(third, need_fields);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(told(third, k.offer) == 0 && due() == 0);
    assert_int_equal(post_as(w.rival, at(k.id, "/decline"), "reason=other").status, 303);
    assert_int_equal(told(third, k.offer), 0);                              /* not in the request */
    assert_int_equal(due(), 2);
    site_again(&s);                                                         /* the program stops before it has looked */
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(told(third, k.offer) == 1 && due() == 0);
}

static enum rc look(void)
{
    struct db *db = site_db(&s);
    enum rc rc = told_tick(&s.app, db, site_now);
    db_give(db);
    return rc;
}

/* Each statement of a look fails once: what the others are told of is told, the rest comes later, nobody hears twice. */
static void a_look_that_fails_is_made_again(void **state)
{
    (void)state;
    int64_t partly = 0, failed = 0, calm = 0;
    assert_int_equal(look(), RC_OK);
    fprintf(stderr, "(failures are told below)\n");
    /* one that fails to bring the index up to date is no failure of the look */
    for (int64_t n = 0; calm < 3; n++) {
        int64_t one = opened(w.rival, offer_fields), two = opened(w.rival, offer_fields);
        db_fail_at(s.app.pool, n);
        enum rc rc = look();
        db_fail_at(s.app.pool, -1);
        calm = rc == RC_OK ? calm + 1 : 0;
        failed += rc != RC_OK;
        assert_true(rc != RC_OK || due() == 0);
        partly += told(w.owner, one) + told(w.owner, two) == 1;
        site_now += 60 * 60 * 1000;
        assert_int_equal(look(), RC_OK);
        assert_true(told(w.owner, one) == 1 && told(w.owner, two) == 1 && due() == 0);
        assert_true(n < 400);
    }
    assert_true(failed > 20 && partly > 0);                                 /* one failed, the other went on */
}

/* What never goes is tried for hours, told each time, and given up; it holds up nobody meanwhile. */
static void what_never_goes_is_given_up(void **state)
{
    (void)state;
    assert_int_equal(look(), RC_OK);
    int64_t bad = opened(w.rival, offer_fields), tries = 0;
    for (; due() > 0 && tries < 100; tries++) {
        db_fail_at(s.app.pool, 1);                                          /* the first it reads of this listing */
        assert_int_equal(look(), RC_IO);
        db_fail_at(s.app.pool, -1);
        assert_int_equal(look(), RC_OK);                                    /* not yet again */
        site_now += 60 * 60 * 1000;
    }
    assert_true(tries == LIMIT_TOLD_TRIES && told(w.owner, bad) == 0);
}

struct press { struct str cookie, fields; int status; };
static void *press(void *arg)
{
    struct press *p = arg;
    struct site mine = s;                                           /* an own arena; the rest is shared, as in the server */
    mine.cookie = p->cookie;
    mine.jar = (struct http_pairs){ 0 };
    arena_init(&mine.a, LIMIT_REQUEST_ARENA);
    p->status = site_post_as_is(&mine, "/searches", p->fields.p).status;
    arena_free(&mine.a);
    return NULL;
}

/* Forms sent at once, each of its own: no more are kept than the list shows and can remove. */
static void no_more_searches_than_one_may_keep(void **state)
{
    (void)state;
    enum { AT_ONCE = 6 };
    struct press p[AT_ONCE];
    pthread_t t[AT_ONCE];
    struct saved_count held;
    int64_t many = site_account(&s, "collector", ROLE_MEMBER, "", "");
    for (int i = 0; i < LIMIT_SEARCHES - 1; i++) assert_int_equal(post_as(many, "/searches", "name=x&query=kind%3Djob").status, 303);
    site_login(&s, many);
    for (int i = 0; i < AT_ONCE; i++)
        p[i] = (struct press){ s.cookie, str_printf(&s.a, "name=x&query=kind%%3Djob&form_key=%.*s", STR_FMT(site_form_key(&s))), 0 };
    for (int i = 0; i < AT_ONCE; i++) must(pthread_create(&t[i], NULL, press, &p[i]) == 0);
    int done = 0;
    for (int i = 0; i < AT_ONCE; i++) { pthread_join(t[i], NULL); done += p[i].status == 303; }
    assert_int_equal(done, 1);
    struct db *db = site_db(&s);
    assert_int_equal(saved_count(db, many, &held), RC_OK);
    db_give(db);
    assert_int_equal(held.n, LIMIT_SEARCHES);
    assert_int_equal(post_as(many, "/searches", "name=x&query=kind%3Djob").status, 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(new_listings_find_their_people_once, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(many_of_one_moment_are_all_told, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(what_changes_is_news_to_whom_it_fits_now, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(what_is_free_again_is_offered_to_others, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(a_look_that_fails_is_made_again, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(what_never_goes_is_given_up, fresh_case, end_case),
        cmocka_unit_test(no_more_searches_than_one_may_keep),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
