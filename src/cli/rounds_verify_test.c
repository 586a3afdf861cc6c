/* rounds_verify_test.c: what the site gives out, `ballast round verify` checks: a round is run through the pages, its three files
** are downloaded as a stranger would, and checked without the database; with any of them changed they do not pass. */
#include "test/site.h"
#include "app/rounds/test_world.h"
#include "cli/cli.h"

static char dir[] = "/tmp/ballast-rounds-XXXXXX";
static const char *const names[] = { "places.csv", "applicants.csv", "result.json" };

static void write_file(const char *name, struct str bytes)
{
    FILE *f = fopen(str_printf(&s.a, "%s/%s", dir, name).p, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    fclose(f);
}

/* Quietly: what it finds goes to standard error. */
static int verify(void)
{
    char *argv[] = { (char *)(uintptr_t) "round", (char *)(uintptr_t) "verify",
        (char *)(uintptr_t)str_printf(&s.a, "%s/result.json", dir).p };
    return round_main(3, argv);
}

static void a_stranger_checks_the_files(void **state)
{
    (void)state;
    struct str file[3];
    int64_t id = world_round("");
    for (int i = 0; i < PEOPLE; i++)
        applies(id, w.person[i], i % 2 ? "desk bench" : "bench desk", i > 2, i, i == 1 ? "groups=migrant" : "");
    two(id, "close");
    two(id, "run");
    const char *path[3];
    for (int i = 0; i < 3; i++)
        path[i] = str_printf(&s.a, "/rounds/%lld/files/%lld/%s", (long long)id, (long long)newest(id).id, names[i]).p;
    assert_int_equal(get_as(0, path[2]).status, 404);                       /* nothing before it is published */
    assert_int_equal(get_as(w.person[0], path[2]).status, 404);
    assert_int_equal(get_as(w.first, path[2]).status, 200);                 /* but the office looks */
    two(id, "publish");
    for (int i = 0; i < 3; i++) {
        struct answer a = get_as(0, path[i]);
        assert_int_equal(a.status, 200);
        file[i] = a.body;
        write_file(names[i], a.body);
        for (int k = 0; k < PEOPLE; k++) assert_false(body_has(&a, str_printf(&s.a, "person%d", k).p));
    }
    assert_int_equal(verify(), 0);
    for (int i = 0; i < 3; i++) {                                           /* one digit of each file another */
        char *changed = arena_alloc(&s.a, file[i].n);
        memcpy(changed, file[i].p, file[i].n);
        ptrdiff_t digit = (ptrdiff_t)file[i].n - 1;
        while (changed[digit] < '0' || changed[digit] > '9') digit--;
        changed[digit] = changed[digit] == '1' ? '2' : '1';
        write_file(names[i], (struct str){ changed, file[i].n });
        assert_int_not_equal(verify(), 0);
        write_file(names[i], file[i]);
    }
    assert_int_equal(verify(), 0);
}

static void files_for_applicants_only(void **state)
{
    (void)state;
    int64_t id = world_round("&files=applicants");
    applies(id, w.person[0], "desk", false, 0, "");
    two(id, "close");
    two(id, "run");
    two(id, "publish");
    const char *path = str_printf(&s.a, "/rounds/%lld/files/%lld/result.json", (long long)id, (long long)newest(id).id).p;
    assert_int_equal(get_as(w.person[0], path).status, 200);
    assert_int_equal(get_as(w.person[1], path).status, 403);
    assert_int_equal(get_as(0, path).status, 404);
    assert_int_equal(get_as(0, str_printf(&s.a, "/rounds/%lld/files/%lld/secret.txt", (long long)id, (long long)newest(id).id).p).status,
        404);
}

static int open_all(void **state) { assert_non_null(mkdtemp(dir)); return world_open(state); }
static int close_all(void **state)
{
    for (int i = 0; i < 3; i++) unlink(str_printf(&s.a, "%s/%s", dir, names[i]).p);
    rmdir(dir);
    return world_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_stranger_checks_the_files), cmocka_unit_test(files_for_applicants_only) };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
