/* tck.h: the test cases of the DMN Technology Compatibility Kit, read.
**
**     testCases ── cases ─┬─ inputs   name (and namespace) -> value
**                         └─ results  name -> expected value, or an error
**
** Values keep their spelling and XSD type; who evaluates turns them into
** values of FEEL. Texts live in the arena given to tck_read. */
#ifndef RULES_TCK_H
#define RULES_TCK_H
#include "engine/rules/xml.h"

enum tck_form { TCK_NULL, TCK_SIMPLE, TCK_LIST, TCK_CONTEXT };

/* SIMPLE: text as written and the local name of its XSD type ("decimal", "duration"; empty when none is given).
** LIST: parts without names. CONTEXT: parts with names. */
struct tck_value {
    enum tck_form form;
    struct str name, text, type;
    struct { struct tck_value *v; size_t n, cap; } parts;
    int line;
};

struct tck_input { struct str name, ns; struct tck_value value; };
struct tck_result { struct str name; bool error; struct tck_value expected; int line; };   /* error: null is right */

enum tck_target { TCK_DECISION, TCK_SERVICE, TCK_BKM };
struct tck_case {
    struct str id, what, invocable;        /* invocable: the service or BKM called, when target says so */
    enum tck_target target;
    struct { struct tck_input *v; size_t n, cap; } inputs;
    struct { struct tck_result *v; size_t n, cap; } results;
    int line;
};

struct tck_file {
    struct str model;                      /* file name of the model, beside this file */
    struct strs labels;
    struct { struct tck_case *v; size_t n, cap; } cases;
};

/* RC_INPUT or RC_LIMIT with the place in e. */
enum rc tck_read(struct arena *a, struct str bytes, struct tck_file **file, struct err *e);
#endif
