/* builtins.c: the table of built-in functions and how arguments find their
** parameters: by position or by name, a single value for a list and a list of
** one for a single value (10.3.2.9.4), a date for a date and time. */
#include "engine/rules/builtins.h"

#define OPT(x) ((x) | IS_OPTIONAL)
#define REST(x) ((x) | IS_REST)
#define LIST_OF(fname, body, each) { SI(fname), body, { { "list", IS_LIST } } }, \
    { SI(fname), body, { { each, REST(IS_ANY) | IS_NUMBERED } } }
#define ONE(fname, body, pname, accepts) { SI(fname), body, { { pname, accepts } } }
#define TWO(fname, body, p, paccepts, q, qaccepts) { SI(fname), body, { { p, paccepts }, { q, qaccepts } } }
#define RANGES(fname, body) TWO(fname, body, "range1", IS_RANGE, "range2", IS_RANGE)
enum { IS_DAY = IS_DATE | IS_DATE_TIME };

const struct builtin builtins[] = {
    ONE("date", fn_date_from, "from", IS_STRING | IS_DAY),
    { SI("date"), fn_date_parts, { { "year", IS_NUMBER }, { "month", IS_NUMBER }, { "day", IS_NUMBER } } },
    ONE("date and time", fn_datetime_from, "from", IS_STRING | IS_DAY),
    TWO("date and time", fn_datetime_date_time, "date", IS_DAY, "time", IS_TIME),
    TWO("date and time", fn_datetime_zone, "from", IS_DATE_TIME, "timezone", IS_STRING),
    { SI("date and time"), fn_datetime_parts, { { "year", IS_NUMBER }, { "month", IS_NUMBER }, { "day", IS_NUMBER }, { "hour", IS_NUMBER },
        { "minute", IS_NUMBER }, { "second", IS_NUMBER }, { "offset", OPT(IS_DAYS | IS_NULL) } } },
    { SI("date and time"), fn_datetime_parts, { { "year", IS_NUMBER }, { "month", IS_NUMBER }, { "day", IS_NUMBER }, { "hour", IS_NUMBER },
        { "minute", IS_NUMBER }, { "second", IS_NUMBER }, { "timezone", IS_STRING } } },
    ONE("time", fn_time_from, "from", IS_STRING | IS_TIME | IS_DAY),
    { SI("time"), fn_time_parts,
    { { "hour", IS_NUMBER }, { "minute", IS_NUMBER }, { "second", IS_NUMBER }, { "offset", OPT(IS_DAYS | IS_NULL) } } },
    { SI("number"), fn_number,
    { { "from", IS_STRING }, { "grouping separator", OPT(IS_STRING | IS_NULL) }, { "decimal separator", OPT(IS_STRING | IS_NULL) } } },
    ONE("string", fn_string, "from", IS_ANY & ~IS_NULL),
    ONE("duration", fn_duration, "from", IS_STRING),
    TWO("years and months duration", fn_months_between, "from", IS_DAY, "to", IS_DAY),
    ONE("range", fn_range, "from", IS_STRING),
    { SI("now"), fn_now, { { 0 } } },
    { SI("today"), fn_today, { { 0 } } },
    ONE("day of year", fn_day_of_year, "date", IS_DAY),
    ONE("day of week", fn_day_of_week, "date", IS_DAY),
    ONE("month of year", fn_month_of_year, "date", IS_DAY),
    ONE("week of year", fn_week_of_year, "date", IS_DAY),

    ONE("context", fn_context, "entries", IS_LIST),
    { SI("context put"), fn_context_put, { { "context", IS_CONTEXT }, { "key", IS_STRING }, { "value", IS_ANY } } },
    { SI("context put"), fn_context_put_keys, { { "context", IS_CONTEXT }, { "keys", IS_LIST }, { "value", IS_ANY } } },
    ONE("context merge", fn_context_merge, "contexts", IS_LIST),
    TWO("get value", fn_get_value, "m", IS_CONTEXT, "key", IS_STRING),
    TWO("get value", fn_get_value_keys, "m", IS_CONTEXT, "keys", IS_LIST),
    ONE("get entries", fn_get_entries, "m", IS_CONTEXT),
    ONE("not", fn_not, "negand", IS_BOOLEAN | IS_NULL),
    TWO("is", fn_is, "value1", IS_ANY, "value2", IS_ANY),

    { SI("substring"), fn_substring, { { "string", IS_STRING }, { "start position", IS_NUMBER }, { "length", OPT(IS_NUMBER) } } },
    ONE("string length", fn_string_length, "string", IS_STRING),
    ONE("upper case", fn_upper, "string", IS_STRING),
    ONE("lower case", fn_lower, "string", IS_STRING),
    TWO("substring before", fn_before_text, "string", IS_STRING, "match", IS_STRING),
    TWO("substring after", fn_after_text, "string", IS_STRING, "match", IS_STRING),
    { SI("replace"), fn_replace,
    { { "input", IS_STRING }, { "pattern", IS_STRING }, { "replacement", IS_STRING }, { "flags", OPT(IS_STRING | IS_NULL) } } },
    TWO("contains", fn_contains, "string", IS_STRING, "match", IS_STRING),
    TWO("starts with", fn_starts_with, "string", IS_STRING, "match", IS_STRING),
    TWO("ends with", fn_ends_with, "string", IS_STRING, "match", IS_STRING),
    { SI("matches"), fn_matches, { { "input", IS_STRING }, { "pattern", IS_STRING }, { "flags", OPT(IS_STRING | IS_NULL) } } },
    TWO("split", fn_split, "string", IS_STRING, "delimiter", IS_STRING),
    TWO("string join", fn_string_join, "list", IS_LIST, "delimiter", OPT(IS_STRING | IS_NULL)),

    TWO("list contains", fn_list_contains, "list", IS_LIST, "element", IS_ANY),
    ONE("count", fn_count, "list", IS_LIST),
    LIST_OF("all", fn_all, "b"),
    LIST_OF("any", fn_any, "b"),
    { SI("sublist"), fn_sublist, { { "list", IS_LIST }, { "start position", IS_NUMBER }, { "length", OPT(IS_NUMBER) } } },
    TWO("append", fn_append, "list", IS_LIST, "item", REST(IS_ANY)),
    ONE("concatenate", fn_concatenate, "list", REST(IS_LIST)),
    { SI("insert before"), fn_insert_before, { { "list", IS_LIST }, { "position", IS_NUMBER }, { "newItem", IS_ANY } } },
    TWO("remove", fn_remove, "list", IS_LIST, "position", IS_NUMBER),
    { SI("list replace"), fn_list_replace, { { "list", IS_LIST }, { "position", IS_NUMBER }, { "newItem", IS_ANY } } },
    { SI("list replace"), fn_list_replace_match, { { "list", IS_LIST }, { "match", IS_FUNCTION }, { "newItem", IS_ANY } } },
    ONE("reverse", fn_reverse, "list", IS_LIST),
    TWO("index of", fn_index_of, "list", IS_LIST, "match", IS_ANY),
    ONE("union", fn_union, "list", REST(IS_LIST)),
    ONE("distinct values", fn_distinct, "list", IS_LIST),
    ONE("duplicate values", fn_duplicates, "list", IS_LIST),
    ONE("flatten", fn_flatten, "list", IS_LIST),
    TWO("sort", fn_sort, "list", IS_LIST, "precedes", OPT(IS_FUNCTION)),

    LIST_OF("min", fn_min, "c"),
    LIST_OF("max", fn_max, "c"),
    LIST_OF("sum", fn_sum, "n"),
    LIST_OF("mean", fn_mean, "n"),
    LIST_OF("product", fn_product, "n"),
    LIST_OF("median", fn_median, "n"),
    LIST_OF("stddev", fn_stddev, "n"),
    LIST_OF("mode", fn_mode, "n"),
    TWO("decimal", fn_decimal, "n", IS_NUMBER, "scale", IS_NUMBER),
    TWO("floor", fn_floor, "n", IS_NUMBER, "scale", OPT(IS_NUMBER)),
    TWO("ceiling", fn_ceiling, "n", IS_NUMBER, "scale", OPT(IS_NUMBER)),
    TWO("round up", fn_round_up, "n", IS_NUMBER, "scale", OPT(IS_NUMBER)),
    TWO("round down", fn_round_down, "n", IS_NUMBER, "scale", OPT(IS_NUMBER)),
    TWO("round half up", fn_round_half_up, "n", IS_NUMBER, "scale", OPT(IS_NUMBER)),
    TWO("round half down", fn_round_half_down, "n", IS_NUMBER, "scale", OPT(IS_NUMBER)),
    ONE("abs", fn_abs, "n", IS_NUMBER | IS_DAYS | IS_MONTHS),
    TWO("modulo", fn_modulo, "dividend", IS_NUMBER, "divisor", IS_NUMBER),
    ONE("sqrt", fn_sqrt, "number", IS_NUMBER),
    ONE("log", fn_log, "number", IS_NUMBER),
    ONE("exp", fn_exp, "number", IS_NUMBER),
    ONE("odd", fn_odd, "number", IS_NUMBER),
    ONE("even", fn_even, "number", IS_NUMBER),

    TWO("before", fn_before, "point1", IS_POINT, "point2", IS_POINT),
    TWO("before", fn_before, "point", IS_POINT, "range", IS_RANGE),
    TWO("before", fn_before, "range", IS_RANGE, "point", IS_POINT),
    RANGES("before", fn_before),
    TWO("after", fn_after, "point1", IS_POINT, "point2", IS_POINT),
    TWO("after", fn_after, "point", IS_POINT, "range", IS_RANGE),
    TWO("after", fn_after, "range", IS_RANGE, "point", IS_POINT),
    RANGES("after", fn_after),
    RANGES("meets", fn_meets),
    RANGES("met by", fn_met_by),
    RANGES("overlaps", fn_overlaps),
    RANGES("overlaps before", fn_overlaps_before),
    RANGES("overlaps after", fn_overlaps_after),
    TWO("finishes", fn_finishes, "point", IS_POINT, "range", IS_RANGE),
    RANGES("finishes", fn_finishes),
    TWO("finished by", fn_finished_by, "range", IS_RANGE, "point", IS_POINT),
    RANGES("finished by", fn_finished_by),
    TWO("includes", fn_includes, "range", IS_RANGE, "point", IS_POINT),
    RANGES("includes", fn_includes),
    TWO("during", fn_during, "point", IS_POINT, "range", IS_RANGE),
    RANGES("during", fn_during),
    TWO("starts", fn_starts, "point", IS_POINT, "range", IS_RANGE),
    RANGES("starts", fn_starts),
    TWO("started by", fn_started_by, "range", IS_RANGE, "point", IS_POINT),
    RANGES("started by", fn_started_by),
    TWO("coincides", fn_coincides, "point1", IS_POINT, "point2", IS_POINT),
    RANGES("coincides", fn_coincides),
};
const size_t builtin_count = LEN(builtins);

const struct builtin *builtin_named(struct str name) {
    for (size_t i = 0; i < builtin_count; i++)
        if (str_eq(builtins[i].name, name)) return &builtins[i];
    return NULL;
}

static size_t param_count(const struct builtin *b) {
    size_t n = 0;
    while (n < BUILTIN_PARAMS && b->params[n].name) n++;
    return n;
}

static bool again(const struct builtin *b, const struct builtin *first) {      /* b is another signature of first */
    return b < builtins + builtin_count && str_eq(b->name, first->name);
}

static bool takes(const struct builtin *b, size_t n) {
    size_t most = param_count(b), least = most;
    bool rest = most && (b->params[most - 1].accepts & IS_REST);
    while (least && (b->params[least - 1].accepts & IS_OPTIONAL)) least--;
    return n >= least && (rest || n <= most);
}

bool builtin_takes(const struct builtin *b, size_t n) {
    for (const struct builtin *s = b; again(s, b); s++)
        if (takes(s, n)) return true;
    return false;
}

static unsigned kinds_of_type(const struct type *t) {
    static const unsigned kinds[] = { [TYPE_ANY] = 0, [TYPE_NULL] = IS_NULL, [TYPE_NUMBER] = IS_NUMBER, [TYPE_STRING] = IS_STRING,
        [TYPE_BOOLEAN] = IS_BOOLEAN, [TYPE_DATE] = IS_DATE, [TYPE_TIME] = IS_TIME, [TYPE_DATE_TIME] = IS_DATE_TIME, [TYPE_DAYS] = IS_DAYS,
        [TYPE_MONTHS] = IS_MONTHS, [TYPE_LIST] = IS_LIST, [TYPE_RANGE] = IS_RANGE, [TYPE_CONTEXT] = IS_CONTEXT,
        [TYPE_FUNCTION] = IS_FUNCTION };
    return kinds[t->kind];
}

bool builtin_fits(const struct builtin *b, const struct type *t) {
    for (const struct builtin *s = b; again(s, b); s++) {
        size_t params = param_count(s), i = 0;
        if (!takes(s, t->n)) continue;
        while (i < t->n
            && (kinds_of_type(t->members[i].type) & s->params[i < params ? i : params - 1].accepts) == kinds_of_type(t->members[i].type))
            i++;
        if (i == t->n) return true;
    }
    return false;
}

/* ------------------------------------------------------------------ binding */

static bool accept(struct feel *f, unsigned accepts, struct value v, struct value *out) {
    *out = v;
    if (accepts & 1u << v.kind) return true;
    if (v.kind == VALUE_NULL || v.kind == VALUE_UNKNOWN) return false;
    if (v.kind == VALUE_LIST && v.list.n == 1 && !(accepts & IS_LIST)) return accept(f, accepts, v.list.v[0], out);
    if (v.kind == VALUE_DATE && (accepts & IS_DATE_TIME)) { *out = value_datetime(temporal_midnight_utc(v.date)); return true; }
    if (!(accepts & IS_LIST)) return false;
    *out = value_list_copy(f->a, &v, 1);
    return true;
}

static bool by_position(struct feel *f, const struct builtin *b, const struct value *args, size_t n, struct value *out) {
    size_t params = param_count(b);
    if (!takes(b, n)) return false;
    for (size_t i = 0; i < params; i++) {
        unsigned accepts = b->params[i].accepts;
        out[i] = value_null();
        if (accepts & IS_REST) {
            struct value *rest = NEWS(f->a, struct value, n - i ? n - i : 1);
            for (size_t k = i; k < n; k++)
                if (!accept(f, accepts, args[k], &rest[k - i])) return false;
            out[i] = value_list(rest, n - i);
        } else if (i < n && !accept(f, accepts, args[i], &out[i])) return false;
    }
    return true;
}

/* max(c2: 1, c1: 2): as many numbers as arguments, from 1 on (Table 75). */
static bool by_number(struct feel *f, struct builtin_param p, const struct value *args, const struct str *names, size_t n,
    struct value *out)
{
    struct value *each = NEWS(f->a, struct value, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct str name = str_printf(f->a, "%s%zu", p.name, i + 1);
        size_t k = str_eq(names[i], name) ? i : 0;                /* mostly they stand in order */
        if (k != i && !feel_spend(f, n / COMPARED + 1)) return false;
        while (k < n && !str_eq(names[k], name)) k++;
        if (k == n || !accept(f, p.accepts, args[k], &each[i])) return false;
    }
    *out = value_list(each, n);
    return true;
}

/* Each name must be a parameter, and each parameter that is not optional must be named. */
static bool by_name(struct feel *f, const struct builtin *b, const struct value *args, const struct str *names, size_t n, struct value *out)
{
    size_t params = param_count(b), used = 0;
    for (size_t i = 0; i < params; i++) {
        unsigned accepts = b->params[i].accepts;
        size_t k = 0;
        if (accepts & IS_NUMBERED) return by_number(f, b->params[i], args, names, n, out);
        out[i] = value_null();
        while (k < n && !str_eq(names[k], str_from(b->params[i].name))) k++;
        if (k == n && !(accepts & IS_OPTIONAL)) return false;
        if (k == n) continue;
        if (!accept(f, accepts, args[k], &out[i])) return false;
        /* by name it is one argument, as by position: append(list: [1], item: [2]) is [1, [2]] */
        if (accepts & IS_REST) out[i] = value_list_copy(f->a, &out[i], 1);
        used++;
    }
    return used == n;
}

static bool in_order(const struct builtin *b, const struct str *names, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (i >= param_count(b) || !str_eq(names[i], str_from(b->params[i].name))) return false;
    return true;
}

static struct str kinds_of(struct feel *f, const struct value *args, size_t n) {
    struct out o;
    out_init(&o, f->a);
    for (size_t i = 0; i < n && i < 10; i++) put_f(&o, "%s%s", i ? ", " : "", value_kind_name(args[i]));
    return out_str(&o);
}

static bool holds_unknown(struct value v) {
    if (v.kind != VALUE_LIST) return v.kind == VALUE_UNKNOWN;
    for (size_t i = 0; i < v.list.n; i++)
        if (v.list.v[i].kind == VALUE_UNKNOWN) return true;
    return false;
}

/* A function looks at all it is given; some look at it more than once, and pay for that themselves. */
static struct value run(struct feel *f, const struct builtin *b, const struct value *args) {
    int64_t weight = 0;
    for (size_t i = 0; i < param_count(b); i++) {
        weight += value_weight(args[i]);
        bool rest = b->params[i].accepts & IS_REST;
        for (size_t k = 0; rest && k < args[i].list.n; k++) weight += value_weight(args[i].list.v[k]);
    }
    if (weight && !feel_spend(f, (size_t)weight)) return value_null();
    struct value v = b->body(f, args);
    return f->steps > 0 ? v : value_null();
}

struct value builtin_call(struct feel *f, const struct builtin *b, const struct value *args, const struct str *names, size_t n) {
    struct value bound[BUILTIN_PARAMS];
    for (size_t i = 0; i < n && f->mode == FEEL_POLICY; i++)
        if (holds_unknown(args[i])) return value_unknown();
    /* before(point, range) and before(range, point) differ in order only, so what is named in a signature's order means that one */
    for (const struct builtin *s = b; names && again(s, b); s++)
        if (in_order(s, names, n) && by_name(f, s, args, names, n, bound)) return run(f, s, bound);
    for (const struct builtin *s = b; again(s, b); s++)
        if (names ? by_name(f, s, args, names, n, bound) : by_position(f, s, args, n, bound)) return run(f, s, bound);
    return feel_null(f, "arguments", b->name, kinds_of(f, args, n), STR_NONE);
}
