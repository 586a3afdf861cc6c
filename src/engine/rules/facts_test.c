/* facts_test.c: the dictionary: lines, names, values. */
#include "test/policies.h"

static struct arena a;

static void found_by_every_name(void **state) {
    struct policy_register *reg = register_of(&a, SMALL_DICTIONARY);
    const struct fact *x = facts_find(reg->facts, S("insured_months"));
    (void)state;
    assert_non_null(x);
    assert_true(x == facts_find(reg->facts, S("社保月数")) && x == facts_find(reg->facts, S("months insured")));
    assert_null(facts_find(reg->facts, S("months")));
    assert_true(x->supplier == SUPPLIER_DATA && x->grows == GROWS_MONTH && x->fresh_days == 30 && x->range);
}

static void values_in_either_language(void **state) {
    static const struct { const char *fact, *given, *becomes; } rows[] = {       /* becomes NULL: refused */
        { "category", "graduate", "\"毕业生\"" }, { "category", "Graduate", "\"毕业生\"" }, { "category", " 毕业生 ", "\"毕业生\"" }, { "category", "\"毕业生\"", "\"毕业生\"" },
        { "category", "毕业", NULL }, { "category", "", "unknown" }, { "category", "n/a", "null" }, { "category", "不适用", "null" },
        { "insured_months", "12", "12" }, { "insured_months", "12.5", "12.5" }, { "insured_months", "12 * 3", "36" }, { "insured_months", "601", NULL }, { "insured_months", "many", NULL },
        { "today", "2024-02-29", "2024-02-29" }, { "today", "2023-02-29", NULL }, { "today", "date(\"2024-02-29\")", "2024-02-29" }, { "today", "2024", NULL },
        { "in_carrier", "是", "true" }, { "in_carrier", "no", "false" }, { "in_carrier", "TRUE", "true" }, { "in_carrier", "maybe", NULL },
    };
    struct policy_register *reg = register_of(&a, SMALL_DICTIONARY);
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        const struct fact *x = facts_find(reg->facts, str_from(rows[i].fact));
        struct value v;
        struct err e = { 0 };
        struct out o;
        out_init(&o, &a);
        enum rc rc = fact_take_text(&a, x, str_from(rows[i].given), &v, &e);
        if ((rc == RC_OK) != (rows[i].becomes != NULL)) fail_msg("row %zu: %s", i, e.text);
        if (rc != RC_OK) { assert_int_equal(rc, RC_INPUT); assert_non_null(strstr(e.text, "it should be")); continue; }
        put_value(&o, v);
        if (!str_eq(out_str(&o), str_from(rows[i].becomes))) fail_msg("row %zu: %s", i, o.p);
    }
}

static void dictionaries_that_are_wrong(void **state) {
    static const struct { const char *tsv; int line, col; const char *says; } rows[] = {
        { "", 0, 0, "no heading line" }, { "code\tzh\ten\n", 1, 3, "add it" }, { "code\tzh\ten\ttype\tzh\n", 1, 5, "stands once" }, { "\xFF", 0, 0, "not UTF-8" },
        { FACT_HEAD "Code\t名\tname\tnumber\n", 2, 1, "lower-case" }, { FACT_HEAD "a\t1名\tname\tnumber\n", 2, 2, "FEEL" }, { FACT_HEAD "a\t名\t\tnumber\n", 2, 3, "English name" },
        { FACT_HEAD "a\t名\tname\tint\n", 2, 4, "list<context>" }, { FACT_HEAD "a\t名\tname\tstring\t\t甲=\n", 2, 6, "Chinese=English" }, { FACT_HEAD "a\t名\tname\tnumber\t\t1 to 3\n", 2, 6, "range" },
        { FACT_HEAD "a\t名\tname\tboolean\t\t是\n", 2, 6, "empty" }, { FACT_HEAD "a\t名\tname\tnumber\t\t\t\tsoon\n", 2, 8, "days" }, { FACT_HEAD "a\t名\tname\tnumber\t\t\t\t\tnobody\n", 2, 9, "officer" },
        { FACT_HEAD "a\t名\tname\tstring\t\t\t\t\t\tday\n", 2, 10, "only numbers grow" }, { FACT_HEAD "a\t名\tname\tnumber\n\nb\t名\tother\tnumber\n", 4, 2, "no other line" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct facts *f;
        struct err e = { 0 };
        if (facts_read(&a, str_from(rows[i].tsv), &f, &e) == RC_OK) fail_msg("row %zu is taken", i);
        if (e.line != rows[i].line || e.col != rows[i].col || !strstr(e.text, rows[i].says)) fail_msg("row %zu: %d:%d %s", i, e.line, e.col, e.text);
    }
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 26); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(found_by_every_name), cmocka_unit_test(values_in_either_language), cmocka_unit_test(dictionaries_that_are_wrong) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
