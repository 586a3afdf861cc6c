/* organisation_state_test.c: the office suspends, reopens and closes an organisation: who may, what follows for what it
** posted, who is told, and that it happens whole, once, or not at all. */
#include "test/site.h"
#include "account_sql.h"
#include "app/docking/docking.h"
#include "app/parties/inner.h"

static const struct slice *const slices[] = { &web_slice, &docking_slice, &parties_slice };
static struct site s;
static int64_t owner, member, asker, clerk, other_clerk, there, house, posted;
static const char *state_path;

static struct answer as(int64_t account, const char *path) { return site_get_as(&s, account, path); }
static struct answer act(int64_t account, const char *path, const char *fields) { return site_post_as(&s, account, path, fields); }
static const char *at(int64_t id, const char *rest) { return str_printf(&s.a, "/organisations/%lld%s", (long long)id, rest).p; }

static int64_t registered(int64_t account, const char *name)
{
    struct answer a = act(account, "/organisations/new",
        str_printf(&s.a, "kind=team&name_zh=%s&name_en=House+of+%s&division=210204", name, name).p);
    int64_t id = 0;
    assert_int_equal(a.status, 303);
    assert_true(str_int(str_sub(a.location, 15, a.location.n), &id));
    return id;
}

static struct organisation_by_id org(int64_t id)
{
    struct organisation_by_id o = { 0 };
    struct db *db = site_db(&s);
    assert_int_equal(organisation_by_id(db, id, &o), RC_OK);
    db_give(db);
    return o;
}

static const char *with(const char *act_, const char *reason, int64_t version)
{
    return str_printf(&s.a, "act=%s&reason=%s&version=%lld", act_, reason, (long long)version).p;
}
static void becomes(const char *act_, const char *state)
{
    assert_int_equal(act(clerk, state_path, with(act_, "why", org(house).version)).status, 303);
    assert_string_equal(org(house).state.p, state);
}

static int64_t notices(int64_t account)
{
    struct inbox_count n;
    struct db *db = site_db(&s);
    assert_int_equal(inbox_count(db, account, &n), RC_OK);
    db_give(db);
    return n.n;
}

static int setup(void **state)
{
    (void)state;
    site_open(&s, slices, LEN(slices));
    owner = site_account(&s, "owner", ROLE_MEMBER, "", "");
    member = site_account(&s, "member", ROLE_MEMBER, "", "");
    asker = site_account(&s, "asker", ROLE_MEMBER, "", "");
    clerk = site_account(&s, "clerk", ROLE_CLERK, "", "210204");
    other_clerk = site_account(&s, "clerk2", ROLE_CLERK, "", "210204");
    there = site_account(&s, "there", ROLE_CLERK, "", "210203");
    house = registered(owner, "焊接之家");
    state_path = at(house, "/state");
    assert_int_equal(act(clerk, state_path, with("suspend", "why", 1)).status, 409);            /* not reviewed yet */
    assert_string_equal(as(clerk, state_path).location.p, str_printf(&s.a, "/review/organisations/%lld", (long long)house).p);
    assert_int_equal(act(clerk, str_printf(&s.a, "/review/organisations/%lld", (long long)house).p, "decision=active&version=1").status,
        303);
    assert_int_equal(act(member, at(house, "/join"), "").status, 303);
    assert_int_equal(act(owner, str_printf(&s.a, "%s/%lld", at(house, "/members"), (long long)member).p, "act=accept&role=member").status,
        303);
    assert_int_equal(act(asker, at(house, "/join"), "").status, 303);
    struct answer a = act(owner, "/listings", str_printf(&s.a, "side=offer&kind=job&title_zh=焊工&body_zh=x&division=210204&visibility=public&organisation=%lld&then=submit", (long long)house).p);
    assert_int_equal(a.status, 303);
    assert_true(str_int(str_sub(a.location, 10, a.location.n), &posted));
    assert_int_equal(act(clerk, str_printf(&s.a, "/review/listings/%lld", (long long)posted).p, "decision=open&version=1").status, 303);
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static bool found(int64_t who)
{
    struct answer page = as(who, str_printf(&s.a, "/listings/%lld", (long long)posted).p), list = site_get(&s, "/listings?q=焊工");
    bool shown = page.status == 200, listed = body_has(&list, str_printf(&s.a, "/listings/%lld\"", (long long)posted).p);
    assert_int_equal(shown, listed);
    return shown;
}

static void only_the_districts_office_may(void **state)
{
    (void)state;
    const char *good = with("suspend", "why", org(house).version);
    assert_int_equal(act(owner, state_path, good).status, 403);
    assert_int_equal(act(member, state_path, good).status, 403);
    assert_int_equal(act(there, state_path, good).status, 404);
    assert_int_equal(as(there, state_path).status, 404);
    site_login(&s, 0);
    assert_true(str_starts(site_post(&s, state_path, good).location, S("/login")));
    assert_string_equal(org(house).state.p, "active");
    int64_t own = registered(clerk, "自己的机构");
    assert_int_equal(act(other_clerk, str_printf(&s.a, "/review/organisations/%lld", (long long)own).p, "decision=active&version=1").status,
        303);
    struct answer a = act(clerk, at(own, "/state"), with("close", "why", 2));
    assert_true(a.status == 422 && body_has(&a, "须由他人处理"));
    /* who only asks to belong does not decide, either */
    assert_int_equal(act(other_clerk, at(own, "/join"), "").status, 303);
    assert_int_equal(act(other_clerk, at(own, "/state"), with("close", "why", 2)).status, 422);
    assert_string_equal(org(own).state.p, "active");
}

static void the_form_says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *act, *reason;
        int version, status;
    } t[] = {
        { "", "why", 0, 422 },
        { "suspend", "", 0, 422 },
        { "reopen", "why", 0, 422 },
        { "active", "why", 0, 422 },
        { "suspend", "why", 99, 409 },
        { "suspend", "why", -1, 409 },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = act(clerk, state_path, with(t[i].act, t[i].reason, t[i].version ? t[i].version : org(house).version));
        if (a.status != t[i].status) fail_msg("%d: %s %s: %d", (int)i, t[i].act, t[i].reason, a.status);
    }
    struct answer a = act(clerk, state_path, with("reopen", "<script>alert(1)</script>", org(house).version));
    assert_true(a.status == 422 && !body_has(&a, "<script>alert") && body_has(&a, "&lt;script&gt;alert"));
    a = act(clerk, state_path, "");
    assert_true(a.status == 422);
    assert_string_equal(org(house).state.p, "active");
}

static void what_it_posted_goes_and_comes_back(void **state)
{
    (void)state;
    assert_true(found(0));
    becomes("suspend", "suspended");
    assert_false(found(0));
    assert_true(as(owner, str_printf(&s.a, "/listings/%lld", (long long)posted).p).status == 200);
    struct answer mine = as(member, at(house, "")), other = as(0, at(house, ""));
    assert_true(mine.status == 200 && body_has(&mine, "已暂停") && body_has(&mine, "原因：why"));
    assert_true(other.status == 200 && body_has(&other, "已暂停") && !body_has(&other, "原因：why"));
    s.lang = "en";
    mine = as(clerk, state_path);
    assert_true(body_has(&mine, "The reason: why") && body_has(&mine, "value=\"close\"") && body_has(&mine, "value=\"reopen\"")
        && !body_has(&mine, "value=\"suspend\""));
    s.lang = "zh";
    int64_t newcomer = site_account(&s, "newcomer", ROLE_MEMBER, "", "");
    assert_int_equal(act(newcomer, at(house, "/join"), "").status, 303);                         /* told, and nothing is written */
    struct membership_one row;
    struct db *db = site_db(&s);
    assert_int_equal(membership_one(db, newcomer, house, &row), RC_NONE);
    db_give(db);
    mine = as(owner, at(house, "/edit"));
    /* as reviewed: a suspended house takes no new name */
    assert_true(mine.status == 200 && !body_has(&mine, "name=\"name_zh\""));
    assert_int_equal(act(owner, at(house, "/edit"),
                         str_printf(&s.a, "division=210204&contact=0411&version=%lld", (long long)org(house).version).p)
                         .status,
        303);
    assert_string_equal(org(house).reason.p, "why");                                             /* mending does not wipe it away */
    becomes("close", "closed");
    assert_false(found(0));
    becomes("reopen", "active");
    assert_true(found(0));
    assert_string_equal(org(house).reason.p, "");
}

static void every_member_is_told_once(void **state)
{
    (void)state;
    int64_t before[] = { notices(owner), notices(member), notices(asker) };
    site_login(&s, clerk);
    const char
        *fields = str_printf(&s.a, "form_key=%.*s&%s", STR_FMT(site_form_key(&s)), with("suspend", "%22quoted%22", org(house).version)).p;
    struct answer a = site_post_as_is(&s, state_path, fields), b = site_post_as_is(&s, state_path, fields);
    assert_true(a.status == 303 && b.status == 303 && str_eq(a.location, b.location));           /* pressed twice is one act */
    assert_int_equal(notices(owner), before[0] + 1);
    assert_int_equal(notices(member), before[1] + 1);
    assert_int_equal(notices(asker), before[2]);
    struct event_trail_rows rows;
    struct db *db = site_db(&s);
    int suspended = 0;
    assert_int_equal(event_trail(db, S("organisation"), house, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) suspended += str_eq(rows.v[i].body, S("{\"reason\":\"\\\"quoted\\\"\"}"));
    db_give(db);
    assert_int_equal(suspended, 1);
    becomes("reopen", "active");
}

/* Two officers at once: the slower one is told. */
static void the_slower_of_two_is_told(void **state)
{
    (void)state;
    int64_t version = org(house).version;
    assert_int_equal(act(clerk, state_path, with("suspend", "first", version)).status, 303);
    assert_int_equal(act(other_clerk, state_path, with("close", "second", version)).status, 409);
    assert_string_equal(org(house).reason.p, "first");
    becomes("reopen", "active");
}

static void the_office_finds_them_by_state(void **state)
{
    (void)state;
    const char *link = str_printf(&s.a, "%s\"", at(house, "/state")).p;
    becomes("close", "closed");
    static const struct {
        const char *query;
        bool here;
    } t[] = { { "", true }, { "?state=closed", true }, { "?state=active", false }, { "?q=焊接", true }, { "?q=nothing", false },
        { "?state=nonsense", false }, { "?page=99", true }, { "?page=-1", true } };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = as(clerk, str_printf(&s.a, "/office/organisations%s", t[i].query).p);
        if (a.status != 200 || body_has(&a, link) != t[i].here) fail_msg("%s: %d", t[i].query, a.status);
    }
    struct answer a = as(there, "/office/organisations"), b = as(owner, "/office/organisations");
    assert_true(a.status == 200 && !body_has(&a, link) && b.status == 403);
    becomes("reopen", "active");
}

static void whatever_fails_leaves_nothing(void **state)
{
    (void)state;
    site_every_statement(&s, clerk, state_path, with("suspend", "why", org(house).version), 303);
    site_every_statement(&s, clerk, state_path, with("close", "why", org(house).version), 303);
    site_every_statement(&s, clerk, state_path, with("reopen", "why", org(house).version), 303);
    site_every_allocation(&s, clerk, state_path, with("suspend", "why", org(house).version));
    becomes("reopen", "active");
    db_set_twice(s.app.pool, true);                                 /* the function may run twice */
    int64_t before = notices(member);
    becomes("suspend", "suspended");
    becomes("reopen", "active");
    db_set_twice(s.app.pool, false);
    assert_int_equal(notices(member), before + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_districts_office_may),
        cmocka_unit_test(the_form_says_what_is_wrong),
        cmocka_unit_test(what_it_posted_goes_and_comes_back),
        cmocka_unit_test(every_member_is_told_once),
        cmocka_unit_test(the_slower_of_two_is_told),
        cmocka_unit_test(the_office_finds_them_by_state),
        cmocka_unit_test(whatever_fails_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
