/* resolve.h: of what somebody could have, the best that may be had together.
**
**     candidates + history + relations ──resolve──> the best legal combination,
**                                                   the second best, why not the others
**
** Exact: branch and bound over at most RESOLVE_MAX candidates. Each candidate
** is a benefit the person is entitled to by itself (register_ask said so);
** here it is asked which of them go together.
**
** A combination is legal when, for each candidate in it,
**
**     excludes    none of the policies it names is in it or was had (same key,
**                 same period); who names whom makes no difference
**     requires    one of the policies it names was had before: a policy of the
**                 same combination is not yet granted
**     supersedes  takes the place of the policies it names: while it can be
**                 had, they cannot
**     once        it and the policies counted with it stay within the count of
**                 grants, months or yuan, what was had included
**     stacks      it and the policies it names stay within so many yuan
**                 together: what is over is cut, from the candidate of the
**                 least value first; cut to nothing is not had
**
** The best has the greatest VALUE: what money and relief bring in the first
** twelve months (once and yearly 1, quarterly 4, monthly 12 payments, fewer
** where fewer months are left). It serves for ordering only; amounts of
** different cadence are never shown as one sum. Of equal value: the most
** limits and rights; then the most that is paid once; then the fewest
** candidates; then those that stand first. */
#ifndef RULES_RESOLVE_H
#define RULES_RESOLVE_H
#include "engine/rules/register.h"

enum { RESOLVE_MAX = 30, RESOLVE_STEPS = 2 * 1000 * 1000 };

struct resolve_candidate {
    struct str policy;                                            /* the id: "P11" */
    const struct policy_envelope *envelope;
    const struct policy_benefit *benefit;
    struct number amount;                                         /* one payment */
    struct some_number months;                                    /* that it would count; not given: all that are left */
    struct str key[KEYS];                                         /* empty: not known, counts as the same */
    struct date date;                                             /* when it would be granted */
};

enum resolve_reason { REASON_NONE,
    REASON_HAD,            /* by what was had: once is used up, or excluded */
    REASON_REQUIRES,       /* what it requires was not had; by: a candidate that would be it */
    REASON_SUPERSEDED,     /* by another candidate that takes its place */
    REASON_EXCLUDED,       /* by one that was chosen */
    REASON_ONCE,           /* counted together with one that was chosen */
    REASON_CUT };          /* nothing is left of it under a common ceiling */

/* by: -1 */
struct resolve_why {
    enum resolve_reason reason;
    int by;
    const struct policy_once *once;
    const struct policy_relation *relation;
    const struct grant *grant;
};

struct resolve_set {
    bool there, in[RESOLVE_MAX];
    struct number amount[RESOLVE_MAX];                            /* of those in it, after cutting */
    struct number value;                                          /* for ordering */
    struct number sum[CADENCE_YEARLY + 1];                        /* money and relief, a cadence each */
};

/* reg may be NULL; n <= RESOLVE_MAX */
struct resolve_question { const struct policy_register *reg; const struct resolve_candidate *v; size_t n; const struct grants *granted; };
struct resolution {
    struct resolve_set best, second;                              /* second: the best that holds something the best does not */
    struct resolve_why why[RESOLVE_MAX];                          /* of those not in the best */
    bool proved;                                                  /* false: the budget ran out, best is the best seen */
};

int64_t resolve_payments(const struct resolve_candidate *x);       /* how many payments of it count when combinations are compared */
void resolve(struct arena *a, const struct resolve_question *q, int64_t steps, struct resolution *r);
struct str resolve_text(struct arena *a, const struct resolve_question *q, const struct resolution *r, enum feel_lang lang);
#endif
