/* id.c: see id.h. */
#include "base/base.h"
#include <stdatomic.h>
#include <sys/random.h>

enum { ID_EPOCH_DAYS = 18262, ID_RANDOM_BITS = 22 };              /* 2020-01-01 */

void random_bytes(void *p, unsigned n)
{
    must(n <= 256);
    must(getrandom(p, n, 0) == (ssize_t)n);
}

int64_t id_new(int64_t now_ms)
{
    static _Atomic int64_t last;
    uint32_t r;
    random_bytes(&r, sizeof r);
    int64_t ms = now_ms - (int64_t)ID_EPOCH_DAYS * DAY_MS;
    must(ms >= 0);
    int64_t id = ms << ID_RANDOM_BITS | (r & ((1u << (ID_RANDOM_BITS - 1)) - 1));
    int64_t before = atomic_load(&last), next;
    do next = id > before ? id : before + 1;
    while (!atomic_compare_exchange_weak(&last, &before, next));
    return next;
}
