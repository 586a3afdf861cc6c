/* sql_table.c: decision tables as SQL. The cells of a column are written as
** the batch sees them (batch_cut.c): the stretches in which a rule is met.
** A rule is one condition, TRUE, FALSE or NULL: it may be met. The rule that
** decides is found by a CASE over those that surely are, and its output holds
** where every rule that only may be met says the same. */
#include "engine/rules/sql_inside.h"

/* ------------------------------------------------------------------ cells */

/* One column and one bit of its sets: a rule, or, behind the rules, that there is no error. */
struct looked { const struct cutting *c; size_t words, bit; struct vec_type type; struct sql_value x; };

enum says { SAYS_NO, SAYS_MAYBE, SAYS_YES };

static enum says code_says(const struct looked *l, size_t code) {
    const uint64_t *may = l->c->may + code * l->words, *sure = l->c->sure + code * l->words;
    return set_has(sure, l->bit) ? SAYS_YES : set_has(may, l->bit) ? SAYS_MAYBE : SAYS_NO;
}

static bool is_listed(const struct looked *l) { return l->type.kind == VEC_WORD || l->type.kind == VEC_BOOL; }
static size_t classes(const struct looked *l)
{
    return l->type.kind == VEC_NOTHING ? 0 : is_listed(l) ? (size_t)l->c->high : l->c->ncuts + 1;
}
static enum says class_says(const struct looked *l, size_t i) { return code_says(l, is_listed(l) ? l->c->codes[i] : i); }

static const char *constant(const struct sql *q, const struct looked *l, int64_t v) { return sql_constant(q, &l->type, v); }

static const char *stretch(const struct sql *q, const struct looked *l, size_t from, size_t to) {
    const char *v = l->x.v, *low = from ? constant(q, l, l->c->cuts[from - 1]) : NULL,
               *high = to < l->c->ncuts ? constant(q, l, l->c->cuts[to] - 1) : NULL;
    if (low && high) return strcmp(low, high) == 0 ? sql_text(q, "%s = %s", v, low) : sql_text(q, "%s BETWEEN %s AND %s", v, low, high);
    return low ? sql_text(q, "%s >= %s", v, low) : sql_text(q, "%s <= %s", v, high);
}

/* Texts that the model does not name are all but those that it does. */
static const char *words(const struct sql *q, const struct looked *l, enum says what) {
    struct out o;
    size_t n = 0;
    bool others = false;
    for (size_t i = 0; i < classes(l); i++) others |= str_eq(l->type.words[i], SQL_OTHERS) && class_says(l, i) == what;
    out_init(&o, q->a);
    put_f(&o, "%s %s(", l->x.v, others ? "NOT IN " : "IN ");
    for (size_t i = 0; i < classes(l); i++)
        if ((class_says(l, i) == what) != others && !str_eq(l->type.words[i], SQL_OTHERS))
            put_f(&o, "%s%s", n++ ? ", " : "", constant(q, l, (int64_t)i));
    put_c(&o, ')');
    return str_z(q->a, out_str(&o));
}

/* Where the values say `what`, which some do and some do not. */
static const char *where_values_say(const struct sql *q, const struct looked *l, enum says what) {
    const size_t n = classes(l);
    struct out o;
    bool any = false;
    if (l->type.kind == VEC_WORD) return words(q, l, what);
    if (l->type.kind == VEC_BOOL) return class_says(l, 1) == what ? l->x.v : sql_text(q, "NOT %s", l->x.v);
    out_init(&o, q->a);
    for (size_t i = 0, last; i < n; i = last + 1) {
        last = i;
        if (class_says(l, i) != what) continue;
        while (last + 1 < n && class_says(l, last + 1) == what) last++;
        put_f(&o, "%s%s", any ? " OR " : "", stretch(q, l, i, last));
        any = true;
    }
    return str_z(q->a, out_str(&o));
}

static const char *of_values(const struct sql *q, const struct looked *l) {
    size_t yes = 0, maybe = 0, n = classes(l);
    for (size_t i = 0; i < n; i++) { yes += class_says(l, i) == SAYS_YES; maybe += class_says(l, i) == SAYS_MAYBE; }
    if (n == 0 || maybe == n) return "CAST(NULL AS BOOLEAN)";
    const char *sure = yes == n ? sql_text(q, "%s = %s", l->x.v, l->x.v)
        : yes == 0              ? sql_text(q, "%s <> %s", l->x.v, l->x.v)
                                : where_values_say(q, l, SAYS_YES);
    return maybe ? sql_text(q, "CASE WHEN %s THEN NULL ELSE %s END", where_values_say(q, l, SAYS_MAYBE), sure) : sure;
}

/* NULL: always true. */
static const char *condition(const struct sql *q, const struct looked *l) {
    static const char *const spelled[] = { [SAYS_NO] = "FALSE", [SAYS_MAYBE] = "NULL", [SAYS_YES] = "TRUE" };
    const enum says unknown = code_says(l, l->c->unknown_code), null = l->x.null ? code_says(l, l->c->null_code) : unknown;
    bool all = unknown == SAYS_YES && null == SAYS_YES;
    const char *text;
    if (l->c->from == CUT_CONSTANT) return unknown == SAYS_YES ? NULL : unknown == SAYS_NO ? "FALSE" : "CAST(NULL AS BOOLEAN)";
    for (size_t i = 0; i < classes(l); i++) all &= class_says(l, i) == SAYS_YES;
    if (all) return NULL;
    text = of_values(q, l);
    if (unknown != SAYS_MAYBE) text = sql_text(q, "COALESCE(%s, %s)", text, spelled[unknown]);
    return l->x.null ? sql_text(q, "CASE WHEN %s THEN %s ELSE %s END", l->x.null, spelled[null], text) : text;
}

static struct looked look(struct sql *q, const struct cutting *c, size_t words_each, size_t bit, size_t *level) {
    struct looked l = { c, words_each, bit, batch_plain(VEC_NOTHING), { "NULL", NULL, 0 } };
    static const enum vec_kind
        kinds[] = { [BATCH_NUMBER] = VEC_NUMBER, [BATCH_WORD] = VEC_WORD, [BATCH_DAY] = VEC_DAY, [BATCH_BOOL] = VEC_BOOL };
    if (c->from == CUT_COLUMN) {
        const struct batch_column *x = &q->p->q->columns[c->at];
        l.type = (struct vec_type){ kinds[x->kind], x->digits, 1, x->words, x->nwords };
        l.x = sql_column(q, c->at);
    } else if (c->from == CUT_STEP) {
        l.type = batch_at(q->p, (int)c->at)->type;
        l.x = q->steps[c->at];
    }
    *level = sql_higher(*level, l.x.level);
    return l;
}

const char *sql_guard(struct sql *q, const struct cutting *c, size_t *level) {
    const struct looked l = look(q, c, 1, 0, level);
    const char *good = condition(q, &l);
    return good ? sql_text(q, "NOT (%s)", good) : NULL;
}

/* ------------------------------------------------------------------ rules */

static void join(const struct sql *q, const char **all, const char *one, const char *with) {
    if (one) *all = *all ? sql_text(q, "%s %s (%s)", *all, with, one) : sql_text(q, "(%s)", one);
}

bool sql_rules(struct sql *q, const struct batch_table *t, const char *prefix, const char **rules, const char **error, size_t *level) {
    *error = NULL;
    for (size_t r = 0; r <= t->rules; r++) {
        const char *all = NULL;
        for (size_t k = 0; k < t->n; k++) {
            const struct looked l = look(q, &t->columns[k], t->words, r, level);
            join(q, &all, condition(q, &l), "AND");
        }
        for (size_t k = 0; k < t->cells.n; k++) {
            const struct sql_value *x = &q->steps[t->cells.v[k].at];
            if (t->cells.v[k].rule != r) continue;
            *level = sql_higher(*level, x->level);
            join(q, &all, x->null ? sql_text(q, "CASE WHEN %s THEN FALSE ELSE %s END", x->null, x->v) : x->v, "AND");
        }
        if (r < t->rules) rules[r] = all;
        else if (all) *error = sql_text(q, "NOT (%s)", all);
    }
    ++*level;
    for (size_t r = 0; r < t->rules; r++)
        rules[r] = rules[r] ? sql_let(q, sql_text(q, "\"%sr%zu\"", prefix, r + 1), rules[r], *level) : "TRUE";
    if (*error) *error = sql_let(q, sql_text(q, "\"%serror\"", prefix), *error, *level);
    return true;
}

bool sql_table(struct sql *q, size_t i) {
    const struct batch_table *t = q->p->plan->steps.v[i].table;
    size_t level = 0;
    q->rules[i] = NEWS(q->a, const char *, t->rules + 1);
    if (!sql_rules(q, t, sql_text(q, "#%zu", i), q->rules[i], &q->errors[i], &level)) return false;
    q->steps[i] = (struct sql_value){ "NULL", NULL, level };
    return true;
}

/* ------------------------------------------------------------------ which rule decides */

/* v: of each rule, and of none */
struct outputs { const struct batch_table *t; const char **rules; const size_t *order; struct sql_value *v; size_t n; };

static bool always(const char *condition) { return strcmp(condition, "TRUE") == 0; }

/* Of the rules that are surely met the one that comes first. */
static const char *first_of(const struct sql *q, const struct outputs *x, bool null) {
    struct out o;
    out_init(&o, q->a);
    put_z(&o, "CASE");
    for (size_t i = 0; i < x->n; i++) {
        const size_t r = x->order[i];
        put_f(&o, " WHEN %s THEN %s", x->rules[r], !null ? x->v[r].v : x->v[r].null ? x->v[r].null : "FALSE");
    }
    if (x->n == 0) put_z(&o, " WHEN FALSE THEN NULL");
    put_f(&o, " ELSE %s END", !null ? x->v[x->t->rules].v : x->v[x->t->rules].null ? x->v[x->t->rules].null : "FALSE");
    return str_z(q->a, out_str(&o));
}

static const char *differs(const struct sql *q, const struct sql_value *x, const struct sql_value *from) {
    if (!x->null || !from->null) return sql_text(q, "NOT COALESCE(%s = %s, FALSE)", x->v, from->v);
    return sql_text(q, "NOT COALESCE(%s = %s, FALSE) AND NOT COALESCE(%s AND %s, FALSE)", x->v, from->v, x->null, from->null);
}

/* Is what first_of found the answer? */
static const char *holds(const struct sql *q, const struct outputs *x, const struct sql_value *found) {
    const enum dmn_hit hit = x->t->source->source->hit;
    const char *doubts = NULL, *unsure = NULL, *met = "0";
    for (size_t i = 0; i < x->n; i++) {
        const size_t r = x->order[i];
        const char *rule = x->rules[r], *other = differs(q, &x->v[r], found);
        const bool may = hit == HIT_ANY || hit == HIT_PRIORITY;
        if (hit == HIT_FIRST)
            doubts = sql_text(q, "%s WHEN %s THEN TRUE WHEN %s IS NULL AND %s THEN FALSE", doubts ? doubts : "CASE", rule, rule, other);
        else
            join(q, &doubts, may ? sql_text(q, "COALESCE(%s, TRUE) AND %s", rule, other) : sql_text(q, "%s IS NULL AND %s", rule, other),
                "OR");
        join(q, &unsure, sql_text(q, "%s IS NULL", rule), "OR");
        if (hit == HIT_UNIQUE && x->n > 1) met = sql_text(q, "%s + CASE WHEN %s THEN 1 ELSE 0 END", met, rule);
    }
    if (!doubts) return "TRUE";
    if (hit == HIT_FIRST) return sql_text(q, "%s ELSE TRUE END", doubts);
    if (hit == HIT_PRIORITY) return sql_text(q, "NOT ((%s) AND (%s))", unsure, doubts);
    return strcmp(met, "0") == 0 ? sql_text(q, "NOT (%s)", doubts) : sql_text(q, "NOT (%s) AND %s <= 1", doubts, met);
}

/* A rule that is always met ends a table of which the first counts. */
static size_t reached(const struct batch_table *t, const char **rules) {
    size_t n = 0;
    while (n < t->rules && !(n > 0 && t->source->source->hit == HIT_FIRST && always(rules[n - 1]))) n++;
    return n;
}

bool sql_chosen(struct sql *q, size_t i) {
    const struct step *s = &q->p->plan->steps.v[i];
    const struct batch_table *t = s->table;
    const size_t nout = t->source->nout;
    struct outputs x = { t, q->rules[s->a], NULL, NEWS(q->a, struct sql_value, t->rules + 1), reached(t, q->rules[s->a]) };
    size_t *order = NEWS(q->a, size_t, t->rules + 1), level = q->steps[s->a].level;
    bool nulls = false;
    for (size_t r = 0; r <= t->rules; r++) {
        x.v[r] = q->steps[t->steps[r * nout + (size_t)s->k]];
        order[r] = t->source->source->hit == HIT_PRIORITY && r < t->rules ? t->order[r] : r;
        nulls |= x.v[r].null != NULL;
        level = sql_higher(level, x.v[r].level);
    }
    x.order = order;
    if (s->type.kind == VEC_NOTHING && !nulls) { q->steps[i] = (struct sql_value){ "NULL", NULL, level }; return true; }
    struct sql_value found = { s->type.kind == VEC_NOTHING
            ? "NULL"
            : sql_let(q, sql_text(q, "\"#%zufirst\"", i), sql_whole(q, &s->type, first_of(q, &x, false)), level + 1),
        NULL, level + 1 };
    if (nulls) found.null = sql_let(q, sql_text(q, "\"#%zufirstnull\"", i), first_of(q, &x, true), level + 1);
    const char *sure = sql_let(q, sql_text(q, "\"#%zusure\"", i), holds(q, &x, &found), level + 2), *error = q->errors[s->a];
    const char *wrong = error ? sql_text(q, "WHEN %s THEN NULL ", error) : "";
    q->steps[i] = (struct sql_value){ found.v, NULL, level + 3 };
    if (s->type.kind != VEC_NOTHING)
        q->steps[i].v = sql_let(q, sql_text(q, "\"#%zu\"", i), sql_text(q, "CASE %sWHEN %s THEN %s END", wrong, sure, found.v), level + 3);
    if (nulls)
        q->steps[i].null = sql_let(q, sql_text(q, "\"#%zunull\"", i), sql_text(q, "CASE %sWHEN %s THEN %s END", wrong, sure, found.null),
            level + 3);
    return true;
}

/* ------------------------------------------------------------------ rules that add up */

bool sql_collected(struct sql *q, const struct batch_table *t, int64_t one, struct sql_value *is) {
    const enum dmn_aggregation how = t->source->source->aggregation;
    const struct sql_value *none = &q->steps[t->steps[t->rules]];
    const char **rules = NEWS(q->a, const char *, t->rules + 1), *error, *sum = "CAST(0 AS BIGINT)", *doubts = NULL, *any = NULL;
    size_t level = none->level;
    if (how != AGG_SUM && how != AGG_COUNT) return sql_refuse(q, "lists, MIN and MAX as outputs");
    for (size_t r = 0; r < t->rules; r++) level = sql_higher(level, q->steps[t->steps[r]].level);
    if (!sql_rules(q, t, "#", rules, &error, &level)) return false;
    for (size_t r = 0; r < t->rules; r++) {
        const struct sql_value *v = &q->steps[t->steps[r]];
        sum = sql_text(q, "%s + CASE WHEN %s THEN %s ELSE 0 END", sum, rules[r],
            how == AGG_COUNT ? sql_text(q, "%lld", (long long)one) : v->v);
        join(q, &doubts, sql_text(q, "%s IS NULL", rules[r]), "OR");
        join(q, &any, sql_text(q, "COALESCE(%s, FALSE)", rules[r]), "OR");
    }
    const char *sure = sql_let(q, "\"#sure\"",
        sql_text(q, "NOT (%s)%s%s", doubts ? doubts : "FALSE", error ? " AND NOT " : "", error ? error : ""), level + 1);
    const char *met = sql_let(q, "\"#any\"", any ? any : "FALSE", level + 1);
    is->v = sql_let(q, "\"#sum\"", sql_text(q, "CASE WHEN NOT %s THEN NULL WHEN %s THEN %s ELSE %s END", sure, met, sum, none->v),
        level + 2);
    is->null = none->null ? sql_let(q, "\"#sumnull\"", sql_text(q, "%s AND NOT %s", sure, met), level + 2) : NULL;
    is->level = level + 2;
    return true;
}
