/* policy_batch.c: `ballast policy batch`: every policy of a register for
** everybody on a roster, with totals to the fen. Piece by piece: 32 Ki people
** at a time go through all policies, so that memory does not grow with them. */
#include "cli/policy_census.h"
#include <unistd.h>

static const char help[] =
    "usage: ballast policy batch ROSTER [--policies DIR|FILE] [--date D] [--granted F] [--policy P] [--out FILE] [--lang zh|en]\n\n"
    "Answers every benefit of every policy for every row of a roster (CSV or TSV of any length, or XLSX) and adds up: how many are\n"
    "entitled, not, need facts or have wrong facts, and the money, to the fen. Amounts paid once, monthly, quarterly and yearly are\n"
    "never added together; ceilings and rights are no money. A batch does not look ahead: who has to wait counts as not entitled.\n"
    "The roster's headings name facts by code, in Chinese or in English; other columns are passed over.\n"
    "  --policies P    a folder of *.dmn or one file (default: data/policies here, else those built in)\n"
    "  --date D        the day of the question, YYYY-MM-DD (default: today)\n"
    "  --granted F     what was had before (CSV, TSV or XLSX, with the keys person, firm, ...), or none; left out: not known\n"
    "  --policy P      only this one: P11 or P11c\n"
    "  --out F         a CSV line for each answer that is not a plain no: row, policy, version, benefit, answer, low, high\n"
    "  --dictionary F  the fact dictionary (default: facts.tsv beside the policies)\n"
    "  --lang L        zh (default) or en\n\n"
    "example: ballast policy batch roster.csv --granted none --date 2024-06-01\n"
    "exit codes: 0 done, 1 cells were no values of their facts, 2 the call or a file is wrong, 3 disk or memory\n";

struct total { int64_t rows[POLICY_ERROR + 1]; __int128 low, high, needs; int64_t open; };
struct batching { struct census c; struct total *totals; struct str out; FILE *f; bool en; double began; size_t unfit; };

/* ------------------------------------------------------------------ adding up */

static void add_row(struct total *t, const struct batch_results *r, size_t i)
{
    t->rows[r->answer[i]]++;
    if (r->answer[i] == POLICY_ENTITLED) { t->low += r->low[i]; t->high += r->high[i]; }
    if (r->answer[i] == POLICY_NEEDS && r->open[i]) t->open++;
    if (r->answer[i] == POLICY_NEEDS && !r->open[i]) t->needs += r->high[i];
}

static void write_rows(struct batching *b, const struct census_plan *p, const struct batch_results *r)
{
    struct out o;
    out_init(&o, &b->c.piece);
    for (size_t i = 0; i < b->c.file.rows; i++) {
        if (r->answer[i] == POLICY_NOT) continue;
        put_f(&o, "%zu,%.*s,%.*s,%.*s,", b->c.file.done + i + 1, STR_FMT(p->policy->id), STR_FMT(p->policy->version),
            STR_FMT(p->benefit->id));
        put_str(&o, policy_answer_word((enum policy_answer)r->answer[i]));
        put_c(&o, ',');
        if (!r->open[i] && r->answer[i] != POLICY_ERROR) policy_put_fen(&o, r->low[i]);
        put_c(&o, ',');
        if (!r->open[i] && r->answer[i] != POLICY_ERROR) policy_put_fen(&o, r->high[i]);
        put_c(&o, '\n');
    }
    struct str s = out_str(&o);
    fwrite(s.p, 1, s.n, b->f);
}

static void take(void *host, size_t plan, const struct batch_results *r)
{
    struct batching *b = host;
    for (size_t i = 0; i < b->c.file.rows; i++) add_row(&b->totals[plan], r, i);
    b->unfit += r->exact.n;
    if (b->f) write_rows(b, &b->c.plans[plan], r);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void progress(const struct batching *b, bool last)
{
    size_t rows = b->c.file.done + b->c.file.rows;
    double took = seconds() - b->began;
    if (isatty(STDERR_FILENO) || last) fprintf(stderr, "%s%zu %s, %.1f s%s", "\r", rows, b->en ? "rows" : "行", took, last ? "\n" : "");
}

/* ------------------------------------------------------------------ the table */

static bool is_money(const struct policy_benefit *b) { return b->kind == BENEFIT_MONEY || b->kind == BENEFIT_RELIEF; }

static void put_total(const struct batching *b, struct out *o, const struct census_plan *p, const struct total *t)
{
    put_f(o, "%.*s,%.*s,%.*s,", STR_FMT(p->policy->id), STR_FMT(p->policy->version), STR_FMT(p->benefit->id));
    put_csv(o, b->en ? p->benefit->en : p->benefit->zh);
    put_f(o, ",%.*s,%.*s", STR_FMT(envelope_word_kind(p->benefit->kind)), STR_FMT(envelope_word_cadence(p->benefit->cadence)));
    put_f(o, ",%lld,%lld,%lld,%lld,", (long long)t->rows[POLICY_ENTITLED], (long long)t->rows[POLICY_NOT], (long long)t->rows[POLICY_NEEDS],
        (long long)t->rows[POLICY_ERROR]);
    if (is_money(p->benefit)) {
        policy_put_fen(o, t->low);
        put_c(o, ',');
        policy_put_fen(o, t->high);
        put_c(o, ',');
        policy_put_fen(o, t->needs);
        put_f(o, ",%lld\n", (long long)t->open);
    } else put_z(o, ",,,\n");
}

/* Money and relief by how often they are paid: each a sum of its own. */
static void put_sums(const struct batching *b, struct out *o)
{
    for (int kind = BENEFIT_MONEY; kind <= BENEFIT_RELIEF; kind++)
        for (int cadence = CADENCE_ONCE; cadence <= CADENCE_YEARLY; cadence++) {
            struct total sum = { 0 };
            bool any = false;
            for (size_t i = 0; i < b->c.n; i++) {
                const struct policy_benefit *x = b->c.plans[i].benefit;
                if ((int)x->kind != kind || (int)x->cadence != cadence) continue;
                any = true;
                for (int k = 0; k <= POLICY_ERROR; k++) sum.rows[k] += b->totals[i].rows[k];
                sum.low += b->totals[i].low;
                sum.high += b->totals[i].high;
                sum.needs += b->totals[i].needs;
                sum.open += b->totals[i].open;
            }
            if (!any) continue;
            put_f(o, "%s,,,,%.*s,%.*s,%lld,,%lld,%lld,", b->en ? "sum" : "合计", STR_FMT(envelope_word_kind((enum benefit_kind)kind)),
                STR_FMT(envelope_word_cadence((enum benefit_cadence)cadence)), (long long)sum.rows[POLICY_ENTITLED],
                (long long)sum.rows[POLICY_NEEDS], (long long)sum.rows[POLICY_ERROR]);
            policy_put_fen(o, sum.low);
            put_c(o, ',');
            policy_put_fen(o, sum.high);
            put_c(o, ',');
            policy_put_fen(o, sum.needs);
            put_f(o, ",%lld\n", (long long)sum.open);
        }
}

static void print(const struct batching *b, struct arena *a)
{
    struct out o;
    out_init(&o, a);
    put_z(&o, b->en ? "policy,version,benefit,title,kind,cadence,entitled,not,needs facts,wrong facts,yuan,yuan at most,yuan if those who need facts all qualify,of them without bound\n"
        : "政策,版本,待遇,名称,性质,频次,初步符合,不符合,还缺材料,资料有误,金额（元）,至多（元）,缺材料者全部符合时至多再加（元）,其中无上限\n");
    for (size_t i = 0; i < b->c.n; i++) put_total(b, &o, &b->c.plans[i], &b->totals[i]);
    put_sums(b, &o);
    struct str s = out_str(&o);
    fwrite(s.p, 1, s.n, stdout);
}

/* ------------------------------------------------------------------ the command */

static enum rc run(struct batching *b, struct arena *a, struct err *e)
{
    b->totals = NEWS(a, struct total, b->c.n + 1);
    b->began = seconds();
    if (b->out.n && !(b->f = fopen(str_z(a, b->out), "wb"))) return fail(e, RC_IO, "%.*s: cannot be written", STR_FMT(b->out));
    if (b->f) fputs("row,policy,version,benefit,answer,low,high\n", b->f);
    for (;;) {
        TRY(census_next(&b->c, e));
        if (!b->c.file.rows) break;
        census_run(&b->c, take, b);
        progress(b, false);
    }
    progress(b, true);
    if (b->f && fclose(b->f) != 0) return fail(e, RC_IO, "%.*s: cannot be written", STR_FMT(b->out));
    print(b, a);
    return b->unfit ? fail(e, RC_LIMIT, "%zu amounts are too large to add up in fen", b->unfit) : RC_OK;
}

int policy_batch(int argc, char **argv)
{
    struct batching b = { 0 };
    struct census_options q = { 0 };
    struct str lang = S("zh"), args[1];
    struct arena a;
    struct err e = { 0 };
    size_t n;
    const struct option_spec options[] = { { "--policies", &q.policies, NULL }, { "--date", &q.date, NULL },
        { "--granted", &q.granted, NULL }, { "--policy", &q.policy, NULL }, { "--out", &b.out, NULL },
        { "--dictionary", &q.dictionary, NULL }, { "--lang", &lang, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), args, &n, LEN(args));
    if (done >= 0) return done;
    if (n != 1) { fputs(help, stderr); return EXIT_USAGE; }
    b.en = str_eq(lang, S("en"));
    arena_init(&a, LIMIT_BATCH_ARENA);
    census_arenas(&b.c);
    if (arena_guard(&a) != 0 || arena_guard(&b.c.piece) != 0 || arena_guard(&b.c.plans_arena) != 0) {
        fputs("ballast policy: out of memory\n", stderr);
        return EXIT_WORLD;
    }
    enum rc rc = census_open(&b.c, &a, args[0], &q, &e);
    if (rc == RC_OK) rc = run(&b, &a, &e);
    if (rc != RC_OK) done = cli_fail("policy batch", rc, &e);
    else done = b.c.file.wrong ? EXIT_FOUND : EXIT_DONE;
    census_close(&b.c);
    arena_free(&a);
    return done;
}
