/* bucket.c: how often a key may do something: token buckets in memory, per process.
**
** A fixed table: a key's slot is found by its hash among a few neighbours; when
** all are taken by others, the one that was idle longest gives way. So an
** attacker with many addresses can make us forget, never make us grow.
*/
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include "web/web_inner.h"

enum { BUCKETS = 1 << 14, NEIGHBOURS = 8, MINUTE_MS = 60 * 1000 };

static struct bucket { uint64_t key; int64_t seen; int64_t milli; } buckets[BUCKETS];   /* milli: thousandths of a token left */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct bucket *bucket_of(uint64_t key, int64_t full)
{
    struct bucket *oldest = NULL;
    for (size_t i = 0; i < NEIGHBOURS; i++) {
        struct bucket *b = &buckets[(key + i) % BUCKETS];
        if (b->key == key) return b;
        if (!oldest || b->seen < oldest->seen) oldest = b;
    }
    *oldest = (struct bucket){ key, 0, full };
    return oldest;
}

/* Whoever has one address of IPv6 has the 2^64 beside it: its network of 64 bits is one place. */
struct str bucket_place(struct arena *a, struct str ip)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct in6_addr v6;
    if (ip.n >= sizeof text) return ip;
    memcpy(text, ip.p ? ip.p : "", ip.n);
    if (inet_pton(AF_INET6, text, &v6) != 1 || IN6_IS_ADDR_V4MAPPED(&v6)) return ip;
    memset(v6.s6_addr + 8, 0, 8);
    return inet_ntop(AF_INET6, &v6, text, sizeof text) ? str_join(a, str_from(text), S("/64")) : ip;
}

bool bucket_take(struct str key, int64_t now, int per_minute)
{
    int64_t full = (int64_t)per_minute * 1000;
    pthread_mutex_lock(&lock);
    struct bucket *b = bucket_of(str_hash(key) | 1, full);
    int64_t since = b->seen && now > b->seen ? now - b->seen : 0;
    if (since > MINUTE_MS) since = MINUTE_MS;
    b->milli += full * since / MINUTE_MS;
    if (b->milli > full) b->milli = full;
    b->seen = now;
    bool yes = b->milli >= 1000;
    if (yes) b->milli -= 1000;
    pthread_mutex_unlock(&lock);
    return yes;
}
