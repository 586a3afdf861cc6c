/* suppress.c: which cells of a table of persons are not for everybody.
**
** A cell of 1 to 4 persons is hidden. That alone hides nothing where the others of its row or column and their total stand:
** so more cells are hidden, until none can be computed.
**
** The rows and columns of the table, totals among them, are the vertices of a graph, the hidden cells its edges: each row
** says that its cells less its total are nothing, and so does each column. A hidden cell can be computed exactly when its
** edge lies on no cycle, that is, when it is a bridge (D. Gusfield, A graph theoretic approach to statistical data security,
** SIAM J. Comput. 17, 1988). For every bridge the cheapest way round it, by the counts it takes away, is hidden too. Ways
** lead over cells that are not zero: then along the cycle every cell may be one more or one less, and no count below zero
** gives it away either.
**
** Where rows have no total (a list), all rows are one vertex that says nothing; likewise columns. */
#include "app/measures/measures.h"

enum { TOTAL_WEIGHT = 8 };                        /* a total is worth so many cells of the same count */
#define FAR (INT64_MAX / 4)                       /* no way yet */
#define DEAR (FAR / 8192)                         /* a zero, or nothing: only where there is no other way */

struct table {
    const struct small_table *t;
    size_t vertices;
    size_t *order, *low;                          /* by vertex: when the search came, how far back it reaches */
    size_t clock, bridge;
    int64_t *cost; bool *done; size_t *by;        /* of the cheapest way */
};

static size_t row_vertex(const struct small_table *t, size_t cell) { return t->row_totals ? 1 + cell / t->columns : 0; }
static size_t column_vertex(const struct small_table *t, size_t cell) { return t->column_totals ? 1 + t->rows + cell % t->columns : 0; }
static bool is_total(const struct small_table *t, size_t cell)
{
    return (t->column_totals && cell / t->columns == t->rows - 1) || (t->row_totals && cell % t->columns == t->columns - 1);
}

/* The cells at a vertex, one after the other; SIZE_MAX behind the last. */
static size_t cell_at(const struct small_table *t, size_t vertex, size_t n)
{
    if (vertex == 0) return n < t->rows * t->columns ? n : SIZE_MAX;        /* the one that says nothing */
    if (vertex <= t->rows) return n < t->columns ? (vertex - 1) * t->columns + n : SIZE_MAX;
    return n < t->rows ? n * t->columns + vertex - 1 - t->rows : SIZE_MAX;
}

static bool touches(const struct small_table *t, size_t cell, size_t vertex)
{
    return row_vertex(t, cell) == vertex || column_vertex(t, cell) == vertex;
}
static size_t other_end(const struct small_table *t, size_t cell, size_t vertex)
{
    return row_vertex(t, cell) == vertex ? column_vertex(t, cell) : row_vertex(t, cell);
}

/* ---- bridges ---- */

/* Depth first over hidden cells; a cell whose far side reaches nothing before it is a bridge. */
static void search(struct table *x, size_t vertex, size_t came_by)
{
    size_t cell;
    x->order[vertex] = x->low[vertex] = ++x->clock;
    for (size_t n = 0; (cell = cell_at(x->t, vertex, n)) != SIZE_MAX; n++) {
        if (!x->t->hide[cell] || cell == came_by || !touches(x->t, cell, vertex)) continue;
        size_t to = other_end(x->t, cell, vertex);
        if (to == vertex) continue;
        if (!x->order[to]) {
            search(x, to, cell);
            if (x->low[to] < x->low[vertex]) x->low[vertex] = x->low[to];
            if (x->low[to] > x->order[vertex]) x->bridge = cell;
        } else if (x->order[to] < x->low[vertex]) x->low[vertex] = x->order[to];
    }
}

/* A hidden cell that can be computed; SIZE_MAX: there is none. */
static size_t bridge_find(struct table *x)
{
    memset(x->order, 0, x->vertices * sizeof *x->order);
    x->clock = 0;
    x->bridge = SIZE_MAX;
    for (size_t v = 0; v < x->vertices && x->bridge == SIZE_MAX; v++) if (!x->order[v]) search(x, v, SIZE_MAX);
    return x->bridge;
}

/* ---- the way round ---- */

static int64_t price(const struct small_table *t, size_t cell)
{
    if (t->hide[cell]) return 0;
    if (t->v[cell] == SMALL_ABSENT || t->v[cell] <= 0) return DEAR;
    return (t->v[cell] + 1) * (is_total(t, cell) ? TOTAL_WEIGHT : 1);
}

static size_t nearest(const struct table *x)
{
    size_t best = SIZE_MAX;
    for (size_t v = 0; v < x->vertices; v++)
        if (!x->done[v] && x->cost[v] < FAR && (best == SIZE_MAX || x->cost[v] < x->cost[best])) best = v;
    return best;
}

static void hide_way_round(struct table *x, size_t bridge)
{
    const struct small_table *t = x->t;
    size_t start = row_vertex(t, bridge), end = column_vertex(t, bridge), at, cell;
    for (size_t v = 0; v < x->vertices; v++) { x->cost[v] = FAR; x->done[v] = false; }
    x->cost[start] = 0;
    while ((at = nearest(x)) != SIZE_MAX && at != end) {
        x->done[at] = true;
        for (size_t n = 0; (cell = cell_at(t, at, n)) != SIZE_MAX; n++) {
            if (cell == bridge || !touches(t, cell, at)) continue;
            size_t to = other_end(t, cell, at);
            int64_t cost = x->cost[at] + price(t, cell);
            if (cost < x->cost[to]) { x->cost[to] = cost; x->by[to] = cell; }
        }
    }
    must(at == end);                                                /* two rows, two columns: there is always a way */
    for (; at != start; at = other_end(t, cell, at)) { cell = x->by[at]; t->hide[cell] = true; }
}

bool small_is(int64_t v) { return v > 0 && v < SMALL_COUNT; }

void small_hide(struct arena *a, const struct small_table *t)
{
    size_t cells = t->rows * t->columns, bridge;
    struct table x = { .t = t, .vertices = 1 + t->rows + t->columns };
    for (size_t i = 0; i < cells; i++) if (t->v[i] != SMALL_ABSENT && small_is(t->v[i])) t->hide[i] = true;
    if (!t->row_totals && !t->column_totals) return;
    must((!t->column_totals || t->rows >= 2) && (!t->row_totals || t->columns >= 2));
    x.order = NEWS(a, size_t, x.vertices);
    x.low = NEWS(a, size_t, x.vertices);
    x.cost = NEWS(a, int64_t, x.vertices);
    x.done = NEWS(a, bool, x.vertices);
    x.by = NEWS(a, size_t, x.vertices);
    while ((bridge = bridge_find(&x)) != SIZE_MAX) hide_way_round(&x, bridge);
}
