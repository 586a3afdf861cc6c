/* docking_test.c: the life of a listing, from draft to closed, through the pages as a browser sends them. */
#include "test/site.h"
#include "app/docking/test_world.h"

static const char good[] = "side=need&kind=job&title_zh=%E6%8B%9B%E8%81%98%E7%84%8A%E5%B7%A5&title_en=Welders+wanted&amount_low=6000&amount_high=9000&quantity=5"
    "&skills=%E7%84%8A%E6%8E%A5%EF%BC%8C+CAD&education=40&housing=1" COMMON_FIELDS;

static size_t live(void) { return live_count(&s.app); }

/* ---- life ---- */

static void from_draft_to_closed(void **state)
{
    (void)state;
    struct answer a = post_as(w.owner, "/listings", "side=need&kind=job&title_zh=%E6%8B%9B&then=draft");
    int64_t id = led_to(&a);
    assert_string_equal(row_of(id).state.p, "draft");
    a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&title_zh=%%E6%%8B%%9B&then=submit", version_of(id)).p);
    assert_int_equal(a.status, 422);                                        /* no description, no district, no visibility */
    assert_true(body_has(&a, "href=\"#f-body_zh\"") && body_has(&a, "href=\"#f-division\"") && body_has(&a, "value=\"招\""));
    a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&%s", version_of(id), good).p);
    assert_int_equal(led_to(&a), id);
    assert_string_equal(row_of(id).state.p, "review");
    a = post_as(w.clerk, str_printf(&s.a, "/review/listings/%lld", (long long)id).p,
        str_printf(&s.a, "%s&decision=refused", version_of(id)).p);
    assert_int_equal(a.status, 422);                                        /* sent back without a reason */
    int64_t told = notices_of(w.owner);
    decide(w.clerk, id, "refused");
    assert_string_equal(row_of(id).reason.p, "请补充");
    assert_int_equal(notices_of(w.owner), told + 1);
    a = get_as(w.owner, path_of(id, ""));
    assert_true(body_has(&a, "请补充") && body_has(&a, path_of(id, "/edit")));
    a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&%s", version_of(id), good).p);
    assert_string_equal(row_of(id).state.p, "review");
    size_t before = live();
    decide(w.clerk, id, "open");
    assert_int_equal(live(), before + 1);
    struct listing_by_id x = row_of(id);
    assert_true(str_eq(x.state, S("open")) && x.published_ms == site_now && x.renew_by_ms == site_now + LISTING_FRESH_MS && !x.reason.n);
    assert_true(str_eq(x.skills, S("焊接,CAD")) && x.amount_low == 600000 && x.quantity == 5);
    a = post_as(w.owner, path_of(id, "/close"), str_printf(&s.a, "%s", version_of(id)).p);
    assert_int_equal(a.status, 422);
    a = post_as(w.owner, path_of(id, "/close"), str_printf(&s.a, "%s&reason=stale", version_of(id)).p);
    assert_int_equal(a.status, 422);                                        /* that reason is the program's */
    a = post_as(w.owner, path_of(id, "/close"), str_printf(&s.a, "%s&reason=filled", version_of(id)).p);
    assert_int_equal(led_to(&a), id);
    assert_int_equal(live(), before);
    a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&%s", version_of(id), good).p);
    assert_int_equal(a.status, 409);
    a = get_as(0, path_of(id, ""));
    assert_true(a.status == 200 && body_has(&a, "已关闭"));
}

static void an_open_listing_changes_its_figures_at_once_and_its_words_after_review(void **state)
{
    (void)state;
    int64_t id = opened(w.owner, good);
    size_t before = live();
    /* the first of a name counts */
    struct answer a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&quantity=8&%s", version_of(id), good).p);
    assert_true(row_of(id).quantity == 8 && str_eq(row_of(id).state, S("open")) && live() == before);
    a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&title_en=Cheap+watches&%s", version_of(id), good).p);
    assert_int_equal(led_to(&a), id);
    assert_string_equal(row_of(id).state.p, "review");
    assert_int_equal(live(), before - 1);
    int64_t published = row_of(id).published_ms;
    site_now += DAY_MS;
    decide(w.clerk, id, "open");
    assert_true(row_of(id).published_ms == published && live() == before);   /* nobody comes up again by editing */
    a = post_as(w.owner, path_of(id, "/renew"), version_of(id));
    assert_int_equal(row_of(id).renew_by_ms, site_now + LISTING_FRESH_MS);
    a = post_as(w.clerk, "/listings", good);
    assert_string_equal(row_of(led_to(&a)).state.p, "open");                 /* who may review publishes */
}

static void who_saves_over_another_is_told_and_loses_nothing(void **state)
{
    (void)state;
    struct answer a = post_as(w.owner, "/listings", good);
    int64_t id = led_to(&a);
    const char *old = version_of(id);
    a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&%s", old, good).p);
    a = post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&title_en=Mine&%s", old, good).p);
    assert_int_equal(a.status, 422);
    assert_true(body_has(&a, "value=\"Mine\"") && body_has(&a, "别人已修改过")
        && body_has(&a, str_printf(&s.a, "name=\"version\" value=\"%lld\"", (long long)row_of(id).version).p));
    a = post_as(w.clerk, str_printf(&s.a, "/review/listings/%lld", (long long)id).p, str_printf(&s.a, "%s&decision=open", old).p);
    assert_int_equal(a.status, 409);                                        /* what was read is not what would be approved */
}

static void pressing_twice_posts_once(void **state)
{
    (void)state;
    site_login(&s, w.owner);
    const char *fields = str_printf(&s.a, "form_key=%.*s&%s", STR_FMT(site_form_key(&s)), good).p;
    struct answer once = site_post_as_is(&s, "/listings", fields), twice = site_post_as_is(&s, "/listings", fields);
    assert_int_equal(led_to(&once), led_to(&twice));
    assert_int_equal(row_of(led_to(&once)).version, 1);
}

static void one_account_does_not_flood_the_list(void **state)
{
    (void)state;
    int64_t keen = site_account(&s, "keen", ROLE_MEMBER, "", "");
    struct answer a = { 0 };
    for (int i = 0; i < LIMIT_POSTS_A_DAY; i++) {
        a = post_as(keen, "/listings", good);
        assert_int_equal(a.status, 303);
    }
    size_t before = live();
    a = post_as(keen, "/listings", good);
    assert_true(a.status == 422 && body_has(&a, "最多逐条发布 50 条") && body_has(&a, "招聘焊工"));      /* what was typed is still there */
    _Static_assert(LIMIT_POSTS_A_DAY == 50 && LIMIT_ROWS_A_DAY == 4000, "the messages listing_err_enough and import_too_many name them");
    assert_int_equal(post_as(w.helper, "/listings", good).status, 303);     /* others go on */
    site_now += DAY_MS;
    a = post_as(keen, "/listings", good);
    assert_true(a.status == 303 && live() == before);
}

/* ---- kinds ---- */

/* Every field of every kind is kept, shown and offered again. */
static void every_kind_keeps_its_fields(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *fields, *shown[4];
    } cases[] = {
        { "technology", "&ip_state=granted&ip_number=ZL202010123456.7&transfer=licence&stage=pilot",
            { "专利已授权", "ZL202010123456.7", "普通许可", "中试试点" } },
        { "job", "&education=40&contract=fixed&fresh_graduates=1&housing=1&amount_low=5000",
            { "中等职业教育", "固定期限", "适合应届毕业生", "5,000 元 起/月" } },
        { "internship", "&education=20&months=6&amount_high=3000", { "大学本科", "6", "至多 3,000 元/月", "期限（月）" } },
        { "space", "&premises=laboratory&equipment=%E6%B4%81%E5%87%80%E9%97%B4&free_months=3&quantity=1200",
            { "实验室", "洁净间", "免租期（月）", "1,200" } },
        { "mentor", "&topics=%E8%9E%8D%E8%B5%84&meets=both&quantity=4", { "融资", "现场或线上", "每月辅导小时数", "4" } },
        { "training", "&hours=40&certificate=SYB&meets=place", { "40", "SYB", "现场", "课时" } },
        { "service", "&days=10&meets=online", { "10", "线上", "所需天数", "方式" } },
        { "capital", "&instrument=equity&purpose=%E6%89%A9%E4%BA%A7&months=36&amount_low=1000000&amount_high=5000000",
            { "股权", "扩产", "36", "1,000,000–5,000,000 元" } },
        { "order", "&unit=%E5%A5%97&standard=GB%2FT+1804-m&quantity=300&to_day=2026-12-31",
            { "套", "GB/T 1804-m", "300", "2026年12月31日" } },
        { "partnership", "&cooperation=laboratory&brings=%E5%9C%BA%E5%9C%B0", { "共建实验室", "场地", "合作形式", "我方提供" } },
    };
    assert_int_equal(LEN(cases), listing_kinds_n);
    for (size_t i = 0; i < LEN(cases); i++) {
        const char *fields =
            str_printf(&s.a, "side=offer&kind=%s&title_en=T%zu&body_en=B%s%s", cases[i].kind, i, cases[i].fields, COMMON_FIELDS).p;
        int64_t id = opened(w.owner, fields);
        struct answer a = get_as(0, path_of(id, ""));
        for (size_t k = 0; k < 4; k++)
            if (!body_has(&a, cases[i].shown[k])) fail_msg("%s does not show %s", cases[i].kind, cases[i].shown[k]);
        struct listing_form f, again;
        struct db *db = site_db(&s);
        struct listing_by_id x = row_of(id), y;
        assert_int_equal(listing_load(db, &x, &f), RC_OK);
        assert_int_equal(post_as(w.owner, path_of(id, ""), str_printf(&s.a, "%s&%s", version_of(id), fields).p).status, 303);
        y = row_of(id);
        assert_int_equal(listing_load(db, &y, &again), RC_OK);
        const struct listing_kind *k = listing_kind_find(str_from(cases[i].kind));
        for (size_t n = 0; n < k->form->nfields; n++) {
            struct str one = field_value(&s.a, &k->form->fields[n], &f), two = field_value(&s.a, &k->form->fields[n], &again);
            if (!str_eq(one, two)) fail_msg("%s.%s: %.*s became %.*s", cases[i].kind, k->form->fields[n].name, STR_FMT(one), STR_FMT(two));
        }
        a = get_as(w.owner, path_of(id, "/edit"));
        assert_int_equal(a.status, 200);
        db_give(db);
    }
}

static void the_form_says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *field;
    } cases[] = {
        { "amount_low=9&amount_high=5", "amount_high" },
        { "amount_low=abc", "amount_low" },
        { "from_day=2026-12-02&to_day=2026-12-01", "to_day" },
        { "open_until=2020-01-01", "open_until" },
        { "open_until=soon", "open_until" },
        { "quantity=0", "quantity" },
        { "division=nowhere", "division" },
        { "organisation=1", "organisation" },
        { "visibility=named", "named" },
        { "named=Nobody+Ltd", "named" },
        { "annex_for=Nobody+Ltd", "annex_for" },
        { "education=phd", "education" },
        { "skills=a%2Cb%2Cc%2Cd%2Ce%2Cf%2Cg%2Ch%2Ci%2Cj%2Ck%2Cl%2Cm%2Cn%2Co%2Cp%2Cq%2Cr%2Cs%2Ct%2Cu", "skills" },
        { "languages=xx", "languages" },
        { "title_zh=&title_en=&x=", "title_zh" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = post_as(w.owner, "/listings", str_printf(&s.a, "%s&%s", cases[i].fields, good).p);
        if (a.status != 422 || !body_has(&a, str_printf(&s.a, "href=\"#f-%s\"", cases[i].field).p))
            fail_msg("%s: %d", cases[i].fields, a.status);
    }
    assert_int_equal(post_as(w.owner, "/listings", "side=need&kind=none").status, 400);
    assert_int_equal(post_as(w.owner, "/listings", "side=none&kind=job").status, 400);
    assert_int_equal(get_as(w.owner, "/listings/new?side=need&kind=none").status, 200);       /* the choice of kinds again */
    struct answer kinds = get_as(w.owner, "/listings/new");                                   /* who hires offers work, and need not know it */
    assert_true(body_has(&kinds, "side=offer&amp;kind=job\">我要招人<") && body_has(&kinds, "side=need&amp;kind=job\">我要求职<"));
    struct answer form = get_as(w.owner, "/listings/new?side=need&kind=order");               /* one language is needed, neither is optional */
    struct str title = str_sub(form.body, (size_t)str_find(form.body, S("name=\"title_zh\"")), form.body.n);
    title = str_sub(title, 0, (size_t)str_find(title, S("name=\"body_zh\"")));
    assert_true(str_find(title, S("中文、英文至少填一种")) > 0 && str_find(title, S("选填")) < 0);
}

/* ---- time ---- */

static enum rc tick(void)
{
    struct db *db = site_db(&s);
    enum rc rc = listings_tick(&s.app, db, site_now);
    db_give(db);
    return rc;
}

static int events_of(int64_t id, const char *verb)
{
    struct listing_events_rows rows;
    struct db *db = site_db(&s);
    int n = 0;
    assert_int_equal(listing_events(db, id, 100, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) n += str_eq(rows.v[i].verb, str_from(verb));
    db_give(db);
    return n;
}

static void time_reminds_and_closes_once(void **state)
{
    (void)state;
    int64_t stale = opened(w.owner, good), kept = opened(w.owner, good);
    int64_t ends = opened(w.owner, str_printf(&s.a, "open_until=%.*s&%s", STR_FMT(date_str(&s.a, instant_day(site_now) + 10)), good).p);
    assert_int_equal(tick(), RC_OK);
    assert_int_equal(events_of(stale, "reminded"), 0);
    site_now += 11 * DAY_MS;
    assert_int_equal(tick(), RC_OK);
    assert_true(str_eq(row_of(ends).state, S("closed")) && str_eq(row_of(ends).reason, S("ended")));
    site_now += LISTING_FRESH_MS - LISTING_REMIND_MS - 11 * DAY_MS;
    int64_t told = notices_of(w.owner);
    for (int i = 0; i < 2; i++) assert_int_equal(tick(), RC_OK);
    assert_true(events_of(stale, "reminded") == 1 && events_of(kept, "reminded") == 1 && notices_of(w.owner) >= told + 2);
    assert_int_equal(post_as(w.owner, path_of(kept, "/renew"), version_of(kept)).status, 303);
    site_now += LISTING_REMIND_MS + 1;
    for (int i = 0; i < 2; i++) assert_int_equal(tick(), RC_OK);
    assert_true(str_eq(row_of(stale).state, S("closed")) && str_eq(row_of(stale).reason, S("stale")) && events_of(stale, "closed") == 1);
    assert_string_equal(row_of(kept).state.p, "open");
    struct founds f;
    assert_int_equal(live_match_new(&s.app, &s.a, stale, site_now, 10, &f), RC_OK);
    assert_int_equal(f.n, 0);
}

/* One to be reminded, one stale, one past its last day: `n` of each, more than one look takes. */
static enum rc many_due_tx(struct db *tx, void *arg)
{
    struct str yesterday = date_str(tx->arena, instant_day(site_now) - 1);
    for (int64_t n = *(const int64_t *)arg; n-- > 0; )
        for (int i = 0; i < 3; i++)
            TRY(listing_add(tx, id_new(site_now), S("offer"), S("job"), DB_NULL, w.stranger, S(""), S("Many"), S(""), S(""), S(""), S(""),
                S("210211"), S(""), S(""), S("en"), DB_NULL, DB_NULL, DB_NULL, STR_NONE, STR_NONE, i == 2 ? yesterday : STR_NONE,
                S("public"), S("open"), STR_NONE, site_now, i == 1 ? site_now - n / 50 : site_now + 1 + n / 50, site_now));
    return RC_OK;
}

static int64_t of_many(const char *which)
{
    return site_ask(&s, str_printf(&s.a, "SELECT COUNT(*) AS n FROM listing WHERE title_en = 'Many' AND id > $1 AND %s", which).p, 0);
}

static void more_are_due_than_one_look_takes(void **state)
{
    (void)state;
    int64_t n = 230;
    change(many_due_tx, &n);
    assert_int_equal(tick(), RC_OK);
    assert_int_equal(of_many("state = 'open' AND reminded_ms > 0"), n);
    assert_int_equal(of_many("state = 'closed' AND reason = 'stale'"), n);
    assert_int_equal(of_many("state = 'closed' AND reason = 'ended'"), n);
}

/* ---- failures ---- */

/* A listing that fails in a tick is left for the next one; the others are reminded and closed. */
static void a_listing_that_fails_holds_up_no_other(void **state)
{
    (void)state;
    int64_t failed = 0, alone[2] = { 0 };
    struct db *db = site_db(&s);
    fprintf(stderr, "(failures are told below)\n");
    for (int64_t n = 0, calm = 0; calm < 3; n++) {
        int64_t one = opened(w.owner, good), two = opened(w.owner, good);
        for (int end = 0; end < 2; end++) {
            const char *verb = end ? "closed" : "reminded";
            site_now += end ? LISTING_REMIND_MS + 1 : LISTING_FRESH_MS - LISTING_REMIND_MS;
            db_fail_at(s.app.pool, n);
            enum rc rc = listings_tick(&s.app, db, site_now);
            db_fail_at(s.app.pool, -1);
            failed += rc != RC_OK;
            calm = rc == RC_OK ? calm + end : 0;
            alone[end] += events_of(one, verb) + events_of(two, verb) == 1;
            assert_int_equal(listings_tick(&s.app, db, site_now), RC_OK);
            assert_true(events_of(one, verb) == 1 && events_of(two, verb) == 1);
        }
        assert_true(n < 100);
    }
    assert_true(failed > 10 && alone[0] > 0 && alone[1] > 0);
    db_give(db);
}

static void what_fails_leaves_nothing(void **state)
{
    (void)state;
    fprintf(stderr, "(failures are told below)\n");
    const char *full = str_printf(&s.a, "organisation=%lld&named=Jinpu+Machine+Tools&annex=secret&annex_for=Jinpu+Machine+Tools&%s",
        (long long)w.house1, good)
                           .p;
    site_every_statement(&s, w.owner, "/listings", full, 303);
    site_every_allocation(&s, w.owner, "/listings", full);
    struct answer a = post_as(w.owner, "/listings", full);
    int64_t id = led_to(&a);
    site_every_statement(&s, w.owner, path_of(id, ""), str_printf(&s.a, "%s&%s", version_of(id), full).p, 303);
    site_every_statement(&s, w.clerk, str_printf(&s.a, "/review/listings/%lld", (long long)id).p,
        str_printf(&s.a, "%s&decision=open", version_of(id)).p, 303);
    site_every_statement(&s, w.owner, path_of(id, "/renew"), version_of(id), 303);
    site_every_allocation(&s, w.owner, path_of(id, "/renew"), version_of(id));
    site_every_statement(&s, w.owner, path_of(id, "/close"), str_printf(&s.a, "%s&reason=filled", version_of(id)).p, 303);
    for (int64_t n = 0; n < 400; n++) {                                     /* a page without memory gives its desk and lock back */
        s.fail_after = n;
        (void)site_get(&s, "/listings?q=%E7%84%8A");
        s.fail_after = -1;
    }
    assert_int_equal(get_as(0, "/listings?q=%E7%84%8A").status, 200);
}

static void transactions_may_run_twice(void **state)
{
    (void)state;
    db_set_twice(s.app.pool, true);
    from_draft_to_closed(state);
    time_reminds_and_closes_once(state);
    db_set_twice(s.app.pool, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_draft_to_closed),
        cmocka_unit_test(an_open_listing_changes_its_figures_at_once_and_its_words_after_review),
        cmocka_unit_test(who_saves_over_another_is_told_and_loses_nothing),
        cmocka_unit_test(pressing_twice_posts_once),
        cmocka_unit_test(one_account_does_not_flood_the_list),
        cmocka_unit_test(every_kind_keeps_its_fields),
        cmocka_unit_test(the_form_says_what_is_wrong),
        cmocka_unit_test(time_reminds_and_closes_once),
        cmocka_unit_test(more_are_due_than_one_look_takes),
        cmocka_unit_test(a_listing_that_fails_holds_up_no_other),
        cmocka_unit_test(what_fails_leaves_nothing),
        cmocka_unit_test(transactions_may_run_twice),
        cmocka_unit_test(cells_are_the_rows),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
