/* secret.c: keys from one file, AES-256-GCM for a field, HMAC for finding it. OpenSSL 3 does the arithmetic. */
#include "web/secret.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NONCE = 12, TAG = 16, HEAD = 2 + NONCE };

static void hmac256(const uint8_t *key, size_t nkey, const void *p, size_t n, uint8_t out[32])
{
    unsigned len = 32;
    must(HMAC(EVP_sha256(), key, (int)nkey, p, n, out, &len) && len == 32);
}

void sha256(struct str s, uint8_t out[32])
{
    unsigned len = 32;
    must(EVP_Digest(s.n ? s.p : "", s.n, out, &len, EVP_sha256(), NULL) && len == 32);
}

bool same_bytes(const void *x, const void *y, size_t n) { return CRYPTO_memcmp(x, y, n) == 0; }

struct str hex(struct arena *a, const void *p, size_t n)
{
    char *z = arena_alloc(a, 2 * n + 1);
    const uint8_t *b = p;
    for (size_t i = 0; i < n; i++) {
        z[2 * i] = "0123456789abcdef"[b[i] >> 4];
        z[2 * i + 1] = "0123456789abcdef"[b[i] & 15];
    }
    z[2 * n] = 0;
    return (struct str){ z, 2 * n };
}

static int nibble(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool unhex(struct str s, void *p, size_t n)
{
    uint8_t *b = p;
    if (s.n != 2 * n) return false;
    for (size_t i = 0; i < n; i++) {
        int hi = nibble(s.p[2 * i]), lo = nibble(s.p[2 * i + 1]);
        if (hi < 0 || lo < 0) return false;
        b[i] = (uint8_t)(hi << 4 | lo);
    }
    return true;
}

/* ---- keys ---- */

static enum rc key_line(struct keys *k, struct str line, int at, struct err *e)
{
    struct str id, rest = line;
    int64_t v = 0;
    if (!str_cut(&rest, ' ', &id) || !str_int(id, &v) || v < 1 || v > 255)
        return fail_at(e, RC_INPUT, at, 1, "a key line is a number from 1 to 255, a space and 64 hex digits");
    if (k->n == KEYS_MAX) return fail_at(e, RC_LIMIT, at, 1, "more than %d keys", (int)KEYS_MAX);
    for (size_t i = 0; i < k->n; i++)
        if (k->v[i].id == v) return fail_at(e, RC_INPUT, at, 1, "key %d stands twice", (int)v);
    if (!unhex(str_trim(rest), k->v[k->n].master, 32)) return fail_at(e, RC_INPUT, at, 1, "key %d is not 64 hex digits", (int)v);
    k->v[k->n++].id = (uint8_t)v;
    return RC_OK;
}

enum rc keys_load(struct keys *k, const char *path, struct err *e)
{
    char buf[KEYS_MAX * 80];
    *k = (struct keys){ 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(e, errno == ENOENT ? RC_NONE : RC_IO, "%s: %s", path, strerror(errno));
    struct stat st;
    ssize_t n = fstat(fd, &st) == 0 ? read(fd, buf, sizeof buf) : -1;
    close(fd);
    if (n < 0) return fail(e, RC_IO, "%s: %s", path, strerror(errno));
    if (st.st_mode & 077) return fail(e, RC_DENIED, "%s: readable by others; chmod 600 it", path);
    struct str rest = { buf, (size_t)n }, line;
    for (int at = 1; str_cut(&rest, '\n', &line); at++)
        if (str_trim(line).n) TRY(key_line(k, str_trim(line), at, e));
    OPENSSL_cleanse(buf, sizeof buf);
    return k->n ? RC_OK : fail(e, RC_INPUT, "%s: holds no key", path);
}

enum rc keys_create(const char *path, struct err *e)
{
    uint8_t key[32];
    char text[80];
    int n = 2;
    text[0] = '1';
    text[1] = ' ';
    random_bytes(key, sizeof key);
    for (int i = 0; i < 32; i++) {
        text[n++] = "0123456789abcdef"[key[i] >> 4];
        text[n++] = "0123456789abcdef"[key[i] & 15];
    }
    text[n++] = '\n';
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail(e, errno == EEXIST ? RC_DUPLICATE : RC_IO, "%s: %s", path, strerror(errno));
    bool ok = write(fd, text, (size_t)n) == n && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    OPENSSL_cleanse(text, sizeof text);
    OPENSSL_cleanse(key, sizeof key);
    return ok ? RC_OK : fail(e, RC_IO, "%s: cannot be written", path);
}

void keys_derive(const struct keys *k, size_t which, const char *purpose, uint8_t out[32])
{
    must(which < k->n);
    hmac256(k->v[which].master, 32, purpose, strlen(purpose), out);
}

void keys_mac(const struct keys *k, const char *purpose, struct str what, uint8_t out[32])
{
    uint8_t key[32];
    keys_derive(k, 0, purpose, key);
    hmac256(key, 32, what.n ? what.p : "", what.n, out);
    OPENSSL_cleanse(key, sizeof key);
}

/* ---- values ---- */

struct str secret_seal(struct arena *a, const struct keys *k, const char *purpose, struct str where, struct str plain)
{
    uint8_t key[32], *p = arena_alloc(a, HEAD + plain.n + TAG);
    int n = 0, m = 0;
    must(plain.n < LIMIT_BODY && where.n < LIMIT_BODY);
    keys_derive(k, 0, purpose, key);
    p[0] = 1;
    p[1] = k->v[0].id;
    random_bytes(p + 2, NONCE);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    must(c && EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, p + 2) == 1);
    must(EVP_EncryptUpdate(c, NULL, &n, (const uint8_t *)where.p, (int)where.n) == 1);
    n = 0;
    must(!plain.n || EVP_EncryptUpdate(c, p + HEAD, &n, (const uint8_t *)plain.p, (int)plain.n) == 1);
    must(EVP_EncryptFinal_ex(c, p + HEAD + n, &m) == 1 && (size_t)(n + m) == plain.n);
    must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, p + HEAD + plain.n) == 1);
    EVP_CIPHER_CTX_free(c);
    OPENSSL_cleanse(key, sizeof key);
    return (struct str){ (char *)p, HEAD + plain.n + TAG };
}

static bool gcm_open(const uint8_t key[32], struct str where, const uint8_t *p, size_t n, uint8_t *out)
{
    int k = 0, m = 0;
    uint8_t tag[TAG];
    memcpy(tag, p + HEAD + n, TAG);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    must(c);
    bool ok = EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, p + 2) == 1
        && EVP_DecryptUpdate(c, NULL, &k, (const uint8_t *)where.p, (int)where.n) == 1
        && (!n || EVP_DecryptUpdate(c, out, &k, p + HEAD, (int)n) == 1)
        && EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1
        && EVP_DecryptFinal_ex(c, out + n, &m) == 1;
    EVP_CIPHER_CTX_free(c);
    return ok;
}

enum rc secret_open(struct arena *a, const struct keys *k, const char *purpose, struct str where, struct str sealed, struct str *plain,
    struct err *e)
{
    const uint8_t *p = (const uint8_t *)sealed.p;
    if (sealed.n < HEAD + TAG || sealed.n > LIMIT_BODY || p[0] != 1) return fail(e, RC_INPUT, "%.*s: not a sealed value", STR_FMT(where));
    size_t which = 0, n = sealed.n - HEAD - TAG;
    while (which < k->n && k->v[which].id != p[1]) which++;
    if (which == k->n) return fail(e, RC_NONE, "%.*s: sealed with key %d, which the key file lacks", STR_FMT(where), p[1]);
    uint8_t key[32], *out = arena_alloc(a, n + 1);
    keys_derive(k, which, purpose, key);
    bool ok = gcm_open(key, where, p, n, out);
    OPENSSL_cleanse(key, sizeof key);
    if (!ok) return fail(e, RC_REFUSED, "%.*s: the value was changed or stands in the wrong place", STR_FMT(where));
    out[n] = 0;
    *plain = (struct str){ (char *)out, n };
    return RC_OK;
}

struct str secret_index(struct arena *a, const struct keys *k, const char *purpose, struct str normal)
{
    uint8_t key[32], *out = arena_alloc(a, 32);
    char name[80];
    snprintf(name, sizeof name, "index:%s", purpose);
    keys_derive(k, k->n - 1, name, key);
    hmac256(key, 32, normal.n ? normal.p : "", normal.n, out);
    OPENSSL_cleanse(key, sizeof key);
    return (struct str){ (char *)out, 32 };
}
