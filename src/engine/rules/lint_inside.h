/* lint_inside.h: what the files of the table's analysis share.
**
**     lint_space.c    a table into dimensions, pieces and bits
**     lint_search.c   is there a combination that no rule of a set takes?
**     lint.c          the questions: gaps, overlaps, masked rules, values
**     lint_text.c     the answers in words */
#ifndef RULES_LINT_INSIDE_H
#define RULES_LINT_INSIDE_H
#include "engine/rules/dmn_inside.h"
#include "engine/rules/lint.h"

/* A piece of a dimension: a point, or what lies between two. `at` stands for it. low, high: its ends, null where it has none. */
struct piece { struct value at, low, high; bool low_in, high_in, other; };

/* Columns that ask the same expression are one dimension. pieces: in order, null last. */
struct dim {
    struct str name;
    const struct type *type;
    const struct fact *fact;               /* the dictionary's; NULL */
    struct { struct piece *v; size_t n, cap; } pieces;
    size_t whole;                          /* pieces without null: the ones that gaps are looked for in */
    bool whole_numbers, asks_null, ordered;
    bool listed, unfit;                    /* listed: the model names the allowed values; unfit: values that have no order we can cut */
    struct values points;
};

/* yes[rule][bit], may[rule][bit]: bit off[dim] + piece. Words of 64 bits. */
struct space {
    struct arena *a;
    const struct table *t;
    struct feel f;                         /* evaluates cells, in the mode asked for */
    struct feel_scope names;               /* parameters of the envelope, with their values */
    struct dim *dims; size_t ndims;
    size_t *dim_of;                        /* of a column */
    size_t *off, bits;
    unsigned char *yes, *may;              /* rule * bits + off + piece */
    bool *opaque;                          /* rule * nin + column */
    bool *loose;                           /* column: what its values are allowed to be is more than constants, and lets all through */
    bool tangled;                          /* two dimensions rest on one fact, or a column is loose: not all combinations need occur */
    int64_t steps;                         /* left */
};

bool lint_space(struct arena *a, const struct dmn_program *p, const struct node *n, const struct table *t, const struct lint_with *with,
    struct space *s);
bool lint_constant(const struct space *s, const struct feel_ast *x);        /* depends on nothing but parameters; s may be NULL */
struct value lint_value(struct space *s, const struct feel_ast *x);         /* of a constant */
bool lint_input_takes(struct space *s, size_t column, struct value v);      /* the allowed values of a column, if any, let v through */
struct str lint_set_text(struct space *s, size_t dim, const unsigned char *in);    /* pieces, as a cell */

/* A search among combinations: those within `within` (bits) that no rule of `rules` (nrules flags) takes, `bits` saying
** what a rule takes. boxes: further sets of combinations that count as taken, each bits long. */
struct search {
    struct space *s;
    const unsigned char *takes;
    const bool *rules;
    const unsigned char *within;
    const unsigned char *boxes;
    size_t nboxes;
};
enum found { FOUND_NO, FOUND_YES, FOUND_UNDECIDED };
enum found lint_find(const struct search *q, size_t *path);          /* path: a piece for each dimension */
bool lint_share(const struct search *q, double *share);              /* of the combinations within; false: the budget ran out */
#endif
