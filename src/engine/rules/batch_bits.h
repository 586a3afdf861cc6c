/* batch_bits.h: bitmaps of rows: taking some rows out of one, and rows into bytes. */
#ifndef RULES_BATCH_BITS_H
#define RULES_BATCH_BITS_H
#include "base/base.h"

/* The bits of map where mask has one, side by side from the first of `to` on, which is all zero; `words` of each. */
void bits_squeeze(const uint64_t *map, const uint64_t *mask, size_t words, uint64_t *to);
void bits_squeeze_plain(const uint64_t *map, const uint64_t *mask, size_t words, uint64_t *to);    /* the same, on any machine */
/* The lowest n bits, or all of them. */
static inline uint64_t bits_below(size_t n) { return n < 64 ? ((uint64_t)1 << n) - 1 : ~(uint64_t)0; }
/* Bit i says whether at[i] is x, of n rows; gives how many are. */
size_t bits_equal(const uint8_t *at, uint8_t x, size_t n, uint64_t *to);
/* s[i] is `state` where bit from + i of the map is `bit`. */
void bits_mark(const uint64_t *map, bool bit, uint8_t state, size_t from, size_t n, uint8_t *s);
#endif
