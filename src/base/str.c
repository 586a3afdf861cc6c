/* str.c: views and UTF-8, by hand: no locale, no tables. */
#include "base/base.h"
#include <stdarg.h>

struct str str_from(const char *z) { return z ? (struct str){ z, strlen(z) } : STR_NONE; }

struct str str_copy(struct arena *a, struct str s)
{
    if (!s.p) return STR_NONE;
    char *p = arena_alloc(a, s.n + 1);
    memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return (struct str){ p, s.n };
}

const char *str_z(struct arena *a, struct str s) { return s.p ? str_copy(a, s).p : ""; }

struct str str_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    must(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct str){ p, (size_t)n };
}

struct str str_join(struct arena *a, struct str x, struct str y)
{
    char *p = arena_alloc(a, x.n + y.n + 1);
    if (x.n) memcpy(p, x.p, x.n);
    if (y.n) memcpy(p + x.n, y.p, y.n);
    p[x.n + y.n] = 0;
    return (struct str){ p, x.n + y.n };
}

bool str_eq(struct str x, struct str y) { return x.n == y.n && (x.n == 0 || memcmp(x.p, y.p, x.n) == 0); }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

bool str_eq_nocase(struct str x, struct str y)
{
    if (x.n != y.n) return false;
    for (size_t i = 0; i < x.n; i++)
        if (lower(x.p[i]) != lower(y.p[i])) return false;
    return true;
}

int str_cmp(struct str x, struct str y)
{
    size_t n = x.n < y.n ? x.n : y.n;
    int c = n ? memcmp(x.p, y.p, n) : 0;
    return c ? c : x.n < y.n ? -1 : x.n > y.n;
}

bool str_starts(struct str s, struct str prefix) { return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix); }
bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

ptrdiff_t str_find(struct str s, struct str what)
{
    if (what.n == 0) return 0;
    for (size_t i = 0; i + what.n <= s.n; i++)
        if (s.p[i] == what.p[0] && memcmp(s.p + i, what.p, what.n) == 0) return (ptrdiff_t)i;
    return -1;
}

static unsigned char lowered(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

bool str_holds(struct str s, struct str part)
{
    for (size_t i = 0; i + part.n <= s.n; i++) {
        size_t k = 0;
        while (k < part.n && lowered(s.p[i + k]) == lowered(part.p[k])) k++;
        if (k == part.n) return true;
    }
    return false;
}

struct str str_sub(struct str s, size_t from, size_t n)
{
    if (!s.p) return s;
    if (from > s.n) from = s.n;
    if (n > s.n - from) n = s.n - from;
    return (struct str){ s.p + from, n };
}

static size_t space_at_start(struct str s)
{
    if (s.n && (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r'))) return 1;
    if (str_starts(s, S("\xe3\x80\x80")) || str_starts(s, S("\xef\xbb\xbf"))) return 3;
    if (str_starts(s, S("\xc2\xa0"))) return 2;
    return 0;
}

static size_t space_at_end(struct str s)
{
    if (s.n && (s.p[s.n - 1] == ' ' || (s.p[s.n - 1] >= '\t' && s.p[s.n - 1] <= '\r'))) return 1;
    if (str_ends(s, S("\xe3\x80\x80")) || str_ends(s, S("\xef\xbb\xbf"))) return 3;
    if (str_ends(s, S("\xc2\xa0"))) return 2;
    return 0;
}

struct str str_trim(struct str s)
{
    for (size_t n; (n = space_at_start(s)) != 0;) s = str_sub(s, n, s.n);
    for (size_t n; (n = space_at_end(s)) != 0;) s.n -= n;
    return s;
}

bool str_cut(struct str *rest, char sep, struct str *piece)
{
    if (!rest->p) return false;
    const char *q = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!q) {
        *piece = *rest;
        *rest = STR_NONE;
        return true;
    }
    *piece = (struct str){ rest->p, (size_t)(q - rest->p) };
    *rest = (struct str){ q + 1, rest->n - piece->n - 1 };
    return true;
}

struct strs str_parts(struct arena *a, struct str s, char sep)
{
    struct strs parts = { 0 };
    struct str one;
    while (str_cut(&s, sep, &one)) if (one.n) *PUSH(a, &parts) = one;
    return parts;
}

bool str_int(struct str s, int64_t *v)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus;
    int64_t x = 0;
    if (i == s.n) return false;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        if (__builtin_mul_overflow(x, 10, &x) || __builtin_sub_overflow(x, s.p[i] - '0', &x)) return false;
    }
    if (!minus && x == INT64_MIN) return false;
    *v = minus ? x : -x;
    return true;
}

uint64_t str_hash(struct str s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h;
}

uint32_t utf8_next(struct str s, size_t *at)
{
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    must(*at < s.n);
    unsigned char c = (unsigned char)s.p[(*at)++];
    if (c < 0x80) return c;
    int more = c >= 0xf0 && c < 0xf5 ? 3 : c >= 0xe0 && c < 0xf0 ? 2 : c >= 0xc2 && c < 0xe0 ? 1 : 0;
    if (!more || (size_t)more > s.n - *at) return 0xfffd;
    uint32_t cp = c & (0x3fu >> more);
    for (int i = 0; i < more; i++) {
        unsigned char d = (unsigned char)s.p[*at + (size_t)i];
        if ((d & 0xc0) != 0x80) return 0xfffd;
        cp = cp << 6 | (d & 0x3f);
    }
    if (cp < least[more] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000)) return 0xfffd;
    *at += (size_t)more;
    return cp;
}

size_t utf8_put(char buf[4], uint32_t cp)
{
    if (cp < 0x80) { buf[0] = (char)cp; return 1; }
    if (cp < 0x800) { buf[0] = (char)(0xc0 | cp >> 6); buf[1] = (char)(0x80 | (cp & 0x3f)); return 2; }
    if (cp < 0x10000) {
        buf[0] = (char)(0xe0 | cp >> 12);
        buf[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        buf[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    buf[0] = (char)(0xf0 | (cp >> 18 & 7));
    buf[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    buf[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    buf[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

bool utf8_valid(struct str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t was = at;
        uint32_t cp = utf8_next(s, &at);
        if (cp == 0 || (cp == 0xfffd && at == was + 1)) return false;
    }
    return true;
}

size_t utf8_len(struct str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.n; n++) utf8_next(s, &at);
    return n;
}

size_t utf8_offset(struct str s, size_t index)
{
    size_t at = 0;
    while (index-- > 0 && at < s.n) utf8_next(s, &at);
    return at;
}
