/* rows_pages.c: what is under a figure: what each count of its formula comes to, which carriers bring it, and the returns; from
** there on to the carrier, the return, the persons by their keys. For who may see small counts. */
#include <stdlib.h>
#include "app/indicators/views.h"

enum { ROWS = 50 };

static int by_value(const void *x, const void *y)
{
    const struct rows_carrier *a = x, *b = y;
    return (a->value < b->value) - (a->value > b->value);
}

/* Who leads a district opens what is under its figures and under those of its carriers. */
static enum rc hers(struct req *r, const struct rows_view *v)
{
    struct carrier_named c = { 0 };
    int64_t id;
    if (parties_may(r, PERM_DASHBOARD, STR_NONE)) return RC_OK;
    if (v->at.cut == CUT_CARRIER && str_int(v->at.code, &id)) TRY(carrier_named(r->db, id, &c));
    struct str division = v->at.cut == CUT_CARRIER ? c.division : v->at.cut == CUT_DIVISION ? v->at.code : STR_NONE;
    return division.n && parties_may(r, PERM_DASHBOARD, division) ? RC_OK : fail(&r->err, RC_DENIED, "a figure of another district");
}

static enum rc carriers_read(struct req *r, struct figures *f, struct rows_view *v)
{
    if (v->at.cut == CUT_CARRIER || !v->x->cut[CUT_CARRIER]) return RC_OK;
    TRY(figures_carriers(f));
    for (size_t i = 0; i < f->carriers.n; i++) {
        struct area at = { CUT_CARRIER, f->carrier_codes[i] };
        int64_t value;
        if (!carrier_within(&f->carriers.v[i], &v->at)) continue;
        TRY(figure_for(f, v->x, &v->period, &at, S(""), &value));
        if (figure_has(value) && value) *PUSH(r->arena, &v->carriers) = (struct rows_carrier){ &f->carriers.v[i], at, value };
    }
    if (v->carriers.n) qsort(v->carriers.v, v->carriers.n, sizeof *v->carriers.v, by_value);
    return RC_OK;
}

static enum rc returns_read(struct req *r, struct rows_view *v)
{
    struct str division = v->at.cut == CUT_DIVISION ? v->at.code : S(""), zone = v->at.cut == CUT_ZONE ? v->at.code : S("");
    struct returns_under_count n;
    int64_t carrier = 0;
    if (v->at.cut == CUT_CARRIER && !str_int(v->at.code, &carrier)) return RC_NONE;
    TRY(returns_under_count(r->db, v->period.from, v->period.until, division, zone, carrier, &n));
    v->paging = paging_of(r, n.n, ROWS);
    TRY(returns_under(r->db, v->period.from, v->period.until, division, zone, carrier, ROWS, v->paging.skip, &v->returns));
    return missing_returns(r->db, v->period.from, v->period.until, date_str(r->arena, instant_day(r->now)), &v->missing);
}

enum rc rows_page(struct req *r)
{
    struct rows_view *v = NEW(r->arena, struct rows_view);
    struct figures f;
    struct str period = req_arg(r, "period");
    TRY(catalogue_now(r->app, r->db, &v->cat));
    v->x = indicator_find(v->cat, r->name);
    if (!v->x || !v->x->ast) return RC_NONE;
    if (!period.n) v->period = period_to_date(month_plus(month_of_day(instant_day(r->now)), -1));
    else if (!period_parse(period, &v->period)) return RC_NONE;
    if (!area_parse(r, req_arg(r, "area"), &v->at)) return RC_NONE;
    TRY(hers(r, v));
    figures_open(&f, r->arena, r->db, v->cat, v->period.from, v->period.until, instant_day(r->now));
    f.inside = true;
    v->values = NEWS(r->arena, int64_t, v->x->nreads);
    for (size_t i = 0; i < v->x->nreads; i++) {
        const struct measure *m = &v->cat->measures.v[v->x->reads[i].measure];
        TRY(measure_of(&f, v->x->reads[i].measure, &v->period, &v->at, S(""), &v->values[i]));
        v->jobs = v->jobs || str_eq(m->slice, S("jobs"));
        v->filings = v->filings || str_eq(m->slice, S("filings")) || str_eq(m->slice, S("jobs"));
        v->docking = v->docking || str_eq(m->slice, S("docking"));
    }
    TRY(figure_for(&f, v->x, &v->period, &v->at, S(""), &v->now));
    TRY(carriers_read(r, &f, v));
    if (v->filings) TRY(returns_read(r, v));
    page_crumb(r, S("/indicators"), say(r, T_indicators));
    page_crumb(r, barometer_path(r, str_printf(r->arena, "/indicators/%.*s", STR_FMT(v->x->code)).p, &v->period, &v->at), pick(r, v->x->zh, v->x->en));
    page_begin(r, say(r, T_ind_rows));
    rows_html(r, v);
    page_pages(r, v->paging.page, v->paging.pages);
    page_end(r);
    return RC_OK;
}
