/* dock_search_test.c: free words and filters: data in, expected out. */
#include "test/test.h"
#include "engine/dock/test_world.h"

static void test_search(void **state)
{
    static const struct {
        int64_t id;
        int side;
        const char *kind, *title, *body, *industry, *district;
        int64_t until, published;
    } rows[] = {
        { 1, DOCK_OFFER, "technology", "数控机床精度补偿", "五轴联动", "C34", "210211", 0, 10 },
        { 2, DOCK_OFFER, "technology", "CNC machine tool calibration", "five-axis", "C3421", "210213", 100, 20 },
        { 3, DOCK_NEED, "technology", "需要机床改造", "老旧设备", "C34", "210211", 0, 30 },
        { 4, DOCK_OFFER, "space", "共享工位出租", "高新区", "K70", "210211", 0, 40 },
        { 5, DOCK_OFFER, "space", "共享工位出租", "高新区", "K70", "210211", 0, 5 },
    };
    static const struct {
        const char *text;
        int side;
        const char *kind, *industry, *district;
        int64_t today;
        const char *ids;
        size_t total;
    } cases[] = {
        { "数控机床", DOCK_ANY_SIDE, "", "", "", 0, "1 2 3", 3 },
        { "cnc machine tools", DOCK_ANY_SIDE, "", "", "", 0, "2 1 3", 3 },
        { "机床", DOCK_NEED, "", "", "", 0, "3", 1 },
        { "共享工位", DOCK_ANY_SIDE, "", "", "", 0, "5 4", 2 }, /* a tie: the earlier one */
        { "", DOCK_ANY_SIDE, "", "", "", 0, "4 3 2 1 5", 5 }, /* no words: newest first */
        { "", DOCK_OFFER, "technology", "", "", 0, "2 1", 2 },
        { "", DOCK_ANY_SIDE, "", "C34", "", 0, "3 2 1", 3 },
        { "", DOCK_ANY_SIDE, "", "342", "", 0, "2", 1 },
        { "", DOCK_ANY_SIDE, "", "", "210213", 100, "2", 1 },
        { "", DOCK_ANY_SIDE, "", "", "210213", 101, "", 0 },
        { "参", DOCK_ANY_SIDE, "", "", "", 0, "", 0 },
        { "机", DOCK_ANY_SIDE, "", "", "", 0, "3 1", 2 },
    };
    struct world w = world_new();
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct dock_listing l = { .id = rows[i].id, .side = rows[i].side ? DOCK_OFFER : DOCK_NEED, .kind = str_from(rows[i].kind),
            .title = str_from(rows[i].title), .body = str_from(rows[i].body), .industry = str_from(rows[i].industry),
            .district = str_from(rows[i].district), .open_until = rows[i].until, .published_ms = rows[i].published };
        add(&w, &l);
    }
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dock_query q = { .text = str_from(cases[i].text), .side = cases[i].side, .kind = str_from(cases[i].kind),
            .industry = str_from(cases[i].industry), .district = str_from(cases[i].district), .open_on = cases[i].today, .limit = 10 };
        struct dock_hits h = dock_search(w.ix, w.an, &w.a, &q);
        struct out o;
        out_init(&o, &w.a);
        for (size_t k = 0; k < h.n; k++) put_f(&o, "%s%d", k ? " " : "", (int)h.v[k].id);
        assert_string_equal(out_str(&o).p, cases[i].ids);
        assert_int_equal(h.total, cases[i].total);
        if (h.n < 2) continue;
        q.offset = 1, q.limit = 1;
        struct dock_hits page = dock_search(w.ix, w.an, &w.a, &q);
        assert_int_equal(page.n, 1);
        assert_int_equal(page.v[0].id, h.v[1].id);
        assert_int_equal(page.total, h.total);
        q.feedback = true;
        assert_true(dock_search(w.ix, w.an, &w.a, &q).n <= 1);             /* looked at again it is no longer than was asked for */
    }
    world_free(&w);
}

/* Same words, same lengths: who has them side by side in the question's order comes first, though published last; a page of the
** whole is the whole's, and scores fall all the way. */
static void test_neighbours(void **state)
{
    static const struct { const char *text, *apart, *together; } cases[] = {
        { "deep sea cage", "cage sea farm deep", "farm deep sea cage" },
        { "internet of things", "things internet of net", "net internet of things" },
        { "招聘 CNC operator", "operator 招聘 CNC", "招聘 CNC operator" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct world w = world_new();
        for (int64_t id = 1; id <= 60; id++) {
            struct dock_listing l = { .id = id,
                .side = DOCK_OFFER,
                .kind = S("technology"),
                .published_ms = id,
                .title = id < 40 ? S("别的 other") : S("再一个 more"),
                .body = str_from(id == 60 ? cases[i].together
                        : id % 2          ? cases[i].apart
                                          : "other 其他") };
            add(&w, &l);
        }
        struct dock_query q = { .text = str_from(cases[i].text), .side = DOCK_ANY_SIDE, .limit = 100, .feedback = true };
        struct dock_hits all = dock_search(w.ix, w.an, &w.a, &q);
        assert_true(all.n >= 31);
        assert_int_equal(all.v[0].id, 60);
        for (size_t k = 1; k < all.n; k++) assert_true(all.v[k - 1].score >= all.v[k].score);
        for (q.offset = 0, q.limit = 7; q.offset < all.n; q.offset += q.limit) {
            struct dock_hits page = dock_search(w.ix, w.an, &w.a, &q);
            assert_int_equal(page.total, all.total);
            for (size_t k = 0; k < page.n; k++) assert_int_equal(page.v[k].id, all.v[q.offset + k].id);
        }
        world_free(&w);
    }
}

/* What the caller keeps out is as if it were not there; newest goes before score. */
static bool keep_odd(const void *ctx, const struct dock_brief *l) { return l->id % 2 == 1 && l->own == *(const int64_t *)ctx; }
static void test_keep_and_newest(void **state)
{
    struct world w = world_new();
    int64_t own = 7;
    (void)state;
    for (int64_t id = 1; id <= 9; id++)
        add(&w,
            &(struct dock_listing){ .id = id,
                .side = DOCK_NEED,
                .title = id == 9 ? S("pump valve") : S("valve"),
                .published_ms = id,
                .own = id == 5 ? 0 : own });
    struct dock_query q = { .text = S("valve"), .side = DOCK_ANY_SIDE, .limit = 2, .keep = keep_odd, .keep_ctx = &own };
    struct dock_hits hits = dock_search(w.ix, w.an, &w.a, &q);
    assert_true(hits.total == 4 && hits.n == 2 && hits.v[0].id == 1 && hits.v[1].id == 3);
    q.newest = true;
    hits = dock_search(w.ix, w.an, &w.a, &q);
    assert_true(hits.total == 4 && hits.n == 2 && hits.v[0].id == 9 && hits.v[1].id == 7);
    world_free(&w);
}

/* Who is open to everybody is not asked about, and the answers are the same, to the last number: in the base and in the tail, after changes
** to and fro and deaths, whatever else is asked. */
enum { MANY = 9000 };
struct gate { int64_t asked; bool only_closed; };
static bool keep_some(const void *ctx, const struct dock_brief *l)
{
    struct gate *g = (struct gate *)(uintptr_t)ctx;
    g->asked++;
    assert_true(!g->only_closed || !(l->own & DOCK_OWN_OPEN));
    return l->own & DOCK_OWN_OPEN || l->id % 3 == 0;
}

static void put_some(struct world *w, int64_t id, int64_t change)
{
    static const char *const words[] = { "pump", "valve", "seal", "motor", "gear", "welding", "crane", "机床", "海参", "bolt" };
    uint64_t x = (uint64_t)(id * 31 + change * 7919) * 0x9e3779b97f4a7c15u >> 20;
    struct str title = str_printf(&w->a, "%s %s %s", words[x % 10], words[x / 10 % 10], words[x / 100 % 10]);
    add(w,
        &(struct dock_listing){ .id = id,
            .side = id % 2 ? DOCK_NEED : DOCK_OFFER,
            .kind = id % 5 ? S("order") : S("job"),
            .industry = id % 7 ? S("C34") : S("K70"),
            .title = title,
            .published_ms = (int64_t)(x % 1000),
            .open_until = x / 1000 % 5 ? 0 : (int64_t)(x % 20) + 1,
            .own = change << 8 | (x / 5000 % 10 ? 'p' : 'm') });
}

static void same_gates(struct world *w, struct arena *a)
{
    static const char *const texts[] = { "pump valve", "welding 机床 gear", "", "crane" };
    for (int i = 0; i < 4 * 4 * 6; i++) {
        struct gate one = { 0 }, two = { .only_closed = true };
        struct dock_query q = { .text = str_from(texts[i % 4]),
            .side = i % 3 ? DOCK_ANY_SIDE : DOCK_NEED,
            .kind = i % 5 ? S("") : S("order"),
            .industry = i % 7 ? S("") : S("C34"),
            .open_on = i / 4 % 4 ? i / 4 % 4 * 6 : 0,
            .limit = 9,
            .newest = i % 11 == 0,
            .feedback = i % 11 && i % 2,
            .similar = 20,
            .keep = keep_some,
            .keep_ctx = &one };
        w->ix->strategy = i / 16;
        struct dock_hits all = dock_search(w->ix, w->an, a, &q);
        q.keep_open = true;
        q.keep_ctx = &two;
        struct dock_hits few = dock_search(w->ix, w->an, a, &q);
        assert_true(all.total == few.total && all.similar == few.similar && all.n == few.n && two.asked < one.asked);
        for (size_t k = 0; k < all.n; k++) assert_true(all.v[k].id == few.v[k].id && all.v[k].score == few.v[k].score);
        arena_reset(a);
    }
    w->ix->strategy = AUTO;
}

static void test_open_ones_are_not_asked_about(void **state)
{
    struct world w = world_new();
    struct arena a;
    (void)state;
    arena_init(&a, 64u * 1024 * 1024);
    for (int64_t id = 1; id <= MANY; id++) put_some(&w, id, 0);
    same_gates(&w, &a);
    dock_index_settle(w.ix);
    same_gates(&w, &a);
    for (int64_t id = 1; id <= MANY; id += 13) put_some(&w, id, id);
    for (int64_t id = 5; id <= MANY; id += 17) assert_int_equal(dock_index_remove(w.ix, w.an, id), RC_OK);
    same_gates(&w, &a);
    dock_index_settle(w.ix);
    same_gates(&w, &a);
    arena_free(&a);
    world_free(&w);
}

/* Who says a word comes first and is counted; then, up to `similar`, who is like the best or shares characters, counted apart. Pages
** of the whole are the whole's across that border, too. */
static void test_similar(void **state)
{
    static const struct { const char *text; size_t total, similar, first; } cases[] = {
        { "焊接机器人", 3, 1, 1 },                  /* 4 speaks of what 1 and 2 speak of */
        { "机器猫", 3, 1, 2 },                      /* 机器 is said, 猫 by nobody */
        { "welding", 1, 3, 1 },                     /* across languages by the glossary */
        { "xylophone", 0, 0, 0 },
        { "猫", 0, 0, 0 },
        { "器具", 0, 4, 2 },                        /* one character is shared, no word */
    };
    static const char *const texts[] = { "焊接机器人工作站 视觉定位", "搬运机器 机器人 视觉定位", "机器保养", "视觉定位相机",
        "幼儿园招保育员" };
    struct world w = world_new();
    (void)state;
    for (int64_t id = 1; id <= (int64_t)LEN(texts); id++)
        add(&w, &(struct dock_listing){ .id = id, .side = DOCK_OFFER, .title = str_from(texts[id - 1]), .published_ms = id });
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dock_query q = { .text = str_from(cases[i].text), .side = DOCK_ANY_SIDE, .limit = 10, .feedback = true, .similar = 5 };
        struct dock_hits all = dock_search(w.ix, w.an, &w.a, &q), few;
        if (all.total != cases[i].total || all.similar != cases[i].similar)
            fail_msg("%s: %zu and %zu", cases[i].text, all.total, all.similar);
        assert_int_equal(all.n, all.total + all.similar);
        if (all.n) assert_int_equal(all.v[0].id, cases[i].first);
        for (size_t k = 1; k < all.n; k++) assert_true(all.v[k - 1].score >= all.v[k].score);
        for (q.offset = 0, q.limit = 2; q.offset < all.n; q.offset += q.limit) {
            few = dock_search(w.ix, w.an, &w.a, &q);
            assert_true(few.total == all.total && few.similar == all.similar && few.n == (all.n - q.offset < 2 ? all.n - q.offset : 2));
            for (size_t k = 0; k < few.n; k++)
                assert_true(few.v[k].id == all.v[q.offset + k].id && few.v[k].score == all.v[q.offset + k].score);
        }
        q.offset = 0, q.limit = 10, q.similar = all.total ? all.total + 1 : 0;
        few = dock_search(w.ix, w.an, &w.a, &q);
        assert_int_equal(few.similar, all.total && all.similar ? 1 : 0);
        assert_int_equal(few.total, all.total);
    }
    world_free(&w);
}

/* Words that say nothing find nothing, unless they are names: in capitals beside small letters, or alone. */
static void test_mute(void **state)
{
    static const struct { const char *text, *ids; bool mute; } cases[] = {
        { "的", "", true }, { "the", "", true }, { "of, and!", "", true }, { "！？", "", true }, { "  ", "4 3 2 1", false },
        { "IT", "2", false }, { "it", "2", false }, { "IT support", "2", false }, { "it 的", "2", false }, { "WHO", "", true },
    };
    static const char *const texts[] = { "We need it in May", "招聘IT工程师", "US market 美国市场", "THE BEST SUPPLIER" };
    struct world w = world_new();
    (void)state;
    for (int64_t id = 1; id <= (int64_t)LEN(texts); id++)
        add(&w, &(struct dock_listing){ .id = id, .side = DOCK_OFFER, .title = str_from(texts[id - 1]), .published_ms = id });
    for (size_t i = 0; i < LEN(cases); i++)
        for (int again = 0; again < 2; again++) {
            struct dock_query q = { .text = str_from(cases[i].text), .side = DOCK_ANY_SIDE, .limit = 10, .feedback = again };
            struct dock_hits h = dock_search(w.ix, w.an, &w.a, &q);
            struct out o;
            out_init(&o, &w.a);
            for (size_t k = 0; k < h.n; k++) put_f(&o, "%s%d", k ? " " : "", (int)h.v[k].id);
            if (!str_eq(out_str(&o), str_from(cases[i].ids)) || h.mute != cases[i].mute)
                fail_msg("%s: %.*s %d", cases[i].text, STR_FMT(out_str(&o)), h.mute);
            assert_int_equal(h.total, h.n);
        }
    world_free(&w);
}

/* A short question is answered by a long text that says it three times before a short one that says it once; among many words
** the length of a text counts for more. */
static void test_few_words_and_many(void **state)
{
    struct world w = world_new();
    struct out longer, many;
    (void)state;
    out_init(&longer, &w.a);
    out_init(&many, &w.a);
    put_z(&longer, "reef reef reef");
    for (int i = 0; i < 41; i++) put_f(&longer, " w%d", i);
    put_z(&many, "reef");
    for (int i = 0; i < 31; i++) put_f(&many, " q%d", i);
    add(&w, &(struct dock_listing){ .id = 1, .side = DOCK_OFFER, .body = out_str(&longer) });
    add(&w, &(struct dock_listing){ .id = 2, .side = DOCK_OFFER, .body = S("reef s1 s2 s3 s4 s5 s6 s7") });
    struct dock_query q = { .text = S("reef"), .side = DOCK_ANY_SIDE, .limit = 10 };
    assert_int_equal(dock_search(w.ix, w.an, &w.a, &q).v[0].id, 1);
    q.text = out_str(&many);
    assert_int_equal(dock_search(w.ix, w.an, &w.a, &q).v[0].id, 2);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search),
        cmocka_unit_test(test_few_words_and_many),
        cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_similar),
        cmocka_unit_test(test_mute),
        cmocka_unit_test(test_keep_and_newest),
        cmocka_unit_test(test_open_ones_are_not_asked_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
