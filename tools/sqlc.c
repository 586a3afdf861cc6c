/* sqlc.c: named SQL statements to C.
**
**     -- name: party_by_id (id int) -> (id int, name text, closed int?)    one row
**     -- name: party_list (kind text) -> (id int, name text)*              many rows
**     -- name: party_close (id int, version int) -> ()                     none
**     SELECT ... ;                                                         up to the first line that ends with ';'
**
** Usage: sqlc h NAME FILE.sql       the structs and prototypes of one file
**        sqlc c NAME FILE.sql       the statements and functions of one file
**        sqlc all FILE.sql...       the list of all statements, for the proof on both databases
**        sqlc migrations FILE.sql...  the migrations as strings, in the order given
** A wrong line is an error with its place. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX = 64 };
struct col { char name[64], type; int null; };
struct stmt { char name[64]; struct col in[MAX], out[MAX]; int nin, nout, many, rows; char sql[16384]; };

static const char *file;
static int line_no;
static void die(const char *what, const char *at)
{
    fprintf(stderr, "%s:%d: %s: '%.40s'\n", file, line_no, what, at);
    exit(1);
}

static char *blank(char *p) { while (*p == ' ') p++; return p; }

/* "(name type, name type?)" into c; returns behind the ')'. */
static char *columns(char *p, struct col *c, int *n)
{
    p = blank(p);
    if (*p++ != '(') die("expected '('", p - 1);
    for (*n = 0, p = blank(p); *p != ')'; p = blank(p)) {
        char type[16];
        int used = 0;
        if (*n == MAX || sscanf(p, "%63[a-z_0-9] %15[a-z]%n", c[*n].name, type, &used) != 2) die("expected 'name type'", p);
        const char *known = !strcmp(type, "int") ? "i"
            : !strcmp(type, "real")              ? "r"
            : !strcmp(type, "text")              ? "t"
            : !strcmp(type, "blob")              ? "b"
                                                 : "";
        if (!*known) die("type is int, real, text or blob", p);
        p += used;
        c[*n].type = *known;
        c[*n].null = *p == '?';
        if (*p == '?') p++;
        (*n)++;
        p = blank(p);
        if (*p == ',') p++;
        else if (*p != ')') die("expected ',' or ')'", p);
    }
    return p + 1;
}

static int next(FILE *f, struct stmt *s)
{
    static char line[8192];
    memset(s, 0, sizeof *s);
    while (fgets(line, sizeof line, f)) {
        line_no++;
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "-- name: ", 9) == 0) {
            int used = 0;
            if (s->name[0]) die("the statement before has no ';' at a line's end", line);
            if (sscanf(line + 9, "%63[a-z_0-9]%n", s->name, &used) != 1) die("expected a name", line + 9);
            char *p = blank(columns(line + 9 + used, s->in, &s->nin));
            if (strncmp(p, "->", 2)) die("expected '->'", p);
            p = columns(p + 2, s->out, &s->nout);
            s->many = *p == '*';
            s->rows = s->nout > 0;
        } else if (s->name[0] && strncmp(line, "--", 2) != 0) {
            size_t n = strlen(s->sql), m = strlen(line);
            if (n + m + 2 > sizeof s->sql) die("statement too long", line);
            snprintf(s->sql + n, sizeof s->sql - n, "%s\n", line);
            if (m && line[m - 1] == ';') { s->sql[n + m - 1] = 0; return 1; }
        } else if (line[0] && strncmp(line, "--", 2) != 0) die("SQL outside a named statement", line);
    }
    if (s->name[0]) die("no ';' at a line's end", s->name);
    return 0;
}

static void literal(const char *p)
{
    putchar('"');
    for (; *p; p++) {
        if (*p == '\n') fputs("\\n\"\n    \"", stdout);
        else if (*p == '"' || *p == '\\') printf("\\%c", *p);
        else putchar(*p);
    }
    putchar('"');
}

static const char *ctype(char t) { return t == 'i' ? "int64_t " : t == 'r' ? "double " : "struct str "; }

static void head(const struct stmt *s)
{
    printf("enum rc %s(struct db *db", s->name);
    for (int i = 0; i < s->nin; i++) printf(", %s%s", ctype(s->in[i].type), s->in[i].name);
    if (s->rows) printf(", struct %s%s *%s", s->name, s->many ? "_rows" : "", s->many ? "rows" : "row");
    putchar(')');
}

static void write_h(const struct stmt *s)
{
    if (s->rows) {
        printf("struct %s {\n", s->name);
        for (int i = 0; i < s->nout; i++)
            printf("    %s%s;%s\n", ctype(s->out[i].type), s->out[i].name, s->out[i].null ? "  /* may be NULL */" : "");
        puts("};");
        if (s->many) printf("struct %s_rows { struct %s *v; size_t n, cap; };\n", s->name, s->name);
    }
    head(s);
    puts(";\n");
}

static void table(const struct stmt *s, const char *which, const struct col *c, int n, int at)
{
    printf("static const struct db_column %s_%s[] = {", s->name, which);
    for (int i = 0; i < n; i++) {
        printf(" { \"%s\", '%c', %d, ", c[i].name, c[i].type, c[i].null);
        if (at) printf("offsetof(struct %s, %s) },", s->name, c[i].name);
        else printf("0 },");
    }
    printf("%s };\n", n ? "" : " { 0 }");
}

static void write_c(const struct stmt *s)
{
    table(s, "in", s->in, s->nin, 0);
    table(s, "out", s->out, s->nout, 1);
    printf("const struct db_stmt stmt_%s = { \"%s\",\n    ", s->name, s->name);
    literal(s->sql);
    printf(",\n    %s_in, %s_out, %d, %d, ", s->name, s->name, s->nin, s->nout);
    if (s->rows) printf("sizeof(struct %s) };\n", s->name);
    else puts("0 };");
    head(s);
    puts("\n{");
    if (s->nin) {
        puts("    const struct db_value in[] = {");
        for (int i = 0; i < s->nin; i++) {
            const struct col *c = &s->in[i];
            if (c->type == 'i') printf("        { .type = 'i', .i = %s },\n", c->name);
            else if (c->type == 'r') printf("        { .type = 'r', .r = %s },\n", c->name);
            else printf("        { .type = '%c', .s = %s },\n", c->type, c->name);
        }
        puts("    };");
    }
    const char *in = s->nin ? "in" : "NULL";
    if (!s->rows) printf("    return db_exec(db, &stmt_%s, %s);\n", s->name, in);
    else if (!s->many) printf("    return db_one(db, &stmt_%s, %s, row);\n", s->name, in);
    else printf("    struct db_rows got;\n    TRY(db_many(db, &stmt_%s, %s, &got));\n    rows->v = got.v;\n    rows->n = got.n;\n"
                "    rows->cap = got.cap;\n    return RC_OK;\n", s->name, in);
    puts("}\n");
}

static FILE *open_or_die(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f) { perror(path); exit(1); }
    file = path;
    line_no = 0;
    return f;
}

/* In their order, each number once: two of one number would leave every database without one of them. */
static void migration(const char *path)
{
    static char text[1 << 20];
    static int last;
    FILE *f = open_or_die(path);
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    if (atoi(base) <= last) { fprintf(stderr, "%s: number %d is not above the one before it\n", path, atoi(base)); exit(1); }
    last = atoi(base);
    printf("    { %d, \"%.*s\", ", atoi(base), (int)strcspn(base, "."), base);
    literal(text);
    puts(" },");
    fclose(f);
}

int main(int argc, char **argv)
{
    static struct stmt s;
    if (argc >= 2 && !strcmp(argv[1], "migrations")) {
        puts("#include \"db/db.h\"\nconst struct db_migration db_migrations[] = {");
        for (int i = 2; i < argc; i++) migration(argv[i]);
        printf("    { 0 }\n};\nconst size_t db_migrations_n = %d;\n", argc - 2);
    } else if (argc >= 2 && !strcmp(argv[1], "all")) {
        puts("#include \"db/db.h\"");
        for (int pass = 0; pass < 2; pass++) {
            int n = 0;
            if (pass) puts("const struct db_stmt *const db_all_statements[] = {");
            for (int i = 2; i < argc; i++) {
                FILE *f = open_or_die(argv[i]);
                for (; next(f, &s); n++) printf(pass ? "    &stmt_%s,\n" : "extern const struct db_stmt stmt_%s;\n", s.name);
                fclose(f);
            }
            if (pass) printf("    NULL\n};\nconst size_t db_all_statements_n = %d;\n", n);
        }
    } else if (argc == 4) {
        int c = argv[1][0] == 'c';
        FILE *f = open_or_die(argv[3]);
        printf("/* Written by tools/sqlc from %s; change that file. */\n", argv[3]);
        if (c) printf("#include \"%s_sql.h\"\n\n", argv[2]);
        else printf("#pragma once\n#include \"db/db.h\"\n\n");
        while (next(f, &s)) { if (c) write_c(&s); else write_h(&s); }
        fclose(f);
    } else { fputs("usage: sqlc h|c NAME FILE.sql | all FILE... | migrations FILE...\n", stderr); return 2; }
    return 0;
}
