/* dict.c: what the index knows for good, by number: terms, places, terms of business, industry codes; and the columns
** of listings. Numbers only grow, so what holds one never has to be told. Tables are open addressing: 0 = free, else
** number + 1. Of a term nothing is kept but its key and how many say it: pairs of characters are their own key. */
#include "engine/dock/inner.h"

static void *wider(struct arena *a, void *v, size_t had, size_t cap, size_t size)
{
    void *p = arena_alloc(a, arena_times(cap, size));
    if (had) memcpy(p, v, had * size);
    return p;
}

/* --- terms */
static uint32_t *dict_slot(const struct dict *d, uint64_t key)
{
    size_t at = key_hash(key) & (d->slots - 1);
    while (d->slot[at] && d->key.v[d->slot[at] - 1] != key) at = (at + 1) & (d->slots - 1);
    return &d->slot[at];
}

int64_t dict_find(const struct dict *d, uint64_t key)
{
    uint32_t n = d->slots ? *dict_slot(d, key) : 0;
    return n ? (int64_t)n - 1 : NO_TERM;
}

/* A term of a large index is nowhere near in memory; asked for one by one, each look-up waits for three fetches. */
void dict_soon(const struct dict *d, const uint64_t *key, size_t n)
{
    for (size_t i = 0; d->slots && i < n; i++) touch(&d->slot[key_hash(key[i]) & (d->slots - 1)]);
    for (size_t i = 0; d->slots && i < n; i++) {
        uint32_t at = d->slot[key_hash(key[i]) & (d->slots - 1)];
        if (at) { touch(&d->key.v[at - 1]); touch(&d->df[at - 1]); }
    }
}

static void dict_grow(struct dict *d, struct arena *a)
{
    size_t n = d->slots ? 2 * d->slots : 4096;
    uint32_t *v = NEWS(a, uint32_t, n);
    for (size_t i = 0; i < d->key.n; i++) {
        size_t at = key_hash(d->key.v[i]) & (n - 1);
        while (v[at]) at = (at + 1) & (n - 1);
        v[at] = (uint32_t)i + 1;
    }
    d->slot = v;
    d->slots = n;
}

void dict_fill(struct dict *d, struct arena *a, const uint64_t *key, size_t n)
{
    size_t cap = n + n / 16 + 2048;
    d->key.v = wider(a, NULL, 0, cap, sizeof *d->key.v);
    d->df = NEWS(a, uint32_t, cap);
    if (n) memcpy(d->key.v, key, n * sizeof *key);
    d->key.n = n;
    d->key.cap = d->df_cap = cap;
    for (d->slots = 2048; 4 * (n + n / 8) > 6 * d->slots; ) d->slots *= 2;
    dict_grow(d, a);
}

void dict_tighten(struct dict *d, struct arena *a)
{
    struct arena fresh;
    struct dict tight = { 0 };
    jmp_buf full;
    arena_init(&fresh, a->cap);
    fresh.huge = a->huge;
    fresh.guard = &full;
    if (setjmp(full) != 0) { arena_free(&fresh); return; }
    dict_fill(&tight, &fresh, d->key.v, d->key.n);
    if (d->key.n) memcpy(tight.df, d->df, d->key.n * sizeof *d->df);
    fresh.guard = NULL;
    arena_free(a);
    *a = fresh;
    *d = tight;
}

uint32_t dict_number(struct dict *d, struct arena *a, uint64_t key)
{
    if (4 * (d->key.n + 1) > 3 * d->slots) dict_grow(d, a);
    uint32_t *slot = dict_slot(d, key);
    if (*slot) return *slot - 1;
    if (d->key.n == d->df_cap) {
        size_t cap = d->df_cap ? 2 * d->df_cap : 2048;
        uint32_t *df = wider(a, d->df, d->df_cap, cap, sizeof *df);
        d->key.v = wider(a, d->key.v, d->df_cap, cap, sizeof *d->key.v);
        d->key.cap = cap;
        d->df = df;
        d->df_cap = cap;
    }
    d->df[d->key.n] = 0;
    d->key.v[d->key.n++] = key;
    return *slot = (uint32_t)d->key.n, *slot - 1;
}

/* --- places and terms of business */
static uint64_t spot_hash(const struct spot *s)
{
    const struct str part[] = { s->district, s->zone, s->stage, s->org_kind };
    uint64_t h = 0;
    for (size_t i = 0; i < LEN(part); i++) h = (h ^ str_hash(part[i])) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 32;
}

static bool spot_eq(const struct spot *x, const struct spot *y)
{
    return str_eq(x->district, y->district) && str_eq(x->zone, y->zone) && str_eq(x->stage, y->stage) && str_eq(x->org_kind, y->org_kind);
}

static uint64_t deal_hash(const struct deal *d)
{
    const int64_t part[] = { d->amount_low, d->amount_high, d->from_day, d->to_day };
    uint64_t h = 0;
    for (size_t i = 0; i < LEN(part); i++) h = (h ^ (uint64_t)part[i]) * 0x9e3779b97f4a7c15u, h ^= h >> 29;
    return h;
}

static bool deal_eq(const struct deal *x, const struct deal *y)
{
    return x->amount_low == y->amount_low && x->amount_high == y->amount_high && x->from_day == y->from_day && x->to_day == y->to_day;
}

/* The same table for both. */
#define ROW_FIND(t, a, x, hash, eq, number) do {                                                                \
    if (2 * ((t)->n + 1) > (t)->slots) {                                                                        \
        size_t slots_ = (t)->slots ? 2 * (t)->slots : 64;                                                       \
        uint32_t *slot_ = NEWS(a, uint32_t, slots_);                                                            \
        for (size_t i_ = 0, at_; i_ < (t)->n; slot_[at_] = (uint32_t)++i_)                                      \
            for (at_ = hash(&(t)->v[i_]) & (slots_ - 1); slot_[at_]; ) at_ = (at_ + 1) & (slots_ - 1);          \
        (t)->slot = slot_;                                                                                      \
        (t)->slots = slots_;                                                                                    \
    }                                                                                                           \
    size_t at_ = hash(x) & ((t)->slots - 1);                                                                    \
    while ((t)->slot[at_] && !eq(&(t)->v[(t)->slot[at_] - 1], x)) at_ = (at_ + 1) & ((t)->slots - 1);           \
    number = &(t)->slot[at_];                                                                                   \
} while (0)

uint32_t spot_number(struct spots *s, struct arena *a, const struct dock_listing *l, const struct facts *f)
{
    struct spot x = { l->district, l->zone, l->stage, l->org_kind,
        { .district = f->district, .zone = f->zone, .stage = f->stage, .stage_rank = f->stage_rank } };
    uint32_t *number;
    ROW_FIND(s, a, &x, spot_hash, spot_eq, number);
    if (*number) return *number - 1;
    struct str *part[] = { &x.district, &x.zone, &x.stage, &x.org_kind };
    for (size_t i = 0; i < LEN(part); i++) *part[i] = str_copy(a, *part[i]);
    *PUSH(a, s) = x;
    *number = (uint32_t)s->n;
    return *number - 1;
}

uint32_t deal_number(struct deals *d, struct arena *a, const struct facts *f)
{
    struct deal x = { f->amount ? f->amount_low : 0, f->amount ? f->amount_high : 0, f->dates ? f->from_day : 0, f->dates ? f->to_day : 0 };
    uint32_t *number;
    ROW_FIND(d, a, &x, deal_hash, deal_eq, number);
    if (!*number) { *PUSH(a, d) = x; *number = (uint32_t)d->n; }
    return *number - 1;
}

uint16_t code_number(struct codes *c, struct arena *a, int code)
{
    for (size_t i = 0; i < c->n; i++) if (c->v[i] == code) return (uint16_t)i;
    must(c->n < UINT16_MAX);                    /* 97 divisions of a hundred classes, and 20 sections */
    *PUSH(a, c) = code;
    return (uint16_t)(c->n - 1);
}

/* --- columns */
struct column column_between(int64_t low, int64_t high)
{
    struct column c = { .base = low, .low = INT64_MAX, .high = INT64_MIN };
    for (uint64_t range = (uint64_t)high - (uint64_t)low; range > c.mask; c.width++) c.mask = c.mask << 8 | 255;
    return c;
}

void column_put(struct column *c, size_t i, int64_t v)
{
    uint64_t all, above = (uint64_t)v - (uint64_t)c->base;
    must(above <= c->mask);
    memcpy(&all, c->v + i * c->width, sizeof all);
    all = (all & ~c->mask) | above;
    memcpy(c->v + i * c->width, &all, sizeof all);
    if (c->low > v) c->low = v;
    if (c->high < v) c->high = v;
}

static void column_room(struct column *c, struct arena *a, size_t had, size_t cap)
{
    c->v = wider(a, c->v, had * c->width, arena_times(cap, c->width) + COLUMN_SPARE, 1);
}

void docs_wide(struct docs *d)
{
    static const int64_t most[COLS][2] = { [COL_ID] = { INT64_MIN, INT64_MAX },
        [COL_PUBLISHED] = { INT64_MIN, INT64_MAX },
        [COL_OWN] = { INT64_MIN, INT64_MAX },
        [COL_UNTIL] = { INT32_MIN, INT32_MAX },
        [COL_SPOT] = { 0, UINT32_MAX },
        [COL_DEAL] = { 0, UINT32_MAX },
        [COL_NSKILL] = { 0, UINT16_MAX },
        [COL_TEXT] = { INT64_MIN, INT64_MAX } };
    for (int c = 0; c < COLS; c++) d->column[c] = column_between(most[c][0], most[c][1]);
}

void docs_narrow(struct docs *d, const struct docs *x, const struct docs *y)
{
    for (int c = 0; c < COLS; c++) {
        int64_t low = INT64_MAX, high = INT64_MIN;
        for (int turn = 0; turn < 2; turn++) {
            const struct docs *of = turn ? y : x;
            if (of && low > of->column[c].low) low = of->column[c].low;
            if (of && high < of->column[c].high) high = of->column[c].high;
        }
        d->column[c] = low <= high ? column_between(low, high) : column_between(0, 0);
    }
}

void docs_room(struct docs *d, struct arena *a, size_t n)
{
    if (n <= d->cap) return;
    size_t cap = d->cap ? d->cap : 64, had = d->n;
    while (cap < n) cap *= 2;
    if (had == 0) cap = n;
#define COLUMN(name) d->name = wider(a, d->name, had, cap, sizeof *d->name)
    COLUMN(part); COLUMN(industry); COLUMN(length); COLUMN(class);
#undef COLUMN
    uint8_t *reach = NEWS(a, uint8_t, cap + WINDOW);
    if (had) memcpy(reach, d->reach, had);
    d->reach = reach;
    for (int c = 0; c < COLS; c++) column_room(&d->column[c], a, had, cap);
    uint64_t *alive = NEWS(a, uint64_t, (cap + WINDOW) / 64);       /* a whole window can be read at the end */
    if (had) memcpy(alive, d->alive, (had + 63) / 64 * sizeof *alive);
    d->alive = alive;
    d->cap = cap;
}

void docs_copy(struct docs *to, size_t at, const struct docs *from, size_t i)
{
    for (int c = 0; c < COL_TEXT; c++) column_put(&to->column[c], at, column_at(&from->column[c], i));
    to->part[at] = from->part[i];
    to->industry[at] = from->industry[i];
    to->length[at] = from->length[i];
    to->class[at] = from->class[i];
}

static size_t slot_first(const struct docs *d, int64_t id) { return (size_t)(((uint64_t)id * 0x9e3779b97f4a7c15u >> 32) * d->slots >> 32); }
static size_t slot_next(const struct docs *d, size_t at) { return at + 1 < d->slots ? at + 1 : 0; }

void docs_slots(struct docs *d, struct arena *a, size_t n)
{
    d->slots = n + n / 2 + 64;
    d->slot = column_between(0, (int64_t)n);
    d->slot.v = NEWS(a, uint8_t, arena_times(d->slots, d->slot.width) + COLUMN_SPARE);
}

void docs_slot(struct docs *d, uint32_t doc)
{
    size_t at = slot_first(d, doc_id(d, doc));
    while (column_at(&d->slot, at)) at = slot_next(d, at);
    column_put(&d->slot, at, (int64_t)doc + 1);
}

void docs_soon(const struct docs *d, int64_t id) { if (d->slots) __builtin_prefetch(d->slot.v + slot_first(d, id) * d->slot.width); }

uint32_t docs_find(const struct docs *d, int64_t id)
{
    if (!d->slots) return NO_DOC;
    for (size_t at = slot_first(d, id), doc; (doc = (size_t)column_at(&d->slot, at)); at = slot_next(d, at))
        if (doc_id(d, doc - 1) == id && doc_alive(d, doc - 1)) return (uint32_t)doc - 1;
    return NO_DOC;
}

/* --- a listing as one piece of bytes: numbers, then texts, each with its length; numbers by sevens, zigzag */
static uint8_t *num_put(uint8_t *p, int64_t v)
{
    uint64_t u = (uint64_t)v << 1 ^ (uint64_t)(v >> 63);
    for (; u > 127; u >>= 7) *p++ = (uint8_t)(u | 128);
    *p++ = (uint8_t)u;
    return p;
}

static const uint8_t *num_get(const uint8_t *p, int64_t *v)
{
    uint64_t u = 0;
    int shift = 0;
    for (; *p & 128; shift += 7) u |= (uint64_t)(*p++ & 127) << shift;
    u |= (uint64_t)*p++ << shift;
    *v = (int64_t)(u >> 1) ^ -(int64_t)(u & 1);
    return p;
}

enum { NUMBERS = 11, TEXTS = 9, NUM_MOST = 10, SAYING_MOST = 6 };     /* the two last: bytes of one */
#define LISTING_TEXTS(l) { &(l)->kind, &(l)->title, &(l)->body, &(l)->industry, &(l)->district, &(l)->zone, &(l)->stage, &(l)->org_kind, &(l)->lang }

static uint8_t *saying_put(uint8_t *p, uint32_t v)
{
    for (; v > 127; v >>= 7) *p++ = (uint8_t)(v | 128);
    *p++ = (uint8_t)v;
    return p;
}

static uint32_t said_step(const uint32_t *said, size_t i)
{
    uint32_t at = i ? said[i - 1] >> 4 : UINT32_MAX;
    return ((said[i] >> 4) - at) << 1 | ((said[i] & 15) != TF_CODE_BODY);
}

/* How many bytes a step takes nobody foresees: four are written, and the code behind it, wanted or not. Five behind the last
** may be, too. */
static uint8_t *said_put(uint8_t *p, const uint32_t *said, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t v = said_step(said, i);
        if (v >> 28) p = saying_put(p, v);
        else {
            size_t bytes = 1 + (size_t)(v > 127) + (v >= 1 << 14) + (v >= 1 << 21);
            uint32_t sevens = (v & 0x7f) | (v & 0x3f80) << 1 | (v & 0x1fc000) << 2 | (v & 0xfe00000) << 3;
            sevens |= 0x808080 & ((1u << 8 * (bytes - 1)) - 1);
            memcpy(p, &sevens, sizeof sevens);
            p += bytes;
        }
        *p = (uint8_t)(said[i] & 15);
        p += v & 1;
    }
    return p;
}

static size_t said_size(const uint32_t *said, size_t n)
{
    size_t bytes = n;
    for (size_t i = 0; i < n; i++) {
        uint32_t v = said_step(said, i);
        bytes += (size_t)(v > 127) + (v >= 1 << 14) + (v >= 1 << 21) + (v >= 1 << 28) + (v & 1);
    }
    return bytes;
}

const uint8_t *listing_pack(struct arena *a, const struct dock_listing *l, const uint32_t *said, size_t n, uint32_t tokens, size_t *size)
{
    const int64_t number[NUMBERS] = { (int64_t)l->skills.n, l->id, l->side, l->amount_low, l->amount_high, l->from_day, l->to_day,
        l->open_until, l->quantity, l->published_ms, l->own };
    const struct str *text[TEXTS] = LISTING_TEXTS(l);
    size_t room = NUM_MOST * (NUMBERS + TEXTS + l->skills.n + 1) + 3 * SAYING_MOST, bytes = said_size(said, n);
    for (size_t i = 0; i < TEXTS; i++) room += text[i]->n;
    for (size_t i = 0; i < l->skills.n; i++) room += l->skills.v[i].n;
    uint8_t *start = arena_alloc(a, room + bytes), *p = start;
    p = saying_put(saying_put(saying_put(p, (uint32_t)bytes), tokens), (uint32_t)n);
    p = said_put(p, said, n);
    for (size_t i = 0; i < NUMBERS; i++) p = num_put(p, number[i]);
    for (size_t i = 0; i < TEXTS + l->skills.n; i++) {
        struct str s = i < TEXTS ? *text[i] : l->skills.v[i - TEXTS];
        p = num_put(p, s.p ? (int64_t)s.n : -1);
        if (s.n) memcpy(p, s.p, s.n);
        p += s.n;
    }
    *size = (size_t)(p - start);
    arena_shrink(a, start, *size);
    return start;
}

/* A packed listing of no terms, numbers 0 and absent texts. */
const uint8_t listing_nothing[3 + NUMBERS + TEXTS] = { [3 + NUMBERS] = 1, 1, 1, 1, 1, 1, 1, 1, 1 };
_Static_assert(TEXTS == 9, "as many ones as texts");

/* --- of bytes that may be anything */
static const uint8_t *num_sound(const uint8_t *p, const uint8_t *end, int most, int64_t *v)
{
    uint64_t u = 0;
    for (int i = 0; i < most && p < end; i++) {
        if (i == 9 && *p > 1) return NULL;
        u |= (uint64_t)(*p & 127) << 7 * i;
        if (*p++ & 128) continue;
        *v = (int64_t)(u >> 1) ^ -(int64_t)(u & 1);
        return p;
    }
    return NULL;
}

static const uint8_t *saying_sound(const uint8_t *p, const uint8_t *end, uint64_t *v)
{
    *v = 0;
    for (int i = 0; i < 5 && p < end; i++) {
        *v |= (uint64_t)(*p & 127) << 7 * i;
        if (!(*p++ & 128)) return *v <= UINT32_MAX ? p : NULL;
    }
    return NULL;
}

static const uint8_t *said_sound(const uint8_t *p, const uint8_t *end, size_t terms)
{
    uint64_t bytes, tokens, n, step, term = 0;
    if (!(p = saying_sound(p, end, &bytes)) || !(p = saying_sound(p, end, &tokens)) || !(p = saying_sound(p, end, &n))) return NULL;
    if (bytes > (size_t)(end - p)) return NULL;
    for (end = p + bytes; p < end; n--) {                           /* term: the next one's least number */
        if (!(p = saying_sound(p, end, &step)) || step < 2 || n == 0) return NULL;
        term += step >> 1;
        if (term > terms || ((step & 1) && (p == end || *p++ >= TF_CODES))) return NULL;
    }
    return n == 0 ? p : NULL;
}

bool listing_sound(const uint8_t *p, size_t size, size_t terms)
{
    const uint8_t *end = p + size;
    int64_t n = 0, skills = 0;
    if (!(p = said_sound(p, end, terms))) return false;
    for (size_t i = 0; i < NUMBERS; i++) {
        if (!(p = num_sound(p, end, NUM_MOST, &n))) return false;
        if (i == 0) skills = n;
    }
    if (skills < 0 || skills > end - p) return false;
    for (int64_t i = 0; i < TEXTS + skills; i++) {
        if (!(p = num_sound(p, end, NUM_MOST, &n)) || n < -1 || n > end - p) return false;
        p += n > 0 ? n : 0;
    }
    return p == end;
}

static const uint8_t *text_get(const uint8_t *p, struct str *s)
{
    int64_t n;
    p = num_get(p, &n);
    *s = n < 0 ? STR_NONE : (struct str){ (const char *)p, (size_t)n };
    return p + s->n;
}

size_t listing_skills(const uint8_t *p)
{
    int64_t n;
    num_get(saying_open(p).end, &n);
    return (size_t)n;
}

size_t listing_size(const uint8_t *from)
{
    const uint8_t *p = saying_open(from).end;
    int64_t n;
    struct str s;
    size_t texts = TEXTS + listing_skills(from);
    for (size_t i = 0; i < NUMBERS; i++) p = num_get(p, &n);
    for (size_t i = 0; i < texts; i++) p = text_get(p, &s);
    return (size_t)(p - from);
}

void listing_unpack(const uint8_t *p, struct dock_listing *l, struct str *skills)
{
    int64_t n, side;
    int64_t *number[NUMBERS] = { &n, &l->id, &side, &l->amount_low, &l->amount_high, &l->from_day, &l->to_day, &l->open_until, &l->quantity,
        &l->published_ms, &l->own };
    struct str *text[TEXTS] = LISTING_TEXTS(l);
    p = saying_open(p).end;
    for (size_t i = 0; i < NUMBERS; i++) p = num_get(p, number[i]);
    for (size_t i = 0; i < TEXTS; i++) p = text_get(p, text[i]);
    l->side = (enum dock_side)side;
    l->skills = (struct strs){ skills, skills ? (size_t)n : 0, skills ? (size_t)n : 0 };
    for (size_t i = 0; i < l->skills.n; i++) p = text_get(p, &skills[i]);
}
