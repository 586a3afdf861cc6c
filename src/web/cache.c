/* cache.c: pages for visitors nobody knows, kept until anything changes.
**
** A page that is the same for every visitor (route.cache, no session, no form
** key in it) is kept whole, plain and gzipped. It counts as long as this
** program committed nothing since it was made, and at most CACHE_LIFE_MS, which
** bounds what another server's changes and the passing of days can do. When
** the room is used up everything is forgotten: with a city's visitors it fills
** again in a second.
**
** key: path ? query | language | size   ->   body, gzipped body
*/
#include <pthread.h>
#include <stdatomic.h>
#include "web/web_inner.h"

enum { SHARDS = 16, SLOTS = 256, CACHE_LIFE_MS = 10 * 1000 };

struct kept { struct str key, body, gzipped; int64_t made_ms; uint64_t made_at; };
static struct shard { pthread_mutex_t lock; struct arena arena; bool ready; struct kept slot[SLOTS]; } shards[SHARDS];

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void init(void) { for (int i = 0; i < SHARDS; i++) pthread_mutex_init(&shards[i].lock, NULL); }

static struct shard *shard_lock(uint64_t hash)
{
    pthread_once(&once, init);
    struct shard *s = &shards[hash % SHARDS];
    pthread_mutex_lock(&s->lock);
    if (!s->ready) { arena_init(&s->arena, LIMIT_PAGE_CACHE / SHARDS); s->ready = true; }
    return s;
}

static struct str key_of(const struct req *r)
{
    return str_printf(r->arena, "%.*s?%.*s|%d%d", STR_FMT(r->http->path), STR_FMT(r->http->query), (int)r->lang, r->large);
}

/* Room is made before the bytes are copied: an arena that runs out jumps, and must not do so under the lock. */
bool cache_get(struct req *r)
{
    struct str key = key_of(r);
    uint64_t hash = str_hash(key), commits = db_commits(r->app->pool);
    struct shard *s = shard_lock(hash);
    struct kept k = s->slot[hash / SHARDS % SLOTS], *now = &s->slot[hash / SHARDS % SLOTS];
    bool hit = str_eq(k.key, key) && k.made_at == commits && r->now >= k.made_ms && r->now - k.made_ms < CACHE_LIFE_MS;
    pthread_mutex_unlock(&s->lock);
    if (!hit) return false;
    char *room = arena_alloc(r->arena, k.body.n + 1 + k.gzipped.n);
    pthread_mutex_lock(&s->lock);
    hit = now->key.p == k.key.p && now->body.p == k.body.p && now->made_at == k.made_at;
    if (hit) {
        memcpy(room, k.body.p, k.body.n);
        memcpy(room + k.body.n + 1, k.gzipped.p, k.gzipped.n);
    }
    pthread_mutex_unlock(&s->lock);
    if (!hit) return false;
    r->out = (struct out){ .a = r->arena, .p = room, .n = k.body.n, .cap = k.body.n + 1 };
    r->res->gzipped = (struct str){ room + k.body.n + 1, k.gzipped.n };
    return true;
}

void cache_put(struct req *r, uint64_t commits)
{
    struct str key = key_of(r), body = out_str(&r->out);
    uint64_t hash = str_hash(key);
    struct str gzipped = http_gzip(r->arena, body);
    r->res->gzipped = gzipped;
    if (!gzipped.p) return;                                         /* too small to be worth keeping */
    struct shard *s = shard_lock(hash);
    size_t need = key.n + body.n + gzipped.n + 256;
    if (s->arena.used + need > s->arena.cap) {
        memset(s->slot, 0, sizeof s->slot);
        arena_reset(&s->arena);
    }
    if (need <= s->arena.cap)
        s->slot[hash / SHARDS % SLOTS] = (struct kept){ str_copy(&s->arena, key), str_copy(&s->arena, body), str_copy(&s->arena, gzipped),
            r->now, commits };
    pthread_mutex_unlock(&s->lock);
}
