/* listing_tick.c: what time does to listings. Two weeks before one goes stale its owners are asked to renew it; not renewed, or
** past its last day, it is closed. In batches; each row is changed only where it still is as it was read, so that a tick
** that is done twice, or by two processes, does nothing twice. */
#include "app/docking/inner.h"

enum { BATCH = 100 };

struct batch { struct listing_step v[BATCH]; size_t n; int64_t before; };

static enum rc tell_all(struct db *tx, const struct listing_step *s)
{
    struct listing_owner_rows rows;
    TRY(event_add(tx, &s->event));
    TRY(listing_owner(tx, s->id, &rows));
    struct str path = str_printf(tx->arena, "/listings/%lld", (long long)s->id);
    for (size_t i = 0; i < rows.n; i++) TRY(notice_add(tx, &s->event, rows.v[i].account, s->notice, path, s->zh, s->en));
    return RC_OK;
}

static enum rc remind_tx(struct db *tx, void *arg)
{
    struct batch *b = arg;
    for (size_t i = 0; i < b->n; i++) {
        TRY(listing_reminded(tx, b->v[i].id, b->v[i].now, b->before));
        if (tx->changes == 1) TRY(tell_all(tx, &b->v[i]));
    }
    return RC_OK;
}

static enum rc remind(struct app *app, struct db *db, int64_t now, size_t *n)
{
    struct listing_to_remind_rows rows;
    struct batch *b = NEW(db->arena, struct batch);
    b->before = now + LISTING_REMIND_MS;
    TRY(listing_to_remind(db, now, b->before, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++)
        b->v[b->n++] = (struct listing_step){ .id = rows.v[i].id, .now = now, .zh = rows.v[i].title_zh, .en = rows.v[i].title_en,
            .notice = T_listing_notice_remind, .event = event_own(app, now, "reminded", "listing", rows.v[i].id, S("")) };
    *n = b->n;
    return b->n ? db_tx(db, remind_tx, b) : RC_OK;
}

static enum rc close_tx(struct db *tx, void *arg)
{
    struct batch *b = arg;
    for (size_t i = 0; i < b->n; i++) {
        TRY(listing_close(tx, b->v[i].id, b->v[i].version, b->v[i].reason));
        if (tx->changes == 1) TRY(tell_all(tx, &b->v[i]));
    }
    return RC_OK;
}

static enum rc close_overdue(struct app *app, struct db *db, int64_t now, size_t *n)
{
    struct listing_overdue_rows rows;
    struct batch *b = NEW(db->arena, struct batch);
    struct str today = date_str(db->arena, instant_day(now));
    TRY(listing_overdue(db, now, today, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        bool ended = rows.v[i].open_until.n && str_cmp(rows.v[i].open_until, today) < 0;
        b->v[b->n++] = (struct listing_step){ .id = rows.v[i].id, .version = rows.v[i].version, .now = now, .zh = rows.v[i].title_zh,
            .en = rows.v[i].title_en, .reason = ended ? S("ended") : S("stale"), .notice = ended ? T_listing_notice_ended : T_listing_notice_stale,
            .event = event_own(app, now, "closed", "listing", rows.v[i].id, S("")) };
    }
    *n = b->n;
    if (!b->n) return RC_OK;
    TRY(db_tx(db, close_tx, b));
    for (size_t i = 0; i < b->n; i++) live_update(app, db, b->v[i].id);
    return RC_OK;
}

enum rc listings_tick(struct app *app, struct db *db, int64_t now)
{
    struct arena_mark mark = arena_mark(db->arena);
    size_t n;
    TRY(live_follow(app, db));
    do { TRY(remind(app, db, now, &n)); arena_rewind(db->arena, mark); } while (n == BATCH);
    do { TRY(close_overdue(app, db, now, &n)); arena_rewind(db->arena, mark); } while (n == BATCH);
    return RC_OK;
}
