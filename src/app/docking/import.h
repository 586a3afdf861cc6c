/* import.h: a table of listings on its way in.
**
**   file ── sheet_read ── import_read ──── import_compare ──► shown, given back marked
**           (web/sheet)   columns, forms,  new, changed,      │ confirmed
**                         faults, notes    same, wrong        ▼
**                                                         import_commit: one db_tx ── undone within seven days
**
** Nothing is stored but the file itself (import_batch) until its sender confirms;
** then it is read and compared anew. Each row goes through the form's own table
** (listing_form_any) and listing_check: there is no second set of rules.
**
** A row is known again by its key: the sender's own number where the table has
** such a column, else side, kind, organisation and title. So the same file
** changes nothing the second time, and a mended one only what was mended. The
** confidential annex has no column: it is written in its form, where it is sealed.
**
** The command goes the same way without parking (import_command.c). */
#ifndef DOCKING_IMPORT_H
#define DOCKING_IMPORT_H
#include "app/docking/inner.h"
#include "web/book.h"
#include "web/sheet.h"
#include "import_sql.h"

enum { IMPORT_FILE = 4 * 1024 * 1024, IMPORT_ROWS = 2000, IMPORT_SHOWN = 100, IMPORT_BATCHES = 50, IMPORT_NAME = 100 };
#define IMPORT_KEPT_MS (7 * DAY_MS)                /* parked so long; can be undone so long */
#define IMPORT_VERSION "ballast:listings:1"        /* of the template; its last heading */
#define NO_COLUMN SIZE_MAX

/* TITLE and BODY: in either language, by the look of the cell */
enum import_use { USE_NOTHING, USE_OURS, USE_KEY, USE_TITLE, USE_BODY, USE_FIELD };
struct import_column { enum import_use use; size_t field; };             /* field: in listing_form_any */

/* more: for %1 in the message; label 0: about the row */
struct import_fault { size_t row, column; int label, message; struct str was, more; };
struct import_note { size_t row, column; int message; struct str from, to; };

enum import_what { IMPORT_NEW, IMPORT_CHANGED, IMPORT_SAME, IMPORT_WRONG, IMPORT_WHATS };
struct import_old { struct listing_by_id x; struct listing_form f; };
struct import_line {
    const struct sheet_row *sent;
    struct str key;
    enum import_what what;
    struct listing_form f;
    struct import_old *old;                       /* the listing it changes; NULL: none */
};

struct import {
    struct sheet sheet;
    struct import_column *columns;                /* one a heading */
    size_t ncolumns;
    size_t *column_of;                            /* of each field of listing_form_any; NO_COLUMN */
    struct { struct import_line *v; size_t n, cap; } lines;
    struct { struct import_fault *v; size_t n, cap; } faults;             /* in the order of lines */
    struct { struct import_note *v; size_t n, cap; } notes;
    struct strs unknown;                          /* headings that mean nothing here */
    int64_t count[IMPORT_WHATS];
    int problem;                                  /* T_...: the file as a whole cannot be taken; 0 = it can */
    struct str problem_with;                      /* for %1 in it */
    int line, col;                                /* where; 0 = not known */
};

/* organisation: the id of whose the rows are that name none, or empty. RC_OK whatever is wrong with the file: see problem and faults. */
enum rc import_read(struct req *r, struct str bytes, struct str organisation, struct import *in);
enum rc import_compare(struct req *r, struct import *in);
void import_fault(struct req *r, struct import *in, size_t row, size_t column, int label, int message, struct str was);

/* import_columns.c */
bool import_column_shown(const struct field *f);                          /* has a column in the template */
void import_headings(struct req *r, struct import *in);
/* What stands in a cell, as the form wants it: codes for labels, "1" for yes. Adds faults and notes. */
struct strs import_cell(struct req *r, struct import *in, size_t row, size_t column, const struct field *f, struct str text);

/* import_book.c */
enum rc import_template(struct req *r, struct str *bytes);
void import_template_csv(struct req *r);
/* the file again, wrong cells marked, with a column that says why */
enum rc import_marked(struct req *r, const struct import *in, struct str *bytes);

struct str import_fault_text(struct req *r, const struct import_fault *f);            /* "Amount: this is no amount" */

/* import_undo.c */
struct str import_pack(struct arena *a, const struct import_old *old);
enum rc import_undo(struct req *r, const struct import_batch_of *b);
enum rc import_tick(struct app *app, struct db *db, int64_t now);

/* import.c */
enum rc import_park(struct req *r, const struct form_state *s, struct str name, struct str bytes, struct str organisation);
/* What storing writes, made outside the transaction; and the writing, in it: batch `id`, which is checked, becomes done. */
struct import_put_row { struct listing_write w; struct str before; };
struct import_plan {
    int64_t id, version, now, account;
    const struct import *in;
    bool too_many;                                /* out: the account has added enough rows today */
    struct { struct import_put_row *v; size_t n, cap; } rows;
    struct event event;
};
enum rc import_prepare(struct req *r, int64_t id, int64_t version, const struct import *in, struct import_plan *p);
enum rc import_put(struct db *tx, struct import_plan *p);
enum rc import_commit(struct req *r, const struct form_state *s, const struct import_batch_of *b, const struct import *in);
struct str import_name(struct str name);                                  /* as a batch keeps it: its beginning */
struct str import_hash(struct arena *a, struct str bytes);                /* of the file: hexadecimal SHA-256 */
struct str import_counts(struct arena *a, const struct import *in);       /* "3,0,1,2": what the sender saw and confirms */

/* import.html, import_pages.c */
struct import_view {
    const struct import_batch_of *b;
    const struct import *in;
    const struct form_state *confirm;
    bool twin;
    int64_t twin_ms;
};
void import_start_html(struct req *r, const struct form_state *s, const struct import *failed, const struct import_batches_rows *batches);
void import_check_html(struct req *r, const struct import_view *v);
void import_done_html(struct req *r, const struct import_batch_of *b, bool may_undo);
/* One's own, with what it would do while it is parked. */
enum rc import_batch_read(struct req *r, struct import_batch_of *b, struct import *in);
enum rc import_start_json(struct req *r);                                 /* import_json.c */
enum rc import_batch_json(struct req *r);
enum rc import_start_page(struct req *r);
enum rc import_post(struct req *r);
enum rc import_template_page(struct req *r);
enum rc import_template_csv_page(struct req *r);
enum rc import_batch_page(struct req *r);
enum rc import_marked_page(struct req *r);
enum rc import_confirm_post(struct req *r);
enum rc import_undo_post(struct req *r);
extern const struct form import_file_form, import_confirm_form;
#endif
