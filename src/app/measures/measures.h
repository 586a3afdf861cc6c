/* measures.h: the cube of counts, and how every other slice moves it.
**
**     a row before the change  ── measures_add(…, -1) ──┐
**     the row after it         ── measures_add(…, +1) ──┴─► measures_apply: what is left is written into `cell`
**
** A figure is read from cells, never counted at reading: whoever changes a row that counts takes away what it counted for
** and adds what it counts for now, in the same transaction. What falls due later is written into its own later month, so
** that nothing here needs a clock.
**
** A measure is a code of data/measures.tsv, of one of three kinds:
**     flow    what happened in the month; a period's value is the sum of its months
**     stock   +1 in the month something begins, -1 in the month it ends; the value is the sum of all months up to the end
**     level   what was filed for the month; a period shows its last one. How many filed it stands in the group MEASURE_FILED: a level
**             of zero is told from one that nobody has filed
**
** Cuts overlap: a street may lie in a district and in a zone. Each cut is counted for itself and none is a sum of another. */
#ifndef MEASURES_H
#define MEASURES_H
#include "db/db.h"

enum measure_cut { CUT_CITY, CUT_DIVISION, CUT_ZONE, CUT_CARRIER, CUTS };
struct str measure_cut_code(enum measure_cut cut);                        /* "city", "division" ... */

#define MEASURE_FILED S("filed")

/* Where a row counts. Empty text and 0: in no division, zone or carrier. */
struct measure_at { struct str division, zone; int64_t carrier; };

struct measure_delta { struct str measure, code, group; int64_t month, value; enum measure_cut cut; };
/* Deltas being gathered. Zero it and set arena; the codes are not copied. */
struct measures { struct arena *arena; struct { struct measure_delta *v; size_t n, cap; } list; };

/* Counts value in the city, and in the division, zone and carrier that are given; for everybody and for each group of the
** comma-separated list ("graduate,migrant" or empty). month: yyyymm. */
void measures_add(struct measures *m, struct str measure, int64_t month, const struct measure_at *at, struct str groups, int64_t value);
/* One cell: for counts that hold once within a cut. */
void measures_put(struct measures *m, struct str measure, int64_t month, enum measure_cut cut, struct str code, struct str group,
    int64_t value);
/* Nets what was gathered and writes it, in the order of the key; call once a transaction. Empties the list. */
enum rc measures_apply(struct db *tx, struct measures *m);

/* ---- small counts of persons (suppress.c) ----
**
** A table of counts, row by row. With column_totals its last row says what its columns come to, with row_totals its last
** column what its rows do. small_hide marks what must not be shown to everybody: counts of 1 to 4, and as many more as it
** takes that none of the marked ones can be computed from the rest. Marks that are there stay. Every public page, CSV and API
** asks here. */
enum { SMALL_COUNT = 5 };
#define SMALL_ABSENT INT64_MIN                    /* there is no such figure */
struct small_table { size_t rows, columns; const int64_t *v; bool *hide; bool row_totals, column_totals; };
void small_hide(struct arena *a, const struct small_table *t);
bool small_is(int64_t v);

/* yyyymm. */
int64_t month_of_day(int64_t day);                                        /* of a day number */
int64_t month_of_text(struct str day);                                    /* of 'YYYY-MM-DD' or 'YYYY-MM'; 0 when it is neither */
int64_t month_plus(int64_t month, int64_t months);
int64_t month_first(int64_t month);                                       /* its first day, as a day number */
int64_t month_last(int64_t month);
#endif
