/* batch_days_test.c: the calendar on vectors against base/date.h: every day of
** some centuries, the turns of centuries and eras, and the edges of the quick way. */
#include "test/test.h"
#include "engine/rules/batch_vector.h"

static struct vec a, b, c, to;

static void set(struct vec *v, size_t i, int64_t x) { v->v[i] = x; v->s[i] = VEC_KNOWN; v->clean = true; }

static void step(enum step_op op, int64_t k) {
    const struct step s = { .op = op, .k = k };
    vector_days(&s, &to, &a, &b, &c, BATCH_BLOCK);
}

static void parts_and_back(int64_t from, int64_t apart) {
    static struct vec y, m, d;
    for (size_t i = 0; i < BATCH_BLOCK; i++) set(&a, i, from + (int64_t)i * apart);
    const struct vec days = a;
    step(STEP_WEEKDAY, 0);
    for (size_t i = 0; i < BATCH_BLOCK; i++) assert_int_equal(to.v[i], ((days.v[i] + 3) % 7 + 7) % 7 + 1);
    step(STEP_YEAR, 0); y = to;
    step(STEP_MONTH, 0); m = to;
    step(STEP_DAY, 0); d = to;
    for (size_t i = 0; i < BATCH_BLOCK; i++) {
        struct ymd t = date_ymd(days.v[i]);
        if (t.y != y.v[i] || t.m != m.v[i] || t.d != d.v[i])
            fail_msg("day %lld: %lld-%lld-%lld", (long long)days.v[i], (long long)y.v[i], (long long)m.v[i], (long long)d.v[i]);
    }
    a = y; b = m; c = d;
    step(STEP_DATE, 0);
    assert_true(to.clean);
    for (size_t i = 0; i < BATCH_BLOCK; i++) assert_int_equal(to.v[i], days.v[i]);
}

static void whole_calendar(void **state) {
    (void)state;
    for (int64_t from = date_days(1580, 1, 1); from < date_days(2420, 1, 1); from += BATCH_BLOCK) parts_and_back(from, 1);
    for (int64_t from = -33000000; from < 32000000; from += 1400000) parts_and_back(from, 997);
    parts_and_back(-(1 << 25), 1);
    parts_and_back((1 << 25) - 512, 1);                           /* half beyond the quick way */
    parts_and_back(35000000, 1);
}

/* Every month added to every day of five years around a leap day, and from the quick way out. */
static void months(void **state) {
    (void)state;
    for (int64_t k = -40; k <= 40; k++) {
        const int64_t more = k == 40 ? 1100000 : k == -40 ? -1100000 : k;
        for (size_t i = 0; i < BATCH_BLOCK; i++) { set(&a, i, date_days(1999, 11, 1) + (int64_t)i); set(&b, i, more); }
        step(STEP_ADD_MONTHS, k % 2 ? 1 : -1);
        for (size_t i = 0; i < BATCH_BLOCK; i++) assert_int_equal(to.v[i], date_add_months(a.v[i], k % 2 ? more : -more));
        for (size_t i = 0; i < BATCH_BLOCK; i++) b.v[i] = date_days(2000, 2, 29) + 31 * k + (int64_t)(i % 7);
        step(STEP_MONTHS_BETWEEN, 0);
        for (size_t i = 0; i < BATCH_BLOCK; i++) {
            const bool back = b.v[i] < a.v[i];
            struct ymd x = date_ymd(back ? b.v[i] : a.v[i]), y = date_ymd(back ? a.v[i] : b.v[i]);
            int64_t m = (y.y - x.y) * 12 + y.m - x.m - (y.d < x.d);
            assert_int_equal(to.v[i], back ? -m : m);
        }
    }
}

/* What is no date, what is too far, what is not known. */
static void no_dates(void **state) {
    static const int64_t wrong[][3] = { { 2023, 2, 29 }, { 1900, 2, 29 }, { 2024, 0, 1 }, { 2024, 13, 1 }, { 2024, 4, 31 }, { 2024, 4, 0 },
        { 2024, -1, 1 }, { 2024, 1, -1 }, { 200000, 1, 1 }, { 2024, 1, (int64_t)1 << 40 }, { 2024, ((int64_t)1 << 32) + 1, 1 } };
    (void)state;
    for (size_t w = 0; w < LEN(wrong); w++) {
        for (size_t i = 0; i < BATCH_BLOCK; i++) { set(&a, i, 2024); set(&b, i, 2); set(&c, i, 29); }
        set(&a, 7, wrong[w][0]); set(&b, 7, wrong[w][1]); set(&c, 7, wrong[w][2]);
        c.s[9] = VEC_NULL; b.s[9] = VEC_UNKNOWN; a.s[10] = VEC_NULL; a.s[11] = VEC_INEXACT;
        a.clean = b.clean = c.clean = false;
        step(STEP_DATE, 0);
        assert_true(to.s[7] == VEC_REDO && to.s[8] == VEC_KNOWN && to.v[8] == date_days(2024, 2, 29));
        assert_true(to.s[9] == VEC_UNKNOWN && to.s[10] == VEC_ERROR && to.s[11] == VEC_REDO && !to.clean);
    }
    for (size_t i = 0; i < BATCH_BLOCK; i++) { set(&a, i, 0); set(&b, i, 1); }
    a.v[3] = (int64_t)1 << 40;
    static const enum step_op ops[] = { STEP_ADD_MONTHS, STEP_ADD_SECONDS, STEP_DAYS_BETWEEN, STEP_MONTHS_BETWEEN };
    for (size_t k = 0; k < LEN(ops); k++) {
        step(ops[k], 1);
        assert_true(to.s[3] == VEC_REDO && (to.s[4] == VEC_KNOWN) == (ops[k] != STEP_ADD_SECONDS));     /* a second is no day */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(whole_calendar), cmocka_unit_test(months), cmocka_unit_test(no_dates) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
