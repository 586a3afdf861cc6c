/* condition.c: the tests of a cell as a phrase behind the column's name, and
** how far a value is from passing them. */
#include "engine/rules/ast.h"
#include "engine/rules/formula.h"

static bool is_test(enum token_kind op) { return op == T_LT || op == T_LE || op == T_GT || op == T_GE; }

static const char *sign(enum token_kind op) {
    switch (op) {
    case T_LT: return "< ";
    case T_LE: return "≤ ";
    case T_GT: return "> ";
    case T_GE: return "≥ ";
    case T_EQ: return "= ";
    default: return "≠ ";
    }
}

static bool plain(const struct feel_ast *n) { return n->kind == AST_LITERAL; }
static bool none(const struct feel_ast *n) { return plain(n) && n->literal.kind == VALUE_NULL; }

/* An operand; what is no literal has its value behind it. */
static void operand(struct out *o, const struct formula_words *w, const struct feel_ast *n) {
    struct value v;
    put_formula(o, w, n);
    if (plain(n) || n->kind == AST_AT || (n->kind == AST_NEGATE && plain(n->kids[0]))) return;
    v = feel_eval(w->feel, n, w->scope);
    if (v.kind != VALUE_NUMBER && v.kind != VALUE_DATE && v.kind != VALUE_STRING && v.kind != VALUE_MONTHS) return;
    put_z(o, w->zh ? "（" : " (");
    put_plain(o, w, v);
    put_z(o, w->zh ? "）" : ")");
}

static void range(struct out *o, const struct formula_words *w, const struct feel_ast *n) {
    if (n->low_in && n->high_in) {
        put_z(o, w->zh ? "在 " : "from ");
        operand(o, w, n->kids[0]);
        put_z(o, w->zh ? " 至 " : " to ");
        operand(o, w, n->kids[1]);
        if (w->zh) put_z(o, " 之间");
        return;
    }
    put_z(o, sign(n->low_in ? T_GE : T_GT));
    operand(o, w, n->kids[0]);
    put_z(o, w->zh ? " 且 " : " and ");
    put_z(o, sign(n->high_in ? T_LE : T_LT));
    operand(o, w, n->kids[1]);
}

static void one(struct out *o, const struct formula_words *w, const struct feel_ast *n) {
    if (n->kind == AST_TEST) { put_z(o, sign(n->op)); operand(o, w, n->kids[0]); }
    else if (n->kind == AST_RANGE) range(o, w, n);
    else if (n->asks || none(n)) put_formula(o, w, n);            /* "does not apply" is a phrase of its own */
    else { put_z(o, n->type->kind == TYPE_NUMBER ? "= " : w->zh ? "为 " : "is "); operand(o, w, n); }
}

static void several(struct out *o, const struct formula_words *w, const struct feel_ast *tests) {
    put_z(o, tests->negated ? w->zh ? "不为 " : "is none of " : w->zh ? "为 " : "is one of ");
    for (size_t i = 0; i < tests->n; i++) {
        if (i) put_z(o, w->zh ? "、" : ", ");
        put_formula(o, w, tests->kids[i]);
    }
    if (w->zh && !tests->negated) put_z(o, " 之一");
}

void put_condition(struct out *o, const struct formula_words *w, struct str label, const struct feel_ast *input,
    const struct feel_ast *tests)
{
    bool literals = true;
    (void)input;
    put_str(o, label);
    if (!tests || tests->n == 0) return;
    put_c(o, ' ');
    for (size_t i = 0; i < tests->n; i++) literals &= plain(tests->kids[i]);
    if (tests->negated && tests->n == 1 && none(tests->kids[0])) { put_z(o, w->zh ? "适用" : "applies"); return; }
    if (literals && tests->negated && tests->n == 1) { put_z(o, w->zh ? "不为 " : "is not "); put_formula(o, w, tests->kids[0]); return; }
    if (literals && tests->n > 1) { several(o, w, tests); return; }
    if (tests->negated) put_z(o, w->zh ? "不是：" : "not: ");
    for (size_t i = 0; i < tests->n; i++) {
        if (i) put_z(o, w->zh ? " 或 " : " or ");
        one(o, w, tests->kids[i]);
    }
}

/* ------------------------------------------------------------------ gaps */

static bool distance(struct value from, struct value to, struct number *gap, bool *days) {
    *days = from.kind == VALUE_DATE;
    if (from.kind == VALUE_DATE && to.kind == VALUE_DATE) *gap = number_int(temporal_day_number(to.date) - temporal_day_number(from.date));
    else if (from.kind != VALUE_NUMBER || to.kind != VALUE_NUMBER || !number_sub(to.number, from.number, gap)) return false;
    *gap = number_abs(*gap);
    return number_sign(*gap) > 0;
}

bool formula_gap(const struct formula_words *w, const struct feel_ast *tests, struct value v, struct number *gap, bool *days) {
    const struct feel_ast *n = tests && tests->n == 1 && !tests->negated ? tests->kids[0] : NULL;
    struct value low, high;
    if (!n) return false;
    if (n->kind == AST_TEST && is_test(n->op)) return distance(v, feel_eval(w->feel, n->kids[0], w->scope), gap, days);
    if (n->kind != AST_RANGE) return false;
    low = feel_eval(w->feel, n->kids[0], w->scope);
    high = feel_eval(w->feel, n->kids[1], w->scope);
    return distance(v, value_less(v, low) == 1 ? low : high, gap, days);
}
