/* fair_test.c: small fairs against every timetable; without absences Koenig's bound; the large one that a city has. */
#include "test/test.h"
#include "engine/assign/fair.h"

enum { PEOPLE = 5, MEETINGS = 9, SLOTS = 4, FAIRS = 4000 };

static uint32_t seed;
static int32_t below(int32_t n) { seed = seed * 1664525u + 1013904223u; return (int32_t)((uint64_t)(seed >> 8) * (uint64_t)n >> 24); }

struct world {
    struct fair f;
    uint64_t left[PEOPLE], right[PEOPLE];
    int32_t a[MEETINGS], b[MEETINGS], tables[SLOTS];
};

static void world_make(struct world *w, uint32_t from, bool absent, bool tables)
{
    seed = from * 2654435761u + 1;
    memset(w, 0, sizeof *w);
    w->f = (struct fair){ .left = 1 + below(PEOPLE), .right = 1 + below(PEOPLE), .slots = 1 + below(SLOTS), .here_left = w->left, .here_right = w->right, .a = w->a, .b = w->b };
    for (int32_t i = 0; i < w->f.left; i++) w->left[i] = absent ? (uint64_t)below(1 << w->f.slots) : ~UINT64_C(0);
    for (int32_t i = 0; i < w->f.right; i++) w->right[i] = absent ? (uint64_t)below(1 << w->f.slots) : ~UINT64_C(0);
    for (int32_t m = below(MEETINGS + 1); m > 0; m--) { w->a[w->f.meetings] = below(w->f.left); w->b[w->f.meetings++] = below(w->f.right); }
    for (int32_t s = 0; s < w->f.slots; s++) w->tables[s] = below(4);
    if (tables) w->f.tables = w->tables;
}

/* The most that can be placed of meeting m and those after it. */
static int32_t try_all(const struct world *w, int32_t m, uint64_t *left, uint64_t *right, int32_t *used)
{
    if (m == w->f.meetings) return 0;
    int32_t best = try_all(w, m + 1, left, right, used);
    uint64_t *u = &left[w->a[m]], *v = &right[w->b[m]];
    for (int32_t s = 0; s < w->f.slots; s++) {
        uint64_t bit = UINT64_C(1) << s;
        if (!(*u & *v & bit) || (w->f.tables && used[s] == w->tables[s])) continue;
        *u &= ~bit; *v &= ~bit; used[s]++;
        int32_t n = 1 + try_all(w, m + 1, left, right, used);
        *u |= bit; *v |= bit; used[s]--;
        if (n > best) best = n;
    }
    return best;
}

static void fairs_run(bool absent, bool tables, int32_t per_thousand)
{
    struct arena a;
    struct world w;
    int32_t placed = 0, could = 0;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < FAIRS; i++) {
        struct fair_plan p;
        struct err e = { 0 };
        uint64_t left[PEOPLE], right[PEOPLE];
        int32_t used[SLOTS] = { 0 };
        arena_reset(&a);
        world_make(&w, i, absent, tables);
        memcpy(left, w.left, sizeof left);
        memcpy(right, w.right, sizeof right);
        int32_t best = try_all(&w, 0, left, right, used);
        assert_int_equal(fair_solve(&a, &w.f, &p, &e), RC_OK);
        if (fair_proof(&a, &w.f, &p, &e) != RC_OK) fail_msg("fair %u: %s", i, e.text);
        if (p.placed > best || best > p.most) fail_msg("fair %u: %d placed, %d can be, %d said to be the most", i, p.placed, best, p.most);
        placed += p.placed;
        could += best;
    }
    if ((int64_t)placed * 1000 < (int64_t)could * per_thousand) fail_msg("%d of %d", placed, could);
    arena_free(&a);
}

static void test_against_all(void **state)  { (void)state; fairs_run(true, false, 985); }
static void test_with_tables(void **state)  { (void)state; fairs_run(true, true, 940); }

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

/* Any slot, count or bound changed is refused (a crowded mark more or less changes the bound or proves the same). */
static void test_changed(void **state)
{
    struct arena a;
    struct world w;
    struct err e;
    int refused = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < 500; i++) {
        struct fair_plan p;
        arena_reset(&a);
        world_make(&w, i, true, false);
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
            if (was < 0) continue;
            p.slot[m] = FAIR_UNPLACED;
            assert_int_equal(fair_proof(&a, &w.f, &p, &e), RC_REFUSED);
            p.slot[m] = (int8_t)w.f.slots;
            assert_int_equal(fair_proof(&a, &w.f, &p, &e), RC_REFUSED);
            p.slot[m] = was;
        }
    }
    assert_true(refused == 1000);
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
    world_make(&w, 5, true, true);
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
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_against_all), cmocka_unit_test(test_with_tables), cmocka_unit_test(test_koenig),
        cmocka_unit_test(test_changed), cmocka_unit_test(test_memory) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
