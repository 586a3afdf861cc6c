/* batch_bits_test.c: bitmaps against one row after the other, whatever the length and the beginning. */
#include "test/test.h"
#include "engine/rules/batch_bits.h"

enum { WORDS = 9, ROWS = WORDS * 64 };
static uint64_t seed = 1;
static uint64_t roll(void) { seed = seed * 6364136223846793005u + 1442695040888963407u; return seed >> 33; }

/* Words with few bits, many, none, all. */
static void fill(uint64_t *map) {
    for (size_t w = 0; w < WORDS; w++) {
        const uint64_t x = roll() << 33 ^ roll() << 11 ^ roll(), y = roll() << 32 ^ roll();
        switch (roll() % 5) {
        case 0: map[w] = 0; break;
        case 1: map[w] = ~(uint64_t)0; break;
        case 2: map[w] = x & y & roll() * 0x9e3779b97f4a7c15u; break;
        case 3: map[w] = x | y; break;
        default: map[w] = x;
        }
    }
}

static bool bit(const uint64_t *map, size_t i) { return map[i / 64] >> (i % 64) & 1; }

static void squeezing(void **state) {
    (void)state;
    for (int turn = 0; turn < 2000; turn++) {
        uint64_t map[WORDS], mask[WORDS], a[WORDS + 1] = { 0 }, b[WORDS + 1] = { 0 };
        const size_t words = roll() % (WORDS + 1);
        size_t n = 0;
        fill(map);
        fill(mask);
        bits_squeeze(map, mask, words, a);
        bits_squeeze_plain(map, mask, words, b);
        assert_memory_equal(a, b, sizeof a);
        for (size_t i = 0; i < words * 64; i++) if (bit(mask, i)) assert_int_equal(bit(a, n++), bit(map, i));
        for (; n < (WORDS + 1) * 64; n++) assert_false(bit(a, n));
    }
}

static void equal_and_marked(void **state) {
    (void)state;
    for (int turn = 0; turn < 2000; turn++) {
        const size_t from = roll() % 100, n = roll() % (ROWS - from);
        const uint8_t x = (uint8_t)(roll() % 3 ? roll() % 4 : roll());
        const bool which = roll() % 2;
        uint8_t at[ROWS], s[ROWS + 8], was[ROWS + 8];
        uint64_t map[WORDS], found[WORDS];
        size_t count = 0;
        fill(map);
        for (size_t i = 0; i < ROWS; i++) at[i] = (uint8_t)(roll() % 2 ? roll() % 4 : roll());
        for (size_t i = 0; i < sizeof s; i++) was[i] = s[i] = (uint8_t)roll();
        for (size_t i = 0; i < n; i++) count += at[i] == x;
        assert_int_equal(bits_equal(at, x, n, found), count);
        for (size_t i = 0; i < (n + 63) / 64 * 64; i++) assert_int_equal(bit(found, i), i < n && at[i] == x);
        bits_mark(map, which, x, from, n, s);
        for (size_t i = 0; i < sizeof s; i++) assert_int_equal(s[i], i < n && bit(map, from + i) == which ? x : was[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(squeezing), cmocka_unit_test(equal_and_marked) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
