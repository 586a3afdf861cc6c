/* merge.c: the tail into the base, a little at a time.
**
**      begin     the tail becomes the middle, a new tail begins              readers kept out, at once
**      columns   base and middle into a fresh base: class, industry, district    beside readers
**      terms     each term's postings, renumbered and packed                     beside readers
**      end       the fresh base takes the place of both                      readers kept out, at once
**
** The fresh base is made from what is not changed any more but for its bits of life; who dies while it is made dies in it,
** too. Without memory for both the merge is given up and all stays as it was.
*/
#include "engine/dock/inner.h"

enum { TAIL_LEAST = 4096, TAIL_PART = 16, TEXT_LEAST = 1 << 22 };
enum phase { BEGIN, COLUMNS, REACHES, TERMS, END, OVER };
struct order { uint64_t key; uint32_t doc; };
struct merge {
    struct arena a;
    enum phase phase;
    struct segment *from[2], *fresh;            /* BASE and MIDDLE; either may be NULL */
    uint32_t *moved[2];                         /* old number -> new, NO_DOC = dead at the beginning */
    struct order *middle; size_t nmiddle;       /* the middle's listings in their new order */
    size_t at[2], reached, term;                /* how far */
    /* the middle's postings by term, in their new order; where each term's begin, and end so far */
    uint32_t *post; size_t *post_from, *post_end;
    uint32_t *scratch;
    struct packer packer;
    bool texts;                                 /* also copies texts, so that the dead ones' go */
    uint8_t *text;                              /* where the next one goes */
};

/* --- order */
uint64_t order_key(const struct dock_index *ix, const struct docs *d, size_t i)
{
    return (uint64_t)d->class[i] << 52 | (uint64_t)ix->industries.v[d->industry[i]] << 28
        | ((uint64_t)ix->spots.v[doc_spot(d, i)].f.district & 0xfffffff);
}

/* By key; alike ones stay in their order. A byte a pass, those that all have alike left out: there are few kinds, industries
** and districts. */
static void order_sort(struct order *v, struct order *other, size_t n)
{
    struct order *from = v, *to = other;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t at[256] = { 0 }, sum = 0;
        for (size_t i = 0; i < n; i++) at[from[i].key >> shift & 255]++;
        if (n == 0 || at[from[0].key >> shift & 255] == n) continue;
        for (size_t k = 0; k < 256; k++) { size_t some = at[k]; at[k] = sum; sum += some; }
        for (size_t i = 0; i < n; i++) to[at[from[i].key >> shift & 255]++] = from[i];
        struct order *swap = from;
        from = to;
        to = swap;
    }
    if (from != v) memcpy(v, from, n * sizeof *v);
}

static size_t docs_alive(const struct segment *s)
{
    size_t n = 0;
    for (size_t i = 0; s && i < (s->docs.n + 63) / 64; i++) n += (size_t)__builtin_popcountll(s->docs.alive[i]);
    return n;
}

static size_t docs_n(const struct segment *s) { return s ? s->docs.n : 0; }

/* --- begin */
static bool merge_due(const struct dock_index *ix)
{
    size_t base = docs_n(ix->segment[BASE]), tail = docs_n(ix->segment[TAIL]);
    if (ix->segment[MIDDLE]) return true;
    if (tail >= TAIL_LEAST && tail >= base / TAIL_PART) return true;
    return base + tail > 2 * ix->live + TAIL_LEAST || (ix->text_dead > ix->text_live + TEXT_LEAST);
}

static void middle_order(struct dock_index *ix, struct merge *m)
{
    const struct segment *s = m->from[MIDDLE];
    m->middle = NEWS(&m->a, struct order, docs_n(s) + 1);
    for (uint32_t i = 0; i < docs_n(s); i++)
        if (doc_alive(&s->docs, i)) m->middle[m->nmiddle++] = (struct order){ order_key(ix, &s->docs, i), i };
    struct arena_mark mark = arena_mark(&m->a);
    order_sort(m->middle, arena_alloc(&m->a, (m->nmiddle + 1) * sizeof *m->middle), m->nmiddle);
    arena_rewind(&m->a, mark);
}

/* Where each term's postings of the middle begin: room for all it has, the dead ones' too. */
static void middle_room(struct dock_index *ix, struct merge *m)
{
    const struct segment *s = m->from[MIDDLE];
    size_t nterm = ix->dict.key.n, sum = 0;
    m->post_end = NEWS(&m->a, size_t, nterm + 1);
    for (size_t i = 0; s && !s->bare && i < s->by_term.n; i++) m->post_end[s->by_term.v[i].term] = s->by_term.v[i].list.n;
    bool all = s && s->bare && !m->from[BASE];         /* then no more than live can say a term */
    for (size_t i = 0; all && i < nterm; i++) m->post_end[i] = ix->dict.df[i];
    for (size_t i = 0; s && s->bare && !all && i < s->docs.n; i++)
        for (struct saying said = saying_open(doc_text(&s->docs, i)); saying_next(&said); ) m->post_end[said.term]++;
    m->post_from = NEWS(&m->a, size_t, nterm + 1);
    for (size_t i = 0; i < nterm; i++) {
        m->post_from[i] = sum;
        sum += m->post_end[i];
        m->post_end[i] = m->post_from[i];
    }
    m->post = arena_alloc(&m->a, (sum + 1) * sizeof *m->post);
}

/* Texts that are copied get one piece, so that where they can be is known before. */
static void columns_plan(struct dock_index *ix, struct merge *m)
{
    struct docs *d = &m->fresh->docs;
    docs_narrow(d, m->from[BASE] ? &m->from[BASE]->docs : NULL, m->from[MIDDLE] ? &m->from[MIDDLE]->docs : NULL);
    if (!m->texts) return;
    m->text = arena_alloc(&ix->text, ix->text_live + 1);
    d->column[COL_TEXT] = column_between((int64_t)(uintptr_t)m->text, (int64_t)(uintptr_t)m->text + (int64_t)ix->text_live);
}

static void merge_plan(struct dock_index *ix, struct merge *m)
{
    size_t n = docs_alive(m->from[BASE]) + docs_alive(m->from[MIDDLE]);
    for (int s = BASE; s <= MIDDLE; s++) {
        m->moved[s] = arena_alloc(&m->a, (docs_n(m->from[s]) + 1) * sizeof **m->moved);
        memset(m->moved[s], 0xff, docs_n(m->from[s]) * sizeof **m->moved);
    }
    middle_order(ix, m);
    middle_room(ix, m);
    m->scratch = arena_alloc(&m->a, (n + docs_n(m->from[BASE]) + 1) * sizeof *m->scratch);
    m->fresh = segment_new(ix->cap, m->a.guard);
    columns_plan(ix, m);
    docs_room(&m->fresh->docs, &m->fresh->a, n + 1);
    docs_slots(&m->fresh->docs, &m->fresh->a, n);
    m->fresh->bound = NEWS(&m->fresh->a, struct bound, n / WINDOW + 1);
    m->fresh->open = NEWS(&m->fresh->a, uint64_t, n / 64 + 1);
    m->fresh->nlist = ix->dict.key.n;
    m->fresh->list = NEWS(&m->fresh->a, const uint8_t *, m->fresh->nlist + 1);
    m->packer = (struct packer){ .a = &m->fresh->a, .work = &m->a };
}

/* --- columns */
static const uint8_t *text_copy(struct merge *m, const uint8_t *text)
{
    size_t n = listing_size(text);
    m->text += n;
    return memcpy(m->text - n, text, n);
}

void segment_note(struct segment *s, uint32_t doc)
{
    const struct docs *d = &s->docs;
    struct bound *b = &s->bound[doc / WINDOW];
    const struct group *last = s->groups.n ? &s->groups.v[s->groups.n - 1] : NULL;
    if (!last || last->class != d->class[doc] || last->industry != d->industry[doc])
        *PUSH(&s->a, &s->groups) = (struct group){ doc, d->industry[doc], d->class[doc] };
    if (doc % WINDOW == 0) b->group = (uint32_t)s->groups.n - 1;
    if (b->part < d->part[doc]) b->part = d->part[doc];
    if (doc % WINDOW == 0 || b->length > d->length[doc]) b->length = d->length[doc];
    if (b->longest < d->length[doc]) b->longest = d->length[doc];
    if (doc_own(d, doc) & DOCK_OWN_OPEN && doc_until(d, doc) == 0) s->open[doc / 64] |= (uint64_t)1 << doc % 64;
    s->start[d->class[doc] + 1]++;
}

void segment_noted(struct segment *s) { for (int c = 0; c < CLASSES; c++) s->start[c + 1] += s->start[c]; }

void segment_reaches(struct segment *s, uint32_t doc)
{
    s->docs.reach[doc] = reach_of(&s->reach, s->docs.length[doc], s->docs.part[doc]);
    s->bound[doc / WINDOW].reach += s->docs.reach[doc];
}

static void column_add(struct merge *m, int from, uint32_t doc)
{
    struct docs *d = &m->fresh->docs;
    uint32_t number = (uint32_t)d->n;
    const uint8_t *text = doc_text(&m->from[from]->docs, doc);
    docs_copy(d, number, &m->from[from]->docs, doc);
    if (m->texts) text = text_copy(m, text);
    column_put(&d->column[COL_TEXT], number, (int64_t)(uintptr_t)text);
    d->alive[number >> 6] |= (uint64_t)1 << (number & 63);
    d->n++;
    docs_slot(d, number);
    segment_note(m->fresh, number);
    m->moved[from][doc] = number;
    if (from == BASE) return;
    size_t *end = m->post_end;
    uint32_t *post = m->post;
    for (struct saying said = saying_open(text); saying_next(&said); ) post[end[said.term]++] = POSTING(number, said.code);
}

/* Listings of the middle come in an order nobody foresees but we: fetch those that come soon. */
static void middle_soon(const struct merge *m)
{
    enum { SOON = 8 };
    const struct docs *d = &m->from[MIDDLE]->docs;
    if (m->at[MIDDLE] + SOON < m->nmiddle) __builtin_prefetch(doc_text(d, m->middle[m->at[MIDDLE] + SOON].doc));
    if (m->at[MIDDLE] + 2 * SOON >= m->nmiddle) return;
    uint32_t i = m->middle[m->at[MIDDLE] + 2 * SOON].doc;
    const void *soon[] = { &d->part[i], &d->industry[i], &d->length[i], &d->class[i] };
    for (size_t c = 0; c < COLS; c++) __builtin_prefetch(d->column[c].v + i * d->column[c].width);
    for (size_t k = 0; k < LEN(soon); k++) __builtin_prefetch(soon[k]);
}

/* Both in order, so the next is the smaller; who died before the beginning is left out, later deaths are noted. */
static void merge_columns(struct dock_index *ix, struct merge *m, size_t work)
{
    const struct docs *base = m->from[BASE] ? &m->from[BASE]->docs : NULL;
    size_t nbase = base ? base->n : 0;
    for (; work && (m->at[BASE] < nbase || m->at[MIDDLE] < m->nmiddle); work--) {
        uint32_t i = (uint32_t)m->at[BASE];
        if (i < nbase && !doc_alive(base, i)) { m->at[BASE]++; continue; }
        if (m->at[MIDDLE] < m->nmiddle) {
            const struct order *o = &m->middle[m->at[MIDDLE]];
            if (i >= nbase || o->key < order_key(ix, base, i)) {
                middle_soon(m);
                m->at[MIDDLE]++;
                if (doc_alive(&m->from[MIDDLE]->docs, o->doc)) column_add(m, MIDDLE, o->doc);
                continue;
            }
        }
        m->at[BASE]++;
        column_add(m, BASE, i);
    }
    if (m->at[BASE] < nbase || m->at[MIDDLE] < m->nmiddle) return;
    segment_noted(m->fresh);
    m->fresh->reach = reach_make(ix, &m->fresh->docs);
    m->phase = REACHES;
}

static void merge_reaches(struct merge *m, size_t work)
{
    for (; m->reached < m->fresh->docs.n && work; m->reached++, work--) segment_reaches(m->fresh, (uint32_t)m->reached);
    if (m->reached == m->fresh->docs.n) m->phase = TERMS;
}

/* --- terms */

/* Old postings renumbered from the front, the middle's behind them, then woven together from the back. */
static size_t term_weave(struct merge *m, size_t nbase, const uint32_t *middle, size_t n)
{
    uint32_t *v = m->scratch;
    size_t kept = 0;
    for (size_t i = 0; i < nbase; i++) {
        uint32_t doc = m->moved[BASE][v[i] >> 4];
        if (doc != NO_DOC) v[kept++] = POSTING(doc, v[i] & 15);
    }
    for (size_t i = kept, k = n, to = kept + n; k; ) v[--to] = i && v[i - 1] > middle[k - 1] ? v[--i] : middle[--k];
    return kept + n;
}

static void merge_terms(struct merge *m, size_t work)
{
    for (size_t done = 0; m->term < m->fresh->nlist && done < work; m->term++) {
        const struct segment *base = m->from[BASE];
        size_t from = m->post_from[m->term];
        const uint8_t *old = base && m->term < base->nlist ? base->list[m->term] : NULL;
        size_t n = m->post_end[m->term] - from;
        if (old) n = term_weave(m, list_unpack(old, m->scratch), m->post + from, n);
        if (n) m->fresh->list[m->term] = list_pack(&m->packer, old ? m->scratch : m->post + from, n);
        done += n + 8;
    }
    if (m->term == m->fresh->nlist) m->phase = END;
}

/* --- outside */
static void merge_drop(struct dock_index *ix)
{
    struct arena a = ix->merge->a;
    ix->merge = NULL;
    arena_free(&a);
}

void merge_free(struct dock_index *ix)
{
    struct merge *m = ix->merge;
    if (!m) return;
    if (m->phase == OVER) { segment_free(m->from[BASE]); segment_free(m->from[MIDDLE]); }   /* else they are the index's */
    else segment_free(m->fresh);
    if (m->phase == OVER && m->texts) arena_free(&ix->old_text);
    merge_drop(ix);
}

/* Who dies in what has been copied dies in the copy. */
void merge_buried(struct dock_index *ix, struct where p)
{
    struct merge *m = ix->merge;
    if (!m || m->phase == OVER || p.segment == TAIL || !m->moved[p.segment]) return;
    uint32_t doc = m->moved[p.segment][p.doc];
    if (doc != NO_DOC) m->fresh->docs.alive[doc >> 6] &= ~((uint64_t)1 << (doc & 63));
}

/* The tail steps back; from now on a new one grows. */
static void merge_begin(struct dock_index *ix)
{
    struct arena a;
    jmp_buf full;
    arena_init(&a, ix->cap);
    a.guard = &full;
    if (setjmp(full) != 0) { arena_free(&a); return; }
    struct merge *m = NEW(&a, struct merge);
    if (!ix->segment[MIDDLE]) { ix->segment[MIDDLE] = ix->segment[TAIL]; ix->segment[TAIL] = NULL; }
    m->from[BASE] = ix->segment[BASE];
    m->from[MIDDLE] = ix->segment[MIDDLE];
    m->texts = ix->old_text.head != NULL;       /* a merge that was given up has left them */
    /* a tail that stays has its texts there */
    if (!m->texts && !docs_n(ix->segment[TAIL]) && ix->text_dead > ix->text_live + TEXT_LEAST) {
        m->texts = true;
        ix->old_text = ix->text;
        arena_init(&ix->text, ix->cap);
        ix->text_dead = 0;
    }
    m->a = a;
    m->a.guard = NULL;
    ix->merge = m;
}

static void merge_step(struct dock_index *ix, struct merge *m, size_t work)
{
    switch (m->phase) {
    case BEGIN: merge_plan(ix, m); m->phase = COLUMNS; break;
    case COLUMNS: merge_columns(ix, m, work / 64 + 1); break;         /* a listing is some 60 postings */
    case REACHES: merge_reaches(m, work); break;
    case TERMS: merge_terms(m, work); break;
    case END: case OVER: break;
    }
}

enum dock_next dock_index_merge(struct dock_index *ix, size_t work)
{
    struct merge *m = ix->merge;
    jmp_buf full;
    if (!m) return merge_due(ix) ? DOCK_TURN : DOCK_REST;
    if (m->phase == OVER) { merge_free(ix); return DOCK_MORE; }
    if (m->phase == END) return DOCK_TURN;
    m->a.guard = ix->text.guard = &full;
    if (m->fresh) m->fresh->a.guard = &full;
    if (setjmp(full) != 0) {                    /* given up, to be tried again with the next call */
        ix->text.guard = NULL;
        merge_free(ix);
        return DOCK_REST;
    }
    merge_step(ix, m, work);
    m->a.guard = ix->text.guard = NULL;
    if (m->fresh) m->fresh->a.guard = NULL;
    return m->phase == END ? DOCK_TURN : DOCK_MORE;
}

void dock_index_turn(struct dock_index *ix)
{
    struct merge *m = ix->merge;
    if (!m) { merge_begin(ix); return; }
    must(m->phase == END);
    ix->segment[BASE] = m->fresh;
    ix->segment[MIDDLE] = NULL;
    m->phase = OVER;
}

void dock_index_settle(struct dock_index *ix)
{
    enum { STEP = 1 << 20 };
    if (!ix->merge && (docs_n(ix->segment[TAIL]) || merge_due(ix))) dock_index_turn(ix);
    for (enum dock_next next; (next = dock_index_merge(ix, STEP)) != DOCK_REST; ) if (next == DOCK_TURN) dock_index_turn(ix);
}

void dock_index_load(struct dock_index *ix) { ix->loading = true; }

enum rc dock_index_loaded(struct dock_index *ix, struct err *e)
{
    dock_index_settle(ix);
    for (int i = MIDDLE; i <= TAIL; i++)
        if (ix->segment[i] && ix->segment[i]->bare)
            return fail(e, RC_MEMORY, "the index has %zu bytes, and not enough to order what was loaded", dock_index_bytes(ix));
    dict_tighten(&ix->dict, &ix->words);
    ix->loading = false;
    return RC_OK;
}
