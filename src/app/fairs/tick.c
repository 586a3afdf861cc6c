/* tick.c: what time does to a fair: requests expire, agreeing ends, the last day passes. */
#include "app/fairs/inner.h"

static bool went(enum rc rc, const struct db *db, const char *what, int64_t id)
{
    if (rc == RC_OK || rc == RC_REFUSED || rc == RC_STALE) return true;     /* somebody was faster: nothing is left to do */
    return tick_goes_on(db, rc, what, id);
}

/* In batches to the end: one that cannot expire holds up nobody behind it. */
static enum rc expire(struct app *app, struct db *db, int64_t now)
{
    enum { BATCH = 100 };
    struct fair_meeting_overdue_rows rows;
    for (int64_t after = 0;;) {
        TRY(fair_meeting_overdue(db, now, after, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            struct arena_mark mark = arena_mark(db->arena);
            struct meeting_step s = { .h = fair_hand_own(app, db, rows.v[i].fair, now, "expired"),
                .meeting = rows.v[i].id,
                .verb = "expire" };
            after = rows.v[i].id;
            enum rc rc = db_tx(db, meeting_step_tx, &s);
            if (!went(rc, db, "expiry of meeting", rows.v[i].id)) return rc;
            arena_rewind(db->arena, mark);
        }
        if (rows.n < BATCH) return RC_OK;
    }
}

static enum rc turn(struct app *app, struct db *db, int64_t now, const struct fair_running *f)
{
    int64_t day;
    if (str_eq(f->state, S("provisional")) && date_parse(f->agree_until, &day) && day < instant_day(now)) {
        struct fair_hand h = fair_hand_own(app, db, f->id, now, "opened");
        return db_tx(db, fair_open_tx, &h);
    }
    if (str_eq(f->state, S("open")) && f->last_day.p && date_parse(f->last_day, &day) && day < instant_day(now)) {
        struct fair_move m = { .h = fair_hand_own(app, db, f->id, now, "ended"), .from = { "open" }, .to = "over" };
        return db_tx(db, fair_move_tx, &m);
    }
    return RC_OK;
}

enum rc fairs_tick(struct app *app, struct db *db, int64_t now)
{
    enum { BATCH = 50 };
    struct fair_running_rows rows;
    TRY(expire(app, db, now));
    for (int64_t after = 0;;) {
        TRY(fair_running(db, after, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            struct arena_mark mark = arena_mark(db->arena);
            after = rows.v[i].id;
            enum rc rc = turn(app, db, now, &rows.v[i]);
            if (!went(rc, db, "fair", rows.v[i].id)) return rc;
            arena_rewind(db->arena, mark);
        }
        if (rows.n < BATCH) return RC_OK;
    }
}
