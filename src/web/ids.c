/* ids.c: check digits, by the weights of the two standards. */
#include "web/ids.h"

static bool digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return true;
}

static int number(struct str s, size_t from, size_t n)
{
    int v = 0;
    for (size_t i = from; i < from + n; i++) v = v * 10 + (s.p[i] - '0');
    return v;
}

enum id_fault resident_check(struct str s, struct resident *out)
{
    static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    if (s.n != 18) return ID_LENGTH;
    if (!digits(str_sub(s, 0, 17)) || s.p[0] == '0') return ID_LETTER;
    char last = s.p[17] == 'x' ? 'X' : s.p[17];
    if (last != 'X' && (last < '0' || last > '9')) return ID_LETTER;
    int y = number(s, 6, 4), m = number(s, 10, 2), d = number(s, 12, 2);
    if (y < 1850 || !date_valid(y, m, d)) return ID_DATE;
    int sum = 0;
    for (size_t i = 0; i < 17; i++) sum += weight[i] * (s.p[i] - '0');
    if ("10X98765432"[sum % 11] != last) return ID_CHECK;
    if (out) *out = (struct resident){ date_days(y, m, d), (s.p[16] - '0') % 2 == 1, str_sub(s, 0, 6) };
    return ID_FINE;
}

/* The nine-character organisation code inside: eight characters, base 36, and a check of its own. */
static bool organisation_code(const char *p)
{
    static const int weight[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;
    for (int i = 0; i < 8; i++) sum += weight[i] * (p[i] <= '9' ? p[i] - '0' : p[i] - 'A' + 10);
    int c = 11 - sum % 11;
    return p[8] == (c == 10 ? 'X' : c == 11 ? '0' : (char)('0' + c));
}

enum id_fault uscc_check(struct str s)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weight[17] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
    if (s.n != 18) return ID_LENGTH;
    int sum = 0;
    for (size_t i = 0; i < 18; i++) {
        const char *at = memchr(alphabet, s.p[i], sizeof alphabet - 1);
        if (!at) return ID_LETTER;
        if (i < 17) sum += weight[i] * (int)(at - alphabet);
    }
    if (!digits(str_sub(s, 2, 6))) return ID_LETTER;
    if (!organisation_code(s.p + 8)) return ID_CHECK;
    return alphabet[(31 - sum % 31) % 31] == s.p[17] ? ID_FINE : ID_CHECK;
}

struct str id_normal(struct arena *a, struct str s)
{
    s = str_trim(s);
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;               /* full-width forms stand in ASCII order */
        if (c >= 'a' && c <= 'z') c -= 32;
        char one[4];
        size_t k = utf8_put(one, c == 0xFFFD ? '?' : c);
        memcpy(p + n, one, k);
        n += k;
    }
    p[n] = 0;
    return (struct str){ p, n };
}

struct str phone_normal(struct arena *a, struct str s)
{
    struct str ascii = id_normal(a, s);
    char *p = arena_alloc(a, ascii.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < ascii.n; i++)
        if (ascii.p[i] >= '0' && ascii.p[i] <= '9') p[n++] = ascii.p[i];
    p[n] = 0;
    struct str digits = { p, n };
    return str_starts(digits, S("86")) && n == 13 ? str_sub(digits, 2, 11) : digits;
}

struct str resident_mask(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) p[i] = s.n >= 11 && (i < 3 || i + 4 >= s.n) ? s.p[i] : '*';
    p[s.n] = 0;
    return (struct str){ p, s.n };
}
