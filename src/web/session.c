/* session.c: who comes with which cookie.
**
** The cookie holds 32 random bytes; the table holds their SHA-256 only, so who reads the table cannot become anybody.
** A session ends after thirty idle minutes or twelve hours, gets a new cookie when rights change (login, step-up), and
** the forms a page shows are tied to it (token.c).
*/
#include "session_sql.h"
#include "web/web_inner.h"

const char *session_cookie(const struct app *app) { return app->secure ? "__Host-session" : "session"; }

/* What the table knows of a cookie, and what forms are tied to. */
static void cookie_hash(struct str cookie, uint8_t hash[32]) { sha256(cookie, hash); }
static struct str blob(const uint8_t hash[32]) { return (struct str){ (const char *)hash, 32 }; }

static enum rc seen_tx(struct db *tx, void *arg)
{
    const struct req *r = arg;
    return session_seen(tx, r->who.session, r->now);
}

enum rc grants_read(struct req *r)
{
    struct account_roles_rows rows;
    TRY(account_roles(r->db, r->who.account, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct account_roles *x = &rows.v[i];
        enum role role = role_parse(x->role);
        if (role == ROLE_UNSET) continue;                           /* a role of a newer program: it grants nothing here */
        *PUSH(r->arena, &r->who.grants) = (struct grant){ role, { x->department, x->district, x->organisation } };
    }
    return RC_OK;
}

enum rc req_as(struct req *r, struct app *app, struct db *db, int64_t account, int64_t now)
{
    struct http_request *q = NEW(db->arena, struct http_request);
    *q = (struct http_request){ .method = HTTP_GET, .arena = db->arena };
    *r = (struct req){ .app = app, .arena = db->arena, .db = db, .now = now, .http = q, .who = { .account = account, .totp = true } };
    return grants_read(r);
}

enum rc session_open(struct req *r)
{
    struct session_by_hash s;
    uint8_t hash[32];
    struct str cookie = http_pair_get(&r->http->cookies, session_cookie(r->app));
    if (cookie.n != 2 * COOKIE_BYTES) return RC_OK;
    cookie_hash(cookie, hash);
    enum rc rc = session_by_hash(r->db, blob(hash), &s);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    bool old = r->now - s.created_ms > SESSION_MAX_MS || r->now - s.seen_ms > SESSION_IDLE_MS || !str_eq(s.state, S("active"));
    if (old) return RC_OK;
    memcpy(r->who.binding, hash, sizeof hash);
    r->who.account = s.account;
    r->who.login = s.login;
    r->who.name = s.name;
    r->who.session = s.id;
    r->who.totp = s.totp != 0;
    r->who.stepped = s.stepped_ms;
    r->who.unread = s.unread;
    r->account_lang = str_eq(s.lang, S("en")) ? LANG_EN : LANG_ZH;
    TRY(grants_read(r));
    return r->now - s.seen_ms > SESSION_TOUCH_MS ? db_tx(r->db, seen_tx, r) : RC_OK;
}

/* ---- making: the row goes into the transaction of what makes it ---- */

struct cookie cookie_make(struct req *r)
{
    struct cookie c;
    uint8_t bytes[COOKIE_BYTES];
    random_bytes(bytes, sizeof bytes);
    c.value = hex(r->arena, bytes, sizeof bytes);
    cookie_hash(c.value, c.hash);
    return c;
}

struct str cookie_blob(const struct cookie *c) { return blob(c->hash); }

struct session_new session_make(struct req *r, int64_t account, bool totp)
{
    struct str agent = http_header(r->http, "User-Agent");
    agent = agent.p && utf8_valid(agent) ? str_sub(agent, 0, utf8_offset(agent, 200)) : S("");
    return (struct session_new){ cookie_make(r), id_new(r->now), account, r->now, totp, agent, str_given(r->ip), r->who.session,
        r->who.account };
}

enum rc session_put(struct db *tx, const struct session_new *s)
{
    if (s->old) TRY(session_end(tx, s->old, s->old_account));
    return session_add(tx, s->id, cookie_blob(&s->cookie), s->account, s->now, s->totp, s->agent, s->ip);
}
