/* explain_test.c: golden explanations: what an officer reads, word for word. */
#include "test/policies.h"
#include "engine/rules/explain.h"

static struct arena a;
static struct policy_register *reg;

struct golden { const char *date, *facts[8]; bool history; const char *had; enum feel_lang lang; const char *text; };

/* Pairs of name and value in `facts`. */
static struct str explained(const struct golden *x) {
    struct given_facts facts = { 0 };
    struct grants granted = { .known = x->history };
    struct register_question q = { .reg = reg, .policy = reg->policies.v[0], .facts = &facts, .granted = &granted };
    struct register_answer r;
    assert_true(temporal_parse_date(str_from(x->date), &q.date));
    for (size_t i = 0; i + 1 < LEN(x->facts) && x->facts[i]; i += 2) give(&a, reg, &facts, x->facts[i], x->facts[i + 1]);
    if (x->had)
        *PUSH(&a, &granted) = (struct grant){ .policy = str_from(x->had),
            .dated = true,
            .date = { 2022, 5, 1 },
            .months = { true, number_int(11) } };
    register_ask(&a, &q, &r);
    return register_explain(&a, &q, &r, x->lang);
}

static void read_like_this(void **state) {
    static const struct golden rows[] = {
#include "engine/rules/explain_golden.h"
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct str s = explained(&rows[i]);
        if (!str_eq(s, str_from(rows[i].text))) {
            fprintf(stderr, "row %zu reads:\n%.*s\n", i, STR_FMT(s));
            fail_msg("row %zu reads differently", i);
        }
    }
}

/* A policy that has little to say for itself: limits and relations without a text, benefits of every kind, a figure that is
** not laid down. */
#define RELIEF DMN_HEAD "<extensionElements><b:policy id='P20' version='2024' zh='税费减免' en='Tax relief' issuer='税务局' from='2024-01-01' to='2030-12-31'>" \
    "<b:benefit id='tax' kind='relief' decision='减免' output='金额' unit='yuan' cadence='yearly' cap='100' zh='减免' en='relief'/><b:benefit id='right' kind='right' decision='资格' zh='资格' en='right'/><b:benefit id='limit' kind='limit' decision='额度' unit='yuan' zh='额度' en='ceiling'/>" \
    "<b:benefit id='fee' decision='费用' unit='yuan' cadence='monthly' rounding='down' digits='0' zh='费用' en='fee'/><b:benefit id='text' decision='文字' zh='文字' en='text'/>" \
    "<b:once per='person' count='2'/><b:once per='person' count='500' of='yuan'/><b:once per='person' count='24' of='month'/><b:relation kind='excludes' policy='P24 P25'/><b:relation kind='requires' policy='P1'/><b:relation kind='stacks' policy='P30' up-to='1000'/></b:policy></extensionElements>" \
    INPUT("社保月数", "number") INPUT("人员类别", "string") PARAMETER_AS("yearly_fee", "年费", "number", "") \
    "<decision id='relief' name='减免'><variable name='减免'/>" NEEDS("社保月数") "<decisionTable hitPolicy='FIRST'><input label='几个月'><inputExpression><text>社保月数 * 2</text></inputExpression></input>" COLUMN("社保月数", "number") "<output name='金额'/>" \
    "<rule><extensionElements><b:source document='国发〔2024〕1号' clause='第三条' zh='满半年' en='half a year'/></extensionElements>" CELL("&gt;= 12") CELL("-") GIVES("社保月数 * 20") "</rule>" \
    "<rule><extensionElements><b:source document='国发〔2024〕1号'/></extensionElements>" CELL("&gt;= 6") CELL("&gt; 1") GIVES("社保月数 / 3") "</rule><rule><extensionElements><b:source zh='其余' en='the rest'/></extensionElements>" CELL("-") CELL("-") GIVES("0") "</rule></decisionTable></decision>" \
    "<decision id='entitled' name='资格'><variable name='资格'/>" NEEDS("社保月数") "<literalExpression><text>社保月数 &gt;= 6</text></literalExpression></decision><decision id='ceiling' name='额度'><variable name='额度'/>" NEEDS("社保月数") "<literalExpression><text>社保月数 * 100</text></literalExpression></decision>" \
    "<decision id='fee' name='费用'><variable name='费用'/>" NEEDS("yearly_fee") NEEDS("社保月数") "<literalExpression><text>if 社保月数 &gt;= 6 then 年费 / 12 else 7.9</text></literalExpression></decision>" \
    "<decision id='text' name='文字'><variable name='文字'/>" NEEDS("人员类别") "<literalExpression><text>人员类别</text></literalExpression></decision></definitions>"

struct piece { const char *benefit, *months; const char *had; bool history; enum feel_lang lang; const char *says[5]; };

static void says_what_is_not_said(void **state) {
    static const struct piece rows[] = {                          /* had: policy and whether with an amount of 400 yuan and 20 months */
        { "tax", "6", "", true, FEEL_ZH,
        { "P20-2024 税费减免·减免：不符合\n", "依据：税务局，自 2024-01-01 起施行，至 2030-12-31\n",
        "须先享受（P1）：已享受 0 次，不满足\n", "不可同享（P24 P25）：已享受 0 次，满足\n", "享受次数不超过上限：已享受 0 次，满足\n" } },
        { "tax", "6", "P1", true, FEEL_ZH,
        { "减免：初步符合：100 元（按年，少缴，不发放）\n", "须先享受（P1）：已享受 1 次（P1 2023-05-01），满足\n",
        "合计不超过上限（P30）：已享受 0 元，满足\n", "（国发〔2024〕1号 第三条：满半年）", "减免 = 100（封顶）\n" } },
        { "tax", "6", "P1", true, FEEL_EN, { "Tax relief, relief: entitled, as far as the facts go: 100 yuan (yearly, less to pay, nothing is paid out)\n", "had before (P1): had 1 time (P1 2023-05-01), met\n", "not together with (P24 P25): had 0 times, met\n", "not had more often than allowed: had 0 times, met\n", "relief = 100 (the cap)\n" } },
        { "tax", "4", "P1", true, FEEL_ZH, { "（国发〔2024〕1号）：\n", "减免 = 1.33（四舍五入到 2 位小数）\n", "几个月 ≥ 6：8，满足" } },
        { "tax", "1", "P1", true, FEEL_ZH,
        { "减免：尚未到期", "第 3 条规则（其余）：\n", "最接近的第 1 条规则（国发〔2024〕1号 第三条：满半年）：\n",
        "几个月 ≥ 12：2，不满足，还差 10\n" } },
        { "tax", "1", "P1", true, FEEL_EN,
        { "rule 3 (the rest):\n", "nearest, rule 1 (国发〔2024〕1号 第三条: half a year):\n",
        "months insured × 2 ≥ 12: 2, fails, 10 to go\n" } },
        { "tax", "6", "P24", true, FEEL_ZH, { "减免：不符合", "不可同享（P24 P25）：已享受 1 次（P24 2023-05-01），不满足\n" } },
        { "tax", "6", "P30!", true, FEEL_ZH, { "合计不超过上限（P30）：已享受 400 元" } },
        { "tax", "6", "P20!", true, FEEL_ZH,
        { "享受次数不超过上限：已享受 1 次（P20 2023-05-01），满足\n", "享受次数不超过上限：已享受 400 元",
        "享受次数不超过上限：已享受 20 个月" } },
        { "tax", "6", "P20", true, FEEL_ZH, { "享受次数不超过上限：已享受 0 以上（P20 2023-05-01），" } },
        { "tax", "6", "P20", true, FEEL_EN, { "not had more often than allowed: had 0 or more (P20 2023-05-01), " } },
        { "tax", "6", "", false, FEEL_ZH, { "没有享受记录可查", "还需：已享受政策的记录（" } },
        { "tax", "6", "", false, FEEL_EN, { "no record of what was had", "still needed: the record of what was had (" } },
        { "right", "6", "P1", true, FEEL_ZH, { "税费减免·资格：初步符合\n" } },
        { "right", "4", "P1", true, FEEL_EN, { "Tax relief, right: not yet, from 2024-08-01\n" } },
        { "right", NULL, "P1", true, FEEL_ZH, { "资格：" , "还需：社保月数（" } },
        { "limit", "6", "P1", true, FEEL_ZH, { "额度：初步符合：500 元（上限，不发放）\n", "额度 = 500（减至合计上限所余）\n" } },
        { "limit", "6", "P1", true, FEEL_EN,
        { "ceiling: entitled, as far as the facts go: 500 yuan (a ceiling, nothing is paid out)\n",
        "ceiling = 500 (cut to what a limit leaves)\n" } },
        { "fee", "6", "P1", true, FEEL_ZH, { "费用：还缺材料：金额取决于未知的事实", "还需：年费（文件未定，须主管部门答复）\n" } },
        { "fee", "6", "P1", true, FEEL_EN,
        { "the amount depends on facts that are not known",
        "still needed: yearly fee (not laid down; for the owner of the policy to say)\n" } },
        { "fee", "4", "P1", true, FEEL_EN, { "fee = 7 (rounded down to 0 places)\n" } },
        { "text", "6", "P1", true, FEEL_ZH, { "文字：" } }, { "nobody", "6", "P1", true, FEEL_ZH, { "P20-2024 税费减免：" } },
    };
    struct policy_register *other = register_of(&a, SMALL_DICTIONARY);
    const struct policy *p = policy_of(other, RELIEF);
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct given_facts facts = { 0 };
        struct grants granted = { .known = rows[i].history };
        struct register_question q = { .reg = other,
            .policy = p,
            .date = { 2024, 6, 1 },
            .facts = &facts,
            .granted = &granted,
            .benefit = str_from(rows[i].benefit) };
        struct register_answer r;
        struct str had = str_from(rows[i].had);
        if (rows[i].months) give(&a, other, &facts, "社保月数", rows[i].months);
        give(&a, other, &facts, "人员类别", "other");
        if (had.n) {
            bool sums = str_ends(had, S("!"));
            *PUSH(&a, &granted) = (struct grant){ .policy = str_sub(had, 0, had.n - sums),
                .dated = true,
                .date = { 2023, 5, 1 },
                .amount = { sums, number_int(400) },
                .months = { sums, number_int(20) } };
        }
        register_ask(&a, &q, &r);
        struct str text = register_explain(&a, &q, &r, rows[i].lang);
        for (size_t k = 0; k < LEN(rows[i].says) && rows[i].says[k]; k++)
            if (!strstr(text.p, rows[i].says[k])) fail_msg("row %zu, %s:\n%s", i, rows[i].says[k], text.p);
    }
}

static int setup(void **state) {
    (void)state;
    arena_init(&a, 1 << 28);
    reg = register_of(&a, SMALL_DICTIONARY);
    policy_of(reg, SITE_SUBSIDY);
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(read_like_this), cmocka_unit_test(says_what_is_not_said) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
