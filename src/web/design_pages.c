/* design_pages.c: what /design shows. Its pictures and its form are made by the same functions as everybody's, so a look at
** this page is a look at the whole site. All figures are invented. */
#include "web/design.h"

struct design_in {
    struct str title, side, until, email, phone, body;
    int64_t amount, people;
    bool agree;
    struct strs fields;
    struct form_file file;
};

static struct choices sides(struct req *r)
{
    static const struct choice v[] = { { SI("need"), { 0 }, { 0 }, T_design_need }, { SI("offer"), { 0 }, { 0 }, T_design_offer } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

static struct choices skills(struct req *r)
{
    static const struct choice v[] = { { SI("software"), { 0 }, { 0 }, T_design_c_software },
        { SI("marine"), { 0 }, { 0 }, T_design_c_marine }, { SI("chem"), { 0 }, { 0 }, T_design_c_chem } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

static const struct field fields[] = {
    TEXT    ("title",  AT(struct design_in, title),  .label = T_design_f_title, .hint = T_design_f_title_hint, .max = 80, .need = true),
    CHOICE  ("side",   AT(struct design_in, side),   .label = T_design_f_side, .choices = sides, .need = true),
    MULTI   ("fields", AT(struct design_in, fields), .label = T_design_f_skills, .hint = T_design_f_skills_hint, .choices = skills),
    MONEY   ("amount", AT(struct design_in, amount), .label = T_design_f_amount, .hint = T_design_f_amount_hint, .min = 0,
        .max = 100000000000),
    INT     ("people", AT(struct design_in, people), .label = T_design_f_people, .min = 1, .max = 100000),
    DATE    ("until",  AT(struct design_in, until),  .label = T_design_f_until, .need = true),
    EMAIL   ("email",  AT(struct design_in, email),  .label = T_design_f_email),
    PHONE   ("phone",  AT(struct design_in, phone),  .label = T_design_f_phone),
    LONGTEXT("body",   AT(struct design_in, body),   .label = T_design_f_body, .hint = T_design_f_body_hint, .max = 4000),
    UPLOAD  ("file",   AT(struct design_in, file),   .label = T_design_f_file, .hint = T_design_f_file_hint, .max = LIMIT_BODY),
    FLAG    ("agree",  AT(struct design_in, agree),  .label = T_design_f_agree, .need = true),
};
const struct form design_form = FORM("design", struct design_in, fields, T_design_button);

const char *const design_icons[] = { "anchor", "search", "need", "offer", "org", "person", "calendar", "place", "money", "file", "check",
    "cross", "warn", "clock", "bell", "mail", "arrow", "menu", "upload", "download", "lock", "eye", "print", "globe", "type", "plus",
    "edit", "filter", "chat", "chart" };
const size_t design_icons_n = LEN(design_icons);

/* ---- the three charts ---- */

static const int64_t y2026[] = { 2110, 3830, 6910, 10100, 13360, 17000, 21120, 24570, 27755, 31905, CHART_GAP, CHART_GAP };
static const int64_t y2025[] = { 1905, 3395, 6070, 8750, 11460, 14580, 18250, 21440, 24430, 27541, CHART_GAP, CHART_GAP };
static const int64_t plan[] = { 2950, 5900, 8850, 11800, 14750, 17700, 20650, 23600, 26550, 29500, 32450, 35400 };
static const int64_t net[] = { 8120, 4275, 640, -310, CHART_GAP };
static const int64_t target[] = { 7600, 4800, 600, 100, 80 };
static const int64_t rates[] = { 95, 82, 98, 94, 83, 97, 80, 84, 76, 79, 92, 96, 88, CHART_GAP };

static const struct { struct str zh, en; struct chart_tile tile; } units[] = {
    { SI("中山区"), SI("Zhongshan"), { 4, 3, false } },   { SI("西岗区"), SI("Xigang"), { 3, 3, false } },
    { SI("沙河口区"), SI("Shahekou"), { 2, 3, false } },  { SI("甘井子区"), SI("Ganjingzi"), { 1, 3, false } },
    { SI("旅顺口区"), SI("Lüshunkou"), { 1, 4, false } }, { SI("金州区"), SI("Jinzhou"), { 3, 2, false } },
    { SI("普兰店区"), SI("Pulandian"), { 3, 1, false } }, { SI("瓦房店市"), SI("Wafangdian"), { 2, 1, false } },
    { SI("庄河市"), SI("Zhuanghe"), { 4, 1, false } },    { SI("长海县"), SI("Changhai"), { 5, 2, false } },
    { SI("高新区"), SI("High-tech Zone"), { 2, 4, true } },    { SI("金普新区"), SI("Jinpu New Area"), { 2, 2, true } },
    { SI("长兴岛"), SI("Changxing Island"), { 1, 1, true } },   { SI("花园口"), SI("Huayuankou"), { 5, 1, true } },
};

static struct chart chart_of(struct req *r, int title, int says, int first, struct str *x, size_t n)
{
    return (struct chart){ .title = say(r, title), .says = say(r, says), .first = say(r, first), .show_table = say(r, T_design_table_show),
        .x = x, .n = n, .wan = r->lang == LANG_ZH };
}

static struct chart line_chart(struct req *r)
{
    static const char *const en[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct str *x = NEWS(r->arena, struct str, 12);
    struct chart_series *s = NEWS(r->arena, struct chart_series, 3);
    struct chart c = chart_of(r, T_design_ch_line, T_design_ch_line_says, T_design_month, x, 12);
    for (int i = 0; i < 12; i++) x[i] = r->lang == LANG_ZH ? str_printf(r->arena, "%d月", i + 1) : str_from(en[i]);
    s[0] = (struct chart_series){ say(r, T_design_y2026), y2026, false };
    s[1] = (struct chart_series){ say(r, T_design_y2025), y2025, false };
    s[2] = (struct chart_series){ say(r, T_design_plan), plan, true };
    c.series = s;
    c.nseries = 3;
    c.unit = say(r, T_design_s2_u);
    return c;
}

static struct chart bars_chart(struct req *r)
{
    static const int kinds[] = { T_design_k1, T_design_k2, T_design_k3, T_design_k4, T_design_k5 };
    struct str *x = NEWS(r->arena, struct str, LEN(kinds));
    struct chart_series *s = NEWS(r->arena, struct chart_series, 2);
    struct chart c = chart_of(r, T_design_ch_bars, T_design_ch_bars_says, T_design_kind, x, LEN(kinds));
    for (size_t i = 0; i < LEN(kinds); i++) x[i] = say(r, kinds[i]);
    s[0] = (struct chart_series){ say(r, T_design_ch_net), net, false };
    s[1] = (struct chart_series){ say(r, T_design_ch_target), target, true };
    c.series = s;
    c.nseries = 2;
    c.unit = say(r, T_design_s1_u);
    return c;
}

static struct chart tiles_chart(struct req *r, struct chart_map *map)
{
    struct str *x = NEWS(r->arena, struct str, LEN(units));
    struct chart_tile *t = NEWS(r->arena, struct chart_tile, LEN(units));
    struct chart_series *s = NEW(r->arena, struct chart_series);
    struct chart c = chart_of(r, T_design_ch_tiles, T_design_ch_tiles_says, T_design_unit, x, LEN(units));
    for (size_t i = 0; i < LEN(units); i++) { x[i] = pick(r, units[i].zh, units[i].en); t[i] = units[i].tile; }
    *map = (struct chart_map){ .tiles = t,
        .bounds = { 78, 84, 90, 95 },
        .none = say(r, T_design_not_filed),
        .zones = say(r, T_design_zone) };
    *s = (struct chart_series){ say(r, T_design_rate), rates, false };
    c.series = s;
    c.nseries = 1;
    c.unit = S("%");
    return c;
}

/* ---- the page ---- */

static enum rc show(struct req *r, const struct form_state *s)
{
    struct design_charts charts;
    charts.line = line_chart(r);
    charts.bars = bars_chart(r);
    charts.tiles = tiles_chart(r, &charts.map);
    page_begin(r, say(r, T_design_title));
    design_html(r, s, &charts);
    design_talk_html(r);
    page_pages(r, req_int(r, "page", 4), 20);
    page_end(r);
    return RC_OK;
}

enum rc design_page(struct req *r)
{
    static const struct design_in sample = { .title = SI("Online monitoring 水质在线监测"),
        .side = SI("need"),
        .amount = 30000000,
        .people = NO_INT,
        .until = SI("2026-12-31"),
        .email = SI("name@example"),
        .agree = true };
    struct form_state s;
    form_start(r, &s, &design_form, &sample);
    form_error(&s, "email", T_err_email);
    form_error(&s, "body", T_err_need);
    TRY(show(r, &s));
    r->status = 0;                                     /* the faults are for show */
    return RC_OK;
}

enum rc design_post(struct req *r)
{
    struct form_state s;
    struct design_in in;
    form_read(r, &s, &design_form, &in);
    if (form_ok(&s)) return redirect_flash(r, S("/design"), T_design_form_ok);
    r->status = 422;                                   /* before the page begins: the title says that something is wrong */
    return show(r, &s);
}
