/* world.c: one fair read whole, and the questions every decision asks of it. */
#include "app/fairs/inner.h"

enum rc world_read(struct db *db, int64_t fair, struct world *w)
{
    *w = (struct world){ .a = db->arena };
    TRY(fair_by_id(db, fair, &w->f));
    TRY(fair_places(db, fair, &w->places));
    TRY(fair_slots(db, fair, &w->slots));
    TRY(fair_parties(db, fair, &w->parties));
    TRY(fair_people(db, fair, &w->people));
    TRY(fair_listings(db, fair, &w->listings));
    TRY(fair_wishes(db, fair, &w->wishes));
    TRY(fair_met(db, fair, &w->met));
    return fair_meetings(db, fair, &w->meetings);
}

/* Rows are in order of id. */
static int by_id(const void *id, const void *row)
{
    const int64_t *a = id, *b = row;
    return *a < *b ? -1 : *a > *b;
}
_Static_assert(offsetof(struct fair_parties, id) == 0 && offsetof(struct fair_people, id) == 0, "by_id reads a row's first member");

const struct fair_parties *world_party(const struct world *w, int64_t id)
{
    return w->parties.n ? bsearch(&id, w->parties.v, w->parties.n, sizeof *w->parties.v, by_id) : NULL;
}

const struct fair_people *world_person(const struct world *w, int64_t id)
{
    return w->people.n ? bsearch(&id, w->people.v, w->people.n, sizeof *w->people.v, by_id) : NULL;
}

size_t world_person_at(const struct world *w, int64_t id) { return (size_t)(world_person(w, id) - w->people.v); }

const struct fair_meetings *world_meeting(const struct world *w, int64_t id)
{
    for (size_t i = 0; i < w->meetings.n; i++) if (w->meetings.v[i].id == id) return &w->meetings.v[i];
    return NULL;
}

const struct fair_places *world_place(const struct world *w, const struct fair_parties *offer)
{
    for (size_t i = 0; i < w->places.n; i++)
        if (w->places.v[i].id == offer->place) return &w->places.v[i];
    return w->places.n ? &w->places.v[0] : NULL;
}

const struct fair_slots *world_slot(const struct world *w, int64_t n)
{
    for (size_t i = 0; i < w->slots.n; i++)
        if (w->slots.v[i].n == n) return &w->slots.v[i];
    return NULL;
}

const struct fair_meetings *world_pair(const struct world *w, int64_t need, int64_t offer)
{
    for (size_t i = w->meetings.n; i-- > 0;)
        if (w->meetings.v[i].need == need && w->meetings.v[i].offer == offer) return &w->meetings.v[i];
    return NULL;
}

struct str world_wish(const struct world *w, int64_t party, int64_t other)
{
    size_t low = 0, high = w->wishes.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct fair_wishes *x = &w->wishes.v[mid];
        if (x->party < party || (x->party == party && x->other < other)) low = mid + 1;
        else high = mid;
    }
    return low < w->wishes.n && w->wishes.v[low].party == party && w->wishes.v[low].other == other ? w->wishes.v[low].wish : S("");
}

int met_order(const void *x, const void *y)
{
    const struct fair_met *a = x, *b = y;
    return a->need != b->need ? (a->need < b->need ? -1 : 1) : (a->offer > b->offer) - (a->offer < b->offer);
}

bool world_met(const struct world *w, int64_t need, int64_t offer)
{
    const struct fair_met key = { .need = need, .offer = offer };
    return w->met.n && bsearch(&key, w->met.v, w->met.n, sizeof key, met_order);
}

bool meeting_live(struct str state)
{
    static const struct str live[] = { SI("proposed"), SI("asked"), SI("agreed"), SI("held"), SI("missed"), SI("unplaced") };
    for (size_t i = 0; i < LEN(live); i++) if (str_eq(state, live[i])) return true;
    return false;
}

bool meeting_placed(const struct fair_meetings *m)
{
    return m->slot > 0 && (str_eq(m->state, S("proposed")) || str_eq(m->state, S("agreed")) || str_eq(m->state, S("held")));
}

int64_t world_load(const struct world *w, int64_t person)
{
    int64_t n = 0;
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        n += (m->need_person == person || m->offer_person == person) && meeting_placed(m);
    }
    return n;
}

/* ---- time ---- */

static int64_t at_minute(const struct fair_slots *s, int64_t minute)
{
    int64_t day = 0;
    must(date_parse(s->day, &day));
    return day * DAY_MS + minute * MINUTE_MS - CITY_OFFSET_MS;
}

int64_t slot_start(const struct fair_slots *s) { return at_minute(s, s->from_minute); }
int64_t slot_end(const struct fair_slots *s) { return at_minute(s, s->to_minute); }

static uint64_t slot_bit(int64_t n) { return n >= 1 && n <= FAIR_SLOTS ? UINT64_C(1) << (n - 1) : 0; }

struct str slot_name(struct arena *a, const struct fair_slots *s)
{
    return str_printf(a, "%.*s %02d:%02d", STR_FMT(s->day), (int)(s->from_minute / 60), (int)(s->from_minute % 60));
}

bool slot_unused(const struct world *w, const struct fair_slots *s)
{
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        if (m->slot == s->n && (meeting_placed(m) || str_eq(m->state, S("missed")))) return false;
    }
    return true;
}

uint64_t slots_after(const struct world *w, int64_t now)
{
    uint64_t set = 0;
    for (size_t i = 0; i < w->slots.n; i++)
        if (slot_start(&w->slots.v[i]) > now) set |= slot_bit(w->slots.v[i].n);
    return set;
}

bool fair_agreed_in_time(const struct world *w, struct str agree_until)
{
    for (size_t i = 0; i < w->slots.n; i++) if (str_cmp(agree_until, w->slots.v[i].day) >= 0) return false;
    return true;
}

bool fair_day(const struct world *w, int64_t now)
{
    int64_t day = 0;
    for (size_t i = 0; i < w->slots.n; i++)
        if (date_parse(w->slots.v[i].day, &day) && day == instant_day(now)) return true;
    return false;
}

uint64_t person_here(const struct world *w, const struct fair_people *p)
{
    uint64_t all = 0;
    if (str_eq(p->state, S("absent"))) return 0;
    for (size_t i = 0; i < w->slots.n; i++) all |= slot_bit(w->slots.v[i].n);
    return all & ~slots_of(p->away);
}

struct str slots_text(struct arena *a, uint64_t set)
{
    struct out o;
    out_init(&o, a);
    for (; set; set &= set - 1) put_f(&o, "%s%d", o.n ? "," : "", __builtin_ctzll(set) + 1);
    return out_str(&o);
}

uint64_t slots_of(struct str text)
{
    uint64_t set = 0;
    int64_t n;
    for (struct str one; str_cut(&text, ',', &one);)
        if (str_int(one, &n)) set |= slot_bit(n);
    return set;
}
