/* password.h: argon2id, 19 MiB, two passes; at most two at once.
** A login storm must not take the memory or the cores of those who are in:
** two hash, a few wait a little, the rest are told to come back (RC_LIMIT;
** the page answers 503 with Retry-After). The password is keyed with the
** master key first, so a stolen database alone cannot be guessed at. */
#ifndef WEB_PASSWORD_H
#define WEB_PASSWORD_H
#include "web/secret.h"

enum { PASSWORD_MIN = 10, PASSWORD_MAX = 256, PASSWORD_HASH = 128 };

enum rc password_hash(const struct keys *k, struct str password, char hash[PASSWORD_HASH]);   /* RC_LIMIT: too many at once */
/* RC_OK, RC_DENIED, RC_LIMIT; hash NULL: takes as long, RC_DENIED */
enum rc password_check(const struct keys *k, struct str password, const char *hash);
/* on the short list of the worst, one repeated letter, or the login itself */
bool password_common(struct str password, struct str login);
#endif
