/* period.c: the stretches of time a figure may be for, and the areas: what stands in addresses, and how it is said. */
#include "app/indicators/inner.h"

static bool digits(struct str s, int64_t low, int64_t high, int64_t *v)
{
    for (size_t i = 0; i < s.n; i++) if (s.p[i] < '0' || s.p[i] > '9') return false;
    return str_int(s, v) && *v >= low && *v <= high;
}

bool period_parse(struct str s, struct period *p)
{
    int64_t y, m;
    if (s.n < 4 || !digits(str_sub(s, 0, 4), 1990, 2200, &y)) return false;
    struct str rest = str_sub(s, 4, s.n);
    *p = (struct period){ PERIOD_YEAR, y * 100 + 1, y * 100 + 12 };
    if (!rest.n) return true;
    if (rest.n == 3 && str_starts(rest, S("-Q")) && digits(str_sub(rest, 2, 1), 1, 4, &m)) {
        *p = (struct period){ PERIOD_QUARTER, y * 100 + 3 * m - 2, y * 100 + 3 * m };
        return true;
    }
    if (rest.n < 3 || rest.p[0] != '-' || !digits(str_sub(rest, 1, 2), 1, 12, &m)) return false;
    *p = (struct period){ PERIOD_MONTH, y * 100 + m, y * 100 + m };
    if (rest.n == 3) return true;
    *p = period_to_date(y * 100 + m);
    return str_eq(str_sub(rest, 3, rest.n), S("-ytd"));
}

struct period period_to_date(int64_t month) { return (struct period){ PERIOD_TO_DATE, month / 100 * 100 + 1, month }; }

struct str period_code(struct arena *a, const struct period *p)
{
    int y = (int)(p->until / 100), m = (int)(p->until % 100);
    switch (p->kind) {
    case PERIOD_MONTH: return str_printf(a, "%04d-%02d", y, m);
    case PERIOD_QUARTER: return str_printf(a, "%04d-Q%d", y, m / 3);
    case PERIOD_TO_DATE: return str_printf(a, "%04d-%02d-ytd", y, m);
    default: return str_printf(a, "%04d", y);
    }
}

struct str month_said(struct req *r, int64_t month)
{
    static const char *const en[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December" };
    return r->lang == LANG_EN ? str_from(en[month % 100 - 1]) : str_printf(r->arena, "%d", (int)(month % 100));
}

struct str period_said(struct req *r, const struct period *p)
{
    struct str year = str_printf(r->arena, "%d", (int)(p->until / 100));
    if (p->kind == PERIOD_YEAR) return say_with(r, T_ind_p_year, year, STR_NONE);
    if (p->kind == PERIOD_QUARTER) return say_with(r, T_ind_p_quarter, year, str_printf(r->arena, "%d", (int)(p->until % 100 / 3)));
    if (p->kind == PERIOD_TO_DATE && p->until % 100 > 1) return say_with(r, T_ind_p_to_date, year, month_said(r, p->until));
    return say_with(r, T_ind_p_month, year, month_said(r, p->until));
}

struct period period_year_before(const struct period *p) { return (struct period){ p->kind, p->from - 100, p->until - 100 }; }

int64_t period_months(const struct period *p) { return (p->until / 100 - p->from / 100) * 12 + p->until % 100 - p->from % 100 + 1; }

/* ---- areas ---- */

/* Of the code list of divisions only the city's own districts. */
struct areas areas_of(struct req *r, enum measure_cut cut)
{
    struct areas out = { 0 };
    struct choices c = codes_choices(r, cut == CUT_ZONE ? "zones" : "divisions");
    for (size_t i = 0; i < c.n; i++) {
        const struct code *d = cut == CUT_ZONE ? NULL : code_find(r, "divisions", c.v[i].code);
        if (d && !str_eq(d->parent, S("210200"))) continue;
        *PUSH(r->arena, &out) = (struct area){ cut, c.v[i].code };
    }
    return out;
}

bool area_parse(struct req *r, struct str s, struct area *at)
{
    int64_t id;
    *at = THE_CITY;
    if (!s.n || str_eq(s, S("city")) || str_eq(s, S("210200"))) return true;
    if (str_starts(s, S("carrier-")) && digits(str_sub(s, 8, s.n), 1, INT64_MAX, &id)) {
        *at = (struct area){ CUT_CARRIER, str_sub(s, 8, s.n) };
        return true;
    }
    for (int cut = CUT_DIVISION; cut <= CUT_ZONE; cut++) {
        struct areas all = areas_of(r, (enum measure_cut)cut);
        for (size_t i = 0; i < all.n; i++) if (str_eq(all.v[i].code, s)) { *at = all.v[i]; return true; }
    }
    return false;
}

struct str area_code(struct arena *a, const struct area *at)
{
    if (at->cut == CUT_CITY) return S("");
    return at->cut == CUT_CARRIER ? str_join(a, S("carrier-"), at->code) : at->code;
}

struct str area_said(struct req *r, const struct area *at)
{
    if (at->cut == CUT_CITY) return say(r, T_ind_whole_city);
    return at->cut == CUT_CARRIER ? at->code : code_label(r, at->cut == CUT_ZONE ? "zones" : "divisions", at->code);
}
