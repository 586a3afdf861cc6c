/* organisation.c: changes to organisations and to memberships. Each is one function for db_tx: it looks again at what the
** decision rests on, writes the rows, one event and the notices. */
#include "app/parties/inner.h"

/* ---- the form's own rules ---- */

/* Legal persons have a code; a team that is not registered yet, a base and a government department may do without. */
bool organisation_needs_uscc(struct str kind)
{
    return !str_eq(kind, S("team")) && !str_eq(kind, S("base")) && !str_eq(kind, S("department"));
}

void organisation_check(struct form_state *s, const struct organisation_form *f)
{
    bool has_uscc = false;
    for (size_t i = 0; i < s->form->nfields; i++) has_uscc = has_uscc || strcmp(s->form->fields[i].name, "uscc") == 0;
    if (has_uscc && f->kind.n && !f->uscc.n && organisation_needs_uscc(f->kind)) form_error(s, "uscc", T_parties_err_uscc_need);
    if (f->website.n && !str_starts(f->website, S("https://")) && !str_starts(f->website, S("http://")))
        form_error(s, "website", T_parties_err_website);
}

/* ---- register and mend ---- */

/* Who has the name or the code already; 0 = nobody but ourselves. */
static enum rc look_taken(struct db *tx, struct organisation_change *c)
{
    struct organisation_by_name name;
    struct organisation_by_uscc uscc;
    c->name_taken = c->uscc_taken = 0;
    enum rc rc = organisation_by_name(tx, c->f->name_zh, &name);
    if (rc == RC_OK && name.id != c->id) c->name_taken = name.id;
    if (rc != RC_OK && rc != RC_NONE) return rc;
    if (c->f->uscc.n) {
        rc = organisation_by_uscc(tx, c->f->uscc, &uscc);
        if (rc == RC_OK && uscc.id != c->id) c->uscc_taken = uscc.id;
        if (rc != RC_OK && rc != RC_NONE) return rc;
    }
    return c->name_taken || c->uscc_taken ? RC_REFUSED : RC_OK;
}


enum rc organisation_store(struct db *tx, void *change)
{
    struct organisation_change *c = change;
    const struct organisation_form *f = c->f;
    struct str uscc = f->uscc.n ? f->uscc : STR_NONE;
    TRY(form_once(tx, &c->once));
    TRY(look_taken(tx, c));
    if (!c->version) {
        TRY(organisation_add(tx, c->id, f->kind, f->name_zh, str_given(f->name_en), c->sort_key, uscc, f->division, str_given(f->zone),
            str_given(f->industry), str_given(f->size_class), str_given(f->intro_zh), str_given(f->intro_en), str_given(f->website),
            str_given(f->contact), STR_NONE, c->state, 0, c->account, c->now));
        TRY(membership_add(tx, c->account, c->id, S("owner"), S("active"), c->now));
    } else {
        TRY(organisation_set(tx, c->id, c->version, f->kind, f->name_zh, str_given(f->name_en), c->sort_key, uscc, f->division,
            str_given(f->zone), str_given(f->industry), str_given(f->size_class), str_given(f->intro_zh), str_given(f->intro_en),
            str_given(f->website), str_given(f->contact), c->state));
        if (!tx->changes) return RC_STALE;
        if (c->sort_as.p) TRY(organisation_sort_as(tx, c->id, c->sort_as));
    }
    return event_add(tx, &c->event);
}

enum rc organisation_bank_store(struct db *tx, void *change)
{
    struct bank_change *c = change;
    TRY(form_once(tx, &c->once));
    TRY(organisation_bank_set(tx, c->id, c->version, c->cipher));
    return tx->changes ? event_add(tx, &c->event) : RC_STALE;
}

enum rc organisation_decision_store(struct db *tx, void *decision)
{
    struct decision *d = decision;
    struct membership_told_rows members;
    TRY(form_once(tx, &d->once));
    TRY(organisation_decide(tx, d->id, d->version, d->was, d->state, d->reason));
    if (!tx->changes) return RC_STALE;
    TRY(event_add(tx, &d->event));
    TRY(membership_told(tx, d->id, d->told, &members));
    for (size_t i = 0; i < members.n; i++) TRY(notice_add(tx, &d->event, members.v[i].account, d->message, d->path, d->zh, d->en));
    return RC_OK;
}

/* ---- memberships ---- */

static enum rc tell_owners(struct db *tx, const struct member_change *c)
{
    struct membership_in_rows rows;
    TRY(membership_in(tx, c->organisation, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (str_eq(rows.v[i].role, S("owner")) && str_eq(rows.v[i].state, S("active")))
            TRY(notice_add(tx, &c->event, rows.v[i].account, T_parties_notice_asked, c->path, c->who, c->who));
    return RC_OK;
}

/* An organisation without an owner could not be mended by anybody: the last one stays. */
static enum rc keeps_owner(struct db *tx, struct member_change *c, const struct membership_one *was)
{
    struct membership_owners owners;
    if (!str_eq(was->role, S("owner")) || !str_eq(was->state, S("active"))) return RC_OK;
    if (c->act == ACT_ROLE && str_eq(c->role, S("owner"))) return RC_OK;
    TRY(membership_owners(tx, c->organisation, &owners));
    c->last_owner = owners.n <= 1;
    return c->last_owner ? RC_REFUSED : RC_OK;
}

/* Joining and leaving are one's own; the rest is an owner's. Looked at inside: the owner may have been removed meanwhile. */
static enum rc may_act(struct db *tx, const struct member_change *c)
{
    enum party_role role;
    if (c->act == ACT_JOIN || c->act == ACT_LEAVE) return c->by == c->account ? RC_OK : RC_DENIED;
    TRY(party_role_of(tx, c->by, c->organisation, &role));
    return role == PARTY_OWNER ? RC_OK : RC_DENIED;
}

static enum rc join(struct db *tx, const struct member_change *c)
{
    TRY(membership_add(tx, c->account, c->organisation, S("member"), S("asked"), c->now));
    TRY(event_add(tx, &c->event));
    return tell_owners(tx, c);
}

enum rc member_store(struct db *tx, void *change)
{
    struct member_change *c = change;
    struct membership_one was;
    c->last_owner = false;
    TRY(form_once(tx, &c->once));
    TRY(may_act(tx, c));
    enum rc rc = membership_one(tx, c->account, c->organisation, &was);
    if (c->act == ACT_JOIN) return rc == RC_NONE ? join(tx, c) : rc == RC_OK ? RC_REFUSED : rc;
    TRY(rc);
    bool asked = str_eq(was.state, S("asked"));
    if (asked != (c->act == ACT_ACCEPT || c->act == ACT_REFUSE) && c->act != ACT_LEAVE) return RC_STALE;
    TRY(keeps_owner(tx, c, &was));
    int told = 0;
    switch (c->act) {
    case ACT_ACCEPT:
        TRY(membership_set(tx, c->account, c->organisation, c->role, S("active"), c->now));
        told = T_parties_notice_accepted;
        break;
    case ACT_ROLE:   TRY(membership_set(tx, c->account, c->organisation, c->role, S("active"), c->now));
        told = T_parties_notice_role; break;
    case ACT_REFUSE: told = T_parties_notice_refused; break;
    case ACT_REMOVE: told = T_parties_notice_removed; break;
    default: break;
    }
    if (c->act == ACT_REFUSE || c->act == ACT_REMOVE || c->act == ACT_LEAVE) TRY(membership_end(tx, c->account, c->organisation));
    TRY(event_add(tx, &c->event));
    return told && c->account != c->by
        ? notice_add(tx, &c->event, c->account, told, organisation_path(tx->arena, c->organisation, ""), c->zh, c->en)
        : RC_OK;
}
