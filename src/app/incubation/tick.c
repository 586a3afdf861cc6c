/* tick.c: what time does: an agreement that ends within sixty days, or has ended, is judged once a month and its carrier told;
** a carrier whose organisation lies elsewhere now counts there from now on; one whose organisation the office has closed is
** closed from that day, and open again as before when the office opens it again. */
#include "app/incubation/intake.h"

enum { LOOK_AHEAD = 60, A_TICK = 100 };

struct month_check { struct event event; int64_t id, tenancy, carrier, now; struct str day, name; int64_t month; struct verdict graduate; };

static enum rc check_tx(struct db *tx, void *arg)
{
    struct month_check *c = arg;
    struct carrier_runners_rows people;
    TRY(tenancy_checked(tx, c->tenancy, c->month));
    TRY(verdict_keep(tx, &c->graduate, c->id, "tenancy", c->tenancy, c->now));
    TRY(event_add(tx, &c->event));
    TRY(carrier_runners(tx, c->carrier, &people));
    for (size_t i = 0; i < people.n; i++)
        TRY(notice_add(tx, &c->event, people.v[i].account, T_notice_ending,
            str_printf(tx->arena, "/carriers/%lld/exits", (long long)c->carrier), c->name, c->name));
    return RC_OK;
}

static enum rc check_one(struct app *app, struct db *db, const struct tenancy_unchecked *t, int64_t now)
{
    struct month_check c = { .id = id_new(now),
        .tenancy = t->id,
        .carrier = t->carrier,
        .now = now,
        .name = t->name,
        .month = month_of_day(instant_day(now)) };
    struct tenancy_by_id row;
    struct facts f;
    c.day = date_str(db->arena, instant_day(now));
    TRY(tenancy_by_id(db, t->id, &row));
    TRY(facts_of_venture(db, FOR_GRADUATE, t->venture, row.entry_day, c.day, &f));
    TRY(rules_judge(db, &f, c.day, &c.graduate));
    c.event = event_own(app, now, "checked", "venture", t->venture, S(""));
    return db_tx(db, check_tx, &c);
}

struct move { int64_t id; struct str day, division, zone; struct event event; };
static enum rc move_tx(struct db *tx, void *arg)
{
    struct move *x = arg;
    struct carrier_by_id c;
    struct measures m = { .arena = tx->arena };
    TRY(count_carrier_whole(tx, x->id, -1, &m));
    TRY(carrier_by_id(tx, x->id, S(""), &c));
    TRY(carrier_was_add(tx, x->id, x->day, c.division, c.zone));
    TRY(carrier_place_set(tx, x->id, x->division, x->zone));
    TRY(count_carrier_whole(tx, x->id, 1, &m));
    TRY(measures_apply(tx, &m));
    return event_add(tx, &x->event);
}

struct shutting { int64_t id, shut; struct str day; struct event event; };
static enum rc shut_tx(struct db *tx, void *arg)
{
    struct shutting *x = arg;
    struct measures m = { .arena = tx->arena };
    TRY(incubation_count_carrier(tx, x->id, -1, &m));
    TRY(carrier_shut(tx, x->id, x->day, x->shut));
    TRY(incubation_count_carrier(tx, x->id, 1, &m));
    TRY(measures_apply(tx, &m));
    return event_add(tx, &x->event);
}

enum rc incubation_tick(struct app *app, struct db *db, int64_t now)
{
    struct carrier_moved_rows moved;
    struct tenancy_unchecked_rows due;
    struct carrier_shut_due_rows shut;
    int64_t today = instant_day(now);
    TRY(carrier_shut_due(db, A_TICK, &shut));
    for (size_t i = 0; i < shut.n; i++) {
        int64_t id = shut.v[i].id;
        struct shutting x = { id, shut.v[i].shut, shut.v[i].shut ? date_str(db->arena, today) : STR_NONE,
            event_own(app, now, shut.v[i].shut ? "closed" : "reopened", "carrier", id, S("")) };
        if (!tick_goes_on(db, db_tx(db, shut_tx, &x), "closing carrier", id)) return RC_DOWN;
    }
    TRY(carrier_moved(db, A_TICK, &moved));
    for (size_t i = 0; i < moved.n; i++) {
        struct move x = { moved.v[i].id, date_str(db->arena, today), moved.v[i].division, moved.v[i].zone,
            event_own(app, now, "moved", "carrier", moved.v[i].id, S("")) };
        if (!tick_goes_on(db, db_tx(db, move_tx, &x), "moving carrier", x.id)) return RC_DOWN;
    }
    TRY(tenancy_unchecked(db, date_str(db->arena, today + LOOK_AHEAD), month_of_day(today), A_TICK, &due));
    for (size_t i = 0; i < due.n; i++)
        if (!tick_goes_on(db, check_one(app, db, &due.v[i], now), "monthly check of tenancy", due.v[i].id)) return RC_DOWN;
    return RC_OK;
}
