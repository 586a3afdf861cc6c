/* base_test.c: the vocabulary, by example. */
#include "test/test.h"

static void arena_grows_rewinds_and_refuses(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    struct arena_mark m = arena_mark(&a);
    char *p = arena_alloc(&a, 10);
    p = arena_grow(&a, p, 10, 5000);
    memset(p, 7, 5000);
    arena_shrink(&a, p, 100);
    assert_true(a.used < 200);
    assert_true((char *)arena_alloc(&a, 10) < p + 200);
    arena_rewind(&a, m);
    assert_int_equal(a.used, 0);
    volatile bool refused = false;
    if (arena_guard(&a) != 0) refused = true;
    else { arena_alloc(&a, 2 << 20); arena_unguard(&a); }
    assert_true(refused);
    struct { int *v; size_t n, cap; } list = { 0 };
    for (int i = 0; i < 100; i++) *PUSH(&a, &list) = i;
    assert_int_equal(list.v[99], 99);
    char *none = arena_alloc(&a, 0), *some = arena_alloc(&a, 32);
    assert_ptr_not_equal(none, some);                               /* or the one would grow over the other */
    assert_ptr_not_equal(arena_grow(&a, none, 0, 64), some);
    arena_free(&a);
}

static void dates_follow_the_calendar(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    int64_t d;
    assert_true(date_parse(S("2021-01-31"), &d));
    assert_true(str_eq(date_str(&a, date_add_months(d, 1)), S("2021-02-28")));
    assert_true(str_eq(date_str(&a, date_add_months(d, -11)), S("2020-02-29")));
    assert_false(date_parse(S("2021-02-30"), &d));
    assert_false(date_parse(S("2021-2-03"), &d));
    for (int64_t day = -800000; day < 800000; day += 37) {
        struct ymd t = date_ymd(day);
        assert_true(date_valid(t.y, t.m, t.d));
        assert_int_equal(date_days(t.y, t.m, t.d), day);
    }
    assert_int_equal(date_months_between(date_days(2021, 6, 10), date_days(2021, 8, 9)), 1);
    assert_int_equal(date_months_between(date_days(2021, 6, 10), date_days(2021, 8, 10)), 2);
    assert_true(str_eq(instant_str(&a, 0), S("1970-01-01 08:00")));
    arena_free(&a);
}

static void money_is_read_as_people_write_it(void **state)
{
    (void)state;
    static const struct { struct str in; int64_t fen; } good[] = {
        { SI("1234"), 123400 }, { SI("1,234.5"), 123450 }, { SI("￥48万"), 48000000 }, { SI("1.5万元"), 1500000 },
        { SI("0.01"), 1 }, { SI("-3.20"), -320 }, { SI("1.23456万"), 1234560 }, { SI("2亿"), 20000000000 },
    };
    static const struct str bad[] = { SI(""), SI("1.234"), SI("1."), SI("abc"), SI("12x"), SI("99999999999999999999"), SI("-") };
    int64_t fen;
    for (size_t i = 0; i < LEN(good); i++) {
        assert_true(money_parse(good[i].in, &fen));
        assert_int_equal(fen, good[i].fen);
    }
    for (size_t i = 0; i < LEN(bad); i++) assert_false(money_parse(bad[i], &fen));
    struct arena a;
    struct out o;
    arena_init(&a, 1 << 20);
    out_init(&o, &a);
    put_money(&o, 123456789);
    put_c(&o, ' ');
    put_money(&o, INT64_MIN);
    assert_string_equal(out_str(&o).p, "1,234,567.89 \xe2\x88\x92" "92,233,720,368,547,758.08");
    arena_free(&a);
}

static void text_is_utf8_and_escapes(void **state)
{
    (void)state;
    struct arena a;
    struct out o;
    arena_init(&a, 1 << 20);
    assert_true(utf8_valid(S("压舱石 \xf0\xa0\xae\xb7")));
    assert_false(utf8_valid(S("\xc0\xaf")));
    assert_false(utf8_valid(S("\xed\xa0\x80")));
    assert_int_equal(utf8_len(S("压舱石a")), 4);
    assert_true(str_eq(str_trim(S("\xe3\x80\x80 甲 \t")), S("甲")));
    out_init(&o, &a);
    put_text(&o, S("<a href=\"x\">'&"));
    put_csv(&o, S("=1+1"));
    put_json(&o, S("a\"\n"));
    assert_string_equal(out_str(&o).p, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;'=1+1\"a\\\"\\n\"");
    out_init(&o, &a);
    put_csv(&o, S("＝1+1"));
    put_csv(&o, S("＠x"));
    put_csv(&o, S("-12"));
    put_csv(&o, S("\n=1"));
    assert_string_equal(out_str(&o).p, "'＝1+1'＠x-12\"'\n=1\"");
    int64_t v;
    assert_true(str_int(S("-9223372036854775808"), &v));
    assert_false(str_int(S("9223372036854775808"), &v));
    struct str rest = S("a,,b"), piece;
    int n = 0;
    while (str_cut(&rest, ',', &piece)) n++;
    assert_int_equal(n, 3);
    arena_free(&a);
}

static void ids_increase(void **state)
{
    (void)state;
    int64_t last = 0;
    for (int i = 0; i < 1000; i++) {
        int64_t id = id_new(1790000000000);
        assert_true(id > last);
        last = id;
    }
}

static void test_holds(void **state)
{
    (void)state;
    static const struct { struct str s, part; bool holds; } t[] = { { SI("/Office/events"), SI("office"), true }, { SI("GET /x"), SI("get"), true },
        { SI("新增就业"), SI("就业"), true }, { SI("abc"), SI(""), true }, { SI(""), SI(""), true }, { SI("ab"), SI("abc"), false },
        { SI("aab"), SI("ab"), true }, { SI("a@b"), SI("a`b"), false } };
    for (size_t i = 0; i < LEN(t); i++) assert_int_equal(str_holds(t[i].s, t[i].part), t[i].holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_grows_rewinds_and_refuses),
        cmocka_unit_test(dates_follow_the_calendar),
        cmocka_unit_test(money_is_read_as_people_write_it),
        cmocka_unit_test(text_is_utf8_and_escapes),
        cmocka_unit_test(ids_increase), cmocka_unit_test(test_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
