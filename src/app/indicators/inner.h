/* inner.h: what the files of this folder share.
**
**     catalogue.c   the 62 indicators, their formulas compiled once
**     period.c      months, quarters, years, years to date
**     figures.c     cells -> measures -> a formula's value for a period, an area, a group
**     barometer.c   what leaders and citizens look at first */
#ifndef INDICATORS_INNER_H
#define INDICATORS_INNER_H
#include "app/indicators/indicators.h"
#include "app/measures/measures.h"
#include "app/parties/parties.h"
#include "engine/rules/number.h"
#include "indicators_sql.h"
#include "web/chart.h"
#include "web/codes.h"
#include "web/form.h"
#include "web/page.h"

struct feel_ast;
enum { FORMULA_READS = 8 };                       /* measures one formula may read */
#define NO_FIGURE CHART_GAP                       /* there is none: nothing was counted, or the formula divides by nothing */
#define HIDDEN_FIGURE (NO_FIGURE + 1)             /* there is one, but it is not for everybody: too few persons */
static inline bool figure_has(int64_t v) { return v > HIDDEN_FIGURE; }

/* ---- the catalogue (catalogue.c) ---- */

enum measure_kind { MEASURE_FLOW, MEASURE_STOCK, MEASURE_LEVEL };
struct measure { struct str code, zh, en, unit, slice; enum measure_kind kind; bool persons; };

/* How a formula reads a measure: `jobs` over the period, `mean jobs` over the ends of its months, `all jobs` from the
** beginning to its end, `median docked_days` over the counts by group d0, d1, d2 ... */
enum reading { READ_PERIOD, READ_MEAN, READ_ALL, READ_MEDIAN };
struct read { struct str name; size_t measure; enum reading how; };

/* A whole count that adds up over months, one that stands at a moment, or a ratio that does neither. */
enum nature { NATURE_FLOW, NATURE_STOCK, NATURE_RATIO };
struct indicator {
    int64_t number, part, version, created_ms;
    struct str code, zh, en, definition_zh, definition_en, formula, unit_zh, unit_en, direction, source, owner, dimensions, waits_zh,
        waits_en, why, why_en, editor;
    int places;
    const struct feel_ast *ast;                   /* NULL: it waits for data */
    struct read *reads; size_t nreads;
    enum nature nature;
    bool persons;                                 /* counts persons, so small cells are not for everybody */
    bool cut[CUTS], groups;
    const struct indicator *older;                /* the version before */
};
struct catalogue {
    struct arena arena;
    struct { struct measure *v; size_t n, cap; } measures;
    struct { struct indicator *v; size_t n, cap; } list;   /* by number and part; the versions that count */
    int64_t versions, newest;                     /* of indicator_version when it was made */
    struct catalogue *before;
};
/* As the database has it now; lives as long as the program. */
enum rc catalogue_now(struct app *app, struct db *db, const struct catalogue **c);
enum rc catalogue_start(struct app *app, struct db *db, void **state);
void catalogue_stop(void *state);
const struct indicator *indicator_find(const struct catalogue *c, struct str code);   /* NULL: there is none */
/* RC_INPUT: not an expression, or it reads a name that is not counted; e says which. */
enum rc formula_compile(struct arena *a, const struct catalogue *c, struct indicator *x, struct err *e);
extern const struct str key_groups[]; extern const size_t key_groups_n;              /* graduate, migrant ... */
struct str group_said(const struct req *r, struct str group);

/* ---- periods (period.c) ---- */

enum period_kind { PERIOD_MONTH, PERIOD_QUARTER, PERIOD_TO_DATE, PERIOD_YEAR };
struct period { enum period_kind kind; int64_t from, until; };                        /* yyyymm, both included */
bool period_parse(struct str s, struct period *p);                                    /* 2026-10, 2026-Q3, 2026-10-ytd, 2026 */
struct str period_code(struct arena *a, const struct period *p);
struct str period_said(struct req *r, const struct period *p);
struct period period_year_before(const struct period *p);
struct period period_to_date(int64_t month);
int64_t period_months(const struct period *p);
struct str month_said(struct req *r, int64_t month);                                  /* 10, October */

/* ---- areas ---- */

/* The city, a district, a zone, a carrier. */
struct area { enum measure_cut cut; struct str code; };
#define THE_CITY ((struct area){ CUT_CITY, { "", 0 } })
bool area_parse(struct req *r, struct str s, struct area *at);                        /* "" or city, 210202, hightech; carrier-ID */
struct str area_code(struct arena *a, const struct area *at);
struct str area_said(struct req *r, const struct area *at);                           /* not of carriers: their names are rows */
struct areas { struct area *v; size_t n, cap; };
struct areas areas_of(struct req *r, enum measure_cut cut);                           /* districts or zones */

/* ---- figures (figures.c) ---- */

struct grid; struct public_table;

/* What of a carrier's counts an area has: those of the months at whose end it lay there; what stands, when it lay there at the
** period's end; a level of the month the area's is of. So the parts of all carriers come to what is counted in carriers. */
struct carrier_part { const struct carriers_listed *row; struct area at; };

struct figures {
    struct arena *a;
    struct db *db;
    const struct catalogue *cat;
    int64_t from, until;                          /* months that will be asked for, both included */
    struct { struct grid **v; size_t n, cap; } grids;
    int64_t *begins;                              /* by measure: its first month, 0 not looked up */
    bool inside;                                  /* the reader may see small counts of persons */
    int64_t running;                              /* the month that is not over */
    struct { struct public_table **v; size_t n, cap; } tables;
    struct carriers_listed_rows carriers;
    struct carriers_moves_rows moves;             /* where they lay before */
    const struct carrier_part *part;              /* of carriers' cells only what counts there; NULL: all */
    struct str *carrier_codes;                    /* their ids as the cube has them */
    bool one_carrier;                             /* the page is about one: others' cells are not read */
    bool every_carrier;                           /* those closed by now, too; set before the carriers are read */
    bool listed_carriers;                         /* of carriers only those are asked for that are listed (carriers_listed) */
};
/* Whole years around both months are readable; today: the day by the reader's clock. */
void figures_open(struct figures *f, struct arena *a, struct db *db, const struct catalogue *cat, int64_t from, int64_t until,
    int64_t today);
/* The value with the indicator's decimals, rounded half away from zero; NO_FIGURE when there is none. */
enum rc figure_of(struct figures *f, const struct indicator *x, const struct period *p, const struct area *at, struct str group,
    int64_t *v);
enum rc figures_carriers(struct figures *f);                                          /* fills the two above, once */
/* In the month: at its end. A period: any of its months. */
const struct carriers_listed *carrier_by_code(const struct figures *f, struct str code);        /* of those read; NULL: none of them */
struct str carrier_place(const struct figures *f, const struct carriers_listed *c, enum measure_cut cut, int64_t month);
bool carrier_lay(const struct figures *f, const struct carriers_listed *c, const struct area *at, int64_t month);
bool carrier_lay_in(const struct figures *f, const struct carriers_listed *c, const struct area *at, int64_t from, int64_t until);
bool carrier_stayed(const struct figures *f, const struct carriers_listed *c);       /* it has never moved */
/* The month a level's value in a period is of; 0: nobody has filed any. */
enum rc level_month(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, int64_t *month);
/* What a formula reads under one of its names; has: there is a value. */
enum rc reading_of(struct figures *f, const struct read *x, const struct period *p, const struct area *at, struct str group,
    struct number *to, bool *has);
enum rc figures_codes(struct figures *f, size_t measure, enum measure_cut cut, struct strs *codes);   /* those that have a cell */
enum rc measure_of(struct figures *f, size_t measure, const struct period *p, const struct area *at, struct str group, int64_t *v);
size_t measure_find(const struct catalogue *c, struct str code);                      /* SIZE_MAX: not counted */
/* per cent with decimals, half away from zero; NO_FIGURE without either */
int64_t share_of(int64_t v, int64_t of, int places);

/* ---- what everybody may see (public.c) ---- */

/* figure_of, and HIDDEN_FIGURE where the reader may not see it. Pages, tables and programs ask here. */
enum rc figure_for(struct figures *f, const struct indicator *x, const struct period *p, const struct area *at, struct str group,
    int64_t *v);
enum rc figure_shown(struct figures *f, const struct indicator *x, const struct period *p, const struct area *at, struct str group,
    bool *yes);
enum rc public_table(struct figures *f, size_t measure, int64_t from, int64_t until, enum measure_cut cut, struct str division, bool groups,
    struct public_table **to);

#endif
