/* chart.c: the arithmetic of two pictures.
**
**      left 64          plot 640-64-90           right 90 (series names)
**     +--------+------------------------------+---------+
**     |  4万   |  grid                        |  2026   |
**     +--------+------------------------------+---------+
**                labels of x, thinned so that they do not collide */
#include "web/chart.h"

enum { W = 640, H = 320, LEFT = 64, RIGHT = 90, TOP = 16, BOTTOM = 34 };

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

static void number(struct out *o, int64_t v)
{
    char buf[32];
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    size_t n = sizeof buf;
    int digits = 0;
    do {
        if (digits && digits % 3 == 0) buf[--n] = ',';
        buf[--n] = (char)('0' + u % 10);
        digits++;
    } while ((u /= 10) != 0);
    if (v < 0) put_z(o, "\xE2\x88\x92");                           /* the real minus */
    put(o, buf + n, sizeof buf - n);
}

static void table(struct out *o, const struct chart *c, size_t nseries)
{
    put_z(o, "<details class=\"data\"><summary>");
    put_text(o, c->show_table);
    put_z(o, "</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"");
    put_text(o, c->id);
    put_z(o, "-c\"><table class=\"num\"><caption id=\"");
    put_text(o, c->id);
    put_z(o, "-c\">");
    put_text(o, c->title);
    if (c->unit.n) { put_z(o, " ("); put_text(o, c->unit); put_c(o, ')'); }
    put_z(o, "</caption><thead><tr><th scope=\"col\">");
    put_text(o, c->first);
    for (size_t s = 0; s < nseries; s++) { put_z(o, "</th><th scope=\"col\">"); put_text(o, c->series[s].label); }
    put_z(o, "</th></tr></thead><tbody>");
    for (size_t i = 0; i < c->n; i++) {
        put_z(o, "<tr><th scope=\"row\">");
        put_text(o, c->x[i]);
        put_z(o, "</th>");
        for (size_t s = 0; s < nseries; s++) {
            put_z(o, "<td>");
            if (c->series[s].v[i] == CHART_GAP) put_z(o, "–"); else number(o, c->series[s].v[i]);
            put_z(o, "</td>");
        }
        put_z(o, "</tr>");
    }
    put_z(o, "</tbody></table></div></details>\n");
}

static void open_svg(struct out *o, const struct chart *c, int height)
{
    put_f(o, "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"", W, height);
    put_text(o, c->id); put_z(o, "-t "); put_text(o, c->id); put_z(o, "-d\"><title id=\"");
    put_text(o, c->id); put_z(o, "-t\">"); put_text(o, c->title);
    put_z(o, "</title><desc id=\""); put_text(o, c->id); put_z(o, "-d\">"); put_text(o, c->says);
    put_z(o, "</desc>");
}

static void range(const struct chart *c, size_t nseries, int64_t *low, int64_t *high)
{
    *low = 0;
    *high = 0;
    for (size_t s = 0; s < nseries; s++)
        for (size_t i = 0; i < c->n; i++) {
            int64_t v = c->series[s].v[i];
            if (v == CHART_GAP) continue;
            must(v > -(1LL << 60) && v < 1LL << 60);
            if (v < *low) *low = v;
            if (v > *high) *high = v;
        }
    int64_t step = chart_step(*low, *high);
    if (*high == *low) *high = step;
    *high = (*high + step - 1) / step * step;
    *low = -((-*low + step - 1) / step * step);
}

struct plot { int64_t low, high; size_t n; };
static double at_x(const struct plot *p, size_t i) { return LEFT + (p->n > 1 ? (double)i / (double)(p->n - 1) : 0.5) * (W - LEFT - RIGHT); }
static double at_y(const struct plot *p, int64_t v) { return TOP + (double)(p->high - v) / (double)(p->high - p->low) * (H - TOP - BOTTOM); }

static void grid(struct out *o, const struct chart *c, const struct plot *p)
{
    int64_t step = chart_step(p->low, p->high);
    for (int64_t v = p->low; v <= p->high; v += step) {
        put_f(o, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"ax\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">",
            LEFT, W - RIGHT, at_y(p, v), at_y(p, v), LEFT - 8, at_y(p, v) + 4);
        number(o, v);
        put_z(o, "</text>");
    }
    size_t every = (c->n + 11) / 12;
    for (size_t i = 0; i < c->n; i += every) {
        put_f(o, "<text class=\"ax\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", at_x(p, i), H - 12);
        put_text(o, c->x[i]);
        put_z(o, "</text>");
    }
}

static void line(struct out *o, const struct chart_series *s, size_t which, const struct plot *p, double *label_y)
{
    bool pen = false;
    size_t last = p->n;
    put_f(o, "<path class=\"s%d%s\" d=\"", (int)which + 1, s->plan ? " plan" : "");
    for (size_t i = 0; i < p->n; i++) {
        if (s->v[i] == CHART_GAP) { pen = false; continue; }
        put_f(o, "%c%.1f %.1f", pen ? 'L' : 'M', at_x(p, i), at_y(p, s->v[i]));
        pen = true;
        last = i;
    }
    put_z(o, "\"/>");
    if (last == p->n) return;
    double y = at_y(p, s->v[last]);
    put_f(o, "<circle class=\"d%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", (int)which + 1, at_x(p, last), y);
    for (size_t k = 0; k < which; k++)                             /* names of lines that end close together move apart */
        if (y - label_y[k] < 15 && label_y[k] - y < 15) y = label_y[k] + 15;
    label_y[which] = y;
    put_f(o, "<text class=\"lb b%d\" x=\"%.1f\" y=\"%.1f\">", (int)which + 1, at_x(p, last) + 8, y + 4);
    put_text(o, s->label);
    put_z(o, "</text>");
}

void chart_line(struct out *o, const struct chart *c)
{
    double label_y[CHART_SERIES] = { -99, -99, -99, -99 };
    must(c->nseries >= 1 && c->nseries <= CHART_SERIES && c->n <= CHART_POINTS);
    struct plot p = { .n = c->n };
    range(c, c->nseries, &p.low, &p.high);
    open_svg(o, c, H);
    if (c->n) grid(o, c, &p);
    for (size_t s = 0; s < c->nseries; s++) line(o, &c->series[s], s, &p, label_y);
    put_z(o, "</svg>");
    table(o, c, c->nseries);
}

void chart_bars(struct out *o, const struct chart *c)
{
    enum { ROW = 26, NAME = 150 };
    must(c->nseries >= 1 && c->n <= CHART_POINTS);
    int64_t low, high;
    range(c, 1, &low, &high);
    open_svg(o, c, (int)c->n * ROW + 8);
    for (size_t i = 0; i < c->n; i++) {
        int y = (int)i * ROW + 6;
        int64_t v = c->series[0].v[i];
        double zero = NAME + (double)-low / (double)(high - low) * (W - NAME - RIGHT);
        double len = v == CHART_GAP ? 0 : (double)v / (double)(high - low) * (W - NAME - RIGHT);
        put_f(o, "<text class=\"ax\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", NAME - 8, y + 14);
        put_text(o, c->x[i]);
        put_f(o, "</text><rect class=\"bf\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"18\"/><text class=\"ax\" x=\"%.1f\" y=\"%d\">",
            len < 0 ? zero + len : zero, y, len < 0 ? -len : len, zero + (len < 0 ? 0 : len) + 6, y + 14);
        if (v == CHART_GAP) put_z(o, "–"); else number(o, v);
        put_z(o, "</text>");
    }
    put_z(o, "</svg>");
    table(o, c, 1);
}

void chart_meter(struct out *o, int64_t value, int64_t of)
{
    double part = of > 0 && value > 0 ? (double)value / (double)of : 0;
    put_f(o, "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"bt\" width=\"100\" height=\"8\"/>"
        "<rect class=\"bf\" width=\"%.1f\" height=\"8\"/></svg>", part > 1 ? 100 : part * 100);
}
