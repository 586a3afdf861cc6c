/* analyse_fuzz.c: any bytes as a glossary, as listings and as a question. What must hold: no term without text, counts
** in range, surfaces inside the text, and reasons that add up to the score of the match.
**     clang -std=c11 -D_GNU_SOURCE -Isrc -g -fsanitize=fuzzer,address,undefined fuzz/analyse_fuzz.c src/engine/dock/(all but
**     tests).c src/base/(all).c -licuuc -licui18n -lstemmer -lm */
#include "engine/dock/inner.h"

static void bag_check(const struct bag *bag, struct str text)
{
    for (size_t i = 0; i < bag->n; i++) {
        const struct term *t = &bag->v[i];
        must(t->key > 0 && t->tf > 0 && t->tf <= TF_MAX && t->surface.n > 0);
        must(t->surface.p >= text.p && t->surface.p + t->surface.n <= text.p + text.n);
    }
}

static void match_check(struct arena *a, struct dock_analyser *an, struct str x, struct str y, struct str skill)
{
    struct dock_index *ix = dock_index_new(a, 64 * 1024 * 1024);
    struct strs skills = { &skill, 1, 1 };
    struct dock_listing
        need = { .id = 1, .side = DOCK_NEED, .title = x, .body = skill, .skills = skills, .industry = y, .published_ms = 1 };
    struct dock_listing offer = { .id = 2, .side = DOCK_OFFER, .title = y, .body = x, .skills = skills, .industry = y, .district = skill };
    struct dock_query q = { .text = x, .side = DOCK_ANY_SIDE, .limit = 10, .feedback = true, .similar = 9 };
    if (dock_index_add(ix, an, &need, NULL) == RC_OK && dock_index_add(ix, an, &offer, NULL) == RC_OK) {
        struct dock_pairs p = dock_match(ix, an, a, &need, 0, 5);
        struct dock_reasons r = dock_explain(ix, an, a, &need, &offer);
        for (size_t i = 0; i < p.n; i++) must(p.v[i].id == 2 && p.v[i].score == r.score && p.v[i].forward == r.forward);
        for (size_t i = 0; i < r.n; i++) { struct out o; out_init(&o, a); dock_reason_text(&o, &r.v[i], i % 2 ? S("en") : S("zh")); }
        struct dock_reasons said = dock_said(ix, a, dock_asking(ix, an, a, &need), 2);
        int64_t words = 0;
        for (size_t i = 0; i < r.n; i++) words += r.v[i].why <= DOCK_CHARS ? r.v[i].forward + r.v[i].backward : 0;
        must(said.score == words && said.near == r.near);
        struct dock_hits h = dock_search(ix, an, a, &q);
        must(h.total + h.similar <= 2 && h.n == h.total + h.similar);
    }
    dock_index_free(ix);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena fixed;
    static struct dock_lexicon *plain;
    struct arena a;
    struct str all = { (const char *)data, size }, part[4] = { { 0 } };
    if (size == 0 || size > 4096) return 0;
    if (!plain) {
        arena_init(&fixed, 64 * 1024 * 1024);
        must(dock_lexicon_new(&fixed, S("数控机床\tCNC machine tool\nAI|人工智能\tartificial intelligence\n"), &plain, NULL) == RC_OK);
    }
    for (int i = 0; i < 4; i++) str_cut(&all, '\x02', &part[i]);
    arena_init(&a, 256 * 1024 * 1024);
    struct dock_analyser *an = dock_analyser_new(&a, plain);
    struct bag bag = { 0 };
    bag_add(an, &a, &bag, part[0], TF_TITLE);
    bag_check(&bag, part[0]);
    match_check(&a, an, part[0], part[1], part[2]);
    dock_analyser_free(an);
    if (data[0] == 'g') { struct dock_lexicon *lx; if (dock_lexicon_new(&a, part[3], &lx, NULL) == RC_OK) must(lx->concepts >= 0); }
    arena_free(&a);
    return 0;
}
