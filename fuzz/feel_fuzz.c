/* feel_fuzz.c: any text as an expression and as unary tests: refused with a
** reason or evaluated within the limits, and what comes out can be written. */
#include "engine/rules/feel.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FUZZ_ARENA = 64 * 1024 * 1024, FUZZ_STEPS = 20 * 1000 };

static void evaluate(struct arena *a, struct str text, bool tests) {
    struct feel_name names[] = { { S("年龄"), type_simple(TYPE_NUMBER), value_int(20) }, { S("a b"), NULL, value_string(S("x")) } };
    struct feel_scope scope = { .v = names, .n = LEN(names) };
    const struct feel_ast *ast;
    struct err e = { 0 };
    struct feel f;
    if (arena_guard(a) != 0) return;
    enum rc rc = tests ? feel_parse_unary_tests(a, text, &scope, &ast, &e) : feel_parse_expression(a, text, &scope, &ast, &e);
    if (rc != RC_OK) must(e.rc == rc && e.text[0]);
    else {
        feel_init(&f, a);
        f.steps = FUZZ_STEPS;
        struct value v = tests ? feel_unary_test(&f, ast, value_int(3), &scope) : feel_eval(&f, ast, &scope);
        value_text(a, v);
        for (size_t i = 0; i < f.notes.n; i++) feel_note_text(a, &f.notes.v[i], FEEL_ZH);
    }
    arena_unguard(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n) {
    struct arena a;
    for (int tests = 0; tests < 2; tests++) {
        arena_init(&a, FUZZ_ARENA);
        evaluate(&a, (struct str){ (const char *)p, n }, tests);
        arena_free(&a);
    }
    return 0;
}
