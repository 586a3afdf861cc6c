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

/* Retrieval measured: docs and queries are lines `id TAB text`, qrels lines `query 0 document grade`. Writes one line
** of figures. Fills the index, which must be empty. */
struct judge_input { struct str docs, queries, qrels; bool feedback; };
enum rc dock_judge(struct arena *a, struct dock_index *ix, struct dock_analyser *an, const struct judge_input *in, struct out *o, struct err *e);
#endif
