/* import_check.c: the rows of a sheet as claims, and what is wrong with them. */
#include <stdlib.h>
#include "app/jobs/import.h"

const struct claim_column_def claim_columns[CLAIM_COLUMNS] = {
    [COL_NAME]      = { "name", T_job_name, 0, "|人员姓名|员工姓名|full name|", true },
    [COL_NUMBER]    = { "number", T_parties_id_number, T_job_number_hint,
    "|身份证|身份证号|身份证号码|公民身份号码|证件号码|id number|id|", false },
    [COL_PHONE]     = { "phone", T_parties_phone, 0, "|手机|手机号|手机号码|电话|联系电话|mobile|telephone|", false },
    [COL_FIRM]      = { "firm", T_job_firm, 0, "|单位|单位名称|企业|企业名称|用人单位名称|company|employer|", true },
    [COL_USCC]      = { "uscc", T_parties_uscc, 0, "|统一社会信用代码|信用代码|uscc|", false },
    [COL_RELATION]  = { "relation", T_job_relation, T_job_relation_hint, "|人员类型|relation|", false },
    [COL_POST]      = { "post", T_job_post, 0, "|岗位名称|职务|position|", false },
    [COL_START]     = { "start", T_job_csv_from, T_job_day_hint, "|入职时间|就业日期|合同开始|start|hired|", true },
    [COL_END]       = { "end", T_job_csv_until, T_job_day_hint, "|离职时间|end|left|", false },
    [COL_CONTRACT]  = { "contract_months", T_job_contract_months, 0, "|合同期限（月）|合同期限|contract months|", false },
    [COL_INSURANCE] = { "insurance_months", T_job_insurance_months, 0, "|社保月数|缴费月数|insurance months|", false },
    [COL_GROUPS]    = { "groups", T_job_groups, T_job_groups_hint, "|人员类别|群体|groups|", false },
    [COL_CARRIER]   = { "carrier", T_job_carrier, T_job_carrier_hint, "|载体|所在载体|孵化器|", false },
    [COL_ZONE]      = { "zone", T_job_zone, 0, "|园区|zone|", false },
    [COL_DIVISION]  = { "division", T_job_division, T_job_division_hint, "|区县|所在区|district|", false },
    [COL_PROGRAMME] = { "programme", T_job_programme, 0, "|项目名称|program|", false },
    [COL_EVIDENCE]  = { "evidence", T_job_evidence, 0, "|合同编号|凭证号|contract|", false },
};

static void fault(struct req *r, struct claims *c, size_t row, size_t column, int message, struct str was, struct str more)
{
    *PUSH(r->arena, &c->faults) = (struct claim_fault){ row, column, message, was, more };
    if (!c->wrong[row]) c->nwrong++;
    c->wrong[row] = true;
}

/* ---- the file ---- */

static bool means(int message, struct str text)
{
    return str_eq_nocase(text, say_in(LANG_ZH, message)) || str_eq_nocase(text, say_in(LANG_EN, message));
}

static bool heading_is(struct arena *a, const struct claim_column_def *d, struct str heading)
{
    if (str_ends(heading, S("*"))) heading = str_trim(str_sub(heading, 0, heading.n - 1));
    if (!heading.n) return false;
    if (means(d->label, heading) || str_eq_nocase(heading, str_from(d->name))) return true;
    char *low = arena_alloc(a, heading.n + 3);
    low[0] = '|';
    for (size_t i = 0; i < heading.n; i++)
        low[i + 1] = (char)(heading.p[i] >= 'A' && heading.p[i] <= 'Z' ? heading.p[i] + 32 : heading.p[i]);
    low[heading.n + 1] = '|';
    return str_find(str_from(d->also), (struct str){ low, heading.n + 2 }) >= 0;
}

static void headings(struct req *r, struct claims *c)
{
    const struct sheet_row *head = &c->sheet.v[0];
    for (size_t k = 0; k < CLAIM_COLUMNS; k++) {
        c->at[k] = SIZE_MAX;
        for (size_t i = 0; i < head->n; i++) {
            if (!heading_is(r->arena, &claim_columns[k], head->v[i])) continue;
            if (c->at[k] != SIZE_MAX) { c->problem = T_job_bad_twice; c->problem_with = head->v[i]; return; }
            c->at[k] = i;
        }
        if (c->at[k] != SIZE_MAX || !claim_columns[k].must || c->problem) continue;
        c->problem = T_job_bad_heading;
        c->problem_with = say(r, claim_columns[k].label);
    }
}

static int problem_of(enum rc rc, enum sheet_why why)
{
    if (rc == RC_LIMIT) return T_job_bad_large;
    return why == SHEET_EMPTY || why == SHEET_NO_TABLE ? T_job_bad_empty
        : why == SHEET_ENCODING                        ? T_job_bad_encoding
        : why == SHEET_OLD                             ? T_job_bad_old
                                                       : T_job_bad_damaged;
}

/* ---- cells ---- */

struct row { struct req *r; struct claims *c; size_t i; struct job_said *s; const struct sheet_row *sent; };

static struct str cell(const struct row *x, enum claim_column k)
{
    return x->c->at[k] == SIZE_MAX ? STR_NONE : sheet_cell(x->sent, x->c->at[k]);
}
static void wrong(const struct row *x, enum claim_column k, int message)
{
    fault(x->r, x->c, x->i, x->c->at[k], message, cell(x, k), STR_NONE);
}

static struct str text(const struct row *x, enum claim_column k, size_t most)
{
    struct str s = cell(x, k);
    if (!s.n && claim_columns[k].must) wrong(x, k, T_err_need);
    if (utf8_len(s) > most) wrong(x, k, T_err_long);
    return str_given(s);
}

static struct str day(const struct row *x, enum claim_column k)
{
    struct str s = cell(x, k), d;
    if (!s.n) { if (claim_columns[k].must) wrong(x, k, T_err_need); return S(""); }
    if (sheet_day(x->r->arena, s, &d)) return d;
    wrong(x, k, T_err_date);
    return S("");
}

static int64_t months(const struct row *x, enum claim_column k)
{
    enum { MOST = 600 };
    struct str s = cell(x, k);
    int64_t n;
    if (!s.n) return DB_NULL;
    if (str_int(id_normal(x->r->arena, s), &n) && n >= 0 && n <= MOST) return n;
    wrong(x, k, T_job_err_months);
    return DB_NULL;
}

/* Fifteen digits are what a spreadsheet keeps of a number: the rest of an id number became zeros, or a power of ten. */
static struct str number(const struct row *x)
{
    struct str s = cell(x, COL_NUMBER);
    if (!s.n) return S("");
    if (str_starts(s, S("'"))) s = str_sub(s, 1, s.n);
    struct str n = id_normal(x->r->arena, s);
    int why = job_number_fault(n);
    if (sheet_spoiled(s) || (why && n.n == 18 && str_ends(n, S("000")))) why = T_job_err_number_spoiled;
    if (why) wrong(x, COL_NUMBER, why);
    return why ? S("") : n;
}

static struct str phone(const struct row *x)
{
    struct str s = cell(x, COL_PHONE);
    if (!s.n) return S("");
    size_t n = phone_normal(x->r->arena, s).n;
    if (n < 7 || n > 15 || sheet_spoiled(s)) { wrong(x, COL_PHONE, T_err_phone); return S(""); }
    return s;
}

static struct str code(const struct row *x, enum claim_column k, const char *list, const char *suffix)
{
    struct str s = cell(x, k);
    if (!s.n) return S("");
    struct choices all = codes_choices(x->r, list);
    for (size_t i = 0; i < all.n; i++) {
        const struct choice *c = &all.v[i];
        if (str_eq(s, c->code) || str_eq(s, c->zh) || str_eq_nocase(s, c->en) || str_eq(str_join(x->r->arena, s, str_from(suffix)), c->zh))
            return c->code;
    }
    wrong(x, k, T_err_choice);
    return S("");
}

static struct str groups(const struct row *x)
{
    static const struct {
        const char *word;
        int message;
    } known[] = { { "graduate", T_job_g_graduate }, { "migrant", T_job_g_migrant }, { "veteran", T_job_g_veteran },
        { "hardship", T_job_g_hardship } };
    struct str s = cell(x, COL_GROUPS), all = S("");
    static const struct str marks[] = { SI("、"), SI("，"), SI(","), SI(";"), SI("；"), SI("/") };
    for (size_t from = 0, i = 0; i <= s.n && s.n;) {
        size_t k = 0;
        while (i < s.n && k < LEN(marks) && !str_starts(str_sub(s, i, s.n), marks[k])) k++;
        if (i < s.n && k == LEN(marks)) { i++; continue; }
        struct str one = str_trim(str_sub(s, from, i - from));
        size_t g = 0;
        while (g < LEN(known) && !str_eq_nocase(one, str_from(known[g].word)) && !means(known[g].message, one)) g++;
        if (one.n && g == LEN(known)) { wrong(x, COL_GROUPS, T_job_err_groups); return S(""); }
        if (one.n) all = all.n ? str_printf(x->r->arena, "%.*s,%s", STR_FMT(all), known[g].word) : str_from(known[g].word);
        from = i += i < s.n ? marks[k].n : 1;
    }
    return all;
}

static struct str relation(const struct row *x)
{
    struct str s = cell(x, COL_RELATION);
    if (!s.n || str_eq_nocase(s, S("employee")) || means(T_job_employee, s)) return S("employee");
    if (str_eq_nocase(s, S("founder")) || means(T_job_founder, s)) return S("founder");
    wrong(x, COL_RELATION, T_err_choice);
    return S("employee");
}

/* What a row claims counts for its carrier, too: so that is one the sender reviews. */
static void carrier(const struct row *x, const struct job_carriers_all_rows *all)
{
    struct str s = cell(x, COL_CARRIER);
    int64_t id = 0;
    if (!s.n) return;
    str_int(s, &id);
    for (size_t i = 0; i < all->n; i++) {
        const struct job_carriers_all *c = &all->v[i];
        if (c->id != id && !str_eq(s, c->name_zh) && !str_eq_nocase(s, c->name_en)) continue;
        x->s->carrier = c->id;
        if (!parties_may(x->r, PERM_REVIEW, c->division)) wrong(x, COL_CARRIER, T_job_err_district);
        if (!x->s->zone.n) x->s->zone = c->zone;
        if (!x->s->division.n) x->s->division = c->division;
        return;
    }
    wrong(x, COL_CARRIER, T_job_err_carrier);
}

static void row_read(const struct row *x, const struct job_carriers_all_rows *carriers, struct str division)
{
    struct job_said *s = x->s;
    int64_t from, until;
    *s = (struct job_said){ .row = x->sent->line, .name = text(x, COL_NAME, 60), .number = number(x), .phone = phone(x),
        .relation = relation(x), .post = text(x, COL_POST, 60),
        .start = day(x, COL_START), .end = day(x, COL_END), .contract_months = months(x, COL_CONTRACT),
        .insurance_months = months(x, COL_INSURANCE), .groups = groups(x),
        .zone = code(x, COL_ZONE, "zones", ""), .division = code(x, COL_DIVISION, "divisions", "区"),
        .programme = text(x, COL_PROGRAMME, 100), .evidence = text(x, COL_EVIDENCE, 200) };
    carrier(x, carriers);
    if (!s->division.n) s->division = division;
    if (!parties_may(x->r, PERM_REVIEW, s->division))
        fault(x->r, x->c, x->i, x->c->at[COL_DIVISION], T_job_err_district, s->division, STR_NONE);
    s->at = (struct firm_said){ .name = text(x, COL_FIRM, 120),
        .uscc = id_normal(x->r->arena, cell(x, COL_USCC)),
        .division = s->division,
        .zone = s->zone };
    if (s->at.uscc.n && uscc_check(s->at.uscc) != ID_FINE) wrong(x, COL_USCC, T_err_uscc);
    if (date_parse(s->start, &from) && date_parse(s->end, &until) && until < from) wrong(x, COL_END, T_job_err_order);
    int fault = job_start_fault(s->start, instant_day(x->r->now));
    if (fault) wrong(x, COL_START, fault);
}

/* ---- the same row twice ---- */

static bool same_claim(const struct job_said *x, const struct job_said *y)
{
    return str_eq(x->number, y->number) && str_eq(x->name, y->name) && str_eq(x->at.name, y->at.name) && str_eq(x->start, y->start)
        && x->carrier == y->carrier && str_eq(x->phone, y->phone);
}

static void twice(struct req *r, struct claims *c)
{
    size_t room = 64;
    while (room < c->n * 2) room *= 2;
    size_t *seen = NEWS(r->arena, size_t, room);
    for (size_t i = 0; i < c->n; i++) {
        const struct job_said *s = &c->said[i];
        size_t at = (str_hash(s->number) ^ str_hash(s->name) * 3 ^ str_hash(s->at.name) * 7 ^ str_hash(s->start) * 31) & (room - 1);
        while (seen[at] && !same_claim(&c->said[seen[at] - 1], s)) at = (at + 1) & (room - 1);
        if (!seen[at]) seen[at] = i + 1;
        else if (s->name.n)
            fault(r, c, i, SIZE_MAX, T_job_err_twice, STR_NONE, str_printf(r->arena, "%lld", (long long)c->said[seen[at] - 1].row));
    }
}

static int by_row(const void *x, const void *y)
{
    const struct claim_fault *a = x, *b = y;
    return a->row != b->row ? (a->row > b->row) - (a->row < b->row) : (a->column > b->column) - (a->column < b->column);
}

enum rc claims_read(struct req *r, struct str bytes, struct str division, struct claims *c)
{
    struct err e = { 0 };
    struct job_carriers_all_rows carriers;
    *c = (struct claims){ .sheet.max_rows = CLAIMS_ROWS + 1 };
    enum rc rc = sheet_read(r->arena, bytes, &c->sheet, &e);
    if (rc != RC_OK) c->problem = problem_of(rc, c->sheet.why);
    else if (c->sheet.n < 2) c->problem = T_job_bad_empty;
    if (!c->problem) headings(r, c);
    if (c->problem) return RC_OK;
    TRY(job_carriers_all(r->db, &carriers));
    c->n = c->sheet.n - 1;
    c->said = NEWS(r->arena, struct job_said, c->n);
    c->wrong = NEWS(r->arena, bool, c->n);
    for (size_t i = 0; i < c->n; i++) row_read(&(struct row){ r, c, i, &c->said[i], &c->sheet.v[i + 1] }, &carriers, division);
    twice(r, c);
    if (c->faults.n > 1) qsort(c->faults.v, c->faults.n, sizeof *c->faults.v, by_row);
    return RC_OK;
}

/* ---- books ---- */

static enum claim_column column_at(const struct claims *c, size_t column)
{
    for (size_t k = 0; k < CLAIM_COLUMNS; k++) if (c->at[k] == column) return (enum claim_column)k;
    return CLAIM_COLUMNS;
}

struct str claim_fault_said(struct req *r, const struct claims *c, const struct claim_fault *f)
{
    struct str what = say_with(r, f->message, f->more, STR_NONE);
    enum claim_column k = f->column == SIZE_MAX ? CLAIM_COLUMNS : column_at(c, f->column);
    return k == CLAIM_COLUMNS
        ? what
        : str_printf(r->arena, "%.*s%s%.*s", STR_FMT(say(r, claim_columns[k].label)), r->lang == LANG_ZH ? "：" : ": ", STR_FMT(what));
}

enum rc claims_template(struct req *r, struct str *bytes)
{
    struct book_column v[CLAIM_COLUMNS];
    for (size_t k = 0; k < CLAIM_COLUMNS; k++)
        v[k] = (struct book_column){ .title = say(r, claim_columns[k].label),
            .note = claim_columns[k].hint ? say(r, claim_columns[k].hint) : S(""),
            .must = claim_columns[k].must,
            .kind = k == COL_START || k == COL_END        ? BOOK_DATE
                : k == COL_CONTRACT || k == COL_INSURANCE ? BOOK_INT
                                                          : BOOK_TEXT,
            .width = k == COL_NUMBER || k == COL_USCC || k == COL_FIRM ? 24 : 14 };
    struct book b = { .name = say(r, T_job_title),
        .version = S(CLAIMS_VERSION),
        .columns = v,
        .ncolumns = CLAIM_COLUMNS,
        .template = true };
    return book_write(r->arena, &b, bytes, &r->err);
}

/* The file again, wrong cells marked, with a last column that says why. */
enum rc claims_marked(struct req *r, const struct claims *c, struct str *bytes)
{
    const struct sheet_row *head = &c->sheet.v[0];
    size_t width = head->n + 1, at = 0;
    struct book_column *columns = NEWS(r->arena, struct book_column, width);
    struct str *cells = NEWS(r->arena, struct str, c->n * width);
    struct { struct book_mark *v; size_t n, cap; } marks = { 0 };
    for (size_t i = 0; i < head->n; i++) columns[i] = (struct book_column){ .title = head->v[i] };
    columns[head->n] = (struct book_column){ .title = say(r, T_job_errors), .width = 50 };
    for (size_t row = 0; row < c->n; row++) {
        struct str why = S("");
        for (size_t i = 0; i < head->n; i++) cells[row * width + i] = sheet_cell(&c->sheet.v[row + 1], i);
        for (; at < c->faults.n && c->faults.v[at].row == row; at++) {
            struct str said = claim_fault_said(r, c, &c->faults.v[at]);
            why = why.n ? str_printf(r->arena, "%.*s\n%.*s", STR_FMT(why), STR_FMT(said)) : said;
            if (c->faults.v[at].column < head->n) *PUSH(r->arena, &marks) = (struct book_mark){ row, c->faults.v[at].column, said };
        }
        cells[row * width + head->n] = why;
    }
    struct book b = { .name = say(r, T_job_title),
        .columns = columns,
        .ncolumns = width,
        .cells = cells,
        .nrows = c->n,
        .marks = marks.v,
        .nmarks = marks.n };
    return book_write(r->arena, &b, bytes, &r->err);
}
