/* app.c: the program from opened to closed: settings, slices, the worker, the server.
**
**     web_open    settings, codes, every slice's start
**     web_serve   worker thread + http threads, until SIGTERM or SIGINT
**     web_close   every slice's stop, in the opposite order
**
** The worker ticks every slice: reminders, lapses, mail. What a tick does goes
** through db_tx like any change, so a tick that fails is simply done again.
*/
#include <pthread.h>
#include <signal.h>
#include "session_sql.h"
#include "web/codes.h"
#include "web/web_inner.h"

enum { TICK_MS = 10 * 1000, SOON_MS = 100, KEY_LIFE_MS = 48 * 3600 * 1000 };

void *slice_state(const struct app *app, const struct slice *slice)
{
    for (size_t i = 0; i < app->nslices; i++)
        if (app->slices[i] == slice) return app->states[i];
    unreachable();
}

/* ---- opening and closing ---- */

static enum rc settings_read(struct app *app, struct db *db)
{
    struct setting_get s;
    enum rc rc = setting_get(db, S("demo"), &s);
    if (rc == RC_OK) app->demo = str_eq(s.value, S("1"));
    return rc == RC_NONE ? RC_OK : rc;
}

static enum rc open_with(struct app *app, struct db *db)
{
    TRY(settings_read(app, db));
    TRY(codes_reload(app, db));
    for (size_t i = 0; i < app->nslices; i++)
        if (app->slices[i]->start) TRY(app->slices[i]->start(app, db, &app->states[i]));
    return RC_OK;
}

static void origin_make(struct app *app, int port)
{
    app->origin = str_printf(&app->arena, "http%s://%s:%d", app->secure ? "s" : "", app->address ? app->address : "127.0.0.1", port);
}

enum rc web_open(struct app *app)
{
    struct arena a;
    struct db *db;
    must(app->pool && app->keys);
    arena_init(&app->arena, LIMIT_BATCH_ARENA);
    app->states = NEWS(&app->arena, void *, app->nslices ? app->nslices : 1);
    app->started = instant_now();
    app->origin_made = !app->origin.n;
    if (app->origin_made) origin_make(app, app->port);
    arena_init(&a, LIMIT_BATCH_ARENA);
    enum rc rc = db_take(app->pool, &a, &db, &app->err);
    if (rc == RC_OK) {
        if (arena_guard(&a) != 0) rc = fail(&app->err, RC_MEMORY, "starting needs more memory than a batch may use");
        else rc = open_with(app, db);
        arena_unguard(&a);
        if (rc != RC_OK && !app->err.text[0]) app->err = db->err;
        db_give(db);
    }
    arena_free(&a);
    return rc;
}

void web_close(struct app *app)
{
    for (size_t i = app->nslices; i-- > 0;)
        if (app->slices[i]->stop && app->states[i]) app->slices[i]->stop(app->states[i]);
    codes_close(app);
    arena_free(&app->arena);
}

/* ---- the worker ---- */

static enum rc sweep_tx(struct db *tx, void *arg)
{
    int64_t now = *(const int64_t *)arg;
    TRY(session_sweep(tx, now - SESSION_MAX_MS, now - SESSION_IDLE_MS));
    return form_key_sweep(tx, now - KEY_LIFE_MS);
}

static enum rc codes_follow(struct app *app, struct db *db)
{
    static _Thread_local int64_t known = -1;                        /* by the one worker: what another server edited is seen here */
    struct code_stamp s;
    TRY(code_stamp(db, 0, &s));
    if (known >= 0 && s.stamp != known) TRY(codes_reload(app, db));
    known = s.stamp;
    return RC_OK;
}

static enum rc tick_one(struct app *app, struct db *db, struct arena *a, slice_tick tick, int64_t now)
{
    if (arena_guard(a) != 0) return fail(&db->err, RC_MEMORY, "a tick needs more memory than a batch may use");
    enum rc rc = tick(app, db, now);
    arena_unguard(a);
    return rc;
}

bool tick_goes_on(const struct db *db, enum rc rc, const char *what, int64_t id)
{
    if (rc == RC_OK) return true;
    fprintf(stderr, "ballast: %s", what);
    if (id) fprintf(stderr, " %lld", (long long)id);
    fprintf(stderr, ": %s: %s; the next tick tries again\n", rc_name(rc), db->err.text);
    return rc != RC_DOWN;
}

/* Every slice's tick, or what it does soon; one that fails holds up no other. */
static enum rc run_slices(struct app *app, int64_t now, bool soon)
{
    struct arena a;
    struct db *db;
    struct err e = { 0 };
    arena_init(&a, LIMIT_BATCH_ARENA);
    enum rc worst = db_take(app->pool, &a, &db, &e);
    if (worst != RC_OK) { arena_free(&a); return worst; }
    for (size_t i = 0; i < app->nslices; i++) {
        slice_tick tick = soon ? app->slices[i]->soon : app->slices[i]->tick;
        if (!tick) continue;
        enum rc rc = tick_one(app, db, &a, tick, now);
        if (rc != RC_OK) { worst = rc; fprintf(stderr, "ballast: tick of %s: %s: %s\n", app->slices[i]->name, rc_name(rc), db->err.text); }
        db->err = (struct err){ 0 };
        arena_reset(&a);
    }
    enum rc rc = soon ? RC_OK : db_tx(db, sweep_tx, &now);
    if (rc == RC_OK && !soon) rc = codes_follow(app, db);
    db_give(db);
    arena_free(&a);
    return rc != RC_OK ? rc : worst;
}

enum rc web_tick(struct app *app, int64_t now)
{
    enum rc rc = run_slices(app, now, false), soon = run_slices(app, now, true);
    return rc != RC_OK ? rc : soon;
}

/* Two: a mail server that does not answer may hold up the ticks, but nobody who waits for news. */
struct worker { struct app *app; bool soon; pthread_t thread; pthread_mutex_t lock; pthread_cond_t wake; bool stop; };

static void wait_ms(struct worker *w, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) { until.tv_sec++; until.tv_nsec -= 1000000000; }
    pthread_cond_timedwait(&w->wake, &w->lock, &until);
}

/* What other servers of the same database commit is not counted here: their news waits for the tick. */
static void *work(void *arg)
{
    struct worker *w = arg;
    uint64_t seen = 0;
    pthread_mutex_lock(&w->lock);
    for (int64_t waited = 0; !w->stop;) {
        wait_ms(w, w->soon ? SOON_MS : TICK_MS);
        uint64_t commits = db_commits(w->app->pool);
        waited += SOON_MS;
        if (w->stop || (w->soon && commits == seen && waited < TICK_MS)) continue;
        seen = commits;
        waited = 0;
        pthread_mutex_unlock(&w->lock);
        run_slices(w->app, instant_now(), w->soon);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static void worker_stop(struct worker *w)
{
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
}

/* ---- serving ---- */

static enum rc handle(void *ctx, struct http_request *q, struct http_response *s) { return web_answer(ctx, q, s); }

static enum rc serve_until(struct app *app, const sigset_t *stops)
{
    struct http_config config = { .address = app->address, .port = app->port, .threads = app->threads, .behind_proxy = app->behind_proxy,
        .handler = handle, .ctx = app };
    struct http_server *server;
    struct worker w[2] = { { .app = app, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER },
        { .app = app, .soon = true, .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER } };
    int got;
    TRY(http_start(&config, &server, &app->err));
    if (app->origin_made) origin_make(app, http_port(server));      /* port 0: the kernel has chosen; before anybody knows where to ask */
    for (size_t i = 0; i < LEN(w); i++) must(pthread_create(&w[i].thread, NULL, work, &w[i]) == 0);
    if (app->ready) app->ready(app, http_port(server));
    sigwait(stops, &got);
    http_stop(server);
    for (size_t i = 0; i < LEN(w); i++) worker_stop(&w[i]);
    return RC_OK;
}

enum rc web_serve(struct app *app)
{
    sigset_t stops, before;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &stops, &before);                    /* before any thread is made: they all inherit it */
    enum rc rc = serve_until(app, &stops);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}
