/* register_missing.c: the smallest set of missing facts.
**
** A missing fact counts when there is one way to complete the others in which
** it makes a difference to the answer or the amount. The facts that count are
** the smallest set that settles the question whatever they turn out to be: who
** knows them all knows the answer, and each can be the one that decides.
**
** The ways are enumerated: a boolean, a string with allowed values, and a
** number or date that the policy only compares with constants (one value in
** each stretch between them), each also as "does not apply". The search leaves
** a branch as soon as three-valued logic settles it. Where a fact has too many
** values to enumerate, more than MOST_UNKNOWN are missing, or the history is,
** all that three-valued logic could not rule out stay. */
#include "engine/rules/ast.h"
#include "engine/rules/dmn_inside.h"
#include "engine/rules/register_inside.h"

enum { MOST_UNKNOWN = 10, MOST_ASKS = 2000 };

struct domain { const struct fact *fact; struct values values; };
struct search {
    struct arena *a;
    const struct register_question *q;
    struct domain *domains; size_t n, tried;      /* tried: the one that is looked at */
    struct given_facts facts;                     /* those given, then one for each domain */
    size_t first;                                 /* where the domains' begin */
    int left;                                     /* asks */
};

/* ------------------------------------------------------------------ what a fact may be */

static bool reads(struct arena *a, const struct feel_ast *ast, struct str name) {
    struct strs names = { 0 };
    if (!ast) return false;
    feel_reads(a, ast, &names);
    for (size_t i = 0; i < names.n; i++) if (str_eq(names.v[i], name)) return true;
    return false;
}

static bool constant(const struct feel_ast *n, struct value *v) {
    if (n->kind == AST_NEGATE && n->kids[0]->kind == AST_LITERAL && n->kids[0]->literal.kind == VALUE_NUMBER) {
        *v = value_number(number_neg(n->kids[0]->literal.number));
        return true;
    }
    if (n->kind != AST_LITERAL) return false;
    *v = n->literal;
    return v->kind == VALUE_NUMBER || v->kind == VALUE_DATE || v->kind == VALUE_NULL;
}

/* The constants of a cell; false when it compares with anything else. */
static bool constants(struct arena *a, const struct feel_ast *tests, struct values *to) {
    struct value v;
    for (size_t i = 0; tests && i < tests->n; i++) {
        const struct feel_ast *n = tests->kids[i];
        size_t parts = n->kind == AST_TEST ? 1 : n->kind == AST_RANGE ? 2 : 0;
        if (n->asks || (parts == 0 && !constant(n, &v))) return false;
        if (parts == 0) *PUSH(a, to) = v;
        for (size_t k = 0; k < parts; k++) {
            if (!constant(n->kids[k], &v)) return false;
            *PUSH(a, to) = v;
        }
    }
    return tests != NULL;
}

static bool table_constants(struct arena *a, const struct table *t, struct str name, struct values *to) {
    for (size_t i = 0; i < t->nin; i++) {
        const struct feel_ast *input = t->in[i].box->ast;
        bool bare = input && input->kind == AST_NAME && str_eq(input->name, name);
        if (!bare && reads(a, input, name)) return false;
        for (size_t r = 0; r < t->nrules; r++) {
            if (bare ? !constants(a, t->rules[r].in[i], to) : reads(a, t->rules[r].in[i], name)) return false;
        }
    }
    for (size_t r = 0; r < t->nrules; r++)
        for (size_t i = 0; i < t->nout; i++) if (reads(a, t->rules[r].out[i]->ast, name)) return false;
    for (size_t i = 0; i < t->nout; i++) if (t->out[i].otherwise && reads(a, t->out[i].otherwise->ast, name)) return false;
    return true;
}

/* Every constant that the policy compares this input with; false when it does anything else with it. */
static bool compared_with(struct arena *a, const struct policy *p, struct str name, struct values *to) {
    const struct unit *u = &p->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++) {
        const struct node *n = &u->nodes[i];
        bool needs = false;
        for (size_t k = 0; k < n->needs.n; k++) needs |= str_eq(n->needs.v[k]->source->name, name);
        if (!needs || !n->box) continue;
        if (n->box->kind != DMN_TABLE || !table_constants(a, n->box->table, name, to)) return false;
    }
    return true;
}

static int by_value(const void *x, const void *y)
{
    return value_less(*(const struct value *)x, *(const struct value *)y) == 1
        ? -1
        : value_less(*(const struct value *)y, *(const struct value *)x) == 1;
}

/* A value below x, above it (by one), or between x and the next. */
static struct value beside(struct value x, int by) {
    struct value v = x;
    if (x.kind == VALUE_NUMBER) number_add(x.number, number_int(by), &v.number);
    else temporal_date_add_days(x.date, (struct days_duration){ (int64_t)by * 86400, 0 }, &v.date);
    return v;
}

static bool between(struct value x, struct value y, struct value *v) {
    struct number half;
    *v = beside(x, 1);
    if (x.kind == VALUE_DATE) return value_less(*v, y) == 1;
    if (!number_add(x.number, y.number, &half)) return false;
    must(number_div(half, number_int(2), &half));
    *v = value_number(half);
    return value_less(x, *v) == 1 && value_less(*v, y) == 1;
}

/* One value in each stretch between the constants, and the constants. */
static void stretches(struct arena *a, const struct fact *x, struct values *cuts, struct values *to) {
    struct values known = { 0 };
    struct value v;
    size_t n = 1;
    for (size_t i = 0; i < cuts->n; i++) if (cuts->v[i].kind != VALUE_NULL) *PUSH(a, &known) = cuts->v[i];
    if (x->range && x->range->low.kind != VALUE_NULL) *PUSH(a, &known) = x->range->low;
    if (x->range && x->range->high.kind != VALUE_NULL) *PUSH(a, &known) = x->range->high;
    if (!known.n) *PUSH(a, &known) = x->type->kind == TYPE_NUMBER ? value_int(0) : value_date((struct date){ 2000, 1, 1 });
    qsort(known.v, known.n, sizeof *known.v, by_value);
    for (size_t i = 1; i < known.n; i++) if (value_equal(known.v[i], known.v[n - 1]) != 1) known.v[n++] = known.v[i];
    known.n = n;
    *PUSH(a, to) = beside(known.v[0], -1);
    for (size_t i = 0; i < known.n; i++) {
        *PUSH(a, to) = known.v[i];
        if (i + 1 < known.n && between(known.v[i], known.v[i + 1], &v)) *PUSH(a, to) = v;
    }
    *PUSH(a, to) = beside(known.v[known.n - 1], 1);
}

static bool used_by_envelope(const struct register_question *q, const struct fact *x) {
    const struct policy *p = q->policy;
    bool used = p->counts == x;
    for (size_t i = 0; i < p->envelope->areas.n; i++) used |= facts_find(q->reg->facts, p->envelope->areas.v[i].fact) == x;
    for (int k = 0; k < KEYS; k++) used |= facts_find(q->reg->facts, grant_key_word((enum grant_key)k)) == x;
    return used;
}

static bool in_range(const struct fact *x, struct value v) { return !x->range || value_in_range(x->range, v) == 1; }

static bool domain(struct arena *a, const struct register_question *q, const struct fact *x, struct domain *d) {
    struct values cuts = { 0 }, all = { 0 };
    struct str name = STR_NONE;
    *d = (struct domain){ .fact = x };
    for (size_t i = 0; i < q->policy->ninputs; i++) if (q->policy->inputs[i].fact == x) name = q->policy->inputs[i].name;
    if (!name.n || used_by_envelope(q, x) || x->grows) return false;
    *PUSH(a, &d->values) = value_null();
    if (x->type->kind == TYPE_BOOLEAN) { *PUSH(a, &d->values) = value_bool(false); *PUSH(a, &d->values) = value_bool(true); return true; }
    for (size_t i = 0; i < x->choices.n && x->type->kind == TYPE_STRING; i++) *PUSH(a, &d->values) = value_string(x->choices.v[i].zh);
    if (x->type->kind == TYPE_STRING) return x->choices.n > 0;
    if ((x->type->kind != TYPE_NUMBER && x->type->kind != TYPE_DATE) || !compared_with(a, q->policy, name, &cuts)) return false;
    stretches(a, x, &cuts, &all);
    for (size_t i = 0; i < all.n; i++) if (in_range(x, all.v[i])) *PUSH(a, &d->values) = all.v[i];
    return true;
}

/* ------------------------------------------------------------------ the search */

struct outcome { enum policy_answer answer; struct number low, high; bool open; };

static struct outcome ask(struct search *s) {
    struct register_question q = *s->q;
    struct register_answer r;
    struct arena_mark m = arena_mark(s->a);
    q.facts = &s->facts;
    s->left--;
    register_ask_on(s->a, &q, q.date, &r);
    arena_rewind(s->a, m);
    return (struct outcome){ r.answer, r.low, r.high, r.open };
}

static bool differ(struct outcome x, struct outcome y) {
    if (x.answer != y.answer) return true;
    if (x.answer != POLICY_ENTITLED) return false;
    return x.open || y.open || number_cmp(x.low, y.low) != 0 || number_cmp(x.high, y.high) != 0;
}

static struct value *given_of(struct search *s, size_t i) { return &s->facts.v[s->first + i].value; }

/* All the others are set: does the one that is tried make a difference? */
static bool makes_one(struct search *s) {
    const struct domain *d = &s->domains[s->tried];
    struct outcome first = { 0 }, now;
    bool one = false;
    for (size_t i = 0; i < d->values.n && !one; i++) {
        *given_of(s, s->tried) = d->values.v[i];
        now = ask(s);
        if (i == 0) first = now;
        one = now.answer == POLICY_NEEDS || now.answer == POLICY_ERROR || differ(first, now);
    }
    *given_of(s, s->tried) = value_unknown();
    return one;
}

static bool settled(struct outcome o) {
    return o.answer == POLICY_NOT || (o.answer == POLICY_ENTITLED && !o.open && number_cmp(o.low, o.high) == 0);
}

/* Some way to set the others from the i-th on in which it makes a difference; when the search is cut short, yes. */
static bool counts(struct search *s, size_t i) {
    if (s->left <= 0) return true;
    if (i == s->tried) return counts(s, i + 1);
    if (i == s->n) return makes_one(s);
    if (settled(ask(s))) return false;
    for (size_t k = 0; k < s->domains[i].values.n; k++) {
        *given_of(s, i) = s->domains[i].values.v[k];
        bool found = counts(s, i + 1);
        *given_of(s, i) = value_unknown();
        if (found) return true;
    }
    return false;
}

void register_minimal(struct arena *a, const struct register_question *q, struct register_answer *r) {
    struct search s = { .a = a, .q = q, .left = MOST_ASKS };
    size_t n = 0;
    bool keep[MOST_UNKNOWN];
    if (r->missing.n == 0 || r->missing.n > MOST_UNKNOWN) return;
    s.domains = NEWS(a, struct domain, r->missing.n);
    for (size_t i = 0; q->facts && i < q->facts->n; i++)
        if (q->facts->v[i].value.kind != VALUE_UNKNOWN) *PUSH(a, &s.facts) = q->facts->v[i];
    s.first = s.facts.n;
    for (size_t i = 0; i < r->missing.n; i++) {
        if (!r->missing.v[i].fact || !domain(a, q, r->missing.v[i].fact, &s.domains[i])) return;
        *PUSH(a, &s.facts) = (struct given_fact){ .fact = r->missing.v[i].fact, .value = value_unknown() };
    }
    s.n = r->missing.n;
    for (s.tried = 0; s.tried < s.n; s.tried++) keep[s.tried] = counts(&s, 0);
    for (size_t i = 0; i < s.n; i++) if (keep[i]) r->missing.v[n++] = r->missing.v[i];
    if (n) r->missing.n = n;                                      /* none: three-valued logic was too careful; better ask than not */
}
