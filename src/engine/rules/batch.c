/* batch.c: a plan for a decision, and its run: block by block the vector code,
** then row by row what it could not say. */
#include "engine/rules/batch_inside.h"

/* ------------------------------------------------------------------ planning */

bool batch_refuse(struct planning *p, const char *why, struct str what) {
    if (!p->why.n) p->why = str_printf(p->a, "%s: %.*s", why, STR_FMT(what));
    return false;
}

void batch_feel(const struct planning *p, struct feel *f) {
    feel_init(f, p->a);
    f->mode = FEEL_POLICY;
    f->zones = p->q->zones;
}

struct value batch_number(int64_t v, int digits) { return value_number(number_scaled(v, digits)); }

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

const struct batch_plan *batch_compile(struct arena *a, const struct batch_question *q) {
    struct batch_plan *plan = NEW(a, struct batch_plan);
    struct planning p = { a, q, STR_NONE };
    const struct node *n = target(q);
    plan->q = *q;
    plan->inputs = NEWS(a, bool, q->n + 1);
    for (size_t i = 0; i < q->n; i++) plan->inputs[i] = is_input(q, q->columns[i].name);
    if (!n || !n->box) batch_refuse(&p, "no such decision", q->decision);
    else if (n->box->kind != DMN_TABLE) batch_refuse(&p, "not a table", q->decision);
    else plan->table = batch_table_plan(&p, n);
    plan->why = p.why;
    return plan;
}

struct str batch_why(const struct batch_plan *p) { return p->why; }

/* ------------------------------------------------------------------ row by row */

static bool bit(const uint64_t *map, size_t i) { return map[i / 64] >> (i % 64) & 1; }

static struct value value_at(const struct batch_column *c, const struct batch_data *d, size_t row) {
    if (d->known && !bit(d->known, row)) return value_unknown();
    if (d->null && bit(d->null, row)) return value_null();
    switch (c->kind) {
    case BATCH_NUMBER: return batch_number(((const int64_t *)d->v)[row], c->digits);
    case BATCH_DAY: { struct ymd t = date_ymd(((const int32_t *)d->v)[row]); return value_date((struct date){ t.y, t.m, t.d }); }
    case BATCH_BOOL: { uint8_t b = ((const uint8_t *)d->v)[row]; return b > 1 ? value_unknown() : value_bool(b); }
    case BATCH_WORD: { uint16_t w = ((const uint16_t *)d->v)[row]; return w < c->nwords ? value_string(c->words[w]) : value_unknown(); }
    default: return ((const struct value *)d->v)[row];
    }
}

/* False when the amounts do not fit. */
static bool keep(const struct policy_result *x, int digits, size_t row, struct batch_results *r) {
    bool fits = number_to_scaled(x->low, digits, &r->low[row]) && number_to_scaled(x->high, digits, &r->high[row]);
    r->answer[row] = (uint8_t)x->answer;
    r->open[row] = x->open;
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
    struct policy_question q = { .program = p->q.program, .decision = p->q.decision, .amount = p->q.amount, .today = p->q.today, .zones = p->q.zones };
    struct policy_result x;
    q.facts = facts = NEWS(a, struct policy_fact, p->q.n + 1);
    for (size_t i = 0; i < p->q.n; i++)
        if (p->inputs[i]) facts[q.n++] = (struct policy_fact){ p->q.columns[i].name, value_at(&p->q.columns[i], &data[i], row) };
    policy_decide(a, &q, &x);
    bool fits = keep(&x, p->q.digits, row, r);
    arena_rewind(a, m);
    if (!fits) *PUSH(a, &r->exact) = (struct batch_exact){ row, x.low, x.high };
    r->scalar++;
}

/* ------------------------------------------------------------------ running */

struct running { struct arena *a; const struct batch_plan *p; const struct batch_data *data; uint16_t **codes; uint64_t *may, *sure; uint8_t *redo; };

static void start(struct running *x) {
    const struct batch_table *t = x->p->table;
    x->redo = NEWS(x->a, uint8_t, BATCH_BLOCK);
    if (!t) return;
    x->codes = NEWS(x->a, uint16_t *, t->n + 1);
    for (size_t k = 0; k < t->n; k++) x->codes[k] = NEWS(x->a, uint16_t, BATCH_BLOCK);
    x->may = NEWS(x->a, uint64_t, BATCH_BLOCK * t->words);
    x->sure = NEWS(x->a, uint64_t, BATCH_BLOCK * t->words);
}

static void block(struct running *x, size_t from, size_t n, struct batch_results *r) {
    const struct batch_table *t = x->p->table;
    bool known = true;
    for (size_t k = 0; k < t->n; k++) {
        const struct cutting *c = &t->columns[k];
        if (c->column == SIZE_MAX) { for (size_t i = 0; i < n; i++) x->codes[k][i] = c->unknown_code; known = false; continue; }
        batch_codes(c, &x->data[c->column], from, n, x->codes[k]);
        known = known && batch_all_known(c, &x->data[c->column], from, n);
    }
    batch_intersect(t, x->codes, false, n, x->may);
    if (!known) batch_intersect(t, x->codes, true, n, x->sure);
    batch_judge(t, x->may, known ? x->may : x->sure, from, n, r, x->redo);
}

void batch_run(struct arena *a, const struct batch_plan *p, const struct batch_data *data, size_t rows, struct batch_results *r) {
    struct running x = { .a = a, .p = p, .data = data };
    start(&x);
    for (size_t from = 0; from < rows; from += BATCH_BLOCK) {
        size_t n = rows - from < BATCH_BLOCK ? rows - from : BATCH_BLOCK;
        if (p->table) block(&x, from, n, r);
        for (size_t i = 0; i < n; i++)
            if (!p->table || x.redo[i] || (p->q.today.n && r->answer[from + i] == POLICY_NOT)) decide(a, p, data, from + i, r);
    }
}
