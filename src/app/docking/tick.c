/* tick.c: one bad row must not hold up the others. */
#include "app/docking/inner.h"

bool tick_went(struct tick *t, enum rc rc, const char *what, int64_t id)
{
    if (rc == RC_OK) return true;
    t->worst = rc;
    return tick_goes_on(t->db, rc, what, id);
}
