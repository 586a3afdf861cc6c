/* account_fault_test.c: every write path of accounts with its n-th statement failing, its n-th allocation failing, and every
** transaction run twice: what failed changed nothing, what was done was done once. */
#include "test/accounts.h"

static int setup(void **state) { (void)state; accounts_open(); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int nobody(void **state) { (void)state; accounts_nobody(); return 0; }

static struct str state_hash(void)
{
    char text[65];
    struct err e;
    assert_int_equal(db_state_hash(s.app.pool, text, &e), RC_OK);
    return str_copy(&s.a, str_from(text));
}

/* Each write path: the n-th statement fails, for every n until it gets through. An answer that is not the good one has
** changed nothing. At last every transaction runs twice, and has its effect once. */
struct path { const char *target, *fields; int status; const char *verb; bool in; };

static void prepare(const char *login, bool in)
{
    accounts_nobody();
    if (in) log_in(login, GOOD);
    else site_get(&s, "/privacy");
}

static struct answer press(const struct path *p, const char *login)
{
    struct str fields = str_from(p->fields), before, out = S("");
    while (str_cut(&fields, '*', &before)) out = str_join(&s.a, str_join(&s.a, out, before), fields.p ? str_from(login) : S(""));
    return site_post(&s, p->target, out.p);
}

static void every_statement_may_fail(void **state)
{
    (void)state;
    static const struct path paths[] = {
        { "/login", "login=*&password=" GOOD, 303, "login", false },
        { "/login", "login=*&password=wrong+wrong+wrong", 422, "login_failed", false },
        { "/forgot", "who=*", 200, "reset_asked", false },
        { "/logout", "", 303, "logout", true },
        { "/step-up", "password=" GOOD, 303, "step_up", true },
        { "/step-up", "password=wrong+wrong+wrong", 422, "step_up_failed", true },
        { "/account/email", "email=x@mail.example&mail=1", 303, "email_changed", true },
        { "/account/language", "lang=en", 303, "language_changed", true },
        { "/account/sessions/end-others", "", 303, "sessions_ended", true },
        { "/account/password", "old=" GOOD "&password=three+blue+whales&again=three+blue+whales", 303, "password_changed", true },
    };
    fprintf(stderr, "(injected failures are told below)\n");
    for (size_t i = 0; i < LEN(paths); i++) {
        const char *login = str_printf(&s.a, "path%zu", i).p;
        sign_up(login);
        int64_t id = id_of(login);
        for (int64_t n = 0;; n++) {
            prepare(login, paths[i].in);
            size_t told = events_of(id, paths[i].verb);
            struct str before = state_hash(), cookie = s.cookie;
            db_fail_at(s.app.pool, n);
            struct answer a = press(&paths[i], login);
            db_fail_at(s.app.pool, -1);
            if (a.status == paths[i].status && events_of(id, paths[i].verb) == told + 1) break;
            if (a.status < 500 || !str_eq(state_hash(), before))
                fail_msg("%s %s: statement %d: %d", paths[i].target, paths[i].verb, (int)n, a.status);
            assert_true(str_eq(s.cookie, cookie) && n < 60);
        }
        if (strcmp(paths[i].verb, "password_changed") == 0) continue;
        prepare(login, paths[i].in);
        size_t told = events_of(id, paths[i].verb);
        db_set_twice(s.app.pool, true);
        assert_int_equal(press(&paths[i], login).status, paths[i].status);
        db_set_twice(s.app.pool, false);
        assert_int_equal(events_of(id, paths[i].verb), told + 1);
    }
}

static void signing_up_resets_and_codes_may_fail(void **state)
{
    (void)state;
    for (int64_t n = 0;; n++) {
        accounts_nobody();
        struct str before = state_hash();
        db_fail_at(s.app.pool, n);
        struct answer a = sign_up("unlucky");
        db_fail_at(s.app.pool, -1);
        if (a.status == 303) break;
        assert_true(a.status >= 500 && s.cookie.n == 0 && str_eq(state_hash(), before) && n < 60);
    }
    assert_true(site_get(&s, "/account").status == 200 && person_of(id_of("unlucky")) == 1);
    accounts_nobody();
    site_post(&s, "/forgot", "who=unlucky");
    struct str link = link_to("unlucky@mail.example");
    for (int64_t n = 0;; n++) {
        accounts_nobody();
        struct str before = state_hash();
        db_fail_at(s.app.pool, n);
        struct answer a = site_post(&s, link.p, "password=" GOOD "&again=" GOOD);
        db_fail_at(s.app.pool, -1);
        if (a.status == 303) break;
        assert_true(a.status >= 500 && str_eq(state_hash(), before) && n < 60);
    }
    struct str key = with_phone("unlucky2");
    for (int64_t n = 0;; n++) {
        accounts_nobody();
        log_in("unlucky2", GOOD);
        struct str before = state_hash();
        db_fail_at(s.app.pool, n);
        struct answer a = site_post(&s, "/login/code", str_printf(&s.a, "code=%s", code_of(key, 0)).p);
        db_fail_at(s.app.pool, -1);
        if (a.status == 303) break;
        assert_true(a.status >= 500 && s.cookie.n == 0 && str_eq(state_hash(), before) && n < 60);
    }
    assert_int_equal(events_of(id_of("unlucky2"), "login"), 1);
}

/* The n-th allocation fails on every page: the answer is 503 and the next request is served. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const char *const pages[] = { "/login?next=/x", "/sign-up", "/account", "/account/tokens/new", "/account/totp", "/account/email",
        "/account/password", "/inbox", "/api/v1/inbox", "/step-up", "/forgot", "/privacy" };
    sign_up("narrow");
    notify(id_of("narrow"), "/");
    for (size_t i = 0; i < LEN(pages); i++) {
        for (int64_t n = 0;; n++) {
            s.fail_after = n;
            int status = site_get(&s, pages[i]).status;
            s.fail_after = -1;
            if (status == 200 || status == 303) break;
            if (status != 503 || n > 3000) fail_msg("%s: allocation %d: %d", pages[i], (int)n, status);
        }
    }
}

/* ---- the second factor, sessions, tokens: each pressed by who has just given the password ---- */

static int64_t member(const char *login) { return site_account(&s, login, ROLE_MEMBER, "", ""); }

/* The fields that turn the second factor on, for whoever is logged in. */
static const char *enrolment(void)
{
    struct answer page = site_get(&s, "/account/totp");
    return str_printf(&s.a, "sealed=%.*s&code=%s", STR_FMT(hidden(&page, "sealed")), code_of(key_on(&page), 0)).p;
}

static void the_second_factor_may_fail(void **state)
{
    (void)state;
    int64_t one = member("totp.statement"), two = member("totp.memory");
    site_login(&s, one);
    site_every_statement(&s, one, "/account/totp", enrolment(), 200);
    site_every_statement(&s, one, "/account/totp/off", "", 303);
    assert_true(events_of(one, "totp_on") == 1 && events_of(one, "totp_off") == 1);
    site_login(&s, two);
    site_every_allocation(&s, two, "/account/totp", enrolment());
    site_every_allocation(&s, two, "/account/totp/off", "");
    assert_true(events_of(two, "totp_on") == 1 && events_of(two, "totp_off") == 1);
}

static void ending_sessions_may_fail(void **state)
{
    (void)state;
    int64_t who = member("sessions.fail");
    for (int memory = 0; memory < 2; memory++) {
        site_login(&s, who);
        int64_t other = other_session(who, S(""));
        const char *path = str_printf(&s.a, "/account/sessions/%lld/end", (long long)other).p;
        if (memory) site_every_allocation(&s, who, path, "");
        else site_every_statement(&s, who, path, "", 303);
        if (memory) site_every_allocation(&s, who, "/account/sessions/end-others", "");
        else site_every_statement(&s, who, "/account/sessions/end-others", "", 303);
    }
    assert_true(events_of(who, "session_ended") == 2 && events_of(who, "sessions_ended") == 2);
}

static void tokens_may_fail(void **state)
{
    (void)state;
    int64_t who = member("tokens.fail");
    for (int memory = 0; memory < 2; memory++) {
        const char *fields = "name=posts&until=2026-12-31";
        if (memory) site_every_allocation(&s, who, "/account/tokens/new", fields);
        else site_every_statement(&s, who, "/account/tokens/new", fields, 200);
        struct token_of_rows rows;
        struct db *db = site_db(&s);
        assert_int_equal(token_of(db, who, &rows), RC_OK);
        assert_int_equal(rows.n, 1);
        db_give(db);
        const char *path = str_printf(&s.a, "/account/tokens/%lld/end", (long long)rows.v[0].id).p;
        if (memory) site_every_allocation(&s, who, path, "");
        else site_every_statement(&s, who, path, "", 303);
    }
    assert_true(events_of(who, "token_made") == 2 && events_of(who, "token_withdrawn") == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_statement_may_fail, nobody), cmocka_unit_test_setup(signing_up_resets_and_codes_may_fail, nobody),
        cmocka_unit_test_setup(every_allocation_may_fail, nobody), cmocka_unit_test_setup(the_second_factor_may_fail, nobody),
        cmocka_unit_test_setup(ending_sessions_may_fail, nobody), cmocka_unit_test_setup(tokens_may_fail, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
