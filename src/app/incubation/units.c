/* units.c: rooms and desks: what there is, what is free, and the offer in docking that shows it. */
#include "app/incubation/intake.h"

static const struct choice kind_list[] = { { .code = SI("room"), .message = T_unit_room }, { .code = SI("desk"), .message = T_unit_desk } };
static struct choices kinds_choices(struct req *r) { (void)r; return (struct choices){ kind_list, LEN(kind_list) }; }
struct unit_values { struct str code, kind; int64_t area, rent; };
static const struct field unit_fields[] = {
    TEXT  ("code", AT(struct unit_values, code), .label = T_unit_code, .hint = T_unit_code_hint, .max = 20, .need = true),
    CHOICE("kind", AT(struct unit_values, kind), .label = T_unit_kind, .choices = kinds_choices, .need = true),
    MONEY ("area", AT(struct unit_values, area), .label = T_unit_area, .min = 0, .max = 100000000, .need = true),
    MONEY ("rent", AT(struct unit_values, rent), .label = T_unit_rent, .min = 0, .max = INT64_C(100000000000), .need = true),
};
const struct form unit_form = FORM("unit", struct unit_values, unit_fields, T_unit_add);

/* ---- the list: pages go by number ---- */

enum { PAGE = 30, BACK_MOST = 200 };

static const struct choice state_list[] = { { .code = SI("free"), .message = T_unit_free_all }, { .code = SI("taken"), .message = T_unit_taken_all },
    { .code = SI("offered"), .message = T_unit_offered_all }, { .code = SI("retired"), .message = T_unit_retired_all } };

static struct str shown_query(struct req *r, const struct units_view *v)
{
    const struct { const char *name; struct str value; } part[] = { { "q", v->q }, { "kind", v->kind }, { "state", v->state },
        { "from", v->from } };
    struct out o;
    out_init(&o, r->arena);
    for (size_t i = 0; i < LEN(part); i++) {
        if (!part[i].value.n) continue;
        put_f(&o, "%s%s=", o.n ? "&" : "", part[i].name);
        put_url(&o, part[i].value);
    }
    return out_str(&o);
}

/* Where she was: the query the button brought back, if it is one. */
static struct str units_back(struct req *r, int64_t carrier)
{
    struct str back = req_arg(r, "back"), path = carrier_path(r, carrier, "/units");
    for (size_t i = 0; i < back.n; i++)
        if (back.p[i] <= ' ' || back.p[i] > '~' || back.p[i] == '#') return path;
    return back.n && back.n <= BACK_MOST ? str_printf(r->arena, "%.*s?%.*s", STR_FMT(path), STR_FMT(back)) : path;
}

struct around { struct str prev, next; };

static enum rc units_read(struct req *r, struct units_view *v, struct around *a)
{
    struct carrier_units_before_rows before;
    struct str pattern = like_pattern(r->arena, v->q);
    *a = (struct around){ STR_NONE, STR_NONE };
    TRY(carrier_units_n(r->db, v->c->id, &v->n));
    TRY(carrier_units_from(r->db, v->c->id, pattern, v->kind, v->state, v->from, PAGE + 1, &v->rows));
    TRY(carrier_units_before(r->db, v->c->id, pattern, v->kind, v->state, v->from, PAGE, &before));
    if (before.n) a->prev = before.n < PAGE ? S("") : before.v[before.n - 1].code;
    if (v->rows.n > PAGE) a->next = v->rows.v[--v->rows.n].code;
    return RC_OK;
}

static enum rc show(struct req *r, const struct carrier_by_id *c, const struct form_state *s)
{
    struct form_state plain;
    struct around around;
    struct units_view v = { .c = c, .add = s, .kinds = kinds_choices(r), .states = { state_list, LEN(state_list) } };
    if (!s) {                                                       /* what was sent is no filter */
        form_start(r, &plain, &unit_form, &(struct unit_values){ .area = NO_INT, .rent = NO_INT });
        v.add = &plain;
        v.q = str_trim(req_text(r, "q"));
        v.kind = req_text(r, "kind");
        v.state = req_text(r, "state");
        v.from = req_text(r, "from");
    }
    v.back = shown_query(r, &v);
    TRY(units_read(r, &v, &around));
    desk_begin(r, c, TAB_UNITS);
    units_html(r, &v);
    if (!s) page_around(r, "from", around.prev, around.next);
    page_end(r);
    return RC_OK;
}

enum rc units_page(struct req *r)
{
    struct carrier_by_id c;
    TRY(carrier_own(r, r->id[0], &c));
    return show(r, &c, NULL);
}

struct adding { struct hand h; const struct unit_values *v; int64_t id; bool taken; };
static enum rc add_tx(struct db *tx, void *arg)
{
    struct adding *x = arg;
    struct carrier_unit_named named;
    struct measures m = { .arena = tx->arena };
    TRY(form_once(tx, &x->h.once));
    enum rc rc = carrier_unit_named(tx, x->h.carrier, x->v->code, &named);
    x->taken = rc == RC_OK;
    if (x->taken) return fail(&tx->err, RC_REFUSED, "there is one of this number");
    if (rc != RC_NONE) return rc;
    TRY(carrier_unit_add(tx, x->id, x->h.carrier, x->v->code, x->v->kind, x->v->area, x->v->rent));
    return hand_done(tx, &x->h, &m);
}

enum rc unit_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct unit_values v;
    TRY(carrier_own(r, r->id[0], &c));
    form_read(r, &s, &unit_form, &v);
    if (form_ok(&s)) {
        struct adding x = { .v = &v, .id = id_new(r->now) };
        x.h = hand_of(r, &s, c.id, "unit_added", "carrier", c.id, carrier_path(r, c.id, "/units"));
        enum rc rc = db_tx(r->db, add_tx, &x);
        if (!x.taken) return form_done(r, rc, &x.h.once);
        form_error(&s, "code", T_unit_err_code);
    }
    return show(r, &c, &s);
}

/* ---- retired and back ---- */

/* What is retired is no longer offered. */
struct moving { struct hand h; struct event closed; struct carrier_unit_by_id u; bool retire, taken; };
static enum rc state_tx(struct db *tx, void *arg)
{
    struct moving *x = arg;
    struct carrier_unit_by_id now;
    struct measures m = { .arena = tx->arena };
    TRY(form_once(tx, &x->h.once));
    TRY(carrier_unit_by_id(tx, x->u.id, &now));
    x->taken = x->retire && now.taken;
    if (x->taken) return fail(&tx->err, RC_REFUSED, "somebody is in it");
    TRY(carrier_unit_state(tx, x->u.id, x->u.version, x->retire ? S("retired") : S("active")));
    TRY(turn_changed(tx));
    if (x->retire && now.listing != DB_NULL) TRY(listing_space_close(tx, now.listing, S("withdrawn"), x->closed));
    return hand_done(tx, &x->h, &m);
}

static enum rc own_unit(struct req *r, struct carrier_by_id *c, struct carrier_unit_by_id *u)
{
    TRY(carrier_own(r, r->id[0], c));
    TRY(carrier_unit_by_id(r->db, r->id[1], u));
    return u->carrier == c->id ? RC_OK : RC_NONE;
}

enum rc unit_state_post(struct req *r)
{
    struct carrier_by_id c;
    struct moving x = { 0 };
    TRY(own_unit(r, &c, &x.u));
    x.retire = str_eq(x.u.state, S("active"));
    struct str back = units_back(r, c.id);
    x.h = hand_of(r, NULL, c.id, x.retire ? "unit_retired" : "unit_back", "carrier", c.id, back);
    x.closed = event_of(r, "closed", "listing", 0, S(""));
    enum rc rc = db_tx(r->db, state_tx, &x);
    if (rc == RC_OK && x.retire && x.u.listing != DB_NULL) live_update(r->app, r->db, x.u.listing);
    return x.taken ? redirect_refused(r, back, T_room_taken) : form_done(r, rc, &x.h.once);
}

/* ---- as an offer ---- */

struct offering { struct once once; struct event event; struct carrier_unit_by_id u; struct listing_space *space; int refused; };
static enum rc offer_tx(struct db *tx, void *arg)
{
    struct offering *x = arg;
    struct carrier_unit_by_id now;
    struct listing_by_id offered = { .state = S("closed") };
    x->refused = 0;
    TRY(form_once(tx, &x->once));
    TRY(carrier_unit_by_id(tx, x->u.id, &now));
    if (now.listing != DB_NULL) TRY(listing_by_id(tx, now.listing, &offered));
    if (now.taken || !str_eq(now.state, S("active")) || now.version != x->u.version) x->refused = T_room_taken;
    else if (!str_eq(offered.state, S("closed"))) x->refused = T_unit_err_offered;
    if (x->refused) return fail(&tx->err, RC_REFUSED, "it is not free, or offered already");
    TRY(listing_space_put(tx, x->space));
    TRY(carrier_unit_listed(tx, x->u.id, x->space->id));
    return event_add(tx, &x->event);
}

/* Published at once or as a draft, by docking's own rules; who offers must act for the organisation there, too. */
enum rc unit_offer_post(struct req *r)
{
    struct carrier_by_id c;
    struct offering x = { 0 };
    TRY(own_unit(r, &c, &x.u));
    bool room = str_eq(x.u.kind, S("room"));
    struct listing_space space = { .organisation = c.id,
        .desk = !room,
        .area_m2 = x.u.area / 100,
        .rent_fen = x.u.rent_fen,
        .division = c.division,
        .zone = c.zone,
        .title_zh = str_printf(r->arena, "%.*s：%s %.*s", STR_FMT(c.name_zh), room ? "房间" : "工位", STR_FMT(x.u.code)),
        .title_en = str_printf(r->arena, "%.*s: %s %.*s", STR_FMT(c.name_en.n ? c.name_en : c.name_zh), room ? "room" : "desk",
            STR_FMT(x.u.code)),
        .body_zh = str_printf(r->arena, "面积 %lld.%02d 平方米，可供创业团队和初创企业入驻。入驻条件见载体页面。",
            (long long)(x.u.area / 100), (int)(x.u.area % 100)),
        .body_en = str_printf(r->arena,
            "%lld.%02d m² for start-up teams and young firms. What entry asks for stands on the carrier's page.",
            (long long)(x.u.area / 100), (int)(x.u.area % 100)) };
    enum rc rc = listing_space_prepare(r, &space);
    struct str back = units_back(r, c.id);
    if (rc == RC_DENIED) return redirect_refused(r, back, T_unit_err_member);
    TRY(rc);
    x.space = &space;
    x.once = form_once_of(r, NULL, back);
    x.event = event_of(r, "unit_offered", "carrier", c.id, S(""));
    rc = db_tx(r->db, offer_tx, &x);
    if (x.refused) return redirect_refused(r, back, x.refused);
    if (rc == RC_OK) live_update(r->app, r->db, space.id);
    return form_done(r, rc, &x.once);
}
