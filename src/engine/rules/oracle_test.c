/* oracle_test.c: decimals and dates against a second library: Python's decimal
** (libmpdec) and datetime, by test/oracle.py. Skipped, and said so, where there
** is no python3. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "test/test.h"
#include "engine/rules/temporal.h"

enum { RANDOM = 3000 };
static struct arena a;
static uint64_t seed = 11;
static unsigned roll(unsigned n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (unsigned)((seed >> 33) % n); }

static const char *const edges[] = { "0", "1", "-1", "2", "10", "0.1", "0.5", "1.5", "2.5", "-2.5", "0.05", "3", "7", "1e-6176", "1e6144",
    "9.999999999999999999999999999999999e6144", "-9.999999999999999999999999999999999e6144", "9999999999999999999999999999999999",
    "1e-6143", "0.3333333333333333333333333333333333", "1e33", "1e34", "-1e17", "5e-34", "1.000000000000000000000000000000001",
    "0.9999999999999999999999999999999999", "14149.38539644841072829055748903541", "12345678.905", "12345678.915", "1e-20" };

/* Mostly of a size that money has; some far out. */
static struct number random_number(void) {
    char text[64];
    struct number n;
    unsigned digits = 1 + roll(roll(4) ? 12 : 34);
    size_t at = 0;
    if (roll(4) == 0) { must(number_parse(str_from(edges[roll(LEN(edges))]), &n)); return n; }
    if (roll(3) == 0) text[at++] = '-';
    for (unsigned i = 0; i < digits; i++) text[at++] = (char)('0' + roll(10));
    at += (size_t)snprintf(text + at, sizeof text - at, "e%d", (int)roll(roll(8) ? 12 : 6000) - (roll(2) ? (int)digits : 6));
    must(number_parse((struct str){ text, at }, &n));
    return n;
}

/* number_text is plain; Python reads thousands of digits as well. */
static void put_case(FILE *f, const char *op, const struct number *x, size_t n, const char *more, bool ok, struct number r) {
    struct arena_mark m = arena_mark(&a);
    fprintf(f, "%s", op);
    for (size_t i = 0; i < n; i++) fprintf(f, " %s", number_text(&a, x[i]).p);
    fprintf(f, "%s = %s\n", more, ok ? number_text(&a, r).p : "none");
    arena_rewind(&a, m);
}

static void two(FILE *f, struct number x, struct number y) {
    static const struct {
        const char *name;
        bool (*fn)(struct number, struct number, struct number *);
    } ops[] = { { "add", number_add }, { "sub", number_sub }, { "mul", number_mul }, { "div", number_div } };
    struct number both[] = { x, y }, r = { 0 };
    for (size_t i = 0; i < LEN(ops); i++) { bool ok = ops[i].fn(x, y, &r); put_case(f, ops[i].name, both, 2, "", ok, r); }
}

static bool moderate(struct number x) {                          /* |x| < 1e9, and not tiny */
    struct number big = number_int(1000000000), small;
    must(number_parse(S("1e-9"), &small));
    x = number_abs(x);
    return number_cmp(x, big) < 0 && (number_sign(x) == 0 || number_cmp(x, small) > 0);
}

static void moderate_ones(FILE *f, struct number x, struct number y) {
    struct number both[] = { x, y }, r = { 0 }, small;
    bool ok;
    if (!moderate(x) || !moderate(y)) return;
    ok = number_mod(x, y, &r); put_case(f, "mod", both, 2, "", ok, r);
    ok = number_log(x, &r); put_case(f, "log", both, 1, "", ok, r);
    ok = number_round(y, 1, NUMBER_HALF_EVEN, &small) && number_cmp(number_abs(small), number_int(50)) < 0;
    if (ok && number_sign(x) > 0) { ok = number_pow(x, small, &r); both[1] = small; put_case(f, "pow", both, 2, "", ok, r); }
    ok = number_cmp(number_abs(x), number_int(1000)) < 0;
    if (ok) { ok = number_exp(x, &r); put_case(f, "exp", both, 1, "", ok, r); }
}

static void one(FILE *f, struct number x) {
    struct number r = { 0 };
    bool ok = number_sqrt(x, &r);
    put_case(f, "sqrt", &x, 1, "", ok, r);
    for (int how = NUMBER_HALF_EVEN; how <= NUMBER_CEILING; how++) {
        int scale = (int)roll(40) - 10;
        ok = number_round(x, scale, (enum number_rounding)how, &r);
        put_case(f, "round", &x, 1, str_printf(&a, " %d %d", scale, how).p, ok, r);
    }
}

static void put_date(FILE *f, struct date d) {
    fprintf(f, " %04d-%02d-%02d", (int)d.y, d.m, d.d);
}

static struct date random_date(void) {
    struct date d = { 1 + (int)(roll(4) * (roll(2) ? 600 : 1)) + 1900 * (roll(3) != 0), 1 + (int)roll(12), 1 };
    d.y += roll(150);
    d.d = 1 + (int)roll((unsigned)temporal_last_day(d));
    if (roll(4) == 0) d.d = temporal_last_day(d);
    return d;
}

static void days(FILE *f) {
    struct date d = random_date(), e = random_date(), r;
    int64_t n = (int64_t)roll(400000) - 200000, m = (int64_t)roll(5000) - 2500;
    struct date_time from = temporal_midnight_utc(d), to = temporal_midnight_utc(e);
    if (temporal_date_add_days(d, (struct days_duration){ n * 86400, 0 }, &r) && r.y >= 1 && r.y <= 9999) {
        fprintf(f, "date+days");
        put_date(f, d);
        fprintf(f, " %d =", (int)n);
        put_date(f, r);
        fprintf(f, "\n");
    }
    if (temporal_date_add_months(d, (struct months_duration){ m }, &r) && r.y >= 1 && r.y <= 9999) {
        fprintf(f, "date+months");
        put_date(f, d);
        fprintf(f, " %d =", (int)m);
        put_date(f, r);
        fprintf(f, "\n");
    }
    fprintf(f, "weekday"); put_date(f, d); fprintf(f, " = %d\n", temporal_weekday(d));
    fprintf(f, "week"); put_date(f, d); fprintf(f, " = %d\n", temporal_week_of_year(d));
    fprintf(f, "yearday"); put_date(f, d); fprintf(f, " = %d\n", temporal_day_of_year(d));
    fprintf(f, "daynumber"); put_date(f, d); fprintf(f, " = %d\n", (int)temporal_day_number(d));
    fprintf(f, "months"); put_date(f, d); put_date(f, e); fprintf(f, " = %d\n", (int)temporal_months_between(from, to).months);
}

static void second_library(void **state) {
    char path[] = "/tmp/ballast-oracle-XXXXXX";
    int fd;
    FILE *f;
    (void)state;
    if (system("python3 -c 'import decimal' >/dev/null 2>&1") != 0) {
        print_message("NO python3: decimals were not compared with a second library\n");
        skip();
    }
    fd = mkstemp(path);
    assert_true(fd >= 0);
    f = fdopen(fd, "w");
    for (size_t i = 0; i < LEN(edges); i++)
        for (size_t k = 0; k < LEN(edges); k++) {
            struct number x, y;
            must(number_parse(str_from(edges[i]), &x) && number_parse(str_from(edges[k]), &y));
            two(f, x, y);
            moderate_ones(f, x, y);
            if (k == 0) one(f, x);
        }
    for (int i = 0; i < RANDOM; i++) {
        struct number x = random_number(), y = random_number();
        two(f, x, y);
        one(f, x);
        moderate_ones(f, x, y);
        days(f);
    }
    fclose(f);
    int rc = system(str_printf(&a, "python3 test/oracle.py %s", path).p);
    unlink(path);
    assert_int_equal(rc, 0);
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 26); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(second_library) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
