/* batch_vector.c: the steps of batch_steps.h at work: one short loop each. See
** batch_vector.h; dates are in batch_days.c. */
#include "engine/rules/batch_bits.h"
#include "engine/rules/batch_vector.h"

/* ------------------------------------------------------------------ states */

WIDE void vector_states(struct vec *to, const struct vec *a, const struct vec *b, bool lost, size_t n) {
    uint8_t any = 0;
    if (!lost) memset(to->s, 0, n);
    if (!a->clean || !b->clean) EACH {
        uint8_t s = vector_merged((uint8_t)(a->s[i] | b->s[i]));
        to->s[i] = s | (to->s[i] & (uint8_t)~where(s & ~VEC_INEXACT));
        any |= to->s[i];
    } else if (lost) EACH any |= to->s[i];
    to->clean = any == 0;
}

WIDE void vector_kept(struct vec *to, const struct vec *a, const struct vec *b, bool lost, size_t n) {
    uint8_t any = 0;
    if (!lost) memset(to->s, 0, n);
    EACH {
        uint8_t both = a->s[i] | b->s[i],
                s = choice(where(both & VEC_NULL) & (uint8_t)~where(both & (VEC_REDO | VEC_UNKNOWN)), VEC_NULL, vector_merged(both));
        to->s[i] = s | (to->s[i] & (uint8_t)~where(s & ~VEC_INEXACT));
        any |= to->s[i];
    }
    to->clean = any == 0;
}

WIDE int vector_bits(const struct vec *a, size_t n) {
    uint64_t all = 0;
    EACH all |= (uint64_t)(a->v[i] ^ (a->v[i] >> 63));
    return all ? 64 - __builtin_clzll(all) : 0;
}

static WIDE bool any_state(const struct vec *v, size_t n) {
    uint8_t any = 0;
    EACH any |= v->s[i];
    return any != 0;
}

static void all_known(struct vec *to, size_t n) {
    memset(to->s, 0, n);
    to->clean = true;
}

static void like(struct vec *to, const struct vec *a, size_t n) {
    memcpy(to->s, a->s, n);
    to->clean = a->clean;
}

void vector_fill(const struct step *s, struct vec *to) {
    for (size_t i = 0; i < BATCH_BLOCK && s->type.kind != VEC_BOOL; i++) to->v[i] = s->k;
    if (s->type.kind == VEC_BOOL) memset(to->t, s->k != 0, sizeof to->t);
    memset(to->s, s->how, sizeof to->s);
    to->clean = s->how == VEC_KNOWN;
}

/* ------------------------------------------------------------------ columns */

static WIDE void load_days(const int32_t *v, struct vec *to, size_t n) { EACH to->v[i] = v[i]; }
static WIDE void load_words(const uint16_t *v, struct vec *to, size_t nwords, size_t n) {
    const uint32_t words = nwords > UINT16_MAX ? UINT16_MAX + 1 : (uint32_t)nwords;
    EACH to->v[i] = v[i];
    EACH to->s[i] = v[i] < words ? VEC_KNOWN : VEC_UNKNOWN;
}
static WIDE void load_bools(const uint8_t *v, struct vec *to, size_t n)
{
    EACH
    {
        to->t[i] = v[i];
        to->s[i] = v[i] < 2 ? VEC_KNOWN : VEC_UNKNOWN;
    }
}

static void load(const struct vector_run *x, const struct step *s, struct vec *to) {
    const struct batch_data *d = &x->data[s->k];
    const size_t n = x->n, from = x->from;
    memset(to->s, 0, n);
    switch (x->columns[s->k].kind) {
    case BATCH_NUMBER: memcpy(to->v, (const int64_t *)d->v + from, n * sizeof *to->v); break;
    case BATCH_DAY: load_days((const int32_t *)d->v + from, to, n); break;
    case BATCH_WORD: load_words((const uint16_t *)d->v + from, to, x->columns[s->k].nwords, n); break;
    default: load_bools((const uint8_t *)d->v + from, to, n);
    }
    if (d->null) bits_mark(d->null, true, VEC_NULL, from, n, to->s);
    if (d->known) bits_mark(d->known, false, VEC_UNKNOWN, from, n, to->s);
    to->clean = !any_state(to, n);
}

/* ------------------------------------------------------------------ arithmetic */

static WIDE void times(struct vec *to, const struct vec *a, int64_t k, size_t n) { EACH to->v[i] = a->v[i] * k; }

static void scale(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    bool small = vector_bits(a, n) + vector_bits_of(s->k) < 63;
    if (small) times(to, a, s->k, n);
    else EACH to->s[i] = vector_lost(__builtin_mul_overflow(a->v[i], s->k, &to->v[i]));
    if (s->keeps_null) vector_kept(to, a, a, !small, n);
    else vector_states(to, a, a, !small, n);
}

/* Whole numbers below 2^QUICK are divided by way of a double, which is off by one at most, and put right. */
enum { QUICK = 50 };
struct part { int64_t q, r; };

INLINE struct part parted(int64_t v, int64_t by, double inverse, bool quick) {
    int64_t u = v < 0 ? -v : v, q, r, less, more;
    if (!quick) return (struct part){ v / by, v % by };
    q = (int64_t)((double)u * inverse);
    r = u - q * by;
    less = r < 0;
    more = r >= by;
    q += more - less;
    r += less ? by : more ? -by : 0;
    return (struct part){ v < 0 ? -q : q, v < 0 ? -r : r };
}

INLINE void uneven(struct vec *to, const struct vec *a, int64_t by, bool quick, size_t n) {
    const double inverse = 1 / (double)by;
    EACH to->s[i] = parted(a->v[i], by, inverse, quick).r ? VEC_INEXACT : VEC_KNOWN;
}

static WIDE void uneven_quick(struct vec *to, const struct vec *a, int64_t by, size_t n) { uneven(to, a, by, true, n); }

static bool quick_by(const struct vec *a, int64_t by, size_t n)
{
    return by > 0 && vector_bits(a, n) <= QUICK && vector_bits_of(by) <= QUICK;
}

/* Dividing by a constant leaves the numerator: the step's den grows. */
static void divided(struct vec *to, const struct vec *a, int64_t den, size_t n) {
    memcpy(to->v, a->v, n * sizeof *to->v);
    if (quick_by(a, den, n)) uneven_quick(to, a, den, n);
    else uneven(to, a, den, false, n);
    vector_states(to, a, a, true, n);
}

static void divide(struct vec *to, const struct vec *a, const struct vec *b, int64_t k, size_t n) {
    EACH {
        int64_t x;
        bool bad = b->v[i] == 0 || b->v[i] == -1 || __builtin_mul_overflow(a->v[i], k, &x);
        if (!bad && x % b->v[i] != 0) bad = true;
        to->v[i] = bad ? 0 : x / b->v[i];
        to->s[i] = vector_lost(bad || ((a->s[i] | b->s[i]) & VEC_INEXACT));
    }
    vector_states(to, a, b, true, n);
}

static bool far(int64_t v, int64_t limit) { return v > limit || v < -limit; }

INLINE bool holds(int op, bool less, bool equal) {
    switch (op) {
    case T_EQ: return equal;
    case T_NE: return !equal;
    case T_LT: return less;
    case T_LE: return less | equal;
    case T_GT: return !(less | equal);
    default: return !less;
    }
}

/* a / b op c without dividing: a * k against b * c * k2. Rounding to 34 digits keeps this order while b is small enough. */
static void ratio(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, const struct step *s, size_t n) {
    const int64_t small = 10000000000;
    EACH {
        __int128 x = (__int128)a->v[i] * s->k, y = (__int128)b->v[i] * c->v[i] * (b->v[i] < 0 ? -1 : 1) * s->k2;
        uint8_t states = vector_merged((uint8_t)(a->s[i] | b->s[i]));      /* the division comes first; then comparing with null is no */
        bool bad = b->v[i] == 0 || far(b->v[i], small) || far(a->v[i], small * 1000) || far(c->v[i], small)
            || ((a->s[i] | b->s[i] | c->s[i]) & VEC_INEXACT);
        if (b->v[i] < 0) x = -x;
        to->t[i] = holds(s->how, x < y, x == y);
        if ((states | c->s[i]) & VEC_REDO) to->s[i] = (states | c->s[i]) & VEC_ERROR;
        else if (states & VEC_UNKNOWN) to->s[i] = VEC_UNKNOWN;
        else if (bad) to->s[i] = VEC_REDO;
        else { to->s[i] = c->s[i] & VEC_UNKNOWN; if (c->s[i] & VEC_NULL) to->t[i] = s->how == T_NE; }
    }
    to->clean = !any_state(to, n);
}

static void modulo(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    EACH {
        bool bad = b->v[i] == 0 || b->v[i] == -1 || ((a->s[i] | b->s[i]) & VEC_INEXACT);
        int64_t m = bad ? 0 : a->v[i] % b->v[i];
        to->v[i] = m != 0 && (m < 0) != (b->v[i] < 0) ? m + b->v[i] : m;
        to->s[i] = vector_lost(bad);
    }
    vector_states(to, a, b, true, n);
}

/* ------------------------------------------------------------------ rounding */

/* Does a quotient q with rest r (of the sign of the dividend) go one further from zero? */
INLINE bool further(int how, int64_t q, int64_t r, int64_t by, bool minus) {
    int64_t twice = r < 0 ? -r : r, half = by - twice;            /* twice against by, without overflow */
    switch (how) {
    case NUMBER_HALF_EVEN: return (twice > half) | ((twice == half) & (q & 1));
    case NUMBER_HALF_UP: return twice >= half;
    case NUMBER_HALF_DOWN: return twice > half;
    case NUMBER_UP: return r != 0;
    case NUMBER_FLOOR: return (r != 0) & minus;
    case NUMBER_CEILING: return (r != 0) & !minus;
    default: return false;
    }
}

INLINE bool at_border(int how, int64_t r, int64_t by) {
    int64_t twice = r < 0 ? -r : r;
    return how == NUMBER_HALF_EVEN || how == NUMBER_HALF_UP || how == NUMBER_HALF_DOWN ? twice == by - twice : r == 0;
}

INLINE void rounded(struct vec *to, const struct vec *a, const struct step *s, int how, bool quick, size_t n) {
    const int64_t by = s->k, most = s->k2;
    const double inverse = 1 / (double)by;
    EACH {
        struct part p = parted(a->v[i], by, inverse, quick);
        bool minus = a->v[i] < 0, on = by > 1 && further(how, p.q, p.r, by, minus);
        int64_t q = p.q + (on ? minus ? -1 : 1 : 0);
        to->v[i] = q > most ? most : q;
        to->s[i] = at_border(how, p.r, by) ? VEC_REDO : VEC_KNOWN;
    }
}

static WIDE void half_up_quick(struct vec *to, const struct vec *a, const struct step *s, size_t n)
{
    rounded(to, a, s, NUMBER_HALF_UP, true, n);
}
static WIDE void floor_quick(struct vec *to, const struct vec *a, const struct step *s, size_t n)
{
    rounded(to, a, s, NUMBER_FLOOR, true, n);
}

/* A border matters where the value is inexact. */
static WIDE void round_states(struct vec *to, const struct vec *a, uint8_t kept, size_t n) {
    uint8_t any = 0;
    EACH {
        uint8_t was = a->s[i], m = choice(kept & where(was == VEC_NULL), VEC_NULL, vector_merged(was) & (uint8_t)~VEC_INEXACT);
        to->s[i] = choice(where(m), m, to->s[i] & where(was & VEC_INEXACT));
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static void round_to(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    const bool quick = quick_by(a, s->k, n);
    if (quick && s->how == NUMBER_HALF_UP) half_up_quick(to, a, s, n);
    else if (quick && s->how == NUMBER_FLOOR) floor_quick(to, a, s, n);
    else rounded(to, a, s, s->how, false, n);
    if (a->clean) { all_known(to, n); return; }
    round_states(to, a, where(s->keeps_null), n);
}

INLINE void whole_parts(struct vec *to, const struct vec *a, int64_t by, int64_t most, bool quick, size_t n) {
    const double inverse = 1 / (double)by;
    EACH {
        struct part p = parted(a->v[i], by, inverse, quick);
        to->v[i] = p.q > most ? most : p.q;
        to->s[i] = p.r ? VEC_REDO : VEC_KNOWN;
    }
}

static WIDE void whole_parts_quick(struct vec *to, const struct vec *a, int64_t by, int64_t most, size_t n)
{
    whole_parts(to, a, by, most, true, n);
}

static WIDE void exact_states(struct vec *to, const struct vec *a, size_t n) {
    uint8_t any = 0;
    EACH to->v[i] = a->s[i] == VEC_NULL ? 0 : to->v[i];
    EACH {
        const uint8_t s = a->s[i], lost = choice(where(s & VEC_REDO), s & VEC_ERROR, choice(where(s & VEC_UNKNOWN), VEC_UNKNOWN, VEC_REDO));
        to->s[i] = choice(where(s), (uint8_t)~where(s == VEC_NULL) & lost, to->s[i]);
        any |= to->s[i];
    }
    to->clean = any == 0;
}

/* The last step of an amount: what does not apply pays nothing, what was divided unevenly is not known to the last digit. */
static void exact(struct vec *to, const struct vec *a, int64_t by, int64_t most, size_t n) {
    if (quick_by(a, by, n)) whole_parts_quick(to, a, by, most, n);
    else whole_parts(to, a, by, most, false, n);
    exact_states(to, a, n);
}

/* ------------------------------------------------------------------ two numbers */

static WIDE bool add(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {      /* does any overflow? */
    int64_t bad = 0;
    EACH {
        int64_t x = a->v[i], y = b->v[i], r = (int64_t)((uint64_t)x + (uint64_t)y);
        bad |= (x ^ r) & (y ^ r);
        to->v[i] = r;
    }
    return bad < 0;
}

static WIDE bool subtract(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    int64_t bad = 0;
    EACH {
        int64_t x = a->v[i], y = b->v[i], r = (int64_t)((uint64_t)x - (uint64_t)y);
        bad |= (x ^ y) & (x ^ r);
        to->v[i] = r;
    }
    return bad < 0;
}

static WIDE void multiply(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { EACH to->v[i] = a->v[i] * b->v[i]; }
static WIDE void least(struct vec *to, const struct vec *a, const struct vec *b, size_t n)
{
    EACH to->v[i] = a->v[i] < b->v[i] ? a->v[i] : b->v[i];
}
static WIDE void most_of(struct vec *to, const struct vec *a, const struct vec *b, size_t n)
{
    EACH to->v[i] = a->v[i] > b->v[i] ? a->v[i] : b->v[i];
}

static void arithmetic(struct vec *to, const struct vec *a, const struct vec *b, const struct step *s, size_t n) {
    bool lost = false;
    switch (s->op) {
    case STEP_ADD: if ((lost = add(to, a, b, n))) EACH to->s[i] = vector_lost(__builtin_add_overflow(a->v[i], b->v[i], &to->v[i])); break;
    case STEP_SUB:
        if ((lost = subtract(to, a, b, n))) EACH to->s[i] = vector_lost(__builtin_sub_overflow(a->v[i], b->v[i], &to->v[i]));
        break;
    case STEP_MUL:
        lost = vector_bits(a, n) + vector_bits(b, n) >= 63;
        if (!lost) multiply(to, a, b, n);
        else EACH to->s[i] = vector_lost(__builtin_mul_overflow(a->v[i], b->v[i], &to->v[i]));
        break;
    case STEP_MIN: least(to, a, b, n); break;
    default: most_of(to, a, b, n);
    }
    if (s->keeps_null) vector_kept(to, a, b, lost, n);
    else vector_states(to, a, b, lost, n);
}

static void one_number(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    if (s->op == STEP_NEGATE) EACH to->s[i] = vector_lost(__builtin_sub_overflow((int64_t)0, a->v[i], &to->v[i]));
    else EACH { bool bad = a->v[i] == INT64_MIN; to->v[i] = a->v[i] < 0 && !bad ? -a->v[i] : a->v[i]; to->s[i] = vector_lost(bad); }
    vector_states(to, a, a, true, n);
}

/* ------------------------------------------------------------------ comparison and logic */

static WIDE void equals(uint8_t *restrict to, const int64_t *restrict a, const int64_t *restrict b, size_t n) { EACH to[i] = a[i] == b[i]; }
static WIDE void less(uint8_t *restrict to, const int64_t *restrict a, const int64_t *restrict b, size_t n) { EACH to[i] = a[i] < b[i]; }
static WIDE void at_most(uint8_t *restrict to, const int64_t *restrict a, const int64_t *restrict b, size_t n)
{
    EACH to[i] = a[i] <= b[i];
}
static WIDE void alike(uint8_t *restrict to, const uint8_t *restrict a, const uint8_t *restrict b, size_t n) { EACH to[i] = a[i] == b[i]; }
static WIDE void negated(uint8_t *to, const uint8_t *a, size_t n) { EACH to[i] = !a[i]; }

/* Null equals null and nothing else, and is in no order with anything. Gives whether a number is inexact. */
static WIDE bool settled(struct vec *to, const struct vec *a, const struct vec *b, int op, size_t n) {
    const uint8_t equal = op == T_EQ, unequal = op == T_NE;
    uint8_t any = 0, inexact = 0;
    EACH {
        uint8_t x = a->s[i], y = b->s[i], s = x | y, both = x & y & VEC_NULL;    /* VEC_NULL is 1 */
        to->t[i] = choice(where(s & VEC_NULL), (uint8_t)((equal & both) | (unequal & ~both)), to->t[i]);
        to->s[i] = choice(where(s & VEC_REDO), s & VEC_ERROR, s & VEC_UNKNOWN);
        any |= to->s[i];
        inexact |= s;
    }
    to->clean = any == 0;
    return inexact & VEC_INEXACT;
}

/* What was divided unevenly may stand on the wrong side of what it seems to be equal to. */
static void settle_borders(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    EACH {
        const uint8_t s = a->s[i] | b->s[i];
        if (s != VEC_INEXACT || a->v[i] != b->v[i]) continue;
        to->s[i] = VEC_REDO;
        to->clean = false;
    }
}

static void compare(struct vec *to, const struct vec *a, const struct vec *b, const struct step *s, size_t n) {
    const int op = s->how;
    if (s->op == STEP_ALIKE) alike(to->t, a->t, b->t, n);
    else if (op == T_EQ || op == T_NE) equals(to->t, a->v, b->v, n);
    else if (op == T_LT || op == T_GE) less(to->t, a->v, b->v, n);
    else at_most(to->t, a->v, b->v, n);
    if (op == T_NE || op == T_GE || op == T_GT) negated(to->t, to->t, n);
    if (a->clean && b->clean) all_known(to, n);
    else if (settled(to, a, b, op, n)) settle_borders(to, a, b, n);
}

static WIDE void inside(uint8_t *restrict to, const int64_t *restrict v, const int64_t *restrict low, const int64_t *restrict high,
    int64_t from, int64_t up_to, uint8_t *restrict crossed, size_t n)
{
    EACH to[i] = ((low[i] < v[i]) | (from & (low[i] == v[i]))) & ((v[i] < high[i]) | (up_to & (v[i] == high[i])));
    EACH crossed[i] = high[i] < low[i];
}

/* A range whose ends are null, unknown or in the wrong order is something else than its bounds say. */
static WIDE void within(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, const struct step *s, size_t n) {
    uint8_t any = 0, crossed[BATCH_BLOCK];
    inside(to->t, a->v, b->v, c->v, s->k & 1, s->k >> 1 & 1, crossed, n);
    EACH {
        uint8_t ends = b->s[i] | c->s[i], all = ends | a->s[i], odd = crossed[i] | (ends & VEC_NULL) | (all & VEC_INEXACT);
        to->t[i] &= (uint8_t)~where(a->s[i] & VEC_NULL);
        to->s[i] = choice(where(all & VEC_REDO), all & VEC_ERROR,
            choice(where(ends & VEC_UNKNOWN), VEC_UNKNOWN, choice(where(odd), VEC_REDO, a->s[i] & VEC_UNKNOWN)));
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static WIDE void both(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { EACH to->t[i] = a->t[i] & b->t[i]; }
static WIDE void either(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { EACH to->t[i] = a->t[i] | b->t[i]; }

/* `decides`: the truth that needs no second operand. */
static WIDE void in_doubt(struct vec *to, const struct vec *a, const struct vec *b, uint8_t decides, size_t n) {
    uint8_t any = 0;
    EACH {
        uint8_t x = a->s[i], y = b->s[i], doubt = choice(where((x | y) & VEC_UNKNOWN), VEC_UNKNOWN, x | y);
        uint8_t first = where((x == 0) & (a->t[i] == decides)), second = where((y == 0) & (b->t[i] == decides));
        to->t[i] = choice(first | second, decides, !decides);
        to->s[i] = choice(where(x & VEC_REDO), x & VEC_ERROR,
            (uint8_t)~first & choice(where(y & VEC_REDO), y & VEC_ERROR, (uint8_t)~second & doubt));
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static void logic(struct vec *to, const struct vec *a, const struct vec *b, uint8_t decides, size_t n) {
    if (!a->clean || !b->clean) { in_doubt(to, a, b, decides, n); return; }
    if (decides) either(to, a, b, n);
    else both(to, a, b, n);
    all_known(to, n);
}

static WIDE void choose_values(int64_t *restrict to, const uint8_t *restrict first, const int64_t *restrict b, const int64_t *restrict c,
    size_t n)
{
    EACH to[i] = first[i] ? b[i] : c[i];
}
static WIDE void choose_truths(uint8_t *restrict to, const uint8_t *restrict first, const uint8_t *restrict b, const uint8_t *restrict c,
    size_t n)
{
    EACH to[i] = first[i] ? b[i] : c[i];
}

/* A condition that is not known matters only where the two sides differ (they are computed both; `same`: do their values agree?); one that
** does not apply is a note. Then `first` says of which side the value is. */
static WIDE void choose_in_doubt(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, const uint8_t *same,
    uint8_t *first, size_t n)
{
    uint8_t any = 0;
    EACH {
        uint8_t x = a->s[i], y = b->s[i], z = c->s[i], sides = y | z, doubt;
        const uint8_t alike = choice(where((y == VEC_NULL) & (z == VEC_NULL)), VEC_NULL,
            (uint8_t)~where(same[i] & (sides == 0)) & VEC_UNKNOWN);
        doubt = choice(where(sides & VEC_REDO), sides & VEC_ERROR, choice(where(sides & VEC_INEXACT), VEC_REDO, alike));
        doubt = choice(where(x & VEC_REDO), x & VEC_ERROR, choice(where(x & VEC_NULL), VEC_ERROR, doubt));
        to->s[i] = choice(where(x), doubt, choice(where(a->t[i]), y, z));
        first[i] = a->t[i] | x;
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static void choose(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, bool truths, size_t n) {
    const bool sure = a->clean && b->clean && c->clean;
    uint8_t same[BATCH_BLOCK], first[BATCH_BLOCK];
    if (sure) all_known(to, n);
    else {
        if (truths) alike(same, b->t, c->t, n);
        else equals(same, b->v, c->v, n);
        choose_in_doubt(to, a, b, c, same, first, n);
    }
    if (truths) choose_truths(to->t, sure ? a->t : first, b->t, c->t, n);
    else choose_values(to->v, sure ? a->t : first, b->v, c->v, n);
}

static WIDE void truths_counted(struct vec *to, const struct vec *a, size_t n) { EACH to->v[i] = a->t[i]; }

static void after(struct vec *to, const struct vec *a, const struct vec *b, bool truths, size_t n) {
    memcpy(to->v, a->v, n * (truths ? sizeof *to->t : sizeof *to->v));
    like(to, a, n);
    if (!b->clean) EACH if (b->s[i] & VEC_REDO) { to->s[i] = (a->s[i] | b->s[i]) & VEC_ERROR; to->clean = false; }
}

/* ------------------------------------------------------------------ one step */

static void reworded(struct vec *to, const struct vec *a, const uint16_t *map, size_t n) {
    EACH to->v[i] = a->s[i] ? 0 : map[a->v[i]];
    like(to, a, n);
}

static void part_of_duration(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    if (s->k2) EACH to->v[i] = a->v[i] % s->k2 / s->k;
    else if (quick_by(a, s->k, n)) whole_parts_quick(to, a, s->k, INT64_MAX, n);
    else EACH to->v[i] = a->v[i] / s->k;
    vector_states(to, a, a, false, n);
}

void vector_step(const struct vector_run *x, const struct step *s, struct vec *to) {
    const struct vec *a = &x->vecs[s->a], *b = &x->vecs[s->b], *c = &x->vecs[s->c];
    const size_t n = x->n;
    switch (s->op) {
    case STEP_LOAD: load(x, s, to); break;
    case STEP_CONST: case STEP_TABLE: case STEP_COLUMN: break;    /* filled once; filled by batch_judge.c */
    case STEP_SCALE: scale(to, a, s, n); break;
    case STEP_ADD: case STEP_SUB: case STEP_MUL: case STEP_MIN: case STEP_MAX: arithmetic(to, a, b, s, n); break;
    case STEP_DIV: divided(to, a, s->type.den, n); break;
    case STEP_DIVIDE: divide(to, a, b, s->k, n); break;
    case STEP_RATIO: ratio(to, a, b, c, s, n); break;
    case STEP_MODULO: modulo(to, a, b, n); break;
    case STEP_NEGATE: case STEP_ABS: one_number(to, a, s, n); break;
    case STEP_ROUND: round_to(to, a, s, n); break;
    case STEP_EXACT: exact(to, a, s->k, s->k2, n); break;
    case STEP_COUNT: truths_counted(to, a, n); like(to, a, n); break;
    case STEP_COMPARE: case STEP_ALIKE: compare(to, a, b, s, n); break;
    case STEP_WITHIN: within(to, a, b, c, s, n); break;
    case STEP_AND: logic(to, a, b, 0, n); break;
    case STEP_OR: logic(to, a, b, 1, n); break;
    case STEP_NOT: negated(to->t, a->t, n); like(to, a, n); break;
    case STEP_IF: choose(to, a, b, c, s->type.kind == VEC_BOOL, n); break;
    case STEP_AFTER: after(to, a, b, s->type.kind == VEC_BOOL, n); break;
    case STEP_REWORD: reworded(to, a, s->map, n); break;
    case STEP_DAYS: part_of_duration(to, a, s, n); break;
    default: vector_days(s, to, a, b, c, n);
    }
}
