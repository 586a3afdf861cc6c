/* parser.h: what the files of the parser share: parser.c (expressions),
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

enum rc parse_type(struct parser *p, const struct type **t);      /* *t is NULL when the type is well written but unknown */
void infer(struct parser *p, struct feel_ast *n);                 /* sets n->type from its kids */
const struct type *items_of(const struct type *t);                /* the type of the items: of a list; a single value is its own item */

void parser_take(struct parser *p);                               /* on to the next token */
void parser_go(struct parser *p, size_t pos);
enum rc parser_expected(struct parser *p, const char *zh, const char *en);
bool parser_word(const struct parser *p, const char *word);
#endif
