/* explain.h: an answer of the register in words, for the person and for the
** officer, in Chinese or English. Names and values in English come from the
** dictionary. */
#ifndef RULES_EXPLAIN_H
#define RULES_EXPLAIN_H
#include "engine/rules/register.h"

/* Lines of text, each ended by a line feed. */
struct str register_explain(struct arena *a, const struct register_question *q, const struct register_answer *r, enum feel_lang lang);
/* One line: policy, answer, amount. */
void put_headline(struct out *o, const struct register_answer *r, enum feel_lang lang);
#endif
