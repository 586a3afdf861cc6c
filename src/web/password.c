/* password.c: the hash and the gate in front of it. */
#include <sodium.h>              /* before base.h: its attributes name malloc */
#include "web/password.h"
#include <pthread.h>

enum { HASHERS = 2, WAITERS = 8, WAIT_MS = 2000, OPS = 2, MEMORY = 19 * 1024 * 1024 };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int running, waiting;

static bool enter(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_MS / 1000;
    pthread_mutex_lock(&gate);
    bool in = running < HASHERS;
    if (!in && waiting < WAITERS) {
        waiting++;
        while (running >= HASHERS && pthread_cond_timedwait(&freed, &gate, &until) == 0) {}
        waiting--;
        in = running < HASHERS;
    }
    if (in) running++;
    pthread_mutex_unlock(&gate);
    return in;
}

static void leave(void)
{
    pthread_mutex_lock(&gate);
    running--;
    pthread_cond_signal(&freed);
    pthread_mutex_unlock(&gate);
}

enum rc password_hash(const struct keys *k, struct str password, char hash[PASSWORD_HASH])
{
    uint8_t peppered[32];
    _Static_assert(PASSWORD_HASH >= crypto_pwhash_STRBYTES, "the hash must fit");
    must(sodium_init() >= 0);
    if (!enter()) return RC_LIMIT;
    keys_mac(k, "password", password, peppered);
    int bad = crypto_pwhash_str_alg(hash, (const char *)peppered, sizeof peppered, OPS, MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    leave();
    sodium_memzero(peppered, sizeof peppered);
    return bad ? RC_MEMORY : RC_OK;
}

enum rc password_check(const struct keys *k, struct str password, const char *hash)
{
    /* A well-formed hash nobody knows the password of: an unknown login costs the same time as a wrong password. */
    static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    uint8_t peppered[32];
    char stored[PASSWORD_HASH];
    snprintf(stored, sizeof stored, "%s", hash ? hash : nobody);
    must(sodium_init() >= 0);
    if (!enter()) return RC_LIMIT;
    keys_mac(k, "password", password, peppered);
    int bad = crypto_pwhash_str_verify(stored, (const char *)peppered, sizeof peppered);
    leave();
    sodium_memzero(peppered, sizeof peppered);
    return bad || !hash ? RC_DENIED : RC_OK;
}

bool password_common(struct str password, struct str login)
{
    static const char *const worst[] = { "1234567890", "0123456789", "9876543210", "password12", "password123", "qwertyuiop", "1q2w3e4r5t",
        "abcdefghij", "a123456789", "woaini1314", "woaini5201314", "123456789a", "administrator", "letmein123", "iloveyou123" };
    for (size_t i = 0; i < LEN(worst); i++)
        if (str_eq_nocase(password, str_from(worst[i]))) return true;
    if (login.n && str_eq_nocase(password, login)) return true;
    for (size_t i = 1; i < password.n; i++)
        if (password.p[i] != password.p[0]) return false;
    return true;
}
