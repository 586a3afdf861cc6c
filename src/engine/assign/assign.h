/* assign.h: who gets which scarce place. Two ways to clear a round, each with a
** certificate that a stranger can check, and the check.
**
**     wishes, points, lottery --assign_stable---> seats, cut-offs --assign_stable_proof--> what is wrong, if anything
**     wishes, costs           --assign_optimal--> seats, prices   --assign_optimal_proof-> what is wrong, if anything
**
** Pure: no I/O, no clock, no globals. Everything comes in by struct assign_round,
** whose arrays the caller owns; what goes out lives in the arena given. The
** functions guard that arena themselves (base/arena.h) and answer RC_LIMIT when
** it is full; a guard of the caller's must be set again afterwards.
*/
#ifndef ASSIGN_H
#define ASSIGN_H
#include "base/base.h"

enum { ASSIGN_NOBODY = -1 };

/* Seats of a place kept for members of a group. Soft: when members are lacking, anybody may sit there.
** Hard: then the seat stays empty. Who is in several groups takes one seat and counts for one reserve. */
struct assign_reserve { int32_t group, seats; bool hard; };

struct assign_place {
    int32_t seats;                          /* upper quota */
    int32_t least;                          /* lower quota: with fewer the place does not open (stable), or there is no answer (optimal) */
    const struct assign_reserve *reserves;  /* at most LIMIT_ROUND_RESERVES; their seats are among `seats` */
    int32_t nreserves;
};

/* A round. The wishes of applicant i are first[i] .. first[i + 1] - 1, most wanted first. */
struct assign_round {
    int32_t applicants, places;
    const struct assign_place *place;
    const int32_t *first;                   /* applicants + 1 of them */
    const int32_t *wish;                    /* the place; each place at most once per applicant */
    const int64_t *number;                  /* stable: points at that place, more is better; optimal: what it costs */
    const uint8_t *same;                    /* 1: liked as much as the wish before it; NULL: nothing is */
    const uint64_t *groups;                 /* per applicant a bit for each group; NULL: no groups */
    const uint64_t *lottery;                /* per applicant; the greater wins a tie of points, then the earlier applicant */
    const int32_t *team;                    /* per applicant a team's number from 0, or ASSIGN_NOBODY; NULL: no teams.
                                             * A team wishes for the same places and sits in one of them whole, or in none. */
    int64_t outside;                        /* optimal: what it costs to leave somebody without a place */
};

/* Refuses numbers the functions below do not take, naming applicant or place (from 0) in e: RC_INPUT or RC_LIMIT. */
enum rc assign_check(struct arena *a, const struct assign_round *r, struct err *e);

/* ---- stable */

/* The least that gets a seat. OPEN: anybody (with any points) would; SHUT: nobody would. AT: who stands above
** applicant `holder` in points, then lottery. */
enum assign_gate { ASSIGN_OPEN, ASSIGN_AT, ASSIGN_SHUT };
struct assign_cutoff { enum assign_gate gate; int32_t holder; int64_t points; };

struct assign_stable {
    int32_t *seat;                          /* per applicant: index of the wish that came true, or ASSIGN_NOBODY */
    bool *closed;                           /* per place: it did not reach its least and does not open */
    struct assign_cutoff *cutoff;           /* assign_cutoff_at() finds the one of a place and a kind of applicant */
    int32_t *cutoff_first;                  /* per place */
    int64_t proposals;
    int32_t rounds;                         /* deferred acceptance ran so often: once, and once for each closed place */
    int32_t tries, blocking;                /* teams: orders tried; teams and applicants that would still move in the best */
};

/* Applicant-proposing deferred acceptance. RC_REFUSED: there are teams and no stable outcome was found within
** LIMIT_ROUND_TRIES orders; out then holds the outcome with the fewest blocking. */
enum rc assign_stable(struct arena *a, const struct assign_round *r, struct assign_stable *out, struct err *e);

/* The cut-offs of seats that came from elsewhere: s->seat and s->closed go in. */
enum rc assign_cutoffs(struct arena *a, const struct assign_round *r, struct assign_stable *s, struct err *e);

/* Which reserves of the place the groups count for: a bit for each, in the order of place->reserves. */
uint32_t assign_kind(const struct assign_place *p, uint64_t groups);

static inline const struct assign_cutoff *assign_cutoff_at(const struct assign_stable *s, int32_t place, uint32_t kind)
{
    return &s->cutoff[s->cutoff_first[place] + (int32_t)kind];
}

/* ---- stable, kept: after a few applicants have sent new lists the outcome is mended; it is the one assign_stable would
** find (keep_stable.c) */

struct assign_stable_kept;
/* all of her as she is now */
struct assign_stable_change { int32_t applicant, n; const int32_t *wish; const int64_t *number; uint64_t groups; };

/* Keeps the round and its outcome in the arena. RC_INPUT: teams or a least; RC_REFUSED: it is not what assign_stable finds. */
enum rc assign_stable_keep(struct arena *a, const struct assign_round *r, const struct assign_stable *s, struct assign_stable_kept **kept,
    struct err *e);
/* Of several lists of one applicant the last counts. Errors as those of assign_kept_change. */
enum rc assign_stable_kept_change(struct assign_stable_kept *k, const struct assign_stable_change *c, size_t n, struct err *e);
/* first: of the lists as they are now; proposals: asked so far since it was kept. The cut-offs are what is kept of them: the next
** change changes them. */
enum rc assign_stable_kept_answer(struct arena *a, struct assign_stable_kept *k, const int32_t *first, struct assign_stable *out,
    struct err *e);

/* Checks s->seat and s->closed from nothing but the round, with code of its own; RC_REFUSED, and e names what is
** wrong: a quota, a hard reserve, a place closed or opened wrongly, somebody with a justified claim. The cut-offs it
** found go to own, and if s has some they have to be the same. */
enum rc assign_stable_proof(struct arena *a, const struct assign_round *r, const struct assign_stable *s, struct assign_stable *own,
    struct err *e);

/* ---- optimal */

/* Where simplex stood, so that it can go on from there when something has changed: for each applicant the place she is
** at or would turn to next (ASSIGN_NOBODY: outside); for each place the applicant sitting there who would turn elsewhere
** if one more seat were needed (ASSIGN_NOBODY: a seat is free). */
struct assign_basis { int32_t *up, *link; };

struct assign_optimal {
    int32_t *seat;                          /* per applicant: index of the wish, or ASSIGN_NOBODY */
    int64_t cost;
    int64_t *price;                         /* per place: at least what one more seat would save, at most what one fewer would cost;
                                             * 0 where one is free, below 0 where a least binds */
    int64_t *pays;                          /* per applicant: cost of her place and its price */
    struct assign_basis basis;
    int64_t pivots;
};

/* Least sum of costs; every place between its quotas. Points are costs, groups, reserves, lottery and teams play no part.
** warm: the answer to a round with the same applicants and places, whose wishes, costs and quotas may since have changed;
** NULL: none. RC_REFUSED: a least cannot be reached; e names the place. */
enum rc assign_optimal(struct arena *a, const struct assign_round *r, const struct assign_optimal *warm, struct assign_optimal *out,
    struct err *e);

/* Dual feasibility and complementary slackness, with code of its own: seat, price, pays and cost. RC_REFUSED as above. */
enum rc assign_optimal_proof(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct err *e);

/* ---- optimal, kept: after a few applicants have sent new lists the answer is mended instead of found anew (keep.c) */

struct assign_kept;
struct assign_change { int32_t applicant, n; const int32_t *wish; const int64_t *number; };       /* her whole list as it is now */

/* Keeps the round and its answer, which is proved first, in the arena. RC_INPUT: a place has a least. */
enum rc assign_keep(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct assign_kept **kept,
    struct err *e);
/* Of several lists of one applicant the last counts. RC_INPUT, RC_LIMIT as assign_check has them, and nothing is changed;
** but after RC_LIMIT for memory what was kept is worth nothing. */
enum rc assign_kept_change(struct assign_kept *k, const struct assign_change *c, size_t n, struct err *e);
/* The answer as it stands, without a basis; pivots: places looked at so far. first: of the lists as they are now. */
enum rc assign_kept_answer(struct arena *a, const struct assign_kept *k, const int32_t *first, struct assign_optimal *out, struct err *e);

/* RC_REFUSED when somebody is left without a place, naming who is too many for which places (Hall's theorem). */
enum rc assign_everybody(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct err *e);

#endif
