/* chart_test.c: values in, places and words out. */
#include "test/test.h"
#include "web/chart.h"

static void test_steps(void **state)
{
    static const struct { int64_t low, high, step; } cases[] = {
        { 0, 0, 1 }, { 0, 1, 1 }, { 0, 5, 1 }, { 0, 6, 2 }, { 0, 10, 2 }, { 0, 11, 5 }, { 0, 25, 5 }, { 0, 26, 10 }, { 0, 35400, 10000 },
        { -1, 9, 2 }, { -50, 50, 20 }, { 0, 1LL << 60, 500000000000000000 }, { -(1LL << 60), 1LL << 60, 500000000000000000 },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        int64_t step = chart_step(cases[i].low, cases[i].high);
        if (step != cases[i].step)
            fail_msg("%lld..%lld: step %lld, not %lld", (long long)cases[i].low, (long long)cases[i].high, (long long)step,
                (long long)cases[i].step);
        assert_true((cases[i].high - cases[i].low) / step <= 5);
    }
}

static const char *number(struct arena *a, int64_t v, int places)
{
    struct out o;
    out_init(&o, a);
    chart_number(&o, v, places);
    return out_str(&o).p;
}

static void test_numbers(void **state)
{
    static const struct { int64_t v; int places; const char *out; } cases[] = {
        { 0, 0, "0" }, { 7, 0, "7" }, { 999, 0, "999" }, { 1000, 0, "1,000" }, { 12846, 0, "12,846" }, { -310, 0, "−310" },
        { 864, 1, "86.4" }, { -6, 1, "−0.6" }, { 5, 2, "0.05" }, { 123456700, 2, "1,234,567.00" },
        { INT64_MIN + 1, 0, "−9,223,372,036,854,775,807" },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(cases); i++) assert_string_equal(number(&a, cases[i].v, cases[i].places), cases[i].out);
    arena_free(&a);
}

static void test_classes(void **state)
{
    static const int64_t bounds[] = { 78, 84, 90, 95 };
    static const struct {
        int64_t v;
        int class;
    } cases[] = { { CHART_GAP, 0 }, { -5, 1 }, { 77, 1 }, { 78, 2 }, { 83, 2 }, { 84, 3 }, { 90, 4 }, { 94, 4 }, { 95, 5 }, { 200, 5 } };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) assert_int_equal(chart_class(bounds, cases[i].v), cases[i].class);
}

/* ---- whole charts ---- */

static const struct str months[] = { SI("1月"), SI("2月"), SI("3月"), SI("4月") };

static struct chart chart_with(const struct chart_series *s, size_t nseries)
{
    return (struct chart){ .title = S("带动<就业>"),
        .says = S("说明"),
        .first = S("月份"),
        .show_table = S("数据表"),
        .x = months,
        .n = 4,
        .series = s,
        .nseries = nseries,
        .wan = true };
}

static size_t count(const char *in, const char *what)
{
    size_t n = 0;
    for (; (in = strstr(in, what)) != NULL; in += strlen(what)) n++;
    return n;
}

static void must_hold(const char *in, const char *what)
{
    if (!strstr(in, what)) fail_msg("not found: %s\nin: %s", what, in);
}

static void test_line(void **state)
{
    static const int64_t v[] = { 0, 20000, CHART_GAP, 10000 }, p[] = { 10000, 20000, 30000, 40000 };
    const struct chart_series s[] = { { SI("今年"), v, false }, { SI("计划"), p, true } };
    struct chart c = chart_with(s, 2);
    struct arena a;
    struct out o;
    (void)state;
    arena_init(&a, 1 << 20);
    out_init(&o, &a);
    chart_line(&o, &c);
    const char *html = out_str(&o).p;
    must_hold(html, "<path class=\"s1\" d=\"M0.0 1000.0L333.3 500.0M1000.0 750.0\"/>");           /* the gap lifts the pen */
    must_hold(html, "<path class=\"plan\" d=\"M0.0 750.0L333.3 500.0L666.7 250.0L1000.0 0.0\"/>");
    must_hold(html, "<circle class=\"d1\" cx=\"100.0%\" cy=\"75.0%\" r=\"4\"/>");
    assert_int_equal(count(html, "<circle"), 1);                                                  /* a plan has no dot */
    must_hold(html, ">4万</text>");
    must_hold(html, "aria-label=\"带动&lt;就业&gt;：说明\"");
    must_hold(html, "<tr><th scope=\"row\">3月</th><td class=\"num\">–</td><td class=\"num\">30,000</td></tr>");
    assert_null(strstr(html, "style="));
    assert_null(strstr(html, "<就业>"));
    assert_null(strstr(html, "nan"));
    arena_free(&a);
}

static double y_of(const char *html, const char *class)
{
    double x, y = -1;
    const char *at = strstr(html, class);
    if (!at || sscanf(strstr(at, " x="), " x=\"%lf%%\" y=\"%lf%%\"", &x, &y) != 2) fail_msg("no name of class %s in %s", class, html);
    return y;
}

/* Four lines that end on one value: their names stand apart, in the plot, in the order of the series. */
static void test_names_do_not_collide(void **state)
{
    static const int64_t levels[][4] = { { 1, 2, 3, 0 }, { 1, 2, 3, 10 }, { 1, 2, 3, 5 } };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(levels); i++) {
        const struct chart_series s[] = { { SI("a"), levels[i], false }, { SI("b"), levels[i], false }, { SI("c"), levels[i], false },
            { SI("d"), levels[i], false } };
        struct chart c = chart_with(s, 4);
        struct out o;
        double before = -100;
        out_init(&o, &a);
        chart_line(&o, &c);
        for (int k = 1; k <= 4; k++) {
            double y = y_of(out_str(&o).p, str_printf(&a, "name b%d", k).p);
            if (y < -0.01 || y > 100.01 || y - before < 6.9)
                fail_msg("case %zu, name %d at %.1f%%, the one before at %.1f%%", i, k, y, before);
            before = y;
        }
    }
    arena_free(&a);
}

/* Names that would stick out stand under the picture instead. */
static void test_long_names(void **state)
{
    static const int64_t v[] = { 1, 2, 3, 4 };
    static const struct { const char *name, *column, *legend; size_t beside; } cases[] = {
        { "2026 年", "chart-names\"", "legend legend-lines\"", 2 }, { "双方确认的成果", "chart-names long\"", "legend legend-lines\"", 2 },
        { "Results both sides confirmed", "chart-names none\"", "legend\"", 0 },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct chart_series s[] = { { str_from(cases[i].name), v, false }, { SI("b"), v, false } };
        struct chart c = chart_with(s, 2);
        struct out o;
        out_init(&o, &a);
        chart_line(&o, &c);
        must_hold(out_str(&o).p, cases[i].column);
        must_hold(out_str(&o).p, cases[i].legend);
        assert_int_equal(count(out_str(&o).p, "wide name"), cases[i].beside);
    }
    arena_free(&a);
}

/* Labels along the bottom: as many as fit, and of those fewer on a phone. */
static void test_labels_are_thinned(void **state)
{
    static const struct {
        const char *label;
        size_t n, shown, narrow;
    } cases[] = {
        { "1月", 4, 4, 4 },
        { "12月", 12, 12, 6 },
        { "2026年10月", 12, 4, 2 },
        { "2026-10", 36, 6, 3 },
        { "10", 400, 18, 9 },
        { "", 1, 1, 1 },
        { "x", 0, 0, 0 },
    };
    static int64_t v[CHART_POINTS];
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 22);
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct chart_series s = { SI("a"), v, false };
        struct chart c = chart_with(&s, 1);
        struct str *x = NEWS(&a, struct str, CHART_POINTS);
        struct out o;
        for (size_t k = 0; k < cases[i].n; k++) x[k] = str_from(cases[i].label);
        c.x = x;
        c.n = cases[i].n;
        out_init(&o, &a);
        chart_line(&o, &c);
        size_t all = count(out_str(&o).p, "dy=\"1.6em\""), wide = count(out_str(&o).p, "<text class=\"wide\"");
        if (all != cases[i].shown || all - wide != cases[i].narrow)
            fail_msg("%zu of \"%s\": %zu labels, %zu on a phone; not %zu and %zu", cases[i].n, cases[i].label, all, all - wide,
                cases[i].shown, cases[i].narrow);
    }
    arena_free(&a);
}

/* Zero is on the scale, whatever the values; one axis has one unit. */
static void test_axis(void **state)
{
    static const struct { int64_t v[4]; int places; bool wan; const char *labels; } cases[] = {
        { { 0, 0, 0, 0 }, 0, true, "0 1 " },
        { { -1, 9, 3, 4 }, 0, true, "−2 0 2 4 6 8 10 " },
        { { -7, -3, -4, -5 }, 0, true, "−8 −6 −4 −2 0 " },
        { { 5000, 16000, 3, 4 }, 0, true, "0 0.5万 1万 1.5万 2万 " },
        { { 5000, 16000, 3, 4 }, 0, false, "0 5k 10k 15k 20k " },
        { { 48600, 100, 3, 4 }, 2, true, "0 100 200 300 400 500 " },
        { { 300000000, 1, 3, 4 }, 0, true, "0 1亿 2亿 3亿 " },
        { { 300000000, 1, 3, 4 }, 0, false, "0 100m 200m 300m " },
        { { 864, 750, 3, 4 }, 1, false, "0 20 40 60 80 100 " },
        { { 4, 3, 3, 4 }, 1, false, "0 0.1 0.2 0.3 0.4 " },
    };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct chart_series s = { SI("a"), cases[i].v, false };
        struct chart c = chart_with(&s, 1);
        struct out o, labels;
        c.places = cases[i].places;
        c.wan = cases[i].wan;
        out_init(&o, &a);
        out_init(&labels, &a);
        chart_line(&o, &c);
        for (const char *at = out_str(&o).p; (at = strstr(at, "text-anchor=\"end\">")) != NULL;) {
            at += strlen("text-anchor=\"end\">");
            put(&labels, at, strcspn(at, "<"));
            put_c(&labels, ' ');
        }
        assert_string_equal(out_str(&labels).p, cases[i].labels);
    }
    arena_free(&a);
}

static void test_bars(void **state)
{
    static const int64_t v[] = { 30, -10, CHART_GAP, 0 }, p[] = { 20, 10, CHART_GAP, 0 };
    const struct chart_series s[] = { { SI("净增"), v, false }, { SI("目标"), p, true } };
    struct chart c = chart_with(s, 2);
    struct arena a;
    struct out o;
    (void)state;
    arena_init(&a, 1 << 20);
    out_init(&o, &a);
    c.unit = S("户");
    chart_bars(&o, &c);
    const char *html = out_str(&o).p;
    /* -10..30: zero at a quarter */
    must_hold(html, "<rect class=\"bf\" x=\"250.0\" width=\"750.0\" height=\"10\"/><path class=\"bm\" d=\"M750.0 -2V12\"/>");
    must_hold(html, "<rect class=\"bn\" x=\"0.0\" width=\"250.0\"");
    must_hold(html, "<td class=\"num\">−10</td><td class=\"num\">10</td>");
    must_hold(html, "<td class=\"num\">–</td><td class=\"num\">–</td>");
    must_hold(html, "<th scope=\"col\" class=\"num\" colspan=\"2\">净增 <span class=\"u\">户</span></th>");
    assert_int_equal(count(html, "class=\"bm\""), 3);                                             /* no tick where no plan is */
    assert_null(strstr(html, "style="));
    arena_free(&a);
}

static void test_tiles(void **state)
{
    static const int64_t v[] = { 95, 77, CHART_GAP, 840 };
    static const struct chart_tile tiles[] = { { 1, 1, false }, { 2, 1, false }, { 3, 1, true }, { 1, 2, false } };
    const struct chart_series s = { SI("完成率"), v, false };
    const struct chart_map map = { .tiles = tiles, .bounds = { 78, 79, 90, 95 }, .none = SI("未报送"), .zones = SI("功能区") };
    struct chart c = chart_with(&s, 1);
    struct arena a;
    struct out o;
    (void)state;
    arena_init(&a, 1 << 20);
    out_init(&o, &a);
    chart_tiles(&o, &c, &map);
    const char *html = out_str(&o).p;
    must_hold(html, "<span class=\"x1 y1 c5\">1月<b>95</b></span><span class=\"x2 y1 c1\">2月<b>77</b></span><span class=\"x3 y1 c0 zone\">3月<b>–</b></span>");
    /* a class of one value names it once */
    must_hold(html, "</span>&lt; 78</li><li><span class=\"sw c2\"></span>78</li><li><span class=\"sw c3\"></span>79–89</li>");
    must_hold(html, "</span>≥ 95</li><li><span class=\"sw c0\"></span>未报送</li><li><span class=\"sw zone\"></span>功能区</li>");
    must_hold(html, "<span class=\"sw c0 zone\"></span>3月</th><td class=\"num\">–</td>");
    arena_free(&a);
}

static void test_meter(void **state)
{
    static const struct {
        int64_t value, of;
        const char *width;
    } cases[] = { { 92, 100, "\"92.0\"" }, { 3, 2, "\"100.0\"" }, { -1, 2, "\"0.0\"" }, { 1, 0, "\"0.0\"" } };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct out o;
        out_init(&o, &a);
        chart_meter(&o, cases[i].value, cases[i].of);
        must_hold(strstr(out_str(&o).p, "bf"), cases[i].width);
    }
    arena_free(&a);
}

/* Names lead on where they have somewhere to; who has no place on the map stands in the table; a count before the share. */
static void tiles_that_lead_on(void **state)
{
    static const int64_t v[] = { 95, 77 }, counts[] = { 12846, CHART_GAP };
    static const struct chart_tile tiles[] = { { 1, 1, false }, { 0, 0, false } };
    static const struct str links[] = { SI("/a?b=1&c=2"), SI("") };
    const struct chart_series s = { SI("完成率"), v, false }, count = { SI("人数"), counts, false };
    const struct chart_map map = { .tiles = tiles, .bounds = { 78, 79, 90, 95 }, .links = links, .counts = &count };
    struct chart c = chart_with(&s, 1);
    struct arena a;
    struct out o;
    (void)state;
    c.n = 2;
    arena_init(&a, 1 << 20);
    out_init(&o, &a);
    chart_tiles(&o, &c, &map);
    const char *html = out_str(&o).p;
    must_hold(html, "<a href=\"/a?b=1&amp;c=2\">1月</a></th><td class=\"num mut\">12,846</td><td class=\"num\">95</td>");
    must_hold(html, "</span>2月</th><td class=\"num mut\">–</td><td class=\"num\">77</td>");
    assert_null(strstr(html, "2月<b>"));
    arena_free(&a);
}

/* The middle of the dial is the mark; what is beyond twice the mark stays on it. */
static void the_needle_points(void **state)
{
    static const struct {
        int64_t share;
        const char *hand;
    } cases[] = { { 0, "L34.0 100.0" }, { 100, "L100.0 34.0" }, { 200, "L166.0 100.0" }, { 900, "L166.0 100.0" }, { -5, "L34.0 100.0" } };
    struct arena a;
    struct out o;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(cases); i++) {
        out_init(&o, &a);
        chart_needle(&o, cases[i].share, S("a < b"));
        must_hold(out_str(&o).p, cases[i].hand);
        must_hold(out_str(&o).p, "aria-label=\"a &lt; b\"");
    }
    out_init(&o, &a);
    chart_needle(&o, CHART_GAP, S("none"));
    assert_null(strstr(out_str(&o).p, "hand"));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_that_lead_on), cmocka_unit_test(the_needle_points),
        cmocka_unit_test(test_steps), cmocka_unit_test(test_numbers), cmocka_unit_test(test_classes), cmocka_unit_test(test_line),
        cmocka_unit_test(test_names_do_not_collide), cmocka_unit_test(test_long_names), cmocka_unit_test(test_labels_are_thinned),
        cmocka_unit_test(test_axis),
        cmocka_unit_test(test_bars), cmocka_unit_test(test_tiles), cmocka_unit_test(test_meter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
