/* regex_translate.h: from the grammar of XPath F&O 3.1 to that of PCRE2. */
#ifndef RULES_REGEX_TRANSLATE_H
#define RULES_REGEX_TRANSLATE_H
#include "engine/rules/regex.h"

struct regex_flags { bool dot_all, lines, any_case, spaced, literal; };

/* *groups: how many capturing groups there are. RC_INPUT with the column in e where the pattern is not one of F&O. */
enum rc regex_translate(struct arena *a, struct str pattern, struct regex_flags f, struct str *out, unsigned *groups, struct err *e);
#endif
