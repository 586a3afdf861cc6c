/* dock_fts5.c: SQLite FTS5 on the corpus of dock_corpus_make. Kind and district are words of the row, so that a filter is an
** AND; no table is joined, no text is kept: its quickest way.
**     dock_fts5 DB TSV QUERIES...      build when DB is not there, then ask; best of three runs each, CPU time */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char line[1 << 16], text[1 << 17];
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}
static int double_cmp(const void *x, const void *y) { double a = *(const double *)x, b = *(const double *)y; return a < b ? -1 : a > b; }
static void check(sqlite3 *db, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE) {
        fprintf(stderr, "fts5: %s\n", sqlite3_errmsg(db));
        exit(3);
    }
}

static void build(sqlite3 *db, const char *tsv)
{
    FILE *f = fopen(tsv, "r");
    sqlite3_stmt *s;
    double start = now();
    check(db, sqlite3_exec(db, "create virtual table f using fts5(body, content='', tokenize='unicode61 remove_diacritics 0'); begin", 0, 0, 0));
    check(db, sqlite3_prepare_v2(db, "insert into f(rowid, body) values(?, ?)", -1, &s, 0));
    while (f && fgets(line, sizeof line, f)) {
        int id, kind, industry, district, stage, lang, at;
        if (sscanf(line, "%d\t%d\t%d\t%d\t%d\t%d\t%n", &id, &kind, &industry, &district, &stage, &lang, &at) != 6) continue;
        int n = snprintf(text, sizeof text, "zzk%d zzi%d zzd%d zzs%d %s", kind, industry, district, stage, line + at);
        sqlite3_bind_int(s, 1, id);
        sqlite3_bind_text(s, 2, text, n, SQLITE_STATIC);
        check(db, sqlite3_step(s));
        sqlite3_reset(s);
    }
    check(db, sqlite3_finalize(s));
    check(db, sqlite3_exec(db, "commit; insert into f(f) values('optimize')", 0, 0, 0));
    printf("fts5 build cpu %.1fs\n", (now() - start) / 1e3);
    if (f) fclose(f);
}

static void match_text(char *words, int kind, int district)
{
    size_t n = (size_t)snprintf(text, sizeof text, "(");
    for (char *rest = words, *w; (w = strsep(&rest, " \n"));)
        if (*w) n += (size_t)snprintf(text + n, sizeof text - n, "%s\"%s\"", n > 1 ? " OR " : "", w);
    n += (size_t)snprintf(text + n, sizeof text - n, ")");
    if (kind >= 0) n += (size_t)snprintf(text + n, sizeof text - n, " AND zzk%d", kind);
    if (district >= 0) snprintf(text + n, sizeof text - n, " AND zzd%d", district);
}

static void ask(sqlite3 *db, const char *path)
{
    static double ms[4096];
    FILE *f = fopen(path, "r");
    size_t n = 0;
    sqlite3_stmt *s;
    check(db, sqlite3_prepare_v2(db, "select rowid, rank from f where f match ? order by rank limit 10", -1, &s, 0));
    while (f && n < 4096 && fgets(line, sizeof line, f)) {
        int kind, district, at;
        if (sscanf(line, "%d\t%d\t%n", &kind, &district, &at) != 2) continue;
        match_text(line + at, kind, district);
        ms[n] = 1e9;
        for (int i = 0; i < 3; i++) {
            double start = now();
            sqlite3_bind_text(s, 1, text, -1, SQLITE_STATIC);
            while (sqlite3_step(s) == SQLITE_ROW) {}
            sqlite3_reset(s);
            if (now() - start < ms[n]) ms[n] = now() - start;
        }
        n++;
    }
    sqlite3_finalize(s);
    if (f) fclose(f);
    if (!n) return;
    qsort(ms, n, sizeof *ms, double_cmp);
    printf("fts5 %s n=%zu p50 %.3f p99 %.3f ms\n", strrchr(path, '.'), n, ms[n / 2], ms[n * 99 / 100]);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    if (argc < 3) { fprintf(stderr, "usage: dock_fts5 DB TSV QUERIES...\n"); return 2; }
    int there = access(argv[1], F_OK) == 0;
    if (sqlite3_open(argv[1], &db) != SQLITE_OK) return 3;
    check(db, sqlite3_exec(db, "pragma cache_size=-1048576; pragma mmap_size=8589934592; pragma journal_mode=off; pragma synchronous=off", 0, 0, 0));
    if (!there) build(db, argv[2]);
    for (int i = 3; i < argc; i++) ask(db, argv[i]);
    return sqlite3_close(db) != SQLITE_OK;
}
