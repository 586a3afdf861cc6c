/* backup.c: `ballast backup` and `ballast restore`. A backup is a database file like any other: it is copied while others
** write, opened again, checked and hashed before its name is told; a restore does the same and then takes the old one's
** place by a rename, so that there is never half a database under the name. */
#include "cli/house.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char backup_help[] =
    "usage: ballast backup --db URL FILE\n"
    "\n"
    "Copies the database as it is at one moment, while the site goes on, into FILE, which must not exist yet; then opens the\n"
    "copy, checks it and prints the hash of its state, which is the same on every copy of the same content.\n"
    "PostgreSQL is dumped by pg_dump (custom format) where that is installed; its copy is read through but not hashed; a restore tells the hash.\n"
    "The key file is not in it: keep a copy of that elsewhere.\n"
    "\n"
    "example: ballast backup --db /var/lib/ballast/ballast.db /backup/ballast-$(date +%F).db\n"
    "exit codes: 0 done and checked, 1 the copy was made but is not sound, 2 the call is wrong, 3 database or disk\n";

static const char restore_help[] =
    "usage: ballast restore FILE --db URL [--force]\n"
    "\n"
    "Checks the backup FILE, copies it into place as the database URL and prints the hash of its state. The site must be\n"
    "stopped. For PostgreSQL the database must be empty; pg_restore does the work.\n"
    "\n"
    "  --force   replace a database that is there; the old file is kept beside it as URL.before\n"
    "\n"
    "example: ballast restore /backup/ballast-2021-04-21.db --db /var/lib/ballast/ballast.db --force\n"
    "exit codes: 0 done and checked, 1 the backup is not sound, nothing was changed, 2 the call is wrong, 3 database or disk\n";

static bool there(const char *path) { return access(path, F_OK) == 0; }

static int say_error(const char *command, const char *what, const char *more)
{
    fprintf(stderr, "ballast %s: %s%s\n", command, what, more);
    return EXIT_USAGE;
}

/* ---- a file that is a database of ours ---- */

static enum rc file_check(const char *path, char hash[65], struct err *e)
{
    struct db_pool *p;
    int64_t have, want;
    TRY(db_open(str_from(path), false, &p, e));
    enum rc rc = db_schema_version(p, &have, &want, e);
    if (rc == RC_OK && have > want) rc = fail(e, RC_REFUSED, "%s was made by a newer program (schema %lld)", path, (long long)have);
    if (rc == RC_OK) rc = db_verify(p, e);
    if (rc == RC_OK) rc = db_state_hash(p, hash, e);
    db_close(p);
    return rc;
}

/* What SQLite leaves beside a file it has opened. */
static void side_files_remove(struct arena *a, const char *path)
{
    unlink(str_printf(a, "%s-wal", path).p);
    unlink(str_printf(a, "%s-shm", path).p);
}

/* The name and the folder it stands in are on the disk. */
static enum rc sync_path(struct arena *a, const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/');
    const char *folder = !slash ? "." : slash == path ? "/" : str_printf(a, "%.*s", (int)(slash - path), path).p;
    const char *both[] = { path, folder };
    for (size_t i = 0; i < LEN(both); i++) {
        int fd = open(both[i], O_RDONLY | O_CLOEXEC);
        bool bad = fd < 0 || fsync(fd) != 0;
        if (fd >= 0) close(fd);
        if (bad) return fail(e, RC_IO, "%s: %s", both[i], strerror(errno));
    }
    return RC_OK;
}

/* ---- pg_dump, pg_restore ---- */

static enum rc tool_run(const char *const *argv, struct err *e)
{
    pid_t child;
    int status;
    union { const char *const *in; char *const *out; } v = { argv };      /* posix_spawnp does not write there */
    int code = posix_spawnp(&child, argv[0], NULL, NULL, v.out, environ);
    if (code == ENOENT) return fail(e, RC_NONE, "%s is not installed (Debian: postgresql-client)", argv[0]);
    if (code) return fail(e, RC_IO, "%s: %s", argv[0], strerror(code));
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail(e, RC_IO, "%s failed", argv[0]);
    return RC_OK;
}

/* The dump is read through once before it gets its name. */
static enum rc dump_to(struct arena *a, const char *url, const char *part, const char *file, struct err *e)
{
    const char *const dump[] = { "pg_dump", "--format=custom", "--no-owner", "--file", part, "--dbname", url, NULL };
    const char *const look[] = { "pg_restore", "--file=/dev/null", part, NULL };
    mode_t old = umask(077);
    enum rc rc = tool_run(dump, e);
    umask(old);
    TRY(rc);
    TRY(tool_run(look, e));
    TRY(sync_path(a, part, e));
    if (link(part, file) != 0 || unlink(part) != 0) return fail(e, RC_IO, "%s: %s", file, strerror(errno));
    return sync_path(a, file, e);
}

static int postgres_backup(struct arena *a, struct str url, const char *file)
{
    struct err e = { 0 };
    const char *part = str_printf(a, "%s.part", file).p;                   /* a name that ends in .part is not a backup yet */
    unlink(part);
    enum rc rc = dump_to(a, str_z(a, url), part, file, &e);
    if (rc != RC_OK) unlink(part);
    if (rc != RC_OK) return cli_fail("backup", rc, &e) == EXIT_USAGE || rc == RC_NONE ? EXIT_USAGE : EXIT_WORLD;
    printf("%s: dumped by pg_dump and read through; `pg_restore --list` shows what is in it\n", file);
    return EXIT_DONE;
}

static int postgres_restore(struct arena *a, struct str url, const char *file)
{
    struct err e = { 0 };
    char hash[65];
    struct db_pool *p;
    const char *const load[] = { "pg_restore", "--exit-on-error", "--no-owner", "--single-transaction", "--dbname", str_z(a, url), file,
        NULL };
    enum rc rc = tool_run(load, &e);
    if (rc == RC_OK) rc = db_open(url, false, &p, &e);
    if (rc != RC_OK) return cli_fail("restore (the database must exist and be empty)", rc, &e);
    rc = db_state_hash(p, hash, &e);
    if (rc == RC_OK) rc = db_analyze(p, &e);
    db_close(p);
    if (rc != RC_OK) return cli_fail("restore", rc, &e);
    printf("state %s\n", hash);
    return EXIT_DONE;
}

/* ---- backup ---- */

static int file_backup(struct arena *a, struct str url, const char *file)
{
    struct err e = { 0 };
    struct db_pool *p;
    struct stat s;
    char hash[65];
    const char *part = str_printf(a, "%s.part", file).p;                   /* a name that ends in .part is not a backup yet */
    unlink(part);
    enum rc rc = db_open(url, false, &p, &e);
    if (rc != RC_OK) return cli_fail("backup", rc, &e);
    mode_t old = umask(077);
    rc = db_backup(p, str_from(part), &e);
    umask(old);
    db_close(p);
    if (rc != RC_OK) { unlink(part); return cli_fail("backup", rc, &e); }
    rc = file_check(part, hash, &e);
    side_files_remove(a, part);
    if (rc != RC_OK) { cli_fail("backup: the copy is not sound", rc, &e); return EXIT_FOUND; }
    rc = sync_path(a, part, &e);
    if (rc == RC_OK && (link(part, file) != 0 || unlink(part) != 0)) rc = fail(&e, RC_IO, "%s: %s", file, strerror(errno));
    if (rc == RC_OK) rc = sync_path(a, file, &e);
    if (rc != RC_OK) return cli_fail("backup", rc, &e);
    printf("%s: %lld bytes, checked\nstate %s\n", file, stat(file, &s) == 0 ? (long long)s.st_size : 0, hash);
    return EXIT_DONE;
}

int backup_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE, args[1];
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL } };
    size_t nargs;
    struct arena a;
    int done = cli_options(argc, argv, backup_help, spec, LEN(spec), args, &nargs, 1);
    if (done >= 0) return done;
    if (!db.n || nargs != 1) return say_error("backup", "give --db URL and the file to make; see --help", "");
    arena_init(&a, LIMIT_REQUEST_ARENA);
    const char *file = str_z(&a, args[0]);
    if (there(file)) done = say_error("backup", file, " is there already; a backup never replaces one");
    else if (url_is_postgres(db)) done = postgres_backup(&a, db, file);
    else if (!there(str_z(&a, db))) done = say_error("backup", "there is no ", str_z(&a, db));
    else done = file_backup(&a, db, file);
    arena_free(&a);
    return done;
}

/* ---- restore ---- */

/* By SQLite's own copying, so that the copy is one consistent file whatever the backup's mode was. */
static enum rc file_copy(const char *from, const char *to, struct err *e)
{
    struct db_pool *p;
    TRY(db_open(str_from(from), false, &p, e));
    mode_t old = umask(077);
    enum rc rc = db_backup(p, str_from(to), e);
    umask(old);
    db_close(p);
    return rc;
}

static enum rc put_in_place(struct arena *a, const char *part, const char *url, struct err *e)
{
    const char *before = str_printf(a, "%s.before", url).p;
    if (there(url)) {
        struct db_pool *p;
        struct err none;
        if (db_open(str_from(url), false, &p, &none) == RC_OK) db_close(p);                     /* folds its log into the file */
        if (there(str_printf(a, "%s-wal", url).p)) return fail(e, RC_REFUSED, "%s is in use; stop the site first", url);
        if (rename(url, before) != 0) return fail(e, RC_IO, "%s: %s", before, strerror(errno));
        printf("the old database is kept as %s\n", before);
    }
    side_files_remove(a, url);
    /* of the old one; the site would find that out, too */
    unlink(str_printf(a, "%s.index", url).p);
    if (rename(part, url) != 0) return fail(e, RC_IO, "%s: %s", url, strerror(errno));
    return sync_path(a, url, e);
}

static int file_restore(struct arena *a, const char *file, const char *url)
{
    struct err e = { 0 };
    char before[65], after[65];
    const char *part = str_printf(a, "%s.part", url).p;
    enum rc rc = file_check(file, before, &e);
    side_files_remove(a, file);
    if (rc != RC_OK) { cli_fail("restore: the backup is not sound, nothing was changed", rc, &e); return EXIT_FOUND; }
    unlink(part);
    rc = file_copy(file, part, &e);
    side_files_remove(a, file);
    if (rc == RC_OK) rc = file_check(part, after, &e);
    side_files_remove(a, part);
    if (rc == RC_OK && strcmp(before, after) != 0) rc = fail(&e, RC_IO, "the copy differs from the backup");
    if (rc == RC_OK) rc = put_in_place(a, part, url, &e);
    if (rc != RC_OK) {
        unlink(part);
        return cli_fail("restore", rc, &e) == EXIT_USAGE || rc == RC_REFUSED ? EXIT_USAGE : EXIT_WORLD;
    }
    printf("%s: restored, checked\nstate %s\n", url, after);
    return EXIT_DONE;
}

int restore_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE, args[1];
    bool force = false;
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL }, { "--force", NULL, &force } };
    size_t nargs;
    struct arena a;
    int done = cli_options(argc, argv, restore_help, spec, LEN(spec), args, &nargs, 1);
    if (done >= 0) return done;
    if (!db.n || nargs != 1) return say_error("restore", "give the backup and --db URL; see --help", "");
    arena_init(&a, LIMIT_REQUEST_ARENA);
    const char *file = str_z(&a, args[0]), *url = str_z(&a, db);
    if (!there(file)) done = say_error("restore", "there is no ", file);
    else if (url_is_postgres(db)) done = postgres_restore(&a, db, file);
    else if (there(url) && !force) done = say_error("restore", url, " is there already; --force replaces it and keeps it as .before");
    else done = file_restore(&a, file, url);
    arena_free(&a);
    return done;
}
