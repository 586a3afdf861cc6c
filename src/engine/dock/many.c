/* many.c: many who ask at the same moment, for docking everything again: BEST of sweep.c turned inside out.
**
**      for each window of the base
**          lists_move       the postings there of every term that any of them asks for, unpacked once
**          for each asker
**              asker_window     hers are added up, window and lists still in the cache; who may get in is scored alone
**
** Who asks alone waits for memory most of the time: each term's run in each window is somewhere else. Bounds, what waits and what a sum
** means are those of BEST; so are the answers, to the last unit. Beyond that, who may get in is judged by what facts can earn each listing
** at most, not the best of the window; and the first bar is set by scoring those who can earn most.
*/
#include "engine/dock/sums.h"
#include <math.h>

#define NOT_IN_PLAY (-1e30f)                     /* below any bar, INT64_MIN too */
/* AHEAD: lists fetched before their turn. FIRST: how many are scored, at least, for the first bar. In postings: what could
** be added while one listing is scored; what takes as long as a map. */
enum { AHEAD = 16, FIRST = 64, SCORED_COST = 300, MAP_COST = 256, SUM_MOST = 63000, AS_MAP = UINT16_MAX, MAYBE = 2 };

/* A list's postings in the window at hand: na and nb; na places with TF_CODE_BODY, in fours, the last filled up with WINDOW,
** where nobody is (AS_MAP: a bit for each listing); then nb times place << 4 | code. at: where those begin. */
enum { PIECE_HEAD = 2 };
struct piece { const uint16_t *at; uint16_t na, nb; };
struct list { const uint8_t *list; uint32_t term; struct cursor c; };

/* A term of an asker: what each window asks of it, and what only a score asks. Words with least worth first, skills behind them. */
/* late: what it and those before can add while they wait */
struct wish { uint32_t list, late; uint16_t unit; uint8_t row; bool dense; };
struct told { int64_t wish, weight; uint32_t term; uint8_t code, answer, said; };
struct asker {
    const struct sweep *sweep;
    struct wish *wish; struct told *told; size_t words, n;
    struct units units;
    uint16_t (*more)[TF_CODES]; size_t rows;                    /* what a code earns, TF_CODE_BODY = 256; a row for each code of hers */
    int16_t *of_term; size_t slots;                             /* term -> number + 1 */
    size_t place;                                               /* of the sweep */
    int64_t bar;                                                /* of the sweep, asked again when somebody was scored */
};
struct many {
    struct arena *a;
    const struct segment *s;
    struct asker *v; size_t n;
    struct { struct list *v; size_t n, cap; } lists;
    uint32_t *of_term; size_t slots;                            /* term -> list + 1 */
    double most[TF_CODES], ratio;
    uint32_t *piece;                                            /* of each list, in at; 0: nothing in this window */
    uint32_t *next;                                             /* the window where it goes on */
    uint16_t *at; size_t nat, cap;
    uint32_t *thin;
    struct arena_mark kept;                                     /* behind it: of this window alone */
    bool moved;                                                 /* the pieces, and what follows, are of this window */
    float impact[LENGTHS];                                      /* impact_body by length */
    struct blocked scale;                                    /* of a listing: what a sum is worth to it, without the asker's size */
    uint16_t alike[WINDOW];                                     /* its number among those that differ in facts; 0: not in play, or dead */
    uint32_t first[WINDOW + 1]; size_t nalike;                  /* one of each, from 1 on */
    uint16_t slot[2 * WINDOW];                                  /* class, industry and spot -> number */
    /* by place of the asker: what is not words can earn, by listing, and at most; NULL: not asked yet */
    struct place_facts { struct blocked *v; float most; } *facts; size_t places;
    float scale_most;                                           /* the largest of scale */
    /* by place of the asker: whether the window is one to begin with; MAYBE: not asked yet */
    uint8_t *early;
    const uint32_t *said[WINDOW];                               /* listing_said of each; NULL: nobody has asked */
    uint64_t hers[64];                                          /* of the asker at hand: a bit for each term by its number's end */
    uint64_t skilled[WINDOW / 64], judged[WINDOW / 64];         /* of the asker at hand: who has a skill of hers; who set the first bar */
    uint16_t sum[WINDOW + 1];
    uint32_t left[WINDOW];
};

/* ---- who asks for what */

/* UINT32_MAX: nobody of the base says it. */
static uint32_t list_of(struct many *m, uint32_t term)
{
    const uint8_t *list = term < m->s->nlist ? m->s->list[term] : NULL;
    if (!list) return UINT32_MAX;
    size_t at = term * 0x9e3779b1u & (m->slots - 1);
    for (; m->of_term[at]; at = (at + 1) & (m->slots - 1)) if (m->lists.v[m->of_term[at] - 1].term == term) return m->of_term[at] - 1;
    *PUSH(m->a, &m->lists) = (struct list){ .list = list, .term = term };
    m->of_term[at] = (uint32_t)m->lists.n;
    return m->of_term[at] - 1;
}

static void asker_say(struct many *m, struct asker *k, struct told t)
{
    uint32_t list = list_of(m, t.term);
    if (list == UINT32_MAX) return;
    k->told[k->n] = t;
    k->wish[k->n++] = (struct wish){ .list = list, .dense = list_dense(m->lists.v[list].list) };
}

static void asker_words(struct many *m, struct asker *k)
{
    const struct sweep *sweep = k->sweep;
    const struct scale *s = sweep->scale;
    const struct worth *worth = worths_make(sweep);
    for (size_t i = 0; i < sweep->asked->n; i++) {
        const struct asked *t = &sweep->asked->v[worth[i].number];
        asker_say(m, k,
            (struct told){ .wish = (t->weight * s->share[t->code] >> 10) * (int64_t)sweep->part >> 30,
                .weight = t->weight,
                .term = t->term,
                .code = (uint8_t)t->code,
                .answer = s->impact[sweep->length][t->code],
                .said = t->sort == TERM_CHAR ? SAID_CHAR : SAID_WORD });
    }
    k->words = k->n;
}

static void asker_skills(struct many *m, struct asker *k)
{
    const struct facts *f = k->sweep->skills;
    for (int i = 0; f && i < f->nskill; i++) {
        int64_t term = dict_find(&k->sweep->ix->dict, f->skill[i]);
        if (term != NO_TERM) asker_say(m, k, (struct told){ .term = (uint32_t)term, .said = SAID_SKILL });
    }
}

/* What a code of y's earns to who says the term by code `mine`, for a weight of 1: ahead, and back in impacts. */
static double code_earns(const struct many *m, const struct sweep *sweep, int mine, int code)
{
    const struct scale *s = sweep->scale;
    return (double)s->share[mine] * sweep->part * 0x1p-48 * m->most[code]
        + (double)(s->share[code] * s->impact[sweep->length][mine]) * 0x1p-48 / m->ratio;
}

static uint8_t row_of(const struct many *m, struct asker *k, int mine, uint8_t row[TF_CODES])
{
    if (row[mine]) return (uint8_t)(row[mine] - 1);
    for (int code = 0; code < TF_CODES; code++)
        k->more[k->rows][code] = (uint16_t)ceil(
            256 * code_earns(m, k->sweep, mine, code) / code_earns(m, k->sweep, mine, TF_CODE_BODY) + 1e-6);
    row[mine] = (uint8_t)++k->rows;
    return (uint8_t)(row[mine] - 1);
}

static uint16_t unit_of(uint16_t unit, uint16_t more) { return (uint16_t)((unit * more + 255) >> 8); }

/* In units of which all her terms together fit 16 bits, each rounded up. */
static void asker_units(struct many *m, struct asker *k)
{
    uint8_t row[TF_CODES] = { 0 };
    double all = 1e-9;
    uint32_t late = 0;
    k->more = arena_alloc(m->a, TF_CODES * sizeof *k->more);
    for (size_t i = 0; i < k->words; i++) {
        k->wish[i].row = row_of(m, k, k->told[i].code, row);
        all += (double)k->told[i].weight * code_earns(m, k->sweep, k->told[i].code, list_code(m->lists.v[k->wish[i].list].list));
    }
    k->units = (struct units){ all * (1 + 1 / 64.) / SUM_MOST, m->ratio };
    for (size_t i = 0; i < k->words; i++) {
        struct wish *x = &k->wish[i];
        x->unit = (uint16_t)ceil((double)k->told[i].weight * code_earns(m, k->sweep, k->told[i].code, TF_CODE_BODY) / k->units.size + 1e-6);
        late += x->dense ? x->unit : unit_of(x->unit, k->more[x->row][list_code(m->lists.v[x->list].list)]);
        x->late = late;
    }
}

static void asker_open(struct many *m, struct asker *k, const struct sweep *sweep)
{
    size_t most = sweep->asked->n + (sweep->skills ? (size_t)sweep->skills->nskill : 0) + 1;
    *k = (struct asker){ .sweep = sweep,
        .wish = arena_alloc(m->a, most * sizeof *k->wish),
        .told = arena_alloc(m->a, most * sizeof *k->told) };
    k->place = sweep->place;
    k->bar = sweep->bar(sweep->ctx);
    asker_words(m, k);
    asker_skills(m, k);
    asker_units(m, k);
    for (k->slots = 16; k->slots < 4 * k->n; k->slots *= 2) {}
    k->of_term = NEWS(m->a, int16_t, k->slots);
    for (size_t i = 0; i < k->n; i++) {
        size_t at = k->told[i].term & (k->slots - 1);
        while (k->of_term[at]) at = (at + 1) & (k->slots - 1);
        k->of_term[at] = (int16_t)(i + 1);
    }
}

/* ---- the window's postings */

static void piece_put(struct many *m, struct piece *p, uint16_t place, uint16_t code)
{
    if (code == TF_CODE_BODY) { m->at[m->nat++] = place; p->na++; }
    else { m->at[m->nat++] = (uint16_t)(place << 4 | code); p->nb++; }
}

/* A map, or steps, or postings as they come; those of TF_CODE_BODY first. Returns where it stands. */
static uint32_t piece_make(struct many *m, const struct run *run)
{
    size_t start = m->nat;
    struct piece p = { 0 };
    uint16_t y = UINT16_MAX;
    m->nat += PIECE_HEAD;
    if (run->map) {
        memcpy(m->at + m->nat, run->map, WINDOW / 8);
        m->nat += WINDOW / 16;
        p.na = AS_MAP;
    }
    for (size_t i = 0; i < run->na; i++) {
        y = (uint16_t)(y + (run->a[i] ? run->a[i] : 255));
        if (run->a[i]) piece_put(m, &p, y, TF_CODE_BODY);
    }
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < run->nc; i++)
            if (((run->c[i] & 15) != TF_CODE_BODY) == turn) piece_put(m, &p, (run->c[i] >> 4) % WINDOW, run->c[i] & 15);
        for (; !turn && p.na != AS_MAP && p.na % 4; p.na++) m->at[m->nat++] = WINDOW;
    }
    if (run->nb) memcpy(m->at + m->nat, run->b, 2 * run->nb);
    m->nat += run->nb;
    m->at[start] = p.na;
    m->at[start + 1] = (uint16_t)(p.nb + run->nb);
    return (uint32_t)start;
}

/* Listings of one class, industry and spot earn the same by facts. */
static uint16_t alike_number(struct many *m, const struct window *w, uint32_t y)
{
    const struct docs *d = &w->s->docs;
    uint32_t doc = w->base + y;
    size_t at = (doc_spot(d, doc) * 0x9e3779b1u + d->industry[doc] * 0x85ebca6bu + d->class[doc] * 0xc2b2ae35u) >> 19;
    for (; m->slot[at]; at = (at + 1) & (2 * WINDOW - 1)) {
        uint32_t z = m->first[m->slot[at]];
        if (doc_spot(d, z) == doc_spot(d, doc) && d->industry[z] == d->industry[doc] && d->class[z] == d->class[doc]) return m->slot[at];
    }
    m->first[m->nalike] = doc;
    m->slot[at] = (uint16_t)m->nalike++;
    return m->slot[at];
}

/* As units_scale, never less. */
static float listing_scale(const struct many *m, int length, uint32_t part)
{
    float ahead = m->impact[length], back = (float)part * (float)m->ratio;
    return (ahead > back ? ahead : back) * (1 + 1e-5f);
}

static void docs_move(struct many *m, const struct window *w)
{
    const struct docs *d = &w->s->docs;
    const struct sweep *sweep = m->v->sweep;
    memset(m->slot, 0, sizeof m->slot);
    memset(m->facts, 0, m->places * sizeof *m->facts);
    m->nalike = 1;
    m->scale_most = 0;
    for (uint32_t y = 0; y < WINDOW; y++) {
        uint32_t doc = w->base + y;
        bool plays = doc < d->n && doc_alive(d, doc) && sweep->class[d->class[doc]];
        m->alike[y] = plays ? alike_number(m, w, y) : 0;
        m->scale.of[y] = plays ? listing_scale(m, d->length[doc], d->part[doc]) : 0;
        if (m->scale_most < m->scale.of[y]) m->scale_most = m->scale.of[y];
    }
    blocks_most(m->scale.of, m->scale.block);
}

static void lists_move(struct many *m, const struct window *w)
{
    uint32_t window = w->base / WINDOW;
    m->at = NULL;
    m->nat = PIECE_HEAD;                            /* none stands at 0 */
    m->cap = 0;
    memset(m->piece, 0, m->lists.n * sizeof *m->piece);
    for (size_t i = 0; i < m->lists.n; i++) {
        struct list *l = &m->lists.v[i];
        struct run run;
        if (i + AHEAD < m->lists.n && m->next[i + AHEAD] <= window) cursor_soon(&m->lists.v[i + AHEAD].c);
        if (m->next[i] > window) continue;
        if (m->nat + 2 * WINDOW > m->cap) {
            size_t cap = 2 * m->cap + 64 * WINDOW;
            m->at = arena_grow(m->a, m->at, m->cap * sizeof *m->at, cap * sizeof *m->at);
            m->cap = cap;
        }
        if (cursor_run(&l->c, window, m->thin, &run)) m->piece[i] = piece_make(m, &run);
        m->next[i] = cursor_window(&l->c);
    }
}

static void window_move(struct many *m, const struct window *w)
{
    arena_rewind(m->a, m->kept);
    memset(m->said, 0, sizeof m->said);
    lists_move(m, w);
    docs_move(m, w);
    m->moved = true;
}

static void lists_open(struct many *m, uint32_t from)
{
    for (size_t i = 0; i < m->lists.n; i++) {
        if (i + AHEAD < m->lists.n) __builtin_prefetch(m->lists.v[i + AHEAD].list);
        cursor_open(&m->lists.v[i].c, m->lists.v[i].list, NULL, from);
        m->next[i] = cursor_window(&m->lists.v[i].c);
    }
}

/* ---- an asker in a window */

static struct piece piece_at(const struct many *m, uint32_t at)
{
    return (struct piece){ m->at + at + PIECE_HEAD, m->at[at], m->at[at + 1] };
}
static struct piece piece_of(const struct many *m, const struct wish *x)
{
    uint32_t at = m->piece[x->list];
    return at ? piece_at(m, at) : (struct piece){ 0 };
}

static void piece_body(uint16_t *restrict sum, struct piece p, uint16_t unit)
{
    const uint16_t *restrict at = p.at;
    if (p.na == AS_MAP) { sum_map(sum, (const uint8_t *)at, unit); return; }
    for (size_t i = 0; i < p.na; i += 4)            /* of most terms few here: one turn, and no jump that cannot be foreseen */
        for (size_t k = 0; k < 4; k++) sum[at[i + k]] = (uint16_t)(sum[at[i + k]] + unit);
}

static const uint16_t *piece_others(struct piece p) { return p.at + (p.na == AS_MAP ? WINDOW / 16 : p.na); }

/* Of those of other codes what they earn, less what TF_CODE_BODY does if that much comes later. */
static void piece_codes(uint16_t *restrict sum, struct piece p, const struct wish *x, const uint16_t *restrict more, bool later)
{
    const uint16_t *restrict at = piece_others(p);
    uint16_t less = later ? x->unit : 0;
    for (size_t i = 0; i < p.nb; i++) {
        uint16_t all = unit_of(x->unit, more[at[i] & 15]);
        sum[at[i] >> 4] = (uint16_t)(sum[at[i] >> 4] + (all > less ? all - less : 0));
    }
}

/* What waited: of dense lists those of other codes have been counted but for what TF_CODE_BODY earns. */
static void piece_rest(uint16_t *restrict sum, struct piece p, const struct wish *x, const uint16_t *more)
{
    const uint16_t *restrict at = piece_others(p);
    piece_body(sum, p, x->unit);
    if (!x->dense) piece_codes(sum, p, x, more, false);
    else for (size_t i = 0; i < p.nb; i++) sum[at[i] >> 4] = (uint16_t)(sum[at[i] >> 4] + x->unit);
}

/* Her words' pieces here are somewhere in the second-level cache: fetched all at once. */
static void asker_add(struct many *m, const struct asker *k, size_t late)
{
    struct { uint32_t at; uint16_t wish; } here[LIMIT_QUERY_TERMS];
    size_t n = 0;
    for (size_t i = 0; i < k->words; i++) {
        uint32_t at = m->piece[k->wish[i].list];
        here[n].at = at;
        here[n].wish = (uint16_t)i;
        n += at > 0;
        __builtin_prefetch(m->at + at);
    }
    for (size_t i = 0; i < n; i++) {
        const struct wish *x = &k->wish[here[i].wish];
        struct piece p = piece_at(m, here[i].at);
        bool waits = here[i].wish < late;
        if (!waits) piece_body(m->sum, p, x->unit);
        if (p.nb && (!waits || x->dense)) piece_codes(m->sum, p, x, k->more[x->row], waits);
    }
}

static void asker_skilled(struct many *m, const struct asker *k)
{
    for (size_t i = k->words; i < k->n; i++) {
        struct piece p = piece_of(m, &k->wish[i]);
        for (size_t bit = 0; p.na == AS_MAP && bit < WINDOW / 64; bit++) {
            uint64_t bits;
            memcpy(&bits, p.at + 4 * bit, sizeof bits);
            m->skilled[bit] |= bits;
        }
        for (size_t y = 0; p.na != AS_MAP && y < p.na && p.at[y] < WINDOW; y++) m->skilled[p.at[y] / 64] |= (uint64_t)1 << (p.at[y] & 63);
    }
}

static uint32_t late_sum(const struct asker *k, size_t late) { return late ? k->wish[late - 1].late : 0; }

/* As many as together stay below half of `need` for every listing of the window: so who is said by the rest needs half of it, too. */
static size_t asker_late(const struct many *m, const struct asker *k, double need)
{
    double most = need / 2 / ((double)m->scale_most * k->units.size);
    size_t low = 0, high = k->words;
    while (low < high) {
        size_t mid = (low + high + 1) / 2;
        if (late_sum(k, mid) < most) low = mid;
        else high = mid - 1;
    }
    return low;
}

/* What facts can earn each listing, asked once a number and for all who stand in the same place. */
static const struct place_facts *facts_of_place(struct many *m, const struct asker *k, const struct window *w)
{
    struct place_facts *row = &m->facts[k->place];
    float of[WINDOW + 1];
    if (row->v) return row;
    *row = (struct place_facts){ arena_alloc(m->a, sizeof *row->v), NOT_IN_PLAY };
    of[0] = NOT_IN_PLAY;
    for (size_t i = 1; i < m->nalike; i++) {
        of[i] = (float)k->sweep->facts(k->sweep->ctx, w, m->first[i]) + 4;         /* more than all rounding */
        if (row->most < of[i]) row->most = of[i];
    }
    for (size_t y = 0; y < WINDOW; y++) row->v->of[y] = of[m->alike[y]];
    blocks_most(row->v->of, row->v->block);
    return row;
}

/* What a listing of the window says, unpacked for the first who asks: POSTING(term, code), and behind the last UINT32_MAX. */
static const uint32_t *listing_said(struct many *m, const struct window *w, uint32_t y)
{
    if (m->said[y]) return m->said[y];
    struct saying t = saying_open(doc_text(&w->s->docs, w->base + y));
    uint32_t *v = arena_alloc(m->a, (t.n + 1) * sizeof *v);
    m->said[y] = v;
    while (saying_next(&t)) *v++ = POSTING(t.term, t.code);
    *v = UINT32_MAX;
    return m->said[y];
}

/* Her whole score with one listing, by what it says itself, and the judge asked. */
static void asker_score(struct many *m, const struct asker *k, struct window *w, uint32_t y)
{
    const struct docs *d = &w->s->docs;
    const struct sweep *sweep = k->sweep;
    const struct scale *s = sweep->scale;
    const uint8_t *impact = s->impact[d->length[w->base + y]];
    int64_t forward = 0, backward = 0, part = d->part[w->base + y];
    uint8_t said = 0;
    for (const uint32_t *t = listing_said(m, w, y); *t != UINT32_MAX; t++) {
        uint32_t term = *t >> 4, code = *t & 15;
        if (!(m->hers[term / 64 % LEN(m->hers)] >> (term & 63) & 1)) continue;
        for (size_t at = term & (k->slots - 1); k->of_term[at]; at = (at + 1) & (k->slots - 1)) {
            size_t i = (size_t)k->of_term[at] - 1;
            const struct told *x = &k->told[i];
            if (x->term != term) continue;
            said |= x->said;
            forward += i >= k->words ? skill_points(sweep->skills->nskill) : x->wish * impact[code] >> 8;
            backward += i >= k->words ? skill_points(doc_nskill(d, w->base + y))
                                      : ((x->weight * s->share[code] >> 10) * part >> 30) * x->answer >> 8;
        }
    }
    w->forward[y] = (int32_t)forward;
    w->backward[y] = (int32_t)backward;
    w->said[y] = said;
    sweep->judge_one(sweep->ctx, w, w->base + y);
    w->forward[y] = w->backward[y] = 0;
    w->said[y] = 0;
}

static int64_t skilled_most(const struct many *m, uint32_t y) { return m->skilled[y / 64] >> (y & 63) & 1 ? 2 * skill_points(1) : 0; }

/* What everything can earn it at most; late: what may yet be added to the sums. */
static double asker_most(const struct many *m, const struct asker *k, const float *facts, uint32_t y, uint32_t late)
{
    return (double)(m->sum[y] + late) * (double)m->scale.of[y] * k->units.size + (double)skilled_most(m, y) + (double)facts[y];
}

static void asker_scores(struct many *m, struct asker *k, struct window *w, const float *facts, uint32_t late, size_t n)
{
    if (!n) return;
    for (size_t i = 0; i < n; i++) if (!m->said[m->left[i]]) touch(doc_text(&w->s->docs, w->base + m->left[i]));
    for (size_t i = 0; i < n; i++) {
        const uint32_t *said = m->said[m->left[i]];
        if (said) { __builtin_prefetch(said); __builtin_prefetch(said + 16); }
        else text_soon(&w->s->docs, w->base + m->left[i], 3);
    }
    for (size_t i = 0; i < k->n; i++) m->hers[k->told[i].term / 64 % LEN(m->hers)] |= (uint64_t)1 << (k->told[i].term & 63);
    for (size_t i = 0; i < n; i++) {            /* the bar rises */
        if (asker_most(m, k, facts, m->left[i], late) < (double)k->bar) continue;
        asker_score(m, k, w, m->left[i]);
        k->bar = k->sweep->bar(k->sweep->ctx);
    }
    memset(m->hers, 0, sizeof m->hers);
}

/* Nobody has set a bar yet: at least FIRST, who can earn most by words and facts, are scored. */
static void first_bar(struct many *m, struct asker *k, struct window *w, const float *facts)
{
    float most[WINDOW];
    size_t n = 0;
    sums_most(m->sum, m->scale.of, (float)k->units.size, facts, most);
    for (uint32_t y = 0; y < WINDOW; y++) {
        m->left[n] = y;
        n += most[y] > 0;
    }
    n = left_most(m->left, n, most, FIRST);
    asker_scores(m, k, w, facts, 0, n);
    for (size_t i = 0; i < n; i++) m->judged[m->left[i] / 64] |= (uint64_t)1 << (m->left[i] & 63);
}

/* Who may get in, in left; late: what may yet be added to the sums. */
static size_t asker_find(struct many *m, const struct asker *k, const struct place_facts *facts, uint32_t late)
{
    struct sums_bar bar = { .bar = (float)k->bar, .size = (float)k->units.size, .late = (float)late };
    size_t n = sums_worth(m->sum, bar, &m->scale, facts->v, m->left);
    if (k->n == k->words) return n;
    uint64_t found[WINDOW / 64] = { 0 };
    for (size_t i = 0; i < n; i++) found[m->left[i] / 64] |= (uint64_t)1 << (m->left[i] & 63);
    for (uint32_t i = 0; i < WINDOW / 64; i++)
        for (uint64_t bits = m->skilled[i] & ~found[i]; bits; bits &= bits - 1) m->left[n++] = 64 * i + (uint32_t)__builtin_ctzll(bits);
    return n;
}

/* Who of left may still get in; returns how many. */
static size_t asker_left(struct many *m, const struct asker *k, const float *facts, uint32_t late, size_t n)
{
    double bar = (double)k->bar;
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t y = m->left[i];
        if (!(m->judged[y / 64] >> (y & 63) & 1) && asker_most(m, k, facts, y, late) >= bar) m->left[left++] = y;
    }
    return left;
}

static size_t pieces_cost(const struct many *m, const struct asker *k, size_t from, size_t to)
{
    size_t cost = 0;
    for (size_t i = from; i < to; i++) {
        struct piece p = piece_of(m, &k->wish[i]);
        cost += p.nb;
        cost += p.na == AS_MAP ? MAP_COST : p.na;
    }
    return cost;
}

static void asker_window(struct many *m, struct asker *k, struct window *w)
{
    if (k->bar == INT64_MAX) return;
    if (!m->moved) window_move(m, w);
    const struct place_facts *facts = facts_of_place(m, k, w);
    bool first = k->bar == INT64_MIN;
    if (facts->most == NOT_IN_PLAY) return;
    size_t late = first ? 0 : asker_late(m, k, (double)k->bar - (double)facts->most), n;
    asker_add(m, k, late);
    asker_skilled(m, k);
    if (first) first_bar(m, k, w, facts->v->of);
    n = asker_find(m, k, facts, late_sum(k, late));
    while ((n = asker_left(m, k, facts->v->of, late_sum(k, late), n)) > 0 && late > 0) {
        size_t fewer = late < 4 ? 0 : late - (late + 3) / 4;
        if (n * SCORED_COST < pieces_cost(m, k, fewer, late)) break;
        for (size_t i = fewer; i < late; i++) piece_rest(m->sum, piece_of(m, &k->wish[i]), &k->wish[i], k->more[k->wish[i].row]);
        late = fewer;
    }
    asker_scores(m, k, w, facts->v->of, late_sum(k, late), n);
    memset(m->sum, 0, sizeof m->sum);
    if (k->n > k->words) memset(m->skilled, 0, sizeof m->skilled);
    if (first) memset(m->judged, 0, sizeof m->judged);
}

/* ---- all of them */

/* Who stands in the same place has the same industry, and early windows go by that. */
static bool is_early(struct many *m, const struct asker *k, const struct window *w)
{
    uint8_t *early = &m->early[k->place];
    if (*early == MAYBE) *early = k->sweep->early(k->sweep->ctx, w);
    return *early;
}

/* From k on, whose turn it is. She lies somewhere in the third-level cache, so what a window asks of her is fetched. */
static struct asker *asker_next(struct many *m, struct asker *k, const struct window *w, bool early)
{
    while (k < m->v + m->n && is_early(m, k, w) != early) k++;
    if (k == m->v + m->n) return NULL;
    __builtin_prefetch(k + 1);
    __builtin_prefetch(&k[1].bar);
    for (const char *at = (const char *)k->wish; at < (const char *)(k->wish + k->n); at += 64) __builtin_prefetch(at);
    return k;
}

static void many_turn(struct many *m, struct window *w, struct spans spans, bool early)
{
    uint32_t last = UINT32_MAX;
    lists_open(m, spans.v[0].from);
    for (size_t i = 0; i < spans.n; i++)
        for (uint32_t at = spans.v[i].from / WINDOW; at * WINDOW < spans.v[i].to; at++) {
            if (at == last) continue;
            last = at;
            w->base = at * WINDOW;
            m->moved = false;
            memset(m->early, MAYBE, m->places);
            for (struct asker *k = asker_next(m, m->v, w, early), *next; k; k = next) {
                next = asker_next(m, k + 1, w, early);
                asker_window(m, k, w);
            }
        }
}

static struct many *many_open(const struct sweep *v, size_t n)
{
    struct many *m = NEW(v->a, struct many);
    size_t terms = 1;
    m->a = v->a;
    m->s = v->ix->segment[BASE];
    for (size_t i = 0; i < n; i++) terms += v[i].asked->n + (v[i].skills ? (size_t)v[i].skills->nskill : 0);
    for (m->slots = 64; m->slots < 2 * terms; m->slots *= 2) {}
    m->of_term = NEWS(m->a, uint32_t, m->slots);
    m->v = NEWS(m->a, struct asker, n);
    m->n = n;
    codes_most(v->scale, m->s, m->most);
    for (int code = 1; code < TF_CODES; code++) m->most[code] = fmax(m->most[code], m->most[code - 1]);
    m->ratio = m->s->reach.ratio;
    for (int i = 0; i < LENGTHS; i++) m->impact[i] = (float)impact_body(v->scale, i);
    for (size_t i = 0; i < n; i++) asker_open(m, &m->v[i], &v[i]);
    m->piece = NEWS(m->a, uint32_t, m->lists.n + 1);
    m->next = NEWS(m->a, uint32_t, m->lists.n + 1);
    m->thin = arena_alloc(m->a, (WINDOW + 1) * sizeof *m->thin);
    for (size_t i = 0; i < n; i++) if (m->places <= v[i].place) m->places = v[i].place + 1;
    m->facts = NEWS(m->a, struct place_facts, m->places);
    m->early = NEWS(m->a, uint8_t, m->places);
    m->kept = arena_mark(m->a);
    return m;
}

void sweep_many(const struct sweep *v, size_t n)
{
    struct spans spans = { 0 };
    if (n && v->ix->segment[BASE]) spans = spans_of(v, v->ix->segment[BASE]);
    if (spans.n) {
        struct window *w = NEW(v->a, struct window);
        struct many *m = many_open(v, n);
        w->s = m->s;
        w->segment = BASE;
        many_turn(m, w, spans, true);
        many_turn(m, w, spans, false);
    }
    for (size_t i = 0; i < n; i++) sweep_from(&v[i], BASE + 1);
}
