/* account_test.c: who gets in and who does not, and what each page about accounts does and refuses. The second factor,
** resets and the inbox: account_more_test.c. */
#include "test/accounts.h"

static int setup(void **state) { (void)state; accounts_open(); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int nobody(void **state) { (void)state; accounts_nobody(); return 0; }

/* ---- coming in ---- */

static void a_newcomer_signs_up_leaves_and_comes_back(void **state)
{
    (void)state;
    struct answer a = sign_up("Wang.Fang");
    assert_int_equal(a.status, 303);
    assert_string_equal(a.location.p, "/");
    assert_true(s.cookie.n == 2 * COOKIE_BYTES);
    int64_t id = id_of("wang.fang");
    assert_true(id != 0 && sessions(id) == 1 && events_of(id, "signed_up") == 1);
    assert_int_equal(person_of(id), 1);
    struct str first = s.cookie;
    a = site_post(&s, "/logout", "");
    assert_string_equal(answer_header(&a, "Clear-Site-Data").p, "\"cache\", \"storage\"");
    assert_true(a.status == 303 && s.cookie.p && s.cookie.n == 0 && sessions(id) == 0 && events_of(id, "logout") == 1);
    s.cookie = first;
    assert_int_equal(site_get(&s, "/account").status, 303);         /* the old cookie opens nothing */
    s.cookie = STR_NONE;
    a = log_in("WANG.fang", GOOD);
    assert_int_equal(a.status, 303);
    assert_true(sessions(id) == 1 && events_of(id, "login") == 1 && !str_eq(first, s.cookie));
    assert_int_equal(site_get(&s, "/account").status, 200);
    assert_string_equal(site_get(&s, "/login?next=/inbox").location.p, "/inbox");   /* who is in needs no login page */
    struct str before = s.cookie;
    log_in("wang.fang", GOOD);                                      /* again: a new session in place of the old one */
    assert_true(sessions(id) == 1 && !str_eq(before, s.cookie));
}

static void only_the_right_pair_opens(void **state)
{
    (void)state;
    sign_up("li.na");
    sign_up("closed.one");
    close_account(id_of("closed.one"));
    static const struct { const char *login, *password; int status; } cases[] = {
        { "li.na", GOOD, 303 }, { "LI.NA", GOOD, 303 }, { "%20li.na%20", GOOD, 303 }, { "li.na", "Seven+green+horses", 422 },
        { "li.na", GOOD "+", 422 },
        { "li.na", "", 422 }, { "", GOOD, 422 }, { "nobody.here", GOOD, 422 }, { "closed.one", GOOD, 422 }, { "closed.one", GOOD "+", 422 },
        { "li.na'--", GOOD, 422 }, { "li.na%25", GOOD, 422 },
        { "%3Cscript%3E", GOOD, 422 }, { "li.na%09x", "x", 422 },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        accounts_nobody();
        struct answer a = log_in(cases[i].login, cases[i].password);
        if (a.status != cases[i].status) fail_msg("%s / %s: %d", cases[i].login, cases[i].password, a.status);
        assert_true((s.cookie.n > 0) == (a.status == 303));
        assert_false(body_has(&a, "<script>alert") || body_has(&a, GOOD));
        bool told = body_has(&a, "This account is closed"),
             knows = strcmp(cases[i].login, "closed.one") == 0 && strcmp(cases[i].password, GOOD) == 0;
        assert_int_equal(told, knows);                              /* only who has the password learns that there is one */
    }
}

/* The page for a login nobody has and the page for a wrong password are the same, and leave the same behind. */
static void what_is_wrong_is_not_told(void **state)
{
    (void)state;
    struct answer unknown = log_in("zhao.min", "some+wrong+words");
    size_t told = events_of(0, "login_failed");
    sign_up("zhao.min");
    accounts_nobody();
    struct answer wrong = log_in("zhao.min", "some+wrong+words");
    assert_int_equal(events_of(id_of("zhao.min"), "login_failed"), 1);
    assert_int_equal(events_of(0, "login_failed"), told);
    assert_int_equal(unknown.status, wrong.status);
    assert_true(str_eq(without_keys(unknown.body), without_keys(wrong.body)));
    assert_true(body_has(&wrong, "The login name or the password is wrong") && body_has(&wrong, "value=\"zhao.min\""));
}

static void who_guesses_has_to_wait(void **state)
{
    (void)state;
    sign_up("sun.li");
    accounts_nobody();
    for (int i = 0; i < LIMIT_LOGIN_PAIR; i++) assert_int_equal(log_in("sun.li", "wrong+wrong+wrong").status, 422);
    struct answer a = log_in("sun.li", GOOD);                       /* right, but too often */
    assert_int_equal(a.status, 429);
    assert_string_equal(answer_header(&a, "Retry-After").p, "60");
    assert_true(body_has(&a, "in one minute") && s.cookie.n == 0);
    s.remote = "192.0.2.7";
    assert_int_equal(log_in("sun.li", GOOD).status, 303);           /* the owner, elsewhere */
    accounts_nobody();
    assert_int_equal(log_in("sun.li", GOOD).status, 303);           /* a minute later */
    accounts_nobody();
    int let = 0;
    for (int i = 0; i < 40; i++) {                                  /* from everywhere at once */
        s.remote = str_printf(&s.a, "198.51.100.%d", i).p;
        let += log_in("sun.li", "wrong+wrong+wrong").status == 422;
    }
    assert_int_equal(let, LIMIT_LOGIN_NAME);
    accounts_nobody();
    let = 0;
    for (int i = 0; i < LIMIT_LOGIN_ADDRESS + 5; i++) let += log_in(str_printf(&s.a, "nobody%d", i).p, "x").status == 422;
    assert_int_equal(let, LIMIT_LOGIN_ADDRESS);
    let = 0;
    for (int i = 0; i < LIMIT_LOGIN_ADDRESS + 5; i++) {             /* a network of IPv6 is one place */
        s.remote = str_printf(&s.a, "2001:db8:1:2:%x::%x", i, i + 1).p;
        let += log_in(str_printf(&s.a, "nobody%d", i).p, "x").status == 422;
    }
    assert_int_equal(let, LIMIT_LOGIN_ADDRESS);
    s.remote = "2001:db8:1:3::1";
    assert_int_equal(log_in("nobody", "x").status, 422);            /* the one beside it is another */
    accounts_nobody();
    for (int i = 0; i < LIMIT_LOGIN_ADDRESS; i++) log_in(str_printf(&s.a, "nobody%d", i).p, "x");
    for (int i = 0; i < LIMIT_LOGIN_PAIR; i++) assert_int_equal(log_in("sun.li", GOOD).status, 429);
    site_now += 2000;
    assert_int_equal(log_in("sun.li", GOOD).status, 303);           /* what the place refused took no try from the name */
}

static void nobody_is_led_elsewhere(void **state)
{
    (void)state;
    static const struct { const char *next, *to; } cases[] = {
        { "/inbox?page=2", "/inbox?page=2" }, { "", "/" }, { "%2F%2Fevil.example", "/" }, { "https%3A%2F%2Fevil.example", "/" },
        { "%2F%5Cevil.example", "/" },
        { "evil", "/" }, { "javascript%3Aalert(1)", "/" }, { "%2Fa%0D%0ASet-Cookie%3Ax%3D1", "/" }, { "%2Fa%09b", "/" },
        { "%2F%E4%B8%AD", "/" }, { "%2F", "/" },
        { "%2Fa%2F%2Fb", "/a//b" }, { "%2F%E2%80%8B%2Fevil", "/" }, { "%2Fa%5Cb", "/" },
    };
    sign_up("qian.yu");
    for (size_t i = 0; i < LEN(cases); i++) {
        accounts_nobody();
        struct answer a = site_post(&s, "/login", str_printf(&s.a, "login=qian.yu&password=" GOOD "&next=%s", cases[i].next).p);
        if (a.status == 422) continue;                              /* a control sign in a hidden field is refused outright */
        if (!str_eq(a.location, str_from(cases[i].to))) fail_msg("%s led to %s", cases[i].next, a.location.p);
        accounts_nobody();
        a = site_get(&s, str_printf(&s.a, "/login?next=%s", cases[i].next).p);
        assert_false(body_has(&a, "value=\"//") || body_has(&a, "value=\"http") || body_has(&a, "value=\"java"));
    }
}

static enum rc hash_all_day(void)
{
    char hash[PASSWORD_HASH];
    return password_hash(&s.keys, S("x"), hash);
}

static volatile bool storm;
static void *hasher(void *arg) { while (storm) hash_all_day(); return arg; }

/* A storm of logins fills the gate; who comes then is told to come back, with what was typed still there. */
static void a_storm_is_told_to_come_back(void **state)
{
    (void)state;
    pthread_t t[16];
    sign_up("zhou.jie");
    accounts_nobody();
    storm = true;
    for (size_t i = 0; i < LEN(t); i++) assert_int_equal(pthread_create(&t[i], NULL, hasher, NULL), 0);
    struct answer a = { 0 };
    for (int i = 0; i < 200 && a.status != 503; i++) {
        accounts_nobody();
        a = log_in("zhou.jie", GOOD);
    }
    storm = false;
    for (size_t i = 0; i < LEN(t); i++) pthread_join(t[i], NULL);
    assert_int_equal(a.status, 503);
    assert_string_equal(answer_header(&a, "Retry-After").p, "10");
    assert_true(body_has(&a, "value=\"zhou.jie\"") && body_has(&a, "press again in ten seconds"));
    accounts_nobody();
    assert_int_equal(log_in("zhou.jie", GOOD).status, 303);
}

/* ---- signing up ---- */

static void sign_up_says_what_is_missing(void **state)
{
    (void)state;
    sign_up("taken");
    static const struct { const char *fields, *says; } cases[] = {
        { "", "href=\"#f-login\"" },
        { "login=ab&name=n&kind=graduate&password=" GOOD "&again=" GOOD "&agree=1", "3 to 64 characters, only" },
        { "login=a+b+c&name=n&kind=graduate&password=" GOOD "&again=" GOOD "&agree=1", "3 to 64 characters, only" },
        { "login=%E7%8E%8B%E8%8A%B3%E8%8A%B3&name=n&kind=graduate&password=" GOOD "&again=" GOOD "&agree=1", "3 to 64 characters, only" },
        { "login=TAKEN&name=n&kind=graduate&password=" GOOD "&again=" GOOD "&agree=1", "This login name is taken" },
        { "login=new1&name=n&kind=king&password=" GOOD "&again=" GOOD "&agree=1", "Choose one from the list" },
        { "login=new1&name=n&kind=graduate&password=short&again=short&agree=1", "at least 10 characters" },
        { "login=new1&name=n&kind=graduate&password=password123&again=password123&agree=1", "too easy to guess" },
        { "login=longlogin-1&name=n&kind=graduate&password=LongLogin-1&again=LongLogin-1&agree=1", "must not be your login name" },
        { "login=new1&name=n&kind=graduate&password=" GOOD "&again=" GOOD "+&agree=1", "The two passwords differ" },
        { "login=new1&name=n&kind=graduate&password=" GOOD "&again=" GOOD, "href=\"#f-agree\"" },
        { "login=new1&name=n&kind=graduate&password=" GOOD "&again=" GOOD "&agree=1&email=not-an-address", "Enter an e-mail address" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        accounts_nobody();
        struct answer a = site_post(&s, "/sign-up", cases[i].fields);
        if (a.status != 422 || !body_has(&a, cases[i].says)) fail_msg("%s: %d, no '%s'", cases[i].fields, a.status, cases[i].says);
        assert_false(body_has(&a, "value=\"seven"));                /* no password comes back */
    }
    assert_int_equal(id_of("new1"), 0);
    accounts_nobody();
    struct answer a = site_post(&s, "/sign-up", "login=x&name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&kind=graduate&email=a@b.c&agree=1");
    assert_true(
        a.status == 422 && body_has(&a, "value=\"&quot;&gt;&lt;script&gt;") && body_has(&a, "value=\"a@b.c\"") && body_has(&a, "checked"));
}

static void pressing_twice_makes_one_account(void **state)
{
    (void)state;
    const char *fields = str_printf(&s.a, "form_key=%.*s&login=twice&name=n&kind=other&password=" GOOD "&again=" GOOD "&agree=1",
        STR_FMT(site_form_key(&s)))
                             .p;
    assert_int_equal(site_post_as_is(&s, "/sign-up", fields).status, 303);
    int64_t id = id_of("twice");
    s.cookie = STR_NONE;                                            /* the browser never saw the first answer */
    struct answer a = site_post_as_is(&s, "/sign-up", fields);
    assert_true(a.status == 303 && s.cookie.n > 0 && id_of("twice") == id && events_of(id, "signed_up") == 1);
    assert_int_equal(site_get(&s, "/account").status, 200);
}

/* ---- my account ---- */

static void the_account_page_shows_and_escapes(void **state)
{
    (void)state;
    site_post(&s, "/sign-up",
        "login=hostile&name=%3Cb%3E%22Bobby%22%27&kind=other&password=" GOOD "&again=" GOOD "&agree=1&email=bobby@mail.example");
    struct answer a = site_get(&s, "/account");
    assert_true(a.status == 200 && body_has(&a, "&lt;b&gt;&quot;Bobby&quot;&#39;") && !body_has(&a, "<b>\"Bobby")
        && body_has(&a, "bobby@mail.example"));
    assert_true(body_has(&a, "This session") && !body_has(&a, "end-others"));
    s.lang = "zh";
    a = site_get(&s, "/account");
    assert_true(body_has(&a, "我的账户") && body_has(&a, "本次登录"));
}

static void sessions_are_listed_and_ended_by_their_owner_only(void **state)
{
    (void)state;
    sign_up("wu.gang");
    int64_t id = id_of("wu.gang");
    struct str phone = s.cookie;
    accounts_nobody();
    log_in("wu.gang", GOOD);
    struct str desk = s.cookie;
    assert_int_equal(sessions(id), 2);
    int64_t other = other_session(id, desk);
    accounts_nobody();
    sign_up("stranger");
    assert_int_equal(site_post(&s, str_printf(&s.a, "/account/sessions/%lld/end", (long long)other).p, "").status, 404);
    assert_int_equal(sessions(id), 2);
    s.cookie = desk;
    assert_int_equal(site_post(&s, str_printf(&s.a, "/account/sessions/%lld/end", (long long)other).p, "").status, 303);
    assert_true(sessions(id) == 1 && events_of(id, "session_ended") == 1);
    s.cookie = phone;
    assert_int_equal(site_get(&s, "/account").status, 303);
    accounts_nobody();
    log_in("wu.gang", GOOD);
    accounts_nobody();
    log_in("wu.gang", GOOD);
    assert_int_equal(sessions(id), 3);
    assert_int_equal(site_post(&s, "/account/sessions/end-others", "").status, 303);
    assert_true(sessions(id) == 1 && site_get(&s, "/account").status == 200);
    int64_t own = other_session(id, STR_NONE);
    site_post(&s, str_printf(&s.a, "/account/sessions/%lld/end", (long long)own).p, "");     /* one's own is a logout */
    assert_true(sessions(id) == 0 && s.cookie.n == 0);
}

static void a_new_password_ends_the_other_sessions(void **state)
{
    (void)state;
    sign_up("zheng.wei");
    int64_t id = id_of("zheng.wei");
    struct str phone = s.cookie;
    accounts_nobody();
    log_in("zheng.wei", GOOD);
    struct str desk = s.cookie;
    static const struct { const char *fields; int status; const char *says; } cases[] = {
        { "old=wrong+wrong+wrong&password=three+blue+whales&again=three+blue+whales", 422, "The current password is wrong" },
        { "old=" GOOD "&password=three+blue+whales&again=three+blue+whale", 422, "The two passwords differ" },
        { "old=" GOOD "&password=zheng.wei&again=zheng.wei", 422, "at least 10 characters" },
        { "old=" GOOD "&password=" GOOD "&again=" GOOD, 422, "the same as the current one" },
        { "old=" GOOD "&password=three+blue+whales&again=three+blue+whales", 303, "" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = site_post(&s, "/account/password", cases[i].fields);
        if (a.status != cases[i].status || !body_has(&a, cases[i].says)) fail_msg("%s: %d", cases[i].fields, a.status);
    }
    assert_true(sessions(id) == 1 && !str_eq(s.cookie, desk) && site_get(&s, "/account").status == 200);
    assert_true(events_of(id, "password_changed") == 1 && events_of(id, "password_failed") == 1);
    struct answer inbox = site_get(&s, "/inbox");
    assert_true(body_has(&inbox, "Your password was changed"));
    struct str old[] = { phone, desk };
    for (size_t i = 0; i < LEN(old); i++) {
        s.cookie = old[i];
        assert_int_equal(site_get(&s, "/account").status, 303);
    }
    accounts_nobody();
    assert_int_equal(log_in("zheng.wei", GOOD).status, 422);
    assert_int_equal(log_in("zheng.wei", "three+blue+whales").status, 303);
    for (int i = 0; i < LIMIT_LOGIN_PAIR; i++)
        site_post(&s, "/account/password", "old=wrong+wrong+wrong&password=four+red+foxes&again=four+red+foxes");
    assert_int_equal(site_post(&s, "/account/password", "old=three+blue+whales&password=four+red+foxes&again=four+red+foxes").status, 429);
}

static void careful_acts_ask_for_the_password_again(void **state)
{
    (void)state;
    sign_up("feng.lan");
    int64_t id = id_of("feng.lan");
    assert_int_equal(site_get(&s, "/account/email").status, 200);
    site_now += STEP_UP_MS + 1;
    struct answer a = site_get(&s, "/account/email");
    assert_string_equal(a.location.p, "/step-up?next=%2Faccount%2Femail");
    assert_int_equal(site_post(&s, "/account/email", "email=a@b.cd").status, 303);       /* not done, asked */
    assert_int_equal(events_of(id, "email_changed"), 0);
    /* whoever sits at a session left open does not lock its owner out with a telephone of his own */
    assert_string_equal(site_get(&s, "/account/totp").location.p, "/step-up?next=%2Faccount%2Ftotp");
    a = site_get(&s, a.location.p);
    assert_true(a.status == 200 && body_has(&a, "value=\"/account/email\""));
    assert_int_equal(site_post(&s, "/step-up", "password=wrong+wrong+wrong&next=/account/email").status, 422);
    assert_int_equal(events_of(id, "step_up_failed"), 1);
    struct str before = s.cookie;
    a = site_post(&s, "/step-up", "password=" GOOD "&next=/account/email");
    assert_string_equal(a.location.p, "/account/email");
    assert_true(!str_eq(before, s.cookie) && sessions(id) == 1 && events_of(id, "step_up") == 1);
    assert_int_equal(site_get(&s, "/account/email").status, 200);
    struct str after = s.cookie;
    s.cookie = before;
    assert_int_equal(site_get(&s, "/account").status, 303);         /* the cookie of before is dead */
    s.cookie = after;
    assert_string_equal(site_post(&s, "/step-up", "password=" GOOD "&next=%2F%2Fevil.example").location.p, "/account");
}

static void email_and_language_are_kept(void **state)
{
    (void)state;
    sign_up("chu.ran");
    int64_t id = id_of("chu.ran");
    static const struct {
        const char *fields;
        int status;
        const char *says;
    } cases[] = {
        { "email=&mail=1", 422, "give an address" }, { "email=a%0d%0aBcc:x@y.z", 422, "" },
        { "email=a@b,c@d.e", 422, "Enter an e-mail address" },
        { "email=%EF%BD%83hu@mail.example&mail=1", 303, "" }, /* full-width letters become plain ones */
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = site_post(&s, "/account/email", cases[i].fields);
        if (a.status != cases[i].status || !body_has(&a, cases[i].says)) fail_msg("%s: %d", cases[i].fields, a.status);
    }
    struct answer a = site_get(&s, "/account");
    assert_true(body_has(&a, "chu@mail.example") && body_has(&a, "notices also come by e-mail") && events_of(id, "email_changed") == 1);
    assert_int_equal(site_post(&s, "/account/email", "email=").status, 303);
    a = site_get(&s, "/account");
    assert_false(body_has(&a, "chu@mail.example"));
    assert_int_equal(site_post(&s, "/account/language", "lang=fr").status, 422);
    assert_string_equal(site_post(&s, "/account/language", "lang=zh").location.p, "/account?lang=zh");
    assert_int_equal(events_of(id, "language_changed"), 1);
}

static void the_privacy_notice_is_for_all(void **state)
{
    (void)state;
    struct answer a = site_get(&s, "/privacy");
    assert_true(a.status == 200 && body_has(&a, "Your rights") && body_has(&a, "Cookies"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_newcomer_signs_up_leaves_and_comes_back, nobody),
        cmocka_unit_test_setup(only_the_right_pair_opens, nobody),
        cmocka_unit_test_setup(what_is_wrong_is_not_told, nobody),
        cmocka_unit_test_setup(who_guesses_has_to_wait, nobody),
        cmocka_unit_test_setup(nobody_is_led_elsewhere, nobody),
        cmocka_unit_test_setup(a_storm_is_told_to_come_back, nobody),
        cmocka_unit_test_setup(sign_up_says_what_is_missing, nobody),
        cmocka_unit_test_setup(pressing_twice_makes_one_account, nobody),
        cmocka_unit_test_setup(the_account_page_shows_and_escapes, nobody),
        cmocka_unit_test_setup(sessions_are_listed_and_ended_by_their_owner_only, nobody),
        cmocka_unit_test_setup(a_new_password_ends_the_other_sessions, nobody),
        cmocka_unit_test_setup(careful_acts_ask_for_the_password_again, nobody),
        cmocka_unit_test_setup(email_and_language_are_kept, nobody),
        cmocka_unit_test_setup(the_privacy_notice_is_for_all, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
