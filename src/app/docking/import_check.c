/* import_check.c: the rows of a sheet as filled-in forms, with what is wrong in them, and against what is stored. */
#include "app/docking/import.h"
#include "web/secret.h"

void import_fault(struct req *r, struct import *in, size_t row, size_t column, int label, int message, struct str was)
{
    *PUSH(r->arena, &in->faults) = (struct import_fault){ row, column, label, message, was, STR_NONE };
}

/* ---- the file ---- */

static int problem_of(enum rc rc, enum sheet_why why)
{
    if (rc == RC_LIMIT) return T_import_bad_large;
    switch (why) {
    case SHEET_EMPTY: return T_import_bad_empty;
    case SHEET_ENCODING: return T_import_bad_encoding;
    case SHEET_QUOTES: return T_import_bad_quotes;
    case SHEET_OLD: return T_import_bad_old;
    case SHEET_UNSAFE: return T_import_bad_unsafe;
    case SHEET_NO_TABLE: return T_import_bad_no_table;
    default: return T_import_bad_damaged;
    }
}

static void sheet_take(struct req *r, struct str bytes, struct import *in)
{
    struct err e = { 0 };
    in->sheet.max_rows = IMPORT_ROWS + 1;
    enum rc rc = sheet_read(r->arena, bytes, &in->sheet, &e);
    if (rc != RC_OK) {
        in->problem = problem_of(rc, in->sheet.why);
        in->line = e.line;
        in->col = e.col;
    } else if (in->sheet.n < 2) in->problem = T_import_bad_empty;
}

/* ---- a row ---- */

static bool has_han(struct str s)
{
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= 0x2E80 && c <= 0x9FFF) return true;
    }
    return false;
}

static size_t field_named(const char *name)
{
    size_t i = 0;
    while (strcmp(listing_form_any.fields[i].name, name) != 0) i++;
    return i;
}

static void default_to(struct req *r, struct strs *values, const char *name, struct str value)
{
    struct strs *v = &values[field_named(name)];
    if (v->n || !value.n) return;
    *PUSH(r->arena, v) = value;
}

static struct str row_values(struct req *r, struct import *in, size_t row, struct str organisation, struct strs *values)
{
    const struct sheet_row *sent = in->lines.v[row].sent;
    struct str key = STR_NONE;
    for (size_t c = 0; c < in->ncolumns; c++) {
        struct str text = sheet_cell(sent, c);
        size_t field = in->columns[c].field;
        if (!text.n) continue;
        switch (in->columns[c].use) {
        case USE_KEY: key = text; continue;
        case USE_TITLE: field = field_named(has_han(text) ? "title_zh" : "title_en"); break;
        case USE_BODY: field = field_named(has_han(text) ? "body_zh" : "body_en"); break;
        case USE_FIELD: break;
        default: continue;
        }
        if (!values[field].n) values[field] = import_cell(r, in, row, c, &listing_form_any.fields[field], text);
    }
    default_to(r, values, "visibility", S("public"));
    default_to(r, values, "organisation", organisation);
    return key;
}

static struct str key_of(struct req *r, const struct listing_form *f, struct str number)
{
    uint8_t hash[32];
    if (number.n) return str_join(r->arena, S("n:"), number);
    sha256(str_printf(r->arena, "%.*s|%.*s|%.*s|%.*s|%.*s", STR_FMT(f->side), STR_FMT(f->kind), STR_FMT(f->organisation),
               STR_FMT(f->title_zh), STR_FMT(f->title_en)),
        hash);
    return str_join(r->arena, S("t:"), hex(r->arena, hash, 16));
}

static size_t column_for(const struct import *in, const struct field *f)
{
    size_t field = (size_t)(f - listing_form_any.fields), column = in->column_of[field];
    bool title = strncmp(f->name, "title_", 6) == 0, body = strncmp(f->name, "body_", 5) == 0;
    for (size_t c = 0; column == NO_COLUMN && (title || body) && c < in->ncolumns; c++)
        if (in->columns[c].use == (title ? USE_TITLE : USE_BODY)) column = c;
    /* the other language's */
    if (column == NO_COLUMN && (title || body)) column = in->column_of[field + 1 < listing_form_any.nfields ? field + 1 : field];
    return column;
}

static void key_check(struct req *r, struct import *in, size_t row, struct str number)
{
    struct import_line *line = &in->lines.v[row];
    size_t column = 0;
    while (column < in->ncolumns && in->columns[column].use != USE_KEY) column++;
    if (column == in->ncolumns) column = NO_COLUMN;
    if (sheet_spoiled(number)) import_fault(r, in, row, column, T_import_key, T_import_err_spoiled, number);
    if (utf8_len(number) > LISTING_TITLE) import_fault(r, in, row, column, T_import_key, T_err_long, number);
    for (size_t i = 0; i < row; i++) {
        if (!str_eq(in->lines.v[i].key, line->key)) continue;
        import_fault(r, in, row, column, number.n ? T_import_key : 0, number.n ? T_import_err_number_twice : T_import_err_twice, number);
        in->faults.v[in->faults.n - 1].more = str_printf(r->arena, "%d", in->lines.v[i].sent->line);
        return;
    }
}

/* values: room for every field, used again for each row. */
static enum rc row_read(struct req *r, struct import *in, size_t row, struct str organisation, struct strs *values)
{
    struct import_line *line = &in->lines.v[row];
    memset(values, 0, listing_form_any.nfields * sizeof *values);
    struct form_state s;
    size_t before = in->faults.n;
    struct str number = row_values(r, in, row, organisation, values);
    form_take(r, &s, &listing_form_any, values, &line->f);
    TRY(listing_check(r, &line->f, &s));
    for (size_t i = 0; i < s.faults.n; i++) {
        const struct field *f = s.faults.v[i].field;
        size_t column = f ? column_for(in, f) : NO_COLUMN;
        import_fault(r, in, row, column, f ? f->label : 0, s.faults.v[i].message,
            column == NO_COLUMN ? STR_NONE : sheet_cell(line->sent, column));
    }
    line->key = key_of(r, &line->f, number);
    key_check(r, in, row, number);
    line->what = in->faults.n > before ? IMPORT_WRONG : IMPORT_NEW;
    return RC_OK;
}

enum rc import_read(struct req *r, struct str bytes, struct str organisation, struct import *in)
{
    *in = (struct import){ 0 };
    sheet_take(r, bytes, in);
    if (in->problem) return RC_OK;
    import_headings(r, in);
    if (in->problem) return RC_OK;
    struct strs *values = NEWS(r->arena, struct strs, listing_form_any.nfields);
    for (size_t i = 1; i < in->sheet.n; i++) {
        *PUSH(r->arena, &in->lines) = (struct import_line){ .sent = &in->sheet.v[i] };
        TRY(row_read(r, in, i - 1, organisation, values));
    }
    return RC_OK;
}

/* ---- against what is stored ---- */

static int by_key(const void *x, const void *y)
{
    const struct import_keys *a = x, *b = y;
    int c = str_cmp(a->source_key, b->source_key);
    return c ? c : a->id < b->id ? -1 : a->id > b->id;
}

static int64_t id_of_key(const struct import_keys_rows *rows, struct str key)
{
    size_t low = 0, high = rows->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(rows->v[mid].source_key, key) < 0) low = mid + 1;
        else high = mid;
    }
    return low < rows->n && str_eq(rows->v[low].source_key, key) ? rows->v[low].id : 0;
}

static bool same_ids(const struct ids *x, const struct ids *y)
{
    if (x->n != y->n) return false;
    for (size_t i = 0; i < x->n; i++) {
        bool found = false;
        for (size_t k = 0; k < y->n; k++) found = found || x->v[i] == y->v[k];
        if (!found) return false;
    }
    return true;
}

static bool same_form(struct arena *a, const struct listing_kind *k, const struct listing_form *x, const struct listing_form *y)
{
    for (size_t i = 0; i < k->form->nfields; i++) {
        const struct field *f = &k->form->fields[i];
        if (!import_column_shown(f) || strcmp(f->name, "named") == 0) continue;
        if (!str_eq(field_value(a, f, x), field_value(a, f, y))) return false;
    }
    return same_ids(&x->named_ids, &y->named_ids);
}

static enum rc line_compare(struct req *r, struct import *in, size_t row, const struct reader *me, int64_t id)
{
    struct import_line *line = &in->lines.v[row];
    struct arena_mark mark = arena_mark(r->arena);
    struct import_old *old = NEW(r->arena, struct import_old);
    enum rc rc = listing_by_id(r->db, id, &old->x);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    TRY(listing_load(r->db, &old->x, &old->f));
    const struct listing_kind *k = listing_kind_find(line->f.kind);
    int message = 0;
    if (!str_eq(old->x.kind, line->f.kind) || !str_eq(old->x.side, line->f.side)) message = T_import_err_fixed;
    else if (same_form(r->arena, k, &line->f, &old->f)) { line->what = IMPORT_SAME; arena_rewind(r->arena, mark); return RC_OK; }
    else if (!listing_may_edit(me, LISTING_GATE(&old->x))) message = T_import_err_theirs;
    else if (str_eq(old->x.state, S("closed"))) message = T_import_err_closed;
    line->what = message ? IMPORT_WRONG : IMPORT_CHANGED;
    line->old = old;
    line->f.annex_ids = old->f.annex_ids;         /* who may open the annex stays; there is no column for it */
    if (message) import_fault(r, in, row, NO_COLUMN, 0, message, STR_NONE);
    return RC_OK;
}

static int by_row(const void *x, const void *y)
{
    const struct import_fault *a = x, *b = y;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

enum rc import_compare(struct req *r, struct import *in)
{
    struct import_keys_rows keys;
    struct reader me;
    if (in->problem) return RC_OK;
    TRY(import_keys(r->db, r->who.account, &keys));
    TRY(reader_of(r->db, r->who.account, &me));
    if (keys.n) qsort(keys.v, keys.n, sizeof *keys.v, by_key);
    for (size_t i = 0; i < in->lines.n; i++) {
        int64_t id = id_of_key(&keys, in->lines.v[i].key);
        if (id && in->lines.v[i].what != IMPORT_WRONG) TRY(line_compare(r, in, i, &me, id));
        in->count[in->lines.v[i].what]++;
    }
    if (in->faults.n) qsort(in->faults.v, in->faults.n, sizeof *in->faults.v, by_row);
    return RC_OK;
}
