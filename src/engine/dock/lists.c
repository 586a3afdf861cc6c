/* lists.c: postings, packed so that adding them up hardly has to unpack.
**
** Numbers of listings fall into windows of 4,096. A list with eight or more postings a window is kept by windows:
**
**     u8 WINDOWS | u8 largest code | u16 runs | signposts x u32 | runs x { u16 window, u8 na, u8 nb }
**         | for each run: nb x u16, then na bytes (padded to even); a signpost says where every 16th run's bytes begin
**     a  what is said once in the body, the usual case: steps from listing to listing, a byte each; 0 = 255 on, no posting
**        where they are many na is MAP, and a is a bit for each listing of the window, to be added up many at a time
**     b  the rest: place in the window << 4 | code
**     where na or nb does not fit, na is LARGE, and before b stand both, 16 bits each
**
** A thinner one is a chain of steps, numbers by sevens; before what is not said once in the body stand a 0 and its code. With a signpost
** every 128 postings, or without, where there are no more than these:
**
**     u8 CHAIN | u8 largest code | u16 signposts | signposts x { u32 listing before, u32 offset } | u32 bytes | chain
**     u8 SHORT | u8 largest code | u16 bytes | chain
*/
#include "engine/dock/sums.h"

enum { CHAIN, WINDOWS, SHORT };
enum { DENSE_LEAST = 8, SIGNPOST = 128, PIECE = 1 << 16, RUN_HEAD = 4, RUN_POST = 16, LARGE = 254, LARGE_BYTES = 4, MAP = 255,
    LARGE_MAP = 0xffff, MAP_BYTES = WINDOW / 8, MAP_LEAST = 320 };

static uint32_t get16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static uint32_t get32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static uint8_t *put16(uint8_t *p, uint32_t x) { uint16_t v = (uint16_t)x; memcpy(p, &v, 2); return p + 2; }
static uint8_t *put32(uint8_t *p, uint32_t x) { memcpy(p, &x, 4); return p + 4; }

/* What a head says of its run. bytes: all of it. */
struct pieces { const uint8_t *b, *a; uint32_t nb, na, bytes; bool map; };
static inline struct pieces run_pieces(const uint8_t *head, const uint8_t *data)
{
    struct pieces p = { .b = data, .na = head[2], .nb = head[3], .map = head[2] == MAP };
    if (p.na == LARGE) {
        p = (struct pieces){ .b = data + LARGE_BYTES, .na = get16(data), .nb = get16(data + 2) };
        p.map = p.na == LARGE_MAP;
    }
    if (p.map) p.na = MAP_BYTES;
    p.a = p.b + 2 * p.nb;
    p.bytes = (uint32_t)(p.a - data) + ((p.na + 1) & ~1u);
    return p;
}
static inline uint32_t run_bytes(const uint8_t *head, const uint8_t *data) { return run_pieces(head, data).bytes; }

/* Where a list of at most so many bytes is made: at the end of the piece at hand, or beside, to be moved when its size is known. */
static uint8_t *packer_room(struct packer *p, size_t most)
{
    if ((size_t)(p->end - p->at) >= most) return p->at;
    if (p->room < most) {
        p->room = 2 * most;
        p->desk = arena_alloc(p->work ? p->work : p->a, p->room);
    }
    return p->desk;
}

/* The list from start to end stays. A large one has a piece of its own, so that little is left over at the end of the others. */
static const uint8_t *packer_keep(struct packer *p, uint8_t *start, uint8_t *end)
{
    size_t n = (size_t)(end - start), even = n + (n & 1);
    if (start == p->at) { p->at += even; return start; }
    if (n > PIECE / 32) return memcpy(arena_alloc(p->a, n), start, n);
    if ((size_t)(p->end - p->at) < even) {
        p->at = arena_alloc(p->a, PIECE);
        p->end = p->at + PIECE;
    }
    uint8_t *to = p->at;
    memcpy(to, start, n);
    p->at += even;
    return to;
}

static uint8_t *pack_a(uint8_t *to, const uint32_t *v, size_t n)
{
    uint32_t at = (v[0] >> 4) / WINDOW * WINDOW - 1;            /* so that the first place, 0, is a step of 1 */
    for (size_t i = 0; i < n; i++) {
        if ((v[i] & 15) != TF_CODE_BODY) continue;
        for (; (v[i] >> 4) - at > 255; at += 255) *to++ = 0;
        *to++ = (uint8_t)((v[i] >> 4) - at);
        at = v[i] >> 4;
    }
    return to;
}

_Static_assert(2 * MAP_LEAST >= MAP_BYTES, "pack_windows has two bytes a posting");
static uint8_t *pack_map(uint8_t *to, const uint32_t *v, size_t n)
{
    memset(to, 0, MAP_BYTES);
    for (size_t i = 0; i < n; i++)
        if ((v[i] & 15) == TF_CODE_BODY) to[(v[i] >> 4) % WINDOW / 8] |= (uint8_t)(1 << (v[i] >> 4) % 8);
    return to + MAP_BYTES;
}

static size_t window_postings(const uint32_t *v, size_t n)
{
    size_t k = 0;
    while (k < n && (v[k] >> 4) / WINDOW == (v[0] >> 4) / WINDOW) k++;
    return k;
}

int list_code(const uint8_t *list) { return list[1]; }
const uint8_t *list_near(const uint8_t *list, uint32_t window, uint32_t windows)
{
    uint32_t n = get16(list + 2);
    return list[0] == WINDOWS ? list + 4 + 4 * ((n - 1) / RUN_POST) + RUN_HEAD * (size_t)n * window / windows : list + 4 + 4 * (size_t)n;
}

bool list_dense(const uint8_t *list) { return list[0] == WINDOWS; }

static const uint8_t *pack_windows(struct packer *p, const uint32_t *v, size_t n, size_t runs, uint32_t most)
{
    size_t posts = (runs - 1) / RUN_POST, run = 0;
    uint8_t *start = packer_room(p, 4 + 4 * posts + runs * (RUN_HEAD + LARGE_BYTES + 18) + 2 * n);
    uint8_t *post = put16(put16(start, WINDOWS | most << 8), (uint32_t)runs), *head = post + 4 * posts, *data = head + RUN_HEAD * runs,
            *to = data;
    for (size_t i = 0, k; i < n; i += k, run++) {
        k = window_postings(v + i, n - i);
        if (run && run % RUN_POST == 0) post = put32(post, (uint32_t)(to - data));
        uint8_t *b = to;
        for (size_t j = i; j < i + k; j++)
            if ((v[j] & 15) != TF_CODE_BODY) to = put16(to, (v[j] >> 4) % WINDOW << 4 | (v[j] & 15));
        uint8_t *a = to;
        uint32_t nb = (uint32_t)(a - b) / 2, na;
        bool map = k - nb >= MAP_LEAST;
        to = map ? pack_map(a, v + i, k) : pack_a(a, v + i, k);
        na = map ? MAP : (uint32_t)(to - a);
        if (nb > UINT8_MAX || (!map && na >= LARGE)) {
            memmove(b + LARGE_BYTES, b, (size_t)(to - b));
            put16(put16(b, map ? LARGE_MAP : na), nb);
            to += LARGE_BYTES;
            na = LARGE;
            nb = 0;
        }
        head = put16(put16(head, (v[i] >> 4) / WINDOW), na | nb << 8);
        if ((to - b) & 1) *to++ = 0;
    }
    return packer_keep(p, start, to);
}

static const uint8_t *pack_chain(struct packer *p, const uint32_t *v, size_t n, uint32_t most)
{
    size_t posts = (n - 1) / SIGNPOST;
    uint8_t *start = packer_room(p, 8 + 8 * posts + 7 * n + 2),
            *post = put16(put16(start, (posts ? CHAIN : SHORT) | most << 8), (uint32_t)posts);
    uint8_t *size = post + 8 * posts, *chain = posts ? size + 4 : post, *to = chain;
    uint32_t at = UINT32_MAX;
    for (size_t i = 0; i < n; i++) {
        if (i && i % SIGNPOST == 0) post = put32(put32(post, at), (uint32_t)(to - chain));
        if ((v[i] & 15) != TF_CODE_BODY) to = put16(to, (v[i] & 15) << 8);
        uint32_t step = (v[i] >> 4) - at;
        at = v[i] >> 4;
        for (; step > 127; step >>= 7) *to++ = (uint8_t)(step | 128);
        *to++ = (uint8_t)step;
    }
    if (posts) put32(size, (uint32_t)(to - chain));
    else put16(start + 2, (uint32_t)(to - chain));
    return packer_keep(p, start, to);
}

const uint8_t *list_pack(struct packer *p, const uint32_t *v, size_t n)
{
    size_t runs = 1;
    must(n > 0);
    uint32_t most = v[0] & 15;                  /* the largest code */
    for (size_t i = 1; i < n; i++) {
        runs += (v[i] >> 4) / WINDOW != (v[i - 1] >> 4) / WINDOW;
        most = most < (v[i] & 15) ? v[i] & 15 : most;
    }
    return n >= DENSE_LEAST * runs && runs < UINT16_MAX ? pack_windows(p, v, n, runs, most) : pack_chain(p, v, n, most);
}

/* --- reading */

/* The next posting of a chain; at NULL when there is none. */
static inline void chain_next(struct cursor *c)
{
    if (c->at == c->end) { c->at = NULL; return; }
    c->code = TF_CODE_BODY;
    if (!*c->at) {
        c->code = c->at[1];
        c->at += 2;
    }
    uint32_t step = *c->at & 127;
    for (int shift = 7; *c->at++ & 128; shift += 7) step |= (uint32_t)(*c->at & 127) << shift;
    c->doc += step;
}

static void chain_open(struct cursor *c, const uint8_t *list, uint32_t from)
{
    bool brief = list[0] == SHORT;
    uint32_t posts = brief ? 0 : get16(list + 2), low = 0, high = posts;
    const uint8_t *post = list + 4, *chain = brief ? post : post + 8 * posts + 4;
    while (low < high) {                                    /* how many signposts stand before from */
        uint32_t mid = (low + high) / 2;
        if (get32(post + 8 * mid) < from) low = mid + 1;
        else high = mid;
    }
    c->at = low ? chain + get32(post + 8 * (low - 1) + 4) : chain;
    c->doc = low ? get32(post + 8 * (low - 1)) : UINT32_MAX;
    c->end = chain + (brief ? get16(list + 2) : get32(chain - 4));
    do chain_next(c);
    while (c->at && c->doc < from);
}

static void runs_open(struct cursor *c, const uint8_t *list, uint32_t window)
{
    uint32_t runs = get16(list + 2), posts = (runs - 1) / RUN_POST, low = 0, high = posts < window / RUN_POST ? posts : window / RUN_POST;
    const uint8_t *heads = list + 4 + 4 * posts;
    /* How many signposted runs stand at or before the window: no more than windows do, and mostly not far less. */
    for (uint32_t step = 0; low < high;) {
        uint32_t mid = step < high - low ? high - 1 - step : (low + high) / 2;
        if (get16(heads + RUN_HEAD * RUN_POST * (mid + 1)) <= window) { low = mid + 1; step = UINT32_MAX; }
        else { high = mid; step = step < posts ? 2 * step + 1 : step; }
    }
    c->run = heads + RUN_HEAD * RUN_POST * low;
    c->runs_end = heads + RUN_HEAD * runs;
    c->data = c->runs_end + (low ? get32(list + 4 * low) : 0);
    for (; c->run < c->runs_end && get16(c->run) < window; c->run += RUN_HEAD) c->data += run_bytes(c->run, c->data);
}

/* What stands before is passed: far off, by the signposts. */
static void runs_pass(struct cursor *c, uint32_t window)
{
    if (c->run < c->runs_end && get16(c->run) + RUN_POST < window) runs_open(c, c->list, window);
    for (; c->run < c->runs_end && get16(c->run) < window; c->run += RUN_HEAD) c->data += run_bytes(c->run, c->data);
}

void cursor_move_soon(const struct cursor *c, uint32_t next, uint32_t window, uint32_t windows)
{
    if (!c->run || next + RUN_POST >= window) { cursor_soon(c); return; }
    size_t runs = (size_t)(c->runs_end - c->run) / RUN_HEAD;
    __builtin_prefetch(c->list + 4 * (window / RUN_POST));
    __builtin_prefetch(c->run + RUN_HEAD * (runs * (window - next) / (windows - next)));
}

static void chain_pass(struct cursor *c, uint32_t from)
{
    if (c->at && c->doc + RUN_POST * WINDOW < from && c->list[0] == CHAIN) chain_open(c, c->list, from);
    while (c->at && c->doc < from) chain_next(c);
}

const uint8_t *cursor_pass(struct cursor *c, uint32_t window)
{
    if (c->run) runs_pass(c, window);
    else chain_pass(c, window * WINDOW);
    const uint8_t *at = c->run ? c->data : c->at ? c->at : c->list;
    __builtin_prefetch(at);
    return at;
}

void cursor_open(struct cursor *c, const uint8_t *list, const struct taillist *tail, uint32_t from)
{
    *c = (struct cursor){ .list = list };
    if (tail) {
        c->v = tail->v;
        c->v_end = tail->v + tail->n;
    } else if (list[0] == WINDOWS) {
        runs_open(c, list, from / WINDOW);
    } else {
        chain_open(c, list, from);
    }
}

uint32_t cursor_window(const struct cursor *c)
{
    if (c->run) return c->run < c->runs_end ? get16(c->run) : UINT32_MAX;
    if (c->v) return c->v < c->v_end ? *c->v / 16 / WINDOW : UINT32_MAX;
    return c->at ? c->doc / WINDOW : UINT32_MAX;
}

bool cursor_run(struct cursor *c, uint32_t window, uint32_t *thin, struct run *r)
{
    uint32_t from = window * WINDOW, to = from + WINDOW;
    *r = (struct run){ 0 };
    if (c->run) {
        runs_pass(c, window);
        if (c->run == c->runs_end || get16(c->run) != window) return false;
        struct pieces p = run_pieces(c->run, c->data);
        r->b = p.b;
        r->nb = p.nb;
        *(p.map ? &r->map : &r->a) = p.a;
        r->na = p.map ? 0 : p.na;
        c->data += p.bytes;
        c->run += RUN_HEAD;
        return true;
    }
    if (c->v) {
        while (c->v < c->v_end && *c->v >> 4 < from) c->v++;
        r->c = c->v;
        while (c->v < c->v_end && *c->v >> 4 < to) c->v++;
        r->nc = (size_t)(c->v - r->c);
        return r->nc > 0;
    }
    chain_pass(c, from);
    r->c = thin;
    for (; c->at && c->doc < to; chain_next(c)) thin[r->nc++] = POSTING(c->doc, c->code);
    return r->nc > 0;
}

static inline void sum_codes(uint16_t *restrict sum, const uint8_t *restrict b, size_t nb, const uint16_t *restrict unit)
{
    for (size_t i = 0; i < nb; i++) {
        uint32_t place = get16(b + 2 * i);
        sum[place >> 4] = (uint16_t)(sum[place >> 4] + unit[place & 15]);
    }
}

static void runs_sum(struct cursor *c, uint32_t first, uint32_t end, uint16_t *sum, const uint16_t *unit, bool all,
    const uint8_t *soon)
{
    runs_pass(c, first);
    for (; c->run < c->runs_end && get16(c->run) < end; c->run += RUN_HEAD) {
        struct pieces p = run_pieces(c->run, c->data);
        uint16_t *to = sum + (size_t)(get16(c->run) - first) * SUMS;
        if (!all) __builtin_prefetch(c->data + p.bytes);
        __builtin_prefetch(soon);
        soon += 64;
        if (all && p.map) sum_map(to, p.a, unit[TF_CODE_BODY]);
        else if (all) sum_steps(to, p.a, p.na, unit[TF_CODE_BODY]);
        sum_codes(to, p.b, p.nb, unit);
        c->data += p.bytes;
    }
}

void cursor_sum(struct cursor *c, uint32_t first, uint32_t end, uint16_t *sum, const uint16_t *unit, bool all, const uint8_t *soon)
{
    uint32_t from = first * WINDOW, to = end * WINDOW;
    if (c->run) { runs_sum(c, first, end, sum, unit, all, soon); return; }
    if (!all) return;
    chain_pass(c, from);
    for (; c->at && c->doc < to; chain_next(c)) {
        uint16_t *at = sum + (size_t)(c->doc / WINDOW - first) * SUMS + c->doc % WINDOW;
        *at = (uint16_t)(*at + unit[c->code]);
    }
}

/* A run's two pieces lie interleaved in the order of listings. */
struct weave { const uint8_t *b; size_t k, nb; uint32_t base, *v; size_t n; };
static inline void weave_put(struct weave *w, uint32_t at)
{
    for (; w->k < w->nb && (w->base << 4) + get16(w->b + 2 * w->k) < at << 4; w->k++)
        w->v[w->n++] = (w->base << 4) + get16(w->b + 2 * w->k);
    if (at < w->base + WINDOW) w->v[w->n++] = POSTING(at, TF_CODE_BODY);
}

static size_t unpack_run(const uint8_t *head, const uint8_t *data, uint32_t *v)
{
    struct pieces p = run_pieces(head, data);
    struct weave w = { p.b, 0, p.nb, get16(head) * WINDOW, v, 0 };
    const uint8_t *a = p.a;
    uint32_t at = w.base - 1;
    for (uint32_t i = 0; i < p.na; i++) {
        if (p.map) {
            for (unsigned bits = a[i]; bits; bits &= bits - 1) weave_put(&w, w.base + 8 * i + (uint32_t)__builtin_ctz(bits));
            continue;
        }
        at += a[i] ? a[i] : 255;
        if (a[i]) weave_put(&w, at);
    }
    weave_put(&w, w.base + WINDOW);
    return w.n;
}

size_t list_unpack(const uint8_t *list, uint32_t *v)
{
    size_t n = 0;
    struct cursor c;
    cursor_open(&c, list, NULL, 0);
    if (!c.run) {
        for (; c.at; chain_next(&c)) v[n++] = POSTING(c.doc, c.code);
        return n;
    }
    for (; c.run < c.runs_end; c.data += run_bytes(c.run, c.data), c.run += RUN_HEAD) n += unpack_run(c.run, c.data, v + n);
    return n;
}

static uint32_t most_code(const uint32_t *v, size_t n)
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++) if (most < (v[i] & 15)) most = v[i] & 15;
    return most;
}

/* --- lists somebody else packed: what is read above must stand within them */
size_t list_size(const uint8_t *list)
{
    uint32_t n = get16(list + 2), posts = (n - 1) / RUN_POST;
    if (list[0] == SHORT) return 4 + n;
    if (list[0] == CHAIN) return 8 + 8 * (size_t)n + get32(list + 4 + 8 * n);
    const uint8_t *head = list + 4 + 4 * posts, *data = head + RUN_HEAD * n;
    for (uint32_t i = 0; i < n; i++) data += run_bytes(head + RUN_HEAD * i, data);
    return (size_t)(data - list);
}

/* One window: places ascend and stay below most, the number of listings in it. */
static bool run_sound(struct pieces p, uint32_t most)
{
    uint32_t at = UINT32_MAX;
    const uint8_t *a = p.a, *b = p.b;
    for (uint32_t i = 0; i < p.nb; i++)
        if (get16(b + 2 * i) >> 4 >= most || (i && get16(b + 2 * i) >> 4 <= get16(b + 2 * i - 2) >> 4)) return false;
    for (uint32_t i = 0; i < p.na; i++) {
        if (p.map) {
            if (a[i] && 8 * i + 31 - (uint32_t)__builtin_clz(a[i]) >= most) return false;
            continue;
        }
        at += a[i] ? a[i] : 255;
        if (at >= most && (a[i] || at >= WINDOW)) return false;
    }
    return true;
}

static size_t windows_unpack(const uint8_t *list, size_t size, uint32_t docs, uint32_t *v)
{
    uint32_t runs = get16(list + 2), posts = (runs - 1) / RUN_POST, last = 0;
    size_t head = 4 + 4 * (size_t)posts, data = head + (size_t)RUN_HEAD * runs, at = data, n = 0;
    if (runs == 0 || data > size) return 0;
    for (uint32_t i = 0; i < runs; i++) {
        const uint8_t *h = list + head + (size_t)RUN_HEAD * i;
        uint32_t window = get16(h), from = window * WINDOW;
        if ((i && window <= last) || from >= docs || (h[2] == LARGE && size - at < LARGE_BYTES) || run_bytes(h, list + at) > size - at)
            return 0;
        if (i && i % RUN_POST == 0 && get32(list + 4 * (i / RUN_POST)) != at - data) return 0;
        if (!run_sound(run_pieces(h, list + at), docs - from < WINDOW ? docs - from : WINDOW)) return 0;
        n += unpack_run(h, list + at, v + n);
        at += run_bytes(h, list + at);
        last = window;
    }
    return at == size ? n : 0;
}

static size_t chain_unpack(const uint8_t *list, size_t size, uint32_t docs, uint32_t *v)
{
    bool brief = list[0] == SHORT;
    uint32_t posts = brief ? 0 : get16(list + 2), before = UINT32_MAX;
    size_t chain = brief ? 4 : 8 + 8 * (size_t)posts, n = 0;
    if (chain > size || (brief ? get16(list + 2) : get32(list + chain - 4)) != size - chain) return 0;
    for (size_t at = chain; at < size; n++) {
        uint64_t step = 0;
        uint8_t code = TF_CODE_BODY;
        if (n == docs) return 0;
        if (n && n % SIGNPOST == 0) {
            const uint8_t *post = list + 4 + 8 * (n / SIGNPOST - 1);
            if (n / SIGNPOST > posts || get32(post) != before || get32(post + 4) != at - chain) return 0;
        }
        if (!list[at]) {
            if (size - at < 2 || (code = list[at + 1]) >= TF_CODES) return 0;
            at += 2;
        }
        for (int shift = 0;; shift += 7) {
            if (at == size || shift > 28) return 0;
            step |= (uint64_t)(list[at] & 127) << shift;
            if (!(list[at++] & 128)) break;
        }
        uint64_t doc = n ? before + step : step - 1;
        if (step == 0 || doc >= docs) return 0;
        v[n] = POSTING(doc, code);
        before = (uint32_t)doc;
    }
    return n && posts == (n - 1) / SIGNPOST ? n : 0;
}

size_t list_unpack_checked(const uint8_t *list, size_t size, uint32_t docs, uint32_t *v)
{
    if (size < 5 || list[0] > SHORT || (list[0] == CHAIN && size < 8)) return 0;
    size_t n = list[0] == WINDOWS ? windows_unpack(list, size, docs, v) : chain_unpack(list, size, docs, v);
    for (size_t i = 1; i < n; i++) if (v[i] >> 4 <= v[i - 1] >> 4) return 0;
    return n && list[1] == most_code(v, n) ? n : 0;
}
