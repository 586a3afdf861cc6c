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
** everything holds again. */
#include "engine/assign/assign.h"

enum { NONE = ASSIGN_NOBODY };
static const int64_t FAR = INT64_MAX / 4;

struct want { int32_t place, cost, at; };                   /* at: where the place has it in its list of those who wish for it */
struct list { struct want *v; int32_t n, cap; };
struct asked { int32_t x, cost, rank; };                    /* applicant, what it costs her, which of her wishes */
/* The first `sorted` ascend by cost, with gaps (x NONE) where somebody has left; who came since stands behind them. Nobody pays
** more than staying outside costs, so what costs much cannot be near: a search stops in the sorted part early. */
struct askers { struct asked *v; int32_t n, sorted, gaps, cap; };
struct sits { int32_t place, cost, rank, at; };             /* place NONE: outside, cost what that costs; at: where the place holds her */
struct way { int64_t d; int32_t who, rank, to; uint32_t stamp; bool done; };
struct step { int64_t d; int32_t place; };

struct assign_kept {
    struct arena *a;
    int32_t applicants, places;
    int64_t outside;
    struct list *list;                                      /* per applicant */
    struct sits *sits;
    struct askers *askers;                                  /* per place */
    int32_t **holder, *held, *seats;
    int64_t *price;                                         /* FAR: no seats */
    struct way *way;                                        /* per place, of the search whose stamp it has */
    uint32_t stamp;
    struct { struct step *v; size_t n, cap; } heap;
    struct { int32_t *v; size_t n, cap; } done;             /* places the search has reached for good */
    int64_t searched;
};

/* ---- seats and wishes */

static void sit(struct assign_kept *k, int32_t x, int32_t place, int32_t rank)
{
    k->sits[x] = (struct sits){ place, k->list[x].v[rank].cost, rank, k->held[place] };
    k->holder[place][k->held[place]++] = x;
}

static void stand(struct assign_kept *k, int32_t x)
{
    struct sits *s = &k->sits[x];
    if (s->place >= 0) {
        int32_t last = k->holder[s->place][--k->held[s->place]];
        k->holder[s->place][s->at] = last;
        k->sits[last].at = s->at;
    }
    *s = (struct sits){ .place = NONE };
}

static int64_t pays(const struct assign_kept *k, const struct sits *s) { return s->place < 0 ? k->outside : s->cost + k->price[s->place]; }

/* By bytes of the cost, the last first; costs of one place differ in few of them. */
static void askers_sort(struct assign_kept *k, struct askers *q)
{
    struct asked *v = q->v, *to;
    int32_t n = 0, low = INT32_MAX;
    uint32_t most = 0;
    for (int32_t i = 0; i < q->n; i++) if (v[i].x >= 0) { v[n++] = v[i]; if (v[i].cost < low) low = v[i].cost; }
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
    for (int32_t i = 0; i < n; i++) k->list[v[i].x].v[v[i].rank].at = i;
    q->n = q->sorted = n;
    q->gaps = 0;
}

static void ask_add(struct assign_kept *k, int32_t x, int32_t rank)
{
    struct want *w = &k->list[x].v[rank];
    struct askers *q = &k->askers[w->place];
    if (q->n == q->cap) {
        int32_t cap = q->cap + q->cap / 2 + 8;
        q->v = arena_grow(k->a, q->v, sizeof *q->v * (size_t)q->cap, sizeof *q->v * (size_t)cap);
        q->cap = cap;
    }
    w->at = q->n;
    q->v[q->n++] = (struct asked){ x, w->cost, rank };
}

static void ask_drop(struct assign_kept *k, const struct want *w)
{
    struct askers *q = &k->askers[w->place];
    if (w->at < q->sorted) { q->v[w->at].x = NONE; q->gaps++; return; }
    struct asked last = q->v[--q->n];
    q->v[w->at] = last;
    k->list[last.x].v[last.rank].at = w->at;
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

static void begin(struct assign_kept *k)
{
    k->heap.n = k->done.n = 0;
    if (++k->stamp == 0) { memset(k->way, 0, sizeof *k->way * (size_t)k->places); k->stamp = 1; }
}

/* There is a way of length d to the place: `who` moves by her wish `rank`; to: the place she leaves behind her or comes to. */
static void reach(struct assign_kept *k, int32_t place, int64_t d, int32_t who, int32_t rank, int32_t to)
{
    struct way *w = &k->way[place];
    if (w->stamp == k->stamp && d >= w->d) return;
    *w = (struct way){ d, who, rank, to, k->stamp, false };
    heap_put(k, d, place);
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

/* A seat at `hole`, which has a price, stands empty. */
static void pull(struct assign_kept *k, int32_t hole)
{
    enum { AHEAD = 8 };
    int64_t end = FAR, d;
    int32_t u, last = hole, who = NONE, rank = 0;
    begin(k);
    reach(k, hole, 0, NONE, 0, NONE);
    while (nearest(k, end, &u, &d)) {
        struct askers *q = &k->askers[u];
        if (q->n - q->sorted + q->gaps > 32 + q->sorted / 8) askers_sort(k, q);
        if (d + k->price[u] < end) { end = d + k->price[u]; last = u; who = NONE; }
        for (int32_t i = 0; i < q->n; i++) {
            const struct asked *w = &q->v[i];
            int64_t whole = d + w->cost + k->price[u];
            if (whole - k->outside >= end) { if (i < q->sorted) i = q->sorted - 1; continue; }
            if (i + AHEAD < q->n && q->v[i + AHEAD].x >= 0) __builtin_prefetch(&k->sits[q->v[i + AHEAD].x]);
            if (w->x < 0) continue;
            const struct sits *s = &k->sits[w->x];
            int64_t far = whole - pays(k, s);
            if (far >= end || s->place == u) continue;
            if (s->place < 0) { end = far; last = u; who = w->x; rank = w->rank; }
            else reach(k, s->place, far, w->x, w->rank, u);
        }
    }
    prices_move(k, end, -1);
    for (;; last = k->way[last].to) {                           /* who comes to `last`, then who left it for the next */
        int32_t leaves = last == hole ? NONE : k->way[last].who;
        if (leaves >= 0) stand(k, leaves);
        if (who >= 0) sit(k, who, last, rank);
        if (last == hole) return;
        who = leaves;
        rank = k->way[last].rank;
    }
}

/* The lists of those who sit here lie all over the memory: asked for together they come together. Measured: a third of the time. */
static inline __attribute__((always_inline)) void lists_fetch(const struct assign_kept *k, int32_t v)
{
    const int32_t *holder = k->holder[v];
    for (int32_t h = 0; h < k->held[v]; h++) __builtin_prefetch(&k->list[holder[h]]);
    for (int32_t h = 0; h < k->held[v]; h++) {
        const struct list *l = &k->list[holder[h]];
        __builtin_prefetch(&k->sits[holder[h]]);
        for (int32_t i = 0; i < l->n; i += 64 / (int32_t)sizeof *l->v) __builtin_prefetch(&l->v[i]);
    }
}

/* x is outside and has a list. */
static void push(struct assign_kept *k, int32_t x)
{
    int64_t end = k->outside, d;
    int32_t v, last = NONE, out = NONE;
    begin(k);
    for (int32_t i = 0; i < k->list[x].n; i++) {
        const struct want *w = &k->list[x].v[i];
        if (w->cost + k->price[w->place] < end) reach(k, w->place, w->cost + k->price[w->place], x, i, NONE);
    }
    while (nearest(k, end, &v, &d)) {
        if (k->held[v] < k->seats[v]) { end = d; last = v; out = NONE; break; }
        lists_fetch(k, v);
        for (int32_t h = 0; h < k->held[v]; h++) {              /* first who may go outside: it bounds the rest */
            int64_t far = d - pays(k, &k->sits[k->holder[v][h]]) + k->outside;
            if (far < end) { end = far; last = v; out = k->holder[v][h]; }
        }
        for (int32_t h = 0; h < k->held[v]; h++) {
            int32_t y = k->holder[v][h];
            const struct list *l = &k->list[y];
            int64_t less = d - pays(k, &k->sits[y]);
            for (int32_t i = 0; i < l->n; i++) {
                int64_t far = less + l->v[i].cost + k->price[l->v[i].place];
                if (far < end && l->v[i].place != v) reach(k, l->v[i].place, far, y, i, v);
            }
        }
    }
    prices_move(k, end, 1);
    if (out >= 0) stand(k, out);
    while (last >= 0) {
        const struct way w = k->way[last];
        stand(k, w.who);
        sit(k, w.who, last, w.rank);
        last = w.to;
    }
}

/* ---- keeping and changing */

static void list_set(struct assign_kept *k, int32_t x, const int32_t *wish, const int64_t *number, int32_t n)
{
    struct list *l = &k->list[x];
    if (n > l->cap) { l->v = arena_alloc(k->a, sizeof *l->v * (size_t)n); l->cap = n; }
    l->n = n;
    for (int32_t i = 0; i < n; i++) l->v[i] = (struct want){ wish[i], (int32_t)number[i], 0 };
    for (int32_t i = 0; i < n; i++) ask_add(k, x, i);
}

static void places_keep(struct assign_kept *k, const struct assign_round *r, const struct assign_optimal *s)
{
    int32_t *n = NEWS(k->a, int32_t, (size_t)r->places + 1);
    for (int32_t w = 0; w < r->first[r->applicants]; w++) n[r->wish[w]]++;
    for (int32_t p = 0; p < r->places; p++) {
        int32_t cap = n[p] + n[p] / 8 + 8;
        k->seats[p] = r->place[p].seats;
        k->price[p] = k->seats[p] ? s->price[p] : FAR;
        k->holder[p] = NEWS(k->a, int32_t, (size_t)k->seats[p] + 1);
        k->askers[p] = (struct askers){ NEWS(k->a, struct asked, (size_t)cap), 0, 0, 0, cap };
    }
}

enum rc assign_keep(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct assign_kept **kept, struct err *e)
{
    size_t n = (size_t)r->applicants + 1, places = (size_t)r->places + 1;
    for (int32_t p = 0; p < r->places; p++) if (r->place[p].least) return fail(e, RC_INPUT, "place %d has a least: such a round is not kept, it is cleared anew", p);
    TRY(assign_optimal_proof(a, r, s, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    struct assign_kept *k = *kept = NEW(a, struct assign_kept);
    *k = (struct assign_kept){ .a = a, .applicants = r->applicants, .places = r->places, .outside = r->outside, .list = NEWS(a, struct list, n), .sits = NEWS(a, struct sits, n),
        .askers = NEWS(a, struct askers, places), .holder = NEWS(a, int32_t *, places), .held = NEWS(a, int32_t, places), .seats = NEWS(a, int32_t, places),
        .price = NEWS(a, int64_t, places), .way = NEWS(a, struct way, places) };
    places_keep(k, r, s);
    for (int32_t x = 0; x < r->applicants; x++) {
        list_set(k, x, r->wish + r->first[x], r->number + r->first[x], r->first[x + 1] - r->first[x]);
        k->sits[x] = (struct sits){ .place = NONE };
        if (s->seat[x] >= 0) sit(k, x, r->wish[s->seat[x]], s->seat[x] - r->first[x]);
    }
    for (int32_t p = 0; p < r->places; p++) askers_sort(k, &k->askers[p]);
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
    int32_t from = k->sits[c->applicant].place;
    stand(k, c->applicant);
    for (int32_t i = 0; i < k->list[c->applicant].n; i++) ask_drop(k, &k->list[c->applicant].v[i]);
    k->list[c->applicant].n = 0;
    if (from >= 0 && k->price[from] > 0) pull(k, from);
    list_set(k, c->applicant, c->wish, c->number, c->n);
    push(k, c->applicant);
}

enum rc assign_kept_change(struct assign_kept *k, const struct assign_change *c, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) TRY(change_check(k, &c[i], e));
    if (arena_guard(k->a) != 0) return fail(e, RC_LIMIT, "the changes need more memory than the round was given");
    for (size_t i = 0; i < n; i++) change(k, &c[i]);
    arena_unguard(k->a);
    return RC_OK;
}

static void shut_price(const struct assign_kept *k, int32_t p, struct assign_optimal *out)
{
    out->price[p] = 0;                                          /* without seats: the least that keeps everybody away */
    for (int32_t i = 0; i < k->askers[p].n; i++) {
        if (k->askers[p].v[i].x < 0) continue;
        int64_t least = out->pays[k->askers[p].v[i].x] - k->askers[p].v[i].cost;
        if (least > out->price[p]) out->price[p] = least;
    }
}

enum rc assign_kept_answer(struct arena *a, const struct assign_kept *k, const int32_t *first, struct assign_optimal *out, struct err *e)
{
    size_t n = (size_t)k->applicants + 1;
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the answer needs more memory than it was given");
    *out = (struct assign_optimal){ .seat = NEWS(a, int32_t, n), .pays = NEWS(a, int64_t, n), .price = NEWS(a, int64_t, (size_t)k->places + 1), .pivots = k->searched };
    for (int32_t x = 0; x < k->applicants; x++) {
        const struct sits *s = &k->sits[x];
        out->seat[x] = s->place < 0 ? NONE : first[x] + s->rank;
        out->pays[x] = pays(k, s);
        out->cost += s->place < 0 ? k->outside : s->cost;
    }
    for (int32_t p = 0; p < k->places; p++)
        if (k->seats[p]) out->price[p] = k->price[p];
        else shut_price(k, p, out);
    arena_unguard(a);
    return RC_OK;
}
