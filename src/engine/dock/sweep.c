/* sweep.c: the postings of a question's terms, added up window by window.
**
**      for each segment, for each window with listings of a class in play
**          for each term: its postings there (cursor_run), added to forward, backward, said
**          the judge looks at the sums (match.c, search.c)
**
** A window's sums stay in the first-level cache, and so do the lengths and parts read beside them. Four ways to go about a
** window; what is cheapest is chosen for each:
**
**   ALL    add everything, judge every listing
**   FEW    few postings in the window: only the listings they touch are judged and cleared (three words and a district)
**   COUNT words alone, and how many match is wanted as well (searches): as BEST below, with the words that count added
**   first, so that who has
**          a sum is counted, and single characters afterwards, if they could matter
**   LATE   single characters, the longest lists by far and the least worth, wait: mostly the most they could give changes
**          nothing among the best, and their postings are not read at all (long Chinese questions)
**
** When only the best are wanted and nobody counts how many match there is a quicker way than all of these:
**
**   BEST   a posting adds one constant of its term to one sum of 16 bits: what it asks for and answers, in rounded-up units, without
**          regard to the other's length and part; what the larger of those two makes of it (reach, a byte a listing) is multiplied
**          in at the end, of hundreds at once. So a sum says
**          what words earn at most: within a hundredth one way, some tenth above both. Who might get in by it is scored
**          alone, from the terms it says itself (listing_pack). Terms that earn least for the reading wait, as in LATE, and
**          are read only while many might get in; who says one of them oftener than once in the body is told at once, so
**          that what waits is bounded closely: half of all postings do. Listings of the asker's own industry go first: they
**          set the bar so high that hardly anybody else has enough words. So the rest goes term by term through many windows
**          (a stretch), whose sums stay in the second-level cache: a window alone costs more than the few postings in it
**
** All give the same answers, to the last unit; test_every_strategy_is_exhaustive forces each.
*/
#include "engine/dock/sums.h"
#include <math.h>

/* A term of the question in one segment: where its postings are, and what they earn. What each window asks of it comes first, so that a
** hundred of them stay in the first-level cache. */
struct reading {
    struct cursor c;
    uint32_t next;                      /* the window where its postings go on */
    bool here, skill;
    uint8_t said, code;                 /* code: the largest in the segment */
    uint16_t unit[TF_CODES];            /* BEST: in struct units, by code of y */
    uint16_t more[TF_CODES];            /* and how much more that is than TF_CODE_BODY's */
    struct run run;                     /* in the window at hand */
    uint32_t term, df;
    int64_t wish;                       /* weight x share x part of the asker: times impact of y gives forward */
    int64_t answer;                     /* backward: weight x share(y) x part of y, times answer */
    int64_t share[TF_CODES];            /* weight x share, by code of y */
    int32_t body[LENGTHS];              /* forward of TF_CODE_BODY, by length of y */
};
/* The characters first; thin: room for the chains' runs of a window. BEST: by value, and skills behind them. */
struct readings {
    struct reading *v; size_t n, chars; uint32_t *thin;
    size_t words;
    struct units units;
    double drift;                               /* reach_drift of the segment */
    struct limit { uint32_t sum; double cost; } *limit;        /* the first so many, together at most; postings of a window */
    int16_t *of_term; size_t slots;             /* term -> number + 1 */
    struct cursor *start;                       /* BEST: where each began, to begin again */
    uint16_t *sum;                              /* of the window at hand */
    uint16_t alone[SUMS], *stretch;             /* of one window, all 0 when none is at hand; and of many */
    uint32_t left[WINDOW];
};

static void reading_make(const struct sweep *w, struct reading *r, const struct asked *t)
{
    const struct scale *s = w->scale;
    r->said = (uint8_t)((t->sort == TERM_CHAR ? SAID_CHAR : SAID_WORD) | (t->own ? SAID_OWN : 0));
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
    r->code = (uint8_t)(list ? list_code(list) : (int)tail->code);
    r->term = term;
    r->next = cursor_window(&r->c);
    return true;
}

/* By what a term earns for a posting read, least first. */
static int worth_cmp(const void *x, const void *y)
{
    const struct worth *a = x, *b = y;
    return a->value != b->value ? (a->value < b->value ? -1 : 1) : a->number < b->number ? -1 : a->number > b->number;
}

const struct worth *worths_make(const struct sweep *w)
{
    size_t n = w->asked->n;
    struct worth *v = NEWS(w->a, struct worth, n + 1);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct worth){ w->best
                ? (double)w->asked->v[i].weight * (double)w->scale->share[w->asked->v[i].code] / (double)w->asked->v[i].df
                : 0,
            (uint32_t)i };
    if (w->best && n) qsort(v, n, sizeof *v, worth_cmp);
    return v;
}

/* The lists are nowhere near in memory: fetch where they begin, all at once. */
static void lists_soon(const struct sweep *w, const struct segment *s, uint32_t from)
{
    if (!s->list) {
        uint32_t *terms = arena_alloc(w->a, (w->asked->n + 1) * sizeof *terms);
        for (size_t i = 0; i < w->asked->n; i++) terms[i] = POSTING(w->asked->v[i].term, 0);
        tail_soon(s, terms, w->asked->n);
        return;
    }
    for (size_t i = 0; i < w->asked->n; i++) if (w->asked->v[i].term < s->nlist) __builtin_prefetch(&s->list[w->asked->v[i].term]);
    for (size_t i = 0; i < w->asked->n; i++) {
        const uint8_t *list = w->asked->v[i].term < s->nlist ? s->list[w->asked->v[i].term] : NULL;
        if (list) { __builtin_prefetch(list); __builtin_prefetch(list + 64); }
    }
    for (size_t i = 0; i < w->asked->n; i++) {
        const uint8_t *list = w->asked->v[i].term < s->nlist ? s->list[w->asked->v[i].term] : NULL;
        if (list) __builtin_prefetch(list_near(list, from / WINDOW, (uint32_t)(s->docs.n / WINDOW + 1)));
    }
}

/* Terms that can be left until last: who says nothing else is not asked for. */
static bool waits(const struct sweep *w, const struct asked *t) { return w->counts == SAID_OWN ? !t->own : t->sort == TERM_CHAR; }

static struct readings *readings_open(const struct sweep *w, const struct segment *s, const struct worth *worth, uint32_t from)
{
    struct readings *list = arena_alloc(w->a, sizeof *list);
    list->n = 0;
    list->of_term = NULL;
    lists_soon(w, s, from);
    list->v = arena_alloc(w->a, (w->asked->n + (w->skills ? (size_t)w->skills->nskill : 0) + 1) * sizeof *list->v);
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < w->asked->n; i++) {
            const struct asked *t = &w->asked->v[worth[i].number];
            struct reading *r = &list->v[list->n];
            if ((w->best ? turn == 0 : waits(w, t) != (turn == 0)) || !reading_open(r, s, t->term, from)) continue;
            reading_make(w, r, t);
            r->skill = false;
            r->df = t->df;
            list->n++;
        }
        if (turn == 0) list->chars = list->n;
    }
    list->words = list->n;
    for (int i = 0; w->skills && i < w->skills->nskill; i++) {
        int64_t term = dict_find(&w->ix->dict, w->skills->skill[i]);
        struct reading *r = &list->v[list->n];
        if (term == NO_TERM || !reading_open(r, s, (uint32_t)term, from)) continue;
        r->skill = true;
        r->said = SAID_SKILL;
        list->n++;
    }
    size_t chains = 0;
    for (size_t i = 0; i < list->n; i++) chains += list->v[i].c.at != NULL;
    list->thin = arena_alloc(w->a, (chains * WINDOW + 1) * sizeof *list->thin);
    return list;
}

/* --- adding: the innermost loops of the engine. Everything they touch is named once, so that the compiler need not fear
** that writing a byte of said changes a table. */
struct adder { struct window *w; const struct scale *scale; const uint8_t *length; const uint32_t *part; struct span in; };

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
    const uint32_t from = to->in.from, end = to->in.to;
    size_t ntouched = to->w->ntouched;
#define ADD(y, ahead, back) do {                                                    \
        forward[y] += (int32_t)(ahead);                                             \
        if (both) backward[y] += (int32_t)(((back) * (int64_t)part[y] >> 30) * answer >> 8);   \
        if (few) { touched[ntouched] = (y); ntouched += !said[y]; }                 \
        said[y] |= mark;                                                            \
    } while (0)
    uint32_t y = UINT32_MAX;
    for (size_t i = from / 64; r->run.map && i < (end + 63) / 64; i++)
        for (uint64_t bits = run_bits(&r->run, i); bits; bits &= bits - 1) {
            y = (uint32_t)(64 * i) + (uint32_t)__builtin_ctzll(bits);
            if (y < from || y >= end) continue;
            ADD(y, body[length[y]], share);
        }
    for (size_t i = 0; i < na; i++) {
        y += a[i] ? a[i] : 255;
        if (!a[i] || y < from) continue;
        if (y >= end) break;
        ADD(y, body[length[y]], share);
    }
    for (size_t i = 0; i < nb + nc; i++) {
        uint16_t place;
        if (i < nb) memcpy(&place, b + 2 * i, sizeof place);
        else place = (uint16_t)c[i - nb];           /* 12 bits of listing and 4 of code: the low half of a POSTING */
        y = place >> 4;
        if (y < from || y >= end) continue;
        ADD(y, wish * to->scale->impact[length[y]][place & 15] >> 8, r->share[place & 15]);
    }
#undef ADD
    to->w->ntouched = ntouched;
}

static void add_both(const struct adder *to, const struct reading *r) { add_run(to, r, true, false); }
static void add_forward(const struct adder *to, const struct reading *r) { add_run(to, r, false, false); }
static void add_few(const struct adder *to, const struct reading *r) { add_run(to, r, false, true); }

/* Who has the skill, as bits. */
static void skill_run(const struct run *r, uint64_t *skilled)
{
    uint32_t y = UINT32_MAX;
    for (size_t i = 0; r->map && i < WINDOW / 64; i++) skilled[i] |= run_bits(r, i);
    for (size_t i = 0; i < r->na; i++) { y += r->a[i] ? r->a[i] : 255; if (r->a[i]) skilled[y / 64] |= (uint64_t)1 << (y & 63); }
    for (size_t i = 0; i < r->nc; i++) { y = (r->c[i] >> 4) % WINDOW; skilled[y / 64] |= (uint64_t)1 << (y & 63); }
}

static void add_skill(const struct sweep *sweep, struct window *w, const struct reading *r, struct span in)
{
    uint64_t skilled[WINDOW / 64] = { 0 };
    int32_t mine = (int32_t)skill_points(sweep->skills->nskill);
    skill_run(&r->run, skilled);
    for (uint32_t i = in.from / 64; i < (in.to + 63) / 64; i++)
        for (uint64_t bits = skilled[i]; bits; bits &= bits - 1) {
            uint32_t y = 64 * i + (uint32_t)__builtin_ctzll(bits);
            if (y < in.from || y >= in.to) continue;
            w->forward[y] += mine;
            w->backward[y] += (int32_t)skill_points(doc_nskill(&w->s->docs, w->base + y));
            w->said[y] |= SAID_SKILL;
        }
}

/* in: counted from the window's first listing; nobody else's sums are touched */
static void add_readings(const struct sweep *sweep, struct window *w, struct reading *v, size_t n, bool few, struct span in)
{
    struct adder to = { w, sweep->scale, w->s->docs.length + w->base, w->s->docs.part + w->base, in };
    for (size_t i = 0; i < n; i++) {
        if (!v[i].here) continue;
        if (v[i].skill) add_skill(sweep, w, &v[i], in);
        else if (few) add_few(&to, &v[i]);
        else if (sweep->both) add_both(&to, &v[i]);
        else add_forward(&to, &v[i]);
    }
}

/* --- a window */
/* a map is added as quickly as so many postings one by one; it has no fewer than that by far */
enum { MAP_SIZE = 512 };
static size_t run_size(const struct run *r) { return (r->map ? MAP_SIZE : r->na) + r->nb + r->nc; }

/* The most that characters can give one listing of this window, both ways together. */
static int64_t late_most(const struct sweep *sweep, const struct window *w, const struct readings *list)
{
    struct bound b = w->s->bound[w->base / WINDOW];
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

static struct span span_in(const struct window *w, struct span s)
{
    return (struct span){ s.from > w->base ? s.from : w->base, s.to < w->base + WINDOW ? s.to : w->base + WINDOW };
}

static bool judge_spans(const struct sweep *sweep, const struct window *w, const struct span *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct span s = span_in(w, v[i]);
        if (!sweep->judge(sweep->ctx, w, s.from, s.to)) return false;
    }
    return true;
}

static void window_few(const struct sweep *sweep, struct window *w, struct readings *list)
{
    w->ntouched = 0;
    add_readings(sweep, w, list->v, list->n, true, (struct span){ 0, WINDOW });
    for (size_t i = 0; i < w->ntouched; i++) sweep->judge_one(sweep->ctx, w, w->base + w->touched[i]);
    for (size_t i = 0; i < w->ntouched; i++) w->forward[w->touched[i]] = 0, w->said[w->touched[i]] = 0;
}

static void window_clear(const struct sweep *sweep, struct window *w, struct span in)
{
    size_t n = in.to - in.from;
    memset(w->forward + in.from, 0, n * sizeof *w->forward);
    if (sweep->both) memset(w->backward + in.from, 0, n * sizeof *w->backward);
    memset(w->said + in.from, 0, n * sizeof *w->said);
}

/* When the judge asks for the characters the whole window is judged anew. */
static void window_all(const struct sweep *sweep, struct window *w, struct readings *list, const struct span *v, size_t n, bool late)
{
    struct span in = { span_in(w, v[0]).from - w->base, span_in(w, v[n - 1]).to - w->base };
    add_readings(sweep, w, list->v + list->chars, list->n - list->chars, false, in);
    size_t total = *sweep->total;
    w->late = late ? late_most(sweep, w, list) : 0;
    if (!w->late || !judge_spans(sweep, w, v, n)) {
        *sweep->total = total;
        w->late = 0;
        add_readings(sweep, w, list->v, list->chars, false, in);
        must(judge_spans(sweep, w, v, n));
    }
    window_clear(sweep, w, in);
}

/* --- BEST */
/* postings that could be added while one listing is scored alone, or a list opened */
enum { SCORED_COST = 200, OPENED_COST = 400 };

/* How much more a text of the segment answers by a code than by TF_CODE_BODY, at most. */
void codes_most(const struct scale *s, const struct segment *segment, double most[TF_CODES])
{
    int longest = 0;
    for (size_t i = 0; i * WINDOW < segment->docs.n; i++) if (longest < segment->bound[i].longest) longest = segment->bound[i].longest;
    for (int code = 0; code < TF_CODES; code++) {
        most[code] = 0;
        for (int i = 0; i <= longest; i++) most[code] = fmax(most[code], (double)s->impact[i][code] / impact_body(s, i));
    }
}

/* What a term that waits can still add: where it stands by windows, who says it oftener than once in the body is told at
** once (sum_more). */
static uint16_t unit_late(const struct reading *r) { return r->unit[r->c.run ? TF_CODE_BODY : r->code]; }

/* Units so that all terms together fit, and then what each term is worth in them, and the first k. */
static void units_make(const struct sweep *sweep, const struct segment *s, struct readings *list)
{
    enum { MOST = 65000 };                      /* each term rounds up by less than 1, and there are some hundreds, so 16 bits suffice */
    double most[TF_CODES], all = 1e-9, ratio = s->reach.ratio, windows = (double)sweep->ix->live / WINDOW + 1;
    struct limit *l = list->limit = arena_alloc(sweep->a, (list->words + 1) * sizeof *l);
    codes_most(sweep->scale, s, most);
    for (int code = 1; code < TF_CODES; code++) most[code] = fmax(most[code], most[code - 1]);
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < list->words; i++) {
            struct reading *r = &list->v[i];
            for (int code = turn ? 0 : r->code; code <= r->code; code++) {
                double earns = (double)r->wish * most[code] / 256
                    + (sweep->both ? (double)(r->share[code] * r->answer) * 0x1p-38 / ratio : 0);
                if (turn) r->unit[code] = (uint16_t)ceil(earns / list->units.size + 1e-6);
                else all += earns;
            }
            for (int code = 0; turn && code <= r->code; code++)
                r->more[code] = (uint16_t)(r->unit[code] > r->unit[TF_CODE_BODY] ? r->unit[code] - r->unit[TF_CODE_BODY] : 0);
            if (turn) l[i + 1] = (struct limit){ l[i].sum + unit_late(r), l[i].cost + (double)r->df / windows };
            else { l[0] = (struct limit){ 0 }; list->units = (struct units){ all / MOST, ratio }; }
        }
}

double units_scale(const struct sweep *sweep, struct units u, int length, uint32_t part)
{
    double impact = impact_body(sweep->scale, length), back = sweep->both ? part * u.ratio : 0;
    return u.size * (impact > back ? impact : back);
}

/* What sum earns at most a listing of that length and part. */
static int64_t sum_most(const struct sweep *sweep, struct units u, uint32_t sum, int length, uint32_t part)
{
    return (int64_t)(sum * units_scale(sweep, u, length, part)) + 1;
}

static void best_ready(const struct sweep *sweep, const struct segment *s, struct readings *list)
{
    for (list->slots = 64; list->slots < 8 * list->n; list->slots *= 2) {}
    list->of_term = NEWS(sweep->a, int16_t, list->slots);
    for (size_t i = 0; i < list->n; i++) {
        size_t at = list->v[i].term & (list->slots - 1);
        while (list->of_term[at]) at = (at + 1) & (list->slots - 1);
        list->of_term[at] = (int16_t)(i + 1);
    }
    units_make(sweep, s, list);
    list->drift = reach_drift(&s->reach, sweep->scale);
    list->sum = list->alone;
    list->stretch = NULL;
    memset(list->alone, 0, sizeof list->alone);
}

/* As many as together stay below half of `need` for a listing like most of the window: so who is said by the rest needs half of it, too,
** but for the few to whom words are worth more. */
static size_t best_late(const struct window *w, const struct readings *list, int64_t need)
{
    uint32_t here = (uint32_t)w->s->docs.n - w->base;
    double reach = REACH_UNIT * (double)w->s->bound[w->base / WINDOW].reach / (here < WINDOW ? here : WINDOW);
    double most = (double)need / 2 / (list->units.size * reach);
    size_t low = 0, high = list->words;
    while (low < high) {
        size_t mid = (low + high + 1) / 2;
        if (list->limit[mid].sum < most) low = mid;
        else high = mid - 1;
    }
    return low;
}

/* The whole sums of one listing, by what it says itself. A question that was widened may ask for a term twice. */
static void best_score(const struct sweep *sweep, struct window *w, const struct readings *list, uint32_t y)
{
    const struct docs *d = &w->s->docs;
    const uint8_t *impact = sweep->scale->impact[d->length[w->base + y]];
    int64_t forward = 0, backward = 0, part = d->part[w->base + y];
    uint8_t said = 0;
    for (struct saying t = saying_open(doc_text(d, w->base + y)); saying_next(&t); )
        for (size_t at = t.term & (list->slots - 1); list->of_term[at]; at = (at + 1) & (list->slots - 1)) {
            const struct reading *r = &list->v[list->of_term[at] - 1];
            if (r->term != t.term) continue;
            said |= r->said;
            forward += r->skill ? skill_points(sweep->skills->nskill) : r->wish * impact[t.code] >> 8;
            if (sweep->both)
                backward += r->skill ? skill_points(doc_nskill(d, w->base + y)) : (r->share[t.code] * part >> 30) * r->answer >> 8;
        }
    w->forward[y] = (int32_t)forward;
    w->backward[y] = (int32_t)backward;
    w->said[y] = said;
}

/* The innermost loop of BEST. */
static void sum_run(uint16_t *restrict sum, const struct run *run, const uint16_t *restrict unit)
{
    uint32_t y;
    if (run->map) sum_map(sum, run->map, unit[TF_CODE_BODY]);
    else sum_steps(sum, run->a, run->na, unit[TF_CODE_BODY]);
    for (size_t i = 0; i < run->nb; i++) {
        uint16_t place;
        memcpy(&place, run->b + 2 * i, sizeof place);
        sum[place >> 4] = (uint16_t)(sum[place >> 4] + unit[place & 15]);
    }
    for (size_t i = 0; i < run->nc; i++) {
        y = (run->c[i] >> 4) % WINDOW;
        sum[y] = (uint16_t)(sum[y] + unit[run->c[i] & 15]);
    }
}

/* Of a term that waits: what those of b add to what TF_CODE_BODY does. */
static void sum_more(uint16_t *restrict sum, const struct run *run, const uint16_t *restrict more)
{
    for (size_t i = 0; i < run->nb; i++) {
        uint16_t place;
        memcpy(&place, run->b + 2 * i, sizeof place);
        sum[place >> 4] = (uint16_t)(sum[place >> 4] + more[place & 15]);
    }
}

/* And the rest of it. */
static void sum_rest(uint16_t *restrict sum, const struct reading *r)
{
    uint16_t body[TF_CODES];
    if (!r->c.run) { sum_run(sum, &r->run, r->unit); return; }
    for (int i = 0; i < TF_CODES; i++) body[i] = r->unit[TF_CODE_BODY];
    sum_run(sum, &r->run, body);
}

/* Moves to the window; false: nothing here. */
static bool reading_move(struct reading *r, uint32_t window, uint32_t *thin)
{
    r->here = r->next <= window && cursor_run(&r->c, window, thin, &r->run);
    if (r->here) r->next = cursor_window(&r->c);
    return r->here;
}

/* Who shares a skill, as bits in skilled. Of the first `late` terms only what cannot wait. A run is nowhere near in memory: fetch where
** they begin, all at once. */
static void best_add(const struct window *w, struct readings *list, size_t late, uint64_t *skilled)
{
    size_t thin = 0;
    for (struct reading *r = list->v; r < list->v + list->n; r++) {
        bool waits = r < list->v + late;
        if (waits && !r->c.run) { r->here = false; continue; }
        if (!reading_move(r, w->base / WINDOW, list->thin + thin)) continue;
        if (!r->c.run) { thin += r->run.c == list->thin + thin ? r->run.nc : 0; continue; }
        if (r->run.nb) __builtin_prefetch(r->run.b);
        if (!waits) { const uint8_t *a = r->run.map ? r->run.map : r->run.a; __builtin_prefetch(a); __builtin_prefetch(a + 64); }
    }
    for (struct reading *r = list->v; r < list->v + list->n; r++) {
        bool waits = r < list->v + late;
        if (!r->here) continue;
        if (r->skill) skill_run(&r->run, skilled);
        else if (waits) sum_more(list->sum, &r->run, r->more);
        else sum_run(list->sum, &r->run, r->unit);
    }
}

static void best_rest(const struct window *w, struct readings *list, size_t from, size_t to)
{
    for (struct reading *r = list->v + from; r < list->v + to; r++) {
        if (list->sum != list->alone) {             /* a stretch's lists have moved on */
            struct reading again = *r;
            again.c = list->start[r - list->v];
            if (cursor_run(&again.c, w->base / WINDOW, list->thin, &again.run)) sum_rest(list->sum, &again);
        } else if (r->c.run ? r->here : reading_move(r, w->base / WINDOW, list->thin)) {
            sum_rest(list->sum, r);
        }
    }
}

static int64_t best_most(const struct sweep *sweep, const struct window *w, const struct readings *list, uint32_t y, uint32_t late,
    const uint64_t *skilled)
{
    const struct docs *d = &w->s->docs;
    uint8_t reach = d->reach[w->base + y];
    uint32_t sum = list->sum[y] + late;
    int64_t most = reach < REACH_MOST ? (int64_t)(sum * list->units.size * (REACH_UNIT * list->drift * reach)) + 1
                                      : sum_most(sweep, list->units, sum, d->length[w->base + y], d->part[w->base + y]);
    return most + (skilled[y / 64] >> (y & 63) & 1 ? 2 * skill_points(1) : 0);
}

/* Who of v may still get in; returns how many. */
static size_t best_left(const struct sweep *sweep, const struct window *w, const struct readings *list, uint32_t late,
    const uint64_t *skilled, int64_t need, uint32_t *v, size_t n)
{
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t most = best_most(sweep, w, list, v[i], late, skilled);
        if (most >= need && doc_alive(&w->s->docs, w->base + v[i]) && sweep->worth(sweep->ctx, w, w->base + v[i], most)) v[left++] = v[i];
    }
    return left;
}

/* A sum below this cannot be enough for any of the window; late: what may yet be added. 1 .. 65535. */
static uint32_t best_least(const struct sweep *sweep, const struct window *w, struct units u, uint32_t late, int64_t need)
{
    struct bound b = w->s->bound[w->base / WINDOW];
    double least = ((double)need - 2) / units_scale(sweep, u, b.length, b.part) - late - 1;
    return least < 1 ? 1 : least > UINT16_MAX ? UINT16_MAX : (uint32_t)least;
}

/* The same by sums_reach, for all at once. */
static uint32_t reach_least(const struct readings *list, int64_t need)
{
    double least = ((double)need - 2) / (list->units.size * REACH_UNIT * list->drift) / 256 - 1;
    return least < 1 ? 1 : least > UINT16_MAX ? UINT16_MAX : (uint32_t)least;
}

/* What facts are asked of them: fetched, all at once. */
static void best_facts(const struct docs *d, uint32_t base, const uint32_t *left, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t doc = base + left[i];
        __builtin_prefetch(&d->class[doc]);
        __builtin_prefetch(&d->industry[doc]);
        __builtin_prefetch(d->column[COL_SPOT].v + doc * d->column[COL_SPOT].width);
    }
}

/* What the first n of left say is nowhere near in memory: fetch it, all at once. */
static void best_texts(const struct window *w, const struct readings *list, size_t n)
{
    for (size_t i = 0; i < n; i++) touch(doc_text(&w->s->docs, w->base + list->left[i]));
    for (size_t i = 0; i < n; i++) text_soon(&w->s->docs, w->base + list->left[i], 2);
}

/* Beside the first n of left all who are skilled. */
static size_t skilled_too(struct readings *list, const uint64_t *skilled, size_t n)
{
    uint64_t found[WINDOW / 64] = { 0 };
    for (size_t i = 0; i < n; i++) found[list->left[i] / 64] |= (uint64_t)1 << (list->left[i] & 63);
    for (uint32_t i = 0; i < WINDOW / 64; i++)
        for (uint64_t bits = skilled[i] & ~found[i]; bits; bits &= bits - 1) list->left[n++] = 64 * i + (uint32_t)__builtin_ctzll(bits);
    return n;
}

static bool spans_hold(const struct span *v, size_t n, uint32_t doc)
{
    for (size_t i = 0; i < n; i++) if (doc >= v[i].from && doc < v[i].to) return true;
    return false;
}

/* Of the spans who may get in is scored, when all but the first `late` terms are in the sums. */
static void best_close(const struct sweep *sweep, struct window *w, struct readings *list, const struct span *v, size_t nv, int64_t need,
    size_t late, const uint64_t *skilled)
{
    const struct docs *d = &w->s->docs;
    size_t n = sums_reach(list->sum, list->limit[late].sum, d->reach + w->base, reach_least(list, need), list->left), in = 0;
    if (list->n > list->words) n = skilled_too(list, skilled, n);
    best_facts(d, w->base, list->left, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t doc = w->base + list->left[i];
        if (sweep->class[d->class[doc]] && spans_hold(v, nv, doc)) list->left[in++] = list->left[i];
    }
    n = in;
    while ((n = best_left(sweep, w, list, list->limit[late].sum, skilled, need, list->left, n)) > 0 && late > 0) {
        size_t fewer = late < 4 ? 0 : late - (late + 3) / 4;
        double cost = list->limit[late].cost - list->limit[fewer].cost;
        if (list->sum != list->alone) cost += OPENED_COST * (double)(late - fewer);        /* best_rest opens them */
        if ((double)n * SCORED_COST < cost) break;
        best_rest(w, list, fewer, late);
        late = fewer;
    }
    best_texts(w, list, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t y = list->left[i];
        if (!sweep->worth(sweep->ctx, w, w->base + y, best_most(sweep, w, list, y, list->limit[late].sum, skilled)))
            continue; /* the bar has risen */
        best_score(sweep, w, list, y);
        sweep->judge_one(sweep->ctx, w, w->base + y);
        w->forward[y] = w->backward[y] = 0;
        w->said[y] = 0;
    }
}

static void window_best(const struct sweep *sweep, struct window *w, struct readings *list, const struct span *v, size_t n, int64_t need)
{
    size_t late = best_late(w, list, need);
    uint64_t skilled[WINDOW / 64] = { 0 };
    best_add(w, list, late, skilled);
    best_close(sweep, w, list, v, n, need, late, skilled);
    memset(list->alone, 0, sizeof list->alone);
}

/* --- COUNT */
static void count_add(struct readings *list, size_t from, size_t to)
{
    for (const struct reading *r = list->v + from; r < list->v + to; r++) if (r->here) sum_run(list->sum, &r->run, r->unit);
}

static void count_spans(const struct sweep *sweep, const struct window *w, const struct readings *list, const struct span *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct span s = span_in(w, v[i]);
        sweep->count(sweep->ctx, w, list->sum, s.from, s.to);
    }
}

/* The most that the first `late` terms can add in this window. */
static uint32_t count_late(const struct readings *list, size_t late)
{
    uint32_t more = 0;
    for (size_t i = 0; i < late; i++) if (list->v[i].here) more += list->v[i].unit[list->v[i].code];
    return more;
}

/* Who may get in, with so much more. */
static size_t count_find(const struct sweep *sweep, const struct window *w, struct readings *list, uint32_t more, int64_t need)
{
    size_t n = sums_find(list->sum, best_least(sweep, w, list->units, more, need), list->left), left = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t y = list->left[i];
        const struct docs *d = &w->s->docs;
        if (sum_most(sweep, list->units, list->sum[y] + more, d->length[w->base + y], 0) >= need && doc_alive(d, w->base + y))
            list->left[left++] = y;
    }
    return left;
}

/* false, and nothing has happened, when too many might get in. postings: of the window; waiting: of those, the waiting terms'. */
static bool window_count(const struct sweep *sweep, struct window *w, struct readings *list, const struct span *v, size_t n, int64_t need,
    size_t postings, size_t waiting)
{
    size_t late = sweep->counts == SAID_OWN ? list->chars : 0, left;
    if (!list->of_term) best_ready(sweep, w->s, list);
    count_add(list, late, list->n);
    size_t total = *sweep->total;
    count_spans(sweep, w, list, v, n);
    uint32_t more = count_late(list, late);
    if (more && sums_over(list->sum, best_least(sweep, w, list->units, more, need)) * SCORED_COST > waiting) {
        count_add(list, 0, late);
        more = 0;
    }
    left = count_find(sweep, w, list, more, need);
    bool few = left * SCORED_COST <= postings || sweep->ix->strategy == COUNT;
    if (few) best_texts(w, list, left);
    for (size_t i = 0; few && i < left; i++) {
        uint32_t y = list->left[i];
        if (sum_most(sweep, list->units, list->sum[y] + more, w->s->docs.length[w->base + y], 0) < sweep->need(sweep->ctx, w, v, n))
            continue; /* the bar has risen */
        best_score(sweep, w, list, y);
        sweep->offer(sweep->ctx, w, w->base + y);
        w->forward[y] = w->backward[y] = 0;
        w->said[y] = 0;
    }
    if (!few) *sweep->total = total;
    memset(list->alone, 0, sizeof list->alone);
    return few;
}

enum { FEW_PART = 16, LATE_PART = 2 };

/* Where half of the postings must be read anyway, and so many may get in, judging all is as quick as bounds: not in a tail, where most are
** of classes that are not in play. */
static bool much_waits(const struct window *w, const struct readings *list, int64_t need)
{
    return 2 * list->limit[best_late(w, list, need)].cost > list->limit[list->words].cost;
}

/* A window far off: where its postings stand takes three looks, each where the one before says: each is fetched for all lists at once. */
static void readings_soon(const struct segment *s, const struct readings *list, uint32_t window)
{
    uint32_t windows = (uint32_t)(s->docs.n / WINDOW + 1);
    for (const struct reading *r = list->v; r < list->v + list->n; r++)
        if (r->next <= window) cursor_move_soon(&r->c, r->next, window, windows);
}

static void run_soon(const struct run *r)
{
    const uint8_t *start = r->nb ? r->b : r->map ? r->map : r->a;
    __builtin_prefetch(start);
    __builtin_prefetch(start + 64);
}

/* v: the spans that reach into this window. */
static void window_sweep(const struct sweep *sweep, struct window *w, struct readings *list, const struct span *v, size_t n)
{
    size_t chars = 0, rest = 0, thin = 0;
    int force = sweep->ix->strategy;
    if (sweep->best) {
        int64_t need = sweep->need(sweep->ctx, w, v, n);
        if (need > 0 && (!w->s->list || much_waits(w, list, need))) { window_best(sweep, w, list, v, n, need); return; }
    }
    readings_soon(w->s, list, w->base / WINDOW);
    for (size_t i = 0; i < list->n; i++) {
        struct reading *r = &list->v[i];
        if (!reading_move(r, w->base / WINDOW, list->thin + thin)) continue;
        run_soon(&r->run);
        *(i < list->chars ? &chars : &rest) += run_size(&r->run);
        if (r->run.c == list->thin + thin) thin += r->run.nc;
    }
    if (sweep->only_said && chars + rest == 0) return;
    bool few = force == FEW || (force == AUTO && chars + rest < WINDOW / FEW_PART);
    bool late = force == LATE || (force == AUTO && chars > rest / LATE_PART);
    if (few && sweep->judge_one && !sweep->both && sweep->only_said && chars + rest < WINDOW) { window_few(sweep, w, list); return; }
    if (sweep->counts && w->s->list && (force == AUTO || force == COUNT)) {
        int64_t need = sweep->need(sweep->ctx, w, v, n);
        if (need > 0 && window_count(sweep, w, list, v, n, need, chars + rest, chars)) return;
    }
    window_all(sweep, w, list, v, n, late && !sweep->chars_count);
}

/* --- a segment */
struct spans spans_of(const struct sweep *sweep, const struct segment *s)
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

/* Whom to begin with; and all others of the spans. */
static struct spans spans_first(const struct sweep *sweep, const struct segment *s, struct spans all)
{
    struct spans first = { 0 };
    for (size_t k = 0; k < all.n; k++)
        for (size_t i = s->bound[all.v[k].from / WINDOW].group; i < s->groups.n && s->groups.v[i].from < all.v[k].to; i++) {
            const struct group *g = &s->groups.v[i];
            if (g->from < all.v[k].from || !sweep->first(sweep->ctx, g)) continue;
            if (first.n && first.v[first.n - 1].to == g->from) first.v[first.n - 1].to = group_end(s, i);
            else *PUSH(sweep->a, &first) = (struct span){ g->from, group_end(s, i) };
        }
    return first;
}

static struct spans spans_less(const struct sweep *sweep, struct spans all, struct spans less)
{
    struct spans rest = { 0 };
    size_t k = 0;
    for (size_t i = 0; i < all.n; i++) {
        uint32_t from = all.v[i].from;
        for (; k < less.n && less.v[k].to <= all.v[i].to; k++) {
            if (less.v[k].from > from) *PUSH(sweep->a, &rest) = (struct span){ from, less.v[k].from };
            from = less.v[k].to;
        }
        if (from < all.v[i].to) *PUSH(sweep->a, &rest) = (struct span){ from, all.v[i].to };
    }
    return rest;
}

/* from: of the first window */
static struct readings *list_open(const struct sweep *sweep, const struct segment *s, const struct worth *worth, uint32_t from)
{
    struct readings *list = readings_open(sweep, s, worth, from);
    if (!sweep->best) return list;
    best_ready(sweep, s, list);
    list->start = arena_alloc(sweep->a, (list->n + 1) * sizeof *list->start);
    for (size_t i = 0; i < list->n; i++) list->start[i] = list->v[i].c;
    return list;
}

static void list_again(struct readings *list)
{
    for (size_t i = 0; i < list->n; i++) {
        list->v[i].c = list->start[i];
        list->v[i].next = cursor_window(&list->v[i].c);
    }
}

/* The spans of s that reach into a window, v[0] .. v[n-1]. */
struct inside { const struct span *v; size_t n; };
static struct inside spans_inside(struct spans s, const struct span *at, uint32_t window)
{
    struct inside r = { at, 0 };
    while (r.v < s.v + s.n && r.v->to <= window * WINDOW) r.v++;
    while (r.v + r.n < s.v + s.n && r.v[r.n].from < (window + 1) * WINDOW) r.n++;
    return r;
}

/* BEST for up to STRETCH windows from there on, as far as spans reach and words are needed; returns how many. */
enum { STRETCH = 8 };
static uint32_t stretch_sweep(const struct sweep *sweep, struct window *w, struct readings *list, struct spans spans,
    const struct span *at, uint32_t first)
{
    struct { struct inside in; int64_t need; } v[STRETCH];
    uint32_t n = 0;
    size_t late = list->words;
    for (; n < STRETCH; n++) {
        w->base = (first + n) * WINDOW;
        v[n].in = spans_inside(spans, at, first + n);
        if (!v[n].in.n) break;
        at = v[n].in.v;
        v[n].need = sweep->need(sweep->ctx, w, at, v[n].in.n);
        if (v[n].need <= 0) break;
        size_t may = best_late(w, list, v[n].need);
        if (late > may) late = may;
    }
    if (!n) return 0;
    if (!list->stretch) list->stretch = arena_alloc(sweep->a, STRETCH * SUMS * sizeof *list->stretch);
    memset(list->stretch, 0, n * SUMS * sizeof *list->stretch);
    uint32_t windows = (uint32_t)(w->s->docs.n / WINDOW + 1);
    for (size_t i = 0; i < list->words; i++) {
        struct reading *r = &list->v[i];
        const uint8_t *soon = r->c.list;
        if (i + 2 < list->words) cursor_move_soon(&list->v[i + 2].c, list->v[i + 2].next, first, windows);
        if (i + 1 < list->words) soon = cursor_pass(&list->v[i + 1].c, first);
        cursor_sum(&r->c, first, first + n, list->stretch, i < late ? r->more : r->unit, i >= late, soon);
        r->next = cursor_window(&r->c);
    }
    for (uint32_t k = 0; k < n; k++) {
        uint64_t skilled[WINDOW / 64] = { 0 };
        w->base = (first + k) * WINDOW;
        list->sum = list->stretch + (size_t)k * SUMS;
        for (struct reading *r = list->v + list->words; r < list->v + list->n; r++)
            if (reading_move(r, first + k, list->thin)) skill_run(&r->run, skilled);
        best_close(sweep, w, list, v[k].in.v, v[k].in.n, v[k].need, late, skilled);
    }
    list->sum = list->alone;
    return n;
}

static void spans_sweep(const struct sweep *sweep, struct window *w, struct spans spans, struct readings *list, bool stretches)
{
    const struct span *at = spans.v;
    for (uint32_t window = at->from / WINDOW; at < spans.v + spans.n;) {
        uint32_t many = stretches ? stretch_sweep(sweep, w, list, spans, at, window) : 0;
        if (!many) {
            struct inside r = spans_inside(spans, at, window);
            w->base = window * WINDOW;
            window_sweep(sweep, w, list, r.v, r.n);
            many = 1;
        }
        window += many;
        while (at < spans.v + spans.n && at->to <= window * WINDOW) at++;
        if (at < spans.v + spans.n && window < at->from / WINDOW) window = at->from / WINDOW;
    }
}

static void segment_sweep(const struct sweep *sweep, struct window *w, const struct worth *worth)
{
    struct spans spans = spans_of(sweep, w->s), first = { 0 };
    if (!spans.n) return;
    struct readings *list = list_open(sweep, w->s, worth, spans.v[0].from / WINDOW * WINDOW);
    bool best = sweep->best && w->s->list;
    if (best && sweep->first) first = spans_first(sweep, w->s, spans);
    if (first.n) {
        spans_sweep(sweep, w, first, list, false);
        list_again(list);
        spans = spans_less(sweep, spans, first);
    }
    if (spans.n) spans_sweep(sweep, w, spans, list, best);
}

void sweep_from(const struct sweep *sweep, int segment)
{
    struct window *w = NULL;
    const struct worth *worth = worths_make(sweep);
    for (; segment < SEGMENTS; segment++) {
        if (!sweep->ix->segment[segment]) continue;
        if (!w) w = NEW(sweep->a, struct window);
        struct arena_mark m = arena_mark(sweep->a);
        w->segment = segment;
        w->s = sweep->ix->segment[segment];
        segment_sweep(sweep, w, worth);
        arena_rewind(sweep->a, m);
    }
}

void sweep_run(const struct sweep *sweep) { sweep_from(sweep, BASE); }
