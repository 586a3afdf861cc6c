/* jobs_test.c: one person, one job, through the pages: what officers decide, what they see and may not, what a person and an auditor
** see; and every statement of every change failing in turn. */
#include "test/site.h"
#include "app/jobs/views.h"

static struct site s;
static int64_t clerk, city, auditor, person;

static enum rc firm_tx(struct db *tx, void *arg)
{
    (void)arg;
    return firm_add(tx, 1, DB_NULL, STR_NONE, S("海蓝科技"), S("海蓝科技"), S("210211"), S("hightech"), S(""), STR_NONE, 1, site_now);
}

static int setup(void **state)
{
    (void)state;
    static const struct slice *const slices[] = { &web_slice, &parties_slice, &jobs_slice };
    site_open(&s, slices, LEN(slices));
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, firm_tx, NULL), RC_OK);
    db_give(db);
    clerk = site_account(&s, "clerk", ROLE_CLERK, "", "210211");
    city = site_account(&s, "city", ROLE_CLERK, "", "");
    auditor = site_account(&s, "auditor", ROLE_AUDITOR, "", "");
    person = site_account(&s, "person", ROLE_MEMBER, "", "");
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

/* ---- claims ---- */

static enum rc add_tx(struct db *tx, void *arg) { return jobs_claim_add(tx, arg); }

static int64_t claim_in(const char *name, const char *number, const char *start, const char *division, const char *zone, int64_t firm)
{
    static int64_t source;
    struct job_said said = { .row = 1, .name = str_from(name), .number = str_from(number), .firm = firm, .start = str_from(start),
        .contract_months = 12, .insurance_months = 6,
        .groups = S("graduate"), .division = str_from(division), .zone = str_from(zone), .evidence = S("contract 7") };
    struct jobs_batch b = { .kind = S("import"), .source = ++source, .seen = str_from(start), .now = site_now, .v = &said, .n = 1 };
    jobs_prepare(&s.a, &s.keys, &b);
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, add_tx, &b), RC_OK);
    db_give(db);
    return b.made[0].id;
}

static int64_t claim(const char *name, const char *number, const char *start, const char *division, const char *zone)
{
    return claim_in(name, number, start, division, zone, 1);
}

static enum rc firm_far_tx(struct db *tx, void *arg)
{
    (void)arg;
    return firm_add(tx, 2, DB_NULL, STR_NONE, S("远方机械"), S("远方机械"), S("210281"), S(""), S(""), STR_NONE, 1, site_now);
}
static void far_firm(void)
{
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, firm_far_tx, NULL), RC_OK);
    db_give(db);
}

static int64_t spell_of(int64_t id) { return site_ask(&s, "SELECT spell AS n FROM job_claim WHERE id = $1", id); }
static int64_t figure(const char *measure, const char *cut, const char *code)
{
    return site_ask(&s, str_printf(&s.a, "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS n FROM cell WHERE measure = '%s' AND cut = '%s' AND code = '%s' AND grp = '' AND month > $1", measure, cut, code).p, 0);
}
static const char *at(const char *what, int64_t id, const char *tail)
{
    return str_printf(&s.a, "/jobs/%s/%lld%s", what, (long long)id, tail).p;
}
static struct answer post(int64_t who, const char *path, const char *fields) { return site_post_as(&s, who, path, fields); }
static void done(int64_t who, const char *path, const char *fields)
{
    struct answer a = post(who, path, fields);
    if (a.status != 303) fail_msg("%s: %d %s", path, a.status, a.body.p);
}

/* ---- journeys ---- */

/* Ganjingzi and the High-tech Zone claim the same person under two spellings: one job of the city, seen by both, half each. */
static void two_spellings_are_one_job(void **state)
{
    (void)state;
    int64_t a = claim("劉芳", "210211199001011239", "2020-03-02", "210211", ""),
            b = claim("刘 芳", "210211199001011239", "2020-03-09", "", "hightech");
    assert_int_equal(spell_of(a), spell_of(b));
    assert_int_equal(figure("jobs_new", "city", ""), 1);
    assert_int_equal(figure("jobs_new", "division", "210211"), 1);
    assert_int_equal(figure("jobs_new", "zone", "hightech"), 1);
    struct answer x = site_get_as(&s, city, at("spells", a, ""));
    assert_int_equal(x.status, 200);
    assert_true(body_has(&x, "1/2") && body_has(&x, "劉*") && !body_has(&x, "劉芳") && !body_has(&x, "210211199001011239"));
    x = site_get_as(&s, city, "/jobs/twice?year=2020");
    assert_true(x.status == 200 && !body_has(&x, "tag-bad") && body_has(&x, "claimant=d%3A210211"));
    x = site_get_as(&s, auditor, "/jobs/people.csv?from=2020-01&until=2020-12");
    assert_int_equal(x.status, 200);
    assert_true(body_has(&x, ",1,") && body_has(&x, ",0,") && !body_has(&x, "刘") && !body_has(&x, "芳"));
    x = site_get_as(&s, clerk, at("spells", a, ""));
    assert_int_equal(x.status, 200);                                /* a claim in her district is enough */
    int64_t stranger = site_account(&s, "elsewhere", ROLE_CLERK, "", "210281");
    assert_int_equal(site_get_as(&s, stranger, at("spells", a, "")).status, 404);
    assert_int_equal(site_get_as(&s, stranger, at("claims", a, "")).status, 404);
    assert_int_equal(post(stranger, at("claims", a, "/refuse"), "reason=no+such+thing").status, 404);
}

static void merged_and_taken_back(void **state)
{
    (void)state;
    int64_t a = claim("王伟", "", "2020-03-02", "210211", ""), b = claim("汪伟", "", "2020-03-02", "210211", "");
    assert_true(spell_of(a) != spell_of(b));
    assert_int_equal(figure("jobs_new", "city", ""), 2);
    done(clerk, at("spells", spell_of(a), "/merge"), str_printf(&s.a, "other=%lld&merge_reason=one+typo", (long long)spell_of(b)).p);
    assert_int_equal(spell_of(a), spell_of(b));
    assert_int_equal(figure("jobs_new", "city", ""), 1);
    struct answer x = site_get_as(&s, clerk, at("spells", a, ""));
    assert_true(body_has(&x, "one typo"));
    int64_t decision = site_ask(&s, "SELECT decided AS n FROM job_claim WHERE id = $1", a);
    assert_int_equal(site_get_as(&s, clerk, at("spells", b, "")).status, 303);            /* what was a spell leads to where it is now */
    assert_int_equal(site_get_as(&s, clerk, at("decisions", decision, "/undo")).status, 200);
    done(clerk, at("decisions", decision, "/undo"), "reason=two+people+after+all");
    assert_true(spell_of(a) != spell_of(b));
    assert_int_equal(figure("jobs_new", "city", ""), 2);
    assert_int_equal(post(clerk, at("decisions", decision, "/undo"), "reason=again").status, 422);
    x = site_get_as(&s, clerk, at("spells", a, ""));
    assert_true(body_has(&x, "two people after all") && body_has(&x, "one typo"));
    int64_t c = claim("李娜", "210211199001011239", "2020-03-02", "210211", ""),
            d = claim("李娜", "210211199002021236", "2020-03-02", "210211", "");
    assert_int_equal(post(clerk, at("spells", spell_of(c), "/merge"),
                         str_printf(&s.a, "other=%lld&merge_reason=same", (long long)spell_of(d)).p)
                         .status,
        422);
}

/* What only another district claims is not merged, nor named, from here; who reviews both may. */
static void merged_by_who_sees_both(void **state)
{
    (void)state;
    int64_t a = claim("王伟", "", "2020-03-02", "210211", ""), b = claim("赵敏", "", "2020-03-02", "210281", "");
    const char *merge = at("spells", spell_of(a), "/merge"),
               *fields = str_printf(&s.a, "other=%lld&merge_reason=one", (long long)spell_of(b)).p;
    struct answer x = site_get_as(&s, clerk, at("spells", a, ""));
    assert_true(x.status == 200 && !body_has(&x, "赵*"));
    assert_int_equal(post(clerk, merge, fields).status, 422);
    assert_true(spell_of(a) != spell_of(b));
    x = site_get_as(&s, city, at("spells", a, ""));
    assert_true(body_has(&x, "赵*"));
    done(city, merge, fields);
    assert_int_equal(spell_of(a), spell_of(b));
}

/* What an officer of one district reads of another: nothing. An auditor of a district is answered for it. */
static void nothing_of_other_districts(void **state)
{
    (void)state;
    int64_t a = claim("周平", "210211199003071235", "2020-03-02", "210211", ""), far;
    far_firm();
    far = claim_in("周平", "210211199003071235", "2022-04-02", "210281", "", 2);
    assert_int_equal(site_ask(&s, "SELECT COUNT(DISTINCT who) AS n FROM job_claim WHERE name = '周平' AND id > $1", 0), 1);
    int64_t near_auditor = site_account(&s, "near-auditor", ROLE_AUDITOR, "", "210211");
    const struct {
        int64_t who;
        const char *path;
        int status;
        bool names;
    } t[] = {
        { clerk, at("spells", a, ""), 200, false },
        { city, at("spells", a, ""), 200, true },
        { clerk, at("spells", far, ""), 404, false },
        { clerk, at("claims", far, ""), 404, false },
        { clerk, "/jobs", 200, false },
        { city, "/jobs", 200, true },
        { clerk, "/api/v1/jobs", 200, false },
        { near_auditor, "/jobs/people?from=2022-04&cut=city", 403, false },
        { near_auditor, "/jobs/people.csv?from=2022-04&cut=city", 403, false },
        { near_auditor, "/jobs/people.csv?from=2022-04&cut=division&code=210281", 403, false },
        { near_auditor, "/jobs/people.csv?from=2022-04&cut=zone&code=hightech", 403, false },
        { near_auditor, "/jobs/people.csv?from=2022-04&cut=carrier&code=7", 403, false },
        { near_auditor, "/jobs/people.csv?from=2022-04&cut=division&code=210211", 200, false },
        { auditor, "/jobs/people.csv?from=2022-04&cut=city", 200, true },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer x = site_get_as(&s, t[i].who, t[i].path);
        if (x.status != t[i].status || body_has(&x, "远方机械") != t[i].names) fail_msg("%zu %s: %d", i, t[i].path, x.status);
    }
}

static void split_and_confirmed(void **state)
{
    (void)state;
    int64_t a = claim("王伟", "", "2020-03-02", "210211", ""), b = claim("王伟", "", "2020-03-20", "210211", "hightech");
    assert_int_equal(spell_of(a), spell_of(b));
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM job_spell WHERE state = 'probable' AND id > $1", 0), 1);
    assert_true(body_has(&(struct answer[]){ site_get_as(&s, clerk, "/jobs?state=open") }[0], "/jobs/spells/"));
    done(clerk, at("spells", a, "/confirm"), "reason=by+telephone");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM job_spell WHERE state = 'probable' AND id > $1", 0), 0);
    done(clerk, at("spells", a, "/split"), str_printf(&s.a, "claims=%lld&split_reason=two+of+that+name", (long long)b).p);
    assert_true(spell_of(a) != spell_of(b));
    assert_int_equal(figure("jobs_new", "city", ""), 2);
    assert_int_equal(post(clerk, at("spells", a, "/split"), str_printf(&s.a, "claims=%lld&split_reason=all", (long long)a).p).status, 422);
    int64_t first = site_ask(&s, "SELECT MIN(id) AS n FROM job_decision WHERE id > $1", 0);
    assert_int_equal(post(clerk, at("decisions", first, "/undo"), "reason=too+early").status, 422);      /* the split came later */
}

/* More than a page, many of one day: each once, and the page before is the one that was left. */
static void pages_of_spells(void **state)
{
    enum { ROWS = 70 };
    (void)state;
    for (int i = 0; i < ROWS; i++) claim(str_printf(&s.a, "页%d", i).p, "", i % 2 ? "2021-05-02" : "2021-05-03", "210211", "");
    struct str from = S("");
    int64_t seen = 0, all = site_ask(&s, "SELECT COUNT(*) AS n FROM job_spell WHERE id > $1", 0);
    for (int pages = 0; from.p; pages++) {
        struct answer a = site_get_as(&s, clerk, str_printf(&s.a, "/api/v1/jobs?from=%.*s", STR_FMT(from)).p);
        struct str rest = a.body;
        assert_true(a.status == 200 && pages < 10);
        assert_true(body_has(&a, str_printf(&s.a, "\"total\":%lld,", (long long)all).p));
        for (ptrdiff_t at; (at = str_find(rest, S("\"id\":"))) >= 0; seen++) rest = str_sub(rest, (size_t)at + 5, rest.n);
        struct answer page = site_get_as(&s, clerk, str_printf(&s.a, "/jobs?from=%.*s", STR_FMT(from)).p);
        assert_true(body_has(&page, "rel=\"prev\"") == (pages > 0));
        rest = a.body;
        ptrdiff_t next = str_find(rest, S("\"next\":\""));
        rest = str_sub(rest, (size_t)next + 8, rest.n);
        if (next < 0) { from = STR_NONE; continue; }
        assert_true(str_cut(&rest, '"', &from));
        assert_true(body_has(&page, str_printf(&s.a, "from=%.*s\"", STR_FMT(from)).p));
    }
    assert_int_equal(seen, all);
    assert_int_equal(site_get_as(&s, clerk, "/jobs?from=yesterday.x").status, 200);
}

static void refused_and_restored(void **state)
{
    (void)state;
    int64_t a = claim("王伟", "", "2020-03-02", "210211", "");
    done(clerk, at("claims", a, "/refuse"), "reason=never+worked+there");
    assert_int_equal(figure("jobs_new", "city", ""), 0);
    struct answer x = site_get_as(&s, clerk, at("claims", a, ""));
    assert_true(x.status == 200 && body_has(&x, "never worked there"));
    x = site_get_as(&s, auditor, "/jobs/people.csv?from=2020-01&until=2020-12");
    assert_true(body_has(&x, "never worked there"));
    assert_int_equal(post(clerk, at("claims", a, "/refuse"), "reason=again").status, 409);
    done(clerk, at("decisions", site_ask(&s, "SELECT MAX(id) AS n FROM job_decision WHERE id > $1", 0), "/undo"), "reason=contract+found");
    assert_int_equal(figure("jobs_new", "city", ""), 1);
}

static enum rc replace_tx(struct db *tx, void *arg)
{
    const struct jobs_batch *b = arg;
    return jobs_claims_replace(tx, b->kind, b->source, b);
}

/* What one source says now, two people, or nothing; the first one's claim. */
static int64_t corrected(struct job_said *v)
{
    struct jobs_batch b = { .kind = S("filing"), .source = 7, .seen = S("2020-03-31"), .now = site_now, .v = v, .n = v ? 2 : 0 };
    struct db *db = site_db(&s);
    jobs_prepare(&s.a, &s.keys, &b);
    assert_int_equal(db_tx(db, replace_tx, &b), RC_OK);
    db_give(db);
    return v ? b.made[0].id : 0;
}

/* A carrier that corrects its return does not bring back whom an officer has refused; the officer still may. */
static void a_correction_keeps_what_was_decided(void **state)
{
    (void)state;
    struct job_said v[2] = { { .row = 1, .name = S("王伟"), .number = S(""), .firm = 1, .start = S("2020-03-02"), .division = S("210211") },
        { .row = 2, .name = S("李娜"), .number = S(""), .firm = 1, .start = S("2020-03-02"), .division = S("210211") } };
    int64_t a = corrected(v);
    done(clerk, at("claims", a, "/refuse"), "reason=never+worked+there");
    assert_int_equal(figure("jobs_new", "city", ""), 1);
    (void)corrected(NULL);                                          /* returned to the carrier: nobody of it counts */
    assert_int_equal(figure("jobs_new", "city", ""), 0);
    v[1].post = S("welder");
    int64_t b = corrected(v);
    assert_true(a != b);
    assert_int_equal(figure("jobs_new", "city", ""), 1);
    struct answer x = site_get_as(&s, clerk, at("claims", b, ""));
    assert_true(x.status == 200 && body_has(&x, "never worked there"));
    done(clerk, at("decisions", site_ask(&s, "SELECT MAX(id) AS n FROM job_decision WHERE id > $1", 0), "/undo"), "reason=contract+found");
    assert_int_equal(figure("jobs_new", "city", ""), 2);
    v[0].start = S("2020-03-09");                                   /* another claim than the one that was decided about */
    done(clerk, at("claims", b, "/refuse"), "reason=not+since+then");
    (void)corrected(v);
    assert_int_equal(figure("jobs_new", "city", ""), 2);
}

/* ---- persons ---- */

struct numbered { struct str cipher, index; };
static enum rc number_tx(struct db *tx, void *arg)
{
    const struct numbered *x = arg;
    return person_add(tx, 77, person, S("刘芳"), S("graduate"), S("210211"), S(""), S(""), S(""), S(""), x->cipher, x->index, STR_NONE,
        STR_NONE, STR_NONE, site_now);
}

static void a_person_sees_her_own_and_objects(void **state)
{
    (void)state;
    int64_t a = claim("劉芳", "210211199001011239", "2020-03-02", "210211", ""),
            other = claim("张三", "210211199001011239", "2021-03-02", "210211", "");
    struct answer x = site_get_as(&s, person, "/jobs/mine");
    assert_true(x.status == 200 && !body_has(&x, "海蓝科技"));
    struct numbered number = { party_seal(&s.a, &s.keys, "person", 77, "id_cipher", S("210211199001011239")),
        party_index(&s.a, &s.keys, "id", S("210211199001011239")) };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, number_tx, &number), RC_OK);
    db_give(db);
    x = site_get_as(&s, person, "/jobs/mine");
    assert_true(body_has(&x, "海蓝科技"));
    (void)other;
    char body[64];
    snprintf(body, sizeof body, "spell=%lld&body=I+left+in+May", (long long)spell_of(a));
    done(person, "/jobs/mine", body);
    assert_int_equal(post(person, "/jobs/mine", body).status, 422);
    assert_int_equal(post(person, "/jobs/mine", "spell=1&body=not+mine").status, 404);
    x = site_get_as(&s, clerk, at("spells", spell_of(a), ""));
    assert_true(body_has(&x, "I left in May"));
    int64_t id = site_ask(&s, "SELECT id AS n FROM job_objection WHERE id > $1", 0);
    done(clerk, at("objections", id, ""), "decision=upheld&reply=mended");
    assert_int_equal(post(clerk, at("objections", id, ""), "decision=rejected&reply=no").status, 409);
    x = site_get_as(&s, person, "/jobs/mine");
    assert_true(body_has(&x, "mended"));
    /* what we hold about her: all of it, and of nobody else with her number */
    x = site_get_as(&s, person, "/me/data.json");
    assert_true(x.status == 200 && body_has(&x, "\"employer\":\"海蓝科技\",\"name\":\"劉芳\"") && !body_has(&x, "张三")
        && body_has(&x, "\"text\":\"I left in May\""));
}

static void a_look_is_logged_first(void **state)
{
    (void)state;
    int64_t a = claim("劉芳", "210211199001011239", "2020-03-02", "210211", "");
    struct answer x = site_get_as(&s, clerk, at("claims", a, ""));
    assert_true(body_has(&x, "1239") && !body_has(&x, "210211199001011239"));
    x = site_post(&s, at("claims", a, "/unmask"), "field=id&purpose=no");
    assert_true(x.status == 422 && !body_has(&x, "210211199001011239"));
    x = site_post(&s, at("claims", a, "/unmask"), "field=id&purpose=checking+the+contract");
    assert_true(x.status == 200 && body_has(&x, "210211199001011239"));
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM unmasking WHERE kind = 'job_claim' AND event > $1", 0), 1);
    assert_int_equal(site_get_as(&s, auditor, at("claims", a, "/unmask")).status, 403);
}

/* ---- failures ---- */

static void every_statement_may_fail(void **state)
{
    (void)state;
    int64_t a = claim("王伟", "", "2020-03-02", "210211", ""), b = claim("王伟", "", "2020-03-20", "210211", "hightech"),
            c = claim("汪伟", "", "2020-03-02", "210211", "");
    site_every_statement(&s, clerk, at("spells", a, "/confirm"), "reason=by+telephone", 303);
    site_every_statement(&s, clerk, at("spells", a, "/merge"), str_printf(&s.a, "other=%lld&merge_reason=one", (long long)c).p, 303);
    site_every_statement(&s, clerk, at("decisions", site_ask(&s, "SELECT MAX(id) AS n FROM job_decision WHERE id > $1", 0), "/undo"),
        "reason=two", 303);
    site_every_statement(&s, clerk, at("spells", a, "/split"), str_printf(&s.a, "claims=%lld&split_reason=two", (long long)b).p, 303);
    site_every_statement(&s, clerk, at("claims", c, "/refuse"), "reason=no", 303);
    site_every_allocation(&s, clerk, at("claims", b, "/refuse"), "reason=no");
}

static void every_transaction_twice(void **state)
{
    (void)state;
    db_set_twice(s.app.pool, true);
    merged_and_taken_back(state);
    db_set_twice(s.app.pool, false);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = { EACH(two_spellings_are_one_job), EACH(merged_and_taken_back), EACH(merged_by_who_sees_both),
        EACH(nothing_of_other_districts), EACH(split_and_confirmed), EACH(pages_of_spells),
        EACH(refused_and_restored), EACH(a_correction_keeps_what_was_decided),
        EACH(a_person_sees_her_own_and_objects), EACH(a_look_is_logged_first), EACH(every_statement_may_fail),
        EACH(every_transaction_twice) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
