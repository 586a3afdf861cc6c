/* sheet_test.c: CSV and TSV as people send them, and as they should not. */
#include "test/test.h"
#include "web/sheet.h"

static const char *shown(struct arena *a, const struct sheet *s)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < s->n; i++) {
        put_f(&o, "%s%d:", i ? " " : "", s->v[i].line);
        for (size_t k = 0; k < s->v[i].n; k++) put_f(&o, "[%.*s]", STR_FMT(s->v[i].v[k]));
    }
    return out_str(&o).p;
}

static void test_reads(void **state)
{
    static const struct { struct str in; const char *out; } cases[] = {
        { SI("a,b\n1,2\n"), "1:[a][b] 2:[1][2]" },
        { SI("a,b\r\n1,2"), "1:[a][b] 2:[1][2]" },
        { SI("a\rb"), "1:[a] 2:[b]" },
        { SI("\xef\xbb\xbf标题,区\n"), "1:[标题][区]" },
        { SI("\xb1\xea\xcc\xe2,\xc7\xf8\n"), "1:[标题][区]" },                         /* GB18030 */
        { SI("\xff\xfe" "a\0,\0" "b\0\n\0"), "1:[a][b]" },                              /* UTF-16 */
        { SI("a\tb,c\td\n"), "1:[a][b,c][d]" },
        { SI("a;b;c\n"), "1:[a][b][c]" },
        { SI("\"a,1\",\"say \"\"x\"\"\",\"two\nlines\"\nz\n"), "1:[a,1][say \"x\"][two\nlines] 3:[z]" },
        { SI("\"two\r\nlines\",b\r\nc"), "1:[two\r\nlines][b] 3:[c]" },
        { SI(" a , \"b\" ,\n"), "1:[a][b][]" },
        { SI("\n\na\n,,\n　\nb"), "3:[a] 6:[b]" },                                       /* empty lines skipped, counted */
        { SI("\r\n\na;b\n"), "3:[a][b]" },                                             /* and do not choose the separator */
        { SI("a 5\" pipe,b"), "1:[a 5\" pipe][b]" },
        { SI("\"\"\n\"\",x"), "2:[][x]" },
        { SI("\"a\tb\tc\",d"), "1:[a\tb\tc][d]" },                                      /* separators inside quotes do not vote */
    };
    struct arena a;
    (void)state;
    arena_init(&a, 4 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct sheet s = { 0 };
        struct err e = { 0 };
        assert_int_equal(sheet_read(&a, cases[i].in, &s, &e), RC_OK);
        assert_string_equal(shown(&a, &s), cases[i].out);
    }
    arena_free(&a);
}

static void test_refuses(void **state)
{
    static const struct { struct str in; enum rc rc; int line, col; } cases[] = {
        { SI(""), RC_INPUT, 0, 0 },
        { SI("\n \n"), RC_INPUT, 0, 0 },
        { SI("a,b\n1,\"2\n3"), RC_INPUT, 2, 2 },
        { SI("a,b\n\"1\"x,2\n"), RC_INPUT, 2, 1 },
        { SI("a\n\xff\xff\n"), RC_INPUT, 2, 0 },
        { SI("a\0b"), RC_INPUT, 0, 0 },
        { SI("\xef\xbb\xbf\xb1\xea"), RC_INPUT, 0, 0 },
        { SI("\xd0\xcf\x11\xe0\xa1\xb1"), RC_INPUT, 0, 0 },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 4 * 1024 * 1024);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct sheet s = { 0 };
        struct err e = { 0 };
        assert_int_equal(sheet_read(&a, cases[i].in, &s, &e), cases[i].rc);
        assert_int_equal(e.line, cases[i].line);
        assert_int_equal(e.col, cases[i].col);
        assert_true(e.text[0] != 0);
    }
    arena_free(&a);
}

/* n copies of what, behind a head; one more than allowed is refused, the allowed number is not. */
static void limit_at(const char *head, const char *what, size_t most, int line, int col, size_t max_rows)
{
    struct arena a;
    arena_init(&a, 16 * 1024 * 1024);
    for (size_t extra = 0; extra < 2; extra++) {
        struct out o;
        struct sheet s = { .max_rows = max_rows };
        struct err e = { 0 };
        out_init(&o, &a);
        put_z(&o, head);
        for (size_t i = 0; i < most + extra; i++) put_z(&o, what);
        assert_int_equal(sheet_read(&a, out_str(&o), &s, &e), extra ? RC_LIMIT : RC_OK);
        if (extra) { assert_int_equal(e.line, line); assert_int_equal(e.col, col); }
    }
    arena_free(&a);
}

static void test_limits(void **state)
{
    (void)state;
    limit_at("a\nb,", "x", LIMIT_CSV_FIELD, 2, 2, 0);
    limit_at("a", ",", LIMIT_TABLE_COLUMNS - 1, 1, LIMIT_TABLE_COLUMNS + 1, 0);
    limit_at("", "a\n", LIMIT_TABLE_ROWS, LIMIT_TABLE_ROWS + 1, 0, 0);
    limit_at("", "a\n", 3, 4, 0, 3);
}

/* A million blank lines between two rows fit into the memory of the rows. */
static void test_blank_lines(void **state)
{
    enum { LINES = 1000 * 1000 };
    static char text[LINES + 8] = "a,b\n";
    struct arena a;
    struct sheet s = { 0 };
    struct err e = { 0 };
    (void)state;
    memset(text + 4, '\n', LINES);
    memcpy(text + 4 + LINES, "c,d", 3);
    arena_init(&a, 1024 * 1024);
    if (arena_guard(&a) != 0) fail_msg("blank lines take memory");
    assert_int_equal(sheet_read(&a, (struct str){ text, 4 + LINES + 3 }, &s, &e), RC_OK);
    arena_unguard(&a);
    assert_true(s.n == 2 && s.v[1].line == LINES + 2 && str_eq(s.v[1].v[1], S("d")));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_reads), cmocka_unit_test(test_refuses), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_blank_lines) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
