/* book.c: a table as an XLSX workbook, by libxlsxwriter.
**
** The library writes files; ours is one in memory (memfd) that it opens by its
** name under /proc. It holds memory of its own until it is closed, so the arena
** may not jump away over it: see book_write.
*/
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>                 /* before base.h, which bans what its macros use */
#include "web/book.h"
#include <errno.h>

enum { WIDTH = 14, NAME_MOST = 31, LIST_TEXT_MOST = 255, MARK = 0xFFC7CE, MARK_INK = 0x9C0006, HEAD = 0xDDEBF7 };

struct writer {
    struct arena *a;
    struct err *e;
    const struct book *b;
    lxw_workbook *wb;
    lxw_worksheet *ws, *lists;
    lxw_format *head, *plain[BOOK_CHOICE + 1], *marked[BOOK_CHOICE + 1];
    lxw_col_t nlists;
    int fd;
};

static enum rc wrote(struct writer *w, lxw_error rc, size_t row, size_t column)
{
    return rc == LXW_NO_ERROR ? RC_OK
                              : fail_at(w->e, RC_LIMIT, (int)row + 1, (int)column + 1, "a workbook cannot hold this: %s", lxw_strerror(rc));
}

static lxw_format *format_new(struct writer *w, enum book_kind kind, bool marked)
{
    /* text stays text when typed: no identity number loses its end */
    static const char *const shown[] = { "@", "0", "#,##0.00", "yyyy-mm-dd", "@" };
    lxw_format *f = workbook_add_format(w->wb);
    format_set_num_format(f, shown[kind]);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    if (kind == BOOK_TEXT || kind == BOOK_CHOICE) format_set_text_wrap(f);
    if (marked) { format_set_bg_color(f, MARK); format_set_font_color(f, MARK_INK); }
    return f;
}

static void formats_new(struct writer *w)
{
    for (int k = 0; k <= BOOK_CHOICE; k++) {
        w->plain[k] = format_new(w, (enum book_kind)k, false);
        w->marked[k] = format_new(w, (enum book_kind)k, true);
    }
    w->head = workbook_add_format(w->wb);
    format_set_bold(w->head);
    format_set_bg_color(w->head, HEAD);
    format_set_border(w->head, LXW_BORDER_THIN);
    format_set_text_wrap(w->head);
    format_set_align(w->head, LXW_ALIGN_VERTICAL_TOP);
}

/* "_x0041_" would be read as "A": its underscore is written as _x005F_. */
static const char *cell_z(struct arena *a, struct str s)
{
    struct out o;
    if (str_find(s, S("_x")) < 0) return str_z(a, s);
    out_init(&o, a);
    for (size_t i = 0; i < s.n; i++) {
        if (str_starts(str_sub(s, i, s.n), S("_x"))) put_z(&o, "_x005F_");
        else put_c(&o, s.p[i]);
    }
    return out_str(&o).p;
}

static enum rc text_write(struct writer *w, lxw_worksheet *ws, size_t row, size_t column, struct str s, lxw_format *f)
{
    const char *z = cell_z(w->a, s);
    return wrote(w,
        s.n ? worksheet_write_string(ws, (lxw_row_t)row, (lxw_col_t)column, z, f)
            : worksheet_write_blank(ws, (lxw_row_t)row, (lxw_col_t)column, f),
        row, column);
}

/* Plain digits that a double holds to the last one; anything else stays the text it is. */
static bool number_of(struct str s, enum book_kind kind, double *v)
{
    int64_t whole;
    if (s.n == 0 || s.n > 15 || (s.n > 1 && s.p[0] == '0' && s.p[1] != '.')) return false;
    if (kind == BOOK_INT ? str_int(s, &whole) : kind == BOOK_MONEY && money_parse(s, &whole)) {
        *v = kind == BOOK_INT ? (double)whole : (double)whole / 100;
        return true;
    }
    return false;
}

static enum rc cell_write(struct writer *w, size_t row, size_t column, struct str s, enum book_kind kind, lxw_format *f)
{
    int64_t day;
    double v;
    if (number_of(s, kind, &v)) return wrote(w, worksheet_write_number(w->ws, (lxw_row_t)row, (lxw_col_t)column, v, f), row, column);
    if (kind == BOOK_DATE && date_parse(s, &day) && day >= date_days(1900, 3, 1)) {
        struct ymd d = date_ymd(day);
        return wrote(w,
            worksheet_write_datetime(w->ws, (lxw_row_t)row, (lxw_col_t)column,
                &(lxw_datetime){ .year = (int)d.y, .month = d.m, .day = d.d }, f),
            row, column);
    }
    return text_write(w, w->ws, row, column, s, f);
}

/* Small enough for its words and no larger; Excel would give every comment the same box. */
static enum rc comment_write(struct writer *w, size_t row, size_t column, struct str note)
{
    lxw_comment_options o = { .width = 240, .height = (uint16_t)(30 + 18 * (utf8_len(note) / 16 > 12 ? 12 : utf8_len(note) / 16)) };
    return note.n ? wrote(w, worksheet_write_comment_opt(w->ws, (lxw_row_t)row, (lxw_col_t)column, str_z(w->a, note), &o), row, column)
                  : RC_OK;
}

/* --- lists to choose from */
static enum rc list_far(struct writer *w, const struct book_column *c, char **place)
{
    if (!w->lists) {
        w->lists = workbook_add_worksheet(w->wb, "lists");
        if (!w->lists) return fail(w->e, RC_IO, "the workbook's second sheet");
        worksheet_hide(w->lists);
    }
    lxw_col_t at = w->nlists++;
    char letters[LXW_MAX_COL_NAME_LENGTH];
    for (size_t i = 0; i < c->nchoices; i++) TRY(text_write(w, w->lists, i, at, c->choices[i], NULL));
    lxw_col_to_name(letters, at, LXW_TRUE);
    *place = (char *)(uintptr_t)str_printf(w->a, "lists!%s$1:%s$%zu", letters, letters, c->nchoices).p;
    return RC_OK;
}

static bool list_fits(const struct book_column *c)
{
    size_t n = c->nchoices;
    for (size_t i = 0; i < c->nchoices; i++) {
        if (str_find(c->choices[i], S(",")) >= 0) return false;        /* the comma parts a short list */
        n += c->choices[i].n;
    }
    return n <= LIST_TEXT_MOST;
}

/* A list on the other sheet goes in as a short list of one, its place, and is named a formula afterwards: the library
** (1.1.4) copies the formula of a LIST_FORMULA twice and frees one. */
static enum rc list_write(struct writer *w, size_t column, size_t last)
{
    const struct book_column *c = &w->b->columns[column];
    bool far = !list_fits(c);
    char *place[2] = { 0 };
    lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST, .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING };
    v.value_list = far ? place : NEWS(w->a, char *, c->nchoices + 1);
    if (far) TRY(list_far(w, c, &place[0]));
    else for (size_t i = 0; i < c->nchoices; i++) v.value_list[i] = (char *)(uintptr_t)str_z(w->a, c->choices[i]);
    TRY(wrote(w, worksheet_data_validation_range(w->ws, 1, (lxw_col_t)column, (lxw_row_t)last, (lxw_col_t)column, &v), 0, column));
    lxw_data_val_obj *kept = STAILQ_FIRST(w->ws->data_validations);
    while (STAILQ_NEXT(kept, list_pointers)) kept = STAILQ_NEXT(kept, list_pointers);
    if (far) {
        size_t n = strlen(kept->value_formula);
        must(n > 2 && kept->value_formula[0] == '"');
        memmove(kept->value_formula, kept->value_formula + 1, n - 2);
        kept->value_formula[n - 2] = 0;
        kept->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    }
    return RC_OK;
}

/* --- the sheet */
static enum rc column_write(struct writer *w, size_t column)
{
    const struct book_column *c = &w->b->columns[column];
    size_t last = w->b->template && w->b->nrows < LIMIT_TABLE_ROWS ? LIMIT_TABLE_ROWS : w->b->nrows;
    struct str title = c->must ? str_printf(w->a, "%.*s*", STR_FMT(c->title)) : c->title;
    TRY(wrote(w, worksheet_set_column(w->ws, (lxw_col_t)column, (lxw_col_t)column, c->width ? c->width : WIDTH, w->plain[c->kind]), 0,
        column));
    TRY(text_write(w, w->ws, 0, column, title, w->head));
    TRY(comment_write(w, 0, column, c->note));
    return c->kind == BOOK_CHOICE && c->nchoices && last ? list_write(w, column, last) : RC_OK;
}

static const struct book_mark *mark_at(const struct book *b, size_t row, size_t column, size_t *from)
{
    while (*from < b->nmarks && b->marks[*from].row < row) (*from)++;
    for (size_t i = *from; i < b->nmarks && b->marks[i].row == row; i++) if (b->marks[i].column == column) return &b->marks[i];
    return NULL;
}

static enum rc rows_write(struct writer *w)
{
    const struct book *b = w->b;
    size_t from = 0;
    for (size_t r = 0; r < b->nrows; r++)
        for (size_t c = 0; c < b->ncolumns; c++) {
            enum book_kind kind = b->kinds ? b->kinds[r * b->ncolumns + c] : b->columns[c].kind;
            const struct book_mark *mark = mark_at(b, r, c, &from);
            TRY(cell_write(w, r + 1, c, b->cells[r * b->ncolumns + c], kind, mark ? w->marked[kind] : w->plain[kind]));
            if (mark) TRY(comment_write(w, r + 1, c, mark->note));
        }
    return RC_OK;
}

static enum rc version_write(struct writer *w)
{
    size_t c = w->b->ncolumns;
    lxw_row_col_options hidden = { .hidden = 1 };
    if (!w->b->version.n) return RC_OK;
    TRY(wrote(w, worksheet_set_column_opt(w->ws, (lxw_col_t)c, (lxw_col_t)c, WIDTH, NULL, &hidden), 0, c));
    return text_write(w, w->ws, 0, c, w->b->version, w->head);
}

static const char *sheet_name(struct arena *a, struct str name)
{
    struct out o;
    size_t at = 0, letters = 0;
    out_init(&o, a);
    while (at < name.n && letters < NAME_MOST) {
        size_t from = at;
        uint32_t c = utf8_next(name, &at);
        if (c < 128 && strchr("[]:*?/\\'", (int)c)) continue;
        put(&o, name.p + from, at - from);
        letters++;
    }
    return o.n ? out_str(&o).p : "Sheet1";
}

static enum rc sheet_write(struct writer *w)
{
    w->ws = workbook_add_worksheet(w->wb, sheet_name(w->a, w->b->name));
    if (!w->ws) return fail(w->e, RC_IO, "the workbook's sheet: %s", strerror(errno));
    if (!w->head) formats_new(w);
    for (size_t c = 0; c < w->b->ncolumns; c++) TRY(column_write(w, c));
    TRY(version_write(w));
    TRY(rows_write(w));
    worksheet_freeze_panes(w->ws, 1, 0);
    return RC_OK;
}

static enum rc book_bytes(struct writer *w, struct str *bytes)
{
    lxw_error rc = workbook_close(w->wb);                              /* frees it, whatever comes */
    w->wb = NULL;
    if (rc != LXW_NO_ERROR) return fail(w->e, RC_IO, "the workbook cannot be written: %s", lxw_strerror(rc));
    off_t n = lseek(w->fd, 0, SEEK_END);
    if (n <= 0) return fail(w->e, RC_IO, "the workbook cannot be written: %s", strerror(errno));
    char *p = arena_alloc(w->a, (size_t)n);
    for (off_t at = 0; at < n;) {
        ssize_t got = pread(w->fd, p + at, (size_t)(n - at), at);
        if (got <= 0) return fail(w->e, RC_IO, "the workbook cannot be read back: %s", strerror(errno));
        at += got;
    }
    *bytes = (struct str){ p, (size_t)n };
    return RC_OK;
}

static void writer_close(struct writer *w)
{
    if (w->wb) workbook_close(w->wb);                       /* lxw_workbook_free forgets the name (1.1.4) */
    w->wb = NULL;
    close(w->fd);
}

enum rc book_write(struct arena *a, const struct book *b, struct str *bytes, struct err *e)
{
    for (const struct book *s = b; s; s = s->next)
        if (s->ncolumns >= LIMIT_TABLE_COLUMNS || s->nrows >= LXW_ROW_MAX)
            return fail(e, RC_LIMIT, "a workbook may have %d columns and %d rows", LIMIT_TABLE_COLUMNS - 1, LXW_ROW_MAX - 1);
    struct writer *w = NEW(a, struct writer);
    *w = (struct writer){ .a = a, .e = e, .b = b };
    char path[64];
    w->fd = memfd_create("book", MFD_CLOEXEC);
    if (w->fd < 0) return fail(e, RC_IO, "memory for a workbook: %s", strerror(errno));
    snprintf(path, sizeof path, "/proc/self/fd/%d", w->fd);
    w->wb = workbook_new(path);
    if (!w->wb) { close(w->fd); return fail(e, RC_MEMORY, "memory for a workbook"); }
    jmp_buf full, *before = a->guard;
    if (setjmp(full) != 0) {                               /* the arena is full: hand back what it does not hold, and pass it on */
        writer_close(w);
        a->guard = before;
        arena_fail(a);
    }
    a->guard = &full;
    enum rc rc = RC_OK;
    for (; w->b && rc == RC_OK; w->b = w->b->next) rc = sheet_write(w);
    if (rc == RC_OK) rc = book_bytes(w, bytes);
    a->guard = before;
    writer_close(w);
    return rc;
}
