/* house.c: see house.h. */
#include "cli/house.h"
#include <sys/stat.h>
#include <unistd.h>

bool url_is_postgres(struct str url) { return str_starts(url, S("postgres://")) || str_starts(url, S("postgresql://")); }

struct str key_path_of(struct arena *a, struct str url, struct str key)
{
    if (key.n) return key;
    return url_is_postgres(url) ? S("ballast.key") : str_join(a, url, S(".key"));
}

static enum rc schema_current(struct house *h)
{
    int64_t have, want;
    enum rc rc = db_schema_version(h->pool, &have, &want, &h->e);
    if (rc != RC_OK) return fail(&h->e, RC_REFUSED, "%.*s holds no Ballast schema; make it with `ballast init`", STR_FMT(h->url));
    if (have == want) return RC_OK;
    return fail(&h->e, RC_REFUSED, "the schema is at %lld, this program is for %lld; %s", (long long)have, (long long)want,
        have < want ? "bring it up with `ballast init`" : "use a newer program");
}

enum rc house_open(struct house *h, struct str url, struct str key, int how)
{
    *h = (struct house){ .url = url, .now = instant_now() };
    arena_init(&h->arena, LIMIT_BATCH_ARENA);
    if (!url.n) return fail(&h->e, RC_INPUT, "--db is missing; see --help");
    h->key_path = str_z(&h->arena, key_path_of(&h->arena, url, key));
    bool create = how & HOUSE_CREATE;
    if (!create && !url_is_postgres(url) && access(str_z(&h->arena, url), F_OK) != 0)
        return fail(&h->e, RC_NONE, "there is no %.*s; `ballast init` or `ballast demo` makes one", STR_FMT(url));
    if (create) umask(077);                                                /* the database is for its owner */
    TRY(db_open(url, create, &h->pool, &h->e));
    if (how & HOUSE_CURRENT) TRY(schema_current(h));
    if (how & HOUSE_KEYS) TRY(keys_load(&h->keys, h->key_path, &h->e));
    return db_take(h->pool, &h->arena, &h->db, &h->e);
}

void house_close(struct house *h)
{
    db_give(h->db);
    db_close(h->pool);
    arena_free(&h->arena);
}

int house_fail(const struct house *h, const char *what, enum rc rc)
{
    const struct err *e = h->e.text[0] ? &h->e : h->db ? &h->db->err : NULL;
    int code = cli_fail(what, rc, e);
    return rc == RC_REFUSED || rc == RC_NONE || rc == RC_DUPLICATE ? EXIT_USAGE : code;
}

/* ---- progress ---- */

static void say(struct progress *p, int64_t done, bool last)
{
    int64_t now = instant_now();
    double seconds = (double)(now - p->started) / 1000;
    p->said = now;
    fprintf(stderr, "%s%s: ", p->terminal ? "\r" : "", p->what);
    if (p->total > 0)
        fprintf(stderr, "%lld%% (%lld of %lld %s", (long long)(done * 100 / p->total), (long long)done, (long long)p->total, p->unit);
    else fprintf(stderr, "%lld %s", (long long)done, p->unit);
    if (seconds > 0.2) fprintf(stderr, ", %.0f a second", (double)done / seconds);
    fprintf(stderr, "%s%s", p->total > 0 ? ")" : "", p->terminal && !last ? "\033[K" : "\n");
}

void progress_begin(struct progress *p, const char *what, const char *unit, int64_t total)
{
    *p = (struct progress){ what, unit, total, instant_now(), instant_now(), isatty(STDERR_FILENO) == 1 };
}

void progress_at(struct progress *p, int64_t done)
{
    if (instant_now() - p->said >= (p->terminal ? 100 : 5000)) say(p, done, false);
}

void progress_end(struct progress *p, int64_t done)
{
    if (p->terminal || p->said != p->started) say(p, done, true);          /* short work off a terminal says nothing */
}

/* ---- passwords ---- */

struct str password_invent(struct arena *a)
{
    static const char letters[] = "abcdefghjkmnpqrstvwxyz23456789xy";      /* 32, none that is read as another */
    _Static_assert(sizeof letters == 33, "five bits a letter");
    uint8_t r[16];
    struct out o;
    random_bytes(r, sizeof r);
    out_init(&o, a);
    for (size_t i = 0; i < sizeof r; i++) {
        if (i && i % 4 == 0) put_c(&o, '-');
        put_c(&o, letters[r[i] & 31]);
    }
    return out_str(&o);
}
