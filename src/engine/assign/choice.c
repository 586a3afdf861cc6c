/* choice.c: a place's choice, one offer at a time. See choice.h for the rule.
**
** An offer changes little: at most one holder goes. So nothing is chosen anew;
** the newcomer is put in, and if that is one too many, the kinds that may lose
** somebody are found from the tight sets and the weakest among them goes.
*/
#include "engine/assign/choice.h"

uint32_t assign_kind(const struct assign_place *p, uint64_t groups)
{
    uint32_t kind = 0;
    for (int32_t i = 0; i < p->nreserves; i++) kind |= (uint32_t)(groups >> p->reserves[i].group & 1) << i;
    return kind;
}

/* --- pairing heap, the smallest key on top */
static int32_t heap_meld(struct holder *h, int32_t x, int32_t y)
{
    if (x < 0) return y;
    if (y < 0) return x;
    if (h[y].key < h[x].key) { int32_t t = x; x = y; y = t; }
    h[y].next = h[x].child;
    h[x].child = y;
    return x;
}

/* The heap without its top: children melded in pairs, then the pairs. */
static int32_t heap_pop(struct holder *h, int32_t top)
{
    int32_t pairs = ASSIGN_NOBODY, x = h[top].child, all = ASSIGN_NOBODY;
    while (x >= 0) {
        int32_t y = h[x].next, rest = y >= 0 ? h[y].next : ASSIGN_NOBODY;
        x = heap_meld(h, x, y);
        h[x].next = pairs;
        pairs = x;
        x = rest;
    }
    while (pairs >= 0) {
        int32_t next = h[pairs].next;
        all = heap_meld(h, all, pairs);
        pairs = next;
    }
    return all;
}

/* --- set up */
static int32_t *reserve_of(const struct choice *p) { return p->meets + (1u << p->nreserves); }
static int32_t *hard_reserve_of(const struct choice *p) { return p->meets + (2u << p->nreserves); }

static void choice_init(struct arena *a, const struct assign_place *at, int32_t cap, struct choice *p)
{
    uint32_t sets = 1u << at->nreserves;
    *p = (struct choice){ .seats = at->seats, .nreserves = (uint8_t)at->nreserves, .cap = cap };
    p->seat = NEWS(a, struct holder, (size_t)cap);
    p->cut = NEWS(a, uint64_t, (size_t)sets * 4);       /* of which the last two are four arrays of int32_t */
    p->key = p->cut + sets;
    p->top = (int32_t *)(p->key + sets);
    p->meets = p->top + sets;
    for (int32_t i = 0; i < at->nreserves; i++) p->group[i] = (uint8_t)at->reserves[i].group;
    for (int32_t i = 0; i < at->nreserves; i++)
        if (at->reserves[i].hard) { p->hard |= (uint8_t)(1u << i); p->hard_seats += at->reserves[i].seats; }
    for (uint32_t u = 0; u < sets; u++)
        for (int32_t i = 0; i < at->nreserves; i++) {
            if (u >> i & 1) continue;
            reserve_of(p)[u] += at->reserves[i].seats;
            if (at->reserves[i].hard) hard_reserve_of(p)[u] += at->reserves[i].seats;
        }
}

void choices_clear(const struct assign_round *r, struct choices *c)
{
    for (int32_t i = 0; i < r->places; i++) {
        struct choice *p = &c->v[i];
        uint32_t sets = 1u << p->nreserves;
        p->held = 0;
        p->present = 0;
        p->counted = false;
        p->closed = false;
        p->used = 0;
        p->vacant = ASSIGN_NOBODY;
        for (uint32_t u = 0; u < sets; u++) { p->meets[u] = 0; p->top[u] = ASSIGN_NOBODY; p->cut[u] = 0; }
    }
}

void choices_init(struct arena *a, const struct assign_round *r, struct choices *c)
{
    c->v = NEWS(a, struct choice, (size_t)r->places + 1);
    int64_t seats = 0;
    c->a = a;
    c->todo = NULL;
    c->ntodo = 0;
    for (int32_t i = 0; i < r->places; i++) seats += r->place[i].seats;
    bool few = seats <= (int64_t)2 * r->applicants;                 /* else most seats stay empty, and have memory when somebody comes */
    for (int32_t i = 0; i < r->places; i++) choice_init(a, &r->place[i], few ? r->place[i].seats : 0, &c->v[i]);
    choices_clear(r, c);
}

/* --- choosing */
static void top_set(struct choice *p, uint32_t kind, int32_t seat)
{
    p->top[kind] = seat;
    if (seat >= 0) { p->key[kind] = p->seat[seat].key; p->present |= UINT64_C(1) << kind; }
    else p->present &= ~(UINT64_C(1) << kind);
}

static void count(struct choice *p, uint32_t kind, int32_t by)
{
    p->held += by;
    p->counted = false;
    for (uint32_t u = 1; u < 1u << p->nreserves; u++)
        if (u & kind) p->meets[u] += by;
}

/* Over the subsets U of `within`; returns the least there is. The sets that attain it are closed under union and intersection, so the
** greatest number among them is the largest, the least number the smallest. */
static int32_t tight_find(const struct choice *p, const int32_t *reserve, uint32_t within, struct tight *t)
{
    int32_t least = INT32_MAX;
    *t = (struct tight){ 0 };
    for (uint32_t u = within;; u = (u - 1) & within) {
        int32_t n = reserve[u] + p->meets[u];
        least = n < least ? n : least;
        if (u == 0) break;
    }
    for (uint32_t u = within;; u = (u - 1) & within) {
        int32_t above = reserve[u] + p->meets[u] - least;
        t->sets |= (uint64_t)(above == 0) << u;
        t->next |= (uint64_t)(above == 1) << u;
        if (u == 0) return least;
    }
}

static void tight_count(struct choice *p)
{
    if (p->counted) return;
    p->counted = true;
    tight_find(p, reserve_of(p), (1u << p->nreserves) - 1, &p->any);
    p->filled = tight_find(p, hard_reserve_of(p), p->hard, &p->strict);
}

/* misses[u]: the kinds that do not meet the set u, as bits, and as well the sets that do not meet the kind u. */
#define LACKS(u, i, set) ((u) >> (i) & 1 ? UINT64_C(set) : UINT64_MAX)
#define MISS(u) (LACKS(u, 0, 0x5555555555555555) & LACKS(u, 1, 0x3333333333333333) & LACKS(u, 2, 0x0f0f0f0f0f0f0f0f) & \
    LACKS(u, 3, 0x00ff00ff00ff00ff) & LACKS(u, 4, 0x0000ffff0000ffff) & LACKS(u, 5, 0x00000000ffffffff))
#define MISS4(u) MISS(u), MISS((u) + 1), MISS((u) + 2), MISS((u) + 3)
#define MISS16(u) MISS4(u), MISS4((u) + 4), MISS4((u) + 8), MISS4((u) + 12)
static const uint64_t misses[1 << LIMIT_ROUND_RESERVES] = { MISS16(0), MISS16(16), MISS16(32), MISS16(48) };

/* With one more holder of a kind that meets no set of `apart`: is a seat more filled, and the largest tight set. */
static bool fills(struct tight t, uint64_t apart, uint32_t *tight)
{
    uint64_t sets = t.sets & apart;
    *tight = 63 - (uint32_t)__builtin_clzll(sets ? sets : t.sets | (t.next & apart));
    return sets == 0;
}

/* With one fewer: is a seat less filled, and the smallest; one more holder fills another seat exactly when her kind meets it. */
static bool empties(struct tight t, uint64_t apart, uint32_t *tight)
{
    uint64_t sets = t.sets & ~apart;
    *tight = (uint32_t)__builtin_ctzll(sets ? sets : t.sets | (t.next & ~apart));
    return sets != 0;
}

uint64_t choice_at_risk(struct choice *p, uint32_t kind)
{
    uint32_t tight, hard_tight;
    if (p->held < p->seats - p->hard_seats) return 0;
    if (p->nreserves == 0) return 1;
    tight_count(p);
    if (p->held + 1 <= p->seats - p->hard_seats + p->filled + fills(p->strict, misses[kind], &hard_tight)) return 0;
    fills(p->any, misses[kind], &tight);
    uint64_t may = misses[hard_tight] & (p->present | UINT64_C(1) << kind), costless = may & misses[tight];
    return costless ? costless : may;
}

/* The kinds there is room for when one fewer of a kind that meets no set of `apart` sits there. */
static uint64_t room_for(struct choice *p, int32_t held, uint64_t apart, uint64_t *first)
{
    uint32_t tight;
    *first = 0;
    if (p->nreserves == 0) return held < p->seats;
    tight_count(p);
    int32_t left = p->seats - p->hard_seats - held;
    uint64_t room = ~UINT64_C(0);
    if (left <= 0) {
        left += p->filled - empties(p->strict, apart, &tight);
        if (left < 0) return 0;
        if (left == 0) room = ~misses[tight];
    }
    empties(p->any, apart, &tight);
    *first = room & ~misses[tight];
    return room;
}

uint64_t choice_room(struct choice *p, uint64_t *first) { return room_for(p, p->held, ~UINT64_C(0), first); }
uint64_t choice_room_without(struct choice *p, uint32_t kind, uint64_t *first)
{
    return room_for(p, p->held - 1, misses[kind], first);
}

/* The kind of which the weakest holder is the weakest of these kinds; ASSIGN_NOBODY: none of them is held. */
static int32_t weakest_kind(const struct choice *p, uint64_t kinds)
{
    int32_t out = ASSIGN_NOBODY;
    uint64_t least = UINT64_MAX;
    for (kinds &= p->present; kinds; kinds &= kinds - 1) {
        int32_t k = __builtin_ctzll(kinds);
        out = p->key[k] < least ? k : out;
        least = p->key[k] < least ? p->key[k] : least;
    }
    return out;
}

int32_t choice_weakest(const struct choices *c, int32_t place, uint64_t kinds, uint64_t *key)
{
    int32_t k = weakest_kind(&c->v[place], kinds);
    if (k < 0) return ASSIGN_NOBODY;
    *key = c->v[place].key[k];
    return c->v[place].seat[c->v[place].top[k]].x;
}

/* x sits down on a seat nobody sits on. */
static int32_t seat_take(struct choices *c, struct choice *p, int32_t x, uint64_t key)
{
    int32_t seat = p->vacant;
    if (seat >= 0) p->vacant = p->seat[seat].next;
    else {
        if (p->used == p->cap) {
            int32_t cap = p->cap < p->seats / 2 - 4 ? p->cap * 2 + 8 : p->seats;
            p->seat = arena_grow(c->a, p->seat, sizeof *p->seat * (size_t)p->cap, sizeof *p->seat * (size_t)cap);
            p->cap = cap;
        }
        seat = p->used++;
    }
    p->seat[seat] = (struct holder){ key, x, ASSIGN_NOBODY, ASSIGN_NOBODY };
    return seat;
}

static void seat_leave(struct choice *p, int32_t seat)
{
    p->seat[seat].next = p->vacant;
    p->vacant = seat;
}

/* The weakest of a kind goes; who it was. */
static int32_t turn_out(struct choice *p, uint32_t kind)
{
    int32_t seat = p->top[kind], x = p->seat[seat].x;
    top_set(p, kind, heap_pop(p->seat, seat));
    seat_leave(p, seat);
    return x;
}

static void take_in(struct choices *c, struct choice *p, uint32_t kind, int32_t x, uint64_t key)
{
    int32_t seat = seat_take(c, p, x, key);
    top_set(p, kind, heap_meld(p->seat, p->top[kind], seat));
}

static int32_t offer_plain(struct choices *c, struct choice *p, int32_t x, uint64_t key)
{
    int32_t out = ASSIGN_NOBODY;
    if (p->held < p->seats) p->held++;
    else {
        p->cut[0] = p->top[0] < 0 ? UINT64_MAX : p->key[0];
        if (key < p->cut[0]) return x;
        out = turn_out(p, 0);
    }
    take_in(c, p, 0, x, key);
    return out;
}

/* Who gets past the cut mostly turns somebody out: the heaps are asked for while it is found out whom. */
static void seats_fetch(const struct choice *p)
{
    enum { LINE = 64, MOST = 14 * LINE };
    for (size_t i = 0, n = sizeof *p->seat * (size_t)p->used; i < n && i < MOST; i += LINE) __builtin_prefetch((const char *)p->seat + i);
}

/* From the same holders and more, who is turned down once is turned down again (substitutes): so cuts stand until a holder
** leaves of her own. */
int32_t choice_offer(struct choices *c, int32_t place, uint32_t kind, int32_t x, uint64_t key)
{
    struct choice *p = &c->v[place];
    if (key < p->cut[kind]) return x;
    if (p->held >= p->seats - p->hard_seats) seats_fetch(p);
    if (p->nreserves == 0) return offer_plain(c, p, x, key);
    uint64_t risk = choice_at_risk(p, kind);
    int32_t from = weakest_kind(p, risk), out = ASSIGN_NOBODY;
    if (risk >> kind & 1) p->cut[kind] = from < 0 ? UINT64_MAX : p->key[from];
    if (key < p->cut[kind]) return x;
    must(risk == 0 || from >= 0);
    if (from >= 0) {
        out = turn_out(p, (uint32_t)from);
        if ((uint32_t)from != kind) count(p, (uint32_t)from, -1);
    }
    take_in(c, p, kind, x, key);
    if (out < 0 || (uint32_t)from != kind) count(p, kind, 1);
    return out;
}

/* Takes x out of the heap below top: only what is weaker than x can stand above her. */
static int32_t heap_without(struct choices *c, struct choice *p, int32_t top, int32_t x, uint64_t key)
{
    struct holder *h = p->seat;
    int32_t n = 0;
    if (h[top].x == x) { int32_t rest = heap_pop(h, top); seat_leave(p, top); return rest; }
    if (c->ntodo < p->used) {
        c->ntodo = p->used + 64;
        c->todo = arena_alloc(c->a, sizeof *c->todo * (size_t)c->ntodo);
    }
    for (c->todo[n++] = top; n > 0;)
        for (int32_t *y = &h[c->todo[--n]].child; *y >= 0; y = &h[*y].next) {
            if (h[*y].x != x) { if (h[*y].key < key) c->todo[n++] = *y; continue; }
            int32_t seat = *y;
            *y = h[seat].next;
            top = heap_meld(h, top, heap_pop(h, seat));
            seat_leave(p, seat);
            return top;
        }
    must(false);                                            /* x holds a seat here, so she was found */
    return top;
}

void choice_drop(struct choices *c, int32_t place, uint32_t kind, int32_t x, uint64_t key)
{
    struct choice *p = &c->v[place];
    top_set(p, kind, heap_without(c, p, p->top[kind], x, key));
    count(p, kind, -1);
    memset(p->cut, 0, sizeof *p->cut << p->nreserves);
}

bool choice_would(const struct choices *c, int32_t place, uint32_t kind, uint64_t key)
{
    struct choice *p = &c->v[place];
    uint64_t risk = choice_at_risk(p, kind);
    if (!(risk >> kind & 1)) return true;
    int32_t weakest = weakest_kind(p, risk);
    return weakest >= 0 && key > p->key[weakest];
}
