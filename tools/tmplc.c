/* tmplc.c: a page to a C function.
**
**     % C code          the function's head, loops, conditions; %#include at the top
**     {{expr}}          the C expression, escaped by its own type (src/web/page.h)
**     {{t:KEY}}         the message T_KEY in the reader's language; a blank behind it falls away where Chinese punctuation ends it
**     {{conv:expr}}     put_conv(r, expr): date, day, instant, num, yuan
**     {{url:expr}}      percent-encoded, for one query value
**
** #line keeps the C compiler's errors at the page's own line. An expression
** inside <script>, <style>, an on...= attribute or an unquoted attribute value
** is an error here, as no escape makes it safe.
** Usage: tmplc PAGE.html > PAGE_html.c */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *file;
static int line_no;
static char text[1 << 16];
static size_t ntext;

/* Where in HTML the next byte stands. */
static enum { CONTENT, TAG, VALUE_START, QUOTED, UNQUOTED, RAW } where;
static char quote, attribute[64], tag[32];
static size_t nattribute, ntag;

static void die(const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", file, line_no, what);
    exit(1);
}

static void flush(void)
{
    if (!ntext) return;
    printf("    put(&r->out, \"");
    for (size_t i = 0; i < ntext; i++) {
        if (text[i] == '\n') printf("\\n");
        else if (text[i] == '"' || text[i] == '\\') printf("\\%c", text[i]);
        else if (text[i] == '?') printf("\\?");
        else putchar(text[i]);
    }
    printf("\", %zu);\n", ntext);
    ntext = 0;
}

static void follow(char c)
{
    switch (where) {
    case RAW:
    case CONTENT:
        if (c == '<') { where = TAG; ntag = nattribute = 0; }
        break;
    case TAG:
        if (c == '>') {
            tag[ntag] = 0;
            where = !strcasecmp(tag, "script") || !strcasecmp(tag, "style") ? RAW : CONTENT;
        } else if (c == '=') where = VALUE_START;
        else if (isspace((unsigned char)c)) { nattribute = 0; if (ntag) ntag |= 0; }
        else {
            if (ntag < sizeof tag - 1 && nattribute == ntag) tag[ntag++] = c;
            if (nattribute < sizeof attribute - 1) attribute[nattribute++] = c;
        }
        break;
    case VALUE_START:
        if (c == '"' || c == '\'') { where = QUOTED; quote = c; }
        else where = UNQUOTED;
        break;
    case QUOTED: if (c == quote) { where = TAG; nattribute = 0; ntag = ntag ? ntag : 1; } break;
    case UNQUOTED: if (c == '>') where = CONTENT; else if (isspace((unsigned char)c)) { where = TAG; nattribute = 0; } break;
    }
}

static void literal(char c)
{
    if (ntext == sizeof text) flush();
    text[ntext++] = c;
    follow(c);
}

static void check_place(void)
{
    attribute[nattribute] = 0;
    if (where == RAW) die("an expression inside <script> or <style>");
    if (where == VALUE_START || where == UNQUOTED) die("an expression in an attribute without quotes");
    if (where == QUOTED && !strncasecmp(attribute, "on", 2)) die("an expression in an on...= attribute");
    if (where == TAG) die("an expression inside a tag, outside an attribute's value");
}

static char *expression(char *p)
{
    char *end = strstr(p, "}}");
    if (!end) die("'{{' without '}}'");
    check_place();
    flush();
    *end = 0;
    char *q = p;
    while (islower((unsigned char)*q)) q++;
    printf("#line %d \"%s\"\n", line_no, file);
    if (q > p && *q == ':' && q[1] != ':') {
        *q = 0;
        if (!strcmp(p, "t")) {
            printf("    put_msg(r, T_%s);\n", q + 1);
            bool gap = where == CONTENT && end[2] == ' ' && end[3] && end[3] != '\n';
            if (gap) printf("    put_gap(r, T_%s);\n", q + 1);
            if (gap) return end + 3;
        }
        else if (!strcmp(p, "url")) printf("    put_url(&r->out, %s);\n", q + 1);
        else printf("    put_%s(r, %s);\n", p, q + 1);
    } else printf("    PUT(&r->out, %s);\n", p);
    return end + 2;
}

int main(int argc, char **argv)
{
    static char line[16384];
    FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!f) { fputs("usage: tmplc PAGE.html\n", stderr); return 2; }
    file = argv[1];
    puts("#include \"web/page.h\"");
    while (fgets(line, sizeof line, f)) {
        line_no++;
        if (line[0] == '%') {
            flush();
            printf("#line %d \"%s\"\n%s", line_no, file, line + 1);
            continue;
        }
        for (char *p = line; *p;) {
            if (strncmp(p, "{{", 2) == 0) p = expression(p + 2);
            else literal(*p++);
        }
    }
    flush();
    if (where != CONTENT) die("the page ends inside a tag");
    return 0;
}
