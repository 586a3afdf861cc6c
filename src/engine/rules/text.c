/* text.c: case by ICU (full mappings: ß becomes SS), positions by code point. */
#include <unicode/ustring.h>
#include "engine/rules/text.h"

typedef int32_t icu_case(UChar *, int32_t, const UChar *, int32_t, const char *, UErrorCode *);

static struct str map_case(struct arena *a, struct str s, icu_case *f)
{
    if (!s.n) return s;
    must(s.n < INT32_MAX / 8);
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = 0, cap = (int32_t)s.n * 3 + 8, bytes = 0;
    UChar *in = arena_alloc(a, (s.n + 1) * sizeof(UChar)), *out = arena_alloc(a, (size_t)cap * sizeof(UChar));
    u_strFromUTF8WithSub(in, (int32_t)s.n + 1, &n, s.p, (int32_t)s.n, 0xfffd, NULL, &e);
    n = f(out, cap, in, n, "", &e);
    char *text = arena_alloc(a, (size_t)n * 3 + 1);
    u_strToUTF8(text, n * 3 + 1, &bytes, out, n, &e);
    must(U_SUCCESS(e));
    return (struct str){ text, (size_t)bytes };
}

struct str text_upper(struct arena *a, struct str s) { return map_case(a, s, u_strToUpper); }
struct str text_lower(struct arena *a, struct str s) { return map_case(a, s, u_strToLower); }

struct str text_substring(struct str s, int64_t start, int64_t length)
{
    int64_t n = (int64_t)utf8_len(s);
    int64_t from = start > 0 ? start - 1 : n + start;
    must(from >= 0);
    must(from < n);
    int64_t to = length < 0 || length > n - from ? n : from + length;
    size_t p = utf8_offset(s, (size_t)from), q = utf8_offset(s, (size_t)to);
    return (struct str){ s.p + p, q - p };
}

bool text_before(struct str s, struct str what, struct str *r)
{
    ptrdiff_t at = str_find(s, what);
    if (at >= 0) *r = str_sub(s, 0, (size_t)at);
    return at >= 0;
}

bool text_after(struct str s, struct str what, struct str *r)
{
    ptrdiff_t at = str_find(s, what);
    if (at >= 0) *r = str_sub(s, (size_t)at + what.n, s.n);
    return at >= 0;
}
