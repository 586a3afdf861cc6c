/* batch.c: a plan for a decision, and its run: block by block the vector code,
** then row by row what it could not say. */
#include "engine/rules/batch_inside.h"
#include "engine/rules/batch_vector.h"

/* ------------------------------------------------------------------ planning */

bool batch_refuse(struct planning *p, const char *why, struct str what) {
    if (!p->why.n) { p->why = str_printf(p->a, "%s: %.*s", why, STR_FMT(what)); p->why_at = p->at; }
    return false;
}

void batch_feel(const struct planning *p, struct feel *f) {
    feel_init(f, p->a);
    f->mode = FEEL_POLICY;
    f->zones = p->q->zones;
}

/* As a benefit is paid: rounded, then at most the cap. */
struct number batch_rounded(const struct batch_question *q, struct number n) {
    if (!q->rounds) return n;
    number_round(n, q->places, q->rounding, &n);
    return q->capped && number_cmp(n, q->cap) > 0 ? q->cap : n;
}

const struct batch_column *batch_column_named(const struct batch_question *q, struct str name, size_t *at) {
    for (*at = 0; *at < q->n; ++*at)
        if (str_eq(q->columns[*at].name, name)) return &q->columns[*at];
    *at = SIZE_MAX;
    return NULL;
}

static const struct node *target(const struct batch_question *q) {
    const struct unit *u = &q->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (u->nodes[i].source->kind == NODE_DECISION && str_eq(u->nodes[i].source->name, q->decision)) return &u->nodes[i];
    return NULL;
}

static bool is_input(const struct batch_question *q, struct str name) {
    const struct unit *u = &q->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (str_eq(u->nodes[i].source->name, name)) return u->nodes[i].source->kind == NODE_INPUT;
    return false;
}

/* Facts whose type has a constraint are held against it, whether or not anything looks at them. */
static bool guards(struct planning *p) {
    const struct unit *u = &p->q->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++) {
        const struct node *n = &u->nodes[i];
        const struct type *t = n->declared;
        struct cutting c;
        size_t at;
        if (n->source->kind != NODE_INPUT || !t || !batch_column_named(p->q, n->source->name, &at)) continue;
        if (!batch_guard(p, n, at, &c)) return false;
        if (c.ncodes > 3 || !set_has(c.may, 0)) *PUSH(p->a, &p->plan->guards) = c;
    }
    return true;
}

static bool plan_table(struct planning *p, const struct node *n) {
    struct bound_names names;
    return batch_names_of(p, n, &names) && (p->plan->table = batch_table_asked(p, n, &names)) != NULL;
}

/* What a decision gives: a step, or several with names. */
static bool values(struct planning *p, const struct node *n, struct bound *is) {
    struct bound_names names;
    if (!n || !n->box) return batch_refuse(p, "no such decision", p->q->decision);
    p->at = (struct dmn_place){ n->source->line, n->source->col };
    return batch_names_of(p, n, &names) && batch_box(p, n->box, &names, is) && batch_fitting(p, n->declared, is, n->source->name);
}

static bool plan_amount(struct planning *p, const struct node *n) {
    struct bound is;
    if (!values(p, n, &is)) return false;
    for (size_t i = 0; i < is.n; i++) {
        *PUSH(p->a, &p->plan->watched) = (struct watched){ is.members[i].step, true };
        if (str_eq(is.members[i].name, p->q->amount)) is.step = is.members[i].step;
    }
    if (is.step < 0) return batch_refuse(p, "no such amount", p->q->amount);
    p->plan->amount = batch_amount(p, is.step);
    return p->plan->amount >= 0;
}

static void mark_table(const struct batch_table *t, bool *live) {
    for (size_t i = 0; i < t->n; i++) if (t->columns[i].from == CUT_STEP) live[t->columns[i].at] = true;
    for (size_t i = 0; i < t->cells.n; i++) live[t->cells.v[i].at] = true;
    for (size_t i = 0; t->out && i <= t->rules; i++) if (t->out[i].kind == OUTCOME_STEP) live[t->out[i].at] = true;
    for (size_t i = 0; t->steps && i < (t->rules + 1) * t->source->nout; i++) live[t->steps[i]] = true;
}

/* Steps that nothing in the end looks at are not computed. */
void batch_needed(struct planning *p) {
    struct batch_plan *plan = p->plan;
    bool *live = plan->live = NEWS(p->a, bool, plan->steps.n + 1);
    for (size_t i = 0; i < plan->watched.n; i++) live[plan->watched.v[i].step] = true;
    if (plan->amount >= 0) live[plan->amount] = true;
    if (plan->table) mark_table(plan->table, live);
    for (size_t i = plan->steps.n; i-- > 0;) {
        const struct step *s = &plan->steps.v[i];
        if (!live[i] || s->op == STEP_LOAD || s->op == STEP_CONST) continue;
        live[s->a] = live[s->b] = live[s->c] = true;
        if (s->op == STEP_TABLE) mark_table(s->table, live);
    }
    plan->fixed = NEWS(p->a, bool, plan->steps.n + 1);
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *s = &plan->steps.v[i];
        bool computes = s->op != STEP_LOAD && s->op != STEP_TABLE && s->op != STEP_COLUMN;
        plan->fixed[i] = s->op == STEP_CONST || (computes && plan->fixed[s->a] && plan->fixed[s->b] && plan->fixed[s->c]);
    }
}

void batch_begin(struct planning *p, struct arena *a, const struct batch_question *q) {
    struct batch_plan *plan = NEW(a, struct batch_plan);
    *p = (struct planning){ .a = a, .q = &plan->q, .plan = plan, .nodes = NEWS(a, struct planned_node, q->program->nnodes + 1) };
    plan->q = *q;
    plan->amount = -1;
    plan->most_columns = plan->most_words = 1;
    plan->inputs = NEWS(a, bool, q->n + 1);
    for (size_t i = 0; i < q->n; i++) plan->inputs[i] = is_input(q, q->columns[i].name);
    batch_constant(p, value_null());                              /* step 0: what a step without a second operand has for one */
}

bool batch_values(struct planning *p, struct bound *is) { return guards(p) && values(p, target(p->q), is); }

const struct batch_plan *batch_compile(struct arena *a, const struct batch_question *q) {
    struct planning p;
    const struct node *n = target(q);
    bool good;
    batch_begin(&p, a, q);
    struct batch_plan *plan = p.plan;
    if (!n || !n->box) good = batch_refuse(&p, "no such decision", q->decision);
    else good = guards(&p) && (n->box->kind == DMN_TABLE ? plan_table(&p, n) : plan_amount(&p, n));
    if (good) batch_needed(&p);
    else { plan->table = NULL; plan->amount = -1; plan->why = p.why.n ? p.why : S("?"); }
    return plan;
}

struct str batch_why(const struct batch_plan *p) { return p->why; }

/* ------------------------------------------------------------------ row by row */

static bool bit(const uint64_t *map, size_t i) { return map[i / 64] >> (i % 64) & 1; }

struct value batch_value(const struct batch_column *c, const struct batch_data *d, size_t row) {
    if (d->known && !bit(d->known, row)) return value_unknown();
    if (d->null && bit(d->null, row)) return value_null();
    switch (c->kind) {
    case BATCH_NUMBER: return value_number(number_scaled(((const int64_t *)d->v)[row], c->digits));
    case BATCH_DAY: { struct ymd t = date_ymd(((const int32_t *)d->v)[row]); return value_date((struct date){ t.y, t.m, t.d }); }
    case BATCH_BOOL: { uint8_t b = ((const uint8_t *)d->v)[row]; return b > 1 ? value_unknown() : value_bool(b); }
    case BATCH_WORD: { uint16_t w = ((const uint16_t *)d->v)[row]; return w < c->nwords ? value_string(c->words[w]) : value_unknown(); }
    default: return ((const struct value *)d->v)[row];
    }
}

/* As the register judges an amount that is rounded: see register_ask.c. */
static void round_result(const struct batch_question *q, struct policy_result *x) {
    if (!q->rounds || x->answer == POLICY_ERROR || x->answer == POLICY_NOT_YET) return;
    x->low = batch_rounded(q, x->low);
    x->high = batch_rounded(q, x->high);
    if (!x->open) x->answer = number_sign(x->high) <= 0 ? POLICY_NOT : number_sign(x->low) > 0 ? POLICY_ENTITLED : POLICY_NEEDS;
}

bool batch_keep(const struct policy_result *x, int digits, size_t row, struct batch_results *r) {
    bool fits = number_to_scaled(x->low, digits, &r->low[row]) && number_to_scaled(x->high, digits, &r->high[row]);
    r->answer[row] = (uint8_t)x->answer;
    r->open[row] = x->open && x->answer != POLICY_ERROR;
    r->rule[row] = 0;
    for (size_t i = 0; i < x->n && x->answer != POLICY_ERROR && !r->rule[row]; i++)
        if (x->rules[i].fires > 0) r->rule[row] = (uint16_t)x->rules[i].number;
    if (x->answer == POLICY_NOT_YET && r->flips) r->flips[row] = (int32_t)temporal_day_number(x->flips);
    if (x->answer == POLICY_ERROR || !fits) r->low[row] = r->high[row] = 0;
    return fits || x->answer == POLICY_ERROR;
}

/* Decides one row with policy_decide; its memory is used again for the next. */
static void decide(struct arena *a, const struct batch_plan *p, const struct batch_data *data, size_t row, struct batch_results *r) {
    struct arena_mark m = arena_mark(a);
    struct policy_fact *facts;
    struct policy_question q = { .program = p->q.program,
        .decision = p->q.decision,
        .amount = p->q.amount,
        .today = p->q.today,
        .zones = p->q.zones };
    struct policy_result x;
    q.facts = facts = NEWS(a, struct policy_fact, p->q.n + p->q.nconstants + 1);
    for (size_t i = 0; i < p->q.n; i++)
        if (p->inputs[i]) facts[q.n++] = (struct policy_fact){ p->q.columns[i].name, batch_value(&p->q.columns[i], &data[i], row) };
    for (size_t i = 0; i < p->q.nconstants; i++) if (is_input(&p->q, p->q.constants[i].name)) facts[q.n++] = p->q.constants[i];
    policy_decide(a, &q, &x);
    round_result(&p->q, &x);
    bool fits = batch_keep(&x, p->q.digits, row, r);
    arena_rewind(a, m);
    if (!fits) *PUSH(a, &r->exact) = (struct batch_exact){ row, x.low, x.high };
    r->scalar++;
}

/* ------------------------------------------------------------------ running */

/* Each begins a cache line. */
static struct vec *vecs(struct arena *a, size_t n) {
    char *p = arena_alloc(a, arena_times(n, sizeof(struct vec)) + 63);
    return (struct vec *)(void *)(p + (-(uintptr_t)p & 63));
}

struct running *batch_start(struct arena *a, const struct batch_plan *p, const struct batch_data *data) {
    struct running *x = NEW(a, struct running);
    *x = (struct running){ .a = a, .p = p, .data = data };
    x->redo = NEWS(x->a, uint8_t, BATCH_BLOCK);
    if (!p->table && p->amount < 0) return x;
    x->vecs = vecs(x->a, p->steps.n);
    const struct vector_run all = { data, p->q.columns, 0, BATCH_BLOCK, x->vecs };
    for (size_t i = 0; i < p->steps.n; i++) {
        if (p->steps.v[i].op == STEP_CONST) vector_fill(&p->steps.v[i], &x->vecs[i]);
        else if (p->fixed[i]) vector_step(&all, &p->steps.v[i], &x->vecs[i]);
    }
    x->codes = NEWS(x->a, uint16_t *, p->most_columns);
    x->first = arena_alloc(x->a, BATCH_BLOCK * sizeof *x->first);
    for (size_t k = 0; k < p->most_columns; k++) x->codes[k] = arena_alloc(x->a, BATCH_BLOCK * sizeof **x->codes);
    x->may = arena_alloc(x->a, arena_times(BATCH_BLOCK * p->most_words, sizeof *x->may));
    x->sure = arena_alloc(x->a, arena_times(BATCH_BLOCK * p->most_words, sizeof *x->sure));
    return x;
}

static void steps(struct running *x, size_t from, size_t n) {
    const struct vector_run run = { x->data, x->p->q.columns, from, n, x->vecs };
    for (size_t i = 0; i < x->p->steps.n; i++) {
        const struct step *s = &x->p->steps.v[i];
        if (!x->p->live[i] || x->p->fixed[i]) continue;
        if (s->op == STEP_TABLE) batch_pick(x, s, batch_sets(x, s->table, from, n), n, &x->vecs[i]);
        else if (s->op == STEP_COLUMN) batch_column_of(x, s, n, &x->vecs[i]);
        else vector_step(&run, s, &x->vecs[i]);
    }
}

/* A decision that is an expression: one amount, known or not. */
static void amounts(struct running *x, size_t from, size_t n, const struct batch_results *r) {
    const struct vec *v = &x->vecs[x->p->amount];
    for (size_t i = 0; i < n; i++) {
        bool open = (v->s[i] & VEC_UNKNOWN) != 0;
        int64_t amount = v->s[i] ? 0 : v->v[i];
        x->redo[i] |= v->s[i] & VEC_WRONG ? ROW_ERROR : v->s[i] & (VEC_REDO | VEC_INEXACT) ? ROW_REDO : 0;
        r->answer[from + i] = open ? POLICY_NEEDS : amount > 0 ? POLICY_ENTITLED : POLICY_NOT;
        r->open[from + i] = open;
        r->low[from + i] = r->high[from + i] = amount;
        r->rule[from + i] = 0;
    }
}

static WIDE void watch(const uint8_t *restrict states, uint8_t certain, size_t n, uint8_t *restrict redo) {
    EACH redo[i] |= choice(where(states[i] & certain), ROW_ERROR, where(states[i] & VEC_REDO) & ROW_REDO);
}

static WIDE bool any_redo(const uint8_t *redo, size_t n) {
    uint8_t any = 0;
    EACH any |= redo[i];
    return any != 0;
}

static void block(struct running *x, size_t from, size_t n, struct batch_results *r) {
    const struct batch_plan *p = x->p;
    memset(x->redo, 0, n);
    steps(x, from, n);
    if (p->table && p->table->learnt) batch_recall(x, p->table, from, n, r);
    else if (p->table) batch_judge(x, p->table, batch_sets(x, p->table, from, n), from, n, r);
    else amounts(x, from, n, r);
    for (size_t i = 0; i < p->guards.n; i++) batch_guarded(x, &p->guards.v[i], from, n);
    for (size_t k = 0; k < p->watched.n; k++) {
        const struct vec *v = &x->vecs[p->watched.v[k].step];
        const uint8_t certain = p->watched.v[k].surely ? VEC_WRONG : 0;
        if (!v->clean) watch(v->s, certain, n, x->redo);
    }
}

static void in_error(size_t row, struct batch_results *r) {
    r->answer[row] = POLICY_ERROR;
    r->open[row] = 0;
    r->low[row] = r->high[row] = 0;
    r->rule[row] = 0;
}

void batch_block(struct running *x, size_t from, size_t n, const uint8_t *wanted, struct batch_results *r) {
    const struct batch_plan *p = x->p;
    bool planned = p->table || p->amount >= 0;
    must(n <= BATCH_BLOCK);
    if (planned) block(x, from, n, r);
    if (planned && !p->q.today.n && !any_redo(x->redo, n)) return;
    for (size_t i = 0; i < n; i++) {
        if (wanted && !wanted[i]) continue;
        if (planned && x->redo[i] & ROW_ERROR) in_error(from + i, r);
        else if (!planned || x->redo[i] || (p->q.today.n && r->answer[from + i] == POLICY_NOT)) decide(x->a, p, x->data, from + i, r);
    }
}

void batch_run(struct arena *a, const struct batch_plan *p, const struct batch_data *data, size_t rows, struct batch_results *r) {
    struct running *x = batch_start(a, p, data);
    for (size_t from = 0; from < rows; from += BATCH_BLOCK)
        batch_block(x, from, rows - from < BATCH_BLOCK ? rows - from : BATCH_BLOCK, NULL, r);
}
