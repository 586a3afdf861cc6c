/* eval_operators.c: arithmetic (Tables 56 to 60), comparison (52 to 54), logic
** (50), tests and ranges (55). */
#include "engine/rules/eval.h"

static const char *spelled(enum token_kind op) {
    switch (op) {
    case T_PLUS: return "+";
    case T_MINUS: return "-";
    case T_STAR: return "*";
    case T_SLASH: return "/";
    case T_POWER: return "**";
    case T_LT: return "<";
    case T_LE: return "<=";
    case T_GT: return ">";
    case T_GE: return ">=";
    case T_NE: return "!=";
    default: return "=";
    }
}

/* ------------------------------------------------------------------ arithmetic */

static struct value numbers(struct feel *f, enum token_kind op, struct number x, struct number y) {
    struct number r;
    bool ok = op == T_PLUS ? number_add(x, y, &r) : op == T_MINUS ? number_sub(x, y, &r) : op == T_STAR ? number_mul(x, y, &r)
        : op == T_SLASH ? number_div(x, y, &r) : number_pow(x, y, &r);
    if (ok) return value_number(r);
    return note1(f, op == T_SLASH && number_sign(y) == 0 ? "zero" : "result", spelled(op));
}

/* The operators of one pair of kinds: what is not here is null. `ok` says that the result is in range. */
static bool moment_and_months(struct value x, struct months_duration m, struct value *v, bool *ok) {
    *v = x;
    if (x.kind == VALUE_DATE) *ok = temporal_date_add_months(x.date, m, &v->date);
    else if (x.kind == VALUE_DATE_TIME) *ok = temporal_date_time_add_months(x.datetime, m, &v->datetime);
    else if (x.kind == VALUE_MONTHS) *ok = temporal_months_add(x.months, m, &v->months);
    else return false;
    return true;
}

static bool moment_and_days(struct value x, struct days_duration d, struct value *v, bool *ok) {
    *v = x;
    if (x.kind == VALUE_DATE) *ok = temporal_date_add_days(x.date, d, &v->date);
    else if (x.kind == VALUE_DATE_TIME) *ok = temporal_date_time_add_days(x.datetime, d, &v->datetime);
    else if (x.kind == VALUE_TIME) *ok = temporal_time_add(x.time, d, &v->time);
    else if (x.kind == VALUE_DAYS) *ok = temporal_days_add(x.days, d, &v->days);
    else return false;
    return true;
}

static bool moment_add(struct value x, struct value y, struct value *v, bool *ok) {
    if (y.kind == VALUE_MONTHS) return moment_and_months(x, y.months, v, ok);
    if (y.kind == VALUE_DAYS) return moment_and_days(x, y.days, v, ok);
    if (x.kind == VALUE_MONTHS) return moment_and_months(y, x.months, v, ok);
    return x.kind == VALUE_DAYS && moment_and_days(y, x.days, v, ok);
}

static bool is_day(struct value v) { return v.kind == VALUE_DATE || v.kind == VALUE_DATE_TIME; }
static struct date_time as_moment(struct value v) { return v.kind == VALUE_DATE ? temporal_midnight_utc(v.date) : v.datetime; }

static bool moment_sub(struct value x, struct value y, struct value *v, bool *ok) {
    *v = value_null();
    if (y.kind == VALUE_MONTHS) return moment_and_months(x, temporal_months_neg(y.months), v, ok);
    if (y.kind == VALUE_DAYS) return moment_and_days(x, temporal_days_neg(y.days), v, ok);
    v->kind = VALUE_DAYS;
    if (is_day(x) && is_day(y)) *ok = temporal_date_time_sub(as_moment(x), as_moment(y), &v->days);
    else if (x.kind == VALUE_TIME && y.kind == VALUE_TIME) *ok = temporal_time_sub(x.time, y.time, &v->days);
    else return false;
    return true;
}

static bool scale(struct value x, struct number by, bool divide, struct value *v, bool *ok) {
    *v = x;
    if (x.kind == VALUE_DAYS) *ok = temporal_days_scale(x.days, by, divide, &v->days);
    else if (x.kind == VALUE_MONTHS) *ok = temporal_months_scale(x.months, by, divide, &v->months);
    else return false;
    return true;
}

static bool ratio(struct value x, struct value y, struct value *v, bool *ok) {
    *v = value_int(0);
    if (x.kind == VALUE_DAYS && y.kind == VALUE_DAYS) *ok = temporal_days_ratio(x.days, y.days, &v->number);
    else if (x.kind == VALUE_MONTHS && y.kind == VALUE_MONTHS) *ok = temporal_months_ratio(x.months, y.months, &v->number);
    else return false;
    return true;
}

static bool temporal(enum token_kind op, struct value x, struct value y, struct value *v, bool *ok) {
    switch (op) {
    case T_PLUS: return moment_add(x, y, v, ok);
    case T_MINUS: return moment_sub(x, y, v, ok);
    case T_STAR:
        return y.kind == VALUE_NUMBER ? scale(x, y.number, false, v, ok) : x.kind == VALUE_NUMBER && scale(y, x.number, false, v, ok);
    case T_SLASH: return y.kind == VALUE_NUMBER ? scale(x, y.number, true, v, ok) : ratio(x, y, v, ok);
    default: return false;
    }
}

struct value eval_binary(struct feel *f, enum token_kind op, struct value x, struct value y) {
    struct value v;
    bool ok = false;
    if (x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN) return value_unknown();
    if (x.kind == VALUE_NUMBER && y.kind == VALUE_NUMBER) return numbers(f, op, x.number, y.number);
    if (op == T_PLUS && x.kind == VALUE_STRING && y.kind == VALUE_STRING) return value_string(str_join(f->a, x.string, y.string));
    if (!temporal(op, x, y, &v, &ok)) return note_kinds(f, "operands", spelled(op), x, y);
    return ok ? v : note1(f, "result", spelled(op));
}

struct value eval_negate(struct feel *f, struct value x) {
    switch (x.kind) {
    case VALUE_NUMBER: return value_number(number_neg(x.number));
    case VALUE_DAYS: return value_days(temporal_days_neg(x.days));
    case VALUE_MONTHS: return value_months(temporal_months_neg(x.months));
    case VALUE_UNKNOWN: return x;
    default: return note2(f, "operand", "-", value_kind_name(x));
    }
}

/* ------------------------------------------------------------------ comparison and logic */

/* Policy mode: what is not known stays so, and a fact that does not apply (null) is in no order with anything. */
static struct value answer(struct feel *f, int yes, enum token_kind op, struct value x, struct value y) {
    if (yes < 0 && (x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN)) return value_unknown();
    if (yes < 0 && f->mode == FEEL_POLICY && (x.kind == VALUE_NULL || y.kind == VALUE_NULL)) return value_bool(false);
    return yes < 0 ? note_kinds(f, "compare", spelled(op), x, y) : value_bool(yes);
}

/* Two dates that are compared, one behind the other; of lists and ranges each date in them. */
static void noted(struct feel *f, struct value x, struct value y) {
    for (size_t i = 0; x.kind == VALUE_LIST && i < x.list.n; i++) noted(f, x.list.v[i], y);
    for (size_t i = 0; x.kind != VALUE_LIST && y.kind == VALUE_LIST && i < y.list.n; i++) noted(f, x, y.list.v[i]);
    if (x.kind == VALUE_RANGE) { noted(f, x.range->low, y); noted(f, x.range->high, y); }
    else if (y.kind == VALUE_RANGE) { noted(f, x, y.range->low); noted(f, x, y.range->high); }
    if (x.kind == VALUE_DATE && y.kind == VALUE_DATE) { *PUSH(f->a, f->compared) = x; *PUSH(f->a, f->compared) = y; }
}

/* x < y or x = y (10.3.2.15): so what is in no order, truths and null too, is still no greater than itself. Policies take what
** does not apply out of every order. */
static int less_or_equal(struct feel *f, struct value x, struct value y) {
    int less = value_less(x, y);
    return less == 0 || (less < 0 && f->mode == FEEL_SPEC && value_equal(x, y) == 1) ? value_equal(x, y) : less;
}

struct value eval_compare(struct feel *f, enum token_kind op, struct value x, struct value y) {
    int r;
    int64_t weight = value_weight(x) < value_weight(y) ? value_weight(x) : value_weight(y);
    if (weight && !feel_spend(f, (size_t)weight)) return value_null();
    if (f->compared) noted(f, x, y);
    switch (op) {
    case T_EQ: return answer(f, value_equal(x, y), op, x, y);
    case T_NE: r = value_equal(x, y); return answer(f, r < 0 ? r : !r, op, x, y);
    case T_LT: return answer(f, value_less(x, y), op, x, y);
    case T_GT: return answer(f, value_less(y, x), op, x, y);
    case T_LE: return answer(f, less_or_equal(f, x, y), op, x, y);
    default: return answer(f, less_or_equal(f, y, x), op, x, y);
    }
}

static int truth(struct value v) { return v.kind == VALUE_BOOLEAN ? v.boolean : -1; }
static struct value undecided(struct value x, struct value y) {
    return x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN ? value_unknown() : value_null();
}

struct value eval_and(struct value x, struct value y) {
    int a = truth(x), b = truth(y);
    if (a == 0 || b == 0) return value_bool(false);
    return a < 0 || b < 0 ? undecided(x, y) : value_bool(true);
}

struct value eval_or(struct value x, struct value y) {
    int a = truth(x), b = truth(y);
    if (a == 1 || b == 1) return value_bool(true);
    return a < 0 || b < 0 ? undecided(x, y) : value_bool(false);
}

/* ------------------------------------------------------------------ ranges and tests */

bool range_fits(struct value low, struct value high) {
    if (low.kind == VALUE_NULL || high.kind == VALUE_NULL) return true;
    return value_less(high, low) == 0;
}

static bool can_be_end(struct value v) {
    return v.kind == VALUE_NULL || (v.kind >= VALUE_NUMBER && v.kind <= VALUE_MONTHS && v.kind != VALUE_BOOLEAN);
}

static struct value comparison(struct feel *f, enum token_kind op, struct value v) {
    struct range r = { .form = RANGE_COMPARISON };
    switch (op) {
    case T_LT: r.high = v; break;
    case T_LE: r.high = v; r.high_included = true; break;
    case T_GT: r.low = v; break;
    case T_GE: r.low = v; r.low_included = true; break;
    default:
        r = (struct range){ .low = v, .high = v, .low_included = op == T_EQ, .high_included = op == T_EQ,
            .form = op == T_EQ ? RANGE_EQUAL : RANGE_NOT_EQUAL };
    }
    if (v.kind == VALUE_UNKNOWN) return v;
    if (op != T_EQ && op != T_NE && (!can_be_end(v) || v.kind == VALUE_NULL)) return note1(f, "range.end", value_kind_name(v));
    return value_range(f->a, r);
}

struct value eval_range(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value low = eval(f, n->kids[0], s), high;
    f->at = n;
    if (n->kind == AST_TEST) return comparison(f, n->op, low);
    high = eval(f, n->kids[1], s);
    f->at = n;
    if (low.kind == VALUE_UNKNOWN || high.kind == VALUE_UNKNOWN) return value_unknown();
    if (!can_be_end(low) || !can_be_end(high)) return note1(f, "range.end", value_kind_name(can_be_end(low) ? high : low));
    if (!range_fits(low, high)) return note_kinds(f, "range.order", "..", low, high);
    return value_range(f->a, (struct range){ low, high, n->low_in && low.kind, n->high_in && high.kind, RANGE_INTERVAL });
}

/* Is `input` the test's value, in it when it is a range, or among it when it is a list? */
static struct value matches(struct feel *f, struct value test, struct value input) {
    struct value all = value_bool(false);
    if (test.kind == VALUE_LIST && test.list.n && !feel_spend(f, test.list.n)) return value_null();
    if (f->compared) noted(f, input, test);
    if (test.kind == VALUE_RANGE && input.kind != VALUE_RANGE)
        return answer(f, value_in_range(test.range, input), T_EQ, input, test);
    if (test.kind != VALUE_LIST) return answer(f, value_equal(input, test), T_EQ, input, test);
    if (input.kind == VALUE_LIST && value_equal(input, test) == 1) return value_bool(true);
    for (size_t i = 0; i < test.list.n && !value_is_true(all); i++) {
        struct value item = test.list.v[i];
        int yes = item.kind == VALUE_RANGE && input.kind != VALUE_RANGE ? value_in_range(item.range, input) : value_equal(input, item);
        if (input.kind == VALUE_UNKNOWN || item.kind == VALUE_UNKNOWN) { all = value_unknown(); continue; }
        if (yes == 1 || all.kind != VALUE_UNKNOWN) all = value_bool(yes == 1);
    }
    return all;
}

/* An interval that is no range, for its ends have no order or the wrong one, still says what its two comparisons say. */
static struct value between_ends(struct feel *f, const struct feel_ast *n, struct value input, const struct feel_scope *s) {
    struct value low = eval(f, n->kids[0], s), high = eval(f, n->kids[1], s);
    f->at = n;
    return eval_and(eval_compare(f, n->low_in ? T_GE : T_GT, input, low), eval_compare(f, n->high_in ? T_LE : T_LT, input, high));
}

struct value eval_in(struct feel *f, const struct feel_ast *test, struct value input, const struct feel_scope *s) {
    struct feel_name ask = { S("?"), NULL, input };
    struct feel_scope own = { .outer = s, .v = &ask, .n = 1 };
    struct value v;
    if (test->kind == AST_LITERAL) { f->at = test; return matches(f, test->literal, input); }
    if (test->kind == AST_TEST && !test->asks) {
        v = eval(f, test->kids[0], &own);
        f->at = test;
        return eval_compare(f, test->op, input, v);
    }
    v = eval(f, test, &own);
    f->at = test;
    if (test->asks && (v.kind == VALUE_BOOLEAN || v.kind == VALUE_NULL)) return v;
    if (v.kind == VALUE_UNKNOWN) return v;
    if (v.kind == VALUE_NULL && test->kind == AST_RANGE) return between_ends(f, test, input, &own);
    return matches(f, v, input);
}
