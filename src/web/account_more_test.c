/* account_more_test.c: the second factor, forgotten passwords, and the inbox. */
#include "test/accounts.h"

static int setup(void **state) { (void)state; accounts_open(); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int nobody(void **state) { (void)state; accounts_nobody(); return 0; }

/* ---- the second factor ---- */

static void the_second_factor_is_turned_on_with_a_code(void **state)
{
    (void)state;
    sign_up("han.mei");
    int64_t id = id_of("han.mei");
    struct str phone = s.cookie;
    accounts_nobody();
    log_in("han.mei", GOOD);
    struct answer page = site_get(&s, "/account/totp");
    assert_true(
        page.status == 200 && body_has(&page, "<svg class=\"qr\"") && body_has(&page, "role=\"img\"") && !body_has(&page, "style="));
    struct str key = key_on(&page), sealed = hidden(&page, "sealed");
    struct answer a = site_post(&s, "/account/totp", str_printf(&s.a, "sealed=%.*s&code=000000", STR_FMT(sealed)).p);
    assert_int_equal(a.status, 422);
    assert_true(str_eq(key_on(&a), key));                           /* the telephone need not scan again */
    a = site_post(&s, "/account/totp", str_printf(&s.a, "sealed=%.*s&code=%s", STR_FMT(sealed), code_of(key, 3)).p);
    assert_int_equal(a.status, 422);
    const char *fields = str_printf(&s.a, "sealed=%.*s&code=%.3s+%s", STR_FMT(sealed), code_of(key, 0), code_of(key, 0) + 3)
                             .p; /* "123 456" */
    struct str before = s.cookie;
    assert_int_equal(site_post(&s, "/account/totp", fields).status, 200);
    assert_true(events_of(id, "totp_on") == 1 && sessions(id) == 1 && !str_eq(s.cookie, before));
    assert_string_equal(site_post(&s, "/account/totp", fields).location.p, "/account");      /* twice: on once */
    assert_int_equal(events_of(id, "totp_on"), 1);
    assert_string_equal(site_get(&s, "/account/totp").location.p, "/account");
    s.cookie = phone;
    assert_int_equal(site_get(&s, "/account").status, 303);         /* who came in without a code is out */
}

static void a_secret_on_its_way_is_for_one_account_and_a_while(void **state)
{
    (void)state;
    sign_up("jia.yi");
    struct answer page = site_get(&s, "/account/totp");
    struct str key = key_on(&page), sealed = hidden(&page, "sealed");
    struct str mine = s.cookie;
    accounts_nobody();
    sign_up("bing.ding");
    const char *fields = str_printf(&s.a, "sealed=%.*s&code=%s", STR_FMT(sealed), code_of(key, 0)).p;
    assert_string_equal(site_post(&s, "/account/totp", fields).location.p, "/account/totp");
    assert_int_equal(site_post(&s, "/account/totp", "sealed=00&code=123456").status, 303);
    s.cookie = mine;
    site_now += ENROL_MS + 1;
    fields = str_printf(&s.a, "sealed=%.*s&code=%s", STR_FMT(sealed), code_of(key, 0)).p;
    assert_string_equal(site_post(&s, "/account/totp", fields).location.p, "/account/totp");
    assert_int_equal(events_of(id_of("jia.yi"), "totp_on") + events_of(id_of("bing.ding"), "totp_on"), 0);
}

static void a_password_alone_makes_no_session(void **state)
{
    (void)state;
    struct str key = with_phone("wei.dong");
    int64_t id = id_of("wei.dong");
    accounts_nobody();
    const char *go_on = "class=\"lead\"";
    struct answer on = site_get(&s, "/login?next=/inbox"), plain = site_get(&s, "/login"), away = site_get(&s, "/login?next=//x.example");
    assert_true(body_has(&on, go_on) && !body_has(&plain, go_on) && !body_has(&away, go_on));
    struct answer a = site_post(&s, "/login", "login=wei.dong&password=" GOOD "&next=/inbox");
    assert_string_equal(a.location.p, "/login/code?next=%2Finbox");
    assert_true(s.cookie.n == 0 && s.jar.n == 1);
    assert_int_equal(site_get(&s, "/account").status, 303);
    a = site_get(&s, a.location.p);
    assert_true(a.status == 200 && body_has(&a, "one-time-code"));
    assert_int_equal(site_post(&s, "/login/code", "code=000000&next=/inbox").status, 422);
    assert_true(s.cookie.n == 0 && events_of(id, "code_failed") == 1);
    const char *right = str_printf(&s.a, "code=%s&next=/inbox", code_of(key, 0)).p;
    a = site_post(&s, "/login/code", right);
    assert_string_equal(a.location.p, "/inbox");
    assert_true(s.cookie.n > 0 && site_get(&s, "/account").status == 200);

    s.cookie = STR_NONE;                                            /* somebody saw the code over the shoulder */
    s.jar.n = 0;
    assert_int_equal(log_in("wei.dong", GOOD).status, 303);
    assert_int_equal(site_post(&s, "/login/code", right).status, 422);
    assert_int_equal(site_post(&s, "/login/code", str_printf(&s.a, "code=%s", code_of(key, -1)).p).status, 422);
    assert_int_equal(site_post(&s, "/login/code", str_printf(&s.a, "code=%s", code_of(key, 1)).p).status, 303);
}

static void a_ticket_is_short_lived_and_cannot_be_made(void **state)
{
    (void)state;
    struct str key = with_phone("lin.tao");
    accounts_nobody();
    assert_string_equal(site_get(&s, "/login/code").location.p, "/login");
    log_in("lin.tao", GOOD);
    struct str ticket = http_pair_get(&s.jar, "ticket");
    for (size_t i = 0; i < ticket.n; i += 7) {
        char *forged = (char *)(uintptr_t)str_copy(&s.a, ticket).p;
        forged[i] = forged[i] == '0' ? '1' : '0';
        s.jar.n = 1;
        s.jar.v[0] = (struct http_pair){ S("ticket"), { forged, ticket.n } };
        assert_string_equal(site_post(&s, "/login/code", str_printf(&s.a, "code=%s", code_of(key, 0)).p).location.p, "/login");
    }
    s.jar.n = 1;
    s.jar.v[0] = (struct http_pair){ S("ticket"), ticket };
    assert_int_equal(site_get(&s, "/login/code").status, 200);
    for (int i = 0; i < LIMIT_CODE_TRIES; i++) assert_int_equal(site_post(&s, "/login/code", "code=000000").status, 422);
    assert_int_equal(site_post(&s, "/login/code", str_printf(&s.a, "code=%s", code_of(key, 0)).p).status, 429);
    site_now += TICKET_MS + 1;
    assert_string_equal(site_post(&s, "/login/code", str_printf(&s.a, "code=%s", code_of(key, 0)).p).location.p, "/login");
}

static void the_second_factor_is_turned_off_carefully(void **state)
{
    (void)state;
    with_phone("yu.hua");
    int64_t id = id_of("yu.hua");
    site_now += STEP_UP_MS + 1;
    assert_true(str_starts(site_post(&s, "/account/totp/off", "").location, S("/step-up?next=")));
    assert_int_equal(events_of(id, "totp_off"), 0);
    site_post(&s, "/step-up", "password=" GOOD "&next=/account/totp/off");
    assert_int_equal(site_get(&s, "/account/totp/off").status, 200);
    assert_int_equal(site_post(&s, "/account/totp/off", "").status, 303);
    assert_int_equal(events_of(id, "totp_off"), 1);
    accounts_nobody();
    assert_string_equal(log_in("yu.hua", GOOD).location.p, "/");
}

/* ---- forgotten passwords ---- */

static void a_link_gives_a_new_password_once(void **state)
{
    (void)state;
    sign_up("gao.fei");
    int64_t id = id_of("gao.fei");
    accounts_nobody();
    struct answer known = site_post(&s, "/forgot", "who=Gao.Fei%40Mail.example"),
                  unknown = site_post(&s, "/forgot", "who=ghost@mail.example");
    assert_true(known.status == 200 && str_eq(known.body, unknown.body) && body_has(&known, "programme office"));
    assert_true(link_to("ghost@mail.example").n == 0 && events_of(id, "reset_asked") == 1);
    struct str first = link_to("gao.fei@mail.example");
    accounts_nobody();
    site_post(&s, "/forgot", "who=gao.fei");
    struct str second = link_to("gao.fei@mail.example");
    assert_true(first.n == 7 + 2 * RESET_BYTES && second.n == first.n && !str_eq(first, second));
    assert_int_equal(ask("SELECT COUNT(*) AS n FROM password_reset WHERE account = $1", id), 2);

    struct answer a = site_get(&s, first.p);
    assert_true(a.status == 200 && body_has(&a, "gao.fei") && str_eq(answer_header(&a, "Cache-Control"), S("no-store")));
    assert_int_equal(site_post(&s, first.p, "password=short&again=short").status, 422);
    const char *fields = str_printf(&s.a, "form_key=%.*s&password=three+blue+whales&again=three+blue+whales", STR_FMT(site_form_key(&s))).p;
    assert_string_equal(site_post_as_is(&s, first.p, fields).location.p, "/login");
    assert_string_equal(site_post_as_is(&s, first.p, fields).location.p, "/login");          /* pressed twice */
    assert_true(events_of(id, "reset_used") == 1 && sessions(id) == 0);
    assert_int_equal(site_get(&s, first.p).status, 410);
    assert_int_equal(site_get(&s, second.p).status, 410);           /* the other one died with it */
    assert_int_equal(site_post(&s, second.p, "password=four+red+foxes&again=four+red+foxes").status, 410);
    accounts_nobody();
    assert_int_equal(log_in("gao.fei", GOOD).status, 422);
    assert_int_equal(log_in("gao.fei", "three+blue+whales").status, 303);
}

static void a_link_dies_within_the_hour(void **state)
{
    (void)state;
    sign_up("he.ping");
    accounts_nobody();
    site_post(&s, "/forgot", "who=he.ping");
    struct str link = link_to("he.ping@mail.example");
    site_now += RESET_MS - 1000;
    assert_int_equal(site_get(&s, link.p).status, 200);
    site_now += 2000;
    assert_int_equal(site_get(&s, link.p).status, 410);
    assert_int_equal(site_post(&s, link.p, "password=three+blue+whales&again=three+blue+whales").status, 410);
    assert_int_equal(site_get(&s, "/reset/00").status, 410);
    assert_int_equal(site_get(&s, "/reset/%E4%B8%AD").status, 410);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(ask("SELECT COUNT(*) AS n FROM password_reset WHERE until_ms > $1", 0), 0);
}

static void asking_for_links_is_limited(void **state)
{
    (void)state;
    sign_up("he.jun");
    accounts_nobody();
    for (int i = 0; i < LIMIT_RESETS_NAME; i++) assert_int_equal(site_post(&s, "/forgot", "who=he.jun").status, 200);
    struct answer a = site_post(&s, "/forgot", "who=he.jun");
    assert_true(a.status == 429 && str_eq(answer_header(&a, "Retry-After"), S("60")));
    int let = LIMIT_RESETS_NAME + 1;                                /* the refused one counted for the address, too */
    while (site_post(&s, "/forgot", str_printf(&s.a, "who=nobody%d", let).p).status == 200) let++;
    assert_int_equal(let, LIMIT_RESETS_ADDRESS);
}

/* ---- the inbox ---- */

static void notices_come_in_order_and_are_read_by_opening(void **state)
{
    (void)state;
    sign_up("luo.yi");
    int64_t id = id_of("luo.yi");
    struct answer a = site_get(&s, "/inbox");
    assert_true(a.status == 200 && body_has(&a, "No notices yet"));
    int64_t first = notify(id, "/listings/1"), last = 0;
    for (int i = 2; i <= 45; i++) last = notify(id, str_printf(&s.a, "/listings/%d", i).p);
    int64_t evil = notify(id, "//evil.example/");
    a = site_get(&s, "/api/v1/inbox");
    assert_true(str_starts(a.type, S("application/json"))
        && str_starts(a.body, S("{\"count\":46,\"unread\":46,\"page\":1,\"pages\":3,\"notices\":[{\"id\":\"")));
    a = site_get(&s, "/inbox?page=3");
    assert_true(body_has(&a, str_printf(&s.a, "/inbox/%lld\"", (long long)first).p)
        && !body_has(&a, str_printf(&s.a, "/inbox/%lld\"", (long long)last).p));
    assert_string_equal(site_get(&s, str_printf(&s.a, "/inbox/%lld", (long long)last).p).location.p, "/listings/45");
    assert_string_equal(site_get(&s, str_printf(&s.a, "/inbox/%lld", (long long)evil).p).location.p, "/inbox");
    a = site_get(&s, "/inbox?page=3");
    assert_true(body_has(&a, "Notices: 46, unread: 44")
        && body_has(&a, str_printf(&s.a, "/inbox/%lld\"", (long long)last).p)); /* read: behind */
    struct str mine = s.cookie;
    accounts_nobody();
    sign_up("curious");
    assert_int_equal(site_get(&s, str_printf(&s.a, "/inbox/%lld", (long long)first).p).status, 404);
    assert_int_equal(site_post(&s, "/inbox/read", "").status, 303);
    s.cookie = mine;
    s.lang = "zh";
    a = site_get(&s, "/inbox");
    assert_true(body_has(&a, "其中 44 条未读") && body_has(&a, "您的账户已开启二次验证。"));
    assert_int_equal(site_post(&s, "/inbox/read", "").status, 303);
    a = site_get(&s, "/inbox?page=99999999999999999999");
    assert_true(a.status == 200 && body_has(&a, "其中 0 条未读"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_second_factor_is_turned_on_with_a_code, nobody),
        cmocka_unit_test_setup(a_secret_on_its_way_is_for_one_account_and_a_while, nobody),
        cmocka_unit_test_setup(a_password_alone_makes_no_session, nobody),
        cmocka_unit_test_setup(a_ticket_is_short_lived_and_cannot_be_made, nobody),
        cmocka_unit_test_setup(the_second_factor_is_turned_off_carefully, nobody),
        cmocka_unit_test_setup(a_link_gives_a_new_password_once, nobody),
        cmocka_unit_test_setup(a_link_dies_within_the_hour, nobody),
        cmocka_unit_test_setup(asking_for_links_is_limited, nobody),
        cmocka_unit_test_setup(notices_come_in_order_and_are_read_by_opening, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
