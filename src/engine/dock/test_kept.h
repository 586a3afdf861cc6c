/* test_kept.h: an index as bytes, for tests: read only, and with a page behind them that nobody may touch. Include test_world.h first. */
#ifndef DOCK_TEST_KEPT_H
#define DOCK_TEST_KEPT_H
#include <sys/mman.h>

struct kept_room { char *p; size_t n, cap; };
static bool kept_add(void *ctx, const void *p, size_t n)
{
    struct kept_room *b = ctx;
    if (b->n + n > b->cap) return false;
    memcpy(b->p + b->n, p, n);
    b->n += n;
    return true;
}

/* A copy that ends where a page does; n is a multiple of 64. It stays until the program ends. */
static struct str kept_guarded(const char *bytes, size_t n)
{
    size_t page = 4096, whole = (n + page - 1) / page * page;
    char *p = mmap(NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(p != MAP_FAILED);
    if (n) memcpy(p + whole - n, bytes, n);
    assert_int_equal(mprotect(p, whole, PROT_READ), 0);
    assert_int_equal(mprotect(p + whole, page, PROT_NONE), 0);
    return (struct str){ p + whole - n, n };
}

__attribute__((unused)) static void kept_forget(struct str bytes)
{
    size_t page = 4096, whole = (bytes.n + page - 1) / page * page;
    munmap((char *)(uintptr_t)bytes.p + bytes.n - whole, whole + page);
}

/* The base of w's index. */
static struct str kept_bytes(struct world *w, struct arena *a)
{
    struct arena_mark m = arena_mark(a);
    struct kept_room b = { .cap = 32 << 20 };
    b.p = arena_alloc(a, b.cap);
    assert_true(dock_frozen_put(dock_index_freeze(w->ix, a), dock_fingerprint(w->an, a), kept_add, &b));
    struct str bytes = kept_guarded(b.p, b.n);
    arena_rewind(a, m);
    return bytes;
}

static struct dock_index *kept_opened(struct world *w, struct arena *a, struct str bytes)
{
    struct err e = { 0 };
    struct dock_index *ix = dock_index_new(a, 256u * 1024 * 1024);
    if (dock_index_open(ix, w->lexicon, dock_fingerprint(w->an, a), bytes, &e) != RC_OK) {
        print_error("%s\n", e.text);
        assert_true(false);
    }
    return ix;
}
#endif
