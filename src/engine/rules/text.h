/* text.h: strings of FEEL count code points. Positions begin at 1; negative ones count from the end. */
#ifndef RULES_TEXT_H
#define RULES_TEXT_H
#include "base/base.h"

struct str text_upper(struct arena *a, struct str s);           /* full Unicode mapping, no locale */
struct str text_lower(struct arena *a, struct str s);
/* start from 1, or from the end below 0, within s; length < 0: to the end */
struct str text_substring(struct str s, int64_t start, int64_t length);
bool text_before(struct str s, struct str what, struct str *r);  /* what stands before the first `what`; false when absent */
bool text_after(struct str s, struct str what, struct str *r);
#endif
