/* store.c: what a timetable, an answer, an arrival and an absence write. Each is one function of db_tx, which reads the fair
** anew, decides, and writes rows, event and notices together: a fair is timetabled or is not.
**
**     somebody is away ─► colleague, or slot freed ─┐
**     a slot more ─────────────────────────────────┼─► plan_fair around what is placed ─► free slots offered to who wished
**     declined, cancelled, expired ─► slot freed ───┘
*/
#include "app/fairs/inner.h"

struct fair_hand fair_hand_of(struct req *r, int64_t fair, const char *verb, struct str back)
{
    struct fair_hand h = fair_hand_own(r->app, r->db, fair, r->now, verb);
    h.once = form_once_of(r, NULL, back);
    h.by_form = true;
    h.account = r->who.account;
    h.event = event_of(r, verb, "fair", fair, S(""));
    return h;
}

struct fair_hand fair_hand_own(struct app *app, struct db *db, int64_t fair, int64_t now, const char *verb)
{
    struct fair_hand h = { .fair = fair, .now = now, .timetable = id_new(now), .app = app };
    h.ids = NEWS(db->arena, int64_t, FAIR_IDS);
    for (size_t i = 0; i < FAIR_IDS; i++) h.ids[i] = id_new(now);
    h.event = event_own(app, now, verb, "fair", fair, S(""));
    return h;
}

/* ---- telling ---- */

/* Parties that are to hear of a change, by their place in the world; offered: that they have a new meeting to confirm. */
struct touched { const struct world *w; bool *v, *offered; };

static struct touched touched_none(const struct world *w)
{
    return (struct touched){ w, NEWS(w->a, bool, w->parties.n + 1), NEWS(w->a, bool, w->parties.n + 1) };
}
static void touch(struct touched *t, int64_t party) { t->v[world_party(t->w, party) - t->w->parties.v] = true; }
static void offer(struct touched *t, int64_t party) { touch(t, party); t->offered[world_party(t->w, party) - t->w->parties.v] = true; }

static int by_number(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return *a < *b ? -1 : *a > *b;
}

/* Who acts for several of them hears once: a notice is unique by account and event. */
static enum rc tell(struct db *tx, const struct fair_hand *h, const struct touched *t, int message)
{
    struct { int64_t *v; size_t n, cap; } told = { 0 };
    const struct world *w = t->w;
    for (size_t i = 0; !h->quiet && i < w->parties.n; i++) {
        struct fair_party_owners_rows owners;
        int said = t->offered[i] && message != T_fair_notice_timetable ? T_fair_notice_freed : message;
        if (!t->v[i] || !str_eq(w->parties.v[i].state, S("active"))) continue;
        TRY(fair_party_owners(tx, w->parties.v[i].id, &owners));
        for (size_t k = 0; k < owners.n; k++) {
            int64_t account = owners.v[k].account;
            if (told.n) qsort(told.v, told.n, sizeof *told.v, by_number);
            if (account == h->account || (told.n && bsearch(&account, told.v, told.n, sizeof *told.v, by_number))) continue;
            *PUSH(tx->arena, &told) = account;
            TRY(notice_add(tx, &h->event, account, said, str_printf(tx->arena, "/fairs/parties/%lld", (long long)w->parties.v[i].id),
                w->f.name_zh, w->f.name_en.n ? w->f.name_en : w->f.name_zh));
        }
    }
    return RC_OK;
}

static enum rc begin(struct db *tx, struct fair_hand *h, struct world *w)
{
    h->refused = 0;
    h->placed = h->unplaced = h->offered = 0;
    if (h->by_form) TRY(form_once(tx, &h->once));
    return world_read(tx, h->fair, w);
}

static enum rc refuse(struct db *tx, struct fair_hand *h, int why)
{
    h->refused = why;
    return fail(&tx->err, RC_REFUSED, "the fair does not allow it now");
}

/* ---- a meeting's row, changed ---- */

static enum rc row_set(struct db *tx, const struct fair_hand *h, const struct fair_meetings *m, struct str state, int64_t need_ok,
    int64_t offer_ok, int64_t expires, struct str why)
{
    /* calendars take it out */
    bool gone = m->slot && !str_eq(state, m->state) && !str_eq(state, S("agreed")) && !str_eq(state, S("held"));
    TRY(fair_meeting_set(tx, m->id, m->version, m->need_person, m->offer_person, state, m->slot, m->place_table, why, need_ok, offer_ok,
        expires, m->sequence + gone, h->now));
    return tx->changes == 1 ? RC_OK : fail(&tx->err, RC_STALE, "the meeting has moved on");
}

/* ---- storing a plan ---- */

static int64_t expiry(const struct world *w, const struct fair_hand *h)
{
    return str_eq(w->f.state, S("open")) ? h->now + w->f.expire_days * DAY_MS : DB_NULL;
}

static bool moved(const struct planned *m) { return m->was->slot != m->slot || m->was->place_table != m->table; }

/* What was confirmed stays confirmed when it moves; what was only proposed is proposed anew. */
static enum rc planned_set(struct db *tx, const struct world *w, struct fair_hand *h, const struct planned *m, struct touched *t)
{
    const struct fair_meetings *was = m->was;
    bool both = was->need_ok_ms != DB_NULL && was->offer_ok_ms != DB_NULL, asked = str_eq(was->state, S("asked"));
    struct str state = !m->slot ? S("unplaced") : both ? S("agreed") : S("proposed");
    if (str_eq(state, was->state) && !moved(m) && str_eq(m->why, was->why)) return RC_OK;
    if (asked && !m->slot) return RC_OK;                            /* the request goes on waiting */
    bool anew = !both && moved(m);
    if (m->slot && was->slot != m->slot) {
        void (*tell_of)(struct touched *, int64_t) = both ? touch : offer;
        h->offered++;
        tell_of(t, m->need);
        tell_of(t, m->offer);
    }
    TRY(fair_meeting_set(tx, m->id, m->version, m->need_person, m->offer_person, state, m->slot, m->table, m->why,
        anew ? DB_NULL : was->need_ok_ms,
        /* a slot again after one was lost is a change, too */
        anew ? DB_NULL : was->offer_ok_ms, both || !m->slot ? DB_NULL : expiry(w, h),
        was->sequence + ((was->slot || was->sequence) && moved(m)), h->now));
    return tx->changes == 1 ? RC_OK : fail(&tx->err, RC_STALE, "the meeting has moved on");
}

static enum rc planned_add(struct db *tx, const struct world *w, struct fair_hand *h, const struct planned *m, int64_t id,
    struct touched *t)
{
    if (m->slot) { h->offered++; offer(t, m->need); offer(t, m->offer); }
    return fair_meeting_add(tx, id, w->f.id, m->need, m->offer, m->need_person, m->offer_person, m->rank,
        m->slot ? S("proposed") : S("unplaced"), m->slot, m->table, m->why, DB_NULL, DB_NULL, m->slot ? expiry(w, h) : DB_NULL, h->now);
}

static enum rc plan_store(struct db *tx, const struct world *w, struct fair_hand *h, const struct plan *p, struct touched *t)
{
    size_t next = 0;
    for (size_t i = 0; i < p->meetings.n; i++) {                    /* slots are left before others come into them */
        const struct planned *m = &p->meetings.v[i];
        if (m->id && m->was->slot && moved(m)) TRY(fair_meeting_lift(tx, m->id, m->version));
    }
    for (size_t i = 0; i < p->meetings.n; i++) {
        const struct planned *m = &p->meetings.v[i];
        if (m->id) TRY(planned_set(tx, w, h, m, t));
        else TRY(planned_add(tx, w, h, m, h->ids[next++], t));
        *(m->slot ? &h->placed : &h->unplaced) += 1;
    }
    for (size_t i = 0; i < p->over.n; i++) {
        TRY(planned_add(tx, w, h, &p->over.v[i], h->ids[next++], t));
        h->unplaced++;
    }
    return fair_timetable_add(tx, h->timetable, w->f.id, h->account, h->now, p->sheets.f.meetings, p->result.placed, p->result.most,
        p->result_text, p->meetings_csv, p->people_csv, p->slots_csv, p->places_csv);
}

/* Plans around what is placed and stores; what became free is offered at once. */
static enum rc mend(struct db *tx, struct fair_hand *h, int64_t only, struct touched *t)
{
    struct world *w = NEW(tx->arena, struct world);
    struct plan p;
    TRY(world_read(tx, h->fair, w));
    TRY(plan_fair(w, KEEP_PLACED, only, h->now, &p, &tx->err));
    t->w = w;                                                       /* the same parties in the same order */
    return plan_store(tx, w, h, &p, t);
}

/* ---- the phases ---- */

static bool is_in(struct str state, const char *const *from, size_t n)
{
    for (size_t i = 0; i < n; i++) if (from[i] && str_eq(state, str_from(from[i]))) return true;
    return false;
}

enum rc fair_timetable_tx(struct db *tx, void *arg)
{
    static const char *const from[] = { "register", "provisional", "open" };
    struct fair_hand *h = arg;
    struct world w;
    struct plan p;
    TRY(begin(tx, h, &w));
    if (!is_in(w.f.state, from, LEN(from)) || !w.slots.n) return refuse(tx, h, w.slots.n ? T_fair_not_now : T_fair_no_slots);
    bool first = str_eq(w.f.state, S("register"));
    TRY(plan_fair(&w, str_eq(w.f.state, S("open")) ? KEEP_PLACED : KEEP_AGREED, 0, h->now, &p, &tx->err));
    struct touched t = touched_none(&w);
    TRY(plan_store(tx, &w, h, &p, &t));
    if (first) {
        TRY(fair_state_set(tx, w.f.id, S("register"), S("provisional")));
        if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the fair has moved on");
    }
    TRY(event_add(tx, &h->event));
    return tell(tx, h, &t, T_fair_notice_timetable);
}

enum rc fair_open_tx(struct db *tx, void *arg)
{
    struct fair_hand *h = arg;
    struct world w;
    TRY(begin(tx, h, &w));
    if (!str_eq(w.f.state, S("provisional"))) return refuse(tx, h, T_fair_not_now);
    struct touched t = touched_none(&w);
    for (size_t i = 0; i < w.parties.n; i++) t.v[i] = true;
    for (size_t i = 0; i < w.meetings.n; i++) {
        const struct fair_meetings *m = &w.meetings.v[i];
        if (str_eq(m->state, S("proposed"))) TRY(row_set(tx, h, m, S("expired"), m->need_ok_ms, m->offer_ok_ms, DB_NULL, S("")));
    }
    TRY(fair_state_set(tx, w.f.id, S("provisional"), S("open")));
    TRY(mend(tx, h, 0, &t));                                        /* what lapsed is offered to those who had no slot */
    TRY(event_add(tx, &h->event));
    return tell(tx, h, &t, T_fair_notice_open);
}

/* Of a fair that is cancelled nothing will be held, and calendars take it out; when one is over, what nobody confirmed has lapsed. */
static enum rc meetings_end(struct db *tx, const struct fair_hand *h, const struct world *w, const char *to)
{
    bool cancelled = strcmp(to, "cancelled") == 0, over = strcmp(to, "over") == 0;
    for (size_t i = 0; (cancelled || over) && i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        bool waits = str_eq(m->state, S("asked")) || str_eq(m->state, S("proposed"));
        if (!waits && !(cancelled && (str_eq(m->state, S("agreed")) || str_eq(m->state, S("unplaced"))))) continue;
        TRY(row_set(tx, h, m, cancelled ? S("cancelled") : S("expired"), m->need_ok_ms, m->offer_ok_ms, DB_NULL, S("")));
    }
    return RC_OK;
}

enum rc fair_move_tx(struct db *tx, void *arg)
{
    struct fair_move *m = arg;
    struct world w;
    TRY(begin(tx, &m->h, &w));
    if (!is_in(w.f.state, m->from, LEN(m->from))) return refuse(tx, &m->h, T_fair_not_now);
    if (strcmp(m->to, "register") == 0 && (!w.slots.n || !w.places.n)) return refuse(tx, &m->h, T_fair_no_slots);
    if (strcmp(m->to, "register") == 0 && !fair_agreed_in_time(&w, w.f.agree_until)) return refuse(tx, &m->h, T_fair_agree_late);
    TRY(fair_state_set(tx, w.f.id, w.f.state, str_from(m->to)));
    TRY(meetings_end(tx, &m->h, &w, m->to));
    TRY(event_add(tx, &m->h.event));
    if (strcmp(m->to, "cancelled") != 0) return RC_OK;
    struct touched t = touched_none(&w);
    for (size_t i = 0; i < w.parties.n; i++) t.v[i] = true;
    return tell(tx, &m->h, &t, T_fair_notice_cancelled);
}

enum rc fair_slot_tx(struct db *tx, void *arg)
{
    struct fair_slot_more *s = arg;
    struct world w;
    TRY(begin(tx, &s->h, &w));
    if (w.slots.n == FAIR_SLOTS || !(str_eq(w.f.state, S("provisional")) || str_eq(w.f.state, S("open"))))
        return refuse(tx, &s->h, T_fair_not_now);
    if (slot_start(&(struct fair_slots){ .day = s->day, .from_minute = s->from }) <= s->h.now) return refuse(tx, &s->h, T_fair_slot_past);
    for (size_t i = 0; i < w.slots.n; i++) {
        const struct fair_slots *x = &w.slots.v[i];
        if (str_eq(x->day, s->day) && s->from < x->to_minute && x->from_minute < s->to) return refuse(tx, &s->h, T_fair_slot_overlaps);
    }
    TRY(fair_slot_add(tx, w.f.id, (int64_t)w.slots.n + 1, s->day, s->from, s->to));
    struct touched t = touched_none(&w);
    TRY(mend(tx, &s->h, 0, &t));
    TRY(event_add(tx, &s->h.event));
    return tell(tx, &s->h, &t, T_fair_notice_freed);
}

/* What comes behind a slot that is gone is counted down, slots, meetings and when people are away, so that numbers have no gap. By its
** start, not its number: that may be another's by the time the button is pressed. */
static enum rc slot_close_up(struct db *tx, const struct world *w, int64_t gone)
{
    uint64_t before = (UINT64_C(1) << (gone - 1)) - 1;
    TRY(fair_slot_remove(tx, w->f.id, gone));
    TRY(fair_slot_forget(tx, w->f.id, gone));
    for (int64_t n = gone + 1; n <= (int64_t)w->slots.n; n++) {
        TRY(fair_slot_count_down(tx, w->f.id, n));
        TRY(fair_slot_follow(tx, w->f.id, n));
    }
    for (size_t i = 0; i < w->people.n; i++) {
        const struct fair_people *p = &w->people.v[i];
        uint64_t was = slots_of(p->away), now = (was & before) | (was >> 1 & ~before);
        if (now != was) TRY(fair_person_set(tx, p->id, p->version, slots_text(w->a, now), p->state, p->arrived_ms));
    }
    return RC_OK;
}

enum rc fair_slot_away_tx(struct db *tx, void *arg)
{
    struct fair_slot_less *s = arg;
    struct world w;
    const struct fair_slots *gone = NULL;
    TRY(begin(tx, &s->h, &w));
    for (size_t i = 0; i < w.slots.n; i++) if (str_eq(slot_name(w.a, &w.slots.v[i]), s->start)) gone = &w.slots.v[i];
    if (!(str_eq(w.f.state, S("provisional")) || str_eq(w.f.state, S("open"))) || w.slots.n < 2) return refuse(tx, &s->h, T_fair_not_now);
    if (!gone) return refuse(tx, &s->h, T_fair_slot_gone);
    if (!slot_unused(&w, gone)) return refuse(tx, &s->h, T_fair_slot_used);
    TRY(slot_close_up(tx, &w, gone->n));
    return event_add(tx, &s->h.event);
}

/* ---- people on the day ---- */

static uint64_t busy_of(const struct world *w, int64_t person)
{
    uint64_t set = 0;
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        if (meeting_placed(m) && (m->need_person == person || m->offer_person == person)) set |= UINT64_C(1) << (m->slot - 1);
    }
    return set;
}

/* Where a person is in the slots around: changing places needs the way. A colleague takes over only with nothing close by elsewhere. */
static bool way_free(const struct world *w, int64_t person, const struct fair_meetings *m)
{
    const struct fair_slots *s = world_slot(w, m->slot);
    const struct fair_places *place = world_place(w, world_party(w, m->offer));
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *x = &w->meetings.v[i];
        if (!meeting_placed(x) || (x->need_person != person && x->offer_person != person)
            || world_place(w, world_party(w, x->offer)) == place)
            continue;
        const struct fair_slots *y = world_slot(w, x->slot);
        int64_t gap = w->f.travel_minutes * MINUTE_MS;
        if (slot_start(s) - slot_end(y) < gap && slot_start(y) - slot_end(s) < gap) return false;
    }
    return true;
}

/* Somebody else of the party who is there and free in the slot; 0 = nobody. */
static int64_t colleague(const struct world *w, int64_t person, const struct fair_meetings *m)
{
    const struct fair_people *own = world_person(w, person);
    for (size_t i = 0; i < w->people.n; i++) {
        const struct fair_people *x = &w->people.v[i];
        if (x->party != own->party || x->id == person || str_eq(x->state, S("absent"))) continue;
        if ((person_here(w, x) & ~busy_of(w, x->id)) >> (m->slot - 1) & 1 && world_load(w, x->id) < w->f.most_meetings
            && way_free(w, x->id, m))
            return x->id;
    }
    return 0;
}

/* A meeting she will not be at: a colleague goes, or it loses its slot (late), or it is missed (absent). Keeps the world true. */
static enum rc meeting_lost(struct db *tx, struct fair_hand *h, struct world *w, struct fair_meetings *m, int64_t person, bool late,
    struct touched *t)
{
    int64_t other = colleague(w, person, m);
    bool need = m->need_person == person;
    touch(t, m->need);
    touch(t, m->offer);
    if (other) *(need ? &m->need_person : &m->offer_person) = other;
    struct str state = other ? m->state : late ? S("unplaced") : S("missed");
    int64_t slot = late && !other ? 0 : m->slot, table = late && !other ? 0 : m->place_table;
    TRY(fair_meeting_set(tx, m->id, m->version, m->need_person, m->offer_person, state, slot, table,
        other      ? S("")
            : late ? S("late")
            : need ? S("absent_need")
                   : S("absent_offer"),
        m->need_ok_ms, m->offer_ok_ms, other ? m->expires_ms : DB_NULL, m->sequence + 1, h->now));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the meeting has moved on");
    m->state = state;
    m->slot = slot;
    return RC_OK;
}

static uint64_t before_slot(const struct world *w, int64_t n)
{
    const struct fair_slots *s = world_slot(w, n);
    uint64_t set = 0;
    for (size_t i = 0; s && i < w->slots.n; i++)
        if (str_eq(w->slots.v[i].day, s->day) && slot_start(&w->slots.v[i]) < slot_start(s)) set |= UINT64_C(1) << (w->slots.v[i].n - 1);
    return set;
}

/* A person who does not come is missed from the slot that is running on. */
static enum rc lose_meetings(struct db *tx, struct person_step *s, struct world *w, uint64_t away, struct touched *t)
{
    for (size_t i = 0; i < w->meetings.n; i++) {
        struct fair_meetings *m = &w->meetings.v[i];
        if ((m->need_person != s->person && m->offer_person != s->person)
            || !(str_eq(m->state, S("proposed")) || str_eq(m->state, S("agreed"))))
            continue;
        if (!m->slot || !(away >> (m->slot - 1) & 1) || slot_end(world_slot(w, m->slot)) <= s->h.now) continue;
        TRY(meeting_lost(tx, &s->h, w, m, s->person, s->verb == PERSON_LATE, t));
    }
    return RC_OK;
}

enum rc person_step_tx(struct db *tx, void *arg)
{
    struct person_step *s = arg;
    struct world w;
    TRY(begin(tx, &s->h, &w));
    const struct fair_people *p = world_person(&w, s->person);
    if (!p) return fail(&tx->err, RC_NONE, "no such person at this fair");
    if (!str_eq(w.f.state, S("open")) && !str_eq(w.f.state, S("provisional"))) return refuse(tx, &s->h, T_fair_not_now);
    if (s->verb == PERSON_LATE && !world_slot(&w, s->from_slot)) return refuse(tx, &s->h, T_fair_not_now);
    uint64_t away = s->verb == PERSON_LATE ? before_slot(&w, s->from_slot) : s->verb == PERSON_ABSENT ? ~UINT64_C(0) : 0;
    struct str state = s->verb == PERSON_ARRIVED ? S("arrived") : s->verb == PERSON_LATE ? S("late") : S("absent");
    struct str list = s->verb == PERSON_LATE ? slots_text(tx->arena, slots_of(p->away) | away) : p->away;
    TRY(fair_person_set(tx, p->id, p->version, list, state,
        s->verb == PERSON_ARRIVED ? (p->arrived_ms == DB_NULL ? s->h.now : p->arrived_ms) : DB_NULL));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the person's row has moved on");
    if (s->verb == PERSON_ARRIVED) return event_add(tx, &s->h.event);
    struct touched t = touched_none(&w);
    TRY(lose_meetings(tx, s, &w, away, &t));
    TRY(mend(tx, &s->h, 0, &t));
    TRY(event_add(tx, &s->h.event));
    return tell(tx, &s->h, &t, T_fair_notice_changed);
}

/* ---- answers ---- */

enum by { BY_EITHER, BY_ASKED, BY_ASKER, BY_OFFICE, BY_ANY };                     /* any: either side or the office */
enum when { ALWAYS, ONCE_BEGUN, BEFORE };
struct move { const char *from, *verb, *to; enum by by; enum when when; };
static const struct move moves[] = {
    { "proposed", "agree",    "agreed",    BY_EITHER, BEFORE },     /* agreed once both have said so */
    { "proposed", "decline",  "declined",  BY_EITHER, BEFORE },
    { "proposed", "expire",   "expired",   BY_OFFICE, ALWAYS },
    { "asked",    "agree",    "agreed",    BY_ASKED,  ALWAYS },
    { "asked",    "decline",  "declined",  BY_ASKED,  ALWAYS },
    { "asked",    "withdraw", "cancelled", BY_ASKER,  ALWAYS },
    { "asked",    "expire",   "expired",   BY_OFFICE, ALWAYS },
    { "unplaced", "decline",  "declined",  BY_EITHER, ALWAYS },
    { "agreed",   "cancel",   "cancelled", BY_ANY,    BEFORE },
    { "agreed",   "held",     "held",      BY_ANY,    ONCE_BEGUN },
    { "agreed",   "missed",   "missed",    BY_ANY,    ONCE_BEGUN },
};

static const struct move *move_of(const struct world *w, const struct fair_meetings *m, struct str side, const char *verb, int64_t now)
{
    const struct fair_slots *slot = m->slot ? world_slot(w, m->slot) : NULL;
    bool begun = slot && slot_start(slot) <= now, need = str_eq(side, S("need")),
         asker = (need ? m->need_ok_ms : m->offer_ok_ms) != DB_NULL;
    for (size_t i = 0; i < LEN(moves); i++) {
        const struct move *x = &moves[i];
        if (!str_eq(m->state, str_from(x->from)) || strcmp(x->verb, verb) != 0) continue;
        bool who = x->by == BY_ANY
            || (side.n ? x->by == BY_EITHER || (x->by == BY_ASKED && !asker) || (x->by == BY_ASKER && asker) : x->by == BY_OFFICE);
        bool when = x->when == ALWAYS || (x->when == ONCE_BEGUN ? begun : !begun);
        if (strcmp(verb, "agree") == 0 && side.n && asker) who = false;     /* said already */
        return who && when ? x : NULL;
    }
    return NULL;
}

bool meeting_may(const struct world *w, const struct fair_meetings *m, struct str side, const char *verb, int64_t now)
{
    bool live = str_eq(w->f.state, S("provisional")) || str_eq(w->f.state, S("open"))
        || (str_eq(w->f.state, S("over")) && (strcmp(verb, "held") == 0 || strcmp(verb, "missed") == 0));
    return live && move_of(w, m, side, verb, now);
}

/* Who of both parties can meet: the two the request was made for if they can, else those with fewest meetings. A request holds
** no slot, so several may have been made for one person whose colleague is free. */
static bool two_free(const struct world *w, const struct fair_meetings *m, int64_t now, int64_t *need, int64_t *offer, bool *limit)
{
    uint64_t open = slots_after(w, now);
    int64_t best = INT64_MAX;
    *limit = true;
    for (size_t i = 0; i < w->people.n; i++) {
        const struct fair_people *x = &w->people.v[i];
        int64_t load = x->party == m->need ? world_load(w, x->id) : w->f.most_meetings;
        uint64_t able = load < w->f.most_meetings ? person_here(w, x) & open & ~busy_of(w, x->id) : 0;
        for (size_t k = 0; load < w->f.most_meetings && k < w->people.n; k++) {
            const struct fair_people *y = &w->people.v[k];
            int64_t cost = y->party == m->offer ? world_load(w, y->id) : w->f.most_meetings;
            if (cost >= w->f.most_meetings) continue;
            *limit = false;
            if (!(able & person_here(w, y) & ~busy_of(w, y->id))) continue;
            cost = x->id == m->need_person && y->id == m->offer_person ? -1 : cost + load;
            if (cost >= best) continue;
            best = cost;
            *need = x->id;
            *offer = y->id;
        }
    }
    return best < INT64_MAX;
}

/* A request is accepted: the engine finds slot and table around all that is placed. */
static enum rc accept(struct db *tx, struct meeting_step *s, const struct world *w, const struct fair_meetings *m, struct touched *t)
{
    int64_t need_ok = m->need_ok_ms == DB_NULL ? s->h.now : m->need_ok_ms, offer_ok = m->offer_ok_ms == DB_NULL ? s->h.now : m->offer_ok_ms;
    int64_t need, offer;
    bool limit;
    if (!two_free(w, m, s->h.now, &need, &offer, &limit)) return refuse(tx, &s->h, limit ? T_fair_limit_reached : T_fair_no_common_slot);
    TRY(fair_meeting_set(tx, m->id, m->version, need, offer, S("asked"), m->slot, m->place_table, S(""), need_ok, offer_ok, m->expires_ms,
        m->sequence, s->h.now));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the meeting has moved on");
    TRY(mend(tx, &s->h, m->id, t));
    return s->h.offered ? RC_OK : refuse(tx, &s->h, T_fair_no_common_slot);
}

static enum rc step_store(struct db *tx, struct meeting_step *s, const struct world *w, const struct fair_meetings *m, const struct move *x,
    struct str side, struct touched *t)
{
    int64_t need_ok = m->need_ok_ms, offer_ok = m->offer_ok_ms;
    if (str_eq(m->state, S("asked")) && strcmp(x->verb, "agree") == 0) return accept(tx, s, w, m, t);
    if (strcmp(x->verb, "agree") != 0) return row_set(tx, &s->h, m, str_from(x->to), need_ok, offer_ok, DB_NULL, S(""));
    *(str_eq(side, S("need")) ? &need_ok : &offer_ok) = s->h.now;
    bool both = need_ok != DB_NULL && offer_ok != DB_NULL;
    return row_set(tx, &s->h, m, both ? S("agreed") : S("proposed"), need_ok, offer_ok, both ? DB_NULL : m->expires_ms, S(""));
}

static int notice_of(const char *verb)
{
    static const struct {
        const char *verb;
        int message;
    } said[] = { { "agree", T_fair_notice_agreed }, { "decline", T_fair_notice_declined }, { "cancel", T_fair_notice_declined },
        { "withdraw", T_fair_notice_declined }, { "expire", T_fair_notice_expired } };
    for (size_t i = 0; i < LEN(said); i++) if (strcmp(verb, said[i].verb) == 0) return said[i].message;
    return T_fair_notice_changed;
}

enum rc meeting_step_tx(struct db *tx, void *arg)
{
    struct meeting_step *s = arg;
    struct world w;
    TRY(begin(tx, &s->h, &w));
    const struct fair_meetings *m = world_meeting(&w, s->meeting);
    if (!m) return fail(&tx->err, RC_NONE, "no such meeting at this fair");
    struct str side = s->party ? (m->need == s->party ? S("need") : S("offer")) : S("");
    if (!meeting_may(&w, m, side, s->verb, s->h.now)) return refuse(tx, &s->h, T_fair_moved_on);
    const struct move *x = move_of(&w, m, side, s->verb, s->h.now);
    struct touched t = touched_none(&w);
    touch(&t, m->need);
    touch(&t, m->offer);
    TRY(step_store(tx, s, &w, m, x, side, &t));
    bool frees = m->slot
        && (str_eq(str_from(x->to), S("declined")) || str_eq(str_from(x->to), S("cancelled")) || str_eq(str_from(x->to), S("expired")));
    if (frees) TRY(mend(tx, &s->h, 0, &t));
    TRY(event_add(tx, &s->h.event));
    return strcmp(s->verb, "held") == 0 ? RC_OK : tell(tx, &s->h, &t, notice_of(s->verb));
}

/* ---- a request ---- */

int64_t world_waiting(const struct world *w, int64_t party)
{
    int64_t n = 0;
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        bool asker = (m->need == party && m->need_ok_ms != DB_NULL) || (m->offer == party && m->offer_ok_ms != DB_NULL);
        n += asker && str_eq(m->state, S("asked"));
    }
    return n;
}

/* The person of a party with fewest meetings who is coming; 0 = nobody. */
static int64_t least_busy(const struct world *w, int64_t party)
{
    int64_t best = 0, load = INT64_MAX;
    for (size_t i = 0; i < w->people.n; i++) {
        const struct fair_people *x = &w->people.v[i];
        if (x->party != party || str_eq(x->state, S("absent")) || world_load(w, x->id) >= load) continue;
        load = world_load(w, x->id);
        best = x->id;
    }
    return best;
}

enum rc fair_ask_tx(struct db *tx, void *arg)
{
    struct fair_ask *s = arg;
    struct world w;
    TRY(begin(tx, &s->h, &w));
    const struct fair_parties *own = world_party(&w, s->party), *other = world_party(&w, s->other);
    if (!own || !other || str_eq(own->side, other->side) || !str_eq(other->state, S("active")) || !str_eq(own->state, S("active")))
        return fail(&tx->err, RC_NONE, "no such party on the other side");
    bool need = str_eq(own->side, S("need"));
    const struct fair_parties *n = need ? own : other, *o = need ? other : own;
    const struct fair_meetings *was = world_pair(&w, n->id, o->id);
    if (!str_eq(w.f.state, S("open"))) return refuse(tx, &s->h, T_fair_not_now);
    if ((was && (meeting_live(was->state) || str_eq(was->state, S("declined")))) || str_eq(world_wish(&w, s->other, s->party), S("never")))
        return refuse(tx, &s->h, T_fair_asked_before);
    if (world_waiting(&w, own->id) >= w.f.most_asked) return refuse(tx, &s->h, T_fair_too_many_asked);
    int64_t x = least_busy(&w, n->id), y = least_busy(&w, o->id);
    if (!x || !y) return refuse(tx, &s->h, T_fair_nobody_there);
    TRY(fair_meeting_add(tx, s->meeting, w.f.id, n->id, o->id, x, y, 4, S("asked"), 0, 0, S(""), need ? s->h.now : DB_NULL,
        need ? DB_NULL : s->h.now, s->h.now + w.f.expire_days * DAY_MS, s->h.now));
    TRY(event_add(tx, &s->h.event));
    struct touched t = touched_none(&w);
    touch(&t, other->id);
    return tell(tx, &s->h, &t, T_fair_notice_asked);
}
