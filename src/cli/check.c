/* check.c: `ballast check`: the installation audits itself. What is countable stands in check.sql, one number a rule, and in
** the table below with what it means; the rest looks at files, rights, sealed fields and, where asked, the running site. */
#include "cli/check.h"
#include "check_sql.h"
#include "session_sql.h"
#include <dirent.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DORMANT_DAYS = 90, BACKUP_HOURS = 26, MAIL_HOURS = 2 };

static const char help[] =
    "usage: ballast check --db URL [--key FILE] [--backup-dir DIR] [--url ADDRESS]\n"
    "\n"
    "The installation audits itself: schema, integrity, references, sums that must agree, codes, sealed fields and their\n"
    "indexes, rights, key file, mail, backups, and the running site's answers. One line a finding, with what to do.\n"
    "It changes nothing and may run beside the site.\n"
    "\n"
    "  --backup-dir DIR   the newest backup there must be younger than 26 hours\n"
    "  --url ADDRESS      http://host:port/ of the running site; looks at headers, cookies and what it refuses\n"
    "\n"
    "example: ballast check --db /var/lib/ballast/ballast.db --backup-dir /backup --url http://127.0.0.1:8080/\n"
    "exit codes: 0 nothing found, 1 something found, 2 the call is wrong, 3 database or key file cannot be read\n";

void check_finding(struct check *c, const char *what, const char *mend, ...)
{
    va_list args;
    c->findings++;
    fputs("! ", stdout);
    va_start(args, mend);
    vprintf(what, args);
    va_end(args);
    printf(": %s\n", mend);
}

/* ---- sums that must agree ---- */

typedef enum rc counter(struct db *db, int64_t *n);
#define COUNTER(name) static enum rc count_##name(struct db *db, int64_t *n) { struct check_##name r; TRY(check_##name(db, &r)); *n = r.n; return RC_OK; }
COUNTER(done) COUNTER(half) COUNTER(ended) COUNTER(sides) COUNTER(renewal) COUNTER(reasons) COUNTER(named) COUNTER(owners) COUNTER(parties)
COUNTER(round_sent) COUNTER(role_scope) COUNTER(closed_roles)

static const struct { counter *count; const char *what, *mend; } sums[] = {
    { count_done,         "%lld dockings count as results without both confirmations",
    "reopen them on their pages; each result needs both sides" },
    { count_half,         "%lld dockings have both confirmations and are not done", "look at their timelines, then confirm anew" },
    { count_ended,        "%lld dockings ended without a reason or a date", "report this: the program writes both together" },
    { count_sides,        "%lld dockings join other things than a need and an offer", "report this: the program joins one of each" },
    { count_renewal,      "%lld listings are open without a day to renew by, or the other way round", "edit and save them" },
    { count_reasons,      "%lld listings are closed or refused without a reason", "report this: the program asks for one" },
    { count_named,        "%lld open listings are for named organisations and name none", "edit them: name some or make them public" },
    { count_owners,       "%lld active organisations have no owner who can come in",
    "give each an owner: ballast user, or the members page" },
    { count_parties,      "%lld listings are shown to an organisation or account that does not exist", "edit them and save the list anew" },
    { count_round_sent,   "%lld rounds count other applications than there are",
    "report this: the program counts with each that is sent or withdrawn" },
    { count_role_scope,   "%lld roles hold for an organisation that does not exist", "ballast user revoke, then grant for the right one" },
    { count_closed_roles, "%lld sessions belong to closed accounts", "ballast user close ends them" },
};

static enum rc check_sums(struct check *c)
{
    for (size_t i = 0; i < LEN(sums); i++) {
        int64_t n = 0;
        TRY(sums[i].count(c->h->db, &n));
        c->looked++;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        if (n) check_finding(c, sums[i].what, sums[i].mend, (long long)n);
#pragma GCC diagnostic pop
    }
    return RC_OK;
}

static enum rc check_code_use(struct check *c)
{
    struct check_codes_rows rows;
    TRY(check_codes(c->h->db, &rows));
    c->looked++;
    for (size_t i = 0; i < rows.n; i++)
        check_finding(c, "%lld rows use the code '%.*s', which the list %.*s does not have", "add it to the list, or run ballast init",
            (long long)rows.v[i].n, STR_FMT(rows.v[i].code), STR_FMT(rows.v[i].list));
    return RC_OK;
}

/* ---- rights ---- */

static enum rc check_rights(struct check *c)
{
    struct check_no_totp_rows open;
    struct check_dormant_rows idle;
    struct setting_get demo;
    enum rc rc = setting_get(c->h->db, S("demo"), &demo);
    if (rc == RC_OK && str_eq(demo.value, S("1"))) {
        check_finding(c, "this is a sample city, whose logins have a known password",
            "never open it to the public; make a real one with ballast init");
        return RC_OK;
    }
    if (rc != RC_NONE) TRY(rc);
    TRY(check_no_totp(c->h->db, &open));
    TRY(check_dormant(c->h->db, c->h->now - DORMANT_DAYS * DAY_MS, &idle));
    c->looked += 2;
    for (size_t i = 0; i < open.n; i++)
        check_finding(c, "%.*s is %.*s without a second factor", "let the account turn it on under My account; its rights wait for that",
            STR_FMT(open.v[i].login), STR_FMT(open.v[i].role));
    for (size_t i = 0; i < idle.n; i++)
        check_finding(c, "%.*s holds far-reaching rights and has done nothing for %d days", "ballast user close, or revoke",
            STR_FMT(idle.v[i].login), DORMANT_DAYS);
    return RC_OK;
}

/* ---- files ---- */

static void check_mode(struct check *c, const char *path, const char *what)
{
    struct stat s;
    c->looked++;
    if (stat(path, &s) != 0) { check_finding(c, "%s %s cannot be read", "put it back, or name it by its option", what, path); return; }
    if (s.st_mode & 077) check_finding(c, "%s %s may be read by others (mode %o)", "chmod 600", what, path, (unsigned)(s.st_mode & 0777));
}

static bool check_backups(struct check *c, struct str dir)
{
    const char *path = str_z(&c->h->arena, dir);
    DIR *d = opendir(path);
    int64_t newest = 0;
    c->looked++;
    if (!d) return false;
    for (struct dirent *x; (x = readdir(d)) != NULL;) {
        struct stat s;
        struct str name = str_from(x->d_name);
        if (str_ends(name, S(".part")) || str_ends(name, S(".key")) || stat(str_printf(&c->h->arena, "%s/%s", path, x->d_name).p, &s) != 0
            || !S_ISREG(s.st_mode))
            continue;
        int64_t at = (int64_t)s.st_mtime * 1000;
        if (at > newest) newest = at;
    }
    closedir(d);
    if (!newest) check_finding(c, "%s holds no backup", "ballast backup, daily by the timer in deploy/", path);
    else if (newest < c->h->now - BACKUP_HOURS * INT64_C(3600000))
        check_finding(c, "the newest backup in %s is of %s", "see why the timer did not run", path,
            str_z(&c->h->arena, instant_str(&c->h->arena, newest)));
    return true;
}

/* ---- the rest ---- */

static enum rc check_mail(struct check *c)
{
    struct check_outbox box;
    struct check_future future;
    TRY(check_outbox(c->h->db, c->h->now - MAIL_HOURS * INT64_C(3600000), &box));
    TRY(check_future(c->h->db, c->h->now + 60000, &future));
    c->looked += 2;
    if (box.waiting)
        check_finding(c, "%lld mails wait for more than %d hours", "serve with --smtp, or see whether the mail server answers",
            (long long)box.waiting, MAIL_HOURS);
    if (box.dead) check_finding(c, "%lld mails could not be delivered", "look at the addresses of their accounts", (long long)box.dead);
    if (future.n) check_finding(c, "%lld events lie in the future", "set the clock; was it wrong before?", (long long)future.n);
    return RC_OK;
}

static enum rc check_all(struct check *c)
{
    struct err e = { 0 };
    if (arena_guard(&c->h->arena) != 0) return fail(&c->h->e, RC_MEMORY, "out of memory");
    c->looked++;
    enum rc rc = db_verify(c->h->pool, &e);
    if (rc == RC_REFUSED)
        check_finding(c, "the database is damaged: %s", "stop the site, keep the file, ballast restore the last backup", e.text);
    else TRY(rc);
    check_mode(c, c->h->key_path, "the key file");
    if (!url_is_postgres(c->h->url)) check_mode(c, str_z(&c->h->arena, c->h->url), "the database");
    const char *index = str_printf(&c->h->arena, "%.*s.index", STR_FMT(c->h->url)).p;
    if (access(index, F_OK) == 0) check_mode(c, index, "the docking index");
    TRY(check_sums(c));
    TRY(check_code_use(c));
    TRY(check_rights(c));
    TRY(check_mail(c));
    return check_sealed(c);
}

int check_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE, url = STR_NONE, dir = STR_NONE, args[1];
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL }, { "--url", &url, NULL },
        { "--backup-dir", &dir, NULL } };
    size_t nargs;
    struct house h;
    struct check c = { .h = &h };
    int done = cli_options(argc, argv, help, spec, LEN(spec), args, &nargs, 0);
    if (done >= 0) return done;
    enum rc rc = house_open(&h, db, key, HOUSE_CURRENT);
    if (rc == RC_OK) rc = check_all(&c);
    if (rc == RC_OK && dir.n && !check_backups(&c, dir)) rc = fail(&h.e, RC_INPUT, "%.*s is no folder that can be read", STR_FMT(dir));
    if (rc == RC_OK && url.n) check_site(&c, url);
    if (rc == RC_OK) printf("%zu checks, %zu findings\n", c.looked, c.findings);
    done = rc != RC_OK ? house_fail(&h, "check", rc) : c.findings ? EXIT_FOUND : EXIT_DONE;
    house_close(&h);
    return done;
}
