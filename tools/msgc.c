/* msgc.c: message files to an enum and two arrays.
**
**     listing_title
**     zh: 标题
**     en: Title
**     (blank line)
**
** '#' begins a comment line. %1 to %9 stand for what the page puts in; both
** languages must have the same ones. A missing translation, a key given twice
** or a strange line is an error with its place.
** Usage: msgc h|c FILE.msg... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGES = 4000, TEXT = 4096 };
static struct message { char *key, *text[2]; const char *file; int line; } m[MESSAGES];
static int n;

static void die(const char *file, int line, const char *what, const char *at)
{
    fprintf(stderr, "%s:%d: %s: %s\n", file, line, what, at);
    exit(1);
}

static unsigned placeholders(const char *s)
{
    unsigned set = 0;
    for (; *s; s++)
        if (s[0] == '%' && s[1] >= '1' && s[1] <= '9') set |= 1u << (s[1] - '0');
    return set;
}

static void finish(const struct message *x)
{
    if (!x->text[0] || !x->text[1]) die(x->file, x->line, x->text[0] ? "no English for" : "no Chinese for", x->key);
    if (placeholders(x->text[0]) != placeholders(x->text[1])) die(x->file, x->line, "the languages differ in %1..%9", x->key);
    for (const struct message *y = m; y < x; y++)
        if (strcmp(x->key, y->key) == 0) die(x->file, x->line, "key given twice", x->key);
}

static void read_file(const char *path)
{
    char line[TEXT];
    FILE *f = fopen(path, "r");
    int no = 0, open = 0;
    if (!f) { perror(path); exit(1); }
    while (fgets(line, sizeof line, f)) {
        no++;
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '#') continue;
        if (!line[0]) { if (open) finish(&m[n - 1]); open = 0; continue; }
        int lang = strncmp(line, "zh:", 3) == 0 ? 0 : strncmp(line, "en:", 3) == 0 ? 1 : -1;
        if (lang >= 0) {
            if (!open) die(path, no, "text without a key", line);
            if (m[n - 1].text[lang]) die(path, no, "language given twice", line);
            const char *t = line + 3;
            while (*t == ' ') t++;
            if (!*t) die(path, no, "empty text", m[n - 1].key);
            m[n - 1].text[lang] = strdup(t);
        } else {
            if (open) die(path, no, "expected zh: or en:", line);
            if (strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(line)) die(path, no, "a key is a-z 0-9 _", line);
            if (n == MESSAGES) die(path, no, "too many messages", line);
            m[n++] = (struct message){ .key = strdup(line), .file = path, .line = no };
            open = 1;
        }
    }
    if (open) finish(&m[n - 1]);
    fclose(f);
}

static void literal(const char *s)
{
    putchar('"');
    for (; *s; s++) { if (*s == '"' || *s == '\\') putchar('\\'); putchar(*s); }
    putchar('"');
}

int main(int argc, char **argv)
{
    if (argc < 2) { fputs("usage: msgc h|c FILE.msg...\n", stderr); return 2; }
    for (int i = 2; i < argc; i++) read_file(argv[i]);
    if (argv[1][0] == 'h') {
        puts("/* Written by tools/msgc from the .msg files; change those. */\n#pragma once\nenum lang { LANG_ZH, LANG_EN, LANG_MAX };\nenum msg {\n    MSG_NONE,");
        for (int i = 0; i < n; i++) printf("    T_%s,\n", m[i].key);
        puts("    MSG_MAX\n};\nextern const char *const msg_text[LANG_MAX][MSG_MAX];\nextern const char *const msg_key[MSG_MAX];");
        return 0;
    }
    puts("#include \"messages.h\"\nconst char *const msg_text[LANG_MAX][MSG_MAX] = {");
    for (int lang = 0; lang < 2; lang++) {
        puts("    {\n        \"\",");
        for (int i = 0; i < n; i++) { fputs("        ", stdout); literal(m[i].text[lang]); puts(","); }
        puts("    },");
    }
    puts("};\nconst char *const msg_key[MSG_MAX] = {\n    \"\",");
    for (int i = 0; i < n; i++) printf("    \"%s\",\n", m[i].key);
    puts("};");
    return 0;
}
