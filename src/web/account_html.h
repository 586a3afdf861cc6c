/* account_html.h: the compiled pages about accounts (account_*.html). */
#ifndef WEB_ACCOUNT_HTML_H
#define WEB_ACCOUNT_HTML_H
#include "web/form.h"

struct account_by_id;
struct session_of_rows;
struct token_of_rows;
struct inbox_count;
struct inbox_rows_rows;

void account_login_html(struct req *r, const struct form_state *s);
void account_signup_html(struct req *r, const struct form_state *s);
void account_code_html(struct req *r, const struct form_state *s);
void account_totp_html(struct req *r, const struct form_state *s, struct str uri, struct str key);
void account_totp_off_html(struct req *r);
void account_privacy_html(struct req *r);
void account_mine_html(struct req *r, const struct form_state *s, const struct account_by_id *a, const struct session_of_rows *sessions,
    const struct token_of_rows *tokens, int64_t recovery);
struct recovery;
void account_recovery_html(struct req *r, const struct form_state *s, int64_t left);
void account_recovery_codes_html(struct req *r, const struct recovery *c);
void account_token_new_html(struct req *r, const struct form_state *s);
void account_token_html(struct req *r, struct str name, struct str token);
void account_tokens_html(struct req *r, const struct token_of_rows *tokens);
void account_email_html(struct req *r, const struct form_state *s);
void account_password_html(struct req *r, const struct form_state *s);
void account_step_up_html(struct req *r, const struct form_state *s);
void account_forgot_html(struct req *r, const struct form_state *s);
void account_sent_html(struct req *r);
void account_reset_html(struct req *r, const struct form_state *s, struct str login);
void account_inbox_html(struct req *r, const struct inbox_count *count, const struct inbox_rows_rows *rows);

struct str agent_short(struct req *r, struct str agent);                  /* "Firefox on Windows"; mine_pages.c */
struct str notice_text(struct req *r, struct str message, struct str zh, struct str en);   /* inbox_pages.c */

#endif
