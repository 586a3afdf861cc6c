/* kept.c: an index as bytes, and bytes in the place of memory.
**
**      freeze    what the base is made of is noted, its bits of life copied       no change meanwhile; beside readers
**      put       head and sections, a stream of pieces                            beside readers and changes, but no merge
**      open      an index that reads the bytes where they lie (kept_open.c)
**      adopt     a running index takes the opened one's base for its own          readers kept out: its texts and lists leave memory
**
** Only the base is kept: what stands in the tail is in the database, and whoever opens the bytes compares with that anyway. What is
** kept depends on the analyser, so the head has a fingerprint of what that makes of every phrase of the glossary.
*/
#include "engine/dock/inner.h"

enum { STREAM = 8192 };

/* --- layout */
static const uint8_t width[KEPT_SECTIONS] = { [KEPT_KEYS] = 8, [KEPT_DEALS] = sizeof(struct deal), [KEPT_PART] = 4, [KEPT_TEXT_SIZES] = 4,
    [KEPT_LIST_SIZES] = 4,
    [KEPT_CODES] = 4, [KEPT_STRING_SIZES] = 4, [KEPT_INDUSTRY] = 2, [KEPT_LENGTH] = 1, [KEPT_CLASS] = 1, [KEPT_STRINGS] = 1,
    [KEPT_LISTS] = 1, [KEPT_TEXTS] = 1 };

static uint64_t section_width(const struct kept_head *h, int s)
{
    return s >= KEPT_COLUMNS && s <= KEPT_SLOTS ? h->column[s - KEPT_COLUMNS].width : width[s];
}

static uint64_t section_count(const struct kept_head *h, enum kept_section s)
{
    switch (s) {
    case KEPT_KEYS: case KEPT_LIST_SIZES: return h->terms;
    case KEPT_DEALS: return h->deals;
    case KEPT_SLOTS: return h->slots;
    case KEPT_CODES: return h->codes;
    case KEPT_STRING_SIZES: return h->kinds + SPOT_STRINGS * h->spots;
    case KEPT_STRINGS: return h->string_bytes;
    case KEPT_LISTS: return h->list_bytes;
    case KEPT_TEXTS: return h->text_bytes;
    default: return h->docs;
    }
}

/* No section may be larger than a terabyte, so nothing overflows. */
bool kept_layout(const struct kept_head *h, size_t at[KEPT_SECTIONS + 1])
{
    size_t to = (sizeof *h + KEPT_ALIGN - 1) / KEPT_ALIGN * KEPT_ALIGN;
    if (h->spots >> 40 || h->kinds >> 40) return false;
    for (int c = 0; c <= COL_TEXT; c++) if (h->column[c].width > sizeof(uint64_t)) return false;
    for (int s = 0; s < KEPT_SECTIONS; s++) {
        uint64_t n = section_count(h, (enum kept_section)s);
        if (n >> 43) return false;
        at[s] = to;
        to = (to + n * section_width(h, s) + KEPT_ALIGN - 1) / KEPT_ALIGN * KEPT_ALIGN;
    }
    at[KEPT_SECTIONS] = to + KEPT_ALIGN;        /* the last list or text may be fetched a line ahead */
    return true;
}

/* --- what the analyser makes of things */
static uint64_t mix(uint64_t h, uint64_t x) { h = (h ^ x) * 0x9e3779b97f4a7c15u; return h ^ h >> 29; }
static uint64_t mix_bytes(uint64_t h, const void *p, size_t n) { return mix(h, str_hash((struct str){ p, n })); }

static uint64_t mix_text(uint64_t h, struct dock_analyser *an, struct arena *a, struct str text)
{
    struct arena_mark m = arena_mark(a);
    struct dock_listing l = { .title = text, .body = text, .skills = { &text, 1, 1 } };
    struct bag bag = bag_of(an, a, &l);
    for (size_t i = 0; i < bag.n; i++) h = mix(h, bag.v[i].key ^ (uint64_t)bag.v[i].code << 59 ^ (uint64_t)bag.v[i].sort);
    h = mix(mix(mix(h, bag_part(&bag)), (uint64_t)length_code(bag.length)), skill_key(an, a, text));
    arena_rewind(a, m);
    return h;
}

uint64_t dock_fingerprint(struct dock_analyser *an, struct arena *scratch)
{
    static const struct str texts[] = { SI("The engineers' e-commerce R&D of 5 kg, 5公斤, 3D打印 and sensors; IT for the US"),
        SI("國際機場附近的海參養殖專業合作社，想找懂数控机床的工程师一名，月薪８０００元"),
        SI("universities university running runner ran studies studied nationally") };
    const struct dock_lexicon *lx = an->lexicon;
    uint64_t h = mix_bytes(KEPT_MAGIC, lx->fold, 65536 * sizeof *lx->fold);
    h = mix_bytes(mix_bytes(h, lx->stop, sizeof lx->stop), tf_of_code, TF_CODES);
    h = mix(mix(h, WINDOW), (uint64_t)lx->concepts);
    for (int i = 1; i <= lx->concepts; i++) h = mix_text(mix_bytes(h, lx->row[i].p, lx->row[i].n), an, scratch, lx->row[i]);
    for (size_t i = 0; i < LEN(texts); i++) h = mix_text(h, an, scratch, texts[i]);
    return h;
}

/* --- freezing */
struct dock_frozen {
    struct docs docs;                           /* of the base, with bits of life of its own */
    const uint8_t **list; size_t terms;
    const uint64_t *key;
    const struct str *kind; size_t kinds;
    const struct spot *spot; size_t spots;
    const struct deal *deal; size_t deals;
    const int *code; size_t codes;
};

bool dock_index_settled(const struct dock_index *ix)
{
    const struct segment *base = ix->segment[BASE];
    if (ix->merge || ix->segment[MIDDLE] || (ix->segment[TAIL] && ix->segment[TAIL]->docs.n)) return false;
    return !base || base->docs.n == ix->live;
}

bool dock_index_worn(const struct dock_index *ix)
{
    enum { LEAST = 1 << 16 };
    size_t idle = 0;
    for (size_t i = 0; i < ix->dict.key.n; i++) idle += ix->dict.df[i] == 0;
    return idle > LEAST && idle > ix->dict.key.n / 2;
}

bool dock_index_merging(const struct dock_index *ix) { return ix->merge != NULL; }

/* Tables that grow leave what they were where it was, so what is noted here stays. */
struct dock_frozen *dock_index_freeze(const struct dock_index *ix, struct arena *a)
{
    const struct segment *base = ix->segment[BASE];
    if (!base || ix->merge || ix->segment[MIDDLE]) return NULL;
    struct dock_frozen *f = NEW(a, struct dock_frozen);
    size_t words = (base->docs.n + 63) / 64;
    *f = (struct dock_frozen){ base->docs, base->list, base->nlist, ix->dict.key.v, ix->kinds.v, ix->kinds.n, ix->spots.v, ix->spots.n,
        ix->deals.v, ix->deals.n, ix->industries.v, ix->industries.n };
    f->docs.alive = arena_alloc(a, (words + 1) * sizeof *f->docs.alive);
    memcpy(f->docs.alive, base->docs.alive, words * sizeof *f->docs.alive);
    return f;
}

/* --- putting */
/* v: numbers of an array that is made on the way */
struct stream { dock_put *put; void *ctx; size_t at; bool failed; uint32_t n, v[STREAM]; };

static void stream_put(struct stream *to, const void *p, size_t n)
{
    if (n && !to->failed) to->failed = !to->put(to->ctx, p, n);
    to->at += n;
}

static void stream_flush(struct stream *to)
{
    stream_put(to, to->v, to->n * sizeof *to->v);
    to->n = 0;
}

static void stream_number(struct stream *to, uint32_t v)
{
    to->v[to->n++] = v;
    if (to->n == STREAM) stream_flush(to);
}

static void stream_align(struct stream *to)
{
    static const uint8_t zeros[KEPT_ALIGN];
    stream_flush(to);
    stream_put(to, zeros, (KEPT_ALIGN - to->at % KEPT_ALIGN) % KEPT_ALIGN);
}

static struct str string_of(const struct dock_frozen *f, size_t i)
{
    if (i < f->kinds) return f->kind[i];
    const struct spot *s = &f->spot[(i - f->kinds) / SPOT_STRINGS];
    const struct str part[SPOT_STRINGS] = { s->district, s->zone, s->stage, s->org_kind };
    return part[(i - f->kinds) % SPOT_STRINGS];
}

static size_t text_size(const struct dock_frozen *f, size_t i) { return doc_alive(&f->docs, i) ? listing_size(doc_text(&f->docs, i)) : 0; }

/* A term nobody of the base says has been forgotten: pairs of characters are text. Its number stays, with a key no word has. */
static void keys_put(const struct dock_frozen *f, struct stream *to)
{
    for (size_t i = 0; i < f->terms; i++) {
        uint64_t key = f->list[i] ? f->key[i] : key_make(TERM_WORD, i);
        uint32_t half[2];
        memcpy(half, &key, sizeof key);
        stream_number(to, half[0]);
        stream_number(to, half[1]);
    }
}

static void section_put(const struct dock_frozen *f, struct stream *to, enum kept_section s)
{
    const struct docs *d = &f->docs;
    size_t n = d->n, strings = f->kinds + SPOT_STRINGS * f->spots;
    if (s >= KEPT_COLUMNS && s < KEPT_SLOTS) stream_put(to, d->column[s - KEPT_COLUMNS].v, n * d->column[s - KEPT_COLUMNS].width);
    else switch (s) {
    case KEPT_KEYS: keys_put(f, to); break;
    case KEPT_DEALS: stream_put(to, f->deal, f->deals * sizeof *f->deal); break;
    case KEPT_PART: for (size_t i = 0; i < n; i++) stream_number(to, doc_alive(d, i) ? d->part[i] : 0); break;
    case KEPT_SLOTS: stream_put(to, d->slot.v, d->slots * d->slot.width); break;
    case KEPT_TEXT_SIZES: for (size_t i = 0; i < n; i++) stream_number(to, (uint32_t)text_size(f, i)); break;
    case KEPT_LIST_SIZES: for (size_t i = 0; i < f->terms; i++) stream_number(to, f->list[i] ? (uint32_t)list_size(f->list[i]) : 0); break;
    case KEPT_CODES: stream_put(to, f->code, f->codes * sizeof *f->code); break;
    case KEPT_STRING_SIZES: for (size_t i = 0; i < strings; i++) stream_number(to, (uint32_t)string_of(f, i).n); break;
    case KEPT_INDUSTRY: stream_put(to, d->industry, n * sizeof *d->industry); break;
    case KEPT_LENGTH: stream_put(to, d->length, n); break;
    case KEPT_CLASS: stream_put(to, d->class, n); break;
    case KEPT_STRINGS: for (size_t i = 0; i < strings; i++) stream_put(to, string_of(f, i).p, string_of(f, i).n); break;
    case KEPT_LISTS: for (size_t i = 0; i < f->terms; i++) if (f->list[i]) stream_put(to, f->list[i], list_size(f->list[i])); break;
    case KEPT_TEXTS: for (size_t i = 0; i < n; i++) stream_put(to, doc_text(d, i), text_size(f, i)); break;
    case KEPT_COLUMNS: case KEPT_SECTIONS: break;
    }
    stream_align(to);
}

bool dock_frozen_put(const struct dock_frozen *f, uint64_t fingerprint, dock_put *fn, void *ctx)
{
    static const uint8_t zeros[KEPT_ALIGN];
    struct stream to = { .put = fn, .ctx = ctx };
    struct kept_head h = { .magic = KEPT_MAGIC,
        .fingerprint = fingerprint,
        .docs = f->docs.n,
        .slots = f->docs.slots,
        .terms = f->terms,
        .kinds = f->kinds,
        .spots = f->spots,
        .deals = f->deals,
        .codes = f->codes };
    size_t at[KEPT_SECTIONS + 1];
    for (int c = 0; c <= COL_TEXT; c++) {
        const struct column *of = c < COL_TEXT ? &f->docs.column[c] : &f->docs.slot;
        h.column[c] = (struct kept_column){ of->base, of->width };
    }
    for (size_t i = 0; i < f->kinds + SPOT_STRINGS * f->spots; i++) h.string_bytes += string_of(f, i).n;
    for (size_t i = 0; i < f->terms; i++) if (f->list[i]) h.list_bytes += list_size(f->list[i]);
    for (size_t i = 0; i < f->docs.n; i++) h.text_bytes += text_size(f, i);
    must(kept_layout(&h, at));
    stream_put(&to, &h, sizeof h);
    stream_align(&to);
    for (int s = 0; s < KEPT_SECTIONS && !to.failed; s++) {
        must(to.at == at[s]);
        section_put(f, &to, (enum kept_section)s);
    }
    stream_put(&to, zeros, sizeof zeros);
    must(to.failed || to.at == at[KEPT_SECTIONS]);
    return !to.failed;
}

/* --- adopting */

static size_t texts_size(const struct docs *tail)
{
    size_t n = 0;
    for (size_t i = 0; tail && i < tail->n; i++) if (doc_alive(tail, i)) n += listing_size(doc_text(tail, i));
    return n;
}

/* One piece, or NULL. */
static uint8_t *texts_room(struct arena *a, size_t n)
{
    jmp_buf full;
    a->guard = &full;
    uint8_t *p = setjmp(full) == 0 ? arena_alloc(a, n + 1) : NULL;
    a->guard = NULL;
    return p;
}

static bool same_column(const struct column *x, const struct column *y, size_t n)
{
    return x->base == y->base && x->width == y->width && memcmp(x->v, y->v, n * x->width) == 0;
}

static bool same_base(const struct dock_index *ix, const struct dock_index *other)
{
    const struct segment *x = ix->segment[BASE], *y = other->segment[BASE];
    return x && y && x->docs.n == y->docs.n && x->nlist == y->nlist
        && same_column(&x->docs.column[COL_ID], &y->docs.column[COL_ID], x->docs.n);
}

enum rc dock_index_adopt(struct dock_index *ix, struct dock_index *other)
{
    struct docs *tail = ix->segment[TAIL] ? &ix->segment[TAIL]->docs : NULL;
    if (ix->merge || ix->segment[MIDDLE] || !same_base(ix, other)) return RC_STALE;
    uint8_t *p = texts_room(&other->text, texts_size(tail));       /* it has no texts of its own there: they are bytes */
    if (!p) return RC_MEMORY;
    for (size_t i = 0; tail && i < tail->n; i++) {
        size_t n = doc_alive(tail, i) ? listing_size(doc_text(tail, i)) : 0;
        const uint8_t *text = n ? memcpy(p, doc_text(tail, i), n) : listing_nothing;
        column_put(&tail->column[COL_TEXT], i, (int64_t)(uintptr_t)text);
        p += n;
    }
    struct segment *mine = ix->segment[BASE], *theirs = other->segment[BASE];
    struct arena text = ix->text;
    memcpy(theirs->docs.alive, mine->docs.alive, (mine->docs.n + 63) / 64 * sizeof *mine->docs.alive);
    ix->segment[BASE] = theirs;
    other->segment[BASE] = mine;
    ix->text = other->text;
    other->text = text;
    ix->text_dead = 0;
    return RC_OK;
}
