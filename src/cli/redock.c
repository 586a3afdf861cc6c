/* redock.c: `ballast redock`: docks everything with everything once more, from the command line: the run of the page "Match
** everything again" (app/docking/redock.h), the same row, the same steps. What a stopped one has left is gone on with, by this
** command or by the site, whichever comes first; who is to hear of new matches is told by the site. */
#include <unistd.h>
#include "app/docking/redock.h"
#include "app/parties/parties.h"
#include "cli/house.h"
#include "user_sql.h"

enum { FOLLOW_MS = 10 * 1000, WAIT_US = 500 * 1000 };

static const char help[] =
    "usage: ballast redock --db URL --as LOGIN [--origin URL]\n"
    "       ballast redock --db URL --as LOGIN --cancel\n"
    "       ballast redock --db URL --status\n"
    "\n"
    "Finds the ten best matches, both ways, of every open listing anew and keeps them for the office's page \"Match everything\n"
    "again\". The site may go on meanwhile. Stopped at any moment, even by kill -9, it loses nothing but its last step: the site\n"
    "goes on with it within a minute, and so does this command, called again. While the site moves a run, the command\n"
    "shows how far it is. New matches are told to their people by the site.\n"
    "\n"
    "  --db URL      the database: a file (SQLite) or postgres://user@host/name\n"
    "  --key FILE    the key file (default: the database's path and .key)\n"
    "  --as LOGIN    in whose name; must hold the right to review, everywhere\n"
    "  --origin URL  the site's address, for the link in the mail that tells of the end\n"
    "  --cancel      cancel the run under way; what it found stays\n"
    "  --status      say how far the last run is, and nothing else\n"
    "\n"
    "example: ballast redock --db ballast.db --as wen.ruyan\n"
    "exit codes: 0 done, 1 cancelled before its end (--status, --cancel: nothing is under way), 2 the call is wrong,\n"
    "            3 database, disk or memory\n";

struct redocking { struct house *h; struct app app; struct str login; bool cancel, status; int64_t account; bool found; };

static void say_far(const struct redock_far *f)
{
    printf("%.*s: %lld listings matched", STR_FMT(f->run.state), (long long)f->run.done);
    if (f->running) printf(", %lld left%s", (long long)f->left, f->stands ? "; nothing moves it now" : "");
    printf(", %lld new pairs\n", (long long)f->run.news);
}

/* ---- who may ---- */

static enum rc who(struct redocking *x)
{
    struct user_find u;
    struct req r;
    struct house *h = x->h;
    enum rc rc = user_find(h->db, x->login, &u);
    if (rc == RC_NONE || (rc == RC_OK && !str_eq(u.state, S("active"))))
        return fail(&h->e, RC_INPUT, "--as: nobody active has the login name '%.*s'", STR_FMT(x->login));
    TRY(rc);
    TRY(req_as(&r, &x->app, h->db, u.id, h->now));
    if (!parties_may(&r, PERM_REVIEW, STR_NONE)) return fail(&h->e, RC_INPUT, "--as: %.*s may not review everywhere", STR_FMT(x->login));
    x->account = u.id;
    return RC_OK;
}

/* ---- the run ---- */

static enum rc begin(struct redocking *x)
{
    struct redock_begin b = { .id = id_new(x->h->now), .account = x->account, .now = x->h->now };
    b.event = event_own(&x->app, x->h->now, "started", "redock", b.id, S(""));
    b.event.account = x->account;
    enum rc rc = db_tx(x->h->db, redock_begin_tx, &b);
    if (rc != RC_REFUSED || !b.running) return rc;
    fputs("a run is under way; going on with it\n", stderr);
    return RC_OK;
}

static enum rc move(struct redocking *x, struct progress *p)
{
    struct db *db = x->h->db;
    struct redock_far f;
    enum redock_went went;
    int64_t worker = id_new(x->h->now), followed = instant_now();
    for (;;) {
        struct arena_mark mark = arena_mark(db->arena);
        int64_t now = instant_now();
        TRY(redock_step(&x->app, db, now, worker, true, &went));
        if (went == REDOCK_ENDED || went == REDOCK_REST) return RC_OK;
        TRY(redock_far(db, now, &f));
        progress_at(p, f.run.done);
        if (went == REDOCK_OTHERS) usleep(WAIT_US);
        if (now - followed > FOLLOW_MS) {         /* what the site changed meanwhile */
            TRY(live_follow(&x->app, db));
            followed = now;
        }
        arena_rewind(db->arena, mark);
    }
}

static enum rc run(struct redocking *x)
{
    struct redock_far f;
    struct progress p;
    TRY(begin(x));
    TRY(redock_far(x->h->db, x->h->now, &f));
    progress_begin(&p, "docking", "listings", f.run.done + f.left);
    TRY(move(x, &p));
    TRY(redock_far(x->h->db, instant_now(), &f));
    progress_end(&p, f.run.done);
    x->found = str_eq(f.run.state, S("cancelled"));
    say_far(&f);
    return RC_OK;
}

/* ---- looking and cancelling ---- */

static enum rc look(struct redocking *x)
{
    struct redock_far f;
    enum rc rc = redock_far(x->h->db, x->h->now, &f);
    x->found = rc == RC_NONE || !f.running;
    if (rc == RC_NONE) { puts("never run"); return RC_OK; }
    TRY(rc);
    if (x->cancel && f.running) {
        struct redock_halt halt = { .id = f.run.id,
            .now = x->h->now,
            .event = event_own(&x->app, x->h->now, "cancelled", "redock", f.run.id, S("")) };
        halt.event.account = x->account;
        TRY(db_tx(x->h->db, redock_cancel_tx, &halt));
        TRY(redock_far(x->h->db, x->h->now, &f));
    }
    say_far(&f);
    return RC_OK;
}

static enum rc redock_all(struct redocking *x)
{
    /* the index, and what dockings taught; no workers */
    static const struct slice *const slices[] = { &docking_slice, &learning_slice };
    if (arena_guard(&x->h->arena) != 0) return fail(&x->h->e, RC_MEMORY, "it needs more memory than a batch may use");
    enum rc rc = x->status ? RC_OK : who(x);
    if (rc == RC_OK && (x->status || x->cancel)) rc = look(x);
    else if (rc == RC_OK) {
        x->app.slices = slices;
        x->app.nslices = LEN(slices);
        rc = web_open(&x->app);
        if (rc != RC_OK) x->h->e = x->app.err;
        else rc = run(x);
        web_close(&x->app);
    }
    arena_unguard(&x->h->arena);
    return rc;
}

int redock_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE;
    struct house h;
    struct redocking x = { .h = &h };
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL }, { "--as", &x.login, NULL },
        { "--origin", &x.app.origin, NULL }, { "--cancel", NULL, &x.cancel }, { "--status", NULL, &x.status } };
    size_t nargs;
    int done = cli_options(argc, argv, help, spec, LEN(spec), NULL, &nargs, 0);
    if (done >= 0) return done;
    if (!db.n || (!x.login.n && !x.status) || (x.cancel && x.status)) {
        fputs("ballast redock: give --db URL and --as LOGIN, or --db URL and --status; see --help\n", stderr);
        return EXIT_USAGE;
    }
    enum rc rc = house_open(&h, db, key, HOUSE_CURRENT | HOUSE_KEYS);
    x.app.pool = h.pool;
    x.app.keys = &h.keys;
    if (rc == RC_OK) rc = redock_all(&x);
    int code = rc != RC_OK ? house_fail(&h, "redock", rc) : x.found ? EXIT_FOUND : EXIT_DONE;
    house_close(&h);
    return code;
}
