/* listing_left.c: a person's own listings are closed when her account is, or by the next tick after it: nobody could answer
** for them any more. What was posted for an organisation stays, and so do cases, which end by themselves. */
#include "app/docking/inner.h"

enum { BATCH = 100 };

static enum rc close_tx(struct db *tx, void *arg)
{
    const struct listing_step *s = arg;
    TRY(listing_close(tx, s->id, s->version, s->reason));
    return tx->changes == 1 ? event_add(tx, &s->event) : RC_OK;
}

enum rc listings_left_tick(struct app *app, struct db *db, int64_t now)
{
    struct listing_left_rows rows;
    TRY(listing_left(db, 0, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct listing_step s = { .id = rows.v[i].id, .version = rows.v[i].version, .now = now, .reason = S("withdrawn"),
            .event = event_own(app, now, "closed", "listing", rows.v[i].id, S("")) };
        TRY(db_tx(db, close_tx, &s));
        live_update(app, db, s.id);
    }
    return RC_OK;
}
