/* teams.c: those who go together, or not at all.
**
** With teams a stable outcome need not exist, and finding one is hard; so this is
** a bounded search that says honestly how it ended. A try starts from the stable
** outcome without teams and sweeps over everybody in an order of its own, teams
** first: who would get into a place she likes better moves there, whom that turns
** out is looked at again. A sweep in which nobody moved proves the outcome stable:
** it asked everyone about every better place. A sweep that never comes to rest is
** given up, and the next try takes another order. The orders are fixed, so that
** the same round gives the same answer everywhere.
*/
#include "engine/assign/clearing.h"

struct unit { int32_t first, n; };              /* members are member[first ..]; a single is a unit of one */

struct sweep {
    struct clearing *c;
    struct unit *unit;
    int32_t nunits, nteams;                     /* teams stand first */
    int32_t *member, *order;
    int32_t *out;                               /* whom a team turned out while it tried a place */
};

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static void units_init(struct arena *a, struct sweep *s)
{
    const struct assign_round *r = s->c->r;
    int32_t n = r->applicants, *count = NEWS(a, int32_t, (size_t)n + 1);
    /* a number may be that of no team any more, so there are up to n of them, and n singles */
    s->unit = NEWS(a, struct unit, 2 * (size_t)n + 1);
    s->member = NEWS(a, int32_t, (size_t)n + 1);
    s->order = NEWS(a, int32_t, 2 * (size_t)n + 1);
    s->out = NEWS(a, int32_t, LIMIT_ROUND_TEAM + 1);
    for (int32_t x = 0; x < n; x++)
        if (clearing_in_team(r, x)) { count[r->team[x]]++; if (r->team[x] >= s->nteams) s->nteams = r->team[x] + 1; }
    int32_t at = 0;
    for (int32_t t = 0; t < s->nteams; t++) { s->unit[t] = (struct unit){ at, 0 }; at += count[t]; }
    s->nunits = s->nteams;
    for (int32_t x = 0; x < n; x++) {
        struct unit *u = clearing_in_team(r, x) ? &s->unit[r->team[x]] : &s->unit[s->nunits++];
        if (!clearing_in_team(r, x)) *u = (struct unit){ at++, 0 };
        s->member[u->first + u->n++] = x;
    }
}

static void shuffle(struct sweep *s, int32_t from, int32_t to, uint64_t seed)
{
    for (int32_t i = from; i < to; i++) s->order[i] = i;
    for (int32_t i = to - 1; i > from; i--) {
        int32_t k = from + (int32_t)(mix(seed + (uint64_t)i) % (uint64_t)(i - from + 1)), t = s->order[i];
        s->order[i] = s->order[k];
        s->order[k] = t;
    }
}

static void leave(struct clearing *c, int32_t x)
{
    if (c->at[x] < 0) return;
    int32_t place = c->r->wish[c->at[x]];
    choice_drop(&c->choices, place, clearing_kind(c, x, place), clearing_key(c, x, c->at[x]));
    c->at[x] = ASSIGN_NOBODY;
}

static int32_t offer(struct clearing *c, int32_t x, int32_t wish)
{
    int32_t place = c->r->wish[wish];
    c->proposals++;
    int32_t out = choice_offer(&c->choices, place, clearing_kind(c, x, place), x, clearing_key(c, x, wish));
    if (out != x) c->at[x] = wish;
    if (out >= 0 && out != x) c->at[out] = ASSIGN_NOBODY;
    return out;
}

/* The place takes all of the team, or nothing has happened. Those it turns out are left in s->out[0 .. return). */
static int32_t team_offer(struct sweep *s, const struct unit *u, int32_t nth)
{
    struct clearing *c = s->c;
    const struct assign_round *r = c->r;
    int32_t back[LIMIT_ROUND_TEAM], nout = 0, i;
    for (i = 0; i < u->n; i++) {
        int32_t x = s->member[u->first + i], out = offer(c, x, r->first[x] + nth);
        bool own = out == x;
        for (int32_t k = 0; k < i; k++) own |= out == s->member[u->first + k];
        if (own) break;
        if (out < 0) continue;
        int32_t place = r->wish[r->first[x] + nth];
        for (int32_t w = r->first[out]; w < r->first[out + 1]; w++) if (r->wish[w] == place) back[nout] = w;
        s->out[nout++] = out;
    }
    if (i == u->n) return nout;
    for (int32_t k = 0; k < u->n; k++) leave(c, s->member[u->first + k]);
    for (int32_t k = 0; k < nout; k++) must(offer(c, s->out[k], back[k]) < 0);
    return ASSIGN_NOBODY;
}

/* Is wish w of x liked better than the one at `now`? */
static bool better(const struct assign_round *r, int32_t w, int32_t now)
{
    while (r->same && now > w && r->same[now]) now--;
    return w < now;
}

/* Whom a move turned out: a team goes whole. */
static void turned_out(struct sweep *s, int32_t x)
{
    if (!clearing_in_team(s->c->r, x)) return;
    const struct unit *u = &s->unit[s->c->r->team[x]];
    for (int32_t i = 0; i < u->n; i++) leave(s->c, s->member[u->first + i]);
}

static bool single_moves(struct sweep *s, int32_t x)
{
    struct clearing *c = s->c;
    const struct assign_round *r = c->r;
    int32_t now = c->at[x], end = now >= 0 ? now : r->first[x + 1];
    for (int32_t w = r->first[x]; w < end && (now < 0 || better(r, w, now)); w++) {
        int32_t place = r->wish[w];
        if (c->closed[place] || !choice_would(&c->choices, place, clearing_kind(c, x, place), clearing_key(c, x, w))) continue;
        leave(c, x);
        int32_t out = offer(c, x, w);
        must(out != x);
        if (out >= 0) turned_out(s, out);
        return true;
    }
    return false;
}

static bool team_moves(struct sweep *s, const struct unit *u)
{
    struct clearing *c = s->c;
    const struct assign_round *r = c->r;
    int32_t lead = s->member[u->first], now = c->at[lead], end = now >= 0 ? now : r->first[lead + 1];
    int32_t had = now >= 0 ? now - r->first[lead] : ASSIGN_NOBODY;
    for (int32_t w = r->first[lead]; w < end && (now < 0 || better(r, w, now)); w++) {
        if (c->closed[r->wish[w]] || r->place[r->wish[w]].seats < u->n) continue;
        for (int32_t i = 0; had >= 0 && i < u->n; i++) leave(c, s->member[u->first + i]);
        int32_t nout = team_offer(s, u, w - r->first[lead]);
        if (nout < 0) {                                     /* back to where it sat: nobody took those seats meanwhile */
            for (int32_t i = 0; had >= 0 && i < u->n; i++)
                must(offer(c, s->member[u->first + i], r->first[s->member[u->first + i]] + had) < 0);
            continue;
        }
        for (int32_t i = 0; i < nout; i++) turned_out(s, s->out[i]);
        return true;
    }
    return false;
}

static int32_t sweep_all(struct sweep *s)
{
    int32_t moved = 0;
    for (int32_t i = 0; i < s->nunits; i++) {
        const struct unit *u = &s->unit[s->order[i]];
        if (u->n == 0) continue;
        moved += s->order[i] < s->nteams ? team_moves(s, u) : single_moves(s, s->member[u->first]);
    }
    return moved;
}

int32_t teams_run(struct arena *a, struct clearing *c, int32_t *tries)
{
    struct sweep s = { .c = c };
    int32_t least = INT32_MAX, n = c->r->applicants, *best = NEWS(a, int32_t, (size_t)n + 1);
    units_init(a, &s);
    for (int32_t try = 0; try < LIMIT_ROUND_TRIES && least > 0; try++, ++*tries) {
        if (try > 0) { clearing_start(c); clearing_run(c); }
        for (int32_t k = 0; k < LIMIT_ROUND_SWEEPS && least > 0; k++) {
            uint64_t seed = mix(mix((uint64_t)try) + (uint64_t)k);
            shuffle(&s, 0, s.nteams, seed);
            shuffle(&s, s.nteams, s.nunits, seed);
            int32_t moved = sweep_all(&s);
            if (moved >= least) continue;
            least = moved;
            memcpy(best, c->at, (size_t)n * sizeof *best);
        }
    }
    if (least == 0) return 0;
    choices_clear(c->r, &c->choices);
    for (int32_t x = 0; x < n; x++) { c->at[x] = ASSIGN_NOBODY; if (best[x] >= 0) offer(c, x, best[x]); }
    return least;
}
