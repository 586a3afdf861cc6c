/* account_test.c: who gets in and who does not, and what each page about accounts does and refuses. */
#include "test/site.h"
#include "account_sql.h"
#include "web/account.h"
#include "web/password.h"
#include "web/totp.h"

static const struct slice *const slices[] = { &web_slice };
static struct site s;

#define GOOD "seven green horses"

static int setup(void **state) { (void)state; site_open(&s, slices, LEN(slices)); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

/* Buckets are the process's: a test begins when they are full again. */
static int nobody(void **state)
{
    (void)state;
    s.cookie = STR_NONE;
    s.lang = "en";
    s.fail_after = -1;
    site_now += 60 * 1000;
    return 0;
}

static struct answer sign_up(const char *login)
{
    return site_post(&s, "/sign-up", str_printf(&s.a, "login=%s&name=Wang+Fang&kind=graduate&password=seven+green+horses&again=seven+green+horses&agree=1", login).p);
}

static int64_t id_of(const char *login)
{
    struct account_by_login a;
    struct db *db = site_db(&s);
    enum rc rc = account_by_login(db, str_from(login), &a);
    db_give(db);
    return rc == RC_OK ? a.id : 0;
}

static struct answer log_in(const char *login, const char *password)
{
    return site_post(&s, "/login", str_printf(&s.a, "login=%s&password=%s", login, password).p);
}

static size_t sessions(int64_t account)
{
    struct session_of_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(session_of(db, account, &rows), RC_OK);
    db_give(db);
    return rows.n;
}

static size_t events_of(int64_t account, const char *verb)
{
    struct event_trail_rows rows;
    struct db *db = site_db(&s);
    size_t n = 0;
    assert_int_equal(event_trail(db, S("account"), account, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) n += str_eq(rows.v[i].verb, str_from(verb));
    db_give(db);
    return n;
}

static void a_newcomer_signs_up_leaves_and_comes_back(void **state)
{
    (void)state;
    struct answer a = sign_up("Wang.Fang");
    assert_int_equal(a.status, 303);
    assert_string_equal(a.location.p, "/");
    assert_true(s.cookie.n == 2 * COOKIE_BYTES);
    int64_t id = id_of("wang.fang");
    assert_true(id != 0 && sessions(id) == 1 && events_of(id, "signed_up") == 1);
    struct str first = s.cookie;
    assert_int_equal(site_post(&s, "/logout", "").status, 303);
    assert_true(s.cookie.p && s.cookie.n == 0 && sessions(id) == 0 && events_of(id, "logout") == 1);
    s.cookie = first;
    assert_int_equal(site_get(&s, "/account/totp").status, 303);     /* the old cookie opens nothing */
    s.cookie = STR_NONE;
    a = log_in("WANG.fang", "seven+green+horses");
    assert_int_equal(a.status, 303);
    assert_true(sessions(id) == 1 && events_of(id, "login") == 1 && !str_eq(first, s.cookie));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_newcomer_signs_up_leaves_and_comes_back, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
