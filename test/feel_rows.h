/* feel_rows.h: expressions and their values as text, row by row: what the tests of the language and of its library share. */
#ifndef TEST_FEEL_ROWS_H
#define TEST_FEEL_ROWS_H
#include "test/test.h"
#include "engine/rules/feel.h"

struct example { const char *text, *is; };
static struct arena arena;
static struct zones *zones;

/* Cut at every place an expression is another one or refused with its place; so is it as a test. */
static inline void cut(struct str text) {
    for (size_t n = 0; n < text.n; n++) {
        struct feel_scope names = { 0 };
        const struct feel_ast *ast = NULL;
        struct err e = { 0 };
        struct arena_mark mark = arena_mark(&arena);
        if (feel_parse_expression(&arena, str_sub(text, 0, n), &names, &ast, &e) == RC_OK ? !ast : !e.text[0])
            fail_msg("%.*s", (int)n, text.p);
        e.text[0] = 0;
        if (feel_parse_unary_tests(&arena, str_sub(text, 0, n), &names, &ast, &e) == RC_OK ? !ast : !e.text[0])
            fail_msg("%.*s as a test", (int)n, text.p);
        arena_rewind(&arena, mark);
    }
}

static inline void run(const struct example *cases, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct feel_scope names = { 0 };
        const struct feel_ast *ast;
        struct feel f;
        struct err e = { 0 };
        struct out o;
        if (feel_parse_expression(&arena, str_from(cases[i].text), &names, &ast, &e) != RC_OK)
            fail_msg("%s does not parse: %s", cases[i].text, e.text);
        feel_init(&f, &arena);
        f.zones = zones;
        f.has_now = true;
        f.now_ms = 1620000000000;
        out_init(&o, &arena);
        put_value(&o, feel_eval(&f, ast, &names));
        out_str(&o);
        if (strcmp(o.p, cases[i].is) != 0) fail_msg("%s\n  is       %s\n  expected %s", cases[i].text, o.p, cases[i].is);
        cut(str_from(cases[i].text));
        for (size_t k = 0; k < f.notes.n; k++) assert_true(feel_note_text(&arena, &f.notes.v[k], k % 2 ? FEEL_ZH : FEEL_EN).n > 0);
    }
}
#define RUN(cases) run(cases, LEN(cases))

static inline int feel_open(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 28);
    zones = zones_open(&arena, "/usr/share/zoneinfo");
    return 0;
}
static inline int feel_close(void **state) { (void)state; arena_free(&arena); return 0; }
#endif
