/* batch_test.c: the batch against policy_decide, row for row: random tables of
** every hit policy over random rosters with facts that are missing, do not
** apply or stand exactly at a border. Seeds are fixed; a failure names one. */
#include "test/batch_rows.h"

enum { PLAIN = 5, TABLES = 260, MODELS = 400 };                    /* facts without the list */
/* ------------------------------------------------------------------ a random table */

static const char *pick(const char *const *from, size_t n) { return from[roll((unsigned)n)]; }

static const char *cell(int fact) {
    static const char *const kinds[] = { "\"毕业生\"", "\"毕业生\",\"退役军人\"", "not(\"其他\")", "not(\"其他\",\"农民工\")", "\"军\"",
        "null" };
    static const char *const months[] = { ">=12", "<12", "[6..24]", "]6..24[", "0", "6,12,[24..36]", "not(>=6)", ">2.5", "!=12", "null",
        "not(null)" };
    static const char *const rents[] = { ">=100", "<=99.99", "(0..1000]", "<0.005", "not([50.5..100.25])", "100", "\"x\"" };
    static const char *const days[] = { ">= date(\"2024-03-01\")", "< @\"2024-03-01\"", "[@\"2024-01-31\"..@\"2024-02-29\"]",
        "not(@\"2024-02-29\")" };
    static const char *const local[] = { "true", "false", "not(true)", "true,false" };
    if (roll(3) == 0) return "-";
    switch (fact) {
    case 0: return pick(kinds, LEN(kinds));
    case 1: return pick(months, LEN(months));
    case 2: return pick(rents, roll(20) ? LEN(rents) - 1 : LEN(rents));
    case 3: return pick(days, LEN(days));
    default: return pick(local, LEN(local));
    }
}

static const char *amount(void) {
    static const char *const v[] = { "0", "1000", "15000", "0.01", "-200", "99.5", "null", "true", "15000", "1000", "1/3", "10**20",
        "\"x\"", "1+null" };
    return pick(v, roll(8) ? 7 : LEN(v));
}

static void entry(struct out *o, const char *tag, const char *text) {
    put_f(o, "<%s><text>", tag);
    put_text(o, str_from(text));
    put_f(o, "</text></%s>", tag);
}

static const char *const policies[] = { "UNIQUE", "ANY", "FIRST", "PRIORITY", "OUTPUT ORDER", "RULE ORDER", "COLLECT",
    "COLLECT\" aggregation=\"SUM", "COLLECT\" aggregation=\"MIN", "COLLECT\" aggregation=\"MAX", "COLLECT\" aggregation=\"COUNT", "FIRST",
    "UNIQUE" };

static void inputs(struct out *o, bool constrained) {
    if (constrained) put_z(o, "<itemDefinition name=\"tMonths\"><typeRef>number</typeRef><allowedValues><text>[0..40]</text></allowedValues></itemDefinition>");
    put_z(o, "<itemDefinition name=\"额度\"><typeRef>number</typeRef><allowedValues><text>[0..5000], 15000, -200</text></allowedValues></itemDefinition>"
        "<itemDefinition name=\"结果\"><itemComponent name=\"金额\"><typeRef>额度</typeRef></itemComponent><itemComponent name=\"条款\"><typeRef>string</typeRef></itemComponent></itemDefinition>");
    for (int i = 0; i < PLAIN; i++)
        put_f(o, "<inputData id=\"i%d\" name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/></inputData>", i, fact_names[i], fact_names[i],
            constrained && i == 1 ? "tMonths" : fact_types[i]);
}

/* The decision's own type, which may allow less than its rules give. */
static void variable(struct out *o, bool two) {
    const char *type = roll(8) == 0 ? two ? "结果" : "额度" : two || roll(3) ? "" : "number";
    put_z(o, "<variable name=\"补贴\"");
    if (*type) put_f(o, " typeRef=\"%s\"", type);
    put_z(o, "/>");
}

static struct str random_table(const char *policy, unsigned rules) {
    struct out o;
    bool two = roll(3) == 0;
    unsigned used = 1 + roll(PLAIN);
    out_init(&o, &a);
    put_z(&o, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\" namespace=\"urn:m\">");
    inputs(&o, roll(4) == 0);
    put_z(&o, "<decision id=\"d\" name=\"补贴\">");
    variable(&o, two);
    for (int i = 0; i < PLAIN; i++) put_f(&o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
    put_f(&o, "<decisionTable hitPolicy=\"%s\">", policy);
    for (unsigned i = 0; i < used; i++) {
        put_f(&o, "<input><inputExpression typeRef=\"%s\"><text>%s</text></inputExpression>", fact_types[i], fact_names[i]);
        if (i == 1 && roll(4) == 0) put_z(&o, "<inputValues><text>[0..100]</text></inputValues>");
        put_z(&o, "</input>");
    }
    put_z(&o, "<output name=\"金额\" typeRef=\"number\"><outputValues><text>15000,1000,0,-200,0.01</text></outputValues>");
    if (roll(3) == 0) put_z(&o, "<defaultOutputEntry><text>7</text></defaultOutputEntry>");
    put_z(&o, "</output>");
    if (two) put_z(&o, "<output name=\"条款\" typeRef=\"string\"/>");
    for (unsigned r = 0; r < rules; r++) {
        put_z(&o, "<rule>");
        for (unsigned i = 0; i < used; i++) entry(&o, "inputEntry", cell((int)i));
        entry(&o, "outputEntry", amount());
        if (two) entry(&o, "outputEntry", roll(2) ? "\"一\"" : "\"二\"");
        put_z(&o, "</rule>");
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o);
}

/* ------------------------------------------------------------------ random expressions */

static void number(struct out *o, int depth);
static void truth(struct out *o, int depth);

static void day(struct out *o, int depth) {
    switch (depth > 0 ? roll(8) : roll(2)) {
    case 0: case 1: case 2: put_z(o, roll(4) ? "日期" : "@\"2024-02-29\""); break;
    case 3: day(o, depth - 1); put_z(o, roll(2) ? " + @\"P1M\"" : " - @\"P1Y2M\""); break;
    case 4: day(o, depth - 1); put_z(o, roll(2) ? " + @\"P30D\"" : " - @\"P1D\""); break;
    case 5: put_z(o, "date("); day(o, depth - 1); put_f(o, ".year, %u, %u)", 1 + roll(12), 1 + roll(29)); break;
    case 6: put_z(o, "(if "); truth(o, depth - 1); put_z(o, " then "); day(o, depth - 1); put_z(o, " else "); if (roll(3))
        day(o, depth - 1); else put_z(o, "null"); put_z(o, ")"); break;
    default: put_z(o, "@\"2024-03-01\""); break;
    }
}

static void call(struct out *o, const char *name, int depth, int args, const char *more) {
    put_f(o, "%s(", name);
    for (int i = 0; i < args; i++) { if (i) put_z(o, ", "); number(o, depth); }
    put_f(o, "%s)", more);
}

static void number(struct out *o, int depth) {
    static const char *const leaves[] = { "月数", "租金", "月数", "租金", "上浮", "0", "1", "12", "0.2", "8000", "-1.5", "100.25" };
    static const char *const ops[] = { " + ", " - ", " * " };
    static const char *const by[] = { " / 12", " / 3", " / 2", " / 0.8", " / -7", " / 12", " / 12", " / 0" };
    if (depth <= 0 || roll(4) == 0) { put_z(o, leaves[roll(LEN(leaves))]); return; }
    switch (roll(18)) {
    case 17: call(o, "若有", depth - 1, 2, ""); break;           /* a parameter that is not always looked at */
    case 14:
        put_z(o, "sum(for x in [");
        number(o, depth - 1);
        put_z(o, ", ");
        number(o, 0);
        put_z(o, ", 租金] return if x = null then 0 else x");
        put_z(o, roll(2) ? " * 月数)" : ")");
        break;
    case 15: put_z(o, roll(2) ? "mean([" : "min(["); number(o, depth - 1); put_z(o, ", 月数, "); number(o, 0); put_z(o, "])"); break;
    case 16:
        put_z(o, roll(2) ? "max(concatenate([" : "sum(concatenate([");
        number(o, depth - 1);
        put_z(o, roll(2) ? "], for x in [上浮, 月数] return for x in [x] return x * 2))" : "], for x in [上浮, 租金] return x + 1))");
        break;
    case 0: case 1: case 2: put_z(o, "("); number(o, depth - 1); put_z(o, ops[roll(3)]); number(o, depth - 1); put_z(o, ")"); break;
    case 3: case 4: put_z(o, "("); number(o, depth - 1); put_z(o, by[roll(roll(6) ? LEN(by) - 1 : LEN(by))]); put_z(o, ")"); break;
    case 5: call(o, roll(2) ? "min" : "max", depth - 1, 2, ""); break;
    case 6: call(o, roll(2) ? "floor" : "ceiling", depth - 1, 1, ""); break;
    case 7: call(o, roll(2) ? "round half up" : "decimal", depth - 1, 1, roll(2) ? ", 2" : ", 0"); break;
    case 8:
        put_z(o, "(if ");
        truth(o, depth - 1);
        put_z(o, " then ");
        number(o, depth - 1);
        put_z(o, " else ");
        number(o, depth - 1);
        put_z(o, ")");
        break;
    case 9: put_z(o, "("); day(o, depth - 1); put_z(o, roll(2) ? ").year" : ").month"); break;
    case 10:
        put_z(o, "(");
        day(o, depth - 1);
        put_z(o, " - ");
        day(o, depth - 1);
        put_z(o, ")");
        put_z(o, roll(2) ? ".days" : " / @\"P1D\"");
        break;
    case 11:
        put_z(o, "years and months duration(");
        day(o, depth - 1);
        put_z(o, ", ");
        day(o, depth - 1);
        put_z(o, roll(2) ? ") / @\"P1M\"" : ").years");
        break;
    case 12: put_z(o, "("); number(o, depth - 1); put_z(o, " / "); number(o, 0); put_z(o, ")"); break;
    default: call(o, roll(2) ? "abs" : "-abs", depth - 1, 1, "");
    }
}

static void truth(struct out *o, int depth) {
    static const char *const ops[] = { " < ", " <= ", " > ", " >= ", " = ", " != " };
    if (depth <= 0) { put_z(o, roll(3) ? "本地" : "类别 = \"毕业生\""); return; }
    switch (roll(10)) {
    case 0: case 1: put_z(o, "("); number(o, depth - 1); put_z(o, ops[roll(6)]); number(o, depth - 1); put_z(o, ")"); break;
    case 2: put_z(o, "("); day(o, depth - 1); put_z(o, ops[roll(6)]); day(o, depth - 1); put_z(o, ")"); break;
    case 3: put_z(o, "("); truth(o, depth - 1); put_z(o, roll(2) ? " and " : " or "); truth(o, depth - 1); put_z(o, ")"); break;
    case 4: put_z(o, "not("); truth(o, depth - 1); put_z(o, ")"); break;
    case 5: put_z(o, "("); number(o, depth - 1); put_z(o, " in (>= 12, [2..5], 0))"); break;
    case 6: put_z(o, "("); day(o, depth - 1); put_z(o, " between "); day(o, 0); put_z(o, " and "); day(o, depth - 1); put_z(o, ")"); break;
    case 7: put_z(o, roll(2) ? "(日期 = null)" : "(月数 != null)"); break;
    case 8: put_z(o, "("); number(o, depth - 1); put_z(o, " / "); number(o, 0); put_z(o, ops[roll(6)]); number(o, 0); put_z(o, ")"); break;
    default: put_z(o, "(类别 in (\"毕业生\", \"军人\"))");
    }
}

static const char *text_of(void (*make)(struct out *, int), int depth) {
    struct out o;
    out_init(&o, &a);
    make(&o, depth);
    return out_str(&o).p;
}

static void needs(struct out *o, bool facts, const char *more) {
    for (int i = 0; facts && i < PLAIN; i++) put_f(o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
    put_z(o, facts ? "<informationRequirement><requiredInput href=\"#p\"/></informationRequirement><knowledgeRequirement><requiredKnowledge href=\"#h\"/></knowledgeRequirement>" : "");
    put_z(o, more);
}

static void literal(struct out *o, const char *id, const char *name, const char *type, const char *more, const char *text) {
    put_f(o, "<decision id=\"%s\" name=\"%s\"><variable name=\"%s\"%s/>", id, name, name, type);
    needs(o, true, more);
    put_z(o, "<literalExpression><text>");
    put_text(o, str_from(text));
    put_z(o, "</text></literalExpression></decision>");
}

/* A grade by a table of its own, with two outputs; a function; an amount by a table whose cells and outputs compute. */
static struct str random_model(const char *policy) {
    static const char *const grades[] = { "FIRST", "FIRST", "FIRST", "PRIORITY", "PRIORITY", "UNIQUE", "ANY" };
    struct out o;
    out_init(&o, &a);
    put_z(&o, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\" namespace=\"urn:m\">");
    inputs(&o, false);
    put_z(&o, "<inputData id=\"p\" name=\"上浮\"><variable name=\"上浮\" typeRef=\"number\"/></inputData>");
    put_z(&o, "<businessKnowledgeModel id=\"f\" name=\"按月\"><variable name=\"按月\"/><encapsulatedLogic><formalParameter name=\"额\" typeRef=\"number\"/><formalParameter name=\"起\" typeRef=\"date\"/>"
        "<literalExpression><text>if 起 = null then 额 / 12 else 额 / 12 * 起.month</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>");
    put_z(&o, "<businessKnowledgeModel id=\"h\" name=\"若有\"><variable name=\"若有\"/><encapsulatedLogic><formalParameter name=\"甲\" typeRef=\"number\"/><formalParameter name=\"乙\" typeRef=\"number\"/>"
        "<literalExpression><text>if 甲 = null or 甲 &lt; 0 then 1 else 乙 + 1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>");
    literal(&o, "n", "数", roll(2) ? " typeRef=\"number\"" : "", "", text_of(number, 3));
    literal(&o, "b", "真", "", "", text_of(truth, 3));
    put_z(&o, "<decision id=\"g\" name=\"档\"><variable name=\"档\"/>");
    needs(&o, true, "<informationRequirement><requiredDecision href=\"#b\"/></informationRequirement>");
    put_f(&o, "<decisionTable hitPolicy=\"%s\"><input><inputExpression><text>真</text></inputExpression></input><input><inputExpression typeRef=\"number\"><text>月数</text></inputExpression></input>", grades[roll(LEN(grades))]);
    put_z(&o, "<output name=\"级\"><outputValues><text>\"甲\",\"乙\",\"丙\"</text></outputValues>");
    bool otherwise = roll(5) > 0;
    put_z(&o, otherwise ? "<defaultOutputEntry><text>\"乙\"</text></defaultOutputEntry>" : "");
    put_z(&o, "</output><output name=\"额\"><outputValues><text>1,2,3</text></outputValues>");
    put_z(&o, otherwise ? "<defaultOutputEntry><text>2</text></defaultOutputEntry></output>" : "</output>");
    for (unsigned r = 0, n = 1 + roll(4); r < n; r++) {
        static const char *const g[] = { "\"甲\"", "\"乙\"", "\"丙\"" }, *const v[] = { "1", "2", "3" };
        put_z(&o, "<rule>");
        entry(&o, "inputEntry", roll(2) ? "true" : roll(2) ? "-" : "false");
        entry(&o, "inputEntry", cell(1));
        entry(&o, "outputEntry", g[roll(3)]);
        entry(&o, "outputEntry", v[roll(3)]);
        put_z(&o, "</rule>");
    }
    put_z(&o, "</decisionTable></decision><decision id=\"d\" name=\"补贴\">");
    variable(&o, false);
    needs(&o, true, "<informationRequirement><requiredDecision href=\"#n\"/></informationRequirement><informationRequirement><requiredDecision href=\"#g\"/></informationRequirement>"
        "<knowledgeRequirement><requiredKnowledge href=\"#f\"/></knowledgeRequirement>");
    put_f(&o, "<decisionTable hitPolicy=\"%s\"><input><inputExpression typeRef=\"string\"><text>档.级</text></inputExpression></input>", policy);
    put_z(&o, "<input><inputExpression typeRef=\"number\"><text>");
    put_text(&o, str_from(text_of(number, 2)));
    put_z(&o, "</text></inputExpression></input>");
    put_z(&o, "<input><inputExpression><text>日期</text></inputExpression></input><output name=\"金额\"/>");
    for (unsigned r = 0, n = 1 + roll(5); r < n; r++) {
        static const char *const g[] = { "\"甲\"", "\"乙\",\"丙\"", "not(\"甲\")", "-", "-" };
        static const char *const months[] = { ">= 12", "-", "-", "<= 数", "[0..月数]", "not(12,13)", "? > 月数 + 1", "< 1000 * 上浮" };
        static const char *const days[] = { "-", "-", ">= @\"2024-02-10\"", "[date(日期.year, 2, 1)..@\"2024-02-29\"]",
            "> 日期 - @\"P1D\"" };
        put_z(&o, "<rule>");
        entry(&o, "inputEntry", g[roll(LEN(g))]);
        entry(&o, "inputEntry", months[roll(LEN(months))]);
        entry(&o, "inputEntry", days[roll(LEN(days))]);
        entry(&o, "outputEntry",
            roll(3) == 0       ? "1000"
                : roll(3) == 0 ? "按月(租金, 日期)"
                : roll(4) == 0 ? "档.额 * 100"
                               : text_of(number, 3));
        put_z(&o, "</rule>");
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o);
}

static void random_tables(void **state) {
    size_t fast = 0, all = 0;
    (void)state;
    for (unsigned i = 0; i < TABLES; i++) {
        struct arena_mark m = arena_mark(&a);
        const char *policy = policies[i % LEN(policies)];
        seed = i;
        all += rows = i % 20 == 7 ? MOST : 300;
        struct str xml = random_table(policy, 1 + roll(i % 10 == 0 ? 150 : 12));
        char what[100];
        snprintf(what, sizeof what, "seed %u, %s", i, policy);
        fast += same(program(xml), STR_NONE, false, PLAIN, what, NULL);
        arena_rewind(&a, m);
    }
    assert_true(fast > all / 2);                /* else it would be the scalar path against itself */
}

static void random_models(void **state) {
    size_t fast = 0, all = 0;
    (void)state;
    for (unsigned i = 0; i < MODELS; i++) {
        struct arena_mark m = arena_mark(&a);
        static const char *const asked[] = { "FIRST", "FIRST", "FIRST", "UNIQUE", "ANY", "COLLECT\" aggregation=\"SUM" };
        seed = 1000 + i;
        all += rows = i % 20 == 7 ? MOST : 300;
        struct str xml = random_model(asked[i % LEN(asked)]);
        char what[100];
        snprintf(what, sizeof what, "model %u, %s", i, asked[i % LEN(asked)]);
        fast += same(program(xml), STR_NONE, true, PLAIN, what, NULL);
        arena_rewind(&a, m);
    }
    assert_true(fast > all / 4);                                  /* many are refused: powers, words in order, values of two kinds */
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 30); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(random_tables), cmocka_unit_test(random_models) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
