/* views.h: what a handler hands to its page (*.html), and the pages' functions. */
#ifndef PARTIES_VIEWS_H
#define PARTIES_VIEWS_H
#include "app/parties/inner.h"
#include "leaving_sql.h"
#include "web/page.h"

struct organisations_view {
    struct str q, kind, district, zone, industry, pattern;
    struct choices sections;                      /* industries: the letters only */
    struct paging p;
    struct organisation_page_rows rows;
};
void organisations_html(struct req *r, const struct organisations_view *v);

struct organisation_view {
    const struct organisation_by_id *o;
    enum party_role role;
    bool asked, edits, reviews, unmasks;
    struct str bank;                              /* masked; STR_NONE: none on file, or not for this reader */
};
void organisation_html(struct req *r, const struct organisation_view *v);

struct taken_view { int64_t name, uscc; };        /* active organisations that have them; 0 = none to show */
void organisation_taken_html(struct req *r, const struct taken_view *v);

struct members_view {
    const struct organisation_by_id *o;
    struct membership_in_rows rows;
    bool owns;
};
void members_html(struct req *r, const struct members_view *v);

struct review_view { struct organisation_pending_rows rows; int64_t total; };
void review_organisations_html(struct req *r, const struct review_view *v);
void review_organisation_html(struct req *r, const struct organisation_by_id *o, const struct form_state *s);
void organisation_facts_html(struct req *r, const struct organisation_by_id *o);

void organisation_state_html(struct req *r, const struct organisation_by_id *o, const struct form_state *s);
struct office_organisations_view { struct str q, state; struct choices states; struct paging p; struct organisation_office_rows rows; };
void office_organisations_html(struct req *r, const struct office_organisations_view *v);

struct me_view {
    const struct form_state *s;
    struct str number, phone, bank;               /* masked, STR_NONE when not on file */
    struct membership_of_rows orgs;
};
void me_html(struct req *r, const struct me_view *v);
void me_data_html(struct req *r, const struct unmasking_of_rows *looks);

struct closing_view {
    const struct form_state *s;
    int64_t listings, cases, days;                /* open ones of her own; days until what we know of her is erased */
    struct membership_of_rows orgs;
    struct leaving_alone_rows alone;              /* organisations she alone manages */
    bool office;
};
void leaving_html(struct req *r, const struct closing_view *v);

struct people_view { struct str q; struct paging p; struct person_page_rows rows; };
void people_html(struct req *r, const struct people_view *v);
struct person_view {
    const struct person_by_id *p;
    struct str number, phone, bank;
    struct membership_of_rows orgs;
    struct unmasking_of_rows looks;
    bool unmasks;
};
void person_html(struct req *r, const struct person_view *v);
void parties_looks_table(struct req *r, const struct unmasking_of_rows *looks);
void unmasked_html(struct req *r, struct str label, struct str value, struct str back);
#endif
