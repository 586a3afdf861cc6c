/* kept_fuzz.c: a docking index kept as bytes, damaged anyhow. The fuzzer's bytes are patches, each where (3 bytes), how many (1), and
** what; so most of what is tried is nearly an index, and no checksum stands before it (that is the file's, src/app/docking/live_kept.c).
** What opens is matched, searched, changed and merged: the sanitizers say whether anything was read that is not there. */
#include "engine/dock/inner.h"

static struct dock_lexicon *lexicon;
static struct dock_analyser *an;
static uint64_t fingerprint;
static struct { char *p; size_t n, cap; } plain;

static bool keep(void *ctx, const void *p, size_t n)
{
    (void)ctx;
    must(plain.n + n <= plain.cap);
    memcpy(plain.p + plain.n, p, n);
    plain.n += n;
    return true;
}

static struct dock_listing listing(struct arena *a, int64_t id)
{
    static const struct str words[] = { SI("数控机床 "), SI("welding "), SI("海参"), SI("machine "), SI("工位"), SI("e-commerce "),
        SI("焊接 "), SI("AI ") };
    static struct str skill[] = { SI("welding"), SI("海参"), SI("AI") };
    struct out o;
    out_init(&o, a);
    for (int64_t i = 0; i < 3 + id % 9; i++) put_str(&o, words[(size_t)(id * (i + 3) + i) % LEN(words)]);
    return (struct dock_listing){ .id = id,
        .side = id % 2 ? DOCK_OFFER : DOCK_NEED,
        .kind = id % 3 ? S("order") : S("service"),
        .title = str_sub(out_str(&o), 0, 12),
        .body = out_str(&o),
        .industry = id % 4 ? S("C34") : S("A"),
        .district = id % 5 ? S("210211") : S("210202"),
        .amount_high = id % 3 * 100,
        .skills = { skill + id % 3, (size_t)(id % 2), 3 },
        .org_kind = S("enterprise"),
        .published_ms = id % 7 };
}

static void begin(struct arena *a)
{
    must(dock_lexicon_new(a, S("数控机床\tCNC machine tool\nAI|人工智能\tartificial intelligence\n焊接\twelding\n"), &lexicon, NULL)
        == RC_OK);
    an = dock_analyser_new(a, lexicon);
    fingerprint = dock_fingerprint(an, a);
    struct dock_index *ix = dock_index_new(a, 64u << 20);
    for (int64_t id = 1; id <= 90; id++) { struct dock_listing l = listing(a, id); must(dock_index_add(ix, an, &l, NULL) == RC_OK); }
    dock_index_settle(ix);
    plain.p = arena_alloc(a, plain.cap = 1 << 20);
    dock_index_remove(ix, an, 8);
    must(dock_frozen_put(dock_index_freeze(ix, a), fingerprint, keep, NULL));
    dock_index_free(ix);
}

static void use(struct dock_index *ix, struct arena *a)
{
    struct dock_listing x = listing(a, 100);
    for (int strategy = AUTO; strategy <= BEST; strategy++) {
        struct dock_query q = { .text = x.body, .side = DOCK_ANY_SIDE, .limit = 10, .feedback = strategy % 2, .similar = 9 };
        ix->strategy = strategy;
        struct dock_pairs p = dock_best_asking(ix, a, dock_asking(ix, an, a, &x), 0, 5);
        for (size_t i = 0; i < p.n; i++) dock_explain(ix, an, a, &x, dock_index_get(ix, a, p.v[i].id));
        dock_match(ix, an, a, &x, 0, 5);
        dock_search(ix, an, a, &q);
    }
    for (int64_t id = 1; id < 60; id += 7) dock_index_remove(ix, an, id);
    for (int64_t id = 80; id < 110; id += 3) { struct dock_listing l = listing(a, id); dock_index_add(ix, an, &l, NULL); }
    dock_index_turn(ix);
    dock_index_settle(ix);
    dock_search(ix, an, a, &(struct dock_query){ .text = x.body, .side = DOCK_ANY_SIDE, .limit = 10 });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena fixed;
    struct arena a;
    if (size > 512) return 0;
    if (!plain.p) { arena_init(&fixed, 256u << 20); begin(&fixed); }
    arena_init(&a, 256u << 20);
    char *copy = arena_alloc(&a, plain.n + KEPT_ALIGN);
    copy += (KEPT_ALIGN - ((uintptr_t)copy & (KEPT_ALIGN - 1))) & (KEPT_ALIGN - 1);
    memcpy(copy, plain.p, plain.n);
    for (size_t at = 0; size - at >= 5;) {
        size_t to = ((size_t)data[at] << 16 | (size_t)data[at + 1] << 8 | data[at + 2]) % plain.n, n = 1 + data[at + 3] % 16;
        if (n > size - at - 4) n = size - at - 4;
        if (n > plain.n - to) n = plain.n - to;
        memcpy(copy + to, data + at + 4, n);
        at += 4 + n;
    }
    struct dock_index *ix = dock_index_new(&a, 64u << 20);
    if (arena_guard(&a) == 0 && dock_index_open(ix, lexicon, fingerprint, (struct str){ copy, plain.n }, NULL) == RC_OK) use(ix, &a);
    arena_unguard(&a);
    dock_index_free(ix);
    arena_free(&a);
    return 0;
}
