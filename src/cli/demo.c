/* demo.c: `ballast demo`: a new installation that holds the sample city. */
#include "app/filings/filings.h"
#include "app/indicators/indicators.h"
#include "cli/demo.h"
#include "cli/init.h"
#include "web/demo.h"
#include "web/password.h"

static const char help[] =
    "usage: ballast demo --db URL [--key FILE]\n"
    "\n"
    "Makes an installation and fills it with Dalian as a sample: 260 organisations, some two hundred invented people\n"
    "with logins, two thousand needs and offers in two languages and a year of dockings, the newest of today; and ten\n"
    "years of incubation: 138 carriers, 3,320 firms and 1,826 teams at the end of 2020, each a row with a fate.\n"
    "The units are named as the public knows them; everything they say and do here is made up, and pages say so.\n"
    "The database must be a new one.\n"
    "\n"
    "  --db URL     a file (SQLite), or postgres://user@host/name of an empty database\n"
    "  --key FILE   master keys (default as for init)\n"
    "\n"
    "All logins have the password " DEMO_PASSWORD ". Never open such an installation to the public.\n"
    "\n"
    "example: ballast demo --db demo.db && ballast serve --db demo.db\n"
    "exit codes: 0 done, 2 the call is wrong or the database is not a new one, 3 database, disk or memory\n";

static void summary(const struct demo *d)
{
    printf("sample city: %zu organisations, %zu people, %zu listings, %zu dockings, %zu ventures\n", d->orgs.n, d->people.n, d->listings.n,
        d->cases.n, d->ventures.n);
    printf("logins: admin, leader, planner, analyst, auditor, clerk, approver, base, provider, enterprise, institute, founder, graduate, migrant ...\n");
    printf("password of them all: %s\n", DEMO_PASSWORD);
}

/* What the city has published is computed by the program as it serves, of which only these parts are started. */
static enum rc publish(struct house *h, const struct demo *d)
{
    static const struct slice *const slices[] = { &indicators_slice, &filings_slice };
    struct app app = { .pool = h->pool, .keys = &h->keys, .slices = slices, .nslices = LEN(slices) };
    enum rc rc = web_open(&app);
    if (rc == RC_OK) rc = demo_publish(&app, h->db, d);
    if (rc != RC_OK && app.err.text[0]) h->e = app.err;
    web_close(&app);
    return rc;
}

static enum rc fill(struct house *h)
{
    struct demo d;
    struct progress p;
    char hash[PASSWORD_HASH];
    if (arena_guard(&h->arena) != 0) return fail(&h->e, RC_MEMORY, "out of memory");
    TRY(init_schema(h));
    TRY(init_keys(h));
    TRY(init_codes(h));
    demo_make(&h->arena, h->now, &d);
    progress_begin(&p, "sample city", "listings", (int64_t)d.listings.n);
    TRY(password_hash(&h->keys, S(DEMO_PASSWORD), hash));                 /* once for all: two hundred would take a minute */
    TRY(demo_store(h->db, &d, &h->keys, hash));
    TRY(publish(h, &d));
    TRY(db_analyze(h->db->pool, &h->e));
    progress_end(&p, (int64_t)d.listings.n);
    summary(&d);
    return RC_OK;
}

int demo_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE, args[1];
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL } };
    size_t nargs;
    struct house h;
    int done = cli_options(argc, argv, help, spec, LEN(spec), args, &nargs, 0);
    if (done >= 0) return done;
    enum rc rc = house_open(&h, db, key, HOUSE_CREATE);
    if (rc == RC_OK) rc = fill(&h);
    done = rc == RC_OK ? EXIT_DONE : house_fail(&h, "demo", rc);
    house_close(&h);
    return done;
}
