/* life.h: one venture: who may look at it and change it, and how a change goes. */
#ifndef INCUBATION_LIFE_H
#define INCUBATION_LIFE_H
#include "app/incubation/views.h"

/* A venture with its stays, for a reader. last: the running or latest stay; NULL before the first one. */
struct seat {
    struct venture_by_id v;
    struct tenancies_of_venture_rows stays;
    const struct tenancies_of_venture *last;
    bool runs, own, office;                       /* runs the carrier of the last stay; acts for the venture; reviews that district */
};
enum rc venture_seat(struct req *r, int64_t venture, struct seat *s);          /* RC_NONE for who has no business with it */
enum rc seat_run(struct req *r, int64_t venture, struct seat *s);         /* ... and for who does not run its carrier */
bool seat_live(const struct seat *s);
struct str venture_path(struct req *r, int64_t venture, const char *tail);

/* A change of anything the venture's stays count for: once, away with the old counts, write, the new ones, event. */
struct turn;
typedef enum rc turn_fn(struct db *tx, struct turn *t, struct measures *m);
struct turn {
    struct hand h;
    turn_fn *write;
    int64_t venture, tenancy, version, id;
    const void *v;
    struct verdict *verdict; int64_t check;       /* kept with the change, under this id; NULL: none */
    int refused;                                  /* out: T_..., why the rows do not allow it */
};
struct turn turn_of(struct req *r, const struct form_state *s, const struct seat *seat, const char *verb, turn_fn *write);
enum rc turn_done(struct req *r, struct turn *t);                          /* runs it, redirects back */
enum rc turn_tx(struct db *tx, void *turn);
enum rc turn_refuse(struct db *tx, struct turn *t, int why);
enum rc turn_changed(struct db *tx);                                       /* RC_STALE unless one row moved */

/* The page of a venture with one of its forms as it was sent; NULL: none was. */
enum rc venture_show(struct req *r, const struct seat *s, const struct form_state *sent);

/* A month as people write it: 2026-10, or 202610. */
bool month_read(struct str s, int64_t *month);
int exit_said(struct str kind);
int stage_said(struct str stage);
int fact_said(struct str kind);
int gate_said(int64_t gate);
enum { GATES = 4 };

struct venture_values { struct str name, field; bool returnee, student; };
extern const struct form venture_form, firm_form, fact_form, milestone_form, milestone_done_form, gate_form, session_form, words_form,
    rent_form, exit_form, extend_form, aftercare_form, room_form;

struct venture_view {
    const struct seat *s;
    struct verdict entry, stay, graduate;
    bool judged;
    struct venture_facts_rows facts;
    struct milestones_rows milestones;
    struct gates_passed_rows gates;
    struct mentor_sessions_of_rows sessions;
    struct rents_of_rows rents;
    struct tenancy_units_of_rows rooms;
    struct aftercare_of_rows notes;
    struct rule_checks_of_rows checks;
    const struct form_state *sent;                /* the form that came back with faults */
};
void venture_html(struct req *r, const struct venture_view *v);

enum rc venture_page(struct req *r);
enum rc venture_json(struct req *r);
enum rc venture_post(struct req *r);
enum rc firm_post(struct req *r);
enum rc fact_post(struct req *r);
enum rc fact_remove_post(struct req *r);
enum rc milestone_post(struct req *r);
enum rc milestone_done_post(struct req *r);
enum rc gate_post(struct req *r);
enum rc session_post(struct req *r);
enum rc session_held_post(struct req *r);
enum rc session_cancel_post(struct req *r);
enum rc words_post(struct req *r);
enum rc rent_post(struct req *r);
enum rc exit_post(struct req *r);
enum rc extend_post(struct req *r);
enum rc aftercare_post(struct req *r);
enum rc room_post(struct req *r);
enum rc room_leave_post(struct req *r);
#endif
