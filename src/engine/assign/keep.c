/* keep.c: an answer kept with all that led to it, and mended when a few applicants send new lists. Nothing is read or copied
** again, and no more of the round is looked at than a change reaches.
**
** Prices prove an answer (assign.h): who sits pays the least she could, a price above 0 only where all seats are taken. New lists
** break that in two spots, each mended by a shortest way through places, lengths being what a move costs beyond what is paid
** (never below 0, so the search stays near):
**
**   push   she comes back:  she -> v, whose holder -> u, whose holder -> ... -> a hole, a free seat, or outside, whatever is nearest
**   pull   a hole:          hole <- who comes from u <- who comes to u from ... <- somebody from outside, or a hole that costs least
**
** First all who sent new lists go and leave holes, then all come back, then what holes are left are pulled shut. All at once, for
** there is nearly always a hole nearby then: one by one each list took two long ways, now it takes a short one, and one in two or
** three a long one. Holes are no harm meanwhile: neither way asks whether a price above 0 has all its seats taken, both keep that
** who sits pays the least, and a pull takes each hole's place to one or the other: full, or free.
**
** Places nearer than the end of the way change their price by the difference (down in a pull, up in a push); then
** everything holds again.
**
** In a large round all of this is waiting for memory, so what a search looks at lies together, place by place, and what it
** hardly ever needs lies elsewhere. A search looks at hundreds of people and moves a few: it is those who move who write.
**
**   a pull at u    askers of u, in one piece: who wishes for u, where she sits instead, and what that costs
**   a push at v    holders of v, in one piece: what they cost, and how near the next of their wishes is
**   either         the way out of a place is known when it is reached (nearest_in, nearest_out), not when it is looked at
*/
#include "engine/assign/keep.h"

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
        else kept_ask_add(k, x, i);
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
    kept_begin(k);
    for (int32_t p = 0; p < k->places; p++) {
        int64_t in = in_costs(k, p);
        if (k->seats[p]) kept_reach(k, p, in < k->price[p] ? in : k->price[p], NONE, 0, NONE);
    }
    while (kept_nearest(k, FAR, &v, &d))
        for (int32_t h = 0; h < k->held[v]; h++) {
            const struct person *p = &k->person[k->holder[v][h].x];
            int64_t less = d - p->cost - k->price[v];
            for (int32_t i = 0; i < p->n; i++)
                if (k->seats[p->v[i].place]) kept_reach(k, p->v[i].place, less + p->v[i].cost + k->price[p->v[i].place], NONE, 0, NONE);
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
        kept_askers_sort(k, &k->askers[p]);
        k->nearest_out[p] = k->held[p] ? kept_dearest(k, p)->cost : UNKNOWN;
        kept_nearest_in_find(k, p);
        int64_t told = k->seats[p] ? k->outside - k->price[p] : 0;
        k->told[p] = told < INT32_MAX ? (int32_t)told : INT32_MAX;
    }
}

enum rc assign_keep(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct assign_kept **kept, struct err *e)
{
    size_t n = (size_t)r->applicants + 1, places = (size_t)r->places + 1;
    for (int32_t p = 0; p < r->places; p++)
        if (r->place[p].least) return fail(e, RC_INPUT, "place %d has a least: such a round is not kept, it is cleared anew", p);
    TRY(assign_optimal_proof(a, r, s, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    struct assign_kept *k = *kept = NEW(a, struct assign_kept);
    *k = (struct assign_kept){ .a = a, .applicants = r->applicants, .places = r->places, .outside = r->outside,
        .person = NEWS(a, struct person, n),
        .askers = NEWS(a, struct askers, places), .holder = NEWS(a, struct holder *, places), .held = NEWS(a, int32_t, places),
        .seats = NEWS(a, int32_t, places), .room = NEWS(a, int32_t, places),
        .price = NEWS(a, int64_t, places), .told = NEWS(a, int32_t, places), .nearest_in = NEWS(a, int32_t, places),
        .nearest_out = NEWS(a, int32_t, places), .way = NEWS(a, struct way, places) };
    places_keep(k, r, s);
    for (int32_t x = 0; x < r->applicants; x++) {
        bool in = s->seat[x] >= 0;
        if (in) kept_seat_take(k, x, r->wish[s->seat[x]], (int32_t)r->number[s->seat[x]], s->seat[x] - r->first[x]);
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
    if (c->n < 0 || c->n > LIMIT_ROUND_WISHES)
        return fail(e, RC_LIMIT, "applicant %d: a list may have %d wishes", c->applicant, LIMIT_ROUND_WISHES);
    kept_begin(k);
    for (int32_t i = 0; i < c->n; i++) {
        int32_t p = c->wish[i];
        if (p < 0 || p >= k->places) return fail(e, RC_INPUT, "applicant %d: place %d is not there", c->applicant, p);
        if (k->way[p].stamp == k->stamp) return fail(e, RC_INPUT, "applicant %d: wishes place %d twice", c->applicant, p);
        k->way[p].stamp = k->stamp;
        if (c->number[i] < -LIMIT_ROUND_POINTS || c->number[i] > LIMIT_ROUND_POINTS)
            return fail(e, RC_LIMIT, "applicant %d: points and costs are between -%d and %d", c->applicant, LIMIT_ROUND_POINTS,
                LIMIT_ROUND_POINTS);
    }
    return RC_OK;
}

/* She goes, and her seat stands empty. */
static void leave(struct assign_kept *k, int32_t x)
{
    struct person *p = &k->person[x];
    int32_t from = p->seat;
    kept_stand(k, x);
    for (int32_t i = 0; i < p->n; i++) kept_ask_drop(k, x, i);
    p->n = 0;
    if (from < k->places && k->price[from] > 0) *PUSH(k->a, &k->holes) = from;
}

static void come_back(struct assign_kept *k, const struct assign_change *c)
{
    leave(k, c->applicant);                                     /* an earlier list of hers may have found her a seat */
    list_set(k, c->applicant, c->wish, c->number, c->n);
    kept_push(k, c->applicant);
}

/* What leave() and come_back() of the next ones will look at, while others are mended. */
static void leave_fetch(const struct assign_kept *k, const struct assign_change *c, size_t left)
{
    enum { FAR_OFF = 6, NEXT = 4, SOON = 2 };
    if (left > FAR_OFF) __builtin_prefetch(&k->person[c[FAR_OFF].applicant]);
    if (left > NEXT) person_fetch(&k->person[c[NEXT].applicant]);
    if (left <= SOON) return;
    const struct person *p = &k->person[c[SOON].applicant];
    for (int32_t i = 0; i < p->n; i++) __builtin_prefetch(&k->askers[p->v[i].place].v[asked_at(p)[i] < 0 ? 0 : asked_at(p)[i]]);
}

static void list_fetch(const struct assign_kept *k, const struct assign_change *c)
{
    person_fetch(&k->person[c->applicant]);
    for (int32_t i = 0; i < c->n; i++) __builtin_prefetch(&k->askers[c->wish[i]].v[k->askers[c->wish[i]].n]);
}

static void changes_make(struct assign_kept *k, const struct assign_change *c, size_t n)
{
    k->holes.n = 0;
    for (size_t i = 0; i < n; i++) { leave_fetch(k, &c[i], n - i); leave(k, c[i].applicant); }
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n) list_fetch(k, &c[i + 1]);
        come_back(k, &c[i]);
    }
    for (size_t i = 0; i < k->holes.n; i++) {
        int32_t p = k->holes.v[i];
        while (k->price[p] > 0 && k->held[p] < k->seats[p]) kept_pull(k, p);
    }
}

enum rc assign_kept_change(struct assign_kept *k, const struct assign_change *c, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) TRY(change_check(k, &c[i], e));
    if (arena_guard(k->a) != 0) return fail(e, RC_LIMIT, "the changes need more memory than the round was given");
    changes_make(k, c, n);
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
    *out = (struct assign_optimal){ .seat = NEWS(a, int32_t, n),
        .pays = NEWS(a, int64_t, n),
        .price = NEWS(a, int64_t, (size_t)k->places + 1),
        .pivots = k->searched };
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
