/* sql_write.c: a decision planned as for a roster, its steps written one by
** one (sql_steps.c, sql_table.c) and laid out in levels. */
#include "engine/rules/sql_inside.h"

enum { SQL_BYTES = 1 << 20, FEN = 2 };

/* ------------------------------------------------------------------ facts and figures */

/* Every text that stands in the model, and the one that stands for all others. */
struct words { struct str *v; size_t n, cap; };

static void add_word(struct arena *a, struct words *w, struct str s) {
    for (size_t i = 0; i < w->n; i++) if (str_eq(w->v[i], s)) return;
    *PUSH(a, w) = s;
}

static void value_words(struct arena *a, struct words *w, struct value v) {
    if (v.kind == VALUE_STRING) add_word(a, w, v.string);
    for (size_t i = 0; v.kind == VALUE_LIST && i < v.list.n; i++) value_words(a, w, v.list.v[i]);
}

static void ast_words(struct arena *a, struct words *w, const struct feel_ast *x) {
    if (!x) return;
    if (x->kind == AST_LITERAL) value_words(a, w, x->literal);
    for (size_t i = 0; i < x->n; i++) ast_words(a, w, x->kids[i]);
}

static void check_words(struct arena *a, struct words *w, const struct type *t) {
    const struct dmn_check *const lists[] = { t ? t->allowed : NULL, t ? t->constraint : NULL };
    for (size_t i = 0; i < LEN(lists); i++) for (const struct dmn_check *c = lists[i]; c; c = c->next) ast_words(a, w, c->tests);
}

static void box_words(struct arena *a, struct words *w, const struct box *b) {
    const struct table *t = b ? b->table : NULL;
    if (!b) return;
    ast_words(a, w, b->ast);
    check_words(a, w, b->type);
    for (size_t i = 0; i < b->slots.n; i++) box_words(a, w, b->slots.v[i].box);
    for (size_t i = 0; i < b->items.n; i++) box_words(a, w, b->items.v[i]);
    box_words(a, w, b->body);
    for (size_t i = 0; t && i < t->nin; i++) { box_words(a, w, t->in[i].box); ast_words(a, w, t->in[i].values); }
    for (size_t i = 0; t && i < t->nout; i++) { box_words(a, w, t->out[i].otherwise); ast_words(a, w, t->out[i].values); }
    for (size_t r = 0; t && r < t->nrules; r++) {
        for (size_t i = 0; i < t->nin; i++) ast_words(a, w, t->rules[r].in[i]);
        for (size_t i = 0; i < t->nout; i++) box_words(a, w, t->rules[r].out[i]);
    }
}

static struct words words_of(struct arena *a, const struct sql_question *q) {
    const struct unit *u = &q->program->units[0];
    struct words w = { 0 };
    for (size_t i = 0; i < u->model->nodes.n; i++) { box_words(a, &w, u->nodes[i].box); check_words(a, &w, u->nodes[i].declared); }
    for (size_t i = 0; i < q->nfigures; i++) value_words(a, &w, q->figures[i].value);
    *PUSH(a, &w) = SQL_OTHERS;
    return w;
}

static bool is_figure(const struct sql_question *q, struct str name) {
    for (size_t i = 0; i < q->nfigures; i++) if (str_eq(q->figures[i].name, name)) return true;
    return false;
}

static int digits_of(const struct sql_question *q, struct str name) {
    for (size_t i = 0; i < q->ncolumns; i++) if (str_eq(q->columns[i].name, name)) return q->columns[i].digits;
    return SQL_DIGITS;
}

/* Each input that is no figure is a column; of a type that no column holds it is refused where it is read. */
static struct batch_question question(struct arena *a, const struct sql_question *q) {
    const struct unit *u = &q->program->units[0];
    const struct words w = words_of(a, q);
    struct batch_column *columns = NEWS(a, struct batch_column, u->model->nodes.n + 1);
    struct policy_fact *constants = NEWS(a, struct policy_fact, q->nfigures + 1);
    struct batch_question to = { .program = q->program,
        .decision = q->decision,
        .digits = FEN,
        .columns = columns,
        .constants = constants,
        .nconstants = q->nfigures };
    for (size_t i = 0; i < q->nfigures; i++) constants[i] = (struct policy_fact){ q->figures[i].name, q->figures[i].value };
    for (size_t i = 0; i < u->model->nodes.n; i++) {
        const struct node *n = &u->nodes[i];
        const enum type_kind kind = n->type->kind;
        if (n->source->kind != NODE_INPUT || is_figure(q, n->source->name)) continue;
        columns[to.n++] = (struct batch_column){ n->source->name,
            kind == TYPE_NUMBER        ? BATCH_NUMBER
                : kind == TYPE_DATE    ? BATCH_DAY
                : kind == TYPE_BOOLEAN ? BATCH_BOOL
                : kind == TYPE_STRING  ? BATCH_WORD
                                       : BATCH_VALUE,
            kind == TYPE_NUMBER ? digits_of(q, n->source->name) : 0, w.v, w.n };
    }
    return to;
}

/* ------------------------------------------------------------------ texts that are more than compared */

/* May a name stand for a range, or a list of them? A type may be a list of itself. */
static bool may_be_range(const struct feel_ast *x) {
    const struct type *t = x->type;
    for (int depth = 0; t->kind == TYPE_LIST && depth < LIMIT_FEEL_DEPTH; depth++) t = t->of;
    return (t->kind == TYPE_RANGE || t->kind == TYPE_ANY || t->kind == TYPE_LIST) && !str_eq(x->name, S("?"));
}

/* Says a test of texts the same of every text that the model does not name? Not if it looks into them. */
static bool looks_into(const struct feel_ast *x) {
    bool order = (x->kind == AST_TEST || x->kind == AST_COMPARE) && x->op != T_EQ && x->op != T_NE;
    if (order || x->kind == AST_CALL || x->kind == AST_RANGE || x->kind == AST_BETWEEN || x->kind == AST_FILTER || x->kind == AST_BINARY)
        return true;
    if (x->kind == AST_NAME && may_be_range(x)) return true;
    for (size_t i = 0; i < x->n; i++) if (x->kids[i] && looks_into(x->kids[i])) return true;
    return false;
}

static bool type_looks_into(const struct type *t) {
    const struct dmn_check *const lists[] = { t ? t->allowed : NULL, t ? t->constraint : NULL };
    for (size_t i = 0; i < LEN(lists); i++)
        for (const struct dmn_check *c = lists[i]; c; c = c->next)
            if (looks_into(c->tests)) return true;
    return false;
}

static bool refuse_at(struct sql *q, struct dmn_place at, struct str what) {
    q->p->at = at;
    return batch_refuse(q->p, "a text that is more than compared", what);
}

/* Also where a text comes through other decisions. */
static bool texts_are_compared(struct sql *q, const struct batch_table *b) {
    const struct table *t = b->source;
    for (size_t i = 0; i < t->nin; i++) {
        const struct box *x = t->in[i].box;
        const struct dmn_input *in = &t->source->inputs.v[i];
        if (!b->texts[i]) continue;
        if ((x->ast && x->ast->kind != AST_NAME && looks_into(x->ast)) || type_looks_into(x->type)
            || (t->in[i].values && looks_into(t->in[i].values)))
            return refuse_at(q, (struct dmn_place){ in->line, in->col }, in->text);
        for (size_t r = 0; r < t->nrules; r++)
            if (t->rules[r].in[i] && looks_into(t->rules[r].in[i]))
                return refuse_at(q, t->source->rules.v[r].in_at.v[i], t->source->rules.v[r].in.v[i]);
    }
    return true;
}

static bool constraint_is_compared(struct sql *q, const struct cutting *c) {
    const struct unit *u = &q->q->program->units[0];
    const struct batch_column *x = &q->p->q->columns[c->at];
    for (size_t i = 0; i < u->model->nodes.n && x->kind == BATCH_WORD; i++) {
        const struct dmn_node *n = u->nodes[i].source;
        if (n->kind == NODE_INPUT && str_eq(n->name, x->name) && type_looks_into(u->nodes[i].declared))
            return refuse_at(q, (struct dmn_place){ n->line, n->col }, n->name);
    }
    return true;
}

/* ------------------------------------------------------------------ outputs */

static bool paid_alike(const struct policy_benefit *x, const struct policy_benefit *y) {
    return x->rounding == y->rounding && x->digits == y->digits && x->cap.given == y->cap.given
        && (!x->cap.given || number_cmp(x->cap.n, y->cap.n) == 0);
}

/* NULL: it is not paid. Benefits that pay the same amount differently are refused: it is one column. */
static const struct policy_benefit *paid_as(struct sql *q, struct str output, size_t outputs) {
    const struct policy_envelope *env = q->q->envelope;
    const struct policy_benefit *paid = NULL;
    for (size_t i = 0; env && i < env->benefits.n; i++) {
        const struct policy_benefit *b = &env->benefits.v[i];
        if (!str_eq(b->decision, q->q->decision) || (outputs != 1 && !str_eq(b->output, output))) continue;
        if (paid && !paid_alike(paid, b)) sql_refuse(q, "an amount that benefits pay differently");
        paid = b;
    }
    return paid;
}

/* The step of one output as it is answered: of a benefit as it is paid. */
static int answered(struct sql *q, int step, const struct policy_benefit *b) {
    struct batch_question *x = &q->p->plan->q;
    if (!b) return step;
    x->rounds = true;
    x->rounding = b->rounding;
    x->places = b->digits;
    x->capped = b->cap.given;
    x->cap = b->cap.n;
    return batch_amount(q->p, step);
}

static bool shown(struct sql *q, const struct vec_type *t, const struct sql_value *is, const char **to) {
    const char *v = is->v, *day;
    int64_t unit;
    switch (t->kind) {
    case VEC_NUMBER:
        if (!sql_unit(t, &unit)) return sql_refuse(q, "too many decimals");
        *to = unit == 1 ? v : sql_text(q, "%s / %lld.0", v, (long long)unit);
        return true;
    case VEC_DAY:                                                 /* a year has four digits, or it is not said */
        day = sql_text(q, "CAST(CASE WHEN %s BETWEEN 10101 AND 99991231 THEN 100000000 + %s END AS TEXT)", v, v);
        *to = sql_text(q, "SUBSTR(%s, 2, 4) || '-' || SUBSTR(%s, 6, 2) || '-' || SUBSTR(%s, 8, 2)", day, day, day);
        return true;
    case VEC_BOOL: *to = sql_text(q, "CASE WHEN %s THEN 1 WHEN NOT %s THEN 0 END", v, v); return true;
    case VEC_WORD: case VEC_NOTHING: *to = v; return true;
    default: return sql_refuse(q, "a duration as an answer");
    }
}

/* What is not allowed of a fact that the answer rests on makes it NULL. */
static void put_guards(struct sql *q, const char **to) {
    for (size_t i = 0; i < q->p->plan->guards.n; i++) {
        const struct cutting *c = &q->p->plan->guards.v[i];
        size_t level = 0;
        if (!q->columns[c->at].v) continue;
        const char *broken = sql_guard(q, c, &level);
        if (broken) *to = sql_text(q, "CASE WHEN %s THEN NULL ELSE %s END", broken, *to);
    }
}

/* The levels one after the other, each with what the ones before it have; then the expression. */
static bool put_levels(const struct sql *q, const char *text, struct out *o) {
    size_t top = 0;
    for (size_t i = 0; i < q->lets.n; i++) top = sql_higher(top, q->lets.v[i].level);
    put_c(o, '(');
    for (size_t level = 1; level <= top; level++) {
        bool any = level > 1;
        put_f(o, "%s s%zu AS (SELECT %s", level > 1 ? ",\n " : "WITH", level, level > 1 ? "*" : "");
        for (size_t i = 0; i < q->lets.n; i++) {
            if (q->lets.v[i].level != level) continue;
            put_f(o, "%s%s AS %s", any ? ",\n    " : "", q->lets.v[i].text, q->lets.v[i].name);
            any = true;
        }
        if (!any) put_z(o, "1 AS \"#\"");
        if (level > 1) put_f(o, "\n    FROM s%zu", level - 1);
        put_z(o, " LIMIT 1)");
        if (out_str(o).n > SQL_BYTES) return false;
    }
    if (top) put_f(o, "\n  SELECT %s FROM s%zu)", text, top);
    else put_f(o, "SELECT %s)", text);
    return true;
}

/* ------------------------------------------------------------------ a decision */

static void start(struct sql *q) {
    const size_t n = q->p->plan->steps.n;
    q->lets.n = 0;
    q->steps = NEWS(q->a, struct sql_value, n + 1);
    q->columns = NEWS(q->a, struct sql_value, q->p->q->n + 1);
    q->errors = NEWS(q->a, const char *, n + 1);
    q->rules = NEWS(q->a, const char **, n + 1);
}

/* The steps that those watched rest on. */
static bool needed(struct sql *q) {
    batch_needed(q->p);
    q->p->plan->amount = 0;                                       /* it has steps to run */
    q->fixed = batch_start(q->a, q->p->plan, NULL)->vecs;
    start(q);
    for (size_t i = 0; i < q->p->plan->steps.n; i++) {
        const struct step *s = &q->p->plan->steps.v[i];
        if (!q->p->plan->live[i]) { if (s->op == STEP_CONST) sql_step(q, i); continue; }
        if (s->op == STEP_TABLE && !texts_are_compared(q, s->table)) return false;
        if (!sql_step(q, i)) return false;
    }
    for (size_t i = 0; i < q->p->plan->guards.n; i++)
        if (q->columns[q->p->plan->guards.v[i].at].v && !constraint_is_compared(q, &q->p->plan->guards.v[i])) return false;
    return true;
}

static void watch(struct sql *q, int step) { *PUSH(q->a, &q->p->plan->watched) = (struct watched){ step, true }; }

static bool put_output(struct sql *q, struct str name, const struct vec_type *t, struct sql_value is, const struct policy_benefit *b,
    struct out *o)
{
    const char *text = NULL;
    if (b && is.null) is.v = sql_text(q, "CASE WHEN %s THEN 0 ELSE %s END", is.null, is.v);       /* what does not apply pays nothing */
    if (b && is.null) is.v = sql_let(q, "\"#paid\"", is.v, is.level + 1);
    if (!shown(q, t, &is, &text)) return false;
    put_guards(q, &text);
    if (q->why.n || q->p->why.n) return false;
    if (!put_levels(q, text, o)) return sql_refuse(q, "too long");
    put_f(o, " AS %s", sql_quoted(q, name, '"'));
    return true;
}

static bool one_output(struct sql *q, struct str name, int step, const struct policy_benefit *b, struct out *o) {
    step = answered(q, step, b);
    if (step < 0) return false;
    q->p->plan->watched.n = 0;
    watch(q, step);
    return needed(q) && put_output(q, name, &batch_at(q->p, step)->type, q->steps[step], b, o);
}

static bool collected(struct sql *q, const struct node *n, struct out *o) {
    const struct policy_benefit *b = paid_as(q, STR_NONE, 1);
    const struct table *t = n->box->table;
    struct bound_names names;
    struct batch_table *table = NULL;
    struct sql_value is;
    struct vec_type type = batch_plain(VEC_NUMBER);
    int64_t one;
    if (t->nout != 1 || b) return sql_refuse(q, b ? "a sum to be rounded" : "lists as outputs");
    if (!batch_names_of(q->p, n, &names) || (table = batch_table_steps(q->p, t, &names)) == NULL) return false;
    q->p->plan->watched.n = 0;
    for (size_t r = 0; r <= table->rules; r++) watch(q, table->steps[r]);
    for (size_t k = 0; k < table->n; k++) if (table->columns[k].from == CUT_STEP) watch(q, (int)table->columns[k].at);
    for (size_t k = 0; k < table->cells.n; k++) watch(q, table->cells.v[k].at);
    for (size_t r = 0; r < table->rules && t->source->aggregation == AGG_SUM; r++) {
        type = batch_at(q->p, table->steps[r])->type;
        if (type.kind != VEC_NUMBER) return sql_refuse(q, "a sum of what is no number");
    }
    const struct vec_type *none = &batch_at(q->p, table->steps[table->rules])->type;
    /* a count is written as what stands for no rule */
    if (t->source->aggregation == AGG_COUNT && none->kind != VEC_NOTHING) type = *none;
    if (type.kind != VEC_NUMBER) return sql_refuse(q, "a count, else no number");
    if (!sql_unit(&type, &one)) return sql_refuse(q, "too many decimals");
    if (!texts_are_compared(q, table) || !needed(q) || !sql_collected(q, table, one, &is)) return false;
    return put_output(q, n->source->name, &type, is, NULL, o);
}

static bool outputs(struct sql *q, const struct node *n, struct out *o) {
    const struct policy_benefit *b;
    struct bound is;
    if (n->box && n->box->kind == DMN_TABLE && n->box->table->source->hit == HIT_COLLECT) return collected(q, n, o);
    if (!batch_values(q->p, &is)) return false;
    if (!is.members) return one_output(q, n->source->name, is.step, paid_as(q, STR_NONE, 1), o);
    for (size_t i = 0; i < is.n; i++) {
        b = paid_as(q, is.members[i].name, is.n);
        if (i) put_z(o, ",\n");
        if (!one_output(q, is.members[i].name, is.members[i].step, b, o)) return false;
    }
    return true;
}

static const struct node *decision(const struct sql_question *q) {
    const struct unit *u = &q->program->units[0];
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (u->nodes[i].source->kind == NODE_DECISION && str_eq(u->nodes[i].source->name, q->decision)) return &u->nodes[i];
    return NULL;
}

enum rc sql_write(struct arena *a, const struct sql_question *question_of, struct str *sql, struct err *e) {
    const struct node *n = decision(question_of);
    struct planning p;
    struct sql q = { .a = a, .q = question_of, .p = &p };
    struct batch_question asked = question(a, question_of);
    struct out o;
    if (!n)
        return fail(e, RC_NONE, "没有名为“%.*s”的决策。There is no decision \"%.*s\".", STR_FMT(question_of->decision),
            STR_FMT(question_of->decision));
    batch_begin(&p, a, &asked);
    p.at = (struct dmn_place){ n->source->line, n->source->col };
    out_init(&o, a);
    if (!outputs(&q, n, &o)) {
        struct dmn_place at = p.why_at.line ? p.why_at : (struct dmn_place){ n->source->line, n->source->col };
        struct str why = p.why.n ? p.why : q.why, zh = sql_why_zh(a, why);
        return fail_at(e, RC_INPUT, at.line, at.col, "这里写不成 SQL（%.*s）。Cannot be said in SQL: %.*s.", STR_FMT(zh), STR_FMT(why));
    }
    *sql = out_str(&o);
    return RC_OK;
}
