/* batch_vector.h: what the files of the vector code share: loops made anew for
** wider vectors, and the states of a result.
**
** Every step is a loop over the values, without branches on data, and where an
** operand is not clean a loop over the states, which are bytes. Whether values
** are small enough for the quick way is asked once a block (vector_bits), not
** once a row. */
#ifndef RULES_BATCH_VECTOR_H
#define RULES_BATCH_VECTOR_H
#include "engine/rules/batch_steps.h"
#include "base/wide.h"
#define INLINE static inline __attribute__((always_inline))
#define EACH for (size_t i = 0; i < n; i++)

/* A choice between bytes without a jump, for which compilers have a vector: all bits where x, then a there and b elsewhere. */
INLINE uint8_t where(int x) { return (uint8_t)-(x != 0); }
INLINE uint8_t choice(uint8_t there, uint8_t a, uint8_t b) { return (uint8_t)((a & there) | (b & ~there)); }

/* What two states make of a result that needs both: null is no operand. */
INLINE uint8_t vector_merged(uint8_t s) {
    return choice(where(s & VEC_REDO), s & VEC_ERROR,
        choice(where(s & VEC_UNKNOWN), VEC_UNKNOWN, choice(where(s & VEC_NULL), VEC_ERROR, s & VEC_INEXACT)));
}

/* lost: to->s says what the computation itself could not do; operands that are not known go before. */
void vector_states(struct vec *to, const struct vec *a, const struct vec *b, bool lost, size_t n);
void vector_kept(struct vec *to, const struct vec *a, const struct vec *b, bool lost, size_t n);     /* the same, but null stays null */
int vector_bits(const struct vec *a, size_t n);                                  /* most that a value takes, its sign aside */
static inline int vector_bits_of(int64_t v) { return v ? 64 - __builtin_clzll((uint64_t)(v ^ (v >> 63)) | 1) : 0; }
INLINE uint8_t vector_lost(bool lost) { return lost ? VEC_REDO : VEC_KNOWN; }

/* batch_days.c */
void vector_days(const struct step *s, struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, size_t n);
#endif
