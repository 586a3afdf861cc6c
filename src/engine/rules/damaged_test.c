/* damaged_test.c: files with something missing, empty, renamed or cut off, in
** turn at every place. Each is refused, with a place and the reason in both
** languages, or read; and with what is read everything is done that is done
** with a policy: asked with more and fewer facts, explained, analysed, written
** again, asked of a roster. The same once more with each allocation failing. */
#include "test/policies.h"
#include "engine/rules/dmn_write.h"
#include "engine/rules/explain.h"
#include "engine/rules/lint.h"
#include "engine/rules/next_steps.h"
#include "engine/rules/receipt.h"
#include "engine/rules/register_batch.h"
#include "engine/rules/tck.h"

static struct arena a;

/* Every boxed expression, both kinds of type, a service, a function, a table of each column kind. */
#define TEXT(x) "<literalExpression><text>" x "</text></literalExpression>"
#define EVERY_BOX DMN_HEAD ENVELOPE("from='2024-01-01'", BENEFIT) \
    "<itemDefinition name='t'><description>t</description><typeRef>number</typeRef><allowedValues><text>[0..9000]</text></allowedValues></itemDefinition>" \
    "<itemDefinition name='ts' isCollection='true'><typeRef>t</typeRef><typeConstraint><text>count(?) &lt; 9</text></typeConstraint></itemDefinition>" \
    "<itemDefinition name='c'><itemComponent name='x' isCollection='false'><typeRef>t</typeRef></itemComponent></itemDefinition>" \
    "<itemDefinition name='f'><functionItem outputTypeRef='number'><parameters name='p' typeRef='number'/></functionItem></itemDefinition>" \
    INPUT("社保月数", "number") INPUT("人员类别", "string") \
    "<businessKnowledgeModel id='b' name='b'><variable name='b' typeRef='number'/><encapsulatedLogic><formalParameter name='p' typeRef='number'/>" TEXT("p + 1") "</encapsulatedLogic></businessKnowledgeModel>" \
    "<decision id='d1' name='d1'><variable name='d1'/>" NEEDS("社保月数") "<context><contextEntry><variable name='x' typeRef='number'/>" TEXT("社保月数") "</contextEntry><contextEntry>" TEXT("x * 2") "</contextEntry></context></decision>" \
    "<decision id='d2' name='d2'><variable name='d2' typeRef='ts'/><list>" TEXT("1") TEXT("2") "</list></decision>" \
    "<decision id='d3' name='d3'><variable name='d3'/><relation><column name='x' typeRef='t'/><row>" TEXT("1") "</row></relation></decision>" \
    "<decision id='d4' name='d4'><variable name='d4'/>" ON("d2") "<conditional><if>" TEXT("count(d2) > 1") "</if><then>" TEXT("1") "</then><else>" TEXT("2") "</else></conditional></decision>" \
    "<decision id='d5' name='d5'><variable name='d5'/>" ON("d2") "<for iteratorVariable='i'><in>" TEXT("d2") "</in><return>" TEXT("i + 1") "</return></for></decision>" \
    "<decision id='d6' name='d6'><variable name='d6'/>" ON("d3") "<filter><in>" TEXT("d3") "</in><match>" TEXT("x = 1") "</match></filter></decision>" \
    "<decision id='d7' name='d7'><variable name='d7'/>" ON("d2") "<some iteratorVariable='i'><in>" TEXT("d2") "</in><satisfies>" TEXT("i = 1") "</satisfies></some></decision>" \
    "<decision id='d8' name='d8'><variable name='d8'/>" ON("d2") "<every iteratorVariable='i'><in>" TEXT("d2") "</in><satisfies>" TEXT("i > 0") "</satisfies></every></decision>" \
    "<decision id='d9' name='d9'><variable name='d9'/>" KNOWS("b") "<invocation>" TEXT("b") "<binding><parameter name='p'/>" TEXT("4") "</binding></invocation></decision>" \
    "<decision id='d10' name='d10'><variable name='d10' typeRef='f'/><functionDefinition kind='FEEL'><formalParameter name='p' typeRef='number'/>" TEXT("p") "</functionDefinition></decision>" \
    "<decisionService id='s' name='s'><variable name='s'/><outputDecision href='#d4'/><encapsulatedDecision href='#d5'/><inputDecision href='#d2'/><inputData href='#社保月数'/></decisionService>" \
    DECISION(NEEDS("社保月数") NEEDS("人员类别") ON("d1") ON("d4") ON("d7") KNOWS("b") KNOWS("s"), "<decisionTable hitPolicy='COLLECT' aggregation='SUM'>" \
        "<input label='月'><inputExpression typeRef='number'><text>d1</text></inputExpression><inputValues><text>[0..2000]</text></inputValues></input>" COLUMN("d7", "boolean") \
        "<output name='金额' typeRef='t'><outputValues><text>10, 20</text></outputValues></output>" \
        "<rule id='r'><description>r</description>" CELL("&gt; 3") CELL("true") GIVES("b(9)") "</rule><rule>" CELL("-") CELL("-") GIVES("20") "</rule></decisionTable>")
#define ON(name) "<informationRequirement><requiredDecision href='#" name "'/></informationRequirement>"
#define KNOWS(name) "<knowledgeRequirement><requiredKnowledge href='#" name "'/></knowledgeRequirement>"

/* ------------------------------------------------------------------ damage */

enum damage { ATTRIBUTE_GONE, ATTRIBUTE_EMPTY, ATTRIBUTE_ODD, ELEMENT_RENAMED, TEXT_EMPTY, TEXT_ODD, TEXT_CUT, FILE_CUT, DAMAGES };

static bool space(char c) { return c == ' ' || c == '\n'; }

/* The place of the k-th attribute (its blank), element (its name) or text that is not blank, and its end; false: no more. */
static bool find(struct str s, enum damage kind, size_t k, size_t *from, size_t *to) {
    bool tag = false;
    for (size_t i = 0; i < s.n; i++) {
        size_t end = i + 1, hit = 0;
        if (s.p[i] == '<') {
            tag = true;
            while (end < s.n && !strchr(" />\n", s.p[end])) end++;
            hit = kind == ELEMENT_RENAMED && s.p[i + 1] != '/' ? end : 0;
        } else if (s.p[i] == '>') {
            tag = false;
            while (end < s.n && s.p[end] != '<') end++;
            hit = kind >= TEXT_EMPTY && kind <= TEXT_CUT && end > i + 1 && !space(s.p[i + 1]) ? end : 0;
        } else if (tag && space(s.p[i])) {
            while (end < s.n && s.p[end] != '=') end++;
            end += 2;
            while (end < s.n && s.p[end - 1] != '\0' && s.p[end] != '\'') end++;
            end = end < s.n ? end + 1 : s.n;
            hit = kind <= ATTRIBUTE_ODD ? end : 0;
            if (!hit) { i = end - 1; continue; }
        }
        if (hit && k-- == 0) { *from = kind <= ATTRIBUTE_ODD ? i : i + 1; *to = end; return true; }
        if (tag && space(s.p[i])) i = end - 1;
    }
    return false;
}

/* NULL: there is no k-th place for such damage. */
static const char *damaged(const char *whole, enum damage kind, size_t k) {
    struct str s = str_from(whole);
    size_t from, to, equals;
    if (kind == FILE_CUT) return k * 7 < s.n ? str_z(&a, str_copy(&a, str_sub(s, 0, k * 7))) : NULL;
    if (!find(s, kind, k, &from, &to)) return NULL;
    struct str before = str_sub(s, 0, from), after = str_sub(s, to, s.n), here = str_sub(s, from, to - from);
    equals = from + (size_t)(str_find(here, S("=")) < 0 ? 0 : str_find(here, S("=")));
    switch (kind) {
    case ATTRIBUTE_GONE: case TEXT_EMPTY: break;
    case ATTRIBUTE_EMPTY: before = str_sub(s, 0, equals + 2); after = str_sub(s, to - 1, s.n); break;
    case ATTRIBUTE_ODD: before = str_sub(s, 0, equals + 2); after = str_join(&a, S("?!"), str_sub(s, to - 1, s.n)); break;
    case ELEMENT_RENAMED: after = str_join(&a, S("odd"), after); break;
    case TEXT_ODD: after = str_join(&a, S("1 + ) &lt;"), after); break;
    default: after = str_join(&a, str_sub(here, 0, here.n / 2), after);
    }
    return str_z(&a, str_join(&a, before, after));
}

/* ------------------------------------------------------------------ everything that is done with a policy */

static void ask(struct arena *m, const struct policy_register *reg, const struct policy *p, int facts_given) {
    static const char *const facts[][2] = { { "category", "graduate" }, { "insured_months", "8" }, { "lease_months", "13" },
        { "registered_in", "210203" } };
    struct given_facts given = { 0 };
    struct grants none = { .known = true };
    struct register_question q = { .reg = reg,
        .policy = p,
        .date = { 2024, 6, 1 },
        .facts = &given,
        .granted = facts_given > 2 ? &none : NULL };
    struct register_answer r;
    struct out o;
    for (int i = 0; i < facts_given; i++) give(m, reg, &given, facts[i][0], facts[i][1]);
    register_ask(m, &q, &r);
    for (enum feel_lang lang = FEEL_ZH; lang <= FEEL_EN; lang++) assert_true(register_explain(m, &q, &r, lang).n > 0);
    out_init(&o, m);
    put_next_steps_json(&o, &q, &r);
    put_receipt(&o, &q, &r, RECEIPT_FORMAT);
    assert_true(out_str(&o).n > 0);
}

/* A roster of three: everything known, one fact not, the other. */
static void batch(struct arena *m, const struct policy_register *reg, const struct policy *p) {
    static const struct str words[] = { SI("毕业生"), SI("其他") };
    static const uint16_t category[] = { 0, 1, 0 };
    static const int64_t months[] = { 8, 3, 20 };
    static const uint64_t known[] = { 5, 3 };
    const struct roster_column columns[] = { { facts_find(reg->facts, S("category")), BATCH_WORD, 0, words, LEN(words) },
        { facts_find(reg->facts, S("insured_months")), BATCH_NUMBER, 0, NULL, 0 } };
    const struct batch_data data[] = { { category, &known[0], NULL }, { months, &known[1], NULL } };
    const struct roster roster = { .reg = reg, .date = { 2024, 6, 1 }, .columns = columns, .n = LEN(columns), .history = true };
    for (size_t i = 0; i < p->envelope->benefits.n; i++) {
        struct batch_results r = { .answer = NEWS(m, uint8_t, 3),
            .open = NEWS(m, uint8_t, 3),
            .low = NEWS(m, int64_t, 3),
            .high = NEWS(m, int64_t, 3),
            .rule = NEWS(m, uint16_t, 3) };
        register_run(m, register_plan(m, &roster, p, &p->envelope->benefits.v[i]), data, 3, &r);
        assert_true(r.answer[0] <= POLICY_ERROR);
    }
}

static enum rc everything(struct arena *m, const char *xml, struct err *e) {
    struct policy_register *reg = register_of(m, SMALL_DICTIONARY);
    struct dmn_losses lost = { 0 };
    struct lint found;
    TRY(register_add(reg, str_from(xml), S("00"), S("test.dmn"), e));
    const struct policy *p = reg->policies.v[0];
    const struct lint_with with = { FEEL_POLICY, reg->facts, p->envelope };
    for (int facts = 0; facts <= 4; facts += 2) ask(m, reg, p, facts);
    batch(m, reg, p);
    lint_program(m, p->program, &with, &found);
    for (size_t i = 0; i < found.findings.n; i++) assert_true(lint_text(m, &found.findings.v[i], i % 2 ? FEEL_ZH : FEEL_EN).n > 0);
    assert_true(dmn_write(m, p->model, NULL, 0, 3, &lost).n > 0);
    return RC_OK;
}

static void any_damage(void **state) {
    static const char *const models[] = { SITE_SUBSIDY, EVERY_BOX };
    size_t read = 0, refused = 0;
    (void)state;
    for (size_t i = 0; i < LEN(models); i++) {
        struct err e = { 0 };
        if (everything(&a, models[i], &e) != RC_OK) fail_msg("model %zu, undamaged: %d:%d %s", i, e.line, e.col, e.text);
        for (enum damage kind = 0; kind < DAMAGES; kind++)
            for (size_t k = 0;; k++) {
                struct arena_mark mark = arena_mark(&a);
                const char *xml = damaged(models[i], kind, k);
                e = (struct err){ 0 };
                if (!xml) break;
                enum rc rc = everything(&a, xml, &e);
                if (rc == RC_OK) read++; else refused++;
                if (rc != RC_OK && (rc == RC_MEMORY || !e.text[0]))
                    fail_msg("model %zu, damage %d at %zu: rc %d, \"%s\"\n%s", i, (int)kind, k, (int)rc, e.text, xml);
                arena_rewind(&a, mark);
            }
    }
    assert_true(read > 100 && refused > 500);
}

/* Each allocation fails once, or one in so many: everything gives up cleanly, and at last all is done. */
static void any_allocation_may_fail(void **state) {
    volatile bool done = false;
    (void)state;
    for (volatile int64_t n = 0; !done; n += 1 + n / 40) {
        struct arena own;
        arena_init(&own, 1 << 26);
        own.fail_after = n;
        if (arena_guard(&own) == 0) {
            struct err e = { 0 };
            assert_int_equal(everything(&own, EVERY_BOX, &e), RC_OK);
            done = true;
        }
        arena_free(&own);
        assert_true(n < 10 * 1000 * 1000);
    }
}

/* ------------------------------------------------------------------ texts that are cut */

static void any_text_may_be_cut(void **state) {
    static const char *const types[] = { "list<number>", "context<a: number, b c: list<string>>", "function<number, date> -> range<time>",
        "days and time duration", "years and months duration", "lib.t x" };
    static const char *const tests[] = { "not(1, > 2)", "[1..2], (3..4], < 5", "\"a\", null", "? > 1 and ? < 3", "-", "not(not(true))",
        "every x in ? satisfies x > 1" };
    static const char *const lines[] = { "{\"facts\":{\"category\":\"graduate\",\"insured_months\":{\"value\":\"6\",\"source\":\"x\",\"at\":\"2024-01-01\"}},\"granted\":[{\"policy\":\"P1\",\"amount\":3,\"date\":\"2024-01-01\",\"months\":2,\"certificate\":\"c\"}]}" };
    const struct policy_register *reg = register_of(&a, SMALL_DICTIONARY);
    (void)state;
    for (size_t i = 0; i < LEN(types); i++)
        for (size_t n = 0; n <= strlen(types[i]); n++) {
            const struct type *t = NULL;
            struct err e = { 0 };
            enum rc rc = feel_parse_type(&a, str_sub(str_from(types[i]), 0, n), NULL, &t, &e);
            assert_true(rc == RC_OK ? t != NULL : e.text[0] != 0);
        }
    for (size_t i = 0; i < LEN(tests); i++)
        for (size_t n = 0; n <= strlen(tests[i]); n++) {
            const struct feel_ast *ast = NULL;
            struct err e = { 0 };
            enum rc rc = feel_parse_unary_tests(&a, str_sub(str_from(tests[i]), 0, n), NULL, &ast, &e);
            assert_true(rc == RC_OK ? ast != NULL : e.line > 0);
        }
    for (size_t i = 0; i < LEN(lines); i++)
        for (size_t n = 0; n <= strlen(lines[i]); n++) {
            struct json_node *top;
            struct err e = { 0 };
            struct given_facts facts = { 0 };
            struct grants granted = { 0 };
            struct receipt r;
            char *text = arena_alloc(&a, strlen(lines[i]) + 1);
            memcpy(text, lines[i], strlen(lines[i]) + 1);
            if (n < strlen(text) && text[n] != '"') text[n] = '7';
            if (json_parse(&a, str_from(text), &top, &e) != RC_OK) continue;
            if (json_get(top, "facts") && given_read_facts(&a, reg->facts, json_get(top, "facts"), &facts, &e) != RC_OK)
                assert_true(e.text[0] != 0);
            if (given_read_grants(&a, json_get(top, "granted"), &granted, &e) != RC_OK) assert_true(e.text[0] != 0);
            assert_true(receipt_read(&a, reg->facts, str_from(text), &r, &e) != RC_OK);
        }
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(any_damage), cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(any_text_may_be_cut) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
