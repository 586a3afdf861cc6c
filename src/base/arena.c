/* arena.c: blocks that double, handed out from the front.
**
** Under ASan every byte not handed out is poisoned, so a read past an
** allocation is caught although malloc never saw it.
*/
#define BASE_OWNS_MEMORY
#include "base/base.h"
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { RED_ZONE = 0 };
#endif

struct arena_block {
    struct arena_block *older;
    size_t size, used;          /* of bytes[] */
    size_t last;                /* where the newest piece starts, for arena_grow */
    unsigned char bytes[];
};

void arena_init(struct arena *a, size_t cap)
{
    memset(a, 0, sizeof *a);
    a->cap = cap;
    a->fail_after = -1;
}

static void block_free(struct arena_block *b)
{
    ASAN_UNPOISON_MEMORY_REGION(b->bytes, b->size);
    free(b);
}

void arena_free(struct arena *a)
{
    for (struct arena_block *b = a->head, *older; b; b = older) {
        older = b->older;
        block_free(b);
    }
    a->head = NULL;
    a->used = 0;
}

void arena_reset(struct arena *a)
{
    while (a->head && a->head->older) {
        struct arena_block *b = a->head;
        a->head = b->older;
        block_free(b);
    }
    if (a->head) {
        a->head->used = a->head->last = 0;
        ASAN_POISON_MEMORY_REGION(a->head->bytes, a->head->size);
    }
    a->used = 0;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){ a->head, a->head ? a->head->used : 0, a->used };
}

void arena_rewind(struct arena *a, struct arena_mark m)
{
    while (a->head != m.block) {
        struct arena_block *b = a->head;
        must(b != NULL);
        a->head = b->older;
        block_free(b);
    }
    if (a->head) {
        a->head->used = a->head->last = m.block_used;
        ASAN_POISON_MEMORY_REGION(a->head->bytes + m.block_used, a->head->size - m.block_used);
    }
    a->used = m.used;
}

void (*arena_unguarded)(void);

_Noreturn void arena_fail(struct arena *a)
{
    jmp_buf *guard = a->guard;
    if (!guard && arena_unguarded) arena_unguarded();
    must(guard != NULL);
    a->guard = NULL;
    longjmp(*guard, 1);
}

/* A wish only: the kernel may have no such pages. */
enum { HUGE_PAGE = 2 << 20, HUGE_LEAST = 2 * HUGE_PAGE };
static struct arena_block *block_huge(size_t *size)
{
    size_t all = (sizeof(struct arena_block) + *size + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
    struct arena_block *b = aligned_alloc(HUGE_PAGE, all);
    if (b) (void)madvise(b, all, MADV_HUGEPAGE);
    *size = all - sizeof *b;
    return b;
}

static struct arena_block *block_new(struct arena *a, size_t need)
{
    size_t size = a->head ? a->head->size * 2 : LIMIT_ARENA_BLOCK;
    if (size > ((size_t)64 << 20)) size = (size_t)64 << 20;
    if (size < need) size = need;
    struct arena_block *b = a->huge && size >= HUGE_LEAST ? block_huge(&size) : malloc(sizeof *b + size);
    if (!b) arena_fail(a);
    *b = (struct arena_block){ .older = a->head, .size = size };
    ASAN_POISON_MEMORY_REGION(b->bytes, size);
    a->head = b;
    return b;
}

/* An empty piece has an address of its own, too: arena_grow knows the newest piece by it. */
static size_t piece_size(size_t n) { return ((n ? n : 1) + 15u + RED_ZONE) & ~(size_t)15; }

void *arena_alloc(struct arena *a, size_t n)
{
    size_t need = piece_size(n);
    if (need < n || need > a->cap - a->used) arena_fail(a);
    if (a->fail_after >= 0 && a->fail_after-- == 0) arena_fail(a);
    struct arena_block *b = a->head;
    if (!b || need > b->size - b->used) b = block_new(a, need);
    unsigned char *p = b->bytes + b->used;
    b->last = b->used;
    b->used += need;
    a->used += need;
    ASAN_UNPOISON_MEMORY_REGION(p, n);
    return p;
}

void *arena_zero(struct arena *a, size_t n)
{
    void *p = arena_alloc(a, n);
    return memset(p, 0, n);
}

void *arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n)
{
    struct arena_block *b = a->head;
    must(new_n >= old_n);
    if (old && b && (unsigned char *)old == b->bytes + b->last) {
        size_t need = piece_size(new_n), had = b->used - b->last;
        if (need <= b->size - b->last && need >= had && need - had <= a->cap - a->used) {
            b->used = b->last + need;
            a->used += need - had;
            ASAN_UNPOISON_MEMORY_REGION(old, new_n);
            return old;
        }
    }
    void *p = arena_alloc(a, new_n);
    if (old_n) memcpy(p, old, old_n);
    return p;
}

size_t arena_times(size_t n, size_t size)
{
    must(size == 0 || n <= SIZE_MAX / size);
    return n * size;
}

void arena_shrink(struct arena *a, void *p, size_t n)
{
    struct arena_block *b = a->head;
    size_t need = piece_size(n);
    must(b && (unsigned char *)p == b->bytes + b->last && need <= b->used - b->last);
    ASAN_POISON_MEMORY_REGION(b->bytes + b->last + n, b->used - b->last - n);
    a->used -= b->used - b->last - need;
    b->used = b->last + need;
}

void *arena_grow_list(struct arena *a, void *v, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 8;
    v = arena_grow(a, v, arena_times(*cap, size), arena_times(more, size));
    *cap = more;
    return v;
}
