/* told.c: new listings find the people they fit.
**
**     published since the last look ─┬─ its best matches ──> who acts for those listings
**                                    └─ saved searches ────> who saved them
**
** The worker looks every few seconds (the worker's tick), so publishing never
** waits. Nobody hears of a listing twice (listing_told), nobody of one he may
** not see, nobody of his own. How far the look has come is a setting (moment
** and id of the last one); a look that fails is made again. It stays a little
** behind the clock (TOLD_BEHIND_MS): a publication bears the moment its request
** came, and may be stored after a later one.
*/
#include "app/docking/cases.h"
#include "saved_sql.h"
#include "session_sql.h"

enum { MATCHES = 10, MORE_MATCHES = 30, SEARCHES = 200, FOUND = 20 };
/* Weaker pairs are found by who looks, not sent out: both ways together, and beside the best match of the listing. */
#define TOLD_LEAST (4 * (int64_t)DOCK_POINT)
#define TOLD_SHARE 60                             /* per cent of the best */

struct telling { struct event event; int64_t account, listing, now; int message; const struct listing_by_id *row; };

static enum rc telling_tx(struct db *tx, void *arg)
{
    const struct telling *t = arg;
    TRY(told_add(tx, t->account, t->listing, t->now));
    if (tx->changes != 1) return RC_OK;
    TRY(event_add(tx, &t->event));
    struct str zh = t->row->title_zh.n ? t->row->title_zh : t->row->title_en, en = t->row->title_en.n ? t->row->title_en : zh;
    return notice_add(tx, &t->event, t->account, t->message, str_printf(tx->arena, "/listings/%lld", (long long)t->listing), zh, en);
}

static enum rc tell(struct app *app, struct db *db, int64_t account, const struct listing_by_id *row, int message, int64_t now)
{
    struct reader them;
    TRY(reader_of(db, account, &them));
    if (!listing_visible(&them, LISTING_GATE(row)) || listing_may_edit(&them, LISTING_GATE(row))) return RC_OK;
    struct telling t = { event_own(app, now, "told", "listing", row->id, S("")), account, row->id, now, message, row };
    return db_tx(db, telling_tx, &t);
}

static enum rc tell_matches(struct app *app, struct db *db, int64_t id, size_t most, int64_t now)
{
    struct listing_by_id row;
    struct founds f;
    struct listing_owner_rows owners;
    enum rc rc = listing_by_id(db, id, &row);
    if (rc == RC_NONE || (rc == RC_OK && !str_eq(row.state, S("open")))) return RC_OK;
    TRY(rc);
    TRY(live_match_new(app, db->arena, id, now, most, &f));
    for (size_t i = 0; i < f.n && f.v[i].score >= TOLD_LEAST && f.v[i].score * 100 >= f.v[0].score * TOLD_SHARE; i++) {
        TRY(listing_owners(db, f.v[i].id, &owners));
        for (size_t k = 0; k < owners.n; k++) TRY(tell(app, db, owners.v[k].account, &row, T_told_match, now));
    }
    return RC_OK;
}

void told_again(struct app *app, struct db *db, int64_t listing, int64_t now)
{
    enum rc rc = tell_matches(app, db, listing, MORE_MATCHES, now);
    if (rc != RC_OK) fprintf(stderr, "ballast: listing %lld is not offered again: %s: %s\n", (long long)listing, rc_name(rc), db->err.text);
}

/* ---- saved searches ---- */

static bool is_new(const struct listing_published_between_rows *fresh, int64_t id)
{
    for (size_t i = 0; i < fresh->n; i++)
        if (fresh->v[i].id == id) return true;
    return false;
}

/* The saved address asked again, as its owner would; what is new among the newest is told. */
static enum rc tell_search(struct app *app, struct db *db, const struct saved_all *s, const struct listing_published_between_rows *fresh, int64_t now)
{
    struct http_request q = { .method = HTTP_GET, .arena = db->arena };
    struct req r = { .app = app, .arena = db->arena, .db = db, .now = now, .http = &q, .who.account = s->account };
    struct reader me;
    struct founds f;
    struct listing_by_id row;
    if (http_parse_urlencoded(db->arena, s->query, &q.args) != RC_OK) return RC_OK;
    TRY(reader_of(db, s->account, &me));
    TRY(search_newest(&r, &me, FOUND, &f));
    for (size_t i = 0; i < f.n; i++) {
        if (!is_new(fresh, f.v[i].id)) continue;
        enum rc rc = listing_by_id(db, f.v[i].id, &row);
        if (rc == RC_NONE) continue;
        TRY(rc);
        TRY(tell(app, db, s->account, &row, T_told_search, now));
    }
    return RC_OK;
}

static enum rc tell_searches(struct app *app, struct db *db, const struct listing_published_between_rows *fresh, int64_t now)
{
    struct saved_all_rows rows;
    for (int64_t after = 0;;) {
        TRY(saved_all(db, after, SEARCHES, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            struct saved_all s = rows.v[i];
            TRY(tell_search(app, db, &s, fresh, now));
            after = s.id;
        }
        if (rows.n < SEARCHES) return RC_OK;
    }
}

/* ---- the look ---- */

struct look { int64_t ms, id; };
static enum rc looked_tx(struct db *tx, void *arg)
{
    const struct look *l = arg;
    return setting_put(tx, S("told_ms"), str_printf(tx->arena, "%lld %lld", (long long)l->ms, (long long)l->id));
}

/* RC_NONE: nobody has looked yet. */
static enum rc last_look(struct db *db, struct look *l)
{
    struct setting_get s;
    struct str ms = STR_NONE, id = STR_NONE;
    *l = (struct look){ 0 };
    TRY(setting_get(db, S("told_ms"), &s));
    if (!str_cut(&s.value, ' ', &ms) || !str_int(ms, &l->ms)) return RC_NONE;
    if (!str_cut(&s.value, ' ', &id) || !str_int(id, &l->id)) l->id = 0;
    return RC_OK;
}

enum rc told_tick(struct app *app, struct db *db, int64_t now)
{
    struct look look;
    struct listing_published_between_rows fresh;
    enum rc rc = last_look(db, &look);
    if (rc == RC_NONE) {                                            /* the first look: what is there is not news */
        look = (struct look){ now - TOLD_BEHIND_MS, INT64_MAX };
        return db_tx(db, looked_tx, &look);
    }
    TRY(rc);
    TRY(listing_published_between(db, look.ms, look.id, now - TOLD_BEHIND_MS, LISTINGS_A_TICK, &fresh));
    if (!fresh.n) return RC_OK;
    for (size_t i = 0; i < fresh.n; i++) TRY(tell_matches(app, db, fresh.v[i].id, MATCHES, now));
    TRY(tell_searches(app, db, &fresh, now));
    look = (struct look){ fresh.v[fresh.n - 1].published_ms, fresh.v[fresh.n - 1].id };
    return db_tx(db, looked_tx, &look);
}
