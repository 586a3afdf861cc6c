/* sql_write.h: a decision as SQL that means the same on SQLite and on
** PostgreSQL: one expression for each output, columns named as the facts are.
**
**     decision ──plan of the batch──> steps ──sql_steps.c──> (WITH s1 AS (…), s2 AS (…) SELECT … FROM s2) AS "金额"
**
** What is written is the plan by which a roster is answered (batch.h), so both
** say the same: facts and what is computed of them one step after the other, a
** level of WITH for each that rests on the one before; LIMIT 1 keeps a
** database from copying a step to each place that reads it.
**
** Three-valued as the engine in policy mode: NULL in a column is a fact that is
** not known, NULL as the answer is one that is not known or in error, never a
** "no". Of the facts in `columns` with `null` set, NULL says that the fact does
** not apply. Columns are numbers (taken to `digits` decimals), texts, dates as
** date or text YYYY-MM-DD, booleans as such or as 0 and 1. Amounts of a benefit
** are rounded and capped as they are paid. What cannot be said is refused with
** its cell: functions the batch has no steps for, lists, durations as
** answers, a quotient of two facts that is paid. */
#ifndef RULES_SQL_WRITE_H
#define RULES_SQL_WRITE_H
#include "engine/rules/dmn_eval.h"
#include "engine/rules/envelope.h"

enum { SQL_DIGITS = 2 };                                          /* of a number that `columns` does not name */
struct sql_column { struct str name; int digits; bool null; };
struct sql_figure { struct str name; struct value value; };       /* an input that is no column: the same for everybody; unknown as well */
struct sql_question {
    const struct dmn_program *program;
    struct str decision;
    const struct policy_envelope *envelope;                       /* NULL: a plain model */
    const struct sql_figure *figures; size_t nfigures;
    const struct sql_column *columns; size_t ncolumns;
};

/* The outputs of one decision, comma-separated. RC_NONE: no such decision; RC_INPUT: cannot be said, with line and column. */
enum rc sql_write(struct arena *a, const struct sql_question *q, struct str *sql, struct err *e);
#endif
