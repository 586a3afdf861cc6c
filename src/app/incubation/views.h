/* views.h: pages of this folder and what they show. */
#ifndef INCUBATION_VIEWS_H
#define INCUBATION_VIEWS_H
#include "app/incubation/inner.h"
#include "app/incubation/rules.h"

/* ---- public ---- */

struct carriers_view {
    struct str q, level, kind, district, zone, pattern, today;
    int64_t rank;
    struct paging p;
    struct carrier_page_rows rows;
};
void carriers_html(struct req *r, const struct carriers_view *v);

struct carrier_figures { int64_t incubatees, teams, area, area_tenants, area_shared, mentors, graduates, sessions; };
struct carrier_view {
    const struct carrier_by_id *c;
    struct carrier_figures f;
    struct certifications_rows levels;
    struct carrier_free_rows vacant;
    struct str today;
    bool runs;
};
void carrier_html(struct req *r, const struct carrier_view *v);

/* ---- the manager's desk: one page a matter, a bar of them on each ---- */

enum desk_tab { TAB_DESK, TAB_TENANTS, TAB_INTAKE, TAB_EXITS, TAB_MENTORS, TAB_UNITS, TAB_LEVELS, TAB_CHECK, TABS };
/* The frame of such a page, from its heading to the bar. */
void desk_begin(struct req *r, const struct carrier_by_id *c, enum desk_tab tab);
void desk_bar_html(struct req *r, int64_t carrier, enum desk_tab tab);

struct levels_view {
    const struct carrier_by_id *c;
    struct certifications_rows levels;
    struct carrier_areas_rows areas;
    const struct form_state *level, *area;
};
struct certify_view { const struct carrier_by_id *c; struct certifications_rows levels; bool *may; const struct form_state *add; };
void certify_html(struct req *r, const struct certify_view *v);
struct str level_state_tag(struct str state);                             /* class of its tag */
int level_state_said(struct str state);
int level_said_of(struct str level);
void levels_html(struct req *r, const struct levels_view *v);
void mentors_html(struct req *r, const struct carrier_by_id *c, const struct carrier_mentors_rows *rows, const struct form_state *s);
void carriers_mine_html(struct req *r, const struct carrier_mine_rows *rows);
void carriers_office_html(struct req *r, const struct carrier_office_rows *rows, const struct paging *p, struct str q);

/* ---- rules ---- */

void rules_html(struct req *r, const struct incubation_rules_list_rows *rows, bool edits);
struct rule_view {
    struct str code;
    struct incubation_rule_versions_rows rows;
    struct fact_kinds facts;
    const struct form_state *form;
    struct str fault;
};
void rule_html(struct req *r, const struct rule_view *v);

/* ---- handlers, for the table in incubation.c ---- */

enum rc carriers_page(struct req *r);
enum rc carriers_json(struct req *r);
enum rc carriers_csv(struct req *r);
enum rc carrier_show_page(struct req *r);
enum rc carrier_show_json(struct req *r);
enum rc carriers_mine_page(struct req *r);
enum rc carriers_office_page(struct req *r);
enum rc carrier_edit_page(struct req *r);
enum rc carrier_edit_post(struct req *r);
enum rc carrier_close_post(struct req *r);
enum rc levels_page(struct req *r);
enum rc level_post(struct req *r);
enum rc level_remove_post(struct req *r);
enum rc certify_page(struct req *r);
enum rc certify_post(struct req *r);
enum rc certify_confirm_post(struct req *r);
enum rc certify_refuse_post(struct req *r);
enum rc certify_end_post(struct req *r);
enum rc area_post(struct req *r);
enum rc area_remove_post(struct req *r);
enum rc mentors_page(struct req *r);
enum rc mentor_post(struct req *r);
enum rc mentor_end_post(struct req *r);
enum rc rules_page(struct req *r);
enum rc rules_json(struct req *r);
enum rc rule_page(struct req *r);
enum rc rule_post(struct req *r);
enum rc check_page(struct req *r);
extern const struct form rule_form;
extern const struct form carrier_form, carrier_close_form, level_form, level_end_form, level_refuse_form, area_form, area_remove_form,
    mentor_form, mentor_end_form;
#endif
