/* live.c: the open listings in memory, for searching and matching.
**
**      many requests ── read lock ──► index + entries ◄── write lock ── one change at a time
**           │ each borrows a desk: an analyser and an arena
**           └─ results are made on the desk under the lock, copied to the request after it
**
** Of rights the index knows one bit: what is open to everybody, it counts by itself.
** For all else an entry a listing holds what decides, and nothing leaves this file,
** not even a count, before listing_may_see has been asked.
**
** The database is the truth: a change reads its row anew, under the writer's
** mutex, so that the last commit is what stays; and every tick looks at the
** events of the last minutes, so that changes by other processes arrive, too.
*/
#include "app/docking/live_inner.h"
#include "web/static_files.h"

enum { PAGE = 200, EVENTS = 500, OVERLAP_MS = 2 * 60 * 1000, MERGE_STEP = 1 << 18 };      /* a step takes about a millisecond */

struct live *live_of(const struct app *app) { return slice_state(app, &docking_slice); }
const struct terms *terms_of(const struct app *app) { return &live_of(app)->terms; }

/* ---- entries ---- */

/* Where id stands, or would stand. */
static size_t entry_place(const struct live *l, int64_t id)
{
    size_t low = 0, high = l->entries.n;
    if (high && l->entries.v[high - 1].id < id) return high;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l->entries.v[mid].id < id) low = mid + 1;
        else high = mid;
    }
    return low;
}

const struct entry *entry_find(const struct live *l, int64_t id)
{
    size_t at = entry_place(l, id);
    return at < l->entries.n && l->entries.v[at].id == id ? &l->entries.v[at] : NULL;
}

/* Where id stands, or would stand. */
size_t ids_place(const struct ids *ids, int64_t id)
{
    size_t low = 0, high = ids->n;
    if (high && ids->v[high - 1] < id) return high;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (ids->v[mid] < id) low = mid + 1;
        else high = mid;
    }
    return low;
}

static void limited_turn(struct live *l, int64_t id, int by)
{
    size_t at = ids_place(&l->limited, id), behind = l->limited.n - at;
    if (by < 0) memmove(&l->limited.v[at], &l->limited.v[at + 1], (behind - 1) * sizeof id);
    else memmove(&l->limited.v[at + 1], &l->limited.v[at], behind * sizeof id);
    if (by > 0) l->limited.v[at] = id;
    l->limited.n += (size_t)by;
}

static void ends_turn(struct live *l, const struct entry *e, int by)
{
    size_t at = 0;
    while (at < l->ends.n && l->ends.v[at].until > e->until) at++;
    if (at == l->ends.n || l->ends.v[at].until != e->until) {
        memmove(&l->ends.v[at + 1], &l->ends.v[at], (l->ends.n++ - at) * sizeof *l->ends.v);
        l->ends.v[at] = (struct live_end){ .until = e->until };
    }
    *(e->side == 'n' ? &l->ends.v[at].needs : &l->ends.v[at].offers) += by;
}

/* An entry has come (1) or goes (-1); there is room. */
static void tally_turn(struct live *l, const struct entry *e, int by)
{
    if (e->visibility == 'p') ends_turn(l, e, by);
    else limited_turn(l, e->id, by);
}

/* Whatever is needed is there before anything changes: memory that runs out leaves all as it was. */
void entry_put(struct live *l, const struct entry *e)
{
    size_t at = entry_place(l, e->id);
    (void)PUSH(&l->arena, &l->ends);
    l->ends.n--;
    (void)PUSH(&l->arena, &l->limited);
    l->limited.n--;
    if (at == l->entries.n || l->entries.v[at].id != e->id) {
        (void)PUSH(&l->arena, &l->entries);
        memmove(&l->entries.v[at + 1], &l->entries.v[at], (l->entries.n - 1 - at) * sizeof *e);
    } else tally_turn(l, &l->entries.v[at], -1);
    l->entries.v[at] = *e;
    tally_turn(l, e, 1);
}

static void entry_drop(struct live *l, int64_t id)
{
    size_t at = entry_place(l, id);
    if (at == l->entries.n || l->entries.v[at].id != id) return;
    tally_turn(l, &l->entries.v[at], -1);
    l->entries.n--;
    memmove(&l->entries.v[at], &l->entries.v[at + 1], (l->entries.n - at) * sizeof *l->entries.v);
}

size_t house_place(const struct live *l, int64_t id)
{
    size_t low = 0, high = l->houses.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l->houses.v[mid].id < id) low = mid + 1;
        else high = mid;
    }
    return low;
}

void house_put(struct live *l, const struct house *h)
{
    if (h->id == DB_NULL) return;
    size_t at = house_place(l, h->id);
    bool known = at < l->houses.n && l->houses.v[at].id == h->id;
    if (known && str_eq(l->houses.v[at].zh, h->zh) && str_eq(l->houses.v[at].en, h->en)) return;
    struct house copy = { h->id, str_copy(&l->arena, h->zh), str_copy(&l->arena, h->en) };
    if (!known) {
        (void)PUSH(&l->arena, &l->houses);
        memmove(&l->houses.v[at + 1], &l->houses.v[at], (l->houses.n - 1 - at) * sizeof copy);
    }
    l->houses.v[at] = copy;
}

bool entry_seen(const struct req *r, const struct reader *me, const struct entry *e)
{
    static const struct str seen[] = { SI("public"), SI("members"), SI("named") };
    struct str visibility = seen[e->visibility == 'p' ? 0 : e->visibility == 'm' ? 1 : 2];
    struct listing_gate g = { e->id, e->organisation, e->account, e->published_ms, str_from(e->kind), str_from(e->division), visibility,
        S("open"), S(""), false };
    return listing_may_see(r, me, &g);
}

/* ---- a row as the engine wants it ---- */

static void add_text(struct out *o, struct str s) { if (s.n) { put_str(o, s); put_c(o, '\n'); } }

static int64_t day_of(struct str s) { int64_t d; return date_parse(s, &d) ? d : 0; }

static struct str clipped(struct str s, size_t most)
{
    while (s.n > most && most && ((unsigned char)s.p[most] & 0xC0) == 0x80) most--;
    return s.n > most ? str_sub(s, 0, most) : s;
}

/* The texts among the details are part of what one finds a listing by; codes and numbers are not. */
static void add_details(struct out *o, const struct listing_live *x, const struct listing_details_between_rows *details)
{
    const struct listing_kind *k = listing_kind_find(x->kind);
    for (size_t i = 0; k && i < details->n; i++) {
        const struct field *f = details->v[i].listing == x->id ? listing_field(k, str_z(o->a, details->v[i].field)) : NULL;
        if (f && f->kind == FIELD_TEXT) add_text(o, details->v[i].value);
    }
}

static struct dock_listing dock_of(struct arena *a, const struct listing_live *x, const struct listing_details_between_rows *details)
{
    struct out title, body;
    out_init(&title, a);
    out_init(&body, a);
    add_text(&title, x->title_zh);
    add_text(&title, x->title_en);
    add_text(&body, x->body_zh);
    add_text(&body, x->body_en);
    add_details(&body, x, details);
    return (struct dock_listing){
        .id = x->id, .side = str_eq(x->side, S("need")) ? DOCK_NEED : DOCK_OFFER, .kind = x->kind, .title = out_str(&title),
        .body = clipped(out_str(&body), LIMIT_LISTING_TEXT - title.n - x->skills.n), .industry = x->industry,
        .skills = str_parts(a, x->skills, ','),
        .district = x->division, .zone = x->zone, .stage = x->stage, .amount_low = x->amount_low == DB_NULL ? 0 : x->amount_low,
        .amount_high = x->amount_high == DB_NULL ? 0 : x->amount_high, .from_day = day_of(x->from_day), .to_day = day_of(x->to_day),
        .open_until = day_of(x->open_until), .quantity = x->quantity == DB_NULL ? 0 : x->quantity,
        .org_kind = x->org_kind.p ? x->org_kind : S("person"), .lang = x->languages, .published_ms = x->published_ms,
        .own = own_of(x->version, x->visibility.p[0]),
    };
}

static struct house house_of(struct arena *a, const struct listing_live *x)
{
    return (struct house){ x->organisation, name_fold(a, x->org_zh), name_fold(a, x->org_en) };
}

struct entry entry_of(const struct listing_live_brief *x)
{
    struct entry e = { .id = x->id,
        .organisation = x->organisation,
        .account = x->account,
        .published_ms = x->published_ms,
        .version = x->version,
        .until = x->open_until.n ? day_of(x->open_until) : INT64_MAX,
        .side = x->side.p[0],
        .visibility = x->visibility.p[0] };
    snprintf(e.kind, sizeof e.kind, "%.*s", STR_FMT(x->kind));
    snprintf(e.division, sizeof e.division, "%.*s", STR_FMT(x->division));
    return e;
}

static struct entry entry_of_row(const struct listing_live *x)
{
    return entry_of(&(struct listing_live_brief){ .id = x->id,
        .side = x->side,
        .kind = x->kind,
        .organisation = x->organisation,
        .account = x->account,
        .division = x->division,
        .open_until = x->open_until,
        .visibility = x->visibility,
        .published_ms = x->published_ms,
        .version = x->version });
}

/* Analysed beside readers; only what they see changes under the lock. Nothing in here jumps away. */
static enum rc put_in(struct live *l, const struct house *house, const struct entry *entry, const struct dock_listing *listing,
    struct err *e)
{
    struct dock_draft *draft;
    enum rc rc = dock_index_draft(l->ix, l->own->an, listing, &draft, e);
    must(pthread_rwlock_wrlock(&l->lock) == 0);
    if (rc == RC_OK) rc = arena_guard(&l->arena) == 0 ? RC_OK : fail(e, RC_MEMORY, "no memory for one more listing");
    if (rc == RC_OK) {
        house_put(l, house);
        entry_put(l, entry);
    }
    arena_unguard(&l->arena);
    if (rc == RC_OK) rc = dock_index_commit(l->ix, draft, e);
    if (rc != RC_OK) {
        entry_drop(l, entry->id);
        dock_index_remove(l->ix, l->own->an, entry->id);      /* what was there before is out of date */
    }
    l->generation++;
    pthread_rwlock_unlock(&l->lock);
    return rc;
}

/* Not while the base is written to a file. */
bool live_merge_some(struct live *l)
{
    if (l->kept.busy) return false;
    enum dock_next next = dock_index_merge(l->ix, MERGE_STEP);
    if (next != DOCK_TURN) return next == DOCK_MORE;
    must(pthread_rwlock_wrlock(&l->lock) == 0);
    dock_index_turn(l->ix);
    pthread_rwlock_unlock(&l->lock);
    return true;
}

/* ---- building ---- */

static void desks_open(struct live *l, struct arena *a, const struct dock_lexicon *lexicon)
{
    for (size_t i = 0; i < LEN(l->all); i++) {
        struct desk *d = &l->all[i];
        arena_init(&d->a, LIMIT_LIVE_DESK);
        memo_open(&d->memo);
        d->an = dock_analyser_new(a, lexicon);
        if (i >= DESKS) { *(i == DESKS ? &l->own : &l->scholar) = d; continue; }
        d->next = l->idle;
        l->idle = d;
    }
}

static enum rc fill(struct live *l, struct db *db)
{
    struct listing_live_rows rows;
    struct listing_details_between_rows details;
    struct arena_mark mark = arena_mark(db->arena);
    dock_index_load(l->ix);
    for (int64_t after = 0;;) {
        TRY(listing_live(db, after, INT64_MAX, PAGE, &rows));
        if (!rows.n) break;
        TRY(listing_details_between(db, rows.v[0].id, rows.v[rows.n - 1].id, &details));
        for (size_t i = 0; i < rows.n; i++) {
            struct entry entry = entry_of_row(&rows.v[i]);
            struct house house = house_of(&l->own->a, &rows.v[i]);
            struct dock_listing listing = dock_of(&l->own->a, &rows.v[i], &details);
            TRY(put_in(l, &house, &entry, &listing, &db->err));
            arena_reset(&l->own->a);
        }
        after = rows.v[rows.n - 1].id;
        arena_rewind(db->arena, mark);
    }
    return dock_index_loaded(l->ix, &db->err);
}

/* Who writes goes first: it needs microseconds, and readers who follow each other without a gap would keep it out for good. */
static void lock_open(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t how;
    must(pthread_rwlockattr_init(&how) == 0 && pthread_rwlockattr_setkind_np(&how, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0);
    must(pthread_rwlock_init(lock, &how) == 0 && pthread_rwlockattr_destroy(&how) == 0);
}

enum rc live_start(struct app *app, struct db *db, struct live **live)
{
    struct live *l = NEW(&app->arena, struct live);
    struct dock_lexicon *lexicon;
    struct event_newest newest;
    bool loaded;
    TRY(dock_lexicon_new(&app->arena, data_file("glossary.tsv"), &lexicon, &db->err));
    lock_open(&l->lock);
    must(pthread_mutex_init(&l->writer, NULL) == 0 && pthread_mutex_init(&l->learning, NULL) == 0);
    must(pthread_mutex_init(&l->desks, NULL) == 0 && pthread_cond_init(&l->freed, NULL) == 0 && pthread_mutex_init(&l->counted, NULL) == 0);
    arena_init(&l->arena, LIMIT_LIVE_ENTRIES);
    arena_init(&l->work, LIMIT_LIVE_DESK);
    arena_init(&l->study_rows, LIMIT_LIVE_DESK);
    arena_init(&l->study, LIMIT_LIVE_STUDY);
    for (size_t i = 0; i < LEN(l->lesson); i++) arena_init(&l->lesson[i].a, LIMIT_LIVE_MEMO);
    l->ix = dock_index_new(&app->arena, LIMIT_LIVE_INDEX);
    desks_open(l, &app->arena, lexicon);
    terms_open(&app->arena, data_file("glossary.tsv"), &l->terms);
    l->app = app;
    l->lexicon = lexicon;
    l->kept = (struct live_kept){ .path = app->index, .fail_at = -1 };
    *live = l;
    TRY(event_newest(db, &newest));
    l->seen = newest.id;                          /* read before the rows: what changes meanwhile is looked at again */
    TRY(live_kept_load(l, db, &loaded));
    if (!loaded) TRY(fill(l, db));
    l->kept.ready = true;
    return RC_OK;
}

void live_stop(struct live *l)
{
    if (!l) return;
    live_kept_stop(l);
    dock_index_free(l->ix);
    live_kept_close(l);
    for (size_t i = 0; i < LEN(l->all); i++) {
        dock_analyser_free(l->all[i].an);
        arena_free(&l->all[i].a);
        memo_close(&l->all[i].memo);
    }
    arena_free(&l->arena);
    arena_free(&l->work);
    arena_free(&l->study_rows);
    arena_free(&l->study);
    for (size_t i = 0; i < LEN(l->lesson); i++) arena_free(&l->lesson[i].a);
    pthread_rwlock_destroy(&l->lock);
    pthread_mutex_destroy(&l->writer);
    pthread_mutex_destroy(&l->learning);
    pthread_mutex_destroy(&l->desks);
    pthread_mutex_destroy(&l->counted);
    pthread_cond_destroy(&l->freed);
}

enum rc live_row(struct db *db, int64_t id, struct dock_listing *listing, bool *open)
{
    struct listing_live_rows rows;
    struct listing_details_between_rows details;
    TRY(listing_live(db, id - 1, id, 1, &rows));
    *open = rows.n > 0;
    if (!*open) return RC_OK;
    TRY(listing_details_between(db, id, id, &details));
    *listing = dock_of(db->arena, &rows.v[0], &details);
    return RC_OK;
}

/* ---- following ---- */

/* The row as it is now, into the index or out of it. */
enum rc live_read(struct live *l, struct db *db, void *arg)
{
    int64_t id = *(const int64_t *)arg;
    struct listing_live_rows rows;
    struct listing_details_between_rows details;
    struct dock_listing listing = { 0 };
    struct entry entry = { 0 };
    struct house house = { 0 };
    TRY(listing_live(db, id - 1, id, 1, &rows));
    const struct entry *known = entry_find(l, id);
    if (rows.n && known && known->version == rows.v[0].version) return RC_OK;
    if (!rows.n && !known) return RC_OK;
    if (rows.n) {
        TRY(listing_details_between(db, id, id, &details));
        listing = dock_of(&l->own->a, &rows.v[0], &details);
        entry = entry_of_row(&rows.v[0]);
        house = house_of(&l->own->a, &rows.v[0]);
    }
    enum rc rc = RC_OK;
    if (rows.n) rc = put_in(l, &house, &entry, &listing, &db->err);
    else {
        must(pthread_rwlock_wrlock(&l->lock) == 0);
        entry_drop(l, id);
        dock_index_remove(l->ix, l->own->an, id);
        l->generation++;
        pthread_rwlock_unlock(&l->lock);
    }
    live_merge_some(l);
    db_touch(db);                                 /* pages kept between the commit and now show the old index */
    return rc;
}

static enum rc alone(struct live *l, pthread_mutex_t *lock, struct arena *work, struct desk *own, struct db *db, write_fn *fn, void *arg)
{
    struct arena *theirs = db->arena;
    volatile enum rc rc = RC_MEMORY;
    must(pthread_mutex_lock(lock) == 0);
    db->arena = work;
    if (arena_guard(work) == 0 && arena_guard(&own->a) == 0) rc = fn(l, db, arg);
    arena_unguard(work);
    arena_unguard(&own->a);
    arena_reset(work);
    arena_reset(&own->a);
    db->arena = theirs;
    pthread_mutex_unlock(lock);
    return rc;
}

enum rc live_write(struct app *app, struct db *db, write_fn *fn, void *arg)
{
    struct live *l = live_of(app);
    return alone(l, &l->writer, &l->work, l->own, db, fn, arg);
}

enum rc live_study(struct app *app, struct db *db, write_fn *fn, void *arg)
{
    struct live *l = live_of(app);
    return alone(l, &l->learning, &l->study_rows, l->scholar, db, fn, arg);
}

void live_update(struct app *app, struct db *db, int64_t id)
{
    enum rc rc = live_write(app, db, live_read, &id);
    if (rc != RC_OK) fprintf(stderr, "ballast: listing %lld is not in the index: %s: %s\n", (long long)id, rc_name(rc), db->err.text);
}

/* The versions of its listings are the same: forgotten, they are read anew. */
static void versions_forget(struct live *l, int64_t organisation)
{
    must(pthread_mutex_lock(&l->writer) == 0 && pthread_rwlock_wrlock(&l->lock) == 0);
    for (size_t i = 0; i < l->entries.n; i++)
        if (l->entries.v[i].organisation == organisation) l->entries.v[i].version = -1;
    pthread_rwlock_unlock(&l->lock);
    pthread_mutex_unlock(&l->writer);
}

void live_update_organisation(struct app *app, struct db *db, int64_t organisation)
{
    struct listing_of_organisation_rows rows;
    if (listing_of_organisation(db, organisation, LIMIT_TABLE_ROWS, &rows) != RC_OK) return;
    versions_forget(live_of(app), organisation);
    for (size_t i = 0; i < rows.n; i++) live_update(app, db, rows.v[i].id);
}

/* Ids are ordered by time, but two machines' clocks and commits are not: the last minutes are looked at again. So is a listing
** that failed; it holds up no other. */
enum rc live_follow(struct app *app, struct db *db)
{
    struct live *l = live_of(app);
    struct listing_changed_rows rows;
    struct arena_mark mark = arena_mark(db->arena);
    int64_t after = l->seen - ((int64_t)OVERLAP_MS << 22), newest = l->seen;
    for (;;) {
        TRY(listing_changed(db, after, EVENTS, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            if (str_eq(rows.v[i].kind, S("listing"))) live_update(app, db, rows.v[i].subject);
            else if (rows.v[i].id > l->seen) live_update_organisation(app, db, rows.v[i].subject);
        }
        if (rows.n && rows.v[rows.n - 1].id > newest) newest = rows.v[rows.n - 1].id;
        if (rows.n < EVENTS) break;
        after = rows.v[rows.n - 1].id;
        arena_rewind(db->arena, mark);
    }
    l->seen = newest;
    for (bool more = true; more;) {               /* what waits to write gets in between */
        must(pthread_mutex_lock(&l->writer) == 0);
        more = live_merge_some(l);
        pthread_mutex_unlock(&l->writer);
    }
    return RC_OK;
}

size_t live_count(struct app *app)
{
    struct live *l = live_of(app);
    must(pthread_rwlock_rdlock(&l->lock) == 0);
    size_t n = dock_index_count(l->ix);
    must(n == l->entries.n);
    pthread_rwlock_unlock(&l->lock);
    return n;
}

bool live_holds(struct app *app, int64_t id)
{
    struct live *l = live_of(app);
    must(pthread_rwlock_rdlock(&l->lock) == 0);
    bool holds = entry_find(l, id) != NULL;
    pthread_rwlock_unlock(&l->lock);
    return holds;
}

/* ---- asking ---- */

static struct desk *desk_take(struct live *l)
{
    must(pthread_mutex_lock(&l->desks) == 0);
    while (!l->idle) pthread_cond_wait(&l->freed, &l->desks);
    struct desk *d = l->idle;
    l->idle = d->next;
    pthread_mutex_unlock(&l->desks);
    return d;
}

static void desk_give(struct live *l, struct desk *d)
{
    arena_reset(&d->a);
    must(pthread_mutex_lock(&l->desks) == 0);
    d->next = l->idle;
    l->idle = d;
    pthread_cond_signal(&l->freed);
    pthread_mutex_unlock(&l->desks);
}

enum rc live_ask(struct app *app, struct arena *to, ask_fn *fn, copy_fn *copy, void *question)
{
    struct live *l = live_of(app);
    struct desk *d = desk_take(l);
    volatile enum rc rc = RC_MEMORY;
    must(pthread_rwlock_rdlock(&l->lock) == 0);
    if (arena_guard(&d->a) == 0) { fn(l, d, question); rc = RC_OK; }
    arena_unguard(&d->a);
    pthread_rwlock_unlock(&l->lock);
    jmp_buf full, *before = to->guard;
    to->guard = &full;
    if (setjmp(full) != 0) {                      /* the request is out of memory: the desk goes back first */
        to->guard = before;
        desk_give(l, d);
        arena_fail(to);
    }
    if (rc == RC_OK) copy(to, question);
    to->guard = before;
    desk_give(l, d);
    return rc;
}

void founds_copy(struct arena *to, struct founds *f)
{
    struct found *v = NEWS(to, struct found, f->n ? f->n : 1);
    if (f->n) memcpy(v, f->v, f->n * sizeof *v);
    f->v = v;
    f->cap = f->n;
}

/* ---- figures ---- */

/* Every change has its event: while the newest one stays, so do the figures. Counted outside the lock; two may count the same. */
enum rc live_figures(struct app *app, struct db *db, struct live_figures *f)
{
    struct live *l = live_of(app);
    struct event_newest newest;
    struct organisation_count_active organisations;
    struct docked_count docked;
    TRY(event_newest(db, &newest));
    must(pthread_mutex_lock(&l->counted) == 0);
    *f = l->figures;
    pthread_mutex_unlock(&l->counted);
    if (f->event && f->event == newest.id) return RC_OK;
    TRY(organisation_count_active(db, &organisations));
    TRY(docked_count(db, &docked));
    *f = (struct live_figures){ newest.id, organisations.n, docked.n };
    must(pthread_mutex_lock(&l->counted) == 0);
    l->figures = *f;
    pthread_mutex_unlock(&l->counted);
    return RC_OK;
}
