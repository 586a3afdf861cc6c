/* account.c: what happens to accounts: coming in and leaving, signing up, a new password, the second factor.
**
** A change looks again, inside its transaction, at what was found right outside of it: hashing a password takes a tenth
** of a second, and nobody else may wait for that. Each change leaves one event.
*/
#include "account_sql.h"
#include "session_sql.h"
#include "tokens_sql.h"
#include "web/account.h"
#include "web/password.h"

/* ---- rules ---- */

struct str account_login_normal(struct arena *a, struct str login)
{
    char *p = arena_alloc(a, login.n + 1);
    for (size_t i = 0; i < login.n; i++) p[i] = (char)(login.p[i] >= 'A' && login.p[i] <= 'Z' ? login.p[i] + 32 : login.p[i]);
    p[login.n] = 0;
    return (struct str){ p, login.n };
}

bool account_login_fine(struct str login)
{
    if (login.n < 3 || login.n > 64) return false;
    for (size_t i = 0; i < login.n; i++) {
        char c = login.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && !memchr("._-@+", c, 5)) return false;
    }
    return true;
}

int account_password_fault(struct str password, struct str login)
{
    if (utf8_len(password) < PASSWORD_MIN) return T_account_err_short;
    if (login.n && str_eq_nocase(password, login)) return T_account_err_login;
    return password_common(password, login) ? T_err_password_common : 0;
}

/* One slash at the front and no second one, no backslash, nothing but visible ASCII: whatever a browser makes of it, it
** stays here. What has signs beyond that comes percent-encoded. */
struct str account_next(struct str next, struct str otherwise)
{
    if (!next.n || next.n > LIMIT_URL / 4 || next.p[0] != '/' || (next.n > 1 && next.p[1] == '/')) return otherwise;
    for (size_t i = 0; i < next.n; i++)
        if ((unsigned char)next.p[i] < 0x21 || (unsigned char)next.p[i] > 0x7e || next.p[i] == '\\') return otherwise;
    return next;
}

bool account_bucket(struct req *r, const char *what, struct str whose, int per_minute)
{
    return bucket_take(str_printf(r->arena, "%s|%.*s", what, STR_FMT(whose)), r->now, per_minute);
}

struct str account_place(struct req *r) { return bucket_place(r->arena, r->ip); }

/* Three buckets: who guesses from one place is stopped soon, who guesses from many a little later, and neither can keep
** the owner out from elsewhere for long. Known and unknown names are counted alike. The place is asked first: whom it refuses
** takes no tries from a name, and cannot fill the table of buckets with invented ones until it forgets. */
bool account_may_try(struct req *r, struct str login)
{
    struct str place = account_place(r), both = str_printf(r->arena, "%.*s|%.*s", STR_FMT(login), STR_FMT(place));
    return account_bucket(r, "login-address", place, LIMIT_LOGIN_ADDRESS) && account_bucket(r, "login-pair", both, LIMIT_LOGIN_PAIR)
        && account_bucket(r, "login-name", login, LIMIT_LOGIN_NAME);
}

/* Who did it, and from where; nothing that was typed. */
struct event account_event(struct req *r, const char *verb, int64_t by, int64_t subject)
{
    struct out o;
    out_init(&o, r->arena);
    put_z(&o, "{\"ip\":");
    put_json(&o, r->ip);
    put_c(&o, '}');
    struct event e = event_of(r, verb, "account", subject, out_str(&o));
    e.account = by;
    return e;
}

/* ---- coming in ---- */

struct enter { struct entry entry; struct session_new session; struct event event; };

static bool second_given(const struct entry *e) { return e->totp_step >= 0 || e->recovery.p; }

static enum rc enter_tx(struct db *tx, void *arg)
{
    const struct enter *e = arg;
    struct account_by_id a;
    enum rc rc = account_by_id(tx, e->entry.account, &a);
    if (rc == RC_NONE) return RC_DENIED;
    TRY(rc);
    if (!str_eq(a.state, S("active")) || !str_eq(a.password, e->entry.password)) return RC_DENIED;
    if ((a.totp_cipher.p != NULL) != second_given(&e->entry)) return RC_DENIED;
    if (e->entry.recovery.p) {
        TRY(recovery_use(tx, e->entry.account, e->entry.recovery));
        if (tx->changes != 1) return RC_DENIED;                     /* none of hers, or used before */
    } else if (e->entry.totp_step >= 0) {
        TRY(account_totp_used(tx, e->entry.account, e->entry.totp_step));
        if (tx->changes != 1) return RC_DENIED;                     /* the code was used a moment ago */
    }
    TRY(session_put(tx, &e->session));
    TRY(event_add(tx, &e->event));
    return e->entry.recovery.p
        ? notice_add(tx, &e->event, e->entry.account, T_account_notice_recovery_used, S("/account/recovery"), STR_NONE, STR_NONE)
        : RC_OK;
}

enum rc account_enter(struct req *r, const struct entry *entry)
{
    struct enter e = { *entry, session_make(r, entry->account, second_given(entry)),
        account_event(r, "login", entry->account, entry->account) };
    TRY(db_tx(r->db, enter_tx, &e));
    r->new_session = e.session.cookie.value;
    return RC_OK;
}

static enum rc event_tx(struct db *tx, void *arg) { return event_add(tx, arg); }

/* Also for a login nobody has, so that the answer takes as long. */
enum rc account_failed(struct req *r, const char *verb, int64_t account)
{
    struct event e = account_event(r, verb, r->who.account, account);
    return db_tx(r->db, event_tx, &e);
}

/* ---- signing up ---- */

struct sign_up {
    const struct newcomer *who;
    struct once *once;
    struct session_new session;
    struct event event;
    const char *lang;
    int64_t person;
};

static enum rc sign_up_tx(struct db *tx, void *arg)
{
    const struct sign_up *s = arg;
    TRY(form_once(tx, s->once));
    TRY(account_add(tx, s->session.account, s->who->login, s->who->name, s->who->password, s->who->email, str_from(s->lang),
        s->session.now));
    TRY(account_person_add(tx, s->person, s->session.account, s->who->name, s->who->kind, s->session.now));
    TRY(session_put(tx, &s->session));
    return event_add(tx, &s->event);
}

enum rc account_sign_up(struct req *r, const struct newcomer *n, struct once *once)
{
    int64_t id = id_new(r->now);
    struct sign_up s = { n, once, session_make(r, id, false), account_event(r, "signed_up", id, id), r->lang == LANG_EN ? "en" : "zh",
        id_new(r->now) };
    TRY(db_tx(r->db, sign_up_tx, &s));
    r->new_session = s.session.cookie.value;
    return RC_OK;
}

/* ---- leaving ---- */

struct leave { int64_t session, account; struct event event; };

static enum rc leave_tx(struct db *tx, void *arg)
{
    const struct leave *l = arg;
    TRY(session_end(tx, l->session, l->account));
    if (tx->changes != 1) return RC_NONE;
    return event_add(tx, &l->event);
}

enum rc account_leave(struct req *r)
{
    struct leave l = { r->who.session, r->who.account, account_event(r, "logout", r->who.account, r->who.account) };
    if (r->who.session) {
        enum rc rc = db_tx(r->db, leave_tx, &l);
        if (rc != RC_NONE) TRY(rc);                                 /* ended from elsewhere meanwhile: as good */
    }
    r->new_session = S("-");
    return RC_OK;
}

enum rc account_end_session(struct req *r, int64_t id)
{
    struct leave l = { id, r->who.account, account_event(r, "session_ended", r->who.account, r->who.account) };
    return db_tx(r->db, leave_tx, &l);
}

static enum rc others_tx(struct db *tx, void *arg)
{
    const struct leave *l = arg;
    TRY(session_end_others(tx, l->account, l->session));
    return event_add(tx, &l->event);
}

enum rc account_end_others(struct req *r)
{
    struct leave l = { r->who.session, r->who.account, account_event(r, "sessions_ended", r->who.account, r->who.account) };
    return db_tx(r->db, others_tx, &l);
}

/* ---- the password, again and anew ---- */

struct stepped { struct cookie cookie; int64_t session, now; struct event event; };

static enum rc stepped_tx(struct db *tx, void *arg)
{
    const struct stepped *s = arg;
    TRY(session_rehash(tx, s->session, cookie_blob(&s->cookie), s->now));
    if (tx->changes != 1) return RC_DENIED;
    return event_add(tx, &s->event);
}

enum rc account_stepped(struct req *r)
{
    struct stepped s = { cookie_make(r), r->who.session, r->now, account_event(r, "step_up", r->who.account, r->who.account) };
    TRY(db_tx(r->db, stepped_tx, &s));
    r->new_session = s.cookie.value;
    return RC_OK;
}

struct changed {
    struct once *once;
    int64_t account, session, now;
    struct str old, hash, email, lang, secret;
    bool mail;
    int64_t step;
    const struct recovery *codes;
    struct cookie cookie;
    struct event event;
};

static struct changed change_of(struct req *r, const char *verb, struct once *once)
{
    return (struct changed){ .once = once, .account = r->who.account, .session = r->who.session, .now = r->now,
        .event = account_event(r, verb, r->who.account, r->who.account) };
}

/* The other sessions end: whoever sits in one with the old password is out. This one gets a new cookie. */
static enum rc password_tx(struct db *tx, void *arg)
{
    struct changed *c = arg;
    struct account_by_id a;
    TRY(form_once(tx, c->once));
    TRY(account_by_id(tx, c->account, &a));
    if (!str_eq(a.password, c->old)) return RC_STALE;
    TRY(account_password(tx, c->account, c->hash));
    TRY(session_end_others(tx, c->account, c->session));
    TRY(reset_end_all(tx, c->account));
    TRY(token_end_all(tx, c->account));                             /* whoever knew the old one may have made some */
    TRY(session_rehash(tx, c->session, cookie_blob(&c->cookie), c->now));
    if (tx->changes != 1) return RC_DENIED;                         /* this session was ended from elsewhere meanwhile */
    TRY(event_add(tx, &c->event));
    return notice_add(tx, &c->event, c->account, T_account_notice_password, S("/account"), STR_NONE, STR_NONE);
}

enum rc account_set_password(struct req *r, struct str old_hash, struct str hash, struct once *once)
{
    struct changed c = change_of(r, "password_changed", once);
    c.old = old_hash;
    c.hash = hash;
    c.cookie = cookie_make(r);
    TRY(db_tx(r->db, password_tx, &c));
    r->new_session = c.cookie.value;
    return RC_OK;
}

static enum rc language_tx(struct db *tx, void *arg)
{
    struct changed *c = arg;
    TRY(form_once(tx, c->once));
    TRY(account_lang(tx, c->account, c->lang));
    return event_add(tx, &c->event);
}

enum rc account_set_language(struct req *r, struct str lang, struct once *once)
{
    struct changed c = change_of(r, "language_changed", once);
    c.lang = lang;
    return db_tx(r->db, language_tx, &c);
}

static enum rc email_tx(struct db *tx, void *arg)
{
    struct changed *c = arg;
    TRY(form_once(tx, c->once));
    TRY(event_add(tx, &c->event));
    TRY(notice_add(tx, &c->event, c->account, T_account_notice_email, S("/account"), STR_NONE, STR_NONE));   /* to the old mailbox */
    TRY(account_email_set(tx, c->account, c->email, c->mail));
    return reset_end_all(tx, c->account);                           /* a link that lies in the old mailbox */
}

enum rc account_set_email(struct req *r, struct str email, bool mail, struct once *once)
{
    struct changed c = change_of(r, "email_changed", once);
    c.email = email;
    c.mail = mail && email.n;
    return db_tx(r->db, email_tx, &c);
}

/* ---- tokens for programs ---- */

struct token_change { struct once *once; const struct token_new *t; int64_t id, account, now; bool totp; struct event event; };

static enum rc token_add_tx(struct db *tx, void *arg)
{
    const struct token_change *c = arg;
    struct token_count held;
    TRY(form_once(tx, c->once));
    TRY(token_count(tx, c->account, &held));
    if (held.n >= LIMIT_TOKENS) return RC_LIMIT;
    TRY(token_add(tx, c->id, (struct str){ (const char *)c->t->hash, 32 }, c->account, c->t->name, c->totp, c->now, c->t->until));
    TRY(event_add(tx, &c->event));
    return notice_add(tx, &c->event, c->account, T_account_notice_token, S("/account"), c->t->name, c->t->name);
}

enum rc account_token_add(struct req *r, const struct token_new *t, struct once *once)
{
    struct token_change c = { once, t, id_new(r->now), r->who.account, r->now, r->who.totp,
        account_event(r, "token_made", r->who.account, r->who.account) };
    return db_tx(r->db, token_add_tx, &c);
}

static enum rc token_end_tx(struct db *tx, void *arg)
{
    const struct token_change *c = arg;
    TRY(form_once(tx, c->once));
    TRY(token_end(tx, c->id, c->account));
    return tx->changes == 1 ? event_add(tx, &c->event) : RC_NONE;
}

enum rc account_token_end(struct req *r, int64_t id, struct once *once)
{
    struct token_change c = { once, NULL, id, r->who.account, r->now, false,
        account_event(r, "token_withdrawn", r->who.account, r->who.account) };
    return db_tx(r->db, token_end_tx, &c);
}

/* ---- the second factor ---- */

static struct str totp_place(struct req *r, int64_t account)
{
    return str_printf(r->arena, "account|%lld|totp_cipher", (long long)account);
}

enum rc account_totp_secret(struct req *r, int64_t account, struct str cipher, struct str *secret)
{
    return secret_open(r->arena, r->app->keys, "totp", totp_place(r, account), cipher, secret, &r->err);
}

static enum rc codes_anew(struct db *tx, const struct changed *c)
{
    TRY(recovery_end_all(tx, c->account));
    for (size_t i = 0; i < RECOVERY_CODES; i++) TRY(recovery_add(tx, c->account, c->codes->index[i], c->now));
    return RC_OK;
}

/* Whoever came in elsewhere without a code is out; this session has just given one. */
static enum rc totp_on_tx(struct db *tx, void *arg)
{
    struct changed *c = arg;
    struct account_by_id a;
    TRY(account_by_id(tx, c->account, &a));
    if (a.totp_cipher.p) return RC_STALE;                           /* pressed twice, or turned on elsewhere */
    TRY(account_totp(tx, c->account, c->secret, c->step));
    TRY(codes_anew(tx, c));
    TRY(session_end_others(tx, c->account, c->session));
    TRY(account_session_raise(tx, c->session, cookie_blob(&c->cookie), 1));
    TRY(event_add(tx, &c->event));
    return notice_add(tx, &c->event, c->account, T_account_notice_totp_on, S("/account"), STR_NONE, STR_NONE);
}

enum rc account_totp_on(struct req *r, struct str secret, int64_t step, const struct recovery *codes)
{
    struct changed c = change_of(r, "totp_on", NULL);
    c.secret = secret_seal(r->arena, r->app->keys, "totp", totp_place(r, c.account), secret);
    c.step = step;
    c.codes = codes;
    c.cookie = cookie_make(r);
    TRY(db_tx(r->db, totp_on_tx, &c));
    r->new_session = c.cookie.value;
    return RC_OK;
}

/* The older codes end: the last paper written is the one that counts. */
static enum rc recovery_tx(struct db *tx, void *arg)
{
    struct changed *c = arg;
    TRY(form_once(tx, c->once));
    TRY(account_totp_used(tx, c->account, c->step));
    if (tx->changes != 1) return RC_DENIED;
    TRY(codes_anew(tx, c));
    TRY(event_add(tx, &c->event));
    return notice_add(tx, &c->event, c->account, T_account_notice_recovery_made, S("/account/recovery"), STR_NONE, STR_NONE);
}

enum rc account_recovery_anew(struct req *r, int64_t step, const struct recovery *codes, struct once *once)
{
    struct changed c = change_of(r, "recovery_made", once);
    c.step = step;
    c.codes = codes;
    return db_tx(r->db, recovery_tx, &c);
}

static enum rc totp_off_tx(struct db *tx, void *arg)
{
    struct changed *c = arg;
    TRY(form_once(tx, c->once));
    TRY(account_totp(tx, c->account, STR_NONE, 0));
    TRY(recovery_end_all(tx, c->account));
    TRY(account_session_raise(tx, c->session, cookie_blob(&c->cookie), 0));
    TRY(event_add(tx, &c->event));
    return notice_add(tx, &c->event, c->account, T_account_notice_totp_off, S("/account"), STR_NONE, STR_NONE);
}

enum rc account_totp_off(struct req *r, struct once *once)
{
    struct changed c = change_of(r, "totp_off", once);
    c.cookie = cookie_make(r);
    TRY(db_tx(r->db, totp_off_tx, &c));
    r->new_session = c.cookie.value;
    return RC_OK;
}
