/* dock_race_test.c: many ask while one adds, edits, removes and merges, as app/docking/live.c lets them. What a reader gets,
** counted or not, is at every moment what adding everything gives. Run it under SAN=tsan, too. */
#include <pthread.h>
#include <stdatomic.h>
#include "test/test.h"
#include "engine/dock/inner.h"

enum { READERS = 3, IDS = 600, CHANGES = 1500, LEAST = 20 };
static pthread_rwlock_t lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static struct dock_lexicon *lexicon;
static struct dock_index *ix;
static atomic_bool over;
static atomic_int asked, wrong;                     /* asked: what had an answer */

/* The same id and version always say the same. */
static struct dock_listing listing(struct arena *a, int64_t id, uint64_t version)
{
    static const char *const words[] = { "数控机床", "海参养殖", "人工智能", "machine", "welding", "工位", "软件", "export", "品牌",
        "sensor", "电商", "pump" };
    static const char *const industries[] = { "C34", "I65", "A04", "F51" };
    uint64_t h = ((uint64_t)id * 31 + version) * 0x9e3779b97f4a7c15u;
    struct out o;
    out_init(&o, a);
    for (int i = 0; i < 8; i++) { put_z(&o, words[(h >> (5 * i + 8)) % LEN(words)]); put_c(&o, ' '); }
    return (struct dock_listing){ .id = id,
        .side = id % 2 ? DOCK_NEED : DOCK_OFFER,
        .kind = S("service"),
        .title = str_sub(out_str(&o), 0, 12),
        .body = out_str(&o),
        .industry = str_from(industries[h >> 60 & 3]),
        .district = S("210211"),
        .published_ms = (int64_t)(h >> 50) };
}

static int differs(struct dock_analyser *an, struct arena *a, const struct dock_listing *x)
{
    const struct dock_asking *q = dock_asking(ix, an, a, x);
    struct dock_index forced = { .dict = ix->dict, .spots = ix->spots, .deals = ix->deals, .industries = ix->industries,
        /* the same index asked another way; what is the writer's own is not looked at */
        .live = ix->live, .tokens = ix->tokens, .strategy = BEST };
    memcpy(&forced.kinds, &ix->kinds, sizeof forced.kinds);
    memcpy(forced.segment, ix->segment, sizeof forced.segment);
    struct dock_pairs all = dock_match_asking(ix, a, q, 0, 10), best = dock_best_asking(&forced, a, q, 0, 10),
                      again = dock_best_asking(ix, a, q, 0, 10);
    asked += all.n > 0;
    return all.n != best.n || again.n != best.n
        || (all.n && (memcmp(all.v, best.v, all.n * sizeof *all.v) != 0 || memcmp(again.v, best.v, all.n * sizeof *all.v) != 0));
}

static void *reader(void *arg)
{
    struct arena a;
    arena_init(&a, LIMIT_LIVE_DESK);
    struct dock_analyser *an = dock_analyser_new(&a, lexicon);
    for (int64_t i = (intptr_t)arg; !over; i++) {
        struct arena_mark m = arena_mark(&a);
        struct dock_listing x = listing(&a, 1 + i % IDS, 0);
        must(pthread_rwlock_rdlock(&lock) == 0);
        wrong += differs(an, &a, &x);
        pthread_rwlock_unlock(&lock);
        arena_rewind(&a, m);
    }
    dock_analyser_free(an);
    arena_free(&a);
    return NULL;
}

static void merge_some(void)
{
    enum dock_next next = dock_index_merge(ix, 2000);
    if (next != DOCK_TURN) return;
    must(pthread_rwlock_wrlock(&lock) == 0);
    dock_index_turn(ix);
    pthread_rwlock_unlock(&lock);
}

static void change(struct dock_analyser *an, struct arena *a, uint64_t i)
{
    struct err e = { 0 };
    struct dock_draft *draft;
    struct dock_listing l = listing(a, 1 + (int64_t)(i * 7919 % IDS), i);
    assert_int_equal(dock_index_draft(ix, an, &l, &draft, &e), RC_OK);
    must(pthread_rwlock_wrlock(&lock) == 0);
    enum rc rc = dock_index_commit(ix, draft, &e);
    if (i % 5 == 4) dock_index_remove(ix, an, l.id);
    pthread_rwlock_unlock(&lock);
    assert_int_equal(rc, RC_OK);
    if (i % 300 == 299 && !ix->merge) {
        must(pthread_rwlock_wrlock(&lock) == 0);
        dock_index_turn(ix);
        pthread_rwlock_unlock(&lock);
    }
    merge_some();
}

static void readers_agree(void **state)
{
    struct arena a;
    struct err e = { 0 };
    pthread_t t[READERS];
    (void)state;
    arena_init(&a, 256u << 20);
    assert_int_equal(dock_lexicon_new(&a, S("数控机床\tCNC machine\n"), &lexicon, &e), RC_OK);
    struct dock_analyser *an = dock_analyser_new(&a, lexicon);
    ix = dock_index_new(&a, 128u << 20);
    for (intptr_t i = 0; i < READERS; i++) assert_int_equal(pthread_create(&t[i], NULL, reader, (void *)(i * IDS / READERS)), 0);
    for (uint64_t i = 0; i < CHANGES || asked < LEAST; i++) {
        struct arena_mark m = arena_mark(&a);
        change(an, &a, i);
        arena_rewind(&a, m);
    }
    over = true;
    for (int i = 0; i < READERS; i++) pthread_join(t[i], NULL);
    assert_int_equal(wrong, 0);
    assert_true(asked >= LEAST);
    assert_true(ix->segment[BASE]);
    dock_index_free(ix);
    dock_analyser_free(an);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(readers_agree) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
