/* policy_batch_test.c: every policy of the register over a random roster, in
** batch and one by one: the same answers and amounts, with and without a history. */
#include "test/test.h"
#include "test/roster.h"
#include "cli/policy_census.h"
#include <unistd.h>

enum { ROWS = 130 };                                            /* more than two words of a bitmap */
static struct arena a;
static struct policy_register *reg;

static const struct grants *some_history(void *host, size_t row)
{
    return row % 3 == 0 ? host : NULL;
}

static void whole_register(const struct roster *roster, const struct batch_data *data)
{
    size_t fast = 0, all = 0;
    for (size_t i = 0; i < reg->policies.n; i++)
        for (size_t k = 0; k < reg->policies.v[i]->envelope->benefits.n; k++) {
            fast += roster_same(&a, roster, reg->policies.v[i], &reg->policies.v[i]->envelope->benefits.v[k], data, ROWS);
            all += ROWS;
        }
    assert_true(all > 0 && (roster->had || fast * 2 > all));
}

static void every_policy(void **state)
{
    (void)state;
    static struct grant had[3] = { { .policy = SI("P11c"), .dated = true, .date = { 2023, 5, 1 }, .months = { true, { { 0 } } } },
        { .policy = SI("P14"), .dated = true, .date = { 2024, 3, 1 } }, { .policy = SI("P01"), .dated = true, .date = { 2022, 1, 1 } } };
    struct grants history = { .known = true, .v = had, .n = 3 };
    had[0].months.n = number_int(7);
    for (unsigned turn = 0; turn < 4; turn++) {
        struct arena_mark m = arena_mark(&a);
        struct random_roster people = roster_random(&a, reg->facts, ROWS, turn == 1 ? 0 : 8 * (turn + 1), turn);
        struct roster roster = { .reg = reg,
            .date = { turn == 2 ? 2022 : 2024, 6, 1 },
            .columns = people.columns,
            .n = people.n,
            .history = turn > 0,
            .had = turn == 3 ? some_history : NULL,
            .host = &history };
        whole_register(&roster, people.data);
        arena_rewind(&a, m);
    }
}

/* ------------------------------------------------------------------ a roster out of a file */

static struct str written(const char *text)
{
    char path[] = "/tmp/roster-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) && close(fd) == 0);
    return str_copy(&a, str_from(path));
}

/* Quoted line ends, a cell that is no number, a fact that does not apply, more decimals further down, no line end at the end. */
static void cells(void **state)
{
    struct str path = written("编号,租赁月数,lease_note,sales,主体类型,rents\n1,12,\"a\nb\",10,个体工商户,yes\n2,十二,,null,small or micro firm,否\n3,,x,0.255,,");
    struct arena piece;
    struct roster_file r;
    struct err e = { 0 };
    size_t by;
    (void)state;
    arena_init(&piece, 1 << 28);
    assert_int_equal(roster_open(&r, &a, &piece, reg, path, &e), RC_OK);
    assert_int_equal(r.n, 4);                                     /* two columns are no facts */
    assert_true(roster_heading(&r, S("编号"), &by) && by == 0 && roster_heading(&r, S("lease_months"), &by) && by == 1
        && !roster_heading(&r, S("nothing"), &by));
    assert_int_equal(roster_next(&r, &e), RC_OK);
    assert_true(r.rows == 3 && r.wrong == 1 && r.changed);
    assert_true(((const int64_t *)r.data[0].v)[0] == 12 && *r.data[0].known == 1);
    assert_true(r.columns[1].digits == 3 && ((const int64_t *)r.data[1].v)[0] == 10000 && ((const int64_t *)r.data[1].v)[2] == 255);
    assert_true(*r.data[1].known == 7 && *r.data[1].null == 2);
    assert_true(str_eq(r.columns[2].words[((const uint16_t *)r.data[2].v)[1]], S("小微企业")) && *r.data[2].known == 3);
    assert_true(((const uint8_t *)r.data[3].v)[0] == 1 && ((const uint8_t *)r.data[3].v)[1] == 0 && *r.data[3].known == 3);
    assert_true(roster_next(&r, &e) == RC_OK && r.rows == 0);
    roster_close(&r);
    arena_free(&piece);
    unlink(path.p);
}

/* More rows than a piece holds: none lost, none twice. */
static void pieces(void **state)
{
    enum { PEOPLE = 2 * ROSTER_ROWS + 5 };
    struct out o;
    struct arena piece;
    struct roster_file r;
    struct err e = { 0 };
    int64_t sum = 0;
    size_t turns = 0;
    (void)state;
    out_init(&o, &a);
    put_z(&o, "lease_months\n");
    for (int i = 0; i < PEOPLE; i++) put_f(&o, "%d\n", i % 500);
    struct str path = written(out_str(&o).p);
    arena_init(&piece, 1 << 28);
    assert_int_equal(roster_open(&r, &a, &piece, reg, path, &e), RC_OK);
    for (; roster_next(&r, &e) == RC_OK && r.rows; turns++)
        for (size_t i = 0; i < r.rows; i++) sum += ((const int64_t *)r.data[0].v)[i];
    assert_true(turns == 3 && r.done == PEOPLE && e.rc == RC_OK);
    for (int i = 0; i < PEOPLE; i++) sum -= i % 500;
    assert_int_equal(sum, 0);
    roster_close(&r);
    arena_free(&piece);
    unlink(path.p);
}

/* Whose grant is it? */
static void grants_by_key(void **state)
{
    struct grant v[] = { { .policy = SI("P11c"), .key = { [KEY_PERSON] = SI("p2") } },
        { .policy = SI("P14"), .key = { [KEY_PERSON] = SI("p2"), [KEY_FIRM] = SI("f") } } };
    struct grants all = { .known = true, .v = v, .n = 2 };
    struct roster_grants g;
    struct err e = { 0 };
    (void)state;
    assert_int_equal(roster_grants(&g, &a, &all, &e), RC_OK);
    assert_int_equal(g.n, 3);
    v[0].key[KEY_PERSON] = STR_NONE;
    assert_int_equal(roster_grants(&g, &a, &all, &e), RC_INPUT);
}

static int setup(void **state)
{
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 30);
    if (policy_book(&a, S("data/policies"), STR_NONE, &reg, &e) != RC_OK) fail_msg("%s", e.text);
    return 0;
}

static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_policy), cmocka_unit_test(cells), cmocka_unit_test(pieces),
        cmocka_unit_test(grants_by_key) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
