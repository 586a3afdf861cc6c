/* round.h: `ballast round`: what its files share.
**
**   tables, JSON, OR-Library --round_read--> struct round (names, an engine's round) --solve--> result file
**   the same files + result  --round_verify--> what is wrong, if anything
**   a result that holds, and changes --round_resolve--> result file
**
** doc/rounds.md describes every file for a stranger. */
#ifndef CLI_ROUND_H
#define CLI_ROUND_H
#include "app/rounds/file.h"
#include "cli/cli.h"

/* --- round_verify.c: reads a result file and the files it was made from. RC_REFUSED: something does not hold */
struct json_node;
struct round_result { const struct json_node *top, *places, *applicants; };
enum rc round_open(struct round *rd, struct str path, const struct str *files, size_t nfiles, struct round_result *res, struct err *e);
/* the seats and prices it tells; own: cut-offs as worked out here */
struct round_told { struct assign_stable s, own; struct assign_optimal optimal; };
enum rc round_verify(struct round *rd, const struct round_result *res, struct round_told *t, struct err *e);

/* --- round_resolve.c: the round of a result with changes, file after file; o takes the new result. say: where it tells what
** each file moved */
enum rc round_resolve(struct round *rd, const struct round_told *t, const struct str *files, size_t nfiles, FILE *say, struct out *o,
    struct err *e);

/* --- round_why.c: why this and not that, for one applicant */
enum rc round_why(struct round *rd, const struct round_result *res, struct str applicant, bool en, struct out *o, struct err *e);
#endif
