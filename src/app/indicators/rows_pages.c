/* rows_pages.c: what is under a figure: what each count of its formula comes to, which carriers bring it, and the returns; from
** there on to the carrier, the return, the persons by their keys. For who may see small counts.
**
** A carrier is shown with what it counts for here, where it lay then (places.c), so the column of a count comes to the count.
** What does not is said: persons no carrier claims, and persons or teams several carriers have, who count once. */
#include <stdlib.h>
#include "app/indicators/views.h"

enum { ROWS = 30, FIRST_MONTH = 200001, COUNT_PLACES = 2, EXACT_PLACES = 16 };

static int by_value(const void *x, const void *y)
{
    const struct rows_carrier *a = x, *b = y;
    return (a->value < b->value) - (a->value > b->value);
}

/* Who leads a district opens what is under its figures, and under those of carriers that lie there or lay there all the time. */
static bool carrier_hers(struct req *r, const struct figures *f, const struct carriers_listed *c, const struct period *p)
{
    if (parties_may(r, PERM_DASHBOARD, STR_NONE) || (c->division.n && parties_may(r, PERM_DASHBOARD, c->division))) return true;
    for (int64_t m = p->from; m <= p->until; m = month_plus(m, 1)) {
        struct str there = carrier_place(f, c, CUT_DIVISION, m);
        if (!there.n || !parties_may(r, PERM_DASHBOARD, there)) return false;
    }
    return true;
}

static enum rc hers(struct req *r, struct figures *f, const struct rows_view *v)
{
    bool yes = parties_may(r, PERM_DASHBOARD, STR_NONE);
    if (v->at.cut == CUT_CARRIER) {
        TRY(figures_carriers(f));
        const struct carriers_listed *c = carrier_by_code(f, v->at.code);
        if (!c) return RC_NONE;
        yes = carrier_hers(r, f, c, &v->period);
    } else if (v->at.cut == CUT_DIVISION) yes = yes || parties_may(r, PERM_DASHBOARD, v->at.code);
    return yes ? RC_OK : fail(&r->err, RC_DENIED, "a figure of another district");
}

static struct str area_named(struct req *r, const struct figures *f, const struct area *at)
{
    const struct carriers_listed *c = at->cut == CUT_CARRIER ? carrier_by_code(f, at->code) : NULL;
    return c ? pick(r, c->name_zh, c->name_en) : area_said(r, at);
}

static enum rc counts_read(struct figures *f, const struct rows_view *v, const struct area *at, struct rows_count **to)
{
    *to = NEWS(f->a, struct rows_count, v->x->nreads);
    for (size_t i = 0; i < v->x->nreads; i++) TRY(reading_of(f, &v->x->reads[i], &v->period, at, S(""), &(*to)[i].v, &(*to)[i].has));
    return RC_OK;
}

static bool counts_any(const struct rows_view *v, const struct rows_count *c)
{
    for (size_t i = 0; i < v->x->nreads; i++) if (c[i].has && number_sign(c[i].v)) return true;
    return false;
}

static enum rc carriers_read(struct req *r, struct figures *f, struct rows_view *v)
{
    if (v->at.cut == CUT_CARRIER || !v->x->cut[CUT_CARRIER]) return RC_OK;
    v->beside = NEWS(r->arena, struct rows_count, v->x->nreads);
    memcpy(v->beside, v->counts, v->x->nreads * sizeof *v->beside);
    TRY(figures_carriers(f));
    for (size_t i = 0; i < f->carriers.n; i++) {
        const struct carriers_listed *c = &f->carriers.v[i];
        const struct carrier_part part = { c, v->at };
        struct rows_carrier row = { .row = c,
            .at = { CUT_CARRIER, f->carrier_codes[i] },
            .part = !carrier_stayed(f, c),
            .opens = carrier_hers(r, f, c, &v->period) };
        f->part = &part;
        TRY(counts_read(f, v, &row.at, &row.counts));
        TRY(figure_for(f, v->x, &v->period, &row.at, S(""), &row.value));
        for (size_t k = 0; k < v->x->nreads; k++) must(number_sub(v->beside[k].v, row.counts[k].v, &v->beside[k].v));
        if (counts_any(v, row.counts)) *PUSH(r->arena, &v->carriers) = row;
    }
    f->part = NULL;
    /* means are off in their last digit */
    for (size_t k = 0; k < v->x->nreads; k++) must(number_round(v->beside[k].v, EXACT_PLACES, NUMBER_HALF_UP, &v->beside[k].v));
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
    return missing_returns(r->db, v->period.from, v->period.until, date_str(r->arena, instant_day(r->now)), division, zone, carrier,
        &v->missing);
}

/* Everything since the beginning is read month by month: where a carrier lay is a question of the month. */
static bool reads_all(const struct indicator *x)
{
    for (size_t i = 0; i < x->nreads; i++) if (x->reads[i].how == READ_ALL) return true;
    return false;
}

static enum rc rows_read(struct req *r, struct rows_view *v)
{
    struct figures f;
    struct str period = req_arg(r, "period");
    TRY(catalogue_now(r->app, r->db, &v->cat));
    v->x = indicator_find(v->cat, r->name);
    if (!v->x || !v->x->ast) return RC_NONE;
    if (!period.n) v->period = period_to_date(month_plus(month_of_day(instant_day(r->now)), -1));
    else if (!period_parse(period, &v->period)) return RC_NONE;
    if (!area_parse(r, req_arg(r, "area"), &v->at)) return RC_NONE;
    figures_open(&f, r->arena, r->db, v->cat, reads_all(v->x) ? FIRST_MONTH : v->period.from, v->period.until, instant_day(r->now));
    f.inside = f.every_carrier = true;
    TRY(hers(r, &f, v));
    v->area = area_named(r, &f, &v->at);
    for (size_t i = 0; i < v->x->nreads; i++) {
        const struct measure *m = &v->cat->measures.v[v->x->reads[i].measure];
        v->jobs = v->jobs || str_eq(m->slice, S("jobs"));
        v->filings = v->filings || str_eq(m->slice, S("filings")) || str_eq(m->slice, S("jobs"));
        v->docking = v->docking || str_eq(m->slice, S("docking"));
    }
    TRY(counts_read(&f, v, &v->at, &v->counts));
    TRY(figure_for(&f, v->x, &v->period, &v->at, S(""), &v->now));
    TRY(carriers_read(r, &f, v));
    return v->filings ? returns_read(r, v) : RC_OK;
}

struct str rows_count_text(struct req *r, const struct rows_count *c)
{
    struct number n;
    int64_t whole;
    if (!c->has) return S("–");
    if (number_to_int(c->v, &whole)) return count_text(r, whole);
    return number_round(c->v, COUNT_PLACES, NUMBER_HALF_UP, &n) ? number_text(r->arena, n) : number_text(r->arena, c->v);
}

enum rc rows_page(struct req *r)
{
    struct rows_view *v = NEW(r->arena, struct rows_view);
    TRY(rows_read(r, v));
    page_crumb(r, S("/indicators"), say(r, T_indicators));
    page_crumb(r, barometer_path(r, str_printf(r->arena, "/indicators/%.*s", STR_FMT(v->x->code)).p, &v->period, &v->at),
        pick(r, v->x->zh, v->x->en));
    page_begin(r, say(r, T_ind_rows));
    rows_html(r, v);
    page_pages(r, v->paging.page, v->paging.pages);
    page_end(r);
    return RC_OK;
}

/* ---- for programs ---- */

static void put_count(struct out *o, const struct rows_count *c) { if (c->has) put_number(o, c->v); else put_z(o, "null"); }

static void put_counts(struct out *o, const struct rows_view *v, const struct rows_count *c, const struct rows_count *beside)
{
    put_z(o, "\"counts\":[");
    for (size_t i = 0; i < v->x->nreads; i++) {
        put_f(o, "%s{\"measure\":\"%.*s\",\"value\":", i ? "," : "", STR_FMT(v->x->reads[i].name));
        put_count(o, &c[i]);
        if (beside) { put_z(o, ",\"beside\":"); put_count(o, &beside[i]); }
        put_c(o, '}');
    }
    put_c(o, ']');
}

enum rc rows_json(struct req *r)
{
    struct rows_view *v = NEW(r->arena, struct rows_view);
    struct out *o = &r->out;
    TRY(rows_read(r, v));
    const struct rows_count *beside = v->beside ? v->beside : NEWS(r->arena, struct rows_count, v->x->nreads + 1);
    put_f(o, "{\"indicator\":\"%.*s\",\"period\":\"%.*s\",\"area\":\"%.*s\",\"value\":", STR_FMT(v->x->code),
        STR_FMT(period_code(r->arena, &v->period)), STR_FMT(area_code(r->arena, &v->at)));
    put_figure_json(o, v->x, v->now);
    put_c(o, ',');
    put_counts(o, v, v->counts, beside);
    put_z(o, ",\"carriers\":[");
    for (size_t i = 0; i < v->carriers.n; i++) {
        const struct rows_carrier *c = &v->carriers.v[i];
        put_f(o, "%s{\"carrier\":\"%lld\",\"name_zh\":", i ? "," : "", (long long)c->row->id);
        put_json(o, c->row->name_zh);
        put_z(o, ",\"name_en\":");
        put_json(o, c->row->name_en);
        put_f(o, ",\"part\":%s,\"value\":", c->part ? "true" : "false");
        put_figure_json(o, v->x, c->value);
        put_c(o, ',');
        put_counts(o, v, c->counts, NULL);
        put_c(o, '}');
    }
    put_f(o, "],\"returns\":%lld,\"missing\":[", (long long)v->paging.total);
    for (size_t i = 0; i < v->missing.n; i++)
        put_f(o, "%s{\"carrier\":\"%lld\",\"n\":%lld}", i ? "," : "", (long long)v->missing.v[i].carrier, (long long)v->missing.v[i].n);
    put_z(o, "]}");
    return RC_OK;
}
