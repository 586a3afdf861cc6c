/* redock.c: docking everything with everything once more, in the background.
**
**     redock (running, past = 4711) ──► the next listings by id ──► their ten best (live_best) ──┐
**           ▲                                                                                   ▼
**           └──── past, done, what was found: one transaction a step ◄──── new ones among them marked
**                                                                                               │
**     redock_tell: the marked ones, each account once (told.c) ◄─────────────────────────────────┘
**
** A step is short and ends in a commit, and after a commit the worker looks
** again (web/app.c: soon): so a run goes on by itself, leaves half of a core and
** every lock free between two steps, and after a stop of any kind it goes on
** where its last commit left it. Which process moves it stands in the row;
** another takes over when nothing has moved for some seconds. Should two move
** at once, the cursor lets one of them through.
**
** Listings that change meanwhile: a closed one is passed over, one that opens
** is matched when it opens; of a changed one the version that was matched is
** kept, so that pages can say which results are of another day.
*/
#include <pthread.h>
#include "app/docking/redock.h"

enum { STALE_MS = 5 * 1000, PAUSE_MS = 15 * 1000, STANDS_MS = 60 * 1000, TOLD_A_TICK = 50 };

/* ---- beginning and ending ---- */

enum rc redock_begin_tx(struct db *tx, void *arg)
{
    struct redock_begin *b = arg;
    struct redock_last last;
    struct redock_left all;
    if (b->once.path.p) TRY(form_once(tx, &b->once));
    enum rc rc = redock_last(tx, &last);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    b->running = rc == RC_OK && str_eq(last.state, S("running"));
    if (b->running) return fail(&tx->err, RC_REFUSED, "everything is being docked already");
    TRY(redock_left(tx, 0, INT64_MAX, &all));
    TRY(redock_begin(tx, b->id, b->account, all.n, all.newest, b->now));
    return event_add(tx, &b->event);
}

enum rc redock_cancel_tx(struct db *tx, void *arg)
{
    struct redock_halt *s = arg;
    if (s->once.path.p) TRY(form_once(tx, &s->once));
    TRY(redock_end(tx, s->id, S("cancelled"), s->now));
    return tx->changes == 1 ? event_add(tx, &s->event) : RC_OK;
}

/* The last step: what is left of earlier runs is of closed listings. */
static enum rc finish_tx(struct db *tx, void *arg)
{
    const struct redock_begin *b = arg;
    TRY(redock_end(tx, b->id, S("done"), b->now));
    if (tx->changes != 1) return RC_OK;
    TRY(redock_sweep_pairs(tx, b->id));
    TRY(redock_sweep(tx, b->id));
    TRY(event_add(tx, &b->event));
    return notice_add(tx, &b->event, b->account, T_redock_notice_done, S("/office/redock"), S(""), S(""));
}

static enum rc finish(struct app *app, struct db *db, int64_t now, const struct redock_last *run)
{
    struct redock_begin b = { .id = run->id,
        .account = run->account,
        .now = now,
        .event = event_own(app, now, "finished", "redock", run->id, S("")) };
    return db_tx(db, finish_tx, &b);
}

/* ---- a step ---- */

struct step { const struct redock_last *run; const struct docked *v; size_t n; int64_t worker, past, work_ms, now; bool lost; };

static bool same_as(const struct docked *x, const struct redock_pairs_of_rows *was)
{
    bool same = x->f.n == was->n;
    for (size_t i = 0; same && i < was->n; i++)
        same = was->v[i].other == x->f.v[i].id && was->v[i].forward == x->f.v[i].forward && was->v[i].backward == x->f.v[i].backward;
    return same;
}

static bool was_among(const struct redock_pairs_of_rows *was, int64_t other)
{
    for (size_t i = 0; i < was->n; i++) if (was->v[i].other == other) return true;
    return false;
}

/* What a listing met when it opened has been told; its first ten are news to nobody. */
static enum rc keep_one(struct db *tx, const struct step *s, const struct docked *x, int64_t *news)
{
    struct redock_listing_of before;
    struct redock_pairs_of_rows was;
    int64_t told = 0;
    enum rc first = redock_listing_of(tx, x->id, &before);
    if (first != RC_OK && first != RC_NONE) return first;
    TRY(redock_pairs_of(tx, x->id, &was));
    TRY(redock_listing_put(tx, x->id, s->run->id, x->version, x->f.n ? x->f.v[0].score : 0, s->now));
    if (same_as(x, &was)) return RC_OK;
    TRY(redock_pairs_clear(tx, x->id));
    for (size_t i = 0; i < x->f.n; i++) {
        const struct found *y = &x->f.v[i];
        bool tell = first == RC_OK && told < LIMIT_REDOCK_TOLD && told_worth(y->score, x->f.v[0].score) && !was_among(&was, y->id);
        TRY(redock_pair_add(tx, x->id, (int64_t)i + 1, y->id, y->forward, y->backward, tell));
        told += tell;
    }
    *news += told;
    return RC_OK;
}

static enum rc step_tx(struct db *tx, void *arg)
{
    struct step *s = arg;
    int64_t news = 0;
    struct arena_mark mark = arena_mark(tx->arena);
    for (size_t i = 0; i < s->n; i++) {
        TRY(keep_one(tx, s, &s->v[i], &news));
        arena_rewind(tx->arena, mark);
    }
    TRY(redock_move(tx, s->run->id, s->run->past, s->past, (int64_t)s->n, news, s->worker, s->work_ms, s->now));
    s->lost = tx->changes != 1;
    return s->lost ? fail(&tx->err, RC_STALE, "another one moved it, or it was cancelled") : RC_OK;
}

/* As the index has them now; one that has not come so far yet is read anew. */
static enum rc dock_some(struct app *app, struct db *db, struct docked *v, size_t n, int64_t now)
{
    for (size_t i = 0; i < n; i++) if (!live_holds(app, v[i].id)) live_update(app, db, v[i].id);
    return live_best(app, db->arena, v, n, now, LIMIT_REDOCK_LOOKED, LIMIT_REDOCK_KEPT);
}

struct stepping { struct redock_last *run; struct docked *v; size_t n; int64_t now, begun, worker; enum redock_went *went; bool lost; };

/* The time now; a clock of the caller's goes on from where it stood. */
static int64_t moment(struct stepping *s)
{
    int64_t passed = instant_now() - s->begun;
    s->begun += passed;
    return s->now + passed;
}

static enum rc touch_tx(struct db *tx, void *arg)
{
    struct stepping *s = arg;
    TRY(redock_touch(tx, s->run->id, s->run->past, s->worker, s->now));
    s->lost = tx->changes != 1;
    return RC_OK;
}

/* One at a time, readers and writers between them, for as long as a step may take. How many. */
static enum rc dock_gently(struct app *app, struct db *db, struct stepping *s)
{
    size_t done = 0;
    for (; done < s->n && (done == 0 || instant_now() - s->begun < LIMIT_REDOCK_STEP_MS); done++)
        TRY(dock_some(app, db, &s->v[done], 1, s->now));
    s->n = done;
    return RC_OK;
}

struct placed { uint64_t place; size_t number; };
static int placed_cmp(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* All of them, those who stand together in the index at once; n 0: another one moves the run. */
static enum rc dock_alike(struct app *app, struct db *db, struct stepping *s)
{
    struct placed *order = NEWS(db->arena, struct placed, s->n);
    uint64_t *place = NEWS(db->arena, uint64_t, s->n);
    struct docked *some = NEWS(db->arena, struct docked, LIMIT_REDOCK_ALIKE);
    TRY(live_places(app, db->arena, s->v, s->n, place));
    for (size_t i = 0; i < s->n; i++) order[i] = (struct placed){ place[i], i };
    qsort(order, s->n, sizeof *order, placed_cmp);
    for (size_t i = 0, k; i < s->n; i += k) {
        k = s->n - i < LIMIT_REDOCK_ALIKE ? s->n - i : LIMIT_REDOCK_ALIKE;
        for (size_t j = 0; j < k; j++) some[j] = s->v[order[i + j].number];
        TRY(dock_some(app, db, some, k, s->now));
        for (size_t j = 0; j < k; j++) s->v[order[i + j].number] = some[j];
        s->now = moment(s);
        TRY(db_tx(db, touch_tx, s));
        if (s->lost) { s->n = 0; return RC_OK; }
        s->run->moved_ms = s->now;
    }
    return RC_OK;
}

/* In transactions short enough for others to write between them. */
static enum rc store(struct db *db, struct stepping *s)
{
    int64_t since = s->now - s->run->moved_ms;            /* with the pause before it: people wait for that, too */
    since = since < 0 ? 0 : since > PAUSE_MS ? PAUSE_MS : since;
    *s->went = REDOCK_OTHERS;
    for (size_t i = 0, k; i < s->n; i += k) {
        k = s->n - i < LIMIT_REDOCK_STORED ? s->n - i : LIMIT_REDOCK_STORED;
        struct step t = { .run = s->run,
            .v = s->v + i,
            .n = k,
            .worker = s->worker,
            .past = s->v[i + k - 1].id,
            .work_ms = i ? 0 : since,
            .now = s->now };
        enum rc rc = db_tx(db, step_tx, &t);
        *s->went = t.lost ? REDOCK_OTHERS : REDOCK_MOVED;
        if (t.lost) return RC_OK;
        TRY(rc);
        s->run->past = t.past;
    }
    return RC_OK;
}

static enum rc step_run(struct app *app, struct db *db, struct redock_last *run, int64_t now, int64_t worker, bool at_once,
    enum redock_went *went)
{
    struct redock_next_rows rows;
    struct stepping s = { .run = run, .now = now, .begun = instant_now(), .worker = worker, .went = went };
    TRY(redock_next(db, run->past, run->upto, at_once ? LIMIT_REDOCK_MANY : LIMIT_REDOCK_STEP, &rows));
    if (!rows.n) {
        *went = REDOCK_ENDED;
        return finish(app, db, now, run);
    }
    s.v = NEWS(db->arena, struct docked, rows.n);
    s.n = rows.n;
    for (size_t i = 0; i < rows.n; i++) s.v[i].id = rows.v[i].id;
    TRY(at_once ? dock_alike(app, db, &s) : dock_gently(app, db, &s));
    return store(db, &s);
}

enum rc redock_step(struct app *app, struct db *db, int64_t now, int64_t worker, bool at_once, enum redock_went *went)
{
    struct redock_last run;
    *went = REDOCK_REST;
    enum rc rc = redock_last(db, &run);
    if (rc == RC_NONE || (rc == RC_OK && !str_eq(run.state, S("running")))) return RC_OK;
    TRY(rc);
    *went = REDOCK_OTHERS;
    if (run.worker && run.worker != worker && run.moved_ms > now - STALE_MS) return RC_OK;
    return step_run(app, db, &run, now, worker, at_once, went);
}

/* ---- telling ---- */

struct told_of { const struct redock_news *x; bool fine; };
static enum rc news_tx(struct db *tx, void *arg)
{
    const struct told_of *t = arg;
    return t->fine ? redock_news_done(tx, t->x->listing, t->x->place, t->x->other)
                   : redock_news_failed(tx, t->x->listing, t->x->place, t->x->other, LIMIT_TOLD_TRIES);
}

enum rc redock_tell(struct app *app, struct db *db, int64_t now)
{
    struct tick t = { app, db, now, RC_OK };
    struct redock_news_rows rows;
    TRY(redock_news(db, TOLD_A_TICK, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct arena_mark mark = arena_mark(db->arena);
        enum rc rc = told_pair(&t, rows.v[i].listing, rows.v[i].other);
        if (!tick_went(&t, rc, "telling of a new match of listing", rows.v[i].listing)) return rc;
        struct told_of told = { &rows.v[i], rc == RC_OK };
        rc = db_tx(db, news_tx, &told);
        if (!tick_went(&t, rc, "telling of a new match of listing", rows.v[i].listing)) return rc;
        arena_rewind(db->arena, mark);
    }
    return t.worst;
}

/* ---- how far ---- */

/* As fast as until now, pauses included. Said when there is something to go by: some steps, the last of them just now. What is left
** is at most what there was at first: counting anew goes through all listings, for each look at a page. */
enum rc redock_far(struct db *db, int64_t now, struct redock_far *f)
{
    *f = (struct redock_far){ 0 };
    TRY(redock_last(db, &f->run));
    f->running = str_eq(f->run.state, S("running"));
    if (!f->running) return RC_OK;
    f->left = f->run.total > f->run.done ? f->run.total - f->run.done : 0;
    f->stands = now - f->run.moved_ms > STANDS_MS;
    if (f->run.done && f->run.work_ms && !f->stands)
        f->ends_ms = now + (int64_t)((double)f->run.work_ms / (double)f->run.done * (double)f->left);
    return RC_OK;
}

enum rc docking_redock(struct db *db, struct docking_redock *x)
{
    struct redock_last run;
    *x = (struct docking_redock){ 0 };
    enum rc rc = redock_last(db, &run);
    if (rc == RC_OK) *x = (struct docking_redock){ str_eq(run.state, S("running")), run.done, run.total, run.moved_ms };
    return rc == RC_NONE ? RC_OK : rc;
}

/* ---- the workers ---- */

/* Two of one process do not race each other: who comes second leaves it to the first. */
struct redock_state { int64_t worker; pthread_mutex_t lock; };

enum rc redock_start(struct app *app, struct db *db, void **state)
{
    struct redock_state *s = NEW(&app->arena, struct redock_state);
    (void)db;
    s->worker = id_new(app->clock ? app->clock() : instant_now());
    must(pthread_mutex_init(&s->lock, NULL) == 0);
    *state = s;
    return RC_OK;
}

void redock_stop(void *state)
{
    struct redock_state *s = state;
    pthread_mutex_destroy(&s->lock);
}

enum rc redock_tick(struct app *app, struct db *db, int64_t now)
{
    struct redock_state *s = slice_state(app, &redock_slice);
    enum redock_went went;
    if (pthread_mutex_trylock(&s->lock) != 0) return RC_OK;
    jmp_buf full, *before = db->arena->guard;     /* out of memory goes on to the worker, but not past the mutex */
    db->arena->guard = &full;
    if (setjmp(full) != 0) {
        db->arena->guard = before;
        pthread_mutex_unlock(&s->lock);
        arena_fail(db->arena);
    }
    enum rc rc = redock_step(app, db, now, s->worker, false, &went);
    if (rc != RC_DOWN) {
        enum rc told = redock_tell(app, db, now);
        rc = rc != RC_OK ? rc : told;
    }
    db->arena->guard = before;
    pthread_mutex_unlock(&s->lock);
    return rc;
}
