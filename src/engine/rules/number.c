/* number.c: see number.h. Intel's library is called by value with explicit
** rounding and flags (the libbidgcc000 build); its type stays in this file. */
#include <bid_conf.h>
#include <bid_functions.h>
#include "engine/rules/number.h"

enum { DIGITS = 34, TEXT = 64, EXACT_POWER = 2000, PLAIN_ZEROS = 400 };

static BID_UINT128 in(struct number n)
{
    BID_UINT128 b;
    memcpy(&b, &n, sizeof b);
    return b;
}

static struct number out(BID_UINT128 b)
{
    struct number n;
    memcpy(&n, &b, sizeof n);
    return n;
}

static bool give(BID_UINT128 b, struct number *r)
{
    if (!bid128_isFinite(b)) return false;
    *r = out(b);
    return true;
}

/* A number taken apart: (-1)^minus * digits * 10^exponent; digits without leading zeros, "0" for zero. */
struct parts { bool minus; char digits[TEXT]; int n, exponent; };

static struct parts take_apart(struct number x)
{
    struct parts p = { .n = 0 };
    char text[TEXT] = "";
    _IDEC_flags flags = 0;
    bid128_to_string(text, in(x), &flags);                        /* "+123E-2" */
    p.minus = text[0] == '-';
    const char *s = text + 1;
    for (; *s != 'E'; s++) p.digits[p.n++] = *s;
    struct str exponent = str_from(s + 1);
    int64_t e;
    must(str_int(exponent.p[0] == '+' ? str_sub(exponent, 1, exponent.n) : exponent, &e));
    p.exponent = (int)e;
    return p;
}

bool number_parse(struct str s, struct number *r)
{
    size_t i = 0, digits = 0;
    if (i < s.n && s.p[i] == '-') i++;
    size_t whole = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') { i++; digits++; }
    bool has_whole = i > whole;
    if (i < s.n && s.p[i] == '.') {
        size_t from = ++i;
        while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') { i++; digits++; }
        if (i == from) return false;
    } else if (!has_whole) return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) i++;
        size_t from = i;
        while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') i++;
        if (i == from || i - from > 9) return false;
    }
    if (i != s.n || s.n > 1000) return false;
    char text[1024];
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    _IDEC_flags flags = 0;
    return give(bid128_from_string(text, BID_ROUNDING_TO_NEAREST, &flags), r);
}

void put_number(struct out *o, struct number x)
{
    struct parts p = take_apart(x);
    if (p.n == 1 && p.digits[0] == '0') { put_c(o, '0'); return; }
    while (p.n > 1 && p.exponent < 0 && p.digits[p.n - 1] == '0') { p.n--; p.exponent++; }
    if (p.minus) put_c(o, '-');
    if (p.exponent > PLAIN_ZEROS || p.exponent < -PLAIN_ZEROS - DIGITS) {
        put(o, p.digits, 1);
        if (p.n > 1) put_c(o, '.');
        put(o, p.digits + 1, (size_t)p.n - 1);
        put_f(o, "E%+d", p.exponent + p.n - 1);
    } else if (p.exponent >= 0) {
        put(o, p.digits, (size_t)p.n);
        for (int i = 0; i < p.exponent; i++) put_c(o, '0');
    } else if (p.n > -p.exponent) {
        int whole = p.n + p.exponent;
        put(o, p.digits, (size_t)whole);
        put_c(o, '.');
        put(o, p.digits + whole, (size_t)-p.exponent);
    } else {
        put_z(o, "0.");
        for (int i = p.n; i < -p.exponent; i++) put_c(o, '0');
        put(o, p.digits, (size_t)p.n);
    }
}

struct str number_text(struct arena *a, struct number x)
{
    struct out o;
    out_init(&o, a);
    put_number(&o, x);
    return out_str(&o);
}

struct number number_int(int64_t i) { return out(bid128_from_int64(i)); }

/* The exponent field of the binary encoding, after the sign. Where two bits there say that it comes two further the
** coefficient has more than 34 digits, which no number made here has. */
static int exponent_of(struct number x)
{
    enum { BIAS = 6176, MASK = 0x3fff };
    uint64_t high = x.w[1];
    return (int)(high >> 49 & MASK) - BIAS;
}

static BID_UINT128 power_of_ten(int e)
{
    char text[16];
    _IDEC_flags flags = 0;
    snprintf(text, sizeof text, "1E%d", e);
    return bid128_from_string(text, BID_ROUNDING_TO_NEAREST, &flags);
}

static struct number quantize(struct number x, int64_t scale, unsigned mode)
{
    _IDEC_flags flags = 0;
    return out(bid128_quantize(in(x), power_of_ten((int)-scale), mode, &flags));
}

bool number_round(struct number x, int64_t scale, enum number_rounding how, struct number *r)
{
    if (scale < NUMBER_SCALE_MIN || scale > NUMBER_SCALE_MAX) return false;
    if (exponent_of(x) >= -scale) { *r = x; return true; }       /* has no digit to lose */
    static const unsigned modes[] = { BID_ROUNDING_TO_NEAREST, BID_ROUNDING_TIES_AWAY, BID_ROUNDING_TO_ZERO, 0, BID_ROUNDING_TO_ZERO,
        BID_ROUNDING_DOWN, BID_ROUNDING_UP };
    unsigned away = number_sign(x) < 0 ? BID_ROUNDING_DOWN : BID_ROUNDING_UP;
    struct number q = quantize(x, scale, how == NUMBER_UP ? away : modes[how]);
    if (how == NUMBER_HALF_DOWN) {
        struct number rest, half = out(power_of_ten((int)-scale - 1));
        must(number_sub(x, q, &rest));                            /* neither is large: x has digits to lose */
        must(number_mul(half, number_int(5), &half));
        if (number_cmp(number_abs(rest), half) > 0) q = quantize(x, scale, away);
    }
    return give(in(q), r);
}

bool number_is_integer(struct number x)
{
    struct number w;
    must(number_round(x, 0, NUMBER_DOWN, &w));
    return number_cmp(x, w) == 0;
}

bool number_to_int(struct number x, int64_t *i)
{
    _IDEC_flags flags = 0;
    int64_t v = bid128_to_int64_xint(in(x), &flags);
    if (flags & (BID_INVALID_EXCEPTION | BID_INEXACT_EXCEPTION)) return false;
    *i = v;
    return true;
}

struct number number_scaled(int64_t v, int digits)
{
    _IDEC_flags flags = 0;
    return out(bid128_scalbn(bid128_from_int64(v), -digits, BID_ROUNDING_TO_NEAREST, &flags));
}

bool number_to_scaled(struct number x, int digits, int64_t *v)
{
    _IDEC_flags flags = 0;
    return number_to_int(out(bid128_scalbn(in(x), digits, BID_ROUNDING_TO_NEAREST, &flags)), v);
}

double number_to_double(struct number x)
{
    _IDEC_flags flags = 0;
    return bid128_to_binary64(in(x), BID_ROUNDING_TO_NEAREST, &flags);
}

static bool is_zero(struct number x) { return bid128_isZero(in(x)); }

bool number_add(struct number x, struct number y, struct number *r)
{
    _IDEC_flags flags = 0;
    return give(bid128_add(in(x), in(y), BID_ROUNDING_TO_NEAREST, &flags), r);
}

bool number_sub(struct number x, struct number y, struct number *r)
{
    _IDEC_flags flags = 0;
    return give(bid128_sub(in(x), in(y), BID_ROUNDING_TO_NEAREST, &flags), r);
}

bool number_mul(struct number x, struct number y, struct number *r)
{
    _IDEC_flags flags = 0;
    return give(bid128_mul(in(x), in(y), BID_ROUNDING_TO_NEAREST, &flags), r);
}

bool number_div(struct number x, struct number y, struct number *r)
{
    _IDEC_flags flags = 0;
    if (is_zero(y)) return false;
    return give(bid128_div(in(x), in(y), BID_ROUNDING_TO_NEAREST, &flags), r);
}

bool number_mod(struct number x, struct number y, struct number *r)
{
    struct number m;
    _IDEC_flags flags = 0;
    if (is_zero(y)) return false;
    must(give(bid128_fmod(in(x), in(y), &flags), &m));
    if (is_zero(m)) m = number_int(0);
    else if (number_sign(m) != number_sign(y)) must(number_add(m, y, &m));
    *r = m;
    return true;
}

/* A number and what was lost in rounding it: 68 digits, so that the last of the 34 is right however often one multiplies. */
struct wide { struct number high, low; };

static bool fused(struct number x, struct number y, struct number plus, struct number *r)      /* x * y + plus, rounded once */
{
    _IDEC_flags flags = 0;
    return give(bid128_fma(in(x), in(y), in(plus), BID_ROUNDING_TO_NEAREST, &flags), r);
}

static bool wide_mul(struct wide x, struct wide y, struct wide *r)
{
    struct number product, lost, cross, sum, rest;
    if (!number_mul(x.high, y.high, &product)) return false;      /* all that follows is smaller */
    must(fused(x.high, y.high, number_neg(product), &lost));
    must(number_mul(x.high, y.low, &cross));
    must(fused(x.low, y.high, cross, &cross));
    must(number_add(lost, cross, &lost));
    if (!number_add(product, lost, &sum)) return false;
    must(number_sub(sum, product, &rest));
    must(number_sub(lost, rest, &rest));
    *r = (struct wide){ sum, rest };
    return true;
}

static bool power(struct number x, int64_t n, struct wide *r)
{
    struct wide result = { number_int(1), number_int(0) }, base = { x, number_int(0) };
    for (; n > 0; n >>= 1) {
        if ((n & 1) && !wide_mul(result, base, &result)) return false;
        if (n > 1 && !wide_mul(base, base, &base)) return false;
    }
    *r = result;
    return true;
}

/* 1 / p: the quotient, mended by what is left over. */
static bool inverse(struct wide p, struct number *r)
{
    struct number q, left;
    if (!number_div(number_int(1), p.high, &q)) return false;
    must(fused(number_neg(p.high), q, number_int(1), &left));
    must(fused(number_neg(p.low), q, left, &left));
    return fused(left, q, q, r);
}

bool number_pow(struct number x, struct number y, struct number *r)
{
    int64_t n;
    struct wide p;
    _IDEC_flags flags = 0;
    if (is_zero(x) && number_sign(y) < 0) return false;
    if (number_to_int(y, &n) && n >= -EXACT_POWER && n <= EXACT_POWER && power(x, n < 0 ? -n : n, &p)) {
        if (n < 0 && !is_zero(p.high)) return inverse(p, r);
        if (n >= 0) { *r = p.high; return true; }
    }
    return give(bid128_pow(in(x), in(y), BID_ROUNDING_TO_NEAREST, &flags), r);
}

bool number_sqrt(struct number x, struct number *r)
{
    _IDEC_flags flags = 0;
    if (number_sign(x) < 0) return false;
    return give(bid128_sqrt(in(x), BID_ROUNDING_TO_NEAREST, &flags), r);
}

bool number_exp(struct number x, struct number *r)
{
    _IDEC_flags flags = 0;
    return give(bid128_exp(in(x), BID_ROUNDING_TO_NEAREST, &flags), r);
}

bool number_log(struct number x, struct number *r)
{
    _IDEC_flags flags = 0;
    if (number_sign(x) <= 0) return false;
    return give(bid128_log(in(x), BID_ROUNDING_TO_NEAREST, &flags), r);
}

struct number number_neg(struct number x) { return is_zero(x) ? x : out(bid128_negate(in(x))); }
struct number number_abs(struct number x) { return out(bid128_abs(in(x))); }

/* Sign and exponent stand in the upper bits: where these agree the coefficients do the comparing. */
static bool same_scale(struct number x, struct number y)
{
    enum { COEFFICIENT = 49 };
    return ((x.w[1] ^ y.w[1]) >> COEFFICIENT) == 0;
}

static int coefficients(struct number x, struct number y)
{
    int order = x.w[1] != y.w[1] ? (x.w[1] < y.w[1] ? -1 : 1) : x.w[0] < y.w[0] ? -1 : x.w[0] > y.w[0];
    return x.w[1] >> 63 ? -order : order;
}

int number_cmp(struct number x, struct number y)
{
    if (same_scale(x, y)) return coefficients(x, y);
    _IDEC_flags flags = 0;
    if (bid128_quiet_equal(in(x), in(y), &flags)) return 0;
    return bid128_quiet_less(in(x), in(y), &flags) ? -1 : 1;
}

int number_sign(struct number x) { return is_zero(x) ? 0 : bid128_isSigned(in(x)) ? -1 : 1; }

static bool rest_of_two(struct number x, int64_t *rest)
{
    struct number m;
    if (!number_is_integer(x)) return false;
    must(number_mod(x, number_int(2), &m));
    return number_to_int(m, rest);
}

bool number_is_even(struct number x) { int64_t m; return rest_of_two(x, &m) && m == 0; }
bool number_is_odd(struct number x) { int64_t m; return rest_of_two(x, &m) && m == 1; }
