/* test_world.h: a lexicon, an analyser and an empty index, for the tests of this folder. Include "test/test.h" first. */
#ifndef DOCK_TEST_WORLD_H
#define DOCK_TEST_WORLD_H
#include "engine/dock/inner.h"

static const struct str glossary = SI(
    "zh\ten\ttag\n# a comment\n数控机床|数控机器\tCNC machine tool|numerically controlled machine\tmanufacturing\n"
    "机床\tmachine tool\tmanufacturing\n人工智能\tartificial intelligence|AI\tit\n物联网\tinternet of things|IoT\tit\n"
    "海参\tsea cucumber\tsea\n焊接\twelding\tskill\n");

struct world {
    struct arena a;
    struct dock_lexicon *lexicon;
    struct dock_analyser *an;
    struct dock_index *ix;
    const struct dock_learned *learned;
};

static struct world world_new(void)
{
    struct world w = { 0 };
    struct err e;
    arena_init(&w.a, 512u * 1024 * 1024);
    assert_int_equal(dock_lexicon_new(&w.a, glossary, &w.lexicon, &e), RC_OK);
    w.an = dock_analyser_new(&w.a, w.lexicon);
    w.ix = dock_index_new(&w.a, 256u * 1024 * 1024);
    return w;
}

static void world_free(struct world *w)
{
    dock_index_free(w->ix);
    dock_analyser_free(w->an);
    arena_free(&w->a);
}

static void add(struct world *w, const struct dock_listing *l)
{
    struct err e = { 0 };
    if (dock_index_add(w->ix, w->an, l, &e) != RC_OK) { print_error("%s\n", e.text); assert_true(false); }
}
#endif
