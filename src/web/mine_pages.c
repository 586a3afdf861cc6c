/* mine_pages.c: "my account": what it holds, where one is logged in, and the changes of password, e-mail and language. */
#include "account_sql.h"
#include "session_sql.h"
#include "tokens_sql.h"
#include "web/account.h"
#include "web/account_html.h"
#include "web/password.h"

/* ---- the page ---- */

struct language_values { struct str lang; };
static const struct choice languages[] = { { SI("zh"), { 0 }, { 0 }, T_account_language_zh },
    { SI("en"), { 0 }, { 0 }, T_account_language_en } };
static struct choices languages_choices(struct req *r) { (void)r; return (struct choices){ languages, LEN(languages) }; }
static const struct field language_fields[] = {
    CHOICE("lang", AT(struct language_values, lang), .label = T_account_language, .hint = T_account_language_hint,
        .choices = languages_choices, .need = true),
};
const struct form language_form = FORM("language", struct language_values, language_fields, T_account_language_save);

static enum rc account_show(struct req *r, const struct form_state *s)
{
    struct account_by_id a;
    struct session_of_rows sessions;
    struct token_of_rows tokens;
    struct recovery_count recovery;
    TRY(account_by_id(r->db, r->who.account, &a));
    TRY(session_of(r->db, r->who.account, &sessions));
    TRY(token_of(r->db, r->who.account, &tokens));
    TRY(recovery_count(r->db, r->who.account, &recovery));
    account_form_page(r, T_my_account);
    account_mine_html(r, s, &a, &sessions, &tokens, recovery.n);
    page_end(r);
    return RC_OK;
}

enum rc account_page(struct req *r)
{
    struct form_state s;
    struct language_values v = { r->account_lang == LANG_EN ? S("en") : S("zh") };
    form_start(r, &s, &language_form, &v);
    return account_show(r, &s);
}

/* "Firefox on Windows" of what the browser calls itself; only for the eye. */
struct str agent_short(struct req *r, struct str agent)
{
    static const struct {
        const char *sign, *name;
    } browsers[] = { { "MicroMessenger", "WeChat" }, { "Edg", "Edge" }, { "QQBrowser", "QQ Browser" }, { "OPR/", "Opera" },
        { "Firefox/", "Firefox" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" }, { "curl/", "curl" } },
      systems[] = { { "HarmonyOS", "HarmonyOS" }, { "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" },
          { "Windows", "Windows" }, { "Mac OS X", "Mac" }, { "Linux", "Linux" } };
    struct str browser = STR_NONE, system = STR_NONE;
    for (size_t i = LEN(browsers); i-- > 0;) if (str_find(agent, str_from(browsers[i].sign)) >= 0) browser = str_from(browsers[i].name);
    for (size_t i = LEN(systems); i-- > 0;) if (str_find(agent, str_from(systems[i].sign)) >= 0) system = str_from(systems[i].name);
    if (!browser.n) return say(r, T_account_agent_unknown);
    return system.n ? say_with(r, T_account_agent_on, browser, system) : browser;
}

/* The page's language follows at once: the address asks for it, and the answer keeps it in a cookie. */
enum rc language_post(struct req *r)
{
    struct form_state s;
    struct language_values in;
    form_read(r, &s, &language_form, &in);
    if (!form_ok(&s)) return account_show(r, &s);
    struct once once = form_once_of(r, &s, str_eq(in.lang, S("en")) ? S("/account?lang=en") : S("/account?lang=zh"));
    enum rc rc = account_set_language(r, in.lang, &once);
    return rc == RC_OK ? redirect_flash(r, once.path, T_account_language_saved) : form_done(r, rc, &once);
}

/* ---- sessions ---- */

enum rc session_end_post(struct req *r)
{
    if (r->id[0] == r->who.session) return logout_post(r);
    TRY(account_end_session(r, r->id[0]));
    return redirect_flash(r, S("/account"), T_session_ended);
}

enum rc sessions_end_post(struct req *r)
{
    TRY(account_end_others(r));
    return redirect_flash(r, S("/account"), T_account_sessions_ended);
}

/* ---- e-mail; both routes ask for the password again, as whoever reads that mailbox can set a new one ---- */

struct email_values { struct str email; bool mail; };
static const struct field email_fields[] = {
    EMAIL("email", AT(struct email_values, email), .label = T_account_email, .hint = T_account_email_change_hint, .autocomplete = "email"),
    FLAG ("mail",  AT(struct email_values, mail),  .label = T_account_mail),
};
const struct form email_form = FORM("email", struct email_values, email_fields, T_account_email_save);

static enum rc email_show(struct req *r, const struct form_state *s)
{
    return account_below(r, T_account_email_page, account_email_html, s);
}

enum rc email_page(struct req *r)
{
    struct form_state s;
    struct account_by_id a;
    TRY(account_by_id(r->db, r->who.account, &a));
    form_start(r, &s, &email_form, &(struct email_values){ a.email, a.mail != 0 });
    return email_show(r, &s);
}

enum rc email_post(struct req *r)
{
    struct form_state s;
    struct email_values in;
    form_read(r, &s, &email_form, &in);
    if (in.mail && !in.email.n && form_ok(&s)) form_error(&s, "email", T_account_err_mail);
    if (!form_ok(&s)) return email_show(r, &s);
    struct once once = form_once_of(r, &s, S("/account"));
    enum rc rc = account_set_email(r, in.email.n ? in.email : S(""), in.mail, &once);
    return rc == RC_OK ? redirect_flash(r, once.path, T_account_email_saved) : form_done(r, rc, &once);
}

/* ---- a new password ---- */

struct password_values { struct str old, password, again; };
static const struct field password_fields[] = {
    PASSWORD("old",      AT(struct password_values, old),      .label = T_password_old, .max = PASSWORD_MAX, .need = true,
        .autocomplete = "current-password"),
    PASSWORD("password", AT(struct password_values, password), .label = T_password_new, .hint = T_account_password_rules,
        .max = PASSWORD_MAX, .need = true,
        .autocomplete = "new-password"),
    PASSWORD("again",    AT(struct password_values, again),    .label = T_account_again, .max = PASSWORD_MAX, .need = true,
        .autocomplete = "new-password"),
};
const struct form password_form = FORM("password", struct password_values, password_fields, T_password_change);

static enum rc password_show(struct req *r, const struct form_state *s)
{
    return account_below(r, T_password_change, account_password_html, s);
}

enum rc password_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &password_form, NULL);
    return password_show(r, &s);
}

/* Is it the password of who is logged in? RC_DENIED: no, and that is written down. RC_LIMIT: *status says which page. */
static enum rc own_password(struct req *r, struct str password, const char *failed, struct account_by_id *a, int *status)
{
    *status = 429;
    if (!account_bucket(r, "own-password", r->who.login, LIMIT_LOGIN_PAIR)) return RC_LIMIT;
    TRY(account_by_id(r->db, r->who.account, a));
    enum rc rc = password_check(r->app->keys, password, str_z(r->arena, a->password));
    *status = 503;
    if (rc == RC_DENIED) TRY(account_failed(r, failed, r->who.account));
    return rc;
}

enum rc password_post(struct req *r)
{
    struct form_state s;
    struct password_values in;
    struct account_by_id a;
    char hash[PASSWORD_HASH];
    int status;
    form_read(r, &s, &password_form, &in);
    account_check_new(&s, "password", in.password, in.again, r->who.login);
    if (form_ok(&s) && str_eq(in.old, in.password)) form_error(&s, "password", T_account_err_same);
    if (!form_ok(&s)) return password_show(r, &s);
    enum rc rc = own_password(r, in.old, "password_failed", &a, &status);
    if (rc == RC_OK) rc = password_hash(r->app->keys, in.password, hash);
    if (rc == RC_LIMIT) return account_not_now(r, &s, password_show, status);
    if (rc == RC_DENIED) {
        form_error(&s, "old", T_err_password_old);
        return password_show(r, &s);
    }
    TRY(rc);
    struct once once = form_once_of(r, &s, S("/account"));
    rc = account_set_password(r, a.password, str_from(hash), &once);
    return rc == RC_OK ? redirect_flash(r, once.path, T_password_changed) : form_done(r, rc, &once);
}

/* ---- the password again ---- */

struct step_up_values { struct str password, next; };
static const struct field step_up_fields[] = {
    PASSWORD("password", AT(struct step_up_values, password), .label = T_password, .max = PASSWORD_MAX, .need = true,
        .autocomplete = "current-password"),
    HIDDEN  ("next",     AT(struct step_up_values, next),     .label = T_go_on, .max = LIMIT_URL / 4),
};
const struct form step_up_form = FORM("step_up", struct step_up_values, step_up_fields, T_account_confirm);

static enum rc step_up_show(struct req *r, const struct form_state *s)
{
    account_form_page(r, T_account_step_up);
    account_step_up_html(r, s);
    page_end(r);
    return RC_OK;
}

enum rc step_up_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &step_up_form, &(struct step_up_values){ .next = account_next(req_arg(r, "next"), STR_NONE) });
    return step_up_show(r, &s);
}

enum rc step_up_post(struct req *r)
{
    struct form_state s;
    struct step_up_values in;
    struct account_by_id a;
    int status;
    form_read(r, &s, &step_up_form, &in);
    if (!form_ok(&s)) return step_up_show(r, &s);
    enum rc rc = own_password(r, in.password, "step_up_failed", &a, &status);
    if (rc == RC_LIMIT) return account_not_now(r, &s, step_up_show, status);
    if (rc == RC_DENIED) {
        form_error(&s, "password", T_err_password_old);
        return step_up_show(r, &s);
    }
    TRY(rc);
    TRY(account_stepped(r));
    return redirect(r, account_next(in.next, S("/account")));
}
