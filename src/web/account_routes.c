/* account_routes.c: where everything about accounts is found, and what the worker does for them. */
#include "account_sql.h"
#include "tokens_sql.h"
#include "web/account.h"
#include "web/design.h"

static const struct route routes[] = {
    GET ("/login",      PERM_PUBLIC, login_page, .title = T_log_in),
    POST("/login",      PERM_PUBLIC, login_post, .form = &login_form),
    GET ("/login/code", PERM_PUBLIC, login_code_page),
    POST("/login/code", PERM_PUBLIC, login_code_post, .form = &login_code_form),
    POST("/logout",     PERM_PUBLIC, logout_post),
    GET ("/sign-up",    PERM_PUBLIC, signup_page, .title = T_sign_up),
    POST("/sign-up",    PERM_PUBLIC, signup_post, .form = &signup_form),
    GET ("/forgot",       PERM_PUBLIC, forgot_page, .title = T_account_forgot_title),
    POST("/forgot",       PERM_PUBLIC, forgot_post, .form = &forgot_form),
    GET ("/reset/{name}", PERM_PUBLIC, reset_page),
    POST("/reset/{name}", PERM_PUBLIC, reset_post, .form = &reset_form),
    GET ("/step-up",      PERM_LOGIN,  step_up_page),
    POST("/step-up",      PERM_LOGIN,  step_up_post, .browser = true, .form = &step_up_form),
    GET ("/account",           PERM_LOGIN, account_page, .title = T_my_account),
    POST("/account/language",  PERM_LOGIN, language_post, .browser = true, .form = &language_form),
    GET ("/account/email",     PERM_LOGIN, email_page, .step_up = true),
    POST("/account/email",     PERM_LOGIN, email_post, .step_up = true, .form = &email_form),
    GET ("/account/password",  PERM_LOGIN, password_page),
    POST("/account/password",  PERM_LOGIN, password_post, .browser = true, .form = &password_form),
    POST("/account/sessions/{id}/end",   PERM_LOGIN, session_end_post, .browser = true),
    POST("/account/sessions/end-others", PERM_LOGIN, sessions_end_post, .browser = true),
    GET ("/account/tokens/new",        PERM_LOGIN, token_new_page, .step_up = true),
    POST("/account/tokens/new",        PERM_LOGIN, token_new_post, .step_up = true, .form = &token_form),
    POST("/account/tokens/{id}/end",   PERM_LOGIN, token_end_post, .browser = true),
    GET ("/account/totp",     PERM_LOGIN, totp_page, .step_up = true),     /* the form holds what only this page gives */
    POST("/account/totp",     PERM_LOGIN, totp_post, .browser = true, .form = &totp_form),
    GET ("/account/recovery", PERM_LOGIN, recovery_page),
    POST("/account/recovery", PERM_LOGIN, recovery_post, .browser = true, .form = &recovery_form),
    GET ("/account/totp/off", PERM_LOGIN, totp_off_page, .step_up = true),
    POST("/account/totp/off", PERM_LOGIN, totp_off_post, .step_up = true),
    GET ("/inbox",      PERM_LOGIN, inbox_page, .title = T_inbox, .json = inbox_json,
        .answers = "{count:int unread:int page:int pages:int notices:[{id:id at:text message:text text:text path:text read:bool}]}"),
    GET ("/inbox/{id}", PERM_LOGIN, inbox_open),
    POST("/inbox/read", PERM_LOGIN, inbox_read_post, .title = T_inbox_read_all),
    GET ("/privacy",    PERM_PUBLIC, privacy_page, .title = T_account_privacy, .cache = true),
    GET ("/design",     PERM_PUBLIC, design_page, .title = T_design_title),
    POST("/design",     PERM_PUBLIC, design_post, .form = &design_form),
};

static enum rc sweep_tx(struct db *tx, void *arg)
{
    int64_t now = *(const int64_t *)arg;
    TRY(reset_sweep(tx, now));
    return token_sweep(tx, now - TOKEN_SHOWN_MS);
}

static enum rc tick(struct app *app, struct db *db, int64_t now)
{
    TRY(db_tx(db, sweep_tx, &now));
    return mail_send_waiting(app, db, now);
}

const struct slice web_slice = { .name = "web", .routes = routes, .nroutes = LEN(routes), .tick = tick };
