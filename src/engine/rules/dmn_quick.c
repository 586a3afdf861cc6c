/* dmn_quick.c: cells that only compare with constants: 12, >= 12, [12..36],
** "a", "b", true, and not( ) of these. Most cells are such.
**
** Where the value is of the kind the cell compares with, nothing can be null,
** unknown or worth a note, so the answer is found here without walking the
** tree. Any other value is the evaluator's business. */
#include "engine/rules/dmn_inside.h"

enum { LOW = 1, LOW_IN = 2, HIGH = 4, HIGH_IN = 8 };              /* which ends there are, and which belong to it */
struct quick_test { struct number low, high; struct str text; unsigned ends; bool truth; };
struct quick { enum value_kind of; bool dash, negated; struct quick_test *v; size_t n; };

static bool number_at(const struct feel_ast *n, struct number *x) {
    if (n->kind != AST_LITERAL || n->literal.kind != VALUE_NUMBER) return false;
    *x = n->literal.number;
    return true;
}

static bool constant(const struct feel_ast *n, enum value_kind *of, struct quick_test *t) {
    *of = n->literal.kind;
    if (*of == VALUE_STRING) t->text = n->literal.string;
    else if (*of == VALUE_BOOLEAN) t->truth = n->literal.boolean;
    else {
        t->low = t->high = n->literal.number;
        t->ends = LOW | LOW_IN | HIGH | HIGH_IN;
        return *of == VALUE_NUMBER;
    }
    return true;
}

static bool comparison(const struct feel_ast *n, struct quick_test *t) {
    if (!number_at(n->kids[0], &t->low)) return false;
    t->high = t->low;
    switch (n->op) {
    case T_LT: t->ends = HIGH; return true;
    case T_LE: t->ends = HIGH | HIGH_IN; return true;
    case T_GT: t->ends = LOW; return true;
    case T_GE: t->ends = LOW | LOW_IN; return true;
    case T_EQ: t->ends = LOW | LOW_IN | HIGH | HIGH_IN; return true;
    default: return false;
    }
}

static bool interval(const struct feel_ast *n, struct quick_test *t) {
    t->ends = LOW | HIGH | (n->low_in ? LOW_IN : 0) | (n->high_in ? HIGH_IN : 0);
    return number_at(n->kids[0], &t->low) && number_at(n->kids[1], &t->high);
}

static bool one(const struct feel_ast *n, enum value_kind *of, struct quick_test *t) {
    *t = (struct quick_test){ .low = number_int(0), .high = number_int(0) };
    if (n->kind == AST_LITERAL) return constant(n, of, t);
    *of = VALUE_NUMBER;
    if (n->kind == AST_TEST) return comparison(n, t);
    return n->kind == AST_RANGE && interval(n, t);
}

const struct quick *quick_of(struct arena *a, const struct feel_ast *tests) {
    struct quick *q;
    if (!tests) return NULL;
    q = NEW(a, struct quick);
    *q = (struct quick){ .dash = tests->n == 0, .negated = tests->negated, .n = tests->n, .v = NEWS(a, struct quick_test, tests->n + 1) };
    for (size_t i = 0; i < q->n; i++) {
        enum value_kind of;
        if (!one(tests->kids[i], &of, &q->v[i]) || (i > 0 && of != q->of)) return NULL;
        q->of = of;
    }
    return q;
}

static bool in_range(const struct quick_test *t, struct number x) {
    if (t->ends & LOW) {
        int c = number_cmp(x, t->low);
        if (c < 0 || (c == 0 && !(t->ends & LOW_IN))) return false;
    }
    if (t->ends & HIGH) {
        int c = number_cmp(x, t->high);
        return c < 0 || (c == 0 && (t->ends & HIGH_IN));
    }
    return true;
}

int quick_judge(const struct quick *q, const struct value *v) {
    bool yes = false;
    if (q->dash) return 1;
    if (v->kind != q->of) return -1;
    switch (q->of) {
    case VALUE_NUMBER: for (size_t i = 0; i < q->n && !yes; i++) yes = in_range(&q->v[i], v->number); break;
    case VALUE_STRING: for (size_t i = 0; i < q->n && !yes; i++) yes = str_eq(q->v[i].text, v->string); break;
    default: for (size_t i = 0; i < q->n && !yes; i++) yes = q->v[i].truth == v->boolean;
    }
    return yes != q->negated;
}
