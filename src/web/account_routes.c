/* account_routes.c: where everything about accounts is found, and what the worker does for them. */
#include "account_sql.h"
#include "web/account.h"

static const struct route routes[] = {
    GET ("/login",      PERM_PUBLIC, login_page, .title = T_log_in),
    POST("/login",      PERM_PUBLIC, login_post, .form = &login_form),
    GET ("/login/code", PERM_PUBLIC, login_code_page),
    POST("/login/code", PERM_PUBLIC, login_code_post, .form = &login_code_form),
    POST("/logout",     PERM_PUBLIC, logout_post),
    GET ("/sign-up",    PERM_PUBLIC, signup_page, .title = T_sign_up),
    POST("/sign-up",    PERM_PUBLIC, signup_post, .form = &signup_form),
    GET ("/account/totp",     PERM_LOGIN, totp_page),
    POST("/account/totp",     PERM_LOGIN, totp_post, .form = &totp_form),
    GET ("/account/totp/off", PERM_LOGIN, totp_off_page, .step_up = true),
    POST("/account/totp/off", PERM_LOGIN, totp_off_post, .step_up = true),
    GET ("/privacy",    PERM_PUBLIC, privacy_page, .title = T_account_privacy),
};

const struct slice web_slice = { .name = "web", .routes = routes, .nroutes = LEN(routes) };
