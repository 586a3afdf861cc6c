/* dock.h: the parts of `ballast dock`: listings out of a table, and the judge. The command itself is in cli.h. */
#ifndef CLI_DOCK_H
#define CLI_DOCK_H
#include "engine/dock/dock.h"
#include "web/sheet.h"

struct listings { struct dock_listing *v; size_t n, cap; };

/* Every row under the heading row becomes a listing of that side; ids count up from first_id, quantity keeps the given
** one. Headings in Chinese or English (the table in dock_table.c); unknown columns are left alone. RC_INPUT with line and
** column when a cell cannot be read, or when there is no title column. */
enum rc dock_table(struct arena *a, const struct sheet *sheet, enum dock_side side, int64_t first_id, struct listings *list, struct err *e);

/* Retrieval measured: what the files may look like is in judge.h. Writes a line of figures, and one for each of the others,
** which are runs in TREC's format. Fills the index, which must be empty. plain: without feedback. run, each: NULL = not
** wanted; answers as TREC writes them, figures a question, and what was read as lines `id TAB text`; each in
** another arena than a, which is wound back after each question. Answers of equal score stand in the order of DOCS. */
struct judge_other { struct str name, bytes; };
struct judge_input {
    struct str docs, queries, qrels, parts;
    bool plain;
    struct out *run, *each, *lines_docs, *lines_queries;
    const struct judge_other *others;
    size_t nothers;
};
enum rc dock_judge(struct arena *a, struct dock_index *ix, struct dock_analyser *an, const struct judge_input *in, struct out *o,
    struct err *e);
#endif
