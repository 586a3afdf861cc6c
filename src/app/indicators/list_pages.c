/* list_pages.c: the catalogue: every indicator with its value or with what it waits for. */
#include "app/indicators/views.h"

static enum rc list_read(struct req *r, struct indicators_view *v)
{
    int64_t month = month_plus(month_of_day(instant_day(r->now)), -1);
    *v = (struct indicators_view){ .period = period_to_date(month) };
    TRY(catalogue_now(r->app, r->db, &v->cat));
    figures_open(&v->f, r->arena, r->db, v->cat, v->period.from, v->period.until, instant_day(r->now));
    v->now = NEWS(r->arena, int64_t, v->cat->list.n);
    for (size_t i = 0; i < v->cat->list.n; i++) {
        const struct indicator *x = &v->cat->list.v[i];
        v->counted += x->ast != NULL && x->part <= 1;
        TRY(figure_for(&v->f, x, &v->period, &THE_CITY, S(""), &v->now[i]));
    }
    return RC_OK;
}

/* By its number, its name in either language or its code. */
bool indicator_shown(struct req *r, const struct indicators_view *v, const struct indicator *x)
{
    if (v->owner.n && !str_eq(v->owner, x->owner)) return false;
    if (!v->q.n || str_holds(x->zh, v->q) || str_holds(x->en, v->q) || str_holds(x->code, v->q)) return true;
    return str_eq(v->q, str_printf(r->arena, "%lld", (long long)x->number));
}

enum rc indicators_page(struct req *r)
{
    struct indicators_view v;
    TRY(list_read(r, &v));
    v.q = str_trim(req_text(r, "q"));
    v.owner = req_text(r, "owner");
    page_crumb(r, S("/barometer"), say(r, T_barometer));
    page_begin(r, say(r, T_indicators));
    indicators_html(r, &v);
    page_end(r);
    return RC_OK;
}

static void put_name(struct out *o, const char *name, struct str v)
{
    put_f(o, ",\"%s\":", name);
    put_json(o, v);
}

enum rc indicators_json(struct req *r)
{
    struct indicators_view v;
    struct out *o = &r->out;
    TRY(list_read(r, &v));
    put_f(o, "{\"period\":\"%.*s\",\"indicators\":[", STR_FMT(period_code(r->arena, &v.period)));
    for (size_t i = 0; i < v.cat->list.n; i++) {
        const struct indicator *x = &v.cat->list.v[i];
        put_f(o, "%s{\"number\":%lld,\"part\":%lld,\"version\":%lld", i ? "," : "", (long long)x->number, (long long)x->part,
            (long long)x->version);
        put_name(o, "code", x->code);
        put_name(o, "zh", x->zh);
        put_name(o, "en", x->en);
        put_name(o, "definition_zh", x->definition_zh);
        put_name(o, "definition_en", x->definition_en);
        put_name(o, "formula", x->formula);
        put_name(o, "unit_zh", x->unit_zh);
        put_name(o, "unit_en", x->unit_en);
        put_name(o, "direction", x->direction);
        put_name(o, "source", x->source);
        put_name(o, "owner", x->owner);
        put_name(o, "dimensions", x->dimensions);
        put_f(o, ",\"computed\":%s,\"value\":", x->ast ? "true" : "false");
        if (!figure_has(v.now[i])) put_z(o, "null"); else put_number(o, number_scaled(v.now[i], x->places));
        put_c(o, '}');
    }
    put_z(o, "]}\n");
    return RC_OK;
}
