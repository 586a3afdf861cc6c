/* dmn.h: a decision model, read from DMN 1.1 to 1.6 XML.
**
**     definitions ─┬─ imports     other models, by name
**                  ├─ items       named types: structure, constraints
**                  └─ nodes       input data, decisions, business knowledge, services
**                       └─ expr   one boxed expression, a tree
**
** Everything lives in the arena given to dmn_read and is read-only after it.
** Texts of FEEL are kept as written; nothing here parses them. An absent text
** has p == NULL. A type reference is spelled as FEEL spells it: prefixes of
** the FEEL namespace and of the model itself are gone, a prefix that stands
** for an import's namespace is the import's name ("lib.tLoan"). `extension` is
** the element's <extensionElements>, NULL when it has none; what others keep
** there is for them to read (envelope.h). */
#ifndef RULES_DMN_H
#define RULES_DMN_H
#include "engine/rules/xml.h"

enum dmn_kind { DMN_LITERAL, DMN_TABLE, DMN_CONTEXT, DMN_RELATION, DMN_LIST, DMN_FUNCTION, DMN_INVOCATION,
    DMN_CONDITIONAL, DMN_FOR, DMN_FILTER, DMN_SOME, DMN_EVERY };
enum dmn_hit { HIT_UNIQUE, HIT_ANY, HIT_PRIORITY, HIT_FIRST, HIT_RULE_ORDER, HIT_OUTPUT_ORDER, HIT_COLLECT };
enum dmn_aggregation { AGG_NONE, AGG_SUM, AGG_MIN, AGG_MAX, AGG_COUNT };
enum dmn_function_kind { FUNCTION_FEEL, FUNCTION_JAVA, FUNCTION_PMML };

struct dmn_expr;
struct dmn_texts { struct str *v; size_t n, cap; };
struct dmn_exprs { struct dmn_expr **v; size_t n, cap; };

/* A name with a type and, where one stands there, an expression: parameters, context entries, bindings, columns. */
struct dmn_named { struct str name, type_ref; struct dmn_expr *expr; int line, col; };
struct dmn_nameds { struct dmn_named *v; size_t n, cap; };

struct dmn_input { struct str text, type_ref, values, label, description; const struct xml_node *extension; int line, col; };
struct dmn_output { struct str name, type_ref, values, label, otherwise, description; int line, col; };   /* otherwise: default */
struct dmn_place { int line, col; };
struct dmn_places { struct dmn_place *v; size_t n, cap; };
struct dmn_rule {                                                 /* as many texts as inputs, outputs */
    struct dmn_texts in, out; struct dmn_places in_at, out_at;
    struct str id, description; const struct xml_node *extension; int line, col;
};

struct dmn_table {
    enum dmn_hit hit; enum dmn_aggregation aggregation;
    struct { struct dmn_input *v; size_t n, cap; } inputs;
    struct { struct dmn_output *v; size_t n, cap; } outputs;
    struct { struct dmn_rule *v; size_t n, cap; } rules;
};

/* Which members are set depends on kind:
**     LITERAL      text, language (empty: the model's), imported (importedValues: not supported)
**     TABLE        table
**     CONTEXT      entries; a result entry has no name and stands last
**     RELATION     entries are the columns, items the rows, each a LIST as long as the columns
**     LIST         items
**     FUNCTION     function_kind, entries are the parameters, body (may be NULL)
**     INVOCATION   callee, entries are the bindings
**     CONDITIONAL  test, body (then), other (else)
**     FOR          variable, source (in), body (return)
**     FILTER       source (in), body (match)
**     SOME, EVERY  variable, source (in), body (satisfies) */
struct dmn_expr {
    enum dmn_kind kind;
    int line, col;
    struct str type_ref, text, language, variable;
    bool imported;
    struct dmn_table *table;
    struct dmn_nameds entries;
    struct dmn_exprs items;
    enum dmn_function_kind function_kind;
    struct dmn_expr *callee, *test, *source, *body, *other;
};

struct dmn_item {
    struct str name, type_ref;             /* type_ref absent when there are components or a function */
    bool collection, is_function;
    struct str allowed, constraint;        /* unary tests: of each element; of the whole value (typeConstraint) */
    struct { struct dmn_item *v; size_t n, cap; } components;
    struct dmn_nameds parameters; struct str returns;    /* functionItem */
    int line, col;
};

struct dmn_import { struct str name, ns, type; };

enum dmn_node_kind { NODE_INPUT, NODE_DECISION, NODE_BKM, NODE_SERVICE };
struct dmn_node {
    enum dmn_node_kind kind;
    struct str id, name, type_ref;         /* type_ref of its variable */
    struct dmn_expr *expr;                 /* a decision's; a BKM's is a FUNCTION; else NULL */
    struct dmn_texts needs, knows;         /* hrefs of information and knowledge requirements */
    struct dmn_texts outputs, encapsulated, input_decisions, input_data;   /* hrefs, of a service */
    struct str description;
    const struct xml_node *extension;
    int line, col;
};

struct dmn_model {
    struct str name, ns, language, description;
    int minor;                             /* DMN 1.minor */
    const struct xml_node *extension;
    int line, col;                         /* of <definitions> */
    struct { struct dmn_import *v; size_t n, cap; } imports;
    struct { struct dmn_item *v; size_t n, cap; } items;
    struct { struct dmn_node *v; size_t n, cap; } nodes;
};

/* RC_INPUT or RC_LIMIT with the place in e. Reads all or nothing. */
enum rc dmn_read(struct arena *a, struct str bytes, struct dmn_model **model, struct err *e);

/* The node an href of `from` means, "#id" in itself or "namespace#id" in one of the n models; *owner (may be NULL) is
** the model it stands in. NULL when there is none. */
const struct dmn_node *dmn_resolve(const struct dmn_model *from, const struct dmn_model *const *models, size_t n,
    struct str href, const struct dmn_model **owner);
const struct dmn_node *dmn_node_named(const struct dmn_model *m, struct str name);
const struct dmn_item *dmn_item_named(const struct dmn_model *m, struct str name);
#endif
