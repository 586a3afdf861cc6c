/* round.h: `ballast round`: what its files share.
**
**   tables, JSON, OR-Library --round_read--> struct round (names, an engine's round) --solve--> result file
**   the same files + result  --round_verify--> what is wrong, if anything
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
enum rc round_verify(struct round *rd, const struct round_result *res, struct err *e);

/* --- round_why.c: why this and not that, for one applicant */
enum rc round_why(struct round *rd, const struct round_result *res, struct str applicant, bool en, struct out *o, struct err *e);
#endif
