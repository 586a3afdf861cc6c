/* next_steps_test.c: which papers are needless, until when to apply, and the JSON of it; explain_test.c shows the words. */
#include "test/policies.h"
#include "engine/rules/next_steps.h"

static struct arena a;

/* Facts, a source for the first of them, the state of the one document, the last day. */
static const struct row { const char *document, *apply, *facts[4], *source, *state, *until; } rows[] = {
    { "", "", { 0 }, NULL, "asked", "2024-12-31" },
    { "waived-by='社保月数'", "", { 0 }, NULL, "unless_checked", "2024-12-31" },
    { "waived-by='社保月数'", "", { "社保月数", "6" }, NULL, "waived", "2024-12-31" },
    { "waived-by='社保月数'", "", { "社保月数", "6" }, "社保中心", "waived", "2024-12-31" },
    { "waived-by='社保月数'", "", { "社保月数", "6" }, "person", "unless_checked", "2024-12-31" },
    { "waived-by='租期月数'", "", { "租期月数", "6" }, NULL, "unless_checked", "2024-12-31" },
    { "waived-by='租期月数'", "", { "租期月数", "6" }, "data", "waived", "2024-12-31" },
    { "waived-by='租期月数'", "", { "租期月数", "null" }, NULL, "waived", "2024-12-31" },
    { "waived-by='在孵'", "", { "在孵", "false" }, NULL, "waived", "2024-12-31" },
    { "waived-by='在孵'", "", { "在孵", "true" }, NULL, "unless_checked", "2024-12-31" },
    { "waived-by='社保月数 在孵'", "", { "社保月数", "6" }, NULL, "unless_checked", "2024-12-31" },
    { "waived-by='社保月数 在孵'", "", { "社保月数", "6", "在孵", "no" }, NULL, "waived", "2024-12-31" },
    { "", "<b:apply until='2024-09-30'/>", { 0 }, NULL, "asked", "2024-09-30" },
    { "", "<b:apply until='2025-09-30'/>", { 0 }, NULL, "asked", "2024-12-31" },
    { "", "<b:apply within='1' after='证书日期'/>", { 0 }, NULL, "asked", "2024-12-31" },
    { "", "<b:apply within='1' after='证书日期'/>", { "证书日期", "2024-01-31" }, NULL, "asked", "2024-02-29" },
    { "", "<b:apply within='12' after='证书日期'/>", { "证书日期", "2024-01-31" }, NULL, "asked", "2024-12-31" },
};

static struct str steps_of(const struct row *x) {
    struct policy_register *reg = register_of(&a,
        SMALL_DICTIONARY "certificate_date\t证书日期\tdate of the certificate\tdate\t\t\t\t\tdata\t\n");
    struct given_facts facts = { 0 };
    struct grants granted = { .known = true };
    struct register_question q = { .reg = reg, .facts = &facts, .granted = &granted, .date = { 2024, 6, 1 } };
    struct register_answer r;
    struct out o;
    q.policy = policy_of(reg,
        str_z(&a,
            str_printf(&a,
                DMN_HEAD ENVELOPE("from='2024-01-01' to='2024-12-31'", BENEFIT "<b:document code='d' zh='文' en='d' %s/>%s")
                    INPUT("人员类别", "string") DECISION(NEEDS("人员类别"),
                        TABLE("FIRST", COLUMN("人员类别", "string"), "<rule>" CELL("-") GIVES("100") "</rule>")),
                x->document, x->apply)));
    for (size_t i = 0; i + 1 < LEN(x->facts) && x->facts[i]; i += 2) give(&a, reg, &facts, x->facts[i], x->facts[i + 1]);
    if (x->source) facts.v[0].source = str_from(x->source);
    register_ask(&a, &q, &r);
    assert_int_equal(r.answer, POLICY_ENTITLED);
    out_init(&o, &a);
    put_next_steps_json(&o, &q, &r);
    put_next_steps(&o, &q, &r, FEEL_EN);
    return out_str(&o);
}

static void papers_and_last_days(void **state) {
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct str s = steps_of(&rows[i]);
        if (str_find(s, str_printf(&a, "\"state\":\"%s\"", rows[i].state)) < 0
            || str_find(s, str_printf(&a, "\"until\":\"%s\"", rows[i].until)) < 0
            || str_find(s, str_printf(&a, "at the latest on %s", rows[i].until)) < 0)
            fail_msg("row %zu: %.*s", i, STR_FMT(s));
        bool open = str_find(s, S("\"within_months\":1,\"after\":\"certificate_date\"")) >= 0;
        if (open != (i == 14) || open != (str_find(s, S("; within 1 month of the date of the certificate")) >= 0))
            fail_msg("row %zu: %.*s", i, STR_FMT(s));
    }
}

static void nothing_to_do_about_a_no(void **state) {
    struct policy_register *reg = register_of(&a, SMALL_DICTIONARY);
    struct given_facts facts = { 0 };
    struct grants granted = { .known = true };
    struct register_question q = { .reg = reg,
        .policy = policy_of(reg, SITE_SUBSIDY),
        .facts = &facts,
        .granted = &granted,
        .date = { 2024, 6, 1 } };
    struct register_answer r;
    struct out o;
    (void)state;
    give(&a, reg, &facts, "人员类别", "其他");
    register_ask(&a, &q, &r);
    assert_int_equal(r.answer, POLICY_NOT);
    out_init(&o, &a);
    put_next_steps(&o, &q, &r, FEEL_ZH);
    assert_int_equal(o.n, 0);
    put_next_steps_json(&o, &q, &r);
    assert_true(str_eq(out_str(&o), S("null")));
}

static void refuses_half_a_term(void **state) {
    static const struct {
        const char *apply, *says;
    } bad[] = { { "<b:apply within='3'/>", "needs the attribute after" }, { "<b:apply after='申请日期'/>", "needs the attribute within" },
        { "<b:apply within='3' after='没有'/>", "has no \"没有\"" }, { "<b:apply until='soon'/>", "a date such as" } };
    (void)state;
    for (size_t i = 0; i < LEN(bad); i++) {
        struct policy_register *reg = register_of(&a, SMALL_DICTIONARY);
        struct err e = { 0 };
        struct str xml = str_printf(&a,
            DMN_HEAD ENVELOPE("", BENEFIT "%s") INPUT("人员类别", "string")
                DECISION(NEEDS("人员类别"), TABLE("FIRST", COLUMN("人员类别", "string"), "<rule>" CELL("-") GIVES("1") "</rule>")),
            bad[i].apply);
        if (register_add(reg, xml, S("00"), S("x.dmn"), &e) == RC_OK || !strstr(e.text, bad[i].says)) fail_msg("row %zu: %s", i, e.text);
    }
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(papers_and_last_days), cmocka_unit_test(nothing_to_do_about_a_no),
        cmocka_unit_test(refuses_half_a_term) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
