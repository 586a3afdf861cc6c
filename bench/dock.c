/* dock.c: the figures of docking on a synthetic city: listings of some 60 tokens, words by Zipf, 45 % of them from the
** industry's own vocabulary, Chinese and English mixed, ten kinds, ten districts. Deterministic.
** Exhaustive scoring here is dock_explain for every listing of the other side: other code, one pair at a time. */
#include "engine/dock/dock.h"

static uint64_t seed = 42;
static size_t rnd(size_t n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (size_t)(seed >> 33) % n; }

/* A rank by Zipf's law, nearly: the product of two uniform numbers crowds at the front. */
static size_t zipf(size_t n)
{
    return (size_t)((double)rnd(1 << 20) / (1 << 20) * (double)rnd(1 << 20) / (1 << 20) * (double)rnd(1 << 20) / (1 << 20) * (double)n);
}

static void word_put(struct out *o, size_t rank, bool chinese)
{
    char buf[4];
    uint64_t h = (rank + 1) * 0x9e3779b97f4a7c15u;
    if (chinese) for (int i = 0; i < 2; i++) { put(o, buf, utf8_put(buf, 0x4e00 + (uint32_t)(h >> (16 * i + 8)) % 3000)); }
    else { for (int i = 0; i < 6; i++) put_c(o, (char)('a' + (h >> (5 * i + 10)) % 26)); put_c(o, ' '); }
}

static struct dock_listing listing(struct arena *a, int64_t id)
{
    static const char *const kinds[] = { "technology", "job", "internship", "space", "mentor", "training", "service", "capital", "order",
        "partnership" };
    static const char *const districts[] = { "210202", "210203", "210204", "210211", "210212", "210213", "210214", "210224", "210281",
        "210283" };
    static const char *const stages[] = { "idea", "pilot", "growth", "mature" };
    struct out text[2];
    size_t industry = 1 + zipf(97);
    bool chinese = rnd(100) < 55;
    for (int k = 0; k < 2; k++) {
        out_init(&text[k], a);
        for (size_t i = 0, n = k ? 20 + rnd(30) : 4 + rnd(5); i < n; i++)
            word_put(&text[k], rnd(100) < 45 ? 100000 + industry * 500 + zipf(500) : zipf(60000), rnd(10) ? chinese : !chinese);
    }
    struct dock_listing l = { .id = id,
        .side = id % 2 ? DOCK_OFFER : DOCK_NEED,
        .kind = str_from(kinds[rnd(10)]),
        .title = out_str(&text[0]),
        .body = out_str(&text[1]),
        .industry = str_printf(a, "%02zu", industry),
        .district = str_from(districts[rnd(10)]),
        .stage = str_from(stages[rnd(4)]),
        .amount_low = (int64_t)rnd(100) * 100000,
        .amount_high = (int64_t)rnd(300) * 100000,
        .published_ms = (int64_t)rnd(1000000) };
    for (size_t i = rnd(4); i; i--) { struct str s = str_printf(a, "skill%zu", zipf(400)); *PUSH(a, &l.skills) = s; }
    return l;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}
static int double_cmp(const void *x, const void *y) { double a = *(const double *)x, b = *(const double *)y; return a < b ? -1 : a > b; }

static bool better(const struct dock_pair *x, int64_t px, const struct dock_pair *y, int64_t py)
{
    return x->score != y->score ? x->score > y->score : px != py ? px < py : x->id < y->id;
}

/* How many of the ten best differ from judging every pair. */
static int differences(const struct dock_index *ix, struct dock_analyser *an, const struct dock_listing *x, int64_t n,
    const struct dock_pairs *fast)
{
    struct arena a;
    enum { TOP = 10, AGAIN = TOP + DOCK_NEAR_MORE };
    struct dock_pair best[AGAIN + 1];
    int64_t published[AGAIN + 1], near[AGAIN + 1], k = 0;
    int wrong = 0;
    arena_init(&a, LIMIT_BATCH_ARENA);
    for (int64_t id = 1; id <= n; id++) {
        const struct dock_listing *y = dock_index_get(ix, &a, id);
        if (y->side == x->side || !dock_kinds_fit(x->kind, y->kind)) continue;
        struct dock_reasons r = dock_explain(ix, an, &a, x, y);
        bool content = false;
        for (size_t i = 0; i < r.n; i++)
            content |= r.v[i].why <= DOCK_GLOSSARY || r.v[i].why == DOCK_SKILL || r.v[i].why == DOCK_INDUSTRY_CLASS
                || r.v[i].why == DOCK_INDUSTRY_DIVISION;
        struct dock_pair p = { id, r.score - r.near, r.forward, r.backward };
        int64_t at = k, when = y->published_ms;
        arena_reset(&a);
        if (!content || p.score <= 0) continue;
        for (; at > 0 && better(&p, when, &best[at - 1], published[at - 1]); at--) {
            best[at] = best[at - 1];
            published[at] = published[at - 1];
            near[at] = near[at - 1];
        }
        best[at] = p, published[at] = when, near[at] = r.near;
        if (k < AGAIN) k++;
    }
    for (int64_t i = 0; i < k; i++) {                                   /* what words side by side earn orders these */
        struct dock_pair p = best[i];
        int64_t at = i, when = published[i];
        p.score += near[i];
        for (; at > 0 && better(&p, when, &best[at - 1], published[at - 1]); at--) {
            best[at] = best[at - 1];
            published[at] = published[at - 1];
        }
        best[at] = p, published[at] = when;
    }
    if (k > TOP) k = TOP;
    for (int64_t i = 0; i < k || i < (int64_t)fast->n; i++)
        wrong += i >= k || i >= (int64_t)fast->n || memcmp(&best[i], &fast->v[i], sizeof best[i]) != 0;
    arena_free(&a);
    return wrong;
}

/* A page of a search for so many characters of a listing's title: plain, and with the second look that the site's searches take. */
static void searches(const struct dock_index *ix, struct dock_analyser *an, struct arena *a, int64_t n, int64_t asked, size_t most)
{
    double *ms[2] = { NEWS(a, double, (size_t)asked), NEWS(a, double, (size_t)asked) };
    for (int64_t i = 0; i < asked; i++) {
        struct arena_mark m = arena_mark(a);
        struct dock_listing x = listing(a, n + 1 + i);
        for (int again = 0; again < 2; again++) {
            struct dock_query q = { .text = str_sub(x.title, 0, utf8_offset(x.title, most)),
                .side = DOCK_ANY_SIDE,
                .limit = 20,
                .feedback = again,
                .similar = again ? 100 : 0 };
            double start = now();
            dock_search(ix, an, a, &q);
            ms[again][i] = now() - start;
        }
        arena_rewind(a, m);
    }
    for (int again = 0; again < 2; again++) {
        qsort(ms[again], (size_t)asked, sizeof *ms[again], double_cmp);
        printf("search, %s, %s: p50 %.2f ms  p99 %.2f ms\n", most < 99 ? "14 characters" : "a title", again ? "looked at again" : "plain",
            ms[again][asked / 2], ms[again][asked * 99 / 100]);
    }
}

int main(int argc, char **argv)
{
    int64_t n = 100000, matches = 200, checked = 5;
    struct arena a, scratch;
    struct dock_lexicon *lx;
    struct err e = { 0 };
    if (argc == 4) { str_int(str_from(argv[1]), &n); str_int(str_from(argv[2]), &matches); str_int(str_from(argv[3]), &checked); }
    arena_init(&a, LIMIT_BATCH_ARENA);
    arena_init(&scratch, LIMIT_BATCH_ARENA);
    must(dock_lexicon_new(&a, STR_NONE, &lx, &e) == RC_OK);
    struct dock_analyser *an = dock_analyser_new(&a, lx);
    struct dock_index *ix = dock_index_new(&a, (size_t)8 << 30);
    double start = now();
    dock_index_load(ix);
    for (int64_t id = 1; id <= n; id++) {
        struct dock_listing l = listing(&scratch, id);
        must(dock_index_add(ix, an, &l, &e) == RC_OK);
        arena_reset(&scratch);
    }
    must(dock_index_loaded(ix, &e) == RC_OK);
    printf("listings %lld  built in %.0f ms  memory %.0f MB\n", (long long)n, now() - start, (double)dock_index_bytes(ix) / 1e6);
    double *ms = NEWS(&a, double, (size_t)matches);
    int wrong = 0;
    size_t pairs = 0;
    for (int64_t i = 0; i < matches; i++) {
        struct dock_listing x = listing(&scratch, n + 1 + i);
        start = now();
        struct dock_pairs p = dock_match(ix, an, &scratch, &x, 0, 10);
        ms[i] = now() - start;
        pairs += p.total;
        if (i < checked) wrong += differences(ix, an, &x, n, &p);
        arena_reset(&scratch);
    }
    qsort(ms, (size_t)matches, sizeof *ms, double_cmp);
    printf("match, top 10: p50 %.2f ms  p99 %.2f ms  (%zu pairs on average)\n", ms[matches / 2], ms[matches * 99 / 100],
        pairs / (size_t)matches);
    searches(ix, an, &scratch, n, matches, 14);
    searches(ix, an, &scratch, n, matches, SIZE_MAX);
    printf("exhaustive scoring, %lld listings checked: %d differences\n", (long long)checked, wrong);
    return wrong != 0;
}
