/* kept_open.c: an index that lies in bytes somebody else has read or mapped.
**
** The bytes are outside ones: a disk may have changed them, and a checksum says nothing of who wrote them. So everything is looked at
** once before anything is read for good, and what is looked at never changes:
**
**      sections stand within the bytes ─► numbers are smaller than what they number ─► lists and texts are packed as ours are
**          ─► what the lists say of each listing adds up to what it says itself ─► what can be computed is, and is the same
**
** In memory stays what changes: terms and how many say them, bits of life, and where each list and text begins.
*/
#include "engine/dock/inner.h"

struct opening {
    struct dock_index *ix;
    const struct dock_lexicon *lexicon;
    struct kept_head h;
    const uint8_t *at[KEPT_SECTIONS + 1];
    struct segment *s;
    struct arena work;
    uint8_t *sort;                              /* of each term: enum term_sort; a byte, since texts ask for them in any order */
    /* what a term adds to what a text asks: of a key alone it is not told whether a concept is long or a word bound of several */
    struct asks { uint32_t least, most; } asks[TERM_WRITTEN + 1][TF_CODES];
    uint32_t *said;                             /* of each listing, the sum of what lists say of it, less the sum of what it says */
};

static uint32_t posting_hash(uint32_t term, int code)
{
    uint64_t h = POSTING(term, code) * 0x9e3779b97f4a7c15u;
    return (uint32_t)((h ^ h >> 32) * 0xc2b2ae3d27d4eb4fu >> 32);
}

/* --- head and tables. Each check gives what is wrong, or NULL. */
static const char *open_head(struct opening *o, struct str bytes, uint64_t fingerprint)
{
    size_t at[KEPT_SECTIONS + 1];
    if (bytes.n < sizeof o->h) return "it is too short";
    memcpy(&o->h, bytes.p, sizeof o->h);
    if (o->h.magic != KEPT_MAGIC) return "it is of another version of the program, or of another kind of machine";
    if (o->h.fingerprint != fingerprint) return "it was made with another glossary or another version of the program";
    if (o->h.docs == 0 || o->h.docs >= (uint64_t)1 << 28 || o->h.terms >= (uint64_t)1 << 28 || o->h.kinds == 0 || o->h.kinds > KINDS_MOST
        || o->h.codes > UINT16_MAX)
        return "it says more than an index can hold";
    if (!kept_layout(&o->h, at) || at[KEPT_SECTIONS] != bytes.n) return "its length is not what it should be";
    for (int s = 0; s <= KEPT_SECTIONS; s++) o->at[s] = (const uint8_t *)bytes.p + at[s];
    return NULL;
}

static const char *open_strings(struct opening *o)
{
    const uint32_t *size = (const uint32_t *)o->at[KEPT_STRING_SIZES];
    const char *p = (const char *)o->at[KEPT_STRINGS];
    size_t left = o->h.string_bytes, n = o->h.kinds + SPOT_STRINGS * o->h.spots;
    struct str part[SPOT_STRINGS] = { { 0 } };
    for (size_t i = 0; i < n; i++) {
        struct str s = { p, size[i] };
        if (size[i] > left) return "its names are longer than they should be";
        left -= size[i];
        p += size[i];
        if (i < o->h.kinds) { *PUSH(&o->ix->a, &o->ix->kinds) = str_copy(&o->ix->a, s); continue; }
        size_t k = (i - o->h.kinds) % SPOT_STRINGS;
        part[k] = s;
        if (k + 1 < SPOT_STRINGS) continue;
        struct dock_listing l = { .district = part[0], .zone = part[1], .stage = part[2], .org_kind = part[3] };
        struct facts f = facts_of(NULL, &o->work, &l);                  /* no skills, so nothing to analyse */
        if (spot_number(&o->ix->spots, &o->ix->a, &l, &f) != (i - o->h.kinds) / SPOT_STRINGS) return "a place stands there twice";
    }
    return left ? "its names are shorter than they should be" : NULL;
}

static const char *open_deals(struct opening *o)
{
    const struct deal *v = (const struct deal *)o->at[KEPT_DEALS];
    for (size_t i = 0; i < o->h.deals; i++) {
        struct facts f = { .amount = v[i].amount_low != 0, .amount_low = v[i].amount_low, .amount_high = v[i].amount_high,
            .dates = v[i].from_day || v[i].to_day, .from_day = v[i].from_day, .to_day = v[i].to_day };
        if (deal_number(&o->ix->deals, &o->ix->a, &f) != i) return "terms of business stand there twice";
    }
    const int32_t *code = (const int32_t *)o->at[KEPT_CODES];
    for (size_t i = 0; i < o->h.codes; i++) {
        if (code[i] < 0 || code[i] >= 1 << 23) return "an industry is none";
        *PUSH(&o->ix->a, &o->ix->industries) = code[i];
    }
    return NULL;
}

static void asks_make(struct opening *o)
{
    static const enum term_sort sorts[] = { TERM_CHAR, TERM_PAIR, TERM_WORD, TERM_CONCEPT };
    for (size_t i = 0; i < LEN(sorts); i++)
        for (int code = 0; code < TF_CODES; code++)
            o->asks[sorts[i]][code] = (struct asks){ (uint32_t)term_asks(sorts[i] == TERM_WORD ? TERM_WRITTEN : sorts[i], code),
                (uint32_t)term_asks(sorts[i] == TERM_CONCEPT ? TERM_CONCEPT_LONG : sorts[i], code) };
}

/* A table with room to grow, so that the first new term does not move it. */
static const char *open_dict(struct opening *o)
{
    const uint64_t *key = (const uint64_t *)o->at[KEPT_KEYS];
    o->sort = arena_alloc(&o->work, o->h.terms + 1);
    for (size_t i = 0; i < o->h.terms; i++) {
        enum term_sort sort = (enum term_sort)((key[i] >> 60) - 1);
        uint64_t value = key[i] & (((uint64_t)1 << 60) - 1);
        bool known = sort == TERM_CHAR || sort == TERM_PAIR || sort == TERM_WORD || sort == TERM_SKILL
            || (sort == TERM_CONCEPT && value >> 1 >= 1 && value >> 1 <= (uint64_t)o->lexicon->concepts);
        if (!known) return "a term is none";
        o->sort[i] = (uint8_t)sort;
    }
    asks_make(o);
    dict_fill(&o->ix->dict, &o->ix->words, key, o->h.terms);
    return NULL;
}

/* --- listings */
#define COLUMN(o, section) ((void *)(uintptr_t)(o)->at[section])        /* read only, whatever its type says */

/* Of what is in it is known that its bytes can say it. */
static struct column open_column(const struct opening *o, int c)
{
    struct column x = { .v = COLUMN(o, KEPT_COLUMNS + c),
        .base = o->h.column[c].base,
        .width = o->h.column[c].width,
        .low = INT64_MIN,
        .high = INT64_MAX };
    for (size_t i = 0; i < x.width; i++) x.mask = x.mask << 8 | 255;
    if (x.width == sizeof(uint64_t) || x.base > INT64_MAX - (int64_t)x.mask) return x;
    x.low = x.base;
    x.high = x.base + (int64_t)x.mask;
    return x;
}

/* Texts stand in the bytes, and those of the dead nowhere. */
static struct column open_addresses(struct opening *o)
{
    int64_t low = (int64_t)(uintptr_t)o->at[KEPT_TEXTS], high = low + (int64_t)o->h.text_bytes,
            nothing = (int64_t)(uintptr_t)listing_nothing;
    struct column x = column_between(low < nothing ? low : nothing, high > nothing ? high : nothing);
    x.v = arena_alloc(&o->s->a, arena_times(o->h.docs, x.width) + COLUMN_SPARE);
    return x;
}

static void open_columns(struct opening *o)
{
    struct segment *s = o->s;
    size_t n = o->h.docs;
    s->docs = (struct docs){ .n = n,
        .cap = n,
        .part = COLUMN(o, KEPT_PART),
        .industry = COLUMN(o, KEPT_INDUSTRY),
        .length = COLUMN(o, KEPT_LENGTH),
        .class = COLUMN(o, KEPT_CLASS),
        .slot = open_column(o, COL_TEXT),
        .slots = o->h.slots };
    for (int c = 0; c < COL_TEXT; c++) s->docs.column[c] = open_column(o, c);
    s->docs.column[COL_TEXT] = open_addresses(o);
    s->docs.alive = NEWS(&s->a, uint64_t, (n + WINDOW) / 64 + 1);
    s->docs.reach = NEWS(&s->a, uint8_t, n + WINDOW);
    s->bound = NEWS(&s->a, struct bound, n / WINDOW + 1);
    s->open = NEWS(&s->a, uint64_t, n / 64 + 1);
    s->nlist = o->h.terms;
    s->list = NEWS(&s->a, const uint8_t *, s->nlist + 1);
    o->said = NEWS(&o->work, uint32_t, n);
}

static const char *open_order(struct opening *o)
{
    struct docs *d = &o->s->docs;
    for (size_t i = 0; i < d->n; i++) {
        int64_t spot = column_at(&d->column[COL_SPOT], i), deal = column_at(&d->column[COL_DEAL], i),
                nskill = column_at(&d->column[COL_NSKILL], i);
        if (d->class[i] >= CLASSES || class_kind(d->class[i]) >= o->h.kinds || (uint64_t)spot >= o->h.spots || (uint64_t)deal >= o->h.deals
            || (uint64_t)nskill > UINT16_MAX || d->industry[i] >= o->h.codes || d->length[i] >= LENGTHS)
            return "a listing has a number nothing has";
        if (i && order_key(o->ix, d, i) < order_key(o->ix, d, i - 1)) return "its listings are out of order";
        segment_note(o->s, (uint32_t)i);
    }
    segment_noted(o->s);
    return NULL;
}

static void open_reaches(struct opening *o)
{
    o->s->reach = reach_make(o->ix, &o->s->docs);
    for (uint32_t i = 0; i < o->s->docs.n; i++) segment_reaches(o->s, i);
}

static const char *open_slots(struct opening *o)
{
    const struct docs *d = &o->s->docs;
    size_t used = 0;
    if (d->slots == 0 || d->slots >> 32) return "its table of listings has a wrong size";
    for (size_t i = 0; i < d->slots; i++) {
        uint64_t doc = (uint64_t)column_at(&d->slot, i);
        if (doc > d->n) return "its table of listings names one that is not there";
        used += doc != 0;
    }
    if (used == d->slots) return "its table of listings is full";
    for (uint32_t i = 0; i < d->n; i++)
        if (doc_id(d, i) <= 0 || (doc_alive(d, i) && docs_find(d, doc_id(d, i)) != i)) return "a listing is not found by its id";
    return NULL;
}

static const char *open_text(struct opening *o, uint32_t doc, const uint8_t *text)
{
    struct docs *d = &o->s->docs;
    uint64_t least = 0, most = 0;
    struct dock_listing l;
    uint32_t sum = 0, nskill = 0;
    struct saying said = saying_open(text);
    while (saying_next(&said)) {
        const struct asks *asks = &o->asks[o->sort[said.term]][said.code];
        sum += posting_hash(said.term, said.code);
        nskill += o->sort[said.term] == TERM_SKILL;
        least += asks->least;
        most += asks->most;
    }
    o->said[doc] -= sum;
    listing_unpack(text, &l, NULL);
    if (said.tokens > INT32_MAX || d->length[doc] != length_code((int)said.tokens) || (uint32_t)doc_nskill(d, doc) != nskill)
        return "a listing says more or less than is noted of it";
    if (d->part[doc] > part_of(least) || d->part[doc] < part_of(most)) return "a listing's words weigh more or less than is noted";
    if (l.id != doc_id(d, doc) || l.published_ms != doc_published(d, doc) || l.own != doc_own(d, doc)
        || (int)l.side != class_side(d->class[doc]) || !str_eq(l.kind, o->ix->kinds.v[class_kind(d->class[doc])]))
        return "a listing is not the one that is noted";
    o->ix->live++;
    o->ix->tokens += said.tokens;
    d->alive[doc >> 6] |= (uint64_t)1 << (doc & 63);
    return NULL;
}

static const char *open_texts(struct opening *o)
{
    const uint32_t *size = (const uint32_t *)o->at[KEPT_TEXT_SIZES];
    const uint8_t *p = o->at[KEPT_TEXTS];
    size_t left = o->h.text_bytes;
    for (uint32_t i = 0; i < o->h.docs; i++) {
        const uint8_t *text = size[i] ? p : listing_nothing;
        column_put(&o->s->docs.column[COL_TEXT], i, (int64_t)(uintptr_t)text);
        if (size[i] > left) return "its texts are longer than they should be";
        if (size[i] == 0) {
            if (o->s->docs.part[i]) return "a dead listing has a weight";
            continue;
        }
        if (!listing_sound(p, size[i], o->h.terms)) return "a text is not packed as it should be";
        const char *wrong = open_text(o, i, p);
        if (wrong) return wrong;
        p += size[i];
        left -= size[i];
    }
    o->ix->text_live = o->h.text_bytes;
    return left ? "its texts are shorter than they should be" : NULL;
}

/* --- lists */
static size_t alive_among(const struct docs *d, const uint32_t *v, size_t n)
{
    size_t alive = 0;
    for (size_t i = 0; i < n; i++) alive += doc_alive(d, v[i] >> 4);
    return alive;
}

/* How many say a term is told by its list: once all lists and texts agree, that is right. */
static const char *open_lists(struct opening *o)
{
    const uint32_t *size = (const uint32_t *)o->at[KEPT_LIST_SIZES];
    const uint8_t *p = o->at[KEPT_LISTS];
    uint32_t *v = arena_alloc(&o->work, arena_times(2 * o->h.docs + 1, sizeof *v));
    size_t left = o->h.list_bytes;
    for (uint32_t t = 0; t < o->h.terms; t++) {
        if (size[t] > left) return "its lists are longer than they should be";
        size_t n = size[t] ? list_unpack_checked(p, size[t], (uint32_t)o->h.docs, v) : 0;
        if (size[t] && !n) return "a list is not packed as it should be";
        bool skill = o->sort[t] == TERM_SKILL;
        for (size_t i = 0; i < n; i++) {
            o->said[v[i] >> 4] += posting_hash(t, v[i] & 15);
            if (skill && (doc_nskill(&o->s->docs, v[i] >> 4) == 0 || (v[i] & 15) != TF_CODE_BODY)) return "a skill is of one who has none";
        }
        o->ix->dict.df[t] = (uint32_t)(o->ix->live == o->h.docs ? n : alive_among(&o->s->docs, v, n));
        if (size[t]) o->s->list[t] = p;
        p += size[t];
        left -= size[t];
    }
    for (size_t i = 0; i < o->h.docs; i++)
        if (doc_alive(&o->s->docs, i) && o->said[i]) return "its lists and its texts say different things";
    return left ? "its lists are shorter than they should be" : NULL;
}

static const char *open_all(struct opening *o, struct str bytes, uint64_t fingerprint)
{
    const char *wrong;
    if ((wrong = open_head(o, bytes, fingerprint)) || (wrong = open_strings(o)) || (wrong = open_deals(o)) || (wrong = open_dict(o)))
        return wrong;
    open_columns(o);
    if ((wrong = open_order(o)) || (wrong = open_texts(o)) || (wrong = open_slots(o))) return wrong;
    open_reaches(o);
    return open_lists(o);
}

static void opening_end(struct opening *o)
{
    struct arena work = o->work;                /* o lives in it */
    arena_free(&work);
}

enum rc dock_index_open(struct dock_index *ix, const struct dock_lexicon *lexicon, uint64_t fingerprint, struct str bytes, struct err *e)
{
    struct arena work;
    jmp_buf full;
    must((uintptr_t)bytes.p % KEPT_ALIGN == 0 && !ix->merge && !ix->segment[BASE] && !ix->segment[TAIL] && ix->dict.key.n == 0);
    arena_init(&work, ix->cap);
    work.guard = &full;
    if (setjmp(full) != 0) { arena_free(&work); return fail(e, RC_MEMORY, "no memory to open an index"); }
    struct opening *o = NEW(&work, struct opening);
    *o = (struct opening){ .ix = ix, .lexicon = lexicon, .work = work };
    if (setjmp(full) != 0) {
        segment_free(o->s);
        opening_end(o);
        dock_index_clear(ix);
        return fail(e, RC_MEMORY, "the index may have %zu bytes, and that is not enough to open it", ix->cap);
    }
    o->work.guard = ix->a.guard = ix->words.guard = &full;
    o->s = segment_new(ix->cap, &full);
    const char *wrong = open_all(o, bytes, fingerprint);
    ix->a.guard = ix->words.guard = o->s->a.guard = NULL;
    if (wrong) segment_free(o->s);
    else ix->segment[BASE] = o->s;
    opening_end(o);
    if (!wrong) return RC_OK;
    dock_index_clear(ix);
    return fail(e, RC_INPUT, "%s", wrong);
}
