/* judge_count.c: figures of one question, as trec_eval defines them: gain = grade, discount log2(rank + 1), the ideal order
** from all that is judged; a document not judged, or graded 0 or less, is wrong; a document named twice counts once. */
#include "cli/judge.h"
#include <math.h>

enum { DEEP = 100, SHORT = 10 };

/* Which grade the document has; the row is marked as used by a negative place. */
static size_t grade_find(const struct judge_grades *g, const bool *used, struct str doc)
{
    for (size_t k = 0; k < g->n && g->v[k].grade > 0; k++) if (!used[k] && str_eq(g->v[k].doc, doc)) return k;
    return g->n;
}

struct figures judge_count(struct arena *a, const struct str *docs, size_t n, const struct judge_grades *g)
{
    struct figures f = { .queries = 1 };
    size_t right = 0, found = 0, deep = 0;
    double got = 0, ideal = 0;
    struct arena_mark m = arena_mark(a);
    bool *used = NEWS(a, bool, g->n + 1);
    while (right < g->n && g->v[right].grade > 0) right++;
    for (size_t k = 0; k < right && k < SHORT; k++) ideal += g->v[k].grade / log2((double)k + 2);
    for (size_t i = 0; i < n && found < right; i++) {
        size_t k = grade_find(g, used, docs[i]);
        if (k == g->n) continue;
        used[k] = true;
        found++;
        deep += i < DEEP;
        if (i < SHORT) got += g->v[k].grade / log2((double)i + 2);
        if (found == 1) f.mrr = 1 / ((double)i + 1);
        f.map += (double)found / ((double)i + 1);
    }
    arena_rewind(a, m);
    if (!right) return f;
    f.ndcg = got / ideal;
    f.recall = (double)deep / (double)right;
    f.map /= (double)right;
    return f;
}

void judge_sum(struct figures *sum, const struct figures *one)
{
    sum->queries += one->queries;
    sum->ndcg += one->ndcg;
    sum->recall += one->recall;
    sum->map += one->map;
    sum->mrr += one->mrr;
}
