/* cli.c: options, errors and files for the commands. */
#include "cli/cli.h"
#include "web/sheet.h"
#include <errno.h>

static bool option_takes(const struct option_spec *o, const char *arg, struct str *value)
{
    size_t n = strlen(o->name);
    if (strncmp(arg, o->name, n) != 0 || (arg[n] != 0 && arg[n] != '=')) return false;
    *value = arg[n] == '=' ? str_from(arg + n + 1) : STR_NONE;
    return true;
}

int cli_options(int argc, char **argv, const char *help, const struct option_spec *spec, size_t nspec,
    struct str *args, size_t *nargs, size_t max_args)
{
    uint64_t given = 0;                             /* of spec; the last of two would win in silence */
    *nargs = 0;
    must(nspec <= 64);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) { fputs(help, stdout); return EXIT_DONE; }
        if (strncmp(argv[i], "--", 2) != 0) {
            if (*nargs == max_args) { fprintf(stderr, "ballast %s: '%s' is one argument too many\n", argv[0], argv[i]); return EXIT_USAGE; }
            args[(*nargs)++] = str_from(argv[i]);
            continue;
        }
        const struct option_spec *o = NULL;
        struct str value = STR_NONE;
        for (size_t k = 0; k < nspec && !o; k++)
            if (option_takes(&spec[k], argv[i], &value)) o = &spec[k];
        if (!o) { fprintf(stderr, "ballast %s: there is no option %s; see --help\n", argv[0], argv[i]); return EXIT_USAGE; }
        if (o->flag) { *o->flag = true; continue; }
        if (given >> (o - spec) & 1) { fprintf(stderr, "ballast %s: %s is given twice\n", argv[0], o->name); return EXIT_USAGE; }
        given |= (uint64_t)1 << (o - spec);
        if (!value.p && i + 1 < argc) value = str_from(argv[++i]);
        if (!value.p) { fprintf(stderr, "ballast %s: %s needs a value\n", argv[0], o->name); return EXIT_USAGE; }
        *o->value = value;
    }
    return -1;
}

/* Controls, marks of direction and what ends a line: they would write elsewhere, or something else, than they seem to. */
static bool is_sign(uint32_t c)
{
    static const uint32_t from[] = { 0, 0x7f, 0x200e, 0x2028, 0x2066 }, to[] = { 0x1f, 0x9f, 0x200f, 0x202e, 0x2069 };
    for (size_t i = 0; i < LEN(from); i++) if (c >= from[i] && c <= to[i]) return true;
    return false;
}

static void put_plain(FILE *f, struct str s, bool lines)
{
    for (size_t at = 0, from = 0; at < s.n; from = at) {
        uint32_t c = utf8_next(s, &at);
        if (c == 0xfffd && at == from + 1 && s.n - from < 4) break;        /* cut at its limit amid a character */
        if (lines && c == '\n') fputc('\n', f);
        else if (is_sign(c) || (c == 0xfffd && at == from + 1)) fputc(c == '\t' || c == '\n' || c == '\r' ? ' ' : '?', f);
        else fwrite(s.p + from, 1, at - from, f);
    }
}

void cli_say(const char *text) { put_plain(stderr, str_from(text), false); }
void cli_text(FILE *f, struct str s) { put_plain(f, s, true); }

/* The parser of JSON says in words where it stands, for who reads it without a column of its own. */
static bool place_said(const struct err *e)
{
    char place[48];
    snprintf(place, sizeof place, "line %d, column %d", e->line, e->col);
    return strstr(e->text, place) != NULL;
}

int cli_fail(const char *what, enum rc rc, const struct err *e)
{
    fprintf(stderr, "ballast: %s: %s", what, rc_name(rc));
    if (e && e->text[0]) { fputs(": ", stderr); cli_say(e->text); }
    if (e && e->line && e->col && place_said(e)) {}
    else if (e && e->line && e->col) fprintf(stderr, " (line %d, column %d)", e->line, e->col);
    else if (e && e->line) fprintf(stderr, " (line %d)", e->line);
    fputc('\n', stderr);
    bool file = rc == RC_INPUT || rc == RC_NONE || (rc == RC_LIMIT && e && e->line);    /* a limit at a line is the file's */
    return file ? EXIT_USAGE : EXIT_WORLD;
}

enum rc cli_sheet(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e)
{
    enum rc rc = sheet_read(a, bytes, sheet, e);
    return rc == RC_LIMIT ? RC_INPUT : rc;
}

bool cli_name_bare(struct str name)
{
    return name.n && str_find(name, S("/")) < 0 && !str_eq(name, S(".")) && !str_eq(name, S("..")) && !str_eq(name, S("-"));
}

enum rc cli_read_file(struct arena *a, const char *path, size_t max, struct str *bytes, struct err *e)
{
    bool std = strcmp(path, "-") == 0;
    FILE *f = std ? stdin : fopen(path, "rb");
    bool none = errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG;
    if (!f) return fail(e, none ? RC_NONE : RC_IO, "%s: %s", path, strerror(errno));
    struct out o;
    char buf[16384];
    enum rc rc = RC_OK;
    out_init(&o, a);
    for (size_t n; rc == RC_OK && (n = fread(buf, 1, sizeof buf, f)) > 0;) {
        if (o.n + n > max) rc = fail(e, RC_INPUT, "%s is larger than %zu bytes", path, max);
        else put(&o, buf, n);
    }
    if (rc == RC_OK && ferror(f)) rc = fail(e, errno == EISDIR ? RC_NONE : RC_IO, "%s: %s", path, strerror(errno));
    if (!std) fclose(f);
    *bytes = out_str(&o);
    return rc;
}
