/* totp.h: the six digits that change every thirty seconds (RFC 6238, HMAC-SHA-1 as the telephone programs do it). */
#ifndef WEB_TOTP_H
#define WEB_TOTP_H
#include "base/base.h"

enum { TOTP_STEP = 30, TOTP_SECRET = 20 };
enum totp_hash { TOTP_SHA1, TOTP_SHA256, TOTP_SHA512 };

uint32_t totp_code(struct str secret, uint64_t step, int digits, enum totp_hash hash);
/* The step a six-digit code belongs to, now or one before or after, later than last; -1 when it is wrong or was used. */
int64_t totp_check(struct str secret, struct str code, int64_t now_ms, int64_t last);
struct str totp_base32(struct arena *a, struct str secret);
struct str totp_uri(struct arena *a, struct str secret, struct str login); /* otpauth://..., for the QR code */
#endif
