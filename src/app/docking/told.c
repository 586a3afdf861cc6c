/* told.c: listings that are news find the people they fit.
**
**     it opens, changes while open,
**     or a case of it ends ────────────► told_due ─┬─ its best matches ──> who acts for those listings
**     (in the same transaction)                    └─ saved searches ────> who saved them
**
** A worker looks a moment after each commit, so nobody who presses a button
** waits, and the news is in the inbox within a second. A listing stays due until everybody was told: over restarts,
** and with growing distance when it fails; it holds up no other. Nobody hears
** of a listing twice (listing_told), nobody of one he may not see, nobody of
** his own.
*/
#include "app/docking/cases.h"
#include "saved_sql.h"
#include "session_sql.h"

enum { SEARCHES = 200, LATER_MS = 60 * 1000 };
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

static enum rc tell(struct tick *t, int64_t account, const struct listing_by_id *row, int message)
{
    struct reader them;
    TRY(reader_of(t->db, account, &them));
    if (!listing_visible(&them, LISTING_GATE(row)) || listing_may_edit(&them, LISTING_GATE(row))) return RC_OK;
    struct telling x = { event_own(t->app, t->now, "told", "listing", row->id, S("")), account, row->id, t->now, message, row };
    return db_tx(t->db, telling_tx, &x);
}

/* RC_NONE: it is not open any more. */
static enum rc open_row(struct db *db, int64_t id, struct listing_by_id *row)
{
    TRY(listing_by_id(db, id, row));
    return str_eq(row->state, S("open")) && !LISTING_GATE(row)->withheld ? RC_OK : RC_NONE;
}

/* ---- matches ---- */

bool told_worth(int64_t score, int64_t best) { return score >= TOLD_LEAST && score * 100 >= best * TOLD_SHARE; }

/* Those who act for a listing hear of another. */
static enum rc tell_owners(struct tick *t, int64_t listing, const struct listing_by_id *other)
{
    struct listing_owner_rows owners;
    TRY(listing_owners(t->db, listing, &owners));
    for (size_t k = 0; k < owners.n; k++) TRY(tell(t, owners.v[k].account, other, T_told_match));
    return RC_OK;
}

enum rc told_pair(struct tick *t, int64_t listing, int64_t other)
{
    struct listing_by_id own, row;
    enum rc rc = open_row(t->db, listing, &own);
    if (rc == RC_OK) rc = open_row(t->db, other, &row);
    return rc == RC_OK ? tell_owners(t, listing, &row) : rc == RC_NONE ? RC_OK : rc;
}

static enum rc tell_matches(struct tick *t, int64_t id, size_t most)
{
    struct listing_by_id row;
    struct founds f;
    enum rc rc = open_row(t->db, id, &row);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    live_update(t->app, t->db, id);                                 /* the request that stored it may not have come so far */
    if (!live_holds(t->app, id)) return fail(&t->db->err, RC_STALE, "it is not in the index");
    TRY(live_match_new(t->app, t->db->arena, id, t->now, most, &f));
    for (size_t i = 0; i < f.n && told_worth(f.v[i].score, f.v[0].score); i++) TRY(tell_owners(t, f.v[i].id, &row));
    return RC_OK;
}

/* ---- saved searches ---- */

/* The saved address asked again, as its owner would, among what is news. */
static enum rc tell_search(struct tick *t, const struct saved_all *s, const struct ids *news)
{
    struct http_request q = { .method = HTTP_GET, .arena = t->db->arena };
    struct req r = { .app = t->app, .arena = t->db->arena, .db = t->db, .now = t->now, .http = &q, .who.account = s->account };
    struct reader me;
    struct founds f;
    struct listing_by_id row;
    if (http_parse_urlencoded(t->db->arena, s->query, &q.args) != RC_OK) return RC_OK;
    TRY(reader_of(t->db, s->account, &me));
    TRY(search_among(&r, &me, news, &f));
    for (size_t i = 0; i < f.n; i++) {
        enum rc rc = open_row(t->db, f.v[i].id, &row);
        if (rc == RC_NONE) continue;
        TRY(rc);
        TRY(tell(t, s->account, &row, T_told_search));
    }
    return RC_OK;
}

/* Whether all went well, in *all; RC_DOWN when the database is gone. */
static enum rc tell_searches(struct tick *t, const struct ids *news, bool *all)
{
    struct saved_all_rows rows;
    *all = true;
    for (int64_t after = 0;;) {
        struct arena_mark page = arena_mark(t->db->arena);
        TRY(saved_all(t->db, after, SEARCHES, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            struct arena_mark mark = arena_mark(t->db->arena);
            enum rc rc = tell_search(t, &rows.v[i], news);
            *all = *all && rc == RC_OK;
            after = rows.v[i].id;
            if (!tick_went(t, rc, "saved search", after)) return rc;
            arena_rewind(t->db->arena, mark);
        }
        size_t n = rows.n;
        arena_rewind(t->db->arena, page);
        if (n < SEARCHES) return RC_OK;
    }
}

/* ---- the tick ---- */

struct due { int64_t listing, event, due_ms; bool done; };
static enum rc due_tx(struct db *tx, void *arg)
{
    const struct due *d = arg;
    return d->done ? told_due_done(tx, d->listing, d->event) : told_due_later(tx, d->listing, d->event, d->due_ms);
}

/* Done, put off, or given up. */
static enum rc settle(struct tick *t, const struct told_due_now *x, bool fine)
{
    bool over = !fine && x->tries + 1 >= LIMIT_TOLD_TRIES;
    struct due d = { x->listing, x->event, t->now + (x->tries + 1) * LATER_MS, fine || over };
    if (over) fprintf(stderr, "ballast: listing %lld: not everybody it fits could be told of it; given up\n", (long long)x->listing);
    return db_tx(t->db, due_tx, &d);
}

static int by_id(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return *a < *b ? -1 : *a > *b;
}

enum rc told_tick(struct app *app, struct db *db, int64_t now)
{
    struct tick t = { app, db, now, RC_OK };
    struct told_due_now_rows due;
    struct ids news = { 0 };
    bool searched;
    TRY(told_due_now(db, now, LIMIT_TOLD_A_TICK, &due));
    if (!due.n) return RC_OK;
    bool *fine = NEWS(db->arena, bool, due.n);
    for (size_t i = 0; i < due.n; i++) *PUSH(db->arena, &news) = due.v[i].listing;
    qsort(news.v, news.n, sizeof *news.v, by_id);
    for (size_t i = 0; i < due.n; i++) {
        struct arena_mark mark = arena_mark(db->arena);
        enum rc rc = tell_matches(&t, due.v[i].listing, due.v[i].again ? LIMIT_TOLD_AGAIN : LIMIT_TOLD_MATCHES);
        fine[i] = rc == RC_OK;
        if (!tick_went(&t, rc, "telling of listing", due.v[i].listing)) return rc;
        arena_rewind(db->arena, mark);
    }
    enum rc rc = tell_searches(&t, &news, &searched);
    if (!tick_went(&t, rc, "saved searches", 0)) return rc;
    for (size_t i = 0; i < due.n; i++)
        if (!tick_went(&t, settle(&t, &due.v[i], fine[i] && searched && rc == RC_OK), "telling of listing", due.v[i].listing))
            return t.worst;
    return t.worst;
}
