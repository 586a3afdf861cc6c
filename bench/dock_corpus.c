/* dock_corpus.c: the engine on the corpus that bench/dock-peers gives the others, too.
**
**     dock_corpus TSV QUERIES...     a line of the corpus: id kind industry district stage lang text; kind = 2 * class + side
**                                    a query: kind district words; -1 = any. Best of three runs each, CPU time
**
** Then, on the same index: top ten both ways for a sample of listings, one by one and many at a time (what docking all again
** costs), and listings published one by one: analysed, put in, matched for those to be told, with the housekeeping between
** them. */
#include "engine/dock/dock.h"
#include "engine/dock/inner.h"

enum { REPEATS = 3, SAMPLE = 2000, MANY = 8192, MANY_TIMES = 4, PUBLISHED = 20000, STEP = 1 << 16, CHECK_EACH = 10, BATCH = 1000 };
static const char *const kinds[] = { "job", "technology", "internship", "training", "service", "mentor", "space", "capital" };
static const char *const districts[] = { "210202", "210203", "210204", "210211", "210212", "210213", "210214", "210224", "210281",
    "210283" };
static const char *const stages[] = { "idea", "pilot", "growth", "mature" };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}
static int double_cmp(const void *x, const void *y) { double a = *(const double *)x, b = *(const double *)y; return a < b ? -1 : a > b; }

static int64_t number(struct str *rest)
{
    struct str cell;
    int64_t v = 0;
    must(str_cut(rest, '\t', &cell) && str_int(cell, &v));
    return v;
}

static struct dock_listing listing_of(struct arena *a, struct str line)
{
    struct dock_listing l = { .id = number(&line) };
    int64_t kind = number(&line), industry = number(&line), district = number(&line), stage = number(&line);
    number(&line);
    l.side = kind % 2 ? DOCK_OFFER : DOCK_NEED;
    l.kind = str_from(kinds[kind / 2]);
    l.industry = str_printf(a, "%02lld", (long long)industry + 1);
    l.district = str_from(districts[district]);
    l.stage = str_from(stages[stage]);
    l.published_ms = l.id;
    l.body = line;
    return l;
}

static void figures(const char *what, double *ms, size_t n, const char *more)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += ms[i];
    qsort(ms, n, sizeof *ms, double_cmp);
    printf("dock %s n=%zu mean %.3f p50 %.3f p99 %.3f ms%s\n", what, n, sum / (double)n, ms[n / 2], ms[n * 99 / 100], more);
    fflush(stdout);
}

struct bench {
    struct arena a, scratch;
    struct dock_analyser *an;
    struct dock_index *ix;
    FILE *corpus;
    char *line;
    size_t cap;
    struct err e;
};

static bool line_read(struct bench *b, FILE *f, struct str *line)
{
    ssize_t n = getline(&b->line, &b->cap, f);
    if (n <= 0) return false;
    *line = (struct str){ b->line, (size_t)n - (b->line[n - 1] == '\n') };
    return true;
}

/* The clock is asked once for a thousand listings: it costs as much as some words. */
static void build(struct bench *b)
{
    static struct dock_listing batch[BATCH];
    struct str line;
    double cpu = 0, start;
    size_t n = 0, some;
    dock_index_load(b->ix);
    do {
        for (some = 0; some < BATCH && line_read(b, b->corpus, &line); some++)
            batch[some] = listing_of(&b->scratch, str_copy(&b->scratch, line));
        start = now();
        for (size_t i = 0; i < some; i++) must(dock_index_add(b->ix, b->an, &batch[i], &b->e) == RC_OK);
        cpu += now() - start;
        n += some;
        arena_reset(&b->scratch);
    } while (some == BATCH);
    start = now();
    must(dock_index_loaded(b->ix, &b->e) == RC_OK);
    cpu += now() - start;
    size_t text = dock_index_text_bytes(b->ix), all = dock_index_bytes(b->ix);
    printf("dock build n=%zu cpu %.1fs  index %.1f MB, texts kept %.1f MB\n", n, cpu / 1e3, (double)(all - text) / 1e6, (double)text / 1e6);
    fflush(stdout);
}

static struct dock_query query_of(struct arena *a, struct str line)
{
    struct dock_query q = { .side = DOCK_ANY_SIDE, .limit = 10 };
    int64_t kind = number(&line), district = number(&line);
    if (kind >= 0) { q.side = kind % 2 ? DOCK_OFFER : DOCK_NEED; q.kind = str_from(kinds[kind / 2]); }
    if (district >= 0) q.district = str_from(districts[district]);
    q.text = str_copy(a, line);
    return q;
}

/* Whichever way is chosen, the answer is the one that adding everything gives. */
static size_t differences(struct bench *b, const struct dock_query *q, const struct dock_hits *h)
{
    b->ix->strategy = ALL;
    struct dock_hits all = dock_search(b->ix, b->an, &b->scratch, q);
    b->ix->strategy = AUTO;
    return all.n != h->n || all.total != h->total || memcmp(all.v, h->v, h->n * sizeof *h->v) != 0;
}

static void queries(struct bench *b, const char *path)
{
    FILE *f = fopen(path, "r");
    struct str line;
    double ms[4096];
    size_t n = 0, wrong = 0, total = 0;
    must(f);
    while (line_read(b, f, &line) && n < LEN(ms)) {
        struct dock_query q = query_of(&b->scratch, line);
        ms[n] = 1e9;
        for (int i = 0; i < REPEATS; i++) {
            struct arena_mark m = arena_mark(&b->scratch);
            double start = now();
            struct dock_hits h = dock_search(b->ix, b->an, &b->scratch, &q);
            double t = now() - start;
            if (t < ms[n]) ms[n] = t;
            if (i == 0) { wrong += differences(b, &q, &h); total += h.total; }
            arena_rewind(&b->scratch, m);
        }
        n++;
        arena_reset(&b->scratch);
    }
    fclose(f);
    figures(strrchr(path, '.'), ms, n,
        str_printf(&b->scratch, "  (%zu found on average, %zu answers differ from adding everything)", total / n, wrong).p);
}

static void again(struct bench *b)
{
    static double ms[SAMPLE];
    size_t n = dock_index_count(b->ix), step = n / SAMPLE ? n / SAMPLE : 1, done = 0;
    double sum = 0, asking = 0, counted = 0;
    size_t wrong = 0;
    for (size_t id = 1; id <= n && done < SAMPLE; id += step) {
        double start = now();
        const struct dock_listing *l = dock_index_get(b->ix, &b->scratch, (int64_t)id);
        const struct dock_asking *q = dock_asking(b->ix, b->an, &b->scratch, l);
        double asked = now();
        struct dock_pairs p = dock_best_asking(b->ix, &b->scratch, q, 0, 10);
        ms[done++] = now() - start;
        sum += ms[done - 1];
        asking += asked - start;
        if (done % CHECK_EACH) { arena_reset(&b->scratch); continue; }
        start = now();
        struct dock_pairs all = dock_match_asking(b->ix, &b->scratch, q, 0, 10);
        counted += now() - start;
        wrong += p.n != all.n || memcmp(p.v, all.v, p.n * sizeof *p.v) != 0;
        arena_reset(&b->scratch);
    }
    figures("match, top ten both ways,", ms, done,
        str_printf(&b->scratch, "  (all: %.1f minutes of one core; analysing %.3f; all counted %.3f; %zu of %zu answers differ)",
            sum / (double)done * (double)n / 6e4, asking / (double)done, counted / (double)(done / CHECK_EACH), wrong, done / CHECK_EACH)
            .p);
}

/* Docking all again: listings that stand together in the index, many at a time; each tenth answer against asking alone. */
static void many(struct bench *b, size_t at_once, size_t times)
{
    const struct segment *s = b->ix->segment[BASE];
    size_t n = s->docs.n, wrong = 0, checked = 0, asked = 0;
    double asking = 0, matching = 0, alone = 0;
    for (size_t t = 0; t < times; t++) {
        const struct dock_asking **q = NEWS(&b->scratch, const struct dock_asking *, at_once);
        size_t k = 0, from = (n / times) * t;
        double start = now();
        for (size_t i = from; i < n && k < at_once; i++)
            q[k++] = dock_asking(b->ix, b->an, &b->scratch, dock_index_get(b->ix, &b->scratch, doc_id(&s->docs, i)));
        double middle = now();
        struct dock_pairs *p = dock_best_many(b->ix, &b->scratch, q, k, 0, 10);
        asking += middle - start;
        matching += now() - middle;
        asked += k;
        for (size_t i = 0; i < k; i += CHECK_EACH) {
            struct arena_mark m = arena_mark(&b->scratch);
            start = now();
            struct dock_pairs one = dock_best_asking(b->ix, &b->scratch, q[i], 0, 10);
            alone += now() - start;
            wrong += one.n != p[i].n || memcmp(one.v, p[i].v, one.n * sizeof *one.v) != 0;
            checked++;
            arena_rewind(&b->scratch, m);
        }
        arena_reset(&b->scratch);
    }
    double each = (asking + matching) / (double)asked;
    printf("dock match, %zu at a time, n=%zu  analysing %.3f and matching %.3f ms (alone: %.3f)  (all: %.1f minutes of one core; %zu of %zu answers differ from asking alone)\n",
        at_once, asked, asking / (double)asked, matching / (double)asked, alone / (double)checked, each * (double)n / 6e4, wrong, checked);
    fflush(stdout);
}

static void publish(struct bench *b)
{
    static double ms[PUBLISHED], put[PUBLISHED];
    struct str line;
    size_t n = 0, count = dock_index_count(b->ix);
    double sum = 0;
    rewind(b->corpus);
    while (n < PUBLISHED && line_read(b, b->corpus, &line)) {
        struct dock_listing l = listing_of(&b->scratch, line);
        l.id += (int64_t)count;
        double start = now();
        must(dock_index_add(b->ix, b->an, &l, &b->e) == RC_OK);
        put[n] = now() - start;
        dock_best_asking(b->ix, &b->scratch, dock_asking(b->ix, b->an, &b->scratch, &l), 0, 10);
        if (dock_index_merge(b->ix, STEP) == DOCK_TURN) dock_index_turn(b->ix);
        sum += ms[n++] = now() - start;
        arena_reset(&b->scratch);
    }
    double most = 0;
    for (size_t i = 0; i < n; i++) if (ms[i] > most) most = ms[i];
    figures("publish: analysed and in the index", put, n, "");
    figures("publish: in the index, matched, a step of merging", ms, n,
        str_printf(&b->scratch, "  most %.3f ms, %.0f a second", most, (double)n / sum * 1e3).p);
}

int main(int argc, char **argv)
{
    struct bench b = { 0 };
    struct dock_lexicon *lx;
    if (argc < 3 || !(b.corpus = fopen(argv[1], "r"))) { fprintf(stderr, "usage: dock_corpus TSV QUERIES...\n"); return 2; }
    arena_init(&b.a, LIMIT_BATCH_ARENA);
    arena_init(&b.scratch, LIMIT_BATCH_ARENA);
    must(dock_lexicon_new(&b.a, STR_NONE, &lx, &b.e) == RC_OK);
    b.an = dock_analyser_new(&b.a, lx);
    b.ix = dock_index_new(&b.a, (size_t)16 << 30);
    build(&b);
    for (int i = 2; i < argc; i++) queries(&b, argv[i]);
    again(&b);
    for (size_t at_once = MANY / 64; at_once <= MANY; at_once *= 8) many(&b, at_once, MANY_TIMES * (at_once < MANY ? 8 : 1));
    publish(&b);
    return 0;
}
