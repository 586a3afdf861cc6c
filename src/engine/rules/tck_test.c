/* tck_test.c: test case files in, the values they spell out. */
#include "test/test.h"
#include "engine/rules/tck_run.h"

#define FILE_OF(x) "<testCases xmlns='urn:t' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:xsd='urn:xsd'>" \
    "<modelName> m.dmn </modelName><labels><label>L3</label></labels>" x "</testCases>"
#define EXPECT(x) FILE_OF("<testCase id='1'><resultNode name='d' type='decision'><expected>" x "</expected></resultNode></testCase>")

static void spell(struct out *o, const struct tck_value *v) {
    if (v->name.p) put_f(o, "%.*s=", STR_FMT(v->name));
    if (v->form == TCK_NULL) put_z(o, "null");
    if (v->form == TCK_SIMPLE) put_f(o, "%.*s|%.*s|", STR_FMT(v->type), STR_FMT(v->text));
    if (v->form == TCK_LIST || v->form == TCK_CONTEXT) {
        put_c(o, v->form == TCK_LIST ? '[' : '{');
        for (size_t i = 0; i < v->parts.n; i++) { if (i) put_c(o, ' '); spell(o, &v->parts.v[i]); }
        put_c(o, v->form == TCK_LIST ? ']' : '}');
    }
}

static void reads_values(void **state) {
    (void)state;
    static const struct {
        struct str doc;
        const char *is;
    } cases[] = {
        { SI(EXPECT("<value xsi:type='xsd:decimal'>1.5</value>")), "decimal|1.5|" },
        { SI(EXPECT("<value xsi:type='xsd:string'> a </value>")), "string| a |" },
        { SI(EXPECT("<value>a</value>")), "|a|" },
        { SI(EXPECT("<value/>")), "||" },
        { SI(EXPECT("<value xsi:nil='true'/>")), "null" },
        { SI(EXPECT("<value xsi:nil='1'/>")), "null" },
        { SI(EXPECT("<value xsi:nil='false'>1</value>")), "|1|" },
        { SI(EXPECT("<component name='a' xsi:nil='true'/>")), "{a=null}" },
        { SI(EXPECT("")), "null" },
        { SI(EXPECT("<list/>")), "[]" },
        { SI(EXPECT("<list xsi:nil='true'/>")), "null" },
        { SI(EXPECT("<list><item><value>1</value></item><item><list><item><value xsi:nil='true'/></item></list></item></list>")),
            "[|1| [null]]" },
        { SI(EXPECT(
              "<component name='a'><value>1</value></component><component name='b'><component name='c'><list/></component></component>")),
            "{a=|1| b={c=[]}}" },
        { SI(EXPECT("<list><item><component name='a'><value>1</value></component></item></list>")), "[{a=|1|}]" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a; struct err e = { 0 }; struct tck_file *f; struct out o;
        arena_init(&a, 1 << 22);
        out_init(&o, &a);
        assert_int_equal(tck_read(&a, cases[i].doc, &f, &e), RC_OK);
        spell(&o, &f->cases.v[0].results.v[0].expected);
        out_str(&o);
        assert_string_equal(o.p, cases[i].is);
        arena_free(&a);
    }
}

static void reads_a_case(void **state) {
    (void)state;
    struct arena a; struct err e = { 0 }; struct tck_file *f;
    arena_init(&a, 1 << 22);
    assert_int_equal(tck_read(&a, S(FILE_OF("<testCase id='7' type='decisionService' invocableName='s'><description> w </description>"
        "<inputNode name='i' namespace='urn:n'><value>1</value></inputNode><resultNode name='r' errorResult='true'/></testCase>")), &f, &e), RC_OK);
    const struct tck_case *c = &f->cases.v[0];
    assert_true(str_eq(f->model, S("m.dmn")) && f->labels.n == 1 && str_eq(f->labels.v[0], S("L3")));
    assert_true(str_eq(c->id, S("7")) && str_eq(c->what, S("w")) && c->target == TCK_SERVICE && str_eq(c->invocable, S("s")));
    assert_true(c->inputs.n == 1 && str_eq(c->inputs.v[0].name, S("i")) && str_eq(c->inputs.v[0].ns, S("urn:n")));
    assert_true(c->results.n == 1 && c->results.v[0].error && c->results.v[0].expected.form == TCK_NULL);
    arena_free(&a);
}

static void refuses(void **state) {
    (void)state;
    static const struct {
        struct str doc;
        const char *says;
    } cases[] = {
        { SI("<x/>"), "<testCases>" },
        { SI("<testCases/>"), "modelName" },
        { SI(FILE_OF("<testCase type='x'/>")), "unknown type" },
        { SI(FILE_OF("<testCase type='bkm'/>")), "invocableName" },
        { SI(FILE_OF("<testCase/>")), "resultNode" },
        { SI(FILE_OF("<testCase><resultNode name='a'/></testCase>")), "expected" },
        { SI(EXPECT("<component><value/></component>")), "needs a name" },
        { SI(EXPECT("<list><item><component><value/></component></item></list>")), "needs a name" },
        { SI(EXPECT("<component name='a'><component/></component>")), "needs a name" },
        { SI(FILE_OF("<testCase><resultNode><expected/></resultNode></testCase>")), "needs a name" },
        { SI(FILE_OF("<testCase><inputNode><value/></inputNode><resultNode name='a'><expected/></resultNode></testCase>")),
            "needs a name" },
        { SI(FILE_OF("<testCase><inputNode name='i'><component/></inputNode><resultNode name='a'><expected/></resultNode></testCase>")),
            "needs a name" },
        { SI("<testCases"), "XML" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a; struct err e = { 0 }; struct tck_file *f = NULL;
        arena_init(&a, 1 << 22);
        assert_int_equal(tck_read(&a, cases[i].doc, &f, &e), RC_INPUT);
        assert_non_null(strstr(e.text, cases[i].says));
        assert_int_equal(e.line, 1);
        assert_null(f);
        arena_free(&a);
    }
}

/* What is expected beside what comes: values by their types, numbers almost, lists and contexts whole; and what is said
** where they differ. */
#define MODEL "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' namespace='urn:m'><inputData id='x' name='x'><variable name='x'/></inputData>" \
    "<businessKnowledgeModel id='twice' name='twice'><variable name='twice'/><encapsulatedLogic><formalParameter name='n'/><literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>" \
    "<decision id='d' name='d'><variable name='d'/><informationRequirement><requiredInput href='#x'/></informationRequirement><literalExpression><text>x</text></literalExpression></decision>" \
    "<decision id='deep' name='deep'><variable name='deep'/><literalExpression><text>{f: function(n) f(n), r: f(1)}.r</text></literalExpression></decision>" \
    "<decision id='third' name='third'><variable name='third'/><literalExpression><text>1 / 3</text></literalExpression></decision><decision id='bad' name='bad'><variable name='bad'/><literalExpression><text>1 + \"a\"</text></literalExpression></decision>" \
    "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#d'/><inputData href='#x'/></decisionService>" \
    "<decisionService id='two' name='two'><variable name='two'/><outputDecision href='#d'/><outputDecision href='#third'/><inputData href='#x'/></decisionService></definitions>"
#define VALUE(type, x) "<value xsi:type='xsd:" type "'>" x "</value>"
#define BARE(x) "<value>" x "</value>"
#define ITEMS(x) "<list>" x "</list>"
#define ITEM(x) "<item>" x "</item>"
#define MEMBER(n, x) "<component name='" n "'>" x "</component>"
#define ECHO(in, expected) FILE_OF("<testCase><inputNode name='x'>" in "</inputNode><resultNode name='d'><expected>" expected "</expected></resultNode></testCase>")
#define ASK(name, expected) FILE_OF("<testCase><resultNode name='" name "'><expected>" expected "</expected></resultNode></testCase>")
#define CALL_FOR(type, name, param, in, result, expected) FILE_OF("<testCase type='" type "' invocableName='" name "'><inputNode name='" param "'>" in "</inputNode><resultNode name='" result "'><expected>" expected "</expected></resultNode></testCase>")
#define CALL(type, name, param, in, expected) CALL_FOR(type, name, param, in, "r", expected)

static void runs_cases(void **state) {
    (void)state;
    static const struct { const char *file, *why; } cases[] = {          /* why is NULL: passed */
        { ECHO(VALUE("decimal", "1.5"), VALUE("double", "1.5")), NULL }, { ECHO(VALUE("float", "1"), VALUE("integer", "1")), NULL },
        { ECHO(VALUE("int", "1"), VALUE("long", "1")), NULL }, { ECHO(VALUE("decimal", "one"), "<value xsi:nil='true'/>"), NULL },
        { ECHO(VALUE("boolean", "maybe"), "<value xsi:nil='true'/>"), NULL },
        { ECHO(VALUE("boolean", "true"), BARE("true")), NULL },
        { ECHO(VALUE("boolean", "false"), BARE("true")), "d: expected true, got false" },
        { ECHO(VALUE("string", "1"), BARE("1")), "d: expected 1, got \"1\"" }, { ECHO(VALUE("string", "a"), BARE("a")), NULL },
        { ECHO(BARE("2020-01-01T00:00:00"), VALUE("dateTime", "2020-01-01T00:00:00")), NULL },
        { ECHO(BARE("Tuesday"), VALUE("string", "Tuesday")), NULL }, { ECHO(BARE("aTb"), VALUE("string", "aTb")), NULL },
        { ECHO(VALUE("date", "2020-01-01"), VALUE("date", "2020-01-01")), NULL },
        { ECHO(VALUE("time", "10:00:00"), VALUE("time", "10:00:01")), "d: expected 10:00:01, got 10:00:00" },
        { ECHO(VALUE("time", "10:00:00Z"), VALUE("time", "10:00:00+00:00")), NULL },
        { ECHO(VALUE("time", "10:00:00+01:00"), VALUE("time", "09:00:00Z")), NULL },
        { ECHO(VALUE("duration", "P1D"), VALUE("dayTimeDuration", "PT24H")), NULL },
        { ECHO(VALUE("duration", "P1Y"), VALUE("yearMonthDuration", "P12M")), NULL },
        { ECHO(VALUE("date", "soon"), "<value xsi:nil='true'/>"), NULL }, { ECHO(BARE(""), "<value xsi:nil='true'/>"), NULL },
        { ECHO(VALUE("decimal", "1"), "<value xsi:nil='true'/>"), "d: expected null, got 1" },
        { ECHO("<value xsi:nil='true'/>", VALUE("decimal", "1")), "d: expected 1, got null" },
        { ECHO(VALUE("decimal", "1"), VALUE("string", "1")), "d: expected \"1\", got 1" },
        { ECHO(VALUE("decimal", "9e6144"), VALUE("decimal", "-9e6144")), "d: expected -" },
        { ECHO(ITEMS(ITEM(BARE("1")) ITEM(BARE("2"))), ITEMS(ITEM(BARE("1")) ITEM(BARE("2")))), NULL },
        { ECHO(ITEMS(ITEM(BARE("1")) ITEM(BARE("2"))), ITEMS(ITEM(BARE("1")) ITEM(BARE("3")))), "d: expected [1, 3], got [1, 2]" },
        { ECHO(ITEMS(ITEM(BARE("1"))), ITEMS(ITEM(BARE("1")) ITEM(BARE("2")))), "d: expected [1, 2], got [1]" },
        { ECHO(ITEMS(ITEM(BARE("1")) ITEM(BARE("2"))), ITEMS(ITEM(BARE("1")))), "d: expected [1], got [1, 2]" },
        { ECHO(BARE("1"), ITEMS(ITEM(BARE("1")))), "d: expected [1], got 1" },
        { ECHO(ITEMS(ITEM(BARE("1"))), BARE("1")), "d: expected 1, got [1]" },
        { ECHO(MEMBER("a", BARE("1")) MEMBER("b", BARE("2")), MEMBER("b", BARE("2")) MEMBER("a", BARE("1"))), NULL },
        { ECHO(MEMBER("a", BARE("1")), MEMBER("a", BARE("2"))), "d: expected {a: 2}, got {a: 1}" },
        { ECHO(MEMBER("a", BARE("1")), MEMBER("b", BARE("1"))), "d: expected {b: 1}, got {a: 1}" },
        { ECHO(MEMBER("a", BARE("1")) MEMBER("b", BARE("2")), MEMBER("a", BARE("1"))), "d: expected {a: 1}, got {a: 1, b: 2}" },
        { ECHO(MEMBER("a", BARE("1")), BARE("1")), "d: expected 1, got {a: 1}" },
        { ECHO(BARE("1"), MEMBER("a", BARE("1"))), "d: expected {a: 1}, got 1" },
        { ASK("third", BARE("0.333333333")), NULL }, { ASK("third", BARE("0.3333333")), "third: expected 0.3333333, got 0.33" },
        { ASK("bad", BARE("2")), "bad: expected 2, got null; " }, { ASK("nobody", BARE("1")), "nobody: there is no such decision" },
        { ASK("nobody", ""), "nobody: there is no such decision" },
        { FILE_OF("<testCase><resultNode name='bad' errorResult='true'><expected>" BARE("2") "</expected></resultNode></testCase>"), NULL },
        { FILE_OF("<testCase><resultNode name='third' errorResult='true'/></testCase>"), "third: expected null" },
        { FILE_OF("<testCase><resultNode name='deep' errorResult='true'/><resultNode name='third'><expected>" BARE("0.333333333")
        "</expected></resultNode></testCase>"), NULL },
        { CALL("bkm", "twice", "n", BARE("4"), BARE("8")), NULL },
        { CALL("bkm", "twice", "n", BARE("4"), BARE("9")), "r: expected 9, got 8" },
        { CALL("bkm", "nobody", "n", BARE("4"), BARE("8")), "r: there is no such decision" },
        { CALL("bkm", "d", "n", BARE("4"), BARE("8")), "r: there is no such decision" },
        { CALL("decisionService", "s", "x", BARE("4"), BARE("4")), NULL },
        { CALL_FOR("decisionService", "two", "x", BARE("4"), "d", BARE("4")), NULL },
        { CALL_FOR("decisionService", "two", "x", BARE("4"), "third", BARE("0.333333333")), NULL },
        { CALL_FOR("decisionService", "two", "x", BARE("4"), "two", MEMBER("d", BARE("4")) MEMBER("third", BARE("0.333333333"))), NULL },
        { CALL_FOR("decisionService", "two", "x", BARE("4"), "d", BARE("5")), "d: expected 5, got 4" },
        { CALL_FOR("decisionService", "s", "x", MEMBER("d", BARE("4")), "d", MEMBER("d", BARE("4"))), NULL },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a;
        struct err e = { 0 };
        struct tck_file *file;
        struct dmn_model *m;
        struct dmn_program *p;
        struct feel f;
        struct str why;
        arena_init(&a, 1 << 24);
        assert_int_equal(tck_read(&a, str_from(cases[i].file), &file, &e), RC_OK);
        assert_int_equal(dmn_read(&a, S(MODEL), &m, &e), RC_OK);
        assert_int_equal(dmn_compile(&a, (const struct dmn_model *const[]){ m }, 1, &p, &e), RC_OK);
        feel_init(&f, &a);
        bool passed = tck_run(&a, p, &file->cases.v[0], &f, &why);
        if (passed != !cases[i].why || !str_starts(why, str_from(cases[i].why ? cases[i].why : "")))
            fail_msg("%s: %.*s", cases[i].file, STR_FMT(why));
        arena_free(&a);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_values), cmocka_unit_test(reads_a_case), cmocka_unit_test(refuses),
        cmocka_unit_test(runs_cases) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
