/* out.c: one growing buffer, and the escapes a page needs. */
#include "base/base.h"
#include <stdarg.h>

void out_init(struct out *o, struct arena *a) { *o = (struct out){ .a = a }; }

static void room(struct out *o, size_t n)
{
    if (n < o->cap - o->n) return;                                /* keeps one byte for the NUL */
    size_t cap = o->cap ? o->cap * 2 : 256;                       /* most are a few words; a page doubles its way up */
    while (cap - o->n <= n) cap *= 2;
    o->p = arena_grow(o->a, o->p, o->cap, cap);
    o->cap = cap;
}

struct str out_str(struct out *o)
{
    room(o, 0);
    o->p[o->n] = 0;
    return (struct str){ o->p, o->n };
}

void put(struct out *o, const char *p, size_t n)
{
    if (!n) return;
    room(o, n);
    memcpy(o->p + o->n, p, n);
    o->n += n;
}

void put_c(struct out *o, char c) { put(o, &c, 1); }
void put_str(struct out *o, struct str s) { put(o, s.p, s.n); }
void put_z(struct out *o, const char *z) { put(o, z, strlen(z)); }

void put_f(struct out *o, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    must(n >= 0);
    room(o, (size_t)n);
    vsnprintf(o->p + o->n, (size_t)n + 1, fmt, again);
    va_end(again);
    o->n += (size_t)n;
}

void put_int(struct out *o, int64_t v)
{
    char buf[24];
    int n = snprintf(buf, sizeof buf, "%lld", (long long)v);
    put(o, buf, (size_t)n);
}

void put_text(struct out *o, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const char *e = s.p[i] == '&' ? "&amp;" : s.p[i] == '<' ? "&lt;" : s.p[i] == '>' ? "&gt;" :
                        s.p[i] == '"' ? "&quot;" : s.p[i] == '\'' ? "&#39;" : NULL;
        if (!e) continue;
        put(o, s.p + from, i - from);
        put_z(o, e);
        from = i + 1;
    }
    if (s.n > from) put(o, s.p + from, s.n - from);
}

void put_json(struct out *o, struct str s)
{
    put_c(o, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') { put_c(o, '\\'); put_c(o, (char)c); }
        else if (c == '\n') put_z(o, "\\n");
        else if (c == '\t') put_z(o, "\\t");
        else if (c == '\r') put_z(o, "\\r");
        else if (c < 0x20 || c == 0x7f) put_f(o, "\\u%04x", c);
        else put_c(o, (char)c);
    }
    put_c(o, '"');
}

void put_url(struct out *o, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) put_c(o, (char)c);
        else put_f(o, "%%%02X", c);
    }
}

/* What a spreadsheet may take for a formula; with a Chinese keyboard's wide signs, too. */
static bool formula_like(struct str s)
{
    static const struct str signs[] = { SI("="), SI("+"), SI("-"), SI("@"), SI("\t"), SI("\r"), SI("\n"), SI("＝"), SI("＋"), SI("－"),
        SI("＠") };
    for (size_t i = 0; i < LEN(signs); i++) if (str_starts(s, signs[i])) return true;
    return false;
}

void put_csv(struct out *o, struct str s)
{
    bool quote = false, guard = formula_like(s);
    int64_t number;
    if (guard && str_int(s, &number)) guard = false;              /* a negative number is not a formula */
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r') quote = true;
    if (quote) put_c(o, '"');
    if (guard) put_c(o, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') put_c(o, '"');
        put_c(o, s.p[i]);
    }
    if (quote) put_c(o, '"');
}
