/* policy_vectors.c: `ballast policy test`: what must come out, beside what
** comes out (doc/policies.md, Vectors). */
#include "cli/policy.h"
#include "web/sheet.h"

static const char help[] =
    "usage: ballast policy test [--policies DIR|FILE] [--dictionary F] [--all] VECTORS...\n\n"
    "Asks every row of the tables (CSV, TSV or XLSX) and compares the answer, the amount and the day it flips.\n"
    "Columns: policy (P11 or P11c), date, benefit, answer (entitled, not, needs, not_yet, error), amount (or low..high),\n"
    "flips, facts (name=FEEL; name=FEEL), granted (policy=P15 date=2022-05-01 amount=1000; or none), note; any other\n"
    "column is a fact, named by its heading.\n"
    "  --policies P    a folder of policies or one file (default: data/policies here, else those built in)\n"
    "  --dictionary F  the fact dictionary (default: facts.tsv beside the policies)\n"
    "  --all           rows that passed, too\n\n"
    "example: ballast policy test data/policies/vectors.csv\n"
    "exit codes: 0 all passed, 1 some failed, 2 the call or a file is wrong, 3 disk or memory\n";

enum column { POLICY, DATE, BENEFIT, ANSWER, AMOUNT, FLIPS, FACTS, GRANTED, NOTE, COLUMNS };
static const struct str columns[COLUMNS] = { SI("policy"), SI("date"), SI("benefit"), SI("answer"), SI("amount"), SI("flips"), SI("facts"),
    SI("granted"), SI("note") };

struct vector { struct str cell[COLUMNS]; struct policy_case who; struct date date; int line; };

static enum rc other_column(struct arena *a, const struct facts *facts, struct vector *v, struct str heading, struct str cell,
    struct err *e)
{
    for (size_t k = 0; k < COLUMNS; k++)
        if (str_eq(heading, columns[k])) { v->cell[k] = cell; return RC_OK; }
    return policy_fact_set(a, facts, heading, cell, &v->who.facts, e);
}

static enum rc read_row(struct arena *a, const struct facts *facts, const struct sheet_row *head, const struct sheet_row *row,
    struct vector *v, struct err *e)
{
    *v = (struct vector){ .line = row->line };
    for (size_t c = 0; c < head->n; c++) {
        enum rc rc = other_column(a, facts, v, head->v[c], sheet_cell(row, c), e);
        if (rc != RC_OK) { e->col = (int)c + 1; return rc; }
    }
    TRY(policy_facts_text(a, facts, v->cell[FACTS], &v->who.facts, e));
    TRY(policy_grants_text(a, v->cell[GRANTED], &v->who.granted, e));
    if (temporal_parse_date(v->cell[DATE], &v->date)) return RC_OK;
    return fail(e, RC_INPUT, "date 应为日期，如 2024-01-01。date should be a date such as 2024-01-01.");
}

/* ------------------------------------------------------------------ comparing */

static void put_amount(struct out *o, const struct register_answer *r)
{
    if (r->open) { put_z(o, "?"); return; }
    put_number(o, r->low);
    if (number_cmp(r->low, r->high) != 0) { put_z(o, ".."); put_number(o, r->high); }
}

static bool amount_is(struct str want, const struct register_answer *r)
{
    ptrdiff_t dots = str_find(want, S(".."));
    struct number low, high;
    if (!want.n) return true;
    if (!number_parse(str_trim(str_sub(want, 0, dots < 0 ? want.n : (size_t)dots)), &low)) return false;
    high = low;
    if (dots >= 0 && !number_parse(str_trim(str_sub(want, (size_t)dots + 2, want.n)), &high)) return false;
    return !r->open && number_cmp(low, r->low) == 0 && number_cmp(high, r->high) == 0;
}

static bool flips_is(struct str want, const struct register_answer *r)
{
    struct date d;
    if (!want.n) return true;
    return temporal_parse_date(want, &d) && r->answer == POLICY_NOT_YET && temporal_date_cmp(d, r->flips) == 0;
}

static struct str told(struct arena *a, const struct register_answer *r)
{
    struct out o;
    out_init(&o, a);
    put_str(&o, policy_answer_word(r->answer));
    if (r->answer == POLICY_ENTITLED || r->answer == POLICY_NEEDS) { put_c(&o, ' '); put_amount(&o, r); }
    if (r->answer == POLICY_NOT_YET) { put_c(&o, ' '); temporal_put_date(&o, r->flips); }
    if (r->answer == POLICY_ERROR && r->decision.note.key) { put_z(&o, ": "); put_str(&o, feel_note_text(a, &r->decision.note, FEEL_EN)); }
    for (size_t i = 0; i < r->missing.n; i++) {
        put_z(&o, i ? ", " : ": ");
        put_str(&o,
            r->missing.v[i].fact            ? r->missing.v[i].fact->code
                : r->missing.v[i].parameter ? r->missing.v[i].parameter->name
                                            : S("granted"));
    }
    return out_str(&o);
}

static bool compare(struct arena *a, const struct policy_register *reg, const struct vector *v, struct str *came)
{
    struct policies which;
    struct register_question q = { .reg = reg,
        .date = v->date,
        .facts = &v->who.facts,
        .granted = &v->who.granted,
        .benefit = v->cell[BENEFIT] };
    struct register_answer r;
    register_versions(a, reg, v->cell[POLICY], v->date, &v->who.facts, &which);
    if (which.n != 1) {
        *came = str_printf(a, which.n ? "%zu versions of this policy may be in force: name one" : "no such policy", which.n);
        return false;
    }
    q.policy = which.v[0];
    register_ask(a, &q, &r);
    *came = told(a, &r);
    return str_eq(v->cell[ANSWER], policy_answer_word(r.answer)) && amount_is(v->cell[AMOUNT], &r) && flips_is(v->cell[FLIPS], &r);
}

static void report(struct str path, const struct vector *v, bool ok, struct str came)
{
    printf("%s %.*s:%d: %.*s %.*s: expected %.*s %.*s%s%.*s, got %.*s%s%.*s\n", ok ? "passed" : "FAILED", STR_FMT(path), v->line,
        STR_FMT(v->cell[POLICY]), STR_FMT(v->cell[DATE]), STR_FMT(v->cell[ANSWER]), STR_FMT(v->cell[AMOUNT]), v->cell[FLIPS].n ? " " : "",
        STR_FMT(v->cell[FLIPS]), STR_FMT(came), v->cell[NOTE].n ? "; " : "", STR_FMT(v->cell[NOTE]));
}

static void run_row(struct arena *a, const struct policy_register *reg, struct str path, const struct sheet *s, size_t row,
    struct policy_tally *sum)
{
    struct vector v;
    struct err e = { 0 };
    struct str came;
    bool ok = false;
    if (read_row(a, reg->facts, &s->v[0], &s->v[row], &v, &e) != RC_OK) came = str_printf(a, "%s", e.text);
    else ok = compare(a, reg, &v, &came);
    if (ok) sum->right++;
    else sum->wrong++;
    if (!ok || sum->all) report(path, &v, ok, came);
}

static enum rc run_file(struct arena *a, const struct policy_register *reg, struct str path, struct policy_tally *sum, struct err *e)
{
    struct sheet s = { .max_rows = LIMIT_VECTORS };
    struct arena scratch;
    struct str bytes;
    TRY(cli_read_file(a, str_z(a, path), LIMIT_XML_BYTES, &bytes, e));
    TRY(cli_sheet(a, bytes, &s, e));
    for (size_t k = 0; k < COLUMNS; k++) {
        size_t c = 0;
        while (c < s.v[0].n && !str_eq(s.v[0].v[c], columns[k])) c++;
        if (c == s.v[0].n && (k == POLICY || k == DATE || k == ANSWER))
            return fail_at(e, RC_INPUT, s.v[0].line, 0, "%.*s: the heading \"%.*s\" is missing", STR_FMT(path), STR_FMT(columns[k]));
    }
    arena_init(&scratch, LIMIT_REQUEST_ARENA);
    for (size_t i = 1; i < s.n; i++) {
        run_row(&scratch, reg, path, &s, i, sum);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    return RC_OK;
}

int policy_vectors(int argc, char **argv)
{
    return policy_files(argc, argv, &(struct policy_files){ "policy test", help, "passed", "failed", run_file });
}
