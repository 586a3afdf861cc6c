/* lint_space.c: a decision table as a space: columns cut into pieces, and
** which rule takes which piece.
**
** The points of a column are the constants of its cells and of its allowed
** values. Between two points, and outside of them, every cell that is made of
** comparisons with constants says the same all over; so one value stands for
** all, and the engine itself is asked whether the cell takes it. */
#include "engine/rules/builtins.h"
#include "engine/rules/lint_inside.h"

enum { PIECES = 20000 };

/* ------------------------------------------------------------------ constants of a cell */

static bool is_ask(const struct feel_ast *x) { return x->kind == AST_NAME && str_eq(x->name, S("?")); }

static bool bound(const struct space *s, struct str name) {
    if (!s) return false;
    for (size_t i = 0; i < s->names.n; i++) if (str_eq(s->names.v[i].name, name)) return true;
    return false;
}

bool lint_constant(const struct space *s, const struct feel_ast *x) {
    if (x->kind == AST_NAME && x->builtin) return x->builtin->body != fn_now && x->builtin->body != fn_today;
    if (x->kind == AST_NAME && (is_ask(x) || (x->outside && !bound(s, x->name)))) return false;
    for (size_t i = 0; i < x->n; i++)
        if (x->kids[i] && !lint_constant(s, x->kids[i])) return false;
    return true;
}

struct value lint_value(struct space *s, const struct feel_ast *x) { return feel_eval(&s->f, x, &s->names); }

static void add_point(struct space *s, struct dim *d, struct value v) {
    if (v.kind == VALUE_NULL) { d->asks_null = true; return; }
    for (size_t i = 0; i < d->points.n; i++)
        if (d->points.v[i].kind == v.kind && value_equal(d->points.v[i], v) == 1) return;
    *PUSH(s->a, &d->points) = v;
}

/* The points of a constant: itself, the ends of a range, the items of a list. False for what is none of these. */
static bool add_value(struct space *s, struct dim *d, struct value v) {
    if (v.kind == VALUE_RANGE) {
        d->ordered |= v.range->form != RANGE_EQUAL && v.range->form != RANGE_NOT_EQUAL;
        if (v.range->low.kind) add_point(s, d, v.range->low);
        if (v.range->high.kind) add_point(s, d, v.range->high);
        return true;
    }
    if (v.kind == VALUE_LIST) {
        for (size_t i = 0; i < v.list.n; i++)
            if (v.list.v[i].kind == VALUE_LIST || !add_value(s, d, v.list.v[i])) return false;
        return true;
    }
    if (v.kind == VALUE_CONTEXT || v.kind == VALUE_FUNCTION || v.kind == VALUE_UNKNOWN) return false;
    add_point(s, d, v);
    return true;
}

static bool constant(struct space *s, struct dim *d, const struct feel_ast *x) {
    if (x->kind == AST_RANGE) {                           /* its ends count, even where they make no range */
        d->ordered = true;
        return constant(s, d, x->kids[0]) && constant(s, d, x->kids[1]);
    }
    return lint_constant(s, x) && add_value(s, d, lint_value(s, x));
}

/* Collects the points of a test; false when it is more than comparisons of the input with constants. */
static bool points(struct space *s, struct dim *d, const struct feel_ast *x) {
    size_t first = 0;
    switch (x->kind) {
    case AST_TESTS: case AST_AND: case AST_OR: break;
    case AST_TEST: d->ordered |= x->op != T_EQ && x->op != T_NE; return constant(s, d, x->kids[0]);
    case AST_COMPARE:
        d->ordered |= x->op != T_EQ && x->op != T_NE;
        if (is_ask(x->kids[0])) return constant(s, d, x->kids[1]);
        return is_ask(x->kids[1]) && constant(s, d, x->kids[0]);
    case AST_BETWEEN:
        d->ordered = true;
        return is_ask(x->kids[0]) && constant(s, d, x->kids[1]) && constant(s, d, x->kids[2]);
    case AST_IN: if (!is_ask(x->kids[0])) return false; first = 1; break;
    default: return constant(s, d, x);
    }
    for (size_t i = first; i < x->n; i++)
        if (!points(s, d, x->kids[i])) return false;
    return true;
}

/* ------------------------------------------------------------------ pieces */

static enum value_kind kind_of_type(const struct type *t) {
    switch (t->kind) {
    case TYPE_NUMBER: return VALUE_NUMBER;
    case TYPE_STRING: return VALUE_STRING;
    case TYPE_BOOLEAN: return VALUE_BOOLEAN;
    case TYPE_DATE: return VALUE_DATE;
    case TYPE_TIME: return VALUE_TIME;
    case TYPE_DATE_TIME: return VALUE_DATE_TIME;
    case TYPE_DAYS: return VALUE_DAYS;
    case TYPE_MONTHS: return VALUE_MONTHS;
    default: return VALUE_NULL;
    }
}

static struct value number_step(struct dim *d, struct value v, int by) {
    struct number r = v.number;
    if (d->whole_numbers) number_round(r, 0, by > 0 ? NUMBER_FLOOR : NUMBER_CEILING, &r);
    number_add(r, number_int(by), &r);
    if (number_cmp(r, v.number) != 0) return value_number(r);     /* else so large that one more is lost: the double or half of it */
    const bool away = (number_sign(r) > 0) == (by > 0);
    if (!(away ? number_mul(r, number_int(2), &r) : number_div(r, number_int(2), &r))) return v;
    return value_number(r);
}

/* The value next to v on one side: the very next where values are discrete, else just some. v itself: there is none. */
static struct value step(struct dim *d, struct value v, int by) {
    struct value r = v;
    struct days_duration second = { by, 0 };
    switch (v.kind) {
    case VALUE_NUMBER: return number_step(d, v, by);
    case VALUE_DATE: temporal_date_add_days(v.date, (struct days_duration){ by * (int64_t)86400, 0 }, &r.date); break;
    case VALUE_DATE_TIME: temporal_date_time_add_days(v.datetime, second, &r.datetime); break;
    case VALUE_DAYS: temporal_days_add(v.days, second, &r.days); break;
    case VALUE_MONTHS: temporal_months_add(v.months, (struct months_duration){ by }, &r.months); break;
    case VALUE_TIME:
        temporal_time_add(v.time, second, &r.time);
        if (value_less(by > 0 ? v : r, by > 0 ? r : v) != 1) return v;          /* round the clock */
        break;
    default: break;
    }
    return r;
}

static bool half_way(struct value x, struct value y, struct value *mid) {
    struct number r;
    if (!number_add(x.number, y.number, &r) || !number_div(r, number_int(2), &r)) return false;
    *mid = value_number(r);
    return true;
}

static void add_piece(struct space *s, struct dim *d, struct piece x) { *PUSH(s->a, &d->pieces) = x; }

static void add_between(struct space *s, struct dim *d, const struct value *low, const struct value *high) {
    struct value at;
    if (low && high && low->kind == VALUE_NUMBER && !d->whole_numbers) { if (!half_way(*low, *high, &at)) return; }
    else at = step(d, low ? *low : *high, low ? 1 : -1);
    if (low && value_less(*low, at) != 1) return;
    if (high && value_less(at, *high) != 1) return;
    add_piece(s, d, (struct piece){ .at = at, .low = low ? *low : value_null(), .high = high ? *high : value_null() });
}

/* Insertion by order; points that cannot be compared (a zone here, none there) make the dimension unfit. */
static void sort_points(struct dim *d, struct value *v, size_t n) {
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0; j--) {
            int less = value_less(v[j], v[j - 1]);
            struct value swap = v[j];
            if (less < 0) d->unfit = true;
            if (less != 1) break;
            v[j] = v[j - 1];
            v[j - 1] = swap;
        }
}

static bool zoned(struct value v) {
    return (v.kind == VALUE_TIME && v.time.zone.kind != ZONE_LOCAL)
        || (v.kind == VALUE_DATE_TIME && v.datetime.time.zone.kind != ZONE_LOCAL);
}

static void ordered_pieces(struct space *s, struct dim *d, struct value *v, size_t n) {
    sort_points(d, v, n);
    add_between(s, d, NULL, &v[0]);
    for (size_t i = 0; i < n; i++) {
        d->unfit |= zoned(v[i]);
        if (!d->whole_numbers || v[i].kind != VALUE_NUMBER || number_is_integer(v[i].number))
            add_piece(s, d, (struct piece){ v[i], v[i], v[i], true, true, false });
        add_between(s, d, &v[i], i + 1 < n ? &v[i + 1] : NULL);
    }
}

static struct str unnamed(struct space *s, const struct value *v, size_t n) {
    struct str name = S("…");
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].string, name)) { name = str_join(s->a, name, S("…")); i = (size_t)-1; }
    return name;
}

/* What stands for a whole kind that no cell cuts. */
static struct value some(enum value_kind k) {
    struct value v = { .kind = k };
    if (k == VALUE_NUMBER) return value_int(0);
    if (k == VALUE_DATE) v.date = (struct date){ 2000, 1, 1 };
    if (k == VALUE_DATE_TIME) v.datetime.date = (struct date){ 2000, 1, 1 };
    return v;
}

static void kind_pieces(struct space *s, struct dim *d, enum value_kind k) {
    struct values of = { 0 };
    for (size_t i = 0; i < d->points.n; i++)
        if (d->points.v[i].kind == k) *PUSH(s->a, &of) = d->points.v[i];
    if (k == VALUE_BOOLEAN) {
        add_piece(s, d, (struct piece){ .at = value_bool(true) });
        add_piece(s, d, (struct piece){ .at = value_bool(false) });
    } else if (k == VALUE_STRING) {
        for (size_t i = 0; i < of.n; i++) add_piece(s, d, (struct piece){ .at = of.v[i] });
        add_piece(s, d, (struct piece){ .at = value_string(unnamed(s, of.v, of.n)), .other = true });
        d->unfit |= d->ordered && of.n;
    } else if (of.n) ordered_pieces(s, d, of.v, of.n);
    else add_piece(s, d, (struct piece){ .at = some(k), .other = true });
}

static const struct feel_ast *allowed_of(const struct table_input *in) {
    const struct dmn_check *c = in->type ? in->type->allowed : NULL;
    return in->values ? in->values : c ? c->tests : NULL;
}

static bool fact_takes(const struct fact *x, struct value v) {
    if (!x) return true;
    if (x->range && v.kind == VALUE_NUMBER) return value_in_range(x->range, v) == 1;
    if (!x->choices.n || v.kind != VALUE_STRING) return true;
    for (size_t i = 0; i < x->choices.n; i++) if (str_eq(x->choices.v[i].zh, v.string)) return true;
    return false;
}

bool lint_input_takes(struct space *s, size_t column, struct value v) {
    const struct feel_ast *values = allowed_of(&s->t->in[column]);
    return fact_takes(s->dims[s->dim_of[column]].fact, v)
        && (!values || s->loose[column] || value_is_true(feel_unary_test(&s->f, values, v, &s->names)));
}

/* Only what the allowed values let through stays. */
static void restrict_to(struct space *s, struct dim *d, size_t column) {
    size_t n = 0;
    for (size_t i = 0; i < d->pieces.n; i++)
        if (lint_input_takes(s, column, d->pieces.v[i].at)) d->pieces.v[n++] = d->pieces.v[i];
    d->pieces.n = n;
}

static void fact_points(struct space *s, struct dim *d) {
    const struct fact *x = d->fact;
    for (size_t i = 0; x && i < x->choices.n; i++) add_point(s, d, value_string(x->choices.v[i].zh));
    if (x && x->range) add_value(s, d, (struct value){ .kind = VALUE_RANGE, .range = x->range });
    d->whole_numbers = x && (str_eq(x->unit, S("month")) || str_eq(x->unit, S("person")));
}

static void build_pieces(struct space *s, struct dim *d) {
    enum value_kind k = kind_of_type(d->type);
    bool any = d->type->kind == TYPE_ANY;
    for (int i = VALUE_NUMBER; i <= VALUE_MONTHS; i++) {
        bool wanted = (int)k == i;
        for (size_t p = 0; any && p < d->points.n; p++) wanted |= (int)d->points.v[p].kind == i;
        if (wanted) kind_pieces(s, d, (enum value_kind)i);
    }
    if (!d->pieces.n) add_piece(s, d, (struct piece){ .other = true });          /* lists, contexts, what no cell says anything of */
}

/* ------------------------------------------------------------------ dimensions */

static bool same_input(const struct table *t, size_t x, size_t y)
{
    return str_eq(t->source->inputs.v[x].text, t->source->inputs.v[y].text);
}

static void make_dims(struct space *s, const struct facts *facts) {
    const struct table *t = s->t;
    for (size_t i = 0; i < t->nin; i++) {
        size_t first = 0;
        const struct dmn_input *x = &t->source->inputs.v[i];
        while (!same_input(t, first, i)) first++;
        if (first < i) { s->dim_of[i] = s->dim_of[first]; continue; }
        s->dim_of[i] = s->ndims;
        s->dims[s->ndims++] = (struct dim){ .name = x->label.n ? x->label : x->text,
            .type = t->in[i].type ? t->in[i].type : type_simple(TYPE_ANY),
            .fact = facts_find(facts, x->text) };
    }
}

/* The facts a node rests on, by the place of its leaves. */
static void leaves(const struct node *n, bool *in, int depth) {
    if (n->source->kind == NODE_INPUT || depth > LIMIT_FEEL_DEPTH) { in[n->index] = true; return; }
    for (size_t i = 0; i < n->needs.n; i++) leaves(n->needs.v[i], in, depth + 1);
}

static void facts_of(struct space *s, const struct node *n, const struct feel_ast *ast, bool *in) {
    struct strs names = { 0 };
    if (ast) feel_reads(s->a, ast, &names);
    for (size_t i = 0; i < names.n; i++)
        for (size_t k = 0; k < n->needs.n; k++)
            if (str_eq(n->needs.v[k]->source->name, names.v[i])) leaves(n->needs.v[k], in, 0);
}

/* Two dimensions that share a fact are not free of each other. */
static bool tangled(struct space *s, const struct dmn_program *p, const struct node *n) {
    bool *before = arena_zero(s->a, (p->nnodes + 1) * sizeof *before), shared = false;
    size_t dims = 0;
    for (size_t i = 0; i < s->t->nin; i++) {
        bool *here;
        if (s->dim_of[i] < dims) continue;
        dims++;
        here = arena_zero(s->a, (p->nnodes + 1) * sizeof *here);
        facts_of(s, n, s->t->in[i].box->ast, here);
        for (size_t k = 0; k < p->nnodes; k++) { shared |= before[k] && here[k]; before[k] |= here[k]; }
    }
    return shared;
}

/* ------------------------------------------------------------------ bits */

static void forget_notes(struct space *s) {
    s->f.notes.n = s->f.notes.cap = 0;
    s->f.notes.v = NULL;
}

static bool takes(struct space *s, size_t rule, size_t column, const struct piece *x) {
    const struct feel_ast *test = s->t->rules[rule].in[column];
    struct arena_mark m = arena_mark(s->a);
    bool yes;
    s->f.steps = LIMIT_FEEL_STEPS;
    forget_notes(s);
    /* [6..3] is null, and null = null */
    yes = test && value_is_true(feel_unary_test(&s->f, test, x->at, &s->names)) && s->f.notes.n == 0;
    s->steps--;
    forget_notes(s);
    arena_rewind(s->a, m);
    return yes;
}

static void fill(struct space *s, size_t rule, size_t column) {
    struct dim *d = &s->dims[s->dim_of[column]];
    const struct feel_ast *test = s->t->rules[rule].in[column];
    size_t at = rule * s->bits + s->off[s->dim_of[column]];
    bool dash = test && feel_is_dash(test);
    for (size_t i = 0; i < d->pieces.n && !dash; i++) {
        bool opaque = s->opaque[rule * s->t->nin + column], yes = !opaque && takes(s, rule, column, &d->pieces.v[i]);
        s->yes[at + i] &= yes;
        s->may[at + i] &= yes || opaque;
    }
}

/* The value of each parameter that is in force last. */
static void parameters(struct space *s, const struct policy_envelope *env) {
    struct feel_name *v = NEWS(s->a, struct feel_name, env ? env->parameters.n + 1 : 1);
    s->names.v = v;
    for (size_t i = 0; env && i < env->parameters.n; i++) {
        const struct policy_parameter *x = &env->parameters.v[i];
        const struct policy_value *last = x->values.n ? &x->values.v[0] : NULL;
        for (size_t k = 1; k < x->values.n; k++)
            if (temporal_date_cmp(x->values.v[k].from, last->from) > 0) last = &x->values.v[k];
        if (last) v[s->names.n++] = (struct feel_name){ .name = x->name, .value = last->value };
    }
}

static void finish(struct space *s, struct dim *d) {
    for (size_t i = 0; i < s->t->nin; i++)
        if (&s->dims[s->dim_of[i]] == d) restrict_to(s, d, i);
    d->whole = d->pieces.n;
    add_piece(s, d, (struct piece){ .at = value_null() });
    if (d->asks_null || d->whole == 0) d->whole = d->pieces.n;
}

bool lint_space(struct arena *a, const struct dmn_program *p, const struct node *n, const struct table *t, const struct lint_with *with,
    struct space *s)
{
    *s = (struct space){ .a = a, .t = t, .steps = LIMIT_LINT_STEPS };
    feel_init(&s->f, a);
    s->f.mode = with->mode;
    parameters(s, with->envelope);
    s->dims = NEWS(a, struct dim, t->nin + 1);
    s->dim_of = NEWS(a, size_t, t->nin + 1);
    s->off = NEWS(a, size_t, t->nin + 2);
    s->opaque = arena_zero(a, (t->nrules + 1) * (t->nin + 1));
    s->loose = arena_zero(a, t->nin + 1);
    make_dims(s, with->facts);
    s->tangled = n && tangled(s, p, n);
    for (size_t i = 0; i < t->nin; i++) {
        struct dim *d = &s->dims[s->dim_of[i]];
        const struct feel_ast *values = allowed_of(&t->in[i]);
        d->listed |= values != NULL;
        s->loose[i] = values && !points(s, d, values);
        s->tangled |= s->loose[i];
        for (size_t r = 0; r < t->nrules; r++)
            s->opaque[r * t->nin + i] = t->rules[r].in[i] && !points(s, d, t->rules[r].in[i]);
    }
    for (size_t i = 0; i < s->ndims; i++) {
        fact_points(s, &s->dims[i]);
        build_pieces(s, &s->dims[i]);
        finish(s, &s->dims[i]);
        s->off[i] = s->bits;
        s->bits += s->dims[i].pieces.n;
    }
    if (s->bits > PIECES) return false;
    s->yes = arena_zero(a, s->bits * t->nrules + 1);
    s->may = arena_zero(a, s->bits * t->nrules + 1);
    memset(s->yes, 1, s->bits * t->nrules);
    memset(s->may, 1, s->bits * t->nrules);
    for (size_t r = 0; r < t->nrules; r++)
        for (size_t i = 0; i < t->nin; i++) {
            if (s->dims[s->dim_of[i]].unfit && t->rules[r].in[i] && !feel_is_dash(t->rules[r].in[i])) s->opaque[r * t->nin + i] = true;
            fill(s, r, i);
        }
    return s->steps > 0;
}

/* ------------------------------------------------------------------ a set of pieces as a cell */

static void put_run(struct out *o, const struct piece *first, const struct piece *last) {
    struct value low = first->low, high = last->high;
    if (low.kind && high.kind && value_equal(low, high) == 1) put_value(o, low);
    else if (low.kind && high.kind) {
        put_c(o, first->low_in ? '[' : '(');
        put_value(o, low);
        put_z(o, "..");
        put_value(o, high);
        put_c(o, last->high_in ? ']' : ')');
    } else if (low.kind) { put_z(o, first->low_in ? ">= " : "> "); put_value(o, low); }
    else { put_z(o, last->high_in ? "<= " : "< "); put_value(o, high); }
}

static bool interval(const struct piece *x) { return x->low.kind || x->high.kind; }

static void put_strings(struct out *o, const struct dim *d, const unsigned char *in) {       /* "any other" is among them */
    bool any = false;
    put_z(o, "not(");
    for (size_t i = 0; i + 1 < d->pieces.n; i++) {
        if (in[i]) continue;
        if (any) put_z(o, ", ");
        any = true;
        put_value(o, d->pieces.v[i].at);
    }
    put_c(o, ')');
}

struct str lint_set_text(struct space *s, size_t dim, const unsigned char *in) {
    const struct dim *d = &s->dims[dim];
    struct out o;
    bool all = true, any = false, other = false;
    out_init(&o, s->a);
    for (size_t i = 0; i < d->whole; i++) { all &= in[i]; other |= in[i] && d->pieces.v[i].other; }
    if (all) return S("-");
    if (other && d->pieces.v[0].at.kind == VALUE_STRING) { put_strings(&o, d, in); return out_str(&o); }
    for (size_t i = 0, k; i < d->pieces.n; i = k) {
        k = i + 1;
        if (!in[i]) continue;
        if (any) put_z(&o, ", ");
        any = true;
        if (!interval(&d->pieces.v[i])) { put_value(&o, d->pieces.v[i].at); continue; }
        while (k < d->pieces.n && in[k] && interval(&d->pieces.v[k]) && d->pieces.v[k].at.kind == d->pieces.v[i].at.kind) k++;
        put_run(&o, &d->pieces.v[i], &d->pieces.v[k - 1]);
    }
    return out_str(&o);
}
