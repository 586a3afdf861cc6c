/* solve.c: two tables and a seed to a result, proved before anybody sees it. Pure but for the arena; a preview and a run are
** the same call. */
#include "app/rounds/inner.h"
#include "web/secret.h"

static void sums(struct round_solved *out)
{
    const struct assign_round *r = &out->rd.r;
    for (int32_t p = 0; p < r->places; p++) out->seats += r->place[p].seats;
    for (int32_t x = 0; x < r->applicants; x++) {
        out->placed += out->s.seat[x] >= 0;
        out->first_wish += out->s.seat[x] == r->first[x];
    }
}

enum rc round_solve(struct arena *a, struct str places, struct str applicants, struct str seed, struct round_solved *out, struct err *e)
{
    struct assign_stable own;
    struct out o;
    uint8_t sum[32];
    *out = (struct round_solved){
        .rd = { .a = a, .seed = seed, .nfiles = 2, .file = { { S("places.csv"), places }, { S("applicants.csv"), applicants } } }
    };
    enum rc rc = round_read(&out->rd, e);
    if (rc == RC_OK) rc = assign_stable(a, &out->rd.r, &out->s, e);
    if (rc == RC_OK) rc = assign_stable_proof(a, &out->rd.r, &out->s, &own, e);
    if (rc != RC_OK) { arena_unguard(a); return rc; }
    if (arena_guard(a) != 0) { arena_unguard(a); return fail(e, RC_LIMIT, "the result needs more memory than a round may use"); }
    out_init(&o, a);
    round_put_stable(&o, &out->rd, &out->s);
    out->json = out_str(&o);
    sums(out);
    sha256(out->json, sum);
    struct str text = hex(a, sum, sizeof sum);
    memcpy(out->sha256, text.p, sizeof out->sha256);
    arena_unguard(a);
    return RC_OK;
}
