/* number_test.c: text in, text out. */
#include "test/test.h"
#include "engine/rules/number.h"

static struct arena a;
static struct number num(const char *s)
{
    struct number n;
    if (!number_parse(str_from(s), &n)) fail_msg("does not parse: %s", s);
    return n;
}

static void texts(void **state)
{
    (void)state;
    static const char *const cases[][2] = { { "1", "1" }, { "1.0", "1" }, { "-0.50", "-0.5" }, { ".5", "0.5" }, { "1e3", "1000" },
        { "1.5E-7", "0.00000015" }, { "-0", "0" }, { "0.000", "0" },
        { "123456789012345678901234567890.1234", "123456789012345678901234567890.1234" }, { "100", "100" },
        { "1E40", "10000000000000000000000000000000000000000" } };
    static const char *const bad[] = { "", "-", ".", "1.", "1e", "+1", "1 ", "0x1", "1e1e1", "1.5 ", "1.5x", "1e5 ", "1e5x", "1e1234567890",
        "1e+", "--1", "Inf", "NaN", "1e999999999" };
    for (size_t i = 0; i < LEN(cases); i++) assert_string_equal(number_text(&a, num(cases[i][0])).p, cases[i][1]);
    struct number n;
    for (size_t i = 0; i < LEN(bad); i++) assert_false(number_parse(str_from(bad[i]), &n));
    struct str digits = str_from(str_z(&a, str_printf(&a, "%01001d", 7)));         /* longer than any number is */
    assert_true(number_parse(str_sub(digits, 1, digits.n), &n) && !number_parse(digits, &n));
    assert_string_equal(number_text(&a, num("-12e-6170")).p, "-1.2E-6169");
    assert_string_equal(number_text(&a, num("12e600")).p, "1.2E+601");
}

static void arithmetic(void **state)
{
    (void)state;
    static const struct { const char *x; char op; const char *y, *r; } cases[] = {
        { "0.1", '+', "0.2", "0.3" }, { "1", '/', "3", "0.3333333333333333333333333333333333" }, { "1", '/', "0", NULL },
        { "10", '%', "3", "1" }, { "-10", '%', "3", "2" }, { "10", '%', "-3", "-2" }, { "10.1", '%', "4.5", "1.1" },
        { "-10.1", '%', "4.5", "3.4" }, { "1", '%', "0", NULL },
        { "2", '^', "10", "1024" }, { "2", '^', "-2", "0.25" }, { "0", '^', "-1", NULL }, { "-8", '^', "0.5", NULL },
        { "4", '^', "0.5", "2" },
        { "9E6144", '*', "10", NULL }, { "10", '^', "7000", NULL },
        { "0", '^', "2", "0" }, { "1", '^', "2001", "1" }, { "1", '^', "-2001", "1" }, { "1E6", '^', "2000", NULL },
        { "1E7", '^', "2000", NULL },
        { "1E-5", '^', "-1230", NULL }, { "1E-6", '^', "-1100", NULL },
        { "9999999999999999999999999999999999", '^', "2", "99999999999999999999999999999999980000000000000000000000000000000000" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct number x = num(cases[i].x), y = num(cases[i].y), r;
        bool ok = cases[i].op == '+' ? number_add(x, y, &r)
            : cases[i].op == '/'     ? number_div(x, y, &r)
            : cases[i].op == '%'     ? number_mod(x, y, &r)
            : cases[i].op == '*'     ? number_mul(x, y, &r)
                                     : number_pow(x, y, &r);
        assert_int_equal(ok, cases[i].r != NULL);
        if (ok) assert_string_equal(number_text(&a, r).p, cases[i].r);
    }
    struct number r;
    assert_false(number_pow(num("1E4000"), num("2"), &r));
    assert_int_equal(number_cmp(num("1.0"), num("1.00")), 0);
    assert_true(number_is_even(num("-4.0")) && number_is_odd(num("-3")) && !number_is_even(num("2.5")) && !number_is_odd(num("1E-1"))
        && !number_is_odd(num("4")) && !number_is_even(num("3")));
    int64_t v;
    assert_true(number_to_int(num("-9223372036854775808"), &v) && v == INT64_MIN);
    assert_false(number_to_int(num("9223372036854775808"), &v));
    assert_true(number_to_int(num("1.2E3"), &v) && v == 1200);
    assert_false(number_to_int(num("0.5"), &v));
}

/* Around the n-th root of the largest number: whatever is larger than a base whose power overflows overflows, too. */
static void powers_at_the_edge(void **state)
{
    (void)state;
    const struct number largest = num("9.999999999999999999999999999999999E6144"), ulp = num("1E-33");
    for (int n = 2; n <= 2000; n++) {
        struct number root, step, power = largest, x;
        bool over = false;
        assert_true(number_div(num("1"), number_int(n), &root) && number_pow(largest, root, &root));
        assert_true(number_mul(root, ulp, &step));                 /* a digit of the root, or less than ten of them */
        for (int k = -40; k <= 40; k++) {
            assert_true(number_mul(step, number_int(k), &x) && number_add(root, x, &x));
            bool fits = number_pow(x, number_int(n), &power);
            if (over && fits) fail_msg("%s ** %d fits, but less does not", number_text(&a, x).p, n);
            over = !fits;
        }
    }
}

static void rounding(void **state)
{
    (void)state;
    static const struct { const char *x; int scale; enum number_rounding how; const char *r; } cases[] = {
        { "2.5", 0, NUMBER_HALF_EVEN, "2" }, { "3.5", 0, NUMBER_HALF_EVEN, "4" }, { "2.5", 0, NUMBER_HALF_UP, "3" },
        { "-2.5", 0, NUMBER_HALF_UP, "-3" },
        { "2.5", 0, NUMBER_HALF_DOWN, "2" }, { "2.51", 0, NUMBER_HALF_DOWN, "3" }, { "-2.5", 0, NUMBER_HALF_DOWN, "-2" },
        { "1.126", 2, NUMBER_HALF_DOWN, "1.13" },
        { "2.1", 0, NUMBER_UP, "3" }, { "-2.1", 0, NUMBER_UP, "-3" }, { "2.9", 0, NUMBER_DOWN, "2" }, { "-1.5", 0, NUMBER_FLOOR, "-2" },
        { "-1.5", 0, NUMBER_CEILING, "-1" },
        { "1255", -1, NUMBER_HALF_EVEN, "1260" }, { "1", 6000, NUMBER_UP, "1" }, { "1.5", -6111, NUMBER_HALF_EVEN, "0" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct number r;
        assert_true(number_round(num(cases[i].x), cases[i].scale, cases[i].how, &r));
        assert_string_equal(number_text(&a, r).p, cases[i].r);
    }
    struct number r;
    assert_false(number_round(num("1"), 6177, NUMBER_UP, &r));
    assert_true(number_sqrt(num("16"), &r) && number_cmp(r, num("4")) == 0);
    assert_false(number_log(num("0"), &r));
    assert_false(number_log(num("-1"), &r));
    assert_false(number_sqrt(num("-1E-6000"), &r));
    assert_false(number_exp(num("1E6"), &r));
    assert_false(number_round(num("1"), -6112, NUMBER_UP, &r));
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 24); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(texts), cmocka_unit_test(arithmetic), cmocka_unit_test(powers_at_the_edge),
        cmocka_unit_test(rounding) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
