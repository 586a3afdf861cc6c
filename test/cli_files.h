/* cli_files.h: a command of ours called as one types it, with files in a folder of its own.
**
**     write_file("m.csv", S("from,with\nx,p\n"));
**     assert_int_equal(call(fair_main, "solve", at("m.csv")), EXIT_DONE);
**     int main(void) { const struct CMUnitTest tests[] = { ... }; return cli_files_run(tests); }
*/
#ifndef TEST_CLI_FILES_H
#define TEST_CLI_FILES_H
#include "test/test.h"
#include <dirent.h>
#include <unistd.h>

static struct arena a;
static char dir[] = "/tmp/ballast-files-XXXXXX";

static const char *at(const char *name) { return str_printf(&a, "%s/%s", dir, name).p; }

static void write_file(const char *name, struct str text)
{
    FILE *f = fopen(at(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    fclose(f);
}

static int call_with(int (*command)(int, char **), int n, const char *const *args)
{
    char *argv[16] = { (char *)(uintptr_t)"command" };
    must(n < (int)LEN(argv) - 1);
    for (int i = 0; i < n; i++) argv[i + 1] = (char *)(uintptr_t)args[i];
    return command(n + 1, argv);
}
#define call(command, ...) call_with(command, (int)LEN(((const char *const[]){ __VA_ARGS__ })), (const char *const[]){ __VA_ARGS__ })

static void tidy(void)
{
    DIR *d = opendir(dir);
    for (struct dirent *f; d && (f = readdir(d)) != NULL;) unlink(at(f->d_name));
    if (d) closedir(d);
    rmdir(dir);
}

static int cli_files_run_of(const char *name, const struct CMUnitTest *tests, size_t n)
{
    arena_init(&a, 64 << 20);
    if (!mkdtemp(dir)) return 1;
    int rc = _cmocka_run_group_tests(name, tests, n, NULL, NULL);
    tidy();
    arena_free(&a);
    return rc;
}
#define cli_files_run(tests) cli_files_run_of(#tests, tests, LEN(tests))
#endif
