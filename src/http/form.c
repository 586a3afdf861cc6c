/* form.c: outside bytes to names and values. Pure, strict, bounded; fuzzed by
** fuzz/form_fuzz.c. What is malformed is refused, never repaired: two readers
** of one request must not see two meanings.
*/
#include "http/http.h"

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool text_ok(struct str s)
{
    if (!utf8_valid(s)) return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f) return false;
    }
    return true;
}

static enum rc decode(struct arena *a, struct str s, bool plus, struct str *out)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            if (i + 2 >= s.n || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0) return RC_INPUT;
            c = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
            i += 2;
        } else if (c == '+' && plus) c = ' ';
        p[n++] = c;
    }
    p[n] = 0;
    *out = (struct str){ p, n };
    return text_ok(*out) ? RC_OK : RC_INPUT;
}

enum rc http_parse_urlencoded(struct arena *a, struct str s, struct http_pairs *out)
{
    struct str rest = s, piece;
    if (!s.n) return RC_OK;
    while (str_cut(&rest, '&', &piece)) {
        if (!piece.n) continue;
        if (out->n == LIMIT_FORM_FIELDS) return RC_LIMIT;
        const char *eq = memchr(piece.p, '=', piece.n);
        size_t at = eq ? (size_t)(eq - piece.p) : piece.n;
        struct http_pair p;
        TRY(decode(a, str_sub(piece, 0, at), true, &p.name));
        TRY(decode(a, eq ? str_sub(piece, at + 1, piece.n) : S(""), true, &p.value));
        *PUSH(a, out) = p;
    }
    return RC_OK;
}

/* Cookies come from other sites of the same host too: a strange one is skipped, not refused. */
enum rc http_parse_cookies(struct arena *a, struct str s, struct http_pairs *out)
{
    struct str rest = s, piece;
    while (s.n && str_cut(&rest, ';', &piece)) {
        piece = str_trim(piece);
        const char *eq = piece.n ? memchr(piece.p, '=', piece.n) : NULL;
        if (!eq || !text_ok(piece)) continue;
        if (out->n == LIMIT_FORM_FIELDS) return RC_LIMIT;
        size_t at = (size_t)(eq - piece.p);
        *PUSH(a, out) = (struct http_pair){ str_sub(piece, 0, at), str_sub(piece, at + 1, piece.n) };
    }
    return RC_OK;
}

enum rc http_decode_path(struct arena *a, struct str raw, struct str *path)
{
    if (!raw.n || raw.p[0] != '/') return RC_INPUT;
    for (size_t i = 0; i + 2 < raw.n; i++)             /* an encoded slash would make two paths of one */
        if (raw.p[i] == '%' && raw.p[i + 1] == '2' && (raw.p[i + 2] == 'f' || raw.p[i + 2] == 'F')) return RC_INPUT;
    TRY(decode(a, raw, false, path));
    struct str rest = str_sub(*path, 1, path->n), piece;
    for (bool more = rest.n > 0; more && str_cut(&rest, '/', &piece);) {
        if (str_eq(piece, S(".")) || str_eq(piece, S(".."))) return RC_INPUT;
        if (!piece.n && rest.p) return RC_INPUT;       /* "//"; one '/' at the end is fine */
    }
    for (size_t i = 0; i < path->n; i++)
        if ((unsigned char)path->p[i] < 0x20 || path->p[i] == '\\') return RC_INPUT;
    return RC_OK;
}

/* The value of a parameter in `form-data; name="x"; filename="y"`; browsers write '"' as %22. */
static struct str parameter(struct str header, const char *name)
{
    struct str rest = header, want = str_from(name);
    bool first = true;
    while (rest.n) {
        size_t i = 0;
        bool quoted = false;
        while (i < rest.n && (quoted || rest.p[i] != ';')) {
            if (rest.p[i] == '"') quoted = !quoted;
            i++;
        }
        struct str piece = str_trim(str_sub(rest, 0, i));
        rest = str_sub(rest, i + 1, rest.n);
        if (!first && piece.n > want.n && piece.p[want.n] == '=' && str_eq_nocase(str_sub(piece, 0, want.n), want)) {
            struct str v = str_sub(piece, want.n + 1, piece.n);
            if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"') v = str_sub(v, 1, v.n - 2);
            return v;
        }
        first = false;
    }
    return STR_NONE;
}

struct part { struct str name, filename, type, bytes; };

static enum rc part_head(struct arena *a, struct str head, struct part *p)
{
    while (head.n) {
        ptrdiff_t eol = str_find(head, S("\r\n"));
        struct str line = eol < 0 ? head : str_sub(head, 0, (size_t)eol);
        head = eol < 0 ? STR_NONE : str_sub(head, (size_t)eol + 2, head.n);
        const char *colon = line.n ? memchr(line.p, ':', line.n) : NULL;
        if (!colon) return RC_INPUT;
        size_t at = (size_t)(colon - line.p);
        struct str name = str_sub(line, 0, at), value = str_trim(str_sub(line, at + 1, line.n));
        if (str_eq_nocase(name, S("content-type"))) p->type = value;
        if (!str_eq_nocase(name, S("content-disposition"))) continue;
        if (!str_starts(value, S("form-data"))) return RC_INPUT;
        p->name = parameter(value, "name");
        p->filename = parameter(value, "filename");
    }
    if (!p->name.p || !text_ok(p->name) || (p->filename.p && !text_ok(p->filename))) return RC_INPUT;
    for (size_t i = p->filename.n; i > 0; i--)         /* some clients send a whole path */
        if (p->filename.p[i - 1] == '/' || p->filename.p[i - 1] == '\\') { p->filename = str_sub(p->filename, i, p->filename.n); break; }
    p->name = str_copy(a, p->name);
    return RC_OK;
}

enum rc http_parse_multipart(struct arena *a, struct str content_type, struct str body, struct http_pairs *fields, struct http_files *files)
{
    struct str boundary = parameter(content_type, "boundary");
    if (!boundary.n || boundary.n > 70) return RC_INPUT;
    struct str mark = str_join(a, S("\r\n--"), boundary), first = str_sub(mark, 2, mark.n);
    if (!str_starts(body, first)) return RC_INPUT;
    struct str rest = str_sub(body, first.n, body.n);
    for (;;) {
        if (str_starts(rest, S("--"))) return RC_OK;
        if (!str_starts(rest, S("\r\n"))) return RC_INPUT;
        if (fields->n + files->n == LIMIT_FORM_FIELDS) return RC_LIMIT;
        struct part p = { 0 };
        rest = str_sub(rest, 2, rest.n);
        ptrdiff_t head = str_find(rest, S("\r\n\r\n")), end;
        if (head < 0 || head > LIMIT_HEADER_LINE) return RC_INPUT;
        TRY(part_head(a, str_sub(rest, 0, (size_t)head), &p));
        rest = str_sub(rest, (size_t)head + 4, rest.n);
        if ((end = str_find(rest, mark)) < 0) return RC_INPUT;
        p.bytes = str_sub(rest, 0, (size_t)end);
        rest = str_sub(rest, (size_t)end + mark.n, rest.n);
        if (p.filename.p) *PUSH(a, files) = (struct http_file){ p.name, p.filename, p.type, p.bytes };
        else if (!text_ok(p.bytes)) return RC_INPUT;
        else *PUSH(a, fields) = (struct http_pair){ p.name, p.bytes };
    }
}
