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
/* 0, or T_...: no day on which somebody may have begun, nor will within a year; empty: 0 */
int job_start_fault(struct str day, int64_t today);
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
/* has it kept memory of its arena since it was asked last? Else the arena may be rewound */
bool tally_kept(struct tally *t);
enum rc tally_apply(struct db *tx, struct tally *t);

/* ---- decide.c ---- */

struct job_decide {
    struct once once;
    struct event event;
    const char *verb;                             /* confirm, merge, split, refuse */
    int64_t id, rest;                             /* of the decision, or of the one that is taken back; for what stays behind a split */
    int64_t account, now, spell, other;
    const int64_t *claims; size_t nclaims;
    struct str reason;
    int refused;                                  /* out, with RC_REFUSED: T_... */
};
enum rc job_confirm_tx(struct db *tx, void *decide);
enum rc job_merge_tx(struct db *tx, void *decide);
enum rc job_split_tx(struct db *tx, void *decide);
enum rc job_refuse_tx(struct db *tx, void *decide);
enum rc job_undo_tx(struct db *tx, void *decide);

struct job_look { struct once once; struct event event; struct str kind, field, purpose; int64_t subject; };
enum rc job_unmask_tx(struct db *tx, void *look);

/* ---- words.c ---- */

int job_state_said(struct str state);             /* T_... */
int job_basis_said(struct str basis);
int job_source_said(struct str kind);
int job_verb_said(struct str verb);
int job_relation_said(struct str relation);
struct str job_name_masked(struct arena *a, struct str name);     /* 王** */
struct str job_groups_said(struct req *r, struct str groups);
/* Who claims, as stored ("c:ID", "z:CODE", "d:CODE"), in words. */
struct str job_claimant_said(struct req *r, struct str claimant);
struct str job_key_said(struct arena *a, int64_t who);            /* the person's key as lists show it */
void put_span(struct req *r, struct str from, struct str until);  /* two dates, or "since" */
struct str job_path(struct req *r, const char *what, int64_t id, const char *tail);      /* /jobs/WHAT/ID TAIL */

extern const char *const job_groups[];            /* the groups of the measures, NULL behind */
enum { JOB_GROUPS = 4 };
#endif
