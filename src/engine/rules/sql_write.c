/* sql_write.c: cells into conditions, rules into WHEN, hit policies into the
** order and the guards of a CASE. */
#include "engine/rules/lint_inside.h"
#include "engine/rules/sql_write.h"

struct sql { struct arena *a; const struct table *t; struct feel f; struct err *e; struct str *conditions;   /* of the rules */
    const struct sql_figure *figures; size_t nfigures; };

static enum rc cannot(struct sql *q, int line, int col, const char *zh, const char *en) {
    return fail_at(q->e, RC_INPUT, line, col, "写不成 SQL：%s。Cannot be said in SQL: %s.", zh, en);
}

/* ------------------------------------------------------------------ values and columns */

static void put_quoted(struct out *o, struct str s, char quote) {
    put_c(o, quote);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == quote) put_c(o, quote);
        put_c(o, s.p[i]);
    }
    put_c(o, quote);
}

static bool put_sql(struct out *o, struct value v) {
    switch (v.kind) {
    case VALUE_NULL: put_z(o, "NULL"); return true;
    case VALUE_NUMBER: put_number(o, v.number); return true;
    case VALUE_STRING: put_quoted(o, v.string, '\''); return true;
    case VALUE_BOOLEAN: put_c(o, v.boolean ? '1' : '0'); return true;
    case VALUE_DATE:
        if (v.date.y < 1 || v.date.y > 9999) return false;
        put_c(o, '\'');
        temporal_put_date(o, v.date);
        put_c(o, '\'');
        return true;
    default: return false;
    }
}

/* ------------------------------------------------------------------ cells */

struct cell { struct str column; int line, col; };

static bool is_ask(const struct feel_ast *x) { return x->kind == AST_NAME && str_eq(x->name, S("?")); }

static enum rc compared(struct sql *q, const struct cell *c, const char *op, struct value v, struct out *o) {
    bool order = strcmp(op, "=") != 0 && strcmp(op, "<>") != 0;
    if (order && (v.kind == VALUE_STRING || v.kind == VALUE_BOOLEAN || v.kind == VALUE_NULL)) return cannot(q, c->line, c->col, "文字没有各库一致的大小次序", "databases do not agree on the order of texts");
    if (v.kind == VALUE_NULL) { put_f(o, "%.*s IS %sNULL", STR_FMT(c->column), *op == '=' ? "" : "NOT "); return RC_OK; }
    if (!order) put_f(o, "(%.*s IS %sNULL %s ", STR_FMT(c->column), *op == '=' ? "NOT " : "", *op == '=' ? "AND" : "OR");
    put_f(o, "%.*s %s ", STR_FMT(c->column), op);
    if (!put_sql(o, v)) return cannot(q, c->line, c->col, "这类取值（时间、时长、列表）", "values of this kind (times, durations, lists)");
    if (!order) put_c(o, ')');
    return RC_OK;
}

static const struct value *figure(const struct sql *q, const struct feel_ast *x) {
    for (size_t i = 0; x->kind == AST_NAME && i < q->nfigures; i++)
        if (str_eq(q->figures[i].name, x->name)) return &q->figures[i].value;
    return NULL;
}

/* Another input, of a type of which one value at a time is held in a column. */
static bool is_column(const struct sql *q, const struct feel_ast *x) {
    if (x->kind != AST_NAME || !x->outside || is_ask(x) || figure(q, x)) return false;
    return x->type->kind == TYPE_NUMBER || x->type->kind == TYPE_DATE || x->type->kind == TYPE_STRING || x->type->kind == TYPE_BOOLEAN;
}

/* Two columns. null equals null and is in no order with anything. */
static enum rc columns_compared(struct sql *q, const struct cell *c, const char *op, const struct feel_ast *x, struct out *o) {
    struct out other;
    struct str y;
    out_init(&other, q->a);
    put_quoted(&other, x->name, '"');
    y = out_str(&other);
    if (strcmp(op, "=") != 0 && strcmp(op, "<>") != 0) {
        if (x->type->kind != TYPE_NUMBER && x->type->kind != TYPE_DATE) return cannot(q, c->line, c->col, "文字没有各库一致的大小次序", "databases do not agree on the order of texts");
        put_f(o, "%.*s %s %.*s", STR_FMT(c->column), op, STR_FMT(y));
        return RC_OK;
    }
    if (*op == '<') put_z(o, "NOT ");
    put_f(o, "((%.*s IS NOT NULL AND %.*s IS NOT NULL AND %.*s = %.*s) OR (%.*s IS NULL AND %.*s IS NULL))", STR_FMT(c->column), STR_FMT(y), STR_FMT(c->column), STR_FMT(y),
        STR_FMT(c->column), STR_FMT(y));
    return RC_OK;
}

static enum rc in_range(struct sql *q, const struct cell *c, const struct range *r, struct out *o) {
    bool both = r->low.kind && r->high.kind;
    if (r->form == RANGE_EQUAL || r->form == RANGE_NOT_EQUAL) return compared(q, c, r->form == RANGE_EQUAL ? "=" : "<>", r->low, o);
    if (both) put_c(o, '(');
    if (r->low.kind) TRY(compared(q, c, r->low_included ? ">=" : ">", r->low, o));
    if (both) put_z(o, " AND ");
    if (r->high.kind) TRY(compared(q, c, r->high_included ? "<=" : "<", r->high, o));
    if (both) put_c(o, ')');
    return RC_OK;
}

static enum rc is_value(struct sql *q, const struct cell *c, struct value v, struct out *o) {
    if (v.kind == VALUE_RANGE) return in_range(q, c, v.range, o);
    if (v.kind != VALUE_LIST) return compared(q, c, "=", v, o);
    put_z(o, v.list.n ? "(" : "1 = 0");
    for (size_t i = 0; i < v.list.n; i++) {
        if (i) put_z(o, " OR ");
        if (v.list.v[i].kind == VALUE_LIST) put_z(o, "1 = 0");    /* a column holds no list that could be equal to it */
        else TRY(is_value(q, c, v.list.v[i], o));
    }
    if (v.list.n) put_c(o, ')');
    return RC_OK;
}

static enum rc constant(struct sql *q, const struct cell *c, const struct feel_ast *x, struct value *v) {
    if (figure(q, x) && figure(q, x)->kind == VALUE_UNKNOWN) return cannot(q, c->line, c->col, "这一天没有数值的政策参数", "a figure of the policy that has no value on this day");
    if (figure(q, x)) { *v = *figure(q, x); return RC_OK; }
    if (!lint_constant(NULL, x)) return cannot(q, c->line, c->col, "函数、算式，或在区间、列表里与别的事实比较", "a function, an expression, or another fact within a range or a list");
    q->f.notes.n = 0;
    *v = feel_eval(&q->f, x, NULL);
    return q->f.notes.n ? cannot(q, c->line, c->col, "没有意义的常数", "a constant that makes no sense") : RC_OK;
}

static enum rc test(struct sql *q, const struct cell *c, const struct feel_ast *x, struct out *o);

static enum rc joined(struct sql *q, const struct cell *c, const struct feel_ast *x, size_t from, const char *with, struct out *o) {
    if (x->n == from) { put_z(o, "1 = 1"); return RC_OK; }
    if (x->n > from + 1) put_c(o, '(');
    for (size_t i = from; i < x->n; i++) {
        if (i > from) put_z(o, with);
        TRY(test(q, c, x->kids[i], o));
    }
    if (x->n > from + 1) put_c(o, ')');
    return RC_OK;
}

static const char *spelled(enum token_kind op, bool turned) {
    switch (op) {
    case T_LT: return turned ? ">" : "<";
    case T_LE: return turned ? ">=" : "<=";
    case T_GT: return turned ? "<" : ">";
    case T_GE: return turned ? "<=" : ">=";
    case T_NE: return "<>";
    default: return "=";
    }
}

static enum rc test(struct sql *q, const struct cell *c, const struct feel_ast *x, struct out *o) {
    struct value v, high;
    bool turned;
    switch (x->kind) {
    case AST_TESTS:
        if (x->negated) put_z(o, "NOT (");
        TRY(joined(q, c, x, 0, " OR ", o));
        if (x->negated) put_c(o, ')');
        return RC_OK;
    case AST_AND: return joined(q, c, x, 0, " AND ", o);
    case AST_OR: return joined(q, c, x, 0, " OR ", o);
    case AST_TEST:
        if (is_column(q, x->kids[0])) return columns_compared(q, c, spelled(x->op, false), x->kids[0], o);
        TRY(constant(q, c, x->kids[0], &v)); return compared(q, c, spelled(x->op, false), v, o);
    case AST_COMPARE:
        turned = !is_ask(x->kids[0]);
        if (turned && !is_ask(x->kids[1])) return cannot(q, c->line, c->col, "算式", "an expression");
        if (is_column(q, x->kids[turned ? 0 : 1])) return columns_compared(q, c, spelled(x->op, turned), x->kids[turned ? 0 : 1], o);
        TRY(constant(q, c, x->kids[turned ? 0 : 1], &v));
        return compared(q, c, spelled(x->op, turned), v, o);
    case AST_BETWEEN:
        if (!is_ask(x->kids[0])) return cannot(q, c->line, c->col, "算式", "an expression");
        TRY(constant(q, c, x->kids[1], &v));
        TRY(constant(q, c, x->kids[2], &high));
        return in_range(q, c, &(struct range){ v, high, true, true, RANGE_INTERVAL }, o);
    case AST_IN:
        if (!is_ask(x->kids[0])) return cannot(q, c->line, c->col, "算式", "an expression");
        return joined(q, c, x, 1, " OR ", o);
    default:
        if (is_column(q, x)) return columns_compared(q, c, "=", x, o);
        TRY(constant(q, c, x, &v));
        return is_value(q, c, v, o);
    }
}

/* ------------------------------------------------------------------ outputs */

static enum rc arithmetic(struct sql *q, const struct dmn_place *at, const struct feel_ast *x, struct out *o) {
    if (figure(q, x)) return put_sql(o, *figure(q, x)) ? RC_OK : cannot(q, at->line, at->col, "这类取值（时间、时长、列表）", "values of this kind (times, durations, lists)");
    if (x->kind == AST_NAME && x->outside) { put_quoted(o, x->name, '"'); return RC_OK; }
    if (lint_constant(NULL, x)) {
        if (put_sql(o, feel_eval(&q->f, x, NULL))) return RC_OK;
    } else if (x->kind == AST_BINARY && (x->op == T_PLUS || x->op == T_MINUS || x->op == T_STAR) && x->kids[0]->type->kind == TYPE_NUMBER && x->kids[1]->type->kind == TYPE_NUMBER) {
        put_c(o, '(');
        TRY(arithmetic(q, at, x->kids[0], o));
        put_z(o, x->op == T_PLUS ? " + " : x->op == T_MINUS ? " - " : " * ");
        TRY(arithmetic(q, at, x->kids[1], o));
        put_c(o, ')');
        return RC_OK;
    }
    return cannot(q, at->line, at->col, "输出中的这类算式", "such an expression as an output");
}

static bool limits(const struct type *t) {
    bool yes = t && (t->allowed || t->constraint);
    for (size_t i = 0; t && t->kind == TYPE_CONTEXT && i < t->n; i++) yes |= limits(t->members[i].type);
    return yes;
}

/* A constant is converted to its column's type here and now. */
static enum rc given(struct sql *q, const struct dmn_place *at, const struct box *b, const struct type *type, struct out *o) {
    struct value v;
    if (!b || !b->ast) { put_z(o, "NULL"); return RC_OK; }
    if (!lint_constant(NULL, b->ast))
        return limits(type) ? cannot(q, at->line, at->col, "按允许取值检查的算式", "arithmetic that is checked against allowed values") : arithmetic(q, at, b->ast, o);
    v = dmn_coerce(&q->f, type, feel_eval(&q->f, b->ast, NULL));
    return put_sql(o, v) ? RC_OK : cannot(q, at->line, at->col, "输出中的这类取值", "an output of this kind");
}

/* ------------------------------------------------------------------ rules */

static enum rc condition(struct sql *q, size_t rule) {
    struct out o;
    bool any = false;
    out_init(&o, q->a);
    for (size_t i = 0; i < q->t->nin; i++) {
        const struct feel_ast *x = q->t->rules[rule].in[i], *input = q->t->in[i].box->ast;
        struct dmn_place at = q->t->source->rules.v[rule].in_at.v[i];
        struct out column;
        if (!x) return cannot(q, at.line, at.col, "语法有误的单元格", "a cell that does not parse");
        if (feel_is_dash(x)) continue;
        if (!input || input->kind != AST_NAME) return cannot(q, q->t->source->inputs.v[i].line, q->t->source->inputs.v[i].col, "输入是算式", "an input that is an expression");
        out_init(&column, q->a);
        put_quoted(&column, input->name, '"');
        if (any) put_z(&o, " AND ");
        any = true;
        TRY(test(q, &(struct cell){ out_str(&column), at.line, at.col }, x, &o));
    }
    if (!any) put_z(&o, "1 = 1");
    q->conditions[rule] = out_str(&o);
    return RC_OK;
}

/* A value outside the allowed ones makes the whole table null. */
static enum rc put_allowed(struct sql *q, struct out *o) {
    for (size_t i = 0; i < q->t->nin; i++) {
        const struct dmn_input *in = &q->t->source->inputs.v[i];
        const struct feel_ast *input = q->t->in[i].box->ast;
        struct out column;
        if (!q->t->in[i].values) continue;
        if (!input || input->kind != AST_NAME) return cannot(q, in->line, in->col, "输入是算式", "an input that is an expression");
        out_init(&column, q->a);
        put_quoted(&column, input->name, '"');
        put_f(o, " WHEN %.*s IS NOT NULL AND NOT (", STR_FMT(out_str(&column)));
        TRY(test(q, &(struct cell){ out_str(&column), in->line, in->col }, q->t->in[i].values, o));
        put_z(o, ") THEN NULL\n ");
    }
    return RC_OK;
}

/* Rules that must not meet give null where they do. */
static void put_conflicts(struct sql *q, struct out *o) {
    const struct table *t = q->t;
    for (size_t x = 0; x < t->nrules; x++)
        for (size_t y = x + 1; y < t->nrules; y++) {
            bool same = t->source->hit == HIT_ANY;
            for (size_t k = 0; k < t->nout && same; k++) same = str_eq(t->source->rules.v[x].out.v[k], t->source->rules.v[y].out.v[k]);
            if (!same) put_f(o, " WHEN (%.*s) AND (%.*s) THEN NULL\n ", STR_FMT(q->conditions[x]), STR_FMT(q->conditions[y]));
        }
}

static enum rc by_priority(struct sql *q, size_t *order) {
    const struct table *t = q->t;
    size_t *rank = NEWS(q->a, size_t, t->nrules * t->nout + 1);
    for (size_t r = 0; r < t->nrules; r++)
        for (size_t k = 0; k < t->nout; k++) {
            const struct feel_ast *x = t->rules[r].out[k]->ast;
            struct dmn_place at = t->source->rules.v[r].out_at.v[k];
            if (!x || !lint_constant(NULL, x)) return cannot(q, at.line, at.col, "PRIORITY 的输出不是常数", "an output of PRIORITY that is not a constant");
            rank[r * t->nout + k] = table_rank(&q->f, t, k, dmn_coerce(&q->f, t->out[k].type, feel_eval(&q->f, x, NULL)), NULL);
        }
    for (size_t i = 1; i < t->nrules; i++)
        for (size_t j = i; j > 0; j--) {
            size_t k = 0, x = order[j - 1], y = order[j];
            while (k < t->nout && rank[x * t->nout + k] == rank[y * t->nout + k]) k++;
            if (k == t->nout || rank[x * t->nout + k] < rank[y * t->nout + k]) break;
            order[j] = x;
            order[j - 1] = y;
        }
    return RC_OK;
}

static enum rc put_case(struct sql *q, size_t k, const size_t *order, struct out *o) {
    const struct table *t = q->t;
    struct dmn_place head = { t->source->outputs.v[k].line, t->source->outputs.v[k].col };
    put_z(o, "CASE");
    TRY(put_allowed(q, o));
    if (t->source->hit == HIT_UNIQUE || t->source->hit == HIT_ANY) put_conflicts(q, o);
    for (size_t i = 0; i < t->nrules; i++) {
        put_f(o, " WHEN %.*s THEN ", STR_FMT(q->conditions[order[i]]));
        TRY(given(q, &t->source->rules.v[order[i]].out_at.v[k], t->rules[order[i]].out[k], t->out[k].type, o));
        put_z(o, "\n ");
    }
    put_z(o, " ELSE ");
    TRY(given(q, &head, t->out[k].otherwise, t->out[k].type, o));
    put_z(o, " END");
    return RC_OK;
}

/* COLLECT: SUM and COUNT add what each rule gives; where none takes it, the default. */
static enum rc put_sum(struct sql *q, struct out *o) {
    const struct table *t = q->t;
    struct dmn_place head = { t->source->outputs.v[0].line, t->source->outputs.v[0].col };
    if (t->nout != 1 || (t->source->aggregation != AGG_SUM && t->source->aggregation != AGG_COUNT)) return cannot(q, head.line, head.col, "列表输出、MIN、MAX", "lists, MIN and MAX as outputs");
    put_z(o, "CASE");
    TRY(put_allowed(q, o));
    put_z(o, " WHEN NOT (");
    for (size_t r = 0; r < t->nrules; r++) put_f(o, "%sCASE WHEN %.*s THEN 1 ELSE 0 END = 1", r ? " OR " : "", STR_FMT(q->conditions[r]));
    put_z(o, t->nrules ? ") THEN " : "1 = 0) THEN ");
    TRY(given(q, &head, t->out[0].otherwise, t->out[0].type, o));
    put_z(o, " ELSE 0");
    for (size_t r = 0; r < t->nrules; r++) {
        put_f(o, "\n   + CASE WHEN %.*s THEN ", STR_FMT(q->conditions[r]));
        if (t->source->aggregation == AGG_COUNT) put_c(o, '1');
        else TRY(given(q, &t->source->rules.v[r].out_at.v[0], t->rules[r].out[0], t->out[0].type, o));
        put_z(o, " ELSE 0 END");
    }
    put_z(o, " END");
    return RC_OK;
}

static enum rc table_sql(struct sql *q, struct out *o, struct str decision) {
    const struct table *t = q->t;
    enum dmn_hit hit = t->source->hit;
    size_t *order = NEWS(q->a, size_t, t->nrules + 1);
    q->conditions = NEWS(q->a, struct str, t->nrules + 1);
    if (hit == HIT_RULE_ORDER || hit == HIT_OUTPUT_ORDER) return cannot(q, t->source->outputs.v[0].line, t->source->outputs.v[0].col, "列表输出", "lists as outputs");
    for (size_t r = 0; r < t->nrules; r++) { order[r] = r; TRY(condition(q, r)); }
    if (hit == HIT_PRIORITY) TRY(by_priority(q, order));
    for (size_t k = 0; k < t->nout; k++) {
        if (k) put_z(o, ",\n");
        TRY(hit == HIT_COLLECT ? put_sum(q, o) : put_case(q, k, order, o));
        put_z(o, " AS ");
        put_quoted(o, t->nout > 1 && t->out[k].name.n ? t->out[k].name : decision, '"');
    }
    return RC_OK;
}

enum rc sql_write(struct arena *a, const struct dmn_program *p, struct str decision, const struct sql_figure *figures, size_t n, struct str *sql, struct err *e) {
    struct sql q = { .a = a, .e = e, .figures = figures, .nfigures = n };
    const struct unit *u = &p->units[0];
    const struct box *b = NULL;
    const struct type *declared = NULL;
    struct out o;
    feel_init(&q.f, a);
    for (size_t i = 0; i < u->model->nodes.n; i++)
        if (u->nodes[i].source->kind == NODE_DECISION && str_eq(u->nodes[i].source->name, decision)) { b = u->nodes[i].box; declared = u->nodes[i].declared; }
    if (!b || b->kind != DMN_TABLE) return fail(e, RC_NONE, "没有名为“%.*s”的决策表。There is no decision table \"%.*s\".", STR_FMT(decision), STR_FMT(decision));
    q.t = b->table;
    if (limits(b->type) || limits(declared)) return cannot(&q, b->source->line, b->source->col, "对整个决策允许取值的限制", "what the decision as a whole is allowed to be");
    out_init(&o, a);
    TRY(table_sql(&q, &o, decision));
    *sql = out_str(&o);
    return RC_OK;
}
