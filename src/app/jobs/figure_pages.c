/* figure_pages.c: who counts what twice, and how the cuts add up to the city; for the auditor, the persons under a figure. */
#include "app/jobs/views.h"

enum { PAIRS_SHOWN = 50, AUDIT_ROWS = 60000 };

/* ---- who counts what twice ---- */

static const struct {
    const char *cut;
    int label;
} cuts[TWICE_CUTS] = { { "division", T_job_cut_division }, { "zone", T_job_cut_zone }, { "carrier", T_job_cut_carrier } };

static enum rc line_read(struct db *db, int64_t from, int64_t until, size_t cut, struct twice_line *l)
{
    struct str code = str_from(cuts[cut].cut);
    struct job_cells_all sum;
    struct job_cells_sum twice, outside;
    TRY(job_cells_all(db, S("jobs_new"), code, from, until, &sum));
    TRY(job_cells_sum(db, S("jobs_new_twice"), code, S(""), from, until, &twice));
    TRY(job_cells_sum(db, S("jobs_new_outside"), code, S(""), from, until, &outside));
    *l = (struct twice_line){ cuts[cut].label, sum.value, twice.value, outside.value };
    return RC_OK;
}

static bool year_known(const struct job_years_all_rows *years, int64_t year)
{
    for (size_t i = 0; i < years->n; i++) if (years->v[i].year == year) return true;
    return false;
}

enum rc job_twice_page(struct req *r)
{
    struct twice_view v = { 0 };
    struct job_cells_sum city;
    TRY(job_years_all(r->db, &v.years));
    v.year = req_int(r, "year", v.years.n ? v.years.v[0].year : 0);
    if (!year_known(&v.years, v.year)) v.year = v.years.n ? v.years.v[0].year : date_ymd(instant_day(r->now)).y;
    int64_t from = v.year * 100 + 1, until = v.year * 100 + 12;
    TRY(job_cells_sum(r->db, S("jobs_new"), S("city"), S(""), from, until, &city));
    v.city = city.value;
    for (size_t i = 0; i < TWICE_CUTS; i++) TRY(line_read(r->db, from, until, i, &v.lines[i]));
    TRY(job_cells_cut(r->db, S("jobs_new_pair"), S("city"), from, until, &v.pairs));
    if (v.pairs.n > PAIRS_SHOWN) v.pairs.n = PAIRS_SHOWN;
    v.opens = may_somewhere(r, PERM_REVIEW);
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_job_twice_title));
    twice_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* ---- the persons under a figure ---- */

struct figure { int64_t from, until, carrier; struct str cut, code; };

/* An auditor of districts is answered for those; the city, a zone and a carrier reach beyond them. */
static bool figure_hers(struct req *r, const struct figure *f)
{
    return parties_may(r, PERM_AUDIT_READ, STR_NONE) || (str_eq(f->cut, S("division")) && parties_may(r, PERM_AUDIT_READ, f->code));
}

/* "2026-07" to "2026-09" within one year: a person counts once a year, so that a figure over two years would list her twice. */
static bool figure_of(struct req *r, struct figure *f)
{
    struct str from = req_arg(r, "from"), until = req_arg(r, "until");
    f->from = month_of_text(str_given(from));
    f->until = month_of_text(until.n ? until : str_given(from));
    f->cut = req_arg(r, "cut");
    f->code = req_arg(r, "code");
    if (!f->cut.n) f->cut = S("city");
    if (!f->code.p) f->code = S("");
    f->carrier = 0;
    bool known = str_eq(f->cut, S("city")) || str_eq(f->cut, S("division")) || str_eq(f->cut, S("zone"))
        || (str_eq(f->cut, S("carrier")) && str_int(f->code, &f->carrier));
    return known && f->from && f->until >= f->from && f->from / 100 == f->until / 100;
}

enum rc job_people_page(struct req *r)
{
    struct figure f;
    struct job_cells_sum n;
    struct people_under v = { .from = req_arg(r, "from"),
        .until = req_arg(r, "until"),
        .cut = req_arg(r, "cut"),
        .code = req_arg(r, "code") };
    v.asked = v.from.n > 0;
    v.right = figure_of(r, &f);
    if (v.right && !figure_hers(r, &f)) return fail(&r->err, RC_DENIED, "a figure of another district");
    if (v.right) {
        TRY(job_cells_sum(r->db, S("jobs_new"), f.cut, str_eq(f.cut, S("city")) ? S("") : f.code, f.from, f.until, &n));
        v.value = n.value;
    }
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_job_people_title));
    people_under_html(r, &v);
    page_end(r);
    return RC_OK;
}

static void months_put(struct csv *c, int64_t n) { if (n == DB_NULL) csv_text(c, S("")); else csv_int(c, n); }

/* One line a claim. Exactly one line of a person that counts says 1; the sum of the column is the figure. */
static void line_put(struct csv *c, struct req *r, const struct job_audit_rows *x, int counted, struct str why)
{
    csv_text(c, job_key_said(r->arena, x->who));
    csv_int(c, counted);
    csv_text(c, why);
    csv_text(c, str_printf(r->arena, "S%lld", (long long)x->spell));
    csv_text(c, str_printf(r->arena, "C%lld", (long long)x->id));
    csv_text(c, str_printf(r->arena, "%.*s %lld-%lld", STR_FMT(x->source_kind), (long long)x->source, (long long)x->source_row));
    csv_text(c, x->firm_name);
    csv_text(c, x->start_day);
    csv_text(c, str_given(x->until_day));
    months_put(c, x->contract_months);
    months_put(c, x->insurance_months);
    csv_row(c);
}

static void head_put(struct csv *c, struct req *r)
{
    static const int heads[] = { T_job_key, T_job_csv_counted, T_job_csv_why, T_job_csv_spell, T_job_csv_claim, T_job_source, T_job_firm,
        T_job_csv_from, T_job_csv_until, T_job_contract_months, T_job_insurance_months };
    for (size_t i = 0; i < LEN(heads); i++) csv_text(c, say(r, heads[i]));
    csv_row(c);
}

/* v: all of one person's claims of the year there, in order of their spells: the first spell counts, in its month. */
static void person_put(struct csv *c, struct req *r, const struct figure *f, const struct job_audit_rows *v, size_t n)
{
    int64_t month = month_of_text(v[0].start_day);
    bool counts = month >= f->from;
    for (size_t i = 0; i < n; i++) {
        bool first = v[i].spell == v[0].spell;
        if (!counts && (first || month_of_text(v[i].start_day) < f->from)) continue;       /* before the period, and counted there */
        struct str why = first ? say(r, job_basis_said(v[i].basis)) : say_with(r, T_job_csv_later, str_sub(v[0].start_day, 0, 7), STR_NONE);
        line_put(c, r, &v[i], counts && i == 0, i == 0 ? say(r, T_job_csv_first) : why);
    }
}

static enum rc refused_put(struct csv *c, struct req *r, const struct figure *f, struct str from, struct str until)
{
    struct job_audit_refused_rows rows;
    TRY(job_audit_refused(r->db, from, until, f->cut, f->code, f->carrier, AUDIT_ROWS, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct job_audit_refused *x = &rows.v[i];
        csv_text(c, S(""));
        csv_int(c, 0);
        csv_text(c, say_with(r, T_job_csv_refused, str_given(x->reason), STR_NONE));
        csv_text(c, S(""));
        csv_text(c, str_printf(r->arena, "C%lld", (long long)x->id));
        csv_text(c, str_printf(r->arena, "%.*s %lld-%lld", STR_FMT(x->source_kind), (long long)x->source, (long long)x->source_row));
        csv_text(c, x->firm_name);
        csv_text(c, x->start_day);
        csv_text(c, str_given(x->end_day));
        months_put(c, x->contract_months);
        months_put(c, x->insurance_months);
        csv_row(c);
    }
    return RC_OK;
}

enum rc job_people_csv(struct req *r)
{
    struct figure f;
    struct job_audit_rows_rows rows;
    struct csv c;
    if (!figure_of(r, &f))
        return fail(&r->err, RC_INPUT, "from, until: months of one year as 2026-07; cut: city, division, zone, carrier; code");
    if (!figure_hers(r, &f)) return fail(&r->err, RC_DENIED, "a figure of another district");
    struct str year = date_str(r->arena, date_days(f.from / 100, 1, 1)), until = date_str(r->arena, month_last(f.until));
    TRY(job_audit_rows(r->db, year, until, f.cut, f.code, f.carrier, AUDIT_ROWS + 1, &rows));
    if (rows.n > AUDIT_ROWS) return fail(&r->err, RC_LIMIT, "more than %d claims; choose a district, a zone or a carrier", (int)AUDIT_ROWS);
    csv_begin(&c, r);
    head_put(&c, r);
    for (size_t i = 0, k; i < rows.n; i = k) {
        for (k = i; k < rows.n && rows.v[k].who == rows.v[i].who; k++) continue;
        person_put(&c, r, &f, rows.v + i, k - i);
    }
    TRY(refused_put(&c, r, &f, date_str(r->arena, month_first(f.from)), until));
    answer_csv(r, str_printf(r->arena, "jobs_new-%lld-%lld.csv", (long long)f.from, (long long)f.until));
    return RC_OK;
}
