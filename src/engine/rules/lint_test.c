/* lint_test.c: what is found in tables: by example, and against trying out
** every combination of values on random tables. */
#include "test/test.h"
#include "engine/rules/dmn_inside.h"
#include "engine/rules/lint.h"

#define MODEL(hit, columns, outputs, rules) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" \
    INPUT("类别", "string") INPUT("月数", "number") INPUT("日期", "date") INPUT("在职", "boolean") \
    "<decision id='d' name='补贴'><variable name='补贴'/>" NEEDS("类别") NEEDS("月数") NEEDS("日期") NEEDS("在职") \
    "<decisionTable hitPolicy='" hit "'>" columns outputs rules "</decisionTable></decision></definitions>"
#define INPUT(n, t) "<inputData id='" n "' name='" n "'><variable name='" n "' typeRef='" t "'/></inputData>"
#define NEEDS(n) "<informationRequirement><requiredInput href='#" n "'/></informationRequirement>"
#define COLUMN(n, t) "<input><inputExpression typeRef='" t "'><text>" n "</text></inputExpression></input>"
#define LISTED(n, t, v) "<input><inputExpression typeRef='" t "'><text>" n "</text></inputExpression><inputValues><text>" v "</text></inputValues></input>"
#define OUT "<output name='金额' typeRef='number'/>"
#define OUT_LISTED(t, v) "<output name='金额' typeRef='" t "'><outputValues><text>" v "</text></outputValues></output>"
#define CELL(x) "<inputEntry><text>" x "</text></inputEntry>"
#define GIVES(x) "<outputEntry><text>" x "</text></outputEntry>"
#define RULE1(a, out) "<rule>" CELL(a) GIVES(out) "</rule>"
#define RULE2(a, b, out) "<rule>" CELL(a) CELL(b) GIVES(out) "</rule>"
#define MONTHS COLUMN("月数", "number")
#define KINDS LISTED("类别", "string", "\"毕业生\",\"退役军人\",\"其他\"")

static struct arena a;

static struct dmn_program *program(const char *xml) {
    struct dmn_model *m;
    struct dmn_program *p;
    struct err e = { 0 };
    if (dmn_read(&a, str_from(xml), &m, &e) != RC_OK) fail_msg("%s", e.text);
    const struct dmn_model *models[] = { m };
    assert_int_equal(dmn_compile(&a, models, 1, &p, &e), RC_OK);
    if (dmn_faults(p)->n) fail_msg("%s", dmn_faults(p)->v[0].err.text);
    return p;
}

/* Every finding but remarks as "kind rule other | cells of the gap or the overlap", joined by newlines. */
static const char *found(const char *xml, const struct facts *facts) {
    struct lint l;
    struct out o;
    lint_program(&a, program(xml), &(struct lint_with){ .mode = FEEL_POLICY, .facts = facts }, &l);
    out_init(&o, &a);
    for (size_t i = 0; i < l.findings.n; i++) {
        const struct lint_finding *x = &l.findings.v[i];
        if (i) put_c(&o, '\n');
        put_f(&o, "%s %zu %zu", lint_name(x->kind), x->rule, x->other);
        for (size_t k = 0; k < x->n; k++) {
            put_z(&o, " | ");
            if (x->given[k].where.n) put_str(&o, x->given[k].where);
            else put_value(&o, x->given[k].value);
        }
    }
    return out_str(&o).p;
}

static void by_example(void **state) {
    static const struct { const char *xml, *says; } cases[] = {
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("&lt;6", "0") RULE1(">=6", "1")), "" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("&lt;6", "0") RULE1(">6", "1")), "gap 0 0 | 6" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("[0..6)", "0") RULE1("[6..12]", "1") RULE1("(24..36)", "2")),
        "gap 0 0 | < 0, (12..24], >= 36" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("&lt;=6", "0") RULE1(">=6", "1")), "overlap 2 1 | 6" },
        { MODEL("ANY", MONTHS, OUT, RULE1("&lt;=6", "1") RULE1(">=6", "1") RULE1("[8..9]", "2")), "overlap 3 2 | [8..9]" },
        { MODEL("ANY", MONTHS, OUT, RULE1("&lt;=6", "月数") RULE1(">=6", "1")), "undecided 2 1 | 6" },
        { MODEL("FIRST", MONTHS, OUT, RULE1(">=6", "1") RULE1(">=12", "2") RULE1("-", "0")), "masked 2 1 | >= 12" },
        /* the last one takes null */
        { MODEL("FIRST", MONTHS, OUT, RULE1("&lt;6", "1") RULE1(">=6", "2") RULE1("-", "0")), "" },
        { MODEL("FIRST", MONTHS, OUT, RULE1("&lt;6", "1") RULE1(">=6", "2") RULE1("null", "3") RULE1("-", "0")), "masked 4 0 | -" },
        { MODEL("PRIORITY", MONTHS, OUT_LISTED("number", "2, 1"), RULE1("-", "1") RULE1(">=12", "2")), "" },
        { MODEL("PRIORITY", MONTHS, OUT_LISTED("number", "2, 1"), RULE1(">=12", "1") RULE1("-", "2")), "masked 1 2 | >= 12" },
        { MODEL("FIRST", MONTHS, OUT, RULE1("[6..3]", "1") RULE1("-", "0")), "never 1 0" },
        { MODEL("FIRST", MONTHS MONTHS, OUT, RULE2(">=12", "&lt;6", "1") RULE2(">=6", "&lt;12", "1") RULE2("-", "-", "0")), "never 1 0" },
        { MODEL("FIRST", MONTHS, OUT, RULE1("\"六\"", "1") RULE1("-", "0")), "type 1 0 | number\nnever 1 0" },
        { MODEL("FIRST", MONTHS, OUT, RULE1(">1", "\"一\"") RULE1("-", "0")), "type 1 0 | number" },
        { MODEL("UNIQUE", KINDS, OUT, RULE1("\"毕业生\"", "1") RULE1("not(\"毕业生\")", "0")), "" },
        { MODEL("UNIQUE", KINDS, OUT, RULE1("\"毕业生\"", "1") RULE1("\"退役军人\"", "0")), "gap 0 0 | \"其他\"\nunused 0 0 | \"其他\"" },
        { MODEL("FIRST", KINDS, OUT, RULE1("\"毕业\"", "1") RULE1("-", "0")), "value 1 0 | string\nnever 1 0" },
        { MODEL("UNIQUE", COLUMN("类别", "string"), OUT, RULE1("\"毕业生\"", "1")), "gap 0 0 | not(\"毕业生\")" },
        { MODEL("UNIQUE", COLUMN("在职", "boolean"), OUT, RULE1("true", "1")), "gap 0 0 | false" },
        { MODEL("UNIQUE", COLUMN("在职", "boolean"), OUT, RULE1("true", "1") RULE1("false", "0") RULE1("null", "0")), "" },
        { MODEL("UNIQUE", COLUMN("在职", "boolean"), OUT, RULE1("true", "1") RULE1("null", "0")), "gap 0 0 | false" },
        { MODEL("UNIQUE", COLUMN("日期", "date"), OUT, RULE1("&lt;= date(\"2024-02-28\")", "1") RULE1(">= date(\"2024-03-01\")", "0")),
        "gap 0 0 | (2024-02-28..2024-03-01)" },
        { MODEL("UNIQUE", COLUMN("日期", "date"), OUT, RULE1("&lt;= date(\"2024-02-29\")", "1") RULE1(">= date(\"2024-03-01\")", "0")),
        "" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("? > 3 and ? &lt; 9", "1") RULE1("? between 9 and 12", "1") RULE1("&lt;=3,>12", "0")), "" },
        { MODEL("UNIQUE", COLUMN("月数", "number") COLUMN("类别", "string"), OUT, RULE2("> string length(类别)", "-", "1")), "opaque 1 0" },
        { MODEL("UNIQUE", MONTHS KINDS, OUT, RULE2("&lt;6", "-", "1") RULE2(">=6", "\"毕业生\"", "1")),
        "gap 0 0 | >= 6 | \"退役军人\", \"其他\"" },
        { MODEL("UNIQUE", MONTHS, OUT_LISTED("number", "1, 2, 3"), RULE1("-", "1")), "unused 0 0 | 2\nunused 0 0 | 3" },
        { MODEL("COLLECT", MONTHS, OUT, RULE1("-", "1") RULE1(">3", "1")), "" },
        /* cells that say ? */
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("6 > ?", "0") RULE1("6 &lt; ?", "1")), "gap 0 0 | 6" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("? = 6", "0") RULE1("? != 6", "1")), "" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("= 6", "0") RULE1("!= 6", "1")), "" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("? in (1, > 3)", "0") RULE1("? in [2..3]", "1")), "gap 0 0 | < 1, (1..2)" },
        { MODEL("COLLECT", MONTHS, OUT, RULE1("? + 1 > 3", "0") RULE1("-", "1")), "opaque 1 0" },
        { MODEL("COLLECT", MONTHS, OUT, RULE1("3 in (1, ?)", "0") RULE1("-", "1")), "opaque 1 0" },
        { MODEL("COLLECT", MONTHS, OUT, RULE1("? > 3 and 3 + 1 > ? + 1", "0") RULE1("-", "1")), "opaque 1 0" },
        { MODEL("COLLECT", MONTHS, OUT, RULE1("5 between 1 and 3", "0") RULE1("-", "1")), "type 1 0 | number\nopaque 1 0" },
        { MODEL("COLLECT", MONTHS, OUT,
        RULE1("? between string length(类别) and 3", "0") RULE1("? between 3 and string length(类别)", "1") RULE1("-", "1")),
        "opaque 1 0\nopaque 2 0" },
        { MODEL("COLLECT", MONTHS, OUT, RULE1("[string length(类别)..3]", "0") RULE1("[3..string length(类别)]", "0") RULE1("-", "1")),
        "opaque 1 0\nopaque 2 0" },
        /* lists, ranges, contexts, functions, the clock as constants */
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("[1, 2, 6]", "0") RULE1("&lt; 1, (1..2), (2..6), > 6", "1")), "" },
        { MODEL("COLLECT", MONTHS, OUT,
        RULE1("[[1, 2], 6]", "0") RULE1("{a: 1}", "1") RULE1("[{a: 1}]", "1") RULE1("abs", "1") RULE1("-", "1")),
        "opaque 1 0\nopaque 2 0\nopaque 3 0\nopaque 4 0" },
        { MODEL("COLLECT", COLUMN("日期", "date"), OUT, RULE1("> today()", "0") RULE1("> now()", "1") RULE1("-", "1")),
        "opaque 1 0\nopaque 2 0" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("range(\"[1..3]\")", "0") RULE1("&lt; abs(-1), > max(3, 2)", "1")), "" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("(> 3)", "0") RULE1("(&lt;= 3)", "0")), "" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("(= 3)", "0") RULE1("(!= 3)", "0")), "" },
        /* columns of other types: times, moments, durations, none */
        { MODEL("UNIQUE", COLUMN("类别", "time"), OUT, RULE1("&lt; @\"08:00:00\"", "0") RULE1("[@\"08:00:00\"..@\"23:59:59\"]", "1")), "" },
        { MODEL("UNIQUE", COLUMN("类别", "time"), OUT, RULE1("&lt; @\"08:00:00\"", "0") RULE1("> @\"08:00:00\"", "1")),
        "gap 0 0 | 08:00:00" },
        { MODEL("UNIQUE", COLUMN("类别", "time"), OUT, RULE1(">= @\"00:00:00\"", "1")), "" },
        { MODEL("UNIQUE", COLUMN("类别", "dateTime"), OUT,
        RULE1("&lt; @\"2024-01-01T00:00:00\"", "0") RULE1("> @\"2024-01-01T00:00:00\"", "1")), "gap 0 0 | 2024-01-01T00:00:00" },
        { MODEL("COLLECT", COLUMN("类别", "dateTime"), OUT,
        RULE1("&lt; @\"2024-01-01T00:00:00Z\"", "0") RULE1(">= @\"2024-01-01T00:00:00Z\"", "1")), "opaque 1 0\nopaque 2 0" },
        { MODEL("UNIQUE", COLUMN("类别", "days and time duration"), OUT, RULE1("&lt;= @\"P1D\"", "0") RULE1(">= @\"P3D\"", "1")),
        "gap 0 0 | (P1D..P3D)" },
        { MODEL("UNIQUE", COLUMN("类别", "years and months duration"), OUT, RULE1("&lt;= @\"P1M\"", "0") RULE1(">= @\"P2M\"", "1")), "" },
        { MODEL("UNIQUE", COLUMN("类别", "years and months duration"), OUT, RULE1("&lt;= @\"P1M\"", "0") RULE1(">= @\"P3M\"", "1")),
        "gap 0 0 | (P1M..P3M)" },
        { MODEL("UNIQUE", COLUMN("类别", "boolean"), OUT, RULE1("-", "1")), "" },
        { MODEL("UNIQUE", COLUMN("类别", "dateTime"), OUT, RULE1("null", "1") RULE1("not(null)", "1")), "" },
        { MODEL("UNIQUE", COLUMN("类别", "list&lt;string&gt;"), OUT, RULE1("-", "1")), "" },
        { MODEL("UNIQUE", "<input><inputExpression><text>类别</text></inputExpression></input>", OUT, RULE1("\"a\"", "1") RULE1("3", "2")),
        "type 2 0 | string\nnever 2 0\ngap 0 0 | not(\"a\")" },
        { MODEL("UNIQUE", "<input><inputExpression><text>if 在职 then 类别 else 月数</text></inputExpression></input>", OUT,
        RULE1("\"a\"", "1") RULE1("3", "2")), "gap 0 0 | < 3, > 3, \"…\"" },
        { MODEL("COLLECT", COLUMN("类别", "string"), OUT, RULE1("&lt; \"b\"", "1") RULE1("-", "2")), "opaque 1 0" },
        { MODEL("UNIQUE", COLUMN("类别", "string"), OUT, RULE1("\"…\"", "1") RULE1("\"……\"", "2")), "gap 0 0 | not(\"…\", \"……\")" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("&lt; 9e6144", "1") RULE1("9e6144", "2")), "" },
        { MODEL("UNIQUE", COLUMN("日期", "date"), OUT, RULE1("&lt;= @\"999999999-12-31\"", "1")), "" },
        /* allowed values that are intervals, that compute; columns that rest on one fact */
        { MODEL("UNIQUE", LISTED("月数", "number", "[0..12]"), OUT, RULE1("&lt; 6", "1") RULE1("[6..12]", "2")), "" },
        { MODEL("UNIQUE", LISTED("月数", "number", "? > string length(类别)"), OUT, RULE1("&lt; 6", "1") RULE1(">= 6", "2")), "" },
        { MODEL("UNIQUE", MONTHS COLUMN("月数 * 2", "number"), OUT, RULE2("&lt; 6", "-", "1") RULE2("-", "> 12", "2")),
        "overlap 2 1 | < 6 | > 12\ngap 0 0 | >= 6 | <= 12" },
        /* outputs: expressions, two, by priority */
        { MODEL("PRIORITY", MONTHS, OUT_LISTED("number", "2, 1"), RULE1("-", "月数") RULE1("-", "2")), "" },
        { MODEL("PRIORITY", MONTHS, OUT_LISTED("number", "2, 1"), RULE1("-", "1") RULE1("-", "月数")), "" },
        { MODEL("ANY", MONTHS, OUT, RULE1("&lt;=6", "1") RULE1(">=6", "1.0")), "" },
        { MODEL("UNIQUE", MONTHS, OUT_LISTED("number", "[0..9]"), RULE1("-", "12")), "value 1 0 | number" },
        { MODEL("UNIQUE", MONTHS, "<output name='金额'/>", RULE1("-", "\"x\"")), "" },
        { MODEL("UNIQUE", MONTHS, OUT_LISTED("number", "月数, 2"), RULE1("-", "2")), "" },
        { MODEL("UNIQUE", MONTHS, OUT_LISTED("number", "1, 2"), RULE1("-", "月数")), "" },
        { MODEL("UNIQUE", MONTHS, OUT_LISTED("number", "not(1)"), RULE1("-", "2")), "" },
        { MODEL("UNIQUE", MONTHS, "<output name='金额' typeRef='number'><outputValues><text>1, 2</text></outputValues><defaultOutputEntry><text>2</text></defaultOutputEntry></output>", RULE1("&gt; 3", "1")), "" }, { MODEL("UNIQUE", MONTHS, OUT, ""), "" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        const char *says = found(cases[i].xml, NULL);
        if (strcmp(says, cases[i].says) != 0) fail_msg("case %zu: expected\n%s\ngot\n%s", i, cases[i].says, says);
    }
}

static void in_words(void **state) {
    struct lint l;
    (void)state;
    lint_program(&a, program(MODEL("UNIQUE", MONTHS KINDS, OUT, RULE2("&lt;=6", "-", "0") RULE2(">=6", "\"毕业生\"", "1"))),
        &(struct lint_with){ .mode = FEEL_POLICY }, &l);
    assert_int_equal(l.findings.n, 2);
    assert_string_equal(lint_text(&a, &l.findings.v[0], FEEL_ZH).p,
        "第 1 条与第 2 条规则重叠：月数: 6，类别: \"毕业生\"。例如 月数 = 6，类别 = \"毕业生\"。请把其中一条收窄，或改用 FIRST、PRIORITY 策略。");
    assert_string_equal(lint_text(&a, &l.findings.v[1], FEEL_EN).p,
        "No rule takes this: 月数: > 6, 类别: \"退役军人\", \"其他\". For example 月数 = 7, 类别 = \"退役军人\". Add a rule with these cells, or a default output.");
    assert_true(l.tables.n == 1 && l.tables.v[0].decided && l.tables.v[0].covered > 0.77 && l.tables.v[0].covered < 0.78);
}

/* Every kind of finding, said in both languages: what is wrong, an example, what to do. */
static void all_in_words(void **state) {
    static const struct { const char *xml; size_t at; const char *zh, *en; } cases[] = {
        { MODEL("FIRST", MONTHS, OUT, RULE1("[6..3]", "1") RULE1("-", "0")), 0,
        "第 1 条规则永远不会命中：没有任何取值满足“月数”列的 [6..3]。请改正该单元格，或删去这条规则。",
        "Rule 1 never fires: no value of \"月数\" meets [6..3]. Mend the cell or take the rule out." },
        { MODEL("FIRST", MONTHS MONTHS, OUT, RULE2(">=12", "&lt;6", "1") RULE2("-", "-", "0")), 0,
        "第 1 条规则永远不会命中：没有任何取值满足“月数”列的 >=12; <6。请改正该单元格，或删去这条规则。",
        "Rule 1 never fires: no value of \"月数\" meets >=12; <6. Mend the cell or take the rule out." },
        { MODEL("FIRST", MONTHS, OUT, RULE1(">=6", "1") RULE1(">=12", "2") RULE1("-", "0")), 0, "第 2 条规则永远轮不到：它的情形已被第 1 条规则全部占先。例如 月数 = 12。请调整次序、收窄前面的规则，或删去这一条。", "Rule 2 is never reached: rule 1 would always be chosen before it. For example 月数 = 12. Reorder, narrow what comes before, or take it out." },
        { MODEL("FIRST", MONTHS, OUT, RULE1("&lt;6", "1") RULE1(">=6", "2") RULE1("null", "3") RULE1("-", "0")), 0, "第 4 条规则永远轮不到：它的情形已被其他几条规则全部占先。例如 月数 = 5。请调整次序、收窄前面的规则，或删去这一条。", "Rule 4 is never reached: others would always be chosen before it. For example 月数 = 5. Reorder, narrow what comes before, or take it out." },
        { MODEL("FIRST", MONTHS, OUT, RULE1("\"六\"", "1") RULE1("-", "0")), 0, "“月数”列的 \"六\"：类型应为 number，\"六\" 不是。请改正。",
        "\"月数\", \"六\": the type is number, and \"六\" is not of it. Mend it." },
        { MODEL("FIRST", KINDS, OUT, RULE1("\"毕业\"", "1") RULE1("-", "0")), 0,
        "“类别”列的 \"毕业\"：\"毕业\" 不在允许的取值之内。请改用允许的值，或补入允许值清单。",
        "\"类别\", \"毕业\": \"毕业\" is not among the allowed values. Use one of those, or add it to them." },
        { MODEL("UNIQUE", KINDS, OUT, RULE1("\"毕业生\"", "1") RULE1("\"退役军人\"", "0")), 1,
        "“类别”允许的 \"其他\" 没有任何规则用到。请补一条规则，或从允许值中删去。",
        "\"类别\" allows \"其他\", but no rule uses it. Add a rule, or take it from the allowed values." },
        { MODEL("COLLECT", MONTHS, OUT, RULE1("> string length(类别)", "1") RULE1("-", "1")), 0, "“月数”列的 > string length(类别) 是算式，未作分析；第 1 条规则按“可能命中”对待。", "\"月数\", > string length(类别) is an expression and was not analysed; rule 1 counts as one that may fire." },
        { MODEL("ANY", MONTHS, OUT, RULE1("&lt;=6", "月数") RULE1(">=6", "1")), 0,
        "未能判定：第 1 条与第 2 条规则是否冲突取决于算式（月数: 6）。",
        "Not decided: whether rules 1 and 2 contradict each other depends on expressions (月数: 6)." },
        { MODEL("ANY", MONTHS, OUT, RULE1("-", "月数") RULE1("-", "1")), 0, "未能判定：第 1 条与第 2 条规则是否冲突取决于算式（任何取值）。", "Not decided: whether rules 1 and 2 contradict each other depends on expressions (whatever the values)." },
        { MODEL("UNIQUE", COLUMN("类别", "string"), OUT, RULE1("\"毕业生\"", "1")), 0, "没有规则管这种情形：类别: not(\"毕业生\")。例如 类别 = 其他任何值。可加一条有这些单元格的规则，或给出默认输出。", "No rule takes this: 类别: not(\"毕业生\"). For example 类别 = any other value. Add a rule with these cells, or a default output." },
        { MODEL("UNIQUE", MONTHS COLUMN("月数 * 2", "number"), OUT, RULE2("-", "-", "1") RULE2("-", "> 12", "2")), 0, "第 1 条与第 2 条规则重叠：月数 * 2: > 12。例如 月数 = 其他任何值，月数 * 2 = 13。请把其中一条收窄，或改用 FIRST、PRIORITY 策略。（这些列出自同一事实，该组合也许不会出现。）",
            "Rules 1 and 2 overlap: 月数 * 2: > 12. For example 月数 = any other value, 月数 * 2 = 13. Narrow one of them, or use hit policy FIRST or PRIORITY. (These columns rest on one fact, so this may not happen.)" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct lint l;
        lint_program(&a, program(cases[i].xml), &(struct lint_with){ .mode = FEEL_POLICY }, &l);
        assert_true(cases[i].at < l.findings.n);
        const struct lint_finding *x = &l.findings.v[cases[i].at];
        if (!str_eq(lint_text(&a, x, FEEL_ZH), str_from(cases[i].zh))) fail_msg("case %zu: %s", i, lint_text(&a, x, FEEL_ZH).p);
        if (!str_eq(lint_text(&a, x, FEEL_EN), str_from(cases[i].en))) fail_msg("case %zu: %s", i, lint_text(&a, x, FEEL_EN).p);
    }
}

/* ------------------------------------------------------------------ more than can be looked at */

/* Ten columns of nine values, a rule for every two columns and value: two of ten are alike, but to see it takes trying. */
static const char *pigeons(const char *hit, bool rest) {
    enum { COLUMNS = 10, HOLES = 9 };
    struct out o;
    out_init(&o, &a);
    put_z(&o, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>");
    for (int c = 0; c < COLUMNS; c++)
        put_f(&o, "<inputData id='i%d' name='i%d'><variable name='i%d' typeRef='string'/></inputData>", c, c, c);
    put_z(&o, "<decision id='d' name='d'><variable name='d'/>");
    for (int c = 0; c < COLUMNS; c++) put_f(&o, "<informationRequirement><requiredInput href='#i%d'/></informationRequirement>", c);
    put_f(&o, "<decisionTable hitPolicy='%s'>", hit);
    for (int c = 0; c < COLUMNS; c++) put_f(&o, LISTED("i%d", "string", "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\""), c);
    put_z(&o, "<output name='o'/>");
    for (int x = 0; x < COLUMNS; x++)
        for (int y = x + 1; y < COLUMNS; y++)
            for (int v = 1; v <= HOLES; v++) {
                put_z(&o, "<rule>");
                for (int c = 0; c < COLUMNS; c++) if (c == x || c == y) put_f(&o, CELL("\"%d\""), v); else put_z(&o, CELL("-"));
                put_z(&o, GIVES("1") "</rule>");
            }
    if (rest) {
        put_z(&o, "<rule>");
        for (int c = 0; c < COLUMNS; c++) put_z(&o, CELL("not(null)"));
        put_z(&o, GIVES("2") "</rule>");
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o).p;
}

/* Many columns of many constants: more pieces than are cut. */
static const char *crumbs(void) {
    enum { COLUMNS = 12, CONSTANTS = 900 };
    struct out o;
    out_init(&o, &a);
    for (int c = 0; c < COLUMNS; c++) put_f(&o, COLUMN("月数 + %d", "number"), c);
    put_z(&o, OUT "<rule>");
    for (int c = 0; c < COLUMNS; c++) {
        put_z(&o, "<inputEntry><text>0");
        for (int i = 1; i < CONSTANTS; i++) put_f(&o, ",%d", i);
        put_z(&o, "</text></inputEntry>");
    }
    put_z(&o, GIVES("1") "</rule>");
    return str_printf(&a, MODEL("UNIQUE", "%s", "", ""), out_str(&o).p).p;
}

static void not_decided(void **state) {
    struct arena_mark m = arena_mark(&a);
    struct lint l;
    const struct lint_finding *x;
    (void)state;
    lint_program(&a, program(pigeons("FIRST", true)), &(struct lint_with){ .mode = FEEL_POLICY }, &l);
    x = &l.findings.v[l.findings.n - 2];                          /* the last one is of the gaps */
    assert_int_equal(x->kind, LINT_UNDECIDED);
    assert_string_equal(lint_text(&a, x, FEEL_ZH).p, "未能判定：第 406 条规则是否会命中，组合太多。");
    assert_string_equal(lint_text(&a, x, FEEL_EN).p, "Not decided: whether rule 406 can fire: too many combinations.");
    arena_rewind(&a, m);
    lint_program(&a, program(pigeons("COLLECT", false)), &(struct lint_with){ .mode = FEEL_POLICY }, &l);
    x = &l.findings.v[l.findings.n - 1];
    assert_true(x->kind == LINT_UNDECIDED && !l.tables.v[0].decided);
    assert_string_equal(lint_text(&a, x, FEEL_ZH).p, "未能判定：组合太多，缺口未查完。");
    assert_string_equal(lint_text(&a, x, FEEL_EN).p, "Not decided: too many combinations; not all gaps were looked for.");
    arena_rewind(&a, m);
    lint_program(&a, program(crumbs()), &(struct lint_with){ .mode = FEEL_POLICY }, &l);
    assert_true(l.findings.n == 1 && l.findings.v[0].kind == LINT_UNDECIDED && !l.tables.v[0].decided);
    arena_rewind(&a, m);
}

/* More findings of a kind than are shown are counted. */
static void too_many_to_show(void **state) {
    struct lint l;
    struct out o;
    (void)state;
    out_init(&o, &a);
    for (int i = 0; i < 30; i++) put_z(&o, RULE1("[6..3]", "1"));
    lint_program(&a, program(str_printf(&a, MODEL("COLLECT", MONTHS, OUT, "%s"), out_str(&o).p).p),
        &(struct lint_with){ .mode = FEEL_POLICY }, &l);
    assert_int_equal(l.findings.n, LIMIT_LINT_FINDINGS + 1);      /* and the gap */
    assert_int_equal(l.more, 30 - LIMIT_LINT_FINDINGS);
}

/* Against a dictionary: a name it does not know, another type, its choices, its range; months are whole. */
static void with_dictionary(void **state) {
    static const char tsv[] = "code\tzh\ten\ttype\tunit\tallowed\tsource\tfresh_days\tsupplier\tgrows\n"
        "kind\t类别\tkind\tstring\t\t毕业生=graduate|退役军人=veteran\t\t\tperson\t\n"
        "months\t月数\tmonths\tnumber\tmonth\t[0..600]\t\t\tdata\tmonth\n"
        "day\t日期\tday\tstring\t\t\t\t\tperson\t\n";
    static const struct { const char *xml, *says; } cases[] = {
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("&lt;=5", "0") RULE1(">=6", "1")), "" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("&lt;=5", "0") RULE1(">=7", "1") RULE1(">700", "2")), "never 3 0\ngap 0 0 | (5..7)" },
        { MODEL("UNIQUE", MONTHS, OUT, RULE1("&lt;=5", "0") RULE1(">=6", "1") RULE1("700", "2")), "value 3 0 | number\nnever 3 0" },
        { MODEL("UNIQUE", COLUMN("类别", "string"), OUT, RULE1("\"毕业生\"", "1") RULE1("\"退伍军人\"", "0")),
            "value 2 0 | string\nnever 2 0\ngap 0 0 | \"退役军人\"" },
    };
    struct facts *facts;
    struct err e = { 0 };
    (void)state;
    if (facts_read(&a, str_from(tsv), &facts, &e) != RC_OK) fail_msg("%s", e.text);
    for (size_t i = 0; i < LEN(cases); i++) {
        const char *says = found(cases[i].xml, facts);
        const char *inputs = "type 0 0 | string\nname 0 0";                           /* 日期 is a string there, 在职 is not there */
        if (strncmp(says, inputs, strlen(inputs)) != 0 || strcmp(says + strlen(inputs) + (*cases[i].says ? 1 : 0), cases[i].says) != 0)
            fail_msg("case %zu: expected\n%s\ngot\n%s", i, cases[i].says, says);
    }
}

/* ------------------------------------------------------------------ against trying out */

enum { NUMBERS = 11, STRINGS = 4, DATES = 8 };        /* every point and something between and outside */
static uint64_t seed;
static unsigned roll(unsigned n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (unsigned)((seed >> 33) % n); }

static struct value number_at(int i) { struct number n; must(number_div(number_int(i - 1), number_int(2), &n)); return value_number(n); }
static struct value string_at(int i) { static const struct str v[] = { SI("a"), SI("b"), SI("c"), SI("z") }; return value_string(v[i]); }
static struct value date_at(int i) { return value_date((struct date){ 2024, 2, 26 + i > 29 ? 29 : 26 + i }); }
static struct value date_after(int i) { return i < 4 ? date_at(i) : value_date((struct date){ 2024, 3, i - 3 }); }

static void number_cell(struct out *o) {
    unsigned x = roll(5), y = x + roll(5 - x);
    switch (roll(7)) {
    case 0: put_z(o, "-"); break;
    case 1: put_f(o, "&lt;%u", x); break;
    case 2: put_f(o, ">=%u", x); break;
    case 3: put_f(o, "%c%u..%u%c", roll(2) ? '[' : '(', x, y, roll(2) ? ']' : ')'); break;
    case 4: put_f(o, "not(%u)", x); break;
    case 5: put_f(o, "%u,>%u", x, y); break;
    default: put_f(o, "null,&lt;=%u", x); break;
    }
}

static void string_cell(struct out *o) {
    char x = (char)('a' + roll(3)), y = (char)('a' + roll(3));
    switch (roll(4)) {
    case 0: put_z(o, "-"); break;
    case 1: put_f(o, "\"%c\"", x); break;
    case 2: put_f(o, "\"%c\",\"%c\"", x, y); break;
    default: put_f(o, "not(\"%c\",\"%c\")", x, y); break;
    }
}

static void date_cell(struct out *o) {
    unsigned x = 27 + roll(3);
    switch (roll(4)) {
    case 0: put_z(o, "-"); break;
    case 1: put_f(o, "&lt; date(\"2024-02-%u\")", x); break;
    case 2: put_f(o, "> date(\"2024-02-%u\")", x); break;
    default: put_f(o, "[@\"2024-02-%u\"..@\"2024-03-0%u\"]", x, 1 + roll(2)); break;
    }
}

static const char *random_table(const char *hit, unsigned rules) {
    struct out o;
    out_init(&o, &a);
    for (unsigned i = 0; i < rules; i++) {
        put_z(&o, "<rule><inputEntry><text>");
        number_cell(&o);
        put_z(&o, "</text></inputEntry><inputEntry><text>");
        string_cell(&o);
        put_z(&o, "</text></inputEntry><inputEntry><text>");
        date_cell(&o);
        put_f(&o, "</text></inputEntry><outputEntry><text>%u</text></outputEntry></rule>", roll(3));
    }
    return str_printf(&a,
        MODEL("%s", COLUMN("月数", "number") COLUMN("类别", "string") COLUMN("日期", "date"), OUT_LISTED("number", "2, 0, 1"), "%s"), hit,
        out_str(&o).p)
        .p;
}

struct trial { const struct table *t; struct node *node; const struct dmn_program *p; };

/* The rules that fire for these values. */
static void fire(const struct trial *x, struct value number, struct value string, struct value day, signed char *rules) {
    struct feel f;
    struct feel_scope names;
    struct value in[3];
    signed char cells[3 * 16];
    feel_init(&f, &a);
    f.mode = FEEL_POLICY;
    struct dmn_run *r = dmn_start(x->p, &f);
    dmn_set(r, STR_NONE, S("月数"), number);
    dmn_set(r, STR_NONE, S("类别"), string);
    dmn_set(r, STR_NONE, S("日期"), day);
    dmn_scope_of(&a, NULL, x->node, r, &names);
    assert_true(table_look(&f, x->t, &names, in, cells, rules));
}

static size_t chosen(const struct trial *x, const signed char *rules, bool first) {    /* by order, or by 2 before 0 before 1 */
    static const int rank[] = { 1, 2, 0 };
    size_t best = x->t->nrules;
    int64_t out, best_out = 0;
    for (size_t r = 0; r < x->t->nrules; r++) {
        if (rules[r] <= 0) continue;
        must(str_int(x->t->source->rules.v[r].out.v[0], &out));
        if (best == x->t->nrules || (!first && rank[out] < rank[best_out])) { best = r; best_out = out; }
    }
    return best;
}

struct seen { bool gap, meets[16][16], decides[16], fires[16]; };

static void try_all(const struct trial *x, bool first, struct seen *seen) {
    for (int n = -1; n < NUMBERS; n++)
        for (int s = -1; s < STRINGS; s++)
            for (int d = -1; d < DATES; d++) {
                struct arena_mark m = arena_mark(&a);
                signed char rules[16];
                fire(x, n < 0 ? value_null() : number_at(n), s < 0 ? value_null() : string_at(s), d < 0 ? value_null() : date_after(d),
                    rules);
                size_t c = chosen(x, rules, first);
                if (c < x->t->nrules) seen->decides[c] = true;
                else if (n >= 0 && s >= 0 && d >= 0) seen->gap = true;
                for (size_t i = 0; i < x->t->nrules; i++) {
                    seen->fires[i] |= rules[i] > 0;
                    for (size_t k = i + 1; k < x->t->nrules; k++) seen->meets[i][k] |= rules[i] > 0 && rules[k] > 0;
                }
                arena_rewind(&a, m);
            }
}

/* The witness of a finding shows what it says. */
static void shows(const struct trial *x, const struct lint_finding *f, bool first) {
    signed char rules[16];
    if (f->kind != LINT_GAP && f->kind != LINT_OVERLAP && f->kind != LINT_MASKED) return;
    fire(x, f->given[0].value, f->given[1].value, f->given[2].value, rules);
    if (f->kind == LINT_GAP) assert_int_equal(chosen(x, rules, first), x->t->nrules);
    if (f->kind == LINT_OVERLAP) assert_true(rules[f->rule - 1] == 1 && rules[f->other - 1] == 1);
    if (f->kind == LINT_MASKED) assert_true(rules[f->rule - 1] == 1 && chosen(x, rules, first) != f->rule - 1);
}

static void compare(const struct lint *l, const struct seen *seen, enum dmn_hit hit, size_t n, bool asks_null) {
    bool gap = false, overlap[16][16] = { 0 }, masked[16] = { 0 }, never[16] = { 0 };
    for (size_t i = 0; i < l->findings.n; i++) {
        const struct lint_finding *x = &l->findings.v[i];
        gap |= x->kind == LINT_GAP;
        if (x->kind == LINT_OVERLAP) overlap[x->other - 1][x->rule - 1] = true;
        if (x->kind == LINT_MASKED) masked[x->rule - 1] = true;
        if (x->kind == LINT_NEVER) never[x->rule - 1] = true;
    }
    if (!asks_null) assert_int_equal(gap, seen->gap);
    else if (seen->gap) assert_true(gap);
    assert_int_equal(gap, l->tables.v[0].covered < 1);
    for (size_t r = 0; r < n; r++) {
        assert_int_equal(never[r], !seen->fires[r]);
        if (hit == HIT_FIRST || hit == HIT_PRIORITY) assert_int_equal(masked[r] || never[r], !seen->decides[r]);
        for (size_t k = r + 1; k < n && hit == HIT_UNIQUE; k++) assert_int_equal(overlap[r][k], seen->meets[r][k]);
    }
}

static void against_trying(void **state) {
    static const struct {
        const char *name;
        enum dmn_hit hit;
    } hits[] = { { "FIRST", HIT_FIRST }, { "PRIORITY", HIT_PRIORITY }, { "UNIQUE", HIT_UNIQUE } };
    (void)state;
    for (unsigned i = 0; i < 150; i++) {
        struct arena_mark m = arena_mark(&a);
        unsigned n = 1 + roll(7);
        const char *xml = random_table(hits[i % 3].name, n);
        const struct dmn_program *p = program(xml);
        struct node *node = &p->units[0].nodes[4];
        struct trial x = { node->box->table, node, p };
        struct seen seen = { 0 };
        struct lint l;
        lint_program(&a, p, &(struct lint_with){ .mode = FEEL_POLICY }, &l);
        assert_int_equal(l.more, 0);
        try_all(&x, hits[i % 3].hit == HIT_FIRST, &seen);
        compare(&l, &seen, hits[i % 3].hit, n, strstr(xml, "null") != NULL);
        for (size_t k = 0; k < l.findings.n; k++) shows(&x, &l.findings.v[k], hits[i % 3].hit == HIT_FIRST);
        arena_rewind(&a, m);
    }
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 29); seed = 1; return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(by_example), cmocka_unit_test(in_words), cmocka_unit_test(all_in_words),
        cmocka_unit_test(not_decided), cmocka_unit_test(too_many_to_show), cmocka_unit_test(with_dictionary),
        cmocka_unit_test(against_trying) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
