/* filings_test.c: a return from the day its period opens, through the pages: written, checked, handed in, returned, corrected;
** zero, late and let in; closed by one of two officers; who may do what. Beside each step stands what the cells say. */
#include "test/site.h"
#include "app/filings/test_world.h"
#include "app/filings/views.h"
#include "session_sql.h"

static void it_is(int64_t y, int m, int d) { site_now = date_days(y, m, d) * DAY_MS + 4 * 3600000; }

static int64_t next_month(int carrier, int64_t period)
{
    it_is(period / 100, (int)(period % 100), 20);
    world_tick();
    return filing_id(carrier, "monthly", period);
}

static bool row_says(struct answer a, const char *text)
{
    if (!body_has(&a, text)) {
        fprintf(stderr, "no '%s' in %.*s\n", text, STR_FMT(a.body));
        return false;
    }
    return true;
}

static void a_month_opens_and_is_asked_once(void **state)
{
    (void)state;
    assert_int_equal(cell("filings_due", "city", "", 202609), 2);
    assert_int_equal(cell("filings_due", "division", "210204", 202609), 1);
    assert_int_equal(cell("filings_due", "zone", "hightech", 202609), 1);
    world_tick();
    assert_int_equal(cell("filings_due", "city", "", 202609), 2);
    struct answer a = site_get_as(&s, w.manager[0], "/filings");
    assert_true(row_says(a, "2026年9月载体月报") && row_says(a, "未报"));
    s.lang = "en";
    a = site_get_as(&s, w.manager[0], "/filings");
    assert_true(row_says(a, "Monthly return of a carrier, September 2026") && row_says(a, "Not filed"));
    s.lang = "zh";
}

static void a_return_goes_its_way(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202609), desk = site_account(&s, "desk", ROLE_CLERK, "sti", ""),
            elsewhere = site_account(&s, "elsewhere", ROLE_CLERK, "sti", "210281");
    struct answer a = post(w.manager[0], id, "/edit", summary_of(10, 5, "abc", ""));
    assert_int_equal(a.status, 422);
    assert_true(row_says(a, "应填数字") && row_says(a, "value=\"abc\"") && row_says(a, "value=\"10\""));
    saved(0, id, summary_of(10, 5, "9.2", "fresh=99"));            /* the first of a name counts */
    assert_int_equal(cell("employees", "city", "", 202609), 0);     /* a draft counts nowhere */
    a = site_get_as(&s, w.manager[0], at(id, "/check"));
    assert_true(row_says(a, "没有发现问题") && row_says(a, "上报后的数字"));
    saved(0, id, "employees=10&fresh=12&opportunities=5&revenue=9.2&rnd=1&financed=0&financing=0&ip=4&inventions=2&high_tech=1&docking_events=1&incubatees=3&teams=2&area_used=300");
    a = post(w.manager[0], id, "/submit", "");
    assert_int_equal(a.status, 422);
    assert_true(row_says(a, "应届高校毕业生不能多于从业人员"));
    saved(0, id, summary_of(10, 5, "1.2", ""));                    /* R&D above revenue wants a reason */
    a = post(w.manager[0], id, "/submit", "");
    assert_int_equal(a.status, 422);
    assert_true(row_says(a, "研发投入高于营业收入") && row_says(a, "name=\"why.rnd_high\""));
    const char *once = str_printf(&s.a, "form_key=%.*s&%s", STR_FMT(site_form_key(&s)), seen(id, "why.rnd_high=grant")).p;
    a = site_post_as_is(&s, at(id, "/submit"), once);
    done(a, "submit");
    assert_true(str_eq(a.location, str_from(at(id, "/receipt"))));
    a = site_post_as_is(&s, at(id, "/submit"), once);              /* pressed twice: the same receipt */
    done(a, "again");
    assert_true(str_eq(a.location, str_from(at(id, "/receipt"))));
    assert_true(filing_now(id).last == 1 && filing_now(id).live == 1);
    assert_int_equal(cell("employees", "city", "", 202609), 10);
    assert_int_equal(cell("employees", "zone", "hightech", 202609), 10);
    assert_int_equal(cell("revenue", "division", "210211", 202609), 120000);
    assert_int_equal(cell("filings_on_time", "city", "", 202609), 1);
    a = site_get(&s, at(id, "/receipt"));
    assert_true(row_says(a, "SHA-256") && row_says(a, "单位盖章处"));
    /* whatever her department: who reviews it is told */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM notice WHERE account = $1", desk), 1);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM notice WHERE account = $1", elsewhere), 0);
}

struct house { int64_t organisation; struct str name, state; };
static enum rc house_tx(struct db *tx, void *arg)
{
    const struct house *x = arg;
    struct organisation_by_id o;
    TRY(organisation_by_id(tx, x->organisation, &o));
    return organisation_set(tx, o.id, o.version, o.kind, x->name, x->name, x->name, o.uscc, o.division, o.zone, o.industry, o.size_class,
        o.intro_zh, o.intro_en, o.website, o.contact, x->state);
}

static void house_is(int64_t organisation, const char *name, const char *state)
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, house_tx, &(struct house){ organisation, str_from(name), str_from(state) }), RC_OK);
    db_give(db);
}

static void what_was_hashed_can_be_had(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202609);
    struct filing_version_of v;
    struct db *db = site_db(&s);
    uint8_t sum[32];
    assert_int_equal(filing_version_of(db, id, 1, &v), RC_OK);
    db_give(db);
    struct answer a = site_get_as(&s, w.manager[0], str_printf(&s.a, "/filings/versions/%lld/files/canonical.txt", (long long)v.id).p);
    sha256(a.body, sum);
    assert_true(str_eq(hex(&s.a, sum, 32), v.fingerprint));
    assert_true(row_says(a, "value\trevenue\t1.2\tkyuan\n") && row_says(a, "reason\trnd_high\tgrant\n"));
    house_is(w.carrier[0], "another name", "active");                         /* what it is called today changes no receipt */
    a = site_get_as(&s, w.manager[0], str_printf(&s.a, "/filings/versions/%lld/files/canonical.txt", (long long)v.id).p);
    sha256(a.body, sum);
    assert_true(str_eq(hex(&s.a, sum, 32), v.fingerprint) && !body_has(&a, "another name"));
    house_is(w.carrier[0], "孵化器一", "active");
}

static enum rc joins_tx(struct db *tx, void *who)
{
    return membership_add(tx, *(int64_t *)who, w.carrier[0], S("member"), S("active"), site_now);
}
static enum rc leaves_tx(struct db *tx, void *who) { return membership_end(tx, *(int64_t *)who, w.carrier[0]); }

static void change_as(enum rc (*fn)(struct db *, void *), int64_t who)
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, fn, &who), RC_OK);
    db_give(db);
}

static void returned_and_mended(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202609);
    struct answer a = site_post_as(&s, w.clerk, at(id, "/return"), seen(id, "reason=revenue%3F&fields=revenue&fields=nonsense"));
    done(a, "return");
    assert_int_equal(cell("employees", "city", "", 202609), 0);
    assert_int_equal(cell("filings_on_time", "city", "", 202609), 0);
    a = site_get_as(&s, w.manager[0], at(id, ""));
    assert_true(row_says(a, "已退回") && row_says(a, "revenue?") && row_says(a, "在孵企业本月营业收入"));
    filed(0, id, summary_of(11, 5, "92", ""));
    assert_int_equal(filing_now(id).last, 2);
    assert_int_equal(cell("employees", "city", "", 202609), 11);
    change_as(joins_tx, w.clerk);                                   /* an officer of the carrier's own house */
    a = site_get_as(&s, w.clerk, at(id, ""));
    assert_true(row_says(a, "请由其他审核人员办理") && !body_has(&a, "/accept"));
    site_post_as(&s, w.clerk, at(id, "/accept"), seen(id, ""));
    site_post_as(&s, w.clerk, at(id, "/return"), seen(id, "reason=x"));
    assert_string_equal(filing_now(id).state.p, "filed");
    change_as(leaves_tx, w.clerk);
    done(site_post_as(&s, w.clerk, at(id, "/accept"), seen(id, "")), "accept");
    assert_int_equal(cell("filings_first_time", "city", "", 202609), 0);
    assert_int_equal(cell("filings_on_time", "city", "", 202609), 1);
    a = site_get_as(&s, w.manager[0], at(id, ""));
    assert_true(row_says(a, "已通过") && row_says(a, "第 1 版") && row_says(a, "第 2 版"));
}

static void a_correction_makes_a_version(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202609);
    done(site_post_as(&s, w.manager[0], at(id, "/correct"), "why=typo"), "correct");
    assert_int_equal(cell("employees", "city", "", 202609), 11);    /* what was accepted counts as long as the correction is a draft */
    filed(0, id, summary_of(14, 5, "92", ""));
    assert_int_equal(cell("employees", "city", "", 202609), 14);
    struct filing_version_of v;
    struct db *db = site_db(&s);
    assert_int_equal(filing_version_of(db, id, 3, &v), RC_OK);
    db_give(db);
    struct answer a = site_get_as(&s, w.clerk, str_printf(&s.a, "/filings/versions/%lld", (long long)v.id).p);
    assert_true(row_says(a, "typo") && row_says(a, "<td data-label=\"现在\">11</td><td data-label=\"上报后\">14</td>"));
    done(site_post_as(&s, w.clerk, at(id, "/return"), seen(id, "reason=no")), "return the correction");
    assert_int_equal(cell("employees", "city", "", 202609), 11);    /* the accepted version counts again */
    filed(0, id, summary_of(13, 5, "92", ""));
    done(site_post_as(&s, w.clerk, at(id, "/accept"), seen(id, "")), "accept");
    assert_int_equal(cell("employees", "city", "", 202609), 13);
}

static void nothing_zero_and_missing_differ(void **state)
{
    (void)state;
    int64_t id = filing_id(1, "monthly", 202609), none = next_month(1, 202610), zero = filing_id(0, "monthly", 202610);
    struct answer a = site_get_as(&s, w.manager[1], at(id, ""));
    assert_true(row_says(a, "缺报") && row_says(a, "已逾期"));
    a = site_get_as(&s, w.manager[1], at(none, ""));
    assert_true(row_says(a, "未报"));
    done(post(w.manager[0], zero, "/zero", ""), "zero");
    assert_int_equal(cell("filings_zero", "city", "", 202610), 1);
    assert_int_equal(cell("employees", "city", "", 202610), 0);
    a = site_get_as(&s, w.clerk, "/filings/board?period=202610");
    assert_true(row_says(a, "零报告") && row_says(a, "应报 2 家，已计入合计 1 家"));
    a = site_get_as(&s, w.clerk, "/filings/board.csv?period=202609");
    assert_true(row_says(a, "缺报"));
    done(site_post_as(&s, w.clerk, at(zero, "/accept"), seen(zero, "")), "accept");
    assert_int_equal(cell("filings_first_time", "city", "", 202610), 1);
}

static void late_waits_until_it_is_let_in(void **state)
{
    (void)state;
    int64_t id = filing_id(1, "monthly", 202609);
    filed(1, id, summary_of(20, 1, "50", ""));
    assert_int_equal(cell("employees", "division", "210204", 202609), 0);
    struct answer a = site_get_as(&s, w.clerk, at(id, ""));
    assert_true(row_says(a, "迟报") && row_says(a, "准予补报"));
    a = site_post_as(&s, w.clerk, at(id, "/accept"), seen(id, ""));
    assert_int_equal(filing_now(id).state.n, 4);                   /* still late */
    done(site_post_as(&s, w.west, at(id, "/admit"), seen(id, "reason=flood")), "admit");
    assert_int_equal(cell("employees", "division", "210204", 202609), 20);
    assert_int_equal(cell("filings_on_time", "division", "210204", 202609), 0);
    done(site_post_as(&s, w.west, at(id, "/accept"), seen(id, "")), "accept");
    assert_int_equal(cell("filings_first_time", "division", "210204", 202609), 1);
    a = site_get_as(&s, w.manager[1], at(id, ""));
    assert_true(row_says(a, "迟报") && row_says(a, "flood"));
}

static void one_of_two_officers_closes_the_month(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202609);
    const char *fields = "form=monthly&period=202609&why=quarter";
    site_login(&s, w.second);
    const char *seconds = str_printf(&s.a, "form_key=%.*s&%s", STR_FMT(site_form_key(&s)), fields).p;
    done(site_post_as(&s, w.clerk, "/filings/lock", fields), "lock");
    site_login(&s, w.second);
    struct answer a = site_post(&s, "/filings/lock", fields);
    (void)seconds;
    assert_int_equal(a.status, 303);
    a = site_get(&s, "/filings/board?period=202609");
    assert_true(row_says(a, "另一位工作人员刚刚锁定了这一期") && row_says(a, "clerk 锁定：quarter"));
    a = site_post_as(&s, w.manager[0], at(id, "/correct"), "why=late");
    assert_int_equal(filing_now(id).draft, 0);
    a = site_get(&s, at(id, ""));
    assert_true(row_says(a, "这一期已锁定") && row_says(a, "quarter") && row_says(a, "请致电 12333"));
    a = site_post_as(&s, w.clerk, at(id, "/return"), seen(id, "reason=x"));
    assert_true(str_eq(filing_now(id).state, S("accepted")));
    assert_int_equal(site_post_as(&s, w.west, "/filings/unlock", fields).status, 403);     /* hers is a district */
    done(site_post_as(&s, w.second, "/filings/unlock", "form=monthly&period=202609&why=mistake"), "unlock");
    a = site_get(&s, "/filings/board?period=202609");
    assert_true(row_says(a, "second 重新开放：mistake"));
    done(site_post_as(&s, w.manager[0], at(id, "/correct"), "why=late"), "correct");
}

static void others_see_and_change_nothing(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202610), version = filing_now(id).version;
    assert_int_equal(site_get_as(&s, w.stranger, at(id, "")).status, 404);
    assert_int_equal(site_get_as(&s, w.manager[1], at(id, "")).status, 404);
    assert_int_equal(site_post_as(&s, w.manager[1], at(id, "/zero"), "").status, 404);
    assert_int_equal(site_get_as(&s, w.west, at(id, "")).status, 404);              /* an officer of another district */
    assert_int_equal(site_post_as(&s, w.west, at(id, "/return"), "reason=x").status, 404);
    assert_int_equal(site_post_as(&s, w.clerk, at(id, "/zero"), "").status, 403);   /* an officer files for nobody */
    assert_int_equal(filing_now(id).version, version);
    static const char *const months[] = { "9223372036854775807", "-5", "202613", "0" };           /* no month: the one that is due */
    for (size_t i = 0; i < LEN(months); i++)
        assert_int_equal(site_get_as(&s, w.west, str_printf(&s.a, "/filings/board?period=%s", months[i]).p).status, 200);
    struct answer a = site_get_as(&s, w.west, "/filings/board?period=202610");
    assert_true(row_says(a, "孵化器二") && !body_has(&a, "孵化器一"));
    int64_t leader = site_account(&s, "leader", ROLE_LEADER, "", ""), full = filing_id(0, "monthly", 202609);
    struct filing_version_of v;
    struct db *db = site_db(&s);
    assert_int_equal(filing_version_of(db, full, 2, &v), RC_OK);
    db_give(db);
    a = site_get_as(&s, leader, at(full, ""));                                      /* a number opens to its return, not to its people */
    assert_true(a.status == 200 && row_says(a, "\n13</td>") && !body_has(&a, "canonical.txt"));
    assert_int_equal(site_get_as(&s, leader, str_printf(&s.a, "/filings/versions/%lld/files/canonical.txt", (long long)v.id).p).status,
        404);
    assert_int_equal(site_post_as(&s, leader, at(full, "/return"), "reason=x").status, 403);
}

static enum rc owner_tx(struct db *tx, void *arg)
{
    (void)arg;
    return membership_add(tx, w.stranger, w.carrier[1], S("owner"), S("active"), site_now);
}

/* And to whom they lead to the return: an owner of the organisation who does not run it as a base cannot open one. */
static void reminders_come_once(void **state)
{
    (void)state;
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, owner_tx, NULL), RC_OK);
    db_give(db);
    static const int64_t days[][2] = { { 10, 31 }, { 11, 5 }, { 11, 8 } };
    static const char *const said[] = { "即将截止", "今天截止", "已逾期" };
    int64_t id = filing_id(1, "monthly", 202610);
    for (size_t i = 0; i < LEN(days); i++) {
        it_is(2026, (int)days[i][0], (int)days[i][1]);
        for (int k = 0; k < 2; k++) world_tick();
        struct answer a = site_get_as(&s, w.manager[1], "/inbox");
        struct str rest = a.body;
        int n = 0;
        for (ptrdiff_t p; (p = str_find(rest, str_from(said[i]))) >= 0; n++) rest = str_sub(rest, (size_t)p + 3, rest.n);
        if (n != 1) fail_msg("%s: %d times", said[i], n);
    }
    assert_int_equal(site_get_as(&s, w.stranger, at(id, "")).status, 404);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM notice WHERE account = $1", w.stranger), 0);
}

static void somebody_was_faster(void **state)
{
    (void)state;
    int64_t id = filing_id(1, "monthly", 202610);
    const char *old = seen(id, summary_of(20, 1, "50", ""));
    saved(1, id, summary_of(21, 1, "50", ""));
    struct answer a = site_post_as(&s, w.manager[1], at(id, "/edit"), old);
    assert_int_equal(a.status, 303);
    a = site_get(&s, at(id, ""));
    assert_true(row_says(a, "别人刚刚改过") && row_says(a, "\n21</td>"));
}

/* ---- scans ---- */

static struct answer scan(int64_t who, int64_t version, const char *bytes, const char *fields)
{
    struct http_file file = { .field = S("file"), .name = S("seal.pdf"), .bytes = str_from(bytes) };
    site_login(&s, who);
    return site_post_files(&s, str_printf(&s.a, "/filings/versions/%lld/scan", (long long)version).p, fields, &file, 1);
}
static int64_t scans(int64_t version) { return site_ask(&s, "SELECT COUNT(*) AS n FROM filing_scan WHERE filing_version = $1", version); }

/* A scan stays: another one stands beside it, with its reason once the return is accepted or the month closed; the log has both hashes. */
static void scans_are_kept(void **state)
{
    (void)state;
    int64_t id = filing_id(0, "monthly", 202609),
            version = site_ask(&s, "SELECT MAX(id) AS n FROM filing_version WHERE decision = 'accepted' AND filing = $1", id);
    const char *path = str_printf(&s.a, "/filings/versions/%lld", (long long)version).p;
    done(scan(w.manager[0], version, "%PDF-1 one", ""), "the first");
    assert_int_equal(scan(w.manager[1], version, "%PDF-1 two", "why=x").status, 404);
    scan(w.manager[0], version, "no pdf", "why=x");
    scan(w.manager[0], version, "%PDF-1 two", "");                      /* accepted, and no reason */
    assert_int_equal(scans(version), 1);
    struct answer a = site_get(&s, at(id, "/receipt"));
    assert_true(row_says(a, "须写明原因"));
    done(scan(w.manager[0], version, "%PDF-1 two", "why=seal+was+unreadable"), "another");
    assert_int_equal(scans(version), 2);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM event WHERE verb = 'scanned' AND body LIKE '%sha256%' AND subject = $1", id),
        2);
    assert_int_equal(site_ask(&s, "SELECT COUNT(DISTINCT body) AS n FROM event WHERE verb = 'scanned' AND subject = $1", id), 2);
    a = site_get_as(&s, w.clerk, path);
    assert_true(row_says(a, "seal was unreadable") && row_says(a, "scan?number=1") && row_says(a, "scan?number=2"));
    a = site_get_as(&s, w.clerk, "/inbox");
    assert_true(row_says(a, "又上传了扫描件"));
    a = site_get_as(&s, w.clerk, str_join(&s.a, str_from(path), S("/files/scan?number=1")).p);
    assert_true(str_eq(a.body, S("%PDF-1 one")));
    a = site_get_as(&s, w.clerk, str_join(&s.a, str_from(path), S("/files/scan")).p);
    assert_true(str_eq(a.body, S("%PDF-1 two")));
    assert_int_equal(site_get_as(&s, w.clerk, str_join(&s.a, str_from(path), S("/files/scan?number=3")).p).status, 404);
    assert_int_equal(site_get_as(&s, w.west, str_join(&s.a, str_from(path), S("/files/scan?number=1")).p).status, 404);
}

/* Read while the month was closed and not looked at, it is not handed in although the month is open by now. */
static void unlocked_in_between(void **state)
{
    (void)state;
    int64_t id = next_month(0, 202702);
    saved(0, id, summary_of(5, 1, "50", ""));
    struct filed_try { struct filing_submit w; struct filled x; } t = { .w = { .unchecked = true } };
    struct db *db = site_db(&s);
    t.x = filled_new(&s.a, return_version(returns_of(&s.app), S("monthly"), 1));
    t.w.h = (struct filing_hand){ .all = returns_of(&s.app),
        .keys = &s.keys,
        .filing = id,
        .account = w.manager[0],
        .now = site_now,
        .id = id_new(site_now) };
    t.w.x = &t.x;
    assert_int_equal(db_tx(db, filing_submit_tx, &t.w), RC_REFUSED);
    db_give(db);
    assert_int_equal(t.w.h.refused, T_filing_not_now);
    assert_int_equal(filing_now(id).last, 0);
}

/* ---- who sees which totals ---- */

static bool totals_say(struct answer a, const char *text)
{
    ptrdiff_t from = str_find(a.body, S("id=\"totals\""));
    if (from < 0) return false;
    struct str rest = str_sub(a.body, (size_t)from, a.body.n - (size_t)from);
    return str_find(str_sub(rest, 0, (size_t)str_find(rest, S("</section>"))), str_from(text)) >= 0;
}

/* In September 13 were employed in 210211 and 20 in 210204. NULL: no totals at all. */
static void totals_of_ones_own_districts(void **state)
{
    (void)state;
    int64_t near = site_account(&s, "near", ROLE_CLERK, "", "210211"), leads = site_account(&s, "leads", ROLE_LEADER, "", "210204"),
            all = site_account(&s, "all", ROLE_LEADER, "", "");
    static const char *const sums[] = { "33", "13", "20" };
    const struct { int64_t who; const char *query, *says; } t[] = {
        { w.clerk, "", "33" }, { w.clerk, "&division=210211", "13" }, { w.clerk, "&zone=hightech", "13" },
        { w.clerk, "&division=210204", "20" }, { all, "&division=210211", "13" },
        { near, "", "13" }, { near, "&division=210211", "13" }, { near, "&zone=hightech", NULL }, { near, "&division=210204", "0" },
        { w.west, "", "20" }, { w.west, "&division=210211", "0" }, { w.west, "&zone=hightech", NULL },
        { w.west, "&division=210211&zone=hightech", "0" }, { w.west, "&division=,210211,", "0" },
        { leads, "", "20" }, { leads, "&division=210211", "0" }, { leads, "&zone=hightech", NULL },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = site_get_as(&s, t[i].who, str_printf(&s.a, "/filings/board?period=202609%s", t[i].query).p);
        assert_int_equal(a.status, 200);
        for (size_t k = 0; k < LEN(sums); k++)
            if (totals_say(a, str_printf(&s.a, "\n%s</td>", sums[k]).p) != (t[i].says && strcmp(sums[k], t[i].says) == 0))
                fail_msg("%zu %s: %s", i, t[i].query, sums[k]);
        if (t[i].who == w.west || t[i].who == leads) assert_false(body_has(&a, "孵化器一"));
        a = site_get(&s, str_printf(&s.a, "/filings/board.csv?period=202609%s", t[i].query).p);
        if (t[i].who == w.west || t[i].who == leads) assert_false(body_has(&a, "孵化器一"));
    }
}

/* Of an organisation that the office has closed no further return is asked. */
static void who_is_closed_is_asked_nothing(void **state)
{
    (void)state;
    house_is(w.carrier[1], "孵化器二", "closed");
    (void)next_month(0, 202703);
    assert_int_equal(cell("filings_due", "city", "", 202703), 1);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM filing WHERE period = 202703 AND carrier = $1", w.carrier[1]), 0);
    house_is(w.carrier[1], "孵化器二", "active");
    world_tick();
    assert_int_equal(cell("filings_due", "city", "", 202703), 2);
}

struct holiday { const char *day; bool off; };
static enum rc holiday_tx(struct db *tx, void *arg)
{
    const struct holiday *h = arg;
    return code_put(tx, S("days_off"), str_from(h->day), S("x"), S("x"), S(""), 999, h->off);
}

static void calendar_has(const char *day, bool off)
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, holiday_tx, &(struct holiday){ day, off }), RC_OK);
    db_give(db);
    world_tick();
}

/* The office enters a holiday while the return is open: the deadline moves to the next working day, and not back again; what
** is over stays. */
static void deadlines_follow_the_calendar(void **state)
{
    (void)state;
    site_now = date_days(2027, 4, 20) * DAY_MS;
    world_tick();
    int64_t id = filing_id(0, "monthly", 202704);
    assert_true(str_eq(filing_now(id).due_day, S("2027-05-05")));             /* a Wednesday; of 2027 the office has said nothing yet */
    struct answer a = site_get_as(&s, w.clerk, "/filings/board?form=monthly&period=202704");
    assert_true(body_has(&a, "还没有 2027 年的安排"));
    calendar_has("2027-05-05", true);
    calendar_has("2027-05-06", true);
    assert_true(str_eq(filing_now(id).due_day, S("2027-05-07")));
    a = site_get(&s, "/filings/board?form=monthly&period=202704");
    assert_true(body_has(&a, "2027年5月7日") && !body_has(&a, "还没有 2027 年的安排"));
    calendar_has("2027-05-06", false);
    assert_true(str_eq(filing_now(id).due_day, S("2027-05-07")));
    site_now = date_days(2027, 5, 10) * DAY_MS;
    world_tick();
    calendar_has("2027-05-07", true);
    assert_true(str_eq(filing_now(id).due_day, S("2027-05-07")));
    site_now = date_days(2027, 5, 20) * DAY_MS;
    world_tick();
    assert_true(str_eq(filing_now(filing_id(0, "monthly", 202705)).due_day, S("2027-06-07")));      /* the 5th is a Saturday */
}

/* Many rows that lack the same are one line, and no box for a reason is left off. */
enum { OLD = 40, OLD_ID = 5000, CLOSED = 13 };    /* the one of February 2021 */
static enum rc old_returns_tx(struct db *tx, void *arg)
{
    (void)arg;
    for (int i = 0; i < OLD; i++) {
        int64_t year = 2020 + i / 12, month = i % 12 + 1;
        TRY(filing_add(tx, OLD_ID + i, S("monthly"), 1, w.carrier[0], S("210211"), S("hightech"), year * 100 + month,
            date_str(tx->arena, date_days((int)year, (int)month, 28)), 1));
        if (i % 2 == 0) TRY(filing_set(tx, OLD_ID + i, 1, S("accepted"), 0, 0, 0, 1, 1, 1));
    }
    return RC_OK;
}

/* More than a page of returns lies behind: all that wait are counted, and can be paged through, each once. A closed month waits for
** nobody, and no link leads where nothing can be done. */
static void all_that_waits_is_shown(void **state)
{
    (void)state;
    struct db *db = site_db(&s);
    struct filing_waiting_count n;
    assert_int_equal(db_tx(db, old_returns_tx, NULL), RC_OK);
    done(site_post_as(&s, w.clerk, "/filings/lock", "form=monthly&period=202102&why=over"), "lock");
    assert_int_equal(filing_waiting_count(db, w.carrier[0], &n), RC_OK);
    db_give(db);
    bool found[OLD] = { false };
    const char *path = "/filings";
    for (int pages = 0; path; pages++) {
        struct answer a = site_get_as(&s, w.manager[0], path);
        assert_true(a.status == 200 && pages < 5);
        ptrdiff_t from = str_find(a.body, S("<h2 id=\"waiting\">")), to = str_find(a.body, S("<h2 id=\"all\">"));
        assert_true(from > 0 && to > from);
        struct str part = str_sub(a.body, (size_t)from, (size_t)(to - from)), key;
        assert_true(str_find(part, str_printf(&s.a, " (%lld)</h2>", (long long)n.n)) > 0);
        for (int i = 0; i < OLD; i++) {
            if (str_find(part, str_printf(&s.a, "/filings/%d/edit", OLD_ID + i)) < 0) continue;
            assert_true(i % 2 && !found[i] && i != CLOSED);
            found[i] = true;
        }
        ptrdiff_t next = str_find(part, S("waits="));
        part = str_sub(part, (size_t)next + 6, part.n);
        path = next < 0 || !str_cut(&part, '#', &key) ? NULL : str_printf(&s.a, "/filings?waits=%.*s", STR_FMT(key)).p;
    }
    for (int i = 1; i < OLD; i += 2) if (found[i] != (i != CLOSED)) fail_msg("return %d: %d", i, found[i]);
    struct answer list = site_get_as(&s, w.manager[0], "/filings?page=2");
    assert_true(row_says(list, "已锁定") && !row_says(list, str_printf(&s.a, "/filings/%d/edit", OLD_ID + CLOSED).p));
    assert_int_equal(site_get_as(&s, w.manager[0], "/filings?waits=rubbish").status, 200);
}

static void rows_that_lack_the_same_are_one_line(void **state)
{
    (void)state;
    struct faults f = { 0 };
    struct fault_groups list;
    for (int i = 0; i < 120; i++)
        for (int k = 0; k < 2; k++)
            *PUSH(&s.a, &f) = (struct fault){ true, FIRMS, i, k, str_printf(&s.a, "need.%d/%d", k, i), S("not filled in") };
    *PUSH(&s.a, &f) = (struct fault){ true, FIRMS, 7, 1, S("other/7"), S("too large") };
    for (int i = 0; i < 110; i++)
        *PUSH(&s.a, &f) = (struct fault){ false, FIRMS, i, 1, str_printf(&s.a, "unit/%d", i), str_printf(&s.a, "as if %d", i) };
    *PUSH(&s.a, &f) = (struct fault){ false, PEOPLE, 0, 0, S("employer/0"), S("no such firm") };
    faults_grouped(&s.a, &f, true, false, &list);
    assert_int_equal(list.n, 2);
    assert_true(list.v[0].rows.n == 120 && list.v[0].boxes == 2 && list.v[0].rows.v[119] == 119 && !list.v[0].box.n && !list.left);
    assert_true(list.v[1].rows.n == 1 && list.v[1].boxes == 1);
    faults_grouped(&s.a, &f, false, true, &list);
    assert_true(list.n == 101 && list.left == 10);
    assert_true(str_eq(list.v[0].box, S("unit/*")) && !list.v[1].box.n && str_eq(list.v[100].box, S("employer/*")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_opens_and_is_asked_once), cmocka_unit_test(a_return_goes_its_way),
            cmocka_unit_test(what_was_hashed_can_be_had), cmocka_unit_test(returned_and_mended),
        cmocka_unit_test(a_correction_makes_a_version), cmocka_unit_test(nothing_zero_and_missing_differ),
        cmocka_unit_test(late_waits_until_it_is_let_in),
        cmocka_unit_test(one_of_two_officers_closes_the_month), cmocka_unit_test(others_see_and_change_nothing),
        cmocka_unit_test(reminders_come_once), cmocka_unit_test(somebody_was_faster),
        cmocka_unit_test(scans_are_kept), cmocka_unit_test(unlocked_in_between), cmocka_unit_test(totals_of_ones_own_districts),
        cmocka_unit_test(who_is_closed_is_asked_nothing), cmocka_unit_test(deadlines_follow_the_calendar),
        cmocka_unit_test(rows_that_lack_the_same_are_one_line), cmocka_unit_test(all_that_waits_is_shown),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
