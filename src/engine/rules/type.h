/* type.h: the types of FEEL (DMN 10.3.2.9), a lattice under Any.
**
**     Any ── number string boolean date time "date and time"
**         ── "days and time duration"  "years and months duration"
**         ── list<T>  range<T>  context<k: T, ...>  function<T, ...> -> U
**     Null conforms to every type.
**
** A type is a node of a tree that may be shared and, through named types,
** cyclic; everything that walks types is bounded by LIMIT_FEEL_DEPTH. Types
** are read-only once built and live in the arena of whoever built them; the
** simple ones are the constants of type_simple. NULL is never a type: an
** unknown one is Any. */
#ifndef RULES_TYPE_H
#define RULES_TYPE_H
#include "base/base.h"

enum type_kind { TYPE_ANY, TYPE_NULL, TYPE_NUMBER, TYPE_STRING, TYPE_BOOLEAN, TYPE_DATE, TYPE_TIME, TYPE_DATE_TIME,
    TYPE_DAYS, TYPE_MONTHS,                   /* days and time duration; years and months duration */
    TYPE_LIST, TYPE_RANGE, TYPE_CONTEXT, TYPE_FUNCTION };

struct type;
struct type_member { struct str name; const struct type *type; };

struct type {
    enum type_kind kind;
    struct str name;                          /* of an item definition; absent for the others */
    const struct type *of;                    /* LIST, RANGE: of what; FUNCTION: its result */
    struct type_member *members; size_t n;    /* CONTEXT: entries; FUNCTION: parameters (names may be absent) */
    const void *allowed, *constraint;         /* struct dmn_check of item definitions (dmn_inside.h), or NULL.
                                                 Conformance does not look at them. */
};

/* Named types, searched by type references and by `instance of`. Names are as in the model, blanks single. */
struct types { const struct types *outer; const struct type **v; size_t n, cap; };

const struct type *type_simple(enum type_kind kind);              /* not for LIST and the kinds after it */
const struct type *type_list(struct arena *a, const struct type *of);
const struct type *type_range(struct arena *a, const struct type *of);
const struct type *type_context(struct arena *a, const struct type_member *members, size_t n);     /* members are copied */
const struct type *type_function(struct arena *a, const struct type_member *params, size_t n, const struct type *result);
const struct type *type_builtin(struct str name);                 /* "number", "date and time", ...; NULL when there is none */
const struct type *type_find(const struct types *types, struct str name);      /* a named type, inner tables first; NULL */
const struct type *type_member(const struct type *t, struct str name);         /* of a context type; NULL */

bool type_conforms(const struct type *t, const struct type *s);   /* T <: S */
const struct type *type_join(struct arena *a, const struct type *x, const struct type *y);  /* what both conform to, Any at worst */

void put_type(struct out *o, const struct type *t);               /* as FEEL spells it: list<number> */
#endif
