/* policy_book.c: the register, policies and the dictionary: on the disk, else as this program was built with it. */
#include "cli/policy.h"
#include <sys/stat.h>
#include "web/secret.h"
#include "web/static_files.h"

#define FOLDER     "data/policies"
#define DICTIONARY "data/facts.tsv"

static bool is_folder(struct arena *a, struct str path)
{
    struct stat s;
    return stat(str_z(a, path), &s) == 0 && S_ISDIR(s.st_mode);
}

static bool there(struct arena *a, struct str path)
{
    struct stat s;
    return stat(str_z(a, path), &s) == 0;
}

static struct str parent_of(struct str path)
{
    while (path.n > 1 && path.p[path.n - 1] == '/') path.n--;
    while (path.n && path.p[path.n - 1] != '/') path.n--;
    return path;
}

/* Beside the file, beside its folder, else where the data lies; STR_NONE: in the binary. */
static struct str dictionary_of(struct arena *a, struct str path)
{
    struct str dir = is_folder(a, path) ? path : parent_of(path), place = str_printf(a, "%.*s/facts.tsv", STR_FMT(dir.n ? dir : S(".")));
    if (there(a, place)) return place;
    place = str_printf(a, "%.*sfacts.tsv", STR_FMT(parent_of(dir)));
    if (there(a, place)) return place;
    return there(a, S(DICTIONARY)) ? S(DICTIONARY) : STR_NONE;
}

/* The error of a file carries its path. */
static enum rc named(struct arena *a, enum rc rc, struct str path, struct err *e)
{
    struct str text = str_from(str_z(a, str_from(e->text)));
    if (rc == RC_OK) return rc;
    return fail_at(e, rc, e->line, e->col, "%.*s: %.*s", STR_FMT(path), STR_FMT(text));
}

static enum rc add(struct policy_register *reg, struct str path, struct str bytes, struct err *e)
{
    uint8_t sum[32];
    sha256(bytes, sum);
    return named(reg->a, register_add(reg, bytes, hex(reg->a, sum, sizeof sum), path, e), path, e);
}

static enum rc add_file(struct policy_register *reg, struct str path, struct err *e)
{
    struct str bytes;
    TRY(cli_read_file(reg->a, str_z(reg->a, path), LIMIT_XML_BYTES, &bytes, e));
    return add(reg, path, bytes, e);
}

static enum rc add_built_in(struct policy_register *reg, struct err *e)
{
    for (const struct static_file *f = data_files; f->path; f++)
        if (str_starts(str_from(f->path), S("policies/")))
            TRY(add(reg, str_join(reg->a, S("data/"), str_from(f->path)), data_file(f->path), e));
    return RC_OK;
}

enum rc policy_dictionary(struct arena *a, struct str path, struct str dictionary, struct facts **facts, struct err *e)
{
    struct str bytes = data_file("facts.tsv");
    uint8_t sum[32];
    if (!dictionary.n) dictionary = dictionary_of(a, path);
    if (dictionary.n) TRY(cli_read_file(a, str_z(a, dictionary), LIMIT_XML_BYTES, &bytes, e));
    TRY(named(a, facts_read(a, bytes, facts, e), dictionary, e));
    sha256(bytes, sum);
    (*facts)->hash = hex(a, sum, sizeof sum);
    return RC_OK;
}

enum rc policy_book(struct arena *a, struct str path, struct str dictionary, struct policy_register **reg, struct err *e)
{
    struct facts *facts;
    struct strs paths = { 0 };
    if (!path.n && there(a, S(FOLDER))) path = S(FOLDER);
    TRY(policy_dictionary(a, path, dictionary, &facts, e));
    *reg = register_new(a, facts, zones_open(a, "/usr/share/zoneinfo"));
    if (!path.n) return add_built_in(*reg, e);
    if (!is_folder(a, path)) return add_file(*reg, path, e);
    TRY(policy_list(a, path, ".dmn", &paths, e));
    for (size_t i = 0; i < paths.n; i++) TRY(add_file(*reg, paths.v[i], e));
    return paths.n ? RC_OK : fail(e, RC_NONE, "%.*s: no policies (*.dmn)", STR_FMT(path));
}

int policy_files(int argc, char **argv, const struct policy_files *x)
{
    enum { FILES = 100 };
    struct str policies = STR_NONE, dictionary = STR_NONE, files[FILES];
    struct policy_tally sum = { 0 };
    struct policy_register *reg;
    struct arena a;
    struct err e = { 0 };
    size_t n;
    const struct option_spec options[] = { { "--policies", &policies, NULL }, { "--dictionary", &dictionary, NULL },
        { "--all", NULL, &sum.all } };
    int done = cli_options(argc, argv, x->help, options, LEN(options), files, &n, FILES);
    if (done >= 0) return done;
    if (n == 0) { fputs(x->help, stderr); return EXIT_USAGE; }
    arena_init(&a, LIMIT_BATCH_ARENA);
    enum rc rc = policy_book(&a, policies, dictionary, &reg, &e);
    for (size_t i = 0; rc == RC_OK && i < n; i++) rc = x->file(&a, reg, files[i], &sum, &e);
    arena_free(&a);
    if (rc != RC_OK) return cli_fail(x->command, rc, &e);
    printf("%zu %s, %zu %s\n", sum.right, x->right, sum.wrong, x->wrong);
    return sum.wrong ? EXIT_FOUND : EXIT_DONE;
}
