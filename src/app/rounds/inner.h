/* inner.h: what the files of this folder share.
**
** A round on its way through them:
**
**     setup.c: round, places, criteria ──announce──► apply.c: wishes, answers
**                                                          │
**          input.c: two tables, as doc/rounds.md has them ◄┘   the same bytes for a preview, a run and a stranger
**                │
**          run.c: solve, prove (engine/assign) ──► one transaction: files, rows, event     asked by one, confirmed by another
**                │
**          result_pages.c: counts and cut-offs for all, reasons for each ──► objections.c ──► a corrected answer, run.c again */
#ifndef ROUNDS_INNER_H
#define ROUNDS_INNER_H
#include "app/rounds/file.h"
#include "app/rounds/rounds.h"
#include "rounds_sql.h"
#include "web/codes.h"
#include "web/form.h"
#include "web/page.h"

/* ---- groups seats may be reserved for ---- */

struct round_group { struct str code; int label; };
enum { ROUND_GROUPS = 5 };
extern const struct round_group round_groups[ROUND_GROUPS];       /* in the order of the code */
struct choices round_groups_choices(struct req *r);
void put_and(struct req *r);                                       /* between the things of a list */
struct str groups_str(struct req *r, struct str list);        /* their names; empty: none */
void put_groups(struct req *r, struct str comma_separated);       /* labels, or "everybody else" for none */
bool groups_have(struct str comma_separated, struct str code);
struct str groups_kept(struct arena *a, struct strs codes);       /* comma-separated, in the order of the table */

/* ---- where a round stands (rounds.c) ---- */

/* By state and day: CLOSED waits for its run, OBJECTIONS are taken to objections_day, FINAL is over. */
enum round_phase { PHASE_DRAFT, PHASE_COMING, PHASE_OPEN, PHASE_CLOSED, PHASE_RAN, PHASE_OBJECTIONS, PHASE_FINAL, PHASE_CANCELLED };
struct round_when { struct str state, opens_day, closes_day, objections_day; int64_t closed_ms; };
#define ROUND_WHEN(x) (&(const struct round_when){ (x)->state, (x)->opens_day, (x)->closes_day, (x)->objections_day, (x)->closed_ms })
enum round_phase round_phase(const struct round_when *w, int64_t now);
int round_phase_said(enum round_phase p);                         /* T_... */

/* DB_NULL: several carriers' */
bool round_may_run(const struct req *r, struct str department, struct str division, int64_t organisation);
bool round_office(const struct req *r, const struct round_by_id *x);
enum rc round_standing(struct db *db, int64_t round, struct round_results *result);      /* the newest published one; id 0: none */
enum rc round_seen(struct req *r, int64_t id, struct round_by_id *x);         /* RC_NONE for who may not know of it */
enum rc round_for_office(struct req *r, int64_t id, struct round_by_id *x);   /* RC_NONE or RC_DENIED */
/* the route's round, the office's, and not yet announced: else RC_STALE */
enum rc round_draft(struct req *r, struct round_by_id *x);
enum rc round_still_draft(struct db *tx, int64_t id);
struct str round_path(struct req *r, int64_t id, const char *tail);
void round_crumbs(struct req *r, const struct round_by_id *x);

/* Everything about a round that does not depend on applicants. */
struct round_rules {
    struct round_by_id x;
    struct round_places_rows places;
    struct round_reserves_rows reserves;
    struct round_criteria_rows criteria;
};
enum rc round_rules(struct db *db, int64_t id, struct round_rules *q);

/* ---- points (points.c) ---- */

/* What one applicant answers: value[i] belongs to criteria.v[i]; 0 = no. */
struct points_rule;
/* RC_INPUT: the rule is no FEEL */
enum rc points_compile(struct arena *a, const struct round_criteria_rows *criteria, struct str rule, const struct points_rule **p,
    struct err *e);
/* RC_INPUT: it gives no number */
enum rc points_of(struct arena *a, const struct points_rule *p, const int64_t *value, struct str groups, int64_t *points, struct err *e);
struct given;
/* A fault on the form's "answers" when the round's rule gives these no points: one such application would stop the run of all. */
enum rc points_check(struct req *r, struct form_state *s, const struct round_by_id *x, const struct given *answer, size_t n,
    struct str groups);
size_t criterion_at(const struct round_criteria_rows *c, int64_t id);         /* SIZE_MAX: not one of them */

/* ---- the two tables a result is made from (input.c) ---- */

struct round_input {
    struct str places_csv, applicants_csv, seed;
    char places_sha256[65], applicants_sha256[65], sha256[65];                /* the last of both, in this order */
    struct round_applications_rows applications;                              /* one a row of applicants.csv */
    int64_t *points;                                                          /* as many */
    struct round_wishes_rows wishes;
};
/* a: where the tables go; db's arena takes the rows. RC_REFUSED: nobody applies. */
enum rc round_input(struct arena *a, struct db *db, const struct round_rules *q, struct round_input *in, struct err *e);

/* NULL: none; rows are in that order */
const struct round_applications *application_aliased(const struct round_applications_rows *rows, struct str alias);
struct str round_places_csv(struct arena *a, const struct round_rules *q);

/* ---- solving (solve.c, run.c) ---- */

struct round_solved { struct round rd; struct assign_stable s; struct str json; char sha256[65]; int64_t seats, placed, first_wish; };
enum rc round_solve(struct arena *a, struct str places, struct str applicants, struct str seed, struct round_solved *out, struct err *e);
/* Runs fn with an arena of its own, which db's rows go to as well; r->arena may be used, too. RC_LIMIT when it is full,
** RC_MEMORY when r->arena is. */
struct round_work { struct arena a; struct req *r; jmp_buf *full; struct round_rules q; struct round_input in; struct round_solved out; };
enum rc round_work(struct req *r, enum rc (*fn)(struct round_work *w, void *arg), void *arg);
enum rc round_work_solve(struct round_work *w, int64_t round, struct str seed);        /* q, in, out of the round as it stands */
void round_seed_draw(struct req *r, int64_t round, struct str *cipher, struct str *hash);   /* setup.c */
struct str round_seed_open(struct req *r, const struct round_by_id *x);       /* what was sealed when the round was set up */
/* A result as it is stored, inside a transaction: the files, who holds what, every cut-off. */
struct round_record {
    int64_t id, number, asked_by, run_by, now;
    const struct round_rules *q;
    const struct round_input *in;
    const struct round_solved *out;
};
enum rc round_record_write(struct db *tx, const struct round_record *c);
/* Whether no result waits for the same seats; asked at the announcement and at the first run. RC_REFUSED, waits: one does (office.c). */
enum rc round_succeed(struct db *tx, int64_t id, int64_t actor, bool *waits);
bool round_may_ask(const struct round_by_id *x, const char *verb, bool unpublished, int64_t now);   /* close, run, publish, cancel */
/* called off after it had run */
static inline bool round_off_ran(const struct round_by_id *x) { return str_eq(x->state, S("cancelled")) && x->seed.n; }
enum rc round_ask_post(struct req *r);
enum rc round_confirm_post(struct req *r);
enum rc round_unask_post(struct req *r);

/* ---- forms and changes ---- */

struct round_form {
    struct str kind, organisation, title_zh, title_en, body_zh, body_en, division, opens_day, closes_day, objections_day, rule, files;
    int64_t wishes_most;
    bool teams;
};
extern const struct form round_form;
struct place_form { struct str name_zh, name_en; int64_t seats, least; int64_t reserve[ROUND_GROUPS]; bool hard[ROUND_GROUPS]; };
extern const struct form round_place_form, round_places_form, round_criterion_form;
struct apply_form { struct strs groups, answers, wishes; struct str team; };
struct given { int64_t criterion, value; };       /* an answer that is not no */
struct choices round_answers_choices(struct req *r);              /* "criterion:how many" of the route's round */
/* as many; a criterion twice is a fault */
const struct given *round_answers_take(struct req *r, struct form_state *f, const struct strs *answers);
enum rc round_answers_write(struct db *tx, int64_t application, const struct given *answer, size_t n);
/* form_read, of a form with lists of the round */
enum rc round_form_read(struct req *r, struct form_state *s, const struct form *f, void *into);
extern const struct form round_apply_form, round_ask_form, round_off_form, round_object_form, round_decide_form, round_correct_form;

enum rc rounds_page(struct req *r);
enum rc rounds_json(struct req *r);
enum rc round_page(struct req *r);
enum rc round_json(struct req *r);
enum rc round_new_page(struct req *r);
enum rc round_new_post(struct req *r);
enum rc round_edit_page(struct req *r);
enum rc round_edit_post(struct req *r);
enum rc round_place_page(struct req *r);
enum rc round_place_post(struct req *r);
enum rc round_places_page(struct req *r);
enum rc round_places_post(struct req *r);
enum rc round_place_drop_post(struct req *r);
enum rc round_criterion_page(struct req *r);
enum rc round_criterion_post(struct req *r);
enum rc round_criterion_drop_post(struct req *r);
enum rc round_announce_post(struct req *r);
enum rc round_cancel_post(struct req *r);
enum rc round_again_post(struct req *r);          /* a second round for what is left */
enum rc round_apply_page(struct req *r);
enum rc round_apply_post(struct req *r);
enum rc round_withdraw_post(struct req *r);
enum rc round_part_post(struct req *r);
/* applications of closed accounts go, while a round has not run */
enum rc rounds_left_tick(struct app *app, struct db *db, int64_t now);
enum rc round_mine_page(struct req *r);
enum rc round_mine_json(struct req *r);
enum rc round_office_page(struct req *r);
enum rc round_office_show(struct req *r, const struct round_by_id *x, const struct form_state *off);    /* off NULL: an empty form */
enum rc round_whatif_page(struct req *r);
enum rc round_application_page(struct req *r);
enum rc round_application_post(struct req *r);
enum rc round_result_file(struct req *r);
enum rc round_object_post(struct req *r);
enum rc round_decide_post(struct req *r);

/* ---- pages (*.html) ---- */

enum { ROUND_CSV = 20 * 1000 };                    /* applicants in one file of who got what */

void round_points_html(struct req *r, const struct round_by_id *x, const struct round_criteria_rows *rows, const struct form_state *s);
struct apply_view {
    struct round_rules q;
    const struct form_state *s;
    struct strs wishes, answers, groups;          /* as they stand in the form: ids of places in order; "criterion:how many"; codes */
    struct str team;
    bool again;                                   /* there is an application: this changes it */
};
void round_apply_html(struct req *r, const struct apply_view *v);

/* Why this place and not that one; out of a published result, so that nobody else is named. */
enum why { WHY_OPEN, WHY_CLOSED, WHY_SHUT, WHY_POINTS, WHY_LOTTERY, WHY_LAST, WHY_TEAM };
struct why_line { struct str name_zh, name_en, groups; enum why why; int64_t points; struct str lottery; bool got; };
struct mine_view {
    struct round_rules q;
    struct round_application_of p;
    struct round_wishes_of_rows wishes;
    struct round_answers_of_rows answers;
    struct round_team_rows with;                  /* who goes with her */
    int64_t points;
    bool counted;                                 /* points could be worked out */
    enum round_phase phase;
    struct round_results result;                  /* the newest published one; id 0: none */
    struct round_holding_of held;
    bool in_result;
    struct { struct why_line *v; size_t n, cap; } why;
    struct round_objections_of_rows objections;
    const struct form_state *object;
};
struct round_view {
    struct round_rules q;
    enum round_phase phase;
    bool office, applied, files;                  /* files: this reader may take those of the result shown */
    struct round_results_rows results;            /* published ones, for the office all; newest first */
    struct round_results_rows off;                /* of a round called off after it had run: the results nobody published */
    struct round_repeated_by next;                /* the round that gives out its seats anew; id 0: none that may be seen */
    const struct round_results *shown;            /* NULL: none yet */
    struct round_takens_rows taken;
    struct round_cutoffs_rows cutoffs;
    struct round_objections_n objections;
};
void round_html(struct req *r, const struct round_view *v);
struct rounds_view { struct round_list_rows rows; struct round_waits_rows waits; bool office; };      /* waits: for this officer */
void rounds_html(struct req *r, const struct rounds_view *v);
int round_verb_said(struct str verb);             /* the message of what can be proposed */
void round_mine_html(struct req *r, const struct mine_view *v);
enum rc round_mine_show(struct req *r, const struct form_state *object);      /* apply.c; object NULL: an empty form */
/* boxes and lists named answers */
void put_answers(struct req *r, const struct round_criteria_rows *criteria, const struct strs *answers, bool bad);
void put_reserves(struct req *r, const struct round_rules *q, int64_t place);
void put_place_name(struct req *r, struct str zh, struct str en);

struct office_view {
    struct round_rules q;
    enum round_phase phase;
    struct round_results_rows results;
    struct round_holders_ends_rows ends;          /* of the files of who got what */
    struct round_applications_from_rows applications;          /* one page of q.x.sent */
    struct str from;                              /* where it begins; "": at the first */
    struct round_objections_first_rows objections; /* the first of them */
    struct round_objections_n nobjections;
    const char *may_ask[3]; size_t nmay_ask;      /* close, run, publish */
    bool rests;                                   /* it has run, and no answer was corrected since */
    bool mine;                                    /* the open proposal is the reader's own */
    const struct form_state *off;                 /* calling it off */
};
void round_office_html(struct req *r, const struct office_view *v);
struct whatif_place { struct str name_zh, name_en; int64_t seats, first, holds; bool opens; enum assign_gate gate; int64_t points; };
struct whatif_view {
    struct round_rules q;
    struct round_before_rows before;
    int64_t on;                                   /* whose applicants: 0 = this round's so far */
    int trouble;                                  /* T_...: why there is no answer; 0 = there is */
    bool strangers;                               /* none of their wishes is for a place of this round */
    int64_t applicants, seats, placed, first_wish;
    struct { struct whatif_place *v; size_t n, cap; } places;
};
void round_whatif_html(struct req *r, const struct whatif_view *v);
struct application_view {
    struct round_rules q;
    struct round_application_by_id p;
    struct round_wishes_of_rows wishes;
    struct round_objections_of_rows objections;
    const struct form_state *s;                   /* round_correct_form, or decide_form of `objection`; NULL: nothing may be changed now */
    int64_t objection;                            /* the oldest that waits; 0 = none */
    bool own;                                     /* the officer's own: another one corrects it */
    struct strs answers;
};
void round_application_html(struct req *r, const struct application_view *v);
void round_places_html(struct req *r, const struct round_rules *q, const struct form_state *one, const struct form_state *table);

/* ---- telling (tell.c) ---- */

/* A notice to an applicant, leading to her page of the round. */
enum rc round_tell(struct db *tx, const struct event *e, const struct round_by_id *x, int64_t account, int message);
/* To everybody who applied: the first in this transaction, the others soon after it. One of the messages tell.c knows. */
enum rc round_tell_all(struct db *tx, const struct event *e, const struct round_by_id *x, int message);
enum rc rounds_tell_soon(struct app *app, struct db *db, int64_t now);
#endif
