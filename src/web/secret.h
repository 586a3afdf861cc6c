/* secret.h: fields at rest, and every key the program needs.
**
** One master key file, outside the database, lines "ID HEX" (ID 1..255, 32
** bytes as 64 hex digits), newest first: new values are sealed with the
** first, old ones open with theirs. From a master every purpose gets a key
** of its own (HMAC-SHA-256 over the purpose).
**
** A sealed value:  01 | key id | nonce 12 | ciphertext | tag 16
** AES-256-GCM; the associated data is "table|row|column", so a value moved
** to another row or column does not open.
**
** A blind index finds equal values without opening them: HMAC-SHA-256 of the
** normalised value. An id number has little entropy, so the index is as
** secret as its key and never leaves in an export. It is made with the
** oldest key of the file, because it must stay equal over the years. */
#ifndef WEB_SECRET_H
#define WEB_SECRET_H
#include "base/base.h"

enum { KEYS_MAX = 8 };
struct keys { struct { uint8_t id, master[32]; } v[KEYS_MAX]; size_t n; };

/* RC_NONE no file; RC_INPUT not keys; RC_DENIED others may read it */
enum rc keys_load(struct keys *k, const char *path, struct err *e);
enum rc keys_create(const char *path, struct err *e);                     /* a fresh key, mode 0600; RC_DUPLICATE when there is a file */
void keys_derive(const struct keys *k, size_t which, const char *purpose, uint8_t out[32]);
void keys_mac(const struct keys *k, const char *purpose, struct str what, uint8_t out[32]);  /* with the newest key */

struct str secret_seal(struct arena *a, const struct keys *k, const char *purpose, struct str where, struct str plain);
enum rc secret_open(struct arena *a, const struct keys *k, const char *purpose, struct str where, struct str sealed, struct str *plain,
    struct err *e);
struct str secret_index(struct arena *a, const struct keys *k, const char *purpose, struct str normal);   /* 32 bytes */

void sha256(struct str s, uint8_t out[32]);
bool same_bytes(const void *x, const void *y, size_t n);                  /* in constant time */
struct str hex(struct arena *a, const void *p, size_t n);
bool unhex(struct str s, void *p, size_t n);                              /* exactly n bytes */
#endif
