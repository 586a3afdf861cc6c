/* chart.h: lines, bars and a schematic map, drawn here, each with its data table.
**
**     struct chart c = { .title = ..., .says = ..., .first = say(r, T_month), .show_table = say(r, T_show_table),
**                        .x = months, .n = 12, .series = s, .nseries = 3, .wan = r->lang == LANG_ZH };
**     chart_line(&r->out, &c);
**
** No style attributes (the content security policy forbids them): classes and
** SVG attributes only, and places in per cent, so that letters keep their size
** on any width. Colours come with a dash or a word, never alone. Works printed,
** without scripts, and for a screen reader, which is told `says` and the table. */
#ifndef WEB_CHART_H
#define WEB_CHART_H
#include "base/base.h"

enum { CHART_SERIES = 4, CHART_POINTS = 400, CHART_CLASSES = 5, CHART_GRID = 6 };
#define CHART_GAP INT64_MIN                       /* no value: the line breaks, the bar is absent, the table shows – */

struct chart_series { struct str label; const int64_t *v; bool plan; };   /* n values each; plan: thin and dashed, on bars a tick */
struct chart {
    struct str title, says;                       /* says: one sentence with what the picture shows */
    struct str first, show_table;                 /* head of the table's first column; the words on the fold */
    const struct str *x; size_t n;                /* the labels along the bottom, or of the bars and tiles */
    const struct chart_series *series; size_t nseries;
    struct str unit;
    int places;                                   /* decimals of every value: 864 with places 1 is 86.4 */
    bool wan;                                     /* the axis counts in 万 and 亿, otherwise in k, m and bn */
};
void chart_line(struct out *o, const struct chart *c);
/* a bar a label for the first series; the others as numbers, and plans as ticks */
void chart_bars(struct out *o, const struct chart *c);
void chart_meter(struct out *o, int64_t value, int64_t of);       /* a small bar; decoration beside a number */

/* A map of tiles: one a district, where it roughly lies, and one a zone, with a broken edge; the table beside it has the
** values. places of the tiles: col and row 1..CHART_GRID. bounds: where classes 2..5 begin, rising. */
struct chart_tile { int col, row; bool zone; };
struct chart_map {
    const struct chart_tile *tiles;               /* col 0: stands in the table only */
    int64_t bounds[CHART_CLASSES - 1];
    struct str none, zones;                       /* the words for "no value" and "broken edge: a zone" */
    const struct str *links;                      /* where each name leads, or NULL */
    const struct chart_series *counts;            /* a column of whole numbers before the shares, or NULL */
};
void chart_tiles(struct out *o, const struct chart *c, const struct chart_map *map);  /* the first series only */

/* A dial from 0 to twice the mark, which is its middle: where value stands against it. In hundredths of the mark. */
void chart_needle(struct out *o, int64_t share, struct str says);

int64_t chart_step(int64_t low, int64_t high);                    /* 1, 2 or 5 times a power of ten: at most 6 grid lines */
int chart_class(const int64_t bounds[CHART_CLASSES - 1], int64_t v);   /* 1..5; 0 for CHART_GAP */
void chart_number(struct out *o, int64_t v, int places);          /* 12,846 or −0.6 */
#endif
