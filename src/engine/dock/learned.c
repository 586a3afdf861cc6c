/* learned.c: what dockings that both sides confirmed say of others.
**
**     confirmed dockings ─► topics of the need x topics of the offer ─► counted ─► rules: "数控机床 wanted, 精密加工 offered"
**                                                                                  │ a pair that says both
**                                                                                  └─► a few points each way, and why
**
** A topic is a concept of the glossary, so it has a name in both languages and
** is nobody's own words, or a division of the industries.
**
** Counted are two parties who docked a with b, once however often they did. Two
** topics belong together when there are more of them than chance would have it:
** lift = (n + SMOOTH) / (expected + SMOOTH), where expected is what independent
** topics would give: (with a) x (with b) / all, kind by kind, for that spaces go
** with spaces is known already. Its logarithm is the smoothed
** mutual information of the two, and what a rule earns. The smoothing draws
** what is rare towards "says nothing".
**
** Nobody stands out: a rule wants LEARNED_PARTIES different parties on each side
** and as many organisations in all. What has fewer leaves no trace.
**
** Learned points are given at the second look, as those of neighbours are
** (near.c): pairs are chosen without them, some more than wanted, and ordered
** with them. So no way of finding needs to know of them, and who is no match is
** not made one.
*/
#include "engine/dock/inner.h"
#include <math.h>

enum { SMOOTH = 4, TOPICS_MOST = 8, RULES_A_PAIR = 2, LEAST_LIFT_64 = 96 };     /* lift in 64ths */
#define POINT_A_BIT (DOCK_POINT / 2)            /* each way, for each doubling */
#define POINTS_MOST (2 * (int64_t)DOCK_POINT)   /* of one rule, each way */

/* ---- topics */

enum topic_sort { TOPIC_CONCEPT = 1, TOPIC_INDUSTRY = 2 };
static uint64_t topic_make(enum topic_sort sort, uint64_t value) { return (uint64_t)sort << 32 | value; }

struct topics { uint64_t *v; size_t n, cap; };

static bool topics_have(const struct topics *t, uint64_t topic)
{
    for (size_t i = 0; i < t->n; i++) if (t->v[i] == topic) return true;
    return false;
}

static void topic_add(struct arena *a, struct topics *t, uint64_t topic)
{
    if (!topics_have(t, topic)) *PUSH(a, t) = topic;
}

static void topic_of_key(struct arena *a, struct topics *t, uint64_t key)
{
    if (key >> 60 == TERM_CONCEPT + 1) topic_add(a, t, topic_make(TOPIC_CONCEPT, (key & (((uint64_t)1 << 60) - 1)) >> 1));
}

static void topic_of_industry(struct arena *a, struct topics *t, int code)
{
    if (code >> 8 & 0xff) topic_add(a, t, topic_make(TOPIC_INDUSTRY, (uint64_t)(code & ~0xff)));
}

/* As they come in the text, the industry first. */
static struct topics topics_of(struct arena *a, const struct bag *bag, const struct facts *f)
{
    struct topics t = { 0 };
    topic_of_industry(a, &t, f->industry);
    for (size_t i = 0; i < bag->n; i++) topic_of_key(a, &t, bag->v[i].key);
    return t;
}

/* The same from what the index keeps. */
static struct topics topics_kept(const struct dock_index *ix, struct arena *a, struct where at)
{
    const struct docs *d = &ix->segment[at.segment]->docs;
    struct topics t = { 0 };
    topic_of_industry(a, &t, ix->industries.v[d->industry[at.doc]]);
    for (struct saying said = saying_open(doc_text(d, at.doc)); saying_next(&said); ) topic_of_key(a, &t, ix->dict.key.v[said.term]);
    return t;
}

static struct str topic_name(const struct dock_lexicon *lx, struct arena *a, uint64_t topic)
{
    uint64_t value = topic & UINT32_MAX;
    return topic >> 32 == TOPIC_CONCEPT ? lx->row[value] : str_printf(a, "%02d", (int)(value >> 8 & 0xff));
}

/* ---- learning: every docking leaves an observation for each two of its topics */

struct seen { uint64_t need, offer; struct dock_party from, to; size_t kind; };
struct dock_learner {
    struct arena *a; struct str kind[KINDS_MOST]; size_t kinds; struct dock_analyser *an;
    struct { struct seen *v; size_t n, cap; } all; int64_t dockings;
};

struct dock_learner *dock_learner_new(struct arena *a, struct dock_analyser *an)
{
    struct dock_learner *l = NEW(a, struct dock_learner);
    l->a = a;
    l->an = an;
    return l;
}

static struct topics topics_said(struct dock_learner *l, struct arena *scratch, const struct dock_listing *x)
{
    struct bag bag = bag_of(l->an, scratch, x);
    struct facts f = facts_of(l->an, scratch, x);
    struct topics t = topics_of(scratch, &bag, &f);
    if (t.n > TOPICS_MOST) t.n = TOPICS_MOST;
    return t;
}

/* The number of the need's kind; were there more kinds than an index has, the last would take them all. */
static size_t kind_of(struct dock_learner *l, struct str kind)
{
    size_t k = 0;
    while (k < l->kinds && !str_eq(l->kind[k], kind)) k++;
    if (k == l->kinds && l->kinds < KINDS_MOST) l->kind[l->kinds++] = str_copy(l->a, kind);
    return k < KINDS_MOST ? k : KINDS_MOST - 1;
}

void dock_learner_add(struct dock_learner *l, struct arena *scratch, const struct dock_docking *d)
{
    struct topics need = topics_said(l, scratch, d->need), offer = topics_said(l, scratch, d->offer);
    size_t kind = kind_of(l, d->need->kind);
    l->dockings++;
    for (size_t i = 0; i < need.n; i++)
        for (size_t k = 0; k < offer.n; k++)
            *PUSH(l->a, &l->all) = (struct seen){ need.v[i], offer.v[k], d->need_party, d->offer_party, kind };
}

static int party_cmp(const struct dock_party *x, const struct dock_party *y)
{
    if (x->organisation != y->organisation) return x->organisation - y->organisation;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Not by kind. */
static int seen_as(const struct seen *a, const struct seen *b)
{
    if (a->need != b->need) return a->need < b->need ? -1 : 1;
    if (a->offer != b->offer) return a->offer < b->offer ? -1 : 1;
    int from = party_cmp(&a->from, &b->from);
    return from ? from : party_cmp(&a->to, &b->to);
}

static int seen_cmp(const void *x, const void *y)
{
    const struct seen *a = x, *b = y;
    int as = seen_as(a, b);
    return as ? as : a->kind < b->kind ? -1 : a->kind > b->kind;
}

static int parties_cmp(const void *x, const void *y) { return party_cmp(x, y); }

static size_t parties_unique(struct dock_party *v, size_t n)
{
    size_t kept = 0;
    if (n) qsort(v, n, sizeof *v, parties_cmp);
    for (size_t i = 0; i < n; i++) if (!kept || party_cmp(&v[kept - 1], &v[i]) != 0) v[kept++] = v[i];
    return kept;
}

/* Who stands behind the observations v[0..n), each once; organisations of both sides together. */
struct behind { int64_t from, to, organisations; };
static struct behind behind_of(struct arena *a, const struct seen *v, size_t n)
{
    struct arena_mark m = arena_mark(a);
    struct dock_party *from = NEWS(a, struct dock_party, n + 1), *to = NEWS(a, struct dock_party, n + 1),
                      *both = NEWS(a, struct dock_party, 2 * n + 1);
    size_t organisations = 0;
    for (size_t i = 0; i < n; i++) {
        from[i] = v[i].from;
        to[i] = v[i].to;
        if (from[i].organisation) both[organisations++] = from[i];
        if (to[i].organisation) both[organisations++] = to[i];
    }
    struct behind b = { (int64_t)parties_unique(from, n), (int64_t)parties_unique(to, n), (int64_t)parties_unique(both, organisations) };
    arena_rewind(a, m);
    return b;
}

static size_t seen_unique(struct seen *v, size_t n)
{
    size_t kept = 0;
    if (n) qsort(v, n, sizeof *v, seen_cmp);
    for (size_t i = 0; i < n; i++) if (!kept || seen_as(&v[kept - 1], &v[i]) != 0) v[kept++] = v[i];
    return kept;
}

static int topic_cmp(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;
    return *a < *b ? -1 : *a > *b;
}

/* How often the topic stands in v, ascending. */
static size_t times(const uint64_t *v, size_t n, uint64_t topic)
{
    size_t low[2] = { 0, 0 };                       /* the first that is not smaller; the first that is greater */
    for (int past = 0; past < 2; past++)
        for (size_t high = n; low[past] < high;) {
            size_t mid = low[past] + (high - low[past]) / 2;
            if (v[mid] < topic || (past && v[mid] == topic)) low[past] = mid + 1;
            else high = mid;
        }
    return low[1] - low[0];
}

/* Topics with the number of their kind, ascending; all: of each kind. */
struct margins { uint64_t *need, *offer; size_t n, all[KINDS_MOST]; };
static uint64_t of_kind(size_t kind, uint64_t topic) { return (uint64_t)kind << 40 | topic; }

static struct margins margins_of(const struct dock_learner *l)
{
    struct margins m = { NEWS(l->a, uint64_t, l->all.n + 1), NEWS(l->a, uint64_t, l->all.n + 1), l->all.n, { 0 } };
    for (size_t i = 0; i < m.n; i++) {
        const struct seen *s = &l->all.v[i];
        m.need[i] = of_kind(s->kind, s->need);
        m.offer[i] = of_kind(s->kind, s->offer);
        m.all[s->kind]++;
    }
    qsort(m.need, m.n, sizeof *m.need, topic_cmp);
    qsort(m.offer, m.n, sizeof *m.offer, topic_cmp);
    return m;
}

static double expected(const struct margins *m, uint64_t need, uint64_t offer)
{
    double sum = 0;
    for (size_t k = 0; k < KINDS_MOST; k++)
        if (m->all[k])
            sum += (double)times(m->need, m->n, of_kind(k, need)) * (double)times(m->offer, m->n, of_kind(k, offer)) / (double)m->all[k];
    return sum;
}

static int64_t points_of(size_t n, double by_chance)
{
    double lift = ((double)n + SMOOTH) / (by_chance + SMOOTH);
    if (lift * 64 < LEAST_LIFT_64) return 0;
    int64_t points = (int64_t)(log2(lift) * POINT_A_BIT);
    return points < POINTS_MOST ? points : POINTS_MOST;
}

static size_t how_long(const struct dock_rule *r)
{
    return dock_topic_name(r->need_name, S("zh")).n + dock_topic_name(r->offer_name, S("zh")).n;
}

/* Most points first; a tie by what says more (数控机床 before 机床), then by what they are of, so that the same dockings
** give the same rules. */
static int rule_cmp(const void *x, const void *y)
{
    const struct dock_rule *a = x, *b = y;
    if (a->points != b->points) return a->points > b->points ? -1 : 1;
    if (how_long(a) != how_long(b)) return how_long(a) > how_long(b) ? -1 : 1;
    if (a->need != b->need) return a->need < b->need ? -1 : 1;
    return a->offer < b->offer ? -1 : a->offer > b->offer;
}

/* Whether enough stand behind v[0..n), two parties each. */
static bool enough(const struct behind *b, size_t n)
{
    return n >= LEARNED_PARTIES && b->from >= LEARNED_PARTIES && b->to >= LEARNED_PARTIES && b->organisations >= LEARNED_PARTIES;
}

struct dock_learned dock_learner_close(struct dock_learner *l)
{
    struct dock_learned learned = { .dockings = l->dockings };
    size_t n = l->all.n = seen_unique(l->all.v, l->all.n);
    const struct seen *v = l->all.v;
    struct margins m = margins_of(l);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && v[to].need == v[from].need && v[to].offer == v[from].offer;) to++;
        struct behind b = behind_of(l->a, &v[from], to - from);
        if (v[from].need == v[from].offer || !enough(&b, to - from)) continue;
        int64_t points = points_of(to - from, expected(&m, v[from].need, v[from].offer));
        if (points) *PUSH(l->a, &learned) = (struct dock_rule){ v[from].need, v[from].offer, topic_name(l->an->lexicon, l->a, v[from].need),
            topic_name(l->an->lexicon, l->a, v[from].offer), (int64_t)(to - from), b.organisations, points };
    }
    if (learned.n) qsort(learned.v, learned.n, sizeof *learned.v, rule_cmp);
    return learned;
}

/* ---- using it: a rule joins what the two say differently; where either says the other's topic, too, words and concepts have counted it */

struct learned_asked learned_ask(struct arena *a, const struct dock_learned *learned, const struct dock_listing *x, const struct bag *bag,
    const struct facts *f)
{
    struct learned_asked q = { .need = x->side == DOCK_NEED };
    if (!learned || !learned->n) return q;
    struct topics own = topics_of(a, bag, f);
    for (size_t i = 0; i < learned->n; i++) {
        const struct dock_rule *r = &learned->v[i];
        if (topics_have(&own, q.need ? r->need : r->offer) && !topics_have(&own, q.need ? r->offer : r->need)) *PUSH(a, &q) = r;
    }
    return q;
}

/* The best rules that y's topics fulfil, each topic in one of them: whoever says 数控机床 says 机床. */
static int64_t rules_apply(const struct learned_asked *q, const struct topics *y, struct arena *a, struct dock_reasons *to)
{
    const struct dock_rule *taken[RULES_A_PAIR];
    int64_t sum = 0;
    for (size_t i = 0, used = 0; i < q->n && used < RULES_A_PAIR; i++) {
        const struct dock_rule *r = q->v[i];
        bool again = false;
        for (size_t k = 0; k < used; k++) again |= taken[k]->need == r->need || taken[k]->offer == r->offer;
        if (again) continue;
        if (!topics_have(y, q->need ? r->offer : r->need) || topics_have(y, q->need ? r->need : r->offer)) continue;
        taken[used++] = r;
        sum += r->points;
        if (to)
            *PUSH(a, to) = (struct dock_reason){ .why = DOCK_LEARNED,
                .a = r->need_name,
                .b = r->offer_name,
                .n = r->dockings,
                .forward = r->points,
                .backward = r->points };
    }
    return sum;
}

int64_t learned_points_kept(const struct learned_asked *q, const struct dock_index *ix, struct arena *a, struct where at)
{
    if (!q->n) return 0;
    struct topics y = topics_kept(ix, a, at);
    return rules_apply(q, &y, a, NULL);
}

int64_t learned_points(const struct learned_asked *q, struct arena *a, const struct bag *bag, const struct facts *f,
    struct dock_reasons *to)
{
    if (!q->n) return 0;
    struct topics y = topics_of(a, bag, f);
    return rules_apply(q, &y, a, to);
}
