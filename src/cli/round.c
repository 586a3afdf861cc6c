/* round.c: `ballast round`: who gets which scarce place, provably; no database. */
#include "cli/round.h"
#include "base/json.h"

static const char help[] =
    "usage: ballast round solve FILE... [--changes FILE] [--method stable|cheapest|best] [--seed TEXT] [--outside COST|never] [--out RESULT]\n"
    "       ballast round resolve RESULT CHANGES... [--out RESULT]\n"
    "       ballast round verify RESULT [FILE...]\n"
    "       ballast round why RESULT APPLICANT [--lang zh|en]\n"
    "\n"
    "solve clears a round: applicants rank places, places have seats, priorities, reserves. It writes a result that anybody\n"
    "can check. verify checks it against the files it was made from (found beside it, or given in their order) with code of\n"
    "its own. why tells one applicant why this and not that. resolve takes a result that holds and tables of applicants who have\n"
    "changed since (their rows as they are now), one after the other, and says whom each moved. doc/rounds.md describes the files:\n"
    "  places      place 接收方, seats 名额; least 最低人数, reserves 预留 (\"graduate:3; migrant:2!\", ! = nobody else)\n"
    "  applicants  applicant 申请人, wishes 志愿 (\"desk-a > desk-b:70 = desk-c\"); points 分数, groups 人群, team 同组\n"
    "  CSV, TSV or XLSX; or both in one JSON text; or an assignment file of OR-Library (n, then n x n costs or lines: row column cost)\n"
    "\n"
    "  --method M     stable (default): no two would rather swap; cheapest, best: least sum of costs, greatest of scores\n"
    "  --seed TEXT    stable: published before the round; decides ties\n"
    "  --outside C    cheapest, best: what leaving somebody out counts; never = everybody has to be placed (default: as few as can be)\n"
    "  --changes FILE rows in place of those these applicants have in the other files\n"
    "  --out RESULT   where to write (default: standard output)\n"
    "  --lang L       language of why, zh (default) or en\n"
    "\n"
    "example: ballast round solve places.csv applicants.csv --seed 2026-1126-dalian --out result.json && ballast round verify result.json\n"
    "exit codes: 0 solved, or it holds; 1 no such outcome was found, or it does not hold; 2 the call or a file is wrong,\n"
    "            3 disk or memory\n";

struct call {
    struct round rd;
    struct arena a;
    struct str args[ROUND_FILES + 2];
    size_t nargs;
    struct str method, seed, outside, out, lang, changes;
    struct err e;
};

static int say(const char *what)
{
    fprintf(stderr, "ballast round: %s; see --help\n", what);
    return EXIT_USAGE;
}

static enum rc result_write(struct call *c, struct str text)
{
    FILE *f = c->out.p ? fopen(str_z(&c->a, c->out), "wb") : stdout;
    if (!f) return fail(&c->e, RC_IO, "%.*s cannot be written", STR_FMT(c->out));
    bool fine = fwrite(text.p, 1, text.n, f) == text.n && fflush(f) == 0;
    if (c->out.p) fine &= fclose(f) == 0;
    return fine ? RC_OK : fail(&c->e, RC_IO, "%.*s cannot be written", STR_FMT(c->out));
}

static enum rc file_open(struct call *c, struct str path, bool changes)
{
    struct round_file *f = &c->rd.file[c->rd.nfiles++];
    struct str rest = path;
    for (struct str piece; str_cut(&rest, '/', &piece);) f->name = piece;
    f->changes = changes;
    for (size_t i = 0; i + 1 < c->rd.nfiles; i++)
        if (str_eq(c->rd.file[i].name, f->name))
            return fail(&c->e, RC_INPUT, "two files are named %.*s: each stands beside the result by its name", STR_FMT(f->name));
    return cli_read_file(&c->a, str_z(&c->a, path), ROUND_FILE_MOST, &f->bytes, &c->e);
}

static enum rc files_open(struct call *c)
{
    if (arena_guard(&c->a) != 0) return fail(&c->e, RC_LIMIT, "the files need more memory than a round may use");
    for (size_t i = 1; i < c->nargs; i++) TRY(file_open(c, c->args[i], false));
    if (c->changes.p) TRY(file_open(c, c->changes, true));
    return round_read(&c->rd, &c->e);
}

static enum rc solve_stable(struct call *c, struct out *o)
{
    struct assign_stable s;
    enum rc rc = assign_stable(&c->a, &c->rd.r, &s, &c->e);
    if (rc != RC_OK) return rc;
    if (arena_guard(&c->a) != 0) return fail(&c->e, RC_LIMIT, "the result needs more memory than a round may use");
    out_init(o, &c->a);
    round_put_stable(o, &c->rd, &s);
    return RC_OK;
}

static enum rc solve_optimal(struct call *c, struct out *o)
{
    struct assign_optimal s;
    TRY(assign_optimal(&c->a, &c->rd.r, NULL, &s, &c->e));
    if (c->rd.everybody) TRY(assign_everybody(&c->a, &c->rd.r, &s, &c->e));
    if (arena_guard(&c->a) != 0) return fail(&c->e, RC_LIMIT, "the result needs more memory than a round may use");
    out_init(o, &c->a);
    round_put_optimal(o, &c->rd, &s);
    return RC_OK;
}

static enum rc solve(struct call *c)
{
    struct out o;
    TRY(files_open(c));
    if (c->rd.method == ROUND_STABLE && !c->rd.seed.p)
        return fail(&c->e, RC_INPUT, "a stable round has a seed, published before: --seed TEXT");
    if (c->rd.method == ROUND_STABLE && (c->rd.outside_said || c->rd.everybody)) return fail(&c->e, RC_INPUT, "outside belongs to a cheapest or best round: in a stable one everybody keeps what her wishes gave her");
    TRY(c->rd.method == ROUND_STABLE ? solve_stable(c, &o) : solve_optimal(c, &o));
    enum rc rc = result_write(c, out_str(&o));
    arena_unguard(&c->a);
    return rc;
}

static enum rc resolve(struct call *c)
{
    struct round_result res;
    struct round_told t;
    struct out o;
    TRY(round_open(&c->rd, c->args[1], NULL, 0, &res, &c->e));
    TRY(round_verify(&c->rd, &res, &t, &c->e));
    TRY(round_resolve(&c->rd, &t, c->args + 2, c->nargs - 2, c->out.p ? stdout : stderr, &o, &c->e));
    enum rc rc = result_write(c, out_str(&o));
    arena_unguard(&c->a);
    return rc;
}

static enum rc verify(struct call *c)
{
    struct round_result res;
    struct round_told t;
    TRY(round_open(&c->rd, c->args[1], c->args + 2, c->nargs - 2, &res, &c->e));
    TRY(round_verify(&c->rd, &res, &t, &c->e));
    printf("%.*s holds: %d applicants, %d places, %s\n", STR_FMT(c->args[1]), c->rd.r.applicants, c->rd.r.places,
        c->rd.method == ROUND_STABLE ? "no justified claim, every quota and reserve kept"
                                     : "no cheaper assignment exists, every quota kept");
    return RC_OK;
}

static enum rc why(struct call *c)
{
    struct round_result res;
    struct round_told t;
    struct out o;
    TRY(round_open(&c->rd, c->args[1], NULL, 0, &res, &c->e));
    TRY(round_verify(&c->rd, &res, &t, &c->e));             /* reasons out of a wrong result would be none */
    if (arena_guard(&c->a) != 0) return fail(&c->e, RC_LIMIT, "the reasons need more memory than a round may use");
    out_init(&o, &c->a);
    TRY(round_why(&c->rd, &res, c->args[2], str_eq(c->lang, S("en")), &o, &c->e));
    fputs(out_str(&o).p, stdout);
    arena_unguard(&c->a);
    return RC_OK;
}

static int outside_read(struct call *c)
{
    struct round *rd = &c->rd;
    if (!c->outside.p) return EXIT_DONE;
    if (str_eq(c->outside, S("never"))) rd->everybody = true;
    else if (str_int(c->outside, &rd->outside) && rd->outside >= -LIMIT_ROUND_POINTS && rd->outside <= LIMIT_ROUND_POINTS)
        rd->outside_said = true;
    else return say("--outside is a whole number or never");
    return EXIT_DONE;
}

static int failed(struct call *c, enum rc rc)
{
    if ((rc == RC_REFUSED || rc == RC_INPUT) && arena_guard(&c->a) == 0) round_err_names(&c->rd, &c->e);
    arena_unguard(&c->a);
    if (rc != RC_REFUSED) return cli_fail("round", rc, &c->e);
    fputs("ballast round: ", stderr);
    cli_say(c->e.text);
    fputc('\n', stderr);
    return EXIT_FOUND;
}

static int run(struct call *c)
{
    struct str what = c->nargs ? c->args[0] : STR_NONE;
    bool solving = str_eq(what, S("solve")), resolving = str_eq(what, S("resolve")), verifying = str_eq(what, S("verify"));
    if (!solving && !resolving && !verifying && !str_eq(what, S("why"))) return say("say solve, resolve, verify or why");
    if (c->nargs < 2 || (!solving && !verifying && (resolving ? c->nargs < 3 : c->nargs != 3))) return say("a file is missing");
    if (solving && c->nargs + !!c->changes.p > ROUND_FILES + 1) return say("a round is read from at most eight files");
    if (!solving && (c->method.p || c->seed.p || c->outside.p || c->changes.p))
        return say("--method, --seed, --outside and --changes belong to solve: the result says them");
    if (c->out.p && !solving && !resolving) return say("--out belongs to solve and resolve: nothing else writes a result");
    if (c->lang.p && !str_eq(what, S("why"))) return say("--lang belongs to why");
    if (c->method.p && !round_method_of(c->method, &c->rd.method)) return say("--method is stable, cheapest or best");
    if (c->lang.p && !str_eq(c->lang, S("zh")) && !str_eq(c->lang, S("en"))) return say("--lang is zh or en");
    if (outside_read(c) != EXIT_DONE) return EXIT_USAGE;
    c->rd.method_name = c->method;
    c->rd.seed = c->seed;
    enum rc rc = solving ? solve(c) : resolving ? resolve(c) : verifying ? verify(c) : why(c);
    return rc == RC_OK ? EXIT_DONE : failed(c, rc);
}

int round_main(int argc, char **argv)
{
    struct call c = { .nargs = 0 };
    const struct option_spec spec[] = { { "--method", &c.method, NULL }, { "--seed", &c.seed, NULL }, { "--outside", &c.outside, NULL },
        { "--out", &c.out, NULL }, { "--lang", &c.lang, NULL }, { "--changes", &c.changes, NULL } };
    int rc = cli_options(argc, argv, help, spec, LEN(spec), c.args, &c.nargs, LEN(c.args));
    if (rc >= 0) return rc;
    arena_init(&c.a, (size_t)4 * LIMIT_BATCH_ARENA);
    c.rd.a = &c.a;
    rc = run(&c);
    arena_free(&c.a);
    return rc;
}
