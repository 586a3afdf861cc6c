/* redock.h: docking everything with everything once more: the ten best both ways of every open listing. For this folder and for
** `ballast redock`.
**
**     start ──► running ──► done          one at most runs; its cursor stands in the database, moved in the
**                  └──────► cancelled     transaction that stores what was found up to there
*/
#ifndef DOCKING_REDOCK_H
#define DOCKING_REDOCK_H
#include "app/docking/cases.h"
#include "redock_sql.h"

#define REDOCK_GOOD (24 * (int64_t)DOCK_POINT)    /* a good match: both ways together; pages show half of it */

/* running: out, with RC_REFUSED: one is under way */
struct redock_begin { struct once once; int64_t id, account, now; struct event event; bool running; };
enum rc redock_begin_tx(struct db *tx, void *begin);     /* once.path.p NULL: without a form */
struct redock_halt { struct once once; int64_t id, now; struct event event; };
enum rc redock_cancel_tx(struct db *tx, void *stop);     /* what was found stays; RC_OK when it had ended already */

/* One step of the run under way, by this worker: at most LIMIT_REDOCK_STEP listings, or, at_once, LIMIT_REDOCK_MANY, those
** who are alike together: by far sooner each, but the index lets nobody change it for a second at a time. */
enum redock_went {
    REDOCK_REST,                                  /* nothing runs */
    REDOCK_OTHERS,                                /* another process is moving it, or was quicker in this step */
    REDOCK_MOVED, REDOCK_ENDED
};
enum rc redock_step(struct app *app, struct db *db, int64_t now, int64_t worker, bool at_once, enum redock_went *went);
enum rc redock_tell(struct app *app, struct db *db, int64_t now);         /* who is still to hear of what a run found */

/* How far the last run is. RC_NONE: there was none. left: at most, some have closed since it began; ends_ms: about when, 0 = cannot be
** said; stands: running, but nothing has moved it for a minute. */
struct redock_far { struct redock_last run; int64_t left, ends_ms; bool running, stands; };
enum rc redock_far(struct db *db, int64_t now, struct redock_far *f);

enum rc redock_start(struct app *app, struct db *db, void **state);       /* of the slice */
void redock_stop(void *state);
enum rc redock_tick(struct app *app, struct db *db, int64_t now);         /* a step, and who is to hear; tick and soon alike */

/* ---- pages ---- */

enum { REDOCK_CSV = 1000 };                        /* listings of one file; their pairs are ten times as many */

struct redock_count { struct str code; int64_t n, alone, idle; };
struct redock_counts { struct redock_count *v; size_t n, cap; };
struct redock_view {
    struct redock_far far;
    struct redock_since since;
    struct redock_counts kinds[2], divisions[2];  /* of needs and of offers, by code */
    struct redock_count sides[2];
    int64_t changed;
    bool any, may_start;                          /* any: a run was started once */
};
void redock_html(struct req *r, const struct redock_view *v);

struct redock_row { int64_t id, best, at; struct str path, title, party, side, kind, division; bool changed; };
struct redock_rows_view {
    struct str what, side, kind, district;
    struct paging p;                              /* of files */
    struct str prev, next;                        /* where the pages before and after begin; STR_NONE: there is none */
    struct { struct redock_row *v; size_t n, cap; } rows;
};
void redock_rows_html(struct req *r, const struct redock_rows_view *v);

struct redock_other { int64_t place, forward, backward; struct str path, title, party, kind, division; bool open, docked; };
struct redock_ten_view {
    const struct listing_by_id *x;
    const struct redock_listing_of *as_of;        /* NULL: no run has seen it */
    struct { struct redock_other *v; size_t n, cap; } others;
};
void redock_ten_html(struct req *r, const struct redock_ten_view *v);
#endif
