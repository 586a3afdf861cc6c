/* account_pages.c: login, logout, sign-up, and "my account" with what can be changed there. */
#include "session_sql.h"
#include "web/account.h"
#include "web/account_html.h"
#include "web/codes.h"
#include "web/password.h"

enum { NEXT_MAX = LIMIT_URL / 4 };

void account_form_page(struct req *r, int title)
{
    http_set_header(r->http, r->res, "Cache-Control", S("no-store"));
    page_begin(r, say(r, title));
}

enum rc account_below(struct req *r, int title, void (*body)(struct req *r, const struct form_state *s), const struct form_state *s)
{
    page_crumb(r, S("/account"), say(r, T_my_account));
    account_form_page(r, title);
    body(r, s);
    page_end(r);
    return RC_OK;
}

enum rc account_again(struct req *r, struct form_state *s, form_show *show, int message, int status)
{
    form_error(s, NULL, message);
    TRY(show(r, s));
    if (!status) return RC_OK;
    r->status = status;
    http_set_header(r->http, r->res, "Retry-After", status == 429 ? S("60") : S("10"));
    return RC_OK;
}

enum rc account_not_now(struct req *r, struct form_state *s, form_show *show, int status)
{
    return account_again(r, s, show, status == 429 ? T_account_wait : T_account_busy, status);
}

/* A new password given twice, against the rules. */
void account_check_new(struct form_state *s, const char *field, struct str password, struct str twice, struct str login)
{
    int fault = password.n ? account_password_fault(password, login) : 0;
    if (fault) form_error(s, field, fault);
    else if (password.n && twice.n && !str_eq(password, twice)) form_error(s, "again", T_account_err_again);
}

/* ---- login ---- */

struct login_values { struct str login, password, next; };
static const struct field login_fields[] = {
    TEXT    ("login",    AT(struct login_values, login),    .label = T_login_name, .max = 64, .need = true, .autocomplete = "username"),
    PASSWORD("password", AT(struct login_values, password), .label = T_password, .max = PASSWORD_MAX, .need = true,
        .autocomplete = "current-password"),
    HIDDEN  ("next",     AT(struct login_values, next),     .label = T_go_on, .max = NEXT_MAX),
};
const struct form login_form = FORM("login", struct login_values, login_fields, T_log_in);

static enum rc login_show(struct req *r, const struct form_state *s)
{
    account_form_page(r, T_log_in);
    account_login_html(r, s);
    page_end(r);
    return RC_OK;
}

enum rc login_page(struct req *r)
{
    struct form_state s;
    struct login_values v = { .login = req_arg(r, "login"), .next = account_next(req_arg(r, "next"), STR_NONE) };
    if (r->who.account) return redirect(r, account_next(v.next, S("/")));
    form_start(r, &s, &login_form, &v);
    return login_show(r, &s);
}

static enum rc to_code(struct req *r, int64_t account, struct str password, struct str next)
{
    struct out o;
    out_init(&o, r->arena);
    put_z(&o, "/login/code?next=");
    put_url(&o, next);
    ticket_give(r, account, password);
    return redirect(r, out_str(&o));
}

enum rc login_post(struct req *r)
{
    struct login_values in;
    struct form_state s;
    struct account_by_login a = { 0 };
    form_read(r, &s, &login_form, &in);
    if (!form_ok(&s)) return login_show(r, &s);
    struct str login = account_login_normal(r->arena, in.login), next = account_next(in.next, S("/"));
    if (!account_may_try(r, login)) return account_not_now(r, &s, login_show, 429);
    enum rc rc = account_by_login(r->db, login, &a);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    bool known = rc == RC_OK, closed = known && !str_eq(a.state, S("active"));
    rc = password_check(r->app->keys, in.password, known ? str_z(r->arena, a.password) : NULL);
    if (rc == RC_LIMIT) return account_not_now(r, &s, login_show, 503);
    if (rc == RC_OK && closed) {                                    /* only who has the password learns it */
        TRY(account_failed(r, "login_failed", a.id));
        return account_again(r, &s, login_show, T_account_err_closed, 0);
    }
    if (rc == RC_OK && a.totp_cipher.p) return to_code(r, a.id, a.password, next);
    if (rc == RC_OK) rc = account_enter(r, &(struct entry){ a.id, a.password, -1, STR_NONE });
    else if (rc == RC_DENIED) TRY(account_failed(r, "login_failed", known ? a.id : 0));
    if (rc == RC_DENIED) return account_again(r, &s, login_show, T_account_err_pair, 0);
    TRY(rc);
    return redirect_flash(r, next, T_welcome);
}

/* Clear-Site-Data without "cookies": the session's cookie is cleared by name, and the language should stay. */
enum rc logout_post(struct req *r)
{
    TRY(account_leave(r));
    http_set_header(r->http, r->res, "Clear-Site-Data", S("\"cache\", \"storage\""));
    return redirect_flash(r, S("/"), T_goodbye);
}

/* ---- sign-up ---- */

struct signup_values { struct str login, name, kind, password, again, email, next; bool agree; };
CODES(person_kinds)
static const struct field signup_fields[] = {
    TEXT    ("login",    AT(struct signup_values, login),    .label = T_login_name, .hint = T_account_login_hint, .max = 64, .need = true,
        .autocomplete = "username"),
    TEXT    ("name",     AT(struct signup_values, name),     .label = T_full_name, .max = 80, .need = true, .autocomplete = "name"),
    CHOICE  ("kind",     AT(struct signup_values, kind),     .label = T_account_kind, .choices = person_kinds_choices, .need = true),
    PASSWORD("password", AT(struct signup_values, password), .label = T_password, .hint = T_account_password_rules, .max = PASSWORD_MAX,
        .need = true,
        .autocomplete = "new-password"),
    PASSWORD("again",    AT(struct signup_values, again),    .label = T_account_again, .max = PASSWORD_MAX, .need = true,
        .autocomplete = "new-password"),
    EMAIL   ("email",    AT(struct signup_values, email),    .label = T_account_email, .hint = T_account_email_hint,
        .autocomplete = "email"),
    FLAG    ("agree",    AT(struct signup_values, agree),    .label = T_account_agree, .need = true),
    HIDDEN  ("next",     AT(struct signup_values, next),     .label = T_go_on, .max = NEXT_MAX),
};
const struct form signup_form = FORM("signup", struct signup_values, signup_fields, T_account_make);

static enum rc signup_show(struct req *r, const struct form_state *s)
{
    account_form_page(r, T_sign_up);
    account_signup_html(r, s);
    page_end(r);
    return RC_OK;
}

enum rc signup_page(struct req *r)
{
    struct form_state s;
    struct signup_values v = { .next = account_next(req_arg(r, "next"), STR_NONE) };
    if (r->who.account) return redirect(r, account_next(v.next, S("/")));
    form_start(r, &s, &signup_form, &v);
    return signup_show(r, &s);
}

/* Pressed twice: the account is there; who knows its password is let in as the first press would have done. */
static enum rc signed_up_already(struct req *r, struct str login, struct str password, struct str next, const struct once *once)
{
    struct account_by_login a;
    enum rc rc = account_by_login(r->db, login, &a);
    if (rc == RC_OK) rc = password_check(r->app->keys, password, str_z(r->arena, a.password));
    if (rc == RC_OK) rc = account_enter(r, &(struct entry){ a.id, a.password, -1, STR_NONE });
    return rc == RC_OK ? redirect(r, next) : rc == RC_IO || rc == RC_DOWN ? rc : redirect(r, str_from(once->earlier));
}

enum rc signup_post(struct req *r)
{
    struct signup_values in;
    struct form_state s;
    char hash[PASSWORD_HASH];
    form_read(r, &s, &signup_form, &in);
    struct str login = account_login_normal(r->arena, in.login), next = account_next(in.next, S("/"));
    if (in.login.n && !account_login_fine(login)) form_error(&s, "login", T_account_err_login_form);
    account_check_new(&s, "password", in.password, in.again, login);
    if (!form_ok(&s)) return signup_show(r, &s);
    if (!account_bucket(r, "sign-up", account_place(r), LIMIT_SIGN_UPS)) return account_not_now(r, &s, signup_show, 429);
    enum rc rc = password_hash(r->app->keys, in.password, hash);
    if (rc == RC_LIMIT) return account_not_now(r, &s, signup_show, 503);
    TRY(rc);
    struct newcomer who = { login, in.name, in.email.n ? in.email : S(""), in.kind, str_from(hash) };
    struct once once = form_once_of(r, &s, S("/account"));
    rc = account_sign_up(r, &who, &once);
    if (rc == RC_DUPLICATE && once.again) return signed_up_already(r, login, in.password, next, &once);
    if (rc == RC_DUPLICATE) {
        form_error(&s, "login", T_err_login_taken);
        return signup_show(r, &s);
    }
    TRY(rc);
    return redirect_flash(r, next, T_account_made);
}

enum rc privacy_page(struct req *r)
{
    page_begin(r, say(r, T_account_privacy));
    account_privacy_html(r);
    page_end(r);
    return RC_OK;
}
