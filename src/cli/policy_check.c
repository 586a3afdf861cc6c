/* policy_check.c: `ballast policy check FILE...`: what does not parse, and what
** is wrong with the tables (engine/rules/lint.h). */
#include "cli/policy.h"
#include "engine/rules/lint.h"

static const char help[] =
    "usage: ballast policy check [--json] [--lang zh|en] [--strict] [--all] [--spec] [--dictionary F] FILE...\n\n"
    "Reads and compiles models, then looks at every decision table: rules that overlap, that can never fire or are never\n"
    "reached, constants of a wrong type or outside the allowed values (errors); gaps and allowed values nobody uses\n"
    "(warnings); cells that are expressions and could not be looked at (remarks). Each with its place and an example.\n"
    "A policy (a model with an envelope) is checked against the fact dictionary, too: names, types, allowed values; its\n"
    "parameters stand for the value in force last. How many rules and columns name no clause of the document is counted.\n"
    "  --all      the remarks one by one, too\n"
    "  --dictionary F   the fact dictionary (default: facts.tsv beside the policies); with it plain models are checked, too\n"
    "  --json     one object a line: file, kind, grade, line, col, text, example\n"
    "  --strict   warnings count as errors\n"
    "  --spec     nulls as the standard has them, not as policies do\n\n"
    "Exit codes: 0 no error, 1 some, 2 usage or a file that is no model, 3 disk or memory.\n";

enum { FILES = 500 };
struct sourced { size_t rules, bare_rules, columns, bare_columns; };  /* bare: without a clause */
struct checking {
    struct str path, dictionary;
    enum feel_lang lang;
    enum feel_mode mode;
    bool json, all;
    size_t grades[3];
    struct sourced sum;
};

static const char *const
    grade_names[][2] = { [LINT_ERROR] = { "错误", "error" }, [LINT_WARNING] = { "警告", "warning" }, [LINT_REMARK] = { "说明", "remark" } };

static void put_member(struct out *o, const char *name, struct str s)
{
    put_f(o, ", \"%s\": ", name);
    put_json(o, s);
}

static void put_example(struct out *o, struct arena *a, const struct lint_finding *x)
{
    put_z(o, ", \"example\": {");
    for (size_t i = 0; i < x->n; i++) {
        struct out value;
        out_init(&value, a);
        put_value(&value, x->given[i].value);
        if (i) put_z(o, ", ");
        put_json(o, x->given[i].column);
        put_z(o, ": ");
        if (x->given[i].other) put_z(o, "null"); else put_json(o, out_str(&value));
    }
    put_z(o, "}");
}

/* One line, for people or for machines. */
static void say(struct arena *a, struct checking *c, enum lint_grade grade, const char *kind, struct str node, int line, int col,
    struct str text, const struct lint_finding *x)
{
    struct out o;
    out_init(&o, a);
    c->grades[grade]++;
    if (grade == LINT_REMARK && !c->all && !c->json) return;
    if (c->json) {
        put_z(&o, "{\"file\": ");
        put_json(&o, c->path);
        put_f(&o, ", \"grade\": \"%s\", \"kind\": \"%s\", \"line\": %d, \"col\": %d", grade_names[grade][1], kind, line, col);
        put_member(&o, "node", node);
        put_member(&o, "text", text);
        if (x && x->rule) put_f(&o, ", \"rule\": %zu", x->rule);
        if (x && x->other) put_f(&o, ", \"other\": %zu", x->other);
        if (x && x->n) put_example(&o, a, x);
        put_z(&o, "}");
    } else {
        put_f(&o, "%.*s:%d:%d: %s: ", STR_FMT(c->path), line, col, grade_names[grade][c->lang == FEEL_EN]);
        if (node.n) put_f(&o, "%.*s: ", STR_FMT(node));
        put_str(&o, text);
    }
    if (c->json) fwrite(o.p, 1, o.n, stdout);
    else cli_text(stdout, out_str(&o));
    putchar('\n');
}

/* An expression may be as long as a book; its beginning says which one it is. */
static struct str beginning(struct arena *a, struct str text)
{
    enum { MOST = 300 };
    size_t n = utf8_offset(text, MOST);
    return n < text.n ? str_join(a, str_sub(text, 0, n), S("…")) : text;
}

static void say_faults(struct arena *a, struct checking *c, const struct dmn_faults *faults)
{
    for (size_t i = 0; i < faults->n; i++) {
        const struct dmn_fault *x = &faults->v[i];
        say(a, c, LINT_ERROR, "parse", x->node, x->line, x->col,
            str_printf(a, "\"%.*s\" (%d:%d): %s", STR_FMT(beginning(a, x->text)), x->err.line, x->err.col, x->err.text), NULL);
    }
}

static void say_table(struct checking *c, const struct lint_table *t)
{
    const char *rough = t->decided ? "" : c->lang == FEEL_ZH ? "（未查完）" : "(not all looked at) ";
    if (c->json) return;
    /* never rounded up to whole: 99.96 % is not 100.0 % */
    double covered = t->covered < 1 && t->covered > 0.999 ? 0.999 : t->covered, open = t->open > 0 && t->open < 0.001 ? 0.001 : t->open;
    printf("%.*s: %.*s: ", STR_FMT(c->path), STR_FMT(t->node));
    if (c->lang == FEEL_ZH)
        printf("%zu 条规则，%zu 列，%s%.1f %% 的取值组合有规则管，%.1f %% 没有。\n", t->rules, t->columns, rough, covered * 100,
            open * 100);
    else printf("%zu rules, %zu columns; %s%.1f %% of the combinations of values are covered, %.1f %% are not.\n",
        t->rules, t->columns, rough, covered * 100, open * 100);
}

static void check_tables(struct arena *a, struct checking *c, const struct dmn_program *p, const struct lint_with *with)
{
    struct lint l;
    lint_program(a, p, with, &l);
    for (size_t i = 0; i < l.tables.n; i++) say_table(c, &l.tables.v[i]);
    for (size_t i = 0; i < l.findings.n; i++) {
        const struct lint_finding *x = &l.findings.v[i];
        say(a, c, x->grade, lint_name(x->kind), x->node, x->line, x->col, lint_text(a, x, c->lang), x);
    }
    if (l.more && !c->json)
        printf(c->lang == FEEL_ZH ? "%.*s: 另有 %zu 处同类问题未列出\n" : "%.*s: %zu more of these kinds\n", STR_FMT(c->path), l.more);
}

static bool bare(const struct policy_envelope *env, const void *of)
{
    const struct policy_source *x = envelope_source(env, of);
    return !x || !x->clause.n;
}

/* How many rules and columns of a policy's tables do not say by which clause of the document they stand. */
static void count_clauses(struct arena *a, struct checking *c, const struct dmn_model *m, const struct policy_envelope *env)
{
    struct sourced s = { 0 };
    struct out o;
    for (size_t i = 0; i < m->nodes.n; i++) {
        const struct dmn_table *t = m->nodes.v[i].expr && m->nodes.v[i].expr->kind == DMN_TABLE ? m->nodes.v[i].expr->table : NULL;
        for (size_t k = 0; t && k < t->rules.n; k++) { s.rules++; s.bare_rules += bare(env, &t->rules.v[k]); }
        for (size_t k = 0; t && k < t->inputs.n; k++) { s.columns++; s.bare_columns += bare(env, &t->inputs.v[k]); }
    }
    c->sum.rules += s.rules;
    c->sum.bare_rules += s.bare_rules;
    out_init(&o, a);
    put_json(&o, c->path);
    if (c->json) printf("{\"file\": %.*s, \"kind\": \"clauses\", \"rules\": %zu, \"rules_without\": %zu, \"columns\": %zu, \"columns_without\": %zu}\n",
        STR_FMT(out_str(&o)), s.rules, s.bare_rules, s.columns, s.bare_columns);
    else if (c->lang == FEEL_ZH)
        printf("%.*s: %zu 条规则中 %zu 条、%zu 列中 %zu 列未注明条款\n", STR_FMT(c->path), s.rules, s.bare_rules, s.columns,
            s.bare_columns);
    else
        printf("%.*s: %zu of %zu rules and %zu of %zu columns name no clause\n", STR_FMT(c->path), s.bare_rules, s.rules, s.bare_columns,
            s.columns);
}

/* Papers that are needless once facts are checked: which facts, if the dictionary has them. */
static void check_papers(struct arena *a, struct checking *c, const struct lint_with *with)
{
    const struct policy_envelope *env = with->envelope;
    for (size_t i = 0; i < env->documents.n; i++)
        for (size_t k = 0; k < env->documents.v[i].waived_by.n; k++)
            if (!facts_find(with->facts, env->documents.v[i].waived_by.v[k]))
                say(a, c, LINT_ERROR, "name", env->documents.v[i].code, env->line, env->col,
                    str_printf(a,
                        c->lang == FEEL_ZH ? "waived-by 中的“%.*s”不在事实字典中"
                                           : "waived-by names \"%.*s\", which the fact dictionary has not",
                        STR_FMT(env->documents.v[i].waived_by.v[k])),
                    NULL);
}

/* The envelope, and the dictionary for whatever has one. */
static enum rc surroundings(struct arena *a, struct checking *c, const struct dmn_model *m, struct lint_with *with, struct err *e)
{
    struct facts *facts;
    enum rc rc = envelope_read(a, m, &with->envelope, e);
    if (rc == RC_NONE) with->envelope = NULL;
    else if (rc != RC_OK) return rc;
    if (!with->envelope && !c->dictionary.n) return RC_OK;
    TRY(policy_dictionary(a, c->path, c->dictionary, &facts, e));
    with->facts = facts;
    return RC_OK;
}

static int check(struct checking *c)
{
    struct arena a;
    struct err e = { 0 };
    struct dmn_program *p;
    const struct dmn_model *m;
    struct lint_with with = { .mode = c->mode };
    arena_init(&a, LIMIT_BATCH_ARENA);
    enum rc rc = policy_load_model(&a, c->path, &m, &p, &e);
    if (rc == RC_OK) rc = surroundings(&a, c, m, &with, &e);
    if (rc == RC_OK) {
        say_faults(&a, c, dmn_faults(p));
        check_tables(&a, c, p, &with);
        if (with.envelope) { check_papers(&a, c, &with); count_clauses(&a, c, m, with.envelope); }
    } else say(&a, c, LINT_ERROR, "file", STR_NONE, e.line, e.col, str_from(e.text), NULL);
    arena_free(&a);
    return rc == RC_OK ? EXIT_DONE : rc == RC_INPUT || rc == RC_LIMIT ? EXIT_FOUND : EXIT_WORLD;
}

int policy_check(int argc, char **argv)
{
    struct checking c = { .mode = FEEL_POLICY };
    struct str lang = S("zh"), files[FILES];
    size_t n;
    bool strict = false, spec = false;
    const struct option_spec options[] = { { "--json", NULL, &c.json }, { "--lang", &lang, NULL }, { "--strict", NULL, &strict },
        { "--spec", NULL, &spec }, { "--all", NULL, &c.all }, { "--dictionary", &c.dictionary, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), files, &n, FILES), world = EXIT_DONE;
    if (done >= 0) return done;
    if (n < 1) { fputs(help, stderr); return EXIT_USAGE; }
    c.lang = str_eq(lang, S("en")) ? FEEL_EN : FEEL_ZH;
    if (spec) c.mode = FEEL_SPEC;
    for (size_t i = 0; i < n; i++) {
        c.path = files[i];
        if (check(&c) == EXIT_WORLD) world = EXIT_WORLD;
    }
    if (!c.json)
        printf(c.lang == FEEL_ZH ? "错误 %zu，警告 %zu，说明 %zu\n" : "%zu errors, %zu warnings, %zu remarks\n", c.grades[0], c.grades[1],
            c.grades[2]);
    if (!c.json && c.sum.rules)
        printf(c.lang == FEEL_ZH ? "政策规则 %zu 条，其中 %zu 条未注明条款\n" : "%zu rules of policies, of which %zu name no clause\n",
            c.sum.rules, c.sum.bare_rules);
    if (world) return world;
    return c.grades[LINT_ERROR] || (strict && c.grades[LINT_WARNING]) ? EXIT_FOUND : EXIT_DONE;
}
