/* access.c: who may see which spell. The scope of a role is a district: a spell belongs to every district in which it is claimed. */
#include "app/jobs/views.h"

enum rc job_spell_seen(struct req *r, int64_t id, struct job_spell_by_id *s)
{
    struct job_spell_divisions_rows rows;
    TRY(job_spell_by_id(r->db, id, s));
    TRY(job_spell_divisions(r->db, id, &rows));
    for (size_t i = 0; i < rows.n; i++) if (parties_may(r, PERM_REVIEW, rows.v[i].division)) return RC_OK;
    return RC_NONE;
}

enum rc job_claim_seen(struct req *r, enum perm p, int64_t id, struct job_claim_by_id *c)
{
    TRY(job_claim_by_id(r->db, id, c));
    return parties_may(r, p, c->division) ? RC_OK : RC_NONE;
}
