/* arena.h: memory by lifetime. An arena is a request, a batch or a model; all
** of it is released at once. Nothing is freed singly, nothing leaks.
**
** Allocation never returns NULL. When the cap is reached, or an injected
** failure is due, control goes to the guard set by arena_guard; without a
** guard the program stops. So:
**
**     if (arena_guard(a) != 0) return RC_MEMORY;   // setjmp returns twice
**     ... allocate ...
**     arena_unguard(a);
**
** Between guard and unguard hold nothing that needs an explicit release.
** Locals changed after arena_guard and read after the jump must be volatile.
*/
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block;
struct arena {
    struct arena_block *head;   /* newest block; older ones behind it */
    size_t used, cap;           /* bytes handed out over all blocks; most allowed */
    int64_t fail_after;         /* fault injection: fail when this many allocations remain; <0 = off */
    bool huge;                  /* large blocks in pages of two megabytes: for tables asked here and there. Set it after arena_init */
    jmp_buf *guard;
    jmp_buf guard_store;
};

struct arena_mark { struct arena_block *block; size_t block_used, used; };

void arena_init(struct arena *a, size_t cap);
void arena_free(struct arena *a);                 /* gives every block back; a may be used again */
void arena_reset(struct arena *a);                /* keeps the first block */
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark m);   /* forgets what came after the mark */
void *arena_alloc(struct arena *a, size_t n);     /* 16-aligned, uninitialised */
void *arena_zero(struct arena *a, size_t n);      /* the same, zeroed */
void *arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n); /* in place where old is the last piece */
void arena_shrink(struct arena *a, void *p, size_t n);    /* p, the last piece, needs n bytes only; the rest is free again */
_Noreturn void arena_fail(struct arena *a);       /* as if memory had run out */
/* Memory ran out without a guard. NULL: that is a bug; a command says so, and exits. Set it before any thread. */
extern void (*arena_unguarded)(void);

#define arena_guard(a)   ((a)->guard = &(a)->guard_store, setjmp((a)->guard_store))
#define arena_unguard(a) ((a)->guard = NULL)

#define NEW(a, type)        ((type *)arena_zero((a), sizeof(type)))
#define NEWS(a, type, n)    ((type *)arena_zero((a), arena_times((n), sizeof(type))))
size_t arena_times(size_t n, size_t size);        /* n * size; stops the program on overflow */

/* A growing array: struct { T *v; size_t n, cap; }. Returns the address of the new, zeroed last element. */
#define PUSH(a, list) ((list)->n == (list)->cap ? (void)((list)->v = arena_grow_list((a), (list)->v, &(list)->cap, sizeof *(list)->v)) : (void)0, \
    memset(&(list)->v[(list)->n], 0, sizeof *(list)->v), &(list)->v[(list)->n++])
void *arena_grow_list(struct arena *a, void *v, size_t *cap, size_t size);
#endif
