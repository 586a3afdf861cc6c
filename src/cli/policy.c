/* policy.c: `ballast policy WHAT ...`: decision models on the command line. */
#include "cli/policy.h"
#include <dirent.h>

static const char help[] =
    "usage: ballast policy check FILE...          compile models, analyse their tables; list what is wrong\n"
    "       ballast policy eval [DIR|FILE] ...    what somebody may have of each policy, and why; see eval --help\n"
    "       ballast policy eval MODEL NAME=FEEL...   the decisions of a plain model for these inputs\n"
    "       ballast policy explain POLICY ...     the same of one policy, such as P11c\n"
    "       ballast policy replay RECEIPTS...     ask again what receipts keep, compare the bytes\n"
    "       ballast policy test VECTORS...        what must come out beside what comes out\n"
    "       ballast policy batch ROSTER ...       every policy for everybody on a roster, added up to the fen; see batch --help\n"
    "       ballast policy whatif OLD NEW ROSTER ...   what changing the policies costs, who wins and who loses\n"
    "       ballast policy decide FILE DECISION FACT=FEEL...   who is entitled to what, and why\n"
    "       ballast policy export --dmn 1.3|--sql|--xlsx OUT FILE   a model for other tools, SQL or Excel\n"
    "       ballast policy import-table XLSX INTO.dmn   an edited table back into its model\n"
    "       ballast policy tck DIR                run a folder of DMN conformance cases\n"
    "\n"
    "Models are DMN 1.1 to 1.6 files; values are written in FEEL. A fact that is not given to decide is unknown, never a no.\n"
    "\n"
    "example: ballast policy decide grant.dmn Amount 'category=\"graduate\"' months=7\n"
    "exit codes: 0 done, every case passed; 1 something was found; 2 the call or a file is wrong; 3 disk or memory\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} parts[] = { { "check", policy_check }, { "eval", policy_eval }, { "explain", policy_explain_main }, { "replay", policy_replay },
    { "test", policy_vectors }, { "batch", policy_batch }, { "whatif", policy_whatif }, { "decide", policy_decide_main },
    { "tck", policy_tck }, { "export", policy_export }, { "import-table", policy_import_table } };

int policy_main(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) { fputs(help, stdout); return EXIT_DONE; }
    for (size_t i = 0; argc > 1 && i < LEN(parts); i++)
        if (strcmp(argv[1], parts[i].name) == 0) return parts[i].run(argc - 1, argv + 1);
    fputs(help, stderr);
    return EXIT_USAGE;
}

static int by_bytes(const void *x, const void *y) { return str_cmp(*(const struct str *)x, *(const struct str *)y); }

enum rc policy_list(struct arena *a, struct str dir, const char *ending, struct strs *paths, struct err *e)
{
    DIR *d = opendir(str_z(a, dir));
    if (!d) return fail(e, RC_NONE, "%.*s: no such folder", STR_FMT(dir));
    for (struct dirent *x; (x = readdir(d)) != NULL;)
        if (x->d_name[0] != '.' && str_ends(str_from(x->d_name), str_from(ending)))
            *PUSH(a, paths) = str_printf(a, "%.*s/%s", STR_FMT(dir), x->d_name);
    closedir(d);
    if (paths->n) qsort(paths->v, paths->n, sizeof *paths->v, by_bytes);
    return RC_OK;
}

static struct str folder_of(struct str path)
{
    size_t n = path.n;
    while (n && path.p[n - 1] != '/') n--;
    return n ? str_sub(path, 0, n - 1) : S(".");
}

static bool imports(const struct dmn_model *m, struct str ns)
{
    for (size_t i = 0; i < m->imports.n; i++)
        if (str_eq(m->imports.v[i].ns, ns)) return true;
    return false;
}

/* Adds what `from` imports, then what that imports. Other files of the folder that cannot be read are nobody's business. */
static void add_imports(struct arena *a, const struct strs *paths, const struct dmn_model *from, const struct dmn_model **models, size_t *n,
    size_t max)
{
    for (size_t i = 0; from->imports.n && i < paths->n; i++) {
        struct str bytes;
        struct dmn_model *m;
        bool there = false;
        if (cli_read_file(a, str_z(a, paths->v[i]), LIMIT_XML_BYTES, &bytes, NULL) != RC_OK || dmn_read(a, bytes, &m, NULL) != RC_OK)
            continue;
        for (size_t k = 0; k < *n; k++) there |= str_eq(models[k]->ns, m->ns);
        if (there || !imports(from, m->ns) || *n == max) continue;
        models[(*n)++] = m;
        add_imports(a, paths, m, models, n, max);
    }
}

enum rc policy_load_model(struct arena *a, struct str path, const struct dmn_model **model, struct dmn_program **p, struct err *e)
{
    enum { MODELS = 50 };
    const struct dmn_model *models[MODELS];
    struct dmn_model *m;
    struct str bytes;
    struct strs paths = { 0 };
    size_t n = 1;
    TRY(cli_read_file(a, str_z(a, path), LIMIT_XML_BYTES, &bytes, e));
    TRY(dmn_read(a, bytes, &m, e));
    models[0] = *model = m;
    if (m->imports.n) TRY(policy_list(a, folder_of(path), ".dmn", &paths, e));
    add_imports(a, &paths, m, models, &n, MODELS);
    return dmn_compile(a, models, n, p, e);
}

enum rc policy_load(struct arena *a, struct str path, struct dmn_program **p, struct err *e)
{
    const struct dmn_model *m;
    return policy_load_model(a, path, &m, p, e);
}

void policy_feel(struct feel *f, struct arena *a, struct zones *z)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    feel_init(f, a);
    f->zones = z;
    f->has_now = true;
    f->now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ------------------------------------------------------------------ eval */

static int input(struct arena *a, struct feel *f, struct dmn_run *r, struct str arg)
{
    ptrdiff_t eq = str_find(arg, S("="));
    const struct feel_ast *ast;
    struct err e = { 0 };
    struct str name = str_sub(arg, 0, eq < 0 ? 0 : (size_t)eq);
    if (eq < 1) { fprintf(stderr, "ballast policy: '%.*s' is not NAME=VALUE\n", STR_FMT(arg)); return EXIT_USAGE; }
    enum rc rc = feel_parse_expression(a, str_sub(arg, (size_t)eq + 1, arg.n), NULL, &ast, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, name), rc, &e);
    if (dmn_set(r, STR_NONE, name, feel_eval(f, ast, NULL))) return EXIT_DONE;
    fprintf(stderr, "ballast policy: the model has no input '%.*s'\n", STR_FMT(name));
    return EXIT_USAGE;
}

static void answers(struct arena *a, struct feel *f, struct dmn_run *r, const struct strs *names)
{
    for (size_t i = 0; i < names->n; i++) {
        bool known;
        feel_again(f);
        struct value v = dmn_value(r, names->v[i], &known);
        struct out o;
        out_init(&o, a);
        put_value(&o, v);
        cli_text(stdout, names->v[i]);
        fputs(" = ", stdout);
        cli_text(stdout, out_str(&o));
        putchar('\n');
    }
}

static int eval_model(struct arena *a, int argc, char **argv)
{
    struct dmn_program *p;
    struct err e = { 0 };
    struct feel f;
    struct strs names = { 0 };
    enum rc rc = policy_load(a, str_from(argv[1]), &p, &e);
    if (rc != RC_OK) return cli_fail(argv[1], rc, &e);
    policy_feel(&f, a, zones_open(a, "/usr/share/zoneinfo"));
    struct dmn_run *r = dmn_start(p, &f);
    for (int i = 2; i < argc; i++) {
        int bad = input(a, &f, r, str_from(argv[i]));
        if (bad) return bad;
    }
    dmn_decisions(a, p, &names);
    answers(a, &f, r, &names);
    for (size_t i = 0; i < f.notes.n; i++) {
        fputs("note: ", stderr);
        cli_text(stderr, feel_note_text(a, &f.notes.v[i], FEEL_EN));
        fputc('\n', stderr);
    }
    return EXIT_DONE;
}

int policy_eval(int argc, char **argv)
{
    struct arena a;
    if (argc < 2 || argv[1][0] == '-' || !policy_is_plain(str_from(argv[1]))) return policy_answers(argc, argv);
    arena_init(&a, LIMIT_BATCH_ARENA);
    int code = eval_model(&a, argc, argv);
    arena_free(&a);
    return code;
}
