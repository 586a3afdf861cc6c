/* policy.c: the answers of policy.h.
**
** One look at the table gives every cell as met, not met or not known. Rules
** that fired or may fire say which amounts are possible; columns that are not
** known in a rule that may fire say which facts are missing; columns that
** fail say how near a refused rule was. The day the answer flips is found by
** asking again for each of the next days: exact, whatever the model does with
** the date. */
#include "engine/rules/dmn_inside.h"
#include "engine/rules/policy.h"

enum { NEAREST = 3 };
struct deciding {
    struct arena *a; const struct policy_question *q; struct policy_result *r; struct feel f; struct dmn_run *run;
    const struct node *n;                                         /* the decision */
    struct number low, high; bool any, open;
    bool *seen;                                                   /* by index: nodes whose missing facts stand there already */
};

static struct node *target(const struct policy_question *q) {
    const struct unit *u = &q->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (u->nodes[i].source->kind == NODE_DECISION && str_eq(u->nodes[i].source->name, q->decision)) return &u->nodes[i];
    return NULL;
}

/* Widens the range of possible amounts; what is neither number nor boolean nor null nor unknown is an error. */
static void possible(struct deciding *d, struct value v) {
    struct number n = number_int(0);
    if (v.kind == VALUE_CONTEXT) {
        const struct value *amount = value_get(v, d->q->amount);
        v = amount ? *amount : feel_null(&d->f, "member", d->q->amount, S("context"), STR_NONE);
    }
    if (v.kind == VALUE_UNKNOWN) { d->open = true; return; }
    if (v.kind == VALUE_NUMBER) n = v.number;
    else if (v.kind == VALUE_BOOLEAN) n = number_int(v.boolean);
    else if (v.kind != VALUE_NULL) note2(&d->f, "operand", "policy", value_kind_name(v));
    if (!d->any || number_cmp(n, d->low) < 0) d->low = n;
    if (!d->any || number_cmp(n, d->high) > 0) d->high = n;
    d->any = true;
}

/* ------------------------------------------------------------------ tables */

struct look { struct value *in; signed char *cells, *rules; };

/* Several rules that must not fire together did: an error of the table, unless they say the same. */
static void contradiction(struct deciding *d, const struct table *t, const struct look *l, const struct feel_scope *s) {
    size_t first = t->nrules;
    for (size_t i = 0; i < t->nrules; i++) {
        if (l->rules[i] <= 0) continue;
        if (first == t->nrules) { first = i; continue; }
        if (t->source->hit == HIT_ANY && value_equal(table_output(&d->f, t, first, s), table_output(&d->f, t, i, s)) == 1) continue;
        feel_null(&d->f, "hits", t->source->hit == HIT_ANY ? S("ANY") : S("UNIQUE"), str_printf(d->a, "%zu", first + 1),
            str_printf(d->a, "%zu", i + 1));
        return;
    }
}

/* What the decision is where rule i decides, or none of them (i == nrules). */
static struct value given(struct deciding *d, const struct table *t, size_t i, const struct feel_scope *s) {
    return dmn_result(&d->f, d->n, i < t->nrules ? table_output(&d->f, t, i, s) : table_otherwise(&d->f, t, s));
}

/* COLLECT with SUM: sure rules count, others may: the least and the most. */
static void sums(struct deciding *d, const struct table *t, const struct look *l, const struct feel_scope *s) {
    struct number low = number_int(0), high = low;
    for (size_t i = 0; i < t->nrules; i++) {
        struct value v = l->rules[i] ? table_output(&d->f, t, i, s) : value_null();
        if (l->rules[i] == 0) continue;
        if (v.kind == VALUE_UNKNOWN) { d->open = true; continue; }
        if (v.kind != VALUE_NUMBER) { note2(&d->f, "operand", "sum", value_kind_name(v)); return; }
        bool down = l->rules[i] > 0 || number_sign(v.number) < 0, up = l->rules[i] > 0 || number_sign(v.number) > 0;
        if ((down && !number_add(low, v.number, &low)) || (up && !number_add(high, v.number, &high))) {
            note1(&d->f, "result", "sum");
            return;
        }
    }
    possible(d, value_number(low));
    possible(d, value_number(high));
}

static void outputs(struct deciding *d, const struct table *t, const struct look *l, const struct feel_scope *s) {
    bool sure = false;
    enum dmn_hit hit = t->source->hit;
    if (hit == HIT_COLLECT) { sums(d, t, l, s); return; }
    if (hit == HIT_UNIQUE || hit == HIT_ANY) contradiction(d, t, l, s);
    for (size_t i = 0; i < t->nrules; i++) {
        if (l->rules[i] == 0) continue;
        possible(d, given(d, t, i, s));
        sure |= l->rules[i] > 0;
        if (hit == HIT_FIRST && l->rules[i] > 0) break;
    }
    if (!sure) possible(d, given(d, t, t->nrules, s));
}

static bool any_number(const struct type *t)
{
    return !t || ((t->kind == TYPE_NUMBER || t->kind == TYPE_ANY) && !t->allowed && !t->constraint);
}

/* Lists, rules in an order of priority, and sums that have a default or may not be any number are judged by what the table as
** a whole says. */
bool table_by_rules(const struct node *n) {
    const struct table *t = n->box->table;
    switch (t->source->hit) {
    case HIT_UNIQUE: case HIT_ANY: case HIT_FIRST: return true;
    case HIT_COLLECT:
        return t->source->aggregation == AGG_SUM && t->nout == 1 && !t->out[0].otherwise && any_number(n->declared)
            && any_number(n->box->type);
    default: return false;
    }
}

static void add_missing(struct deciding *d, const struct node *of, const struct feel_ast *ast);

/* Of a table whose value is not known: what the conditions not known read, in rules that may still fire. */
static void add_table(struct deciding *d, struct node *n) {
    const struct table *t = n->box->table;
    struct feel_scope names;
    struct look l = { NEWS(d->a, struct value, t->nin + 1), arena_zero(d->a, t->nin * t->nrules + 1), arena_zero(d->a, t->nrules + 1) };
    dmn_scope_of(d->a, NULL, n, d->run, &names);
    if (!table_look(&d->f, t, &names, l.in, l.cells, l.rules)) return;
    for (size_t i = 0; i < t->nrules; i++) {
        for (size_t k = 0; k < t->nin && l.rules[i]; k++)
            if (l.cells[i * t->nin + k] < 0) { add_missing(d, n, t->in[k].box->ast); add_missing(d, n, t->rules[i].in[k]); }
        for (size_t k = 0; k < t->nout && l.rules[i]; k++) add_missing(d, n, t->rules[i].out[k]->ast);
    }
}

/* An input that is not known, or what a decision that is not known rests on: each node once, for many ways lead to it. */
static void add_node(struct deciding *d, struct node *n) {
    bool known = n->source->kind != NODE_INPUT;
    if (d->seen[n->index]) return;
    d->seen[n->index] = true;
    if (n->source->kind == NODE_DECISION) {
        struct value v = dmn_node_value(d->run, n);
        if (v.kind != VALUE_UNKNOWN && v.kind != VALUE_LIST && v.kind != VALUE_CONTEXT) return;
        if (n->box && n->box->kind == DMN_TABLE) { add_table(d, n); return; }
        if (n->box && n->box->kind == DMN_LITERAL) { add_missing(d, n, n->box->ast); return; }
    }
    for (size_t k = 0; k < d->q->n; k++)
        known |= str_eq(d->q->facts[k].name, n->source->name) && d->q->facts[k].value.kind != VALUE_UNKNOWN;
    if (!known) *PUSH(d->a, &d->r->missing) = n->source->name;
    for (size_t i = 0; i < n->needs.n; i++) add_node(d, n->needs.v[i]);
}

static void add_missing(struct deciding *d, const struct node *of, const struct feel_ast *ast) {
    struct strs names = { 0 };
    if (!ast) return;
    feel_reads(d->a, ast, &names);
    for (size_t i = 0; i < names.n; i++)
        for (size_t k = 0; k < of->needs.n; k++)
            if (str_eq(of->needs.v[k]->source->name, names.v[i])) add_node(d, of->needs.v[k]);
}

static void keep_rule(struct deciding *d, const struct node *n, const struct table *t, const struct look *l, size_t i,
    struct policy_rule *to)
{
    struct policy_cell *cells = NEWS(d->a, struct policy_cell, t->nin + 1);
    *to = (struct policy_rule){ .number = i + 1, .id = t->source->rules.v[i].id, .fires = l->rules[i], .cells = cells, .n = t->nin };
    for (size_t k = 0; k < t->nin; k++) {
        const struct dmn_input *column = &t->source->inputs.v[k];
        cells[k] = (struct policy_cell){ column->label.n ? column->label : column->text, t->source->rules.v[i].in.v[k], l->in[k],
            l->cells[i * t->nin + k] };
        to->failed += cells[k].met == 0;
        if (cells[k].met < 0) { add_missing(d, n, t->in[k].box->ast); add_missing(d, n, t->rules[i].in[k]); }
    }
    for (size_t k = 0; k < t->nout; k++) if (l->rules[i]) add_missing(d, n, t->rules[i].out[k]->ast);
}

/* Rules that fired or may; where none does, those that fail in the fewest conditions. */
static void keep_rules(struct deciding *d, const struct node *node, const struct table *t, const struct look *l) {
    struct { struct policy_rule *v; size_t n, cap; } kept = { 0 };
    for (size_t i = 0; i < t->nrules; i++) {
        if (l->rules[i] == 0) continue;
        keep_rule(d, node, t, l, i, PUSH(d->a, &kept));
        if (l->rules[i] > 0 && t->source->hit == HIT_FIRST) break;
    }
    for (size_t failed = 1; kept.n == 0 && failed <= t->nin; failed++)
        for (size_t i = 0; i < t->nrules && kept.n < NEAREST; i++) {
            size_t n = 0;
            for (size_t k = 0; k < t->nin; k++) n += l->cells[i * t->nin + k] == 0;
            if (n == failed) keep_rule(d, node, t, l, i, PUSH(d->a, &kept));
        }
    d->r->rules = kept.v;
    d->r->n = kept.n;
}

static void table(struct deciding *d, struct node *n) {
    const struct table *t = n->box->table;
    struct feel_scope names;
    struct look l = { NEWS(d->a, struct value, t->nin + 1), arena_zero(d->a, t->nin * t->nrules + 1), arena_zero(d->a, t->nrules + 1) };
    dmn_scope_of(d->a, NULL, n, d->run, &names);
    if (!table_look(&d->f, t, &names, l.in, l.cells, l.rules)) return;
    keep_rules(d, n, t, &l);
    d->n = n;
    if (table_by_rules(n)) outputs(d, t, &l, &names);
    else possible(d, dmn_node_value(d->run, n));
}

/* ------------------------------------------------------------------ the answer */

static void unknown_inputs(struct deciding *d) {                 /* for what is no table: every fact not given */
    const struct unit *u = &d->q->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++) {
        bool known = u->nodes[i].source->kind != NODE_INPUT;
        for (size_t k = 0; k < d->q->n; k++) known |= str_eq(d->q->facts[k].name, u->nodes[i].source->name);
        if (!known) *PUSH(d->a, &d->r->missing) = u->nodes[i].source->name;
    }
}

static enum policy_answer judged(const struct deciding *d) {
    if (d->f.notes.n || d->f.limit) return POLICY_ERROR;
    if (d->open) return POLICY_NEEDS;
    if (number_sign(d->low) > 0) return POLICY_ENTITLED;
    return number_sign(d->high) > 0 ? POLICY_NEEDS : POLICY_NOT;
}

static void decide(struct arena *a, const struct policy_question *q, struct policy_result *r) {
    struct deciding d = { .a = a, .q = q, .r = r };
    struct node *n = target(q);
    *r = (struct policy_result){ 0 };
    feel_init(&d.f, a);
    d.f.mode = FEEL_POLICY;
    d.f.zones = q->zones;
    if (q->steps) d.f.steps = q->steps;
    d.f.compared = q->compared;
    d.run = dmn_start(q->program, &d.f);
    d.low = d.high = number_int(0);
    d.seen = NEWS(a, bool, q->program->nnodes + 1);
    for (size_t i = 0; i < q->n; i++)
        if (!dmn_set(d.run, STR_NONE, q->facts[i].name, q->facts[i].value)) feel_null(&d.f, "name", q->facts[i].name, STR_NONE, STR_NONE);
    if (!n || !n->box) feel_null(&d.f, "name", q->decision, STR_NONE, STR_NONE);
    else if (n->box->kind == DMN_TABLE) table(&d, n);
    else possible(&d, dmn_node_value(d.run, n));
    r->answer = judged(&d);
    r->low = d.low;
    r->high = d.high;
    r->open = d.open;
    if (d.f.notes.n) r->note = d.f.notes.v[0];
    if (r->answer == POLICY_NEEDS && !r->missing.n) unknown_inputs(&d);
    if (r->answer != POLICY_NEEDS) r->missing.n = 0;
}

static bool pays_on(struct arena *a, struct policy_question *q, struct policy_fact *today, struct date day) {
    struct policy_result later;
    struct arena_mark m = arena_mark(a);
    today->value = value_date(day);
    decide(a, q, &later);
    arena_rewind(a, m);
    return later.answer == POLICY_ENTITLED;
}

/* A "no" that becomes a "yes" by waiting. */
static void look_ahead(struct arena *a, const struct policy_question *q, struct policy_result *r) {
    struct policy_question later = *q;
    struct policy_fact *facts = NEWS(a, struct policy_fact, q->n + 1), *today = NULL;
    struct date day;
    for (size_t i = 0; i < q->n; i++) facts[i] = q->facts[i];
    later.facts = facts;
    for (size_t i = 0; i < q->n; i++)
        if (str_eq(facts[i].name, q->today) && facts[i].value.kind == VALUE_DATE) today = &facts[i];
    if (!today) return;
    day = today->value.date;
    for (int i = 0; i < POLICY_HORIZON && temporal_date_add_days(day, (struct days_duration){ 86400, 0 }, &day); i++) {
        if (!pays_on(a, &later, today, day)) continue;
        r->answer = POLICY_NOT_YET;
        r->flips = day;
        return;
    }
}

void policy_decide(struct arena *a, const struct policy_question *q, struct policy_result *r) {
    decide(a, q, r);
    if (r->answer == POLICY_NOT && q->today.n) look_ahead(a, q, r);
}

/* ------------------------------------------------------------------ explaining */

static const struct {
    const char *zh, *en;
} answers[] = { [POLICY_ENTITLED] = { "初步符合", "Entitled, as far as the facts given go" },
    [POLICY_NOT] = { "不符合", "Not entitled" },
    [POLICY_NEEDS] = { "还缺材料", "Needs facts" },
    [POLICY_NOT_YET] = { "尚未到期", "Not yet" },
    [POLICY_ERROR] = { "资料有误", "The facts or the table are wrong" } };
static const struct { const char *zh, *en; } met[] = { { "不满足", "fails" }, { "满足", "met" }, { "未知", "not known" } };

static const char *in(enum feel_lang lang, const char *zh, const char *en) { return lang == FEEL_ZH ? zh : en; }

static void put_amounts(struct out *o, const struct policy_result *r, enum feel_lang lang) {
    put_z(o, in(lang, "：", ": "));
    if (r->open) { put_z(o, in(lang, "金额取决于未知的事实", "the amount depends on facts that are not known")); return; }
    put_number(o, r->low);
    if (number_cmp(r->low, r->high) != 0) { put_z(o, in(lang, " 至 ", " to ")); put_number(o, r->high); }
}

static void put_rule(struct out *o, const struct policy_rule *x, enum feel_lang lang) {
    if (lang == FEEL_ZH) put_f(o, "第 %zu 条规则", x->number);
    else put_f(o, "Rule %zu", x->number);
    if (x->id.n) put_f(o, " (%.*s)", STR_FMT(x->id));
    put_z(o, in(lang, "：\n", ":\n"));
    for (size_t i = 0; i < x->n; i++) {
        const struct policy_cell *c = &x->cells[i];
        if (str_eq(c->test, S("-")) || c->test.n == 0) continue;
        put_f(o, "  %.*s %.*s", STR_FMT(c->column), STR_FMT(c->test));
        put_z(o, in(lang, "，实际 ", ", is "));
        if (c->saw.kind == VALUE_UNKNOWN) put_z(o, "?");
        else put_value(o, c->saw);
        put_z(o, in(lang, "：", ": "));
        put_z(o, in(lang, met[c->met < 0 ? 2 : c->met].zh, met[c->met < 0 ? 2 : c->met].en));
        put_c(o, '\n');
    }
}

struct str policy_explain(struct arena *a, const struct policy_result *r, enum feel_lang lang) {
    struct out o;
    out_init(&o, a);
    put_z(&o, in(lang, answers[r->answer].zh, answers[r->answer].en));
    if (r->answer == POLICY_ENTITLED || r->answer == POLICY_NEEDS) put_amounts(&o, r, lang);
    if (r->answer == POLICY_NOT_YET) { put_z(&o, in(lang, "，符合之日：", "; from ")); temporal_put_date(&o, r->flips); }
    if (r->answer == POLICY_ERROR && r->note.key) { put_z(&o, in(lang, "：", ": ")); put_str(&o, feel_note_text(a, &r->note, lang)); }
    put_c(&o, '\n');
    for (size_t i = 0; i < r->missing.n; i++) {
        put_z(&o, in(lang, "还需：", "Still needed: "));
        put_str(&o, r->missing.v[i]);
        put_c(&o, '\n');
    }
    for (size_t i = 0; i < r->n && r->answer != POLICY_ERROR; i++) put_rule(&o, &r->rules[i], lang);
    return out_str(&o);
}
