/* governance_test.c: figures equal the rows behind them; a clerk sees her district; nobody changes his own rights; codes
** change at once and never go; the log is read by auditors only; every change happens whole or not at all. */
#include "test/site.h"
#include "app/docking/docking.h"
#include "app/governance/views.h"

static const struct slice *const slices[] = { &web_slice, &docking_slice, &parties_slice, &governance_slice };
static struct site s;

/* ---- rows to count ---- */

/* A statement of its own address and name each: drivers keep prepared ones by these. */
static enum rc raw_tx(struct db *tx, void *arg)
{
    return db_exec(tx, arg, NULL);
}

static void raw(const char *sql)
{
    struct db_stmt *stmt = NEW(&s.a, struct db_stmt);
    static int made;
    *stmt = (struct db_stmt){ .name = str_printf(&s.a, "test_raw_%d", made++).p, .sql = sql };
    struct db *db = site_db(&s);
    if (db_tx(db, raw_tx, stmt) != RC_OK) fail_msg("%s: %s", sql, db->err.text);
    db_give(db);
}

static void listing(int64_t id, const char *side, const char *kind, const char *division, const char *day, int64_t account,
    const char *state, const char *visibility)
{
    int64_t days = 0;
    must(date_parse(str_from(day), &days));
    raw(str_printf(&s.a, "INSERT INTO listing (id, side, kind, account, title_zh, title_en, body_zh, body_en, industry, skills, division, zone, stage, languages, "
        "visibility, state, reason, published_ms, renew_by_ms, reminded_ms, created_ms, version) VALUES (%lld, '%s', '%s', %lld, '标题%lld', 'Title %lld', '', '', '', '', "
        "'%s', '', '', '', '%s', '%s', '', %lld, 0, 0, %lld, 1)", (long long)id, side, kind, (long long)account, (long long)id,
        (long long)id, division, visibility, state,
        (long long)(days * DAY_MS + DAY_MS / 4), (long long)(days * DAY_MS)).p);
}

static void docking(int64_t id, int64_t need, int64_t offer, int64_t account, const char *state, const char *opened, const char *ended)
{
    int64_t from = 0, to = 0;
    must(date_parse(str_from(opened), &from) && (!*ended || date_parse(str_from(ended), &to)));
    raw(str_printf(&s.a, "INSERT INTO docking_case (id, need, offer, asked, account, state, turn, turn_ms, reminded_ms, amount, reason, created_ms, ended_ms, version) "
        "VALUES (%lld, %lld, %lld, 'need', %lld, '%s', 'offer', %lld, 0, NULL, '', %lld, %s, 1)", (long long)id, (long long)need,
        (long long)offer, (long long)account, state,
        (long long)(from * DAY_MS), (long long)(from * DAY_MS),
        to ? str_printf(&s.a, "%lld", (long long)(to * DAY_MS + DAY_MS / 4)).p : "NULL").p);
}

/* The clock stands at 21 September 2026: the twelve months are October 2025 to September 2026. */
static int setup(void **state)
{
    (void)state;
    site_open(&s, slices, LEN(slices));
    db_set_twice(s.app.pool, true);
    int64_t me = site_account(&s, "poster", ROLE_MEMBER, "", "");
    listing(1, "need", "technology", "210204", "2026-09-01", me, "open", "public");
    listing(2, "need", "technology", "210204", "2026-08-31", me, "closed", "public");
    listing(3, "need", "job", "210202", "2026-09-20", me, "open", "named");
    listing(4, "need", "job", "210204", "2025-10-01", me, "open", "public");
    listing(5, "need", "job", "210204", "2025-09-30", me, "open", "public");       /* before the first month */
    listing(6, "offer", "technology", "210204", "2026-09-02", me, "open", "public");
    listing(7, "offer", "space", "", "2026-03-15", me, "open", "public");
    listing(8, "need", "space", "210204", "1970-01-01", me, "review", "public");
    listing(9, "need", "space", "210202", "1970-01-01", me, "review", "public");
    raw("UPDATE listing SET published_ms = 0, created_ms = 1789000000000 WHERE state = 'review'");
    docking(11, 1, 6, me, "contact", "2026-09-03", "");             /* silent by the 21st */
    docking(12, 2, 6, me, "done", "2026-08-31", "2026-09-10");
    docking(13, 3, 7, me, "done", "2026-09-20", "2026-09-20");
    docking(14, 4, 7, me, "lapsed", "2026-09-18", "2026-09-19");
    docking(15, 3, 6, me, "visit", "2026-09-15", "");               /* moved not long ago */
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static struct answer as(int64_t account, const char *path) { return site_get_as(&s, account, path); }
static struct answer act(int64_t account, const char *path, const char *fields) { return site_post_as(&s, account, path, fields); }

static bool says(int64_t account, const char *path, const char *text)
{
    struct answer a = as(account, path);
    if (a.status != 200) fail_msg("%s: %d", path, a.status);
    return body_has(&a, text);
}

/* ---- figures ---- */

static void test_months(void **state)
{
    (void)state;
    static const struct {
        const char *month;
        bool ok;
        int64_t from_day, to_day;
    } t[] = {
        { "2026-09", true, 0, 0 },
        { "2026-13", false, 0, 0 },
        { "2026-00", false, 0, 0 },
        { "2026-9", false, 0, 0 },
        { "-026-09", false, 0, 0 },
        { "2026/09", false, 0, 0 },
        { "2026-0x", false, 0, 0 },
        { "2024-02", true, 0, 0 },
    };
    int64_t from, to;
    for (size_t i = 0; i < LEN(t); i++) assert_int_equal(month_bounds(str_from(t[i].month), &from, &to), t[i].ok);
    assert_true(month_bounds(S("2024-02"), &from, &to));
    assert_int_equal(to - from, 29 * DAY_MS);
    assert_int_equal(instant_day(from), date_days(2024, 2, 1));
    assert_int_equal(instant_day(from - 1), date_days(2024, 1, 31));
    struct figures f = { 0 };
    months_of(&s.a, site_now, &f);
    assert_true(str_eq(f.month[0], S("2025-10")) && str_eq(f.month[11], S("2026-09")));
    assert_int_equal(instant_day(f.from[12]), date_days(2026, 10, 1));
}

/* what, and how many rows a reader of the whole city and a clerk of 210204 count */
static void test_rows(void **state)
{
    (void)state;
    int64_t leader = site_account(&s, "leader", ROLE_LEADER, "", ""), clerk = site_account(&s, "shahekou", ROLE_CLERK, "", "210204");
    static const struct { const char *query; int whole, district; } t[] = {
        { "what=needs", 4, 3 }, { "what=offers", 2, 1 }, { "what=cases", 5, 3 }, { "what=results", 2, 1 }, { "what=silent", 1, 1 },
        { "what=needs&kind=technology", 2, 2 }, { "what=needs&kind=job", 2, 1 }, { "what=needs&district=210202", 1, 0 },
        { "what=needs&district=210204", 3, 3 },
        { "what=needs&month=2026-09", 2, 1 }, { "what=needs&month=2026-08", 1, 1 }, { "what=needs&month=2025-09", 1, 1 },
        { "what=needs&month=2025-10", 1, 1 },
        { "what=offers&district=-", 1, 0 }, { "what=results&month=2026-09", 2, 1 }, { "what=results&kind=job", 1, 0 },
        { "what=cases&month=2026-08", 1, 1 },
        { "what=needs&kind=nothing", 0, 0 }, { "what=needs&page=99", 4, 3 },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        const char *path = str_printf(&s.a, "/api/v1/office/rows?%s", t[i].query).p;
        const struct { int64_t who; int n; } seen[] = { { leader, t[i].whole }, { clerk, t[i].district } };
        for (size_t k = 0; k < LEN(seen); k++)
            if (!says(seen[k].who, path, str_printf(&s.a, "\"total\":%d,", seen[k].n).p))
                fail_msg("%s, reader %zu: not %d", t[i].query, k, seen[k].n);
    }
    assert_int_equal(as(leader, "/office/rows").status, 404);
    assert_int_equal(site_get(&s, "/office/rows?what=king").status, 404);
    assert_int_equal(site_get(&s, "/office/rows?what=needs&month=2026-13").status, 404);
    /* what is not public is counted but not shown to who does not review it */
    assert_true(says(leader, "/office/rows?what=needs", "（不公开）") && !says(leader, "/office/rows?what=needs", "标题3"));
    assert_false(says(leader, "/office/rows?what=cases", "href=\"/cases/"));        /* nor is a case opened to who may not see it */
    assert_true(says(clerk, "/office/rows?what=cases", "href=\"/cases/11\""));
    int64_t there = site_account(&s, "zhongshan", ROLE_CLERK, "", "210202");
    assert_true(says(there, "/office/rows?what=needs", "标题3") && !says(there, "/office/rows?what=needs", "标题1<"));
}

static enum rc carrier_tx(struct db *tx, void *arg)
{
    struct str name = str_printf(tx->arena, "孵化器 %lld", (long long)*(int64_t *)arg);
    return organisation_add(tx, *(int64_t *)arg, S("carrier"), name, name, name, STR_NONE, S("210204"), S(""), S("75"), S(""), S(""), S(""),
        S(""), S(""), STR_NONE, S("active"), 1, 0, site_now);
}

static void carrier_filed(int64_t id, const char *division, int64_t period)
{
    struct db *db = site_db(&s);
    if (db_tx(db, carrier_tx, &id) != RC_OK) fail_msg("%s", db->err.text);
    db_give(db);
    raw(str_printf(&s.a, "INSERT INTO filing (id, form, form_version, carrier, division, zone, period, due_day, state, draft, last, live, on_time, first_time, since_ms, "
        "version) VALUES (%lld, 'monthly', 1, %lld, '%s', '', %lld, '2026-09-05', 'filed', 0, 0, 0, 1, 1, %lld, 1)", (long long)id, (long long)id, division,
        (long long)period, (long long)site_now).p);
}

/* The dashboard's numbers are the counts of test_rows, and each links to them. */
static void test_dashboard(void **state)
{
    (void)state;
    int64_t leader = site_account(&s, "leader2", ROLE_LEADER, "", ""), clerk = site_account(&s, "shahekou2", ROLE_CLERK, "", "210204");
    static const char *const whole[] = {
        "\"total\":{\"months\":12,\"needs\":4,\"offers\":2,\"cases\":5,\"results\":2}",
        "{\"month\":\"2026-09\",\"needs\":2,\"offers\":1,\"cases\":4,\"results\":2}",
        "{\"month\":\"2025-10\",\"needs\":1,\"offers\":0,\"cases\":0,\"results\":0}",
        "{\"kind\":\"technology\",\"needs\":2,\"offers\":1,\"cases\":2,\"results\":1}",
        "{\"district\":\"210202\",\"needs\":1,\"offers\":0,\"cases\":2,\"results\":1}",
        "{\"district\":\"\",\"needs\":0,\"offers\":1,\"cases\":0,\"results\":0}",
    };
    for (size_t i = 0; i < LEN(whole); i++)
        if (!says(leader, "/api/v1/office", whole[i])) fail_msg("%s", whole[i]);
    assert_true(says(clerk, "/api/v1/office", "\"total\":{\"months\":12,\"needs\":3,\"offers\":1,\"cases\":3,\"results\":1}"));
    assert_false(says(clerk, "/api/v1/office", "210202"));
    struct answer a = as(clerk, "/office");
    assert_true(body_has(&a, "待审核的需求与供给") && body_has(&a, "href=\"/review/listings\""));
    assert_true(body_has(&a, "没有待审核的报表"));
    carrier_filed(901, "210204", 202607);
    carrier_filed(902, "210204", 202608);
    carrier_filed(903, "210202", 202606);                           /* not hers */
    a = as(clerk, "/office");
    assert_true(body_has(&a, "<a href=\"/filings/board?form=monthly&amp;period=202607\">待审核的报表</a>"));
    assert_true(body_has(&a, "沙河口区"));
    assert_true(body_has(&a, "/office/rows?what=needs&amp;kind=technology&amp;district=&amp;month=\">2</a>"));
    assert_true(body_has(&a, "/office/rows?what=needs&amp;kind=&amp;district=&amp;month=2026-08\">1</a>"));
    a = as(leader, "/office");
    assert_false(body_has(&a, "/review/"));                         /* a leader reads; the queues are the reviewers' */
    s.lang = "en";
    assert_true(says(leader, "/office", "Dockings without a move for two weeks"));
    s.lang = "zh";
}

/* ---- who gets in ---- */

static void test_matrix(void **state)
{
    (void)state;
    static const enum role roles[] = { ROLE_MEMBER, ROLE_BASE, ROLE_PROVIDER, ROLE_CLERK, ROLE_APPROVER, ROLE_PLANNER, ROLE_ANALYST,
        ROLE_LEADER, ROLE_AUDITOR, ROLE_ADMIN };
    int64_t who[LEN(roles)];
    for (size_t i = 0; i < LEN(roles); i++) who[i] = site_account(&s, str_printf(&s.a, "matrix%zu", i).p, roles[i], "", "");
    for (size_t k = 0; k < governance_slice.nroutes; k++) {
        const struct route *x = &governance_slice.routes[k];
        if (strcmp(x->method, "GET") != 0) continue;
        const char *path = strstr(x->path, "{id}")
            ? str_printf(&s.a, "/office/accounts/%lld%s", (long long)who[0], strstr(x->path, "{id}") + 4).p
            : strstr(x->path, "{name}") ? str_printf(&s.a, "/office/codes/stages%s", strstr(x->path, "{name}") + 6).p
            : strstr(x->path, "/rows")  ? str_printf(&s.a, "%s?what=needs", x->path).p
                                        : x->path;
        for (size_t i = 0; i < LEN(roles); i++) {
            int expected = role_holds(roles[i], x->perm) ? 200 : 403;
            if (as(who[i], path).status != expected) fail_msg("%s as %.*s: not %d", path, STR_FMT(role_code(roles[i])), expected);
        }
        assert_int_equal(as(0, path).status, 303);
    }
}

/* ---- accounts and roles ---- */

static int64_t roles_of(int64_t account)
{
    struct account_roles_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(account_roles(db, account, &rows), RC_OK);
    db_give(db);
    return (int64_t)rows.n;
}

static void test_grant(void **state)
{
    (void)state;
    int64_t admin = site_account(&s, "g_admin", ROLE_ADMIN, "", ""), narrow = site_account(&s, "g_narrow", ROLE_ADMIN, "", "210204");
    int64_t other = site_account(&s, "g_other", ROLE_MEMBER, "", ""), auditor = site_account(&s, "g_auditor", ROLE_AUDITOR, "", "");
    const char *on_other = str_printf(&s.a, "/office/accounts/%lld", (long long)other).p, *grant = str_printf(&s.a, "%s/grant", on_other).p;
    const char *revoke = str_printf(&s.a, "%s/revoke", on_other).p,
               *on_self = str_printf(&s.a, "/office/accounts/%lld/grant", (long long)admin).p;
    const struct { int64_t who; const char *path, *fields; int status; int64_t roles; } steps[] = {
        { auditor, grant, "role=clerk", 403, 0 },
        { other, grant, "role=admin", 403, 0 },
        { admin, on_self, "role=auditor", 403, 0 },                                 /* nobody to himself */
        { admin, grant, "role=member", 422, 0 },                                    /* every account is one */
        { admin, grant, "role=king", 422, 0 },
        { admin, grant, "role=base", 422, 0 },                                      /* of which base? */
        { admin, grant, "role=base&organisation=没有这家", 422, 0 },
        { admin, grant, "role=clerk&district=999999", 422, 0 },
        { admin, grant, "role=clerk&department=hrss&district=210204", 303, 1 },
        { admin, grant, "role=clerk&department=hrss&district=210204", 422, 1 },     /* holds it already */
        { narrow, grant, "role=leader", 422, 1 },                                   /* everywhere is more than her district */
        { narrow, grant, "role=clerk&district=210202", 422, 1 },
        { narrow, grant, "role=clerk&district=210204", 303, 2 },
        { narrow, revoke, "grant=clerk||210202|0", 403, 2 },
        { narrow, revoke, "grant=clerk||210204|0", 303, 1 },
        { narrow, revoke, "grant=clerk||210204|0", 409, 1 },                        /* gone already */
        { admin, revoke, "grant=clerk", 400, 1 },
        { admin, revoke, "grant=king||210204|0", 400, 1 },
        { admin, revoke, "grant=clerk|hrss|210204|0", 303, 0 },
    };
    for (size_t i = 0; i < LEN(steps); i++) {
        struct answer a = act(steps[i].who, steps[i].path, steps[i].fields);
        if (a.status != steps[i].status) fail_msg("step %zu: %d, expected %d", i, a.status, steps[i].status);
        if (roles_of(other) != steps[i].roles) fail_msg("after step %zu: %d roles", i, (int)roles_of(other));
    }
    assert_int_equal(roles_of(admin), 1);
    assert_int_equal(as(other, "/office").status, 403);
    act(admin, grant, "role=clerk&district=210204");
    assert_int_equal(as(other, "/office").status, 200);             /* at once */
    site_login(&s, admin);
    site_now += 11 * 60 * 1000;
    struct answer a = site_post(&s, grant, "role=leader");          /* the password was given too long ago */
    assert_int_equal(a.status, 303);
    assert_true(str_starts(a.location, S("/step-up")));
    assert_int_equal(roles_of(other), 1);
}

static void test_close_and_reset(void **state)
{
    (void)state;
    int64_t admin = site_account(&s, "c_admin", ROLE_ADMIN, "", ""), narrow = site_account(&s, "c_narrow", ROLE_ADMIN, "", "210204"),
            other = site_account(&s, "c_other", ROLE_MEMBER, "", "");
    const char *base = str_printf(&s.a, "/office/accounts/%lld", (long long)other).p;
    const char *close = str_printf(&s.a, "%s/close", base).p, *reopen = str_printf(&s.a, "%s/reopen", base).p,
               *reset = str_printf(&s.a, "%s/reset", base).p;
    site_login(&s, other);
    struct str theirs = s.cookie;
    assert_int_equal(site_get(&s, "/me").status, 200);
    assert_int_equal(act(narrow, close, "").status, 403);           /* reaches beyond her district */
    assert_int_equal(act(narrow, reset, "").status, 403);
    assert_int_equal(act(admin, str_printf(&s.a, "/office/accounts/%lld/close", (long long)admin).p, "").status, 403);
    assert_int_equal(act(admin, close, "").status, 303);
    assert_int_equal(act(admin, close, "").status, 409);
    s.cookie = theirs;
    assert_int_equal(site_get(&s, "/me").status, 303);              /* the session ended with the account */
    assert_int_equal(act(admin, str_printf(&s.a, "%s/grant", base).p, "role=clerk").status, 422);
    assert_int_equal(act(admin, reopen, "").status, 303);
    struct answer a = act(admin, reset, "");
    assert_int_equal(a.status, 200);
    ptrdiff_t at = str_find(a.body, S("http://ballast.test/reset/"));
    assert_true(at > 0);
    struct str link = str_sub(a.body, (size_t)at + 19, 7 + 64);
    site_login(&s, 0);
    a = site_get(&s, str_z(&s.a, link));
    assert_int_equal(a.status, 200);                                /* the accounts' own page takes it */
    assert_true(body_has(&a, "c_other"));
    act(admin, reset, "");
    site_login(&s, 0);
    a = site_get(&s, str_z(&s.a, link));
    assert_true(a.status >= 400);                                   /* a newer link ends the older one */
    assert_int_equal(act(admin, str_printf(&s.a, "%s/totp", base).p, "").status, 303);
}

/* ---- codes ---- */

static void test_codes(void **state)
{
    (void)state;
    int64_t admin = site_account(&s, "k_admin", ROLE_ADMIN, "", "");
    static const struct { const char *path, *fields; int status; } t[] = {
        { "/office/codes/stages/edit", "code=lab&zh=实验室&en=Lab&position=2&active=1", 303 },
        { "/office/codes/stages/edit", "code=lab&zh=又一个&en=Again&position=3&active=1", 422 },
        { "/office/codes/stages/edit", "code=a b&zh=x&en=y&position=3", 422 },
        { "/office/codes/stages/edit", "code=ok&zh=&en=y&position=3", 422 },
        { "/office/codes/stages/edit", "code=ok&zh=x&en=y&position=3&parent=nothing", 422 },
        { "/office/codes/stages/edit?code=lab", "zh=实验室&en=Lab&parent=lab&position=2&version=1", 422 },      /* not its own parent */
        { "/office/codes/stages/edit?code=lab", "zh=实验阶段&en=Laboratory&position=2&active=1&version=1", 303 },
        { "/office/codes/stages/edit?code=lab", "zh=旧&en=Old&position=2&active=1&version=1", 409 },
        { "/office/codes/stages/edit?code=gone", "zh=x&en=y&position=2&version=1", 404 },
        { "/office/codes/nolist/edit", "code=x&zh=x&en=y&position=2", 404 },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = act(admin, t[i].path, t[i].fields);
        if (a.status != t[i].status) fail_msg("row %zu: %d, expected %d", i, a.status, t[i].status);
    }
    assert_true(says(admin, "/office/codes/stages", "实验阶段"));
    struct req r = { .app = &s.app, .arena = &s.a, .lang = LANG_ZH };
    assert_string_equal(code_label(&r, "stages", S("lab")).p, "实验阶段");   /* read anew without a restart */
    size_t offered = codes_choices(&r, "stages").n;
    assert_int_equal(act(admin, "/office/codes/stages/edit?code=lab", "zh=实验阶段&en=Laboratory&position=2&version=2").status, 303);
    assert_int_equal(codes_choices(&r, "stages").n, offered - 1);
    assert_string_equal(code_label(&r, "stages", S("lab")).p, "实验阶段");   /* keeps its label */
}

/* ---- the log ---- */

static void test_log(void **state)
{
    (void)state;
    int64_t admin = site_account(&s, "l_admin", ROLE_ADMIN, "", ""), auditor = site_account(&s, "l_auditor", ROLE_AUDITOR, "", ""),
            target = site_account(&s, "l_target", ROLE_MEMBER, "", "");
    const char *grant = str_printf(&s.a, "/office/accounts/%lld/grant", (long long)target).p,
               *day = date_str(&s.a, instant_day(site_now)).p;
    assert_int_equal(act(admin, grant, "role=planner").status, 303);
    const char *subject = str_printf(&s.a, "subject=%lld", (long long)target).p;
    const struct { const char *query; bool found; } t[] = {
        { "who=l_admin", true }, { "who=l_auditor", false }, { "who=nobody", false }, { "what=account.grant&who=l_admin", true },
        { "what=.grant&who=l_admin", true }, { "what=account.revoke&who=l_admin", false },
        { "what=account.&who=l_admin", true }, { "what=listing.&who=l_admin", false }, { subject, true }, { "subject=1", false },
        { "subject=x", false },
        { str_printf(&s.a, "who=l_admin&from=%s&to=%s", day, day).p, true }, { "who=l_admin&to=2020-01-01", false },
        { "who=l_admin&from=2099-01-01", false },
        { "by=people&who=l_admin", true }, { "by=people", true }, { "by=tokens", false }, { "by=program", false },
        { "who=l_admin&from=rubbish", true }, { "who=l_admin&before=1", false },
    };
    for (size_t i = 0; i < LEN(t); i++)
        if (says(auditor, str_printf(&s.a, "/office/events?%s", t[i].query).p, "&quot;role&quot;:&quot;planner&quot;") != t[i].found)
            fail_msg("%s", t[i].query);
    assert_true(says(auditor, "/office/events?who=l_admin", "授予角色"));
    assert_true(says(auditor, "/api/v1/office/events?who=l_admin", "\"verb\":\"grant\""));
    assert_true(says(auditor, "/office/events.csv?who=l_admin", "grant,account,"));
    assert_true(says(auditor, "/office/events?who=l_auditor&what=office.export", "导出数据"));    /* and that was logged, too */
    assert_int_equal(as(admin, "/office/events").status, 403);      /* who gives rights does not read the log */
    /* pages go by id: nothing twice, nothing lost */
    for (int i = 0; i < PAGE_ROWS + 5; i++)
        act(admin, grant, str_printf(&s.a, "role=clerk&district=2102%02d&department=hrss", i % 2 ? 2 : 4).p);
    struct office_events_rows all;
    struct db *db = site_db(&s);
    assert_int_equal(office_events(db, -1, S(""), S(""), 0, 0, INT64_MAX, INT64_MAX, 10000, S(""), &all), RC_OK);
    size_t seen = 0;
    int64_t before = INT64_MAX;
    for (;;) {
        struct office_events_rows page;
        assert_int_equal(office_events(db, -1, S(""), S(""), 0, 0, INT64_MAX, before, 7, S(""), &page), RC_OK);
        if (!page.n) break;
        for (size_t i = 0; i < page.n; i++) assert_int_equal(page.v[i].id, all.v[seen++].id);
        before = page.v[page.n - 1].id;
    }
    assert_int_equal(seen, all.n);
    db_give(db);
}

/* What a program did in her name is told from what she did herself, also when the token has ended. */
static void test_tokens_in_the_log(void **state)
{
    (void)state;
    int64_t admin = site_account(&s, "t_admin", ROLE_ADMIN, "", ""), auditor = site_account(&s, "t_auditor", ROLE_AUDITOR, "", "");
    struct str token = site_token(&s, admin);
    assert_int_equal(act(admin, "/office/codes/stages/edit", "code=self&zh=x&en=y&position=8&active=1").status, 303);
    assert_false(says(auditor, "/office/events?who=t_admin", "通过程序令牌"));
    struct answer a = site_api(&s, token, "/api/v1/office/codes/stages/edit",
        "{\"code\":\"program\",\"zh\":\"x\",\"en\":\"y\",\"position\":9,\"active\":true}", NULL);
    if (a.status != 200) fail_msg("%d %.*s", a.status, STR_FMT(a.body));
    assert_true(says(auditor, "/office/events?who=t_admin", "通过程序令牌 test"));
    assert_true(says(auditor, "/office/events?by=tokens", "通过程序令牌 test"));
    assert_false(says(auditor, "/office/events?by=people", "通过程序令牌 test"));
    raw("INSERT INTO event (id, account, at_ms, verb, kind, subject, body, token) VALUES (1, 0, 1, 'unheard-of', 'account', 0, '', 0)");
    raw("INSERT INTO event (id, account, at_ms, verb, kind, subject, body, token) VALUES (2, 7, 2, 'login', 'account', 7, '', 0)");
    raw("INSERT INTO event (id, account, at_ms, verb, kind, subject, body, token) VALUES (3, 7, 3, 'login', 'elsewhere', 7, '', 0)");
    assert_true(says(auditor, "/office/events?by=logins&what=account.login", "登录</td>"));
    assert_false(says(auditor, "/office/events?by=people&what=account.login", "登录</td>"));
    assert_false(says(auditor, "/office/events?by=logins&what=account.grant", "授予角色</td>"));
    assert_true(says(auditor, "/office/events?by=people&what=elsewhere.login", "login</td>"));
    assert_true(says(auditor, "/office/events?by=program&what=.unheard-of", "unheard-of</td>"));
    assert_false(says(auditor, "/office/events?by=people&what=.unheard-of", "unheard-of</td>"));
    struct db *db = site_db(&s);
    struct token_of_rows mine;
    assert_int_equal(token_of(db, admin, &mine), RC_OK);
    db_give(db);
    const char *number = str_printf(&s.a, "\"token\":\"%lld\"", (long long)mine.v[0].id).p;
    assert_true(says(auditor, "/api/v1/office/events?who=t_admin", number));
    assert_true(says(auditor, "/api/v1/office/events?who=t_admin", "\"token\":\"0\""));
    raw("DELETE FROM api_token");
    assert_true(says(auditor, "/office/events?who=t_admin", str_printf(&s.a, "通过程序令牌 %lld", (long long)mine.v[0].id).p));
    assert_true(says(auditor, "/office/events.csv?who=t_admin", str_printf(&s.a, ",%lld,", (long long)mine.v[0].id).p));
}

static void test_unmaskings(void **state)
{
    (void)state;
    int64_t me = site_account(&s, "w_me", ROLE_MEMBER, "", ""), clerk = site_account(&s, "w_clerk", ROLE_CLERK, "", "210204"),
            auditor = site_account(&s, "w_auditor", ROLE_AUDITOR, "", "");
    struct person_by_account p;
    assert_int_equal(act(me, "/me", "name=被看的人&kind=graduate&division=210204&phone=13900009999&version=0").status, 303);
    struct db *db = site_db(&s);
    assert_int_equal(person_by_account(db, me, &p), RC_OK);
    db_give(db);
    assert_int_equal(act(clerk, str_printf(&s.a, "/people/%lld/unmask", (long long)p.id).p, "field=phone&purpose=电话回访核实").status,
        200);
    struct answer a = as(auditor, "/office/unmaskings");
    assert_true(body_has(&a, "被看的人") && body_has(&a, "电话回访核实") && body_has(&a, "w_clerk") && body_has(&a, "手机号码"));
    assert_false(body_has(&a, "13900009999"));
}

/* ---- the permissions page ---- */

static const char *const perm_words[] = { "",
#define PERM(name, zh, en) zh,
#include "web/perm.def"
};

static size_t times(struct str in, const char *part)
{
    size_t n = 0;
    for (ptrdiff_t at; (at = str_find(in, str_from(part))) >= 0; n++) in = str_sub(in, (size_t)at + strlen(part), SIZE_MAX);
    return n;
}

static void test_permissions_page(void **state)
{
    (void)state;
    int64_t leader = site_account(&s, "pp_leader", ROLE_LEADER, "", "");
    struct answer a = as(leader, "/office/permissions");
    for (size_t i = 0; i < LEN(slices); i++)
        for (size_t k = 0; k < slices[i]->nroutes; k++) {
            const struct route *x = &slices[i]->routes[k];
            if (!body_has(&a, str_printf(&s.a, "%s %s</code>", x->method, x->path).p))
                fail_msg("%s %s is not on the page", x->method, x->path);
        }
    /* who holds what: on the fold of the right, and a line of the role */
    for (int p = PERM_LOGIN + 1; p < PERM_COUNT; p++) {
        struct str label = str_from(perm_words[p]);
        size_t roles = 0;
        for (int role = 1; role < ROLE_COUNT; role++) roles += role_holds((enum role)role, (enum perm)p);
        assert_int_equal(times(a.body, str_printf(&s.a, "<li>%.*s</li>", STR_FMT(label)).p), roles);
        assert_int_equal(times(a.body, str_printf(&s.a, "<h3>%.*s</h3>", STR_FMT(label)).p), 1);
    }
    assert_true(body_has(&a, "审计</h3>") && !body_has(&a, "<details class=\"fold\" open"));
    /* an address, a right, a role */
    a = as(leader, "/office/permissions?q=get+/office/EVENTS");
    assert_true(body_has(&a, "GET /office/events</code>") && !body_has(&a, "GET /office/accounts</code>") && body_has(&a, "\"fold\" open"));
    a = as(leader, "/office/permissions?q=%E5%AE%A1%E8%AE%A1");
    assert_true(body_has(&a, "审计</h3>") && body_has(&a, "GET /office/events</code>") && !body_has(&a, "GET /office/accounts</code>"));
    a = as(leader, "/office/permissions?q=nothing+like+it");
    assert_int_equal(times(a.body, "没有符合条件的。"), 2);
}

/* ---- pages of a length to read ---- */

/* A page shows fewer rows than a program is told, and leads on. */
static void test_pages_of_rows(void **state)
{
    (void)state;
    static const char row[] = "<tr><th scope=\"row\"";
    int64_t admin = site_account(&s, "rows_admin", ROLE_ADMIN, "", ""), auditor = site_account(&s, "rows_auditor", ROLE_AUDITOR, "", "");
    for (int i = 0; i < PAGE_ROWS; i++) {
        int64_t other = site_account(&s, str_printf(&s.a, "rows_%d", i).p, ROLE_MEMBER, "", "");
        act(admin, str_printf(&s.a, "/office/accounts/%lld/grant", (long long)other).p, "role=clerk&district=210204&department=hrss");
    }
    struct answer a = as(admin, "/office/accounts?lang=en");
    assert_int_equal(times(a.body, row), SHOWN_ROWS);
    assert_true(body_has(&a, "rel=\"next\"") && body_has(&a, ">Name</th>") && !body_has(&a, "Your name"));
    struct db *db = site_db(&s);
    struct office_accounts_total all;
    assert_int_equal(office_accounts_total(db, S(""), S(""), &all), RC_OK);
    db_give(db);
    a = as(admin, "/office/accounts");
    size_t rows = times(a.body, row);
    for (int pages = 1; body_has(&a, "rel=\"next\""); pages++) {     /* on to the end: each account once */
        ptrdiff_t at = str_find(a.body, S("rel=\"next\""));
        ptrdiff_t from = at;
        while (!str_starts(str_sub(a.body, (size_t)from, 5), S("from="))) from--;
        struct str rest = str_sub(a.body, (size_t)from, a.body.n), key;
        assert_true(str_cut(&rest, '"', &key) && pages < 20);
        a = as(admin, str_printf(&s.a, "/office/accounts?%.*s", STR_FMT(key)).p);
        assert_true(body_has(&a, "rel=\"prev\""));
        rows += times(a.body, row);
    }
    assert_int_equal((int64_t)rows, all.n);
    assert_int_equal(as(admin, "/office/accounts?from=%22%C3%A9").status, 200);
    a = as(auditor, "/office/events?who=rows_admin");
    assert_int_equal(times(a.body, row), SHOWN_ROWS);
    assert_true(body_has(&a, "rel=\"next\""));
    a = as(auditor, "/api/v1/office/events?who=rows_admin");
    assert_int_equal(times(a.body, "\"verb\":"), PAGE_ROWS);
}

/* ---- whole or not at all ---- */

static void test_faults(void **state)
{
    (void)state;
    int64_t admin = site_account(&s, "n_admin", ROLE_ADMIN, "", ""), other = site_account(&s, "n_other", ROLE_MEMBER, "", "");
    const char *base = str_printf(&s.a, "/office/accounts/%lld", (long long)other).p;
    db_set_twice(s.app.pool, false);
    site_every_statement(&s, admin, str_printf(&s.a, "%s/grant", base).p, "role=clerk&district=210204", 303);
    site_every_statement(&s, admin, str_printf(&s.a, "%s/revoke", base).p, "grant=clerk||210204|0", 303);
    site_every_statement(&s, admin, str_printf(&s.a, "%s/reset", base).p, "", 200);
    site_every_statement(&s, admin, str_printf(&s.a, "%s/totp", base).p, "", 303);
    site_every_statement(&s, admin, str_printf(&s.a, "%s/close", base).p, "", 303);
    site_every_statement(&s, admin, str_printf(&s.a, "%s/reopen", base).p, "", 303);
    site_every_statement(&s, admin, "/office/codes/stages/edit", "code=fault&zh=故障&en=Fault&position=9", 303);
    site_every_statement(&s, admin, "/office/codes/stages/edit?code=fault", "zh=故障二&en=Fault+two&position=9&active=1&version=1", 303);
    site_every_allocation(&s, admin, "/office/codes/stages/edit", "code=fault2&zh=故障三&en=Fault+three&position=10");
    site_every_allocation(&s, admin, "/office/codes/stages/edit?code=fault", "zh=故障四&en=Fault+four&position=9&active=1&version=2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_dashboard),
        cmocka_unit_test(test_matrix),
        cmocka_unit_test(test_grant),
        cmocka_unit_test(test_close_and_reset),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_tokens_in_the_log),
        cmocka_unit_test(test_unmaskings),
        cmocka_unit_test(test_permissions_page),
        cmocka_unit_test(test_pages_of_rows),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
