/* batch_table.c: the plan of a decision table: its columns cut (batch_cut.c),
** what each rule gives, which rules say the same, which come first. */
#include "engine/rules/batch_inside.h"

static const struct node *read_by(const struct node *n, struct str name) {
    for (size_t i = 0; i < n->needs.n; i++)
        if (n->needs.v[i]->unit == n->unit && str_eq(n->needs.v[i]->source->name, name)) return n->needs.v[i];
    return NULL;
}

/* The one input data that a column looks at. */
static const struct node *looks_at(struct planning *p, const struct node *n, const struct table *t, size_t in) {
    struct strs names = { 0 };
    const struct node *input;
    if (t->in[in].box->ast) feel_reads(p->a, t->in[in].box->ast, &names);
    input = names.n == 1 ? read_by(n, names.v[0]) : NULL;
    if (input && input->source->kind == NODE_INPUT) return input;
    batch_refuse(p, "an input that computes", t->source->inputs.v[in].text);
    return NULL;
}

static void keep(struct batch_table *b, const struct cutting *c) {
    if (c->ncodes > 1 || !set_has(c->sure, b->rules)) b->columns[b->n++] = *c;    /* else it decides nothing */
    else
        for (size_t r = 0; r < b->rules; r++) if (!set_has(c->sure, r)) { b->columns[b->n++] = *c; return; }
}

static bool columns(struct planning *p, const struct node *n, struct batch_table *b) {
    const struct unit *u = n->unit;
    const struct table *t = b->source;
    b->columns = NEWS(p->a, struct cutting, t->nin + p->q->n + 1);
    for (size_t i = 0; i < t->nin; i++) {
        struct cutting c;
        const struct node *input = looks_at(p, n, t, i);
        if (!input || !batch_cut(p, input, t, i, b->words, &c)) return false;
        keep(b, &c);
    }
    for (size_t i = 0; i < u->model->nodes.n; i++) {              /* constraints hold for facts that nothing looks at, too */
        struct cutting c;
        size_t at;
        if (u->nodes[i].source->kind != NODE_INPUT || !u->nodes[i].declared || !batch_column_named(p->q, u->nodes[i].source->name, &at)) continue;
        if (!batch_guard(p, &u->nodes[i], b->rules, b->words, &c)) return false;
        keep(b, &c);
    }
    return true;
}

/* ------------------------------------------------------------------ what rules give */

/* A number at the plan's digits; as `possible` of policy.c sees it. */
static struct outcome outcome(const struct planning *p, struct feel *f, struct value v) {
    struct outcome o = { .kind = OUTCOME_AMOUNT };
    if (v.kind == VALUE_CONTEXT) {
        const struct value *amount = value_get(v, p->q->amount);
        v = amount ? *amount : note0(f, "member");
    }
    if (v.kind == VALUE_UNKNOWN) o.kind = OUTCOME_OPEN;
    else if (v.kind == VALUE_NUMBER) { if (!number_to_scaled(v.number, p->q->digits, &o.amount)) o.kind = OUTCOME_REDO; }
    else if (v.kind == VALUE_BOOLEAN) { if (!number_to_scaled(number_int(v.boolean), p->q->digits, &o.amount)) o.kind = OUTCOME_REDO; }
    else if (v.kind != VALUE_NULL) o.kind = OUTCOME_ERROR;
    if (f->notes.n || f->limit) o.kind = OUTCOME_ERROR;
    return o;
}

static bool constant(struct planning *p, const struct box *b) {
    struct strs names = { 0 };
    if (b && b->ast) feel_reads(p->a, b->ast, &names);
    return names.n == 0 || batch_refuse(p, "an amount that computes", names.v[0]);
}

static bool constants(struct planning *p, const struct table *t) {
    for (size_t k = 0; k < t->nout; k++) {
        if (!constant(p, t->out[k].otherwise)) return false;
        for (size_t r = 0; r < t->nrules; r++) if (!constant(p, t->rules[r].out[k])) return false;
    }
    return true;
}

bool batch_by_rules(const struct table *t) {
    switch (t->source->hit) {
    case HIT_UNIQUE: case HIT_ANY: case HIT_FIRST: return true;
    case HIT_COLLECT: return t->source->aggregation == AGG_SUM && t->nout == 1;
    default: return false;
    }
}

/* What rule r alone gives, or no rule (r == rules). */
static struct outcome gives(struct planning *p, const struct node *n, const struct batch_table *b, size_t r, bool *number) {
    const struct table *t = b->source;
    struct feel f;
    struct value v;
    batch_feel(p, &f);
    if (r == t->nrules) v = table_otherwise(&f, t, NULL);
    else v = batch_by_rules(t) ? table_output(&f, t, r, NULL) : table_chosen(&f, t, &r, 1, NULL);
    if (!batch_by_rules(t)) v = dmn_coerce(&f, n->declared, v);
    *number = v.kind == VALUE_NUMBER;
    return outcome(p, &f, v);
}

static void outcomes(struct planning *p, const struct node *n, struct batch_table *b) {
    b->out = NEWS(p->a, struct outcome, b->rules + 1);
    bool sum = batch_by_rules(b->source) && b->source->source->hit == HIT_COLLECT;
    b->numbers = b->source->nout == 1;
    for (size_t r = 0; r <= b->rules; r++) {
        bool number;
        b->out[r] = gives(p, n, b, r, &number);
        if (r == b->rules || number) continue;
        b->numbers = false;
        if (sum && b->out[r].kind == OUTCOME_AMOUNT) b->out[r].kind = OUTCOME_ERROR;   /* nothing but numbers adds up */
    }
}

static bool compare(struct planning *p, struct batch_table *b) {
    struct feel f;
    struct value *v = NEWS(p->a, struct value, b->rules + 1);
    batch_feel(p, &f);
    for (size_t r = 0; r < b->rules; r++) v[r] = table_output(&f, b->source, r, NULL);
    v[b->rules] = table_otherwise(&f, b->source, NULL);
    b->same = NEWS(p->a, uint64_t, (b->rules + 1) * b->words);
    for (size_t r = 0; r <= b->rules; r++)
        for (size_t i = 0; i < b->rules; i++) if (value_equal(v[r], v[i]) == 1) set_add(b->same + r * b->words, i);
    b->order = NEWS(p->a, size_t, b->rules + 1);
    for (size_t r = 0; r < b->rules; r++) b->order[r] = r;
    if (b->source->source->hit == HIT_PRIORITY) table_by_priority(&f, b->source, b->order, b->rules, NULL);
    return f.notes.n == 0 || batch_refuse(p, "outputs in error", b->source->source->outputs.v[0].name);
}

struct batch_table *batch_table_plan(struct planning *p, const struct node *n) {
    const struct table *t = n->box->table;
    struct batch_table *b = NEW(p->a, struct batch_table);
    enum dmn_hit hit = t->source->hit;
    *b = (struct batch_table){ .source = t, .rules = t->nrules, .words = (t->nrules + 2 + 63) / 64 };
    if (t->nrules > BATCH_RULES) { batch_refuse(p, "too many rules", n->source->name); return NULL; }
    if (!columns(p, n, b) || !constants(p, t)) return NULL;
    outcomes(p, n, b);
    if ((hit == HIT_ANY || hit == HIT_PRIORITY) && !compare(p, b)) return NULL;
    return b;
}
