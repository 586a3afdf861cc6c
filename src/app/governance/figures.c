/* figures.c: needs, offers, cases and results of twelve months, counted in one pass a table and then summed here by kind, by
** district and by month. So the three tables of the dashboard add up to the same total, and to the rows behind them, which
** office_pages.c selects by the very same conditions. */
#include "app/governance/inner.h"

const char *const measure_codes[MEASURES] = { "needs", "offers", "cases", "results" };
const int measure_labels[MEASURES] = { T_gov_needs, T_gov_offers, T_gov_cases, T_gov_results };

static int64_t day_start(int64_t days) { return days * DAY_MS - CITY_OFFSET_MS; }

bool month_bounds(struct str month, int64_t *from, int64_t *to)
{
    int64_t y, m;
    if (month.n != 7 || month.p[4] != '-' || !str_int(str_sub(month, 0, 4), &y) || !str_int(str_sub(month, 5, 2), &m)) return false;
    if (month.p[0] == '-' || month.p[5] == '-' || !date_valid(y, (int)m, 1)) return false;
    int64_t first = date_days(y, (int)m, 1);
    *from = day_start(first);
    *to = day_start(date_add_months(first, 1));
    return true;
}

/* The month of now is the last one. */
void months_of(struct arena *a, int64_t now, struct figures *f)
{
    struct ymd today = date_ymd(instant_day(now));
    int64_t first = date_days(today.y, today.m, 1);
    for (int i = 0; i <= MONTHS; i++) {
        int64_t day = date_add_months(first, i - MONTHS + 1);
        f->from[i] = day_start(day);
        if (i < MONTHS) f->month[i] = str_sub(date_str(a, day), 0, 7);
    }
}

static struct figure *figure_of(struct arena *a, struct figure_list *list, struct str code)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].code, code)) return &list->v[i];
    struct figure *x = PUSH(a, list);
    x->code = code;
    return x;
}

static void add(struct req *r, struct figures *f, enum measure m, struct str kind, struct str division, int64_t slot, int64_t n)
{
    must(slot >= 0 && slot < MONTHS);
    f->by_month[m][slot] += n;
    f->total[m] += n;
    figure_of(r->arena, &f->kinds, kind)->n[m] += n;
    figure_of(r->arena, &f->divisions, division)->n[m] += n;
}

/* Codes of the list first, in its order; strange ones and "not given" after them. */
static void order(struct req *r, const char *list, struct figure_list *f)
{
    struct choices all = codes_choices(r, list);
    size_t at = 0;
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = at; k < f->n; k++) {
            if (!str_eq(f->v[k].code, all.v[i].code)) continue;
            struct figure x = f->v[k];
            memmove(&f->v[at + 1], &f->v[at], (k - at) * sizeof x);
            f->v[at++] = x;
            break;
        }
}

enum rc figures_count(struct req *r, struct str districts, struct figures *f)
{
    struct office_listing_cube_rows listings;
    struct office_case_cube_rows cases;
    struct office_result_cube_rows results;
    *f = (struct figures){ 0 };
    months_of(r->arena, r->now, f);
    const int64_t *m = f->from;
    TRY(office_listing_cube(r->db, districts, m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11], m[12], &listings));
    TRY(office_case_cube(r->db, districts, m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11], m[12], &cases));
    TRY(office_result_cube(r->db, districts, m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11], m[12], &results));
    for (size_t i = 0; i < listings.n; i++) {
        const struct office_listing_cube *x = &listings.v[i];
        add(r, f, str_eq(x->side, S("need")) ? NEEDS : OFFERS, x->kind, x->division, x->slot, x->n);
    }
    for (size_t i = 0; i < cases.n; i++) add(r, f, CASES, cases.v[i].kind, cases.v[i].division, cases.v[i].slot, cases.v[i].n);
    for (size_t i = 0; i < results.n; i++) add(r, f, RESULTS, results.v[i].kind, results.v[i].division, results.v[i].slot, results.v[i].n);
    order(r, "listing_kinds", &f->kinds);
    order(r, "divisions", &f->divisions);
    return RC_OK;
}
