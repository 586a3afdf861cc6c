/* init.c: `ballast init`: a new installation, or an old one brought up to this program. What is there is left alone, so
** that it may be run again at any time. */
#include "cli/init.h"
#include "session_sql.h"
#include "user_sql.h"
#include "web/codes.h"
#include "web/password.h"

static const char help[] =
    "usage: ballast init --db URL [--key FILE] [--admin LOGIN]\n"
    "\n"
    "Makes an installation: the database with its tables and code lists, the key file, the first administrator.\n"
    "Run again, it brings an older database up to this program, adds new codes, and leaves the rest as it is.\n"
    "\n"
    "  --db URL        a file (SQLite), or postgres://user@host/name of a database that exists (createdb)\n"
    "  --key FILE      master keys (default: the file's path + \".key\"; for PostgreSQL ballast.key here)\n"
    "  --admin LOGIN   login name of the first administrator (default admin)\n"
    "\n"
    "The key file is made with mode 0600. Without it nobody can log in and sealed fields stay sealed: keep a copy\n"
    "apart from the database. The administrator's password is printed once; it must be changed after the first login.\n"
    "\n"
    "example: ballast init --db /var/lib/ballast/ballast.db --admin anning\n"
    "exit codes: 0 done, 2 the call is wrong or the database does not fit, 3 database, disk or memory\n";

/* ---- parts, which `ballast demo` uses, too ---- */

static int64_t schema_now(struct house *h)
{
    int64_t have, want;
    struct err none;
    return db_schema_version(h->pool, &have, &want, &none) == RC_OK ? have : 0;
}

enum rc init_schema(struct house *h)
{
    int64_t before = schema_now(h), after;
    TRY(db_migrate(h->pool, &h->e));
    after = schema_now(h);
    if (before == after) printf("schema: %lld, nothing to do\n", (long long)after);
    else printf("schema: %lld, was %lld\n", (long long)after, (long long)before);
    return RC_OK;
}

enum rc init_keys(struct house *h)
{
    struct user_count count;
    enum rc rc = keys_load(&h->keys, h->key_path, &h->e);
    if (rc == RC_OK) printf("key file: %s is there\n", h->key_path);
    if (rc != RC_NONE) return rc;
    TRY(user_count(h->db, &count));
    if (count.n) return fail(&h->e, RC_REFUSED, "%s is missing, and the database holds accounts made with it; put it back", h->key_path);
    h->e = (struct err){ 0 };
    TRY(keys_create(h->key_path, &h->e));
    printf("key file: %s made; keep a copy apart from the database\n", h->key_path);
    return keys_load(&h->keys, h->key_path, &h->e);
}

static enum rc seed(struct db *tx, void *arg)
{
    struct init_code_count *counts = arg;
    TRY(init_code_count(tx, &counts[0]));
    TRY(codes_seed(tx));
    return init_code_count(tx, &counts[1]);
}

enum rc init_codes(struct house *h)
{
    struct init_code_count counts[2];
    TRY(db_tx(h->db, seed, counts));
    printf("codes: %lld, %lld of them new\n", (long long)counts[1].n, (long long)(counts[1].n - counts[0].n));
    return RC_OK;
}

/* ---- the first administrator ---- */

struct first { int64_t account, now, event; struct str login; const char *hash; };

static enum rc first_add(struct db *tx, void *arg)
{
    const struct first *f = arg;
    TRY(account_add(tx, f->account, f->login, f->login, str_from(f->hash), S(""), S("zh"), f->now));
    TRY(account_role_add(tx, f->account, S("admin"), S(""), S(""), 0, f->now));
    return event_insert(tx, f->event, 0, 0, f->now, S("account_added"), S("account"), f->account, S(""));
}

static enum rc init_admin(struct house *h, struct str login)
{
    struct user_with_role_rows admins;
    char hash[PASSWORD_HASH];
    TRY(user_with_role(h->db, S("admin"), &admins));
    if (admins.n) { printf("administrator: %.*s is there\n", STR_FMT(admins.v[0].login)); return RC_OK; }
    struct str password = password_invent(&h->arena);
    TRY(password_hash(&h->keys, password, hash));
    struct first f = { id_new(h->now), h->now, id_new(h->now), login, hash };
    TRY(db_tx(h->db, first_add, &f));
    printf("administrator: login %.*s, password %.*s (shown once; change it after the first login)\n", STR_FMT(login), STR_FMT(password));
    return RC_OK;
}

static enum rc init_all(struct house *h, struct str admin)
{
    if (arena_guard(&h->arena) != 0) return fail(&h->e, RC_MEMORY, "out of memory");
    TRY(init_schema(h));
    TRY(init_keys(h));
    TRY(init_codes(h));
    return init_admin(h, admin);
}

int init_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE, admin = S("admin"), args[1];
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL }, { "--admin", &admin, NULL } };
    size_t nargs;
    struct house h;
    int done = cli_options(argc, argv, help, spec, LEN(spec), args, &nargs, 0);
    if (done >= 0) return done;
    if (!login_fine(admin)) {
        fputs("ballast init: a login name has 3 to 64 small letters, digits and . _ - @ +\n", stderr);
        return EXIT_USAGE;
    }
    enum rc rc = house_open(&h, db, key, HOUSE_CREATE);
    if (rc == RC_OK) rc = init_all(&h, admin);
    done = rc == RC_OK ? EXIT_DONE : house_fail(&h, "init", rc);
    house_close(&h);
    return done;
}
