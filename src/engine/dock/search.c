/* search.c: free words, filters, and a second look at the best. */
#include "engine/dock/best.h"
#include "engine/dock/sums.h"

enum pass { UNKNOWN, YES, NO };
struct search {
    const struct dock_index *ix;
    const struct dock_query *q;
    struct scale scale;
    struct bag bag;
    struct asked_list asked;
    bool only_chars;                                /* the question is single characters and nothing else */
    bool class[CLASSES];
    uint8_t *industry, *spot;                       /* by number: enum pass */
    uint8_t want, shun;                             /* of said: one of the first, none of the second; want 0 = no matter */
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
    if (q->open_on && !until_open(doc_until(d, y), q->open_on)) return false;
    if (s->industry && s->industry[d->industry[y]] != YES) return false;
    if (s->spot && !spot_passes(s, doc_spot(d, y))) return false;
    return !q->keep || (q->keep_open && doc_own(d, y) & DOCK_OWN_OPEN)
        || q->keep(q->keep_ctx, &(struct dock_brief){ doc_id(d, y), doc_own(d, y), doc_published(d, y) });
}

static void search_offer(struct search *s, const struct window *w, uint32_t y)
{
    const struct docs *d = &w->s->docs;
    struct found f = { w->forward[y - w->base], 0, 0, doc_published(d, y), doc_id(d, y), { w->segment, y } };
    best_offer(&s->best, &f);
}

/* Touched, in a span or not. */
static void search_one(void *ctx, const struct window *w, uint32_t y)
{
    struct search *s = ctx;
    const struct docs *d = &w->s->docs;
    uint8_t said = w->said[y - w->base];
    if ((s->want && !(said & s->want)) || said & s->shun || !doc_alive(d, y) || !s->class[d->class[y]] || !search_passes(s, w->s, y))
        return;
    s->total++;
    if (w->forward[y - w->base] >= best_bar(&s->best)) search_offer(s, w, y);
}

static bool search_all(const struct search *s, const struct window *w)
{
    return w->s->list && !s->q->open_on && !s->industry && !s->spot && !s->q->keep;
}

/* Of the 64 listings from `at` on those who pass whoever asks, in a span of a base; the others have to be asked about one by one. */
static uint64_t search_sure(const struct search *s, const struct window *w, uint32_t at)
{
    if (search_all(s, w)) return ~(uint64_t)0;
    return w->s->list && !s->industry && !s->spot && (!s->q->keep || s->q->keep_open) ? w->s->open[at / 64] : 0;
}

static uint64_t in_span(uint32_t at, uint32_t from, uint32_t to)
{
    uint64_t in = at < from ? ~(uint64_t)0 << (from - at) : ~(uint64_t)0;
    return to - at < 64 ? in & (((uint64_t)1 << (to - at)) - 1) : in;
}

static void count_some(struct search *s, const struct window *w, const uint16_t *sum, uint32_t from, uint32_t to)
{
    uint64_t said[WINDOW / 64];
    uint32_t first = from & ~63u;
    sums_bits(sum + (first - w->base), (to - first + 63) / 64, said);
    for (uint32_t at = first; at < to; at += 64) {
        uint64_t who = said[(at - first) / 64] & w->s->docs.alive[at / 64] & in_span(at, from, to), sure = who & search_sure(s, w, at);
        s->total += (size_t)__builtin_popcountll(sure);
        for (who &= ~sure; who; who &= who - 1) s->total += search_passes(s, w->s, at + (uint32_t)__builtin_ctzll(who));
    }
}

/* COUNT: of a span. Where nothing else is asked, those with a sum without the dead. */
static void search_count(void *ctx, const struct window *w, const uint16_t *sum, uint32_t from, uint32_t to)
{
    struct search *s = ctx;
    if (!search_all(s, w)) { count_some(s, w, sum, from, to); return; }
    s->total += sums_said(sum + (from - w->base), to - from);
    for (uint32_t at = from & ~63u; at < to; at += 64)
        for (uint64_t dead = ~w->s->docs.alive[at / 64]; dead; dead &= dead - 1) {
            uint32_t y = at + (uint32_t)__builtin_ctzll(dead);
            s->total -= y >= from && y < to && sum[y - w->base];
        }
}

static void search_take(void *ctx, const struct window *w, uint32_t y)
{
    struct search *s = ctx;
    if (!(w->said[y - w->base] & s->want) || w->forward[y - w->base] < best_bar(&s->best)) return;
    if (s->class[w->s->docs.class[y]] && search_passes(s, w->s, y)) search_offer(s, w, y);
}

static int64_t search_need(void *ctx, const struct window *w, const struct span *v, size_t n)
{
    (void)w, (void)v, (void)n;
    return best_bar(&((struct search *)ctx)->best);
}

static bool search_judge(void *ctx, const struct window *w, uint32_t from, uint32_t to)
{
    struct search *s = ctx;
    int64_t bar = best_bar(&s->best);
    for (uint32_t at = from & ~63u; at < to; at += 64) {
        uint64_t who = (s->want ? who_said(w, at, to, s->want) : w->s->docs.alive[at / 64]) & in_span(at, from, to),
                 sure = search_sure(s, w, at);
        if (s->shun) who &= ~who_said(w, at, to, s->shun);
        s->total += (size_t)__builtin_popcountll(who & sure);
        for (; who; who &= who - 1) {
            uint32_t y = at + (uint32_t)__builtin_ctzll(who);
            bool known = sure >> (y - at) & 1, in = w->forward[y - w->base] + w->late >= bar;
            if (known ? !in : !search_passes(s, w->s, y)) continue;
            if (in && w->late) return false;
            s->total += !known;
            if (!in) continue;
            search_offer(s, w, y);
            bar = best_bar(&s->best);
        }
    }
    return true;
}

/* The best k by `asked` of those who share one of `want` and none of `shun`, and how many they are. */
static void search_run(struct search *s, struct arena *a, const struct asked_list *asked, uint8_t want, uint8_t shun, size_t k)
{
    struct sweep sweep = { .ix = s->ix, .a = a, .scale = &s->scale, .asked = asked, .part = bag_part(&s->bag), .only_said = want != 0,
        .chars_count = s->only_chars || s->q->feedback || want & SAID_CHAR, .judge = search_judge, .judge_one = search_one, .ctx = s,
        .total = &s->total,
        .counts = shun || s->q->newest || s->industry || s->spot ? 0 : want, .count = search_count, .offer = search_take,
        .need = search_need };
    memcpy(sweep.class, s->class, sizeof sweep.class);
    s->best = best_new(s->ix, a, k);
    s->best.newest = want == 0 || s->q->newest;
    s->want = want;
    s->shun = shun;
    s->total = 0;
    sweep_run(&sweep);
    best_sort(&s->best);
}

/* --- a second look at the best (near.c)
**
**     who says a word of the question, or a rare character of it
**         first page      lightly widened, ordered by neighbouring words
**         behind it       more widened, since who reads on has not found it
**     who says none       what is like the best, or shares single characters: more widened
*/
enum { FIRST_PAGE = 20, SHARE_FIRST = 6, SHARE_REST = 36 };        /* of the question's weight, in 64ths, for what feedback adds */

static struct asked_list feedback_of(const struct search *s, struct arena *a)
{
    struct asked_list said = { 0 };
    for (size_t i = 0; i < s->best.n && i < FEEDBACK_DOCS; i++) feedback_take(s->ix, &s->scale, a, s->best.v[i].at, &said);
    feedback_close(&said);
    return said;
}

/* By the points of neighbouring words, too: the first page. */
static void order_near(struct search *s, struct dock_analyser *an, struct arena *a)
{
    struct near near = near_make(an, a, str_sub(s->q->text, 0, LIMIT_LISTING_TEXT), STR_NONE, &s->asked);
    struct best all = { .v = NEWS(a, struct found, s->best.n + 1), .k = s->best.n < FIRST_PAGE ? s->best.n : FIRST_PAGE };
    uint32_t part = bag_part(&s->bag);
    if (!near.n) return;
    for (size_t i = 0; i < s->best.n; i++) {
        struct found f = s->best.v[i];
        struct arena_mark m = arena_mark(a);
        int64_t most = near_most(&near, part, 0, doc_text(&s->ix->segment[f.at.segment]->docs, f.at.doc));
        if (most && f.score + most >= best_bar(&all)) {
            struct dock_listing l = index_listing(s->ix, a, f.at);
            f.score += near_points(&near, an, a, part, 0, &l, NULL).forward;
            arena_rewind(a, m);
        }
        best_offer(&all, &f);
    }
    best_sort(&all);
    s->best = all;
}

static int found_cmp(const void *x, const void *y)
{
    const struct found *a = x, *b = y;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* first, then whoever of rest is not among them, at most k; the rest are lowered as one, so that scores fall. */
static struct best first_then(struct arena *a, const struct best *first, const struct best *rest, size_t k)
{
    struct found *known = NEWS(a, struct found, first->n + 1);
    struct best all = { .v = NEWS(a, struct found, first->n + rest->n + 1), .n = first->n, .k = k };
    memcpy(known, first->v, first->n * sizeof *known);
    memcpy(all.v, first->v, first->n * sizeof *all.v);
    if (first->n) qsort(known, first->n, sizeof *known, found_cmp);
    for (size_t i = 0; i < rest->n; i++)
        if (!first->n || !bsearch(&rest->v[i], known, first->n, sizeof *known, found_cmp)) all.v[all.n++] = rest->v[i];
    int64_t above = first->n && all.n > first->n ? all.v[first->n].score - first->v[first->n - 1].score : 0;
    for (size_t i = first->n; i < all.n && above > 0; i++) all.v[i].score -= above;
    if (all.n > k) all.n = k;
    return all;
}

static void search_again(struct search *s, struct dock_analyser *an, struct arena *a, size_t k, struct dock_hits *hits)
{
    search_run(s, a, &s->asked, SAID_CHAR, 0, FEEDBACK_DOCS);
    struct asked_list said = feedback_of(s, a), light = feedback_add(a, &s->asked, &said, SHARE_FIRST),
                      wide = feedback_add(a, &s->asked, &said, SHARE_REST);
    search_run(s, a, &light, SAID_OWN, 0, NEAR_DOCS);
    hits->total = s->total;
    order_near(s, an, a);
    struct best first = s->best;
    if (first.n > FIRST_PAGE) first.n = FIRST_PAGE;
    if (k > first.n && hits->total > first.n) {
        search_run(s, a, &wide, SAID_OWN, 0, k);
        first = first_then(a, &first, &s->best, k);
    }
    if (s->q->similar > hits->total) {
        size_t room = s->q->similar - hits->total, seen = k > hits->total ? k - hits->total : 0;
        search_run(s, a, &wide, SAID_CHAR, SAID_OWN, seen < room ? seen : room);
        hits->similar = s->total < room ? s->total : room;
        first = first_then(a, &first, &s->best, k);
    }
    s->best = first;
}

enum { CHAR_RARE = 64 };        /* a character that no more than one listing in so many says is a word: 鸡 of 死鸡 */

/* What a question says; one that is all words which say nothing ("IT", "who") is taken at its word. */
static bool search_says(struct search *s, struct dock_analyser *an, struct arena *a)
{
    struct str text = str_sub(s->q->text, 0, LIMIT_LISTING_TEXT);
    bag_add(an, a, &s->bag, text, TF_TITLE);
    bool literal = !s->bag.n;
    if (literal) bag_literal(an, a, &s->bag, text, TF_TITLE);
    bag_close(&s->bag);
    scale_asked(&s->scale, s->ix->live, s->ix->tokens, &s->bag);
    asked_make(s->ix, &s->scale, a, &s->bag, &s->asked);
    s->only_chars = true;
    for (size_t i = 0; i < s->bag.n; i++) s->only_chars &= s->bag.v[i].sort == TERM_CHAR;
    for (size_t i = 0; i < s->asked.n; i++) {
        struct asked *t = &s->asked.v[i];
        t->own = s->only_chars || t->sort != TERM_CHAR || (s->q->feedback && (size_t)t->df * CHAR_RARE <= s->ix->live);
    }
    return literal ? s->asked.n > 0 : s->bag.n > 0;
}

struct dock_hits dock_search(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_query *q)
{
    struct dock_hits hits = { 0 };
    struct search *s = NEW(a, struct search);
    *s = (struct search){ .ix = ix, .q = q };
    must(!(q->newest && q->feedback));
    bool words = search_says(s, an, a);
    hits.mute = !words && str_trim(q->text).n;
    if (hits.mute) return hits;
    for (size_t k = 0; k < ix->kinds.n; k++)
        for (int side = 0; side < 2; side++)
            s->class[class_of(k, side)] = (q->side == DOCK_ANY_SIDE || q->side == side)
                && (!q->kind.n || str_eq(q->kind, ix->kinds.v[k]));
    search_filters(s, a);
    size_t k = q->offset < SIZE_MAX - q->limit ? q->offset + q->limit : SIZE_MAX;
    if (words && q->feedback) search_again(s, an, a, k, &hits);
    else {
        search_run(s, a, &s->asked, !words ? 0 : q->loose ? SAID_CHAR : SAID_OWN, 0, k);
        hits.total = s->total;
    }
    hits.v = NEWS(a, struct dock_hit, s->best.n + 1);
    for (size_t i = q->offset; i < s->best.n && hits.n < q->limit; i++)
        hits.v[hits.n++] = (struct dock_hit){ s->best.v[i].id, s->best.v[i].score };
    return hits;
}
