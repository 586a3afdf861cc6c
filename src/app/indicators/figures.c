/* figures.c: from cells to values.
**
** The cells of one measure, cut and group are read once a request, as a grid: sorted by code, then by month, what lies
** before the first month asked for in one row of month 0. A formula's names are then filled in from grids, for any area and
** any period within, and FEEL's decimals do the rest. */
#include <stdlib.h>
#include "app/indicators/inner.h"
#include "engine/rules/feel.h"

enum { EXACT_PLACES = 16 };

struct grid {
    size_t measure;
    enum measure_cut cut;
    struct str group, code;                       /* code: STR_NONE = every code of the cut */
    bool whole;                                   /* from the beginning, which stocks need and sums over everything */
    struct cells_from_rows rows;
};

void figures_open(struct figures *f, struct arena *a, struct db *db, const struct catalogue *cat, int64_t from, int64_t until,
    int64_t today)
{
    *f = (struct figures){ .a = a,
        .db = db,
        .cat = cat,
        .from = from / 100 * 100 + 1,
        .until = until / 100 * 100 + 12,
        .running = month_of_day(today),
        .begins = NEWS(a, int64_t, cat->measures.n + 1) };
}

/* Carriers are many: one that is asked for alone is read alone. */
static enum rc grid_of(struct figures *f, size_t measure, const struct area *at, struct str group, bool whole, const struct grid **to)
{
    bool alone = at->cut == CUT_CARRIER && f->one_carrier;
    struct str code = alone ? at->code : STR_NONE;
    whole = whole || f->cat->measures.v[measure].kind == MEASURE_STOCK;
    for (size_t i = 0; i < f->grids.n; i++) {
        const struct grid *g = f->grids.v[i];
        if (g->measure == measure && g->cut == at->cut && g->whole == whole && str_eq(g->group, group) && str_eq(g->code, code)) {
            *to = g;
            return RC_OK;
        }
    }
    struct grid *g = NEW(f->a, struct grid);
    struct str name = f->cat->measures.v[measure].code, cut = measure_cut_code(at->cut);
    *g = (struct grid){ measure, at->cut, str_given(group), code, whole, { 0 } };
    if (alone) {
        struct cells_of_code_rows rows;
        TRY(cells_of_code(f->db, name, cut, g->group, f->from, f->until, code, whole ? 0 : f->from, &rows));
        for (size_t i = 0; i < rows.n; i++) *PUSH(f->a, &g->rows) = (struct cells_from){ rows.v[i].code, rows.v[i].at, rows.v[i].value };
    } else if (!whole && at->cut == CUT_CARRIER && f->listed_carriers) {
        struct cells_of_carriers_rows rows;
        TRY(cells_of_carriers(f->db, name, g->group, f->from, f->until, &rows));
        for (size_t i = 0; i < rows.n; i++)
            if (rows.v[i].value) *PUSH(f->a, &g->rows) = (struct cells_from){ rows.v[i].code, rows.v[i].at, rows.v[i].value };
    } else if (!whole) {
        struct cells_between_rows rows;
        TRY(cells_between(f->db, name, cut, g->group, f->from, f->until, &rows));
        for (size_t i = 0; i < rows.n; i++)
            if (rows.v[i].value) *PUSH(f->a, &g->rows) = (struct cells_from){ rows.v[i].code, rows.v[i].at, rows.v[i].value };
    } else TRY(cells_from(f->db, name, cut, g->group, f->from, f->until, &g->rows));
    *PUSH(f->a, &f->grids) = g;
    *to = g;
    return RC_OK;
}

enum rc figures_codes(struct figures *f, size_t measure, enum measure_cut cut, struct strs *codes)
{
    const struct grid *g;
    TRY(grid_of(f, measure, &(struct area){ cut, { 0 } }, S(""), false, &g));
    for (size_t i = 0; i < g->rows.n; i++)
        if (!i || !str_eq(g->rows.v[i].code, g->rows.v[i - 1].code)) *PUSH(f->a, codes) = g->rows.v[i].code;
    return RC_OK;
}

/* The rows of one code. */
static const struct cells_from *rows_of(const struct grid *g, struct str code, size_t *n)
{
    size_t low = 0, high = g->rows.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (str_cmp(g->rows.v[mid].code, code) < 0) low = mid + 1; else high = mid;
    }
    size_t end = low;
    while (end < g->rows.n && str_eq(g->rows.v[end].code, code)) end++;
    *n = end - low;
    return g->rows.v ? g->rows.v + low : NULL;
}

static int64_t sum(const struct cells_from *v, size_t n, int64_t from, int64_t until)
{
    int64_t s = 0;
    for (size_t i = 0; i < n; i++) if (v[i].at >= from && v[i].at <= until) s += v[i].value;
    return s;
}

/* A level's last month in a period in which anybody filed it; what was filed before its filers were counted is no zero. */
enum rc level_month(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, int64_t *month)
{
    const struct grid *g;
    size_t n;
    *month = 0;
    TRY(grid_of(f, measure, at, MEASURE_FILED, false, &g));
    const struct cells_from *v = rows_of(g, at->code, &n);
    for (size_t i = 0; i < n; i++) if (v[i].value > 0 && v[i].at >= p->from && v[i].at <= p->until) *month = v[i].at;
    TRY(grid_of(f, measure, at, group, false, &g));
    v = rows_of(g, at->code, &n);
    for (size_t i = 0; i < n; i++) if (v[i].value && v[i].at >= p->from && v[i].at <= p->until && v[i].at > *month) *month = v[i].at;
    return RC_OK;
}

static enum rc level_of(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, int64_t *to)
{
    const struct grid *g;
    const struct carrier_part *part = at->cut == CUT_CARRIER ? f->part : NULL;
    struct period whole = *p;
    size_t n;
    int64_t month = 0;
    *to = NO_FIGURE;
    if (part) {                                                     /* of the month the area's value is of, and of no other */
        TRY(level_month(f, measure, p, &part->at, group, &month));
        if (!month || !carrier_lay(f, part->row, &part->at, month)) return RC_OK;
        whole = (struct period){ PERIOD_MONTH, month, month };
    }
    TRY(level_month(f, measure, &whole, at, group, &month));
    TRY(grid_of(f, measure, at, group, false, &g));
    const struct cells_from *rows = rows_of(g, at->code, &n);
    if (month) *to = sum(rows, n, month, month);
    return RC_OK;
}

/* Of a carrier's months those in which it lay where the part is asked for. */
static int64_t part_sum(const struct figures *f, const struct area *at, const struct cells_from *v, size_t n, int64_t from, int64_t until)
{
    int64_t s = 0;
    if (!f->part || at->cut != CUT_CARRIER) return sum(v, n, from, until);
    for (size_t i = 0; i < n; i++)
        if (v[i].at >= from && v[i].at <= until && carrier_lay(f, f->part->row, &f->part->at, v[i].at)) s += v[i].value;
    return s;
}

/* A measure that the whole city had not begun to count has no value; from then on nothing is zero. */
static enum rc begun(struct figures *f, size_t measure, int64_t until, bool *yes)
{
    int64_t *b = &f->begins[measure];
    if (!*b) {
        struct cells_begin row;
        TRY(cells_begin(f->db, f->cat->measures.v[measure].code, &row));
        *b = row.month == DB_NULL ? INT64_MAX : row.month;
    }
    *yes = *b <= until;
    return RC_OK;
}

enum rc measure_of(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, int64_t *v)
{
    const struct grid *g;
    size_t n;
    bool yes;
    *v = NO_FIGURE;
    must(p->from >= f->from && p->until <= f->until);
    TRY(begun(f, measure, p->until, &yes));
    if (!yes) return RC_OK;
    TRY(grid_of(f, measure, at, group, false, &g));
    const struct cells_from *rows = rows_of(g, at->code, &n);
    switch (f->cat->measures.v[measure].kind) {
    case MEASURE_FLOW: *v = part_sum(f, at, rows, n, p->from, p->until); break;
    case MEASURE_STOCK:
        *v = f->part && at->cut == CUT_CARRIER && !carrier_lay(f, f->part->row, &f->part->at, p->until) ? 0 : sum(rows, n, 0, p->until);
        break;
    case MEASURE_LEVEL: return level_of(f, measure, p, at, group, v);
    }
    return RC_OK;
}

/* ---- other readings ---- */

/* The mean of a stock's month-ends, of a flow's or a level's months. */
static enum rc mean_of(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, struct value *to)
{
    struct number total = number_int(0), mean;
    int64_t n = 0;
    *to = value_null();
    for (int64_t m = p->from; m <= p->until; m = month_plus(m, 1)) {
        int64_t v;
        struct period month = { PERIOD_MONTH, m, m };
        TRY(measure_of(f, measure, &month, at, group, &v));
        if (v == NO_FIGURE && f->part && at->cut == CUT_CARRIER) {  /* a month in which the area has a value counts for all its carriers */
            TRY(measure_of(f, measure, &month, &f->part->at, group, &v));
            if (v != NO_FIGURE) v = 0;
        }
        if (v == NO_FIGURE) continue;
        must(number_add(total, number_int(v), &total));
        n++;
    }
    if (n && number_div(total, number_int(n), &mean)) *to = value_number(mean);
    return RC_OK;
}

static enum rc all_of(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, struct value *to)
{
    const struct grid *g;
    size_t n;
    bool yes;
    *to = value_null();
    TRY(begun(f, measure, p->until, &yes));
    if (!yes) return RC_OK;
    TRY(grid_of(f, measure, at, group, true, &g));
    const struct cells_from *rows = rows_of(g, at->code, &n);
    *to = value_int(f->cat->measures.v[measure].kind == MEASURE_FLOW ? part_sum(f, at, rows, n, 0, p->until) : sum(rows, n, 0, p->until));
    return RC_OK;
}

struct bucket_count { int64_t days, n; };
static int by_days(const void *x, const void *y)
{
    const struct bucket_count *a = x, *b = y;
    return (a->days > b->days) - (a->days < b->days);
}

/* Groups d0, d1, ... say how many took so long; of an even number the mean of the two in the middle. */
static enum rc median_of(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct value *to)
{
    struct cells_by_group_rows rows;
    struct { struct bucket_count *v; size_t n, cap; } b = { 0 };
    int64_t total = 0, low = NO_FIGURE, high = NO_FIGURE, seen = 0;
    *to = value_null();
    TRY(cells_by_group(f->db, f->cat->measures.v[measure].code, measure_cut_code(at->cut), p->from, p->until, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        int64_t days;
        if (!str_eq(rows.v[i].code, at->code) || !str_starts(rows.v[i].grp, S("d"))
            || !str_int(str_sub(rows.v[i].grp, 1, rows.v[i].grp.n), &days))
            continue;
        *PUSH(f->a, &b) = (struct bucket_count){ days, rows.v[i].value };
        total += rows.v[i].value;
    }
    if (!total) return RC_OK;
    qsort(b.v, b.n, sizeof *b.v, by_days);
    for (size_t i = 0; i < b.n; i++) {
        seen += b.v[i].n;
        if (low == NO_FIGURE && seen >= (total + 1) / 2) low = b.v[i].days;
        if (high == NO_FIGURE && seen >= total / 2 + 1) high = b.v[i].days;
    }
    *to = value_number(number_scaled((low + high) * 5, 1));
    return RC_OK;
}

static enum rc read_value(struct figures *f, const struct read *x, const struct period *p, const struct area *at, struct str group,
    struct value *to)
{
    int64_t v;
    if (x->how == READ_MEAN) return mean_of(f, x->measure, p, at, group, to);
    if (x->how == READ_ALL) return all_of(f, x->measure, p, at, group, to);
    if (x->how == READ_MEDIAN) return median_of(f, x->measure, p, at, to);
    TRY(measure_of(f, x->measure, p, at, group, &v));
    *to = v == NO_FIGURE ? value_null() : value_int(v);
    return RC_OK;
}

enum rc reading_of(struct figures *f, const struct read *x, const struct period *p, const struct area *at, struct str group,
    struct number *to, bool *has)
{
    struct value v;
    TRY(read_value(f, x, p, at, group, &v));
    *has = v.kind == VALUE_NUMBER;
    *to = *has ? v.number : number_int(0);
    return RC_OK;
}

/* ---- indicators ---- */

enum rc figure_of(struct figures *f, const struct indicator *x, const struct period *p, const struct area *at, struct str group, int64_t *v)
{
    struct feel_name names[FORMULA_READS];
    struct feel feel;
    struct number rounded;
    *v = NO_FIGURE;
    if (!x->ast || !x->cut[at->cut] || x->nreads > FORMULA_READS) return RC_OK;
    for (size_t i = 0; i < x->nreads; i++) {
        names[i] = (struct feel_name){ x->reads[i].name, NULL, value_null() };
        TRY(read_value(f, &x->reads[i], p, at, group, &names[i].value));
    }
    feel_init(&feel, f->a);
    struct value got = feel_eval(&feel, x->ast, &(struct feel_scope){ .v = names, .n = x->nreads });
    /* A quotient is off in its 34th digit; that must not decide between 18.7 and 18.8. */
    if (got.kind == VALUE_NUMBER && number_round(got.number, EXACT_PLACES, NUMBER_HALF_UP, &rounded)
        && number_round(rounded, x->places, NUMBER_HALF_UP, &rounded))
        (void)number_to_scaled(rounded, x->places, v);
    return RC_OK;
}

int64_t share_of(int64_t v, int64_t of, int places)
{
    struct number x, y, q;
    int64_t out = NO_FIGURE;
    if (!figure_has(v) || !figure_has(of) || of <= 0) return NO_FIGURE;
    x = number_int(v);
    y = number_int(of);
    if (number_mul(x, number_int(100), &x) && number_div(x, y, &q) && number_round(q, places, NUMBER_HALF_UP, &q))
        (void)number_to_scaled(q, places, &out);
    return out;
}
