/* password_test.c: the gate in front of the hash, the time an answer takes, and which passwords are refused. What the hash
** itself does: secret_test.c. */
#include "test/test.h"
#include <pthread.h>
#include "web/password.h"

static const struct keys keys = { .n = 1, .v = { { 1, { 5 } } } };

enum { MANY = 24 };                                                 /* two hash and eight wait; the rest are turned away */
struct one { pthread_t thread; enum rc rc; int64_t took; };

static pthread_barrier_t start;
static void *hash_one(void *arg)
{
    struct one *x = arg;
    char hash[PASSWORD_HASH];
    pthread_barrier_wait(&start);
    int64_t begun = instant_now();
    x->rc = password_hash(&keys, S("some words here"), hash);
    x->took = instant_now() - begun;
    return NULL;
}

static void a_crowd_is_turned_away_soon_and_harms_nobody(void **state)
{
    (void)state;
    struct one many[MANY];
    int in = 0, away = 0;
    pthread_barrier_init(&start, NULL, MANY);
    for (int i = 0; i < MANY; i++) assert_int_equal(pthread_create(&many[i].thread, NULL, hash_one, &many[i]), 0);
    for (int i = 0; i < MANY; i++) {
        pthread_join(many[i].thread, NULL);
        assert_true(many[i].rc == RC_OK || many[i].rc == RC_LIMIT);
        assert_true(many[i].rc == RC_OK || many[i].took < 10000);    /* nobody waits long for a refusal */
        if (many[i].rc == RC_OK) in++; else away++;
    }
    pthread_barrier_destroy(&start);
    assert_true(in >= 2 && in <= MANY - 1 && away >= 1);
    char hash[PASSWORD_HASH];
    for (int i = 0; i < 3; i++) assert_int_equal(password_hash(&keys, S("some words here"), hash), RC_OK);   /* the gate is free again */
    assert_int_equal(password_check(&keys, S("some words here"), hash), RC_OK);
}

static int64_t cpu_now(void)                                        /* of this thread, in microseconds */
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t least_time(const char *stored)
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < 7; i++) {
        int64_t begun = cpu_now();
        assert_int_equal(password_check(&keys, S("not this one"), stored), RC_DENIED);
        int64_t took = cpu_now() - begun;
        if (took < least) least = took;
    }
    return least;
}

/* An unknown login costs what a wrong password costs: the least of some tries, as a busy machine only adds. */
static void an_unknown_login_takes_as_long(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH];
    assert_int_equal(password_hash(&keys, S("some words here"), hash), RC_OK);
    int64_t known = least_time(hash), unknown = least_time(NULL);
    if (known < 5000 || unknown * 2 < known || known * 2 < unknown) fail_msg("known %d us, unknown %d us", (int)known, (int)unknown);
}

static void what_everybody_uses_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *password, *login;
        bool common;
    } cases[] = {
        { "1234567890", "", true },
        { "PassWord123", "", true },
        { "qwertyuiop", "", true },
        { "aaaaaaaaaaaaaaaa", "", true },
        { "wang.fang1", "WANG.fang1", true },
        { "wang.fang1", "wang.fang2", false },
        { "three blue whales", "", false },
        { "正确的马电池订书钉", "", false },
        { "aaaaaaaaaaaaaaab", "", false },
        { "", "", true },
    };
    for (size_t i = 0; i < LEN(cases); i++)
        if (password_common(str_from(cases[i].password), str_from(cases[i].login)) != cases[i].common) fail_msg("%s", cases[i].password);
}

static void two_hashes_of_one_password_differ(void **state)
{
    (void)state;
    char a[PASSWORD_HASH], b[PASSWORD_HASH];
    assert_int_equal(password_hash(&keys, S("some words here"), a), RC_OK);
    assert_int_equal(password_hash(&keys, S("some words here"), b), RC_OK);
    assert_string_not_equal(a, b);
    assert_int_equal(password_check(&keys, S("some words here"), "no hash at all"), RC_DENIED);
    assert_int_equal(password_check(&keys, S(""), a), RC_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crowd_is_turned_away_soon_and_harms_nobody), cmocka_unit_test(an_unknown_login_takes_as_long),
        cmocka_unit_test(what_everybody_uses_is_refused), cmocka_unit_test(two_hashes_of_one_password_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
