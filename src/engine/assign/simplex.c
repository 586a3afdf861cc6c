/* simplex.c: pivots on the tree of simplex.h.
**
** Applicant a finds wish (a, q) cheaper than what she pays. In the cycle that this
** arc closes, one unit moves if it can:
**
**     a takes a seat at q; q's link goes up; that place's link goes up; ... up to
**     where the ways from q and from a meet (or to a free seat); a's old seat is filled
**     or stays free.
**
** Which arc leaves the tree is Cunningham's rule, the last blocking one along the
** cycle from its top, and that keeps the shape above and cannot cycle:
**
**   a sits below a place of her own          she only turns: her up becomes q
**   a's place cannot spare her (its own      she becomes its link instead of who was: it
**   link has nowhere nearer to go)           now hangs below q, and nobody moves
**   otherwise                                the unit moves; q comes to hang by a, and the
**                                            links between q and the top are turned over
*/
#include "engine/assign/simplex.h"

enum { NONE = ASSIGN_NOBODY };

/* --- the tree */
static void detach(struct simplex *s, int32_t v)
{
    struct node *n = &s->node[v];
    if (n->before >= 0) s->node[n->before].next = n->next;
    else s->node[n->parent].child = n->next;
    if (n->next >= 0) s->node[n->next].before = n->before;
}

static void attach(struct simplex *s, int32_t v, int32_t parent)
{
    struct node *n = &s->node[v], *p = &s->node[parent];
    n->parent = parent;
    n->before = NONE;
    n->next = p->child;
    if (p->child >= 0) s->node[p->child].before = v;
    p->child = v;
}

/* The next node of the subtree of top in preorder, or NONE. */
static int32_t after(const struct node *node, int32_t v, int32_t top)
{
    if (node[v].child >= 0) return node[v].child;
    while (v != top && node[v].next < 0) v = node[v].parent;
    return v == top ? NONE : node[v].next;
}

/* Prices of v and all below it change alike; depths follow the parents. */
static void shift(struct simplex *s, int32_t top, int64_t by)
{
    struct node *node = s->node;
    for (int32_t v = top; v >= 0; v = after(node, v, top)) {
        node[v].depth = node[node[v].parent].depth + 1;
        s->price[v] += by;
    }
}

static int32_t meet(const struct simplex *s, int32_t u, int32_t v)
{
    const struct node *node = s->node;
    while (node[u].depth > node[v].depth) u = node[u].parent;
    while (node[v].depth > node[u].depth) v = node[v].parent;
    while (u != v) { u = node[u].parent; v = node[v].parent; }
    return u;
}

static void rehang(struct simplex *s, int32_t v, int32_t parent, int64_t by)
{
    detach(s, v);
    attach(s, v, parent);
    shift(s, v, by);
}

static void link_set(struct simplex *s, int32_t v, int32_t x, int32_t arc)
{
    s->node[v].link = x;
    s->node[v].link_arc = arc;
    if (x >= 0) s->child[x] = v;
}

/* q and the places above it up to `last` are cut off and hung by q from `parent`: each link between them has moved up one
** and now ties from the other side. Returns the link of `last` that was, who has lost her child. */
static int32_t turn_over(struct simplex *s, int32_t q, int32_t last, int32_t x, int32_t arc, int32_t parent)
{
    struct node *node = s->node;
    for (int32_t v = q;;) {
        int32_t old_parent = node[v].parent, old = node[v].link, old_arc = node[v].link_arc;
        detach(s, v);
        attach(s, v, parent);
        link_set(s, v, x, arc);
        if (v == last) return old;
        x = old;
        arc = s->up[old];
        s->up[old] = old_arc;
        parent = v;
        v = old_parent;
    }
}

/* One unit goes up from q to the place `top` (or the first free seat before it). *last is the place whose tie upwards
** leaves the tree; NONE: there is none, a free seat at q itself took the unit. */
static void push_up(struct simplex *s, int32_t q, int32_t top, int32_t *last)
{
    struct node *node = s->node;
    *last = NONE;
    for (int32_t v = q; v != top; v = node[v].parent) {
        if (node[v].link >= 0) { *last = v; continue; }
        if (++node[v].held == (node[v].above ? node[v].seats : node[v].least)) *last = v;
        return;
    }
    if (top < s->places) node[top].held++;
}

/* --- the three pivots of an applicant; by < 0 is what the wish saves */
static void pivot_turn(struct simplex *s, int32_t x, int32_t arc, int32_t q, int64_t by)
{
    s->up[x] = arc;
    rehang(s, s->child[x], q, by);
}

static void pivot_replace(struct simplex *s, int32_t x, int32_t arc, int32_t q, int32_t u, int64_t by)
{
    int32_t old = s->node[u].link;
    if (old >= 0) { s->up[old] = s->node[u].link_arc; s->child[old] = NONE; }
    link_set(s, u, x, s->up[x]);
    s->up[x] = arc;
    rehang(s, u, q, by);
}

static void pivot_move(struct simplex *s, int32_t x, int32_t arc, int32_t q, int32_t u, int32_t top, int64_t by)
{
    int32_t last;
    if (u < s->places) s->node[u].held--;
    push_up(s, q, top, &last);
    if (last < 0) { s->up[x] = arc; return; }
    int32_t old = turn_over(s, q, last, x, arc, u);
    if (old >= 0) s->child[old] = NONE;                 /* she now sits at her up, a leaf */
    shift(s, q, -by);
}

/* x has a child and q hangs below it: q takes x, and the chain between is turned over. */
static void pivot_below(struct simplex *s, int32_t x, int32_t arc, int32_t q, int64_t by)
{
    turn_over(s, q, s->child[x], x, arc, simplex_up(s, x));
    shift(s, q, -by);
}

static void pivot(struct simplex *s, int32_t x, int32_t arc, int64_t by)
{
    const struct node *node = s->node;
    int32_t q = arc < 0 ? s->places : s->arc[arc].place, u = simplex_up(s, x), child = s->child[x];
    s->pivots++;
    if (child >= 0) {
        if (meet(s, child, q) == child) pivot_below(s, x, arc, q, by);
        else pivot_turn(s, x, arc, q, by);
        return;
    }
    int32_t top = meet(s, u, q);
    if (u != top && (node[u].link >= 0 || node[u].held == (node[u].above ? node[u].least : 0))) pivot_replace(s, x, arc, q, u, by);
    else pivot_move(s, x, arc, q, u, top, by);
}

/* --- seats: a place that hangs by a link though letting a seat stand empty, or opening one, is worth more */
static void seat_open(struct simplex *s, int32_t v)
{
    int32_t x = s->node[v].link;
    s->up[x] = s->node[v].link_arc;
    s->child[x] = NONE;
    link_set(s, v, NONE, NONE);
    s->node[v].above = true;
    rehang(s, v, s->places, -s->price[v]);
}

static void seat_empty(struct simplex *s, int32_t v, bool above)
{
    int32_t last;
    int64_t by = (above ? 0 : -s->bonus) - s->price[v];
    push_up(s, v, s->places, &last);
    s->node[v].held--;
    int32_t old = turn_over(s, v, last, NONE, NONE, s->places);
    if (old >= 0) s->child[old] = NONE;
    s->node[v].above = above;
    shift(s, v, by);
}

static bool seats_price(struct simplex *s)
{
    int64_t before = s->pivots;
    for (int32_t v = 0; v < s->places; v++) {
        const struct node *n = &s->node[v];
        if (n->link < 0 || n->seats == 0) continue;
        if (n->held == n->least && n->least < n->seats && s->price[v] > 0) seat_open(s, v);
        else if (n->held == n->seats && n->seats > n->least && s->price[v] < 0) seat_empty(s, v, true);
        else if (n->held == n->least && s->price[v] < -s->bonus) seat_empty(s, v, false);
        else continue;
        s->pivots++;
    }
    return s->pivots > before;
}

/* --- pricing */
static int64_t best_wish(const struct simplex *s, int32_t x, int32_t *arc)
{
    const struct arc *v = s->arc;
    int64_t best = s->outside;
    int32_t at = NONE;
    for (int32_t w = s->first[x], end = s->first[x + 1]; w < end; w++) {
        int64_t cost = v[w].cost + s->price[v[w].place];
        if (cost < best) { best = cost; at = w; }
    }
    *arc = at;
    return best - simplex_pays(s, x);
}

/* Applicants go by in blocks; of each block the wish that saves most is taken. Measured at 300,000 applicants, in one run: blocks
** of 4, 8, 16 and 32 took 0.85, 0.71, 0.79 and 0.87 s, one by one 1.36 s; small ones pivot too often, large ones look too long.
** A list of candidates that is priced again after each pivot was no better: a pivot leaves few of them as they were. */
void simplex_run(struct simplex *s)
{
    enum { BLOCK = 8 };
    int32_t x = 0, seen = 0;
    while (seen < s->applicants || seats_price(s)) {
        int64_t best = 0;
        int32_t who = NONE, arc = NONE;
        if (seen >= s->applicants) seen = 0;
        for (int32_t i = 0; i < BLOCK && seen < s->applicants; i++, seen++) {
            int32_t w;
            int64_t by = best_wish(s, x, &w);
            if (by < best) { best = by; who = x; arc = w; }
            if (++x == s->applicants) x = 0;
        }
        if (who < 0) continue;
        pivot(s, who, arc, best);
        seen = 0;
    }
}

void simplex_hang(struct simplex *s)
{
    struct node *node = s->node;
    for (int32_t v = 0; v <= s->places; v++) node[v].child = node[v].next = node[v].before = NONE;
    node[s->places].depth = 0;
    for (int32_t v = 0; v < s->places; v++)
        if (node[v].seats > 0) attach(s, v, node[v].link < 0 ? s->places : simplex_up(s, node[v].link));
    for (int32_t v = after(node, s->places, s->places); v >= 0; v = after(node, v, s->places)) {
        int32_t x = node[v].link;
        node[v].depth = node[node[v].parent].depth + 1;
        s->price[v] = x < 0 ? (node[v].above ? 0 : -s->bonus) : simplex_pays(s, x) - s->arc[node[v].link_arc].cost;
    }
}
