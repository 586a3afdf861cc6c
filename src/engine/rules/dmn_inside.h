/* dmn_inside.h: what the files of the model's evaluation share.
**
**     dmn_types.c     item definitions into types; constraints
**     dmn_compile.c   requirements into scopes, boxed expressions into boxes
**     dmn_boxes.c     a box to its value
**     dmn_table.c     decision tables
**     dmn_quick.c     cells that compare with constants
**     dmn_eval.c      nodes, runs, services, imports */
#ifndef RULES_DMN_INSIDE_H
#define RULES_DMN_INSIDE_H
#include "engine/rules/dmn_eval.h"
#include "engine/rules/eval.h"

/* A constraint of an item definition and those of the type it refers to; hangs on type->allowed (each value of the
** type) or type->constraint (the collection as a whole). */
struct dmn_check { const struct feel_ast *tests; const struct dmn_check *next; };

struct box;
struct boxes { struct box **v; size_t n, cap; };
/* Context entries, columns, bindings, parameters. itself: an entry whose function may call itself by the entry's name. */
struct slot { struct str name; const struct type *type; struct box *box; bool itself; };
struct slots { struct slot *v; size_t n, cap; };

struct table_input { struct box *box; const struct type *type; const struct feel_ast *values; };
struct table_output { struct str name; const struct type *type; const struct feel_ast *values; struct box *otherwise; };
struct quick;
/* A test that did not parse is NULL: never fires. like: a rule before this one, or itself, in which the same test stands. */
struct table_rule { const struct feel_ast **in; const struct quick **quick; size_t *like; struct box **out; };
struct table {
    const struct dmn_table *source;
    struct table_input *in; size_t nin;
    struct table_output *out; size_t nout;
    struct table_rule *rules; size_t nrules;
};

struct box {
    enum dmn_kind kind;
    const struct dmn_expr *source;
    const struct type *type;                  /* as declared; NULL when not */
    const struct type *inferred;              /* never NULL */
    const struct feel_ast *ast;               /* LITERAL; NULL when it did not parse */
    struct table *table;
    struct slots slots;
    struct boxes items;
    struct str variable;
    struct box *callee, *test, *from, *body, *other;
    const struct type *function;              /* FUNCTION: parameters and result */
    struct box *mapping;                      /* FUNCTION of kind Java, which has no body: where it is to be found */
};

enum node_state { NODE_NEW, NODE_BUSY, NODE_READY };
struct unit;
struct node {
    const struct dmn_node *source;
    struct unit *unit;
    size_t index;
    enum node_state state;                    /* of compiling */
    const struct type *type;                  /* of its variable: declared, else inferred */
    const struct type *declared;
    struct box *box;
    struct { struct node **v; size_t n, cap; } needs, outputs, params;   /* params: of a service, input data, then decisions */
};

/* One model and its types. */
struct unit { const struct dmn_model *model; struct types types; struct node *nodes; };

struct dmn_program {
    struct arena *a;
    struct unit *units; size_t n;
    struct node **nodes; size_t nnodes;
    struct node **by_name; size_t slots;      /* nodes by the hash of their name, those of one name in order; slots: a power of two */
    struct dmn_faults faults;
    int depth;                                /* of compiling: nodes under way */
};

struct frame_value { enum node_state state; struct value value; };
struct dmn_run { const struct dmn_program *p; struct feel *f; struct frame_value *v; };

void dmn_types_build(struct dmn_program *p, struct unit *u);
const struct type *dmn_type_named(struct dmn_program *p, struct unit *u, struct str ref);    /* NULL: absent or unknown */
/* As feel_coerce, and the constraints of item definitions. */
struct value dmn_coerce(struct feel *f, const struct type *t, struct value v);
_Static_assert((int)TYPE_NULL == VALUE_NULL + 1 && (int)TYPE_NUMBER == VALUE_NUMBER + 1 && (int)TYPE_MONTHS == VALUE_MONTHS + 1,
    "kinds of values and of types stand in one order");
/* The same, and at once where nothing is to be converted or checked. */
static inline struct value dmn_as(struct feel *f, const struct type *t, struct value v) {
    return !t || ((int)v.kind + 1 == (int)t->kind && t->kind < TYPE_LIST && !t->allowed && !t->constraint) ? v : dmn_coerce(f, t, v);
}

void dmn_fault(struct dmn_program *p, struct unit *u, struct str node, struct str text, int line, int col, const struct err *e);
struct box *dmn_box(struct dmn_program *p, struct unit *u, struct str node, const struct dmn_expr *x, const struct feel_scope *names);
const struct feel_ast *dmn_tests(struct dmn_program *p, struct unit *u, struct str node, struct str text, int line, int col,
    const struct type *input, const struct feel_scope *names);
struct box *dmn_text_box(struct dmn_program *p, struct unit *u, struct str node, struct str text, int line, int col,
    const struct feel_scope *names);
void dmn_table_compile(struct dmn_program *p, struct unit *u, struct str node, struct box *b, const struct feel_scope *names);
/* A table's only output says no type itself (8.3.2): what the type t of its result allows, in that order, are its output values. */
void dmn_table_result(struct box *b, const struct type *t);

/* The body of FUNCTION b for these arguments, which s binds. */
struct value box_called(struct feel *f, const struct box *b, const struct value *args, size_t n, const struct feel_scope *s);
struct value box_value(struct feel *f, const struct box *b, const struct feel_scope *s);
/* A cell without its tree, NULL when there is no such thing: 1 fires, 0 does not, -1 this value is the evaluator's business. */
const struct quick *quick_of(struct arena *a, const struct feel_ast *tests);
int quick_judge(const struct quick *q, const struct value *v);
/* Three-valued: in[i] the input values, cells[rule * nin + i] and rules[rule] 1 yes, 0 no, -1 not known. */
bool table_look(struct feel *f, const struct table *t, const struct feel_scope *s, struct value *in, signed char *cells,
    signed char *rules);
struct value table_output(struct feel *f, const struct table *t, size_t rule, const struct feel_scope *s);
/* among its output values */
size_t table_rank(struct feel *f, const struct table *t, size_t column, struct value v, const struct feel_scope *s);
struct value table_otherwise(struct feel *f, const struct table *t, const struct feel_scope *s);
/* What the hit policy makes of n rules that fired, n > 0; and these put in the order of PRIORITY. */
struct value table_chosen(struct feel *f, const struct table *t, size_t *rules, size_t n, const struct feel_scope *s);
void table_by_priority(struct feel *f, const struct table *t, size_t *rules, size_t n, const struct feel_scope *s);
struct value table_value(struct feel *f, const struct table *t, const struct feel_scope *s);
bool table_by_rules(const struct node *n);    /* policy.c: the amounts of this table follow from its rules one by one */

/* The names that node n may use, with types (compiling) and, when r is not NULL, values. */
void dmn_scope_of(struct arena *a, struct dmn_program *p, struct node *n, struct dmn_run *r, struct feel_scope *s);
void dmn_node_compile(struct dmn_program *p, struct node *n);
struct value dmn_node_value(struct dmn_run *r, struct node *n);
/* v, which n's box gave, as the value of the decision: by the types of the box and of the variable, and what these allow. */
struct value dmn_result(struct feel *f, const struct node *n, struct value v);
#endif
