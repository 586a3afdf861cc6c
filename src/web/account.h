/* account.h: what the files about accounts share: rules, changes, handlers.
**
** Files: account.c the rules and transactions; account_pages.c login, sign-up and my account; totp_pages.c the second
** factor; recovery_pages.c its codes for a lost telephone; reset_pages.c forgotten passwords; token_pages.c tokens for
** programs; inbox_pages.c notices; account_routes.c the table of it all.
**
** Coming in has one or two steps, and only the last one makes a session:
**
**     password right, no second factor  -> session
**     password right, second factor on  -> a signed ticket (a cookie of five minutes, no session) -> code right -> session
**
** Hashing takes its tenth of a second outside every transaction; the transaction then looks whether the hash it was
** checked against is still the account's. */
#ifndef WEB_ACCOUNT_H
#define WEB_ACCOUNT_H
#include "web/form.h"
#include "web/web_inner.h"

enum {
    TICKET_MS = 5 * 60 * 1000,
    RESET_MS = 60 * 60 * 1000,
    TOKEN_SHOWN_MS = 7 * 24 * 3600 * 1000,
    ENROL_MS = 15 * 60 * 1000,
    RESET_BYTES = 32
};

/* ---- rules ---- */

struct str account_login_normal(struct arena *a, struct str login);      /* lower case */
bool account_login_fine(struct str login);                               /* 3 to 64 letters, digits and . _ - @ + */
int account_password_fault(struct str password, struct str login);       /* 0, or the message that says what is wrong */
/* a one-time code as typed: blanks dropped, narrow digits; totp_pages.c */
struct str account_digits_of(struct arena *a, struct str typed);
struct str account_next(struct str next, struct str otherwise);          /* next when it is a path of ours, else otherwise */
bool account_may_try(struct req *r, struct str login);                   /* takes from the buckets of the login and of the address */
bool account_bucket(struct req *r, const char *what, struct str whose, int per_minute);
struct str account_place(struct req *r);                            /* the asker's address; of IPv6 its network */

/* ---- changes: each one transaction with its event ---- */

struct event account_event(struct req *r, const char *verb, int64_t by, int64_t subject);   /* with the address it came from */

struct entry { int64_t account; struct str password; int64_t totp_step; struct str recovery; };
    /* password: the hash that was checked; step -1: no code of the telephone; recovery: index of the code given in its stead */
/* RC_DENIED: no longer so; else a new session in place of the present one */
enum rc account_enter(struct req *r, const struct entry *e);
enum rc account_failed(struct req *r, const char *verb, int64_t account); /* a wrong password or code; account 0: a login nobody has */
enum rc account_leave(struct req *r);
enum rc account_stepped(struct req *r);                                   /* the password was given again: a new cookie for the session */

struct newcomer { struct str login, name, email, kind, password; };       /* password: its hash */
enum rc account_sign_up(struct req *r, const struct newcomer *n, struct once *once);

enum rc account_set_password(struct req *r, struct str old_hash, struct str hash, struct once *once);
enum rc account_set_language(struct req *r, struct str lang, struct once *once);
enum rc account_set_email(struct req *r, struct str email, bool mail, struct once *once);
enum rc account_end_session(struct req *r, int64_t id);                   /* RC_NONE: not one of this account's */
enum rc account_end_others(struct req *r);
/* Ten codes for who lost the telephone, each once. The table holds blind indexes. recovery_pages.c */
enum { RECOVERY_CODES = 10 };
struct recovery { struct str code[RECOVERY_CODES], index[RECOVERY_CODES]; };
void recovery_make(struct req *r, int64_t account, struct recovery *c);
struct str recovery_index(struct req *r, int64_t account, struct str typed);   /* STR_NONE: of another form */
enum rc account_totp_on(struct req *r, struct str secret, int64_t step, const struct recovery *codes);
/* RC_DENIED: the code was used a moment ago */
enum rc account_recovery_anew(struct req *r, int64_t step, const struct recovery *codes, struct once *once);
enum rc account_totp_off(struct req *r, struct once *once);
struct token_new { struct str name; uint8_t hash[32]; int64_t until; };
enum rc account_token_add(struct req *r, const struct token_new *t, struct once *once);   /* RC_LIMIT: there are LIMIT_TOKENS */
enum rc account_token_end(struct req *r, int64_t id, struct once *once);  /* RC_NONE: not one of this account's */
enum rc account_totp_secret(struct req *r, int64_t account, struct str cipher, struct str *secret);

/* ---- pages ---- */

typedef enum rc form_show(struct req *r, const struct form_state *s);
void account_form_page(struct req *r, int title);                         /* page_begin of a page that is one form; never kept */
/* A page below "my account" that is one form. */
enum rc account_below(struct req *r, int title, void (*body)(struct req *r, const struct form_state *s), const struct form_state *s);
/* The form again with a fault that is about no single field. status: 0 (422), 429 or 503, then with Retry-After. */
enum rc account_again(struct req *r, struct form_state *s, form_show *show, int message, int status);
enum rc account_not_now(struct req *r, struct form_state *s, form_show *show, int status);
void account_check_new(struct form_state *s, const char *field, struct str password, struct str twice, struct str login);

/* The ticket between password and code: a cookie that names the account, its end, and is signed over the password's hash. */
struct account_by_id;
void ticket_give(struct req *r, int64_t account, struct str password);
enum rc ticket_take(struct req *r, struct account_by_id *a);              /* RC_DENIED: none, too old, or not ours */
void ticket_drop(struct req *r);

enum rc login_page(struct req *r);
enum rc login_post(struct req *r);
enum rc logout_post(struct req *r);
enum rc signup_page(struct req *r);
enum rc signup_post(struct req *r);
enum rc account_page(struct req *r);
enum rc language_post(struct req *r);
enum rc email_page(struct req *r);
enum rc email_post(struct req *r);
enum rc password_page(struct req *r);
enum rc password_post(struct req *r);
enum rc session_end_post(struct req *r);
enum rc sessions_end_post(struct req *r);
enum rc token_new_page(struct req *r);
enum rc token_new_post(struct req *r);
enum rc token_end_post(struct req *r);
enum rc step_up_page(struct req *r);
enum rc step_up_post(struct req *r);
enum rc login_code_page(struct req *r);
enum rc login_code_post(struct req *r);
enum rc totp_page(struct req *r);
enum rc totp_post(struct req *r);
enum rc recovery_page(struct req *r);
enum rc recovery_post(struct req *r);
enum rc recovery_show_codes(struct req *r, const struct recovery *c);         /* the page that shows them once */
enum rc totp_off_page(struct req *r);
enum rc totp_off_post(struct req *r);
enum rc forgot_page(struct req *r);
enum rc forgot_post(struct req *r);
enum rc reset_page(struct req *r);
enum rc reset_post(struct req *r);
enum rc inbox_page(struct req *r);
enum rc inbox_json(struct req *r);
enum rc inbox_open(struct req *r);
enum rc inbox_read_post(struct req *r);
enum rc privacy_page(struct req *r);

extern const struct form login_form, signup_form, language_form, email_form, password_form, step_up_form, login_code_form,
    totp_form, forgot_form, reset_form, token_form, recovery_form;
#endif
