/* measures.c: gathers what a change counts and moves the cells (measures.h). */
#include <stdlib.h>
#include "app/measures/measures.h"
#include "measures_sql.h"

struct str measure_cut_code(enum measure_cut cut)
{
    static const struct str codes[CUTS] = { SI("city"), SI("division"), SI("zone"), SI("carrier") };
    return codes[cut];
}

/* ---- months ---- */

int64_t month_of_day(int64_t day)
{
    struct ymd d = date_ymd(day);
    return d.y * 100 + d.m;
}

int64_t month_of_text(struct str day)
{
    int64_t y, m, days;
    if (day.n == 10) return date_parse(day, &days) ? month_of_day(days) : 0;
    if (day.n != 7 || day.p[4] != '-' || !str_int(str_sub(day, 0, 4), &y) || !str_int(str_sub(day, 5, 2), &m)) return 0;
    return y >= 1 && m >= 1 && m <= 12 ? y * 100 + m : 0;
}

int64_t month_plus(int64_t month, int64_t months)
{
    int64_t n = month / 100 * 12 + month % 100 - 1 + months;
    return n / 12 * 100 + n % 12 + 1;
}

int64_t month_first(int64_t month) { return date_days(month / 100, (int)(month % 100), 1); }
int64_t month_last(int64_t month) { return date_days(month / 100, (int)(month % 100), date_month_len(month / 100, (int)(month % 100))); }

/* ---- gathering ---- */

void measures_put(struct measures *m, struct str measure, int64_t month, enum measure_cut cut, struct str code, struct str group,
    int64_t value)
{
    must(month > 0);
    if (value) *PUSH(m->arena, &m->list) = (struct measure_delta){ measure, code, group, month, value, cut };
}

static void put_everywhere(struct measures *m, struct str measure, int64_t month, const struct measure_at *at, struct str carrier,
    struct str group, int64_t value)
{
    measures_put(m, measure, month, CUT_CITY, S(""), group, value);
    if (at->division.n) measures_put(m, measure, month, CUT_DIVISION, at->division, group, value);
    if (at->zone.n) measures_put(m, measure, month, CUT_ZONE, at->zone, group, value);
    if (carrier.n) measures_put(m, measure, month, CUT_CARRIER, carrier, group, value);
}

void measures_add(struct measures *m, struct str measure, int64_t month, const struct measure_at *at, struct str groups, int64_t value)
{
    struct str group, carrier = at->carrier ? str_printf(m->arena, "%lld", (long long)at->carrier) : STR_NONE;
    put_everywhere(m, measure, month, at, carrier, S(""), value);
    while (str_cut(&groups, ',', &group)) if (group.n) put_everywhere(m, measure, month, at, carrier, group, value);
}

/* ---- writing ---- */

/* By the key of the table: two transactions touch common cells in the same order and cannot wait for each other in a ring. */
static int by_key(const void *x, const void *y)
{
    const struct measure_delta *a = x, *b = y;
    int d = str_cmp(a->measure, b->measure);
    if (!d) d = (a->cut > b->cut) - (a->cut < b->cut);
    if (!d) d = str_cmp(a->group, b->group);
    if (!d) d = str_cmp(a->code, b->code);
    return d ? d : (a->month > b->month) - (a->month < b->month);
}

enum rc measures_apply(struct db *tx, struct measures *m)
{
    size_t n = m->list.n;
    struct measure_delta *v = m->list.v;
    m->list.n = 0;
    if (n) qsort(v, n, sizeof *v, by_key);
    for (size_t i = 0, k; i < n; i = k) {
        int64_t sum = 0;
        for (k = i; k < n && by_key(&v[i], &v[k]) == 0; k++) sum += v[k].value;
        if (sum) TRY(cell_add(tx, v[i].measure, measure_cut_code(v[i].cut), v[i].code, v[i].group, v[i].month, sum));
    }
    return RC_OK;
}
