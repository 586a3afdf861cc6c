/* tick.c: one bad row must not hold up the others. */
#include "app/docking/inner.h"

bool tick_went(struct tick *t, enum rc rc, const char *what, int64_t id)
{
    if (rc == RC_OK) return true;
    fprintf(stderr, "ballast: %s", what);
    if (id) fprintf(stderr, " %lld", (long long)id);
    fprintf(stderr, ": %s: %s; the next tick tries again\n", rc_name(rc), t->db->err.text);
    t->worst = rc;
    return rc != RC_DOWN;
}
