/* import_book.c: the table to fill in, and the file given back with its faults marked. */
#include "app/docking/import.h"

static enum book_kind book_kind_of(const struct field *f)
{
    switch (f->kind) {
    case FIELD_INT: return BOOK_INT;
    case FIELD_MONEY: return BOOK_MONEY;
    case FIELD_DATE: return BOOK_DATE;
    case FIELD_CHOICE: case FIELD_FLAG: return BOOK_CHOICE;
    default: return BOOK_TEXT;
    }
}

static int width_of(const struct field *f)
{
    return f->kind == FIELD_LONGTEXT                       ? 40
        : strncmp(f->name, "title", 5) == 0                ? 30
        : f->kind == FIELD_CHOICE || f->kind == FIELD_TEXT ? 18
                                                           : 12;
}

static void choices_put(struct req *r, const struct field *f, struct book_column *c)
{
    struct choices all = f->kind == FIELD_CHOICE ? f->choices(r) : (struct choices){ 0 };
    size_t n = f->kind == FIELD_FLAG ? 2 : all.n;
    struct str *v = NEWS(r->arena, struct str, n + 1);
    for (size_t i = 0; i < all.n; i++) v[i] = all.v[i].zh.p || all.v[i].en.p ? pick(r, all.v[i].zh, all.v[i].en) : say(r, all.v[i].message);
    if (f->kind == FIELD_FLAG) { v[0] = say(r, T_import_yes); v[1] = say(r, T_import_no); }
    c->choices = v;
    c->nchoices = n;
}

/* "Only for: job, internship" */
static void kinds_put(struct req *r, struct out *o, const struct field *f)
{
    if ((size_t)(f - listing_form_any.fields) < listing_any_detail) return;
    if (o->n) put_c(o, '\n');
    put_str(o, say(r, T_import_only_for));
    for (size_t i = 0, n = 0; i < listing_kinds_n; i++) {
        if (!listing_field(&listing_kinds[i], f->name)) continue;
        put_z(o, n++ == 0 ? " " : r->lang == LANG_ZH ? "、" : ", ");
        put_str(o, code_label(r, "listing_kinds", str_from(listing_kinds[i].code)));
    }
}

static struct str note_of(struct req *r, const struct field *f)
{
    struct out o;
    out_init(&o, r->arena);
    if (f->hint && f->kind != FIELD_CHOICE) put_str(&o, say(r, f->hint));
    if (f->kind == FIELD_DATE) { if (o.n) put_c(&o, '\n'); put_str(&o, say(r, T_import_hint_date)); }
    if (f->kind == FIELD_MULTI) { if (o.n) put_c(&o, '\n'); put_str(&o, say(r, T_import_hint_many)); }
    kinds_put(r, &o, f);
    return out_str(&o);
}

static struct book_column column_for_field(struct req *r, const struct field *f)
{
    struct book_column c = { .title = say(r, f->label), .note = note_of(r, f), .kind = book_kind_of(f), .width = width_of(f),
        .must = f->need && strcmp(f->name, "visibility") != 0 };
    choices_put(r, f, &c);
    return c;
}

struct columns { struct book_column *v; size_t n, cap; };

static struct columns template_columns(struct req *r)
{
    struct columns all = { 0 };
    *PUSH(r->arena, &all) = (struct book_column){ .title = say(r, T_import_key), .note = say(r, T_import_key_hint) };
    for (size_t i = 0; i < listing_form_any.nfields; i++)
        if (import_column_shown(&listing_form_any.fields[i])) *PUSH(r->arena, &all) = column_for_field(r, &listing_form_any.fields[i]);
    return all;
}

enum rc import_template(struct req *r, struct str *bytes)
{
    struct columns all = template_columns(r);
    struct book b = { .name = say(r, T_import_template_name),
        .version = S(IMPORT_VERSION),
        .columns = all.v,
        .ncolumns = all.n,
        .template = true };
    return book_write(r->arena, &b, bytes, &r->err);
}

void import_template_csv(struct req *r)
{
    struct columns all = template_columns(r);
    struct csv c;
    csv_begin(&c, r);
    for (size_t i = 0; i < all.n; i++) csv_text(&c, all.v[i].title);
    csv_text(&c, S(IMPORT_VERSION));
    csv_row(&c);
}

/* ---- the file again ---- */

struct str import_fault_text(struct req *r, const struct import_fault *f)
{
    struct str what = say_with(r, f->message, f->more, STR_NONE);
    return f->label ? str_printf(r->arena, "%.*s%s%.*s", STR_FMT(say(r, f->label)), r->lang == LANG_ZH ? "：" : ": ", STR_FMT(what)) : what;
}

/* The columns that were sent, but for an error column of an earlier round; then one that says what is wrong. */
static struct columns marked_columns(struct req *r, const struct import *in, size_t *from)
{
    struct columns all = { 0 };
    for (size_t c = 0; c < in->ncolumns; c++) {
        struct book_column column = { .title = in->sheet.v[0].v[c] };
        if (in->columns[c].use == USE_OURS) continue;
        if (in->columns[c].use == USE_FIELD) column = column_for_field(r, &listing_form_any.fields[in->columns[c].field]);
        column.title = in->sheet.v[0].v[c];
        column.must = false;
        from[all.n] = c;
        *PUSH(r->arena, &all) = column;
    }
    *PUSH(r->arena, &all) = (struct book_column){ .title = say(r, T_import_errors), .width = 50 };
    return all;
}

enum rc import_marked(struct req *r, const struct import *in, struct str *bytes)
{
    size_t *from = NEWS(r->arena, size_t, in->ncolumns + 1), at = 0;
    struct columns all = marked_columns(r, in, from);
    struct { struct book_mark *v; size_t n, cap; } marks = { 0 };
    struct str *cells = NEWS(r->arena, struct str, in->lines.n * all.n);
    for (size_t row = 0; row < in->lines.n; row++) {
        struct out why;
        out_init(&why, r->arena);
        for (; at < in->faults.n && in->faults.v[at].row == row; at++) {
            struct str text = import_fault_text(r, &in->faults.v[at]);
            if (why.n) put_c(&why, '\n');
            put_str(&why, text);
            for (size_t c = 0; c + 1 < all.n; c++)
                if (from[c] == in->faults.v[at].column) *PUSH(r->arena, &marks) = (struct book_mark){ row, c, text };
        }
        for (size_t c = 0; c + 1 < all.n; c++) cells[row * all.n + c] = sheet_cell(in->lines.v[row].sent, from[c]);
        if (why.n) *PUSH(r->arena, &marks) = (struct book_mark){ row, all.n - 1, STR_NONE };
        cells[row * all.n + all.n - 1] = why.n ? out_str(&why) : STR_NONE;
    }
    struct book b = { .name = say(r, T_import_template_name),
        .version = S(IMPORT_VERSION),
        .columns = all.v,
        .ncolumns = all.n,
        .cells = cells,
        .nrows = in->lines.n,
        .marks = marks.v,
        .nmarks = marks.n };
    return book_write(r->arena, &b, bytes, &r->err);
}
