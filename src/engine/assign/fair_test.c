/* fair_test.c: small fairs against every timetable; without absences Koenig's bound; the large one that a city has. */
#include "test/test.h"
#include "engine/assign/fair.h"

enum { PEOPLE = 5, MEETINGS = 9, SLOTS = 4, PLACES = 2, FAIRS = 4000 };
enum world_of { ABSENT = 1, TABLES = 2, WAYS = 4, KEPT = 8 };

static uint32_t seed;
static int32_t below(int32_t n) { seed = seed * 1664525u + 1013904223u; return (int32_t)((uint64_t)(seed >> 8) * (uint64_t)n >> 24); }

struct world {
    struct fair f;
    uint64_t left[PEOPLE], right[PEOPLE];
    int32_t a[MEETINGS], b[MEETINGS], tables[PLACES * SLOTS], place[MEETINGS];
    uint64_t near[SLOTS];
    int8_t keep[MEETINGS];
};

static void world_make(struct world *w, uint32_t from, int of)
{
    bool absent = of & ABSENT;
    seed = from * 2654435761u + 1;
    memset(w, 0, sizeof *w);
    w->f = (struct fair){ .left = 1 + below(PEOPLE),
        .right = 1 + below(PEOPLE),
        .slots = 1 + below(SLOTS),
        .here_left = w->left,
        .here_right = w->right,
        .a = w->a,
        .b = w->b };
    for (int32_t i = 0; i < w->f.left; i++) w->left[i] = absent ? (uint64_t)below(1 << w->f.slots) : ~UINT64_C(0);
    for (int32_t i = 0; i < w->f.right; i++) w->right[i] = absent ? (uint64_t)below(1 << w->f.slots) : ~UINT64_C(0);
    for (int32_t m = below(MEETINGS + 1); m > 0; m--) { w->a[w->f.meetings] = below(w->f.left); w->b[w->f.meetings++] = below(w->f.right); }
    for (int32_t s = 0; s < PLACES * w->f.slots; s++) w->tables[s] = below(4);
    if (of & TABLES) w->f.tables = w->tables;
    for (int32_t m = 0; m < w->f.meetings; m++) w->place[m] = below(PLACES);
    for (int32_t s = 0; s + 1 < w->f.slots; s++)                    /* some neighbours leave no time */
        if (below(3)) { w->near[s] |= UINT64_C(1) << (s + 1); w->near[s + 1] |= UINT64_C(1) << s; }
    if (of & WAYS) { w->f.place = w->place; w->f.places = PLACES; w->f.near = w->near; }
}

/* Some of what a first solution placed is to stay. */
static void world_keep(struct arena *a, struct world *w)
{
    struct fair_plan p;
    struct err e;
    assert_int_equal(fair_solve(a, &w->f, &p, &e), RC_OK);
    for (int32_t m = 0; m < w->f.meetings; m++) w->keep[m] = below(2) ? p.slot[m] : FAIR_UNPLACED;
    w->f.keep = w->keep;
}

/* Whether m's two people have time for the way, given the slots of the meetings before it. */
static bool way(const struct world *w, const int8_t *slot, int32_t m, int32_t s)
{
    for (int32_t k = 0; w->f.near && k < m; k++)
        if (slot[k] >= 0 && (w->near[s] >> slot[k] & 1) && w->place[k] != w->place[m] && (w->a[k] == w->a[m] || w->b[k] == w->b[m]))
            return false;
    return true;
}

/* The most that can be placed of meeting m and those after it; -1: what is to be kept cannot be. */
static int32_t try_all(const struct world *w, int32_t m, uint64_t *left, uint64_t *right, int32_t *used, int8_t *slot)
{
    if (m == w->f.meetings) return 0;
    bool stays = w->f.keep && w->keep[m] != FAIR_UNPLACED;
    slot[m] = FAIR_UNPLACED;
    int32_t best = stays ? -1 : try_all(w, m + 1, left, right, used, slot);
    uint64_t *u = &left[w->a[m]], *v = &right[w->b[m]];
    for (int32_t s = 0; s < w->f.slots; s++) {
        uint64_t bit = UINT64_C(1) << s;
        int32_t at = (w->f.place ? w->place[m] * w->f.slots : 0) + s;
        if (!(*u & *v & bit) || (w->f.tables && used[at] == w->tables[at]) || (stays && w->keep[m] != s) || !way(w, slot, m, s)) continue;
        *u &= ~bit; *v &= ~bit; used[at]++;
        slot[m] = (int8_t)s;
        int32_t n = try_all(w, m + 1, left, right, used, slot);
        *u |= bit; *v |= bit; used[at]--;
        if (n >= 0 && n + 1 > best) best = n + 1;
    }
    return best;
}

static void fairs_run(int of, int32_t per_thousand)
{
    struct arena a;
    struct world w;
    int32_t placed = 0, could = 0;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < FAIRS; i++) {
        struct fair_plan p;
        struct err e = { 0 };
        uint64_t left[PEOPLE], right[PEOPLE];
        int32_t used[PLACES * SLOTS] = { 0 };
        int8_t slot[MEETINGS];
        arena_reset(&a);
        world_make(&w, i, of);
        if (of & KEPT) world_keep(&a, &w);
        memcpy(left, w.left, sizeof left);
        memcpy(right, w.right, sizeof right);
        int32_t best = try_all(&w, 0, left, right, used, slot);
        assert_int_equal(fair_solve(&a, &w.f, &p, &e), RC_OK);
        if (fair_proof(&a, &w.f, &p, &e) != RC_OK) fail_msg("fair %u: %s", i, e.text);
        if (p.placed > best || best > p.most) fail_msg("fair %u: %d placed, %d can be, %d said to be the most", i, p.placed, best, p.most);
        placed += p.placed;
        could += best;
    }
    if ((int64_t)placed * 1000 < (int64_t)could * per_thousand) fail_msg("%d of %d", placed, could);
    arena_free(&a);
}

static void test_against_all(void **state)  { (void)state; fairs_run(ABSENT, 998); }
static void test_with_tables(void **state)  { (void)state; fairs_run(ABSENT | TABLES, 998); }
static void test_with_ways(void **state)    { (void)state; fairs_run(ABSENT | WAYS, 995); fairs_run(TABLES | WAYS, 988); }
static void test_with_kept(void **state)    { (void)state; fairs_run(ABSENT | KEPT, 998); fairs_run(ABSENT | TABLES | WAYS | KEPT, 998); }

/* Of one slot: 0 and 1 meet in the middle of three meetings that could be two. What must be is not given up for more of what need not. */
static void test_ranks(void **state)
{
    static const int32_t a[] = { 0, 0, 1 }, b[] = { 0, 1, 0 };
    static const uint64_t here[] = { 1, 1 };
    static const uint8_t alike[] = { 1, 1, 1 }, must[] = { 0, 1, 1 };
    struct arena arena;
    (void)state;
    arena_init(&arena, 1 << 20);
    for (int ranked = 0; ranked < 2; ranked++) {
        struct fair f = { .left = 2,
            .right = 2,
            .meetings = 3,
            .slots = 1,
            .here_left = here,
            .here_right = here,
            .a = a,
            .b = b,
            .rank = ranked ? must : alike };
        struct fair_plan p;
        struct err e = { 0 };
        assert_int_equal(fair_solve(&arena, &f, &p, &e), RC_OK);
        assert_int_equal(fair_proof(&arena, &f, &p, &e), RC_OK);
        assert_int_equal(p.placed, ranked ? 1 : 2);
        assert_int_equal(p.slot[0], ranked ? 0 : FAIR_UNPLACED);
    }
    arena_free(&arena);
}

/* Nobody is absent: each person gets as many meetings as there are slots, so the bound is met. */
static void test_koenig(void **state)
{
    enum { P = 40, M = 600 };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < 200; i++) {
        uint64_t here[P];
        int32_t x[M], y[M], dx[P] = { 0 }, dy[P] = { 0 }, most = 0;
        struct fair_plan p;
        struct err e = { 0 };
        arena_reset(&a);
        seed = i + 1;
        memset(here, 0xff, sizeof here);
        for (int32_t m = 0; m < M; m++) {
            x[m] = below(P);
            y[m] = below(P);
            if (++dx[x[m]] > most) most = dx[x[m]];
            if (++dy[y[m]] > most) most = dy[y[m]];
        }
        struct fair f = { .left = P, .right = P, .meetings = M, .slots = most, .here_left = here, .here_right = here, .a = x, .b = y };
        assert_int_equal(fair_solve(&a, &f, &p, &e), RC_OK);
        assert_int_equal(p.placed, M);
        assert_int_equal(fair_proof(&a, &f, &p, &e), RC_OK);
    }
    arena_free(&a);
}

/* Any count, bound or crowded mark changed is refused, and any slot that makes the timetable another one than legal. */
static void test_changed(void **state)
{
    struct arena a;
    struct world w;
    struct err e;
    int refused = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < 1000; i++) {
        struct fair_plan p;
        arena_reset(&a);
        world_make(&w, i, ABSENT | TABLES | (i % 2 ? WAYS : 0));
        if (i % 3 == 0) world_keep(&a, &w);
        assert_int_equal(fair_solve(&a, &w.f, &p, &e), RC_OK);
        int32_t *numbers[] = { &p.placed, &p.most };
        for (size_t k = 0; k < LEN(numbers); k++) {
            ++*numbers[k];
            assert_int_equal(fair_proof(&a, &w.f, &p, &e), RC_REFUSED);
            --*numbers[k];
            refused++;
        }
        for (int32_t m = 0; m < w.f.meetings; m++) {
            int8_t was = p.slot[m];
            for (uint8_t mark = 0, is = p.crowded[m]; mark < 4; mark++) {
                if (mark == is) continue;
                p.crowded[m] = mark;
                if (fair_proof(&a, &w.f, &p, &e) != RC_REFUSED) fail_msg("fair %u: meeting %d marked %d for %d passes", i, m, mark, is);
                p.crowded[m] = is;
            }
            if (was < 0) continue;
            p.slot[m] = FAIR_UNPLACED;
            assert_int_equal(fair_proof(&a, &w.f, &p, &e), RC_REFUSED);
            p.slot[m] = (int8_t)w.f.slots;
            assert_int_equal(fair_proof(&a, &w.f, &p, &e), RC_REFUSED);
            p.slot[m] = was;
        }
    }
    assert_true(refused == 2000);
    arena_free(&a);
}

static void test_memory(void **state)
{
    struct arena a;
    struct world w;
    struct fair_plan p;
    struct err e = { 0 };
    int64_t n = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    world_make(&w, 5, ABSENT | TABLES | WAYS);
    for (enum rc rc = RC_LIMIT; rc == RC_LIMIT; n++) {
        arena_reset(&a);
        a.fail_after = n;
        rc = fair_solve(&a, &w.f, &p, &e);
        if (rc == RC_OK) rc = fair_proof(&a, &w.f, &p, &e);
        assert_true(rc == RC_OK || (rc == RC_LIMIT && a.guard == NULL));
    }
    assert_true(n > 8);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_against_all), cmocka_unit_test(test_with_tables),
        cmocka_unit_test(test_with_ways), cmocka_unit_test(test_with_kept), cmocka_unit_test(test_ranks), cmocka_unit_test(test_koenig),
        cmocka_unit_test(test_changed), cmocka_unit_test(test_memory) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
