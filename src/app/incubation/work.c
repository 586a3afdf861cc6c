/* work.c: what is done in a stay: facts with evidence, milestones and gates, sessions with mentors and the words owed about them,
** rooms, rent and its relief by month. */
#include "app/incubation/life.h"

bool month_read(struct str s, int64_t *month)
{
    *month = month_of_text(s);
    return *month > 0 && s.n == 7;
}
int gate_said(int64_t gate)
{
    static const int said[GATES + 1] = { T_not_given, T_gate_1, T_gate_2, T_gate_3, T_gate_4 };
    return said[gate >= 1 && gate <= GATES ? gate : 0];
}

/* ---- facts ---- */

static const struct choice fact_list[] = { { .code = SI("high_tech"), .message = T_fact_k_high_tech },
    { .code = SI("funding"), .message = T_fact_k_funding }, { .code = SI("revenue"), .message = T_fact_k_revenue },
    { .code = SI("acquired"), .message = T_fact_k_acquired }, { .code = SI("merged"), .message = T_fact_k_merged },
    { .code = SI("listed"), .message = T_fact_k_listed }, { .code = SI("none"), .message = T_fact_k_none } };
static struct choices facts_choices(struct req *r) { (void)r; return (struct choices){ fact_list, LEN(fact_list) }; }
int fact_said(struct str kind)
{
    for (size_t i = 0; i < LEN(fact_list); i++) if (str_eq(fact_list[i].code, kind)) return fact_list[i].message;
    return T_not_given;
}

struct fact_values { struct str fact, fact_day, evidence; int64_t amount; };
static const struct field fact_fields[] = {
    CHOICE("fact",     AT(struct fact_values, fact),     .label = T_fact_kind, .hint = T_fact_kind_hint, .choices = facts_choices,
        .need = true),
    DATE  ("fact_day", AT(struct fact_values, fact_day), .label = T_fact_day, .hint = T_fact_day_hint, .need = true),
    MONEY ("amount",   AT(struct fact_values, amount),   .label = T_fact_amount, .min = 0, .max = INT64_C(100000000000000)),
    TEXT  ("evidence", AT(struct fact_values, evidence), .label = T_fact_evidence, .hint = T_fact_evidence_hint, .max = 200, .need = true),
};
const struct form fact_form = FORM("venture_fact", struct fact_values, fact_fields, T_fact_save);

static enum rc fact_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct fact_values *v = t->v;
    (void)m;
    return venture_fact_add(tx, t->id, t->venture, v->fact, v->fact_day, v->amount == NO_INT ? DB_NULL : v->amount, v->evidence, t->h.now);
}

enum rc fact_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct fact_values v;
    TRY(seat_run(r, r->id[0], &seat));
    form_read(r, &s, &fact_form, &v);
    bool money = v.fact.n && (str_eq(v.fact, S("funding")) || str_eq(v.fact, S("revenue")));
    if (money && v.amount == NO_INT) form_error(&s, "amount", T_err_need);
    if (v.fact_day.p && str_cmp(v.fact_day, today_of(r)) > 0) form_error(&s, "fact_day", T_err_future);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    if (!money) v.amount = NO_INT;
    if (str_eq(v.fact, S("revenue"))) v.fact_day = date_str(r->arena, date_days(date_ymd(day_of(v.fact_day)).y, 12, 31));
    struct turn t = turn_of(r, &s, &seat, "fact_added", fact_write);
    t.v = &v;
    t.id = id_new(r->now);
    return turn_done(r, &t);
}

static enum rc fact_remove_write(struct db *tx, struct turn *t, struct measures *m)
{
    (void)m;
    TRY(venture_fact_remove(tx, t->id, t->venture));
    return tx->changes == 1 ? RC_OK : RC_NONE;
}

enum rc fact_remove_post(struct req *r)
{
    struct seat seat;
    TRY(seat_run(r, r->id[0], &seat));
    struct turn t = turn_of(r, NULL, &seat, "fact_removed", fact_remove_write);
    t.id = r->id[1];
    return turn_done(r, &t);
}

/* ---- milestones and gates ---- */

static const struct choice gate_list[] = { { .code = SI("1"), .message = T_gate_1 }, { .code = SI("2"), .message = T_gate_2 },
    { .code = SI("3"), .message = T_gate_3 }, { .code = SI("4"), .message = T_gate_4 } };
static struct choices gates_choices(struct req *r) { (void)r; return (struct choices){ gate_list, LEN(gate_list) }; }

struct milestone_values { struct str gate, milestone, milestone_due; };
static const struct field milestone_fields[] = {
    CHOICE("gate",          AT(struct milestone_values, gate),          .label = T_milestone_gate, .choices = gates_choices, .need = true),
    TEXT  ("milestone",     AT(struct milestone_values, milestone),     .label = T_milestone_title, .hint = T_milestone_hint, .max = 100,
        .need = true),
    DATE  ("milestone_due", AT(struct milestone_values, milestone_due), .label = T_milestone_due, .need = true),
};
const struct form milestone_form = FORM("milestone", struct milestone_values, milestone_fields, T_milestone_add);
struct milestone_done_values { struct str words; bool waive; };
static const struct field milestone_done_fields[] = {
    TEXT("words", AT(struct milestone_done_values, words), .label = T_milestone_evidence, .max = 200, .need = true),
    FLAG("waive", AT(struct milestone_done_values, waive), .label = T_milestone_waive),
};
const struct form milestone_done_form = FORM("milestone_done", struct milestone_done_values, milestone_done_fields, T_milestone_done);

static enum rc milestone_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct milestone_values *v = t->v;
    int64_t gate = v->gate.p[0] - '0';
    struct gates_passed_rows passed;
    (void)m;
    TRY(gates_passed(tx, t->venture, &passed));
    for (size_t i = 0; i < passed.n; i++) if (passed.v[i].gate >= gate) return turn_refuse(tx, t, T_gate_is_passed);
    return milestone_add(tx, t->id, t->venture, gate, v->milestone, v->milestone_due);
}

enum rc milestone_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct milestone_values v;
    TRY(seat_run(r, r->id[0], &seat));
    form_read(r, &s, &milestone_form, &v);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "milestone_set", milestone_write);
    t.v = &v;
    t.id = id_new(r->now);
    return turn_done(r, &t);
}

static enum rc milestone_done_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct milestone_done_values *v = t->v;
    (void)m;
    TRY(milestone_done(tx, t->id, t->version, date_str(tx->arena, instant_day(t->h.now)), v->waive, v->words));
    return turn_changed(tx);
}

enum rc milestone_done_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct milestone_by_id row;
    struct milestone_done_values v;
    TRY(seat_run(r, r->id[0], &seat));
    TRY(milestone_by_id(r->db, r->id[1], &row));
    if (row.venture != seat.v.id) return RC_NONE;
    form_read(r, &s, &milestone_done_form, &v);
    if (!form_ok(&s)) return redirect_refused(r, venture_path(r, seat.v.id, ""), T_milestone_err_words);
    struct turn t = turn_of(r, &s, &seat, v.waive ? "milestone_waived" : "milestone_reached", milestone_done_write);
    t.v = &v;
    t.id = row.id;
    t.version = row.version;
    return turn_done(r, &t);
}

struct gate_values { int64_t pass; };
static const struct field gate_fields[] = { INT("pass", AT(struct gate_values, pass), .label = T_milestone_gate, .min = 1, .max = GATES,
    .need = true) };
const struct form gate_form = FORM("gate", struct gate_values, gate_fields, T_gate_pass);

/* One after the other, and only when nothing of it is open; a gate without milestones asks for nothing and is none. */
static enum rc gate_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct gate_values *v = t->v;
    struct gates_passed_rows passed;
    struct milestones_rows rows;
    size_t own = 0;
    (void)m;
    TRY(gates_passed(tx, t->venture, &passed));
    TRY(milestones(tx, t->venture, &rows));
    if ((int64_t)passed.n + 1 != v->pass) return turn_refuse(tx, t, T_gate_out_of_order);
    for (size_t i = 0; i < rows.n; i++) {
        if (rows.v[i].gate != v->pass) continue;
        own++;
        if (!rows.v[i].done_day.p) return turn_refuse(tx, t, T_gate_open);
    }
    if (!own) return turn_refuse(tx, t, T_gate_empty);
    return gate_pass(tx, t->venture, v->pass, date_str(tx->arena, instant_day(t->h.now)), t->h.account, S(""));
}

enum rc gate_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct gate_values v;
    TRY(seat_run(r, r->id[0], &seat));
    form_read(r, &s, &gate_form, &v);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "gate_passed", gate_write);
    t.v = &v;
    return turn_done(r, &t);
}

/* ---- sessions ---- */

/* The mentors of the carrier whose venture the page is about: the route's first id. */
static struct choices mentors_choices(struct req *r)
{
    struct tenancies_of_venture_rows stays;
    struct carrier_mentors_rows rows = { 0 };
    struct choices c = { 0 };
    enum rc rc = tenancies_of_venture(r->db, r->id[0], &stays);
    if (rc == RC_OK && stays.n) rc = carrier_mentors(r->db, stays.v[stays.n - 1].carrier, &rows);
    if (rc != RC_OK) (void)fail(&r->err, rc, "%s", r->db->err.text);       /* the handler passes it on */
    if (rc != RC_OK || !rows.n) return c;
    struct choice *v = NEWS(r->arena, struct choice, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[c.n++] = (struct choice){ str_printf(r->arena, "%lld", (long long)rows.v[i].id), rows.v[i].name, rows.v[i].name, 0 };
    c.v = v;
    return c;
}

struct session_values { struct str mentor, session_day, topic; int64_t minutes; };
static const struct field session_fields[] = {
    CHOICE("mentor",      AT(struct session_values, mentor),      .label = T_session_mentor, .choices = mentors_choices, .need = true),
    DATE  ("session_day", AT(struct session_values, session_day), .label = T_session_day, .hint = T_session_day_hint, .need = true),
    INT   ("minutes",     AT(struct session_values, minutes),     .label = T_session_minutes, .min = 10, .max = 600, .need = true),
    TEXT  ("topic",       AT(struct session_values, topic),       .label = T_session_topic, .max = 100, .need = true),
};
const struct form session_form = FORM("session", struct session_values, session_fields, T_session_add);

/* A day that is over is one that was held. */
static enum rc session_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct session_values *v = t->v;
    struct places at;
    int64_t month = month_of_text(v->session_day), mentor;
    bool held = str_cmp(v->session_day, date_str(tx->arena, instant_day(t->h.now))) <= 0;
    must(str_int(v->mentor, &mentor));
    if (held) TRY(count_coached(tx, t->venture, month, -1, m));
    TRY(mentor_session_add(tx, t->id, mentor, t->tenancy, t->venture, t->h.carrier, v->session_day, month, v->minutes, v->topic,
        held ? S("held") : S("planned"), held ? t->h.now : DB_NULL));
    if (!held) return RC_OK;
    TRY(places_of(tx, t->h.carrier, &at));
    count_session(m, v->session_day, place_in(&at, month), 1);
    return count_coached(tx, t->venture, month, 1, m);
}

enum rc session_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct session_values v;
    TRY(seat_run(r, r->id[0], &seat));
    if (!seat_live(&seat)) return RC_NONE;
    form_read(r, &s, &session_form, &v);
    if (r->err.rc != RC_OK) return r->err.rc;
    if (v.session_day.p && str_cmp(v.session_day, seat.last->entry_day) < 0) form_error(&s, "session_day", T_exit_err_before);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "session", session_write);
    t.v = &v;
    t.id = id_new(r->now);
    return turn_done(r, &t);
}

struct session_step { struct mentor_session_by_id s; bool held; };
static enum rc session_step_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct session_step *x = t->v;
    struct places at;
    if (x->held) TRY(count_coached(tx, x->s.venture, x->s.month, -1, m));
    TRY(mentor_session_move(tx, x->s.id, x->s.version, x->held ? S("held") : S("cancelled"), x->held ? t->h.now : DB_NULL));
    TRY(turn_changed(tx));
    if (!x->held) return RC_OK;
    TRY(places_of(tx, x->s.carrier, &at));
    count_session(m, x->s.day, place_in(&at, x->s.month), 1);
    return count_coached(tx, x->s.venture, x->s.month, 1, m);
}

static enum rc session_step(struct req *r, bool held)
{
    struct seat seat;
    struct session_step x = { .held = held };
    TRY(seat_run(r, r->id[0], &seat));
    TRY(mentor_session_by_id(r->db, r->id[1], &x.s));
    if (x.s.venture != seat.v.id || !str_eq(x.s.state, S("planned"))) return RC_NONE;
    if (held && str_cmp(x.s.day, today_of(r)) > 0) return redirect_refused(r, venture_path(r, seat.v.id, ""), T_err_future);
    struct turn t = turn_of(r, NULL, &seat, held ? "session" : "session_cancelled", session_step_write);
    t.v = &x;
    return turn_done(r, &t);
}
enum rc session_held_post(struct req *r) { return session_step(r, true); }
enum rc session_cancel_post(struct req *r) { return session_step(r, false); }

/* The mentor's and the venture's words, each by whoever they are owed by, or by the carrier in their name. */
struct words_values { struct str side, words; };
static const struct choice side_list[] = { { .code = SI("mentor"), .message = T_words_mentor },
    { .code = SI("venture"), .message = T_words_venture } };
static struct choices sides_choices(struct req *r) { (void)r; return (struct choices){ side_list, LEN(side_list) }; }
static const struct field words_fields[] = {
    CHOICE("side",  AT(struct words_values, side),  .label = T_words_side, .choices = sides_choices, .need = true),
    TEXT  ("words", AT(struct words_values, words), .label = T_words, .max = 500, .need = true),
};
const struct form words_form = FORM("words", struct words_values, words_fields, T_words_save);

struct words_step { struct mentor_session_by_id s; struct words_values v; struct hand h; };
static enum rc words_tx(struct db *tx, void *arg)
{
    struct words_step *x = arg;
    bool mentor = str_eq(x->v.side, S("mentor"));
    struct measures m = { .arena = tx->arena };
    TRY(form_once(tx, &x->h.once));
    TRY(mentor_session_words(tx, x->s.id, x->s.version, mentor ? x->v.words : x->s.mentor_words, mentor ? x->h.now : x->s.mentor_ms,
        mentor ? x->s.venture_words : x->v.words, mentor ? x->s.venture_ms : x->h.now));
    TRY(turn_changed(tx));
    return hand_done(tx, &x->h, &m);
}

enum rc words_post(struct req *r)
{
    struct words_step x;
    struct form_state s;
    TRY(mentor_session_by_id(r->db, r->id[0], &x.s));
    bool runs = incubation_runs(r, x.s.carrier), mentor = x.s.mentor_account == r->who.account,
         venture = x.s.venture_account == r->who.account;
    if (!(runs || mentor || venture) || !str_eq(x.s.state, S("held"))) return RC_NONE;
    struct str back = runs ? carrier_path(r, x.s.carrier, "/mentors") : S("/incubation/mine");
    form_read(r, &s, &words_form, &x.v);
    if (!form_ok(&s)) return redirect_refused(r, back, T_words_err);
    bool as_mentor = str_eq(x.v.side, S("mentor"));
    if (!runs && (as_mentor ? !mentor : !venture)) return RC_NONE;
    x.h = hand_of(r, &s, x.s.carrier, "words", "venture", x.s.venture, back);
    return form_done(r, db_tx(r->db, words_tx, &x), &x.h.once);
}

/* ---- rooms and rent ---- */

static struct choices rooms_choices(struct req *r)
{
    struct tenancies_of_venture_rows stays;
    struct carrier_units_rows rows = { 0 };
    struct choices c = { 0 };
    enum rc rc = tenancies_of_venture(r->db, r->id[0], &stays);
    if (rc == RC_OK && stays.n) rc = carrier_units(r->db, stays.v[stays.n - 1].carrier, &rows);
    if (rc != RC_OK) (void)fail(&r->err, rc, "%s", r->db->err.text);       /* the handler passes it on */
    if (rc != RC_OK || !rows.n) return c;
    struct choice *v = NEWS(r->arena, struct choice, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].tenancy == DB_NULL && str_eq(rows.v[i].state, S("active")))
            v[c.n++] = (struct choice){ str_printf(r->arena, "%lld", (long long)rows.v[i].id), rows.v[i].code, rows.v[i].code, 0 };
    c.v = v;
    return c;
}

struct room_values { struct str room, room_from; };
static const struct field room_fields[] = {
    CHOICE("room",      AT(struct room_values, room),      .label = T_room, .choices = rooms_choices, .need = true),
    DATE  ("room_from", AT(struct room_values, room_from), .label = T_room_from, .need = true),
};
const struct form room_form = FORM("room", struct room_values, room_fields, T_room_save);

/* Its offer in docking ends with it. */
struct rooming { struct room_values v; struct event closed; };
static enum rc room_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct rooming *x = t->v;
    struct carrier_unit_by_id u;
    (void)m;
    TRY(carrier_unit_by_id(tx, t->id, &u));
    if (u.taken || !str_eq(u.state, S("active"))) return turn_refuse(tx, t, T_room_taken);
    if (u.listing != DB_NULL) TRY(listing_space_close(tx, u.listing, S("filled"), x->closed));
    return tenancy_unit_add(tx, t->tenancy, t->id, x->v.room_from);
}

enum rc room_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct rooming x = { .closed = event_of(r, "closed", "listing", 0, S("")) };
    struct carrier_unit_by_id u;
    TRY(seat_run(r, r->id[0], &seat));
    if (!seat_live(&seat)) return RC_NONE;
    form_read(r, &s, &room_form, &x.v);
    if (r->err.rc != RC_OK) return r->err.rc;
    if (x.v.room_from.p && str_cmp(x.v.room_from, seat.last->entry_day) < 0) form_error(&s, "room_from", T_exit_err_before);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "room", room_write);
    t.v = &x;
    must(str_int(x.v.room, &t.id));
    TRY(carrier_unit_by_id(r->db, t.id, &u));
    TRY(turn_done(r, &t));
    if (u.listing != DB_NULL) live_update(r->app, r->db, u.listing);
    return RC_OK;
}

static enum rc room_leave_write(struct db *tx, struct turn *t, struct measures *m)
{
    (void)m;
    TRY(tenancy_unit_end(tx, t->tenancy, t->id, date_str(tx->arena, instant_day(t->h.now))));
    return turn_changed(tx);
}

enum rc room_leave_post(struct req *r)
{
    struct seat seat;
    TRY(seat_run(r, r->id[0], &seat));
    if (!seat.last) return RC_NONE;
    struct turn t = turn_of(r, NULL, &seat, "room_left", room_leave_write);
    t.id = r->id[1];
    return turn_done(r, &t);
}

struct rent_values { struct str rent_month, relief_reason, paid; int64_t rent, relief; };
static const struct field rent_fields[] = {
    TEXT ("rent_month",    AT(struct rent_values, rent_month),    .label = T_rent_month, .hint = T_rent_month_hint, .max = 7, .need = true),
    MONEY("rent",          AT(struct rent_values, rent),          .label = T_rent, .min = 0, .max = INT64_C(100000000000), .need = true),
    MONEY("relief",        AT(struct rent_values, relief),        .label = T_rent_relief, .min = 0, .max = INT64_C(100000000000)),
    TEXT ("relief_reason", AT(struct rent_values, relief_reason), .label = T_rent_reason, .max = 100),
    DATE ("paid",          AT(struct rent_values, paid),          .label = T_rent_paid),
};
const struct form rent_form = FORM("rent", struct rent_values, rent_fields, T_rent_save);

static enum rc rent_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct rent_values *v = t->v;
    struct rent_one was;
    struct places at;
    TRY(places_of(tx, t->h.carrier, &at));
    enum rc rc = rent_one(tx, t->tenancy, t->id, &was);
    if (rc == RC_OK) count_rent(m, t->id, place_in(&at, t->id), was.rent_fen, was.relief_fen, -1);
    else if (rc != RC_NONE) return rc;
    TRY(rent_put(tx, t->tenancy, t->id, v->rent, v->relief, str_given(v->relief_reason), v->paid));
    count_rent(m, t->id, place_in(&at, t->id), v->rent, v->relief, 1);
    return RC_OK;
}

enum rc rent_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct rent_values v;
    int64_t month = 0;
    TRY(seat_run(r, r->id[0], &seat));
    if (!seat.last) return RC_NONE;
    form_read(r, &s, &rent_form, &v);
    if (v.relief == NO_INT) v.relief = 0;
    if (v.rent_month.p && !month_read(v.rent_month, &month)) form_error(&s, "rent_month", T_rent_err_month);
    if (month && (month < month_of_text(seat.last->entry_day) || (seat.last->exit_day.p && month > month_of_text(seat.last->exit_day))))
        form_error(&s, "rent_month", T_rent_err_outside);
    if (v.rent != NO_INT && v.relief > v.rent) form_error(&s, "relief", T_rent_err_relief);
    if (v.relief > 0 && !v.relief_reason.n) form_error(&s, "relief_reason", T_err_need);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "rent", rent_write);
    t.v = &v;
    t.id = month;
    return turn_done(r, &t);
}
