/* book_test.c: what is written comes back the same, and nothing in it is a formula. */
#include "test/test.h"
#include "web/book.h"
#include "web/sheet.h"
#include <zip.h>

static const struct str kinds[] = { SI("技术"), SI("岗位, 全职") };
static const struct book_column columns[] = {
    { .title = SI("标题"), .note = SI("一句话"), .width = 30, .must = true },
    { .title = SI("类型"), .kind = BOOK_CHOICE, .choices = kinds, .nchoices = LEN(kinds) },
    { .title = SI("人数"), .kind = BOOK_INT },
    { .title = SI("金额"), .kind = BOOK_MONEY },
    { .title = SI("日期"), .kind = BOOK_DATE },
    { .title = SI("错误") },
};
static const struct str cells[] = {
    SI("=HYPERLINK(\"http://x\",\"y\")"), SI("技术"), SI("3"), SI("1200.5"), SI("2026-03-05"), SI(""),
    SI("+1"), SI("@SUM(A1)"), SI("-1+2"), SI("=1"), SI("=A1"), SI("-x"),
    SI("210211199001011234"), SI("_x0041_"), SI("0012"), SI("lots"), SI("2026-02-30"), SI("<a&b>\n\"c\""),
    SI("{=1}"), SI("http://example.test"), SI("999999999999999999"), SI("0.07"), SI("1900-01-01"), SI("\xf0\x9f\x9a\xa2"),
};
static const struct book_mark marks[] = { { 1, 2, SI("人数应为整数") }, { 2, 3, SI("金额看不懂") }, { 2, 4, SI("没有这一天") } };
static const struct book whole = { .name = SI("需求[1]/2"),
    .version = SI("ballast:listings:1"),
    .columns = columns,
    .ncolumns = LEN(columns),
    .cells = cells,
    .nrows = LEN(cells) / LEN(columns),
    .marks = marks,
    .nmarks = LEN(marks) };

static void test_there_and_back(void **state)
{
    struct arena a;
    struct str bytes;
    struct sheet s = { 0 };
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    assert_int_equal(book_write(&a, &whole, &bytes, &e), RC_OK);
    assert_int_equal(sheet_read(&a, bytes, &s, &e), RC_OK);
    assert_int_equal(s.n, whole.nrows + 1);
    assert_true(str_eq(s.v[0].v[0], S("标题*")) && str_eq(s.v[0].v[3], S("金额")) && str_eq(s.v[0].v[LEN(columns)], whole.version));
    for (size_t r = 0; r < whole.nrows; r++)
        for (size_t c = 0; c < LEN(columns); c++)
            assert_true(str_eq(sheet_cell(&s.v[r + 1], c), cells[r * LEN(columns) + c]) || cells[r * LEN(columns) + c].n == 0);
    arena_free(&a);
}

/* One entry of the workbook as text. */
static struct str entry(struct arena *a, struct str book, const char *name)
{
    zip_error_t err;
    zip_stat_t st;
    zip_error_init(&err);
    zip_t *z = zip_open_from_source(zip_source_buffer_create(book.p, book.n, 0, &err), ZIP_RDONLY, &err);
    if (zip_stat(z, name, 0, &st) != 0) { zip_discard(z); return STR_NONE; }
    char *p = arena_alloc(a, st.size);
    zip_file_t *f = zip_fopen(z, name, 0);
    assert_int_equal(zip_fread(f, p, st.size), st.size);
    zip_fclose(f);
    zip_discard(z);
    return (struct str){ p, st.size };
}

static void test_inside(void **state)
{
    struct arena a;
    struct str bytes, many[100];
    struct err e = { 0 };
    struct book_column cols[2] = { columns[0], { .title = SI("区"), .kind = BOOK_CHOICE, .choices = many, .nchoices = LEN(many) } };
    struct book b = { .name = STR_NONE, .columns = cols, .ncolumns = 2, .template = true };
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    assert_int_equal(book_write(&a, &whole, &bytes, &e), RC_OK);
    struct str sheet = entry(&a, bytes, "xl/worksheets/sheet1.xml"), notes = entry(&a, bytes, "xl/comments1.xml");
    assert_true(str_find(sheet, S("<f>")) < 0 && str_find(sheet, S("<f ")) < 0 && str_find(sheet, S("hyperlink")) < 0);
    assert_true(str_find(sheet, S("state=\"frozen\"")) > 0 && str_find(sheet, S("hidden=\"1\"")) > 0);
    assert_true(str_find(notes, S("人数应为整数")) > 0 && str_find(notes, S("一句话")) > 0);
    /* a choice with a comma stands on the hidden sheet */
    assert_true(str_find(entry(&a, bytes, "xl/worksheets/sheet2.xml"), S("<row")) > 0);
    for (size_t i = 0; i < LEN(many); i++) many[i] = str_printf(&a, "区%zu", i);
    assert_int_equal(book_write(&a, &b, &bytes, &e), RC_OK);
    sheet = entry(&a, bytes, "xl/worksheets/sheet1.xml");
    assert_true(str_find(sheet, S("sqref=\"B2:B10001\"")) > 0 && str_find(sheet, S("<formula1>lists!$A$1:$A$100</formula1>")) > 0);
    assert_true(str_find(entry(&a, bytes, "xl/workbook.xml"), S("name=\"lists\" sheetId=\"2\" state=\"hidden\"")) > 0);
    cols[1].nchoices = 3;
    assert_int_equal(book_write(&a, &b, &bytes, &e), RC_OK);
    assert_true(str_find(entry(&a, bytes, "xl/worksheets/sheet1.xml"), S("<formula1>\"区0,区1,区2\"</formula1>")) > 0);
    arena_free(&a);
}

static void test_limits(void **state)
{
    struct arena a;
    struct str bytes;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 64 * 1024 * 1024);
    char *p = arena_alloc(&a, 32768);
    memset(p, 'x', 32768);
    struct str cell = { p, 32767 };
    struct book b = { .columns = columns, .ncolumns = 1, .cells = &cell, .nrows = 1 };
    assert_int_equal(book_write(&a, &b, &bytes, &e), RC_OK);
    cell.n++;
    assert_int_equal(book_write(&a, &b, &bytes, &e), RC_LIMIT);
    assert_int_equal(e.line, 2);
    b.ncolumns = LIMIT_TABLE_COLUMNS;
    assert_int_equal(book_write(&a, &b, &bytes, &e), RC_LIMIT);
    arena_free(&a);
}

/* Each allocation fails once; what the library held is given back, or the leak check at the end tells. */
static void test_memory(void **state)
{
    struct arena a;
    volatile bool done = false;
    (void)state;
    for (volatile int64_t i = 0; !done; i++) {
        struct str bytes;
        arena_init(&a, 64 * 1024 * 1024);
        a.fail_after = i;
        if (arena_guard(&a) == 0) {
            assert_int_equal(book_write(&a, &whole, &bytes, NULL), RC_OK);
            done = true;
            assert_true(i > 20);
        }
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_inside), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_memory) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
