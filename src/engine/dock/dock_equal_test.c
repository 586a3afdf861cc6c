/* dock_equal_test.c: random corpora: every way of finding gives what judging all pairs gives, whatever has changed and
** wherever memory ends. */
#include "test/test.h"
#include "engine/dock/test_world.h"
#include "engine/dock/test_kept.h"

static uint64_t seed;
static size_t rnd(size_t n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (size_t)(seed >> 33) % n; }

static struct dock_listing random_listing(struct arena *a, int64_t id)
{
    static const char *const words[] = { "数控机床", "海参", "养殖", "人工智能", "machine tool", "AI", "welding", "焊接", "工位", "软件",
        "the", "的", "export", "品牌", "sea cucumber", "物联网", "sensor", "电商", "直播", "sensors", "training", "IoT" };
    static const char *const kinds[] = { "technology", "job", "internship", "space", "service", "partnership", "" };
    static const char *const industries[] = { "I65", "6513", "C34", "C3421", "A", "04", "" };
    static const char *const districts[] = { "210202", "210211", "210213", "210283", "" };
    static const char *const stages[] = { "idea", "pilot", "growth", "" };
    struct str text[2];
    for (int k = 0; k < 2; k++) {
        struct out o;
        out_init(&o, a);
        for (size_t i = 0, n = rnd(k ? 12 : 4); i < n; i++) { put_z(&o, words[rnd(LEN(words))]); if (rnd(2)) put_c(&o, ' '); }
        text[k] = out_str(&o);
    }
    struct dock_listing l = { .id = id, .side = rnd(2) ? DOCK_OFFER : DOCK_NEED, .kind = str_from(kinds[rnd(LEN(kinds))]), .title = text[0],
        .body = text[1], .industry = str_from(industries[rnd(LEN(industries))]), .district = str_from(districts[rnd(LEN(districts))]),
        .stage = str_from(stages[rnd(LEN(stages))]), .zone = rnd(3) ? STR_NONE : S("gxq"), .published_ms = (int64_t)rnd(5),
        .amount_low = (int64_t)rnd(3) * 100, .amount_high = (int64_t)rnd(4) * 100, .from_day = (int64_t)rnd(3) * 10,
        .to_day = (int64_t)rnd(3) * 15,
        .open_until = (int64_t)rnd(4) * 10 };
    for (size_t i = 0, n = rnd(4); i < n; i++) { struct str s = str_from(words[rnd(LEN(words))]); *PUSH(a, &l.skills) = s; }
    return l;
}

/* The slow way: every pair through dock_explain, its own sums, and a plain sort. */
struct slow { struct dock_pair pair; int64_t published, near; };
static int slow_cmp(const void *x, const void *y)
{
    const struct slow *a = x, *b = y;
    if (a->pair.score != b->pair.score) return a->pair.score > b->pair.score ? -1 : 1;
    if (a->published != b->published) return a->published < b->published ? -1 : 1;
    return a->pair.id < b->pair.id ? -1 : 1;
}

static bool slow_content(const struct dock_reasons *r)
{
    for (size_t i = 0; i < r->n; i++)
        switch (r->v[i].why) {
        case DOCK_WORD: case DOCK_GLOSSARY: case DOCK_SKILL: case DOCK_INDUSTRY_CLASS: case DOCK_INDUSTRY_DIVISION: return true;
        default: break;
        }
    return false;
}

static struct dock_asking *asking_of(struct world *w, struct arena *a, const struct dock_listing *x)
{
    return dock_asking_learned(w->ix, w->an, a, x, w->learned);
}

/* What dock_said reads out of the index is what analysing the text finds. */
static void same_words(struct world *w, struct arena *a, const struct dock_listing *x, int64_t id, const struct dock_reasons *all)
{
    struct dock_reasons said = dock_said(w->ix, a, dock_asking(w->ix, w->an, a, x), id);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct dock_reason *p = &all->v[i];
        if (p->why > DOCK_CHARS) continue;
        const struct dock_reason *q = &said.v[n++];
        assert_true(n <= said.n && p->why == q->why && str_eq(p->a, q->a) && p->forward == q->forward && p->backward == q->backward);
        if (p->why == DOCK_GLOSSARY) assert_true(str_eq(p->b, q->b));
    }
    assert_int_equal(n, said.n);
}

static size_t slow_match(struct world *w, struct arena *a, const struct dock_listing *x, int64_t today, int64_t ids, struct slow *out)
{
    size_t n = 0;
    for (int64_t id = 1; id <= ids; id++) {
        const struct dock_listing *y = dock_index_get(w->ix, a, id);
        if (!y || y->id == x->id || y->side == x->side || !dock_kinds_fit(x->kind, y->kind)) continue;
        if ((y->open_until && y->open_until < today) || (x->open_until && x->open_until < today)) continue;
        struct dock_reasons r = dock_explain_asking(w->an, a, asking_of(w, a, x), y);
        int64_t f = 0, b = 0;
        for (size_t i = 0; i < r.n; i++) { f += r.v[i].forward; b += r.v[i].backward; }
        assert_true(r.score == f + b && r.near >= 0);
        same_words(w, a, x, id, &r);
        if (f + b - r.near > 0 && slow_content(&r)) out[n++] = (struct slow){ { id, f + b - r.near, f, b }, y->published_ms, r.near };
    }
    qsort(out, n, sizeof *out, slow_cmp);
    return n;
}

/* Those who are looked at again, in the order that neighbouring words give them. */
static void slow_near(struct slow *v, size_t n, size_t top, size_t *moved)
{
    size_t again = n < top + DOCK_NEAR_MORE ? n : top + DOCK_NEAR_MORE;
    for (size_t i = 0; i < again; i++) { v[i].pair.score += v[i].near; *moved += v[i].near > 0; }
    qsort(v, again, sizeof *v, slow_cmp);
}

static size_t moved;
static void same_match(struct world *w, const struct dock_listing *x, int64_t today, int64_t ids)
{
    struct arena_mark m = arena_mark(&w->a);
    struct slow *slow = NEWS(&w->a, struct slow, (size_t)ids);
    size_t n = slow_match(w, &w->a, x, today, ids, slow), top = 1 + rnd(20);
    struct dock_pairs fast = dock_match_asking(w->ix, &w->a, asking_of(w, &w->a, x), today, top);
    assert_int_equal(fast.total, n);
    assert_int_equal(fast.n, n < top ? n : top);
    slow_near(slow, n, top, &moved);
    for (size_t i = 0; i < fast.n; i++) assert_memory_equal(&fast.v[i], &slow[i].pair, sizeof fast.v[i]);
    int strategy = w->ix->strategy;
    w->ix->strategy = BEST;
    struct dock_pairs best = dock_best_asking(w->ix, &w->a, asking_of(w, &w->a, x), today, top);
    w->ix->strategy = strategy;
    assert_true(best.n == fast.n && best.total == best.n);
    if (best.n) assert_memory_equal(best.v, fast.v, best.n * sizeof *best.v);
    arena_rewind(&w->a, m);
}

/* Some of the listings merged, some in the middle of a merge, some in the tail. */
static void merge_some(struct world *w, size_t steps, size_t work)
{
    if (!w->ix->merge && rnd(2)) dock_index_turn(w->ix);
    while (steps--) {
        enum dock_next next = dock_index_merge(w->ix, work);
        if (next == DOCK_TURN) dock_index_turn(w->ix);
        if (next == DOCK_REST) break;
    }
}

/* Rules out of random dockings in which each word of the one side wants another of the other. */
static struct dock_learned learned_of(struct world *w, struct arena *a)
{
    static const char *const words[] = { "数控机床", "海参", "人工智能", "焊接", "物联网", "机床" };
    struct dock_learner *l = dock_learner_new(a, w->an);
    for (int i = 0; i < 400; i++) {
        size_t k = rnd(LEN(words));
        struct dock_listing x = random_listing(a, 1), y = random_listing(a, 2);
        x.title = str_from(words[k]);
        y.title = str_from(words[(k + 1 + rnd(20) / 19) % LEN(words)]);
        x.body = y.body = STR_NONE;
        struct dock_docking d = { &x, &y, { rnd(2), (int64_t)rnd(40) }, { rnd(3) > 0, (int64_t)rnd(40) } };
        dock_learner_add(l, a, &d);
    }
    return dock_learner_close(l);
}

/* Judging every pair by dock_explain gives what dock_match gives, whichever way its strategies go. */
static void test_every_strategy_is_exhaustive(void **state)
{
    struct world w = world_new();
    struct arena keep;
    size_t found = 0, rules = 0;
    (void)state;
    arena_init(&keep, 64u * 1024 * 1024);
    for (uint64_t round = 1; round < 9; round++) {
        enum { N = 120 };
        seed = round;
        for (int64_t id = 1; id <= N; id++) {
            struct dock_listing l = random_listing(&keep, id);
            add(&w, &l);
            if (id % 40 == 0) merge_some(&w, rnd(9), 1 + rnd(4000));
        }
        struct dock_learned learned = learned_of(&w, &keep);
        rules += learned.n;
        w.learned = round % 2 ? &learned : NULL;
        for (int64_t id = 1; id <= N; id += 5) {
            struct arena_mark m = arena_mark(&w.a);
            w.ix->strategy = (int)((uint64_t)id / 5 + round) % 5;
            same_match(&w, dock_index_get(w.ix, &w.a, id), 10, N);
            struct dock_listing stranger = random_listing(&keep, 9999);
            same_match(&w, &stranger, 10, N);
            found += dock_match(w.ix, w.an, &keep, &stranger, 10, 5).n;
            arena_rewind(&w.a, m);
        }
    }
    assert_true(found > 100 && moved > 100 && rules > 10);       /* the corpora are not empty of matches, nor of neighbours */
    arena_free(&keep);
    world_free(&w);
}

static void same_answers(struct world *w, struct world *fresh, struct arena *a, const struct dock_listing *l, int strategy)
{
    struct arena_mark m = arena_mark(a);
    w->ix->strategy = strategy;
    struct dock_pairs p = dock_match(w->ix, w->an, a, l, 0, 1 + rnd(100)), q = dock_match(fresh->ix, fresh->an, a, l, 0, p.n);
    assert_true(p.n == q.n && p.total == q.total);
    if (p.n) assert_memory_equal(p.v, q.v, p.n * sizeof *p.v);
    w->ix->strategy = BEST;
    struct dock_pairs best = dock_best_asking(w->ix, a, dock_asking(w->ix, w->an, a, l), 0, p.n);
    assert_int_equal(best.n, p.n);
    if (p.n) assert_memory_equal(best.v, p.v, p.n * sizeof *p.v);
    w->ix->strategy = strategy;
    struct dock_query s = { .text = rnd(3) ? l->body : l->title,
        .side = rnd(2) ? DOCK_ANY_SIDE : DOCK_NEED,
        .limit = 1 + rnd(60),
        .loose = rnd(2),
        .district = rnd(3) ? STR_NONE : l->district,
        .industry = rnd(3) ? STR_NONE : l->industry };
    s.feedback = rnd(2);
    struct dock_hits g = dock_search(w->ix, w->an, a, &s), h = dock_search(fresh->ix, fresh->an, a, &s);
    assert_true(g.n == h.n && g.total == h.total);
    if (g.n) assert_memory_equal(g.v, h.v, g.n * sizeof *g.v);
    w->ix->strategy = COUNT;
    g = dock_search(w->ix, w->an, a, &s);
    assert_true(g.n == h.n && g.total == h.total && g.similar == h.similar);
    if (g.n) assert_memory_equal(g.v, h.v, g.n * sizeof *g.v);
    arena_rewind(a, m);
}

/* --- kept as bytes (test_kept.h) */
static size_t went_on[2];                       /* with another index, with the same */

/* The index goes on from its own bytes: another that opened them, or itself with their base for its own. What stood in the tail is
** brought again, and what was removed meanwhile is removed again, as who keeps an index does. */
static void go_on_from_bytes(struct world *w, struct arena *life, struct arena *a)
{
    if (rnd(2)) dock_index_settle(w->ix);
    if (!w->ix->segment[BASE] || w->ix->merge || w->ix->segment[MIDDLE]) return;
    struct str bytes = kept_bytes(w, a);
    struct dock_index *other = kept_opened(w, life, bytes);
    if (dock_index_settled(w->ix)) assert_int_equal(dock_index_count(other), dock_index_count(w->ix));
    if (rnd(2)) {
        assert_int_equal(dock_index_adopt(w->ix, other), RC_OK);
        dock_index_free(other);
        went_on[1]++;
        return;
    }
    went_on[0]++;
    struct segment *tail = w->ix->segment[TAIL];
    for (size_t i = 0; tail && i < tail->docs.n; i++) {
        struct err e;
        if (doc_alive(&tail->docs, i))
            assert_int_equal(dock_index_add(other, w->an, dock_index_get(w->ix, a, doc_id(&tail->docs, i)), &e), RC_OK);
    }
    assert_int_equal(dock_index_count(other), dock_index_count(w->ix));
    dock_index_free(w->ix);
    w->ix = other;
}

/* Adding, editing, removing and merging in any order leave what building from the survivors leaves, at every moment. */
static void changes_equal_rebuild(size_t ids, size_t steps, size_t checks)
{
    struct world w = world_new(), fresh;
    struct arena keep, life;
    bool merged = false;
    arena_init(&keep, 64u * 1024 * 1024);
    arena_init(&life, 64u * 1024 * 1024);
    for (size_t i = 1; i <= steps; i++) {
        int64_t id = 1 + (int64_t)rnd(ids);
        arena_reset(&keep);
        if (index_find(w.ix, id).doc != NO_DOC && rnd(3) == 0) assert_int_equal(dock_index_remove(w.ix, w.an, id), RC_OK);
        else { struct dock_listing l = random_listing(&keep, id); add(&w, &l); }
        if (rnd(50) == 0) merge_some(&w, rnd(20), 1 + rnd(20000));
        if (rnd(steps / 20) == 0) go_on_from_bytes(&w, &life, &keep);
        merged |= w.ix->segment[BASE] && w.ix->segment[MIDDLE] && w.ix->segment[TAIL];
        if (i % (steps / checks)) continue;
        fresh = world_new();
        for (int64_t k = (int64_t)ids; k >= 1; k--) {
            const struct dock_listing *l = dock_index_get(w.ix, &keep, k);
            if (l) add(&fresh, l);
        }
        assert_int_equal(dock_index_count(w.ix), dock_index_count(fresh.ix));
        fresh.ix->strategy = ALL;
        for (int64_t k = 1; k <= (int64_t)ids; k += 1 + (int64_t)(ids / 60)) {
            const struct dock_listing *l = dock_index_get(w.ix, &keep, k);
            if (l) same_answers(&w, &fresh, &keep, l, (int)k % 5);
        }
        world_free(&fresh);
    }
    assert_int_equal(dock_index_remove(w.ix, w.an, (int64_t)ids + 1), RC_NONE);
    assert_true(merged);
    arena_free(&keep);
    world_free(&w);
    arena_free(&life);
}

static void test_changes_equal_rebuild(void **state)
{
    (void)state;
    seed = 77;
    changes_equal_rebuild(60, 6000, 12);
    changes_equal_rebuild(9000, 16000, 2);        /* several windows */
    assert_true(went_on[0] > 5 && went_on[1] > 5);
}

/* Numbers come out of a column as they went in, whatever it takes to tell them apart, and whichever was put last. */
static void test_columns(void **state)
{
    enum { ROWS = 300 };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    seed = 3;
    for (unsigned bits = 0; bits <= 64; bits++)
        for (int turn = 0; turn < 3; turn++) {
            struct arena_mark m = arena_mark(&a);
            uint64_t mask = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
            int64_t low = bits == 64 || turn == 0 ? INT64_MIN : turn == 1 ? -(int64_t)(mask / 2) : INT64_MAX - (int64_t)mask, had[ROWS];
            struct column c = column_between(low, (int64_t)((uint64_t)low + mask));
            assert_int_equal(c.width, (bits + 7) / 8);
            c.v = arena_alloc(&a, ROWS * c.width + COLUMN_SPARE);
            for (size_t i = 0; i < 3 * ROWS; i++) {
                size_t at = i < ROWS ? i : rnd(ROWS);
                had[at] = (int64_t)((uint64_t)low + (((uint64_t)rnd(1u << 31) << 33 ^ rnd(1u << 31) << 16 ^ rnd(1u << 16)) & mask));
                column_put(&c, at, had[at]);
            }
            for (size_t i = 0; i < ROWS; i++) assert_true(column_at(&c, i) == had[i] && c.low <= had[i] && had[i] <= c.high);
            arena_rewind(&a, m);
        }
    arena_free(&a);
}

/* Far apart, and of either sign. */
static int64_t wide_id(int64_t i, int bits) { return ((int64_t)1 << bits) - 1 - 3 * i; }
static struct dock_listing wide_listing(int64_t i, int bits)
{
    return (struct dock_listing){ .id = wide_id(i, bits),
        .kind = S("job"),
        .side = i % 2 ? DOCK_OFFER : DOCK_NEED,
        .body = i % 7 ? S("welding") : S("welding machine"),
        .published_ms = i % 3 ? i << (bits - 8) : -i,
        .own = i % 5 ? wide_id(i, bits) / 2 : 0,
        .open_until = i % 4 ? 20000 + i : 0 };
}

static size_t wide_kept;
static bool wide_keep(const void *ctx, const struct dock_brief *b)
{
    int bits = *(const int *)ctx;
    int64_t i = (wide_id(0, bits) - b->id) / 3;
    struct dock_listing l = wide_listing(i, bits);
    assert_true(b->id == l.id && b->published_ms == l.published_ms && b->own == l.own);
    wide_kept++;
    return true;
}

/* Ids, days and owners of any size are what they were: in the tail, in the base, kept and opened, and merged with others after that. */
static void test_wide_numbers(void **state)
{
    enum { MANY = 200 };
    (void)state;
    for (int bits = 12; bits <= 62; bits += 10) {
        struct world w = world_new();
        struct dock_index *opened = NULL, *at[] = { w.ix, w.ix, NULL, NULL };
        for (int step = 0; step < 4; step++) {
            if (step == 0) for (int64_t i = 1; i <= MANY; i++) { struct dock_listing l = wide_listing(i, bits); add(&w, &l); }
            if (step == 1) dock_index_settle(w.ix);
            if (step == 2) at[2] = at[3] = opened = kept_opened(&w, &w.a, kept_bytes(&w, &w.a));
            if (step == 3) {
                struct err e;
                for (int64_t i = 1; i <= MANY; i += 9) {
                    struct dock_listing l = wide_listing(i, bits);
                    assert_int_equal(dock_index_add(opened, w.an, &l, &e), RC_OK);
                }
                dock_index_settle(opened);
            }
            struct dock_query q = { .text = S("welding"),
                .side = DOCK_ANY_SIDE,
                .limit = 5,
                .keep = wide_keep,
                .keep_ctx = &bits,
                .open_on = 20100 };
            size_t open = 0;
            wide_kept = 0;
            for (int64_t i = 1; i <= MANY; i++) {
                struct dock_listing l = wide_listing(i, bits);
                struct dock_held held;
                assert_true(dock_index_held(at[step], l.id, &held) && held.own == l.own
                    && dock_index_get(at[step], &w.a, l.id)->published_ms == l.published_ms);
                open += !l.open_until || l.open_until >= 20100;
            }
            assert_int_equal(dock_search(at[step], w.an, &w.a, &q).total, open);
            assert_int_equal(wide_kept, open);
        }
        dock_index_free(opened);
        world_free(&w);
    }
}

/* Postings come out of their packing as they went in. */
static void test_lists(void **state)
{
    enum { MOST = 20000 };
    struct arena a;
    (void)state;
    arena_init(&a, 64u * 1024 * 1024);
    uint32_t *v = NEWS(&a, uint32_t, MOST), *back = NEWS(&a, uint32_t, 2 * MOST), *thin = NEWS(&a, uint32_t, WINDOW);
    for (seed = 1; seed < 400;) {
        uint64_t round = seed;
        struct packer p = { .a = &a };
        struct arena_mark m = arena_mark(&a);
        size_t n = 1 + rnd(round % 3 ? 60 : MOST - 1), step = 1 + rnd(1 + rnd(round % 2 ? 9000 : 30)), plain = 1 + rnd(8);
        uint32_t doc = (uint32_t)rnd(3) * (uint32_t)rnd(100000), from;
        for (size_t i = 0; i < n; i++, doc += 1 + (uint32_t)rnd(step)) v[i] = POSTING(doc, rnd(plain) ? TF_CODE_BODY : rnd(TF_CODES));
        const uint8_t *list = list_pack(&p, v, n);
        assert_int_equal(list_unpack(list, back), n);
        assert_memory_equal(v, back, n * sizeof *v);
        assert_int_equal(list_unpack_checked(list, list_size(list), doc, back), n);
        assert_memory_equal(v, back, n * sizeof *v);
        assert_int_equal(list_unpack_checked(list, list_size(list) - 1, doc, back), 0);
        struct cursor c;
        from = v[rnd(n)] >> 4;
        cursor_open(&c, list, NULL, from);
        for (size_t i = 0; i < n; i++) {            /* every window from there on, and no other, has a run */
            struct run r;
            if (v[i] >> 4 < from || (i && v[i] / 16 / WINDOW == v[i - 1] / 16 / WINDOW)) continue;
            assert_true(cursor_run(&c, v[i] / 16 / WINDOW, thin, &r) && r.na + r.nb + r.nc > 0);
        }
        struct run none;
        assert_false(cursor_run(&c, v[n - 1] / 16 / WINDOW + 1, thin, &none));
        arena_rewind(&a, m);
        seed = round + 1;
    }
    arena_free(&a);
}

/* Memory that runs out at any allocation of an add leaves every answer as it was; of a merge, too. */
static void memory_runs_out(size_t which)
{
    struct world w = world_new();
    struct arena keep;
    int failed = 0;
    arena_init(&keep, 256u * 1024 * 1024);
    seed = 5;
    for (int64_t id = 1; id <= 20; id++) { struct dock_listing l = random_listing(&keep, id); add(&w, &l); }
    for (int64_t id = 1000; w.ix->dict.df_cap - w.ix->dict.key.n > 4; id++)      /* until the table of terms is full, but for a few */
        add(&w, &(struct dock_listing){ .id = id, .side = DOCK_OFFER, .title = str_printf(&keep, "only%lld", (long long)id) });
    struct dock_listing probe = random_listing(&keep, 500), late = random_listing(&keep, 7);
    probe.open_until = 0;
    late.title = S("全新的词汇 brand new words");
    late.kind = S("a kind nobody had");
    struct dock_pairs before = dock_match(w.ix, w.an, &keep, &probe, 0, 50);
    for (int64_t after = 0; after < 400; after++) {
        struct err e = { 0 };
        struct arena *one[] = { &w.ix->a, &w.ix->words, &w.ix->text, &w.ix->work, &w.ix->segment[TAIL]->a };
        one[which]->fail_after = after;
        enum rc rc = dock_index_add(w.ix, w.an, &late, &e);
        one[which]->fail_after = -1;
        if (rc == RC_OK) break;
        assert_int_equal(rc, RC_MEMORY);
        failed++;
        struct dock_pairs now = dock_match(w.ix, w.an, &keep, &probe, 0, 50);
        assert_int_equal(now.n, before.n);
        assert_memory_equal(now.v, before.v, now.n * sizeof *now.v);
    }
    assert_true(failed > 0 && before.n > 2);
    assert_true(str_eq(dock_index_get(w.ix, &w.a, 7)->title, late.title));
    arena_free(&keep);
    world_free(&w);
}

static void test_memory_runs_out(void **state)
{
    (void)state;
    for (size_t which = 0; which < 5; which++) memory_runs_out(which);
}

/* A cap that has no room for a merge leaves all as it was, and the next call tries again. */
static void test_merge_without_memory(void **state)
{
    struct world w = world_new(), fresh = world_new();
    struct arena keep;
    (void)state;
    arena_init(&keep, 256u * 1024 * 1024);
    seed = 9;
    for (int64_t id = 1; id <= 500; id++) { struct dock_listing l = random_listing(&keep, id); add(&w, &l); add(&fresh, &l); }
    size_t cap = w.ix->cap;
    for (size_t least = 1000; least < 4000000; least *= 2) {
        w.ix->cap = least;
        dock_index_settle(w.ix);
        w.ix->cap = cap;
        for (int64_t id = 1; id <= 500; id += 50) same_answers(&w, &fresh, &keep, dock_index_get(fresh.ix, &keep, id), AUTO);
        struct dock_listing l = random_listing(&keep, 1 + (int64_t)rnd(500));
        add(&w, &l);
        add(&fresh, &l);
    }
    assert_true(w.ix->segment[BASE] && !w.ix->segment[MIDDLE]);
    arena_free(&keep);
    world_free(&w);
    world_free(&fresh);
}

/* A merge was given up and texts are due to be copied: those of a tail that has grown meanwhile are not lost with the old ones. */
static void test_texts_of_a_tail(void **state)
{
    enum { MANY = 300, TIMES = 5, BODY = 12000 };
    struct world w = world_new();
    (void)state;
    char *body = arena_alloc(&w.a, BODY);
    memset(body, 'x', BODY);
    for (int i = 0; i <= TIMES; i++) {
        for (int64_t id = 1; id <= MANY; id++)
            add(&w, &(struct dock_listing){ .id = id, .title = str_printf(&w.a, "sea%d", i), .body = { body, BODY } });
        if (i) continue;
        size_t cap = w.ix->cap;
        w.ix->cap = 4096;                                                       /* room to begin, but not for a plan */
        dock_index_turn(w.ix);
        w.ix->cap = cap;
        assert_int_equal(dock_index_merge(w.ix, 1 << 20), DOCK_REST);
    }
    assert_true(w.ix->segment[MIDDLE] && w.ix->segment[TAIL] && w.ix->text_dead > w.ix->text_live + (1 << 22));
    for (int turn = 0; turn < 2; turn++) {
        dock_index_settle(w.ix);
        for (int64_t id = 1; id <= MANY; id++) assert_true(str_eq(dock_index_get(w.ix, &w.a, id)->title, str_printf(&w.a, "sea%d", TIMES)));
    }
    assert_true(!w.ix->segment[MIDDLE] && w.ix->text_dead == 0);
    world_free(&w);
}

/* What was loaded answers as what was added, onto whatever was there; without memory for that it is tried again. */
static void test_loaded_equals_added(void **state)
{
    struct world w = world_new(), plain = world_new();
    struct arena keep;
    (void)state;
    arena_init(&keep, 256u * 1024 * 1024);
    seed = 21;
    for (int round = 0; round < 4; round++) {
        if (round) dock_index_load(w.ix);
        for (int i = 0; i < 700; i++) {
            int64_t id = 1 + (int64_t)rnd(900);
            struct dock_listing l = random_listing(&keep, id);
            if (rnd(5) == 0) assert_int_equal(dock_index_remove(w.ix, w.an, id), dock_index_remove(plain.ix, plain.an, id));
            else { add(&w, &l); add(&plain, &l); }
        }
        struct err e;
        size_t cap = w.ix->cap;
        for (size_t least = 1000; round && least < 4000000; least *= 2) {
            w.ix->cap = least;
            enum rc rc = dock_index_loaded(w.ix, &e);
            w.ix->cap = cap;
            if (least == 1000) assert_int_equal(rc, RC_MEMORY);
            if (rc == RC_OK) break;
        }
        if (round) assert_int_equal(dock_index_loaded(w.ix, &e), RC_OK);
        if (round == 0) dock_index_settle(w.ix);
        /* a tail with lists of its own is loaded onto */
        if (round == 2) { struct dock_listing l = random_listing(&keep, 5); add(&w, &l); add(&plain, &l); }
        for (int64_t id = 1; id <= 900; id += 20) {
            const struct dock_listing *l = dock_index_get(plain.ix, &keep, id);
            if (l) same_answers(&w, &plain, &keep, l, (int)id % 5);
        }
    }
    assert_int_equal(dock_index_count(w.ix), dock_index_count(plain.ix));
    arena_free(&keep);
    world_free(&w);
    world_free(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_strategy_is_exhaustive),
        cmocka_unit_test(test_changes_equal_rebuild),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_wide_numbers),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_merge_without_memory),
        cmocka_unit_test(test_loaded_equals_added),
        cmocka_unit_test(test_texts_of_a_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
