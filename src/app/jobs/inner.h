/* inner.h: what the files of this folder share.
**
**     said.c      what a source says -> what is stored: seals, indexes, keys, ids
**     settle.c    a change of claims -> links of the firms it touches -> rows and cells
**     count.c     one person's claims -> what they count for: a pure function
*/
#ifndef JOBS_INNER_H
#define JOBS_INNER_H
#include "app/jobs/jobs.h"
#include "app/measures/measures.h"
#include "engine/link/link.h"
#include "jobs_sql.h"
#include "web/codes.h"
#include "web/form.h"
#include "web/ids.h"
#include "web/page.h"
#include "web/secret.h"

/* ---- said.c ---- */

struct job_made {
    int64_t id, firm_id;                          /* of the claim; of its firm, should it be new */
    struct str name_key, id_cipher, id_index, phone_cipher, phone_index, claimant, groups;
};
struct str job_groups_tidy(struct arena *a, struct str groups);   /* known ones, once, in the order of the measures */
int64_t job_who_of(struct str id_index);          /* the key of a person whose number is known: never that of a claim */

/* ---- settle.c ---- */

/* What a change sets of a claim that is there. state empty: stays; decided -1: stays. */
struct job_set { int64_t claim, decided; struct str state; };
struct job_change { const struct jobs_batch *add; const struct job_set *set; size_t nset; };
/* Inside a transaction: applies the change, links the firms it touches anew, writes what moved, and the cells of who is touched. */
enum rc jobs_settle(struct db *tx, const struct job_change *c);

/* ---- count.c ---- */

/* What counts of a claim. All claims of one spell have one start and end in common, which count.c finds. */
struct job_counted { int64_t spell, start, until, carrier; struct str division, zone, claimant, groups; bool founder; };
struct tally;
struct tally *tally_new(struct arena *a);
/* Adds value times what these claims of one person count for. Pure; v is sorted in place. */
void tally_person(struct tally *t, struct job_counted *v, size_t n, int64_t value);
bool tally_kept(struct tally *t);                 /* has it kept memory of its arena since it was asked last? Else the arena may be rewound */
enum rc tally_apply(struct db *tx, struct tally *t);

extern const char *const job_groups[];            /* the groups of the measures, NULL behind */
enum { JOB_GROUPS = 4 };
#endif
