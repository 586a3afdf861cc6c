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
** best; with more weight it brings in what says the same in other words, and spoils that order: rank.c asks both ways.
*/
#include "engine/dock/inner.h"

/* --- neighbours */
struct unit { uint64_t key; size_t at; };
struct units { struct unit *v; size_t n, cap; };
struct neighbours { uint64_t key; size_t gap; int64_t weight; };     /* key: of both */

static struct units units_of(struct arena *a, const struct tokens *list)
{
    struct units u = { 0 };
    for (size_t i = 0; i < list->n; i++)
        if (!list->v[i].chinese && !list->v[i].stop) *PUSH(a, &u) = (struct unit){ key_alone(&list->v[i]), i };
    return u;
}

static uint64_t key_both(uint64_t x, uint64_t y) { return key_hash(x) * 31 ^ y; }

static int64_t asked_weight(const struct asked_list *asked, uint64_t key)
{
    for (size_t i = 0; i < asked->n; i++) if (asked->v[i].key == key) return asked->v[i].weight;
    return 0;
}

struct near near_make(struct dock_analyser *an, struct arena *a, struct str text, const struct asked_list *asked)
{
    struct near q = { 0 };
    struct tokens list = { 0 };
    tokens_cut(an, a, text, &list);
    struct units u = units_of(a, &list);
    q.v = NEWS(a, struct neighbours, u.n + 1);
    for (size_t i = 0; i + 1 < u.n && q.n < NEIGHBOURS_MOST; i++) {
        int64_t x = asked_weight(asked, u.v[i].key), y = asked_weight(asked, u.v[i + 1].key);
        if (x && y && u.v[i + 1].at - u.v[i].at <= NEIGHBOURS_GAP) q.v[q.n++] = (struct neighbours){ key_both(u.v[i].key, u.v[i + 1].key), u.v[i + 1].at - u.v[i].at, x < y ? x : y };
    }
    return q;
}

/* How often x and y of q stand in u as they do in the question, in steps as of struct term. */
static int said_so(const struct units *u, size_t title, const struct neighbours *q)
{
    int tf = 0;
    for (size_t i = 0; i < u->n; i++)
        for (size_t k = i + 1; k < u->n && u->v[k].at <= u->v[i].at + q->gap; k++)
            if (u->v[k].at == u->v[i].at + q->gap && key_both(u->v[i].key, u->v[k].key) == q->key) tf += u->v[i].at < title ? TF_TITLE : TF_BODY;
    return tf < TF_MAX ? tf : TF_MAX;
}

int64_t near_points(const struct near *q, struct dock_analyser *an, struct arena *a, uint32_t part, const struct dock_listing *l)
{
    struct tokens list = { 0 };
    int64_t sum = 0;
    tokens_cut(an, a, l->title, &list);
    size_t title = list.n;
    tokens_cut(an, a, l->body, &list);
    struct units u = units_of(a, &list);
    for (size_t i = 0; i < q->n; i++) {
        int tf = said_so(&u, title, &q->v[i]);
        sum += tf ? term_points(q->v[i].weight * NEAR_WEIGHT / 64, tf_share(TF_TITLE), part, (unsigned)(255 * tf / (tf + TF_BODY))) : 0;
    }
    return sum;
}

/* --- feedback */
static int key_cmp(const void *x, const void *y)
{
    const struct asked *a = x, *b = y;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* What a text says, each term's weight its mass there. */
void feedback_take(const struct dock_index *ix, const struct scale *s, struct dock_analyser *an, struct arena *a, const struct dock_listing *l, struct asked_list *said)
{
    struct bag bag = bag_of(an, a, l);
    const struct term *t = bag.v;
    for (size_t k = 0; k < bag.n; k++, t++) {
        int64_t term = dict_find(&ix->dict, t->key);
        if (t->sort == TERM_CHAR || term == NO_TERM) continue;
        int64_t mass = term_weight(s, t->sort, ix->dict.df[term]) * s->impact[length_code(bag.length)][t->code] >> 8;
        *PUSH(a, said) = (struct asked){ t->key, (uint32_t)term, ix->dict.df[term], t->sort, mass, TF_CODE_BODY, STR_NONE };
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
