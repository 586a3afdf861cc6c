/* book.h: a table as an XLSX workbook: an export, a template to fill in, a file given back with its faults marked.
**
**     | Title      | Amount | Kind   | ...columns | version (hidden)     heading row, frozen; hints as comments
**     | text       | 1200.5 | choice |                                   marked cells are red and say why
**
** Nothing a person typed can become a formula: cells are written as text, or as
** numbers and dates when the column is of that kind and the text reads as one.
** Long lists to choose from stand on a hidden second sheet; sheet_read sees the
** first one only. The version is the last heading, in a hidden column, so that
** it comes back with the file, also when the file comes back as CSV.
*/
#ifndef WEB_BOOK_H
#define WEB_BOOK_H
#include "base/base.h"

#define XLSX_TYPE S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")       /* as a Content-Type */
enum book_kind { BOOK_TEXT, BOOK_INT, BOOK_MONEY, BOOK_DATE, BOOK_CHOICE };

struct book_column {
    struct str title;
    struct str note;            /* shown as a comment at the heading; may be empty */
    enum book_kind kind;
    int width;                  /* in characters; 0 = 14 */
    const struct str *choices;  /* BOOK_CHOICE: what the list offers; other text stays possible, a code for example */
    size_t nchoices;
    bool must;                  /* the heading shows a star */
};

struct book_mark { size_t row, column; struct str note; };     /* row 0 is the first under the heading */

struct book {
    struct str name;            /* of the sheet; at most 31 letters, those Excel refuses are left out */
    struct str version;         /* empty: no such column */
    const struct book_column *columns;
    size_t ncolumns;
    const struct str *cells;    /* nrows * ncolumns, row by row */
    const enum book_kind *kinds;    /* one a cell, where a column holds values of several kinds; NULL: the column's */
    size_t nrows;
    const struct book_mark *marks;
    size_t nmarks;
    bool template;              /* lists and formats reach down to LIMIT_TABLE_ROWS, below the rows that are there */
    const struct book *next;    /* a further sheet; NULL: none. Its version is not looked at */
};

/* The workbook's bytes, in the arena. RC_LIMIT: too many rows or columns, a cell too long; RC_IO: no room for temporary files. */
enum rc book_write(struct arena *a, const struct book *b, struct str *bytes, struct err *e);
#endif
