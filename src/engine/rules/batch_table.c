/* batch_table.c: the plan of a decision table: its columns cut (batch_cut.c),
** what each rule gives, which rules say the same, which come first. The table
** asked for gives amounts; one that others need gives steps. */
#include "engine/rules/batch_inside.h"

/* Does a column say anything? */
static void keep(struct batch_table *b, const struct cutting *c) {
    bool plain = c->ncodes <= 3;                                  /* one for all values, one for ERROR, one for REDO */
    for (size_t r = 0; r <= b->rules && plain; r++) plain = set_has(c->sure, r);
    if (!plain || c->from == CUT_STEP) b->columns[b->n++] = *c;
}

static bool of_words(const struct planning *p, const struct cutting *c) {
    return c->from == CUT_COLUMN ? c->kind == BATCH_WORD : c->from == CUT_STEP && batch_at(p, (int)c->at)->type.kind == VEC_WORD;
}

static bool columns(struct planning *p, struct batch_table *b, const struct bound_names *names) {
    const struct table *t = b->source;
    if (t->nrules > BATCH_RULES || t->nin > BATCH_COLUMNS) return batch_refuse(p, "too large a table", p->q->decision);
    b->columns = NEWS(p->a, struct cutting, t->nin + 1);
    b->texts = NEWS(p->a, bool, t->nin + 1);
    for (size_t i = 0; i < t->nin; i++) {
        struct cutting c;
        const struct table_column x = { t, i, b->words, names, &b->cells };
        p->at = (struct dmn_place){ t->source->inputs.v[i].line, t->source->inputs.v[i].col };
        if (!batch_cut(p, &x, &c)) return false;
        b->texts[i] = of_words(p, &c);
        keep(b, &c);
    }
    if (b->n > p->plan->most_columns) p->plan->most_columns = b->n;
    if (b->words > p->plan->most_words) p->plan->most_words = b->words;
    return true;
}

static struct batch_table *start(struct planning *p, const struct table *t) {
    struct batch_table *b = NEW(p->a, struct batch_table);
    *b = (struct batch_table){ .source = t, .rules = t->nrules, .words = (t->nrules + 2 + 63) / 64 };
    return b;
}

/* ------------------------------------------------------------------ what rules give: amounts */

/* A number at the plan's digits, rounded when the plan says so; as `possible` of policy.c sees it. */
static struct outcome outcome(const struct planning *p, struct feel *f, struct value v) {
    struct outcome o = { .kind = OUTCOME_AMOUNT };
    struct number n = number_int(0);
    if (v.kind == VALUE_CONTEXT) {
        const struct value *amount = value_get(v, p->q->amount);
        v = amount ? *amount : note0(f, "member");
    }
    if (v.kind == VALUE_UNKNOWN) o.kind = OUTCOME_OPEN;
    else if (v.kind == VALUE_NUMBER) n = v.number;
    else if (v.kind == VALUE_BOOLEAN) n = number_int(v.boolean);
    else if (v.kind != VALUE_NULL) o.kind = OUTCOME_ERROR;
    if (f->notes.n || f->limit) o.kind = OUTCOME_ERROR;
    if (o.kind == OUTCOME_AMOUNT && !number_to_scaled(batch_rounded(p->q, n), p->q->digits, &o.amount)) o.kind = OUTCOME_REDO;
    return o;
}

static bool constant(struct planning *p, const struct box *b, const struct bound_names *names, struct feel_scope *s) {
    return !b || !b->ast || batch_folds(p, b->ast, names, s);
}

/* Are all outputs of rule r constant (r == rules: of none)? Then *s holds what they read. */
static bool rule_constant(struct planning *p, const struct table *t, size_t r, const struct bound_names *names, struct feel_scope *s) {
    struct { struct feel_name *v; size_t n, cap; } all = { 0 };
    for (size_t k = 0; k < t->nout; k++) {
        struct feel_scope one = { 0 };
        if (!constant(p, r < t->nrules ? t->rules[r].out[k] : t->out[k].otherwise, names, &one)) return false;
        for (size_t i = 0; i < one.n; i++) *PUSH(p->a, &all) = one.v[i];
    }
    *s = (struct feel_scope){ .v = all.v, .n = all.n };
    return true;
}

/* What rule r alone gives, or no rule (r == rules). */
static struct outcome gives(struct planning *p, const struct node *n, const struct batch_table *b, size_t r, const struct feel_scope *s,
    bool *number)
{
    const struct table *t = b->source;
    struct feel f;
    struct value v;
    batch_feel(p, &f);
    if (r == t->nrules) v = table_otherwise(&f, t, s);
    else v = b->by_rules ? table_output(&f, t, r, s) : table_chosen(&f, t, &r, 1, s);
    v = dmn_result(&f, n, v);
    *number = v.kind == VALUE_NUMBER;
    return outcome(p, &f, v);
}

static size_t amount_column(const struct planning *p, const struct table *t) {
    size_t k = 0;
    if (t->nout == 1) return 0;
    while (k < t->nout && !str_eq(t->out[k].name, p->q->amount)) k++;
    return k;
}

/* An amount that computes; the other outputs of the rule must be constants without a fault. */
static bool computed(struct planning *p, const struct node *n, const struct batch_table *b, size_t r, const struct bound_names *names,
    struct outcome *o)
{
    const struct table *t = b->source;
    size_t column = amount_column(p, t);
    struct bound_member *m = NEWS(p->a, struct bound_member, t->nout);
    struct bound is, all = { .step = -1, .members = m, .n = t->nout };
    if (column == t->nout) return batch_refuse(p, "no such amount", p->q->amount);
    for (size_t k = 0; k < t->nout; k++) {
        const struct box *x = r < t->nrules ? t->rules[r].out[k] : t->out[k].otherwise;
        if (x && (!batch_box(p, x, names, &is) || is.members || !batch_fits(t->out[k].type, &batch_at(p, is.step)->type)))
            return batch_refuse(p, "an output", t->out[k].name);
        m[k] = (struct bound_member){ t->out[k].name, x ? is.step : batch_constant(p, value_null()) };
        if (m[k].step < 0) return false;
        if (k == column) *o = (struct outcome){ OUTCOME_STEP, 0, x ? batch_amount(p, is.step) : -1 };
        else if (x && (batch_at(p, is.step)->op != STEP_CONST || batch_at(p, is.step)->how == VEC_REDO))
            return batch_refuse(p, "an output that computes beside the amount", t->out[k].name);
    }
    if (o->at < 0) return batch_refuse(p, "an amount", p->q->amount);
    if (t->nout == 1) all = (struct bound){ .step = m[0].step };
    return batch_fitting(p, n->box->type, &all, n->source->name) && batch_fitting(p, n->declared, &all, n->source->name);
}

static bool outcomes(struct planning *p, const struct node *n, struct batch_table *b, const struct bound_names *names) {
    bool sum = b->by_rules && b->source->source->hit == HIT_COLLECT;
    b->out = NEWS(p->a, struct outcome, b->rules + 1);
    b->numbers = b->source->nout == 1;
    for (size_t r = 0; r <= b->rules; r++) {
        struct feel_scope s;
        bool number = true;
        if (rule_constant(p, b->source, r, names, &s)) b->out[r] = gives(p, n, b, r, &s, &number);
        else if (!b->by_rules) return batch_refuse(p, "amounts that compute under this hit policy", n->source->name);
        else if (!computed(p, n, b, r, names, &b->out[r])) return false;
        if (r == b->rules || number) continue;
        b->numbers = false;
        if (sum && b->out[r].kind == OUTCOME_AMOUNT) b->out[r].kind = OUTCOME_ERROR;   /* nothing but numbers adds up */
    }
    return !sum || !p->q->rounds || batch_refuse(p, "a sum to be rounded", n->source->name);
}

/* Which rules give the same; a rule that computes equals only itself. */
static bool compare(struct planning *p, struct batch_table *b, const struct bound_names *names) {
    struct feel f;
    struct value *v = NEWS(p->a, struct value, b->rules + 1);
    batch_feel(p, &f);
    for (size_t r = 0; r <= b->rules; r++) {
        struct feel_scope s;
        v[r] = value_unknown();
        if (rule_constant(p, b->source, r, names, &s))
            v[r] = r < b->rules ? table_output(&f, b->source, r, &s) : table_otherwise(&f, b->source, &s);
    }
    b->same = NEWS(p->a, uint64_t, (b->rules + 1) * b->words);
    for (size_t r = 0; r <= b->rules; r++)
        for (size_t i = 0; i < b->rules; i++) if (i == r || value_equal(v[r], v[i]) == 1) set_add(b->same + r * b->words, i);
    b->order = NEWS(p->a, size_t, b->rules + 1);
    for (size_t r = 0; r < b->rules; r++) b->order[r] = r;
    if (b->source->source->hit == HIT_PRIORITY) table_by_priority(&f, b->source, b->order, b->rules, NULL);
    return f.notes.n == 0 || batch_refuse(p, "outputs in error", b->source->source->outputs.v[0].name);
}

struct batch_table *batch_table_asked(struct planning *p, const struct node *n, const struct bound_names *names) {
    struct batch_table *b = start(p, n->box->table);
    b->by_rules = table_by_rules(n);
    enum dmn_hit hit = b->source->source->hit;
    if (!columns(p, b, names) || !outcomes(p, n, b, names)) return NULL;
    if ((hit == HIT_ANY || hit == HIT_PRIORITY) && !compare(p, b, names)) return NULL;
    batch_learn(p->a, b);
    return b;
}

/* ------------------------------------------------------------------ what rules give: steps */

/* Every step like the one before it, then every one like the one behind it; null and unknown are like anything. */
static bool unify(struct planning *p, int *steps, size_t apart, size_t n) {
    for (size_t turn = 0; turn < 2; turn++) {
        int *last = NULL;
        for (size_t i = 0; i < n; i++) {
            int *now = steps + (turn ? n - 1 - i : i) * apart;
            if (batch_at(p, *now)->type.kind == VEC_NOTHING) continue;
            if (last && !batch_alike(p, last, now)) return false;
            last = now;
        }
    }
    return true;
}

/* The outputs of one column, all of one type. */
static bool output(struct planning *p, struct batch_table *b, size_t k, const struct bound_names *names) {
    const struct table *t = b->source;
    size_t n = t->nrules + 1;
    bool any = t->nout == 1;
    for (size_t i = 0; i < t->nout; i++) any |= t->out[i].otherwise != NULL;
    for (size_t r = 0; r < n; r++) {
        const struct box *x = r < t->nrules ? t->rules[r].out[k] : t->out[k].otherwise;
        struct bound is = { .step = -1 };
        p->at = r < t->nrules ? t->source->rules.v[r].out_at.v[k]
                              : (struct dmn_place){ t->source->outputs.v[k].line, t->source->outputs.v[k].col };
        if (!x) is.step = r < t->nrules || any ? batch_constant(p, value_null()) : batch_redo(p);     /* a null context has no members */
        else if (!batch_box(p, x, names, &is)) return false;
        if (is.step < 0 || !batch_fits(t->out[k].type, &batch_at(p, is.step)->type)) return batch_refuse(p, "an output", t->out[k].name);
        b->steps[r * t->nout + k] = is.step;
    }
    return unify(p, b->steps + k, t->nout, n);
}

static struct vec_type type_of(const struct planning *p, const struct batch_table *b, size_t k) {
    for (size_t r = 0; r <= b->rules; r++)
        if (batch_at(p, b->steps[r * b->source->nout + k])->type.kind != VEC_NOTHING)
            return batch_at(p, b->steps[r * b->source->nout + k])->type;
    return (struct vec_type){ .kind = VEC_NOTHING, .den = 1 };
}

static bool sortable(const struct planning *p, const struct batch_table *b) {
    for (size_t i = 0; i < b->rules * b->source->nout; i++)
        if (batch_at(p, b->steps[i])->op != STEP_CONST || batch_at(p, b->steps[i])->how == VEC_REDO) return false;
    return true;
}

struct batch_table *batch_table_steps(struct planning *p, const struct table *t, const struct bound_names *names) {
    struct batch_table *b = start(p, t);
    b->steps = NEWS(p->a, int, (t->nrules + 1) * t->nout);
    if (!columns(p, b, names)) return NULL;
    for (size_t k = 0; k < t->nout; k++) if (!output(p, b, k, names)) return NULL;
    return b;
}

bool batch_table_needed(struct planning *p, const struct table *t, const struct bound_names *names, struct bound *is) {
    struct batch_table *b;
    struct bound_member *m = NEWS(p->a, struct bound_member, t->nout + 1);
    int which;
    enum dmn_hit hit = t->source->hit;
    if (hit == HIT_RULE_ORDER || hit == HIT_OUTPUT_ORDER || hit == HIT_COLLECT)
        return batch_refuse(p, "a table that gives a list", t->source->outputs.v[0].name);
    b = batch_table_steps(p, t, names);
    if (!b) return false;
    if (hit == HIT_PRIORITY && (!sortable(p, b) || !compare(p, b, names)))
        return batch_refuse(p, "outputs without an order", t->source->outputs.v[0].name);
    which = batch_step(p, (struct step){ .op = STEP_TABLE, .table = b });
    for (size_t k = 0; k < t->nout && which >= 0; k++) {
        int step = batch_step(p, (struct step){ .op = STEP_COLUMN, .a = which, .k = (int64_t)k, .table = b, .type = type_of(p, b, k) });
        if (step < 0) return false;
        m[k] = (struct bound_member){ t->out[k].name, step };
    }
    if (which < 0) return false;
    *is = t->nout == 1 ? (struct bound){ .step = m[0].step } : (struct bound){ .step = -1, .members = m, .n = t->nout };
    return true;
}
