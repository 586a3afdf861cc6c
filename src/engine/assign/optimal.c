/* optimal.c: the cheapest assignment: a round becomes a tree (simplex.h), pivots, and becomes an answer with prices.
**
** Warm: an old basis is only places and applicants, so it can be laid over a round whose wishes, costs and quotas have
** changed. What no longer fits is loosened: an applicant whose place is gone from her list goes outside, a place whose
** link is gone hangs by a free seat. Cold is the same with everybody loosened.
*/
#include "engine/assign/simplex.h"

enum { NONE = ASSIGN_NOBODY };

static void simplex_new(struct arena *a, const struct assign_round *r, struct simplex *s)
{
    size_t n = (size_t)r->applicants + 1, wishes = (size_t)r->first[r->applicants];
    *s = (struct simplex){ .applicants = r->applicants, .places = r->places, .first = r->first, .outside = r->outside };
    s->arc = NEWS(a, struct arc, wishes + 1);
    s->node = NEWS(a, struct node, (size_t)r->places + 1);
    s->price = NEWS(a, int64_t, (size_t)r->places + 1);
    s->up = NEWS(a, int32_t, n);
    s->child = NEWS(a, int32_t, n);
    for (size_t w = 0; w < wishes; w++) s->arc[w] = (struct arc){ r->wish[w], (int32_t)r->number[w] };
    for (int32_t v = 0; v < r->places; v++)
        s->node[v] = (struct node){ .link = NONE, .link_arc = NONE, .seats = r->place[v].seats, .least = r->place[v].least };
}

/* The bonus of a seat below the least outweighs any chain of moves, each of which changes the sum by less than `step`. */
static enum rc weights_check(const struct assign_round *r, struct simplex *s, struct err *e)
{
    __int128 most = r->outside < 0 ? -(__int128)r->outside : r->outside, sum;
    bool least = false;
    for (int32_t w = 0; w < r->first[r->applicants]; w++) {
        int64_t v = r->number[w] < 0 ? -r->number[w] : r->number[w];
        if (v > most) most = v;
    }
    for (int32_t v = 0; v < r->places; v++) least |= r->place[v].least > 0;
    __int128 step = 2 * most + 1, chain = step * (r->places + 2);
    sum = (least ? chain * 2 : most) * (r->applicants + (__int128)r->places + 2);
    if (sum > INT64_MAX / 4) return fail(e, RC_LIMIT, "costs, applicants and places together are too large to add up");
    s->bonus = least ? (int64_t)chain : 0;
    return RC_OK;
}

static int32_t arc_to(const struct simplex *s, int32_t x, int32_t place)
{
    for (int32_t w = s->first[x]; place >= 0 && w < s->first[x + 1]; w++) if (s->arc[w].place == place) return w;
    return NONE;
}

static int32_t sits_at(const struct simplex *s, int32_t x) { return s->child[x] >= 0 ? s->child[x] : simplex_up(s, x); }

static void loosen(struct simplex *s, int32_t x)
{
    int32_t v = sits_at(s, x);
    if (v < s->places) s->node[v].held--;
    if (s->child[x] >= 0) s->node[s->child[x]].link = s->node[s->child[x]].link_arc = NONE;
    s->child[x] = s->up[x] = NONE;
}

static void lay_over(struct simplex *s, const struct assign_basis *old)
{
    for (int32_t v = 0; v < s->places; v++) {
        int32_t x = old->link[v], arc = x < 0 || s->node[v].seats == 0 ? NONE : arc_to(s, x, v);
        if (arc < 0) continue;
        s->node[v].link = x;
        s->node[v].link_arc = arc;
        s->child[x] = v;
    }
    for (int32_t x = 0; x < s->applicants; x++) {
        int32_t up = old->up[x] >= 0 && s->node[old->up[x]].seats == 0 ? NONE : old->up[x];
        s->up[x] = arc_to(s, x, up);
        int32_t v = sits_at(s, x);
        if (v < s->places) s->node[v].held++;
        if (up < 0 ? old->up[x] >= 0 : s->up[x] < 0) loosen(s, x);
    }
}

/* Holes: places that were full and have lost holders. Left empty their prices would fall to nothing and everybody would
** run; so somebody from outside is put there for the time being, the cheapest for that place: prices stay near the truth. */
static bool holes_fill(struct simplex *s, const int32_t *hole, int32_t *best)
{
    bool any = false;
    for (int32_t v = 0; v < s->places; v++) best[v] = NONE;
    for (int32_t x = 0; x < s->applicants; x++) {
        if (s->up[x] >= 0 || s->child[x] >= 0) continue;
        for (int32_t w = s->first[x]; w < s->first[x + 1]; w++) {
            int32_t v = s->arc[w].place;
            if (hole[v] && s->node[v].held < s->node[v].seats && (best[v] < 0 || s->arc[w].cost < s->arc[s->node[v].next].cost)) {
                best[v] = x;
                s->node[v].next = w;
            }
        }
    }
    for (int32_t v = 0; v < s->places; v++) {
        int32_t x = best[v];
        if (x < 0 || s->up[x] >= 0 || s->child[x] >= 0) continue;
        if (s->node[v].link < 0) { s->node[v].link = x; s->node[v].link_arc = s->node[v].next; s->child[x] = v; }
        else s->up[x] = s->node[v].next;
        s->node[v].held++;
        any = true;
    }
    return any;
}

static void holes_find(struct arena *a, struct simplex *s, const struct assign_basis *old)
{
    enum { PASSES = 20 };
    int32_t *hole = NEWS(a, int32_t, (size_t)s->places + 1), *best = NEWS(a, int32_t, (size_t)s->places + 1);
    for (int32_t v = 0; v < s->places; v++) hole[v] = old->link[v] >= 0 && s->node[v].held < s->node[v].seats;
    for (int i = 0; i < PASSES && holes_fill(s, hole, best); i++) {}
}

/* A place holds what it may, and hangs by a link only when a stretch of its seats is just full. */
static void settle(struct simplex *s)
{
    for (int32_t x = 0; x < s->applicants; x++) {
        int32_t v = sits_at(s, x);
        if (v >= s->places) continue;
        const struct node *n = &s->node[v];
        if (n->held > n->seats) loosen(s, x);
    }
    for (int32_t v = 0; v < s->places; v++) {
        struct node *n = &s->node[v];
        if (n->link >= 0 && n->held != n->seats && n->held != n->least) {
            s->up[n->link] = n->link_arc;
            s->child[n->link] = NONE;
            n->link = n->link_arc = NONE;
        }
    }
    for (int32_t x = 0; x < s->applicants; x++) {               /* a free seat has to be free */
        int32_t v = sits_at(s, x);
        if (v < s->places && s->node[v].link < 0 && s->node[v].held == s->node[v].seats) loosen(s, x);
    }
    for (int32_t v = 0; v < s->places; v++) s->node[v].above = s->node[v].held >= s->node[v].least && s->node[v].seats > s->node[v].least;
}

/* A place without seats costs more than anything could save; afterwards its price is the least that keeps everybody away. */
static void shut_places(struct simplex *s, const struct assign_round *r)
{
    for (int32_t v = 0; v < r->places; v++) if (r->place[v].seats == 0) s->price[v] = INT64_MAX / 4;
}

static void answer(struct arena *a, const struct assign_round *r, const struct simplex *s, struct assign_optimal *out)
{
    size_t n = (size_t)r->applicants + 1;
    *out = (struct assign_optimal){ .price = s->price, .pivots = s->pivots };
    out->seat = NEWS(a, int32_t, n);
    out->pays = NEWS(a, int64_t, n);
    out->basis.up = NEWS(a, int32_t, n);
    out->basis.link = NEWS(a, int32_t, (size_t)r->places + 1);
    bool shut = false;
    for (int32_t v = 0; v < r->places; v++) {
        out->basis.link[v] = s->node[v].link;
        if (r->place[v].seats > 0) continue;
        s->price[v] = 0;
        shut = true;
    }
    for (int32_t x = 0; x < r->applicants; x++) {
        int32_t up = simplex_up(s, x);
        out->basis.up[x] = up < s->places ? up : NONE;
        out->seat[x] = s->child[x] >= 0 ? s->node[s->child[x]].link_arc : s->up[x];
        out->pays[x] = simplex_pays(s, x);
        out->cost += out->seat[x] < 0 ? r->outside : r->number[out->seat[x]];
        for (int32_t w = r->first[x]; shut && w < r->first[x + 1]; w++)
            if (r->place[r->wish[w]].seats == 0 && out->pays[x] - r->number[w] > s->price[r->wish[w]])
                s->price[r->wish[w]] = out->pays[x] - r->number[w];
    }
}

static enum rc leasts_check(const struct assign_round *r, const struct simplex *s, struct err *e)
{
    for (int32_t v = 0; v < r->places; v++)
        if (s->node[v].held < s->node[v].least)
            return fail(e, RC_REFUSED, "place %d needs %d and can get %d: too few wish for it, or other places need them for their own least", v, s->node[v].least, s->node[v].held);
    return RC_OK;
}

enum rc assign_optimal(struct arena *a, const struct assign_round *r, const struct assign_optimal *warm, struct assign_optimal *out,
    struct err *e)
{
    struct simplex s;
    TRY(assign_check(a, r, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    simplex_new(a, r, &s);
    TRY(weights_check(r, &s, e));
    for (int32_t x = 0; x < r->applicants; x++) s.up[x] = s.child[x] = NONE;
    if (warm) { lay_over(&s, &warm->basis); holes_find(a, &s, &warm->basis); }
    settle(&s);
    simplex_hang(&s);
    shut_places(&s, r);
    simplex_run(&s);
    enum rc rc = leasts_check(r, &s, e);
    if (rc == RC_OK) answer(a, r, &s, out);
    arena_unguard(a);
    return rc;
}
