/* fairs_test.c: a fair from its set-up to its cases, through the pages: the timetable and its certificate, answers, requests,
** absences on the day, codes, calendars; who may do what; and every statement of every change failing in turn. */
#include <unistd.h>
#include "test/site.h"
#include "app/fairs/inner.h"
#include "demo_sql.h"
#include "parties_sql.h"

enum { NEEDS = 3, OFFERS = 2 };
static struct site s;
static const struct slice *const slices[] = { &web_slice, &docking_slice, &cases_slice, &saved_slice, &fairs_slice };
static struct { int64_t clerk, west, stranger, member, need[NEEDS], offer[OFFERS], need_org[NEEDS], offer_org[OFFERS]; } w;
static int64_t fair, need[NEEDS], offer[OFFERS];            /* the fair of a test, and its parties */
enum { MONDAY = 20794 };                                    /* days: 2026-12-07 */

/* ---- the world ---- */

struct house { int64_t id, account, listing; const char *name; const char *side; };
static enum rc house_tx(struct db *tx, void *arg)
{
    const struct house *h = arg;
    struct str name = str_from(h->name);
    TRY(organisation_add(tx, h->id, S("enterprise"), name, name, name, STR_NONE, S("210211"), S(""), S("35"), S("small"), S(""), S(""),
        S(""), S(""), STR_NONE, S("active"), 1, 0, site_now));
    TRY(membership_add(tx, h->account, h->id, S("owner"), S("active"), site_now));
    return demo_listing(tx, h->listing, str_from(h->side), S("technology"), h->id, h->account, S("膜分离技术"), S("Separation membrane"),
        S("海水淡化膜组件"), S("Membrane modules for desalination"), S("35"), S(""), S("210211"), S(""), S(""), S("zh"), DB_NULL, DB_NULL,
        DB_NULL, STR_NONE, STR_NONE, STR_NONE, S("public"), S("open"), S(""), site_now, site_now + 90 * DAY_MS, 0, site_now);
}

static int64_t house(const char *name, const char *side, int64_t *account)
{
    struct house h = { .id = id_new(site_now), .listing = id_new(site_now), .name = name, .side = side };
    h.account = *account = site_account(&s, name, ROLE_MEMBER, "", "");
    struct db *db = site_db(&s);
    if (db_tx(db, house_tx, &h) != RC_OK) fail_msg("%s", db->err.text);
    live_update(&s.app, db, h.listing);
    db_give(db);
    return h.id;
}

struct joins { int64_t account, organisation; };
static enum rc join_tx(struct db *tx, void *arg)
{
    struct joins *j = arg;
    return membership_add(tx, j->account, j->organisation, S("member"), S("active"), site_now);
}

static int setup(void **state)
{
    static const char *const needs[] = { "need-a", "need-b", "need-c" }, *const offers[] = { "offer-x", "offer-y" };
    (void)state;
    site_open(&s, slices, LEN(slices));
    w.clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    w.west = site_account(&s, "west", ROLE_CLERK, "", "210211");
    w.stranger = site_account(&s, "stranger", ROLE_MEMBER, "", "");
    w.member = site_account(&s, "member", ROLE_MEMBER, "", "");
    for (int i = 0; i < NEEDS; i++) w.need_org[i] = house(needs[i], "need", &w.need[i]);
    for (int i = 0; i < OFFERS; i++) w.offer_org[i] = house(offers[i], "offer", &w.offer[i]);
    struct joins j = { w.member, w.need_org[0] };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, join_tx, &j), RC_OK);
    db_give(db);
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static struct answer post_as(int64_t who, const char *path, const char *fields) { return site_post_as(&s, who, path, fields); }
static struct answer get_as(int64_t who, const char *path) { return site_get_as(&s, who, path); }
static const char *at(const char *tail) { return str_printf(&s.a, "/fairs/%lld%s", (long long)fair, tail).p; }
static const char *part(int64_t party, const char *tail) { return str_printf(&s.a, "/fairs/parties/%lld%s", (long long)party, tail).p; }

static void done(struct answer a, const char *what)
{
    if (a.status != 303 || body_has(&a, "id=\"summary\"")) fail_msg("%s: %d %.*s", what, a.status, STR_FMT(str_sub(a.body, 0, 6000)));
}

static int64_t id_in(struct str location, const char *before)
{
    int64_t id;
    struct str rest = str_sub(location, strlen(before), location.n), one;
    str_cut(&rest, '/', &one);
    if (!str_int(one, &id)) fail_msg("no id in %.*s", STR_FMT(location));
    return id;
}

static struct world now_is(void)
{
    struct world x;
    struct db *db = site_db(&s);
    assert_int_equal(world_read(db, fair, &x), RC_OK);
    db_give(db);
    return x;
}

static const struct fair_meetings *pair(const struct world *x, int i, int k) { return world_pair(x, need[i], offer[k]); }

static void state_is(int i, int k, const char *state, int64_t slot)
{
    struct world x = now_is();
    const struct fair_meetings *m = pair(&x, i, k);
    if (!m || !str_eq(m->state, str_from(state)) || (slot >= 0 && m->slot != slot))
        fail_msg("pair %d %d: %.*s in slot %lld, not %s in %lld", i, k, STR_FMT(m ? m->state : S("none")), m ? (long long)m->slot : 0,
            state, (long long)slot);
}

static int64_t registered(int64_t who, int64_t organisation, const char *side, const char *people)
{
    struct answer a = post_as(who, at("/register"), str_printf(&s.a, "as=%lld&side=%s&people=%s", (long long)organisation, side, people).p);
    done(a, "register");
    return id_in(a.location, "/fairs/parties/");
}

static void wish(int64_t who, int64_t party, int64_t other, const char *what)
{
    done(post_as(who, part(party, "/wish"), str_printf(&s.a, "other=%lld&wish=%s", (long long)other, what).p), "wish");
}

static struct answer answer_to(int i, int k, bool by_need, const char *verb)
{
    struct world x = now_is();
    int64_t party = by_need ? need[i] : offer[k], who = by_need ? w.need[i] : w.offer[k];
    return post_as(who, part(party, str_printf(&s.a, "/meetings/%lld", (long long)pair(&x, i, k)->id).p),
        str_printf(&s.a, "verb=%s", verb).p);
}

static void step(const char *verb) { done(post_as(w.clerk, at("/step"), str_printf(&s.a, "verb=%s", verb).p), verb); }

/* Two slots on Monday morning, two tables a place; three needs and two offers are registered; set out on a Saturday before. */
static void set_up(int places)
{
    static const char form[] = "name_zh=%E5%AF%B9%E6%8E%A5%E4%BC%9A&name_en=Fair&register_from=2026-12-01&register_until=2026-12-05&agree_until=2026-12-06&most=5&least=1&asked=2&expire=1&travel=10";
    site_now = (MONDAY - 2) * DAY_MS;
    struct answer a = post_as(w.clerk, "/fairs", form);
    done(a, "fair");
    fair = id_in(a.location, "/fairs/");
    for (int i = 0; i < places; i++)
        done(post_as(w.clerk, at("/places"),
                 i ? "name_zh=%E8%A5%BF%E5%8E%85&name_en=West&tables=2" : "name_zh=%E4%B8%9C%E5%8E%85&name_en=East&tables=2"),
            "place");
    done(post_as(w.clerk, at("/days"), "day=2026-12-07&from=09:00&to=09:45&minutes=20&gap=5"), "day");
    step("register");
    for (int i = 0; i < NEEDS; i++) need[i] = registered(w.need[i], w.need_org[i], "need", "Ann");
    for (int i = 0; i < OFFERS; i++) offer[i] = registered(w.offer[i], w.offer_org[i], "offer", i ? "Yan%0AZoe" : "Xu");
}

static int fresh(void **state)
{
    (void)state;
    set_up(1);
    return 0;
}

static void monday(int hour, int minute) { site_now = MONDAY * DAY_MS + (hour * 60 + minute) * MINUTE_MS - CITY_OFFSET_MS; }
static int64_t person_of(int64_t party, int nth)
{
    struct world x = now_is();
    for (size_t i = 0; i < x.people.n; i++) if (x.people.v[i].party == party && nth-- == 0) return x.people.v[i].id;
    fail_msg("nobody");
    return 0;
}
static struct answer person(int64_t who, int64_t id, const char *fields)
{
    return post_as(who, at(str_printf(&s.a, "/people/%lld", (long long)id).p), fields);
}

/* Everybody wants the first offer: two get a slot, one does not, and it is said why. */
static void crowded_timetable(void)
{
    for (int i = 0; i < NEEDS; i++) wish(w.need[i], need[i], offer[0], i < 2 ? "must" : "like");
    step("timetable");
}

/* ---- a timetable and its certificate ---- */

static void timetable_with_certificate(void **state)
{
    (void)state;
    crowded_timetable();
    struct world x = now_is();
    assert_string_equal(x.f.state.p, "provisional");
    assert_true(pair(&x, 0, 0)->slot && pair(&x, 1, 0)->slot && pair(&x, 0, 0)->slot != pair(&x, 1, 0)->slot);
    state_is(2, 0, "unplaced", 0);
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, "offer-x在周一已排满") && body_has(&a, "任何排法都不会超过 2 场"));
    s.lang = "en";
    a = get_as(w.need[2], part(need[2], ""));
    s.lang = "zh";
    assert_true(body_has(&a, "offer-x is full on Monday"));
    assert_int_equal(get_as(w.stranger, at("/files/timetable.json")).status, 404);
    assert_int_equal(get_as(w.need[0], at("/files/no.csv")).status, 404);
}

/* What is proved knows nothing of the ways between places, and says so where there are some. */
static void a_bound_without_ways_is_called_one(void **state)
{
    (void)state;
    for (int places = 1; places <= 2; places++) {
        if (places > 1) set_up(places);
        crowded_timetable();
        struct answer a = get_as(w.clerk, at("/desk"));
        assert_true(body_has(&a, "任何排法都不会超过 2 场"));
        assert_true(body_has(&a, "没有计入场地之间的路程") == (places > 1));
    }
}

/* The offer everybody likes has two slots: who has nobody else to meet gets one of them, though she wished last. */
static void who_has_fewest_choices_comes_first(void **state)
{
    (void)state;
    for (int i = 0; i < NEEDS; i++) wish(w.need[i], need[i], offer[0], "like");
    for (int i = 0; i < NEEDS - 1; i++) wish(w.need[i], need[i], offer[1], "like");
    step("timetable");
    struct world x = now_is();
    assert_true(pair(&x, NEEDS - 1, 0)->slot > 0);
    for (int i = 0; i < NEEDS - 1; i++) assert_true(pair(&x, i, 0)->slot || pair(&x, i, 1)->slot);
}

/* What `ballast fair verify` does with the files as they are downloaded; then with every digit changed. */
static void downloaded_files_verify(void **state)
{
    static const char *const names[] = { "meetings.csv", "people.csv", "slots.csv", "places.csv" };
    struct fair_sheets m = { .a = &s.a, .nfiles = LEN(names) };
    struct fair_plan p;
    struct err e = { 0 };
    int changed = 0;
    (void)state;
    crowded_timetable();
    for (size_t i = 0; i < LEN(names); i++)
        m.file[i] = (struct fair_file){ str_from(names[i]), get_as(w.need[0], at(str_printf(&s.a, "/files/%s", names[i]).p)).body };
    struct str result = get_as(w.need[0], at("/files/timetable.json")).body;
    struct fair_sheets plain = m;
    if (fair_result_read(&plain, result, &p, &e) != RC_OK || fair_proof(&s.a, &plain.f, &p, &e) != RC_OK) fail_msg("%s", e.text);
    assert_int_equal(p.placed, 2);
    assert_int_equal(p.most, 2);
    for (size_t i = 0; i < result.n; i++) {
        if (result.p[i] < '0' || result.p[i] > '9') continue;
        char *copy = arena_alloc(&s.a, result.n);
        memcpy(copy, result.p, result.n);
        copy[i] = copy[i] == '9' ? '0' : (char)(copy[i] + 1);
        struct fair_sheets again = m;
        if (fair_result_read(&again, (struct str){ copy, result.n }, &p, &e) == RC_OK && fair_proof(&s.a, &again.f, &p, &e) == RC_OK)
            fail_msg("digit %zu changed passes", i);
        changed++;
    }
    assert_true(changed > 30);
    assert_true(str_find(m.file[0].bytes, S("Ann")) < 0 && str_find(result, S("need-a")) < 0);       /* numbers, no names */
}

/* ---- agreeing ---- */

static void agreed_by_both_stays_the_rest_lapses(void **state)
{
    (void)state;
    crowded_timetable();
    struct world x = now_is();
    int64_t slot = pair(&x, 0, 0)->slot;
    done(answer_to(0, 0, true, "agree"), "agree");
    state_is(0, 0, "proposed", slot);
    done(answer_to(0, 0, true, "agree"), "agree twice");
    state_is(0, 0, "proposed", slot);                               /* nobody confirms for the other side */
    done(answer_to(0, 0, false, "agree"), "agree");
    state_is(0, 0, "agreed", slot);
    wish(w.offer[0], offer[0], need[2], "must");
    step("timetable");
    state_is(0, 0, "agreed", slot);
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, "没有得到双方确认，现在开放会使它们立即失效"));      /* before one presses */
    step("open");
    state_is(1, 0, "expired", -1);
    state_is(0, 0, "agreed", slot);
    a = get_as(w.need[1], part(need[1], ""));
    assert_true(body_has(&a, "已取消或失效的会谈（1）"));                     /* out of the way of those that are held */
}

/* Who declines frees a slot; who wished has it offered at once, and hears of it. */
static void declined_is_offered_at_once(void **state)
{
    (void)state;
    crowded_timetable();
    struct world x = now_is();
    int64_t slot = pair(&x, 1, 0)->slot;
    done(answer_to(1, 0, true, "decline"), "decline");
    state_is(1, 0, "declined", -1);
    state_is(2, 0, "proposed", slot);
    struct answer a = get_as(w.need[2], "/inbox");
    assert_true(body_has(&a, "有空出的时段"));
}

static void met_before_and_never_are_left_out(void **state)
{
    (void)state;
    wish(w.need[0], need[0], offer[0], "must");
    wish(w.offer[0], offer[0], need[0], "never");
    wish(w.need[1], need[1], offer[0], "like");
    wish(w.need[1], need[1], offer[0], "none");
    wish(w.need[1], need[1], offer[1], "like");
    step("timetable");
    struct world x = now_is();
    assert_true(!pair(&x, 0, 0) && !pair(&x, 1, 0) && pair(&x, 1, 1));
}

/* ---- the open phase ---- */

static void requests_are_capped_expire_and_get_a_slot(void **state)
{
    (void)state;
    step("timetable");
    step("open");
    done(post_as(w.need[0], part(need[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[0]).p), "ask");
    done(post_as(w.need[0], part(need[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[0]).p), "ask again");
    done(post_as(w.need[0], part(need[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[1]).p), "ask");
    state_is(0, 0, "asked", 0);
    state_is(0, 1, "asked", 0);
    struct answer page = get_as(w.need[0], part(need[0], ""));     /* two may wait: what would be refused is not offered */
    assert_true(body_has(&page, "待答复的邀约：2 个，最多 2 个") && !body_has(&page, "/ask\""));
    page = get_as(w.need[1], part(need[1], ""));
    assert_true(body_has(&page, "待答复的邀约：0 个") && body_has(&page, "/ask\""));
    done(post_as(w.need[1], part(need[1], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[0]).p), "ask");
    assert_int_equal(post_as(w.need[0], part(need[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)need[1]).p).status,
        404); /* its own side */
    done(answer_to(0, 0, true, "agree"), "own request");
    state_is(0, 0, "asked", 0);
    done(answer_to(0, 0, false, "agree"), "accept");
    state_is(0, 0, "agreed", 1);
    done(answer_to(1, 0, false, "agree"), "accept");
    state_is(1, 0, "agreed", 2);
    done(post_as(w.need[2], part(need[2], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[0]).p), "ask");
    struct answer a = answer_to(2, 0, false, "agree");
    done(a, "accept without a slot");
    state_is(2, 0, "asked", 0);                                     /* nothing free: it goes on waiting */
    struct db *db = site_db(&s);
    assert_int_equal(fairs_tick(&s.app, db, site_now + 2 * 3600 * 1000), RC_OK);
    state_is(0, 1, "asked", 0);
    assert_int_equal(fairs_tick(&s.app, db, site_now + DAY_MS + 1), RC_OK);
    state_is(0, 1, "expired", 0);
    db_give(db);
}

/* Three requests made for one person: she has two slots, and her colleague takes the third. */
static void a_request_goes_to_who_is_free(void **state)
{
    (void)state;
    step("timetable");
    step("open");
    for (int i = 0; i < NEEDS; i++)
        done(post_as(w.need[i], part(need[i], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[1]).p), "ask");
    for (int i = 0; i < NEEDS; i++) {
        done(answer_to(i, 1, false, "agree"), "accept");
        state_is(i, 1, "agreed", -1);
    }
    struct world x = now_is();
    assert_true(
        pair(&x, 0, 1)->offer_person == pair(&x, 1, 1)->offer_person && pair(&x, 2, 1)->offer_person != pair(&x, 0, 1)->offer_person);
}

static void a_cap_on_requests(void **state)
{
    (void)state;
    step("timetable");
    step("open");
    for (int i = 0; i < NEEDS; i++)
        done(post_as(w.offer[0], part(offer[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)need[i]).p), "ask");
    struct world x = now_is();
    assert_true(pair(&x, 0, 0) && pair(&x, 1, 0) && !pair(&x, 2, 0));
    done(answer_to(0, 0, false, "withdraw"), "withdraw");
    done(post_as(w.offer[0], part(offer[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)need[2]).p), "ask");
    state_is(2, 0, "asked", 0);
}

/* ---- the day ---- */

static void everything_agreed(void)
{
    crowded_timetable();
    for (int i = 0; i < 2; i++) { done(answer_to(i, 0, true, "agree"), "agree"); done(answer_to(i, 0, false, "agree"), "agree"); }
    step("open");
}

static void a_no_show_frees_the_slot(void **state)
{
    (void)state;
    everything_agreed();
    struct world x = now_is();
    int first = pair(&x, 0, 0)->slot == 2 ? 0 : 1;                  /* whose meeting comes second that day */
    monday(8, 50);
    done(person(w.clerk, person_of(need[first], 0), "verb=absent"), "absent");
    state_is(first, 0, "missed", 2);
    state_is(!first, 0, "agreed", 1);                               /* what was agreed stays */
    state_is(2, 0, "proposed", 2);
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, "缺席"));
}

/* The desk on the day: who is missing at a table first; a name, a slot, or presence leads to a page of just that, and what
** is done there comes back to it. */
static void the_desk_finds_and_says_what_waits(void **state)
{
    (void)state;
    everything_agreed();
    monday(8, 50);
    struct world x = now_is();
    int first = pair(&x, 0, 0)->slot == 1 ? 0 : 1;
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, "会谈已到时间，还没有签到") && !body_has(&a, "12月7日\n<b>"));
    site_now -= DAY_MS;
    a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, "12月7日\n<b>"));                         /* which day, unless it is this one */
    site_now += DAY_MS;
    a = get_as(w.clerk, at("/desk?q=NEED-A"));
    assert_true(body_has(&a, ">need-a</a>") && body_has(&a, "need-a ↔ offer-x"));
    assert_false(body_has(&a, ">need-b</a>") || body_has(&a, "需要处理"));
    a = get_as(w.clerk, at("/desk?at=1"));
    assert_true(body_has(&a, first ? "need-b ↔ offer-x" : "need-a ↔ offer-x"));
    assert_false(body_has(&a, first ? "need-a ↔ offer-x" : "need-b ↔ offer-x"));
    a = get_as(w.clerk, at("/desk?q=nobody"));
    assert_true(body_has(&a, "没有找到"));
    a = person(w.clerk, person_of(need[first], 0), "verb=arrived");
    assert_true(str_ends(a.location, S("/desk")));
    a = post_as(w.clerk, at(str_printf(&s.a, "/people/%lld?q=need&show=expected", (long long)person_of(offer[0], 0)).p), "verb=arrived");
    assert_true(str_ends(a.location, S("/desk?q=need&show=expected")));
    a = get_as(w.clerk, at("/desk?show=arrived"));
    assert_true(body_has(&a, ">offer-x</a>"));
    assert_false(body_has(&a, first ? ">need-a</a>" : ">need-b</a>"));
}

static struct answer outcome(int64_t who, int i, const char *verb)
{
    struct world x = now_is();
    return post_as(who, at(str_printf(&s.a, "/meetings/%lld", (long long)pair(&x, i, 0)->id).p), str_printf(&s.a, "verb=%s", verb).p);
}

/* The office says what became of a meeting; on the day it takes back an offer nobody answers, and not before. */
static void the_office_says_what_became_of_a_meeting(void **state)
{
    (void)state;
    everything_agreed();
    struct world x = now_is();
    int first = pair(&x, 0, 0)->slot == 1 ? 0 : 1;
    done(outcome(w.clerk, first, "held"), "too early");
    state_is(first, 0, "agreed", 1);
    done(person(w.clerk, person_of(need[!first], 0), "verb=absent"), "absent");
    state_is(2, 0, "proposed", 2);                                  /* the slot went to who waited */
    done(outcome(w.clerk, 2, "expire"), "not before the day");
    state_is(2, 0, "proposed", 2);
    monday(9, 40);
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, "还没有登记结果"));
    assert_int_equal(outcome(w.need[0], first, "held").status, 403);
    assert_int_equal(outcome(w.clerk, first, "agree").status, 400);
    site_every_statement(&s, w.clerk, at(str_printf(&s.a, "/meetings/%lld", (long long)pair(&x, first, 0)->id).p), "verb=held", 303);
    state_is(first, 0, "held", 1);
    done(outcome(w.clerk, 2, "expire"), "taken back");
    state_is(2, 0, "expired", -1);
}

static void a_colleague_takes_over(void **state)
{
    (void)state;
    wish(w.need[0], need[0], offer[1], "must");
    step("timetable");
    struct world x = now_is();
    int64_t slot = pair(&x, 0, 1)->slot, sequence = pair(&x, 0, 1)->sequence, who = pair(&x, 0, 1)->offer_person;
    monday(8, 0);
    done(person(w.clerk, who, "verb=absent"), "absent");
    state_is(0, 1, "proposed", slot);
    x = now_is();
    assert_true(pair(&x, 0, 1)->offer_person != who && pair(&x, 0, 1)->sequence == sequence + 1);
}

static void who_is_late_is_moved(void **state)
{
    (void)state;
    wish(w.need[0], need[0], offer[0], "must");
    step("timetable");
    for (int i = 0; i < 2; i++) done(answer_to(0, 0, i, "agree"), "agree");
    step("open");
    state_is(0, 0, "agreed", 1);
    monday(8, 50);
    done(person(w.clerk, person_of(need[0], 0), "verb=late&slot=2"), "late");
    state_is(0, 0, "agreed", 2);
}

static void an_extra_slot_places_what_waits(void **state)
{
    (void)state;
    crowded_timetable();
    state_is(2, 0, "unplaced", 0);
    assert_int_equal(post_as(w.clerk, at("/slots"), "day=2026-12-07&from=09:10&to=09:30").status, 422);
    done(post_as(w.clerk, at("/slots"), "day=2026-12-07&from=10:00&to=10:20"), "slot");
    state_is(2, 0, "proposed", 3);
}

/* A slot on a mistyped day: nobody meets in it, so it goes, and what stands behind it is counted down, with when people are away. One
** in which somebody meets stays. */
static void a_mistyped_slot_is_taken_back(void **state)
{
    (void)state;
    const char *mistyped = "start=2026-12-06+10:00";
    crowded_timetable();
    done(post_as(w.clerk, at("/slots"), "day=2026-12-06&from=10:00&to=10:20"), "slot");
    state_is(2, 0, "proposed", 3);
    done(post_as(w.clerk, at("/slots/remove"), mistyped), "used");
    assert_int_equal(now_is().slots.n, 3);
    done(answer_to(2, 0, false, "decline"), "decline");
    for (int i = 0; i < 2; i++) done(answer_to(0, 0, i, "agree"), "agree");
    step("open");
    done(post_as(w.clerk, at("/slots"), "day=2026-12-07&from=10:00&to=10:20"), "slot");
    done(post_as(w.clerk, at("/slots"), "day=2026-12-07&from=10:30&to=10:50"), "slot");
    monday(8, 50);
    done(person(w.clerk, person_of(need[0], 0), "verb=late&slot=4"), "late");
    done(person(w.clerk, person_of(need[2], 0), "verb=late&slot=5"), "late");
    state_is(0, 0, "agreed", 4);
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, "value=\"2026-12-06 10:00\"") && !body_has(&a, "value=\"2026-12-07 10:00\""));
    assert_int_equal(post_as(w.need[0], at("/slots/remove"), mistyped).status, 403);
    done(post_as(w.clerk, at("/slots/remove"), mistyped), "taken back");
    struct world x = now_is();
    assert_int_equal(x.slots.n, 4);
    for (size_t i = 0; i < x.slots.n; i++) assert_int_equal(x.slots.v[i].n, i + 1);
    assert_string_equal(x.slots.v[2].day.p, "2026-12-07");
    assert_string_equal(world_person(&x, person_of(need[2], 0))->away.p, "1,2,3");
    state_is(0, 0, "agreed", 3);
    state_is(2, 0, "declined", 0);
    a = get_as(w.need[2], part(need[2], "/agenda.ics"));
    assert_false(body_has(&a, "20261206"));
    done(post_as(w.clerk, at("/slots/remove"), mistyped), "gone");               /* pressed by two: the second takes no other with it */
    assert_int_equal(now_is().slots.n, 4);
    step("timetable");
    state_is(0, 0, "agreed", 3);
}

/* Standing in the hall: what is next comes before everything, what is over is folded away, until nothing more is to come. */
static void what_is_next_comes_first(void **state)
{
    (void)state;
    const struct { int hour, minute; const char *title, *big, *earlier; } at_time[] = {
        { 8, 50, "下一场", "<p class=\"big\">09:00–09:20", NULL }, { 9, 10, "正在进行", "<p class=\"big\">09:00–09:20", NULL },
        { 9, 22, "下一场", "<p class=\"big\">09:25–09:45", "较早的会谈（1）" }, { 9, 50, NULL, NULL, NULL },
    };
    crowded_timetable();
    struct answer a = get_as(w.offer[0], part(offer[0], ""));
    assert_true(body_has(&a, "等您答复的会谈：2 场") && body_has(&a, "2026年12月7日"));
    assert_true(body_has(&a, "还没有时间的会谈"));
    for (int i = 0; i < 2; i++) { done(answer_to(i, 0, true, "agree"), "agree"); done(answer_to(i, 0, false, "agree"), "agree"); }
    step("open");
    for (size_t i = 0; i < LEN(at_time); i++) {
        monday(at_time[i].hour, at_time[i].minute);
        a = get_as(w.offer[0], part(offer[0], ""));
        ptrdiff_t next = str_find(a.body, S("id=\"next\"")), meetings = str_find(a.body, S("id=\"meetings\""));
        if (body_has(&a, "较早的会谈") != (at_time[i].earlier != NULL) || (next >= 0) != (at_time[i].title != NULL) || next > meetings)
            fail_msg("%d:%02d %.*s", at_time[i].hour, at_time[i].minute, STR_FMT(a.body));
        if (at_time[i].title) assert_true(body_has(&a, at_time[i].title) && body_has(&a, at_time[i].big));
        if (at_time[i].earlier) assert_true(body_has(&a, at_time[i].earlier));
        assert_false(body_has(&a, "等您答复"));
    }
    assert_true(body_has(&a, "<details open>") && body_has(&a, "value=\"held\""));          /* all open again, to say what was held */
    site_login(&s, 0);
    monday(8, 55);
    a = site_get(&s, str_z(&s.a, fair_sign_in_path(&s.a, s.app.keys, person_of(need[0], 0))));
    assert_true(body_has(&a, "下一场"));                                                     /* who signs in by her code sees where to go */
}

static bool day_open(const struct answer *a, const char *day)
{
    ptrdiff_t at = str_find(a->body, str_from(day)), fold = -1;
    must(at > 0);
    struct str before = str_sub(a->body, 0, (size_t)at);
    for (ptrdiff_t n; (n = str_find(str_sub(before, (size_t)(fold + 1), before.n), S("<details"))) >= 0;) fold += 1 + n;
    must(fold >= 0);
    return str_starts(str_sub(before, (size_t)fold, before.n), S("<details open>"));
}

/* Ended days are closed, and so is what comes after the next day. */
static void other_days_are_folded(void **state)
{
    (void)state;
    crowded_timetable();
    done(post_as(w.clerk, at("/slots"), "day=2026-12-08&from=09:00&to=09:20"), "slot");
    for (int i = 0; i < NEEDS; i++) { done(answer_to(i, 0, true, "agree"), "agree"); done(answer_to(i, 0, false, "agree"), "agree"); }
    step("open");
    monday(8, 50);
    struct answer a = get_as(w.offer[0], part(offer[0], ""));
    assert_true(day_open(&a, "2026年12月7日</time> (2)") && !day_open(&a, "2026年12月8日</time> (1)"));
    site_now += DAY_MS;
    a = get_as(w.offer[0], part(offer[0], ""));
    assert_true(!day_open(&a, "2026年12月7日</time> (2)") && day_open(&a, "2026年12月8日</time> (1)"));
}

static void the_chosen_come_before_the_rest(void **state)
{
    (void)state;
    wish(w.need[0], need[0], offer[1], "like");
    struct answer a = get_as(w.need[0], part(need[0], ""));
    ptrdiff_t chosen = str_find(a.body, str_printf(&s.a, "id=\"w-%lld\"", (long long)offer[1])),
              fold = str_find(a.body, S("还没有选择的（1）")),
              rest = str_find(a.body, str_printf(&s.a, "id=\"w-%lld\"", (long long)offer[0]));
    assert_true(chosen > 0 && chosen < fold && fold < rest);
    step("timetable");
    a = get_as(w.need[0], part(need[0], ""));
    assert_true(body_has(&a, "您选过的（1）"));
}

static struct str code_of(int64_t p) { return fair_sign_in_path(&s.a, s.app.keys, p); }

static void signing_in_by_the_code(void **state)
{
    (void)state;
    everything_agreed();
    struct str path = code_of(person_of(need[0], 0));
    const char *z = str_z(&s.a, path);
    site_login(&s, 0);
    struct answer a = site_get(&s, z);
    assert_true(a.status == 200 && body_has(&a, "offer-x") && body_has(&a, "当天才能签到"));
    done(site_post(&s, z, ""), "too early");
    struct world x = now_is();
    assert_string_equal(world_person(&x, person_of(need[0], 0))->state.p, "expected");
    monday(8, 55);
    done(site_post(&s, z, ""), "sign in");
    x = now_is();
    assert_string_equal(world_person(&x, person_of(need[0], 0))->state.p, "arrived");
    assert_int_equal(world_person(&x, person_of(need[0], 0))->arrived_ms, site_now);
    for (size_t i = sizeof "/fairs/sign-in/" - 1; i < path.n; i++) {                /* any other code is nobody's */
        char *other = str_printf(&s.a, "%s", z).p ? arena_alloc(&s.a, path.n + 1) : NULL;
        memcpy(other, z, path.n + 1);
        other[i] = other[i] == '0' ? '1' : '0';
        assert_int_equal(site_get(&s, other).status, 404);
    }
    a = get_as(w.need[0], part(need[0], "/agenda"));
    assert_true(body_has(&a, z) && body_has(&a, "class=\"qr\""));
    a = get_as(w.member, part(need[0], "/agenda"));
    assert_true(a.status == 200 && !body_has(&a, "class=\"qr\""));                  /* who only reads signs nobody in */
    step("over");
    a = get_as(w.need[0], part(need[0], "/agenda"));
    assert_true(a.status == 200 && !body_has(&a, "class=\"qr\""));                  /* nor does anybody when it is over */
}

static void a_held_meeting_becomes_a_case(void **state)
{
    (void)state;
    everything_agreed();
    struct world x = now_is();
    const char *path = part(need[0], str_printf(&s.a, "/cases/%lld", (long long)pair(&x, 0, 0)->id).p);
    done(post_as(w.need[0], path, ""), "too early");
    x = now_is();
    assert_int_equal(pair(&x, 0, 0)->docking_case, DB_NULL);
    done(answer_to(0, 0, true, "held"), "held before it began");
    state_is(0, 0, "agreed", -1);
    monday(12, 0);
    done(answer_to(0, 0, true, "held"), "held");
    state_is(0, 0, "held", -1);
    site_every_statement(&s, w.need[0], path, "", 303);
    x = now_is();
    assert_true(pair(&x, 0, 0)->docking_case != DB_NULL);
    struct answer a = get_as(w.offer[0], str_printf(&s.a, "/cases/%lld", (long long)pair(&x, 0, 0)->docking_case).p);
    assert_true(a.status == 200 && body_has(&a, "上见过面"));
    struct db *db = site_db(&s);
    assert_int_equal(fairs_tick(&s.app, db, site_now + DAY_MS), RC_OK);
    db_give(db);
    x = now_is();
    assert_string_equal(x.f.state.p, "over");
}

/* ---- calendars ---- */

static void lines_of_a_calendar(void **state)
{
    (void)state;
    struct out o;
    out_init(&o, &s.a);
    put_ics_text(&o, "SUMMARY", S("a,b;c\\d\ne\x01" "f"));
    assert_string_equal(out_str(&o).p, "SUMMARY:a\\,b\\;c\\\\d\\nef\r\n");
    out_init(&o, &s.a);
    put_ics_text(&o, "X", S("会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈"));      /* 96 bytes */
    struct str rest = out_str(&o), line, all = STR_NONE;
    while (str_cut(&rest, '\n', &line)) {
        if (!line.n) continue;
        assert_true(line.n <= 76 && line.p[line.n - 1] == '\r' && utf8_valid(line));
        all = str_join(&s.a, all, str_sub(line, all.n ? 1 : 0, line.n - 1 - (all.n ? 1 : 0)));
    }
    assert_string_equal(str_z(&s.a, all), "X:会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈会谈");
}

static void a_calendar_follows_changes(void **state)
{
    (void)state;
    crowded_timetable();
    struct world x = now_is();
    struct answer a = get_as(w.need[0], part(need[0], "/agenda.ics"));
    const struct fair_meetings *m = pair(&x, 0, 0);
    assert_true(a.status == 200 && str_starts(a.type, S("text/calendar")));
    assert_true(body_has(&a, str_printf(&s.a, "UID:fair-meeting-%lld@ballast\r\n", (long long)m->id).p)
        && body_has(&a, "STATUS:TENTATIVE\r\n") && body_has(&a, "SEQUENCE:0\r\n"));
    /* 09:00, 09:25 in the city */
    assert_true(body_has(&a, m->slot == 1 ? "DTSTART:20261207T010000Z\r\n" : "DTSTART:20261207T012500Z\r\n"));
    for (int i = 0; i < 2; i++) done(answer_to(0, 0, i, "agree"), "agree");
    done(answer_to(0, 0, true, "cancel"), "cancel");
    a = get_as(w.need[0], part(need[0], "/agenda.ics"));
    assert_true(body_has(&a, "STATUS:CANCELLED\r\n") && body_has(&a, "SEQUENCE:1\r\n"));
}

/* The part of a calendar that is about one meeting; empty: there is none. */
static struct str event_of_meeting(const struct answer *a, int64_t id)
{
    ptrdiff_t from = str_find(a->body, str_printf(&s.a, "UID:fair-meeting-%lld@ballast\r\n", (long long)id));
    struct str rest = from < 0 ? STR_NONE : str_sub(a->body, (size_t)from, a->body.n);
    ptrdiff_t to = rest.n ? str_find(rest, S("END:VEVENT")) : -1;
    return to < 0 ? STR_NONE : str_sub(rest, 0, (size_t)to);
}

static void event_says(int i, const char *status, int sequence, bool begins)
{
    struct world x = now_is();
    const struct fair_meetings *m = pair(&x, i, 0);
    struct answer a = get_as(w.need[i], part(need[i], "/agenda.ics"));
    struct str e = event_of_meeting(&a, m->id);
    if (str_find(e, str_printf(&s.a, "STATUS:%s\r\n", status)) < 0 || str_find(e, str_printf(&s.a, "SEQUENCE:%d\r\n", sequence)) < 0
        || str_find(e, S("DTSTART:")) < 0 || (str_find(e, S("LOCATION:")) >= 0) != begins)
        fail_msg("%s, %d: %.*s", status, sequence, STR_FMT(e));
}

/* Who was in a calendar and has lost the slot is taken out of it, and is put in again with a greater number. */
static void a_calendar_takes_out_what_lost_its_slot(void **state)
{
    (void)state;
    everything_agreed();
    struct world x = now_is();
    int second = pair(&x, 0, 0)->slot == 2 ? 0 : 1;                 /* whose meeting comes second, and last, that day */
    struct answer a = get_as(w.need[2], part(need[2], "/agenda.ics"));
    assert_int_equal(event_of_meeting(&a, pair(&x, 2, 0)->id).n, 0);        /* it never had a slot */
    assert_false(body_has(&a, "METHOD:"));
    event_says(second, "CONFIRMED", 0, true);
    monday(8, 50);
    done(person(w.clerk, person_of(need[!second], 0), "verb=late&slot=2"), "late");
    state_is(!second, 0, "unplaced", 0);
    event_says(!second, "CANCELLED", 1, false);
    event_says(second, "CONFIRMED", 0, true);
    done(post_as(w.clerk, at("/slots"), "day=2026-12-07&from=10:00&to=10:20"), "slot");
    state_is(!second, 0, "agreed", 3);
    event_says(!second, "CONFIRMED", 2, true);
}

/* ---- a calendar that follows ---- */

/* As a phone asks: no session, and what it knows. */
static struct answer fetch(struct str path, struct str known)
{
    struct arena a;
    struct http_request q = { .method = HTTP_GET };
    arena_init(&a, LIMIT_REQUEST_ARENA);
    site_target(&a, &q, path.p);
    q.arena = &a;
    if (known.n) site_header(&s, &q, "If-None-Match", known);
    site_login(&s, 0);
    struct answer out = site_send(&s, &q, &a);
    arena_free(&a);
    return out;
}

/* The path of the address the page shows. */
static struct str address_in(const struct answer *a)
{
    ptrdiff_t from = str_find(a->body, S("/fairs/calendar/")),
              to = from < 0 ? -1 : str_find(str_sub(a->body, (size_t)from, a->body.n), S(".ics"));
    if (to < 0) fail_msg("no address: %d %.*s", a->status, STR_FMT(a->body));
    return str_from(str_z(&s.a, str_sub(a->body, (size_t)from, (size_t)to + 4)));
}

static struct str follow_of(int64_t who, int64_t party, int64_t person)
{
    struct answer a = post_as(who, part(party, "/feeds"), str_printf(&s.a, "person=%lld", (long long)person).p);
    assert_int_equal(a.status, 200);
    assert_string_equal(answer_header(&a, "Cache-Control").p, "no-store");
    return address_in(&a);
}

static int64_t feeds_of(int64_t party) { return site_ask(&s, "SELECT COUNT(*) AS n FROM fair_feed WHERE party = $1", party); }
static int64_t feed_id(int64_t party) { return site_ask(&s, "SELECT MAX(id) AS n FROM fair_feed WHERE party = $1", party); }

static void an_agenda_is_followed_without_a_session(void **state)
{
    (void)state;
    crowded_timetable();
    struct str path = follow_of(w.need[0], need[0], 0);
    struct answer file = get_as(w.need[0], part(need[0], "/agenda.ics")), a = fetch(path, STR_NONE);
    assert_int_equal(a.status, 200);
    assert_true(str_eq(a.body, file.body) && str_starts(a.type, S("text/calendar")) && body_has(&a, "STATUS:TENTATIVE\r\n"));
    assert_string_equal(answer_header(&a, "Cache-Control").p, "private, no-cache");
    assert_true(!answer_header(&a, "Set-Cookie").p);
    struct str tag = answer_header(&a, "ETag");
    assert_true(str_starts(tag, S("W/\"")));
    site_now += 600 * 1000;                                         /* written down at another time, it is still the same */
    const struct str asked[] = { tag, str_sub(tag, 2, tag.n), str_join(&s.a, S("\"x\", "), tag), S("*") };
    for (size_t i = 0; i < LEN(asked); i++) {
        a = fetch(path, asked[i]);
        assert_int_equal(a.status, 304);
        assert_true(a.body.n == 0 && str_eq(answer_header(&a, "ETag"), tag));
    }
    assert_int_equal(fetch(path, S("W/\"0\"")).status, 200);
    for (int i = 0; i < 2; i++) done(answer_to(0, 0, i, "agree"), "agree");
    a = fetch(path, tag);
    assert_true(a.status == 200 && body_has(&a, "STATUS:CONFIRMED\r\n") && !str_eq(answer_header(&a, "ETag"), tag));
    done(answer_to(0, 0, true, "cancel"), "cancel");
    a = fetch(path, tag);
    assert_true(a.status == 200 && body_has(&a, "STATUS:CANCELLED\r\n") && body_has(&a, "SEQUENCE:1\r\n"));
    a = get_as(w.need[0], part(need[0], ""));
    assert_true(body_has(&a, "日历订阅（1）") && body_has(&a, "最近取用"));
    a = get_as(w.need[0], "/inbox");
    assert_true(body_has(&a, "日历订阅地址"));
}

static void an_address_of_one_person_holds_hers_alone(void **state)
{
    (void)state;
    for (int i = 0; i < NEEDS; i++) wish(w.need[i], need[i], offer[1], "must");
    step("timetable");
    struct world x = now_is();
    size_t hers[2] = { 0 };
    for (size_t i = 0; i < x.meetings.n; i++)
        for (int k = 0; k < 2; k++) hers[k] += x.meetings.v[i].slot > 0 && x.meetings.v[i].offer_person == person_of(offer[1], k);
    assert_true(hers[0] && hers[1]);
    for (int k = 0; k < 2; k++) {
        struct answer a = fetch(follow_of(w.offer[1], offer[1], person_of(offer[1], k)), STR_NONE);
        size_t n = 0;
        for (struct str rest = a.body, line; str_cut(&rest, '\n', &line);) n += str_starts(line, S("UID:fair-meeting-"));
        assert_int_equal(n, hers[k]);
    }
}

static enum rc role_tx(struct db *tx, void *to)
{
    return membership_set(tx, w.need[0], w.need_org[0], str_from(to), S("active"), site_now);
}
static void membership_is(char *to)
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, role_tx, to), RC_OK);
    db_give(db);
}

/* Every address but the one that was given is nobody's, and they all look alike. */
static void any_other_address_is_nobodys(void **state)
{
    (void)state;
    char member[] = "member", owner[] = "owner";
    crowded_timetable();
    struct str path = follow_of(w.need[0], need[0], 0), other = follow_of(w.need[1], need[1], 0);
    site_get(&s, "/fairs");                                         /* what was done before is said here, and not below */
    struct answer nothing = fetch(S("/fairs/calendar/0000000000000000000000000000000000000000000000000000000000000000.ics"), STR_NONE), a;
    assert_int_equal(nothing.status, 404);
    assert_string_equal(answer_header(&nothing, "Cache-Control").p, "no-store");
    for (size_t i = sizeof "/fairs/calendar/" - 1; i < path.n; i++) {
        char *z = arena_alloc(&s.a, path.n + 1);
        memcpy(z, path.p, path.n + 1);
        z[i] = z[i] == '0' ? '1' : '0';
        site_now += 3000;                                           /* slower than the limit on tries */
        a = fetch(str_from(z), STR_NONE);
        if (a.status != 404 || a.body.n != nothing.body.n || answer_header(&a, "ETag").p) fail_msg("%s: %d", z, a.status);
    }
    site_now += 60000;
    assert_int_equal(fetch(str_from(str_z(&s.a, str_sub(path, 0, path.n - 4))), STR_NONE).status, 404);
    assert_int_equal(fetch(str_join(&s.a, S("/api/v1"), path), STR_NONE).status, 404);
    assert_int_equal(post_as(w.need[0], path.p, "").status, 405);
    a = fetch(other, STR_NONE);
    struct world x = now_is();
    assert_true(a.status == 200 && !body_has(&a, str_printf(&s.a, "UID:fair-meeting-%lld@", (long long)pair(&x, 0, 0)->id).p));
    membership_is(member);                                           /* who made it no longer acts for the party */
    assert_int_equal(fetch(path, STR_NONE).status, 404);
    membership_is(owner);
    assert_int_equal(fetch(path, STR_NONE).status, 200);
    int64_t now = site_now;
    site_now += 100 * DAY_MS;                                       /* long over */
    assert_int_equal(fetch(path, STR_NONE).status, 404);
    site_now = now;
}

static void an_address_is_taken_back(void **state)
{
    (void)state;
    struct str path = follow_of(w.need[0], need[0], 0);
    const char *own = part(need[0], str_printf(&s.a, "/feeds/%lld", (long long)feed_id(need[0])).p),
               *of_another = part(need[1], str_printf(&s.a, "/feeds/%lld", (long long)feed_id(need[0])).p);
    const struct {
        int64_t who;
        const char *path;
        int status;
    } no[] = { { w.need[1], own, 404 }, { w.need[1], of_another, 404 }, { w.stranger, own, 404 }, { w.member, own, 403 },
        { w.clerk, own, 403 } };
    for (size_t i = 0; i < LEN(no); i++) assert_int_equal(post_as(no[i].who, no[i].path, "").status, no[i].status);
    assert_int_equal(post_as(w.member, part(need[0], "/feeds"), "person=0").status, 403);
    assert_int_equal(post_as(w.need[1], part(need[0], "/feeds"), "person=0").status, 404);
    assert_int_equal(post_as(w.need[0], part(need[0], "/feeds"), str_printf(&s.a, "person=%lld", (long long)person_of(need[1], 0)).p)
                         .status,
        400);
    assert_int_equal(feeds_of(need[0]), 1);
    assert_int_equal(fetch(path, STR_NONE).status, 200);
    site_every_statement(&s, w.need[0], own, "", 303);
    assert_int_equal(fetch(path, STR_NONE).status, 404);
    assert_int_equal(feeds_of(need[0]), 0);
    site_every_statement(&s, w.need[0], part(need[0], "/feeds"), "person=0", 200);
    while (feeds_of(need[0]) < LIMIT_FAIR_FEEDS) follow_of(w.need[0], need[0], 0);
    done(post_as(w.need[0], part(need[0], "/feeds"), "person=0"), "one too many");
    assert_int_equal(feeds_of(need[0]), LIMIT_FAIR_FEEDS);
    done(post_as(w.need[0], part(need[0], "/withdraw"), ""), "withdraw");      /* who comes back comes with other people */
    registered(w.need[0], w.need_org[0], "need", "Cid");
    assert_int_equal(feeds_of(need[0]), 0);
}

static void who_tries_many_addresses_is_stopped(void **state)
{
    (void)state;
    struct str path = follow_of(w.need[0], need[0], 0);
    site_now += 120 * 1000;
    for (int i = 0; i < LIMIT_TOKEN_TRIES; i++) assert_int_equal(fetch(S("/fairs/calendar/x.ics"), STR_NONE).status, 404);
    assert_int_equal(fetch(S("/fairs/calendar/x.ics"), STR_NONE).status, 429);
    /* who knows one is not kept out by it */
    for (int i = 0; i < LIMIT_FEED_CALLS; i++) assert_int_equal(fetch(path, STR_NONE).status, 200);
    assert_int_equal(fetch(path, STR_NONE).status, 429);
    site_now += 120 * 1000;
    assert_int_equal(fetch(path, STR_NONE).status, 200);
}

/* Nothing of an agenda, and nothing of the address in what the program tells on standard error. */
static void a_fetch_that_fails_tells_nothing(void **state)
{
    (void)state;
    struct str path = follow_of(w.need[0], need[0], 0);
    struct answer a = { 0 };
    char told[4096];
    FILE *f = tmpfile();
    int before = dup(STDERR_FILENO), failed = 0;
    assert_true(f && before >= 0 && dup2(fileno(f), STDERR_FILENO) >= 0);
    for (int64_t n = 1; a.status != 200 && n < SITE_STATEMENTS; n++) {
        db_fail_at(s.app.pool, n);
        a = fetch(path, STR_NONE);
        db_fail_at(s.app.pool, -1);
        failed += a.status >= 500 && !body_has(&a, "VCALENDAR");
        if (a.status < 500) break;
    }
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(f);
    size_t n = fread(told, 1, sizeof told, f);
    fclose(f);
    assert_int_equal(a.status, 200);
    assert_true(failed > 5 && n > 0);
    assert_true(str_find((struct str){ told, n }, S("/fairs/calendar/{name}")) >= 0);
    assert_true(str_find((struct str){ told, n }, str_sub(path, sizeof "/fairs/calendar/" - 1, 64)) < 0);
}

/* ---- suggestions, hours, limits ---- */

static void suggestions_say_why(void **state)
{
    (void)state;
    struct answer a = get_as(w.need[0], part(need[0], ""));
    assert_true(body_has(&a, "推荐会谈") && body_has(&a, "offer-x"));
    wish(w.need[0], need[0], offer[0], "must");
    wish(w.need[0], need[0], offer[1], "never");
    a = get_as(w.need[0], part(need[0], ""));
    assert_false(body_has(&a, "推荐会谈"));                          /* nobody is left to suggest */
}

static void hours_are_kept(void **state)
{
    (void)state;
    const char *path = part(need[0], str_printf(&s.a, "/people/%lld", (long long)person_of(need[0], 0)).p);
    assert_int_equal(get_as(w.need[0], path).status, 200);
    done(post_as(w.need[0], path, "away=1"), "hours");
    wish(w.need[0], need[0], offer[0], "must");
    step("timetable");
    state_is(0, 0, "proposed", 2);
    done(post_as(w.need[0], path, "away=2"), "hours after the timetable");
    struct world x = now_is();
    assert_string_equal(world_person(&x, person_of(need[0], 0))->away.p, "1");
}

static void forms_say_what_is_wrong(void **state)
{
    (void)state;
    assert_int_equal(post_as(w.clerk, "/fairs", "name_zh=x&register_from=2026-12-05&register_until=2026-12-01&agree_until=2026-12-06&most=1&least=2&asked=1&expire=1&travel=0").status, 422);
    assert_int_equal(post_as(w.west, "/fairs", "name_zh=x&register_from=2026-12-01&register_until=2026-12-05&agree_until=2026-12-06&most=2&least=1&asked=1&expire=1&travel=0").status, 422);
    assert_int_equal(post_as(w.clerk, at("/days"), "day=2026-12-08&from=9&to=10:00&minutes=20&gap=0").status, 422);
    done(post_as(w.need[0], at("/register"), str_printf(&s.a, "as=%lld&side=need&people=x", (long long)w.need_org[0]).p),
        "again leads to the first");
    assert_int_equal(post_as(w.stranger, at("/register"), str_printf(&s.a, "as=%lld&side=need&people=x", (long long)w.need_org[0]).p)
                         .status,
        422);
    assert_int_equal(post_as(w.stranger, at("/register"), "as=0&side=need&people=1%0A2%0A3%0A4%0A5%0A6%0A7%0A8%0A9%0A10%0A11").status, 422);
    done(post_as(w.need[0], part(need[0], "/withdraw"), ""), "withdraw");
    wish(w.need[1], need[1], offer[0], "like");
    wish(w.offer[0], offer[0], need[0], "must");
    step("timetable");
    struct world x = now_is();
    assert_true(!pair(&x, 0, 0) && pair(&x, 1, 0));
}

/* ---- what ends, ends ---- */

static void a_cancelled_fair_leaves_no_meetings(void **state)
{
    (void)state;
    everything_agreed();
    step("cancel");
    state_is(0, 0, "cancelled", -1);
    state_is(2, 0, "cancelled", -1);                                /* it was waiting for a slot */
    struct answer a = get_as(w.need[0], part(need[0], "/agenda.ics"));
    assert_true(body_has(&a, "STATUS:CANCELLED\r\n") && body_has(&a, "SEQUENCE:1\r\n"));
    assert_false(body_has(&a, "STATUS:CONFIRMED"));
    done(post_as(w.clerk, at(""), "name_zh=x"), "no edit");
    assert_int_equal(get_as(w.clerk, at("/edit")).status, 303);
}

static void what_nobody_confirmed_lapses_with_the_fair(void **state)
{
    (void)state;
    everything_agreed();
    done(post_as(w.need[0], part(need[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[1]).p), "ask");
    state_is(0, 1, "asked", 0);
    struct answer desk = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&desk, "show=few"));
    step("over");
    desk = get_as(w.clerk, at("/desk"));
    assert_false(body_has(&desk, "show=few"));                      /* nobody can change that now */
    state_is(0, 1, "expired", 0);
    state_is(0, 0, "agreed", -1);                                   /* whether it was held is still to be said */
}

static enum rc state_tx(struct db *tx, void *to) { return fair_state_set(tx, fair, S("open"), str_from(to)); }

/* Nothing that can expire waits behind what cannot. */
static void only_what_is_on_is_overdue(void **state)
{
    (void)state;
    struct fair_meeting_overdue_rows rows;
    everything_agreed();
    done(post_as(w.need[0], part(need[0], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[1]).p), "ask");
    struct db *db = site_db(&s);
    assert_int_equal(fair_meeting_overdue(db, site_now + 2 * DAY_MS, 0, 500, &rows), RC_OK);
    size_t before = rows.n;
    char over[] = "over";
    assert_int_equal(db_tx(db, state_tx, over), RC_OK);
    assert_int_equal(fair_meeting_overdue(db, site_now + 2 * DAY_MS, 0, 500, &rows), RC_OK);
    db_give(db);
    assert_true(before > rows.n);
}

enum { MANY = 60 };
static enum rc many_fairs_tx(struct db *tx, void *ids)
{
    for (int i = 0; i < MANY; i++) {
        int64_t id = ((int64_t *)ids)[i];
        TRY(fair_add(tx, id, S("x"), S("x"), S(""), S(""), S(""), S("2026-12-01"), S("2026-12-02"), S("2026-12-03"), 1, 0, 1, 1, 0, w.clerk,
            site_now));
        TRY(fair_slot_add(tx, id, 1, S("2026-12-20"), 540, 560));
        TRY(fair_state_set(tx, id, S("draft"), S("provisional")));
    }
    return RC_OK;
}

static void every_running_fair_has_its_turn(void **state)
{
    (void)state;
    int64_t ids[MANY];
    struct fair_by_id f;
    for (int i = 0; i < MANY; i++) ids[i] = id_new(site_now);
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, many_fairs_tx, ids), RC_OK);
    assert_int_equal(fairs_tick(&s.app, db, site_now), RC_OK);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(fair_by_id(db, ids[i], &f), RC_OK);
        assert_string_equal(f.state.p, "open");
    }
    db_give(db);
}

static void who_withdrew_may_come_back(void **state)
{
    (void)state;
    wish(w.offer[0], offer[0], need[0], "must");
    done(post_as(w.need[0], part(need[0], "/withdraw"), ""), "withdraw");
    done(post_as(w.need[0], part(need[0], "/wish"), str_printf(&s.a, "other=%lld&wish=must", (long long)offer[0]).p),
        "no wish of one that is gone");
    assert_int_equal(registered(w.need[0], w.need_org[0], "need", "Cid"), need[0]);
    struct world x = now_is();
    assert_string_equal(world_party(&x, need[0])->state.p, "active");
    assert_string_equal(world_person(&x, person_of(need[0], 0))->name.p, "Cid");
    assert_int_equal(world_wish(&x, need[0], offer[0]).n, 0);
    assert_int_equal(registered(w.need[0], w.need_org[0], "need", "Dee"), need[0]);       /* registered already: led to what there is */
    x = now_is();
    assert_string_equal(world_person(&x, person_of(need[0], 0))->name.p, "Cid");
}

static void drafts_are_seen_by_who_may_run_them(void **state)
{
    (void)state;
    static const char form[] = "name_zh=%E7%A7%98%E5%AF%86&register_from=2026-12-01&register_until=2026-12-05&agree_until=2026-12-07&most=2&least=1&asked=1&expire=1&travel=0";
    struct answer a = post_as(w.clerk, "/fairs", form);
    done(a, "fair");
    fair = id_in(a.location, "/fairs/");
    a = get_as(w.clerk, "/fairs");
    assert_true(body_has(&a, "秘密"));
    a = get_as(w.west, "/fairs");
    assert_false(body_has(&a, "秘密"));
    done(post_as(w.clerk, at("/places"), "name_zh=x&tables=2"), "place");
    done(post_as(w.clerk, at("/days"), "day=2026-12-07&from=09:00&to=10:00&minutes=20&gap=5"), "day");
    /* confirming would end on the day of the fair, and nobody could sign in */
    step("register");
    struct world x = now_is();
    assert_string_equal(x.f.state.p, "draft");
}

static void no_slot_in_the_past(void **state)
{
    (void)state;
    everything_agreed();
    monday(11, 0);
    assert_int_equal(post_as(w.clerk, at("/slots"), "day=2026-12-07&from=10:30&to=10:50").status, 422);
    done(post_as(w.clerk, at("/slots"), "day=2026-12-07&from=11:30&to=11:50"), "slot");
}

/* RFC 5545, 3.6: at least one component. */
static void a_calendar_is_never_empty(void **state)
{
    (void)state;
    struct answer a = get_as(w.need[0], part(need[0], "/agenda.ics"));
    assert_true(body_has(&a, "BEGIN:VEVENT\r\n") && body_has(&a, "DTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261208\r\n")
        && body_has(&a, "STATUS:CONFIRMED\r\n"));
}

/* Of a fair on the 7th and the 9th the 8th is no day; the form of another slot begins with the day it mostly is. */
static void an_added_day_is_a_line_of_its_own(void **state)
{
    (void)state;
    step("timetable");
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_true(body_has(&a, " value=\"2026-12-07\">"));
    done(post_as(w.clerk, at("/slots"), "day=2026-12-09&from=09:00&to=09:20"), "slot");
    a = get_as(w.need[0], part(need[0], "/agenda.ics"));
    assert_true(body_has(&a, "DTSTART;VALUE=DATE:20261207\r\nDTEND;VALUE=DATE:20261208\r\n")
        && body_has(&a, "DTSTART;VALUE=DATE:20261209\r\nDTEND;VALUE=DATE:20261210\r\n"));
}

/* ---- everybody wishes for everybody ---- */

enum { SIDE = 56 };                                                  /* 56 x 56 wishes: more than a timetable may list */
struct crowd { int64_t org[2 * SIDE], party[2 * SIDE], person[2 * SIDE], place; };           /* place: of their own, with room for all */
static enum rc crowd_tx(struct db *tx, void *arg)
{
    const struct crowd *c = arg;
    if (c->place != DB_NULL) TRY(fair_place_add(tx, c->place, fair, S("北厅"), S("North"), SIDE));
    for (int i = 0; i < 2 * SIDE; i++) {
        struct str name = str_printf(tx->arena, "crowd %lld %d", (long long)fair, i);
        TRY(organisation_add(tx, c->org[i], S("enterprise"), name, name, name, STR_NONE, S("210211"), S(""), S("35"), S("small"), S(""),
            S(""), S(""), S(""), STR_NONE, S("active"), 1, 0, site_now));
        TRY(fair_party_add(tx, c->party[i], fair, c->org[i], w.clerk, i < SIDE ? S("need") : S("offer"),
            i < SIDE ? DB_NULL : c->place, site_now));
        TRY(fair_person_add(tx, c->person[i], c->party[i], S("x"), S("")));
    }
    for (int i = 0; i < SIDE; i++)
        for (int k = SIDE; k < 2 * SIDE; k++) TRY(fair_wish_set(tx, c->party[i], c->party[k], S("must"), site_now));
    return RC_OK;
}

static void crowd_comes(int64_t place)
{
    struct crowd c = { .place = place };
    for (int i = 0; i < 2 * SIDE; i++) { c.org[i] = id_new(site_now); c.party[i] = id_new(site_now); c.person[i] = id_new(site_now); }
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, crowd_tx, &c), RC_OK);
    db_give(db);
}

static int times_in(const struct answer *a, struct str what)
{
    int n = 0;
    struct str rest = a->body;
    for (ptrdiff_t at; (at = str_find(rest, what)) >= 0; n++) rest = str_sub(rest, (size_t)at + what.n, rest.n);
    return n;
}

/* Of meetings nobody has answered the desk lists a hundred and says of how many; what is looked for by its slot it shows whole. */
static void a_long_list_is_folded(void **state)
{
    (void)state;
    crowd_comes(id_new(site_now));
    step("timetable");
    struct world x = now_is();
    int open = 0, first = 0;
    for (size_t i = 0; i < x.meetings.n; i++) {
        open += str_eq(x.meetings.v[i].state, S("proposed"));
        first += x.meetings.v[i].slot == 1 && str_eq(x.meetings.v[i].state, S("proposed"));
    }
    assert_true(open > 100 && first > 50);
    struct answer a = get_as(w.clerk, at("/desk"));
    assert_int_equal(times_in(&a, S("<tr><th scope=\"row\">crowd")) + times_in(&a, S("<tr><th scope=\"row\">need-")), 100);
    if (!body_has(&a, str_printf(&s.a, "只列前 100 项，共 %d 项。", open).p)) fail_msg("not said: 100 of %d", open);
    a = get_as(w.clerk, at("/desk?at=1"));
    assert_int_equal(times_in(&a, S("<tr><th scope=\"row\">crowd")) + times_in(&a, S("<tr><th scope=\"row\">need-")), first);
    assert_false(body_has(&a, "只列前"));
}

static void wishes_without_end_do_not_stop_it(void **state)
{
    (void)state;
    crowd_comes(DB_NULL);
    done(post_as(w.clerk, at(""), "name_zh=x&register_from=2026-12-01&register_until=2026-12-05&agree_until=2026-12-06&most=1&least=1&asked=2&expire=1&travel=10"), "one meeting each");
    for (int again = 0; again < 2; again++) {
        step("timetable");
        struct world x = now_is();
        size_t placed = 0, over = 0;
        for (size_t i = 0; i < x.meetings.n; i++) {
            placed += x.meetings.v[i].slot > 0;
            over += str_starts(x.meetings.v[i].why, S("limit"));
        }
        assert_string_equal(x.f.state.p, "provisional");
        assert_int_equal(placed, 4);                                /* two tables, two slots */
        assert_int_equal(over, LIMIT_FAIR_OVER);
    }
}

/* ---- who may do what ---- */

static void who_may_do_what(void **state)
{
    (void)state;
    const struct {
        const char *name;
        int64_t account;
        int desk, step, party, act;
    } who[] = {
        { "anybody", 0, 303, 303, 303, 303 },
        { "stranger", w.stranger, 403, 403, 404, 404 },
        { "owner", w.need[0], 403, 403, 200, 303 },
        { "member", w.member, 403, 403, 200, 403 },
        { "other side", w.offer[0], 403, 403, 404, 404 },
        { "clerk", w.clerk, 200, 303, 200, 403 },
        { "clerk of a district", w.west, 403, 403, 404, 404 },
    };
    for (size_t i = 0; i < LEN(who); i++) {
        int desk = get_as(who[i].account, at("/desk")).status, move = post_as(who[i].account, at("/step"), "verb=open").status;
        int party = get_as(who[i].account, part(need[0], "")).status,
            act = post_as(who[i].account, part(need[0], "/wish"), str_printf(&s.a, "other=%lld&wish=like", (long long)offer[0]).p).status;
        int public = get_as(who[i].account, at("")).status;
        if (desk != who[i].desk || move != who[i].step || party != who[i].party || act != who[i].act || public != 200)
            fail_msg("%s: %d %d %d %d %d", who[i].name, desk, move, party, act, public);
    }
    struct world x = now_is();
    assert_string_equal(x.f.state.p, "register");                   /* "open" is no step of this phase */
    struct answer a = get_as(w.stranger, at("/register"));
    assert_int_equal(a.status, 200);
    a = get_as(w.need[0], str_printf(&s.a, "/api/v1%s", at("")).p);
    assert_true(a.status == 200 && body_has(&a, "\"slots\":[{\"slot\":1,"));
}

/* ---- whole or not at all ---- */

/* What one may register for is read while the form is: when that fails, the form comes back; nothing is left behind. */
static void every_statement_of_registering(void)
{
    char before[65], now[65];
    struct answer a = { 0 };
    site_login(&s, w.stranger);
    site_hash(&s, before);
    for (int64_t n = 1; a.status != 303; n++) {
        db_fail_at(s.app.pool, n);
        a = site_post(&s, at("/register"), "as=0&side=need&people=x");
        db_fail_at(s.app.pool, -1);
        site_hash(&s, now);
        if (a.status != 303 && ((a.status < 500 && a.status != 422) || strcmp(before, now) != 0))
            fail_msg("statement %d: %d", (int)n, a.status);
        must(n < SITE_STATEMENTS);
    }
    assert_true(strcmp(before, now) != 0);
}

static void every_failure_leaves_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < NEEDS; i++) wish(w.need[i], need[i], offer[0], i < 2 ? "must" : "like");
    every_statement_of_registering();
    site_every_statement(&s, w.need[0], part(need[0], "/wish"), str_printf(&s.a, "other=%lld&wish=like", (long long)offer[1]).p, 303);
    site_every_statement(&s, w.need[0], part(need[0], "/people"), "name=Bo", 303);
    site_every_statement(&s, w.need[0], part(need[0], str_printf(&s.a, "/people/%lld", (long long)person_of(need[0], 0)).p), "away=", 303);
    site_every_statement(&s, w.clerk, at("/step"), "verb=timetable", 303);
    struct world x = now_is();
    site_every_statement(&s, w.need[0], part(need[0], str_printf(&s.a, "/meetings/%lld", (long long)pair(&x, 0, 0)->id).p), "verb=agree",
        303);
    site_every_statement(&s, w.need[1], part(need[1], str_printf(&s.a, "/meetings/%lld", (long long)pair(&x, 1, 0)->id).p), "verb=decline",
        303);
    site_every_statement(&s, w.clerk, at("/slots"), "day=2026-12-07&from=10:00&to=10:20", 303);
    site_every_statement(&s, w.clerk, at("/slots"), "day=2062-12-07&from=10:00&to=10:20", 303);
    site_every_statement(&s, w.clerk, at("/slots"), "day=2062-12-08&from=10:00&to=10:20", 303);
    site_every_statement(&s, w.clerk, at("/slots/remove"), "start=2062-12-07+10:00", 303);
    site_every_statement(&s, w.clerk, at("/step"), "verb=open", 303);
    site_every_statement(&s, w.need[1], part(need[1], "/ask"), str_printf(&s.a, "other=%lld", (long long)offer[1]).p, 303);
    x = now_is();
    site_every_statement(&s, w.offer[1], part(offer[1], str_printf(&s.a, "/meetings/%lld", (long long)pair(&x, 1, 1)->id).p), "verb=agree",
        303);
    monday(8, 50);
    site_every_statement(&s, w.clerk, at(str_printf(&s.a, "/people/%lld", (long long)person_of(need[2], 0)).p), "verb=arrived", 303);
    site_every_statement(&s, w.clerk, at(str_printf(&s.a, "/people/%lld", (long long)person_of(need[1], 0)).p), "verb=absent", 303);
    site_every_statement(&s, w.clerk, at("/step"), "verb=cancel", 303);
    site_every_statement(&s, w.clerk, "/fairs", "name_zh=x&register_from=2026-12-01&register_until=2026-12-05&agree_until=2026-12-06&most=2&least=1&asked=1&expire=1&travel=0", 303);
}

static void every_allocation_of_a_timetable(void **state)
{
    (void)state;
    wish(w.need[0], need[0], offer[0], "must");
    site_every_allocation(&s, w.clerk, at("/step"), "verb=timetable");
    struct world x = now_is();
    assert_string_equal(x.f.state.p, "provisional");
    assert_true(pair(&x, 0, 0) && pair(&x, 0, 0)->slot == 1);
}

#define FRESH(test) cmocka_unit_test_setup(test, fresh)
int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(timetable_with_certificate), FRESH(a_bound_without_ways_is_called_one), FRESH(downloaded_files_verify),
        FRESH(agreed_by_both_stays_the_rest_lapses), FRESH(declined_is_offered_at_once), FRESH(who_has_fewest_choices_comes_first),
        FRESH(met_before_and_never_are_left_out), FRESH(requests_are_capped_expire_and_get_a_slot), FRESH(a_cap_on_requests),
        FRESH(a_request_goes_to_who_is_free), FRESH(a_no_show_frees_the_slot), FRESH(a_colleague_takes_over),
        FRESH(the_desk_finds_and_says_what_waits), FRESH(a_long_list_is_folded),
        FRESH(the_office_says_what_became_of_a_meeting), FRESH(who_is_late_is_moved),
        FRESH(an_extra_slot_places_what_waits), FRESH(a_mistyped_slot_is_taken_back),
        FRESH(what_is_next_comes_first), FRESH(other_days_are_folded),
        FRESH(the_chosen_come_before_the_rest), FRESH(signing_in_by_the_code), FRESH(lines_of_a_calendar),
        FRESH(a_calendar_takes_out_what_lost_its_slot), FRESH(a_calendar_follows_changes), FRESH(an_agenda_is_followed_without_a_session),
        FRESH(an_address_of_one_person_holds_hers_alone), FRESH(any_other_address_is_nobodys), FRESH(an_address_is_taken_back),
        FRESH(who_tries_many_addresses_is_stopped), FRESH(a_fetch_that_fails_tells_nothing), FRESH(suggestions_say_why),
        FRESH(hours_are_kept), FRESH(forms_say_what_is_wrong), FRESH(who_may_do_what), FRESH(every_failure_leaves_nothing),
        FRESH(every_allocation_of_a_timetable), FRESH(a_cancelled_fair_leaves_no_meetings),
        FRESH(what_nobody_confirmed_lapses_with_the_fair), FRESH(only_what_is_on_is_overdue), FRESH(every_running_fair_has_its_turn),
        FRESH(who_withdrew_may_come_back), FRESH(an_added_day_is_a_line_of_its_own),
        FRESH(drafts_are_seen_by_who_may_run_them), FRESH(no_slot_in_the_past),
        FRESH(a_calendar_is_never_empty), FRESH(wishes_without_end_do_not_stop_it),
        FRESH(a_held_meeting_becomes_a_case), /* last: who has docked has met */
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
