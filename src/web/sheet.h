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
** RC_INPUT. Guard the arena: see base/arena.h.
*/
#ifndef WEB_SHEET_H
#define WEB_SHEET_H
#include "base/base.h"

struct sheet_row { struct str *v; size_t n; int line; };
struct sheet {
    struct sheet_row *v;
    size_t n, cap;
    size_t max_rows;        /* in: most rows taken; 0 = LIMIT_TABLE_ROWS */
};

/* sheet must be zeroed but for max_rows. Row 0 is the heading row; a file without any row is RC_INPUT. */
enum rc sheet_read(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e);

/* The first work sheet of a workbook (xlsx.c). The same errors; line = row number in the sheet. */
enum rc sheet_read_xlsx(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e);

/* The cell, or STR_NONE when the row is shorter. */
static inline struct str sheet_cell(const struct sheet_row *row, size_t column) { return column < row->n ? row->v[column] : STR_NONE; }
#endif
