/* dmn_eval.c: nodes of the requirement graph: which names each may use, and
** their values, each computed once a run. A decision service gets a run of its
** own, in which its input decisions are given instead of computed. */
#include "engine/rules/dmn_inside.h"

static struct node *node_of(struct dmn_program *p, struct unit *u, struct str href) {
    const struct dmn_model **models = arena_zero(p->a, p->n * sizeof *models), *owner;
    const struct dmn_node *found;
    for (size_t i = 0; i < p->n; i++) models[i] = p->units[i].model;
    found = dmn_resolve(u->model, models, p->n, href, &owner);
    for (size_t i = 0; found && i < p->n; i++)
        if (p->units[i].model == owner) return &p->units[i].nodes[found - owner->nodes.v];
    return NULL;
}

/* ------------------------------------------------------------------ scopes */

static const struct str *import_name(const struct unit *u, const struct unit *of) {
    for (size_t i = 0; i < u->model->imports.n; i++)
        if (str_eq(u->model->imports.v[i].ns, of->model->ns)) return &u->model->imports.v[i].name;
    return NULL;
}

struct names { struct feel_name *v; size_t n, cap; };

/* What stands in another model is a member of the import's context. */
static void add_member(struct arena *a, struct names *names, struct str import, struct str name, const struct type *t, struct value v) {
    struct feel_name *x = NULL;
    struct type *context;
    struct entries e = { 0 };
    for (size_t i = 0; i < names->n && !x; i++)
        if (str_eq(names->v[i].name, import)) x = &names->v[i];
    if (!x) { x = PUSH(a, names); x->name = import; x->type = type_context(a, NULL, 0); x->value = value_context(NULL, 0); }
    context = NEW(a, struct type);
    *context = *x->type;
    context->members = NEWS(a, struct type_member, context->n + 1);
    if (context->n) memcpy(context->members, x->type->members, context->n * sizeof *context->members);
    context->members[context->n++] = (struct type_member){ name, t };
    x->type = context;
    for (size_t i = 0; i < x->value.context.n; i++) entries_set(a, &e, x->value.context.v[i].name, x->value.context.v[i].value);
    entries_set(a, &e, name, v);
    x->value = value_context(e.v, e.n);
}

/* Whose name counts where several are the same: the model's own first, then imports as they stand (6.3.3). */
static size_t precedence(const struct node *n, const struct node *need) {
    const struct dmn_model *m = n->unit->model;
    if (need->unit == n->unit) return 0;
    for (size_t i = 0; i < m->imports.n; i++) if (str_eq(m->imports.v[i].ns, need->unit->model->ns)) return i + 1;
    return m->imports.n + 1;
}

static void needs_order(struct node *n) {
    for (size_t i = 1; i < n->needs.n; i++) {
        struct node *need = n->needs.v[i];
        size_t k = i;
        for (; k && precedence(n, n->needs.v[k - 1]) > precedence(n, need); k--) n->needs.v[k] = n->needs.v[k - 1];
        n->needs.v[k] = need;
    }
}

static void add_need(struct arena *a, struct names *names, struct node *n, struct node *need, struct dmn_run *r) {
    const struct str *import = need->unit == n->unit ? NULL : import_name(n->unit, need->unit);
    struct value v = r ? dmn_node_value(r, need) : value_null();
    if (import && import->n) add_member(a, names, *import, need->source->name, need->type, v);
    else *PUSH(a, names) = (struct feel_name){ need->source->name, need->type, v };
}

void dmn_scope_of(struct arena *a, struct dmn_program *p, struct node *n, struct dmn_run *r, struct feel_scope *s) {
    struct names names = { 0 };
    (void)p;
    if (n->source->kind == NODE_BKM)                              /* a function may call itself */
        *PUSH(a, &names) = (struct feel_name){ n->source->name, NULL, r ? dmn_node_value(r, n) : value_null() };
    for (size_t i = 0; i < n->needs.n; i++) add_need(a, &names, n, n->needs.v[i], r);
    *s = (struct feel_scope){ .v = names.v, .n = names.n, .types = &n->unit->types };
}

/* ------------------------------------------------------------------ compiling */

static void link_to(struct dmn_program *p, struct node *n, const struct dmn_texts *hrefs, bool compile_them) {
    for (size_t i = 0; i < hrefs->n; i++) {
        struct node *to = node_of(p, n->unit, hrefs->v[i]);
        struct err e = { .rc = RC_INPUT };
        if (!to) {
            snprintf(e.text, sizeof e.text, "没有“%.*s”这个节点。There is no node %.*s.", STR_FMT(str_sub(hrefs->v[i], 0, 150)),
                STR_FMT(str_sub(hrefs->v[i], 0, 150)));
            dmn_fault(p, n->unit, n->source->name, hrefs->v[i], n->source->line, n->source->col, &e);
            continue;
        }
        if (compile_them) dmn_node_compile(p, to);
        *PUSH(p->a, &n->needs) = to;
    }
}

static void service(struct dmn_program *p, struct node *n) {
    const struct dmn_texts *groups[] = { &n->source->input_data, &n->source->input_decisions };
    struct type_member *m;
    for (size_t g = 0; g < LEN(groups); g++)
        for (size_t i = 0; i < groups[g]->n; i++) {
            struct node *to = node_of(p, n->unit, groups[g]->v[i]);
            if (to) { dmn_node_compile(p, to); *PUSH(p->a, &n->params) = to; }
        }
    for (size_t i = 0; i < n->source->outputs.n; i++) {
        struct node *to = node_of(p, n->unit, n->source->outputs.v[i]);
        if (to) { dmn_node_compile(p, to); *PUSH(p->a, &n->outputs) = to; }
    }
    m = NEWS(p->a, struct type_member, n->params.n ? n->params.n : 1);
    /* what a decision here happens to give says nothing about what may be given in its place */
    for (size_t i = 0; i < n->params.n; i++) {
        const struct type *t = n->params.v[i]->declared;
        m[i] = (struct type_member){ n->params.v[i]->source->name, t ? t : type_simple(TYPE_ANY) };
    }
    n->type = type_function(p->a, m, n->params.n, n->declared ? n->declared->kind == TYPE_FUNCTION ? n->declared->of : n->declared
        : n->outputs.n == 1 ? n->outputs.v[0]->type : type_simple(TYPE_ANY));
}

static void bkm(struct dmn_program *p, struct node *n, const struct feel_scope *names) {
    static const struct dmn_expr nothing = { .kind = DMN_FUNCTION };
    const struct type *result;
    n->box = dmn_box(p, n->unit, n->source->name, n->source->expr ? n->source->expr : &nothing, names);
    result = !n->declared ? n->box->function->of : n->declared->kind == TYPE_FUNCTION ? n->declared->of : n->declared;
    dmn_table_result(n->box->body, result);
    n->type = type_function(p->a, n->box->function->members, n->box->function->n, result);
}

/* Each link of a chain of requirements costs stack, here and when it is evaluated. */
static void too_deep(struct dmn_program *p, struct node *n) {
    static const struct err e = { .rc = RC_LIMIT,
        .text = "决策之间的依赖链太长。The chain of decisions that need each other is too long." };
    if (!n->type) n->type = type_simple(TYPE_ANY);
    dmn_fault(p, n->unit, n->source->name, n->source->name, n->source->line, n->source->col, &e);
}

void dmn_node_compile(struct dmn_program *p, struct node *n) {
    struct feel_scope names;
    if (n->state != NODE_NEW) return;
    if (p->depth >= LIMIT_DMN_CHAIN) { too_deep(p, n); return; }
    p->depth++;
    n->state = NODE_BUSY;
    n->declared = dmn_type_named(p, n->unit, n->source->type_ref);
    n->type = n->declared ? n->declared : type_simple(TYPE_ANY);
    link_to(p, n, &n->source->needs, true);
    link_to(p, n, &n->source->knows, true);
    needs_order(n);
    dmn_scope_of(p->a, p, n, NULL, &names);
    if (n->source->kind == NODE_SERVICE) service(p, n);
    else if (n->source->kind == NODE_BKM) bkm(p, n, &names);
    else if (n->source->kind == NODE_DECISION && n->source->expr) {
        n->box = dmn_box(p, n->unit, n->source->name, n->source->expr, &names);
        dmn_table_result(n->box, n->declared);
        if (!n->declared) n->type = n->box->type ? n->box->type : n->box->inferred;
    }
    n->state = NODE_READY;
    p->depth--;
}

/* Types of imported models first; in a ring of imports whoever comes first does without the other's. */
static void types(struct dmn_program *p, size_t i, bool *done) {
    if (done[i]) return;
    done[i] = true;
    for (size_t k = 0; k < p->n; k++)
        if (import_name(&p->units[i], &p->units[k])) types(p, k, done);
    dmn_types_build(p, &p->units[i]);
}

/* Of the first and the last eight bytes: names that agree in these and in length meet in one place, which is right, too. */
static size_t hash_of(struct str s) {
    uint64_t x = s.n, y = 0;
    if (s.n >= sizeof x) { memcpy(&x, s.p, sizeof x); memcpy(&y, s.p + s.n - sizeof y, sizeof y); }
    else for (size_t i = 0; i < s.n; i++) x = x << 8 | (unsigned char)s.p[i];
    x = (x ^ (y << 31 | y >> 33) ^ s.n) * 0x9E3779B97F4A7C15u;
    return (size_t)(x ^ x >> 32);
}

static void index_names(struct dmn_program *p) {
    for (p->slots = 8; p->slots < 2 * p->nnodes + 2;) p->slots *= 2;
    p->by_name = arena_zero(p->a, p->slots * sizeof *p->by_name);
    for (size_t k = 0; k < p->nnodes; k++) {
        size_t i = hash_of(p->nodes[k]->source->name) & (p->slots - 1);
        while (p->by_name[i]) i = (i + 1) & (p->slots - 1);
        p->by_name[i] = p->nodes[k];
    }
}

enum rc dmn_compile(struct arena *a, const struct dmn_model *const *models, size_t n, struct dmn_program **out, struct err *e) {
    struct dmn_program *p = NEW(a, struct dmn_program);
    bool *done = NEWS(a, bool, n + 1);
    struct { struct node **v; size_t n, cap; } nodes = { 0 };
    if (n == 0) return fail(e, RC_INPUT, "没有模型。There is no model.");
    *p = (struct dmn_program){ .a = a, .units = NEWS(a, struct unit, n), .n = n };
    for (size_t i = 0; i < n; i++) {
        struct unit *u = &p->units[i];
        u->model = models[i];
        u->nodes = NEWS(a, struct node, models[i]->nodes.n + 1);
        for (size_t k = 0; k < models[i]->nodes.n; k++) {
            u->nodes[k] = (struct node){ .source = &models[i]->nodes.v[k], .unit = u, .index = nodes.n };
            *PUSH(a, &nodes) = &u->nodes[k];
        }
    }
    p->nodes = nodes.v;
    p->nnodes = nodes.n;
    index_names(p);
    for (size_t i = 0; i < n; i++) types(p, i, done);
    for (size_t i = 0; i < p->nnodes; i++) dmn_node_compile(p, p->nodes[i]);
    *out = p;
    return RC_OK;
}

const struct dmn_faults *dmn_faults(const struct dmn_program *p) { return &p->faults; }

void dmn_models(const struct dmn_program *p, const struct dmn_model **models, size_t max, size_t *n) {
    for (*n = 0; *n < p->n && *n < max; ++*n) models[*n] = p->units[*n].model;
}

void dmn_decisions(struct arena *a, const struct dmn_program *p, struct strs *names) {
    const struct dmn_model *m = p->units[0].model;
    for (size_t i = 0; i < m->nodes.n; i++)
        if (m->nodes.v[i].kind == NODE_DECISION) *PUSH(a, names) = m->nodes.v[i].name;
}

/* ------------------------------------------------------------------ running */

struct dmn_run *dmn_start(const struct dmn_program *p, struct feel *f) {
    struct dmn_run *r = NEW(f->a, struct dmn_run);
    *r = (struct dmn_run){ p, f, NEWS(f->a, struct frame_value, p->nnodes + 1) };
    return r;
}

static struct dmn_program *own(struct dmn_run *r) { return (struct dmn_program *)(uintptr_t)r->p; }   /* read only, from here on */

struct host { const struct dmn_program *p; struct node *node; };

static struct value call_service(struct feel *f, void *host, const struct value *args, size_t n) {
    const struct host *h = host;
    const struct type *result = h->node->declared ? h->node->type->of : NULL;
    struct dmn_run *r = dmn_start(h->p, f);
    struct entries e = { 0 };
    for (size_t i = 0; i < n; i++) {
        struct node *param = h->node->params.v[i];
        r->v[param->index] = (struct frame_value){ NODE_READY, args[i] };
    }
    for (size_t i = 0; i < h->node->outputs.n; i++) {
        struct value v = dmn_node_value(r, h->node->outputs.v[i]);
        if (h->node->outputs.n == 1) return dmn_coerce(f, result, v);
        entries_set(f->a, &e, h->node->outputs.v[i]->source->name, v);
    }
    return dmn_coerce(f, result, value_context(e.v, e.n));
}

static struct value call_bkm(struct feel *f, void *host, const struct value *args, size_t n) {
    const struct host *h = host;
    struct dmn_run *r = dmn_start(h->p, f);
    struct feel_scope names, params = { 0 };
    struct feel_name *v = NEWS(f->a, struct feel_name, n ? n : 1);
    dmn_scope_of(f->a, own(r), h->node, r, &names);
    for (size_t i = 0; i < n; i++) {
        const struct type_member *m = &h->node->box->function->members[i];
        v[i] = (struct feel_name){ m->name, m->type, args[i] };
    }
    params = (struct feel_scope){ .outer = &names, .v = v, .n = n };
    return dmn_coerce(f, h->node->type->of, box_called(f, h->node->box, args, n, &params));
}

static struct value function_of(struct dmn_run *r, struct node *n) {
    struct host *h = NEW(r->f->a, struct host);
    *h = (struct host){ r->p, n };
    return feel_host_function(r->f->a, n->source->name, n->type->members, n->type->n, n->type->of,
        n->source->kind == NODE_BKM ? call_bkm : call_service, h);
}

struct value dmn_result(struct feel *f, const struct node *n, struct value v) {
    return dmn_as(f, n->declared, n->box->kind == DMN_FUNCTION ? v : dmn_as(f, n->box->type, v));
}

static struct value decision(struct dmn_run *r, struct node *n) {
    struct feel_scope names;
    if (!n->box) return value_null();
    dmn_scope_of(r->f->a, own(r), n, r, &names);
    return dmn_as(r->f, n->declared, box_value(r->f, n->box, &names));
}

struct value dmn_node_value(struct dmn_run *r, struct node *n) {
    struct frame_value *v = &r->v[n->index];
    if (v->state == NODE_READY) return v->value;
    if (v->state == NODE_BUSY || r->f->depth <= 0) return note0(r->f, "depth");
    v->state = NODE_BUSY;
    r->f->depth--;
    if (n->source->kind == NODE_DECISION) v->value = decision(r, n);
    else if (n->source->kind == NODE_INPUT) v->value = r->f->mode == FEEL_POLICY ? value_unknown() : value_null();
    else v->value = function_of(r, n);
    r->f->depth++;
    v->state = NODE_READY;
    return v->value;
}

static struct node *named(const struct dmn_run *r, struct str ns, struct str name, bool anywhere) {
    const struct dmn_program *p = r->p;
    for (size_t i = hash_of(name) & (p->slots - 1); p->by_name[i]; i = (i + 1) & (p->slots - 1)) {
        struct node *n = p->by_name[i];
        if (!str_eq(n->source->name, name) || (!anywhere && n->unit != p->units)) continue;
        if (!ns.n || str_eq(ns, n->unit->model->ns)) return n;
    }
    return NULL;
}

/* "import.name" as well. */
static struct node *qualified(const struct dmn_run *r, struct str name) {
    const struct unit *u = &r->p->units[0];
    for (size_t i = 0; i < u->model->imports.n; i++) {
        struct str import = u->model->imports.v[i].name;
        if (import.n && str_starts(name, import) && name.n > import.n && name.p[import.n] == '.')
            return named(r, u->model->imports.v[i].ns, str_sub(name, import.n + 1, name.n), true);
    }
    return NULL;
}

bool dmn_set(struct dmn_run *r, struct str ns, struct str name, struct value v) {
    struct node *n = named(r, ns, name, true);
    if (!n) n = qualified(r, name);
    if (!n) return false;
    r->v[n->index] = (struct frame_value){ NODE_READY, dmn_as(r->f, n->declared, v) };
    return true;
}

struct value dmn_value(struct dmn_run *r, struct str name, bool *known) {
    struct node *n = named(r, STR_NONE, name, false);
    *known = n != NULL;
    return n ? dmn_node_value(r, n) : value_null();
}

struct value dmn_invoke(struct dmn_run *r, struct str name, const struct str *names, const struct value *args, size_t n, bool *known) {
    struct node *target = named(r, STR_NONE, name, false);
    *known = target && (target->source->kind == NODE_BKM || target->source->kind == NODE_SERVICE);
    return *known ? feel_call(r->f, dmn_node_value(r, target), args, names, n) : value_null();
}

size_t dmn_outputs(const struct dmn_run *r, struct str name) {
    const struct node *n = named(r, STR_NONE, name, false);
    return n && n->source->kind == NODE_SERVICE ? n->outputs.n : 0;
}
