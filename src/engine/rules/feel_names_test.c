/* feel_names_test.c: which signs make blanks, names and strings (DMN 1.5, 10.3.1.2, rules 25 to 37 and 61 to 65), and what stands
** where two readings are possible. */
#include "test/feel_rows.h"

static const char *of_point(const char *before, uint32_t c, const char *after) {
    char buf[4];
    return str_printf(&arena, "%s%.*s%s", before, (int)utf8_put(buf, c), buf, after).p;
}

static bool parses(const char *text) {
    struct feel_scope names = { 0 };
    const struct feel_ast *ast;
    return feel_parse_expression(&arena, str_from(text), &names, &ast, NULL) == RC_OK;
}

/* Rule 62: what may stand between any two tokens. */
static void blanks(void **state) {
    static const uint32_t are[] = { 9, 10, 11, 12, 13, 0x20, 0x85, 0xA0, 0x1680, 0x180E, 0x2000, 0x2005, 0x200B, 0x2028, 0x2029, 0x202F,
        0x205F, 0x3000, 0xFEFF };
    static const uint32_t are_not[] = { 1, 8, 14, 0x1F, 0x84, 0x86, 0x9F, 0xA1, 0x167F, 0x1681, 0x180D, 0x180F, 0x1FFF, 0x200C, 0x2027,
        0x202A, 0x202E, 0x2030, 0x205E, 0x2060, 0x2FFF, 0x3001, 0xFEFE, 0xFF00 };
    (void)state;
    for (size_t i = 0; i < LEN(are); i++) {
        const struct example row = { of_point("1", are[i], of_point("+", are[i], "2")), "3" };
        run(&row, 1);
    }
    for (size_t i = 0; i < LEN(are_not); i++) if (parses(of_point("1", are_not[i], "+2"))) fail_msg("U+%04X", (unsigned)are_not[i]);
}

/* Rules 28 and 29: signs that begin a name, signs that may only follow, and those next to each range. */
static void names(void **state) {
    static const uint32_t begin[] = { '?', '_', 'A', 'Z', 'a', 'z', 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x2FF, 0x370, 0x37D, 0x37F, 0x1FFF,
        0x200C, 0x200D, 0x2070, 0x218F, 0x2C00, 0x2FEF, 0x3001, 0x4E00, 0xD7FF, 0xF900, 0xFDCF, 0xFDF0, 0xFFFC, 0x10000, 0x20000, 0xEFFFF };
    static const uint32_t follow[] = { '0', '9', 0xB7, 0x300, 0x36F, 0x203F, 0x2040 };
    static const uint32_t neither[] = { '$', '@', '[', '`', '{', 0xBF, 0xD7, 0xF7, 0x37E, 0x200E, 0x206F, 0x2190, 0x2BFF, 0x2FF0, 0xE000,
        0xF8FF, 0xFDD0, 0xFDEF, 0xFFFD, 0xFFFE, 0xFFFF, 0xF0000, 0x10FFFF };
    (void)state;
    for (size_t i = 0; i < LEN(begin); i++) {
        const struct example row = { of_point("{x", begin[i], of_point(": 1}.x", begin[i], "")), "1" };
        run(&row, 1);
        if (!parses(of_point("{", begin[i], ": 1}"))) fail_msg("U+%04X begins no name", (unsigned)begin[i]);
    }
    for (size_t i = 0; i < LEN(follow); i++) {
        if (parses(of_point("{", follow[i], ": 1}"))) fail_msg("U+%04X begins a name", (unsigned)follow[i]);
        if (!parses(of_point("{x", follow[i], ": 1}"))) fail_msg("U+%04X does not follow in a name", (unsigned)follow[i]);
    }
    for (size_t i = 0; i < LEN(neither); i++)
        if (parses(of_point("{", neither[i], ": 1}")) || parses(of_point("{x", neither[i], ": 1}")))
            fail_msg("U+%04X is of a name", (unsigned)neither[i]);
}

static void names_of_several_parts(void **state) {
    static const struct example cases[] = {
        { "{a b: 1, c: a   b + 1}.c", "2" }, { "{a-b: 1, c: a-b}.c", "1" }, { "{a - b: 1, c: a-b}.c", "1" },
        { "{a/b*c: 2, d: a / b * c}.d", "2" }, { "{a'b: 3, c: a'b}.c", "3" }, { "{a’b: 3, c: a’b}.c", "3" }, { "{a.b: 3}.a.b", "3" },
        { "{a+1: 3, c: a+1}.c", "3" },
        { "{a: 1, a b: 2, c: a b}.c", "2" }, { "{a: 1, b: 2, c: a -b}.c", "-1" }, { "{a 1: 2, c: a 1}.c", "2" },
        { "{a /* x */ b: 2, c: a b}.c", "2" }, { "{a// x\nb: 2, c: a b}.c", "2" }, { "{a// x\rb: 2, c: a b}.c", "2" },
        { "{租金 (元): 2}", "" },
    };
    (void)state;
    run(cases, LEN(cases) - 1);
    assert_false(parses(cases[LEN(cases) - 1].text));             /* brackets are of no name */
}

static void escapes(void **state) {
    static const struct example cases[] = {
        { "string length(\"\\u0041\")", "1" }, { "\"\\u0041\\u004a\\u004A\"", "\"AJJ\"" }, { "string length(\"\\uD83D\\uDC0E\")", "1" },
        { "\"\\U01F40E\" = \"\\uD83D\\uDC0E\"", "true" }, { "string length(\"\\U10FFFF\")", "1" },
        { "string length(\"\\n\\r\\t\\'\\\"\\\\\")", "6" }, { "\"\\d+\" = \"\\\\d+\"", "true" }, { "\"\\u00e9\" = \"\\u00E9\"", "true" },
        { "string length(\"a\nb\")", "3" }, /* rule 35 has no line break in a string; models have them */
    };
    static const char *const bad[] = { "\"\\u00\"", "\"\\u\"", "\"\\uGGGG\"", "\"\\u00:0\"", "\"\\u00/0\"", "\"\\u00@0\"", "\"\\u00`0\"",
        "\"\\u0000\"", "\"\\U000000\"", "\"\\U110000\"", "\"\\U01F40\"", "\"\\uD83D\"", "\"\\uD83Dx\"", "\"\\uD83D\\n\"",
        "\"\\uD83D\\u0041\"", "\"\\uD83D\\uE000\"", "\"\\uD83D\\uD83D\"", "\"\\uD83D\\u\"", "\"\\uDC0E\"", "\"\\uDFFF\"", "\"abc",
        "\"abc\\\"" };
    (void)state;
    RUN(cases);
    for (size_t i = 0; i < LEN(bad); i++) if (parses(bad[i])) fail_msg("%s", bad[i]);
}

/* A bracket may filter or end an interval, a parenthesis may hold tests, be an interval or just be one; a minus may be of the number. */
static void two_readings(void **state) {
    static const struct example cases[] = {
        { "{x: 3, r: [1..x[}.r", "[1..3)" }, { "{x: [3], r: [1..x[1]]}.r", "[1..3]" }, { "{x: [3], r: [1..x[1][}.r", "[1..3)" },
        { "{x: [3], r: (1..x[1])}.r", "(1..3)" }, { "{x: 3, r: ]1..x[}.r", "(1..3)" }, { "{x: [[3]], r: [1..x[1][1]]}.r", "[1..3]" },
        { "1 in (1)", "true" }, { "1 in (2) - 1", "true" }, { "2 in (1) + 1", "true" }, { "1 in ({a: 1}).a", "true" },
        { "2 in ([1, 2])[2]", "true" }, { "1 in (1..3)", "false" }, { "1 in (0 + 1)", "true" }, { "1 in ((1))", "true" },
        { "1 in (2, 1)", "true" }, { "1 in ((0)..3)", "true" }, { "2 in (1 + 0..3)", "true" },
        { "1 in (1 ..)", "" },
        { "-1[1]", "-1" }, { "-1", "-1" }, { "--1", "1" }, { "- 1 instance of number", "true" }, { "-1 instance of number", "true" },
        { "1 instance of number instance of boolean", "true" }, { "2 ** -1", "0.5" }, { "-2 ** 2", "4" }, { "(-2) ** 2", "4" },
        { "1 - -1", "2" }, { "1--1", "2" },
        { "not(true)", "false" }, { "not(1)", "null" }, { "{not: 1}", "{not: 1}" }, { "[1, 2][-1]", "2" }, { "[1, 2] [1]", "1" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) if (*cases[i].is) run(&cases[i], 1); else assert_false(parses(cases[i].text));
}

/* Deeper, longer and larger than is read: refused with the limit, in both languages. */
static void limits(void **state) {
    static const struct {
        const char *unit;
        size_t n;
        const char *end;
        enum rc rc;
        const char *says;
    } rows[] = {
        { "(", 300, "1", RC_LIMIT, "deep" },
        { "[", 300, "1", RC_LIMIT, "deep" },
        { "-", 300, "1", RC_LIMIT, "deep" },
        { "1+", 100000, "1", RC_LIMIT, "" },
        { "{a:", 300, "1", RC_LIMIT, "deep" },
        { "if true then ", 300, "1", RC_LIMIT, "deep" },
        { "1 instance of list<", 1, "number", RC_INPUT, "" },
        { "1 ", 200000, "", RC_LIMIT, "too long" },
        { "9", 10000, "", RC_INPUT, "out of range" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct feel_scope names = { 0 };
        const struct feel_ast *ast;
        struct err e = { 0 };
        struct out o;
        struct arena_mark m = arena_mark(&arena);
        out_init(&o, &arena);
        for (size_t k = 0; k < rows[i].n; k++) put_z(&o, rows[i].unit);
        put_z(&o, rows[i].end);
        enum rc rc = feel_parse_expression(&arena, out_str(&o), &names, &ast, &e);
        if (rc != rows[i].rc || !strstr(e.text, rows[i].says) || !e.text[0]) fail_msg("row %zu: %d %s", i, rc, e.text);
        arena_rewind(&arena, m);
    }
    struct err e = { 0 };
    const struct feel_ast *ast;
    assert_int_equal(feel_parse_expression(&arena, S("\"\xFF\""), NULL, &ast, &e), RC_INPUT);
    assert_non_null(strstr(e.text, "not UTF-8"));
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(blanks), cmocka_unit_test(names), cmocka_unit_test(names_of_several_parts),
        cmocka_unit_test(escapes), cmocka_unit_test(two_readings), cmocka_unit_test(limits) };
    return cmocka_run_group_tests(tests, feel_open, feel_close);
}
