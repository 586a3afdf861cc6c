/* rounds.h: what other slices may ask about rounds of allocation.
**
** A round gives out what is scarce (desks, seats, internships, hours) at once: applicants rank places, published points and a
** published lottery decide, and the result can be checked by anybody.
**
**     draft -> announced (applications, from day to day) -> ran -> published (objections, to a day)
**
** Nothing else in the program writes these tables. */
#ifndef ROUNDS_H
#define ROUNDS_H
#include "web/web.h"

extern const struct slice rounds_slice;

/* Proposals of others this officer may confirm, and objections nobody has decided on; the time of the oldest, 0 when there is none. */
enum rc rounds_waiting(struct req *r, int64_t *n, int64_t *oldest_ms);
#endif
