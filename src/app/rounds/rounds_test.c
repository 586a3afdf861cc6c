/* rounds_test.c: the life of a round, through the pages: set up, announced, applied for, run by two, published, objected to, run
** again; who may do what; what a preview leaves as it was. */
#include "test/site.h"
#include "app/rounds/test_world.h"
#include "governance_sql.h"

/* In files of n, each from behind the end of the one before, stand the same as in one, in the same order. */
static void in_files_of(int64_t result, const struct answer *whole)
{
    struct db *db = site_db(&s);
    for (int64_t n = 1; n <= 5; n++) {
        struct round_holders_ends_rows ends;
        struct round_holders_rows all, some;
        size_t at = 0;
        assert_int_equal(round_holders(db, result, -1, S(""), 100, &all), RC_OK);
        assert_int_equal(round_holders_ends(db, result, n, (int64_t)all.n, &ends), RC_OK);
        assert_int_equal(ends.n, (all.n + (size_t)n - 1) / (size_t)n - 1);
        for (size_t i = 0; i <= ends.n; i++) {
            assert_int_equal(round_holders(db, result, i ? ends.v[i - 1].place : -1, i ? ends.v[i - 1].alias : S(""), n, &some), RC_OK);
            for (size_t k = 0; k < some.n; k++) assert_true(at < all.n && str_eq(some.v[k].alias, all.v[at++].alias));
        }
        assert_int_equal(at, all.n);
        for (size_t i = 0; i < all.n; i++) assert_true(body_has(whole, all.v[i].alias.p));
    }
    db_give(db);
}

static void from_set_up_to_a_second_result(void **state)
{
    (void)state;
    int64_t id = world_round("");
    applies(id, w.person[0], "desk bench", true, 3, "groups=graduate");
    applies(id, w.person[1], "desk bench", true, 1, "");
    applies(id, w.person[2], "bench", false, 0, "groups=migrant");
    applies(id, w.person[3], "bench desk", false, 5, "");
    assert_int_equal(post_as(w.first, at(id, "/ask"), "verb=run").status, 303);
    assert_string_equal(round_now(id).ask.p, "");                           /* not while it is open */
    two(id, "close");
    struct answer a = post_as(w.person[4], at(id, "/apply"), "wishes=1");
    assert_int_equal(a.status, 303);
    assert_int_equal(get_as(w.person[0], at(id, "/mine")).status, 200);
    two(id, "run");
    struct round_results one = newest(id);
    assert_true(one.number == 1 && one.applicants == 4 && one.seats == 3 && one.placed == 3 && one.published_ms == DB_NULL);
    int64_t p[4];
    for (int i = 0; i < 4; i++) p[i] = application_of(id, w.person[i]).id;
    assert_string_equal(got(one.id, p[0]), "desk");                         /* 16 points */
    assert_string_equal(got(one.id, p[1]), "bench");                        /* 12 */
    assert_string_equal(got(one.id, p[2]), "bench");                        /* 0, but the seat is kept for migrant workers */
    assert_string_equal(got(one.id, p[3]), "");                             /* 10: a general seat is wanted */
    a = get_as(w.person[3], at(id, "/mine"));
    assert_false(body_has(&a, "第 1 次结果"));                              /* not before it is published */
    assert_int_equal(get_as(w.first, at(id, "/office?format=csv")).status, 404);
    a = get_as(0, at(id, ""));
    assert_false(body_has(&a, "最低录取"));
    two(id, "publish");
    a = get_as(w.person[3], at(id, "/mine"));
    assert_true(body_has(&a, "这一轮没有分到") && body_has(&a, "您 10 分") && body_has(&a, "最后一位录取者 12 分")
        && body_has(&a, "最后一位录取者 16 分"));
    assert_false(body_has(&a, "person1"));
    assert_int_equal(get_as(w.person[3], at(id, "/office?format=csv")).status, 403);
    struct answer list = get_as(w.first, at(id, "/office?format=csv"));
    assert_true(list.status == 200 && str_starts(list.type, S("text/csv")) && body_has(&list, ",person1,") && body_has(&list, "desk"));
    in_files_of(one.id, &list);
    struct answer rest = get_as(w.first, at(id, "/office?format=csv&page=2&place=1000000&after="));    /* who sits nowhere comes last */
    assert_true(body_has(&rest, ",person3,") && !body_has(&rest, ",person1,"));
    /* who got nothing stands in it, too */
    assert_true(body_has(&list, str_printf(&s.a, "%s,person3,", application_of(id, w.person[3]).alias.p).p));
    a = get_as(0, at(id, ""));
    assert_true(body_has(&a, round_now(id).seed.p) && body_has(&a, one.result_sha256.p) && body_has(&a, "12 分"));
    for (int i = 0; i < 4; i++) assert_false(body_has(&a, str_printf(&s.a, "person%d", i).p));
    uint8_t sum[32];
    sha256(round_now(id).seed, sum);
    assert_true(str_eq(hex(&s.a, sum, 32), round_now(id).seed_sha256));     /* what was promised before anybody applied */

    done(post_as(w.person[3], at(id, "/object"), "body=I+have+a+diploma"));
    struct round_objections_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(round_objections(db, id, &rows), RC_OK);
    db_give(db);
    const char *decide = str_printf(&s.a, "/rounds/%lld/objections/%lld", (long long)id, (long long)rows.v[0].id).p;
    /* nothing is corrected */
    assert_int_equal(post_as(w.first, decide,
                         str_printf(&s.a, "decision=upheld&reply=yes&answers=%lld:5", (long long)criterion_of(id, 1)).p)
                         .status,
        422);
    done(post_as(w.first, decide,
        str_printf(&s.a, "decision=upheld&reply=yes&answers=%lld:1&answers=%lld:5", (long long)criterion_of(id, 0),
            (long long)criterion_of(id, 1))
            .p));
    a = get_as(w.first, at(id, "/office"));
    assert_true(body_has(&a, "value=\"run\""));
    two(id, "run");
    struct round_results next = newest(id);
    assert_int_equal(next.number, 2);
    assert_string_equal(got(next.id, p[3]), "bench");                       /* 20 */
    assert_string_equal(got(next.id, p[1]), "");
    a = get_as(w.person[3], at(id, "/mine"));
    assert_true(body_has(&a, "这一轮没有分到"));                            /* the first stands until the second is published */
    two(id, "publish");
    a = get_as(w.person[3], at(id, "/mine"));
    assert_true(body_has(&a, "分到：Bench") || body_has(&a, "分到：bench"));
    a = get_as(0, at(id, "?result=1"));
    assert_true(body_has(&a, one.result_sha256.p));                         /* both visible */
    a = get_as(0, at(id, ""));
    assert_true(body_has(&a, next.result_sha256.p) && body_has(&a, "?result=1"));
    assert_int_equal(post_as(w.first, at(id, "/ask"), "verb=run").status, 303);
    assert_string_equal(round_now(id).ask.p, "");                           /* nothing has changed since */
}

/* ---- where a round stands ---- */

static void phases_by_state_and_day(void **state)
{
    (void)state;
    static const struct {
        const char *state;
        const char *today;
        int64_t closed_ms;
        enum round_phase phase;
    } cases[] = {
        { "draft", "2026-05-01", 0, PHASE_DRAFT },
        { "announced", "2026-05-09", 0, PHASE_COMING },
        { "announced", "2026-05-10", 0, PHASE_OPEN },
        { "announced", "2026-05-20", 0, PHASE_OPEN },
        { "announced", "2026-05-21", 0, PHASE_CLOSED },
        { "announced", "2026-05-12", 1, PHASE_CLOSED },
        { "ran", "2026-05-12", 1, PHASE_RAN },
        { "published", "2026-05-30", 0, PHASE_OBJECTIONS },
        { "published", "2026-05-31", 0, PHASE_FINAL },
        { "cancelled", "2026-05-12", 0, PHASE_CANCELLED },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        int64_t today;
        struct round_when when = { str_from(cases[i].state), S("2026-05-10"), S("2026-05-20"), S("2026-05-30"), cases[i].closed_ms };
        assert_true(date_parse(str_from(cases[i].today), &today));
        /* the city's day begins eight hours before the one of UTC */
        assert_int_equal(round_phase(&when, today * DAY_MS - CITY_OFFSET_MS), cases[i].phase);
        assert_int_equal(round_phase(&when, (today + 1) * DAY_MS - CITY_OFFSET_MS - 1), cases[i].phase);
    }
}

/* What may be asked for in each phase. */
static void what_may_be_asked(void **state)
{
    (void)state;
    static const struct {
        const char *state, *opens;
        bool unpublished;
        const char *may;
    } cases[] = {
        { "draft", "2026-09-01", false, "...." },
        { "announced", "2026-09-01", false, "c..." },
        { "announced", "2027-09-01", false, "...." },
        { "ran", "2026-09-01", true, ".rpx" },
        { "published", "2026-09-01", false, ".r.." },
        { "published", "2026-09-01", true, ".rp." },
        { "cancelled", "2026-09-01", false, "...." },
    };
    static const char *const verbs[] = { "close", "run", "publish", "cancel" };
    for (size_t i = 0; i < LEN(cases); i++)
        for (size_t v = 0; v < LEN(verbs); v++) {
            struct round_by_id x = { .state = str_from(cases[i].state),
                .opens_day = str_from(cases[i].opens),
                .closes_day = S("2027-12-01"),
                .objections_day = S("2027-12-31") };
            if (round_may_ask(&x, verbs[v], cases[i].unpublished, site_now) != (cases[i].may[v] != '.'))
                fail_msg("%s %s", cases[i].state, verbs[v]);
        }
}

/* ---- who may do what ---- */

static void who_sees_and_who_acts(void **state)
{
    (void)state;
    int64_t draft = draft_made(w.hrss, ""), open = world_round("");
    applies(open, w.person[0], "desk", false, 0, "");
    const struct { const char *name; int64_t account; int draft, office, apply, mine, ask; } who[] = {
        { "anybody",  0,           404, 303, 303, 303, 303 }, { "applicant", w.person[0], 404, 403, 200, 200, 403 },
        { "stranger", w.person[1], 404, 403, 200, 404, 403 },
        { "officer",  w.first,     200, 200, 200, 404, 303 }, { "of the department", w.hrss, 200, 200, 200, 404, 303 },
        { "of the district", w.west, 200, 200, 200, 404, 303 },
    };
    const char *ask = at(open, "/ask");
    for (size_t i = 0; i < LEN(who); i++) {
        struct answer a = get_as(who[i].account, at(draft, "")), b = get_as(who[i].account, at(open, "/office")),
                      c = get_as(who[i].account, at(open, "/apply")), d = get_as(who[i].account, at(open, "/mine")),
                      e = post_as(who[i].account, ask, "verb=close");
        if (a.status != who[i].draft || b.status != who[i].office || c.status != who[i].apply || d.status != who[i].mine
            || e.status != who[i].ask)
            fail_msg("%s: %d %d %d %d %d", who[i].name, a.status, b.status, c.status, d.status, e.status);
    }
    /* another department's kind is not offered, nor taken; another district's round is not seen */
    struct answer set_up = get_as(w.hrss, "/rounds/new"), anything = get_as(w.first, "/rounds/new");
    assert_true(body_has(&set_up, "value=\"training\"") && !body_has(&set_up, "value=\"space\""));
    assert_true(body_has(&anything, "value=\"training\"") && body_has(&anything, "value=\"space\""));
    struct answer a = post_as(w.hrss, "/rounds",
        str_printf(&s.a, "%s", str_printf(&s.a, "kind=space&%s", strchr(basics(""), '&') + 1).p).p);
    assert_int_equal(a.status, 422);
    int64_t space = draft_made(w.first, "");
    done(post_as(w.first, at(space, ""), str_printf(&s.a, "kind=space&%s", strchr(basics(""), '&') + 1).p));
    assert_int_equal(get_as(w.hrss, at(space, "")).status, 404);
    assert_int_equal(get_as(w.hrss, at(space, "/office")).status, 404);
    assert_int_equal(get_as(w.west, at(space, "")).status, 200);
}

/* The one who proposes cannot confirm, nor can a proposal be confirmed that nobody made, or that something overtook. */
static void two_people(void **state)
{
    (void)state;
    int64_t id = world_round("");
    applies(id, w.person[0], "desk", false, 0, "");
    post_as(w.second, at(id, "/confirm"), "verb=close");
    assert_int_equal(round_now(id).closed_ms, 0);
    done(post_as(w.first, at(id, "/ask"), "verb=close"));
    post_as(w.first, at(id, "/confirm"), "verb=close");
    post_as(w.second, at(id, "/confirm"), "verb=run");
    assert_int_equal(round_now(id).closed_ms, 0);
    applies(id, w.person[1], "bench", false, 0, "");                        /* closing looks at nothing but the state */
    done(post_as(w.second, at(id, "/confirm"), "verb=close"));
    assert_int_equal(round_now(id).closed_ms, site_now);
    done(post_as(w.first, at(id, "/ask"), "verb=run"));
    done(post_as(w.second,
        str_printf(&s.a, "/rounds/%lld/applications/%lld", (long long)id, (long long)application_of(id, w.person[1]).id).p,
        "groups=migrant&reply=papers"));
    post_as(w.second, at(id, "/confirm"), "verb=run");                      /* not what was proposed any more */
    assert_int_equal(newest(id).id, 0);
    assert_string_equal(round_now(id).state.p, "announced");
    done(post_as(w.second, at(id, "/unask"), ""));
    done(post_as(w.second, at(id, "/ask"), "verb=run"));                    /* either may begin */
    done(post_as(w.first, at(id, "/confirm"), "verb=run"));
    assert_true(newest(id).number == 1 && newest(id).asked_by == w.second && newest(id).run_by == w.first);
    site_login(&s, w.first);
    site_now += 11 * 60000;                                                 /* the password is asked for again */
    struct answer a = site_post(&s, at(id, "/ask"), "verb=publish");
    assert_true(a.status == 303 && str_starts(a.location, S("/step-up")));
    assert_string_equal(round_now(id).ask.p, "");
}

/* ---- applying ---- */

static void changed_until_it_closes(void **state)
{
    (void)state;
    int64_t id = world_round(""), desk = place_of(id, "desk"), bench = place_of(id, "bench");
    assert_int_equal(post_as(w.person[0], at(id, "/apply"), "").status, 422);              /* no wish */
    assert_int_equal(post_as(w.person[0], at(id, "/apply"), "wishes=1").status, 422);      /* no place of this round */
    /* nobody goes together here */
    assert_int_equal(post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "wishes=%lld&team=A0000000000", (long long)desk).p).status,
        422);
    assert_int_equal(post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "wishes=%lld&answers=%lld:2&answers=%lld:3", (long long)desk,
        (long long)criterion_of(id, 1), (long long)criterion_of(id, 1)).p).status, 422);
    applies(id, w.person[0], "desk bench", true, 0, "groups=veteran&groups=graduate");
    struct round_application_of first = application_of(id, w.person[0]);
    assert_string_equal(first.groups.p, "graduate,veteran");
    applies(id, w.person[0], "bench", false, 0, "");
    struct round_application_of second = application_of(id, w.person[0]);
    assert_true(second.id == first.id && str_eq(second.alias, first.alias) && second.groups.n == 0);
    struct answer a = get_as(w.person[0], at(id, "/mine"));
    assert_true(body_has(&a, first.alias.p) && body_has(&a, "bench") && !body_has(&a, "desk"));
    done(post_as(w.person[0], at(id, "/withdraw"), ""));
    assert_int_equal(get_as(w.person[0], at(id, "/mine")).status, 404);
    applies(id, w.person[0], "desk", false, 0, "");
    site_now += 6 * DAY_MS;                                      /* over by its day */
    a = post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "wishes=%lld", (long long)bench).p);
    assert_int_equal(a.status, 303);
    post_as(w.person[0], at(id, "/withdraw"), "");
    assert_string_equal(application_of(id, w.person[0]).state.p, "sent");
}

/* The order in which two places stand in the page a button gives back; 0: not both ranked. */
static int order(const struct answer *a, int64_t x, int64_t y)
{
    struct str list = str_sub(a->body, (size_t)str_find(a->body, S("data-ranking")), a->body.n),
               top = str_sub(list, 0, (size_t)str_find(list, S("</ol>")));
    ptrdiff_t i = str_find(top, str_printf(&s.a, "name=\"wishes\" value=\"%lld\"", (long long)x)),
              k = str_find(top, str_printf(&s.a, "name=\"wishes\" value=\"%lld\"", (long long)y));
    return i < 0 || k < 0 ? 0 : i < k ? 1 : -1;
}

static void ranking_by_buttons_stores_nothing(void **state)
{
    (void)state;
    char before[65], after[65];
    int64_t id = world_round(""), desk = place_of(id, "desk"), bench = place_of(id, "bench");
    long long d = desk, b = bench;
    site_login(&s, w.person[0]);
    site_hash(&s, before);
    const struct {
        const char *fields;
        int order;
    } presses[] = {
        { str_printf(&s.a, "do=add:%lld", d).p, 0 },
        { str_printf(&s.a, "wishes=%lld&do=add:%lld", d, b).p, 1 },
        { str_printf(&s.a, "wishes=%lld&wishes=%lld&do=up:%lld", d, b, b).p, -1 },
        { str_printf(&s.a, "wishes=%lld&wishes=%lld&do=up:%lld", d, b, d).p, 1 },
        { str_printf(&s.a, "wishes=%lld&wishes=%lld&do=down:%lld", d, b, d).p, -1 },
        { str_printf(&s.a, "wishes=%lld&wishes=%lld&do=down:%lld", d, b, b).p, 1 },
        { str_printf(&s.a, "wishes=%lld&wishes=%lld&do=away:%lld", d, b, b).p, 0 },
        { str_printf(&s.a, "wishes=%lld&wishes=%lld&do=up:77", d, b).p, 1 },
        { str_printf(&s.a, "wishes=%lld&wishes=%lld&do=nonsense", d, b).p, 1 },
    };
    for (size_t i = 0; i < LEN(presses); i++) {
        struct answer a = site_post(&s, at(id, "/apply"), presses[i].fields);
        if (a.status != 200 || order(&a, desk, bench) != presses[i].order)
            fail_msg("%s: %d, %d", presses[i].fields, a.status, order(&a, desk, bench));
    }
    site_hash(&s, after);
    assert_string_equal(before, after);
}

/* That no more may be chosen is read before another is: the button that adds goes, and pressed all the same does nothing. */
static void a_list_that_is_full_says_so(void **state)
{
    (void)state;
    int64_t id = draft_made(w.first, "");
    long long place[4];                                                     /* one more than may be wished for */
    for (int i = 0; i < 4; i++) done(post_as(w.first, at(id, "/places"), str_printf(&s.a, "name_zh=full%d&seats=1", i).p));
    for (int i = 0; i < 4; i++) place[i] = place_of(id, str_printf(&s.a, "full%d", i).p);
    done(post_as(w.first, at(id, "/announce"), ""));
    const char *two = str_printf(&s.a, "wishes=%lld&wishes=%lld", place[0], place[1]).p,
               *three = str_printf(&s.a, "%s&wishes=%lld", two, place[2]).p;
    struct answer a = post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "%s&do=up:%lld", two, place[1]).p);
    assert_true(body_has(&a, "<strong data-count>2</strong> / 3") && !body_has(&a, "class=\"field full\""));
    a = post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "%s&do=add:%lld", two, place[2]).p);
    assert_true(body_has(&a, "<strong data-count>3</strong> / 3") && body_has(&a, "class=\"field full\""));
    a = post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "%s&do=add:%lld", three, place[3]).p);
    assert_true(a.status == 200 && order(&a, place[0], place[3]) == 0);
    a = post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "%s&wishes=%lld", three, place[3]).p);
    assert_int_equal(a.status, 422);
}

static void teams_go_together(void **state)
{
    (void)state;
    int64_t id = world_round("&teams=1");
    applies(id, w.person[0], "bench", false, 0, "");
    applies(id, w.person[1], "desk bench", true, 12, "");
    applies(id, w.person[2], "desk", false, 0, "");
    const char *alias = application_of(id, w.person[0]).alias.p;
    assert_int_equal(post_as(w.person[3], at(id, "/apply"), "team=A0000000000").status, 422);
    applies(id, w.person[3], "", true, 0, str_printf(&s.a, "team=%s", alias).p);
    /* she follows somebody */
    assert_int_equal(post_as(w.person[4], at(id, "/apply"), str_printf(&s.a, "team=%s", application_of(id, w.person[3]).alias.p).p).status,
        422);
    /* she leads */
    assert_int_equal(post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "team=%s", application_of(id, w.person[2]).alias.p).p).status,
        422);
    two(id, "close");
    two(id, "run");
    int64_t result = newest(id).id;
    assert_string_equal(got(result, application_of(id, w.person[0]).id), "bench");
    assert_string_equal(got(result, application_of(id, w.person[3]).id), "bench");
    assert_string_equal(got(result, application_of(id, w.person[1]).id), "desk");
}

/* What the follower reads as her list and as her reasons is what was solved. */
static void who_goes_along_has_the_list_as_it_is_changed(void **state)
{
    (void)state;
    int64_t id = world_round("&teams=1");
    applies(id, w.person[0], "bench", false, 0, "");
    applies(id, w.person[1], "", false, 0, str_printf(&s.a, "team=%s", application_of(id, w.person[0]).alias.p).p);
    applies(id, w.person[0], "desk bench", false, 0, "");
    struct answer a = get_as(w.person[1], at(id, "/mine"));
    assert_true(body_has(&a, "<li>desk</li>") && body_has(&a, "<li>bench</li>"));
    two(id, "close");
    two(id, "run");
    two(id, "publish");
    a = get_as(w.person[1], at(id, "/mine"));
    assert_true(body_has(&a, "<strong>desk</strong>") && body_has(&a, "第 2 志愿"));
    assert_true(body_has(&a, "单独申请可以录取"));                  /* one seat for two: not "whoever asks gets a seat" */
    a = get_as(w.person[0], at(id, "/mine"));
    assert_true(body_has(&a, "单独申请可以录取"));                  /* who leads, too */
}

static bool notified(int64_t who, const char *what)
{
    struct answer a = get_as(who, "/inbox");
    return body_has(&a, what);
}

/* Going along ties both to one place: each is told when it begins, changes and ends, and whoever is gone with may end it. */
static void who_is_gone_with_learns_it(void **state)
{
    (void)state;
    int64_t id = world_round("&teams=1"), leads = w.person[4], follows = w.person[5];
    applies(id, leads, "bench desk", false, 0, "");
    struct answer a = get_as(leads, at(id, "/mine"));
    assert_true(body_has(&a, "把您的编号告诉对方") && !body_has(&a, "/part\""));
    char team[32];
    snprintf(team, sizeof team, "team=%.*s", STR_FMT(application_of(id, leads).alias));
    for (char *p = team + sizeof "team=A" - 1; *p; p++) if (*p >= 'a' && *p <= 'f') *p = (char)(*p - 'a' + 'A');
    team[sizeof "team=" - 1] = 'a';                                         /* as it may be typed */
    applies(id, follows, "", false, 0, team);
    assert_true(notified(leads, "要与您同行") && !notified(leads, "不再同行"));
    a = get_as(leads, at(id, "/mine"));
    assert_true(body_has(&a, "1 人") && body_has(&a, "/part\""));
    applies(id, leads, "bench desk", false, 0, "");
    assert_false(notified(follows, "您的志愿随之改变"));
    applies(id, leads, "desk bench", false, 0, "");
    assert_true(notified(follows, "您的志愿随之改变"));
    applies(id, follows, "desk", false, 0, "");
    assert_true(notified(leads, "不再同行"));
    applies(id, follows, "", false, 0, team);
    done(post_as(leads, at(id, "/part"), ""));
    assert_true(notified(follows, "不再与人同行") && !application_of(id, follows).team.n);
}

static void who_was_gone_with_withdraws(void **state)
{
    (void)state;
    int64_t id = world_round("&teams=1");
    applies(id, w.person[0], "bench desk", false, 0, "");
    applies(id, w.person[1], "", false, 0, str_printf(&s.a, "team=%s", application_of(id, w.person[0]).alias.p).p);
    done(post_as(w.person[0], at(id, "/withdraw"), ""));
    assert_string_equal(application_of(id, w.person[1]).team.p, "");
    two(id, "close");
    two(id, "run");
    assert_string_equal(got(newest(id).id, application_of(id, w.person[1]).id), "bench");      /* alone, with the list as it was */
}

static enum rc close_account(struct db *tx, void *arg) { return office_account_state(tx, *(int64_t *)arg, S("closed"), site_now); }

static void who_leaves_the_site_leaves_the_round(void **state)
{
    (void)state;
    int64_t id = world_round("&teams=1"), gone = site_account(&s, "gone", ROLE_MEMBER, "", "");
    applies(id, gone, "bench desk", false, 0, "");
    applies(id, w.person[1], "", false, 0, str_printf(&s.a, "team=%s", application_of(id, gone).alias.p).p);
    two(id, "close");
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, close_account, &gone), RC_OK);
    assert_int_equal(rounds_left_tick(&s.app, db, site_now), RC_OK);
    db_give(db);
    assert_string_equal(application_of(id, gone).state.p, "withdrawn");
    assert_string_equal(application_of(id, w.person[1]).team.p, "");
    two(id, "run");
    assert_int_equal(newest(id).applicants, 1);
}

/* ---- setting up ---- */

static void tables_of_places(void **state)
{
    (void)state;
    static const struct { const char *table; int status; } cases[] = {
        { "place,seats\none,3\ntwo,4", 303 }, { "接收方\t名额\t英文名\t预留\n三\t5\tThree\t高校毕业生:2; 农民工:1!", 303 },
        { "place,seats,reserves\nfour,2,\"graduate:1; Migrant worker:1\"", 303 },
        { "place,seats\none,9", 303 }, { "place,seats\na>b,3", 422 }, { "place,seats\n=cmd,3", 422 }, { "place,seats\nx,0", 422 },
        { "place,seats\nx,-1", 422 }, { "name,n\nx,1", 422 }, { "place,seats,leest\nx,3,1", 422 }, { "place,seats,\nfive,3,", 303 },
        { "place,seats", 422 }, { "", 422 }, { "place,seats,reserves\nx,3,astronaut:1", 422 },
        { "place,seats,reserves\nx,3,graduate:2; migrant:2", 422 }, { "place,seats,reserves\nx,1,graduate:1!; migrant:1!", 422 },
    };
    int64_t id = draft_made(w.first, "");
    for (size_t i = 0; i < LEN(cases); i++) {
        struct out o;
        out_init(&o, &s.a);
        put_z(&o, "table=");
        put_url(&o, str_from(cases[i].table));
        struct answer a = post_as(w.first, at(id, "/places/table"), out_str(&o).p);
        if (a.status != cases[i].status) fail_msg("'%s': %d", cases[i].table, a.status);
    }
    struct answer odd = post_as(w.first, at(id, "/places/table"), "table=place,seats,reserve%0Ax,3,graduate:1");
    assert_true(body_has(&odd, "没有“reserve”这一列") && body_has(&odd, "预留"));             /* what it would be called */
    struct round_rules q;
    struct db *db = site_db(&s);
    assert_int_equal(round_rules(db, id, &q), RC_OK);
    db_give(db);
    assert_true(q.places.n == 5 && q.places.v[0].seats == 9 && str_eq(q.places.v[2].name_en, S("Three")) && q.reserves.n == 4);
    for (size_t i = 0; i < q.reserves.n; i++)
        assert_int_equal(q.reserves.v[i].hard, str_eq(q.reserves.v[i].grp, S("migrant")) && q.reserves.v[i].place == q.places.v[2].id);
    done(post_as(w.first, at(id, str_printf(&s.a, "/places/%lld/remove", (long long)q.places.v[0].id).p), ""));
    struct answer a = get_as(w.first, at(id, "/places"));
    assert_false(body_has(&a, ">one<"));
}

/* More reserved than there are seats is refused where it is set up: the run would refuse it, when nothing can be changed. */
static void reserves_fit_the_seats(void **state)
{
    (void)state;
    int64_t id = draft_made(w.first, "");
    assert_int_equal(post_as(w.first, at(id, "/places"), "name_zh=desk&seats=3&graduate=2&migrant=2").status, 422);
    done(post_as(w.first, at(id, "/places"), "name_zh=desk&seats=3&graduate=2&migrant=1&migrant_only=1"));
    done(post_as(w.first, at(id, "/announce"), ""));
    applies(id, w.person[0], "desk", false, 0, "");
    two(id, "close");
    two(id, "run");
    assert_int_equal(newest(id).placed, 1);
}

static void nothing_changes_once_announced(void **state)
{
    (void)state;
    int64_t id = draft_made(w.first, "");
    struct answer a = post_as(w.first, at(id, "/announce"), "");
    assert_string_equal(round_now(id).state.p, "draft");                    /* no places */
    id = world_round("");
    const char *paths[][2] = { { at(id, ""), basics("") }, { at(id, "/places"), "name_zh=new&seats=1" },
        { at(id, "/places/table"), "table=place,seats%0Anew,1" }, { at(id, "/points"), "name_zh=new&points=1" },
        { at(id, str_printf(&s.a, "/points/%lld/remove", (long long)criterion_of(id, 0)).p), "" },
        { at(id, str_printf(&s.a, "/places/%lld/remove", (long long)place_of(id, "desk")).p), "" } };
    for (size_t i = 0; i < LEN(paths); i++) {
        a = post_as(w.first, paths[i][0], paths[i][1]);
        if (a.status != 409) fail_msg("%s: %d", paths[i][0], a.status);
    }
    assert_int_equal(get_as(w.first, at(id, "/edit")).status, 409);
    assert_int_equal(post_as(w.first, at(id, "/cancel"), "").status, 422);           /* who has read the announcement reads why */
    assert_string_equal(round_now(id).state.p, "announced");
    done(post_as(w.first, at(id, "/cancel"), "reason=The+carrier+has+closed"));
    assert_string_equal(round_now(id).state.p, "cancelled");
    a = get_as(0, at(id, ""));
    assert_true(body_has(&a, "The carrier has closed") && !body_has(&a, "两名工作人员"));
}

/* ---- points ---- */

static void points_by_table_and_by_formula(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *groups;
        int64_t diploma, months, points;
        enum rc compiles, gives;
    } cases[] = {
        { "", "", 1, 3, 16, RC_OK, RC_OK },
        { "", "graduate", 0, 0, 0, RC_OK, RC_OK },
        { "if diploma then 50 else months", "", 1, 3, 50, RC_OK, RC_OK },
        { "if diploma then 50 else months", "", 0, 3, 3, RC_OK, RC_OK },
        { "if 高校毕业生 then 30 else 10", "graduate", 0, 0, 30, RC_OK, RC_OK },
        { "if Graduate and not(Veteran) then 7 else 1", "graduate,veteran", 0, 0, 1, RC_OK, RC_OK },
        { "months ** 2", "", 0, 12, 144, RC_OK, RC_OK },
        { "months / 2", "", 0, 3, 0, RC_OK, RC_INPUT },
        { "\"many\"", "", 0, 0, 0, RC_OK, RC_INPUT },
        { "10 ** 12", "", 0, 0, 0, RC_OK, RC_INPUT },
        { "if diploma then", "", 0, 0, 0, RC_INPUT, RC_OK },
        { "1 +", "", 0, 0, 0, RC_INPUT, RC_OK },
    };
    struct round_criteria lines[] = { { .id = 1, .name_zh = S("diploma"), .name_en = S(""), .points = 10, .most = 1 },
        { .id = 2, .name_zh = S("months"), .name_en = S(""), .points = 2, .most = 12 } };
    struct round_criteria_rows criteria = { lines, LEN(lines), LEN(lines) };
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct points_rule *p;
        struct err e = { 0 };
        int64_t value[] = { cases[i].diploma, cases[i].months }, points = 0;
        enum rc rc = points_compile(&s.a, &criteria, str_from(cases[i].rule), &p, &e);
        if (rc != cases[i].compiles) fail_msg("%s: %s", cases[i].rule, e.text);
        if (rc != RC_OK) continue;
        rc = points_of(&s.a, p, value, str_from(cases[i].groups), &points, &e);
        if (rc != cases[i].gives || (rc == RC_OK && points != cases[i].points))
            fail_msg("%s: %d, %lld: %s", cases[i].rule, rc, (long long)points, e.text);
    }
}

static void a_formula_runs(void **state)
{
    (void)state;
    int64_t id = draft_made(w.first, "");
    done(post_as(w.first, at(id, "/places"), "name_zh=desk&seats=1"));
    done(post_as(w.first, at(id, "/points"), "name_zh=months&points=1&most=12"));
    assert_int_equal(post_as(w.first, at(id, ""), basics("&rule=if+months+then")).status, 422);
    done(post_as(w.first, at(id, ""), basics("&rule=12+-+months")));
    done(post_as(w.first, at(id, "/announce"), ""));
    for (int i = 0; i < 2; i++)
        done(post_as(w.person[i], at(id, "/apply"),
            str_printf(&s.a, "wishes=%lld&answers=%lld:%d", (long long)place_of(id, "desk"), (long long)criterion_of(id, 0), i ? 2 : 9).p));
    two(id, "close");
    two(id, "run");
    assert_string_equal(got(newest(id).id, application_of(id, w.person[1]).id), "desk");       /* 10 to 3 */
}

/* An answer the formula gives no points for stops nobody but who gives it. */
static void a_formula_that_fails_for_one(void **state)
{
    (void)state;
    int64_t id = draft_made(w.first, "");
    done(post_as(w.first, at(id, "/places"), "name_zh=desk&seats=1"));
    done(post_as(w.first, at(id, "/points"), "name_zh=months&points=1&most=12"));
    done(post_as(w.first, at(id, ""), basics("&rule=months+%2F+2")));
    done(post_as(w.first, at(id, "/announce"), ""));
    const char *desk = str_printf(&s.a, "wishes=%lld&answers=%lld:", (long long)place_of(id, "desk"), (long long)criterion_of(id, 0)).p;
    struct answer a = post_as(w.person[0], at(id, "/apply"), str_printf(&s.a, "%s3", desk).p);
    assert_true(a.status == 422 && body_has(&a, "算不出分数"));
    done(post_as(w.person[1], at(id, "/apply"), str_printf(&s.a, "%s4", desk).p));
    two(id, "close");
    const char *correct = str_printf(&s.a, "/rounds/%lld/applications/%lld", (long long)id, (long long)application_of(id, w.person[1]).id)
                              .p;
    assert_int_equal(post_as(w.first, correct, str_printf(&s.a, "reply=papers&answers=%lld:3", (long long)criterion_of(id, 0)).p).status,
        422);
    two(id, "run");
    assert_int_equal(newest(id).placed, 1);
}

/* ---- the office's page ---- */

/* The path a page's link of this kind leads to. */
static const char *linked(const struct answer *a, const char *rel)
{
    ptrdiff_t at_rel = str_find(a->body, str_printf(&s.a, "\" rel=\"%s\"", rel)), at_href = -1;
    for (ptrdiff_t i = at_rel; i > 0 && at_href < 0; i--)
        if (str_starts(str_sub(a->body, (size_t)i, a->body.n), S("href=\""))) at_href = i + 6;
    if (at_href < 0) fail_msg("no link %s", rel);
    return str_z(&s.a, str_sub(a->body, (size_t)at_href, (size_t)(at_rel - at_href)));
}

/* Fifty applications a page, in the order of their aliases, each page from where the last ended; of objections the ones that
** wait come first. */
static void the_office_reads_a_page(void **state)
{
    (void)state;
    enum { MANY = 120 };
    int64_t id = world_round("");
    for (int i = 0; i < MANY; i++) {
        int64_t account = site_account(&s, str_printf(&s.a, "many%d", i).p, ROLE_MEMBER, "", "");
        raw(str_printf(&s.a, "INSERT INTO round_application (id, round, account, alias, team, groups, state, corrected_ms, created_ms, changed_ms, version) VALUES (%lld, %lld, %lld, 'M%03d', '', '', '%s', 0, 1, 1, 1)",
            (long long)id_new(site_now), (long long)id, (long long)account, (i * 77) % 1000, i == 0 ? "withdrawn" : "sent").p);
    }
    raw(str_printf(&s.a, "UPDATE round SET sent = %d WHERE id = %lld", MANY - 1, (long long)id).p);
    struct strs seen = { 0 };
    const char *path = at(id, "/office"), *paths[3] = { path };
    for (int page = 0; page < 3; page++) {                                  /* forward by the links: everybody once, in order */
        struct answer a = get_as(w.first, paths[page]);
        assert_true(body_has(&a, "(119)") && body_has(&a, "rel=\"prev\"") == (page > 0) && body_has(&a, "rel=\"next\"") == (page < 2));
        for (struct str rest = a.body, one; str_find(rest, S("\">M")) >= 0; *PUSH(&s.a, &seen) = one) {
            rest = str_sub(rest, (size_t)str_find(rest, S("\">M")) + 2, rest.n);
            one = str_sub(rest, 0, 4);
        }
        assert_int_equal(seen.n, page < 2 ? 50 * (page + 1) : 119);
        if (page < 2) paths[page + 1] = linked(&a, "next");
    }
    for (size_t i = 1; i < seen.n; i++) assert_true(str_cmp(seen.v[i - 1], seen.v[i]) < 0);
    assert_false(str_eq(seen.v[0], S("M000")));                             /* withdrawn */
    struct answer last = get_as(w.first, paths[2]), middle = get_as(w.first, linked(&last, "prev")),
                  first = get_as(w.first, linked(&middle, "prev"));
    assert_true(body_has(&middle, str_z(&s.a, seen.v[50])) && !body_has(&middle, str_printf(&s.a, ">%.*s<", STR_FMT(seen.v[49])).p));
    assert_true(body_has(&first, str_printf(&s.a, ">%.*s<", STR_FMT(seen.v[0])).p) && !body_has(&first, "rel=\"prev\""));
    struct answer typed = get_as(w.first, at(id, "/office?from=%20m9")), none = get_as(w.first, at(id, "/office?from=z"));
    assert_true(
        body_has(&typed, "value=\"M9\"") && !body_has(&typed, ">M8") && body_has(&typed, ">M9") && body_has(&typed, "rel=\"prev\""));
    assert_true(none.status == 200 && body_has(&none, "(119)") && body_has(&none, "rel=\"prev\"") && !body_has(&none, "rel=\"next\""));
    struct answer hostile = get_as(w.first, at(id, "/office?from=%22%3E%3Cb%3E"));
    assert_true(hostile.status == 200 && !body_has(&hostile, "\"><b>"));
}

/* ---- the preview, the second round ---- */

static void a_preview_changes_nothing(void **state)
{
    (void)state;
    char before[65], after[65];
    int64_t last = world_round(""), id = world_round("");
    applies(last, w.person[0], "desk bench", true, 0, "");
    applies(last, w.person[1], "desk", false, 2, "");
    two(last, "close");
    two(last, "run");
    applies(id, w.person[2], "desk", true, 0, "");
    site_login(&s, w.first);
    site_hash(&s, before);
    struct answer a = site_get(&s, at(id, "/whatif")), b = site_get(&s, at(id, str_printf(&s.a, "/whatif?on=%lld", (long long)last).p));
    site_hash(&s, after);
    assert_string_equal(before, after);
    assert_true(a.status == 200 && body_has(&a, "<p class=\"big\">1</p>"));
    assert_true(b.status == 200 && body_has(&b, "<p class=\"big\">2</p>"));                    /* last year's two would ask here */
    int64_t empty = world_round("");
    a = get_as(w.first, at(empty, "/whatif"));
    assert_true(a.status == 200 && body_has(&a, "还没有人申请。可以在上面选"));                   /* and where there is somebody */
    int64_t renamed = draft_made(w.first, "");
    done(post_as(w.first, at(renamed, "/places"), "name_zh=other&seats=2&graduate=1"));
    a = get_as(w.first, at(renamed, "/places"));
    assert_true(body_has(&a, "高校毕业生 1"));                                                  /* what was reserved can be read again */
    a = get_as(w.first, at(renamed, str_printf(&s.a, "/whatif?on=%lld", (long long)last).p));
    assert_true(a.status == 200 && body_has(&a, "请核对名称是否一致"));
    assert_false(body_has(&b, "请核对名称是否一致"));
}

/* Last year's applicants by this year's points: what was worth most is worth nothing now. */
static void a_preview_counts_by_the_rules_it_previews(void **state)
{
    (void)state;
    int64_t last = world_round(""), id = draft_made(w.first, "");
    applies(last, w.person[0], "desk", true, 0, "");                        /* 10 points then */
    applies(last, w.person[1], "desk", false, 2, "");                       /* 4 */
    two(last, "close");
    two(last, "run");
    assert_string_equal(got(newest(last).id, application_of(last, w.person[0]).id), "desk");
    done(post_as(w.first, at(id, "/places"), "name_zh=desk&seats=1"));
    done(post_as(w.first, at(id, "/points"), "name_zh=months&points=7&most=12"));
    struct answer a = get_as(w.first, at(id, str_printf(&s.a, "/whatif?on=%lld", (long long)last).p));
    assert_true(a.status == 200 && body_has(&a, "14 分") && !body_has(&a, "10 分"));
}

/* Who went together then goes together in the preview: two of a team and one seat between them. */
static void a_preview_keeps_teams_together(void **state)
{
    (void)state;
    int64_t last = world_round("&teams=1");
    applies(last, w.person[0], "bench", false, 0, "");
    applies(last, w.person[1], "", false, 0, str_printf(&s.a, "team=%s", application_of(last, w.person[0]).alias.p).p);
    applies(last, w.person[2], "bench", true, 0, "");
    two(last, "close");
    two(last, "run");
    assert_int_equal(newest(last).placed, 1);
    int64_t together = world_round("&teams=1"), alone = world_round("");
    struct answer a = get_as(w.first, at(together, str_printf(&s.a, "/whatif?on=%lld", (long long)last).p)),
                  b = get_as(w.first, at(alone, str_printf(&s.a, "/whatif?on=%lld", (long long)last).p));
    assert_true(a.status == 200 && body_has(&a, "<p class=\"big\">1</p>") && !body_has(&a, "<p class=\"big\">2</p>"));
    assert_true(b.status == 200 && body_has(&b, "<p class=\"big\">2</p>"));                    /* here nobody goes together */
}

static struct round_rules rules_of(int64_t id)
{
    struct round_rules q;
    struct db *db = site_db(&s);
    assert_int_equal(round_rules(db, id, &q), RC_OK);
    db_give(db);
    return q;
}

static int64_t again(int64_t id)
{
    int64_t next = 0;
    struct answer a = post_as(w.first, at(id, "/again"), "");
    struct str rest = str_sub(a.location, sizeof "/rounds/" - 1, a.location.n), piece;
    assert_true(a.status == 303 && str_cut(&rest, '/', &piece) && str_int(piece, &next));
    return next;
}

static void a_second_round_gives_out_what_is_left(void **state)
{
    (void)state;
    int64_t id = world_round(""), next;
    applies(id, w.person[0], "desk", true, 0, "");
    applies(id, w.person[1], "bench", false, 2, "");
    two(id, "close");
    two(id, "run");
    two(id, "publish");
    assert_true((next = again(id)) != id);
    struct round_rules q = rules_of(next);
    assert_true(q.x.parent == id && str_eq(q.x.state, S("draft")) && q.places.n == 1 && q.places.v[0].seats == 1
        && str_eq(q.places.v[0].name_zh, S("bench")) && q.criteria.n == 2);
    assert_false(str_eq(q.x.seed_sha256, round_now(id).seed_sha256));
    assert_true(q.reserves.n == 1 && q.reserves.v[0].seats == 1 && str_eq(q.reserves.v[0].grp, S("migrant")));       /* no member took it */
    assert_true(again(id) == next);                                         /* what is left is given out once */
    done(post_as(w.first, at(next, "/cancel"), ""));
    assert_true(again(id) != next);
}

/* A result that is not published yet says nothing about what is left. */
static void a_second_round_rests_on_what_is_published(void **state)
{
    (void)state;
    int64_t id = draft_made(w.first, "");
    done(post_as(w.first, at(id, "/places"), "name_zh=desk&seats=1&migrant=1&migrant_only=1"));
    done(post_as(w.first, at(id, "/places"), "name_zh=class&seats=5&least=2"));
    done(post_as(w.first, at(id, "/announce"), ""));
    applies(id, w.person[0], "desk class", false, 0, "");
    two(id, "close");
    two(id, "run");
    two(id, "publish");
    done(
        post_as(w.first, str_printf(&s.a, "/rounds/%lld/applications/%lld", (long long)id, (long long)application_of(id, w.person[0]).id).p,
            "groups=migrant&reply=papers"));
    two(id, "run");
    assert_int_equal(newest(id).placed, 1);
    struct round_rules q = rules_of(again(id));
    assert_true(q.places.n == 2 && q.places.v[0].seats == 1 && q.reserves.n == 1 && q.reserves.v[0].hard == 1);
    assert_true(q.places.v[1].seats == 5 && q.places.v[1].least == 2);      /* it did not open: it takes as many as before */
}

/* ---- calling off what has run ---- */

static int64_t has_run(const char *name)
{
    int64_t id = has_closed(name);
    two(id, "run");
    return id;
}

static int64_t events_of(int64_t round, const char *verb, const char *body)
{
    return counted(str_printf(&s.a, "SELECT COUNT(*) AS n FROM event WHERE subject = $1 AND verb = '%s' AND body LIKE '%%%s%%'", verb, body)
                       .p,
        round);
}

/* The lottery is known once it has run: one officer who does not like it cannot have another. */
static void what_has_run_takes_two_to_call_off(void **state)
{
    (void)state;
    int64_t id = has_run("kiosk");
    struct round_by_id before = round_now(id);
    assert_int_equal(post_as(w.first, at(id, "/cancel"), "").status, 422);
    assert_int_equal(post_as(w.first, at(id, "/ask"), "verb=cancel").status, 400);            /* not without a reason */
    done(post_as(w.first, at(id, "/cancel"), "reason=The+kiosk+burnt+down"));
    assert_true(str_eq(round_now(id).state, S("ran")) && str_eq(round_now(id).ask, S("cancel")));
    post_as(w.first, at(id, "/cancel"), "reason=again");
    post_as(w.first, at(id, "/confirm"), "verb=cancel");
    assert_string_equal(round_now(id).state.p, "ran");
    assert_int_equal(events_of(id, "asked_cancel", "The kiosk burnt down"), 1);
    done(post_as(w.second, at(id, "/unask"), ""));
    assert_string_equal(round_now(id).ask_reason.p, "");
    done(post_as(w.second, at(id, "/cancel"), "reason=The+kiosk+burnt+down"));
    struct answer a = get_as(w.first, at(id, "/office"));
    assert_true(body_has(&a, "The kiosk burnt down"));                                        /* what she confirms */
    done(post_as(w.first, at(id, "/confirm"), "verb=cancel"));
    struct round_by_id x = round_now(id);
    assert_true(str_eq(x.state, S("cancelled")) && str_eq(x.off_reason, S("The kiosk burnt down")) && x.off_asked_by == w.second
        && x.off_ms == site_now);
    assert_true(x.seed.n && str_eq(x.seed, before.seed) && str_eq(x.seed_sha256, before.seed_sha256));
    assert_int_equal(events_of(id, "confirmed_cancel", "The kiosk burnt down"), 1);
    a = get_as(0, at(id, ""));
    assert_true(body_has(&a, "The kiosk burnt down") && body_has(&a, "两名工作人员") && body_has(&a, x.seed.p)
        && body_has(&a, newest(id).result_sha256.p));
    assert_false(body_has(&a, "first") || body_has(&a, "/files/"));
    a = site_api(&s, STR_NONE, str_printf(&s.a, "/api/v1/rounds/%lld", (long long)id).p, NULL, NULL);
    assert_true(body_has(&a, "\"off_reason\":\"The kiosk burnt down\""));
    post_as(w.first, at(id, "/ask"), "verb=publish");
    assert_string_equal(round_now(id).ask.p, "");
}

/* A result that one officer leaves lying is not overtaken by another round of the same seats. */
static void the_seats_stay_with_their_round(void **state)
{
    (void)state;
    int64_t other = draft_made(w.first, ""), id = has_run("stall");
    done(post_as(w.first, at(other, "/places"), "name_zh=kiosk2&seats=1"));
    /* written otherwise, it is the same place */
    done(post_as(w.first, at(other, "/places"), "name_zh=ＳＴ+（all）&seats=1"));
    post_as(w.first, at(other, "/announce"), "");
    assert_string_equal(round_now(other).state.p, "draft");                 /* a result waits for these seats */
    done(post_as(w.first, at(id, "/cancel"), "reason=flood"));
    done(post_as(w.second, at(id, "/confirm"), "verb=cancel"));
    done(post_as(w.first, at(other, "/announce"), ""));
    assert_int_equal(round_now(other).repeats, id);                         /* whether she says so or not */
    struct answer a = get_as(0, at(other, "")), b = get_as(0, at(id, ""));
    assert_true(body_has(&a, str_printf(&s.a, "href=\"/rounds/%lld\"", (long long)id).p));
    assert_true(body_has(&b, str_printf(&s.a, "href=\"/rounds/%lld\"", (long long)other).p));
    done(post_as(w.first, at(other, "/cancel"), "reason=flood"));
}

static bool told(struct answer a, int message)
{
    for (size_t i = 0; i < a.headers.n; i++)
        if (str_starts(a.headers.v[i].value, str_printf(&s.a, "flash=%s!;", msg_key[message]))) return true;
    return false;
}

/* Announced both before either ran: who knows the lottery of one does not choose whether the other takes place. */
static void of_two_rounds_of_the_same_seats_one_runs(void **state)
{
    (void)state;
    int64_t one = has_closed("tent"), other = has_closed("Ｔｅｎｔ"), elsewhere = has_closed("tents");
    done(post_as(w.first, at(one, "/ask"), "verb=run"));
    struct answer hers = get_as(w.first, "/rounds"), waits = get_as(w.second, "/rounds"), anybody = get_as(0, "/rounds");
    const char *link = str_printf(&s.a, "<p><a href=\"%s\">", at(one, "/office")).p;
    assert_true(body_has(&waits, link) && !body_has(&hers, link) && !body_has(&anybody, link));    /* who proposed it does not confirm */
    done(post_as(w.first, at(other, "/ask"), "verb=run"));
    done(post_as(w.second, at(one, "/confirm"), "verb=run"));
    assert_true(told(post_as(w.second, at(other, "/confirm"), "verb=run"), T_round_waits));
    assert_true(str_eq(round_now(other).state, S("announced")) && !round_now(other).seed.n && !newest(other).id);
    done(post_as(w.first, at(other, "/unask"), ""));
    assert_true(told(post_as(w.first, at(other, "/ask"), "verb=run"), T_round_waits));       /* it is not even proposed */
    assert_int_equal(round_now(other).ask.n, 0);
    two(elsewhere, "run");
    done(post_as(w.first, at(one, "/cancel"), "reason=flood"));
    done(post_as(w.second, at(one, "/confirm"), "verb=cancel"));
    two(other, "run");
    assert_int_equal(round_now(other).repeats, one);
    two(other, "publish");
    /* an objection there: the same lottery again, in nobody's way */
    int64_t next = has_run("TENT");
    done(post_as(w.first,
        str_printf(&s.a, "/rounds/%lld/applications/%lld", (long long)other, (long long)application_of(other, w.person[0]).id).p,
        "groups=migrant&reply=papers"));
    two(other, "run");
    assert_true(newest(other).number == 2 && round_now(other).repeats == one && round_now(next).repeats == DB_NULL);
}

static int64_t window_of(int64_t officer, const char *division)
{
    int64_t id;
    struct str form = str_from(basics("")), rest;
    ptrdiff_t i = str_find(form, S("division=210211"));
    rest = str_sub(form, (size_t)i + sizeof "division=210211" - 1, form.n);
    struct answer a = post_as(officer, "/rounds", str_printf(&s.a, "%.*sdivision=%s%.*s", (int)i, form.p, division, STR_FMT(rest)).p);
    struct str path = str_sub(a.location, sizeof "/rounds/" - 1, a.location.n), piece;
    if (a.status != 303 || !str_cut(&path, '/', &piece) || !str_int(piece, &id))
        fail_msg("%d: %.*s", a.status, STR_FMT(str_sub(a.body, 0, 6000)));
    done(post_as(officer, at(id, "/places"), "name_zh=window1&seats=1"));
    return id;
}

static bool announced(int64_t officer, int64_t id)
{
    post_as(officer, at(id, "/announce"), "");
    return str_eq(round_now(id).state, S("announced"));
}

static void run_by(int64_t asks, int64_t confirms, int64_t id)
{
    applies(id, w.person[0], "window1", false, 0, "");
    two(id, "close");
    done(post_as(asks, at(id, "/ask"), "verb=run"));
    done(post_as(confirms, at(id, "/confirm"), "verb=run"));
}

/* Window 1 of one district is not Window 1 of another; of the same district, and of the city they both lie in, it is, and to whoever
** had a hand in the one it is everywhere. */
static void each_district_has_its_window(void **state)
{
    (void)state;
    settled();
    int64_t other_west = site_account(&s, "west2", ROLE_APPROVER, "", "210211"),
            other_east = site_account(&s, "east2", ROLE_APPROVER, "", "210202");
    int64_t west = window_of(w.west, "210211"), again_west = window_of(w.west, "210211"), east = window_of(w.east, "210202"),
            city = window_of(w.second, "210200");
    assert_true(announced(w.west, west));
    run_by(w.west, other_west, west);
    assert_string_equal(round_now(west).state.p, "ran");
    assert_false(announced(w.west, again_west));                            /* the same district: held */
    assert_false(announced(other_west, again_west));
    assert_false(announced(w.second, city));                                /* it lies in the city */
    assert_true(announced(w.east, east));
    run_by(w.east, other_east, east);
    assert_string_equal(round_now(east).state.p, "ran");
    assert_int_equal(round_now(east).repeats, DB_NULL);
    int64_t third = window_of(w.second, "210203"), taken = window_of(w.first, "210203");
    assert_true(announced(w.second, third));                                /* she has had no hand in either */
    done(post_as(w.first, at(west, "/cancel"), "reason=flood"));
    done(post_as(w.second, at(west, "/confirm"), "verb=cancel"));
    assert_true(announced(w.west, again_west));                             /* called off: repeated, and says so */
    assert_int_equal(round_now(again_west).repeats, west);
    run_by(w.west, w.first, again_west);                                    /* now she has */
    assert_false(announced(w.first, taken));
    applies(third, w.person[0], "window1", false, 0, "");
    two(third, "close");
    assert_true(told(post_as(w.first, at(third, "/ask"), "verb=run"), T_round_waits));
    done(post_as(w.second, at(third, "/ask"), "verb=run"));
    assert_true(told(post_as(w.first, at(third, "/confirm"), "verb=run"), T_round_waits));
    assert_string_equal(round_now(third).state.p, "announced");
}

/* Lists the site has no memory for are told in words, not as a fault: nothing is stored, and the page stands. */
static void a_round_too_large_says_so(void **state)
{
    (void)state;
    int64_t id = world_round("");
    applies(id, w.person[0], "desk", false, 0, "");
    const char *big = db_is_postgres(s.app.pool) ? "repeat('x', 150000000)" : "hex(zeroblob(75000000))";
    raw(str_printf(&s.a, "UPDATE round_application SET groups = %s WHERE round = %lld", big, (long long)id).p);
    struct answer a = get_as(w.first, at(id, "/whatif"));
    assert_true(a.status == 200 && body_has(&a, "256 MB"));
    two(id, "close");
    assert_true(told(post_as(w.first, at(id, "/ask"), "verb=run"), T_round_too_large));
    assert_int_equal(round_now(id).ask.n, 0);
}

static void a_round_called_off_is_repeated_whole(void **state)
{
    (void)state;
    int64_t id = has_run("booth"), next, third;
    done(post_as(w.first, at(id, "/cancel"), "reason=flood"));
    done(post_as(w.second, at(id, "/confirm"), "verb=cancel"));
    struct answer a = post_as(w.first, at(id, "/again"), "");
    assert_true((next = again(id)) != id);
    struct round_rules q = rules_of(next);
    assert_true(
        a.status == 303 && q.x.repeats == id && q.x.parent == DB_NULL && q.places.n == 1 && q.places.v[0].seats == 1 && q.reserves.n == 1);
    assert_false(str_eq(q.x.seed_sha256, round_now(id).seed_sha256));
    assert_true(again(id) == next);
    done(post_as(w.first, at(next, "/announce"), ""));
    assert_int_equal(round_now(next).repeats, id);
    applies(next, w.person[0], "booth", false, 0, "");
    two(next, "close");
    two(next, "run");
    two(next, "publish");
    third = draft_made(w.first, "");                                        /* next year's: nothing to repeat */
    done(post_as(w.first, at(third, "/places"), "name_zh=booth&seats=1"));
    done(post_as(w.first, at(third, "/announce"), ""));
    assert_int_equal(round_now(third).repeats, DB_NULL);
}

/* ---- objections ---- */

static void objections_in_their_time(void **state)
{
    (void)state;
    int64_t id = world_round("");
    applies(id, w.person[0], "desk", true, 0, "");
    two(id, "close");
    two(id, "run");
    post_as(w.person[0], at(id, "/object"), "body=too+early");
    two(id, "publish");
    site_now += 1000;
    struct answer desk = get_as(w.first, at(id, "/office"));
    assert_true(body_has(&desk, "上次分配后内容没有变化") && !body_has(&desk, "value=\"run\""));
    assert_int_equal(post_as(w.person[1], at(id, "/object"), "body=x").status, 404);          /* has not applied */
    assert_int_equal(post_as(w.person[0], at(id, "/object"), "").status, 422);
    for (int i = 0; i < LIMIT_ROUND_OBJECTIONS; i++) done(post_as(w.person[0], at(id, "/object"), "body=x"));
    post_as(w.person[0], at(id, "/object"), "body=one+too+many");
    struct round_objections_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(round_objections(db, id, &rows), RC_OK);
    db_give(db);
    assert_int_equal(rows.n, LIMIT_ROUND_OBJECTIONS);
    const char *second = str_printf(&s.a, "/rounds/%lld/objections/%lld", (long long)id, (long long)rows.v[1].id).p;
    const char *first = str_printf(&s.a, "/rounds/%lld/objections/%lld", (long long)id, (long long)rows.v[0].id).p;
    const char *same = str_printf(&s.a, "decision=refused&reply=no&answers=%lld:1", (long long)criterion_of(id, 0)).p;
    assert_int_equal(post_as(w.first, second, same).status, 303);           /* the oldest first */
    assert_int_equal(post_as(w.first, first, "decision=refused&reply=no").status, 422);       /* a refusal corrects nothing */
    done(post_as(w.first, first, same));
    struct answer a = get_as(w.person[0], at(id, "/mine"));
    assert_true(body_has(&a, "不成立"));
    site_now += 20 * DAY_MS;
    post_as(w.person[0], at(id, "/object"), "body=too+late");
    a = get_as(w.person[0], at(id, "/mine"));
    assert_false(body_has(&a, "too late"));
}

/* Who withdrew has nothing to object to, and an officer does not decide on her own application. */
static void not_the_withdrawn_and_not_her_own(void **state)
{
    (void)state;
    int64_t id = world_round("");
    applies(id, w.person[0], "desk", false, 0, "");
    applies(id, w.person[1], "desk", true, 0, "");
    applies(id, w.second, "desk", false, 0, "");
    done(post_as(w.person[0], at(id, "/withdraw"), ""));
    two(id, "close");
    const char *own = str_printf(&s.a, "/rounds/%lld/applications/%lld", (long long)id, (long long)application_of(id, w.second).id).p;
    const char *more = str_printf(&s.a, "reply=mine&answers=%lld:12", (long long)criterion_of(id, 1)).p;
    assert_int_equal(post_as(w.second, own, more).status, 303);
    assert_int_equal(application_of(id, w.second).corrected_ms, 0);
    struct answer a = get_as(w.second, own);
    assert_true(a.status == 200 && body_has(&a, "您自己的申请") && !body_has(&a, "name=\"reply\""));
    done(post_as(w.first, own, more));                                      /* another officer may */
    assert_int_equal(application_of(id, w.second).corrected_ms, site_now);
    two(id, "run");
    two(id, "publish");
    assert_int_equal(post_as(w.person[0], at(id, "/object"), "body=x").status, 404);
}

static void json_says_the_same(void **state)
{
    (void)state;
    int64_t id = world_round("");
    struct str token = site_token(&s, w.person[0]);
    struct answer a = site_api(&s, token, str_printf(&s.a, "/api/v1/rounds/%lld/apply", (long long)id).p,
        str_printf(&s.a, "{\"wishes\":[\"%lld\",\"%lld\"],\"groups\":[\"migrant\"]}", (long long)place_of(id, "bench"),
            (long long)place_of(id, "desk"))
            .p,
        "once-1");
    if (a.status >= 300) fail_msg("%d: %.*s", a.status, STR_FMT(a.body));
    two(id, "close");
    two(id, "run");
    two(id, "publish");
    a = site_api(&s, token, str_printf(&s.a, "/api/v1/rounds/%lld/mine", (long long)id).p, NULL, NULL);
    assert_true(
        body_has(&a, str_printf(&s.a, "\"place\":\"%lld\"", (long long)place_of(id, "bench")).p) && body_has(&a, "\"why\":\"open\""));
    a = site_api(&s, STR_NONE, str_printf(&s.a, "/api/v1/rounds/%lld", (long long)id).p, NULL, NULL);
    assert_true(a.status == 200 && body_has(&a, newest(id).result_sha256.p));
    a = site_api(&s, STR_NONE, "/api/v1/rounds", NULL, NULL);
    assert_true(body_has(&a, str_printf(&s.a, "%lld", (long long)id).p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases_by_state_and_day), cmocka_unit_test(what_may_be_asked), cmocka_unit_test(points_by_table_and_by_formula),
        cmocka_unit_test(from_set_up_to_a_second_result), cmocka_unit_test(who_sees_and_who_acts), cmocka_unit_test(two_people),
        cmocka_unit_test(changed_until_it_closes), cmocka_unit_test(ranking_by_buttons_stores_nothing),
        cmocka_unit_test(a_list_that_is_full_says_so), cmocka_unit_test(teams_go_together),
        cmocka_unit_test(who_goes_along_has_the_list_as_it_is_changed), cmocka_unit_test(who_was_gone_with_withdraws),
        cmocka_unit_test(who_is_gone_with_learns_it),
        cmocka_unit_test(who_leaves_the_site_leaves_the_round), cmocka_unit_test(tables_of_places),
        cmocka_unit_test(reserves_fit_the_seats), cmocka_unit_test(nothing_changes_once_announced),
        cmocka_unit_test(what_has_run_takes_two_to_call_off), cmocka_unit_test(the_seats_stay_with_their_round),
        cmocka_unit_test(of_two_rounds_of_the_same_seats_one_runs), cmocka_unit_test(a_round_called_off_is_repeated_whole),
        cmocka_unit_test(each_district_has_its_window), cmocka_unit_test(a_round_too_large_says_so),
        cmocka_unit_test(a_formula_runs), cmocka_unit_test(a_formula_that_fails_for_one), cmocka_unit_test(a_preview_changes_nothing),
        cmocka_unit_test(a_preview_keeps_teams_together), cmocka_unit_test(a_preview_counts_by_the_rules_it_previews),
        cmocka_unit_test(a_second_round_gives_out_what_is_left),
        cmocka_unit_test(a_second_round_rests_on_what_is_published), cmocka_unit_test(not_the_withdrawn_and_not_her_own),
        cmocka_unit_test(objections_in_their_time), cmocka_unit_test(the_office_reads_a_page), cmocka_unit_test(json_says_the_same),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
