/* count.c: what a need counts for: that it was published, and each docking both sides confirmed, where the need is placed. A
** function of its rows: whoever changes them takes it away before and adds it after, in the same transaction. */
#include "app/docking/inner.h"

enum { LONGEST_DAYS = 400 };                      /* longer ones share a group */

enum rc docking_count(struct db *tx, int64_t need, int64_t sign, struct measures *m)
{
    struct listing_counted x;
    struct case_done_of_rows done;
    TRY(listing_counted(tx, need, &x));
    if (!str_eq(x.side, S("need")) || !x.published_ms) return RC_OK;
    struct measure_at at = { .division = str_eq(x.division, S("210200")) ? S("") : x.division, .zone = x.zone };
    measures_add(m, S("needs_posted"), month_of_day(instant_day(x.published_ms)), &at, S(""), sign);
    TRY(case_done_of(tx, need, &done));
    for (size_t i = 0; i < done.n; i++) {
        int64_t month = month_of_day(instant_day(done.v[i].ended_ms)), days = instant_day(done.v[i].ended_ms) - instant_day(x.published_ms);
        if (days < 0) days = 0;
        measures_add(m, S("cases_done"), month, &at, S(""), sign);
        measures_add(m, S("docked_days"), month, &at,
            str_printf(tx->arena, "d%lld", (long long)(days > LONGEST_DAYS ? LONGEST_DAYS : days)), sign);
        if (!i) measures_add(m, S("needs_docked"), month, &at, S(""), sign);         /* a need is docked once */
    }
    return RC_OK;
}
