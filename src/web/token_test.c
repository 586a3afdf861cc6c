/* token_test.c: tokens for programs as their maker sees them: made after the password, shown once, listed, withdrawn. */
#include "test/accounts.h"

static int setup(void **state) { (void)state; accounts_open(); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int nobody(void **state) { (void)state; accounts_nobody(); return 0; }

static struct str token_on(const struct answer *page)
{
    ptrdiff_t at = str_find(page->body, S("ballast_"));
    return at < 0 ? STR_NONE : str_copy(&s.a, str_sub(page->body, (size_t)at, sizeof "ballast_" - 1 + 64));
}

static struct token_of_rows tokens(int64_t account)
{
    struct token_of_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(token_of(db, account, &rows), RC_OK);
    db_give(db);
    return rows;
}

/* What a program may ask with it: its owner's inbox. */
static int asked(struct str token) { return site_api(&s, token, "/api/v1/inbox", NULL, NULL).status; }

static void a_token_is_made_shown_once_and_withdrawn(void **state)
{
    (void)state;
    sign_up("tao.zi");
    int64_t id = id_of("tao.zi");
    site_now += STEP_UP_MS + 1;
    assert_string_equal(site_get(&s, "/account/tokens/new").location.p, "/step-up?next=%2Faccount%2Ftokens%2Fnew");
    assert_string_equal(site_post(&s, "/account/tokens/new", "name=x&until=2026-12-31").location.p, "/step-up?next=%2F");
    assert_int_equal(site_post(&s, "/step-up", "password=" GOOD).status, 303);
    assert_int_equal(site_get(&s, "/account/tokens/new").status, 200);
    const char *fields = str_printf(&s.a, "form_key=%.*s&name=Staff+system&until=2026-12-31", STR_FMT(site_form_key(&s))).p;
    struct answer a = site_post_as_is(&s, "/account/tokens/new", fields);
    struct str token = token_on(&a);
    assert_true(a.status == 200 && token.n == 72 && str_eq(answer_header(&a, "Cache-Control"), S("no-store")));
    a = site_post_as_is(&s, "/account/tokens/new", fields);         /* pressed twice: it is not shown again */
    assert_true(a.status == 303 && tokens(id).n == 1 && events_of(id, "token_made") == 1);
    a = site_get(&s, "/account");
    assert_true(body_has(&a, "Staff system") && body_has(&a, "Never") && !body_has(&a, "ballast_"));
    struct db *db = site_db(&s);
    struct token_by_hash row;
    uint8_t hash[32];
    sha256(token, hash);
    assert_int_equal(token_by_hash(db, (struct str){ (char *)hash, 32 }, &row), RC_OK);
    db_give(db);
    assert_int_equal(asked(token), 200);
    a = site_get(&s, "/account");
    assert_false(body_has(&a, "Never"));                            /* the last use shows */
    const char *end = str_printf(&s.a, "/account/tokens/%lld/end", (long long)row.id).p;
    struct str mine = s.cookie;
    accounts_nobody();
    sign_up("tao.zei");
    assert_int_equal(site_post(&s, end, "").status, 404);           /* not one of hers */
    assert_int_equal(asked(token), 200);
    s.cookie = mine;
    assert_int_equal(site_post(&s, end, "").status, 303);
    assert_true(asked(token) == 401 && tokens(id).n == 0 && events_of(id, "token_withdrawn") == 1);
}

static void a_token_ends_on_its_day(void **state)
{
    (void)state;
    sign_up("dao.qi");
    static const struct {
        const char *until;
        int status;
    } t[] = { { "", 422 }, { "2020-01-01", 422 }, { "2029-01-01", 422 }, { "soon", 422 } };
    for (size_t i = 0; i < LEN(t); i++)
        assert_int_equal(site_post(&s, "/account/tokens/new", str_printf(&s.a, "name=x&until=%s", t[i].until).p).status, t[i].status);
    struct str today = date_str(&s.a, instant_day(site_now));
    struct answer a = site_post(&s, "/account/tokens/new", str_printf(&s.a, "name=x&until=%.*s", STR_FMT(today)).p);
    struct str token = token_on(&a);
    assert_int_equal(asked(token), 200);
    site_now = (instant_day(site_now) + 1) * INT64_C(86400000) - CITY_OFFSET_MS - 1;
    assert_int_equal(asked(token), 200);                            /* to the end of the day */
    site_now += 1;
    assert_int_equal(asked(token), 401);
    assert_int_equal(tokens(id_of("dao.qi")).n, 1);
    site_now += TOKEN_SHOWN_MS + 1;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(tokens(id_of("dao.qi")).n, 0);
}

static void there_are_no_more_than_ten(void **state)
{
    (void)state;
    sign_up("duo.duo");
    for (int i = 0; i < LIMIT_TOKENS; i++) assert_int_equal(site_post(&s, "/account/tokens/new", "name=x&until=2026-12-31").status, 200);
    struct answer a = site_post(&s, "/account/tokens/new", "name=kept&until=2026-12-31");
    assert_true(a.status == 422 && body_has(&a, "value=\"kept\"") && body_has(&a, "withdraw one"));
}

static void a_new_password_and_a_closed_account_end_them(void **state)
{
    (void)state;
    sign_up("xin.mi");
    struct answer a = site_post(&s, "/account/tokens/new", "name=x&until=2026-12-31");
    struct str token = token_on(&a);
    assert_int_equal(asked(token), 200);
    assert_int_equal(site_post(&s, "/account/password", "old=" GOOD "&password=three+blue+whales&again=three+blue+whales").status, 303);
    assert_int_equal(asked(token), 401);
    a = site_post(&s, "/account/tokens/new", "name=x&until=2026-12-31");
    token = token_on(&a);
    assert_int_equal(asked(token), 200);
    site_post(&s, "/forgot", "who=xin.mi");
    struct str link = link_to("xin.mi@mail.example");
    accounts_nobody();
    assert_int_equal(site_post(&s, link.p, "password=" GOOD "&again=" GOOD).status, 303);
    assert_int_equal(asked(token), 401);
    accounts_nobody();
    log_in("xin.mi", GOOD);
    a = site_post(&s, "/account/tokens/new", "name=x&until=2026-12-31");
    token = token_on(&a);
    assert_int_equal(asked(token), 200);
    close_account(id_of("xin.mi"));
    assert_int_equal(asked(token), 401);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_token_is_made_shown_once_and_withdrawn, nobody),
        cmocka_unit_test_setup(a_token_ends_on_its_day, nobody),
        cmocka_unit_test_setup(there_are_no_more_than_ten, nobody),
        cmocka_unit_test_setup(a_new_password_and_a_closed_account_end_them, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
