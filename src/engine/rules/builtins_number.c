/* builtins_number.c: functions of numbers, one or a list of them (10.3.4.4, .5). */
#include "engine/rules/builtins.h"

static struct value given(struct feel *f, bool ok, struct number n, const char *name) {
    return ok ? value_number(n) : note1(f, "result", name);
}

/* ------------------------------------------------------------------ one number */

static struct value rounded(struct feel *f, const struct value *a, enum number_rounding how) {
    struct number r, whole;
    int64_t scale = 0;
    if (a[1].kind == VALUE_NUMBER) {
        if (!number_round(a[1].number, 0, NUMBER_DOWN, &whole) || !number_to_int(whole, &scale)) scale = INT64_MAX;
    }
    return number_round(a[0].number, scale, how, &r) ? value_number(r) : feel_null(f, "scale", value_text(f->a, a[1]), STR_NONE, STR_NONE);
}

struct value fn_decimal(struct feel *f, const struct value *a) { return rounded(f, a, NUMBER_HALF_EVEN); }
struct value fn_floor(struct feel *f, const struct value *a) { return rounded(f, a, NUMBER_FLOOR); }
struct value fn_ceiling(struct feel *f, const struct value *a) { return rounded(f, a, NUMBER_CEILING); }
struct value fn_round_up(struct feel *f, const struct value *a) { return rounded(f, a, NUMBER_UP); }
struct value fn_round_down(struct feel *f, const struct value *a) { return rounded(f, a, NUMBER_DOWN); }
struct value fn_round_half_up(struct feel *f, const struct value *a) { return rounded(f, a, NUMBER_HALF_UP); }
struct value fn_round_half_down(struct feel *f, const struct value *a) { return rounded(f, a, NUMBER_HALF_DOWN); }

struct value fn_abs(struct feel *f, const struct value *a) {
    struct value v = a[0];
    (void)f;
    if (v.kind == VALUE_NUMBER) v.number = number_abs(v.number);
    else if (v.kind == VALUE_DAYS && temporal_ns(v.days) < 0) v.days = temporal_days_neg(v.days);
    else if (v.kind == VALUE_MONTHS && v.months.months < 0) v.months = temporal_months_neg(v.months);
    return v;
}

struct value fn_modulo(struct feel *f, const struct value *a) {
    struct number r = a[0].number;
    if (number_sign(a[1].number) == 0) return note1(f, "zero", "modulo");
    return given(f, number_mod(a[0].number, a[1].number, &r), r, "modulo");
}

struct value fn_sqrt(struct feel *f, const struct value *a)
{
    struct number r = a[0].number;
    return given(f, number_sqrt(r, &r), r, "sqrt");
}
struct value fn_log(struct feel *f, const struct value *a) { struct number r = a[0].number; return given(f, number_log(r, &r), r, "log"); }
struct value fn_exp(struct feel *f, const struct value *a) { struct number r = a[0].number; return given(f, number_exp(r, &r), r, "exp"); }
struct value fn_odd(struct feel *f, const struct value *a) { (void)f; return value_bool(number_is_odd(a[0].number)); }
struct value fn_even(struct feel *f, const struct value *a) { (void)f; return value_bool(number_is_even(a[0].number)); }

/* ------------------------------------------------------------------ lists of them */

static struct value extreme(struct feel *f, struct list l, bool most, const char *name) {
    struct value best;
    if (l.n == 0) return note1(f, "empty", name);
    best = l.v[0];
    for (size_t i = 0; i < l.n; i++) {
        int less = most ? value_less(best, l.v[i]) : value_less(l.v[i], best);
        if (less < 0) return note_kinds(f, "compare", name, best, l.v[i]);
        if (less) best = l.v[i];
    }
    return best;
}

struct value fn_min(struct feel *f, const struct value *a) { return extreme(f, a[0].list, false, "min"); }
struct value fn_max(struct feel *f, const struct value *a) { return extreme(f, a[0].list, true, "max"); }

static bool all_numbers(struct feel *f, struct list l, const char *name) {
    if (l.n == 0) { note1(f, "empty", name); return false; }
    for (size_t i = 0; i < l.n; i++)
        if (l.v[i].kind != VALUE_NUMBER) { note2(f, "item", name, value_kind_name(l.v[i])); return false; }
    return true;
}

/* Numbers only: Table 75 has no durations for sum, mean and product, in no version. */
static struct value folded(struct feel *f, struct list l, bool product, const char *name) {
    struct number sum;
    if (!all_numbers(f, l, name)) return value_null();
    sum = l.v[0].number;
    for (size_t i = 1; i < l.n; i++)
        if (!(product ? number_mul(sum, l.v[i].number, &sum) : number_add(sum, l.v[i].number, &sum))) return note1(f, "result", name);
    return value_number(sum);
}

struct value fn_sum(struct feel *f, const struct value *a) { return folded(f, a[0].list, false, "sum"); }
struct value fn_product(struct feel *f, const struct value *a) { return folded(f, a[0].list, true, "product"); }

struct value fn_mean(struct feel *f, const struct value *a) {
    struct value sum = folded(f, a[0].list, false, "mean");
    return sum.kind == VALUE_NULL ? sum : eval_binary(f, T_SLASH, sum, value_int((int64_t)a[0].list.n));
}

static int by_number(const void *x, const void *y) {
    const struct value *a = x, *b = y;
    return number_cmp(a->number, b->number);
}

static struct value *in_order(struct feel *f, struct list l) {
    struct value *v = NEWS(f->a, struct value, l.n);
    memcpy(v, l.v, l.n * sizeof *v);
    qsort(v, l.n, sizeof *v, by_number);
    return v;
}

struct value fn_median(struct feel *f, const struct value *a) {
    struct list l = a[0].list;
    struct value *v;
    struct number r;
    if (!all_numbers(f, l, "median")) return value_null();
    v = in_order(f, l);
    if (l.n % 2) return v[l.n / 2];
    if (number_add(v[l.n / 2 - 1].number, v[l.n / 2].number, &r) && number_div(r, number_int(2), &r)) return value_number(r);
    return note1(f, "result", "median");
}

/* Of a sample: divided by one less than the number of items. */
struct value fn_stddev(struct feel *f, const struct value *a) {
    struct list l = a[0].list;
    struct number mean, sum = number_int(0), n = number_int((int64_t)l.n);
    struct value total;
    if (l.n < 2) return note1(f, "empty", "stddev");
    total = folded(f, l, false, "stddev");
    if (total.kind == VALUE_NULL || !number_div(total.number, n, &mean)) return value_null();
    for (size_t i = 0; i < l.n; i++) {
        struct number d;
        if (!number_sub(l.v[i].number, mean, &d) || !number_mul(d, d, &d) || !number_add(sum, d, &sum)) return note1(f, "result", "stddev");
    }
    if (!number_div(sum, number_int((int64_t)l.n - 1), &sum) || !number_sqrt(sum, &sum)) return note1(f, "result", "stddev");
    return value_number(sum);
}

/* All the most frequent ones, in ascending order; none of none. */
struct value fn_mode(struct feel *f, const struct value *a) {
    struct list l = a[0].list;
    struct value *v;
    struct values best = { 0 };
    size_t most = 0;
    if (l.n == 0) return a[0];
    if (!all_numbers(f, l, "mode")) return value_null();
    v = in_order(f, l);
    for (size_t i = 0, k; i < l.n; i = k) {
        for (k = i + 1; k < l.n && number_cmp(v[i].number, v[k].number) == 0;) k++;
        if (k - i > most) { most = k - i; best.n = 0; }
        if (k - i == most) *PUSH(f->a, &best) = v[i];
    }
    return value_list(best.v, best.n);
}
