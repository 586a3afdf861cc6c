/* test_world.h: cells for the tests of this folder, written as other slices write them. */
#ifndef INDICATORS_TEST_WORLD_H
#define INDICATORS_TEST_WORLD_H
#include "app/indicators/views.h"

static struct site s;
static const struct slice *const slices[] = { &web_slice, &indicators_slice };

struct put { const char *measure; int64_t month; const char *division, *zone; int64_t carrier; const char *groups; int64_t value; };
struct puts { const struct put *v; size_t n; };

static enum rc put_tx(struct db *tx, void *arg)
{
    const struct puts *p = arg;
    struct measures m = { .arena = tx->arena };
    for (size_t i = 0; i < p->n; i++)
        measures_add(&m, str_from(p->v[i].measure), p->v[i].month,
            &(struct measure_at){ str_from(p->v[i].division), str_from(p->v[i].zone), p->v[i].carrier }, str_from(p->v[i].groups),
            p->v[i].value);
    return measures_apply(tx, &m);
}

static void put_cells(const struct put *v, size_t n)
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, put_tx, &(struct puts){ v, n }), RC_OK);
    db_give(db);
}
#endif
