/* regex.h: XPath and XQuery regular expressions (F&O 3.1, 5.6) on PCRE2.
**
** A translator reads the pattern by the rules of F&O and writes what PCRE2
** understands; PCRE2's own extras (look-around, inline flags, \Q, possessive
** quantifiers) are errors. All memory is the arena's. Matching has a budget: of a
** pattern, for all that is done with it. */
#ifndef RULES_REGEX_H
#define RULES_REGEX_H
#include "base/base.h"

enum { REGEX_PATTERN_MAX = 64 * 1024, REGEX_MATCH_STEPS = 10 * 1000 * 1000 };

struct regex;
/* flags: any of s m i x q, each at most meaningful once. RC_INPUT: not a pattern of F&O, or unknown flag; e says where. */
enum rc regex_compile(struct arena *a, struct str pattern, struct str flags, struct regex **r, struct err *e);
size_t regex_cost(const struct regex *r);                       /* items of the pattern looked at so far; at most REGEX_MATCH_STEPS */
bool regex_matches_empty(struct regex *r);                      /* replace and tokenize refuse such patterns in F&O */
enum rc regex_match(struct arena *a, struct regex *r, struct str s, bool *yes);      /* anywhere in s; RC_LIMIT when the budget ends */
/* $1..$9.. are groups, \$ and \\ stand for themselves; RC_INPUT for another use of either. */
enum rc regex_replace(struct arena *a, struct regex *r, struct str s, struct str by, struct str *out, struct err *e);
enum rc regex_split(struct arena *a, struct regex *r, struct str s, struct strs *out);
enum rc regex_extract(struct arena *a, struct regex *r, struct str s, struct strs *out);   /* all matches, in order */
#endif
