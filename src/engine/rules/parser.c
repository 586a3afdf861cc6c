/* parser.c: FEEL text to tree (grammar rules 1 to 65), by recursive descent.
**
** Binding power, weakest first: if, for, some, every, function reach as far as
** they can; or; and; comparison, between, in; + -; * /; **; minus sign;
** instance of; point, [filter], (arguments). All infix operators associate to
** the left. Three places need a look ahead or a way back:
**
**     ( [ ]       may open an interval: known by the ".." after the first end
**     [1..x[      a bracket that ends an interval or opens a filter
**     f(a: 1)     names of arguments, known by the ":" behind a name */
#include "engine/rules/parser.h"

enum { TREE_HEIGHT = 4 * LIMIT_FEEL_DEPTH };                      /* of a tree, chains of operators included */

/* ------------------------------------------------------------------ places and errors */

static void locate(struct parser *p, size_t pos) {
    if (!p->line || pos < p->place) { p->place = 0; p->line = p->col = 1; }
    while (p->place < pos && p->place < p->text.n) {
        if (utf8_next(p->text, &p->place) == '\n') { p->line++; p->col = 1; }
        else p->col++;
    }
}

void parser_take(struct parser *p) { p->t = lex_token(p->text, p->t.end); }
void parser_go(struct parser *p, size_t pos) { p->t = lex_token(p->text, pos); }
bool parser_word(const struct parser *p, const char *word) { return lex_is(p->text, p->t, word); }

enum rc parser_error(struct parser *p, size_t pos, enum rc rc, const char *zh, const char *en) {
    locate(p, pos);
    return fail_at(p->e, rc, p->line, p->col, "%s%s", zh, en);
}

enum rc parser_expected(struct parser *p, const char *zh, const char *en) {
    struct str found = str_sub(p->text, p->t.start, p->t.end - p->t.start);
    if (found.n > 40) found.n = utf8_offset(found, 12);
    locate(p, p->t.start);
    if (p->t.kind == T_END)
        return fail_at(p->e, RC_INPUT, p->line, p->col, "此处应为%s，但已到末尾。Expected %s, but the text ends here.", zh, en);
    return fail_at(p->e, RC_INPUT, p->line, p->col, "此处应为%s，却是“%.*s”。Expected %s, found \"%.*s\".", zh, STR_FMT(found), en,
        STR_FMT(found));
}

static enum rc too_deep(struct parser *p) {
    return parser_error(p, p->t.start, RC_LIMIT, "表达式嵌套过深或过长，请拆成几个。",
        "The expression is nested too deeply; split it into several.");
}

enum rc parser_need(struct parser *p, enum token_kind kind, const char *zh, const char *en) {
    if (p->t.kind != kind) return parser_expected(p, zh, en);
    parser_take(p);
    return RC_OK;
}

enum rc parser_need_word(struct parser *p, const char *word) {
    if (!parser_word(p, word)) return parser_expected(p, word, word);
    parser_take(p);
    return RC_OK;
}

/* ------------------------------------------------------------------ nodes */

struct feel_ast *parser_node(struct parser *p, enum ast_kind kind, size_t pos) {
    struct feel_ast *n = NEW(p->a, struct feel_ast);
    locate(p, pos);
    n->kind = kind;
    n->line = p->line;
    n->col = p->col;
    n->type = type_simple(TYPE_ANY);
    return n;
}

/* Chains like 1+1+1... are deep to the left without being nested for the parser, so the height counts, too. */
const struct feel_ast *parser_done(struct parser *p, struct feel_ast *n, const struct asts *kids) {
    n->kids = kids->v;
    n->n = kids->n;
    for (size_t i = 0; i < n->n; i++)
        if (n->kids[i] && n->kids[i]->height >= n->height) n->height = n->kids[i]->height + 1;
    p->too_high |= n->height > TREE_HEIGHT;
    infer(p, n);
    return n;
}

const struct feel_ast *parser_with(struct parser *p, struct feel_ast *n, const struct feel_ast *x, const struct feel_ast *y,
    const struct feel_ast *z)
{
    struct asts kids = { 0 };
    const struct feel_ast *all[] = { x, y, z };
    for (size_t i = 0; i < LEN(all) && all[i]; i++) *PUSH(p->a, &kids) = all[i];
    return parser_done(p, n, &kids);
}

static enum rc constant(struct parser *p, struct value v, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_LITERAL, p->t.start);
    n->literal = v;
    infer(p, n);
    *out = n;
    parser_take(p);
    return RC_OK;
}

/* ------------------------------------------------------------------ literals */

static enum rc number(struct parser *p, bool minus, const struct feel_ast **out) {
    struct str s = str_sub(p->text, p->t.start, p->t.end - p->t.start);
    struct number v;
    if (!number_parse(s, &v))
        return parser_error(p, p->t.start, RC_INPUT, "数字太大或太长。", "The number is out of range.");
    return constant(p, value_number(minus ? number_neg(v) : v), out);
}

enum rc parse_string(struct parser *p, struct str *s) {
    size_t bad = 0;
    if (p->t.kind != T_STRING) return parser_expected(p, "字符串", "a string in double quotes");
    if (!lex_string(p->a, p->text, p->t, s, &bad))
        return parser_error(p, bad, RC_INPUT, "转义符有误：\\u 后须有 4 位、\\U 后须有 6 位十六进制数。",
            "Wrong escape: \\u takes 4 and \\U takes 6 hexadecimal digits.");
    return RC_OK;
}

static enum rc temporal(struct parser *p, const struct feel_ast **out) {      /* @"2020-01-01" */
    struct feel_ast *n;
    struct value v;
    struct str s;
    size_t at = p->t.start;
    parser_take(p);
    TRY(parse_string(p, &s));
    if (value_from_literal(s, NULL, &v)) return constant(p, v, out);
    n = parser_node(p, AST_AT, at);                                      /* a named zone, or nothing: the evaluator finds out */
    n->name = s;
    *out = n;
    parser_take(p);
    return RC_OK;
}

/* ------------------------------------------------------------------ names and what stands first */

static enum rc name(struct parser *p, const struct feel_ast **out) {
    struct found f = scope_name(p, p->t.start);
    struct feel_ast *n = parser_node(p, AST_NAME, p->t.start);
    if (!f.end) return parser_expected(p, "值、名称或“(”", "a value, a name or \"(\"");
    n->name = f.name;
    n->type = f.type;
    n->outside = f.outside;
    n->builtin = f.builtin;
    p->asked += str_eq(f.name, S("?"));
    parser_go(p, f.end);
    *out = n;
    return RC_OK;
}

/* A word is a declared name before it is a keyword, when the name is the longer one. */
static enum rc word(struct parser *p, const struct feel_ast **out) {
    struct str w = str_sub(p->text, p->t.start, p->t.end - p->t.start);
    struct found f = scope_name(p, p->t.start);
    if (f.known && f.end > p->t.end) return name(p, out);
    if (str_eq(w, S("null"))) return constant(p, value_null(), out);
    if (str_eq(w, S("true"))) return constant(p, value_bool(true), out);
    if (str_eq(w, S("false"))) return constant(p, value_bool(false), out);
    if (str_eq(w, S("if"))) return parse_if(p, out);
    if (str_eq(w, S("for"))) return parse_loop(p, AST_FOR, out);
    if (str_eq(w, S("some"))) return parse_loop(p, AST_SOME, out);
    if (str_eq(w, S("every"))) return parse_loop(p, AST_EVERY, out);
    if (str_eq(w, S("function")) && lex_token(p->text, p->t.end).kind == T_LPAREN) return parse_function(p, out);
    if (lex_keyword(w) && !f.known) return parser_expected(p, "值、名称或“(”", "a value, a name or \"(\"");
    return name(p, out);
}

/* <5, >= x, = 3, != "a": a test, and as a value a range. */
static enum rc comparison_test(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_TEST, p->t.start);
    const struct feel_ast *operand;
    n->op = p->t.kind;
    parser_take(p);
    TRY(parse_operation(p, LEVEL_ADD, &operand));
    *out = parser_with(p, n, operand, NULL, NULL);
    return RC_OK;
}

static enum rc primary(struct parser *p, const struct feel_ast **out) {
    struct str s;
    switch (p->t.kind) {
    case T_NUMBER: return number(p, false, out);
    case T_STRING: TRY(parse_string(p, &s)); return constant(p, value_string(s), out);
    case T_AT: return temporal(p, out);
    case T_LBRACKET: return parse_list_or_interval(p, out);
    case T_RBRACKET: return parse_open_interval(p, out);
    case T_LPAREN: return parse_parenthesised(p, out);
    case T_LBRACE: return parse_context(p, out);
    case T_WORD: return word(p, out);
    case T_LT: case T_LE: case T_GT: case T_GE: case T_EQ: case T_NE: return comparison_test(p, out);
    default: return parser_expected(p, "值、名称或“(”", "a value, a name or \"(\"");
    }
}

/* ------------------------------------------------------------------ behind a value: point, filter, arguments */

static enum rc path(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_PATH, p->t.start);
    struct found f;
    parser_take(p);
    f = scope_member(p, p->t.start, (*out)->type);
    if (!f.end) return parser_expected(p, "成员的名称", "the name of a member");
    n->name = f.name;
    n->type = f.type;
    parser_go(p, f.end);
    *out = parser_with(p, n, *out, NULL, NULL);
    return RC_OK;
}

static void filter_frame(struct parser *p, struct frame *own, const struct type *list) {
    const struct type *item = items_of(list);
    own->outer = p->frame;
    own->open = item->kind == TYPE_ANY || item->kind == TYPE_NULL;
    scope_add(p, own, S("item"), item);
    for (size_t i = 0; item->kind == TYPE_CONTEXT && i < item->n; i++) scope_add(p, own, item->members[i].name, item->members[i].type);
}

static enum rc filter(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_FILTER, p->t.start);
    struct frame own = { 0 };
    const struct feel_ast *test;
    filter_frame(p, &own, (*out)->type);
    p->frame = &own;
    parser_take(p);
    TRY(parse_expression(p, &test));
    TRY(parser_need(p, T_RBRACKET, "“]”", "\"]\""));
    p->frame = own.outer;
    *out = parser_with(p, n, *out, test, NULL);
    return RC_OK;
}

/* At the end of an interval: a filter if it parses as one and something that ends the interval follows. */
static bool filter_or_end(struct parser *p, const struct feel_ast **out) {
    struct parser back = *p;
    const struct feel_ast *n = *out;
    p->e = NULL;
    bool yes = filter(p, &n) == RC_OK && (p->t.kind == T_RPAREN || p->t.kind == T_RBRACKET || p->t.kind == T_LBRACKET);
    if (yes) *out = n;
    else *p = back;
    p->e = back.e;
    return yes;
}

static size_t argument_name(const struct parser *p) {             /* the end of a name with ":" behind it, or 0 */
    size_t end = p->t.kind == T_WORD ? lex_any_name(p->text, p->t.start) : 0;
    return end && lex_token(p->text, end).kind == T_COLON ? end : 0;
}

static enum rc arguments(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_CALL, p->t.start);
    struct asts kids = { 0 };
    struct strs names = { 0 };
    bool named;
    *PUSH(p->a, &kids) = *out;
    parser_take(p);
    named = argument_name(p) != 0;
    while (p->t.kind != T_RPAREN) {
        const struct feel_ast *v;
        if (kids.n > 1) TRY(parser_need(p, T_COMMA, "“,”或“)”", "\",\" or \")\""));
        if (named) {
            size_t end = argument_name(p);
            if (!end)
                return parser_expected(p, "参数名和“:”（各参数都要有名）", "the name of a parameter and \":\" (all of them need names)");
            *PUSH(p->a, &names) = lex_spell(p->a, p->text, p->t.start, end);
            parser_go(p, lex_token(p->text, end).end);
        }
        TRY(parse_expression(p, &v));
        *PUSH(p->a, &kids) = v;
    }
    parser_take(p);
    n->names = names.v;
    n->named = names.n;
    *out = parser_done(p, n, &kids);
    return RC_OK;
}

static enum rc instance_of(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_INSTANCE, p->t.start);
    parser_take(p);
    TRY(parser_need_word(p, "of"));
    TRY(parse_type(p, &n->target));
    *out = parser_with(p, n, *out, NULL, NULL);
    return RC_OK;
}

static enum rc postfix(struct parser *p, const struct feel_ast **out) {
    TRY(primary(p, out));
    for (;;) {
        if (p->t.kind == T_DOT) TRY(path(p, out));
        else if (p->t.kind == T_LPAREN) TRY(arguments(p, out));
        else if (p->t.kind == T_LBRACKET && p->ends) { if (!filter_or_end(p, out)) return RC_OK; }
        else if (p->t.kind == T_LBRACKET) TRY(filter(p, out));
        else return RC_OK;
    }
}

/* ------------------------------------------------------------------ operators */

static enum rc signed_value(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n;
    if (p->t.kind != T_MINUS) {
        TRY(postfix(p, out));
        while (parser_word(p, "instance")) TRY(instance_of(p, out));
        return RC_OK;
    }
    n = parser_node(p, AST_NEGATE, p->t.start);
    parser_take(p);
    if (p->t.kind == T_NUMBER && lex_token(p->text, p->t.end).kind != T_LBRACKET) {
        TRY(number(p, true, out));
        while (parser_word(p, "instance")) TRY(instance_of(p, out));
        return RC_OK;
    }
    if (++p->depth > LIMIT_FEEL_DEPTH) return too_deep(p);
    TRY(signed_value(p, out));
    p->depth--;
    *out = parser_with(p, n, *out, NULL, NULL);
    return RC_OK;
}

static enum rc between(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_BETWEEN, p->t.start);
    const struct feel_ast *low, *high;
    parser_take(p);
    TRY(parse_operation(p, LEVEL_ADD, &low));
    TRY(parser_need_word(p, "and"));
    TRY(parse_operation(p, LEVEL_ADD, &high));
    *out = parser_with(p, n, *out, low, high);
    return RC_OK;
}

/* t as a test, which knows whether it reads `?`: asked is what the parser had counted before it. */
static void add_test(struct parser *p, struct asts *list, const struct feel_ast *t, unsigned asked) {
    struct feel_ast *mine = NEW(p->a, struct feel_ast);
    *mine = *t;
    mine->asks = p->asked != asked;
    *PUSH(p->a, list) = mine;
}

/* Tests with commas up to ")" or the end. */
static enum rc tests(struct parser *p, struct asts *list) {
    for (;;) {
        unsigned asked = p->asked;
        const struct feel_ast *t;
        TRY(parse_expression(p, &t));
        add_test(p, list, t, asked);
        if (p->t.kind != T_COMMA) return RC_OK;
        parser_take(p);
    }
}

/* A test without a parenthesis of its own. */
static enum rc lone_test(struct parser *p, struct asts *list) {
    unsigned asked = p->asked;
    const struct feel_ast *t;
    TRY(parse_operation(p, LEVEL_ADD, &t));
    add_test(p, list, t, asked);
    return RC_OK;
}

/* Behind "in" a parenthesis may hold tests, be an interval or just be one. The first is tried, then the others. */
static enum rc in_parenthesis(struct parser *p, struct asts *kids) {
    struct parser back = *p;
    struct asts list = { 0 };
    parser_take(p);
    TRY(tests(p, &list));
    if (p->t.kind == T_RPAREN) {
        parser_take(p);
        if (list.n > 1 || (p->t.kind != T_DOT && p->t.kind != T_LBRACKET && p->t.kind != T_PLUS && p->t.kind != T_MINUS)) {
            for (size_t i = 0; i < list.n; i++) *PUSH(p->a, kids) = list.v[i];
            return RC_OK;
        }
    }
    if (p->t.kind != T_DOTS && p->t.kind != T_DOT && p->t.kind != T_LBRACKET && p->t.kind != T_PLUS && p->t.kind != T_MINUS)
        return parser_expected(p, "“)”", "\")\"");
    *p = back;
    return lone_test(p, kids);
}

static enum rc in(struct parser *p, const struct feel_ast **out) {
    struct feel_ast *n = parser_node(p, AST_IN, p->t.start);
    struct frame own = { .outer = p->frame };
    struct asts kids = { 0 };
    *PUSH(p->a, &kids) = *out;
    scope_add(p, &own, S("?"), (*out)->type);
    p->frame = &own;
    parser_take(p);
    if (p->t.kind == T_LPAREN) TRY(in_parenthesis(p, &kids));
    else TRY(lone_test(p, &kids));
    p->frame = own.outer;
    *out = parser_done(p, n, &kids);
    return RC_OK;
}

static int level_of(const struct parser *p, enum ast_kind *kind) {
    switch (p->t.kind) {
    case T_PLUS: case T_MINUS: *kind = AST_BINARY; return LEVEL_ADD;
    case T_STAR: case T_SLASH: *kind = AST_BINARY; return LEVEL_MULTIPLY;
    case T_POWER: *kind = AST_BINARY; return LEVEL_POWER;
    case T_EQ: case T_NE: case T_LT: case T_LE: case T_GT: case T_GE: *kind = AST_COMPARE; return LEVEL_COMPARE;
    case T_WORD: break;
    default: return 0;
    }
    if (parser_word(p, "or")) { *kind = AST_OR; return LEVEL_OR; }
    if (parser_word(p, "and")) { *kind = AST_AND; return LEVEL_AND; }
    if (parser_word(p, "between")) { *kind = AST_BETWEEN; return LEVEL_COMPARE; }
    if (parser_word(p, "in")) { *kind = AST_IN; return LEVEL_COMPARE; }
    return 0;
}

static enum rc infix(struct parser *p, enum ast_kind kind, int level, const struct feel_ast **out) {
    struct feel_ast *n;
    const struct feel_ast *right;
    if (kind == AST_BETWEEN) return between(p, out);
    if (kind == AST_IN) return in(p, out);
    n = parser_node(p, kind, p->t.start);
    n->op = p->t.kind;
    parser_take(p);
    TRY(parse_operation(p, level + 1, &right));
    *out = parser_with(p, n, *out, right, NULL);
    return RC_OK;
}

/* Precedence climbing: a value, then every operator that binds at least as tightly as `least`. */
enum rc parse_operation(struct parser *p, int least, const struct feel_ast **out) {
    enum ast_kind kind = AST_OR;
    int level, start = p->depth;
    if (++p->depth > LIMIT_FEEL_DEPTH) return too_deep(p);
    TRY(signed_value(p, out));
    while ((level = level_of(p, &kind)) >= least && level > 0) TRY(infix(p, kind, level, out));
    p->depth = start;
    return RC_OK;
}

enum rc parse_expression(struct parser *p, const struct feel_ast **out) {
    bool ends = p->ends;
    p->ends = false;
    TRY(parse_operation(p, LEVEL_OR, out));
    p->ends = ends;
    return RC_OK;
}

/* ------------------------------------------------------------------ the doors */

static enum rc start(struct parser *p, struct arena *a, struct str text, const struct feel_scope *names, struct err *e) {
    *p = (struct parser){ .a = a, .text = text, .e = e, .host = names };
    if (text.n > LIMIT_FEEL_TEXT) return fail(p->e, RC_LIMIT, "表达式过长。The expression is too long.");
    if (!utf8_valid(text)) return fail(p->e, RC_INPUT, "文字编码不是 UTF-8。The text is not UTF-8.");
    for (const struct feel_scope *s = names; s && !p->types; s = s->outer) p->types = s->types;
    parser_go(p, 0);
    return RC_OK;
}

static enum rc ended(struct parser *p) {
    if (p->too_high) return too_deep(p);
    return p->t.kind == T_END ? RC_OK : parser_expected(p, "运算符或结尾", "an operator or the end");
}

enum rc feel_parse_expression(struct arena *a, struct str text, const struct feel_scope *names, const struct feel_ast **ast, struct err *e)
{
    struct parser p;
    TRY(start(&p, a, text, names, e));
    TRY(parse_expression(&p, ast));
    return ended(&p);
}

static bool negated(struct parser *p, struct asts *list) {        /* not(tests), and nothing behind it */
    struct parser back = *p;
    p->e = NULL;
    parser_take(p);
    bool yes = p->t.kind == T_LPAREN;
    parser_take(p);
    yes = yes && tests(p, list) == RC_OK && p->t.kind == T_RPAREN && lex_token(p->text, p->t.end).kind == T_END;
    if (!yes) {
        *p = back;
        list->n = 0;
    } else parser_take(p);
    p->e = back.e;
    return yes;
}

enum rc feel_parse_unary_tests(struct arena *a, struct str text, const struct feel_scope *names, const struct feel_ast **ast, struct err *e)
{
    struct parser p;
    struct frame own = { 0 };
    struct asts list = { 0 };
    struct feel_ast *n;
    TRY(start(&p, a, text, names, e));
    n = parser_node(&p, AST_TESTS, p.t.start);
    const struct type *input = NULL;
    for (const struct feel_scope *s = names; s && !input; s = s->outer)
        for (size_t i = 0; i < s->n; i++)
            if (str_eq(s->v[i].name, S("?"))) input = s->v[i].type;
    scope_add(&p, &own, S("?"), input);
    p.frame = &own;
    if (p.t.kind == T_MINUS && lex_token(text, p.t.end).kind == T_END) parser_take(&p);
    else {
        n->negated = parser_word(&p, "not") && negated(&p, &list);
        if (!n->negated) TRY(tests(&p, &list));
    }
    *ast = parser_done(&p, n, &list);
    return ended(&p);
}
