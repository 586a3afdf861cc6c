/* receipt_test.c: a receipt is the same bytes however the facts came, reads
** back, and says what differs. */
#include "test/policies.h"
#include "engine/rules/receipt.h"

static struct arena a;
static struct policy_register *reg;

struct given { const char *facts, *granted; };

static struct str receipt_in(int format, const char *json, struct str date) {
    struct json_node *n;
    struct err e = { 0 };
    struct given_facts facts = { 0 };
    struct grants granted = { 0 };
    struct register_question q = { .reg = reg, .policy = reg->policies.v[0], .facts = &facts, .granted = &granted };
    struct register_answer r;
    struct out o;
    if (json_parse(&a, str_from(json), &n, &e) != RC_OK || given_read_facts(&a, reg->facts, json_get(n, "facts"), &facts, &e) != RC_OK
        || given_read_grants(&a, json_get(n, "granted"), &granted, &e) != RC_OK) fail_msg("%s", e.text);
    assert_true(temporal_parse_date(date, &q.date));
    register_ask(&a, &q, &r);
    out_init(&o, &a);
    put_receipt(&o, &q, &r, format);
    return out_str(&o);
}

static struct str receipt_of(const char *json, struct str date) { return receipt_in(RECEIPT_FORMAT, json, date); }

#define GRANTS "[{\"policy\":\"P11a\",\"months\":11,\"date\":\"2022-05-01\"},{\"policy\":\"P15\",\"amount\":1000.50,\"certificate\":\"c\",\"person\":\"p\",\"level\":\"4\",\"months\":1}]"
#define RECEIPT_AS(dictionary, format) "{\"answer\":\"entitled\",\"benefit\":\"rent\",\"date\":\"2024-06-01\"," dictionary "\"engine\":\"ballast-rules-3\",\"facts\":[{\"code\":\"category\",\"value\":\"毕业生\"}," \
    "{\"code\":\"insured_months\",\"value\":6},{\"at\":\"2024-05-31\",\"code\":\"lease_months\",\"source\":\"合同\",\"value\":13},{\"code\":\"registered_in\",\"value\":\"210203\"}]," format \
    "\"granted\":[{\"amount\":1000.5,\"certificate\":\"c\",\"level\":\"4\",\"months\":1,\"person\":\"p\",\"policy\":\"P15\"},{\"date\":\"2022-05-01\",\"months\":11,\"policy\":\"P11a\"}]," \
    "\"hash\":\"00\",\"high\":8666.67,\"low\":8666.67,\"missing\":[],\"policy\":\"P11\",\"questions\":[\"q1\"],\"rules\":[{\"fires\":true,\"id\":\"\",\"number\":1}],\"version\":\"c\"}"

#define RECEIPT RECEIPT_AS("\"dictionary\":\"dd\",", "\"format\":2,")
#define OLD_RECEIPT RECEIPT_AS("", "")

static void same_bytes_however_given(void **state) {
    static const char *const ways[] = {
        "{\"facts\":{\"category\":\"graduate\",\"insured_months\":6,\"lease_months\":{\"value\":13,\"source\":\"合同\",\"at\":\"2024-05-31\"},\"registered_in\":\"210203\",\"in_carrier\":false},\"granted\":" GRANTS "}",
        "{\"facts\":{\"登记地\":\"210203\",\"租期月数\":{\"value\":\"13.0\",\"source\":\"合同\",\"at\":\"2024-05-31\"},\"社保月数\":6.00,\"人员类别\":\"毕业生\"},\"granted\":"
            "[{\"amount\":1000.5,\"level\":\"4\",\"months\":1,\"person\":\"p\",\"certificate\":\"c\",\"policy\":\"P15\"},{\"policy\":\"P11a\",\"months\":11,\"date\":\"2022-05-01\"}]}",
        RECEIPT };
    (void)state;
    for (size_t i = 0; i < LEN(ways); i++) {
        struct str s = receipt_of(ways[i], S("2024-06-01"));
        if (!str_eq(s, S(RECEIPT))) { fprintf(stderr, "%.*s\n", STR_FMT(s)); fail_msg("way %zu", i); }
    }
}

static void says_what_is_missing_and_when(void **state) {
    (void)state;
    struct str s = receipt_of("{\"facts\":{\"category\":\"graduate\",\"registered_in\":\"210203\",\"lease_months\":1},\"granted\":null}", S("2024-06-01"));
    assert_true(str_find(s, S("\"granted\":null,")) > 0 && str_find(s, S("\"missing\":[\"granted\",\"insured_months\"]")) > 0
        && str_find(s, S("\"answer\":\"needs\"")) > 0);
    s = receipt_of("{\"facts\":{\"category\":\"graduate\",\"registered_in\":\"210203\",\"lease_months\":1,\"insured_months\":4},\"granted\":[]}", S("2024-06-01"));
    assert_true(
        str_find(s, S("\"flips\":\"2024-08-01\",\"format\":2,\"granted\":[],")) > 0 && str_find(s, S("\"answer\":\"not_yet\"")) > 0);
}

static void reads_back_and_finds_its_policy(void **state) {
    struct receipt r;
    struct err e = { 0 };
    const struct policy *changed;
    (void)state;
    if (receipt_read(&a, reg->facts, S(RECEIPT), &r, &e) != RC_OK) fail_msg("%s", e.text);
    assert_true(receipt_policy(reg, &r, &changed) == reg->policies.v[0]);
    r.hash = S("11");
    assert_true(!receipt_policy(reg, &r, &changed) && changed == reg->policies.v[0]);
    r.version = S("z");
    assert_true(!receipt_policy(reg, &r, &changed) && !changed);
    assert_int_equal(r.facts.n, 4);
    assert_true(r.granted.known && r.granted.n == 2);
}

static void reads_and_writes_the_old_format(void **state) {
    struct receipt r;
    struct err e = { 0 };
    (void)state;
    if (receipt_read(&a, reg->facts, S(OLD_RECEIPT), &r, &e) != RC_OK) fail_msg("%s", e.text);
    assert_int_equal(r.format, 1);
    assert_int_equal(r.dictionary.n, 0);
    assert_true(str_eq(receipt_in(1, OLD_RECEIPT, S("2024-06-01")), S(OLD_RECEIPT)));
}

static void refuses_another_dictionary(void **state) {
    static const struct { const char *line; enum rc rc; const char *says; } rows[] = {
        { RECEIPT_AS("\"dictionary\":\"ee\",", "\"format\":2,"), RC_STALE, "made with another fact dictionary (ee..., this one is dd...)" },
        { RECEIPT_AS("\"dictionary\":\"\",", "\"format\":2,"), RC_STALE, "made with another fact dictionary (..., this one is dd...)" },
        { RECEIPT_AS("", "\"format\":2,"), RC_INPUT, "has no dictionary" },
        { RECEIPT_AS("\"dictionary\":\"dd\",", "\"format\":3,"), RC_INPUT, "newer than this program" },
        { RECEIPT_AS("\"dictionary\":\"dd\",", "\"format\":1,"), RC_INPUT, "format should be 2" },
        { RECEIPT_AS("\"dictionary\":\"dd\",", "\"format\":\"2\","), RC_INPUT, "format should be 2" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct receipt r;
        struct err e = { 0 };
        if (receipt_read(&a, reg->facts, str_from(rows[i].line), &r, &e) != rows[i].rc || !strstr(e.text, rows[i].says))
            fail_msg("row %zu: %s", i, e.text);
    }
}

static void names_what_differs(void **state) {
    (void)state;
    assert_int_equal(receipt_difference(&a, S(RECEIPT), S(RECEIPT)).n, 0);
    assert_true(str_eq(receipt_difference(&a, S("{\"a\":1,\"b\":[1,2]}"), S("{\"a\":1,\"b\":[1,3]}")), S("b")));
    assert_true(str_eq(receipt_difference(&a, S("{\"a\":1}"), S("{\"a\":1,\"c\":2}")), S("c")));
    assert_true(str_eq(receipt_difference(&a, S("{\"a\":1,\"engine\":\"x\"}"), S("{\"a\":1, \"engine\":\"x\"}")), S("bytes")));
    assert_int_equal(receipt_difference(&a, S("{\"a\":1,\"engine\":\"x\"}"), S("{\"a\":1,\"engine\":\"y\"}")).n, 0);
    static const char *const pairs[][3] = { { "{\"a\":1}", "{\"a\":\"1\"}", "a" }, { "{\"a\":1}", "{\"a\": 1}", "bytes" },
        { "{\"a\":[1]}", "{\"a\":[1,2]}", "a" }, { "{\"a\":[1,2]}", "{\"a\":[1]}", "a" }, { "{\"a\":{\"b\":1}}", "{\"a\":{\"c\":1}}", "a" },
        { "{\"a\":1}", "{\"b\":1}", "a" }, { "{", "{}", "JSON" }, { "{}", "{", "JSON" } };
    for (size_t i = 0; i < LEN(pairs); i++)
        if (!str_eq(receipt_difference(&a, str_from(pairs[i][0]), str_from(pairs[i][1])), str_from(pairs[i][2])))
            fail_msg("%s, %s", pairs[i][0], pairs[i][1]);
}

static void refuses_what_is_no_receipt(void **state) {
    static const struct { const char *line, *says; } rows[] = {
        { "[]", "a JSON object" }, { "{}", "has no engine" }, { "{", "" }, { "{\"engine\":1}", "has no engine" },
        { "{\"engine\":\"x\"}", "has no hash" }, { "{\"engine\":\"x\",\"hash\":\"\"}", "has no policy" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\"}", "has no version" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\"}", "has no benefit" }, { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\"}", "has no date" }, { "{\"engine\":\"x\",\"format\":1.5}", "format should be 2" }, { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\",\"date\":\"2024\"}", "a date" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\",\"date\":\"2024-01-01\"}", "has no facts" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\",\"date\":\"2024-01-01\",\"facts\":{\"没有\":1}}", "has no \"没有\"" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\",\"date\":\"2024-01-01\",\"facts\":[{\"code\":\"category\"}]}", "code and value" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\",\"date\":\"2024-01-01\",\"facts\":{\"category\":\"毕业生\",\"人员类别\":\"其他\"}}", "given twice" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\",\"date\":\"2024-01-01\",\"facts\":{},\"granted\":{}}", "should be a list" },
        { "{\"engine\":\"x\",\"hash\":\"\",\"policy\":\"P\",\"version\":\"\",\"benefit\":\"\",\"date\":\"2024-01-01\",\"facts\":{},\"granted\":[{\"policy\":\"P\",\"sum\":1}]}", "has no \"sum\"" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct receipt r;
        struct err e = { 0 };
        if (receipt_read(&a, reg->facts, str_from(rows[i].line), &r, &e) == RC_OK) fail_msg("row %zu is taken", i);
        if (!strstr(e.text, rows[i].says)) fail_msg("row %zu: %s", i, e.text);
    }
}

static int setup(void **state) {
    (void)state;
    arena_init(&a, 1 << 28);
    struct facts *facts;
    if (facts_read(&a, S(SMALL_DICTIONARY), &facts, NULL) != RC_OK) return -1;
    facts->hash = S("dd");
    reg = register_new(&a, facts, NULL);
    policy_of(reg, SITE_SUBSIDY);
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(same_bytes_however_given), cmocka_unit_test(says_what_is_missing_and_when),
        cmocka_unit_test(reads_back_and_finds_its_policy), cmocka_unit_test(reads_and_writes_the_old_format),
        cmocka_unit_test(refuses_another_dictionary), cmocka_unit_test(names_what_differs), cmocka_unit_test(refuses_what_is_no_receipt) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
