/* rounds_race_test.c: two officers confirm the runs of two rounds of the same seats at the same moment, many times over: one runs.
** On PostgreSQL the two transactions overlap, on SQLite one writer takes them in turn. */
#include "test/site.h"
#include <pthread.h>
#include "app/rounds/test_world.h"

enum { TURNS = 25 };

struct racer { struct site site; const char *path; pthread_barrier_t *start; pthread_t thread; int status; };

static void *confirms(void *arg)
{
    struct racer *r = arg;
    pthread_barrier_wait(r->start);
    r->status = site_post(&r->site, r->path, "verb=run").status;
    return NULL;
}

static int64_t ready_to_run(const char *place)
{
    int64_t id = has_closed(place);
    done(post_as(w.first, at(id, "/ask"), "verb=run"));
    return id;
}

static void race(const int64_t id[2])
{
    struct racer *r = NEWS(&s.a, struct racer, 2);
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, 2);
    for (int i = 0; i < 2; i++) {
        site_login(&s, w.second);
        r[i] = (struct racer){ .site = s, .path = at(id[i], "/confirm"), .start = &start };
        arena_init(&r[i].site.a, LIMIT_REQUEST_ARENA);
        r[i].site.jar = (struct http_pairs){ 0 };       /* what a page leaves there is each one's own */
    }
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&r[i].thread, NULL, confirms, &r[i]), 0);
    for (int i = 0; i < 2; i++) pthread_join(r[i].thread, NULL);
    pthread_barrier_destroy(&start);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(r[i].status, 303);
        arena_free(&r[i].site.a);
    }
}

static void of_two_at_the_same_moment_one_runs(void **state)
{
    (void)state;
    int won[2] = { 0 };
    for (int turn = 0; turn < TURNS; turn++) {
        const char *place = str_printf(&s.a, "booth%d", turn).p;
        int64_t id[2] = { ready_to_run(place), ready_to_run(place) };
        race(id);
        bool ran[2] = { str_eq(round_now(id[0]).state, S("ran")), str_eq(round_now(id[1]).state, S("ran")) };
        if (ran[0] == ran[1]) fail_msg("turn %d: %s ran", turn, ran[0] ? "both" : "neither");
        int loser = ran[0];
        assert_true(!newest(id[loser]).id && !round_now(id[loser]).seed.n && newest(id[!loser]).number == 1);
        won[!loser]++;
        done(post_as(w.first, at(id[loser], "/unask"), ""));
        done(post_as(w.first, at(id[loser], "/cancel"), "reason=flood"));
    }
    print_message("the first won %d times, the second %d\n", won[0], won[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(of_two_at_the_same_moment_one_runs) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
