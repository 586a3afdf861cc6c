/* best.h: the best k of those a sweep offers, and who is to be judged. For match.c and search.c. */
#ifndef DOCK_BEST_H
#define DOCK_BEST_H
#include "engine/dock/inner.h"

/* In a heap whose root is the worst kept. */
struct found { int64_t score, forward, backward, published, id; struct where at; };
struct best { struct found *v; size_t n, k; bool newest; };
struct best best_new(const struct dock_index *ix, struct arena *a, size_t k);
void best_offer(struct best *b, const struct found *f);
void best_sort(struct best *b);         /* takes the heap apart: v is then in order, best first */

/* What somebody needs to get in: INT64_MIN while there is room. */
static inline int64_t best_bar(const struct best *b) { return b->n < b->k || b->newest ? INT64_MIN : b->k ? b->v[0].score : INT64_MAX; }

/* Of the 64 listings from `from` on, a multiple of 64: who is alive, in the span up to `to`, and has one of these bits said. */
uint64_t who_said(const struct window *w, uint32_t from, uint32_t to, uint8_t bits);

static inline bool until_open(int64_t until, int64_t today) { return !until || until >= today; }
#endif
