/* batch_type.c: steps, each once; constants; and one type for two: the digits
** of both numbers, the words of both dictionaries. */
#include "engine/rules/batch_inside.h"

int64_t batch_ten(int digits) {
    int64_t ten = 1;
    while (digits-- > 0) ten *= 10;
    return ten;
}

/* ------------------------------------------------------------------ steps */

const struct step *batch_at(const struct planning *p, int step) { return &p->plan->steps.v[step]; }

static bool same_step(const struct step *x, const struct step *y) {
    return x->op == y->op && x->op != STEP_CONST && x->a == y->a && x->b == y->b && x->c == y->c && x->k == y->k && x->k2 == y->k2
        && x->how == y->how && x->keeps_null == y->keeps_null && x->map == y->map && x->table == y->table && x->type.kind == y->type.kind
        && x->type.digits == y->type.digits && x->type.den == y->type.den;
}

int batch_step(struct planning *p, struct step s) {
    struct steps *all = &p->plan->steps;
    if (s.type.den == 0) s.type.den = 1;
    for (size_t i = 0; i < all->n; i++) if (same_step(&all->v[i], &s)) return (int)i;
    if (all->n == BATCH_STEPS) { batch_refuse(p, "too many steps", p->q->decision); return -1; }
    *PUSH(p->a, all) = s;
    return (int)all->n - 1;
}

bool batch_short(struct number n, int *digits, int64_t *v) {
    for (*digits = 0; *digits <= BATCH_DIGITS; ++*digits) if (number_to_scaled(n, *digits, v)) return true;
    *digits = 0;
    return false;
}

int batch_constant(struct planning *p, struct value v) {
    struct step s = { .op = STEP_CONST, .type = batch_plain(VEC_NOTHING), .value = v, .how = VEC_KNOWN };
    switch (v.kind) {
    case VALUE_NULL: s.how = VEC_NULL; break;
    case VALUE_UNKNOWN: s.how = VEC_UNKNOWN; break;
    case VALUE_NUMBER:
        s.type.kind = VEC_NUMBER;
        if (!batch_short(v.number, &s.type.digits, &s.k)) s.how = VEC_REDO;
        break;
    case VALUE_STRING: {
        struct str *word = NEW(p->a, struct str);
        *word = v.string;
        s.type = (struct vec_type){ VEC_WORD, 0, 1, word, 1 };
        break;
    }
    case VALUE_BOOLEAN: s.type.kind = VEC_BOOL; s.k = v.boolean; break;
    case VALUE_DATE: s.type.kind = VEC_DAY; s.k = temporal_day_number(v.date); break;
    case VALUE_DAYS: s.type.kind = VEC_SECONDS; s.k = v.days.s; if (v.days.ns) s.how = VEC_REDO; break;
    case VALUE_MONTHS: s.type.kind = VEC_MONTHS; s.k = v.months.months; break;
    default: s.how = VEC_REDO;
    }
    return batch_step(p, s);
}

int batch_redo(struct planning *p) {
    return batch_step(p, (struct step){ .op = STEP_CONST, .type = batch_plain(VEC_NOTHING), .value = value_null(), .how = VEC_REDO });
}

/* A constant, a list too, though that is no element of a vector; what is in error is none. */
bool batch_is_constant(const struct step *s) { return s->op == STEP_CONST && (s->how != VEC_REDO || s->value.kind != VALUE_NULL); }

/* What stands for parameters is computed whether or not anything looks at them. */
int batch_after(struct planning *p, int step, const int *first, size_t n) {
    for (size_t i = 0; i < n && step >= 0; i++) {
        const struct step *one = batch_at(p, first[i]);
        if (one->op != STEP_LOAD && !batch_is_constant(one))
            step = batch_step(p, (struct step){ .op = STEP_AFTER, .a = step, .b = first[i], .type = batch_at(p, step)->type });
    }
    return step;
}

/* ------------------------------------------------------------------ one type for two */

int batch_scaled(struct planning *p, int step, int digits, int64_t den) {
    struct step s = *batch_at(p, step);
    int64_t k;
    if (s.type.kind != VEC_NUMBER || (s.type.digits == digits && s.type.den == den)) return step;
    must(digits >= s.type.digits);                                /* one type for two is the larger of both */
    must(den % s.type.den == 0);
    if (__builtin_mul_overflow(batch_ten(digits - s.type.digits), den / s.type.den, &k)) {
        batch_refuse(p, "too many decimals", p->q->decision);
        return -1;
    }
    if (s.op == STEP_CONST && !__builtin_mul_overflow(s.k, k, &s.k)) {
        s.type.digits = digits;
        s.type.den = den;
        return batch_step(p, s);
    }
    return batch_step(p,
        (struct step){ .op = STEP_SCALE,
            .a = step,
            .k = k,
            .keeps_null = true,
            .type = { .kind = VEC_NUMBER, .digits = digits, .den = den } });
}

static int64_t divisor(int64_t x, int64_t y) { return y ? divisor(y, x % y) : x; }

static int reworded(struct planning *p, int step, const struct str *words, size_t n) {
    struct step s = *batch_at(p, step);
    uint16_t *map = NEWS(p->a, uint16_t, s.type.nwords + 1);
    for (size_t i = 0; i < s.type.nwords; i++)
        while (!str_eq(words[map[i]], s.type.words[i])) map[i]++;
    if (s.op == STEP_CONST) { s.k = map[s.k]; s.type.words = words; s.type.nwords = n; return batch_step(p, s); }
    return batch_step(p, (struct step){ .op = STEP_REWORD, .a = step, .map = map, .type = { VEC_WORD, 0, 1, words, n } });
}

static bool holds_all(const struct vec_type *x, const struct vec_type *y) {
    for (size_t i = 0; i < y->nwords; i++) {
        size_t k = 0;
        while (k < x->nwords && !str_eq(x->words[k], y->words[i])) k++;
        if (k == x->nwords) return false;
    }
    return true;
}

static bool one_dictionary(struct planning *p, int *a, int *b) {
    struct vec_type x = batch_at(p, *a)->type, y = batch_at(p, *b)->type;
    struct str *words;
    size_t n = 0;
    if (x.words == y.words && x.nwords == y.nwords) return true;
    if (holds_all(&x, &y)) { *b = reworded(p, *b, x.words, x.nwords); return *b >= 0; }
    if (holds_all(&y, &x)) { *a = reworded(p, *a, y.words, y.nwords); return *a >= 0; }
    words = NEWS(p->a, struct str, x.nwords + y.nwords + 1);
    if (x.nwords + y.nwords > UINT16_MAX) return batch_refuse(p, "too many words", p->q->decision);
    for (size_t i = 0; i < x.nwords + y.nwords; i++) {
        struct str w = i < x.nwords ? x.words[i] : y.words[i - x.nwords];
        size_t k = 0;
        while (k < n && !str_eq(words[k], w)) k++;
        if (k == n) words[n++] = w;
    }
    *a = reworded(p, *a, words, n);
    *b = reworded(p, *b, words, n);
    return *a >= 0 && *b >= 0;
}

bool batch_alike(struct planning *p, int *a, int *b) {
    struct vec_type x = batch_at(p, *a)->type, y = batch_at(p, *b)->type;
    int64_t den;
    int digits = x.digits > y.digits ? x.digits : y.digits;
    if (x.kind == VEC_NOTHING || y.kind == VEC_NOTHING) return true;
    if (x.kind != y.kind) return batch_refuse(p, "values of two kinds", p->q->decision);
    if (x.kind == VEC_WORD) return one_dictionary(p, a, b);
    if (x.kind != VEC_NUMBER) return true;
    if (__builtin_mul_overflow(x.den / divisor(x.den, y.den), y.den, &den)) return batch_refuse(p, "too large a divisor", p->q->decision);
    *a = batch_scaled(p, *a, digits, den);
    *b = *a < 0 ? -1 : batch_scaled(p, *b, digits, den);
    return *a >= 0 && *b >= 0;
}
