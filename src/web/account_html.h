/* account_html.h: the compiled pages about accounts (account_*.html). */
#ifndef WEB_ACCOUNT_HTML_H
#define WEB_ACCOUNT_HTML_H
#include "web/form.h"

void account_login_html(struct req *r, const struct form_state *s);
void account_signup_html(struct req *r, const struct form_state *s);
void account_code_html(struct req *r, const struct form_state *s);
void account_totp_html(struct req *r, const struct form_state *s, struct str uri, struct str key);
void account_totp_off_html(struct req *r);
void account_privacy_html(struct req *r);

void put_qr(struct req *r, struct str text, struct str label);            /* an SVG; totp_pages.c */
#endif
