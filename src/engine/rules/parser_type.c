/* parser_type.c: types as written (grammar rule 52), and the type a node of the
** tree has for certain.
**
** What is inferred serves three ends: names behind a point and inside a filter,
** `instance of` for functions (their result is the type of their body), and
** hints. It is never used to refuse an expression: values decide. */
#include "engine/rules/parser.h"

static const struct type *any(void) { return type_simple(TYPE_ANY); }

/* ------------------------------------------------------------------ written types */

static enum rc take(struct parser *p, enum token_kind kind, const char *zh, const char *en) {
    if (p->t.kind != kind) return parser_expected(p, zh, en);
    parser_take(p);
    return RC_OK;
}

/* The longest of the named types and the built-in ones; RC_OK with *t NULL when it is some other name. */
static enum rc named_type(struct parser *p, const struct type **t) {
    static const char *const simple[] = { "Any", "Null", "number", "string", "boolean", "date", "time", "date and time",
        "days and time duration", "years and months duration", "dateTime", "dayTimeDuration", "yearMonthDuration" };
    size_t best = 0, end;
    *t = NULL;
    for (const struct types *s = p->types; s; s = s->outer)
        for (size_t i = 0; i < s->n; i++)
            if ((end = lex_name(p->text, p->t.start, s->v[i]->name)) > best) { best = end; *t = s->v[i]; }
    for (size_t i = 0; i < LEN(simple); i++)
        if ((end = lex_name(p->text, p->t.start, str_from(simple[i]))) > best) { best = end; *t = type_builtin(str_from(simple[i])); }
    if (best) { parser_go(p, best); return RC_OK; }
    if (p->t.kind != T_WORD) return parser_expected(p, "类型", "a type, such as number or list<string>");
    do parser_take(p); while (p->t.kind == T_DOT ? (parser_take(p), p->t.kind == T_WORD)
        : p->t.kind == T_WORD && !lex_keyword(str_sub(p->text, p->t.start, p->t.end - p->t.start)));
    return RC_OK;
}

static enum rc entry_types(struct parser *p, struct type *t, bool *known) {
    struct { struct type_member *v; size_t n, cap; } m = { 0 };
    while (p->t.kind != T_GT) {
        const struct type *member;
        struct str name = STR_NONE;
        if (m.n) TRY(take(p, T_COMMA, "“,”或“>”", "\",\" or \">\""));
        if (t->kind == TYPE_CONTEXT) {
            size_t end = p->t.kind == T_WORD ? lex_any_name(p->text, p->t.start) : 0;
            if (!end) return parser_expected(p, "成员的名称", "the name of an entry");
            name = lex_spell(p->a, p->text, p->t.start, end);
            parser_go(p, end);
            TRY(take(p, T_COLON, "“:”", "\":\""));
        }
        TRY(parse_type(p, &member));
        *known &= member != NULL;
        *PUSH(p->a, &m) = (struct type_member){ name, member };
    }
    t->members = m.v;
    t->n = m.n;
    return RC_OK;
}

static enum rc built_type(struct parser *p, enum type_kind kind, const struct type **out) {
    struct type *t = NEW(p->a, struct type);
    bool known = true;
    t->kind = kind;
    parser_take(p);
    TRY(take(p, T_LT, "“<”", "\"<\""));
    if (kind == TYPE_LIST || kind == TYPE_RANGE) {
        TRY(parse_type(p, &t->of));
        known = t->of != NULL;
    } else TRY(entry_types(p, t, &known));
    TRY(take(p, T_GT, "“>”", "\">\""));
    if (kind == TYPE_FUNCTION) {
        TRY(take(p, T_ARROW, "“->”和结果类型", "\"->\" and the type of the result"));
        TRY(parse_type(p, &t->of));
        known &= t->of != NULL;
    }
    *out = known ? t : NULL;
    return RC_OK;
}

enum rc parse_type(struct parser *p, const struct type **t) {
    static const struct { const char *word; enum type_kind kind; } built[] = {
        { "list", TYPE_LIST }, { "range", TYPE_RANGE }, { "context", TYPE_CONTEXT }, { "function", TYPE_FUNCTION } };
    enum rc rc = RC_OK;
    if (++p->depth > LIMIT_FEEL_DEPTH) return fail_at(p->e, RC_LIMIT, 0, 0, "类型嵌套过深。The type is nested too deeply.");
    size_t i = 0;
    while (i < LEN(built) && !(parser_word(p, built[i].word) && lex_token(p->text, p->t.end).kind == T_LT)) i++;
    rc = i < LEN(built) ? built_type(p, built[i].kind, t) : named_type(p, t);
    p->depth--;
    return rc;
}

enum rc feel_parse_type(struct arena *a, struct str text, const struct types *types, const struct type **type, struct err *e) {
    struct parser p = { .a = a, .text = text, .e = e, .types = types };
    if (text.n > LIMIT_FEEL_TEXT) return fail(e, RC_LIMIT, "类型过长。The type is too long.");
    parser_go(&p, 0);
    TRY(parse_type(&p, type));
    if (p.t.kind != T_END) return parser_expected(&p, "类型到此结束", "the end of the type");
    if (*type) return RC_OK;
    return fail(e, RC_INPUT, "没有类型“%.*s”：请先定义，或改用 number、string 等。There is no type \"%.*s\": define it, or use number, string, ...",
        STR_FMT(str_sub(text, 0, 80)), STR_FMT(str_sub(text, 0, 80)));
}

/* ------------------------------------------------------------------ inferred types */

const struct type *items_of(const struct type *t) { return t->kind == TYPE_LIST ? t->of : t; }

static const struct type *kid(const struct feel_ast *n, size_t i) { return n->kids[i] ? n->kids[i]->type : any(); }

static const struct type *binary(const struct feel_ast *n) {
    const struct type *x = kid(n, 0), *y = kid(n, 1);
    if (x->kind == y->kind && x->kind == TYPE_NUMBER) return x;
    if (n->op == T_PLUS && x->kind == y->kind && x->kind == TYPE_STRING) return x;
    return any();
}

static const struct type *joined(struct arena *a, const struct feel_ast *n, size_t from) {
    const struct type *t = from < n->n ? kid(n, from) : type_simple(TYPE_NULL);
    for (size_t i = from + 1; i < n->n && t->kind != TYPE_ANY; i++) t = type_join(a, t, kid(n, i));
    return t;
}

static const struct type *context(struct arena *a, const struct feel_ast *n) {
    struct type_member *m = NEWS(a, struct type_member, n->n ? n->n : 1);
    for (size_t i = 0; i < n->n; i++) m[i] = (struct type_member){ n->names[i], kid(n, i) };
    return type_context(a, m, n->n);
}

static const struct type *function(struct arena *a, const struct feel_ast *n) {
    struct type_member *m = NEWS(a, struct type_member, n->named ? n->named : 1);
    for (size_t i = 0; i < n->named; i++) m[i] = (struct type_member){ n->names[i], n->types[i] };
    return type_function(a, m, n->named, n->external ? any() : kid(n, 0));
}

/* A property of every item where the object is a list. PATH nodes come with the member's type in `type`. */
static const struct type *path(struct arena *a, const struct feel_ast *n) {
    return kid(n, 0)->kind == TYPE_LIST ? type_list(a, n->type) : n->type;
}

static const struct type *filter(struct arena *a, const struct feel_ast *n) {
    const struct type *t = kid(n, 0);
    if (kid(n, 1)->kind == TYPE_NUMBER) return items_of(t);
    if (kid(n, 1)->kind == TYPE_BOOLEAN) return t->kind == TYPE_LIST ? t : type_list(a, t);
    return t->kind == TYPE_LIST || t->kind == TYPE_CONTEXT ? t : any();
}

static const struct type *literal(const struct feel_ast *n) {
    static const enum type_kind kinds[] = { [VALUE_NULL] = TYPE_NULL, [VALUE_NUMBER] = TYPE_NUMBER, [VALUE_STRING] = TYPE_STRING,
        [VALUE_BOOLEAN] = TYPE_BOOLEAN, [VALUE_DATE] = TYPE_DATE, [VALUE_TIME] = TYPE_TIME, [VALUE_DATE_TIME] = TYPE_DATE_TIME,
        [VALUE_DAYS] = TYPE_DAYS, [VALUE_MONTHS] = TYPE_MONTHS };
    return n->literal.kind < LEN(kinds) ? type_simple(kinds[n->literal.kind]) : any();
}

void infer(struct parser *p, struct feel_ast *n) {
    struct arena *a = p->a;
    switch (n->kind) {
    case AST_LITERAL: n->type = literal(n); return;
    case AST_AT: case AST_NAME: return;                                        /* set by who found the name */
    case AST_PATH: n->type = path(a, n); return;
    case AST_LIST: n->type = type_list(a, joined(a, n, 0)); return;
    case AST_CONTEXT: n->type = context(a, n); return;
    case AST_RANGE: case AST_TEST: n->type = type_range(a, kid(n, 0)); return;
    case AST_NEGATE: n->type = kid(n, 0); return;
    case AST_BINARY: n->type = binary(n); return;
    case AST_COMPARE: case AST_AND: case AST_OR: case AST_BETWEEN: case AST_IN: case AST_SOME: case AST_EVERY:
    case AST_INSTANCE: case AST_TESTS: n->type = type_simple(TYPE_BOOLEAN); return;
    case AST_IF: n->type = joined(a, n, 1); return;
    case AST_FOR: n->type = type_list(a, kid(n, n->n - 1)); return;
    case AST_FILTER: n->type = filter(a, n); return;
    case AST_CALL: n->type = kid(n, 0)->kind == TYPE_FUNCTION ? kid(n, 0)->of : any(); return;
    case AST_FUNCTION: n->type = function(a, n); return;
    }
}
