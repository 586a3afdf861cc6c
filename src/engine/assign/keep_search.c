/* keep_search.c: the two ways that mend a kept answer, pull and push; keep.c says what they are. */
#include "engine/assign/keep.h"

/* ---- who wishes for a place */

/* By bytes of the cost, the last first; costs of one place differ in few of them. */
void kept_askers_sort(struct assign_kept *k, struct askers *q)
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

void kept_ask_add(struct assign_kept *k, int32_t x, int32_t rank)
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
    q->v[q->n++] = (struct asked){ .x = (uint32_t)x & GAP,
        .rank = (uint32_t)rank & 0x1fff,
        .seat = (uint32_t)p->seat & 0x3ffff,
        .cost = cost,
        .seat_cost = p->cost };
}

void kept_ask_drop(struct assign_kept *k, int32_t x, int32_t rank)
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

void kept_seat_take(struct assign_kept *k, int32_t x, int32_t place, int32_t cost, int32_t rank)
{
    struct person *p = &k->person[x];
    p->seat = place;
    p->cost = cost;
    p->rank = rank;
    if (k->held[place] == k->room[place]) {
        int32_t room = k->room[place] < k->seats[place] / 2 - 4 ? k->room[place] * 2 + 8 : k->seats[place];
        k->holder[place] = arena_grow(k->a, k->holder[place], sizeof(struct holder) * (size_t)k->room[place],
            sizeof(struct holder) * (size_t)room);
        k->room[place] = room;
    }
    p->at = k->held[place]++;
    k->holder[place][p->at] = (struct holder){ p->v, x, cost, 0 };
}

static void sit(struct assign_kept *k, int32_t x, int32_t place, int32_t rank)
{
    kept_ask_drop(k, x, rank);
    kept_seat_take(k, x, place, k->person[x].v[rank].cost, rank);
    if (k->person[x].cost > k->nearest_out[place] && k->nearest_out[place] != UNKNOWN) k->nearest_out[place] = k->person[x].cost;
    tell(k, x);
}

/* She is outside, and nobody else is told yet. */
void kept_stand(struct assign_kept *k, int32_t x)
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
    kept_ask_add(k, x, p->rank);
}

/* Whom a full place can spare at the least loss. */
const struct holder *kept_dearest(const struct assign_kept *k, int32_t v)
{
    const struct holder *h = k->holder[v], *most = h;
    for (int32_t i = 1; i < k->held[v]; i++) if (h[i].cost > most->cost) most = &h[i];
    return most;
}

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

void kept_begin(struct assign_kept *k)
{
    k->heap.n = k->done.n = 0;
    if (++k->stamp == 0) { memset(k->way, 0, sizeof *k->way * (size_t)k->places); k->stamp = 1; }
}

/* There is a way of length d to the place: `who` moves by her wish `rank`; to: the place she leaves behind her or comes to.
** False: a nearer one is known. */
bool kept_reach(struct assign_kept *k, int32_t place, int64_t d, int32_t who, int32_t rank, int32_t to)
{
    struct way *w = &k->way[place];
    if (w->stamp == k->stamp && d >= w->d) return false;
    *w = (struct way){ d, who, rank, to, k->stamp, false };
    heap_put(k, d, place);
    return true;
}

/* The nearest place not reached for good before; false: none nearer than `most`. */
bool kept_nearest(struct assign_kept *k, int64_t most, int32_t *place, int64_t *d)
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
    if (most <= k->told[u] || k->told[u] == INT32_MAX) return;
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

void kept_nearest_in_find(struct assign_kept *k, int32_t u)
{
    const struct askers *q = &k->askers[u];
    int32_t in = NOBODY_NEAR;
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
        if (!kept_reach(k, seat, far, (int32_t)w->x, w->rank, u)) continue;
        __builtin_prefetch(k->askers[seat].v);
        if (k->nearest_in[seat] == UNKNOWN) continue;
        far += in_costs(k, seat);
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
        if (leaves >= 0) kept_stand(k, leaves);
        if (c.who >= 0) sit(k, c.who, c.to, c.rank);
        if (c.to == hole) return;
        c.who = leaves;
        c.rank = way[c.to].rank;
    }
}

/* A seat at `hole`, which has a price, stands empty. */
void kept_pull(struct assign_kept *k, int32_t hole)
{
    int64_t end = FAR, d;
    int32_t u;
    struct comer c = { hole, NONE, 0 };
    kept_begin(k);
    kept_reach(k, hole, 0, NONE, 0, NONE);
    while (kept_nearest(k, end, &u, &d)) {
        struct askers *q = &k->askers[u];
        if (q->n - q->sorted + q->gaps > 32 + q->sorted / 8) kept_askers_sort(k, q);
        if (d + k->price[u] < end) { end = d + k->price[u]; c = (struct comer){ u, NONE, 0 }; }
        if (k->nearest_in[u] == UNKNOWN) kept_nearest_in_find(k, u);
        int64_t far = d + in_costs(k, u);
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
        if (far >= most || !kept_reach(k, to, far, h->x, i, v)) continue;
        if (k->held[to] < k->seats[to]) { most = far; *last = to; continue; }
        __builtin_prefetch(k->holder[to]);
        if (k->nearest_out[to] == UNKNOWN) continue;
        far += k->outside - k->nearest_out[to] - price[to];
        if (far < most) { most = far; *last = to; }
    }
    *end = most;
    h->other = other;
}

/* x comes in, or stays outside if there is no way (last NONE). Whoever is dearest at `last` goes outside if it is full; then
** each comes to the place the next has left. */
static void push_move(struct assign_kept *k, int32_t x, int32_t last)
{
    if (last < 0) tell(k, x);
    if (last >= 0 && k->held[last] == k->seats[last]) {
        int32_t out = kept_dearest(k, last)->x;
        kept_stand(k, out);
        tell(k, out);
    }
    while (last >= 0) {
        const struct way w = k->way[last];
        kept_stand(k, w.who);
        sit(k, w.who, last, w.rank);
        last = w.to;
    }
}

/* x is outside and has a list. A place with a seat to spare is the end of the way as soon as it is seen. */
void kept_push(struct assign_kept *k, int32_t x)
{
    int64_t end = k->outside, d;
    int32_t v, last = NONE;
    kept_begin(k);
    for (int32_t i = 0; i < k->person[x].n; i++) {
        const struct want *w = &k->person[x].v[i];
        int64_t whole = w->cost + k->price[w->place];
        if (whole >= end) continue;
        kept_reach(k, w->place, whole, x, i, NONE);
        if (k->held[w->place] < k->seats[w->place]) { end = whole; last = w->place; }
    }
    while (kept_nearest(k, end, &v, &d)) {
        k->nearest_out[v] = kept_dearest(k, v)->cost;
        int64_t far = d + k->outside - k->nearest_out[v] - k->price[v];
        if (far < end) { end = far; last = v; }
        for (size_t n = turning_find(k, v, end - d + k->price[v]), i = 0; i < n; i++)
            turn(k, &k->holder[v][k->turning.v[i]], v, d, &end, &last);
    }
    prices_move(k, end, 1);
    push_move(k, x, last);
}
