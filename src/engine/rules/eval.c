/* eval.c: a node of the tree to its value.
**
** Nothing fails: what has no meaning is null and leaves a note with its place.
** Every call of eval costs a step and a level; both are limited, and when one
** is used up everything that is still to be evaluated is null. */
#include "engine/rules/eval.h"
#include "engine/rules/builtins.h"

void feel_init(struct feel *f, struct arena *a) {
    *f = (struct feel){ .a = a, .mode = FEEL_SPEC, .steps = LIMIT_FEEL_STEPS, .depth = EVAL_DEPTH };
}

void feel_again(struct feel *f) {
    f->steps = LIMIT_FEEL_STEPS;
    f->depth = EVAL_DEPTH;
    f->limit = false;
}

/* ------------------------------------------------------------------ names */

/* Mostly the name in the tree is the very bytes under which the value was bound. */
static inline bool is(struct str x, struct str y) { return x.n == y.n && (x.p == y.p || str_eq(x, y)); }

static const struct value *bound(const struct feel_scope *s, struct str name) {
    for (; s; s = s->outer) {
        if (s->entries)
            for (size_t i = 0; i < s->entries->n; i++)
                if (is(s->entries->v[i].name, name)) return &s->entries->v[i].value;
        for (size_t i = 0; i < s->n; i++)
            if (is(s->v[i].name, name)) return &s->v[i].value;
    }
    return NULL;
}

static struct value name(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    const struct value *v;
    const struct builtin *b;
    if (n->builtin) return value_builtin(f, n->builtin);
    if ((v = bound(s, n->name))) return *v;
    b = builtin_named(n->name);
    if (b) return value_builtin(f, b);
    return feel_null(f, "name", n->name, STR_NONE, STR_NONE);
}

/* ------------------------------------------------------------------ paths */

static struct value duration_of_seconds(int seconds) {
    struct days_duration d = { seconds, 0 };
    return value_days(d);
}

static struct value seconds_value(int64_t s, int64_t ns) {
    struct number whole = number_int(s), part = number_int(ns), scale = number_int(1000000000);
    if (ns == 0 || !number_div(part, scale, &part) || !number_add(whole, part, &whole)) return value_number(whole);
    return value_number(whole);
}

static bool date_property(struct date d, struct str p, struct value *v) {
    if (str_eq(p, S("year"))) *v = value_int(d.y);
    else if (str_eq(p, S("month"))) *v = value_int(d.m);
    else if (str_eq(p, S("day"))) *v = value_int(d.d);
    else if (str_eq(p, S("weekday"))) *v = value_int(temporal_weekday(d));
    else return false;
    return true;
}

static struct value offset_value(struct zone_ref z, const struct date *on) {
    int seconds;
    return temporal_offset(z, on, &seconds) ? duration_of_seconds(seconds) : value_null();
}

static bool time_property(struct time_of_day t, const struct date *on, struct str p, struct value *v) {
    if (str_eq(p, S("hour"))) *v = value_int(t.h);
    else if (str_eq(p, S("minute"))) *v = value_int(t.m);
    else if (str_eq(p, S("second"))) *v = seconds_value(t.s, t.ns);
    else if (str_eq(p, S("time offset"))) *v = offset_value(t.zone, on);
    else if (str_eq(p, S("timezone"))) *v = t.zone.kind == ZONE_NAMED ? value_string(zone_name(t.zone.zone)) : value_null();
    else return false;
    return true;
}

static bool days_property(struct days_duration d, struct str p, struct value *v) {
    int64_t s = d.s;
    if (str_eq(p, S("days"))) *v = value_int(s / 86400);
    else if (str_eq(p, S("hours"))) *v = value_int(s % 86400 / 3600);
    else if (str_eq(p, S("minutes"))) *v = value_int(s % 3600 / 60);
    else if (str_eq(p, S("seconds"))) *v = seconds_value(s % 60, d.ns);
    else return false;
    return true;
}

static bool months_property(struct months_duration d, struct str p, struct value *v) {
    if (str_eq(p, S("years"))) *v = value_int(d.months / 12);
    else if (str_eq(p, S("months"))) *v = value_int(d.months % 12);
    else return false;
    return true;
}

static bool range_property(const struct range *r, struct str p, struct value *v) {
    if (str_eq(p, S("start"))) *v = r->low;
    else if (str_eq(p, S("end"))) *v = r->high;
    else if (str_eq(p, S("start included"))) *v = value_bool(r->low_included);
    else if (str_eq(p, S("end included"))) *v = value_bool(r->high_included);
    else return false;
    return true;
}

static struct value property_of_each(struct feel *f, struct list l, struct str p) {
    struct value *v = NEWS(f->a, struct value, l.n ? l.n : 1);
    for (size_t i = 0; i < l.n; i++) v[i] = l.v[i].kind == VALUE_LIST ? note1(f, "member.list", "list") : eval_property(f, l.v[i], p);
    return value_list(v, l.n);
}

struct value eval_property(struct feel *f, struct value o, struct str p) {
    struct value v = value_null();
    const struct value *entry;
    bool known = false;
    switch (o.kind) {
    case VALUE_CONTEXT:
        entry = value_get(o, p);
        if (entry) return *entry;
        break;
    case VALUE_LIST: return property_of_each(f, o.list, p);
    case VALUE_UNKNOWN: return o;
    case VALUE_DATE: known = date_property(o.date, p, &v); break;
    case VALUE_TIME: known = time_property(o.time, NULL, p, &v); break;
    case VALUE_DATE_TIME: known = date_property(o.datetime.date, p, &v) || time_property(o.datetime.time, &o.datetime.date, p, &v); break;
    case VALUE_DAYS: known = days_property(o.days, p, &v); break;
    case VALUE_MONTHS: known = months_property(o.months, p, &v); break;
    case VALUE_RANGE: known = range_property(o.range, p, &v); break;
    default: break;
    }
    if (known) return v;
    return feel_null(f, "member", p, str_from(value_kind_name(o)), STR_NONE);
}

/* ------------------------------------------------------------------ lists, contexts, if */

static struct value list(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value *v = NEWS(f->a, struct value, n->n ? n->n : 1);
    for (size_t i = 0; i < n->n; i++) v[i] = eval(f, n->kids[i], s);
    return value_list(v, n->n);
}

/* Earlier entries are in scope for later ones, and a function's own for itself: its closure looks at e, where it will stand. */
static struct value context(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct entry *e = NEWS(f->a, struct entry, n->n ? n->n : 1);
    struct context so_far = { e, 0 };
    struct feel_scope own = { .outer = s, .entries = &so_far };
    for (size_t i = 0; i < n->n; i++) {
        e[i] = (struct entry){ n->names[i], value_null() };
        so_far.n = i + n->kids[i]->itself;
        e[i].value = eval(f, n->kids[i], &own);
        so_far.n = i + 1;
    }
    return value_context(e, n->n);
}

static struct value conditional(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value c = eval(f, n->kids[0], s);
    if (c.kind == VALUE_UNKNOWN) {                                /* unless it makes no difference */
        struct value yes = eval(f, n->kids[1], s), no = eval(f, n->kids[2], s);
        return value_equal(yes, no) == 1 ? yes : c;
    }
    if (c.kind != VALUE_BOOLEAN) {
        f->at = n;
        note1(f, "condition", value_kind_name(c));
    }
    return eval(f, n->kids[value_is_true(c) ? 1 : 2], s);
}

static struct value at_literal(struct feel *f, const struct feel_ast *n) {
    struct value v;
    if (value_from_literal(n->name, f->zones, &v)) return v;
    return feel_null(f, "literal", n->name, STR_NONE, STR_NONE);
}

static struct value instance_of(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value v = eval(f, n->kids[0], s);
    f->at = n;
    if (!n->target) return note0(f, "type");
    if (v.kind == VALUE_UNKNOWN) return v;
    if (v.kind == VALUE_NULL) return value_bool(n->target->kind == TYPE_NULL);
    return value_bool(value_conforms(v, n->target));
}

static struct value binary(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value x = eval(f, n->kids[0], s), y = eval(f, n->kids[1], s);
    f->at = n;
    return n->kind == AST_COMPARE ? eval_compare(f, n->op, x, y) : eval_binary(f, n->op, x, y);
}

static struct value logic(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    bool decides = n->kind == AST_OR;
    struct value x = eval(f, n->kids[0], s), y;
    if (x.kind == VALUE_BOOLEAN && x.boolean == decides) return x;
    y = eval(f, n->kids[1], s);
    return n->kind == AST_OR ? eval_or(x, y) : eval_and(x, y);
}

static struct value between(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value v = eval(f, n->kids[0], s), low = eval(f, n->kids[1], s), high = eval(f, n->kids[2], s);
    f->at = n;
    return eval_and(eval_compare(f, T_GE, v, low), eval_compare(f, T_LE, v, high));
}

static struct value in(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value v = eval(f, n->kids[0], s), all = value_bool(false);
    for (size_t i = 1; i < n->n && !value_is_true(all); i++) {
        f->at = n;
        all = eval_or(all, eval_in(f, n->kids[i], v, s));
    }
    return all;
}

static struct value path(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value o = eval(f, n->kids[0], s);
    f->at = n;
    return eval_property(f, o, n->name);
}

static struct value negate(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value v = eval(f, n->kids[0], s);
    f->at = n;
    return eval_negate(f, v);
}

static struct value dispatch(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    switch (n->kind) {
    case AST_LITERAL: return n->literal;
    case AST_AT: return at_literal(f, n);
    case AST_NAME: return name(f, n, s);
    case AST_PATH: return path(f, n, s);
    case AST_LIST: return list(f, n, s);
    case AST_CONTEXT: return context(f, n, s);
    case AST_RANGE: case AST_TEST: return eval_range(f, n, s);
    case AST_NEGATE: return negate(f, n, s);
    case AST_BINARY: case AST_COMPARE: return binary(f, n, s);
    case AST_AND: case AST_OR: return logic(f, n, s);
    case AST_BETWEEN: return between(f, n, s);
    case AST_IN: return in(f, n, s);
    case AST_IF: return conditional(f, n, s);
    case AST_FOR: case AST_SOME: case AST_EVERY: return eval_for(f, n, s);
    case AST_FILTER: return eval_filter(f, n, s);
    case AST_CALL: return eval_call(f, n, s);
    case AST_FUNCTION: return eval_closure(f, n, s);
    case AST_INSTANCE: return instance_of(f, n, s);
    case AST_TESTS: break;
    }
    return note0(f, "tests");
}

static struct value stopped(struct feel *f) {
    if (!f->limit) note0(f, f->steps <= 0 ? "steps" : "depth");
    f->limit = true;
    return value_null();
}

int64_t value_weight(struct value v) {
    switch (v.kind) {
    case VALUE_LIST: return (int64_t)v.list.n;
    case VALUE_CONTEXT: return (int64_t)v.context.n;
    case VALUE_STRING: return (int64_t)(v.string.n / 32);
    default: return 0;
    }
}

bool feel_spend(struct feel *f, size_t n) {
    f->steps -= (int64_t)n < f->steps ? (int64_t)n : f->steps;
    if (f->steps > 0) return true;
    stopped(f);
    return false;
}

struct value eval(struct feel *f, const struct feel_ast *n, const struct feel_scope *s) {
    struct value v;
    f->at = n;
    if (n->kind == AST_LITERAL && f->steps > 0) { f->steps--; return n->literal; }
    if (f->steps <= 0 || f->depth <= 0) return stopped(f);
    f->steps--;
    f->depth--;
    v = dispatch(f, n, s);
    f->depth++;
    return v;
}

struct value feel_eval(struct feel *f, const struct feel_ast *ast, const struct feel_scope *scope) { return eval(f, ast, scope); }

/* ------------------------------------------------------------------ unary tests */

/* A single test is its own answer: true, false, null or unknown. Copies of what was just written cost as much as a test. */
struct value feel_unary_test(struct feel *f, const struct feel_ast *tests, struct value input, const struct feel_scope *scope) {
    struct value all;
    if (tests->n == 1 && !tests->negated) return eval_in(f, tests->kids[0], input, scope);
    if (tests->n == 0) all = value_bool(true);                    /* "-" */
    else all = eval_in(f, tests->kids[0], input, scope);
    for (size_t i = 1; i < tests->n && !value_is_true(all); i++) all = eval_or(all, eval_in(f, tests->kids[i], input, scope));
    if (tests->negated && all.kind == VALUE_BOOLEAN) all.boolean = !all.boolean;
    return all;
}

const struct type *feel_type(const struct feel_ast *ast) { return ast->type; }
bool feel_is_dash(const struct feel_ast *ast) { return ast->kind == AST_TESTS && ast->n == 0; }
size_t feel_test_count(const struct feel_ast *tests) { return tests->n; }
const struct feel_ast *feel_test_at(const struct feel_ast *tests, size_t i) { must(i < tests->n); return tests->kids[i]; }

bool feel_is_name(struct str s) {
    struct token t = lex_token(s, 0);
    return s.n && t.start == 0 && t.kind == T_WORD && lex_any_name(s, 0) == s.n && !lex_keyword(str_sub(s, 0, t.end));
}

static void reads(struct arena *a, const struct feel_ast *n, struct strs *names) {
    if (n->kind == AST_NAME && n->outside) {
        for (size_t i = 0; i < names->n; i++)
            if (str_eq(names->v[i], n->name)) return;
        *PUSH(a, names) = n->name;
    }
    for (size_t i = 0; i < n->n; i++)
        if (n->kids[i]) reads(a, n->kids[i], names);
}

void feel_reads(struct arena *a, const struct feel_ast *ast, struct strs *names) { reads(a, ast, names); }
