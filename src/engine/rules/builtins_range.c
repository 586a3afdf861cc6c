/* builtins_range.c: points and ranges on one line (10.3.4.8). Each function is
** the formula of the standard, in three-valued logic: where ends cannot be
** compared the answer is null. A point stands for the range from it to it, so
** that one formula serves all signatures where the standard's agree. */
#include "engine/rules/builtins.h"

struct span { struct value low, high; bool low_in, high_in; };

static struct span span(struct value v) {
    if (v.kind != VALUE_RANGE) return (struct span){ v, v, true, true };
    return (struct span){ v.range->low, v.range->high, v.range->low_included, v.range->high_included };
}

static struct value three(int yes) { return yes < 0 ? value_null() : value_bool(yes); }
static struct value less(struct value x, struct value y) { return three(value_less(x, y)); }
static struct value equal(struct value x, struct value y) {
    return x.kind == VALUE_NULL || y.kind == VALUE_NULL ? value_null() : three(value_equal(x, y));
}
static struct value less_or(struct value x, struct value y, bool when_equal) {
    return eval_or(less(x, y), eval_and(equal(x, y), value_bool(when_equal)));
}
static struct value same_ends(struct value x, struct value y, bool x_in, bool y_in)
{
    return eval_and(value_bool(x_in == y_in), equal(x, y));
}

static struct value known(struct feel *f, struct value v, const struct value *a, const char *name) {
    return v.kind == VALUE_NULL ? note_kinds(f, "compare", name, a[0], a[1]) : v;
}

static struct value before(struct span x, struct span y) { return less_or(x.high, y.low, !x.high_in || !y.low_in); }
static struct value meets(struct span x, struct span y) { return eval_and(value_bool(x.high_in && y.low_in), equal(x.high, y.low)); }

static struct value overlaps(struct span x, struct span y) {
    return eval_and(less_or(y.low, x.high, x.high_in && y.low_in), less_or(x.low, y.high, x.low_in && y.high_in));
}

static struct value overlaps_before(struct span x, struct span y) {
    struct value starts = less_or(x.low, y.low, x.low_in && !y.low_in), touches = less_or(y.low, x.high, x.high_in && y.low_in);
    return eval_and(eval_and(starts, touches), less_or(x.high, y.high, !x.high_in || y.high_in));
}

static struct value overlaps_after(struct span x, struct span y) {
    struct value starts = less_or(y.low, x.low, y.low_in && !x.low_in), touches = less_or(x.low, y.high, y.high_in && x.low_in);
    return eval_and(eval_and(starts, touches), less_or(y.high, x.high, !y.high_in || x.high_in));
}

static struct value finishes(struct value point, struct span x, struct span y) {
    if (point.kind != VALUE_RANGE) return eval_and(value_bool(y.high_in), equal(x.high, y.high));
    return eval_and(same_ends(x.high, y.high, x.high_in, y.high_in), less_or(y.low, x.low, !x.low_in || y.low_in));
}

static struct value starts(struct value point, struct span x, struct span y) {
    if (point.kind != VALUE_RANGE) return eval_and(value_bool(y.low_in), equal(x.low, y.low));
    return eval_and(same_ends(x.low, y.low, x.low_in, y.low_in), less_or(x.high, y.high, !x.high_in || y.high_in));
}

static struct value includes(struct span x, struct span y) {
    return eval_and(less_or(x.low, y.low, x.low_in || !y.low_in), less_or(y.high, x.high, x.high_in || !y.high_in));
}

#define SPANS struct span x = span(a[0]), y = span(a[1])
struct value fn_before(struct feel *f, const struct value *a) { SPANS; return known(f, before(x, y), a, "before"); }
struct value fn_after(struct feel *f, const struct value *a) { SPANS; return known(f, before(y, x), a, "after"); }
struct value fn_meets(struct feel *f, const struct value *a) { SPANS; return known(f, meets(x, y), a, "meets"); }
struct value fn_met_by(struct feel *f, const struct value *a) { SPANS; return known(f, meets(y, x), a, "met by"); }
struct value fn_overlaps(struct feel *f, const struct value *a) { SPANS; return known(f, overlaps(x, y), a, "overlaps"); }
struct value fn_overlaps_before(struct feel *f, const struct value *a)
{
    SPANS;
    return known(f, overlaps_before(x, y), a, "overlaps before");
}
struct value fn_overlaps_after(struct feel *f, const struct value *a) { SPANS; return known(f, overlaps_after(x, y), a, "overlaps after"); }
struct value fn_finishes(struct feel *f, const struct value *a) { SPANS; return known(f, finishes(a[0], x, y), a, "finishes"); }
struct value fn_finished_by(struct feel *f, const struct value *a) { SPANS; return known(f, finishes(a[1], y, x), a, "finished by"); }
struct value fn_includes(struct feel *f, const struct value *a) { SPANS; return known(f, includes(x, y), a, "includes"); }
struct value fn_during(struct feel *f, const struct value *a) { SPANS; return known(f, includes(y, x), a, "during"); }
struct value fn_starts(struct feel *f, const struct value *a) { SPANS; return known(f, starts(a[0], x, y), a, "starts"); }
struct value fn_started_by(struct feel *f, const struct value *a) { SPANS; return known(f, starts(a[1], y, x), a, "started by"); }

struct value fn_coincides(struct feel *f, const struct value *a) {
    SPANS;
    return known(f, eval_and(same_ends(x.low, y.low, x.low_in, y.low_in), same_ends(x.high, y.high, x.high_in, y.high_in)), a, "coincides");
}
