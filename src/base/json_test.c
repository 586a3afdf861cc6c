/* json_test.c: what is JSON and what is not; and that a tree written again is the text read. */
#include "test/test.h"
#include "base/json.h"

static struct arena a;
static int setup(void **state) { (void)state; arena_init(&a, LIMIT_REQUEST_ARENA); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

static void write(struct out *o, const struct json_node *n)
{
    static const char *const words[] = { "null", "false", "true" };
    bool first = true;
    if (n->kind <= JSON_TRUE) { put_z(o, words[n->kind]); return; }
    if (n->kind == JSON_NUMBER) { put_str(o, n->text); return; }
    if (n->kind == JSON_TEXT) { put_json(o, n->text); return; }
    put_c(o, n->kind == JSON_LIST ? '[' : '{');
    for (const struct json_node *m = n->first; m; m = m->next, first = false) {
        if (!first) put_c(o, ',');
        if (n->kind == JSON_OBJECT) { put_json(o, m->name); put_c(o, ':'); }
        write(o, m);
    }
    put_c(o, n->kind == JSON_LIST ? ']' : '}');
}

static void what_is_json_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *again;
    } cases[] = {
        { "null", "null" },
        { " [ ] ", "[]" },
        { "{}", "{}" },
        { "[1,-0,0.50,1e9,-2.5E-3]", "[1,-0,0.50,1e9,-2.5E-3]" },
        { "{\"a\":true,\n\"b\":[false,null,\"x\"]}", "{\"a\":true,\"b\":[false,null,\"x\"]}" },
        { "\"焊工\"", "\"焊工\"" },
        { "\"\\u710a\\u5de5 \\ud83d\\ude00 \\/ \\\\ \\\" \\n\\t\\r\"", "\"焊工 😀 / \\\\ \\\" \\n\\t\\r\"" },
        { "{\"\":\"\"}", "{\"\":\"\"}" },
        { "9007199254740993", "9007199254740993" },
        { "\"\\b\\f\"", "\"\\u0008\\u000c\"" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct json_node *top;
        struct err e = { 0 };
        struct out o;
        out_init(&o, &a);
        if (json_parse(&a, str_from(cases[i].text), &top, &e) != RC_OK) fail_msg("%s: %s", cases[i].text, e.text);
        write(&o, top);
        assert_string_equal(out_str(&o).p, cases[i].again);
    }
}

static void what_is_none_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct { const char *text, *says; } cases[] = {
        { "", "line 1, column 1: a value is missing" }, { "  \n ", "line 2, column 2" }, { "nul", "a value is missing" },
        { "{", "begins with a quotation mark" },
        { "[1,]", "a value is missing" }, { "[1 2]", "a comma or ] is missing" }, { "{\"a\":1 \"b\":2}", "a comma or } is missing" },
        { "{\"a\" 1}", "a colon is missing" },
        { "{a:1}", "quotation mark" }, { "{'a':1}", "quotation mark" }, { "{\"a\":1,}", "quotation mark" },
        { "[1", "a comma or ] is missing" },
        { "\"abc", "does not end" }, { "\"a\nb\"", "control character" }, { "\"\\x\"", "no such escape" },
        { "\"\\u12g4\"", "no such escape" },
        { "\"\\u0000\"", "no such escape" }, { "\"\\ud800\"", "no such escape" }, { "\"\\ud800\\u0041\"", "no such escape" },
        { "\"\\udc00\"", "no such escape" },
        { "01", "behind the value" }, { "+1", "a value is missing" }, { ".5", "a value is missing" }, { "1.", "no number" },
        { "1e", "no number" }, { "-", "no number" },
        { "NaN", "a value is missing" }, { "1 2", "behind the value" }, { "{\"a\":1,\"b\":2,\"a\":3}", "twice" },
        { "{\"a\":1,\"\\u0061\":3}", "twice" },
        { "\"\xff\"", "not UTF-8" }, { "\"\xed\xa0\x80\"", "not UTF-8" }, { "\xef\xbb\xbf{}", "a value is missing" },
        { "{\"a\":1}x", "line 1, column 8" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct json_node *top;
        struct err e = { 0 };
        if (json_parse(&a, str_from(cases[i].text), &top, &e) != RC_INPUT) fail_msg("%s is taken", cases[i].text);
        if (!strstr(e.text, cases[i].says)) fail_msg("%s: '%s', not '%s'", cases[i].text, e.text, cases[i].says);
    }
}

static enum rc repeated(const char *one, int n, const char *last)
{
    struct json_node *top;
    struct err e;
    struct out o;
    out_init(&o, &a);
    for (int i = 0; i < n; i++) put_z(&o, one);
    put_z(&o, last);
    return json_parse(&a, out_str(&o), &top, &e);
}

static void nothing_grows_without_bounds(void **state)
{
    (void)state;
    assert_int_equal(repeated("[", LIMIT_JSON_DEPTH - 1, "1]]]]]]]]]]]]]]]"), RC_OK);
    assert_int_equal(repeated("[", LIMIT_JSON_DEPTH, "1]]]]]]]]]]]]]]]]"), RC_INPUT);
    assert_int_equal(repeated("[", 1000000, ""), RC_INPUT);
    struct out o;
    struct json_node *top;
    struct err e;
    for (int many = LIMIT_JSON_MEMBERS; many <= LIMIT_JSON_MEMBERS + 1; many++) {
        out_init(&o, &a);
        for (int i = 0; i < many; i++) put_f(&o, "%s\"m%d\":0", i ? "," : "{", i);
        put_c(&o, '}');
        assert_int_equal(json_parse(&a, out_str(&o), &top, &e), many == LIMIT_JSON_MEMBERS ? RC_OK : RC_INPUT);
    }
    out_init(&o, &a);
    for (int i = 0; i < 30; i++) {
        put_z(&o, i ? ",[0" : "[[0");
        for (int k = 1; k < LIMIT_JSON_MEMBERS; k++) put_z(&o, ",0");
        put_c(&o, ']');
    }
    put_c(&o, ']');
    assert_int_equal(json_parse(&a, out_str(&o), &top, &e), RC_INPUT);
    assert_non_null(strstr(e.text, "too many values"));
}

static void members_are_found_by_name(void **state)
{
    (void)state;
    struct json_node *top;
    struct err e;
    assert_int_equal(json_parse(&a, S("{\"a\":1,\"b\":{\"c\":\"x\"}}"), &top, &e), RC_OK);
    assert_string_equal(json_get(json_get(top, "b"), "c")->text.p, "x");
    assert_null(json_get(top, "c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_is_read), cmocka_unit_test(what_is_none_is_refused_with_its_place),
        cmocka_unit_test(nothing_grows_without_bounds), cmocka_unit_test(members_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
