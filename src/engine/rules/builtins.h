/* builtins.h: the built-in functions of FEEL (DMN 10.3.4): which there are,
** what they take, and calling them.
**
** The table of builtins.c has one row a signature; rows of one name stand
** together, and a pointer to the first of them is the function. The bodies
** stand by subject:
**
**     builtins_convert.c   date, time, number, string, duration, range, context
**     builtins_text.c      substring, matches, split, ...
**     builtins_list.c      count, append, sort, ...
**     builtins_number.c    min, sum, median, decimal, ...
**     builtins_range.c     before, meets, overlaps, ...
**
** A body gets one value for each parameter, already of an accepted kind;
** optional ones not given are null. */
#ifndef RULES_BUILTINS_H
#define RULES_BUILTINS_H
#include "engine/rules/eval.h"

enum { BUILTIN_PARAMS = 7 };

/* What a parameter accepts, as a set of kinds. null only where it says so. */
enum {
    IS_NULL = 1 << VALUE_NULL, IS_NUMBER = 1 << VALUE_NUMBER, IS_STRING = 1 << VALUE_STRING, IS_BOOLEAN = 1 << VALUE_BOOLEAN,
    IS_DATE = 1 << VALUE_DATE, IS_TIME = 1 << VALUE_TIME, IS_DATE_TIME = 1 << VALUE_DATE_TIME, IS_DAYS = 1 << VALUE_DAYS,
    IS_MONTHS = 1 << VALUE_MONTHS, IS_LIST = 1 << VALUE_LIST, IS_CONTEXT = 1 << VALUE_CONTEXT, IS_RANGE = 1 << VALUE_RANGE,
    IS_FUNCTION = 1 << VALUE_FUNCTION, IS_ANY = 0xffff,
    IS_POINT = IS_NUMBER | IS_STRING | IS_DATE | IS_TIME | IS_DATE_TIME | IS_DAYS | IS_MONTHS,
    IS_OPTIONAL = 1 << 20,                    /* need not be given */
    IS_REST = 1 << 21,                        /* this and all that follow, handed over as one list */
    IS_NUMBERED = 1 << 22                     /* REST whose arguments are named each with its number: c1, c2, ... */
};

typedef struct value builtin_body(struct feel *f, const struct value *a);
struct builtin_param { const char *name; unsigned accepts; };
struct builtin { struct str name; builtin_body *body; struct builtin_param params[BUILTIN_PARAMS]; };

extern const struct builtin builtins[];
extern const size_t builtin_count;

const struct builtin *builtin_named(struct str name);             /* NULL when there is none */
bool builtin_takes(const struct builtin *b, size_t n);            /* some signature takes n arguments */
bool builtin_fits(const struct builtin *b, const struct type *t); /* some signature takes what the function type t is called with */
/* names NULL: by position. Tries the signatures in order; null and a note when none takes the arguments. */
struct value builtin_call(struct feel *f, const struct builtin *b, const struct value *args, const struct str *names, size_t n);

enum { COMPARED = 4 };                                            /* values or names compared for a step (feel_spend) */

builtin_body fn_date_from, fn_date_parts, fn_datetime_from, fn_datetime_date_time, fn_datetime_parts, fn_datetime_zone, fn_time_from,
    fn_time_parts, fn_number, fn_string, fn_duration, fn_months_between, fn_range, fn_now, fn_today, fn_day_of_year, fn_day_of_week,
    fn_month_of_year, fn_week_of_year;
builtin_body fn_context, fn_context_put, fn_context_put_keys, fn_context_merge, fn_get_value, fn_get_value_keys, fn_get_entries, fn_not,
    fn_is;
builtin_body fn_substring, fn_string_length, fn_upper, fn_lower, fn_before_text, fn_after_text, fn_replace, fn_contains, fn_starts_with,
    fn_ends_with, fn_matches, fn_split, fn_string_join;
builtin_body fn_list_contains, fn_count, fn_all, fn_any, fn_sublist, fn_append, fn_concatenate, fn_insert_before, fn_remove,
    fn_list_replace, fn_list_replace_match, fn_reverse, fn_index_of, fn_union, fn_distinct, fn_duplicates, fn_flatten, fn_sort;
builtin_body fn_min, fn_max, fn_sum, fn_mean, fn_product, fn_median, fn_stddev, fn_mode, fn_decimal, fn_floor, fn_ceiling, fn_round_up,
    fn_round_down, fn_round_half_up, fn_round_half_down, fn_abs, fn_modulo, fn_sqrt, fn_log, fn_exp, fn_odd, fn_even;
builtin_body fn_before, fn_after, fn_meets, fn_met_by, fn_overlaps, fn_overlaps_before, fn_overlaps_after, fn_finishes, fn_finished_by,
    fn_includes, fn_during, fn_starts, fn_started_by, fn_coincides;
#endif
