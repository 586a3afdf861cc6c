/* formula.c: the tree of an expression as text for people. */
#include "engine/rules/ast.h"
#include "engine/rules/builtins.h"
#include "engine/rules/eval.h"
#include "engine/rules/formula.h"

/* NAMES: as it was written. TAKEN: the same, of an `if` only the branch that is taken. VALUES: every name as its value.
** REDUCED: only arithmetic is left, everything else is done. */
enum style { NAMES, TAKEN, VALUES, REDUCED };
struct writer { struct out *o; const struct formula_words *w; enum style style; };
enum { SHOWN_PLACES = 6, LOOSE = 0, SUM = 4, PRODUCT = 5, POWER = 6, TIGHT = 7 };

static void write(struct writer *k, const struct feel_ast *n, int level);

static const char *in(const struct writer *k, const char *zh, const char *en) { return k->w->zh ? zh : en; }

/* ------------------------------------------------------------------ names and values */

static struct str english_id(struct arena *a, const struct dmn_model *m, struct str name) {
    for (size_t i = 0; m && i < m->nodes.n; i++) {
        struct str id = m->nodes.v[i].id;
        struct out o;
        if (!str_eq(m->nodes.v[i].name, name) || id.n == 0) continue;
        out_init(&o, a);
        for (size_t c = 0; c < id.n; c++) {
            if ((unsigned char)id.p[c] >= 0x80) return name;
            put_c(&o, id.p[c] == '_' ? ' ' : id.p[c]);
        }
        return out_str(&o);
    }
    return name;
}

void put_name(struct out *o, const struct formula_words *w, struct str name) {
    const struct fact *x = w->zh ? NULL : facts_find(w->facts, name);
    put_str(o, w->zh ? name : x ? x->en : english_id(o->a, w->model, name));
}

void put_amount_number(struct out *o, struct number n) {
    struct number shown = n;
    number_round(n, SHOWN_PLACES, NUMBER_HALF_UP, &shown);
    put_number(o, shown);
    if (number_cmp(shown, n) != 0) put_z(o, "…");
}

/* A choice of the dictionary in English, whichever fact has it. */
static struct str english_choice(const struct facts *f, struct str zh) {
    for (size_t i = 0; f && i < f->n; i++)
        for (size_t k = 0; k < f->v[i].choices.n; k++)
            if (str_eq(f->v[i].choices.v[k].zh, zh)) return f->v[i].choices.v[k].en;
    return zh;
}

static void put_period(struct out *o, int64_t n, bool zh, const char *one_zh, const char *one_en) {
    if (zh) put_f(o, "%lld%s", (long long)n, one_zh);
    else put_f(o, "%lld %s%s", (long long)n, one_en, n == 1 || n == -1 ? "" : "s");
}

void put_plain(struct out *o, const struct formula_words *w, struct value v) {
    switch (v.kind) {
    case VALUE_NUMBER: put_amount_number(o, v.number); return;
    case VALUE_STRING: put_str(o, w->zh ? v.string : english_choice(w->facts, v.string)); return;
    case VALUE_MONTHS:
        if (v.months.months && v.months.months % 12 == 0) put_period(o, v.months.months / 12, w->zh, "年", "year");
        else put_period(o, v.months.months, w->zh, "个月", "month");
        return;
    case VALUE_DAYS:
        if (v.days.ns == 0 && v.days.s % 86400 == 0) put_period(o, v.days.s / 86400, w->zh, "天", "day");
        else put_value(o, v);
        return;
    case VALUE_LIST:
        if (v.list.n > 8) { put_f(o, "%zu", v.list.n); put_z(o, w->zh ? " 项" : " items"); return; }
        put_c(o, '[');
        for (size_t i = 0; i < v.list.n; i++) {
            if (i) put_z(o, ", ");
            put_plain(o, w, v.list.v[i]);
        }
        put_c(o, ']');
        return;
    case VALUE_CONTEXT: put_z(o, w->zh ? "一条记录" : "a record"); return;
    default: put_fact_value(o, NULL, v, w->zh);
    }
}

static struct value value_at(const struct writer *k, const struct feel_ast *n) {
    size_t notes = k->w->feel->notes.n;
    struct value v = feel_eval(k->w->feel, n, k->w->scope);
    k->w->feel->notes.n = notes;                                  /* they were said when the answer was made */
    return v;
}

static bool shown_as_value(struct value v) { return v.kind != VALUE_UNKNOWN && v.kind != VALUE_CONTEXT && v.kind != VALUE_FUNCTION; }

/* ------------------------------------------------------------------ nodes */

static const char *operator(const struct writer *k, enum token_kind op) {
    (void)k;
    switch (op) {
    case T_PLUS: return " + ";
    case T_MINUS: return " − ";
    case T_STAR: return " × ";
    case T_SLASH: return " ÷ ";
    case T_POWER: return " ^ ";
    case T_LT: return " < ";
    case T_LE: return " ≤ ";
    case T_GT: return " > ";
    case T_GE: return " ≥ ";
    case T_EQ: return " = ";
    default: return " ≠ ";
    }
}

static int level_of(enum token_kind op) { return op == T_POWER ? POWER : op == T_STAR || op == T_SLASH ? PRODUCT : SUM; }

static void binary(struct writer *k, const struct feel_ast *n, int level) {
    int own = level_of(n->op);
    if (own < level) put_c(k->o, '(');
    write(k, n->kids[0], own);
    put_z(k->o, operator(k, n->op));
    write(k, n->kids[1], own + (n->op != T_PLUS && n->op != T_STAR));
    if (own < level) put_c(k->o, ')');
}

static void joined(struct writer *k, const struct feel_ast *n, size_t from, const char *between) {
    for (size_t i = from; i < n->n; i++) {
        if (i > from) put_z(k->o, between);
        write(k, n->kids[i], LOOSE);
    }
}

static void put_function(struct writer *k, const struct feel_ast *n) {
    static const struct {
        struct str name;
        const char *zh;
    } words[] = { { SI("min"), "最小值" }, { SI("max"), "最大值" }, { SI("sum"), "合计" }, { SI("count"), "个数" },
        { SI("floor"), "向下取整" }, { SI("ceiling"), "向上取整" }, { SI("abs"), "绝对值" }, { SI("mean"), "平均" }, { SI("not"), "非" },
        { SI("decimal"), "取小数" }, { SI("round half up"), "四舍五入" }, { SI("years and months duration"), "相隔年月" },
        { SI("date"), "日期" }, { SI("list contains"), "包含" } };
    struct str name;
    for (size_t i = 0; k->w->zh && formula_is_name(n, &name) && i < LEN(words); i++)
        if (str_eq(name, words[i].name)) { put_z(k->o, words[i].zh); return; }
    if (n->kind == AST_NAME && n->builtin) put_str(k->o, n->name);
    else if (n->kind == AST_NAME) put_name(k->o, k->w, n->name);
    else write(k, n, TIGHT);
}

static void call(struct writer *k, const struct feel_ast *n) {
    put_function(k, n->kids[0]);
    put_c(k->o, '(');
    for (size_t i = 1; i < n->n; i++) {
        if (i > 1) put_z(k->o, ", ");
        if (n->names) { put_name(k->o, k->w, n->names[i - 1]); put_z(k->o, ": "); }
        write(k, n->kids[i], LOOSE);
    }
    put_c(k->o, ')');
}

static void condition(struct writer *k, const struct feel_ast *n, int level) {
    struct value v = k->style == NAMES ? value_unknown() : value_at(k, n->kids[0]);
    if (v.kind != VALUE_UNKNOWN) { write(k, n->kids[value_is_true(v) ? 1 : 2], level); return; }
    if (level > LOOSE) put_c(k->o, '(');
    put_z(k->o, in(k, "如果 ", "if "));
    write(k, n->kids[0], LOOSE);
    put_z(k->o, in(k, " 则 ", " then "));
    write(k, n->kids[1], LOOSE);
    put_z(k->o, in(k, "，否则 ", " else "));
    write(k, n->kids[2], LOOSE);
    if (level > LOOSE) put_c(k->o, ')');
}

static void loop(struct writer *k, const struct feel_ast *n, int level) {
    const char *each = n->kind == AST_FOR ? in(k, "逐项取 ", "for ")
        : n->kind == AST_SOME             ? in(k, "至少一项 ", "some ")
                                          : in(k, "每一项 ", "every ");
    if (level > LOOSE) put_c(k->o, '(');
    put_z(k->o, each);
    for (size_t i = 0; i < n->named; i++) {
        if (i) put_z(k->o, ", ");
        put_name(k->o, k->w, n->names[i]);
        put_z(k->o, in(k, " 属于 ", " in "));
        write(k, n->kids[2 * i], LOOSE);
        if (n->kids[2 * i + 1]) { put_z(k->o, ".."); write(k, n->kids[2 * i + 1], LOOSE); }
    }
    put_z(k->o, n->kind == AST_FOR ? in(k, "：", ": ") : in(k, " 满足 ", " satisfies "));
    write(k, n->kids[n->n - 1], LOOSE);
    if (level > LOOSE) put_c(k->o, ')');
}

static void between(struct writer *k, const struct feel_ast *n, int level) {
    if (level > LOOSE) put_c(k->o, '(');
    write(k, n->kids[0], SUM);
    put_z(k->o, in(k, " 在 ", " between "));
    write(k, n->kids[1], SUM);
    put_z(k->o, in(k, " 至 ", " and "));
    write(k, n->kids[2], SUM);
    put_z(k->o, in(k, " 之间", ""));
    if (level > LOOSE) put_c(k->o, ')');
}

static void member_of(struct writer *k, const struct feel_ast *n) {
    write(k, n->kids[0], SUM);
    put_z(k->o, in(k, " 属于 ", " in "));
    if (n->n > 2) put_c(k->o, '(');
    joined(k, n, 1, ", ");
    if (n->n > 2) put_c(k->o, ')');
}

static void two(struct writer *k, const struct feel_ast *n, const char *between, int level) {
    if (level > LOOSE) put_c(k->o, '(');
    write(k, n->kids[0], LOOSE + 1);
    put_z(k->o, between);
    write(k, n->kids[1], LOOSE + 1);
    if (level > LOOSE) put_c(k->o, ')');
}

static void context(struct writer *k, const struct feel_ast *n) {
    put_c(k->o, '{');
    for (size_t i = 0; i < n->n; i++) {
        if (i) put_z(k->o, ", ");
        put_name(k->o, k->w, n->names[i]);
        put_z(k->o, ": ");
        write(k, n->kids[i], LOOSE);
    }
    put_c(k->o, '}');
}

static void range(struct writer *k, const struct feel_ast *n) {
    put_c(k->o, n->low_in ? '[' : '(');
    write(k, n->kids[0], LOOSE);
    put_z(k->o, "..");
    write(k, n->kids[1], LOOSE);
    put_c(k->o, n->high_in ? ']' : ')');
}

static void name(struct writer *k, const struct feel_ast *n) {
    if (str_eq(n->name, S("?"))) { put_z(k->o, in(k, "该值", "it")); return; }
    if (n->builtin) { put_str(k->o, n->name); return; }
    put_name(k->o, k->w, n->name);
}

static void member(struct writer *k, struct str s) {
    static const struct {
        struct str name;
        const char *zh;
    } words[] = { { SI("year"), "年" }, { SI("month"), "月" }, { SI("day"), "日" }, { SI("years"), "年数" }, { SI("months"), "月数" },
        { SI("days"), "天数" }, { SI("weekday"), "星期" } };
    for (size_t i = 0; k->w->zh && i < LEN(words); i++)
        if (str_eq(s, words[i].name)) { put_z(k->o, words[i].zh); return; }
    put_name(k->o, k->w, s);
}

static void spelled(struct writer *k, const struct feel_ast *n, int level) {
    switch (n->kind) {
    case AST_LITERAL: put_plain(k->o, k->w, n->literal); return;
    case AST_AT: put_str(k->o, n->name); return;
    case AST_NAME: name(k, n); return;
    case AST_PATH: write(k, n->kids[0], TIGHT); put_z(k->o, in(k, "的", ".")); member(k, n->name); return;
    case AST_LIST: put_c(k->o, '['); joined(k, n, 0, ", "); put_c(k->o, ']'); return;
    case AST_CONTEXT: context(k, n); return;
    case AST_RANGE: range(k, n); return;
    case AST_TEST: put_z(k->o, operator(k, n->op) + 1); write(k, n->kids[0], SUM); return;
    case AST_NEGATE: put_z(k->o, "−"); write(k, n->kids[0], TIGHT); return;
    case AST_BINARY: binary(k, n, level); return;
    case AST_COMPARE: two(k, n, operator(k, n->op), level); return;
    case AST_AND: two(k, n, in(k, " 且 ", " and "), level); return;
    case AST_OR: two(k, n, in(k, " 或 ", " or "), level); return;
    case AST_BETWEEN: between(k, n, level); return;
    case AST_IN: member_of(k, n); return;
    case AST_IF: condition(k, n, level); return;
    case AST_FOR: case AST_SOME: case AST_EVERY: loop(k, n, level); return;
    case AST_FILTER: write(k, n->kids[0], TIGHT); put_c(k->o, '['); write(k, n->kids[1], LOOSE); put_c(k->o, ']'); return;
    case AST_CALL: call(k, n); return;
    case AST_FUNCTION: put_z(k->o, in(k, "函数", "function")); return;
    case AST_INSTANCE: write(k, n->kids[0], TIGHT); put_z(k->o, in(k, " 的类型", " instance of ...")); return;
    case AST_TESTS: joined(k, n, 0, in(k, "、", ", ")); return;
    }
    unreachable();
}

static bool arithmetic(const struct feel_ast *n) { return n->kind == AST_BINARY || n->kind == AST_NEGATE; }

/* Whether a part is shown by what it is worth: in VALUES what cannot be shown otherwise, in REDUCED all but arithmetic. */
static bool by_value(const struct writer *k, const struct feel_ast *n) {
    if (k->style < VALUES || n->kind == AST_LITERAL) return false;
    if (n->kind == AST_NAME) return !n->builtin;
    if (n->kind == AST_PATH || n->kind == AST_FOR || n->kind == AST_SOME || n->kind == AST_EVERY || n->kind == AST_FILTER) return true;
    return k->style == REDUCED && !arithmetic(n) && n->kind != AST_IF;
}

static void write(struct writer *k, const struct feel_ast *n, int level) {
    struct value v;
    if (by_value(k, n)) {
        v = value_at(k, n);
        if (shown_as_value(v)) { put_plain(k->o, k->w, v); return; }
    }
    spelled(k, n, level);
}

void put_formula_taken(struct out *o, const struct formula_words *w, const struct feel_ast *ast) {
    struct writer k = { o, w, TAKEN };
    write(&k, ast, LOOSE);
}

void put_formula(struct out *o, const struct formula_words *w, const struct feel_ast *ast) {
    struct writer k = { o, w, NAMES };
    write(&k, ast, LOOSE);
}

static struct str styled(struct arena *a, const struct formula_words *w, const struct feel_ast *ast, enum style style) {
    struct out o;
    struct writer k = { &o, w, style };
    out_init(&o, a);
    write(&k, ast, LOOSE);
    return out_str(&o);
}

void put_formula_steps(struct out *o, const struct formula_words *w, const struct feel_ast *ast, const char *indent) {
    struct out result;
    struct str last = styled(o->a, w, ast, NAMES);
    out_init(&result, o->a);
    put_plain(&result, w, feel_eval(w->feel, ast, w->scope));
    for (int style = VALUES; style <= REDUCED; style++) {
        struct str line = styled(o->a, w, ast, (enum style)style);
        if (str_eq(line, last) || str_eq(line, out_str(&result))) continue;
        put_f(o, "%s= %.*s\n", indent, STR_FMT(line));
        last = line;
    }
}

bool formula_is_name(const struct feel_ast *ast, struct str *n) {
    if (!ast || ast->kind != AST_NAME) return false;
    *n = ast->name;
    return true;
}
