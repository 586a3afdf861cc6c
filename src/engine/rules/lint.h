/* lint.h: what is wrong with a decision table, found without running it.
**
** Exact where a table's cells are intervals and lists of constants: every
** column is cut where some cell begins or ends, so that each cell is met all
** over a piece or nowhere in it; then the combinations of pieces are searched.
**
**     月数  <6 | 6 | (6..12) | 12 | >12        pieces of a column that is cut at 6 and 12
**     类别  "毕业生" | "退役军人" | any other
**
** What is found is shown with one combination of values (a witness) and, for a
** gap, with the widest cells that would close it. Cells that are expressions
** are neither met nor not: rules with them cover nothing for sure and fail
** nothing for sure, and what hangs on them is reported as not decided. So is
** what is beyond the budget of LIMIT_LINT_STEPS. Two columns that rest on the
** same fact can make a combination impossible; then `sure` is false.
**
** With the fact dictionary, inputs are checked against it, too: a name it does
** not know, another type; and its allowed values and ranges count as the
** column's. Figures counted in months or people are whole there. Parameters of
** the envelope stand for the value that is in force last.
**
** null ("does not apply") counts among the values of a column, but a gap needs
** it only where some cell of that column speaks of it. */
#ifndef RULES_LINT_H
#define RULES_LINT_H
#include "engine/rules/dmn_eval.h"
#include "engine/rules/envelope.h"
#include "engine/rules/facts.h"

enum lint_kind {
    LINT_OVERLAP,       /* rules that must not meet do: UNIQUE, or ANY with different outputs */
    LINT_NEVER,         /* a rule that no values meet: a cell, or the cells of one fact together */
    LINT_MASKED,        /* a rule that others are always chosen before: FIRST, PRIORITY */
    LINT_NAME,          /* an input that the fact dictionary does not know */
    LINT_TYPE,          /* a constant of another type than its column's; an input of another type than the dictionary's */
    LINT_VALUE,         /* a constant that is not among the allowed values */
    LINT_GAP,           /* values that no rule takes, and there is no default */
    LINT_UNUSED,        /* an allowed value that no rule takes or gives */
    LINT_OPAQUE,        /* a cell that is an expression: not analysed */
    LINT_UNDECIDED      /* the budget ran out, or what is asked hangs on expressions */
};
enum lint_grade { LINT_ERROR, LINT_WARNING, LINT_REMARK };

/* One column of a witness. where: what of the column the finding holds for, as a cell; "-" for all of it. */
struct lint_given { struct str column; struct value value; bool other; struct str where; };   /* other: any value the table does not name */

struct lint_finding {
    enum lint_kind kind;
    enum lint_grade grade;
    struct str node; int line, col;
    size_t rule, other;                    /* from 1; 0: none */
    struct str column, text;               /* the column and what stands in its cell, where it is about one */
    const struct lint_given *given; size_t n;
    bool sure;
};

/* A table, and which share of the combinations of its pieces some rule takes for sure, and which none takes. */
struct lint_table { struct str node; int line, col; size_t rules, columns; double covered, open; bool decided; };

struct lint {
    struct { struct lint_finding *v; size_t n, cap; } findings;
    struct { struct lint_table *v; size_t n, cap; } tables;
    size_t more;                           /* findings beyond LIMIT_LINT_FINDINGS of one kind in one table */
};

/* mode: how cells treat null. facts, envelope: NULL when there is none. */
struct lint_with { enum feel_mode mode; const struct facts *facts; const struct policy_envelope *envelope; };
/* Looks at the inputs and every decision table of models[0]. All in a. */
void lint_program(struct arena *a, const struct dmn_program *p, const struct lint_with *with, struct lint *l);
/* One finding as a sentence with its witness; what to do about it. */
struct str lint_text(struct arena *a, const struct lint_finding *x, enum feel_lang lang);
const char *lint_name(enum lint_kind k);                       /* "gap": for machines */
#endif
