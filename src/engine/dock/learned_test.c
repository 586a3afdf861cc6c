/* learned_test.c: what is learned from dockings, what is not, and what it gives. That every way of finding agrees with it on is in
** dock_equal_test.c. */
#include "test/test.h"
#include "engine/dock/test_world.h"

/* n dockings of these two texts; need and offer parties go round among so many, organisations or persons. */
struct dockings { const char *need, *offer; int n, needs, offers; bool need_org, offer_org; const char *kind; };

static void learn(struct world *w, struct dock_learner *l, const struct dockings *d)
{
    static int64_t id = 1000;
    for (int i = 0; i < d->n; i++) {
        struct dock_listing need = { .id = ++id, .side = DOCK_NEED, .kind = str_from(d->kind), .title = str_from(d->need) },
                            offer = { .id = ++id, .side = DOCK_OFFER, .title = str_from(d->offer) };
        struct dock_docking x = { &need, &offer, { d->need_org, i % d->needs }, { d->offer_org, 100 + i / d->needs % d->offers } };
        dock_learner_add(l, &w->a, &x);
    }
}

/* Against a background in which the two topics stand alone, too. */
static struct dock_learned learned_from(struct world *w, const struct dockings *d)
{
    static const struct dockings background[] = {
        { "海参", "物联网", 100, 10, 10, true, true, "" },
        { "物联网", "海参", 100, 10, 10, true, true, "" },
        { "人工智能", "物联网", 100, 10, 10, true, true, "" },
    };
    struct dock_learner *l = dock_learner_new(&w->a, w->an);
    for (size_t i = 0; i < LEN(background); i++) learn(w, l, &background[i]);
    learn(w, l, d);
    return dock_learner_close(l);
}

static const struct dock_rule *rule_of(const struct dock_learned *l, const char *need, const char *offer)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(dock_topic_name(l->v[i].need_name, S("zh")), str_from(need))
            && str_eq(dock_topic_name(l->v[i].offer_name, S("zh")), str_from(offer)))
            return &l->v[i];
    return NULL;
}

static void test_who_must_stand_behind(void **state)
{
    static const struct { struct dockings d; int64_t dockings; } cases[] = {
        { { "机床", "焊接", 36, 6, 6, true, true, "" }, 36 },
        { { "机床", "焊接", 36, 6, 6, false, true, "" }, 36 },                    /* persons with six organisations */
        { { "机床", "焊接", 36, 6, 6, false, false, "" }, 0 },                    /* no organisation */
        { { "机床", "焊接", 200, 4, 50, true, true, "" }, 0 },                    /* four on one side, however often */
        { { "机床", "焊接", 200, 50, 4, true, true, "" }, 0 },
        { { "机床", "焊接", 200, 50, 4, false, true, "" }, 0 },
        { { "机床", "焊接", 25, 5, 5, true, true, "" }, 25 },
        { { "机床", "焊接", 25 * 8, 5, 5, true, true, "" }, 25 },                 /* the same two eight times: once */
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct world w = world_new();
        struct dock_learned l = learned_from(&w, &cases[i].d);
        const struct dock_rule *r = rule_of(&l, "机床", "焊接");
        if ((r ? r->dockings : 0) != cases[i].dockings) fail_msg("case %zu: %lld", i, (long long)(r ? r->dockings : 0));
        assert_null(rule_of(&l, "焊接", "机床"));                             /* nobody docked it the other way round */
        for (size_t k = 0; k < l.n; k++) {
            assert_true(l.v[k].organisations >= LEARNED_PARTIES && l.v[k].dockings >= LEARNED_PARTIES);
            assert_true(l.v[k].points > 0 && l.v[k].points <= 2 * DOCK_POINT && l.v[k].need != l.v[k].offer);
            assert_true(k == 0 || l.v[k - 1].points >= l.v[k].points);
        }
        world_free(&w);
    }
}

/* What goes with everything says nothing of anything. */
static void test_chance_is_no_rule(void **state)
{
    static const char *const words[] = { "海参", "物联网", "人工智能", "焊接", "机床" };
    struct world w = world_new();
    struct dock_learner *l = dock_learner_new(&w.a, w.an);
    (void)state;
    for (size_t i = 0; i < LEN(words); i++)
        for (size_t k = 0; k < LEN(words); k++) learn(&w, l, &(struct dockings){ words[i], words[k], 49, 7, 7, true, true, "" });
    assert_int_equal(dock_learner_close(l).n, 0);
    struct dock_learned none = dock_learner_close(dock_learner_new(&w.a, w.an));
    assert_true(none.n == 0 && none.dockings == 0);
    world_free(&w);
}

/* That jobs go with jobs and spaces with spaces is no rule, what goes together among jobs is one. */
static void test_kinds_are_no_rule(void **state)
{
    static const char *const jobs[] = { "焊接", "机床" }, *const spaces[] = { "海参", "物联网" };
    struct world w = world_new();
    (void)state;
    for (int more = 0; more < 2; more++) {
        struct dock_learner *l = dock_learner_new(&w.a, w.an);
        for (size_t i = 0; i < 2; i++)
            for (size_t k = 0; k < 2; k++) {
                learn(&w, l, &(struct dockings){ jobs[i], jobs[k], 400, 20, 20, true, true, "job" });
                learn(&w, l, &(struct dockings){ spaces[i], spaces[k], 100, 10, 10, true, true, "space" });
            }
        if (more) learn(&w, l, &(struct dockings){ "人工智能", "机床", 100, 10, 10, true, true, "job" });
        struct dock_learned learned = dock_learner_close(l);
        if (more) assert_non_null(rule_of(&learned, "人工智能", "机床"));
        else assert_int_equal(learned.n, 0);
        assert_int_equal(learned.dockings, 2000 + 100 * more);
    }
    world_free(&w);
}

static void test_points_and_reasons(void **state)
{
    struct world w = world_new();
    struct dock_listing need = { .id = 1, .side = DOCK_NEED, .kind = S("technology"), .title = S("machine tool 改造") },
        plain = { .id = 2, .side = DOCK_OFFER, .kind = S("technology"), .title = S("改造 服务"), .published_ms = 1 },
        fits = { .id = 3, .side = DOCK_OFFER, .kind = S("technology"), .title = S("改造 焊接"), .published_ms = 2 };
    (void)state;
    add(&w, &need);
    add(&w, &plain);
    add(&w, &fits);
    struct dock_learned l = learned_from(&w, &(struct dockings){ "机床", "焊接", 36, 6, 6, true, true, "" });
    const struct dock_rule *rule = rule_of(&l, "机床", "焊接");
    assert_non_null(rule);
    struct dock_asking *off = dock_asking(w.ix, w.an, &w.a, &need), *on = dock_asking_learned(w.ix, w.an, &w.a, &need, &l),
        *back = dock_asking_learned(w.ix, w.an, &w.a, &fits, &l);
    struct dock_reasons before = dock_explain_asking(w.an, &w.a, off, &fits), after = dock_explain_asking(w.an, &w.a, on, &fits);
    assert_true(
        after.n == before.n + 1 && after.score == before.score + 2 * rule->points && after.forward == before.forward + rule->points);
    int told = 0;
    for (size_t i = 0; i < after.n; i++) {
        if (after.v[i].why != DOCK_LEARNED) continue;
        struct out zh, en;
        out_init(&zh, &w.a), out_init(&en, &w.a);
        dock_reason_text(&zh, &after.v[i], S("zh")), dock_reason_text(&en, &after.v[i], S("en"));
        assert_string_equal(out_str(&zh).p, "以往成交：36次对接把机床与焊接连在一起");
        assert_string_equal(out_str(&en).p, "Confirmed before: 36 dockings joined machine tool with welding");
        assert_true(dock_reason_fits(DOCK_LEARNED));
        told++;
    }
    assert_int_equal(told, 1);
    struct dock_pairs p = dock_match_asking(w.ix, &w.a, on, 0, 5), q = dock_match_asking(w.ix, &w.a, back, 0, 5);
    assert_true(p.n == 2 && p.v[0].id == 3 && p.v[0].score == after.score);
    /* the other side sees the same, mirrored */
    assert_true(q.n == 1 && q.v[0].forward == p.v[0].backward && q.v[0].backward == p.v[0].forward);
    struct dock_pairs never = dock_match_asking(w.ix, &w.a, off, 0, 5), plainly = dock_match(w.ix, w.an, &w.a, &need, 0, 5);
    assert_memory_equal(never.v, plainly.v, 2 * sizeof *never.v);           /* off: as if there were nothing to learn */
    assert_int_equal(dock_explain_asking(w.an, &w.a, on, &plain).score, dock_explain_asking(w.an, &w.a, off, &plain).score);
    world_free(&w);
}

/* Whatever many rules a pair fulfils, two count. */
static void test_bounded(void **state)
{
    static const char *const needs[] = { "海参", "物联网", "人工智能" }, *const offers[] = { "焊接", "机床", "数控机床" };
    struct world w = world_new();
    struct dock_learner *l = dock_learner_new(&w.a, w.an);
    (void)state;
    for (size_t i = 0; i < LEN(needs); i++) learn(&w, l, &(struct dockings){ needs[i], offers[i], 400, 20, 20, true, true, "" });
    struct dock_learned learned = dock_learner_close(l);
    assert_true(learned.n >= 3);
    struct dock_listing need = { .id = 1, .side = DOCK_NEED, .title = S("海参 物联网 人工智能") },
                        offer = { .id = 2, .side = DOCK_OFFER, .title = S("焊接 机床 数控机床") };
    add(&w, &offer);
    struct dock_reasons r = dock_explain_asking(w.an, &w.a, dock_asking_learned(w.ix, w.an, &w.a, &need, &learned), &offer);
    int n = 0;
    int64_t sum = 0;
    for (size_t i = 0; i < r.n; i++) if (r.v[i].why == DOCK_LEARNED) { n++; sum += r.v[i].forward + r.v[i].backward; }
    assert_true(n == 2 && sum <= 8 * (int64_t)DOCK_POINT && sum == r.near);
    offer.title = S("焊接 机床 数控机床 海参 物联网 人工智能");               /* they speak of the same: nothing to join */
    r = dock_explain_asking(w.an, &w.a, dock_asking_learned(w.ix, w.an, &w.a, &need, &learned), &offer);
    for (size_t i = 0; i < r.n; i++) assert_true(r.v[i].why != DOCK_LEARNED);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_must_stand_behind),
        cmocka_unit_test(test_chance_is_no_rule),
        cmocka_unit_test(test_kinds_are_no_rule),
        cmocka_unit_test(test_points_and_reasons),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
