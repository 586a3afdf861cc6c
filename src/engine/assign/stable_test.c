/* stable_test.c: rounds so small that everything can be tried, by the thousand.
**
** What a place should choose is written down once more as plainly as it can be:
** try every set of those who want in and every way to seat them (`chosen`). What
** is stable is then written in terms of that, and held against solver and proof.
*/
#include "test/test.h"
#include "engine/assign/assign.h"

enum { APPLICANTS = 6, PLACES = 4, RESERVES = 3, ROUNDS = 3000 };

static uint32_t seed;
static int32_t below(int32_t n) { seed = seed * 1664525u + 1013904223u; return (int32_t)((uint64_t)(seed >> 8) * (uint64_t)n >> 24); }

struct world {
    struct assign_round r;
    struct assign_place place[PLACES];
    struct assign_reserve reserve[PLACES][RESERVES];
    int32_t first[APPLICANTS + 1], wish[APPLICANTS * PLACES], team[APPLICANTS];
    int64_t number[APPLICANTS * PLACES];
    uint8_t same[APPLICANTS * PLACES];
    uint64_t groups[APPLICANTS], lottery[APPLICANTS];
};

enum { WITH_SAME = 1, WITH_LEAST = 2, WITH_TEAMS = 4, WITH_RESERVES = 8 };

static void world_places(struct world *w, int what)
{
    for (int32_t p = 0; p < w->r.places; p++) {
        w->place[p] = (struct assign_place){ .seats = below(what & WITH_TEAMS ? 6 : 4), .reserves = w->reserve[p] };
        if (what & WITH_LEAST && below(2)) w->place[p].least = below(w->place[p].seats + 1);
        int32_t left = w->place[p].seats;
        for (int32_t k = 0; what & WITH_RESERVES && k < below(RESERVES + 1); k++) {
            w->reserve[p][k] = (struct assign_reserve){ .group = k, .seats = below(left + 1), .hard = below(2) };
            left -= w->reserve[p][k].seats;
            w->place[p].nreserves = k + 1;
        }
    }
}

static void world_make(struct world *w, uint32_t from, int what)
{
    seed = from * 2654435761u + 1;
    memset(w, 0, sizeof *w);
    w->r = (struct assign_round){ .applicants = 1 + below(APPLICANTS), .places = 1 + below(PLACES), .place = w->place, .first = w->first,
        .wish = w->wish, .number = w->number, .groups = w->groups, .lottery = w->lottery };
    if (what & WITH_SAME) w->r.same = w->same;
    world_places(w, what);
    int32_t n = 0;
    for (int32_t x = 0; x < w->r.applicants; x++) {
        int32_t order[PLACES] = { 0, 1, 2, 3 }, take = below(w->r.places + 1);
        w->first[x] = n;
        w->groups[x] = (uint64_t)below(1 << RESERVES);
        w->lottery[x] = (uint64_t)below(5);
        for (int32_t k = 0; k < take; k++) {
            int32_t j = k + below(w->r.places - k), t = order[k];
            order[k] = order[j];
            order[j] = t;
            w->wish[n] = order[k];
            w->same[n] = k && below(3) == 0;
            w->number[n++] = below(3);
        }
    }
    w->first[w->r.applicants] = n;
    if (!(what & WITH_TEAMS)) return;
    w->r.team = w->team;
    for (int32_t x = 0; x < w->r.applicants; x++) w->team[x] = ASSIGN_NOBODY;
    for (int32_t x = 1; x < w->r.applicants; x += 2 + below(2)) {      /* x joins x - 1 if it wants the same; so let it */
        int32_t len = w->first[x] - w->first[x - 1], was = w->first[x + 1] - w->first[x];
        if (len != was) continue;
        for (int32_t k = 0; k < len; k++) {
            w->wish[w->first[x] + k] = w->wish[w->first[x - 1] + k];
            w->same[w->first[x] + k] = w->same[w->first[x - 1] + k];
        }
        w->team[x] = w->team[x - 1] = x / 2;
    }
}

/* --- the rule, plainly */
static int32_t wish_of(const struct assign_round *r, int32_t x, int32_t place)
{
    for (int32_t w = r->first[x]; w < r->first[x + 1]; w++) if (r->wish[w] == place) return w;
    return ASSIGN_NOBODY;
}

static bool above(const struct assign_round *r, int32_t x, int32_t y, int32_t place)
{
    int64_t px = r->number[wish_of(r, x, place)], py = r->number[wish_of(r, y, place)];
    if (px != py) return px > py;
    if (r->lottery[x] != r->lottery[y]) return r->lottery[x] > r->lottery[y];
    return x < y;
}

/* Most reserved seats that the applicants in `set` can fill while all of them are seated; -1: they cannot all be seated. */
static int32_t seatings(const struct assign_round *r, int32_t place, uint32_t set, int32_t *left, int32_t open)
{
    const struct assign_place *p = &r->place[place];
    if (!set) return 0;
    int32_t x = __builtin_ctz(set), best = -1;
    for (int32_t k = 0; k <= p->nreserves; k++) {
        bool last = k == p->nreserves, member = !last && (r->groups[x] >> p->reserves[k].group & 1);
        if (last ? open == 0 : left[k] == 0 || (p->reserves[k].hard && !member)) continue;
        if (!last) left[k]--;
        int32_t got = seatings(r, place, set & (set - 1), left, last ? open - 1 : open);
        if (!last) left[k]++;
        if (got >= 0 && got + member > best) best = got + member;
    }
    return best;
}

static int32_t filled(const struct assign_round *r, int32_t place, uint32_t set)
{
    const struct assign_place *p = &r->place[place];
    int32_t left[RESERVES], open = p->seats;
    for (int32_t k = 0; k < p->nreserves; k++) { left[k] = p->reserves[k].seats; open -= left[k]; }
    return seatings(r, place, set, left, open);
}

/* Is set x a better choice than set y? More reserved seats filled, then the first who is in one only is in x. */
static bool set_better(const struct assign_round *r, int32_t place, uint32_t x, int32_t fx, uint32_t y, int32_t fy)
{
    if (fx != fy) return fx > fy;
    int32_t top = ASSIGN_NOBODY;
    for (uint32_t d = x ^ y; d; d &= d - 1) { int32_t z = __builtin_ctz(d); if (top < 0 || above(r, z, top, place)) top = z; }
    return top >= 0 && (x >> top & 1);
}

static uint32_t chosen(const struct assign_round *r, int32_t place, uint32_t from)
{
    uint32_t best = 0;
    int32_t best_filled = 0;
    for (uint32_t s = from;; s = (s - 1) & from) {
        int32_t f = filled(r, place, s);
        if (f >= 0 && set_better(r, place, s, f, best, best_filled)) { best = s; best_filled = f; }
        if (!s) return best;
    }
}

static uint32_t holders(const struct assign_round *r, const int32_t *seat, int32_t place)
{
    uint32_t set = 0;
    for (int32_t x = 0; x < r->applicants; x++) if (seat[x] >= 0 && r->wish[seat[x]] == place) set |= 1u << x;
    return set;
}

static int32_t level(const struct assign_round *r, int32_t x, int32_t wish)
{
    int32_t n = 0;
    if (wish < 0) return INT32_MAX;
    for (int32_t w = r->first[x] + 1; w <= wish; w++) n += !(r->same && r->same[w]);
    return n;
}

static uint32_t unit_of(const struct assign_round *r, int32_t x)
{
    uint32_t set = 1u << x;
    for (int32_t y = 0; r->team && r->team[x] >= 0 && y < r->applicants; y++) if (r->team[y] == r->team[x]) set |= 1u << y;
    return set;
}

/* Somebody (or a team) would rather go elsewhere, and there they would be chosen; or a place holds whom it does not choose. */
static bool stable(const struct assign_round *r, const int32_t *seat, const bool *closed)
{
    for (int32_t p = 0; p < r->places; p++) {
        uint32_t set = holders(r, seat, p);
        if (chosen(r, p, set) != set || (closed && closed[p] && set)) return false;
    }
    for (int32_t x = 0; x < r->applicants; x++)
        for (int32_t w = r->first[x]; w < r->first[x + 1]; w++) {
            int32_t p = r->wish[w];
            uint32_t unit = unit_of(r, x);
            if ((closed && closed[p]) || level(r, x, w) >= level(r, x, seat[x])) continue;
            if ((chosen(r, p, holders(r, seat, p) | unit) & unit) == unit) return false;
        }
    return true;
}

/* --- every outcome of a round */
static bool each(const struct assign_round *r, int32_t x, int32_t *seat, bool (*fn)(void *, const int32_t *), void *arg)
{
    if (x == r->applicants) return fn(arg, seat);
    for (int32_t w = r->first[x] - 1; w < r->first[x + 1]; w++) {
        seat[x] = w < r->first[x] ? ASSIGN_NOBODY : w;
        if (r->team && r->team[x] >= 0)
            for (int32_t y = 0; y < x; y++)
                if (r->team[y] == r->team[x] && (seat[y] < 0 ? -1 : seat[y] - r->first[y]) != (seat[x] < 0 ? -1 : seat[x] - r->first[x]))
                    goto next;
        if (!each(r, x + 1, seat, fn, arg)) return false;
next:   ;
    }
    return true;
}

struct rival { const struct assign_round *r; const struct assign_stable *s; int32_t stable; };
static bool no_better(void *arg, const int32_t *seat)
{
    struct rival *v = arg;
    if (!stable(v->r, seat, v->s->closed)) return true;
    v->stable++;
    for (int32_t x = 0; x < v->r->applicants; x++) if (level(v->r, x, seat[x]) < level(v->r, x, v->s->seat[x])) return false;
    return true;
}

static void rounds_run(int what)
{
    struct arena a;
    struct world w;
    int32_t none = 0;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct assign_stable s, own;
        struct err e = { 0 };
        int32_t seat[APPLICANTS];
        arena_reset(&a);
        world_make(&w, i, what);
        enum rc rc = assign_stable(&a, &w.r, &s, &e);
        if (rc == RC_REFUSED && what & WITH_TEAMS) {
            none++;
            if (assign_stable_proof(&a, &w.r, &s, &own, &e) == RC_OK) fail_msg("round %u: said to be unstable and is not", i);
            continue;
        }
        if (rc != RC_OK) fail_msg("round %u: %s", i, e.text);
        if (!stable(&w.r, s.seat, s.closed)) fail_msg("round %u: not stable", i);
        if (assign_stable_proof(&a, &w.r, &s, &own, &e) != RC_OK) fail_msg("round %u: %s", i, e.text);
        for (int32_t p = 0; p < w.r.places; p++)
            assert_true(s.closed[p] || __builtin_popcount(holders(&w.r, s.seat, p)) >= w.place[p].least);
        struct rival v = { &w.r, &s, 0 };
        if (!(what & (WITH_SAME | WITH_TEAMS)) && !each(&w.r, 0, seat, no_better, &v))
            fail_msg("round %u: somebody does better in another stable outcome", i);
    }
    if (what & WITH_TEAMS && none > ROUNDS / 20) fail_msg("%d of %d rounds with teams were given up", none, ROUNDS);
    arena_free(&a);
}

static void test_plain(void **state)    { (void)state; rounds_run(0); }
static void test_reserves(void **state) { (void)state; rounds_run(WITH_RESERVES); }
static void test_same(void **state)     { (void)state; rounds_run(WITH_RESERVES | WITH_SAME); }
static void test_least(void **state)    { (void)state; rounds_run(WITH_RESERVES | WITH_LEAST | WITH_SAME); }
static void test_teams(void **state)    { (void)state; rounds_run(WITH_RESERVES | WITH_TEAMS | WITH_SAME); }
static void test_teams_least(void **state) { (void)state; rounds_run(WITH_TEAMS | WITH_LEAST); }

/* The proof and the plain rule agree on any outcome, not only on the solver's: every outcome of many rounds. */
struct judged { struct arena *a; const struct world *w; struct assign_stable *s; int32_t yes, no; };
static bool judge(void *arg, const int32_t *seat)
{
    struct judged *j = arg;
    struct err e = { 0 };
    struct arena_mark m = arena_mark(j->a);
    struct assign_stable s = *j->s, own;
    s.seat = (int32_t *)(uintptr_t)seat;
    bool fine = stable(&j->w->r, seat, s.closed), said = false;
    for (int32_t p = 0; p < j->w->r.places && fine; p++)
        if (__builtin_popcount(holders(&j->w->r, seat, p)) < j->w->place[p].least) fine = false;
    assert_int_equal(assign_cutoffs(j->a, &j->w->r, &s, &e), RC_OK);
    said = assign_stable_proof(j->a, &j->w->r, &s, &own, &e) == RC_OK;
    arena_rewind(j->a, m);
    j->yes += fine;
    j->no += !fine;
    return said == fine;
}

static void test_proof_agrees(void **state)
{
    struct arena a;
    struct world w;
    struct judged j = { .a = &a, .w = &w };
    (void)state;
    arena_init(&a, 1 << 22);
    for (uint32_t i = 0; i < 300; i++) {
        struct assign_stable s;
        int32_t seat[APPLICANTS];
        arena_reset(&a);
        world_make(&w, i, WITH_RESERVES | (i % 2 ? WITH_TEAMS : 0) | (i % 3 ? WITH_SAME : 0));
        s = (struct assign_stable){ .closed = NEWS(&a, bool, PLACES) };
        j.s = &s;
        if (!each(&w.r, 0, seat, judge, &j)) fail_msg("round %u: proof and rule do not agree", i);
    }
    assert_true(j.yes > 100 && j.no > 10000);
    arena_free(&a);
}

/* Asking for fewer or other places never helps somebody without a team: she tries every list she could send in. */
static void test_honest_is_best(void **state)
{
    struct arena a;
    struct world w, lie;
    struct err e;
    (void)state;
    arena_init(&a, 1 << 20);
    for (uint32_t i = 0; i < 300; i++) {
        struct assign_stable honest, other;
        world_make(&w, i, WITH_RESERVES);
        for (int32_t x = 0; x < w.r.applicants; x++) {
            int32_t n = w.first[x + 1] - w.first[x];
            arena_reset(&a);
            assert_int_equal(assign_stable(&a, &w.r, &honest, &e), RC_OK);
            int32_t got = level(&w.r, x, honest.seat[x]);
            for (int32_t k = 0; k + 1 < n; k++) {                /* a later wish first; that generates every list when done again */
                for (int32_t j = k + 1; j < n; j++) {
                    lie = w;
                    lie.r.wish = lie.wish;
                    lie.r.number = lie.number;
                    lie.wish[lie.first[x] + k] = w.wish[w.first[x] + j];
                    lie.wish[lie.first[x] + j] = w.wish[w.first[x] + k];
                    lie.number[lie.first[x] + k] = w.number[w.first[x] + j];
                    lie.number[lie.first[x] + j] = w.number[w.first[x] + k];
                    assert_int_equal(assign_stable(&a, &lie.r, &other, &e), RC_OK);
                    int32_t place = other.seat[x] < 0 ? ASSIGN_NOBODY : lie.wish[other.seat[x]];
                    int32_t true_level = place < 0 ? INT32_MAX : level(&w.r, x, wish_of(&w.r, x, place));
                    if (true_level < got) fail_msg("round %u: applicant %d gains by a false list", i, x);
                }
            }
        }
    }
    arena_free(&a);
}

/* ---- kept and mended */

/* Everybody's list of another world, for some, in place of theirs; the world afterwards is what a round begun anew is asked about. */
static size_t lists_change(struct arena *a, struct world *w, uint32_t from, int32_t share, struct assign_stable_change *c)
{
    struct world other, was = *w;
    size_t n = 0;
    int32_t at = 0;
    world_make(&other, from, WITH_RESERVES);
    seed = from + 1;
    for (int32_t x = 0; x < w->r.applicants; x++) {
        bool changed = below(100) < share;
        const struct world *take = changed && x < other.r.applicants ? &other : &was;
        int32_t *wish = NEWS(a, int32_t, PLACES), many = 0;
        int64_t *number = NEWS(a, int64_t, PLACES);
        for (int32_t k = take->first[x]; k < take->first[x + 1]; k++) {
            if (take->wish[k] >= w->r.places) continue;
            wish[many] = take->wish[k];
            number[many++] = take->number[k];
        }
        w->first[x] = at;
        w->groups[x] = take->groups[x];
        memcpy(w->wish + at, wish, sizeof *wish * (size_t)many);
        memcpy(w->number + at, number, sizeof *number * (size_t)many);
        at += many;
        if (!changed) continue;
        if (below(4) == 0) c[n++] = (struct assign_stable_change){ x, 0, wish, number, 0 };        /* the one behind it counts */
        c[n++] = (struct assign_stable_change){ x, many, wish, number, w->groups[x] };
    }
    w->first[w->r.applicants] = at;
    return n;
}

/* Turn after turn the mended outcome is the one of a round begun anew, to the last seat and cut-off. */
static void mend_run(int what, uint32_t rounds)
{
    struct arena a;
    struct err e = { 0 };
    arena_init(&a, 1 << 22);
    for (uint32_t i = 0; i < rounds; i++) {
        struct world w;
        struct assign_stable s, mended, own;
        struct assign_stable_kept *k;
        arena_reset(&a);
        world_make(&w, i, what);
        assert_int_equal(assign_stable(&a, &w.r, &s, &e), RC_OK);
        if (assign_stable_keep(&a, &w.r, &s, &k, &e) != RC_OK) fail_msg("round %u: %s", i, e.text);
        for (uint32_t turn = 0; turn < 4; turn++) {
            struct assign_stable_change c[2 * APPLICANTS];
            size_t n = lists_change(&a, &w, i * 7 + turn + 90000, turn % 2 ? 25 : 60, c);
            if (assign_stable_kept_change(k, c, n, &e) != RC_OK || assign_stable_kept_answer(&a, k, w.first, &mended, &e) != RC_OK)
                fail_msg("round %u: %s", i, e.text);
            assert_int_equal(assign_stable(&a, &w.r, &s, &e), RC_OK);
            for (int32_t x = 0; x < w.r.applicants; x++)
                if (mended.seat[x] != s.seat[x])
                    fail_msg("round %u, turn %u: applicant %d sits at %d, not at %d", i, turn, x, mended.seat[x], s.seat[x]);
            if (assign_stable_proof(&a, &w.r, &mended, &own, &e) != RC_OK) fail_msg("round %u, turn %u: %s", i, turn, e.text);
        }
    }
    arena_free(&a);
}

static void test_mended(void **state)
{
    (void)state;
    mend_run(WITH_RESERVES, 20000);
    mend_run(0, 5000);
}

/* A applicants wish for D of P places, `rounds` times. Few points: ties are everywhere. */
static void mend_larger(int32_t A, int32_t P, int32_t D, uint32_t rounds)
{
    enum { TURNS = 12 };
    struct arena a;
    struct err e = { 0 };
    arena_init(&a, 256 << 20);
    for (uint32_t i = 0; i < rounds; i++) {
        struct assign_stable s, mended, own;
        struct assign_stable_kept *k;
        arena_reset(&a);
        seed = i + 1;
        struct assign_place *place = NEWS(&a, struct assign_place, (size_t)P);
        int32_t *first = NEWS(&a, int32_t, (size_t)A + 1), *wish = NEWS(&a, int32_t, (size_t)(A * D));
        int64_t *number = NEWS(&a, int64_t, (size_t)(A * D));
        uint64_t *groups = NEWS(&a, uint64_t, (size_t)A), *lottery = NEWS(&a, uint64_t, (size_t)A);
        for (int32_t p = 0; p < P; p++) {
            struct assign_reserve *v = NEWS(&a, struct assign_reserve, 3);
            place[p] = (struct assign_place){ .seats = below(2 * A / P * (i % 3 ? 3 : 2) / 3), .reserves = v, .nreserves = i % 4 ? 3 : 0 };
            for (int32_t g = 0; g < 3; g++)
                v[g] = (struct assign_reserve){ .group = g, .seats = below(place[p].seats / 3 + 1), .hard = below(3) == 0 };
        }
        struct assign_round r = { .applicants = A,
            .places = P,
            .place = place,
            .first = first,
            .wish = wish,
            .number = number,
            .groups = groups,
            .lottery = lottery };
        struct assign_stable_change *c = NEWS(&a, struct assign_stable_change, (size_t)A);
        for (int turn = 0; turn <= TURNS; turn++) {
            int32_t n = turn ? 1 + below(A / (i % 2 ? 75 : 7)) : A;
            for (int32_t j = 0; j < n; j++) {
                int32_t x = turn ? below(A) : j;
                first[x + 1] = x * D + D;
                groups[x] = (uint64_t)below(8) & (uint64_t)below(8);
                if (!turn) lottery[x] = (uint64_t)below(1 << 20);
                for (int32_t w = x * D; w < x * D + D; w++) {
                    wish[w] = (w % D + below(3)) % D * (P / D) + below(P / D);
                    number[w] = below(6);
                }
                for (int32_t w = x * D; w < x * D + D; w++)         /* each place once */
                    for (int32_t v = x * D; v < w; v++) if (wish[v] == wish[w]) { wish[w] = (wish[w] + 1) % P; v = x * D - 1; }
                c[j] = (struct assign_stable_change){ x, D, wish + x * D, number + x * D, groups[x] };
            }
            for (int32_t j = 0; j < n; j++) c[j].groups = groups[c[j].applicant];
            if (assign_stable(&a, &r, &s, &e) != RC_OK) fail_msg("%u: %s", i, e.text);
            if (!turn) { if (assign_stable_keep(&a, &r, &s, &k, &e) != RC_OK) fail_msg("%u: %s", i, e.text); continue; }
            if (assign_stable_kept_change(k, c, (size_t)n, &e) != RC_OK || assign_stable_kept_answer(&a, k, first, &mended, &e) != RC_OK)
                fail_msg("%u: %s", i, e.text);
            for (int32_t x = 0; x < A; x++)
                if (mended.seat[x] != s.seat[x])
                    fail_msg("%u, turn %d: applicant %d sits at %d, not at %d", i, turn, x, mended.seat[x], s.seat[x]);
            if (assign_stable_proof(&a, &r, &mended, &own, &e) != RC_OK) fail_msg("%u, turn %d: %s", i, turn, e.text);
        }
    }
    arena_free(&a);
}

/* Large enough for long chains, exchanges, and lines of a place that are ordered again. */
static void test_mended_larger(void **state) { (void)state; mend_larger(900, 40, 8, 24); }
/* Holders of a place fill many rows, which become more and fewer. */
static void test_mended_rows(void **state) { (void)state; mend_larger(9000, 4, 2, 4); }

/* What is kept has to be what assign_stable finds: of all stable outcomes of many rounds only that one is taken. */
struct keeping { struct arena *a; const struct world *w; const struct assign_stable *s; int32_t refused; };
static bool keeps_the_best(void *arg, const int32_t *seat)
{
    struct keeping *v = arg;
    struct assign_stable other = { .seat = (int32_t *)(uintptr_t)seat, .closed = v->s->closed };
    struct assign_stable_kept *k;
    struct err e = { 0 };
    struct arena_mark m = arena_mark(v->a);
    if (!stable(&v->w->r, seat, NULL)) return true;
    bool kept = assign_stable_keep(v->a, &v->w->r, &other, &k, &e) == RC_OK;
    arena_rewind(v->a, m);
    v->refused += !kept;
    return kept == (memcmp(seat, v->s->seat, sizeof *seat * (size_t)v->w->r.applicants) == 0);
}

static void test_only_the_best_is_kept(void **state)
{
    struct arena a;
    struct world w;
    struct err e = { 0 };
    struct keeping v = { &a, &w, NULL, 0 };
    (void)state;
    arena_init(&a, 1 << 22);
    for (uint32_t i = 0; i < 3000; i++) {
        struct assign_stable s;
        int32_t seat[APPLICANTS];
        arena_reset(&a);
        world_make(&w, i, i % 3 ? WITH_RESERVES : 0);
        /* places that like differently have several stable outcomes */
        for (int32_t k = 0; k < w.first[w.r.applicants]; k++) w.number[k] = below(100);
        assert_int_equal(assign_stable(&a, &w.r, &s, &e), RC_OK);
        v.s = &s;
        if (!each(&w.r, 0, seat, keeps_the_best, &v)) fail_msg("round %u: another outcome than the best was kept, or the best was not", i);
    }
    if (v.refused < 5) fail_msg("only %d were refused", v.refused);
    arena_free(&a);
}

static void test_changes_refused(void **state)
{
    static const struct assign_place place[] = { { .seats = 1 }, { .seats = 1 } };
    static const int32_t first[] = { 0, 1 }, wish[] = { 0 }, twice[] = { 1, 1 }, far[] = { 2 }, team[] = { 0 };
    static const int64_t number[] = { 1, 2 }, huge[] = { LIMIT_ROUND_POINTS + 1 };
    const struct assign_stable_change cases[] = { { 1, 1, wish, number, 0 }, { -1, 1, wish, number, 0 }, { 0, -1, wish, number, 0 },
        { 0, 2, twice, number, 0 }, { 0, 1, far, number, 0 }, { 0, 1, wish, huge, 0 } };
    struct assign_place least[] = { { .seats = 1, .least = 1 }, { .seats = 1 } };
    struct assign_round r = { .applicants = 1, .places = 2, .place = place, .first = first, .wish = wish, .number = number };
    struct arena a;
    struct assign_stable s, after;
    struct assign_stable_kept *k;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(assign_stable(&a, &r, &s, &e), RC_OK);
    assert_int_equal(assign_stable_keep(&a, &r, &s, &k, &e), RC_OK);
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct assign_stable_change both[] = { { 0, 0, NULL, NULL, 0 }, cases[i] };
        assert_int_not_equal(assign_stable_kept_change(k, both, 2, &e), RC_OK);
        assert_int_equal(assign_stable_kept_answer(&a, k, first, &after, &e), RC_OK);
        assert_true(after.seat[0] == 0);                        /* the first was not taken either */
    }
    r.place = least;
    assert_int_equal(assign_stable_keep(&a, &r, &s, &k, &e), RC_INPUT);
    r.place = place;
    r.team = team;
    assert_int_equal(assign_stable_keep(&a, &r, &s, &k, &e), RC_INPUT);
    arena_free(&a);
}

/* Seats nobody sits on take no memory, and have it when somebody comes. */
static void test_open_to_all(void **state)
{
    enum { A = 400, P = 3 };
    static const struct assign_place place[P] = { { .seats = LIMIT_ROUND_APPLICANTS }, { .seats = LIMIT_ROUND_APPLICANTS },
        { .seats = LIMIT_ROUND_APPLICANTS } };
    static int32_t first[A + 1], wish[A];
    static int64_t number[A];
    const struct assign_round r = { .applicants = A, .places = P, .place = place, .first = first, .wish = wish, .number = number };
    struct assign_stable_change c[A];
    struct arena a;
    struct assign_stable s;
    struct assign_stable_kept *k;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 20);
    for (int32_t x = 0; x < A; x++) { first[x + 1] = x + 1; wish[x] = x % 2; number[x] = x % 7; }
    if (assign_stable(&a, &r, &s, &e) != RC_OK) fail_msg("%s", e.text);
    if (assign_stable_keep(&a, &r, &s, &k, &e) != RC_OK) fail_msg("%s", e.text);
    for (int32_t x = 0; x < A; x++) { wish[x] = 2; c[x] = (struct assign_stable_change){ x, 1, wish + x, number + x, 0 }; }
    if (assign_stable_kept_change(k, c, A, &e) != RC_OK || assign_stable_kept_answer(&a, k, first, &s, &e) != RC_OK) fail_msg("%s", e.text);
    for (int32_t x = 0; x < A; x++) assert_int_equal(s.seat[x], x);
    arena_free(&a);
}

/* Beside a place with seats for everybody the last one fills up and turns people away; it had no memory for holders at first. (Without
** a sanitizer's gaps between pieces of memory they once lay over its counts.) */
static void test_last_of_few(void **state)
{
    enum { A = 40 };
    static const struct assign_reserve reserve[] = { { .group = 0, .seats = 4 }, { .group = 1, .seats = 3, .hard = true } };
    static const struct assign_place place[] = { { .seats = 10 * A }, { .seats = 16, .reserves = reserve, .nreserves = 2 } };
    int32_t first[A + 1] = { 0 }, wish[2 * A];
    int64_t number[2 * A];
    uint64_t groups[A];
    const struct assign_round
        r = { .applicants = A, .places = 2, .place = place, .first = first, .wish = wish, .number = number, .groups = groups };
    struct arena a;
    struct assign_stable s, own;
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 20);
    for (int32_t x = 0; x < A; x++) {
        first[x + 1] = 2 * x + 2;
        wish[2 * x] = 1;
        wish[2 * x + 1] = 0;
        number[2 * x] = number[2 * x + 1] = x * 7 % 11;
        groups[x] = (uint64_t)(x % 4);
    }
    if (assign_stable(&a, &r, &s, &e) != RC_OK || assign_stable_proof(&a, &r, &s, &own, &e) != RC_OK) fail_msg("%s", e.text);
    arena_free(&a);
}

static void test_memory_of_mending(void **state)
{
    struct arena a;
    struct world w;
    struct assign_stable s;
    struct assign_stable_kept *k;
    struct err e = { 0 };
    int64_t n = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    for (enum rc rc = RC_LIMIT; rc == RC_LIMIT; n++) {
        struct assign_stable_change c[2 * APPLICANTS];
        arena_reset(&a);
        a.fail_after = -1;
        world_make(&w, 11, WITH_RESERVES);
        assert_int_equal(assign_stable(&a, &w.r, &s, &e), RC_OK);
        struct world next = w;
        next.r.first = next.first;
        next.r.wish = next.wish;
        size_t changed = lists_change(&a, &next, 12, 80, c);
        a.fail_after = n;
        rc = assign_stable_keep(&a, &w.r, &s, &k, &e);
        if (rc == RC_OK) rc = assign_stable_kept_change(k, c, changed, &e);
        if (rc == RC_OK) rc = assign_stable_kept_answer(&a, k, next.first, &s, &e);
        assert_true(rc == RC_OK || (rc == RC_LIMIT && a.guard == NULL));
    }
    assert_true(n > 10);
    arena_free(&a);
}

/* Every n-th allocation fails; the answer is RC_LIMIT and nothing else happens. */
static void test_memory(void **state)
{
    struct arena a;
    struct world w;
    struct assign_stable s, own;
    struct err e = { 0 };
    int64_t n = 0;
    (void)state;
    arena_init(&a, 1 << 20);
    world_make(&w, 7, WITH_RESERVES | WITH_TEAMS | WITH_SAME);
    for (enum rc rc = RC_LIMIT; rc == RC_LIMIT; n++) {
        arena_reset(&a);
        a.fail_after = n;
        rc = assign_stable(&a, &w.r, &s, &e);
        if (rc == RC_OK) rc = assign_stable_proof(&a, &w.r, &s, &own, &e);
        assert_true(rc == RC_OK || (rc == RC_LIMIT && a.guard == NULL));
    }
    assert_true(n > 10);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain), cmocka_unit_test(test_reserves), cmocka_unit_test(test_same), cmocka_unit_test(test_least),
        cmocka_unit_test(test_teams), cmocka_unit_test(test_teams_least), cmocka_unit_test(test_proof_agrees),
        cmocka_unit_test(test_honest_is_best), cmocka_unit_test(test_mended), cmocka_unit_test(test_mended_larger),
        cmocka_unit_test(test_mended_rows),
        cmocka_unit_test(test_only_the_best_is_kept), cmocka_unit_test(test_changes_refused), cmocka_unit_test(test_open_to_all),
        cmocka_unit_test(test_last_of_few), cmocka_unit_test(test_memory_of_mending), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
