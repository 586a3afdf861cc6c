/* fair.c: a fair of 10,000 and 3,000 people, 24 slots, skewed popularity: first fit with repair, CPU time, and the bound.
** Availability in per cent is the argument; everybody has fewer meetings than she has slots. */
#include "engine/assign/fair.h"

enum { LEFT = 10000, RIGHT = 3000, SLOTS = 24, MEETINGS = 53212, DRAWS = 20000000, TIMES = 5 };

static uint64_t state = 5;
static uint64_t next(void)
{
    uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}
static int32_t below(int32_t n) { return (int32_t)(next() % (uint64_t)n); }
static double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

static uint64_t here(int percent)
{
    uint64_t set = 0;
    for (int s = 0; s < SLOTS; s++) set |= (uint64_t)(below(100) < percent) << s;
    return set;
}

/* Wishes are taken while both still have room: up to 12 meetings on the left, up to nearly all her slots on the right, where
** the popular ones fill up (a product of two draws leans to the front). */
static int32_t meetings_make(struct fair *f, int32_t *a, int32_t *b, uint64_t *left, uint64_t *right, int32_t *room_left,
    int32_t *room_right)
{
    int32_t n = 0;
    for (int32_t i = 0; i < LEFT; i++) room_left[i] = 1 + below(12);
    for (int32_t i = 0; i < RIGHT; i++) room_right[i] = __builtin_popcountll(right[i]);
    for (int32_t k = 0; k < DRAWS && n < MEETINGS; k++) {
        int32_t x = below(LEFT), y = (int32_t)((int64_t)below(RIGHT) * below(RIGHT) / RIGHT);
        if (!room_left[x] || !room_right[y] || !(left[x] & right[y])) continue;
        room_left[x]--;
        room_right[y]--;
        a[n] = x;
        b[n++] = y;
    }
    f->meetings = n;
    return n;
}

int main(int argc, char **argv)
{
    struct arena mem;
    struct fair_plan p;
    struct err e = { 0 };
    int64_t percent = 80;
    if (argc > 1) str_int(str_from(argv[1]), &percent);
    arena_init(&mem, (size_t)1 << 30);
    uint64_t *left = NEWS(&mem, uint64_t, LEFT), *right = NEWS(&mem, uint64_t, RIGHT);
    int32_t *a = NEWS(&mem, int32_t, MEETINGS), *b = NEWS(&mem, int32_t, MEETINGS), *rl = NEWS(&mem, int32_t, LEFT),
            *rr = NEWS(&mem, int32_t, RIGHT);
    for (int32_t i = 0; i < LEFT; i++) left[i] = here((int)percent);
    for (int32_t i = 0; i < RIGHT; i++) right[i] = here((int)percent);
    struct fair f = { .left = LEFT, .right = RIGHT, .slots = SLOTS, .here_left = left, .here_right = right, .a = a, .b = b };
    meetings_make(&f, a, b, left, right, rl, rr);
    double best = 1e9, proof = 1e9;
    for (int i = 0; i < TIMES; i++) {
        struct arena_mark m = arena_mark(&mem);
        double t0 = seconds();
        must(fair_solve(&mem, &f, &p, &e) == RC_OK);
        double t1 = seconds();
        must(fair_proof(&mem, &f, &p, &e) == RC_OK);
        double t2 = seconds();
        best = t1 - t0 < best ? t1 - t0 : best;
        proof = t2 - t1 < proof ? t2 - t1 : proof;
        if (i + 1 < TIMES) arena_rewind(&mem, m);
    }
    printf("%d meetings at %d %%: %d placed (%.3f %%), no more than %d can be; %.1f ms, proof %.1f ms (best of %d)\n", f.meetings, (int)percent,
        p.placed, 100.0 * p.placed / f.meetings, p.most, best * 1000, proof * 1000, TIMES);
    arena_free(&mem);
    return 0;
}
