/* judge_fuzz.c: collections of other people: documents, questions, judgements and runs in all forms.
**
**     clang -std=c11 -D_GNU_SOURCE -Isrc -g -fsanitize=fuzzer,address,undefined fuzz/judge_fuzz.c and everything that
**     src/cli/judge_read.c calls */
#include "cli/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str bytes = { (const char *)data, size };
    struct judge_docs docs = { 0 };
    struct judge_queries queries = { 0 };
    struct judge_grades grades = { 0 };
    struct judge_lines lines = { 0 };
    struct err e = { 0 };
    arena_init(&a, 64 * 1024 * 1024);
    if (arena_guard(&a) == 0) {
        if (judge_docs_read(&a, bytes, &docs, &e) == RC_OK) for (size_t i = 0; i < docs.n; i++) must(docs.v[i].name.n > 0);
        if (judge_queries_read(&a, bytes, S("title,desc"), &queries, &e) == RC_OK) must(queries.n > 0);
        if (judge_grades_read(&a, bytes, &grades, &e) == RC_OK)
            for (size_t i = 1; i < grades.n; i++) must(str_cmp(grades.v[i - 1].query, grades.v[i].query) <= 0);
        if (judge_run_read(&a, bytes, &lines, &e) == RC_OK && lines.n) must(judge_lines_of(&lines, lines.v[0].query).n > 0);
    }
    arena_free(&a);
    return 0;
}
