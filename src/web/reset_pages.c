/* reset_pages.c: a way in for who forgot the password: one link by mail, once, within an hour.
**
** The page says the same, and works as long, whether there is such an account or not. The table holds the hash of what
** the link holds. The link names the installation's own address, never the Host a request claimed.
*/
#include "account_sql.h"
#include "session_sql.h"
#include "tokens_sql.h"
#include "web/account.h"
#include "web/account_html.h"
#include "web/password.h"

/* ---- asking ---- */

struct forgot_values { struct str who; };
static const struct field forgot_fields[] = {
    TEXT("who", AT(struct forgot_values, who), .label = T_account_forgot_who, .max = 254, .need = true, .autocomplete = "username"),
};
const struct form forgot_form = FORM("forgot", struct forgot_values, forgot_fields, T_account_forgot_send);

static enum rc forgot_show(struct req *r, const struct form_state *s)
{
    account_form_page(r, T_account_forgot_title);
    account_forgot_html(r, s);
    page_end(r);
    return RC_OK;
}

enum rc forgot_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &forgot_form, &(struct forgot_values){ req_arg(r, "login") });
    return forgot_show(r, &s);
}

/* One account that answers to the name; several may share a mailbox, each gets its own link. */
struct asked { uint8_t hash[32]; int64_t account, until; struct event event; struct str address, subject, body; };
struct askeds { struct asked *v; size_t n, cap; };

static void link_add(struct req *r, struct askeds *all, const struct account_found *a)
{
    struct asked *x = PUSH(r->arena, all);
    uint8_t secret[RESET_BYTES];
    enum lang lang = str_eq(a->lang, S("en")) ? LANG_EN : LANG_ZH, before = r->lang;
    random_bytes(secret, sizeof secret);
    struct str name = hex(r->arena, secret, sizeof secret);
    sha256(name, x->hash);
    x->account = a->id;
    x->until = r->now + RESET_MS;
    x->event = account_event(r, "reset_asked", 0, a->id);
    x->address = a->email;
    r->lang = lang;                                                 /* the mail speaks the account's language */
    x->subject = say(r, T_account_reset_subject);
    x->body = str_printf(r->arena, "%.*s\n\n%.*s/reset/%.*s\n\n%.*s\n", STR_FMT(say_with(r, T_account_reset_mail, a->login, STR_NONE)),
        STR_FMT(r->app->origin), STR_FMT(name), STR_FMT(say(r, T_mail_foot)));
    r->lang = before;
}

static enum rc asked_tx(struct db *tx, void *arg)
{
    const struct askeds *all = arg;
    for (size_t i = 0; i < all->n; i++) {
        const struct asked *x = &all->v[i];
        TRY(event_add(tx, &x->event));
        if (!x->account) continue;                                  /* nobody: the same commit, without a link */
        TRY(reset_add(tx, (struct str){ (const char *)x->hash, 32 }, x->account, x->until));
        TRY(outbox_add(tx, &x->event, x->address, x->subject, x->body));
    }
    return RC_OK;
}

enum rc forgot_post(struct req *r)
{
    struct form_state s;
    struct forgot_values in;
    struct account_found_rows rows;
    struct askeds all = { 0 };
    form_read(r, &s, &forgot_form, &in);
    if (!form_ok(&s)) return forgot_show(r, &s);
    struct str who = account_login_normal(r->arena, in.who);
    if (!account_bucket(r, "reset-address", account_place(r), LIMIT_RESETS_ADDRESS)
        || !account_bucket(r, "reset-name", who, LIMIT_RESETS_NAME))
        return account_not_now(r, &s, forgot_show, 429);
    TRY(account_found(r->db, who, &rows));
    for (size_t i = 0; i < rows.n; i++) link_add(r, &all, &rows.v[i]);
    if (!rows.n) PUSH(r->arena, &all)->event = account_event(r, "reset_asked", 0, 0);
    TRY(db_tx(r->db, asked_tx, &all));
    page_begin(r, say(r, T_account_forgot_sent));
    account_sent_html(r);
    page_end(r);
    return RC_OK;
}

/* ---- using the link ---- */

struct reset_values { struct str password, again; };
static const struct field reset_fields[] = {
    PASSWORD("password", AT(struct reset_values, password), .label = T_password_new, .hint = T_account_password_rules, .max = PASSWORD_MAX,
        .need = true,
        .autocomplete = "new-password"),
    PASSWORD("again",    AT(struct reset_values, again),    .label = T_account_again, .max = PASSWORD_MAX, .need = true,
        .autocomplete = "new-password"),
};
const struct form reset_form = FORM("reset", struct reset_values, reset_fields, T_account_reset_title);

static enum rc dead_link(struct req *r)
{
    r->status = 410;
    page_begin(r, say(r, T_account_reset_dead));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_account_reset_dead_text);
    put_z(&r->out, "</p><p><a href=\"/forgot\">");
    put_msg(r, T_account_reset_again);
    put_z(&r->out, "</a></p>\n");
    page_end(r);
    return RC_OK;
}

static enum rc reset_find(struct req *r, uint8_t hash[32], struct reset_by_hash *x)
{
    sha256(r->name, hash);
    if (r->name.n != 2 * RESET_BYTES) return RC_NONE;
    TRY(reset_by_hash(r->db, (struct str){ (const char *)hash, 32 }, x));
    return x->until_ms >= r->now ? RC_OK : RC_NONE;
}

static enum rc reset_show(struct req *r, const struct form_state *s)
{
    struct reset_by_hash x;
    uint8_t hash[32];
    enum rc rc = reset_find(r, hash, &x);
    if (rc == RC_NONE) return dead_link(r);
    TRY(rc);
    account_form_page(r, T_account_reset_title);
    account_reset_html(r, s, x.login);
    page_end(r);
    return RC_OK;
}

enum rc reset_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &reset_form, NULL);
    return reset_show(r, &s);
}

struct renewed { struct once *once; const uint8_t *hash; int64_t account, now; struct str password; struct event event; };

/* The link is looked for again: of two who press at once, one finds it. */
static enum rc renewed_tx(struct db *tx, void *arg)
{
    const struct renewed *x = arg;
    struct reset_by_hash found;
    TRY(form_once(tx, x->once));
    TRY(reset_by_hash(tx, (struct str){ (const char *)x->hash, 32 }, &found));
    if (found.until_ms < x->now) return RC_NONE;
    TRY(account_password(tx, x->account, x->password));
    TRY(reset_end_all(tx, x->account));
    TRY(session_end_others(tx, x->account, 0));
    TRY(token_end_all(tx, x->account));
    TRY(event_add(tx, &x->event));
    return notice_add(tx, &x->event, x->account, T_account_notice_password, S("/account"), STR_NONE, STR_NONE);
}

/* The link is gone because this very form has used it: who pressed twice is not told that it failed. */
static bool pressed_before(struct req *r, const struct once *once)
{
    struct form_key_path x;
    return form_key_path(r->db, (struct str){ (const char *)once->key, sizeof once->key }, &x) == RC_OK;
}

enum rc reset_post(struct req *r)
{
    struct form_state s;
    struct reset_values in;
    struct reset_by_hash x;
    uint8_t sum[32];
    char hash[PASSWORD_HASH];
    form_read(r, &s, &reset_form, &in);
    struct once once = form_once_of(r, &s, S("/login"));
    if (!account_bucket(r, "reset-address", account_place(r), LIMIT_RESETS_ADDRESS)) return account_not_now(r, &s, reset_show, 429);
    enum rc rc = reset_find(r, sum, &x);
    if (rc == RC_NONE) return pressed_before(r, &once) ? redirect(r, once.path) : dead_link(r);
    TRY(rc);
    account_check_new(&s, "password", in.password, in.again, x.login);
    if (!form_ok(&s)) return reset_show(r, &s);
    rc = password_hash(r->app->keys, in.password, hash);
    if (rc == RC_LIMIT) return account_not_now(r, &s, reset_show, 503);
    TRY(rc);
    struct renewed n = { &once, sum, x.account, r->now, str_from(hash), account_event(r, "reset_used", x.account, x.account) };
    rc = db_tx(r->db, renewed_tx, &n);
    if (rc == RC_NONE) return dead_link(r);
    return rc == RC_OK ? redirect_flash(r, once.path, T_account_reset_done) : form_done(r, rc, &once);
}
