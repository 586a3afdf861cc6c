/* dock_judge.c: how good is the search? It is asked everything that has an answer, and its answers are counted as TREC counts
** (judge_count.c); beside it, runs of other programs over the same questions. */
#include "cli/dock.h"
#include "cli/judge.h"
#include <math.h>

enum { DEPTH = 1000 };                  /* answers a question, as TREC takes them */

/* Which documents there are, or questions, by name; open addressing. The number is the place in the file, and so the order among equals. */
struct names { size_t *at, slots; };

static struct names names_new(struct arena *a, size_t n)
{
    struct names t = { .slots = 1024 };
    while (t.slots < 2 * n) t.slots *= 2;
    t.at = NEWS(a, size_t, t.slots);
    return t;
}

/* Where the name stands in the table, or would stand. first: the names, one every `size` bytes. */
static size_t *name_at(const struct names *t, const void *first, size_t size, struct str name)
{
    size_t at = str_hash(name) & (t->slots - 1);
    for (; t->at[at]; at = (at + 1) & (t->slots - 1))
        if (str_eq(*(const struct str *)(const void *)((const char *)first + (t->at[at] - 1) * size), name)) break;
    return &t->at[at];
}

static bool name_new(struct names *t, const void *first, size_t size, size_t i)
{
    size_t *at = name_at(t, first, size, *(const struct str *)(const void *)((const char *)first + i * size));
    if (*at) return false;
    *at = i + 1;
    return true;
}

/* Of documents that are called otherwise in the judgements every figure would be 0, and nobody would know why. */
static enum rc names_meet(const struct names *names, const struct judge_docs *docs, const struct judge_grades *grades, struct err *e)
{
    bool any = false;
    for (size_t k = 0; k < grades->n; k++) {
        if (grades->v[k].grade <= 0) continue;
        if (*name_at(names, &docs->v[0].name, sizeof docs->v[0], grades->v[k].doc)) return RC_OK;
        any = true;
    }
    return any ? fail(e, RC_INPUT, "no document that is judged above 0 is among the documents: do the ids of both files agree?") : RC_OK;
}

static enum rc docs_index(struct arena *a, struct dock_index *ix, struct dock_analyser *an, const struct judge_docs *docs,
    const struct judge_grades *grades, struct err *e)
{
    struct names names = names_new(a, docs->n);
    dock_index_longest(ix, LIMIT_JUDGED_TEXT);
    dock_index_load(ix);
    for (size_t i = 0; i < docs->n; i++) {
        const struct judge_doc *d = &docs->v[i];
        if (!name_new(&names, &docs->v[0].name, sizeof docs->v[0], i)) continue;       /* the first of a name counts */
        struct str title = str_sub(d->title, 0, utf8_offset(d->title, LIMIT_LISTING_TEXT / 16)), body = d->body;
        size_t room = LIMIT_JUDGED_TEXT - title.n, n = body.n < room ? body.n : room;
        while (n < body.n && n && (body.p[n] & 0xc0) == 0x80) n--;
        struct dock_listing l = { .id = (int64_t)i + 1, .side = DOCK_OFFER, .title = title, .body = str_sub(body, 0, n) };
        TRY(dock_index_add(ix, an, &l, e));
    }
    TRY(names_meet(&names, docs, grades, e));
    return dock_index_loaded(ix, e);
}

/* --- writing */
static void each_put(struct out *o, struct str query, const struct figures *f, struct str name)
{
    put_f(o, "%.*s\t%.*s\tnDCG@10 %.4f\trecall@100 %.4f\tMAP %.4f\tMRR %.4f\n", STR_FMT(name), STR_FMT(query), f->ndcg, f->recall, f->map,
        f->mrr);
}

static void figures_put(struct out *o, const struct figures *f)
{
    double n = f->queries ? (double)f->queries : 1;
    put_f(o, "nDCG@10 %.4f  recall@100 %.4f  MAP %.4f  MRR %.4f\n", f->ndcg / n, f->recall / n, f->map / n, f->mrr / n);
}

/* Programs that read a run sort it by score as a float and break ties their own way, so each score is less than the one
** before: ours where it is, the next smaller number where it would be equal. */
static void run_put(struct out *run, struct str query, const struct judge_docs *docs, const struct dock_hits *h)
{
    float last = INFINITY;
    for (size_t i = 0; i < h->n; i++) {
        float score = (float)((double)h->v[i].score / DOCK_POINT);
        if (!(score < last)) score = nextafterf(last, -INFINITY);
        last = score;
        put_f(run, "%.*s Q0 %.*s %zu %.9g ballast\n", STR_FMT(query), STR_FMT(docs->v[h->v[i].id - 1].name), i + 1, (double)score);
    }
}

static void line_put(struct out *o, struct str name, struct str title, struct str body)
{
    const struct str part[] = { title, body };
    put_f(o, "%.*s\t", STR_FMT(name));
    for (size_t k = 0; k < LEN(part); k++)
        for (size_t i = 0; i < part[k].n + (k == 0 && title.n); i++) {
            char c = i < part[k].n ? part[k].p[i] : ' ';
            put_c(o, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
        }
    put_c(o, '\n');
}

/* --- measuring */

/* Of questions of one name the first is asked: a question counts once. */
static void queries_once(struct arena *a, struct judge_queries *list)
{
    struct names names = names_new(a, list->n);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        list->v[n] = list->v[i];
        n += name_new(&names, &list->v[0].name, sizeof list->v[0], n);
    }
    list->n = n;
}

/* Cranfield's questions are called 001, 002, 004 ... 365, and its judgements number the same 225 from 1 on. So where judgements of SMART's
** questions know none but numbers up to how many there are, and one that no question is called, questions are called by their place. */
static void queries_by_place(struct arena *a, struct judge_queries *list, const struct judge_grades *grades)
{
    struct names names = names_new(a, list->n);
    bool stranger = false;
    int64_t n;
    if (!list->smart) return;
    for (size_t i = 0; i < list->n; i++) name_new(&names, &list->v[0].name, sizeof list->v[0], i);
    for (size_t k = 0; k < grades->n; k++) {
        if (!str_int(grades->v[k].query, &n) || n < 1 || n > (int64_t)list->n) return;
        stranger |= !*name_at(&names, &list->v[0].name, sizeof list->v[0], grades->v[k].query);
    }
    for (size_t i = 0; i < list->n && stranger; i++) list->v[i].name = list->v[i].said = str_printf(a, "%zu", i + 1);
}

struct judging {
    struct arena *a;
    const struct judge_input *in;
    struct judge_docs docs;
    struct judge_queries queries;
    struct judge_grades grades;
    struct out *o;
};

static struct dock_hits asked(struct judging *j, const struct dock_index *ix, struct dock_analyser *an, struct str text)
{
    struct dock_query q = { .text = text,
        .side = DOCK_ANY_SIDE,
        .limit = DEPTH,
        .loose = true,
        .feedback = !j->in->plain,
        .similar = DEPTH };
    return dock_search(ix, an, j->a, &q);
}

static struct figures hits_count(struct judging *j, const struct dock_hits *h, const struct judge_grades *g)
{
    struct str *name = NEWS(j->a, struct str, h->n + 1);
    for (size_t i = 0; i < h->n; i++) name[i] = j->docs.v[h->v[i].id - 1].name;
    return judge_count(j->a, name, h->n, g);
}

static struct figures ours(struct judging *j, const struct dock_index *ix, struct dock_analyser *an)
{
    struct figures sum = { 0 };
    for (size_t i = 0; i < j->queries.n; i++) {
        const struct judge_query *q = &j->queries.v[i];
        struct judge_grades g = judge_grades_of(&j->grades, q->name);
        if ((!g.n || g.v[0].grade <= 0) && !j->in->run) continue;       /* a question without answers measures nothing */
        struct arena_mark m = arena_mark(j->a);
        struct dock_hits h = asked(j, ix, an, q->text);
        /* as the judgements call it: other programs compare letter by letter */
        if (j->in->run) run_put(j->in->run, g.n ? g.v[0].said : q->said, &j->docs, &h);
        if (g.n && g.v[0].grade > 0) {
            struct figures f = hits_count(j, &h, &g);
            judge_sum(&sum, &f);
            if (j->in->each) each_put(j->in->each, q->name, &f, S("ballast"));
        }
        arena_rewind(j->a, m);
    }
    return sum;
}

/* Another program's answers to the same questions. */
static enum rc theirs(struct judging *j, const struct judge_other *other, struct err *e)
{
    struct judge_lines lines = { 0 };
    struct figures sum = { 0 };
    TRY(judge_run_read(j->a, other->bytes, &lines, e));
    for (size_t i = 0; i < j->queries.n; i++) {
        struct judge_grades g = judge_grades_of(&j->grades, j->queries.v[i].name);
        struct judge_lines l = judge_lines_of(&lines, j->queries.v[i].name);
        if (!g.n || g.v[0].grade <= 0) continue;
        struct arena_mark m = arena_mark(j->a);
        struct str *name = NEWS(j->a, struct str, l.n + 1);
        for (size_t k = 0; k < l.n; k++) name[k] = l.v[k].doc;
        struct figures f = judge_count(j->a, name, l.n, &g);
        judge_sum(&sum, &f);
        if (j->in->each) each_put(j->in->each, j->queries.v[i].name, &f, other->name);
        arena_rewind(j->a, m);
    }
    put_f(j->o, "%-40.*s  ", STR_FMT(other->name));
    figures_put(j->o, &sum);
    return RC_OK;
}

/* The error says which of the files it is about. */
static enum rc of_file(enum rc rc, const char *which, struct err *e)
{
    char text[sizeof e->text];
    if (rc == RC_OK || !e) return rc;
    snprintf(text, sizeof text, "%.100s: %.400s", which, e->text);
    memcpy(e->text, text, sizeof text);
    return rc;
}

enum rc dock_judge(struct arena *a, struct dock_index *ix, struct dock_analyser *an, const struct judge_input *in, struct out *o,
    struct err *e)
{
    struct judging j = { .a = a, .in = in, .o = o };
    TRY(of_file(judge_docs_read(a, in->docs, &j.docs, e), "documents", e));
    TRY(of_file(judge_queries_read(a, in->queries, in->parts, &j.queries, e), "questions", e));
    TRY(of_file(judge_grades_read(a, in->qrels, &j.grades, e), "judgements", e));
    queries_by_place(a, &j.queries, &j.grades);
    queries_once(a, &j.queries);
    TRY(docs_index(a, ix, an, &j.docs, &j.grades, e));
    for (size_t i = 0; in->lines_docs && i < j.docs.n; i++) line_put(in->lines_docs, j.docs.v[i].name, j.docs.v[i].title, j.docs.v[i].body);
    for (size_t i = 0; in->lines_queries && i < j.queries.n; i++)
        line_put(in->lines_queries, j.queries.v[i].name, STR_NONE, j.queries.v[i].text);
    struct figures f = ours(&j, ix, an);
    if (f.queries == 0) return fail(e, RC_INPUT, "no question has a judgement above 0: do the ids of both files agree?");
    put_f(o, "documents %zu  queries %zu  ", dock_index_count(ix), f.queries);
    figures_put(o, &f);
    for (size_t i = 0; i < in->nothers; i++) TRY(of_file(theirs(&j, &in->others[i], e), str_z(a, in->others[i].name), e));
    return RC_OK;
}
