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
** sweep.c does the adding, match.c and search.c judge who gets in. What sweep.c leaves out could not have got in, so nothing is missed.
*/
#include "engine/dock/inner.h"
#include <math.h>

enum { TEXT_POINTS = 200, ASKS_FLOOR = 2048, WEIGHT_ONE = TEXT_POINTS * DOCK_POINT / 1024 };
#define BM25_K1 1.2
#define BM25_B  0.75
/* Who asks in few words is answered as well by a long text as by a short one; of many words a long text says some by chance. */
#define FEW     3
#define MANY    13.5
#define B_FEW   0.55
#define B_MANY  0.8
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

static void scale_fill(struct scale *s, size_t n, uint64_t tokens, double b)
{
    double mean = n && tokens ? (double)tokens / (double)n : 1;
    s->n = (double)n;
    s->idf_most = log(1 + (s->n + 0.5) / 0.5);
    for (int length = 0; length < LENGTHS; length++) {
        double k = BM25_K1 * (1 - b + b * exp2(length / 4.0) / mean);
        for (int code = 0; code < TF_CODES; code++) {
            double said = (double)tf_of_code[code] / TF_BODY;
            s->impact[length][code] = (uint8_t)(255 * said / (said + k) + 0.5);
        }
    }
    for (int code = 0; code < TF_CODES; code++) s->share[code] = tf_share(tf_of_code[code]);
}

void scale_make(struct scale *s, size_t n, uint64_t tokens) { scale_fill(s, n, tokens, BM25_B); }

/* 0 up to FEW words, 1 from MANY on, between them it grows with their logarithm. A Chinese word is two characters, as a rule. */
static double bag_many(const struct bag *b)
{
    double words = 0;
    for (size_t i = 0; i < b->n; i++) words += b->v[i].sort == TERM_WORD ? 1 : b->v[i].sort == TERM_CHAR ? 0.5 : 0;
    return words <= FEW ? 0 : words >= MANY ? 1 : log(words / FEW) / log(MANY / FEW);
}

void scale_asked(struct scale *s, size_t n, uint64_t tokens, const struct bag *asked)
{
    scale_fill(s, n, tokens, B_FEW + (B_MANY - B_FEW) * bag_many(asked));
}

uint64_t term_asks(enum term_sort sort, int code) { return (uint64_t)(tf_share(tf_of_code[code]) * sort_weight[sort]); }
uint32_t part_of(uint64_t asks) { return (uint32_t)(((uint64_t)1 << 40) / ((ASKS_FLOOR * 64 + asks) / 64)); }

uint32_t bag_part(const struct bag *b)
{
    uint64_t weight[TF_CODES] = { 0 }, asks = 0;
    for (size_t i = 0; i < b->n; i++) weight[b->v[i].code] += (uint64_t)sort_weight[b->v[i].sort];
    /* the sum of term_asks */
    for (int code = 0; code < TF_CODES; code++) asks += (uint64_t)tf_share(tf_of_code[code]) * weight[code];
    return part_of(asks);
}

int64_t term_weight(const struct scale *s, enum term_sort sort, uint64_t df)
{
    double idf = log(1 + (s->n - (double)df + 0.5) / ((double)df + 0.5));
    return (int64_t)(pow(idf / s->idf_most, RARITY) * sort_weight[sort] / 64 * WEIGHT_ONE * 1024 + 0.5);
}

/* --- what words are worth to a listing */
enum { LOOK = 256 };

/* What a term earns ahead goes by the impact, what it earns back by the part; both fall with the length of a text, so that one sum of both,
** times the larger, is not far above. */
struct reach reach_make(const struct dock_index *ix, const struct docs *like)
{
    struct reach r = { 0 };
    struct scale s;
    double part = 1, impact = 1;
    scale_make(&s, ix->live, ix->tokens);
    for (int i = 0; i < LENGTHS; i++) r.body[i] = (uint8_t)impact_body(&s, i);
    for (size_t i = 0; like && i < like->n; i += like->n / LOOK + 1) {
        part += like->part[i];
        impact += r.body[like->length[i]];
    }
    r.ratio = impact / part;
    return r;
}

uint8_t reach_of(const struct reach *r, int length, uint32_t part)
{
    double back = part * r->ratio, most = (back > r->body[length] ? back : r->body[length]) / REACH_UNIT;
    return most < REACH_MOST ? (uint8_t)ceil(most) : REACH_MOST;
}

double reach_drift(const struct reach *r, const struct scale *now)
{
    double most = 1;
    for (int i = 0; i < LENGTHS; i++) most = fmax(most, (double)impact_body(now, i) / r->body[i]);
    return most;
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
static void asked_concept(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct bag *x, const struct term *t,
    struct asked_list *list)
{
    int64_t here, there;
    uint64_t across = key_across(t->key);
    uint32_t df = key_df(ix, t->key, &here), other = key_df(ix, across, &there);
    uint64_t both = (uint64_t)df + other < ix->live ? (uint64_t)df + other : ix->live;
    enum term_sort sort = t->sort == TERM_CONCEPT ? TERM_ACROSS : TERM_ACROSS_LONG;
    if (df)
        *PUSH(a, list) = (struct asked){ t->key, (uint32_t)here, df, t->sort, term_weight(s, t->sort, both), t->code, t->surface, false };
    if (other && !bag_find(x, across))
        *PUSH(a, list) = (struct asked){ across, (uint32_t)there, other, sort, term_weight(s, sort, both), t->code, t->surface, false };
}

void asked_make(const struct dock_index *ix, const struct scale *s, struct arena *a, const struct bag *x, struct asked_list *list)
{
    uint64_t *key = NEWS(a, uint64_t, x->n + 1);
    must(!ix->loading);
    for (size_t i = 0; i < x->n; i++) key[i] = x->v[i].key;
    dict_soon(&ix->dict, key, x->n);
    for (size_t i = 0; i < x->n; i++) {
        const struct term *t = &x->v[i];
        int64_t term;
        if (t->sort == TERM_CONCEPT || t->sort == TERM_CONCEPT_LONG) { asked_concept(ix, s, a, x, t, list); continue; }
        uint32_t df = key_df(ix, t->key, &term);
        if (df)
            *PUSH(a, list) = (struct asked){ t->key, (uint32_t)term, df, t->sort, term_weight(s, t->sort, df), t->code, t->surface, false };
    }
    asked_cut(list, LIMIT_QUERY_TERMS);
}
