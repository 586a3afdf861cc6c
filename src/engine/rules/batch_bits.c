/* batch_bits.c: see batch_bits.h. Eight rows at a time are a byte of a map and
** a word of bytes: b * ONES & APART leaves bit k of b in byte k, and
** b * TOGETHER >> 56 puts what byte k says, 0 or 1, into bit k. */
#include "engine/rules/batch_bits.h"
#include "engine/rules/batch_vector.h"

static const uint64_t ONES = 0x0101010101010101, APART = 0x8040201008040201, TOGETHER = 0x0102040810204080;
enum { BYTES_IN_ORDER = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

/* 0 or 1 in each byte: is it more than 0? */
static uint64_t some(uint64_t bytes) { return ((((bytes & 0x7f * ONES) + 0x7f * ONES) | bytes) >> 7) & ONES; }

/* Eight bytes of s for each byte of map, without a jump, so that several words go side by side. */
static WIDE void mark_eights(const uint8_t *restrict map, uint8_t flip, uint8_t state, size_t n, uint8_t *restrict s) {
    EACH {
        uint64_t b = map[i] ^ flip, now;
        b |= b << 8; b |= b << 16; b |= b << 32;
        b = some(b & APART);
        b = (b << 8) - b;                                         /* 0 or 255 in each byte */
        memcpy(&now, s + 8 * i, 8);
        now ^= (now ^ state * ONES) & b;
        memcpy(s + 8 * i, &now, 8);
    }
}

void bits_mark(const uint64_t *map, bool bit, uint8_t state, size_t from, size_t n, uint8_t *s) {
    size_t i = 0;
    if (BYTES_IN_ORDER && from % 8 == 0) {
        mark_eights((const uint8_t *)map + from / 8, bit ? 0 : 255, state, n / 8, s);
        i = n / 8 * 8;
    }
    for (; i < n; i++) if ((map[(from + i) / 64] >> ((from + i) % 64) & 1) == bit) s[i] = state;
}

size_t bits_equal(const uint8_t *at, uint8_t x, size_t n, uint64_t *to) {
    size_t i = 0, count = 0;
    memset(to, 0, (n + 63) / 64 * sizeof *to);
    for (; BYTES_IN_ORDER && i + 8 <= n; i += 8) {
        uint64_t b;
        memcpy(&b, at + i, 8);
        to[i / 64] |= ((some(b ^ x * ONES) ^ ONES) * TOGETHER >> 56) << (i % 64);
    }
    for (; i < n; i++) to[i / 64] |= (uint64_t)(at[i] == x) << (i % 64);
    for (size_t w = 0; w < (n + 63) / 64; w++) count += (size_t)__builtin_popcountll(to[w]);
    return count;
}

/* ------------------------------------------------------------------ squeezing */

struct squeezed { uint64_t *to; size_t n; };

static inline void append(struct squeezed *x, uint64_t bits, size_t n) {
    const size_t at = x->n % 64;
    if (n == 0) return;
    x->to[x->n / 64] |= bits << at;
    if (at + n > 64) x->to[x->n / 64 + 1] |= bits >> (64 - at);
    x->n += n;
}

void bits_squeeze_plain(const uint64_t *map, const uint64_t *mask, size_t words, uint64_t *to) {
    struct squeezed x = { to, 0 };
    for (size_t w = 0; w < words; w++) {
        uint64_t bits = 0;
        size_t n = 0;
        for (uint64_t m = mask[w]; m; m &= m - 1) bits |= (map[w] >> __builtin_ctzll(m) & 1) << n++;
        append(&x, bits, n);
    }
}

#ifdef __x86_64__
__attribute__((target("bmi2,popcnt"))) static void squeeze_bmi2(const uint64_t *map, const uint64_t *mask, size_t words, uint64_t *to) {
    struct squeezed x = { to, 0 };
    for (size_t w = 0; w < words; w++) append(&x, __builtin_ia32_pext_di(map[w], mask[w]), (size_t)__builtin_popcountll(mask[w]));
}
#endif

void bits_squeeze(const uint64_t *map, const uint64_t *mask, size_t words, uint64_t *to) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("bmi2")) { squeeze_bmi2(map, mask, words, to); return; }
#endif
    bits_squeeze_plain(map, mask, words, to);
}
