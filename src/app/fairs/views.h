/* views.h: pages of this folder and what they show. */
#ifndef FAIRS_VIEWS_H
#define FAIRS_VIEWS_H
#include "app/fairs/inner.h"

struct fair_view { struct world *w; struct fair_party_mine_rows mine; bool runs, may_register; };
void fairs_html(struct req *r, const struct fair_list_rows *rows, const struct fair_party_mine_rows *mine, bool runs);
void fair_html(struct req *r, const struct fair_view *v);

/* ---- the office's desk; desk.c ---- */

enum { DESK_ROWS = 6 };                       /* people on a page */
struct people_list { const struct fair_people **v; size_t n, cap; };
struct timed { int64_t at; const struct fair_meetings *m; };     /* ms of its slot's beginning; INT64_MAX without one */
struct timed_list { struct timed *v; size_t n, cap; };           /* in order of time, then tables */
/* of a person: the next meeting to come, NULL for none; how many have a slot */
struct standing { const struct fair_meetings *next; int64_t load; };
struct desk {
    struct str q, show;                       /* what is looked for; "" */
    int64_t slot;                             /* whose meetings are looked at; 0 = none */
    bool today;                               /* the fair is on, and this is its day */
    struct people_list people, awaited;       /* those looked for; not signed in though their meeting is on, or nearly */
    struct paging p;                          /* of people */
    /* of the slot or of those looked for; ended without a word; not answered; without a slot */
    struct timed_list meetings, unsaid, open, unplaced;
    int64_t vacant, few;                       /* tables in slots to come; people with fewer meetings than the least */
    struct standing *person;                  /* of each of the world's people */
    int64_t *tables;                          /* nobody sits at: of each slot by each place */
};
struct office_view {
    struct world *w;
    struct fair_timetable_last last;
    bool have;
    const struct form_state *place, *day, *slot;
    int64_t now;
    struct desk desk;
};
bool fair_live(const struct fair_by_id *f);                       /* people may be signed in */
struct desk desk_of(struct req *r, const struct world *w, bool planned);
bool desk_asked(const struct desk *d);                            /* something is looked for: the page shows that and no more */
struct str desk_path(struct req *r, int64_t fair, const char *tail);   /* of an act or of the desk, with what is looked for */
void fair_office_html(struct req *r, const struct office_view *v);
void fair_find_html(struct req *r, const struct office_view *v);
void fair_found_html(struct req *r, const struct office_view *v);
void fair_attention_html(struct req *r, const struct office_view *v);
void fair_people_html(struct req *r, const struct office_view *v);
void fair_slots_html(struct req *r, const struct office_view *v);

struct suggestion { const struct fair_parties *party; int64_t score; struct str mine, theirs; struct strs why; };
struct suggestions { struct suggestion *v; size_t n, cap; };
struct party_view { struct fair_seat *seat; struct suggestions suggested; struct fair_feed_of_rows feeds; int64_t now; };
void fair_party_html(struct req *r, const struct party_view *v);
void fair_agenda_html(struct req *r, const struct party_view *v, int64_t person);      /* 0 = everybody, each with her code */
void fair_put_feed_form(struct req *r, int64_t party);
void fair_feed_html(struct req *r, struct str address, struct str webcal, struct str back);
void fair_sign_in_html(struct req *r, const struct world *w, const struct fair_people *p, struct str path, bool today);
/* what has its time, a table a day; 0 = of everybody */
void fair_meetings_html(struct req *r, const struct party_view *v, int64_t person);
/* the same for the day itself: next first, earlier folded */
void fair_now_html(struct req *r, const struct party_view *v, int64_t person, bool acts);

/* Handlers, for the table in fairs.c. */
enum rc fair_office_page(struct req *r);
enum rc fair_place_post(struct req *r);
enum rc fair_place_remove_post(struct req *r);
enum rc fair_day_post(struct req *r);
enum rc fair_slots_clear_post(struct req *r);
enum rc fair_slot_post(struct req *r);
enum rc fair_slot_away_post(struct req *r);
enum rc fair_step_post(struct req *r);
enum rc fair_person_post(struct req *r);
enum rc fair_outcome_post(struct req *r);
enum rc fair_file_page(struct req *r);
enum rc fair_register_page(struct req *r);
enum rc fair_register_post(struct req *r);
enum rc fair_party_page(struct req *r);
enum rc fair_party_json(struct req *r);
enum rc fair_feed_post(struct req *r);
enum rc fair_feed_end_post(struct req *r);
enum rc fair_feed_ics(struct req *r);
enum rc fair_wish_post(struct req *r);
enum rc fair_ask_post(struct req *r);
enum rc fair_answer_post(struct req *r);
enum rc fair_withdraw_post(struct req *r);
enum rc fair_person_add_post(struct req *r);
enum rc fair_hours_page(struct req *r);
enum rc fair_hours_post(struct req *r);
enum rc fair_agenda_page(struct req *r);
enum rc fair_agenda_ics(struct req *r);
enum rc fair_sign_in_page(struct req *r);
enum rc fair_sign_in_post(struct req *r);
enum rc fair_case_post(struct req *r);
extern const struct form fair_place_form, fair_day_form, fair_slot_form, fair_slot_away_form, fair_step_form, fair_person_form,
    fair_outcome_form,
    fair_register_form, fair_wish_form, fair_ask_form, fair_answer_form, fair_feed_form, fair_hours_form, fair_person_add_form;
#endif
