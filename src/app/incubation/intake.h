/* intake.h: applications: asked -> accepted | refused | withdrawn; accepted -> entered (a tenancy). */
#ifndef INCUBATION_INTAKE_H
#define INCUBATION_INTAKE_H
#include "app/incubation/life.h"

enum { SCORES_NEEDED = 2, SCORE_MOST = 5 };

/* An application with who may look at it. review: the reader's own row; NULL: is no reviewer. */
struct intake_seat {
    struct intake_by_id i;
    struct venture_by_id v;
    struct carrier_by_id c;
    struct intake_reviews_rows reviews;
    const struct intake_reviews *review;
    bool runs, own;
    int64_t scored, mean;                         /* mean: of all scores, in hundredths, 0 without one */
    struct verdict entry;                         /* what the rules say of entering today */
};
enum rc intake_seat_of(struct req *r, int64_t id, struct intake_seat *s);
struct str intake_path(struct req *r, int64_t id, const char *tail);
int intake_state_said(struct str state);

struct intake_view { const struct intake_seat *s; const struct form_state *sent; };
void intake_html(struct req *r, const struct intake_view *v);
struct intakes_view { const struct carrier_by_id *c; struct str state; struct paging p; struct intake_page_rows rows; };
void intakes_html(struct req *r, const struct intakes_view *v);
struct mine_view {
    struct intake_mine_rows intakes;
    struct ventures_of_account_rows ventures;
    struct intake_review_mine_rows reviews;
    struct mentor_session_mine_rows sessions;
};
void incubation_mine_html(struct req *r, const struct mine_view *v);
/* The words owed about a session, and the form to give them. side: "mentor" or "venture". */
void words_form_html(struct req *r, int64_t session, struct str side);

struct tenants_view {
    const struct carrier_by_id *c;
    struct str state;
    struct paging p;
    struct tenancy_page_rows rows;
    const struct form_state *admit;
};
void tenants_html(struct req *r, const struct tenants_view *v);
struct ending { const struct tenancy_ending *t; struct verdict graduate, stay; };
struct asked_after { struct aftercare_missing t; int64_t year; };
struct exits_view {
    const struct carrier_by_id *c; struct { struct ending *v; size_t n, cap; } list;
    struct { struct asked_after *v; size_t n, cap; } after;
};
void exits_html(struct req *r, const struct exits_view *v);
/* vacant: only what nobody has */
struct units_view {
    const struct carrier_by_id *c;
    const struct form_state *add;
    struct str q, kind, state, from, back;                      /* what is shown; back: all of it as a query */
    struct choices kinds, states;
    struct carrier_units_n n;
    struct carrier_units_from_rows rows;
};
void units_html(struct req *r, const struct units_view *v);
struct desk_view { const struct carrier_by_id *c; int64_t asked, live, ending, overdue, owed, unpaid, after; };
void desk_html(struct req *r, const struct desk_view *v);
void owed_html(struct req *r, const struct mentor_session_owed_rows *rows);

enum rc apply_page(struct req *r);
enum rc apply_post(struct req *r);
enum rc intakes_page(struct req *r);
enum rc intake_page_show(struct req *r);
enum rc intake_withdraw_post(struct req *r);
enum rc reviewer_post(struct req *r);
enum rc declare_post(struct req *r);
enum rc score_post(struct req *r);
enum rc decide_post(struct req *r);
enum rc enter_post(struct req *r);
enum rc incubation_mine_page(struct req *r);
enum rc tenants_page(struct req *r);
enum rc tenants_csv(struct req *r);
enum rc admit_post(struct req *r);
enum rc exits_page(struct req *r);
enum rc units_page(struct req *r);
enum rc unit_post(struct req *r);
enum rc unit_state_post(struct req *r);
enum rc unit_offer_post(struct req *r);
enum rc desk_page(struct req *r);
extern const struct form apply_form, reviewer_form, declare_form, score_form, intake_decide_form, enter_form, admit_form, unit_form,
    offer_form;

enum rc incubation_tick(struct app *app, struct db *db, int64_t now);
#endif
