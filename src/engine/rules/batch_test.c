/* batch_test.c: the batch against policy_decide, row for row: random tables of
** every hit policy over random rosters with facts that are missing, do not
** apply or stand exactly at a border. Seeds are fixed; a failure names one. */
#include "test/test.h"
#include "engine/rules/batch.h"

enum { FACTS = 5, MOST = 2 * BATCH_BLOCK + 77, TABLES = 260, MODELS = 400 };
static const char *const fact_names[FACTS] = { "类别", "月数", "租金", "日期", "本地" };
static const char *const fact_types[FACTS] = { "string", "number", "number", "date", "boolean" };
static const struct str words[] = { SI("毕业生"), SI("退役军人"), SI("农民工"), SI("其他") };
static const struct batch_column columns[FACTS] = { { SI("类别"), BATCH_WORD, 0, words, LEN(words) }, { SI("月数"), BATCH_NUMBER, 0, NULL, 0 },
    { SI("租金"), BATCH_NUMBER, 2, NULL, 0 }, { SI("日期"), BATCH_DAY, 0, NULL, 0 }, { SI("本地"), BATCH_BOOL, 0, NULL, 0 } };

static struct arena a;
static uint64_t seed;
static unsigned rows;                                             /* some 300, now and then more than two blocks */

static unsigned roll(unsigned n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

/* ------------------------------------------------------------------ a random table */

static const char *pick(const char *const *from, size_t n) { return from[roll((unsigned)n)]; }

static const char *cell(int fact) {
    static const char *const kinds[] = { "\"毕业生\"", "\"毕业生\",\"退役军人\"", "not(\"其他\")", "not(\"其他\",\"农民工\")", "\"军\"", "null" };
    static const char *const months[] = { ">=12", "<12", "[6..24]", "]6..24[", "0", "6,12,[24..36]", "not(>=6)", ">2.5", "!=12", "null", "not(null)" };
    static const char *const rents[] = { ">=100", "<=99.99", "(0..1000]", "<0.005", "not([50.5..100.25])", "100", "\"x\"" };
    static const char *const days[] = { ">= date(\"2024-03-01\")", "< @\"2024-03-01\"", "[@\"2024-01-31\"..@\"2024-02-29\"]", "not(@\"2024-02-29\")" };
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
    static const char *const v[] = { "0", "1000", "15000", "0.01", "-200", "99.5", "null", "true", "15000", "1000", "1/3", "10**20", "\"x\"", "1+null" };
    return pick(v, roll(8) ? 7 : LEN(v));
}

static void entry(struct out *o, const char *tag, const char *text) {
    put_f(o, "<%s><text>", tag);
    put_text(o, str_from(text));
    put_f(o, "</text></%s>", tag);
}

static const char *const policies[] = { "UNIQUE", "ANY", "FIRST", "PRIORITY", "OUTPUT ORDER", "RULE ORDER", "COLLECT",
    "COLLECT\" aggregation=\"SUM", "COLLECT\" aggregation=\"MIN", "COLLECT\" aggregation=\"MAX", "COLLECT\" aggregation=\"COUNT", "FIRST", "UNIQUE" };

static void inputs(struct out *o, bool constrained) {
    if (constrained) put_z(o, "<itemDefinition name=\"tMonths\"><typeRef>number</typeRef><allowedValues><text>[0..40]</text></allowedValues></itemDefinition>");
    put_z(o, "<itemDefinition name=\"额度\"><typeRef>number</typeRef><allowedValues><text>[0..5000], 15000, -200</text></allowedValues></itemDefinition>"
        "<itemDefinition name=\"结果\"><itemComponent name=\"金额\"><typeRef>额度</typeRef></itemComponent><itemComponent name=\"条款\"><typeRef>string</typeRef></itemComponent></itemDefinition>");
    for (int i = 0; i < FACTS; i++)
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
    unsigned used = 1 + roll(FACTS);
    out_init(&o, &a);
    put_z(&o, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\" namespace=\"urn:m\">");
    inputs(&o, roll(4) == 0);
    put_z(&o, "<decision id=\"d\" name=\"补贴\">");
    variable(&o, two);
    for (int i = 0; i < FACTS; i++) put_f(&o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
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
    case 6: put_z(o, "(if "); truth(o, depth - 1); put_z(o, " then "); day(o, depth - 1); put_z(o, " else "); if (roll(3)) day(o, depth - 1); else put_z(o, "null"); put_z(o, ")"); break;
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
    case 14: put_z(o, "sum(for x in ["); number(o, depth - 1); put_z(o, ", "); number(o, 0); put_z(o, ", 租金] return if x = null then 0 else x"); put_z(o, roll(2) ? " * 月数)" : ")"); break;
    case 15: put_z(o, roll(2) ? "mean([" : "min(["); number(o, depth - 1); put_z(o, ", 月数, "); number(o, 0); put_z(o, "])"); break;
    case 16: put_z(o, roll(2) ? "max(concatenate([" : "sum(concatenate(["); number(o, depth - 1); put_z(o, roll(2) ? "], for x in [上浮, 月数] return for x in [x] return x * 2))" : "], for x in [上浮, 租金] return x + 1))"); break;
    case 0: case 1: case 2: put_z(o, "("); number(o, depth - 1); put_z(o, ops[roll(3)]); number(o, depth - 1); put_z(o, ")"); break;
    case 3: case 4: put_z(o, "("); number(o, depth - 1); put_z(o, by[roll(roll(6) ? LEN(by) - 1 : LEN(by))]); put_z(o, ")"); break;
    case 5: call(o, roll(2) ? "min" : "max", depth - 1, 2, ""); break;
    case 6: call(o, roll(2) ? "floor" : "ceiling", depth - 1, 1, ""); break;
    case 7: call(o, roll(2) ? "round half up" : "decimal", depth - 1, 1, roll(2) ? ", 2" : ", 0"); break;
    case 8: put_z(o, "(if "); truth(o, depth - 1); put_z(o, " then "); number(o, depth - 1); put_z(o, " else "); number(o, depth - 1); put_z(o, ")"); break;
    case 9: put_z(o, "("); day(o, depth - 1); put_z(o, roll(2) ? ").year" : ").month"); break;
    case 10: put_z(o, "("); day(o, depth - 1); put_z(o, " - "); day(o, depth - 1); put_z(o, ")"); put_z(o, roll(2) ? ".days" : " / @\"P1D\""); break;
    case 11: put_z(o, "years and months duration("); day(o, depth - 1); put_z(o, ", "); day(o, depth - 1); put_z(o, roll(2) ? ") / @\"P1M\"" : ").years"); break;
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
    for (int i = 0; facts && i < FACTS; i++) put_f(o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
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
    put_z(&o, "<input><inputExpression typeRef=\"number\"><text>"); put_text(&o, str_from(text_of(number, 2))); put_z(&o, "</text></inputExpression></input>");
    put_z(&o, "<input><inputExpression><text>日期</text></inputExpression></input><output name=\"金额\"/>");
    for (unsigned r = 0, n = 1 + roll(5); r < n; r++) {
        static const char *const g[] = { "\"甲\"", "\"乙\",\"丙\"", "not(\"甲\")", "-", "-" };
        static const char *const months[] = { ">= 12", "-", "-", "<= 数", "[0..月数]", "not(12,13)", "? > 月数 + 1", "< 1000 * 上浮" };
        static const char *const days[] = { "-", "-", ">= @\"2024-02-10\"", "[date(日期.year, 2, 1)..@\"2024-02-29\"]", "> 日期 - @\"P1D\"" };
        put_z(&o, "<rule>");
        entry(&o, "inputEntry", g[roll(LEN(g))]);
        entry(&o, "inputEntry", months[roll(LEN(months))]);
        entry(&o, "inputEntry", days[roll(LEN(days))]);
        entry(&o, "outputEntry", roll(3) == 0 ? "1000" : roll(3) == 0 ? "按月(租金, 日期)" : roll(4) == 0 ? "档.额 * 100" : text_of(number, 3));
        put_z(&o, "</rule>");
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o);
}

static struct dmn_program *program(struct str xml) {
    struct dmn_model *m;
    struct dmn_program *p;
    struct err e = { 0 };
    if (dmn_read(&a, xml, &m, &e) != RC_OK) fail_msg("%s", e.text);
    const struct dmn_model *models[] = { m };
    assert_int_equal(dmn_compile(&a, models, 1, &p, &e), RC_OK);
    if (dmn_faults(p)->n) fail_msg("%s", dmn_faults(p)->v[0].err.text);
    return p;
}

/* ------------------------------------------------------------------ a random roster */

struct roster { uint16_t kind[MOST]; int64_t months[MOST], rent[MOST]; int32_t day[MOST]; uint8_t local[MOST]; uint64_t known[FACTS][MOST / 64 + 1], null[FACTS][MOST / 64 + 1]; };

static struct roster *random_roster(struct batch_data *d) {
    static const int months[] = { 0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 24, 25, 36, 37, 100, -5 };
    static const int64_t rents[] = { 0, 1, -1, 5000, 5050, 5051, 9999, 10000, 10025, 10026, 100000, 100001, 120000, 123456, 800000, 1600000, 50, 333, INT64_MAX, INT64_MIN };
    struct roster *r = NEW(&a, struct roster);
    const unsigned missing = roll(3) ? 10 : 0;                    /* one in so many facts */
    for (unsigned i = 0; i < rows; i++) {
        r->kind[i] = (uint16_t)roll(roll(50) ? 4 : 7);            /* a place outside the dictionary is not known */
        r->months[i] = months[roll(LEN(months))];
        r->rent[i] = rents[roll(LEN(rents))];
        r->day[i] = (int32_t)date_days(2024, 1, 29) + (int32_t)roll(36);
        r->local[i] = (uint8_t)roll(2);
        for (int f = 0; f < FACTS; f++) {
            if (!missing || roll(missing)) r->known[f][i / 64] |= (uint64_t)1 << (i % 64);
            if (missing && roll(4 * missing) == 0) r->null[f][i / 64] |= (uint64_t)1 << (i % 64);
        }
    }
    const void *const v[FACTS] = { r->kind, r->months, r->rent, r->day, r->local };
    for (int f = 0; f < FACTS; f++) d[f] = (struct batch_data){ v[f], missing || roll(2) ? r->known[f] : NULL, missing ? r->null[f] : NULL };
    return r;
}

static struct value fact_at(const struct roster *r, int f, size_t i) {
    struct ymd d = date_ymd(r->day[i]);
    if (!(r->known[f][i / 64] >> (i % 64) & 1)) return value_unknown();
    if (r->null[f][i / 64] >> (i % 64) & 1) return value_null();
    switch (f) {
    case 0: return r->kind[i] < LEN(words) ? value_string(words[r->kind[i]]) : value_unknown();
    case 1: return value_int(r->months[i]);
    case 2: return value_number(number_scaled(r->rent[i], 2));
    case 3: return value_date((struct date){ d.y, d.m, d.d });
    default: return value_bool(r->local[i]);
    }
}

/* ------------------------------------------------------------------ one against the other */

static struct batch_results results(size_t n) {
    return (struct batch_results){ .answer = NEWS(&a, uint8_t, n), .open = NEWS(&a, uint8_t, n), .low = NEWS(&a, int64_t, n), .high = NEWS(&a, int64_t, n),
        .rule = NEWS(&a, uint16_t, n), .flips = NEWS(&a, int32_t, n) };
}

static struct number amount_of(const struct batch_results *r, size_t row, bool high) {
    for (size_t i = 0; i < r->exact.n; i++)
        if (r->exact.v[i].row == row) return high ? r->exact.v[i].high : r->exact.v[i].low;
    return number_scaled(high ? r->high[row] : r->low[row], 2);
}

static size_t first_rule(const struct policy_result *r) {
    for (size_t i = 0; i < r->n; i++) if (r->rules[i].fires > 0) return r->rules[i].number;
    return 0;
}

static void same_row(const struct policy_result *x, const struct batch_results *r, size_t i, const char *what) {
    if (x->answer != r->answer[i]) fail_msg("%s, row %zu: %d, but in batch %d", what, i, (int)x->answer, r->answer[i]);
    if (x->answer == POLICY_ERROR) return;
    if (x->open != r->open[i] || first_rule(x) != r->rule[i]) fail_msg("%s, row %zu: open %d rule %zu, but in batch %d %d", what, i, x->open, first_rule(x), r->open[i], r->rule[i]);
    if (number_cmp(x->low, amount_of(r, i, false)) != 0 || number_cmp(x->high, amount_of(r, i, true)) != 0)
        fail_msg("%s, row %zu: %s to %s, but in batch %s to %s", what, i, number_text(&a, x->low).p, number_text(&a, x->high).p,
            number_text(&a, amount_of(r, i, false)).p, number_text(&a, amount_of(r, i, true)).p);
    if (x->answer == POLICY_NOT_YET) assert_int_equal(temporal_day_number(x->flips), r->flips[i]);
}

/* What register_ask makes of an amount. */
static void as_paid(const struct batch_question *q, struct policy_result *x) {
    struct number *const both[] = { &x->low, &x->high };
    if (!q->rounds || x->answer == POLICY_ERROR) return;
    for (size_t i = 0; i < 2; i++) {
        number_round(*both[i], q->places, q->rounding, both[i]);
        if (q->capped && number_cmp(*both[i], q->cap) > 0) *both[i] = q->cap;
    }
    if (!x->open) x->answer = number_sign(x->high) <= 0 ? POLICY_NOT : number_sign(x->low) > 0 ? POLICY_ENTITLED : POLICY_NEEDS;
}

/* Returns how many rows the vector code decided. */
static size_t same(const struct dmn_program *p, struct str today, bool raises, const char *what) {
    const struct policy_fact raise[] = { { S("上浮"), roll(20) ? value_number(number_scaled(2, 1)) : roll(2) ? value_unknown() : value_null() } };
    struct batch_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .today = today, .digits = 2, .columns = columns, .n = FACTS, .constants = raise, .nconstants = 1,
        .rounds = raises && roll(2), .rounding = NUMBER_HALF_UP, .places = 2, .capped = roll(2), .cap = number_int(12345) };
    struct batch_data data[FACTS];
    struct roster *roster = random_roster(data);
    struct batch_results r = results(rows);
    const struct batch_plan *plan = batch_compile(&a, &q);
    batch_run(&a, plan, data, rows, &r);
    for (size_t i = 0; i < rows; i++) {
        struct arena_mark m = arena_mark(&a);
        struct policy_fact facts[FACTS + 1];
        struct policy_question one = { .program = p, .decision = q.decision, .amount = q.amount, .today = today, .facts = facts, .n = FACTS + raises };
        facts[FACTS] = raise[0];
        struct policy_result x;
        for (int f = 0; f < FACTS; f++) facts[f] = (struct policy_fact){ str_from(fact_names[f]), fact_at(roster, f, i) };
        policy_decide(&a, &one, &x);
        as_paid(&q, &x);
        same_row(&x, &r, i, what);
        arena_rewind(&a, m);
    }
    return rows - r.scalar;
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
        fast += same(program(xml), STR_NONE, false, what);
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
        fast += same(program(xml), STR_NONE, true, what);
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
