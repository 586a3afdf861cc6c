/* register_batch.h: policies over a roster held by columns: for each row what
** register_ask answers today, amount for amount.
**
**     policy, benefit, day, columns ──register_plan──> struct register_plan
**     plan, data ──register_run──> struct batch_results
**
** Around the decision (batch.h) stand the checks of the envelope. The date
** that counts cuts the roster into spans within which the same parameters
** apply and the policy is in force or not; each span has a plan of its own,
** and where it is not in force nothing is decided: NOT, of no amount.
** Most people had nothing before, and for them the checks of the history say
** the same; those who had something that this policy minds are asked one by
** one. A batch does not look ahead: who has to wait is NOT. */
#ifndef RULES_REGISTER_BATCH_H
#define RULES_REGISTER_BATCH_H
#include "engine/rules/batch.h"
#include "engine/rules/register.h"

/* What a row of the roster says of a fact: as batch_column, without a name. */
struct roster_column { const struct fact *fact; enum batch_kind kind; int digits; const struct str *words; size_t nwords; };
struct roster {
    const struct policy_register *reg;
    struct date date;                                             /* the day of the question */
    const struct roster_column *columns; size_t n;
    bool history;                                                 /* it is known what was had; else nobody said */
    /* What this row's people had before; NULL: nothing. */
    const struct grants *(*had)(void *host, size_t row); void *host;
};

struct register_plan;
/* Reads the roster's columns, not its rows. Everything must outlive the plan. Amounts come out in fen. */
struct register_plan *register_plan(struct arena *a, const struct roster *roster, const struct policy *policy,
    const struct policy_benefit *benefit);
/* One data for each column of the roster. Scratch and r->exact live in a; give r zeroed counts. */
void register_run(struct arena *a, const struct register_plan *p, const struct batch_data *data, size_t rows, struct batch_results *r);
struct str register_plan_why(const struct register_plan *p);      /* empty: every span is vectorised */
#endif
