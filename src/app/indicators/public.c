/* public.c: which figures are for everybody.
**
** Counts of persons are looked at in tables (app/measures/suppress.c), and every figure shown in public is made of cells its
** table shows and of nothing else; so what holds for the tables holds for whatever is computed from the pages:
**
**     a flow, one year     districts, the city below them  x  months that are over, their sum beside them
**                          zones, groups                   x  the same; they do not add up to the city
**                          carriers of a district, the district below them  x  the same
**     the running month    districts, the city below them; it joins the first table when it is over
**     a stock, a level     the same list for the end of one month
**
** A quarter, or a year up to an earlier month, is shown when all its months are. A ratio is shown when all the counts of
** persons in it are. Groups stand for the city alone. */
#include "app/indicators/inner.h"

struct public_table {
    size_t measure;
    int64_t from, until;                          /* months; the last column is their sum, unless it is one month */
    enum measure_cut cut;
    struct str division;                          /* of carriers */
    bool groups, sums;
    struct strs codes;                            /* one a row; groups: the groups */
    struct { struct carrier_part *v; size_t n, cap; } parts;        /* one a carrier; row NULL: all it counts for */
    size_t columns;
    bool *hide;
};

static struct period month_period(int64_t m) { return (struct period){ PERIOD_MONTH, m, m }; }

static void code_add(struct figures *f, struct strs *codes, struct str code)
{
    for (size_t i = 0; i < codes->n; i++) if (str_eq(codes->v[i], code)) return;
    *PUSH(f->a, codes) = code;
}

static struct area row_area(const struct public_table *t, size_t row)
{
    if (t->groups) return THE_CITY;
    if (row < t->codes.n) return (struct area){ t->cut, t->codes.v[row] };
    return t->cut == CUT_CARRIER ? (struct area){ CUT_DIVISION, t->division } : THE_CITY;
}

static enum rc codes_find(struct figures *f, struct public_table *t)
{
    if (t->groups) { for (size_t i = 0; i < key_groups_n; i++) code_add(f, &t->codes, key_groups[i]); return RC_OK; }
    if (t->cut != CUT_CARRIER) return figures_codes(f, t->measure, t->cut, &t->codes);
    TRY(figures_carriers(f));
    for (size_t i = 0; i < f->carriers.n; i++) {
        const struct carriers_listed *c = &f->carriers.v[i];
        struct area at = { CUT_DIVISION, t->division };
        if (!carrier_lay_in(f, c, &at, t->from, t->until)) continue;
        *PUSH(f->a, &t->codes) = f->carrier_codes[i];
        *PUSH(f->a, &t->parts) = carrier_stayed(f, c) ? (struct carrier_part){ 0 } : (struct carrier_part){ c, at };
    }
    return RC_OK;
}

/* One cell; of a carrier that has moved what it counts for in this district. */
static enum rc cell_of(struct figures *f, const struct public_table *t, size_t row, const struct period *p, int64_t *v)
{
    struct area at = row_area(t, row);
    const struct carrier_part *outer = f->part;
    f->part = row < t->parts.n && t->parts.v[row].row ? &t->parts.v[row] : NULL;
    enum rc rc = measure_of(f, t->measure, p, &at, t->groups ? t->codes.v[row] : S(""), v);
    f->part = outer;
    return rc;
}

/* Where the total row is shown elsewhere, what is hidden there is hidden here. */
static enum rc totals_marked(struct figures *f, const struct public_table *t, size_t rows)
{
    struct public_table *above;
    size_t at;
    if (t->cut != CUT_CARRIER || !t->division.n) return RC_OK;
    TRY(public_table(f, t->measure, t->from, t->until, CUT_DIVISION, S(""), false, &above));
    for (at = 0; at < above->codes.n; at++) if (str_eq(above->codes.v[at], t->division)) break;
    for (size_t c = 0; at < above->codes.n && c < t->columns; c++) t->hide[(rows - 1) * t->columns + c] = above->hide[at * t->columns + c];
    return RC_OK;
}

static enum rc table_fill(struct figures *f, struct public_table *t)
{
    size_t months = (size_t)period_months(&(struct period){ PERIOD_MONTH, t->from, t->until }), rows;
    bool total = !t->groups && t->cut != CUT_ZONE && !(t->cut == CUT_CARRIER && !t->division.n);
    int64_t *v;
    TRY(codes_find(f, t));
    rows = t->codes.n + total;
    t->columns = months + t->sums;
    v = NEWS(f->a, int64_t, (rows + 1) * t->columns);
    t->hide = NEWS(f->a, bool, (rows + 1) * t->columns);
    for (size_t i = 0; i < rows; i++) {
        int64_t m = t->from;
        for (size_t c = 0; c < t->columns; c++, m = month_plus(m, 1)) {
            struct period p = c < months ? month_period(m) : (struct period){ PERIOD_TO_DATE, t->from, t->until };
            TRY(cell_of(f, t, i, &p, &v[i * t->columns + c]));
        }
    }
    TRY(totals_marked(f, t, rows));
    if (rows) small_hide(f->a, &(struct small_table){ rows, t->columns, v, t->hide, t->sums, total && rows > 1 });
    return RC_OK;
}

enum rc public_table(struct figures *f, size_t measure, int64_t from, int64_t until, enum measure_cut cut, struct str division, bool groups,
    struct public_table **to)
{
    if (cut == CUT_CITY && !groups) cut = CUT_DIVISION;             /* the city is its last row */
    for (size_t i = 0; i < f->tables.n; i++) {
        struct public_table *t = f->tables.v[i];
        if (t->measure == measure && t->from == from && t->until == until && t->cut == cut && t->groups == groups
            && str_eq(t->division, division)) {
            *to = t;
            return RC_OK;
        }
    }
    struct public_table *t = NEW(f->a, struct public_table);
    *t = (struct public_table){ .measure = measure,
        .from = from,
        .until = until,
        .cut = cut,
        .division = division,
        .groups = groups,
        .sums = from != until };
    *PUSH(f->a, &f->tables) = t;
    TRY(table_fill(f, t));
    *to = t;
    return RC_OK;
}

/* ---- one figure ---- */

static bool all_shown(const struct public_table *t, size_t row, size_t from, size_t until)
{
    for (size_t c = from; c <= until; c++) if (t->hide[row * t->columns + c]) return false;
    return true;
}

/* A code that has no row has no cell: its zero tells nothing. */
static size_t row_of(const struct public_table *t, const struct area *at, struct str group)
{
    struct str code = t->groups ? group : at->code;
    if (!t->groups && at->cut == CUT_CITY) return t->codes.n;
    for (size_t i = 0; i < t->codes.n; i++) if (str_eq(t->codes.v[i], code)) return i;
    return SIZE_MAX;
}

static enum rc months_shown(struct figures *f, size_t measure, int64_t from, int64_t until, const struct area *at, struct str division,
    struct str group, bool *yes)
{
    int64_t year = until / 100 * 100, last = year + 12;
    struct public_table *t;
    if (f->running && year == f->running / 100 * 100) last = month_plus(f->running, -1);
    if (f->running && until >= f->running) {                        /* the running month stands in a table of its own */
        TRY(public_table(f, measure, f->running, f->running, at->cut, division, group.n > 0, &t));
        size_t row = row_of(t, at, group);
        if (row != SIZE_MAX && !all_shown(t, row, 0, 0)) { *yes = false; return RC_OK; }
        if (from >= f->running) return RC_OK;
        until = last;
    }
    TRY(public_table(f, measure, year + 1, last, at->cut, division, group.n > 0, &t));
    size_t row = row_of(t, at, group), a = (size_t)(from - year - 1), b = (size_t)(until - year - 1);
    if (row == SIZE_MAX) return RC_OK;
    if (t->sums && a == 0 && until == last) *yes = all_shown(t, row, t->columns - 1, t->columns - 1);
    else *yes = all_shown(t, row, a, b);
    return RC_OK;
}

/* A carrier that moved stands in the tables of several districts: each stretch of months in its own. */
static enum rc flow_shown(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, bool *yes)
{
    const struct carriers_listed *c = at->cut == CUT_CARRIER ? carrier_by_code(f, at->code) : NULL;
    if (!c || carrier_stayed(f, c)) return months_shown(f, measure, p->from, p->until, at, c ? c->division : S(""), group, yes);
    for (int64_t from = p->from, m = p->from; m <= p->until && *yes; m = month_plus(m, 1)) {
        struct str here = carrier_place(f, c, CUT_DIVISION, m);
        if (m < p->until && str_eq(carrier_place(f, c, CUT_DIVISION, month_plus(m, 1)), here)) continue;
        if (!f->part || carrier_lay_in(f, c, &f->part->at, from, m)) TRY(months_shown(f, measure, from, m, at, here, group, yes));
        from = month_plus(m, 1);
    }
    return RC_OK;
}

/* What stands at the end of a month, a level of the month it is of. */
static enum rc standing_shown(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, bool *yes)
{
    const struct carriers_listed *c = at->cut == CUT_CARRIER ? carrier_by_code(f, at->code) : NULL;
    struct public_table *t;
    int64_t month = p->until;
    if (f->cat->measures.v[measure].kind == MEASURE_LEVEL) TRY(level_month(f, measure, p, f->part && c ? &f->part->at : at, group, &month));
    if (!month) return RC_OK;
    TRY(public_table(f, measure, month, month, at->cut, c ? carrier_place(f, c, CUT_DIVISION, month) : S(""), group.n > 0, &t));
    size_t row = row_of(t, at, group);
    *yes = row == SIZE_MAX || all_shown(t, row, 0, 0);
    return RC_OK;
}

enum rc figure_shown(struct figures *f, const struct indicator *x, const struct period *p, const struct area *at, struct str group,
    bool *yes)
{
    *yes = true;
    if (f->inside || !x->persons || !x->ast) return RC_OK;
    if (group.n && at->cut != CUT_CITY) { *yes = false; return RC_OK; }
    if (at->cut == CUT_CARRIER) TRY(figures_carriers(f));
    for (size_t i = 0; i < x->nreads && *yes; i++) {
        const struct measure *m = &f->cat->measures.v[x->reads[i].measure];
        if (!m->persons) continue;
        if (x->reads[i].how != READ_PERIOD) *yes = at->cut == CUT_CITY && !group.n;
        else if (m->kind == MEASURE_FLOW) TRY(flow_shown(f, x->reads[i].measure, p, at, group, yes));
        else TRY(standing_shown(f, x->reads[i].measure, p, at, group, yes));
    }
    return RC_OK;
}

enum rc figure_for(struct figures *f, const struct indicator *x, const struct period *p, const struct area *at, struct str group,
    int64_t *v)
{
    bool yes;
    TRY(figure_of(f, x, p, at, group, v));
    if (!figure_has(*v)) return RC_OK;
    TRY(figure_shown(f, x, p, at, group, &yes));
    if (!yes) *v = HIDDEN_FIGURE;
    return RC_OK;
}
