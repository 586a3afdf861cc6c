/* regex_test.c: patterns of XPath F&O 3.1, 5.6 and XML Schema: what they match, what they make of a text, what is no pattern. */
#include "test/test.h"
#include "engine/rules/regex.h"

static struct arena a;

static struct regex *compiled(const char *pattern, const char *flags) {
    struct regex *r;
    struct err e = { 0 };
    if (regex_compile(&a, str_from(pattern), str_from(flags), &r, &e) != RC_OK) fail_msg("%s: %s", pattern, e.text);
    return r;
}

/* Each pattern against texts that it matches whole and texts that it does not. */
static void classes(void **state) {
    static const struct { const char *pattern, *flags, *takes[4], *not[4]; } rows[] = {
        { "^[a-c]$", "", { "a", "c" }, { "d", "", "ab" } }, { "^[^a-c]$", "", { "d", "中" }, { "a" } },
        { "^[a-z-[aeiou]]+$", "", { "bcd" }, { "a", "bad" } }, { "^[a-z-[m-p-[n]]]$", "", { "a", "n" }, { "m", "o" } },
        { "^[-a]$", "", { "-", "a" }, { "b" } },
        { "^[a-]$", "", { "-", "a" }, { "b" } }, { "^[\\-a\\]\\[]$", "", { "-", "]", "[" }, { "\\" } },
        { "^[+--]$", "", { "+", ",", "-" }, { "." } }, { "^[\\n\\r\\t]$", "", { "\n", "\r", "\t" }, { "n" } },
        { "^[\\s]$", "", { " ", "\n" }, { "x", "\xC2\xA0" } }, { "^[\\S]$", "", { "x", "中" }, { " ", "\t" } },
        { "^\\S$", "", { "x" }, { " " } }, { "^\\s$", "", { " " }, { "x" } }, { "^[\\d]$", "", { "1", "٣" }, { "a" } },
        { "^\\D$", "", { "a" }, { "1" } }, { "^[\\D]$", "", { "a" }, { "1" } }, { "^[\\w]$", "", { "a", "中", "+" }, { "-", " " } },
        { "^[\\W]$", "", { "-", " " }, { "a" } }, { "^\\w$", "", { "a", "+" }, { "-" } }, { "^\\W$", "", { "-" }, { "a" } },
        { "^\\i\\c*$", "", { "a1", "_", ":x-1" }, { "1a", "-" } }, { "^\\I$", "", { "1", "-" }, { "a" } },
        { "^\\C$", "", { "+", " " }, { "a", "1" } }, { "^[\\i]$", "", { "a" }, { "1" } }, { "^[\\c]$", "", { "1" }, { "+" } },
        { "^\\p{Lu}$", "", { "A" }, { "a" } }, { "^\\P{Lu}$", "", { "a" }, { "A" } }, { "^[\\p{L}\\p{Nd}]$", "", { "a", "1" }, { "-" } },
        { "^[\\P{L}]$", "", { "1" }, { "a" } }, { "^\\p{IsBasicLatin}$", "", { "a" }, { "中", "é" } },
        { "^\\P{IsBasicLatin}$", "", { "中" }, { "a" } },
        { "^[\\P{IsBasicLatin}]$", "", { "中" }, { "a" } }, { "^[\\p{IsGreek}x]$", "", { "α", "x" }, { "a" } },
        { "^[\\P{IsGreek}]$", "", { "a", "中" }, { "α" } },
        { "^.$", "", { "a", "中" }, { "\n", "\r" } }, { "^.$", "s", { "\n", "a" }, { "" } },
        { "^a$", "m", { "a", "b\na", "a\nb" }, { "b" } }, { "^a$", "i", { "A" }, { "b" } }, { "^ a b $", "x", { "ab" }, { " a b " } },
        { "^[ ] a$", "x", { " a" }, { "a" } }, { "^[\\] ]$", "x", { "]", " " }, { "x" } }, { "^\\ n$", "x", { "\n" }, { "n" } },
        { "a.b", "q", { "a.b", "xa.by" }, { "axb" } }, { "A.B", "qi", { "a.b" }, { "axb" } }, { "^a$", "qm", { "x^a$" }, { "a" } },
        { "^(a)(b)?\\2\\1$", "", { "aa", "abba" }, { "ab", "aba", "abb" } }, { "^(a)\\1$", "", { "aa" }, { "a", "ab" } },
        { "^(a|b)\\1{2}$", "", { "aaa", "bbb" }, { "aab", "a" } }, { "^(?:(a)|b)\\1$", "", { "aa", "b" }, { "a", "ba" } },
        { "^(a)\\10$", "", { "aa0" }, { "aa" } }, { "^(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10$", "", { "abcdefghijj" }, { "abcdefghija0" } },
        { "^(?:ab)+$", "", { "abab" }, { "a" } }, { "^a{2}$", "", { "aa" }, { "a", "aaa" } }, { "^a{2,}$", "", { "aaa" }, { "a" } },
        { "^a{1,2}?$", "", { "a", "aa" }, { "" } }, { "^a{0,99999999}$", "", { "", "aaa" }, { "b" } },
        { "^a+?b*?c??$", "", { "a", "abc" }, { "b" } }, { "^(a|b|)$", "", { "a", "b", "" }, { "c" } },
        { "^(|a)$", "", { "", "a" }, { "b" } }, { "\\^\\$\\.\\|\\?\\*\\+\\(\\)\\[\\]\\{\\}\\\\", "", { "^$.|?*+()[]{}\\" }, { "^$" } },
        { "", "", { "", "a" }, { NULL } },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct regex *r = compiled(rows[i].pattern, rows[i].flags);
        bool yes;
        for (size_t k = 0; k < 4 && rows[i].takes[k]; k++)
            if (regex_match(&a, r, str_from(rows[i].takes[k]), &yes) != RC_OK || !yes)
                fail_msg("%s does not take \"%s\"", rows[i].pattern, rows[i].takes[k]);
        for (size_t k = 0; k < 4 && rows[i].not [k]; k++)
            if (regex_match(&a, r, str_from(rows[i].not [k]), &yes) != RC_OK || yes)
                fail_msg("%s takes \"%s\"", rows[i].pattern, rows[i].not [k]);
    }
}

static void no_patterns(void **state) {
    static const struct { const char *pattern, *flags, *says; } rows[] = {
        { "[", "", "must not be empty" }, { "[]", "", "must not be empty" }, { "[^]", "", "must not be empty" },
        { "[a", "", "] is missing" }, { "[a[b]]", "", "need a \\" }, { "[a-[b]", "", "] is missing" },
        { "[a-[]]", "", "must not be empty" }, { "[a-z-0]", "", "- stands first" }, { "[a--b]", "", "A range cannot end in -" },
        { "[z-a]", "", "in order" },
        { "[a-\\d]", "", "in order" }, { "[a-\\q]", "", "no such escape" }, { "[\\q]", "", "no such escape" },
        { "[\\", "", "must not stand last" }, { "[a-\\", "", "must not stand last" }, { "[\\I]", "", "cannot stand inside" },
        { "[\\C]", "", "cannot stand inside" }, { "[--", "", "" },
        { "\\", "", "must not stand last" }, { "\\q", "", "no such escape" }, { "\\p", "", "needs {a category}" },
        { "\\pL", "", "needs {a category}" }, { "\\p{L", "", "closing }" }, { "\\p{X}", "", "no such category" },
        { "\\p{IsNowhere}", "", "no such category" }, { "\\p{}", "", "no such category" }, { "[\\p{X}]", "", "no such category" },
        { "\\p{IsAnExtremelyLongNameOfABlockThatDoesNotExistAnywhereInUnicodeAndNeverWillBeThereEither}", "", "no such category" },
        { "(", "", ") is missing" }, { "(a", "", ") is missing" }, { ")", "", "no ( before it" }, { "(?a)", "", "only : can stand" },
        { "(?=a)", "", "only : can stand" }, { "a**", "", "Only one quantifier" }, { "a+*", "", "Only one quantifier" },
        { "a{1}{2}", "", "Only one quantifier" }, { "a+++", "", "Only one quantifier" }, { "a??+", "", "Only one quantifier" },
        { "a{", "", "needs a number" }, { "a{x}", "", "needs a number" }, { "a{2", "", "} is missing" }, { "a{2,1}", "", "out of order" },
        { "a{2,x}", "", "} is missing" }, { "*", "", "needs a \\ before it" }, { "?", "", "needs a \\ before it" },
        { "+a", "", "needs a \\ before it" }, { "]", "", "needs a \\ before it" }, { "}", "", "needs a \\ before it" },
        { "{1}", "", "needs a \\ before it" },
        { "\\1", "", "closed before it" }, { "(a\\1)", "", "closed before it" }, { "(a)\\2", "", "closed before it" },
        { "a", "z", "Flags are" }, { "a", "ss z", "Flags are" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct regex *r;
        struct err e = { 0 };
        if (regex_compile(&a, str_from(rows[i].pattern), str_from(rows[i].flags), &r, &e) != RC_INPUT || !strstr(e.text, rows[i].says))
            fail_msg("%s: %s", rows[i].pattern, e.text);
    }
}

static struct str repeated(const char *before, const char *unit, size_t n, const char *after) {
    struct out o;
    out_init(&o, &a);
    put_z(&o, before);
    for (size_t i = 0; i < n; i++) put_z(&o, unit);
    put_z(&o, after);
    return out_str(&o);
}

static void too_much(void **state) {
    static const struct {
        const char *before, *unit;
        size_t n;
        const char *after;
        enum rc rc;
        const char *says;
    } rows[] = {
        { "", "(", 300, "a", RC_INPUT, "groups are nested too deeply" },
        { "", "[a-", 60, "[b]", RC_INPUT, "classes are nested too deeply" },
        { "", "(a)", 2000, "", RC_INPUT, "too many groups" },
        { "", "a", REGEX_PATTERN_MAX + 1, "", RC_LIMIT, "too long" },
    };
    struct regex *r = compiled("^(a+)+$", "");
    struct str s = repeated("", "a", 60, "b"), out;
    struct strs parts = { 0 };
    bool yes;
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct regex *none;
        struct err e = { 0 };
        if (regex_compile(&a, repeated(rows[i].before, rows[i].unit, rows[i].n, rows[i].after), STR_NONE, &none, &e) != rows[i].rc
            || !strstr(e.text, rows[i].says))
            fail_msg("row %zu: %s", i, e.text);
    }
    assert_int_equal(regex_match(&a, r, s, &yes), RC_LIMIT);      /* the budget ends it, not the heat death */
    assert_int_equal(regex_replace(&a, r, s, S("x"), &out, NULL), RC_LIMIT);
    assert_int_equal(regex_split(&a, r, s, &parts), RC_LIMIT);
    assert_int_equal(regex_extract(&a, r, s, &parts), RC_LIMIT);
    assert_int_equal(regex_cost(r), REGEX_MATCH_STEPS + 3);
    /* what begins to match at a hundred places is one match all the same */
    assert_int_equal(regex_compile(&a, S(".*x.*...*..*.x*.*y.*.x*.*.`.*..*."), STR_NONE, &r, NULL), RC_OK);
    assert_int_equal(regex_match(&a, r, repeated("", "*..x`", 25, ""), &yes), RC_LIMIT);
    assert_int_equal(regex_compile(&a, S("a+,"), STR_NONE, &r, NULL), RC_OK);
    assert_int_equal(regex_match(&a, r, S("aa,"), &yes), RC_OK);
    assert_true(yes && regex_cost(r) > 1 && regex_cost(r) < 20);
}

static void replacing(void **state) {
    static const struct { const char *pattern, *flags, *text, *by, *is; } rows[] = {          /* is NULL: refused */
        { "b", "", "abcb", "x", "axcx" }, { "(b)(c)", "", "abc", "$2$1", "acb" }, { "(b)", "", "abc", "[$0]", "a[b]c" },
        { "(b)", "", "abc", "$1$9", "abc" }, { "(b)", "", "abc", "$12", "ab2c" }, { "(a)|(b)", "", "ab", "<$1$2>", "<a><b>" },
        { "(b)", "", "abc", "\\$\\\\", "a$\\c" },
        { "b", "", "abc", "", "ac" }, { "x", "", "abc", "y", "abc" }, { "b", "q", "abc", "$\\", "a$\\c" }, { "(b)", "", "abc", "$", NULL },
        { "(b)", "", "abc", "$x", NULL }, { "(b)", "", "abc", "\\x", NULL }, { "(b)", "", "abc", "\\", NULL },
        { "中", "", "一中一", "国", "一国一" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct str out;
        struct err e = { 0 };
        enum rc rc = regex_replace(&a, compiled(rows[i].pattern, rows[i].flags), str_from(rows[i].text), str_from(rows[i].by), &out, &e);
        if (rows[i].is ? rc != RC_OK || !str_eq(out, str_from(rows[i].is)) : rc != RC_INPUT || !strstr(e.text, "After $ stands a digit"))
            fail_msg("row %zu", i);
    }
}

static void parts(void **state) {
    static const struct {
        const char *pattern, *text, *split, *all;
    } rows[] = {
        { ",", "a,b,,c", "a|b||c", ",|,|," },
        { ",", "", "", "" },
        { ",", "abc", "abc", "" },
        { "[0-9]+", "a1b22c", "a|b|c", "1|22" },
        { ",", ",a,", "|a|", ",|," },
        { "x*", "abc", "abc", "" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct strs split = { 0 }, all = { 0 };
        struct regex *r = compiled(rows[i].pattern, "");
        struct out o;
        assert_int_equal(regex_split(&a, r, str_from(rows[i].text), &split), RC_OK);
        assert_int_equal(regex_extract(&a, r, str_from(rows[i].text), &all), RC_OK);
        out_init(&o, &a);
        for (size_t k = 0; k < split.n; k++) put_f(&o, "%s%.*s", k ? "|" : "", STR_FMT(split.v[k]));
        if (!str_eq(out_str(&o), str_from(rows[i].split))) fail_msg("row %zu: %s", i, o.p);
        out_init(&o, &a);
        for (size_t k = 0; k < all.n; k++) put_f(&o, "%s%.*s", k ? "|" : "", STR_FMT(all.v[k]));
        if (!str_eq(out_str(&o), str_from(rows[i].all))) fail_msg("row %zu: %s", i, o.p);
    }
    assert_true(regex_matches_empty(compiled("a*", "")) && !regex_matches_empty(compiled("a", "")));
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(classes), cmocka_unit_test(no_patterns), cmocka_unit_test(too_much),
        cmocka_unit_test(replacing), cmocka_unit_test(parts) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
