/* dmn_fuzz.c: any bytes as a model and as a file of test cases. They are read
** or refused; either way nothing leaks, overruns or hangs, and a refusal says why. */
#include "engine/rules/dmn.h"
#include "engine/rules/tck.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FUZZ_ARENA = 64 * 1024 * 1024 };

static void as_model(struct arena *a, struct str bytes) {
    struct err e = { 0 };
    struct dmn_model *m;
    if (arena_guard(a) != 0) return;
    enum rc rc = dmn_read(a, bytes, &m, &e);
    must(rc == RC_OK ? m->minor >= 1 : e.rc == rc && e.text[0]);
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
