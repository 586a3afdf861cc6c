/* simplex.h: the spanning tree of the network simplex; shared by simplex.c and optimal.c.
**
** The network: applicant --cost--> place --0--> sink, and applicant --outside--> sink. A basis of the simplex is a
** spanning tree. Kept strongly feasible (every node can send one more unit towards the sink), it has a simple shape, so
** that only places need be nodes:
**
**   - a place whose seats are not all taken hangs from the sink by its free seats;
**   - a full place hangs by one of its holders, its link: she sits there, and would turn to `up`, the place above;
**   - everybody else is a leaf: she sits at her `up`.
**
** So an applicant has `up` and at most one child place, and who has a child sits there. A chain of links upwards reads:
** if one more came to this place, its link would go up, that place's link would go up, ... until a seat is free.
**
** price(place) = what that chain would cost; pays(applicant) = cost of up + its price. The whole cost of an applicant's
** wish is cost + price; the wish is worth a pivot when that is less than what she pays.
**
** A lower quota makes the first `least` seats worth `bonus` each. A place then has two stretches of free seats, below
** its least and above it; `above` says in which it is.
*/
#ifndef ASSIGN_SIMPLEX_H
#define ASSIGN_SIMPLEX_H
#include "engine/assign/assign.h"

struct arc { int32_t place, cost; };

struct node {
    int32_t parent, child, next, before;        /* places in the tree; before: older sibling, ASSIGN_NOBODY = first child */
    int32_t depth;
    int32_t link, link_arc;                     /* ASSIGN_NOBODY: hangs by its free seats */
    int32_t held, seats, least;
    bool above;
};

struct simplex {
    int32_t applicants, places;                 /* node[places] is the sink */
    const int32_t *first;
    struct arc *arc;
    struct node *node;
    int64_t *price;                             /* per node; the sink's is 0 */
    int32_t *up;                                /* per applicant: an arc, or ASSIGN_NOBODY for outside */
    int32_t *child;                             /* per applicant: the place she is the link of, or ASSIGN_NOBODY */
    int64_t outside, bonus, pivots;
};

static inline int32_t simplex_up(const struct simplex *s, int32_t x) { return s->up[x] < 0 ? s->places : s->arc[s->up[x]].place; }
static inline int64_t simplex_pays(const struct simplex *s, int32_t x)
{
    return s->up[x] < 0 ? s->outside : s->arc[s->up[x]].cost + s->price[s->arc[s->up[x]].place];
}

/* Hangs every place under its parent and works out depths and prices; links, ups and holders are given. */
void simplex_hang(struct simplex *s);
/* Pivots until no wish and no seat is worth one. */
void simplex_run(struct simplex *s);
#endif
