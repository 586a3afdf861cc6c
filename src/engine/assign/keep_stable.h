/* keep_stable.h: what a stable outcome kept is made of; shared by keep_stable.c and keep_line.c. */
#ifndef ASSIGN_KEEP_STABLE_H
#define ASSIGN_KEEP_STABLE_H
#include "engine/assign/clearing.h"

enum { NONE = ASSIGN_NOBODY, NOWHERE = (1 << 13) - 1, NO_PLACE = (1 << 18) - 1 };

/* listed: she stands in the line her wish leads to, perhaps without waiting. (none: a word without gaps is written without being read,
** and mostly it is far from the processor.) */
struct want { uint32_t place : 18, kind : 6, listed : 1, none : 7; int32_t points; };
struct person { struct want *v; uint64_t groups; uint32_t lot; uint16_t n, cap; bool gone; };
/* Of one applicant: which of her lists counts; of its wishes the one that came true or NOWHERE, while she asks the next; where she sits.
** In one piece, for it is asked of many who turn out not to matter. (After 2^27 lists of one applicant their numbers begin anew: nobody
** sends as many to a round.) */
struct stand { uint64_t list : 27, rank : 13, place : 18, kind : 6; };
/* x by her wish `rank`, when that list was the one that counts. */
struct who { uint64_t x : 21, list : 27, rank : 13, none : 3; };
struct waiter { uint64_t key; struct who who; };
/* Of one kind those whom a place has turned away, who would rather be there than where they are. The first of them is `head`, if
** there is anybody (first); then `after`, of which the first `sorted` ascend by key and the others came since. There stand, too, some who wait
** no longer: it is seen when they would be first (waits). walk: the one that followed the arrow to the first last. */
struct line { struct who head; struct waiter *after; int32_t n, sorted, cap; uint32_t walk; };
struct seat { int32_t place; uint32_t kind; };
/* node: of the line whence somebody may come; x: she, by her wish `rank`; heads: of her wishes from there on, as bits, those where she is
** first in line; only to have all that fetched */
struct hole { int32_t place, node, x, rank; uint64_t heads; };
/* x asks: at `behind`, as bits from where she asks on, she will stand in line behind others; at all other wishes before `to` she does.
** foreseen: that is known. place: the one of `to`, only to have it fetched. */
struct asker { int32_t x, place, to; bool foreseen; uint64_t behind; };
struct move { int32_t x, rank; };                               /* x comes where her wish `rank` is */
_Static_assert(LIMIT_ROUND_WISHES < (int)NOWHERE && LIMIT_ROUND_PLACES < (int)NO_PLACE && LIMIT_ROUND_RESERVES <= 6 &&
    LIMIT_ROUND_APPLICANTS < 1 << 21, "a want and a waiter have room for any round");

_Static_assert(sizeof(struct person) == LINE / 2 && sizeof(struct line) == LINE / 2, "none lies in two lines of memory");

struct assign_stable_kept {
    struct arena *a;
    int32_t applicants, places;
    struct person *person;                                      /* per applicant */
    struct stand *stand;                                        /* per applicant, too */
    struct choices choices;
    uint64_t *reserved;                                         /* per place: whose members its reserves are for, a byte each; how many */
    int32_t *node, *seen, nodes;                                /* per place: of its kinds the first node; of change_check */
    uint64_t *waits;                                            /* per place: the kinds whose line has a first */
    uint32_t *stirred_in, stamp, walks;                         /* per place, of `stirred` */
    bool *uncut, *closed;                                       /* per place: it is one of `uncuts`; false */
    struct line *line;                                          /* per node, which is a place and a kind; so are the next */
    uint64_t *first;                                            /* the key of the first in line, 0 if nobody is; in one piece, too */
    struct assign_cutoff *cutoff;
    struct { int32_t *v; size_t n, cap; } stirred, arrows;      /* places from which arrows have changed; the lines their arrows lead to */
    struct { int32_t *v; size_t n, cap; } uncuts;               /* places with other holders than when their cut-offs were found */
    struct { struct hole *v; size_t n, cap; } holes;
    struct { struct move *v; size_t n, cap; } way;
    struct { struct asker *v; size_t n, cap; } ring;
    int64_t proposals;
};

static inline int32_t rank_of(const struct assign_stable_kept *k, int32_t x) { return (int32_t)k->stand[x].rank; }
static inline bool seated(const struct assign_stable_kept *k, int32_t x) { return k->stand[x].place != NO_PLACE; }
static inline struct seat seat_of(const struct assign_stable_kept *k, int32_t x)
{
    return (struct seat){ (int32_t)k->stand[x].place, k->stand[x].kind };
}

static inline void sits(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    struct want w = k->person[x].v[rank];
    k->stand[x].rank = (uint32_t)rank & NOWHERE;
    k->stand[x].place = w.place;
    k->stand[x].kind = w.kind;
}

static inline void stands(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    k->stand[x].rank = (uint32_t)rank & NOWHERE;
    k->stand[x].place = NO_PLACE;
}

static inline uint64_t key_of(const struct person *p, int32_t rank)
{
    return (uint64_t)(p->v[rank].points + (int64_t)LIMIT_ROUND_POINTS) << 32 | p->lot;
}

/* The key she stands in line with: 0 is nobody's. */
static inline uint64_t line_key(const struct person *p, int32_t rank) { return key_of(p, rank) + 1; }

static inline int32_t node_of(const struct assign_stable_kept *k, struct want w) { return k->node[w.place] + (int32_t)w.kind; }

static inline struct waiter waiter_of(const struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    return (struct waiter){ line_key(&k->person[x], rank), { (uint32_t)x & 0x1fffff, k->stand[x].list, (uint32_t)rank & NOWHERE, 0 } };
}

static inline bool line_full(const struct line *t) { return t->n == t->cap || t->n - t->sorted > 32 + t->sorted / 64; }

/* ---- keep_line.c */

/* Room for one more. */
void kept_line_grow(struct assign_stable_kept *k, struct line *t);
/* Her wish `rank` has turned x away: she stands in line, if she does not yet. */
void kept_turned_away(struct assign_stable_kept *k, int32_t x, int32_t rank);
/* Who was first in line has gone: somebody else comes first, if anybody waits. */
void kept_line_next(struct assign_stable_kept *k, int32_t place, uint32_t kind);
/* All of the line ascend by key. */
void kept_line_sort(struct assign_stable_kept *k, struct line *t);

/* Another of her kind stands before her and was turned away, so is she: most are, by a look at one line of memory, and stand in line
** by another two. */
static inline void kept_behind(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    struct line *t = &k->line[node_of(k, k->person[x].v[rank])];
    if (line_full(t)) kept_line_grow(k, t);
    k->person[x].v[rank].listed = true;
    t->after[t->n++] = waiter_of(k, x, rank);
}
#endif
