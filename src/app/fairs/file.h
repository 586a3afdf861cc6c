/* file.h: a fair as tables and a timetable as a file: what `ballast fair` reads, and what every timetable of the site leaves.
**
**     meetings, people, slots, places (CSV, TSV, XLSX) --fair_sheets_read--> struct fair --fair_solve--> struct fair_plan
**     plan --fair_result_put--> result (JSON) --fair_result_read, with the same tables--> plan --fair_proof--> holds or not
**
** doc/rounds.md describes the files for a stranger. The site writes its tables first and reads them back before it solves,
** so that what is hashed is what was solved. Guard the arena. */
#ifndef FAIRS_FILE_H
#define FAIRS_FILE_H
#include "base/base.h"
#include "engine/assign/fair.h"

enum { FAIR_FILES = 4, FAIR_FILE_NODES = 20 * 1000 * 1000 };

struct fair_file { struct str name, bytes; };
struct fair_names { struct strs list; int32_t *slot; size_t slots; };           /* in order of first appearance, found again by hash */
int32_t fair_name_find(const struct fair_names *n, struct str name);            /* -1: not there */

struct fair_sheets {
    struct arena *a;
    struct fair_file file[FAIR_FILES];          /* meetings first, the others in any order: headings tell */
    size_t nfiles;
    int64_t slots, tables, travel;              /* how many slots there are (0: the table of slots says); tables of each place (0: no limit,
                                                   or the table of places says); minutes from one place to another */
    struct fair f;                              /* out; its arrays are the next ones */
    struct fair_names left, right, places;
    struct { uint64_t *v; size_t n, cap; } here_left, here_right;
    struct { int32_t *v; size_t n, cap; } from, with, at, room;
    struct { int64_t *v; size_t n, cap; } start, end;                           /* of slots, minutes; empty without their table */
    struct { uint8_t *v; size_t n, cap; } rank;
    struct { int8_t *v; size_t n, cap; } keep;
    bool ways, kept;                            /* some meeting names a place; stays in a slot */
};

/* file[] and the three numbers are filled; f comes out. Errors name the line and what to mend. */
enum rc fair_sheets_read(struct fair_sheets *m, struct err *e);
void fair_result_put(struct out *o, const struct fair_sheets *m, const struct fair_plan *p);
/* the tables a result was made from, by name */
enum rc fair_result_inputs(struct arena *a, struct str bytes, struct strs *names, struct err *e);
/* Reads the numbers, then the tables in file[], then the plan: RC_REFUSED when the two do not belong together, or a number of
** the result was changed after it was written. The plan is still to be proved. */
enum rc fair_result_read(struct fair_sheets *m, struct str bytes, struct fair_plan *p, struct err *e);
#endif
