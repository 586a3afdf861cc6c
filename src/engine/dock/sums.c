/* sums.c: the innermost loops over a window's sums of 16 bits. */
#include "engine/dock/sums.h"
#include "base/wide.h"

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

/* Blocks in which nobody has enough words, by far the most, are not looked at closely. */
enum { BLOCK = 32 };
WIDE size_t sums_worth(const uint16_t *restrict sum, struct sums_bar bar, const float *restrict scale, const float *restrict facts,
    uint32_t *restrict left)
{
    size_t n = 0;
    for (uint32_t at = 0; at < WINDOW; at += BLOCK) {
        uint16_t any = 0;
        uint8_t over[2 * BLOCK] = { 0 };
        for (uint32_t i = 0; i < BLOCK; i++) any |= sum[at + i] >= bar.least;
        if (!any) continue;
        for (uint32_t i = 0; i < BLOCK; i++)
            over[i] = ((float)sum[at + i] + bar.late) * scale[at + i] * bar.size + facts[at + i] >= bar.bar;
        for (uint64_t who = flag_bits(over); who; who &= who - 1) left[n++] = at + (uint32_t)__builtin_ctzll(who);
    }
    return n;
}

WIDE float sums_most(const uint16_t *restrict sum, const float *restrict scale, float size, const float *restrict facts,
    float *restrict most)
{
    float high = 0;
    for (uint32_t y = 0; y < WINDOW; y++) most[y] = (float)sum[y] * scale[y] * size + facts[y];
    for (uint32_t y = 0; y < WINDOW; y++) if (high < most[y]) high = most[y];
    return high;
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
