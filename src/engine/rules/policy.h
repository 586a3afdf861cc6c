/* policy.h: policy mode: what somebody is entitled to, and why.
**
** A fact is known, does not apply (null) or is not known (not given). The
** answer is one of
**
**     ENTITLED   every way to complete the facts pays
**     NOT        none does
**     NEEDS      it depends on facts that are not known; `missing` names them
**     NOT_YET    NOT today, but from `flips` on, all else being equal
**     ERROR      a fact has the wrong type, or the table contradicts itself;
**                never a "no"
**
** with the range of amounts that are still possible. The answer is safe: when
** it says ENTITLED or NOT, no completion of the facts says otherwise. It may
** say NEEDS where a cleverer look would know (facts that depend on each other).
**
** The decision asked for is a decision table whose output column `amount` is a
** number (or the table's only output), or any expression that gives a number
** or a boolean (true counts 1). */
#ifndef RULES_POLICY_H
#define RULES_POLICY_H
#include "engine/rules/dmn_eval.h"

enum policy_answer { POLICY_ENTITLED, POLICY_NOT, POLICY_NEEDS, POLICY_NOT_YET, POLICY_ERROR };
enum { POLICY_HORIZON = 3 * 366 };                            /* days that are looked ahead for NOT_YET */

struct policy_fact { struct str name; struct value value; };
struct policy_question {
    const struct dmn_program *program;
    struct str decision, amount;                              /* amount: the output column; empty: the only one */
    struct str today;                                         /* the fact that is the day of decision, to look ahead; may be empty */
    const struct policy_fact *facts; size_t n;
    struct zones *zones;
    int64_t steps;                                            /* of evaluation; 0: LIMIT_FEEL_STEPS */
    struct values *compared;                                  /* NULL, or where dates that were compared are noted, in pairs */
};

/* A condition of a rule: the column, its test as written, the value seen, and 1 met, 0 not, -1 not known. */
struct policy_cell { struct str column, test; struct value saw; int met; };
struct policy_rule { size_t number; struct str id; int fires; size_t failed; const struct policy_cell *cells; size_t n; };

struct policy_result {
    enum policy_answer answer;
    struct number low, high;                                  /* possible amounts; meaningful unless open or an ERROR */
    bool open;                                                /* an amount depends on what is not known: no bound */
    struct policy_rule *rules; size_t n;                      /* that fired or may; for NOT the nearest ones */
    struct strs missing;                                      /* facts that can still change the answer, most often asked first */
    struct date flips;                                        /* NOT_YET */
    struct feel_note note;                                    /* ERROR */
};

/* Everything in *r lives in a. */
void policy_decide(struct arena *a, const struct policy_question *q, struct policy_result *r);
/* The answer and its reasons as lines of text. */
struct str policy_explain(struct arena *a, const struct policy_result *r, enum feel_lang lang);
#endif
