/* xml.h: outside XML into a small tree, whole or not at all.
**
** The tree lives in the caller's arena; every node knows its line and column
** (from 1), its namespace and its prefixes, so that whoever reads on can say
** where something is wrong and resolve a QName in a value. A document type
** declaration is refused: with it go entity expansion and external entities.
** expat does the parsing and takes its own memory from the same arena, so the
** arena's guard may jump out at any moment and nothing leaks. */
#ifndef RULES_XML_H
#define RULES_XML_H
#include "base/base.h"

struct xml_prefix { struct str prefix, uri; struct xml_prefix *outer; };
struct xml_attr { struct str ns, name, value; };
struct xml_node {
    struct str ns, name;                 /* namespace URI (empty: none) and local name */
    struct str text;                     /* its own character data, children's left out, untrimmed */
    struct xml_attr *attrs; size_t nattrs;
    struct xml_node *parent, *first, *last, *next;
    const struct xml_prefix *scope;      /* innermost first */
    int line, col;
};

/* RC_INPUT (not well-formed, a DTD) or RC_LIMIT (bytes, depth), with line and column in e. */
enum rc xml_read(struct arena *a, struct str bytes, struct xml_node **root, struct err *e);

/* By local name, in any namespace; p == NULL when there is none. */
struct str xml_attr(const struct xml_node *n, const char *name);
/* By namespace and local name. */
struct str xml_attr_ns(const struct xml_node *n, const char *ns, const char *name);
/* First child / next sibling with this local name in the same namespace as its parent; NULL when none. */
struct xml_node *xml_child(const struct xml_node *n, const char *name);
struct xml_node *xml_again(const struct xml_node *n);
/* "p:local" into URI and local part; an undeclared prefix leaves the name whole and the URI empty. */
struct str xml_qname(const struct xml_node *n, struct str qname, struct str *uri);
#endif
