/* organisation_state.c: the office suspends an organisation, opens it again, or closes it.
**
**     active <--> suspended --> closed --> active            each with a reason, the password given again, and a notice to
**       \______________________/                             every member
**
** What the organisation posted is withheld as long as it is not active (LISTING_GATE in app/docking/docking.h); nothing of it
** is lost. Nobody decides over an organisation he registered or belongs to. */
#include "app/docking/docking.h"
#include "app/parties/views.h"

static const struct choice acts[] = {
    { SI("suspend"), { 0 }, { 0 }, T_parties_act_suspend },
    { SI("close"), { 0 }, { 0 }, T_parties_act_close },
    { SI("reopen"), { 0 }, { 0 }, T_parties_act_reopen },
};
static struct choices acts_all(struct req *r) { (void)r; return (struct choices){ acts, LEN(acts) }; }
static struct choices acts_active(struct req *r) { (void)r; return (struct choices){ acts, 2 }; }
static struct choices acts_suspended(struct req *r) { (void)r; return (struct choices){ acts + 1, 2 }; }
static struct choices acts_closed(struct req *r) { (void)r; return (struct choices){ acts + 2, 1 }; }

#define ACT(choices_) CHOICE("act", AT(struct state_form, act), .label = T_parties_state_act, .choices = choices_, .need = true)
#define THE_REST \
    LONGTEXT("reason", AT(struct state_form, reason), .label = T_parties_reason, .hint = T_parties_state_reason_hint, .max = 500, .need = true), \
    HIDDEN("version", AT(struct state_form, version), .label = T_parties_version, .need = true, .max = 20)

static const struct field all_fields[] = { ACT(acts_all), THE_REST };
static const struct field active_fields[] = { ACT(acts_active), THE_REST };
static const struct field suspended_fields[] = { ACT(acts_suspended), THE_REST };
static const struct field closed_fields[] = { ACT(acts_closed), THE_REST };
const struct form organisation_state_form = FORM("organisation_state", struct state_form, all_fields, T_parties_decide);

/* What can be done depends on what it is now; no table: nothing, it has yet to be reviewed. */
static const struct form *form_for(struct str state)
{
    static const struct form active = FORM("organisation_state", struct state_form, active_fields, T_parties_decide),
        suspended = FORM("organisation_state", struct state_form, suspended_fields, T_parties_decide),
        closed = FORM("organisation_state", struct state_form, closed_fields, T_parties_decide);
    return str_eq(state, S("active")) ? &active : str_eq(state, S("suspended")) ? &suspended : str_eq(state, S("closed")) ? &closed : NULL;
}

/* Where each act leads, and what the members read. */
static const struct {
    const char *act, *state;
    int told;
} outcomes[] = {
    { "suspend", "suspended", T_parties_notice_org_suspended },
    { "close", "closed", T_parties_notice_org_closed },
    { "reopen", "active", T_parties_notice_org_reopened },
};

static enum rc state_open(struct req *r, struct organisation_by_id *o)
{
    TRY(organisation_by_id(r->db, r->id[0], o));
    return parties_may(r, PERM_REVIEW, o->division) ? RC_OK : RC_NONE;
}

static enum rc state_show(struct req *r, const struct organisation_by_id *o, const struct form_state *s)
{
    page_crumb(r, S("/office"), say(r, T_parties_office));
    page_crumb(r, S("/office/organisations"), say(r, T_parties_office_organisations));
    page_crumb(r, organisation_path(r->arena, o->id, ""), pick(r, o->name_zh, o->name_en));
    if (!form_ok(s)) r->status = 422;
    page_begin(r, say(r, T_parties_state_title));
    organisation_state_html(r, o, s);
    page_end(r);
    return RC_OK;
}

enum rc organisation_state_page(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    TRY(state_open(r, &o));
    const struct form *form = form_for(o.state);
    if (!form) return redirect(r, str_printf(r->arena, "/review/organisations/%lld", (long long)o.id));
    struct state_form f = { .version = str_printf(r->arena, "%lld", (long long)o.version) };
    form_start(r, &s, form, &f);
    return state_show(r, &o, &s);
}

/* Two pairs of eyes, as in the review. */
static enum rc check_own(struct req *r, const struct organisation_by_id *o, struct form_state *s)
{
    struct membership_one mine;
    enum rc rc = membership_one(r->db, r->who.account, o->id, &mine);
    if (rc == RC_OK || o->created_by == r->who.account) form_error(s, NULL, T_parties_err_own_state);
    return rc == RC_NONE ? RC_OK : rc;
}

enum rc organisation_state_post(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    struct state_form f;
    size_t k = 0;
    TRY(state_open(r, &o));
    const struct form *form = form_for(o.state);
    if (!form) return RC_STALE;
    /* Sent from an older page, perhaps by a second press: the transaction answers, whatever is possible by now. */
    bool older = version_of(req_arg(r, "version")) != o.version;
    form_read(r, &s, older ? &organisation_state_form : form, &f);
    TRY(check_own(r, &o, &s));
    if (!form_ok(&s)) return state_show(r, &o, &s);
    while (!str_eq(f.act, str_from(outcomes[k].act))) k++;          /* one of them: the form's choices are these */
    struct decision d = { .id = o.id, .version = version_of(f.version), .was = o.state, .state = str_from(outcomes[k].state),
        .reason = str_eq(f.act, S("reopen")) ? S("") : f.reason, .message = outcomes[k].told, .told = S(""),
        .path = organisation_path(r->arena, o.id, ""), .zh = o.name_zh, .en = o.name_en };
    d.event = event_of(r, outcomes[k].act, "organisation", o.id, event_reason(r, f.reason));
    d.once = form_once_of(r, &s, d.path);
    enum rc rc = db_tx(r->db, organisation_decision_store, &d);
    if (rc == RC_OK) live_update_organisation(r->app, r->db, o.id);
    return form_done(r, rc, &d.once);
}

/* ---- where to find them: the public list holds only active ones ---- */

static struct choices states(struct req *r)
{
    static const struct choice v[] = { { SI("active"), { 0 }, { 0 }, T_parties_state_active },
        { SI("suspended"), { 0 }, { 0 }, T_parties_state_suspended }, { SI("closed"), { 0 }, { 0 }, T_parties_state_closed },
        { SI("pending"), { 0 }, { 0 }, T_parties_state_pending }, { SI("refused"), { 0 }, { 0 }, T_parties_state_refused } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

enum rc office_organisations_page(struct req *r)
{
    struct office_organisations_view v = { .q = str_trim(req_arg(r, "q")), .state = str_trim(req_arg(r, "state")), .states = states(r) };
    struct organisation_office_count n;
    struct str districts = parties_districts(r, PERM_REVIEW), pattern = like_pattern(r->arena, v.q), state = str_given(v.state);
    TRY(organisation_office_count(r->db, districts, pattern, state, &n));
    v.p = paging_of(r, n.n, PAGE_ROWS);
    TRY(organisation_office(r->db, districts, pattern, state, v.p.skip, PAGE_ROWS, &v.rows));
    page_crumb(r, S("/office"), say(r, T_parties_office));
    page_begin(r, say(r, T_parties_office_organisations));
    office_organisations_html(r, &v);
    page_end(r);
    return RC_OK;
}
