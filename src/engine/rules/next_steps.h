/* next_steps.h: what to do about an answer, out of the envelope: which papers
** are asked for and which are not because the data has been checked, where and
** until when to apply, how long it is made public, who is paid and from which
** line of the budget.
**
** A paper is needless when each fact of its `waived-by` is settled: known from
** data, or a boolean that is not claimed (false, does not apply), for nobody
** proves what he does not claim. A fact is from data when its source says so
** ("data"), or says nothing of people and the dictionary has it from data. */
#ifndef RULES_NEXT_STEPS_H
#define RULES_NEXT_STEPS_H
#include "engine/rules/register.h"

enum paper_state { PAPER_ASKED, PAPER_UNLESS, PAPER_WAIVED };     /* UNLESS: asked for as long as facts are not checked */
struct next_paper { const struct policy_document *document; enum paper_state state; };

struct next_steps {
    bool any;                                                     /* false: there is nothing to do about this answer */
    struct { struct next_paper *v; size_t n, cap; } papers;
    bool ends; struct date until;                                 /* the last day to apply */
    const struct fact *after;                                     /* not known yet: the day from which the months of `within` run; NULL */
};

void next_steps(struct arena *a, const struct register_question *q, const struct register_answer *r, struct next_steps *s);
/* Lines of text, or one JSON object (null when there is nothing to do). */
void put_next_steps(struct out *o, const struct register_question *q, const struct register_answer *r, enum feel_lang lang);
void put_next_steps_json(struct out *o, const struct register_question *q, const struct register_answer *r);
struct str payee_name(enum benefit_payee p, bool zh);
#endif
