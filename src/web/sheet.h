/* sheet.h: a table of text out of a file somebody sent: CSV, TSV or XLSX.
**
** The bytes decide, not the file's name: "PK" is XLSX; otherwise text in UTF-8
** (with or without BOM), UTF-16 with BOM, or GB18030, which is what Excel in
** China saves; the separator (comma, tab or semicolon) is the one the first
** line holds most of outside quotes. Quoted cells may hold separators, line
** ends and doubled quotes; LF, CRLF and CR end a line. Empty lines are skipped
** but counted, so that `line` is the number the sender's editor shows.
**
** Cells are trimmed and live in the arena. Errors carry line and column (of
** the cell, from 1). More rows, columns or bytes in a cell than limits.h
** allows is RC_LIMIT; a quote that never ends and bytes in no encoding are
** RC_INPUT; `why` tells a page which words to use. Guard the arena: see
** base/arena.h.
**
** A cell of a workbook is what Excel shows: numbers plainly, dates as
** YYYY-MM-DD, formulas by the value saved with them. Excel keeps 15 digits of
** a number; an identity number typed as one has lost its end for good, and
** comes out as 2.10211199001011E+17, which sheet_spoiled finds.
*/
#ifndef WEB_SHEET_H
#define WEB_SHEET_H
#include "base/base.h"

/* What was wrong, when the answer is RC_INPUT; the limits are RC_LIMIT, whatever why says. */
enum sheet_why { SHEET_FINE, SHEET_EMPTY, SHEET_ENCODING, SHEET_QUOTES, SHEET_OLD, SHEET_DAMAGED, SHEET_UNSAFE, SHEET_NO_TABLE };

struct sheet_row { struct str *v; size_t n; int line; };
struct sheet {
    struct sheet_row *v;
    size_t n, cap;
    size_t max_rows;        /* in: most rows taken; 0 = LIMIT_TABLE_ROWS */
    size_t trimmed;         /* cells that had white space around them */
    enum sheet_why why;
};

/* sheet must be zeroed but for max_rows. Row 0 is the heading row; a file without any row is RC_INPUT. */
enum rc sheet_read(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e);

/* The first work sheet of a workbook (xlsx.c). The same errors; line = row number in the sheet. */
enum rc sheet_read_xlsx(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e);

/* A workbook whole: its visible work sheets in their order, each with its name; CSV and TSV are one without a name. Zeroed but
** for max_rows, which holds for each. Sheets without any row are left out; a file of none is RC_INPUT. The same errors, in
** which `at` is the sheet that was being read. */
struct sheet_book { struct { struct str name; struct sheet sheet; } v[LIMIT_XLSX_SHEETS]; size_t n, at, max_rows; enum sheet_why why; };
enum rc sheets_read(struct arena *a, struct str bytes, struct sheet_book *book, struct err *e);
enum rc sheets_read_xlsx(struct arena *a, struct str bytes, struct sheet_book *book, struct err *e);

/* Text in UTF-8, UTF-16 with BOM or GB18030, as UTF-8 without BOM, for readers of other files than tables. */
enum rc sheet_decode(struct arena *a, struct str *bytes, struct err *e);

/* A number of 16 digits or more that a spreadsheet kept as a number: its last digits are lost. */
bool sheet_spoiled(struct str cell);

/* A column as spreadsheets call it: 27 -> "AB". */
struct str sheet_letters(struct arena *a, size_t column);
/* A day however people write it: 2026-10-09, 2026/10/9, 2026.10.9, 20261009, 2026年10月9日, with full-width digits, or the number a
** spreadsheet keeps for it (46304; 2000 to 2099). As YYYY-MM-DD. */
bool sheet_day(struct arena *a, struct str cell, struct str *day);

/* In text a cell behind the last heading is a slip, mostly a comma in a cell without quotes: what stands there would mean nothing.
** RC_INPUT, and e says where. (In a workbook it is a note beside the table.) */
enum rc sheet_within(struct str bytes, const struct sheet *sheet, struct err *e);

/* The cell, or STR_NONE when the row is shorter. */
static inline struct str sheet_cell(const struct sheet_row *row, size_t column) { return column < row->n ? row->v[column] : STR_NONE; }
#endif
