/* relevance_fts5.c: what SQLite FTS5 answers to the questions of a judged set, as a run in TREC's format.
**     relevance_fts5 HOW DOCS QUERIES > RUN        lines `id TAB text` both
** HOW  trigram   tokenize='trigram', every window of three characters of the question asked for
**      words     unicode61 under porter, Chinese as it comes: a whole run of characters is one word
**      cut       unicode61 under porter, Chinese cut before into characters and pairs of neighbours
** All words of a question by OR, a thousand answers by bm25(), which is how FTS5 is asked for relevance. */
#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONG = 1 << 20 };
static char line[LONG], cut[8 * LONG], match[16 * LONG];
static char **names;
static void check(sqlite3 *db, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
        fprintf(stderr, "fts5: %s\n", sqlite3_errmsg(db));
        exit(3);
    }
}

/* A character's bytes, and whether it is Chinese (from U+3400 on and not the full-width forms and punctuation). */
static size_t letter(const char *s, int *chinese)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    for (size_t i = 1; i < n; i++) if (!p[i]) { n = i; break; }
    unsigned c = n == 3 ? (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u) : 0;
    *chinese = n == 4 || (c >= 0x3400 && c < 0xa000);
    return n;
}

/* Characters and pairs apart by blanks; all else as it is. */
static void chinese_cut(const char *s, char *to)
{
    const char *before = NULL;
    size_t nbefore = 0;
    for (size_t n; *s; s += n) {
        int chinese;
        n = letter(s, &chinese);
        if (chinese) {
            if (before) to += sprintf(to, " %.*s%.*s", (int)nbefore, before, (int)n, s);
            to += sprintf(to, " %.*s ", (int)n, s);
        } else { memcpy(to, s, n); to += n; }
        before = chinese ? s : NULL;
        nbefore = n;
    }
    *to = 0;
}

static char *put_word(char *to, const char *word, size_t n)
{
    return to + sprintf(to, "%s\"%.*s\"", to > match ? " OR " : "", (int)n, word);
}

static void ask_words(const char *s)
{
    char *to = match;
    *to = 0;
    while (*s) {
        size_t n = 0;
        while ((unsigned char)s[n] >= 0x80 || isalnum((unsigned char)s[n])) n++;
        if (n) to = put_word(to, s, n);
        s += n ? n : 1;
    }
}

static void ask_trigrams(const char *s)
{
    char *to = match;
    int c;
    *to = 0;
    for (; *s; s += letter(s, &c)) {
        size_t n = 0, i = 0;
        for (; i < 3 && s[n] && s[n] != '"' && s[n] != ' '; i++) n += letter(s + n, &c);
        if (i == 3) to = put_word(to, s, n);
    }
}

static char *text_of(char *tab)
{
    char *end = strpbrk(tab + 1, "\r\n");
    if (end) *end = 0;
    for (char *p = tab + 1; *p; p++)
        if (*p == '\t') *p = ' ';
    *tab = 0;
    return tab + 1;
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    if (argc != 4) { fprintf(stderr, "usage: relevance_fts5 trigram|words|cut DOCS QUERIES\n"); return 2; }
    int trigram = !strcmp(argv[1], "trigram"), cutting = !strcmp(argv[1], "cut");
    size_t n = 0, cap = 0;
    FILE *f = fopen(argv[2], "r"), *q = fopen(argv[3], "r");
    if (!f || !q) { perror(f ? argv[3] : argv[2]); return 3; }
    check(db, sqlite3_open(":memory:", &db));
    check(db,
        sqlite3_exec(db,
            trigram ? "create virtual table f using fts5(body, tokenize='trigram')"
                    : "create virtual table f using fts5(body, tokenize='porter unicode61')",
            0, 0, 0));
    check(db, sqlite3_prepare_v2(db, "insert into f(rowid, body) values(?, ?)", -1, &s, 0));
    for (char *tab; fgets(line, sizeof line, f);) {
        if (!(tab = strchr(line, '\t'))) continue;
        char *text = text_of(tab);
        if (cutting) chinese_cut(text, cut);
        if (n == cap) names = realloc(names, (cap = cap ? 2 * cap : 1024) * sizeof *names);
        names[n++] = strdup(line);
        sqlite3_bind_int64(s, 1, (sqlite3_int64)n);
        sqlite3_bind_text(s, 2, cutting ? cut : text, -1, SQLITE_STATIC);
        check(db, sqlite3_step(s));
        sqlite3_reset(s);
    }
    sqlite3_finalize(s);
    check(db, sqlite3_prepare_v2(db, "select rowid from f where f match ? order by rank limit 1000", -1, &s, 0));
    for (char *tab; fgets(line, sizeof line, q);) {
        if (!(tab = strchr(line, '\t'))) continue;
        char *text = text_of(tab);
        if (cutting) chinese_cut(text, cut);
        if (trigram) ask_trigrams(text);
        else ask_words(cutting ? cut : text);
        if (!*match) continue;
        sqlite3_bind_text(s, 1, match, -1, SQLITE_STATIC);
        for (int rank = 1, rc; (rc = sqlite3_step(s)) == SQLITE_ROW || (check(db, rc), 0); rank++)
            printf("%s Q0 %s %d %d fts5-%s\n", line, names[sqlite3_column_int64(s, 0) - 1], rank, 2000 - rank, argv[1]);
        sqlite3_reset(s);
    }
    return 0;
}
