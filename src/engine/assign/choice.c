/* choice.c: a place's choice, one offer at a time. See choice.h for the rule.
**
** An offer changes little: at most one holder goes. So nothing is chosen anew;
** the newcomer is put in, and if that is one too many, the kinds that may lose
** somebody are found from the tight sets and the weakest among them goes.
*/
#include "engine/assign/choice.h"

uint32_t assign_kind(const struct assign_place *p, uint64_t groups)
{
    uint32_t kind = 0;
    for (int32_t i = 0; i < p->nreserves; i++) kind |= (uint32_t)(groups >> p->reserves[i].group & 1) << i;
    return kind;
}

/* --- rows of holders */
enum { ROW = 512 };             /* the most of one row */
_Static_assert(LIMIT_ROUND_APPLICANTS <= 1 << 21 && LIMIT_ROUND_POINTS < 1 << 30 && LIMIT_ROUND_RESERVES <= 6,
    "a word has room for any holder");

static uint64_t word_of(uint64_t key, uint32_t kind) { return key >> 32 << 27 | (key & 0x1fffff) << 6 | kind; }
static uint64_t key_of(uint64_t word) { return word >> 27 << 32 | (word >> 6 & 0x1fffff); }
static uint32_t kind_of(uint64_t word) { return word & 63; }

/* How many of the row stand below. */
static int32_t row_below(const struct row *row, uint64_t word)
{
    const uint64_t *v = row->v;
    int32_t n = row->n;
    if (n == 0) return 0;
    for (int32_t half; n > 1; n -= half) { half = n / 2; v += v[half - 1] < word ? half : 0; }
    return (int32_t)(v - row->v) + (*v < word);
}

/* Where a word stands or would: the last row that begins at or below it. */
static struct row *row_of(const struct choice *p, uint64_t word)
{
    int32_t at = 0;
    for (int32_t n = p->rows, half; n > 1; n -= half) { half = n / 2; at += p->row[at + half].v[0] <= word ? half : 0; }
    return &p->row[at];
}

/* A full row becomes two. */
static void row_split(struct choices *c, struct choice *p, int32_t at)
{
    if (p->rows == p->row_cap) {
        uint16_t cap = (uint16_t)(p->row_cap * 2 + 2);
        p->row = arena_grow(c->a, p->row, sizeof *p->row * (size_t)p->row_cap, sizeof *p->row * (size_t)cap);
        p->row_cap = cap;
    }
    struct row *row = &p->row[at];
    memmove(row + 2, row + 1, sizeof *row * (size_t)(p->rows - at - 1));
    p->rows++;
    row[1] = (struct row){ c->spare.n ? c->spare.v[--c->spare.n] : arena_alloc(c->a, sizeof *row->v * ROW), row->kinds, ROW / 2, ROW };
    row->n = ROW - ROW / 2;
    memcpy(row[1].v, row->v + row->n, sizeof *row->v * (size_t)row[1].n);
}

static void row_put(struct choices *c, struct choice *p, uint64_t word)
{
    struct row *row = row_of(p, word);
    if (row->n == ROW) { row_split(c, p, (int32_t)(row - p->row)); row = row_of(p, word); }
    if (row->n == row->cap) {
        int32_t cap = row->cap < ROW / 2 - 4 ? row->cap * 2 + 8 : ROW;
        row->v = arena_grow(c->a, row->v, sizeof *row->v * (size_t)row->cap, sizeof *row->v * (size_t)cap);
        row->cap = cap;
    }
    int32_t i = row_below(row, word);
    memmove(row->v + i + 1, row->v + i, sizeof *row->v * (size_t)(row->n++ - i));
    row->v[i] = word;
    row->kinds |= UINT64_C(1) << kind_of(word);
}

/* An empty row goes, but for the last one. */
static void row_take(struct choices *c, struct choice *p, struct row *row, int32_t i)
{
    memmove(row->v + i, row->v + i + 1, sizeof *row->v * (size_t)(--row->n - i));
    if (row->n > 0 || p->rows == 1) return;
    if (row->cap == ROW) *PUSH(c->a, &c->spare) = row->v;
    p->rows--;
    memmove(row, row + 1, sizeof *row * (size_t)(p->row + p->rows - row));
}

/* --- set up */
static int32_t *reserve_of(const struct choice *p) { return p->meets + (1u << p->nreserves); }
static int32_t *hard_reserve_of(const struct choice *p) { return p->meets + (2u << p->nreserves); }
static int32_t *number_of(const struct choice *p) { return p->meets + (3u << p->nreserves); }

static void choice_init(struct arena *a, const struct assign_place *at, int32_t cap, struct choice *p)
{
    size_t sets = (size_t)1 << at->nreserves;
    *p = (struct choice){ .seats = at->seats, .nreserves = (uint8_t)at->nreserves, .row = &p->only, .rows = 1, .row_cap = 1 };
    p->meets = lines_alloc(a, sizeof *p->meets * 4 * sets + sizeof *p->cut * (sets + (size_t)cap));
    p->cut = (uint64_t *)(p->meets + 4 * sets);
    p->only.v = p->cut + sets;
    p->only.cap = cap;
    for (int32_t i = 0; i < at->nreserves; i++) p->group[i] = (uint8_t)at->reserves[i].group;
    for (int32_t i = 0; i < at->nreserves; i++)
        if (at->reserves[i].hard) { p->hard |= (uint8_t)(1u << i); p->hard_seats += at->reserves[i].seats; }
    for (uint32_t u = 0; u < sets; u++)
        for (int32_t i = 0; i < at->nreserves; i++) {
            if (u >> i & 1) continue;
            reserve_of(p)[u] += at->reserves[i].seats;
            if (at->reserves[i].hard) hard_reserve_of(p)[u] += at->reserves[i].seats;
        }
}

void choices_clear(const struct assign_round *r, struct choices *c)
{
    for (int32_t i = 0; i < r->places; i++) {
        struct choice *p = &c->v[i];
        uint32_t sets = 1u << p->nreserves;
        p->held = 0;
        p->present = 0;
        p->counted = false;
        p->closed = false;
        while (p->rows > 1) *PUSH(c->a, &c->spare) = p->row[--p->rows].v;
        p->row->n = 0;
        p->row->kinds = 0;
        for (uint32_t u = 0; u < sets; u++) { p->meets[u] = 0; number_of(p)[u] = 0; p->cut[u] = 0; }
    }
}

void choices_init(struct arena *a, const struct assign_round *r, const uint32_t *who, struct choices *c)
{
    int64_t seats = 0;
    *c = (struct choices){ .a = a, .v = lines_alloc(a, sizeof *c->v * ((size_t)r->places + 1)), .who = who };
    for (int32_t i = 0; i < r->places; i++) seats += r->place[i].seats;
    bool few = seats <= (int64_t)2 * r->applicants;                 /* else most seats stay empty, and have memory when somebody comes */
    for (int32_t i = 0; i < r->places; i++) {
        int32_t n = r->place[i].seats < ROW ? r->place[i].seats : ROW;
        choice_init(a, &r->place[i], few ? n : 0, &c->v[i]);
    }
    choices_clear(r, c);
}

/* --- choosing */
static void number_add(struct choice *p, uint32_t kind, int32_t by)
{
    int32_t n = number_of(p)[kind] += by;
    p->present = (p->present & ~(UINT64_C(1) << kind)) | (uint64_t)(n > 0) << kind;
    p->held += by;
    p->counted = false;
}

/* No branch could be foretold here. */
static void count(struct choice *p, uint32_t kind, int32_t by)
{
    number_add(p, kind, by);
    for (uint32_t u = 1; u < 1u << p->nreserves; u++) p->meets[u] += by * ((u & kind) != 0);
}

static void count_instead(struct choice *p, uint32_t out, uint32_t in)
{
    number_add(p, out, -1);
    number_add(p, in, 1);
    for (uint32_t u = 1; u < 1u << p->nreserves; u++) p->meets[u] += ((u & in) != 0) - ((u & out) != 0);
}

/* Over the subsets U of `within`; returns the least there is. The sets that attain it are closed under union and intersection, so the
** greatest number among them is the largest, the least number the smallest. */
static int32_t tight_find(const struct choice *p, const int32_t *reserve, uint32_t within, struct tight *t)
{
    int32_t least = INT32_MAX;
    *t = (struct tight){ 0 };
    for (uint32_t u = within;; u = (u - 1) & within) {
        int32_t n = reserve[u] + p->meets[u];
        least = n < least ? n : least;
        if (u == 0) break;
    }
    for (uint32_t u = within;; u = (u - 1) & within) {
        int32_t above = reserve[u] + p->meets[u] - least;
        t->sets |= (uint64_t)(above == 0) << u;
        t->next |= (uint64_t)(above == 1) << u;
        if (u == 0) return least;
    }
}

static void tight_count(struct choice *p)
{
    if (p->counted) return;
    p->counted = true;
    tight_find(p, reserve_of(p), (1u << p->nreserves) - 1, &p->any);
    p->filled = tight_find(p, hard_reserve_of(p), p->hard, &p->strict);
}

/* misses[u]: the kinds that do not meet the set u, as bits, and as well the sets that do not meet the kind u. */
#define LACKS(u, i, set) ((u) >> (i) & 1 ? UINT64_C(set) : UINT64_MAX)
#define MISS(u) (LACKS(u, 0, 0x5555555555555555) & LACKS(u, 1, 0x3333333333333333) & LACKS(u, 2, 0x0f0f0f0f0f0f0f0f) & \
    LACKS(u, 3, 0x00ff00ff00ff00ff) & LACKS(u, 4, 0x0000ffff0000ffff) & LACKS(u, 5, 0x00000000ffffffff))
#define MISS4(u) MISS(u), MISS((u) + 1), MISS((u) + 2), MISS((u) + 3)
#define MISS16(u) MISS4(u), MISS4((u) + 4), MISS4((u) + 8), MISS4((u) + 12)
static const uint64_t misses[1 << LIMIT_ROUND_RESERVES] = { MISS16(0), MISS16(16), MISS16(32), MISS16(48) };

/* With one more holder of a kind that meets no set of `apart`: is a seat more filled, and the largest tight set. */
static bool fills(struct tight t, uint64_t apart, uint32_t *tight)
{
    uint64_t sets = t.sets & apart;
    *tight = 63 - (uint32_t)__builtin_clzll(sets ? sets : t.sets | (t.next & apart));
    return sets == 0;
}

/* With one fewer: is a seat less filled, and the smallest; one more holder fills another seat exactly when her kind meets it. */
static bool empties(struct tight t, uint64_t apart, uint32_t *tight)
{
    uint64_t sets = t.sets & ~apart;
    *tight = (uint32_t)__builtin_ctzll(sets ? sets : t.sets | (t.next & ~apart));
    return sets != 0;
}

/* left: seats that are left besides the reserved ones that stay empty, before one more comes. */
static uint64_t at_risk(const struct choice *p, int32_t left, uint32_t kind)
{
    uint32_t tight, hard_tight;
    if (left + fills(p->strict, misses[kind], &hard_tight) > 0) return 0;
    fills(p->any, misses[kind], &tight);
    uint64_t may = misses[hard_tight] & (p->present | UINT64_C(1) << kind), costless = may & misses[tight];
    return costless ? costless : may;
}

uint64_t choice_at_risk(struct choice *p, uint32_t kind)
{
    int32_t left = p->seats - p->hard_seats - p->held;
    if (left > 0) return 0;
    if (p->nreserves == 0) return 1;
    tight_count(p);
    return at_risk(p, left + p->filled, kind);
}

void choice_at_risk_all(struct choice *p, uint64_t *risk)
{
    uint32_t kinds = 1u << p->nreserves;
    int32_t left = p->seats - p->hard_seats - p->held;
    if (left > 0 || p->nreserves == 0) { for (uint32_t kind = 0; kind < kinds; kind++) risk[kind] = left <= 0; return; }
    tight_count(p);
    for (uint32_t kind = 0; kind < kinds; kind++) risk[kind] = at_risk(p, left + p->filled, kind);
}

/* The kinds there is room for when one fewer of a kind that meets no set of `apart` sits there. */
static uint64_t room_for(struct choice *p, int32_t held, uint64_t apart, uint64_t *first)
{
    uint32_t tight;
    *first = 0;
    if (p->nreserves == 0) return held < p->seats;
    tight_count(p);
    int32_t left = p->seats - p->hard_seats - held;
    uint64_t room = ~UINT64_C(0);
    if (left <= 0) {
        left += p->filled - empties(p->strict, apart, &tight);
        if (left < 0) return 0;
        if (left == 0) room = ~misses[tight];
    }
    empties(p->any, apart, &tight);
    *first = room & ~misses[tight];
    return room;
}

uint64_t choice_room(struct choice *p, uint64_t *first) { return room_for(p, p->held, ~UINT64_C(0), first); }
uint64_t choice_room_without(struct choice *p, uint32_t kind, uint64_t *first)
{
    return room_for(p, p->held - 1, misses[kind], first);
}

/* The row in which the weakest holder of these kinds stands, and where there; NULL: there is none. */
static struct row *weakest(const struct choice *p, uint64_t kinds, int32_t *at)
{
    if (!(kinds & p->present)) return NULL;
    for (struct row *row = p->row;; row++) {
        if (!(row->kinds & kinds)) continue;
        for (int32_t i = 0; i < row->n; i++)
            if (kinds >> kind_of(row->v[i]) & 1) { *at = i; return row; }
        row->kinds &= ~kinds;
    }
}

int32_t choice_weakest(const struct choices *c, int32_t place, uint64_t kinds, uint64_t *key)
{
    int32_t at;
    const struct row *row = weakest(&c->v[place], kinds, &at);
    if (!row) return ASSIGN_NOBODY;
    *key = key_of(row->v[at]);
    return (int32_t)c->who[(uint32_t)*key];
}

/* The one there goes and another comes. */
static void replace(struct choices *c, struct choice *p, struct row *row, int32_t at, uint64_t word)
{
    if (row_of(p, word) != row) { row_take(c, p, row, at); row_put(c, p, word); return; }
    int32_t i = row_below(row, word);
    uint64_t *v = row->v;
    if (i > at) memmove(v + at, v + at + 1, sizeof *v * (size_t)(--i - at));
    else memmove(v + i + 1, v + i, sizeof *v * (size_t)(at - i));
    v[i] = word;
    row->kinds |= UINT64_C(1) << kind_of(word);
}

/* From the same holders and more, who is turned down once is turned down again (substitutes): so cuts stand until a holder
** leaves of her own. */
int32_t choice_offer(struct choices *c, int32_t place, uint32_t kind, int32_t x, uint64_t key)
{
    struct choice *p = &c->v[place];
    int32_t at = 0;
    if (key < p->cut[kind]) return x;
    choice_fetch_seats(p);                                  /* while it is found out who goes */
    uint64_t risk = choice_at_risk(p, kind);
    struct row *row = weakest(p, risk, &at);
    if (risk >> kind & 1) p->cut[kind] = row ? key_of(row->v[at]) : UINT64_MAX;
    if (key < p->cut[kind]) return x;
    must(risk == 0 || row);
    if (!row) { row_put(c, p, word_of(key, kind)); count(p, kind, 1); return ASSIGN_NOBODY; }
    uint64_t out = row->v[at];
    replace(c, p, row, at, word_of(key, kind));
    if (kind_of(out) != kind) count_instead(p, kind_of(out), kind);
    return (int32_t)c->who[out >> 6 & 0x1fffff];
}

void choice_drop(struct choices *c, int32_t place, uint32_t kind, uint64_t key)
{
    struct choice *p = &c->v[place];
    uint64_t word = word_of(key, kind);
    struct row *row = row_of(p, word);
    int32_t i = row_below(row, word);
    must(i < row->n && row->v[i] == word);                  /* she holds a seat here */
    row_take(c, p, row, i);
    count(p, kind, -1);
    memset(p->cut, 0, sizeof *p->cut << p->nreserves);
}

bool choice_would(const struct choices *c, int32_t place, uint32_t kind, uint64_t key)
{
    struct choice *p = &c->v[place];
    uint64_t risk = choice_at_risk(p, kind);
    int32_t at;
    if (!(risk >> kind & 1)) return true;
    const struct row *row = weakest(p, risk, &at);
    return row && key > key_of(row->v[at]);
}
