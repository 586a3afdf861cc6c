/* stable.c: applicant-proposing deferred acceptance.
**
**   everybody asks the place she wants most
**   a place keeps those it chooses (choice.c) and turns the others away
**   who was turned away asks the next place on her list; until nobody asks
**
** Who asks first does not matter. When a place ends with fewer than its least, it
** closes: it turns its holders away and the round goes on from there, which gives
** what a round without that place would have given. One place at a time, the one
** that lacks most (among equals the earlier), so that no place closes needlessly.
*/
#include "engine/assign/clearing.h"

/* --- the lottery as ranks */

/* Applicants by lottery number, stable, so that the earlier of two equal ones comes last: it is filled from behind. */
uint32_t *clearing_ranks(struct arena *a, const struct assign_round *r, uint32_t **who)
{
    enum { DIGIT = 8, DIGITS = 64 / DIGIT };
    uint32_t n = (uint32_t)r->applicants, *from = NEWS(a, uint32_t, n + 1), *to = NEWS(a, uint32_t, n + 1),
             *rank = NEWS(a, uint32_t, n + 1);
    struct arena_mark m = arena_mark(a);
    uint32_t *start = NEWS(a, uint32_t, (1u << DIGIT) + 1);
    for (uint32_t i = 0; i < n; i++) from[i] = n - 1 - i;
    for (int d = 0; r->lottery && d < DIGITS; d++) {
        memset(start, 0, ((1u << DIGIT) + 1) * sizeof *start);
        for (uint32_t i = 0; i < n; i++) start[(r->lottery[i] >> (d * DIGIT) & 0xff) + 1]++;
        for (uint32_t i = 0; i < 1u << DIGIT; i++) start[i + 1] += start[i];
        for (uint32_t i = 0; i < n; i++) to[start[r->lottery[from[i]] >> (d * DIGIT) & 0xff]++] = from[i];
        uint32_t *t = from; from = to; to = t;
    }
    for (uint32_t i = 0; i < n; i++) rank[from[i]] = i;
    arena_rewind(a, m);
    *who = from;
    return rank;
}

/* --- asking */
void clearing_start(struct clearing *c)
{
    const struct assign_round *r = c->r;
    choices_clear(r, &c->choices);
    for (int32_t p = 0; p < r->places; p++) c->choices.v[p].closed = c->closed[p];
    c->nstack = 0;
    for (int32_t x = r->applicants; x-- > 0;) {
        c->at[x] = ASSIGN_NOBODY;
        c->next[x] = r->first[x];
        if (!clearing_in_team(r, x)) c->stack[c->nstack++] = x;
    }
}

/* What the place of a wish decides with, in two steps, for the second is found in the first. */
static void place_fetch(const struct clearing *c, int32_t wish) { choice_fetch(&c->choices.v[c->r->wish[wish]]); }
static void place_fetch_rest(const struct clearing *c, int32_t wish)
{
    const struct choice *p = &c->choices.v[c->r->wish[wish]];
    fetch(p->cut);                                              /* most are turned away there */
    choice_fetch_counts(p);
}

/* x asks down her list until a place keeps her; returns whom that place turned away. */
static int32_t ask(struct clearing *c, int32_t x)
{
    const struct assign_round *r = c->r;
    int32_t end = r->first[x + 1];
    while (c->next[x] < end) {
        int32_t wish = c->next[x]++, place = r->wish[wish];
        if (wish + 3 < end) place_fetch(c, wish + 3);           /* most are turned away here */
        if (wish + 1 < end) place_fetch_rest(c, wish + 1);
        if (c->choices.v[place].closed) continue;
        c->proposals++;
        int32_t out = choice_offer(&c->choices, place, clearing_kind(c, x, place), x, clearing_key(c, x, wish));
        if (out == x) continue;
        c->at[x] = wish;
        return out;
    }
    c->at[x] = ASSIGN_NOBODY;
    return ASSIGN_NOBODY;
}

/* Who is next but a few has her lines fetched while others ask: in a large round everything is far from the processor. */
static void next_fetch(const struct clearing *c, int32_t next, int32_t near, int32_t mid, int32_t far)
{
    const struct assign_round *r = c->r;
    fetch(&c->next[far]);
    fetch(&r->first[far]);
    fetch(&c->rank[far]);
    if (r->groups) fetch(&r->groups[far]);
    fetch(&r->wish[c->next[mid]]);
    fetch(&r->number[c->next[mid]]);
    for (int32_t w = c->next[near], end = r->first[near + 1]; w < end && w < c->next[near] + 3; w++) place_fetch(c, w);
    if (c->next[next] < r->first[next + 1]) place_fetch_rest(c, c->next[next]);
}

/* The stack is used as a ring, first come first served; everybody stands in it at most once. */
void clearing_run(struct clearing *c)
{
    enum { FAR = 14, MID = 9, NEAR = 5, NEXT = 2 };
    int32_t size = c->r->applicants + 1, head = 0, n = c->nstack;
    while (n > 0) {
        int32_t x = c->stack[head];
        if (n > FAR)
            next_fetch(c, c->stack[(head + NEXT) % size], c->stack[(head + NEAR) % size], c->stack[(head + MID) % size],
                c->stack[(head + FAR) % size]);
        if (++head == size) head = 0;
        n--;
        x = ask(c, x);
        if (x >= 0) c->stack[(head + n++) % size] = x;
    }
    c->nstack = 0;
}

/* --- places that do not open */
static int32_t shortest_place(const struct clearing *c)
{
    int32_t worst = ASSIGN_NOBODY, lacks = 0;
    for (int32_t p = 0; p < c->r->places; p++) {
        int32_t n = c->r->place[p].least - c->choices.v[p].held;
        if (!c->closed[p] && n > lacks) { lacks = n; worst = p; }
    }
    return worst;
}

static void place_close(struct clearing *c, int32_t place)
{
    const struct assign_round *r = c->r;
    c->closed[place] = c->choices.v[place].closed = true;
    if (r->team) { clearing_start(c); return; }             /* a team may have turned others away elsewhere: begin anew */
    for (int32_t x = 0; x < r->applicants; x++)
        if (c->at[x] >= 0 && r->wish[c->at[x]] == place) c->stack[c->nstack++] = x;
}

/* --- what comes out */
static struct assign_cutoff cutoff_of(const struct choices *c, int32_t place, uint64_t below)
{
    uint64_t key;
    int32_t x = choice_weakest(c, place, below, &key);
    if (x < 0) return (struct assign_cutoff){ ASSIGN_SHUT, ASSIGN_NOBODY, 0 };
    return (struct assign_cutoff){ ASSIGN_AT, x, clearing_points(key) };
}

/* Many kinds have the same holders below them. */
void clearing_cutoffs_at(const struct choices *c, int32_t place, struct assign_cutoff *out)
{
    const struct assign_cutoff *same = NULL;
    uint64_t were = 0, risk[1 << LIMIT_ROUND_RESERVES];
    choice_at_risk_all(&c->v[place], risk);
    for (uint32_t kind = 0; kind < 1u << c->v[place].nreserves; kind++) {
        uint64_t below = risk[kind] & c->v[place].present;
        if (!(risk[kind] >> kind & 1)) { out[kind] = (struct assign_cutoff){ ASSIGN_OPEN, ASSIGN_NOBODY, 0 }; continue; }
        out[kind] = same && below == were ? *same : cutoff_of(c, place, below);
        same = &out[kind];
        were = below;
    }
}

void clearing_cutoffs(struct arena *a, const struct choices *c, int32_t places, struct assign_stable *out)
{
    int32_t n = 0;
    for (int32_t p = 0; p < places; p++) { out->cutoff_first[p] = n; n += 1 << c->v[p].nreserves; }
    out->cutoff = NEWS(a, struct assign_cutoff, (size_t)n + 1);
    for (int32_t p = 0; p < places; p++) {
        struct assign_cutoff *of = out->cutoff + out->cutoff_first[p];
        if (!out->closed[p]) clearing_cutoffs_at(c, p, of);
        else
            for (int32_t kind = 0; kind < 1 << c->v[p].nreserves; kind++)
                of[kind] = (struct assign_cutoff){ ASSIGN_SHUT, ASSIGN_NOBODY, 0 };
    }
}

static void clearing_init(struct arena *a, const struct assign_round *r, struct clearing *c)
{
    size_t n = (size_t)r->applicants + 1;
    *c = (struct clearing){ .r = r };
    c->at = NEWS(a, int32_t, n);
    c->next = NEWS(a, int32_t, n);
    c->stack = NEWS(a, int32_t, n);
    c->closed = NEWS(a, bool, (size_t)r->places + 1);
    uint32_t *who;
    c->rank = clearing_ranks(a, r, &who);
    choices_init(a, r, who, &c->choices);
}

enum rc assign_stable(struct arena *a, const struct assign_round *r, struct assign_stable *out, struct err *e)
{
    struct clearing c;
    TRY(assign_check(a, r, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    *out = (struct assign_stable){ .cutoff_first = NEWS(a, int32_t, (size_t)r->places + 1) };
    clearing_init(a, r, &c);
    clearing_start(&c);
    for (int32_t worst = 0; worst >= 0; out->rounds++) {
        clearing_run(&c);
        out->blocking = r->team ? teams_run(a, &c, &out->tries) : 0;
        worst = shortest_place(&c);
        if (worst >= 0) place_close(&c, worst);
    }
    out->seat = c.at;
    out->closed = c.closed;
    out->proposals = c.proposals;
    clearing_cutoffs(a, &c.choices, r->places, out);
    arena_unguard(a);
    if (out->blocking)
        return fail(e, RC_REFUSED, "no stable outcome was found in %d tries; %d would still move in the best one", out->tries,
            out->blocking);
    return RC_OK;
}

enum rc assign_cutoffs(struct arena *a, const struct assign_round *r, struct assign_stable *s, struct err *e)
{
    struct clearing c;
    TRY(assign_check(a, r, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    clearing_init(a, r, &c);
    c.closed = s->closed;
    s->cutoff_first = NEWS(a, int32_t, (size_t)r->places + 1);
    for (int32_t x = 0; x < r->applicants; x++) {
        int32_t wish = c.at[x] = s->seat[x];
        if (wish >= 0) choice_offer(&c.choices, r->wish[wish], clearing_kind(&c, x, r->wish[wish]), x, clearing_key(&c, x, wish));
    }
    clearing_cutoffs(a, &c.choices, r->places, s);
    arena_unguard(a);
    return RC_OK;
}
