/* stable_proof.c: is this outcome what the rules say? Shares no code with what found it.
**
** The solver works with tight sets; here reserved seats are filled by flow, kind
** by kind, so that a mistake in the one does not hide in the other:
**
**     kinds of holders (counts) --may sit in--> reserves (seats)
**
** Then every wish that did not come true is held against the cut-off of its place.
*/
#include "engine/assign/assign.h"

enum { KINDS = 1 << LIMIT_ROUND_RESERVES };

struct proof {
    const struct assign_round *r;
    const struct assign_stable *s;
    struct err *e;
    int32_t *holder, *holder_first;             /* applicants by place */
    struct assign_stable *own;                  /* cut-offs as found here */
};

/* --- one place's holders, by kind */
struct flow {                                   /* holders of each kind on each reserve; idle: on none */
    int32_t left[LIMIT_ROUND_RESERVES], sits[KINDS][LIMIT_ROUND_RESERVES], idle[KINDS], filled;
};
struct bench {
    const struct assign_place *p;
    int32_t n, kinds;                           /* reserves of the place, 1 << n */
    int32_t count[KINDS], weakest[KINDS];       /* weakest: an applicant, or ASSIGN_NOBODY */
    int32_t total, hard_seats;
    struct flow all, hard, try;                 /* every reserve; the hard ones only; room to try something */
};

struct path { int32_t from[LIMIT_ROUND_RESERVES]; int32_t via[LIMIT_ROUND_RESERVES]; int32_t queue[LIMIT_ROUND_RESERVES], n; };

/* Reserves that somebody of `kind` could get to sit on, others making room; from: -2 not seen, -1 directly. */
static void reach(const struct bench *b, const struct flow *f, struct path *w, int32_t kind)
{
    for (int32_t i = 0; i < b->n; i++)
        if (kind >> i & 1 && w->from[i] == -2) { w->from[i] = -1; w->via[i] = kind; w->queue[w->n++] = i; }
    for (int32_t head = 0; head < w->n; head++) {
        int32_t i = w->queue[head];
        for (int32_t m = 1; m < b->kinds; m++)
            for (int32_t j = 0; f->sits[m][i] && j < b->n; j++)
                if (m >> j & 1 && w->from[j] == -2) { w->from[j] = i; w->via[j] = m; w->queue[w->n++] = j; }
    }
}

static void path_start(struct path *w)
{
    w->n = 0;
    for (int32_t i = 0; i < LIMIT_ROUND_RESERVES; i++) w->from[i] = -2;
}

/* Seats as many idle holders of `kind` as one path allows. */
static bool augment(const struct bench *b, struct flow *f, int32_t kind)
{
    struct path w;
    int32_t end = -1, most = f->idle[kind];
    path_start(&w);
    reach(b, f, &w, kind);
    for (int32_t i = 0; i < w.n && end < 0; i++) if (f->left[w.queue[i]] > 0) end = w.queue[i];
    if (end < 0) return false;
    if (f->left[end] < most) most = f->left[end];
    for (int32_t i = end; w.from[i] >= 0; i = w.from[i])
        if (f->sits[w.via[i]][w.from[i]] < most) most = f->sits[w.via[i]][w.from[i]];
    f->left[end] -= most;
    for (int32_t i = end; i >= 0; i = w.from[i]) { f->sits[w.via[i]][i] += most; if (w.from[i] >= 0) f->sits[w.via[i]][w.from[i]] -= most; }
    f->idle[kind] -= most;
    f->filled += most;
    return true;
}

static void flow_fill(const struct bench *b, struct flow *f, bool hard_only)
{
    f->filled = 0;
    for (int32_t i = 0; i < b->n; i++) f->left[i] = hard_only && !b->p->reserves[i].hard ? 0 : b->p->reserves[i].seats;
    for (int32_t k = 0; k < b->kinds; k++) { f->idle[k] = b->count[k]; memset(f->sits[k], 0, sizeof f->sits[k]); }
    for (int32_t k = 1; k < b->kinds; k++) while (f->idle[k] > 0 && augment(b, f, k)) {}
}

static void bench_flows(struct bench *b)
{
    flow_fill(b, &b->all, false);
    if (b->hard_seats) flow_fill(b, &b->hard, true);
}

static bool fits(const struct bench *b)
{
    return b->total - (b->hard_seats ? b->hard.filled : 0) <= b->p->seats - b->hard_seats;
}

/* Kinds of which one may go, were one more of `kind` there, without a filled seat of f falling empty. */
static uint64_t costless(struct bench *b, const struct flow *f, int32_t kind, int32_t *filled)
{
    struct path w;
    uint64_t set = 0;
    memcpy(b->try.left, f->left, sizeof f->left);
    memcpy(b->try.sits, f->sits, (size_t)b->kinds * sizeof f->sits[0]);
    memcpy(b->try.idle, f->idle, (size_t)b->kinds * sizeof f->idle[0]);
    b->try.filled = f->filled;
    b->try.idle[kind]++;
    if (kind) augment(b, &b->try, kind);
    *filled = b->try.filled;
    path_start(&w);
    for (int32_t k = 0; k < b->kinds; k++) if (b->try.idle[k] > 0) { set |= UINT64_C(1) << k; reach(b, &b->try, &w, k); }
    for (int32_t k = 0; k < b->kinds; k++)
        for (int32_t i = 0; i < w.n; i++) if (b->try.sits[k][w.queue[i]]) set |= UINT64_C(1) << k;
    return set;
}

/* If one more of `kind` came: from which kinds would somebody have to go? None: she simply fits. */
static uint64_t who_may_go(struct bench *b, int32_t kind)
{
    uint64_t there = 0, may = ~UINT64_C(0);
    int32_t filled = 0;
    for (int32_t k = 0; k < b->kinds; k++) if (b->count[k] || k == kind) there |= UINT64_C(1) << k;
    if (b->hard_seats) may = costless(b, &b->hard, kind, &filled);
    if (b->total + 1 - filled <= b->p->seats - b->hard_seats) return 0;
    may &= there;
    uint64_t best = may & costless(b, &b->all, kind, &filled);
    return best ? best : may;
}

/* --- priority */
static int before(const struct assign_round *r, int32_t x, int64_t x_points, int32_t y, int64_t y_points)
{
    if (x_points != y_points) return x_points > y_points;
    uint64_t lx = r->lottery ? r->lottery[x] : 0, ly = r->lottery ? r->lottery[y] : 0;
    if (lx != ly) return lx > ly;
    return x < y;
}

static int64_t points_of(const struct proof *f, int32_t x) { return f->r->number[f->s->seat[x]]; }

static int32_t kind_at(const struct assign_round *r, int32_t x, int32_t place)
{
    const struct assign_place *p = &r->place[place];
    int32_t kind = 0;
    for (int32_t k = 0; r->groups && k < p->nreserves; k++) if (r->groups[x] >> p->reserves[k].group & 1) kind |= 1 << k;
    return kind;
}

static void bench_fill(const struct proof *f, int32_t place, struct bench *b)
{
    const struct assign_round *r = f->r;
    b->p = &r->place[place];
    b->n = b->p->nreserves;
    b->kinds = 1 << b->n;
    b->hard_seats = 0;
    for (int32_t i = 0; i < b->n; i++) b->hard_seats += b->p->reserves[i].hard ? b->p->reserves[i].seats : 0;
    for (int32_t k = 0; k < b->kinds; k++) { b->count[k] = 0; b->weakest[k] = ASSIGN_NOBODY; }
    b->total = f->holder_first[place + 1] - f->holder_first[place];
    for (int32_t i = f->holder_first[place]; i < f->holder_first[place + 1]; i++) {
        int32_t x = f->holder[i];
        int32_t kind = kind_at(r, x, place);
        b->count[kind]++;
        if (b->weakest[kind] < 0 || before(r, b->weakest[kind], points_of(f, b->weakest[kind]), x, points_of(f, x))) b->weakest[kind] = x;
    }
    bench_flows(b);
}

static struct assign_cutoff cutoff_at(const struct proof *f, struct bench *b, int32_t kind)
{
    uint64_t set = who_may_go(b, kind);
    int32_t x = ASSIGN_NOBODY;
    if (!(set >> kind & 1)) return (struct assign_cutoff){ ASSIGN_OPEN, ASSIGN_NOBODY, 0 };
    for (int32_t k = 0; k < b->kinds; k++) {
        int32_t y = b->weakest[k];
        if (set >> k & 1 && y >= 0 && (x < 0 || before(f->r, x, points_of(f, x), y, points_of(f, y)))) x = y;
    }
    return x < 0 ? (struct assign_cutoff){ ASSIGN_SHUT, ASSIGN_NOBODY, 0 } : (struct assign_cutoff){ ASSIGN_AT, x, points_of(f, x) };
}

/* --- the steps */
static enum rc seats_check(struct arena *a, struct proof *f)
{
    const struct assign_round *r = f->r;
    f->holder = NEWS(a, int32_t, (size_t)r->applicants + 1);
    f->holder_first = NEWS(a, int32_t, (size_t)r->places + 2);
    for (int32_t x = 0; x < r->applicants; x++) {
        int32_t w = f->s->seat[x];
        if (w == ASSIGN_NOBODY) continue;
        if (w < r->first[x] || w >= r->first[x + 1]) return fail(f->e, RC_REFUSED, "applicant %d sits where she did not wish to", x);
        f->holder_first[r->wish[w] + 2]++;
    }
    for (int32_t p = 2; p <= r->places; p++) f->holder_first[p] += f->holder_first[p - 1];
    for (int32_t x = 0; x < r->applicants; x++)
        if (f->s->seat[x] >= 0) f->holder[f->holder_first[r->wish[f->s->seat[x]] + 1]++] = x;
    return RC_OK;
}

static enum rc place_check(const struct proof *f, int32_t place, struct bench *b)
{
    const struct assign_place *p = &f->r->place[place];
    bench_fill(f, place, b);
    if (b->total > p->seats) return fail(f->e, RC_REFUSED, "place %d holds %d with %d seats", place, b->total, p->seats);
    if (!fits(b)) return fail(f->e, RC_REFUSED, "place %d: somebody sits on a seat reserved for others", place);
    if (f->s->closed[place]) {
        if (p->least == 0) return fail(f->e, RC_REFUSED, "place %d is closed and has no least", place);
        if (b->total > 0) return fail(f->e, RC_REFUSED, "place %d is closed and holds %d", place, b->total);
    } else if (b->total < p->least) return fail(f->e, RC_REFUSED, "place %d holds %d and opens with %d", place, b->total, p->least);
    for (int32_t kind = 0; kind < b->kinds; kind++) {
        int32_t at = f->own->cutoff_first[place] + kind;
        struct assign_cutoff *c = &f->own->cutoff[at];
        *c = f->s->closed[place] ? (struct assign_cutoff){ ASSIGN_SHUT, ASSIGN_NOBODY, 0 } : cutoff_at(f, b, kind);
        if (!f->s->cutoff) continue;
        const struct assign_cutoff *told = &f->s->cutoff[at];
        if (c->gate != told->gate || c->holder != told->holder || c->points != told->points)
            return fail(f->e, RC_REFUSED, "place %d: the cut-off of kind %d is not what its holders give", place, kind);
    }
    return RC_OK;
}

/* Wishes of x before the first that is liked as much as what she got. */
static int32_t better_end(const struct proof *f, int32_t x)
{
    int32_t end = f->s->seat[x];
    if (end < 0) return f->r->first[x + 1];
    while (f->r->same && end > f->r->first[x] && f->r->same[end]) end--;
    return end;
}

static enum rc single_check(const struct proof *f, int32_t x)
{
    const struct assign_round *r = f->r;
    int32_t end = better_end(f, x);
    for (int32_t w = r->first[x]; w < end; w++) {
        int32_t place = r->wish[w];
        const struct assign_cutoff *c = &f->own->cutoff[f->own->cutoff_first[place] + kind_at(r, x, place)];
        if (c->gate == ASSIGN_SHUT || (c->gate == ASSIGN_AT && !before(r, x, r->number[w], c->holder, c->points))) continue;
        return fail(f->e, RC_REFUSED, "applicant %d has a justified claim to a seat of place %d", x, place);
    }
    return RC_OK;
}

/* Would the place take all of the team, one after the other, and turn out none of it? */
static bool team_fits(const struct proof *f, struct bench *b, const int32_t *team, int32_t n, int32_t nth)
{
    const struct assign_round *r = f->r;
    int32_t place = r->wish[r->first[team[0]] + nth], gone[LIMIT_ROUND_TEAM], ngone = 0;
    bench_fill(f, place, b);
    for (int32_t i = 0; i < n; i++) {
        int32_t kind = kind_at(r, team[i], place);
        uint64_t set = who_may_go(b, kind);
        int32_t out = ASSIGN_NOBODY;
        for (int32_t k = f->holder_first[place]; set && k < f->holder_first[place + 1]; k++) {
            int32_t y = f->holder[k];
            bool left = !(set >> kind_at(r, y, place) & 1);
            for (int32_t g = 0; g < ngone; g++) left |= gone[g] == y;
            if (!left && (out < 0 || before(r, out, points_of(f, out), y, points_of(f, y)))) out = y;
        }
        for (int32_t k = 0; k <= i && set; k++) {               /* a member weaker than all the others who may go would be turned out */
            if (!(set >> kind_at(r, team[k], place) & 1)) continue;
            if (out < 0 || before(r, out, points_of(f, out), team[k], r->number[r->first[team[k]] + nth])) return false;
        }
        if (out >= 0) { gone[ngone++] = out; b->count[kind_at(r, out, place)]--; b->total--; }
        b->count[kind]++;
        b->total++;
        bench_flows(b);
    }
    return true;
}

static enum rc team_check(const struct proof *f, struct bench *b, const int32_t *team, int32_t n)
{
    const struct assign_round *r = f->r;
    int32_t lead = team[0], now = f->s->seat[lead], nth = now < 0 ? now : now - r->first[lead];
    for (int32_t i = 1; i < n; i++) {
        int32_t seat = f->s->seat[team[i]];
        if ((seat < 0 ? seat : seat - r->first[team[i]]) != nth)
            return fail(f->e, RC_REFUSED, "applicant %d is parted from her team", team[i]);
    }
    int32_t end = better_end(f, lead);
    for (int32_t w = r->first[lead]; w < end; w++)
        if (!f->s->closed[r->wish[w]] && team_fits(f, b, team, n, w - r->first[lead]))
            return fail(f->e, RC_REFUSED, "the team of applicant %d has a justified claim to place %d", lead, r->wish[w]);
    return RC_OK;
}

static enum rc teams_check(struct arena *a, const struct proof *f, struct bench *b)
{
    const struct assign_round *r = f->r;
    int32_t n = r->applicants, *first = NEWS(a, int32_t, (size_t)n + 3), *member = NEWS(a, int32_t, (size_t)n + 1);
    for (int32_t x = 0; x < n; x++) if (r->team[x] >= 0) first[r->team[x] + 2]++;
    for (int32_t t = 2; t <= n + 1; t++) first[t] += first[t - 1];
    for (int32_t x = 0; x < n; x++) if (r->team[x] >= 0) member[first[r->team[x] + 1]++] = x;
    for (int32_t t = 0; t < n; t++)
        if (first[t + 1] > first[t]) TRY(team_check(f, b, member + first[t], first[t + 1] - first[t]));
    return RC_OK;
}

static enum rc prove(struct arena *a, struct proof *f)
{
    const struct assign_round *r = f->r;
    int32_t n = 0;
    TRY(seats_check(a, f));
    for (int32_t p = 0; p < r->places; p++) { f->own->cutoff_first[p] = n; n += 1 << r->place[p].nreserves; }
    f->own->cutoff = NEWS(a, struct assign_cutoff, (size_t)n + 1);
    struct bench *b = NEW(a, struct bench);
    for (int32_t p = 0; p < r->places; p++) TRY(place_check(f, p, b));
    for (int32_t x = 0; x < r->applicants; x++)
        if (!r->team || r->team[x] < 0) TRY(single_check(f, x));
    return r->team ? teams_check(a, f, b) : RC_OK;
}

enum rc assign_stable_proof(struct arena *a, const struct assign_round *r, const struct assign_stable *s, struct assign_stable *own,
    struct err *e)
{
    struct proof f = { .r = r, .s = s, .own = own, .e = e };
    TRY(assign_check(a, r, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the proof needs more memory than it was given");
    *own = (struct assign_stable){ .seat = s->seat, .closed = s->closed, .cutoff_first = NEWS(a, int32_t, (size_t)r->places + 1) };
    enum rc rc = prove(a, &f);
    arena_unguard(a);
    return rc;
}
