/* batch.h: policy mode over a roster: one decision for millions of rows held by
** columns, with the answers of policy_decide, amount for amount.
**
**     program, decision, columns ──batch_compile──> struct batch_plan
**     plan, data ──batch_run──> answer, low, high, rule of each row
**
** A column is a fact: numbers as int64 scaled by 10^digits, words as places in
** a dictionary, days since 1970, booleans as bytes. Two bitmaps say of each
** row whether the fact is known and whether it does not apply (null). A fact
** without a column is not known of anybody.
**
** How it is quick: the cells of a table cut each column into a few stretches
** in which every cell says the same. A row is then a small code a column; a
** code has two sets of rules, those it allows and those it meets; the sets of
** a row's codes are intersected, and the first bit is the rule. What the cells
** say is asked of the scalar evaluator when the plan is made, so that both
** paths cannot disagree. Amounts and conditions that compute are typed vector
** code on int64; a row that overflows, divides unevenly or meets anything out
** of the ordinary is decided by policy_decide. So is every row of a model
** that has no plan; `batch_why` says what stands in the way. */
#ifndef RULES_BATCH_H
#define RULES_BATCH_H
#include "engine/rules/policy.h"

/* How a column's values are stored; VALUE (struct value, for lists and contexts) is for the scalar path only. */
enum batch_kind { BATCH_NUMBER, BATCH_WORD, BATCH_DAY, BATCH_BOOL, BATCH_VALUE };   /* int64_t, uint16_t, int32_t, uint8_t, struct value */
struct batch_column { struct str name; enum batch_kind kind; int digits; const struct str *words; size_t nwords; };
/* Bit i % 64 of element i / 64 is row i's. known NULL: all are; null NULL: none is. */
struct batch_data { const void *v; const uint64_t *known, *null; };

struct batch_question {
    const struct dmn_program *program;
    struct str decision, amount, today;                       /* as in struct policy_question */
    int digits;                                               /* amounts come out as int64 scaled by 10^digits */
    /* As a benefit of the envelope wants it: amounts rounded, then not above the cap; answers judged by what is left. */
    bool rounds; enum number_rounding rounding; int places; bool capped; struct number cap;
    const struct batch_column *columns; size_t n;             /* those that are no input of the model are passed over */
    const struct policy_fact *constants; size_t nconstants;   /* facts that are the same for everybody */
    struct zones *zones;
};

/* One array each, as long as the roster. `flips` may be NULL when no day is asked about. Amounts that do not fit into
** int64 at these digits are 0 there and stand in `exact`. */
struct batch_exact { size_t row; struct number low, high; };
struct batch_results {
    uint8_t *answer;                                          /* enum policy_answer */
    uint8_t *open;                                            /* an amount depends on what is not known */
    int64_t *low, *high;
    uint16_t *rule;                                           /* the first rule that surely fires, from 1; 0: none */
    int32_t *flips;                                           /* NOT_YET: the day */
    struct { struct batch_exact *v; size_t n, cap; } exact;   /* in the arena of the run, ascending */
    size_t scalar;                                            /* rows that were decided one by one */
};

struct batch_plan;
/* Never fails: what cannot be planned runs row by row. The plan keeps what it was given. */
const struct batch_plan *batch_compile(struct arena *a, const struct batch_question *q);
struct str batch_why(const struct batch_plan *p);             /* empty: vectorised; else the first obstacle */
/* data: one for each column of the question. Scratch and r->exact live in a. */
void batch_run(struct arena *a, const struct batch_plan *p, const struct batch_data *data, size_t rows, struct batch_results *r);

/* The same piece by piece: at most BATCH_BLOCK rows from `from`; rows for which `wanted` (may be NULL) is 0 are left with
** anything. a is the arena of the results. */
enum { BATCH_BLOCK = 1024 };
struct running;
struct running *batch_start(struct arena *a, const struct batch_plan *p, const struct batch_data *data);
void batch_block(struct running *x, size_t from, size_t n, const uint8_t *wanted, struct batch_results *r);
struct value batch_value(const struct batch_column *c, const struct batch_data *d, size_t row);
/* Writes one row's answer down; false: its amounts do not fit, and belong to r->exact. */
bool batch_keep(const struct policy_result *x, int digits, size_t row, struct batch_results *r);
#endif
