/* formula.h: FEEL for people: a formula with the names of the reader's
** language, then with the values in it, then step by step to the result; a
** condition as a phrase.
**
**     年标准 ÷ 12 × 最小值(租期月数, 剩余月数)
**     = 8000 ÷ 12 × 最小值(13, 24)
**     = 8000 ÷ 12 × 13
**     = 8666.666667 */
#ifndef RULES_FORMULA_H
#define RULES_FORMULA_H
#include "engine/rules/facts.h"
#include "engine/rules/trace.h"

struct formula_words {
    bool zh;
    const struct facts *facts;
    const struct dmn_model *model;            /* for the English names of its nodes: their ids */
    struct feel *feel; const struct feel_scope *scope;            /* to evaluate parts */
};

/* A name of the model: as it is in Chinese; in English from the dictionary, else the node's id, underscores as blanks. */
void put_name(struct out *o, const struct formula_words *w, struct str name);
void put_amount_number(struct out *o, struct number n);           /* at most six places, "..." behind a longer one */
void put_plain(struct out *o, const struct formula_words *w, struct value v);              /* a value in words of the language */
void put_formula(struct out *o, const struct formula_words *w, const struct feel_ast *ast);       /* with names */
void put_formula_taken(struct out *o, const struct formula_words *w, const struct feel_ast *ast); /* of an `if` only the branch taken */
/* Lines "= ..." below each other, `indent` before each, without the last result; a formula that is one value has none. */
void put_formula_steps(struct out *o, const struct formula_words *w, const struct feel_ast *ast, const char *indent);
/* "社保月数 ≥ 6", "category is one of graduate, disabled". label: what the column is called. */
void put_condition(struct out *o, const struct formula_words *w, struct str label, const struct feel_ast *input,
    const struct feel_ast *tests);
/* How far v is from passing: false when the test is no comparison or range of numbers or dates. */
bool formula_gap(const struct formula_words *w, const struct feel_ast *tests, struct value v, struct number *gap, bool *days);
bool formula_is_name(const struct feel_ast *ast, struct str *name);
#endif
