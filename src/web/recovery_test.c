/* recovery_test.c: the codes for a lost telephone: ten, shown once, each once, ended by new ones and by the factor's end; and
** every way of writing them under failures. */
#include "test/accounts.h"

static int setup(void **state) { (void)state; accounts_open(); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int nobody(void **state) { (void)state; accounts_nobody(); return 0; }

/* The codes a page shows, in their order. */
static struct strs codes_on(const struct answer *page)
{
    struct strs all = { 0 };
    for (struct str rest = page->body; str_find(rest, S("<li><code>")) >= 0;) {
        rest = str_sub(rest, (size_t)str_find(rest, S("<li><code>")) + 10, rest.n);
        *PUSH(&s.a, &all) = str_copy(&s.a, str_sub(rest, 0, 11));
    }
    return all;
}

static int64_t left(int64_t account) { return ask("SELECT COUNT(*) AS n FROM recovery_code WHERE account = $1", account); }

/* Turns the second factor on for who is logged in. */
static struct strs turned_on(struct str *key)
{
    struct answer page = site_get(&s, "/account/totp"), a;
    *key = key_on(&page);
    a = site_post(&s, "/account/totp", str_printf(&s.a, "sealed=%.*s&code=%s", STR_FMT(hidden(&page, "sealed")), code_of(*key, 0)).p);
    assert_int_equal(a.status, 200);
    return codes_on(&a);
}

static int came_in(const char *login, struct str code)
{
    accounts_nobody();
    log_in(login, GOOD);
    struct answer a = site_post(&s, "/login/code", str_printf(&s.a, "code=%.*s", STR_FMT(code)).p);
    return a.status == 303 && s.cookie.n ? 303 : a.status;
}

static void a_code_lets_in_once(void **state)
{
    (void)state;
    struct str key;
    sign_up("shou.ji");
    int64_t id = id_of("shou.ji");
    struct strs codes = turned_on(&key);
    assert_true(codes.n == RECOVERY_CODES && left(id) == RECOVERY_CODES);
    for (size_t i = 1; i < codes.n; i++) assert_false(str_eq(codes.v[i], codes.v[0]));
    assert_int_equal(came_in("shou.ji", codes.v[0]), 303);
    assert_true(left(id) == RECOVERY_CODES - 1 && events_of(id, "login") == 1);
    struct answer a = site_get(&s, "/account");
    assert_true(body_has(&a, "9 recovery codes are left") && !body_has(&a, str_z(&s.a, codes.v[1])));
    a = site_get(&s, "/inbox");
    assert_true(body_has(&a, "A recovery code was used"));
    assert_int_equal(came_in("shou.ji", codes.v[0]), 422);          /* once */
    assert_int_equal(came_in("shou.ji", S("AAAAA-22222")), 422);
    assert_true(events_of(id, "code_failed") == 2 && left(id) == RECOVERY_CODES - 1);
    struct str loud = str_printf(&s.a, "+%.5s%.5s", codes.v[1].p, codes.v[1].p + 6);       /* as people type it */
    assert_int_equal(came_in("shou.ji", loud), 303);
    assert_int_equal(came_in("shou.ji", str_from(code_of(key, 2))), 303);                   /* the telephone still does, a minute later */
}

static void a_code_is_for_one_account(void **state)
{
    (void)state;
    struct str key;
    sign_up("one.owner");
    struct strs codes = turned_on(&key);
    accounts_nobody();
    sign_up("two.owner");
    turned_on(&key);
    assert_int_equal(came_in("two.owner", codes.v[0]), 422);
    assert_int_equal(came_in("one.owner", codes.v[0]), 303);
}

static void new_codes_ask_for_the_telephone_and_end_the_old(void **state)
{
    (void)state;
    struct str key;
    sign_up("huan.ma");
    int64_t id = id_of("huan.ma");
    assert_string_equal(site_get(&s, "/account/recovery").location.p, "/account/totp");
    struct strs codes = turned_on(&key);
    assert_int_equal(site_get(&s, "/account/recovery").status, 200);
    site_now += 60 * 1000;
    assert_int_equal(site_post(&s, "/account/recovery", "code=000000").status, 422);
    /* a code does not beget codes */
    assert_int_equal(site_post(&s, "/account/recovery", str_printf(&s.a, "code=%.*s", STR_FMT(codes.v[0])).p).status, 422);
    const char *fields = str_printf(&s.a, "form_key=%.*s&code=%s", STR_FMT(site_form_key(&s)), code_of(key, 0)).p;
    struct answer a = site_post_as_is(&s, "/account/recovery", fields);
    struct strs fresh = codes_on(&a);
    assert_true(a.status == 200 && fresh.n == RECOVERY_CODES && left(id) == RECOVERY_CODES && events_of(id, "recovery_made") == 1);
    assert_int_equal(site_post_as_is(&s, "/account/recovery", fields).status, 422);          /* the telephone's code was used */
    assert_int_equal(events_of(id, "recovery_made"), 1);
    assert_int_equal(came_in("huan.ma", codes.v[1]), 422);
    assert_int_equal(came_in("huan.ma", fresh.v[0]), 303);
    assert_int_equal(site_post(&s, "/account/totp/off", "").status, 303);
    assert_int_equal(left(id), 0);
}

static void they_may_fail(void **state)
{
    (void)state;
    struct str key;
    int64_t id = site_account(&s, "codes.fail", ROLE_MEMBER, "", "");
    site_login(&s, id);
    turned_on(&key);
    for (int memory = 0; memory < 2; memory++) {
        site_now += 60 * 1000;
        if (memory) for (int64_t n = 0; ; n++) {                     /* the bucket of tries is full again each time */
            site_login(&s, id);
            s.fail_after = n;
            int status = site_post(&s, "/account/recovery", str_printf(&s.a, "code=%s", code_of(key, 0)).p).status;
            s.fail_after = -1;
            assert_int_equal(left(id), RECOVERY_CODES);
            if (status == 200 || events_of(id, "recovery_made") == 2) break;
            assert_true(status == 503);
            site_now += 60 * 1000;
        }
        else for (int64_t n = 1; ; n++) {
            site_login(&s, id);
            db_fail_at(s.app.pool, n);
            int status = site_post(&s, "/account/recovery", str_printf(&s.a, "code=%s", code_of(key, 0)).p).status;
            db_fail_at(s.app.pool, -1);
            assert_int_equal(left(id), RECOVERY_CODES);
            if (status == 200) break;
            assert_true(status >= 500 && events_of(id, "recovery_made") == 0);
            site_now += 60 * 1000;
        }
    }
    assert_int_equal(events_of(id, "recovery_made"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_code_lets_in_once, nobody), cmocka_unit_test_setup(a_code_is_for_one_account, nobody),
        cmocka_unit_test_setup(new_codes_ask_for_the_telephone_and_end_the_old, nobody), cmocka_unit_test_setup(they_may_fail, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
