/* accounts.h: people for the tests of accounts: they sign up, log in, and leave traces that can be counted. */
#ifndef TEST_ACCOUNTS_H
#define TEST_ACCOUNTS_H
#include "test/site.h"
#include <pthread.h>
#include "account_sql.h"
#include "web/account.h"
#include "web/password.h"
#include "web/totp.h"

static const struct slice *const account_slices[] = { &web_slice };
static struct site s;

#define GOOD "seven+green+horses"

__attribute__((unused)) static void accounts_open(void) { site_open(&s, account_slices, LEN(account_slices)); }

/* A fresh visitor, a minute later: the buckets, which are the process's, are full again. */
__attribute__((unused)) static void accounts_nobody(void)
{
    s.cookie = STR_NONE;
    s.jar.n = 0;
    s.lang = "en";
    s.remote = "127.0.0.1";
    s.fail_after = -1;
    site_now += 60 * 1000;
}

__attribute__((unused)) static struct answer sign_up(const char *login)
{
    return site_post(&s, "/sign-up",
        str_printf(&s.a, "login=%s&name=Wang+Fang&kind=graduate&password=" GOOD "&again=" GOOD "&agree=1&email=%s@mail.example", login,
            login)
            .p);
}

__attribute__((unused)) static struct answer log_in(const char *login, const char *password)
{
    return site_post(&s, "/login", str_printf(&s.a, "login=%s&password=%s", login, password).p);
}

__attribute__((unused)) static int64_t id_of(const char *login)
{
    struct account_by_login a;
    struct db *db = site_db(&s);
    enum rc rc = account_by_login(db, str_from(login), &a);
    db_give(db);
    return rc == RC_OK ? a.id : 0;
}

__attribute__((unused)) static size_t sessions(int64_t account)
{
    struct session_of_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(session_of(db, account, &rows), RC_OK);
    db_give(db);
    return rows.n;
}

/* A session of the account that is not the one of this cookie; 0 = none. */
__attribute__((unused)) static int64_t other_session(int64_t account, struct str cookie)
{
    struct session_of_rows rows;
    struct session_by_hash own = { 0 };
    uint8_t hash[32];
    struct db *db = site_db(&s);
    sha256(cookie, hash);
    if (cookie.n) assert_int_equal(session_by_hash(db, (struct str){ (const char *)hash, 32 }, &own), RC_OK);
    assert_int_equal(session_of(db, account, &rows), RC_OK);
    db_give(db);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].id != own.id) return rows.v[i].id;
    return 0;
}

__attribute__((unused)) static size_t events_of(int64_t account, const char *verb)
{
    struct event_trail_rows rows;
    struct db *db = site_db(&s);
    size_t n = 0;
    assert_int_equal(event_trail(db, S("account"), account, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) n += str_eq(rows.v[i].verb, str_from(verb));
    db_give(db);
    return n;
}

__attribute__((unused)) static int64_t ask(const char *sql, int64_t in) { return site_ask(&s, sql, in); }

__attribute__((unused)) static int64_t person_of(int64_t account)
{
    return ask("SELECT COUNT(*) AS n FROM person WHERE account = $1", account);
}

static enum rc close_tx(struct db *tx, void *arg)
{
    static const struct db_column in[] = { { "id", 'i', false, 0 } };
    static const struct db_stmt stmt = { "test_close", "UPDATE account SET state = 'closed' WHERE id = $1", in, in, 1, 0, 0 };
    const struct db_value v[] = { { .type = 'i', .i = *(int64_t *)arg } };
    return db_exec(tx, &stmt, v);
}

__attribute__((unused)) static void close_account(int64_t id)
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, close_tx, &id), RC_OK);
    db_give(db);
}

/* ---- a telephone ---- */

/* What a telephone would read from the page: the key in fours, base 32. */
__attribute__((unused)) static struct str key_on(const struct answer *page)
{
    ptrdiff_t at = str_find(page->body, S("<code>"));
    assert_true(at >= 0);
    uint8_t *key = arena_alloc(&s.a, TOTP_SECRET);
    size_t n = 0;
    uint32_t bits = 0;
    int have = 0;
    for (const char *p = page->body.p + at + 6; *p != '<'; p++) {
        if (*p == ' ') continue;
        bits = bits << 5 | (uint32_t)(*p >= 'A' ? *p - 'A' : *p - '2' + 26);
        have += 5;
        if (have >= 8) { assert_true(n < TOTP_SECRET); key[n++] = (uint8_t)(bits >> (have - 8)); have -= 8; }
    }
    assert_int_equal(n, TOTP_SECRET);
    return (struct str){ (char *)key, n };
}

__attribute__((unused)) static const char *code_of(struct str key, int64_t later)
{
    return str_printf(&s.a, "%06u", totp_code(key, (uint64_t)(site_now / 1000 / TOTP_STEP + later), 6, TOTP_SHA1)).p;
}

__attribute__((unused)) static struct str hidden(const struct answer *page, const char *name)
{
    struct str sign = str_printf(&s.a, "name=\"%s\" value=\"", name);
    ptrdiff_t at = str_find(page->body, sign);
    assert_true(at >= 0);
    struct str rest = str_sub(page->body, (size_t)at + sign.n, page->body.n), value;
    str_cut(&rest, '"', &value);
    return value;
}

/* Signs up and turns the second factor on; the key the telephone keeps. */
__attribute__((unused)) static struct str with_phone(const char *login)
{
    sign_up(login);
    struct answer page = site_get(&s, "/account/totp");
    struct str key = key_on(&page);
    struct answer a = site_post(&s, "/account/totp",
        str_printf(&s.a, "sealed=%.*s&code=%s", STR_FMT(hidden(&page, "sealed")), code_of(key, 0)).p);
    assert_true(a.status == 200 && body_has(&a, "recovery codes"));
    return key;
}

/* ---- what was sent and told ---- */

/* The link of the newest mail to an address; empty when there is none. */
__attribute__((unused)) static struct str link_to(const char *address)
{
    struct outbox_due_rows rows;
    struct db *db = site_db(&s);
    struct str found = S("");
    assert_int_equal(outbox_due(db, INT64_MAX, 1000, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) {
        struct str rest = rows.v[i].body, line;
        if (!str_eq(rows.v[i].address, str_from(address))) continue;
        while (str_cut(&rest, '\n', &line))
            if (str_starts(line, S("http://ballast.test/reset/"))) found = str_copy(&s.a, str_sub(line, 19, line.n));
    }
    db_give(db);
    return found;
}

struct told { struct event event; int64_t account; const char *path; struct str zh, en; };
static enum rc told_tx(struct db *tx, void *arg)
{
    const struct told *t = arg;
    TRY(event_add(tx, &t->event));
    return notice_add(tx, &t->event, t->account, T_account_notice_totp_on, str_from(t->path), t->zh, t->en);
}

__attribute__((unused)) static int64_t notify(int64_t account, const char *path)
{
    struct told t = { event_own(&s.app, site_now, "test", "test", 1, S("")), account, path, STR_NONE, STR_NONE };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, told_tx, &t), RC_OK);
    db_give(db);
    return t.event.id;
}

/* A page without its form keys, which are random. */
__attribute__((unused)) static struct str without_keys(struct str body)
{
    struct out o;
    out_init(&o, &s.a);
    for (ptrdiff_t at; (at = str_find(body, S("name=\"form_key\" value=\""))) >= 0; body = str_sub(body, (size_t)at + 23 + 64, body.n))
        put_str(&o, str_sub(body, 0, (size_t)at));
    put_str(&o, body);
    return out_str(&o);
}
#endif
