/* round.c: rounds of a city's and a province's size, CPU seconds of one core: deferred acceptance with reserves and ties
** and its proof, and again after 1 % of the applicants sent new lists, mended in what was kept and cold; the cheapest assignment
** cold, its proof, and again after 1 % of new lists: warm from the old basis, and mended in what was kept of it. The
** instance goes to a file, so that bench/round_lemon.cc solves the very same in the same run.
**     round APPLICANTS PLACES WISHES FILE
** Popularity of places falls like 1/rank^.35; seats are for 90 % of the applicants; costs 1..9999, lists sorted by them. */
#include "engine/assign/assign.h"
#include <math.h>

static uint64_t state = 3;
static uint64_t next(void)
{
    uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}
static int32_t below(int32_t n) { return (int32_t)(next() % (uint64_t)n); }
static double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

struct instance {
    struct assign_round r;
    struct assign_place *place;
    int32_t *first, *wish, wishes;
    int64_t *cost, *points;
    double *popular;                /* running sums */
};

static int32_t draw(const struct instance *in)
{
    double u = (double)(next() >> 11) * 0x1p-53 * in->popular[in->r.places - 1];
    int32_t low = 0, high = in->r.places - 1;
    while (low < high) { int32_t mid = (low + high) / 2; if (in->popular[mid] < u) low = mid + 1; else high = mid; }
    return low;
}

static void list_make(struct instance *in, int32_t x)
{
    int32_t *w = in->wish + in->first[x];
    int64_t *c = in->cost + in->first[x];
    for (int32_t n = 0; n < in->wishes;) {
        int32_t p = draw(in), i = n;
        bool there = false;
        for (int32_t k = 0; k < n; k++) there |= w[k] == p;
        if (there) continue;
        int64_t cost = 1 + below(9999);
        for (; i > 0 && c[i - 1] > cost; i--) { c[i] = c[i - 1]; w[i] = w[i - 1]; }
        c[i] = cost;
        w[i] = p;
        n++;
    }
}

static void instance_make(struct arena *a, struct instance *in, int32_t applicants, int32_t places, int32_t wishes)
{
    in->wishes = wishes;
    in->place = NEWS(a, struct assign_place, (size_t)places);
    in->first = NEWS(a, int32_t, (size_t)applicants + 1);
    in->wish = NEWS(a, int32_t, (size_t)applicants * (size_t)wishes);
    in->cost = NEWS(a, int64_t, (size_t)applicants * (size_t)wishes);
    in->points = NEWS(a, int64_t, (size_t)applicants * (size_t)wishes);
    in->popular = NEWS(a, double, (size_t)places);
    in->r = (struct assign_round){ .applicants = applicants, .places = places, .place = in->place, .first = in->first, .wish = in->wish,
        .number = in->cost, .outside = 1000000 };
    double sum = 0;
    for (int32_t p = 0; p < places; p++) in->popular[p] = sum += 1 / pow(1 + p, .35);
    for (int64_t i = 0; i < (int64_t)applicants * 9 / 10; i++) in->place[below(places)].seats++;
    for (int32_t x = 0; x < applicants; x++) { in->first[x + 1] = in->first[x] + wishes; list_make(in, x); }
}

static void dump(const struct instance *in, const char *path)
{
    FILE *f = fopen(path, "wb");
    must(f != NULL);
    fwrite((int32_t[]){ in->r.applicants, in->r.places, in->wishes }, 4, 3, f);
    for (int32_t p = 0; p < in->r.places; p++) fwrite(&in->place[p].seats, 4, 1, f);
    size_t n = (size_t)in->first[in->r.applicants];
    fwrite(in->wish, 4, n, f);
    fwrite(in->cost, 8, n, f);
    must(fclose(f) == 0);
}

static void points_make(struct instance *in, int32_t x)
{
    int64_t base = below(100);
    for (int32_t w = in->first[x]; w < in->first[x + 1]; w++) in->points[w] = (base + below(100)) / 2;
}

/* 1 % of the applicants send new lists and have new points. Seconds to the whole new answer: what is kept is mended, and begun anew. */
static bool stable_turn(struct arena *a, struct instance *in, struct assign_stable_kept *k, double *mended_in, double *cold_in)
{
    struct err e = { 0 };
    struct assign_stable mended, cold, own;
    int32_t n = in->r.applicants / 100;
    struct assign_stable_change *c = NEWS(a, struct assign_stable_change, (size_t)n + 1);
    for (int32_t i = 0; i < n; i++) {
        int32_t x = below(in->r.applicants);
        list_make(in, x);
        points_make(in, x);
        c[i] = (struct assign_stable_change){ x, in->wishes, in->wish + in->first[x], in->points + in->first[x], in->r.groups[x] };
    }
    double t0 = seconds();
    must(assign_stable_kept_change(k, c, (size_t)n, &e) == RC_OK && assign_stable_kept_answer(a, k, in->first, &mended, &e) == RC_OK);
    double t1 = seconds();
    must(assign_stable(a, &in->r, &cold, &e) == RC_OK);
    *cold_in = seconds() - t1;
    *mended_in = t1 - t0;
    if (assign_stable_proof(a, &in->r, &mended, &own, &e) != RC_OK) printf("the proof fails: %s\n", e.text);
    return memcmp(mended.seat, cold.seat, sizeof *cold.seat * (size_t)in->r.applicants) == 0;
}

static int number_cmp(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Several turns, for one is short; the old lists come back afterwards, for the cheapest rounds. */
static void stable_mend(struct arena *a, struct instance *in, const struct assign_stable *s)
{
    enum { TURNS = 9, MIDDLE = TURNS / 2 };
    struct err e = { 0 };
    struct assign_stable_kept *k;
    size_t wishes = (size_t)in->first[in->r.applicants];
    int32_t *wish = NEWS(a, int32_t, wishes);
    int64_t *cost = NEWS(a, int64_t, wishes);
    double mended[TURNS], cold[TURNS], times[TURNS], t0 = seconds();
    bool same = true;
    must(assign_stable_keep(a, &in->r, s, &k, &e) == RC_OK);
    double t1 = seconds();
    memcpy(wish, in->wish, wishes * sizeof *wish);
    memcpy(cost, in->cost, wishes * sizeof *cost);
    for (int t = 0; t < TURNS; t++) {
        same &= stable_turn(a, in, k, &mended[t], &cold[t]);
        times[t] = cold[t] / mended[t];
    }
    qsort(mended, TURNS, sizeof *mended, number_cmp);
    qsort(cold, TURNS, sizeof *cold, number_cmp);
    qsort(times, TURNS, sizeof *times, number_cmp);
    printf("stable after 1 %% sent new lists, %d turns, in the middle: kept and mended %.5f s, cold %.4f s; %.1f times as fast (%.1f to %.1f); "
        "every seat %s; keeping it: %.3f s\n", TURNS, mended[MIDDLE], cold[MIDDLE], times[MIDDLE], times[0], times[TURNS - 1],
        same ? "the same" : "IS NOT THE SAME", t1 - t0);
    memcpy(in->wish, wish, wishes * sizeof *wish);
    memcpy(in->cost, cost, wishes * sizeof *cost);
}

/* Half of all seats in three reserves, one of them hard; points from 0 to 99, so that ties are everywhere. */
static void stable_run(struct arena *a, struct instance *in)
{
    struct arena_mark m = arena_mark(a);
    struct assign_stable s, own;
    struct err e = { 0 };
    uint64_t *groups = NEWS(a, uint64_t, (size_t)in->r.applicants), *lottery = NEWS(a, uint64_t, (size_t)in->r.applicants);
    for (int32_t p = 0; p < in->r.places; p++) {
        struct assign_reserve *v = NEWS(a, struct assign_reserve, 3);
        for (int32_t k = 0; k < 3; k++) v[k] = (struct assign_reserve){ .group = k, .seats = in->place[p].seats / 6, .hard = k == 2 };
        in->place[p].reserves = v;
        in->place[p].nreserves = 3;
    }
    for (int32_t x = 0; x < in->r.applicants; x++) {
        groups[x] = (uint64_t)(below(3) == 0) | (uint64_t)(below(5) == 0) << 1 | (uint64_t)(below(20) == 0) << 2;
        lottery[x] = next();
        points_make(in, x);
    }
    in->r.number = in->points;
    in->r.groups = groups;
    in->r.lottery = lottery;
    double t0 = seconds();
    must(assign_stable(a, &in->r, &s, &e) == RC_OK);
    double t1 = seconds();
    if (assign_stable_proof(a, &in->r, &s, &own, &e) != RC_OK) printf("the proof fails: %s\n", e.text);
    double t2 = seconds();
    printf("stable, reserves and ties: %.3f s, proof %.3f s, together %.3f s; %lld proposals\n", t1 - t0, t2 - t1, t2 - t0,
        (long long)s.proposals);
    stable_mend(a, in, &s);
    for (int32_t p = 0; p < in->r.places; p++) in->place[p].nreserves = 0;
    in->r.number = in->cost;
    in->r.groups = in->r.lottery = NULL;
    arena_rewind(a, m);
}

static double solve(struct arena *a, const struct instance *in, const struct assign_optimal *warm, struct assign_optimal *s,
    const char *what)
{
    struct err e = { 0 };
    double t0 = seconds();
    must(assign_optimal(a, &in->r, warm, s, &e) == RC_OK);
    double t1 = seconds();
    if (assign_optimal_proof(a, &in->r, s, &e) != RC_OK) printf("the proof fails: %s\n", e.text);
    double t2 = seconds();
    printf("cheapest, %s: %.3f s, proof %.3f s; cost %lld, %lld pivots\n", what, t1 - t0, t2 - t1, (long long)s->cost,
        (long long)s->pivots);
    return t1 - t0;
}

/* From the new lists to the whole new answer. Keeping, which is paid once and before, is told beside it. */
static double mend(struct arena *a, const struct instance *in, struct assign_kept *k, const int32_t *who, int32_t n,
    struct assign_optimal *s)
{
    struct err e = { 0 };
    struct assign_change *c = NEWS(a, struct assign_change, (size_t)n);
    double t0 = seconds();
    for (int32_t i = 0; i < n; i++)
        c[i] = (struct assign_change){ who[i], in->wishes, in->wish + in->first[who[i]], in->cost + in->first[who[i]] };
    must(assign_kept_change(k, c, (size_t)n, &e) == RC_OK && assign_kept_answer(a, k, in->first, s, &e) == RC_OK);
    double t1 = seconds();
    if (assign_optimal_proof(a, &in->r, s, &e) != RC_OK) printf("the proof fails: %s\n", e.text);
    double t2 = seconds();
    printf("cheapest, kept and mended: %.3f s, proof %.3f s; cost %lld, %lld places looked at\n", t1 - t0, t2 - t1, (long long)s->cost,
        (long long)s->pivots);
    return t1 - t0;
}

int main(int argc, char **argv)
{
    int64_t n[3] = { 0 };
    struct arena a;
    struct instance in = { 0 };
    struct assign_optimal s, warm, cold, mended;
    struct assign_kept *k;
    struct err e = { 0 };
    for (int i = 0; i < 3; i++)
        if (argc != 5 || !str_int(str_from(argv[i + 1]), &n[i])) {
            fputs("usage: round APPLICANTS PLACES WISHES FILE\n", stderr);
            return 2;
        }
    arena_init(&a, (size_t)4 << 30);
    instance_make(&a, &in, (int32_t)n[0], (int32_t)n[1], (int32_t)n[2]);
    dump(&in, argv[4]);
    stable_run(&a, &in);
    solve(&a, &in, NULL, &s, "cold");
    double t0 = seconds();
    must(assign_keep(&a, &in.r, &s, &k, &e) == RC_OK);
    printf("keeping it: %.3f s\n", seconds() - t0);
    int32_t changed = in.r.applicants / 100, *who = NEWS(&a, int32_t, (size_t)changed + 1);
    for (int32_t i = 0; i < changed; i++) list_make(&in, who[i] = below(in.r.applicants));
    double m = mend(&a, &in, k, who, changed, &mended);
    double w = solve(&a, &in, &s, &warm, "warm after 1 % sent new lists");
    double c = solve(&a, &in, NULL, &cold, "the same, cold");
    bool same = warm.cost == cold.cost && mended.cost == cold.cost;
    printf("warm is %.1f, mended %.1f times as fast as cold; the cost %s\n", c / w, c / m, same ? "the same" : "ANOTHER");
    arena_free(&a);
    return same ? 0 : 1;
}
