/* live_kept.c: the index in memory kept as a file between starts, and read out of it while the site runs.
**
**      start   file ─► checked ─► mapped ─► compared with every open listing's version in the database ─► what differs is read anew
**      later   merge ─► freeze ─► FILE.part ─► fsync ─► opened again and checked ─► rename ─► fsync ─► the index reads the new file
**
** The file is never the truth. Whatever is wrong with it, it is dropped with a line on standard error and the index is built from the
** database. Of one database it is when the newest events it knew of are in the log: versions only grow, so from there on the same
** version of a listing is the same text. A restored backup, another database or one that went another way lack some of them.
**
** It is written in the background, beside readers and changes: when a fiftieth of the listings has changed, an hour after the first change
** at the latest, and when the site stops; so what was erased leaves it within the hour: a file that cannot be written then
** is removed. kill -9 at any moment leaves the old file, the new one, or none; what stays of FILE.part is overwritten. Who
** holds the lock on FILE.part writes; another server leaves it to that one.
*/
#include "app/docking/live_inner.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { HEAD = 1024, EVENTS_KNOWN = 64, EVENTS_LOOKED = 1024, BUFFER = 1 << 20, ROWS = 1000, PART = 50, SAMPLES = 32 };
#define KEEP_AFTER_MS (60 * 60 * 1000)
#define KEEP_AGAIN_MS (10 * 60 * 1000)            /* after a failure */

static const char magic[16] = "Ballast docking";
struct file_head {
    char magic[16];
    uint32_t order, version;                      /* of bytes in a number; of this head */
    uint64_t size, body, nevents;                 /* the whole file; XXH3 of all behind the head */
    int64_t event[EVENTS_KNOWN];                  /* the newest, newest first */
    uint64_t head;                                /* XXH3 of all before */
};
_Static_assert(sizeof(struct file_head) <= HEAD && HEAD % 64 == 0, "the engine's bytes begin where 64 divides");
enum { ORDER = 0x01020304, VERSION = 1 };

static uint64_t head_sum(const struct file_head *h) { return XXH3_64bits(h, offsetof(struct file_head, head)); }

/* For tests: the n-th step that writes fails (live_kept_fail). */
static bool step(struct live_kept *k)
{
    if (k->fail_at < 0 || k->fail_at-- != 0) return true;
    errno = EIO;
    return false;
}

static void map_drop(struct live_kept *k)
{
    if (k->map) munmap(k->map, k->size);
    k->map = NULL;
}

/* ---- reading ---- */

/* What is wrong with the file as such, or NULL. */
static const char *file_wrong(const char *p, size_t n, struct file_head *h)
{
    if (n < HEAD) return "it is too short";
    memcpy(h, p, sizeof *h);
    if (memcmp(h->magic, magic, sizeof magic) != 0 || h->order != ORDER || h->version != VERSION)
        return "it is of another version of the program, or of another kind of machine";
    if (h->head != head_sum(h) || h->nevents == 0 || h->nevents > EVENTS_KNOWN) return "its head is damaged";
    for (size_t i = sizeof *h; i < HEAD; i++) if (p[i]) return "its head is damaged";
    if (h->size != n) return "its length is not what it should be";
    if (h->body != XXH3_64bits(p + HEAD, n - HEAD)) return "it is damaged";
    return NULL;
}

/* All events it knew of are in the log still. */
static enum rc lineage_same(struct db *db, const struct file_head *h, bool *same)
{
    struct event_latest_rows rows;
    size_t found = 0;
    TRY(event_latest(db, h->event[0], EVENTS_LOOKED, &rows));
    for (size_t i = 0; i < rows.n && found < h->nevents; i++) found += rows.v[i].id == h->event[found];
    *same = found == h->nevents;
    return RC_OK;
}

/* Another's file under this name is nobody's to overwrite. Ours begins with our name, or with nothing after a bad stop. */
static bool ours(int fd)
{
    char begin[sizeof magic];
    static const char nothing[sizeof magic];
    ssize_t n = pread(fd, begin, sizeof begin, 0);
    return n == 0 || (n == (ssize_t)sizeof begin && (memcmp(begin, magic, sizeof begin) == 0 || memcmp(begin, nothing, sizeof begin) == 0));
}

static void told(const struct live_kept *k, const char *why)
{
    fprintf(stderr, "ballast: %s: %s; the index is built from the database\n", k->path, why);
}

static bool file_map(struct live_kept *k)
{
    struct stat s;
    int fd = open(k->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (errno != ENOENT) told(k, strerror(errno));
        return false;
    }
    if (!ours(fd) || fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        fprintf(stderr, "ballast: %s is not an index of ours and is left alone; none is kept\n", k->path);
        k->path = NULL;
        close(fd);
        return false;
    }
    k->size = (size_t)s.st_size;
    void *p = k->size ? mmap(NULL, k->size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (p == MAP_FAILED) {
        told(k, k->size ? strerror(errno) : "it is empty");
        if (!k->size) unlink(k->path);
        return false;
    }
    k->map = p;
    return true;
}

static struct str body_of(const struct live_kept *k) { return (struct str){ (const char *)k->map + HEAD, k->size - HEAD }; }

/* ---- comparing ---- */

/* The same version of a listing is the same text, but for what the program makes of its row: some listings, from all over the index, are
** made anew and held against it. */
struct sample { size_t every, n, i; int64_t id[SAMPLES]; };
static void sample_add(void *ctx, int64_t id)
{
    struct sample *s = ctx;
    if (s->i++ % s->every == 0 && s->n < SAMPLES) s->id[s->n++] = id;
}

static bool strs_same(const struct strs *x, const struct strs *y)
{
    bool same = x->n == y->n;
    for (size_t i = 0; same && i < x->n; i++) same = str_eq(x->v[i], y->v[i]);
    return same;
}

static bool listing_same(const struct dock_listing *x, const struct dock_listing *y)
{
    const struct str *const a[] = { &x->kind, &x->title, &x->body, &x->industry, &x->district, &x->zone, &x->stage, &x->org_kind,
        &x->lang };
    const struct str *const b[] = { &y->kind, &y->title, &y->body, &y->industry, &y->district, &y->zone, &y->stage, &y->org_kind,
        &y->lang };
    bool same = x->side == y->side && x->amount_low == y->amount_low && x->amount_high == y->amount_high && x->from_day == y->from_day
        && x->to_day == y->to_day && x->open_until == y->open_until && x->quantity == y->quantity && x->published_ms == y->published_ms
        && x->own == y->own && strs_same(&x->skills, &y->skills);
    for (size_t i = 0; same && i < LEN(a); i++) same = str_eq(*a[i], *b[i]);
    return same;
}

static enum rc sample_same(struct live *l, struct db *db, bool *same)
{
    struct sample s = { .every = dock_index_count(l->ix) / SAMPLES + 1 };
    struct arena_mark mark = arena_mark(db->arena);
    dock_index_each(l->ix, sample_add, &s);
    *same = true;
    for (size_t i = 0; i < s.n && *same; i++) {
        struct dock_listing now;
        bool open;
        TRY(live_row(db, s.id[i], &now, &open));
        const struct dock_listing *kept = dock_index_get(l->ix, db->arena, s.id[i]);
        *same = !open || own_version(kept->own) != own_version(now.own) || !str_eq(kept->org_kind, now.org_kind)
            || listing_same(kept, &now);
    }
    arena_rewind(db->arena, mark);
    return RC_OK;
}

struct compared { struct live *l; size_t held; struct ids stale, gone; };

/* Memory of ours that runs out does not jump over a connection that reads. */
static enum rc row_take(struct compared *c, const struct listing_live_brief *x)
{
    struct live *l = c->l;
    struct dock_held held;
    bool holds = dock_index_held(l->ix, x->id, &held);
    bool same = holds && own_version(held.own) == x->version && str_eq(held.org_kind, x->org_kind.p ? x->org_kind : S("person"));
    if (arena_guard(&l->arena) != 0 || arena_guard(&l->study) != 0) return RC_MEMORY;
    struct entry e = entry_of(x);
    if (!same) {                                  /* it stands in its place with no version, so that it is read */
        e.version = -1;
        *PUSH(&l->study, &c->stale) = x->id;
    }
    entry_put(l, &e);
    arena_unguard(&l->arena);
    arena_unguard(&l->study);
    c->held += holds;
    return RC_OK;
}

static enum rc house_take(struct live *l, struct db *db, const struct organisation_live *x)
{
    struct house h = { x->id, name_fold(db->arena, x->name_zh), name_fold(db->arena, x->name_en) };
    if (arena_guard(&l->arena) != 0) return RC_MEMORY;
    house_put(l, &h);
    arena_unguard(&l->arena);
    return RC_OK;
}

static enum rc houses_read(struct live *l, struct db *db)
{
    struct organisation_live_rows rows;
    struct arena_mark mark = arena_mark(db->arena);
    for (int64_t after = 0;; after = rows.v[rows.n - 1].id, arena_rewind(db->arena, mark)) {
        TRY(organisation_live(db, after, ROWS, &rows));
        if (!rows.n) return RC_OK;
        for (size_t i = 0; i < rows.n; i++) TRY(house_take(l, db, &rows.v[i]));
    }
}

/* For as many as the index holds, and some: a list that grows leaves its former selves behind. */
static enum rc entries_room(struct live *l)
{
    size_t n = dock_index_count(l->ix);
    if (arena_guard(&l->arena) != 0) return RC_MEMORY;
    l->entries.cap = n + n / 16 + 64;
    l->entries.v = arena_alloc(&l->arena, l->entries.cap * sizeof *l->entries.v);
    arena_unguard(&l->arena);
    return RC_OK;
}

static void gone_add(void *ctx, int64_t id)
{
    struct compared *c = ctx;
    if (!entry_find(c->l, id)) *PUSH(&c->l->study, &c->gone) = id;
}

/* Every open listing's version in one pass; what the index holds otherwise is taken out, what it lacks is read. */
static enum rc compare(struct live *l, struct db *db)
{
    struct compared c = { .l = l };
    struct listing_live_brief_rows rows;
    struct arena_mark mark = arena_mark(db->arena);
    TRY(houses_read(l, db));
    TRY(entries_room(l));
    for (int64_t after = 0;; after = rows.v[rows.n - 1].id, arena_rewind(db->arena, mark)) {
        TRY(listing_live_brief(db, after, ROWS, &rows));
        if (!rows.n) break;
        for (size_t i = 0; i < rows.n; i++) TRY(row_take(&c, &rows.v[i]));
    }
    if (c.held != dock_index_count(l->ix)) {
        if (arena_guard(&l->study) != 0) return RC_MEMORY;
        dock_index_each(l->ix, gone_add, &c);
        arena_unguard(&l->study);
    }
    for (size_t i = 0; i < c.gone.n; i++) { dock_index_remove(l->ix, l->own->an, c.gone.v[i]); l->generation++; }
    for (size_t i = 0; i < c.stale.n; i++) {
        TRY(live_read(l, db, &c.stale.v[i]));
        arena_reset(&l->own->a);
        arena_rewind(db->arena, mark);
    }
    arena_reset(&l->study);
    return RC_OK;
}

/* What a server that was killed has left. */
static void part_sweep(struct live *l, struct arena *a)
{
    const char *part = str_printf(a, "%s.part", l->kept.path).p;
    int fd = open(part, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) unlink(part);
    if (fd >= 0) close(fd);
}

/* What is wrong with it, or NULL: then the index is what the file says. */
static enum rc file_open(struct live *l, struct db *db, const char **wrong)
{
    struct live_kept *k = &l->kept;
    struct file_head h;
    bool same = true;
    *wrong = file_wrong(k->map, k->size, &h);
    if (*wrong) return RC_OK;
    TRY(lineage_same(db, &h, &same));
    if (!same) *wrong = "it is of another database, or of this one before an older state was restored";
    else if (dock_index_open(l->ix, l->lexicon, k->fingerprint, body_of(k), &db->err) != RC_OK)
        *wrong = str_printf(db->arena, "%s", db->err.text).p;
    else if (dock_index_worn(l->ix)) *wrong = "most words it knows nobody says any more";
    else TRY(sample_same(l, db, &same));
    if (!*wrong && !same) *wrong = "this version of the program makes something else of a listing";
    return RC_OK;
}

enum rc live_kept_load(struct live *l, struct db *db, bool *loaded)
{
    struct live_kept *k = &l->kept;
    const char *wrong;
    *loaded = false;
    if (!k->path) return RC_OK;
    part_sweep(l, db->arena);
    k->fingerprint = dock_fingerprint(l->own->an, &l->own->a);
    arena_reset(&l->own->a);
    if (!file_map(k)) return RC_OK;
    TRY(file_open(l, db, &wrong));
    if (wrong) {
        told(k, wrong);
        dock_index_clear(l->ix);
        map_drop(k);
        unlink(k->path);
        return RC_OK;
    }
    *loaded = k->there = true;
    k->saved = l->generation;
    return compare(l, db);
}

/* ---- writing ---- */

struct writing {
    struct live_kept *k;
    const char *part;
    int fd;
    XXH3_state_t *sum;
    char *buffer; size_t n;
    uint64_t size, generation;                    /* generation: of the listings that are written */
    struct live_kept fresh;                       /* the file, mapped, until the index has it */
    struct dock_index *other;                     /* opened from it */
};

static bool written(struct writing *w, const char *p, size_t n)
{
    for (ssize_t done; n > 0; p += done, n -= (size_t)done) {
        done = step(w->k) ? write(w->fd, p, n) : -1;
        if (done < 0 && errno == EINTR) { done = 0; continue; }
        if (done < 0) return false;
    }
    return true;
}

static bool flush(struct writing *w)
{
    size_t n = w->n;
    w->n = 0;
    return written(w, w->buffer, n);
}

static bool piece(void *ctx, const void *bytes, size_t n)
{
    struct writing *w = ctx;
    XXH3_64bits_update(w->sum, bytes, n);
    w->size += n;
    if (w->n + n > BUFFER && !flush(w)) return false;
    if (n > BUFFER) return written(w, bytes, n);
    memcpy(w->buffer + w->n, bytes, n);
    w->n += n;
    return true;
}

/* The file that is written to, locked: the one under the name, not one that somebody renamed meanwhile. -1: another server
** writes, or it cannot be. */
static int part_open(struct live_kept *k, const char *part)
{
    struct stat by_fd, by_name;
    int fd = step(k) ? open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    if (fd < 0) return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &by_fd) == 0 && stat(part, &by_name) == 0 && by_fd.st_ino == by_name.st_ino
        && by_fd.st_dev == by_name.st_dev && fchmod(fd, 0600) == 0 && ftruncate(fd, 0) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static bool body_write(struct writing *w, struct arena *a, const struct dock_frozen *f)
{
    static const char nothing[HEAD];
    w->buffer = arena_alloc(a, BUFFER);
    if (!written(w, nothing, HEAD)) return false;
    return dock_frozen_put(f, w->k->fingerprint, piece, w) && flush(w);
}

static enum rc head_write(struct db *db, struct writing *w, struct err *e)
{
    struct event_latest_rows rows;
    struct file_head h = { .order = ORDER, .version = VERSION, .size = w->size + HEAD, .body = XXH3_64bits_digest(w->sum) };
    memcpy(h.magic, magic, sizeof magic);
    TRY(event_latest(db, INT64_MAX, EVENTS_KNOWN, &rows));
    for (size_t i = 0; i < rows.n; i++) h.event[h.nevents++] = rows.v[i].id;
    h.head = head_sum(&h);
    bool good = step(w->k) && pwrite(w->fd, &h, sizeof h, 0) == (ssize_t)sizeof h && step(w->k) && fsync(w->fd) == 0;
    return good ? RC_OK : fail(e, RC_IO, "%s", strerror(errno));
}

/* What was written is read as a start would read it, before it gets its name. */
static enum rc part_check(struct live *l, struct writing *w, struct err *e)
{
    struct file_head h;
    struct stat s;
    if (!step(w->k) || fstat(w->fd, &s) != 0) return fail(e, RC_IO, "%s", strerror(errno));
    void *p = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, w->fd, 0);
    if (p == MAP_FAILED) return fail(e, RC_IO, "%s", strerror(errno));
    w->fresh.map = p;
    w->fresh.size = (size_t)s.st_size;
    const char *wrong = file_wrong(p, w->fresh.size, &h);
    if (wrong) return fail(e, RC_IO, "what was written is not what is read: %s", wrong);
    return dock_index_open(w->other, l->lexicon, l->kept.fingerprint, body_of(&w->fresh), e);
}

static enum rc name_take(struct live_kept *k, struct arena *a, const char *part, struct err *e)
{
    const char *slash = strrchr(k->path, '/');
    const char *folder = !slash ? "." : slash == k->path ? "/" : str_printf(a, "%.*s", (int)(slash - k->path), k->path).p;
    if (!step(k) || rename(part, k->path) != 0) return fail(e, RC_IO, "%s", strerror(errno));
    int fd = step(k) ? open(folder, O_RDONLY | O_CLOEXEC) : -1;
    bool bad = fd < 0 || fsync(fd) != 0;
    if (fd >= 0) close(fd);
    return bad ? fail(e, RC_IO, "%s: %s", folder, strerror(errno)) : RC_OK;
}

/* ---- the running index and its file ---- */

static struct dock_frozen *freeze(struct live *l, struct arena *a)
{
    struct dock_frozen *volatile f = NULL;
    if (arena_guard(a) == 0) f = dock_index_freeze(l->ix, a);
    arena_unguard(a);
    return f;
}

/* All that is there now into the base, a step at a time; then what the base is made of, and no merge while busy. NULL: no memory. */
static struct dock_frozen *frozen(struct live *l, struct arena *a, uint64_t *generation)
{
    struct dock_frozen *f = NULL;
    for (bool begun = false, over = false; !over; ) {
        must(pthread_mutex_lock(&l->writer) == 0);
        if (dock_index_merging(l->ix)) live_merge_some(l);
        else {
            over = begun || dock_index_settled(l->ix);
            if (!begun) *generation = l->generation;      /* what comes from now on is not in it */
            begun = true;
            if (over) l->kept.busy = (f = freeze(l, a)) != NULL;
            else {
                must(pthread_rwlock_wrlock(&l->lock) == 0);
                dock_index_turn(l->ix);
                pthread_rwlock_unlock(&l->lock);
            }
        }
        pthread_mutex_unlock(&l->writer);
    }
    return f;
}

/* The index reads the new file; what it had in memory, and the old file, go. */
static void adopt(struct live *l, struct writing *w)
{
    must(pthread_mutex_lock(&l->writer) == 0);
    must(pthread_rwlock_wrlock(&l->lock) == 0);
    bool done = dock_index_adopt(l->ix, w->other) == RC_OK;
    pthread_rwlock_unlock(&l->lock);
    pthread_mutex_unlock(&l->writer);
    if (!done) return;
    map_drop(&l->kept);
    l->kept.map = w->fresh.map;
    l->kept.size = w->fresh.size;
    w->fresh.map = NULL;
}

static enum rc part_write(struct live *l, struct db *db, struct arena *a, const struct dock_frozen *f, struct writing *w, struct err *e)
{
    w->sum = XXH3_createState();
    if (!w->sum) return fail(e, RC_MEMORY, "no memory for a checksum");
    XXH3_64bits_reset(w->sum);
    if (!body_write(w, a, f)) return fail(e, RC_IO, "%s", strerror(errno));
    TRY(head_write(db, w, e));
    return part_check(l, w, e);
}

static enum rc write_as(struct live *l, struct db *db, struct arena *a, const struct dock_frozen *f, struct writing *w, struct err *e)
{
    w->part = str_printf(a, "%s.part", l->kept.path).p;
    w->other = dock_index_new(a, LIMIT_LIVE_INDEX);
    w->fd = part_open(&l->kept, w->part);
    if (w->fd < 0) return fail(e, errno == EWOULDBLOCK ? RC_STALE : RC_IO, "%s", strerror(errno));
    TRY(part_write(l, db, a, f, w, e));
    TRY(name_take(&l->kept, a, w->part, e));
    adopt(l, w);
    return RC_OK;
}

/* Whatever was reached. Closing gives the lock back. */
static void writing_end(struct writing *w, enum rc rc)
{
    if (w->other) dock_index_free(w->other);
    map_drop(&w->fresh);
    if (rc != RC_OK && w->fd >= 0) unlink(w->part);
    if (w->fd >= 0) close(w->fd);
    XXH3_freeState(w->sum);
}

static enum rc keep(struct live *l, struct db *db)
{
    struct live_kept *k = &l->kept;
    struct arena a, *theirs = db->arena;
    volatile enum rc rc = fail(&db->err, RC_MEMORY, "no memory to write the index");
    arena_init(&a, LIMIT_LIVE_DESK + l->entries.n / 8);
    if (arena_guard(&a) != 0) { arena_free(&a); return rc; }
    struct writing *w = NEW(&a, struct writing);
    *w = (struct writing){ .k = k, .fd = -1 };
    const struct dock_frozen *f = frozen(l, &a, &w->generation);
    db->arena = &a;
    if (f && arena_guard(&a) == 0) rc = write_as(l, db, &a, f, w, &db->err);
    arena_unguard(&a);
    db->arena = theirs;
    writing_end(w, rc);
    if (rc == RC_OK) { k->there = true; k->saved = w->generation; }
    must(pthread_mutex_lock(&l->writer) == 0);
    k->busy = false;
    pthread_mutex_unlock(&l->writer);
    arena_free(&a);
    return rc;
}

static uint64_t generation_now(struct live *l, size_t *n)
{
    must(pthread_rwlock_rdlock(&l->lock) == 0);
    uint64_t g = l->generation;
    *n = dock_index_count(l->ix);
    pthread_rwlock_unlock(&l->lock);
    return g;
}

static void file_remove(struct live_kept *k)
{
    if (k->there) unlink(k->path);
    k->there = false;
}

/* Whether there is to be a file; of a few listings there is not, and what stands there goes. */
static bool wanted(struct live *l, size_t n)
{
    struct live_kept *k = &l->kept;
    if (!k->path || !k->ready) return false;
    if (n > 0 && n >= l->app->index_least) return true;
    file_remove(k);
    return false;
}

/* late: what stands there is older than may be, so if it cannot be written it goes. */
static bool keep_told(struct live *l, struct db *db, bool late)
{
    enum rc rc = keep(l, db);
    if (rc != RC_OK && rc != RC_STALE) {
        fprintf(stderr, "ballast: the index is not kept in %s: %s\n", l->kept.path, db->err.text);
        if (late) file_remove(&l->kept);
    }
    db->err = (struct err){ 0 };
    return rc == RC_OK;
}

void live_keep(struct app *app, struct db *db, int64_t now)
{
    struct live *l = live_of(app);
    struct live_kept *k = &l->kept;
    size_t n;
    uint64_t changes = generation_now(l, &n) - k->saved;
    if (!wanted(l, n) || (k->there && !changes)) { k->changed_ms = 0; return; }
    if (!k->changed_ms) k->changed_ms = now;
    bool late = now - k->changed_ms >= KEEP_AFTER_MS;
    if (now < k->again_ms || (k->there && changes * PART < n && !late)) return;
    bool kept = keep_told(l, db, late);
    if (kept) k->changed_ms = 0;
    k->again_ms = kept ? 0 : now + KEEP_AGAIN_MS;
}

void live_kept_stop(struct live *l)
{
    struct live_kept *k = &l->kept;
    struct arena a;
    struct db *db;
    struct err e = { 0 };
    size_t n;
    uint64_t changes = generation_now(l, &n) - k->saved;
    if (wanted(l, n) && (!k->there || changes)) {
        arena_init(&a, LIMIT_REQUEST_ARENA);
        if (db_take(l->app->pool, &a, &db, &e) == RC_OK) {
            keep_told(l, db, true);
            db_give(db);
        }
        arena_free(&a);
    }
}

void live_kept_close(struct live *l) { map_drop(&l->kept); }

void live_kept_fail(struct app *app, int64_t n) { live_of(app)->kept.fail_at = n; }
