/* firm_test.c: one firm however it is written, two firms where the codes differ. */
#include "test/site.h"
#include "app/parties/parties.h"

static struct site s;
static int setup(void **state) { (void)state; site_open(&s, NULL, 0); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static void keys(void **state)
{
    (void)state;
    static const struct { const char *x, *y; bool same; } cases[] = {
        { "大连（高新）海蓝科技 有限公司", "大连(高新)海蓝科技有限公司", true },
        { "ＡＢＣ 科技", "abc科技", true },
        { "Straße Tech Co., Ltd.", "STRASSE TECH CO LTD", true },
        { "海蓝科技", "海兰科技", false },
        { "㍿大連", "株式会社大連", true },
        { "", "　 ", true },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        bool same = str_eq(firm_key(&s.a, str_from(cases[i].x)), firm_key(&s.a, str_from(cases[i].y)));
        if (same != cases[i].same) fail_msg("%s | %s", cases[i].x, cases[i].y);
    }
    /* The longest NFKC has: one character becomes eighteen. */
    assert_int_equal(utf8_len(firm_key(&s.a, S("\xEF\xB7\xBA"))), 15);
}

struct look { struct firm_said said; int64_t new_id, id; };
static enum rc look_tx(struct db *tx, void *arg)
{
    struct look *l = arg;
    return firm_find_or_add(tx, &l->said, l->new_id, site_now, &l->id);
}

static int64_t firm(int64_t new_id, struct firm_said said)
{
    struct look l = { said, new_id, 0 };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, look_tx, &l), RC_OK);
    db_give(db);
    return l.id;
}

static enum rc house_tx(struct db *tx, void *arg)
{
    (void)arg;
    return organisation_add(tx, 99, S("enterprise"), S("house"), S("house"), S("house"), STR_NONE, S("210211"), S(""), S("75"), S(""),
        S(""), S(""), S(""), S(""), STR_NONE, S("active"), 1, 0, site_now);
}

/* An organisation's firm that learns its code late, when another row has it: found all the same, and what is said of it is not lost. */
static void a_code_that_is_taken(void **state)
{
    (void)state;
    struct str a = S("91210299MA0BA11T8A");
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, house_tx, NULL), RC_OK);
    db_give(db);
    assert_int_equal(firm(1, (struct firm_said){ .name = S("海蓝科技"), .division = S("210211"), .uscc = a }), 1);
    assert_int_equal(firm(2, (struct firm_said){ .organisation = 99, .name = S("海蓝"), .division = S("210211") }), 2);
    assert_int_equal(firm(3, (struct firm_said){ .organisation = 99, .name = S("海蓝"), .division = S("210211"), .uscc = a }), 2);
    assert_int_equal(firm(4, (struct firm_said){ .name = S("海蓝科技"), .division = S("210211"), .uscc = a }), 1);
}

static void found_or_added(void **state)
{
    (void)state;
    struct str a = S("91210299MA0BA11T8A"), b = S("92210299MA0BA11T87");
    assert_int_equal(firm(1, (struct firm_said){ .name = S("海蓝科技有限公司"), .division = S("210211") }), 1);
    assert_int_equal(firm(2, (struct firm_said){ .name = S("海蓝科技 有限公司"), .division = S("210211"), .uscc = a }),
        1); /* learns its code */
    assert_int_equal(firm(3, (struct firm_said){ .name = S("蓝海（新名）"), .division = S("210204"), .uscc = a }),
        1); /* the code decides */
    /* same name, another code */
    assert_int_equal(firm(4, (struct firm_said){ .name = S("海蓝科技有限公司"), .division = S("210211"), .uscc = b }), 4);
    assert_int_equal(firm(5, (struct firm_said){ .name = S("海蓝科技有限公司"), .division = S("210213") }), 5); /* another district */
    /* anywhere: the oldest */
    assert_int_equal(firm(6, (struct firm_said){ .name = S("海蓝科技有限公司") }), 1);
    struct firm_by_id row;
    struct db *db = site_db(&s);
    assert_int_equal(firm_by_id(db, 1, &row), RC_OK);
    assert_true(str_eq(row.uscc, a) && str_eq(row.name, S("海蓝科技有限公司")));
    db_give(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keys, setup, teardown),
        cmocka_unit_test_setup_teardown(found_or_added, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_that_is_taken, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
