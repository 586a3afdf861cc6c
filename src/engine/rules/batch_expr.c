/* batch_expr.c: expressions into steps. Types are settled here, from the
** columns upwards; what reads only constants is computed at once by the
** evaluator. An expression that has no steps is refused with a reason. */
#include "engine/rules/batch_inside.h"
#include "engine/rules/builtins.h"

static int refused(struct planning *p, const char *why, const struct feel_ast *n) {
    static const char *const kinds[] = { [AST_LITERAL] = "a literal", [AST_AT] = "a literal", [AST_NAME] = "a name",
        [AST_PATH] = "a member", [AST_LIST] = "a list",
        [AST_CONTEXT] = "a context", [AST_RANGE] = "a range", [AST_TEST] = "a test", [AST_NEGATE] = "-", [AST_BINARY] = "arithmetic",
        [AST_COMPARE] = "a comparison",
        [AST_AND] = "and", [AST_OR] = "or", [AST_BETWEEN] = "between", [AST_IN] = "in", [AST_IF] = "if", [AST_FOR] = "for",
        [AST_SOME] = "some", [AST_EVERY] = "every",
        [AST_FILTER] = "a filter", [AST_CALL] = "a call", [AST_FUNCTION] = "a function", [AST_INSTANCE] = "instance of",
        [AST_TESTS] = "tests" };
    if (!n) batch_refuse(p, why, p->q->decision);
    else
        batch_refuse(p, why, n->name.n ? n->name : n->kind == AST_CALL && n->kids[0]->name.n ? n->kids[0]->name : str_from(kinds[n->kind]));
    return -1;
}

/* ------------------------------------------------------------------ names and constants */

static const struct bound *named(const struct bound_names *names, struct str name) {
    for (; names; names = names->outer)
        for (size_t i = 0; i < names->n; i++) if (str_eq(names->v[i].name, name)) return &names->v[i].is;
    return NULL;
}

static bool mentions(const struct feel_ast *n, struct str name) {
    bool found = n->kind == AST_NAME && str_eq(n->name, name);
    for (size_t i = 0; i < n->n && !found; i++) found = n->kids[i] && mentions(n->kids[i], name);
    return found;
}

/* An expression, or tests, that read constants only: they stand in *s. Tests may read `?`, which the evaluator gives them. */
bool batch_folds(struct planning *p, const struct feel_ast *n, const struct bound_names *names, struct feel_scope *s) {
    struct strs reads = { 0 };
    struct feel_name *v;
    feel_reads(p->a, n, &reads);
    for (const struct bound_names *l = names; l; l = l->outer)    /* to feel_reads a loop's variable, or ?, is nothing from outside */
        if (l->loop && mentions(n, l->v[0].name)) *PUSH(p->a, &reads) = l->v[0].name;
    v = NEWS(p->a, struct feel_name, reads.n + 1);
    for (size_t i = 0; i < reads.n; i++) {
        const struct bound *b = named(names, reads.v[i]);
        const struct step *c = b && !b->function && !b->members ? batch_at(p, b->step) : NULL;
        if (!c || !batch_is_constant(c)) return false;
        v[i] = (struct feel_name){ reads.v[i], NULL, c->value };
    }
    *s = (struct feel_scope){ .v = v, .n = reads.n };
    return true;
}

static bool fold(struct planning *p, const struct feel_ast *n, const struct bound_names *names, int *step) {
    struct feel_scope s;
    struct feel f;
    struct value v;
    int digits;
    int64_t k;
    if (!batch_folds(p, n, names, &s)) return false;
    batch_feel(p, &f);
    v = feel_eval(&f, n, &s);
    /* 10000 / 12: kept as a fraction */
    if (n->kind == AST_BINARY && v.kind == VALUE_NUMBER && !batch_short(v.number, &digits, &k)) return false;
    *step = f.notes.n || f.limit ? batch_redo(p) : batch_constant(p, v);
    return true;
}

static bool is(const struct planning *p, int step, enum vec_kind kind) {
    return batch_at(p, step)->type.kind == kind || batch_at(p, step)->type.kind == VEC_NOTHING;
}

/* The type of a result that is one of two. */
static struct vec_type either(const struct planning *p, int a, int b) {
    const struct vec_type *x = &batch_at(p, a)->type;
    return x->kind == VEC_NOTHING ? batch_at(p, b)->type : *x;
}

/* ------------------------------------------------------------------ arithmetic */

/* more: there are other operands, one of which may not be known, and then null is no error. */
static int pair(struct planning *p, enum step_op op, int a, int b, int how, bool more) {
    struct vec_type t;
    if (!batch_alike(p, &a, &b)) return -1;
    t = op == STEP_COMPARE || op == STEP_ALIKE ? batch_plain(VEC_BOOL) : either(p, a, b);
    if (t.kind == VEC_NOTHING) t = batch_plain(VEC_NUMBER);
    return batch_step(p, (struct step){ .op = op, .a = a, .b = b, .how = how, .keeps_null = more, .type = t });
}

static int times(struct planning *p, int a, int b, const struct feel_ast *n) {
    struct vec_type x = batch_at(p, a)->type, y = batch_at(p, b)->type, t = batch_plain(VEC_NUMBER);
    t.digits = x.digits + y.digits;
    if (t.digits > BATCH_DIGITS || __builtin_mul_overflow(x.den ? x.den : 1, y.den ? y.den : 1, &t.den))
        return refused(p, "too many decimals", n);
    return batch_step(p, (struct step){ .op = STEP_MUL, .a = a, .b = b, .type = t });
}

/* By a constant m * 10^-digits: twos and fives of m are multiplied away, what is left becomes the den. */
static int by_constant(struct planning *p, int a, int64_t m, int digits, const struct feel_ast *n) {
    struct vec_type t = batch_at(p, a)->type;
    int twos = 0, fives = 0, more;
    int64_t k = m < 0 ? -1 : 1;
    if (m == INT64_MIN) return refused(p, "too large a divisor", n);
    for (m = m < 0 ? -m : m; m % 2 == 0; m /= 2) twos++;
    for (; m % 5 == 0; m /= 5) fives++;
    more = twos > fives ? twos : fives;
    if (more > BATCH_DIGITS) return refused(p, "too large a divisor", n);
    for (int i = twos; i < more; i++) k *= 2;
    for (int i = fives; i < more; i++) k *= 5;
    t.kind = VEC_NUMBER;
    t.digits += more - digits;
    while (t.digits < 0) { t.digits++; k *= 10; }
    if (t.digits > BATCH_DIGITS) return refused(p, "too many decimals", n);
    a = batch_step(p, (struct step){ .op = STEP_SCALE, .a = a, .k = k, .type = t });
    if (a < 0 || m == 1) return a;
    if (__builtin_mul_overflow(t.den, m, &t.den)) return refused(p, "too large a divisor", n);
    return batch_step(p, (struct step){ .op = STEP_DIV, .a = a, .k = m, .type = t });
}

static int by_vector(struct planning *p, int a, int b, const struct feel_ast *n) {
    enum { MORE = 6 };                                            /* decimals that a quotient may have */
    struct vec_type x = batch_at(p, a)->type, y = batch_at(p, b)->type, t = batch_plain(VEC_NUMBER);
    if (x.den != 1 || y.den != 1) return refused(p, "a quotient of quotients", n);
    t.digits = (x.digits > y.digits ? x.digits - y.digits : 0) + MORE;
    if (t.digits + y.digits - x.digits > BATCH_DIGITS) return refused(p, "too many decimals", n);
    return batch_step(p, (struct step){ .op = STEP_DIVIDE, .a = a, .b = b, .k = batch_ten(t.digits + y.digits - x.digits), .type = t });
}

static int over(struct planning *p, int a, int b, const struct feel_ast *n) {
    const struct step *y = batch_at(p, b);
    if (y->op != STEP_CONST || y->type.kind == VEC_NOTHING) return by_vector(p, a, b, n);
    return y->how || y->k == 0 ? batch_redo(p) : by_constant(p, a, y->k, y->type.digits, n);
}

static int with_duration(struct planning *p, const struct feel_ast *n, int a, int b) {
    int64_t sign = n->op == T_PLUS ? 1 : -1;
    if (sign > 0 && is(p, b, VEC_DAY)) { int t = a; a = b; b = t; }
    enum vec_kind x = batch_at(p, a)->type.kind, y = batch_at(p, b)->type.kind;
    if (x == VEC_DAY && y == VEC_MONTHS)
        return batch_step(p, (struct step){ .op = STEP_ADD_MONTHS, .a = a, .b = b, .k = sign, .type = batch_plain(VEC_DAY) });
    if (x == VEC_DAY && y == VEC_SECONDS)
        return batch_step(p, (struct step){ .op = STEP_ADD_SECONDS, .a = a, .b = b, .k = sign, .type = batch_plain(VEC_DAY) });
    if (x == VEC_DAY && y == VEC_DAY && sign < 0)
        return batch_step(p, (struct step){ .op = STEP_DAYS_BETWEEN, .a = a, .b = b, .type = batch_plain(VEC_SECONDS) });
    /* never known */
    if (x == VEC_NOTHING || y == VEC_NOTHING)
        return batch_step(p, (struct step){ .op = STEP_ADD, .a = a, .b = b, .type = batch_plain(VEC_NOTHING) });
    if (x == y && (x == VEC_MONTHS || x == VEC_SECONDS)) return pair(p, sign > 0 ? STEP_ADD : STEP_SUB, a, b, 0, false);
    return refused(p, "arithmetic with these kinds", n);
}

static int ratio_of_durations(struct planning *p, const struct feel_ast *n, int a, int b) {
    const struct step *x = batch_at(p, a), *y = batch_at(p, b);
    enum { DAY = 86400 };
    if (x->op == STEP_DAYS_BETWEEN && y->op == STEP_CONST && !y->how && y->k == DAY)
        return batch_step(p, (struct step){ .op = STEP_DAYS, .a = a, .k = DAY, .type = batch_plain(VEC_NUMBER) });
    return over(p, a, b, n);
}

static int operation(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    int a = batch_expr(p, n->kids[0], names), b = a < 0 ? -1 : batch_expr(p, n->kids[1], names);
    if (b < 0) return -1;
    enum vec_kind x = batch_at(p, a)->type.kind, y = batch_at(p, b)->type.kind;
    if (n->op == T_SLASH && x == y && (x == VEC_MONTHS || x == VEC_SECONDS)) return ratio_of_durations(p, n, a, b);
    if (is(p, a, VEC_NUMBER) && is(p, b, VEC_NUMBER))
        switch (n->op) {
        case T_PLUS: return pair(p, STEP_ADD, a, b, 0, false);
        case T_MINUS: return pair(p, STEP_SUB, a, b, 0, false);
        case T_STAR: return times(p, a, b, n);
        case T_SLASH: return over(p, a, b, n);
        default: return refused(p, "a power", n);
        }
    return n->op == T_PLUS || n->op == T_MINUS ? with_duration(p, n, a, b) : refused(p, "arithmetic with these kinds", n);
}

static int binary(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    struct feel_scope s;
    int step = operation(p, n, names);
    return step < 0 && batch_folds(p, n, names, &s) ? batch_redo(p) : step;       /* constants that no fraction is made of */
}

/* ------------------------------------------------------------------ comparison */

static int comparison(struct planning *p, int op, int a, int b, const struct feel_ast *n) {
    struct vec_type t = either(p, a, b);
    if ((t.kind == VEC_WORD || t.kind == VEC_BOOL) && op != T_EQ && op != T_NE) return refused(p, "words in order", n);
    return pair(p, t.kind == VEC_BOOL ? STEP_ALIKE : STEP_COMPARE, a, b, op, false);
}

static int mirrored(int op) { return op == T_LT ? T_GT : op == T_LE ? T_GE : op == T_GT ? T_LT : op == T_GE ? T_LE : op; }

/* x / y against c, y no constant: without dividing. */
static bool ratio(struct planning *p, int op, const struct feel_ast *quotient, int c, const struct bound_names *names, int *step) {
    int a, b, most;
    if (quotient->kind != AST_BINARY || quotient->op != T_SLASH) return false;
    a = batch_expr(p, quotient->kids[0], names);
    b = a < 0 ? -1 : batch_expr(p, quotient->kids[1], names);
    if (b < 0 || batch_at(p, b)->op == STEP_CONST) return false;
    const struct vec_type *x = &batch_at(p, a)->type, *y = &batch_at(p, b)->type, *z = &batch_at(p, c)->type;
    if (x->kind != VEC_NUMBER || y->kind != VEC_NUMBER || z->kind != VEC_NUMBER || x->den != 1 || y->den != 1 || z->den != 1) return false;
    most = y->digits + z->digits - x->digits;
    if (most > 9 || most < -9) return false;
    *step = batch_step(p,
        (struct step){ .op = STEP_RATIO,
            .a = a,
            .b = b,
            .c = c,
            .how = op,
            .k = most > 0 ? batch_ten(most) : 1,
            .k2 = most < 0 ? batch_ten(-most) : 1,
            .type = batch_plain(VEC_BOOL) });
    return true;
}

static int compared(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    int a = batch_expr(p, n->kids[0], names), b = a < 0 ? -1 : batch_expr(p, n->kids[1], names), step;
    if (b < 0) return -1;
    if (ratio(p, (int)n->op, n->kids[0], b, names, &step) || ratio(p, mirrored((int)n->op), n->kids[1], a, names, &step)) return step;
    return comparison(p, (int)n->op, a, b, n);
}

static int logic(struct planning *p, enum step_op op, int a, int b) {
    if (!is(p, a, VEC_BOOL) || !is(p, b, VEC_BOOL)) { batch_refuse(p, "and, or: not booleans", p->q->decision); return -1; }
    return batch_step(p, (struct step){ .op = op, .a = a, .b = b, .type = batch_plain(VEC_BOOL) });
}

static int not(struct planning *p, int a) { return batch_step(p, (struct step){ .op = STEP_NOT, .a = a, .type = batch_plain(VEC_BOOL) }); }

static int within(struct planning *p, int input, int low, int high, bool low_in, bool high_in) {
    if (!batch_alike(p, &low, &high) || !batch_alike(p, &input, &low) || !batch_alike(p, &input, &high) || !batch_alike(p, &low, &high))
        return -1;
    struct vec_type t = either(p, low, high);
    if (t.kind == VEC_WORD || t.kind == VEC_BOOL) { batch_refuse(p, "a range of words", p->q->decision); return -1; }
    return batch_step(p,
        (struct step){ .op = STEP_WITHIN,
            .a = input,
            .b = low,
            .c = high,
            .k = (low_in ? 1 : 0) | (high_in ? 2 : 0),
            .type = batch_plain(VEC_BOOL) });
}

/* ------------------------------------------------------------------ tests */

static int test_value(struct planning *p, struct value v, int input);

static int in_range(struct planning *p, const struct range *r, int input) {
    int low = batch_constant(p, r->low), high = batch_constant(p, r->high), a, b;
    if (low < 0 || high < 0) return -1;
    if (r->form == RANGE_EQUAL || r->form == RANGE_NOT_EQUAL) return comparison(p, r->form == RANGE_EQUAL ? T_EQ : T_NE, input, low, NULL);
    a = r->low.kind == VALUE_NULL ? -1 : comparison(p, r->low_included ? T_GE : T_GT, input, low, NULL);
    b = r->high.kind == VALUE_NULL ? -1 : comparison(p, r->high_included ? T_LE : T_LT, input, high, NULL);
    return a < 0 ? b : b < 0 ? a : logic(p, STEP_AND, a, b);
}

/* As `matches` of eval_operators.c: a constant, a range, any of a list. */
static int test_value(struct planning *p, struct value v, int input) {
    int all = -1;
    if (v.kind == VALUE_RANGE) return in_range(p, v.range, input);
    if (v.kind != VALUE_LIST) { int c = batch_constant(p, v); return c < 0 ? -1 : comparison(p, T_EQ, input, c, NULL); }
    for (size_t i = 0; i < v.list.n; i++) {
        int one = v.list.v[i].kind == VALUE_LIST || v.list.v[i].kind == VALUE_UNKNOWN || v.list.v[i].kind == VALUE_RANGE
            ? -1
            : test_value(p, v.list.v[i], input);
        all = one < 0 || i == 0 ? one : logic(p, STEP_OR, all, one);
        if (all < 0) { batch_refuse(p, "such a list", p->q->decision); return -1; }
    }
    return all < 0 ? batch_constant(p, value_bool(false)) : all;
}

static int test(struct planning *p, const struct feel_ast *n, int input, const struct bound_names *names) {
    struct bound_name ask = { S("?"), { .step = input } };
    struct bound_names own = { names, &ask, 1, true };
    struct feel_scope s;
    struct feel f;
    int a, b;
    if (n->kind == AST_TEST && !n->asks) {
        a = batch_expr(p, n->kids[0], &own);
        return a < 0 ? -1 : comparison(p, (int)n->op, input, a, n);
    }
    if (!n->asks && batch_folds(p, n, &own, &s)) {
        batch_feel(p, &f);
        struct value v = feel_eval(&f, n, &s);
        return f.notes.n || f.limit ? batch_redo(p) : v.kind == VALUE_UNKNOWN ? batch_constant(p, v) : test_value(p, v, input);
    }
    if (n->kind == AST_RANGE) {
        a = batch_expr(p, n->kids[0], &own);
        b = a < 0 ? -1 : batch_expr(p, n->kids[1], &own);
        return b < 0 ? -1 : within(p, input, a, b, n->low_in, n->high_in);
    }
    a = batch_expr(p, n, &own);
    if (a < 0 || (n->asks && is(p, a, VEC_BOOL))) return a;
    return n->asks ? refused(p, "a test that computes", n) : comparison(p, T_EQ, input, a, n);
}

/* Those with a comma between are one after the other until one is true; what does not apply is not negated. */
int batch_tests(struct planning *p, const struct feel_ast *tests, int input, const struct bound_names *names) {
    int all = -1;
    if (tests->n == 0) return batch_constant(p, value_bool(!tests->negated));
    for (size_t i = 0; i < tests->n; i++) {
        int one = test(p, tests->kids[i], input, names);
        if (one < 0) return -1;
        all = i == 0 ? one : logic(p, STEP_OR, all, one);
        if (all < 0) return -1;
    }
    return tests->negated ? not(p, all) : all;
}

static int in(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    int input = batch_expr(p, n->kids[0], names), all = -1;
    for (size_t i = 1; i < n->n && input >= 0; i++) {
        int one = test(p, n->kids[i], input, names);
        if (one < 0) return -1;
        all = i == 1 ? one : logic(p, STEP_OR, all, one);
        if (all < 0) return -1;
    }
    return all;
}

/* ------------------------------------------------------------------ calls */

/* pays: an amount, of which null stays null; else a number is rounded, which null is not. */
static int rounding(struct planning *p, int a, int scale, enum number_rounding how, bool pays, const struct feel_ast *n) {
    struct vec_type t = batch_at(p, a)->type;
    int64_t by;
    if (scale < 0 || scale > BATCH_DIGITS) return refused(p, "rounding to this scale", n);
    if (t.digits <= scale && t.den == 1) return a;
    if (t.digits < scale) { a = batch_scaled(p, a, scale, t.den); t.digits = scale; }
    if (a < 0 || __builtin_mul_overflow(batch_ten(t.digits - scale), t.den, &by)) return refused(p, "too many decimals", n);
    return batch_step(p,
        (struct step){ .op = STEP_ROUND,
            .a = a,
            .how = (int)how,
            .k = by,
            .k2 = INT64_MAX,
            .keeps_null = pays,
            .type = { .kind = VEC_NUMBER, .digits = scale, .den = 1 } });
}

/* Booleans count 1. An amount that does not come out at the plan's digits is the scalar path's. */
int batch_amount(struct planning *p, int step) {
    const struct batch_question *q = p->q;
    struct step s;
    int64_t by, cap = INT64_MAX;
    if (batch_at(p, step)->type.kind == VEC_BOOL)
        step = batch_step(p, (struct step){ .op = STEP_COUNT, .a = step, .type = batch_plain(VEC_NUMBER) });
    if (step < 0) return -1;
    s = *batch_at(p, step);
    if (s.type.kind != VEC_NUMBER) { batch_refuse(p, "an amount that is no number", q->decision); return -1; }
    if (q->rounds) {
        step = rounding(p, step, q->places, q->rounding, true, NULL);
        if (step < 0) return -1;
        s.type = batch_at(p, step)->type;
    }
    if (q->rounds && q->capped && !number_to_scaled(q->cap, q->digits, &cap)) {
        batch_refuse(p, "a cap with more decimals", q->decision);
        return -1;
    }
    if (s.type.digits < q->digits) {
        step = batch_step(p,
            (struct step){ .op = STEP_SCALE,
                .a = step,
                .k = batch_ten(q->digits - s.type.digits),
                .keeps_null = true,
                .type = { .kind = VEC_NUMBER, .digits = q->digits, .den = s.type.den } });
        s.type.digits = q->digits;
    }
    if (step < 0 || s.type.digits - q->digits > BATCH_DIGITS
        || __builtin_mul_overflow(batch_ten(s.type.digits - q->digits), s.type.den, &by))
        return refused(p, "too many decimals", NULL);
    if (by == 1 && cap == INT64_MAX && s.type.kind == batch_at(p, step)->type.kind) return step;
    return batch_step(p,
        (struct step){ .op = STEP_EXACT, .a = step, .k = by, .k2 = cap, .type = { .kind = VEC_NUMBER, .digits = q->digits, .den = 1 } });
}

static int rounded(struct planning *p, const struct feel_ast *n, const int *args, size_t count, enum number_rounding how) {
    const struct step *scale = count > 1 ? batch_at(p, args[1]) : NULL;
    if (!is(p, args[0], VEC_NUMBER)
        || (scale && (scale->op != STEP_CONST || scale->how || scale->type.kind != VEC_NUMBER || scale->type.digits)))
        return refused(p, "rounding like this", n);
    if (scale && (scale->k < 0 || scale->k > BATCH_DIGITS)) return refused(p, "rounding to this scale", n);
    int step = rounding(p, args[0], scale ? (int)scale->k : 0, how, false, n);
    if (step != args[0]) return step;                             /* nothing to round, but null is still not a number */
    return batch_step(p,
        (struct step){ .op = STEP_ROUND, .a = step, .how = (int)how, .k = 1, .k2 = INT64_MAX, .type = batch_at(p, step)->type });
}

static int folded(struct planning *p, enum step_op op, const int *args, size_t count, const struct feel_ast *n) {
    int all = args[0];
    for (size_t i = 0; i < count; i++) {
        enum vec_kind kind = batch_at(p, args[i])->type.kind;
        if (kind == VEC_WORD || kind == VEC_BOOL || (op == STEP_ADD && kind == VEC_DAY)) return refused(p, "these kinds", n);
        if (i) all = pair(p, op, all, args[i], 0, i + 1 < count);
        if (all < 0) return -1;
    }
    return all;
}

static int sum(struct planning *p, const struct feel_ast *n, const int *args, size_t count) {
    int all = folded(p, STEP_ADD, args, count, n);
    return all < 0 || is(p, all, VEC_NUMBER) ? all : refused(p, "these kinds", n);
}

static int mean(struct planning *p, const struct feel_ast *n, const int *args, size_t count) {
    int all = sum(p, n, args, count);
    return all < 0 ? -1 : by_constant(p, all, (int64_t)count, 0, n);
}

static bool all_constant(const struct planning *p, const int *args, size_t count) {
    for (size_t i = 0; i < count; i++) if (!batch_is_constant(batch_at(p, args[i]))) return false;
    return true;
}

static int builtin(struct planning *p, const struct feel_ast *n, const int *args, size_t count) {
    static const struct {
        struct str name;
        enum number_rounding how;
    } rounds[] = { { SI("decimal"), NUMBER_HALF_EVEN }, { SI("floor"), NUMBER_FLOOR }, { SI("ceiling"), NUMBER_CEILING },
        { SI("round up"), NUMBER_UP }, { SI("round down"), NUMBER_DOWN }, { SI("round half up"), NUMBER_HALF_UP },
        { SI("round half down"), NUMBER_HALF_DOWN } };
    struct str name = n->kids[0]->name;
    for (size_t i = 0; i < count; i++)                            /* among constants one that is not known settles it */
        if (all_constant(p, args, count) && batch_at(p, args[i])->how == VEC_UNKNOWN) return args[i];
    for (size_t i = 0; i < LEN(rounds); i++) if (str_eq(name, rounds[i].name)) return rounded(p, n, args, count, rounds[i].how);
    if (str_eq(name, S("min")) && count > 1) return folded(p, STEP_MIN, args, count, n);
    if (str_eq(name, S("max")) && count > 1) return folded(p, STEP_MAX, args, count, n);
    if (str_eq(name, S("sum")) && count > 1) return sum(p, n, args, count);
    if (str_eq(name, S("mean")) && count > 1) return mean(p, n, args, count);
    if (str_eq(name, S("abs")) && count == 1 && (is(p, args[0], VEC_NUMBER) || is(p, args[0], VEC_MONTHS)))
        return batch_step(p, (struct step){ .op = STEP_ABS, .a = args[0], .type = batch_at(p, args[0])->type });
    if (str_eq(name, S("modulo")) && count == 2 && is(p, args[0], VEC_NUMBER) && is(p, args[1], VEC_NUMBER))
        return pair(p, STEP_MODULO, args[0], args[1], 0, false);
    if (str_eq(name, S("not")) && count == 1 && is(p, args[0], VEC_BOOL)) return not(p, args[0]);
    if (str_eq(name, S("date")) && count == 1 && is(p, args[0], VEC_DAY))
        return batch_step(p,
            (struct step){ .op = STEP_ADD_SECONDS,
                .a = args[0],
                .b = batch_constant(p, value_days((struct days_duration){ 0, 0 })),
                .k = 1,
                .type = batch_plain(VEC_DAY) });
    if (str_eq(name, S("years and months duration")) && count == 2 && is(p, args[0], VEC_DAY) && is(p, args[1], VEC_DAY))
        return batch_step(p, (struct step){ .op = STEP_MONTHS_BETWEEN, .a = args[0], .b = args[1], .type = batch_plain(VEC_MONTHS) });
    if (str_eq(name, S("date")) && count == 3) {
        for (size_t i = 0; i < 3; i++) {
            const struct vec_type *t = &batch_at(p, args[i])->type;
            if (t->kind != VEC_NUMBER || t->digits || t->den != 1) return refused(p, "a date of such parts", n);
        }
        return batch_step(p, (struct step){ .op = STEP_DATE, .a = args[0], .b = args[1], .c = args[2], .type = batch_plain(VEC_DAY) });
    }
    return refused(p, "this function", n);
}

/* The items of a list whose length stands in the text: [x, y], a loop over such a list, several of them put together. */
struct items { int *v; size_t n, cap; };

static bool items(struct planning *p, const struct feel_ast *n, const struct bound_names *names, struct items *to);

static bool unrolled(struct planning *p, const struct feel_ast *n, const struct bound_names *names, struct items *to) {
    struct items over = { 0 };
    if (n->named != 1 || n->kids[1] || mentions(n->kids[2], S("partial")) || !items(p, n->kids[0], names, &over)) return false;
    for (size_t i = 0; i < over.n; i++) {
        const struct bound_name variable = { n->names[0], { .step = over.v[i] } };
        const struct bound_names own = { .outer = names, .v = &variable, .n = 1, .loop = true };
        int step = batch_after(p, batch_expr(p, n->kids[2], &own), &over.v[i], 1);
        if (step < 0) return false;
        *PUSH(p->a, to) = step;
    }
    return true;
}

static bool items(struct planning *p, const struct feel_ast *n, const struct bound_names *names, struct items *to) {
    bool good = to->n + n->n <= BATCH_COLUMNS;
    if (n->kind == AST_FOR) return unrolled(p, n, names, to);
    if (n->kind == AST_CALL && n->kids[0]->kind == AST_NAME && str_eq(n->kids[0]->name, S("concatenate")) && !n->named
        && !named(names, n->kids[0]->name)) {
        for (size_t i = 1; i < n->n && good; i++) good = items(p, n->kids[i], names, to);
        return good;
    }
    if (n->kind != AST_LIST) return false;
    for (size_t i = 0; i < n->n && good; i++) {
        int step = batch_expr(p, n->kids[i], names);
        good = step >= 0;
        if (good) *PUSH(p->a, to) = step;
    }
    return good;
}

static bool adds_up(struct str name)
{
    return str_eq(name, S("sum")) || str_eq(name, S("mean")) || str_eq(name, S("min")) || str_eq(name, S("max"));
}

static int call(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    enum { ARGS = 32 };
    int args[ARGS];
    struct items list = { 0 };
    const struct bound *b = n->kids[0]->kind == AST_NAME ? named(names, n->kids[0]->name) : NULL;
    const struct feel_ast *const *from = n->kids + 1;
    size_t count = n->n - 1;
    if (n->kids[0]->kind != AST_NAME || n->named || (b && !b->function)) return refused(p, "such a call", n);
    if (!b && count == 1 && adds_up(n->kids[0]->name) && items(p, from[0], names, &list) && list.n > 1)
        return builtin(p, n, list.v, list.n);
    if (count > ARGS || count == 0) return refused(p, "such a call", n);
    for (size_t i = 0; i < count; i++) if ((args[i] = batch_expr(p, from[i], names)) < 0) return -1;
    return b ? batch_call(p, b->function, args, count) : builtin(p, n, args, count);
}

/* ------------------------------------------------------------------ the rest */

/* Going through a list that is not known gives nothing that is known. */
static int over_list(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    bool one = n->kind == AST_FILTER || (n->n == 3 && !n->kids[1]);
    int list;
    if (!one || !fold(p, n->kids[0], names, &list) || batch_at(p, list)->how != VEC_UNKNOWN) return refused(p, "this form", n);
    return list;
}

static int conditional(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    int a = batch_expr(p, n->kids[0], names), b = a < 0 ? -1 : batch_expr(p, n->kids[1], names),
        c = b < 0 ? -1 : batch_expr(p, n->kids[2], names);
    if (c < 0 || !batch_alike(p, &b, &c)) return -1;
    if (!is(p, a, VEC_BOOL)) return refused(p, "a condition that is no boolean", n);
    return batch_step(p, (struct step){ .op = STEP_IF, .a = a, .b = b, .c = c, .type = either(p, b, c) });
}

static int path(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    static const struct {
        enum vec_kind kind;
        struct str name;
        enum step_op op;
        int64_t k, k2;
    } parts[] = { { VEC_DAY, SI("year"), STEP_YEAR, 0, 0 }, { VEC_DAY, SI("month"), STEP_MONTH, 0, 0 },
        { VEC_DAY, SI("day"), STEP_DAY, 0, 0 }, { VEC_DAY, SI("weekday"), STEP_WEEKDAY, 0, 0 },
        { VEC_MONTHS, SI("years"), STEP_DAYS, 12, 0 }, { VEC_MONTHS, SI("months"), STEP_DAYS, 1, 12 },
        { VEC_SECONDS, SI("days"), STEP_DAYS, 86400, 0 } };
    const struct bound *b = n->kids[0]->kind == AST_NAME ? named(names, n->kids[0]->name) : NULL;
    int a;
    for (size_t i = 0; b && b->members && i < b->n; i++) if (str_eq(b->members[i].name, n->name)) return b->members[i].step;
    a = batch_expr(p, n->kids[0], names);
    if (a < 0) return -1;
    for (size_t i = 0; i < LEN(parts); i++)
        if (batch_at(p, a)->type.kind == parts[i].kind && str_eq(n->name, parts[i].name))
            return batch_step(p,
                (struct step){ .op = parts[i].op, .a = a, .k = parts[i].k, .k2 = parts[i].k2, .type = batch_plain(VEC_NUMBER) });
    return refused(p, "this member", n);
}

static int negate(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    int a = batch_expr(p, n->kids[0], names);
    if (a < 0) return -1;
    enum vec_kind kind = batch_at(p, a)->type.kind;
    if (kind != VEC_NUMBER && kind != VEC_MONTHS && kind != VEC_SECONDS) return refused(p, "a minus", n);
    return batch_step(p, (struct step){ .op = STEP_NEGATE, .a = a, .type = batch_at(p, a)->type });
}

static int between(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    int v = batch_expr(p, n->kids[0], names), low = v < 0 ? -1 : batch_expr(p, n->kids[1], names),
        high = low < 0 ? -1 : batch_expr(p, n->kids[2], names), a, b;
    if (high < 0) return -1;
    a = comparison(p, T_GE, v, low, n);
    b = a < 0 ? -1 : comparison(p, T_LE, v, high, n);
    /* both ends are computed, unlike with `and` */
    return b < 0 ? -1 : batch_after(p, logic(p, STEP_AND, a, b), (int[]){ low, high }, 2);
}

static int two(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    int a = batch_expr(p, n->kids[0], names), b = a < 0 ? -1 : batch_expr(p, n->kids[1], names);
    return b < 0 ? -1 : logic(p, n->kind == AST_AND ? STEP_AND : STEP_OR, a, b);
}

int batch_expr(struct planning *p, const struct feel_ast *n, const struct bound_names *names) {
    const struct bound *b;
    int step;
    if (fold(p, n, names, &step)) return step;
    switch (n->kind) {
    case AST_NAME:
        b = named(names, n->name);
        return b && !b->function && !b->members ? b->step : refused(p, "a value of several parts", n);
    case AST_PATH: return path(p, n, names);
    case AST_NEGATE: return negate(p, n, names);
    case AST_BINARY: return binary(p, n, names);
    case AST_COMPARE: return compared(p, n, names);
    case AST_AND: case AST_OR: return two(p, n, names);
    case AST_BETWEEN: return between(p, n, names);
    case AST_IN: return in(p, n, names);
    case AST_IF: return conditional(p, n, names);
    case AST_CALL: return call(p, n, names);
    case AST_FOR: case AST_SOME: case AST_EVERY: case AST_FILTER: return over_list(p, n, names);
    default: return refused(p, "this form", n);
    }
}
