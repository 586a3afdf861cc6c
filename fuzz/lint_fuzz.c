/* lint_fuzz.c: any bytes as a model that is compiled, analysed, put in words,
** written as DMN 1.3 and 1.5 and as SQL. What was read can be written, and what
** was written can be read. */
#include "engine/rules/dmn_write.h"
#include "engine/rules/lint.h"
#include "engine/rules/sql_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FUZZ_ARENA = 256 * 1024 * 1024 };

static void analyse(struct arena *a, const struct dmn_program *p) {
    struct lint l;
    lint_program(a, p, &(struct lint_with){ .mode = FEEL_POLICY }, &l);
    for (size_t i = 0; i < l.findings.n; i++) {
        must(lint_text(a, &l.findings.v[i], FEEL_ZH).n > 0);
        must(lint_text(a, &l.findings.v[i], FEEL_EN).n > 0);
    }
    for (size_t i = 0; i < l.tables.n; i++) must(l.tables.v[i].covered >= 0 && l.tables.v[i].covered <= 1);
}

static void write_again(struct arena *a, const struct dmn_model *m) {
    for (int minor = 3; minor <= 5; minor += 2) {
        struct dmn_losses lost = { 0 };
        struct dmn_model *back;
        struct err e = { 0 };
        struct str xml = dmn_write(a, m, NULL, 0, minor, &lost);
        enum rc rc = dmn_read(a, xml, &back, &e);
        must(rc == RC_LIMIT || (rc == RC_OK && back->nodes.n == m->nodes.n && back->items.n == m->items.n));
    }
}

static void as_sql(struct arena *a, const struct dmn_program *p) {
    struct strs names = { 0 };
    dmn_decisions(a, p, &names);
    for (size_t i = 0; i < names.n; i++) {
        struct str sql;
        struct err e = { 0 };
        enum rc rc = sql_write(a, &(struct sql_question){ .program = p, .decision = names.v[i] }, &sql, &e);
        must(rc == RC_OK ? sql.n > 0 : e.text[0] != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n) {
    struct arena a;
    struct dmn_model *m;
    struct dmn_program *program;
    struct err e = { 0 };
    arena_init(&a, FUZZ_ARENA);
    if (arena_guard(&a) == 0) {
        if (dmn_read(&a, (struct str){ (const char *)p, n }, &m, NULL) == RC_OK) {
            const struct dmn_model *models[] = { m };
            write_again(&a, m);
            if (dmn_compile(&a, models, 1, &program, &e) == RC_OK) {
                analyse(&a, program);
                as_sql(&a, program);
            }
        }
        arena_unguard(&a);
    }
    arena_free(&a);
    return 0;
}
