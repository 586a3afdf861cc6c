/* listing_tick.c: what time does to listings. Two weeks before one goes stale its owners are asked to renew it; not renewed, or
** past its last day, it is closed. Each in a transaction of its own, and changed only where it still is as it was read, so that
** a tick that is done twice, or by two processes, does nothing twice. */
#include "app/docking/inner.h"

enum { BATCH = 100 };

static enum rc tell_all(struct db *tx, const struct listing_step *s)
{
    struct listing_owner_rows rows;
    TRY(event_add(tx, &s->event));
    TRY(listing_owner(tx, s->id, &rows));
    struct str path = str_printf(tx->arena, "/listings/%lld", (long long)s->id);
    for (size_t i = 0; i < rows.n; i++) TRY(notice_add(tx, &s->event, rows.v[i].account, s->notice, path, s->zh, s->en));
    return RC_OK;
}

/* ---- asked to renew ---- */

static enum rc remind_tx(struct db *tx, void *arg)
{
    const struct listing_step *s = arg;
    TRY(listing_reminded(tx, s->id, s->now, s->now + LISTING_REMIND_MS));
    return tx->changes == 1 ? tell_all(tx, s) : RC_OK;
}

static enum rc remind_one(struct tick *t, const struct listing_to_remind *x)
{
    struct listing_step s = { .id = x->id, .now = t->now, .zh = x->title_zh, .en = x->title_en, .notice = T_listing_notice_remind,
        .event = event_own(t->app, t->now, "reminded", "listing", x->id, S("")) };
    return db_tx(t->db, remind_tx, &s);
}

static enum rc remind(struct tick *t)
{
    struct listing_to_remind_rows rows;
    for (int64_t after_ms = t->now, after = INT64_MAX;;) {       /* whose time is over is not asked any more */
        struct arena_mark mark = arena_mark(t->db->arena);
        TRY(listing_to_remind(t->db, after_ms, after, t->now + LISTING_REMIND_MS, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            enum rc rc = remind_one(t, &rows.v[i]);
            if (!tick_went(t, rc, "asking to renew listing", rows.v[i].id)) return rc;
            after_ms = rows.v[i].renew_by_ms;
            after = rows.v[i].id;
        }
        size_t n = rows.n;
        arena_rewind(t->db->arena, mark);
        if (n < BATCH) return RC_OK;
    }
}

/* ---- closed ---- */

static enum rc close_tx(struct db *tx, void *arg)
{
    const struct listing_step *s = arg;
    TRY(listing_close(tx, s->id, s->version, s->reason));
    return tx->changes == 1 ? tell_all(tx, s) : RC_OK;
}

/* Whichever look found it, what ended has ended. */
static enum rc close_one(struct tick *t, struct listing_step s, struct str open_until, struct str today)
{
    bool ended = open_until.n && str_cmp(open_until, today) < 0;
    s.now = t->now;
    s.reason = ended ? S("ended") : S("stale");
    s.notice = ended ? T_listing_notice_ended : T_listing_notice_stale;
    s.event = event_own(t->app, t->now, "closed", "listing", s.id, S(""));
    TRY(db_tx(t->db, close_tx, &s));
    live_update(t->app, t->db, s.id);
    return RC_OK;
}

static enum rc close_ended(struct tick *t)
{
    struct listing_ended_rows rows;
    struct str today = date_str(t->db->arena, instant_day(t->now));
    char after_day[16] = "";
    for (int64_t after = 0;;) {
        struct arena_mark mark = arena_mark(t->db->arena);
        TRY(listing_ended(t->db, str_from(after_day), after, today, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            const struct listing_ended *x = &rows.v[i];
            enum rc rc = close_one(t, (struct listing_step){ .id = x->id, .version = x->version, .zh = x->title_zh, .en = x->title_en },
                x->open_until, today);
            if (!tick_went(t, rc, "closing of listing", x->id)) return rc;
            snprintf(after_day, sizeof after_day, "%.*s", STR_FMT(x->open_until));
            after = x->id;
        }
        size_t n = rows.n;
        arena_rewind(t->db->arena, mark);
        if (n < BATCH) return RC_OK;
    }
}

static enum rc close_stale(struct tick *t)
{
    struct listing_stale_rows rows;
    struct str today = date_str(t->db->arena, instant_day(t->now));
    for (int64_t after_ms = 0, after = 0;;) {
        struct arena_mark mark = arena_mark(t->db->arena);
        TRY(listing_stale(t->db, after_ms, after, t->now, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            const struct listing_stale *x = &rows.v[i];
            enum rc rc = close_one(t, (struct listing_step){ .id = x->id, .version = x->version, .zh = x->title_zh, .en = x->title_en },
                x->open_until, today);
            if (!tick_went(t, rc, "closing of listing", x->id)) return rc;
            after_ms = x->renew_by_ms;
            after = x->id;
        }
        size_t n = rows.n;
        arena_rewind(t->db->arena, mark);
        if (n < BATCH) return RC_OK;
    }
}

enum rc listings_tick(struct app *app, struct db *db, int64_t now)
{
    struct tick t = { app, db, now, RC_OK };
    if (!tick_went(&t, live_follow(app, db), "following what other processes changed", 0)) return t.worst;
    if (!tick_went(&t, remind(&t), "asking to renew", 0)) return t.worst;
    if (!tick_went(&t, close_ended(&t), "closing what ended", 0)) return t.worst;
    (void)tick_went(&t, close_stale(&t), "closing what nobody renewed", 0);
    return t.worst;
}
