/* clearing.h: a stable round under way; shared by stable.c and teams.c. */
#ifndef ASSIGN_CLEARING_H
#define ASSIGN_CLEARING_H
#include "engine/assign/choice.h"

struct clearing {
    const struct assign_round *r;
    struct choices choices;
    uint32_t *rank;             /* per applicant: place in the lottery, from 0; greater wins */
    int32_t *at;                /* per applicant: wish held, or ASSIGN_NOBODY */
    int32_t *next;              /* per applicant: first wish not yet asked */
    int32_t *stack;             /* applicants who have to ask; room for all, and one */
    int32_t nstack;
    bool *closed;               /* per place; the choice has it, too */
    int64_t proposals;
};

static inline bool clearing_in_team(const struct assign_round *r, int32_t x) { return r->team && r->team[x] >= 0; }
static inline uint32_t clearing_kind(const struct clearing *c, int32_t x, int32_t place)
{
    return c->r->groups ? choice_kind(&c->choices.v[place], c->r->groups[x]) : 0;
}

/* Points above all, then the lottery; no two keys at a place are the same. */
static inline uint64_t clearing_key(const struct clearing *c, int32_t x, int32_t wish)
{
    return (uint64_t)(c->r->number[wish] + LIMIT_ROUND_POINTS) << 32 | c->rank[x];
}

/* Per applicant: place in the lottery, from 0; greater wins. who: the applicants in that order. */
uint32_t *clearing_ranks(struct arena *a, const struct assign_round *r, uint32_t **who);

static inline int64_t clearing_points(uint64_t key) { return (int64_t)(key >> 32) - LIMIT_ROUND_POINTS; }

/* What it takes at a place that is open, kind by kind; at each place, into out, where closed stands and cutoff_first has room. */
void clearing_cutoffs_at(const struct choices *c, int32_t place, struct assign_cutoff *out);
void clearing_cutoffs(struct arena *a, const struct choices *c, int32_t places, struct assign_stable *out);

/* Forgets who sits where; everybody without a team asks from the top of her list. */
void clearing_start(struct clearing *c);
void clearing_run(struct clearing *c);

/* teams.c: seats the teams, too, and mends what that upsets. Returns how many would still move: 0 = stable. */
int32_t teams_run(struct arena *a, struct clearing *c, int32_t *tries);
#endif
