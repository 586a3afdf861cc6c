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

/* Holders of a place ascend in rows, the weakest first, each in one word: points, lottery, kind. Nearly every place has one row, which
** lies behind all else it decides with, so that an offer touches few lines of memory; one open to thousands has many, so that nothing
** long is ever moved. kinds: which of them may stand in the row; those not among them do not. */
struct row { uint64_t *v, kinds; int32_t n, cap; };

/* Of Hall's minimum, as bits: the subsets that attain it and those that miss it by one. */
struct tight { uint64_t sets, next; };

enum { LINE = 64 };                 /* of memory, as the processor fetches it */

/* Two lines of memory, and one block per place. */
struct choice {
    _Alignas(LINE) int32_t seats;
    int32_t held, hard_seats;
    uint8_t nreserves, group[LIMIT_ROUND_RESERVES];     /* whose members a reserve is for */
    uint8_t hard;                   /* bit set: the reserves that are hard */
    bool closed, counted;           /* counted: `any`, `strict` and `filled` are those of the holders now */
    uint64_t present;               /* kinds that hold a seat */
    /* the block, in lines of its own: first, per subset U of reserves, holders whose kind meets U; seats of the reserves outside U;
    ** the same of hard ones only, for U within `hard`; and per kind, how many hold a seat. */
    int32_t *meets;
    /* then, per kind: who stands below has been turned down before and would be again; most offers are, by a look at these. Then `only` */
    uint64_t *cut;
    struct row *row, only;          /* row: &only, as long as it is */
    struct tight any, strict;       /* of all reserves; of the hard ones */
    int32_t filled;                 /* hard seats that can be filled */
    uint16_t rows, row_cap;
};

/* who: by place in the lottery. spare: pieces of memory for rows, as long as any */
struct choices { struct arena *a; struct choice *v; const uint32_t *who; struct { uint64_t **v; size_t n, cap; } spare; };

/* who: the applicants by their place in the lottery, which the lower half of a key is */
void choices_init(struct arena *a, const struct assign_round *r, const uint32_t *who, struct choices *c);
void choices_clear(const struct assign_round *r, struct choices *c);   /* nobody holds anything */

/* Applicant x of that kind asks with that key: points, then lottery. Returns who has to go (perhaps x), or ASSIGN_NOBODY. */
int32_t choice_offer(struct choices *c, int32_t place, uint32_t kind, int32_t x, uint64_t key);

/* Who sits there with that key leaves of her own. */
void choice_drop(struct choices *c, int32_t place, uint32_t kind, uint64_t key);

/* Would an applicant of that kind and key get in now? */
bool choice_would(const struct choices *c, int32_t place, uint32_t kind, uint64_t key);

/* The weakest holder of these kinds and her key, or ASSIGN_NOBODY. */
int32_t choice_weakest(const struct choices *c, int32_t place, uint64_t kinds, uint64_t *key);

/* The kinds among which one would have to go if one more of `kind` came; 0 = none would. Bits are kinds. */
uint64_t choice_at_risk(struct choice *p, uint32_t kind);
/* The same of every kind, into risk. */
void choice_at_risk_all(struct choice *p, uint64_t *risk);

/* Kinds of which one more would be taken and nobody would have to go. *first: those of them that would fill a reserved seat; of all
** who have been turned away and now fit in, they are taken before the others. */
uint64_t choice_room(struct choice *p, uint64_t *first);
/* The same if one holder of that kind were not there. */
uint64_t choice_room_without(struct choice *p, uint32_t kind, uint64_t *first);

/* n things each in lines of their own, zeroed. */
static inline void *lines_alloc(struct arena *a, size_t n)
{
    char *p = arena_zero(a, n + LINE - 1);
    return p + (-(uintptr_t)p & (LINE - 1));
}

/* Asks for a line of memory that will be looked at soon. Without the second statement a compiler throws away calls of functions that
** do nothing else, for they compute nothing. */
static inline void fetch(const void *p)
{
    __builtin_prefetch(p);
    __asm__ volatile("");
}

static inline void lines_fetch(const void *p, size_t n)
{
    for (size_t i = 0; i < n; i += LINE) fetch((const char *)p + i);
}

/* What a place decides with, in steps: the second and third are found in the first. */
static inline void choice_fetch(const struct choice *p) { lines_fetch(p, sizeof *p); }
static inline void choice_fetch_counts(const struct choice *p) { lines_fetch(p->meets, (4 * sizeof *p->meets) << p->nreserves); }
static inline void choice_fetch_seats(const struct choice *p)
{
    enum { MOST = 8 * LINE };
    size_t n = sizeof *p->row->v * (size_t)p->only.n;
    fetch(p->cut);
    lines_fetch(p->only.v, n < MOST ? n : MOST);
}


/* Who is weakest there, all the same of which kinds. */
static inline void choice_fetch_out(const struct choices *c, int32_t place)
{
    const struct row *row = &c->v[place].only;
    for (int32_t i = 0; i < 3 && i < row->n; i++) fetch(&c->who[row->v[i] >> 6 & 0x1fffff]);
}

/* assign_kind of an applicant at that place. */
static inline uint32_t choice_kind(const struct choice *p, uint64_t groups)
{
    uint32_t kind = 0;
    for (uint32_t i = 0; i < p->nreserves; i++) kind |= (uint32_t)(groups >> p->group[i] & 1) << i;
    return kind;
}
#endif
