/* policy_export.c: `ballast policy export`: a model for other tools. */
#include "cli/policy.h"
#include "engine/rules/dmn_write.h"
#include "engine/rules/envelope.h"
#include "engine/rules/sql_write.h"

static const char help[] =
    "usage: ballast policy export --dmn 1.3|1.5 FILE\n"
    "       ballast policy export --sql [--date D] FILE [DECISION]\n"
    "       ballast policy export --xlsx OUT.xlsx FILE [DECISION]\n\n"
    "Writes a model (DMN 1.1 to 1.6) to standard output as DMN 1.3 (what dmn-js reads) or 1.5, a decision table as SQL for\n"
    "SQLite and PostgreSQL, or a decision table as a workbook to edit (see import-table). What is lost is listed on\n"
    "standard error.\n"
    "  --date D   for SQL: a policy's dated figures are written as they stand on this day (default: today)\n\n"
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

/* The figures of a policy as they stand on a day; those of no policy are none. */
static enum rc figures_of(struct arena *a, const struct dmn_model *m, struct date day, struct sql_figure **figures, size_t *n, struct err *e)
{
    const struct policy_envelope *env;
    enum rc rc = envelope_read(a, m, &env, e);
    *n = 0;
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    *figures = NEWS(a, struct sql_figure, env->parameters.n + 1);
    for (size_t i = 0; i < env->parameters.n; i++) {              /* one that nobody knows cannot be written, and is told of */
        struct sql_figure *f = &(*figures)[(*n)++];
        *f = (struct sql_figure){ env->parameters.v[i].name, value_unknown() };
        for (size_t k = 0; k < env->parameters.v[i].values.n; k++) {
            const struct policy_value *x = &env->parameters.v[i].values.v[k];
            if (date_within(day, x->from, x->to)) f->value = x->value;
        }
    }
    return RC_OK;
}

static int export_sql(struct arena *a, struct str path, struct str decision, struct date day)
{
    const struct dmn_model *m;
    struct sql_figure *figures = NULL;
    size_t n = 0;
    struct dmn_program *p;
    struct err e = { 0 };
    struct strs names = { 0 };
    struct str sql;
    enum rc rc = policy_load_model(a, path, &m, &p, &e);
    if (rc == RC_OK) rc = figures_of(a, m, day, &figures, &n, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
    if (decision.n) *PUSH(a, &names) = decision;
    else dmn_decisions(a, p, &names);
    for (size_t i = 0, said = 0; i < names.n; i++) {
        rc = sql_write(a, p, names.v[i], figures, n, &sql, &e);
        if (rc == RC_NONE && !decision.n && i + 1 < names.n) continue;
        if (rc == RC_NONE && said) break;
        if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
        printf("%s-- %.*s\n%.*s\n", said++ ? "\n" : "", STR_FMT(names.v[i]), STR_FMT(sql));
    }
    return EXIT_DONE;
}

int policy_export(int argc, char **argv)
{
    struct arena a;
    struct str dmn = { 0 }, xlsx = { 0 }, date = { 0 }, args[2];
    struct ymd today = date_ymd(instant_day(instant_now()));
    struct date day = { today.y, today.m, today.d };
    size_t n;
    bool sql = false;
    const struct option_spec options[] = { { "--dmn", &dmn, NULL }, { "--sql", NULL, &sql }, { "--xlsx", &xlsx, NULL }, { "--date", &date, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), args, &n, LEN(args));
    int minor = str_eq(dmn, S("1.3")) ? 3 : str_eq(dmn, S("1.5")) ? 5 : 0;
    if (done >= 0) return done;
    if (n < 1 || (dmn.n != 0) + sql + (xlsx.n != 0) != 1 || (dmn.n && !minor)) { fputs(help, stderr); return EXIT_USAGE; }
    if (date.n && !temporal_parse_date(date, &day)) { fprintf(stderr, "ballast policy export: --date %.*s is not a date such as 2024-06-01\n", STR_FMT(date)); return EXIT_USAGE; }
    arena_init(&a, LIMIT_BATCH_ARENA);
    struct str decision = n > 1 ? args[1] : STR_NONE;
    done = minor ? export_dmn(&a, args[0], minor) : sql ? export_sql(&a, args[0], decision, day) : policy_table_out(&a, args[0], decision, xlsx);
    arena_free(&a);
    return done;
}
