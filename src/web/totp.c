/* totp.c: RFC 4226's truncation over RFC 6238's clock. */
#include "web/totp.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>

uint32_t totp_code(struct str secret, uint64_t step, int digits, enum totp_hash hash)
{
    uint8_t msg[8], mac[64];
    unsigned n = sizeof mac;
    for (int i = 0; i < 8; i++) msg[i] = (uint8_t)(step >> (56 - 8 * i));
    const EVP_MD *md = hash == TOTP_SHA1 ? EVP_sha1() : hash == TOTP_SHA256 ? EVP_sha256() : EVP_sha512();
    must(HMAC(md, secret.p, (int)secret.n, msg, sizeof msg, mac, &n) && n >= 20);
    unsigned at = mac[n - 1] & 15;
    uint32_t v = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    uint32_t mod = 1;
    while (digits-- > 0) mod *= 10;
    return v % mod;
}

int64_t totp_check(struct str secret, struct str code, int64_t now_ms, int64_t last)
{
    int64_t v = 0, step = now_ms / 1000 / TOTP_STEP, found = -1;
    if (code.n != 6 || !str_int(code, &v) || v < 0) return -1;
    for (int64_t s = step - 1; s <= step + 1; s++)
        if (s > last && s >= 0 && totp_code(secret, (uint64_t)s, 6, TOTP_SHA1) == (uint32_t)v) found = s;
    return found;
}

struct str totp_base32(struct arena *a, struct str secret)
{
    struct out o;
    uint32_t bits = 0;
    int have = 0;
    out_init(&o, a);
    for (size_t i = 0; i < secret.n; i++) {
        bits = (bits << 8 | (uint8_t)secret.p[i]) & 0xFFFF;
        for (have += 8; have >= 5; have -= 5) put_c(&o, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits >> (have - 5) & 31]);
    }
    if (have) put_c(&o, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits << (5 - have) & 31]);
    return out_str(&o);
}

struct str totp_uri(struct arena *a, struct str secret, struct str login)
{
    struct out o;
    out_init(&o, a);
    put_z(&o, "otpauth://totp/Ballast:");
    put_url(&o, login);
    put_z(&o, "?secret=");
    put_str(&o, totp_base32(a, secret));
    put_z(&o, "&issuer=Ballast");
    return out_str(&o);
}
