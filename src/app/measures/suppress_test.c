/* suppress_test.c: no hidden count can be computed from the shown ones.
**
** On random tables, judged by another method than the one that hides: the equations of rows and columns are brought into
** reduced form (Gauss and Jordan, modulo a prime); a hidden count is known when an equation has it alone. On small ones
** every way to fill in the hidden counts with numbers from 0 is tried, too: each must have at least two values. */
#include "test/test.h"
#include "app/measures/measures.h"

enum { SIDE = 7, CELLS = SIDE * SIDE, EQUATIONS = 2 * SIDE };
#define PRIME INT64_C(1000000007)

static uint64_t dice = 20260927;
static int64_t roll(int64_t n) { dice = dice * 6364136223846793005u + 1442695040888963407u; return (int64_t)((dice >> 33) % (uint64_t)n); }

static struct arena a;
struct sample { struct small_table t; int64_t v[CELLS]; bool hide[CELLS]; };

static void totals(struct sample *s)
{
    size_t rows = s->t.rows, columns = s->t.columns, inner_rows = rows - s->t.column_totals, inner_columns = columns - s->t.row_totals;
    for (size_t r = 0; r < inner_rows && s->t.row_totals; r++) {
        s->v[r * columns + inner_columns] = 0;
        for (size_t c = 0; c < inner_columns; c++) s->v[r * columns + inner_columns] += s->v[r * columns + c];
    }
    for (size_t c = 0; c < columns && s->t.column_totals; c++) {
        s->v[inner_rows * columns + c] = 0;
        for (size_t r = 0; r < inner_rows; r++) s->v[inner_rows * columns + c] += s->v[r * columns + c];
    }
}

static void sample(struct sample *s, int64_t side, int64_t most)
{
    bool rows = roll(4) > 0, columns = roll(4) > 0;
    *s = (struct sample){ .t = { (size_t)(1 + roll(side)) + columns, (size_t)(1 + roll(side)) + rows, NULL, NULL, rows, columns } };
    for (size_t i = 0; i < s->t.rows * s->t.columns; i++) s->v[i] = roll(3) == 0 ? 0 : roll(3) == 0 ? roll(5) : roll(most);
    totals(s);
    s->t.v = s->v;
    s->t.hide = s->hide;
}

/* ---- known by equations ---- */

static int64_t inverse(int64_t x)
{
    int64_t y = 1;
    for (int64_t e = PRIME - 2; e; e >>= 1, x = x * x % PRIME) if (e & 1) y = y * x % PRIME;
    return y;
}

static size_t equations(const struct sample *s, int64_t m[EQUATIONS][CELLS])
{
    size_t n = 0;
    memset(m, 0, sizeof(int64_t) * EQUATIONS * CELLS);
    for (size_t r = 0; s->t.row_totals && r < s->t.rows; r++, n++)
        for (size_t c = 0; c < s->t.columns; c++)
            if (s->hide[r * s->t.columns + c]) m[n][r * s->t.columns + c] = c + 1 == s->t.columns ? PRIME - 1 : 1;
    for (size_t c = 0; s->t.column_totals && c < s->t.columns; c++, n++)
        for (size_t r = 0; r < s->t.rows; r++)
            if (s->hide[r * s->t.columns + c]) m[n][r * s->t.columns + c] = r + 1 == s->t.rows ? PRIME - 1 : 1;
    return n;
}

static ptrdiff_t known_cell(const struct sample *s)
{
    static int64_t m[EQUATIONS][CELLS];
    size_t n = equations(s, m), cells = s->t.rows * s->t.columns, done = 0;
    for (size_t c = 0; c < cells; c++) {
        size_t at = done;
        while (at < n && !m[at][c]) at++;
        if (at == n) continue;
        for (size_t k = 0; k < cells; k++) { int64_t x = m[at][k]; m[at][k] = m[done][k]; m[done][k] = x; }
        int64_t by = inverse(m[done][c]);
        for (size_t k = 0; k < cells; k++) m[done][k] = m[done][k] * by % PRIME;
        for (size_t r = 0; r < n; r++) {
            int64_t times = m[r][c];
            for (size_t k = 0; r != done && times && k < cells; k++) m[r][k] = (m[r][k] + (PRIME - times) * m[done][k]) % PRIME;
        }
        done++;
    }
    for (size_t r = 0; r < done; r++) {
        size_t members = 0, last = 0;
        for (size_t k = 0; k < cells; k++) if (m[r][k]) { members++; last = k; }
        if (members == 1) return (ptrdiff_t)last;
    }
    return -1;
}

/* ---- known by trying ---- */

static int64_t low[CELLS], high[CELLS];
static bool fits(const struct sample *s, const int64_t *v, size_t until)
{
    for (size_t r = 0; s->t.row_totals && r < s->t.rows; r++) {
        int64_t sum = 0;
        if ((r + 1) * s->t.columns > until) break;
        for (size_t c = 0; c < s->t.columns; c++) sum += c + 1 == s->t.columns ? -v[r * s->t.columns + c] : v[r * s->t.columns + c];
        if (sum) return false;
    }
    for (size_t c = 0; s->t.column_totals && until == s->t.rows * s->t.columns && c < s->t.columns; c++) {
        int64_t sum = 0;
        for (size_t r = 0; r < s->t.rows; r++) sum += r + 1 == s->t.rows ? -v[r * s->t.columns + c] : v[r * s->t.columns + c];
        if (sum) return false;
    }
    return true;
}

static void fill(const struct sample *s, int64_t *v, size_t at, int64_t most)
{
    size_t cells = s->t.rows * s->t.columns;
    while (at < cells && !s->hide[at]) at++;
    if (!fits(s, v, at)) return;
    if (at == cells) {
        for (size_t i = 0; i < cells; i++) { if (v[i] < low[i]) low[i] = v[i]; if (v[i] > high[i]) high[i] = v[i]; }
        return;
    }
    int64_t was = v[at];
    for (v[at] = 0; v[at] <= most; v[at]++) fill(s, v, at + 1, most);
    v[at] = was;
}

/* ---- the tests ---- */

static size_t hidden(const struct sample *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->t.rows * s->t.columns; i++) n += s->hide[i];
    return n;
}

static void nothing_hidden_is_computed(void **state)
{
    (void)state;
    size_t any = 0, more = 0;
    for (int k = 0; k < 20000; k++) {
        struct sample s;
        size_t small = 0;
        sample(&s, SIDE - 1, 40);
        small_hide(&a, &s.t);
        for (size_t i = 0; i < s.t.rows * s.t.columns; i++) {
            small += small_is(s.v[i]);
            if (small_is(s.v[i]) && !s.hide[i]) fail_msg("table %d shows %lld", k, (long long)s.v[i]);
        }
        if (!small && hidden(&s)) fail_msg("table %d hides without need", k);
        if (known_cell(&s) >= 0) fail_msg("table %d: cell %td of %zu x %zu can be computed", k, known_cell(&s), s.t.rows, s.t.columns);
        any += small > 0;
        more += hidden(&s) > small;
        arena_reset(&a);
    }
    assert_true(any > 10000 && more > 5000);
}

static void nor_guessed_from_counts_being_no_less_than_zero(void **state)
{
    (void)state;
    size_t tried = 0;
    for (int k = 0; k < 4000; k++) {
        struct sample s;
        int64_t v[CELLS];
        sample(&s, 2, 7);
        small_hide(&a, &s.t);
        if (!hidden(&s) || hidden(&s) > 6) continue;
        tried++;
        memcpy(v, s.v, sizeof v);
        for (size_t i = 0; i < CELLS; i++) { low[i] = INT64_MAX; high[i] = -1; }
        fill(&s, v, 0, 16);
        for (size_t i = 0; i < s.t.rows * s.t.columns; i++)
            if (s.hide[i] && low[i] >= high[i])
                fail_msg("table %d: cell %zu of %zu x %zu can only be %lld", k, i, s.t.rows, s.t.columns, (long long)low[i]);
        arena_reset(&a);
    }
    assert_true(tried > 1000);
}

static void by_example(void **state)
{
    (void)state;
    /* three districts and their sum: the small one, and the next smallest with it */
    bool hide[4] = { false };
    small_hide(&a, &(struct small_table){ 4, 1, (const int64_t[]){ 3, 40, 12, 55 }, hide, false, true });
    assert_true(hide[0] && !hide[1] && hide[2] && !hide[3]);
    bool none[4] = { false };
    small_hide(&a, &(struct small_table){ 4, 1, (const int64_t[]){ 5, 40, 0, 45 }, none, false, true });
    assert_false(none[0] || none[1] || none[2] || none[3]);
    /* no sum stands anywhere: the small one alone */
    bool alone[3] = { false };
    small_hide(&a, &(struct small_table){ 3, 1, (const int64_t[]){ 4, SMALL_ABSENT, 6 }, alone, false, false });
    assert_true(alone[0] && !alone[1] && !alone[2]);
    /* what was marked before counts as hidden */
    bool marked[4] = { false, true, false, false };
    small_hide(&a, &(struct small_table){ 4, 1, (const int64_t[]){ 3, 40, 12, 55 }, marked, false, true });
    assert_true(marked[0] && marked[1] && !marked[2] && !marked[3]);
}

static int setup(void **state) { (void)state; arena_init(&a, (size_t)64 << 20); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_example),
        cmocka_unit_test(nothing_hidden_is_computed),
        cmocka_unit_test(nor_guessed_from_counts_being_no_less_than_zero),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
