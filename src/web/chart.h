/* chart.h: lines and bars as SVG, drawn here, each with its data table.
** No style attributes (the content security policy forbids them): classes
** s1..s4 and SVG attributes only. Colours come with a dash or a label, never
** alone. Works printed, without scripts, and for a screen reader. */
#ifndef WEB_CHART_H
#define WEB_CHART_H
#include "base/base.h"

enum { CHART_SERIES = 4, CHART_POINTS = 400 };
#define CHART_GAP INT64_MIN                       /* no value: the line breaks, the table shows – */

struct chart_series { struct str label; const int64_t *v; bool plan; };   /* n values each; plan: thin and dashed */
struct chart {
    struct str id;                                /* unique on the page; letters, digits, '-' */
    struct str title, says;                       /* says: one sentence with what the picture shows */
    struct str first, show_table;                 /* head of the table's first column; the words on the fold */
    const struct str *x; size_t n;                /* the labels along the bottom */
    const struct chart_series *series; size_t nseries;
    struct str unit;
};
void chart_line(struct out *o, const struct chart *c);
void chart_bars(struct out *o, const struct chart *c);            /* the first series only; one bar a label, lying down */
void chart_meter(struct out *o, int64_t value, int64_t of);       /* a small bar; decoration beside a number */
int64_t chart_step(int64_t low, int64_t high);                    /* 1, 2 or 5 times a power of ten: at most 6 grid lines */
#endif
