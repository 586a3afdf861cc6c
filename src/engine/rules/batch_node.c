/* batch_node.c: decisions, functions and boxed expressions into steps. What a
** decision needs is planned before it, each once; a function is planned anew
** wherever it is called, with its arguments for its parameters. */
#include "engine/rules/batch_inside.h"

static const enum vec_kind kinds[] = { [TYPE_NUMBER] = VEC_NUMBER,
    [TYPE_STRING] = VEC_WORD,
    [TYPE_BOOLEAN] = VEC_BOOL,
    [TYPE_DATE] = VEC_DAY,
    [TYPE_DAYS] = VEC_SECONDS,
    [TYPE_MONTHS] = VEC_MONTHS,
    [TYPE_FUNCTION] = 0 };

bool batch_fits(const struct type *t, const struct vec_type *v) {
    if (!t) return true;
    if (t->allowed || t->constraint) return false;
    if (t->kind == TYPE_ANY || v->kind == VEC_NOTHING) return true;
    return t->kind >= TYPE_NUMBER && t->kind <= TYPE_MONTHS && t->kind != TYPE_TIME && t->kind != TYPE_DATE_TIME
        && kinds[t->kind] == v->kind;
}

bool batch_fitting(struct planning *p, const struct type *t, const struct bound *is, struct str what) {
    if (!t || t->kind == TYPE_ANY) return true;
    if (!is->members) return batch_fits(t, &batch_at(p, is->step)->type) || batch_refuse(p, "a result of another type", what);
    if (t->kind != TYPE_CONTEXT || t->allowed || t->constraint) return batch_refuse(p, "a result of another type", what);
    for (size_t i = 0; i < t->n; i++) {
        size_t k = 0;
        while (k < is->n && !str_eq(is->members[k].name, t->members[i].name)) k++;
        if (k == is->n || !batch_fits(t->members[i].type, &batch_at(p, is->members[k].step)->type))
            return batch_refuse(p, "a result of another type", what);
    }
    return true;
}

/* ------------------------------------------------------------------ facts */

static const struct policy_fact *constant_named(const struct batch_question *q, struct str name) {
    for (size_t i = 0; i < q->nconstants; i++) if (str_eq(q->constants[i].name, name)) return &q->constants[i];
    return NULL;
}

static int fixed(struct planning *p, const struct node *n, struct value v) {
    struct feel f;
    batch_feel(p, &f);
    v = dmn_coerce(&f, n->declared, v);
    if (f.notes.n) { batch_refuse(p, "a constant that is in error", n->source->name); return -1; }
    return batch_constant(p, v);
}

static int input(struct planning *p, const struct node *n) {
    static const enum vec_kind
        of[] = { [BATCH_NUMBER] = VEC_NUMBER, [BATCH_WORD] = VEC_WORD, [BATCH_DAY] = VEC_DAY, [BATCH_BOOL] = VEC_BOOL };
    size_t at;
    const struct batch_column *c = batch_column_named(p->q, n->source->name, &at);
    const struct policy_fact *constant = constant_named(p->q, n->source->name);
    struct vec_type t = { .den = 1 }, bare;
    struct type plain;
    if (!c) return fixed(p, n, constant ? constant->value : value_unknown());
    if (c->kind == BATCH_VALUE) { batch_refuse(p, "a list or context", n->source->name); return -1; }
    t = (struct vec_type){ of[c->kind], c->digits, 1, c->words, c->nwords };
    bare = t;
    if (n->declared) plain = *n->declared; else plain = *type_simple(TYPE_ANY);
    plain.allowed = plain.constraint = NULL;                      /* the guard's business */
    if (!batch_fits(&plain, &bare)) { batch_refuse(p, "a column of another type", n->source->name); return -1; }
    return batch_step(p, (struct step){ .op = STEP_LOAD, .k = (int64_t)at, .type = t });
}

/* ------------------------------------------------------------------ boxes */

int batch_call(struct planning *p, const struct node *function, const int *args, size_t n) {
    const struct type *t = function->box ? function->box->function : NULL;
    struct bound_names outer, own = { &outer, NULL, n, false };
    struct bound_name *v = NEWS(p->a, struct bound_name, n + 1);
    struct bound is;
    if (!t || t->n != n || !function->box->body) { batch_refuse(p, "such a call", function->source->name); return -1; }
    for (size_t i = 0; i < n; i++) {
        if (!batch_fits(t->members[i].type, &batch_at(p, args[i])->type)) {
            batch_refuse(p, "an argument of another type", t->members[i].name);
            return -1;
        }
        v[i] = (struct bound_name){ t->members[i].name, { .step = args[i] } };
    }
    own.v = v;
    if (p->depth == 16) { batch_refuse(p, "recursion", function->source->name); return -1; }
    p->depth++;
    const struct dmn_place at = p->at;
    bool good = batch_names_of(p, function, &outer) && batch_box(p, function->box->body, &own, &is)
        && batch_fitting(p, function->type->of, &is, function->source->name);
    p->depth--;
    if (!good) return -1;
    p->at = at;
    if (is.members) { batch_refuse(p, "a function with several results", function->source->name); return -1; }
    return batch_after(p, is.step, args, n);
}

static bool context(struct planning *p, const struct box *b, const struct bound_names *names, struct bound *is) {
    struct bound_name *v = NEWS(p->a, struct bound_name, b->slots.n + 1);
    struct bound_member *m = NEWS(p->a, struct bound_member, b->slots.n + 1);
    struct bound_names own = { names, v, 0, false };
    for (size_t i = 0; i < b->slots.n; i++) {
        const struct slot *slot = &b->slots.v[i];
        struct bound one;
        if (!slot->box || !batch_box(p, slot->box, &own, &one) || !batch_fitting(p, slot->type, &one, slot->name))
            return batch_refuse(p, "an entry", slot->name);
        /* entries are computed whether used or not */
        if (!one.members) *PUSH(p->a, &p->plan->watched) = (struct watched){ one.step, false };
        if (!slot->name.p) { *is = one; return true; }
        if (one.members) return batch_refuse(p, "a context within a context", slot->name);
        v[own.n++] = (struct bound_name){ slot->name, one };
        m[i] = (struct bound_member){ slot->name, one.step };
    }
    *is = (struct bound){ .step = -1, .members = m, .n = b->slots.n };
    return true;
}

static bool invocation(struct planning *p, const struct box *b, const struct bound_names *names, struct bound *is) {
    enum { ARGS = 32 };
    int args[ARGS];
    const struct bound *callee = NULL;
    const struct type *t;
    if (!b->callee || !b->callee->ast || b->callee->ast->kind != AST_NAME) return batch_refuse(p, "such an invocation", STR_NONE);
    for (const struct bound_names *s = names; s && !callee; s = s->outer)
        for (size_t i = 0; i < s->n; i++) if (str_eq(s->v[i].name, b->callee->ast->name)) callee = &s->v[i].is;
    t = callee && callee->function && callee->function->box ? callee->function->box->function : NULL;
    if (!t || t->n != b->slots.n || t->n > ARGS) return batch_refuse(p, "such an invocation", b->callee->ast->name);
    for (size_t i = 0; i < t->n; i++) {
        struct bound one;
        size_t k = 0;
        while (k < b->slots.n && !str_eq(b->slots.v[k].name, t->members[i].name)) k++;
        if (k == b->slots.n || !b->slots.v[k].box || !batch_box(p, b->slots.v[k].box, names, &one) || one.members)
            return batch_refuse(p, "such an invocation", b->callee->ast->name);
        args[i] = one.step;
    }
    *is = (struct bound){ .step = batch_call(p, callee->function, args, t->n) };
    return is->step >= 0;
}

bool batch_box(struct planning *p, const struct box *b, const struct bound_names *names, struct bound *is) {
    bool good;
    if (b->source && b->source->line) p->at = (struct dmn_place){ b->source->line, b->source->col };
    switch (b->kind) {
    case DMN_LITERAL:
        *is = (struct bound){ .step = b->ast ? batch_expr(p, b->ast, names) : batch_constant(p, value_null()) };
        good = is->step >= 0;
        break;
    case DMN_TABLE: good = batch_table_needed(p, b->table, names, is); break;
    case DMN_CONTEXT: good = context(p, b, names, is); break;
    case DMN_INVOCATION: good = invocation(p, b, names, is); break;
    default: return batch_refuse(p, "this boxed expression", b->variable);
    }
    return good && batch_fitting(p, b->type, is, b->source ? b->source->text : STR_NONE);
}

/* ------------------------------------------------------------------ decisions */

static bool decision(struct planning *p, const struct node *n, struct bound *is) {
    struct bound_names names;
    if (!n->box) { *is = (struct bound){ .step = batch_constant(p, value_null()) }; return true; }
    return batch_names_of(p, n, &names) && batch_box(p, n->box, &names, is) && batch_fitting(p, n->declared, is, n->source->name);
}

/* Each time that it is needed: once may be within a function, which is called or not. */
static void watch(struct planning *p, const struct bound *is) {
    if (!is->members) *PUSH(p->a, &p->plan->watched) = (struct watched){ is->step, p->depth == 0 };
    for (size_t i = 0; i < is->n; i++) *PUSH(p->a, &p->plan->watched) = (struct watched){ is->members[i].step, p->depth == 0 };
}

static bool node(struct planning *p, const struct node *n, struct bound *is) {
    struct planned_node *done = &p->nodes[n->index];
    if (done->state == NODE_READY) { if (n->source->kind == NODE_DECISION) watch(p, &done->is); *is = done->is; return true; }
    if (done->state == NODE_BUSY) return batch_refuse(p, "decisions in a ring", n->source->name);
    done->state = NODE_BUSY;
    switch (n->source->kind) {
    case NODE_INPUT: done->is = (struct bound){ .step = input(p, n) }; if (done->is.step < 0) return false; break;
    case NODE_DECISION: if (!decision(p, n, &done->is)) return false; watch(p, &done->is); break;
    case NODE_BKM: done->is = (struct bound){ .step = -1, .function = n }; break;
    case NODE_SERVICE: return batch_refuse(p, "a decision service", n->source->name);
    }
    done->state = NODE_READY;
    *is = done->is;
    return true;
}

bool batch_names_of(struct planning *p, const struct node *n, struct bound_names *names) {
    struct bound_name *v = NEWS(p->a, struct bound_name, n->needs.n + 2);
    *names = (struct bound_names){ NULL, v, 0, false };
    for (size_t i = 0; i < n->needs.n; i++) {
        const struct node *need = n->needs.v[i];
        if (need->unit != n->unit) return batch_refuse(p, "an import", need->source->name);
        v[names->n].name = need->source->name;
        if (!node(p, need, &v[names->n++].is)) return false;
    }
    if (n->source->kind == NODE_BKM) v[names->n++] = (struct bound_name){ n->source->name, { .step = -1, .function = n } };
    return true;
}
