/* batch_days.c: the calendar on vectors: parts of a date, dates out of parts,
** months and days added, the time between two dates.
**
** For dates within some 90,000 years the civil calendar is computed in 32 bits
** without a branch (C. Neri and L. Schneider, "Euclidean affine functions and
** their application to calendar algorithms", 2022), counted from a day so early
** that nothing is negative. A block that holds another date goes the way of
** base/date.h, row by row; what is farther still is the scalar path's. */
#include "engine/rules/batch_vector.h"

enum {
    ERAS = 600,
    SHIFT_DAYS = 719468 + ERAS * 146097,
    SHIFT_YEARS = 400 * ERAS,
    NEAR_DAYS = 25,
    NEAR_MONTHS = 20,
    NEAR_YEAR = 16
}; /* NEAR: bits */
enum { FAR_YEAR = 100000, FAR_MONTHS = 12 * FAR_YEAR, DAY = 86400 };                               /* beyond: the scalar path */
static const int64_t FAR_DAYS = (int64_t)366 * FAR_YEAR;

static bool far(int64_t v, int64_t limit) { return v > limit || v < -limit; }

struct civil { uint32_t y, m, d; };                               /* y: SHIFT_YEARS more */

INLINE struct civil civil_of(int64_t day) {
    uint32_t n1 = 4 * (uint32_t)(day + SHIFT_DAYS) + 3, n2 = n1 % 146097 / 4 * 4 + 3;
    uint64_t p = (uint64_t)2939745 * n2;
    uint32_t of_year = (uint32_t)p / 2939745 / 4, n3 = 2141 * of_year + 197913, next = of_year >= 306;
    return (struct civil){ 100 * (n1 / 146097) + (uint32_t)(p >> 32) + next, (n3 >> 16) - 12 * next, (n3 & 65535) / 2141 + 1 };
}

INLINE int64_t day_of(struct civil t) {
    uint32_t before = t.m <= 2, y = t.y - before, m = t.m + 12 * before, century = y / 100;
    return (int64_t)(1461 * y / 4 - century + century / 4 + (979 * m - 2919) / 32 + t.d - 1) - SHIFT_DAYS;
}

INLINE uint32_t month_len(uint32_t y, uint32_t m) {
    uint32_t leap = (y & (y % 25 ? 3 : 15)) == 0;
    return m == 2 ? 28 + leap : 30 + ((m ^ (m >> 3)) & 1);
}

/* ------------------------------------------------------------------ parts */

static WIDE void year(struct vec *to, const struct vec *a, size_t n) { EACH to->v[i] = (int64_t)civil_of(a->v[i]).y - SHIFT_YEARS; }
static WIDE void month(struct vec *to, const struct vec *a, size_t n) { EACH to->v[i] = civil_of(a->v[i]).m; }
static WIDE void day(struct vec *to, const struct vec *a, size_t n) { EACH to->v[i] = civil_of(a->v[i]).d; }
static WIDE void weekday(struct vec *to, const struct vec *a, size_t n)
{
    EACH to->v[i] = (uint32_t)(a->v[i] + 7 * (1 << NEAR_DAYS) + 3) % 7 + 1;
}

static void far_part(struct vec *to, const struct vec *a, enum step_op op, size_t n) {
    EACH {
        struct ymd t = date_ymd(a->v[i]);
        to->v[i] = op == STEP_YEAR ? t.y : op == STEP_MONTH ? t.m : op == STEP_DAY ? t.d : ((a->v[i] + 3) % 7 + 7) % 7 + 1;
    }
}

static void part(struct vec *to, const struct vec *a, enum step_op op, size_t n) {
    if (vector_bits(a, n) > NEAR_DAYS) far_part(to, a, op, n);
    else if (op == STEP_YEAR) year(to, a, n);
    else if (op == STEP_MONTH) month(to, a, n);
    else if (op == STEP_DAY) day(to, a, n);
    else weekday(to, a, n);
    vector_states(to, a, a, false, n);
}

/* ------------------------------------------------------------------ a date of its parts */

static WIDE void near_date(struct vec *to, const struct vec *y, const struct vec *m, const struct vec *d, size_t n) {
    EACH {
        struct civil t = { (uint32_t)(y->v[i] + SHIFT_YEARS), (uint32_t)m->v[i], (uint32_t)d->v[i] };
        bool good = t.m - 1 < 12;
        t.m = good ? t.m : 1;
        good &= t.d - 1 < month_len(t.y, t.m);
        to->v[i] = good ? day_of(t) : 0;
        to->s[i] = vector_lost(!good);
    }
}

static void far_date(struct vec *to, const struct vec *y, const struct vec *m, const struct vec *d, size_t n) {
    EACH {
        bool good = !far(y->v[i], FAR_YEAR) && m->v[i] >= 1 && m->v[i] <= 12 && d->v[i] >= 1 && d->v[i] <= 31
            && date_valid(y->v[i], (int)m->v[i], (int)d->v[i]);
        to->v[i] = good ? date_days(y->v[i], (int)m->v[i], (int)d->v[i]) : 0;
        to->s[i] = vector_lost(!good);
    }
}

static WIDE void date_states(struct vec *to, const struct vec *y, const struct vec *m, const struct vec *d, size_t n) {
    uint8_t any = 0;
    EACH {
        uint8_t s = vector_merged((uint8_t)(y->s[i] | m->s[i] | d->s[i]));
        to->s[i] = choice(where(s & VEC_INEXACT), VEC_REDO, choice(where(s), s, to->s[i]));
        any |= to->s[i];
    }
    to->clean = any == 0;
}

static void make_date(struct vec *to, const struct vec *y, const struct vec *m, const struct vec *d, size_t n) {
    bool near = vector_bits(y, n) <= NEAR_YEAR && vector_bits(m, n) < 32 && vector_bits(d, n) < 32;
    if (near) near_date(to, y, m, d, n);
    else far_date(to, y, m, d, n);
    date_states(to, y, m, d, n);
}

/* ------------------------------------------------------------------ dates and durations */

static WIDE void near_months(struct vec *to, const struct vec *a, const struct vec *b, int64_t sign, size_t n) {
    EACH {
        struct civil t = civil_of(a->v[i]);
        uint32_t months = t.y * 12 + t.m - 1 + (uint32_t)(sign * b->v[i]), len;
        t.y = months / 12;
        t.m = months % 12 + 1;
        len = month_len(t.y, t.m);
        t.d = t.d < len ? t.d : len;
        to->v[i] = day_of(t);
    }
}

static void add_months(struct vec *to, const struct vec *a, const struct vec *b, int64_t sign, size_t n) {
    bool near = vector_bits(a, n) <= NEAR_DAYS && vector_bits(b, n) <= NEAR_MONTHS;
    if (near) near_months(to, a, b, sign, n);
    else EACH {
        bool bad = far(a->v[i], FAR_DAYS) || far(b->v[i], FAR_MONTHS);
        to->v[i] = bad ? 0 : date_add_months(a->v[i], sign * b->v[i]);
        to->s[i] = vector_lost(bad);
    }
    vector_states(to, a, b, !near, n);
}

/* Whole days only: a time of day is dropped from midnight on, which the scalar path knows best. */
static void add_seconds(struct vec *to, const struct vec *a, const struct vec *b, int64_t sign, size_t n) {
    EACH {
        bool bad = far(a->v[i], FAR_DAYS) || far(b->v[i], FAR_DAYS * DAY) || b->v[i] % DAY != 0;
        to->v[i] = bad ? 0 : a->v[i] + sign * (b->v[i] / DAY);
        to->s[i] = vector_lost(bad);
    }
    vector_states(to, a, b, true, n);
}

static WIDE void near_seconds(struct vec *to, const struct vec *a, const struct vec *b, size_t n)
{
    EACH to->v[i] = (a->v[i] - b->v[i]) * DAY;
}

static void days_between(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    bool near = vector_bits(a, n) <= NEAR_DAYS && vector_bits(b, n) <= NEAR_DAYS;
    if (near) near_seconds(to, a, b, n);
    else EACH {
        bool bad = far(a->v[i], FAR_DAYS) || far(b->v[i], FAR_DAYS);
        to->v[i] = bad ? 0 : (a->v[i] - b->v[i]) * DAY;
        to->s[i] = vector_lost(bad);
    }
    vector_states(to, a, b, !near, n);
}

/* Whole months; as temporal_months_between, for which the 30th comes after the 29th even where that ends a month. */
static int64_t months_between(int64_t from, int64_t to) {
    struct ymd x = date_ymd(from), y = date_ymd(to);
    return (y.y - x.y) * 12 + y.m - x.m - (y.d < x.d);
}

static WIDE void near_months_between(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    EACH {
        struct civil x = civil_of(a->v[i]), y = civil_of(b->v[i]);
        int32_t m = (int32_t)(y.y * 12 + y.m) - (int32_t)(x.y * 12 + x.m);
        m += b->v[i] < a->v[i] ? y.d > x.d : -(y.d < x.d);
        to->v[i] = m;
    }
}

static void months_vector(struct vec *to, const struct vec *a, const struct vec *b, size_t n) {
    bool near = vector_bits(a, n) <= NEAR_DAYS && vector_bits(b, n) <= NEAR_DAYS;
    if (near) near_months_between(to, a, b, n);
    else EACH {
        bool bad = far(a->v[i], FAR_DAYS) || far(b->v[i], FAR_DAYS);
        to->v[i] = bad ? 0 : b->v[i] < a->v[i] ? -months_between(b->v[i], a->v[i]) : months_between(a->v[i], b->v[i]);
        to->s[i] = vector_lost(bad);
    }
    vector_states(to, a, b, !near, n);
}

void vector_days(const struct step *s, struct vec *to, const struct vec *a, const struct vec *b, const struct vec *c, size_t n) {
    switch (s->op) {
    case STEP_DATE: make_date(to, a, b, c, n); break;
    case STEP_ADD_MONTHS: add_months(to, a, b, s->k, n); break;
    case STEP_ADD_SECONDS: add_seconds(to, a, b, s->k, n); break;
    case STEP_DAYS_BETWEEN: days_between(to, a, b, n); break;
    case STEP_MONTHS_BETWEEN: months_vector(to, a, b, n); break;
    default: part(to, a, s->op, n);
    }
}
