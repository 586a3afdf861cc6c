/* demo_indicators.c: targets of the sample city: of 2020 the city's own words, later a little more than the year before brought; a
** district's share of them is its share of the year before, some set too high and some too low. */
#include "cli/demo.h"
#include "app/measures/measures.h"
#include "indicators_sql.h"

enum { FIRST_YEAR = 2020 };
static const struct {
    struct str indicator, measure;
    int64_t first, more;
    bool flow;
} plans[] = { /* more: per cent a year */
    { SI("incubators"), SI("carriers"), 138, 1, false }, { SI("incubatees"), SI("incubatees"), 3300, 2, false },
    { SI("teams"), SI("teams"), 1800, 3, false }, { SI("jobs_new"), SI("jobs_new"), 30000, 3, true }
};

static int64_t counted(const struct cells_from_rows *rows, struct str code, int64_t year, bool flow)
{
    int64_t n = 0;
    for (size_t i = 0; i < rows->n; i++)
        if (str_eq(rows->v[i].code, code) && rows->v[i].at <= year * 100 + 12 && (!flow || rows->v[i].at > year * 100))
            n += rows->v[i].value;
    return n;
}

static enum rc year_put(struct db *tx, size_t k, int64_t year, const struct cells_from_rows *rows, struct dice *x, int64_t account,
    int64_t now)
{
    int64_t target = plans[k].first;
    struct str document = str_printf(tx->arena, "样例：%lld 年创业带动就业工作要点", (long long)year);
    int64_t whole = 0, base = year > FIRST_YEAR ? year - 1 : year;
    for (size_t i = 0; i < rows->n; i++)
        if (!i || !str_eq(rows->v[i].code, rows->v[i - 1].code)) whole += counted(rows, rows->v[i].code, base, plans[k].flow);
    if (year > FIRST_YEAR && whole > 0) target = whole * (100 + plans[k].more) / 100;
    TRY(target_put(tx, plans[k].indicator, year, S("city"), S(""), target, document, account, now));
    for (size_t i = 0; i < rows->n; i++) {
        if (i && str_eq(rows->v[i].code, rows->v[i - 1].code)) continue;
        int64_t part = counted(rows, rows->v[i].code, base, plans[k].flow), percent = dice_between(x, 88, 126);
        if (part > 0 && whole > 0)
            TRY(target_put(tx, plans[k].indicator, year, S("division"), rows->v[i].code, target * part * percent / (whole * 100), document,
                account, now));
    }
    return RC_OK;
}

enum rc demo_indicators_store(struct db *tx, const struct demo *d)
{
    struct dice x = { 20210412 };
    int64_t account = d->people.v[0].account, this_year = date_ymd(instant_day(d->now)).y;
    for (size_t i = 0; i < d->people.n; i++) if (str_eq(d->people.v[i].role, S("analyst"))) account = d->people.v[i].account;
    for (size_t k = 0; k < LEN(plans); k++) {
        struct cells_from_rows rows;
        TRY(cells_from(tx, plans[k].measure, S("division"), S(""), plans[k].flow ? FIRST_YEAR * 100 : 0, this_year * 100 + 12, &rows));
        for (int64_t year = FIRST_YEAR; year <= this_year; year++) TRY(year_put(tx, k, year, &rows, &x, account, d->now));
    }
    return RC_OK;
}
