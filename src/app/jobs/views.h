/* views.h: pages of this folder and what they show. */
#ifndef JOBS_VIEWS_H
#define JOBS_VIEWS_H
#include "app/jobs/inner.h"

struct spells_view {
    struct str q, state, claimant, other;
    bool twice;
    int64_t total;
    struct str prev, next;                                          /* where the pages before and after begin */
    struct job_spell_page_rows rows;
    int64_t open, objections;
    struct job_decisions_recent_rows recent;
};
void spells_html(struct req *r, const struct spells_view *v);

struct spell_forms { struct form_state confirm, merge, split; };
struct spell_view {
    struct job_spell_by_id s;
    struct job_claims_spell_rows claims;
    struct job_spells_firm_rows firm;
    struct job_spells_person_rows person;
    struct job_history_rows history;
    struct job_objections_rows objections;
    struct spell_forms *forms;
};
void spell_html(struct req *r, const struct spell_view *v);

struct claim_view {
    struct job_claim_by_id c;
    struct job_claim_history_rows history;
    struct str number, phone;
    const struct form_state *refuse;
    bool unmasks;
};
void claim_html(struct req *r, const struct claim_view *v);
void undo_html(struct req *r, const struct job_decision_by_id *d, const struct form_state *s);
void unmasked_job_html(struct req *r, struct str label, struct str value, struct str back);

enum { TWICE_CUTS = 3 };
struct twice_line { int label; int64_t sum, twice, outside; };
struct twice_view {
    struct job_years_all_rows years;
    int64_t year, city;
    struct twice_line lines[TWICE_CUTS];
    struct job_cells_cut_rows pairs;
    bool opens;
};
void twice_html(struct req *r, const struct twice_view *v);
struct people_under { struct str from, until, cut, code; bool asked, right; int64_t value; };
void people_under_html(struct req *r, const struct people_under *v);
struct own_view {
    bool known;
    struct job_claims_own_rows claims;
    struct job_objections_own_rows objections;
    const struct form_state *form;
};
void own_html(struct req *r, const struct own_view *v);
struct case_jobs_view { struct job_case c; struct job_case_claims_rows rows; int64_t named; const struct form_state *form; };
void case_jobs_html(struct req *r, const struct case_jobs_view *v);

/* Handlers, for the table in jobs.c. */
enum rc job_spells_page(struct req *r);
enum rc job_spells_json(struct req *r);
enum rc job_spell_show(struct req *r);
enum rc job_confirm_post(struct req *r);
enum rc job_merge_post(struct req *r);
enum rc job_split_post(struct req *r);
enum rc job_claim_show(struct req *r);
enum rc job_refuse_post(struct req *r);
enum rc job_undo_page(struct req *r);
enum rc job_undo_post(struct req *r);
enum rc job_unmask_page(struct req *r);
enum rc job_unmask_post(struct req *r);
enum rc job_answer_post(struct req *r);
enum rc job_twice_page(struct req *r);
enum rc job_people_page(struct req *r);
enum rc job_people_csv(struct req *r);
enum rc job_own_page(struct req *r);
enum rc job_object_post(struct req *r);
enum rc job_case_page(struct req *r);
enum rc job_case_post(struct req *r);
extern const struct form job_confirm_form, job_merge_form, job_split_form, job_refuse_form, job_undo_form, job_unmask_form, job_answer_form,
    job_object_form, job_case_form;

/* ---- access.c ---- */

/* May this reader act on a spell: some claim of it is counted in a district of hers. */
enum rc job_spell_seen(struct req *r, int64_t id, struct job_spell_by_id *s);
enum rc job_claim_seen(struct req *r, enum perm p, int64_t id, struct job_claim_by_id *c);
#endif
