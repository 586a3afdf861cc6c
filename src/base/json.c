/* json.c: the parser: one function a production, the input read once from left to right. */
#include "base/json.h"

struct reader { struct arena *a; struct str s; size_t at, nodes, most_items, most_nodes; struct err *e; };

static enum rc wrong(struct reader *x, const char *what)
{
    int line = 1, col = 1;
    for (size_t i = 0; i < x->at && i < x->s.n; i++) {
        if (x->s.p[i] == '\n') { line++; col = 1; }
        else col++;
    }
    return fail_at(x->e, RC_INPUT, line, col, "line %d, column %d: %s", line, col, what);
}

static int peek(const struct reader *x) { return x->at < x->s.n ? (unsigned char)x->s.p[x->at] : -1; }

static void blank(struct reader *x)
{
    for (int c = peek(x); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(x)) x->at++;
}

static bool word(struct reader *x, struct str w)
{
    if (!str_eq(str_sub(x->s, x->at, w.n), w)) return false;
    x->at += w.n;
    return true;
}

/* ---- texts ---- */

static int hex_digit(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool four(struct reader *x, uint32_t *v)
{
    *v = 0;
    for (int i = 0; i < 4; i++, x->at++) {
        int d = hex_digit(peek(x));
        if (d < 0) return false;
        *v = *v << 4 | (uint32_t)d;
    }
    return true;
}

/* Behind "\u": one code point, of two halves where it takes two. */
static bool escaped_point(struct reader *x, uint32_t *cp)
{
    uint32_t low;
    if (!four(x, cp) || !*cp || (*cp >= 0xDC00 && *cp <= 0xDFFF)) return false;
    if (*cp < 0xD800 || *cp > 0xDBFF) return true;
    if (!word(x, S("\\u")) || !four(x, &low) || low < 0xDC00 || low > 0xDFFF) return false;
    *cp = 0x10000 + ((*cp - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static enum rc escape(struct reader *x, struct out *o)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char b[4];
    uint32_t cp;
    int c = peek(x);
    const char *known = c > 0 ? strchr(from, c) : NULL;
    x->at++;
    if (known) put_c(o, to[known - from]);
    else if (c != 'u' || !escaped_point(x, &cp)) return wrong(x, "no such escape");
    else put(o, b, utf8_put(b, cp));
    return RC_OK;
}

static enum rc text(struct reader *x, struct str *to)
{
    struct out o;
    if (peek(x) != '"') return wrong(x, "a text begins with a quotation mark");
    out_init(&o, x->a);
    for (x->at++;;) {
        size_t from = x->at;
        while (x->at < x->s.n && (unsigned char)x->s.p[x->at] >= 0x20 && x->s.p[x->at] != '"' && x->s.p[x->at] != '\\') x->at++;
        if (!o.n && peek(x) == '"') { *to = str_copy(x->a, str_sub(x->s, from, x->at++ - from)); return RC_OK; }   /* most: no escapes */
        put(&o, x->s.p + from, x->at - from);
        int c = peek(x);
        x->at++;
        if (c == '"') break;
        if (c != '\\') return wrong(x, c < 0 ? "a text does not end" : "a control character stands in a text; write it as \\n or \\u....");
        TRY(escape(x, &o));
    }
    *to = out_str(&o);
    return RC_OK;
}

/* ---- numbers: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)? ---- */

static size_t digits(struct reader *x)
{
    size_t from = x->at;
    while (peek(x) >= '0' && peek(x) <= '9') x->at++;
    return x->at - from;
}

static bool number(struct reader *x, struct str *to)
{
    size_t from = x->at;
    if (peek(x) == '-') x->at++;
    if (peek(x) == '0') x->at++;
    else if (!digits(x)) return false;
    if (peek(x) == '.') { x->at++; if (!digits(x)) return false; }
    if (peek(x) == 'e' || peek(x) == 'E') {
        x->at++;
        if (peek(x) == '+' || peek(x) == '-') x->at++;
        if (!digits(x)) return false;
    }
    *to = str_sub(x->s, from, x->at - from);
    return true;
}

/* ---- values ---- */

static enum rc value(struct reader *x, int depth, struct json_node **to);

static enum rc member(struct reader *x, int depth, struct json_node *object, struct json_node **to)
{
    struct str name;
    TRY(text(x, &name));
    for (const struct json_node *m = object->first; m; m = m->next)
        if (str_eq(m->name, name)) return wrong(x, "this name stands in the object twice");
    blank(x);
    if (!word(x, S(":"))) return wrong(x, "a colon is missing behind a name");
    TRY(value(x, depth, to));
    (*to)->name = name;
    return RC_OK;
}

static enum rc inside(struct reader *x, int depth, struct json_node *n, char end)
{
    struct json_node **next = &n->first;
    size_t many = 0;
    x->at++;
    blank(x);
    if (peek(x) == end) { x->at++; return RC_OK; }
    for (;;) {
        struct json_node *one = NULL;
        if (++many > (end == '}' ? LIMIT_JSON_MEMBERS : x->most_items)) return wrong(x, "too many members or items");
        blank(x);
        if (end == '}') TRY(member(x, depth, n, &one));
        else TRY(value(x, depth, &one));
        *next = one;
        next = &one->next;
        blank(x);
        if (peek(x) == end) { x->at++; return RC_OK; }
        if (!word(x, S(","))) return wrong(x, end == '}' ? "a comma or } is missing" : "a comma or ] is missing");
    }
}

static enum rc value(struct reader *x, int depth, struct json_node **to)
{
    if (depth > LIMIT_JSON_DEPTH) return wrong(x, "nested too deep");
    if (++x->nodes > x->most_nodes) return wrong(x, "too many values");
    struct json_node *n = *to = NEW(x->a, struct json_node);
    blank(x);
    int c = peek(x);
    if (c == '{' || c == '[') {
        n->kind = c == '{' ? JSON_OBJECT : JSON_LIST;
        return inside(x, depth + 1, n, c == '{' ? '}' : ']');
    }
    if (c == '"') { n->kind = JSON_TEXT; return text(x, &n->text); }
    if (c == '-' || (c >= '0' && c <= '9')) { n->kind = JSON_NUMBER; return number(x, &n->text) ? RC_OK : wrong(x, "this is no number"); }
    if (word(x, S("null"))) n->kind = JSON_NULL;
    else if (word(x, S("true"))) n->kind = JSON_TRUE;
    else if (word(x, S("false"))) n->kind = JSON_FALSE;
    else return wrong(x, "a value is missing");
    return RC_OK;
}

enum rc json_parse(struct arena *a, struct str s, struct json_node **top, struct err *e)
{
    return json_parse_long(a, s, LIMIT_JSON_MEMBERS, LIMIT_JSON_NODES, top, e);
}

enum rc json_parse_long(struct arena *a, struct str s, size_t items, size_t nodes, struct json_node **top, struct err *e)
{
    struct reader x = { .a = a, .s = s, .e = e, .most_items = items, .most_nodes = nodes };
    if (!utf8_valid(s)) return fail(e, RC_INPUT, "the text is not UTF-8");
    TRY(value(&x, 1, top));
    blank(&x);
    return x.at == s.n ? RC_OK : wrong(&x, "something stands behind the value");
}

const struct json_node *json_get(const struct json_node *object, const char *name)
{
    for (const struct json_node *m = object->first; m; m = m->next)
        if (str_eq(m->name, str_from(name))) return m;
    return NULL;
}
