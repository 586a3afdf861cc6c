/* builtins_convert.c: values of one kind from another (10.3.4.1), and dates
** from the calendar and the clock (10.3.4.7, .11). */
#include "engine/rules/builtins.h"

static struct value unreadable(struct feel *f, const char *name, struct value v) {
    return feel_null(f, "convert", value_text(f->a, v), str_from(name), STR_NONE);
}

static struct date day_of(struct value v) { return v.kind == VALUE_DATE ? v.date : v.datetime.date; }

/* ------------------------------------------------------------------ dates and times */

struct value fn_date_from(struct feel *f, const struct value *a) {
    struct date d;
    if (a[0].kind != VALUE_STRING) return value_date(day_of(a[0]));
    return temporal_parse_date(a[0].string, &d) ? value_date(d) : unreadable(f, "date", a[0]);
}

static bool parts(const struct value *a, struct date *d) {
    int64_t y, m, day;
    return value_to_int(a[0], &y) && value_to_int(a[1], &m) && value_to_int(a[2], &day) && temporal_date(y, m, day, d);
}

struct value fn_date_parts(struct feel *f, const struct value *a) {
    struct date d;
    return parts(a, &d) ? value_date(d) : unreadable(f, "date", value_list(a, 3));
}

struct value fn_datetime_from(struct feel *f, const struct value *a) {
    struct date_time t;
    struct date d;
    if (a[0].kind == VALUE_DATE_TIME) return a[0];
    if (a[0].kind == VALUE_DATE) return value_datetime(temporal_midnight_utc(a[0].date));
    if (temporal_parse_date_time(a[0].string, f->zones, &t)) return value_datetime(t);
    if (temporal_parse_date(a[0].string, &d)) return value_datetime(temporal_at(d, (struct time_of_day){ 0 }));
    return unreadable(f, "date and time", a[0]);
}

struct value fn_datetime_date_time(struct feel *f, const struct value *a) {
    (void)f;
    return value_datetime(temporal_at(day_of(a[0]), a[1].time));
}

/* The same instant on another zone's clock. */
struct value fn_datetime_zone(struct feel *f, const struct value *a) {
    const struct zone *z = f->zones ? zone_find(f->zones, a[1].string) : NULL;
    struct date_time epoch = temporal_of_instant(0, NULL), t;
    struct days_duration since;
    if (!z || !temporal_date_time_sub(a[0].datetime, epoch, &since)) return unreadable(f, "timezone", a[1]);
    t = temporal_of_instant(0, z);
    return temporal_date_time_add_days(t, since, &t) ? value_datetime(t) : unreadable(f, "date and time", a[0]);
}

static bool time_parts(struct feel *f, const struct value *a, struct value zone, struct time_of_day *t) {
    int64_t h, m;
    const struct zone *named = NULL;
    if (zone.kind == VALUE_STRING && !(f->zones && (named = zone_find(f->zones, zone.string)))) return false;
    if (!value_to_int(a[0], &h) || !value_to_int(a[1], &m)) return false;
    if (!temporal_time(h, m, a[2].number, zone.kind == VALUE_DAYS ? &zone.days : NULL, t)) return false;
    if (named) t->zone = (struct zone_ref){ ZONE_NAMED, 0, named };
    return true;
}

struct value fn_datetime_parts(struct feel *f, const struct value *a) {
    struct date d;
    struct time_of_day t;
    if (parts(a, &d) && time_parts(f, a + 3, a[6], &t)) return value_datetime(temporal_at(d, t));
    return unreadable(f, "date and time", value_list_copy(f->a, a, 7));
}

struct value fn_time_from(struct feel *f, const struct value *a) {
    struct time_of_day t;
    if (a[0].kind == VALUE_TIME) return a[0];
    if (a[0].kind == VALUE_DATE_TIME) return value_time(a[0].datetime.time);
    if (a[0].kind == VALUE_DATE) return value_time(temporal_midnight_utc(a[0].date).time);
    return temporal_parse_time(a[0].string, f->zones, &t) ? value_time(t) : unreadable(f, "time", a[0]);
}

struct value fn_time_parts(struct feel *f, const struct value *a) {
    struct time_of_day t;
    return time_parts(f, a, a[3], &t) ? value_time(t) : unreadable(f, "time", value_list_copy(f->a, a, 4));
}

struct value fn_duration(struct feel *f, const struct value *a) {
    struct months_duration m;
    struct days_duration d;
    if (temporal_parse_months(a[0].string, &m)) return value_months(m);
    return temporal_parse_days(a[0].string, &d) ? value_days(d) : unreadable(f, "duration", a[0]);
}

static struct date_time moment(struct value v)
{
    return v.kind == VALUE_DATE ? temporal_at(v.date, (struct time_of_day){ 0 }) : v.datetime;
}

struct value fn_months_between(struct feel *f, const struct value *a) {
    (void)f;
    return value_months(temporal_months_between(moment(a[0]), moment(a[1])));
}

struct value fn_now(struct feel *f, const struct value *a) {
    (void)a;
    return f->has_now ? value_datetime(temporal_of_instant(f->now_ms, f->zone)) : note0(f, "clock");
}

struct value fn_today(struct feel *f, const struct value *a) {
    (void)a;
    return f->has_now ? value_date(temporal_of_instant(f->now_ms, f->zone).date) : note0(f, "clock");
}

struct value fn_day_of_year(struct feel *f, const struct value *a) { (void)f; return value_int(temporal_day_of_year(day_of(a[0]))); }
struct value fn_week_of_year(struct feel *f, const struct value *a) { (void)f; return value_int(temporal_week_of_year(day_of(a[0]))); }

struct value fn_day_of_week(struct feel *f, const struct value *a) {
    static const struct str days[] = { SI("Monday"), SI("Tuesday"), SI("Wednesday"), SI("Thursday"), SI("Friday"), SI("Saturday"),
        SI("Sunday") };
    (void)f;
    return value_string(days[temporal_weekday(day_of(a[0])) - 1]);
}

struct value fn_month_of_year(struct feel *f, const struct value *a) {
    static const struct str months[] = { SI("January"), SI("February"), SI("March"), SI("April"), SI("May"), SI("June"), SI("July"),
        SI("August"), SI("September"), SI("October"), SI("November"), SI("December") };
    (void)f;
    return value_string(months[day_of(a[0]).m - 1]);
}

/* ------------------------------------------------------------------ numbers, strings, ranges */

static bool one_of(struct value v, const char *letters, char *c) {
    *c = 0;
    if (v.kind == VALUE_NULL) return true;
    if (v.string.n != 1 || !strchr(letters, v.string.p[0])) return false;
    *c = v.string.p[0];
    return true;
}

struct value fn_number(struct feel *f, const struct value *a) {
    char grouping, point;
    struct out o;
    struct number n;
    if (!one_of(a[1], " ,.", &grouping) || !one_of(a[2], ",.", &point) || (grouping && grouping == point))
        return note0(f, "separators");
    out_init(&o, f->a);
    for (size_t i = 0; i < a[0].string.n; i++) {
        char c = a[0].string.p[i];
        if (grouping && c == grouping) continue;
        if (point == ',' && c == '.') return unreadable(f, "number", a[0]);
        put_c(&o, point && c == point ? '.' : c);
    }
    return number_parse(out_str(&o), &n) ? value_number(n) : unreadable(f, "number", a[0]);
}

struct value fn_string(struct feel *f, const struct value *a) { return value_string(value_text(f->a, a[0])); }

/* An end of a range in text: a literal, or date("..."), time("..."), date and time("...") or duration("..."). */
static bool is_end(const struct feel_ast *n) {
    static const struct str makers[] = { SI("date"), SI("time"), SI("date and time"), SI("duration") };
    if (n->kind == AST_NEGATE) return n->kids[0]->kind == AST_LITERAL && n->kids[0]->literal.kind == VALUE_NUMBER;
    if (n->kind == AST_LITERAL || n->kind == AST_AT) return true;
    if (n->kind != AST_CALL || n->n != 2 || !n->kids[0]->builtin || n->kids[1]->kind != AST_LITERAL) return false;
    for (size_t i = 0; i < LEN(makers); i++)
        if (str_eq(n->kids[0]->builtin->name, makers[i])) return true;
    return false;
}

/* "(..2]" and "[1..)": an end left out is written as null for the parser, which may not stand there otherwise (rule 67). */
static struct str with_ends(struct feel *f, struct str s) {
    ptrdiff_t dots = str_find(s, S(".."));
    struct str low, high;
    if (dots < 1 || s.n < 4) return s;
    low = str_trim(str_sub(s, 1, (size_t)dots - 1));
    high = str_trim(str_sub(s, (size_t)dots + 2, s.n - (size_t)dots - 3));
    if (str_eq(low, S("null")) || str_eq(high, S("null"))) return S("");
    return str_printf(f->a, "%c%.*s..%.*s%c", s.p[0], STR_FMT(low.n ? low : S("null")), STR_FMT(high.n ? high : S("null")), s.p[s.n - 1]);
}

struct value fn_range(struct feel *f, const struct value *a) {
    const struct feel_ast *n;
    struct value v;
    struct str text = with_ends(f, str_trim(a[0].string));
    if (feel_parse_expression(f->a, text, NULL, &n, NULL) != RC_OK || n->kind != AST_RANGE || !is_end(n->kids[0]) || !is_end(n->kids[1]))
        return unreadable(f, "range", a[0]);
    v = eval(f, n, NULL);
    if (v.kind != VALUE_RANGE) return v;
    bool no_low = v.range->low.kind == VALUE_NULL, no_high = v.range->high.kind == VALUE_NULL;
    if ((no_low && no_high) || (no_low && n->low_in) || (no_high && n->high_in)) return unreadable(f, "range", a[0]);
    if (!no_low && !no_high) return v;
    struct range half = *v.range;                                 /* "(..2)" is <2, "[1..)" is >=1 (Table 72) */
    half.form = RANGE_COMPARISON;
    return value_range(f->a, half);
}
