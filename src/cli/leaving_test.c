/* leaving_test.c: what the privacy notice promises about closed accounts, from the closing to the last address in the log. */
#include "test/site.h"
#include "account_sql.h"
#include "fairs_sql.h"
#include "parties_sql.h"
#include "cli/slices.h"

#define NUMBER "210299199906300011"
#define GOOD "seven+green+horses"
#define DAY INT64_C(86400000)

static struct site s;
static int64_t admin, clerk;

static int setup(void **state)
{
    (void)state;
    site_open(&s, all_slices, all_slices_n);
    admin = site_account(&s, "admin", ROLE_ADMIN, "", "");
    clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static struct answer act(int64_t who, const char *path, const char *fields) { return site_post_as(&s, who, path, fields); }

struct setting { const char *name, *value; };
static enum rc setting_tx(struct db *tx, void *arg)
{
    const struct setting *x = arg;
    return setting_put(tx, str_from(x->name), str_from(x->value));
}
static void set(const char *name, const char *value)
{
    struct setting x = { name, value };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, setting_tx, &x), RC_OK);
    db_give(db);
}

/* She has a calendar follow her meetings at a fair. */
struct follows { int64_t account, fair, party, id; };
static enum rc follows_tx(struct db *tx, void *arg)
{
    const struct follows *x = arg;
    TRY(fair_add(tx, x->fair, S("秋季对接会"), S("Autumn fair"), S(""), S(""), S(""), S("2026-12-01"), S("2026-12-02"), S("2026-12-03"), 1,
        0, 1, 1, 0, x->account, site_now));
    TRY(fair_party_add(tx, x->party, x->fair, DB_NULL, x->account, S("offer"), DB_NULL, site_now));
    return fair_feed_add(tx, x->id, str_printf(tx->arena, "hash of %lld", (long long)x->id), x->party, DB_NULL, x->account, S("zh"),
        site_now);
}
static void follows(int64_t account)
{
    struct follows x = { account, id_new(site_now), id_new(site_now), id_new(site_now) };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, follows_tx, &x), RC_OK);
    db_give(db);
}
static int64_t calendars(int64_t account) { return site_ask(&s, "SELECT COUNT(*) AS n FROM fair_feed WHERE account = $1", account); }

/* A person with something of everything; her open listing. */
static int64_t settled(const char *login, int64_t *listing)
{
    int64_t id = site_account(&s, login, ROLE_MEMBER, "", "");
    assert_int_equal(act(id, "/me",
                         "name=王芳&kind=graduate&division=210211&skills=焊接&id_number=" NUMBER
                         "&phone=13900001234&bank=6222021234567890&version=0")
                         .status,
        303);
    assert_int_equal(act(id, "/account/email", str_printf(&s.a, "email=%s@mail.example&mail=1", login).p).status, 303);
    struct answer a = act(id, "/listings", "side=offer&kind=job&title_zh=会焊接&body_zh=我叫王芳&division=210211&visibility=public&annex=secret&then=submit");
    assert_int_equal(a.status, 303);
    assert_true(str_int(str_sub(a.location, 10, a.location.n), listing));
    assert_int_equal(act(clerk, str_printf(&s.a, "/review/listings/%lld", (long long)*listing).p, "decision=open&version=1").status, 303);
    assert_int_equal(act(id, "/searches", "name=welders&query=q%3Dx").status, 303);
    assert_int_equal(act(id, "/account/tokens/new",
                         str_printf(&s.a, "name=x&until=%.*s", STR_FMT(date_str(&s.a, instant_day(site_now) + 300))).p)
                         .status,
        200);
    follows(id);
    return id;
}

static void close_it(int64_t id)
{
    assert_int_equal(act(admin, str_printf(&s.a, "/office/accounts/%lld/close", (long long)id).p, "").status, 303);
}

static bool sealed(int64_t id) { return site_ask(&s, "SELECT COUNT(*) AS n FROM person WHERE account = $1 AND id_cipher IS NOT NULL AND phone_cipher IS NOT NULL AND bank_cipher IS NOT NULL", id) == 1; }

static void who_leaves_is_forgotten_in_steps(void **state)
{
    (void)state;
    int64_t listing, id = settled("wang.fang", &listing);
    const char *page = str_printf(&s.a, "/listings/%lld", (long long)listing).p;
    int64_t events = site_ask(&s, "SELECT COUNT(*) AS n FROM event WHERE account = $1", id);
    close_it(id);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    site_login(&s, 0);
    struct answer a = site_get(&s, page);
    assert_true(body_has(&a, "已关闭"));                             /* nobody could answer for it any more */
    site_now += 29 * DAY;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(sealed(id));
    site_now += 1 * DAY + 1;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM person WHERE account = $1 AND name = '–' AND skills = '' AND id_cipher IS NULL AND id_index IS NULL"
        " AND phone_cipher IS NULL AND phone_index IS NULL AND bank_cipher IS NULL AND kind = 'graduate' AND division = '210211'", id), 1);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND name = '–' AND email = '' AND login LIKE 'closed-%' AND erased_ms IS NOT NULL", id), 1);
    static const char *const gone[] = { "api_token", "session", "saved_search", "notice", "membership", "account_role", "recovery_code",
        "fair_feed" };
    for (size_t i = 0; i < LEN(gone); i++)
        assert_int_equal(site_ask(&s, str_printf(&s.a, "SELECT COUNT(*) AS n FROM %s WHERE account = $1", gone[i]).p, id), 0);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM outbox WHERE address LIKE 'wang.fang@%' AND $1 > 0", 1), 0);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM listing_annex WHERE listing = $1", listing), 0);
    a = site_get(&s, page);
    assert_true(a.status == 200 && !body_has(&a, "王芳"));           /* the record stays, her words do not */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM event WHERE account = $1", id), events);
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM event WHERE account = $1 AND body LIKE '%127.0.0.1%'", id) > 0);
    assert_int_equal(act(admin, str_printf(&s.a, "/office/accounts/%lld/reopen", (long long)id).p, "").status, 409);
    char before[65], after[65];
    site_hash(&s, before);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);            /* a tick done twice does nothing twice */
    site_hash(&s, after);
    assert_string_equal(before, after);
    int64_t again, other = settled("wang.fang.2", &again);          /* her number is free: she may come back */
    assert_true(sealed(other));
    site_now += 154 * DAY;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM event WHERE account = $1 AND body LIKE '%127.0.0.1%'", id), 0);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM event WHERE account = $1", id), events);
    assert_true(sealed(other));                                     /* who has not left keeps everything */
    close_it(other);
}

static void her_data_lists_her_calendars(void **state)
{
    (void)state;
    int64_t id = site_account(&s, "li.na", ROLE_MEMBER, "", "");
    follows(id);
    struct answer a = site_get_as(&s, id, "/me/data.json");
    assert_true(a.status == 200 && body_has(&a, "\"fair_calendars\":[{\"fair\":\"秋季对接会\",\"whom\":\"\",\"since\":\"")
        && body_has(&a, "\"last_used\":null}]"));
    assert_false(body_has(&a, "hash of"));
}

static void the_days_are_data(void **state)
{
    (void)state;
    int64_t id = site_account(&s, "soon", ROLE_MEMBER, "", "");
    set("erase_after_days", "never");
    close_it(id);
    site_now += 400 * DAY;
    assert_int_equal(web_tick(&s.app, site_now), RC_INPUT);          /* told, and nothing is erased by mistake */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND erased_ms IS NULL", id), 1);
    set("erase_after_days", "401");
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND erased_ms IS NULL", id), 1);
    set("erase_after_days", "0");
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND erased_ms IS NOT NULL", id), 1);
    set("erase_after_days", "30");
}

static void who_is_opened_again_in_time_keeps_everything(void **state)
{
    (void)state;
    int64_t listing, id = settled("back.soon", &listing);
    close_it(id);
    site_now += 10 * DAY;
    assert_int_equal(act(admin, str_printf(&s.a, "/office/accounts/%lld/reopen", (long long)id).p, "").status, 303);
    site_now += 40 * DAY;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_true(sealed(id));
    close_it(id);
    site_now += 31 * DAY;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
}

/* Whichever statement fails, an account is erased whole or not at all, and at last it is. */
static void every_statement_may_fail(void **state)
{
    (void)state;
    int64_t listing, id = settled("unlucky", &listing);
    close_it(id);
    site_now += 31 * DAY;
    for (int64_t n = 1; ; n++) {
        db_fail_at(s.app.pool, n);
        enum rc rc = web_tick(&s.app, site_now);
        db_fail_at(s.app.pool, -1);
        int64_t erased = site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND erased_ms IS NOT NULL", id);
        int64_t kept = site_ask(&s, "SELECT COUNT(*) AS n FROM saved_search WHERE account = $1", id);
        if (erased ? sealed(id) || kept : !sealed(id) || !kept) fail_msg("statement %d failed and left half of it", (int)n);
        if (rc == RC_OK) break;
        must(n < 300);
    }
    assert_false(sealed(id));
}

/* She closes it herself: told what follows, asked for her login name, out at once, and told why she cannot come in again. */
static void who_closes_her_own_account_is_out(void **state)
{
    (void)state;
    int64_t listing;
    site_login(&s, 0);
    assert_int_equal(site_post(&s, "/sign-up", "login=own.way&name=Wang+Fang&kind=graduate&password=" GOOD "&again=" GOOD "&agree=1")
                         .status,
        303);
    int64_t id = site_ask(&s, "SELECT id AS n FROM account WHERE login = 'own.way' AND $1 = 0", 0);
    struct answer a = act(id, "/listings", "side=offer&kind=job&title_zh=会焊接&body_zh=x&division=210211&visibility=public&then=submit");
    assert_true(str_int(str_sub(a.location, 10, a.location.n), &listing));
    follows(id);
    a = site_get(&s, "/account/close");
    assert_true(a.status == 200 && body_has(&a, "（1 条）") && body_has(&a, "30 天后") && body_has(&a, "own.way"));
    static const char *const wrong[] = { "", "login=", "login=own", "login=admin", "login=%3Cscript%3Ealert(1)%3C/script%3E" };
    for (size_t i = 0; i < LEN(wrong); i++) {
        a = site_post(&s, "/account/close", wrong[i]);
        if (a.status != 422 || body_has(&a, "<script>alert")) fail_msg("%s: %d", wrong[i], a.status);
    }
    s.lang = "en";
    a = site_post(&s, "/account/close", "login=own");
    assert_true(body_has(&a, "This is not your login name"));
    s.lang = "zh";
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND state = 'active'", id), 1);
    struct str cookie = s.cookie;
    const char *fields = str_printf(&s.a, "login=OWN.way&form_key=%.*s", STR_FMT(site_form_key(&s))).p;
    a = site_post_as_is(&s, "/account/close", fields);
    assert_true(a.status == 303 && str_eq(a.location, S("/")) && !s.cookie.n);
    s.cookie = cookie;
    a = site_post_as_is(&s, "/account/close", fields);              /* pressed twice: nobody is logged in any more */
    assert_true(a.status == 303 && str_starts(a.location, S("/login")));
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM event WHERE account = $1 AND subject = $1 AND verb = 'close'", id), 1);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM session WHERE account = $1", id), 0);
    assert_int_equal(calendars(id), 0);                              /* no address of hers is left to follow */
    site_login(&s, 0);
    a = site_post(&s, "/login", "login=own.way&password=" GOOD);
    assert_true(a.status == 422 && body_has(&a, "此账户已注销"));
    a = site_post(&s, "/login", "login=own.way&password=another+" GOOD);
    assert_true(a.status == 422 && !body_has(&a, "此账户已注销"));   /* who does not know the password learns nothing */
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM listing WHERE id = $1 AND state = 'closed'", listing), 1);
    site_now += 30 * DAY + 1;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND erased_ms IS NOT NULL", id), 1);
}

/* The only manager of an organisation, and who works for the office, have something to do first. */
static void some_have_to_hand_over_first(void **state)
{
    (void)state;
    int64_t owner = site_account(&s, "owner", ROLE_MEMBER, "", ""), other = site_account(&s, "other", ROLE_MEMBER, "", ""), house = 0;
    struct answer a = act(owner, "/organisations/new", "kind=team&name_zh=只有一位负责人&division=210204");
    assert_true(str_int(str_sub(a.location, 15, a.location.n), &house));
    assert_int_equal(act(clerk, str_printf(&s.a, "/review/organisations/%lld", (long long)house).p, "decision=active&version=1").status,
        303);
    const char *base = str_printf(&s.a, "/organisations/%lld", (long long)house).p;
    a = act(owner, "/account/close", "login=owner");
    assert_true(a.status == 422 && body_has(&a, str_printf(&s.a, "%s/members", base).p));
    a = site_get(&s, "/account/close");
    assert_true(body_has(&a, "只有您一位负责人") && !body_has(&a, "name=\"login\""));
    assert_int_equal(act(other, str_printf(&s.a, "%s/join", base).p, "").status, 303);
    assert_int_equal(act(owner, str_printf(&s.a, "%s/members/%lld", base, (long long)other).p, "act=accept&role=owner").status, 303);
    assert_int_equal(act(owner, "/account/close", "login=owner").status, 303);
    assert_int_equal(act(other, "/account/close", "login=other").status, 422);                  /* now the other one is the last */
    assert_int_equal(act(clerk, str_printf(&s.a, "%s/state", base).p, "act=close&reason=why&version=2").status, 303);
    assert_int_equal(act(other, "/account/close", "login=other").status, 303);                  /* a closed one needs nobody */
    a = act(admin, "/account/close", "login=admin");
    assert_true(a.status == 422 && body_has(&a, "先请管理员收回角色"));
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND state = 'active'", admin), 1);
}

static void closing_ones_own_is_whole_or_nothing(void **state)
{
    (void)state;
    int64_t id = site_account(&s, "faulty", ROLE_MEMBER, "", ""), next = site_account(&s, "faulty2", ROLE_MEMBER, "", "");
    site_every_statement(&s, id, "/account/close", "login=faulty", 303);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND state = 'closed'", id), 1);
    site_every_allocation(&s, next, "/account/close", "login=faulty2");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM account WHERE id = $1 AND state = 'closed'", next), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_leaves_is_forgotten_in_steps),
        cmocka_unit_test(her_data_lists_her_calendars),
        cmocka_unit_test(the_days_are_data),
        cmocka_unit_test(who_is_opened_again_in_time_keeps_everything),
        cmocka_unit_test(every_statement_may_fail),
        cmocka_unit_test(who_closes_her_own_account_is_out),
        cmocka_unit_test(some_have_to_hand_over_first),
        cmocka_unit_test(closing_ones_own_is_whole_or_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
