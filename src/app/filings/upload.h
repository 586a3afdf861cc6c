/* upload.h: a return as a workbook: out, pre-filled; in, in whatever shape its sender has given it; out again, with its faults marked.
**
**     bytes ─ sheets_read ─► which sheet is which? where are its headings? ─► cells ─ cell_read ─► struct filled ─► check.c
**                            by name, by the headings it has; headings matched    │
**                            once are remembered (filing_heading)                 └► faults and notes by cell
**
** Nothing changes but the parked file until its sender takes it into the draft; then the draft is replaced whole. */
#ifndef FILINGS_UPLOAD_H
#define FILINGS_UPLOAD_H
#include "app/filings/views.h"
#include "web/book.h"
#include "web/sheet.h"

/* instead of a field: not matched; last time's values, codes; left out on purpose */
enum { COLUMN_UNKNOWN = -1, COLUMN_OURS = -2, COLUMN_LEFT_OUT = -3 };
/* unit: what the heading says in brackets, if it is another than the field's */
struct up_column { ptrdiff_t field; struct str heading, unit; ptrdiff_t guess; };
struct up_sheet {
    bool have;
    const struct sheet *sheet;
    struct str name;
    size_t head;                                   /* the row with the headings */
    struct up_column *v; size_t n;
    size_t item, code, value;                      /* of the summary: columns of name, code and value; SIZE_MAX: none */
};
/* place: "C7"; row: of the filled sheet */
struct up_cell { enum sheet_no s; size_t row, field; int line; struct str place, text; struct cell cell; };
struct up_cells { struct up_cell *v; size_t n, cap; };
struct upload {
    const struct ret_form *form;
    struct sheet_book book;
    struct up_sheet s[SHEETS];
    struct filled x;
    struct str **raw[SHEETS];                      /* what stood in each row's fields, as it was sent */
    struct up_cells faults, notes;
    size_t unknown;                                /* columns nobody has matched */
    int problem;                                   /* T_...: the file as a whole cannot be taken; 0 = it can */
    struct str problem_with;
    int line, col;
};

/* Reads what was sent over what there is (*with: the draft): a sheet that was not sent stays. RC_OK whatever is wrong with the
** file: see problem and faults. u->problem_with: the version its
** template must have if it has one; empty: any. Fuzzed by fuzz/filing_fuzz.c. */
enum rc upload_read(struct arena *a, const struct ret_form *form, struct str bytes, const struct filing_headings_rows *known,
    const struct filled *with, struct upload *u);
/* a field, COLUMN_... */
ptrdiff_t heading_field(struct arena *a, const struct ret_form *f, enum sheet_no s, struct str heading, struct str *unit, ptrdiff_t *guess);
struct str column_letters(struct arena *a, size_t column);                      /* 27 -> "AB" */

/* template.c. marks may be NULL; raw: what was sent instead of what was understood, NULL for none. */
enum rc filing_book(struct req *r, const struct seat *s, const struct filled *x, const struct history *h, const struct faults *faults,
    const struct upload *u, struct str *bytes);

struct str filing_book_version(struct arena *a, const struct seat *s);           /* whose workbook, of which period: its last heading */

struct upload_view { const struct seat *s; const struct filing_upload_by_id *b; const struct upload *u; const struct faults *faults; };
void filing_upload_html(struct req *r, const struct seat *s, const struct form_state *fs, const struct upload *failed);
void filing_uploaded_html(struct req *r, const struct upload_view *v);
enum rc filing_template_page(struct req *r);
enum rc filing_marked_page(struct req *r);
enum rc filing_upload_page(struct req *r);
enum rc filing_upload_post(struct req *r);
enum rc filing_uploaded_page(struct req *r);
enum rc filing_uploaded_marked_page(struct req *r);
enum rc filing_map_post(struct req *r);
enum rc filing_take_post(struct req *r);
extern const struct form filing_upload_form;
#endif
