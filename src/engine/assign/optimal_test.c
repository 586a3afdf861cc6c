/* optimal_test.c: the cheapest assignment against every assignment, a warm answer against a cold one, and a proof that
** no changed number survives. */
#include "test/test.h"
#include "engine/assign/assign.h"

enum { APPLICANTS = 6, PLACES = 4, ROUNDS = 20000 };

static uint32_t seed;
static int32_t below(int32_t n) { seed = seed * 1664525u + 1013904223u; return (int32_t)((uint64_t)(seed >> 8) * (uint64_t)n >> 24); }

struct world {
    struct assign_round r;
    struct assign_place place[PLACES];
    int32_t first[APPLICANTS + 1], wish[APPLICANTS * PLACES];
    int64_t number[APPLICANTS * PLACES];
};

static void wishes_make(struct world *w)
{
    int32_t n = 0;
    for (int32_t x = 0; x < w->r.applicants; x++) {
        int32_t order[PLACES] = { 0, 1, 2, 3 }, take = below(w->r.places + 1);
        w->first[x] = n;
        for (int32_t k = 0; k < take; k++) {
            int32_t j = k + below(w->r.places - k), t = order[k];
            order[k] = order[j];
            order[j] = t;
            w->wish[n] = order[k];
            w->number[n++] = below(9) - 3;
        }
    }
    w->first[w->r.applicants] = n;
}

static void places_make(struct world *w)
{
    for (int32_t p = 0; p < w->r.places; p++) {
        w->place[p] = (struct assign_place){ .seats = below(4) };
        if (below(3) == 0) w->place[p].least = below(w->place[p].seats + 1);
    }
}

static void world_make(struct world *w, uint32_t from)
{
    seed = from * 2654435761u + 1;
    memset(w, 0, sizeof *w);
    w->r = (struct assign_round){ .applicants = 1 + below(APPLICANTS), .places = 1 + below(PLACES), .place = w->place, .first = w->first,
        .wish = w->wish, .number = w->number, .outside = below(3) ? 1000 : below(5) };
    places_make(w);
    wishes_make(w);
}

/* Least cost over all assignments of applicants x and after; -1 in *found: none keeps the quotas. */
static void try_all(const struct world *w, int32_t x, int32_t *held, int64_t cost, int64_t *best, bool *found)
{
    if (x == w->r.applicants) {
        for (int32_t p = 0; p < w->r.places; p++) if (held[p] < w->place[p].least) return;
        if (!*found || cost < *best) *best = cost;
        *found = true;
        return;
    }
    try_all(w, x + 1, held, cost + w->r.outside, best, found);
    for (int32_t i = w->first[x]; i < w->first[x + 1]; i++) {
        int32_t p = w->wish[i];
        if (held[p] == w->place[p].seats) continue;
        held[p]++;
        try_all(w, x + 1, held, cost + w->number[i], best, found);
        held[p]--;
    }
}

static void answer_check(struct arena *a, const struct world *w, const struct assign_optimal *warm, struct assign_optimal *s, uint32_t i)
{
    struct err e = { 0 };
    int32_t held[PLACES] = { 0 };
    int64_t best = 0;
    bool found = false;
    try_all(w, 0, held, 0, &best, &found);
    enum rc rc = assign_optimal(a, &w->r, warm, s, &e);
    if (rc != (found ? RC_OK : RC_REFUSED)) fail_msg("round %u: %s: %s", i, rc_name(rc), e.text);
    if (rc != RC_OK) return;
    if (s->cost != best) fail_msg("round %u: %lld instead of %lld", i, (long long)s->cost, (long long)best);
    if (assign_optimal_proof(a, &w->r, s, &e) != RC_OK) fail_msg("round %u: %s", i, e.text);
}

static void test_against_all(void **state)
{
    struct arena a;
    struct world w;
    (void)state;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct assign_optimal s;
        arena_reset(&a);
        world_make(&w, i);
        answer_check(&a, &w, NULL, &s, i);
    }
    arena_free(&a);
}

/* The basis of one round laid over another with other wishes, costs and quotas. */
static void test_warm(void **state)
{
    struct arena a;
    struct world w;
    (void)state;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct assign_optimal s, again;
        struct err e;
        arena_reset(&a);
        world_make(&w, i);
        if (assign_optimal(&a, &w.r, NULL, &s, &e) != RC_OK) continue;
        if (below(2)) places_make(&w);
        if (below(2)) wishes_make(&w);
        else for (int32_t k = 0; k < w.first[w.r.applicants]; k++) if (below(3) == 0) w.number[k] = below(9);
        answer_check(&a, &w, &s, &again, i);
    }
    arena_free(&a);
}

/* One number of an answer changed, each in turn and both ways: the proof refuses. */
static void test_changed_numbers(void **state)
{
    struct arena a;
    struct world w;
    struct err e;
    int refused = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < 2000; i++) {
        struct assign_optimal s;
        arena_reset(&a);
        world_make(&w, i);
        if (assign_optimal(&a, &w.r, NULL, &s, &e) != RC_OK) continue;
        for (int64_t by = -1; by <= 1; by += 2) {
            int64_t *numbers[APPLICANTS + PLACES + 1] = { &s.cost };
            int n = 1;
            for (int32_t p = 0; p < w.r.places; p++) numbers[n++] = &s.price[p];
            for (int32_t x = 0; x < w.r.applicants; x++) numbers[n++] = &s.pays[x];
            for (int k = 0; k < n; k++) {
                *numbers[k] += by;
                if (assign_optimal_proof(&a, &w.r, &s, &e) != RC_REFUSED)
                    fail_msg("round %u: number %d changed by %d passes", i, k, (int)by);
                *numbers[k] -= by;
                refused++;
            }
        }
        for (int32_t x = 0; x < w.r.applicants; x++) {              /* another seat, unless it costs the same and is free */
            int32_t seat = s.seat[x];
            for (int32_t k = w.first[x] - 1; k < w.first[x + 1]; k++) {
                s.seat[x] = k < w.first[x] ? ASSIGN_NOBODY : k;
                int64_t cost = s.seat[x] < 0 ? w.r.outside : w.number[k], was = seat < 0 ? w.r.outside : w.number[seat];
                if (cost != was) assert_int_equal(assign_optimal_proof(&a, &w.r, &s, &e), RC_REFUSED);
            }
            s.seat[x] = seat;
        }
    }
    assert_true(refused > 10000);
    arena_free(&a);
}

/* Larger, by the proof alone: contested seats, equal costs, quotas below. */
static void test_larger(void **state)
{
    enum { A = 2000, P = 64, D = 8 };
    struct arena a;
    (void)state;
    arena_init(&a, 64 << 20);
    for (uint32_t i = 0; i < 12; i++) {
        struct assign_optimal s, again;
        struct err e = { 0 };
        arena_reset(&a);
        seed = i + 1;
        struct assign_place *place = NEWS(&a, struct assign_place, P);
        int32_t *first = NEWS(&a, int32_t, A + 1), *wish = NEWS(&a, int32_t, A * D);
        int64_t *number = NEWS(&a, int64_t, A * D);
        for (int32_t p = 0; p < P; p++) { place[p].seats = below(60); place[p].least = i % 3 == 2 ? below(place[p].seats / 4 + 1) : 0; }
        for (int32_t x = 0; x < A; x++)
            for (int32_t k = 0, n = first[x + 1] = (first[x] = x * D) + D; k < D; k++) {
                int32_t w = n - D + k, start = below(P / D);
                wish[w] = k * (P / D) + start;
                number[w] = below(i % 2 ? 5 : 1000);
            }
        struct assign_round
            r = { .applicants = A, .places = P, .place = place, .first = first, .wish = wish, .number = number, .outside = 100000 };
        if (assign_optimal(&a, &r, NULL, &s, &e) != RC_OK) fail_msg("%u: %s", i, e.text);
        if (assign_optimal_proof(&a, &r, &s, &e) != RC_OK) fail_msg("%u: %s", i, e.text);
        for (int32_t k = 0; k < A * D / 100; k++) number[below(A * D)] = below(1000);
        if (assign_optimal(&a, &r, &s, &again, &e) != RC_OK || assign_optimal_proof(&a, &r, &again, &e) != RC_OK)
            fail_msg("%u warm: %s", i, e.text);
        assert_true(again.pivots * 3 < s.pivots);
        int64_t cost = again.cost;
        if (assign_optimal(&a, &r, NULL, &s, &e) != RC_OK) fail_msg("%u: %s", i, e.text);
        assert_int_equal(s.cost, cost);
    }
    arena_free(&a);
}

/* Three want the same two seats and nothing else; a fourth is fine. */
static void test_too_many(void **state)
{
    static const struct assign_place place[] = { { .seats = 1 }, { .seats = 1 }, { .seats = 5 } };
    static const int32_t first[] = { 0, 2, 4, 6, 7 }, wish[] = { 0, 1, 1, 0, 0, 1, 2 };
    static const int64_t number[] = { 1, 2, 1, 2, 1, 2, 1 };
    const struct assign_round
        r = { .applicants = 4, .places = 3, .place = place, .first = first, .wish = wish, .number = number, .outside = 100 };
    struct arena a;
    struct assign_optimal s;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(assign_optimal(&a, &r, NULL, &s, &e), RC_OK);
    assert_int_equal(s.cost, 1 + 1 + 100 + 1);
    assert_int_equal(assign_everybody(&a, &r, &s, &e), RC_REFUSED);
    if (!strstr(e.text, "3 applicants") || !strstr(e.text, "place 0, place 1") || !strstr(e.text, "2 seats in all")) fail_msg("%s", e.text);
    arena_free(&a);
}

/* ---- kept and mended */

/* New lists for some, in place of theirs; the world afterwards is what a cold answer is asked about. */
static void lists_change(struct arena *a, struct world *w, struct assign_change *c)
{
    struct world was = *w;
    wishes_make(w);
    for (int32_t x = 0; x < w->r.applicants; x++) {
        const struct world *from = below(2) ? w : &was;
        int32_t many = from->first[x + 1] - from->first[x];
        int32_t *wish = NEWS(a, int32_t, (size_t)many + 1);
        int64_t *number = NEWS(a, int64_t, (size_t)many + 1);
        memcpy(wish, from->wish + from->first[x], sizeof *wish * (size_t)many);
        memcpy(number, from->number + from->first[x], sizeof *number * (size_t)many);
        c[x] = (struct assign_change){ x, many, wish, number };
    }
    int32_t at = 0;
    for (int32_t x = 0; x < w->r.applicants; at += c[x++].n) {
        w->first[x] = at;
        for (int32_t i = 0; i < c[x].n; i++) { w->wish[at + i] = c[x].wish[i]; w->number[at + i] = c[x].number[i]; }
    }
    w->first[w->r.applicants] = at;
}

/* Three changes one after the other: each answer proves itself and costs what the best of all assignments costs. */
static void test_mended(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 22);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct world w;
        struct assign_optimal s;
        struct assign_kept *k;
        struct err e = { 0 };
        arena_reset(&a);
        world_make(&w, i);
        for (int32_t p = 0; p < w.r.places; p++) w.place[p].least = 0;
        if (i % 4 == 0) w.r.outside = INT64_C(7000000000);              /* more than any cost, and than an int32 holds */
        assert_int_equal(assign_optimal(&a, &w.r, NULL, &s, &e), RC_OK);
        if (assign_keep(&a, &w.r, &s, &k, &e) != RC_OK) fail_msg("round %u: %s", i, e.text);
        for (int turn = 0; turn < 3; turn++) {
            struct assign_change c[APPLICANTS];
            int32_t held[PLACES] = { 0 };
            int64_t best = 0;
            bool found = false;
            lists_change(&a, &w, c);
            if (assign_kept_change(k, c, (size_t)w.r.applicants, &e) != RC_OK || assign_kept_answer(&a, k, w.first, &s, &e) != RC_OK)
                fail_msg("round %u: %s", i, e.text);
            try_all(&w, 0, held, 0, &best, &found);
            if (s.cost != best) fail_msg("round %u, change %d: %lld, not %lld", i, turn, (long long)s.cost, (long long)best);
            if (assign_optimal_proof(&a, &w.r, &s, &e) != RC_OK) fail_msg("round %u, change %d: %s", i, turn, e.text);
        }
    }
    arena_free(&a);
}

/* Enough of them that lists of a place are ordered again, ways are long and prices move far; some places have seats to spare, some
** have none. Costs of few values make ways of the same length. */
static void test_mended_larger(void **state)
{
    enum { A = 1500, P = 60, D = 8, CHANGES = 60 };
    struct arena a;
    (void)state;
    arena_init(&a, 256 << 20);
    for (uint32_t i = 0; i < 12; i++) {
        struct assign_optimal s, cold;
        struct assign_kept *k;
        struct err e = { 0 };
        arena_reset(&a);
        seed = i + 1;
        struct assign_place *place = NEWS(&a, struct assign_place, P);
        int32_t *first = NEWS(&a, int32_t, A + 1), *wish = NEWS(&a, int32_t, A * D);
        int64_t *number = NEWS(&a, int64_t, A * D);
        for (int32_t p = 0; p < P; p++) place[p].seats = below(i % 4 == 3 ? 70 : 45);
        for (int32_t x = 0; x <= A; x++) first[x] = x * D;
        for (int32_t w = 0; w < A * D; w++) { wish[w] = w % D * (P / D) + below(P / D); number[w] = below(i % 2 ? 6 : 3000); }
        struct assign_round r = { .applicants = A,
            .places = P,
            .place = place,
            .first = first,
            .wish = wish,
            .number = number,
            .outside = i % 3 ? 100000 : 1200 };
        assert_int_equal(assign_optimal(&a, &r, NULL, &s, &e), RC_OK);
        if (assign_keep(&a, &r, &s, &k, &e) != RC_OK) fail_msg("%u: %s", i, e.text);
        for (int turn = 0; turn < 20; turn++) {
            struct assign_change c[CHANGES];
            for (int n = 0; n < CHANGES; n++) {
                int32_t x = below(A);
                for (int32_t w = x * D; w < x * D + D; w++) {
                    wish[w] = w % D * (P / D) + below(P / D);
                    number[w] = below(i % 2 ? 6 : 3000);
                }
                c[n] = (struct assign_change){ x, D, wish + x * D, number + x * D };
            }
            if (assign_kept_change(k, c, CHANGES, &e) != RC_OK || assign_kept_answer(&a, k, first, &s, &e) != RC_OK)
                fail_msg("%u: %s", i, e.text);
            if (assign_optimal_proof(&a, &r, &s, &e) != RC_OK) fail_msg("%u, change %d: %s", i, turn, e.text);
            assert_int_equal(assign_optimal(&a, &r, NULL, &cold, &e), RC_OK);
            assert_int_equal(cold.cost, s.cost);
        }
    }
    arena_free(&a);
}

static void test_changes_refused(void **state)
{
    static const struct assign_place place[] = { { .seats = 1 }, { .seats = 1 } };
    static const int32_t first[] = { 0, 1 }, wish[] = { 0 }, twice[] = { 1, 1 }, far[] = { 2 };
    static const int64_t number[] = { 1, 2 }, huge[] = { LIMIT_ROUND_POINTS + 1 };
    const struct assign_change cases[] = { { 1, 1, wish, number }, { -1, 1, wish, number }, { 0, -1, wish, number },
        { 0, 2, twice, number }, { 0, 1, far, number }, { 0, 1, wish, huge } };
    struct assign_place least[] = { { .seats = 1, .least = 1 }, { .seats = 1 } };
    struct assign_round
        r = { .applicants = 1, .places = 2, .place = place, .first = first, .wish = wish, .number = number, .outside = 100 };
    struct arena a;
    struct assign_optimal s, after;
    struct assign_kept *k;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(assign_optimal(&a, &r, NULL, &s, &e), RC_OK);
    assert_int_equal(assign_keep(&a, &r, &s, &k, &e), RC_OK);
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct assign_change both[] = { { 0, 0, NULL, NULL }, cases[i] };
        assert_int_not_equal(assign_kept_change(k, both, 2, &e), RC_OK);
        assert_int_equal(assign_kept_answer(&a, k, first, &after, &e), RC_OK);
        assert_true(after.cost == s.cost && after.seat[0] == 0);                /* the first was not taken either */
    }
    const struct assign_change two[] = { { 0, 1, wish, number + 1 }, { 0, 1, twice, number } };       /* the last counts */
    assert_int_equal(assign_kept_change(k, two, 2, &e), RC_OK);
    assert_int_equal(assign_kept_answer(&a, k, first, &after, &e), RC_OK);
    assert_true(after.cost == 1);
    s.cost++;
    assert_int_equal(assign_keep(&a, &r, &s, &k, &e), RC_REFUSED);              /* what is no answer is not kept */
    r.place = least;
    assert_int_equal(assign_keep(&a, &r, &s, &k, &e), RC_INPUT);
    arena_free(&a);
}

/* Seats nobody sits on take no memory, and have it when somebody comes. */
static void test_open_to_all(void **state)
{
    enum { A = 400, P = 3 };
    static const struct assign_place place[P] = { { .seats = LIMIT_ROUND_APPLICANTS }, { .seats = LIMIT_ROUND_APPLICANTS },
        { .seats = LIMIT_ROUND_APPLICANTS } };
    static int32_t first[A + 1], wish[A];
    static int64_t number[A];
    const struct assign_round
        r = { .applicants = A, .places = P, .place = place, .first = first, .wish = wish, .number = number, .outside = 100 };
    struct assign_change c[A];
    struct arena a;
    struct assign_optimal s;
    struct assign_kept *k;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 20);
    for (int32_t x = 0; x < A; x++) { first[x + 1] = x + 1; wish[x] = x % 2; number[x] = x % 7; }
    assert_int_equal(assign_optimal(&a, &r, NULL, &s, &e), RC_OK);
    if (assign_keep(&a, &r, &s, &k, &e) != RC_OK) fail_msg("%s", e.text);
    for (int32_t x = 0; x < A; x++) { wish[x] = 2; c[x] = (struct assign_change){ x, 1, wish + x, number + x }; }
    if (assign_kept_change(k, c, A, &e) != RC_OK || assign_kept_answer(&a, k, first, &s, &e) != RC_OK) fail_msg("%s", e.text);
    if (assign_optimal_proof(&a, &r, &s, &e) != RC_OK) fail_msg("%s", e.text);
    for (int32_t x = 0; x < A; x++) assert_int_equal(s.seat[x], x);
    arena_free(&a);
}

static void test_memory_of_mending(void **state)
{
    struct arena a;
    struct world w;
    struct assign_optimal s;
    struct assign_kept *k;
    struct err e = { 0 };
    int64_t n = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    for (enum rc rc = RC_LIMIT; rc == RC_LIMIT; n++) {
        struct assign_change c[APPLICANTS];
        arena_reset(&a);
        a.fail_after = -1;
        world_make(&w, 11);
        for (int32_t p = 0; p < PLACES; p++) w.place[p].least = 0;
        assert_int_equal(assign_optimal(&a, &w.r, NULL, &s, &e), RC_OK);
        struct world next = w;
        lists_change(&a, &next, c);
        a.fail_after = n;
        rc = assign_keep(&a, &w.r, &s, &k, &e);
        if (rc == RC_OK) rc = assign_kept_change(k, c, (size_t)w.r.applicants, &e);
        if (rc == RC_OK) rc = assign_kept_answer(&a, k, next.first, &s, &e);
        assert_true(rc == RC_OK || (rc == RC_LIMIT && a.guard == NULL));
    }
    assert_true(n > 8);
    arena_free(&a);
}

static void test_memory(void **state)
{
    struct arena a;
    struct world w;
    struct assign_optimal s;
    struct err e = { 0 };
    int64_t n = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    world_make(&w, 11);
    memset(w.place, 0, sizeof w.place);
    for (int32_t p = 0; p < PLACES; p++) w.place[p].seats = 1;
    for (enum rc rc = RC_LIMIT; rc == RC_LIMIT; n++) {
        arena_reset(&a);
        a.fail_after = n;
        rc = assign_optimal(&a, &w.r, NULL, &s, &e);
        if (rc == RC_OK) rc = assign_optimal_proof(&a, &w.r, &s, &e);
        assert_true(rc == RC_OK || (rc == RC_LIMIT && a.guard == NULL));
    }
    assert_true(n > 8);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_all), cmocka_unit_test(test_warm), cmocka_unit_test(test_changed_numbers),
        cmocka_unit_test(test_larger), cmocka_unit_test(test_mended), cmocka_unit_test(test_mended_larger),
        cmocka_unit_test(test_changes_refused), cmocka_unit_test(test_open_to_all), cmocka_unit_test(test_memory_of_mending),
        cmocka_unit_test(test_too_many), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
