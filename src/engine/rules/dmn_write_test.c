/* dmn_write_test.c: models written and read back are the models they were: by
** a dump of every member, on examples, on the register and on the conformance
** kit where it lies beside the project. */
#include <dirent.h>
#include <stdio.h>
#include "test/test.h"
#include "engine/rules/dmn_eval.h"
#include "engine/rules/dmn_write.h"

static struct arena a;

/* ------------------------------------------------------------------ a dump of everything but places */

static void put_s(struct out *o, const char *what, struct str s) { if (s.p) put_f(o, " %s<%.*s>", what, STR_FMT(s)); }
/* not one made while writing */
static void put_kept_id(struct out *o, const char *what, struct str s) { if (!str_starts(s, S("b_n"))) put_s(o, what, s); }
static void dump(struct out *o, const struct dmn_expr *x);

static void dump_names(struct out *o, const struct dmn_nameds *l) {
    for (size_t i = 0; i < l->n; i++) { put_s(o, "n", l->v[i].name); put_s(o, "t", l->v[i].type_ref); dump(o, l->v[i].expr); }
}

static void dump_xml(struct out *o, const struct xml_node *x) {
    if (!x) return;
    put_f(o, "\n{%.*s}%.*s", STR_FMT(x->ns), STR_FMT(x->name));
    for (size_t i = 0; i < x->nattrs; i++)
        put_f(o, " {%.*s}%.*s=%.*s", STR_FMT(x->attrs[i].ns), STR_FMT(x->attrs[i].name), STR_FMT(x->attrs[i].value));
    put_s(o, "text", str_trim(x->text));
    for (const struct xml_node *c = x->first; c; c = c->next) dump_xml(o, c);
}

static void dump_extension(struct out *o, const struct xml_node *x) {
    for (const struct xml_node *c = x ? x->first : NULL; c; c = c->next) dump_xml(o, c);
}

static void dump_table(struct out *o, const struct dmn_table *t) {
    put_f(o, " hit%d agg%d", t->hit, t->aggregation);
    for (size_t i = 0; i < t->inputs.n; i++) {
        const struct dmn_input *x = &t->inputs.v[i];
        put_s(o, "in", x->text);
        put_s(o, "t", x->type_ref);
        put_s(o, "v", x->values);
        put_s(o, "l", x->label);
        put_s(o, "desc", x->description);
        dump_extension(o, x->extension);
    }
    for (size_t i = 0; i < t->outputs.n; i++) {
        const struct dmn_output *x = &t->outputs.v[i];
        put_s(o, "out", x->name);
        put_s(o, "t", x->type_ref);
        put_s(o, "v", x->values);
        put_s(o, "l", x->label);
        put_s(o, "desc", x->description);
        put_s(o, "d", x->otherwise);
    }
    for (size_t r = 0; r < t->rules.n; r++) {
        put_kept_id(o, "\nrule", t->rules.v[r].id);
        put_s(o, "desc", t->rules.v[r].description);
        for (size_t i = 0; i < t->rules.v[r].in.n; i++) put_s(o, "i", t->rules.v[r].in.v[i]);
        for (size_t i = 0; i < t->rules.v[r].out.n; i++) put_s(o, "o", t->rules.v[r].out.v[i]);
        dump_extension(o, t->rules.v[r].extension);
    }
}

static void dump(struct out *o, const struct dmn_expr *x) {
    if (!x) return;
    put_f(o, "\n(%d f%d", x->kind, x->function_kind);
    put_s(o, "t", x->type_ref); put_s(o, "x", x->text); put_s(o, "v", x->variable);
    if (x->table) dump_table(o, x->table);
    dump_names(o, &x->entries);
    for (size_t i = 0; i < x->items.n; i++) dump(o, x->items.v[i]);
    dump(o, x->callee); dump(o, x->test); dump(o, x->source); dump(o, x->body); dump(o, x->other);
    put_c(o, ')');
}

static void dump_item(struct out *o, const struct dmn_item *x) {
    put_f(o, "\nitem %d %d", x->collection, x->is_function);
    put_s(o, "n", x->name); put_s(o, "t", x->type_ref); put_s(o, "a", x->allowed); put_s(o, "c", x->constraint); put_s(o, "r", x->returns);
    for (size_t i = 0; i < x->components.n; i++) dump_item(o, &x->components.v[i]);
    dump_names(o, &x->parameters);
}

static void dump_hrefs(struct out *o, const char *what, const struct dmn_texts *l)
{
    for (size_t i = 0; i < l->n; i++) put_s(o, what, l->v[i]);
}

static struct str dump_model(const struct dmn_model *m) {
    struct out o;
    out_init(&o, &a);
    put_s(&o, "name", m->name); put_s(&o, "ns", m->ns); put_s(&o, "desc", m->description);
    dump_extension(&o, m->extension);
    for (size_t i = 0; i < m->imports.n; i++) { put_s(&o, "\nimport", m->imports.v[i].name); put_s(&o, "ns", m->imports.v[i].ns); }
    for (size_t i = 0; i < m->items.n; i++) dump_item(&o, &m->items.v[i]);
    for (size_t i = 0; i < m->nodes.n; i++) {
        const struct dmn_node *x = &m->nodes.v[i];
        put_f(&o, "\nnode %d", x->kind);
        put_kept_id(&o, "id", x->id); put_s(&o, "n", x->name); put_s(&o, "t", x->type_ref); put_s(&o, "desc", x->description);
        dump_hrefs(&o, "needs", &x->needs); dump_hrefs(&o, "knows", &x->knows); dump_hrefs(&o, "out", &x->outputs);
        dump_hrefs(&o, "enc", &x->encapsulated); dump_hrefs(&o, "ind", &x->input_decisions); dump_hrefs(&o, "ini", &x->input_data);
        dump_extension(&o, x->extension);
        dump(&o, x->expr);
    }
    return out_str(&o);
}

/* ------------------------------------------------------------------ round trips */

static struct dmn_model *read_model(struct str bytes) {
    struct dmn_model *m;
    struct err e = { 0 };
    if (dmn_read(&a, bytes, &m, &e) != RC_OK) fail_msg("%d:%d: %s", e.line, e.col, e.text);
    return m;
}

static void same_again(const struct dmn_model *m, int minor, const char *what) {
    struct dmn_losses lost = { 0 };
    struct dmn_model *back = read_model(dmn_write(&a, m, NULL, 0, minor, &lost));
    struct str x = dump_model(m), y = dump_model(back);
    assert_int_equal(back->minor, minor);
    if (lost.n || str_eq(x, y)) return;
    size_t at = 0;
    while (at < x.n && at < y.n && x.p[at] == y.p[at]) at++;
    fail_msg("%s as 1.%d differs at: %.*s / %.*s", what, minor, STR_FMT(str_sub(x, at < 40 ? 0 : at - 40, 200)),
        STR_FMT(str_sub(y, at < 40 ? 0 : at - 40, 200)));
}

static bool read_file(const char *path, struct str *bytes) {
    FILE *f = fopen(path, "rb");
    struct out o;
    char buf[65536];
    if (!f) return false;
    out_init(&o, &a);
    for (size_t n; (n = fread(buf, 1, sizeof buf, f)) > 0;) put(&o, buf, n);
    fclose(f);
    *bytes = out_str(&o);
    return true;
}

static size_t folder(const char *dir, int depth) {
    DIR *d = opendir(dir);
    size_t n = 0;
    if (!d || depth > 3) { if (d) closedir(d); return 0; }
    for (struct dirent *x; (x = readdir(d)) != NULL;) {
        struct arena_mark m = arena_mark(&a);
        struct str path = str_printf(&a, "%s/%s", dir, x->d_name), bytes;
        struct dmn_model *model;
        if (x->d_name[0] == '.') continue;
        if (!str_ends(path, S(".dmn"))) n += folder(path.p, depth + 1);
        else if (read_file(path.p, &bytes) && dmn_read(&a, bytes, &model, NULL) == RC_OK) {
            n++;
            same_again(model, 5, path.p);
            same_again(model, 3, path.p);
        }
        arena_rewind(&a, m);
    }
    closedir(d);
    return n;
}

static void the_register(void **state) {
    (void)state;
    if (folder("data/policies", 3) < 5) fail_msg("the register was not found");
}

static void the_kit(void **state) {
    (void)state;
    size_t n = folder("../shared/tck", 0);
    if (n == 0) { print_message("no kit beside the project; skipped\n"); skip(); }
    assert_true(n > 50);
}

#define BOXED "<definitions xmlns='https://www.omg.org/spec/DMN/20240513/MODEL/' name='m' namespace='urn:m'>" \
    "<itemDefinition name='t' isCollection='true'><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 9</text></typeConstraint></itemDefinition>" \
    "<decision id='d' name='d'><conditional><if><literalExpression><text>3 > 2</text></literalExpression></if>" \
    "<then><for iteratorVariable='x'><in><literalExpression><text>[1, 2, 3]</text></literalExpression></in><return><literalExpression><text>x * 2</text></literalExpression></return></for></then>" \
    "<else><filter><in><list><literalExpression><text>1</text></literalExpression></list></in><match><some iteratorVariable='y'><in><literalExpression><text>[1]</text></literalExpression></in>" \
    "<satisfies><literalExpression><text>y = item</text></literalExpression></satisfies></some></match></filter></else></conditional></decision></definitions>"

static struct str value(const struct dmn_model *m) {
    struct dmn_program *p;
    struct feel f;
    struct out o;
    bool known;
    struct err e = { 0 };
    assert_int_equal(dmn_compile(&a, &m, 1, &p, &e), RC_OK);
    assert_int_equal(dmn_faults(p)->n, 0);
    feel_init(&f, &a);
    out_init(&o, &a);
    put_value(&o, dmn_value(dmn_start(p, &f), S("d"), &known));
    return out_str(&o);
}

/* 1.5 keeps the boxes; 1.3 says the same in FEEL and names what was lost. */
static void boxes(void **state) {
    struct dmn_losses none = { 0 }, lost = { 0 };
    const struct dmn_model *m = read_model(S(BOXED)), *five = read_model(dmn_write(&a, m, NULL, 0, 5, &none)),
                           *three = read_model(dmn_write(&a, m, NULL, 0, 3, &lost));
    (void)state;
    assert_int_equal(none.n, 0);
    assert_true(str_eq(dump_model(m), dump_model(five)));
    assert_int_equal(lost.n, 2);
    assert_true(str_eq(lost.v[0].node, S("t")) && str_eq(lost.v[1].node, S("d")) && lost.v[1].line == 1);
    assert_int_equal(three->nodes.v[0].expr->kind, DMN_LITERAL);
    assert_string_equal(value(m).p, "[2, 4, 6]");
    assert_string_equal(value(three).p, "[2, 4, 6]");
}

/* Boxes that 1.3 lacks, in FEEL: the text, and the value that both have; or what FEEL cannot say, with null in its place. */
#define DECIDES(box) "<definitions xmlns='https://www.omg.org/spec/DMN/20240513/MODEL/' name='m' namespace='urn:m'><businessKnowledgeModel id='f' name='f'><encapsulatedLogic><formalParameter name='x'/>" LIT("x + 1") "</encapsulatedLogic></businessKnowledgeModel>" \
    "<decision id='d' name='d'><knowledgeRequirement><requiredKnowledge href='#f'/></knowledgeRequirement>" box "</decision></definitions>"
#define LIT(x) "<literalExpression><text>" x "</text></literalExpression>"
#define IF(test, then, otherwise) "<conditional><if>" test "</if><then>" then "</then><else>" otherwise "</else></conditional>"
#define LOOP(what, over, part, body) "<" what " iteratorVariable='y'><in>" over "</in><" part ">" body "</" part "></" what ">"
#define FILTER(over, body) "<filter><in>" over "</in><match>" body "</match></filter>"
#define ENTRY(n, box) "<contextEntry><variable name='" n "'/>" box "</contextEntry>"
#define CALL(binding) "<invocation>" LIT("f") "<binding><parameter name='x'/>" binding "</binding></invocation>"
#define RELATION "<relation><column name='a'/><row>" LIT("1") "</row></relation>"

static void boxes_as_feel(void **state) {
    static const struct { const char *xml, *text, *is; } cases[] = {           /* is NULL: FEEL cannot say it */
        { DECIDES(IF(LIT("1 > 2"), LIT("1"), LIT("2"))), "if (1 > 2) then (1) else (2)", "2" },
        { DECIDES(LOOP("every", LIT("[1, 2]"), "satisfies", LIT("y > 0"))), "every y in ([1, 2]) satisfies (y > 0)", "true" },
        { DECIDES(IF(LIT("true"), "<list>" LIT("1") LIT("2") "</list>", LIT("2"))), "if (true) then ([1, 2]) else (2)", "[1, 2]" },
        { DECIDES(IF(LIT("true"), "<list/>", LIT("2"))), "if (true) then ([]) else (2)", "[]" },
        { DECIDES(IF(LIT("true"), "<context>" ENTRY("a", LIT("1")) ENTRY("b", LIT("a + 1")) "</context>", LIT("2"))),
        "if (true) then ({a: 1, b: a + 1}) else (2)", "{a: 1, b: 2}" },
        { DECIDES(IF(LIT("true"), CALL(LIT("4")), LIT("2"))), "if (true) then ((f)(x: 4)) else (2)", "5" },
        { DECIDES(FILTER(LIT("[1, 2, 3]"), LIT("item > 1"))), "([1, 2, 3])[item > 1]", "[2, 3]" },
        { DECIDES(LOOP("for", LIT("[1] // one"), "return", LIT("y"))), "for y in ([1] // one\n) return (y)", "[1]" },
        { DECIDES(IF(LIT("true"), LIT(""), LIT("2"))), "if (true) then (null) else (2)", "null" },
        { DECIDES(IF(RELATION, LIT("1"), LIT("2"))), "null", NULL }, { DECIDES(IF(LIT("true"), RELATION, LIT("2"))), "null", NULL },
        { DECIDES(IF(LIT("true"), LIT("1"), RELATION)), "null", NULL },
        { DECIDES(LOOP("for", RELATION, "return", LIT("y"))), "null", NULL },
        { DECIDES(LOOP("some", LIT("[1]"), "satisfies", RELATION)), "null", NULL },
        { DECIDES(FILTER(RELATION, LIT("a > 0"))), "null", NULL }, { DECIDES(FILTER(LIT("[1]"), RELATION)), "null", NULL },
        { DECIDES(IF(LIT("true"), "<list>" LIT("1") RELATION "</list>", LIT("2"))), "null", NULL },
        { DECIDES(IF(LIT("true"), "<context>" ENTRY("a", RELATION) "</context>", LIT("2"))), "null", NULL },
        { DECIDES(IF(LIT("true"), "<context><contextEntry>" LIT("1") "</contextEntry></context>", LIT("2"))), "null", NULL },
        { DECIDES(IF(LIT("true"), CALL(RELATION), LIT("2"))), "null", NULL },
        { DECIDES(IF(LIT("true"), "<invocation>" LIT("f") "<binding><parameter name='x'/></binding></invocation>", LIT("2"))),
        "null", NULL },
        { DECIDES(IF(LIT("true"), "<functionDefinition><formalParameter name='z'/>" LIT("z") "</functionDefinition>", LIT("2"))), "null",
        NULL }, {
        DECIDES(IF(LIT("true"), "<literalExpression expressionLanguage='urn:other'><text>1</text></literalExpression>", LIT("2"))),
        "null", NULL },
        { DECIDES(IF(LIT("true"), "<decisionTable><output name='o'/><rule><outputEntry><text>1</text></outputEntry></rule></decisionTable>", LIT("2"))), "null", NULL },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct dmn_losses lost = { 0 }, none = { 0 };
        const struct dmn_model *m = read_model(str_from(cases[i].xml)), *three = read_model(dmn_write(&a, m, NULL, 0, 3, &lost)),
                               *five = read_model(dmn_write(&a, m, NULL, 0, 5, &none));
        const struct dmn_expr *x = three->nodes.v[three->nodes.v[0].kind == NODE_DECISION ? 0 : 1].expr;
        if (x->kind != DMN_LITERAL || !str_eq(x->text, str_from(cases[i].text))) fail_msg("case %zu: %.*s", i, STR_FMT(x->text));
        assert_true(
            lost.n == 1 && none.n == 0 && strstr(lost.v[0].en, cases[i].is ? "written as a FEEL expression" : "null stands in its place"));
        assert_string_equal(dump_model(m).p, dump_model(five).p);
        if (cases[i].is && (strcmp(value(m).p, cases[i].is) != 0 || strcmp(value(three).p, cases[i].is) != 0))
            fail_msg("case %zu: %s and %s", i, value(m).p, value(three).p);
    }
}

/* Everything that a model may hold, and ids that look like made ones: written as either version it reads back the same, with
** ids that are all different. */
#define KEPT "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m' expressionLanguage='https://www.omg.org/spec/DMN/20191111/FEEL/'>" \
    "<import name='o' namespace='urn:o' importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/><import name='p' namespace='urn:p' importType='http://www.dmg.org/PMML-4_1'/>" \
    "<itemDefinition name='tF'><functionItem outputTypeRef='number'><parameters name='x' typeRef='number'/></functionItem></itemDefinition><itemDefinition name='tC'><itemComponent name='a' isCollection='true'><typeRef>number</typeRef><allowedValues><text>1, 2</text></allowedValues></itemComponent></itemDefinition>" \
    "<inputData id='b_n1' name='i'><variable name='i'/></inputData><inputData name='j'><variable name='j'/></inputData>" \
    "<businessKnowledgeModel id='java' name='java'><encapsulatedLogic kind='Java'><formalParameter name='x'/><context>" ENTRY("class", LIT("\"java.lang.Math\"")) "</context></encapsulatedLogic></businessKnowledgeModel><businessKnowledgeModel id='bare' name='bare'/>" \
    "<businessKnowledgeModel id='none' name='none'><encapsulatedLogic><formalParameter name='x'/></encapsulatedLogic></businessKnowledgeModel>" \
    "<decision id='t' name='t'><informationRequirement><requiredInput href='#b_n1'/></informationRequirement><decisionTable hitPolicy='COLLECT' aggregation='MIN'><input label='l'><inputExpression><text>i</text></inputExpression></input><output name='o'/>" \
    "<rule id='b_n6_0'><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule><rule id='b_n6_1_'><inputEntry><text>2</text></inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>" \
    "<decision id='l' name='l'><literalExpression expressionLanguage='urn:other'><text>1</text></literalExpression></decision><decision id='l2' name='l2'><literalExpression expressionLanguage='https://www.omg.org/spec/DMN/20191111/FEEL/'><text>2</text></literalExpression></decision><decision id='l3' name='l3'/>" \
    "<decision id='inv' name='inv'><invocation>" LIT("f") "<binding><parameter name='x'/></binding></invocation></decision><decision id='rel' name='rel'>" RELATION "</decision>" \
    "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#t'/><encapsulatedDecision href='#l'/><inputDecision href='#l2'/><inputData href='#b_n1'/></decisionService></definitions>"

static void kept(void **state) {
    const struct dmn_model *m = read_model(S(KEPT));
    (void)state;
    for (int minor = 3; minor <= 5; minor += 2) {
        struct dmn_losses lost = { 0 };
        struct str xml = dmn_write(&a, m, NULL, 0, minor, &lost);
        struct dmn_model *back = read_model(xml);
        struct strs ids = { 0 };
        assert_int_equal(lost.n, 0);
        assert_int_equal(back->nodes.n, m->nodes.n);
        for (struct str rest = xml; str_find(rest, S(" id=\"")) >= 0;) {
            rest = str_sub(rest, (size_t)str_find(rest, S(" id=\"")) + 5, rest.n);
            struct str id = str_sub(rest, 0, (size_t)str_find(rest, S("\"")));
            for (size_t i = 0; i < ids.n; i++) if (str_eq(ids.v[i], id)) fail_msg("%.*s stands twice", STR_FMT(id));
            *PUSH(&a, &ids) = id;
        }
        assert_true(ids.n > 30);
        assert_true(str_find(xml,
                        minor == 3 ? S("importType=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"")
                                   : S("importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\""))
            > 0);
        assert_true(
            str_find(xml, S("importType=\"http://www.dmg.org/PMML-4_1\"")) > 0 && str_find(xml, S("expressionLanguage=\"urn:other\"")) > 0);
        assert_true(str_find(xml, minor == 3 ? S("<literalExpression") : S("DMN/20230324/FEEL/")) > 0);
    }
}

/* An imported value is named among the losses; a model of nothing has no diagram. */
static void lost_and_empty(void **state) {
    struct dmn_losses lost = { 0 };
    const struct dmn_model *m = read_model(S("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'><decision id='d' name='d'><literalExpression><importedValues namespace='urn:x'><importedElement>y</importedElement></importedValues></literalExpression></decision></definitions>"));
    (void)state;
    dmn_write(&a, m, NULL, 0, 5, &lost);
    assert_true(lost.n == 1 && strstr(lost.v[0].en, "imported values") && lost.v[0].zh[0]);
    m = read_model(S("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='urn:m'/>"));
    assert_int_equal(str_find(dmn_write(&a, m, NULL, 0, 5, &lost), S("DMNDI")), -1);
}

static void hard_text(void **state) {
    struct dmn_losses lost = { 0 };
    struct dmn_model *m = read_model(S("<definitions xmlns='http://www.omg.org/spec/DMN/20180521/MODEL/' xmlns:b='urn:b' name='a &quot;&amp;&lt; b' namespace='urn:m'>"
        "<extensionElements><b:x b:y='1&#10;2' z=\"'\">t &amp; u<b:w/></b:x><plain xmlns=''/></extensionElements>"
        "<decision id='d' name='d'><literalExpression><text>\"&lt;&#10;]]&gt;\" + '</text></literalExpression></decision></definitions>"));
    (void)state;
    struct dmn_model *back = read_model(dmn_write(&a, m, NULL, 0, 5, &lost));
    assert_string_equal(dump_model(m).p, dump_model(back).p);
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 29); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(boxes), cmocka_unit_test(boxes_as_feel), cmocka_unit_test(kept),
        cmocka_unit_test(lost_and_empty), cmocka_unit_test(hard_text), cmocka_unit_test(the_register), cmocka_unit_test(the_kit) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
