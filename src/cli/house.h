/* house.h: an installation, as the commands that work on one see it: its database, its keys, a clock read once; and the
** progress of long work. */
#ifndef CLI_HOUSE_H
#define CLI_HOUSE_H
#include "cli/cli.h"
#include "db/db.h"
#include "web/secret.h"

struct house {
    struct arena arena;
    struct str url;
    const char *key_path;
    struct db_pool *pool;
    struct db *db;                            /* for reading and db_tx; its arena is the house's */
    struct keys keys;
    int64_t now;
    struct err e;
};

/* CREATE: makes the database file when there is none. CURRENT: RC_REFUSED unless the schema is this program's.
** KEYS: loads the key file. */
enum house_how { HOUSE_PLAIN = 0, HOUSE_CREATE = 1, HOUSE_CURRENT = 2, HOUSE_KEYS = 4 };
enum rc house_open(struct house *h, struct str url, struct str key, int how);   /* house_close in any case */
void house_close(struct house *h);
int house_fail(const struct house *h, const char *what, enum rc rc);            /* the exit code; refused counts as a wrong call */
bool url_is_postgres(struct str url);
/* The key file when none is named: the database's path + ".key"; for PostgreSQL ballast.key in the present folder. */
struct str key_path_of(struct arena *a, struct str url, struct str key);

/* Says on standard error how far the work is: about ten times a second on a terminal, else every five seconds. */
struct progress { const char *what, *unit; int64_t total, started, said; bool terminal; };
void progress_begin(struct progress *p, const char *what, const char *unit, int64_t total);   /* total 0: not known */
void progress_at(struct progress *p, int64_t done);
void progress_end(struct progress *p, int64_t done);

/* A password to be read aloud once: four groups of four letters and digits, 80 bits. */
struct str password_invent(struct arena *a);
#endif
