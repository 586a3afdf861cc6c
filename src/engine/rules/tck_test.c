/* tck_test.c: test case files in, the values they spell out. */
#include "test/test.h"
#include "engine/rules/tck.h"

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
    static const struct { struct str doc; const char *is; } cases[] = {
        { SI(EXPECT("<value xsi:type='xsd:decimal'>1.5</value>")), "decimal|1.5|" },
        { SI(EXPECT("<value xsi:type='xsd:string'> a </value>")), "string| a |" },
        { SI(EXPECT("<value>a</value>")), "|a|" },
        { SI(EXPECT("<value/>")), "||" },
        { SI(EXPECT("<value xsi:nil='true'/>")), "null" },
        { SI(EXPECT("")), "null" },
        { SI(EXPECT("<list/>")), "[]" },
        { SI(EXPECT("<list xsi:nil='true'/>")), "null" },
        { SI(EXPECT("<list><item><value>1</value></item><item><list><item><value xsi:nil='true'/></item></list></item></list>")), "[|1| [null]]" },
        { SI(EXPECT("<component name='a'><value>1</value></component><component name='b'><component name='c'><list/></component></component>")),
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
    static const struct { struct str doc; const char *says; } cases[] = {
        { SI("<x/>"), "<testCases>" },
        { SI("<testCases/>"), "modelName" },
        { SI(FILE_OF("<testCase type='x'/>")), "unknown type" },
        { SI(FILE_OF("<testCase type='bkm'/>")), "invocableName" },
        { SI(FILE_OF("<testCase/>")), "resultNode" },
        { SI(FILE_OF("<testCase><resultNode name='a'/></testCase>")), "expected" },
        { SI(EXPECT("<component><value/></component>")), "needs a name" },
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

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(reads_values), cmocka_unit_test(reads_a_case), cmocka_unit_test(refuses) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
