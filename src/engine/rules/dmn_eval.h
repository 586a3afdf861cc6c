/* dmn_eval.h: decision models at work: what dmn_read read, compiled once and
** evaluated as often as wanted.
**
**     struct dmn_model ──dmn_compile──> struct dmn_program ──dmn_run + inputs──> struct value
**
** Compiling parses every text against the names that its requirements put in
** scope. A text that does not parse is a fault of the program (dmn_faults) and
** evaluates to null; the rest of the model still works, as the standard's test
** kit expects. Who wants a model without faults looks at them first.
**
** A program is read-only and may be shared; a run belongs to one struct feel. */
#ifndef RULES_DMN_EVAL_H
#define RULES_DMN_EVAL_H
#include "engine/rules/dmn.h"
#include "engine/rules/feel.h"

struct dmn_program;
struct dmn_run;

struct dmn_fault { struct str model, node, text; int line, col; struct err err; };
struct dmn_faults { struct dmn_fault *v; size_t n, cap; };

/* models[0] is the one asked for, the others are those it imports, directly or not. */
enum rc dmn_compile(struct arena *a, const struct dmn_model *const *models, size_t n, struct dmn_program **p, struct err *e);
const struct dmn_faults *dmn_faults(const struct dmn_program *p);
/* The models it was made of, the one asked for first; at most max. */
void dmn_models(const struct dmn_program *p, const struct dmn_model **models, size_t max, size_t *n);
void dmn_decisions(struct arena *a, const struct dmn_program *p, struct strs *names);   /* of models[0] */

/* One evaluation: inputs are set by name (ns empty: in any model, the asked one first), then results asked for. */
struct dmn_run *dmn_start(const struct dmn_program *p, struct feel *f);
bool dmn_set(struct dmn_run *r, struct str ns, struct str name, struct value v);        /* false: no such input */
/* A decision's value, or that of any other node of models[0]; *known false when there is none of that name. */
struct value dmn_value(struct dmn_run *r, struct str name, bool *known);
/* Calls a decision service or a business knowledge model of models[0] with what was set as its arguments. */
struct value dmn_invoke(struct dmn_run *r, struct str name, const struct str *names, const struct value *args, size_t n, bool *known);
/* How many output decisions a service has; with more than one it gives a context of them. 0: there is no such service. */
size_t dmn_outputs(const struct dmn_run *r, struct str name);
#endif
