/* json.h: a JSON text (RFC 8259) as a tree in an arena. Outside bytes: strict and bounded, fuzzed by fuzz/json_fuzz.c.
**
** What is refused besides wrong grammar: a name twice in one object (two readers would see two values), a NUL, half a
** surrogate pair, bytes that are not UTF-8, and anything beyond the limits of base/limits.h. Numbers are kept as they are
** written, so that none loses a digit on the way. */
#ifndef BASE_JSON_H
#define BASE_JSON_H
#include "base/base.h"

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json_node {
    enum json_kind kind;
    struct str name;                    /* of a member; STR_NONE in a list and at the top */
    struct str text;                    /* of a text, decoded; of a number, as written */
    struct json_node *first, *next;     /* members or items, in order */
};

/* RC_INPUT: the error says at which line and column. */
enum rc json_parse(struct arena *a, struct str s, struct json_node **top, struct err *e);
/* The same for a file of the command line: so many items in a list, so many values in all. Objects stay small. */
enum rc json_parse_long(struct arena *a, struct str s, size_t items, size_t nodes, struct json_node **top, struct err *e);
const struct json_node *json_get(const struct json_node *object, const char *name);   /* NULL when it has none */
#endif
