/* policy_decide.c: `ballast policy decide`: one answer with its reasons. */
#include "cli/policy.h"
#include "engine/rules/policy.h"

static const char help[] =
    "usage: ballast policy decide FILE DECISION [--amount COLUMN] [--today FACT] [--lang zh|en] [FACT=FEEL ...]\n\n"
    "Says what the facts entitle to: entitled, not, needs facts, not yet, with the amounts that are possible and why.\n"
    "A fact that is not given is not known; FACT=null says that it does not apply.\n"
    "  --amount   the output column that is the amount (where there are several)\n"
    "  --today    the fact that is the day of decision; with it a \"no\" that waiting cures tells from when\n\n"
    "Example: ballast policy decide grant.dmn 补贴 --today 今天 '类别=\"毕业生\"' 月数=8 '今天=@\"2024-02-28\"'\n"
    "Exit codes: 0 answered, 1 the facts or the table are wrong, 2 usage, 3 cannot read.\n";

enum { FACTS = 200 };

static enum rc fact(struct arena *a, struct zones *z, struct str arg, struct policy_fact *x, struct err *e)
{
    ptrdiff_t eq = str_find(arg, S("="));
    const struct feel_ast *ast;
    struct feel f;
    if (eq < 1) return fail(e, RC_INPUT, "'%.*s' is not FACT=VALUE", STR_FMT(str_sub(arg, 0, 200)));
    TRY(feel_parse_expression(a, str_sub(arg, (size_t)eq + 1, arg.n), NULL, &ast, e));
    policy_feel(&f, a, z);
    *x = (struct policy_fact){ str_sub(arg, 0, (size_t)eq), feel_eval(&f, ast, NULL) };
    return f.notes.n ? fail(e, RC_INPUT, "%s", str_z(a, feel_note_text(a, &f.notes.v[0], FEEL_EN))) : RC_OK;
}

static int decide(struct arena *a, struct policy_question *q, struct str path, const struct str *args, size_t n, enum feel_lang lang)
{
    struct dmn_program *p;
    struct err e = { 0 };
    struct policy_result r;
    struct policy_fact *facts = NEWS(a, struct policy_fact, n + 1);
    enum rc rc = policy_load(a, path, &p, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
    if (dmn_faults(p)->n) { fprintf(stderr, "ballast policy: the model has faults; see ballast policy check\n"); return EXIT_FOUND; }
    q->zones = zones_open(a, "/usr/share/zoneinfo");
    for (size_t i = 0; i < n; i++)
        if ((rc = fact(a, q->zones, args[i], &facts[i], &e)) != RC_OK) return cli_fail(str_z(a, args[i]), rc, &e);
    q->program = p;
    q->facts = facts;
    q->n = n;
    policy_decide(a, q, &r);
    cli_text(stdout, policy_explain(a, &r, lang));
    return r.answer == POLICY_ERROR ? EXIT_FOUND : EXIT_DONE;
}

int policy_decide_main(int argc, char **argv)
{
    struct policy_question q = { 0 };
    struct str lang = S("zh"), args[FACTS];
    size_t n;
    struct arena a;
    const struct option_spec options[] = { { "--amount", &q.amount, NULL }, { "--today", &q.today, NULL }, { "--lang", &lang, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), args, &n, FACTS);
    if (done >= 0) return done;
    if (n < 2) { fputs(help, stderr); return EXIT_USAGE; }
    q.decision = args[1];
    arena_init(&a, LIMIT_BATCH_ARENA);
    done = decide(&a, &q, args[0], args + 2, n - 2, str_eq(lang, S("en")) ? FEEL_EN : FEEL_ZH);
    arena_free(&a);
    return done;
}
