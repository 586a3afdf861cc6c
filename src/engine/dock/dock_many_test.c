/* dock_many_test.c: many who ask at once get what each gets alone, over several windows, with maps, chains, titles, skills,
** neighbours, the dead and a tail. */
#include "test/test.h"
#include "engine/dock/test_world.h"

static uint64_t seed;
static size_t rnd(size_t n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (size_t)(seed >> 33) % n; }

/* Few words often, many seldom; letters only, so that no stem is another's. */
static void word(struct out *o, size_t words)
{
    static const char *const fixed[] = { "数控机床", "海参", "焊接", "machine tool", "AI", "welding", "物联网", "海洋牧场" };
    size_t n = rnd(4) ? rnd(1 + rnd(1 + rnd(words))) : rnd(words);
    if (rnd(9) == 0) { put_z(o, fixed[rnd(LEN(fixed))]); put_c(o, ' '); return; }
    for (n += 20; n; n /= 18) put_c(o, "bcdfghjkmnpqrtvwxz"[n % 18]);
    put_c(o, ' ');
}

static struct dock_listing random_listing(struct arena *a, int64_t id, size_t words)
{
    static const char *const kinds[] = { "job", "job", "job", "internship", "service", "" };
    static const char *const industries[] = { "I65", "6513", "C34", "C3421", "A", "04", "", "" };
    static const char *const districts[] = { "210202", "210211", "210213", "210283", "" };
    static const char *const stages[] = { "idea", "pilot", "growth", "" };
    static const char *const skills[] = { "welding", "焊接", "Python", "CAD", "绘图" };
    struct str text[2];
    for (int k = 0; k < 2; k++) {
        struct out o;
        out_init(&o, a);
        for (size_t i = 0, n = rnd(k ? 40 : 6); i < n; i++) word(&o, words);
        text[k] = out_str(&o);
    }
    struct dock_listing l = { .id = id, .side = rnd(2) ? DOCK_OFFER : DOCK_NEED, .kind = str_from(kinds[rnd(LEN(kinds))]), .title = text[0],
        .body = text[1],
        .industry = str_from(industries[rnd(LEN(industries))]), .district = str_from(districts[rnd(LEN(districts))]),
        .stage = str_from(stages[rnd(LEN(stages))]),
        .zone = rnd(3) ? STR_NONE : S("gxq"), .published_ms = (int64_t)rnd(50), .amount_low = (int64_t)rnd(3) * 100,
        .amount_high = (int64_t)rnd(4) * 100,
        .from_day = (int64_t)rnd(3) * 10, .to_day = (int64_t)rnd(3) * 15, .open_until = rnd(9) ? 0 : (int64_t)rnd(20) };
    for (size_t i = 0, n = rnd(5) ? 0 : rnd(3); i < n; i++) { struct str s = str_from(skills[rnd(LEN(skills))]); *PUSH(a, &l.skills) = s; }
    return l;
}

/* How many pairs were found. */
static size_t many_equal_alone(struct world *w, struct arena *a, int64_t ids, size_t words, size_t n, size_t top)
{
    const struct dock_asking **q = NEWS(a, const struct dock_asking *, n + 1);
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        struct dock_listing *stranger = NEW(a, struct dock_listing);
        *stranger = random_listing(a, ids + 1, words);
        const struct dock_listing *known = rnd(8) ? dock_index_get(w->ix, a, 1 + (int64_t)rnd((size_t)ids)) : NULL;
        q[i] = dock_asking(w->ix, w->an, a, known ? known : stranger);
    }
    w->ix->strategy = AUTO;
    struct dock_pairs *one_by_one = dock_best_many(w->ix, a, q, n, 10, top);       /* an index of this size */
    w->ix->strategy = BEST;
    struct dock_pairs *many = dock_best_many(w->ix, a, q, n, 10, top);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(many[i].n, one_by_one[i].n);
        assert_int_equal(many[i].total, one_by_one[i].total);
        if (many[i].n) assert_memory_equal(many[i].v, one_by_one[i].v, many[i].n * sizeof *many[i].v);
        struct dock_pairs alone = i % 16 ? dock_best_asking(w->ix, a, q[i], 10, top) : dock_match_asking(w->ix, a, q[i], 10, top);
        assert_int_equal(many[i].n, alone.n);
        if (alone.n) assert_memory_equal(many[i].v, alone.v, alone.n * sizeof *alone.v);
        assert_int_equal(many[i].total, many[i].n);
        found += alone.n;
    }
    return found;
}

static void test_over_windows(void **state)
{
    enum { BASE_N = 5 * WINDOW + 700, TAIL_N = 600, ASKERS = 100 };
    struct arena a;
    (void)state;
    arena_init(&a, (size_t)512 << 20);
    for (size_t round = 0; round < 3; round++) {
        static const size_t words[] = { 40, 3000, 30000 };
        struct world w = world_new();
        seed = 77 + round;
        for (int64_t id = 1; id <= BASE_N + TAIL_N; id++) {
            struct dock_listing l = random_listing(&a, id, words[round]);
            add(&w, &l);
            if (id == BASE_N) dock_index_settle(w.ix);
        }
        for (int i = 0; i < BASE_N / 10; i++) dock_index_remove(w.ix, w.an, 1 + (int64_t)rnd(BASE_N + TAIL_N));
        assert_true(w.ix->segment[BASE]->docs.n > 5 * WINDOW - WINDOW / 2 && w.ix->segment[TAIL]->docs.n);
        for (size_t top = 1; top <= 100; top *= 10)
            assert_true(many_equal_alone(&w, &a, BASE_N + TAIL_N, words[round], ASKERS, top) > ASKERS / 2 * top);
        world_free(&w);
        arena_reset(&a);
    }
    arena_free(&a);
}

/* A segment judges sums by the scale of when it began: texts that come later are ten times as long, and nothing is merged. */
static void test_mean_drifts(void **state)
{
    enum { BASE_N = 5000, TAIL_N = 3000, WORDS = 900, PARTS = 10 };
    struct arena a;
    struct world w = world_new();
    (void)state;
    arena_init(&a, (size_t)512 << 20);
    seed = 4242;
    for (int64_t id = 1; id <= BASE_N + TAIL_N; id++) {
        struct dock_listing l = random_listing(&a, id, WORDS);
        struct out o;
        out_init(&o, &a);
        for (int i = 0; i < PARTS; i++) put_str(&o, random_listing(&a, id, WORDS).body);
        if (id > BASE_N) l.body = out_str(&o);
        add(&w, &l);
        if (id == BASE_N) dock_index_settle(w.ix);
    }
    struct scale now;
    scale_make(&now, w.ix->live, w.ix->tokens);
    assert_true(reach_drift(&w.ix->segment[BASE]->reach, &now) > 1.5);
    for (size_t top = 1; top <= 100; top *= 10) assert_true(many_equal_alone(&w, &a, BASE_N + TAIL_N, WORDS, 64, top) > 32 * top);
    world_free(&w);
    arena_free(&a);
}

/* Too few for a bar, or for a base; nobody who asks. */
static void test_small(void **state)
{
    struct arena a;
    size_t found = 0;
    (void)state;
    arena_init(&a, (size_t)256 << 20);
    for (size_t round = 1; round < 60; round++) {
        struct world w = world_new();
        seed = round;
        int64_t ids = (int64_t)rnd(200);
        for (int64_t id = 1; id <= ids; id++) {
            struct dock_listing l = random_listing(&a, id, 1 + 5 * round);
            add(&w, &l);
            if (rnd(50) == 0) dock_index_settle(w.ix);
        }
        found += many_equal_alone(&w, &a, ids + 1, 1 + 5 * round, rnd(40), 1 + rnd(30));
        w.ix->strategy = AUTO;
        assert_non_null(dock_best_many(w.ix, &a, NULL, 0, 10, 10));
        world_free(&w);
        arena_reset(&a);
    }
    assert_true(found > 1000);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_over_windows), cmocka_unit_test(test_mean_drifts),
        cmocka_unit_test(test_small) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
