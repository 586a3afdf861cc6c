/* batch_code.c: the inner loops: values to codes, codes to sets of rules. Plain
** loops without branches on data, of which compilers make good code for
** whatever vectors the machine has; a value costs a few cycles. */
#include "engine/rules/batch_bits.h"
#include "engine/rules/batch_inside.h"
#include "engine/rules/batch_vector.h"

static inline int64_t clip(int64_t v, int64_t low, int64_t high) {
    v = v < low ? low : v;
    return v > high ? high : v;
}

static inline uint16_t searched(const struct cutting *c, int64_t v) {
    size_t at = 0, n = c->ncuts;
    while (n > 0) {                                               /* as many turns for each value: a search without a jump on data */
        size_t half = (n + 1) / 2;
        at = c->cuts[at + half - 1] <= v ? at + half : at;
        n -= half;
    }
    return (uint16_t)at;
}

/* How many of the cuts are not above each value; missing ones are above all. */
static WIDE void counted(const int64_t *v, const int64_t *cuts, size_t n, uint16_t *codes) {
    const int64_t a = cuts[0], b = cuts[1], c = cuts[2], d = cuts[3], e = cuts[4], f = cuts[5];
    for (size_t i = 0; i < n; i++) {
        int64_t x = v[i];
        codes[i] = (uint16_t)((x > a) + (x > b) + (x > c) + (x > d) + (x > e) + (x > f));
    }
}

static WIDE void counted_one(const int64_t *v, int64_t a, size_t n, uint16_t *codes) {
    for (size_t i = 0; i < n; i++) codes[i] = v[i] > a;
}

static WIDE void counted_two(const int64_t *v, int64_t a, int64_t b, size_t n, uint16_t *codes) {
    for (size_t i = 0; i < n; i++) codes[i] = (uint16_t)((v[i] > a) + (v[i] > b));
}

static WIDE void counted_three(const int64_t *v, const int64_t *cuts, size_t n, uint16_t *codes) {
    const int64_t a = cuts[0], b = cuts[1], c = cuts[2];
    for (size_t i = 0; i < n; i++) codes[i] = (uint16_t)((v[i] > a) + (v[i] > b) + (v[i] > c));
}

static WIDE void places(const int64_t *v, int64_t low, int64_t high, size_t first, size_t n, uint16_t *codes) {
    for (size_t i = 0; i < n; i++) codes[i] = (uint16_t)(clip(v[i], low, high) - low + (int64_t)first);
}

/* Cuts as bounds that a value must exceed; those that are missing nothing exceeds. */
static void codes_int64(const struct cutting *c, const int64_t *v, size_t n, uint16_t *codes) {
    int64_t above[BATCH_COUNTED];
    if (c->near) {
        places(v, c->low, c->high, c->dense, n, codes);
        if (!c->dense) for (size_t i = 0; i < n; i++) codes[i] = c->codes[codes[i]];
        return;
    }
    if (c->ncuts > BATCH_COUNTED) { for (size_t i = 0; i < n; i++) codes[i] = searched(c, v[i]); return; }
    for (size_t k = 0; k < BATCH_COUNTED; k++) above[k] = k < c->ncuts ? c->cuts[k] - 1 : INT64_MAX;
    if (c->ncuts == 0) memset(codes, 0, n * sizeof *codes);
    else if (c->ncuts == 1) counted_one(v, above[0], n, codes);
    else if (c->ncuts == 2) counted_two(v, above[0], above[1], n, codes);
    else if (c->ncuts <= 3) counted_three(v, above, n, codes);
    else counted(v, above, n, codes);
}

static void codes_int32(const struct cutting *c, const int32_t *v, size_t n, uint16_t *codes) {
    int64_t wide[BATCH_BLOCK];
    for (size_t i = 0; i < n; i++) wide[i] = v[i];
    codes_int64(c, wide, n, codes);
}

#define LISTED(type) \
    static void codes_##type(const struct cutting *c, const type##_t *v, size_t n, uint16_t *codes) { \
        const uint16_t last = (uint16_t)c->high; \
        for (size_t i = 0; i < n; i++) codes[i] = c->codes[v[i] < last ? v[i] : last]; \
    }
LISTED(uint16)
LISTED(uint8)

/* 64 bits of a bitmap from row `at`; what is behind row `at + n` is not looked at. */
static uint64_t bits_at(const uint64_t *map, size_t at, size_t n) {
    uint64_t low = map[at / 64] >> (at % 64);
    if (at % 64 && at % 64 + n > 64) low |= map[at / 64 + 1] << (64 - at % 64);
    return low & bits_below(n);
}

static void overrule(const uint64_t *map, bool invert, uint16_t code, size_t from, size_t n, uint16_t *codes) {
    for (size_t i = 0; map && i < n; i += 64) {
        size_t rest = n - i < 64 ? n - i : 64;
        for (uint64_t w = bits_at(map, from + i, rest) ^ (invert ? bits_below(rest) : 0); w; w &= w - 1)
            codes[i + (size_t)__builtin_ctzll(w)] = code;
    }
}

/* A word or boolean that is no place in the dictionary is not known. */
static bool listed(const struct cutting *c, const struct batch_data *d, size_t from, size_t n) {
    uint16_t most = 0;
    if (c->kind == BATCH_WORD)
        for (size_t i = from; i < from + n; i++) most = ((const uint16_t *)d->v)[i] > most ? ((const uint16_t *)d->v)[i] : most;
    if (c->kind == BATCH_BOOL) for (size_t i = from; i < from + n; i++) most |= ((const uint8_t *)d->v)[i];
    return (c->kind != BATCH_WORD && c->kind != BATCH_BOOL) || most < c->high;
}

static bool all_known(const struct cutting *c, const struct batch_data *d, size_t from, size_t n) {
    for (size_t i = 0; d->known && i < n; i += 64) {
        size_t rest = n - i < 64 ? n - i : 64;
        if (bits_at(d->known, from + i, rest) != bits_below(rest)) return false;
    }
    return listed(c, d, from, n);
}

static void column_codes(const struct cutting *c, const struct batch_data *d, size_t from, size_t n, uint16_t *codes) {
    switch (c->kind) {
    case BATCH_NUMBER: codes_int64(c, (const int64_t *)d->v + from, n, codes); break;
    case BATCH_DAY: codes_int32(c, (const int32_t *)d->v + from, n, codes); break;
    case BATCH_WORD: codes_uint16(c, (const uint16_t *)d->v + from, n, codes); break;
    default: codes_uint8(c, (const uint8_t *)d->v + from, n, codes);
    }
    overrule(d->null, false, c->null_code, from, n, codes);
    overrule(d->known, true, c->unknown_code, from, n, codes);
}

/* Where a step's value is not known, its state has the code. */
static WIDE void overrule_states(const uint8_t *restrict states, uint16_t null, uint16_t unknown, uint16_t redo, uint16_t error,
    uint16_t *restrict codes, size_t n)
{
    EACH {
        const uint16_t s = states[i];
        uint16_t code = codes[i];
        code = s & VEC_NULL ? null : code;
        code = s & VEC_UNKNOWN ? unknown : code;
        code = s & (VEC_REDO | VEC_INEXACT) ? redo : code;
        codes[i] = (s & (VEC_REDO | VEC_INEXACT)) && (s & VEC_WRONG) ? error : code;
    }
}

/* Of a step: INEXACT numbers may stand on the wrong side of a cut. */
static void step_codes(const struct cutting *c, const struct vec *v, size_t n, uint16_t *codes) {
    if (c->kind == BATCH_BOOL) codes_uint8(c, v->t, n, codes);
    else codes_int64(c, v->v, n, codes);
    if (!v->clean) overrule_states(v->s, c->null_code, c->unknown_code, c->redo_code, c->error_code, codes, n);
}

/* True when every value is known, so that no rule is in doubt for it. */
static bool codes_of(const struct running *x, const struct cutting *c, size_t from, size_t n, uint16_t *codes) {
    switch (c->from) {
    case CUT_COLUMN: column_codes(c, &x->data[c->at], from, n, codes); return !c->doubtful && all_known(c, &x->data[c->at], from, n);
    case CUT_STEP: step_codes(c, &x->vecs[c->at], n, codes); return !c->doubtful && x->vecs[c->at].clean;
    case CUT_CONSTANT: for (size_t i = 0; i < n; i++) codes[i] = c->unknown_code; return !c->doubtful;
    }
    unreachable();
}

/* ------------------------------------------------------------------ sets */

static inline __attribute__((always_inline)) void intersect_some(const uint64_t *const *s, uint16_t *const *c, size_t columns, size_t n,
    bool first, uint64_t *out)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t set = first ? ~(uint64_t)0 : out[i];
        for (size_t k = 0; k < columns; k++) set &= s[k][c[k][i]];
        out[i] = set;
    }
}

/* One word a set: up to six columns in one go, the number of them known to the compiler. */
static void intersect_one(const uint64_t *const *s, uint16_t *const *c, size_t columns, size_t n, uint64_t *out) {
    for (size_t k = 0; k == 0 || k < columns; k += 6)
        switch (columns - k) {
        case 0: intersect_some(s, c, 0, n, true, out); break;
        case 1: intersect_some(s + k, c + k, 1, n, k == 0, out); break;
        case 2: intersect_some(s + k, c + k, 2, n, k == 0, out); break;
        case 3: intersect_some(s + k, c + k, 3, n, k == 0, out); break;
        case 4: intersect_some(s + k, c + k, 4, n, k == 0, out); break;
        case 5: intersect_some(s + k, c + k, 5, n, k == 0, out); break;
        default: intersect_some(s + k, c + k, 6, n, k == 0, out);
        }
}

/* Several words: a row's set stays in registers while its columns pass. `first` is its first bit, found without a jump; one
** is always set. */
INLINE void intersect_of(const uint64_t *const *s, uint16_t *const *c, size_t columns, size_t words, size_t n, uint64_t *out,
    uint16_t *first)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t set[4] = { ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0 };
#pragma GCC unroll 4
        for (size_t k = 0; k < columns; k++) {
            const uint64_t *one = s[k] + c[k][i] * words;
            for (size_t w = 0; w < words; w++) set[w] &= one[w];
        }
        for (size_t w = 0; w < words; w++) out[i * words + w] = set[w];
        uint64_t bits = set[0], base = 0;
        for (size_t w = 1; w < words; w++) { const uint64_t none = ((bits | -bits) >> 63) - 1; bits |= set[w] & none; base += 64 & none; }
        first[i] = (uint16_t)(base + (uint64_t)__builtin_ctzll(bits | (uint64_t)1 << 63));
    }
}

static WIDE void intersect_many(const uint64_t *const *s, uint16_t *const *c, size_t columns, size_t words, size_t n, uint64_t *out,
    uint16_t *first)
{
    if (words == 2) intersect_of(s, c, columns, 2, n, out, first);
    else if (words == 3) intersect_of(s, c, columns, 3, n, out, first);
    else if (words == 4) intersect_of(s, c, columns, 4, n, out, first);
    else {
        memset(out, 0xff, n * words * sizeof *out);
        for (size_t k = 0; k < columns; k++)
            for (size_t i = 0; i < n; i++)
                for (size_t w = 0; w < words; w++) out[i * words + w] &= s[k][c[k][i] * words + w];
        for (size_t i = 0; i < n; i++) {
            size_t w = 0;
            while (w + 1 < words && !out[i * words + w]) w++;
            first[i] = (uint16_t)(64 * w + (size_t)__builtin_ctzll(out[i * words + w] | (uint64_t)1 << 63));
        }
    }
}

static void intersect(const struct batch_table *t, uint16_t *const *codes, bool sure, size_t n, uint64_t *sets, uint16_t *first) {
    const uint64_t *v[BATCH_COLUMNS + 1];
    for (size_t k = 0; k < t->n; k++) v[k] = sure ? t->columns[k].sure : t->columns[k].may;
    if (t->words == 1) intersect_one(v, codes, t->n, n, sets);
    else intersect_many(v, codes, t->n, t->words, n, sets, first);
}

/* One word a set: bits are dropped without a jump. */
static WIDE void apply_to_words(const struct vec *v, size_t rule, size_t redo_bit, uint64_t *restrict may, uint64_t *restrict sure,
    size_t n)
{
    EACH {
        const uint8_t s = v->s[i], t = v->t[i];
        const uint64_t redo = (s & (VEC_REDO | VEC_INEXACT)) != 0, fine = redo ^ 1, no = fine & ((s == VEC_NULL) | ((s == 0) & (t == 0))),
                       unsure = fine & ((s != 0) | (t == 0));
        may[i] &= ~(redo << redo_bit | no << rule);
        sure[i] &= ~(redo << redo_bit | unsure << rule);
    }
}

/* The tests that compute, over both sets. */
static void apply_cell(const struct running *x, const struct batch_table *t, const struct batch_cell *c, size_t n) {
    const struct vec *v = &x->vecs[c->at];
    if (t->words == 1) { apply_to_words(v, c->rule, t->rules + 1, x->may, x->sure, n); return; }
    for (size_t i = 0; i < n; i++) {
        uint64_t *may = x->may + i * t->words, *sure = x->sure + i * t->words;
        if (v->s[i] & (VEC_REDO | VEC_INEXACT)) { set_drop(may, t->rules + 1); set_drop(sure, t->rules + 1); continue; }
        if (v->s[i] == VEC_NULL || (!v->s[i] && !v->t[i])) set_drop(may, c->rule);
        if (v->s[i] || !v->t[i]) set_drop(sure, c->rule);
    }
}

bool batch_codes(const struct running *x, const struct batch_table *t, size_t from, size_t n) {
    bool known = true;
    for (size_t k = 0; k < t->n; k++) known = codes_of(x, &t->columns[k], from, n, x->codes[k]) && known;
    for (size_t i = 0; i < t->cells.n; i++) known = known && x->vecs[t->cells.v[i].at].clean;
    return known;
}

static WIDE void add_times(uint16_t *to, const uint16_t *codes, uint16_t times, size_t n)
{
    EACH to[i] = (uint16_t)(to[i] + codes[i] * times);
}

void batch_combine(const struct running *x, const struct batch_table *t, size_t n) {
    if (t->n == 0) memset(x->codes[0], 0, n * sizeof **x->codes);
    for (size_t k = 1; k < t->n; k++) add_times(x->codes[0], x->codes[k], (uint16_t)t->learnt->times[k], n);
}

const uint64_t *batch_sets(const struct running *x, const struct batch_table *t, size_t from, size_t n) {
    bool known = batch_codes(x, t, from, n);
    intersect(t, x->codes, false, n, x->may, x->first);
    if (!known) intersect(t, x->codes, true, n, x->sure, x->first);
    for (size_t i = 0; i < t->cells.n; i++) apply_cell(x, t, &t->cells.v[i], n);
    return known ? x->may : x->sure;
}

void batch_guarded(const struct running *x, const struct cutting *c, size_t from, size_t n) {
    codes_of(x, c, from, n, x->codes[0]);
    for (size_t i = 0; i < n; i++) x->redo[i] |= c->may[x->codes[0][i]] & 2 ? ~c->may[x->codes[0][i]] & 1 ? ROW_ERROR : 0 : ROW_REDO;
}
