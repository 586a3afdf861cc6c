/* views.h: the pieces pages of this folder are made of. */
#ifndef DOCKING_VIEWS_H
#define DOCKING_VIEWS_H
#include "app/docking/inner.h"
#include "web/chart.h"
#include "web/page.h"

/* ---- listing_cards.c ---- */

/* The rows of founds in their order, at most LISTING_PAGE of them; what changed since and is not for this reader is left out. */
enum { CARD_WORDS = 181 };                        /* characters of the description a card may show, and one to see that there are more */
enum rc cards_of(struct req *r, const struct reader *me, const struct founds *f, int64_t words, struct listing_cards_rows *rows);
struct str card_title(struct req *r, const struct listing_cards *c);
struct str card_words(struct req *r, const struct listing_cards *c);      /* the beginning of its description */
struct str card_org(struct req *r, const struct listing_cards *c);        /* the organisation's name, or "A person" */
/* One <li>; named: it says that the poster's name was asked for; said: what it says of the words asked. */
void card_html(struct req *r, const struct listing_cards *c, int level, bool named, struct str said);
/* <ul class="results">; f and why: of a search, or NULL */
void cards_html(struct req *r, const struct listing_cards_rows *rows, int level, const struct founds *f, const struct live_reasons *why);
size_t founds_place(const struct founds *f, int64_t id);                  /* f->n when it is not there */

void put_side(struct req *r, struct str side);                            /* the tag */
void put_kind(struct req *r, struct str kind);
void put_state(struct req *r, struct str state);
void put_amounts(struct req *r, struct str kind, int64_t low, int64_t high);          /* "5,000 元–8,000 元 /月" */
void put_points(struct req *r, int64_t score);                            /* of a score in DOCK_POINTs, with a decimal */
struct str points_str(struct arena *a, int64_t score);
bool has_amounts(int64_t low, int64_t high);

void put_json_int(struct out *o, int64_t v);                              /* null for DB_NULL */
void put_json_id(struct out *o, int64_t v);                               /* a text: 63 bits do not fit into every program's numbers */
void put_json_text(struct out *o, struct str s);                          /* null when absent */
void listing_brief_json(struct out *o, int64_t id, struct str side, struct str kind, struct str zh, struct str en, struct str state);
void card_json(struct req *r, const struct listing_cards *c);             /* the members, without the braces */

/* ---- pages ---- */

struct choices_box { const char *name; int label, any; struct choices choices; struct str value; };
void listing_box_html(struct req *r, const struct choices_box *b);

struct search_view {
    struct str q, side, kind, industry, district, zone, stage, org_kind, open_until, month;
    bool newest, loose, narrow;                   /* narrow: filters besides words, side, kind and district are set */
    int64_t page, pages, total, similar;
    struct founds founds;
    struct live_reasons *reasons;                 /* one a found; NULL without words */
    struct listing_cards_rows cards;
};
struct choices posters_choices(struct req *r);
void listing_search_html(struct req *r, const struct search_view *v);
void listing_docked_html(struct req *r, const struct docked_page_rows *rows);

struct home_view { struct live_tally tally; struct live_figures figures; struct listing_cards_rows needs, offers; };
void home_html(struct req *r, const struct home_view *v);
struct demo_login { struct str login, zh, en, role, kind, organisation; };
struct demo_logins { struct demo_login *v; size_t n, cap; };
void home_demo_html(struct req *r, const struct demo_logins *logins);

struct listing_view {
    const struct listing_by_id *x;
    const struct listing_kind *kind;
    struct listing_form f;
    bool owner, reviewer, annex;                  /* annex: this reader may open it */
    struct live_match match;                      /* with its cards and, for owners, reasons */
    struct listing_cards_rows cards;
    struct listing_events_rows events;            /* for owners and the office */
    const struct form_state *decide;              /* for the office, in review */
};
struct str choice_said(struct req *r, const struct field *f, struct str code);        /* the label of a choice */
/* each in the reader's language, too, where the glossary has it */
struct str skills_said(struct req *r, struct str skills);
struct str lines_said(struct req *r, struct str lines);                   /* the same for one a line */
struct str day_said(struct req *r, int64_t day);                          /* without <time>, to stand inside a sentence */
/* The reasons of a pair as a page tells them: shared words together, synonyms together. */
struct said_reason { struct str text; bool fits; };
struct said_reasons { struct said_reason *v; size_t n, cap; };
struct said_reasons reasons_said(struct req *r, const struct live_reasons *why);
struct str search_said(struct req *r, const struct live_reasons *why);    /* of a search, in one line; empty: nothing */
void reasons_json(struct out *o, const struct live_reasons *why);         /* an array; NULL: empty */
int event_said(struct str verb);                                          /* T_... */
void listing_html(struct req *r, const struct listing_view *v);
void listing_facts_html(struct req *r, const struct listing_view *v);     /* the <dl> */
void listing_side_html(struct req *r, const struct listing_view *v);      /* what may be done, who posted it */
/* possible: there is somebody to choose */
struct readers_view { const struct listing_by_id *x; struct str organisations; const struct form_state *form; bool possible; };
void listing_readers_html(struct req *r, const struct readers_view *v);
void listing_annex_html(struct req *r, const struct listing_view *v, struct str text);
void listing_matches_html(struct req *r, const struct listing_view *v);
void listing_pairs_html(struct req *r, const struct listing_view *v, int level);  /* matches with their reasons */

void listing_kinds_html(struct req *r);
void listing_edit_html(struct req *r, const struct form_state *s, const struct listing_kind *k, struct str side,
    const struct listing_by_id *old, bool reviewer);
void listing_mine_html(struct req *r, const struct listing_mine_rows *rows);
void listing_review_html(struct req *r, const struct listing_in_review_rows *rows);
void listing_decide_html(struct req *r, const struct form_state *s, int64_t id);

/* ---- handlers, for the table in docking.c ---- */

enum rc home_page(struct req *r);
enum rc home_json(struct req *r);
enum rc listings_page(struct req *r);
enum rc listings_json(struct req *r);
enum rc listing_docked_page(struct req *r);
enum rc listing_docked_json(struct req *r);
enum rc listing_page(struct req *r);
enum rc listing_json(struct req *r);
enum rc listing_matches_page(struct req *r);
enum rc listing_matches_json(struct req *r);
enum rc listing_annex_page(struct req *r);
enum rc listing_readers_page(struct req *r);
enum rc listing_readers_post(struct req *r);
enum rc listing_mine_page(struct req *r);
enum rc listing_mine_json(struct req *r);
enum rc listing_review_json(struct req *r);
enum rc listing_new_page(struct req *r);
enum rc listing_edit_page(struct req *r);
enum rc listing_new_post(struct req *r);
enum rc listing_edit_post(struct req *r);
enum rc listing_close_page(struct req *r);
enum rc listing_close_post(struct req *r);
enum rc listing_renew_post(struct req *r);
enum rc listing_review_page(struct req *r);
enum rc listing_decide_post(struct req *r);
extern const struct form listing_readers_form, listing_close_form, listing_decide_form, listing_saving_form, listing_renew_form;
void listing_decide_start(struct req *r, struct form_state *s, const struct listing_by_id *x);
/* The listing page with the office's form as it was sent. */
enum rc listing_show(struct req *r, const struct reader *me, const struct listing_by_id *x, const struct form_state *decide);
#endif
