/* trace.c: one more evaluation, with an eye on how. */
#include "engine/rules/dmn_inside.h"
#include "engine/rules/trace.h"

enum { NEAREST = 3, DEEPEST = 20 };
struct tracing { struct arena *a; struct feel *f; struct dmn_run *run; struct str output; bool *seen; };

static const struct trace *trace(struct tracing *k, struct node *n, struct str output, int depth);

static size_t failed(const struct table *t, const signed char *cells, size_t rule) {
    size_t n = 0;
    for (size_t i = 0; i < t->nin; i++) n += cells[rule * t->nin + i] == 0;
    return n;
}

static const struct feel_ast *output_of(const struct table *t, size_t rule, struct str output) {
    for (size_t i = 0; i < t->nout; i++)
        if (t->nout == 1 || str_eq(t->out[i].name, output)) return t->rules[rule].out[i]->ast;
    return NULL;
}

struct kept { struct trace_rule *v; size_t n, cap; };

static void keep(struct tracing *k, struct kept *to, const struct table *t, size_t rule, const struct value *in, const signed char *cells,
    int fires, struct str output)
{
    struct trace_cell *c = NEWS(k->a, struct trace_cell, t->nin + 1);
    for (size_t i = 0; i < t->nin; i++)
        c[i] = (struct trace_cell){ &t->source->inputs.v[i], t->in[i].box->ast, t->rules[rule].in[i], in[i], cells[rule * t->nin + i] };
    *PUSH(k->a, to) = (struct trace_rule){ .number = rule + 1,
        .failed = failed(t, cells, rule),
        .fires = fires,
        .source = &t->source->rules.v[rule],
        .cells = c,
        .n = t->nin,
        .output = output_of(t, rule, output) };
}

static bool gives_nothing(const struct feel_ast *n) {
    return !n || (n->kind == AST_LITERAL && (n->literal.kind == VALUE_NULL || (n->literal.kind == VALUE_BOOLEAN && !n->literal.boolean)
        || (n->literal.kind == VALUE_NUMBER && number_sign(n->literal.number) == 0)));
}

/* What fired or may; when nothing does, or only rules that give nothing, also those that would give something and fail in
** the fewest conditions. */
static struct kept look(struct tracing *k, const struct table *t, const struct feel_scope *s, struct str output) {
    struct value *in = NEWS(k->a, struct value, t->nin + 1);
    signed char *cells = arena_zero(k->a, t->nin * t->nrules + 1), *rules = arena_zero(k->a, t->nrules + 1);
    struct kept kept = { 0 };
    bool something = false;
    size_t fired;
    if (!table_look(k->f, t, s, in, cells, rules)) return kept;
    for (size_t i = 0; i < t->nrules; i++) {
        if (rules[i] == 0) continue;
        keep(k, &kept, t, i, in, cells, rules[i], output);
        something |= !gives_nothing(output_of(t, i, output));
        if (rules[i] > 0 && t->source->hit == HIT_FIRST) break;
    }
    fired = kept.n;
    for (size_t least = 1; !something && kept.n == fired && least <= t->nin; least++)
        for (size_t i = 0; i < t->nrules && kept.n < fired + NEAREST; i++)
            if (failed(t, cells, i) == least && !gives_nothing(output_of(t, i, output))) keep(k, &kept, t, i, in, cells, 0, output);
    return kept;
}

/* The decisions that a text reads, each once in the whole trace. */
static void read_by(struct tracing *k, struct node *n, const struct feel_ast *ast, struct trace *t, int depth) {
    struct strs names = { 0 };
    if (!ast || depth >= DEEPEST) return;
    feel_reads(k->a, ast, &names);
    for (size_t i = 0; i < names.n; i++)
        for (size_t j = 0; j < n->needs.n; j++) {
            struct node *to = n->needs.v[j];
            if (to->source->kind != NODE_DECISION || !str_eq(to->source->name, names.v[i]) || k->seen[to->index]) continue;
            k->seen[to->index] = true;
            t->on[t->non++] = trace(k, to, STR_NONE, depth + 1);
        }
}

static void children(struct tracing *k, struct node *n, struct trace *t, int depth) {
    t->on = arena_zero(k->a, (n->needs.n + 1) * sizeof *t->on);
    read_by(k, n, t->formula, t, depth);
    for (size_t i = 0; i < t->n; i++) {
        for (size_t c = 0; c < t->rules[i].n; c++) {
            if (t->rules[i].cells[c].test && feel_is_dash(t->rules[i].cells[c].test)) continue;
            read_by(k, n, t->rules[i].cells[c].input, t, depth);
            read_by(k, n, t->rules[i].cells[c].test, t, depth);
        }
        if (t->rules[i].fires) read_by(k, n, t->rules[i].output, t, depth);
    }
    if (t->table || t->formula || n->box == NULL) return;
    for (size_t j = 0; j < n->needs.n && depth < DEEPEST; j++) {  /* contexts and the like: whatever they require */
        struct node *to = n->needs.v[j];
        if (to->source->kind != NODE_DECISION || k->seen[to->index]) continue;
        k->seen[to->index] = true;
        t->on[t->non++] = trace(k, to, STR_NONE, depth + 1);
    }
}

static const struct trace *trace(struct tracing *k, struct node *n, struct str output, int depth) {
    struct trace *t = NEW(k->a, struct trace);
    struct feel_scope *s = NEW(k->a, struct feel_scope);
    struct kept kept = { 0 };
    dmn_scope_of(k->a, NULL, n, k->run, s);
    *t = (struct trace){ .node = n->source, .scope = s, .value = dmn_node_value(k->run, n) };
    if (n->box && n->box->kind == DMN_TABLE) {
        t->table = n->box->table->source;
        kept = look(k, n->box->table, s, output);
        t->rules = kept.v;
        t->n = kept.n;
    } else if (n->box && n->box->kind == DMN_LITERAL) t->formula = n->box->ast;
    children(k, n, t, depth);
    return t;
}

const struct trace *trace_decision(struct feel *f, const struct policy_question *q) {
    const struct unit *u = &q->program->units[0];
    struct tracing k = { .a = f->a, .f = f, .output = q->amount, .seen = NEWS(f->a, bool, q->program->nnodes + 1) };
    f->mode = FEEL_POLICY;
    f->zones = q->zones;
    k.run = dmn_start(q->program, f);
    for (size_t i = 0; i < q->n; i++) dmn_set(k.run, STR_NONE, q->facts[i].name, q->facts[i].value);
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (u->nodes[i].source->kind == NODE_DECISION && str_eq(u->nodes[i].source->name, q->decision)) {
            k.seen[u->nodes[i].index] = true;
            return trace(&k, &u->nodes[i], q->amount, 0);
        }
    return NULL;
}
