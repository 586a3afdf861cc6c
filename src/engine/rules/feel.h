/* feel.h: the expression language of DMN 1.5 and 1.6 (chapter 10.3), level 3.
**
**     text + names ──parser──> struct feel_ast ──evaluator + values──> struct value
**
** PARSING needs the names that are in scope, because a FEEL name may hold
** blanks, operators and any script ("loan amount", "a-b", 带动就业人数): of the
** names in scope the longest one that fits is taken. Types of names tell which
** names may follow a point or stand in a filter ("items[unit price > 3]").
** Where a type is Any the parser takes words up to the next keyword or
** operator as one name and the evaluator looks it up.
**
** EVALUATING never fails loudly in mode SPEC: what is undefined is null, and
** says why in the list of notes. Mode POLICY keeps unknown apart from
** null (VALUE_UNKNOWN): what depends on it is unknown unless it makes no
** difference, and null means "does not apply".
**
**     struct feel f;
**     feel_init(&f, arena);  f.now_ms... f.zones...    // as wanted
**     struct feel_scope names = { .outer = NULL, .v = vars, .n = 2 };
**     TRY(feel_parse_expression(arena, text, &names, &ast, e));
**     struct value v = feel_eval(&f, ast, &names);
**
** Trees are read-only after parsing: parse once, evaluate often, with any
** scope that binds the same names. Trees, notes and results live in arenas. */
#ifndef RULES_FEEL_H
#define RULES_FEEL_H
#include "engine/rules/type.h"
#include "engine/rules/value.h"

struct feel_ast;

/* One name: the parser uses its type (NULL: Any), the evaluator its value. */
struct feel_name { struct str name; const struct type *type; struct value value; };

/* A chain of scopes, innermost first. The built-in functions are behind the last one by themselves. A name counts with
** any white space between its parts. `types` (NULL: the outer scope's) holds the named types for `instance of` and for
** parameters. Names may be qualified ("lib.rate") when the model imports: give the import a context type and value. */
struct feel_scope {
    const struct feel_scope *outer;
    const struct feel_name *v; size_t n;
    const struct types *types;
    const struct context *entries;         /* evaluator only, may be NULL: the entries of a context value are in scope, too */
};

/* RC_INPUT or RC_LIMIT with line, column, what was expected and what to do in e. *ast lives in a. */
enum rc feel_parse_expression(struct arena *a, struct str text, const struct feel_scope *names,
    const struct feel_ast **ast, struct err *e);
/* Unary tests, as in cells: "-", "not(...)", tests with commas. The input value is `?` in them; its type, where known,
** is the type of a name "?" in `names`. */
enum rc feel_parse_unary_tests(struct arena *a, struct str text, const struct feel_scope *names,
    const struct feel_ast **ast, struct err *e);
/* A type as written in typeRef or after `instance of`: "number", "list<tLoan>", "function<string> -> number". */
enum rc feel_parse_type(struct arena *a, struct str text, const struct types *types, const struct type **type, struct err *e);

const struct type *feel_type(const struct feel_ast *ast);         /* what the parser inferred; Any when it could not */
bool feel_is_dash(const struct feel_ast *ast);                    /* unary tests that are just "-" */
/* The parts of unary tests, in order, for output values: n expressions; each may be evaluated alone. */
size_t feel_test_count(const struct feel_ast *tests);
const struct feel_ast *feel_test_at(const struct feel_ast *tests, size_t i);
bool feel_is_name(struct str s);                                  /* could stand as a name (grammar rule 25) */
/* The names an expression reads from outside itself, each once: what a table cell or a policy depends on. */
void feel_reads(struct arena *a, const struct feel_ast *ast, struct strs *names);

enum feel_mode { FEEL_SPEC, FEEL_POLICY };

/* Something became null, and why. args fill {0}..{2} of the texts; see feel_note_text. */
struct feel_note { int line, col; const char *key; struct str args[3]; };
enum feel_lang { FEEL_ZH, FEEL_EN };
enum { FEEL_NOTES = 100 };                                        /* notes kept of one evaluation; more are only counted */

struct feel {
    struct arena *a;
    enum feel_mode mode;
    int64_t steps;                         /* left; at 0 everything is null and `limit` is set */
    int depth;                             /* left */
    bool limit;                            /* the step budget or the depth cap ended it */
    struct zones *zones;                   /* the database for names like @Europe/Paris; NULL: such names are unknown */
    const struct zone *zone;               /* of now() and today(); NULL: UTC */
    int64_t now_ms; bool has_now;          /* the instant of now() and today(); without it both are null */
    struct { struct feel_note *v; size_t n, cap; } notes; size_t notes_dropped;
    struct values *compared;               /* NULL, or where dates that are compared are noted, in pairs, for looking ahead */
    const struct feel_ast *at;             /* where we are: the place of the next note */
};

void feel_init(struct feel *f, struct arena *a);                  /* SPEC, limits of limits.h, no clock */
/* Before another answer is asked of the same f: what ended the last one does not end this one. Notes stay. */
void feel_again(struct feel *f);
struct value feel_eval(struct feel *f, const struct feel_ast *ast, const struct feel_scope *scope);
/* true, false or null. */
struct value feel_unary_test(struct feel *f, const struct feel_ast *tests, struct value input, const struct feel_scope *scope);

/* Calls any function value with arguments by position, or by name where names != NULL (n names; parameters not named
** are null). Arity and types are checked and converted as 10.3.2.13 says; null and a note otherwise. */
struct value feel_call(struct feel *f, struct value function, const struct value *args, const struct str *names, size_t n);
/* Makes a host function callable from FEEL: parameters with types, and `call(f, host, args, n)`, which gets exactly n
** converted arguments in order. result NULL: Any. Use it for business knowledge models and decision services. */
typedef struct value feel_host_call(struct feel *f, void *host, const struct value *args, size_t n);
struct value feel_host_function(struct arena *a, struct str name, const struct type_member *params, size_t n,
    const struct type *result, feel_host_call *call, void *host);
/* Converts v to type t as 10.3.2.9.4 says when a value is bound to a typed name: conforming values stay, singleton
** lists unwrap, single values wrap for lists, dates become date and time. Otherwise null and a note. */
struct value feel_coerce(struct feel *f, const struct type *t, struct value v);

/* Adds a note (at f->at) and gives null: `return feel_null(f, "key", x, y, z)`; args may be STR_NONE. Keys stand in
** eval_notes.c with their texts. */
struct value feel_null(struct feel *f, const char *key, struct str x, struct str y, struct str z);
struct str feel_note_text(struct arena *a, const struct feel_note *n, enum feel_lang lang);
#endif
