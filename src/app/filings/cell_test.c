/* cell_test.c: what stands in a cell, as it is understood: numbers with units and full-width digits, days in every shape, numbers
** a spreadsheet has spoiled; and when a number looks as if its unit were wrong. */
#include "test/test.h"
#include "app/filings/inner.h"

static struct arena a;
static int setup(void **state) { (void)state; arena_init(&a, 16 << 20); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

static const struct ret_unit kyuan = { "kyuan", 5, T_filing_u_kyuan }, persons = { "persons", 0, T_filing_u_persons },
                             m2 = { "m2", 2, T_filing_u_m2 }, yuan = { "yuan", 2, T_filing_u_yuan };

static void number(const struct ret_unit *u, const char *text, const char *shown, enum cell_note note)
{
    struct ret_field f = { .code = S("x"), .type = RET_NUMBER, .unit = u };
    struct cell c = cell_read(&a, &f, str_from(text));
    struct str got = value_shown(&a, &f, &c.value);
    if (c.fault != CELL_OK || !str_eq(got, str_from(shown)) || c.note != note)
        fail_msg("'%s': fault %d, note %d, '%.*s' and not '%s'", text, c.fault, c.note, STR_FMT(got), shown);
}

static void wrong(struct ret_field f, const char *text, enum cell_fault fault)
{
    struct cell c = cell_read(&a, &f, str_from(text));
    if (c.fault != fault || value_given(&c.value)) fail_msg("'%s': %d and not %d", text, c.fault, fault);
}

static void numbers_are_understood(void **state)
{
    (void)state;
    number(&kyuan, "9.2", "9.2", CELL_FINE);
    number(&kyuan, " 9,200 ", "9200", CELL_COMMAS);
    number(&kyuan, "９，２００．５", "9200.5", CELL_WIDE);
    number(&kyuan, "920万元", "9200", CELL_UNIT);
    number(&kyuan, "9200元", "9.2", CELL_UNIT);
    number(&kyuan, "9.2千元", "9.2", CELL_FINE);
    number(&kyuan, "1.5 million yuan", "1500", CELL_UNIT);
    number(&kyuan, "0", "0", CELL_FINE);
    number(&kyuan, "9.20000", "9.2", CELL_FINE);
    number(&kyuan, "", "", CELL_FINE);
    number(&persons, "１２", "12", CELL_WIDE);
    number(&persons, "12人", "12", CELL_FINE);
    number(&persons, "12.0", "12", CELL_FINE);
    number(&m2, "1.2万平方米", "12000", CELL_UNIT);
    number(&yuan, ".5", "0.5", CELL_FINE);
    struct ret_field f = { .code = S("x"), .type = RET_NUMBER, .unit = &kyuan, .below_zero = true };
    assert_int_equal(cell_read(&a, &f, S("−3.5")).value.num, -350000);
    assert_true(cell_read(&a, &f, S("9200千元")).value.sure && !cell_read(&a, &f, S("9200")).value.sure);
    assert_string_equal(number_shown(&a, -350000, 5).p, "-3.5");
    assert_string_equal(number_shown(&a, INT64_MIN, 0).p, "-9223372036854775808");
}

static void numbers_are_refused(void **state)
{
    (void)state;
    struct ret_field money = { .code = S("x"), .type = RET_NUMBER, .unit = &kyuan },
                     people = { .code = S("x"), .type = RET_NUMBER, .unit = &persons };
    static const char *const none[] = { "-", "abc", "9.2.1", "9,20", "1,2345", "12万", "+", "--1", "1e5", "=1+1", "12㎡", "九千", ".", "1,",
        ",1" };
    for (size_t i = 0; i < LEN(none); i++) wrong(money, none[i], CELL_NO_NUMBER);
    wrong(money, "-1", CELL_NEGATIVE);
    wrong(money, "0.000001", CELL_DECIMALS);
    wrong(people, "1.5", CELL_DECIMALS);
    wrong(people, "12元", CELL_NO_NUMBER);
    wrong(people, "9999999999999999", CELL_LARGE);
    wrong(money, "99999999999999", CELL_LARGE);
}

static void days_are_understood(void **state)
{
    (void)state;
    struct ret_field f = { .code = S("x"), .type = RET_DATE };
    static const struct {
        const char *text;
        enum cell_note note;
    } days[] = { { "2026-10-09", CELL_FINE }, { "2026-10-9", CELL_DAY_TEXT }, { "2026/10/9", CELL_DAY_TEXT },
        { "2026.10.09", CELL_DAY_TEXT }, { "2026年10月9日", CELL_DAY_TEXT }, { "２０２６年１０月９日", CELL_DAY_TEXT },
        { "20261009", CELL_DAY_TEXT }, { "46304", CELL_SERIAL }, { "2026-10-09 00:00:00", CELL_DAY_TEXT }, { "9 Oct 2026", CELL_DAY_TEXT },
        { "9-Oct-26", CELL_DAY_TEXT }, { "9 October 2026", CELL_DAY_TEXT } };
    for (size_t i = 0; i < LEN(days); i++) {
        struct cell c = cell_read(&a, &f, str_from(days[i].text));
        if (c.fault != CELL_OK || c.note != days[i].note || !str_eq(c.value.text, S("2026-10-09")))
            fail_msg("'%s': %d, %d, '%.*s'", days[i].text, c.fault, c.note, STR_FMT(c.value.text));
    }
    static const char *const none[] = { "2026-02-30", "10/9/2026", "1", "99999999", "2026-13-01", "昨天", "9 Foo 2026", "2026-10",
        "0000-00-00", "20260230", "9 9 Oct 2026", "0202-03-02", "2202-03-02" };
    for (size_t i = 0; i < LEN(none); i++) wrong(f, none[i], CELL_NO_DATE);
}

static void spoiled_numbers_are_named(void **state)
{
    (void)state;
    struct ret_field id = { .code = S("id"), .type = RET_ID }, code = { .code = S("uscc"), .type = RET_USCC };
    wrong(id, "2.10299199001011E+17", CELL_SPOILED);
    wrong(id, "210299199006300012", CELL_NO_ID);
    wrong(id, "21029919990230001X", CELL_NO_ID);
    wrong(code, "91210299MA0BA11T8B", CELL_NO_USCC);
    assert_true(str_eq(cell_read(&a, &id, S(" 21029919991010004x ")).value.text, S("21029919991010004X"))
        || cell_read(&a, &id, S("21029919991010004x")).fault == CELL_NO_ID);
    assert_true(str_eq(cell_read(&a, &id, S("２１０２９９１９９９０６３０００１１")).value.text, S("210299199906300011")));
    assert_true(str_eq(cell_read(&a, &code, S("91210299ma0ba11t8a")).value.text, S("91210299MA0BA11T8A")));
}

static void choices_go_by_code_or_word(void **state)
{
    (void)state;
    struct str codes[] = { S("operating"), S("closed") };
    struct ret_field f = { .code = S("standing"), .type = RET_CHOICE, .list = { codes, 2, 2 } };
    assert_true(str_eq(cell_read(&a, &f, S("已注销")).value.text, S("closed")));
    assert_true(str_eq(cell_read(&a, &f, S("Operating")).value.text, S("operating")));
    wrong(f, "停业", CELL_NO_CHOICE);
}

static void a_wrong_unit_is_guessed(void **state)
{
    (void)state;
    assert_int_equal(unit_guess(920000000, 920000), 3);            /* 9,200 where 9.2 was */
    assert_int_equal(unit_guess(920, 920000), -3);
    assert_int_equal(unit_guess(9200000, 920000), 1);
    assert_int_equal(unit_guess(92000, 920000), -1);
    assert_int_equal(unit_guess(920000, 920000), 0);
    assert_int_equal(unit_guess(1840000, 920000), 0);
    assert_int_equal(unit_guess(4600000, 920000), 0);              /* five times: growth */
    assert_int_equal(unit_guess(0, 920000), 0);
    assert_int_equal(unit_guess(920000, 0), 0);
    assert_true(str_eq(unit_likely(LANG_EN, &kyuan, 3), S("yuan")));
    assert_true(str_eq(unit_likely(LANG_EN, &kyuan, -1), S("ten thousand yuan")));
    assert_true(str_eq(unit_likely(LANG_ZH, &kyuan, -3), S("百万元")));
    assert_int_equal(unit_likely(LANG_EN, &kyuan, 1).n, 0);
    assert_int_equal(unit_likely(LANG_EN, &persons, 3).n, 0);
}

/* ---- states ---- */

static void states_are_a_function_of_rows_and_the_day(void **state)
{
    (void)state;
    int64_t due = 20731;                                            /* 2026-10-05 */
    struct str day = date_str(&a, due);
    static const struct {
        const char *state;
        int64_t draft, after;
        bool zero, late;
        enum standing is;
    } all[] = { { "open", 0, -10, false, false, ST_NOT_FILED }, { "open", 0, 0, false, false, ST_NOT_FILED },
        { "open", 1, 0, false, false, ST_DRAFT }, { "open", 0, 1, false, false, ST_MISSING }, { "open", 1, 1, false, false, ST_MISSING },
        { "filed", 0, 9, false, false, ST_FILED }, { "filed", 0, 0, true, false, ST_ZERO }, { "accepted", 0, 9, true, false, ST_ZERO },
        { "accepted", 0, 9, false, false, ST_ACCEPTED }, { "late", 0, 9, false, true, ST_LATE }, { "late", 0, 9, true, true, ST_LATE },
        { "accepted", 0, 9, false, true, ST_LATE }, { "returned", 1, -2, false, false, ST_REFUSED },
        { "returned", 0, 9, true, true, ST_REFUSED } };
    for (size_t i = 0; i < LEN(all); i++) {
        struct stands st = { str_from(all[i].state), day, all[i].draft, 0, all[i].zero, all[i].late };
        if (standing_of(&st, due + all[i].after) != all[i].is) fail_msg("case %d: %d", (int)i, standing_of(&st, due + all[i].after));
    }
}

static void deadlines_move_over_weekends(void **state)
{
    (void)state;
    struct ret_form month = { .due_day = 5 }, year = { .due_day = 20, .yearly = true };
    const struct calendar none = { 0 };
    assert_string_equal(date_str(&a, period_due(&none, &month, 202609)).p, "2026-10-05");      /* a Monday */
    assert_string_equal(date_str(&a, period_due(&none, &month, 202608)).p, "2026-09-07");      /* the 5th is a Saturday */
    assert_string_equal(date_str(&a, period_due(&none, &month, 202606)).p, "2026-07-06");      /* a Sunday */
    assert_string_equal(date_str(&a, period_due(&none, &month, 202612)).p, "2027-01-05");
    assert_string_equal(date_str(&a, period_due(&none, &year, 202612)).p, "2027-01-20");
    /* the national day of 2026: free to the 7th, Sunday the 20th of September worked instead; of 2027 nothing is known */
    struct calendar_day days[] = { { date_days(2026, 9, 20), true }, { date_days(2026, 10, 5), false }, { date_days(2026, 10, 6), false },
        { date_days(2026, 10, 7), false } };
    const struct calendar c = { days, LEN(days) };
    assert_string_equal(date_str(&a, period_due(&c, &month, 202609)).p, "2026-10-08");
    assert_string_equal(date_str(&a, period_due(&c, &year, 202608)).p, "2026-09-20");
    assert_string_equal(date_str(&a, period_due(&none, &year, 202608)).p, "2026-09-21");
    assert_true(calendar_knows(&c, 2026) && !calendar_knows(&c, 2027));
    assert_int_equal(period_before(&month, 202601), 202512);
    assert_int_equal(period_before(&year, 202612), 202512);
    assert_int_equal(period_now(&year, date_days(2026, 11, 30)), 202512);
    assert_int_equal(period_now(&year, date_days(2026, 12, 1)), 202612);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_understood),
        cmocka_unit_test(numbers_are_refused),
        cmocka_unit_test(days_are_understood),
        cmocka_unit_test(spoiled_numbers_are_named),
        cmocka_unit_test(choices_go_by_code_or_word),
        cmocka_unit_test(a_wrong_unit_is_guessed),
        cmocka_unit_test(states_are_a_function_of_rows_and_the_day),
        cmocka_unit_test(deadlines_move_over_weekends),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
