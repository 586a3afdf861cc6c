/* sql_steps.c: the steps of a plan (batch_steps.h) as SQL: numbers are whole,
** scaled as the steps are, so that nothing is rounded but where the policy
** rounds; days are written as year * 10000 + month * 100 + day. */
#include "engine/rules/sql_inside.h"

const char *sql_quoted(const struct sql *q, struct str s, char quote) {
    struct out o;
    out_init(&o, q->a);
    put_c(&o, quote);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == quote) put_c(&o, quote);
        put_c(&o, s.p[i]);
    }
    put_c(&o, quote);
    return str_z(q->a, out_str(&o));
}

bool sql_refuse(struct sql *q, const char *why) {
    if (!q->why.n) q->why = str_from(why);
    return false;
}

const char *sql_whole(const struct sql *q, const struct vec_type *t, const char *text) {
    return t->kind == VEC_BOOL || t->kind == VEC_WORD || t->kind == VEC_NOTHING ? text : sql_text(q, "CAST(%s AS BIGINT)", text);
}

bool sql_unit(const struct vec_type *t, int64_t *unit) { return !__builtin_mul_overflow(batch_ten(t->digits), t->den, unit); }

size_t sql_higher(size_t x, size_t y) { return x > y ? x : y; }

const char *sql_let(struct sql *q, const char *name, const char *text, size_t level) {
    *PUSH(q->a, &q->lets) = (struct sql_let){ name, text, level };
    return name;
}

/* ------------------------------------------------------------------ facts and constants */

const char *sql_constant(const struct sql *q, const struct vec_type *t, int64_t v) {
    struct ymd d;
    switch (t->kind) {
    case VEC_BOOL: return v ? "TRUE" : "FALSE";
    case VEC_WORD: return sql_quoted(q, t->words[v], '\'');
    case VEC_DAY: d = date_ymd(v); return sql_text(q, "%lld", (long long)(d.y * 10000 + d.m * 100 + d.d));
    default: return sql_text(q, v < 0 ? "(%lld)" : "%lld", (long long)v);
    }
}

/* Typed, for PostgreSQL takes a bare NULL in a subquery for a text. */
static const char *not_known(enum vec_kind kind) {
    return kind == VEC_BOOL   ? "CAST(NULL AS BOOLEAN)"
        : kind == VEC_WORD    ? "CAST(NULL AS TEXT)"
        : kind == VEC_NOTHING ? "NULL"
                              : "CAST(NULL AS BIGINT)";
}

static const struct sql_column *described(const struct sql *q, struct str name) {
    for (size_t i = 0; i < q->q->ncolumns; i++) if (str_eq(q->q->columns[i].name, name)) return &q->q->columns[i];
    return NULL;
}

/* What a column holds is not trusted, above all in SQLite, where a column of numbers may hold texts, an empty text is 0 in
** arithmetic, and a quoted name that is no column is a text, its own name. Whatever is no value of the fact is not known. */
static const char *number(const struct sql *q, const char *name, int64_t ten) {
    const long long most = 9000000000000000 / ten;                /* times ten it is exact as a double */
    return sql_text(q, "CAST(ROUND(CASE WHEN +%s BETWEEN %lld AND %lld THEN CAST(%s AS NUMERIC) * %lld.0 END) AS BIGINT)", name, -most,
        most, name, (long long)ten);
}

static const char *day(const struct sql *q, const char *name) {
    const char *text = sql_text(q, "CAST(%s AS TEXT)", name), *plain = sql_text(q, "CAST(REPLACE(%s, '-', '') AS BIGINT)", text);
    return sql_text(q, "CASE WHEN %s LIKE '____-__-__' THEN CASE WHEN %s BETWEEN 10000101 AND 99991231 THEN %s END END", text, plain,
        plain);
}

struct sql_value sql_column(struct sql *q, size_t at) {
    const struct batch_column *c = &q->p->q->columns[at];
    const struct sql_column *x = described(q, c->name);
    struct sql_value *to = &q->columns[at];
    const char *name = sql_quoted(q, c->name, '"'), *text = name;
    if (to->v) return *to;
    switch (c->kind) {
    case BATCH_NUMBER: text = number(q, name, batch_ten(c->digits)); break;
    case BATCH_DAY: text = day(q, name); break;
    case BATCH_BOOL: text = sql_text(q, "CASE WHEN CAST(%s AS TEXT) IN ('1', 'true') THEN TRUE WHEN CAST(%s AS TEXT) IN ('0', 'false') THEN FALSE END", name, name); break;
    default:                                                      /* a cast alone keeps a column's collation, by which A may be a */
        text = sql_text(q, "NULLIF(CAST(%s AS TEXT), %s)", name, sql_quoted(q, c->name, '\''));
    }
    to->level = 1;
    to->v = sql_let(q, sql_quoted(q, str_from(sql_text(q, "%.*s#", STR_FMT(c->name))), '"'), text, 1);
    to->null = x && x->null
        ? sql_let(q, sql_quoted(q, str_from(sql_text(q, "%.*s#null", STR_FMT(c->name))), '"'), sql_text(q, "%s IS NULL", name), 1)
        : NULL;
    return *to;
}

static bool constant(const struct sql *q, const struct vec_type *t, int64_t v, int state, struct sql_value *to) {
    *to = (struct sql_value){ (state & ~VEC_INEXACT) == VEC_KNOWN && t->kind != VEC_NOTHING ? sql_constant(q, t, v) : not_known(t->kind),
        state == VEC_NULL ? "TRUE" : NULL, 0 };
    return true;
}

/* The same for every row: computed here and now. */
static bool is_fixed(const struct sql *q, size_t i) { return q->p->plan->fixed[i] && q->p->plan->steps.v[i].op != STEP_CONST; }

/* ------------------------------------------------------------------ dates */

static const char *month_length(const struct sql *q, const char *y, const char *m) {
    return sql_text(q, "CASE WHEN %s IN (4, 6, 9, 11) THEN 30 WHEN %s <> 2 THEN 31 WHEN %s %% 4 = 0 AND (%s %% 100 <> 0 OR %s %% 400 = 0) THEN 29 ELSE 28 END", m, m, y, y, y);
}

/* Days since the first of March of a year long past, as Neri and Schneider count them. */
static const char *day_number(const struct sql *q, const char *d) {
    const char *y = sql_text(q, "(%s / 10000 - CASE WHEN %s / 100 %% 100 <= 2 THEN 1 ELSE 0 END)", d, d);
    return sql_text(q, "(365 * %s + %s / 4 - %s / 100 + %s / 400 + (153 * ((%s / 100 %% 100 + 9) %% 12) + 2) / 5 + %s %% 100)", y, y, y, y, d, d);
}

/* A month later there may be no such day: then it is the last. Years before the first are not known. */
static const char *months_added(struct sql *q, size_t i, const struct step *s, const char *a, const char *b, size_t level) {
    const char *month = sql_let(q, sql_text(q, "\"#%zum\"", i),
        sql_text(q, "%s / 10000 * 12 + %s / 100 %% 100 - 1 %c %s", a, a, s->k < 0 ? '-' : '+', b), level);
    const char *y = sql_text(q, "(%s / 12)", month), *m = sql_text(q, "(%s %% 12 + 1)", month);
    const char *last = sql_let(q, sql_text(q, "\"#%zul\"", i), month_length(q, y, m), level + 1);
    return sql_text(q, "CASE WHEN %s >= 12 THEN %s * 10000 + %s * 100 + CASE WHEN %s %% 100 > %s THEN %s ELSE %s %% 100 END END", month, y, m, a, last, last, a);
}

static const char *months_between(const struct sql *q, const char *from, const char *to) {
    const char *whole = sql_text(q, "((%s / 10000 - %s / 10000) * 12 + %s / 100 %% 100 - %s / 100 %% 100)", to, from, to, from);
    return sql_text(q, "%s + CASE WHEN %s < %s THEN CASE WHEN %s %% 100 > %s %% 100 THEN 1 ELSE 0 END ELSE CASE WHEN %s %% 100 < %s %% 100 THEN -1 ELSE 0 END END", whole, to, from, to, from, to, from);
}

static const char *date_of(const struct sql *q, const char *y, const char *m, const char *d) {
    return sql_text(q, "CASE WHEN %s BETWEEN 1 AND 9999 AND %s BETWEEN 1 AND 12 AND %s >= 1 AND %s <= %s THEN %s * 10000 + %s * 100 + %s END", y, m, d, d, month_length(q, y, m), y, m, d);
}

/* ------------------------------------------------------------------ numbers */

/* a / by rounded: the quotient towards zero, and whether it goes one further. Both databases divide whole numbers so. */
static const char *rounded(const struct sql *q, const struct step *s, const char *a) {
    const char *rest = sql_text(q, "ABS(%s %% %lld)", a, (long long)s->k), *further;
    const long long by = s->k;
    switch (s->how) {
    case NUMBER_HALF_UP: further = sql_text(q, "2 * %s >= %lld", rest, by); break;
    case NUMBER_HALF_DOWN: further = sql_text(q, "2 * %s > %lld", rest, by); break;
    case NUMBER_HALF_EVEN:
        further = sql_text(q, "2 * %s > %lld OR (2 * %s = %lld AND %s / %lld %% 2 <> 0)", rest, by, rest, by, a, by);
        break;
    case NUMBER_UP: further = sql_text(q, "%s > 0", rest); break;
    case NUMBER_FLOOR: further = sql_text(q, "%s > 0 AND %s < 0", rest, a); break;
    case NUMBER_CEILING: further = sql_text(q, "%s > 0 AND %s > 0", rest, a); break;
    default: return sql_text(q, "%s / %lld", a, by);
    }
    return by == 1 ? a
                   : sql_text(q, "%s / %lld + CASE WHEN NOT (%s) THEN 0 WHEN %s < 0 THEN -1 WHEN %s >= 0 THEN 1 END", a, by, further, a, a);
}

static const char *at_most(const struct sql *q, const char *v, int64_t most) {
    return most == INT64_MAX ? v : sql_text(q, "CASE WHEN %s > %lld THEN %lld ELSE %s END", v, (long long)most, (long long)most, v);
}

static const char *spelled(int op, bool mirrored) {
    switch (op) {
    case T_LT: return mirrored ? ">" : "<";
    case T_LE: return mirrored ? ">=" : "<=";
    case T_GT: return mirrored ? "<" : ">";
    case T_GE: return mirrored ? "<=" : ">=";
    case T_NE: return "<>";
    default: return "=";
    }
}

static const char *ratio(const struct sql *q, const struct step *s, const char *a, const char *b, const char *c) {
    const char *x = sql_text(q, "CAST(%s AS NUMERIC) * %lld", a, (long long)s->k),
               *y = sql_text(q, "CAST(%s AS NUMERIC) * %s * %lld", b, c, (long long)s->k2);
    return sql_text(q, "CASE WHEN %s > 0 THEN %s %s %s WHEN %s < 0 THEN %s %s %s END", b, x, spelled(s->how, false), y, b, x,
        spelled(s->how, true), y);
}

static const char *arithmetic(struct sql *q, const struct step *s, const char *a, const char *b) {
    switch (s->op) {
    case STEP_SCALE: return sql_text(q, "%s * %lld", a, (long long)s->k);
    case STEP_ADD: return sql_text(q, "%s + %s", a, b);
    case STEP_SUB: return sql_text(q, "%s - %s", a, b);
    case STEP_MUL: return sql_text(q, "%s * %s", a, b);
    case STEP_MODULO: return sql_text(q, "(%s %% NULLIF(%s, 0) + %s) %% NULLIF(%s, 0)", a, b, b, b);
    case STEP_NEGATE: return sql_text(q, "-%s", a);
    case STEP_ABS: return sql_text(q, "ABS(%s)", a);
    case STEP_MIN: return sql_text(q, "CASE WHEN %s < %s THEN %s WHEN %s >= %s THEN %s END", a, b, a, a, b, b);
    case STEP_MAX: return sql_text(q, "CASE WHEN %s > %s THEN %s WHEN %s <= %s THEN %s END", a, b, a, a, b, b);
    case STEP_DAYS:
        return s->k2 ? sql_text(q, "%s %% %lld / %lld", a, (long long)s->k2, (long long)s->k)
                     : sql_text(q, "%s / %lld", a, (long long)s->k);
    case STEP_YEAR: return sql_text(q, "%s / 10000", a);
    case STEP_MONTH: return sql_text(q, "%s / 100 %% 100", a);
    case STEP_DAY: return sql_text(q, "%s %% 100", a);
    case STEP_WEEKDAY: return sql_text(q, "(%s + 1) %% 7 + 1", day_number(q, a));
    case STEP_DAYS_BETWEEN: return sql_text(q, "(%s - %s) * 86400", day_number(q, a), day_number(q, b));
    default: return NULL;
    }
}

/* ------------------------------------------------------------------ comparison and logic */

static const char *is_known(const struct sql *q, const struct sql_value *x) { return sql_text(q, "%s IS NOT NULL", x->v); }

/* null equals null and nothing else, and is in no order; what is not known makes all of it not known. */
static const char *compared(const struct sql *q, const struct step *s, const struct sql_value *a, const struct sql_value *b) {
    const char *plain = sql_text(q, "%s %s %s", a->v, spelled(s->how, false), b->v), *equal = s->how == T_EQ ? "TRUE" : "FALSE",
               *other = s->how == T_NE ? "TRUE" : "FALSE";
    if (!a->null && !b->null) return plain;
    if (!a->null || !b->null)
        return sql_text(q, "CASE WHEN %s AND %s THEN %s ELSE %s END", a->null ? a->null : b->null, is_known(q, a->null ? b : a), other,
            plain);
    return sql_text(q, "CASE WHEN %s AND %s THEN %s WHEN (%s AND %s) OR (%s AND %s) THEN %s ELSE %s END", a->null, b->null, equal, a->null,
        is_known(q, b), b->null, is_known(q, a), other, plain);
}

static const char *within(const struct sql *q, const struct step *s, const struct sql_value *a, const struct sql_value *b,
    const struct sql_value *c)
{
    const char *in = sql_text(q, "%s %s %s AND %s %s %s", a->v, s->k & 1 ? ">=" : ">", b->v, a->v, s->k & 2 ? "<=" : "<", c->v);
    if (a->null) in = sql_text(q, "NOT (%s IS NOT NULL AND %s) AND %s", a->null, a->null, in);
    return sql_text(q, "CASE WHEN %s <= %s THEN %s END", b->v, c->v, in);
}

static const char *either_null(const struct sql *q, const struct step *s, const struct sql_value *a, const struct sql_value *b) {
    const char *by = s->op == STEP_AND ? "" : "NOT ";
    if (!a->null && !b->null) return NULL;
    return sql_text(q, "(%s OR %s) AND (%s OR %s%s) AND (%s OR %s%s)", a->null ? a->null : "FALSE", b->null ? b->null : "FALSE",
        a->null ? a->null : "FALSE", by, a->v, b->null ? b->null : "FALSE", by, b->v);
}

/* A condition that is not known matters only where the two sides differ. */
static const char *chosen(const struct sql *q, const struct sql_value *a, const struct sql_value *b, const struct sql_value *c) {
    return sql_text(q, "CASE WHEN %s THEN %s WHEN NOT %s THEN %s WHEN %s%s = %s THEN %s END", a->v, b->v, a->v, c->v,
        a->null ? sql_text(q, "%s THEN NULL WHEN ", a->null) : "", b->v, c->v, b->v);
}

static const char *chosen_null(const struct sql *q, const struct sql_value *a, const struct sql_value *b, const struct sql_value *c) {
    const char *x = b->null ? b->null : "FALSE", *y = c->null ? c->null : "FALSE";
    if (!b->null && !c->null) return NULL;
    return sql_text(q, "CASE WHEN %s THEN %s WHEN NOT %s THEN %s%s ELSE %s AND %s END", a->v, x, a->v, y,
        a->null ? sql_text(q, " WHEN %s THEN FALSE", a->null) : "", x, y);
}

/* ------------------------------------------------------------------ one step */

static bool is_day_alone(const struct sql *q, const struct step *s) {
    const struct step *b = batch_at(q->p, s->b);
    return b->op == STEP_CONST && !b->how && b->k == 0;           /* date(x) of a date */
}

/* The text of step i, and of where it is null; level: the highest it reads. */
static bool written(struct sql *q, size_t i, const struct step *s, const char **v, const char **null, size_t *level) {
    const struct sql_value *a = &q->steps[s->a], *b = &q->steps[s->b], *c = &q->steps[s->c];
    switch (s->op) {
    case STEP_DIV: case STEP_AFTER: case STEP_REWORD: case STEP_NOT: case STEP_COUNT:
        *null = s->op == STEP_DIV ? NULL : a->null;
        *v = s->op == STEP_NOT    ? sql_text(q, "NOT %s", a->v)
            : s->op == STEP_COUNT ? sql_text(q, "CASE WHEN %s THEN 1 WHEN NOT %s THEN 0 END", a->v, a->v)
                                  : a->v;
        return true;
    case STEP_ROUND: *v = at_most(q, rounded(q, s, a->v), s->k2); *null = s->keeps_null ? a->null : NULL; return true;
    case STEP_EXACT:
        *v = s->k == 1
            ? at_most(q, a->v, s->k2)
            : at_most(q, sql_text(q, "(CASE WHEN %s %% %lld = 0 THEN %s / %lld END)", a->v, (long long)s->k, a->v, (long long)s->k), s->k2);
        if (a->null) *v = sql_text(q, "CASE WHEN %s THEN 0 ELSE %s END", a->null, *v);
        return true;
    case STEP_RATIO:
        if (c->null) return sql_refuse(q, "a ratio compared with what may not apply");
        *v = ratio(q, s, a->v, b->v, c->v);
        return true;
    case STEP_COMPARE: case STEP_ALIKE: *v = compared(q, s, a, b); return true;
    case STEP_WITHIN: *v = within(q, s, a, b, c); return true;
    case STEP_AND:
    case STEP_OR:
        *v = sql_text(q, "%s %s %s", a->v, s->op == STEP_AND ? "AND" : "OR", b->v);
        *null = either_null(q, s, a, b);
        return true;
    case STEP_IF: *v = chosen(q, a, b, c); *null = chosen_null(q, a, b, c); return true;
    case STEP_DATE: *v = date_of(q, a->v, b->v, c->v); return true;
    case STEP_MONTHS_BETWEEN: *v = months_between(q, a->v, b->v); return true;
    case STEP_ADD_MONTHS: *v = months_added(q, i, s, a->v, b->v, *level + 1); *level += 2; return true;
    case STEP_ADD_SECONDS:
        if (!is_day_alone(q, s)) return sql_refuse(q, "days added to a date");
        *v = a->v;
        return true;
    case STEP_DIVIDE: return sql_refuse(q, "the quotient of two facts as an amount");
    default:
        *v = s->type.kind == VEC_NOTHING ? "NULL" : arithmetic(q, s, a->v, b->v);
        if (s->op == STEP_SCALE && s->keeps_null) *null = a->null;
        return *v != NULL || sql_refuse(q, "this step");
    }
}

bool sql_step(struct sql *q, size_t i) {
    const struct step *s = &q->p->plan->steps.v[i];
    struct sql_value *to = &q->steps[i];
    const char *v = NULL, *null = NULL;
    if (is_fixed(q, i)) return constant(q, &s->type, s->type.kind == VEC_BOOL ? q->fixed[i].t[0] : q->fixed[i].v[0], q->fixed[i].s[0], to);
    size_t level = sql_higher(q->steps[s->a].level, sql_higher(q->steps[s->b].level, q->steps[s->c].level));
    switch (s->op) {
    case STEP_LOAD: *to = sql_column(q, (size_t)s->k); return true;
    case STEP_CONST: return constant(q, &s->type, s->k, s->how, to);
    case STEP_TABLE: return sql_table(q, i);
    case STEP_COLUMN: return sql_chosen(q, i);
    default: break;
    }
    if (!written(q, i, s, &v, &null, &level)) return false;
    if (s->type.kind == VEC_NOTHING && !null) { *to = (struct sql_value){ "NULL", NULL, level }; return true; }
    if (v == q->steps[s->a].v) { *to = (struct sql_value){ v, null, level }; return true; }
    if (s->op == STEP_IF || s->op == STEP_COUNT) v = sql_whole(q, &s->type, v);
    to->level = level + 1;
    to->v = s->type.kind == VEC_NOTHING ? "NULL" : sql_let(q, sql_text(q, "\"#%zu\"", i), v, to->level);
    to->null = null ? sql_let(q, sql_text(q, "\"#%zunull\"", i), null, to->level) : NULL;
    return true;
}
