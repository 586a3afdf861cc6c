/* best.c: the best k in a heap, and who of a window is to be judged. */
#include "engine/dock/best.h"

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

void best_offer(struct best *b, const struct found *f)
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

void best_sort(struct best *b)
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

struct best best_new(const struct dock_index *ix, struct arena *a, size_t k)
{
    if (k > ix->live) k = ix->live;
    return (struct best){ .v = NEWS(a, struct found, k ? k : 1), .k = k };
}

/* Eight bytes at a time: a multiplication gathers one bit of each. */
uint64_t who_said(const struct window *w, uint32_t from, uint32_t to, uint8_t bits)
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
