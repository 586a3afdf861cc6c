/* jobs.c: what bench/jobs measures. The uploads go through the whole site in one process: request, form, check, transaction. */
#include <time.h>
#include "test/site.h"
#include "app/jobs/import.h"

enum { CLAIMS = 1000000, PER_FIRM = 24, ROWS = 10000 };

static uint64_t state = 5;
static int64_t below(int64_t n)
{
    uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    return (int64_t)((x ^ x >> 27) % (uint64_t)n);
}
static double cpu(void) { return (double)clock() / CLOCKS_PER_SEC; }
static double wall(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (double)t.tv_sec + (double)t.tv_nsec / 1e9; }

/* Firms of two dozen claims; seven in ten with a number, each said by one to three sources. */
static void link_many(size_t n)
{
    struct arena a;
    arena_init(&a, (size_t)1 << 31);
    struct link_claim *v = NEWS(&a, struct link_claim, n);
    struct str *names = NEWS(&a, struct str, n), *keys = NEWS(&a, struct str, n);
    for (size_t i = 0; i < n; i++) {
        int64_t person = below((int64_t)n / 2), firm = person / (PER_FIRM / 2);
        names[i] = str_printf(&a, "王%s%lld", person % 3 ? "伟" : "劉", (long long)(person % 5000));
        v[i] = (struct link_claim){ .id = (int64_t)i + 1,
            .firm = firm + 1,
            .start = 18000 + person % 700 + below(20),
            .end = below(3) ? LINK_OPEN : 19000,
            .seen = 18800,
            .number = person % 10 < 7 ? str_printf(&a, "%032lld", (long long)person) : STR_NONE };
    }
    double c = cpu();
    link_names(&a, names, n, keys);
    for (size_t i = 0; i < n; i++) v[i].name = keys[i];
    double named = cpu();
    link_claims(&a, v, n);
    printf("%zu claims: names %.2f s, linked %.2f s of CPU\n", n, named - c, cpu() - named);
    arena_free(&a);
}

static struct str roll(struct site *s, int64_t from, int64_t rows)
{
    static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    struct out o;
    out_init(&o, &s->a);
    put_z(&o, "姓名,身份证号码,手机号,用人单位,岗位,入职日期,合同月数,参保月数,重点群体,区市县\n");
    for (int64_t i = from; i < from + rows; i++) {
        char id[19];
        int sum = 0;
        struct ymd d = date_ymd(date_days(1970, 1, 1) + i / 900);
        snprintf(id, sizeof id, "210299%04d%02d%02d%03d", (int)d.y, d.m, d.d, (int)(i % 900 + 100));
        for (int k = 0; k < 17; k++) sum += (id[k] - '0') * weight[k];
        put_f(&o, "王伟%lld,%.17s%c,138%08lld,样例企业%lld,研发,2026-%02d-%02d,12,6,高校毕业生,甘井子\n", (long long)i, id,
            "10X98765432"[sum % 11], (long long)i, (long long)(i / 40), (int)(1 + i % 6), (int)(1 + i % 28));
    }
    return out_str(&o);
}

static void upload(struct site *s, const char *what, struct str table, const char *seen)
{
    struct http_file f = { .field = S("file"), .name = S("roll.csv"), .type = S("text/csv"), .bytes = table };
    double c = cpu(), w = wall();
    struct answer a = site_post_files(s, "/jobs/import", "kind=import&seen=2026-06-30", &f, 1);
    double checked = wall(), checked_cpu = cpu();
    must(a.status == 303);
    struct answer b = site_post(s, str_z(&s->a, a.location), str_printf(&s->a, "seen=%s&mode=all", seen).p);
    if (b.status != 303) { printf("%d %.*s\n", b.status, STR_FMT(b.body)); exit(1); }
    printf("%s: checked %.2f s (%.2f s of CPU), checked again and stored %.2f s (%.2f s of CPU)\n", what, checked - w, checked_cpu - c,
        wall() - checked, cpu() - checked_cpu);
}

int main(int argc, char **argv)
{
    static struct site s;
    static const struct slice *const slices[] = { &web_slice, &jobs_slice };
    int64_t n = CLAIMS;
    if (argc > 1) str_int(str_from(argv[1]), &n);
    link_many((size_t)n);
    site_open(&s, slices, LEN(slices));
    site_login(&s, site_account(&s, "clerk", ROLE_CLERK, "", ""));
    upload(&s, "10,000 rows, 250 firms", roll(&s, 0, ROWS), "10000,0");
    upload(&s, "10,000 more", roll(&s, ROWS, ROWS), "10000,0");
    site_close(&s);
    return 0;
}
