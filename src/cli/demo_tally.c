/* demo_tally.c: the counts of a hundred thousand rows come to some ten thousand cells: they are netted in a hash table first. */
#include "cli/demo.h"

void tally_init(struct tally *t, struct arena *a)
{
    *t = (struct tally){ .a = a, .nslots = 1 << 12 };
    arena_init(&t->scratch, LIMIT_BATCH_ARENA);
    t->m.arena = &t->scratch;
    t->slots = NEWS(a, size_t, t->nslots);
}

static size_t *slot_of(const struct tally *t, const struct measure_delta *x)
{
    uint64_t h = str_hash(x->measure) * 31 + str_hash(x->code) * 17 + str_hash(x->group) + (uint64_t)x->month * 1000003 + (uint64_t)x->cut;
    h ^= h >> 29;
    h *= UINT64_C(0x9E3779B97F4A7C15);
    for (size_t at = (size_t)(h >> 20);; at++) {
        size_t *slot = &t->slots[at % t->nslots];
        if (!*slot) return slot;
        const struct measure_delta *y = &t->net.v[*slot - 1];
        if (x->month == y->month && x->cut == y->cut && str_eq(x->measure, y->measure) && str_eq(x->code, y->code)
            && str_eq(x->group, y->group))
            return slot;
    }
}

static void grow(struct tally *t)
{
    t->nslots *= 2;
    t->slots = NEWS(t->a, size_t, t->nslots);
    for (size_t i = 0; i < t->net.n; i++) *slot_of(t, &t->net.v[i]) = i + 1;
}

void tally_take(struct tally *t)
{
    for (size_t i = 0; i < t->m.list.n; i++) {
        const struct measure_delta *x = &t->m.list.v[i];
        size_t *slot = slot_of(t, x);
        if (*slot) { t->net.v[*slot - 1].value += x->value; continue; }
        struct measure_delta *kept = PUSH(t->a, &t->net);
        *kept = *x;
        kept->measure = str_copy(t->a, x->measure);
        kept->code = str_copy(t->a, x->code);
        kept->group = str_copy(t->a, x->group);
        *slot = t->net.n;
        if (t->net.n * 2 > t->nslots) grow(t);
    }
    t->m = (struct measures){ .arena = &t->scratch };
    arena_reset(&t->scratch);
}

enum rc tally_write(struct db *tx, struct tally *t)
{
    struct measures all = { .arena = t->a };
    all.list.v = t->net.v;
    all.list.n = all.list.cap = t->net.n;
    enum rc rc = measures_apply(tx, &all);
    arena_free(&t->scratch);
    return rc;
}
