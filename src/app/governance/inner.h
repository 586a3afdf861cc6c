/* inner.h: what the files of this room share.
**
**     governance.c        the table of routes; labels of events
**     office_pages.c      the dashboard, and the rows behind each number
**     figures.c           counting: one pass a table into needs, offers, cases, results by kind, district, month
**     accounts.c          changes to accounts and roles, each one transaction
**     accounts_pages.c    accounts: search, one, granting, the reset link
**     codes_pages.c       code lists
**     log_pages.c         the event log, who looked at what
**     permissions_pages.c every role and right, every route */
#ifndef GOVERNANCE_INNER_H
#define GOVERNANCE_INNER_H
#include "app/governance/governance.h"
#include "app/parties/parties.h"
#include "governance_sql.h"
#include "web/codes.h"
#include "web/form.h"
#include "web/page.h"
#include "web/secret.h"

enum { MONTHS = 12, PAGE_ROWS = 50, SHOWN_ROWS = 30, CSV_ROWS = 10000 };         /* rows of an answer to a program, of a page, of a file */
#define SILENT_MS (14 * DAY_MS)                   /* a case without a move for so long wants a call */
#define RESET_LINK_MS (INT64_C(3600) * 1000)

/* ---- figures ---- */

enum measure { NEEDS, OFFERS, CASES, RESULTS, MEASURES };
struct figure { struct str code; int64_t n[MEASURES]; };
struct figure_list { struct figure *v; size_t n, cap; };
struct figures {
    int64_t from[MONTHS + 1];                     /* ms at which each month begins; [MONTHS] = the next one */
    struct str month[MONTHS];                     /* "2026-09" */
    int64_t by_month[MEASURES][MONTHS], total[MEASURES];
    struct figure_list kinds, divisions;          /* in the order of the code lists, not given last */
};
extern const char *const measure_codes[MEASURES];
extern const int measure_labels[MEASURES];
enum rc figures_count(struct req *r, struct str districts, struct figures *f);
void months_of(struct arena *a, int64_t now, struct figures *f);
bool month_bounds(struct str month, int64_t *from, int64_t *to);          /* "2026-09"; false when it is none */

/* ---- handlers ---- */

enum rc office_page(struct req *r);
enum rc office_json(struct req *r);
enum rc office_rows_page(struct req *r);
enum rc office_rows_json(struct req *r);
enum rc office_rows_csv(struct req *r);
enum rc accounts_page(struct req *r);
enum rc account_one_page(struct req *r);
enum rc grant_page(struct req *r);
enum rc grant_post(struct req *r);
enum rc revoke_post(struct req *r);
enum rc account_close_post(struct req *r);
enum rc account_reopen_post(struct req *r);
enum rc account_reset_post(struct req *r);
enum rc account_totp_post(struct req *r);
enum rc permissions_page(struct req *r);
enum rc codes_page(struct req *r);
enum rc code_list_page(struct req *r);
enum rc code_edit_page(struct req *r);
enum rc code_edit_post(struct req *r);
enum rc events_page(struct req *r);
enum rc events_json(struct req *r);
enum rc events_csv(struct req *r);
enum rc unmaskings_page(struct req *r);

/* ---- changes to accounts ---- */

enum account_act { ACCOUNT_GRANT, ACCOUNT_REVOKE, ACCOUNT_CLOSE, ACCOUNT_REOPEN, ACCOUNT_RESET, ACCOUNT_TOTP };
struct account_change {
    enum account_act act;
    int64_t account, now;
    struct str role, department, district;        /* grant and revoke */
    int64_t organisation;
    uint8_t hash[32];                             /* reset: SHA-256 of what the link holds */
    struct event event;
    struct once once;
    bool held;                                    /* set when a grant is refused because the account has that role already */
};
enum rc account_change_store(struct db *tx, void *change);

struct grant_form { struct str role, department, district, organisation; };
struct code_form { struct str code, zh, en, parent; int64_t position; bool active; struct str version; };
extern const struct form grant_form, code_form, code_edit_form;

/* Logs who took how many rows of what. */
enum rc export_log(struct req *r, const char *what, size_t rows);
#endif
