/* import_undo.c: a stored table taken back as one step, and what is swept away after seven days.
**
** What was new is closed as a mistake, so nobody sees it any more, and its key
** is free again. What was changed becomes what it was before, out of a text
** that was kept with the batch:
**
**     state 4\nopen\ntitle_zh 6\n轴承\n...         name, bytes, value, line after line
**
** A listing somebody changed since is left alone and counted. */
#include "app/docking/import.h"

enum { SWEEP = 50 };

/* ---- the listing as it was ---- */

static void pack(struct out *o, const char *name, struct str value)
{
    put_f(o, "%s %zu\n", name, value.n);
    put_str(o, value);
    put_c(o, '\n');
}

static void pack_ids(struct out *o, struct arena *a, const char *name, const struct ids *ids)
{
    struct out list;
    out_init(&list, a);
    for (size_t i = 0; i < ids->n; i++) { if (i) put_c(&list, ','); put_int(&list, ids->v[i]); }
    pack(o, name, out_str(&list));
}

struct str import_pack(struct arena *a, const struct import_old *old)
{
    const struct listing_kind *k = listing_kind_find(old->x.kind);
    struct out o;
    out_init(&o, a);
    pack(&o, "state", old->x.state);
    pack(&o, "published_ms", str_printf(a, "%lld", (long long)old->x.published_ms));
    pack(&o, "renew_by_ms", str_printf(a, "%lld", (long long)old->x.renew_by_ms));
    pack_ids(&o, a, "named_ids", &old->f.named_ids);
    pack_ids(&o, a, "annex_ids", &old->f.annex_ids);
    for (size_t i = 0; i < k->form->nfields; i++) {
        struct str value = field_value(a, &k->form->fields[i], &old->f);
        if (value.n && strcmp(k->form->fields[i].name, "annex") != 0) pack(&o, k->form->fields[i].name, value);
    }
    return out_str(&o);
}

static struct str packed(struct str s, const char *name)
{
    struct str line;
    while (str_cut(&s, '\n', &line) && line.n) {
        struct str word;
        int64_t n;
        must(str_cut(&line, ' ', &word) && str_int(line, &n) && n >= 0 && (size_t)n < s.n);
        if (str_eq(word, str_from(name))) return str_sub(s, 0, (size_t)n);
        s = str_sub(s, (size_t)n + 1, s.n);
    }
    return STR_NONE;
}

static struct ids packed_ids(struct arena *a, struct str s, const char *name)
{
    struct str list = packed(s, name), one;
    struct ids ids = { 0 };
    int64_t id;
    while (str_cut(&list, ',', &one)) if (str_int(one, &id)) *PUSH(a, &ids) = id;
    return ids;
}

static struct listing_form *unpack(struct arena *a, const struct listing_kind *k, struct str before)
{
    struct listing_form *f = NEW(a, struct listing_form);
    listing_blank(f);
    for (size_t i = 0; i < k->form->nfields; i++) field_set(a, &k->form->fields[i], f, packed(before, k->form->fields[i].name));
    f->named_ids = packed_ids(a, before, "named_ids");
    f->annex_ids = packed_ids(a, before, "annex_ids");
    return f;
}

/* ---- back ---- */

struct back { int64_t id, version; bool fresh; struct listing_write w; struct event event; };
struct undo {
    struct once once;
    int64_t id, version, kept;
    struct { struct back *v; size_t n, cap; } rows;
    struct event event;
};

static enum rc row_undo(struct db *tx, const struct back *b)
{
    if (!b->fresh) return listing_store(tx, &b->w);
    TRY(listing_close(tx, b->id, b->version, S("mistake")));
    if (tx->changes != 1) return RC_STALE;
    TRY(import_key_forget(tx, b->id));
    return event_add(tx, &b->event);
}

static enum rc undo_tx(struct db *tx, void *arg)
{
    struct undo *u = arg;
    TRY(form_once(tx, &u->once));
    TRY(import_batch_undone(tx, u->id, u->version, u->kept));
    if (tx->changes != 1) return RC_STALE;
    for (size_t i = 0; i < u->rows.n; i++) TRY(row_undo(tx, &u->rows.v[i]));
    return event_add(tx, &u->event);
}

static enum rc back_prepare(struct req *r, const struct listing_by_id *x, struct str before, struct back *b)
{
    *b = (struct back){ .id = x->id, .version = x->version, .fresh = before.n == 0 };
    b->event = event_of(r, b->fresh ? "closed" : "edited", "listing", x->id, S(""));
    if (b->fresh) return RC_OK;
    const struct listing_kind *k = listing_kind_find(x->kind);
    struct str state = packed(before, "state");
    b->w = (struct listing_write){ .f = unpack(r->arena, k, before),
        .kind = k,
        .id = x->id,
        .version = x->version,
        .account = x->account,
        .now = r->now,
        .event = b->event };
    /* why it was refused is gone from the row; it stands in the trail */
    b->w.state = str_eq(state, S("refused")) ? S("draft") : state;
    if (!str_int(b->w.f->organisation, &b->w.organisation)) b->w.organisation = DB_NULL;
    must(str_int(packed(before, "published_ms"), &b->w.published_ms) && str_int(packed(before, "renew_by_ms"), &b->w.renew_by_ms));
    if (!x->has_annex) return RC_OK;
    struct listing_annex_of sealed;
    TRY(listing_annex_of(r->db, x->id, &sealed));
    b->w.annex_cipher = sealed.body_cipher;
    return RC_OK;
}

enum rc import_undo(struct req *r, const struct import_batch_of *b)
{
    struct undo u = { .id = b->id, .version = b->version };
    struct import_rows_rows rows;
    struct reader me;
    TRY(import_rows(r->db, b->id, &rows));
    TRY(reader_of(r->db, r->who.account, &me));
    for (size_t i = 0; i < rows.n; i++) {
        struct listing_by_id x;
        TRY(listing_by_id(r->db, rows.v[i].listing, &x));
        bool mine = x.version == rows.v[i].version && !str_eq(x.state, S("closed")) && listing_may_edit(&me, LISTING_GATE(&x));
        if (!mine) { u.kept++; continue; }
        TRY(back_prepare(r, &x, rows.v[i].before, PUSH(r->arena, &u.rows)));
    }
    u.once = form_once_of(r, NULL, str_printf(r->arena, "/listings/import/%lld", (long long)b->id));
    u.event = event_of(r, "undone", "import", b->id, str_printf(r->arena, "{\"kept\":%lld}", (long long)u.kept));
    enum rc rc = db_tx(r->db, undo_tx, &u);
    for (size_t i = 0; rc == RC_OK && i < u.rows.n; i++) live_update(r->app, r->db, u.rows.v[i].id);
    return form_done(r, rc, &u.once);
}

/* ---- after seven days ---- */

struct sweep { bool parked; struct event event; };

static enum rc sweep_tx(struct db *tx, void *arg)
{
    const struct sweep *s = arg;
    TRY(s->parked ? import_batch_drop(tx, s->event.subject) : import_rows_forget(tx, s->event.subject));
    return tx->changes ? event_add(tx, &s->event) : RC_OK;
}

static enum rc sweep_one(struct tick *t, int64_t id, bool parked)
{
    struct sweep s = { parked, event_own(t->app, t->now, parked ? "dropped" : "settled", "import", id, S("")) };
    return db_tx(t->db, sweep_tx, &s);
}

enum rc import_tick(struct app *app, struct db *db, int64_t now)
{
    struct tick t = { app, db, now, RC_OK };
    struct import_stale_rows stale;
    struct import_settled_rows settled;
    TRY(import_stale(db, now - IMPORT_KEPT_MS, SWEEP, &stale));
    TRY(import_settled(db, now - IMPORT_KEPT_MS, SWEEP, &settled));
    for (size_t i = 0; i < stale.n; i++)
        if (!tick_went(&t, sweep_one(&t, stale.v[i].id, true), "sweeping upload", stale.v[i].id)) return t.worst;
    for (size_t i = 0; i < settled.n; i++)
        if (!tick_went(&t, sweep_one(&t, settled.v[i].id, false), "settling upload", settled.v[i].id)) return t.worst;
    return t.worst;
}
