/* lint.c: the questions that are asked of a decision table; see lint.h.
**
**     overlaps   two rules are boxes; they meet when they meet in every dimension
**     masked     is there a combination in the rule's box that no better rule takes?
**     gaps       is there a combination that no rule takes? Then the widest box
**                around it without a rule is the gap, and the search goes on
**                outside of it */
#include "engine/rules/lint_inside.h"

struct linting {
    struct arena *a; const struct dmn_program *p; struct lint *l; const struct lint_with *with;
    struct space s;
    struct str node;
    size_t of_kind[LINT_UNDECIDED + 1];    /* findings of one kind in this table, or among the inputs */
};

/* ------------------------------------------------------------------ findings */

static struct lint_finding *add(struct linting *g, enum lint_kind kind, enum lint_grade grade, struct dmn_place at) {
    struct lint_finding *x;
    if (++g->of_kind[kind] > LIMIT_LINT_FINDINGS) { g->l->more++; return NEW(g->a, struct lint_finding); }
    x = PUSH(g->a, &g->l->findings);
    *x = (struct lint_finding){ .kind = kind, .grade = grade, .node = g->node, .line = at.line, .col = at.col, .sure = true };
    return x;
}

static struct dmn_place of_rule(const struct table *t, size_t r)
{
    return (struct dmn_place){ t->source->rules.v[r].line, t->source->rules.v[r].col };
}
static struct dmn_place of_cell(const struct table *t, size_t r, size_t column) { return t->source->rules.v[r].in_at.v[column]; }

static struct str column_name(const struct table *t, size_t column) {
    const struct dmn_input *x = &t->source->inputs.v[column];
    return x->label.n ? x->label : x->text;
}

static struct str output_name(const struct table *t, size_t k) {
    const struct dmn_output *x = &t->source->outputs.v[k];
    return x->label.n ? x->label : x->name;
}

static void about_cell(struct linting *g, struct lint_finding *x, size_t rule, size_t column) {
    const struct table *t = g->s.t;
    x->rule = rule + 1;
    x->column = column_name(t, column);
    x->text = t->source->rules.v[rule].in.v[column];
}

/* One value a dimension: the first of the pieces in `box`; where: all of them. */
static void witness(struct linting *g, struct lint_finding *x, const size_t *path, const unsigned char *box) {
    struct space *s = &g->s;
    struct lint_given *given = NEWS(g->a, struct lint_given, s->ndims + 1);
    for (size_t d = 0; d < s->ndims; d++) {
        const struct piece *at = &s->dims[d].pieces.v[path[d]];
        given[d] = (struct lint_given){ s->dims[d].name, at->at, at->other, lint_set_text(s, d, box + s->off[d]) };
    }
    x->given = given;
    x->n = s->ndims;
    x->sure &= !s->tangled;
}

/* ------------------------------------------------------------------ constants */

static const struct type *kind_type(struct value v)
{
    return v.kind == VALUE_NULL ? NULL : type_simple((enum type_kind)((int)TYPE_NUMBER + (int)v.kind - VALUE_NUMBER));
}

static struct str type_text(struct arena *a, const struct type *t) {
    struct out o;
    out_init(&o, a);
    put_type(&o, t);
    return out_str(&o);
}

static bool simple(struct value v) { return v.kind >= VALUE_NUMBER && v.kind <= VALUE_MONTHS; }

static void wrong_cell(struct linting *g, enum lint_kind kind, size_t rule, size_t column, const struct feel_ast *x,
    const struct type *wanted)
{
    struct lint_finding *f = add(g, kind, LINT_ERROR, of_cell(g->s.t, rule, column));
    struct lint_given *given = NEW(g->a, struct lint_given);
    about_cell(g, f, rule, column);
    *given = (struct lint_given){ .column = f->column, .value = lint_value(&g->s, x), .where = type_text(g->a, wanted) };
    f->given = given;
    f->n = 1;
}

/* A constant that the input is compared with. equal: the cell asks for this very value. */
static void constant(struct linting *g, size_t rule, size_t column, const struct feel_ast *x, bool equal) {
    const struct table *t = g->s.t;
    const struct type *type = t->in[column].type;
    struct value v = lint_constant(&g->s, x) ? lint_value(&g->s, x) : value_null();
    if (!type || !simple(v)) return;
    if (type->kind >= TYPE_NUMBER && type->kind <= TYPE_MONTHS && !type_conforms(kind_type(v), type))
        wrong_cell(g, LINT_TYPE, rule, column, x, type);
    else if (equal && !lint_input_takes(&g->s, column, v)) wrong_cell(g, LINT_VALUE, rule, column, x, type);
}

static void constants(struct linting *g, size_t rule, size_t column, const struct feel_ast *x) {
    switch (x->kind) {
    case AST_TESTS: case AST_LIST:
        for (size_t i = 0; i < x->n; i++) constants(g, rule, column, x->kids[i]);
        break;
    case AST_TEST: constant(g, rule, column, x->kids[0], x->op == T_EQ); break;
    case AST_RANGE: constant(g, rule, column, x->kids[0], false); constant(g, rule, column, x->kids[1], false); break;
    default: constant(g, rule, column, x, !x->asks);
    }
}

/* An output cell that is a constant is converted as it will be when the rule fires. */
static void output(struct linting *g, size_t rule, size_t k) {
    const struct table *t = g->s.t;
    const struct feel_ast *x = t->rules[rule].out[k]->ast;
    struct lint_finding *f;
    struct lint_given *given;
    struct value v, as;
    if (!x || !lint_constant(&g->s, x)) return;
    v = lint_value(&g->s, x);
    as = t->out[k].type ? dmn_coerce(&g->s.f, t->out[k].type, v) : v;
    bool kind = v.kind && !as.kind && t->out[k].type && !value_conforms(v, t->out[k].type);
    bool value = v.kind && (!as.kind || (t->out[k].values && !value_is_true(feel_unary_test(&g->s.f, t->out[k].values, as, NULL))));
    if (!kind && !value) return;
    f = add(g, kind ? LINT_TYPE : LINT_VALUE, LINT_ERROR, t->source->rules.v[rule].out_at.v[k]);
    f->rule = rule + 1;
    f->column = output_name(t, k);
    f->text = t->source->rules.v[rule].out.v[k];
    given = NEW(g->a, struct lint_given);
    *given = (struct lint_given){ .column = f->column, .value = v, .where = t->out[k].type ? type_text(g->a, t->out[k].type) : S("") };
    f->given = given;
    f->n = 1;
}

static void all_constants(struct linting *g) {
    const struct table *t = g->s.t;
    for (size_t r = 0; r < t->nrules; r++) {
        for (size_t i = 0; i < t->nin; i++) if (t->rules[r].in[i]) constants(g, r, i, t->rules[r].in[i]);
        for (size_t k = 0; k < t->nout; k++) output(g, r, k);
    }
}

static void opaque_cells(struct linting *g) {
    const struct table *t = g->s.t;
    for (size_t r = 0; r < t->nrules; r++)
        for (size_t i = 0; i < t->nin; i++)
            if (g->s.opaque[r * t->nin + i]) about_cell(g, add(g, LINT_OPAQUE, LINT_REMARK, of_cell(t, r, i)), r, i);
}

/* ------------------------------------------------------------------ rules that never fire */

static bool takes_any(const struct space *s, size_t rule, size_t d) {
    for (size_t i = 0; i < s->dims[d].pieces.n; i++) if (s->may[rule * s->bits + s->off[d] + i]) return true;
    return false;
}

static bool possible(const struct space *s, size_t rule) {
    for (size_t d = 0; d < s->ndims; d++) if (!takes_any(s, rule, d)) return false;
    return true;
}

/* The cells of dimension d in this rule, as one text. */
static void impossible(struct linting *g, size_t rule, size_t d) {
    const struct table *t = g->s.t;
    struct lint_finding *x = NULL;
    for (size_t i = 0; i < t->nin; i++) {
        if (g->s.dim_of[i] != d || !t->rules[rule].in[i] || feel_is_dash(t->rules[rule].in[i])) continue;
        if (x) { x->text = str_printf(g->a, "%.*s; %.*s", STR_FMT(x->text), STR_FMT(t->source->rules.v[rule].in.v[i])); continue; }
        x = add(g, LINT_NEVER, LINT_ERROR, of_cell(t, rule, i));
        about_cell(g, x, rule, i);
    }
}

static void never(struct linting *g) {
    for (size_t r = 0; r < g->s.t->nrules; r++)
        for (size_t d = 0; d < g->s.ndims; d++)
            if (!takes_any(&g->s, r, d)) impossible(g, r, d);
}

/* The output of a rule where it is all constants. */
static bool constant_output(struct linting *g, size_t rule, struct value *v) {
    const struct table *t = g->s.t;
    for (size_t k = 0; k < t->nout; k++)
        if (!t->rules[rule].out[k]->ast || !lint_constant(&g->s, t->rules[rule].out[k]->ast)) return false;
    *v = table_output(&g->s.f, t, rule, &g->s.names);
    return true;
}

static const struct value *column_of(const struct table *t, const struct value *v, size_t k) {
    return t->nout == 1 ? v : &v->context.v[k].value;
}

/* Which comes first by the order of the output values: -1 x, 1 y, 0 neither. */
static int prefer(struct linting *g, const struct value *x, const struct value *y) {
    const struct table *t = g->s.t;
    for (size_t k = 0; k < t->nout; k++) {
        size_t rx = table_rank(&g->s.f, t, k, *column_of(t, x, k), NULL), ry = table_rank(&g->s.f, t, k, *column_of(t, y, k), NULL);
        if (rx != ry) return rx < ry ? -1 : 1;
    }
    return 0;
}

/* The rules that are chosen before this one. False: their outputs are not all constants, so nobody knows. */
static bool better(struct linting *g, size_t rule, bool *rules) {
    const struct table *t = g->s.t;
    struct value mine, other;
    bool first = t->source->hit == HIT_FIRST;
    if (!first && !constant_output(g, rule, &mine)) return false;
    for (size_t r = 0; r < t->nrules; r++) {
        int which = 0;
        if (!first && !constant_output(g, r, &other)) return false;
        if (!first) which = prefer(g, &other, &mine);
        rules[r] = which < 0 || (which == 0 && r < rule);
    }
    return true;
}

/* the box lies in what the rule takes for sure */
static bool within(const struct space *s, const unsigned char *box, size_t rule) {
    for (size_t i = 0; i < s->bits; i++) if (box[i] && !s->yes[rule * s->bits + i]) return false;
    return true;
}

static void masked_rule(struct linting *g, size_t rule, const bool *rules) {
    struct space *s = &g->s;
    const unsigned char *box = s->may + rule * s->bits;
    size_t *path = NEWS(g->a, size_t, s->ndims + 1);
    struct search q = { .s = s, .takes = s->yes, .rules = rules, .within = box };
    enum found found = lint_find(&q, path);
    struct lint_finding *x;
    if (found == FOUND_YES) return;
    x = add(g, found == FOUND_NO ? LINT_MASKED : LINT_UNDECIDED, found == FOUND_NO ? LINT_ERROR : LINT_WARNING, of_rule(s->t, rule));
    x->rule = rule + 1;
    for (size_t r = 0; r < s->t->nrules && !x->other; r++) if (rules[r] && within(s, box, r)) x->other = r + 1;
    for (size_t d = 0; d < s->ndims; d++) for (path[d] = 0; !box[s->off[d] + path[d]]; path[d]++) continue;
    witness(g, x, path, box);
    x->sure = true;                                              /* what is masked everywhere is masked */
}

static void masked(struct linting *g) {
    struct space *s = &g->s;
    for (size_t r = 0; r < s->t->nrules; r++) {
        bool *rules = arena_zero(g->a, s->t->nrules + 1);
        if (possible(s, r) && better(g, r, rules)) masked_rule(g, r, rules);
    }
}

/* ------------------------------------------------------------------ overlaps */

static bool meet(const struct space *s, const unsigned char *takes, size_t x, size_t y, size_t *path, unsigned char *both) {
    for (size_t d = 0; d < s->ndims; d++) {
        bool any = false;
        for (size_t i = 0; i < s->dims[d].pieces.n; i++) {
            size_t at = s->off[d] + i;
            both[at] = takes[x * s->bits + at] && takes[y * s->bits + at];
            if (both[at] && !any) { path[d] = i; any = true; }
        }
        if (!any) return false;
    }
    return true;
}

static bool same_texts(const struct table *t, size_t x, size_t y) {
    for (size_t k = 0; k < t->nout; k++)
        if (!str_eq(t->source->rules.v[x].out.v[k], t->source->rules.v[y].out.v[k])) return false;
    return true;
}

/* Do two rules say different things? -1: at least one of them is an expression. */
static int differ(struct linting *g, size_t x, size_t y) {
    struct value vx, vy;
    if (same_texts(g->s.t, x, y)) return 0;
    if (!constant_output(g, x, &vx) || !constant_output(g, y, &vy)) return -1;
    return value_equal(vx, vy) != 1;
}

static void overlap(struct linting *g, size_t x, size_t y, size_t *path, unsigned char *both) {
    struct space *s = &g->s;
    int different = s->t->source->hit == HIT_ANY ? differ(g, x, y) : 1;
    bool sure = meet(s, s->yes, x, y, path, both);
    struct lint_finding *f;
    if (!different || (!sure && !meet(s, s->may, x, y, path, both))) return;
    if (sure && different > 0) f = add(g, LINT_OVERLAP, s->tangled ? LINT_WARNING : LINT_ERROR, of_rule(s->t, y));
    else f = add(g, LINT_UNDECIDED, LINT_REMARK, of_rule(s->t, y));
    f->rule = y + 1;
    f->other = x + 1;
    witness(g, f, path, both);
}

static void overlaps(struct linting *g) {
    struct space *s = &g->s;
    size_t *path = NEWS(g->a, size_t, s->ndims + 1);
    unsigned char *both = arena_zero(g->a, s->bits + 1);
    for (size_t y = 1; y < s->t->nrules; y++)
        for (size_t x = 0; x < y; x++)
            if (possible(s, x) && possible(s, y)) overlap(g, x, y, path, both);
}

/* ------------------------------------------------------------------ gaps */

static bool misses(const struct space *s, const unsigned char *rule, const unsigned char *box, size_t except) {
    for (size_t d = 0; d < s->ndims; d++) {
        bool any = false;
        for (size_t i = s->off[d]; i < s->off[d] + s->dims[d].pieces.n; i++) any |= rule[i] && box[i];
        if (!any && d != except) return true;
    }
    return false;
}

/* Widens a single combination, dimension by dimension, to all pieces that still keep every rule out. */
static void widen(const struct space *s, const size_t *path, const unsigned char *all, unsigned char *box) {
    memset(box, 0, s->bits);
    for (size_t d = 0; d < s->ndims; d++) box[s->off[d] + path[d]] = 1;
    for (size_t d = 0; d < s->ndims; d++) {
        unsigned char *part = box + s->off[d];
        for (size_t i = 0; i < s->dims[d].pieces.n; i++) part[i] = all[s->off[d] + i];
        for (size_t r = 0; r < s->t->nrules; r++) {
            const unsigned char *rule = s->may + r * s->bits;
            if (misses(s, rule, box, d)) continue;                /* elsewhere out already */
            for (size_t i = 0; i < s->dims[d].pieces.n; i++) part[i] &= !rule[s->off[d] + i];
        }
    }
}

static void gap(struct linting *g, const size_t *path, const unsigned char *box) {
    const struct dmn_table *t = g->s.t->source;
    struct lint_finding *x = add(g, LINT_GAP, LINT_WARNING,
        (struct dmn_place){ t->rules.n ? t->rules.v[0].line : 0, t->rules.n ? t->rules.v[0].col : 0 });
    witness(g, x, path, box);
}

static bool has_default(const struct table *t) {
    for (size_t k = 0; k < t->nout; k++) if (t->out[k].otherwise) return true;
    return false;
}

static void gaps(struct linting *g, const bool *rules, const unsigned char *all) {
    struct space *s = &g->s;
    unsigned char *boxes = arena_zero(g->a, s->bits * LIMIT_LINT_FINDINGS + 1);
    size_t *path = NEWS(g->a, size_t, s->ndims + 1);
    struct search q = { .s = s, .takes = s->may, .rules = rules, .within = all, .boxes = boxes };
    enum found found = FOUND_YES;
    while (q.nboxes < LIMIT_LINT_FINDINGS && (found = lint_find(&q, path)) == FOUND_YES) {
        unsigned char *box = boxes + q.nboxes++ * s->bits;
        widen(s, path, all, box);
        gap(g, path, box);
    }
    if (found == FOUND_UNDECIDED) add(g, LINT_UNDECIDED, LINT_WARNING, of_rule(s->t, 0));
}

static void coverage(struct linting *g, struct lint_table *x) {
    struct space *s = &g->s;
    bool *rules = arena_zero(g->a, s->t->nrules + 1);
    unsigned char *all = arena_zero(g->a, s->bits + 1);
    struct search q = { .s = s, .takes = s->yes, .rules = rules, .within = all };
    double left = 1;
    memset(rules, 1, s->t->nrules);
    for (size_t d = 0; d < s->ndims; d++) memset(all + s->off[d], 1, s->dims[d].whole);
    x->decided = lint_share(&q, &left);
    x->covered = 1 - left;
    q.takes = s->may;
    x->decided &= lint_share(&q, &x->open);
    if (s->t->nrules && !has_default(s->t)) gaps(g, rules, all);
}

/* ------------------------------------------------------------------ allowed values that nobody uses */

/* Those that the model itself lists: the dictionary's are there for all policies. */
static void unused_inputs(struct linting *g) {
    struct space *s = &g->s;
    for (size_t d = 0; d < s->ndims; d++)
        for (size_t i = 0; s->dims[d].listed && i < s->dims[d].whole; i++) {
            bool used = s->dims[d].pieces.v[i].other || s->dims[d].pieces.v[i].at.kind != VALUE_STRING;
            struct lint_finding *x;
            struct lint_given *given;
            for (size_t r = 0; r < s->t->nrules && !used; r++) used = s->may[r * s->bits + s->off[d] + i];
            if (used) continue;
            x = add(g, LINT_UNUSED, LINT_WARNING, (struct dmn_place){ s->t->source->inputs.v[0].line, s->t->source->inputs.v[0].col });
            for (size_t k = s->t->nin; k-- > 0;)
                if (s->dim_of[k] == d) { x->line = s->t->source->inputs.v[k].line; x->col = s->t->source->inputs.v[k].col; }
            given = NEW(g->a, struct lint_given);
            *given = (struct lint_given){ .column = s->dims[d].name, .value = s->dims[d].pieces.v[i].at };
            x->column = s->dims[d].name;
            x->given = given;
            x->n = 1;
        }
}

/* Does a rule that can fire, or the default, give this value? -1: some output is an expression. */
static int given_by(struct linting *g, size_t k, struct value v) {
    const struct table *t = g->s.t;
    for (size_t r = 0; r <= t->nrules; r++) {
        const struct box *b = r < t->nrules ? t->rules[r].out[k] : t->out[k].otherwise;
        if (!b || (r < t->nrules && !possible(&g->s, r))) continue;
        if (!b->ast || !lint_constant(&g->s, b->ast)) return -1;
        if (value_equal(lint_value(&g->s, b->ast), v) == 1) return 1;
    }
    return 0;
}

static void unused_outputs(struct linting *g) {
    const struct table *t = g->s.t;
    for (size_t k = 0; k < t->nout; k++) {
        const struct feel_ast *values = t->out[k].values;
        for (size_t i = 0; values && !values->negated && i < feel_test_count(values); i++) {
            const struct feel_ast *one = feel_test_at(values, i);
            struct value v = lint_constant(&g->s, one) ? lint_value(&g->s, one) : value_null();
            struct lint_finding *x;
            struct lint_given *given;
            if (!simple(v) || given_by(g, k, v) != 0) continue;
            x = add(g, LINT_UNUSED, LINT_WARNING, (struct dmn_place){ t->source->outputs.v[k].line, t->source->outputs.v[k].col });
            given = NEW(g->a, struct lint_given);
            *given = (struct lint_given){ .column = output_name(t, k), .value = v };
            x->column = given->column;
            x->given = given;
            x->n = 1;
        }
    }
}

/* ------------------------------------------------------------------ tables of a model */

static void table(struct linting *g, const struct node *n, const struct box *b) {
    const struct table *t = b->table;
    struct lint_table *x = PUSH(g->a, &g->l->tables);
    enum dmn_hit hit = t->source->hit;
    *x = (struct lint_table){ .node = n->source->name,
        .line = b->source->line,
        .col = b->source->col,
        .rules = t->nrules,
        .columns = t->nin };
    g->node = n->source->name;
    memset(g->of_kind, 0, sizeof g->of_kind);
    if (!lint_space(g->a, g->p, n, t, g->with, &g->s)) {
        add(g, LINT_UNDECIDED, LINT_WARNING, (struct dmn_place){ b->source->line, b->source->col });
        return;
    }
    all_constants(g);
    opaque_cells(g);
    never(g);
    if (hit == HIT_FIRST || hit == HIT_PRIORITY) masked(g);
    if (hit == HIT_UNIQUE || hit == HIT_ANY) overlaps(g);
    coverage(g, x);
    unused_inputs(g);
    unused_outputs(g);
}

static void walk(struct linting *g, const struct node *n, const struct box *b, int depth) {
    if (!b || depth > LIMIT_FEEL_DEPTH) return;
    if (b->kind == DMN_TABLE) { table(g, n, b); return; }
    for (size_t i = 0; i < b->slots.n; i++) walk(g, n, b->slots.v[i].box, depth + 1);
    for (size_t i = 0; i < b->items.n; i++) walk(g, n, b->items.v[i], depth + 1);
    walk(g, n, b->callee, depth + 1);
    walk(g, n, b->test, depth + 1);
    walk(g, n, b->from, depth + 1);
    walk(g, n, b->body, depth + 1);
    walk(g, n, b->other, depth + 1);
}

/* ------------------------------------------------------------------ inputs against the dictionary */

static bool is_limit(const struct policy_envelope *env, struct str name) {          /* what a b:once leaves */
    for (size_t i = 0; env && i < env->once.n; i++) if (str_eq(env->once.v[i].left, name)) return true;
    return false;
}

static void input(struct linting *g, const struct node *n) {
    const struct policy_envelope *env = g->with->envelope;
    const struct fact *fact = facts_find(g->with->facts, n->source->name);
    struct dmn_place at = { n->source->line, n->source->col };
    struct lint_finding *x;
    struct lint_given *given;
    if ((env && envelope_parameter(env, n->source->name)) || is_limit(env, n->source->name)) return;
    if (fact && (!n->declared || type_conforms(n->declared, fact->type))) return;
    x = add(g, fact ? LINT_TYPE : LINT_NAME, LINT_ERROR, at);
    x->column = n->source->name;
    if (!fact) return;
    given = NEW(g->a, struct lint_given);
    *given = (struct lint_given){ .column = x->column,
        .value = value_string(type_text(g->a, n->declared)),
        .where = type_text(g->a, fact->type) };
    x->text = n->source->type_ref;
    x->given = given;
    x->n = 1;
}

static void inputs(struct linting *g) {
    const struct unit *u = &g->p->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (u->nodes[i].source->kind == NODE_INPUT) input(g, &u->nodes[i]);
}

void lint_program(struct arena *a, const struct dmn_program *p, const struct lint_with *with, struct lint *l) {
    struct linting g = { .a = a, .p = p, .l = l, .with = with };
    *l = (struct lint){ 0 };
    if (with->facts) inputs(&g);
    for (size_t i = 0; i < p->units[0].model->nodes.n; i++) walk(&g, &p->units[0].nodes[i], p->units[0].nodes[i].box, 0);
}
