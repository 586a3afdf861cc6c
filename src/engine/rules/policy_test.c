/* policy_test.c: answers where facts are missing: by example, and against the
** enumeration of everything the missing facts could be. */
#include "test/test.h"
#include "engine/rules/policy.h"

#define MODEL(hit, rules) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" \
    INPUT("类别", "string") INPUT("月数", "number") INPUT("人数", "number") INPUT("今天", "date") \
    "<decision id='d' name='补贴'><variable name='补贴'/>" NEEDS("类别") NEEDS("月数") NEEDS("人数") NEEDS("今天") \
    "<decisionTable hitPolicy='" hit "'>" COLUMN("类别", "string") COLUMN("月数", "number") COLUMN("人数", "number") COLUMN("今天", "date") \
    "<output name='金额' typeRef='number'/>" rules "</decisionTable></decision></definitions>"
#define INPUT(n, t) "<inputData id='" n "' name='" n "'><variable name='" n "' typeRef='" t "'/></inputData>"
#define NEEDS(n) "<informationRequirement><requiredInput href='#" n "'/></informationRequirement>"
#define COLUMN(n, t) "<input><inputExpression typeRef='" t "'><text>" n "</text></inputExpression></input>"
#define CELL(x) "<inputEntry><text>" x "</text></inputEntry>"
#define RULE(a, b, c, d, out) "<rule>" CELL(a) CELL(b) CELL(c) CELL(d) "<outputEntry><text>" out "</text></outputEntry></rule>"
#define FIRST_RULES RULE("\"毕业生\"", ">=12", ">=3", "-", "15000") RULE("\"毕业生\",\"退役军人\"", ">=12", "-", "-", "10000") \
    RULE("-", "&lt;6", "-", "-", "0") RULE("not(\"其他\")", ">=6", ">=5", ">= date(\"2024-03-01\")", "人数 * 100")
#define SUM_RULES RULE("-", ">=12", "-", "-", "500") RULE("\"毕业生\"", "-", "-", "-", "1000") RULE("-", "-", ">=3", "-", "-200")

static struct arena a;

static struct dmn_program *program(const char *xml) {
    struct dmn_model *m;
    struct dmn_program *p;
    struct err e = { 0 };
    if (dmn_read(&a, str_from(xml), &m, &e) != RC_OK) fail_msg("%s", e.text);
    const struct dmn_model *models[] = { m };
    assert_int_equal(dmn_compile(&a, models, 1, &p, &e), RC_OK);
    assert_int_equal(dmn_faults(p)->n, 0);
    return p;
}

static struct policy_result ask(const struct dmn_program *p, const struct policy_fact *facts, size_t n) {
    struct policy_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .today = S("今天"), .facts = facts, .n = n };
    struct policy_result r;
    policy_decide(&a, &q, &r);
    return r;
}

static struct value text(const char *s) { return value_string(str_from(s)); }
static struct value day(int y, int m, int d) { return value_date((struct date){ y, m, d }); }

/* A person entitled to 15,000 with one fact missing after the other: never a "no", never paid out blindly. */
static void missing_is_not_no(void **state) {
    const struct dmn_program *p = program(MODEL("FIRST", FIRST_RULES));
    struct policy_fact all[] = { { S("类别"), text("毕业生") }, { S("月数"), value_int(24) }, { S("人数"), value_int(3) },
        { S("今天"), day(2024, 1, 1) } };
    struct policy_result r = ask(p, all, 4);
    (void)state;
    assert_int_equal(r.answer, POLICY_ENTITLED);
    assert_int_equal(number_cmp(r.low, number_int(15000)), 0);
    assert_true(r.n == 1 && r.rules[0].number == 1);
    for (size_t drop = 0; drop < 2; drop++) {
        struct policy_fact some[3];
        for (size_t i = 0, n = 0; i < 4; i++) if (i != drop) some[n++] = all[i];
        r = ask(p, some, 3);
        assert_int_equal(r.answer, POLICY_NEEDS);
        assert_true(r.missing.n == 1 && str_eq(r.missing.v[0], all[drop].name));
    }
    struct policy_fact no_staff[] = { all[0], all[1], all[3] };
    r = ask(p, no_staff, 3);                                     /* 10,000 or 15,000: entitled either way */
    assert_int_equal(r.answer, POLICY_ENTITLED);
    assert_true(number_cmp(r.low, number_int(10000)) == 0 && number_cmp(r.high, number_int(15000)) == 0);
}

static void wrong_type_is_an_error(void **state) {
    const struct dmn_program *p = program(MODEL("FIRST", FIRST_RULES));
    struct policy_fact facts[] = { { S("类别"), value_int(1) }, { S("月数"), value_int(24) }, { S("人数"), value_int(3) } };
    struct policy_fact misspelt[] = { { S("类型"), text("毕业生") } };
    (void)state;
    assert_int_equal(ask(p, facts, 3).answer, POLICY_ERROR);
    assert_int_equal(ask(p, misspelt, 1).answer, POLICY_ERROR);
}

static void waiting_helps(void **state) {
    const struct dmn_program *p = program(MODEL("FIRST", FIRST_RULES));
    struct policy_fact facts[] = { { S("类别"), text("农民工") }, { S("月数"), value_int(8) }, { S("人数"), value_int(5) },
        { S("今天"), day(2024, 2, 28) } };
    struct policy_result r = ask(p, facts, 4);
    (void)state;
    assert_int_equal(r.answer, POLICY_NOT_YET);
    assert_true(r.flips.y == 2024 && r.flips.m == 3 && r.flips.d == 1);
    struct str zh = policy_explain(&a, &r, FEEL_ZH), en = policy_explain(&a, &r, FEEL_EN);
    assert_true(str_find(zh, S("尚未到期，符合之日：2024-03-01")) == 0 && str_find(en, S("Not yet; from 2024-03-01")) == 0);
    assert_true(str_find(en, S("今天 >= date(\"2024-03-01\"), is 2024-02-28: fails")) > 0);
    facts[3].value = day(2024, 3, 1);
    r = ask(p, facts, 4);
    assert_true(r.answer == POLICY_ENTITLED && number_cmp(r.high, number_int(500)) == 0);
}

static void contradictions_are_errors(void **state) {
    const struct dmn_program *p = program(MODEL("UNIQUE", RULE("-", ">=1", "-", "-", "1") RULE("-", ">=2", "-", "-", "2")));
    struct policy_fact facts[] = { { S("月数"), value_int(3) } };
    (void)state;
    struct policy_result r = ask(p, facts, 1);
    assert_true(r.answer == POLICY_ERROR && r.n == 2);
    assert_string_equal(policy_explain(&a, &r, FEEL_EN).p,
        "The facts or the table are wrong: In a table of hit policy UNIQUE several rules match (1, 2).\n");
}

/* ------------------------------------------------------------------ decisions of every form */

#define WHOLE(body) \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" INPUT("月数", "number") INPUT("人数", \
        "number") "<decision id='d' name='补贴'><variable name='补贴'/>" NEEDS("月数") NEEDS("人数") body "</decision></definitions>"
#define LITERAL(x) "<literalExpression><text>" x "</text></literalExpression>"
#define TABLE(hit, outputs, rules) "<decisionTable hitPolicy='" hit "'>" \
    "<input label='参保月数'><inputExpression typeRef='number'><text>月数</text></inputExpression><inputValues><text>[0..600]</text></inputValues></input>" outputs rules "</decisionTable>"
#define ONE(test, out) "<rule id='r1'>" CELL(test) "<outputEntry><text>" out "</text></outputEntry></rule>"
#define TWO(test, x, y) "<rule>" CELL(test) "<outputEntry><text>" x "</text></outputEntry><outputEntry><text>" y "</text></outputEntry></rule>"
#define AMOUNT "<output name='金额' typeRef='number'/>"
#define DEFAULT "<output name='金额' typeRef='number'><defaultOutputEntry><text>3</text></defaultOutputEntry></output>"
#define PAIR "<output name='金额'><outputValues><text>2, 1</text></outputValues></output><output name='说明'/>"
#define DEFAULTS "<output name='金额'><defaultOutputEntry><text>3</text></defaultOutputEntry></output><output name='说明'/>"

/* The decision may be 0 to 60 and nothing else; its pairs have such an amount. */
#define LIMITED(type, body) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" \
    "<itemDefinition name='额度'><typeRef>number</typeRef><allowedValues><text>[0..60]</text></allowedValues></itemDefinition>" \
    "<itemDefinition name='十倍'><typeRef>number</typeRef><typeConstraint><text>modulo(?, 10) = 0</text></typeConstraint></itemDefinition>" \
    "<itemDefinition name='结果'><itemComponent name='金额'><typeRef>额度</typeRef></itemComponent><itemComponent name='说明'><typeRef>string</typeRef></itemComponent></itemDefinition>" \
    INPUT("月数", "number") INPUT("人数", "number") \
    "<decision id='d' name='补贴'><variable name='补贴' typeRef='" type "'/>" NEEDS("月数") NEEDS("人数") body "</decision></definitions>"

/* months, staff: -1 not given. says: the answer's word in English, then the range. */
struct form { const char *xml; int months, staff; enum policy_answer answer; int low, high; bool open; };
static const struct form forms[] = {
    { WHOLE(LITERAL("月数 >= 12")), 24, -1, POLICY_ENTITLED, 1, 1, false },
    { WHOLE(LITERAL("月数 >= 12")), 3, -1, POLICY_NOT, 0, 0, false },
    { WHOLE(LITERAL("月数 >= 12")), -1, 5, POLICY_NEEDS, 0, 0, true },
    { WHOLE(LITERAL("\"yes\"")), 24, 5, POLICY_ERROR, 0, 0, false },
    { WHOLE(LITERAL("null")), 24, 5, POLICY_NOT, 0, 0, false },
    { WHOLE(""), 24, 5, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("UNIQUE", AMOUNT, ONE(">=6", "人数 * 100"))), 7, -1, POLICY_NEEDS, 0, 0, true },
    { WHOLE(TABLE("UNIQUE", AMOUNT, ONE(">=6", "人数 * 100"))), 7, 2, POLICY_ENTITLED, 200, 200, false },
    { WHOLE(TABLE("UNIQUE", AMOUNT, ONE(">=6", "100"))), 700, 2, POLICY_ERROR, 0, 0, false },          /* outside the allowed values */
    { WHOLE(TABLE("UNIQUE", PAIR, TWO(">=6", "1", "\"a\""))), 7, 2, POLICY_ENTITLED, 1, 1, false },
    { WHOLE(TABLE("UNIQUE", "<output name='钱'/><output name='说明'/>", TWO(">=6", "1", "\"a\""))), 7, 2, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("UNIQUE", DEFAULTS, TWO(">=6", "1", "\"a\""))), 5, 2, POLICY_ENTITLED, 3, 3, false },
    { WHOLE(TABLE("UNIQUE", DEFAULTS, TWO(">=6", "1", "\"a\""))), -1, 2, POLICY_ENTITLED, 1, 3, false },
    { WHOLE(TABLE("UNIQUE", AMOUNT, "")), 7, 2, POLICY_NOT, 0, 0, false },
    { WHOLE(TABLE("UNIQUE", AMOUNT, "")), -1, -1, POLICY_NOT, 0, 0, false },
    { WHOLE(TABLE("ANY", AMOUNT, ONE(">=6", "50") ONE(">=7", "50"))), 8, 2, POLICY_ENTITLED, 50, 50, false },
    { WHOLE(TABLE("ANY", AMOUNT, ONE(">=6", "50") ONE(">=7", "60"))), 8, 2, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("ANY", AMOUNT, ONE(">=6", "50") ONE(">=7", "60"))), -1, 2, POLICY_NEEDS, 0, 60, false },
    { WHOLE(TABLE("PRIORITY", PAIR, TWO(">=6", "1", "\"a\"") TWO(">=7", "2", "\"b\""))), 8, 2, POLICY_ENTITLED, 2, 2, false },
    { WHOLE(TABLE("PRIORITY", PAIR, TWO(">=6", "1", "\"a\"") TWO(">=7", "2", "\"b\""))), -1, 2, POLICY_NEEDS, 0, 0, true },
    { WHOLE(TABLE("PRIORITY", PAIR, TWO(">=6", "1", "\"a\""))), 5, 2, POLICY_NOT, 0, 0, false },
    { WHOLE(TABLE("RULE ORDER", AMOUNT, ONE(">=6", "50"))), 8, 2, POLICY_ERROR, 0, 0, false },         /* a list is no amount */
    { WHOLE(TABLE("RULE ORDER", AMOUNT, ONE(">=6", "50"))), -1, 2, POLICY_NEEDS, 0, 0, true },
    { WHOLE(TABLE("OUTPUT ORDER", AMOUNT, ONE(">=6", "50"))), -1, 2, POLICY_NEEDS, 0, 0, true },
    { WHOLE(TABLE("COLLECT' aggregation='MAX", AMOUNT, ONE(">=6", "50") ONE("-", "20"))), 8, 2, POLICY_ENTITLED, 50, 50, false },
    { WHOLE(TABLE("COLLECT' aggregation='MAX", AMOUNT, ONE(">=6", "50") ONE("-", "20"))), -1, 2, POLICY_NEEDS, 0, 0, true },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50") ONE(">=3", "-20") ONE("-", "人数"))), -1, 30, POLICY_ENTITLED, 10,
    80, false },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50") ONE("-", "人数"))), 8, -1, POLICY_NEEDS, 0, 0, true },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", "<output name='金额'/>", ONE(">=6", "\"a\""))), 8, 2, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "9e6144") ONE(">=6", "9e6144"))), 8, 2, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "9e6144") ONE(">=6", "9e6144"))), -1, 2, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "-9e6144") ONE(">=6", "-9e6144"))), -1, 2, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50"))), 5, 2, POLICY_NOT, 0, 0, false },
    /* no rule: the default, not a sum of nothing */
    { WHOLE(TABLE("COLLECT' aggregation='SUM", DEFAULT, ONE(">=6", "50"))), 5, 2, POLICY_ENTITLED, 3, 3, false },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", DEFAULT, ONE(">=6", "50") ONE(">=7", "5"))), 8, 2, POLICY_ENTITLED, 55, 55, false },
    { WHOLE(TABLE("COLLECT' aggregation='SUM", DEFAULT, ONE(">=6", "50"))), -1, 2, POLICY_NEEDS, 0, 0, true },
    /* pairs do not add up */
    { WHOLE(TABLE("COLLECT' aggregation='SUM", PAIR, TWO(">=6", "50", "\"a\""))), 8, 2, POLICY_ERROR, 0, 0, false },
    /* null in spec mode: never paid */
    { LIMITED("额度", TABLE("UNIQUE", AMOUNT, ONE(">=6", "100") ONE("&lt;6", "50"))), 8, 2, POLICY_ERROR, 0, 0, false },
    { LIMITED("额度", TABLE("UNIQUE", AMOUNT, ONE(">=6", "100") ONE("&lt;6", "50"))), 5, 2, POLICY_ENTITLED, 50, 50, false },
    { LIMITED("额度", TABLE("FIRST", AMOUNT, ONE(">=6", "人数 * 50"))), 8, 2, POLICY_ERROR, 0, 0, false },
    { LIMITED("额度", TABLE("FIRST", AMOUNT, ONE(">=6", "人数 * 50"))), 8, 1, POLICY_ENTITLED, 50, 50, false },
    { LIMITED("额度", TABLE("FIRST", AMOUNT, ONE(">=6", "人数 * 50"))), 8, -1, POLICY_NEEDS, 0, 0, true },
    { LIMITED("额度",
    TABLE("FIRST", "<output name='金额'><defaultOutputEntry><text>70</text></defaultOutputEntry></output>", ONE(">=6", "1"))), 5, 2,
    POLICY_ERROR, 0, 0, false },
    { LIMITED("额度", TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50") ONE(">=7", "20"))), 8, 2, POLICY_ERROR, 0, 0, false },
    { LIMITED("额度", TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50") ONE(">=7", "20"))), 6, 2, POLICY_ENTITLED, 50,
    50, false },
    { LIMITED("额度", TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50") ONE(">=7", "20"))), -1, 2, POLICY_NEEDS, 0, 0, true },
    { LIMITED("结果", TABLE("UNIQUE", PAIR, TWO(">=6", "100", "\"a\""))), 8, 2, POLICY_ERROR, 0, 0, false },
    { LIMITED("结果", TABLE("UNIQUE", PAIR, TWO(">=6", "50", "\"a\""))), 8, 2, POLICY_ENTITLED, 50, 50, false },
    { LIMITED("结果", TABLE("UNIQUE", PAIR, TWO(">=6", "50", "1"))), 8, 2, POLICY_ERROR, 0, 0, false },
    { LIMITED("number",
    "<decisionTable typeRef='额度'><input><inputExpression><text>月数</text></inputExpression></input>" AMOUNT ONE("-",
    "61") "</decisionTable>"), 8, 2, POLICY_ERROR, 0, 0, false },
    { LIMITED("string", TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50"))), 8, 2, POLICY_ERROR, 0, 0, false },
    /* a sum is no string */
    { LIMITED("Any", TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50"))), 8, 2, POLICY_ENTITLED, 50, 50, false },
    { LIMITED("十倍", TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "50"))), 8, 2, POLICY_ENTITLED, 50, 50, false },
    { LIMITED("十倍", TABLE("COLLECT' aggregation='SUM", AMOUNT, ONE(">=6", "55"))), 8, 2, POLICY_ERROR, 0, 0, false },
    { LIMITED("number", "<decisionTable typeRef='额度' hitPolicy='COLLECT' aggregation='SUM'><input><inputExpression><text>月数</text></inputExpression></input>" AMOUNT ONE("-", "61") "</decisionTable>"), 8, 2, POLICY_ERROR, 0, 0, false },
    { WHOLE(TABLE("COLLECT", AMOUNT, ONE(">=6", "50"))), 5, 2, POLICY_NOT, 0, 0, false },
    { WHOLE(TABLE("COLLECT' aggregation='COUNT", AMOUNT, ONE(">=6", "50") ONE(">=7", "50"))), 8, 2, POLICY_ENTITLED, 2, 2, false },
};

static void every_form(void **state) {
    (void)state;
    for (size_t i = 0; i < LEN(forms); i++) {
        const struct form *x = &forms[i];
        struct policy_fact facts[2];
        size_t n = 0;
        if (x->months >= 0) facts[n++] = (struct policy_fact){ S("月数"), value_int(x->months) };
        if (x->staff >= 0) facts[n++] = (struct policy_fact){ S("人数"), value_int(x->staff) };
        struct policy_result r = ask(program(x->xml), facts, n);
        if (r.answer != x->answer || (r.answer != POLICY_ERROR && r.open != x->open))
            fail_msg("form %zu: answer %d, open %d", i, r.answer, r.open);
        if (r.answer == POLICY_ERROR || r.open) continue;
        if (number_cmp(r.low, number_int(x->low)) != 0 || number_cmp(r.high, number_int(x->high)) != 0)
            fail_msg("form %zu: %s to %s", i, number_text(&a, r.low).p, number_text(&a, r.high).p);
    }
}

static void in_words(void **state) {
    struct policy_fact months = { S("月数"), value_int(7) };
    struct policy_result r = ask(program(WHOLE(TABLE("UNIQUE", AMOUNT, ONE(">=6", "人数 * 100")))), &months, 1);
    (void)state;
    assert_string_equal(policy_explain(&a, &r, FEEL_EN).p, "Needs facts: the amount depends on facts that are not known\nStill needed: 人数\nRule 1 (r1):\n  参保月数 >=6, is 7: met\n");
    assert_string_equal(policy_explain(&a, &r, FEEL_ZH).p,
        "还缺材料：金额取决于未知的事实\n还需：人数\n第 1 条规则 (r1)：\n  参保月数 >=6，实际 7：满足\n");
    r = ask(program(WHOLE(TABLE("UNIQUE", AMOUNT, ONE(">=6", "100")))), NULL, 0);
    assert_string_equal(policy_explain(&a, &r, FEEL_EN).p,
        "Needs facts: 0 to 100\nStill needed: 月数\nRule 1 (r1):\n  参保月数 >=6, is ?: not known\n");
    assert_string_equal(policy_explain(&a, &r, FEEL_ZH).p,
        "还缺材料：0 至 100\n还需：月数\n第 1 条规则 (r1)：\n  参保月数 >=6，实际 ?：未知\n");
    r = ask(program(WHOLE(TABLE("UNIQUE", AMOUNT, "<rule>" CELL("-") "<outputEntry><text>100</text></outputEntry></rule>"))), NULL, 0);
    assert_string_equal(policy_explain(&a, &r, FEEL_EN).p, "Entitled, as far as the facts given go: 100\nRule 1:\n");
    r = ask(program(WHOLE(TABLE("UNIQUE", AMOUNT, ONE("", "100")))), NULL, 0);
    assert_string_equal(policy_explain(&a, &r, FEEL_ZH).p, "初步符合：100\n第 1 条规则 (r1)：\n");
    r = ask(program(WHOLE(TABLE("UNIQUE", AMOUNT, ONE(">=60", "100")))), &months, 1);
    assert_string_equal(policy_explain(&a, &r, FEEL_EN).p, "Not entitled\nRule 1 (r1):\n  参保月数 >=60, is 7: fails\n");
    months.value = value_int(700);
    r = ask(program(WHOLE(TABLE("UNIQUE", AMOUNT, ONE(">=6", "100")))), &months, 1);
    assert_true(str_find(policy_explain(&a, &r, FEEL_ZH), S("资料有误：700 不在 月数 允许的取值之内")) == 0);
}

/* ------------------------------------------------------------------ decisions that rest on others */

#define DECIDED(name, needs, body) "<decision id='" name "' name='" name "'><variable name='" name "'/>" needs body "</decision>"
#define ON(name) "<informationRequirement><requiredDecision href='#" name "'/></informationRequirement>"
#define KNOWS(name) "<knowledgeRequirement><requiredKnowledge href='#" name "'/></knowledgeRequirement>"
#define MODEL_OF(parts) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" INPUT("月数", "number") INPUT("人数", "number") parts "</definitions>"
#define BOXED(member, text) "<context><contextEntry><variable name='" member "'/>" LITERAL(text) "</contextEntry></context>"
#define PAYS_IF(in) "<decisionTable><input><inputExpression><text>" in "</text></inputExpression></input>" AMOUNT \
    "<rule>" CELL("true") "<outputEntry><text>100</text></outputEntry></rule></decisionTable>"

/* What is missing below is named, however it is reached: a literal, a table, a context, a function. */
static void missing_below(void **state) {
    static const struct { const char *xml; enum policy_answer answer; const char *missing; } rows[] = {
        { MODEL_OF(DECIDED("够", NEEDS("月数") NEEDS("人数"), LITERAL("月数 >= 12")) DECIDED("补贴", ON("够"), PAYS_IF("够"))),
        POLICY_NEEDS, "月数" },
        { MODEL_OF(DECIDED("够", NEEDS("月数") NEEDS("人数"), BOXED("x", "月数 >= 12")) DECIDED("补贴", ON("够"), PAYS_IF("够.x"))),
        POLICY_NEEDS, "月数 人数" },
        { MODEL_OF(DECIDED("够", NEEDS("月数") NEEDS("人数"),
        TABLE("UNIQUE", "<output name='o'/>", ONE(">=12", "人数 > 3"))) DECIDED("补贴", ON("够"), PAYS_IF("够"))), POLICY_NEEDS,
        "月数 人数" },
        { MODEL_OF("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='x'/>" LITERAL("x > 3") "</encapsulatedLogic></businessKnowledgeModel>"
            DECIDED("补贴", NEEDS("人数") KNOWS("f"), PAYS_IF("f(人数)"))), POLICY_NEEDS, "人数" },
        { MODEL_OF(DECIDED("单", NEEDS("月数"), LITERAL("[月数, 1]")) DECIDED("补贴", ON("单"), PAYS_IF("单[1] > 3"))),
        POLICY_NEEDS, "月数" },
        { MODEL_OF(DECIDED("条", NEEDS("月数"), LITERAL("{x: 月数}")) DECIDED("补贴", ON("条"), PAYS_IF("条.x > 3"))),
        POLICY_NEEDS, "月数" },
        { MODEL_OF(DECIDED("空", , "") DECIDED("补贴", ON("空") NEEDS("人数"), PAYS_IF("空 = null and 人数 > 3"))), POLICY_NEEDS, "人数" },
        { MODEL_OF(DECIDED("够", NEEDS("人数"), "<decisionTable hitPolicy='UNIQUE'><input><inputExpression><text>1</text></inputExpression><inputValues><text>&gt; 1</text></inputValues></input><output name='o'/>" ONE("-", "1") "</decisionTable>")
            /* below, a value is not among those allowed */
            DECIDED("补贴", ON("够"), PAYS_IF("够 = null"))), POLICY_ERROR, "" },
        { MODEL_OF(DECIDED("别的", NEEDS("人数"), LITERAL("人数"))), POLICY_ERROR, "" },       /* there is no such decision */
        { MODEL_OF("<inputData id='补贴' name='补贴'><variable name='补贴'/></inputData>"), POLICY_ERROR, "" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct policy_result r = ask(program(rows[i].xml), NULL, 0);
        struct out o;
        out_init(&o, &a);
        for (size_t k = 0; k < r.missing.n; k++) put_f(&o, "%s%.*s", k ? " " : "", STR_FMT(r.missing.v[k]));
        if (r.answer != rows[i].answer || !str_eq(out_str(&o), str_from(rows[i].missing)))
            fail_msg("row %zu: answer %d, missing %.*s", i, r.answer, STR_FMT(out_str(&o)));
    }
}

/* What is given of a decision is taken instead of deciding; limits that are reached are errors. */
static void given_and_limits(void **state) {
    const struct dmn_program *p = program(
        MODEL_OF(DECIDED("条", , "") DECIDED("补贴", ON("条") NEEDS("人数"), PAYS_IF("条.x and 人数 > 3"))));
    struct entries e = { 0 };
    (void)state;
    entries_set(&a, &e, S("x"), value_bool(true));
    struct policy_fact facts[] = { { S("条"), value_context(e.v, e.n) } };
    struct policy_result r = ask(p, facts, 1);
    assert_true(r.answer == POLICY_NEEDS && r.missing.n == 1 && str_eq(r.missing.v[0], S("人数")));
    p = program(MODEL_OF("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='x'/>" LITERAL("f(x + 1)") "</encapsulatedLogic>" KNOWS("f") "</businessKnowledgeModel>"
        DECIDED("补贴", KNOWS("f"), LITERAL("count([][f(1) > 0]) = 0"))));
    r = ask(p, NULL, 0);                                          /* asked of an empty list, but the depth was reached: nothing to note */
    assert_int_equal(r.answer, POLICY_ERROR);
    assert_string_equal(policy_explain(&a, &r, FEEL_EN).p, "The facts or the table are wrong\n");
}

/* Wherever the steps run out: an error, never a "no" and never a "yes". */
static void steps_run_out(void **state) {
    const struct dmn_program *p = program(MODEL_OF(DECIDED("够", NEEDS("人数"), "<decisionTable><input><inputExpression><text>人数 + 1</text></inputExpression><inputValues><text>&gt; 1</text></inputValues></input>"
        "<input><inputExpression><text>1 + 1</text></inputExpression><inputValues><text>[1..3]</text></inputValues></input><output name='o'/><rule>" CELL("&gt; 3") CELL("2") "<outputEntry><text>true</text></outputEntry></rule></decisionTable>")
        DECIDED("补贴", ON("够"), PAYS_IF("够"))));
    struct policy_question q = { .program = p, .decision = S("补贴"), .amount = S("金额") };
    struct policy_result r = { .answer = POLICY_ERROR };
    (void)state;
    for (q.steps = 1; r.answer == POLICY_ERROR; q.steps++) {
        policy_decide(&a, &q, &r);
        assert_true(q.steps < 1000 && (r.answer == POLICY_ERROR || r.answer == POLICY_NEEDS));
    }
    assert_true(q.steps > 10 && r.missing.n == 1);
}

/* A condition that did not parse is never met; neither is its rule. */
static void broken_rules(void **state) {
    struct dmn_model *m;
    struct dmn_program *p;
    (void)state;
    assert_int_equal(dmn_read(&a,
                         S(MODEL_OF(DECIDED("补贴", NEEDS("月数"),
                             "<decisionTable>" COLUMN("月数", "number") AMOUNT
                             "<rule>" CELL("&gt;&gt;") "<outputEntry><text>1</text></outputEntry></rule><rule>" CELL(
                                 "&gt;= 6") "<outputEntry><text>2</text></outputEntry></rule>"
                                            "<rule>" CELL("&lt; 0") "<outputEntry><text>2 +</text></outputEntry></rule></decisionTable>"))),
                         &m, NULL),
        RC_OK);
    const struct dmn_model *models[] = { m };
    assert_int_equal(dmn_compile(&a, models, 1, &p, NULL), RC_OK);
    assert_int_equal(dmn_faults(p)->n, 2);
    struct policy_fact months = { S("月数"), value_int(7) };
    struct policy_result r = ask(p, &months, 1);
    assert_true(r.answer == POLICY_ENTITLED && number_cmp(r.high, number_int(2)) == 0);
    for (int k = 0; k < 2; k++) {                                 /* the same in spec mode */
        struct feel f;
        bool known;
        feel_init(&f, &a);
        struct dmn_run *run = dmn_start(p, &f);
        assert_true(dmn_set(run, STR_NONE, S("月数"), value_int(k ? 7 : 5)));
        struct value v = dmn_value(run, S("补贴"), &known);
        assert_true(k ? v.kind == VALUE_NUMBER && number_cmp(v.number, number_int(2)) == 0 : v.kind == VALUE_NULL);
    }
    r = ask(p, NULL, 0);                                          /* the rule that may fire has no amount */
    assert_int_equal(r.answer, POLICY_NEEDS);
}

/* What comes first is said by the output's values, or else by those its type allows. */
static void priority_of_the_type(void **state) {
    const struct dmn_program *p = program("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>"
        "<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>20, 10, 30</text></allowedValues></itemDefinition>" INPUT("月数", "number")
        "<decision id='d' name='补贴'><variable name='补贴'/>" NEEDS("月数") "<decisionTable hitPolicy='PRIORITY'>" COLUMN("月数",
            "number") "<output name='金额' typeRef='t'/>"
        ONE(">=6", "30") ONE(">=6", "10") ONE(">=7", "20") "</decisionTable></decision></definitions>");
    struct policy_fact months = { S("月数"), value_int(6) };
    (void)state;
    assert_int_equal(number_cmp(ask(p, &months, 1).high, number_int(10)), 0);
    months.value = value_int(7);
    assert_int_equal(number_cmp(ask(p, &months, 1).high, number_int(20)), 0);
}

/* Forty storeys of two decisions, each of which rests on both below: more ways than a life is long. */
static void many_ways_down(void **state) {
    enum { STOREYS = 40 };
    struct out o;
    (void)state;
    out_init(&o, &a);
    put_z(&o, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" INPUT("月数", "number"));
    for (int i = 0; i <= STOREYS; i++)
        for (int k = 0; k < (i < STOREYS ? 2 : 1); k++) {
            if (i < STOREYS) put_f(&o, "<decision id='d%d_%d' name='d%d_%d'><variable name='d%d_%d'/>", i, k, i, k, i, k);
            else put_z(&o, "<decision id='d' name='补贴'><variable name='补贴'/>");
            for (int b = 0; b < 2 && i; b++)
                put_f(&o, "<informationRequirement><requiredDecision href='#d%d_%d'/></informationRequirement>", i - 1, b);
            if (!i) put_z(&o, NEEDS("月数"));
            put_z(&o, "<decisionTable><input><inputExpression><text>");
            if (i) put_f(&o, "d%d_0 + d%d_1", i - 1, i - 1);
            else put_z(&o, "月数");
            put_z(&o,
                "</text></inputExpression></input><output name='金额'/><rule>" CELL(
                    "&gt; 0") "<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision>");
        }
    put_z(&o, "</definitions>");
    struct policy_result r = ask(program(out_str(&o).p), NULL, 0);
    assert_true(r.answer == POLICY_NEEDS && r.missing.n == 1 && str_eq(r.missing.v[0], S("月数")));
}

/* A day that is no date, or stands in no rule, is looked ahead from in vain. */
static void waiting_in_vain(void **state) {
    const struct dmn_program *p = program(MODEL("FIRST", FIRST_RULES));
    struct policy_fact facts[] = { { S("类别"), text("其他") }, { S("月数"), value_int(8) }, { S("人数"), value_int(5) },
        { S("今天"), value_null() } };
    (void)state;
    assert_int_equal(ask(p, facts, 4).answer, POLICY_NOT);
    facts[3].value = day(2024, 2, 28);
    assert_int_equal(ask(p, facts, 4).answer, POLICY_NOT);
    facts[3].value = day(999999999, 12, 31);                     /* there is no tomorrow */
    assert_int_equal(ask(p, facts, 4).answer, POLICY_NOT);
}

/* ------------------------------------------------------------------ against enumeration */

enum { KINDS = 4, MONTHS = 5, STAFF = 4, DAYS = 2 };
static struct value kind_at(int i) { static const char *const v[] = { "毕业生", "退役军人", "农民工", "其他" }; return text(v[i]); }
static struct value month_at(int i) { static const int v[] = { 0, 5, 6, 11, 12 }; return value_int(v[i]); }
static struct value staff_at(int i) { static const int v[] = { 0, 2, 3, 5 }; return value_int(v[i]); }
static struct value day_at(int i) { return i ? day(2024, 3, 1) : day(2024, 2, 29); }

/* i[k] < 0: not known. */
static struct policy_result ask_at(const struct dmn_program *p, const int *i) {
    struct policy_fact facts[4];
    size_t n = 0;
    if (i[0] >= 0) facts[n++] = (struct policy_fact){ S("类别"), kind_at(i[0]) };
    if (i[1] >= 0) facts[n++] = (struct policy_fact){ S("月数"), month_at(i[1]) };
    if (i[2] >= 0) facts[n++] = (struct policy_fact){ S("人数"), staff_at(i[2]) };
    if (i[3] >= 0) facts[n++] = (struct policy_fact){ S("今天"), day_at(i[3]) };
    struct policy_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .facts = facts, .n = n };
    struct policy_result r;
    policy_decide(&a, &q, &r);
    return r;
}

static void complete(const struct dmn_program *p, const int *known, int *i, int k, const struct policy_result *r) {
    static const int size[] = { KINDS, MONTHS, STAFF, DAYS };
    if (k < 4) {
        for (i[k] = known[k] < 0 ? 0 : known[k]; i[k] < (known[k] < 0 ? size[k] : known[k] + 1); i[k]++) complete(p, known, i, k + 1, r);
        return;
    }
    struct arena_mark m = arena_mark(&a);
    struct policy_result whole = ask_at(p, i);
    assert_true(whole.answer == POLICY_ENTITLED || whole.answer == POLICY_NOT);
    if (r->answer == POLICY_ENTITLED) assert_int_equal(whole.answer, POLICY_ENTITLED);
    if (r->answer == POLICY_NOT) assert_int_equal(whole.answer, POLICY_NOT);
    if (!r->open) assert_true(number_cmp(r->low, whole.low) <= 0 && number_cmp(whole.high, r->high) <= 0);
    arena_rewind(&a, m);
}

static void safe_for(const char *xml) {
    const struct dmn_program *p = program(xml);
    int known[4], i[4];
    for (known[0] = -1; known[0] < KINDS; known[0]++)
        for (known[1] = -1; known[1] < MONTHS; known[1]++)
            for (known[2] = -1; known[2] < STAFF; known[2]++)
                for (known[3] = -1; known[3] < DAYS; known[3]++) {
                    struct arena_mark m = arena_mark(&a);
                    struct policy_result r = ask_at(p, known);
                    assert_int_not_equal(r.answer, POLICY_ERROR);
                    complete(p, known, i, 0, &r);
                    arena_rewind(&a, m);
                }
}

static void safe(void **state) {
    (void)state;
    safe_for(MODEL("FIRST", FIRST_RULES));
    safe_for(MODEL("COLLECT' aggregation='SUM", SUM_RULES));
    safe_for(MODEL("UNIQUE",
        RULE("\"毕业生\"", ">=12", "-", "-", "1") RULE("\"毕业生\"", "&lt;12", "-", "-", "2")
            RULE("not(\"毕业生\")", "-", ">2", "-", "0")));
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(missing_is_not_no), cmocka_unit_test(wrong_type_is_an_error),
        cmocka_unit_test(waiting_helps), cmocka_unit_test(contradictions_are_errors), cmocka_unit_test(every_form),
        cmocka_unit_test(in_words), cmocka_unit_test(missing_below), cmocka_unit_test(many_ways_down), cmocka_unit_test(given_and_limits),
        cmocka_unit_test(steps_run_out), cmocka_unit_test(broken_rules), cmocka_unit_test(priority_of_the_type),
        cmocka_unit_test(waiting_in_vain), cmocka_unit_test(safe) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
