/* carrier_edit.c: what a carrier is: set up by its organisation's base manager, changed, closed. Its place is the organisation's
** and follows it (tick.c). */
#include "app/incubation/views.h"

struct carrier_values {
    struct str kind, field, operator, opened, statistics;
    int64_t staff, staff_service, fund, fund_cases;
    struct strs services;
    bool intake;
};
static const struct field carrier_fields[] = {
    CHOICE("kind",          AT(struct carrier_values, kind),          .label = T_carrier_kind, .choices = carrier_kinds_choices,
        .need = true),
    CHOICE("field",         AT(struct carrier_values, field),         .label = T_carrier_field, .hint = T_carrier_field_hint,
        .choices = fields_choices),
    TEXT  ("operator",      AT(struct carrier_values, operator),      .label = T_carrier_operator, .max = 80, .need = true),
    DATE  ("opened",        AT(struct carrier_values, opened),        .label = T_carrier_opened),
    DATE  ("statistics",    AT(struct carrier_values, statistics),    .label = T_carrier_statistics, .hint = T_carrier_statistics_hint),
    INT   ("staff",         AT(struct carrier_values, staff),         .label = T_carrier_staff, .min = 0, .max = 10000),
    INT   ("staff_service", AT(struct carrier_values, staff_service), .label = T_carrier_staff_service, .min = 0, .max = 10000),
    MONEY ("fund",          AT(struct carrier_values, fund),          .label = T_carrier_fund, .hint = T_carrier_fund_hint, .min = 0,
        .max = INT64_C(100000000000000)),
    INT   ("fund_cases",    AT(struct carrier_values, fund_cases),    .label = T_carrier_fund_cases, .min = 0, .max = 100000),
    MULTI ("services",      AT(struct carrier_values, services),      .label = T_carrier_services, .choices = services_choices),
    FLAG  ("intake",        AT(struct carrier_values, intake),        .label = T_carrier_intake),
};
const struct form carrier_form = FORM("carrier", struct carrier_values, carrier_fields, T_save_carrier);

struct close_values { struct str day; };
static const struct field close_fields[] = { DATE("day", AT(struct close_values, day), .label = T_carrier_closed_day, .need = true) };
const struct form carrier_close_form = FORM("carrier_close", struct close_values, close_fields, T_carrier_close);

static int64_t number(int64_t v) { return v == NO_INT ? DB_NULL : v; }
static int64_t shown(int64_t v) { return v == DB_NULL ? NO_INT : v; }

static struct str joined(struct arena *a, const struct strs *list)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < list->n; i++) { if (i) put_c(&o, ','); put_str(&o, list->v[i]); }
    return out_str(&o);
}

struct save { struct hand h; const struct carrier_values *v; const struct organisation_by_id *o; int64_t version; struct str services; };

static enum rc save_tx(struct db *tx, void *arg)
{
    struct save *x = arg;
    const struct carrier_values *v = x->v;
    struct measures m = { .arena = tx->arena };
    TRY(form_once(tx, &x->h.once));
    if (!x->version) {
        TRY(carrier_add(tx, x->h.carrier, v->kind, str_given(v->field), v->operator, v->opened, v->statistics, x->o->division, x->o->zone,
            number(v->staff), number(v->staff_service), number(v->fund), number(v->fund_cases), x->services, v->intake, x->h.now));
    } else {
        TRY(carrier_set(tx, x->h.carrier, x->version, v->kind, str_given(v->field), v->operator, v->opened, v->statistics, number(v->staff),
            number(v->staff_service), number(v->fund), number(v->fund_cases), x->services, v->intake));
        if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the carrier was changed meanwhile");
    }
    return hand_done(tx, &x->h, &m);
}

/* The organisation that is a carrier or may become one. have: there is a row. */
static enum rc read(struct req *r, struct organisation_by_id *o, struct carrier_by_id *c, bool *have)
{
    if (!incubation_runs(r, r->id[0])) return RC_NONE;
    TRY(organisation_by_id(r->db, r->id[0], o));
    if (!str_eq(o->kind, S("carrier")) && !str_eq(o->kind, S("base"))) return RC_NONE;
    enum rc rc = carrier_by_id(r->db, o->id, today_of(r), c);
    *have = rc == RC_OK;
    return rc == RC_NONE ? RC_OK : rc;
}

static enum rc show(struct req *r, const struct form_state *s, const struct form_state *close, const struct organisation_by_id *o,
    const struct carrier_by_id *c)
{
    struct form_state plain;
    if (!close) { form_start(r, &plain, &carrier_close_form, NULL); close = &plain; }
    page_crumb(r, S("/carriers/mine"), say(r, T_carriers_mine));
    if (c) page_crumb(r, carrier_path(r, o->id, "/desk"), pick(r, o->name_zh, o->name_en));
    page_begin(r, say_with(r, c ? T_carrier_edit_of : T_carrier_set_up, pick(r, o->name_zh, o->name_en), STR_NONE));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg_with(r, T_carrier_edit_lead, code_label(r, "divisions", o->division),
        o->zone.n ? code_label(r, "zones", o->zone) : say(r, T_no_zone));
    put_z(&r->out, "</p>");
    form_render(r, s, carrier_path(r, o->id, ""));
    if (c && !c->closed_day.p) {
        put_z(&r->out, close->faults.n ? "<details open><summary>" : "<details><summary>");
        put_msg(r, T_carrier_close);
        put_z(&r->out, "</summary><p>");
        put_msg(r, T_carrier_close_lead);
        put_z(&r->out, "</p>");
        form_render(r, close, carrier_path(r, o->id, "/close"));
        put_z(&r->out, "</details>");
    }
    page_end(r);
    return RC_OK;
}

enum rc carrier_edit_page(struct req *r)
{
    struct organisation_by_id o;
    struct carrier_by_id c;
    struct form_state s;
    bool have;
    TRY(read(r, &o, &c, &have));
    struct carrier_values v = { .staff = NO_INT, .staff_service = NO_INT, .fund = NO_INT, .fund_cases = NO_INT, .intake = true };
    if (have)
        v = (struct carrier_values){ c.kind, c.field, c.operator, c.opened_day, c.statistics_day, shown(c.staff), shown(c.staff_service),
            shown(c.fund_fen), shown(c.fund_cases), str_parts(r->arena, c.services, ','), c.intake != 0 };
    form_start(r, &s, &carrier_form, &v);
    return show(r, &s, NULL, &o, have ? &c : NULL);
}

enum rc carrier_edit_post(struct req *r)
{
    struct organisation_by_id o;
    struct carrier_by_id c;
    struct form_state s;
    struct carrier_values v;
    bool have;
    TRY(read(r, &o, &c, &have));
    form_read(r, &s, &carrier_form, &v);
    if (v.staff != NO_INT && v.staff_service != NO_INT && v.staff_service > v.staff) form_error(&s, "staff_service", T_carrier_err_staff);
    if (v.opened.p && str_cmp(v.opened, today_of(r)) > 0) form_error(&s, "opened", T_err_future);
    if (v.opened.p && v.statistics.p && str_cmp(v.statistics, v.opened) < 0) form_error(&s, "statistics", T_carrier_err_before_opening);
    if (!form_ok(&s)) return show(r, &s, NULL, &o, have ? &c : NULL);
    struct save x = { .v = &v, .o = &o, .version = have ? c.version : 0, .services = joined(r->arena, &v.services) };
    x.h = hand_of(r, &s, o.id, have ? "edited" : "set_up", "carrier", o.id, carrier_path(r, o.id, "/desk"));
    return form_done(r, db_tx(r->db, save_tx, &x), &x.h.once);
}

/* ---- closing ---- */

/* What is closed offers no room or desk any more. offers: an event for each open offer, made before the transaction. */
struct closing { struct hand h; int64_t version; struct str day; bool live; struct event *offers; size_t noffers; };

static enum rc offers_close(struct db *tx, const struct closing *x)
{
    struct carrier_offers_rows open;
    TRY(carrier_offers(tx, x->h.carrier, &open));
    if (open.n > x->noffers) return fail(&tx->err, RC_STALE, "a room was offered meanwhile");
    for (size_t i = 0; i < open.n; i++) TRY(listing_space_close(tx, open.v[i].listing, S("withdrawn"), x->offers[i]));
    return RC_OK;
}

static enum rc close_tx(struct db *tx, void *arg)
{
    struct closing *x = arg;
    struct tenancy_count live;
    struct measures m = { .arena = tx->arena };
    TRY(form_once(tx, &x->h.once));
    TRY(tenancy_count(tx, x->h.carrier, S("live"), &live));
    x->live = live.n > 0;
    if (x->live) return fail(&tx->err, RC_REFUSED, "somebody is still in it");
    TRY(incubation_count_carrier(tx, x->h.carrier, -1, &m));
    TRY(carrier_close(tx, x->h.carrier, x->version, x->day));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the carrier was changed meanwhile");
    TRY(offers_close(tx, x));
    TRY(incubation_count_carrier(tx, x->h.carrier, 1, &m));
    return hand_done(tx, &x->h, &m);
}

enum rc carrier_close_post(struct req *r)
{
    struct organisation_by_id o;
    struct carrier_by_id c;
    struct form_state s, plain;
    struct close_values v;
    bool have;
    TRY(read(r, &o, &c, &have));
    if (!have || c.closed_day.p) return RC_NONE;
    form_read(r, &s, &carrier_close_form, &v);
    if (v.day.p && str_cmp(v.day, today_of(r)) > 0) form_error(&s, "day", T_err_future);
    if (v.day.p && c.opened_day.p && str_cmp(v.day, c.opened_day) < 0) form_error(&s, "day", T_carrier_err_before_opening);
    struct closing x = { .version = c.version, .day = v.day };
    struct carrier_offers_rows open;
    TRY(carrier_offers(r->db, c.id, &open));
    x.offers = NEWS(r->arena, struct event, open.n + 1);
    x.noffers = open.n;
    for (size_t i = 0; i < open.n; i++) x.offers[i] = event_of(r, "closed", "listing", open.v[i].listing, S(""));
    enum rc rc = RC_REFUSED;
    if (form_ok(&s)) {
        x.h = hand_of(r, &s, o.id, "closed", "carrier", o.id, carrier_path(r, o.id, "/desk"));
        rc = db_tx(r->db, close_tx, &x);
        if (rc == RC_OK) for (size_t i = 0; i < open.n; i++) live_update(r->app, r->db, open.v[i].listing);
        if (!x.live) return form_done(r, rc, &x.h.once);
        form_error(&s, "day", T_carrier_err_live);
    }
    struct carrier_values now = { c.kind, c.field, c.operator, c.opened_day, c.statistics_day, shown(c.staff), shown(c.staff_service),
        shown(c.fund_fen), shown(c.fund_cases), str_parts(r->arena, c.services, ','), c.intake != 0 };
    form_start(r, &plain, &carrier_form, &now);
    r->status = 422;
    return show(r, &plain, &s, &o, &c);
}
