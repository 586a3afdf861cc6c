/* dock_test.c: listings out of tables, and the judge's arithmetic. */
#include "test/test.h"
#include "cli/dock.h"
#include "web/book.h"
#include <math.h>

static struct sheet sheet_of(struct arena *a, struct str text)
{
    struct sheet s = { 0 };
    struct str line, cell;
    for (int n = 1; str_cut(&text, '\n', &line); n++) {
        struct { struct str *v; size_t n, cap; } cells = { 0 };
        while (str_cut(&line, '\t', &cell)) *PUSH(a, &cells) = cell;
        *PUSH(a, &s) = (struct sheet_row){ cells.v, cells.n, n };
    }
    return s;
}

static void test_table(void **state)
{
    static const struct str both[] = {
        SI("标题\t描述\t类型\t行业代码\t技能\t所在区\t金额下限（元）\t预算\t有效期至\t人数\t阶段\t备注\n轴承\t精密\t技术\tC34\t焊接、PLC；数控\t甘井子区\t1,000\t12万\t2026年3月5日\t3\t中试\tx"),
        SI("Title\tDescription\tKind\tIndustry code\tSkills\tLocation\tamount_low\tAmount high (yuan)\tOpen until\tQuantity\tStage\tnote\n轴承\t精密\tTechnology\tC34\t焊接,PLC;数控\tganjingzi\t1000元\t120000\t2026/3/5\t3\tpilot\tx"),
    };
    struct arena a;
    (void)state;
    arena_init(&a, 4 * 1024 * 1024);
    for (size_t i = 0; i < LEN(both); i++) {
        struct sheet s = sheet_of(&a, both[i]);
        struct listings list = { 0 };
        struct err e = { 0 };
        assert_int_equal(dock_table(&a, &s, DOCK_OFFER, 7, &list, &e), RC_OK);
        assert_int_equal(list.n, 1);
        const struct dock_listing *l = &list.v[0];
        assert_true(l->id == 7 && l->side == DOCK_OFFER && str_eq(l->title, S("轴承")) && str_eq(l->body, S("精密")));
        assert_true(str_eq(l->kind, S("technology")) && str_eq(l->district, S("210211")) && str_eq(l->stage, S("pilot")) && str_eq(l->industry, S("C34")));
        assert_true(l->amount_low == 100000 && l->amount_high == 12000000 && l->quantity == 3 && l->open_until == date_days(2026, 3, 5));
        assert_int_equal(l->skills.n, 3);
        assert_true(str_eq(l->skills.v[2], S("数控")));
    }
    arena_free(&a);
}

/* The same listing out of a workbook, where days and amounts are numbers. */
static void test_workbook(void **state)
{
    static const struct book_column columns[] = { { .title = SI("标题"), .must = true }, { .title = SI("所在区") }, { .title = SI("预算"), .kind = BOOK_MONEY },
        { .title = SI("有效期至"), .kind = BOOK_DATE }, { .title = SI("人数"), .kind = BOOK_INT } };
    static const struct str cells[] = { SI("轴承"), SI("甘井子区"), SI("120000.5"), SI("2026-03-05"), SI("3") };
    const struct book book = { .columns = columns, .ncolumns = LEN(columns), .cells = cells, .nrows = 1 };
    struct arena a;
    struct str bytes;
    struct sheet s = { 0 };
    struct listings list = { 0 };
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 16 * 1024 * 1024);
    assert_int_equal(book_write(&a, &book, &bytes, &e), RC_OK);
    assert_int_equal(sheet_read(&a, bytes, &s, &e), RC_OK);
    assert_int_equal(dock_table(&a, &s, DOCK_NEED, 1, &list, &e), RC_OK);
    const struct dock_listing *l = &list.v[0];
    assert_true(list.n == 1 && str_eq(l->title, S("轴承")) && str_eq(l->district, S("210211")) && l->amount_high == 12000050 &&
        l->open_until == date_days(2026, 3, 5) && l->quantity == 3);
    arena_free(&a);
}

static void test_table_errors(void **state)
{
    static const struct { struct str text; int line, col; } cases[] = {
        { SI("描述\nx"), 1, 0 },
        { SI("标题\t预算\na\t1\nb\tlots"), 3, 2 },
        { SI("标题\t有效期至\na\t2026-02-30"), 2, 2 },
        { SI("标题\t有效期至\na\t2026"), 2, 2 },
        { SI("标题\t数量\na\t1.5"), 2, 2 },
        { SI("标题\t数量\n\t1"), 2, 0 },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 4 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct sheet s = sheet_of(&a, cases[i].text);
        struct listings list = { 0 };
        struct err e = { 0 };
        assert_int_equal(dock_table(&a, &s, DOCK_NEED, 1, &list, &e), RC_INPUT);
        assert_int_equal(e.line, cases[i].line);
        assert_int_equal(e.col, cases[i].col);
    }
    arena_free(&a);
}

/* q1: the two right ones stand first and second, the better graded one second: DCG = 1/1 + 2/log2(3), ideal 2/1 + 1/log2(3).
** q2: one of two found, at rank 1. q3 has no judgement. */
static void test_judge(void **state)
{
    struct arena a;
    struct dock_lexicon *lx;
    struct err e = { 0 };
    struct out o;
    char want[128];
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    assert_int_equal(dock_lexicon_new(&a, STR_NONE, &lx, &e), RC_OK);
    struct dock_analyser *an = dock_analyser_new(&a, lx);
    struct dock_index *ix = dock_index_new(&a, 64 * 1024 * 1024);
    struct judge_input in = { .docs = S("d1\tsea cucumber farming\nd2\tsea cucumber and other things of no use here\nd3\twelding\r\nd4\tnothing"),
        .queries = S("q1\tsea cucumbers\nq2\tweld\nq3\tsea"), .qrels = S("q1 0 d1 1\nq1 0 d2 2\nq2 0 d3 1\nq2\t0\td4\t1\nq2 0 d1 0\n") };
    out_init(&o, &a);
    assert_int_equal(dock_judge(&a, ix, an, &in, &o, &e), RC_OK);
    double q1 = (1 + 2 / log2(3)) / (2 + 1 / log2(3)), q2 = 1 / (1 + 1 / log2(3));
    snprintf(want, sizeof want, "documents 4  queries 2  nDCG@10 %.4f  recall@100 0.7500\n", (q1 + q2) / 2);
    assert_string_equal(out_str(&o).p, want);
    in.qrels = S("q1 0 d1\n");
    assert_int_equal(dock_judge(&a, ix, an, &in, &o, &e), RC_INPUT);
    dock_index_free(ix);
    dock_analyser_free(an);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_table), cmocka_unit_test(test_workbook), cmocka_unit_test(test_table_errors), cmocka_unit_test(test_judge) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
