/* docking_live_test.c: many search and match while listings come, change and go, and the index is written to its file and read out of it
** again and again. Run it under SAN=tsan, too. */
#include "test/site.h"
#include <pthread.h>
#include <stdatomic.h>
#include "app/docking/live_inner.h"
#include "app/docking/test_world.h"

enum { READERS = 6, ROUNDS = 20 };
static atomic_bool over;
static atomic_int asked, wrong, kept;
static char first_match[64];

static int ask_once(const char *target)
{
    struct arena a;
    struct http_response res = { 0 };
    struct http_request q = { .method = HTTP_GET, .arena = &a, .remote = S("127.0.0.1") };
    arena_init(&a, LIMIT_REQUEST_ARENA);
    site_target(&a, &q, target);
    volatile int status = 0;
    if (arena_guard(&a) == 0) status = web_answer(&s.app, &q, &res) == RC_OK ? res.status : 500;
    arena_unguard(&a);
    arena_free(&a);
    return status;
}

static void *reader(void *arg)
{
    static const char *const targets[] = { "/listings", "/listings?q=valve+pump", "/", "/api/v1/listings?side=offer&sort=newest",
        "/listings?q=seal&kind=order", first_match };
    for (size_t i = (size_t)(intptr_t)arg; !over; i++) {
        int status = ask_once(targets[i % LEN(targets)]);
        asked++;
        wrong += status != 200;
    }
    return NULL;
}

static void *keeper(void *arg)
{
    struct arena a;
    struct db *db;
    struct err e;
    struct live *l = arg;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    must(db_take(s.app.pool, &a, &db, &e) == RC_OK);
    while (!over) {
        l->kept.there = false;                    /* or it would wait for an hour */
        live_keep(&s.app, db, site_now);
        kept += l->kept.there;
    }
    db_give(db);
    arena_free(&a);
    return NULL;
}

static void many_ask_while_one_changes(void **state)
{
    (void)state;
    static const char *const words[] = { "pump+valve", "valve+seal", "seal+ring", "ring+pump" };
    pthread_t t[READERS + 1];
    int64_t ids[ROUNDS];
    int64_t need = opened(w.owner, "side=need&kind=order&title_en=pump+valve+seal+ring&body_en=b" COMMON_PLAIN);
    snprintf(first_match, sizeof first_match, "/listings/%lld/matches", (long long)need);
    for (intptr_t i = 0; i < READERS; i++) assert_int_equal(pthread_create(&t[i], NULL, reader, (void *)i), 0);
    assert_int_equal(pthread_create(&t[READERS], NULL, keeper, slice_state(&s.app, &docking_slice)), 0);
    size_t before = live_count(&s.app);
    for (int i = 0; i < ROUNDS; i++) {
        ids[i] = opened(w.clerk, str_printf(&s.a, "side=offer&kind=order&title_en=%s&body_en=b" COMMON_PLAIN, words[i % 4]).p);
        if (i % 2)
            assert_int_equal(post_as(w.clerk, path_of(ids[i], ""),
                                 str_printf(&s.a, "%s&side=offer&kind=order&title_en=%s&body_en=c" COMMON_PLAIN, version_of(ids[i]),
                                     words[(i + 1) % 4])
                                     .p)
                                 .status,
                303);
        if (i % 4 == 3)
            assert_int_equal(post_as(w.clerk, path_of(ids[i], "/close"), str_printf(&s.a, "%s&reason=filled", version_of(ids[i])).p).status,
                303);
    }
    over = true;
    for (int i = 0; i <= READERS; i++) pthread_join(t[i], NULL);
    assert_int_equal(wrong, 0);
    assert_true(asked > 10 && kept > 2);
    assert_int_equal(live_count(&s.app), before + ROUNDS - ROUNDS / 4);
    struct answer a = get_as(0, first_match);                               /* what was remembered on the way is forgotten */
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 4 == 3) assert_false(body_has(&a, path_of(ids[i], "\"")));
    }
    assert_true(body_has(&a, path_of(ids[0], "\"")));
}

/* The bar beside a score compares with the best of all pages, which alone is full. */
static void scores_have_a_scale(void **state)
{
    (void)state;
    static const char full[] = "<rect class=\"bf\" width=\"100.0\"";
    site_login(&s, w.rival);
    struct answer first = site_get(&s, first_match), second = site_get(&s, str_printf(&s.a, "%s?page=2", first_match).p);
    assert_true(body_has(&first, full) && body_has(&first, "没有满分"));
    assert_true(body_has(&second, "<rect class=\"bf\" width=") && !body_has(&second, full));
}

/* A listing's matches go on being what the engine says, whether they were remembered or not. */
static void what_is_remembered_is_what_would_be_said(void **state)
{
    (void)state;
    site_login(&s, w.rival);
    const char *json = str_printf(&s.a, "/api/v1%s", first_match).p;
    struct answer once = site_get(&s, json), twice = site_get(&s, json);
    assert_true(str_eq(once.body, twice.body) && once.body.n > 500);
    s.lang = "en";
    struct answer english = site_get(&s, first_match);
    s.lang = "zh";
    assert_true(body_has(&once, "双方都提到") && body_has(&english, "Both speak of") && !body_has(&english, "双方都提到"));
    once = site_get(&s, first_match);
    int64_t id = opened(w.clerk, "side=offer&kind=order&title_en=pump+valve+seal+ring&body_en=b" COMMON_PLAIN);
    site_login(&s, w.rival);
    twice = site_get(&s, first_match);
    assert_true(!body_has(&once, path_of(id, "\"")) && body_has(&twice, path_of(id, "\"")));
}

static int kept_open(void **state)
{
    static char path[96];
    world_open(state);
    snprintf(path, sizeof path, "%s.index", s.path);
    s.app.index = path;
    web_close(&s.app);
    s.app.states = NULL;
    return web_open(&s.app) == RC_OK ? 0 : -1;
}

static int kept_close(void **state)
{
    char path[96];
    snprintf(path, sizeof path, "%s.index", s.path);
    world_close(state);
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(many_ask_while_one_changes),
        cmocka_unit_test(scores_have_a_scale),
        cmocka_unit_test(what_is_remembered_is_what_would_be_said) };
    return cmocka_run_group_tests(tests, kept_open, kept_close);
}
