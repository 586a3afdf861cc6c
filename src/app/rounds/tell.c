/* tell.c: notices to applicants. What everybody who applied must hear of, closing, a result, calling off, is told some at a time:
** a round may have hundreds of thousands, and one transaction that tells them all holds up every other and has no memory for it.
**
**     close, publish, call off ──one transaction──► the first BATCH        round_telling: how far, while somebody is left
**                                                       │
**                          a tenth of a second later, rounds_tell_soon ──► the next BATCH, and how far, in one transaction */
#include "app/rounds/inner.h"

enum { BATCH = 500, BATCHES = 20 };               /* told by a transaction; transactions in a row before others have their turn */

enum rc round_tell(struct db *tx, const struct event *e, const struct round_by_id *x, int64_t account, int message)
{
    struct str path = str_printf(tx->arena, "/rounds/%lld/mine", (long long)x->id);
    return notice_add(tx, e, account, message, path, x->title_zh.n ? x->title_zh : x->title_en, x->title_en);
}

static enum rc tell_from(struct db *tx, const struct event *e, const struct round_by_id *x, int message, struct str told, bool *more)
{
    struct round_applications_after_rows rows;
    TRY(round_applications_after(tx, x->id, told, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) TRY(round_tell(tx, e, x, rows.v[i].account, message));
    *more = rows.n == BATCH;
    if (!*more) return round_telling_done(tx, e->id);
    return round_telling_put(tx, e->id, x->id, str_from(msg_key[message]), e->now, rows.v[rows.n - 1].alias);
}

enum rc round_tell_all(struct db *tx, const struct event *e, const struct round_by_id *x, int message)
{
    bool more;
    return tell_from(tx, e, x, message, S(""), &more);
}

static int message_of(struct str key)
{
    static const int all[] = { T_round_notice_closed, T_round_notice_published, T_round_notice_again, T_round_notice_cancelled };
    for (size_t i = 0; i < LEN(all); i++) if (str_eq(key, str_from(msg_key[all[i]]))) return all[i];
    return MSG_NONE;
}

struct telling { int64_t event; struct str origin; bool more; };

static enum rc tell_tx(struct db *tx, void *arg)
{
    struct telling *t = arg;
    struct round_telling_by_event row;
    struct round_by_id x;
    t->more = false;
    enum rc rc = round_telling_by_event(tx, t->event, &row);
    if (rc == RC_NONE) return RC_OK;                                /* another server has told the last of them */
    TRY(rc);
    int message = message_of(row.message);
    if (!message) return fail(&tx->err, RC_INPUT, "no message %.*s", STR_FMT(row.message));
    TRY(round_by_id(tx, row.round, &x));
    struct event e = { .id = t->event, .now = row.at_ms, .origin = t->origin };
    return tell_from(tx, &e, &x, message, row.told, &t->more);
}

enum rc rounds_tell_soon(struct app *app, struct db *db, int64_t now)
{
    struct round_tellings_rows rows;
    enum rc worst = RC_OK;
    (void)now;
    TRY(round_tellings(db, BATCHES, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct telling t = { rows.v[i].event, app->origin, true };
        enum rc rc = RC_OK;
        for (int n = 0; n < BATCHES && t.more && rc == RC_OK; n++) {
            struct arena_mark mark = arena_mark(db->arena);
            rc = db_tx(db, tell_tx, &t);
            arena_rewind(db->arena, mark);
        }
        if (rc != RC_OK) worst = rc;
        if (!tick_goes_on(db, rc, "telling of event", t.event)) return rc;
    }
    return worst;
}
