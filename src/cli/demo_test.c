/* demo_test.c: the sample city is whole, says everything in both languages, keeps every rule the pages keep, and is stored
** on both databases or not at all. */
#include "test/site.h"
#include "app/docking/inner.h"
#include "cli/demo.h"
#include "cli/init.h"
#include "cli/slices.h"
#include "messages.h"
#include "web/ids.h"
#include "web/static_files.h"

static struct arena a;
static struct demo city;

static int setup(void **state)
{
    (void)state;
    arena_init(&a, LIMIT_BATCH_ARENA);
    demo_make(&a, site_now, &city);
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

static bool in_list(const char *list, struct str code)
{
    struct str rest = data_file(str_printf(&a, "codes/%s.tsv", list).p), line, c;
    while (str_cut(&rest, '\n', &line)) if (str_cut(&line, '\t', &c) && str_eq(c, code)) return true;
    return false;
}

static bool has_han(struct str s)
{
    for (size_t at = 0; at < s.n;) { uint32_t c = utf8_next(s, &at); if (c >= 0x4e00 && c <= 0x9fff) return true; }
    return false;
}

/* ---- words ---- */

static void test_words(void **state)
{
    static const struct {
        const char *in, *low;
    } cases[] = { { "Ship welder", "ship welder" }, { "CNC lathe", "CNC lathe" }, { "Java", "Java" }, { "A year", "a year" },
        { "I know", "I know" }, { "50 %", "50 %" }, { "x", "x" }, { "", "" } };
    static const struct both pattern = { SI("{what}，{n}名"), SI("{What}: {n} of {what}") };
    const struct slot slots[] = { { "what", { S("焊工"), S("Ship welder") } }, { "n", both_int(&a, 12000) } };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) assert_true(str_eq(low_first(&a, str_from(cases[i].in)), str_from(cases[i].low)));
    struct both b = both_fill(&a, pattern, slots, LEN(slots));
    assert_string_equal(b.zh.p, "焊工，12000名");
    assert_string_equal(b.en.p, "Ship welder: 12,000 of ship welder");
    assert_true(str_eq(both_yuan(&a, 300000).zh, S("30万")) && str_eq(both_yuan(&a, 25000).zh, S("2.5万"))
        && str_eq(both_yuan(&a, 300000).en, S("300,000")));
}

static void test_same_every_time(void **state)
{
    struct demo again;
    (void)state;
    demo_make(&a, site_now, &again);
    assert_int_equal(again.listings.n, city.listings.n);
    for (size_t i = 0; i < city.listings.n; i++) {
        assert_true(again.listings.v[i].id == city.listings.v[i].id && again.listings.v[i].created_ms == city.listings.v[i].created_ms);
        assert_true(
            str_eq(again.listings.v[i].body.en, city.listings.v[i].body.en) && str_eq(again.listings.v[i].state, city.listings.v[i].state));
    }
    for (size_t i = 0; i < city.cases.n; i++) assert_true(again.cases.v[i].turn_ms == city.cases.v[i].turn_ms);
}

/* Leap days, year ends, mornings: whenever it is made, it can be made, and nothing lies in the future. */
static void test_any_day(void **state)
{
    static const int64_t days[] = { 18628, 18321, 19782, 20454, 21000 };
    (void)state;
    for (size_t i = 0; i < LEN(days); i++) {
        struct arena b;
        struct demo d;
        int64_t now = (days[i] + 1000) * 86400000 - (int64_t)i * 5 * 3600000;
        arena_init(&b, LIMIT_BATCH_ARENA);
        demo_make(&b, now, &d);
        for (size_t k = 0; k < d.events.n; k++)
            if (d.events.v[k].at_ms > now) fail_msg("%s %s lies in the future", d.events.v[k].kind, d.events.v[k].verb);
        for (size_t k = 0; k < d.messages.n; k++) assert_true(d.messages.v[k].at_ms <= now);
        arena_free(&b);
    }
}

/* ---- people ---- */

static void test_people(void **state)
{
    bool role_seen[ROLE_COUNT] = { false };
    (void)state;
    for (size_t i = 0; i < city.people.n; i++) {
        const struct demo_person *p = &city.people.v[i];
        struct resident r;
        assert_true(login_fine(p->login));
        assert_int_equal(resident_check(p->id_number, &r), ID_FINE);
        assert_true(str_eq(r.area, S("210299")));                          /* an area nobody was ever born in */
        assert_true(role_parse(p->role) != ROLE_UNSET);
        role_seen[role_parse(p->role)] = true;
        assert_true(in_list("person_kinds", p->kind) && in_list("divisions", p->division) && in_list("education", p->education));
        for (size_t k = 0; k < i; k++) {
            assert_false(str_eq(p->login, city.people.v[k].login));
            assert_false(str_eq(p->id_number, city.people.v[k].id_number));
        }
    }
    for (int role = ROLE_MEMBER; role < ROLE_COUNT; role++)
        if (!role_seen[role]) fail_msg("nobody is %.*s", STR_FMT(role_code((enum role)role)));
    for (size_t i = 0; i < city.orgs.n; i++) assert_true(city.orgs.v[i].owner < city.people.n);
}

/* ---- listings ---- */

static void check_text(struct str zh, struct str en, size_t most)
{
    if (!zh.n || !en.n || !utf8_valid(zh) || !utf8_valid(en) || !has_han(zh) || has_han(en) || utf8_len(zh) > most || utf8_len(en) > most
        || str_find(zh, S("{")) >= 0 || str_find(en, S("{")) >= 0 || str_find(en, S("..")) >= 0 || str_find(zh, S("。。")) >= 0)
        fail_msg("'%.*s' / '%.*s'", STR_FMT(zh), STR_FMT(en));
}

/* Details are fields of the kind's own form, and their values what the form would take. */
static void check_details(const struct demo_listing *l)
{
    const struct listing_kind *k = listing_kind_find(l->kind);
    assert_non_null(k);
    for (size_t i = 0; i < l->ndetail; i++) {
        const struct field *f = listing_field(k, l->detail[i].field);
        struct str v = l->detail[i].value;
        int64_t n;
        if (!f) fail_msg("%.*s has no field %s", STR_FMT(l->kind), l->detail[i].field);
        if (f->kind == FIELD_INT && (!str_int(v, &n) || n < f->min || n > f->max)) fail_msg("%s: '%.*s'", f->name, STR_FMT(v));
        if (f->kind == FIELD_TEXT && utf8_len(v) > (size_t)f->max) fail_msg("%s is too long: '%.*s'", f->name, STR_FMT(v));
        if (f->kind != FIELD_CHOICE) continue;
        bool known = strcmp(f->name, "ip_state") == 0 ? in_list("ip_states", v)
            : strcmp(f->name, "education") == 0       ? in_list("education", v)
                                                      : false;
        if (strcmp(f->name, "ip_state") != 0 && strcmp(f->name, "education") != 0) {
            struct choices c = f->choices(NULL);
            for (size_t j = 0; j < c.n; j++) known |= str_eq(c.v[j].code, v);
        }
        if (!known) fail_msg("%s: '%.*s' is no choice", f->name, STR_FMT(v));
    }
}

static void check_life(const struct demo_listing *l)
{
    bool open = str_eq(l->state, S("open")), closed = str_eq(l->state, S("closed"));
    assert_true(l->created_ms <= city.now && l->published_ms <= city.now && l->closed_ms <= city.now);
    assert_int_equal(open, l->renew_by_ms > 0);
    assert_int_equal(open || closed, l->published_ms > 0);
    assert_int_equal(closed, l->closed_ms > 0);
    if (open) assert_true(l->renew_by_ms > city.now && (!l->until || l->until >= instant_day(city.now)));
    if (closed) assert_true(in_list("close_reasons", l->reason) && l->closed_ms >= l->published_ms);
    if (str_eq(l->visibility, S("named"))) assert_true(l->nnamed > 0);
}

static void test_listings(void **state)
{
    (void)state;
    assert_in_range(city.listings.n, 1900, 2200);
    for (size_t i = 0; i < city.listings.n; i++) {
        const struct demo_listing *l = &city.listings.v[i];
        check_text(l->title.zh, l->title.en, LISTING_TITLE);
        check_text(l->body.zh, l->body.en, LISTING_BODY);
        check_details(l);
        check_life(l);
        assert_true(in_list("listing_kinds", l->kind) && in_list("divisions", l->division) && !str_eq(l->division, S("210200")));
        assert_true((!l->zone.n || in_list("zones", l->zone)) && (!l->stage.n || in_list("stages", l->stage))
            && (!l->industry.n || in_list("industries", l->industry)));
        assert_true(l->low == DB_NULL || (l->low >= 0 && l->low <= l->high));
        assert_true(l->quantity == DB_NULL || l->quantity > 0);
        assert_true(!l->to || l->from <= l->to);
        if (l->organisation != DB_NULL)
            assert_true(city.people.v[l->person].org >= 0 && city.orgs.v[city.people.v[l->person].org].id == l->organisation);
    }
}

static size_t count(const char *kind, const char *side, const char *state)
{
    size_t n = 0;
    for (size_t i = 0; i < city.listings.n; i++) {
        const struct demo_listing *l = &city.listings.v[i];
        n += (!kind || str_eq(l->kind, str_from(kind))) && (!side || str_eq(l->side, str_from(side)))
            && (!state || str_eq(l->state, str_from(state)));
    }
    return n;
}

static void test_counts(void **state)
{
    static const char *const states[] = { "draft", "review", "open", "closed", "refused" };
    (void)state;
    for (size_t k = 0; k < listing_kinds_n; k++) {
        assert_true(count(listing_kinds[k].code, "need", NULL) >= 40 && count(listing_kinds[k].code, "offer", NULL) >= 40);
        assert_true(count(listing_kinds[k].code, "need", "open") >= 15 && count(listing_kinds[k].code, "offer", "open") >= 15);
    }
    for (size_t i = 0; i < LEN(states); i++) assert_true(count(NULL, NULL, states[i]) >= 15);
    assert_true(count(NULL, NULL, "open") > city.listings.n / 2);
}

/* ---- dockings ---- */

static const struct demo_listing *listing(int64_t id)
{
    for (size_t i = 0; i < city.listings.n; i++) if (city.listings.v[i].id == id) return &city.listings.v[i];
    fail_msg("no listing %lld", (long long)id);
    return NULL;
}

static void test_cases(void **state)
{
    static const char *const states[] = { "contact", "visit", "trial", "contract", "done", "declined", "lapsed" };
    size_t n[LEN(states)] = { 0 };
    (void)state;
    for (size_t i = 0; i < city.cases.n; i++) {
        const struct demo_case *c = &city.cases.v[i];
        const struct demo_listing *need = listing(c->need), *offer = listing(c->offer);
        assert_true(str_eq(need->side, S("need")) && str_eq(offer->side, S("offer")) && need->account != offer->account);
        assert_true(c->created_ms >= need->published_ms && c->created_ms >= offer->published_ms && c->turn_ms >= c->created_ms
            && c->turn_ms <= city.now);
        bool done = str_eq(c->state, S("done")), ended = c->ended_ms != DB_NULL;
        assert_int_equal(ended, done || str_eq(c->state, S("declined")) || str_eq(c->state, S("lapsed")));
        assert_int_equal(done, c->need_ok_ms != DB_NULL && c->offer_ok_ms != DB_NULL);
        if (ended && !done) assert_true(in_list("decline_reasons", c->reason));
        if (!ended) assert_true(str_eq(need->state, S("open")) && str_eq(offer->state, S("open")));
        if (done) assert_true(c->contract_day > 0 && c->contract_day <= instant_day(city.now));
        for (size_t k = 0; k < LEN(states); k++) n[k] += str_eq(c->state, str_from(states[k]));
    }
    for (size_t k = 0; k < LEN(states); k++) if (n[k] < 30) fail_msg("only %zu cases are %s", n[k], states[k]);
}

static void test_notices(void **state)
{
    (void)state;
    assert_true(city.notices.n > 50);
    for (size_t i = 0; i < city.notices.n; i++) {
        bool known = false;
        for (size_t m = 0; m < MSG_MAX; m++) known |= strcmp(msg_key[m], city.notices.v[i].message) == 0;
        if (!known) fail_msg("no message %s", city.notices.v[i].message);
    }
}

/* ---- stored ---- */

/* First a failure at each of some statements; the city finds the database as empty as before. */
static enum rc fill(struct site *s, struct db *db)
{
    static const int64_t at[] = { 0, 1, 50, 500, 1500, 5000, 15000 };
    struct arena_mark before = arena_mark(db->arena);
    enum rc rc = RC_IO;
    for (size_t i = 0; i <= LEN(at); i++) {                                  /* the last time nothing fails */
        db_fail_at(s->app.pool, i < LEN(at) ? at[i] : -1);
        rc = demo_store(db, &city, &s->keys, "$argon2id$none");
        db_fail_at(s->app.pool, -1);
        arena_rewind(db->arena, before);
        if (i < LEN(at)) assert_int_equal(rc, RC_IO);
    }
    return rc;
}

/* By two persons, of periods that were over, nothing in the future; one a second time, with other values and the reason. */
static void published(struct site *s)
{
    struct db *db = site_db(s);
    assert_int_equal(demo_publish(&s->app, db, &city), RC_OK);
    db_give(db);
    assert_int_equal(site_ask(s, "SELECT COUNT(*) AS n FROM figure_release WHERE state = 'published' AND id > $1", 0), 4);
    assert_int_equal(site_ask(s, "SELECT COUNT(*) AS n FROM figure_release WHERE asked_by = signed_by OR asked_ms >= signed_ms OR signed_ms > $1", site_now), 0);
    assert_int_equal(site_ask(s, "SELECT COUNT(*) AS n FROM figure_release WHERE number = 2 AND note <> '' AND id > $1", 0), 1);
    int64_t two = site_ask(s, "SELECT id AS n FROM figure_release WHERE number = 2 AND id > $1", 0),
            one = site_ask(s, "SELECT MAX(id) AS n FROM figure_release WHERE number = 1 AND id < $1", two);
    assert_true(site_ask(s, str_printf(&s->a, "SELECT COUNT(*) AS n FROM figure_value v JOIN figure_value w ON w.release = %lld AND w.indicator = v.indicator AND w.cut = v.cut AND w.code = v.code AND w.grp = v.grp "
        "WHERE v.release = $1 AND w.value <> v.value", (long long)one).p, two) > 3);
    struct answer page = site_get_as(s, 0, str_printf(&s->a, "/releases/%lld", (long long)two).p);
    assert_true(page.status == 200 && body_has(&page, "迟报"));
    /* those on a return's sheet of people are on the carrier's own list, too: counted once */
    assert_true(site_ask(s, "SELECT COUNT(*) AS n FROM job_claim WHERE source_kind = 'filing' AND id > $1", 0) > 3);
    assert_int_equal(site_ask(s, "SELECT COUNT(*) AS n FROM job_claim x WHERE x.source_kind = 'filing' AND x.id > $1 AND NOT EXISTS (SELECT 1 FROM job_claim y WHERE y.source_kind = 'import' AND y.spell = x.spell)", 0), 0);
}

static void test_stored_whole_or_not_at_all(void **state)
{
    struct site s;
    struct err e = { 0 };
    (void)state;
    site_open_filled(&s, all_slices, all_slices_n, fill);
    assert_true(s.app.demo);
    assert_int_equal(db_verify(s.app.pool, &e), RC_OK);
    struct db *db = site_db(&s);
    assert_int_equal(demo_store(db, &city, &s.keys, "x"), RC_REFUSED);     /* a second time */
    db_give(db);
    published(&s);
    static const char *const pages[] = { "/", "/releases", "/data", "/listings", "/listings?q=焊接", "/organisations", "/listings/docked" };
    for (size_t i = 0; i < LEN(pages); i++)
        for (int lang = 0; lang < 2; lang++) {
            s.lang = lang ? "en" : "zh";
            struct answer answer = site_get(&s, pages[i]);
            if (answer.status != 200) fail_msg("%s: %d", pages[i], answer.status);
        }
    for (size_t i = 0, seen = 0; i < city.listings.n && seen < 20; i += 60) {
        const struct demo_listing *l = &city.listings.v[i];
        if (!str_eq(l->state, S("open")) || !str_eq(l->visibility, S("public"))) continue;
        struct answer one = site_get(&s, str_printf(&s.a, "/listings/%lld", (long long)l->id).p);
        assert_true(one.status == 200 && str_find(one.body, str_sub(l->title.en, 0, 8)) >= 0);
        seen++;
    }
    site_close(&s);
}

/* What the city said of the end of 2020, out of unit records; and of every venture one stay at a time. */
static void test_incubation(void **state)
{
    int64_t end = date_days(2020, 12, 31), carriers = 0, firms = 0, teams = 0, today = instant_day(site_now);
    (void)state;
    for (size_t i = 0; i < city.carriers.n; i++) {
        const struct demo_carrier *c = &city.carriers.v[i];
        bool valid = false;
        for (size_t k = 0; k < c->nlevels; k++)
            valid = valid || (!c->level[k].claimed && c->level[k].from <= end && (!c->level[k].until || c->level[k].until >= end));
        carriers += valid;
        assert_true(c->opened <= c->level[0].from);
        if (city.orgs.v[c->org].synthetic) assert_true(str_find(city.orgs.v[c->org].name.zh, S("演示")) >= 0);
    }
    for (size_t i = 0; i < city.ventures.n; i++) {
        const struct demo_venture *v = &city.ventures.v[i];
        for (size_t k = 0; k < v->n; k++) {
            const struct demo_stay *x = &city.stays.v[v->first + k];
            assert_true(x->venture == i && x->entry <= today && x->exit <= today && (!x->exit || x->exit > x->entry) && x->due >= x->entry);
            assert_true(k == 0 ? !x->moved_from : x->moved_from == x[-1].id && x[-1].exit == x->entry);
            if (x->entry > end || (x->exit && x->exit <= end)) continue;
            if (v->firm_day && v->firm_day <= end) firms++;
            else teams++;
        }
        if (v->firm) assert_int_equal(uscc_check(v->uscc), ID_FINE);
        assert_true(str_find(v->name, S("演示")) >= 0);
    }
    assert_int_equal(carriers, 138);
    assert_int_equal(firms, 3320);
    assert_int_equal(teams, 1826);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_words), cmocka_unit_test(test_same_every_time),
        cmocka_unit_test(test_any_day), cmocka_unit_test(test_incubation), cmocka_unit_test(test_people), cmocka_unit_test(test_listings),
        cmocka_unit_test(test_counts), cmocka_unit_test(test_cases), cmocka_unit_test(test_notices),
        cmocka_unit_test(test_stored_whole_or_not_at_all) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
