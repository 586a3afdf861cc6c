/* round.c: what a round may hold. Everything behind it trusts these answers. */
#include "engine/assign/assign.h"

static enum rc place_check(const struct assign_round *r, int32_t i, struct err *e)
{
    const struct assign_place *p = &r->place[i];
    int64_t kept = 0;
    if (p->seats < 0 || p->seats > LIMIT_ROUND_APPLICANTS) return fail(e, RC_INPUT, "place %d: %d seats", i, p->seats);
    if (p->least < 0 || p->least > p->seats) return fail(e, RC_INPUT, "place %d: at least %d of %d seats", i, p->least, p->seats);
    if (p->nreserves < 0 || p->nreserves > LIMIT_ROUND_RESERVES)
        return fail(e, RC_LIMIT, "place %d: a place may have %d reserves", i, LIMIT_ROUND_RESERVES);
    for (int32_t k = 0; k < p->nreserves; k++) {
        const struct assign_reserve *v = &p->reserves[k];
        if (v->group < 0 || v->group >= LIMIT_ROUND_GROUPS)
            return fail(e, RC_LIMIT, "place %d: there may be %d groups", i, LIMIT_ROUND_GROUPS);
        if (v->seats < 0 || v->seats > p->seats) return fail(e, RC_INPUT, "place %d: a reserve of %d of %d seats", i, v->seats, p->seats);
        for (int32_t j = 0; j < k; j++)
            if (p->reserves[j].group == v->group && p->reserves[j].hard == v->hard)
                return fail(e, RC_INPUT, "place %d: a group has two reserves of a sort", i);
        kept += v->seats;
    }
    if (kept > p->seats) return fail(e, RC_INPUT, "place %d: %lld seats are reserved of %d", i, (long long)kept, p->seats);
    return RC_OK;
}

/* seen[place] is the last applicant who wished it, plus one. */
static enum rc applicant_check(const struct assign_round *r, int32_t x, int32_t *seen, struct err *e)
{
    if (r->first[x + 1] < r->first[x]) return fail(e, RC_INPUT, "applicant %d: wishes run backwards", x);
    if (r->first[x + 1] - r->first[x] > LIMIT_ROUND_WISHES)
        return fail(e, RC_LIMIT, "applicant %d: a list may have %d wishes", x, LIMIT_ROUND_WISHES);
    for (int32_t w = r->first[x]; w < r->first[x + 1]; w++) {
        int32_t p = r->wish[w];
        if (p < 0 || p >= r->places) return fail(e, RC_INPUT, "applicant %d: place %d is not there", x, p);
        if (seen[p] == x + 1) return fail(e, RC_INPUT, "applicant %d: wishes place %d twice", x, p);
        seen[p] = x + 1;
        if (r->number[w] < -LIMIT_ROUND_POINTS || r->number[w] > LIMIT_ROUND_POINTS)
            return fail(e, RC_LIMIT, "applicant %d: points and costs are between -%d and %d", x, LIMIT_ROUND_POINTS, LIMIT_ROUND_POINTS);
    }
    return RC_OK;
}

static bool same_wishes(const struct assign_round *r, int32_t x, int32_t y)
{
    int32_t n = r->first[x + 1] - r->first[x];
    if (n != r->first[y + 1] - r->first[y]) return false;
    for (int32_t i = 0; i < n; i++) {
        int32_t v = r->first[x] + i, w = r->first[y] + i;
        if (r->wish[v] != r->wish[w] || (r->same && i && r->same[v] != r->same[w])) return false;
    }
    return true;
}

/* Members of a team want the same in the same order; leader[t] is its first member, plus one, size[t] how many. */
static enum rc teams_check(const struct assign_round *r, int32_t *leader, int32_t *size, struct err *e)
{
    for (int32_t x = 0; x < r->applicants; x++) {
        int32_t t = r->team[x];
        if (t < 0) continue;
        if (t >= r->applicants) return fail(e, RC_INPUT, "applicant %d: team %d is numbered too high", x, t);
        if (++size[t] > LIMIT_ROUND_TEAM) return fail(e, RC_LIMIT, "applicant %d: a team may have %d members", x, LIMIT_ROUND_TEAM);
        if (!leader[t]) leader[t] = x + 1;
        else if (!same_wishes(r, leader[t] - 1, x))
            return fail(e, RC_INPUT, "applicant %d: a team wishes for the same places in the same order", x);
    }
    return RC_OK;
}

static enum rc check(struct arena *a, const struct assign_round *r, struct err *e)
{
    if (r->applicants < 0 || r->applicants > LIMIT_ROUND_APPLICANTS)
        return fail(e, RC_LIMIT, "a round may have %d applicants", LIMIT_ROUND_APPLICANTS);
    if (r->places < 0 || r->places > LIMIT_ROUND_PLACES) return fail(e, RC_LIMIT, "a round may have %d places", LIMIT_ROUND_PLACES);
    if (r->first[0] != 0) return fail(e, RC_INPUT, "wishes do not begin at 0");
    int32_t *seen = NEWS(a, int32_t, (size_t)r->places + 1);
    for (int32_t i = 0; i < r->places; i++) TRY(place_check(r, i, e));
    for (int32_t x = 0; x < r->applicants; x++) TRY(applicant_check(r, x, seen, e));
    if (!r->team) return RC_OK;
    int32_t *leader = NEWS(a, int32_t, (size_t)r->applicants + 1), *size = NEWS(a, int32_t, (size_t)r->applicants + 1);
    return teams_check(r, leader, size, e);
}

enum rc assign_check(struct arena *a, const struct assign_round *r, struct err *e)
{
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    struct arena_mark m = arena_mark(a);
    enum rc rc = check(a, r, e);
    arena_rewind(a, m);
    arena_unguard(a);
    return rc;
}
