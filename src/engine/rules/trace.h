/* trace.h: how a decision came to its value: the rules that fired or nearly
** did with what each condition saw, the formula, and the decisions it rests on.
**
**     trace_decision ──> struct trace (the decision asked)
**                          ├─ rules: cells, output            (a table)
**                          ├─ formula                         (an expression)
**                          └─ on: struct trace, one a decision that was read
**
** A trace is evaluated anew, in policy mode, with the facts of the answer;
** asking is not slowed by it. `scope` and `feel` stay alive in the arena, so
** that parts of a formula can be evaluated for showing (formula.h). */
#ifndef RULES_TRACE_H
#define RULES_TRACE_H
#include "engine/rules/policy.h"

struct feel_ast;

struct trace_cell {
    const struct dmn_input *column;
    const struct feel_ast *input, *test;                          /* NULL: absent or did not parse */
    struct value saw;
    int met;                                                      /* 1, 0, -1 not known */
};
struct trace_rule {
    size_t number, failed;
    int fires;
    const struct dmn_rule *source;
    const struct trace_cell *cells; size_t n;
    const struct feel_ast *output;                                /* the amount's, where it is an expression */
};
struct trace {
    const struct dmn_node *node;
    struct value value;
    const struct dmn_table *table;                                /* NULL: no table */
    struct trace_rule *rules; size_t n;                           /* fired or may fire, else the nearest ones */
    const struct feel_ast *formula;
    const struct feel_scope *scope;
    const struct trace **on; size_t non;
};

/* NULL when there is no such decision. Facts as for policy_decide; output as in struct policy_question. */
const struct trace *trace_decision(struct feel *f, const struct policy_question *q);
#endif
