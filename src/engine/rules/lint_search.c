/* lint_search.c: is there a combination of pieces that no rule takes, and what
** share of the combinations is that?
**
** Dimension by dimension, the set of rules that still take everything chosen
** so far is carried along. Where it is empty, no rule takes what follows;
** where one of its rules takes all that can follow, nothing is left to find.
** What follows depends on that set alone, so each set is looked at once in
** each dimension: the combinations are many, the sets are few. */
#include "engine/rules/lint_inside.h"

struct memo { uint64_t *keys; double *share; size_t n, cap; };      /* keys: words + 1 each, the first is dimension + 1 */
struct walk {
    const struct search *q;
    struct space *s;
    size_t words;
    uint64_t *mask;                        /* of a bit: the rules that take it */
    uint64_t *tail;                        /* of a dimension: the rules that take all from here on */
    size_t *wide;                          /* of a dimension: how many pieces are within */
    struct memo memo;
    bool over;
};

static size_t place(const struct memo *m, const uint64_t *key, size_t n) {
    uint64_t h = str_hash((struct str){ (const char *)key, n * sizeof *key });
    size_t i = (size_t)h & (m->cap - 1);
    while (m->keys[i * n] && memcmp(m->keys + i * n, key, n * sizeof *key) != 0) i = (i + 1) & (m->cap - 1);
    return i;
}

static void grow(struct walk *w) {
    struct memo old = w->memo;
    size_t n = w->words + 1;
    w->memo.cap = old.cap ? old.cap * 2 : 256;
    w->memo.keys = arena_zero(w->s->a, w->memo.cap * n * sizeof *w->memo.keys);
    w->memo.share = NEWS(w->s->a, double, w->memo.cap);
    for (size_t i = 0; i < old.cap; i++) {
        if (!old.keys[i * n]) continue;
        size_t at = place(&w->memo, old.keys + i * n, n);
        memcpy(w->memo.keys + at * n, old.keys + i * n, n * sizeof *old.keys);
        w->memo.share[at] = old.share[i];
    }
}

static const double *recall(struct walk *w, const uint64_t *key) {
    size_t n = w->words + 1, at = w->memo.cap ? place(&w->memo, key, n) : 0;
    return w->memo.cap && w->memo.keys[at * n] ? &w->memo.share[at] : NULL;
}

static void remember(struct walk *w, const uint64_t *key, double share) {
    size_t n = w->words + 1, at;
    if (w->memo.n * 2 >= w->memo.cap) grow(w);
    at = place(&w->memo, key, n);
    memcpy(w->memo.keys + at * n, key, n * sizeof *key);
    w->memo.share[at] = share;
    w->memo.n++;
}

static bool empty(const uint64_t *set, size_t n) {
    for (size_t i = 0; i < n; i++) if (set[i]) return false;
    return true;
}

static bool meets(const uint64_t *x, const uint64_t *y, size_t n) {
    for (size_t i = 0; i < n; i++) if (x[i] & y[i]) return true;
    return false;
}

static void note(struct walk *w, size_t k, const unsigned char *takes) {         /* rule or box k into masks and tails */
    struct space *s = w->s;
    uint64_t bit = (uint64_t)1 << (k % 64);
    bool all = true;
    for (size_t d = s->ndims; d-- > 0;) {
        for (size_t i = s->off[d]; i < s->off[d] + s->dims[d].pieces.n; i++) {
            if (takes[i]) w->mask[i * w->words + k / 64] |= bit;
            else if (w->q->within[i]) all = false;
        }
        if (all) w->tail[d * w->words + k / 64] |= bit;
    }
}

static bool begin(struct walk *w, const struct search *q, uint64_t *key) {
    struct space *s = q->s;
    size_t nrules = s->t->nrules;
    *w = (struct walk){ .q = q, .s = s, .words = (nrules + q->nboxes + 63) / 64 + 1 };
    w->mask = arena_zero(s->a, (s->bits + 1) * w->words * sizeof *w->mask);
    w->tail = arena_zero(s->a, (s->ndims + 1) * w->words * sizeof *w->tail);
    w->wide = NEWS(s->a, size_t, s->ndims + 1);
    for (size_t r = 0; r < nrules; r++) {
        if (!q->rules[r]) continue;
        note(w, r, q->takes + r * s->bits);
        key[1 + r / 64] |= (uint64_t)1 << (r % 64);
    }
    for (size_t b = 0; b < q->nboxes; b++) {
        note(w, nrules + b, q->boxes + b * s->bits);
        key[1 + (nrules + b) / 64] |= (uint64_t)1 << ((nrules + b) % 64);
    }
    for (size_t d = 0; d < s->ndims; d++) {
        for (size_t i = 0; i < s->dims[d].pieces.n; i++) w->wide[d] += q->within[s->off[d] + i];
        if (!w->wide[d]) return false;
    }
    return true;
}

/* The share of what is within from dimension d on that none of the rules in key takes. path, when not NULL: stop at the
** first such combination. */
static double share(struct walk *w, size_t d, uint64_t *key, size_t *path) {
    struct space *s = w->s;
    const double *known;
    uint64_t *next;
    double sum = 0;
    if (empty(key + 1, w->words)) {
        for (size_t i = d; path && i < s->ndims; i++)
            for (path[i] = 0; !w->q->within[s->off[i] + path[i]]; path[i]++) continue;
        return 1;
    }
    if (d == s->ndims || meets(key + 1, w->tail + d * w->words, w->words)) return 0;
    if (w->over || s->steps <= 0) { w->over = true; return 0; }
    key[0] = d + 1;
    if ((known = recall(w, key)) != NULL) return *known;
    next = NEWS(s->a, uint64_t, w->words + 1);
    for (size_t i = 0; i < s->dims[d].pieces.n && !(path && sum > 0); i++) {
        if (!w->q->within[s->off[d] + i]) continue;
        s->steps--;
        for (size_t k = 0; k < w->words; k++) next[1 + k] = key[1 + k] & w->mask[(s->off[d] + i) * w->words + k];
        if (path) path[d] = i;
        sum += share(w, d + 1, next, path);
    }
    if (path && sum > 0) return 1;
    sum /= (double)w->wide[d];
    if (!w->over) remember(w, key, sum);
    return sum;
}

enum found lint_find(const struct search *q, size_t *path) {
    struct walk w;
    uint64_t *key = arena_zero(q->s->a, ((q->s->t->nrules + q->nboxes + 63) / 64 + 2) * sizeof *key);
    if (!begin(&w, q, key)) return FOUND_NO;
    if (share(&w, 0, key, path) > 0) return FOUND_YES;
    return w.over ? FOUND_UNDECIDED : FOUND_NO;
}

bool lint_share(const struct search *q, double *of_all) {
    struct walk w;
    uint64_t *key = arena_zero(q->s->a, ((q->s->t->nrules + q->nboxes + 63) / 64 + 2) * sizeof *key);
    *of_all = begin(&w, q, key) ? share(&w, 0, key, NULL) : 0;
    return !w.over;
}
