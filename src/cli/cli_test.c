/* cli_test.c: options, exit codes, names of key files, invented passwords, and that a house which cannot be opened says why. */
#include "test/test.h"
#include "cli/init.h"
#include <sys/stat.h>
#include <unistd.h>

static struct str value, args[2];
static bool flag;
static size_t nargs;

static int parse(size_t most, int argc, const char *const *argv)
{
    const struct option_spec spec[] = { { "--db", &value, NULL }, { "--force", NULL, &flag } };
    union { const char *const *in; char **out; } v = { argv };
    value = STR_NONE;
    flag = false;
    return cli_options(argc, v.out, "help\n", spec, LEN(spec), args, &nargs, most);
}
#define PARSE(most, ...) parse(most, (int)(sizeof((const char *[]){ "x", __VA_ARGS__ }) / sizeof(char *)), (const char *const[]){ "x", __VA_ARGS__, NULL })

static void test_options(void **state)
{
    (void)state;
    assert_int_equal(PARSE(2, "--db", "a.db", "file"), -1);
    assert_true(str_eq(value, S("a.db")) && nargs == 1 && str_eq(args[0], S("file")) && !flag);
    assert_int_equal(PARSE(2, "--force", "--db=b"), -1);
    assert_true(str_eq(value, S("b")) && flag && nargs == 0);
    assert_int_equal(PARSE(2, "--db="), -1);                               /* given and empty */
    assert_true(value.p && value.n == 0);
    assert_int_equal(PARSE(2, "--db"), EXIT_USAGE);
    assert_int_equal(PARSE(2, "--dbx", "1"), EXIT_USAGE);
    assert_int_equal(PARSE(2, "--nothing"), EXIT_USAGE);
    assert_int_equal(PARSE(1, "a", "b"), EXIT_USAGE);
    assert_int_equal(PARSE(1, "--help"), EXIT_DONE);
}

static void test_fail(void **state)
{
    static const struct {
        enum rc rc;
        int code;
    } cases[] = { { RC_INPUT, EXIT_USAGE },
        { RC_NONE, EXIT_USAGE }, { RC_IO, EXIT_WORLD }, { RC_DOWN, EXIT_WORLD }, { RC_MEMORY, EXIT_WORLD } };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) assert_int_equal(cli_fail("test", cases[i].rc, NULL), cases[i].code);
}

/* What cli_fail writes, with standard error turned into a file. */
static struct str said(struct arena *a, const struct err *e)
{
    char text[600];
    FILE *f = tmpfile();
    int was = dup(STDERR_FILENO);
    must(f && was >= 0 && dup2(fileno(f), STDERR_FILENO) >= 0);
    cli_fail("x", e->rc, e);
    fflush(stderr);
    must(dup2(was, STDERR_FILENO) >= 0);
    close(was);
    rewind(f);
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    return str_copy(a, (struct str){ text, n });
}

/* One line of text, whatever of a file it quotes: nothing speaks to the terminal, nothing is half a character, no place is said twice. */
static void test_what_is_said(void **state)
{
    static const struct {
        const char *text;
        int line, col;
        const char *said;
    } cases[] = {
        { "no place '\x1b[2Jdesk\n\ta\x7f'", 3, 0, "ballast: x: input: no place '?[2Jdesk  a?' (line 3)\n" },
        { "\xc2\x9b" "1m \xe2\x80\xae \xe5\xa4\xa7\xe8\xbf\x9e", 0, 0, "ballast: x: input: ?1m ? \xe5\xa4\xa7\xe8\xbf\x9e\n" },
        { "cut amid \xe5\xa4", 2, 3, "ballast: x: input: cut amid  (line 2, column 3)\n" },
        { "not UTF-8: \xff!!!!", 0, 0, "ballast: x: input: not UTF-8: ?!!!!\n" },
        { "r.json: line 5, column 3: a value is missing", 5, 3, "ballast: x: input: r.json: line 5, column 3: a value is missing\n" },
    };
    struct arena a;
    (void)state;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err e = { .rc = RC_INPUT, .line = cases[i].line, .col = cases[i].col };
        snprintf(e.text, sizeof e.text, "%s", cases[i].text);
        assert_string_equal(said(&a, &e).p, cases[i].said);
    }
    arena_free(&a);
}

/* Files that are not there, or are folders, are the call's fault; so is one that is too large. */
static void test_files(void **state)
{
    static const struct {
        const char *path;
        enum rc rc;
    } cases[] = { { "/tmp/ballast-none/none", RC_NONE }, { "/dev/null/x", RC_NONE }, { "/tmp", RC_NONE }, { "/proc/self/cmdline", RC_INPUT } };
    struct arena a;
    struct str bytes;
    char name[301] = "";
    (void)state;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    memset(name, 'n', sizeof name - 1);
    assert_int_equal(cli_read_file(&a, name, 3, &bytes, NULL), RC_NONE);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct err e = { 0 };
        if (cli_read_file(&a, cases[i].path, 3, &bytes, &e) != cases[i].rc || !strstr(e.text, cases[i].path)) fail_msg("%zu: %s", i, e.text);
        assert_int_equal(cli_fail("test", cases[i].rc, &e), EXIT_USAGE);
    }
    arena_free(&a);
}

static void test_names(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, LIMIT_REQUEST_ARENA);
    assert_true(str_eq(key_path_of(&a, S("/x/a.db"), STR_NONE), S("/x/a.db.key")));
    assert_true(str_eq(key_path_of(&a, S("postgres://u@h/d"), STR_NONE), S("ballast.key")));
    assert_true(str_eq(key_path_of(&a, S("a.db"), S("k")), S("k")));
    assert_true(url_is_postgres(S("postgresql://h/d")) && !url_is_postgres(S("postgres.db")));
    struct str one = password_invent(&a), two = password_invent(&a);
    assert_int_equal(one.n, 19);
    assert_false(str_eq(one, two));
    for (size_t i = 0; i < one.n; i++)
        assert_true(i % 5 == 4 ? one.p[i] == '-' : (one.p[i] >= 'a' && one.p[i] <= 'z') || (one.p[i] >= '2' && one.p[i] <= '9'));
    static const struct {
        const char *login;
        bool fine;
    } logins[] = { { "abc", true }, { "a.b-c_d@e+1", true }, { "ab", false }, { "Abc", false }, { "a b c", false }, { "", false } };
    for (size_t i = 0; i < LEN(logins); i++) assert_int_equal(login_fine(str_from(logins[i].login)), logins[i].fine);
    arena_free(&a);
}

/* From nothing to an installation, step by step; each wrong step is refused with a reason. */
static void test_house(void **state)
{
    char path[64], key[80];
    struct house h;
    struct stat s;
    (void)state;
    snprintf(path, sizeof path, "/tmp/ballast-cli-test-%d.db", (int)getpid());
    snprintf(key, sizeof key, "%s.key", path);
    unlink(path);
    unlink(key);
    assert_int_equal(house_open(&h, STR_NONE, STR_NONE, HOUSE_CREATE), RC_INPUT);
    house_close(&h);
    assert_int_equal(house_open(&h, str_from(path), STR_NONE, HOUSE_CURRENT), RC_NONE);
    assert_int_equal(house_fail(&h, "test", RC_NONE), EXIT_USAGE);
    house_close(&h);
    assert_int_equal(house_open(&h, str_from(path), STR_NONE, HOUSE_CREATE), RC_OK);
    assert_true(stat(path, &s) == 0 && (s.st_mode & 077) == 0);
    house_close(&h);
    assert_int_equal(house_open(&h, str_from(path), STR_NONE, HOUSE_CURRENT), RC_REFUSED);    /* a database, and none of ours */
    house_close(&h);
    assert_int_equal(house_open(&h, str_from(path), STR_NONE, HOUSE_CREATE), RC_OK);
    assert_int_equal(init_schema(&h), RC_OK);
    assert_int_equal(init_schema(&h), RC_OK);
    assert_int_equal(init_keys(&h), RC_OK);
    assert_int_equal(init_codes(&h), RC_OK);
    house_close(&h);
    assert_int_equal(house_open(&h, str_from(path), STR_NONE, HOUSE_CURRENT | HOUSE_KEYS), RC_OK);
    assert_int_equal(h.keys.n, 1);
    house_close(&h);
    chmod(key, 0644);
    assert_int_equal(house_open(&h, str_from(path), STR_NONE, HOUSE_KEYS), RC_DENIED);
    house_close(&h);
    for (int i = 0; i < 3; i++) {
        char name[96];
        snprintf(name, sizeof name, "%s%s", path, i == 0 ? "" : i == 1 ? "-wal" : "-shm");
        unlink(name);
    }
    unlink(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_options), cmocka_unit_test(test_fail), cmocka_unit_test(test_what_is_said),
        cmocka_unit_test(test_files), cmocka_unit_test(test_names),
        cmocka_unit_test(test_house) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
