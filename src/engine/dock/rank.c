/* rank.c: points. Every score is a sum of integers made by term_points (words)
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
** Every listing of a fitting class is judged: nothing is pruned, so nothing is missed.
*/
#include "engine/dock/inner.h"
#include <math.h>

enum { TEXT_POINTS = 200, ASKS_FLOOR = 4096, WEIGHT_ONE = TEXT_POINTS * DOCK_POINT / 1024 };
#define BM25_K1 1.2
#define BM25_B  0.75

/* A single character says less than a pair. A concept weighs less than the words
** it was found by, so that the same phrase in the same language (words and concept) beats its translation. In 1/64. */
static const int sort_weight[] = { [TERM_CHAR] = 26, [TERM_PAIR] = 64, [TERM_WORD] = 64, [TERM_CONCEPT] = 64, [TERM_CONCEPT_LONG] = 112 };

int64_t tf_share(int tf) { return 1024 * tf / (tf + 3 * TF_BODY); }

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
        for (int tf = 0; tf <= TF_MAX; tf++) {
            double said = (double)tf / TF_BODY;
            s->impact[length][tf] = (uint8_t)(255 * said / (said + k) + 0.5);
        }
    }
    for (int tf = 0; tf <= TF_MAX; tf++) s->share[tf] = tf_share(tf);
}

uint32_t bag_part(const struct bag *b)
{
    uint64_t sum = ASKS_FLOOR * 64;
    for (size_t i = 0; i < b->n; i++) sum += (uint64_t)(tf_share(b->v[i].tf) * sort_weight[b->v[i].sort]);
    return (uint32_t)(((uint64_t)1 << 40) / (sum / 64));
}

int64_t term_weight(const struct scale *s, enum term_sort sort, uint64_t df)
{
    double idf = log(1 + (s->n - (double)df + 0.5) / ((double)df + 0.5));
    return (int64_t)(idf / s->idf_most * sort_weight[sort] / 64 * WEIGHT_ONE * 1024 + 0.5);
}

/* --- what x asks for */
static int asked_cmp(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;
    int64_t p = a->weight * tf_share(a->tf), q = b->weight * tf_share(b->tf);
    return p != q ? (p > q ? -1 : 1) : str_cmp(a->entry->key, b->entry->key);
}

void asked_make(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct bag *x, struct asked_list *list)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct term *t = &x->v[i];
        const struct entry *e = index_term(ix, t->key);
        if (!e || !e->df) continue;
        int64_t weight = term_weight(s, t->sort, e->df);
        *PUSH(a, list) = (struct asked){ e, weight, t->tf, t->surface };
    }
    if (list->n <= LIMIT_QUERY_TERMS) return;
    qsort(list->v, list->n, sizeof *list->v, asked_cmp);
    list->n = LIMIT_QUERY_TERMS;
}

/* --- the best k, in a heap whose root is the worst kept */
struct found { int64_t score, forward, backward, published, id; };
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

/* --- adding up words over the postings of the classes in play */
struct sum { int32_t forward, backward; };
struct board { struct sum *sum; uint8_t *strong; bool class[CLASSES]; };   /* strong: 1 = a character shared, 3 = a word */

static struct board board_new(const struct dock_index *ix, struct arena *a)
{
    return (struct board){ .sum = NEWS(a, struct sum, ix->docs.n + 1), .strong = NEWS(a, uint8_t, ix->docs.n + 1) };
}

static void board_add(const struct dock_index *ix, const struct scale *s, struct board *b, const struct asked_list *list,
    uint32_t part_x, int length_x, bool both)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct asked *t = &list->v[i];
        uint8_t strong = t->entry->sort == TERM_CHAR ? 1 : 3;
        unsigned impact_x = s->impact[length_x][t->tf];
        for (size_t c = 0; c < t->entry->n; c++) {
            if (!b->class[t->entry->in[c].class]) continue;
            const struct postings *p = &t->entry->in[c].list;
            for (size_t k = 0; k < p->n; k++) {
                uint32_t y = p->v[k] >> 8, tf = p->v[k] & 0xff;
                const struct norm *d = &ix->norms.v[y];
                b->sum[y].forward += (int32_t)term_points(t->weight, s->share[t->tf], part_x, s->impact[d->length][tf]);
                if (both) b->sum[y].backward += (int32_t)term_points(t->weight, s->share[tf], d->part, impact_x);
                b->strong[y] |= strong;
            }
        }
    }
}

/* --- match */
static bool listing_open(const struct dock_listing *l, int64_t today) { return !l->open_until || l->open_until >= today; }

/* Only what shares a word, a skill or an industry matches; most do not, and this is the quick way to see it. */
static bool may_match(const struct facts *x, const struct facts *y, uint8_t strong)
{
    return strong == 3 || (x->nskill && y->nskill) || (x->industry && x->industry >> 8 == y->industry >> 8);
}

static void match_class(const struct dock_index *ix, const struct board *b, int class, const struct dock_listing *x,
    const struct facts *fx, int64_t today, struct best *best, size_t *total)
{
    for (size_t i = 0; i < ix->members[class].n; i++) {
        const struct facts *fy = &ix->members[class].v[i].f;
        uint32_t y = ix->members[class].v[i].doc;
        if (fy->open_until < today || fy->open_until == DEAD || fy->id == x->id || !may_match(fx, fy, b->strong[y])) continue;
        struct sums sum = { .forward = b->sum[y].forward, .backward = b->sum[y].backward, .content = b->strong[y] == 3 };
        facts_points(fx, fy, x->kind, ix->kinds.v[class / 2], &sum, NULL, NULL);
        struct found f = { sum.forward + sum.backward, sum.forward, sum.backward, fy->published, fy->id };
        if (!sum.content || f.score <= 0) continue;
        (*total)++;
        best_offer(best, &f);
    }
}

struct dock_pairs dock_match(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *x, int64_t today, size_t top)
{
    struct dock_pairs pairs = { 0 };
    struct scale *s = NEW(a, struct scale);
    struct asked_list asked = { 0 };
    if (!listing_open(x, today) || ix->live == 0) return pairs;
    scale_make(s, ix->live, ix->tokens);
    struct bag bag = bag_of(an, a, x);
    struct facts fx = facts_of(an, a, x);
    struct board b = board_new(ix, a);
    asked_make(ix, s, a, &bag, &asked);
    for (size_t k = 0; k < ix->kinds.n; k++)
        b.class[2 * k + (x->side == DOCK_NEED)] = dock_kinds_fit(x->kind, ix->kinds.v[k]);
    board_add(ix, s, &b, &asked, bag_part(&bag), length_code(bag.length), true);
    struct best best = best_new(ix, a, top);
    for (int c = 0; c < CLASSES; c++) if (b.class[c]) match_class(ix, &b, c, x, &fx, today, &best, &pairs.total);
    best_sort(&best);
    pairs.v = NEWS(a, struct dock_pair, best.n ? best.n : 1);
    for (; pairs.n < best.n; pairs.n++) {
        const struct found *f = &best.v[pairs.n];
        pairs.v[pairs.n] = (struct dock_pair){ f->id, f->score, f->forward, f->backward };
    }
    return pairs;
}

/* --- search */
static bool filter_pass(const struct dock_query *q, const struct doc *d, const struct facts *f, int industry)
{
    return f->open_until >= q->open_on && f->open_until != DEAD
        && (!q->industry.n || industry_under(f->industry, industry))
        && (!q->district.n || str_eq(q->district, d->l.district))
        && (!q->zone.n || str_eq(q->zone, d->l.zone))
        && (!q->stage.n || str_eq(q->stage, d->l.stage))
        && (!q->org_kind.n || str_eq(q->org_kind, d->l.org_kind));
}

/* Words that hit nothing strong are noise, unless the question itself is single characters. */
static uint8_t search_least(const struct dock_query *q, const struct bag *bag)
{
    if (bag->n == 0) return 0;
    for (size_t i = 0; i < bag->n && !q->loose; i++) if (bag->v[i].sort != TERM_CHAR) return 3;
    return 1;
}

static struct best search_collect(const struct dock_index *ix, struct arena *a, const struct dock_query *q, const struct board *b,
    const struct bag *bag, size_t k, size_t *total)
{
    struct best best = best_new(ix, a, k);
    uint8_t least = search_least(q, bag);
    int industry = industry_code(q->industry);
    best.newest = bag->n == 0 || q->newest;
    *total = 0;
    for (int c = 0; c < CLASSES; c++)
        for (size_t i = 0; b->class[c] && i < ix->members[c].n; i++) {
            uint32_t y = ix->members[c].v[i].doc;
            const struct facts *f = &ix->members[c].v[i].f;
            if (b->strong[y] < least || !filter_pass(q, &ix->docs.v[y], f, industry)) continue;
            if (q->keep && !q->keep(q->keep_ctx, &ix->docs.v[y].l)) continue;
            (*total)++;
            struct found found = { b->sum[y].forward, y, 0, f->published, f->id };
            best_offer(&best, &found);
        }
    best_sort(&best);
    return best;
}

/* --- feedback (Rocchio): what the best answers say more than others widens the query, at a third of its weight */
enum { FEEDBACK_DOCS = 8, FEEDBACK_TERMS = 24, FEEDBACK_PART = 3 };

static void feedback_add(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct best *first,
    const struct asked_list *asked, struct asked_list *more)
{
    int64_t *mass = NEWS(a, int64_t, ix->terms.n + 1);
    struct asked_list all = { 0 };
    for (size_t i = 0; i < first->n && i < FEEDBACK_DOCS; i++) {
        const struct doc *d = &ix->docs.v[first->v[i].forward];     /* search keeps the document's number there */
        for (size_t k = 0; k < d->nterm; k++) {
            const struct entry *e = &ix->terms.v[d->term[k].term];
            if (e->sort == TERM_CHAR) continue;
            if (!mass[d->term[k].term]) *PUSH(a, &all) = (struct asked){ .entry = e, .tf = TF_BODY };
            mass[d->term[k].term] += term_weight(s, e->sort, e->df) * s->impact[ix->norms.v[first->v[i].forward].length][d->term[k].tf] >> 8;
        }
    }
    for (size_t i = 0; i < all.n; i++) all.v[i].weight = mass[all.v[i].entry - ix->terms.v];
    qsort(all.v, all.n, sizeof *all.v, asked_cmp);
    if (all.n > FEEDBACK_TERMS) all.n = FEEDBACK_TERMS;
    double sum = 0, whole = 0;          /* the parts get what FEEDBACK_PART of the question's own terms weigh */
    for (size_t i = 0; i < all.n; i++) sum += (double)all.v[i].weight;
    for (size_t i = 0; i < asked->n; i++) whole += (double)(asked->v[i].weight * tf_share(asked->v[i].tf));
    for (size_t i = 0; i < all.n; i++) {
        all.v[i].weight = (int64_t)(whole / FEEDBACK_PART * (double)all.v[i].weight / sum / (double)tf_share(TF_BODY));
        *PUSH(a, more) = all.v[i];
    }
}

struct dock_hits dock_search(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, const struct dock_query *q)
{
    struct dock_hits hits = { 0 };
    struct scale *s = NEW(a, struct scale);
    struct asked_list asked = { 0 };
    struct bag bag = { 0 };
    must(!(q->newest && q->feedback));
    scale_make(s, ix->live, ix->tokens);
    bag_add(an, a, &bag, str_sub(q->text, 0, LIMIT_LISTING_TEXT), TF_TITLE);
    struct board b = board_new(ix, a);
    for (size_t k = 0; k < ix->kinds.n; k++)
        for (int side = 0; side < 2; side++)
            b.class[2 * k + (size_t)side] = (q->side == DOCK_ANY_SIDE || q->side == side) && (!q->kind.n || str_eq(q->kind, ix->kinds.v[k]));
    asked_make(ix, s, a, &bag, &asked);
    board_add(ix, s, &b, &asked, bag_part(&bag), 0, false);
    size_t k = q->offset < SIZE_MAX - q->limit ? q->offset + q->limit : SIZE_MAX;
    struct best best = search_collect(ix, a, q, &b, &bag, q->feedback && k < FEEDBACK_DOCS ? FEEDBACK_DOCS : k, &hits.total);
    if (q->feedback && bag.n) {
        struct asked_list more = { 0 };
        feedback_add(ix, s, a, &best, &asked, &more);
        board_add(ix, s, &b, &more, bag_part(&bag), 0, false);
        best = search_collect(ix, a, q, &b, &bag, k, &hits.total);
    }
    hits.v = NEWS(a, struct dock_hit, best.n ? best.n : 1);
    for (size_t i = q->offset; i < best.n; i++) hits.v[hits.n++] = (struct dock_hit){ best.v[i].id, best.v[i].score };
    return hits;
}
