/* file.h: a round as files: tables, JSON, OR-Library in, a result out. What `ballast round` and the pages of rounds share.
**
**   places, applicants --round_read--> struct round (names, an engine's round) --assign_stable--> round_put_stable --> result
**
** doc/rounds.md describes every file for a stranger. Whoever calls guards the arena; round_read guards it itself. */
#ifndef ROUNDS_FILE_H
#define ROUNDS_FILE_H
#include "base/base.h"
#include "engine/assign/assign.h"

enum { ROUND_FILES = 8, ROUND_FILE_MOST = 1024 * 1024 * 1024, ROUND_JSON_NODES = 20 * 1000 * 1000 };

/* Names in order of first appearance, found again by hash. */
struct names { struct strs list; int32_t *slot; size_t slots; };
int32_t names_find(const struct names *n, struct str name);                      /* -1: not there */
int32_t names_add(struct arena *a, struct names *n, struct str name, bool *fresh);

enum round_method { ROUND_STABLE, ROUND_CHEAPEST, ROUND_BEST };
struct round_file { struct str name, bytes; bool changes; };        /* changes: rows in place of those that applicants had */

struct round {
    struct arena *a;
    struct round_file file[ROUND_FILES];
    size_t nfiles;
    struct str method_name, seed;               /* STR_NONE: not said yet */
    enum round_method method;
    bool everybody, outside_said;               /* optimal: nobody may be left; staying outside has a cost of its own */
    int64_t outside;
    struct names places, applicants, groups, teams;
    struct assign_round r;                      /* its arrays are the next ones */
    struct { struct assign_place *v; size_t n, cap; } place;
    struct { int32_t *v; size_t n, cap; } first, wish, team;
    struct { int64_t *v; size_t n, cap; } number;
    struct { uint8_t *v; size_t n, cap; } same;
    struct { uint64_t *v; size_t n, cap; } member, lottery;
    uint32_t told;                              /* ROUND_TELLS_...: what any applicant's row tells */
};
enum { ROUND_TELLS_POINTS = 1, ROUND_TELLS_GROUPS = 2, ROUND_TELLS_TEAM = 4 };

/* One place or applicant as it stands in a file, in words; where: line of a table, 0 in JSON. */
struct round_place_row { struct str place, seats, least, reserves; int line; };
struct round_applicant_row { struct str applicant, points, groups, team, wishes; int line; };

/* --- file_read.c: rd->file[] is filled; the rest comes out of it. Errors name file, line and what to mend. */
enum rc round_read(struct round *rd, struct err *e);
/* A table of applicants as they are now, of a round that has been read: changed[i] is the applicant of its row i, now[i] a round of
** these rows alone. RC_INPUT: somebody was not in the round, or a column the round has is missing, so that she would lose it. */
struct round_changes { struct round now; int32_t *changed; };
enum rc round_changes_read(const struct round *rd, const struct round_file *f, struct round_changes *c, struct err *e);
/* The same error, said of where it is: "applicants.csv: ..."; RC_OK stays as it is. */
enum rc round_err_in(struct arena *a, struct str where, enum rc rc, struct err *e);
struct str round_method_word(enum round_method m);
bool round_method_of(struct str word, enum round_method *m);

/* --- file_rows.c: the words of a row */
enum rc round_place_add(struct round *rd, const struct round_place_row *row, struct err *e);
enum rc round_applicant_add(struct round *rd, const struct round_applicant_row *row, struct err *e);
enum rc round_finish(struct round *rd, struct err *e);
void round_change(struct round *rd, const struct round_changes *c);     /* lists in place of lists; before round_finish or after */
/* what staying outside costs: said, or more than anything could save */
int64_t round_outside(const struct round *rd);

/* --- file_json.c */
enum rc round_read_json(struct round *rd, struct str bytes, struct err *e);
enum rc round_read_orlib(struct round *rd, struct str bytes, struct err *e);

/* --- file_result.c: the result file */
void round_put_stable(struct out *o, const struct round *rd, const struct assign_stable *s);
void round_put_optimal(struct out *o, const struct round *rd, const struct assign_optimal *s);
void round_lottery(struct round *rd);           /* SHA-256 of seed, line feed, applicant: the first 16 hex digits */
struct str round_hash(struct arena *a, struct str bytes);
void round_err_names(const struct round *rd, struct err *e);        /* "place 3" -> its name */
#endif
