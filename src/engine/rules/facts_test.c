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
        { "category", "graduate", "\"毕业生\"" }, { "category", "Graduate", "\"毕业生\"" }, { "category", " 毕业生 ", "\"毕业生\"" },
        { "category", "\"毕业生\"", "\"毕业生\"" },
        { "category", "毕业", NULL }, { "category", "", "unknown" }, { "category", "n/a", "null" }, { "category", "不适用", "null" },
        { "insured_months", "12", "12" }, { "insured_months", "12.5", "12.5" }, { "insured_months", "12 * 3", "36" },
        { "insured_months", "601", NULL }, { "insured_months", "many", NULL },
        { "today", "2024-02-29", "2024-02-29" }, { "today", "2023-02-29", NULL }, { "today", "date(\"2024-02-29\")", "2024-02-29" },
        { "today", "2024", NULL },
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
        { "", 0, 0, "no heading line" }, { "code\tzh\ten\n", 1, 3, "add it" }, { "code\tzh\ten\ttype\tzh\n", 1, 5, "stands once" },
        { "\xFF", 0, 0, "not UTF-8" },
        { FACT_HEAD "Code\t名\tname\tnumber\n", 2, 1, "lower-case" }, { FACT_HEAD "a\t1名\tname\tnumber\n", 2, 2, "FEEL" },
        { FACT_HEAD "a\t名\t\tnumber\n", 2, 3, "English name" },
        { FACT_HEAD "a\t名\tname\tint\n", 2, 4, "list<context>" }, { FACT_HEAD "a\t名\tname\tstring\t\t甲=\n", 2, 6, "Chinese=English" },
        { FACT_HEAD "a\t名\tname\tnumber\t\t1 to 3\n", 2, 6, "range" },
        { FACT_HEAD "a\t名\tname\tboolean\t\t是\n", 2, 6, "empty" }, { FACT_HEAD "a\t名\tname\tnumber\t\t\t\tsoon\n", 2, 8, "days" },
        { FACT_HEAD "a\t名\tname\tnumber\t\t\t\t\tnobody\n", 2, 9, "officer" },
        { FACT_HEAD "a\t名\tname\tstring\t\t\t\t\t\tday\n", 2, 10, "only numbers grow" },
        { FACT_HEAD "a\t名\tname\tnumber\n\nb\t名\tother\tnumber\n", 4, 2, "no other line" },
        { FACT_HEAD "a\t名\tname\tnumber\na\t二\tother\tnumber\n", 3, 1, "no other line" },
        { FACT_HEAD "a\t名\tname\tnumber\nb\t二\tname\tnumber\n", 3, 3, "no other line" },
        { FACT_HEAD "\t名\tname\tnumber\n", 2, 1, "lower-case" }, { FACT_HEAD "1a\t名\tname\tnumber\n", 2, 1, "lower-case" },
        { FACT_HEAD "a-b\t名\tname\tnumber\n", 2, 1, "lower-case" }, { FACT_HEAD "a\t名\tname\tstring\t\t=x\n", 2, 6, "Chinese=English" },
        { FACT_HEAD "a\t名\tname\tstring\t\t甲||乙\n", 2, 6, "Chinese=English" },
        { FACT_HEAD "a\t名\tname\tstring\t\t甲/=x\n", 2, 6, "Chinese=English" },
        { FACT_HEAD "a\t名\tname\tstring\t\t甲=x|乙/甲=y\n", 2, 6, "one value only" },
        { FACT_HEAD "a\t名\tname\tstring\t\t甲/X=x|乙=x\n", 2, 6, "one value only" },
        { FACT_HEAD "a\t名\tname\tnumber\t\t12\n", 2, 6, "range" },
        { FACT_HEAD "a\t名\tname\tlist<number>\t\t[1..2]\n", 2, 6, "empty" }, { FACT_HEAD "a\t名\tname\tnumber\t\t\t\t-1\n", 2, 8, "days" },
        { FACT_HEAD "a\t名\tname\tnumber\t\t\t\t36601\n", 2, 8, "days" },
        { FACT_HEAD "a\t名\tname\tnumber\t\t\t\t\t\tyear\n", 2, 10, "day, month" },
        { FACT_HEAD "a\t名\tname\tdate\t\t\t\t\t\tmonth\n", 2, 10, "only numbers grow" },
        { FACT_HEAD "a\t这个名字长得不能再长了这个名字长得不能再长了这个名字长得不能再长了!\tname\tnumber\n", 2, 2,
        "\"这个名字长得不能再长了这个名字长得不能再\" is wrong" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct facts *f;
        struct err e = { 0 };
        if (facts_read(&a, str_from(rows[i].tsv), &f, &e) == RC_OK) fail_msg("row %zu is taken", i);
        if (e.line != rows[i].line || e.col != rows[i].col || !strstr(e.text, rows[i].says))
            fail_msg("row %zu: %d:%d %s", i, e.line, e.col, e.text);
    }
}

/* Columns that others need are passed over, lines may be short or long, a range may be of dates, a choice without English is its own. */
static void dictionaries_as_they_come(void **state) {
    static const char tsv[] = "note\tcode\tzh\ten\ttype\tallowed\tgrows\n# a remark\n\nx\ta\t甲\tfirst\tdate\t[date(\"2020-01-01\")..date(\"2030-12-31\")]\tday\textra\tmore\n"
        "y\tb\t乙\tsecond\tlist<string>\t红=red| 绿\nz\tc\t丙\tthird\tlist<number>\nz\td\t丁\tfourth\tlist<context>\nz\te\t戊\tfifth\tnumber\t\tmonth\n";
    static const struct { const char *fact, *given, *becomes, *says; } rows[] = {
        { "a", "2025-01-01", "2025-01-01", NULL }, { "a", "2019-12-31", NULL, "[date(" },
        { "b", "[\"red\", \"绿\"]", "[\"红\", \"绿\"]", NULL }, { "b", "[\"blue\"]", NULL, "red, 绿" },
        { "b", "[1]", NULL, "list<string>" }, { "b", "red", NULL, "list<string>" }, { "b", "[null]", "[null]", NULL },
        { "c", "[1, 2]", "[1, 2]", NULL }, { "c", "[1, \"x\"]", NULL, "list<number>" }, { "c", "[1, 1/0]", NULL, "list<number>" },
        { "c", "12", NULL, "list<number>" }, { "d", "[{x: 1}]", "[{x: 1}]", NULL }, { "d", "[1]", NULL, "list<context" },
        { "e", "null", "null", NULL }, { "e", "N/A", "null", NULL }, { "e", "十二", NULL, "number" },
    };
    struct facts *f;
    struct err e = { 0 };
    (void)state;
    if (facts_read(&a, str_from(tsv), &f, &e) != RC_OK) fail_msg("%s", e.text);
    assert_int_equal(f->n, 5);
    for (size_t i = 0; i < LEN(rows); i++) {
        const struct fact *x = facts_find(f, str_from(rows[i].fact));
        struct value v;
        struct out o;
        out_init(&o, &a);
        enum rc rc = fact_take_text(&a, x, str_from(rows[i].given), &v, &e);
        if (rc == RC_OK) put_value(&o, v);
        if (rows[i].becomes ? rc != RC_OK || strcmp(out_str(&o).p, rows[i].becomes) != 0 : rc != RC_INPUT || !strstr(e.text, rows[i].says))
            fail_msg("row %zu: %s %s", i, out_str(&o).p, e.text);
    }
}

/* More columns, more lines than are read. */
static void dictionaries_too_large(void **state) {
    struct out o;
    struct facts *f;
    struct err e = { 0 };
    (void)state;
    out_init(&o, &a);
    for (int i = 0; i <= LIMIT_TABLE_COLUMNS; i++) put_f(&o, "%sx%d", i ? "\t" : "", i);
    assert_int_equal(facts_read(&a, out_str(&o), &f, &e), RC_INPUT);
    assert_non_null(strstr(e.text, "too many columns"));
    out_init(&o, &a);
    put_z(&o, FACT_HEAD);
    for (int i = 0; i <= LIMIT_FACTS; i++) put_f(&o, "a%d\tz%d\te%d\tnumber\n", i, i, i);
    assert_int_equal(facts_read(&a, out_str(&o), &f, &e), RC_LIMIT);
}

/* What people write for an education, in the dictionary that is served. */
static void educations_as_people_write_them(void **state) {
    static const struct { const char *becomes, *given; } rows[] = {
        { "研究生", "研究生|硕士|博士|硕士研究生|博士研究生|master|Master's degree|PhD|doctorate|postgraduate|graduate school" },
        { "本科", "本科|大学本科|学士|bachelor|Bachelor's degree|undergraduate" }, { "大专", "大专|专科|高职|college|junior college" },
        { "中专", "中专|职高|技校|secondary vocational|technical school" }, { "其他", "其他|高中|初中|小学|High school|other" },
        { NULL, "博士后|技师学院|diploma|M" },
    };
    static char bytes[1 << 20];
    struct facts *f;
    struct err e = { 0 };
    FILE *file = fopen("data/facts.tsv", "rb");
    (void)state;
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (facts_read(&a, (struct str){ bytes, n }, &f, &e) != RC_OK) fail_msg("%d:%d %s", e.line, e.col, e.text);
    const struct fact *x = facts_find(f, S("education"));
    for (size_t i = 0; i < LEN(rows); i++)
        for (struct str given = str_from(rows[i].given), one; str_cut(&given, '|', &one);) {
            struct value v;
            bool taken = fact_take_text(&a, x, one, &v, &e) == RC_OK;
            if (taken != (rows[i].becomes != NULL) || (taken && !str_eq(v.string, str_from(rows[i].becomes))))
                fail_msg("%.*s: %s", STR_FMT(one), e.text);
        }
}

/* As a reader sees a value: choices in his language, yes and no, what is not known and what does not apply. */
static void values_to_read(void **state) {
    static const struct {
        const char *fact, *given, *zh, *en;
    } rows[] = { { "category", "graduate", "毕业生", "graduate" }, { "category", "", "?", "?" },
        { "category", "n/a", "不适用", "does not apply" }, { "in_carrier", "yes", "是", "yes" }, { "in_carrier", "no", "否", "no" },
        { "insured_months", "12", "12", "12" }, { "registered_in", "210203", "210203", "210203" } };
    struct policy_register *reg = register_of(&a, SMALL_DICTIONARY);
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        for (int zh = 0; zh < 2; zh++) {
            const struct fact *x = facts_find(reg->facts, str_from(rows[i].fact));
            struct value v;
            struct out o;
            out_init(&o, &a);
            assert_int_equal(fact_take_text(&a, x, str_from(rows[i].given), &v, NULL), RC_OK);
            put_fact_value(&o, x, v, zh);
            if (strcmp(out_str(&o).p, zh ? rows[i].zh : rows[i].en) != 0) fail_msg("row %zu: %s", i, out_str(&o).p);
        }
    struct out o;
    out_init(&o, &a);
    put_fact_value(&o, facts_find(reg->facts, S("category")), value_string(S("军人")), false);        /* no choice of the dictionary */
    assert_string_equal(out_str(&o).p, "军人");
    assert_null(facts_find(NULL, S("x")));
    assert_null(facts_find(reg->facts, STR_NONE));
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 26); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(found_by_every_name), cmocka_unit_test(values_in_either_language),
        cmocka_unit_test(dictionaries_that_are_wrong), cmocka_unit_test(dictionaries_as_they_come),
        cmocka_unit_test(dictionaries_too_large), cmocka_unit_test(educations_as_people_write_them), cmocka_unit_test(values_to_read) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
