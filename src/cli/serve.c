/* serve.c: `ballast serve`: the site, until it is told to stop. */
#include "cli/cli.h"
#include "cli/slices.h"
#include "web/secret.h"

static const char help[] =
    "usage: ballast serve --db URL [--listen ADDRESS:PORT] [options]\n"
    "\n"
    "Serves the site. URL is a file (SQLite) or postgres://...; it must have been made by `ballast init` or `demo`.\n"
    "\n"
    "  --listen A:P     where to listen (default 127.0.0.1:8080; port 0 = any free one)\n"
    "  --key FILE       master keys (default: the database's path + \".key\")\n"
    "  --index FILE     the docking index between starts, for a quick start and little memory; \"none\" keeps none\n"
    "                   (default: the database's path + \".index\"; with PostgreSQL none)\n"
    "  --index-from N   kept from so many open listings on (default 5000)\n"
    "  --origin URL     the site's address as people see it, for links in mails\n"
    "  --smtp URL       smtp://host:port or smtps://...; without it mail waits in the outbox\n"
    "  --mail-from A    the sender of mails\n"
    "  --threads N      1 to 64 (default 8)\n"
    "  --behind-proxy   trust X-Real-IP of the peer\n"
    "  --secure         the site is reached by HTTPS only: __Host- cookies, HSTS\n"
    "  --staff-totp on|off   rights of staff need the second factor (default on; off for sample data)\n"
    "  --log            a line a request on standard error\n"
    "\n"
    "example: ballast serve --db ballast.db --listen 127.0.0.1:8080\n"
    "exit codes: 0 told to stop, 2 the call is wrong, 3 database, key file or address cannot be used\n";

static void ready(struct app *app, int port)
{
    printf("http://%s:%d/\n", app->address, port);
    fflush(stdout);
}

static bool listen_parse(struct arena *a, struct str s, struct app *app)
{
    struct str host;
    int64_t port;
    if (!str_cut(&s, ':', &host) || !str_int(s, &port) || port < 0 || port > 65535) return false;
    app->address = str_z(a, host);
    app->port = (int)port;
    return true;
}

struct serve_args { struct str db, listen, key, index, least, origin, smtp, from, threads, totp; bool proxy, secure, log; };

/* Beside a file, or where it is asked for: what is in a database on another machine is not to lie just anywhere. */
static const char *index_path(struct arena *a, const struct serve_args *s)
{
    if (str_eq(s->index, S("none")) || (!s->index.n && str_starts(s->db, S("postgres")))) return NULL;
    return s->index.n ? str_z(a, s->index) : str_printf(a, "%.*s.index", STR_FMT(s->db)).p;
}

static int serve_with(struct arena *a, const struct serve_args *s)
{
    struct err e = { 0 };
    struct keys keys;
    int64_t threads, least, have, want;
    struct app app = { .index = index_path(a, s),
        .slices = all_slices,
        .nslices = all_slices_n,
        .keys = &keys,
        .origin = s->origin,
        .secure = s->secure,
        .log = s->log,
        .behind_proxy = s->proxy,
        .smtp = s->smtp.n ? str_z(a, s->smtp) : NULL,
        .mail_from = s->from.n ? str_z(a, s->from) : NULL,
        .ready = ready };
    if (!listen_parse(a, s->listen, &app) || !str_int(s->threads, &threads) || threads < 1 || threads > 64) {
        fputs("ballast serve: --listen is ADDRESS:PORT, --threads a number from 1 to 64; see --help\n", stderr);
        return EXIT_USAGE;
    }
    if (!str_int(s->least, &least) || least < 0) {
        fputs("ballast serve: --index-from is a number; see --help\n", stderr);
        return EXIT_USAGE;
    }
    app.threads = (int)threads;
    app.index_least = (size_t)least;
    struct str key = s->key.n ? s->key : str_printf(a, "%.*s.key", STR_FMT(str_starts(s->db, S("postgres")) ? S("ballast") : s->db));
    enum rc rc = keys_load(&keys, str_z(a, key), &e);
    if (rc != RC_OK) return cli_fail("key file", rc, &e);
    rc = db_open(s->db, false, &app.pool, &e);
    if (rc != RC_OK) return cli_fail("database", rc, &e);
    rc = db_schema_version(app.pool, &have, &want, &e);
    if (rc == RC_OK && have != want) rc = db_migrate(app.pool, &e);
    if (rc == RC_OK) {
        rc = web_open(&app);
        app.staff_totp = s->totp.n ? str_eq(s->totp, S("on")) : !app.demo;
        if (rc == RC_OK) rc = web_serve(&app);
        e = app.err;
        web_close(&app);
    }
    db_close(app.pool);
    return rc == RC_OK ? EXIT_DONE : cli_fail("serve", rc, &e);
}

int serve_main(int argc, char **argv)
{
    struct serve_args s = { .listen = S("127.0.0.1:8080"), .threads = S("8"), .least = S("5000") };
    const struct option_spec spec[] = { { "--db", &s.db, NULL }, { "--listen", &s.listen, NULL }, { "--key", &s.key, NULL },
        { "--index", &s.index, NULL }, { "--index-from", &s.least, NULL }, { "--origin", &s.origin, NULL }, { "--smtp", &s.smtp, NULL },
        { "--mail-from", &s.from, NULL }, { "--threads", &s.threads, NULL }, { "--staff-totp", &s.totp, NULL },
        { "--behind-proxy", NULL, &s.proxy }, { "--secure", NULL, &s.secure }, { "--log", NULL, &s.log } };
    struct str args[1];
    size_t nargs;
    int done = cli_options(argc, argv, help, spec, LEN(spec), args, &nargs, 0);
    if (done >= 0) return done;
    if (!s.db.n) { fputs("ballast serve: --db is missing; see --help\n", stderr); return EXIT_USAGE; }
    struct arena a;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    done = serve_with(&a, &s);
    arena_free(&a);
    return done;
}
