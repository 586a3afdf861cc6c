/* views.h: what a handler hands to its page (*.html), and the pages' functions. */
#ifndef GOVERNANCE_VIEWS_H
#define GOVERNANCE_VIEWS_H
#include "app/governance/inner.h"
#include "session_sql.h"

struct queue { int label, empty; int64_t n, oldest; struct str path; };  /* oldest: ms; 0 = nothing waits */
struct office_view {
    struct figures f;
    struct queue queues[5];
    size_t nqueues;
    struct str districts;                         /* as parties_districts gives it */
};
void office_html(struct req *r, const struct office_view *v);

struct office_row { int64_t id; struct str path, title, other, kind, division, state, party; int64_t at, amount; };
struct rows_view {
    struct str what, kind, district, month;
    int label;
    bool cases;
    struct paging p;
    struct { struct office_row *v; size_t n, cap; } rows;
};
void office_rows_html(struct req *r, const struct rows_view *v);
struct str case_state_label(const struct req *r, struct str state);
struct str listing_state_label(const struct req *r, struct str state);

struct accounts_view { struct str q, role; struct choices roles; int64_t total; struct office_accounts_rows rows; struct str prev, next; };
void office_accounts_html(struct req *r, const struct accounts_view *v);
struct account_view {
    const struct account_by_id *a;
    struct account_roles_rows roles;
    struct membership_of_rows orgs;
    size_t sessions;
    bool mine, whole;                             /* one's own; may close and reset (not only grant in a scope) */
};
void office_account_html(struct req *r, const struct account_view *v);
struct str token_called(struct req *r, const struct office_events *x);    /* the token a program came with: its name, else its number */
void office_reset_html(struct req *r, struct str login, struct str link, struct str back);

void office_permissions_html(struct req *r, struct str q);
void office_codes_html(struct req *r, const struct office_code_lists_rows *rows);
void office_code_list_html(struct req *r, struct str list, const struct office_codes_rows *rows);
struct str code_list_label(const struct req *r, struct str list);

struct events_view {
    struct str who, by, what, subject, from, to;
    struct str kind, verb;                        /* the two halves of what */
    bool unknown;                                 /* nobody has that login */
    struct office_events_rows rows;
    int64_t older;                                /* id to go on below; 0 = this is the end */
    bool exports;
};
void office_events_html(struct req *r, const struct events_view *v);
struct choices log_by_choices(void);              /* who may have done it: people, their programs, this one */
void put_what_options(struct req *r, const struct events_view *v);
struct str subject_kind_label(const struct req *r, struct str kind);
struct str subject_path(struct req *r, struct str kind, int64_t subject);  /* STR_NONE: no page of it this reader may open */
struct unmaskings_view { struct office_unmaskings_rows rows; int64_t older; };
void office_unmaskings_html(struct req *r, const struct unmaskings_view *v);
#endif
