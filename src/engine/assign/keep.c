/* keep.c: an answer kept with all that led to it, and mended when a few applicants send new lists. Nothing is read or copied
** again, and no more of the round is looked at than a change reaches.
**
** Prices prove an answer (assign.h): who sits pays the least she could, a price above 0 only where all seats are taken. One
** applicant's new list breaks that in two spots, each mended by a shortest way through places, lengths being what a move costs
** beyond what is paid (never below 0, so the search stays near):
**
**   pull   she leaves a hole:   hole <- who comes from u <- who comes to u from ... <- somebody from outside, or a hole that costs least
**   push   she comes back:      she -> v, whose holder -> u, whose holder -> ... -> outside, or a free seat
**
** Places nearer than the end of the way change their price by the difference (down in a pull, up in a push); then
** everything holds again.
**
** In a large round all of this is waiting for memory, so what a search looks at lies together, place by place, and what it
** hardly ever needs lies elsewhere. A search looks at hundreds of people and moves four: it is those who move who write.
**
**   a pull at u    askers of u, in one piece: who wishes for u, where she sits instead, and what that costs
**   a push at v    holders of v, in one piece: what they cost, and how near the next of their wishes is
**   either         the way out of a place is known when it is reached (nearest_in, nearest_out), not when it is looked at
*/
#include "engine/assign/assign.h"

enum { NONE = ASSIGN_NOBODY, SOMEBODY = -2, LINE = 64 };
static const int64_t FAR = INT64_MAX / 4;
static const int32_t UNKNOWN = INT32_MIN;

struct want { int32_t place, cost; };
/* An applicant's list, and where she sits: seat k->places is outside. at: where the place holds her. Behind the wishes v stands
** for each where its place has it among its askers (asked_at), NONE where she sits; a wish for NONE ends the list. */
struct person { struct want *v; int32_t n, cap, seat, cost, rank, at; };
/* Who wishes for a place and does not sit there: by which of her wishes, what it costs her, where she sits and what that costs. */
struct asked { uint64_t x : 21, rank : 13, seat : 18; int32_t cost, seat_cost; };
enum { GAP = (1 << 21) - 1 };
_Static_assert(LIMIT_ROUND_APPLICANTS < (int)GAP && LIMIT_ROUND_WISHES < 1 << 13 && LIMIT_ROUND_PLACES < 1 << 18, "an asked has room for any round");
/* The first `sorted` ascend by cost, with gaps where somebody has left; who came since stands behind them. Nobody pays more than
** staying outside costs, so what costs much cannot be near: a search stops in the sorted part early. */
struct askers { struct asked *v; int32_t n, sorted, gaps, cap; };
/* other: none of her other wishes costs less in all; but not more than `near` beyond what she pays. It spares a search her list.
** A price that falls is told to those it comes near (others_lower); one that rises need not be. */
struct holder { const struct want *v; int32_t x, cost; int64_t other; };
struct way { int64_t d; int32_t who, rank, to; uint32_t stamp; bool done; };
struct step { int64_t d; int32_t place; };
struct comer { int32_t to, who, rank; };                    /* who NONE: a seat is left empty; SOMEBODY: who made nearest_in */
struct neighbour { int32_t x, seat; int64_t whole; };

struct assign_kept {
    struct arena *a;
    int32_t applicants, places;
    int64_t outside, near;
    struct person *person;                                  /* per applicant */
    struct askers *askers;                                  /* per place, as all that follows */
    struct holder **holder;
    int32_t *held, *seats, *room;                           /* room: for holders, of memory; where there are more seats it grows */
    int64_t *price;                                         /* FAR: no seats; the last is that of outside */
    int32_t *told;                                          /* askers whom it costs less know where they sit; others may have moved (tell) */
    int32_t *nearest_in, *nearest_out;                      /* the least it costs anybody who is outside, the most it costs a holder; or UNKNOWN */
    struct way *way;                                        /* of the search whose stamp it has */
    uint32_t stamp;
    struct { struct step *v; size_t n, cap; } heap;
    struct { int32_t *v; size_t n, cap; } done, turning;    /* places the search has reached for good; holders who could turn elsewhere */
    struct { struct neighbour *v; size_t n, cap; } neighbours;
    int64_t searched;
};

/* ---- who wishes for a place */

static int32_t *asked_at(const struct person *p) { return (int32_t *)(p->v + p->cap); }

/* By bytes of the cost, the last first; costs of one place differ in few of them. */
static void askers_sort(struct assign_kept *k, struct askers *q)
{
    struct asked *v = q->v, *to;
    int32_t n = 0, low = INT32_MAX;
    uint32_t most = 0;
    for (int32_t i = 0; i < q->n; i++) if (v[i].x != GAP) { v[n++] = v[i]; if (v[i].cost < low) low = v[i].cost; }
    for (int32_t i = 0; i < n; i++) if ((uint32_t)v[i].cost - (uint32_t)low > most) most = (uint32_t)v[i].cost - (uint32_t)low;
    struct arena_mark m = arena_mark(k->a);
    to = arena_alloc(k->a, sizeof *to * ((size_t)n + 1));
    for (uint32_t by = 0; by < 32 && most >> by; by += 8) {
        int32_t at[257] = { 0 };
        for (int32_t i = 0; i < n; i++) at[(((uint32_t)v[i].cost - (uint32_t)low) >> by & 255) + 1]++;
        for (int b = 0; b < 256; b++) at[b + 1] += at[b];
        for (int32_t i = 0; i < n; i++) to[at[((uint32_t)v[i].cost - (uint32_t)low) >> by & 255]++] = v[i];
        memcpy(v, to, sizeof *v * (size_t)n);
    }
    arena_rewind(k->a, m);
    for (int32_t i = 0; i < n; i++) asked_at(&k->person[v[i].x])[v[i].rank] = i;
    q->n = q->sorted = n;
    q->gaps = 0;
}

static void ask_add(struct assign_kept *k, int32_t x, int32_t rank)
{
    struct person *p = &k->person[x];
    int32_t place = p->v[rank].place, cost = p->v[rank].cost;
    struct askers *q = &k->askers[place];
    if (q->n == q->cap) {
        int32_t cap = q->cap + q->cap / 2 + 8;
        q->v = arena_grow(k->a, q->v, sizeof *q->v * (size_t)q->cap, sizeof *q->v * (size_t)cap);
        q->cap = cap;
    }
    asked_at(p)[rank] = q->n;
    q->v[q->n++] = (struct asked){ .x = (uint32_t)x & GAP, .rank = (uint32_t)rank & 0x1fff, .seat = (uint32_t)p->seat & 0x3ffff, .cost = cost, .seat_cost = p->cost };
}

static void ask_drop(struct assign_kept *k, int32_t x, int32_t rank)
{
    struct person *p = &k->person[x];
    int32_t place = p->v[rank].place, at = asked_at(p)[rank];
    struct askers *q = &k->askers[place];
    if (p->v[rank].cost == k->nearest_in[place]) k->nearest_in[place] = UNKNOWN;
    asked_at(p)[rank] = NONE;
    if (at < q->sorted) { q->v[at].x = GAP; q->v[at].seat = 0; q->gaps++; return; }
    struct asked last = q->v[--q->n];
    if (at == q->n) return;
    q->v[at] = last;
    asked_at(&k->person[last.x])[last.rank] = at;
}

/* ---- seats */

/* Where x sits now is known wherever else she wishes to and a search may see her; prices are those that hold from now on. */
static void tell(struct assign_kept *k, int32_t x)
{
    const struct person *p = &k->person[x];
    const int32_t *at = asked_at(p);
    int64_t other = p->cost + k->price[p->seat] + k->near;
    for (int32_t i = 0; i < p->n; i++) {
        if (at[i] < 0) continue;
        int32_t place = p->v[i].place;
        int32_t cost = p->v[i].cost, *in = &k->nearest_in[place];
        if (cost + k->price[place] < other) other = cost + k->price[place];
        if (p->seat == k->places) { if (cost < *in) *in = cost; }
        else if (cost == *in) *in = UNKNOWN;
        if (cost >= k->told[place]) continue;
        struct asked *w = &k->askers[place].v[at[i]];
        w->seat = (uint32_t)p->seat & 0x3ffff;
        w->seat_cost = p->cost;
    }
    if (p->seat != k->places) k->holder[p->seat][p->at].other = other;
}

static void seat_take(struct assign_kept *k, int32_t x, int32_t place, int32_t cost, int32_t rank)
{
    struct person *p = &k->person[x];
    p->seat = place;
    p->cost = cost;
    p->rank = rank;
    if (k->held[place] == k->room[place]) {
        int32_t room = k->room[place] < k->seats[place] / 2 - 4 ? k->room[place] * 2 + 8 : k->seats[place];
        k->holder[place] = arena_grow(k->a, k->holder[place], sizeof(struct holder) * (size_t)k->room[place], sizeof(struct holder) * (size_t)room);
        k->room[place] = room;
    }
    p->at = k->held[place]++;
    k->holder[place][p->at] = (struct holder){ p->v, x, cost, 0 };
}

static void sit(struct assign_kept *k, int32_t x, int32_t place, int32_t rank)
{
    ask_drop(k, x, rank);
    seat_take(k, x, place, k->person[x].v[rank].cost, rank);
    if (k->person[x].cost > k->nearest_out[place] && k->nearest_out[place] != UNKNOWN) k->nearest_out[place] = k->person[x].cost;
    tell(k, x);
}

/* She is outside, and nobody else is told yet. */
static void stand(struct assign_kept *k, int32_t x)
{
    struct person *p = &k->person[x];
    int32_t place = p->seat;
    if (place == k->places) return;
    if (p->cost == k->nearest_out[place]) k->nearest_out[place] = UNKNOWN;
    struct holder last = k->holder[place][--k->held[place]];
    k->holder[place][p->at] = last;
    k->person[last.x].at = p->at;
    p->seat = k->places;
    p->cost = 0;
    ask_add(k, x, p->rank);
}

/* Whom a full place can spare at the least loss. */
static const struct holder *dearest(const struct assign_kept *k, int32_t v)
{
    const struct holder *h = k->holder[v], *most = h;
    for (int32_t i = 1; i < k->held[v]; i++) if (h[i].cost > most->cost) most = &h[i];
    return most;
}

static void lines_fetch(const void *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i += LINE) __builtin_prefetch((const char *)at + i);
}

static void person_fetch(const struct person *p) { lines_fetch(p->v, (size_t)p->cap * (sizeof *p->v + sizeof(int32_t))); }

/* ---- the search */

static void heap_put(struct assign_kept *k, int64_t d, int32_t place)
{
    (void)*PUSH(k->a, &k->heap);
    struct step *v = k->heap.v;
    size_t i = k->heap.n - 1;
    for (; i > 0 && v[(i - 1) / 2].d > d; i = (i - 1) / 2) v[i] = v[(i - 1) / 2];
    v[i] = (struct step){ d, place };
}

static struct step heap_take(struct assign_kept *k)
{
    struct step *v = k->heap.v, top = v[0], last = v[--k->heap.n];
    size_t i = 0, n = k->heap.n;
    for (size_t c; (c = 2 * i + 1) < n; i = c) {
        if (c + 1 < n && v[c + 1].d < v[c].d) c++;
        if (v[c].d >= last.d) break;
        v[i] = v[c];
    }
    if (n) v[i] = last;
    return top;
}

static void begin(struct assign_kept *k)
{
    k->heap.n = k->done.n = 0;
    if (++k->stamp == 0) { memset(k->way, 0, sizeof *k->way * (size_t)k->places); k->stamp = 1; }
}

/* There is a way of length d to the place: `who` moves by her wish `rank`; to: the place she leaves behind her or comes to.
** False: a nearer one is known. */
static bool reach(struct assign_kept *k, int32_t place, int64_t d, int32_t who, int32_t rank, int32_t to)
{
    struct way *w = &k->way[place];
    if (w->stamp == k->stamp && d >= w->d) return false;
    *w = (struct way){ d, who, rank, to, k->stamp, false };
    heap_put(k, d, place);
    return true;
}

/* The nearest place not reached for good before; false: none nearer than `most`. */
static bool nearest(struct assign_kept *k, int64_t most, int32_t *place, int64_t *d)
{
    while (k->heap.n) {
        struct step s = heap_take(k);
        struct way *w = &k->way[s.place];
        if (s.d >= most) return false;
        if (w->done || s.d > w->d) continue;
        w->done = true;
        *PUSH(k->a, &k->done) = *place = s.place;
        *d = s.d;
        k->searched++;
        return true;
    }
    return false;
}

static void prices_move(struct assign_kept *k, int64_t end, int64_t sign)
{
    for (size_t i = 0; i < k->done.n; i++) {
        int64_t d = k->way[k->done.v[i]].d;
        if (d < end) k->price[k->done.v[i]] += sign * (end - d);
    }
}

/* ---- a hole */

/* A search will see askers of u whom it costs less than `most`. */
static void told_reach(struct assign_kept *k, int32_t u, int64_t most)
{
    const struct askers *q = &k->askers[u];
    if (most <= k->told[u]) return;
    int64_t more = most + k->near;
    for (int32_t i = 0; i < q->n; i++) {
        struct asked *w = &q->v[i];
        if (w->cost >= more) { if (i < q->sorted) i = q->sorted - 1; continue; }
        if (w->cost < k->told[u] || w->x == GAP) continue;
        w->seat = (uint32_t)k->person[w->x].seat & 0x3ffff;
        w->seat_cost = k->person[w->x].cost;
    }
    k->told[u] = more < INT32_MAX ? (int32_t)more : INT32_MAX;
}

static void nearest_in_find(struct assign_kept *k, int32_t u)
{
    const struct askers *q = &k->askers[u];
    int32_t in = INT32_MAX;
    for (int32_t i = 0; i < q->n; i++) {
        const struct asked *w = &q->v[i];
        if (w->cost >= in) { if (i < q->sorted) i = q->sorted - 1; continue; }
        if (w->x == GAP) continue;
        if (w->cost < k->told[u] ? (int32_t)w->seat == k->places : k->person[w->x].seat == k->places) in = w->cost;
    }
    k->nearest_in[u] = in;
}

/* Who could come to u, d away; *end: how long the shortest whole way is, which begins with *c. */
static void comers(struct assign_kept *k, int32_t u, int64_t d, int64_t *end, struct comer *c)
{
    const struct askers *q = &k->askers[u];
    const int64_t *price = k->price;
    int64_t from = d + price[u], most = *end;
    told_reach(k, u, most + k->outside - from);
    for (int32_t i = 0; i < q->n; i++) {
        const struct asked *w = &q->v[i];
        int32_t seat = (int32_t)w->seat;
        if (from + w->cost - k->outside >= most) { if (i < q->sorted) i = q->sorted - 1; continue; }
        int64_t far = from + w->cost - w->seat_cost - price[seat];
        if (far >= most || w->x == GAP) continue;
        if (seat == k->places) { most = far; *c = (struct comer){ u, (int32_t)w->x, w->rank }; continue; }
        if (!reach(k, seat, far, (int32_t)w->x, w->rank, u)) continue;
        __builtin_prefetch(k->askers[seat].v);
        if (k->nearest_in[seat] == UNKNOWN) continue;
        far += k->nearest_in[seat] + price[seat] - k->outside;
        if (far < most) { most = far; *c = (struct comer){ seat, SOMEBODY, 0 }; }
    }
    *end = most;
}

static void comer_find(const struct assign_kept *k, struct comer *c)
{
    const struct asked *w = k->askers[c->to].v;
    while (w->cost != k->nearest_in[c->to] || w->x == GAP || k->person[w->x].seat != k->places) w++;
    c->who = (int32_t)w->x;
    c->rank = w->rank;
}

/* The price of u has fallen: those who sit there pay less, and u comes nearer to those who sit elsewhere. */
static void neighbours_find(struct assign_kept *k, int32_t u)
{
    const struct askers *q = &k->askers[u];
    const int64_t *price = k->price, from = price[u];
    told_reach(k, u, k->outside - from);
    for (int32_t i = 0; i < k->held[u]; i++) {
        struct holder *h = &k->holder[u][i];
        if (h->other > h->cost + from + k->near) h->other = h->cost + from + k->near;
    }
    for (int32_t i = 0; i < q->n; i++) {
        const struct asked *w = &q->v[i];
        if (w->cost + from >= k->outside) { if (i < q->sorted) i = q->sorted - 1; continue; }
        if (w->cost + from - w->seat_cost - price[w->seat] >= k->near || w->x == GAP || (int32_t)w->seat == k->places) continue;
        *PUSH(k->a, &k->neighbours) = (struct neighbour){ (int32_t)w->x, (int32_t)w->seat, w->cost + from };
        __builtin_prefetch(&k->person[w->x]);
    }
}

static void others_lower(struct assign_kept *k, int64_t end)
{
    k->neighbours.n = 0;
    for (size_t i = 0; i < k->done.n; i++) if (k->way[k->done.v[i]].d < end) neighbours_find(k, k->done.v[i]);
    for (size_t i = 0; i < k->neighbours.n; i++) {
        struct neighbour *m = &k->neighbours.v[i];
        m->x = k->person[m->x].at;
        __builtin_prefetch(&k->holder[m->seat][m->x]);
    }
    for (size_t i = 0; i < k->neighbours.n; i++) {
        const struct neighbour *m = &k->neighbours.v[i];
        struct holder *h = &k->holder[m->seat][m->x];
        if (m->whole < h->other) h->other = m->whole;
    }
}

/* Who comes to c.to, then who left it for the next place, and so on to the hole. */
static void pull_move(struct assign_kept *k, int32_t hole, struct comer c)
{
    const struct way *way = k->way;
    for (int32_t p = c.to; p != hole; p = way[p].to) __builtin_prefetch(&k->person[way[p].who]);
    for (int32_t p = c.to; p != hole; p = way[p].to) person_fetch(&k->person[way[p].who]);
    for (;; c.to = way[c.to].to) {
        int32_t leaves = c.to == hole ? NONE : way[c.to].who;
        if (leaves >= 0) stand(k, leaves);
        if (c.who >= 0) sit(k, c.who, c.to, c.rank);
        if (c.to == hole) return;
        c.who = leaves;
        c.rank = way[c.to].rank;
    }
}

/* A seat at `hole`, which has a price, stands empty. */
static void pull(struct assign_kept *k, int32_t hole)
{
    int64_t end = FAR, d;
    int32_t u;
    struct comer c = { hole, NONE, 0 };
    begin(k);
    reach(k, hole, 0, NONE, 0, NONE);
    while (nearest(k, end, &u, &d)) {
        struct askers *q = &k->askers[u];
        if (q->n - q->sorted + q->gaps > 32 + q->sorted / 8) askers_sort(k, q);
        if (d + k->price[u] < end) { end = d + k->price[u]; c = (struct comer){ u, NONE, 0 }; }
        if (k->nearest_in[u] == UNKNOWN) nearest_in_find(k, u);
        int64_t far = d + k->nearest_in[u] + k->price[u] - k->outside;
        if (far < end) { end = far; c = (struct comer){ u, SOMEBODY, 0 }; }
        comers(k, u, d, &end, &c);
    }
    prices_move(k, end, -1);
    others_lower(k, end);
    if (c.who == SOMEBODY) comer_find(k, &c);
    pull_move(k, hole, c);
}

/* ---- one more */

/* Holders of v who could turn elsewhere within reach: the others' lists are not looked at. Lists lie all over the memory; asked for
** together they come together. */
static size_t turning_find(struct assign_kept *k, int32_t v, int64_t most)
{
    const struct holder *h = k->holder[v];
    k->turning.n = 0;
    for (int32_t i = 0; i < k->held[v]; i++)
        if (h[i].other - h[i].cost < most) { *PUSH(k->a, &k->turning) = i; lines_fetch(h[i].v, 3 * LINE); }
    return k->turning.n;
}

/* A holder of v, d away, makes room there for any of her other wishes. *end: how long the shortest whole way is, which ends at *last. */
static void turn(struct assign_kept *k, struct holder *h, int32_t v, int64_t d, int64_t *end, int32_t *last)
{
    const int64_t *price = k->price;
    int64_t has = h->cost + price[v], other = has + k->near, most = *end;
    for (int32_t i = 0; h->v[i].place != NONE; i++) {
        int32_t to = h->v[i].place;
        int64_t whole = h->v[i].cost + price[to], far = d - has + whole;
        if (to == v) continue;
        if (whole < other) other = whole;
        if (far >= most || !reach(k, to, far, h->x, i, v)) continue;
        __builtin_prefetch(k->holder[to]);
        if (k->nearest_out[to] == UNKNOWN) continue;
        far += k->outside - k->nearest_out[to] - price[to];
        if (far < most) { most = far; *last = to; }
    }
    *end = most;
    h->other = other;
}

/* x comes in, or stays outside if there is no way (last NONE). Whoever is dearest at `last` goes outside if it is full; then each comes to the place the next has left. */
static void push_move(struct assign_kept *k, int32_t x, int32_t last)
{
    if (last < 0) tell(k, x);
    if (last >= 0 && k->held[last] == k->seats[last]) {
        int32_t out = dearest(k, last)->x;
        stand(k, out);
        tell(k, out);
    }
    while (last >= 0) {
        const struct way w = k->way[last];
        stand(k, w.who);
        sit(k, w.who, last, w.rank);
        last = w.to;
    }
}

/* x is outside and has a list. */
static void push(struct assign_kept *k, int32_t x)
{
    int64_t end = k->outside, d;
    int32_t v, last = NONE;
    begin(k);
    for (int32_t i = 0; i < k->person[x].n; i++) {
        const struct want *w = &k->person[x].v[i];
        if (w->cost + k->price[w->place] < end) reach(k, w->place, w->cost + k->price[w->place], x, i, NONE);
    }
    while (nearest(k, end, &v, &d)) {
        if (k->held[v] < k->seats[v]) { end = d; last = v; break; }
        k->nearest_out[v] = dearest(k, v)->cost;
        int64_t far = d + k->outside - k->nearest_out[v] - k->price[v];
        if (far < end) { end = far; last = v; }
        for (size_t n = turning_find(k, v, end - d + k->price[v]), i = 0; i < n; i++) turn(k, &k->holder[v][k->turning.v[i]], v, d, &end, &last);
    }
    prices_move(k, end, 1);
    push_move(k, x, last);
}

/* ---- keeping and changing */

static void list_set(struct assign_kept *k, int32_t x, const int32_t *wish, const int64_t *number, int32_t n)
{
    struct person *p = &k->person[x];
    if (n >= p->cap) { p->v = arena_alloc(k->a, (sizeof *p->v + sizeof(int32_t)) * ((size_t)n + 1)); p->cap = n + 1; }
    p->n = n;
    p->v[n].place = NONE;
    for (int32_t i = 0; i < n; i++) p->v[i] = (struct want){ wish[i], (int32_t)number[i] };
    for (int32_t i = 0; i < n; i++)
        if (wish[i] == p->seat) asked_at(p)[i] = NONE;
        else ask_add(k, x, i);
}

static void places_keep(struct assign_kept *k, const struct assign_round *r, const struct assign_optimal *s)
{
    int32_t *n = NEWS(k->a, int32_t, (size_t)r->places + 1);
    for (int32_t w = 0; w < r->first[r->applicants]; w++) n[r->wish[w]]++;
    for (int32_t p = 0; p < r->places; p++) {
        int32_t cap = n[p] + n[p] / 8 + 8;
        k->seats[p] = r->place[p].seats;
        k->price[p] = k->seats[p] ? s->price[p] : FAR;
        k->nearest_in[p] = k->nearest_out[p] = k->told[p] = INT32_MAX;
        k->room[p] = k->seats[p] < n[p] ? k->seats[p] : n[p];
        k->holder[p] = NEWS(k->a, struct holder, (size_t)k->room[p] + 1);
        k->askers[p] = (struct askers){ NEWS(k->a, struct asked, (size_t)cap), 0, 0, 0, cap };
    }
    k->price[r->places] = k->outside;
}

/* Simplex leaves prices as high as they can be: pushes are short then, and pulls long. Half way down to the lowest (by how far a
** pull at each place would go) both are short. Differences that bound prices are whole, so rounding down keeps all of them. */
static void prices_halve(struct assign_kept *k)
{
    int64_t d;
    int32_t v;
    begin(k);
    for (int32_t p = 0; p < k->places; p++) {
        int64_t in = k->nearest_in[p] + k->price[p] - k->outside;
        if (k->seats[p]) reach(k, p, in < k->price[p] ? in : k->price[p], NONE, 0, NONE);
    }
    while (nearest(k, FAR, &v, &d))
        for (int32_t h = 0; h < k->held[v]; h++) {
            const struct person *p = &k->person[k->holder[v][h].x];
            int64_t less = d - p->cost - k->price[v];
            for (int32_t i = 0; i < p->n; i++)
                if (k->seats[p->v[i].place]) reach(k, p->v[i].place, less + p->v[i].cost + k->price[p->v[i].place], NONE, 0, NONE);
        }
    for (size_t i = 0; i < k->done.n; i++) k->price[k->done.v[i]] -= (k->way[k->done.v[i]].d + 1) / 2;
    k->searched = 0;
}

/* How near the next wish of the holders is. `near` is a part of the mean, some five times as far as most searches go: of parts from
** a half to a thirtieth the fourth and the eighth were quickest at 300,000 applicants; less, and lists are read in vain. */
static void others_keep(struct assign_kept *k)
{
    enum { PART = 4 };
    int64_t sum = 0, holders = 0;
    for (int32_t x = 0; x < k->applicants; x++) {
        const struct person *p = &k->person[x];
        if (p->seat == k->places) continue;
        int64_t has = p->cost + k->price[p->seat], other = k->outside;
        for (int32_t i = 0; i < p->n; i++)
            if (i != p->rank && p->v[i].cost + k->price[p->v[i].place] < other) other = p->v[i].cost + k->price[p->v[i].place];
        k->holder[p->seat][p->at].other = other;
        sum += other - has;
        holders++;
    }
    k->near = holders ? sum / holders / PART + 1 : 1;
    for (int32_t p = 0; p < k->places; p++)
        for (int32_t i = 0; i < k->held[p]; i++) {
            struct holder *h = &k->holder[p][i];
            if (h->other > h->cost + k->price[p] + k->near) h->other = h->cost + k->price[p] + k->near;
        }
}

static void ways_out_keep(struct assign_kept *k)
{
    for (int32_t p = 0; p < k->places; p++) {
        askers_sort(k, &k->askers[p]);
        k->nearest_out[p] = k->held[p] ? dearest(k, p)->cost : UNKNOWN;
        nearest_in_find(k, p);
        int64_t told = k->seats[p] ? k->outside - k->price[p] : 0;
        k->told[p] = told < INT32_MAX ? (int32_t)told : INT32_MAX;
    }
}

enum rc assign_keep(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct assign_kept **kept, struct err *e)
{
    size_t n = (size_t)r->applicants + 1, places = (size_t)r->places + 1;
    for (int32_t p = 0; p < r->places; p++) if (r->place[p].least) return fail(e, RC_INPUT, "place %d has a least: such a round is not kept, it is cleared anew", p);
    TRY(assign_optimal_proof(a, r, s, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    struct assign_kept *k = *kept = NEW(a, struct assign_kept);
    *k = (struct assign_kept){ .a = a, .applicants = r->applicants, .places = r->places, .outside = r->outside, .person = NEWS(a, struct person, n),
        .askers = NEWS(a, struct askers, places), .holder = NEWS(a, struct holder *, places), .held = NEWS(a, int32_t, places), .seats = NEWS(a, int32_t, places), .room = NEWS(a, int32_t, places),
        .price = NEWS(a, int64_t, places), .told = NEWS(a, int32_t, places), .nearest_in = NEWS(a, int32_t, places), .nearest_out = NEWS(a, int32_t, places), .way = NEWS(a, struct way, places) };
    places_keep(k, r, s);
    for (int32_t x = 0; x < r->applicants; x++) {
        bool in = s->seat[x] >= 0;
        if (in) seat_take(k, x, r->wish[s->seat[x]], (int32_t)r->number[s->seat[x]], s->seat[x] - r->first[x]);
        else k->person[x].seat = k->places;
        list_set(k, x, r->wish + r->first[x], r->number + r->first[x], r->first[x + 1] - r->first[x]);
        if (in) k->holder[k->person[x].seat][k->person[x].at].v = k->person[x].v;
    }
    ways_out_keep(k);
    prices_halve(k);
    others_keep(k);
    arena_unguard(a);
    return RC_OK;
}

static enum rc change_check(struct assign_kept *k, const struct assign_change *c, struct err *e)
{
    if (c->applicant < 0 || c->applicant >= k->applicants) return fail(e, RC_INPUT, "applicant %d is not there", c->applicant);
    if (c->n < 0 || c->n > LIMIT_ROUND_WISHES) return fail(e, RC_LIMIT, "applicant %d: a list may have %d wishes", c->applicant, LIMIT_ROUND_WISHES);
    begin(k);
    for (int32_t i = 0; i < c->n; i++) {
        int32_t p = c->wish[i];
        if (p < 0 || p >= k->places) return fail(e, RC_INPUT, "applicant %d: place %d is not there", c->applicant, p);
        if (k->way[p].stamp == k->stamp) return fail(e, RC_INPUT, "applicant %d: wishes place %d twice", c->applicant, p);
        k->way[p].stamp = k->stamp;
        if (c->number[i] < -LIMIT_ROUND_POINTS || c->number[i] > LIMIT_ROUND_POINTS)
            return fail(e, RC_LIMIT, "applicant %d: points and costs are between -%d and %d", c->applicant, LIMIT_ROUND_POINTS, LIMIT_ROUND_POINTS);
    }
    return RC_OK;
}

static void change(struct assign_kept *k, const struct assign_change *c)
{
    int32_t x = c->applicant, from = k->person[x].seat;
    stand(k, x);
    for (int32_t i = 0; i < k->person[x].n; i++) ask_drop(k, x, i);
    k->person[x].n = 0;
    if (from < k->places && k->price[from] > 0) pull(k, from);
    list_set(k, x, c->wish, c->number, c->n);
    push(k, x);
}

/* What the next changes will look at, while others are mended. */
static void change_fetch(const struct assign_kept *k, const struct assign_change *c, size_t left)
{
    enum { FAR_OFF = 3, NEXT = 2, SOON = 1 };
    if (left > FAR_OFF) __builtin_prefetch(&k->person[c[FAR_OFF].applicant]);
    if (left > NEXT) person_fetch(&k->person[c[NEXT].applicant]);
    if (left <= SOON) return;
    const struct person *p = &k->person[c[SOON].applicant];
    for (int32_t i = 0; i < p->n; i++) __builtin_prefetch(&k->askers[p->v[i].place].v[asked_at(p)[i] < 0 ? 0 : asked_at(p)[i]]);
    for (int32_t i = 0; i < c[SOON].n; i++) __builtin_prefetch(&k->askers[c[SOON].wish[i]].v[k->askers[c[SOON].wish[i]].n]);
}

enum rc assign_kept_change(struct assign_kept *k, const struct assign_change *c, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) TRY(change_check(k, &c[i], e));
    if (arena_guard(k->a) != 0) return fail(e, RC_LIMIT, "the changes need more memory than the round was given");
    for (size_t i = 0; i < n; i++) {
        change_fetch(k, &c[i], n - i);
        change(k, &c[i]);
    }
    arena_unguard(k->a);
    return RC_OK;
}

static void shut_price(const struct assign_kept *k, int32_t p, struct assign_optimal *out)
{
    out->price[p] = 0;                                          /* without seats: the least that keeps everybody away */
    for (int32_t i = 0; i < k->askers[p].n; i++) {
        const struct asked *w = &k->askers[p].v[i];
        if (w->x != GAP && out->pays[w->x] - w->cost > out->price[p]) out->price[p] = out->pays[w->x] - w->cost;
    }
}

enum rc assign_kept_answer(struct arena *a, const struct assign_kept *k, const int32_t *first, struct assign_optimal *out, struct err *e)
{
    size_t n = (size_t)k->applicants + 1;
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the answer needs more memory than it was given");
    *out = (struct assign_optimal){ .seat = NEWS(a, int32_t, n), .pays = NEWS(a, int64_t, n), .price = NEWS(a, int64_t, (size_t)k->places + 1), .pivots = k->searched };
    for (int32_t x = 0; x < k->applicants; x++) {
        const struct person *p = &k->person[x];
        out->seat[x] = p->seat == k->places ? NONE : first[x] + p->rank;
        out->pays[x] = p->cost + k->price[p->seat];
        out->cost += p->seat == k->places ? k->outside : p->cost;
    }
    for (int32_t p = 0; p < k->places; p++)
        if (k->seats[p]) out->price[p] = k->price[p];
        else shut_price(k, p, out);
    arena_unguard(a);
    return RC_OK;
}
