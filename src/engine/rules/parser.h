/* parser.h: what the files of the parser share: parser.c (expressions),
** parser_forms.c (lists, intervals, contexts, if, for, function),
** parser_scope.c (which name stands here), parser_type.c (types and what they
** say of a node). Outside of them use feel.h. */
#ifndef RULES_PARSER_H
#define RULES_PARSER_H
#include "engine/rules/ast.h"

/* Names that the expression itself brings: parameters, loop variables, context entries, members of filtered items.
** open: there may be more names than we know (the items' type is Any). */
struct frame {
    const struct frame *outer;
    struct { struct feel_name *v; size_t n, cap; } names;
    bool open;
};

struct parser {
    struct arena *a;
    struct str text;
    struct err *e;
    const struct feel_scope *host;
    const struct types *types;
    const struct frame *frame;
    struct token t;                           /* the next token, not yet taken */
    int depth;
    bool ends;                                /* in the high end of an interval, where "[" may close it */
    bool too_high;
    unsigned asked;                           /* how often `?` was read so far */
    size_t place; int line, col;              /* of the last place asked for, to count lines once */
};

struct found { size_t end; struct str name; const struct type *type; bool known, outside; const struct builtin *builtin; };

/* The longest name at pos; end is 0 when none can stand there. known: it is declared, not guessed;
** outside: its value comes from outside the expression. */
struct found scope_name(const struct parser *p, size_t pos);
struct found scope_member(const struct parser *p, size_t pos, const struct type *object);     /* behind a point */
void scope_add(struct parser *p, struct frame *f, struct str name, const struct type *type);
bool scope_has(const struct parser *p, struct str name);          /* declared by anybody, or a built-in function */

enum rc parse_type(struct parser *p, const struct type **t);      /* *t is NULL when the type is well written but unknown */
void infer(struct parser *p, struct feel_ast *n);                 /* sets n->type from its kids */
const struct type *items_of(const struct type *t);                /* the type of the items: of a list; a single value is its own item */

/* What a level of operators binds; parse_operation takes those that bind at least so tightly. */
enum { LEVEL_OR = 1, LEVEL_AND, LEVEL_COMPARE, LEVEL_ADD, LEVEL_MULTIPLY, LEVEL_POWER };

enum rc parse_expression(struct parser *p, const struct feel_ast **out);
enum rc parse_operation(struct parser *p, int least, const struct feel_ast **out);
enum rc parse_string(struct parser *p, struct str *s);            /* at a string; does not go on */
enum rc parse_list_or_interval(struct parser *p, const struct feel_ast **out);
enum rc parse_open_interval(struct parser *p, const struct feel_ast **out);
enum rc parse_parenthesised(struct parser *p, const struct feel_ast **out);
enum rc parse_context(struct parser *p, const struct feel_ast **out);
enum rc parse_if(struct parser *p, const struct feel_ast **out);
enum rc parse_loop(struct parser *p, enum ast_kind kind, const struct feel_ast **out);
enum rc parse_function(struct parser *p, const struct feel_ast **out);

struct feel_ast *parser_node(struct parser *p, enum ast_kind kind, size_t pos);
const struct feel_ast *parser_done(struct parser *p, struct feel_ast *n, const struct asts *kids);
const struct feel_ast *parser_with(struct parser *p, struct feel_ast *n, const struct feel_ast *x, const struct feel_ast *y,
    const struct feel_ast *z);
enum rc parser_error(struct parser *p, size_t pos, enum rc rc, const char *zh, const char *en);
enum rc parser_need(struct parser *p, enum token_kind kind, const char *zh, const char *en);    /* this token, and on */
enum rc parser_need_word(struct parser *p, const char *word);
void parser_take(struct parser *p);                               /* on to the next token */
void parser_go(struct parser *p, size_t pos);
enum rc parser_expected(struct parser *p, const char *zh, const char *en);
bool parser_word(const struct parser *p, const char *word);
#endif
