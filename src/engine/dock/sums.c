/* sums.c: the innermost loops over a window's sums of 16 bits. */
#include "engine/dock/sums.h"
#include <math.h>
#include "base/wide.h"

typedef uint16_t places __attribute__((vector_size(16)));
typedef uint8_t steps __attribute__((vector_size(8)));

/* Each the sum of those up to it. */
static inline places places_add(places v)
{
    const places zero = { 0 };
    v += __builtin_shufflevector(zero, v, 0, 8, 9, 10, 11, 12, 13, 14);
    v += __builtin_shufflevector(zero, v, 0, 0, 8, 9, 10, 11, 12, 13);
    return v + __builtin_shufflevector(zero, v, 0, 0, 0, 0, 8, 9, 10, 11);
}

/* Which step is 0 (255 on, nobody there) nobody foresees, so there is no jump: who is not there is at WINDOW. Eight at a time; the last
** of them are those that end with a, the rest shifted away: what stands before a in its list is read, not what stands behind. */
WIDE void sum_steps(uint16_t *restrict sum, const uint8_t *restrict a, size_t n, uint16_t body)
{
    places y = { 0 };
    y -= 1;
    for (size_t i = 0; i < n; i += 8) {
        uint64_t eight;
        uint16_t at[8];
        steps step;
        memcpy(&eight, a + (i + 8 <= n ? i : n - 8), sizeof eight);
        if (i + 8 > n) eight >>= 8 * (i + 8 - n);
        memcpy(&step, &eight, sizeof step);
        places v = __builtin_convertvector(step, places), none = (places)(v == 0);
        v = places_add(v + (none & 255)) + y;
        y = __builtin_shufflevector(v, v, 7, 7, 7, 7, 7, 7, 7, 7);
        v = (v & ~none) | (none & WINDOW);
        memcpy(at, &v, sizeof at);
#pragma GCC unroll 8
        for (size_t k = 0; k < 8; k++) sum[at[k]] = (uint16_t)(sum[at[k]] + body);
    }
}

/* A map's bits become lanes: as many listings at a time as the machine has room for. */
typedef uint16_t lanes __attribute__((vector_size(32)));
WIDE void sum_map(uint16_t *restrict sum, const uint8_t *restrict map, uint16_t body)
{
    const lanes bit = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768 };
    for (size_t i = 0; i < WINDOW / 16; i++) {
        uint16_t bits;
        lanes v;
        memcpy(&bits, map + 2 * i, sizeof bits);
        memcpy(&v, sum + 16 * i, sizeof v);
        v += (lanes)((bit & bits) != 0) & body;
        memcpy(sum + 16 * i, &v, sizeof v);
    }
}

/* 64 flags, a byte each, as bits: a multiplication gathers one of each of eight bytes. */
static inline __attribute__((always_inline)) uint64_t flag_bits(const uint8_t flag[64])
{
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t x;
        memcpy(&x, flag + 8 * i, sizeof x);
        bits |= (x * 0x0102040810204080u >> 56) << 8 * i;
    }
    return bits;
}

/* The listings whose sums are at least `least`, in left. */
WIDE size_t sums_find(const uint16_t *restrict sum, uint32_t least, uint32_t *restrict left)
{
    const uint16_t bar = (uint16_t)(least - 1);
    size_t n = 0;
    for (uint32_t at = 0; at < WINDOW; at += 64) {
        uint8_t over[64];
        uint16_t any = 0;
        for (uint32_t i = 0; i < 64; i++) any |= sum[at + i] > bar;
        if (!any) continue;
        for (uint32_t i = 0; i < 64; i++) over[i] = sum[at + i] > bar;
        for (uint64_t who = flag_bits(over); who; who &= who - 1) left[n++] = at + (uint32_t)__builtin_ctzll(who);
    }
    return n;
}

static inline __attribute__((always_inline)) uint16_t reached(uint16_t sum, uint16_t late, uint8_t reach)
{
    uint16_t all = (uint16_t)(sum + late), times = (uint16_t)(reach << 8);
    return (uint16_t)((uint32_t)all * times >> 16 | (reach == REACH_MOST ? UINT16_MAX : 0));
}

/* Hardly anybody is: so 256 are asked at once whether one is. */
WIDE size_t sums_reach(const uint16_t *restrict sum, uint32_t late, const uint8_t *restrict reach, uint32_t least,
    uint32_t *restrict left)
{
    enum { AT_ONCE = 256 };
    const uint16_t more = (uint16_t)late;
    size_t n = 0;
    for (uint32_t from = 0; from < WINDOW; from += AT_ONCE) {
        uint16_t most = 0;
        for (uint32_t i = from; i < from + AT_ONCE; i++) {
            uint16_t one = reached(sum[i], more, reach[i]);
            most = most > one ? most : one;
        }
        for (uint32_t at = from; most >= least && at < from + AT_ONCE; at += 64) {
            uint8_t over[64];
            for (uint32_t i = 0; i < 64; i++) over[i] = reached(sum[at + i], more, reach[at + i]) > (uint16_t)(least - 1);
            for (uint64_t who = flag_bits(over); who; who &= who - 1) left[n++] = at + (uint32_t)__builtin_ctzll(who);
        }
    }
    return n;
}

WIDE void blocks_most(const float *restrict v, float *restrict most)
{
    for (uint32_t b = 0; b < BLOCKS; b++) {
        most[b] = v[BLOCK * b];
        for (uint32_t i = 1; i < BLOCK; i++) most[b] = most[b] < v[BLOCK * b + i] ? v[BLOCK * b + i] : most[b];
    }
}

/* Blocks in which nobody has enough words, by far the most, are not looked at closely. */
WIDE size_t sums_worth(const uint16_t *restrict sum, struct sums_bar bar, const struct blocked *restrict scales,
    const struct blocked *restrict worths, uint32_t *restrict left)
{
    const float *restrict scale = scales->of, *restrict facts = worths->of;
    uint16_t least[BLOCKS];
    size_t n = 0;
    for (uint32_t b = 0; b < BLOCKS; b++) {
        float words = (bar.bar - worths->block[b]) / (scales->block[b] * bar.size) * (1 - 1e-5f) - bar.late - 1;
        words = words < 0 ? 0 : words;
        least[b] = (uint16_t)(int32_t)(words > UINT16_MAX ? UINT16_MAX : words);
    }
    for (uint32_t at = 0; at < WINDOW; at += BLOCK) {
        uint16_t any = 0;
        uint8_t over[2 * BLOCK] = { 0 };
        for (uint32_t i = 0; i < BLOCK; i++) any |= sum[at + i] >= least[at / BLOCK];
        if (!any) continue;
        for (uint32_t i = 0; i < BLOCK; i++)
            over[i] = ((float)sum[at + i] + bar.late) * scale[at + i] * bar.size + facts[at + i] >= bar.bar;
        for (uint64_t who = flag_bits(over); who; who &= who - 1) left[n++] = at + (uint32_t)__builtin_ctzll(who);
    }
    return n;
}

WIDE void sums_most(const uint16_t *restrict sum, const float *restrict scale, float size, const float *restrict facts,
    float *restrict most)
{
    for (uint32_t y = 0; y < WINDOW; y++) most[y] = (float)sum[y] * scale[y] * size + facts[y];
}

WIDE void sums_whole(const int32_t *restrict forward, const int32_t *restrict backward, const float *restrict facts, uint32_t from,
    uint32_t to, float *restrict most)
{
    for (uint32_t y = from; y < to; y++) most[y] = (float)(forward[y] + backward[y]) + facts[y];
}

size_t left_most(uint32_t *left, size_t n, const float *value, size_t want)
{
    enum { BINS = 256 };
    size_t count[BINS] = { 0 }, kept = 0, some = 0, bin = BINS;
    float low = INFINITY, high = -INFINITY;
    if (n <= want) return n;
    for (size_t i = 0; i < n; i++) {
        if (low > value[left[i]]) low = value[left[i]];
        if (high < value[left[i]]) high = value[left[i]];
    }
    float width = (high - low) / (BINS - 1) + 1;
    for (size_t i = 0; i < n; i++) count[(size_t)((value[left[i]] - low) / width)]++;
    while (some < want) some += count[--bin];
    for (size_t i = 0; i < n; i++) if ((value[left[i]] - low) / width >= (float)bin) left[kept++] = left[i];
    return kept;
}

WIDE size_t sums_over(const uint16_t *restrict sum, uint32_t least)
{
    uint16_t n = 0, bar = (uint16_t)(least - 1);
    for (uint32_t i = 0; i < WINDOW; i++) n = (uint16_t)(n + (sum[i] > bar));
    return n;
}

WIDE size_t sums_said(const uint16_t *sum, size_t n)
{
    uint16_t said = 0;
    for (size_t i = 0; i < n; i++) said = (uint16_t)(said + (sum[i] != 0));
    return said;
}

/* A bit for each of 64 n that is not 0. */
WIDE void sums_bits(const uint16_t *restrict sum, size_t n, uint64_t *restrict bits)
{
    for (size_t k = 0; k < n; k++) {
        uint8_t said[64];
        for (uint32_t i = 0; i < 64; i++) said[i] = sum[64 * k + i] != 0;
        bits[k] = flag_bits(said);
    }
}
