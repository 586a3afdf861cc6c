/* inner.h: what the files of this folder share.
**
**     rows of one fair --world_read--> struct world --plan_fair--> meetings with slots, a certificate --> rows
**      world.c                                        plan.c            (file.h)            store.c
**
** A fair is small: every decision reads it whole, in the transaction that writes. */
#ifndef FAIRS_INNER_H
#define FAIRS_INNER_H
#include "app/docking/docking.h"
#include "app/fairs/fairs.h"
#include "app/fairs/file.h"
#include "app/parties/parties.h"
#include "fairs_sql.h"
#include "web/codes.h"
#include "web/form.h"
#include "web/page.h"

#define MINUTE_MS (INT64_C(60) * 1000)

/* ---- world.c: one fair in memory ---- */

struct world {
    struct arena *a;
    struct fair_by_id f;
    struct fair_places_rows places;
    struct fair_slots_rows slots;
    struct fair_parties_rows parties;
    struct fair_people_rows people;
    struct fair_listings_rows listings;
    struct fair_wishes_rows wishes;
    struct fair_met_rows met;
    struct fair_meetings_rows meetings;
};
enum rc world_read(struct db *db, int64_t fair, struct world *w);
const struct fair_parties *world_party(const struct world *w, int64_t id);      /* NULL: not of this fair; rows are in order of id */
const struct fair_people *world_person(const struct world *w, int64_t id);
size_t world_person_at(const struct world *w, int64_t id);        /* which of people: one there is */
const struct fair_meetings *world_meeting(const struct world *w, int64_t id);
/* where it receives; NULL: the fair has no place */
const struct fair_places *world_place(const struct world *w, const struct fair_parties *offer);
const struct fair_slots *world_slot(const struct world *w, int64_t n);
/* the newest of the pair, live or not; NULL: none */
const struct fair_meetings *world_pair(const struct world *w, int64_t need, int64_t offer);
struct str world_wish(const struct world *w, int64_t party, int64_t other);     /* "must", "like", "never", or "" */
bool world_met(const struct world *w, int64_t need, int64_t offer);
int met_order(const void *x, const void *y);                                    /* of struct fair_met: by need, then offer */
int64_t world_waiting(const struct world *w, int64_t party);                     /* its requests nobody has answered; most_asked at most */
int64_t world_load(const struct world *w, int64_t person);                      /* live meetings of hers that have a slot */
uint64_t person_here(const struct world *w, const struct fair_people *p);       /* a bit for each slot she is there */
bool meeting_live(struct str state);                                            /* it holds, or wants, a slot */
bool meeting_placed(const struct fair_meetings *m);
int64_t slot_start(const struct fair_slots *s);                                 /* ms */
int64_t slot_end(const struct fair_slots *s);
uint64_t slots_after(const struct world *w, int64_t now);                       /* a bit for each slot that has not begun */
bool fair_ended(const struct fair_by_id *f);                                    /* over or cancelled */
/* before the first day: the doors open when agreeing has ended */
bool fair_agreed_in_time(const struct world *w, struct str agree_until);
bool fair_day(const struct world *w, int64_t now);                              /* some slot is on this day */
struct str slots_text(struct arena *a, uint64_t set);                           /* "1,2,5"; and back */
uint64_t slots_of(struct str text);

/* ---- plan.c: which meetings, and when ---- */

enum keep { KEEP_AGREED, KEEP_PLACED };         /* what stays where it is: what both confirmed; all that has a slot */

/* A meeting as it is to be: id 0 is a new one. */
struct planned {
    int64_t id, version, need, offer, need_person, offer_person, rank, slot, table;
    bool least;                                  /* brings somebody nearer to the least each should have */
    struct str state, why;                       /* state as it was; "" = new */
    const struct fair_meetings *was;
};
struct plan {
    struct { struct planned *v; size_t n, cap; } meetings;      /* those the engine was asked for */
    struct { struct planned *v; size_t n, cap; } over;          /* wanted, but somebody has reached the limit */
    struct fair_sheets sheets;
    struct fair_plan result;
    struct str result_text, meetings_csv, people_csv, slots_csv, places_csv;
};
/* only: 0 = all wanted meetings; else this one alone is placed around the others. Slots that have begun are left out. Pure but
** for the arena; the result is proved before it is returned. */
enum rc plan_fair(const struct world *w, enum keep keep, int64_t only, int64_t now, struct plan *p, struct err *e);

/* ---- store.c: changes, each one function of db_tx ---- */

enum { FAIR_IDS = LIMIT_FAIR_NEW + LIMIT_FAIR_OVER };
/* What a change of many rows needs from outside the transaction. */
struct fair_hand {
    struct once once;
    bool by_form, quiet;                         /* once counts; nobody is told (sample data) */
    int64_t fair, account, now, timetable;
    int64_t *ids;                                /* FAIR_IDS of them, for new meetings */
    struct event event;
    struct app *app;
    /* out */
    int64_t placed, unplaced, offered;
    int refused;                                 /* T_...: why nothing was done */
};
struct fair_hand fair_hand_of(struct req *r, int64_t fair, const char *verb, struct str back);
struct fair_hand fair_hand_own(struct app *app, struct db *db, int64_t fair, int64_t now, const char *verb);

enum rc fair_timetable_tx(struct db *tx, void *hand);            /* makes or mends the timetable; registration closes */
enum rc fair_open_tx(struct db *tx, void *hand);                 /* what nobody confirmed lapses; requests may be made */
struct fair_move { struct fair_hand h; const char *from[3], *to; };
enum rc fair_move_tx(struct db *tx, void *move);                 /* a change of state and nothing else: register, over, cancelled */

struct fair_slot_more { struct fair_hand h; struct str day; int64_t from, to; };
enum rc fair_slot_tx(struct db *tx, void *more);                 /* an extra slot; what waits is placed at once */

struct fair_slot_less { struct fair_hand h; struct str start; };  /* "2026-12-07 10:00" */
enum rc fair_slot_away_tx(struct db *tx, void *less);             /* a slot taken back in which nobody meets */
struct str slot_name(struct arena *a, const struct fair_slots *s);
/* Nobody has, had or missed a meeting in it. */
bool slot_unused(const struct world *w, const struct fair_slots *s);

enum person_verb { PERSON_ARRIVED, PERSON_LATE, PERSON_ABSENT };
struct person_step { struct fair_hand h; int64_t person, from_slot; enum person_verb verb; };
enum rc person_step_tx(struct db *tx, void *step);               /* signs in, comes late, does not come; the rest is mended */

struct meeting_step { struct fair_hand h; int64_t meeting, party; const char *verb; };   /* party: who acts; 0 = the office */
enum rc meeting_step_tx(struct db *tx, void *step);
/* side "": the office */
bool meeting_may(const struct world *w, const struct fair_meetings *m, struct str side, const char *verb, int64_t now);

struct fair_ask { struct fair_hand h; int64_t meeting, party, other; };
enum rc fair_ask_tx(struct db *tx, void *ask);                   /* a request, in the open phase */

enum rc fairs_tick(struct app *app, struct db *db, int64_t now);

/* ---- access.c ---- */

struct fair_seat { struct world w; struct reader me; const struct fair_parties *party; bool acts, runs; };
bool fair_runs(const struct req *r, const struct fair_by_id *f);                /* may run this fair */
enum rc fair_seat_of(struct req *r, int64_t party, struct fair_seat *seat);     /* RC_NONE for who has no business with it */
enum rc fair_office(struct req *r, int64_t fair, struct world *w);              /* RC_DENIED, RC_NONE */
const struct fair_meetings *own_meeting(const struct fair_seat *seat, int64_t id);   /* NULL: not one of this party's */
bool party_acts(const struct reader *me, const struct fair_parties *p);
struct str fair_path(struct req *r, int64_t fair, const char *tail);
struct str party_path(struct req *r, int64_t party, const char *tail);
bool fair_token_read(const struct keys *k, struct str token, int64_t *person);

/* ---- words.c ---- */

int fair_state_said(struct str state);          /* T_... */
int meeting_state_said(struct str state);
const char *meeting_tag(struct str state);      /* the class of its tag */
struct str party_name(const struct req *r, const struct fair_parties *p);
void put_slot(struct req *r, const struct fair_slots *s);                       /* day and clock */
struct str day_short(const struct req *r, struct str day);                      /* "12月14日", "14 Dec" */
struct str slot_clock(struct arena *a, const struct fair_slots *s);             /* "09:00–09:20" */
/* why a meeting has no slot, in a sentence */
struct str why_said(struct req *r, const struct world *w, const struct fair_meetings *m);
bool fair_is_choice(struct choices c, struct str code);         /* a button of ours said it */
void fair_put_code(struct req *r, struct str path, struct str label);           /* a QR code of this path of ours */

/* ---- ics.c ---- */

/* An RFC 5545 calendar of a party's meetings, all people or one (0 = all), as of this instant. */
void put_calendar(struct req *r, struct out *o, const struct world *w, const struct fair_parties *p, int64_t person, int64_t stamp);
void put_ics_line(struct out *o, const char *name, struct str value);           /* folded at 75 bytes, never inside a character */
void put_ics_text(struct out *o, const char *name, struct str text);            /* escaped, then folded */
#endif
