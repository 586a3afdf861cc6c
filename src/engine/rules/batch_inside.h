/* batch_inside.h: what the files of the batch share.
**
**     batch.c          the plan of a decision, the run over blocks, rows one by one
**     batch_expr.c     planning: expressions into steps
**     batch_type.c     planning: steps, constants, one type for two
**     batch_node.c     planning: decisions, functions and boxes into steps
**     batch_cut.c      planning: what the cells of a column say, stretch by stretch
**     batch_table.c    planning: a decision table
**     batch_vector.c   running: steps (batch_steps.h); batch_days.c: those of dates; batch_vector.h: what the two share
**     batch_code.c     running: values to codes, codes to sets of rules
**     batch_judge.c    running: sets of rules to answers and amounts */
#ifndef RULES_BATCH_INSIDE_H
#define RULES_BATCH_INSIDE_H
#include "engine/rules/batch_steps.h"
#include "engine/rules/dmn_inside.h"

enum { BATCH_TABLE_SPAN = 4096, BATCH_DENSE = 512, BATCH_COUNTED = 6, BATCH_CUTS = 1000, BATCH_RULES = 1000, BATCH_COLUMNS = 500,
    BATCH_STEPS = 2000, BATCH_DIGITS = 12, BATCH_LEARNT = 8192 };

/* A set of rules. Two bits stand after the rules: the first is gone when a cell is in error, the second when the vector
** code does not know and the row is decided one by one. Intersecting sets keeps what all columns keep. */
static inline bool set_has(const uint64_t *set, size_t i) { return set[i / 64] >> (i % 64) & 1; }
static inline void set_add(uint64_t *set, size_t i) { set[i / 64] |= (uint64_t)1 << (i % 64); }
static inline void set_drop(uint64_t *set, size_t i) { set[i / 64] &= ~((uint64_t)1 << (i % 64)); }

/* One column of a table. A value becomes a code:
**
**     numbers, days and durations   by how many cuts are not above it
**     words and booleans            by the value
**
** and a code has the rules that `may` fire for it and those that `sure` are met, `words` 64-bit words each. The values
** come from a column of the data or from a step; a constant has one code. */
struct cutting {
    enum { CUT_COLUMN, CUT_STEP, CUT_CONSTANT } from;
    size_t at;                                /* the column, the step */
    enum batch_kind kind;                     /* of the column; of a step: BOOL, or NUMBER for what else is held in 64 bits */
    int64_t *cuts; size_t ncuts;
    uint16_t *codes; int64_t low, high;       /* near: codes[value - low], values beyond count as low and high */
    bool near;                                /* else the code is the number of cuts not above the value */
    /* near, of few values and many rules: each has a code of its own, from this one on; 0: not so */
    size_t dense;
    uint16_t null_code, unknown_code, redo_code, error_code;   /* of a constant: unknown_code */
    uint64_t *may, *sure; size_t ncodes, reach;   /* reach: codes that a row can have; only steps make ERROR and REDO */
    bool doubtful;                            /* some known value leaves a rule in doubt */
};

/* What a rule gives. STEP: what step `at` computes; REDO: the scalar path must say. */
enum outcome_kind { OUTCOME_AMOUNT, OUTCOME_STEP, OUTCOME_OPEN, OUTCOME_ERROR, OUTCOME_REDO };
struct outcome { enum outcome_kind kind; int64_t amount; int at; };

struct batch_cell { size_t rule; int at; };                       /* a test that computes: step `at`, a boolean */
struct batch_cells { struct batch_cell *v; size_t n, cap; };

/* Where what rules give is the same for every row, and the codes of a row can be combined in few ways (at most BATCH_LEARNT),
** each way is judged once, when the plan is made: a row is one number, and its answer stands there. */
/* rest: rule, answer, open */
struct learnt { size_t n; const size_t *times; int64_t *low, *high; uint32_t *rest; uint8_t *redo; bool redoes; };

struct batch_table {
    const struct table *source;
    bool by_rules;                            /* as table_by_rules says of the decision asked for */
    size_t rules, words;
    bool *texts;                              /* of each input: it comes of words */
    struct cutting *columns; size_t n;
    struct batch_cells cells;
    /* Of the decision asked for: */
    struct outcome *out;                      /* out[rule]; out[rules]: no rule */
    bool numbers;                             /* all outputs are amounts: several hits can be counted and compared */
    uint64_t *same;                           /* ANY, PRIORITY: same[rule * words]: the rules whose outputs equal this one's;
                                                 same[rules * words]: those that equal no rule at all */
    size_t *order;                            /* PRIORITY: rules by the order of their output values */
    struct learnt *learnt;
    /* Of one that others need: the step of output k of a rule is steps[rule * nout + k]. */
    int *steps;
};

/* What a name stands for while planning: a step, a function, or several named steps (a table with several outputs). */
struct bound { int step; const struct node *function; const struct bound_member *members; size_t n; };
struct bound_member { struct str name; int step; };
struct bound_name { struct str name; struct bound is; };
/* loop: the variable of one, or ? */
struct bound_names { const struct bound_names *outer; const struct bound_name *v; size_t n; bool loop; };

/* A step of a decision that is needed: REDO there is REDO of the row. surely: it is computed for every row, so that an ERROR
** there is an error of the row; entries and what functions need may be computed for none. */
struct watched { int step; bool surely; };

struct batch_plan {
    struct batch_question q;
    bool *inputs;                             /* which columns are inputs of the model */
    struct str why;
    struct steps steps;
    struct batch_table *table;                /* the decision is this table */
    int amount;                               /* or this step, else -1 */
    struct { struct watched *v; size_t n, cap; } watched;
    struct { struct cutting *v; size_t n, cap; } guards;      /* constraints of facts; words 1, rules 0 */
    size_t most_columns, most_words;          /* of all tables */
    bool *live, *fixed;                       /* steps that something looks at; those that are the same for every row */
};

/* What planning hands around; nodes[i].state tells which were planned. `why` is the first obstacle, at: where in the file
** planning is, why_at: where it was then. */
struct planned_node { enum node_state state; struct bound is; };
struct planning {
    struct arena *a;
    const struct batch_question *q;
    struct batch_plan *plan;
    struct planned_node *nodes;
    struct str why;
    struct dmn_place at, why_at;
    int depth;
};

bool batch_refuse(struct planning *p, const char *why, struct str what);        /* false */
void batch_feel(const struct planning *p, struct feel *f);                      /* policy mode, no notes */
const struct batch_column *batch_column_named(const struct batch_question *q, struct str name, size_t *at);
bool batch_fits(const struct type *t, const struct vec_type *v);                /* coercing v to t changes nothing */
/* nor a step, or several with names */
bool batch_fitting(struct planning *p, const struct type *t, const struct bound *is, struct str what);

/* batch_type.c, batch_expr.c. A step, or -1 and `why`. */
static inline struct vec_type batch_plain(enum vec_kind kind) { return (struct vec_type){ .kind = kind, .den = 1 }; }
bool batch_is_constant(const struct step *s);
bool batch_short(struct number n, int *digits, int64_t *v);                     /* a decimal of few digits, which a step can hold */
int batch_step(struct planning *p, struct step s);                              /* the same step once */
int batch_constant(struct planning *p, struct value v);
int batch_redo(struct planning *p);                                             /* the scalar path must say */
int batch_after(struct planning *p, int step, const int *first, size_t n);      /* step, which goes wrong where one of those does */
const struct step *batch_at(const struct planning *p, int step);
int batch_expr(struct planning *p, const struct feel_ast *n, const struct bound_names *names);
int batch_tests(struct planning *p, const struct feel_ast *tests, int input, const struct bound_names *names);
int batch_scaled(struct planning *p, int step, int digits, int64_t den);
bool batch_alike(struct planning *p, int *a, int *b);                           /* gives both one type */
/* An expression, or tests but for ?, that read constants only: they stand in *s. */
bool batch_folds(struct planning *p, const struct feel_ast *n, const struct bound_names *names, struct feel_scope *s);
int64_t batch_ten(int digits);
int batch_amount(struct planning *p, int step);                                 /* at the plan's digits, rounded when it says so; or -1 */
struct number batch_rounded(const struct batch_question *q, struct number n);

/* batch.c. A plan's parts for sql_write.c: planning a question; what its decision gives, before an amount is made of it; which
** steps are needed for those that are watched. */
void batch_begin(struct planning *p, struct arena *a, const struct batch_question *q);
bool batch_values(struct planning *p, struct bound *is);
void batch_needed(struct planning *p);

/* batch_node.c */
bool batch_names_of(struct planning *p, const struct node *n, struct bound_names *names);
/* a step or members, never a function */
bool batch_box(struct planning *p, const struct box *b, const struct bound_names *names, struct bound *is);
int batch_call(struct planning *p, const struct node *function, const int *args, size_t n);

/* batch_cut.c, batch_table.c */
struct table_column { const struct table *t; size_t in; size_t words; const struct bound_names *names; struct batch_cells *cells; };
bool batch_cut(struct planning *p, const struct table_column *x, struct cutting *c);
bool batch_guard(struct planning *p, const struct node *input, size_t column, struct cutting *c);  /* a fact's constraint alone */
/* Columns and outputs as steps, one output for each rule and one for none. */
struct batch_table *batch_table_steps(struct planning *p, const struct table *t, const struct bound_names *names);
struct batch_table *batch_table_asked(struct planning *p, const struct node *n, const struct bound_names *names);
bool batch_table_needed(struct planning *p, const struct table *t, const struct bound_names *names, struct bound *is);

/* Running: rows from..from+n of the data. */
/* of running.redo: the scalar path must say; it is in error, whatever else is said of it */
enum { ROW_REDO = 1, ROW_ERROR = 2 };
/* first: bit of may, of sets of more words than one */
struct running {
    struct arena *a;
    const struct batch_plan *p;
    const struct batch_data *data;
    struct vec *vecs;
    uint16_t **codes, *first;
    uint64_t *may, *sure;
    uint8_t *redo;
};
/* Fills x->codes; true when no rule is in doubt. */
bool batch_codes(const struct running *x, const struct batch_table *t, size_t from, size_t n);
/* Codes as one number, into x->codes[0]. */
void batch_combine(const struct running *x, const struct batch_table *t, size_t n);
/* Fills x->may and x->sure; gives the latter, or x->may when nothing is in doubt. */
const uint64_t *batch_sets(const struct running *x, const struct batch_table *t, size_t from, size_t n);
/* One constraint of a fact: redo[i] says where it is broken. */
void batch_guarded(const struct running *x, const struct cutting *c, size_t from, size_t n);
/* sets[row * words]; sure may be the same as may. redo[i] is set for rows that the scalar path must decide. */
void batch_learn(struct arena *a, struct batch_table *t);
void batch_recall(const struct running *x, const struct batch_table *t, size_t from, size_t n, const struct batch_results *r);
void batch_judge(const struct running *x, const struct batch_table *t, const uint64_t *sure, size_t from, size_t n,
    const struct batch_results *r);
void batch_pick(const struct running *x, const struct step *s, const uint64_t *sure, size_t n, struct vec *to);
void batch_column_of(const struct running *x, const struct step *s, size_t n, struct vec *to);
#endif
