/* match.c: the listings that fit a listing best, both ways: words and skills from sweep.c, the other facts by tables made once a match. */
#include "engine/dock/best.h"
#include "engine/dock/sums.h"
#include <math.h>

static bool listing_open(const struct dock_listing *l, int64_t today) { return !l->open_until || l->open_until >= today; }

enum { NOT_YET = INT32_MIN };
struct match {
    const struct dock_index *ix;
    const struct facts *x;
    int64_t today;
    struct where self;                              /* where the asker stands, if it does */
    bool class[CLASSES];
    int64_t kind[CLASSES];                          /* points of the kind */
    int32_t *industry, *spot;                       /* by number: points, NOT_YET = not asked yet */
    bool *content, works;                           /* by number of the industry; works: any of them */
    bool only_best;                                 /* and nobody counts */
    int64_t deal_least, deal_most;
    int64_t spot_most, facts_most;                  /* only the best: the most that places, and all but deals, earn one way */
    struct best best;
    size_t total;
};

static void match_facts(struct match *m, struct arena *a)
{
    const struct dock_index *ix = m->ix;
    m->industry = NEWS(a, int32_t, ix->industries.n + 1);
    m->content = NEWS(a, bool, ix->industries.n + 1);
    m->spot = arena_alloc(a, (ix->spots.n + 1) * sizeof *m->spot);
    for (size_t i = 0; i < ix->industries.n; i++) {
        m->industry[i] = (int32_t)industry_points(m->x, ix->industries.v[i], &m->content[i]);
        m->works |= m->content[i];
    }
    for (size_t i = 0; i < ix->spots.n; i++) m->spot[i] = NOT_YET;
    m->deal_least = 2 * deal_least();
    m->deal_most = 2 * deal_most();
}

static int64_t match_spot(struct match *m, uint32_t spot)
{
    if (m->spot[spot] == NOT_YET) m->spot[spot] = (int32_t)spot_points(m->x, &m->ix->spots.v[spot].f);
    return m->spot[spot];
}

/* Both ways together; words and skills are in the window, the rest earns alike both ways. false: somebody might get in by
** the characters that have not been added yet, or only then earns anything at all. */
static inline bool match_one(struct match *m, const struct window *w, uint32_t y, int64_t *bar)
{
    const struct docs *d = &w->s->docs;
    if (!until_open(doc_until(d, y), m->today)) return true;
    bool self = y == m->self.doc && w->segment == m->self.segment;
    int64_t forward = w->forward[y - w->base], backward = w->backward[y - w->base];
    int64_t facts = m->kind[d->class[y]] + m->industry[d->industry[y]] + match_spot(m, doc_spot(d, y));
    int64_t score = forward + backward + 2 * facts;
    if (score + m->deal_least > 0 && score + w->late + m->deal_most < *bar) { m->total += !self; return true; }
    if (self) return true;
    facts += deal_points(m->x, &m->ix->deals.v[doc_deal(d, y)]);
    score = forward + backward + 2 * facts;
    if (w->late && (score + w->late >= *bar || (score <= 0 && score + w->late > 0))) return false;
    if (score <= 0) return true;
    m->total++;
    struct found f = { score, forward + facts, backward + facts, doc_published(d, y), doc_id(d, y), { w->segment, y } };
    best_offer(&m->best, &f);
    *bar = best_bar(&m->best);
    return true;
}

/* Who has an industry that alone is enough. In the base neighbours mostly share theirs. */
static uint64_t who_works(const struct match *m, const struct window *w, uint32_t from, uint32_t to)
{
    const struct docs *d = &w->s->docs;
    uint32_t last = to - from < 64 ? to - 1 : from + 63;
    uint64_t who = 0;
    if (w->s->list && d->industry[from] == d->industry[last] && d->class[from] == d->class[last])
        who = m->content[d->industry[from]] ? ~(uint64_t)0 : 0;
    else for (uint32_t y = from; y <= last; y++) who |= (uint64_t)m->content[d->industry[y]] << (y - from);
    return (last - from < 63 ? ((uint64_t)1 << (last - from + 1)) - 1 : ~(uint64_t)0) & who & d->alive[from / 64];
}

/* Of the 64 listings from `at` on, as bits: who is in from..to-1 and shares enough to be judged. */
static uint64_t who_judged(const struct match *m, const struct window *w, uint32_t at, uint32_t from, uint32_t to)
{
    uint64_t who = who_said(w, at, to, SAID_WORDS_BIT | SAID_SKILL) | (m->works ? who_works(m, w, at, to) : 0);
    return at < from ? who & ~(uint64_t)0 << (from - at) : who;
}

/* What facts earn each of from..to-1, both ways, but for deals. Neighbours in the base share class and industry; match_most has
** asked about every spot. */
static void match_all_facts(const struct match *m, const struct window *w, uint32_t from, uint32_t to, float of[WINDOW])
{
    const struct segment *s = w->s;
    size_t i = s->bound[w->base / WINDOW].group;
    for (uint32_t y = from, end; y < to; y = end) {
        while (group_end(s, i) <= y) i++;
        const struct group *g = &s->groups.v[i];
        int64_t facts = m->kind[g->class] + m->industry[g->industry];
        end = group_end(s, i) < to ? group_end(s, i) : to;
        for (uint32_t k = y; k < end; k++) of[k - w->base] = (float)(2 * (facts + m->spot[doc_spot(&s->docs, k)]));
    }
}

/* Only the best matter: most of a window cannot get in once those of it with the highest scores have been judged. */
static void match_judge_best(struct match *m, const struct window *w, uint32_t from, uint32_t to)
{
    enum { ROUNDING = 4 };                          /* more than what points lose as floats */
    float facts[WINDOW], most[WINDOW];
    uint32_t left[WINDOW];
    size_t n = 0, room = m->best.k - m->best.n;
    match_all_facts(m, w, from, to, facts);
    sums_whole(w->forward, w->backward, facts, from - w->base, to - w->base, most);
    for (uint32_t at = from & ~63u; at < to; at += 64)
        for (uint64_t who = who_judged(m, w, at, from, to); who; who &= who - 1) left[n++] = at - w->base + (uint32_t)__builtin_ctzll(who);
    int64_t bar = best_bar(&m->best);
    if (room && n > room) {
        uint32_t first[WINDOW];
        memcpy(first, left, n * sizeof *first);
        size_t some = left_most(first, n, most, room);
        for (size_t i = 0; i < some; i++) {
            match_one(m, w, w->base + first[i], &bar);
            most[first[i]] = -INFINITY;             /* not again */
        }
    }
    for (size_t i = 0; i < n; i++)
        if (most[left[i]] + (float)(m->deal_most + ROUNDING) >= (float)bar) match_one(m, w, w->base + left[i], &bar);
}

static bool match_judge(void *ctx, const struct window *w, uint32_t from, uint32_t to)
{
    struct match *m = ctx;
    int64_t bar = best_bar(&m->best);
    if (m->only_best && w->s->list && !w->late) { match_judge_best(m, w, from, to); return true; }
    for (uint32_t at = from & ~63u; at < to; at += 64)
        for (uint64_t who = who_judged(m, w, at, from, to); who; who &= who - 1) {
            uint32_t y = at + (uint32_t)__builtin_ctzll(who);
            if (!w->s->list && !m->class[w->s->docs.class[y]]) continue;
            if (!match_one(m, w, y, &bar)) return false;
        }
    return true;
}

/* --- only the best */
static int64_t match_need(void *ctx, const struct window *w, const struct span *v, size_t n)
{
    struct match *m = ctx;
    const struct segment *s = w->s;
    int64_t bar = best_bar(&m->best), most = m->facts_most;
    if (bar <= 0 || bar == INT64_MAX) return bar <= 0 ? INT64_MIN : bar;
    if (s->list) {
        most = INT64_MIN;
        for (size_t i = s->bound[w->base / WINDOW].group, k = 0; i < s->groups.n && s->groups.v[i].from < w->base + WINDOW; i++) {
            const struct group *g = &s->groups.v[i];
            while (k < n && v[k].to <= g->from) k++;
            if (k == n || v[k].from >= group_end(s, i)) continue;
            int64_t facts = m->kind[g->class] + m->industry[g->industry];
            if (most < facts) most = facts;
        }
        if (most == INT64_MIN) return INT64_MAX;
        most += m->spot_most;
    }
    return bar - 2 * most - m->deal_most;
}

static bool match_worth(void *ctx, const struct window *w, uint32_t y, int64_t most)
{
    struct match *m = ctx;
    const struct docs *d = &w->s->docs;
    if (!m->class[d->class[y]]) return false;
    int64_t facts = m->kind[d->class[y]] + m->industry[d->industry[y]] + match_spot(m, doc_spot(d, y));
    return most + 2 * facts + m->deal_most >= best_bar(&m->best);
}

static int64_t match_place_facts(void *ctx, const struct window *w, uint32_t y)
{
    struct match *m = ctx;
    const struct docs *d = &w->s->docs;
    return 2 * (m->kind[d->class[y]] + m->industry[d->industry[y]] + match_spot(m, doc_spot(d, y)));
}

static int64_t match_bar(void *ctx)
{
    const struct match *m = ctx;
    int64_t bar = best_bar(&m->best);
    return bar == INT64_MIN || bar == INT64_MAX ? bar : bar - m->deal_most;
}

static void match_judge_one(void *ctx, const struct window *w, uint32_t y)
{
    struct match *m = ctx;
    int64_t bar = best_bar(&m->best);
    if (w->said[y - w->base] & (SAID_WORDS_BIT | SAID_SKILL) || m->content[w->s->docs.industry[y]]) match_one(m, w, y, &bar);
}

/* Of its own industry. */
static bool match_first(void *ctx, const struct group *g) { return ((struct match *)ctx)->content[g->industry]; }

static bool match_early(void *ctx, const struct window *w)
{
    struct match *m = ctx;
    const struct segment *s = w->s;
    for (size_t i = s->bound[w->base / WINDOW].group; i < s->groups.n && s->groups.v[i].from < w->base + WINDOW; i++)
        if (m->class[s->groups.v[i].class] && match_first(m, &s->groups.v[i])) return true;
    return false;
}

static void match_most(struct match *m)
{
    int64_t kind = 0, industry = 0;
    for (int c = 0; c < CLASSES; c++) if (m->class[c] && kind < m->kind[c]) kind = m->kind[c];
    for (size_t i = 0; i < m->ix->industries.n; i++) if (industry < m->industry[i]) industry = m->industry[i];
    for (uint32_t i = 0; i < m->ix->spots.n; i++) if (m->spot_most < match_spot(m, i)) m->spot_most = match_spot(m, i);
    m->facts_most = kind + industry + m->spot_most;
    if (!m->x->amount && !m->x->dates) m->deal_most = 0;
}

/* What a listing asks, analysed and weighed once for all that it is compared with. */
static void asking_make(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_listing *x,
    const struct dock_learned *learned, struct dock_asking *q)
{
    q->x = x;
    q->an = an;
    scale_make(&q->scale, ix->live, ix->tokens);
    q->bag = bag_of(an, a, x);
    q->facts = facts_of(an, a, x);
    asked_make(ix, &q->scale, a, &q->bag, &q->asked);
    q->near = near_make(an, a, str_sub(x->title, 0, LIMIT_LISTING_TEXT), str_sub(x->body, 0, LIMIT_LISTING_TEXT), &q->asked);
    q->learned = learned_ask(a, learned, x, &q->bag, &q->facts);
}

struct dock_asking *dock_asking_learned(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *x, const struct dock_learned *learned)
{
    struct dock_asking *q = NEW(a, struct dock_asking);
    asking_make(ix, an, a, x, learned, q);
    return q;
}

struct dock_asking *dock_asking(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_listing *x)
{
    return dock_asking_learned(ix, an, a, x, NULL);
}

/* Whether what is read only of the best can change their order. */
static bool looks_again(const struct dock_asking *q) { return q->near.n || q->learned.n; }

/* What the best say is nowhere near in memory: fetch where it begins, all at once. */
static void best_soon(const struct best *best, const struct dock_index *ix)
{
    for (size_t i = 0; i < best->n; i++) {
        struct where at = best->v[i].at;
        touch(doc_text(&ix->segment[at.segment]->docs, at.doc));
    }
    for (size_t i = 0; i < best->n; i++) {
        struct where at = best->v[i].at;
        text_soon(&ix->segment[at.segment]->docs, at.doc, 3);
    }
}

/* By what words side by side (near.c) and what was learned (learned.c) earn, too: only those that the rest has brought so far. */
static void match_again(struct best *best, const struct dock_index *ix, struct arena *a, const struct dock_asking *q, size_t top)
{
    struct best all = { .v = NEWS(a, struct found, best->n + 1), .k = best->n < top ? best->n : top };
    uint32_t part = bag_part(&q->bag);
    best_soon(best, ix);
    for (size_t i = 0; i < best->n; i++) {
        struct found f = best->v[i];
        const struct docs *d = &ix->segment[f.at.segment]->docs;
        struct arena_mark m = arena_mark(a);
        int64_t learned = learned_points_kept(&q->learned, ix, a, f.at);
        f.forward += learned;
        f.backward += learned;
        f.score += 2 * learned;
        int64_t most = near_most(&q->near, part, d->part[f.at.doc], doc_text(d, f.at.doc));
        if (most && f.score + most >= best_bar(&all)) {
            struct dock_listing y = index_listing(ix, a, f.at);
            struct near_points near = near_points(&q->near, q->an, a, part, d->part[f.at.doc], &y, NULL);
            f.forward += near.forward;
            f.backward += near.backward;
            f.score += near.forward + near.backward;
        }
        arena_rewind(a, m);
        best_offer(&all, &f);
    }
    best_sort(&all);
    *best = all;
}

/* What m looks for, and how; m and sweep stay where they are until match_close. */
static void match_open(struct match *m, struct sweep *sweep, const struct dock_index *ix, struct arena *a, const struct dock_asking *q,
    int64_t today, size_t top, bool best)
{
    const struct dock_listing *x = q->x;
    *m = (struct match){ .ix = ix,
        .x = &q->facts,
        .self = index_find(ix, x->id),
        .today = today,
        .best = best_new(ix, a, looks_again(q) && top && top < ix->live ? top + DOCK_NEAR_MORE : top) };
    *sweep = (struct sweep){ .ix = ix, .a = a, .scale = &q->scale, .asked = &q->asked, .skills = &q->facts, .part = bag_part(&q->bag),
        .length = length_code(q->bag.length), .both = true, .judge = match_judge, .ctx = m, .total = &m->total,
        .best = best, .need = match_need, .worth = match_worth, .judge_one = match_judge_one, .first = match_first,
        .early = match_early, .facts = match_place_facts, .bar = match_bar };
    match_facts(m, a);
    for (size_t k = 0; k < ix->kinds.n; k++) {
        size_t class = class_of(k, x->side == DOCK_NEED ? DOCK_OFFER : DOCK_NEED);
        m->class[class] = sweep->class[class] = dock_kinds_fit(x->kind, ix->kinds.v[k]);
        m->kind[class] = kind_points(x->kind, ix->kinds.v[k]);
    }
    m->only_best = best;
    if (best) match_most(m);
}

static struct dock_pairs match_close(struct match *m, struct arena *a, const struct dock_asking *q, size_t top)
{
    struct dock_pairs pairs = { .total = m->total };
    best_sort(&m->best);                            /* so that the first of them set the bar for the rest */
    if (looks_again(q)) match_again(&m->best, m->ix, a, q, top);
    pairs.v = NEWS(a, struct dock_pair, m->best.n + 1);
    for (; pairs.n < m->best.n; pairs.n++) {
        const struct found *f = &m->best.v[pairs.n];
        pairs.v[pairs.n] = (struct dock_pair){ f->id, f->score, f->forward, f->backward };
    }
    return pairs;
}

static struct dock_pairs match_run(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top,
    bool best)
{
    struct match m;
    struct sweep sweep;
    if (!listing_open(q->x, today) || ix->live == 0) return (struct dock_pairs){ 0 };
    match_open(&m, &sweep, ix, a, q, today, top, best);
    sweep_run(&sweep);
    return match_close(&m, a, q, top);
}

struct dock_pairs dock_match_asking(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top)
{
    return match_run(ix, a, q, today, top, false);
}

/* BEST_LEAST: listings from which bounds are quicker than counting: at 8,000 counting takes a seventh less, at 50,000 twice as long.
** MANY_LEAST, TOGETHER_LEAST: askers of one kind, and listings, from which asking together is: at 300,000 it takes a tenth more than one by
** one, at 1,000,000 a fifth less. */
enum { BEST_LEAST = 16 * 1000, MANY_LEAST = 256, TOGETHER_LEAST = 500 * 1000 };

static bool only_best(const struct dock_index *ix) { return ix->strategy == BEST || (ix->strategy == AUTO && ix->live >= BEST_LEAST); }

struct dock_pairs dock_best_asking(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top)
{
    struct dock_pairs pairs = match_run(ix, a, q, today, top, only_best(ix));
    pairs.total = pairs.n;
    return pairs;
}

/* The number of who stands in the same place and industry, the first of them. */
static size_t match_place(const struct match *m, size_t i, size_t *first, size_t *n)
{
    const struct facts *x = m[i].x;
    for (size_t p = 0; p < *n; p++) {
        const struct facts *y = m[first[p]].x;
        if (x->industry == y->industry && x->district == y->district && x->zone == y->zone && x->stage == y->stage
            && x->stage_rank == y->stage_rank)
            return p;
    }
    first[*n] = i;
    return (*n)++;
}

/* Those of one side and kind: they look at the same listings. who: their numbers. */
static void match_many(const struct dock_index *ix, struct arena *a, const struct dock_asking *const *q, const size_t *who, size_t n,
    int64_t today, size_t top, struct dock_pairs *pairs)
{
    struct match *m = arena_alloc(a, n * sizeof *m);
    struct sweep *sweep = arena_alloc(a, n * sizeof *sweep);
    size_t *first = arena_alloc(a, n * sizeof *first), places = 0;
    for (size_t i = 0; i < n; i++) {
        match_open(&m[i], &sweep[i], ix, a, q[who[i]], today, top, true);
        sweep[i].place = match_place(m, i, first, &places);
    }
    sweep_many(sweep, n);
    for (size_t i = 0; i < n; i++) pairs[who[i]] = match_close(&m[i], a, q[who[i]], top);
}

/* One after the other: of each only the pairs stay in a. */
static struct dock_pairs match_alone(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top)
{
    struct dock_pair *kept = NEWS(a, struct dock_pair, (top < ix->live ? top : ix->live) + 1);
    struct arena_mark m = arena_mark(a);
    struct dock_pairs pairs = match_run(ix, a, q, today, top, only_best(ix));
    memcpy(kept, pairs.v, pairs.n * sizeof *kept);
    arena_rewind(a, m);
    pairs.v = kept;
    return pairs;
}

static bool same_search(const struct dock_listing *x, const struct dock_listing *y)
{
    return x->side == y->side && str_eq(x->kind, y->kind);
}

struct dock_pairs *dock_best_many(const struct dock_index *ix, struct arena *a, const struct dock_asking *const *q, size_t n, int64_t today,
    size_t top)
{
    struct dock_pairs *pairs = NEWS(a, struct dock_pairs, n + 1);
    size_t *who = NEWS(a, size_t, n + 1);
    bool *done = NEWS(a, bool, n + 1);
    bool together = ix->strategy == BEST || (ix->strategy == AUTO && ix->live >= TOGETHER_LEAST);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        if (done[i] || !listing_open(q[i]->x, today) || ix->live == 0) continue;
        if (!together) { pairs[i] = match_alone(ix, a, q[i], today, top); continue; }
        for (size_t j = i; j < n; j++)
            if (!done[j] && same_search(q[i]->x, q[j]->x) && listing_open(q[j]->x, today)) {
                done[j] = true;
                who[k++] = j;
            }
        if (k >= MANY_LEAST || ix->strategy == BEST) match_many(ix, a, q, who, k, today, top, pairs);
        else for (size_t j = 0; j < k; j++) pairs[who[j]] = match_alone(ix, a, q[who[j]], today, top);
    }
    for (size_t i = 0; i < n; i++) pairs[i].total = pairs[i].n;
    return pairs;
}

struct dock_pairs dock_match(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *x, int64_t today, size_t top)
{
    if (!listing_open(x, today) || ix->live == 0) return (struct dock_pairs){ 0 };
    return dock_match_asking(ix, a, dock_asking(ix, an, a, x), today, top);
}
