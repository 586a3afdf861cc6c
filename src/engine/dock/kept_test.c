/* kept_test.c: bytes that are not what was put, and memory that is not there. That kept and rebuilt are equal is in dock_equal_test.c. */
#include "test/test.h"
#include "engine/dock/test_world.h"
#include "engine/dock/test_kept.h"

static uint64_t seed = 1;
static size_t rnd(size_t n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (size_t)(seed >> 33) % n; }

static struct dock_listing some_listing(struct arena *a, int64_t id)
{
    static const char *const words[] = { "数控机床", "海参", "养殖", "人工智能", "machine", "tool", "welding", "焊接", "工位", "软件",
        "e-commerce", "export", "sensor" };
    struct out o;
    out_init(&o, a);
    for (size_t i = 0, n = 3 + rnd(12); i < n; i++) { put_z(&o, words[rnd(LEN(words))]); if (rnd(2)) put_c(&o, ' '); }
    if (rnd(3) == 0) put_z(&o, str_printf(a, "rare%zu", rnd(400)).p);
    struct dock_listing l = { .id = id,
        .side = rnd(2) ? DOCK_OFFER : DOCK_NEED,
        .kind = rnd(2) ? S("order") : S("service"),
        .title = S("海参 welding"),
        .body = out_str(&o),
        .industry = rnd(2) ? S("C34") : S("A04"),
        .district = rnd(2) ? S("210211") : S("210202"),
        .amount_low = (int64_t)rnd(3) * 100,
        .org_kind = S("enterprise"),
        .published_ms = (int64_t)rnd(9),
        .own = 7 };
    for (size_t i = rnd(3); i; i--) { struct str s = str_from(words[rnd(LEN(words))]); *PUSH(a, &l.skills) = s; }
    return l;
}

static struct world filled(size_t n)
{
    struct world w = world_new();
    for (size_t i = 1; i <= n; i++) { struct dock_listing l = some_listing(&w.a, (int64_t)i); add(&w, &l); }
    dock_index_settle(w.ix);
    return w;
}

/* Everything that reads what was opened, and goes on to change it. */
static void use(struct world *w, struct dock_index *ix)
{
    struct arena_mark m = arena_mark(&w->a);
    struct err e;
    for (int strategy = AUTO; strategy <= BEST; strategy++) {
        struct dock_listing x = some_listing(&w->a, 99999);
        struct dock_query q = { .text = x.body, .side = DOCK_ANY_SIDE, .limit = 10, .feedback = strategy % 2, .similar = 9 };
        ix->strategy = strategy;
        struct dock_pairs p = strategy == BEST ? dock_best_asking(ix, &w->a, dock_asking(ix, w->an, &w->a, &x), 0, 9)
                                               : dock_match(ix, w->an, &w->a, &x, 0, 9);
        for (size_t i = 0; i < p.n; i++) dock_explain(ix, w->an, &w->a, &x, dock_index_get(ix, &w->a, p.v[i].id));
        dock_search(ix, w->an, &w->a, &q);
    }
    for (int64_t id = 1; id < 40; id += 3) dock_index_remove(ix, w->an, id);
    for (int64_t id = 2; id < 60; id += 3) {
        struct dock_listing l = some_listing(&w->a, id);
        assert_int_equal(dock_index_add(ix, w->an, &l, &e), RC_OK);
    }
    dock_index_settle(ix);
    arena_rewind(&w->a, m);
}

static enum rc open_copy(struct world *w, const char *bytes, size_t n, bool try_it, struct err *e)
{
    struct arena a;
    struct str copy = kept_guarded(bytes, n);
    arena_init(&a, 1 << 20);
    struct dock_index *ix = dock_index_new(&a, 256u * 1024 * 1024);
    enum rc rc = dock_index_open(ix, w->lexicon, dock_fingerprint(w->an, &w->a), copy, e);
    if (rc == RC_OK && try_it) use(w, ix);
    if (rc != RC_OK) {                                              /* nothing is left: it is an index like a new one */
        struct dock_listing l = some_listing(&w->a, 1);
        assert_true(dock_index_count(ix) == 0 && dock_index_bytes(ix) == 0);
        assert_int_equal(dock_index_add(ix, w->an, &l, e), RC_OK);
    }
    dock_index_free(ix);
    kept_forget(copy);
    arena_free(&a);
    return rc;
}

static void what_was_put_is_what_is_opened(void **state)
{
    (void)state;
    struct world w = filled(9000);
    assert_true(dock_index_settled(w.ix));
    struct str bytes = kept_bytes(&w, &w.a);
    struct dock_index *ix = kept_opened(&w, &w.a, bytes);
    assert_int_equal(dock_index_count(ix), 9000);
    assert_true(dock_index_bytes(ix) < dock_index_bytes(w.ix) / 3);         /* texts and lists are not in memory */
    struct dock_held held;
    assert_true(dock_index_held(ix, 77, &held) && held.own == 7 && str_eq(held.org_kind, S("enterprise")));
    assert_false(dock_index_held(ix, 9001, &held));
    dock_index_remove(w.ix, w.an, 5);
    assert_false(dock_index_settled(w.ix));
    struct dock_index *less = kept_opened(&w, &w.a, kept_bytes(&w, &w.a));
    assert_int_equal(dock_index_count(less), 8999);
    assert_null(dock_index_get(less, &w.a, 5));
    assert_int_equal(dock_index_adopt(w.ix, less), RC_OK);                  /* memory shrinks, answers stay */
    assert_int_equal(dock_index_count(w.ix), 8999);
    use(&w, w.ix);
    use(&w, ix);
    dock_index_free(ix);
    dock_index_free(less);
    world_free(&w);
}

static bool text_kept(struct str bytes, const char *text) { return memmem(bytes.p, bytes.n, text, strlen(text)) != NULL; }

/* What a removed listing said is not in the bytes: not its text, and after settling not its terms in any list. */
static void the_dead_are_not_kept(void **state)
{
    (void)state;
    struct world w = filled(50);
    struct dock_listing l = some_listing(&w.a, 51);
    l.body = S("a secret of Wang Xiaoming");
    add(&w, &l);
    dock_index_settle(w.ix);
    uint64_t key = w.ix->dict.key.v[w.ix->dict.key.n - 1];                  /* a term only this one says */
    struct str with = kept_bytes(&w, &w.a);
    assert_true(text_kept(with, "Xiaoming") && memmem(with.p, with.n, &key, sizeof key));
    dock_index_remove(w.ix, w.an, 51);
    assert_false(text_kept(kept_bytes(&w, &w.a), "Xiaoming"));
    dock_index_settle(w.ix);
    assert_false(dock_index_settled(w.ix));                                 /* one dead among many is not due by itself ... */
    dock_index_turn(w.ix);                                                  /* ... whoever keeps it begins the merge */
    dock_index_settle(w.ix);
    assert_true(dock_index_settled(w.ix));
    struct str without = kept_bytes(&w, &w.a);
    assert_null(memmem(without.p, without.n, &key, sizeof key));
    struct dock_index *ix = kept_opened(&w, &w.a, without);                 /* said again it is a term like any new one */
    struct err e;
    assert_int_equal(dock_index_add(ix, w.an, &l, &e), RC_OK);
    struct dock_query q = { .text = S("Xiaoming"), .side = DOCK_ANY_SIDE, .limit = 9 };
    assert_int_equal(dock_search(ix, w.an, &w.a, &q).total, 1);
    use(&w, ix);
    dock_index_free(ix);
    world_free(&w);
}

static void worn_is_told(void **state)
{
    (void)state;
    struct world w = world_new();
    for (int64_t id = 1; id <= 3000; id++) {
        struct out o;
        out_init(&o, &w.a);
        for (int i = 0; i < 50; i++) put_z(&o, str_printf(&w.a, "word%lldx%d ", (long long)id, i).p);
        struct dock_listing l = { .id = 1 + id % 2, .title = S("t"), .body = out_str(&o) };
        add(&w, &l);
        if (id == 1000) assert_false(dock_index_worn(w.ix));                /* few, however many of them are idle */
    }
    assert_true(dock_index_worn(w.ix));
    world_free(&w);
}

static void other_bytes_are_refused(void **state)
{
    (void)state;
    struct world w = filled(300);
    struct err e = { 0 };
    struct str bytes = kept_bytes(&w, &w.a);
    char *copy = arena_alloc(&w.a, bytes.n + 64);
    for (size_t n = 0; n < bytes.n; n += 64 * (1 + rnd(20))) assert_int_equal(open_copy(&w, bytes.p, n, false, &e), RC_INPUT);
    assert_string_equal(e.text, "its length is not what it should be");
    struct dock_index *ix = dock_index_new(&w.a, 1 << 26);
    assert_int_equal(dock_index_open(ix, w.lexicon, dock_fingerprint(w.an, &w.a) + 1, bytes, &e), RC_INPUT);
    assert_string_equal(e.text, "it was made with another glossary or another version of the program");
    memcpy(copy, bytes.p, bytes.n);
    for (int i = 0; i < 4; i++) { char c = copy[i]; copy[i] = copy[7 - i]; copy[7 - i] = c; }
    assert_int_equal(open_copy(&w, copy, bytes.n, false, &e), RC_INPUT);
    struct dock_lexicon *other;
    assert_int_equal(dock_lexicon_new(&w.a, S("海参\tsea cucumber\n"), &other, &e), RC_OK);
    struct dock_analyser *an = dock_analyser_new(&w.a, other);
    assert_true(dock_fingerprint(an, &w.a) != dock_fingerprint(w.an, &w.a));
    dock_analyser_free(an);
    dock_index_free(ix);
    world_free(&w);
}

/* A damaged byte, number or piece: refused, or opened and then safe to read and to change, as the sanitizers see. */
static void damage(size_t listings, int rounds)
{
    struct world w = filled(listings);
    struct err e = { 0 };
    struct str bytes = kept_bytes(&w, &w.a);
    char *copy = arena_alloc(&w.a, bytes.n + 64);
    int refused = 0, opened = 0;
    for (int i = 0; i < rounds; i++) {
        memcpy(copy, bytes.p, bytes.n);
        size_t at = rnd(bytes.n), to = rnd(bytes.n), n = 1 + rnd(40);
        if (at + n > bytes.n || to + n > bytes.n) continue;
        switch (rnd(4)) {
        case 0: copy[at] ^= (char)(1 << rnd(8)); break;
        case 1: copy[at] = (char)rnd(256); copy[to] = (char)rnd(256); break;
        case 2: memmove(copy + to, copy + at, n); break;
        case 3: memset(copy + at, rnd(2) ? 0 : 255, n); break;
        }
        if (open_copy(&w, copy, bytes.n, true, &e) == RC_OK) opened++;
        else refused++;
    }
    assert_true(refused > rounds / 2 && opened > rounds / 200);             /* letters of a title may be others, padding may be anything */
    world_free(&w);
}

static void damage_is_refused_or_harmless(void **state)
{
    (void)state;
    damage(120, 2000);
    damage(1500, 200);              /* windows so full that they are noted otherwise */
}

/* Whatever memory there is, it opens or it is as it was. */
static void memory_runs_out(void **state)
{
    (void)state;
    struct world w = filled(300);
    struct str bytes = kept_bytes(&w, &w.a);
    struct arena a;
    struct err e = { 0 };
    int failed = 0;
    arena_init(&a, 1 << 24);
    for (size_t cap = 1 << 10;; cap += 1 << 12) {
        struct dock_index *ix = dock_index_new(&a, cap);
        enum rc rc = dock_index_open(ix, w.lexicon, dock_fingerprint(w.an, &w.a), bytes, &e);
        dock_index_free(ix);
        if (rc == RC_OK) break;
        assert_int_equal(rc, RC_MEMORY);
        failed++;
    }
    for (int words = 0; words < 2; words++)
        for (int64_t after = 0;; after++) {
            struct dock_index *ix = dock_index_new(&a, 1 << 26);
            *(words ? &ix->words.fail_after : &ix->a.fail_after) = after;
            enum rc rc = dock_index_open(ix, w.lexicon, dock_fingerprint(w.an, &w.a), bytes, &e);
            dock_index_free(ix);
            if (rc == RC_OK) break;
            assert_int_equal(rc, RC_MEMORY);
            failed++;
        }
    assert_true(failed > 20);
    struct dock_listing l = some_listing(&w.a, 1000);
    struct dock_index *other = kept_opened(&w, &w.a, bytes);
    add(&w, &l);
    other->text.fail_after = 0;
    assert_int_equal(dock_index_adopt(w.ix, other), RC_MEMORY);
    assert_int_equal(dock_index_count(w.ix), 301);
    use(&w, w.ix);
    assert_int_equal(dock_index_adopt(w.ix, other), RC_STALE);              /* it has been merged since */
    dock_index_free(other);
    arena_free(&a);
    world_free(&w);
}

static bool stops(void *ctx, const void *p, size_t n) { (void)p; (void)n; return (*(int *)ctx)-- > 0; }

static void a_put_that_fails_is_told(void **state)
{
    (void)state;
    struct world w = filled(20);
    struct dock_frozen *f = dock_index_freeze(w.ix, &w.a);
    int all = INT32_MAX;
    assert_true(dock_frozen_put(f, 1, stops, &all));
    all = INT32_MAX - all;
    for (int n = 0; n < all; n++) { int left = n; assert_false(dock_frozen_put(f, 1, stops, &left)); }
    struct world empty = world_new();
    assert_null(dock_index_freeze(empty.ix, &empty.a));
    world_free(&empty);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_what_is_opened),
        cmocka_unit_test(the_dead_are_not_kept),
        cmocka_unit_test(worn_is_told),
        cmocka_unit_test(other_bytes_are_refused),
        cmocka_unit_test(damage_is_refused_or_harmless),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(a_put_that_fails_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
