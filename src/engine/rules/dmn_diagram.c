/* dmn_diagram.c: a layer layout. Every number here is in points of the drawing. */
#include "engine/rules/dmn_diagram.h"

enum { MARGIN = 40, GAP = 30, LAYER_GAP = 80, ROW = 10, DEEPEST = 500 };     /* what is deeper stands at the bottom */
static const struct {
    int w, h;
} sizes[] = { [NODE_INPUT] = { 125, 45 }, [NODE_DECISION] = { 180, 80 }, [NODE_BKM] = { 135, 46 }, [NODE_SERVICE] = { 0, 0 } };

struct place { int node, layer; double middle; };                 /* middle: of what it needs, to stand above it */
/* row of each node; how wide each row is */
struct drawing {
    struct arena *a; const struct dmn_model *m; struct dmn_diagram *d; struct place *places; int *layer; bool *entered;
    size_t n; int *row, *wide, rows;
};

int dmn_diagram_node(const struct dmn_model *m, struct str href) {
    const struct dmn_node *x = dmn_resolve(m, NULL, 0, href, NULL);
    return x ? (int)(x - m->nodes.v) : -1;
}

/* ------------------------------------------------------------------ layers */

static int layer_of(struct drawing *g, int i, int depth);

static int above(struct drawing *g, const struct dmn_texts *hrefs, int layer, int depth) {
    for (size_t k = 0; k < hrefs->n; k++) {
        int to = dmn_diagram_node(g->m, hrefs->v[k]), below;
        if (to < 0) continue;
        below = layer_of(g, to, depth + 1);
        if (below >= layer) layer = below + 1;
    }
    return layer;
}

/* Circles are faults of the model; here they only must end. */
static int layer_of(struct drawing *g, int i, int depth) {
    const struct dmn_node *x = &g->m->nodes.v[i];
    if (g->layer[i] >= 0 || g->entered[i] || depth > DEEPEST) return g->layer[i];
    g->entered[i] = true;
    g->layer[i] = x->kind == NODE_INPUT || x->kind == NODE_SERVICE ? 0 : above(g, &x->knows, above(g, &x->needs, 1, depth), depth);
    return g->layer[i];
}

/* ------------------------------------------------------------------ places */

static void add_middles(struct drawing *g, const struct dmn_texts *hrefs, double *sum, int *n) {
    for (size_t k = 0; k < hrefs->n; k++) {
        int to = dmn_diagram_node(g->m, hrefs->v[k]);
        if (to < 0 || !g->d->boxes[to].shown) continue;
        *sum += g->d->boxes[to].x + g->d->boxes[to].w / 2;
        ++*n;
    }
}

static int by_middle(const void *p, const void *q) {
    const struct place *x = p, *y = q;
    if (x->middle != y->middle) return x->middle < y->middle ? -1 : 1;
    return x->node - y->node;
}

/* The nodes of a layer, in the order in which they stand. */
static size_t of_layer(struct drawing *g, int layer) {
    size_t n = 0;
    for (size_t i = 0; i < g->m->nodes.n; i++) {
        const struct dmn_node *x = &g->m->nodes.v[i];
        double sum = 0;
        int count = 0;
        if (x->kind == NODE_SERVICE || g->layer[i] != layer) continue;
        add_middles(g, &x->needs, &sum, &count);
        add_middles(g, &x->knows, &sum, &count);
        g->places[n++] = (struct place){ (int)i, layer, count ? sum / count : 0 };
    }
    qsort(g->places, n, sizeof *g->places, by_middle);
    return n;
}

/* One row, from `from` on; how high it is. */
static int row(struct drawing *g, size_t from, size_t n, int top) {
    int x = MARGIN, high = 0;
    for (size_t i = from; i < from + n; i++) {
        struct dmn_box *b = &g->d->boxes[g->places[i].node];
        enum dmn_node_kind kind = g->m->nodes.v[g->places[i].node].kind;
        *b = (struct dmn_box){ true, x, top, sizes[kind].w, sizes[kind].h };
        g->row[g->places[i].node] = g->rows;
        if (b->h > high) high = b->h;
        x += b->w + GAP;
    }
    g->wide[g->rows++] = x;
    if (x > g->d->w) g->d->w = x;
    return high;
}

/* Each layer stands above the one before; in the end all is turned to positive. */
void dmn_diagram(struct arena *a, const struct dmn_model *m, struct dmn_diagram *d) {
    struct drawing g = { a, m, d, NEWS(a, struct place, m->nodes.n + 1), NEWS(a, int, m->nodes.n + 1), NEWS(a, bool, m->nodes.n + 1),
        m->nodes.n, NEWS(a, int, m->nodes.n + 1), NEWS(a, int, m->nodes.n + 1), 0 };
    int top = 0, last = 0, least = 0;
    *d = (struct dmn_diagram){ .boxes = NEWS(a, struct dmn_box, m->nodes.n + 1) };
    for (size_t i = 0; i < g.n; i++) g.layer[i] = -1;
    for (size_t i = 0; i < g.n; i++) if (layer_of(&g, (int)i, 0) > last) last = g.layer[i];
    for (int layer = 0; layer <= last; layer++) {
        size_t n = of_layer(&g, layer);
        for (size_t from = 0; from < n; from += ROW) {
            int high = row(&g, from, n - from < ROW ? n - from : ROW, top);
            for (size_t i = from; i < n && i < from + ROW; i++) g.d->boxes[g.places[i].node].y -= high;
            least = top - high;
            top -= high + GAP;
        }
        top -= LAYER_GAP - GAP;
    }
    for (size_t i = 0; i < g.n; i++) if (d->boxes[i].shown) {
        d->boxes[i].y += MARGIN - least;
        d->boxes[i].x += (d->w - g.wide[g.row[i]]) / 2;           /* rows stand above each other's middle */
    }
    d->w += MARGIN;
    d->h = 2 * MARGIN - least;
}
