/* define.c: returns as data. data/returns is copied into the tables, where a version once there stays as it is; the program
** reads them once, compiles the checks, and holds them read-only. Pages, workbooks and checks know fields from here only. */
#include "app/filings/inner.h"
#include "web/static_files.h"

static const struct ret_unit units[] = {
    { "count", 0, T_filing_u_count },
    { "persons", 0, T_filing_u_persons },
    { "posts", 0, T_filing_u_posts },
    { "kyuan", 5, T_filing_u_kyuan },
    { "yuan", 2, T_filing_u_yuan },
    { "wanyuan", 6, T_filing_u_wanyuan },
    { "m2", 2, T_filing_u_m2 },
};
static const char *const types[] = { "number", "text", "date", "choice", "uscc", "id" };
static const char *const sheet_codes[SHEETS] = { "summary", "firms", "people" };

/* ---- seeding ---- */

/* The next line of a table whose first line is its heading; cells beyond its end are empty. */
static bool line_next(struct str *rest, struct str *cells, size_t n)
{
    struct str line;
    do if (!str_cut(rest, '\n', &line)) return false; while (!line.n);
    for (size_t i = 0; i < n; i++) if (!str_cut(&line, '\t', &cells[i])) cells[i] = S("");
    return true;
}

static int64_t whole(struct str s)
{
    int64_t v = 0;
    must(!s.n || str_int(s, &v));
    return v;
}

static bool is_new(const struct return_forms_rows *had, struct str form, int64_t version)
{
    for (size_t i = 0; i < had->n; i++) if (str_eq(had->v[i].code, form) && had->v[i].version == version) return false;
    return true;
}

enum rc filings_seed(struct db *tx)
{
    struct return_forms_rows had;
    struct str rest = data_file("returns/forms.tsv"), c[17];
    TRY(return_forms(tx, &had));
    must(line_next(&rest, c, 7));
    while (line_next(&rest, c, 7))
        if (is_new(&had, c[0], whole(c[1]))) TRY(return_form_add(tx, c[0], whole(c[1]), whole(c[2]), c[3], whole(c[4]), c[5], c[6]));
    rest = data_file("returns/fields.tsv");
    must(line_next(&rest, c, 16));
    for (int64_t at = 1; line_next(&rest, c, 16); at++)
        if (is_new(&had, c[0], whole(c[1])))
            TRY(return_field_add(tx, c[0], whole(c[1]), c[2], at, c[3], c[4], c[5], c[6], whole(c[7]), whole(c[8]), c[9], c[10], c[11],
                c[12], c[13], c[14], c[15]));
    rest = data_file("returns/checks.tsv");
    must(line_next(&rest, c, 9));
    for (int64_t at = 1; line_next(&rest, c, 9); at++)
        if (is_new(&had, c[0], whole(c[1]))) TRY(return_check_add(tx, c[0], whole(c[1]), c[2], at, c[3], c[4], c[5], c[6], c[7], c[8]));
    return RC_OK;
}

/* ---- reading ---- */

struct str sheet_code(enum sheet_no s) { return str_from(sheet_codes[s]); }

bool sheet_of(struct str code, enum sheet_no *s)
{
    for (int i = 0; i < SHEETS; i++) if (str_eq(code, str_from(sheet_codes[i]))) { *s = (enum sheet_no)i; return true; }
    return false;
}

int sheet_label(enum sheet_no s) { return s == SUMMARY ? T_filing_summary : s == FIRMS ? T_filing_firms : T_filing_people; }

static struct strs commas(struct arena *a, struct str s)
{
    struct strs all = { 0 };
    struct str one;
    while (str_cut(&s, ',', &one)) if (one.n) *PUSH(a, &all) = str_trim(one);
    return all;
}

static struct ret_form *form_named(struct returns *all, struct str code, int64_t version)
{
    for (size_t i = 0; i < all->forms.n; i++)
        if (str_eq(all->forms.v[i].code, code) && all->forms.v[i].version == version) return &all->forms.v[i];
    return NULL;
}

static void field_take(struct arena *a, struct ret_form *f, const struct return_fields *x)
{
    enum sheet_no s;
    must(sheet_of(x->sheet, &s));
    struct ret_field *to = PUSH(a, &f->sheets[s]);
    *to = (struct ret_field){ .code = x->code, .torch = x->torch, .zh = x->zh, .en = x->en, .hint_zh = x->hint_zh, .hint_en = x->hint_en,
        .known = x->known,
        .measure = x->measure, .need = x->need != 0, .below_zero = x->below_zero != 0, .list = commas(a, x->list),
        .last = str_eq(x->known, S("last")) };
    if (str_starts(x->known, S("cell:"))) to->cell = str_sub(x->known, 5, x->known.n);
    for (size_t i = 0; i < LEN(types); i++) if (str_eq(x->type, str_from(types[i]))) to->type = (enum ret_type)i;
    for (size_t i = 0; i < LEN(units); i++) if (str_eq(x->unit, str_from(units[i].code))) to->unit = &units[i];
    must((to->type == RET_NUMBER) == (to->unit != NULL));
}

/* A check that does not parse is a mistake in the data: the program does not start with it. */
static enum rc checks_compile(struct arena *a, struct ret_form *f, struct err *e)
{
    check_names(a, f);
    for (size_t i = 0; i < f->checks.n; i++) {
        struct ret_check *c = &f->checks.v[i];
        struct feel_scope scope = check_scope(f, c->sheet);
        struct err why = { 0 };
        if (feel_parse_expression(a, c->expr, &scope, &c->ast, &why) != RC_OK)
            return fail(e, RC_INPUT, "check %.*s of the return %.*s: column %d: %s", STR_FMT(c->code), STR_FMT(f->code), why.col, why.text);
        for (size_t k = 0; k < c->fields.n; k++)
            if (field_of(f, c->sheet, c->fields.v[k]) < 0)
                return fail(e, RC_INPUT, "check %.*s names no field: %.*s", STR_FMT(c->code), STR_FMT(c->fields.v[k]));
    }
    return RC_OK;
}

/* Rows come in db->arena; a must be that arena. */
enum rc returns_load(struct arena *a, struct db *db, struct returns *all)
{
    struct return_forms_rows forms;
    struct return_fields_rows fields;
    struct return_checks_rows checks;
    struct arena *before = db->arena;
    *all = (struct returns){ .arena = a };
    db->arena = a;
    enum rc rc = return_forms(db, &forms);
    if (rc == RC_OK) rc = return_fields(db, &fields);
    if (rc == RC_OK) rc = return_checks(db, &checks);
    db->arena = before;
    TRY(rc);
    for (size_t i = 0; i < forms.n; i++) {
        const struct return_forms *x = &forms.v[i];
        *PUSH(a, &all->forms) = (struct ret_form){ .code = x->code,
            .zh = x->zh,
            .en = x->en,
            .version = x->version,
            .from = x->from_period,
            .due_day = x->due_day,
            .yearly = str_eq(x->cadence, S("year")) };
    }
    for (size_t i = 0; i < fields.n; i++) field_take(a, form_named(all, fields.v[i].form, fields.v[i].version), &fields.v[i]);
    for (size_t i = 0; i < checks.n; i++) {
        struct ret_form *f = form_named(all, checks.v[i].form, checks.v[i].version);
        struct ret_check *c = PUSH(a, &f->checks);
        *c = (struct ret_check){ .code = checks.v[i].code,
            .zh = checks.v[i].zh,
            .en = checks.v[i].en,
            .expr = checks.v[i].expr,
            .red = str_eq(checks.v[i].level, S("red")),
            .fields = commas(a, checks.v[i].fields) };
        must(sheet_of(checks.v[i].sheet, &c->sheet));
    }
    for (size_t i = 0; i < all->forms.n; i++) TRY(checks_compile(a, &all->forms.v[i], &db->err));
    return RC_OK;
}

const struct returns *returns_of(const struct app *app) { return slice_state(app, &filings_slice); }

const struct ret_form *return_at(const struct returns *all, struct str code, int64_t period)
{
    const struct ret_form *best = NULL;
    for (size_t i = 0; i < all->forms.n; i++) {
        const struct ret_form *f = &all->forms.v[i];
        if (str_eq(f->code, code) && f->from <= period && (!best || f->version > best->version)) best = f;
    }
    return best;
}

const struct ret_form *return_version(const struct returns *all, struct str code, int64_t version)
{
    for (size_t i = 0; i < all->forms.n; i++)
        if (str_eq(all->forms.v[i].code, code) && all->forms.v[i].version == version) return &all->forms.v[i];
    return NULL;
}

ptrdiff_t field_of(const struct ret_form *f, enum sheet_no s, struct str code)
{
    for (size_t i = 0; i < f->sheets[s].n; i++) if (str_eq(f->sheets[s].v[i].code, code)) return (ptrdiff_t)i;
    return -1;
}

/* ---- periods ---- */

/* Day 0, 1970-01-01, was a Thursday. */
static int weekday(int64_t day) { return (int)(((day % 7) + 7 + 3) % 7); }     /* 0 = Monday */

enum rc calendar_read(struct db *db, int64_t from, int64_t until, struct calendar *c)
{
    struct calendar_days_rows rows;
    TRY(calendar_days(db, date_str(db->arena, from), date_str(db->arena, until), &rows));
    *c = (struct calendar){ .v = NEWS(db->arena, struct calendar_day, rows.n + 1) };
    for (size_t i = 0; i < rows.n; i++)
        if (date_parse(rows.v[i].day, &c->v[c->n].day)) c->v[c->n++].worked = str_eq(rows.v[i].list, S("days_worked"));
    return RC_OK;
}

bool calendar_knows(const struct calendar *c, int64_t year)
{
    for (size_t i = 0; i < c->n; i++) if (date_ymd(c->v[i].day).y == year) return true;
    return false;
}

static bool works(const struct calendar *c, int64_t day)
{
    for (size_t i = 0; i < c->n; i++) if (c->v[i].day == day) return c->v[i].worked;
    return weekday(day) < 5;
}

int64_t period_due(const struct calendar *c, const struct ret_form *f, int64_t period)
{
    int64_t due = month_first(month_plus(period, 1)) + f->due_day - 1, day = due;
    while (!works(c, day) && day < due + CALENDAR_AHEAD) day++;
    return day;
}

enum rc period_due_read(struct db *db, const struct ret_form *f, int64_t period, int64_t *day)
{
    struct calendar c;
    int64_t due = month_first(month_plus(period, 1)) + f->due_day - 1;
    TRY(calendar_read(db, due, due + CALENDAR_AHEAD, &c));
    *day = period_due(&c, f, period);
    return RC_OK;
}

int64_t period_before(const struct ret_form *f, int64_t period) { return month_plus(period, f->yearly ? -12 : -1); }
int64_t period_first(const struct ret_form *f, int64_t period) { return month_first(f->yearly ? month_plus(period, -11) : period); }

int64_t period_now(const struct ret_form *f, int64_t day)
{
    int64_t month = month_of_day(day);
    return !f->yearly ? month : month % 100 == 12 ? month : month - month % 100 - 100 + 12;
}

struct str filing_period_text(enum lang lang, struct arena *a, bool yearly, int64_t period)
{
    static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December" };
    int y = (int)(period / 100), m = (int)(period % 100);
    if (yearly) return lang == LANG_ZH ? str_printf(a, "%d年", y) : str_printf(a, "%d", y);
    if (m < 1 || m > 12) return S("");
    return lang == LANG_ZH ? str_printf(a, "%d年%d月", y, m) : str_printf(a, "%s %d", months[m - 1], y);
}

struct str filing_period_said(struct req *r, const struct ret_form *f, int64_t period)
{
    return filing_period_text(r->lang, r->arena, f->yearly, period);
}
