/* indicator_pages.c: one indicator: how it is counted, its values by time, area and group, what was published and what has
** changed since; and its definition's next version. */
#include "app/indicators/views.h"

enum { MONTHS_SHOWN = 36, YEARS_SHOWN = 6 };

/* ---- reading ---- */

static enum rc asked_for(struct req *r, struct indicator_view *v)
{
    struct str period = req_arg(r, "period"), area = req_arg(r, "area");
    int64_t month = month_of_day(instant_day(r->now));
    if (!period.n) v->period = period_to_date(month_plus(month, -1));
    else if (!period_parse(period, &v->period)) return RC_NONE;
    if (v->period.from > month || !area_parse(r, area, &v->at)) return RC_NONE;
    v->month = month;
    TRY(catalogue_now(r->app, r->db, &v->cat));
    v->x = indicator_find(v->cat, r->name);
    v->inside = figures_inside(r);
    return v->x ? RC_OK : RC_NONE;
}

static enum rc months_read(struct req *r, struct figures *f, struct indicator_view *v)
{
    int64_t last = v->period.until < v->month ? v->period.until : v->month, first = month_plus(last, 1 - MONTHS_SHOWN);
    v->nmonths = MONTHS_SHOWN;
    v->months = NEWS(r->arena, struct month_value, MONTHS_SHOWN);
    for (size_t i = 0; i < MONTHS_SHOWN; i++) {
        struct period p = { PERIOD_MONTH, month_plus(first, (int64_t)i), month_plus(first, (int64_t)i) };
        v->months[i].month = p.from;
        TRY(figure_for(f, v->x, &p, &v->at, S(""), &v->months[i].value));
    }
    return RC_OK;
}

static enum rc areas_read(struct req *r, struct figures *f, struct indicator_view *v)
{
    struct period before = period_year_before(&v->period);
    for (int cut = CUT_CITY; cut <= CUT_ZONE; cut++) {
        struct areas all = { 0 };
        if (!v->x->cut[cut]) continue;
        if (cut == CUT_CITY) *PUSH(r->arena, &all) = THE_CITY;
        else all = areas_of(r, (enum measure_cut)cut);
        for (size_t i = 0; i < all.n; i++) {
            struct area_value *a = PUSH(r->arena, &v->areas);
            *a = (struct area_value){ .at = all.v[i], .name = area_said(r, &all.v[i]) };
            TRY(figure_for(f, v->x, &v->period, &a->at, S(""), &a->now));
            TRY(figure_for(f, v->x, &before, &a->at, S(""), &a->before));
        }
    }
    return RC_OK;
}

static enum rc groups_read(struct req *r, struct figures *f, struct indicator_view *v)
{
    static const struct str levels[] = { SI("national"), SI("provincial"), SI("city"), SI("district") };
    bool by_level = v->x->ast && str_eq(v->cat->measures.v[v->x->reads[0].measure].code, S("carriers"));
    if (!v->x->groups) return RC_OK;
    for (size_t i = 0; i < 4; i++) {
        struct group_value *g = PUSH(r->arena, &v->groups);
        g->group = by_level ? levels[i] : key_groups[i];
        TRY(figure_for(f, v->x, &v->period, &v->at, g->group, &g->value));
    }
    return RC_OK;
}

/* What stands published of this period, and whether what is counted now is still that. */
static enum rc published_read(struct req *r, struct figures *f, struct indicator_view *v)
{
    TRY(values_published(r->db, v->x->code, measure_cut_code(v->at.cut), v->at.code, S(""), &v->published));
    for (size_t i = 0; i < v->published.n; i++) {
        struct values_published *x = &v->published.v[i];
        struct vintage *n = PUSH(r->arena, &v->vintages);
        struct period p;
        *n = (struct vintage){ .row = x, .value = x->value == DB_NULL ? NO_FIGURE : x->value, .before = NO_FIGURE, .live = NO_FIGURE };
        if (!period_parse(x->period, &p)) continue;
        bool shown = true;
        if (p.from >= f->from && p.until <= f->until) {
            TRY(figure_for(f, v->x, &p, &v->at, S(""), &n->live));
            shown = n->live != HIDDEN_FIGURE;
        } else TRY(figure_shown_apart(r, v, &p, &shown));
        if ((!shown || (x->hidden && !v->inside)) && figure_has(n->value)) n->value = HIDDEN_FIGURE;
        n->newest = !i || !str_eq(v->published.v[i - 1].period, x->period);
    }
    for (size_t i = 0; i + 1 < v->vintages.n; i++)
        if (str_eq(v->vintages.v[i].row->period, v->vintages.v[i + 1].row->period)) v->vintages.v[i].before = v->vintages.v[i + 1].value;
    return RC_OK;
}

/* For the whole city: what adds up across districts would tell one the small counts of the others. */
bool figures_inside(const struct req *r)
{
    return parties_may(r, PERM_DASHBOARD, STR_NONE) || parties_may(r, PERM_INDICATOR_EDIT, STR_NONE);
}

/* Of a period outside the years that were read. */
enum rc figure_shown_apart(struct req *r, const struct indicator_view *v, const struct period *p, bool *yes)
{
    struct figures f;
    figures_open(&f, r->arena, r->db, v->cat, p->from, p->until, instant_day(r->now));
    f.inside = v->inside;
    return figure_shown(&f, v->x, p, &v->at, S(""), yes);
}

static enum rc indicator_read(struct req *r, struct indicator_view *v)
{
    struct figures f;
    TRY(asked_for(r, v));
    int64_t from = month_plus(v->period.until, -MONTHS_SHOWN), until = v->month > v->period.until ? v->month : v->period.until;
    figures_open(&f, r->arena, r->db, v->cat, from, until, instant_day(r->now));
    f.inside = v->inside;
    f.one_carrier = v->at.cut == CUT_CARRIER;
    if (v->at.cut == CUT_CARRIER) {
        struct carrier_named c;
        int64_t id;
        if (!str_int(v->at.code, &id)) return RC_NONE;
        TRY(carrier_named(r->db, id, &c));
        v->name = pick(r, c.name_zh, c.name_en);
    } else v->name = area_said(r, &v->at);
    TRY(figure_for(&f, v->x, &v->period, &v->at, S(""), &v->now));
    TRY(coverage_of(&f, &v->period, &v->at, &v->coverage));
    TRY(months_read(r, &f, v));
    TRY(areas_read(r, &f, v));
    TRY(groups_read(r, &f, v));
    return published_read(r, &f, v);
}

enum rc coverage_of(struct figures *f, const struct period *p, const struct area *at, struct coverage *c)
{
    size_t due = measure_find(f->cat, S("filings_due")), filed = measure_find(f->cat, S("filings_filed"));
    *c = (struct coverage){ NO_FIGURE, NO_FIGURE };
    if (filed == SIZE_MAX) filed = measure_find(f->cat, S("filings_on_time"));
    if (due == SIZE_MAX || filed == SIZE_MAX) return RC_OK;
    TRY(measure_of(f, due, p, at, S(""), &c->due));
    return measure_of(f, filed, p, at, S(""), &c->filed);
}

enum rc indicator_page(struct req *r)
{
    struct indicator_view *v = NEW(r->arena, struct indicator_view);
    TRY(indicator_read(r, v));
    v->edits = may_everywhere(r, PERM_INDICATOR_EDIT);
    page_crumb(r, S("/barometer"), say(r, T_barometer));
    page_crumb(r, S("/indicators"), say(r, T_indicators));
    page_begin(r, pick(r, v->x->zh, v->x->en));
    indicator_html(r, v);
    page_end(r);
    return RC_OK;
}

void put_figure_json(struct out *o, const struct indicator *x, int64_t v)
{
    if (figure_has(v)) put_number(o, number_scaled(v, x->places));
    else put_z(o, "null");
}

/* Every cut the indicator has, for one period: what a program compares and what the independent recomputation reads. */
enum rc indicator_json(struct req *r)
{
    struct indicator_view *v = NEW(r->arena, struct indicator_view);
    struct figures f;
    struct out *o = &r->out;
    bool first = true;
    TRY(asked_for(r, v));
    figures_open(&f, r->arena, r->db, v->cat, v->period.from, v->period.until, instant_day(r->now));
    f.inside = v->inside;
    put_f(o, "{\"indicator\":\"%.*s\",\"version\":%lld,\"period\":\"%.*s\",\"from\":%lld,\"until\":%lld,\"computed\":%s,\"values\":[", STR_FMT(v->x->code), (long long)v->x->version,
        STR_FMT(period_code(r->arena, &v->period)), (long long)v->period.from, (long long)v->period.until, v->x->ast ? "true" : "false");
    for (int cut = CUT_CITY; cut < CUTS; cut++) {
        struct areas all;
        if (!v->x->cut[cut]) continue;
        TRY(areas_counted(r, &f, (enum measure_cut)cut, &all));
        for (size_t i = 0; i < all.n; i++)
            for (size_t g = 0; g < (v->x->groups ? key_groups_n + 1 : 1); g++) {
                int64_t value;
                struct str group = g ? key_groups[g - 1] : S("");
                TRY(figure_for(&f, v->x, &v->period, &all.v[i], group, &value));
                put_f(o, "%s{\"cut\":\"%.*s\",\"code\":\"%.*s\",\"group\":\"%.*s\",\"hidden\":%s,\"value\":", first ? "" : ",",
                    STR_FMT(measure_cut_code((enum measure_cut)cut)), STR_FMT(all.v[i].code), STR_FMT(group),
                    value == HIDDEN_FIGURE ? "true" : "false");
                put_figure_json(o, v->x, value);
                put_c(o, '}');
                first = false;
            }
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* Districts and zones of the code lists; carriers that are active. */
enum rc areas_counted(struct req *r, struct figures *f, enum measure_cut cut, struct areas *all)
{
    *all = (struct areas){ 0 };
    if (cut == CUT_CITY) *PUSH(r->arena, all) = THE_CITY;
    else if (cut != CUT_CARRIER) *all = areas_of(r, cut);
    else {
        TRY(figures_carriers(f));
        for (size_t i = 0; i < f->carriers.n; i++) *PUSH(r->arena, all) = (struct area){ CUT_CARRIER, f->carrier_codes[i] };
    }
    return RC_OK;
}
