/* optimal_proof.c: is there nothing cheaper? Weak duality, read off the prices; shares no code with the simplex.
**
** For any prices (above 0 only where all seats are taken, below 0 only where the least binds) and any assignment, the
** sum of costs is at least the sum of what each would pay at her cheapest, less the seats' prices. If everybody sits at
** her cheapest, the bound is met: nothing cheaper exists. And the sums have to agree to the last unit.
*/
#include "engine/assign/assign.h"

static enum rc applicants_check(const struct assign_round *r, const struct assign_optimal *s, int64_t *cost, __int128 *bound, struct err *e)
{
    for (int32_t x = 0; x < r->applicants; x++) {
        int32_t seat = s->seat[x];
        int64_t pays = s->pays[x], least = r->outside;
        if (seat != ASSIGN_NOBODY && (seat < r->first[x] || seat >= r->first[x + 1]))
            return fail(e, RC_REFUSED, "applicant %d sits where she did not wish to", x);
        for (int32_t w = r->first[x]; w < r->first[x + 1]; w++) {
            int64_t whole = r->number[w] + s->price[r->wish[w]];
            least = whole < least ? whole : least;
        }
        if (pays != least) return fail(e, RC_REFUSED, "applicant %d pays %lld and could pay %lld", x, (long long)pays, (long long)least);
        int64_t sits = seat == ASSIGN_NOBODY ? r->outside : r->number[seat] + s->price[r->wish[seat]];
        if (sits != pays) return fail(e, RC_REFUSED, "applicant %d does not sit where it is cheapest", x);
        *cost += seat == ASSIGN_NOBODY ? r->outside : r->number[seat];
        *bound += pays;
    }
    return RC_OK;
}

static enum rc places_check(const struct assign_round *r, const struct assign_optimal *s, const int32_t *held, __int128 *bound,
    struct err *e)
{
    for (int32_t p = 0; p < r->places; p++) {
        const struct assign_place *at = &r->place[p];
        int64_t price = s->price[p];
        if (held[p] > at->seats || held[p] < at->least)
            return fail(e, RC_REFUSED, "place %d holds %d, and may hold %d to %d", p, held[p], at->least, at->seats);
        if (price > 0 && held[p] < at->seats) return fail(e, RC_REFUSED, "place %d has a price and a free seat", p);
        if (price < 0 && (held[p] > at->least || at->least == 0))
            return fail(e, RC_REFUSED, "place %d is paid for and holds more than its least", p);
        *bound -= (__int128)price * (price > 0 ? at->seats : at->least);
    }
    return RC_OK;
}

static bool numbers_sane(const struct assign_round *r, const struct assign_optimal *s)
{
    const int64_t most = INT64_MAX / 4;
    for (int32_t p = 0; p < r->places; p++) if (s->price[p] > most || s->price[p] < -most) return false;
    return r->outside <= most && r->outside >= -most;
}

/* What a place without seats costs is the least that keeps everybody away: the only price of which nothing depends. */
static enum rc shut_check(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct err *e)
{
    int64_t *least = NEWS(a, int64_t, (size_t)r->places + 1);
    for (int32_t x = 0; x < r->applicants; x++)
        for (int32_t w = r->first[x]; w < r->first[x + 1]; w++)
            if (s->pays[x] - r->number[w] > least[r->wish[w]]) least[r->wish[w]] = s->pays[x] - r->number[w];
    for (int32_t p = 0; p < r->places; p++)
        if (r->place[p].seats == 0 && s->price[p] != least[p])
            return fail(e, RC_REFUSED, "place %d has no seats and another price than the least that keeps all away", p);
    return RC_OK;
}

static enum rc prove(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct err *e)
{
    int32_t *held = NEWS(a, int32_t, (size_t)r->places + 1);
    int64_t cost = 0;
    __int128 bound = 0;
    bool shut = false;
    if (!numbers_sane(r, s)) return fail(e, RC_REFUSED, "a price is beyond all costs");
    TRY(applicants_check(r, s, &cost, &bound, e));
    for (int32_t x = 0; x < r->applicants; x++) if (s->seat[x] >= 0) held[r->wish[s->seat[x]]]++;
    TRY(places_check(r, s, held, &bound, e));
    if (cost != s->cost || bound != cost)
        return fail(e, RC_REFUSED, "the sum of costs is %lld and not %lld", (long long)cost, (long long)s->cost);
    for (int32_t p = 0; p < r->places; p++) shut |= r->place[p].seats == 0;
    return shut ? shut_check(a, r, s, e) : RC_OK;
}

enum rc assign_optimal_proof(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct err *e)
{
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the proof needs more memory than it was given");
    struct arena_mark m = arena_mark(a);
    enum rc rc = prove(a, r, s, e);
    arena_rewind(a, m);
    arena_unguard(a);
    return rc;
}

/* --- nobody left out */

/* Whom somebody left out could push aside, and whom those could: all of them want only places that they fill. */
static void spread(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, int32_t x, bool *place, bool *in)
{
    int32_t *queue = NEWS(a, int32_t, (size_t)r->applicants + 1), *next = NEWS(a, int32_t, (size_t)r->applicants + 1),
            *at = NEWS(a, int32_t, (size_t)r->places + 1);
    int32_t head = 0, tail = 0;
    for (int32_t z = 0; z < r->applicants; z++)                  /* holders of a place as a list; numbers from 1, 0 ends it */
        if (s->seat[z] >= 0) { next[z] = at[r->wish[s->seat[z]]]; at[r->wish[s->seat[z]]] = z + 1; }
    queue[tail++] = x;
    in[x] = true;
    while (head < tail) {
        int32_t y = queue[head++];
        for (int32_t w = r->first[y]; w < r->first[y + 1]; w++) {
            int32_t p = r->wish[w];
            if (place[p]) continue;
            place[p] = true;
            for (int32_t z = at[p]; z; z = next[z - 1]) if (!in[z - 1]) { in[z - 1] = true; queue[tail++] = z - 1; }
        }
    }
}

static enum rc crowd_name(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, int32_t x, struct err *e)
{
    bool *place = NEWS(a, bool, (size_t)r->places + 1), *in = NEWS(a, bool, (size_t)r->applicants + 1);
    int64_t people = 0, seats = 0;
    struct out o;
    spread(a, r, s, x, place, in);
    out_init(&o, a);
    for (int32_t y = 0; y < r->applicants; y++) people += in[y];
    for (int32_t p = 0; p < r->places; p++) {
        if (!place[p]) continue;
        seats += r->place[p].seats;
        if (o.n < 200) put_f(&o, "%splace %d", o.n ? ", " : "", p);
        else if (o.p[o.n - 1] != '.') put_z(&o, ", ...");
    }
    if (seats == 0 && o.n == 0) return fail(e, RC_REFUSED, "not everybody can be placed: applicant %d wishes for no place", x);
    return fail(e, RC_REFUSED, "not everybody can be placed: %lld applicants, applicant %d among them, wish for nothing but %.*s: %lld seats in all", (long long)people, x, STR_FMT(out_str(&o)), (long long)seats);
}

static int32_t left_out(const struct assign_round *r, const struct assign_optimal *s)
{
    for (int32_t x = 0; x < r->applicants; x++) if (s->seat[x] < 0) return x;
    return ASSIGN_NOBODY;
}

enum rc assign_everybody(struct arena *a, const struct assign_round *r, const struct assign_optimal *s, struct err *e)
{
    if (left_out(r, s) < 0) return RC_OK;
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    enum rc rc = crowd_name(a, r, s, left_out(r, s), e);
    arena_unguard(a);
    return rc;
}
