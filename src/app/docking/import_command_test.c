/* import_command_test.c: a table of listings as `ballast import listings` sends it, without a page: the same checks, the same
** batch, nothing stored when a row is wrong, nothing changed the second time. */
#include "test/site.h"
#include "app/docking/test_world.h"
#include "app/docking/import.h"

#define HEAD "供需,类型,标题,描述,所在区,金额上限（元）\n"
static const char right[] = HEAD "需求,招聘,铆工,要求持证,甘井子区,8000\n供给,招聘,钳工,现在可到岗,210211,9000\n";
static const char wrong[] = HEAD "需求,招聘,镗工,要求持证,甘井子区,8000\n需求,招聘,刨工,要求持证,火星,很多\n";

static struct listings_import asked(const char *csv)
{
    return (struct listings_import){ .name = S("/tmp/x.csv"), .bytes = str_from(csv), .organisation = w.house1 };
}

static enum rc imported(int64_t who, struct listings_import *x)
{
    struct req r;
    struct db *db = site_db(&s);
    enum rc rc = req_as(&r, &s.app, db, who, site_now);
    if (rc == RC_OK) rc = listings_import(&r, x);
    db_give(db);
    return rc;
}

static int64_t count(const char *sql)
{
    static const struct db_column columns[] = { { "n", 'i', true, 0 } };
    struct db_stmt *stmt = NEW(&s.a, struct db_stmt);                        /* a connection knows a statement by its address */
    int64_t n = 0;
    *stmt = (struct db_stmt){ "", sql, NULL, columns, 0, 1, sizeof n };
    struct db *db = site_db(&s);
    assert_int_equal(db_one(db, stmt, NULL, &n), RC_OK);
    db_give(db);
    return n;
}

static int64_t listings(void) { return count("SELECT COUNT(*) AS n FROM listing"); }
static int64_t events(void) { return count("SELECT COUNT(*) AS n FROM event"); }
static int64_t batches(void) { return count("SELECT COUNT(*) AS n FROM import_batch"); }
static int64_t newest_batch(void) { return count("SELECT COALESCE(MAX(id), 0) AS n FROM import_batch"); }

static void checking_stores_nothing_and_storing_twice_changes_nothing(void **state)
{
    (void)state;
    int64_t before = listings(), told = events();
    struct listings_import x = asked(right);
    x.check = true;
    assert_int_equal(imported(w.owner, &x), RC_OK);
    assert_true(x.added == 2 && !x.changed && !x.same && !x.wrong && !x.stored && !x.faults.n && listings() == before && events() == told);
    x = asked(right);
    assert_int_equal(imported(w.owner, &x), RC_OK);
    assert_true(x.added == 2 && x.stored && listings() == before + 2 && batches() == 1);
    told = events();
    x = asked(right);
    assert_int_equal(imported(w.owner, &x), RC_OK);
    assert_true(x.same == 2 && !x.added && !x.stored && listings() == before + 2 && events() == told && batches() == 1);
    x = asked(HEAD "需求,招聘,铆工,要求持证,甘井子区,8500\n供给,招聘,钳工,现在可到岗,210211,9000\n");
    assert_int_equal(imported(w.helper, &x), RC_OK);                         /* a colleague: the same house, the same rows */
    assert_true(x.changed == 1 && x.same == 1 && x.stored && listings() == before + 2);
}

static void a_wrong_row_is_told_by_line_and_column_and_stores_nothing(void **state)
{
    (void)state;
    int64_t before = listings();
    struct listings_import x = asked(wrong);
    x.mark = true;
    assert_int_equal(imported(w.owner, &x), RC_OK);
    assert_true(x.added == 1 && x.wrong == 1 && !x.stored && listings() == before);
    assert_int_equal(x.faults.n, 2);
    assert_true(x.faults.v[0].line == 3 && str_eq(x.faults.v[0].column, S("E")) && str_eq(x.faults.v[0].heading, S("所在区"))
        && str_eq(x.faults.v[0].was, S("火星")));
    assert_true(x.faults.v[1].line == 3 && str_eq(x.faults.v[1].column, S("F")) && x.faults.v[1].text.n);
    struct sheet sheet = { 0 };
    struct err e;
    assert_int_equal(sheet_read(&s.a, x.marked, &sheet, &e), RC_OK);
    assert_int_equal(sheet.n, 3);
    assert_string_equal(sheet.v[0].v[6].p, "错误说明");
    assert_true(!sheet_cell(&sheet.v[1], 6).n && str_find(sheet_cell(&sheet.v[2], 6), S("金额")) >= 0);
    x = asked(wrong);
    x.only_right = true;
    assert_int_equal(imported(w.owner, &x), RC_OK);
    assert_true(x.stored && x.wrong == 1 && listings() == before + 1);
}

static void what_is_no_table_is_said_and_not_stored(void **state)
{
    static const struct {
        struct str bytes;
        const char *says;
        int line;
    } cases[] = { { SI("a,b\n1,2\n"), "缺少必需的列", 0 }, { SI("供需,\"类型\n"), "第 1 行", 1 }, { SI(HEAD), "没有数据行", 0 },
        { SI("PK\3\4xxxx"), "已损坏", 0 } };
    (void)state;
    int64_t before = events();
    for (size_t i = 0; i < LEN(cases); i++) {
        struct listings_import x = { .name = S("x"), .bytes = cases[i].bytes, .mark = true };
        assert_int_equal(imported(w.owner, &x), RC_OK);
        if (!x.unread || x.stored || x.faults.n != 1 || x.faults.v[0].line != cases[i].line
            || str_find(x.faults.v[0].text, str_from(cases[i].says)) < 0)
            fail_msg("case %zu: %zu %.*s", i, x.faults.n, STR_FMT(x.faults.n ? x.faults.v[0].text : S("")));
    }
    struct listings_import large = { .name = S("x"), .bytes = { NEWS(&s.a, char, IMPORT_FILE + 1), IMPORT_FILE + 1 } };
    assert_int_equal(imported(w.owner, &large), RC_LIMIT);
    assert_int_equal(events(), before);
}

static void for_others_organisations_nothing_is_stored(void **state)
{
    (void)state;
    int64_t before = listings();
    struct listings_import x = asked(right);
    assert_int_equal(imported(w.rival, &x), RC_DENIED);
    assert_int_equal(imported(w.guest, &x), RC_DENIED);                      /* belongs to it, does not act for it */
    assert_int_equal(listings(), before);
}

/* It waits for review like any upload, or is open at once for who may review; and its sender takes it back on the page. */
static void it_is_a_batch_like_any_other(void **state)
{
    (void)state;
    struct listings_import x = { .name = S("x.csv"), .bytes = S(HEAD "需求,招聘,锻工,要求持证,甘井子区,8000\n") };
    assert_int_equal(imported(w.clerk, &x), RC_OK);
    assert_true(x.stored);
    const char *page = str_printf(&s.a, "/listings/import/%lld", (long long)newest_batch()).p;
    assert_int_equal(get_as(w.owner, page).status, 404);
    struct answer a = get_as(w.clerk, page);
    assert_true(a.status == 200 && body_has(&a, "x.csv") && body_has(&a, "/undo"));
    assert_false((a = get_as(0, "/listings?q=%E9%94%BB%E5%B7%A5"), body_has(&a, "锻工</a>")));
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);                     /* the site that runs follows */
    assert_true((a = get_as(0, "/listings?q=%E9%94%BB%E5%B7%A5"), body_has(&a, "锻工</a>")));
    a = post_as(w.clerk, str_printf(&s.a, "%s/undo", page).p, "");
    assert_int_equal(a.status, 303);
    assert_false((a = get_as(0, "/listings?q=%E9%94%BB%E5%B7%A5"), body_has(&a, "锻工</a>")));
}

static void half_a_table_is_never_stored(void **state)
{
    (void)state;
    int64_t before = listings(), told = events();
    int failures = 0;
    for (int64_t n = 0;; n++) {
        struct listings_import x = asked(HEAD "需求,招聘,磨工,要求持证,甘井子区,8000\n需求,招聘,铣工,要求持证,甘井子区,8000\n");
        db_fail_at(s.app.pool, n);
        enum rc rc = imported(w.owner, &x);
        db_fail_at(s.app.pool, -1);
        if (rc == RC_OK) break;
        failures++;
        assert_true(!x.stored && listings() == before && events() == told);
        must(n < 300);
    }
    assert_true(failures > 10 && listings() == before + 2);
    db_set_twice(s.app.pool, true);
    struct listings_import x = asked(HEAD "需求,招聘,镀工,要求持证,甘井子区,8000\n");
    assert_int_equal(imported(w.owner, &x), RC_OK);
    db_set_twice(s.app.pool, false);
    assert_int_equal(listings(), before + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checking_stores_nothing_and_storing_twice_changes_nothing),
        cmocka_unit_test(a_wrong_row_is_told_by_line_and_column_and_stores_nothing),
        cmocka_unit_test(what_is_no_table_is_said_and_not_stored),
        cmocka_unit_test(for_others_organisations_nothing_is_stored),
        cmocka_unit_test(it_is_a_batch_like_any_other),
        cmocka_unit_test(half_a_table_is_never_stored),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
