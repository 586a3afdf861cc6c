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
        to->s[i] = (uint8_t)(s & ~VEC_INEXACT ? s : s | to->s[i]);
        any |= to->s[i];
    } else if (lost) EACH any |= to->s[i];
    to->clean = any == 0;
}

WIDE void vector_kept(struct vec *to, const struct vec *a, const struct vec *b, bool lost, size_t n) {
    uint8_t any = 0;
    if (!lost) memset(to->s, 0, n);
    EACH {
        uint8_t both = a->s[i] | b->s[i], s = both & (VEC_REDO | VEC_UNKNOWN) || !(both & VEC_NULL) ? vector_merged(both) : VEC_NULL;
        to->s[i] = (uint8_t)(s & ~VEC_INEXACT ? s : s | to->s[i]);
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
    for (size_t i = 0; i < BATCH_BLOCK; i++) { to->v[i] = s->k; to->s[i] = (uint8_t)s->how; }
    to->clean = s->how == VEC_KNOWN;
}

/* ------------------------------------------------------------------ columns */

static WIDE void load_days(const int32_t *v, struct vec *to, size_t n) { EACH to->v[i] = v[i]; }
static WIDE void load_words(const uint16_t *v, struct vec *to, size_t words, size_t n) { EACH { to->v[i] = v[i]; to->s[i] = v[i] < words ? VEC_KNOWN : VEC_UNKNOWN; } }
static WIDE void load_bools(const uint8_t *v, struct vec *to, size_t n) { EACH { to->v[i] = v[i]; to->s[i] = v[i] < 2 ? VEC_KNOWN : VEC_UNKNOWN; } }

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

static bool quick_by(const struct vec *a, int64_t by, size_t n) { return by > 0 && vector_bits(a, n) <= QUICK && vector_bits_of(by) <= QUICK; }

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
        bool bad = b->v[i] == 0 || far(b->v[i], small) || far(a->v[i], small * 1000) || far(c->v[i], small) || ((a->s[i] | b->s[i] | c->s[i]) & VEC_INEXACT);
        if (b->v[i] < 0) x = -x;
        to->v[i] = holds(s->how, x < y, x == y);
        if ((states | c->s[i]) & VEC_REDO) to->s[i] = (states | c->s[i]) & VEC_ERROR;
        else if (states & VEC_UNKNOWN) to->s[i] = VEC_UNKNOWN;
        else if (bad) to->s[i] = VEC_REDO;
        else { to->s[i] = c->s[i] & VEC_UNKNOWN; if (c->s[i] & VEC_NULL) to->v[i] = s->how == T_NE; }
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

static WIDE void half_up_quick(struct vec *to, const struct vec *a, const struct step *s, size_t n) { rounded(to, a, s, NUMBER_HALF_UP, true, n); }
static WIDE void floor_quick(struct vec *to, const struct vec *a, const struct step *s, size_t n) { rounded(to, a, s, NUMBER_FLOOR, true, n); }

static void round_to(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    bool quick = quick_by(a, s->k, n), dirty = false;
    if (quick && s->how == NUMBER_HALF_UP) half_up_quick(to, a, s, n);
    else if (quick && s->how == NUMBER_FLOOR) floor_quick(to, a, s, n);
    else rounded(to, a, s, s->how, false, n);
    if (a->clean) { all_known(to, n); return; }
    EACH {                                                        /* a border matters where the value is inexact */
        uint8_t was = a->s[i], m = s->keeps_null && was == VEC_NULL ? VEC_NULL : vector_merged(was) & (uint8_t)~VEC_INEXACT;
        to->s[i] = m ? m : was & VEC_INEXACT ? to->s[i] : VEC_KNOWN;
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
}

INLINE void whole_parts(struct vec *to, const struct vec *a, int64_t by, int64_t most, bool quick, size_t n) {
    const double inverse = 1 / (double)by;
    EACH {
        struct part p = parted(a->v[i], by, inverse, quick);
        to->v[i] = p.q > most ? most : p.q;
        to->s[i] = p.r ? VEC_REDO : VEC_KNOWN;
    }
}

static WIDE void whole_parts_quick(struct vec *to, const struct vec *a, int64_t by, int64_t most, size_t n) { whole_parts(to, a, by, most, true, n); }

/* The last step of an amount: what does not apply pays nothing, what was divided unevenly is not known to the last digit. */
static void exact(struct vec *to, const struct vec *a, int64_t by, int64_t most, size_t n) {
    bool dirty = false;
    if (quick_by(a, by, n)) whole_parts_quick(to, a, by, most, n);
    else whole_parts(to, a, by, most, false, n);
    EACH {
        uint8_t s = a->s[i];
        bool null = s == VEC_NULL;
        to->v[i] = null ? 0 : to->v[i];
        to->s[i] = null ? VEC_KNOWN : s & VEC_REDO ? s & VEC_ERROR : s & VEC_UNKNOWN ? VEC_UNKNOWN : s ? VEC_REDO : to->s[i];
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
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
static WIDE void least(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { EACH to->v[i] = a->v[i] < b->v[i] ? a->v[i] : b->v[i]; }
static WIDE void most_of(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { EACH to->v[i] = a->v[i] > b->v[i] ? a->v[i] : b->v[i]; }

static void arithmetic(struct vec *to, const struct vec *a, const struct vec *b, const struct step *s, size_t n) {
    bool lost = false;
    switch (s->op) {
    case STEP_ADD: if ((lost = add(to, a, b, n))) EACH to->s[i] = vector_lost(__builtin_add_overflow(a->v[i], b->v[i], &to->v[i])); break;
    case STEP_SUB: if ((lost = subtract(to, a, b, n))) EACH to->s[i] = vector_lost(__builtin_sub_overflow(a->v[i], b->v[i], &to->v[i])); break;
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

INLINE void compared(struct vec *to, const struct vec *a, const struct vec *b, int op, size_t n) { EACH to->v[i] = holds(op, a->v[i] < b->v[i], a->v[i] == b->v[i]); }
static WIDE void equals(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { compared(to, a, b, T_EQ, n); }
static WIDE void less(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { compared(to, a, b, T_LT, n); }
static WIDE void at_most(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { compared(to, a, b, T_LE, n); }
static WIDE void negated(struct vec *to, const struct vec *a, size_t n) { EACH to->v[i] = !a->v[i]; }

/* Null equals null and nothing else, and is in no order with anything. */
static WIDE void settled(struct vec *to, const struct vec *a, const struct vec *b, int op, size_t n) {
    uint8_t any = 0;
    EACH {
        uint8_t x = a->s[i], y = b->s[i], s = x | y;
        bool null = (s & VEC_NULL) != 0, both = (x & y & VEC_NULL) != 0;
        int64_t of_null = ((op == T_EQ) & both) | ((op == T_NE) & !both);
        uint8_t border = (s & VEC_INEXACT) && a->v[i] == b->v[i] ? VEC_REDO : VEC_KNOWN;
        to->v[i] = null ? of_null : to->v[i];
        to->s[i] = s & VEC_REDO ? s & VEC_ERROR : s & VEC_UNKNOWN ? VEC_UNKNOWN : null ? VEC_KNOWN : border;
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static void compare(struct vec *to, const struct vec *a, const struct vec *b, int op, size_t n) {
    if (op == T_EQ || op == T_NE) equals(to, a, b, n);
    else if (op == T_LT || op == T_GE) less(to, a, b, n);
    else at_most(to, a, b, n);
    if (op == T_NE || op == T_GE || op == T_GT) negated(to, to, n);
    if (a->clean && b->clean) all_known(to, n);
    else settled(to, a, b, op, n);
}

/* A range whose ends are null, unknown or in the wrong order is something else than its bounds say. */
static WIDE void within(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, const struct step *s, size_t n) {
    const bool from = s->k & 1, up_to = s->k & 2;
    uint8_t any = 0;
    EACH {
        int64_t v = a->v[i], low = b->v[i], high = c->v[i];
        uint8_t ends = b->s[i] | c->s[i], all = ends | a->s[i];
        bool odd = (ends & VEC_NULL) != 0 || high < low || (all & VEC_INEXACT) != 0, null = (a->s[i] & VEC_NULL) != 0;
        to->v[i] = ((low < v) | (from & (low == v))) & ((v < high) | (up_to & (v == high))) & !null;
        to->s[i] = all & VEC_REDO ? all & VEC_ERROR : ends & VEC_UNKNOWN ? VEC_UNKNOWN : odd ? VEC_REDO : a->s[i] & VEC_UNKNOWN;
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static WIDE void both(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { EACH to->v[i] = a->v[i] & b->v[i]; }
static WIDE void either(struct vec *to, const struct vec *a, const struct vec *b, size_t n) { EACH to->v[i] = a->v[i] | b->v[i]; }

/* `decides`: the truth that needs no second operand. */
static WIDE void in_doubt(struct vec *to, const struct vec *a, const struct vec *b, int64_t decides, size_t n) {
    uint8_t any = 0;
    EACH {
        uint8_t x = a->s[i], y = b->s[i];
        bool first = (x == 0) & (a->v[i] == decides), second = (y == 0) & (b->v[i] == decides);
        uint8_t doubt = (x | y) & VEC_UNKNOWN ? VEC_UNKNOWN : x | y;
        to->v[i] = first | second ? decides : !decides;
        to->s[i] = x & VEC_REDO ? x & VEC_ERROR : first ? VEC_KNOWN : y & VEC_REDO ? y & VEC_ERROR : second ? VEC_KNOWN : doubt;
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static void logic(struct vec *to, const struct vec *a, const struct vec *b, int64_t decides, size_t n) {
    if (!a->clean || !b->clean) { in_doubt(to, a, b, decides, n); return; }
    if (decides) either(to, a, b, n);
    else both(to, a, b, n);
    all_known(to, n);
}

static WIDE void chosen(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, size_t n) { EACH to->v[i] = a->v[i] ? b->v[i] : c->v[i]; }

/* A condition that is not known matters only where the two sides differ, which are computed both; one that does not apply is a note. */
static WIDE void choose_in_doubt(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, size_t n) {
    uint8_t any = 0;
    EACH {
        uint8_t x = a->s[i], y = b->s[i], z = c->s[i], sides = y | z, doubt;
        bool yes = a->v[i] != 0, same = (b->v[i] == c->v[i]) & (sides == 0);
        doubt = sides & VEC_REDO ? sides & VEC_ERROR : sides & VEC_INEXACT ? VEC_REDO : (y == VEC_NULL) & (z == VEC_NULL) ? VEC_NULL : same ? VEC_KNOWN : VEC_UNKNOWN;
        to->v[i] = yes | (x != 0) ? b->v[i] : c->v[i];
        to->s[i] = x == 0 ? (yes ? y : z) : x & VEC_REDO ? x & VEC_ERROR : x & VEC_NULL ? VEC_ERROR : doubt;
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static void choose(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, size_t n) {
    if (!a->clean || !b->clean || !c->clean) { choose_in_doubt(to, a, b, c, n); return; }
    chosen(to, a, b, c, n);
    all_known(to, n);
}

static void after(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    memcpy(to->v, a->v, n * sizeof *to->v);
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
    case STEP_COMPARE: compare(to, a, b, s->how, n); break;
    case STEP_WITHIN: within(to, a, b, c, s, n); break;
    case STEP_AND: logic(to, a, b, 0, n); break;
    case STEP_OR: logic(to, a, b, 1, n); break;
    case STEP_NOT: negated(to, a, n); like(to, a, n); break;
    case STEP_IF: choose(to, a, b, c, n); break;
    case STEP_AFTER: after(to, a, b, n); break;
    case STEP_REWORD: reworded(to, a, s->map, n); break;
    case STEP_DAYS: part_of_duration(to, a, s, n); break;
    default: vector_days(s, to, a, b, c, n);
    }
}
