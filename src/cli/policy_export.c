/* policy_export.c: `ballast policy export`: a model for other tools. */
#include "cli/policy.h"
#include "engine/rules/dmn_write.h"
#include "engine/rules/envelope.h"
#include "engine/rules/sql_write.h"

static const char help[] =
    "usage: ballast policy export --dmn 1.3|1.5 FILE\n"
    "       ballast policy export --sql [--date D] [--null FACTS] [--dictionary FILE] FILE [DECISION]\n"
    "       ballast policy export --xlsx OUT.xlsx FILE [DECISION]\n\n"
    "Writes a model (DMN 1.1 to 1.6) to standard output as DMN 1.3 (what dmn-js reads) or 1.5, decisions as SQL for SQLite\n"
    "and PostgreSQL (of a policy what its benefits are decided by), or a decision table as a workbook to edit (see\n"
    "import-table). What is lost is listed on standard error.\n"
    "For SQL, facts are columns of their Chinese names; NULL is not known, and so is the answer then unless it makes no difference.\n"
    "  --date D            the day of the question; a policy's dated figures are written as they stand on it (default: today)\n"
    "  --null FACTS        facts, with commas between, whose NULL says that they do not apply; all: every one\n"
    "  --dictionary FILE   facts.tsv (default: the one beside the policy, else the one built in); says how many decimals a fact has\n\n"
    "example: ballast policy export --dmn 1.3 grant.dmn > for-dmn-js.dmn\n"
    "exit codes: 0 done, 1 done, but something was lost; 2 usage, a wrong file, or what cannot be said; 3 disk or memory\n";

static int export_dmn(struct arena *a, struct str path, int minor)
{
    const struct dmn_model *m;
    struct dmn_program *p;
    struct dmn_losses lost = { 0 };
    struct err e = { 0 };
    const struct dmn_model *others[50];
    size_t n = 0;
    enum rc rc = policy_load_model(a, path, &m, &p, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
    dmn_models(p, others, LEN(others), &n);
    struct str xml = dmn_write(a, m, others, n, minor, &lost);
    fwrite(xml.p, 1, xml.n, stdout);
    for (size_t i = 0; i < lost.n; i++) {
        const struct dmn_loss *x = &lost.v[i];
        fprintf(stderr, "%.*s:%d:%d: %.*s: %s. %s\n", STR_FMT(path), x->line, x->col, STR_FMT(x->node), x->zh, x->en);
    }
    return lost.n ? EXIT_FOUND : EXIT_DONE;
}

/* ------------------------------------------------------------------ SQL */

/* A number's decimals by its unit: people and months are whole, a share has four, the rest is measured or money. */
static int digits_of(const struct fact *x)
{
    static const struct str whole[] = { SI("month"), SI("person"), SI("place") };
    for (size_t i = 0; i < LEN(whole); i++) if (str_eq(x->unit, whole[i])) return 0;
    return x->unit.n ? SQL_DIGITS : 4;
}

static struct str next_name(struct str *names)
{
    const ptrdiff_t comma = str_find(*names, S(","));
    const struct str one = str_trim(comma < 0 ? *names : str_sub(*names, 0, (size_t)comma));
    *names = comma < 0 ? STR_NONE : str_sub(*names, (size_t)comma + 1, names->n);
    return one;
}

static bool is_named(struct str one, const struct facts *facts, const struct dmn_node *input)
{
    const struct fact *x = facts ? facts_find(facts, input->name) : NULL;
    return str_eq(one, S("all")) || str_eq(one, input->name) || (x && (str_eq(one, x->code) || str_eq(one, x->en)));
}

static bool listed(struct str names, const struct facts *facts, const struct dmn_node *input)
{
    while (names.n) if (is_named(next_name(&names), facts, input)) return true;
    return false;
}

/* A name in the list that no input has: its NULL would pass for not known. */
static enum rc all_there(struct str names, const struct facts *facts, const struct dmn_model *m, struct err *e)
{
    while (names.n) {
        const struct str one = next_name(&names);
        bool found = false;
        for (size_t i = 0; i < m->nodes.n && !found; i++) found = m->nodes.v[i].kind == NODE_INPUT && is_named(one, facts, &m->nodes.v[i]);
        if (!found)
            return fail(e, RC_INPUT, "--null：没有名为“%.*s”的输入。--null: there is no input \"%.*s\".", STR_FMT(one), STR_FMT(one));
    }
    return RC_OK;
}

/* What is no column: a policy's figures as they stand on the day (one that nobody knows is not known), and the day itself. */
static void figures_of(struct arena *a, const struct policy_envelope *env, const struct facts *facts, const struct dmn_model *m,
    struct date day, struct sql_question *q)
{
    struct sql_figure *figures = NEWS(a, struct sql_figure, m->nodes.n + (env ? env->parameters.n : 0) + 1);
    q->figures = figures;
    for (size_t i = 0; env && i < env->parameters.n; i++) {
        struct sql_figure *f = &figures[q->nfigures++];
        *f = (struct sql_figure){ env->parameters.v[i].name, value_unknown() };
        for (size_t k = 0; k < env->parameters.v[i].values.n; k++) {
            const struct policy_value *x = &env->parameters.v[i].values.v[k];
            if (date_within(day, x->from, x->to)) f->value = x->value;
        }
    }
    for (size_t i = 0; env && facts && i < m->nodes.n; i++) {
        const struct fact *x = m->nodes.v[i].kind == NODE_INPUT ? facts_find(facts, m->nodes.v[i].name) : NULL;
        if (x && x->grows && x->type->kind == TYPE_DATE)
            figures[q->nfigures++] = (struct sql_figure){ m->nodes.v[i].name, value_date(day) };
    }
}

static void columns_of(struct arena *a, const struct facts *facts, const struct dmn_model *m, struct str null, struct sql_question *q)
{
    struct sql_column *columns = NEWS(a, struct sql_column, m->nodes.n + 1);
    q->columns = columns;
    for (size_t i = 0; i < m->nodes.n; i++) {
        const struct fact *x = facts ? facts_find(facts, m->nodes.v[i].name) : NULL;
        if (m->nodes.v[i].kind == NODE_INPUT)
            columns[q->ncolumns++] = (struct sql_column){ m->nodes.v[i].name, x ? digits_of(x) : SQL_DIGITS,
                listed(null, facts, &m->nodes.v[i]) };
    }
}

/* Of a policy what its benefits are decided by, of a plain model its tables. */
static void decisions_of(struct arena *a, const struct policy_envelope *env, const struct dmn_model *m, struct strs *names)
{
    for (size_t i = 0; i < m->nodes.n; i++) {
        const struct dmn_node *x = &m->nodes.v[i];
        bool paid = !env && x->expr && x->expr->kind == DMN_TABLE;
        for (size_t k = 0; env && k < env->benefits.n; k++) paid |= str_eq(env->benefits.v[k].decision, x->name);
        if (x->kind == NODE_DECISION && paid) *PUSH(a, names) = x->name;
    }
}

static int export_sql(struct arena *a, struct str path, struct str decision, struct str dictionary, struct str null, struct date day)
{
    const struct dmn_model *m;
    struct dmn_program *p;
    struct sql_question q = { 0 };
    struct facts *facts = NULL;
    struct err e = { 0 };
    struct strs names = { 0 };
    struct str sql;
    enum rc rc = policy_load_model(a, path, &m, &p, &e);
    if (rc == RC_OK && (rc = envelope_read(a, m, &q.envelope, &e)) == RC_NONE) { rc = RC_OK; q.envelope = NULL; }
    if (rc == RC_OK && (q.envelope || dictionary.n)) rc = policy_dictionary(a, path, dictionary, &facts, &e);
    if (rc == RC_OK) rc = all_there(null, facts, m, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
    q.program = p;
    figures_of(a, q.envelope, facts, m, day, &q);
    columns_of(a, facts, m, null, &q);
    if (decision.n) *PUSH(a, &names) = decision;
    else decisions_of(a, q.envelope, m, &names);
    if (names.n == 0) rc = fail(&e, RC_INPUT, "没有决策表，请写明要哪个决策。There is no decision table; name a decision.");
    if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
    for (size_t i = 0; i < names.n; i++) {
        q.decision = names.v[i];
        rc = sql_write(a, &q, &sql, &e);
        if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
        printf("%s-- %.*s\n%.*s\n", i ? "\n" : "", STR_FMT(names.v[i]), STR_FMT(sql));
    }
    return EXIT_DONE;
}

int policy_export(int argc, char **argv)
{
    struct arena a;
    struct str dmn = { 0 }, xlsx = { 0 }, date = { 0 }, null = { 0 }, dictionary = { 0 }, args[2];
    struct ymd today = date_ymd(instant_day(instant_now()));
    struct date day = { today.y, today.m, today.d };
    size_t n;
    bool sql = false;
    const struct option_spec options[] = { { "--dmn", &dmn, NULL }, { "--sql", NULL, &sql }, { "--xlsx", &xlsx, NULL },
        { "--date", &date, NULL }, { "--null", &null, NULL }, { "--dictionary", &dictionary, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), args, &n, LEN(args));
    int minor = str_eq(dmn, S("1.3")) ? 3 : str_eq(dmn, S("1.5")) ? 5 : 0;
    if (done >= 0) return done;
    if (n < 1 || (dmn.n != 0) + sql + (xlsx.n != 0) != 1 || (dmn.n && !minor)) { fputs(help, stderr); return EXIT_USAGE; }
    if (date.n && !temporal_parse_date(date, &day)) {
        fprintf(stderr, "ballast policy export: --date %.*s is not a date such as 2024-06-01\n", STR_FMT(date));
        return EXIT_USAGE;
    }
    arena_init(&a, LIMIT_BATCH_ARENA);
    struct str decision = n > 1 ? args[1] : STR_NONE;
    done = minor ? export_dmn(&a, args[0], minor)
        : sql    ? export_sql(&a, args[0], decision, dictionary, null, day)
                 : policy_table_out(&a, args[0], decision, xlsx);
    arena_free(&a);
    return done;
}
