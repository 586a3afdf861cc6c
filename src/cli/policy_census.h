/* policy_census.h: what `batch` and `whatif` share: a roster, a register, and
** a plan for each benefit of each version.
**
**     census_open ── { census_next ── census_run(take) } ... ── census_close */
#ifndef CLI_POLICY_CENSUS_H
#define CLI_POLICY_CENSUS_H
#include "cli/policy_roster.h"

struct census_options { struct str policies, dictionary, date, granted, policy; };
struct census_plan { const struct policy *policy; const struct policy_benefit *benefit; struct register_plan *plan; };

struct census {
    struct arena *a, plans_arena, piece;                          /* for good; plans; this piece */
    struct policy_register *reg;
    struct roster_file file;
    struct roster roster;
    struct grants granted; struct roster_grants by_row;
    struct census_plan *plans; size_t n;
};

void census_arenas(struct census *c);                             /* first; guard the piece and the plans: base/arena.h */
enum rc census_open(struct census *c, struct arena *a, struct str path, const struct census_options *q, struct err *e);
/* The next piece of the roster; c->file.rows is 0 at the end. */
enum rc census_next(struct census *c, struct err *e);
/* Runs all plans over the piece and hands each one's results, which last until take returns. */
void census_run(struct census *c, void (*take)(void *host, size_t plan, const struct batch_results *r), void *host);
/* One plan; the results live in the piece. */
struct batch_results census_results(struct census *c, size_t plan);
void census_close(struct census *c);

/* Another register without a roster of its own; plans for the columns of a file, when they changed or there are none. */
enum rc census_also(struct census *c, struct arena *a, const struct census_options *q, struct err *e);
void census_plan_anew(struct census *c, const struct roster_file *file);
void policy_put_fen(struct out *o, __int128 fen);                 /* 1234.50 */
#endif
