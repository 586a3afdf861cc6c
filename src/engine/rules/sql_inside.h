/* sql_inside.h: what sql_write.c (a decision), sql_table.c (its tables),
** sql_steps.c (what is computed) and sql_why.c (why not) share. */
#ifndef RULES_SQL_INSIDE_H
#define RULES_SQL_INSIDE_H
#include "engine/rules/batch_inside.h"
#include "engine/rules/sql_write.h"

/* A column of a level: `"租赁月数#"`, and its expression, which reads levels below. '#' stands in no name of FEEL. */
struct sql_let { const char *name, *text; size_t level; };

/* The word that stands for all texts that the model does not name. */
#define SQL_OTHERS S("\1")

/* What a step is to those that read it: the name of a let, or a constant. The value is NULL where it is not known, in error,
** or FEEL's null; null (NULL: never that) is TRUE where it surely is the latter. level: the highest that it reads. */
struct sql_value { const char *v, *null; size_t level; };

struct sql {
    struct arena *a;
    const struct sql_question *q;
    struct planning *p;
    struct { struct sql_let *v; size_t n, cap; } lets;
    struct sql_value *steps, *columns;        /* of the plan; of the question, v NULL: not yet */
    const struct vec *fixed;                  /* what steps that are the same for every row are */
    const char **errors;                      /* of a step that is a table: TRUE where it is in error; NULL: never */
    const char ***rules;                      /* and one three-valued condition a rule */
    struct str why;                           /* the first obstacle */
};

#define sql_text(q, ...) str_printf((q)->a, __VA_ARGS__).p
const char *sql_quoted(const struct sql *q, struct str s, char quote);
bool sql_refuse(struct sql *q, const char *why);                  /* false */
/* A CASE of constants is a bigint, too: PostgreSQL would make it an integer, which overflows. */
const char *sql_whole(const struct sql *q, const struct vec_type *t, const char *text);
/* The whole number that stands for 1 in values of a type of numbers. False: there is none. */
bool sql_unit(const struct vec_type *t, int64_t *unit);
/* Gives the name. */
const char *sql_let(struct sql *q, const char *name, const char *text, size_t level);
size_t sql_higher(size_t x, size_t y);

/* sql_steps.c: fills steps[i] from those before it. */
bool sql_step(struct sql *q, size_t i);
struct sql_value sql_column(struct sql *q, size_t column);        /* of the data */
const char *sql_constant(const struct sql *q, const struct vec_type *t, int64_t v);

/* sql_why.c. Of an obstacle in English; one that has no Chinese stays as it is. */
struct str sql_why_zh(struct arena *a, struct str why);

/* sql_table.c */
bool sql_rules(struct sql *q, const struct batch_table *t, const char *prefix, const char **rules, const char **error, size_t *level);
bool sql_table(struct sql *q, size_t i);                          /* STEP_TABLE */
bool sql_chosen(struct sql *q, size_t i);                         /* STEP_COLUMN */
/* one: what a rule counts. */
bool sql_collected(struct sql *q, const struct batch_table *t, int64_t one, struct sql_value *is);
/* TRUE where a fact is none of those allowed; NULL: never. */
const char *sql_guard(struct sql *q, const struct cutting *c, size_t *level);
#endif
