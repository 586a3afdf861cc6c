/* barometer.c: what stands on the barometer, read in one go: four figures against target and last year, the line of the year,
** the map, what needs attention, the carriers. Every number comes out of cells. */
#include <stdlib.h>
#include "app/indicators/views.h"

static const struct str headlines[HEADLINES] = { SI("incubators"), SI("incubatees"), SI("teams"), SI("jobs_new") };
enum { JOBS = 3 };
enum { BEHIND = 80, FIRST_YEAR = 2020 };                            /* per cent of plan below which a district is behind */

static const struct { struct str code; struct chart_tile tile; } places[] = {
    { SI("210202"), { 4, 3, false } }, { SI("210203"), { 3, 3, false } }, { SI("210204"), { 2, 3, false } },
    { SI("210211"), { 1, 3, false } },
    { SI("210212"), { 1, 4, false } }, { SI("210213"), { 3, 2, false } }, { SI("210214"), { 3, 1, false } },
    { SI("210281"), { 2, 1, false } },
    { SI("210283"), { 4, 1, false } }, { SI("210224"), { 5, 2, false } }, { SI("hightech"), { 2, 4, true } },
    { SI("jinpu"), { 2, 2, true } },
    { SI("changxing"), { 1, 1, true } }, { SI("huayuankou"), { 5, 1, true } },
};

struct chart_tile tile_place(struct str code)
{
    for (size_t i = 0; i < LEN(places); i++) if (str_eq(places[i].code, code)) return places[i].tile;
    return (struct chart_tile){ 0, 0, false };
}

/* ---- targets ---- */

/* The year's target of an area; NO_FIGURE without. rows: of the indicator and the year. */
static int64_t target_in(const struct targets_of_rows *rows, const struct area *at)
{
    for (size_t i = 0; i < rows->n; i++)
        if (str_eq(rows->v[i].cut, measure_cut_code(at->cut)) && str_eq(rows->v[i].code, at->code)) return rows->v[i].value;
    return NO_FIGURE;
}

/* What the straight line asks for in the period. A month that is still running counts by its days. */
int64_t plan_in(const struct period *p, int64_t target, int64_t start, enum nature nature, int64_t today)
{
    if (target == NO_FIGURE) return NO_FIGURE;
    int64_t length = month_last(p->until) - month_first(p->from / 100 * 100 + 1) + 1,
            year = month_last(p->until / 100 * 100 + 12) - month_first(p->until / 100 * 100 + 1) + 1;
    int64_t days = nature == NATURE_FLOW ? month_last(p->until) - month_first(p->from) + 1 : length;
    if (month_last(p->until) > today) days -= month_last(p->until) - today;
    if (days < 0) days = 0;
    if (nature == NATURE_RATIO) return target;
    if (nature == NATURE_STOCK) return start == NO_FIGURE ? target : start + (target - start) * days / year;
    /* whole months by twelfths, so that the plan does not jump with the length of February */
    int64_t months = period_months(p);
    if (month_last(p->until) <= today) return target * months / 12;
    return target * (months - 1) / 12
        + target * (today - month_first(p->until) + 1) / (12 * (month_last(p->until) - month_first(p->until) + 1));
}

/* ---- the four figures ---- */

static enum rc headline_read(struct req *r, struct figures *f, const struct barometer *b, const struct indicator *x, struct headline *h)
{
    struct period before = period_year_before(&b->period),
                  year_ago = { PERIOD_YEAR, b->period.until / 100 * 100 - 99, b->period.until / 100 * 100 - 88 },
                  today = period_to_date(b->month);
    int64_t start = NO_FIGURE;
    *h = (struct headline){ x, NO_FIGURE, NO_FIGURE, NO_FIGURE, NO_FIGURE, NO_FIGURE, NO_FIGURE, { 0 } };
    TRY(figure_for(f, x, &b->period, &b->at, S(""), &h->now));
    if (!b->unfinished || x->nature != NATURE_FLOW) TRY(figure_for(f, x, &before, &b->at, S(""), &h->before));
    TRY(figure_for(f, x, &today, &b->at, S(""), &h->today));
    TRY(targets_of(r->db, x->code, b->period.until / 100, &h->targets));
    h->target = target_in(&h->targets, &b->at);
    if (x->nature == NATURE_STOCK) TRY(figure_for(f, x, &year_ago, &b->at, S(""), &start));
    h->plan = plan_in(&b->period, h->target, start, x->nature, b->as_of);
    h->share = share_of(h->now, h->target, 0);
    return RC_OK;
}

static enum rc heads_read(struct req *r, struct figures *f, struct barometer *b)
{
    for (size_t i = 0; i < HEADLINES; i++) {
        const struct indicator *x = indicator_find(b->cat, headlines[i]);
        must(x != NULL);
        TRY(headline_read(r, f, b, x, &b->head[i]));
    }
    b->jobs = &b->head[JOBS];
    return RC_OK;
}

/* ---- the line of the year ---- */

static enum rc line_read(struct figures *f, struct barometer *b)
{
    int64_t year = b->period.until / 100 * 100;
    for (int m = 0; m < MONTHS; m++) {
        struct period p = period_to_date(year + m + 1), before = period_year_before(&p);
        b->line[m] = b->line_before[m] = NO_FIGURE;
        if (p.until <= b->period.until) TRY(figure_for(f, b->jobs->x, &p, &b->at, S(""), &b->line[m]));
        TRY(figure_for(f, b->jobs->x, &before, &b->at, S(""), &b->line_before[m]));
        if (!figure_has(b->line[m])) b->line[m] = CHART_GAP;         /* a line has no word for what is hidden */
        if (!figure_has(b->line_before[m])) b->line_before[m] = CHART_GAP;
        b->line_plan[m] = plan_in(&p, b->jobs->target, NO_FIGURE, NATURE_FLOW, INT64_MAX);
    }
    return RC_OK;
}

/* ---- the map ---- */

static enum rc tiles_read(struct req *r, struct figures *f, struct barometer *b)
{
    const struct indicator *x = b->jobs->x;
    for (int zones = 0; zones < 2; zones++) {
        const struct areas *all = zones ? &b->zones : &b->divisions;
        for (size_t i = 0; i < all->n; i++) {
            struct tile *t = PUSH(r->arena, &b->tiles);
            *t = (struct tile){ .at = all->v[i], .name = area_said(r, &all->v[i]) };
            TRY(figure_for(f, x, &b->period, &t->at, S(""), &t->value));
            t->plan = plan_in(&b->period, target_in(&b->jobs->targets, &t->at), NO_FIGURE, x->nature, b->as_of);
            t->share = share_of(t->value, t->plan, 0);
        }
    }
    return RC_OK;
}

/* ---- carriers ---- */

static int by_jobs(const void *x, const void *y)
{
    const struct base *a = x, *b = y;
    return (a->jobs < b->jobs) - (a->jobs > b->jobs);
}

static enum rc measured(struct figures *f, const char *measure, const struct period *p, const struct area *at, int64_t *v)
{
    size_t m = measure_find(f->cat, str_from(measure));
    *v = NO_FIGURE;
    return m == SIZE_MAX ? RC_OK : measure_of(f, m, p, at, S(""), v);
}

static enum rc missing_read(struct req *r, struct barometer *b)
{
    struct str division = b->at.cut == CUT_DIVISION ? b->at.code : S(""), zone = b->at.cut == CUT_ZONE ? b->at.code : S("");
    TRY(missing_returns(r->db, b->period.from, b->period.until, date_str(r->arena, instant_day(r->now)), division, zone, 0, &b->missing));
    for (size_t i = 0; i < b->missing.n; i++) b->missing_returns += b->missing.v[i].n;
    return RC_OK;
}

/* The rest is read for those that are shown alone: each by its own key. */
static enum rc bases_fill(struct req *r, const struct figures *read, struct barometer *b)
{
    struct figures f;
    figures_open(&f, r->arena, r->db, b->cat, b->period.from, b->period.until, instant_day(r->now));
    f.one_carrier = true;
    f.moves = read->moves;
    for (size_t i = 0; i < b->bases.n && i < BASES_SHOWN; i++) {
        struct base *x = &b->bases.v[i];
        const struct carrier_part part = { x->row, b->at };
        f.part = carrier_stayed(&f, x->row) ? NULL : &part;
        TRY(measured(&f, "incubatees", &b->period, &x->at, &x->incubatees));
        TRY(measured(&f, "teams", &b->period, &x->at, &x->teams));
        TRY(measured(&f, "filings_due", &b->period, &x->at, &x->due));
        TRY(measured(&f, "filings_on_time", &b->period, &x->at, &x->filed));
    }
    return RC_OK;
}

static enum rc bases_read(struct req *r, struct figures *f, struct barometer *b)
{
    struct figures c;                                               /* of carriers nothing before and behind the period is asked for */
    figures_open(&c, r->arena, r->db, b->cat, b->period.from, b->period.until, instant_day(r->now));
    c.inside = b->inside;
    c.listed_carriers = true;
    TRY(figures_carriers(&c));
    for (size_t i = 0; i < c.carriers.n; i++) {
        const struct carrier_part part = { &c.carriers.v[i], b->at };
        if (!carrier_lay_in(&c, part.row, &b->at, b->period.from, b->period.until)) continue;
        struct base *x = PUSH(r->arena, &b->bases);
        c.part = carrier_stayed(&c, part.row) ? NULL : &part;
        *x = (struct base){ .row = part.row, .at = { CUT_CARRIER, c.carrier_codes[i] }, .incubatees = NO_FIGURE, .teams = NO_FIGURE };
        TRY(figure_for(&c, b->jobs->x, &b->period, &x->at, S(""), &x->jobs));
    }
    b->carriers = b->bases.n;
    TRY(missing_read(r, b));
    if (b->bases.n) qsort(b->bases.v, b->bases.n, sizeof *b->bases.v, by_jobs);
    TRY(bases_fill(r, &c, b));
    TRY(measured(f, "filings_due", &b->period, &b->at, &b->due));
    return measured(f, "filings_on_time", &b->period, &b->at, &b->on_time);
}

/* ---- what needs attention ---- */

static void attend(struct req *r, struct barometer *b, struct str text, struct str path)
{
    *PUSH(r->arena, &b->attention) = (struct attention){ text, path };
}

static struct str joined(struct req *r, struct str list, struct str one)
{
    return list.n ? str_printf(r->arena, "%.*s%s%.*s", STR_FMT(list), r->lang == LANG_ZH ? "、" : ", ", STR_FMT(one)) : one;
}

static void attention_find(struct req *r, struct barometer *b)
{
    struct str behind = S("");
    int64_t late = b->due != NO_FIGURE && b->on_time != NO_FIGURE ? b->due - b->on_time : 0;
    size_t n = 0;
    for (size_t i = 0; i < b->tiles.n; i++)
        if (b->tiles.v[i].share != NO_FIGURE && b->tiles.v[i].share < BEHIND) { behind = joined(r, behind, b->tiles.v[i].name); n++; }
    if (n) attend(r, b, say_with(r, n == 1 ? T_bar_att_behind_one : T_bar_att_behind, behind, count_text(r, BEHIND)), S("#map"));
    if (b->missing.n)
        attend(r, b, say_with(r, T_bar_att_missing, count_text(r, (int64_t)b->missing.n), count_text(r, b->missing_returns)),
            b->inside ? S("/filings/board") : S("#missing"));
    else if (late > 0) attend(r, b, say_with(r, T_bar_att_late, count_text(r, late), count_text(r, b->due)), S("#bases"));
    for (size_t i = 0; i < HEADLINES; i++) {
        const struct headline *h = &b->head[i];
        if (!figure_has(h->now) || !figure_has(h->before) || h->now >= h->before) continue;
        attend(r, b, say_with(r, T_bar_att_fell, pick(r, h->x->zh, h->x->en), figure_text(r, h->x, h->before - h->now)),
            str_printf(r->arena, "/indicators/%.*s", STR_FMT(h->x->code)));
    }
}

/* What only the office is told. */
static enum rc office_attention(struct req *r, struct barometer *b)
{
    struct report_waiting w;
    TRY(report_waiting(r->db, date_str(r->arena, instant_day(r->now)), &w));
    if (w.n)
        attend(r, b, say_with(r, T_bar_att_reports, count_text(r, w.n), count_text(r, w.late)),
            may_everywhere(r, PERM_INDICATOR_EDIT) ? S("/indicators/reports") : S("/indicators"));
    return RC_OK;
}

/* ---- the whole ---- */

static void choices_of_periods(struct req *r, struct barometer *b)
{
    for (int64_t m = b->month, n = 0; n < 14; n++, m = month_plus(m, -1)) *PUSH(r->arena, &b->periods) = period_to_date(m);
    for (int64_t y = b->month / 100 - 1; y >= FIRST_YEAR; y--)
        *PUSH(r->arena, &b->periods) = (struct period){ PERIOD_YEAR, y * 100 + 1, y * 100 + 12 };
}

/* Up to the last month that is over, where nothing else is asked for. */
static enum rc asked_for(struct req *r, struct barometer *b)
{
    struct str period = req_arg(r, "period"), area = req_arg(r, "area");
    int64_t today = instant_day(r->now);
    b->month = month_of_day(today);
    if (!period.n) b->period = period_to_date(month_plus(b->month, -1));
    else if (!period_parse(period, &b->period)) return RC_NONE;
    if (b->period.from > b->month) return RC_NONE;                  /* it has not begun */
    if (!area_parse(r, area, &b->at) || b->at.cut == CUT_CARRIER) return RC_NONE;
    b->as_of = month_last(b->period.until);
    b->unfinished = b->as_of >= today;
    if (b->unfinished) b->as_of = today;
    b->name = area_said(r, &b->at);
    return RC_OK;
}

enum rc barometer_read(struct req *r, bool inside, struct barometer *b)
{
    struct figures f;
    *b = (struct barometer){ .inside = inside };
    TRY(asked_for(r, b));
    TRY(catalogue_now(r->app, r->db, &b->cat));
    b->divisions = areas_of(r, CUT_DIVISION);
    b->zones = areas_of(r, CUT_ZONE);
    figures_open(&f, r->arena, r->db, b->cat, b->period.until - 100, b->month > b->period.until ? b->month : b->period.until,
        instant_day(r->now));
    f.inside = inside;
    TRY(heads_read(r, &f, b));
    TRY(line_read(&f, b));
    TRY(tiles_read(r, &f, b));
    TRY(bases_read(r, &f, b));
    attention_find(r, b);
    if (inside) TRY(office_attention(r, b));
    choices_of_periods(r, b);
    return RC_OK;
}
