/* keep.h: what an answer kept is made of; shared by keep.c and keep_search.c. */
#ifndef ASSIGN_KEEP_H
#define ASSIGN_KEEP_H
#include "engine/assign/assign.h"

enum { NONE = ASSIGN_NOBODY, SOMEBODY = -2, LINE = 64 };
static const int64_t FAR = INT64_MAX / 4;
static const int32_t UNKNOWN = INT32_MIN, NOBODY_NEAR = INT32_MAX;

struct want { int32_t place, cost; };
/* An applicant's list, and where she sits: seat k->places is outside. at: where the place holds her. Behind the wishes v stands
** for each where its place has it among its askers (asked_at), NONE where she sits; a wish for NONE ends the list. */
struct person { struct want *v; int32_t n, cap, seat, cost, rank, at; };
/* Who wishes for a place and does not sit there: by which of her wishes, what it costs her, where she sits and what that costs. */
struct asked { uint64_t x : 21, rank : 13, seat : 18; int32_t cost, seat_cost; };
enum { GAP = (1 << 21) - 1 };
_Static_assert(LIMIT_ROUND_APPLICANTS < (int)GAP && LIMIT_ROUND_WISHES < 1 << 13 && LIMIT_ROUND_PLACES < 1 << 18,
    "an asked has room for any round");
/* The first `sorted` ascend by cost, with gaps where somebody has left; who came since stands behind them. Nobody pays more than
** staying outside costs, so what costs much cannot be near: a search stops in the sorted part early. */
struct askers { struct asked *v; int32_t n, sorted, gaps, cap; };
/* other: none of her other wishes costs less in all; but not more than `near` beyond what she pays. It spares a search her list.
** A price that falls is told to those it comes near (others_lower); one that rises need not be. */
struct holder { const struct want *v; int32_t x, cost; int64_t other; };
struct way { int64_t d; int32_t who, rank, to; uint32_t stamp; bool done; };
struct step { int64_t d; int32_t place; };
struct comer { int32_t to, who, rank; };                    /* who NONE: a seat is left empty; SOMEBODY: who made nearest_in */
struct neighbour { int32_t x, seat; int64_t whole; };

struct assign_kept {
    struct arena *a;
    int32_t applicants, places;
    int64_t outside, near;
    struct person *person;                                  /* per applicant */
    struct askers *askers;                                  /* per place, as all that follows */
    struct holder **holder;
    int32_t *held, *seats, *room;                           /* room: for holders, of memory; where there are more seats it grows */
    int64_t *price;                                         /* FAR: no seats; the last is that of outside */
    /* askers whom it costs less know where they sit; others may have moved (tell) */
    int32_t *told;
    /* the least it costs anybody who is outside (NOBODY_NEAR: nobody is who wishes for it), the most it costs a holder; or UNKNOWN */
    int32_t *nearest_in, *nearest_out;
    struct way *way;                                        /* of the search whose stamp it has */
    uint32_t stamp;
    struct { struct step *v; size_t n, cap; } heap;
    struct { int32_t *v; size_t n, cap; } done, turning;    /* places the search has reached for good; holders who could turn elsewhere */
    struct { struct neighbour *v; size_t n, cap; } neighbours;
    struct { int32_t *v; size_t n, cap; } holes;            /* places with a price where somebody has left */
    int64_t searched;
};

static inline int32_t *asked_at(const struct person *p) { return (int32_t *)(p->v + p->cap); }

/* What it costs beyond staying outside if somebody from there comes to the place, whose nearest_in is known. Staying outside may cost
** more than an int32 holds, so nobody is no great cost but no way at all. */
static inline int64_t in_costs(const struct assign_kept *k, int32_t place)
{
    return k->nearest_in[place] == NOBODY_NEAR ? FAR : k->nearest_in[place] + k->price[place] - k->outside;
}

static inline void lines_fetch(const void *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += LINE) __builtin_prefetch((const char *)at + i);
}

static inline void person_fetch(const struct person *p) { lines_fetch(p->v, (size_t)p->cap * (sizeof *p->v + sizeof(int32_t))); }

/* ---- keep_search.c */

/* x wishes for the place of her wish `rank`, or does no longer. */
void kept_ask_add(struct assign_kept *k, int32_t x, int32_t rank);
void kept_ask_drop(struct assign_kept *k, int32_t x, int32_t rank);
void kept_askers_sort(struct assign_kept *k, struct askers *q);
/* She is outside, and nobody else is told yet; she sits there, and nobody is told. */
void kept_stand(struct assign_kept *k, int32_t x);
void kept_seat_take(struct assign_kept *k, int32_t x, int32_t place, int32_t cost, int32_t rank);
/* Whom a full place can spare at the least loss. */
const struct holder *kept_dearest(const struct assign_kept *k, int32_t v);
/* A seat at `hole`, which has a price, stands empty; x is outside and has a list. Afterwards the one is taken or costs nothing, the other
** pays the least she could. */
void kept_pull(struct assign_kept *k, int32_t hole);
void kept_push(struct assign_kept *k, int32_t x);
/* The search: it begins; there is a way of length d to the place; the nearest place not yet reached for good. */
void kept_begin(struct assign_kept *k);
bool kept_reach(struct assign_kept *k, int32_t place, int64_t d, int32_t who, int32_t rank, int32_t to);
bool kept_nearest(struct assign_kept *k, int64_t most, int32_t *place, int64_t *d);
void kept_nearest_in_find(struct assign_kept *k, int32_t u);
#endif
