/* formula_test.c: expressions and conditions as people read them, in both languages; how far a value is from passing. */
#include "test/policies.h"
#include "engine/rules/formula.h"

static struct arena a;
static struct facts *facts;
static struct dmn_model model;                                    /* two nodes: one with an English id, one without */
static struct feel feel;
static struct feel_scope scope;

static struct value value(const char *text) {
    struct feel_scope none = { 0 };
    const struct feel_ast *ast;
    struct err e = { 0 };
    if (feel_parse_expression(&a, str_from(text), &none, &ast, &e) != RC_OK) fail_msg("%s: %s", text, e.text);
    return feel_eval(&feel, ast, &none);
}

static struct formula_words words(bool zh) {
    return (struct formula_words){ .zh = zh, .facts = facts, .model = &model, .feel = &feel, .scope = &scope };
}

static const struct feel_ast *expression(const char *text) {
    const struct feel_ast *ast;
    struct err e = { 0 };
    if (feel_parse_expression(&a, str_from(text), &scope, &ast, &e) != RC_OK) fail_msg("%s: %s", text, e.text);
    return ast;
}

static const struct feel_ast *cell(const char *text) {
    const struct feel_ast *ast;
    struct err e = { 0 };
    if (feel_parse_unary_tests(&a, str_from(text), &scope, &ast, &e) != RC_OK) fail_msg("%s: %s", text, e.text);
    return ast;
}

/* ------------------------------------------------------------------ values */

static void values(void **state) {
    static const struct { const char *value, *zh, *en; } rows[] = {
        { "1/3", "0.333333…", "0.333333…" }, { "12.50", "12.5", "12.5" }, { "\"毕业生\"", "毕业生", "graduate" },
        { "\"军人\"", "军人", "军人" }, { "true", "是", "yes" }, { "false", "否", "no" },
        { "@\"P24M\"", "2年", "2 years" }, { "@\"P1Y\"", "1年", "1 year" }, { "@\"-P1Y\"", "-1年", "-1 year" },
        { "@\"P7M\"", "7个月", "7 months" }, { "@\"P0M\"", "0个月", "0 months" }, { "@\"P1M\"", "1个月", "1 month" },
        { "@\"P30D\"", "30天", "30 days" }, { "@\"P1D\"", "1天", "1 day" }, { "@\"PT0S\"", "0天", "0 days" },
        { "@\"PT36H\"", "P1DT12H", "P1DT12H" }, { "@\"PT0.5S\"", "PT0.5S", "PT0.5S" }, { "@\"2024-02-29\"", "2024-02-29", "2024-02-29" },
        { "[1, \"毕业生\"]", "[1, 毕业生]", "[1, graduate]" }, { "[]", "[]", "[]" }, { "[1,2,3,4,5,6,7,8,9]", "9 项", "9 items" },
        { "{a: 1}", "一条记录", "a record" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        for (int zh = 0; zh < 2; zh++) {
            struct out o;
            struct formula_words w = words(zh);
            out_init(&o, &a);
            put_plain(&o, &w, value(rows[i].value));
            out_str(&o);
            if (strcmp(o.p, zh ? rows[i].zh : rows[i].en) != 0) fail_msg("%s: %s", rows[i].value, o.p);
        }
}

/* ------------------------------------------------------------------ formulas */

static void formulas(void **state) {
    static const struct { const char *text, *zh, *en; } rows[] = {
        { "社保月数 + 年标准 * 2 - 1", "社保月数 + 年标准 × 2 − 1", "months insured + yearly rate × 2 − 1" },
        { "(1 + 2) * 3", "(1 + 2) × 3", "(1 + 2) × 3" }, { "1 - (2 - 3)", "1 − (2 − 3)", "1 − (2 − 3)" },
        { "1 - 2 - 3", "1 − 2 − 3", "1 − 2 − 3" },
        { "1 + (2 + 3)", "1 + 2 + 3", "1 + 2 + 3" }, { "8 / (4 / 2)", "8 ÷ (4 ÷ 2)", "8 ÷ (4 ÷ 2)" },
        { "2 * (3 * 4)", "2 × 3 × 4", "2 × 3 × 4" }, { "2 ** (1 + 1)", "2 ^ (1 + 1)", "2 ^ (1 + 1)" },
        { "(2 ** 3) ** 2", "2 ^ 3 ^ 2", "2 ^ 3 ^ 2" },
        { "-社保月数", "−社保月数", "−months insured" }, { "-(1 + 2)", "−(1 + 2)", "−(1 + 2)" }, { "无名", "无名", "无名" },
        { "@\"2024-01-01\"", "2024-01-01", "2024-01-01" },
        { "社保月数 >= 6 and 在孵", "(社保月数 ≥ 6) 且 在孵", "(months insured ≥ 6) and in a carrier" },
        { "(在孵 or 社保月数 < 6) and 在孵", "(在孵 或 (社保月数 < 6)) 且 在孵",
        "(in a carrier or (months insured < 6)) and in a carrier" },
        { "社保月数 != 6", "社保月数 ≠ 6", "months insured ≠ 6" }, { "社保月数 <= 6", "社保月数 ≤ 6", "months insured ≤ 6" },
        { "社保月数 > 6", "社保月数 > 6", "months insured > 6" }, { "人员类别 = \"毕业生\"", "人员类别 = 毕业生", "category = graduate" },
        { "社保月数 between 1 and 2", "社保月数 在 1 至 2 之间", "months insured between 1 and 2" },
        { "社保月数 in 6", "社保月数 属于 6", "months insured in 6" },
        { "社保月数 in (6, >= 12)", "社保月数 属于 (6, ≥ 12)", "months insured in (6, ≥ 12)" },
        { "社保月数 in [1..6)", "社保月数 属于 [1..6)", "months insured in [1..6)" },
        { "社保月数 in (1..6]", "社保月数 属于 (1..6]", "months insured in (1..6]" },
        { "社保月数 in (? > 3)", "社保月数 属于 该值 > 3", "months insured in it > 3" },
        { "if 在孵 then 1 else 2", "如果 在孵 则 1，否则 2", "if in a carrier then 1 else 2" },
        { "1 + (if 在孵 then 1 else 2)", "1 + (如果 在孵 则 1，否则 2)", "1 + (if in a carrier then 1 else 2)" },
        { "for x in [1, 2] return x + 1", "逐项取 x 属于 [1, 2]：x + 1", "for x in [1, 2]: x + 1" },
        { "for x in 1..3, y in [4] return x * y", "逐项取 x 属于 1..3, y 属于 [4]：x × y", "for x in 1..3, y in [4]: x × y" },
        { "some x in [1, 2] satisfies x > 1", "至少一项 x 属于 [1, 2] 满足 x > 1", "some x in [1, 2] satisfies x > 1" },
        { "every x in [1, 2] satisfies x > 1", "每一项 x 属于 [1, 2] 满足 x > 1", "every x in [1, 2] satisfies x > 1" },
        /* without its brackets the second condition would seem to belong to the loop */
        { "(some x in [1, 2] satisfies x > 1) and 在孵", "(至少一项 x 属于 [1, 2] 满足 x > 1) 且 在孵",
        "(some x in [1, 2] satisfies x > 1) and in a carrier" },
        { "(for x in [1] return x)[1]", "(逐项取 x 属于 [1]：x)[1]", "(for x in [1]: x)[1]" },
        { "(社保月数 between 1 and 2) and 在孵", "(社保月数 在 1 至 2 之间) 且 在孵", "(months insured between 1 and 2) and in a carrier" },
        { "[社保月数 in (1, 2), 3]", "[社保月数 属于 (1, 2), 3]", "[months insured in (1, 2), 3]" },
        { "min(社保月数, 12)", "最小值(社保月数, 12)", "min(months insured, 12)" },
        { "round half up(年标准, 2)", "四舍五入(年标准, 2)", "round half up(yearly rate, 2)" },
        { "string length(人员类别)", "string length(人员类别)", "string length(category)" },
        { "decimal(n: 年标准, scale: 2)", "取小数(n: 年标准, scale: 2)", "decimal(n: yearly rate, scale: 2)" },
        { "无名(1)", "无名(1)", "无名(1)" }, { "年标准(1)", "年标准(1)", "yearly rate(1)" },
        { "(function(x) x)(1)", "函数(1)", "function(1)" }, { "count", "count", "count" },
        { "申请日期.year", "申请日期的年", "date of application.year" },
        { "申请日期.社保月数", "申请日期的社保月数", "date of application.months insured" },
        { "(申请日期 - @\"2024-01-01\").days", "(申请日期 − 2024-01-01)的天数", "(date of application − 2024-01-01).days" },
        { "{年: 1, 社保月数: 2}", "{年: 1, 社保月数: 2}", "{年: 1, months insured: 2}" },
        { "[1, 2][item > 1]", "[1, 2][item > 1]", "[1, 2][item > 1]" },
        { "社保月数 instance of number", "社保月数 的类型", "months insured instance of ..." },
        { "null", "不适用", "does not apply" }, { "[1..2]", "[1..2]", "[1..2]" }, { "(< 3)", "< 3", "< 3" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        for (int zh = 0; zh < 2; zh++) {
            struct out o;
            struct formula_words w = words(zh);
            out_init(&o, &a);
            put_formula(&o, &w, expression(rows[i].text));
            out_str(&o);
            if (strcmp(o.p, zh ? rows[i].zh : rows[i].en) != 0) fail_msg("%s: %s", rows[i].text, o.p);
        }
}

/* From names to values to arithmetic; what is one value has no steps. */
static void steps(void **state) {
    static const struct { const char *text, *is; } rows[] = {
        { "年标准 / 12 * min(社保月数, 24)", "= 8000 ÷ 12 × 最小值(7, 24)\n= 8000 ÷ 12 × 7\n" }, { "年标准", "" }, { "8000", "" },
        { "1 + 2", "" }, { "if 在孵 then 年标准 * 2 else 0", "= 8000 × 2\n" },
        { "if 社保月数 > 100 then 1 else 年标准 * 3", "= 8000 × 3\n" },
        { "-年标准 + 1", "= −8000 + 1\n" }, { "sum(for x in [社保月数, 1] return x)", "= 合计([7, 1])\n" }, { "名单[1] + 1", "= 5 + 1\n" },
        { "表.a + 1", "= 3 + 1\n" }, { "count(表) + 1", "= 1 + 1\n" },
        { "count(名单[item > 5]) * 2", "= 个数([6]) × 2\n= 1 × 2\n" }, { "不知 + 1", "" },
        { "if 不知 > 1 then 年标准 else 2", "= 如果 不知 > 1 则 8000，否则 2\n" },
        { "(if every x in 名单 satisfies x > 1 then 年标准 else 2) + 1", "= 8000 + 1\n" },
        { "(if some x in 名单 satisfies x > 100 then 年标准 else 2) + 社保月数", "= 2 + 7\n" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct out o;
        struct formula_words w = words(true);
        out_init(&o, &a);
        put_formula_steps(&o, &w, expression(rows[i].text), "");
        out_str(&o);
        if (strcmp(o.p, rows[i].is) != 0) fail_msg("%s:\n%s", rows[i].text, o.p);
    }
}

static void taken(void **state) {
    struct formula_words w = words(true);
    struct out o;
    (void)state;
    out_init(&o, &a);
    put_formula_taken(&o, &w, expression("if 在孵 then 年标准 else 0"));
    assert_string_equal(out_str(&o).p, "年标准");
}

/* ------------------------------------------------------------------ conditions */

static void conditions(void **state) {
    static const struct { const char *cell, *zh, *en; } rows[] = {
        { "-", "甲", "甲" }, { ">= 6", "甲 ≥ 6", "甲 ≥ 6" }, { "> 6", "甲 > 6", "甲 > 6" }, { "< 6", "甲 < 6", "甲 < 6" },
        { "<= 6", "甲 ≤ 6", "甲 ≤ 6" }, { "= 6", "甲 = 6", "甲 = 6" }, { "!= 6", "甲 ≠ 6", "甲 ≠ 6" },
        { "6", "甲 = 6", "甲 = 6" }, { "-6", "甲 = -6", "甲 = -6" }, { "\"毕业生\"", "甲 为 毕业生", "甲 is graduate" },
        { "true", "甲 为 是", "甲 is yes" }, { "not(\"毕业生\")", "甲 不为 毕业生", "甲 is not graduate" },
        { "\"毕业生\", \"残疾人\"", "甲 为 毕业生、残疾人 之一", "甲 is one of graduate, disabled" },
        { "not(\"毕业生\", \"残疾人\")", "甲 不为 毕业生、残疾人", "甲 is none of graduate, disabled" },
        { "[1..6]", "甲 在 1 至 6 之间", "甲 from 1 to 6" }, { "[1..6)", "甲 ≥ 1 且 < 6", "甲 ≥ 1 and < 6" },
        { "(1..6]", "甲 > 1 且 ≤ 6", "甲 > 1 and ≤ 6" }, { "(1..6)", "甲 > 1 且 < 6", "甲 > 1 and < 6" },
        { "[1..6], > 9", "甲 在 1 至 6 之间 或 > 9", "甲 from 1 to 6 or > 9" },
        { "not(> 6)", "甲 不是：> 6", "甲 not: > 6" },
        { "not([1..6], > 9)", "甲 不是：在 1 至 6 之间 或 > 9", "甲 not: from 1 to 6 or > 9" },
        { ">= 年标准", "甲 ≥ 年标准（8000）", "甲 ≥ yearly rate (8000)" },
        { "[@\"2024-01-01\"..@\"2024-12-31\"]", "甲 在 2024-01-01 至 2024-12-31 之间", "甲 from 2024-01-01 to 2024-12-31" },
        { "> -6", "甲 > -6", "甲 > -6" }, { "> -(年标准)", "甲 > −年标准（-8000）", "甲 > −yearly rate (-8000)" },
        { "> date(\"2024-01-01\")", "甲 > 日期(2024-01-01)（2024-01-01）", "甲 > date(2024-01-01) (2024-01-01)" },
        { "> 在孵", "甲 > 在孵", "甲 > in a carrier" },
        { "< duration(\"P1Y\")", "甲 < duration(P1Y)（1年）", "甲 < duration(P1Y) (1 year)" },
        { "upper case(\"a\")", "甲 为 upper case(a)（A）", "甲 is upper case(a) (A)" },
        { "? > 年标准", "甲 该值 > 年标准", "甲 it > yearly rate" }, { "null", "甲 不适用", "甲 does not apply" },
        { "not(null)", "甲 适用", "甲 applies" }, { "null, > 6", "甲 不适用 或 > 6", "甲 does not apply or > 6" },
        { "年标准 + 1", "甲 = 年标准 + 1（8001）", "甲 = yearly rate + 1 (8001)" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++)
        for (int zh = 0; zh < 2; zh++) {
            struct out o;
            struct formula_words w = words(zh);
            out_init(&o, &a);
            put_condition(&o, &w, S("甲"), NULL, cell(rows[i].cell));
            out_str(&o);
            if (strcmp(o.p, zh ? rows[i].zh : rows[i].en) != 0) fail_msg("%s: %s", rows[i].cell, o.p);
        }
    struct out o;
    struct formula_words w = words(true);
    out_init(&o, &a);
    put_condition(&o, &w, S("甲"), NULL, NULL);                   /* a cell that did not parse says nothing */
    assert_string_equal(out_str(&o).p, "甲");
}

/* How far: to the nearer end of a range; nothing for what is no comparison, is not known or already there. */
static void gaps(void **state) {
    static const struct { const char *cell, *value, *gap; bool days; } rows[] = {
        { ">= 6", "4", "2", false }, { "> 6", "4", "2", false }, { "< 6", "9", "3", false }, { "<= 6", "9.5", "3.5", false },
        { "[6..12]", "4", "2", false }, { "[6..12]", "15", "3", false }, { ">= @\"2024-03-01\"", "@\"2024-02-28\"", "2", true },
        { "[@\"2024-03-01\"..@\"2024-03-31\"]", "@\"2024-04-02\"", "2", true }, { ">= 6", "6", "", false }, { "= 6", "4", "", false },
        { "!= 6", "4", "", false }, { "6", "4", "", false }, { "not(>= 6)", "7", "", false }, { ">= 6, 3", "4", "", false },
        { "-", "4", "", false },
        { ">= 6", "\"x\"", "", false }, { ">= \"x\"", "6", "", false }, { ">= 6", "@\"2024-02-28\"", "", false },
        { ">= @\"2024-03-01\"", "6", "", false }, { "? > 6", "4", "", false }, { ">= 9e6144", "-9e6144", "", false },
        { ">= 6", "null", "", false },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct formula_words w = words(true);
        struct number gap;
        bool days = false, any = formula_gap(&w, cell(rows[i].cell), value(rows[i].value), &gap, &days);
        if (any != (rows[i].gap[0] != 0) || (any && (days != rows[i].days || !str_eq(number_text(&a, gap), str_from(rows[i].gap)))))
            fail_msg("%s, %s", rows[i].cell, rows[i].value);
    }
    assert_false(formula_gap(&(struct formula_words){ .feel = &feel }, NULL, value("1"), &(struct number){ { 0, 0 } }, &(bool){ false }));
}

static int setup(void **state) {
    static struct feel_name names[12];
    struct err e = { 0 };
    size_t n = 0;
    (void)state;
    arena_init(&a, 1 << 26);
    if (facts_read(&a, S(SMALL_DICTIONARY), &facts, &e) != RC_OK) fail_msg("%s", e.text);
    feel_init(&feel, &a);
    feel.mode = FEEL_POLICY;
    *PUSH(&a, &model.nodes) = (struct dmn_node){ .id = S("yearly_rate"), .name = S("年标准") };
    *PUSH(&a, &model.nodes) = (struct dmn_node){ .id = S("无名_1"), .name = S("无名") };
    *PUSH(&a, &model.nodes) = (struct dmn_node){ .name = S("名单") };
    names[n++] = (struct feel_name){ S("社保月数"), NULL, value("7") };
    names[n++] = (struct feel_name){ S("年标准"), type_simple(TYPE_NUMBER), value("8000") };
    names[n++] = (struct feel_name){ S("在孵"), NULL, value("true") };
    names[n++] = (struct feel_name){ S("人员类别"), NULL, value("\"毕业生\"") };
    names[n++] = (struct feel_name){ S("申请日期"), NULL, value("@\"2024-06-01\"") };
    names[n++] = (struct feel_name){ S("无名"), NULL, value("1") };
    names[n++] = (struct feel_name){ S("名单"), NULL, value("[5, 6]") };
    names[n++] = (struct feel_name){ S("表"), NULL, value("{a: 3}") };
    names[n++] = (struct feel_name){ S("不知"), NULL, value_unknown() };
    scope = (struct feel_scope){ .v = names, .n = n };
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(values), cmocka_unit_test(formulas), cmocka_unit_test(steps),
        cmocka_unit_test(taken), cmocka_unit_test(conditions), cmocka_unit_test(gaps) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
