/* chart.c: the arithmetic of three pictures.
**
**     chart_line    y labels | plot, in per cent of whatever room there is | names of the series
**                            | labels of x, thinned so that they do not collide; more so on a phone
**     chart_bars    a table whose second column is drawn
**     chart_tiles   a grid of tiles | the table of the same values
**
** Paths need numbers, not per cent, so a plot holds a second svg of 1000 by 1000 stretched over it; the pen is not stretched
** (vector-effect in the style sheet). Heights, margins and letters are the style sheet's. */
#include <math.h>
#include "web/chart.h"

/* In letters of the chart's own size: the narrowest plot we promise, and the names that fit beside it. */
/* LINE_GAP: thousandths of the height between two names */
enum { WIDE = 36, NARROW = 20, LINE_GAP = 90, SHORT_NAME = 6, LONG_NAME = 9 };

int64_t chart_step(int64_t low, int64_t high)
{
    uint64_t span = (uint64_t)high - (uint64_t)low, p = 1;
    for (;; p *= 10) {
        if (p * 5 >= span) return (int64_t)p;
        if (p * 10 >= span) return (int64_t)(p * 2);
        if (p * 25 >= span) return (int64_t)(p * 5);
        if (p > UINT64_MAX / 500) return (int64_t)(p * 5);
    }
}

/* ---- numbers ---- */

static void grouped(struct out *o, uint64_t u)
{
    char buf[32];
    size_t n = sizeof buf;
    int digits = 0;
    do {
        if (digits && digits % 3 == 0) buf[--n] = ',';
        buf[--n] = (char)('0' + u % 10);
        digits++;
    } while ((u /= 10) != 0);
    put(o, buf + n, sizeof buf - n);
}

/* v / div, with the decimals that are there; div is a power of ten. trim: without the zeros behind. */
static void fraction(struct out *o, int64_t v, uint64_t div, bool trim)
{
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, rest = u % div;
    if (v < 0) put_z(o, "\xE2\x88\x92");                             /* the real minus */
    grouped(o, u / div);
    if (div == 1 || (trim && !rest)) return;
    put_c(o, '.');
    while (div > 1 && (!trim || rest)) {
        div /= 10;
        put_c(o, (char)('0' + rest / div));
        rest %= div;
    }
}

static uint64_t power(int n)
{
    uint64_t p = 1;
    must(n >= 0 && n <= 6);
    while (n--) p *= 10;
    return p;
}

void chart_number(struct out *o, int64_t v, int places) { fraction(o, v, power(places), false); }

static void value(struct out *o, const struct chart *c, int64_t v)
{
    if (v == CHART_GAP) put_z(o, "–");
    else chart_number(o, v, c->places);
}

/* A number of the axis, short: the unit goes by the largest, so that one axis has one unit. */
static void axis_number(struct out *o, const struct chart *c, int64_t v, int64_t largest)
{
    static const struct { int64_t from, unit; const char *name; } wan[] = { { 100000000, 100000000, "亿" }, { 10000, 10000, "万" } };
    static const struct {
        int64_t from, unit;
        const char *name;
    } west[] = { { 1000000000, 1000000000, "bn" }, { 1000000, 1000000, "m" }, { 10000, 1000, "k" } };
    uint64_t one = power(c->places);
    int64_t unit = 1;
    const char *name = "";
    int64_t whole = largest / (int64_t)one;
    for (size_t i = c->wan ? LEN(wan) : LEN(west); i-- > 0;)
        if (whole >= (c->wan ? wan[i].from : west[i].from)) {
            unit = c->wan ? wan[i].unit : west[i].unit;
            name = c->wan ? wan[i].name : west[i].name;
        }
    fraction(o, v, one * (uint64_t)unit, true);
    if (v) put_z(o, name);
}

/* ---- the table ---- */

static void cell(struct out *o, const struct chart *c, const struct chart_series *s, size_t i)
{
    put_z(o, "<td class=\"num\">");
    value(o, c, s->v[i]);
    put_z(o, "</td>");
}

/* The heading above says the title already; the caption says it to who jumps from table to table. */
static void caption(struct out *o, const struct chart *c)
{
    put_z(o, "<caption class=\"vh\">");
    put_text(o, c->title);
    put_z(o, "</caption>");
}

static void column(struct out *o, const struct chart *c, size_t s, const char *attributes)
{
    put_f(o, "<th scope=\"col\" class=\"num\"%s>", attributes);
    put_text(o, c->series[s].label);
    if (c->unit.n) { put_z(o, " <span class=\"u\">"); put_text(o, c->unit); put_z(o, "</span>"); }
    put_z(o, "</th>");
}

static void table(struct out *o, const struct chart *c)
{
    put_z(o, "<details class=\"data\"><summary>");
    put_text(o, c->show_table);
    put_z(o, "<span class=\"vh\">: ");
    put_text(o, c->title);
    put_z(o, "</span></summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    put_text(o, c->show_table);                                      /* not the title alone: the section around it is called that */
    put_z(o, c->wan ? "：" : ": ");
    put_text(o, c->title);
    put_z(o, "\"><table class=\"num\">");
    caption(o, c);
    put_z(o, "<thead><tr><th scope=\"col\">");
    put_text(o, c->first);
    put_z(o, "</th>");
    for (size_t s = 0; s < c->nseries; s++) column(o, c, s, "");
    put_z(o, "</tr></thead><tbody>");
    for (size_t i = 0; i < c->n; i++) {
        put_z(o, "<tr><th scope=\"row\">");
        put_text(o, c->x[i]);
        put_z(o, "</th>");
        for (size_t s = 0; s < c->nseries; s++) cell(o, c, &c->series[s], i);
        put_z(o, "</tr>");
    }
    put_z(o, "</tbody></table></div></details>\n");
}

/* The words for who does not see: the title, and what the picture shows. */
static void spoken(struct out *o, const struct chart *c)
{
    put_z(o, " role=\"img\" aria-label=\"");
    put_text(o, c->title);
    put_z(o, c->wan ? "：" : ": ");
    put_text(o, c->says);
    put_z(o, "\">");
}

/* ---- the scale ---- */

struct scale { int64_t low, high, step; };

/* Zero is always on the scale, and both ends are multiples of its step. */
static struct scale scale_of(const struct chart *c, size_t nseries)
{
    int64_t low = 0, high = 0;
    for (size_t s = 0; s < nseries; s++)
        for (size_t i = 0; i < c->n; i++) {
            int64_t v = c->series[s].v[i];
            if (v == CHART_GAP) continue;
            must(v > -(1LL << 60) && v < 1LL << 60);
            if (v < low) low = v;
            if (v > high) high = v;
        }
    int64_t step = chart_step(low, high);
    if (high == low) high = step;
    return (struct scale){ -((-low + step - 1) / step * step), (high + step - 1) / step * step, step };
}

/* From the left or the top, in thousandths. */
static double along(size_t i, size_t n) { return n > 1 ? (double)i / (double)(n - 1) * 1000 : 500; }
static double down(const struct scale *k, int64_t v) { return (double)(k->high - v) / (double)(k->high - k->low) * 1000; }

/* ---- lines ---- */

static void y_axis(struct out *o, const struct chart *c, const struct scale *k)
{
    int64_t largest = k->high > -k->low ? k->high : -k->low;
    put_z(o, "<svg class=\"chart-y\">");
    for (int64_t v = k->low; v <= k->high; v += k->step) {
        put_f(o, "<text x=\"85%%\" y=\"%.1f%%\" dy=\".35em\" text-anchor=\"end\">", down(k, v) / 10);
        axis_number(o, c, v, largest);
        put_z(o, "</text>");
    }
    put_z(o, "</svg>");
}

/* How wide a label is, in letters: what is beyond Latin and Greek takes a whole one. */
static double letters(struct str s)
{
    double w = 0;
    for (size_t at = 0; at < s.n;) w += utf8_next(s, &at) < 0x400 ? 0.62 : 1.0;
    return w;
}

static size_t every(const struct chart *c, int room)
{
    double widest = 1;
    for (size_t i = 0; i < c->n; i++) if (letters(c->x[i]) > widest) widest = letters(c->x[i]);
    size_t fit = (size_t)(room / (widest + 0.7));
    if (fit < 2) fit = 2;
    return (c->n + fit - 1) / fit;
}

static void x_axis(struct out *o, const struct chart *c)
{
    if (!c->n) return;
    size_t wide = every(c, WIDE), narrow = (every(c, NARROW) + wide - 1) / wide * wide;
    for (size_t i = 0; i < c->n; i += wide) {
        put_f(o, "<text%s x=\"%.1f%%\" y=\"100%%\" dy=\"1.6em\" text-anchor=\"middle\">", i % narrow ? " class=\"wide\"" : "",
            along(i, c->n) / 10);
        put_text(o, c->x[i]);
        put_z(o, "</text>");
    }
}

static bool has(const struct chart_series *s, size_t i, size_t n) { return i < n && s->v[i] != CHART_GAP; }

static void curve(struct out *o, const struct chart *c, const struct scale *k, size_t which)
{
    const struct chart_series *s = &c->series[which];
    if (s->plan) put_z(o, "<path class=\"plan\" d=\"");
    else put_f(o, "<path class=\"s%zu\" d=\"", which + 1);
    for (size_t i = 0; i < c->n; i++)
        if (has(s, i, c->n)) put_f(o, "%c%.1f %.1f", i && has(s, i - 1, c->n) ? 'L' : 'M', along(i, c->n), down(k, s->v[i]));
    put_z(o, "\"/>");
}

/* A dot where a line ends, and where a value stands alone and no line shows it. */
static void dots(struct out *o, const struct chart *c, const struct scale *k, size_t which, size_t last)
{
    const struct chart_series *s = &c->series[which];
    for (size_t i = 0; i < c->n; i++) {
        bool alone = has(s, i, c->n) && !has(s, i + 1, c->n) && !(i && has(s, i - 1, c->n));
        if (!alone && (i != last || s->plan)) continue;
        put_f(o, "<circle class=\"d%zu\" cx=\"%.1f%%\" cy=\"%.1f%%\" r=\"4\"/>", which + 1, along(i, c->n) / 10, down(k, s->v[i]) / 10);
    }
}

static size_t last_of(const struct chart *c, size_t which)
{
    size_t last = c->n;
    for (size_t i = 0; i < c->n; i++) if (has(&c->series[which], i, c->n)) last = i;
    return last;
}

/* Names of lines that end close together move apart: from the top each makes room for the next, and when the lowest
** falls out of the plot, all it touches move up again. */
static void spread(double y[CHART_SERIES], const size_t order[CHART_SERIES], size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (y[order[i]] < y[order[i - 1]] + LINE_GAP) y[order[i]] = y[order[i - 1]] + LINE_GAP;
    double floor = 1000;
    for (size_t i = n; i-- > 0; floor = y[order[i]] - LINE_GAP)
        if (y[order[i]] > floor) y[order[i]] = floor;
}

static void names(struct out *o, const struct chart *c, const struct scale *k)
{
    double y[CHART_SERIES] = { 0 };
    size_t order[CHART_SERIES] = { 0 }, n = 0;
    for (size_t s = 0; s < c->nseries; s++) {
        size_t last = last_of(c, s), at = n;
        if (last == c->n) continue;
        y[s] = down(k, c->series[s].v[last]);
        for (; at > 0 && y[order[at - 1]] > y[s]; at--) order[at] = order[at - 1];
        order[at] = s;
        n++;
    }
    spread(y, order, n);
    for (size_t i = 0; i < n; i++) {
        size_t s = order[i];
        put_f(o, "<text class=\"wide name b%c\" x=\"%.1f%%\" y=\"%.1f%%\" dx=\".8em\" dy=\".35em\">",
            c->series[s].plan ? 'p' : (char)('1' + s), along(last_of(c, s), c->n) / 10, y[s] / 10);
        put_text(o, c->series[s].label);
        put_z(o, "</text>");
    }
}

/* Under the picture: on a phone, where names find no room beside the lines, and everywhere when they are long. */
static void legend(struct out *o, const struct chart *c, bool always)
{
    put_f(o, "<ul class=\"legend%s\" aria-hidden=\"true\">", always ? "" : " legend-lines");
    for (size_t s = 0; s < c->nseries; s++) {
        put_z(o, "<li><svg viewBox=\"0 0 30 10\"><path d=\"M0 5H30\" class=\"");
        if (c->series[s].plan) put_z(o, "plan"); else put_f(o, "s%zu", s + 1);
        put_z(o, "\"/></svg> ");
        put_text(o, c->series[s].label);
        put_z(o, "</li>");
    }
    put_z(o, "</ul>\n");
}

void chart_line(struct out *o, const struct chart *c)
{
    must(c->nseries >= 1 && c->nseries <= CHART_SERIES && c->n <= CHART_POINTS);
    struct scale k = scale_of(c, c->nseries);
    double widest = 0;
    for (size_t s = 0; s < c->nseries; s++) if (letters(c->series[s].label) > widest) widest = letters(c->series[s].label);
    bool named = c->nseries > 1 && widest <= LONG_NAME;
    put_z(o, "<div class=\"chart\"");
    spoken(o, c);
    y_axis(o, c, &k);
    put_z(o, "<svg class=\"chart-plot\">");
    for (int64_t v = k.low; v <= k.high; v += k.step)
        put_f(o, "<line class=\"%s\" x1=\"0\" x2=\"100%%\" y1=\"%.1f%%\" y2=\"%.1f%%\"/>", v ? "grid" : "zero", down(&k, v) / 10,
            down(&k, v) / 10);
    x_axis(o, c);
    put_z(o, "<svg viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">");
    for (size_t s = c->nseries; s-- > 0;) curve(o, c, &k, s);         /* the first lies on top */
    put_z(o, "</svg>");
    for (size_t s = c->nseries; s-- > 0;) dots(o, c, &k, s, last_of(c, s));
    if (named) names(o, c, &k);
    put_f(o, "</svg><span class=\"chart-names%s\"></span></div>\n", !named ? " none" : widest > SHORT_NAME ? " long" : "");
    if (c->nseries > 1) legend(o, c, !named);
    table(o, c);
}

/* ---- bars ---- */

static void bar(struct out *o, const struct chart *c, const struct scale *k, size_t i)
{
    int64_t v = c->series[0].v[i];
    double zero = 1000 - down(k, 0), end = v == CHART_GAP ? zero : 1000 - down(k, v);
    put_z(o, "<td><svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    put_f(o, "<rect class=\"%s\" x=\"%.1f\" width=\"%.1f\" height=\"10\"/>", v < 0 ? "bn" : "bf", end < zero ? end : zero,
        end < zero ? zero - end : end - zero);
    for (size_t s = 1; s < c->nseries; s++)
        if (c->series[s].plan && has(&c->series[s], i, c->n))
            put_f(o, "<path class=\"bm\" d=\"M%.1f -2V12\"/>", 1000 - down(k, c->series[s].v[i]));
    if (k->low < 0) put_f(o, "<path class=\"zero\" d=\"M%.1f -4V14\"/>", zero);
    put_z(o, "</svg></td>");
}

void chart_bars(struct out *o, const struct chart *c)
{
    must(c->nseries >= 1 && c->nseries <= CHART_SERIES && c->n <= CHART_POINTS);
    struct scale k = scale_of(c, c->nseries);
    put_z(o, "<div class=\"scroll\"><table class=\"bars\">");
    caption(o, c);
    put_z(o, "<thead><tr><th scope=\"col\">");
    put_text(o, c->first);
    put_z(o, "</th>");
    for (size_t s = 0; s < c->nseries; s++) column(o, c, s, s ? "" : " colspan=\"2\"");
    put_z(o, "</tr></thead><tbody>");
    for (size_t i = 0; i < c->n; i++) {
        put_z(o, "<tr><th scope=\"row\">");
        put_text(o, c->x[i]);
        put_z(o, "</th>");
        bar(o, c, &k, i);
        for (size_t s = 0; s < c->nseries; s++) cell(o, c, &c->series[s], i);
        put_z(o, "</tr>");
    }
    put_z(o, "</tbody></table></div>\n");
}

void chart_meter(struct out *o, int64_t value, int64_t of)
{
    double part = of > 0 && value > 0 ? (double)value / (double)of : 0;
    put_f(o, "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"bt\" width=\"100\" height=\"8\"/>"
        "<rect class=\"bf\" width=\"%.1f\" height=\"8\"/></svg>", part > 1 ? 100 : part * 100);
}

/* ---- tiles ---- */

int chart_class(const int64_t bounds[CHART_CLASSES - 1], int64_t v)
{
    int k = 1;
    if (v == CHART_GAP) return 0;
    while (k < CHART_CLASSES && v >= bounds[k - 1]) k++;
    return k;
}

/* "< 78", "78–83", ..., "≥ 95": each class by the values that can stand in it. */
static void class_name(struct out *o, const struct chart *c, const int64_t *bounds, int k)
{
    if (k == 1) put_z(o, "&lt; ");
    else if (k == CHART_CLASSES) put_z(o, "≥ ");
    else { chart_number(o, bounds[k - 2], c->places); if (bounds[k - 1] - 1 == bounds[k - 2]) return; put_z(o, "–"); }
    chart_number(o, k == 1 ? bounds[0] : k == CHART_CLASSES ? bounds[k - 2] : bounds[k - 1] - 1, c->places);
}

static void tile_legend(struct out *o, const struct chart *c, const struct chart_map *map)
{
    bool gap = false, zone = false;
    for (size_t i = 0; i < c->n; i++) { gap = gap || c->series[0].v[i] == CHART_GAP; zone = zone || map->tiles[i].zone; }
    put_z(o, "<ul class=\"legend\">");
    for (int k = 1; k <= CHART_CLASSES; k++) {
        put_f(o, "<li><span class=\"sw c%d\"></span>", k);
        class_name(o, c, map->bounds, k);
        put_z(o, "</li>");
    }
    if (gap) { put_z(o, "<li><span class=\"sw c0\"></span>"); put_text(o, map->none); put_z(o, "</li>"); }
    if (zone) { put_z(o, "<li><span class=\"sw zone\"></span>"); put_text(o, map->zones); put_z(o, "</li>"); }
    put_z(o, "</ul>");
}

static void tile_name(struct out *o, const struct chart *c, const struct chart_map *map, size_t i)
{
    bool link = map->links && map->links[i].n;
    if (link) { put_z(o, "<a href=\""); put_text(o, map->links[i]); put_z(o, "\">"); }
    put_text(o, c->x[i]);
    if (link) put_z(o, "</a>");
}

static void tile_table(struct out *o, const struct chart *c, const struct chart_map *map)
{
    put_z(o, "<table>");
    caption(o, c);
    put_z(o, "<thead><tr><th scope=\"col\">");
    put_text(o, c->first);
    put_z(o, "</th>");
    if (map->counts) { put_z(o, "<th scope=\"col\" class=\"num\">"); put_text(o, map->counts->label); put_z(o, "</th>"); }
    column(o, c, 0, "");
    put_z(o, "</tr></thead><tbody>");
    for (size_t i = 0; i < c->n; i++) {
        put_f(o, "<tr><th scope=\"row\"><span class=\"sw c%d%s\"></span>", chart_class(map->bounds, c->series[0].v[i]),
            map->tiles[i].zone ? " zone" : "");
        tile_name(o, c, map, i);
        put_z(o, "</th>");
        if (map->counts) {
            put_z(o, "<td class=\"num mut\">");
            if (map->counts->v[i] == CHART_GAP) put_z(o, "–"); else chart_number(o, map->counts->v[i], 0);
            put_z(o, "</td>");
        }
        cell(o, c, &c->series[0], i);
        put_z(o, "</tr>");
    }
    put_z(o, "</tbody></table>");
}

void chart_tiles(struct out *o, const struct chart *c, const struct chart_map *map)
{
    must(c->nseries == 1 && c->n <= CHART_GRID * CHART_GRID);
    put_z(o, "<div class=\"tilemap\"><div><div class=\"tiles\"");
    spoken(o, c);
    for (size_t i = 0; i < c->n; i++) {
        const struct chart_tile *t = &map->tiles[i];
        if (!t->col) continue;
        must(t->col >= 1 && t->col <= CHART_GRID && t->row >= 1 && t->row <= CHART_GRID);
        put_f(o, "<span class=\"x%d y%d c%d%s\">", t->col, t->row, chart_class(map->bounds, c->series[0].v[i]), t->zone ? " zone" : "");
        put_text(o, c->x[i]);
        put_z(o, "<b>");
        value(o, c, c->series[0].v[i]);
        put_z(o, "</b></span>");
    }
    put_z(o, "</div>");
    tile_legend(o, c, map);
    put_z(o, "</div>");
    tile_table(o, c, map);
    put_z(o, "</div>\n");
}

/* ---- a dial ---- */

/* Half a ring in three parts: well short of the mark, near it, at it or beyond; and a needle. The angle runs from the left. */
static void dial_point(double share, double radius, double *x, double *y)
{
    double angle = 3.14159265358979 * (1 - share / 200);
    *x = 100 + radius * cos(angle);
    *y = 100 - radius * sin(angle);
}

static void dial_part(struct out *o, double from, double until, int class)
{
    double x1, y1, x2, y2;
    dial_point(from, 84, &x1, &y1);
    dial_point(until, 84, &x2, &y2);
    put_f(o, "<path class=\"n%d\" d=\"M%.1f %.1fA84 84 0 0 1 %.1f %.1f\"/>", class, x1, y1, x2, y2);
}

void chart_needle(struct out *o, int64_t share, struct str says)
{
    double x, y;
    put_z(o, "<svg class=\"needle\" viewBox=\"0 0 200 112\" role=\"img\" aria-label=\"");
    put_text(o, says);
    put_z(o, "\">");
    dial_part(o, 0, 79, 1);
    dial_part(o, 81, 99, 2);
    dial_part(o, 101, 200, 3);
    if (share != CHART_GAP) {
        dial_point(share < 0 ? 0 : share > 200 ? 200 : (double)share, 66, &x, &y);
        put_f(o, "<path class=\"hand\" d=\"M100 100L%.1f %.1f\"/>", x, y);
    }
    put_z(o, "<circle class=\"hub\" cx=\"100\" cy=\"100\" r=\"7\"/></svg>\n");
}
