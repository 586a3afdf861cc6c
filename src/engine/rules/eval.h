/* eval.h: what the files of the evaluator and the built-in functions share.
** Outside of them use feel.h.
**
**     eval.c            a node of the tree to its value; names, paths, contexts
**     eval_operators.c  arithmetic, comparison, tests
**     eval_loop.c       for, some, every, filter
**     eval_call.c       functions: making, calling, converting arguments
**     external.c        functions of java.lang.Math that a model may name
**     eval_notes.c      why something is null, in two languages */
#ifndef RULES_EVAL_H
#define RULES_EVAL_H
#include "engine/rules/ast.h"

enum function_kind { FUNCTION_IS_BUILTIN, FUNCTION_IS_CLOSURE, FUNCTION_IS_HOST, FUNCTION_IS_EXTERNAL };

struct function {
    enum function_kind kind;
    struct str name;                          /* absent for closures */
    const struct type *type;                  /* its parameters and result; NULL for BUILTIN */
    const struct builtin *builtin;
    const struct feel_ast *body;
    const struct feel_scope *scope;           /* a closure's, copied: it may outlive where it was made */
    feel_host_call *call; void *host;
};

enum { EVAL_DEPTH = 8 * LIMIT_FEEL_DEPTH };                       /* of eval within eval: nesting of trees times calls */

struct value eval(struct feel *f, const struct feel_ast *n, const struct feel_scope *s);
struct value eval_binary(struct feel *f, enum token_kind op, struct value x, struct value y);
struct value eval_negate(struct feel *f, struct value x);
struct value eval_compare(struct feel *f, enum token_kind op, struct value x, struct value y);
struct value eval_and(struct value x, struct value y);
struct value eval_or(struct value x, struct value y);
struct value eval_in(struct feel *f, const struct feel_ast *test, struct value input, const struct feel_scope *s);
struct value eval_range(struct feel *f, const struct feel_ast *n, const struct feel_scope *s);
struct value eval_for(struct feel *f, const struct feel_ast *n, const struct feel_scope *s);
struct value eval_filter(struct feel *f, const struct feel_ast *n, const struct feel_scope *s);
struct value eval_call(struct feel *f, const struct feel_ast *n, const struct feel_scope *s);
struct value eval_closure(struct feel *f, const struct feel_ast *n, const struct feel_scope *s);
struct value eval_property(struct feel *f, struct value object, struct str name);
struct value value_builtin(struct feel *f, const struct builtin *b);

/* What an iterator runs over: items of a list, or whole numbers or days from first on by step 1 or -1. */
struct run { bool ranged, days; const struct value *items; int64_t first, count, step; };
bool run_over(struct value v, struct run *r);                     /* false: v is no list and no range one can count through */
struct value run_item(const struct run *r, int64_t k);

/* [ ] behind a value, in FEEL or boxed: what of `from` passes the test, or the item at the index it gives. */
typedef struct value eval_test(struct feel *f, const void *what, const struct feel_scope *s);
struct value eval_kept(struct feel *f, struct value from, const struct feel_scope *s, eval_test *test, const void *what);
/* An argument as a parameter of type t takes it: converted, and by what an item definition allows (dmn_types.c). False: it does
** not, and the call is null (Table 63). */
bool feel_takes(struct feel *f, const struct type *t, struct value argument, struct value *v);
/* A function outside of FEEL, by what a model says of where it is; null where it cannot be had. */
struct value external_call(struct feel *f, struct value mapping, const struct value *args, size_t n);
const struct feel_scope *eval_keep_scope(struct feel *f, const struct feel_scope *s);   /* a copy that outlives the stack */

bool range_fits(struct value low, struct value high);             /* ends of one type, in order; null ends fit */
/* What one step does to many values costs as many steps. False: none are left, and the evaluation is over. */
bool feel_spend(struct feel *f, size_t n);
int64_t value_weight(struct value v);                             /* how much of it there is to look at, in steps */
struct value note0(struct feel *f, const char *key);
struct value note1(struct feel *f, const char *key, const char *x);
struct value note2(struct feel *f, const char *key, const char *x, const char *y);
struct value note_kinds(struct feel *f, const char *key, const char *what, struct value x, struct value y);
#endif
