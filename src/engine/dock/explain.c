/* explain.c: the reasons of a match, and their words.
**
** The same term_points and facts_points that ranked the pair are asked again,
** this time a term at a time. Terms that lie side by side in x's text are told
** as one run: 数控, 控机, 机床 become "数控机床". The sum of the reasons is the score.
*/
#include "engine/dock/inner.h"

/* A shared term: where x says it, where y says it, what it earns. */
struct shared { uint64_t key; struct str x, y; enum term_sort sort; int64_t forward, backward; size_t run; };    /* run: number + 1 */
struct shared_list { struct shared *v; size_t n, cap; };

static void shared_make(const struct dock_asking *q, struct arena *a, const struct bag *y, struct shared_list *list)
{
    const struct scale *s = &q->scale;
    uint32_t part_x = bag_part(&q->bag), part_y = bag_part(y);
    unsigned length_x = (unsigned)length_code(q->bag.length), length_y = (unsigned)length_code(y->length);
    for (size_t i = 0; i < q->asked.n; i++) {
        const struct asked *t = &q->asked.v[i];
        const struct term *u = bag_find(y, t->key);
        if (!u) continue;
        *PUSH(a, list) = (struct shared){ t->key, t->surface, u->surface, t->sort,
            term_points(t->weight, s->share[t->code], part_x, s->impact[length_y][u->code]),
            term_points(t->weight, s->share[u->code], part_y, s->impact[length_x][t->code]), 0 };
    }
}

static bool is_concept(enum term_sort sort) { return sort >= TERM_CONCEPT && sort != TERM_WRITTEN; }

/* The same from what the index keeps of y, without analysing it. true: a concept is among them, and only the text has y's words for it. */
static bool shared_kept(const struct dock_index *ix, struct where at, const struct dock_asking *q, struct arena *a,
    struct shared_list *list)
{
    const struct scale *s = &q->scale;
    const struct docs *d = &ix->segment[at.segment]->docs;
    uint32_t part_x = bag_part(&q->bag), part_y = d->part[at.doc];
    unsigned length_x = (unsigned)length_code(q->bag.length);
    bool concepts = false;
    uint8_t *code = NEWS(a, uint8_t, q->asked.n + 1);                   /* of y, and 1; 0: not said */
    for (struct saying said = saying_open(doc_text(d, at.doc)); saying_next(&said); )
        for (size_t i = 0; i < q->asked.n; i++) if (q->asked.v[i].term == said.term) code[i] = (uint8_t)(said.code + 1);
    for (size_t i = 0; i < q->asked.n; i++) {
        const struct asked *t = &q->asked.v[i];
        if (!code[i]) continue;
        concepts |= is_concept(t->sort);
        *PUSH(a, list) = (struct shared){ t->key, t->surface, t->surface, t->sort,
            term_points(t->weight, s->share[t->code], part_x, s->impact[d->length[at.doc]][code[i] - 1]),
            term_points(t->weight, s->share[code[i] - 1], part_y, s->impact[length_x][t->code]), 0 };
    }
    return concepts;
}

static void concepts_name(struct dock_analyser *an, struct arena *a, const struct dock_listing *y, struct shared_list *list)
{
    struct bag said = concepts_of(an, a, y);
    for (size_t i = 0; i < list->n; i++) if (is_concept(list->v[i].sort)) list->v[i].y = bag_find(&said, list->v[i].key)->surface;
}

static struct dock_reason *reason_add(struct arena *a, struct dock_reasons *r, enum dock_why why, const struct shared *s)
{
    struct dock_reason *n = PUSH(a, r);
    *n = (struct dock_reason){ .why = why, .a = s->x, .b = s->y, .forward = s->forward, .backward = s->backward };
    return n;
}

/* --- runs: where x says shared pairs one behind the other, at any place of its text. A term belongs to the longest run
** that holds it, so that 养殖 beside 水产养殖 is told once. */
struct stretch { struct str text; size_t tokens, reason; };     /* reason: number + 1 of the one that tells it */
struct runs { struct stretch *v; size_t n, cap; };

static struct shared *shared_find(const struct shared_list *list, uint64_t key)
{
    for (size_t i = 0; i < list->n; i++) if (list->v[i].key == key) return &list->v[i];
    return NULL;
}

static bool pair_at(const struct shared_list *list, const struct tokens *t, size_t i, struct shared **pair)
{
    if (i + 1 >= t->n || !t->v[i].chinese || !t->v[i + 1].chinese || !t->v[i + 1].joined) return false;
    *pair = shared_find(list, key_pair(&t->v[i], &t->v[i + 1]));
    return *pair != NULL;
}

static void run_claim(const struct runs *runs, struct shared *s)
{
    if (s && (!s->run || runs->v[s->run - 1].tokens < runs->v[runs->n - 1].tokens)) s->run = runs->n;
}

static void runs_find(struct dock_analyser *an, struct arena *a, struct str text, struct shared_list *list, struct runs *runs)
{
    struct tokens t = { 0 };
    struct shared *pair;
    tokens_cut(an, a, text, &t);
    for (size_t from = 0, to; from < t.n; from = to + 1) {
        for (to = from; pair_at(list, &t, to, &pair);) to++;
        if (to == from) continue;
        const char *end = t.v[to].surface.p + t.v[to].surface.n;
        *PUSH(a, runs) = (struct stretch){ { t.v[from].surface.p, (size_t)(end - t.v[from].surface.p) }, to - from, 0 };
        for (size_t i = from; i <= to; i++) {
            if (i < to && pair_at(list, &t, i, &pair)) run_claim(runs, pair);
            run_claim(runs, shared_find(list, key_alone(&t.v[i])));
        }
    }
}

/* Chinese terms as runs, Latin words one by one, characters outside every run together. */
static void words_tell(struct arena *a, const struct shared_list *list, struct runs *runs, struct dock_reasons *r)
{
    struct dock_reason alone = { .why = DOCK_CHARS };
    struct out chars;
    out_init(&chars, a);
    for (size_t i = 0; i < list->n; i++) {
        const struct shared *s = &list->v[i];
        struct stretch *run = s->run ? &runs->v[s->run - 1] : NULL;
        struct dock_reason *to = run && run->reason ? &r->v[run->reason - 1] : NULL;
        if (is_concept(s->sort)) continue;
        if (!run && s->sort == TERM_CHAR) {
            if (chars.n) put_z(&chars, " ");
            put_str(&chars, s->x);
            to = &alone;
        }
        if (to) { to->forward += s->forward; to->backward += s->backward; continue; }
        to = reason_add(a, r, DOCK_WORD, s);
        if (run) { to->a = to->b = run->text; run->reason = r->n; }
    }
    if (chars.n) { alone.a = out_str(&chars); *PUSH(a, r) = alone; }
}

/* A concept written alike on both sides adds to nothing new: it strengthens that word's reason where there is one. */
static void concepts_tell(struct arena *a, const struct shared_list *list, struct dock_reasons *r)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct shared *s = &list->v[i];
        if (!is_concept(s->sort)) continue;
        bool alike = str_eq_nocase(s->x, s->y);
        struct dock_reason *word = NULL;
        for (size_t k = 0; k < r->n && alike && !word; k++)
            if (r->v[k].why == DOCK_WORD && str_find(r->v[k].a, s->x) >= 0) word = &r->v[k];
        if (word) { word->forward += s->forward; word->backward += s->backward; }
        else reason_add(a, r, alike ? DOCK_WORD : DOCK_GLOSSARY, s);
    }
}

static struct str skill_named(struct dock_analyser *an, struct arena *a, const struct dock_listing *l, uint64_t hash)
{
    for (size_t i = 0; i < l->skills.n; i++) if (skill_key(an, a, l->skills.v[i]) == hash) return l->skills.v[i];
    return STR_NONE;
}

/* The facts' reasons say which fact; here they get what each side wrote. */
static void facts_tell(struct dock_analyser *an, struct arena *a, const struct dock_listing *x, const struct dock_listing *y,
    struct dock_reason *r)
{
    switch (r->why) {
    case DOCK_SKILL:
        r->a = skill_named(an, a, x, (uint64_t)r->n);
        r->b = skill_named(an, a, y, (uint64_t)r->n);
        r->n = 0;
        break;
    case DOCK_KIND_SAME: case DOCK_KIND_RELATED: r->a = x->kind; r->b = y->kind; break;
    case DOCK_INDUSTRY_CLASS: case DOCK_INDUSTRY_DIVISION: case DOCK_INDUSTRY_SECTION: case DOCK_NOT_INDUSTRY:
        r->a = x->industry; r->b = y->industry; break;
    case DOCK_DISTRICT_SAME: case DOCK_DISTRICT_ADJACENT: case DOCK_DISTRICT_KM: case DOCK_NOT_DISTRICT:
        r->a = x->district; r->b = y->district; break;
    case DOCK_ZONE_SAME: r->a = x->zone; r->b = y->zone; break;
    case DOCK_STAGE_SAME: case DOCK_STAGE_NEAR: case DOCK_NOT_STAGE: r->a = x->stage; r->b = y->stage; break;
    default: break;
    }
}

bool dock_reason_fits(enum dock_why why) { return why < DOCK_NOT_SKILL; }

static int reason_cmp(const void *x, const void *y)
{
    const struct dock_reason *a = x, *b = y;
    bool fa = dock_reason_fits(a->why), fb = dock_reason_fits(b->why);
    int64_t pa = a->forward + a->backward, pb = b->forward + b->backward;
    if (fa != fb) return fa ? -1 : 1;
    if (pa != pb) return fa ? (pa > pb ? -1 : 1) : (pa < pb ? -1 : 1);
    return a->why != b->why ? (int)a->why - (int)b->why : str_cmp(a->a, b->a);
}

static void words_and_runs(struct dock_analyser *an, struct arena *a, const struct dock_listing *x, struct shared_list *shared,
    struct dock_reasons *r)
{
    struct runs runs = { 0 };
    runs_find(an, a, x->title, shared, &runs);
    runs_find(an, a, x->body, shared, &runs);
    for (size_t i = 0; i < x->skills.n; i++) runs_find(an, a, x->skills.v[i], shared, &runs);
    words_tell(a, shared, &runs, r);
    concepts_tell(a, shared, r);
}

static void reasons_sum(struct dock_reasons *r)
{
    if (r->n) qsort(r->v, r->n, sizeof *r->v, reason_cmp);
    for (size_t i = 0; i < r->n; i++) { r->forward += r->v[i].forward; r->backward += r->v[i].backward; }
    r->score = r->forward + r->backward;
}

struct dock_reasons dock_said(const struct dock_index *ix, struct arena *a, const struct dock_asking *q, int64_t id)
{
    struct dock_reasons r = { 0 };
    struct shared_list shared = { 0 };
    struct where at = index_find(ix, id);
    if (at.doc == NO_DOC) return r;
    const struct docs *d = &ix->segment[at.segment]->docs;
    bool near = near_might(&q->near, doc_text(d, at.doc)), concepts = shared_kept(ix, at, q, a, &shared);
    struct dock_listing y = { 0 };
    if (near || concepts) y = index_listing(ix, a, at);
    if (concepts) concepts_name(q->an, a, &y, &shared);
    words_and_runs(q->an, a, q->x, &shared, &r);
    if (near) {
        struct near_points points = near_points(&q->near, q->an, a, bag_part(&q->bag), d->part[at.doc], &y, &r);
        r.near = points.forward + points.backward;
    }
    reasons_sum(&r);
    return r;
}

struct dock_reasons dock_explain_asking(struct dock_analyser *an, struct arena *a, const struct dock_asking *q,
    const struct dock_listing *y)
{
    const struct dock_listing *x = q->x;
    struct dock_reasons r = { 0 };
    struct shared_list shared = { 0 };
    struct sums sum = { 0 };
    struct bag by = bag_of(an, a, y);
    struct facts fy = facts_of(an, a, y);
    shared_make(q, a, &by, &shared);
    words_and_runs(an, a, x, &shared, &r);
    struct near_points near = near_points(&q->near, an, a, bag_part(&q->bag), bag_part(&by), y, &r);
    int64_t learned = learned_points(&q->learned, a, &by, &fy, &r);
    size_t facts = r.n;
    facts_points(&q->facts, &fy, x->kind, y->kind, &sum, a, &r);
    for (size_t i = facts; i < r.n; i++) facts_tell(an, a, x, y, &r.v[i]);
    reasons_sum(&r);
    r.near = near.forward + near.backward + 2 * learned;
    return r;
}

struct dock_reasons dock_explain(const struct dock_index *ix, struct dock_analyser *an, struct arena *a,
    const struct dock_listing *x, const struct dock_listing *y)
{
    return dock_explain_asking(an, a, dock_asking(ix, an, a, x), y);
}
