/* count.c: what a filing adds to the cells, as a function of its rows. Whoever changes a filing calls it with -1 before and
** with +1 after, in the same transaction; what did not change nets to nothing (measures_apply). */
#include "app/filings/inner.h"

/* A number that is filed counts, and that it is filed counts beside it: a level of zero is no level that nobody has filed. */
static void value_count(struct measures *m, const struct filing_by_id *f, struct str measure, int64_t value, const struct measure_at *at,
    int sign)
{
    measures_add(m, measure, f->period, at, MEASURE_FILED, sign);          /* one in the group, and one in the whole, */
    measures_add(m, measure, f->period, at, S(""), sign * (value - 1));    /* which comes to value */
}

static enum rc values_count(struct db *tx, const struct ret_form *form, const struct filing_by_id *f, const struct measure_at *at, int sign,
    struct measures *m)
{
    const struct ret_field *fields = form->sheets[SUMMARY].v;
    struct filing_version_of v;
    struct filing_values_rows values;
    TRY(filing_version_of(tx, f->id, f->live, &v));
    TRY(filing_values(tx, v.id, &values));
    if (v.zero) {                                                          /* it has no values: all of them are zero */
        measures_add(m, S("filings_zero"), f->period, at, S(""), sign);
        for (size_t k = 0; k < form->sheets[SUMMARY].n; k++) if (fields[k].measure.n) value_count(m, f, fields[k].measure, 0, at, sign);
        return RC_OK;
    }
    for (size_t i = 0; i < values.n; i++) {
        ptrdiff_t k = field_of(form, SUMMARY, values.v[i].field);
        if (k >= 0 && values.v[i].value != DB_NULL && fields[k].measure.n)
            value_count(m, f, fields[k].measure, values.v[i].value, at, sign);
    }
    return RC_OK;
}

enum rc filing_count(struct db *tx, const struct returns *all, int64_t filing, int sign, struct measures *m)
{
    struct filing_by_id f;
    TRY(filing_by_id(tx, filing, &f));
    struct measure_at at = { f.division, f.zone, f.carrier };
    const struct ret_form *form = return_version(all, f.form, f.form_version);
    must(form);
    measures_add(m, S("filings_due"), f.period, &at, S(""), sign);
    if (f.live) measures_add(m, S("filings_filed"), f.period, &at, S(""), sign);
    if (f.on_time && f.live) measures_add(m, S("filings_on_time"), f.period, &at, S(""), sign);
    if (f.first_time) measures_add(m, S("filings_first_time"), f.period, &at, S(""), sign);
    return f.live ? values_count(tx, form, &f, &at, sign, m) : RC_OK;
}
