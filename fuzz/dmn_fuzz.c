/* dmn_fuzz.c: any bytes as a model and as a file of test cases. They are read
** or refused; either way nothing leaks, overruns or hangs, and a refusal says why. What is read is compiled, each decision
** evaluated within the limits, its value written. */
#include "engine/rules/dmn_eval.h"
#include "engine/rules/tck.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FUZZ_ARENA = 64 * 1024 * 1024, FUZZ_STEPS = 20 * 1000 };

static void evaluate(struct arena *a, const struct dmn_model *m) {
    struct err e = { 0 };
    struct dmn_program *p;
    struct feel f;
    struct strs names = { 0 };
    if (dmn_compile(a, &m, 1, &p, &e) != RC_OK) { must(e.text[0]); return; }
    feel_init(&f, a);
    f.steps = FUZZ_STEPS;
    struct dmn_run *r = dmn_start(p, &f);
    dmn_set(r, STR_NONE, S("x"), value_int(3));
    dmn_decisions(a, p, &names);
    for (size_t i = 0; i < names.n; i++) {
        bool known;
        value_text(a, dmn_value(r, names.v[i], &known));
        must(known);
    }
}

static void as_model(struct arena *a, struct str bytes) {
    struct err e = { 0 };
    struct dmn_model *m;
    if (arena_guard(a) != 0) return;
    enum rc rc = dmn_read(a, bytes, &m, &e);
    must(rc == RC_OK ? m->minor >= 1 : e.rc == rc && e.text[0]);
    if (rc == RC_OK) evaluate(a, m);
    arena_unguard(a);
}

static void as_cases(struct arena *a, struct str bytes) {
    struct err e = { 0 };
    struct tck_file *f;
    if (arena_guard(a) != 0) return;
    enum rc rc = tck_read(a, bytes, &f, &e);
    must(rc == RC_OK ? f->model.p != NULL : e.rc == rc && e.text[0]);
    arena_unguard(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n) {
    struct str bytes = { (const char *)p, n };
    struct arena a;
    arena_init(&a, FUZZ_ARENA);
    as_model(&a, bytes);
    arena_free(&a);
    arena_init(&a, FUZZ_ARENA);
    as_cases(&a, bytes);
    arena_free(&a);
    return 0;
}
