/* dock_test.c: listings out of tables, and the judge's arithmetic. */
#include "test/test.h"
#include "cli/dock.h"
#include "cli/judge.h"
#include "engine/dock/headings.h"
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
        assert_true(str_eq(l->kind, S("technology")) && str_eq(l->district, S("210211")) && str_eq(l->stage, S("pilot"))
            && str_eq(l->industry, S("C34")));
        assert_true(l->amount_low == 100000 && l->amount_high == 12000000 && l->quantity == 3 && l->open_until == date_days(2026, 3, 5));
        assert_int_equal(l->skills.n, 3);
        assert_true(str_eq(l->skills.v[2], S("数控")));
    }
    arena_free(&a);
}

/* The same listing out of a workbook, where days and amounts are numbers. */
static void test_workbook(void **state)
{
    static const struct book_column columns[] = { { .title = SI("标题"), .must = true }, { .title = SI("所在区") },
        { .title = SI("预算"), .kind = BOOK_MONEY }, { .title = SI("有效期至"), .kind = BOOK_DATE },
        { .title = SI("人数"), .kind = BOOK_INT } };
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

/* The unit a heading names is the unit of the cells under it, but for those that name their own. */
static void test_amount_under(void **state)
{
    static const struct { const char *heading, *cell, *meant; } cases[] = {
        { "预算（万元）", "30", "300000" }, { "金额(万元)", "4.525", "45250" }, { "预算（亿元）", "1.2", "120000000" },
        { "预算(千元)", "9.25", "9250" }, { "预算（百万元）", "2", "2000000" },
        { "Budget (10k yuan)", "30", "300000" }, { "budget (thousand yuan)", "12", "12000" }, { "Amount, million CNY", "1.5", "1500000" },
        { "预算（万元）", "0.000123", "1.23" },
        { "预算（万元）", "30万", "30万" }, { "预算（万元）", "300000元", "300000元" }, { "预算（元）", "30", "30" },
        { "预算", "30", "30" }, { "预算（万元）", "lots", "lots" }, { "预算（万元）", "-3", "-3" },
        { "预算（亿元）", "99999999999", "99999999999" },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct str got = dock_amount_under(&a, str_from(cases[i].heading), str_from(cases[i].cell));
        if (!str_eq(got, str_from(cases[i].meant))) fail_msg("%s under %s: %.*s", cases[i].cell, cases[i].heading, STR_FMT(got));
    }
    struct sheet s = sheet_of(&a, S("标题\t预算（万元）\n轴承\t30"));
    struct listings list = { 0 };
    struct err e = { 0 };
    assert_int_equal(dock_table(&a, &s, DOCK_NEED, 1, &list, &e), RC_OK);
    assert_int_equal(list.v[0].amount_high, 30000000);
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

struct judging_bed { struct arena a; struct dock_lexicon *lx; struct dock_analyser *an; };

static void bed_make(struct judging_bed *b)
{
    struct err e = { 0 };
    arena_init(&b->a, 512 * 1024 * 1024);
    assert_int_equal(dock_lexicon_new(&b->a, STR_NONE, &b->lx, &e), RC_OK);
    b->an = dock_analyser_new(&b->a, b->lx);
}

static void bed_free(struct judging_bed *b)
{
    dock_analyser_free(b->an);
    arena_free(&b->a);
}

static enum rc bed_judge(struct judging_bed *b, const struct judge_input *in, struct str *text)
{
    struct err e = { 0 };
    struct out o;
    struct dock_index *ix = dock_index_new(&b->a, 64 * 1024 * 1024);
    out_init(&o, &b->a);
    enum rc rc = dock_judge(&b->a, ix, b->an, in, &o, &e);
    *text = rc == RC_OK ? out_str(&o) : str_copy(&b->a, str_from(e.text));
    dock_index_free(ix);
    return rc;
}

/* q1: the two right ones stand first and second, the better graded one second: DCG = 1/1 + 2/log2(3), ideal 2/1 + 1/log2(3),
** both precisions 1. q2: one of two found, at rank 1. q3 has no judgement. */
static void test_judge(void **state)
{
    struct judging_bed b;
    struct str got, run, each;
    struct out o, p;
    struct arena kept;
    char want[160];
    (void)state;
    bed_make(&b);
    arena_init(&kept, 4 * 1024 * 1024);
    struct judge_input in = { .docs = S(
                                  "d1\tsea cucumber farming\nd2\tsea cucumber and other things of no use here\nd3\twelding\r\nd4\tnothing"),
        .queries = S("q1\tsea cucumbers\nq2\tweld\nq3\tsea"),
        .qrels = S("q1 0 d1 1\nq1 0 d2 2\nq2 0 d3 1\nq2\t0\td4\t1\nq2 0 d1 0\nq3 0 d1 -1\n"),
        .plain = true };
    assert_int_equal(bed_judge(&b, &in, &got), RC_OK);
    double q1 = (1 + 2 / log2(3)) / (2 + 1 / log2(3)), q2 = 1 / (1 + 1 / log2(3));
    snprintf(want, sizeof want, "documents 4  queries 2  nDCG@10 %.4f  recall@100 0.7500  MAP 0.7500  MRR 1.0000\n", (q1 + q2) / 2);
    assert_string_equal(got.p, want);
    out_init(&o, &kept);
    out_init(&p, &kept);
    in.run = &o, in.each = &p;
    assert_int_equal(bed_judge(&b, &in, &got), RC_OK);
    run = out_str(&o), each = out_str(&p);
    assert_true(str_starts(run, S("q1 Q0 d1 1 ")) && str_find(run, S("\nq1 Q0 d2 2 ")) > 0 && str_find(run, S("\nq2 Q0 d3 1 ")) > 0
        && str_find(run, S("\nq3 Q0 d1 1 ")) > 0);
    assert_true(str_find(each, S("ballast\tq2\tnDCG@10 0.6131\trecall@100 0.5000\tMAP 0.5000\tMRR 1.0000\n")) > 0);
    in.run = in.each = NULL;
    in.others = &(struct judge_other){ S("other"), S("q1 Q0 d9 1 3 x\nq1\tQ0\td2\t2\t2\tx\nq1 Q0 d1 3 1 x\n") }, in.nothers = 1;
    assert_int_equal(bed_judge(&b, &in, &got), RC_OK);                  /* q1: (2/log2(3) + 1/2) / ideal; q2: nothing */
    snprintf(want, sizeof want, "nDCG@10 %.4f  recall@100 0.5000  MAP %.4f  MRR 0.2500\n", (2 / log2(3) + 0.5) / (2 + 1 / log2(3)) / 2,
        (0.5 + 2.0 / 3) / 4);
    assert_true(str_ends(got, str_from(want)));
    in.qrels = S("q1 0 d1\nq1 0\n");
    assert_int_equal(bed_judge(&b, &in, &got), RC_INPUT);
    assert_true(str_starts(got, S("judgements: ")));
    in.qrels = S("x 0 d1 1\n");
    assert_int_equal(bed_judge(&b, &in, &got), RC_INPUT);
    arena_free(&kept);
    bed_free(&b);
}

/* The same collection, questions and judgements in every form that is read give the same figures. */
static void test_judge_forms(void **state)
{
    static const struct str docs[] = {
        SI("d1\t焊接机器人\t用于船体分段\nd2\t海参育苗\t育苗车间\nd3\twelding\trobots for hulls"),
        SI("\xef\xbb\xbf" "d1\t焊接机器人\t用于船体分段\r\nd2\t海参育苗\t育苗车间\r\n\r\nd3\twelding\trobots for hulls\r\n"),
        SI("docno\ttitle\ttext\nd1\t焊接机器人\t用于船体分段\nd2\t海参育苗\t\"育苗车间\"\nd3\twelding\trobots for hulls\n"),
        /* one cell of two lines, one that only begins with a quote */
        SI("docno\ttitle\ttext\nd1\t焊接机器人\t\"用于\n船体分段\"\nd2\t海参育苗\t\"育苗车间\nd3\twelding\trobots for hulls\n"),
        SI("编号,标题,描述,类型\nd1,焊接机器人,用于船体分段,技术\nd2,海参育苗,\"育苗\n车间\",技术\nd3,welding,robots for hulls,technology\n"),
        SI("{\"_id\": \"d1\", \"title\": \"焊接机器人\", \"text\": \"用于船体分段\", \"metadata\": {\"url\": \"x\"}}\n{\"_id\":\"d2\",\"title\":\"海参育苗\",\"text\":\"育苗车间\"}\n{\"_id\":\"d3\",\"title\":\"welding\",\"text\":\"robots for hulls\"}\n"),
        SI("[{\"docno\": \"d1\", \"title\": \"焊接机器人\", \"contents\": [\"用于船体\", \"分段\"]}, {\"docno\":\"d2\",\"title\":\"海参育苗\",\"body\":\"育苗车间\"}, {\"docno\":\"d3\",\"title\":\"welding\",\"body\":\"robots for hulls\"}]"),
        SI("<DOC>\n<DOCNO> d1 </DOCNO>\n<TITLE>焊接机器人</TITLE>\n<DATE>2026</DATE><TEXT>\n<P>用于船体分段</P></TEXT>\n</DOC>\n<doc>\n<docid>d2</docid><headline>海参育苗</headline><text>育苗车间</text></doc>\n<DOC><DOCNO>d3</DOCNO><DOCID>99</DOCID><HL>welding</HL><TEXT>robots for hulls</TEXT></DOC>"),
        SI(".I d1\n.T\n焊接机器人\n.A\nd2, 海参\n.W\n用于\n船体分段\n.X\n1\t5\t海参\n.I d2\r\n.T\n海参育苗\n.W\n育苗车间\n.I d3\n.T\nwelding\n.W\nrobots for hulls\n"),
        SI("<?xml version=\"1.0\"?><docs><doc id=\"d1\"><title><![CDATA[焊接机器人]]></title><text>用于船体&#20998;&#x6BB5;</text></doc><doc id=\"d2\"><title>海参育苗</title><text>育苗车间</text></doc><doc id=\"d3\"><title>welding</title><text><![CDATA[robots for hulls]]></text></doc></docs>"),
    };
    static const struct str queries[] = {
        SI("1\t焊接機器人\n2\t海参苗种"), SI("01 焊接機器人\r\n02 海参苗种\r\n"), SI("qid,query\n1,焊接機器人\n2,海参苗种\n"),
            SI("{\"query_id\": 1, \"text\": \"焊接機器人\"}\n{\"query_id\": 2, \"text\": \"海参苗种\"}"),
        SI("<top>\n<num> Number: 001\n<title> 焊接機器人\n<desc> Description:\n海参\n<narr> Narrative:\n海参\n</top>\n<top>\n<num> Number: 002\n<title> 海参苗种\n<desc> Description: x\n</top>\n"),
        SI("<topics><topic number=\"1\"><query>焊接機器人</query><description>海参</description></topic><topic number=\"2\"><query>海参苗种</query></topic></topics>"),
        SI("\xef\xbb\xbf<top lang=\"ZH\"><identifier>1</identifier><title>焊接機器人</title><description>海参</description></top><top><identifier>2</identifier><title>海参苗种</title></top>"),
        SI("\xff\xfe<\0t\0o\0p\0>\0<\0n\0u\0m\0>\0001\0<\0t\0i\0t\0l\0e\0>\0\x0a\x71\xa5\x63\x5f\x6a\x68\x56\xba\x4e<\0/\0t\0o\0p\0>\0<\0t\0o\0p\0>\0<\0n\0u\0m\0>\0002\0<\0t\0i\0t\0l\0e\0>\0\x77\x6d\xc2\x53\xd7\x82\xcd\x79<\0/\0t\0o\0p\0>\0"),
        SI(".I 001\n.W\n焊接機器人\n.I 004\n.W\n海参苗种\n.I 7\n.W\nnobody judged it\n"),              /* judged as numbers 1 and 2 */
        SI("1\t焊接機器人\n2\t海参苗种\n1\twelding\n"),                 /* of two questions of one name the first is asked */
    };
    static const struct str qrels[] = {
        SI("1 0 d1 2\n1 0 d3 1\n2 0 d2 1\n2 0 d1 0\n"),
        SI("1\t0\td1\t2\r\n1\t0\td3\t1\r\n2\tQ0\td2\t1\r\n"),
        SI("query-id\tcorpus-id\tscore\n1\td1\t2\n1\td3\t1\n2\td2\t1\n"),
        SI("\xef\xbb\xbf"
           "1,0,d1,2\n1,0,d3,1.0\n2,0,d2,1\n"),
        SI("  1   0\t d1    2  \n\n1 0 d3 1\r\n\t2  0 d2\t1"),
        SI("# judged by two\n1 0 d1 2 sure\n1 0 d3 1\n2 0 d2 1\n"),
        SI("1 0 d1 2\r1 0 d3 1\r2 0 d2 1\r"),
        SI("1 d1 2\n1 0 d3 1\n1 0 d1 1\n2 0 d2 1\n2 0 d2 1\n"),
        SI("1\td1\t2\tsure of it\n1\td3\t1\tthe same\n2\td2\t1\n"),      /* a remark, and no second column */
    };
    struct judging_bed b;
    struct str first = STR_NONE, got;
    (void)state;
    bed_make(&b);
    for (size_t i = 0; i < LEN(docs) + LEN(queries) + LEN(qrels); i++) {
        size_t q = i - LEN(docs), r = q - LEN(queries);
        struct judge_input in = { .docs = docs[i < LEN(docs) ? i : 0],
            .queries = queries[q < LEN(queries) ? q : 0],
            .qrels = qrels[r < LEN(qrels) ? r : 0] };
        if (bed_judge(&b, &in, &got) != RC_OK) fail_msg("form %zu: %s", i, got.p);
        if (!first.n) first = got;
        if (!str_eq(got, first)) fail_msg("form %zu: %s", i, got.p);
    }
    assert_true(str_starts(first, S("documents 3  queries 2  ")));
    assert_true(str_find(first, S("MRR 1.0000")) > 0);
    bed_free(&b);
}

/* SMART's judgements, which say what is right and no grade. A question that is called as they call it keeps its name. */
static void test_judge_smart(void **state)
{
    static const struct judge_input in = { .docs = SI(".I 1\n.W\nwelding\n.I 2\n.W\nfarming\n"),
        .queries = SI(".I 2\n.W\nwelding\n.I 1\n.W\nfarming\n"),
        .qrels = SI("     1      2\t0\t0.000000\n     2      1\t0\t0.000000\n") };
    struct judging_bed b;
    struct str got;
    (void)state;
    bed_make(&b);
    assert_int_equal(bed_judge(&b, &in, &got), RC_OK);
    assert_true(str_starts(got, S("documents 2  queries 2  nDCG@10 1.0000")));
    bed_free(&b);
}

/* Bytes of old collections: Latin letters of one byte, UTF-8 with such among it; GB18030 is Chinese still. */
static void test_judge_bytes(void **state)
{
    static const struct { struct str docs, title; } cases[] = {
        { SI("1\tcaf\xe9 na\xefve \x96 Z\xfcrich\n2\tplain"), SI("café naïve – Zürich") },
        { SI("1\tcaf\xc3\xa9 na\xc3\xafve Z\xfcrich \xb7\n2\t焊接"), SI("café naïve Zürich ·") },
        { SI("1\t\xba\xb8\xbd\xd3\xbb\xfa\xc6\xf7\xc8\xcb A\xb9\xa4\xce\xbb\n2\tplain"), SI("焊接机器人 A工位") },
        { SI("1\tcaf\xe9 \x81\0x\n"), SI("café   x") },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 16 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct judge_docs list = { 0 };
        struct err e = { 0 };
        if (judge_docs_read(&a, cases[i].docs, &list, &e) != RC_OK) fail_msg("%zu: %s", i, e.text);
        if (!str_eq(list.v[0].body, cases[i].title)) fail_msg("%zu: %.*s", i, STR_FMT(list.v[0].body));
    }
    arena_free(&a);
}

/* A run names its questions as the judgements do, which other programs compare letter by letter; else as the questions' file. */
static void test_judge_run_names(void **state)
{
    struct judging_bed b;
    struct arena kept;
    struct out o;
    struct str got;
    (void)state;
    bed_make(&b);
    arena_init(&kept, 4 * 1024 * 1024);
    out_init(&o, &kept);
    struct judge_input in = { .docs = S("d1\twelding"),
        .queries = S("051\tweld\n52\tweld\n053\tweld\n"),
        .qrels = S("51 0 d1 1\n052 0 d1 1\n"),
        .run = &o };
    assert_int_equal(bed_judge(&b, &in, &got), RC_OK);
    struct str run = out_str(&o);
    assert_true(str_starts(run, S("51 Q0 d1 1 ")) && str_find(run, S("\n052 Q0 d1 1 ")) > 0 && str_find(run, S("\n053 Q0 d1 1 ")) > 0);
    arena_free(&kept);
    bed_free(&b);
}

/* What is broken is refused by name, what is only odd is read. */
static void test_judge_refuses(void **state)
{
    static const struct { struct str docs, queries, qrels, says; } cases[] = {
        { SI(""), SI("1\tx"), SI("1 0 d 1"), SI("documents: ") },
        { SI("d\tx"), SI(" \n"), SI("1 0 d 1"), SI("questions: ") },
        { SI("{\"id\": 1, \"text\": \"x\"}\n{\"id\": 2, \"text\": }"), SI("1\tx"), SI("1 0 1 1"), SI("documents: ") },
        { SI("\x1f\x8b\x08 broken"), SI("1\tx"), SI("1 0 d 1"), SI("documents: ") },
        { SI("d\tx"), SI("1\tx"), SI("1 0 d high\n1 0 d low"), SI("judgements: ") },
        { SI("d\tx"), SI("1\tx"), SI("1 0 d 1\n1 0 e inf"), SI("judgements: 'inf'") },
        { SI("d\tx"), SI("1\tx"), SI("1 Q0 d 1 7.5 run"), SI("judgements: a line") },
        { SI("d\tx"), SI("1\tx"), SI("1 0 e 1\n1 0 d 0"), SI("no document that is judged above 0") },
        { SI("d\tx\n\ty"), SI("1\tx"), SI("1 0 d 1"), SI("documents: there is no id") },
        { SI("{\"id\": 1, \"text\": \"x\"}\n{\"text\": \"y\"}"), SI("1\tx"), SI("1 0 1 1"), SI("documents: there is no id") },
        { SI("[{\"id\": 1, \"text\": \"x\"},\n{\"text\": \"y\"}]"), SI("1\tx"), SI("1 0 1 1"), SI("documents: there is no id in record 2") },
        { SI("<DOC><DOCNO>1</DOCNO>x</DOC><DOC>y</DOC>"), SI("1\tx"), SI("1 0 1 1"), SI("documents: there is no id") },
        { SI("\n{\"id\": 1, \"id\": 2}"), SI("1\tx"), SI("1 0 1 1"),
            SI("documents: the object is not JSON: this name stands in the object twice") },
        { SI("d\tx"), SI("1\tx"), SI("1 0 d x\n1 0 d 1"), SI("judgements: 'x' is not a grade") },    /* no heading: one judgement lost */
        { SI("d\tx"), SI("1\tx"), SI("1\t0\t7\tsure\n1 0 d 1"), SI("judgements: 'sure' is not a grade") },
    };
    struct judging_bed b;
    struct str got;
    (void)state;
    bed_make(&b);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct judge_input in = { .docs = cases[i].docs, .queries = cases[i].queries, .qrels = cases[i].qrels };
        assert_int_equal(bed_judge(&b, &in, &got), RC_INPUT);
        assert_true(str_starts(got, cases[i].says));
    }
    bed_free(&b);
}

/* The line of what is wrong, blank ones counted, whatever the form. */
static void test_judge_lines(void **state)
{
    static const struct {
        struct str docs;
        int line;
    } cases[] = {
        { SI("\n\n{\"id\": 1, \"text\": \"x\"}\n\n{\"id\": }\n"), 5 },
        { SI("\xef\xbb\xbf\n[{\"id\": 1,\n \"text\": }]"), 3 },
        { SI("\n<DOC>\n<DOCNO>1</DOCNO>\nx</DOC>\n<DOC>\n<TEXT>y</TEXT></DOC>\n<DOC><DOCNO>2</DOCNO></DOC>"), 5 },
        { SI("\nid,text\n1,x\n\n,y\n"), 5 },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 16 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct judge_docs list = { 0 };
        struct err e = { 0 };
        enum rc rc = judge_docs_read(&a, cases[i].docs, &list, &e);
        if (rc != RC_INPUT || e.line != cases[i].line) fail_msg("%zu: line %d, %s", i, e.line, e.text);
    }
    arena_free(&a);
}

/* trec_eval keeps scores as floats: what no float tells apart is equal, and then the greater name comes first. */
static void test_judge_floats(void **state)
{
    static const struct str run = SI("1 Q0 a 1 1.0000000002 x\n1 Q0 b 2 1.0000000001 x\n1 Q0 c 3 1.001 x\n");
    struct judge_lines list = { 0 };
    struct arena a;
    (void)state;
    arena_init(&a, 1024 * 1024);
    assert_int_equal(judge_run_read(&a, run, &list, NULL), RC_OK);
    assert_true(list.n == 3 && str_eq(list.v[0].doc, S("c")) && str_eq(list.v[1].doc, S("b")) && str_eq(list.v[2].doc, S("a")));
    arena_free(&a);
}

static struct str repeated(struct arena *a, const char *before, const char *what, int times, const char *after)
{
    struct out o;
    out_init(&o, a);
    put_z(&o, before);
    for (int i = 0; i < times; i++) put_z(&o, what);
    put_z(&o, after);
    return out_str(&o);
}

/* Of a long document what stands far behind counts, too, and one that says no word twice is read like any. */
static void test_judge_long(void **state)
{
    struct judging_bed b;
    struct out o;
    struct str got;
    (void)state;
    bed_make(&b);
    out_init(&o, &b.a);
    put_z(&o, "1\t");
    for (int i = 0; i < 150 * 1000; i++) put_f(&o, "w%x ", i);
    put_z(&o, "welding\n2\tfarming\n");
    struct judge_input in = { .docs = out_str(&o), .queries = S("1\twelding\n"), .qrels = S("1 0 1 1\n") };
    if (bed_judge(&b, &in, &got) != RC_OK) fail_msg("%s", got.p);
    assert_true(str_starts(got, S("documents 2  queries 1  nDCG@10 1.0000")));
    bed_free(&b);
}

/* A file that says little over and over takes memory as it is long, not as its square; nor does it take the time of one (each of
** these once took a minute or four gigabytes at ten times the size). */
static void test_judge_of_many_parts(void **state)
{
    enum { TIMES = 200 * 1000 };
    static const struct {
        const char *before, *what, *after;
        size_t docs;
    } cases[] = {
        { "{\"id\": 1, \"text\": [\"x\"", ",\"x\"", "]}", 1 },                       /* a list longer than a form may have */
        { "<DOC><DOCNO>1</DOCNO>", "<TEXT>x</TEXT>", "</DOC>", 1 },
        { "<DOC><DOCNO>1</DOCNO>", "<P>", "</DOC>", 1 },
        { "<DOC><DOCNO>1</DOCNO>", "<![CDATA[", "", 1 },
        { "<DOC><DOCNO>1</DOCNO>", "<a", "", 1 },
    };
    struct arena a, text;
    (void)state;
    arena_init(&text, 64 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct judge_docs list = { 0 };
        struct err e = { 0 };
        arena_init(&a, 64 * 1024 * 1024);
        if (arena_guard(&a) != 0) fail_msg("case %zu needs more memory", i);
        enum rc rc = judge_docs_read(&a, repeated(&text, cases[i].before, cases[i].what, TIMES, cases[i].after), &list, &e);
        arena_unguard(&a);
        if (rc != RC_OK || list.n != cases[i].docs) fail_msg("case %zu: %zu, %s", i, list.n, e.text);
        arena_free(&a);
    }
    arena_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_table), cmocka_unit_test(test_workbook), cmocka_unit_test(test_amount_under),
        cmocka_unit_test(test_table_errors), cmocka_unit_test(test_judge), cmocka_unit_test(test_judge_forms),
        cmocka_unit_test(test_judge_run_names), cmocka_unit_test(test_judge_smart), cmocka_unit_test(test_judge_bytes),
        cmocka_unit_test(test_judge_refuses), cmocka_unit_test(test_judge_lines),
        cmocka_unit_test(test_judge_floats), cmocka_unit_test(test_judge_long), cmocka_unit_test(test_judge_of_many_parts) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
