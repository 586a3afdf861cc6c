/* keep_line.c: who waits at a place, kind by kind. A line is asked for its first, gains people anywhere and loses them anywhere:
**
**     first   after: [ ascending by key ........ ][ came since ]
**
** Who comes first later is the last of the ascending part, or one of the few behind it; when they are no longer few they are sorted
** in. Somebody who waits no longer stays where she is, so that nobody need look for her, and goes when she would be first. Should
** she wait here once more, she is already in line.
*/
#include "engine/assign/keep_stable.h"

static bool list_counts(const struct assign_stable_kept *k, struct who w) { return k->stand[w.x].list == w.list; }
static bool waits(const struct assign_stable_kept *k, struct who w) { return list_counts(k, w) && k->stand[w.x].rank > w.rank; }

/* Shell's sort: mostly they are some thirty. */
static void waiters_sort(struct waiter *v, int32_t n)
{
    static const int32_t gaps[] = { 1750, 701, 301, 132, 57, 23, 10, 4, 1 };
    for (size_t g = 0; g < LEN(gaps); g++)
        for (int32_t i = gaps[g], j; i < n; i++) {
            struct waiter own = v[i];
            for (j = i; j >= gaps[g] && v[j - gaps[g]].key > own.key; j -= gaps[g]) v[j] = v[j - gaps[g]];
            v[j] = own;
        }
}

void kept_line_sort(struct assign_stable_kept *k, struct line *t)
{
    int32_t n = t->n - t->sorted;
    struct arena_mark m = arena_mark(k->a);
    struct waiter *late = arena_alloc(k->a, sizeof *late * (size_t)n);
    memcpy(late, t->after + t->sorted, sizeof *late * (size_t)n);
    waiters_sort(late, n);
    for (int32_t i = t->n, old = t->sorted; n > 0;)
        t->after[--i] = old > 0 && t->after[old - 1].key > late[n - 1].key ? t->after[--old] : late[--n];
    t->sorted = t->n;
    arena_rewind(k->a, m);
}

/* All in order; if that makes no room, lists that count no longer go first. */
void kept_line_grow(struct assign_stable_kept *k, struct line *t)
{
    kept_line_sort(k, t);
    if (t->n < t->cap) return;
    int32_t n = 0, cap = t->cap + t->cap / 2 + 4;
    for (int32_t i = 0; i < t->n; i++) {
        if (i + 8 < t->n) fetch(&k->stand[t->after[i + 8].who.x]);
        if (list_counts(k, t->after[i].who)) t->after[n++] = t->after[i];
    }
    t->n = t->sorted = n;
    if (n < t->cap - t->cap / 4) return;
    t->after = arena_grow(k->a, t->after, sizeof *t->after * (size_t)t->cap, sizeof *t->after * (size_t)cap);
    t->cap = cap;
}

static void line_take(struct line *t, int32_t i)
{
    if (i < t->sorted) t->sorted--;
    t->after[i] = t->after[--t->n];
}

/* She waits no longer. */
static void line_drop(struct assign_stable_kept *k, struct line *t, int32_t i)
{
    struct who w = t->after[i].who;
    if (list_counts(k, w)) k->person[w.x].v[w.rank].listed = false;
    line_take(t, i);
}

void kept_line_next(struct assign_stable_kept *k, int32_t place, uint32_t kind)
{
    int32_t node = k->node[place] + (int32_t)kind;
    struct line *t = &k->line[node];
    while (t->sorted && !waits(k, t->after[t->sorted - 1].who)) line_drop(k, t, t->sorted - 1);
    int32_t best = t->sorted - 1;
    for (int32_t i = t->sorted; i < t->n; i++)
        if (best < 0 || t->after[i].key > t->after[best].key) {
            if (waits(k, t->after[i].who)) best = i;
            else line_drop(k, t, i--);
        }
    k->first[node] = 0;
    k->waits[place] &= ~(UINT64_C(1) << kind);
    if (best < 0) return;
    k->waits[place] |= UINT64_C(1) << kind;
    k->first[node] = t->after[best].key;
    t->head = t->after[best].who;
    line_take(t, best);
}

/* If she is not behind the first, who has been the first is right behind her. */
void kept_turned_away(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    struct want *w = &k->person[x].v[rank];
    int32_t node = node_of(k, *w);
    struct line *t = &k->line[node];
    struct waiter own = waiter_of(k, x, rank);
    if (w->listed) return;
    if (own.key < k->first[node]) { kept_behind(k, x, rank); return; }
    w->listed = true;
    if (k->first[node]) {
        if (line_full(t)) kept_line_grow(k, t);
        t->after[t->n++] = t->after[t->sorted];
        t->after[t->sorted++] = (struct waiter){ k->first[node], t->head };
    }
    k->first[node] = own.key;
    k->waits[w->place] |= UINT64_C(1) << w->kind;
    t->head = own.who;
}
