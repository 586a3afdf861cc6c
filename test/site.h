/* site.h: the site in one process, for tests: a fresh database (SQLite, or PostgreSQL where BALLAST_TEST_PG names one),
** the slices asked for, and a browser of two lines. No sockets, no threads; the clock is the test's.
**
**     struct site s;
**     site_open(&s, slices, n);
**     site_login(&s, site_account(&s, "clerk1", ROLE_CLERK, "", "210204"));
**     struct answer a = site_get(&s, "/review/listings?page=2");
**     a = site_post(&s, "/listings", "title=...&kind=job");          // the form key is added
**     a = site_get_as(&s, clerk, "/inbox");                          // site_login and site_get; site_post_as likewise
**     site_every_statement(&s, clerk, "/listings", "title=...", 303);  // whole or not at all, whatever fails
**     site_every_statement(&s, clerk, "/inbox/12", NULL, 303);         // the same of a GET
**     site_close(&s);
**
** Answers live until site_close. site_post_as_is sends what it is given and nothing else. */
#ifndef TEST_SITE_H
#define TEST_SITE_H
#include "test/test.h"
#include <libpq-fe.h>
#include <unistd.h>
#include "session_sql.h"
#include "tokens_sql.h"
#include "web/codes.h"
#include "web/web_inner.h"

struct site {
    struct app app;
    struct keys keys;
    struct arena a;
    char path[64];
    struct str cookie;                  /* of the session; empty: nobody */
    const char *lang;                   /* "zh" unless a test says otherwise */
    const char *remote;                 /* where requests come from; "127.0.0.1" */
    struct http_pairs jar;              /* the other cookies a page has set, but language and size */
    int64_t fail_after;                 /* the arena of the next request fails at that allocation; -1 = never */
};
struct answer { int status; struct str body, location, type, csp, session; struct http_pairs headers; };

static int64_t site_now = 1790000000000;            /* September 2026 */
static int64_t site_clock(void) { return site_now; }

static void site_empty_postgres(const char *url)
{
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c, "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    must(PQresultStatus(r) == PGRES_COMMAND_OK);
    PQclear(r);
    PQfinish(c);
}

static enum rc site_seed(struct db *tx, void *arg) { (void)arg; return codes_seed(tx); }

/* fill, where given, puts rows into the database before the slices start. */
static void site_open_filled(struct site *s, const struct slice *const *slices, size_t n, enum rc (*fill)(struct site *s, struct db *db))
{
    const char *pg = getenv("BALLAST_TEST_PG");
    struct err e = { 0 };
    struct db *db;
    *s = (struct site){ .lang = "zh", .remote = "127.0.0.1", .fail_after = -1 };
    arena_init(&s->a, (size_t)1 << 30);
    snprintf(s->path, sizeof s->path, "/tmp/ballast-site-%d.db", (int)getpid());
    s->keys.n = 1;
    s->keys.v[0].id = 1;
    memset(s->keys.v[0].master, 7, 32);
    if (pg) site_empty_postgres(pg);
    else unlink(s->path);
    if (db_open(pg ? str_from(pg) : str_from(s->path), true, &s->app.pool, &e) != RC_OK || db_migrate(s->app.pool, &e) != RC_OK)
        fail_msg("%s", e.text);
    assert_int_equal(db_take(s->app.pool, &s->a, &db, &e), RC_OK);
    assert_int_equal(db_tx(db, site_seed, NULL), RC_OK);
    if (fill && (fill(s, db) != RC_OK || db_analyze(s->app.pool, &e) != RC_OK)) fail_msg("%s", db->err.text);
    db_give(db);
    s->app.keys = &s->keys;
    s->app.slices = slices;
    s->app.nslices = n;
    s->app.clock = site_clock;
    s->app.origin = S("http://ballast.test");
    if (web_open(&s->app) != RC_OK) fail_msg("%s", s->app.err.text);
}

__attribute__((unused)) static void site_open(struct site *s, const struct slice *const *slices, size_t n)
{
    site_open_filled(s, slices, n, NULL);
}

/* The program stops and starts again over the same database. */
__attribute__((unused)) static void site_again(struct site *s)
{
    struct app again = { .pool = s->app.pool,
        .keys = s->app.keys,
        .slices = s->app.slices,
        .nslices = s->app.nslices,
        .clock = s->app.clock,
        .origin = s->app.origin };
    web_close(&s->app);
    s->app = again;
    assert_int_equal(web_open(&s->app), RC_OK);
}

__attribute__((unused)) static void site_close(struct site *s)
{
    char name[96];
    web_close(&s->app);
    db_close(s->app.pool);
    for (int i = 0; i < 3; i++) { snprintf(name, sizeof name, "%s%s", s->path, i == 0 ? "" : i == 1 ? "-wal" : "-shm"); unlink(name); }
    arena_free(&s->a);
}

/* A connection for the test's own looks at the rows; give it back with db_give. */
__attribute__((unused)) static struct db *site_db(struct site *s)
{
    struct db *db;
    struct err e;
    must(db_take(s->app.pool, &s->a, &db, &e) == RC_OK);
    return db;
}

/* A statement of the test's own: one number in, one out. */
__attribute__((unused)) static int64_t site_ask(struct site *s, const char *sql, int64_t in)
{
    static const struct db_column columns[] = { { "n", 'i', true, 0 } };
    struct db_stmt *stmt = NEW(&s->a, struct db_stmt);              /* a connection knows prepared statements by address and name */
    *stmt = (struct db_stmt){ str_printf(&s->a, "ask_%lld", (long long)id_new(site_now)).p, sql, columns, columns, 1, 1, sizeof(int64_t) };
    const struct db_value v[] = { { .type = 'i', .i = in } };
    struct db *db = site_db(s);
    int64_t out = 0;
    assert_int_equal(db_one(db, stmt, v, &out), RC_OK);
    db_give(db);
    return out;
}

static void site_header(struct site *s, struct http_request *q, const char *name, struct str value)
{
    (void)s;
    *PUSH(q->arena, &q->headers) = (struct http_pair){ str_from(name), value };
}

static struct str header_of(const struct http_response *s, const char *name)
{
    for (size_t i = 0; i < s->headers.n; i++)
        if (str_eq_nocase(s->headers.v[i].name, str_from(name))) return s->headers.v[i].value;
    return STR_NONE;
}

/* "session=HEX; Path..." -> "HEX", empty when it is cleared */
static struct str session_cookie_of(const struct http_response *s)
{
    for (size_t i = 0; i < s->headers.n; i++) {
        struct str v = s->headers.v[i].value, one;
        if (!str_eq_nocase(s->headers.v[i].name, S("Set-Cookie")) || !str_starts(v, S("session="))) continue;
        str_cut(&v, ';', &one);
        return str_sub(one, 8, one.n);
    }
    return STR_NONE;
}

/* Keeps what "name=value; ..." sets, forgets what it clears. */
static void site_keep(struct site *s, struct str cookie)
{
    struct str one, name;
    bool clear = str_find(cookie, S("Max-Age=0")) >= 0;
    str_cut(&cookie, ';', &one);
    str_cut(&one, '=', &name);
    if (str_eq(name, S("session")) || str_eq(name, S("lang")) || str_eq(name, S("type"))) return;
    for (size_t i = 0; i < s->jar.n; i++)
        if (str_eq(s->jar.v[i].name, name)) s->jar.v[i--] = s->jar.v[--s->jar.n];
    if (!clear) *PUSH(&s->a, &s->jar) = (struct http_pair){ str_copy(&s->a, name), str_copy(&s->a, one) };
}

static struct answer site_send(struct site *s, struct http_request *q, struct arena *a)
{
    struct http_response res = { 0 };
    struct answer out = { 0 };
    volatile int status = 0;
    q->arena = a;
    q->remote = str_from(s->remote);
    site_header(s, q, "Host", S("ballast.test"));
    if (s->cookie.n) *PUSH(a, &q->cookies) = (struct http_pair){ S("session"), s->cookie };
    *PUSH(a, &q->cookies) = (struct http_pair){ S("lang"), str_from(s->lang) };
    for (size_t i = 0; i < s->jar.n; i++) *PUSH(a, &q->cookies) = s->jar.v[i];
    a->fail_after = s->fail_after;
    if (arena_guard(a) != 0) status = 503;
    else if (web_answer(&s->app, q, &res) != RC_OK) status = 500;
    arena_unguard(a);
    a->fail_after = -1;
    if (status) return (struct answer){ .status = status };
    out.status = res.status;
    out.body = str_copy(&s->a, res.body.p ? res.body : S(""));
    out.location = str_copy(&s->a, header_of(&res, "Location").p ? header_of(&res, "Location") : S(""));
    out.type = str_copy(&s->a, header_of(&res, "Content-Type").p ? header_of(&res, "Content-Type") : S(""));
    out.csp = str_copy(&s->a, header_of(&res, "Content-Security-Policy").p ? header_of(&res, "Content-Security-Policy") : S(""));
    for (size_t i = 0; i < res.headers.n; i++) {
        struct http_pair h = { str_copy(&s->a, res.headers.v[i].name), str_copy(&s->a, res.headers.v[i].value) };
        *PUSH(&s->a, &out.headers) = h;
        if (str_eq_nocase(h.name, S("Set-Cookie"))) site_keep(s, h.value);
    }
    out.session = session_cookie_of(&res);
    if (out.session.p) { out.session = str_copy(&s->a, out.session); s->cookie = out.session; }
    return out;
}

static void site_target(struct arena *a, struct http_request *q, const char *target)
{
    struct str rest = str_from(target), path;
    str_cut(&rest, '?', &path);
    must(http_decode_path(a, path, &q->path) == RC_OK);
    q->query = rest.p ? rest : S("");
    if (rest.n) must(http_parse_urlencoded(a, rest, &q->args) == RC_OK);
}

__attribute__((unused)) static struct answer site_get(struct site *s, const char *target)
{
    struct arena a;
    struct http_request q = { .method = HTTP_GET };
    arena_init(&a, LIMIT_REQUEST_ARENA);
    site_target(&a, &q, target);
    q.arena = &a;
    struct answer out = site_send(s, &q, &a);
    arena_free(&a);
    return out;
}

/* fields: urlencoded. Files may be added by the caller of site_post_full. */
static struct answer site_post_full(struct site *s, const char *target, const char *fields, const struct http_file *files, size_t nfiles)
{
    struct arena a;
    struct http_request q = { .method = HTTP_POST };
    arena_init(&a, LIMIT_REQUEST_ARENA + LIMIT_BODY);
    site_target(&a, &q, target);
    must(http_parse_urlencoded(&a, str_from(fields), &q.fields) == RC_OK);
    for (size_t i = 0; i < nfiles; i++) *PUSH(&a, &q.files) = files[i];
    q.arena = &a;
    struct answer out = site_send(s, &q, &a);
    arena_free(&a);
    return out;
}

__attribute__((unused)) static struct answer site_post_as_is(struct site *s, const char *target, const char *fields)
{
    return site_post_full(s, target, fields, NULL, 0);
}

/* A form key as a page shown to this session would carry it. */
static struct str site_form_key(struct site *s)
{
    struct req r = { .app = &s->app, .arena = &s->a };
    uint8_t key[16];
    char token[65];
    if (s->cookie.n) sha256(s->cookie, r.who.binding);
    random_bytes(key, sizeof key);
    token_make(&r, key, token);
    return str_copy(&s->a, str_from(token));
}

__attribute__((unused)) static struct answer site_post_files(struct site *s, const char *target, const char *fields,
    const struct http_file *files, size_t nfiles)
{
    return site_post_full(s, target, str_printf(&s->a, "form_key=%.*s%s%s", STR_FMT(site_form_key(s)), *fields ? "&" : "", fields).p, files,
        nfiles);
}

__attribute__((unused)) static struct answer site_post(struct site *s, const char *target, const char *fields)
{
    return site_post_files(s, target, fields, NULL, 0);
}

struct site_new { int64_t id; const char *login; enum role role; const char *department, *district; };
static enum rc site_account_tx(struct db *tx, void *arg)
{
    const struct site_new *n = arg;
    TRY(account_add(tx, n->id, str_from(n->login), str_from(n->login), S("-"), S(""), S("zh"), site_now));
    return n->role <= ROLE_MEMBER
        ? RC_OK
        : account_role_add(tx, n->id, role_code(n->role), str_from(n->department), str_from(n->district), 0, site_now);
}

/* An account with one role in one scope ("" = everywhere); ROLE_MEMBER for none. It cannot log in by password. */
__attribute__((unused)) static int64_t site_account(struct site *s, const char *login, enum role role, const char *department,
    const char *district)
{
    struct site_new n = { id_new(site_now), login, role, department, district };
    struct db *db = site_db(s);
    if (db_tx(db, site_account_tx, &n) != RC_OK) fail_msg("account %s: %s", login, db->err.text);
    db_give(db);
    return n.id;
}

struct site_session { int64_t id, account; uint8_t hash[32]; };
static enum rc site_session_tx(struct db *tx, void *arg)
{
    const struct site_session *x = arg;
    return session_add(tx, x->id, (struct str){ (const char *)x->hash, 32 }, x->account, site_now, 1, S("test"), S("127.0.0.1"));
}

/* The next requests come from this account; 0 = from nobody. */
__attribute__((unused)) static void site_login(struct site *s, int64_t account)
{
    struct site_session x = { id_new(site_now), account, { 0 } };
    uint8_t bytes[COOKIE_BYTES];
    s->cookie = STR_NONE;
    if (!account) return;
    random_bytes(bytes, sizeof bytes);
    s->cookie = hex(&s->a, bytes, sizeof bytes);
    sha256(s->cookie, x.hash);
    struct db *db = site_db(s);
    assert_int_equal(db_tx(db, site_session_tx, &x), RC_OK);
    db_give(db);
}

__attribute__((unused)) static struct answer site_get_as(struct site *s, int64_t account, const char *target)
{
    site_login(s, account);
    return site_get(s, target);
}
__attribute__((unused)) static struct answer site_post_as(struct site *s, int64_t account, const char *target, const char *fields)
{
    site_login(s, account);
    return site_post(s, target, fields);
}

/* ---- programs ---- */

static enum rc site_token_tx(struct db *tx, void *arg)
{
    const struct site_session *x = arg;
    return token_add(tx, x->id, (struct str){ (const char *)x->hash, 32 }, x->account, S("test"), 1, site_now,
        site_now + INT64_C(100) * 365 * 86400000);
}

/* A token of this account, as a program would send it. */
__attribute__((unused)) static struct str site_token(struct site *s, int64_t account)
{
    struct site_session x = { id_new(site_now), account, { 0 } };
    struct str token = str_printf(&s->a, "ballast_test_%lld", (long long)x.id);
    sha256(token, x.hash);
    struct db *db = site_db(s);
    assert_int_equal(db_tx(db, site_token_tx, &x), RC_OK);
    db_give(db);
    return token;
}

/* A program sends JSON, or asks when json is NULL; token may be STR_NONE, once NULL. The site's cookies go with it, and
** should not matter. */
__attribute__((unused)) static struct answer site_api(struct site *s, struct str token, const char *target, const char *json,
    const char *once)
{
    struct arena a;
    struct http_request q = { .method = json ? HTTP_POST : HTTP_GET, .body = str_from(json), .content_type = S("application/json") };
    arena_init(&a, LIMIT_REQUEST_ARENA + LIMIT_BODY);
    site_target(&a, &q, target);
    q.arena = &a;
    if (token.p) site_header(s, &q, "Authorization", str_join(&a, S("Bearer "), token));
    if (once) site_header(s, &q, "Idempotency-Key", str_from(once));
    struct answer out = site_send(s, &q, &a);
    arena_free(&a);
    return out;
}

/* A header of an answer; STR_NONE when it has none. */
__attribute__((unused)) static struct str answer_header(const struct answer *a, const char *name)
{
    for (size_t i = 0; i < a->headers.n; i++)
        if (str_eq_nocase(a->headers.v[i].name, str_from(name))) return a->headers.v[i].value;
    return STR_NONE;
}

__attribute__((unused)) static bool body_has(const struct answer *a, const char *text) { return str_find(a->body, str_from(text)) >= 0; }

/* ---- whole or not at all ---- */

enum { SITE_STATEMENTS = 200, SITE_ALLOCATIONS = 5000 };                /* no form asks or takes more: a loop beyond them never ends */

/* One hash over every row of every table. */
__attribute__((unused)) static void site_hash(struct site *s, char to[65])
{
    struct err e;
    assert_int_equal(db_state_hash(s->app.pool, to, &e), RC_OK);
}

/* Presses the same form with the first statement failing, then the second ...; until it goes through with this status.
** What fails says so and leaves nothing behind. */
__attribute__((unused)) static void site_every_statement(struct site *s, int64_t who, const char *path, const char *fields, int done)
{
    char before[65], now[65];
    site_login(s, who);
    site_hash(s, before);
    for (int64_t n = 1; ; n++) {
        db_fail_at(s->app.pool, n);
        struct answer a = fields ? site_post(s, path, fields) : site_get(s, path);
        db_fail_at(s->app.pool, -1);
        site_hash(s, now);
        if (a.status == done && strcmp(before, now) != 0) { assert_true(n > 2); return; }
        if (a.status < 500) fail_msg("%s: statement %d failed and the answer is %d", path, (int)n, a.status);
        if (strcmp(before, now) != 0) fail_msg("%s: statement %d failed and left something behind", path, (int)n);
        must(n < SITE_STATEMENTS);
    }
}

/* The same with the request's memory. A failure after the commit may have stored the change; then it is whole. */
__attribute__((unused)) static void site_every_allocation(struct site *s, int64_t who, const char *path, const char *fields)
{
    char before[65], now[65];
    site_login(s, who);
    site_hash(s, before);
    for (int64_t n = 0; ; n++) {
        s->fail_after = n;
        struct answer a = fields ? site_post(s, path, fields) : site_get(s, path);
        s->fail_after = -1;
        site_hash(s, now);
        if (strcmp(before, now) != 0) return;
        if (a.status < 500) fail_msg("%s: allocation %d failed and the answer is %d", path, (int)n, a.status);
        must(n < SITE_ALLOCATIONS);
    }
}
#endif
