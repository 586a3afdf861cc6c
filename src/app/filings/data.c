/* data.c: a return that is filled in: in memory, in rows, as canonical bytes.
**
** A sheet of firms or people is kept whole, as lines of cells set apart by tabs under a line of field codes: it is read and
** written whole, and a later version of the return that has other fields still reads it. A number is the whole number it is
** kept as, with a '!' where its unit was given. */
#include "app/filings/inner.h"
#include "web/ids.h"

bool value_given(const struct ret_value *v) { return v->num != NO_INT || v->text.n; }
struct ret_value value_none(void) { return (struct ret_value){ .num = NO_INT, .text = S("") }; }

static struct ret_value *values_new(struct arena *a, size_t n)
{
    struct ret_value *v = NEWS(a, struct ret_value, n);
    for (size_t i = 0; i < n; i++) v[i] = value_none();
    return v;
}

struct filled filled_new(struct arena *a, const struct ret_form *f)
{
    return (struct filled){ .form = f, .sum = values_new(a, f->sheets[SUMMARY].n) };
}

struct ret_row *filled_row(struct arena *a, struct filled *x, enum sheet_no s)
{
    struct ret_row *row = PUSH(a, &x->rows[s]);
    row->v = values_new(a, x->form->sheets[s].n);
    return row;
}

/* A firm by its code, else by its name; a person by her number. */
struct str row_key(struct arena *a, const struct ret_form *f, enum sheet_no s, const struct ret_row *row)
{
    ptrdiff_t code = field_of(f, s, s == FIRMS ? S("uscc") : S("id")), name = field_of(f, s, S("name"));
    if (code >= 0 && row->v[code].text.n) return row->v[code].text;
    return name >= 0 ? firm_key(a, row->v[name].text) : S("");
}

/* ---- numbers ---- */

struct str number_shown(struct arena *a, int64_t v, int digits)
{
    struct out o;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, scale = 1;
    out_init(&o, a);
    for (int i = 0; i < digits; i++) scale *= 10;
    if (v < 0) put_c(&o, '-');
    put_f(&o, "%llu", (unsigned long long)(u / scale));
    uint64_t rest = u % scale;
    if (rest) {
        put_c(&o, '.');
        for (scale /= 10; rest; scale /= 10) { put_c(&o, (char)('0' + rest / scale)); rest %= scale; }
    }
    return out_str(&o);
}

struct str value_shown(struct arena *a, const struct ret_field *f, const struct ret_value *v)
{
    if (f->type != RET_NUMBER) return v->text;
    return v->num == NO_INT ? S("") : number_shown(a, v->num, f->unit->digits);
}

/* A sum or an estimate is told in whole units: thousand yuan, not the fen they are made of. */
int64_t value_whole(const struct ret_field *f, int64_t v)
{
    int64_t unit = 1;
    for (int i = 0; i < f->unit->digits; i++) unit *= 10;
    return (v + (v < 0 ? -unit : unit) / 2) / unit * unit;
}

void put_value_shown(struct req *r, const struct ret_field *f, const struct ret_value *v)
{
    struct str s = value_shown(r->arena, f, v);
    int choice;
    if (!s.n) { put_z(&r->out, "–"); return; }
    switch (f->type) {
    case RET_NUMBER: {
        struct str rest = s, whole;
        int64_t n;
        str_cut(&rest, '.', &whole);
        if (str_int(whole, &n) && (n || s.p[0] != '-')) put_num(r, n);
        else put_str(&r->out, whole);
        if (rest.n) { put_c(&r->out, '.'); put_str(&r->out, rest); }
        return;
    }
    case RET_DATE: put_date(r, s); return;
    case RET_ID: put_text(&r->out, resident_mask(r->arena, s)); return;
    case RET_CHOICE:
        choice = filing_choice_said(s);
        if (choice) { put_msg(r, choice); return; }
        break;
    case RET_TEXT: case RET_USCC: break;
    }
    put_text(&r->out, s);
}

/* ---- a sheet as text ---- */

static void put_cell(struct out *o, const struct ret_field *f, const struct ret_value *v)
{
    if (f->type == RET_NUMBER) {
        if (v->num != NO_INT) put_int(o, v->num);
        if (v->num != NO_INT && v->sure) put_c(o, '!');
        return;
    }
    for (size_t i = 0; i < v->text.n; i++) put_c(o, (unsigned char)v->text.p[i] < 32 ? ' ' : v->text.p[i]);
}

struct str filled_pack(struct arena *a, const struct filled *x, enum sheet_no s)
{
    const struct ret_sheet *sheet = &x->form->sheets[s];
    struct out o;
    out_init(&o, a);
    for (size_t c = 0; c < sheet->n; c++) { if (c) put_c(&o, '\t'); put_str(&o, sheet->v[c].code); }
    put_c(&o, '\n');
    for (size_t i = 0; i < x->rows[s].n; i++) {
        for (size_t c = 0; c < sheet->n; c++) { if (c) put_c(&o, '\t'); put_cell(&o, &sheet->v[c], &x->rows[s].v[i].v[c]); }
        put_c(&o, '\n');
    }
    return out_str(&o);
}

static struct ret_value cell_back(const struct ret_field *f, struct str cell)
{
    struct ret_value v = value_none();
    if (f->type != RET_NUMBER) { v.text = cell; return v; }
    if (str_ends(cell, S("!"))) { v.sure = true; cell.n--; }
    if (cell.n) must(str_int(cell, &v.num));
    return v;
}

/* Columns are found by their codes; one this version of the return has not is left out. */
void filled_unpack(struct arena *a, struct filled *x, enum sheet_no s, struct str text)
{
    const struct ret_sheet *sheet = &x->form->sheets[s];
    struct str head, line, one;
    struct { ptrdiff_t *v; size_t n, cap; } columns = { 0 };
    if (!str_cut(&text, '\n', &head)) return;
    while (str_cut(&head, '\t', &one)) *PUSH(a, &columns) = field_of(x->form, s, one);
    while (str_cut(&text, '\n', &line)) {
        if (!line.n) continue;
        struct ret_row *row = filled_row(a, x, s);
        for (size_t c = 0; str_cut(&line, '\t', &one) && c < columns.n; c++)
            if (columns.v[c] >= 0) row->v[columns.v[c]] = cell_back(&sheet->v[columns.v[c]], one);
    }
}

/* ---- out of the rows ---- */

static struct str sheet_place(struct arena *a, int64_t version) { return str_printf(a, "filing_sheet|%lld|people", (long long)version); }
struct str sheet_seal(struct arena *a, const struct keys *k, int64_t version, struct str plain)
{
    return secret_seal(a, k, "filing", sheet_place(a, version), plain);
}

enum rc filled_read(struct db *db, const struct keys *k, const struct ret_form *f, int64_t version, struct filled *x)
{
    struct filing_values_rows values;
    struct filing_sheets_rows sheets;
    *x = filled_new(db->arena, f);
    TRY(filing_values(db, version, &values));
    TRY(filing_sheets(db, version, &sheets));
    for (size_t i = 0; i < values.n; i++) {
        ptrdiff_t at = field_of(f, SUMMARY, values.v[i].field);
        if (at < 0) continue;
        bool number = f->sheets[SUMMARY].v[at].type == RET_NUMBER;
        x->sum[at] = (struct ret_value){ .num = values.v[i].value == DB_NULL ? NO_INT : values.v[i].value,
            .text = number ? S("") : values.v[i].text,
            .sure = number && str_eq(values.v[i].text, S("!")) };
    }
    for (size_t i = 0; i < sheets.n; i++) {
        enum sheet_no s;
        struct str plain = sheets.v[i].bytes;
        must(sheet_of(sheets.v[i].sheet, &s));
        if (s == PEOPLE) TRY(secret_open(db->arena, k, "filing", sheet_place(db->arena, version), plain, &plain, &db->err));
        filled_unpack(db->arena, x, s, plain);
    }
    return RC_OK;
}

/* ---- canonical bytes ---- */

static void put_plain(struct out *o, struct str s)
{
    for (size_t i = 0; i < s.n; i++) put_c(o, (unsigned char)s.p[i] < 32 ? ' ' : s.p[i]);
}

struct str filing_canonical(struct arena *a, const struct filled *x, const struct filing_by_id *f, struct str carrier, int64_t number,
    int64_t filed_ms, const struct filing_reasons_rows *why)
{
    struct out o;
    out_init(&o, a);
    put_f(&o, "ballast filing 1\nreturn\t%.*s %lld\ncarrier\t%lld\t", STR_FMT(f->form), (long long)f->form_version, (long long)f->carrier);
    put_plain(&o, carrier);
    put_f(&o, "\nperiod\t%lld\nversion\t%lld\nfiled\t%.*s\nzero\t%d\n", (long long)f->period, (long long)number,
        STR_FMT(instant_str(a, filed_ms)), x->zero);
    for (size_t i = 0; i < x->form->sheets[SUMMARY].n; i++) {
        const struct ret_field *d = &x->form->sheets[SUMMARY].v[i];
        put_f(&o, "value\t%.*s\t", STR_FMT(d->code));
        put_plain(&o, value_shown(a, d, &x->sum[i]));
        if (d->unit) put_f(&o, "\t%s", d->unit->code);
        put_c(&o, '\n');
    }
    for (int s = FIRMS; s < SHEETS; s++) {
        if (!x->form->sheets[s].n) continue;
        put_f(&o, "sheet\t%s\t%zu\n", s == FIRMS ? "firms" : "people", x->rows[s].n);
        put_str(&o, filled_pack(a, x, (enum sheet_no)s));
    }
    for (size_t i = 0; why && i < why->n; i++) {
        put_f(&o, "reason\t%.*s\t", STR_FMT(why->v[i].fault));
        put_plain(&o, why->v[i].reason);
        put_c(&o, '\n');
    }
    return out_str(&o);
}
