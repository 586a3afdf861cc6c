/* zone_test.c: TZif files made here (RFC 8536), read back: the rule of the footer (POSIX TZ) at the seconds on which it turns,
** and files that are damaged. */
#include "test/test.h"
#include "engine/rules/zone.h"
#include <unistd.h>

static struct arena a;
static char folder[] = "/tmp/zone-test-XXXXXX";

/* ------------------------------------------------------------------ a file */

struct made { unsigned char v[70000]; size_t n; };
struct change { int64_t at; int type; };

static void put32(struct made *m, int64_t v) { for (int i = 3; i >= 0; i--) m->v[m->n++] = (unsigned char)(v >> 8 * i); }
static void put64(struct made *m, int64_t v) { put32(m, v >> 32); put32(m, v); }

static void header(struct made *m, char version, int64_t times, int64_t types, int64_t chars) {
    memcpy(m->v + m->n, "TZif", 4);
    m->v[m->n + 4] = (unsigned char)version;
    memset(m->v + m->n + 5, 0, 15);
    m->n += 20;
    put32(m, 0); put32(m, 0); put32(m, 0);
    put32(m, times); put32(m, types); put32(m, chars);
}

static void type(struct made *m, int64_t offset) { put32(m, offset); m->v[m->n++] = 0; m->v[m->n++] = 0; }

/* Types: 0 is 8 h east, 1 is 9 h. The first block, of version 1, holds one type and is jumped over. */
static struct made file_of(const struct change *c, size_t n, const char *footer) {
    struct made m = { .n = 0 };
    header(&m, '2', 0, 1, 4);
    type(&m, 0);
    memcpy(m.v + m.n, "LMT", 4); m.n += 4;
    header(&m, '2', (int64_t)n, 2, 4);
    for (size_t i = 0; i < n; i++) put64(&m, c[i].at);
    for (size_t i = 0; i < n; i++) m.v[m.n++] = (unsigned char)c[i].type;
    type(&m, 28800); type(&m, 32400);
    memcpy(m.v + m.n, "CST", 4); m.n += 4;
    if (footer) m.n += (size_t)snprintf((char *)m.v + m.n, 200, "\n%s\n", footer);
    return m;
}

/* Written under a name of its own, for what is known is not read again. */
static const struct zone *read_back(const struct made *m) {
    static int number;
    char path[100], name[20];
    snprintf(name, sizeof name, "zone_%d", number++);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(m->v, 1, m->n, f), m->n);
    fclose(f);
    const struct zone *z = zone_find(zones_open(&a, folder), str_from(name));
    unlink(path);
    return z;
}

static int64_t utc(const char *s) {
    int64_t p[6];
    for (int i = 0; i < 6; i++) must(str_int(str_sub(str_from(s), i ? (size_t)(2 + 3 * i) : 0, i ? 2 : 4), &p[i]));
    return date_days(p[0], (int)p[1], (int)p[2]) * 86400 + p[3] * 3600 + p[4] * 60 + p[5];
}

/* ------------------------------------------------------------------ footers */

static void footers(void **state) {
    static const struct { const char *footer, *at; int offset; } rows[] = {
        { "CST-8", "2030-07-01 00:00:00", 28800 }, { "<+0530>-5:30", "2030-07-01 00:00:00", 19800 },
        { "<-03>3", "2030-07-01 00:00:00", -10800 },
        { "LMT+0:01:15", "2030-07-01 00:00:00", -75 }, { "utc0", "2030-07-01 00:00:00", 0 },
        /* the second Sunday of March, the first of November, at two by the clock */
        { "EST5EDT,M3.2.0,M11.1.0", "2021-03-14 06:59:59", -18000 }, { "EST5EDT,M3.2.0,M11.1.0", "2021-03-14 07:00:00", -14400 },
        { "EST5EDT,M3.2.0,M11.1.0", "2021-11-07 05:59:59", -14400 }, { "EST5EDT,M3.2.0,M11.1.0", "2021-11-07 06:00:00", -18000 },
        { "EST5EDT,M3.2.0,M11.1.0", "2021-01-01 00:00:00", -18000 }, { "EST5EDT,M3.2.0,M11.1.0", "1960-12-31 23:00:00", -18000 },
        /* the last Sundays; the week 5 of a month that has four */
        { "CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31 00:59:59", 3600 }, { "CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31 01:00:00", 7200 },
        { "CET-1CEST,M2.5.0,M10.5.0/3", "2021-02-28 00:59:59", 3600 }, { "CET-1CEST,M2.5.0,M10.5.0/3", "2021-02-28 01:00:00", 7200 },
        /* hours beyond the day, before it, with minutes and seconds */
        { "IST-2IDT,M3.4.4/26,M10.5.0", "2021-03-25 23:59:59", 7200 }, { "IST-2IDT,M3.4.4/26,M10.5.0", "2021-03-26 00:00:00", 10800 },
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31 00:59:59", -7200 },
        { "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31 01:00:00", -3600 },
        { "AAA0BBB,M3.1.1/1:30:15,M9.1.1", "2021-03-01 01:30:14", 0 }, { "AAA0BBB,M3.1.1/1:30:15,M9.1.1", "2021-03-01 01:30:15", 3600 },
        /* the south: summer over new year */
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-01-01 00:00:00", 39600 }, { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-04-06 15:59:59", 39600 },
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-04-06 16:00:00", 36000 }, { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-10-05 15:59:59", 36000 },
        { "AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-10-05 16:00:00", 39600 },
        /* J60 is the first of March, leap year or not; the offset of summer is given */
        { "XXX3YYY2:30:15,J60/0,J300", "2024-03-01 02:59:59", -10800 }, { "XXX3YYY2:30:15,J60/0,J300", "2024-03-01 03:00:00", -9015 },
        { "XXX3YYY2:30:15,J60/0,J300", "2023-03-01 03:00:00", -9015 }, { "XXX3YYY2:30:15,J59/0,J300", "2024-02-28 03:00:00", -9015 },
        /* 59 from nought is the sixtieth day: the 29th of February where there is one */
        { "XXX0YYY,59/0,200", "2024-02-28 23:59:59", 0 }, { "XXX0YYY,59/0,200", "2024-02-29 00:00:00", 3600 },
        { "XXX0YYY,59/0,200", "2023-02-28 23:59:59", 0 }, { "XXX0YYY,59/0,200", "2023-03-01 00:00:00", 3600 },
        /* summer all year (RFC 8536, 3.3.1) */
        { "EST5EDT,0/0,J365/25", "2024-01-01 04:59:59", -14400 }, { "EST5EDT,0/0,J365/25", "2024-01-01 05:00:00", -14400 },
        { "EST5EDT,0/0,J365/25", "2024-07-01 00:00:00", -14400 },
        { "", "2030-07-01 00:00:00", 32400 },                     /* no rule: as after the last change */
    };
    static const struct change last[] = { { -3000000000, 1 } };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct made m = file_of(last, LEN(last), rows[i].footer);
        const struct zone *z = read_back(&m);
        if (!z) fail_msg("%s is refused", rows[i].footer);
        int is = zone_offset_at(z, utc(rows[i].at));
        if (is != rows[i].offset) fail_msg("%s at %s: %d, expected %d", rows[i].footer, rows[i].at, is, rows[i].offset);
    }
}

static void wrong_footers(void **state) {
    static const char *const rows[] = {
        "8", "CST", "CST-", "CST-8:", "CST-8:00:", "<CST-8", "<+08", "CST-8CDT", "CST-8CDT,", "CST-8CDT,M3.2.0", "CST-8CDT,M3.2.0,",
            "CST-8CDT-,M3.2.0,M11.1.0", "CST-8,", "CST-8<CDT",
        "CST-8CDT,M,M11.1.0", "CST-8CDT,M3,M11.1.0", "CST-8CDT,M3.,M11.1.0", "CST-8CDT,M3.2,M11.1.0", "CST-8CDT,M3.2.,M11.1.0",
        "CST-8CDT,M3.2", "CST-8CDT,M3", "CST-8CDT,M3-2.0,M11.1.0", "CST-8CDT,M3.2-0,M11.1.0",
        "CST-8CDT,M0.2.0,M11.1.0", "CST-8CDT,M13.2.0,M11.1.0", "CST-8CDT,M3.0.0,M11.1.0", "CST-8CDT,M3.6.0,M11.1.0",
        "CST-8CDT,M3.2.7,M11.1.0",
        "CST-8CDT,J0,J300", "CST-8CDT,J366,J300", "CST-8CDT,366,300", "CST-8CDT,J,J300", "CST-8CDT,x,300", "CST-8CDT,M3.2.0/,M11.1.0",
        "CST-8CDT,M3.2.0/x,M11.1.0",
        "CST-8CDT,M3.2.0;M11.1.0", "CST-8CDT;M3.2.0,M11.1.0", "CST-8CDT,M3.2.0,M11.1.0,", "CST-8CDT,M3.2.0,M11.1.0/2x",
        "CST-8CDT,99999999999999,1",
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct made m = file_of(NULL, 0, rows[i]);
        if (read_back(&m)) fail_msg("%s is read", rows[i]);
    }
}

/* ------------------------------------------------------------------ transitions */

static void changes(void **state) {
    static const struct change c[] = { { 1000, 1 }, { 2000, 0 }, { 4000, 1 }, { 8000, 0 } };
    static const struct {
        int64_t at;
        int offset;
    } rows[] = { { -9999999, 28800 }, { 999, 28800 }, { 1000, 32400 }, { 1999, 32400 }, { 2000, 28800 }, { 3999, 28800 }, { 4000, 32400 },
        { 7999, 32400 }, { 8000, 28800 }, { 9999999, 28800 } };
    struct made m = file_of(c, LEN(c), NULL);
    const struct zone *z = read_back(&m);
    (void)state;
    assert_non_null(z);
    for (size_t i = 0; i < LEN(rows); i++) if (zone_offset_at(z, rows[i].at) != rows[i].offset) fail_msg("row %zu", i);
    m = file_of(NULL, 0, NULL);                                   /* no change ever, no rule */
    z = read_back(&m);
    assert_int_equal(zone_offset_at(z, 0), 28800);
    assert_true(zone_database(z) != NULL && str_starts(zone_name(z), S("zone_")));
}

/* A local time that is twice, or not at all, has the offset before. */
static void local_times(void **state) {
    static const struct { const char *at; int offset; } rows[] = {
        { "2024-03-31 01:59:59", 3600 }, { "2024-03-31 02:00:00", 3600 }, { "2024-03-31 02:59:59", 3600 }, { "2024-03-31 03:00:00", 7200 },
        { "2024-10-27 01:59:59", 7200 }, { "2024-10-27 02:00:00", 7200 }, { "2024-10-27 02:59:59", 7200 }, { "2024-10-27 03:00:00", 3600 },
    };
    struct made m = file_of(NULL, 0, "CET-1CEST,M3.5.0,M10.5.0/3");
    const struct zone *z = read_back(&m);
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        int is = zone_offset_local(z, utc(rows[i].at));
        if (is != rows[i].offset) fail_msg("%s: %d", rows[i].at, is);
    }
}

/* ------------------------------------------------------------------ damage */

/* Cut anywhere it is refused, unless only the footer is gone; no byte of a header makes it read beyond its end (ASan). */
static void damaged(void **state) {
    static const struct change c[] = { { 1000, 1 }, { 2000, 0 } };
    const struct made whole = file_of(c, LEN(c), "CST-8CDT,M3.2.0,M11.1.0");
    const size_t without_footer = whole.n - strlen("\nCST-8CDT,M3.2.0,M11.1.0\n");
    static const unsigned char odd[] = { 0, 1, 2, 0x7F, 0x80, 0xFF };
    struct made m;
    (void)state;
    for (size_t n = 0; n < whole.n; n++) {
        m = whole;
        m.n = n;
        if ((read_back(&m) != NULL) != (n >= without_footer)) fail_msg("cut at %zu of %zu", n, whole.n);
    }
    for (size_t i = 0; i < whole.n; i++)
        for (size_t k = 0; k < LEN(odd); k++) {
            struct arena_mark mark = arena_mark(&a);
            m = whole;
            m.v[i] = odd[k];
            const struct zone *z = read_back(&m);
            if (z) assert_true(zone_offset_at(z, 0) == zone_offset_at(z, 0) && zone_offset_local(z, 1500) != INT32_MAX);
            arena_rewind(&a, mark);
        }
}

/* Each count of the second header beyond what a zone has, and a type that is not there. */
static void wrong_counts(void **state) {
    static const struct {
        int field;
        int64_t v;
    } rows[] = { { 0, 3 }, { 1, 3 }, { 2, 1000 }, { 3, 5000 }, { 4, 0 }, { 4, 256 }, { 5, 2000 } };
    static const struct change lost[] = { { 1000, 2 } };
    const size_t second = 44 + 6 + 4;
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct made m = file_of(NULL, 0, NULL);
        const size_t n = m.n;
        m.n = second + 20 + (size_t)rows[i].field * 4;
        put32(&m, rows[i].v);
        m.n = n + 60000;                                          /* long enough for what it claims */
        if (read_back(&m)) fail_msg("count %d of %lld", rows[i].field, (long long)rows[i].v);
    }
    struct made m = file_of(lost, 1, NULL);
    assert_null(read_back(&m));
    m = file_of(NULL, 0, NULL);
    m.v[4] = 0;                                                   /* version 1 has no 64-bit block */
    assert_null(read_back(&m));
    m = file_of(NULL, 0, NULL);
    m.n = sizeof m.v;                                             /* longer than any zone */
    assert_null(read_back(&m));
    m = file_of(NULL, 0, NULL);
    m.v[m.n++] = 'x';                                             /* something else than a footer */
    assert_non_null(read_back(&m));
}

/* ------------------------------------------------------------------ names */

static void names(void **state) {
    static const char *const bad[] = { "", "/", "/etc/passwd", "a/", "a//b", "..", "../zone", "a/../b", "a.b", "a b", "北京", "a\nb", "a:b",
        "a@b", "a[b", "a`b", "a{b", "Nowhere/Nothing", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLM" };
    char deep[600];
    struct zones *zones = zones_open(&a, "/usr/share/zoneinfo");
    (void)state;
    for (size_t i = 0; i < LEN(bad); i++) if (zone_find(zones, str_from(bad[i]))) fail_msg("%s", bad[i]);
    const struct zone *z = zone_find(zones, S("America/Port-au-Prince"));
    assert_non_null(z);
    assert_ptr_equal(zone_find(zones, S("America/Port-au-Prince")), z);       /* read once */
    assert_non_null(zone_find(zones, S("Etc/GMT+8")));
    assert_non_null(zone_find(zones, S("America/Argentina/Buenos_Aires")));
    assert_null(zone_find(NULL, S("Etc/UTC")));
    memset(deep, 'x', sizeof deep - 1);
    deep[0] = '/';
    deep[sizeof deep - 1] = 0;
    assert_null(zone_find(zones_open(&a, deep), S("Etc/UTC")));
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 26); return mkdtemp(folder) ? 0 : -1; }
static int teardown(void **state) { (void)state; arena_free(&a); return rmdir(folder); }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(footers), cmocka_unit_test(wrong_footers), cmocka_unit_test(changes),
        cmocka_unit_test(local_times), cmocka_unit_test(damaged), cmocka_unit_test(wrong_counts), cmocka_unit_test(names) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
