/* policy_tck.c: `ballast policy tck DIR`: every folder under DIR that holds
** test cases is run; a line a folder, then the sum. */
#include "cli/policy.h"
#include <sys/stat.h>
#include "engine/rules/tck_run.h"

static const char help[] =
    "usage: ballast policy tck [--failures] DIR\n\n"
    "Runs the cases (*.xml beside *.dmn) of every folder under DIR and prints passed and failed by folder.\n"
    "  --failures   each failed case with what was expected and what came\n\n"
    "Exit codes: 0 all passed, 1 some failed, 2 usage, 3 cannot read.\n";

enum { CASE_ARENA = 512 * 1024 * 1024, TREE_DEPTH = 8 };
struct tally { size_t passed, failed; bool failures; struct zones *zones; };

static bool run_case(struct arena *a, const struct dmn_program *p, const struct tck_case *c, struct zones *z, const char *file,
    bool failures)
{
    struct feel f;
    struct str why;
    if (arena_guard(a) != 0) { if (failures) printf("    %s %.*s: out of memory\n", file, STR_FMT(c->id)); return false; }
    policy_feel(&f, a, z);
    bool ok = tck_run(a, p, c, &f, &why);
    if (!ok && failures) printf("    %s %.*s: %.*s\n", file, STR_FMT(c->id), STR_FMT(why));
    arena_unguard(a);
    return ok;
}

static void run_cases(const struct tck_file *t, const struct dmn_program *p, const char *file, struct tally *sum)
{
    for (size_t i = 0; i < t->cases.n; i++) {
        struct arena a;
        arena_init(&a, CASE_ARENA);
        if (run_case(&a, p, &t->cases.v[i], sum->zones, file, sum->failures)) sum->passed++;
        else sum->failed++;
        arena_free(&a);
    }
}

static void run_file(struct str dir, struct str path, struct tally *sum)
{
    struct arena a;
    struct err e = { 0 };
    struct str bytes;
    struct tck_file *t;
    struct dmn_program *p;
    arena_init(&a, CASE_ARENA);
    enum rc rc = cli_read_file(&a, str_z(&a, path), LIMIT_XML_BYTES, &bytes, &e);
    if (rc == RC_OK) rc = tck_read(&a, bytes, &t, &e);
    if (rc != RC_OK) { printf("    %.*s: %s\n", STR_FMT(path), e.text); sum->failed++; arena_free(&a); return; }
    rc = policy_load(&a, str_printf(&a, "%.*s/%.*s", STR_FMT(dir), STR_FMT(t->model)), &p, &e);
    if (rc != RC_OK) { printf("    %.*s: line %d: %s\n", STR_FMT(path), e.line, e.text); sum->failed += t->cases.n; }
    else run_cases(t, p, str_z(&a, str_sub(path, dir.n + 1, path.n)), sum);
    arena_free(&a);
}

static enum rc walk(struct arena *a, struct str dir, struct tally *sum, int depth, struct err *e)
{
    struct strs files = { 0 }, all = { 0 };
    struct tally here = { .failures = sum->failures, .zones = sum->zones };
    TRY(policy_list(a, dir, ".xml", &files, e));
    TRY(policy_list(a, dir, "", &all, e));
    for (size_t i = 0; i < files.n; i++) run_file(dir, files.v[i], &here);
    if (files.n) printf("%-70.*s %5zu passed %4zu failed\n", STR_FMT(dir), here.passed, here.failed);
    sum->passed += here.passed;
    sum->failed += here.failed;
    for (size_t i = 0; depth < TREE_DEPTH && i < all.n; i++) {
        struct stat s;
        if (stat(str_z(a, all.v[i]), &s) == 0 && S_ISDIR(s.st_mode)) TRY(walk(a, all.v[i], sum, depth + 1, e));
    }
    return RC_OK;
}

int policy_tck(int argc, char **argv)
{
    struct tally sum = { 0 };
    struct arena a;
    struct err e = { 0 };
    struct str dir;
    size_t n;
    const struct option_spec options[] = { { "--failures", NULL, &sum.failures } };
    int done = cli_options(argc, argv, help, options, LEN(options), &dir, &n, 1);
    if (done >= 0) return done;
    if (n != 1) { fputs(help, stderr); return EXIT_USAGE; }
    arena_init(&a, LIMIT_BATCH_ARENA);
    sum.zones = zones_open(&a, "/usr/share/zoneinfo");
    enum rc rc = walk(&a, dir, &sum, 0, &e);
    arena_free(&a);
    if (rc != RC_OK) return cli_fail("tck", rc, &e);
    printf("%zu passed, %zu failed\n", sum.passed, sum.failed);
    return sum.failed ? EXIT_FOUND : EXIT_DONE;
}
