/* ast.h: the tree of an expression, between parser and evaluator. Nobody else
** looks inside.
**
**     kind        kids                               besides
**     LITERAL                                        literal
**     AT                                             name: @"..." that needs the zone database
**     NAME                                           name as declared; builtin, when it is one
**     PATH        [object]                           name
**     LIST        items
**     CONTEXT     values                             names
**     RANGE       [low, high]                        low_in, high_in
**     TEST        [operand]                          op: < <= > >= = !=
**     NEGATE      [operand]
**     BINARY      [left, right]                      op: + - * / **
**     COMPARE     [left, right]                      op: = != < <= > >=
**     AND, OR     [left, right]
**     BETWEEN     [value, low, high]
**     IN          [value, test, ...]
**     IF          [condition, then, else]
**     FOR         [from, to or NULL, ..., body]      names: a variable for each pair
**     SOME, EVERY the same
**     FILTER      [list, condition or index]
**     CALL        [function, argument, ...]          names of the arguments, or NULL
**     FUNCTION    [body]                             names, types of parameters; external
**     INSTANCE    [value]                            target; NULL when the type is not known
**     TESTS       tests; none: "-"                   negated */
#ifndef RULES_AST_H
#define RULES_AST_H
#include "engine/rules/lexer.h"
#include "engine/rules/feel.h"

enum ast_kind { AST_LITERAL, AST_AT, AST_NAME, AST_PATH, AST_LIST, AST_CONTEXT, AST_RANGE, AST_TEST, AST_NEGATE, AST_BINARY,
    AST_COMPARE, AST_AND, AST_OR, AST_BETWEEN, AST_IN, AST_IF, AST_FOR, AST_SOME, AST_EVERY, AST_FILTER, AST_CALL,
    AST_FUNCTION, AST_INSTANCE, AST_TESTS };

struct builtin;
struct feel_ast {
    enum ast_kind kind;
    enum token_kind op;
    int line, col, height;
    bool low_in, high_in, negated, external;
    bool outside;                             /* NAME: bound outside the expression, or nowhere */
    bool asks;                                /* reads `?`: as a test it is its own answer */
    bool itself;                              /* FUNCTION as a context's entry: may call itself by the entry's name */
    const struct type *type;                  /* inferred; never NULL */
    struct str name;
    struct value literal;
    const struct builtin *builtin;
    const struct feel_ast **kids; size_t n;
    struct str *names; size_t named;
    const struct type **types;
    const struct type *target;
};

struct asts { const struct feel_ast **v; size_t n, cap; };
#endif
