/* barometer_pages.c: the barometer as a page, as JSON, and small for other sites' frames. */
#include "app/indicators/views.h"

enum rc barometer_page(struct req *r)
{
    struct barometer *b = NEW(r->arena, struct barometer);
    TRY(barometer_read(r, false, b));
    page_begin_bare(r, say_with(r, T_bar_title, S(""), STR_NONE));
    barometer_html(r, b);
    page_end(r);
    return RC_OK;
}

enum rc barometer_desk_page(struct req *r)
{
    struct barometer *b = NEW(r->arena, struct barometer);
    TRY(barometer_read(r, figures_inside(r), b));
    page_crumb(r, S("/barometer"), say(r, T_barometer));
    page_begin_bare(r, say(r, T_bar_desk));
    barometer_html(r, b);
    page_end(r);
    return RC_OK;
}

/* Small, without frame and menu, for the frame of another site; its links open the whole. */
enum rc barometer_embed_page(struct req *r)
{
    struct barometer *b = NEW(r->arena, struct barometer);
    TRY(barometer_read(r, false, b));
    barometer_embed_html(r, b);
    return RC_OK;
}

static void put_figure(struct out *o, const char *name, int64_t v, int places)
{
    put_f(o, ",\"%s\":", name);
    if (!figure_has(v)) put_z(o, "null");
    else put_number(o, number_scaled(v, places));
}

enum rc barometer_json(struct req *r)
{
    struct barometer *b = NEW(r->arena, struct barometer);
    struct out *o = &r->out;
    TRY(barometer_read(r, false, b));
    put_f(o, "{\"period\":\"%.*s\",\"area\":\"%.*s\",\"as_of\":\"%.*s\",\"unfinished\":%s,\"headlines\":[",
        STR_FMT(period_code(r->arena, &b->period)), STR_FMT(area_code(r->arena, &b->at)), STR_FMT(date_str(r->arena, b->as_of)),
        b->unfinished ? "true" : "false");
    for (size_t i = 0; i < HEADLINES; i++) {
        const struct headline *h = &b->head[i];
        put_f(o, "%s{\"indicator\":\"%.*s\"", i ? "," : "", STR_FMT(h->x->code));
        put_figure(o, "value", h->now, h->x->places);
        put_figure(o, "year_before", h->before, h->x->places);
        put_figure(o, "today", h->today, h->x->places);
        put_figure(o, "target", h->target, h->x->places);
        put_figure(o, "plan", h->plan, h->x->places);
        put_c(o, '}');
    }
    put_z(o, "],\"areas\":[");
    for (size_t i = 0; i < b->tiles.n; i++) {
        const struct tile *t = &b->tiles.v[i];
        put_f(o, "%s{\"area\":\"%.*s\",\"name\":", i ? "," : "", STR_FMT(t->at.code));
        put_json(o, t->name);
        put_figure(o, "jobs_new", t->value, 0);
        put_figure(o, "plan", t->plan, 0);
        put_figure(o, "share_of_plan", t->share, 0);
        put_c(o, '}');
    }
    put_z(o, "],\"says\":");
    put_json(o, barometer_says(r, b));
    put_z(o, "}\n");
    return RC_OK;
}
