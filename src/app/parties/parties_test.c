/* parties_test.c: who may see, decide and change what about organisations and persons; and that every change happens
** whole or not at all, whatever fails under it. */
#include "test/site.h"
#include "app/docking/docking.h"
#include "app/parties/inner.h"

#define USCC_FIRM "91210299MA0BA11T8A"
#define USCC_BODY "12210299MA0BA11T8F"

static const struct slice *const slices[] = { &web_slice, &docking_slice, &parties_slice };
static struct site s;

static int setup(void **state)
{
    (void)state;
    site_open(&s, slices, LEN(slices));
    db_set_twice(s.app.pool, true);
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static struct answer as(int64_t account, const char *path) { return site_get_as(&s, account, path); }
static struct answer act(int64_t account, const char *path, const char *fields) { return site_post_as(&s, account, path, fields); }

/* Registers as this account and gives the new organisation's id: its page is where one is led to. */
static int64_t registered(int64_t account, const char *name, const char *kind, const char *division, const char *uscc)
{
    const char *fields = str_printf(&s.a, "kind=%s&name_zh=%s&division=%s&uscc=%s&website=https://example.com/&intro_en=We+weld", kind,
        name, division, uscc)
                             .p;
    struct answer a = act(account, "/organisations/new", fields);
    int64_t id = 0;
    if (a.status != 303) fail_msg("register %s: %d %.*s", name, a.status, STR_FMT(a.body));
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

static void decide(int64_t clerk, int64_t id, const char *decision)
{
    const char *fields = str_printf(&s.a, "decision=%s&reason=why&version=%lld", decision, (long long)org(id).version).p;
    struct answer a = act(clerk, str_printf(&s.a, "/review/organisations/%lld", (long long)id).p, fields);
    assert_int_equal(a.status, 303);
}

/* ---- small rules ---- */

static void test_masks(void **state)
{
    (void)state;
    static const struct {
        const char *what, *plain, *shown;
    } t[] = {
        { "id", "210299199906300011", "210***********0011" },
        { "phone", "13900001234", "139****1234" },
        { "phone", "041112345", "*****2345" },
        { "bank", "6222021234567890123", "***************0123" },
        { "bank", "1234567", "*******" },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct str m = masked(&s.a, t[i].what, str_from(t[i].plain));
        if (!str_eq(m, str_from(t[i].shown))) fail_msg("%s: '%.*s', expected '%s'", t[i].plain, STR_FMT(m), t[i].shown);
    }
    assert_null(masked(&s.a, "id", STR_NONE).p);
}

static void test_account_digits(void **state)
{
    (void)state;
    static const struct { const char *typed, *kept; } t[] = {
        { "6222 0212 3456 7890", "6222021234567890" }, { "6222-0212", "62220212" }, { "６２２２０２１２", "62220212" },
        { "1234567", NULL }, { "62220212x", NULL }, { "", NULL }, { "1234567890123456789012345678901", NULL },
    };
    for (size_t i = 0; i < LEN(t); i++) assert_true(str_eq(account_digits(&s.a, str_from(t[i].typed)), str_from(t[i].kept)));
}

static void test_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *q, *pattern;
    } t[] = { { "", "" }, { "  ", "" }, { "Ship", "%ship%" }, { "50%_!", "%50!%!_!!%" }, { "船舶", "%船舶%" } };
    for (size_t i = 0; i < LEN(t); i++) assert_true(str_eq(like_pattern(&s.a, str_from(t[i].q)), str_from(t[i].pattern)));
}

/* Chinese names stand in the order of their pinyin, not of their bytes. */
static void test_sort_keys(void **state)
{
    (void)state;
    static const char *const sorted[] = { "冰山集团", "大连理工大学", "东软集团", "瓦房店轴承", "中国科学院", "ABC Software", "Zeta" };
    for (size_t i = 1; i < LEN(sorted); i++)
        if (str_cmp(party_sort_key(&s.a, str_from(sorted[i - 1])), party_sort_key(&s.a, str_from(sorted[i]))) >= 0)
            fail_msg("%s is not before %s", sorted[i - 1], sorted[i]);
}

/* 长海 is read cháng hǎi and sorts under zh; the office mends it, and what it has set outlives the owner's edits. */
static void test_sort_as(void **state)
{
    (void)state;
    int64_t owner = site_account(&s, "so_owner", ROLE_MEMBER, "", ""), clerk = site_account(&s, "so_clerk", ROLE_CLERK, "", "");
    int64_t first = registered(owner, "长海船厂", "team", "210204", ""), second = registered(owner, "丹东船厂", "team", "210204", "");
    decide(clerk, first, "active");
    decide(clerk, second, "active");
    const char *edit = str_printf(&s.a, "/organisations/%lld/edit", (long long)first).p;
    struct answer a = as(clerk, edit);
    assert_true(body_has(&a, "zhǎng hǎi") && body_has(&a, "name=\"sort_as\""));
    a = as(owner, edit);
    assert_false(body_has(&a, "name=\"sort_as\""));
    a = as(0, "/organisations?q=船厂");
    assert_true(str_find(a.body, S("长海船厂")) > str_find(a.body, S("丹东船厂")));
    assert_int_equal(act(clerk, edit,
                         str_printf(&s.a, "kind=team&name_zh=长海船厂&division=210204&sort_as=常海船厂&version=%lld",
                             (long long)org(first).version)
                             .p)
                         .status,
        303);
    a = as(0, "/organisations?q=船厂");
    assert_true(str_find(a.body, S("长海船厂")) < str_find(a.body, S("丹东船厂")));
    assert_int_equal(act(owner, edit,
                         str_printf(&s.a, "division=210204&contact=0411&sort_as=丁&version=%lld", (long long)org(first).version).p)
                         .status,
        303);
    assert_string_equal(org(first).sort_as.p, "常海船厂");
    a = as(clerk, edit);
    assert_true(body_has(&a, "cháng hǎi"));
    a = as(0, "/organisations?q=船厂");
    assert_true(str_find(a.body, S("长海船厂")) < str_find(a.body, S("丹东船厂")));
}

/* ---- registering ---- */

static void test_register_faults(void **state)
{
    (void)state;
    static const struct { const char *fields, *says; } t[] = {
        { "kind=enterprise&name_zh=A1&division=210204&uscc=", "此类机构须填写统一社会信用代码" },
        { "kind=enterprise&name_zh=A1&division=210204&uscc=91210299MA0BA11T8B", "统一社会信用代码有误" },
        { "kind=team&name_zh=A1&division=210204&website=javascript:alert(1)", "请以 https:// 或 http:// 开头" },
        { "kind=nothing&name_zh=A1&division=210204", "请从列表中选择" },
        { "kind=team&name_zh=&division=210204", "必填" },
    };
    int64_t me = site_account(&s, "faulty", ROLE_MEMBER, "", "");
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = act(me, "/organisations/new", t[i].fields);
        assert_int_equal(a.status, 422);
        if (!body_has(&a, t[i].says)) fail_msg("%s: does not say %s", t[i].fields, t[i].says);
    }
}

static void test_taken(void **state)
{
    (void)state;
    int64_t first = site_account(&s, "first", ROLE_MEMBER, "", ""), second = site_account(&s, "second", ROLE_MEMBER, "", "");
    int64_t clerk = site_account(&s, "takenclerk", ROLE_CLERK, "", "");
    int64_t id = registered(first, "海星机械", "enterprise", "210204", USCC_FIRM);
    const char *link = str_printf(&s.a, "<a href=\"/organisations/%lld\">", (long long)id).p;
    struct answer a = act(second, "/organisations/new", "kind=team&name_zh=海星机械&division=210204");
    assert_int_equal(a.status, 422);
    assert_true(body_has(&a, "已有同名机构"));
    assert_false(body_has(&a, link));                               /* not public yet: its page is not for strangers */
    decide(clerk, id, "active");
    a = act(second, "/organisations/new", "kind=enterprise&name_zh=海星机械二&division=210204&uscc=" USCC_FIRM);
    assert_int_equal(a.status, 422);
    assert_true(body_has(&a, "该信用代码已登记") && body_has(&a, link));
    assert_true(body_has(&a, "value=\"海星机械二\""));               /* nothing typed is lost */
}

/* ---- who sees what ---- */

enum { ROLES_SEEN = 7 };
static void test_visibility(void **state)
{
    (void)state;
    int64_t owner = site_account(&s, "v_owner", ROLE_MEMBER, "", ""), stranger = site_account(&s, "v_stranger", ROLE_MEMBER, "", "");
    int64_t here = site_account(&s, "v_here", ROLE_CLERK, "", "210204"), there = site_account(&s, "v_there", ROLE_CLERK, "", "210202");
    int64_t whole = site_account(&s, "v_whole", ROLE_CLERK, "hrss", ""), leader = site_account(&s, "v_leader", ROLE_LEADER, "", "");
    int64_t pending = registered(owner, "可见待审", "team", "210204", ""), active = registered(owner, "可见公开", "team", "210204", "");
    int64_t refused = registered(owner, "可见未过", "team", "210204", "");
    decide(here, active, "active");
    decide(here, refused, "refused");
    const int64_t who[ROLES_SEEN] = { 0, owner, stranger, here, there, whole, leader };
    /*                                        nobody owner stranger here there whole leader */
    const struct { const char *rest; int64_t id; int status[ROLES_SEEN]; } t[] = {
        { "",         pending, { 404, 200, 404, 200, 404, 200, 404 } },
        { "",         refused, { 404, 200, 404, 200, 404, 200, 404 } },
        { "",         active,  { 200, 200, 200, 200, 200, 200, 200 } },
        { "/edit",    pending, { 303, 200, 404, 200, 404, 200, 404 } },
        { "/edit",    active,  { 303, 200, 403, 200, 403, 200, 403 } },
        { "/members", active,  { 303, 200, 403, 200, 403, 200, 403 } },
        { "/members", pending, { 303, 200, 404, 200, 404, 200, 404 } },
        { "/bank",    active,  { 303, 200, 403, 403, 403, 403, 403 } },
        { "/unmask",  active,  { 303, 403, 403, 200, 404, 200, 403 } },
    };
    for (size_t i = 0; i < LEN(t); i++)
        for (int w = 0; w < ROLES_SEEN; w++) {
            struct answer a = as(who[w], str_printf(&s.a, "/organisations/%lld%s", (long long)t[i].id, t[i].rest).p);
            if (a.status != t[i].status[w]) fail_msg("row %zu, reader %d: %d, expected %d", i, w, a.status, t[i].status[w]);
        }
    const int review[ROLES_SEEN] = { 303, 403, 403, 200, 404, 200, 403 };
    for (int w = 0; w < ROLES_SEEN; w++) {
        struct answer a = as(who[w], str_printf(&s.a, "/review/organisations/%lld", (long long)pending).p);
        if (a.status != review[w]) fail_msg("review, reader %d: %d, expected %d", w, a.status, review[w]);
        a = site_get(&s, "/review/organisations");
        bool clerk = who[w] == here || who[w] == there || who[w] == whole;
        assert_int_equal(a.status, clerk ? 200 : who[w] ? 403 : 303);
        assert_int_equal(clerk && body_has(&a, "可见待审"), who[w] == here || who[w] == whole);
    }
    site_login(&s, 0);
    struct answer a = site_get(&s, "/organisations?q=可见");
    assert_true(body_has(&a, "可见公开") && !body_has(&a, "可见待审") && !body_has(&a, "可见未过"));
    a = site_get(&s, "/api/v1/organisations?q=可见");
    assert_true(body_has(&a, "\"total\":1,") && str_starts(a.type, S("application/json")));
    assert_int_equal(site_get(&s, str_printf(&s.a, "/api/v1/organisations/%lld", (long long)pending).p).status, 404);
    a = site_get(&s, "/organisations.csv?q=可见");
    assert_true(body_has(&a, "可见公开") && !body_has(&a, "可见待审") && str_starts(a.type, S("text/csv")));
}

static void test_filters(void **state)
{
    (void)state;
    int64_t owner = site_account(&s, "f_owner", ROLE_MEMBER, "", ""), clerk = site_account(&s, "f_clerk", ROLE_CLERK, "", "");
    site_login(&s, owner);
    struct answer a = site_post(&s, "/organisations/new",
        "kind=base&name_zh=筛选孵化器&name_en=Filter+Works&division=210211&zone=hightech&industry=65");
    int64_t id;
    assert_true(str_int(str_sub(a.location, 15, a.location.n), &id));
    decide(clerk, id, "active");
    static const struct { const char *query; bool found; } t[] = {
        { "q=filter+WORKS", true }, { "q=孵化", true }, { "q=%25", false }, { "q=_ilter", false }, { "kind=base", true },
        { "kind=bank", false },
        { "district=210211", true }, { "district=210202", false }, { "zone=hightech", true }, { "zone=jinpu", false },
        { "industry=65", true }, { "industry=I", true }, { "industry=A", false },
        { "q=filter&kind=base&district=210211&zone=hightech&industry=I", true },
        { "q=filter&page=99", true }, { "q=filter&page=-1", true },
    };
    site_login(&s, 0);
    for (size_t i = 0; i < LEN(t); i++) {
        a = site_get(&s, str_printf(&s.a, "/organisations?%s", t[i].query).p);
        assert_int_equal(a.status, 200);
        if (body_has(&a, "筛选孵化器") != t[i].found) fail_msg("%s", t[i].query);
    }
}

/* ---- review and mending ---- */

static void test_review(void **state)
{
    (void)state;
    int64_t owner = site_account(&s, "r_owner", ROLE_MEMBER, "", ""), clerk = site_account(&s, "r_clerk", ROLE_CLERK, "", "210204");
    int64_t there = site_account(&s, "r_there", ROLE_CLERK, "", "210203");
    int64_t id = registered(owner, "审核用机构", "team", "210204", ""), own = registered(clerk, "自办机构", "team", "210204", "");
    const char *path = str_printf(&s.a, "/review/organisations/%lld", (long long)id).p;
    assert_int_equal(act(clerk, path, "decision=refused&reason=&version=1").status, 422);
    assert_int_equal(act(there, path, "decision=active&version=1").status, 404);
    assert_int_equal(act(owner, path, "decision=active&version=1").status, 403);
    assert_int_equal(act(clerk, path, "decision=active&version=9").status, 409);
    assert_int_equal(act(clerk, str_printf(&s.a, "/review/organisations/%lld", (long long)own).p, "decision=active&version=1").status, 422);
    assert_string_equal(org(id).state.p, "pending");
    decide(clerk, id, "refused");
    struct organisation_by_id o = org(id);
    assert_string_equal(o.state.p, "refused");
    assert_string_equal(o.reason.p, "why");
    /* mended: name may still change, and it waits again */
    struct answer a = act(owner, str_printf(&s.a, "/organisations/%lld/edit", (long long)id).p,
        "kind=team&name_zh=审核用机构甲&division=210204&version=2");
    assert_int_equal(a.status, 303);
    assert_string_equal(org(id).state.p, "pending");
    decide(clerk, id, "active");
    /* reviewed: the owner's form has neither name nor kind, and sending them changes nothing */
    a = act(owner, str_printf(&s.a, "/organisations/%lld/edit", (long long)id).p,
        "kind=bank&name_zh=冒名&division=210204&contact=0411&version=4");
    assert_int_equal(a.status, 303);
    o = org(id);
    assert_string_equal(o.name_zh.p, "审核用机构甲");
    assert_string_equal(o.kind.p, "team");
    assert_string_equal(o.contact.p, "0411");
    assert_int_equal(act(owner, str_printf(&s.a, "/organisations/%lld/edit", (long long)id).p, "division=210204&version=4").status, 409);
    /* the office may, but cannot move it out of its own district */
    a = act(clerk, str_printf(&s.a, "/organisations/%lld/edit", (long long)id).p,
        "kind=team&name_zh=审核用机构乙&division=210203&version=5");
    assert_int_equal(a.status, 422);
    a = act(clerk, str_printf(&s.a, "/organisations/%lld/edit", (long long)id).p,
        "kind=team&name_zh=审核用机构乙&division=210204&version=5");
    assert_int_equal(a.status, 303);
    assert_string_equal(org(id).name_zh.p, "审核用机构乙");
}

static void test_pressed_twice(void **state)
{
    (void)state;
    site_login(&s, site_account(&s, "twice", ROLE_MEMBER, "", ""));
    const char *fields = str_printf(&s.a, "form_key=%.*s&kind=team&name_zh=按两次&division=210204", STR_FMT(site_form_key(&s))).p;
    struct answer a = site_post_as_is(&s, "/organisations/new", fields), b = site_post_as_is(&s, "/organisations/new", fields);
    assert_int_equal(a.status, 303);
    assert_int_equal(b.status, 303);
    assert_true(str_eq(a.location, b.location));
}

/* ---- members ---- */

static enum party_role role_now(int64_t account, int64_t id)
{
    enum party_role role;
    struct db *db = site_db(&s);
    assert_int_equal(party_role_of(db, account, id, &role), RC_OK);
    db_give(db);
    return role;
}

static void test_members(void **state)
{
    (void)state;
    int64_t owner = site_account(&s, "m_owner", ROLE_MEMBER, "", ""), a1 = site_account(&s, "m_a", ROLE_MEMBER, "", ""),
            a2 = site_account(&s, "m_b", ROLE_MEMBER, "", "");
    int64_t clerk = site_account(&s, "m_clerk", ROLE_CLERK, "", "");
    int64_t id = registered(owner, "成员机构", "team", "210204", "");
    decide(clerk, id, "active");
    const char *base = str_printf(&s.a, "/organisations/%lld", (long long)id).p;
    const char *join = str_printf(&s.a, "%s/join", base).p, *leave = str_printf(&s.a, "%s/leave", base).p;
    const char *on_a = str_printf(&s.a, "%s/members/%lld", base, (long long)a1).p,
               *on_b = str_printf(&s.a, "%s/members/%lld", base, (long long)a2).p;
    const char *on_owner = str_printf(&s.a, "%s/members/%lld", base, (long long)owner).p;
    assert_int_equal(act(a1, join, "").status, 303);
    assert_int_equal(act(a2, join, "").status, 303);
    assert_int_equal(role_now(a1, id), PARTY_NONE);                 /* asked is not in */
    const struct { int64_t who; const char *path, *fields; int status; enum party_role a, b; } steps[] = {
        { a1,    on_a,     "act=accept&role=owner", 403, PARTY_NONE,   PARTY_NONE },      /* nobody lets himself in */
        { clerk, on_a,     "act=accept&role=owner", 403, PARTY_NONE,   PARTY_NONE },
        { owner, on_a,     "act=role&role=owner",   409, PARTY_NONE,   PARTY_NONE },      /* not accepted yet */
        { owner, on_a,     "act=accept&role=editor", 303, PARTY_EDITOR, PARTY_NONE },
        { owner, on_a,     "act=accept&role=owner", 409, PARTY_EDITOR, PARTY_NONE },      /* decided already */
        { a1,    on_b,     "act=accept&role=member", 403, PARTY_EDITOR, PARTY_NONE },     /* an editor is no owner */
        { owner, on_b,     "act=refuse",            303, PARTY_EDITOR, PARTY_NONE },
        { owner, on_b,     "act=refuse",            404, PARTY_EDITOR, PARTY_NONE },
        { a2,    join,     "",                      303, PARTY_EDITOR, PARTY_NONE },      /* may ask again */
        { owner, on_b,     "act=accept",            303, PARTY_EDITOR, PARTY_MEMBER },
        { owner, on_b,     "act=role&role=king",    400, PARTY_EDITOR, PARTY_MEMBER },
        { owner, on_b,     "act=role",              400, PARTY_EDITOR, PARTY_MEMBER },
        { owner, on_owner, "act=remove",            303, PARTY_EDITOR, PARTY_MEMBER },    /* the last owner stays */
        { owner, leave,    "",                      303, PARTY_EDITOR, PARTY_MEMBER },
        { owner, on_owner, "act=role&role=member",  303, PARTY_EDITOR, PARTY_MEMBER },
        { owner, on_a,     "act=role&role=owner",   303, PARTY_OWNER,  PARTY_MEMBER },
        { a1,    on_b,     "act=remove",            303, PARTY_OWNER,  PARTY_NONE },
        { a2,    leave,    "",                      404, PARTY_OWNER,  PARTY_NONE },
    };
    for (size_t i = 0; i < LEN(steps); i++) {
        struct answer got = act(steps[i].who, steps[i].path, steps[i].fields);
        if (got.status != steps[i].status) fail_msg("step %zu: %d, expected %d", i, got.status, steps[i].status);
        if (role_now(a1, id) != steps[i].a || role_now(a2, id) != steps[i].b || role_now(owner, id) != PARTY_OWNER)
            fail_msg("after step %zu", i);
    }
    assert_int_equal(act(owner, leave, "").status, 303);            /* another owner is there: now he may */
    assert_int_equal(role_now(owner, id), PARTY_NONE);
    static const char *const told[] = { "parties_notice_accepted", "parties_notice_role" };
    struct own_notices_rows notices;
    struct db *db = site_db(&s);
    assert_int_equal(own_notices(db, a1, &notices), RC_OK);
    db_give(db);
    for (size_t i = 0; i < LEN(told); i++) assert_true(i < notices.n && str_eq(notices.v[i].message, str_from(told[i])));
}

/* ---- persons ---- */

#define ID_ONE "210299199906300011"
#define ID_TWO "210299199512314445"

static void test_profile(void **state)
{
    (void)state;
    int64_t me = site_account(&s, "p_me", ROLE_MEMBER, "", ""), other = site_account(&s, "p_other", ROLE_MEMBER, "", "");
    struct person_by_account p;
    struct db *db = site_db(&s);
    struct answer a = act(me, "/me", "name=李一&kind=graduate&division=210204&skills=焊接，数控、 焊接;;welding&id_number=210299199906300011&phone=139-0000-1234&bank=6222+0212+3456+7890&version=0");
    assert_int_equal(a.status, 303);
    a = site_get(&s, "/me");
    assert_true(body_has(&a, "210***********0011") && body_has(&a, "139****1234") && body_has(&a, "************7890"));
    assert_false(body_has(&a, ID_ONE) || body_has(&a, "13900001234") || body_has(&a, "6222021234567890"));
    assert_int_equal(person_by_account(db, me, &p), RC_OK);
    assert_string_equal(p.skills.p, "焊接,数控,welding");
    /* the same number in another account: no, and not a word about whose it is */
    a = act(other, "/me", "name=王二&kind=graduate&id_number=" ID_ONE "&version=0");
    assert_int_equal(a.status, 422);
    assert_true(body_has(&a, "无法保存该证件号码") && !body_has(&a, "李一"));
    assert_int_equal(person_by_account(db, other, &p), RC_NONE);
    assert_int_equal(act(other, "/me", "name=王二&kind=graduate&id_number=" ID_TWO "&version=0").status, 303);
    /* an empty box keeps, a tick forgets, an old version is refused */
    assert_int_equal(act(me, "/me", "name=李一&kind=founder&version=1").status, 303);
    a = site_get(&s, "/me");
    assert_true(body_has(&a, "210***********0011") && body_has(&a, "139****1234"));
    assert_int_equal(act(me, "/me", "name=李一&kind=founder&forget=id&forget=bank&version=2").status, 303);
    a = site_get(&s, "/me");
    assert_true(!body_has(&a, "210***********0011") && body_has(&a, "139****1234") && !body_has(&a, "7890"));
    assert_int_equal(act(me, "/me", "name=李一&kind=founder&version=2").status, 409);
    assert_int_equal(act(other, "/me", "name=王二&kind=graduate&id_number=" ID_ONE "&version=1").status, 303);   /* forgotten: free again */
    db_give(db);
    static const struct {
        const char *fields, *says;
    } t[] = {
        { "name=&kind=graduate&version=3", "必填" },
        { "name=a&kind=king&version=3", "请从列表中选择" },
        { "name=a&kind=graduate&id_number=210299199002300011&version=3", "身份证号码有误" },
        { "name=a&kind=graduate&bank=12&version=3", "8 至 30 位数字" },
        { "name=a&kind=graduate&phone=abc&version=3", "请填写手机号" },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        a = act(me, "/me", t[i].fields);
        if (a.status != 422 || !body_has(&a, t[i].says)) fail_msg("%s: %d", t[i].fields, a.status);
    }
}

static void test_unmask(void **state)
{
    (void)state;
    int64_t me = site_account(&s, "u_me", ROLE_MEMBER, "", ""), here = site_account(&s, "u_here", ROLE_CLERK, "", "210212"),
            there = site_account(&s, "u_there", ROLE_CLERK, "", "210213");
    int64_t auditor = site_account(&s, "u_audit", ROLE_AUDITOR, "", "");
    struct person_by_account p;
    assert_int_equal(act(me, "/me", "name=赵三&kind=migrant&division=210212&id_number=21029919900307001X&phone=13900005678&version=0")
                         .status,
        422);
    assert_int_equal(act(me, "/me", "name=赵三&kind=migrant&division=210212&id_number=21029919990101004X&phone=13900005678&version=0")
                         .status,
        303);
    struct db *db = site_db(&s);
    assert_int_equal(person_by_account(db, me, &p), RC_OK);
    const char *page = str_printf(&s.a, "/people/%lld", (long long)p.id).p, *unmask = str_printf(&s.a, "%s/unmask", page).p;
    const struct {
        int64_t who;
        int page, unmask;
    } t[] = { { 0, 303, 303 }, { me, 403, 403 }, { here, 200, 200 }, { there, 404, 404 }, { auditor, 403, 403 } };
    for (size_t i = 0; i < LEN(t); i++) {
        assert_int_equal(as(t[i].who, page).status, t[i].page);
        assert_int_equal(site_get(&s, unmask).status, t[i].unmask);
    }
    struct answer a = as(here, page);
    assert_true(body_has(&a, "210***********004X") && !body_has(&a, "21029919990101004X"));
    a = as(here, "/people");
    assert_true(body_has(&a, "赵三"));
    a = as(there, "/people?q=赵三");
    assert_false(body_has(&a, "赵三</a>"));
    assert_int_equal(act(here, unmask, "field=id&purpose=").status, 422);
    assert_int_equal(act(here, unmask, "field=bank&purpose=核对账号").status, 422);      /* nothing there to see, nothing logged */
    assert_int_equal(act(there, unmask, "field=id&purpose=核对证件").status, 404);
    struct unmasking_of_rows looks;
    assert_int_equal(unmasking_of(db, S("person"), p.id, &looks), RC_OK);
    assert_int_equal(looks.n, 0);
    site_login(&s, here);
    const char *fields = str_printf(&s.a, "form_key=%.*s&field=id&purpose=核对证件", STR_FMT(site_form_key(&s))).p;
    a = site_post_as_is(&s, unmask, fields);
    assert_int_equal(a.status, 200);
    assert_true(body_has(&a, "21029919990101004X"));
    a = site_post_as_is(&s, unmask, fields);                        /* once */
    assert_int_equal(a.status, 303);
    assert_int_equal(unmasking_of(db, S("person"), p.id, &looks), RC_OK);
    assert_int_equal(looks.n, 1);
    assert_string_equal(looks.v[0].purpose.p, "核对证件");
    a = as(me, "/me/data");
    assert_true(body_has(&a, "核对证件"));                           /* she can see who looked, and why */
    a = as(me, "/me/data.json");
    assert_true(body_has(&a, "\"id_number\":\"21029919990101004X\"") && body_has(&a, "\"purpose\":\"核对证件\""));
    site_now += 11 * 60 * 1000;                                     /* the password was given too long ago */
    a = site_post(&s, "/me", "name=赵三&kind=migrant&version=1");
    a = site_get(&s, "/me/data.json");
    assert_int_equal(a.status, 303);
    assert_true(str_starts(a.location, S("/step-up")));
    db_give(db);
}

/* ---- whole or not at all ---- */

static void test_faults(void **state)
{
    (void)state;
    int64_t owner = site_account(&s, "n_owner", ROLE_MEMBER, "", ""), clerk = site_account(&s, "n_clerk", ROLE_CLERK, "", ""),
            asker = site_account(&s, "n_asker", ROLE_MEMBER, "", "");
    db_set_twice(s.app.pool, false);                                /* a failure in the run that is thrown away would not be seen */
    site_every_statement(&s, owner, "/organisations/new", "kind=team&name_zh=故障机构&division=210204&uscc=" USCC_BODY, 303);
    struct organisation_by_name found;
    struct db *db = site_db(&s);
    assert_int_equal(organisation_by_name(db, S("故障机构"), &found), RC_OK);
    db_give(db);
    const char *base = str_printf(&s.a, "/organisations/%lld", (long long)found.id).p;
    const char *review = str_printf(&s.a, "/review%s", base).p, *members = str_printf(&s.a, "%s/members/%lld", base, (long long)asker).p;
    site_every_statement(&s, owner, str_printf(&s.a, "%s/edit", base).p, "kind=team&name_zh=故障机构&division=210204&version=1", 303);
    site_every_statement(&s, clerk, review, "decision=active&version=2", 303);
    site_every_statement(&s, owner, str_printf(&s.a, "%s/bank", base).p, "bank=6222021234567890&version=3", 303);
    site_every_statement(&s, clerk, str_printf(&s.a, "%s/unmask", base).p, "field=bank&purpose=核对账号", 200);
    site_every_statement(&s, asker, str_printf(&s.a, "%s/join", base).p, "", 303);
    site_every_statement(&s, owner, members, "act=accept&role=editor", 303);
    site_every_statement(&s, owner, members, "act=role&role=member", 303);
    site_every_statement(&s, asker, str_printf(&s.a, "%s/leave", base).p, "", 303);
    site_every_statement(&s, asker, "/me", "name=钱四&kind=graduate&id_number=21029919851101012X&phone=13900000000&bank=62220212&version=0",
        303);
    site_every_statement(&s, asker, "/me", "name=钱五&kind=graduate&phone=13900000001&version=1", 303);
    site_every_allocation(&s, owner, "/organisations/new", "kind=team&name_zh=故障机构二&division=210204");
    site_every_allocation(&s, asker, "/me", "name=钱六&kind=graduate&phone=13900000002&version=2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_masks), cmocka_unit_test(test_account_digits), cmocka_unit_test(test_patterns),
            cmocka_unit_test(test_sort_keys), cmocka_unit_test(test_sort_as),
        cmocka_unit_test(test_register_faults), cmocka_unit_test(test_taken), cmocka_unit_test(test_visibility),
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_review), cmocka_unit_test(test_pressed_twice), cmocka_unit_test(test_members),
        cmocka_unit_test(test_profile), cmocka_unit_test(test_unmask), cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
