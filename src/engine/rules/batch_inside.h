/* batch_inside.h: what the files of the batch share.
**
**     batch.c          the plan of a decision, the run over blocks, rows one by one
**     batch_cut.c      planning: what the cells of a column say, stretch by stretch
**     batch_table.c    planning: a decision table
**     batch_code.c     running: values to codes, codes to sets of rules
**     batch_judge.c    running: sets of rules to answers and amounts */
#ifndef RULES_BATCH_INSIDE_H
#define RULES_BATCH_INSIDE_H
#include "engine/rules/batch.h"
#include "engine/rules/dmn_inside.h"

enum { BATCH_BLOCK = 1024, BATCH_TABLE_SPAN = 4096, BATCH_CUTS = 1000, BATCH_RULES = 1000, BATCH_COLUMNS = 500 };

/* A set of rules. Two bits stand after the rules: FINE is gone when a cell is in error, HERE when the vector code does
** not know and the row is decided one by one. Intersecting sets keeps what all columns keep. */
static inline bool set_has(const uint64_t *set, size_t i) { return set[i / 64] >> (i % 64) & 1; }
static inline void set_add(uint64_t *set, size_t i) { set[i / 64] |= (uint64_t)1 << (i % 64); }
static inline void set_drop(uint64_t *set, size_t i) { set[i / 64] &= ~((uint64_t)1 << (i % 64)); }

/* One column of a table. A value becomes a code:
**
**     number, day   by how many cuts are not above it
**     word, bool    by the value
**
** and a code has the rules that `may` fire for it and those that `sure` are met, `words` 64-bit words each. */
struct cutting {
    size_t column;                            /* of the question */
    enum batch_kind kind;
    int64_t *cuts; size_t ncuts;
    uint16_t *codes; int64_t low, high;       /* near: codes[value - low], values beyond count as low and high */
    bool near;                                /* else codes[cuts not above the value] */
    uint16_t null_code, unknown_code;
    uint64_t *may, *sure; size_t ncodes;
};

/* What a rule gives. REDO: the scalar path must say. */
enum outcome_kind { OUTCOME_AMOUNT, OUTCOME_OPEN, OUTCOME_ERROR, OUTCOME_REDO };
struct outcome { enum outcome_kind kind; int64_t amount; };

struct batch_table {
    const struct table *source;
    size_t rules, words;
    struct cutting *columns; size_t n;
    struct outcome *out;                      /* out[rule]; out[rules]: no rule */
    bool numbers;                             /* all outputs are amounts: several hits can be counted and compared */
    uint64_t *same;                           /* ANY, PRIORITY: same[rule * words]: the rules whose outputs equal this one's;
                                                 same[rules * words]: those that equal no rule at all */
    size_t *order;                            /* PRIORITY: rules by the order of their output values */
};

struct batch_plan {
    struct batch_question q;
    bool *inputs;                             /* which columns are inputs of the model */
    struct str why;
    struct batch_table *table;                /* NULL: row by row */
};

/* What planning hands around. `why` is the first obstacle. */
struct planning { struct arena *a; const struct batch_question *q; struct str why; };
bool batch_refuse(struct planning *p, const char *why, struct str what);        /* false */
void batch_feel(const struct planning *p, struct feel *f);                      /* policy mode, no notes */
struct value batch_number(int64_t v, int digits);
const struct batch_column *batch_column_named(const struct batch_question *q, struct str name, size_t *at);

bool batch_cut(struct planning *p, const struct node *input, const struct table *t, size_t in, size_t words, struct cutting *c);
bool batch_guard(struct planning *p, const struct node *input, size_t rules, size_t words, struct cutting *c);  /* an input's constraint alone */
struct batch_table *batch_table_plan(struct planning *p, const struct node *n);
bool batch_by_rules(const struct table *t);   /* does policy.c judge rule by rule, or the table's value as a whole? */

/* Running: rows from..from+n of the data. */
bool batch_all_known(const struct cutting *c, const struct batch_data *d, size_t from, size_t n);
void batch_codes(const struct cutting *c, const struct batch_data *d, size_t from, size_t n, uint16_t *codes);
void batch_intersect(const struct batch_table *t, uint16_t *const *codes, bool sure, size_t n, uint64_t *sets);
/* sets[row * words]; sure may be the same as may. redo[i] is set for rows that the scalar path must decide. */
void batch_judge(const struct batch_table *t, const uint64_t *may, const uint64_t *sure, size_t from, size_t n, const struct batch_results *r, uint8_t *redo);
#endif
