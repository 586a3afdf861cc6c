/* plan.c: which meetings a fair should have, and when and where each is held.
**
**     wishes, less "never", less who has docked already ─► pairs by rank ─► a person of each side, the one with fewest
**     ─► tables as files ─► engine (file.h, fair_solve, fair_proof) ─► slots ─► tables
**
** Ranks: both must 0, one must 1, both would like 2, one would like 3. Within a rank those come first who bring somebody
** nearer to the least that each should have, and of these the ones of whoever has fewest to choose from. What is kept never
** moves. */
#include "app/fairs/inner.h"

struct planner {
    const struct world *w;
    struct plan *p;
    int64_t *load;                               /* per person: meetings given to her so far */
    uint64_t *here;                              /* per person: slots she is there that have not begun */
    struct strs alias;                           /* per person: her name in the files */
    struct member *member;                       /* people by party: a fair of hundreds is planned while the writer waits */
    struct fair_met *pair;                       /* of every meeting there is, sorted */
    size_t over;                                 /* rows there are, and are to be, that only say a limit is reached */
};
struct member { int64_t party; size_t person; };

static int by_party(const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    return a->party != b->party ? (a->party < b->party ? -1 : 1) : (a->person > b->person) - (a->person < b->person);
}

/* The first of a party's people in x->member; they stand together. */
static const struct member *members_of(const struct planner *x, int64_t party)
{
    size_t low = 0, high = x->w->people.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (x->member[mid].party < party) low = mid + 1;
        else high = mid;
    }
    return &x->member[low];
}


/* ---- who is there ---- */

/* N3-1 is the first person of the third party, which needs something; O4-2 the second of the fourth, which offers. */
static struct str alias_of(const struct planner *x, size_t person)
{
    const struct world *w = x->w;
    const struct fair_parties *p = world_party(w, w->people.v[person].party);
    int nth = 1;
    for (const struct member *m = members_of(x, p->id); m->person != person; m++) nth++;
    return str_printf(w->a, "%c%td-%d", str_eq(p->side, S("need")) ? 'N' : 'O', p - w->parties.v + 1, nth);
}

static void people_make(struct planner *x, int64_t now)
{
    const struct world *w = x->w;
    uint64_t open = slots_after(w, now);
    x->load = NEWS(w->a, int64_t, w->people.n + 1);
    x->here = NEWS(w->a, uint64_t, w->people.n + 1);
    x->member = NEWS(w->a, struct member, w->people.n + 1);         /* the last one is no party's */
    x->pair = NEWS(w->a, struct fair_met, w->meetings.n + 1);
    for (size_t i = 0; i < w->people.n; i++) x->member[i] = (struct member){ w->people.v[i].party, i };
    if (w->people.n) qsort(x->member, w->people.n, sizeof *x->member, by_party);
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        x->pair[i] = (struct fair_met){ .need = m->need, .offer = m->offer };
        x->over += str_eq(m->state, S("unplaced")) && str_starts(m->why, S("limit"));
        if (!meeting_placed(m)) continue;
        x->load[world_person_at(w, m->need_person)]++;
        x->load[world_person_at(w, m->offer_person)]++;
    }
    if (w->meetings.n) qsort(x->pair, w->meetings.n, sizeof *x->pair, met_order);
    for (size_t i = 0; i < w->people.n; i++) {
        x->here[i] = person_here(w, &w->people.v[i]) & open;
        *PUSH(w->a, &x->alias) = alias_of(x, i);
    }
}

/* ---- which meetings ---- */

static bool both_here(const struct planner *x, const struct fair_meetings *m)
{
    uint64_t together = x->here[world_person_at(x->w, m->need_person)] & x->here[world_person_at(x->w, m->offer_person)];
    return together >> (m->slot - 1) & 1;
}

static void meeting_take(struct planner *x, const struct fair_meetings *m)
{
    *PUSH(x->w->a, &x->p->meetings) = (struct planned){ .id = m->id,
        .version = m->version,
        .need = m->need,
        .offer = m->offer,
        .need_person = m->need_person,
        .offer_person = m->offer_person,
        .rank = m->rank,
        .state = m->state,
        .was = m };
}

/* One of the two has fewer than each should have. */
static bool below_least(const struct planner *x, int64_t need_person, int64_t offer_person)
{
    int64_t least = x->w->f.least_meetings;
    return x->load[world_person_at(x->w, need_person)] < least || x->load[world_person_at(x->w, offer_person)] < least;
}

/* Meetings there are already: those that stay, those to place. What has begun is past. */
static void meetings_there(struct planner *x, enum keep keep, int64_t only)
{
    for (size_t i = 0; i < x->w->meetings.n; i++) {
        const struct fair_meetings *m = &x->w->meetings.v[i];
        bool agreed = str_eq(m->state, S("agreed")), proposed = str_eq(m->state, S("proposed")),
             placed = m->slot > 0 && (agreed || proposed);
        bool over = str_starts(m->why, S("limit"));
        if (placed && both_here(x, m)) {
            meeting_take(x, m);
            if (agreed || keep == KEEP_PLACED || only) x->p->meetings.v[x->p->meetings.n - 1].slot = m->slot;
        } else if (m->id == only || (!only && !over && str_eq(m->state, S("unplaced")))) {
            bool least = below_least(x, m->need_person, m->offer_person);
            x->load[world_person_at(x->w, m->need_person)]++;
            x->load[world_person_at(x->w, m->offer_person)]++;
            meeting_take(x, m);
            x->p->meetings.v[x->p->meetings.n - 1].least = least;
        }
    }
}

/* -1: no meeting is wanted. */
static int rank_of(struct str x, struct str y)
{
    bool must_x = str_eq(x, S("must")), must_y = str_eq(y, S("must")), like_x = str_eq(x, S("like")), like_y = str_eq(y, S("like"));
    if (str_eq(x, S("never")) || str_eq(y, S("never"))) return -1;
    if (must_x || must_y) return must_x && must_y ? 0 : 1;
    return like_x && like_y ? 2 : like_x || like_y ? 3 : -1;
}

/* The two with fewest meetings, who have a slot in common before who has none; why says whose limit is in the way. */
static bool people_choose(const struct planner *x, struct planned *m)
{
    const struct world *w = x->w;
    int64_t best = INT64_MAX;
    bool free_need = false, free_offer = false, any_need = false, any_offer = false;
    for (const struct member *one = members_of(x, m->need); one->party == m->need; one++) {
        size_t i = one->person;
        if (str_eq(w->people.v[i].state, S("absent"))) continue;
        bool able = x->load[i] < w->f.most_meetings;
        any_need = true;
        free_need |= able;
        for (const struct member *other = members_of(x, m->offer); other->party == m->offer; other++) {
            size_t k = other->person;
            if (str_eq(w->people.v[k].state, S("absent"))) continue;
            bool other_free = x->load[k] < w->f.most_meetings;
            any_offer = true;
            free_offer |= other_free;
            int64_t cost = x->load[i] + x->load[k] + (x->here[i] & x->here[k] ? 0 : 1000) + (able && other_free ? 0 : 1000000);
            if (cost >= best) continue;
            best = cost;
            m->need_person = w->people.v[i].id;
            m->offer_person = w->people.v[k].id;
        }
    }
    m->why = !free_need ? S("limit_need") : !free_offer ? S("limit_offer") : S("");
    return any_need && any_offer;
}

static bool is_active(const struct fair_parties *p)
{
    return str_eq(p->state, S("active")) && (p->organisation == DB_NULL || str_eq(p->org_state, S("active")));
}

static int64_t wanted(const struct planner *x, const struct fair_parties *need, const struct fair_parties *offer)
{
    const struct world *w = x->w;
    const struct fair_met key = { .need = need->id, .offer = offer->id };
    if (!is_active(need) || !is_active(offer) || !str_eq(need->side, S("need")) || !str_eq(offer->side, S("offer"))) return -1;
    int rank = rank_of(world_wish(w, need->id, offer->id), world_wish(w, offer->id, need->id));
    return rank < 0 || world_met(w, need->id, offer->id) || (w->meetings.n && bsearch(&key, x->pair, w->meetings.n, sizeof key, met_order))
        ? -1
        : rank;
}

/* A wish that asks for a meeting. scarce: how many such wishes the side has that has fewer. */
struct asked { int64_t need, offer, rank, scarce; size_t nth; bool taken; };
struct askeds { struct asked *v; size_t n, cap; };

static int by_scarcity(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->scarce != b->scarce) return a->scarce < b->scarce ? -1 : 1;
    return (a->nth > b->nth) - (a->nth < b->nth);
}

/* Wishes are few: walking them, not all pairs, keeps a large fair quick. A pair that both wish stands once: from the need's wish. */
static void wishes_wanted(const struct planner *x, struct askeds *to)
{
    const struct world *w = x->w;
    int64_t *n = NEWS(w->a, int64_t, w->parties.n + 1);
    for (size_t i = 0; i < w->wishes.n; i++) {
        const struct fair_parties *p = world_party(w, w->wishes.v[i].party), *q = world_party(w, w->wishes.v[i].other);
        if (!p || !q) continue;
        bool need = str_eq(p->side, S("need"));
        if (!need && world_wish(w, q->id, p->id).n) continue;
        int64_t rank = wanted(x, need ? p : q, need ? q : p);
        if (rank < 0) continue;
        *PUSH(w->a, to) = (struct asked){ .need = need ? p->id : q->id, .offer = need ? q->id : p->id, .rank = rank, .nth = i };
        n[p - w->parties.v]++;
        n[q - w->parties.v]++;
    }
    for (size_t i = 0; i < to->n; i++) {
        int64_t one = n[world_party(w, to->v[i].need) - w->parties.v], two = n[world_party(w, to->v[i].offer) - w->parties.v];
        to->v[i].scarce = one < two ? one : two;
    }
    if (to->n) qsort(to->v, to->n, sizeof *to->v, by_scarcity);
}

/* Wishes are free: what a few mark by the hundred must not keep the others' timetable from being made. Past the limits of the
** site what is wanted least is left out, and looked at again by the next timetable. */
static void meeting_add(struct planner *x, struct asked *k, bool only_least)
{
    struct planned m = { .need = k->need, .offer = k->offer, .rank = k->rank, .state = S("") };
    if (!people_choose(x, &m)) return;
    m.least = !m.why.n && below_least(x, m.need_person, m.offer_person);
    if (only_least && !m.least) return;
    k->taken = true;
    if (m.why.n) { if (x->over++ < LIMIT_FAIR_OVER) *PUSH(x->w->a, &x->p->over) = m; return; }
    if (x->p->meetings.n >= LIMIT_FAIR_NEW) return;
    x->load[world_person_at(x->w, m.need_person)]++;
    x->load[world_person_at(x->w, m.offer_person)]++;
    *PUSH(x->w->a, &x->p->meetings) = m;
}

static void meetings_new(struct planner *x)
{
    struct askeds all = { 0 };
    wishes_wanted(x, &all);
    for (size_t i = 0, end; i < all.n; i = end) {
        for (end = i; end < all.n && all.v[end].rank == all.v[i].rank; end++) meeting_add(x, &all.v[end], true);
        for (size_t k = i; k < end; k++) if (!all.v[k].taken) meeting_add(x, &all.v[k], false);
    }
}

/* ---- the files ---- */

static struct str place_name(const struct world *w, int64_t offer)
{
    const struct fair_places *p = world_place(w, world_party(w, offer));
    return p ? str_printf(w->a, "%td %.*s", p - w->places.v + 1, STR_FMT(p->name_zh)) : S("");
}

static struct str meetings_csv(const struct planner *x)
{
    struct out o;
    out_init(&o, x->w->a);
    put_z(&o, "from,with,rank,place,kept\n");
    for (size_t i = 0; i < x->p->meetings.n; i++) {
        const struct planned *m = &x->p->meetings.v[i];
        put_csv(&o, x->alias.v[world_person_at(x->w, m->need_person)]);
        put_c(&o, ',');
        put_csv(&o, x->alias.v[world_person_at(x->w, m->offer_person)]);
        put_f(&o, ",%lld,", (long long)(m->rank * 2 + !m->least));
        put_csv(&o, place_name(x->w, m->offer));
        put_c(&o, ',');
        if (m->slot) put_int(&o, m->slot);
        put_c(&o, '\n');
    }
    return out_str(&o);
}

static struct str people_csv(const struct planner *x)
{
    struct out o;
    out_init(&o, x->w->a);
    put_z(&o, "person,here\n");
    for (size_t i = 0; i < x->w->people.n; i++) {
        put_csv(&o, x->alias.v[i]);
        put_c(&o, ',');
        put_csv(&o, slots_text(x->w->a, x->here[i]));
        put_c(&o, '\n');
    }
    return out_str(&o);
}

static struct str slots_csv(const struct world *w)
{
    struct out o;
    out_init(&o, w->a);
    put_z(&o, "slot,start,end\n");
    for (size_t i = 0; i < w->slots.n; i++) {
        const struct fair_slots *s = &w->slots.v[i];
        put_f(&o, "%lld,%.*s %02d:%02d,%.*s %02d:%02d\n", (long long)s->n, STR_FMT(s->day), (int)(s->from_minute / 60),
            (int)(s->from_minute % 60), STR_FMT(s->day), (int)(s->to_minute / 60), (int)(s->to_minute % 60));
    }
    return out_str(&o);
}

static struct str places_csv(const struct world *w)
{
    struct out o;
    out_init(&o, w->a);
    put_z(&o, "place,tables\n");
    for (size_t i = 0; i < w->places.n; i++) {
        put_csv(&o, str_printf(w->a, "%zu %.*s", i + 1, STR_FMT(w->places.v[i].name_zh)));
        put_f(&o, ",%lld\n", (long long)w->places.v[i].tables);
    }
    return out_str(&o);
}

static void files_make(struct planner *x)
{
    struct plan *p = x->p;
    p->meetings_csv = meetings_csv(x);
    p->people_csv = people_csv(x);
    p->slots_csv = slots_csv(x->w);
    p->places_csv = places_csv(x->w);
    p->sheets = (struct fair_sheets){ .a = x->w->a,
        .travel = x->w->f.travel_minutes,
        .nfiles = x->w->places.n ? 4 : 3,
        .file = { { S("meetings.csv"), p->meetings_csv }, { S("people.csv"), p->people_csv }, { S("slots.csv"), p->slots_csv },
            { S("places.csv"), p->places_csv } } };
}

/* ---- solving ---- */

/* The engine guards the arena it is given, so it gets one of its own; what it found is copied into arrays that are there already. */
static enum rc solve(struct plan *p, struct err *e)
{
    size_t n = (size_t)p->sheets.f.meetings;
    struct fair_plan found, *to = &p->result;
    struct arena work;
    to->slot = NEWS(p->sheets.a, int8_t, n + 1);
    to->crowded = NEWS(p->sheets.a, uint8_t, n + 1);
    arena_init(&work, LIMIT_LIVE_DESK);
    enum rc rc = fair_solve(&work, &p->sheets.f, &found, e);
    if (rc == RC_OK) rc = fair_proof(&work, &p->sheets.f, &found, e);
    if (rc == RC_OK) {
        memcpy(to->slot, found.slot, n);
        memcpy(to->crowded, found.crowded, n);
        to->placed = found.placed;
        to->most = found.most;
    }
    arena_free(&work);
    return rc;
}

/* Every table of its place is taken in every slot the two share. */
static bool no_table(const struct planner *x, const struct planned *m, uint64_t together)
{
    const struct world *w = x->w;
    const struct fair_places *place = world_place(w, world_party(w, m->offer));
    for (uint64_t left = together; place && left; left &= left - 1) {
        int64_t n = 0, slot = __builtin_ctzll(left) + 1;
        for (size_t i = 0; i < x->p->meetings.n; i++) {
            const struct planned *y = &x->p->meetings.v[i];
            n += x->p->result.slot[i] + 1 == slot && world_place(w, world_party(w, y->offer)) == place;
        }
        if (n < place->tables) return false;
    }
    return place != NULL;
}

static struct str why_of(const struct planner *x, const struct planned *m, uint8_t crowded)
{
    uint64_t together = x->here[world_person_at(x->w, m->need_person)] & x->here[world_person_at(x->w, m->offer_person)];
    return !together               ? S("apart")
        : crowded == 3             ? S("both")
        : crowded == 1             ? S("need")
        : crowded == 2             ? S("offer")
        : no_table(x, m, together) ? S("tables")
                                   : S("hard");
}

/* ---- tables ---- */

/* A party that receives sits at the same table as long as it is free: the n-th of its place at the n-th table. */
static int64_t home_of(const struct world *w, int64_t offer, const struct fair_places *place)
{
    int64_t nth = 0;
    for (size_t i = 0; i < w->parties.n && w->parties.v[i].id != offer; i++)
        nth += str_eq(w->parties.v[i].side, S("offer")) && world_place(w, &w->parties.v[i]) == place;
    return place->tables ? nth % place->tables + 1 : 1;
}

static bool *table_at(bool *taken, const struct world *w, const struct fair_places *place, int64_t slot, int64_t table)
{
    return &taken[((place - w->places.v) * (FAIR_SLOTS + 1) + slot) * (LIMIT_FAIR_TABLES + 1) + table];
}

static void tables_give(struct planner *x)
{
    const struct world *w = x->w;
    bool *taken = NEWS(w->a, bool, w->places.n * (FAIR_SLOTS + 1) * (LIMIT_FAIR_TABLES + 1) + 1);
    for (int pass = 0; pass < 3 && w->places.n; pass++)             /* who stays, who gets her home, who takes what is left */
        for (size_t i = 0; i < x->p->meetings.n; i++) {
            struct planned *m = &x->p->meetings.v[i];
            const struct fair_places *place = world_place(w, world_party(w, m->offer));
            int64_t table = pass == 0 ? (m->was && m->was->slot == m->slot ? m->was->place_table : 0)
                : pass == 1           ? home_of(w, m->offer, place)
                                      : 1;
            if (!m->slot || m->table || !table) continue;
            while (pass == 2 && table < place->tables && *table_at(taken, w, place, m->slot, table)) table++;
            if (*table_at(taken, w, place, m->slot, table)) continue;
            *table_at(taken, w, place, m->slot, table) = true;
            m->table = table;
        }
}

enum rc plan_fair(const struct world *w, enum keep keep, int64_t only, int64_t now, struct plan *p, struct err *e)
{
    struct planner x = { .w = w, .p = p };
    struct out o;
    *p = (struct plan){ 0 };
    people_make(&x, now);
    meetings_there(&x, keep, only);
    if (!only) meetings_new(&x);
    files_make(&x);
    TRY(fair_sheets_read(&p->sheets, e));
    TRY(solve(p, e));
    out_init(&o, w->a);
    fair_result_put(&o, &p->sheets, &p->result);
    p->result_text = out_str(&o);
    for (size_t i = 0; i < p->meetings.n; i++) {
        struct planned *m = &p->meetings.v[i];
        m->slot = p->result.slot[i] + 1;
        m->why = m->slot ? S("") : why_of(&x, m, p->result.crowded[i]);
    }
    tables_give(&x);
    return RC_OK;
}
