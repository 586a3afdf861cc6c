/* judge.h: the parts of `ballast dock --judge`: collections of documents, questions and judgements as TREC and its
** successors write them (judge_read.c), and the figures (judge_count.c). */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H
#include "base/base.h"

struct judge_doc { struct str name, title, body; };
struct judge_docs { struct judge_doc *v; size_t n, cap; };
struct judge_query { struct str name, said, text; };                   /* name: to be compared, "51"; said: as the file has it, "051" */
struct judge_queries { struct judge_query *v; size_t n, cap; bool smart; };             /* smart: of a file in SMART's form */
struct judge_grade { struct str query, said, doc; double grade; };
struct judge_grades { struct judge_grade *v; size_t n, cap; };          /* by query, best grade first */
struct judge_line { struct str query, doc; float score; };             /* as trec_eval keeps it: what no float tells apart is equal */
struct judge_lines { struct judge_line *v; size_t n, cap; };            /* by query, then as trec_eval orders a run */

/* The bytes of a file, which may be gzip; text in UTF-8, UTF-16, GB18030 or Windows-1252. Documents and questions are
**   lines `id TAB text` or `id TAB title TAB text` (or one blank instead of the tabs);
**   tables (TSV, CSV, XLSX; a quoted cell may have lines) whose first row says id, title, text, in many names, Chinese or English;
**   JSON: one object a line, or a list of objects;
**   SGML: <DOC> with <DOCNO>, <TITLE>, <TEXT>; <top> with <num>, <title>, <desc>, <narr>;
**   SMART: lines .I 1, .T, .W, .K and what they begin.
** parts: which of title, desc and narr a topic asks by, as "title,desc"; a topic without any of them is asked by what it
** has. RC_INPUT names the line as far as there is one. */
enum rc judge_docs_read(struct arena *a, struct str bytes, struct judge_docs *list, struct err *e);
enum rc judge_queries_read(struct arena *a, struct str bytes, struct str parts, struct judge_queries *list, struct err *e);
/* Lines `query 0 document grade`, also without the second column, apart by blanks, tabs or commas; a remark may follow (of
** lines without the second column behind a tab); a pair judged twice counts by its better grade; lines that begin with # and
** a heading row are skipped. Or SMART's `query document 0 0`, each of which is right. */
enum rc judge_grades_read(struct arena *a, struct str bytes, struct judge_grades *list, struct err *e);
/* Lines `query Q0 document rank score name`. */
enum rc judge_run_read(struct arena *a, struct str bytes, struct judge_lines *list, struct err *e);
struct judge_grades judge_grades_of(const struct judge_grades *all, struct str query);
struct judge_lines judge_lines_of(const struct judge_lines *all, struct str query);

/* What trec_eval calls ndcg_cut_10, recall_100, map and recip_rank. grades: of the one question, best first. */
struct figures { double ndcg, recall, map, mrr; size_t queries; };
struct figures judge_count(struct arena *a, const struct str *docs, size_t n, const struct judge_grades *grades);
void judge_sum(struct figures *sum, const struct figures *one);
#endif
