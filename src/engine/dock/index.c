/* index.c: the live listings, in memory: adding, taking out, looking up.
**
**   words ── dict.c ─► numbers                     tail: a listing is appended, its postings too, a list a term
**                                                  base: packed by merge.c, ordered; only its bits of life change
**   an edit is a new listing at the end and the old one's bit cleared; both count at once
**
** What depends on all listings (how many say a term, mean length) is kept as live counts and turned into weights when a
** question is asked; so answers depend on what is there, never on how it came there.
**
** Whoever adds works in two steps, so that readers are kept out for microseconds only: draft_make reads and analyses,
** draft_commit writes.
*/
#include "engine/dock/inner.h"

enum { WORK_CAP = 64 * 1024 * 1024, DOCS_MOST = 1 << 27 };

struct segment *segment_new(size_t cap, jmp_buf *full)
{
    struct arena a;
    arena_init(&a, cap);
    a.guard = full;
    struct segment *s = NEW(&a, struct segment);
    s->a = a;
    return s;
}

void segment_free(struct segment *s)
{
    if (!s) return;
    struct arena a = s->a;                      /* s lives in it */
    arena_free(&a);
}

void dock_index_init(struct dock_index *ix, size_t cap)
{
    ix->cap = cap;
    arena_init(&ix->a, cap);
    arena_init(&ix->words, cap);
    ix->words.huge = true;
    arena_init(&ix->text, cap);
    arena_init(&ix->work, WORK_CAP);
    ix->longest = LIMIT_LISTING_TEXT;
}

void dock_index_longest(struct dock_index *ix, size_t bytes)
{
    enum { WORK = 256 };                            /* bytes an analysis takes for each of a text that says no word twice */
    ix->longest = bytes;
    if (ix->work.cap < bytes * WORK) ix->work.cap = bytes * WORK;
}

struct dock_index *dock_index_new(struct arena *a, size_t cap)
{
    struct dock_index *ix = NEW(a, struct dock_index);
    dock_index_init(ix, cap);
    return ix;
}

void dock_index_free(struct dock_index *ix)
{
    merge_free(ix);
    for (int i = 0; i < SEGMENTS; i++) segment_free(ix->segment[i]);
    arena_free(&ix->a);
    arena_free(&ix->words);
    arena_free(&ix->text);
    arena_free(&ix->old_text);
    arena_free(&ix->work);
    memset(ix, 0, sizeof *ix);
}

void dock_index_clear(struct dock_index *ix)
{
    size_t cap = ix->cap;
    dock_index_free(ix);
    dock_index_init(ix, cap);
}

/* --- look-ups */
struct where index_find(const struct dock_index *ix, int64_t id)
{
    for (int s = SEGMENTS - 1; s >= 0; s--) {
        uint32_t doc = ix->segment[s] ? docs_find(&ix->segment[s]->docs, id) : NO_DOC;
        if (doc != NO_DOC) return (struct where){ s, doc };
    }
    return (struct where){ 0, NO_DOC };
}

struct dock_listing index_listing(const struct dock_index *ix, struct arena *a, struct where p)
{
    struct dock_listing l;
    const uint8_t *text = doc_text(&ix->segment[p.segment]->docs, p.doc);
    size_t n = listing_skills(text);
    listing_unpack(text, &l, NEWS(a, struct str, n ? n : 1));
    return l;
}

uint64_t dock_index_place(const struct dock_index *ix, int64_t id)
{
    struct where p = index_find(ix, id);
    return p.doc == NO_DOC ? UINT64_MAX : (uint64_t)p.segment << 32 | p.doc;
}

const struct dock_listing *dock_index_get(const struct dock_index *ix, struct arena *a, int64_t id)
{
    struct where p = index_find(ix, id);
    if (p.doc == NO_DOC) return NULL;
    struct dock_listing *l = NEW(a, struct dock_listing);
    *l = index_listing(ix, a, p);
    return l;
}

bool dock_index_held(const struct dock_index *ix, int64_t id, struct dock_held *held)
{
    struct where p = index_find(ix, id);
    if (p.doc == NO_DOC) return false;
    const struct docs *d = &ix->segment[p.segment]->docs;
    *held = (struct dock_held){ doc_own(d, p.doc), ix->spots.v[doc_spot(d, p.doc)].org_kind };
    return true;
}

void dock_index_each(const struct dock_index *ix, void (*fn)(void *ctx, int64_t id), void *ctx)
{
    for (int s = 0; s < SEGMENTS; s++)
        for (size_t i = 0; ix->segment[s] && i < ix->segment[s]->docs.n; i++)
            if (doc_alive(&ix->segment[s]->docs, i)) fn(ctx, doc_id(&ix->segment[s]->docs, i));
}

size_t dock_index_count(const struct dock_index *ix) { return ix->live; }

size_t dock_index_bytes(const struct dock_index *ix)
{
    size_t n = ix->a.used + ix->words.used + ix->text.used + ix->old_text.used;
    for (int i = 0; i < SEGMENTS; i++) if (ix->segment[i]) n += ix->segment[i]->a.used;
    return n;
}

size_t dock_index_text_bytes(const struct dock_index *ix) { return ix->text.used; }

/* --- the tail */
const struct taillist *tail_list(const struct segment *s, uint32_t term)
{
    uint32_t n = term < s->nterm ? s->term_at[term] : 0;
    return n ? &s->by_term.v[n - 1].list : NULL;
}

static void tail_terms(struct segment *s, size_t nterm)
{
    if (nterm <= s->nterm) return;
    size_t n = nterm + nterm / 2 + 1024;
    uint32_t *v = NEWS(&s->a, uint32_t, n);
    if (s->nterm) memcpy(v, s->term_at, s->nterm * sizeof *v);
    s->term_at = v;
    s->nterm = n;
}

/* Most terms of a language are said once, so a list begins with room for one and doubles. */
static void tail_post(struct segment *s, uint32_t term, uint32_t posting)
{
    if (!s->term_at[term]) {
        PUSH(&s->a, &s->by_term)->term = term;
        s->term_at[term] = (uint32_t)s->by_term.n;
    }
    struct taillist *l = &s->by_term.v[s->term_at[term] - 1].list;
    if (l->n == l->cap) {
        uint32_t cap = l->cap ? 2 * l->cap : 1;
        l->v = arena_grow(&s->a, l->v, l->cap * sizeof *l->v, cap * sizeof *l->v);
        l->cap = cap;
    }
    l->v[l->n++] = posting;
    if (l->code < (posting & 15)) l->code = posting & 15;
}

void tail_soon(const struct segment *s, const uint32_t *terms, size_t n)
{
    for (size_t i = 0; i < n; i++) if (terms[i] >> 4 < s->nterm) touch(&s->term_at[terms[i] >> 4]);
    for (size_t i = 0; i < n; i++) {
        const struct taillist *l = tail_list(s, terms[i] >> 4);
        if (l) touch(l);
    }
    for (size_t i = 0; i < n; i++) {
        const struct taillist *l = tail_list(s, terms[i] >> 4);
        if (!l || !l->n) continue;              /* memory ran out when the first was to be put in */
        touch(l->v);
        __builtin_prefetch(l->v + l->n);
    }
}

/* --- changing */

/* Whoever runs out of memory jumps to full; NULL ends that. */
static void index_guard(struct dock_index *ix, jmp_buf *full)
{
    ix->a.guard = ix->words.guard = ix->text.guard = ix->work.guard = full;
    if (ix->segment[TAIL]) ix->segment[TAIL]->a.guard = full;
}

/* The kind's number; -1 when there are too many. */
static int kind_number(struct dock_index *ix, struct str kind)
{
    for (size_t i = 0; i < ix->kinds.n; i++) if (str_eq(ix->kinds.v[i], kind)) return (int)i;
    if (ix->kinds.n == KINDS_MOST) return -1;
    struct str copy = str_copy(&ix->a, kind);
    *PUSH(&ix->a, &ix->kinds) = copy;
    return (int)ix->kinds.n - 1;
}

/* What a listing leaves behind when it goes: the terms it said, and its length. */
struct leaving { struct where p; uint32_t *term; size_t n; uint64_t tokens; };

static struct leaving leaving_of(struct dock_index *ix, int64_t id)
{
    struct leaving g = { .p = index_find(ix, id) };
    if (g.p.doc == NO_DOC) return g;
    struct saying s = saying_open(doc_text(&ix->segment[g.p.segment]->docs, g.p.doc));
    g.tokens = s.tokens;
    g.term = NEWS(&ix->work, uint32_t, s.n + 1);
    while (saying_next(&s)) g.term[g.n++] = s.term;
    return g;
}

static void leave(struct dock_index *ix, const struct leaving *g)
{
    if (g->p.doc == NO_DOC) return;
    struct docs *d = &ix->segment[g->p.segment]->docs;
    size_t bytes = listing_size(doc_text(d, g->p.doc));
    d->alive[g->p.doc >> 6] &= ~((uint64_t)1 << (g->p.doc & 63));
    for (size_t i = 0; i < g->n; i++) ix->dict.df[g->term[i]]--;
    ix->live--;
    ix->tokens -= g->tokens;
    ix->text_live -= bytes;
    ix->text_dead += bytes;
    merge_buried(ix, g->p);
}

static int64_t day_clip(int64_t day) { return day < INT32_MIN ? INT32_MIN : day > INT32_MAX ? INT32_MAX : day; }

static void docs_fill(struct dock_index *ix, struct docs *d, uint32_t at, const struct dock_listing *l, const struct facts *f,
    const struct bag *bag, int kind)
{
    const int64_t number[COL_TEXT] = { [COL_ID] = l->id,
        [COL_PUBLISHED] = l->published_ms,
        [COL_OWN] = l->own,
        [COL_UNTIL] = day_clip(l->open_until),
        [COL_SPOT] = spot_number(&ix->spots, &ix->a, l, f),
        [COL_DEAL] = deal_number(&ix->deals, &ix->a, f),
        [COL_NSKILL] = (uint16_t)f->nskill };
    for (int c = 0; c < COL_TEXT; c++) column_put(&d->column[c], at, number[c]);
    d->part[at] = bag_part(bag);
    d->industry[at] = code_number(&ix->industries, &ix->a, f->industry);
    d->length[at] = (uint8_t)length_code(bag->length);
    d->class[at] = (uint8_t)class_of((size_t)kind, l->side);
}

/* Room for one more, and its number taken: memory that runs out later leaves a listing without life behind, and no trace
** in any answer. */
static uint32_t tail_room(struct dock_index *ix, jmp_buf *full)
{
    if (!ix->segment[TAIL]) {
        const struct segment *like = ix->segment[BASE] ? ix->segment[BASE] : ix->segment[MIDDLE];
        ix->segment[TAIL] = segment_new(ix->cap, full);
        ix->segment[TAIL]->reach = reach_make(ix, like ? &like->docs : NULL);
        docs_wide(&ix->segment[TAIL]->docs);
    }
    struct segment *s = ix->segment[TAIL];
    docs_room(&s->docs, &s->a, s->docs.n + 1);
    if (2 * (s->docs.n + 1) > s->docs.slots) {
        docs_slots(&s->docs, &s->a, 4 * (s->docs.n + 16));
        for (uint32_t i = 0; i < s->docs.n; i++) if (doc_alive(&s->docs, i)) docs_slot(&s->docs, i);
    }
    if (s->docs.n % WINDOW == 0) {
        size_t n = s->docs.n / WINDOW;
        s->bound = arena_grow(&s->a, s->bound, n * sizeof *s->bound, (n + 1) * sizeof *s->bound);
        s->bound[n] = (struct bound){ .length = LENGTHS - 1 };
    }
    return (uint32_t)s->docs.n++;
}

static void tail_bound(struct segment *s, uint32_t doc)
{
    struct bound *b = &s->bound[doc / WINDOW];
    if (b->part < s->docs.part[doc]) b->part = s->docs.part[doc];
    if (b->length > s->docs.length[doc]) b->length = s->docs.length[doc];
    if (b->longest < s->docs.length[doc]) b->longest = s->docs.length[doc];
    segment_reaches(s, doc);
}

/* Eight numbers, without a jump: nineteen pairs, each put in order. */
static inline void order_two(uint32_t *v, size_t i, size_t k)
{
    uint32_t x = v[i], y = v[k];
    v[i] = x < y ? x : y;
    v[k] = x < y ? y : x;
}

static inline void order_eight(uint32_t *to)
{
    static const uint8_t pair[19][2] = { { 0, 2 }, { 1, 3 }, { 4, 6 }, { 5, 7 }, { 0, 4 }, { 1, 5 }, { 2, 6 }, { 3, 7 }, { 0, 1 }, { 2, 3 },
        { 4, 5 }, { 6, 7 }, { 2, 4 }, { 3, 5 }, { 1, 4 }, { 3, 6 }, { 1, 2 }, { 3, 4 }, { 5, 6 } };
    uint32_t v[8];
    memcpy(v, to, sizeof v);
#pragma GCC unroll 19
    for (size_t i = 0; i < LEN(pair); i++) order_two(v, pair[i][0], pair[i][1]);
    memcpy(to, v, sizeof v);
}

/* Two runs of as many into one, from both ends at once: two chains of work beside each other, and neither can run out. */
static inline void weave_even(const uint32_t *x, size_t run, uint32_t *y)
{
    const uint32_t *i = x, *k = x + run, *i_last = k - 1, *k_last = k + run - 1;
    for (size_t at = 0; at < run; at++) {
        uint32_t least[2] = { *i, *k }, most[2] = { *i_last, *k_last };
        size_t second = least[1] < least[0], first = most[0] > most[1];
        y[at] = least[0] < least[1] ? least[0] : least[1];
        y[2 * run - 1 - at] = most[0] > most[1] ? most[0] : most[1];
        k += second;
        i += 1 - second;
        i_last -= first;
        k_last -= 1 - first;
    }
}

static void weave_odd(const uint32_t *i, const uint32_t *i_end, const uint32_t *k_end, uint32_t *y)
{
    const uint32_t *k = i_end;
    while (i < i_end && k < k_end) {
        uint32_t a = *i, b = *k;
        size_t second = b < a;
        *y++ = a < b ? a : b;
        k += second;
        i += 1 - second;
    }
    while (i < i_end) *y++ = *i++;
    while (k < k_end) *y++ = *k++;
}

/* Some hundred numbers, none twice: runs of eight, then woven together. Both have room for seven more. */
enum { SORT_RUN = 8 };
static void said_sort(uint32_t *v, uint32_t *to, size_t n)
{
    size_t all = (n + SORT_RUN - 1) / SORT_RUN * SORT_RUN;
    for (size_t i = n; i < all; i++) v[i] = UINT32_MAX;
    for (size_t from = 0; from < all; from += SORT_RUN) order_eight(v + from);
    uint32_t *x = v, *y = to;
    for (size_t run = SORT_RUN; run < all; run *= 2) {
        size_t from = 0;
        for (; from + 2 * run <= all; from += 2 * run) weave_even(x + from, run, y + from);
        if (from < all) weave_odd(x + from, x + (from + run < all ? from + run : all), x + all, y + from);
        uint32_t *swap = x;
        x = y;
        y = swap;
    }
    if (x != v) memcpy(v, x, n * sizeof *v);
}

/* What a listing says, by number: POSTING(term, code) each; of who says what nobody said before NOBODY_SAID. Beside readers. */
#define NOBODY_SAID UINT32_MAX
static void said_find(const struct dock_index *ix, const struct bag *bag, const uint64_t *key, uint32_t *said, size_t n)
{
    dict_soon(&ix->dict, key, n);
    for (size_t i = 0; i < n; i++) {
        int64_t term = dict_find(&ix->dict, key[i]);
        said[i] = term == NO_TERM ? NOBODY_SAID : POSTING(term, i < bag->n ? bag->v[i].code : TF_CODE_BODY);
    }
}

/* said: then in order of the terms; has room for sorting. */
static void tail_say(struct dock_index *ix, struct segment *s, uint32_t doc, const struct bag *bag, const uint64_t *key, uint32_t *said,
    size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (said[i] == NOBODY_SAID)
            said[i] = POSTING(dict_number(&ix->dict, &ix->words, key[i]), i < bag->n ? bag->v[i].code : TF_CODE_BODY);
    said_sort(said, said + n + SORT_RUN, n);
    s->bare |= ix->loading;
    if (s->bare) return;
    tail_terms(s, ix->dict.key.n);
    tail_soon(s, said, n);
    for (size_t i = 0; i < n; i++) tail_post(s, said[i] >> 4, POSTING(doc, said[i] & 15));
}

static void arrive(struct dock_index *ix, struct segment *s, uint32_t doc, const uint32_t *said, size_t n, int tokens, size_t bytes)
{
    for (size_t i = 0; i < n; i++) ix->dict.df[said[i] >> 4]++;
    s->docs.alive[doc >> 6] |= (uint64_t)1 << (doc & 63);
    docs_slot(&s->docs, doc);
    ix->live++;
    ix->tokens += (uint64_t)tokens;
    ix->text_live += bytes;
}

static size_t listing_text(const struct dock_listing *l)
{
    size_t n = l->title.n + l->body.n;
    for (size_t i = 0; i < l->skills.n; i++) n += l->skills.v[i].n;
    return n;
}

static enum rc index_full(struct dock_index *ix, struct err *e)
{
    index_guard(ix, NULL);
    return fail(e, RC_MEMORY, "the index may have %zu bytes and has %zu", ix->cap, dock_index_bytes(ix));
}

/* key: of the bag's terms, then of the skills */
struct dock_draft { struct dock_listing l; struct bag bag; struct facts f; uint64_t *key; uint32_t *said; size_t n; struct leaving old; };

enum rc dock_index_draft(struct dock_index *ix, struct dock_analyser *an, const struct dock_listing *l, struct dock_draft **draft,
    struct err *e)
{
    jmp_buf full;
    must(l->id > 0);
    if (listing_text(l) > ix->longest)
        return fail(e, RC_LIMIT, "a listing's title, body and skills may have %zu bytes", ix->longest);
    if (dock_index_bytes(ix) > ix->cap) return index_full(ix, e);
    arena_reset(&ix->work);
    ix->work.guard = &full;
    if (setjmp(full) != 0) return index_full(ix, e);
    struct dock_draft *d = NEW(&ix->work, struct dock_draft);
    d->l = *l;
    for (int i = 0; i < SEGMENTS; i++) if (ix->segment[i]) docs_soon(&ix->segment[i]->docs, l->id);
    d->bag = bag_of(an, &ix->work, l);
    d->f = facts_of(an, &ix->work, l);
    d->n = d->bag.n + (size_t)d->f.nskill;
    d->key = NEWS(&ix->work, uint64_t, d->n + 1);
    d->said = arena_alloc(&ix->work, 2 * (d->n + SORT_RUN) * sizeof *d->said);
    for (size_t i = 0; i < d->bag.n; i++) d->key[i] = d->bag.v[i].key;
    for (int i = 0; i < d->f.nskill; i++) d->key[d->bag.n + (size_t)i] = d->f.skill[i];
    said_find(ix, &d->bag, d->key, d->said, d->n);
    d->old = leaving_of(ix, l->id);
    ix->work.guard = NULL;
    *draft = d;
    return RC_OK;
}

enum rc dock_index_commit(struct dock_index *ix, struct dock_draft *d, struct err *e)
{
    jmp_buf full;
    index_guard(ix, &full);
    if (setjmp(full) != 0) return index_full(ix, e);
    int kind = kind_number(ix, d->l.kind);
    if (kind < 0 || (ix->segment[TAIL] && ix->segment[TAIL]->docs.n >= DOCS_MOST)) {
        index_guard(ix, NULL);
        return fail(e, RC_LIMIT, kind < 0 ? "more than %d kinds of listings" : "more than %d listings", kind < 0 ? KINDS_MOST : DOCS_MOST);
    }
    uint32_t doc = tail_room(ix, &full);
    struct segment *s = ix->segment[TAIL];
    docs_fill(ix, &s->docs, doc, &d->l, &d->f, &d->bag, kind);
    tail_bound(s, doc);
    tail_say(ix, s, doc, &d->bag, d->key, d->said, d->n);
    size_t bytes;
    column_put(&s->docs.column[COL_TEXT], doc,
        (int64_t)(uintptr_t)listing_pack(&ix->text, &d->l, d->said, d->n, (uint32_t)d->bag.length, &bytes));
    leave(ix, &d->old);
    arrive(ix, s, doc, d->said, d->n, d->bag.length, bytes);
    index_guard(ix, NULL);
    return RC_OK;
}

enum rc dock_index_add(struct dock_index *ix, struct dock_analyser *an, const struct dock_listing *listing, struct err *e)
{
    struct dock_draft *d;
    TRY(dock_index_draft(ix, an, listing, &d, e));
    return dock_index_commit(ix, d, e);
}

enum rc dock_index_remove(struct dock_index *ix, struct dock_analyser *an, int64_t id)
{
    jmp_buf full;
    (void)an;
    arena_reset(&ix->work);
    ix->work.guard = &full;
    if (setjmp(full) != 0) return RC_MEMORY;
    struct leaving g = leaving_of(ix, id);
    ix->work.guard = NULL;
    leave(ix, &g);
    return g.p.doc == NO_DOC ? RC_NONE : RC_OK;
}
