/* near.c: a second look at the best answers: what stands together, and what they speak of. Both read texts, so only a few.
**
** Neighbours. An index of words does not know where they stand. Each pair of neighbours in the question earns by how often
** the two stand so in the text, as a rare word earns that is said so often:
**
**     question  deep sea cage        pairs (deep, sea) (sea, cage)
**     text      cages, and deep sea fish         (deep, sea) once
**
** Function words are no neighbours but keep their place. Chinese needs none of this: its pairs of characters are neighbours, and
** pairs of pairs were measured and spoil the order a little. So was being near without being neighbours: it gave nothing more.
**
** Feedback (Rocchio). What the best answers say more than others widens the question. Lightly, it helps the order among the
** best; with more weight it brings in what says the same in other words, and spoils that order: search.c asks both ways.
*/
#include "engine/dock/inner.h"

/* --- neighbours */
struct unit { uint64_t key; size_t at; struct str surface; };
struct units { struct unit *v; size_t n, cap; };
/* key: of both; word, term: of each; next: in the chain of its slot; tf: in the question, as of struct term; as written there */
struct neighbours {
    uint64_t key, word[2];
    size_t gap;
    int64_t weight;
    uint32_t term[2];
    uint16_t next[2];
    int tf;
    struct str first, second;
};

enum { APART = NEIGHBOURS_GAP + 1 };      /* between title and body: nothing stands side by side across it */

/* The words of a text; those from *body on are not of the title. */
static struct units units_of(struct dock_analyser *an, struct arena *a, struct str title, struct str text, size_t *body)
{
    struct units u = { 0 };
    struct tokens list = { 0 };
    tokens_cut(an, a, title, &list);
    size_t split = list.n;
    tokens_cut(an, a, text, &list);
    for (size_t i = 0; i < list.n; i++)
        if (!list.v[i].chinese && !list.v[i].stop)
            *PUSH(a, &u) = (struct unit){ key_alone(&list.v[i]), i < split ? i : i + APART, list.v[i].surface };
    *body = split + APART;
    return u;
}

static uint64_t key_both(uint64_t x, uint64_t y) { return key_hash(x) * 31 ^ y; }

static const struct asked *asked_find(const struct asked_list *asked, uint64_t key)
{
    for (size_t i = 0; i < asked->n; i++) if (asked->v[i].key == key) return &asked->v[i];
    return NULL;
}

static struct neighbours *near_find(const struct near *q, uint64_t key, size_t gap)
{
    for (size_t i = 0; i < q->n; i++) if (q->v[i].key == key && q->v[i].gap == gap) return &q->v[i];
    return NULL;
}

struct near near_make(struct dock_analyser *an, struct arena *a, struct str title, struct str text, const struct asked_list *asked)
{
    struct near q = { 0 };
    size_t body;
    struct units u = units_of(an, a, title, text, &body);
    q.v = NEWS(a, struct neighbours, u.n + 1);
    for (size_t i = 0; i + 1 < u.n && q.n < NEIGHBOURS_MOST; i++) {
        const struct asked *x = asked_find(asked, u.v[i].key), *y = asked_find(asked, u.v[i + 1].key);
        size_t gap = u.v[i + 1].at - u.v[i].at;
        if (!x || !y || gap > NEIGHBOURS_GAP) continue;
        struct neighbours *p = near_find(&q, key_both(x->key, y->key), gap);
        if (!p) {
            p = &q.v[q.n++];
            *p = (struct neighbours){ key_both(x->key, y->key), { x->key, y->key }, gap, x->weight < y->weight ? x->weight : y->weight,
                { x->term, y->term }, { 0 }, 0, u.v[i].surface, u.v[i + 1].surface };
        }
        p->tf += u.v[i].at < body ? TF_TITLE : TF_BODY;
    }
    for (size_t i = 0; i < q.n; i++) {
        if (q.v[i].tf > TF_MAX) q.v[i].tf = TF_MAX;
        for (size_t k = 0; k < 2; k++) {
            uint16_t *slot = &q.slot[q.v[i].term[k] % NEAR_SLOTS];
            q.v[i].next[k] = *slot;
            *slot = (uint16_t)(2 * i + k + 1);
        }
    }
    return q;
}

/* How often the two stand in u as they do in the question, in steps as of struct term. */
static int said_so(const struct units *u, size_t body, const struct neighbours *q)
{
    int tf = 0;
    for (size_t i = 0; i < u->n; i++)
        for (size_t k = i + 1; k < u->n && u->v[k].at <= u->v[i].at + q->gap; k++)
            if (u->v[k].at == u->v[i].at + q->gap && key_both(u->v[i].key, u->v[k].key) == q->key)
                tf += u->v[i].at < body ? TF_TITLE : TF_BODY;
    return tf < TF_MAX ? tf : TF_MAX;
}

static unsigned impact_of(int tf) { return (unsigned)(255 * tf / (tf + TF_BODY)); }

/* Of each pair which words a packed listing says: 3 = both. */
static void near_said(const struct near *q, const uint8_t *packed, uint8_t said[NEIGHBOURS_MOST])
{
    memset(said, 0, NEIGHBOURS_MOST);
    for (struct saying t = saying_open(packed); q->n && saying_next(&t); )
        for (size_t at = q->slot[t.term % NEAR_SLOTS]; at; ) {
            const struct neighbours *p = &q->v[(at - 1) / 2];
            size_t word = (at - 1) % 2;
            if (p->term[word] == t.term) said[p - q->v] |= (uint8_t)(1 << word);
            at = p->next[word];
        }
}

bool near_might(const struct near *q, const uint8_t *packed)
{
    uint8_t said[NEIGHBOURS_MOST];
    near_said(q, packed, said);
    return memchr(said, 3, q->n) != NULL;
}

int64_t near_most(const struct near *q, uint32_t part, uint32_t part_y, const uint8_t *packed)
{
    uint8_t said[NEIGHBOURS_MOST];
    int64_t most = 0;
    near_said(q, packed, said);
    for (size_t i = 0; i < q->n; i++) {
        int64_t weight = q->v[i].weight * NEAR_WEIGHT / 64;
        if (said[i] == 3)
            most += term_points(weight, tf_share(q->v[i].tf), part, impact_of(TF_MAX))
                + term_points(weight, tf_share(TF_MAX), part_y, impact_of(q->v[i].tf));
    }
    return most;
}

/* Pairs that go on where the last one ended are told as one: "deep sea cage". */
static void tell(struct arena *a, struct dock_reasons *to, const struct neighbours *last, const struct neighbours *p,
    struct near_points points)
{
    if (!last || last->second.p != p->first.p) *PUSH(a, to) = (struct dock_reason){ .why = DOCK_NEIGHBOURS, .a = p->first };
    struct dock_reason *r = &to->v[to->n - 1];
    r->a.n = (size_t)(p->second.p + p->second.n - r->a.p);
    r->b = r->a;
    r->forward += points.forward;
    r->backward += points.backward;
}

enum { SAID_WORDS = 64 };
static bool said_bit(uint64_t said[SAID_WORDS], uint64_t key, bool set)
{
    uint64_t at = key_hash(key), *word = &said[at >> 6 & (SAID_WORDS - 1)];
    if (set) *word |= (uint64_t)1 << (at & 63);
    return *word >> (at & 63) & 1;
}

struct near_points near_points(const struct near *q, struct dock_analyser *an, struct arena *a, uint32_t part, uint32_t part_y,
    const struct dock_listing *y, struct dock_reasons *to)
{
    struct near_points sum = { 0, 0 };
    const struct neighbours *last = NULL;
    size_t body;
    if (!q->n) return sum;
    struct units u = units_of(an, a, y->title, y->body, &body);
    uint64_t said[SAID_WORDS] = { 0 };              /* a bit for each word of u by its key, so that most pairs are not looked for */
    for (size_t i = 0; i < u.n; i++) said_bit(said, u.v[i].key, true);
    for (size_t i = 0; i < q->n; i++) {
        const struct neighbours *p = &q->v[i];
        int tf = said_bit(said, p->word[0], false) && said_bit(said, p->word[1], false) ? said_so(&u, body, p) : 0;
        if (!tf) continue;
        int64_t weight = p->weight * NEAR_WEIGHT / 64;
        struct near_points points = { term_points(weight, tf_share(p->tf), part, impact_of(tf)),
            term_points(weight, tf_share(tf), part_y, impact_of(p->tf)) };
        sum.forward += points.forward;
        sum.backward += points.backward;
        if (to) tell(a, to, last, p, points);
        last = p;
    }
    return sum;
}

/* --- feedback */
static int key_cmp(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;
    return a->key < b->key ? -1 : a->key > b->key;
}

static enum term_sort sort_of(uint64_t key) { return (enum term_sort)((key >> 60) - 1); }

/* What a listing says, each term's weight its mass there: from what is kept of it, so a word that was bound of several counts as
** any, and a long concept as a short one. */
void feedback_take(const struct dock_index *ix, const struct scale *s, struct arena *a, struct where at, struct asked_list *said)
{
    const struct docs *d = &ix->segment[at.segment]->docs;
    for (struct saying t = saying_open(doc_text(d, at.doc)); saying_next(&t); ) {
        uint64_t key = ix->dict.key.v[t.term];
        enum term_sort sort = sort_of(key);
        if (sort == TERM_CHAR || sort == TERM_SKILL) continue;
        int64_t mass = term_weight(s, sort, ix->dict.df[t.term]) * s->impact[d->length[at.doc]][t.code] >> 8;
        *PUSH(a, said) = (struct asked){ key, t.term, ix->dict.df[t.term], sort, mass, TF_CODE_BODY, STR_NONE, false };
    }
}

/* A term once, and of the terms those with most mass. */
void feedback_close(struct asked_list *said)
{
    size_t n = 0;
    if (!said->n) return;
    qsort(said->v, said->n, sizeof *said->v, key_cmp);
    for (size_t i = 0; i < said->n; i++) {
        if (n && said->v[n - 1].key == said->v[i].key) said->v[n - 1].weight += said->v[i].weight;
        else said->v[n++] = said->v[i];
    }
    said->n = n;
    asked_cut(said, FEEDBACK_TERMS);
}

/* asked and what was said, the latter together with `share` 64ths of what asked weighs. */
struct asked_list feedback_add(struct arena *a, const struct asked_list *asked, const struct asked_list *said, int share)
{
    struct asked_list all = { 0 };
    double sum = 0, whole = 0;
    for (size_t i = 0; i < said->n; i++) sum += (double)said->v[i].weight;
    for (size_t i = 0; i < asked->n; i++) {
        whole += (double)(asked->v[i].weight * tf_share(tf_of_code[asked->v[i].code]));
        *PUSH(a, &all) = asked->v[i];
    }
    for (size_t i = 0; i < said->n && sum > 0; i++) {
        struct asked *t = PUSH(a, &all);
        *t = said->v[i];
        t->weight = (int64_t)(whole * share / 64 * (double)t->weight / sum / (double)tf_share(TF_BODY));
    }
    return all;
}
