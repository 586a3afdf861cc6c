/* decide.c: what an officer decides about claims, each one function of db_tx: rows of the decision, what follows for spells and cells
** (settle.c), and the event. What a decision changed is kept with it, so that it can be taken back; both stay as history. */
#include "app/jobs/inner.h"

static enum rc decide(struct db *tx, struct job_decide *d, const struct job_set *set, const struct job_claims_spell *v, size_t n)
{
    TRY(job_decision_add(tx, d->id, str_from(d->verb), d->account, d->reason, d->now));
    for (size_t i = 0; i < n; i++) {
        struct str state = set[i].state.n ? set[i].state : v[i].state;
        TRY(job_decision_claim_add(tx, d->id, set[i].claim, d->spell, v[i].decided, v[i].state,
            set[i].decided >= 0 ? set[i].decided : v[i].decided, state));
    }
    TRY(jobs_settle(tx, &(struct job_change){ .set = set, .nset = n }));
    return event_add(tx, &d->event);
}

/* The live claims of a spell; RC_STALE when somebody has taken it apart meanwhile. */
static enum rc live_claims(struct db *tx, int64_t spell, struct job_claims_spell_rows *rows)
{
    TRY(job_claims_spell(tx, spell, rows));
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) if (str_eq(rows->v[i].state, S("live"))) rows->v[n++] = rows->v[i];
    rows->n = n;
    return n ? RC_OK : fail(&tx->err, RC_STALE, "the spell was changed meanwhile");
}

static struct job_set *set_all(struct db *tx, const struct job_claims_spell_rows *rows, int64_t decided)
{
    struct job_set *set = NEWS(tx->arena, struct job_set, rows->n);
    for (size_t i = 0; i < rows->n; i++) set[i] = (struct job_set){ rows->v[i].id, decided, STR_NONE };
    return set;
}

enum rc job_confirm_tx(struct db *tx, void *arg)
{
    struct job_decide *d = arg;
    struct job_claims_spell_rows rows;
    TRY(form_once(tx, &d->once));
    TRY(live_claims(tx, d->spell, &rows));
    return decide(tx, d, set_all(tx, &rows, d->id), rows.v, rows.n);
}

static struct str number_in(const struct job_claims_spell_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) if (rows->v[i].id_index.n) return rows->v[i].id_index;
    return STR_NONE;
}

enum rc job_merge_tx(struct db *tx, void *arg)
{
    struct job_decide *d = arg;
    struct job_claims_spell_rows rows, more;
    struct job_spell_by_id one, other;
    TRY(form_once(tx, &d->once));
    d->refused = 0;
    TRY(job_spell_by_id(tx, d->spell, &one));
    TRY(job_spell_by_id(tx, d->other, &other));
    TRY(live_claims(tx, d->spell, &rows));
    TRY(live_claims(tx, d->other, &more));
    struct str x = number_in(&rows), y = number_in(&more);
    if (x.n && y.n && !str_eq(x, y)) d->refused = T_job_err_two_numbers;
    if (one.firm != other.firm || one.id == other.id) d->refused = T_job_err_two_firms;
    if (d->refused) return RC_REFUSED;
    for (size_t i = 0; i < more.n; i++) *PUSH(tx->arena, &rows) = more.v[i];
    return decide(tx, d, set_all(tx, &rows, d->id), rows.v, rows.n);
}

static bool chosen(const struct job_decide *d, int64_t claim)
{
    for (size_t i = 0; i < d->nclaims; i++) if (d->claims[i] == claim) return true;
    return false;
}

/* The chosen become an identity of their own, what stays another: both are decided, so that neither draws the other back. */
enum rc job_split_tx(struct db *tx, void *arg)
{
    struct job_decide *d = arg;
    struct job_claims_spell_rows rows;
    struct str out = STR_NONE, stay = STR_NONE;
    size_t n = 0;
    TRY(form_once(tx, &d->once));
    d->refused = 0;
    TRY(live_claims(tx, d->spell, &rows));
    struct job_set *set = set_all(tx, &rows, d->rest);
    for (size_t i = 0; i < rows.n; i++) {
        bool goes = chosen(d, rows.v[i].id);
        if (rows.v[i].id_index.n) *(goes ? &out : &stay) = rows.v[i].id_index;
        if (goes) { set[i].decided = d->id; n++; }
    }
    if (out.n && stay.n) d->refused = T_job_err_same_number;         /* one number is one person: all of this spell's numbers are equal */
    if (!n || n == rows.n) d->refused = T_job_err_some;
    return d->refused ? RC_REFUSED : decide(tx, d, set, rows.v, rows.n);
}

enum rc job_refuse_tx(struct db *tx, void *arg)
{
    struct job_decide *d = arg;
    struct job_claim_by_id c;
    TRY(form_once(tx, &d->once));
    TRY(job_claim_by_id(tx, d->claims[0], &c));
    if (!str_eq(c.state, S("live"))) return fail(&tx->err, RC_STALE, "the claim was changed meanwhile");
    d->spell = c.spell;
    struct job_set set = { c.id, -1, S("refused") };
    struct job_claims_spell was = { .state = c.state, .decided = c.decided };
    return decide(tx, d, &set, &was, 1);
}

/* Only while everything is as the decision left it; a later one has to be taken back first. */
enum rc job_undo_tx(struct db *tx, void *arg)
{
    struct job_decide *d = arg;
    struct job_decision_claims_rows rows;
    TRY(form_once(tx, &d->once));
    d->refused = 0;
    TRY(job_decision_claims(tx, d->id, &rows));
    struct job_set *set = NEWS(tx->arena, struct job_set, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct job_decision_claims *x = &rows.v[i];
        if (x->decided != x->set_decided || !str_eq(x->state, x->set_state)) d->refused = T_job_err_changed_since;
        set[i] = (struct job_set){ x->claim, x->was_decided, x->was_state };
    }
    if (d->refused) return RC_REFUSED;
    TRY(job_decision_undo(tx, d->id, d->account, d->now, d->reason));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "taken back already");
    TRY(jobs_settle(tx, &(struct job_change){ .set = set, .nset = rows.n }));
    return event_add(tx, &d->event);
}

enum rc job_unmask_tx(struct db *tx, void *arg)
{
    struct job_look *l = arg;
    TRY(form_once(tx, &l->once));
    TRY(event_add(tx, &l->event));
    return unmasking_add(tx, l->event.id, l->event.account, l->kind, l->subject, l->field, l->purpose, l->event.now);
}
