/* dmn_table.c: decision tables (DMN chapter 8): inputs, tests, hit policies. */
#include "engine/rules/dmn_inside.h"

/* ------------------------------------------------------------------ compiling */

static const struct feel_ast *values_of(struct dmn_program *p, struct unit *u, struct str node, struct str text, int line, int col,
    const struct type *t, const struct feel_scope *names) {
    const struct dmn_check *check = t ? t->allowed : NULL;
    if (text.n) return dmn_tests(p, u, node, text, line, col, t, names);
    return check ? check->tests : NULL;
}

/* Of the rules shortly before rule `at`, one whose test of this column reads the same; else `at`. */
static size_t like(const struct dmn_table *x, size_t at, size_t column) {
    enum { BACK = 32 };
    for (size_t i = at; i-- > 0 && at - i <= BACK;) if (str_eq(x->rules.v[i].in.v[column], x->rules.v[at].in.v[column])) return i;
    return at;
}

static void rule(struct dmn_program *p, struct unit *u, struct str node, const struct table *t, const struct dmn_rule *x,
    struct table_rule *r, const struct feel_scope *names) {
    r->in = arena_zero(p->a, (t->nin + 1) * sizeof *r->in);
    r->quick = arena_zero(p->a, (t->nin + 1) * sizeof *r->quick);
    r->like = NEWS(p->a, size_t, t->nin + 1);
    r->out = NEWS(p->a, struct box *, t->nout);
    for (size_t i = 0; i < t->nin; i++) {
        r->in[i] = dmn_tests(p, u, node, x->in.v[i], x->in_at.v[i].line, x->in_at.v[i].col, t->in[i].type, names);
        r->quick[i] = quick_of(p->a, r->in[i]);
        r->like[i] = like(t->source, (size_t)(x - t->source->rules.v), i);
    }
    for (size_t i = 0; i < t->nout; i++) r->out[i] = dmn_text_box(p, u, node, x->out.v[i], x->out_at.v[i].line, x->out_at.v[i].col, names);
}

static void clauses(struct dmn_program *p, struct unit *u, struct str node, struct table *t, const struct feel_scope *names) {
    for (size_t i = 0; i < t->nin; i++) {
        const struct dmn_input *x = &t->source->inputs.v[i];
        const struct type *type = dmn_type_named(p, u, x->type_ref);
        t->in[i].box = dmn_text_box(p, u, node, x->text, x->line, x->col, names);
        t->in[i].box->type = type;
        t->in[i].type = type ? type : t->in[i].box->inferred;
        t->in[i].values = x->values.n ? dmn_tests(p, u, node, x->values, x->line, x->col, t->in[i].type, names) : NULL;
    }
    for (size_t i = 0; i < t->nout; i++) {
        const struct dmn_output *x = &t->source->outputs.v[i];
        t->out[i].name = x->name;
        t->out[i].type = dmn_type_named(p, u, x->type_ref);
        t->out[i].values = values_of(p, u, node, x->values, x->line, x->col, t->out[i].type, names);
        t->out[i].otherwise = x->otherwise.n ? dmn_text_box(p, u, node, x->otherwise, x->line, x->col, names) : NULL;
    }
}

void dmn_table_result(struct box *b, const struct type *t) {
    const struct dmn_check *check;
    struct table_output *out;
    if (!t || !b || b->kind != DMN_TABLE || b->table->nout != 1 || (out = &b->table->out[0])->values) return;
    if (t->kind == TYPE_LIST && !t->allowed) t = t->of;
    if ((check = t->allowed)) out->values = check->tests;
}

void dmn_table_compile(struct dmn_program *p, struct unit *u, struct str node, struct box *b, const struct feel_scope *names) {
    const struct dmn_table *x = b->source->table;
    struct table *t = b->table = NEW(p->a, struct table);
    *t = (struct table){ .source = x, .nin = x->inputs.n, .nout = x->outputs.n, .nrules = x->rules.n };
    t->in = NEWS(p->a, struct table_input, t->nin + 1);
    t->out = NEWS(p->a, struct table_output, t->nout);
    t->rules = NEWS(p->a, struct table_rule, t->nrules + 1);
    clauses(p, u, node, t, names);
    for (size_t i = 0; i < t->nrules; i++) rule(p, u, node, t, &x->rules.v[i], &t->rules[i], names);
    dmn_table_result(b, b->type);
}

/* ------------------------------------------------------------------ evaluating */

struct hits { size_t *v; size_t n, cap; };

static struct value output_at(struct feel *f, const struct table *t, size_t rule, size_t column, const struct feel_scope *s) {
    return dmn_as(f, t->out[column].type, box_value(f, t->rules[rule].out[column], s));
}

struct value table_output(struct feel *f, const struct table *t, size_t rule, const struct feel_scope *s) {
    struct entries e = { 0 };
    if (t->nout == 1) return output_at(f, t, rule, 0, s);
    for (size_t i = 0; i < t->nout; i++) entries_set(f->a, &e, t->out[i].name, output_at(f, t, rule, i, s));
    return value_context(e.v, e.n);
}

struct value table_otherwise(struct feel *f, const struct table *t, const struct feel_scope *s) {
    struct entries e = { 0 };
    bool any = false;
    for (size_t i = 0; i < t->nout; i++) {
        struct value v = t->out[i].otherwise ? dmn_coerce(f, t->out[i].type, box_value(f, t->out[i].otherwise, s)) : value_null();
        any |= t->out[i].otherwise != NULL;
        if (t->nout == 1) return v;
        entries_set(f->a, &e, t->out[i].name, v);
    }
    return any ? value_context(e.v, e.n) : value_null();
}

static bool inputs(struct feel *f, const struct table *t, const struct feel_scope *s, struct value *in) {
    for (size_t i = 0; i < t->nin; i++) {
        in[i] = box_value(f, t->in[i].box, s);
        if (!t->in[i].values || in[i].kind == VALUE_NULL || in[i].kind == VALUE_UNKNOWN) continue;
        if (value_is_true(feel_unary_test(f, t->in[i].values, in[i], s))) continue;
        feel_null(f, "constraint", value_text(f->a, in[i]), t->source->inputs.v[i].text, STR_NONE);
        return false;
    }
    return true;
}

static bool fires(struct feel *f, const struct table *t, size_t rule, const struct value *in, const struct feel_scope *s) {
    const struct table_rule *r = &t->rules[rule];
    for (size_t i = 0; i < t->nin; i++) {
        int is = r->quick[i] ? quick_judge(r->quick[i], &in[i]) : -1;
        if (is < 0) is = r->in[i] && value_is_true(feel_unary_test(f, r->in[i], in[i], s));
        if (!is) return false;
    }
    return true;
}

/* The place of an output among its allowed values; what is not there comes last. */
size_t table_rank(struct feel *f, const struct table *t, size_t column, struct value v, const struct feel_scope *s) {
    const struct feel_ast *values = t->out[column].values;
    size_t n = values ? feel_test_count(values) : 0;
    for (size_t i = 0; i < n; i++) {
        struct value x = feel_eval(f, feel_test_at(values, i), s);
        if (value_equal(x, v) == 1) return i;
    }
    return n;
}

/* Sorts the hits by the order of output values, first column first; equal ones keep their order. */
static void by_priority(struct feel *f, const struct table *t, struct hits *h, const struct feel_scope *s) {
    size_t *ranks = NEWS(f->a, size_t, h->n * t->nout + 1);
    for (size_t i = 0; i < h->n; i++)
        for (size_t k = 0; k < t->nout; k++) ranks[i * t->nout + k] = table_rank(f, t, k, output_at(f, t, h->v[i], k, s), s);
    for (size_t i = 1; i < h->n; i++)
        for (size_t j = i; j > 0; j--) {
            size_t *x = ranks + (j - 1) * t->nout, *y = ranks + j * t->nout, k = 0, swap;
            while (k < t->nout && x[k] == y[k]) k++;
            if (k == t->nout || x[k] < y[k]) break;
            for (k = 0; k < t->nout; k++) { swap = x[k]; x[k] = y[k]; y[k] = swap; }
            swap = h->v[j]; h->v[j] = h->v[j - 1]; h->v[j - 1] = swap;
        }
}

static struct value all(struct feel *f, const struct table *t, const struct hits *h, const struct feel_scope *s) {
    struct value *v = NEWS(f->a, struct value, h->n);
    for (size_t i = 0; i < h->n; i++) v[i] = table_output(f, t, h->v[i], s);
    return value_list(v, h->n);
}

static struct value collected(struct feel *f, const struct table *t, const struct hits *h, const struct feel_scope *s) {
    static const struct str names[] = { [AGG_SUM] = SI("sum"), [AGG_MIN] = SI("min"), [AGG_MAX] = SI("max"), [AGG_COUNT] = SI("count") };
    struct value list = all(f, t, h, s), function;
    struct feel_scope none = { 0 };
    const struct feel_ast *ast;
    if (t->source->aggregation == AGG_NONE) return list;
    must(feel_parse_expression(f->a, names[t->source->aggregation], &none, &ast, NULL) == RC_OK);
    function = feel_eval(f, ast, &none);
    return feel_call(f, function, &list, NULL, 1);
}

static struct value several(struct feel *f, const char *policy, const struct hits *h) {
    return feel_null(f, "hits", str_from(policy), str_printf(f->a, "%zu", h->v[0] + 1), str_printf(f->a, "%zu", h->v[1] + 1));
}

static struct value chosen(struct feel *f, const struct table *t, struct hits *h, const struct feel_scope *s) {
    struct value v;
    switch (t->source->hit) {
    case HIT_UNIQUE: return h->n > 1 ? several(f, "UNIQUE", h) : table_output(f, t, h->v[0], s);
    case HIT_ANY:
        v = table_output(f, t, h->v[0], s);
        for (size_t i = 1; i < h->n; i++)
            if (value_equal(v, table_output(f, t, h->v[i], s)) != 1) return several(f, "ANY", h);
        return v;
    case HIT_PRIORITY: by_priority(f, t, h, s); return table_output(f, t, h->v[0], s);
    case HIT_FIRST: return table_output(f, t, h->v[0], s);
    case HIT_RULE_ORDER: return all(f, t, h, s);
    case HIT_OUTPUT_ORDER: by_priority(f, t, h, s); return all(f, t, h, s);
    default: must(t->source->hit == HIT_COLLECT); return collected(f, t, h, s);
    }
}

struct value table_chosen(struct feel *f, const struct table *t, size_t *rules, size_t n, const struct feel_scope *s) {
    struct hits h = { rules, n, n };
    return chosen(f, t, &h, s);
}

void table_by_priority(struct feel *f, const struct table *t, size_t *rules, size_t n, const struct feel_scope *s) {
    struct hits h = { rules, n, n };
    by_priority(f, t, &h, s);
}

/* 1, 0, or -1: not known. */
static int cell(struct feel *f, const struct table_rule *r, size_t i, const struct value *in, const struct feel_scope *s) {
    int is = r->quick[i] ? quick_judge(r->quick[i], in) : -1;
    if (is >= 0 || !r->in[i]) return is > 0;
    struct value v = feel_unary_test(f, r->in[i], *in, s);
    return v.kind == VALUE_UNKNOWN ? -1 : value_is_true(v);
}

bool table_look(struct feel *f, const struct table *t, const struct feel_scope *s, struct value *in, signed char *cells, signed char *rules)
{
    if (!inputs(f, t, s, in)) return false;
    for (size_t r = 0; r < t->nrules; r++) {
        const struct table_rule *x = &t->rules[r];
        signed char *row = cells + r * t->nin, all = 1;
        for (size_t i = 0; i < t->nin; i++) {                     /* the same test says the same again */
            const signed char is = row[i] = x->like[i] < r ? cells[x->like[i] * t->nin + i] : (signed char)cell(f, x, i, &in[i], s);
            all = is == 0 ? 0 : is < 0 && all ? -1 : all;
        }
        rules[r] = all;
    }
    return true;
}

/* Policy mode: the answer when every rule that may still fire says the same, else unknown. */
static struct value settled(struct feel *f, const struct table *t, const struct feel_scope *s) {
    struct value *in = NEWS(f->a, struct value, t->nin + 1), v = value_unknown();
    signed char *cells = arena_zero(f->a, t->nin * t->nrules + 1), *rules = arena_zero(f->a, t->nrules + 1);
    struct hits h = { 0 };
    bool sure = false, maybe = false;
    if (!table_look(f, t, s, in, cells, rules)) return value_null();
    for (size_t i = 0; i < t->nrules; i++) {
        if (rules[i] == 0) continue;
        *PUSH(f->a, &h) = i;
        sure |= rules[i] > 0;
        maybe |= rules[i] < 0;
        if (rules[i] > 0 && t->source->hit == HIT_FIRST) break;
    }
    if (!maybe) return h.n ? chosen(f, t, &h, s) : table_otherwise(f, t, s);
    if (t->source->hit == HIT_RULE_ORDER || t->source->hit == HIT_OUTPUT_ORDER || t->source->hit == HIT_COLLECT) return v;
    v = table_output(f, t, h.v[0], s);
    for (size_t i = 1; i < h.n; i++)
        if (value_equal(v, table_output(f, t, h.v[i], s)) != 1) return value_unknown();
    return sure || value_equal(v, table_otherwise(f, t, s)) == 1 ? v : value_unknown();
}

struct value table_value(struct feel *f, const struct table *t, const struct feel_scope *s) {
    struct value *in;
    struct hits h = { 0 };
    if (f->mode == FEEL_POLICY) return settled(f, t, s);
    in = NEWS(f->a, struct value, t->nin + 1);
    if (!inputs(f, t, s, in)) return value_null();
    for (size_t i = 0; i < t->nrules; i++) {
        if (!fires(f, t, i, in, s)) continue;
        if (t->source->hit == HIT_FIRST) return table_output(f, t, i, s);
        *PUSH(f->a, &h) = i;
    }
    return h.n ? chosen(f, t, &h, s) : table_otherwise(f, t, s);
}
