/* index.c: the live listings and their postings, in memory.
**
**   dictionary   key -> entry { df, one list of postings a class }
**   class        side and kind; a match reads only the lists of the other side and of kinds that fit
**   posting      document number << 8 | tf; nothing in it depends on other listings, so
**                adding, changing and removing leave the same index as building anew
**   document     the listing's copy, its facts, and its terms (needed to leave, and to widen a query)
**
** Nothing is ever moved: an edit adds a new document and marks the old one dead;
** when more are dead than alive the index copies the live ones into a fresh arena.
** What depends on all listings (df, mean length) is kept as live counts and turned
** into weights when a question is asked.
*/
#include "engine/dock/inner.h"

enum { WORK_CAP = 64 * 1024 * 1024, DEAD_LEAST = 1000, DOCS_MOST = 1 << 24 };

struct dock_index *dock_index_new(struct arena *a, size_t cap)
{
    struct dock_index *ix = NEW(a, struct dock_index);
    ix->cap = cap;
    arena_init(&ix->a, cap);
    arena_init(&ix->work, WORK_CAP);
    return ix;
}

void dock_index_free(struct dock_index *ix)
{
    arena_free(&ix->a);
    arena_free(&ix->work);
    memset(ix, 0, sizeof *ix);
}

/* --- look-ups */

static uint64_t id_hash(int64_t id) { return (uint64_t)id * 0x9e3779b97f4a7c15u >> 20; }

static struct doc *doc_find(const struct dock_index *ix, int64_t id)
{
    if (ix->id_slot.n == 0) return NULL;
    for (size_t at = id_hash(id) & (ix->id_slot.n - 1); ix->id_slot.v[at]; at = (at + 1) & (ix->id_slot.n - 1)) {
        struct doc *d = &ix->docs.v[ix->id_slot.v[at] - 1];
        if (d->live && d->l.id == id) return d;
    }
    return NULL;
}

static uint32_t *term_slot(const struct dock_index *ix, struct str key, uint64_t hash)
{
    size_t at = hash & (ix->term_slot.n - 1);
    for (; ix->term_slot.v[at]; at = (at + 1) & (ix->term_slot.n - 1)) {
        const struct entry *e = &ix->terms.v[ix->term_slot.v[at] - 1];
        if (e->hash == hash && str_eq(e->key, key)) break;
    }
    return &ix->term_slot.v[at];
}

const struct entry *index_term(const struct dock_index *ix, struct str key)
{
    if (ix->term_slot.n == 0) return NULL;
    uint32_t n = *term_slot(ix, key, str_hash(key));
    return n ? &ix->terms.v[n - 1] : NULL;
}

const struct postings *entry_postings(const struct entry *e, int class)
{
    for (size_t i = 0; i < e->n; i++) if (e->in[i].class == class) return &e->in[i].list;
    return NULL;
}

const struct dock_listing *dock_index_get(const struct dock_index *ix, int64_t id)
{
    const struct doc *d = doc_find(ix, id);
    return d ? &d->l : NULL;
}

size_t dock_index_count(const struct dock_index *ix) { return ix->live; }
size_t dock_index_bytes(const struct dock_index *ix) { return ix->a.used; }

/* --- growing */

static void term_slots_grow(struct dock_index *ix)
{
    size_t n = ix->term_slot.n ? ix->term_slot.n * 4 : 4096;
    uint32_t *v = NEWS(&ix->a, uint32_t, n);
    for (size_t i = 0; i < ix->terms.n; i++) {
        size_t at = ix->terms.v[i].hash & (n - 1);
        while (v[at]) at = (at + 1) & (n - 1);
        v[at] = (uint32_t)i + 1;
    }
    ix->term_slot.v = v;
    ix->term_slot.n = n;
}

static void id_slots_grow(struct dock_index *ix)
{
    size_t n = 1024;
    while (n < ix->docs.n * 4) n *= 2;
    uint32_t *v = NEWS(&ix->a, uint32_t, n);
    for (size_t i = 0; i < ix->docs.n; i++) {
        size_t at = id_hash(ix->docs.v[i].l.id) & (n - 1);
        while (v[at]) at = (at + 1) & (n - 1);
        v[at] = (uint32_t)i + 1;
    }
    ix->id_slot.v = v;
    ix->id_slot.n = n;
}

static uint32_t term_number(struct dock_index *ix, const struct term *t)
{
    if ((ix->terms.n + 1) * 2 > ix->term_slot.n) term_slots_grow(ix);
    uint64_t hash = str_hash(t->key);
    uint32_t *slot = term_slot(ix, t->key, hash);
    if (*slot) return *slot - 1;
    struct str key = str_copy(&ix->a, t->key);
    *PUSH(&ix->a, &ix->terms) = (struct entry){ .key = key, .hash = hash, .sort = t->sort };
    *slot = (uint32_t)ix->terms.n;
    return *slot - 1;
}

/* PUSH begins with room for eight; most terms of a language are said once, so these begin with one and double. */
static void *room(struct arena *a, void *v, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return v;
    size_t more = *cap ? *cap * 2 : 1;
    v = arena_grow(a, v, *cap * size, more * size);
    *cap = more;
    return v;
}

static void posting_add(struct dock_index *ix, uint32_t term, int class, uint32_t number, int tf)
{
    struct entry *e = &ix->terms.v[term];
    struct postings *list = (struct postings *)entry_postings(e, class);
    if (!list) {
        e->in = room(&ix->a, e->in, e->n, &e->cap, sizeof *e->in);
        memset(&e->in[e->n], 0, sizeof *e->in);
        e->in[e->n].class = class;
        list = &e->in[e->n++].list;
    }
    list->v = room(&ix->a, list->v, list->n, &list->cap, sizeof *list->v);
    list->v[list->n++] = number << 8 | (uint32_t)tf;
}

/* The kind's number; -1 when there are too many. */
static int kind_number(struct dock_index *ix, struct str kind)
{
    for (size_t i = 0; i < ix->kinds.n; i++) if (str_eq(ix->kinds.v[i], kind)) return (int)i;
    if (ix->kinds.n == KINDS_MOST) return -1;
    struct str copy = str_copy(&ix->a, kind);
    *PUSH(&ix->a, &ix->kinds) = copy;
    return (int)ix->kinds.n - 1;
}

static struct dock_listing listing_copy(struct arena *a, const struct dock_listing *l)
{
    struct dock_listing c = *l;
    struct str *field[] = { &c.kind, &c.title, &c.body, &c.industry, &c.district, &c.zone, &c.stage, &c.org_kind, &c.lang };
    for (size_t i = 0; i < LEN(field); i++) *field[i] = str_copy(a, *field[i]);
    c.skills = (struct strs){ 0 };
    for (size_t i = 0; i < l->skills.n; i++) {
        struct str s = str_copy(a, l->skills.v[i]);
        *PUSH(a, &c.skills) = s;
    }
    return c;
}

/* --- changing */

static void doc_count(struct dock_index *ix, struct doc *d, bool add)
{
    d->live = add;
    struct facts *f = &ix->members[d->class].v[d->at].f;
    f->open_until = !add ? DEAD : d->l.open_until ? d->l.open_until : INT64_MAX;
    for (size_t i = 0; i < d->nterm; i++) {
        uint32_t *df = &ix->terms.v[d->term[i].term].df;
        *df = add ? *df + 1 : *df - 1;
    }
    ix->live = add ? ix->live + 1 : ix->live - 1;
    ix->tokens = add ? ix->tokens + (uint64_t)d->tokens : ix->tokens - (uint64_t)d->tokens;
}

/* Writes everything, then makes it count: memory that runs out on the way leaves a dead document and no trace in any
** answer. */
static void doc_place(struct dock_index *ix, const struct dock_listing *l, const struct facts *f, const struct bag *bag, int kind)
{
    if ((ix->docs.n + 1) * 2 > ix->id_slot.n) id_slots_grow(ix);
    uint32_t number = (uint32_t)ix->docs.n;
    struct norm *norm = PUSH(&ix->a, &ix->norms);
    *norm = (struct norm){ bag_part(bag), length_code(bag->length) };
    struct doc *d = PUSH(&ix->a, &ix->docs);
    d->l = listing_copy(&ix->a, l);
    d->tokens = bag->length;
    d->class = kind * 2 + (l->side == DOCK_OFFER);
    d->term = NEWS(&ix->a, struct doc_term, bag->n ? bag->n : 1);
    for (size_t i = 0; i < bag->n; i++) {
        uint32_t term = term_number(ix, &bag->v[i]);
        posting_add(ix, term, d->class, number, bag->v[i].tf);
        d->term[d->nterm++] = (struct doc_term){ term, bag->v[i].tf };
    }
    uint64_t *skill = NEWS(&ix->a, uint64_t, f->nskill ? (size_t)f->nskill : 1);
    memcpy(skill, f->skill, sizeof *skill * (size_t)f->nskill);
    d->at = ix->members[d->class].n;
    struct member *m = PUSH(&ix->a, &ix->members[d->class]);
    *m = (struct member){ number, *f };
    m->f.skill = skill;
    m->f.open_until = DEAD;
    size_t at = id_hash(l->id) & (ix->id_slot.n - 1);
    while (ix->id_slot.v[at]) at = (at + 1) & (ix->id_slot.n - 1);
    struct doc *old = doc_find(ix, l->id);
    if (old) doc_count(ix, old, false);
    ix->id_slot.v[at] = number + 1;
    doc_count(ix, d, true);
}

static void docs_move(struct dock_index *fresh, const struct dock_index *ix)
{
    for (size_t i = 0; i < ix->docs.n; i++) {
        const struct doc *d = &ix->docs.v[i];
        if (!d->live) continue;
        arena_reset(&fresh->work);
        struct bag bag = { .length = d->tokens };
        for (size_t k = 0; k < d->nterm; k++) {
            const struct entry *e = &ix->terms.v[d->term[k].term];
            *PUSH(&fresh->work, &bag) = (struct term){ .key = e->key, .sort = e->sort, .tf = d->term[k].tf };
        }
        doc_place(fresh, &d->l, &ix->members[d->class].v[d->at].f, &bag, kind_number(fresh, d->l.kind));
    }
}

/* The live documents into a fresh index, in their order. Without memory for both, all stays as it was. */
static void index_compact(struct dock_index *ix)
{
    struct dock_index fresh = { .cap = ix->cap };
    arena_init(&fresh.a, ix->cap);
    arena_init(&fresh.work, WORK_CAP);
    if (arena_guard(&fresh.a) != 0) { dock_index_free(&fresh); return; }
    if (arena_guard(&fresh.work) != 0) { dock_index_free(&fresh); return; }
    docs_move(&fresh, ix);
    arena_unguard(&fresh.a);
    arena_unguard(&fresh.work);
    dock_index_free(ix);
    *ix = fresh;
}

static size_t listing_text(const struct dock_listing *l)
{
    size_t n = l->title.n + l->body.n;
    for (size_t i = 0; i < l->skills.n; i++) n += l->skills.v[i].n;
    return n;
}

static enum rc index_full(struct dock_index *ix, struct err *e)
{
    arena_unguard(&ix->a);
    arena_unguard(&ix->work);
    return fail(e, RC_MEMORY, "the index may have %zu bytes and has %zu", ix->cap, ix->a.used);
}

enum rc dock_index_add(struct dock_index *ix, struct dock_analyser *an, const struct dock_listing *listing, struct err *e)
{
    must(listing->id > 0);
    if (listing_text(listing) > LIMIT_LISTING_TEXT)
        return fail(e, RC_LIMIT, "a listing's title, body and skills may have %d bytes", LIMIT_LISTING_TEXT);
    if (ix->docs.n > 2 * ix->live + DEAD_LEAST) index_compact(ix);
    if (ix->docs.n >= DOCS_MOST) return fail(e, RC_LIMIT, "the index holds %d listings", DOCS_MOST);
    arena_reset(&ix->work);
    if (arena_guard(&ix->a) != 0) return index_full(ix, e);
    if (arena_guard(&ix->work) != 0) return index_full(ix, e);
    int kind = kind_number(ix, listing->kind);
    if (kind >= 0) {
        struct bag bag = bag_of(an, &ix->work, listing);
        struct facts f = facts_of(an, &ix->work, listing);
        doc_place(ix, listing, &f, &bag, kind);
    }
    arena_unguard(&ix->a);
    arena_unguard(&ix->work);
    return kind >= 0 ? RC_OK : fail(e, RC_LIMIT, "more than %d kinds of listings", KINDS_MOST);
}

enum rc dock_index_remove(struct dock_index *ix, int64_t id)
{
    struct doc *d = doc_find(ix, id);
    if (!d) return RC_NONE;
    doc_count(ix, d, false);
    return RC_OK;
}
