/* rank.c: points, and who gets in. Every score is a sum of integers made by term_points (words)
** and facts_points (all else), so any order of adding gives the same score, and
** the explanation, which calls the same two, adds up to it exactly.
**
** Words: x asks for each of its terms by how often it says it (share) and how
** rare the term is (weight, from idf); y answers by BM25's saturated, length-
** normalised count (impact, 0..255). That is one way; the other way swaps the
** roles, and needs no second pass, because a posting holds y's own count:
**
**     for each term of x, for each posting (y, tf) of it:
**         forward[y]  += term_points(weight, share(tf of x), part of x, impact(tf, length of y))
**         backward[y] += term_points(weight, share(tf), part of y, impact(tf of x, length of x))
**
** sweep.c does the adding. What is left out there could not have got in, so nothing is missed.
*/
#include "engine/dock/inner.h"
#include <math.h>

enum { TEXT_POINTS = 200, ASKS_FLOOR = 2048, WEIGHT_ONE = TEXT_POINTS * DOCK_POINT / 1024 };
#define BM25_K1 1.2
#define BM25_B  0.75
#define RARITY  1.2             /* rare words count for more than idf says: measured, bench/dock-relevance */

/* A single character says less than a pair. A concept adds little to the words it was said by; across languages it stands for
** them, and for less than they would earn, so that the same phrase in the same language beats its translation. In 1/64. */
static const int sort_weight[] = { [TERM_CHAR] = 24, [TERM_PAIR] = 64, [TERM_WORD] = 64, [TERM_CONCEPT] = 8, [TERM_CONCEPT_LONG] = 14,
    [TERM_ACROSS] = 112, [TERM_ACROSS_LONG] = 176, [TERM_WRITTEN] = 32 };

/* Who says a word twice asks for it nearly twice as much. */
int64_t tf_share(int tf) { return 1024 * tf / (tf + 8 * TF_BODY); }

/* Lengths in steps of 2^(1/4): 1, 2, 3 ... exactly at first, then ever coarser, to 2^16. */
int length_code(int tokens)
{
    if (tokens < 1) return 0;
    int code = (int)(4 * log2(tokens) + 0.5);
    return code < LENGTHS ? code : LENGTHS - 1;
}

void scale_make(struct scale *s, size_t n, uint64_t tokens)
{
    double mean = n && tokens ? (double)tokens / (double)n : 1;
    s->n = (double)n;
    s->idf_most = log(1 + (s->n + 0.5) / 0.5);
    for (int length = 0; length < LENGTHS; length++) {
        double k = BM25_K1 * (1 - BM25_B + BM25_B * exp2(length / 4.0) / mean);
        for (int code = 0; code < TF_CODES; code++) {
            double said = (double)tf_of_code[code] / TF_BODY;
            s->impact[length][code] = (uint8_t)(255 * said / (said + k) + 0.5);
        }
    }
    for (int code = 0; code < TF_CODES; code++) s->share[code] = tf_share(tf_of_code[code]);
}

uint32_t bag_part(const struct bag *b)
{
    uint64_t sum = ASKS_FLOOR * 64;
    for (size_t i = 0; i < b->n; i++) sum += (uint64_t)(tf_share(tf_of_code[b->v[i].code]) * sort_weight[b->v[i].sort]);
    return (uint32_t)(((uint64_t)1 << 40) / (sum / 64));
}

int64_t term_weight(const struct scale *s, enum term_sort sort, uint64_t df)
{
    double idf = log(1 + (s->n - (double)df + 0.5) / ((double)df + 0.5));
    return (int64_t)(pow(idf / s->idf_most, RARITY) * sort_weight[sort] / 64 * WEIGHT_ONE * 1024 + 0.5);
}

/* --- what x asks for */
static int asked_cmp(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;
    int64_t p = a->weight * tf_share(tf_of_code[a->code]), q = b->weight * tf_share(tf_of_code[b->code]);
    return p != q ? (p > q ? -1 : 1) : a->key < b->key ? -1 : a->key > b->key;
}

static uint32_t key_df(const struct dock_index *ix, uint64_t key, int64_t *term)
{
    *term = dict_find(&ix->dict, key);
    return *term == NO_TERM ? 0 : ix->dict.df[*term];
}

void asked_cut(struct asked_list *list, size_t n)
{
    if (list->n <= n) return;
    qsort(list->v, list->n, sizeof *list->v, asked_cmp);
    list->n = n;
}

/* A concept is as rare as both languages together make it, so that each side of a pair weighs it alike. */
static void asked_concept(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct bag *x, const struct term *t, struct asked_list *list)
{
    int64_t here, there;
    uint64_t across = key_across(t->key);
    uint32_t df = key_df(ix, t->key, &here), other = key_df(ix, across, &there);
    uint64_t both = (uint64_t)df + other < ix->live ? (uint64_t)df + other : ix->live;
    enum term_sort sort = t->sort == TERM_CONCEPT ? TERM_ACROSS : TERM_ACROSS_LONG;
    if (df) *PUSH(a, list) = (struct asked){ t->key, (uint32_t)here, df, t->sort, term_weight(s, t->sort, both), t->code, t->surface };
    if (other && !bag_find(x, across)) *PUSH(a, list) = (struct asked){ across, (uint32_t)there, other, sort, term_weight(s, sort, both), t->code, t->surface };
}

void asked_make(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct bag *x, struct asked_list *list)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct term *t = &x->v[i];
        int64_t term;
        if (t->sort == TERM_CONCEPT || t->sort == TERM_CONCEPT_LONG) { asked_concept(ix, s, a, x, t, list); continue; }
        uint32_t df = key_df(ix, t->key, &term);
        if (df) *PUSH(a, list) = (struct asked){ t->key, (uint32_t)term, df, t->sort, term_weight(s, t->sort, df), t->code, t->surface };
    }
    asked_cut(list, LIMIT_QUERY_TERMS);
}

/* --- the best k, in a heap whose root is the worst kept */
struct found { int64_t score, forward, backward, published, id; struct where at; };
struct best { struct found *v; size_t n, k; bool newest; };

/* Score, then earlier publication, then smaller id. Without words there is no score: newest first. */
static bool found_better(const struct best *b, const struct found *x, const struct found *y)
{
    if (b->newest) return x->published != y->published ? x->published > y->published : x->id > y->id;
    if (x->score != y->score) return x->score > y->score;
    return x->published != y->published ? x->published < y->published : x->id < y->id;
}

static void best_sink(struct best *b, size_t at)
{
    for (;;) {
        size_t worst = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < b->n; child++)
            if (found_better(b, &b->v[worst], &b->v[child])) worst = child;
        if (worst == at) return;
        struct found f = b->v[at];
        b->v[at] = b->v[worst];
        b->v[worst] = f;
        at = worst;
    }
}

static void best_offer(struct best *b, const struct found *f)
{
    if (b->n < b->k) {
        size_t at = b->n++;
        for (; at && found_better(b, &b->v[(at - 1) / 2], f); at = (at - 1) / 2) b->v[at] = b->v[(at - 1) / 2];
        b->v[at] = *f;
    } else if (b->k && found_better(b, f, &b->v[0])) {
        b->v[0] = *f;
        best_sink(b, 0);
    }
}

/* Takes the heap apart from its worst: v is then in order, best first. */
static void best_sort(struct best *b)
{
    size_t n = b->n;
    while (b->n > 1) {
        struct found f = b->v[0];
        b->v[0] = b->v[--b->n];
        best_sink(b, 0);
        b->v[b->n] = f;
    }
    b->n = n;
}

static struct best best_new(const struct dock_index *ix, struct arena *a, size_t k)
{
    if (k > ix->live) k = ix->live;
    return (struct best){ .v = NEWS(a, struct found, k ? k : 1), .k = k };
}

/* What somebody needs to get in: INT64_MIN while there is room. */
static int64_t best_bar(const struct best *b) { return b->n < b->k || b->newest ? INT64_MIN : b->k ? b->v[0].score : INT64_MAX; }

/* Of the 64 listings from `from` on, a multiple of 64: who is alive, in the span up to `to`, and has one of these bits said.
** Eight bytes at a time: a multiplication gathers one bit of each. */
static uint64_t who_said(const struct window *w, uint32_t from, uint32_t to, uint8_t bits)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t m = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t x;
        memcpy(&x, w->said + (from - w->base) + 8 * i, sizeof x);
        if (!x) continue;
        uint64_t any = 0;
        for (uint8_t b = bits; b; b &= (uint8_t)(b - 1)) any |= x >> __builtin_ctz(b);
        m |= ((any & ones) * 0x0102040810204080u >> 56) << 8 * i;
    }
    if (to - from < 64) m &= ((uint64_t)1 << (to - from)) - 1;
    return m & w->s->docs.alive[from / 64];
}

/* --- match */
static bool listing_open(const struct dock_listing *l, int64_t today) { return !l->open_until || l->open_until >= today; }
static bool until_open(int32_t until, int64_t today) { return until == NEVER || until >= today; }

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

/* --- match, only the best */
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
static void asking_make(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_listing *x, struct dock_asking *q)
{
    q->x = x;
    scale_make(&q->scale, ix->live, ix->tokens);
    q->bag = bag_of(an, a, x);
    q->facts = facts_of(an, a, x);
    asked_make(ix, &q->scale, a, &q->bag, &q->asked);
}

struct dock_asking *dock_asking(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_listing *x)
{
    struct dock_asking *q = NEW(a, struct dock_asking);
    asking_make(ix, an, a, x, q);
    return q;
}

static struct dock_pairs match_run(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t today, size_t top, bool best)
{
    struct dock_pairs pairs = { 0 };
    const struct dock_listing *x = q->x;
    if (!listing_open(x, today) || ix->live == 0) return pairs;
    struct match m = { .ix = ix, .x = &q->facts, .id = x->id, .today = today, .best = best_new(ix, a, top) };
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
    best_sort(&m.best);
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

enum { BEST_LEAST = 300 * 1000 };               /* listings: at 100,000 counting is the quicker way, at 1,000,000 it takes twice as long */

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

/* --- search */
enum pass { UNKNOWN, YES, NO };
struct search {
    const struct dock_index *ix;
    const struct dock_query *q;
    bool class[CLASSES];
    uint8_t least;                                  /* of said */
    uint8_t *industry, *spot;                       /* by number: enum pass */
    struct best best;
    size_t total;
};

static bool spot_passes(struct search *s, uint32_t number)
{
    const struct dock_query *q = s->q;
    const struct spot *x = &s->ix->spots.v[number];
    if (s->spot[number] == UNKNOWN)
        s->spot[number] = (!q->district.n || str_eq(q->district, x->district)) && (!q->zone.n || str_eq(q->zone, x->zone))
            && (!q->stage.n || str_eq(q->stage, x->stage)) && (!q->org_kind.n || str_eq(q->org_kind, x->org_kind)) ? YES : NO;
    return s->spot[number] == YES;
}

static void search_filters(struct search *s, struct arena *a)
{
    const struct dock_query *q = s->q;
    int top = industry_code(q->industry);
    if (q->industry.n) s->industry = NEWS(a, uint8_t, s->ix->industries.n + 1);
    for (size_t i = 0; s->industry && i < s->ix->industries.n; i++) s->industry[i] = industry_under(s->ix->industries.v[i], top) ? YES : NO;
    if (q->district.n || q->zone.n || q->stage.n || q->org_kind.n) s->spot = NEWS(a, uint8_t, s->ix->spots.n + 1);
}

/* Of a listing in a span: in the base that is, of a class in play. */
static bool search_passes(struct search *s, const struct segment *at, uint32_t y)
{
    const struct dock_query *q = s->q;
    const struct docs *d = &at->docs;
    if (!at->list && !s->class[d->class[y]]) return false;
    if (q->open_on && !until_open(d->until[y], q->open_on)) return false;
    if (s->industry && s->industry[d->industry[y]] != YES) return false;
    if (s->spot && !spot_passes(s, d->spot[y])) return false;
    return !q->keep || q->keep(q->keep_ctx, &(struct dock_brief){ d->id[y], d->own[y], d->published[y] });
}

static void search_offer(struct search *s, const struct window *w, uint32_t y)
{
    const struct docs *d = &w->s->docs;
    struct found f = { w->forward[y - w->base], 0, 0, d->published[y], d->id[y], { w->segment, y } };
    best_offer(&s->best, &f);
}

/* Touched, in a span or not. */
static void search_one(void *ctx, const struct window *w, uint32_t y)
{
    struct search *s = ctx;
    const struct docs *d = &w->s->docs;
    if (w->said[y - w->base] < s->least || !doc_alive(d, y) || !s->class[d->class[y]] || !search_passes(s, w->s, y)) return;
    s->total++;
    if (w->forward[y - w->base] >= best_bar(&s->best)) search_offer(s, w, y);
}

static int64_t search_need(void *ctx, const struct window *w)
{
    (void)w;
    return best_bar(&((struct search *)ctx)->best);
}

static bool search_worth(void *ctx, const struct window *w, uint32_t y, int64_t most)
{
    struct search *s = ctx;
    return most >= best_bar(&s->best) && s->class[w->s->docs.class[y]];
}

static bool search_judge(void *ctx, const struct window *w, uint32_t from, uint32_t to)
{
    struct search *s = ctx;
    const struct dock_query *q = s->q;
    bool all = w->s->list && !q->open_on && !s->industry && !s->spot && !q->keep;
    int64_t bar = best_bar(&s->best);
    for (uint32_t at = from & ~63u; at < to; at += 64) {
        uint64_t who = s->least == 0 ? w->s->docs.alive[at / 64] : who_said(w, at, to, s->least == SAID_WORD ? SAID_WORDS_BIT : SAID_CHAR);
        if (at < from) who &= ~(uint64_t)0 << (from - at);
        if (to - at < 64) who &= ((uint64_t)1 << (to - at)) - 1;
        if (all) s->total += (size_t)__builtin_popcountll(who);
        for (; who; who &= who - 1) {
            uint32_t y = at + (uint32_t)__builtin_ctzll(who);
            bool in = w->forward[y - w->base] + w->late >= bar;
            if ((all && !in) || (!all && !search_passes(s, w->s, y))) continue;
            if (in && w->late) return false;
            s->total += !all;
            if (!in) continue;
            search_offer(s, w, y);
            bar = best_bar(&s->best);
        }
    }
    return true;
}

/* Words that hit nothing strong are noise, unless the question itself is single characters. */
static uint8_t search_least(const struct dock_query *q, const struct bag *bag)
{
    if (bag->n == 0) return 0;
    for (size_t i = 0; i < bag->n && !q->loose; i++) if (bag->v[i].sort != TERM_CHAR) return SAID_WORD;
    return SAID_CHAR;
}

static void search_run(struct search *s, struct arena *a, const struct scale *scale, const struct asked_list *asked, const struct bag *bag, size_t k)
{
    struct sweep sweep = { .ix = s->ix, .a = a, .scale = scale, .asked = asked, .part = bag_part(bag), .only_said = s->least > 0,
        .chars_count = s->least < SAID_WORD, .judge = search_judge, .judge_one = search_one, .ctx = s, .total = &s->total,
        .best = s->ix->strategy == BEST, .need = search_need, .worth = search_worth };
    memcpy(sweep.class, s->class, sizeof sweep.class);
    s->best = best_new(s->ix, a, k);
    s->best.newest = bag->n == 0 || s->q->newest;
    s->total = 0;
    sweep_run(&sweep);
    best_sort(&s->best);
}

/* --- a second look at the best (near.c) */
enum { FIRST_PAGE = 20, SHARE_FIRST = 6, SHARE_REST = 43 };        /* of the question's weight, in 64ths, for what feedback adds */

static struct asked_list feedback_of(const struct search *s, const struct scale *scale, struct dock_analyser *an, struct arena *a)
{
    struct asked_list said = { 0 };
    for (size_t i = 0; i < s->best.n && i < FEEDBACK_DOCS; i++) {
        struct dock_listing l = index_listing(s->ix, a, s->best.v[i].at);
        feedback_take(s->ix, scale, an, a, &l, &said);
    }
    feedback_close(&said);
    return said;
}

/* The first NEAR_DOCS in the order their neighbouring words give; these only gain, so whoever is behind stays behind. */
static void order_near(struct search *s, struct dock_analyser *an, struct arena *a, const struct asked_list *asked, uint32_t part)
{
    struct near near = near_make(an, a, str_sub(s->q->text, 0, LIMIT_LISTING_TEXT), asked);
    size_t n = s->best.n < NEAR_DOCS ? s->best.n : NEAR_DOCS;
    struct best first = { .v = NEWS(a, struct found, n + 1), .k = n };
    for (size_t i = 0; i < n && near.n; i++) {
        struct found f = s->best.v[i];
        struct arena_mark m = arena_mark(a);
        struct dock_listing l = index_listing(s->ix, a, f.at);
        f.score += near_points(&near, an, a, part, &l);
        arena_rewind(a, m);
        best_offer(&first, &f);
    }
    best_sort(&first);
    memcpy(s->best.v, first.v, first.n * sizeof *first.v);
}

static int where_cmp(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* `first`, then of s->best whoever is not among them; the first are lifted above the rest, so that scores fall. */
static void first_then(struct search *s, struct arena *a, const struct best *first)
{
    struct found *known = NEWS(a, struct found, first->n + 1), *v = NEWS(a, struct found, first->n + s->best.n + 1);
    size_t n = first->n;
    memcpy(v, first->v, n * sizeof *v);
    memcpy(known, first->v, n * sizeof *v);
    if (n) qsort(known, n, sizeof *known, where_cmp);
    for (size_t i = 0; i < s->best.n; i++)
        if (!n || !bsearch(&s->best.v[i], known, first->n, sizeof *known, where_cmp)) v[n++] = s->best.v[i];
    int64_t lift = first->n && n > first->n ? v[first->n].score - v[first->n - 1].score : 0;
    for (size_t i = 0; i < first->n && lift > 0; i++) v[i].score += lift;
    s->best.n = n < s->best.k ? n : s->best.k;
    s->best.v = v;
}

/* The first page by the question, lightly widened; what is behind it by a wider one, since who reads on has not found it. */
static void search_widen(struct search *s, struct dock_analyser *an, struct arena *a, const struct scale *scale, const struct asked_list *asked, const struct bag *bag, size_t k)
{
    struct asked_list said = feedback_of(s, scale, an, a), light = feedback_add(a, asked, &said, SHARE_FIRST), wide = feedback_add(a, asked, &said, SHARE_REST);
    search_run(s, a, scale, &light, bag, NEAR_DOCS);
    order_near(s, an, a, asked, bag_part(bag));
    struct best first = s->best;
    if (first.n > FIRST_PAGE) first.n = FIRST_PAGE;
    search_run(s, a, scale, &wide, bag, k);
    first_then(s, a, &first);
}

struct dock_hits dock_search(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_query *q)
{
    struct dock_hits hits = { 0 };
    struct scale *scale = NEW(a, struct scale);
    struct asked_list asked = { 0 };
    struct bag bag = { 0 };
    struct search s = { .ix = ix, .q = q };
    must(!(q->newest && q->feedback));
    scale_make(scale, ix->live, ix->tokens);
    bag_add(an, a, &bag, str_sub(q->text, 0, LIMIT_LISTING_TEXT), TF_TITLE);
    bag_close(&bag);
    for (size_t k = 0; k < ix->kinds.n; k++)
        for (int side = 0; side < 2; side++)
            s.class[2 * k + (size_t)side] = (q->side == DOCK_ANY_SIDE || q->side == side) && (!q->kind.n || str_eq(q->kind, ix->kinds.v[k]));
    asked_make(ix, scale, a, &bag, &asked);
    s.least = search_least(q, &bag);
    search_filters(&s, a);
    size_t k = q->offset < SIZE_MAX - q->limit ? q->offset + q->limit : SIZE_MAX;
    search_run(&s, a, scale, &asked, &bag, q->feedback && k < FEEDBACK_DOCS ? FEEDBACK_DOCS : k);
    if (q->feedback && bag.n) search_widen(&s, an, a, scale, &asked, &bag, k);
    hits.total = s.total;
    hits.v = NEWS(a, struct dock_hit, s.best.n + 1);
    for (size_t i = q->offset; i < s.best.n; i++) hits.v[hits.n++] = (struct dock_hit){ s.best.v[i].id, s.best.v[i].score };
    return hits;
}
