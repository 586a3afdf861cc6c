/* fair.c: `ballast fair`: a timetable of meetings out of its tables, and its check; no database. The files: app/fairs/file.h. */
#include "app/fairs/file.h"
#include "cli/cli.h"

enum { FILE_MOST = 1024 * 1024 * 1024, TRAVEL_MOST = 24 * 60 };

static const char help[] =
    "usage: ballast fair solve MEETINGS [PEOPLE] [SLOTS] [PLACES] [--slots N] [--tables N] [--travel N] [--out RESULT]\n"
    "       ballast fair verify RESULT [MEETINGS [PEOPLE] [SLOTS] [PLACES]]\n"
    "\n"
    "solve gives every meeting a slot: nobody has two at a time, nobody meets when she is away, no place has more meetings\n"
    "than tables, nobody changes places without time for the way. What cannot be placed is proved, as far as one person's\n"
    "slots prove it. verify checks a result with code of its own, against its tables (found beside it, or given in their\n"
    "order); any number changed, and it does not pass.\n"
    "Tables (CSV, TSV or XLSX) with headings in Chinese or English:\n"
    "  meetings  from 甲方, with 乙方; rank 级别 (0 to 9; the smaller is placed first), place 地点, kept 固定 (its slot)\n"
    "  people    person 参会方, here 在场时段 (\"1-8; 11\"); who is not named is there all the time\n"
    "  slots     slot 时段 (1, 2, ...), start 开始, end 结束 (\"2026-12-01 09:00\")\n"
    "  places    place 地点, tables 桌数\n"
    "\n"
    "  --slots N     how many slots the fair has, 1 to 64, when there is no table of them\n"
    "  --tables N    meetings a place has room for in a slot (default: no limit)\n"
    "  --travel N    minutes from one place to another (default: 0)\n"
    "  --out RESULT  where to write (default: standard output)\n"
    "\n"
    "example: ballast fair solve meetings.csv people.csv --slots 24 --tables 60 --out timetable.json\n"
    "exit codes: 0 all are placed, or it holds; 1 some cannot be placed (they are in the result), or it does not hold;\n"
    "            2 the call or a file is wrong, 3 disk or memory\n";

struct call {
    struct arena a;
    struct fair_sheets m;
    struct fair_plan plan;
    struct out o;
    struct str args[6], slots, tables, travel, out;
    size_t nargs;
    struct err e;
};

static enum rc guarded(struct call *c, enum rc (*step)(struct call *))
{
    if (arena_guard(&c->a) != 0) return fail(&c->e, RC_LIMIT, "the fair needs more memory than a batch may use");
    enum rc rc = step(c);
    arena_unguard(&c->a);
    return rc;
}

static enum rc file_load(struct call *c, struct str path)
{
    struct fair_file *f = &c->m.file[c->m.nfiles++];
    struct str rest = path;
    for (struct str piece; str_cut(&rest, '/', &piece);) f->name = piece;
    return cli_read_file(&c->a, str_z(&c->a, path), FILE_MOST, &f->bytes, &c->e);
}

static enum rc files_load(struct call *c, size_t first)
{
    for (size_t i = first; i < c->nargs; i++) TRY(file_load(c, c->args[i]));
    return RC_OK;
}

/* The tables lie where the result lies, under the names it knows. */
static enum rc files_beside(struct call *c, struct str result)
{
    struct strs names = { 0 };
    size_t dir = c->args[1].n;
    TRY(fair_result_inputs(&c->a, result, &names, &c->e));
    if (names.n > FAIR_FILES) return fail(&c->e, RC_INPUT, "a fair has at most %d tables", FAIR_FILES);
    while (dir && c->args[1].p[dir - 1] != '/') dir--;
    for (size_t i = 0; i < names.n; i++)
        if (!cli_name_bare(names.v[i]))
            return fail(&c->e, RC_INPUT, "an input is named without its folder, not '%.*s'", STR_FMT(names.v[i]));
    for (size_t i = 0; i < names.n; i++) TRY(file_load(c, str_join(&c->a, str_sub(c->args[1], 0, dir), names.v[i])));
    return RC_OK;
}

static enum rc step_files(struct call *c)
{
    TRY(files_load(c, 1));
    for (size_t i = 1; i < c->m.nfiles; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(c->m.file[i].name, c->m.file[k].name))
                return fail(&c->e, RC_INPUT, "two tables are named %.*s: each stands beside the result by its name",
                    STR_FMT(c->m.file[i].name));
    return fair_sheets_read(&c->m, &c->e);
}

static enum rc step_put(struct call *c) { out_init(&c->o, &c->a); fair_result_put(&c->o, &c->m, &c->plan); out_str(&c->o); return RC_OK; }

static enum rc step_result(struct call *c)
{
    struct str bytes;
    TRY(cli_read_file(&c->a, str_z(&c->a, c->args[1]), FILE_MOST, &bytes, &c->e));
    TRY(c->nargs > 2 ? files_load(c, 2) : files_beside(c, bytes));
    return fair_result_read(&c->m, bytes, &c->plan, &c->e);
}

static enum rc solve(struct call *c)
{
    TRY(guarded(c, step_files));
    TRY(fair_solve(&c->a, &c->m.f, &c->plan, &c->e));
    TRY(guarded(c, step_put));
    FILE *f = c->out.p ? fopen(c->out.p, "wb") : stdout;
    if (!f) return fail(&c->e, RC_IO, "%.*s cannot be written", STR_FMT(c->out));
    bool fine = fwrite(c->o.p, 1, c->o.n, f) == c->o.n && fflush(f) == 0;
    if (c->out.p) fine &= fclose(f) == 0;
    if (!fine) return fail(&c->e, RC_IO, "the timetable cannot be written");
    if (c->plan.placed == c->m.f.meetings) return RC_OK;
    return fail(&c->e, RC_REFUSED, "%d of %d meetings are placed; no more than %d can be", c->plan.placed, c->m.f.meetings, c->plan.most);
}

static enum rc verify(struct call *c)
{
    TRY(guarded(c, step_result));
    TRY(fair_proof(&c->a, &c->m.f, &c->plan, &c->e));
    printf("%.*s holds: %d of %d meetings are placed, no more than %d can be\n", STR_FMT(c->args[1]), c->plan.placed, c->m.f.meetings,
        c->plan.most);
    return RC_OK;
}

static int say(const char *what)
{
    fprintf(stderr, "ballast fair: %s; see --help\n", what);
    return EXIT_USAGE;
}

static bool option(struct str s, int64_t low, int64_t high, int64_t *v) { return !s.p || (str_int(s, v) && *v >= low && *v <= high); }

static int run(struct call *c)
{
    bool solving = c->nargs && str_eq(c->args[0], S("solve")), verifying = c->nargs && str_eq(c->args[0], S("verify"));
    if (!solving && !verifying) return say("say solve or verify");
    if (solving && (c->nargs < 2 || c->nargs > 1 + FAIR_FILES))
        return say("give a table of meetings, and perhaps of people, slots and places");
    if (verifying && c->nargs < 2) return say("give the result, and the tables it was made from when they do not lie beside it");
    if (verifying && (c->slots.p || c->tables.p || c->travel.p || c->out.p))
        return say("--slots, --tables, --travel and --out belong to solve: the result says them");
    if (!option(c->slots, 1, FAIR_SLOTS, &c->m.slots)) return say("--slots is 1 to 64");
    if (!option(c->tables, 1, LIMIT_FAIR_MEETINGS, &c->m.tables)) return say("--tables is a whole number from 1");
    if (!option(c->travel, 0, TRAVEL_MOST, &c->m.travel)) return say("--travel is minutes, at most a day");
    enum rc rc = solving ? solve(c) : verify(c);
    if (rc == RC_OK) return EXIT_DONE;
    if (rc != RC_REFUSED) return cli_fail("fair", rc, &c->e);
    fputs("ballast fair: ", stderr);
    cli_say(c->e.text);
    fputc('\n', stderr);
    return EXIT_FOUND;
}

int fair_main(int argc, char **argv)
{
    struct call c = { .nargs = 0 };
    const struct option_spec spec[] = { { "--slots", &c.slots, NULL }, { "--tables", &c.tables, NULL }, { "--travel", &c.travel, NULL },
        { "--out", &c.out, NULL } };
    int rc = cli_options(argc, argv, help, spec, LEN(spec), c.args, &c.nargs, LEN(c.args));
    if (rc >= 0) return rc;
    arena_init(&c.a, (size_t)2 * LIMIT_BATCH_ARENA);
    c.m.a = &c.a;
    rc = run(&c);
    arena_free(&c.a);
    return rc;
}
