/* batch_steps.h: the vector code of the batch: steps, each of which fills one
** vector of a block from the vectors before it.
**
**     FEEL tree ──batch_expr.c──> struct step ... ──batch_vector.c──> struct vec
**
** An element is known and has a value, or does not apply, or is not known, or
** must be decided by the scalar path (REDO): overflow, division by zero,
** whatever might be a note of the evaluator; where it surely is one (null in
** arithmetic) it is an ERROR, which needs no asking. A number is
** v / (den * 10^digits); digits and den belong to the step. A den other than 1
** keeps a division by a constant such as 12 exact where 34 decimals do not:
** such elements are INEXACT, and wherever the last decimal could matter (they
** stand exactly at a border) the scalar path is asked. */
#ifndef RULES_BATCH_STEPS_H
#define RULES_BATCH_STEPS_H
#include "engine/rules/ast.h"
#include "engine/rules/batch.h"

/* States are bits; KNOWN has none, or INEXACT alone. ERROR is a REDO whose outcome is certain. */
enum { VEC_KNOWN = 0, VEC_NULL = 1, VEC_UNKNOWN = 2, VEC_REDO = 4, VEC_INEXACT = 8, VEC_WRONG = 16, VEC_ERROR = VEC_REDO | VEC_WRONG };
/* Values, or of a VEC_BOOL truths, 0 or 1, which so are as short as states. clean: every state is KNOWN; a whole number of cache lines. */
struct vec { union { int64_t v[BATCH_BLOCK]; uint8_t t[BATCH_BLOCK]; }; uint8_t s[BATCH_BLOCK]; bool clean; char apart[63]; };

/* DAY: days since 1970; SECONDS, MONTHS: the two durations; WORD: place in words; NOTHING: null or unknown only. */
enum vec_kind { VEC_NUMBER, VEC_DAY, VEC_BOOL, VEC_WORD, VEC_SECONDS, VEC_MONTHS, VEC_NOTHING };
struct vec_type { enum vec_kind kind; int digits; int64_t den; const struct str *words; size_t nwords; };

enum step_op { STEP_LOAD, STEP_CONST, STEP_SCALE, STEP_ADD, STEP_SUB, STEP_MUL, STEP_DIV, STEP_DIVIDE, STEP_RATIO, STEP_MODULO,
    STEP_NEGATE, STEP_ABS,
    STEP_MIN, STEP_MAX, STEP_ROUND, STEP_EXACT, STEP_COUNT, STEP_COMPARE, STEP_ALIKE, STEP_WITHIN, STEP_AND, STEP_OR, STEP_NOT, STEP_IF,
    STEP_AFTER, STEP_REWORD,
    STEP_YEAR, STEP_MONTH, STEP_DAY, STEP_WEEKDAY, STEP_DATE, STEP_ADD_MONTHS, STEP_ADD_SECONDS, STEP_DAYS_BETWEEN, STEP_MONTHS_BETWEEN,
    STEP_DAYS, STEP_TABLE, STEP_COLUMN };

/*     LOAD       column k
**     CONST      value; k is its element, how its state
**     SCALE      a * k
**     DIV        a / k, type.den times k: marks what k does not divide
**     DIVIDE     a / b at type.digits, where it comes out
**     RATIO      a / b compared with c: k is 10^digits by which a falls short of b * c, k2 the other way
**     ROUND      a / k rounded (how), at most k2
**     EXACT      a / k where it comes out; null is 0; at most k2
**     COUNT      1 where a is true, else 0
**     COMPARE    a op b
**     ALIKE      a op b, both truths
**     WITHIN     a in [b..c]; k bit 0: b included, bit 1: c included
**     IF         a ? b : c
**     AFTER      a, for which b is computed first: where that goes wrong, so does this
**     REWORD     map[a]
**     DAYS       seconds to whole days or years and months: a / k, or the rest of it by k2
**     TABLE      which rule of `table` decides; COLUMN: column k of the outputs of step a */
struct step {
    enum step_op op; struct vec_type type;
    int a, b, c;
    int64_t k, k2;
    int how;                                  /* enum token_kind or enum number_rounding, by op */
    /* SCALE, ROUND: a number written otherwise, or paid, not computed with; ADD, MIN, MAX: there are more operands */
    bool keeps_null;
    struct value value;
    const uint16_t *map;
    struct batch_table *table;
};
struct steps { struct step *v; size_t n, cap; };

/* One step: data and vectors of this block, n rows from `from`. */
struct vector_run { const struct batch_data *data; const struct batch_column *columns; size_t from, n; struct vec *vecs; };
void vector_fill(const struct step *s, struct vec *to);           /* a CONST, once a run */
void vector_step(const struct vector_run *x, const struct step *s, struct vec *to);
#endif
