/* office_pages.c: the desk of who runs a fair: places and slots, the phases, and the day itself. */
#include "app/fairs/views.h"

/* ---- forms ---- */

struct place_values { struct str name_zh, name_en; int64_t tables; };
static const struct field place_fields[] = {
    TEXT("name_zh", AT(struct place_values, name_zh), .label = T_fair_place_zh, .max = 40, .need = true),
    TEXT("name_en", AT(struct place_values, name_en), .label = T_fair_place_en, .max = 60),
    INT ("tables",  AT(struct place_values, tables),  .label = T_fair_tables, .hint = T_fair_tables_hint, .min = 1,
        .max = LIMIT_FAIR_TABLES, .need = true),
};
const struct form fair_place_form = FORM("fair_place", struct place_values, place_fields, T_fair_place_add);

struct day_values { struct str day, from, to, break_from, break_to; int64_t minutes, gap; };
static const struct field day_fields[] = {
    DATE("day",        AT(struct day_values, day),        .label = T_fair_day, .need = true),
    TEXT("from",       AT(struct day_values, from),       .label = T_fair_from, .hint = T_fair_clock_hint, .max = 5, .need = true),
    TEXT("to",         AT(struct day_values, to),         .label = T_fair_to, .max = 5, .need = true),
    INT ("minutes",    AT(struct day_values, minutes),    .label = T_fair_minutes, .min = 5, .max = 240, .need = true),
    INT ("gap",        AT(struct day_values, gap),        .label = T_fair_gap, .min = 0, .max = 120, .need = true),
    TEXT("break_from", AT(struct day_values, break_from), .label = T_fair_break_from, .max = 5),
    TEXT("break_to",   AT(struct day_values, break_to),   .label = T_fair_break_to, .max = 5),
};
const struct form fair_day_form = FORM("fair_day", struct day_values, day_fields, T_fair_day_add);

struct slot_values { struct str day, from, to; };
static const struct field slot_fields[] = {
    DATE("day",  AT(struct slot_values, day),  .label = T_fair_day, .need = true),
    TEXT("from", AT(struct slot_values, from), .label = T_fair_from, .hint = T_fair_clock_hint, .max = 5, .need = true),
    TEXT("to",   AT(struct slot_values, to),   .label = T_fair_to, .max = 5, .need = true),
};
const struct form fair_slot_form = FORM("fair_slot", struct slot_values, slot_fields, T_fair_slot_add);

struct slot_start_values { struct str start; };
static const struct field slot_away_fields[] = { TEXT("start", AT(struct slot_start_values, start), .label = T_fair_slot_remove, .max = 16,
    .need = true) };
const struct form fair_slot_away_form = FORM("fair_slot_away", struct slot_start_values, slot_away_fields, T_fair_slot_remove);

static struct choices steps_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("register"), .message = T_fair_do_register },
        { .code = SI("timetable"), .message = T_fair_do_timetable }, { .code = SI("open"), .message = T_fair_do_open },
        { .code = SI("over"), .message = T_fair_do_over }, { .code = SI("cancel"), .message = T_fair_do_cancel } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
struct verb_values { struct str verb; int64_t slot; };
static const struct field step_fields[] = { CHOICE("verb", AT(struct verb_values, verb), .label = T_fair_next, .choices = steps_choices,
    .need = true) };
const struct form fair_step_form = FORM("fair_step", struct verb_values, step_fields, T_fair_next);

static struct choices person_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("arrived"), .message = T_fair_do_arrived },
        { .code = SI("late"), .message = T_fair_do_late }, { .code = SI("absent"), .message = T_fair_do_absent } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field person_fields[] = {
    CHOICE("verb", AT(struct verb_values, verb), .label = T_fair_next, .choices = person_choices, .need = true),
    INT("slot", AT(struct verb_values, slot), .label = T_fair_late_slot, .min = 1, .max = FAIR_SLOTS),
};
const struct form fair_person_form = FORM("fair_person", struct verb_values, person_fields, T_fair_next);

static struct choices outcome_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("held"), .message = T_fair_do_was_held },
        { .code = SI("missed"), .message = T_fair_do_was_missed }, { .code = SI("cancel"), .message = T_fair_do_cancel_meeting },
        { .code = SI("expire"), .message = T_fair_do_expire } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field outcome_fields[] = { CHOICE("verb", AT(struct verb_values, verb), .label = T_fair_next,
    .choices = outcome_choices, .need = true) };
const struct form fair_outcome_form = FORM("fair_outcome", struct verb_values, outcome_fields, T_fair_next);

/* "09:00" to minutes since midnight; full-width colons and one-digit hours too. */
static bool clock_read(struct str s, int64_t *minute)
{
    struct str h;
    int64_t hour, min;
    ptrdiff_t wide = str_find(s, S("："));
    struct str rest = s;
    if (wide >= 0) { h = str_sub(s, 0, (size_t)wide); rest = str_sub(s, (size_t)wide + 3, s.n); }
    else if (!str_cut(&rest, ':', &h) || !rest.p) return false;
    if (!str_int(h, &hour) || !str_int(rest, &min) || rest.n != 2 || hour < 0 || hour > 23 || min < 0 || min > 59) return false;
    *minute = hour * 60 + min;
    return true;
}

/* ---- the desk ---- */

/* Of the fair's days the first that is not over: a slot is mostly added to the day itself. */
static struct str day_coming(struct arena *a, const struct world *w, int64_t now)
{
    struct str today = date_str(a, instant_day(now)), best = STR_NONE;
    for (size_t i = 0; i < w->slots.n; i++) {
        struct str day = w->slots.v[i].day;
        if (str_cmp(day, today) >= 0 && (!best.n || str_cmp(day, best) < 0)) best = day;
    }
    return best;
}

static enum rc desk_show(struct req *r, struct world *w, const struct form_state *place, const struct form_state *day,
    const struct form_state *slot)
{
    struct form_state plain[3];
    struct office_view v = { .w = w, .place = place, .day = day, .slot = slot, .now = r->now };
    struct day_values values = { .minutes = 20,
        .gap = 5,
        .from = S("09:00"),
        .to = S("17:00"),
        .break_from = S("12:00"),
        .break_to = S("13:30") };
    if (!v.place) { form_start(r, &plain[0], &fair_place_form, NULL); v.place = &plain[0]; }
    if (!v.day) { form_start(r, &plain[1], &fair_day_form, &values); v.day = &plain[1]; }
    struct slot_values extra = { .day = day_coming(r->arena, w, r->now) };
    if (!v.slot) { form_start(r, &plain[2], &fair_slot_form, &extra); v.slot = &plain[2]; }
    enum rc rc = fair_timetable_last(r->db, w->f.id, &v.last);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    v.have = rc == RC_OK;
    v.desk = desk_of(r, w, v.have);
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    page_crumb(r, fair_path(r, w->f.id, ""), pick(r, w->f.name_zh, w->f.name_en));
    page_begin(r, say(r, T_fair_desk));
    fair_office_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc fair_office_page(struct req *r)
{
    struct world w;
    TRY(fair_office(r, r->id[0], &w));
    return desk_show(r, &w, NULL, NULL, NULL);
}

/* Places and days can be set until the timetable rests on them. */
static bool still_setting(const struct world *w) { return str_eq(w->f.state, S("draft")) || str_eq(w->f.state, S("register")); }

/* ---- places ---- */

struct place_save { struct once once; struct event event; int64_t fair, id; const struct place_values *v; };
static enum rc setting_up(struct db *tx, int64_t fair, bool draft_only)
{
    struct fair_by_id f;
    TRY(fair_by_id(tx, fair, &f));
    bool fine = str_eq(f.state, S("draft")) || (!draft_only && str_eq(f.state, S("register")));
    return fine ? RC_OK : fail(&tx->err, RC_STALE, "the timetable rests on it");
}

static enum rc place_tx(struct db *tx, void *arg)
{
    struct place_save *s = arg;
    TRY(form_once(tx, &s->once));
    TRY(setting_up(tx, s->fair, false));
    TRY(fair_place_add(tx, s->id, s->fair, s->v->name_zh, str_given(s->v->name_en), s->v->tables));
    return event_add(tx, &s->event);
}

enum rc fair_place_post(struct req *r)
{
    struct world w;
    struct form_state s;
    struct place_values v;
    TRY(fair_office(r, r->id[0], &w));
    form_read(r, &s, &fair_place_form, &v);
    if (!still_setting(&w)) form_error(&s, NULL, T_fair_not_now);
    if (w.places.n >= LIMIT_FAIR_PLACES) form_error(&s, NULL, T_fair_err_places);
    if (!form_ok(&s)) return desk_show(r, &w, &s, NULL, NULL);
    struct place_save x = { form_once_of(r, &s, fair_path(r, w.f.id, "/desk")), event_of(r, "edited", "fair", w.f.id, S("")), w.f.id,
        id_new(r->now), &v };
    return form_said(r, db_tx(r->db, place_tx, &x), &x.once, T_saved);
}

static enum rc place_remove_tx(struct db *tx, void *arg)
{
    struct place_save *s = arg;
    TRY(form_once(tx, &s->once));
    TRY(setting_up(tx, s->fair, true));
    TRY(fair_place_remove(tx, s->id, s->fair));
    return tx->changes ? event_add(tx, &s->event) : fail(&tx->err, RC_NONE, "no such place");
}

enum rc fair_place_remove_post(struct req *r)
{
    struct world w;
    TRY(fair_office(r, r->id[0], &w));
    struct place_save x = { form_once_of(r, NULL, fair_path(r, w.f.id, "/desk")), event_of(r, "edited", "fair", w.f.id, S("")), w.f.id,
        r->id[1], NULL };
    return form_said(r, db_tx(r->db, place_remove_tx, &x), &x.once, T_removed);
}

/* ---- days ---- */

struct span { int64_t from, to; };
struct day_save { struct once once; struct event event; int64_t fair; struct str day; struct span v[FAIR_SLOTS]; size_t n; bool too_many; };

static enum rc day_tx(struct db *tx, void *arg)
{
    struct day_save *s = arg;
    struct fair_slots_rows have;
    TRY(form_once(tx, &s->once));
    TRY(setting_up(tx, s->fair, true));
    TRY(fair_slots(tx, s->fair, &have));
    s->too_many = have.n + s->n > FAIR_SLOTS;
    for (size_t i = 0; i < have.n; i++) s->too_many |= str_eq(have.v[i].day, s->day);
    if (s->too_many) return fail(&tx->err, RC_REFUSED, "too many slots, or the day is there already");
    for (size_t i = 0; i < s->n; i++) TRY(fair_slot_add(tx, s->fair, (int64_t)(have.n + i + 1), s->day, s->v[i].from, s->v[i].to));
    return event_add(tx, &s->event);
}

/* Slots of equal length with a gap between them; none reaches into the break. */
static void spans_make(struct form_state *s, const struct day_values *v, struct day_save *x)
{
    int64_t from = 0, to = 0, rest_from = 24 * 60, rest_to = 24 * 60;
    if (v->from.n && !clock_read(v->from, &from)) form_error(s, "from", T_fair_err_clock);
    if (v->to.n && (!clock_read(v->to, &to) || to <= from)) form_error(s, "to", T_fair_err_clock);
    if (v->break_from.n && !clock_read(v->break_from, &rest_from)) form_error(s, "break_from", T_fair_err_clock);
    if (v->break_from.n && (!v->break_to.n || !clock_read(v->break_to, &rest_to) || rest_to < rest_from))
        form_error(s, "break_to", T_fair_err_clock);
    if (!form_ok(s)) return;
    for (int64_t at = from; at + v->minutes <= to;) {
        if (at < rest_to && at + v->minutes > rest_from) { at = rest_to; continue; }
        if (x->n == FAIR_SLOTS) { form_error(s, "minutes", T_fair_err_slots); return; }
        x->v[x->n++] = (struct span){ at, at + v->minutes };
        at += v->minutes + v->gap;
    }
    if (!x->n) form_error(s, "to", T_fair_err_clock);
}

enum rc fair_day_post(struct req *r)
{
    struct world w;
    struct form_state s;
    struct day_values v;
    TRY(fair_office(r, r->id[0], &w));
    form_read(r, &s, &fair_day_form, &v);
    struct day_save x = { .fair = w.f.id, .day = v.day };
    spans_make(&s, &v, &x);
    if (!form_ok(&s)) return desk_show(r, &w, NULL, &s, NULL);
    x.once = form_once_of(r, &s, fair_path(r, w.f.id, "/desk"));
    x.event = event_of(r, "edited", "fair", w.f.id, S(""));
    enum rc rc = db_tx(r->db, day_tx, &x);
    if (rc == RC_REFUSED && x.too_many) { form_error(&s, "day", T_fair_err_slots); return desk_show(r, &w, NULL, &s, NULL); }
    return form_said(r, rc, &x.once, T_saved);
}

static enum rc clear_tx(struct db *tx, void *arg)
{
    struct day_save *s = arg;
    TRY(form_once(tx, &s->once));
    TRY(setting_up(tx, s->fair, true));
    TRY(fair_slots_clear(tx, s->fair));
    return event_add(tx, &s->event);
}

enum rc fair_slots_clear_post(struct req *r)
{
    struct world w;
    TRY(fair_office(r, r->id[0], &w));
    struct day_save x = { .once = form_once_of(r, NULL, fair_path(r, w.f.id, "/desk")),
        .event = event_of(r, "edited", "fair", w.f.id, S("")),
        .fair = w.f.id };
    return form_said(r, db_tx(r->db, clear_tx, &x), &x.once, T_removed);
}

enum rc fair_slot_post(struct req *r)
{
    struct world w;
    struct form_state s;
    struct slot_values v;
    struct fair_slot_more x = { .from = 0 };
    TRY(fair_office(r, r->id[0], &w));
    form_read(r, &s, &fair_slot_form, &v);
    if (v.from.n && !clock_read(v.from, &x.from)) form_error(&s, "from", T_fair_err_clock);
    if (v.to.n && (!clock_read(v.to, &x.to) || x.to <= x.from)) form_error(&s, "to", T_fair_err_clock);
    if (!form_ok(&s)) return desk_show(r, &w, NULL, NULL, &s);
    x.h = fair_hand_of(r, w.f.id, "slot_added", fair_path(r, w.f.id, "/desk"));
    x.day = v.day;
    enum rc rc = db_tx(r->db, fair_slot_tx, &x);
    if (rc == RC_REFUSED && x.h.refused) { form_error(&s, NULL, x.h.refused); return desk_show(r, &w, NULL, NULL, &s); }
    return form_said(r, rc, &x.h.once, T_fair_done_slot);
}

enum rc fair_slot_away_post(struct req *r)
{
    struct world w;
    TRY(fair_office(r, r->id[0], &w));
    struct str back = fair_path(r, w.f.id, "/desk");
    struct fair_slot_less x = { .h = fair_hand_of(r, w.f.id, "slot_removed", back), .start = req_text(r, "start") };
    enum rc rc = db_tx(r->db, fair_slot_away_tx, &x);
    return form_answer(r, rc, &x.h.once, x.h.refused, back, T_removed);
}

/* ---- the phases ---- */

enum rc fair_step_post(struct req *r)
{
    struct world w;
    struct str verb = req_arg(r, "verb");
    TRY(fair_office(r, r->id[0], &w));
    struct str back = fair_path(r, w.f.id, "/desk");
    if (str_eq(verb, S("timetable")) || str_eq(verb, S("open"))) {
        bool plan = str_eq(verb, S("timetable"));
        struct fair_hand h = fair_hand_of(r, w.f.id, plan ? "timetabled" : "opened", back);
        enum rc rc = db_tx(r->db, plan ? fair_timetable_tx : fair_open_tx, &h);
        return form_answer(r, rc, &h.once, h.refused, back, plan ? T_fair_done_timetable : T_fair_done_open);
    }
    struct fair_move m = { .from = { "draft" }, .to = "register" };
    if (str_eq(verb, S("over"))) m = (struct fair_move){ .from = { "open" }, .to = "over" };
    else if (str_eq(verb, S("cancel"))) m = (struct fair_move){ .from = { "register", "provisional", "open" }, .to = "cancelled" };
    else if (!str_eq(verb, S("register"))) return fail(&r->err, RC_INPUT, "no such step");
    int said = str_eq(verb, S("register")) ? T_fair_done_announce : str_eq(verb, S("over")) ? T_fair_done_over : T_fair_done_called_off;
    m.h = fair_hand_of(r, w.f.id, str_eq(verb, S("register")) ? "announced" : str_eq(verb, S("over")) ? "ended" : "cancelled", back);
    enum rc rc = db_tx(r->db, fair_move_tx, &m);
    return form_answer(r, rc, &m.h.once, m.h.refused, back, said);
}

enum rc fair_person_post(struct req *r)
{
    struct world w;
    struct str verb = req_arg(r, "verb");
    TRY(fair_office(r, r->id[0], &w));
    if (!world_person(&w, r->id[1])) return RC_NONE;
    struct person_step s = { .person = r->id[1], .from_slot = req_int(r, "slot", 0) };
    if (str_eq(verb, S("arrived"))) s.verb = PERSON_ARRIVED;
    else if (str_eq(verb, S("late"))) s.verb = PERSON_LATE;
    else if (str_eq(verb, S("absent"))) s.verb = PERSON_ABSENT;
    else return fail(&r->err, RC_INPUT, "no such step");
    struct str back = desk_path(r, w.f.id, "/desk");
    s.h = fair_hand_of(r, w.f.id, s.verb == PERSON_ARRIVED ? "signed_in" : s.verb == PERSON_LATE ? "came_late" : "absent", back);
    enum rc rc = db_tx(r->db, person_step_tx, &s);
    return form_answer(r, rc, &s.h.once, s.h.refused, back,
        s.verb == PERSON_ARRIVED ? T_fair_done_arrived : s.verb == PERSON_LATE ? T_fair_done_late : T_fair_done_absent);
}

/* What became of a meeting. Who has not answered keeps the time there is for it, but on the day, when others wait for the slot. */
enum rc fair_outcome_post(struct req *r)
{
    struct world w;
    struct str verb = req_text(r, "verb");
    TRY(fair_office(r, r->id[0], &w));
    if (!fair_is_choice(outcome_choices(r), verb)) return fail(&r->err, RC_INPUT, "no such step");
    struct str back = desk_path(r, w.f.id, "/desk");
    if (str_eq(verb, S("expire")) && !fair_day(&w, r->now)) return redirect_refused(r, back, T_fair_not_now);
    struct meeting_step s = { .h = fair_hand_of(r, w.f.id, "answered", back), .meeting = r->id[1], .verb = str_z(r->arena, verb) };
    enum rc rc = db_tx(r->db, meeting_step_tx, &s);
    return form_answer(r, rc, &s.h.once, s.h.refused, back, T_saved);
}

/* ---- the files of the timetable, for whoever takes part or runs it ---- */

static bool takes_part(struct req *r, const struct world *w)
{
    struct reader me;
    if (reader_of(r->db, r->who.account, &me) != RC_OK) return false;
    for (size_t i = 0; i < w->parties.n; i++) {
        const struct fair_parties *p = &w->parties.v[i];
        if (party_acts(&me, p) || (p->organisation != DB_NULL && reader_belongs_to(&me, p->organisation))) return true;
    }
    return false;
}

enum rc fair_file_page(struct req *r)
{
    struct world w;
    struct fair_timetable_files f;
    TRY(world_read(r->db, r->id[0], &w));
    if (!fair_runs(r, &w.f) && !takes_part(r, &w)) return RC_NONE;
    TRY(fair_timetable_files(r->db, w.f.id, &f));
    const struct {
        const char *name;
        struct str bytes;
    } files[] = { { "timetable.json", f.result }, { "meetings.csv", f.meetings_csv }, { "people.csv", f.people_csv },
        { "slots.csv", f.slots_csv }, { "places.csv", f.places_csv } };
    for (size_t i = 0; i < LEN(files); i++) {
        if (!str_eq(r->name, str_from(files[i].name))) continue;
        put_str(&r->out, files[i].bytes);
        answer_file(r, str_from(files[i].name), i ? S("text/csv; charset=utf-8") : S("application/json"));
        return RC_OK;
    }
    return RC_NONE;
}
