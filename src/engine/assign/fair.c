/* fair.c: first fit, then repair along alternating paths.
**
** First fit takes the meetings with the fewest slots in common first. One that found no slot, of u and v, is repaired
** so: take a slot s where both are there and u is free, and a slot t where v is free. What v does in s goes to t; what
** the other one there did in t goes to s; and so on:
**
**     u . . s . . v --s--> w --t--> x --s--> ...      becomes     u --s-- v --t-- w --s-- x --t-- ...
**
** The graph has two sides, so the path cannot come back to u; it ends where somebody is free, or it fails where somebody
** is not there in the other slot. The same from u's side. With places a path that was turned is looked at again, and
** turned back when a table or a way is lacking. A slot of a meeting that is kept counts as one in which both are away.
**
** What is still left pushes those out that are in its way, who must all find room again in the same way (an ejection chain,
** as Glover calls it); or one goes that is no more wanted, and two come. Two deep, and so many tries in all; what fails is undone.
*/
#include "engine/assign/fair.h"

struct desk {
    const struct fair *f;
    struct fair_plan *plan;
    uint64_t *here, *busy;                      /* per person: left ones first, then right ones */
    int32_t *at;                                /* per person and slot: the meeting plus one, 0 = free */
    int32_t *path, *used;                       /* used: meetings at [place * slots + slot] */
    struct arena *a;
    struct { struct move *v; size_t n, cap; } log;      /* what was done while somebody is pushed out */
    bool logs;
    int tries;
};
struct move { int32_t m; int8_t slot; bool in; };

static int32_t left_of(const struct desk *d, int32_t m) { return d->f->a[m]; }
static int32_t right_of(const struct desk *d, int32_t m) { return d->f->left + d->f->b[m]; }
static int32_t *at(const struct desk *d, int32_t who, int slot) { return &d->at[who * d->f->slots + slot]; }
static int32_t place_of(const struct fair *f, int32_t m) { return f->place ? f->place[m] : 0; }
static int32_t *used(const struct desk *d, int32_t m, int slot) { return &d->used[place_of(d->f, m) * d->f->slots + slot]; }
static bool kept(const struct fair *f, int32_t m) { return f->keep && f->keep[m] != FAIR_UNPLACED; }
static uint64_t together(const struct desk *d, int32_t m) { return d->here[left_of(d, m)] & d->here[right_of(d, m)]; }

/* So many more meetings than now, at m's place. */
static bool room(const struct desk *d, int32_t m, int slot, int32_t more)
{
    return !d->f->tables || *used(d, m, slot) + more <= d->f->tables[place_of(d->f, m) * d->f->slots + slot];
}

/* Whether she can be at m's place in this slot, coming from and going to her meetings nearby. */
static bool walks(const struct desk *d, int32_t who, int32_t m, int slot)
{
    uint64_t near = d->f->near ? d->f->near[slot] & d->busy[who] & ~(UINT64_C(1) << slot) : 0;
    for (; near; near &= near - 1)
        if (place_of(d->f, *at(d, who, __builtin_ctzll(near)) - 1) != place_of(d->f, m)) return false;
    return true;
}

static bool fits(const struct desk *d, int32_t m, int slot, int32_t more)
{
    return room(d, m, slot, more) && walks(d, left_of(d, m), m, slot) && walks(d, right_of(d, m), m, slot);
}

static void put_in(struct desk *d, int32_t m, int slot)
{
    int32_t u = left_of(d, m), v = right_of(d, m);
    if (d->logs) *PUSH(d->a, &d->log) = (struct move){ m, (int8_t)slot, true };
    *at(d, u, slot) = *at(d, v, slot) = m + 1;
    d->busy[u] |= UINT64_C(1) << slot;
    d->busy[v] |= UINT64_C(1) << slot;
    d->plan->slot[m] = (int8_t)slot;
    ++*used(d, m, slot);
}

static void take_out(struct desk *d, int32_t m)
{
    int32_t u = left_of(d, m), v = right_of(d, m), slot = d->plan->slot[m];
    if (d->logs) *PUSH(d->a, &d->log) = (struct move){ m, (int8_t)slot, false };
    *at(d, u, slot) = *at(d, v, slot) = 0;
    d->busy[u] &= ~(UINT64_C(1) << slot);
    d->busy[v] &= ~(UINT64_C(1) << slot);
    --*used(d, m, slot);
}

static bool first_fit(struct desk *d, int32_t m)
{
    int32_t u = left_of(d, m), v = right_of(d, m);
    for (uint64_t open = d->here[u] & d->here[v] & ~d->busy[u] & ~d->busy[v]; open; open &= open - 1) {
        int slot = __builtin_ctzll(open);
        if (!fits(d, m, slot, 1)) continue;
        put_in(d, m, slot);
        return true;
    }
    return false;
}

/* The path from `who`, whose meeting in s goes to t, and so on. Its length; -1: somebody is not there in her new slot. */
static int32_t path_find(struct desk *d, int32_t who, int s, int t)
{
    int32_t n = 0;
    for (int32_t m; (m = *at(d, who, s)) != 0;) {
        d->path[n++] = --m;
        who = who < d->f->left ? right_of(d, m) : left_of(d, m);
        if (!(d->here[who] >> t & 1)) return -1;
        int swap = s;
        s = t;
        t = swap;
    }
    return n;
}

static void path_turn(struct desk *d, int32_t n, int s, int t)
{
    for (int32_t i = 0; i < n; i++) take_out(d, d->path[i]);
    for (int32_t i = 0; i < n; i++) put_in(d, d->path[i], i % 2 ? s : t);
}

/* Turns the path and places m, when that is legal. With one place it is the ends of the path that count. */
static bool turn_for(struct desk *d, int32_t m, int32_t n, int s, int t)
{
    int32_t gain = n % 2;                                           /* s loses one of an odd path, and gets m */
    bool fine = d->f->place || (room(d, m, s, 1 - gain) && room(d, m, t, gain));
    if (!fine) return false;
    path_turn(d, n, s, t);
    put_in(d, m, s);
    if (!d->f->place) return true;
    fine = fits(d, m, s, 0);
    for (int32_t i = 0; fine && i < n; i++) fine = fits(d, d->path[i], i % 2 ? s : t, 0);
    if (fine) return true;
    take_out(d, m);
    d->plan->slot[m] = FAIR_UNPLACED;
    path_turn(d, n, t, s);
    return false;
}

/* Meeting m of u and v: v's slots s are cleared, one after the other, until u and v can meet in one. */
static bool repair_side(struct desk *d, int32_t m, int32_t u, int32_t v)
{
    for (uint64_t want = d->here[u] & d->here[v] & ~d->busy[u]; want; want &= want - 1) {
        int s = __builtin_ctzll(want);
        for (uint64_t open = d->here[v] & ~d->busy[v]; open; open &= open - 1) {
            int t = __builtin_ctzll(open);
            int32_t n = path_find(d, v, s, t);
            if (n >= 0 && turn_for(d, m, n, s, t)) return true;
        }
    }
    return false;
}

static bool repair(struct desk *d, int32_t m)
{
    int32_t u = left_of(d, m), v = right_of(d, m);
    return first_fit(d, m) || repair_side(d, m, u, v) || repair_side(d, m, v, u);
}

/* --- pushing out */
enum { PUSH_DEPTH = 2, PUSH_TRIES = 16384, PUSHED_MOST = 8 };
struct pushed { int32_t v[PUSHED_MOST]; int n; };

static bool pushed_add(const struct desk *d, struct pushed *p, int32_t m)
{
    for (int i = 0; i < p->n; i++) if (p->v[i] == m) return true;
    if (kept(d->f, m) || p->n == PUSHED_MOST) return false;
    p->v[p->n++] = m;
    return true;
}

/* Hers in this slot, and those from or to which she would have no time for the way. */
static bool person_pushes(const struct desk *d, struct pushed *p, int32_t who, int32_t m, int slot)
{
    uint64_t near = d->f->near ? d->f->near[slot] & d->busy[who] : 0;
    if (*at(d, who, slot) && !pushed_add(d, p, *at(d, who, slot) - 1)) return false;
    for (; near; near &= near - 1) {
        int32_t x = *at(d, who, __builtin_ctzll(near)) - 1;
        if (place_of(d->f, x) != place_of(d->f, m) && !pushed_add(d, p, x)) return false;
    }
    return true;
}

/* Somebody at a table, when those who go anyway leave none. */
static bool table_pushes(const struct desk *d, struct pushed *p, int32_t m, int slot)
{
    int32_t gone = 0;
    for (int i = 0; i < p->n; i++) gone += d->plan->slot[p->v[i]] == slot && place_of(d->f, p->v[i]) == place_of(d->f, m);
    if (room(d, m, slot, 1 - gone)) return true;
    for (int32_t x = 0; x < d->f->meetings; x++)
        if (d->plan->slot[x] == slot && place_of(d->f, x) == place_of(d->f, m) && pushed_add(d, p, x)) return room(d, m, slot, -gone);
    return false;
}

static void undo(struct desk *d, size_t to)
{
    d->logs = false;
    while (d->log.n > to) {
        struct move x = d->log.v[--d->log.n];
        if (!x.in) { put_in(d, x.m, x.slot); continue; }
        take_out(d, x.m);
        d->plan->slot[x.m] = FAIR_UNPLACED;
    }
    d->logs = true;
}

/* m sits in this slot, and those it pushed out nowhere. */
static bool push_out(struct desk *d, int32_t m, int slot, struct pushed *p)
{
    p->n = 0;
    if (--d->tries < 0) return false;
    if (!person_pushes(d, p, left_of(d, m), m, slot) || !person_pushes(d, p, right_of(d, m), m, slot) || !table_pushes(d, p, m, slot))
        return false;
    for (int i = 0; i < p->n; i++) {
        take_out(d, p->v[i]);
        d->plan->slot[p->v[i]] = FAIR_UNPLACED;
    }
    put_in(d, m, slot);
    return true;
}

static bool push_in(struct desk *d, int32_t m, int depth);

static bool push_into(struct desk *d, int32_t m, int slot, int depth)
{
    struct pushed p;
    if (!push_out(d, m, slot, &p)) return false;
    for (int i = 0; i < p.n; i++) if (!push_in(d, p.v[i], depth - 1)) return false;
    return true;
}

/* Places m, and everybody who was placed before still is. */
static bool push_in(struct desk *d, int32_t m, int depth)
{
    if (--d->tries < 0) return false;
    if (repair(d, m)) return true;
    for (uint64_t want = depth ? together(d, m) : 0; want; want &= want - 1) {
        size_t before = d->log.n;
        if (push_into(d, m, __builtin_ctzll(want), depth)) return true;
        undo(d, before);
    }
    return false;
}

/* One goes, no more wanted than m, and m and another of those left over find room. *one: the other; replaced by who went. */
static bool exchange(struct desk *d, int32_t m, int32_t *one, int32_t *end)
{
    const uint8_t *rank = d->f->rank;
    for (uint64_t want = together(d, m); want; want &= want - 1) {
        size_t before = d->log.n;
        struct pushed p;
        bool fine = push_out(d, m, __builtin_ctzll(want), &p) && p.n == 1 && (!rank || rank[m] <= rank[p.v[0]]);
        for (int32_t *x = one; fine && x < end && --d->tries >= 0; x++)
            if (repair(d, *x)) { *x = p.v[0]; return true; }
        undo(d, before);
    }
    return false;
}

static int32_t push_once(struct desk *d, int32_t *rest, int32_t n, int32_t most)
{
    int32_t left = 0, placed = d->f->meetings - n;
    for (int32_t i = 0; i < n; i++) {
        d->log.n = 0;
        if (placed < most && (push_in(d, rest[i], PUSH_DEPTH) || exchange(d, rest[i], rest + i + 1, rest + n))) placed++;
        else rest[left++] = rest[i];
    }
    return left;
}

/* Of n left over those that still are, when as many as can be proved are placed, nothing helps or the tries are used up. */
static int32_t push_all(struct desk *d, int32_t *rest, int32_t n, int32_t most)
{
    d->logs = true;
    d->tries = PUSH_TRIES;
    for (int32_t before = INT32_MAX; n < before;) n = push_once(d, rest, before = n, most);
    d->logs = false;
    return n;
}

/* Meetings by rank, then by how few slots they have in common: counting, so that equal ones keep their order. */
static int32_t *order(struct arena *a, const struct desk *d)
{
    enum { KEYS = 256 * (FAIR_SLOTS + 1) };
    const struct fair *f = d->f;
    int32_t *start = NEWS(a, int32_t, KEYS + 1), *list = NEWS(a, int32_t, (size_t)f->meetings + 1);
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t m = 0; m < f->meetings; m++) {
            int key = (f->rank ? f->rank[m] : 0) * (FAIR_SLOTS + 1) + __builtin_popcountll(together(d, m));
            if (pass == 0) start[key + 1]++;
            else list[start[key]++] = m;
        }
        for (int k = 0; pass == 0 && k < KEYS; k++) start[k + 1] += start[k];
    }
    return list;
}

/* --- why the rest cannot be placed */

/* Kuhn's matching of one person's meetings to slots; seen collects the slots a failed search reached. */
static bool match(const struct desk *d, int32_t m, int32_t *holds, uint64_t *seen)
{
    uint64_t may = together(d, m);
    for (uint64_t left = may & ~*seen; left; left = may & ~*seen) {
        int slot = __builtin_ctzll(left);
        *seen |= UINT64_C(1) << slot;
        if (holds[slot] && !match(d, holds[slot] - 1, holds, seen)) continue;
        holds[slot] = m + 1;
        return true;
    }
    return false;
}

/* The meetings of a person that fail to get a slot even if everybody else had time, and all that compete with them. */
static int32_t crowd_mark(struct desk *d, const int32_t *meeting, int32_t n, uint8_t bit)
{
    int32_t holds[FAIR_SLOTS] = { 0 }, lacks = 0;
    uint64_t crowded = 0;
    for (int32_t i = 0; i < n; i++) {
        uint64_t seen = 0;
        if (kept(d->f, meeting[i]) || match(d, meeting[i], holds, &seen)) continue;
        crowded |= seen;
        lacks++;
    }
    for (int32_t i = 0; lacks && i < n; i++) {
        int32_t m = meeting[i];
        if (!kept(d->f, m) && !(together(d, m) & ~crowded)) d->plan->crowded[m] |= bit;
    }
    return lacks;
}

/* Every person of one side; returns how many meetings cannot be had. */
static int32_t crowds(struct arena *a, struct desk *d, bool right)
{
    const struct fair *f = d->f;
    int32_t people = right ? f->right : f->left, sum = 0;
    const int32_t *who = right ? f->b : f->a;
    int32_t *first = NEWS(a, int32_t, (size_t)people + 2), *list = NEWS(a, int32_t, (size_t)f->meetings + 1);
    bool *short_of = NEWS(a, bool, (size_t)people + 1);
    for (int32_t m = 0; m < f->meetings; m++) { first[who[m] + 2]++; short_of[who[m]] |= d->plan->slot[m] < 0; }
    for (int32_t i = 2; i <= people; i++) first[i] += first[i - 1];
    for (int32_t m = 0; m < f->meetings; m++) list[first[who[m] + 1]++] = m;
    for (int32_t i = 0; i < people; i++)
        if (short_of[i]) sum += crowd_mark(d, list + first[i], first[i + 1] - first[i], right ? 2 : 1);
    return sum;
}

/* No place holds more meetings than its tables have slots. */
static int32_t seats_most(const struct desk *d)
{
    const struct fair *f = d->f;
    int64_t sum = 0;
    if (!f->tables) return f->meetings;
    for (int32_t p = 0; p < (f->places ? f->places : 1); p++) {
        int64_t seats = 0, wanted = 0;
        for (int32_t s = 0; s < f->slots; s++) seats += f->tables[p * f->slots + s];
        for (int32_t m = 0; m < f->meetings; m++) wanted += place_of(f, m) == p;
        sum += seats < wanted ? seats : wanted;
    }
    return (int32_t)sum;
}

static void desk_init(struct arena *a, const struct fair *f, struct fair_plan *plan, struct desk *d)
{
    size_t people = (size_t)f->left + (size_t)f->right;
    *plan = (struct fair_plan){ .slot = NEWS(a, int8_t, (size_t)f->meetings + 1), .crowded = NEWS(a, uint8_t, (size_t)f->meetings + 1) };
    *d = (struct desk){ .f = f, .plan = plan, .a = a };
    d->here = NEWS(a, uint64_t, people + 1);
    d->busy = NEWS(a, uint64_t, people + 1);
    d->at = NEWS(a, int32_t, people * (size_t)f->slots + 1);
    d->path = NEWS(a, int32_t, people + 1);
    d->used = NEWS(a, int32_t, (size_t)(f->places ? f->places : 1) * (size_t)f->slots + 1);
    uint64_t slots = f->slots == FAIR_SLOTS ? ~UINT64_C(0) : (UINT64_C(1) << f->slots) - 1;
    for (int32_t i = 0; i < f->left; i++) d->here[i] = f->here_left[i] & slots;
    for (int32_t i = 0; i < f->right; i++) d->here[f->left + i] = f->here_right[i] & slots;
    memset(plan->slot, FAIR_UNPLACED, (size_t)f->meetings);
}

/* What stays where it is; its slots are nobody else's. */
static enum rc keep_all(struct desk *d, struct err *e)
{
    for (int32_t m = 0; m < d->f->meetings; m++) {
        if (!kept(d->f, m)) continue;
        int32_t slot = d->f->keep[m], u = left_of(d, m), v = right_of(d, m);
        if (slot < 0 || slot >= d->f->slots || !(together(d, m) >> slot & 1) || *at(d, u, slot) || *at(d, v, slot) || !fits(d, m, slot, 1))
            return fail(e, RC_INPUT, "the %d. meeting cannot be kept in slot %d: somebody is away or has another one then, or no table is free", m + 1, slot + 1);
        put_in(d, m, slot);
    }
    for (int32_t i = 0; i < d->f->left + d->f->right; i++) d->here[i] &= ~d->busy[i];
    return RC_OK;
}

static enum rc fair_check(const struct fair *f, struct err *e)
{
    if (f->slots < 0 || f->slots > FAIR_SLOTS) return fail(e, RC_LIMIT, "a fair may have %d slots", FAIR_SLOTS);
    if (f->left < 0 || f->right < 0 || f->left > LIMIT_FAIR_PEOPLE || f->right > LIMIT_FAIR_PEOPLE)
        return fail(e, RC_LIMIT, "a fair may have %d people a side", LIMIT_FAIR_PEOPLE);
    if (f->meetings < 0 || f->meetings > LIMIT_FAIR_MEETINGS) return fail(e, RC_LIMIT, "a fair may have %d meetings", LIMIT_FAIR_MEETINGS);
    for (int32_t m = 0; m < f->meetings; m++)
        if (f->a[m] < 0 || f->a[m] >= f->left || f->b[m] < 0 || f->b[m] >= f->right)
            return fail(e, RC_INPUT, "meeting %d: somebody who is not there", m);
    for (int32_t m = 0; f->place && m < f->meetings; m++)
        if (f->place[m] < 0 || f->place[m] >= (f->places ? f->places : 1))
            return fail(e, RC_INPUT, "meeting %d: there is no place %d", m, f->place[m]);
    return RC_OK;
}

enum rc fair_solve(struct arena *a, const struct fair *f, struct fair_plan *plan, struct err *e)
{
    struct desk d;
    int32_t unplaced = 0;
    TRY(fair_check(f, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the fair needs more memory than it was given");
    desk_init(a, f, plan, &d);
    enum rc rc = keep_all(&d, e);
    if (rc != RC_OK) { arena_unguard(a); return rc; }
    int32_t *list = order(a, &d), *rest = NEWS(a, int32_t, (size_t)f->meetings + 1);
    for (int32_t i = 0; i < f->meetings; i++) if (!kept(f, list[i]) && !first_fit(&d, list[i])) rest[unplaced++] = list[i];
    for (int32_t before = INT32_MAX; unplaced > 0 && unplaced < before;) {       /* a repair may open the way for another */
        int32_t n = before = unplaced;
        unplaced = 0;
        for (int32_t i = 0; i < n; i++) if (!repair(&d, rest[i])) rest[unplaced++] = rest[i];
    }
    plan->most = f->meetings;
    if (unplaced) {
        int32_t left = crowds(a, &d, false), right = crowds(a, &d, true);
        int32_t by_people = f->meetings - (left > right ? left : right), by_tables = seats_most(&d);
        plan->most = by_people < by_tables ? by_people : by_tables;
        unplaced = push_all(&d, rest, unplaced, plan->most);
    }
    plan->placed = f->meetings - unplaced;
    arena_unguard(a);
    return RC_OK;
}

/* --- the proof */
static uint64_t all_slots(const struct fair *f) { return f->slots == FAIR_SLOTS ? ~UINT64_C(0) : (UINT64_C(1) << f->slots) - 1; }

/* Where each person is in each slot: the place plus one, 0 = free. */
struct whereabouts { int32_t *left, *right; };

static bool too_far(const struct fair *f, const int32_t *where, int slot, int32_t place)
{
    for (int s = 0; f->near && s < f->slots; s++)
        if (s != slot && (f->near[slot] >> s & 1) && where[s] && where[s] != place + 1) return true;
    return false;
}

static enum rc legal_one(const struct fair *f, const struct fair_plan *plan, struct whereabouts w, int32_t *room, int32_t m, struct err *e)
{
    int slot = plan->slot[m];
    int32_t place = f->place ? f->place[m] : 0, *u = w.left + f->a[m] * f->slots, *v = w.right + f->b[m] * f->slots;
    if (slot < 0 || slot >= f->slots) return fail(e, RC_REFUSED, "meeting %d: there is no slot %d", m, slot);
    if (!(f->here_left[f->a[m]] & f->here_right[f->b[m]] & UINT64_C(1) << slot))
        return fail(e, RC_REFUSED, "meeting %d: somebody is not there in slot %d", m, slot);
    if (u[slot] || v[slot]) return fail(e, RC_REFUSED, "meeting %d: somebody has two meetings in slot %d", m, slot);
    if (too_far(f, u, slot, place) || too_far(f, v, slot, place))
        return fail(e, RC_REFUSED, "meeting %d: there is no time to get to it in slot %d", m, slot);
    if (f->tables && room[place * f->slots + slot]++ == f->tables[place * f->slots + slot])
        return fail(e, RC_REFUSED, "slot %d has more meetings than tables", slot);
    u[slot] = v[slot] = place + 1;
    return RC_OK;
}

static enum rc legal(struct arena *a, const struct fair *f, const struct fair_plan *plan, struct err *e)
{
    struct whereabouts w = { NEWS(a, int32_t, (size_t)f->left * (size_t)f->slots + 1),
        NEWS(a, int32_t, (size_t)f->right * (size_t)f->slots + 1) };
    int32_t placed = 0, *room = NEWS(a, int32_t, (size_t)(f->places ? f->places : 1) * (size_t)f->slots + 1);
    for (int32_t m = 0; m < f->meetings; m++) {
        if (f->keep && f->keep[m] != FAIR_UNPLACED && plan->slot[m] != f->keep[m])
            return fail(e, RC_REFUSED, "meeting %d was to be kept in slot %d", m, f->keep[m]);
        if (plan->slot[m] == FAIR_UNPLACED) continue;
        TRY(legal_one(f, plan, w, room, m, e));
        placed++;
    }
    return placed == plan->placed ? RC_OK : fail(e, RC_REFUSED, "%d meetings are placed, not %d", placed, plan->placed);
}

/* The slots a meeting that is not kept could have, if only what is kept were there. */
static uint64_t *could(struct arena *a, const struct fair *f)
{
    uint64_t *left = NEWS(a, uint64_t, (size_t)f->left + 1), *right = NEWS(a, uint64_t, (size_t)f->right + 1),
             *may = NEWS(a, uint64_t, (size_t)f->meetings + 1);
    for (int32_t i = 0; i < f->left; i++) left[i] = f->here_left[i] & all_slots(f);
    for (int32_t i = 0; i < f->right; i++) right[i] = f->here_right[i] & all_slots(f);
    for (int32_t m = 0; f->keep && m < f->meetings; m++)
        if (f->keep[m] != FAIR_UNPLACED) { left[f->a[m]] &= ~(UINT64_C(1) << f->keep[m]); right[f->b[m]] &= ~(UINT64_C(1) << f->keep[m]); }
    for (int32_t m = 0; m < f->meetings; m++) may[m] = left[f->a[m]] & right[f->b[m]];
    return may;
}

/* Crowded meetings of one person less the slots they have in common: so many cannot be had; the sum over a side into *sum.
** The sets are exact: more meetings than slots, each slot wanted by two of them, and no further meeting that wants only these. */
static enum rc lacking(struct arena *a, const struct fair *f, const struct fair_plan *plan, const uint64_t *may, bool right, int32_t *sum,
    struct err *e)
{
    size_t people = (size_t)(right ? f->right : f->left) + 1;
    int32_t *n = NEWS(a, int32_t, people);
    uint64_t *slots = NEWS(a, uint64_t, people), *twice = NEWS(a, uint64_t, people);
    const int32_t *who = right ? f->b : f->a;
    const uint8_t bit = right ? 2 : 1;
    for (int32_t m = 0; m < f->meetings; m++) {
        if (!(plan->crowded[m] & bit)) continue;
        if (f->keep && f->keep[m] != FAIR_UNPLACED) return fail(e, RC_REFUSED, "meeting %d is kept, so it is not crowded", m);
        n[who[m]]++;
        twice[who[m]] |= slots[who[m]] & may[m];
        slots[who[m]] |= may[m];
    }
    for (int32_t m = 0; m < f->meetings; m++) {
        int32_t i = who[m];
        if (plan->crowded[m] & bit) {
            if (n[i] <= __builtin_popcountll(slots[i]) || twice[i] != slots[i]) return fail(e, RC_REFUSED, "meeting %d is not crowded", m);
        } else if (!(f->keep && f->keep[m] != FAIR_UNPLACED) && !(may[m] & ~slots[i]))
            return fail(e, RC_REFUSED, "meeting %d is crowded", m);
    }
    *sum = 0;
    for (size_t i = 0; i + 1 < people; i++) if (n[i]) *sum += n[i] - __builtin_popcountll(slots[i]);
    return RC_OK;
}

/* Meetings less those for which their place has no table, whatever the slot. */
static int32_t seated(struct arena *a, const struct fair *f)
{
    int32_t places = f->places ? f->places : 1, lacks = 0;
    int64_t *over = NEWS(a, int64_t, (size_t)places + 1);
    if (!f->tables) return f->meetings;
    for (int32_t m = 0; m < f->meetings; m++) over[f->place ? f->place[m] : 0]++;
    for (int32_t i = 0; i < places * f->slots; i++) over[i / f->slots] -= f->tables[i];
    for (int32_t p = 0; p < places; p++) lacks += over[p] > 0 ? (int32_t)over[p] : 0;
    return f->meetings - lacks;
}

static enum rc proved(struct arena *a, const struct fair *f, const struct fair_plan *plan, struct err *e)
{
    int32_t left = 0, right = 0;
    const uint64_t *may = could(a, f);
    TRY(legal(a, f, plan, e));
    TRY(lacking(a, f, plan, may, false, &left, e));
    TRY(lacking(a, f, plan, may, true, &right, e));
    int32_t most = f->meetings - (left > right ? left : right), tables = seated(a, f);
    if (tables < most) most = tables;
    return most == plan->most
        ? RC_OK
        : fail(e, RC_REFUSED, "the crowded meetings and the tables prove that %d can be placed, not %d", most, plan->most);
}

enum rc fair_proof(struct arena *a, const struct fair *f, const struct fair_plan *plan, struct err *e)
{
    TRY(fair_check(f, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the proof needs more memory than it was given");
    enum rc rc = proved(a, f, plan, e);
    arena_unguard(a);
    return rc;
}
