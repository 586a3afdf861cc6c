/* inner.h: what the files of this folder share. */
#ifndef INCUBATION_INNER_H
#define INCUBATION_INNER_H
#include "app/docking/docking.h"
#include "app/incubation/incubation.h"
#include "app/measures/measures.h"
#include "app/parties/parties.h"
#include "web/codes.h"
#include "web/form.h"
#include "web/page.h"

enum { PAGE_ROWS = 20, CSV_ROWS = 5000 };        /* of a list on a page, of an export */

/* ---- count.c: rows to cells; each adds what the stored rows count for, times sign ---- */

enum { SURVIVAL_YEARS = 3 };
extern const int64_t survival_years[SURVIVAL_YEARS];                      /* 1, 3, 5 */
bool leaves_alive(struct str exit_kind);                                  /* graduated, expired, expelled: its survival is asked for */
/* Where a carrier lay, the oldest first; from: the month, yyyymm, on whose last day it was there. */
struct place { int64_t from; struct measure_at at; };
struct places { const struct place *v; size_t n; };
enum rc places_of(struct db *tx, int64_t carrier, struct places *to);
const struct measure_at *place_in(const struct places *p, int64_t month);
enum rc count_coached(struct db *tx, int64_t venture, int64_t month, int64_t sign, struct measures *m);
void count_session(struct measures *m, struct str day, const struct measure_at *at, int64_t sign);
void count_rent(struct measures *m, int64_t month, const struct measure_at *at, int64_t rent_fen, int64_t relief_fen, int64_t sign);
/* All a carrier counts for, its tenancies and sessions included: for a change of its place. */
enum rc count_carrier_whole(struct db *tx, int64_t carrier, int64_t sign, struct measures *m);

/* ---- words ---- */

void put_member(struct out *o, const char *name, struct str s);           /* ,"name":"s", of JSON */
int64_t day_of(struct str day);                                           /* of a stored day, which is one */
struct str today_of(const struct req *r);
int level_said(int64_t rank);                                             /* T_... */
int carrier_kind_said(struct str kind);
int field_said(struct str field);                                         /* of a special carrier or a venture */
int service_said(struct str service);
struct choices levels_choices(struct req *r);
struct choices carrier_kinds_choices(struct req *r);
struct choices fields_choices(struct req *r);
struct choices services_choices(struct req *r);
struct str square_metres(struct req *r, int64_t hundredths);              /* "12,000 m²" */
struct str carrier_path(struct req *r, int64_t carrier, const char *tail);

/* ---- access ---- */

/* The carrier of the path, for who runs it: RC_NONE for everybody else. */
enum rc carrier_own(struct req *r, int64_t id, struct carrier_by_id *c);

/* What a change brings into its transaction. */
struct hand { struct once once; struct event event; int64_t carrier, account, now; };
struct hand hand_of(struct req *r, const struct form_state *s, int64_t carrier, const char *verb, const char *kind, int64_t subject,
    struct str back);
enum rc hand_done(struct db *tx, struct hand *h, struct measures *m);     /* the cells and the event */

/* One row of what a carrier holds: its count taken away, write, its count added. told: a message for who runs it, 0 = none. */
struct change;
typedef enum rc write_fn(struct db *tx, const struct change *c);
struct change { struct hand h; write_fn *write; const void *v; int64_t id, version; struct str day, reason, name_zh, name_en; int told; };
enum rc change_done(struct req *r, struct change *c);

struct level_values { struct str level, from, until, granted, document; };
void level_check(struct form_state *s, const struct level_values *v);
#endif
