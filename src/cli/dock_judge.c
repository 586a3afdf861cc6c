/* dock_judge.c: how good is the search? nDCG@10 and recall@100 over queries with known answers, as TREC counts them:
** gain = grade, discount log2(rank + 1), ideal order from all graded documents of the query. */
#include "cli/dock.h"
#include <math.h>

enum { DEEP = 100, SHORT = 10 };

/* Names of documents to numbers from 1; open addressing. */
struct names { struct str *v; size_t n, slots; };

static size_t name_number(struct names *t, struct str name, bool add)
{
    size_t at = str_hash(name) & (t->slots - 1);
    for (; t->v[at].p; at = (at + 1) & (t->slots - 1)) if (str_eq(t->v[at], name)) return at + 1;
    if (!add) return 0;
    t->v[at] = name;
    t->n++;
    return at + 1;
}

static struct names names_new(struct arena *a, struct str lines)
{
    struct names t = { .slots = 1024 };
    size_t n = 1;
    for (size_t i = 0; i < lines.n; i++) n += lines.p[i] == '\n';
    while (t.slots < 2 * n) t.slots *= 2;
    t.v = NEWS(a, struct str, t.slots);
    return t;
}

static bool line_take(struct str *rest, int *line, struct str *id, struct str *text)
{
    struct str s;
    while (str_cut(rest, '\n', &s)) {
        ++*line;
        if (s.n && s.p[s.n - 1] == '\r') s.n--;
        if (str_trim(s).n == 0) continue;
        *text = s;
        str_cut(text, '\t', id);
        return true;
    }
    return false;
}

static enum rc docs_read(struct dock_index *ix, struct dock_analyser *an, struct str docs, struct names *names, struct err *e)
{
    struct str id, text;
    for (int line = 0; line_take(&docs, &line, &id, &text);) {
        size_t n = utf8_offset(text, LIMIT_LISTING_TEXT / 4);
        struct dock_listing l = { .id = (int64_t)name_number(names, id, true), .side = DOCK_OFFER, .body = str_sub(text, 0, n) };
        TRY(dock_index_add(ix, an, &l, e));
    }
    dock_index_settle(ix);
    return RC_OK;
}

struct grade { struct str query; size_t doc; double gain; };
struct grades { struct grade *v; size_t n, cap; };

static int grade_cmp(const void *x, const void *y)
{
    const struct grade *a = x, *b = y;
    int c = str_cmp(a->query, b->query);
    return c ? c : a->gain > b->gain ? -1 : a->gain < b->gain;
}

static bool word_take(struct str *s, struct str *word)
{
    while (s->n && (s->p[0] == ' ' || s->p[0] == '\t')) *s = str_sub(*s, 1, s->n);
    size_t n = 0;
    while (n < s->n && s->p[n] != ' ' && s->p[n] != '\t' && s->p[n] != '\r') n++;
    *word = str_sub(*s, 0, n);
    *s = str_sub(*s, n, s->n);
    return n > 0;
}

static enum rc grades_read(struct arena *a, struct str qrels, struct names *names, struct grades *list, struct err *e)
{
    struct str s, query, zero, doc, grade;
    for (int line = 1; str_cut(&qrels, '\n', &s); line++) {
        int64_t v;
        if (!word_take(&s, &query)) continue;
        if (!word_take(&s, &zero) || !word_take(&s, &doc) || !word_take(&s, &grade) || !str_int(grade, &v))
            return fail_at(e, RC_INPUT, line, 0, "a line of judgements is: query 0 document grade");
        if (v > 0) *PUSH(a, list) = (struct grade){ query, name_number(names, doc, true), (double)v };
    }
    if (list->n) qsort(list->v, list->n, sizeof *list->v, grade_cmp);
    return RC_OK;
}

/* The grades of one query: a run of the sorted list. */
static struct grades grades_of(const struct grades *all, struct str query)
{
    size_t lo = 0, hi = all->n;
    while (lo < hi) { size_t mid = (lo + hi) / 2; if (str_cmp(all->v[mid].query, query) < 0) lo = mid + 1; else hi = mid; }
    size_t n = 0;
    while (lo + n < all->n && str_eq(all->v[lo + n].query, query)) n++;
    return (struct grades){ n ? &all->v[lo] : NULL, n, n };
}

struct figures { size_t queries; double ndcg, recall; };

static void judge_one(const struct dock_hits *h, const struct grades *g, struct figures *f)
{
    double got = 0, ideal = 0;
    size_t found = 0;
    for (size_t i = 0; i < h->n; i++)
        for (size_t k = 0; k < g->n; k++) {
            if ((int64_t)g->v[k].doc != h->v[i].id) continue;
            found++;
            if (i < SHORT) got += g->v[k].gain / log2((double)i + 2);
        }
    for (size_t k = 0; k < g->n && k < SHORT; k++) ideal += g->v[k].gain / log2((double)k + 2);
    f->queries++;
    f->ndcg += got / ideal;
    f->recall += (double)found / (double)g->n;
}

enum rc dock_judge(struct arena *a, struct dock_index *ix, struct dock_analyser *an, const struct judge_input *in, struct out *o, struct err *e)
{
    struct names names = names_new(a, str_join(a, in->docs, in->qrels));
    struct grades grades = { 0 };
    struct figures f = { 0 };
    TRY(docs_read(ix, an, in->docs, &names, e));
    TRY(grades_read(a, in->qrels, &names, &grades, e));
    struct str rest = in->queries, id, text;
    for (int line = 0; line_take(&rest, &line, &id, &text);) {
        struct grades g = grades_of(&grades, id);
        if (g.n == 0) continue;                         /* a question without answers measures nothing */
        struct arena_mark m = arena_mark(a);
        struct dock_query q = { .text = text, .side = DOCK_ANY_SIDE, .limit = DEEP, .loose = true, .feedback = in->feedback };
        struct dock_hits h = dock_search(ix, an, a, &q);
        judge_one(&h, &g, &f);
        arena_rewind(a, m);
    }
    if (f.queries == 0) return fail(e, RC_INPUT, "no query has a judgement");
    put_f(o, "documents %zu  queries %zu  nDCG@10 %.4f  recall@100 %.4f\n", dock_index_count(ix), f.queries,
        f.ndcg / (double)f.queries, f.recall / (double)f.queries);
    return RC_OK;
}
