/* words.c: figures as text, and the sentences the barometer says about them. */
#include "app/indicators/views.h"

struct str figure_text(struct req *r, const struct indicator *x, int64_t v)
{
    struct out o;
    if (!figure_has(v)) return v == HIDDEN_FIGURE ? S("*") : S("–");
    out_init(&o, r->arena);
    chart_number(&o, v, x->places);
    return out_str(&o);
}

struct str count_text(struct req *r, int64_t v)
{
    struct out o;
    if (!figure_has(v)) return v == HIDDEN_FIGURE ? S("*") : S("–");
    out_init(&o, r->arena);
    chart_number(&o, v, 0);
    return out_str(&o);
}

struct str unit_of(const struct req *r, const struct indicator *x) { return r->lang == LANG_EN ? x->unit_en : x->unit_zh; }

struct str barometer_path(struct req *r, const char *path, const struct period *p, const struct area *at)
{
    return str_printf(r->arena, "%s?period=%.*s&area=%.*s", path, STR_FMT(period_code(r->arena, p)), STR_FMT(area_code(r->arena, at)));
}

/* Three parts, each left out when it has nothing to say:
** "By the end of October 31,905 people had been newly employed, 2,405 more than the straight-line plan and 4,364 more than a
** year before." */
struct str barometer_says(struct req *r, const struct barometer *b)
{
    const struct headline *h = b->jobs;
    struct out o;
    out_init(&o, r->arena);
    if (!figure_has(h->now))
        return say_with(r, h->now == HIDDEN_FIGURE ? T_bar_says_hidden : T_bar_says_none, period_said(r, &b->period), STR_NONE);
    put_str(&o, say_with(r, T_bar_says_now, period_said(r, &b->period), count_text(r, h->now)));
    if (h->plan != NO_FIGURE) {
        int64_t d = h->now - h->plan;
        put_str(&o,
            say_with(r,
                d > 0       ? T_bar_says_ahead
                    : d < 0 ? T_bar_says_short
                            : T_bar_says_on,
                count_text(r, d < 0 ? -d : d), STR_NONE));
    }
    if (figure_has(h->before)) {
        int64_t d = h->now - h->before;
        put_str(&o,
            say_with(r,
                d > 0       ? T_bar_says_more
                    : d < 0 ? T_bar_says_less
                            : T_bar_says_same,
                count_text(r, d < 0 ? -d : d), STR_NONE));
    }
    put_str(&o, say(r, T_bar_full_stop));
    return out_str(&o);
}

struct str barometer_plainly(struct req *r, const struct barometer *b)
{
    const struct headline *h = b->jobs;
    int64_t share = share_of(h->now, h->plan, 0),
            change = share_of(figure_has(h->now) && figure_has(h->before) ? h->now - h->before : NO_FIGURE, h->before, 0);
    struct out o;
    out_init(&o, r->arena);
    if (change != NO_FIGURE)
        put_str(&o,
            say_with(r,
                change > 0       ? T_bar_plain_rose
                    : change < 0 ? T_bar_plain_fell
                                 : T_bar_plain_even,
                count_text(r, change < 0 ? -change : change), STR_NONE));
    if (share != NO_FIGURE && o.n && r->lang == LANG_EN) put_c(&o, ' ');
    if (share != NO_FIGURE)
        put_str(&o,
            say(r,
                share >= 100      ? T_bar_plain_ahead
                    : share >= 95 ? T_bar_plain_near
                    : share >= 80 ? T_bar_plain_behind
                                  : T_bar_plain_far));
    if (!o.n) put_str(&o, say(r, !figure_has(h->now) ? T_bar_plain_nothing : T_bar_plain_alone));
    return out_str(&o);
}

/* Names of zones are long; on a tile stands what people call them. */
struct str tile_name(struct req *r, struct str code, struct str name)
{
    static const struct {
        struct str code;
        int said;
    } zones[] = { { SI("hightech"), T_bar_z_hightech }, { SI("jinpu"), T_bar_z_jinpu }, { SI("changxing"), T_bar_z_changxing },
        { SI("huayuankou"), T_bar_z_huayuankou } };
    for (size_t i = 0; i < LEN(zones); i++) if (str_eq(zones[i].code, code)) return say(r, zones[i].said);
    for (size_t i = 0; r->lang == LANG_EN && i < 2; i++) {
        struct str tail = i ? S(" County") : S(" District");
        if (str_ends(name, tail)) return str_sub(name, 0, name.n - tail.n);
    }
    return name;
}
