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
** the first of those turned away is another (gone). Where the first is still the same and sits elsewhere, the arrow leads to a place
** somebody came to, and a circle over it leads on from there.
*/
#include "engine/assign/keep_stable.h"

/* Its cut-offs may have changed. */
static void uncut(struct assign_stable_kept *k, int32_t place)
{
    if (k->uncut[place]) return;
    k->uncut[place] = true;
    *PUSH(k->a, &k->uncuts) = place;
}

/* An arrow from this place may have changed, or its cut-offs. */
static void stir(struct assign_stable_kept *k, int32_t place)
{
    uncut(k, place);
    if (k->stirred_in[place] == k->stamp) return;
    k->stirred_in[place] = k->stamp;
    *PUSH(k->a, &k->stirred) = place;
}

/* x, who sat at her wish `was`, waits no longer for those from `from` on. */
static void gone(struct assign_stable_kept *k, int32_t x, int32_t from, int32_t was)
{
    const struct person *p = &k->person[x];
    for (int32_t i = from; i < was && i < p->n; i++) {
        int32_t node = node_of(k, p->v[i]);
        if (k->first[node] != line_key(p, i)) continue;
        p->v[i].listed = false;
        stir(k, (int32_t)p->v[i].place);
        kept_line_next(k, (int32_t)p->v[i].place, p->v[i].kind);
    }
}

/* What is looked at next is fetched in two steps, for the second is found in the first: all of it is far from the processor in a large
** round, and who is next is known. */
static void place_fetch(const struct assign_stable_kept *k, int32_t place)
{
    choice_fetch(&k->choices.v[place]);
    fetch(&k->first[k->node[place]]);
}

static void place_fetch_rest(const struct assign_stable_kept *k, int32_t place)
{
    choice_fetch_counts(&k->choices.v[place]);
    choice_fetch_seats(&k->choices.v[place]);
}

/* Of her list the wishes from .. to - 1. */
static void wishes_fetch(const struct person *p, int32_t from, int32_t to)
{
    to = to < p->n ? to : p->n;
    if (from < to) lines_fetch(p->v + from, sizeof *p->v * (size_t)(to - from) + LINE / 2);
}

static void person_fetch(const struct assign_stable_kept *k, int32_t x)
{
    fetch(&k->person[x]);
    fetch(&k->stand[x]);
}

/* Of her wishes from .. on, as bits, those where she is first in line (of 64 at most); the lines are fetched. */
static uint64_t heads_find(const struct assign_stable_kept *k, int32_t x, int32_t from)
{
    enum { BITS = 64 };
    const struct person *p = &k->person[x];
    int32_t to = rank_of(k, x) < p->n ? rank_of(k, x) : p->n;
    uint64_t heads = 0;
    for (int32_t i = from; i < to && i < from + BITS; i++) {
        int32_t node = node_of(k, p->v[i]);
        uint64_t is = k->first[node] == line_key(p, i);
        heads |= is << (i - from);
        if (is) fetch(&k->line[node]);
    }
    return heads;
}

/* Who may be next there; with `stand` where that one stands. */
static void nexts_fetch(const struct assign_stable_kept *k, int32_t x, int32_t from, uint64_t heads, bool stand)
{
    for (; heads; heads &= heads - 1) {
        const struct line *t = &k->line[node_of(k, k->person[x].v[from + __builtin_ctzll(heads)])];
        int32_t i = t->sorted - (t->sorted > 0);
        if (!stand) { lines_fetch(&t->after[i], sizeof *t->after * (size_t)(t->n - i)); continue; }
        for (uint64_t best = 0; i < t->n; i++)
            if (t->after[i].key > best) {
                fetch(&k->stand[t->after[i].who.x]);
                best = best ? best : t->after[i].key;
            }
    }
}

/* ---- moving up */

/* Who comes first at a place with this room: NULL if nobody does. Which of two keys is greater cannot be foretold: no branch asks. */
static struct line *first_of(const struct assign_stable_kept *k, int32_t place, uint64_t room, uint64_t first)
{
    const uint64_t *key = &k->first[k->node[place]];
    uint64_t kinds = room & k->waits[place], best = 0, at = 0;
    kinds = kinds & first ? kinds & first : kinds;
    if (!kinds) return NULL;
    for (; kinds; kinds &= kinds - 1) {
        uint64_t i = (uint64_t)__builtin_ctzll(kinds), more = -(uint64_t)(key[i] > best);
        best ^= (best ^ key[i]) & more;
        at ^= (at ^ i) & more;
    }
    return &k->line[k->node[place] + (int32_t)at];
}

static void seat_leave(struct assign_stable_kept *k, int32_t x)
{
    struct seat s = seat_of(k, x);
    choice_drop(&k->choices, s.place, s.kind, key_of(&k->person[x], rank_of(k, x)));
    stir(k, s.place);
    *PUSH(k->a, &k->holes) = (struct hole){ s.place, NONE, NONE, 0, 0 };
}

static void seat_take(struct assign_stable_kept *k, int32_t x, int32_t rank)
{
    const struct person *p = &k->person[x];
    sits(k, x, rank);
    int32_t out = choice_offer(&k->choices, (int32_t)p->v[rank].place, p->v[rank].kind, x, key_of(p, rank));
    must(out == NONE);
    stir(k, (int32_t)p->v[rank].place);
}

static struct line *first_at(const struct assign_stable_kept *k, int32_t place)
{
    uint64_t first, room = choice_room(&k->choices.v[place], &first);
    return first_of(k, place, room, first);
}

/* What filling the next holes will look at, each step found in the one before; who will come is only a guess. */
static void fill_fetch(const struct assign_stable_kept *k, struct hole *h, size_t left)
{
    enum { PLACE = 16, REST = 14, GUESS = 12, PERSON = 10, LIST = 8, HEADS = 6, NEXTS = 4, STANDS = 2 };
    if (left > PLACE) place_fetch(k, h[PLACE].place);
    if (left > REST) place_fetch_rest(k, h[REST].place);
    if (left > GUESS) {
        const struct line *t = first_at(k, h[GUESS].place);
        if (t) { h[GUESS].node = (int32_t)(t - k->line); fetch(t); }
    }
    if (left > PERSON && h[PERSON].node != NONE) {
        struct who w = k->line[h[PERSON].node].head;
        h[PERSON].x = w.x;
        h[PERSON].rank = w.rank;
        person_fetch(k, h[PERSON].x);
    }
    if (left > LIST && h[LIST].x != NONE) {
        wishes_fetch(&k->person[h[LIST].x], h[LIST].rank, rank_of(k, h[LIST].x) + 1);
        if (seated(k, h[LIST].x)) place_fetch(k, seat_of(k, h[LIST].x).place);
    }
    if (left > HEADS && h[HEADS].x != NONE) {
        h[HEADS].heads = heads_find(k, h[HEADS].x, h[HEADS].rank);
        if (seated(k, h[HEADS].x)) place_fetch_rest(k, seat_of(k, h[HEADS].x).place);
    }
    if (left > NEXTS) nexts_fetch(k, h[NEXTS].x, h[NEXTS].rank, h[NEXTS].heads, false);
    if (left > STANDS) nexts_fetch(k, h[STANDS].x, h[STANDS].rank, h[STANDS].heads, true);
}

/* Every hole is taken, and so is each seat that is left for one, as long as somebody wants it: side by side, so that they
** wait for memory together. */
static void fill_all(struct assign_stable_kept *k)
{
    for (size_t i = 0; i < k->holes.n; i++) {
        fill_fetch(k, k->holes.v + i, k->holes.n - i);
        const struct line *t = first_at(k, k->holes.v[i].place);
        if (!t) continue;
        int32_t x = t->head.x, was = rank_of(k, x), rank = t->head.rank;
        if (seated(k, x)) seat_leave(k, x);
        seat_take(k, x, rank);
        gone(k, x, rank, was);
    }
    k->holes.n = 0;
}

/* The moves way[from ..] are a circle: all leave, then all come. */
static void exchange(struct assign_stable_kept *k, size_t from)
{
    for (size_t i = from; i < k->way.n; i++) seat_leave(k, k->way.v[i].x);
    for (size_t i = from; i < k->way.n; i++) {
        struct move *m = &k->way.v[i];
        int32_t was = rank_of(k, m->x);
        seat_take(k, m->x, m->rank);
        m->rank = was;
    }
    for (size_t i = from; i < k->way.n; i++) gone(k, k->way.v[i].x, rank_of(k, k->way.v[i].x), k->way.v[i].rank);
    k->holes.n = 0;
}

/* Who comes first for a seat that is somebody's. */
static struct line *first_for(const struct assign_stable_kept *k, struct seat s)
{
    uint64_t first, room = choice_room_without(&k->choices.v[s.place], s.kind, &first);
    return first_of(k, s.place, room, first);
}

/* Follows the arrows from t until they end, come to where another walk of this turn (since `turn`) was, or close a circle. */
static bool walk(struct assign_stable_kept *k, struct line *t, uint32_t turn)
{
    uint32_t now = ++k->walks;
    k->way.n = 0;
    for (; !t || t->walk != now; t = first_for(k, seat_of(k, t->head.x))) {
        if (!t || t->walk >= turn || !seated(k, t->head.x)) return false;
        t->walk = now;
        *PUSH(k->a, &k->way) = (struct move){ t->head.x, t->head.rank };
    }
    size_t from = k->way.n;
    do from--; while (k->way.v[from].x != t->head.x || k->way.v[from].rank != t->head.rank);
    exchange(k, from);
    return true;
}

/* The arrows from the seats of a place, one where the same people fit in. */
static void arrows_from(struct assign_stable_kept *k, int32_t place)
{
    uint64_t was_room = 0, was_first = 0, first;
    int32_t was = NONE;
    for (uint64_t kinds = k->choices.v[place].present; kinds; kinds &= kinds - 1) {
        uint64_t room = choice_room_without(&k->choices.v[place], (uint32_t)__builtin_ctzll(kinds), &first);
        if (room == was_room && first == was_first) continue;
        const struct line *t = first_of(k, place, room, first);
        was_room = room;
        was_first = first;
        if (!t || t - k->line == was) continue;
        *PUSH(k->a, &k->arrows) = was = (int32_t)(t - k->line);
        fetch(t);
    }
}

static void walk_fetch(const struct assign_stable_kept *k, const int32_t *arrow, size_t left)
{
    enum { HEADS = 12, STANDS = 8, PLACE = 4, REST = 2 };
    int32_t x;
    if (left > HEADS) fetch(&k->line[arrow[HEADS]]);
    if (left > STANDS) fetch(&k->stand[k->line[arrow[STANDS]].head.x]);
    if (left > PLACE && seated(k, x = k->line[arrow[PLACE]].head.x)) place_fetch(k, seat_of(k, x).place);
    if (left > REST && seated(k, x = k->line[arrow[REST]].head.x)) choice_fetch_counts(&k->choices.v[seat_of(k, x).place]);
}

/* True: there were exchanges. They may change arrows a walk has yet to begin with; it does no harm, for what a walk closes is a circle
** of those there are, and places with other arrows have another turn. */
static bool exchanges(struct assign_stable_kept *k)
{
    bool any = false;
    while (k->stirred.n) {
        uint32_t turn = k->walks + 1;
        size_t n = k->stirred.n;
        k->arrows.n = 0;
        for (size_t i = 0; i < n; i++) {
            if (i + 8 < n) place_fetch(k, k->stirred.v[i + 8]);
            if (i + 4 < n) choice_fetch_counts(&k->choices.v[k->stirred.v[i + 4]]);
            arrows_from(k, k->stirred.v[i]);
        }
        k->stirred.n = 0;
        k->stamp++;
        for (size_t i = 0; i < k->arrows.n; i++) {
            walk_fetch(k, k->arrows.v + i, k->arrows.n - i);
            any |= walk(k, &k->line[k->arrows.v[i]], turn);
        }
    }
    return any;
}

/* ---- asking */

/* How her asking begins; the lines she will stand in and the place are fetched. It stays true while others ask before her, for who is
** first in line is only ever followed by somebody better then. Who stands in line already is behind its first, too. */
static void ask_foresee(const struct assign_stable_kept *k, struct asker *n)
{
    enum { BITS = 64 };
    const struct person *p = &k->person[n->x];
    int32_t from = rank_of(k, n->x), i;
    if (seated(k, n->x)) fetch(&k->line[node_of(k, p->v[from++])]);
    for (i = from; i < p->n && i < from + BITS; i++) {
        if (p->v[i].listed) continue;
        int32_t node = node_of(k, p->v[i]);
        if (line_key(p, i) >= k->first[node]) { n->place = (int32_t)p->v[i].place; place_fetch(k, n->place); break; }
        n->behind |= UINT64_C(1) << (i - from);
        fetch(&k->line[node]);
    }
    n->to = i;
    n->foreseen = true;
}

/* She asks from where she is on, or from behind the seat she has been turned out of; returns whom that turns out: who finds herself in
** line only when it is her turn, when what that takes has been fetched. */
static int32_t ask(struct assign_stable_kept *k, struct asker *n)
{
    int32_t x = n->x, rank = rank_of(k, x);
    const struct person *p = &k->person[x];
    if (!n->foreseen) ask_foresee(k, n);
    if (seated(k, x)) kept_turned_away(k, x, rank++);
    for (uint64_t behind = n->behind; behind; behind &= behind - 1) kept_behind(k, x, rank + __builtin_ctzll(behind));
    k->proposals += n->to - rank;
    for (rank = n->to; rank < p->n; rank++) {
        struct want w = p->v[rank];
        k->proposals++;
        if (w.listed) continue;
        if (line_key(p, rank) < k->first[node_of(k, w)]) { kept_behind(k, x, rank); continue; }
        int32_t out = choice_offer(&k->choices, (int32_t)w.place, w.kind, x, key_of(p, rank));
        if (out == x) { kept_turned_away(k, x, rank); continue; }
        sits(k, x, rank);
        uncut(k, (int32_t)w.place);
        return out;
    }
    stands(k, x, NOWHERE);
    return NONE;
}

/* Where she will stand in those lines. */
static void ask_lines_fetch(const struct assign_stable_kept *k, const struct asker *n)
{
    const struct person *p = &k->person[n->x];
    int32_t from = rank_of(k, n->x);
    if (seated(k, n->x)) {
        const struct line *t = &k->line[node_of(k, p->v[from++])];
        fetch(&t->after[t->sorted]);
        fetch(&t->after[t->n]);
    }
    for (uint64_t behind = n->behind; behind; behind &= behind - 1) {
        const struct line *t = &k->line[node_of(k, p->v[from + __builtin_ctzll(behind)])];
        fetch(&t->after[t->n]);
    }
}

static void ask_fetch(const struct assign_stable_kept *k, struct asker *next, size_t left)
{
    enum { PERSON = 11, LIST = 9, LINES = 7, AFTER = 5, REST = 3, OUT = 1, AHEAD = 12 };
    if (left > PERSON) person_fetch(k, next[PERSON].x);
    if (left > LIST) wishes_fetch(&k->person[next[LIST].x], rank_of(k, next[LIST].x), rank_of(k, next[LIST].x) + AHEAD);
    if (left > LINES) ask_foresee(k, &next[LINES]);
    if (left > AFTER) ask_lines_fetch(k, &next[AFTER]);
    if (left > REST && next[REST].place != NONE) place_fetch_rest(k, next[REST].place);
    if (left > OUT && next[OUT].place != NONE) choice_fetch_out(&k->choices, next[OUT].place);
}

static void ask_all(struct assign_stable_kept *k)
{
    for (size_t i = 0; i < k->ring.n; i++) {
        ask_fetch(k, k->ring.v + i, k->ring.n - i);
        int32_t x = ask(k, &k->ring.v[i]);
        if (x != NONE) *PUSH(k->a, &k->ring) = (struct asker){ .x = x, .place = NONE };
    }
    k->ring.n = 0;
}

/* ---- keeping and changing */

/* Her kind where the reserves are for these. */
static uint32_t kind_at(uint64_t reserved, uint64_t groups)
{
    uint32_t kind = 0;
    for (uint32_t i = 0, n = reserved & 0xff; i < n; i++) kind |= (uint32_t)(groups >> (reserved >> (8 * i + 8) & 0x3f) & 1) << i;
    return kind;
}

/* Most places reserve seats for the same. */
static void list_set(struct assign_stable_kept *k, int32_t x, const int32_t *wish, const int64_t *number, int32_t n)
{
    struct person *p = &k->person[x];
    uint64_t reserved = 0;
    uint32_t kind = 0;
    if (n > p->cap) { p->v = arena_alloc(k->a, sizeof *p->v * (size_t)n); p->cap = (uint16_t)n; }
    p->n = (uint16_t)n;
    for (int32_t i = 0; i < n; i++) {
        if (k->reserved[wish[i]] != reserved) { reserved = k->reserved[wish[i]]; kind = kind_at(reserved, p->groups); }
        p->v[i] = (struct want){ (uint32_t)wish[i] & 0x3ffff, kind & 63, false, 0, (int32_t)number[i] };
    }
}

static void leave(struct assign_stable_kept *k, int32_t x)
{
    struct person *p = &k->person[x];
    int32_t was = rank_of(k, x);
    if (p->gone) return;
    if (seated(k, x)) seat_leave(k, x);
    p->gone = true;
    k->stand[x].list++;
    stands(k, x, 0);
    gone(k, x, 0, was);
    p->n = 0;
}

/* What the next to leave will look at. */
static void leave_fetch(const struct assign_stable_kept *k, const struct assign_stable_change *c, size_t left, uint64_t *heads)
{
    enum { PERSON = 10, LIST = 8, HEADS = 6, NEXTS = 4, STANDS = 2 };
    if (left > PERSON) person_fetch(k, c[PERSON].applicant);
    if (left > LIST) wishes_fetch(&k->person[c[LIST].applicant], 0, rank_of(k, c[LIST].applicant) + 1);
    if (left > LIST && seated(k, c[LIST].applicant)) place_fetch(k, seat_of(k, c[LIST].applicant).place);
    if (left > HEADS) heads[HEADS] = heads_find(k, c[HEADS].applicant, 0);
    if (left > HEADS && seated(k, c[HEADS].applicant)) place_fetch_rest(k, seat_of(k, c[HEADS].applicant).place);
    if (left > NEXTS) nexts_fetch(k, c[NEXTS].applicant, 0, heads[NEXTS], false);
    if (left > STANDS) nexts_fetch(k, c[STANDS].applicant, 0, heads[STANDS], true);
    memmove(heads, heads + 1, sizeof *heads * HEADS);
}

static void come_back(struct assign_stable_kept *k, const struct assign_stable_change *c)
{
    struct person *p = &k->person[c->applicant];
    if (!p->gone) return;                                       /* a later list of hers counts */
    p->gone = false;
    p->groups = c->groups;
    list_set(k, c->applicant, c->wish, c->number, c->n);
    *PUSH(k->a, &k->ring) = (struct asker){ .x = c->applicant, .place = NONE };
}

static void change_fetch(const struct assign_stable_change *c)
{
    if (c->n <= 0) return;
    lines_fetch(c->wish, sizeof *c->wish * (size_t)c->n);
    lines_fetch(c->number, sizeof *c->number * (size_t)c->n);
}

static void places_keep(struct assign_stable_kept *k, const struct assign_round *r)
{
    for (int32_t p = 0; p < r->places; p++) {
        k->node[p] = k->nodes;
        k->nodes += 1 << r->place[p].nreserves;
        k->reserved[p] = (uint64_t)r->place[p].nreserves;
        for (int32_t i = 0; i < r->place[p].nreserves; i++)
            k->reserved[p] |= (uint64_t)r->place[p].reserves[i].group << (8 * i + 8);
    }
    k->line = lines_alloc(k->a, sizeof *k->line * ((size_t)k->nodes + 1));
    k->first = lines_alloc(k->a, sizeof *k->first * ((size_t)k->nodes + 1));
    k->cutoff = lines_alloc(k->a, sizeof *k->cutoff * ((size_t)k->nodes + 1));
    for (int32_t p = 0; p < r->places; p++) stir(k, p);
}

/* cap counts first how many will stand in each line. */
static void people_keep(struct assign_stable_kept *k, const struct assign_round *r, const uint32_t *lot, const int32_t *seat)
{
    for (int32_t x = 0; x < r->applicants; x++) {
        struct person *p = &k->person[x];
        p->lot = lot[x];
        p->groups = r->groups ? r->groups[x] : 0;
        list_set(k, x, r->wish + r->first[x], r->number + r->first[x], r->first[x + 1] - r->first[x]);
        stands(k, x, NOWHERE);
        if (seat[x] >= 0) seat_take(k, x, seat[x] - r->first[x]);
        for (int32_t i = 0; i < p->n && i < rank_of(k, x); i++) k->line[node_of(k, p->v[i])].cap++;
    }
    for (int32_t i = 0; i < k->nodes; i++) {
        struct line *t = &k->line[i];
        t->cap += t->cap / 2 + 8;
        t->after = arena_alloc(k->a, sizeof *t->after * (size_t)t->cap);
    }
    for (int32_t x = 0; x < r->applicants; x++)
        for (int32_t i = 0; i < k->person[x].n && i < rank_of(k, x); i++) kept_turned_away(k, x, i);
    for (int32_t i = 0; i < k->nodes; i++) kept_line_sort(k, &k->line[i]);
}

static void cutoffs_find(struct assign_stable_kept *k)
{
    const int32_t *p = k->uncuts.v;
    for (size_t i = 0, n = k->uncuts.n; i < n; i++) {
        if (i + 8 < n) choice_fetch(&k->choices.v[p[i + 8]]);
        if (i + 4 < n) place_fetch_rest(k, p[i + 4]);
        if (i + 4 < n) lines_fetch(k->cutoff + k->node[p[i + 4]], sizeof *k->cutoff << k->choices.v[p[i + 4]].nreserves);
        if (i + 2 < n) choice_fetch_out(&k->choices, p[i + 2]);
        clearing_cutoffs_at(&k->choices, p[i], k->cutoff + k->node[p[i]]);
        k->uncut[p[i]] = false;
    }
    k->uncuts.n = 0;
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
    *k = (struct assign_stable_kept){ .a = a, .applicants = r->applicants, .places = r->places,
        .person = lines_alloc(a, sizeof *(*kept)->person * n), .stand = NEWS(a, struct stand, n),
        .waits = NEWS(a, uint64_t, places), .reserved = NEWS(a, uint64_t, places),
        .node = NEWS(a, int32_t, places), .seen = NEWS(a, int32_t, places), .stirred_in = NEWS(a, uint32_t, places),
        .uncut = NEWS(a, bool, places), .closed = NEWS(a, bool, places), .stamp = 1 };
    uint32_t *who;
    const uint32_t *lot = clearing_ranks(a, r, &who);
    choices_init(a, r, who, &k->choices);
    places_keep(k, r);
    people_keep(k, r, lot, s->seat);
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
    for (size_t i = 0; i < n; i++) {
        if (i + 4 < n) change_fetch(&c[i + 4]);
        TRY(change_check(k, &c[i], (int32_t)i + 1, e));
    }
    if (arena_guard(k->a) != 0) return fail(e, RC_LIMIT, "the changes need more memory than the round was given");
    uint64_t heads[8] = { 0 };
    for (size_t i = 0; i < n; i++) {
        leave_fetch(k, c + i, n - i, heads);
        leave(k, c[i].applicant);
    }
    fill_all(k);
    exchanges(k);
    for (size_t i = n; i-- > 0;) {
        if (i > 7) person_fetch(k, c[i - 8].applicant);
        if (i > 3) change_fetch(&c[i - 4]);
        if (i > 3) lines_fetch(k->person[c[i - 4].applicant].v, sizeof *k->person->v * k->person[c[i - 4].applicant].cap);
        come_back(k, &c[i]);
    }
    ask_all(k);
    arena_unguard(k->a);
    return RC_OK;
}

enum rc assign_stable_kept_answer(struct arena *a, struct assign_stable_kept *k, const int32_t *first, struct assign_stable *out,
    struct err *e)
{
    if (arena_guard(a) != 0) return fail(e, RC_LIMIT, "the answer needs more memory than it was given");
    *out = (struct assign_stable){ .seat = arena_alloc(a, sizeof *out->seat * ((size_t)k->applicants + 1)),
        .closed = k->closed,
        .cutoff = k->cutoff,
        .cutoff_first = k->node,
        .proposals = k->proposals,
        .rounds = 1 };
    /* no branch could be foretold: NONE has all bits set */
    for (int32_t x = 0; x < k->applicants; x++) out->seat[x] = (first[x] + rank_of(k, x)) | -(int32_t)(rank_of(k, x) == NOWHERE);
    cutoffs_find(k);
    arena_unguard(a);
    return RC_OK;
}
