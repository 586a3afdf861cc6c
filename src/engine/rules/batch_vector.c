/* batch_vector.c: the steps of batch_steps.h at work: one short loop each. */
#include "engine/rules/batch_steps.h"

#define EACH for (size_t i = 0; i < n; i++)

/* What two states make of a result that needs both; null in arithmetic is the scalar path's business. */
static inline uint8_t merged(uint8_t s) {
    if (s & VEC_REDO) return VEC_REDO;
    if (s & VEC_UNKNOWN) return VEC_UNKNOWN;
    return s & VEC_NULL ? VEC_REDO : s;
}

/* Afterwards: s[i] of the result says whether the computation itself went wrong; operands that are not known go before. */
static void finish(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    bool dirty = false;
    if (!a->clean || (b && !b->clean)) EACH {
        uint8_t s = merged((uint8_t)(a->s[i] | (b ? b->s[i] : 0)));
        to->s[i] = s & ~VEC_INEXACT ? s : (uint8_t)(s | to->s[i]);
    }
    EACH dirty |= to->s[i] != 0;
    to->clean = !dirty;
}

static void fill(struct vec *to, int64_t v, uint8_t s) {
    for (size_t i = 0; i < BATCH_BLOCK; i++) { to->v[i] = v; to->s[i] = s; }
    to->clean = s == VEC_KNOWN;
}

void vector_fill(const struct step *s, struct vec *to) { fill(to, s->k, (uint8_t)s->how); }

static bool far(int64_t v, int64_t limit) { return v > limit || v < -limit; }

/* ------------------------------------------------------------------ columns */

static void load(const struct vector_run *x, const struct step *s, struct vec *to) {
    const struct batch_data *d = &x->data[s->k];
    const size_t n = x->n, from = x->from;
    const size_t words = x->columns[s->k].nwords;
    memset(to->s, 0, n);
    switch (x->columns[s->k].kind) {
    case BATCH_NUMBER: memcpy(to->v, (const int64_t *)d->v + from, n * sizeof *to->v); break;
    case BATCH_DAY: EACH to->v[i] = ((const int32_t *)d->v)[from + i]; break;
    case BATCH_WORD: EACH { to->v[i] = ((const uint16_t *)d->v)[from + i]; to->s[i] = (size_t)to->v[i] < words ? VEC_KNOWN : VEC_UNKNOWN; } break;
    default: EACH { to->v[i] = ((const uint8_t *)d->v)[from + i]; to->s[i] = to->v[i] < 2 ? VEC_KNOWN : VEC_UNKNOWN; }
    }
    if (d->null) EACH if (d->null[(from + i) / 64] >> ((from + i) % 64) & 1) to->s[i] = VEC_NULL;
    if (d->known) EACH if (!(d->known[(from + i) / 64] >> ((from + i) % 64) & 1)) to->s[i] = VEC_UNKNOWN;
    bool dirty = false;
    EACH dirty |= to->s[i] != 0;
    to->clean = !dirty;
}

/* ------------------------------------------------------------------ arithmetic */

static uint8_t lost(bool overflow) { return overflow ? VEC_REDO : VEC_KNOWN; }

static void scale(struct vec *to, const struct vec *a, int64_t k, size_t n) {
    EACH to->s[i] = lost(__builtin_mul_overflow(a->v[i], k, &to->v[i]));
    finish(to, a, NULL, n);
}

/* Dividing by a constant leaves the numerator: the step's den grows. */
static void divided(struct vec *to, const struct vec *a, int64_t den, size_t n) {
    memcpy(to->v, a->v, n * sizeof *to->v);
    EACH to->s[i] = a->v[i] % den ? VEC_INEXACT : VEC_KNOWN;
    finish(to, a, NULL, n);
}

static void divide(struct vec *to, const struct vec *a, const struct vec *b, int64_t k, size_t n) {
    EACH {
        int64_t x;
        bool bad = b->v[i] == 0 || b->v[i] == -1 || __builtin_mul_overflow(a->v[i], k, &x);
        if (!bad && x % b->v[i] != 0) bad = true;
        to->v[i] = bad ? 0 : x / b->v[i];
        to->s[i] = lost(bad || ((a->s[i] | b->s[i]) & VEC_INEXACT));
    }
    finish(to, a, b, n);
}

static bool holds(int op, int order) {
    switch (op) {
    case T_EQ: return order == 0;
    case T_NE: return order != 0;
    case T_LT: return order < 0;
    case T_LE: return order <= 0;
    case T_GT: return order > 0;
    default: return order >= 0;
    }
}

/* a / b op c without dividing: a * k against b * c * k2. Rounding to 34 digits keeps this order while b is small enough. */
static void ratio(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, const struct step *s, size_t n) {
    const int64_t small = 10000000000;
    EACH {
        __int128 x = (__int128)a->v[i] * s->k, y = (__int128)b->v[i] * c->v[i] * (b->v[i] < 0 ? -1 : 1) * s->k2;
        uint8_t states = merged((uint8_t)(a->s[i] | b->s[i]));    /* the division comes first; then comparing with null is no */
        bool bad = b->v[i] == 0 || far(b->v[i], small) || far(a->v[i], small * 1000) || far(c->v[i], small) || ((a->s[i] | b->s[i] | c->s[i]) & VEC_INEXACT);
        if (b->v[i] < 0) x = -x;
        to->v[i] = holds(s->how, x < y ? -1 : x > y);
        if (states & ~VEC_INEXACT) to->s[i] = states == VEC_UNKNOWN && (c->s[i] & VEC_REDO) ? VEC_REDO : states;
        else if (bad) to->s[i] = VEC_REDO;
        else { to->s[i] = c->s[i] & (VEC_REDO | VEC_UNKNOWN); if (c->s[i] & VEC_NULL) to->v[i] = s->how == T_NE; }
    }
    bool dirty = false;
    EACH dirty |= to->s[i] != 0;
    to->clean = !dirty;
}

static void modulo(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    EACH {
        bool bad = b->v[i] == 0 || b->v[i] == -1 || ((a->s[i] | b->s[i]) & VEC_INEXACT);
        int64_t m = bad ? 0 : a->v[i] % b->v[i];
        to->v[i] = m != 0 && (m < 0) != (b->v[i] < 0) ? m + b->v[i] : m;
        to->s[i] = lost(bad);
    }
    finish(to, a, b, n);
}

/* Does a quotient q with rest r (of the sign of the dividend) go one further from zero? */
static inline bool further(int how, int64_t q, int64_t r, int64_t by, bool minus) {
    int64_t twice = r < 0 ? -r : r, half = by - twice;            /* twice against by, without overflow */
    switch (how) {
    case NUMBER_HALF_EVEN: return twice > half || (twice == half && (q & 1));
    case NUMBER_HALF_UP: return twice >= half;
    case NUMBER_HALF_DOWN: return twice > half;
    case NUMBER_UP: return r != 0;
    case NUMBER_FLOOR: return r != 0 && minus;
    case NUMBER_CEILING: return r != 0 && !minus;
    default: return false;
    }
}

static inline bool at_border(int how, int64_t r, int64_t by) {
    int64_t twice = r < 0 ? -r : r;
    return how == NUMBER_HALF_EVEN || how == NUMBER_HALF_UP || how == NUMBER_HALF_DOWN ? twice == by - twice : r == 0;
}

static inline __attribute__((always_inline)) void rounded(struct vec *to, const struct vec *a, int64_t by, int64_t most, int how, size_t n) {
    EACH {
        int64_t q = a->v[i] / by, r = a->v[i] % by;
        bool minus = a->v[i] < 0;
        if (by > 1 && further(how, q, r, by, minus)) q += minus ? -1 : 1;
        to->v[i] = q > most ? most : q;
        to->s[i] = lost((a->s[i] & VEC_INEXACT) && at_border(how, r, by));
    }
}

static void round_to(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    bool dirty = false;
    switch (s->how) {                                             /* a loop each, so that the choice is not made a row */
    case NUMBER_HALF_UP: rounded(to, a, s->k, s->k2, NUMBER_HALF_UP, n); break;
    case NUMBER_FLOOR: rounded(to, a, s->k, s->k2, NUMBER_FLOOR, n); break;
    default: rounded(to, a, s->k, s->k2, s->how, n);
    }
    if (!a->clean) EACH {
        uint8_t m = merged(a->s[i]) & (uint8_t)~VEC_INEXACT;
        if (m) to->s[i] = m;
    }
    EACH dirty |= to->s[i] != 0;
    to->clean = !dirty;
}

/* The last step of an amount: what does not apply pays nothing, what was divided unevenly is not known to the last digit. */
static void exact(struct vec *to, const struct vec *a, int64_t by, int64_t most, size_t n) {
    bool dirty = false;
    EACH {
        int64_t q = a->v[i] / by;
        bool null = a->s[i] == VEC_NULL;
        to->v[i] = null ? 0 : q > most ? most : q;
        to->s[i] = null ? VEC_KNOWN : a->s[i] & VEC_UNKNOWN && !(a->s[i] & VEC_REDO) ? VEC_UNKNOWN : lost(a->s[i] || a->v[i] % by != 0);
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
}

static void arithmetic(struct vec *to, const struct vec *a, const struct vec *b, const struct step *s, size_t n) {
    switch (s->op) {
    case STEP_ADD: EACH to->s[i] = lost(__builtin_add_overflow(a->v[i], b->v[i], &to->v[i])); break;
    case STEP_SUB: EACH to->s[i] = lost(__builtin_sub_overflow(a->v[i], b->v[i], &to->v[i])); break;
    case STEP_MUL: EACH to->s[i] = lost(__builtin_mul_overflow(a->v[i], b->v[i], &to->v[i])); break;
    case STEP_MIN: memset(to->s, 0, n); EACH to->v[i] = a->v[i] < b->v[i] ? a->v[i] : b->v[i]; break;
    default: memset(to->s, 0, n); EACH to->v[i] = a->v[i] > b->v[i] ? a->v[i] : b->v[i];
    }
    finish(to, a, b, n);
}

static void one_number(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    if (s->op == STEP_NEGATE) EACH to->s[i] = lost(__builtin_sub_overflow((int64_t)0, a->v[i], &to->v[i]));
    else EACH { bool bad = a->v[i] == INT64_MIN; to->v[i] = a->v[i] < 0 && !bad ? -a->v[i] : a->v[i]; to->s[i] = lost(bad); }
    finish(to, a, NULL, n);
}

/* ------------------------------------------------------------------ comparison and logic */

/* Null equals null and nothing else, and is in no order with anything. */
static void settle(struct vec *to, uint8_t a, uint8_t b, int op, size_t i, bool equal) {
    uint8_t s = a | b;
    if (s & VEC_REDO) to->s[i] = VEC_REDO;
    else if (s & VEC_UNKNOWN) to->s[i] = VEC_UNKNOWN;
    else if (s & VEC_NULL) { to->s[i] = VEC_KNOWN; to->v[i] = op == T_EQ ? (a & b & VEC_NULL) != 0 : op == T_NE && !(a & b & VEC_NULL); }
    else to->s[i] = (s & VEC_INEXACT) && equal ? VEC_REDO : VEC_KNOWN;
}

static void compare(struct vec *to, const struct vec *a, const struct vec *b, int op, size_t n) {
    bool dirty = false;
    switch (op) {
    case T_EQ: EACH to->v[i] = a->v[i] == b->v[i]; break;
    case T_NE: EACH to->v[i] = a->v[i] != b->v[i]; break;
    case T_LT: EACH to->v[i] = a->v[i] < b->v[i]; break;
    case T_LE: EACH to->v[i] = a->v[i] <= b->v[i]; break;
    case T_GT: EACH to->v[i] = a->v[i] > b->v[i]; break;
    default: EACH to->v[i] = a->v[i] >= b->v[i];
    }
    memset(to->s, 0, n);
    if (!a->clean || !b->clean) EACH { settle(to, a->s[i], b->s[i], op, i, a->v[i] == b->v[i]); dirty |= to->s[i] != 0; }
    to->clean = !dirty;
}

/* A range whose ends are null, unknown or in the wrong order is something else than its bounds say. */
static void within(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, const struct step *s, size_t n) {
    bool dirty = false;
    EACH {
        int64_t v = a->v[i], low = b->v[i], high = c->v[i];
        uint8_t ends = b->s[i] | c->s[i];
        to->v[i] = (s->k & 1 ? low <= v : low < v) && (s->k & 2 ? v <= high : v < high);
        if ((a->s[i] | ends) & VEC_REDO) to->s[i] = VEC_REDO;
        else if (ends & VEC_UNKNOWN) to->s[i] = VEC_UNKNOWN;
        else if ((ends & VEC_NULL) || high < low || ((ends | a->s[i]) & VEC_INEXACT)) to->s[i] = VEC_REDO;
        else if (a->s[i] & VEC_NULL) { to->s[i] = VEC_KNOWN; to->v[i] = 0; }
        else to->s[i] = a->s[i] & VEC_UNKNOWN;
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
}

/* `decides`: the truth that needs no second operand. */
static void logic(struct vec *to, const struct vec *a, const struct vec *b, int64_t decides, size_t n) {
    bool dirty = false;
    if (a->clean && b->clean) {
        if (decides) EACH to->v[i] = a->v[i] | b->v[i];
        else EACH to->v[i] = a->v[i] & b->v[i];
        memset(to->s, 0, n);
        to->clean = true;
        return;
    }
    EACH {
        uint8_t x = a->s[i], y = b->s[i];
        bool first = !x && a->v[i] == decides, second = !y && b->v[i] == decides;
        to->v[i] = first || second ? decides : !decides;
        if (x & VEC_REDO) to->s[i] = VEC_REDO;
        else if (first) to->s[i] = VEC_KNOWN;
        else if (y & VEC_REDO) to->s[i] = VEC_REDO;
        else if (second) to->s[i] = VEC_KNOWN;
        else to->s[i] = (x | y) & VEC_UNKNOWN ? VEC_UNKNOWN : x | y;
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
}

/* A condition that is not known matters only where the two sides differ; one that does not apply is a note. */
static void choose(struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, size_t n) {
    bool dirty = false;
    EACH {
        bool yes = a->v[i] != 0, same = b->v[i] == c->v[i] && b->s[i] == c->s[i] && !b->s[i];
        to->v[i] = yes || a->s[i] ? b->v[i] : c->v[i];
        if (!a->s[i]) to->s[i] = yes ? b->s[i] : c->s[i];
        else if ((a->s[i] & (VEC_REDO | VEC_NULL)) || ((b->s[i] | c->s[i]) & (VEC_REDO | VEC_INEXACT))) to->s[i] = VEC_REDO;
        else if (b->s[i] == VEC_NULL && c->s[i] == VEC_NULL) to->s[i] = VEC_NULL;
        else to->s[i] = same ? VEC_KNOWN : VEC_UNKNOWN;
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
}

static void keep_states(struct vec *to, const struct vec *a, size_t n) {
    memcpy(to->s, a->s, n);
    to->clean = a->clean;
}

/* ------------------------------------------------------------------ days */

static void part_of_day(struct vec *to, const struct vec *a, enum step_op op, size_t n) {
    EACH {
        struct ymd t = date_ymd(a->v[i]);
        to->v[i] = op == STEP_YEAR ? t.y : op == STEP_MONTH ? t.m : t.d;
        if (op == STEP_WEEKDAY) to->v[i] = ((a->v[i] + 3) % 7 + 7) % 7 + 1;
    }
    memset(to->s, 0, n);
    finish(to, a, NULL, n);
}

enum { FAR_YEAR = 100000, FAR_MONTHS = 12 * FAR_YEAR };           /* beyond: the scalar path */
static const int64_t FAR_DAYS = (int64_t)366 * FAR_YEAR;

static void make_date(struct vec *to, const struct vec *y, const struct vec *m, const struct vec *d, size_t n) {
    EACH {
        bool good = !far(y->v[i], FAR_YEAR) && m->v[i] >= 1 && m->v[i] <= 12 && d->v[i] >= 1 && d->v[i] <= 31 && date_valid(y->v[i], (int)m->v[i], (int)d->v[i])
            && !((y->s[i] | m->s[i] | d->s[i]) & VEC_INEXACT);
        to->v[i] = good ? date_days(y->v[i], (int)m->v[i], (int)d->v[i]) : 0;
        to->s[i] = lost(!good);
    }
    EACH { uint8_t s = merged((uint8_t)(y->s[i] | m->s[i] | d->s[i])); if (s & ~VEC_INEXACT) to->s[i] = s; }
    bool dirty = false;
    EACH dirty |= to->s[i] != 0;
    to->clean = !dirty;
}

static void add_months(struct vec *to, const struct vec *a, const struct vec *b, int64_t sign, size_t n) {
    EACH {
        bool bad = far(a->v[i], FAR_DAYS) || far(b->v[i], FAR_MONTHS);
        to->v[i] = bad ? 0 : date_add_months(a->v[i], sign * b->v[i]);
        to->s[i] = lost(bad);
    }
    finish(to, a, b, n);
}

/* Whole days only: a time of day is dropped from midnight on, which the scalar path knows best. */
static void add_seconds(struct vec *to, const struct vec *a, const struct vec *b, int64_t sign, size_t n) {
    EACH {
        bool bad = far(a->v[i], FAR_DAYS) || far(b->v[i], FAR_DAYS * 86400) || b->v[i] % 86400 != 0;
        to->v[i] = bad ? 0 : a->v[i] + sign * (b->v[i] / 86400);
        to->s[i] = lost(bad);
    }
    finish(to, a, b, n);
}

/* Whole months; as temporal_months_between, for which the 30th comes after the 29th even where that ends a month. */
static int64_t months_between(int64_t from, int64_t to) {
    struct ymd x = date_ymd(from), y = date_ymd(to);
    return (y.y - x.y) * 12 + y.m - x.m - (y.d < x.d);
}

static void between_days(struct vec *to, const struct vec *a, const struct vec *b, bool months, size_t n) {
    EACH {
        bool bad = far(a->v[i], FAR_DAYS) || far(b->v[i], FAR_DAYS), back = b->v[i] < a->v[i];
        int64_t from = bad ? 0 : back ? b->v[i] : a->v[i], to_day = bad ? 0 : back ? a->v[i] : b->v[i], m = months ? months_between(from, to_day) : 0;
        to->v[i] = !months ? (bad ? 0 : (a->v[i] - b->v[i]) * 86400) : back ? -m : m;
        to->s[i] = lost(bad);
    }
    finish(to, a, b, n);
}

static void part_of_duration(struct vec *to, const struct vec *a, const struct step *s, size_t n) {
    EACH to->v[i] = s->k2 ? a->v[i] % s->k2 / s->k : a->v[i] / s->k;
    memset(to->s, 0, n);
    finish(to, a, NULL, n);
}

/* ------------------------------------------------------------------ one step */

void vector_step(const struct vector_run *x, const struct step *s, struct vec *to) {
    const struct vec *a = &x->vecs[s->a], *b = &x->vecs[s->b], *c = &x->vecs[s->c];
    const size_t n = x->n;
    switch (s->op) {
    case STEP_LOAD: load(x, s, to); break;
    case STEP_CONST: case STEP_TABLE: case STEP_COLUMN: break;    /* filled once; filled by batch_judge.c */
    case STEP_SCALE: scale(to, a, s->k, n); break;
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
    case STEP_NOT: EACH to->v[i] = !a->v[i]; keep_states(to, a, n); break;
    case STEP_IF: choose(to, a, b, c, n); break;
    case STEP_REWORD: EACH to->v[i] = a->s[i] ? 0 : s->map[a->v[i]]; keep_states(to, a, n); break;
    case STEP_YEAR: case STEP_MONTH: case STEP_DAY: case STEP_WEEKDAY: part_of_day(to, a, s->op, n); break;
    case STEP_DATE: make_date(to, a, b, c, n); break;
    case STEP_ADD_MONTHS: add_months(to, a, b, s->k, n); break;
    case STEP_ADD_SECONDS: add_seconds(to, a, b, s->k, n); break;
    case STEP_DAYS_BETWEEN: between_days(to, a, b, false, n); break;
    case STEP_MONTHS_BETWEEN: between_days(to, a, b, true, n); break;
    case STEP_DAYS: part_of_duration(to, a, s, n); break;
    }
}
