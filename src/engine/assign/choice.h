/* choice.h: how a place chooses among those who want in; inner to this folder.
**
** The rule: fill as many reserved seats with members of their groups as can be
** filled, then take by priority; hard reserved seats nobody may take otherwise.
** Put as weights on a matching of applicants to seats (a reserved seat with its
** member outweighs any priority) this is an assignment valuation, so the choice
** is substitutable and never shrinks when more apply: deferred acceptance works.
**
** A place never tells applicants apart but by kind (the set of its reserves they
** count for, at most 64) and priority. How many reserved seats can be filled is
** Hall's theorem over the subsets U of reserves:
**
**     filled = min over U of  seats of the reserves outside U + holders whose kind meets U
**
** A U that attains the minimum is tight; unions of tight sets are tight. Letting a
** holder go costs a filled seat exactly when her kind meets the largest tight set.
*/
#ifndef ASSIGN_CHOICE_H
#define ASSIGN_CHOICE_H
#include "engine/assign/assign.h"

/* Holders of one kind stand in a pairing heap, the weakest on top. Its nodes are the place's seats, so that they lie together. */
struct holder { uint64_t key; int32_t x, child, next; };

/* Of Hall's minimum, as bits: the subsets that attain it and those that miss it by one. */
struct tight { uint64_t sets, next; };

/* Two lines of memory, and one block per place, so that an offer touches few. */
struct choice {
    int32_t seats, held, hard_seats;
    uint8_t nreserves, group[LIMIT_ROUND_RESERVES];     /* whose members a reserve is for */
    uint8_t hard;                   /* bit set: the reserves that are hard */
    bool closed, counted;           /* counted: `any`, `strict` and `filled` are those of the holders now */
    /* per kind: who stands below has been turned down before and would be again; most offers are, by a look at these */
    uint64_t *cut;
    uint64_t *key;                  /* key of the weakest holder per kind */
    uint64_t present;               /* kinds that hold a seat */
    int32_t *top;                   /* the seat of the weakest holder per kind, ASSIGN_NOBODY if none */
    /* per subset U of reserves three arrays: holders whose kind meets U; seats of the reserves outside U; the same of hard ones only,
    ** for U within `hard` */
    int32_t *meets;
    struct tight any, strict;       /* of all reserves; of the hard ones */
    /* cap of them, as many as were ever needed; those from `used` on never were, vacant ones hang by `next` */
    struct holder *seat;
    int32_t cap, used, vacant;
    int32_t filled;                 /* hard seats that can be filled */
};

struct choices { struct arena *a; struct choice *v; int32_t *todo, ntodo; };      /* todo: room for the holders of any place */

void choices_init(struct arena *a, const struct assign_round *r, struct choices *c);
void choices_clear(const struct assign_round *r, struct choices *c);   /* nobody holds anything */

/* Applicant x of that kind asks with that key. Returns who has to go (perhaps x), or ASSIGN_NOBODY. */
int32_t choice_offer(struct choices *c, int32_t place, uint32_t kind, int32_t x, uint64_t key);

/* x, who sits there with that key, leaves of her own. */
void choice_drop(struct choices *c, int32_t place, uint32_t kind, int32_t x, uint64_t key);

/* Would an applicant of that kind and key get in now? */
bool choice_would(const struct choices *c, int32_t place, uint32_t kind, uint64_t key);

/* The weakest holder of these kinds and her key, or ASSIGN_NOBODY. */
int32_t choice_weakest(const struct choices *c, int32_t place, uint64_t kinds, uint64_t *key);

/* The kinds among which one would have to go if one more of `kind` came; 0 = none would. Bits are kinds. */
uint64_t choice_at_risk(struct choice *p, uint32_t kind);

/* Kinds of which one more would be taken and nobody would have to go. *first: those of them that would fill a reserved seat; of all
** who have been turned away and now fit in, they are taken before the others. */
uint64_t choice_room(struct choice *p, uint64_t *first);
/* The same if one holder of that kind were not there. */
uint64_t choice_room_without(struct choice *p, uint32_t kind, uint64_t *first);

/* assign_kind of an applicant at that place. */
static inline uint32_t choice_kind(const struct choice *p, uint64_t groups)
{
    uint32_t kind = 0;
    for (uint32_t i = 0; i < p->nreserves; i++) kind |= (uint32_t)(groups >> p->group[i] & 1) << i;
    return kind;
}
#endif
