/* match.c: the listings that fit a listing best, both ways: words and skills from sweep.c, the other facts by tables made once a match. */
#include "engine/dock/best.h"

static bool listing_open(const struct dock_listing *l, int64_t today) { return !l->open_until || l->open_until >= today; }

enum { NOT_YET = INT32_MIN };
struct match {
    const struct dock_index *ix;
    const struct facts *x;
    int64_t id, today;
    bool class[CLASSES];
    int64_t kind[CLASSES];                          /* points of the kind */
    int32_t *industry, *spot;                       /* by number: points, NOT_YET = not asked yet */
    bool *content, works;                           /* by number of the industry; works: any of them */
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
    if (!until_open(d->until[y], m->today)) return true;
    int64_t forward = w->forward[y - w->base], backward = w->backward[y - w->base];
    int64_t facts = m->kind[d->class[y]] + m->industry[d->industry[y]] + match_spot(m, d->spot[y]);
    int64_t score = forward + backward + 2 * facts;
    if (score + m->deal_least > 0 && score + w->late + m->deal_most < *bar) { m->total += d->id[y] != m->id; return true; }
    if (d->id[y] == m->id) return true;
    facts += deal_points(m->x, &m->ix->deals.v[d->deal[y]]);
    score = forward + backward + 2 * facts;
    if (w->late && (score + w->late >= *bar || (score <= 0 && score + w->late > 0))) return false;
    if (score <= 0) return true;
    m->total++;
    struct found f = { score, forward + facts, backward + facts, d->published[y], d->id[y], { w->segment, y } };
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

static bool match_judge(void *ctx, const struct window *w, uint32_t from, uint32_t to)
{
    struct match *m = ctx;
    int64_t bar = best_bar(&m->best);
    for (uint32_t at = from & ~63u; at < to; at += 64) {
        uint64_t who = who_said(w, at, to, SAID_WORDS_BIT | SAID_SKILL) | (m->works ? who_works(m, w, at, to) : 0);
        if (at < from) who &= ~(uint64_t)0 << (from - at);
        for (; who; who &= who - 1) {
            uint32_t y = at + (uint32_t)__builtin_ctzll(who);
            if (!w->s->list && !m->class[w->s->docs.class[y]]) continue;
            if (!match_one(m, w, y, &bar)) return false;
        }
    }
    return true;
}

/* --- only the best */
static int64_t match_need(void *ctx, const struct window *w)
{
    struct match *m = ctx;
    const struct segment *s = w->s;
    int64_t bar = best_bar(&m->best), most = m->facts_most;
    if (bar <= 0 || bar == INT64_MAX) return bar <= 0 ? INT64_MIN : bar;
    if (s->list) {
        most = INT64_MIN;
        for (size_t i = s->bound[w->base / WINDOW].group; i < s->groups.n && s->groups.v[i].from < w->base + WINDOW; i++) {
            const struct group *g = &s->groups.v[i];
            int64_t facts = m->kind[g->class] + m->industry[g->industry];
            if (m->class[g->class] && most < facts) most = facts;
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
    int64_t facts = m->kind[d->class[y]] + m->industry[d->industry[y]] + match_spot(m, d->spot[y]);
    return most + 2 * facts + m->deal_most >= best_bar(&m->best);
}

static void match_judge_one(void *ctx, const struct window *w, uint32_t y)
{
    struct match *m = ctx;
    int64_t bar = best_bar(&m->best);
    if (w->said[y - w->base] & (SAID_WORDS_BIT | SAID_SKILL) || m->content[w->s->docs.industry[y]]) match_one(m, w, y, &bar);
}

/* Its own kind and industry. */
static bool match_early(void *ctx, const struct window *w)
{
    struct match *m = ctx;
    const struct segment *s = w->s;
    for (size_t i = s->bound[w->base / WINDOW].group; i < s->groups.n && s->groups.v[i].from < w->base + WINDOW; i++)
        if (m->class[s->groups.v[i].class] && m->content[s->groups.v[i].industry]) return true;
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
static void asking_make(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_listing *x, const struct dock_learned *learned,
    struct dock_asking *q)
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

struct dock_asking *dock_asking_learned(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_listing *x,
    const struct dock_learned *learned)
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

/* By what words side by side (near.c) and what was learned (learned.c) earn, too: only those that the rest has brought so far. */
static void match_again(struct best *best, const struct dock_index *ix, struct arena *a, const struct dock_asking *q, size_t top)
{
    struct best all = { .v = NEWS(a, struct found, best->n + 1), .k = best->n < top ? best->n : top };
    uint32_t part = bag_part(&q->bag);
    for (size_t i = 0; i < best->n; i++) {
        struct found f = best->v[i];
        const struct docs *d = &ix->segment[f.at.segment]->docs;
        struct arena_mark m = arena_mark(a);
        int64_t learned = learned_points_kept(&q->learned, ix, a, f.at);
        f.forward += learned;
        f.backward += learned;
        f.score += 2 * learned;
        int64_t most = near_most(&q->near, part, d->part[f.at.doc], d->text[f.at.doc]);
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

static struct dock_pairs match_run(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top, bool best)
{
    struct dock_pairs pairs = { 0 };
    const struct dock_listing *x = q->x;
    if (!listing_open(x, today) || ix->live == 0) return pairs;
    struct match m = { .ix = ix, .x = &q->facts, .id = x->id, .today = today, .best = best_new(ix, a, looks_again(q) && top && top < ix->live ? top + DOCK_NEAR_MORE : top) };
    struct sweep sweep = { .ix = ix, .a = a, .scale = &q->scale, .asked = &q->asked, .skills = &q->facts, .part = bag_part(&q->bag),
        .length = length_code(q->bag.length), .both = true, .judge = match_judge, .ctx = &m, .total = &m.total,
        .best = best, .need = match_need, .worth = match_worth, .judge_one = match_judge_one, .early = match_early };
    match_facts(&m, a);
    for (size_t k = 0; k < ix->kinds.n; k++) {
        size_t class = 2 * k + (x->side == DOCK_NEED);
        m.class[class] = sweep.class[class] = dock_kinds_fit(x->kind, ix->kinds.v[k]);
        m.kind[class] = kind_points(x->kind, ix->kinds.v[k]);
    }
    if (best) match_most(&m);
    sweep_run(&sweep);
    best_sort(&m.best);                             /* so that the first of them set the bar for the rest */
    if (looks_again(q)) match_again(&m.best, ix, a, q, top);
    pairs.total = m.total;
    pairs.v = NEWS(a, struct dock_pair, m.best.n + 1);
    for (; pairs.n < m.best.n; pairs.n++) {
        const struct found *f = &m.best.v[pairs.n];
        pairs.v[pairs.n] = (struct dock_pair){ f->id, f->score, f->forward, f->backward };
    }
    return pairs;
}

struct dock_pairs dock_match_asking(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top)
{
    return match_run(ix, a, q, today, top, false);
}

enum { BEST_LEAST = 60 * 1000 };                /* listings: at 30,000 counting is as quick, at 100,000 it takes half as long again, at 1,000,000 three times */

struct dock_pairs dock_best_asking(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top)
{
    struct dock_pairs pairs = match_run(ix, a, q, today, top, ix->strategy == BEST || (ix->strategy == AUTO && ix->live >= BEST_LEAST));
    pairs.total = pairs.n;
    return pairs;
}

struct dock_pairs dock_match(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *x, int64_t today, size_t top)
{
    if (!listing_open(x, today) || ix->live == 0) return (struct dock_pairs){ 0 };
    return dock_match_asking(ix, a, dock_asking(ix, an, a, x), today, top);
}
