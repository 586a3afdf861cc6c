/* live_match.c: the matches of an open listing, and why.
**
**     memo of this desk?  no ─► dock_match: its best pairs, whoever may see them
**            │
**     rights of this reader, page by page
**            │
**     memo?  no ─► dock_explain_asking: the reasons of the pairs on the page */
#include "app/docking/live_inner.h"

/* ---- what was worked out before ---- */

void memo_open(struct memo *m)
{
    arena_init(&m->a, LIMIT_LIVE_MEMO);
    m->slot = NULL;
    m->n = 0;
}

void memo_close(struct memo *m) { arena_free(&m->a); }

/* Before a question; so one question adds to a memo at most half full. */
static void memo_ready(struct memo *m, uint64_t generation, int64_t day)
{
    if (m->slot && m->generation == generation && m->day == day && m->n < MEMO_SLOTS / 2 && m->a.used < LIMIT_LIVE_MEMO / 2) return;
    arena_reset(&m->a);
    m->slot = NEWS(&m->a, struct memo_slot, MEMO_SLOTS);
    m->n = 0;
    m->generation = generation;
    m->day = day;
}

/* The slot of this key; a new one has no pairs.v and no reasons.v. */
static struct memo_slot *memo_find(struct memo *m, int64_t x, int64_t y, enum lang lang)
{
    uint64_t hash = ((uint64_t)x * 0x9e3779b97f4a7c15u ^ (uint64_t)y * 0xc2b2ae3d27d4eb4fu ^ (uint64_t)lang) >> 20;
    for (size_t at = hash & (MEMO_SLOTS - 1);; at = (at + 1) & (MEMO_SLOTS - 1)) {
        struct memo_slot *s = &m->slot[at];
        if (s->x == x && s->y == y && s->lang == lang) return s;
        if (s->x) continue;
        m->n++;
        s->x = x;
        s->y = y;
        s->lang = lang;
        return s;
    }
}

/* ---- pairs and reasons ---- */

/* A house does not dock with itself. */
static bool same_house(const struct entry *x, const struct entry *y)
{
    return x->organisation == y->organisation && (x->organisation != DB_NULL || x->account == y->account);
}

/* Codes of the reasons as people call them. */
static struct str named(struct req *r, enum dock_why why, struct str code)
{
    switch (why) {
    case DOCK_INDUSTRY_CLASS: case DOCK_INDUSTRY_DIVISION: case DOCK_INDUSTRY_SECTION: case DOCK_NOT_INDUSTRY: case DOCK_LEARNED:
        return code_label(r, "industries", code);
    default: return code;
    }
}

/* What the listing asks, worked out when first needed. */
static struct dock_asking *asking(struct live *l, struct desk *d, const struct dock_listing *x, struct dock_asking **q)
{
    if (!*q) *q = dock_asking_learned(l->ix, d->an, &d->a, x, l->learned);
    return *q;
}

static struct founds pairs_of(struct live *l, struct desk *d, const struct dock_listing *x, struct dock_asking **q, int64_t day)
{
    struct memo_slot *s = memo_find(&d->memo, x->id, 0, LANG_ZH);
    if (s->pairs.v) return s->pairs;
    struct dock_pairs pairs = dock_best_asking(l->ix, &d->a, asking(l, d, x, q), day, LISTING_MATCHES);
    struct found *v = NEWS(&d->memo.a, struct found, pairs.n + 1);
    for (size_t i = 0; i < pairs.n; i++)
        v[i] = (struct found){ pairs.v[i].id, pairs.v[i].score, pairs.v[i].forward, pairs.v[i].backward, false, false };
    s->pairs = (struct founds){ .v = v, .n = pairs.n, .total = pairs.total };
    return s->pairs;
}

struct live_reasons reasons_told(struct arena *a, struct desk *d, struct req *r, const struct dock_reasons *why)
{
    struct live_reasons to = { .v = NEWS(a, struct live_reason, why->n + 1) };
    for (size_t i = 0; i < why->n; i++) {
        struct dock_reason reason = why->v[i];
        struct out o;
        out_init(&o, &d->a);
        if (reason.why == DOCK_SKILL && !own_script(r, reason.b)) {
            bool alike = str_eq_nocase(reason.a, reason.b);
            reason.a = term_said(r, reason.a);
            if (alike) reason.b = reason.a;
        }
        reason.a = named(r, reason.why, reason.a);
        reason.b = named(r, reason.why, reason.b);
        dock_reason_text(&o, &reason, r->lang == LANG_EN ? S("en") : S("zh"));
        bool words = reason.why == DOCK_WORD || reason.why == DOCK_GLOSSARY || reason.why == DOCK_NEIGHBOURS;
        to.v[to.n++] = (struct live_reason){ reason.why, str_copy(a, out_str(&o)), words ? str_copy(a, reason.a) : STR_NONE,
            words ? str_copy(a, reason.b) : STR_NONE, dock_reason_fits(reason.why), reason.forward, reason.backward };
    }
    return to;
}

static struct live_reasons reasons_of(struct live *l, struct desk *d, struct req *r, const struct dock_listing *x, struct dock_asking **q,
    int64_t y)
{
    struct memo_slot *s = memo_find(&d->memo, x->id, y, r->lang);
    if (s->reasons.v) return s->reasons;
    struct dock_reasons why = dock_explain_asking(d->an, &d->a, asking(l, d, x, q), dock_index_get(l->ix, &d->a, y));
    s->reasons = reasons_told(&d->memo.a, d, r, &why);
    return s->reasons;
}

/* ---- as a reader may see them ---- */

static void match_answer(struct live *l, struct desk *d, void *question)
{
    struct live_match *m = question;
    const struct dock_listing *x = dock_index_get(l->ix, &d->a, m->id);
    const struct entry *own = entry_find(l, m->id);
    int64_t day = instant_day(m->r->now);
    m->founds = (struct founds){ 0 };
    m->best = 0;
    m->reasons = NEWS(&d->a, struct live_reasons, m->take + 1);
    if (!x || !own) return;
    d->memo.a.guard = d->a.guard;                 /* out of memory is the same jump for both */
    memo_ready(&d->memo, l->generation, day);
    struct dock_asking *q = NULL;
    struct founds pairs = pairs_of(l, d, x, &q, day);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct entry *e = entry_find(l, pairs.v[i].id);
        if (!e || same_house(own, e) || !entry_seen(m->r, m->me, e)) continue;
        if (!m->founds.total) m->best = pairs.v[i].score;
        if (m->founds.total++ < m->skip || m->founds.n == m->take) continue;
        if (m->explain) m->reasons[m->founds.n] = reasons_of(l, d, m->r, x, &q, e->id);
        *PUSH(&d->a, &m->founds) = pairs.v[i];
    }
}

struct live_reasons *reasons_copy(struct arena *to, const struct live_reasons *from, size_t n)
{
    struct live_reasons *all = NEWS(to, struct live_reasons, n + 1);
    for (size_t i = 0; i < n; i++) {
        all[i].v = NEWS(to, struct live_reason, from[i].n + 1);
        for (; all[i].n < from[i].n; all[i].n++) {
            struct live_reason *x = &all[i].v[all[i].n];
            *x = from[i].v[all[i].n];
            x->text = str_copy(to, x->text);
            x->a = str_copy(to, x->a);
            x->b = str_copy(to, x->b);
        }
    }
    return all;
}

static void match_copy(struct arena *to, void *question)
{
    struct live_match *m = question;
    founds_copy(to, &m->founds);
    m->reasons = reasons_copy(to, m->reasons, m->founds.n);
}

enum rc live_match(struct live_match *m) { return live_ask(m->r->app, m->r->arena, match_answer, match_copy, m); }

/* ---- for notices, and for docking everything once more ---- */

/* work: more than a desk may have */
struct best_of { struct docked *v; size_t n; int64_t today; size_t top, keep; struct arena work; };

static void best_founds(const struct live *l, struct arena *a, const struct dock_pairs *pairs, struct docked *x, size_t keep)
{
    const struct entry *own = entry_find(l, x->id);
    x->version = own->version;
    for (size_t i = 0; i < pairs->n && x->f.n < keep; i++) {
        const struct entry *e = entry_find(l, pairs->v[i].id);
        if (!e || same_house(own, e)) continue;
        *PUSH(a, &x->f) = (struct found){ pairs->v[i].id, pairs->v[i].score, pairs->v[i].forward, pairs->v[i].backward, false, false };
    }
    x->f.total = pairs->total;
}

static void best_answer(struct live *l, struct desk *d, void *question)
{
    struct best_of *q = question;
    struct arena *a = q->n > 1 ? &q->work : &d->a;
    q->work.guard = d->a.guard;                   /* out of memory is the same jump for both */
    const struct dock_asking **asking = NEWS(a, const struct dock_asking *, q->n + 1);
    size_t *who = NEWS(a, size_t, q->n + 1), n = 0;
    for (size_t i = 0; i < q->n; i++) {
        const struct dock_listing *x = dock_index_get(l->ix, a, q->v[i].id);
        q->v[i].version = 0;
        q->v[i].f = (struct founds){ 0 };
        if (!x || !entry_find(l, x->id)) continue;
        who[n] = i;
        asking[n++] = dock_asking_learned(l->ix, d->an, a, x, l->learned);
    }
    struct dock_pairs *pairs = dock_best_many(l->ix, a, asking, n, q->today, q->top);
    for (size_t i = 0; i < n; i++) best_founds(l, a, &pairs[i], &q->v[who[i]], q->keep);
}

static void best_copy(struct arena *to, void *question)
{
    struct best_of *q = question;
    for (size_t i = 0; i < q->n; i++) founds_copy(to, &q->v[i].f);
}

enum rc live_best(struct app *app, struct arena *a, struct docked *v, size_t n, int64_t now, size_t top, size_t keep)
{
    struct best_of *q = NEW(a, struct best_of);
    jmp_buf full, *before = a->guard;
    *q = (struct best_of){ .v = v, .n = n, .today = instant_day(now), .top = top, .keep = keep };
    arena_init(&q->work, LIMIT_REDOCK_WORK);
    a->guard = &full;
    if (setjmp(full) != 0) {
        a->guard = before;
        arena_free(&q->work);
        arena_fail(a);
    }
    enum rc rc = live_ask(app, a, best_answer, best_copy, q);
    a->guard = before;
    arena_free(&q->work);
    return rc;
}

enum rc live_match_new(struct app *app, struct arena *a, int64_t id, int64_t now, size_t top, struct founds *f)
{
    struct docked x = { .id = id };
    TRY(live_best(app, a, &x, 1, now, top, top));
    *f = x.f;
    return RC_OK;
}

struct places { const struct docked *v; size_t n; uint64_t *place; };
static void places_answer(struct live *l, struct desk *d, void *question)
{
    struct places *q = question;
    (void)d;
    for (size_t i = 0; i < q->n; i++) q->place[i] = dock_index_place(l->ix, q->v[i].id);
}

static void places_copy(struct arena *to, void *question) { (void)to; (void)question; }

enum rc live_places(struct app *app, struct arena *a, const struct docked *v, size_t n, uint64_t *place)
{
    return live_ask(app, a, places_answer, places_copy, &(struct places){ v, n, place });
}
