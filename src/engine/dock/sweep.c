/* sweep.c: the postings of a question's terms, added up window by window.
**
**      for each segment, for each window with listings of a class in play
**          for each term: its postings there (cursor_run), added to forward, backward, said
**          the judge looks at the sums (rank.c)
**
** A window's sums stay in the first-level cache, and so do the lengths and parts read beside them. Three ways to go about a
** window; what is cheapest is chosen for each:
**
**   ALL    add everything, judge every listing
**   FEW    few postings in the window: only the listings they touch are judged and cleared (three words and a district)
**   LATE   single characters, the longest lists by far and the least worth, wait: mostly the most they could give changes
**          nothing among the best, and their postings are not read at all (long Chinese questions)
**
** All give the same answers, to the last unit; test_every_strategy_is_exhaustive forces each.
*/
#include "engine/dock/inner.h"

/* A term of the question in one segment: where its postings are, and what they earn. */
struct reading {
    struct cursor c;
    struct run run;                     /* in the window at hand */
    bool here, skill;
    uint8_t said;
    int64_t wish;                       /* weight x share x part of the asker: times impact of y gives forward */
    int64_t weight, answer;             /* backward: weight x share(y) x part of y, times answer */
    int64_t share[TF_CODES];            /* weight x share, by code of y */
    int32_t body[LENGTHS];              /* forward of TF_CODE_BODY, by length of y */
};
struct readings { struct reading *v; size_t n, chars; uint32_t *thin; };    /* the characters first; thin: room for the chains' runs of a window */

static void reading_make(const struct sweep *w, struct reading *r, const struct asked *t)
{
    const struct scale *s = w->scale;
    r->said = t->sort == TERM_CHAR ? SAID_CHAR : SAID_WORD;
    r->wish = (t->weight * s->share[t->code] >> 10) * (int64_t)w->part >> 30;
    r->answer = s->impact[w->length][t->code];
    for (int i = 0; i < TF_CODES; i++) r->share[i] = t->weight * s->share[i] >> 10;
    for (int i = 0; i < LENGTHS; i++) r->body[i] = (int32_t)(r->wish * s->impact[i][TF_CODE_BODY] >> 8);
}

static bool reading_open(struct reading *r, const struct segment *s, uint32_t term, uint32_t from)
{
    const uint8_t *list = s->list && term < s->nlist ? s->list[term] : NULL;
    const struct taillist *tail = s->list ? NULL : tail_list(s, term);
    if (!list && !tail) return false;
    cursor_open(&r->c, list, tail, from);
    return true;
}

static struct readings readings_open(const struct sweep *w, const struct segment *s, uint32_t from)
{
    struct readings list = { .v = arena_alloc(w->a, (w->asked->n + (w->skills ? (size_t)w->skills->nskill : 0) + 1) * sizeof *list.v) };
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < w->asked->n; i++) {
            const struct asked *t = &w->asked->v[i];
            struct reading *r = &list.v[list.n];
            if ((t->sort == TERM_CHAR) != (turn == 0) || !reading_open(r, s, t->term, from)) continue;
            reading_make(w, r, t);
            r->skill = false;
            list.n++;
        }
        if (turn == 0) list.chars = list.n;
    }
    for (int i = 0; w->skills && i < w->skills->nskill; i++) {
        int64_t term = dict_find(&w->ix->dict, w->skills->skill[i]);
        struct reading *r = &list.v[list.n];
        if (term == NO_TERM || !reading_open(r, s, (uint32_t)term, from)) continue;
        r->skill = true;
        list.n++;
    }
    size_t chains = 0;
    for (size_t i = 0; i < list.n; i++) chains += list.v[i].c.at != NULL;
    list.thin = arena_alloc(w->a, (chains * WINDOW + 1) * sizeof *list.thin);
    return list;
}

/* --- adding: the innermost loops of the engine. Everything they touch is named once, so that the compiler need not fear
** that writing a byte of said changes a table. */
struct adder { struct window *w; const struct scale *scale; const uint8_t *length; const uint32_t *part; };

static inline __attribute__((always_inline)) void add_run(const struct adder *to, const struct reading *r, bool both, bool few)
{
    int32_t *restrict forward = to->w->forward, *restrict backward = to->w->backward;
    uint8_t *restrict said = to->w->said;
    uint32_t *restrict touched = to->w->touched;
    const uint8_t *restrict length = to->length, *restrict a = r->run.a, *restrict b = r->run.b;
    const uint32_t *restrict part = to->part, *restrict c = r->run.c;
    const int32_t *restrict body = r->body;
    const int64_t share = r->share[TF_CODE_BODY], answer = r->answer, wish = r->wish;
    const size_t na = r->run.na, nb = r->run.nb, nc = r->run.nc;
    const uint8_t mark = r->said;
    size_t ntouched = to->w->ntouched;
#define ADD(y, ahead, back) do {                                                    \
        forward[y] += (int32_t)(ahead);                                             \
        if (both) backward[y] += (int32_t)(((back) * (int64_t)part[y] >> 30) * answer >> 8);   \
        if (few) { touched[ntouched] = (y); ntouched += !said[y]; }                 \
        said[y] |= mark;                                                            \
    } while (0)
    uint32_t y = UINT32_MAX;
    for (size_t i = 0; i < na; i++) {
        if (!a[i]) { y += 255; continue; }
        y += a[i];
        ADD(y, body[length[y]], share);
    }
    for (size_t i = 0; i < nb + nc; i++) {
        uint16_t place;
        if (i < nb) memcpy(&place, b + 2 * i, sizeof place);
        else place = (uint16_t)c[i - nb];           /* 12 bits of listing and 4 of code: the low half of a POSTING */
        y = place >> 4;
        ADD(y, wish * to->scale->impact[length[y]][place & 15] >> 8, r->share[place & 15]);
    }
#undef ADD
    to->w->ntouched = ntouched;
}

static void add_both(const struct adder *to, const struct reading *r) { add_run(to, r, true, false); }
static void add_forward(const struct adder *to, const struct reading *r) { add_run(to, r, false, false); }
static void add_few(const struct adder *to, const struct reading *r) { add_run(to, r, false, true); }

static void add_skill(const struct sweep *sweep, struct window *w, const struct reading *r)
{
    uint32_t place[WINDOW], n = 0, y = UINT32_MAX;
    int32_t mine = (int32_t)skill_points(sweep->skills->nskill);
    for (size_t i = 0; i < r->run.na; i++) { y += r->run.a[i] ? r->run.a[i] : 255; if (r->run.a[i]) place[n++] = y; }
    for (size_t i = 0; i < r->run.nc; i++) place[n++] = (r->run.c[i] >> 4) % WINDOW;
    for (uint32_t i = 0; i < n; i++) {
        w->forward[place[i]] += mine;
        w->backward[place[i]] += (int32_t)skill_points(w->s->docs.nskill[w->base + place[i]]);
        w->said[place[i]] |= SAID_SKILL;
    }
}

static void add_readings(const struct sweep *sweep, struct window *w, struct reading *v, size_t n, bool few)
{
    struct adder to = { w, sweep->scale, w->s->docs.length + w->base, w->s->docs.part + w->base };
    for (size_t i = 0; i < n; i++) {
        if (!v[i].here) continue;
        if (v[i].skill) add_skill(sweep, w, &v[i]);
        else if (few) add_few(&to, &v[i]);
        else if (sweep->both) add_both(&to, &v[i]);
        else add_forward(&to, &v[i]);
    }
}

/* --- a window */
struct span { uint32_t from, to; };
struct spans { struct span *v; size_t n, cap; };

static size_t run_size(const struct run *r) { return r->na + r->nb + r->nc; }

/* The most that characters can give one listing of this window, both ways together. */
static int64_t late_most(const struct sweep *sweep, const struct window *w, const struct readings *list)
{
    struct bound b = w->s->bound ? w->s->bound[w->base / WINDOW] : (struct bound){ 0 };
    int64_t most = 0;
    for (size_t i = 0; i < list->chars; i++) {
        const struct reading *r = &list->v[i];
        if (!r->here) continue;
        int code = r->run.nb || r->run.nc ? TF_CODES - 1 : TF_CODE_BODY;
        most += r->wish * sweep->scale->impact[b.length][code] >> 8;
        if (sweep->both) most += (r->share[code] * (int64_t)b.part >> 30) * r->answer >> 8;
    }
    return most;
}

static bool judge_spans(const struct sweep *sweep, const struct window *w, const struct span *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t from = v[i].from > w->base ? v[i].from : w->base, to = v[i].to < w->base + WINDOW ? v[i].to : w->base + WINDOW;
        if (!sweep->judge(sweep->ctx, w, from, to)) return false;
    }
    return true;
}

static void window_few(const struct sweep *sweep, struct window *w, struct readings *list)
{
    w->ntouched = 0;
    add_readings(sweep, w, list->v, list->n, true);
    for (size_t i = 0; i < w->ntouched; i++) sweep->judge_one(sweep->ctx, w, w->base + w->touched[i]);
    for (size_t i = 0; i < w->ntouched; i++) w->forward[w->touched[i]] = 0, w->said[w->touched[i]] = 0;
}

static void window_clear(const struct sweep *sweep, struct window *w)
{
    memset(w->forward, 0, sizeof w->forward);
    if (sweep->both) memset(w->backward, 0, sizeof w->backward);
    memset(w->said, 0, sizeof w->said);
}

/* When the judge asks for the characters the whole window is judged anew. */
static void window_all(const struct sweep *sweep, struct window *w, struct readings *list, const struct span *v, size_t n, bool late)
{
    add_readings(sweep, w, list->v + list->chars, list->n - list->chars, false);
    size_t total = *sweep->total;
    w->late = late ? late_most(sweep, w, list) : 0;
    if (!w->late || !judge_spans(sweep, w, v, n)) {
        *sweep->total = total;
        w->late = 0;
        add_readings(sweep, w, list->v, list->chars, false);
        must(judge_spans(sweep, w, v, n));
    }
    window_clear(sweep, w);
}

enum { FEW_PART = 16, LATE_PART = 2 };

/* v: the spans that reach into this window. */
static void window_sweep(const struct sweep *sweep, struct window *w, struct readings *list, const struct span *v, size_t n)
{
    size_t chars = 0, rest = 0, thin = 0;
    int force = sweep->ix->strategy;
    for (size_t i = 0; i < list->n; i++) {
        struct reading *r = &list->v[i];
        r->here = cursor_run(&r->c, w->base / WINDOW, list->thin + thin, &r->run);
        if (!r->here) continue;
        *(i < list->chars ? &chars : &rest) += run_size(&r->run);
        if (r->run.c == list->thin + thin) thin += r->run.nc;
    }
    if (sweep->only_said && chars + rest == 0) return;
    bool few = force == FEW || (force == AUTO && chars + rest < WINDOW / FEW_PART);
    bool late = force == LATE || (force == AUTO && chars > rest / LATE_PART);
    if (few && sweep->judge_one && sweep->only_said && chars + rest < WINDOW) window_few(sweep, w, list);
    else window_all(sweep, w, list, v, n, late && !sweep->chars_count);
}

/* --- a segment */
static struct spans spans_of(const struct sweep *sweep, const struct segment *s)
{
    struct spans spans = { 0 };
    if (!s->list) { if (s->docs.n) *PUSH(sweep->a, &spans) = (struct span){ 0, (uint32_t)s->docs.n }; return spans; }
    for (int c = 0; c < CLASSES; c++) {
        struct span x = { s->start[c], s->start[c + 1] };
        if (!sweep->class[c] || x.from == x.to) continue;
        if (spans.n && spans.v[spans.n - 1].to == x.from) spans.v[spans.n - 1].to = x.to;
        else *PUSH(sweep->a, &spans) = x;
    }
    return spans;
}

static void segment_sweep(const struct sweep *sweep, struct window *w)
{
    struct spans spans = spans_of(sweep, w->s);
    if (!spans.n) return;
    struct readings list = readings_open(sweep, w->s, spans.v[0].from);
    size_t first = 0;
    for (uint32_t at = spans.v[0].from / WINDOW; first < spans.n; at++) {
        w->base = at * WINDOW;
        while (first < spans.n && spans.v[first].to <= w->base) first++;
        if (first == spans.n) break;
        if (spans.v[first].from >= w->base + WINDOW) { at = spans.v[first].from / WINDOW - 1; continue; }
        size_t n = 1;
        while (first + n < spans.n && spans.v[first + n].from < w->base + WINDOW) n++;
        window_sweep(sweep, w, &list, spans.v + first, n);
    }
}

void sweep_run(const struct sweep *sweep)
{
    struct window *w = NEW(sweep->a, struct window);
    for (w->segment = 0; w->segment < SEGMENTS; w->segment++) {
        struct arena_mark m = arena_mark(sweep->a);
        w->s = sweep->ix->segment[w->segment];
        if (w->s) segment_sweep(sweep, w);
        arena_rewind(sweep->a, m);
    }
}
