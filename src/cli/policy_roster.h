/* policy_roster.h: a roster of any length, read piece by piece into columns.
**
** The file is CSV, TSV (any length) or XLSX (as long as fits). Its headings
** name facts by code, in Chinese or in English; other columns are passed over,
** but can be grouped by. A cell that is no value of its fact is told of once a
** column and counts as not known. */
#ifndef CLI_POLICY_ROSTER_H
#define CLI_POLICY_ROSTER_H
#include "cli/policy.h"
#include "engine/rules/register_batch.h"
#include "web/sheet.h"

enum { ROSTER_ROWS = 32 * 1024, ROSTER_WORDS = 5000 };            /* of a piece; different words of a column */

struct roster_words { struct str *v; size_t n, cap; };
struct roster_file {
    struct arena *a, *piece;                                      /* for good; of this piece */
    const struct policy_register *reg;
    struct str path, heading;                                     /* the first line as it stands */
    FILE *f; bool whole, ended;                                   /* whole: a workbook, or UTF-16 */
    char *buffer; size_t filled, size;
    struct strs headings;
    size_t *of; struct roster_words *words;                       /* columns: heading of each, its dictionary */
    struct roster_column *columns; struct batch_data *data; size_t n;
    struct sheet sheet;                                           /* the piece as text; row 0 is the heading */
    size_t rows, done, wrong;                                     /* of this piece; before it; cells that were no values */
    bool changed;                                                 /* digits or dictionaries grew: plans made before are out of date */
};

enum rc roster_open(struct roster_file *r, struct arena *a, struct arena *piece, const struct policy_register *reg, struct str path,
    struct err *e);
/* The next piece; r->rows is 0 at the end. */
enum rc roster_next(struct roster_file *r, struct err *e);
void roster_close(struct roster_file *r);
/* The heading with this name, or of the fact with this name; false: none. */
bool roster_heading(const struct roster_file *r, struct str name, size_t *at);

/* Grants by their keys: what each row of a piece had. */
struct roster_grants { struct arena *a; const struct grants *all; struct grant_place *places; size_t n; const struct grants **rows; };
enum rc roster_grants(struct roster_grants *g, struct arena *a, const struct grants *all, struct err *e);
void roster_grants_of(struct roster_grants *g, const struct roster_file *r);
const struct grants *roster_had(void *host, size_t row);          /* for struct roster; host is struct roster_grants */
#endif
