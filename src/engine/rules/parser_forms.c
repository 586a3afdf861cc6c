/* parser_forms.c: the forms with brackets of their own and those that begin
** with a keyword: lists, intervals, contexts, if, for, some, every, function. */
#include "engine/rules/parser.h"

/* ------------------------------------------------------------------ lists, contexts, intervals */

/* The high end may be followed by "[" as the closing sign; p->ends tells postfix. */
static enum rc interval_rest(struct parser *p, size_t start, bool low_in, const struct feel_ast *low, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_RANGE, start);
    const struct feel_ast *high;
    parser_take(p);                                               /* .. */
    p->ends = true;
    TRY(parse_operation(p, LEVEL_ADD, &high));
    p->ends = false;
    if (p->t.kind != T_RPAREN && p->t.kind != T_RBRACKET && p->t.kind != T_LBRACKET)
        return parser_expected(p, "区间的结尾“]”“)”或“[”", "the end of the interval: \"]\", \")\" or \"[\"");
    n->low_in = low_in;
    n->high_in = p->t.kind == T_RBRACKET;
    parser_take(p);
    *out = parser_with(p, n, low, high, NULL);
    return RC_OK;
}

enum rc parse_list_or_interval(struct parser *p, const struct feel_ast **out) {
    struct asts items = { 0 };
    size_t start = p->t.start;
    const struct feel_ast *item;
    parser_take(p);
    while (p->t.kind != T_RBRACKET) {
        if (items.n) TRY(parser_need(p, T_COMMA, "“,”或“]”", "\",\" or \"]\""));
        TRY(parse_expression(p, &item));
        if (items.n == 0 && p->t.kind == T_DOTS) return interval_rest(p, start, true, item, out);
        *PUSH(p->a, &items) = item;
    }
    parser_take(p);
    *out = parser_done(p, parser_node(p, AST_LIST, start), &items);
    return RC_OK;
}

enum rc parse_open_interval(struct parser *p, const struct feel_ast **out) {  /* ]1..5] */
    size_t start = p->t.start;
    const struct feel_ast *low;
    parser_take(p);
    TRY(parse_operation(p, LEVEL_ADD, &low));
    if (p->t.kind != T_DOTS) return parser_expected(p, "“..”", "\"..\"");
    return interval_rest(p, start, false, low, out);
}

enum rc parse_parenthesised(struct parser *p, const struct feel_ast **out) {
    size_t start = p->t.start;
    parser_take(p);
    TRY(parse_expression(p, out));
    if (p->t.kind == T_DOTS) return interval_rest(p, start, false, *out, out);
    return parser_need(p, T_RPAREN, "“)”", "\")\"");
}

static enum rc key(struct parser *p, struct str *name) {
    size_t end;
    if (p->t.kind == T_STRING) {
        TRY(parse_string(p, name));
        parser_take(p);
        return RC_OK;
    }
    end = p->t.kind == T_WORD ? lex_any_name(p->text, p->t.start) : 0;
    if (!end) return parser_expected(p, "名称或字符串", "a name or a string as the key");
    *name = lex_spell(p->a, p->text, p->t.start, end);
    parser_go(p, end);
    return RC_OK;
}

/* The value of an entry. A function there may call itself by the entry's name, unless that means something already. */
static enum rc entry(struct parser *p, struct frame *own, struct str name, const struct feel_ast **v) {
    bool itself = parser_word(p, "function") && lex_token(p->text, p->t.end).kind == T_LPAREN && !scope_has(p, name);
    size_t mine = own->names.n;
    if (itself) scope_add(p, own, name, NULL);
    TRY(parse_expression(p, v));
    own->names.n = mine;
    scope_add(p, own, name, (*v)->type);
    if (!itself || (*v)->kind != AST_FUNCTION) return RC_OK;
    struct feel_ast *function = NEW(p->a, struct feel_ast);
    *function = **v;
    function->itself = true;
    *v = function;
    return RC_OK;
}

enum rc parse_context(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_CONTEXT, p->t.start);
    struct frame own = { .outer = p->frame };
    struct strs names = { 0 };
    struct asts values = { 0 };
    const struct feel_ast *v;
    struct str name;
    p->frame = &own;
    parser_take(p);
    while (p->t.kind != T_RBRACE) {
        size_t at;
        if (values.n) TRY(parser_need(p, T_COMMA, "“,”或“}”", "\",\" or \"}\""));
        at = p->t.start;
        TRY(key(p, &name));
        for (size_t i = 0; i < names.n; i++)
            if (str_eq(names.v[i], name))
                return parser_error(p, at, RC_INPUT, "同一名称出现两次，请改名。", "The same key stands twice; rename one.");
        TRY(parser_need(p, T_COLON, "“:”", "\":\""));
        TRY(entry(p, &own, name, &v));
        *PUSH(p->a, &names) = name;
        *PUSH(p->a, &values) = v;
    }
    p->frame = own.outer;
    parser_take(p);
    n->names = names.v;
    n->named = names.n;
    *out = parser_done(p, n, &values);
    return RC_OK;
}

/* ------------------------------------------------------------------ if, for, some, every, function */

enum rc parse_if(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_IF, p->t.start);
    const struct feel_ast *test, *yes, *no;
    parser_take(p);
    TRY(parse_expression(p, &test));
    TRY(parser_need_word(p, "then"));
    TRY(parse_expression(p, &yes));
    TRY(parser_need_word(p, "else"));
    TRY(parse_expression(p, &no));
    *out = parser_with(p, n, test, yes, no);
    return RC_OK;
}

/* The variable of a loop: its name ends before the word "in" that stands first. */
static enum rc variable(struct parser *p, struct str *name) {
    struct token t = p->t;
    size_t end = 0;
    for (; t.kind != T_END && t.kind != T_BAD; t = lex_token(p->text, t.end)) {
        if (end && lex_is(p->text, t, "in")) break;
        if (!end && t.kind != T_WORD) break;
        end = t.end;
    }
    if (!end || !lex_is(p->text, t, "in")) return parser_expected(p, "变量名和 in", "the name of a variable, then \"in\"");
    *name = lex_spell(p->a, p->text, p->t.start, end);
    parser_go(p, t.end);
    return RC_OK;
}

static enum rc iterators(struct parser *p, struct frame *own, struct strs *names, struct asts *kids) {
    do {
        const struct feel_ast *from, *to = NULL;
        struct str name;
        if (names->n) parser_take(p);                             /* the comma */
        TRY(variable(p, &name));
        TRY(parse_expression(p, &from));
        if (p->t.kind == T_DOTS) {
            parser_take(p);
            TRY(parse_expression(p, &to));
        }
        *PUSH(p->a, names) = name;
        *PUSH(p->a, kids) = from;
        *PUSH(p->a, kids) = to;
        scope_add(p, own, name, to ? from->type : from->type->kind == TYPE_RANGE ? from->type->of : items_of(from->type));
    } while (p->t.kind == T_COMMA);
    return RC_OK;
}

enum rc parse_loop(struct parser *p, enum ast_kind kind, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, kind, p->t.start);
    struct frame own = { .outer = p->frame };
    struct strs names = { 0 };
    struct asts kids = { 0 };
    const struct feel_ast *body;
    p->frame = &own;
    parser_take(p);
    TRY(iterators(p, &own, &names, &kids));
    TRY(parser_need_word(p, kind == AST_FOR ? "return" : "satisfies"));
    if (kind == AST_FOR) scope_add(p, &own, S("partial"), NULL);
    TRY(parse_expression(p, &body));
    *PUSH(p->a, &kids) = body;
    p->frame = own.outer;
    n->names = names.v;
    n->named = names.n;
    *out = parser_done(p, n, &kids);
    return RC_OK;
}

static enum rc parameters(struct parser *p, struct feel_ast *n, struct frame *own) {
    struct strs names = { 0 };
    struct { const struct type **v; size_t n, cap; } types = { 0 };
    TRY(parser_need(p, T_LPAREN, "“(”", "\"(\""));
    while (p->t.kind != T_RPAREN) {
        const struct type *t = type_simple(TYPE_ANY);
        struct str name;
        if (names.n) TRY(parser_need(p, T_COMMA, "“,”或“)”", "\",\" or \")\""));
        TRY(key(p, &name));
        if (p->t.kind == T_COLON) {
            parser_take(p);
            TRY(parse_type(p, &t));
        }
        *PUSH(p->a, &names) = name;
        *PUSH(p->a, &types) = t ? t : type_simple(TYPE_ANY);
        scope_add(p, own, name, t);
    }
    parser_take(p);
    n->names = names.v;
    n->named = names.n;
    n->types = types.v;
    return RC_OK;
}

enum rc parse_function(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_FUNCTION, p->t.start);
    struct frame own = { .outer = p->frame };
    const struct feel_ast *body;
    parser_take(p);
    TRY(parameters(p, n, &own));
    n->external = parser_word(p, "external");
    if (n->external) parser_take(p);
    p->frame = &own;
    TRY(parse_expression(p, &body));
    p->frame = own.outer;
    *out = parser_with(p, n, body, NULL, NULL);
    return RC_OK;
}
