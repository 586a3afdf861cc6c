/* value.c: making values, comparing them, telling their type, writing them.
**
** A value may share parts of itself many times over ([x, x] of [x, x] of ...),
** so what walks into values carries a depth and a budget. When one is used up
** the answer claims nothing: not comparable, does not conform, "...". */
#include "engine/rules/eval.h"
#include "engine/rules/builtins.h"

struct walk { int depth; int64_t left; };
enum { WALK = 5 * 1000 * 1000 };

static bool enter(struct walk *w) {
    if (w->depth >= LIMIT_FEEL_DEPTH || w->left <= 0) return false;
    w->left--;
    w->depth++;
    return true;
}

/* ------------------------------------------------------------------ making */

struct value value_number(struct number n) { return (struct value){ .kind = VALUE_NUMBER, .number = n }; }
struct value value_int(int64_t i) { return value_number(number_int(i)); }
struct value value_string(struct str s) { return (struct value){ .kind = VALUE_STRING, .string = s }; }
struct value value_date(struct date d) { return (struct value){ .kind = VALUE_DATE, .date = d }; }
struct value value_time(struct time_of_day t) { return (struct value){ .kind = VALUE_TIME, .time = t }; }
struct value value_datetime(struct date_time t) { return (struct value){ .kind = VALUE_DATE_TIME, .datetime = t }; }
struct value value_days(struct days_duration d) { return (struct value){ .kind = VALUE_DAYS, .days = d }; }
struct value value_months(struct months_duration d) { return (struct value){ .kind = VALUE_MONTHS, .months = d }; }
struct value value_list(const struct value *v, size_t n) { return (struct value){ .kind = VALUE_LIST, .list = { v, n } }; }
struct value value_context(const struct entry *v, size_t n) { return (struct value){ .kind = VALUE_CONTEXT, .context = { v, n } }; }

struct value value_list_copy(struct arena *a, const struct value *v, size_t n) {
    struct value *copy = NEWS(a, struct value, n ? n : 1);
    if (n) memcpy(copy, v, n * sizeof *v);
    return value_list(copy, n);
}

struct value value_range(struct arena *a, struct range r) {
    struct range *copy = NEW(a, struct range);
    *copy = r;
    return (struct value){ .kind = VALUE_RANGE, .range = copy };
}

const struct value *value_get(struct value context, struct str name) {
    if (context.kind != VALUE_CONTEXT) return NULL;
    for (size_t i = 0; i < context.context.n; i++)
        if (str_eq(context.context.v[i].name, name)) return &context.context.v[i].value;
    return NULL;
}

void entries_set(struct arena *a, struct entries *e, struct str name, struct value v) {
    for (size_t i = 0; i < e->n; i++)
        if (str_eq(e->v[i].name, name)) { e->v[i].value = v; return; }
    *PUSH(a, e) = (struct entry){ name, v };
}

bool value_to_int(struct value v, int64_t *i) { return v.kind == VALUE_NUMBER && number_to_int(v.number, i); }

bool value_from_literal(struct str s, struct zones *z, struct value *v) {
    *v = value_null();
    if (temporal_parse_date(s, &v->date)) v->kind = VALUE_DATE;
    else if (temporal_parse_date_time(s, z, &v->datetime)) v->kind = VALUE_DATE_TIME;
    else if (temporal_parse_time(s, z, &v->time)) v->kind = VALUE_TIME;
    else if (temporal_parse_months(s, &v->months)) v->kind = VALUE_MONTHS;
    else if (temporal_parse_days(s, &v->days)) v->kind = VALUE_DAYS;
    return v->kind != VALUE_NULL;
}

/* ------------------------------------------------------------------ equality and order */

static int equal(struct walk *w, struct value x, struct value y);

/* Items are compared until one differs. */
static int equal_lists(struct walk *w, struct list x, struct list y) {
    if (x.n != y.n) return 0;
    for (size_t i = 0; i < x.n; i++) {
        int e = equal(w, x.v[i], y.v[i]);
        if (e != 1) return e;
    }
    return 1;
}

static int equal_contexts(struct walk *w, struct value x, struct value y) {
    if (x.context.n != y.context.n) return 0;
    for (size_t i = 0; i < x.context.n; i++) {
        const struct value *other = value_get(y, x.context.v[i].name);
        int e = other ? equal(w, x.context.v[i].value, *other) : 0;
        if (e != 1) return e;
    }
    return 1;
}

static int equal_ranges(struct walk *w, const struct range *x, const struct range *y) {
    int low, high;
    if (x->form != y->form || x->low_included != y->low_included || x->high_included != y->high_included) return 0;
    low = equal(w, x->low, y->low);
    /* both ends are one: twice at each level would be too often */
    if (x->form == RANGE_EQUAL || x->form == RANGE_NOT_EQUAL) return low;
    high = equal(w, x->high, y->high);
    return low < 0 || high < 0 ? -1 : low && high;
}

/* The specification counts in seconds here (10.3.2.3.4 and .6): what is below a second does not count for equality. */
static struct time_of_day whole_second(struct time_of_day t) { t.ns = 0; return t; }

static int equal_times(struct time_of_day x, struct time_of_day y) {
    return (x.zone.kind == ZONE_LOCAL) == (y.zone.kind == ZONE_LOCAL) && temporal_time_equal(whole_second(x), whole_second(y)) == 1;
}

static int equal_date_times(struct date_time x, struct date_time y) {
    x.time.ns = y.time.ns = 0;
    return (x.time.zone.kind == ZONE_LOCAL) == (y.time.zone.kind == ZONE_LOCAL) && temporal_date_time_equal(x, y) == 1;
}

static int equal_parts(struct walk *w, struct value x, struct value y) {
    int e;
    if (!enter(w)) return -1;
    e = x.kind == VALUE_LIST ? equal_lists(w, x.list, y.list)
        : x.kind == VALUE_CONTEXT ? equal_contexts(w, x, y) : equal_ranges(w, x.range, y.range);
    w->depth--;
    return e;
}

static int equal(struct walk *w, struct value x, struct value y) {
    if (x.kind == VALUE_UNKNOWN || y.kind == VALUE_UNKNOWN) return -1;
    if (x.kind == VALUE_NULL || y.kind == VALUE_NULL) return x.kind == y.kind;
    if (x.kind != y.kind) return -1;
    switch (x.kind) {
    case VALUE_NUMBER: return number_cmp(x.number, y.number) == 0;
    case VALUE_STRING: return str_eq(x.string, y.string);
    case VALUE_BOOLEAN: return x.boolean == y.boolean;
    case VALUE_DATE: return temporal_date_cmp(x.date, y.date) == 0;
    case VALUE_TIME: return equal_times(x.time, y.time);
    case VALUE_DATE_TIME: return equal_date_times(x.datetime, y.datetime);
    case VALUE_DAYS: return temporal_ns(x.days) == temporal_ns(y.days);
    case VALUE_MONTHS: return x.months.months == y.months.months;
    case VALUE_FUNCTION: return x.function == y.function || (x.function->builtin && x.function->builtin == y.function->builtin);
    default: return equal_parts(w, x, y);
    }
}

int value_equal(struct value x, struct value y) {
    struct walk w = { 0, WALK };
    return equal(&w, x, y);
}

/* One side without zone takes the zone of the other (Table 54). */
static void share_zone(struct zone_ref *x, struct zone_ref *y) {
    if (x->kind == ZONE_LOCAL) *x = *y;
    else if (y->kind == ZONE_LOCAL) *y = *x;
}

int value_less(struct value x, struct value y) {
    if (x.kind != y.kind) return -1;
    switch (x.kind) {
    case VALUE_NUMBER: return number_cmp(x.number, y.number) < 0;
    case VALUE_STRING: return str_cmp(x.string, y.string) < 0;
    case VALUE_DATE: return temporal_date_cmp(x.date, y.date) < 0;
    case VALUE_TIME: share_zone(&x.time.zone, &y.time.zone); return temporal_time_less(x.time, y.time);
    case VALUE_DATE_TIME: share_zone(&x.datetime.time.zone, &y.datetime.time.zone); return temporal_date_time_less(x.datetime, y.datetime);
    case VALUE_DAYS: return temporal_ns(x.days) < temporal_ns(y.days);
    case VALUE_MONTHS: return x.months.months < y.months.months;
    default: return -1;
    }
}

static bool same(struct walk *w, struct value x, struct value y);

static bool same_list(struct walk *w, struct list x, struct list y) {
    for (size_t i = 0; i < x.n && x.n == y.n; i++)
        if (!same(w, x.v[i], y.v[i])) return false;
    return x.n == y.n;
}

static bool same_context(struct walk *w, struct value x, struct value y) {
    for (size_t i = 0; i < x.context.n && x.context.n == y.context.n; i++) {
        const struct value *other = value_get(y, x.context.v[i].name);
        if (!other || !same(w, x.context.v[i].value, *other)) return false;
    }
    return x.context.n == y.context.n;
}

static bool same_time(struct time_of_day x, struct time_of_day y) {
    return x.h == y.h && x.m == y.m && x.s == y.s && x.ns == y.ns && temporal_same_zone(x.zone, y.zone);
}

static bool same(struct walk *w, struct value x, struct value y) {
    bool yes = false;
    if (x.kind != y.kind) return false;
    switch (x.kind) {
    case VALUE_TIME: return same_time(x.time, y.time);
    case VALUE_DATE_TIME: return temporal_date_cmp(x.datetime.date, y.datetime.date) == 0 && same_time(x.datetime.time, y.datetime.time);
    case VALUE_LIST: case VALUE_CONTEXT:
        if (!enter(w)) return false;
        yes = x.kind == VALUE_LIST ? same_list(w, x.list, y.list) : same_context(w, x, y);
        w->depth--;
        return yes;
    default: return equal(w, x, y) == 1;
    }
}

bool value_same(struct value x, struct value y) {
    struct walk w = { 0, WALK };
    return same(&w, x, y);
}

static int within(struct value end, bool included, struct value v, bool low) {
    int less = low ? value_less(end, v) : value_less(v, end);
    if (end.kind == VALUE_NULL) return 1;
    if (less != 0 || !included) return less;
    return value_equal(end, v);
}

int value_in_range(const struct range *r, struct value v) {
    int low, high;
    if (r->form == RANGE_EQUAL) return value_equal(v, r->low);
    if (r->form == RANGE_NOT_EQUAL) { low = value_equal(v, r->low); return low < 0 ? -1 : !low; }
    if (v.kind == VALUE_NULL) return -1;
    low = within(r->low, r->low_included, v, true);
    high = within(r->high, r->high_included, v, false);
    if (low == 0 || high == 0) return 0;
    return low < 0 || high < 0 ? -1 : 1;
}

/* ------------------------------------------------------------------ types */

static const enum type_kind type_kinds[] = { [VALUE_NULL] = TYPE_NULL, [VALUE_NUMBER] = TYPE_NUMBER, [VALUE_STRING] = TYPE_STRING,
    [VALUE_BOOLEAN] = TYPE_BOOLEAN, [VALUE_DATE] = TYPE_DATE, [VALUE_TIME] = TYPE_TIME, [VALUE_DATE_TIME] = TYPE_DATE_TIME,
    [VALUE_DAYS] = TYPE_DAYS, [VALUE_MONTHS] = TYPE_MONTHS, [VALUE_LIST] = TYPE_LIST, [VALUE_CONTEXT] = TYPE_CONTEXT,
    [VALUE_RANGE] = TYPE_RANGE, [VALUE_FUNCTION] = TYPE_FUNCTION, [VALUE_UNKNOWN] = TYPE_ANY };

static bool fits(struct walk *w, struct value v, const struct type *t);

static bool parts_fit(struct walk *w, struct value v, const struct type *t) {
    if (v.kind == VALUE_RANGE) return fits(w, v.range->low, t->of) && fits(w, v.range->high, t->of);
    if (v.kind == VALUE_LIST) {
        for (size_t i = 0; i < v.list.n; i++)
            if (!fits(w, v.list.v[i], t->of)) return false;
        return true;
    }
    for (size_t i = 0; i < t->n; i++) {
        const struct value *member = value_get(v, t->members[i].name);
        if (!member || !fits(w, *member, t->members[i].type)) return false;
    }
    return true;
}

static bool fits(struct walk *w, struct value v, const struct type *t) {
    bool yes;
    if (v.kind == VALUE_NULL || t->kind == TYPE_ANY) return true;
    if (type_kinds[v.kind] != t->kind) return false;
    if (t->kind < TYPE_LIST) return true;
    if (v.kind == VALUE_FUNCTION) return v.function->type ? type_conforms(v.function->type, t) : builtin_fits(v.function->builtin, t);
    if (!enter(w)) return false;
    yes = parts_fit(w, v, t);
    w->depth--;
    return yes;
}

bool value_conforms(struct value v, const struct type *t) {
    if (v.kind != VALUE_NULL && t->kind != TYPE_ANY && t->kind < TYPE_LIST) return type_kinds[v.kind] == t->kind;
    struct walk w = { 0, WALK };
    return fits(&w, v, t);
}

const char *value_kind_name(struct value v) {
    static const char *const names[] = { [VALUE_NULL] = "null", [VALUE_NUMBER] = "number", [VALUE_STRING] = "string",
        [VALUE_BOOLEAN] = "boolean", [VALUE_DATE] = "date", [VALUE_TIME] = "time", [VALUE_DATE_TIME] = "date and time",
        [VALUE_DAYS] = "days and time duration", [VALUE_MONTHS] = "years and months duration", [VALUE_LIST] = "list",
        [VALUE_CONTEXT] = "context", [VALUE_RANGE] = "range", [VALUE_FUNCTION] = "function", [VALUE_UNKNOWN] = "unknown" };
    return names[v.kind];
}
