/* sql_write.h: a decision table as SQL that means the same on SQLite and on
** PostgreSQL: one CASE for each output, columns named as the inputs are.
**
**     CASE WHEN "月数" >= 12 AND ("类别" IS NOT NULL AND "类别" = '毕业生') THEN 15000 ... ELSE 0 END AS "金额"
**
** NULL in a column is FEEL's null and is treated as the standard does: in no
** order with anything, equal to nothing but null; so not("a") takes it and
** not(< 5) does not. A cell that compares with another input compares two
** columns; null equals null there, too. Columns are numbers (integer or numeric: SQLite's reals
** are not exact), text, dates as text or date, booleans as 0 and 1. What cannot
** be said so that both databases agree is refused with its place: order of
** strings, times and durations, functions, division, list outputs. */
#ifndef RULES_SQL_WRITE_H
#define RULES_SQL_WRITE_H
#include "engine/rules/dmn_eval.h"

/* Inputs that are no columns: figures of a policy, as they stand on the day that is asked for. */
struct sql_figure { struct str name; struct value value; };

/* The expressions of one table, comma-separated. RC_NONE: no such decision, or it is no table; RC_INPUT: cannot be said. */
enum rc sql_write(struct arena *a, const struct dmn_program *p, struct str decision, const struct sql_figure *figures, size_t n, struct str *sql, struct err *e);
#endif
