/* party_pages.c: taking part: registering, wishes, suggestions, requests, answers, who comes when, the agenda. */
#include "app/fairs/views.h"
#include "engine/dock/dock.h"

/* ---- registering ---- */

/* For whom the account may register: itself, and the organisations it edits. */
static struct choices as_choices(struct req *r)
{
    struct reader me;
    struct { struct choice *v; size_t n, cap; } list = { 0 };
    if (!r->who.account || reader_of(r->db, r->who.account, &me) != RC_OK) return (struct choices){ 0 };
    for (size_t i = 0; i < me.member.n; i++) {
        const struct reader_member *m = &me.member.v[i];
        if (reader_edits_for(&me, m->organisation))
            *PUSH(r->arena, &list) = (struct choice){ str_printf(r->arena, "%lld", (long long)m->organisation), m->name_zh,
                m->name_en.n ? m->name_en : m->name_zh, 0 };
    }
    *PUSH(r->arena, &list) = (struct choice){ .code = S("0"), .message = T_fair_myself };
    return (struct choices){ list.v, list.n };
}

static struct choices side_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("need"), .message = T_fair_side_need },
        { .code = SI("offer"), .message = T_fair_side_offer } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

struct register_values { struct str as, side, people; };
static const struct field register_fields[] = {
    CHOICE  ("as",     AT(struct register_values, as),     .label = T_fair_as, .choices = as_choices, .need = true),
    CHOICE  ("side",   AT(struct register_values, side),   .label = T_fair_side, .hint = T_fair_side_hint, .choices = side_choices,
        .need = true),
    LONGTEXT("people", AT(struct register_values, people), .label = T_fair_people, .hint = T_fair_people_hint, .max = 400, .need = true),
};
const struct form fair_register_form = FORM("fair_register", struct register_values, register_fields, T_fair_do_register_me);

struct registering {
    struct once once;
    struct event event;
    int64_t fair, id, organisation, account, now, people[LIMIT_FAIR_TEAM];
    struct str side, names[LIMIT_FAIR_TEAM];
    size_t n;
    bool back;                                    /* it had withdrawn: the party comes back as it registers now */
    int refused;
    int64_t existing;
};

/* The place with the fewest who receive there. */
static int64_t place_for(const struct world *w)
{
    int64_t best = DB_NULL, least = INT64_MAX;
    for (size_t i = 0; i < w->places.n; i++) {
        int64_t n = 0;
        for (size_t k = 0; k < w->parties.n; k++)
            n += str_eq(w->parties.v[k].state, S("active")) && str_eq(w->parties.v[k].side, S("offer"))
                && w->parties.v[k].place == w->places.v[i].id;
        n = n * LIMIT_FAIR_TABLES / w->places.v[i].tables;
        if (n < least) { least = n; best = w->places.v[i].id; }
    }
    return best;
}

static bool open_for(const struct world *w, int64_t now)
{
    int64_t from = 0, until = 0, today = instant_day(now);
    return str_eq(w->f.state, S("register")) && date_parse(w->f.register_from, &from) && date_parse(w->f.register_until, &until)
        && today >= from && today <= until;
}

/* Who withdrew comes back, with other people and maybe on the other side; there is no timetable yet that rests on the old ones. */
static enum rc party_back(struct db *tx, const struct registering *g, int64_t place)
{
    TRY(fair_party_back(tx, g->id, g->side, place));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "it is back already");
    TRY(fair_feeds_clear(tx, g->id));
    TRY(fair_people_clear(tx, g->id));
    TRY(fair_listings_clear(tx, g->id));
    return fair_wishes_clear(tx, g->id);
}

static enum rc register_tx(struct db *tx, void *arg)
{
    struct registering *g = arg;
    struct world w;
    struct fair_party_of was;
    struct fair_listing_own_rows own;
    int64_t organisation = g->organisation == DB_NULL ? 0 : g->organisation;
    g->refused = 0;
    TRY(form_once(tx, &g->once));
    TRY(world_read(tx, g->fair, &w));
    if (!open_for(&w, g->now)) { g->refused = T_fair_not_now; return fail(&tx->err, RC_REFUSED, "registration is closed"); }
    enum rc rc = fair_party_of(tx, g->fair, organisation, g->account, &was);
    if (rc == RC_OK && !(g->back && was.id == g->id && str_eq(was.state, S("withdrawn")))) {
        g->existing = was.id;
        g->refused = T_fair_registered;
        return fail(&tx->err, RC_REFUSED, "registered already");
    }
    if (rc != RC_OK && rc != RC_NONE) return rc;
    int64_t place = str_eq(g->side, S("offer")) ? place_for(&w) : DB_NULL;
    if (!g->back && w.parties.n >= LIMIT_FAIR_PARTIES) {
        g->refused = T_fair_err_full;
        return fail(&tx->err, RC_REFUSED, "the fair is full");
    }
    if (g->back) TRY(party_back(tx, g, place));
    else TRY(fair_party_add(tx, g->id, g->fair, g->organisation, g->account, g->side, place, g->now));
    for (size_t i = 0; i < g->n; i++) TRY(fair_person_add(tx, g->people[i], g->id, g->names[i], S("")));
    TRY(fair_listing_own(tx, organisation, g->account, g->side, LIMIT_FAIR_BROUGHT, &own));
    for (size_t i = 0; i < own.n; i++) TRY(fair_listing_add(tx, g->id, own.v[i].id));
    return event_add(tx, &g->event);
}

static enum rc register_show(struct req *r, const struct world *w, const struct form_state *s)
{
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    page_crumb(r, fair_path(r, w->f.id, ""), pick(r, w->f.name_zh, w->f.name_en));
    page_begin(r, say(r, T_fair_register));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_fair_register_lead);
    put_z(&r->out, "</p>");
    form_render(r, s, fair_path(r, w->f.id, "/register"));
    page_end(r);
    return RC_OK;
}

static enum rc register_world(struct req *r, struct world *w)
{
    TRY(world_read(r->db, r->id[0], w));
    return str_eq(w->f.state, S("draft")) ? RC_NONE : RC_OK;
}

enum rc fair_register_page(struct req *r)
{
    struct world w;
    struct form_state s;
    struct register_values v = { .people = r->who.name };
    struct choices as = as_choices(r);
    if (as.n == 1) v.as = as.v[0].code;                             /* who acts for no organisation comes for herself */
    TRY(register_world(r, &w));
    if (!open_for(&w, r->now)) return redirect_refused(r, fair_path(r, w.f.id, ""), T_fair_not_now);
    form_start(r, &s, &fair_register_form, &v);
    return register_show(r, &w, &s);
}

/* One name a line. */
static void names_read(struct form_state *s, struct str lines, struct registering *g)
{
    enum { NAME = 40 };
    for (struct str line; str_cut(&lines, '\n', &line);) {
        line = str_trim(line);
        if (!line.n) continue;
        if (g->n == LIMIT_FAIR_TEAM || utf8_len(line) > NAME) { form_error(s, "people", T_fair_err_people); return; }
        g->names[g->n++] = line;
    }
    if (!g->n && form_ok(s)) form_error(s, "people", T_fair_err_people);
}

enum rc fair_register_post(struct req *r)
{
    struct world w;
    struct form_state s;
    struct register_values v;
    struct registering g = { .fair = r->id[0], .id = id_new(r->now), .account = r->who.account, .now = r->now };
    TRY(register_world(r, &w));
    form_read(r, &s, &fair_register_form, &v);
    if (v.people.n) names_read(&s, v.people, &g);
    if (!form_ok(&s)) return register_show(r, &w, &s);
    must(str_int(v.as, &g.organisation));
    if (!g.organisation) g.organisation = DB_NULL;
    g.side = v.side;
    struct fair_party_of was;
    enum rc found = fair_party_of(r->db, g.fair, g.organisation == DB_NULL ? 0 : g.organisation, g.account, &was);
    if (found != RC_OK && found != RC_NONE) return found;
    g.back = found == RC_OK && str_eq(was.state, S("withdrawn"));
    if (g.back) g.id = was.id;                                      /* its page, and its receipt, are those it had */
    for (size_t i = 0; i < g.n; i++) g.people[i] = id_new(r->now);
    g.once = form_once_of(r, &s, party_path(r, g.id, ""));
    g.event = event_of(r, "registered", "fair", g.fair, S(""));
    enum rc rc = db_tx(r->db, register_tx, &g);
    if (rc == RC_REFUSED && g.existing) return redirect_refused(r, party_path(r, g.existing, ""), g.refused);
    if (rc == RC_REFUSED && g.refused) { form_error(&s, NULL, g.refused); return register_show(r, &w, &s); }
    return form_said(r, rc, &g.once, T_fair_done_register);
}

/* ---- the party's page ---- */

static void suggestion_add(struct req *r, struct party_view *v, const struct fair_parties *p, const struct docking_fit *f, struct str mine,
    struct str theirs)
{
    for (size_t i = 0; i < v->suggested.n; i++) {
        struct suggestion *x = &v->suggested.v[i];
        if (x->party != p) continue;
        if (x->score < f->score) *x = (struct suggestion){ p, f->score, mine, theirs, f->why };
        return;
    }
    *PUSH(r->arena, &v->suggested) = (struct suggestion){ p, f->score, mine, theirs, f->why };
}

static int by_score(const void *x, const void *y)
{
    const struct suggestion *a = x, *b = y;
    return (a->score < b->score) - (a->score > b->score);
}

static bool suggestable(const struct fair_seat *seat, const struct fair_parties *p)
{
    bool need = str_eq(seat->party->side, S("need"));
    int64_t n = need ? seat->party->id : p->id, o = need ? p->id : seat->party->id;
    return p != seat->party && !str_eq(p->side, seat->party->side) && str_eq(p->state, S("active"))
        && !world_wish(&seat->w, seat->party->id, p->id).n && !world_met(&seat->w, n, o) && !world_pair(&seat->w, n, o);
}

/* The best of those registered on the other side, by what both post: dock's ranking and its reasons. */
static enum rc suggest(struct req *r, struct party_view *v)
{
    enum { EACH = 10 };
    const struct world *w = &v->seat->w;
    int64_t *among = NEWS(r->arena, int64_t, w->listings.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < w->listings.n; i++)
        if (suggestable(v->seat, world_party(w, w->listings.v[i].party))) among[n++] = w->listings.v[i].listing;
    for (size_t i = 0; n && i < w->listings.n; i++) {
        const struct fair_listings *own = &w->listings.v[i];
        struct docking_fits fits;
        if (own->party != v->seat->party->id || !str_eq(own->state, S("open"))) continue;
        TRY(docking_fits(r, &v->seat->me, own->listing, among, n, EACH, &fits));
        for (size_t k = 0; k < fits.n; k++)
            for (size_t j = 0; j < w->listings.n; j++) {
                const struct fair_listings *x = &w->listings.v[j];
                if (x->listing == fits.v[k].listing)
                    suggestion_add(r, v, world_party(w, x->party), &fits.v[k], listing_title(r, own->title_zh, own->title_en),
                        listing_title(r, x->title_zh, x->title_en));
            }
    }
    if (v->suggested.n) qsort(v->suggested.v, v->suggested.n, sizeof *v->suggested.v, by_score);
    if (v->suggested.n > EACH) v->suggested.n = EACH;
    return RC_OK;
}

static bool choosing(const struct fair_by_id *f)
{
    return str_eq(f->state, S("register")) || str_eq(f->state, S("provisional")) || str_eq(f->state, S("open"));
}

enum rc fair_party_page(struct req *r)
{
    struct fair_seat seat;
    struct party_view v = { .seat = &seat, .now = r->now };
    TRY(fair_seat_of(r, r->id[0], &seat));
    if (choosing(&seat.w.f) && seat.acts) TRY(suggest(r, &v));
    if (seat.acts) TRY(fair_feed_of(r->db, seat.party->id, &v.feeds));
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    page_crumb(r, fair_path(r, seat.w.f.id, ""), pick(r, seat.w.f.name_zh, seat.w.f.name_en));
    page_begin(r, party_name(r, seat.party));
    fair_party_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc fair_party_json(struct req *r)
{
    struct fair_seat seat;
    struct out *o = &r->out;
    bool first = true;
    TRY(fair_seat_of(r, r->id[0], &seat));
    put_f(o, "{\"id\":\"%lld\",\"fair\":\"%lld\",\"side\":", (long long)seat.party->id, (long long)seat.w.f.id);
    put_json(o, seat.party->side);
    put_z(o, ",\"meetings\":[");
    for (size_t i = 0; i < seat.w.meetings.n; i++) {
        const struct fair_meetings *m = &seat.w.meetings.v[i];
        if (m->need != seat.party->id && m->offer != seat.party->id) continue;
        put_f(o, "%s{\"id\":\"%lld\",\"need\":\"%lld\",\"offer\":\"%lld\",\"slot\":%lld,\"table\":%lld,\"state\":", first ? "" : ",",
            (long long)m->id, (long long)m->need, (long long)m->offer, (long long)m->slot, (long long)m->place_table);
        put_json(o, m->state);
        put_c(o, '}');
        first = false;
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* Who takes part and acts; who may only read is told 403. */
static enum rc acting(struct req *r, struct fair_seat *seat)
{
    TRY(fair_seat_of(r, r->id[0], seat));
    return seat->acts ? RC_OK : fail(&r->err, RC_DENIED, "reads only");
}

/* ---- wishes ---- */

static struct choices wish_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("must"), .message = T_fair_w_must }, { .code = SI("like"), .message = T_fair_w_like },
        { .code = SI("never"), .message = T_fair_w_never }, { .code = SI("none"), .message = T_fair_w_none } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
struct wish_values { struct str other, wish; };
static const struct field wish_fields[] = {
    HIDDEN("other", AT(struct wish_values, other), .label = T_fair_other, .need = true),
    CHOICE("wish", AT(struct wish_values, wish), .label = T_fair_wish, .choices = wish_choices, .need = true),
};
const struct form fair_wish_form = FORM("fair_wish", struct wish_values, wish_fields, T_fair_wish);

struct wishing { struct once once; struct event event; int64_t fair, party, other, now; struct str wish; int refused; };
static enum rc wish_tx(struct db *tx, void *arg)
{
    struct wishing *x = arg;
    struct fair_by_id f;
    struct fair_party_by_id p;
    x->refused = 0;
    TRY(form_once(tx, &x->once));
    TRY(fair_by_id(tx, x->fair, &f));
    TRY(fair_party_by_id(tx, x->party, &p));
    if (!choosing(&f) || !str_eq(p.state, S("active"))) {
        x->refused = T_fair_not_now;
        return fail(&tx->err, RC_REFUSED, "the fair has moved on");
    }
    if (str_eq(x->wish, S("none"))) TRY(fair_wish_clear(tx, x->party, x->other));
    else TRY(fair_wish_set(tx, x->party, x->other, x->wish, x->now));
    return event_add(tx, &x->event);
}

enum rc fair_wish_post(struct req *r)
{
    struct fair_seat seat;
    TRY(acting(r, &seat));
    const struct fair_parties *other = world_party(&seat.w, req_int(r, "other", 0));
    struct str wish = req_arg(r, "wish"), back = party_path(r, seat.party->id, "");
    if (!other || str_eq(other->side, seat.party->side)) return RC_NONE;
    if (!fair_is_choice(wish_choices(r), wish)) return fail(&r->err, RC_INPUT, "no such wish");
    struct wishing x = { form_once_of(r, NULL, back), event_of(r, "wished", "fair", seat.w.f.id, S("")), seat.w.f.id, seat.party->id,
        other->id, r->now, wish, 0 };
    enum rc rc = db_tx(r->db, wish_tx, &x);
    return form_answer(r, rc, &x.once, x.refused, back, T_saved);
}

/* ---- requests and answers ---- */

static const struct field ask_fields[] = { HIDDEN("other", AT(struct wish_values, other), .label = T_fair_other, .need = true) };
const struct form fair_ask_form = FORM("fair_ask", struct wish_values, ask_fields, T_fair_ask);

enum rc fair_ask_post(struct req *r)
{
    struct fair_seat seat;
    TRY(acting(r, &seat));
    struct str back = party_path(r, seat.party->id, "");
    struct fair_ask x = { .h = fair_hand_of(r, seat.w.f.id, "asked", back),
        .meeting = id_new(r->now),
        .party = seat.party->id,
        .other = req_int(r, "other", 0) };
    enum rc rc = db_tx(r->db, fair_ask_tx, &x);
    return form_answer(r, rc, &x.h.once, x.h.refused, back, T_fair_done_ask);
}

static struct choices answer_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("agree"), .message = T_fair_do_agree },
        { .code = SI("decline"), .message = T_fair_do_decline }, { .code = SI("withdraw"), .message = T_fair_do_withdraw },
        { .code = SI("cancel"), .message = T_fair_do_cancel_meeting }, { .code = SI("held"), .message = T_fair_do_held },
        { .code = SI("missed"), .message = T_fair_do_missed } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
struct answer_values { struct str verb; };
static const struct field answer_fields[] = { CHOICE("verb", AT(struct answer_values, verb), .label = T_fair_next,
    .choices = answer_choices, .need = true) };
const struct form fair_answer_form = FORM("fair_answer", struct answer_values, answer_fields, T_fair_next);

const struct fair_meetings *own_meeting(const struct fair_seat *seat, int64_t id)
{
    const struct fair_meetings *m = world_meeting(&seat->w, id);
    return m && (m->need == seat->party->id || m->offer == seat->party->id) ? m : NULL;
}

static int answer_said(struct str verb)
{
    return str_eq(verb, S("agree")) ? T_fair_done_agree : str_eq(verb, S("decline")) ? T_fair_done_decline
        : str_eq(verb, S("cancel")) ? T_fair_done_cancel : str_eq(verb, S("held")) ? T_fair_done_held : T_saved;
}

enum rc fair_answer_post(struct req *r)
{
    struct fair_seat seat;
    struct str verb = req_arg(r, "verb");
    TRY(acting(r, &seat));
    if (!own_meeting(&seat, r->id[1])) return RC_NONE;
    if (!fair_is_choice(answer_choices(r), verb)) return fail(&r->err, RC_INPUT, "no such step");
    struct str back = party_path(r, seat.party->id, "");
    struct meeting_step s = { .h = fair_hand_of(r, seat.w.f.id, "answered", back),
        .meeting = r->id[1],
        .party = seat.party->id,
        .verb = str_z(r->arena, verb) };
    enum rc rc = db_tx(r->db, meeting_step_tx, &s);
    return form_answer(r, rc, &s.h.once, s.h.refused, back, answer_said(verb));
}

/* ---- who comes, and when ---- */

static const struct field person_add_fields[] = { TEXT("name", AT(struct answer_values, verb), .label = T_fair_person, .max = 40,
    .need = true) };
const struct form fair_person_add_form = FORM("fair_person_add", struct answer_values, person_add_fields, T_fair_person_add);

struct person_new { struct once once; struct event event; int64_t party, fair, id; struct str name; int refused; };
static enum rc person_add_tx(struct db *tx, void *arg)
{
    struct person_new *x = arg;
    struct world w;
    size_t n = 0;
    x->refused = 0;
    TRY(form_once(tx, &x->once));
    TRY(world_read(tx, x->fair, &w));
    for (size_t i = 0; i < w.people.n; i++) n += w.people.v[i].party == x->party;
    if (n >= LIMIT_FAIR_TEAM || !choosing(&w.f)) {
        x->refused = n >= LIMIT_FAIR_TEAM ? T_fair_err_people : T_fair_not_now;
        return fail(&tx->err, RC_REFUSED, "no more people");
    }
    TRY(fair_person_add(tx, x->id, x->party, x->name, S("")));
    return event_add(tx, &x->event);
}

enum rc fair_person_add_post(struct req *r)
{
    struct fair_seat seat;
    struct form_state s;
    struct answer_values v;
    TRY(acting(r, &seat));
    struct str back = party_path(r, seat.party->id, "");
    form_read(r, &s, &fair_person_add_form, &v);
    if (!form_ok(&s)) return redirect_refused(r, back, T_fair_err_name);
    struct person_new x = { form_once_of(r, &s, back), event_of(r, "edited", "fair", seat.w.f.id, S("")), seat.party->id, seat.w.f.id,
        id_new(r->now), v.verb, 0 };
    enum rc rc = db_tx(r->db, person_add_tx, &x);
    return form_answer(r, rc, &x.once, x.refused, back, T_saved);
}

/* The fair's slots as boxes to tick; ticked: she is away. */
static struct choices slot_choices(struct req *r)
{
    struct fair_party_by_id p;
    struct fair_slots_rows rows;
    struct { struct choice *v; size_t n, cap; } list = { 0 };
    if (!r->id[0] || fair_party_by_id(r->db, r->id[0], &p) != RC_OK || fair_slots(r->db, p.fair, &rows) != RC_OK)
        return (struct choices){ 0 };
    for (size_t i = 0; i < rows.n; i++) {
        struct str said = str_printf(r->arena, "%.*s %.*s", STR_FMT(day_short(r, rows.v[i].day)), STR_FMT(slot_clock(r->arena, &rows.v[i])));
        *PUSH(r->arena, &list) = (struct choice){ str_printf(r->arena, "%lld", (long long)rows.v[i].n), said, said, 0 };
    }
    return (struct choices){ list.v, list.n };
}
struct hours_values { struct strs away; };
static const struct field hours_fields[] = { MULTI("away", AT(struct hours_values, away), .label = T_fair_away, .hint = T_fair_away_hint,
    .choices = slot_choices) };
const struct form fair_hours_form = FORM("fair_hours", struct hours_values, hours_fields, T_fair_save);

static enum rc hours_of(struct req *r, struct fair_seat *seat, const struct fair_people **p)
{
    TRY(acting(r, seat));
    *p = world_person(&seat->w, r->id[1]);
    return *p && (*p)->party == seat->party->id ? RC_OK : RC_NONE;
}

enum rc fair_hours_page(struct req *r)
{
    struct fair_seat seat;
    const struct fair_people *p;
    struct form_state s;
    struct hours_values v = { 0 };
    TRY(hours_of(r, &seat, &p));
    struct str rest = p->away;
    for (struct str one; str_cut(&rest, ',', &one);) *PUSH(r->arena, &v.away) = one;
    form_start(r, &s, &fair_hours_form, &v);
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    page_crumb(r, party_path(r, seat.party->id, ""), party_name(r, seat.party));
    page_begin(r, say_with(r, T_fair_hours_of, p->name, STR_NONE));
    form_render(r, &s, str_printf(r->arena, "/fairs/parties/%lld/people/%lld", (long long)seat.party->id, (long long)p->id));
    page_end(r);
    return RC_OK;
}

struct hours { struct once once; struct event event; int64_t fair, person, version; struct str away, state; int64_t arrived; int refused; };
static enum rc hours_tx(struct db *tx, void *arg)
{
    struct hours *x = arg;
    struct fair_by_id f;
    x->refused = 0;
    TRY(form_once(tx, &x->once));
    TRY(fair_by_id(tx, x->fair, &f));
    if (!str_eq(f.state, S("register"))) { x->refused = T_fair_err_hours; return fail(&tx->err, RC_REFUSED, "the timetable rests on it"); }
    TRY(fair_person_set(tx, x->person, x->version, x->away, x->state, x->arrived));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "changed meanwhile");
    return event_add(tx, &x->event);
}

enum rc fair_hours_post(struct req *r)
{
    struct fair_seat seat;
    const struct fair_people *p;
    struct form_state s;
    struct hours_values v;
    uint64_t away = 0;
    TRY(hours_of(r, &seat, &p));
    struct str back = party_path(r, seat.party->id, "");
    form_read(r, &s, &fair_hours_form, &v);
    if (!form_ok(&s)) return fail(&r->err, RC_INPUT, "no such slot");
    for (size_t i = 0; i < v.away.n; i++) away |= slots_of(v.away.v[i]);
    struct hours x = { form_once_of(r, &s, back), event_of(r, "edited", "fair", seat.w.f.id, S("")), seat.w.f.id, p->id, p->version,
        slots_text(r->arena, away), p->state, p->arrived_ms, 0 };
    enum rc rc = db_tx(r->db, hours_tx, &x);
    return form_answer(r, rc, &x.once, x.refused, back, T_saved);
}

/* ---- withdrawing: before the timetable only; after it meetings are cancelled one by one ---- */

struct withdrawing { struct once once; struct event event; int64_t fair, party, version, place; int refused; };
static enum rc withdraw_tx(struct db *tx, void *arg)
{
    struct withdrawing *x = arg;
    struct fair_by_id f;
    x->refused = 0;
    TRY(form_once(tx, &x->once));
    TRY(fair_by_id(tx, x->fair, &f));
    if (!str_eq(f.state, S("register"))) { x->refused = T_fair_not_now; return fail(&tx->err, RC_REFUSED, "the timetable rests on it"); }
    TRY(fair_party_set(tx, x->party, x->version, x->place, S("withdrawn")));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "changed meanwhile");
    return event_add(tx, &x->event);
}

enum rc fair_withdraw_post(struct req *r)
{
    struct fair_seat seat;
    TRY(acting(r, &seat));
    struct str back = fair_path(r, seat.w.f.id, "");
    struct withdrawing x = { form_once_of(r, NULL, back), event_of(r, "withdrew", "fair", seat.w.f.id, S("")), seat.w.f.id, seat.party->id,
        seat.party->version, seat.party->place, 0 };
    enum rc rc = db_tx(r->db, withdraw_tx, &x);
    return form_answer(r, rc, &x.once, x.refused, back, T_fair_done_withdraw);
}
