/* given_test.c: facts and history as JSON: what programs hand over, taken or refused; written, and read back the same. */
#include "test/policies.h"
#include "engine/rules/given.h"

#define DICTIONARY SMALL_DICTIONARY "degrees\t学位\tdegrees\tlist<string>\t\t学士=bachelor|硕士=master\t\t\tperson\t\n" "jobs\t岗位\tjobs\tlist<context>\t\t\t\t\tdata\t\n" "scores\t成绩\tscores\tlist<number>\t\t\t\t\tdata\t\n"

static struct arena a;
static struct policy_register *reg;

static struct json_node *json(const char *text) {
    struct json_node *n;
    struct err e = { 0 };
    if (json_parse(&a, str_from(text), &n, &e) != RC_OK) fail_msg("%s: %s", text, e.text);
    return n;
}

static bool all(const void *arg, const struct fact *x) { (void)arg; (void)x; return true; }
static bool not_category(const void *arg, const struct fact *x) { (void)arg; return !str_eq(x->code, S("category")); }

static const char *written(const struct given_facts *f, given_wanted *wanted) {
    struct out o;
    out_init(&o, &a);
    put_given_facts(&o, f, wanted, NULL);
    return out_str(&o).p;
}

/* The canonical form: by code, values of the dictionary; read again it is written the same. */
static void facts_there_and_back(void **state) {
    static const struct { const char *json, *is; } rows[] = {
        { "{}", "" }, { "{\"insured_months\": 12}", "{\"code\":\"insured_months\",\"value\":12}" },
        { "{\"社保月数\": 12.50}", "{\"code\":\"insured_months\",\"value\":12.5}" },
        { "{\"category\": \"graduate\"}", "{\"code\":\"category\",\"value\":\"毕业生\"}" },
        { "{\"category\": null}", "{\"code\":\"category\",\"value\":null}" },
        { "{\"category\": \"\"}", "" }, { "{\"in_carrier\": true}", "{\"code\":\"in_carrier\",\"value\":true}" },
        { "{\"in_carrier\": false}", "{\"code\":\"in_carrier\",\"value\":false}" },
        { "{\"in_carrier\": \"是\"}", "{\"code\":\"in_carrier\",\"value\":true}" },
        { "{\"today\": \"2024-02-29\"}", "{\"code\":\"today\",\"value\":\"2024-02-29\"}" },
        { "{\"insured_months\": \"12 * 3\"}", "{\"code\":\"insured_months\",\"value\":36}" },
        { "{\"insured_months\": {\"value\": 7, \"source\": \"社保\", \"at\": \"2024-06-01\"}}",
        "{\"at\":\"2024-06-01\",\"code\":\"insured_months\",\"source\":\"社保\",\"value\":7}" },
        { "{\"insured_months\": {\"value\": 7, \"source\": 3}}", "{\"code\":\"insured_months\",\"value\":7}" },
        { "[{\"code\": \"insured_months\", \"value\": 7}]", "{\"code\":\"insured_months\",\"value\":7}" },
        { "{\"degrees\": [\"bachelor\", \"硕士\"]}", "{\"code\":\"degrees\",\"value\":\"[\\\"学士\\\", \\\"硕士\\\"]\"}" },
        { "{\"degrees\": \"[\\\"master\\\"]\"}", "{\"code\":\"degrees\",\"value\":\"[\\\"硕士\\\"]\"}" },
        { "{\"scores\": [1, 2.5]}", "{\"code\":\"scores\",\"value\":\"[1, 2.5]\"}" },
        { "{\"scores\": []}", "{\"code\":\"scores\",\"value\":\"[]\"}" }, { "{\"jobs\": [{\"from\": \"2024-01-01\", \"firm\": \"甲\", \"full\": true, \"end\": null, \"pays\": [1, \"2024-02-30\"]}]}", "{\"code\":\"jobs\",\"value\":\"[{\\\"from\\\": @\\\"2024-01-01\\\", \\\"firm\\\": \\\"甲\\\", \\\"full\\\": true, \\\"end\\\": null, \\\"pays\\\": [1, \\\"2024-02-30\\\"]}]\"}" },
        { "{\"jobs\": [{}]}", "{\"code\":\"jobs\",\"value\":\"[{}]\"}" },
        { "{\"社保月数\": 1, \"category\": \"other\"}",
        "{\"code\":\"category\",\"value\":\"其他\"},{\"code\":\"insured_months\",\"value\":1}" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct given_facts once = { 0 }, twice = { 0 };
        struct err e = { 0 };
        if (given_read_facts(&a, reg->facts, json(rows[i].json), &once, &e) != RC_OK) fail_msg("%s: %s", rows[i].json, e.text);
        const char *is = written(&once, all), *inner = str_printf(&a, "[%s]", rows[i].is).p;
        if (strcmp(is, inner) != 0) fail_msg("%s: %s", rows[i].json, is);
        if (given_read_facts(&a, reg->facts, json(is), &twice, &e) != RC_OK) fail_msg("%s: %s", is, e.text);
        assert_string_equal(written(&twice, all), is);
    }
    struct given_facts f = { 0 };
    assert_int_equal(given_read_facts(&a, reg->facts, json("{\"category\": \"other\", \"insured_months\": 1}"), &f, NULL), RC_OK);
    assert_string_equal(written(&f, not_category), "[{\"code\":\"insured_months\",\"value\":1}]");
    /* not known is not written */
    *PUSH(&a, &f) = (struct given_fact){ .fact = facts_find(reg->facts, S("today")), .value = value_unknown() };
    assert_string_equal(written(&f, not_category), "[{\"code\":\"insured_months\",\"value\":1}]");
}

static void facts_refused(void **state) {
    static const struct { const char *json, *zh, *en; enum rc rc; } rows[] = {
        { "12", "facts 应为对象", "facts should be an object", RC_INPUT },
        { "\"x\"", "facts 应为对象", "facts should be an object", RC_INPUT },
        { "{\"month\": 1}", "事实字典中没有“month”", "has no \"month\"", RC_INPUT },
        { "{\"insured_months\": \"many\"}", "应为数字", "it should be number", RC_INPUT },
        { "{\"insured_months\": 601}", "[0..600]", "it should be [0..600]", RC_INPUT },
        { "{\"insured_months\": true}", "应为数字", "it should be number", RC_INPUT },
        { "{\"category\": \"毕业\"}", "毕业生、退役军人", "graduate, veteran", RC_INPUT },
        { "{\"category\": 3}", "应为文字", "it should be string", RC_INPUT },
        { "{\"in_carrier\": 1}", "应为是或否", "it should be boolean", RC_INPUT },
        { "{\"today\": 20240101}", "应为日期", "it should be date", RC_INPUT },
        { "{\"degrees\": [\"doctor\"]}", "学士、硕士", "bachelor, master", RC_INPUT },
        { "{\"scores\": [1, \"x\"]}", "应为列表", "it should be list<number>", RC_INPUT },
        { "{\"insured_months\": 1, \"社保月数\": 2}", "“社保月数”给了两次", "\"months insured\" is given twice", RC_INPUT },
        { "[1]", "应有 code 和 value", "needs code and value", RC_INPUT },
        { "[{\"code\": \"category\"}]", "应有 code 和 value", "needs code and value", RC_INPUT },
        { "[{\"value\": 1}]", "应有 code 和 value", "needs code and value", RC_INPUT },
        { "[{\"code\": 1, \"value\": 1}]", "应有 code 和 value", "needs code and value", RC_INPUT },
        { "{\"insured_months\": 1e9999}", "超出范围", "out of range", RC_INPUT },
        { "{\"scores\": [1e9999]}", "超出范围", "out of range", RC_INPUT },
        { "{\"jobs\": [{\"pay\": 1e9999}]}", "超出范围", "out of range", RC_INPUT },
        { "{\"jobs\": [[[[[[[[[[1]]]]]]]]]]}", "嵌套过深", "nested too deeply", RC_LIMIT },
        { "{\"jobs\": [{\"a\": {\"b\": {\"c\": {\"d\": {\"e\": {\"f\": {\"g\": {\"h\": 1}}}}}}}}]}", "嵌套过深",
        "nested too deeply", RC_LIMIT },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct given_facts f = { 0 };
        struct err e = { 0 };
        enum rc rc = given_read_facts(&a, reg->facts, json(rows[i].json), &f, &e);
        if (rc != rows[i].rc || !strstr(e.text, rows[i].zh) || !strstr(e.text, rows[i].en)) fail_msg("%s: %d %s", rows[i].json, rc, e.text);
    }
}

static void history_there_and_back(void **state) {
    static const struct {
        const char *json, *is;
    } rows[] = {
        { "[]", "[]" },
        { "[{\"policy\": \"P15\"}]", "[{\"policy\":\"P15\"}]" },
        { "[{\"amount\": 1000, \"policy\": \"P15\", \"date\": \"2022-05-01\"}]",
            "[{\"amount\":1000,\"date\":\"2022-05-01\",\"policy\":\"P15\"}]" },
        { "[{\"policy\": \"P15\", \"months\": \"11\", \"person\": \"甲\", \"firm\": null, \"job\": \"\", \"benefit\": \"rent\"}]",
            "[{\"benefit\":\"rent\",\"months\":11,\"person\":\"甲\",\"policy\":\"P15\"}]" },
        { "[{\"policy\": \"P2\"}, {\"policy\": \"P1\"}]", "[{\"policy\":\"P1\"},{\"policy\":\"P2\"}]" },
        { "[{\"policy\": \"P3\", \"occupation\": \"工\", \"level\": \"3\", \"months\": 2}]",
            "[{\"level\":\"3\",\"months\":2,\"occupation\":\"工\",\"policy\":\"P3\"}]" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct grants once = { 0 }, twice = { 0 };
        struct err e = { 0 };
        struct out o, p;
        if (given_read_grants(&a, json(rows[i].json), &once, &e) != RC_OK) fail_msg("%s: %s", rows[i].json, e.text);
        assert_true(once.known);
        out_init(&o, &a);
        put_given_grants(&o, &once);
        if (strcmp(out_str(&o).p, rows[i].is) != 0) fail_msg("%s: %s", rows[i].json, out_str(&o).p);
        assert_int_equal(given_read_grants(&a, json(out_str(&o).p), &twice, &e), RC_OK);
        out_init(&p, &a);
        put_given_grants(&p, &twice);
        assert_string_equal(out_str(&p).p, out_str(&o).p);
    }
    struct grants none = { 0 };
    assert_int_equal(given_read_grants(&a, NULL, &none, NULL), RC_OK);
    assert_int_equal(given_read_grants(&a, json("null"), &none, NULL), RC_OK);
    assert_false(none.known);                                     /* not said is not "nothing was had" */
}

static void history_refused(void **state) {
    static const struct {
        const char *json, *zh, *en;
    } rows[] = {
        { "{}", "granted 应为列表", "granted should be a list" },
        { "[1]", "每一项应为对象", "should be an object" },
        { "[{}]", "缺少 policy", "needs its policy" },
        { "[{\"date\": \"2022-05-01\"}]", "缺少 policy", "needs its policy" },
        { "[{\"policy\": \"P1\", \"date\": \"2022-05\"}]", "应为日期", "should be a date" },
        { "[{\"policy\": \"P1\", \"amount\": \"much\"}]", "应为数字", "should be a number" },
        { "[{\"policy\": \"P1\", \"months\": \"x\"}]", "应为数字", "should be a number" },
        { "[{\"policy\": \"P1\", \"moneys\": 1}]", "没有“moneys”一项", "has no \"moneys\"" },
        { "[{\"policy\": true}]", "应为文字或数字", "a text or a number" },
        { "[{\"policy\": [1]}]", "应为文字或数字", "a text or a number" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct grants g = { 0 };
        struct err e = { 0 };
        enum rc rc = given_read_grants(&a, json(rows[i].json), &g, &e);
        if (rc != RC_INPUT || !strstr(e.text, rows[i].zh) || !strstr(e.text, rows[i].en)) fail_msg("%s: %d %s", rows[i].json, rc, e.text);
    }
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 26); reg = register_of(&a, DICTIONARY); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(facts_there_and_back), cmocka_unit_test(facts_refused),
        cmocka_unit_test(history_there_and_back), cmocka_unit_test(history_refused) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
