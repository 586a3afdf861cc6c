/* keep_stable.c: a stable outcome kept, and mended when a few applicants send new lists: the very outcome a round begun anew has,
** to the last seat, for there is only one that is best for all applicants.
**
**   1  all who send new lists go; each hole is taken by who of those turned away there comes first; so is the seat that one leaves; ...
**   2  rounds of exchange: who comes first for a seat of p sits at q, who comes first for hers sits at ..., and so back to p. All move.
**   3  who has gone asks down her new list, and so does whomever that turns out: deferred acceptance goes on.
**
** Why it is right. Two things hold of every place's choice (choice.h): who is chosen from many is chosen from fewer of them
** (substitutes), and fewer are never chosen from more. So all stable outcomes of a round fill the same number of seats at each place and
** seat the same people. "Turned away from p" is who would rather be at p than where she is. Call the round without those who changed M.
**
** 1 ends in an outcome that is stable in M, in whatever order the holes are taken. At each place all the time: its holders are among
** those it would choose from them and all whom it has turned away. It holds when somebody goes and when somebody has been turned away no
** longer (substitutes), and when the first comes in: to add who is worth most is right for an assignment valuation. Nobody is ever
** worse off, so it ends: where nobody turned away has room, the holders are all of that choice. Nobody has a justified claim.
**
** 2 ends with the best stable outcome of M. If nu were better, let y leave p on the way to it. The rest of p's holders and all whom p
** turned away hold everybody whom p has in nu; fewer are never chosen from more, so one z comes first for y's seat. If z had the same in
** nu she would want p more and be chosen there (she is chosen from more), so nu were not stable. So z is better off in nu: she has a seat
** now, for nu seats nobody else, and leaves it. Follow her; the way has to come back to somebody, and that is an exchange. And any
** exchange is fit to be made: at each p those who come are chosen with the others gone (substitutes: each was with one gone); as many
** as before come, and more are never chosen when fewer were there to choose from, so none of the others goes.
**
** 3 is deferred acceptance in which those who changed ask last; who asks first does not matter. Whoever stands behind one of her own kind
** whom the place has turned away is turned away, too, and that is how most are.
**
** Who comes first depends only on a holder's place and kind (choice.h), so an exchange is a circle in a graph with one arrow out of
** each (place, kind). There was none before; so a new one leads over an arrow that has changed: where somebody left or came (stir), or
** the first of those turned away is another or sits elsewhere (gone).
*/
#include "engine/assign/clearing.h"

enum { NONE = ASSIGN_NOBODY, GONE = -1, LINE = 64 };

struct want { uint32_t place : 18, kind : 6; int32_t points; };
/* rank: of her wishes the one that came true, n if none; while she asks, the next; GONE: not in the round. Behind the wishes v
** stands for each where its place has it among those who wish for it (asked_at). */
struct person { struct want *v; int32_t n, cap, rank; uint32_t lot; uint64_t groups; };
struct asked { uint64_t key; int32_t x; uint32_t rank : 13, kind : 6; };
/* Of one kind the first of those turned away, who would rather be here than where they are; x NONE: nobody. Before `from` in the
** sorted part is none. walk: the one that followed her last. */
struct top { uint64_t key; int32_t x, rank, from; uint32_t walk; };
/* Who wishes for a place: the first `sorted` descend by key, with gaps (x NONE); who came since stands behind them. waits:
** kinds with a top. cut: its cut-offs (of the kept) are those of its holders now. */
struct asking { struct asked *v; int32_t n, sorted, gaps, cap; uint64_t waits; struct top *top; uint32_t stirred; bool cut; };
struct seat { int32_t place; uint32_t kind; };
struct hole { int32_t place, guess; };                          /* guess: who may come; only to have her lines fetched */
struct move { int32_t x, rank; };                               /* x comes where her wish `rank` is */
_Static_assert(LIMIT_ROUND_WISHES < 1 << 13 && LIMIT_ROUND_PLACES < 1 << 18 && LIMIT_ROUND_RESERVES <= 6,
    "a want and an asked have room for any round");

struct assign_stable_kept {
    struct arena *a;
    int32_t applicants, places;
    struct person *person;
    struct asking *asking;                                      /* per place */
    struct choices choices;
    struct top *top;                                            /* per place and kind, as is the next */
    struct assign_cutoff *cutoff;
    int32_t *node, *seen, nodes;                                /* per place: of its kinds the first top; of change_check */
    uint32_t stamp, walks;
    struct { int32_t *v; size_t n, cap; } stirred, next;        /* places from which arrows have changed */
    struct { struct hole *v; size_t n, cap; } holes;
    struct { struct move *v; size_t n, cap; } way;
    struct { int32_t *v; size_t n, cap; } ring;
    int64_t proposals;
};

/* ---- who wishes for a place */

static int32_t *asked_at(const struct person *p) { return (int32_t *)(p->v + p->cap); }

static uint64_t key_of(const struct person *p, int32_t rank)
{
    return (uint64_t)(p->v[rank].points + (int64_t)LIMIT_ROUND_POINTS) << 32 | p->lot;
}

/* By those bytes of the key that differ, the last first; the greatest key comes first. */
static void asking_sort(struct assign_stable_kept *k, struct asking *q)
{
    struct asked *v = q->v, *to;
    uint64_t differ = 0;
    int32_t n = 0;
    for (int32_t i = 0; i < q->n; i++) if (v[i].x != NONE) v[n++] = v[i];
    for (int32_t i = 1; i < n; i++) differ |= v[i].key ^ v[0].key;
    struct arena_mark m = arena_mark(k->a);
    to = arena_alloc(k->a, sizeof *to * ((size_t)n + 1));
    for (int by = 0; by < 64; by += 8) {
        int32_t at[257] = { 0 };
        if (!(differ >> by & 255)) continue;
        for (int32_t i = 0; i < n; i++) at[(~v[i].key >> by & 255) + 1]++;
        for (int b = 0; b < 256; b++) at[b + 1] += at[b];
        for (int32_t i = 0; i < n; i++) to[at[~v[i].key >> by & 255]++] = v[i];
        memcpy(v, to, sizeof *v * (size_t)n);
    }
    arena_rewind(k->a, m);
    for (int32_t i = 0; i < n; i++) asked_at(&k->person[v[i].x])[v[i].rank] = i;
    q->n = q->sorted = n;
    q->gaps = 0;
    for (uint32_t kind = 0; kind < 1u << k->choices.v[q - k->asking].nreserves; kind++) q->top[kind].from = 0;
}

static void ask_add(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    struct person *p = &k->person[x];
    struct asking *q = &k->asking[p->v[rank].place];
    if (q->n == q->cap) {
        int32_t cap = q->cap + q->cap / 2 + 8;
        q->v = arena_grow(k->a, q->v, sizeof *q->v * (size_t)q->cap, sizeof *q->v * (size_t)cap);
        q->cap = cap;
    }
    asked_at(p)[rank] = q->n;
    q->v[q->n++] = (struct asked){ key_of(p, rank), x, (uint32_t)rank & 0x1fff, p->v[rank].kind };
}

static void ask_drop(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    struct person *p = &k->person[x];
    struct asking *q = &k->asking[p->v[rank].place];
    int32_t at = asked_at(p)[rank];
    if (at < q->sorted) { q->v[at].x = NONE; q->gaps++; return; }
    struct asked last = q->v[--q->n];
    if (at == q->n) return;
    q->v[at] = last;
    asked_at(&k->person[last.x])[last.rank] = at;
}

/* ---- those turned away */

static bool waits(const struct assign_stable_kept *k, const struct asked *w, uint32_t kind)
{
    return w->kind == kind && w->x != NONE && k->person[w->x].rank > (int32_t)w->rank;
}

static void top_find(struct assign_stable_kept *k, int32_t place, uint32_t kind)
{
    enum { AHEAD = 4 };
    struct asking *q = &k->asking[place];
    struct top *t = &q->top[kind];
    const struct asked *best = NULL;
    for (; t->from < q->sorted && !waits(k, &q->v[t->from], kind); t->from++)
        if (t->from + AHEAD < q->sorted && q->v[t->from + AHEAD].x != NONE) __builtin_prefetch(&k->person[q->v[t->from + AHEAD].x]);
    if (t->from < q->sorted) best = &q->v[t->from];
    for (int32_t i = q->sorted; i < q->n; i++)
        if ((!best || q->v[i].key > best->key) && waits(k, &q->v[i], kind)) best = &q->v[i];
    q->waits &= ~(UINT64_C(1) << kind);
    t->x = NONE;
    if (!best) return;
    q->waits |= UINT64_C(1) << kind;
    t->key = best->key;
    t->x = best->x;
    t->rank = (int32_t)best->rank;
}

static struct top *top_of(const struct assign_stable_kept *k, struct want w) { return &k->top[k->node[w.place] + (int32_t)w.kind]; }

/* Another of her kind stands before her and was turned away: so is she. Most are, by a look at one line of memory. */
static bool behind(const struct assign_stable_kept *k, const struct person *p, int32_t rank)
{
    const struct top *t = top_of(k, p->v[rank]);
    return t->x != NONE && key_of(p, rank) < t->key;
}

/* Her wish `rank` has turned x away. */
static void turned_away(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    const struct person *p = &k->person[x];
    struct top *t = top_of(k, p->v[rank]);
    if (asked_at(p)[rank] < t->from) t->from = asked_at(p)[rank];
    if (behind(k, p, rank)) return;
    k->asking[p->v[rank].place].waits |= UINT64_C(1) << p->v[rank].kind;
    t->key = key_of(p, rank);
    t->x = x;
    t->rank = rank;
}

/* An arrow from this place may have changed, or its cut-offs. */
static void stir(struct assign_stable_kept *k, int32_t place)
{
    k->asking[place].cut = false;
    if (k->asking[place].stirred == k->stamp) return;
    k->asking[place].stirred = k->stamp;
    *PUSH(k->a, &k->stirred) = place;
}

/* x, who sat at her wish `was`, sits better now (or is GONE): what she waited for and does no longer, or sits elsewhere while she does. */
static void gone(struct assign_stable_kept *k, int32_t x, int32_t was)
{
    const struct person *p = &k->person[x];
    for (int32_t i = 0; i < was; i++) {
        int32_t place = (int32_t)p->v[i].place;
        if (top_of(k, p->v[i])->x != x) continue;
        stir(k, place);
        if (i >= p->rank) top_find(k, place, p->v[i].kind);
    }
}

/* What a place decides with, fetched in two steps, for the second is found in the first: all of it is far from the processor in a
** large round, and who is next is known. */
static void place_fetch(const struct assign_stable_kept *k, int32_t place)
{
    __builtin_prefetch(&k->choices.v[place]);
    __builtin_prefetch((const char *)&k->choices.v[place] + LINE);
    __builtin_prefetch(&k->asking[place]);
}

static void place_fetch_rest(const struct assign_stable_kept *k, int32_t place)
{
    const struct choice *p = &k->choices.v[place];
    for (size_t i = 0; i < (sizeof *p->cut * 5) << p->nreserves; i += LINE) __builtin_prefetch((const char *)p->cut + i);
    for (size_t i = 0; i < 4 * LINE; i += LINE) __builtin_prefetch((const char *)p->seat + i);
    for (size_t i = 0; i < sizeof(struct top) << p->nreserves; i += LINE) __builtin_prefetch((const char *)k->asking[place].top + i);
}

static void list_fetch(const struct person *p)
{
    for (size_t i = 0; i < (size_t)p->cap * (sizeof *p->v + sizeof(int32_t)); i += LINE) __builtin_prefetch((const char *)p->v + i);
}

static void tops_fetch(const struct assign_stable_kept *k, const struct person *p, int32_t from, int32_t to)
{
    for (int32_t i = from; i < to; i++) __builtin_prefetch(top_of(k, p->v[i]));
}

/* ---- moving up */

static bool seated(const struct person *p) { return p->rank >= 0 && p->rank < p->n; }
static struct seat seat_of(const struct person *p) { return (struct seat){ (int32_t)p->v[p->rank].place, p->v[p->rank].kind }; }

/* Who comes first at a place with this room: NULL if nobody does. */
static struct top *first_of(const struct asking *q, uint64_t room, uint64_t first)
{
    struct top *best = NULL;
    uint64_t kinds = q->waits & first ? q->waits & first : q->waits & room;
    for (; kinds; kinds &= kinds - 1) {
        struct top *t = &q->top[__builtin_ctzll(kinds)];
        if (!best || t->key > best->key) best = t;
    }
    return best;
}

static void seat_leave(struct assign_stable_kept *k, int32_t x)
{
    const struct person *p = &k->person[x];
    struct seat s = seat_of(p);
    choice_drop(&k->choices, s.place, s.kind, x, key_of(p, p->rank));
    stir(k, s.place);
    *PUSH(k->a, &k->holes) = (struct hole){ s.place, NONE };
}

static void seat_take(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    struct person *p = &k->person[x];
    p->rank = rank;
    int32_t out = choice_offer(&k->choices, (int32_t)p->v[rank].place, p->v[rank].kind, x, key_of(p, rank));
    must(out == NONE);
    stir(k, (int32_t)p->v[rank].place);
}

static struct top *first_at(const struct assign_stable_kept *k, int32_t place)
{
    uint64_t first, room = choice_room(&k->choices.v[place], &first);
    return first_of(&k->asking[place], room, first);
}

/* What filling the next holes will look at, each step found in the one before; who will come is only a guess. */
static void fill_fetch(const struct assign_stable_kept *k, struct hole *h, size_t left)
{
    enum { PLACE = 12, REST = 10, GUESS = 8, LIST = 6, SEAT = 4, SEAT_REST = 2 };
    if (left > PLACE) place_fetch(k, h[PLACE].place);
    if (left > REST) place_fetch_rest(k, h[REST].place);
    if (left > GUESS) {
        const struct top *t = first_at(k, h[GUESS].place);
        h[GUESS].guess = t ? t->x : NONE;
        if (t) __builtin_prefetch(&k->person[t->x]);
    }
    if (left > LIST && h[LIST].guess != NONE) list_fetch(&k->person[h[LIST].guess]);
    if (left > SEAT && h[SEAT].guess != NONE) {
        const struct person *p = &k->person[h[SEAT].guess];
        tops_fetch(k, p, 0, p->rank);
        if (seated(p)) place_fetch(k, seat_of(p).place);
    }
    if (left > SEAT_REST && h[SEAT_REST].guess != NONE && seated(&k->person[h[SEAT_REST].guess]))
        place_fetch_rest(k, seat_of(&k->person[h[SEAT_REST].guess]).place);
}

/* Every hole is taken, and so is each seat that is left for one, as long as somebody wants it: side by side, so that they
** wait for memory together. */
static void fill_all(struct assign_stable_kept *k)
{
    for (size_t i = 0; i < k->holes.n; i++) {
        fill_fetch(k, k->holes.v + i, k->holes.n - i);
        const struct top *t = first_at(k, k->holes.v[i].place);
        if (!t) continue;
        int32_t x = t->x, was = k->person[x].rank;
        if (seated(&k->person[x])) seat_leave(k, x);
        seat_take(k, x, t->rank);
        gone(k, x, was);
    }
    k->holes.n = 0;
}

/* The moves way[from ..] are a circle: all leave, then all come. */
static void exchange(struct assign_stable_kept *k, size_t from)
{
    for (size_t i = from; i < k->way.n; i++) seat_leave(k, k->way.v[i].x);
    for (size_t i = from; i < k->way.n; i++) {
        struct move *m = &k->way.v[i];
        int32_t was = k->person[m->x].rank;
        seat_take(k, m->x, m->rank);
        m->rank = was;
    }
    for (size_t i = from; i < k->way.n; i++) gone(k, k->way.v[i].x, k->way.v[i].rank);
    k->holes.n = 0;
}

/* Follows the arrows from a seat until they end, come to where another walk of this turn (since `turn`) was, or close a circle. */
static bool walk(struct assign_stable_kept *k, struct seat s, uint32_t turn)
{
    uint32_t now = ++k->walks;
    struct top *t;
    k->way.n = 0;
    for (;;) {
        uint64_t first, room = choice_room_without(&k->choices.v[s.place], s.kind, &first);
        t = first_of(&k->asking[s.place], room, first);
        if (!t || (t->walk >= turn && t->walk < now)) return false;
        if (t->walk == now) break;
        t->walk = now;
        const struct person *p = &k->person[t->x];
        if (p->rank == p->n) return false;
        *PUSH(k->a, &k->way) = (struct move){ t->x, t->rank };
        s = seat_of(p);
    }
    size_t from = k->way.n;
    do from--; while (k->way.v[from].x != t->x || k->way.v[from].rank != t->rank);
    exchange(k, from);
    return true;
}

/* True: there were exchanges. */
static bool exchanges(struct assign_stable_kept *k)
{
    bool any = false;
    while (k->stirred.n) {
        uint32_t turn = k->walks + 1;
        size_t n = k->stirred.n;
        k->next.n = 0;
        for (size_t i = 0; i < n; i++) *PUSH(k->a, &k->next) = k->stirred.v[i];
        k->stirred.n = 0;
        k->stamp++;
        for (size_t i = 0; i < n; i++) {
            if (i + 8 < n) place_fetch(k, k->next.v[i + 8]);
            if (i + 4 < n) place_fetch_rest(k, k->next.v[i + 4]);
            for (uint64_t kinds = k->choices.v[k->next.v[i]].present; kinds; kinds &= kinds - 1)
                any |= walk(k, (struct seat){ k->next.v[i], (uint32_t)__builtin_ctzll(kinds) }, turn);
        }
    }
    return any;
}

/* ---- asking */

/* x asks on from where she is; returns whom that turns out. */
static int32_t ask(struct assign_stable_kept *k, int32_t x)
{
    struct person *p = &k->person[x];
    for (; p->rank < p->n; p->rank++) {
        struct want w = p->v[p->rank];
        k->proposals++;
        if (behind(k, p, p->rank)) { turned_away(k, x, p->rank); continue; }
        int32_t out = choice_offer(&k->choices, (int32_t)w.place, w.kind, x, key_of(p, p->rank));
        if (out == x) { turned_away(k, x, p->rank); continue; }
        k->asking[w.place].cut = false;
        if (out != NONE) { turned_away(k, out, k->person[out].rank); k->person[out].rank++; }
        return out;
    }
    return NONE;
}

/* The first of her wishes that will look at her; NONE: none. */
static int32_t will_ask(const struct assign_stable_kept *k, const struct person *p)
{
    int32_t rank = p->rank;
    while (rank < p->n && behind(k, p, rank)) rank++;
    return rank < p->n ? (int32_t)p->v[rank].place : NONE;
}

static void ask_fetch(const struct assign_stable_kept *k, const int32_t *next, size_t left)
{
    enum { PERSON = 10, LIST = 8, TOPS = 6, PLACE = 4, REST = 2 };
    int32_t place;
    if (left > PERSON) __builtin_prefetch(&k->person[next[PERSON]]);
    if (left > LIST) list_fetch(&k->person[next[LIST]]);
    if (left > TOPS) tops_fetch(k, &k->person[next[TOPS]], k->person[next[TOPS]].rank, k->person[next[TOPS]].n);
    if (left > PLACE && (place = will_ask(k, &k->person[next[PLACE]])) != NONE) place_fetch(k, place);
    if (left > REST && (place = will_ask(k, &k->person[next[REST]])) != NONE) place_fetch_rest(k, place);
}

static void ask_all(struct assign_stable_kept *k)
{
    for (size_t i = 0; i < k->ring.n; i++) {
        ask_fetch(k, k->ring.v + i, k->ring.n - i);
        int32_t x = ask(k, k->ring.v[i]);
        if (x != NONE) *PUSH(k->a, &k->ring) = x;
    }
    k->ring.n = 0;
}

/* ---- keeping and changing */

static void list_set(struct assign_stable_kept *k, int32_t x, const int32_t *wish, const int64_t *number, int32_t n)
{
    struct person *p = &k->person[x];
    if (n > p->cap) { p->v = arena_alloc(k->a, (sizeof *p->v + sizeof(int32_t)) * (size_t)n); p->cap = n; }
    p->n = n;
    for (int32_t i = 0; i < n; i++)
        p->v[i] = (struct want){ (uint32_t)wish[i] & 0x3ffff, choice_kind(&k->choices.v[wish[i]], p->groups) & 63, (int32_t)number[i] };
    for (int32_t i = 0; i < n; i++) ask_add(k, x, i);
}

static void leave(struct assign_stable_kept *k, int32_t x)
{
    struct person *p = &k->person[x];
    int32_t was = p->rank;
    if (was == GONE) return;
    if (was < p->n) seat_leave(k, x);
    p->rank = GONE;
    gone(k, x, was);
    for (int32_t i = 0; i < p->n; i++) ask_drop(k, x, i);
    p->n = 0;
}

/* What leave() of her will look at. */
static void wishes_fetch(const struct assign_stable_kept *k, const struct person *p)
{
    for (int32_t i = 0; i < p->n; i++) {
        const struct asking *q = &k->asking[p->v[i].place];
        __builtin_prefetch(&q->v[asked_at(p)[i]]);
        if (i < p->rank) __builtin_prefetch(top_of(k, p->v[i]));
    }
    if (seated(p)) place_fetch_rest(k, (int32_t)p->v[p->rank].place);
}

static void come_back(struct assign_stable_kept *k, const struct assign_stable_change *c)
{
    struct person *p = &k->person[c->applicant];
    if (p->rank != GONE) return;                                /* a later list of hers counts */
    for (int32_t i = 0; i < c->n; i++) {
        struct asking *q = &k->asking[c->wish[i]];
        if (q->n - q->sorted + q->gaps > 32 + q->sorted / 8) asking_sort(k, q);
    }
    p->groups = c->groups;
    p->rank = 0;
    list_set(k, c->applicant, c->wish, c->number, c->n);
    *PUSH(k->a, &k->ring) = c->applicant;
}

static void places_keep(struct assign_stable_kept *k, const struct assign_round *r)
{
    int32_t *n = NEWS(k->a, int32_t, (size_t)r->places + 1);
    for (int32_t p = 0; p < r->places; p++) { k->node[p] = k->nodes; k->nodes += 1 << r->place[p].nreserves; }
    k->top = NEWS(k->a, struct top, (size_t)k->nodes + 1);
    k->cutoff = NEWS(k->a, struct assign_cutoff, (size_t)k->nodes + 1);
    for (int32_t w = 0; w < r->first[r->applicants]; w++) n[r->wish[w]]++;
    for (int32_t p = 0; p < r->places; p++) {
        int32_t cap = n[p] + n[p] / 8 + 8;
        k->asking[p] = (struct asking){ .v = NEWS(k->a, struct asked, (size_t)cap), .cap = cap, .top = k->top + k->node[p] };
    }
}

static void people_keep(struct assign_stable_kept *k, const struct assign_round *r, const int32_t *seat)
{
    const uint32_t *lot = clearing_ranks(k->a, r);
    for (int32_t x = 0; x < r->applicants; x++) {
        struct person *p = &k->person[x];
        int32_t n = r->first[x + 1] - r->first[x];
        p->lot = lot[x];
        p->groups = r->groups ? r->groups[x] : 0;
        list_set(k, x, r->wish + r->first[x], r->number + r->first[x], n);
        p->rank = n;
        if (seat[x] >= 0) seat_take(k, x, seat[x] - r->first[x]);
    }
    for (int32_t p = 0; p < r->places; p++) {
        asking_sort(k, &k->asking[p]);
        for (uint32_t kind = 0; kind < 1u << r->place[p].nreserves; kind++) top_find(k, p, kind);
        stir(k, p);
    }
}

static void cutoffs_find(struct assign_stable_kept *k)
{
    for (int32_t p = 0; p < k->places; p++)
        if (!k->asking[p].cut) { clearing_cutoffs_at(&k->choices, p, k->cutoff + k->node[p]); k->asking[p].cut = true; }
}

enum rc assign_stable_keep(struct arena *a, const struct assign_round *r, const struct assign_stable *s, struct assign_stable_kept **kept,
    struct err *e)
{
    size_t n = (size_t)r->applicants + 1, places = (size_t)r->places + 1;
    struct assign_stable own;
    if (r->team) return fail(e, RC_INPUT, "a round with teams is not kept, it is cleared anew");
    for (int32_t p = 0; p < r->places; p++)
        if (r->place[p].least) return fail(e, RC_INPUT, "place %d has a least: such a round is not kept, it is cleared anew", p);
    TRY(assign_stable_proof(a, r, s, &own, e));
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it was given");
    struct assign_stable_kept *k = *kept = NEW(a, struct assign_stable_kept);
    *k = (struct assign_stable_kept){ .a = a, .applicants = r->applicants, .places = r->places, .person = NEWS(a, struct person, n),
        .asking = NEWS(a, struct asking, places), .node = NEWS(a, int32_t, places), .seen = NEWS(a, int32_t, places), .stamp = 1 };
    choices_init(a, r, &k->choices);
    places_keep(k, r);
    people_keep(k, r, s->seat);
    bool better = exchanges(k);
    cutoffs_find(k);
    arena_unguard(a);
    return better ? fail(e, RC_REFUSED, "there is an outcome as stable and better for applicants") : RC_OK;
}

/* seen[place]: the change that wished for it last, from 1. */
static enum rc change_check(struct assign_stable_kept *k, const struct assign_stable_change *c, int32_t nth, struct err *e)
{
    if (c->applicant < 0 || c->applicant >= k->applicants) return fail(e, RC_INPUT, "applicant %d is not there", c->applicant);
    if (c->n < 0 || c->n > LIMIT_ROUND_WISHES)
        return fail(e, RC_LIMIT, "applicant %d: a list may have %d wishes", c->applicant, LIMIT_ROUND_WISHES);
    for (int32_t i = 0; i < c->n; i++) {
        int32_t p = c->wish[i];
        if (p < 0 || p >= k->places) return fail(e, RC_INPUT, "applicant %d: place %d is not there", c->applicant, p);
        if (k->seen[p] == nth) return fail(e, RC_INPUT, "applicant %d: wishes place %d twice", c->applicant, p);
        k->seen[p] = nth;
        if (c->number[i] < -LIMIT_ROUND_POINTS || c->number[i] > LIMIT_ROUND_POINTS)
            return fail(e, RC_LIMIT, "applicant %d: points and costs are between -%d and %d", c->applicant, LIMIT_ROUND_POINTS,
                LIMIT_ROUND_POINTS);
    }
    return RC_OK;
}

enum rc assign_stable_kept_change(struct assign_stable_kept *k, const struct assign_stable_change *c, size_t n, struct err *e)
{
    memset(k->seen, 0, sizeof *k->seen * (size_t)k->places);
    if (n > LIMIT_ROUND_APPLICANTS) return fail(e, RC_LIMIT, "at most %d new lists", LIMIT_ROUND_APPLICANTS);
    for (size_t i = 0; i < n; i++) TRY(change_check(k, &c[i], (int32_t)i + 1, e));
    if (arena_guard(k->a) != 0) return fail(e, RC_LIMIT, "the changes need more memory than the round was given");
    for (size_t i = 0; i < n; i++) {
        if (i + 3 < n) __builtin_prefetch(&k->person[c[i + 3].applicant]);
        if (i + 2 < n) list_fetch(&k->person[c[i + 2].applicant]);
        if (i + 1 < n) wishes_fetch(k, &k->person[c[i + 1].applicant]);
        leave(k, c[i].applicant);
    }
    fill_all(k);
    exchanges(k);
    for (size_t i = n; i-- > 0;) {
        for (int32_t w = 0; i > 0 && w < c[i - 1].n; w++) __builtin_prefetch(&k->asking[c[i - 1].wish[w]].v[k->asking[c[i - 1].wish[w]].n]);
        come_back(k, &c[i]);
    }
    ask_all(k);
    arena_unguard(k->a);
    return RC_OK;
}

enum rc assign_stable_kept_answer(struct arena *a, struct assign_stable_kept *k, const int32_t *first, struct assign_stable *out,
    struct err *e)
{
    size_t n = (size_t)k->applicants + 1, places = (size_t)k->places + 1;
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the answer needs more memory than it was given");
    *out = (struct assign_stable){ .seat = NEWS(a, int32_t, n),
        .closed = NEWS(a, bool, places),
        .cutoff_first = NEWS(a, int32_t, places),
        .proposals = k->proposals,
        .rounds = 1 };
    for (int32_t x = 0; x < k->applicants; x++) out->seat[x] = k->person[x].rank < k->person[x].n ? first[x] + k->person[x].rank : NONE;
    cutoffs_find(k);
    out->cutoff = arena_alloc(a, sizeof *out->cutoff * ((size_t)k->nodes + 1));
    memcpy(out->cutoff, k->cutoff, sizeof *out->cutoff * (size_t)k->nodes);
    memcpy(out->cutoff_first, k->node, sizeof *k->node * (size_t)k->places);
    arena_unguard(a);
    return RC_OK;
}
