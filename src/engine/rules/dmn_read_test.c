/* dmn_read_test.c: models in, a one-line spelling of each expression out; what is refused, and where. */
#include "test/test.h"
#include "engine/rules/dmn.h"

#define DEFS(version, body) "<definitions xmlns='" version "' xmlns:feel='http://www.omg.org/spec/FEEL/20140401' " \
    "xmlns:l='urn:lib' xmlns:v='urn:vendor' name='m' namespace='urn:m'><import name='lib' namespace='urn:lib' importType='x'/>" body "</definitions>"
#define V11 "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
#define V16 "https://www.omg.org/spec/DMN/20240513/MODEL/"
#define DECIDE(x) DEFS(V16, "\n<decision id='d' name='d'>" x "</decision>")
#define LIT(t) "<literalExpression><text> " t "\n</text></literalExpression>"

static void spell(struct out *o, const struct dmn_expr *x);

static void spell_entries(struct out *o, const struct dmn_nameds *list) {
    for (size_t i = 0; i < list->n; i++) {
        put_c(o, ' ');
        put_str(o, list->v[i].name);
        if (list->v[i].type_ref.p) { put_c(o, ':'); put_str(o, list->v[i].type_ref); }
        if (list->v[i].expr) { put_c(o, '='); spell(o, list->v[i].expr); }
    }
}

static void spell_texts(struct out *o, const struct dmn_texts *list, char before) {
    for (size_t i = 0; i < list->n; i++) { put_c(o, i ? ',' : before); put_str(o, list->v[i]); }
}

static void spell_table(struct out *o, const struct dmn_table *t) {
    put_f(o, " hit%d agg%d", t->hit, t->aggregation);
    for (size_t i = 0; i < t->inputs.n; i++) put_f(o, " in %.*s of %.*s", STR_FMT(t->inputs.v[i].text), STR_FMT(t->inputs.v[i].values));
    for (size_t i = 0; i < t->outputs.n; i++)
        put_f(o, " out %.*s of %.*s else %.*s", STR_FMT(t->outputs.v[i].name), STR_FMT(t->outputs.v[i].values),
            STR_FMT(t->outputs.v[i].otherwise));
    for (size_t i = 0; i < t->rules.n; i++) { spell_texts(o, &t->rules.v[i].in, ' '); spell_texts(o, &t->rules.v[i].out, '>'); }
}

static void spell(struct out *o, const struct dmn_expr *x) {
    static const char *names[] = { "lit", "table", "context", "relation", "list", "function", "invoke", "if", "for", "filter", "some",
        "every" };
    const struct dmn_expr *parts[] = { x->callee, x->test, x->source, x->body, x->other };
    put_f(o, "(%s", names[x->kind]);
    if (x->text.p) put_f(o, " %.*s", STR_FMT(x->text));
    if (x->imported) put_z(o, " imported");
    if (x->variable.p) put_f(o, " %.*s", STR_FMT(x->variable));
    if (x->kind == DMN_FUNCTION && x->function_kind != FUNCTION_FEEL) put_f(o, " kind%d", x->function_kind);
    if (x->table) spell_table(o, x->table);
    spell_entries(o, &x->entries);
    for (size_t i = 0; i < x->items.n; i++) { put_c(o, ' '); spell(o, x->items.v[i]); }
    for (size_t i = 0; i < LEN(parts); i++) if (parts[i]) { put_c(o, ' '); spell(o, parts[i]); }
    put_c(o, ')');
}

static void reads_expressions(void **state) {
    (void)state;
    static const struct { struct str doc; const char *is; } cases[] = {
        { SI(DECIDE(LIT("a + 1"))), "(lit a + 1)" },
        { SI(DECIDE("<v:context/><extensionElements><x/></extensionElements>" LIT("1"))), "(lit 1)" },
        { SI(DECIDE("<literalExpression><importedValues/></literalExpression>")), "(lit imported)" },
        { SI(DECIDE("<context><contextEntry><variable name=' a \n b' typeRef='feel:number'/>" LIT("1") "</contextEntry>"
            "<contextEntry><variable name='t' typeRef='l:tLoan'/>" LIT("2") "</contextEntry><contextEntry>" LIT("3") "</contextEntry></context>")),
            "(context a b:number=(lit 1) t:lib.tLoan=(lit 2) =(lit 3))" },
        { SI(DECIDE("<relation><column name='x'/><column name='y'/><row>" LIT("1") LIT("2") "</row></relation>")),
            "(relation x y (list (lit 1) (lit 2)))" },
        { SI(DECIDE("<list><list>" LIT("1") "</list>" LIT("2") "</list>")), "(list (list (lit 1)) (lit 2))" },
        { SI(DECIDE("<functionDefinition kind='Java'><formalParameter name='x' typeRef='string'/><context/></functionDefinition>")),
            "(function kind1 x:string (context))" },
        { SI(DECIDE("<invocation>" LIT("f") "<binding><parameter name='p'/>" LIT("1") "</binding><binding><parameter name='q'/></binding></invocation>")),
            "(invoke p=(lit 1) q (lit f))" },
        { SI(DECIDE("<conditional><if>" LIT("a") "</if><then>" LIT("b") "</then><else>" LIT("c") "</else></conditional>")),
            "(if (lit a) (lit b) (lit c))" },
        { SI(DECIDE("<for iteratorVariable='i'><in>" LIT("l") "</in><return>" LIT("r") "</return></for>")), "(for i (lit l) (lit r))" },
        { SI(DECIDE("<filter><in>" LIT("l") "</in><match>" LIT("r") "</match></filter>")), "(filter (lit l) (lit r))" },
        { SI(DECIDE("<some iteratorVariable='i'><in>" LIT("l") "</in><satisfies>" LIT("r") "</satisfies></some>")),
        "(some i (lit l) (lit r))" },
        { SI(DECIDE("<every iteratorVariable='i'><in>" LIT("l") "</in><satisfies>" LIT("r") "</satisfies></every>")),
        "(every i (lit l) (lit r))" },
        { SI(DECIDE("<decisionTable><input><inputExpression><text>a</text></inputExpression></input><output/></decisionTable>")),
            "(table hit0 agg0 in a of  out  of  else )" },
        { SI(DECIDE("<decisionTable hitPolicy='COLLECT' aggregation='MAX'><input><inputExpression><text>a</text></inputExpression>"
            "<inputValues><text>1,2</text></inputValues></input><output name='o'><outputValues><text>3,4</text></outputValues>"
            "<defaultOutputEntry><text>4</text></defaultOutputEntry></output><rule><inputEntry><text>-</text></inputEntry>"
            "<outputEntry><text>3</text></outputEntry></rule></decisionTable>")),
            "(table hit6 agg3 in a of 1,2 out o of 3,4 else 4 ->3)" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a; struct err e = { 0 }; struct dmn_model *m; struct out o;
        arena_init(&a, 1 << 22);
        out_init(&o, &a);
        assert_int_equal(dmn_read(&a, cases[i].doc, &m, &e), RC_OK);
        spell(&o, m->nodes.v[0].expr);
        out_str(&o);
        assert_string_equal(o.p, cases[i].is);
        arena_free(&a);
    }
}

static void reads_types_and_the_graph(void **state) {
    (void)state;
    struct arena a; struct err e = { 0 }; struct dmn_model *m;
    arena_init(&a, 1 << 22);
    struct str doc = S(DEFS(V11,
        "<itemDefinition name='t' isCollection='true'><typeRef>feel:string</typeRef><allowedValues><text>\"x\"</text></allowedValues></itemDefinition>"
        "<itemDefinition name='c'><itemComponent name='p'><typeRef>t</typeRef></itemComponent></itemDefinition>"
        "<itemDefinition name='f'><functionItem outputTypeRef='date'><parameters name='q' typeRef='number'/></functionItem></itemDefinition>"
        "<decision id='_d' name='D'><variable name='D' typeRef='c'/><informationRequirement><requiredInput href='#_i'/></informationRequirement>"
        "<informationRequirement><requiredDecision href='urn:m#_e'/></informationRequirement>"
        "<knowledgeRequirement><requiredKnowledge href='#_b'/></knowledgeRequirement></decision>"
        "<decision id='_e' name='E'>" LIT("1") "</decision><inputData id='_i' name='I'><variable name='I' typeRef='t'/></inputData>"
        "<businessKnowledgeModel id='_b' name='B'><encapsulatedLogic><formalParameter name='x'/>" LIT("x") "</encapsulatedLogic></businessKnowledgeModel>"
        "<decisionService id='_s' name='S'><outputDecision href='#_d'/><encapsulatedDecision href='#_e'/><inputData href='#_i'/></decisionService>"));
    assert_int_equal(dmn_read(&a, doc, &m, &e), RC_OK);
    assert_int_equal(m->minor, 1);
    const struct dmn_item *t = dmn_item_named(m, S("t")), *c = dmn_item_named(m, S("c")), *f = dmn_item_named(m, S("f"));
    assert_true(t->collection && str_eq(t->type_ref, S("string")) && str_eq(t->allowed, S("\"x\"")) && !t->constraint.p);
    assert_true(c->components.n == 1 && str_eq(c->components.v[0].type_ref, S("t")));
    assert_true(f->is_function && str_eq(f->returns, S("date")) && str_eq(f->parameters.v[0].type_ref, S("number")));
    const struct dmn_node *d = dmn_node_named(m, S("D")), *s = dmn_node_named(m, S("S")), *b = dmn_node_named(m, S("B"));
    assert_null(d->expr);
    assert_true(str_eq(d->type_ref, S("c")) && d->needs.n == 2 && d->knows.n == 1);
    assert_ptr_equal(dmn_resolve(m, NULL, 0, d->needs.v[0], NULL), dmn_node_named(m, S("I")));
    assert_ptr_equal(dmn_resolve(m, NULL, 0, d->needs.v[1], NULL), dmn_node_named(m, S("E")));
    assert_null(dmn_resolve(m, NULL, 0, S("#nobody"), NULL));
    assert_true(b->expr->kind == DMN_FUNCTION && b->expr->entries.n == 1 && str_eq(b->expr->body->text, S("x")));
    assert_true(s->outputs.n == 1 && s->encapsulated.n == 1 && s->input_data.n == 1 && s->input_decisions.n == 0);

    struct dmn_model *lib;
    const struct dmn_model *owner;
    assert_int_equal(dmn_read(&a,
                         S("<definitions xmlns='" V16 "' name='l' namespace='urn:lib'><inputData id='_i' name='L'/></definitions>"), &lib,
                         &e),
        RC_OK);
    const struct dmn_model *all[] = { m, lib };
    assert_true(str_eq(dmn_resolve(m, all, 2, S("urn:lib#_i"), &owner)->name, S("L")));
    assert_ptr_equal(owner, lib);
    arena_free(&a);
}

static void refuses_with_a_place(void **state) {
    (void)state;
    static const struct { struct str doc; int line; const char *says; } cases[] = {
        { SI("<a/>"), 1, "DMN 1.1 to 1.6" },
        { SI("<definitions xmlns='urn:other'/>"), 1, "DMN 1.1 to 1.6" },
        { SI(DEFS(V16, "\n<decision id='x'/>")), 2, "needs a name" },
        { SI(DECIDE("<for><in>" LIT("l") "</in><return>" LIT("r") "</return></for>")), 2, "iteratorVariable" },
        { SI(DECIDE("<conditional><if>" LIT("l") "</if></conditional>")), 2, "<then>" },
        { SI(DECIDE("<decisionTable hitPolicy='SOME'/>")), 2, "hitPolicy" },
        { SI(DECIDE("<decisionTable><input><inputExpression/></input><output/><rule><outputEntry/></rule></decisionTable>")), 2, "input entries" },
        { SI(DECIDE("<decisionTable><output/><output/></decisionTable>")), 2, "several outputs" },
        { SI(DECIDE("<context><contextEntry>" LIT("1") "</contextEntry><contextEntry>" LIT("1") "</contextEntry></context>")), 2, "last" },
        { SI(DECIDE("<relation><column name='x'/><row/></relation>")), 2, "columns" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a; struct err e = { 0 }; struct dmn_model *m = NULL;
        arena_init(&a, 1 << 22);
        assert_int_equal(dmn_read(&a, cases[i].doc, &m, &e), RC_INPUT);
        if (!strstr(e.text, cases[i].says)) print_error("case %zu: %s\n", i, e.text);
        assert_non_null(strstr(e.text, cases[i].says));
        assert_int_equal(e.line, cases[i].line);
        assert_null(m);
        arena_free(&a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_expressions), cmocka_unit_test(reads_types_and_the_graph), cmocka_unit_test(refuses_with_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
