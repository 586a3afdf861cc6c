/* regex_fuzz.c: the first line is flags, the second a pattern, the rest a text.
** What the translator lets through PCRE2 must take, and nothing runs away. */
#include "engine/rules/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FUZZ_ARENA = 64 * 1024 * 1024 };

static void match(struct arena *a, struct str flags, struct str pattern, struct str text) {
    struct regex *r;
    struct err e = { 0 };
    struct strs parts = { 0 };
    struct str out;
    bool yes;
    if (arena_guard(a) != 0) return;
    if (regex_compile(a, pattern, flags, &r, &e) != RC_OK) must(e.text[0]);
    else if (regex_match(a, r, text, &yes) == RC_OK) {
        regex_replace(a, r, text, S("<$0>"), &out, &e);
        regex_split(a, r, text, &parts);
    }
    arena_unguard(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n) {
    struct str rest = { (const char *)p, n }, flags, pattern;
    struct arena a;
    if (!utf8_valid(rest) || !str_cut(&rest, '\n', &flags) || !str_cut(&rest, '\n', &pattern)) return 0;
    if (!rest.p) rest = S("");
    arena_init(&a, FUZZ_ARENA);
    match(&a, flags, pattern, rest);
    arena_free(&a);
    return 0;
}
