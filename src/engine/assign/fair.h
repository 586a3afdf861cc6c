/* fair.h: a timetable of meetings: who meets whom in which slot of a fair.
**
** Two sides (needs and offers, say), every meeting joins one of each; each person has slots when she is there and one
** meeting at a time; a place may have only so many tables, and some slots are too near each other for a way between two
** places. That is edge colouring of a bipartite graph: without absences as many slots as the busiest person has meetings
** suffice (Koenig); with them it is hard, and first fits, repaired and pushed about, come very near: of small fairs one
** meeting in a thousand is missing. What stays unplaced comes with a certificate: sets of one person's meetings that have
** fewer slots in common than there are of them.
**
** The certificate is a bound, no more: it counts one person's slots, or one place's tables, and knows nothing of the ways between
** places. One who has meetings in two halls in slots too near each other may have fewer than it says; what each meeting is for
** matters then, and the greatest number for one person is no path through her slots any more but a matching with forbidden pairs.
**
** What was agreed can be kept: such meetings stay where they are, and the rest is placed around them.
*/
#ifndef ASSIGN_FAIR_H
#define ASSIGN_FAIR_H
#include "base/base.h"

enum { FAIR_UNPLACED = -1, FAIR_SLOTS = 64 };

struct fair {
    int32_t left, right, meetings, slots;       /* at most FAIR_SLOTS slots */
    const uint64_t *here_left, *here_right;     /* per person a bit for each slot she is there */
    const int32_t *a, *b;                       /* per meeting its person left and right */
    const uint8_t *rank;                        /* per meeting: smaller is placed first (must meet, would like); NULL: all alike */
    const int32_t *tables;                      /* how many meetings have room, at [place * slots + slot]; NULL: no limit */
    const int32_t *place;                       /* per meeting where it is held, 0 to places - 1; NULL: all in place 0 */
    int32_t places;                             /* 0 counts as 1 */
    /* per slot a bit for each slot that leaves no time to change places; NULL: none; symmetric */
    const uint64_t *near;
    const int8_t *keep;                         /* per meeting the slot it stays in, or FAIR_UNPLACED; NULL: nothing is kept */
};

struct fair_plan {
    int8_t *slot;                               /* per meeting, or FAIR_UNPLACED */
    int32_t placed;
    /* nobody could place more, and maybe nobody so many (ways between places); proved by crowded, or by the tables there are */
    int32_t most;
    uint8_t *crowded;                           /* per meeting: 1 = belongs to the set of its left person, 2 = of its right */
};

/* RC_INPUT (also: what is to be kept cannot be together), RC_LIMIT; guards the arena itself like assign.h. */
enum rc fair_solve(struct arena *a, const struct fair *f, struct fair_plan *plan, struct err *e);

/* Legal, counted right, `most` proved by `crowded`, and `crowded` neither less nor more than the greatest such sets:
** RC_REFUSED and what is wrong. Code of its own. */
enum rc fair_proof(struct arena *a, const struct fair *f, const struct fair_plan *plan, struct err *e);
#endif
