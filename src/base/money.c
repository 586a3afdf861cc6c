/* money.c: fen from what people type, and back. */
#include "base/base.h"

bool money_parse(struct str s, int64_t *fen)
{
    s = str_trim(s);
    int64_t unit = 1, yuan = 0, part = 0;
    bool minus = false;
    if (str_starts(s, S("￥"))) s = str_sub(s, 3, s.n);
    else if (str_starts(s, S("¥"))) s = str_sub(s, 2, s.n);
    if (s.n && s.p[0] == '-') { minus = true; s = str_sub(s, 1, s.n); }
    if (str_ends(s, S("元"))) s = str_sub(s, 0, s.n - 3);
    if (str_ends(s, S("万"))) { unit = 10000; s = str_sub(s, 0, s.n - 3); }
    else if (str_ends(s, S("亿"))) { unit = 100000000; s = str_sub(s, 0, s.n - 3); }
    s = str_trim(s);
    int64_t scale = unit * 100;                                   /* fen in the last whole unit read */
    size_t i = 0, digits = 0;
    for (; i < s.n && s.p[i] != '.'; i++) {
        if (s.p[i] == ',' && digits) continue;
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        digits++;
        if (__builtin_mul_overflow(yuan, 10, &yuan) || __builtin_add_overflow(yuan, s.p[i] - '0', &yuan)) return false;
    }
    if (!digits || __builtin_mul_overflow(yuan, scale, &yuan)) return false;
    if (i < s.n && ++i == s.n) return false;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || scale == 1) return false;
        scale /= 10;
        part += (s.p[i] - '0') * scale;
    }
    if (__builtin_add_overflow(yuan, part, &yuan)) return false;
    *fen = minus ? -yuan : yuan;
    return true;
}

void put_money(struct out *o, int64_t fen)
{
    char digits[24];
    uint64_t v = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)(v / 100));
    if (fen < 0) put_z(o, "\xe2\x88\x92");
    for (int i = 0; i < n; i++) {
        put_c(o, digits[i]);
        if (i + 1 < n && (n - i - 1) % 3 == 0) put_c(o, ',');
    }
    if (v % 100) put_f(o, ".%02d", (int)(v % 100));
}
