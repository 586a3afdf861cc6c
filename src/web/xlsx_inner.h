/* xlsx_inner.h: what the files of the workbook reader share.
**
**     xlsx_zip.c    the envelope: is this zip honest?         bytes -> yes or RC_INPUT, RC_LIMIT
**     xlsx.c        the way in: rels -> workbook -> parts; one part through expat
**     xlsx_cells.c  shared strings, styles, the sheet's cells -> struct sheet
**     xlsx_number.c a number as Excel shows it, a serial as a date
*/
#ifndef WEB_XLSX_INNER_H
#define WEB_XLSX_INNER_H
#include "web/sheet.h"
#include <expat.h>
#include <zip.h>

/* How a style shows a number. */
enum xlsx_form { FORM_PLAIN, FORM_DATE, FORM_TIME, FORM_SPAN, FORM_ZEROS /* and more: FORM_ZEROS + n is n digits at least */ };

struct xlsx;
/* Who listens to a part: name is the local name of an element in the part's namespace. */
struct xlsx_ear {
    void (*start)(struct xlsx *x, const char *name, const char **atts);
    void (*end)(struct xlsx *x, const char *name);
};

struct xlsx_rel { struct str id, type, target; };
struct xlsx_format { int64_t id; enum xlsx_form form; };
struct xlsx_cell { int col; char type; size_t style; };     /* type: n s i(nline) f(ormula text) b e d */

struct xlsx {
    struct arena *a;
    struct err *e;
    struct sheet *sheet;
    size_t most;
    zip_t *zip;                         /* these three are given back by xlsx_close, whatever happened */
    zip_file_t *file;
    XML_Parser xml;
    /* the part being read */
    const struct xlsx_ear *ear;
    enum rc rc;                         /* what stopped it */
    int depth, others;
    uint64_t read_to;                                 /* bytes of the part that expat has made tokens of */
    bool taking;                        /* character data goes to text */
    struct out text;
    /* the workbook */
    struct { struct xlsx_rel *v; size_t n, cap; } rels;
    struct { struct xlsx_place { struct str name, path; bool hidden; } *v; size_t n, cap; } places;   /* its work sheets */
    struct sheet_book *book;            /* all of them are wanted; NULL: the first */
    bool from_1904;
    struct strs strings;
    struct { struct xlsx_format *v; size_t n, cap; } formats;
    struct { int64_t *v; size_t n, cap; } styles;           /* number format of each cell style */
    bool in_styles, in_phonetic, in_item;
    /* the sheet */
    struct strs cells;
    struct xlsx_cell cell;
    bool in_cell, has_value;
    int row;
    size_t bytes;                       /* text in all cells */
};

/* The zip's own directory: no encryption, no two entries over one another, no absolute or doubled name, sizes within the limits. */
enum rc xlsx_zip_check(struct arena *a, struct str bytes, size_t *entries, enum sheet_why *why, struct err *e);

/* One part to its ear. RC_NONE without an error text when there is no such part. */
enum rc xlsx_part(struct xlsx *x, struct str path, const struct xlsx_ear *ear);
void xlsx_stop(struct xlsx *x, enum rc rc);                 /* from inside an ear; the error is written */
void xlsx_take(struct xlsx *x);                             /* from here on characters are kept */
struct str xlsx_att(const char **atts, const char *name);   /* STR_NONE when it is not there */

extern const struct xlsx_ear xlsx_strings, xlsx_styles, xlsx_sheet;

enum xlsx_form xlsx_form_of(struct str code);               /* a format code: "yyyy/m/d;@" is a date */
enum xlsx_form xlsx_form_builtin(int64_t id);
/* The number as shown; false when the text is no number. */
bool xlsx_number(struct arena *a, struct str text, enum xlsx_form form, bool from_1904, struct str *shown);
#endif
