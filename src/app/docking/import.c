/* import.c: a file parked, and what it holds stored at once or not at all. */
#include "app/docking/import.h"
#include "web/secret.h"

struct park { struct once once; int64_t id, account, organisation, now; struct str name, sha256, bytes; struct event event; };

static enum rc park_tx(struct db *tx, void *arg)
{
    struct park *p = arg;
    TRY(form_once(tx, &p->once));
    TRY(import_batch_add(tx, p->id, p->account, p->organisation, p->name, p->sha256, p->bytes, p->now));
    return event_add(tx, &p->event);
}

struct str import_hash(struct arena *a, struct str bytes)
{
    uint8_t hash[32];
    sha256(bytes, hash);
    return hex(a, hash, sizeof hash);
}

struct str import_name(struct str name) { return str_sub(name, 0, utf8_offset(name, IMPORT_NAME)); }

enum rc import_park(struct req *r, const struct form_state *s, struct str name, struct str bytes, struct str organisation)
{
    struct park p = { .id = id_new(r->now),
        .account = r->who.account,
        .now = r->now,
        .name = import_name(name),
        .sha256 = import_hash(r->arena, bytes),
        .bytes = bytes };
    if (!str_int(organisation, &p.organisation)) p.organisation = DB_NULL;
    p.once = form_once_of(r, s, str_printf(r->arena, "/listings/import/%lld", (long long)p.id));
    p.event = event_of(r, "uploaded", "import", p.id, S(""));
    return form_done(r, db_tx(r->db, park_tx, &p), &p.once);
}

struct str import_counts(struct arena *a, const struct import *in)
{
    return str_printf(a, "%lld,%lld,%lld,%lld", (long long)in->count[IMPORT_NEW], (long long)in->count[IMPORT_CHANGED],
        (long long)in->count[IMPORT_SAME], (long long)in->count[IMPORT_WRONG]);
}

/* ---- storing ---- */

enum rc import_put(struct db *tx, struct import_plan *p)
{
    const int64_t *n = p->in->count;
    if (n[IMPORT_NEW]) TRY(listing_enough(tx, p->account, p->now, true, n[IMPORT_NEW], &p->too_many));
    TRY(import_batch_done(tx, p->id, p->version, S(""), n[IMPORT_NEW], n[IMPORT_CHANGED], n[IMPORT_SAME], n[IMPORT_WRONG], p->now));
    if (tx->changes != 1) return RC_STALE;
    for (size_t i = 0; i < p->rows.n; i++) {
        const struct import_put_row *row = &p->rows.v[i];
        struct arena_mark mark = arena_mark(tx->arena);
        TRY(listing_store(tx, &row->w));
        TRY(import_row_add(tx, p->id, row->w.id, row->w.version + 1, row->before));
        arena_rewind(tx->arena, mark);                     /* nothing a row needs outlives it; thousands would fill the request's memory */
    }
    return event_add(tx, &p->event);
}

static enum rc row_prepare(struct req *r, const struct import_line *line, struct import_put_row *p)
{
    const struct import_old *old = line->old;
    listing_prepare(r, &line->f, old ? &old->x : NULL, old ? &old->f : NULL, THEN_SUBMIT, &p->w);
    if (!old) p->w.source_key = line->key;
    p->before = old ? import_pack(r->arena, old) : S("");
    if (!old || !old->x.has_annex) return RC_OK;
    struct listing_annex_of sealed;                        /* kept as it is, unopened: it is bound to the listing, which stays */
    TRY(listing_annex_of(r->db, old->x.id, &sealed));
    p->w.annex_cipher = sealed.body_cipher;
    return RC_OK;
}

static struct str counts_json(struct arena *a, const struct import *in)
{
    return str_printf(a, "{\"added\":%lld,\"changed\":%lld,\"same\":%lld,\"wrong\":%lld}", (long long)in->count[IMPORT_NEW],
        (long long)in->count[IMPORT_CHANGED], (long long)in->count[IMPORT_SAME], (long long)in->count[IMPORT_WRONG]);
}

enum rc import_prepare(struct req *r, int64_t id, int64_t version, const struct import *in, struct import_plan *p)
{
    *p = (struct import_plan){ .id = id, .version = version, .now = r->now, .account = r->who.account, .in = in };
    for (size_t i = 0; i < in->lines.n; i++)
        if (in->lines.v[i].what == IMPORT_NEW || in->lines.v[i].what == IMPORT_CHANGED)
            TRY(row_prepare(r, &in->lines.v[i], PUSH(r->arena, &p->rows)));
    p->event = event_of(r, "imported", "import", id, counts_json(r->arena, in));
    return RC_OK;
}

struct commit { struct once once; struct import_plan plan; };
static enum rc commit_tx(struct db *tx, void *arg)
{
    struct commit *c = arg;
    TRY(form_once(tx, &c->once));
    return import_put(tx, &c->plan);
}

enum rc import_commit(struct req *r, const struct form_state *s, const struct import_batch_of *b, const struct import *in)
{
    struct commit c;
    TRY(import_prepare(r, b->id, b->version, in, &c.plan));
    c.once = form_once_of(r, s, str_printf(r->arena, "/listings/import/%lld", (long long)b->id));
    enum rc rc = db_tx(r->db, commit_tx, &c);
    for (size_t i = 0; rc == RC_OK && i < c.plan.rows.n; i++) live_update(r->app, r->db, c.plan.rows.v[i].w.id);
    return form_done(r, rc, &c.once);
}
