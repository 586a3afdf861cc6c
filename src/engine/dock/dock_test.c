/* dock_test.c: analysis, search, match and reasons: data in, expected out. */
#include "test/test.h"
#include "engine/dock/inner.h"

static const struct str glossary = SI(
    "zh\ten\ttag\n# a comment\n数控机床|数控机器\tCNC machine tool|numerically controlled machine\tmanufacturing\n"
    "机床\tmachine tool\tmanufacturing\n人工智能\tartificial intelligence|AI\tit\n物联网\tinternet of things|IoT\tit\n"
    "海参\tsea cucumber\tsea\n焊接\twelding\tskill\n");

struct world { struct arena a; struct dock_lexicon *lexicon; struct dock_analyser *an; struct dock_index *ix; };

static struct world world_new(void)
{
    struct world w;
    struct err e;
    arena_init(&w.a, 512u * 1024 * 1024);
    assert_int_equal(dock_lexicon_new(&w.a, glossary, &w.lexicon, &e), RC_OK);
    w.an = dock_analyser_new(&w.a, w.lexicon);
    w.ix = dock_index_new(&w.a, 256u * 1024 * 1024);
    return w;
}

static void world_free(struct world *w)
{
    dock_index_free(w->ix);
    dock_analyser_free(w->an);
    arena_free(&w->a);
}

static void add(struct world *w, const struct dock_listing *l)
{
    struct err e = { 0 };
    if (dock_index_add(w->ix, w->an, l, &e) != RC_OK) { print_error("%s\n", e.text); assert_true(false); }
}

/* --- text to terms: a concept as its number, a term as it was first written; "=": the same terms as the text before */
static void bag_print(struct out *o, const struct bag *bag)
{
    for (size_t i = 0; i < bag->n; i++) {
        if (i) put_c(o, ' ');
        if (bag->v[i].sort >= TERM_CONCEPT) put_f(o, "#%d", (int)(bag->v[i].key & 0xffff) >> 1);
        else put_str(o, bag->v[i].surface);
    }
}

static void test_terms(void **state)
{
    static const struct { const char *text, *keys; } cases[] = {
        { "数控机床", "#1 数 数控 控 控机 #2 机 机床 床" }, { "數控機床", "=" },
        { "CNC Machines", "CNC Machines" }, { "ＣＮＣ machine", "=" },
        { "CNC machine tools", "#1 CNC #2 machine tools" },
        { "the Internet of Things", "#4 Internet Things" }, { "internet of thing", "=" },
        { "用AI的海参", "用 #3 AI 的海 #5 海 海参 参" },
        { "C++ and C# at café", "C++ C# café" }, { "c++ c# CAFE", "=" },
        { "机、床", "机 床" },
        { "的 了 , ; —", "" }, { "owns", "=" },
        { "５Ｇ 2026", "５Ｇ 2026" }, { "5g 2026", "=" },
    };
    struct world w = world_new();
    struct bag before = { 0 };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct bag bag = { 0 };
        struct out o;
        bag_add(w.an, &w.a, &bag, str_from(cases[i].text), TF_BODY);
        out_init(&o, &w.a);
        bag_print(&o, &bag);
        if (cases[i].keys[0] != '=') assert_string_equal(out_str(&o).p, cases[i].keys);
        else {
            assert_int_equal(bag.n, before.n);
            for (size_t k = 0; k < bag.n; k++) assert_true(bag.v[k].key == before.v[k].key);
        }
        before = bag;
    }
    world_free(&w);
}

/* The same thing written two ways shares a term, and what only looks alike does not. A word is compared with its form alone. */
static void test_written(void **state)
{
    static const struct { const char *text, *form; bool same; } cases[] = {
        { "e-commerce", "ecommerce", true }, { "E\u2011Commerce", "ecommerce", true }, { "R&D 中心", "rd", true }, { "Type-C接口", "typec", true }, { "COVID-19", "covid19", true },
        { "5 kg", "5kg", true }, { "5公斤海参", "5kg", true }, { "５千克", "5 kilograms", true }, { "500ml", "500 毫升", true }, { "10吨", "10t", true }, { "200㎡", "200平方米", true },
        { "200 square metres", "200平米", true }, { "12-month", "12 months", true }, { "6个月", "6 months", true }, { "1,000", "1000", true }, { "1.5公里", "1.5 km", true }, { "500g", "500克", true },
        { "1.5", "15", false }, { "1,00", "100", false }, { "a b", "ab", false }, { "CNC, PLC", "cncplc", false }, { "3D打印", "3天", false }, { "机-床", "机床", false }, { "e--commerce", "ecommerce", false },
    };
    struct world w = world_new();
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct bag text = { 0 }, form = { 0 };
        bag_add(w.an, &w.a, &text, str_from(cases[i].text), TF_BODY);
        bag_add(w.an, &w.a, &form, str_from(cases[i].form), TF_BODY);
        bool shared = false;            /* the form as a whole: its first term as one word, or its number with the unit */
        for (size_t k = 0; k < form.n; k++)
            shared |= (form.n == 1 || form.v[k].sort == TERM_WRITTEN) && bag_find(&text, form.v[k].key);
        if (shared != cases[i].same) fail_msg("%s and %s", cases[i].text, cases[i].form);
    }
    world_free(&w);
}

static void test_glossary_errors(void **state)
{
    static const struct { const char *tsv; int line; } cases[] = { { "海参\n", 1 }, { "a\tb\n\n海参\t\tx\n", 3 }, { "\tfish\n", 1 } };
    struct arena a;
    (void)state;
    arena_init(&a, 64u * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err e = { 0 };
        struct dock_lexicon *lx;
        assert_int_equal(dock_lexicon_new(&a, str_from(cases[i].tsv), &lx, &e), RC_INPUT);
        assert_int_equal(e.line, cases[i].line);
    }
    arena_free(&a);
}

/* --- codes and places */
static void test_codes(void **state)
{
    static const struct { const char *s; int code; } cases[] = {
        { "I65", 'I' << 16 | 65 << 8 }, { "65", 'I' << 16 | 65 << 8 }, { "6513", 'I' << 16 | 65 << 8 | 13 }, { "i651", 'I' << 16 | 65 << 8 | 10 },
        { "C", 'C' << 16 }, { "C65", 'I' << 16 | 65 << 8 }, { "01", 'A' << 16 | 1 << 8 }, { "43", 'C' << 16 | 43 << 8 }, { "97", 'T' << 16 | 97 << 8 },
        { "98", 0 }, { "6", 0 }, { "Z9", 0 }, { "65130", 0 }, { "", 0 },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) assert_int_equal(industry_code(str_from(cases[i].s)), cases[i].code);
    assert_true(industry_under(industry_code(S("6513")), industry_code(S("I"))));
    assert_true(industry_under(industry_code(S("6513")), industry_code(S("651"))));
    assert_false(industry_under(industry_code(S("6523")), industry_code(S("651"))));
    assert_false(industry_under(industry_code(S("64")), industry_code(S("65"))));
    assert_true(district_adjacent(210204, 210211) && district_adjacent(210211, 210204));
    assert_false(district_adjacent(210202, 210283));
    assert_in_range(district_km(210202, 210213), 12, 30);
    assert_int_equal(district_km(210202, 110101), -1);
}

/* --- search */
static void test_search(void **state)
{
    static const struct { int64_t id; int side; const char *kind, *title, *body, *industry, *district; int64_t until, published; } rows[] = {
        { 1, DOCK_OFFER, "technology", "数控机床精度补偿", "五轴联动", "C34", "210211", 0, 10 },
        { 2, DOCK_OFFER, "technology", "CNC machine tool calibration", "five-axis", "C3421", "210213", 100, 20 },
        { 3, DOCK_NEED,  "technology", "需要机床改造", "老旧设备", "C34", "210211", 0, 30 },
        { 4, DOCK_OFFER, "space", "共享工位出租", "高新区", "K70", "210211", 0, 40 },
        { 5, DOCK_OFFER, "space", "共享工位出租", "高新区", "K70", "210211", 0, 5 },
    };
    static const struct { const char *text; int side; const char *kind, *industry, *district; int64_t today; const char *ids; size_t total; } cases[] = {
        { "数控机床", DOCK_ANY_SIDE, "", "", "", 0, "1 2 3", 3 },
        { "cnc machine tools", DOCK_ANY_SIDE, "", "", "", 0, "2 1 3", 3 },
        { "机床", DOCK_NEED, "", "", "", 0, "3", 1 },
        { "共享工位", DOCK_ANY_SIDE, "", "", "", 0, "5 4", 2 },                /* a tie: the earlier one */
        { "", DOCK_ANY_SIDE, "", "", "", 0, "4 3 2 1 5", 5 },                  /* no words: newest first */
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
    }
    world_free(&w);
}

/* --- random corpora */
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
            struct dock_listing l = { .id = id, .side = DOCK_OFFER, .kind = S("technology"), .published_ms = id, .title = id < 40 ? S("别的 other") : S("再一个 more"),
                .body = str_from(id == 60 ? cases[i].together : id % 2 ? cases[i].apart : "other 其他") };
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

static uint64_t seed;
static size_t rnd(size_t n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (size_t)(seed >> 33) % n; }

static struct dock_listing random_listing(struct arena *a, int64_t id)
{
    static const char *const words[] = { "数控机床", "海参", "养殖", "人工智能", "machine tool", "AI", "welding", "焊接", "工位", "软件", "the", "的",
        "export", "品牌", "sea cucumber", "物联网", "sensor", "电商", "直播", "sensors", "training", "IoT" };
    static const char *const kinds[] = { "technology", "job", "internship", "space", "service", "partnership", "" };
    static const char *const industries[] = { "I65", "6513", "C34", "C3421", "A", "04", "" };
    static const char *const districts[] = { "210202", "210211", "210213", "210283", "" };
    static const char *const stages[] = { "idea", "pilot", "growth", "" };
    struct str text[2];
    for (int k = 0; k < 2; k++) {
        struct out o;
        out_init(&o, a);
        for (size_t i = 0, n = rnd(k ? 12 : 4); i < n; i++) { put_z(&o, words[rnd(LEN(words))]); if (rnd(2)) put_c(&o, ' '); }
        text[k] = out_str(&o);
    }
    struct dock_listing l = { .id = id, .side = rnd(2) ? DOCK_OFFER : DOCK_NEED, .kind = str_from(kinds[rnd(LEN(kinds))]), .title = text[0],
        .body = text[1], .industry = str_from(industries[rnd(LEN(industries))]), .district = str_from(districts[rnd(LEN(districts))]),
        .stage = str_from(stages[rnd(LEN(stages))]), .zone = rnd(3) ? STR_NONE : S("gxq"), .published_ms = (int64_t)rnd(5),
        .amount_low = (int64_t)rnd(3) * 100, .amount_high = (int64_t)rnd(4) * 100, .from_day = (int64_t)rnd(3) * 10, .to_day = (int64_t)rnd(3) * 15,
        .open_until = (int64_t)rnd(4) * 10 };
    for (size_t i = 0, n = rnd(4); i < n; i++) { struct str s = str_from(words[rnd(LEN(words))]); *PUSH(a, &l.skills) = s; }
    return l;
}

/* The slow way: every pair through dock_explain, its own sums, and a plain sort. */
struct slow { struct dock_pair pair; int64_t published; };
static int slow_cmp(const void *x, const void *y)
{
    const struct slow *a = x, *b = y;
    if (a->pair.score != b->pair.score) return a->pair.score > b->pair.score ? -1 : 1;
    if (a->published != b->published) return a->published < b->published ? -1 : 1;
    return a->pair.id < b->pair.id ? -1 : 1;
}

static bool slow_content(const struct dock_reasons *r)
{
    for (size_t i = 0; i < r->n; i++)
        switch (r->v[i].why) {
        case DOCK_WORD: case DOCK_GLOSSARY: case DOCK_SKILL: case DOCK_INDUSTRY_CLASS: case DOCK_INDUSTRY_DIVISION: return true;
        default: break;
        }
    return false;
}

static size_t slow_match(struct world *w, struct arena *a, const struct dock_listing *x, int64_t today, int64_t ids, struct slow *out)
{
    size_t n = 0;
    for (int64_t id = 1; id <= ids; id++) {
        const struct dock_listing *y = dock_index_get(w->ix, a, id);
        if (!y || y->id == x->id || y->side == x->side || !dock_kinds_fit(x->kind, y->kind)) continue;
        if ((y->open_until && y->open_until < today) || (x->open_until && x->open_until < today)) continue;
        struct dock_reasons r = dock_explain(w->ix, w->an, a, x, y);
        int64_t f = 0, b = 0;
        for (size_t i = 0; i < r.n; i++) { f += r.v[i].forward; b += r.v[i].backward; }
        if (f + b > 0 && slow_content(&r)) out[n++] = (struct slow){ { id, f + b, f, b }, y->published_ms };
    }
    qsort(out, n, sizeof *out, slow_cmp);
    return n;
}

static void same_match(struct world *w, const struct dock_listing *x, int64_t today, int64_t ids)
{
    struct arena_mark m = arena_mark(&w->a);
    struct slow *slow = NEWS(&w->a, struct slow, (size_t)ids);
    size_t n = slow_match(w, &w->a, x, today, ids, slow), top = 1 + rnd(20);
    struct dock_pairs fast = dock_match(w->ix, w->an, &w->a, x, today, top);
    assert_int_equal(fast.total, n);
    assert_int_equal(fast.n, n < top ? n : top);
    for (size_t i = 0; i < fast.n; i++) assert_memory_equal(&fast.v[i], &slow[i].pair, sizeof fast.v[i]);
    int strategy = w->ix->strategy;
    w->ix->strategy = BEST;
    struct dock_pairs best = dock_best_asking(w->ix, &w->a, dock_asking(w->ix, w->an, &w->a, x), today, top);
    w->ix->strategy = strategy;
    assert_true(best.n == fast.n && best.total == best.n);
    if (best.n) assert_memory_equal(best.v, fast.v, best.n * sizeof *best.v);
    arena_rewind(&w->a, m);
}

/* Some of the listings merged, some in the middle of a merge, some in the tail. */
static void merge_some(struct world *w, size_t steps, size_t work)
{
    if (!w->ix->merge && rnd(2)) dock_index_turn(w->ix);
    while (steps--) {
        enum dock_next next = dock_index_merge(w->ix, work);
        if (next == DOCK_TURN) dock_index_turn(w->ix);
        if (next == DOCK_REST) break;
    }
}

/* Judging every pair by dock_explain gives what dock_match gives, whichever way its strategies go. */
static void test_every_strategy_is_exhaustive(void **state)
{
    struct world w = world_new();
    struct arena keep;
    size_t found = 0;
    (void)state;
    arena_init(&keep, 64u * 1024 * 1024);
    for (uint64_t round = 1; round < 9; round++) {
        enum { N = 120 };
        seed = round;
        for (int64_t id = 1; id <= N; id++) {
            struct dock_listing l = random_listing(&keep, id);
            add(&w, &l);
            if (id % 40 == 0) merge_some(&w, rnd(9), 1 + rnd(4000));
        }
        for (int64_t id = 1; id <= N; id += 5) {
            struct arena_mark m = arena_mark(&w.a);
            w.ix->strategy = (int)((uint64_t)id / 5 + round) % 4;
            same_match(&w, dock_index_get(w.ix, &w.a, id), 10, N);
            struct dock_listing stranger = random_listing(&keep, 9999);
            same_match(&w, &stranger, 10, N);
            found += dock_match(w.ix, w.an, &keep, &stranger, 10, 5).n;
            arena_rewind(&w.a, m);
        }
    }
    assert_true(found > 100);       /* the corpora are not empty of matches */
    arena_free(&keep);
    world_free(&w);
}

static void same_answers(struct world *w, struct world *fresh, struct arena *a, const struct dock_listing *l, int strategy)
{
    struct arena_mark m = arena_mark(a);
    w->ix->strategy = strategy;
    struct dock_pairs p = dock_match(w->ix, w->an, a, l, 0, 1 + rnd(100)), q = dock_match(fresh->ix, fresh->an, a, l, 0, p.n);
    assert_true(p.n == q.n && p.total == q.total);
    if (p.n) assert_memory_equal(p.v, q.v, p.n * sizeof *p.v);
    w->ix->strategy = BEST;
    struct dock_pairs best = dock_best_asking(w->ix, a, dock_asking(w->ix, w->an, a, l), 0, p.n);
    assert_int_equal(best.n, p.n);
    if (p.n) assert_memory_equal(best.v, p.v, p.n * sizeof *p.v);
    w->ix->strategy = strategy;
    struct dock_query s = { .text = rnd(3) ? l->body : l->title, .side = rnd(2) ? DOCK_ANY_SIDE : DOCK_NEED, .limit = 1 + rnd(60), .loose = rnd(2),
        .district = rnd(3) ? STR_NONE : l->district, .industry = rnd(3) ? STR_NONE : l->industry };
    s.feedback = rnd(2);
    struct dock_hits g = dock_search(w->ix, w->an, a, &s), h = dock_search(fresh->ix, fresh->an, a, &s);
    assert_true(g.n == h.n && g.total == h.total);
    if (g.n) assert_memory_equal(g.v, h.v, g.n * sizeof *g.v);
    w->ix->strategy = BEST;
    g = dock_search(w->ix, w->an, a, &s);
    assert_int_equal(g.n, h.n);
    if (g.n) assert_memory_equal(g.v, h.v, g.n * sizeof *g.v);
    arena_rewind(a, m);
}

/* Adding, editing, removing and merging in any order leave what building from the survivors leaves, at every moment. */
static void changes_equal_rebuild(size_t ids, size_t steps, size_t checks)
{
    struct world w = world_new(), fresh;
    struct arena keep;
    bool merged = false;
    arena_init(&keep, 64u * 1024 * 1024);
    for (size_t i = 1; i <= steps; i++) {
        int64_t id = 1 + (int64_t)rnd(ids);
        arena_reset(&keep);
        if (index_find(w.ix, id).doc != NO_DOC && rnd(3) == 0) assert_int_equal(dock_index_remove(w.ix, w.an, id), RC_OK);
        else { struct dock_listing l = random_listing(&keep, id); add(&w, &l); }
        if (rnd(50) == 0) merge_some(&w, rnd(20), 1 + rnd(20000));
        merged |= w.ix->segment[BASE] && w.ix->segment[MIDDLE] && w.ix->segment[TAIL];
        if (i % (steps / checks)) continue;
        fresh = world_new();
        for (int64_t k = (int64_t)ids; k >= 1; k--) { const struct dock_listing *l = dock_index_get(w.ix, &keep, k); if (l) add(&fresh, l); }
        assert_int_equal(dock_index_count(w.ix), dock_index_count(fresh.ix));
        fresh.ix->strategy = ALL;
        for (int64_t k = 1; k <= (int64_t)ids; k += 1 + (int64_t)(ids / 60)) {
            const struct dock_listing *l = dock_index_get(w.ix, &keep, k);
            if (l) same_answers(&w, &fresh, &keep, l, (int)k % 4);
        }
        world_free(&fresh);
    }
    assert_int_equal(dock_index_remove(w.ix, w.an, (int64_t)ids + 1), RC_NONE);
    assert_true(merged);
    arena_free(&keep);
    world_free(&w);
}

static void test_changes_equal_rebuild(void **state)
{
    (void)state;
    seed = 77;
    changes_equal_rebuild(60, 6000, 12);
    changes_equal_rebuild(9000, 16000, 2);        /* several windows */
}

/* Postings come out of their packing as they went in. */
static void test_lists(void **state)
{
    enum { MOST = 20000 };
    struct arena a;
    (void)state;
    arena_init(&a, 64u * 1024 * 1024);
    uint32_t *v = NEWS(&a, uint32_t, MOST), *back = NEWS(&a, uint32_t, MOST), *thin = NEWS(&a, uint32_t, WINDOW);
    for (seed = 1; seed < 400;) {
        uint64_t round = seed;
        struct packer p = { .a = &a };
        struct arena_mark m = arena_mark(&a);
        size_t n = 1 + rnd(round % 3 ? 60 : MOST - 1), step = 1 + rnd(1 + rnd(9000));
        uint32_t doc = (uint32_t)rnd(3) * (uint32_t)rnd(100000), from;
        for (size_t i = 0; i < n; i++, doc += 1 + (uint32_t)rnd(step)) v[i] = POSTING(doc, rnd(4) ? TF_CODE_BODY : rnd(TF_CODES));
        const uint8_t *list = list_pack(&p, v, n);
        assert_int_equal(list_unpack(list, back), n);
        assert_memory_equal(v, back, n * sizeof *v);
        struct cursor c;
        from = v[rnd(n)] >> 4;
        cursor_open(&c, list, NULL, from);
        for (size_t i = 0; i < n; i++) {            /* every window from there on, and no other, has a run */
            struct run r;
            if (v[i] >> 4 < from || (i && v[i] / 16 / WINDOW == v[i - 1] / 16 / WINDOW)) continue;
            assert_true(cursor_run(&c, v[i] / 16 / WINDOW, thin, &r) && r.na + r.nb + r.nc > 0);
        }
        struct run none;
        assert_false(cursor_run(&c, v[n - 1] / 16 / WINDOW + 1, thin, &none));
        arena_rewind(&a, m);
        seed = round + 1;
    }
    arena_free(&a);
}

/* Memory that runs out at any allocation of an add leaves every answer as it was; of a merge, too. */
static void memory_runs_out(size_t which)
{
    struct world w = world_new();
    struct arena keep;
    int failed = 0;
    arena_init(&keep, 256u * 1024 * 1024);
    seed = 5;
    for (int64_t id = 1; id <= 20; id++) { struct dock_listing l = random_listing(&keep, id); add(&w, &l); }
    struct dock_listing probe = random_listing(&keep, 500), late = random_listing(&keep, 7);
    probe.open_until = 0;
    late.title = S("全新的词汇 brand new words");
    late.kind = S("a kind nobody had");
    struct dock_pairs before = dock_match(w.ix, w.an, &keep, &probe, 0, 50);
    for (int64_t after = 0; after < 400; after++) {
        struct err e = { 0 };
        struct arena *one[] = { &w.ix->a, &w.ix->text, &w.ix->work, &w.ix->segment[TAIL]->a };
        one[which]->fail_after = after;
        enum rc rc = dock_index_add(w.ix, w.an, &late, &e);
        one[which]->fail_after = -1;
        if (rc == RC_OK) break;
        assert_int_equal(rc, RC_MEMORY);
        failed++;
        struct dock_pairs now = dock_match(w.ix, w.an, &keep, &probe, 0, 50);
        assert_int_equal(now.n, before.n);
        assert_memory_equal(now.v, before.v, now.n * sizeof *now.v);
    }
    assert_true(failed > 0 && before.n > 2);
    assert_true(str_eq(dock_index_get(w.ix, &w.a, 7)->title, late.title));
    arena_free(&keep);
    world_free(&w);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    for (size_t which = 0; which < 4; which++) memory_runs_out(which);
}

/* A cap that has no room for a merge leaves all as it was, and the next call tries again. */
static void test_merge_without_memory(void **state)
{
    struct world w = world_new(), fresh = world_new();
    struct arena keep;
    (void)state;
    arena_init(&keep, 256u * 1024 * 1024);
    seed = 9;
    for (int64_t id = 1; id <= 500; id++) { struct dock_listing l = random_listing(&keep, id); add(&w, &l); add(&fresh, &l); }
    size_t cap = w.ix->cap;
    for (size_t least = 1000; least < 4000000; least *= 2) {
        w.ix->cap = least;
        dock_index_settle(w.ix);
        w.ix->cap = cap;
        for (int64_t id = 1; id <= 500; id += 50) same_answers(&w, &fresh, &keep, dock_index_get(fresh.ix, &keep, id), AUTO);
        struct dock_listing l = random_listing(&keep, 1 + (int64_t)rnd(500));
        add(&w, &l);
        add(&fresh, &l);
    }
    assert_true(w.ix->segment[BASE] && !w.ix->segment[MIDDLE]);
    arena_free(&keep);
    world_free(&w);
    world_free(&fresh);
}

/* --- reasons */
static void test_reasons(void **state)
{
    struct world w = world_new();
    struct str skills[] = { S("焊接"), S("PLC编程") }, offered[] = { S("Welding") };
    struct dock_listing need = { .id = 1, .side = DOCK_NEED, .kind = S("technology"), .title = S("數控機床改造"), .body = S("需要伺服调试"), .industry = S("C34"),
        .skills = { skills, 2, 2 }, .district = S("210204"), .amount_low = 100, .amount_high = 500, .from_day = 10, .to_day = 20, .stage = S("pilot") };
    struct dock_listing offer = { .id = 2, .side = DOCK_OFFER, .kind = S("technology"), .title = S("CNC machine tool retrofit"), .body = S("伺服调试 service"),
        .industry = S("3421"), .skills = { offered, 1, 1 }, .district = S("210211"), .amount_low = 600, .from_day = 15, .stage = S("growth") };
    static const struct { const char *zh, *en; } expected[] = {
        { "技能相符：焊接 ↔ Welding", "Skill fits: 焊接 ↔ Welding" },
        { "意思相同：數控機床 ↔ CNC machine tool", "Same meaning: 數控機床 ↔ CNC machine tool" },
        { "双方都提到：伺服调试", "Both speak of: 伺服调试" },
        { "行业大类相同：C34 ↔ 3421", "Same industry division: C34 ↔ 3421" },
        { "相邻区市：沙河口区、甘井子区（约8公里）", "Neighbouring districts: Shahekou District and Ganjingzi District (about 8 km)" },
        { "时间相合", "The dates overlap" }, { "阶段相近", "Neighbouring stages" }, { "类型相同", "Same kind" },
        { "金额区间不相合", "The amounts do not overlap" }, { "有1项技能对方没有列出", "Skills the other side does not list: 1" },
    };
    (void)state;
    add(&w, &need);
    add(&w, &offer);
    struct dock_pairs p = dock_match(w.ix, w.an, &w.a, &need, 0, 5), back = dock_match(w.ix, w.an, &w.a, &offer, 0, 5);
    struct dock_reasons r = dock_explain(w.ix, w.an, &w.a, &need, &offer);
    assert_int_equal(p.n, 1);
    assert_int_equal(r.score, p.v[0].score);
    assert_int_equal(r.forward, p.v[0].forward);
    assert_int_equal(back.v[0].forward, p.v[0].backward);       /* the other side sees the same pair mirrored */
    assert_int_equal(back.v[0].backward, p.v[0].forward);
    for (size_t i = 0; i < LEN(expected); i++) {
        bool zh = false, en = false;
        for (size_t k = 0; k < r.n; k++) {
            struct out a, b;
            out_init(&a, &w.a), out_init(&b, &w.a);
            dock_reason_text(&a, &r.v[k], S("zh")), dock_reason_text(&b, &r.v[k], S("en"));
            zh |= strcmp(out_str(&a).p, expected[i].zh) == 0, en |= strcmp(out_str(&b).p, expected[i].en) == 0;
        }
        if (!zh || !en) print_error("not said: %s\n", expected[i].zh);
        assert_true(zh && en);
    }
    for (size_t k = 1; k < r.n; k++) assert_true(dock_reason_fits(r.v[k - 1].why) || !dock_reason_fits(r.v[k].why));
    world_free(&w);
}

static void test_never(void **state)
{
    struct dock_listing x = { .id = 1, .side = DOCK_NEED, .kind = S("job"), .title = S("焊接工人") };
    static const struct { enum dock_side side; const char *kind; int64_t until, today; size_t n; } cases[] = {
        { DOCK_OFFER, "job", 0, 50, 1 }, { DOCK_NEED, "job", 0, 50, 0 }, { DOCK_OFFER, "space", 0, 50, 0 }, { DOCK_OFFER, "internship", 0, 50, 1 },
        { DOCK_OFFER, "job", 49, 50, 0 }, { DOCK_OFFER, "job", 50, 50, 1 }, { DOCK_OFFER, "", 0, 50, 1 },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct world w = world_new();
        struct dock_listing y = x;
        y.id = 2, y.side = cases[i].side, y.kind = str_from(cases[i].kind), y.open_until = cases[i].until;
        add(&w, &y);
        assert_int_equal(dock_match(w.ix, w.an, &w.a, &x, cases[i].today, 9).n, cases[i].n);
        x.open_until = cases[i].today - 1;
        assert_int_equal(dock_match(w.ix, w.an, &w.a, &x, cases[i].today, 9).n, 0);
        x.open_until = 0;
        world_free(&w);
    }
}

/* Both lists of stages lie on one scale. */
static void test_stages(void **state)
{
    static const struct { const char *x, *y; enum dock_why why; } cases[] = {
        { "idea", "idea", DOCK_STAGE_SAME }, { "idea", "sample", DOCK_STAGE_NEAR }, { "sample", "pilot", DOCK_STAGE_NEAR }, { "pilot", "product", DOCK_STAGE_NEAR },
        { "product", "scale", DOCK_STAGE_NEAR }, { "idea", "pilot", DOCK_NOT_STAGE }, { "scale", "mature", DOCK_STAGE_SAME }, { "sample", "prototype", DOCK_STAGE_SAME },
        { "seed", "idea", DOCK_STAGE_NEAR }, { "seed", "growth", DOCK_NOT_STAGE }, { "own", "own", DOCK_STAGE_SAME }, { "own", "idea", DOCK_NOT_STAGE },
    };
    struct world w = world_new();
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dock_listing x = { .id = 1, .side = DOCK_NEED, .stage = str_from(cases[i].x) }, y = { .id = 2, .side = DOCK_OFFER, .stage = str_from(cases[i].y) };
        struct dock_reasons r = dock_explain(w.ix, w.an, &w.a, &x, &y);
        if (r.n != 1 || r.v[0].why != cases[i].why) fail_msg("%s, %s", cases[i].x, cases[i].y);
    }
    world_free(&w);
}

/* What the caller keeps out is as if it were not there; newest goes before score. */
static bool keep_odd(const void *ctx, const struct dock_brief *l) { return l->id % 2 == 1 && l->own == *(const int64_t *)ctx; }
static void test_keep_and_newest(void **state)
{
    struct world w = world_new();
    int64_t own = 7;
    (void)state;
    for (int64_t id = 1; id <= 9; id++)
        add(&w, &(struct dock_listing){ .id = id, .side = DOCK_NEED, .title = id == 9 ? S("pump valve") : S("valve"), .published_ms = id, .own = id == 5 ? 0 : own });
    struct dock_query q = { .text = S("valve"), .side = DOCK_ANY_SIDE, .limit = 2, .keep = keep_odd, .keep_ctx = &own };
    struct dock_hits hits = dock_search(w.ix, w.an, &w.a, &q);
    assert_true(hits.total == 4 && hits.n == 2 && hits.v[0].id == 1 && hits.v[1].id == 3);
    q.newest = true;
    hits = dock_search(w.ix, w.an, &w.a, &q);
    assert_true(hits.total == 4 && hits.n == 2 && hits.v[0].id == 9 && hits.v[1].id == 7);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms), cmocka_unit_test(test_glossary_errors), cmocka_unit_test(test_stages), cmocka_unit_test(test_keep_and_newest), cmocka_unit_test(test_codes), cmocka_unit_test(test_search), cmocka_unit_test(test_neighbours), cmocka_unit_test(test_written),
        cmocka_unit_test(test_every_strategy_is_exhaustive), cmocka_unit_test(test_changes_equal_rebuild), cmocka_unit_test(test_lists),
        cmocka_unit_test(test_memory_runs_out), cmocka_unit_test(test_merge_without_memory),
        cmocka_unit_test(test_reasons), cmocka_unit_test(test_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
