/* dmn_eval_test.c: models in, the values of their nodes out. */
#include "test/test.h"
#include "engine/rules/dmn_eval.h"

#define MODEL(body) "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'>" body "</definitions>"
#define DECISION(name, type, inside) "<decision id='" name "' name='" name "'><variable name='" name "'" type "/>" inside "</decision>"
#define TEXT(x) "<literalExpression><text>" x "</text></literalExpression>"
#define NEEDS(x) "<informationRequirement><requiredDecision href='#" x "'/></informationRequirement>"
#define KNOWS(x) "<knowledgeRequirement><requiredKnowledge href='#" x "'/></knowledgeRequirement>"
#define INPUT(name, type) "<inputData id='" name "' name='" name "'><variable name='" name "'" type "/></inputData>"
#define GIVEN(x) "<informationRequirement><requiredInput href='#" x "'/></informationRequirement>"

static struct arena a;
static const char *answer(const char *const *xml, size_t n, const char *name, struct value x) {
    const struct dmn_model *models[4];
    struct dmn_program *p;
    struct err e = { 0 };
    struct feel f;
    struct out o;
    bool known;
    for (size_t i = 0; i < n; i++) {
        struct dmn_model *m;
        if (dmn_read(&a, str_from(xml[i]), &m, &e) != RC_OK) fail_msg("%s", e.text);
        models[i] = m;
    }
    assert_int_equal(dmn_compile(&a, models, n, &p, &e), RC_OK);
    feel_init(&f, &a);
    struct dmn_run *r = dmn_start(p, &f);
    dmn_set(r, STR_NONE, S("x"), x);
    out_init(&o, &a);
    put_value(&o, dmn_value(r, str_from(name), &known));
    assert_true(known);
    out_str(&o);
    return o.p;
}

static void check(const char *xml, const char *name, struct value x, const char *is) {
    const char *got = answer(&xml, 1, name, x);
    if (strcmp(got, is) != 0) fail_msg("%s is %s, expected %s in %s", name, got, is, xml);
}

#define RULE(in, out) "<rule><inputEntry><text>" in "</text></inputEntry><outputEntry><text>" out "</text></outputEntry></rule>"
#define TABLE(hit, output, rules) MODEL(INPUT("x", " typeRef='number'") DECISION("d", "", GIVEN("x") "<decisionTable hitPolicy='" hit "'>" \
    "<input><inputExpression typeRef='number'><text>x</text></inputExpression></input>" output rules "</decisionTable>"))
#define OUTPUT "<output typeRef='number'/>"
#define RANKED "<output typeRef='number'><outputValues><text>30, 20, 10</text></outputValues></output>"
#define DEFAULTED "<output typeRef='number'><defaultOutputEntry><text>-1</text></defaultOutputEntry></output>"
#define RULES RULE(">=1", "10") RULE(">=2", "30") RULE(">=3", "20")

static void hit_policies(void **state) {
    static const struct { const char *xml; int x; const char *is; } cases[] = {
        { TABLE("UNIQUE", OUTPUT, RULES), 1, "10" }, { TABLE("UNIQUE", OUTPUT, RULES), 2, "null" },
        { TABLE("UNIQUE", OUTPUT, RULES), 0, "null" },
        { TABLE("UNIQUE", DEFAULTED, RULES), 0, "-1" }, { TABLE("ANY", OUTPUT, RULES), 2, "null" },
        { TABLE("ANY", OUTPUT, RULE("&lt;5", "7") RULE("&lt;6", "7")), 1, "7" }, { TABLE("FIRST", OUTPUT, RULES), 3, "10" },
        { TABLE("PRIORITY", RANKED, RULES), 3, "30" }, { TABLE("PRIORITY", RANKED, RULES), 1, "10" },
        { TABLE("RULE ORDER", OUTPUT, RULES), 3, "[10, 30, 20]" }, { TABLE("OUTPUT ORDER", RANKED, RULES), 3, "[30, 20, 10]" },
        { TABLE("COLLECT", OUTPUT, RULES), 2, "[10, 30]" }, { TABLE("COLLECT' aggregation='SUM", OUTPUT, RULES), 3, "60" },
        { TABLE("COLLECT' aggregation='MIN", OUTPUT, RULES), 3, "10" }, { TABLE("COLLECT' aggregation='MAX", OUTPUT, RULES), 3, "30" },
        { TABLE("COLLECT' aggregation='COUNT", OUTPUT, RULES), 2, "2" }, { TABLE("FIRST", OUTPUT, RULE("-", "x * 2")), 4, "8" },
        { TABLE("FIRST", OUTPUT, RULE("not(1, 2)", "1") RULE("even(?)", "2")), 2, "2" },
        { TABLE("FIRST", OUTPUT, RULE("-", "\"a\"")), 1, "null" },
        /* no rule, no default: null (10.3.2.10), COLLECT and its operators no exception; Drools has [] and 0 */
        { TABLE("COLLECT", OUTPUT, RULES), 0, "null" }, { TABLE("COLLECT' aggregation='SUM", OUTPUT, RULES), 0, "null" },
        { TABLE("COLLECT' aggregation='MIN", OUTPUT, RULES), 0, "null" }, { TABLE("COLLECT' aggregation='MAX", OUTPUT, RULES), 0, "null" },
        { TABLE("COLLECT' aggregation='COUNT", OUTPUT, RULES), 0, "null" }, { TABLE("RULE ORDER", OUTPUT, RULES), 0, "null" },
        { TABLE("COLLECT", DEFAULTED, RULES), 0, "-1" }, { TABLE("COLLECT' aggregation='COUNT", DEFAULTED, RULES), 0, "-1" },
        { TABLE("COLLECT' aggregation='SUM", "<output/>", RULE("-", "@\"P1D\"")), 1, "null" },
        { TABLE("COLLECT' aggregation='COUNT", OUTPUT, RULE("-", "7") RULE("-", "7")), 1, "2" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) check(cases[i].xml, "d", value_int(cases[i].x), cases[i].is);
}

#define FOR(in, body) "<for iteratorVariable='i'><in>" TEXT(in) "</in><return>" TEXT(body) "</return></for>"
#define ITSELF(name, param, body, result) "<context><contextEntry><variable name='" name "'/><functionDefinition><formalParameter name='" param "'/>" \
    TEXT(body) "</functionDefinition></contextEntry><contextEntry>" TEXT(result) "</contextEntry></context>"
#define FILTER(in, test) "<filter><in>" TEXT(in) "</in><match>" TEXT(test) "</match></filter>"

/* A cell fires in a table, in either mode, when its test by itself is true: whether it is judged by its tree or without. */
static void cells_as_tests(void **state) {
    static const char *const cells[] = { "-", "12", "-5", "1.50", ">= 12", "> 12", "< 12", "<= 12", "= 12", "!= 12", "[12..36]", "(12..36)",
        "(12..36]", "[12..36)", "[36..12]", "1, 12, [20..30]", "< 5, > 30", "not(12)", "not(1, 2)", "not(< 12)", "not([1..5], 7)", "\"a\"",
        "\"a\", \"b\"", "not(\"a\")", "not(\"a\", \"b\")", "< \"b\"", "[\"a\"..\"c\"]", "true", "false", "true, false", "not(true)",
        "\"a\", 12", "12, \"a\"", "true, 1", "null", "not(null)", "null, 12", "x", "x + 1", "? > 5", "[x..36]", "[12..x]", "> x",
        "@\"2020-01-01\"", "> @\"2020-01-01\"", "[1, 12]", "odd(?)", "{a: 1}" };
    const struct value values[] = { value_int(12), value_int(36), value_int(1), value_int(0), value_int(-5),
        value_number(number_scaled(15, 1)), value_number(number_scaled(1200, 2)), value_int(25), value_string(S("a")), value_string(S("b")),
        value_string(S("")), value_bool(true), value_bool(false), value_null(), value_date((struct date){ 2020, 1, 1 }),
        value_list_copy(&a, &(struct value){ 0 }, 1) };
    (void)state;
    for (size_t c = 0; c < LEN(cells); c++) {
        struct feel_name x = { .name = S("x") };
        const struct feel_scope names = { .v = &x, .n = 1 };
        const struct feel_ast *tests;
        struct dmn_model *m;
        struct dmn_program *p;
        struct out o;
        out_init(&o, &a);
        put_z(&o,
            "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'>" INPUT("x",
            "") "<decision id='d' name='d'><variable name='d'/>" GIVEN("x")
            "<decisionTable hitPolicy='COLLECT'><input><inputExpression><text>x</text></inputExpression></input><output/><rule><inputEntry><text>");
        put_text(&o, str_from(cells[c]));
        put_z(&o, "</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable></decision></definitions>");
        assert_int_equal(feel_parse_unary_tests(&a, str_from(cells[c]), &names, &tests, NULL), RC_OK);
        assert_int_equal(dmn_read(&a, out_str(&o), &m, NULL), RC_OK);
        assert_int_equal(dmn_compile(&a, (const struct dmn_model *const[]){ m }, 1, &p, NULL), RC_OK);
        for (size_t i = 0; i < 2 * LEN(values); i++) {
            struct feel f, of_test;
            bool known;
            feel_init(&f, &a);
            f.mode = i % 2 ? FEEL_POLICY : FEEL_SPEC;
            of_test = f;
            x.value = values[i / 2];
            struct dmn_run *r = dmn_start(p, &f);
            dmn_set(r, STR_NONE, S("x"), x.value);
            struct value v = dmn_value(r, S("d"), &known);
            bool fires = v.kind == VALUE_LIST && v.list.n == 1, is = value_is_true(feel_unary_test(&of_test, tests, x.value, &names));
            if (fires != is)
                fail_msg("%s of %.*s, mode %d: fires %d, is %d", cells[c], STR_FMT(value_text(&a, x.value)), (int)f.mode, fires, is);
        }
    }
}

static void boxes(void **state) {
    static const struct { const char *xml, *is; } cases[] = {
        { MODEL(DECISION("d", "",
        "<context><contextEntry><variable name='a b'/>" TEXT("2") "</contextEntry><contextEntry>" TEXT("a b * 3") "</contextEntry></context>")), "6" },
        { MODEL(DECISION("d", "", "<relation><column name='n'/><row>" TEXT("1") "</row><row>" TEXT("2") "</row></relation>")),
        "[{n: 1}, {n: 2}]" },
        { MODEL(DECISION("d", "", "<list>" TEXT("1") TEXT("\"a\"") "</list>")), "[1, \"a\"]" },
        { MODEL(DECISION("d", "",
        "<conditional><if>" TEXT("1 > 2") "</if><then>" TEXT("1") "</then><else>" TEXT("2") "</else></conditional>")), "2" },
        { MODEL(DECISION("d", "",
        "<for iteratorVariable='i'><in>" TEXT("[1..3]") "</in><return>" TEXT("i * count(partial)") "</return></for>")), "[0, 2, 6]" },
        { MODEL(DECISION("d", "", FOR("[@\"2024-02-28\"..@\"2024-03-01\"]", "i.day"))), "[28, 29, 1]" },
        { MODEL(DECISION("d", "", FOR("(1..4]", "i"))), "[2, 3, 4]" },
        { MODEL(DECISION("d", "", FOR("1..3", "i * 2"))), "[2, 4, 6]" }, { MODEL(DECISION("d", "", FOR("3..1", "i"))), "[3, 2, 1]" },
        { MODEL(DECISION("d", "", FOR("1..", "i"))), "null" }, { MODEL(DECISION("d", "", FOR("1..2 return 7, j in 1", "i"))), "null" },
        { MODEL(DECISION("d", "",
        "<some iteratorVariable='i'><in>" TEXT("1..9") "</in><satisfies>" TEXT("i = 9") "</satisfies></some>")), "true" },
        { MODEL(DECISION("d", "", ITSELF("f", "n", "if n = 0 then 1 else n * f(n - 1)", "f(5)"))), "120" },
        { MODEL(DECISION("d", "", ITSELF("abs", "n", "abs(n) + 1", "abs(-1)"))), "2" },
        { MODEL(DECISION("f", "", TEXT("function(n) n * 10")) DECISION("d", "", NEEDS("f") ITSELF("f", "n", "f(n) + 1", "f(5)"))), "51" },
        { MODEL(DECISION("d", "", FOR("1", "i"))), "null" },
        { MODEL(DECISION("d", "", FILTER("[1, 2, 3]", "-1"))), "3" }, { MODEL(DECISION("d", "", FILTER("[]", "1"))), "null" },
        { MODEL(DECISION("d", "", FILTER("[]", "item"))), "[]" },
        { MODEL(DECISION("d", "", FILTER("7", "item = 7"))), "[7]" }, { MODEL(DECISION("d", "", FILTER("null", "true"))), "null" },
        { MODEL(DECISION("d", "", FILTER("[1, 2]", "\"a\""))), "null" },
        { MODEL(DECISION("d", "", FILTER("[1, null]", "item > 0"))), "[1]" },
        { MODEL(DECISION("d", "", FILTER("[{item: 1}, {item: 2}]", "item = 2"))), "[{item: 2}]" },
        { MODEL(DECISION("d", "", "<filter><in>" TEXT("[{p: 1}, {p: 2}]") "</in><match>" TEXT("p > 1") "</match></filter>")), "[{p: 2}]" },
        { MODEL(DECISION("d", "", "<some iteratorVariable='i'><in>" TEXT("[1, 2]") "</in><satisfies>" TEXT("i = 2") "</satisfies></some>")),
        "true" },
        { MODEL(DECISION("d", "",
        "<every iteratorVariable='i'><in>" TEXT("[1, 2]") "</in><satisfies>" TEXT("i = 2") "</satisfies></every>")), "false" },
        { MODEL("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='n' typeRef='number'/>"
            TEXT("if n &lt; 2 then 1 else n * f(n - 1)") "</encapsulatedLogic></businessKnowledgeModel>" DECISION("d", "",
            KNOWS("f") TEXT("f(5)"))), "120" },
        { MODEL("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='n'/>" TEXT("n + 1")
            "</encapsulatedLogic></businessKnowledgeModel>" DECISION("d", "",
                KNOWS("f") "<invocation>" TEXT("f") "<binding><parameter name='n'/>" TEXT("2") "</binding></invocation>")), "3" },
        { MODEL("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><decisionTable><input><inputExpression typeRef='number'><text>a b</text></inputExpression></input>"
            "<input><inputExpression><text>c</text></inputExpression></input><output/>"
            "<rule><inputEntry><text>&lt; 5</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>[a b, c]</text></outputEntry></rule></decisionTable></encapsulatedLogic></businessKnowledgeModel>"
            DECISION("d", "", KNOWS("f") TEXT("[f(1, 2), f(c: 3, a b: 4), f(5, 6), f(\"x\", 1)]"))), "[[1, 2], [4, 3], null, null]" },
        { MODEL(DECISION("a", "", TEXT("1")) DECISION("b", "", NEEDS("a") TEXT("a + 1")) "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#b'/><inputDecision href='#a'/></decisionService>"
            DECISION("d", "", KNOWS("s") TEXT("[s(10), s(a: 20)]"))), "[11, 21]" },
        { MODEL(DECISION("a", "", TEXT("1")) DECISION("b", "", NEEDS("a") TEXT("[a]")) "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#b'/><inputDecision href='#a'/></decisionService>"
            DECISION("d", "", KNOWS("s") TEXT("s(\"x\")"))), "[\"x\"]" },
        { MODEL("<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>[1..5]</text></allowedValues></itemDefinition>" DECISION("d", " typeRef='t'", TEXT("9"))), "null" },
        { MODEL("<itemDefinition name='t' isCollection='true'><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
            DECISION("d", " typeRef='t'", TEXT("[1, 2]"))), "[1, 2]" },
        { MODEL(DECISION("d", " typeRef='number'", TEXT("[7]"))), "7" }, { MODEL(DECISION("d", " typeRef='string'", TEXT("7"))), "null" },
        { MODEL(DECISION("d", "", "<context/>")), "{}" }, { MODEL(DECISION("d", "", "<list/>")), "[]" },
        { MODEL(DECISION("d", "", "<relation><column name='a'/></relation>")), "[]" },
        { MODEL(DECISION("d", "", "<relation><column name='a'/><row>" TEXT("1") "</row></relation>")), "[{a: 1}]" },
        { MODEL(DECISION("d", "",
        "<context><contextEntry><variable name='f'/><functionDefinition>" TEXT("7") "</functionDefinition></contextEntry><contextEntry><invocation>" TEXT("f") "</invocation></contextEntry></context>")), "7" },
        { MODEL(DECISION("d", "", "<context><contextEntry><variable name='f'/><functionDefinition kind='Java'><formalParameter name='x'/><context><contextEntry><variable name='class'/>" TEXT("\"java.lang.Math\"") "</contextEntry></context></functionDefinition></contextEntry><contextEntry>" TEXT("f(1)") "</contextEntry></context>")), "null" },
        { MODEL(DECISION("d", "", "<context><contextEntry><variable name='f'/><functionDefinition kind='Java'><formalParameter name='x'/><context><contextEntry><variable name='class'/>" TEXT("\"java.lang.Math\"") "</contextEntry><contextEntry><variable name='method signature'/>" TEXT("\"cos(double)\"") "</contextEntry></context></functionDefinition></contextEntry><contextEntry>" TEXT("f(0)") "</contextEntry></context>")), "1" },
        { MODEL("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic kind='Java'><formalParameter name='x' typeRef='number'/><context><contextEntry><variable name='class'/>" TEXT("\"java.lang.Math\"")
        "</contextEntry><contextEntry><variable name='method signature'/>" TEXT("\"abs(int)\"") "</contextEntry></context></encapsulatedLogic></businessKnowledgeModel>" DECISION("d", "", KNOWS("f") TEXT("f(-3)"))), "3" },
        { MODEL("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic kind='PMML'><formalParameter name='x'/><context/></encapsulatedLogic></businessKnowledgeModel>" DECISION("d", "", KNOWS("f") TEXT("f(-3)"))), "null" },
        { MODEL(DECISION("d", "", "<some iteratorVariable='i'><in>" TEXT("[1, 2]") "</in><satisfies>" TEXT("i") "</satisfies></some>")),
        "null" },
        { MODEL(DECISION("d", "", "<every iteratorVariable='i'><in>" TEXT("[]") "</in><satisfies>" TEXT("false") "</satisfies></every>")),
        "true" },
        { MODEL(DECISION("d", "", "<for iteratorVariable='i'><in>" TEXT("[1, 2]") "</in><return>" TEXT("i * 2") "</return></for>")),
        "[2, 4]" },
        { MODEL(DECISION("d", "", "<for iteratorVariable='i'><in>" TEXT("null") "</in><return>" TEXT("i") "</return></for>")), "null" },
        { MODEL(DECISION("d", "", TEXT("1 +"))), "null" }, { MODEL(DECISION("d", "", NEEDS("d") TEXT("d"))), "null" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) check(cases[i].xml, "d", value_null(), cases[i].is);
}

/* The output values of a table's only output may be what the type of its decision, function or box allows. */
static void ranked_by_type(void **state) {
#define LEVELS "<itemDefinition name='level'><typeRef>number</typeRef><allowedValues><text>30, 20, 10</text></allowedValues></itemDefinition>" \
    "<itemDefinition name='levels' isCollection='true'><typeRef>level</typeRef></itemDefinition>" \
    "<itemDefinition name='each' isCollection='true'><typeRef>number</typeRef><allowedValues><text>20, 30, 10</text></allowedValues></itemDefinition>"
#define RANKING(hit, type) "<decisionTable hitPolicy='" hit "'" type "><input><inputExpression><text>x</text></inputExpression></input><output/>" RULES "</decisionTable>"
#define FUNCTION(type, body) "<businessKnowledgeModel id='f' name='f'><variable name='f'" type "/><encapsulatedLogic><formalParameter name='x'/>" body "</encapsulatedLogic></businessKnowledgeModel>"
    static const struct { const char *xml, *is; } cases[] = {
        { MODEL(LEVELS INPUT("x", "") DECISION("d", " typeRef='level'", GIVEN("x") RANKING("PRIORITY", ""))), "30" },
        { MODEL(LEVELS INPUT("x", "") DECISION("d", "", GIVEN("x") RANKING("PRIORITY", " typeRef='level'"))), "30" },
        { MODEL(LEVELS INPUT("x", "") DECISION("d", " typeRef='levels'", GIVEN("x") RANKING("OUTPUT ORDER", ""))), "[30, 20, 10]" },
        { MODEL(LEVELS INPUT("x", "") DECISION("d", " typeRef='each'", GIVEN("x") RANKING("OUTPUT ORDER", ""))), "[20, 30, 10]" },
        { MODEL(LEVELS INPUT("x", "") DECISION("d", "", GIVEN("x") RANKING("OUTPUT ORDER", ""))), "[10, 30, 20]" },
        { MODEL(LEVELS INPUT("x", "") FUNCTION(" typeRef='level'", RANKING("PRIORITY", "")) DECISION("d", "", GIVEN("x") KNOWS("f") TEXT("f(x)"))), "30" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) check(cases[i].xml, "d", value_int(3), cases[i].is);
}

static void imports(void **state) {
    static const char *const xml[] = {
        MODEL("<import name='lib' namespace='urn:l' importType='x'/>" DECISION("d", " typeRef='lib.money'",
            "<informationRequirement><requiredDecision href='urn:l#rate'/></informationRequirement>"
            "<knowledgeRequirement><requiredKnowledge href='urn:l#twice'/></knowledgeRequirement>" TEXT("lib.twice(lib.rate)"))),
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='l' namespace='urn:l'><itemDefinition name='money'><typeRef>number</typeRef></itemDefinition>"
            DECISION("rate", "", TEXT("0.5")) "<businessKnowledgeModel id='twice' name='twice'><variable name='twice'/><encapsulatedLogic><formalParameter name='v'/>" TEXT("v * 2")
            "</encapsulatedLogic></businessKnowledgeModel></definitions>" };
    (void)state;
    assert_string_equal(answer(xml, 2, "d", value_null()), "1");
}

/* Imports without a name: the model's own things come first, then the imports in their order, whatever is required first. */
static void imports_without_name(void **state) {
#define IMPORT(ns) "<import name='' namespace='" ns "' importType='x'/>"
#define FROM(ns, x) "<informationRequirement><requiredDecision href='" ns "#" x "'/></informationRequirement>"
#define CALLS(ns, x) "<knowledgeRequirement><requiredKnowledge href='" ns "#" x "'/></knowledgeRequirement>"
#define LIBRARY(ns, type, body) "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='l' namespace='" ns "'>" type body "</definitions>"
#define NAMED(name, of) "<itemDefinition name='" name "'><typeRef>" of "</typeRef></itemDefinition>"
#define TIMES(k) "<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='n'/>" TEXT("n * " k) "</encapsulatedLogic></businessKnowledgeModel>"
    static const char *const b = LIBRARY("urn:b", NAMED("t", "number"), DECISION("v", "", TEXT("\"B\"")) DECISION("w", "", TEXT("\"b\"")) TIMES("2"));
    static const char *const c = LIBRARY("urn:c", NAMED("t", "string"), DECISION("v", "", TEXT("\"C\"")) TIMES("3"));
    static const struct { const char *xml, *is; } cases[] = {
        { MODEL(IMPORT("urn:b") DECISION("v", "", TEXT("\"A\"")) DECISION("d", "", FROM("urn:b", "v") FROM("urn:b", "w") NEEDS("v") TEXT("v + w"))),
            "\"Ab\"" },
        { MODEL(IMPORT("urn:b") IMPORT("urn:c") DECISION("d", "", FROM("urn:c", "v") FROM("urn:b", "v") TEXT("v"))), "\"B\"" },
        { MODEL(IMPORT("urn:c") IMPORT("urn:b") DECISION("d", "", FROM("urn:b", "v") FROM("urn:c", "v") TEXT("v"))), "\"C\"" },
        { MODEL(IMPORT("urn:c") IMPORT("urn:b") DECISION("d", "", CALLS("urn:b", "f") CALLS("urn:c", "f") TEXT("f(2)"))), "6" },
        { MODEL(IMPORT("urn:b") IMPORT("urn:c") DECISION("d", " typeRef='t'", TEXT("1"))), "1" },
        { MODEL(IMPORT("urn:c") IMPORT("urn:b") DECISION("d", " typeRef='t'", TEXT("1"))), "null" },
        { MODEL(IMPORT("urn:b") NAMED("t", "boolean") "<itemDefinition name='u'><itemComponent name='q'><typeRef>t</typeRef></itemComponent></itemDefinition>"
            DECISION("d", " typeRef='u'", TEXT("{q: true}"))), "{q: true}" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        const char *const xml[] = { cases[i].xml, b, c };
        assert_string_equal(answer(xml, LEN(xml), "d", value_null()), cases[i].is);
    }
}

/* What a model is asked by those who run it: its models, its decisions, what is set by which name, what is called. */
static void asked_by_name(void **state) {
    static const char *const xml[] = {
        MODEL("<import name='lib' namespace='urn:l' importType='x'/><import name='other' namespace='urn:o' importType='x'/>" INPUT("x", " typeRef='number'") "<informationItem/>" DECISION("a", "", GIVEN("x") TEXT("x"))
            DECISION("d", "", NEEDS("a") "<informationRequirement><requiredInput href='urn:l#x'/></informationRequirement><informationRequirement><requiredInput href='urn:l#y'/></informationRequirement>" TEXT("[a, lib.x, lib.y]"))
            "<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='n' typeRef='number'/>" TEXT("n + 1") "</encapsulatedLogic></businessKnowledgeModel><businessKnowledgeModel id='e' name='e'><variable name='e'/></businessKnowledgeModel>"
            DECISION("two", "", TEXT("2")) "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#a'/><outputDecision href='#two'/><inputData href='#x'/></decisionService>"
            "<decisionService id='none' name='none'><variable name='none'/><inputData href='#x'/></decisionService>"),
        "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='l' namespace='urn:l'>" INPUT("x", "") INPUT("y",
        "") "</definitions>" };
    static const struct {
        const char *ns, *name;
        bool there;
    } set[] = { { "", "x", true }, { "urn:l", "x", true }, { "", "y", true }, { "", "lib.y", true }, { "urn:m", "y", false },
        { "urn:o", "x", false }, { "", "lib.z", false }, { "", "lib.", false }, { "", "lib", false }, { "", "libx", false },
        { "", "nobody.x", false }, { "", "z", false } };
    static const struct {
        const char *name, *param;
        int arg;
        const char *is;
        bool known;
    } called[] = { { "f", "n", 4, "5", true }, { "f", "m", 4, "null", true }, { "s", "x", 7, "{a: 7, two: 2}", true },
        { "none", "x", 7, "{}", true }, { "e", "n", 1, "null", true }, { "a", "x", 1, "null", false }, { "x", "x", 1, "null", false },
        { "nobody", "x", 1, "null", false } };
    const struct dmn_model *models[2], *back[4];
    struct dmn_program *p;
    struct feel f;
    struct strs names = { 0 };
    struct err e = { 0 };
    size_t n;
    bool known;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct dmn_model *m;
        if (dmn_read(&a, str_from(xml[i]), &m, &e) != RC_OK) fail_msg("%s", e.text);
        models[i] = m;
    }
    assert_int_equal(dmn_compile(&a, models, 0, &p, &e), RC_INPUT);
    assert_non_null(strstr(e.text, "There is no model"));
    assert_int_equal(dmn_compile(&a, models, 2, &p, &e), RC_OK);
    dmn_models(p, back, 4, &n);
    assert_true(n == 2 && back[0] == models[0] && back[1] == models[1]);
    dmn_models(p, back, 1, &n);
    assert_int_equal(n, 1);
    dmn_decisions(&a, p, &names);
    assert_true(names.n == 3 && str_eq(names.v[0], S("a")) && str_eq(names.v[1], S("d")) && str_eq(names.v[2], S("two")));
    feel_init(&f, &a);
    struct dmn_run *r = dmn_start(p, &f);
    for (size_t i = 0; i < LEN(set); i++)
        if (dmn_set(r, str_from(set[i].ns), str_from(set[i].name), value_int((int64_t)i)) != set[i].there)
            fail_msg("%s of %s", set[i].name, set[i].ns);
    assert_string_equal(value_text(&a, dmn_value(r, S("d"), &known)).p, "[0, 1, 3]");
    assert_int_equal(dmn_value(r, S("nobody"), &known).kind, VALUE_NULL);
    assert_false(known);
    for (size_t i = 0; i < LEN(called); i++) {
        const struct str param = str_from(called[i].param);
        const struct value arg = value_int(called[i].arg);
        struct value v = dmn_invoke(r, str_from(called[i].name), &param, &arg, 1, &known);
        if (known != called[i].known || !str_eq(value_text(&a, v), str_from(called[i].is)))
            fail_msg("%s: %s", called[i].name, value_text(&a, v).p);
    }
}

/* What types allow: of a list as a whole and of each item, of members within lists, null among the items, through other
** types; and the note that says so. */
static void constraints(void **state) {
#define TYPES "<itemDefinition name='small'><typeRef>number</typeRef><allowedValues><text>[0..9]</text></allowedValues></itemDefinition><itemDefinition name='smalls' isCollection='true'><typeRef>small</typeRef></itemDefinition>" \
    "<itemDefinition name='few' isCollection='true'><typeRef>number</typeRef><allowedValues><text>1, 2, 3</text></allowedValues><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition><itemDefinition name='tiny'><typeRef>small</typeRef><allowedValues><text>&lt; 3</text></allowedValues></itemDefinition>" \
    "<itemDefinition name='who'><itemComponent name='age'><typeRef>small</typeRef></itemComponent><itemComponent name='tags' isCollection='true'><typeRef>string</typeRef><allowedValues><text>\"a\", \"b\"</text></allowedValues></itemComponent></itemDefinition>" \
    "<itemDefinition name='whos' isCollection='true'><typeRef>who</typeRef></itemDefinition><itemDefinition name='listed'><typeRef>smalls</typeRef><allowedValues><text>&lt; 5</text></allowedValues></itemDefinition><itemDefinition name='alias'><typeRef>tiny</typeRef></itemDefinition>" \
    "<itemDefinition name='fn'><functionItem outputTypeRef='number'><parameters name='x' typeRef='number'/></functionItem></itemDefinition><itemDefinition name='ring'><itemComponent name='next'><typeRef>ring</typeRef></itemComponent></itemDefinition>" \
    "<itemDefinition name='span'><itemComponent name='from'><typeRef>number</typeRef><allowedValues><text>&lt;= last one</text></allowedValues></itemComponent><itemComponent name='last one'><typeRef>small</typeRef><allowedValues><text>? > from, 0</text></allowedValues></itemComponent>" \
    "<itemComponent name='stops' isCollection='true'><typeRef>number</typeRef><allowedValues><text>[from..last one]</text></allowedValues></itemComponent></itemDefinition><itemDefinition name='spans' isCollection='true'><typeRef>span</typeRef></itemDefinition>"
#define TAKING(nodes, needs, logic) MODEL(TYPES nodes DECISION("d", "", needs logic))
#define OF(type, text) MODEL(TYPES DECISION("d", " typeRef='" type "'", TEXT(text)))
    static const struct { const char *xml, *is; } cases[] = {
        { OF("small", "9"), "9" }, { OF("small", "10"), "null" }, { OF("small", "null"), "null" }, { OF("tiny", "2"), "2" },
        { OF("tiny", "3"), "null" }, { OF("tiny", "-1"), "null" }, { OF("alias", "2"), "2" }, { OF("alias", "5"), "null" },
        { OF("smalls", "[1, 9]"), "[1, 9]" }, { OF("smalls", "[1, 10]"), "null" },
        { OF("smalls", "[]"), "[]" }, { OF("smalls", "[1, null]"), "null" }, { OF("smalls", "4"), "[4]" }, { OF("smalls", "10"), "null" },
        { OF("few", "[1, 2]"), "[1, 2]" }, { OF("few", "[1, 2, 3]"), "null" }, { OF("few", "[1, 4]"), "null" }, { OF("few", "[]"), "[]" },
        { OF("who", "{age: 3, tags: [\"a\"]}"), "{age: 3, tags: [\"a\"]}" }, { OF("who", "{age: 30, tags: []}"), "null" },
        { OF("who", "{age: 3, tags: [\"c\"]}"), "null" }, { OF("who", "{age: null, tags: []}"), "{age: null, tags: []}" },
        { OF("who", "{age: 3}"), "null" }, { OF("who", "null"), "null" },
        { OF("whos", "[{age: 3, tags: []}, {age: 4, tags: [\"b\"]}]"), "[{age: 3, tags: []}, {age: 4, tags: [\"b\"]}]" },
        { OF("whos", "[{age: 3, tags: []}, {age: 40, tags: []}]"), "null" }, { OF("listed", "[1, 4]"), "[1, 4]" },
        { OF("listed", "[1, 5]"), "null" }, { OF("listed", "[]"), "[]" },
        { OF("fn", "function(x: number) x + 1"), "function(x)" }, { OF("fn", "1"), "null" },
        /* what stands beside a component may be named by what it allows, before and behind it */
        { OF("span", "{from: 1, last one: 2, stops: [1, 2]}"), "{from: 1, last one: 2, stops: [1, 2]}" },
        { OF("span", "{from: 2, last one: 2, stops: []}"), "null" }, { OF("span", "{from: 3, last one: 2, stops: []}"), "null" },
        { OF("span", "{from: 1, last one: 3, stops: [1, 4]}"), "null" }, { OF("span", "{from: 1, last one: 10, stops: []}"), "null" },
        { OF("spans", "[{from: 0, last one: 0, stops: []}]"), "[{from: 0, last one: 0, stops: []}]" },
        { OF("spans", "[{from: 0, last one: 0, stops: []}, {from: 2, last one: 2, stops: []}]"), "null" },
        /* an argument that its parameter does not allow makes the call null, whatever is called (Table 63) */
        { TAKING("<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic><formalParameter name='n' typeRef='small'/>"
        TEXT("n = null") "</encapsulatedLogic></businessKnowledgeModel>", KNOWS("f"), TEXT("[f(9), f(10), f(null)]")), "[false, null, true]" },
        { TAKING(INPUT("n", " typeRef='small'") DECISION("e", "", GIVEN("n") TEXT("n = null"))
        "<decisionService id='f' name='f'><variable name='f'/><outputDecision href='#e'/><inputData href='#n'/></decisionService>", KNOWS("f"),
        TEXT("[f(9), f(10), f(null)]")), "[false, null, true]" },
        { TAKING("", "", "<context><contextEntry><variable name='f'/><functionDefinition><formalParameter name='n' typeRef='small'/>"
        TEXT("n = null") "</functionDefinition></contextEntry><contextEntry>" TEXT("[f(9), f(10), f(null)]") "</contextEntry></context>"),
        "[false, null, true]" },
        { TAKING("", "", TEXT("for i in [9, 10, null] return (function(n: small) n = null)(i)")), "[false, null, true]" },
        { OF("ring", "{next: {next: null}}"), "{next: {next: null}}" }, { OF("nobody", "1"), "1" }, { OF("", "1"), "1" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) check(cases[i].xml, "d", value_null(), cases[i].is);
}

/* Decisions that each need the next: as long as the stack bears, then a fault, never a crash. */
static void chains_end(void **state) {
    static const struct {
        int n;
        size_t faults;
        const char *is;
    } cases[] = { { 100, 0, "100" }, { LIMIT_DMN_CHAIN, 0, NULL }, { LIMIT_DMN_CHAIN + 1, 1, NULL }, { 2 * LIMIT_DMN_CHAIN, 1, "null" } };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dmn_model *m;
        struct dmn_program *p;
        struct err e = { 0 };
        struct out o;
        out_init(&o, &a);
        put_z(&o, "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'>");
        for (int k = 0; k < cases[i].n; k++) {
            bool last = k == cases[i].n - 1;
            put_f(&o, "<decision id='d%d' name='d%d'><variable name='d%d'/>", k, k, k);
            if (!last) put_f(&o, NEEDS("d%d"), k + 1);
            if (last) put_z(&o, TEXT("1")); else put_f(&o, TEXT("d%d + 1"), k + 1);
            put_z(&o, "</decision>");
        }
        put_z(&o, "</definitions>");
        struct str xml = out_str(&o);
        assert_int_equal(dmn_read(&a, xml, &m, &e), RC_OK);
        assert_int_equal(dmn_compile(&a, (const struct dmn_model *const[]){ m }, 1, &p, &e), RC_OK);
        assert_int_equal(dmn_faults(p)->n, cases[i].faults);
        if (cases[i].is) check(xml.p, "d0", value_null(), cases[i].is);
    }
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(hit_policies), cmocka_unit_test(cells_as_tests), cmocka_unit_test(boxes),
        cmocka_unit_test(ranked_by_type),
        cmocka_unit_test(imports), cmocka_unit_test(imports_without_name), cmocka_unit_test(asked_by_name),
        cmocka_unit_test(constraints), cmocka_unit_test(chains_end) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
