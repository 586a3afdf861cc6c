/* jobs.h: one person, one job, counted once: what other slices may call.
**
**     filings ─┐
**     docking ─┤ jobs_claim_add ──► claims ──engine/link──► spells ──count.c──► cells (measures.h)
**     imports ─┘                            by firm                by person
**
** A claim is what one row of one source says. A spell is person x firm x interval: the union of the claims that speak of it.
** Several sources may claim a job; it is one job, shared between those who claim it. All of it, cells included, happens in
** the transaction that brings a claim in, takes it back, or decides about it. */
#ifndef JOBS_H
#define JOBS_H
#include "app/parties/parties.h"

extern const struct slice jobs_slice;

/* One claim as its source says it. Days as YYYY-MM-DD, checked; empty text: not said. */
struct job_said {
    int64_t row;                                  /* within the source; once */
    struct str name;                              /* as spelled; must be given */
    struct str number;                            /* resident id: id_normal, and resident_check has passed; may be empty */
    struct str phone;                             /* as written */
    int64_t firm;                                 /* its row, or 0: the firm below is found or added */
    struct firm_said at;
    struct str relation;                          /* "employee", the default, or "founder" */
    struct str post, start, end;                  /* start must be given; end: the last day, when she has left */
    struct str seen;                              /* the day the row speaks for, where it is not the batch's */
    int64_t contract_months, insurance_months;    /* DB_NULL: not said */
    struct str groups;                            /* comma-separated: graduate, migrant, veteran, hardship */
    int64_t carrier;                              /* the organisation that counts it; 0 = none */
    struct str zone, division, programme;         /* where and under what it is counted; divisions are the claim's, not the firm's */
    struct str evidence;                          /* contract number, file, whatever leads to the paper */
};

struct job_made;                                  /* what must not be made twice: ids, seals, indexes */
struct jobs_batch {
    struct str kind;                              /* "filing", "docking", "training", "import" */
    int64_t source;                               /* the filing, the case, the batch */
    struct str seen;                              /* the day the source speaks for: a filing's last day of the month */
    int64_t account, now;
    const struct job_said *v; size_t n;
    const int64_t *ids;                           /* of the claims, where they must be the same every time (sample data); NULL: new ones */
    struct job_made *made;                        /* jobs_prepare */
};

/* Outside the transaction, once: seals, indexes and ids in a. Sets b->made. */
void jobs_prepare(struct arena *a, const struct keys *k, struct jobs_batch *b);
/* Inside the caller's db_tx, after jobs_prepare: all rows of a source at once is what is quick. RC_DUPLICATE: a row of this source
** is there already. The rows work in tx's arena: some 2 KB a claim. */
enum rc jobs_claim_add(struct db *tx, const struct jobs_batch *b);
/* Inside the caller's db_tx: takes back every claim of a source that is not withdrawn, refused ones too. They stay as history. RC_OK
** when there was none. */
enum rc jobs_claims_withdraw(struct db *tx, struct str kind, int64_t source);
/* For a correction: takes back what the source said and adds what it says now, NULL: nothing until it is corrected. The firms of both
** are linked once; what officers decided about a row stays with it where it is said again. */
enum rc jobs_claims_replace(struct db *tx, struct str kind, int64_t source, const struct jobs_batch *b);

/* What a resident id out of a table may be wrong in: 0, or a message T_job_err_... for the field. number is id_normal's. */
int job_number_fault(struct str number);
#endif
