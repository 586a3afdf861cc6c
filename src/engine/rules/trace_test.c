/* trace_test.c: which rules are shown of a table: those that fired or may, else those that nearly did; and which decisions below. */
#include "test/policies.h"
#include "engine/rules/trace.h"

#define MODEL(parts) "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>" INPUT("x", "number") INPUT("y", "number") parts "</definitions>"
#define DECIDE(name, needs, box) "<decision id='" name "' name='" name "'><variable name='" name "'/>" needs box "</decision>"
#define ON(name) "<informationRequirement><requiredDecision href='#" name "'/></informationRequirement>"
#define LITERAL(t) "<literalExpression><text>" t "</text></literalExpression>"
#define TWO(hit, rules) "<decisionTable hitPolicy='" hit "'>" COLUMN("x", "number") COLUMN("y", "number") "<output name='o'/>" rules "</decisionTable>"
#define RULE(x, y, out) "<rule>" CELL(x) CELL(y) GIVES(out) "</rule>"

static struct arena a;

/* name=value, then rules: 3+ fired, 3? may, 3-2 did not, by two conditions; then what it rests on in brackets. */
static void spell(struct out *o, const struct trace *t) {
    put_str(o, t->node->name);
    put_c(o, '=');
    put_value(o, t->value);
    for (size_t i = 0; i < t->n; i++) {
        put_f(o, " %zu%s", t->rules[i].number, t->rules[i].fires > 0 ? "+" : t->rules[i].fires < 0 ? "?" : "-");
        if (t->rules[i].fires == 0) put_f(o, "%zu", t->rules[i].failed);
    }
    if (t->formula) put_z(o, " f");
    if (!t->non) return;
    put_z(o, " (");
    for (size_t i = 0; i < t->non; i++) { if (i) put_z(o, ", "); spell(o, t->on[i]); }
    put_c(o, ')');
}

static void rules_and_what_they_rest_on(void **state) {
    static const struct { const char *xml, *facts, *amount, *is; } rows[] = {         /* facts: x and y, a digit or - each */
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"), TWO("FIRST", RULE("&gt; 5", "-", "10") RULE("-", "&gt; 5", "20") RULE("-", "-", "0")))),
        "90", "", "d=10 1+" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"), TWO("FIRST", RULE("&gt; 5", "-", "10") RULE("-", "&gt; 5", "20") RULE("-", "-", "0")))),
        "11", "", "d=0 3+ 1-1 2-1" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"), TWO("FIRST", RULE("&gt; 5", "&gt; 5", "10") RULE("-", "-", "0")))), "11", "",
        "d=0 2+ 1-2" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"), TWO("FIRST", RULE("&gt; 5", "-", "10") RULE("-", "&gt; 5", "20") RULE("-", "-", "0")))),
        "-1", "", "d=unknown 1? 3+" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"), TWO("COLLECT", RULE("&gt; 5", "-", "10") RULE("-", "&gt; 5", "20")))), "99", "",
        "d=[10, 20] 1+ 2+" },
        /* three are enough */
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"),
        TWO("UNIQUE", RULE("1", "-", "10") RULE("2", "-", "20") RULE("3", "-", "30") RULE("4", "-", "40")))), "91", "",
        "d=null 1-1 2-1 3-1" },
        /* what gives nothing is not near */
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"),
        TWO("UNIQUE", RULE("1", "-", "null") RULE("2", "-", "false") RULE("3", "-", "0") RULE("4", "-", "true")))), "91", "",
        "d=null 4-1" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"), TWO("UNIQUE", RULE("1", "-", "false")))), "91", "", "d=null" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"),
        "<decisionTable>" COLUMN("x",
        "number") "<output name='a'/><output name='b'/><rule>" CELL("&gt; 5") GIVES("0") GIVES("7") "</rule><rule>" CELL("1") GIVES("3") GIVES("0") "</rule></decisionTable>")), "11", "b", "d={a: 3, b: 0} 2+ 1-1" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"),
        "<decisionTable>" COLUMN("x",
        "number") "<output name='a'/><output name='b'/><rule>" CELL("&gt; 5") GIVES("0") GIVES("7") "</rule><rule>" CELL("1") GIVES("3") GIVES("0") "</rule></decisionTable>")), "11", "a", "d={a: 3, b: 0} 2+" },
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"),
        "<decisionTable>" COLUMN("x",
        "number") "<output name='a'/><output name='b'/><rule>" CELL("&gt; 5") GIVES("0") GIVES("7") "</rule></decisionTable>")), "11",
        "c", "d=null" },
        /* not an allowed value: no rule is looked at */
        { MODEL(DECIDE("d", NEEDS("x") NEEDS("y"), "<decisionTable><input><inputExpression typeRef='number'><text>x</text></inputExpression><inputValues><text>&lt; 5</text></inputValues></input><output name='o'/><rule>" CELL("-") GIVES("1") "</rule></decisionTable>")), "91", "", "d=null" },
        /* what is read by an input, by a test, by the output of a rule that fires; each once; not by a dash */
        { MODEL(DECIDE("e", NEEDS("x"), LITERAL("x + 1")) DECIDE("g", ON("e"), LITERAL("e * 2")) DECIDE("d", ON("e") ON("g") NEEDS("x"),
        "<decisionTable hitPolicy='FIRST'>" COLUMN("g",
        "number") "<output name='o'/><rule>" CELL("&gt; e") GIVES("e + g") "</rule></decisionTable>")), "11", "",
        "d=6 1+ (g=4 f (e=2 f))" },
        { MODEL(DECIDE("e", NEEDS("x"), LITERAL("x + 1")) DECIDE("d", ON("e") NEEDS("x"),
        "<decisionTable hitPolicy='FIRST'>" COLUMN("e", "number") COLUMN("x",
        "number") "<output name='o'/><rule>" CELL("-") CELL("&gt; 0") GIVES("5") "</rule></decisionTable>")), "11", "", "d=5 1+" },
        { MODEL(DECIDE("e", NEEDS("x"), LITERAL("x + 1")) DECIDE("d", ON("e") NEEDS("x"), LITERAL("x"))), "11", "", "d=1 f" },
        { MODEL(DECIDE("e", NEEDS("x"), LITERAL("x + 1")) DECIDE("g", NEEDS("y"), LITERAL("y")) DECIDE("d", ON("e") ON("g") NEEDS("x"),
        "<list>" LITERAL("e") LITERAL("g") "</list>")), "11", "", "d=[2, 1] (e=2 f, g=1 f)" },
        { MODEL(DECIDE("e", NEEDS("x"), LITERAL("x + 1")) DECIDE("g", ON("e"), LITERAL("e")) DECIDE("d", ON("g") ON("e") NEEDS("x"),
        "<list>" LITERAL("e") LITERAL("g") "</list>")), "11", "", "d=[2, 2] (g=2 f (e=2 f))" },
        { MODEL(DECIDE("d", NEEDS("x"), "")), "11", "", "d=null" },
        { MODEL(DECIDE("d", NEEDS("x"), "<literalExpression/>")), "11", "", "d=null" },
        { MODEL(DECIDE("e", NEEDS("x"), LITERAL("x + 1"))), "11", "", "" },
        { MODEL("<inputData id='d' name='d'><variable name='d'/></inputData>"), "11", "", "" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct dmn_model *m;
        struct dmn_program *p;
        struct feel f;
        struct out o;
        struct err e = { 0 };
        struct policy_fact facts[2];
        size_t n = 0;
        if (dmn_read(&a, str_from(rows[i].xml), &m, &e) != RC_OK) fail_msg("row %zu: %s", i, e.text);
        assert_int_equal(dmn_compile(&a, (const struct dmn_model *const[]){ m }, 1, &p, &e), RC_OK);
        if (dmn_faults(p)->n) fail_msg("row %zu: %s", i, dmn_faults(p)->v[0].err.text);
        if (rows[i].facts[0] != '-') facts[n++] = (struct policy_fact){ S("x"), value_int(rows[i].facts[0] - '0') };
        if (rows[i].facts[1] != '-') facts[n++] = (struct policy_fact){ S("y"), value_int(rows[i].facts[1] - '0') };
        struct policy_question q = { .program = p, .decision = S("d"), .amount = str_from(rows[i].amount), .facts = facts, .n = n };
        feel_init(&f, &a);
        const struct trace *t = trace_decision(&f, &q);
        out_init(&o, &a);
        if (t) spell(&o, t);
        if (!str_eq(out_str(&o), str_from(rows[i].is))) fail_msg("row %zu: %s", i, o.p);
    }
}

/* Decisions that each rest on the next are shown twenty deep. */
static void deep(void **state) {
    struct out o;
    struct dmn_model *m;
    struct dmn_program *p;
    struct feel f;
    struct err e = { 0 };
    (void)state;
    out_init(&o, &a);
    put_z(&o, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'>");
    for (int i = 0; i < 40; i++) put_f(&o, i < 39 ? "<decision id='d%d' name='d%d'><variable name='d%d'/><informationRequirement><requiredDecision href='#d%d'/></informationRequirement><literalExpression><text>d%d + 1</text></literalExpression></decision>"
        : "<decision id='d%d' name='d%d'><variable name='d%d'/><literalExpression><text>1</text></literalExpression></decision>", i, i, i, i + 1, i + 1);
    put_z(&o, "</definitions>");
    assert_int_equal(dmn_read(&a, out_str(&o), &m, &e), RC_OK);
    assert_int_equal(dmn_compile(&a, (const struct dmn_model *const[]){ m }, 1, &p, &e), RC_OK);
    struct policy_question q = { .program = p, .decision = S("d0") };
    feel_init(&f, &a);
    const struct trace *t = trace_decision(&f, &q);
    int depth = 0;
    for (; t->non; t = t->on[0]) depth++;
    assert_int_equal(depth, 20);
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 26); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(rules_and_what_they_rest_on), cmocka_unit_test(deep) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
