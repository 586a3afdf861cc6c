/* sums.h: what sweep.c and many.c share: a window's upper bounds as sums of 16 bits, one a listing (BEST, sweep.c). */
#ifndef DOCK_SUMS_H
#define DOCK_SUMS_H
#include "engine/dock/inner.h"

/* What a sum means: size x it x the larger of impact_body and part x ratio is what words earn at most. */
struct units { double size, ratio; };
/* how much more a text answers by a code than by TF_CODE_BODY, at most */
void codes_most(const struct scale *s, const struct segment *segment, double most[TF_CODES]);
double units_scale(const struct sweep *sweep, struct units u, int length, uint32_t part);

struct worth { double value; uint32_t number; };
/* the terms asked for, least worth reading first; only the best: else as they come */
const struct worth *worths_make(const struct sweep *w);

/* a of struct run, where it lies in its list; sum[WINDOW] is nobody's */
void sum_steps(uint16_t *restrict sum, const uint8_t *restrict a, size_t n, uint16_t body);
void sum_map(uint16_t *restrict sum, const uint8_t *restrict map, uint16_t body);                   /* WINDOW bits */
/* those of a window with at least that, in left; their number */
size_t sums_find(const uint16_t *restrict sum, uint32_t least, uint32_t *restrict left);
/* The same of those whose sum and `late` together, times reach / 256, are at least that, or whose reach is REACH_MOST. */
size_t sums_reach(const uint16_t *restrict sum, uint32_t late, const uint8_t *restrict reach, uint32_t least, uint32_t *restrict left);
/* A number of each listing, and the most of each block of them. */
enum { BLOCK = 32, BLOCKS = WINDOW / BLOCK };
struct blocked { float of[WINDOW], block[BLOCKS]; };
void blocks_most(const float *v, float *most);
/* The same with facts: those for whom (sum + late) x scale x size + facts is at least bar. And that much itself of each. */
struct sums_bar { float bar, size, late; };
size_t sums_worth(const uint16_t *restrict sum, struct sums_bar bar, const struct blocked *scale, const struct blocked *facts,
    uint32_t *restrict left);
void sums_most(const uint16_t *restrict sum, const float *restrict scale, float size, const float *restrict facts, float *restrict most);
/* Of left those with the greatest values, at least `want` of them if there are so many, as they stand; returns how many. */
size_t left_most(uint32_t *left, size_t n, const float *value, size_t want);
/* Whole sums, both ways, and facts; of listings from..to-1 of a window. */
void sums_whole(const int32_t *forward, const int32_t *backward, const float *facts, uint32_t from, uint32_t to, float *most);
size_t sums_over(const uint16_t *restrict sum, uint32_t least);
/* a bit for each of 64 n that is not 0 */
void sums_bits(const uint16_t *restrict sum, size_t n, uint64_t *restrict bits);
/* how many of n, at most WINDOW, are not 0 */
size_t sums_said(const uint16_t *sum, size_t n);

/* where listings of a class in play stand */
struct spans spans_of(const struct sweep *sweep, const struct segment *s);
#endif
