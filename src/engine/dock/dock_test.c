/* dock_test.c: analysis, codes, match and reasons: data in, expected out. */
#include "test/test.h"
#include "engine/dock/test_world.h"
#include <libstemmer.h>

/* --- text to terms: a concept as its number, a term as it was first written; "=": the same terms as the text before */
static void bag_print(struct out *o, const struct bag *bag)
{
    for (size_t i = 0; i < bag->n; i++) {
        if (i) put_c(o, ' ');
        if (bag->v[i].sort >= TERM_CONCEPT) put_f(o, "#%d", (int)(bag->v[i].key & 0xffff) >> 1);
        else put_str(o, bag->v[i].surface);
    }
}

/* What the stemmer alone would take for one word. */
static void test_stems(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        { "engineers", "engineering", true },
        { "engine", "engines", true },
        { "engine", "engineer", false },
        { "interns", "international", false },
        { "customers", "customs", false },
        { "customer", "customised", false },
        { "organic", "organisations", false },
        { "organically", "organic", true },
        { "park", "parking", false },
        { "parks", "park", true },
        { "account", "accountants", false },
    };
    struct world w = world_new();
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct bag a = { 0 }, b = { 0 };
        bag_add(w.an, &w.a, &a, str_from(cases[i].a), TF_BODY);
        bag_add(w.an, &w.a, &b, str_from(cases[i].b), TF_BODY);
        assert_int_equal(a.n, 1);
        assert_int_equal(b.n, 1);
        if ((a.v[0].key == b.v[0].key) != cases[i].same) fail_msg("%s, %s", cases[i].a, cases[i].b);
    }
    world_free(&w);
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
        { "e-commerce", "ecommerce", true }, { "E\u2011Commerce", "ecommerce", true }, { "R&D 中心", "rd", true },
        { "Type-C接口", "typec", true }, { "COVID-19", "covid19", true },
        { "5 kg", "5kg", true }, { "5公斤海参", "5kg", true }, { "５千克", "5 kilograms", true }, { "500ml", "500 毫升", true },
        { "10吨", "10t", true }, { "200㎡", "200平方米", true },
        { "200 square metres", "200平米", true }, { "12-month", "12 months", true }, { "6个月", "6 months", true },
        { "1,000", "1000", true }, { "6,400 yuan", "6400元", true }, { "1,250,000", "1250000", true }, { "1.5公里", "1.5 km", true },
        { "500g", "500克", true },
        { "1.5", "15", false }, { "1,00", "100", false }, { "6,400", "6", false }, { "6,400", "400", false },
        { "floors 3, 400 m", "3400", false }, { "a b", "ab", false }, { "CNC, PLC", "cncplc", false }, { "3D打印", "3天", false },
        { "机-床", "机床", false }, { "e--commerce", "ecommerce", false },
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
        { "I65", 'I' << 16 | 65 << 8 }, { "65", 'I' << 16 | 65 << 8 }, { "6513", 'I' << 16 | 65 << 8 | 13 },
        { "i651", 'I' << 16 | 65 << 8 | 10 },
        { "C", 'C' << 16 }, { "C65", 'I' << 16 | 65 << 8 }, { "01", 'A' << 16 | 1 << 8 }, { "43", 'C' << 16 | 43 << 8 },
        { "97", 'T' << 16 | 97 << 8 },
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

/* --- reasons */
static void test_reasons(void **state)
{
    struct world w = world_new();
    struct str skills[] = { S("焊接"), S("PLC编程") }, offered[] = { S("Welding") };
    struct dock_listing need = { .id = 1, .side = DOCK_NEED, .kind = S("technology"), .title = S("數控機床改造"), .body = S("需要伺服调试"),
        .industry = S("C34"),
        .skills = { skills, 2, 2 }, .district = S("210204"), .amount_low = 100, .amount_high = 500, .from_day = 10, .to_day = 20,
        .stage = S("pilot") };
    struct dock_listing offer = { .id = 2,
        .side = DOCK_OFFER,
        .kind = S("technology"),
        .title = S("CNC machine tool retrofit"),
        .body = S("伺服调试 service"),
        .industry = S("3421"),
        .skills = { offered, 1, 1 },
        .district = S("210211"),
        .amount_low = 600,
        .from_day = 15,
        .stage = S("growth") };
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
    static const struct {
        enum dock_side side;
        const char *kind;
        int64_t until, today;
        size_t n;
    } cases[] = {
        { DOCK_OFFER, "job", 0, 50, 1 },
        { DOCK_NEED, "job", 0, 50, 0 },
        { DOCK_OFFER, "space", 0, 50, 0 },
        { DOCK_OFFER, "internship", 0, 50, 1 },
        { DOCK_OFFER, "job", 49, 50, 0 },
        { DOCK_OFFER, "job", 50, 50, 1 },
        { DOCK_OFFER, "", 0, 50, 1 },
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
    static const struct {
        const char *x, *y;
        enum dock_why why;
    } cases[] = {
        { "idea", "idea", DOCK_STAGE_SAME },
        { "idea", "sample", DOCK_STAGE_NEAR },
        { "sample", "pilot", DOCK_STAGE_NEAR },
        { "pilot", "product", DOCK_STAGE_NEAR },
        { "product", "scale", DOCK_STAGE_NEAR },
        { "idea", "pilot", DOCK_NOT_STAGE },
        { "scale", "mature", DOCK_STAGE_SAME },
        { "sample", "prototype", DOCK_STAGE_SAME },
        { "seed", "idea", DOCK_STAGE_NEAR },
        { "seed", "growth", DOCK_NOT_STAGE },
        { "own", "own", DOCK_STAGE_SAME },
        { "own", "idea", DOCK_NOT_STAGE },
    };
    struct world w = world_new();
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dock_listing x = { .id = 1, .side = DOCK_NEED, .stage = str_from(cases[i].x) },
                            y = { .id = 2, .side = DOCK_OFFER, .stage = str_from(cases[i].y) };
        struct dock_reasons r = dock_explain(w.ix, w.an, &w.a, &x, &y);
        if (r.n != 1 || r.v[0].why != cases[i].why) fail_msg("%s, %s", cases[i].x, cases[i].y);
    }
    world_free(&w);
}

/* Letters and digits of ASCII are read eight at a time, full-width ones one by one: both say the same. */
static void test_widths(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789",
                      *const ends[] = { "", " ", ".", "中", "é b", "+", "# ", "kg 5" };
    struct world w = world_new();
    uint64_t chance = 1;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct arena_mark m = arena_mark(&w.a);
        struct out narrow, wide;
        struct tokens x = { 0 }, y = { 0 };
        out_init(&narrow, &w.a);
        out_init(&wide, &w.a);
        for (int k = 0, n = 1 + i % (i % 100 ? 27 : 90), few = i % 3 ? 10 : 42; k < n; k++) {
            char buf[4],
                c = letters[LEN(letters) - 2
                    - (chance = chance * 6364136223846793005u + 1442695040888963407u) / ((uint64_t)1 << 33) % (unsigned)few];
            put_c(&narrow, c);
            put_str(&wide, (struct str){ buf, utf8_put(buf, (uint32_t)c + 0xfee0) });
        }
        put_z(&narrow, ends[i % (int)LEN(ends)]);
        put_z(&wide, ends[i % (int)LEN(ends)]);
        tokens_cut(w.an, &w.a, out_str(&narrow), &x);
        tokens_cut(w.an, &w.a, out_str(&wide), &y);
        assert_int_equal(x.n, y.n);
        for (size_t k = 0; k < x.n; k++)
            if (x.v[k].value != y.v[k].value || x.v[k].digits != y.v[k].digits || x.v[k].chinese != y.v[k].chinese
                || x.v[k].joined != y.v[k].joined || x.v[k].link != y.v[k].link)
                fail_msg("%s", out_str(&narrow).p);
        arena_rewind(&w.a, m);
    }
    world_free(&w);
}

static uint64_t chance = 1;
static unsigned rnd(unsigned n) { return (unsigned)((chance = chance * 6364136223846793005u + 1442695040888963407u) >> 33) % n; }

/* A word with one of these at its end is its own stem: the stemmer need not be asked. */
static void test_unchanged(void **state)
{
    static const char *const ends[] = { "", "s", "ed", "ing", "ly", "ation", "er", "ness", "ful", "ize", "ment", "li", "ogi", "ative", "e",
        "y" },
                             last[] = "abfhjkopquvwxz";
    struct sb_stemmer *stemmer = sb_stemmer_new("english", NULL);
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char word[32];
        int n = 0;
        for (unsigned k = 0, most = 1 + rnd(8); k < most; k++) word[n++] = rnd(2) ? "aeiouy"[rnd(6)] : (char)('a' + (int)rnd(26));
        n += snprintf(word + n, 16, "%s%c", ends[rnd(LEN(ends))], last[rnd(LEN(last) - 1)]);
        assert_memory_equal(sb_stemmer_stem(stemmer, (const sb_symbol *)word, n), word, (size_t)n);
        assert_int_equal(sb_stemmer_length(stemmer), n);
    }
    sb_stemmer_delete(stemmer);
}

/* More words than are remembered at first: each is what an analyser that has just come makes of it. */
static void test_many_words(void **state)
{
    struct world w = world_new();
    struct dock_analyser *other = NULL;
    (void)state;
    for (int i = 0; i < 40000; i++) {
        struct arena_mark m = arena_mark(&w.a);
        if (i % 100 == 0) { if (other) dock_analyser_free(other); other = dock_analyser_new(&w.a, w.lexicon); m = arena_mark(&w.a); }
        char a[9] = { 0 }, b[9] = { 0 };
        for (int k = 0; k < 8; k++) { a[k] = (char)('a' + (int)rnd(k ? 26 : 3)); b[k] = (char)('a' + (i >> 2 * k & 3)); }
        struct str text = str_printf(&w.a, "%sings %sS %.3sly%d x%sed", a, b, a, i, b);
        struct tokens x = { 0 }, y = { 0 };
        tokens_cut(w.an, &w.a, text, &x);
        tokens_cut(other, &w.a, text, &y);
        assert_int_equal(x.n, y.n);
        for (size_t k = 0; k < x.n; k++) { assert_true(x.v[k].value == y.v[k].value); assert_int_equal(x.v[k].stop, y.v[k].stop); }
        arena_rewind(&w.a, m);
    }
    assert_true(w.an->lines > STEM_LINES_LEAST);
    dock_analyser_free(other);
    world_free(&w);
}

/* What a packed listing might have needed at most is no part of it. */
static void test_packed_tightly(void **state)
{
    enum { LISTINGS = 100, APART = 32 };                /* bytes between two, at most, with what the sanitizer keeps free */
    struct world w = world_new();
    (void)state;
    for (int i = 1; i <= LISTINGS; i++)
        add(&w, &(struct dock_listing){ .id = i, .kind = S("job"), .title = S("数控机床 welding"), .body = S("one, two, three") });
    assert_true(dock_index_text_bytes(w.ix) < w.ix->text_live + APART * LISTINGS);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_written),
        cmocka_unit_test(test_glossary_errors),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_never),
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_unchanged),
        cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_packed_tightly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
