/* value.h: the values of FEEL (DMN 10.3.2.2): the semantic domain D.
**
** A value is small and copied freely; what it points to is read-only and lives
** in an arena. Null is a value like any other. VALUE_UNKNOWN is reserved for
** policy mode ("not known yet"), nothing makes it in spec mode.
**
**     kind       member      holds
**     NUMBER     number      34-digit decimal
**     STRING     string      UTF-8
**     BOOLEAN    boolean
**     DATE       date        TIME time    DATE_TIME datetime
**     DAYS       days        days and time duration
**     MONTHS     months      years and months duration
**     LIST       list        v, n
**     CONTEXT    context     ordered entries
**     RANGE      range       two ends, each open, closed or absent
**     FUNCTION   function    see feel.h (feel_call, feel_host_function) */
#ifndef RULES_VALUE_H
#define RULES_VALUE_H
#include "engine/rules/number.h"
#include "engine/rules/temporal.h"
#include "engine/rules/type.h"

enum value_kind { VALUE_NULL, VALUE_NUMBER, VALUE_STRING, VALUE_BOOLEAN, VALUE_DATE, VALUE_TIME, VALUE_DATE_TIME,
    VALUE_DAYS, VALUE_MONTHS, VALUE_LIST, VALUE_CONTEXT, VALUE_RANGE, VALUE_FUNCTION, VALUE_UNKNOWN };

struct value; struct entry; struct range; struct function;
struct list { const struct value *v; size_t n; };
struct context { const struct entry *v; size_t n; };

struct value {
    enum value_kind kind;
    union {
        struct number number;
        struct str string;
        bool boolean;
        struct date date;
        struct time_of_day time;
        struct date_time datetime;
        struct days_duration days;
        struct months_duration months;
        struct list list;
        struct context context;
        const struct range *range;
        const struct function *function;
    };
};

struct entry { struct str name; struct value value; };            /* of a context; names are distinct */
/* [1..5), <5, =5, !=5. Ranges are equal only in the same form; =5 and !=5 have 5 as both ends, and !=5 is all but it. */
enum range_form { RANGE_INTERVAL, RANGE_COMPARISON, RANGE_EQUAL, RANGE_NOT_EQUAL };
struct range {
    struct value low, high;                                       /* VALUE_NULL: no such end */
    bool low_included, high_included;
    enum range_form form;
};

/* Growing ones, for PUSH; their v, n become a list or a context when done. */
struct values { struct value *v; size_t n, cap; };
struct entries { struct entry *v; size_t n, cap; };

static inline struct value value_null(void) { return (struct value){ .kind = VALUE_NULL }; }
static inline struct value value_unknown(void) { return (struct value){ .kind = VALUE_UNKNOWN }; }      /* policy mode only */
static inline struct value value_bool(bool b) { return (struct value){ .kind = VALUE_BOOLEAN, .boolean = b }; }
struct value value_number(struct number n);
struct value value_int(int64_t i);
struct value value_string(struct str s);                          /* s must outlive it and be valid UTF-8 */
struct value value_date(struct date d);
struct value value_time(struct time_of_day t);
struct value value_datetime(struct date_time t);
struct value value_days(struct days_duration d);
struct value value_months(struct months_duration d);
struct value value_list(const struct value *v, size_t n);         /* v must outlive it */
struct value value_list_copy(struct arena *a, const struct value *v, size_t n);
struct value value_context(const struct entry *v, size_t n);      /* v must outlive it, names distinct */
struct value value_range(struct arena *a, struct range r);        /* as given; ends are not checked */

static inline bool value_is_null(struct value v) { return v.kind == VALUE_NULL; }
/* true itself; neither null nor others */
static inline bool value_is_true(struct value v) { return v.kind == VALUE_BOOLEAN && v.boolean; }
const struct value *value_get(struct value context, struct str name);          /* NULL when there is no such entry */
void entries_set(struct arena *a, struct entries *e, struct str name, struct value v);   /* adds or replaces in place */
bool value_to_int(struct value v, int64_t *i);                    /* a number without fraction that fits */

/* Three answers: 0 no, 1 yes, -1 not comparable (null in FEEL). */
int value_equal(struct value x, struct value y);                  /* the = of FEEL: null = null is yes, other kinds -1 */
int value_less(struct value x, struct value y);                   /* the < of FEEL */
bool value_same(struct value x, struct value y);                  /* identity (is): same kind, same element, same zone form */
int value_in_range(const struct range *r, struct value v);

bool value_conforms(struct value v, const struct type *t);        /* v may be bound to a name of type t as it is; null always */
const char *value_kind_name(struct value v);                      /* "number", "date and time", for messages */

bool value_from_literal(struct str s, struct zones *z, struct value *v);       /* what stands in @"...": by its form a date, time, ... */

void put_value(struct out *o, struct value v);                    /* as a FEEL expression: "a", [1, 2], date("2020-01-01") as 2020-01-01 */
struct str value_text(struct arena *a, struct value v);           /* what string(v) gives; null gives "null" */
#endif
