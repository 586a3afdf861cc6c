/* indicators_property_test.c: after any sequence of returns filed, corrected, refused and let in, of jobs claimed, merged, split, refused
** and taken back, of firms moving in and out, and of values published, every indicator in every period, cut and group is what this
** test counts from the raw rows; so is every measure, every return's state, and what was published is as it was published.
**
** The count is in test_rows.h. Each step has its own dice, of the seed and its number: the steps left out of a sequence do not change
** the others' dice, and a sequence that goes wrong is made short before it is shown. BALLAST_SEED: another one. */
#include <stdlib.h>
#include "test/site.h"
#include "app/filings/filings.h"
#include "app/incubation/incubation.h"
#include "app/indicators/test_rows.h"
#include "app/jobs/jobs.h"
#include "carriers_sql.h"
#include "firms_sql.h"
#include "parties_sql.h"
#include "session_sql.h"
#include "web/web.h"

enum { HOUSES = 3, FIRMS = 3, PERSONS = 7, STEPS = 90, CHECK_EACH = 30, SEQUENCES = 2, PUBLISHED = 8 };
static const struct slice *const slices[] = { &web_slice, &parties_slice, &incubation_slice, &filings_slice, &jobs_slice,
    &indicators_slice };
static struct {
    int64_t org[HOUSES], manager[HOUSES], clerk, second, analyst, leader;
    struct {
        const char *path;
        struct str file;
    } out[PUBLISHED];
    size_t nout;
} w;
static const char *const divisions[HOUSES] = { "210211", "210212", "210204" }, *const zones[HOUSES] = { "hightech", "hightech", "jinpu" };

/* ---- dice ---- */

static uint64_t state;
static int64_t roll(int64_t n)
{
    state += UINT64_C(0x9e3779b97f4a7c15);                          /* splitmix64 */
    uint64_t z = state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)n);
}

/* ---- the world ---- */

static enum rc world_tx(struct db *tx, void *arg)
{
    (void)arg;
    for (int i = 0; i < HOUSES; i++) {
        struct str name = str_printf(tx->arena, "house-%d", i);
        w.org[i] = 1000 + i;
        TRY(organisation_add(tx, w.org[i], S("carrier"), name, name, name, STR_NONE, str_from(divisions[i]), str_from(zones[i]), S("75"),
            S("small"), S(""), S(""), S(""), S(""), STR_NONE, S("active"), 1, 0, site_now - 1000 * DAY_MS));
        TRY(carrier_add(tx, w.org[i], S("incubator"), S("software"), name, S("2020-01-01"), S("2020-06-01"), str_from(divisions[i]),
            str_from(zones[i]), DB_NULL, DB_NULL, DB_NULL, DB_NULL, S(""), 1, site_now));
        TRY(certification_add(tx, w.org[i] + 100, w.org[i], S("city"), S("2020-06-01"), STR_NONE, S("x"), S("x"), S("confirmed"), DB_NULL,
            DB_NULL));
        TRY(account_role_add(tx, w.manager[i], S("base"), S(""), S(""), w.org[i], site_now));
    }
    for (int64_t i = 1; i <= FIRMS; i++) {
        struct str name = str_printf(tx->arena, "firm %d", (int)i);
        TRY(firm_add(tx, i, DB_NULL, STR_NONE, name, name, S("210211"), S(""), S(""), STR_NONE, 1, site_now));
    }
    return RC_OK;
}

static void world_open(void)
{
    memset(&w, 0, sizeof w);
    site_now = INT64_C(1790000000000);                              /* 21 September 2026 */
    site_open(&s, slices, LEN(slices));
    w.clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    w.second = site_account(&s, "second", ROLE_APPROVER, "", "");
    w.analyst = site_account(&s, "analyst", ROLE_ANALYST, "", "");
    w.leader = site_account(&s, "leader", ROLE_LEADER, "", "");
    for (int i = 0; i < HOUSES; i++) w.manager[i] = site_account(&s, str_printf(&s.a, "manager%d", i).p, ROLE_MEMBER, "", "");
    struct db *db = site_db(&s);
    if (db_tx(db, world_tx, NULL) != RC_OK) fail_msg("%s", db->err.text);
    db_give(db);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
}

/* ---- comparing ---- */

static char why[300];
static bool differs(const char *what, struct str code, struct period p, const struct place *at, struct str group, double want, int64_t is,
    int places_)
{
    double scaled = isnan(want) ? NAN : want * pow(10, places_);
    if (isnan(scaled) ? is == NO_FIGURE : is != NO_FIGURE && fabs(scaled - (double)is) <= 0.5 + 1e-6) return false;
    snprintf(why, sizeof why, "%s %.*s of %s, %s%s%s: the rows say %f, the program %lld", what, STR_FMT(code), period_code(&s.a, &p).p,
        measure_cut_code(at->cut).p, at->code.n ? str_printf(&s.a, " %.*s", STR_FMT(at->code)).p : "",
        group.n ? str_printf(&s.a, " %.*s", STR_FMT(group)).p : "", scaled, (long long)is);
    return true;
}

static bool period_wrong(struct figures *f, struct period p)
{
    for (size_t k = 0; k < LEN(places); k++) {
        struct area area = { places[k].cut, places[k].code };
        for (size_t i = 0; i < cat->list.n; i++) {
            const struct indicator *x = &cat->list.v[i];
            for (size_t g = 0; x->ast && x->cut[area.cut] && g <= (x->groups ? key_groups_n : 0); g++) {
                struct ask ask = { p.from, p.until, &places[k], g ? key_groups[g - 1] : S("") };
                int64_t is;
                assert_int_equal(figure_of(f, x, &p, &area, ask.group, &is), RC_OK);
                if (differs("indicator", x->code, p, &places[k], ask.group, total(&(struct reader){ x->formula, &ask }), is, x->places))
                    return true;
            }
        }
        for (size_t m = 0; m < cat->measures.n; m++) {
            int64_t is;
            /* what is counted twice, and by which two: test/recount_jobs.py */
            if (str_starts(cat->measures.v[m].code, S("jobs_new_"))) continue;
            assert_int_equal(measure_of(f, m, &p, &area, S(""), &is), RC_OK);
            if (differs("measure", cat->measures.v[m].code, p, &places[k], S(""),
                    counted(m, &(struct ask){ p.from, p.until, &places[k], S("") }, false), is, 0))
                return true;
        }
    }
    return false;
}

static const char *state_of(const struct raw_returns *f, const struct raw_versions_rows *v)
{
    const struct raw_versions *newest = NULL;
    int64_t due = 0;
    must(date_parse(f->due_day, &due));
    for (size_t i = 0; i < v->n; i++) if (v->v[i].filed_ms != DB_NULL) newest = &v->v[i];
    if (!newest) return instant_day(site_now) > due ? "missing" : f->draft ? "draft" : "not_filed";
    if (str_eq(newest->decision, S("returned"))) return "refused";
    return newest->late ? "late" : newest->zero ? "zero" : str_eq(newest->decision, S("accepted")) ? "accepted" : "filed";
}

static bool states_wrong(struct db *db)
{
    struct raw_returns_rows returns;
    assert_int_equal(raw_returns(db, &returns), RC_OK);
    for (size_t i = 0; i < returns.n; i++) {
        struct raw_versions_rows v;
        assert_int_equal(raw_versions(db, returns.v[i].id, &v), RC_OK);
        const char *want = str_printf(&s.a, "\"state\":\"%s\"", state_of(&returns.v[i], &v)).p;
        struct answer a = site_get_as(&s, w.clerk, str_printf(&s.a, "/api/v1/filings/%lld", (long long)returns.v[i].id).p);
        if (body_has(&a, want)) continue;
        snprintf(why, sizeof why, "return %lld of %lld: not %s but %.*s", (long long)returns.v[i].carrier, (long long)returns.v[i].period,
            want, (int)(a.body.n < 160 ? a.body.n : 160), a.body.p);
        return true;
    }
    return false;
}

/* months: one month in so many of those that are compared. */
static bool all_wrong(int64_t months)
{
    static const char *const longer[] = { "2025", "2026", "2026-Q3", "2026-Q4", "2026-09-ytd", "2026-11-ytd" };
    struct arena_mark mark = arena_mark(&s.a);
    struct db *db = site_db(&s);
    struct figures f;
    struct period p;
    bool wrong = false;
    assert_int_equal(catalogue_now(&s.app, db, &cat), RC_OK);
    facts.v = NULL;
    facts.cap = 0;
    facts_gather(db);
    figures_open(&f, &s.a, db, cat, FIRST, 202612, instant_day(site_now));
    for (int64_t m = 202507; m <= 202612 && !wrong; m = month_plus(m, 1))
        if (!roll(months)) wrong = period_wrong(&f, (struct period){ PERIOD_MONTH, m, m });
    for (size_t i = 0; i < LEN(longer) && !wrong; i++)
        if (!roll(months)) {
            must(period_parse(str_from(longer[i]), &p));
            wrong = period_wrong(&f, p);
        }
    wrong = wrong || states_wrong(db);
    for (size_t i = 0; i < w.nout && !wrong; i++) {
        struct answer a = site_get_as(&s, 0, w.out[i].path);
        if ((wrong = !str_eq(a.body, w.out[i].file))) snprintf(why, sizeof why, "%s is not what was published", w.out[i].path);
    }
    db_give(db);
    arena_rewind(&s.a, mark);
    return wrong;
}

/* ---- steps ---- */

static const char *did;
static struct answer press(int64_t who, const char *path, const char *fields)
{
    struct answer a = site_post_as(&s, who, path, fields);
    if (a.status >= 500) fail_msg("%s with %s: %d", path, fields, a.status);
    return a;
}

static const char *day_between(int64_t year, int64_t years) { return date_str(&s.a, date_days(year, 1, 1) + roll(365 * years)).p; }

static struct raw_ids id_of(int64_t what)
{
    struct raw_ids_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(raw_ids(db, what, &rows), RC_OK);
    db_give(db);
    return rows.n ? rows.v[roll((int64_t)rows.n)] : (struct raw_ids){ 0 };
}

/* Reasons for whatever is in doubt: the boxes a page asks for. */
static const char *reasons(int64_t who, const char *path)
{
    struct answer a = site_get_as(&s, who, str_printf(&s.a, "%s/check", path).p);
    struct str rest = a.body;
    struct out o;
    out_init(&o, &s.a);
    for (ptrdiff_t p; (p = str_find(rest, S("name=\"why."))) >= 0;) {
        rest = str_sub(rest, (size_t)p + 6, rest.n);
        put_c(&o, '&');
        put_url(&o, str_sub(rest, 0, (size_t)str_find(rest, S("\""))));
        put_z(&o, "=because");
    }
    return out_str(&o).p ? out_str(&o).p : "";
}

static void step_filing(void)
{
    struct db *db = site_db(&s);
    struct raw_returns_rows all;
    assert_int_equal(raw_returns(db, &all), RC_OK);
    db_give(db);
    const struct raw_returns *f = &all.v[roll((int64_t)all.n)];
    const char *path = str_printf(&s.a, "/filings/%lld", (long long)f->id).p;
    const char *seen = str_printf(&s.a, "seen=%lld", (long long)site_ask(&s, "SELECT version AS n FROM filing WHERE id = $1", f->id)).p;
    int64_t m = w.manager[f->carrier - w.org[0]], people = roll(4) ? roll(20) : 0, what = roll(12);
    if (what < 6) {
        did = "writes a return and hands it in";
        press(m, str_printf(&s.a, "%s/edit", path).p, str_printf(&s.a, "%s&incubatees=3&teams=2&employees=%lld&fresh=%lld&opportunities=%lld&revenue=%lld.%lld&rnd=1.5&financed=0&financing=0&ip=4&inventions=%lld&high_tech=0&docking_events=1&area_used=300",
            seen, (long long)people, (long long)(people ? roll(people) : 0), (long long)roll(9), (long long)(8 + roll(9)),
            (long long)roll(10), (long long)roll(4)).p);
        if (what < 2) return;
        seen = str_printf(&s.a, "seen=%lld", (long long)site_ask(&s, "SELECT version AS n FROM filing WHERE id = $1", f->id)).p;
        press(m, str_printf(&s.a, "%s/submit", path).p, str_printf(&s.a, "%s%s", seen, reasons(m, path)).p);
    } else if (what == 6) { did = "reports zero"; press(m, str_printf(&s.a, "%s/zero", path).p, seen); }
    else if (what == 7) { did = "accepts"; press(w.clerk, str_printf(&s.a, "%s/accept", path).p, seen);
    } else if (what == 8) {
        did = "returns";
        press(w.clerk, str_printf(&s.a, "%s/return", path).p, str_printf(&s.a, "%s&reason=mend", seen).p);
    } else if (what == 9) {
        did = "lets in";
        press(w.second, str_printf(&s.a, "%s/admit", path).p, str_printf(&s.a, "%s&reason=snow", seen).p);
    } else {
        did = "corrects";
        press(m, str_printf(&s.a, "%s/correct", path).p, "why=wrong");
    }
}

struct claiming { struct jobs_batch b; int64_t withdraw; };
static enum rc claim_tx(struct db *tx, void *arg)
{
    const struct claiming *c = arg;
    if (c->withdraw) TRY(jobs_claims_withdraw(tx, S("import"), c->withdraw));
    return c->b.n ? jobs_claim_add(tx, &c->b) : RC_OK;
}

static void step_claims(int64_t number)
{
    static const struct str names[] = { SI("王伟"), SI("劉芳"), SI("刘 芳") },
                            groups[] = { SI(""), SI("graduate"), SI("migrant,graduate"), SI("veteran") };
    struct claiming c = { .withdraw = roll(4) ? 0 : 1 + roll(number) };
    struct job_said v[4] = { 0 };
    size_t n = c.withdraw && roll(2) ? 0 : 1 + (size_t)roll(4);
    did = c.withdraw ? n ? "corrects a roll of jobs" : "takes back a roll of jobs" : "claims jobs";
    for (size_t i = 0; i < n; i++) {
        int64_t house = roll(HOUSES), person = roll(PERSONS);
        v[i] = (struct job_said){ .row = (int64_t)i,
            .name = names[roll(LEN(names))],
            .firm = 1 + roll(FIRMS),
            .start = str_from(day_between(2025, 2)),
            .contract_months = 12,
            .insurance_months = 6,
            .groups = groups[roll(LEN(groups))],
            .carrier = roll(3) ? w.org[house] : 0,
            .zone = roll(3) ? str_from(zones[roll(HOUSES)]) : S(""),
            .division = str_from(divisions[house]),
            .number = person ? str_printf(&s.a, "21029919900101%04d", (int)person) : STR_NONE };
        if (roll(3) == 0) v[i].end = str_from(day_between(2027, 1));
        if (roll(6) == 0) v[i].relation = S("founder");
    }
    c.b = (struct jobs_batch){ .kind = S("import"),
        .source = c.withdraw ? c.withdraw : number,
        .seen = S("2026-10-01"),
        .now = site_now,
        .v = v,
        .n = n };
    jobs_prepare(&s.a, &s.keys, &c.b);
    struct db *db = site_db(&s);
    if (db_tx(db, claim_tx, &c) != RC_OK) fail_msg("claims: %s", db->err.text);
    db_give(db);
}

static void step_decision(void)
{
    struct raw_ids x, y;
    int64_t what = roll(4);
    if (what == 0 && (x = id_of(0)).id && (y = id_of(0)).id != x.id) {
        did = "merges two spells";
        press(w.clerk, str_printf(&s.a, "/jobs/spells/%lld/merge", (long long)x.id).p,
            str_printf(&s.a, "other=%lld&merge_reason=same", (long long)y.id).p);
    } else if (what == 1 && (x = id_of(1)).id) {
        did = "splits a spell";
        press(w.clerk, str_printf(&s.a, "/jobs/spells/%lld/split", (long long)x.id).p,
            str_printf(&s.a, "claims=%lld&split_reason=other", (long long)x.id).p);
    } else if (what == 2 && (x = id_of(4)).id) {
        did = "takes a decision back";
        press(w.clerk, str_printf(&s.a, "/jobs/decisions/%lld/undo", (long long)x.id).p, "reason=mistaken");
    } else if ((x = id_of(2)).id) {
        did = "refuses a claim";
        press(w.clerk, str_printf(&s.a, "/jobs/claims/%lld/refuse", (long long)x.id).p, "reason=never");
    }
}

static void step_venture(int64_t number)
{
    static const char *const codes[] = { "91210299MA0BA11T8A", "52210299MA0BA11T8B", "51210299MA0BA11T8E" },
                             *const kinds[] = { "moved", "moved", "failed", "expired", "graduated" };
    struct raw_ids x = id_of(3);
    int64_t h = roll(HOUSES), entry = date_days(2025, 6, 1) + roll(470);
    if (x.id && roll(2)) {
        const char *path = str_printf(&s.a, "/ventures/%lld", (long long)x.id).p;
        did = "a venture leaves";
        h = x.of - w.org[0];
        if (roll(2)) press(w.manager[h], str_printf(&s.a, "%s/facts", path).p, "fact=high_tech&fact_day=2025-01-02&evidence=x");
        if (roll(3) == 0)
            press(w.manager[h], str_printf(&s.a, "%s/firm", path).p,
                str_printf(&s.a, "firm_name=f%d&uscc=%s&registered=%s", (int)number, codes[roll(3)], day_between(2025, 1)).p);
        press(w.manager[h], str_printf(&s.a, "%s/exit", path).p,
            str_printf(&s.a, "exit_day=%s&exit_kind=%s", date_str(&s.a, date_days(2026, 1, 1) + roll(260)).p, kinds[roll(LEN(kinds))]).p);
        return;
    }
    did = "a venture moves in";
    struct str firm = roll(4) ? str_printf(&s.a, "&uscc=%s&registered=%s", codes[roll(3)], date_str(&s.a, entry - roll(200)).p) : S("");
    press(w.manager[h], str_printf(&s.a, "/carriers/%lld/tenants", (long long)w.org[h]).p,
        str_printf(&s.a, "name=v%d&field=software&agreement=x&entry=%s&due=%s%s%s%.*s", (int)number, date_str(&s.a, entry).p,
            date_str(&s.a, entry + 60 + roll(500)).p, roll(3) ? "" : "&returnee=1", roll(2) ? "" : "&student=1", STR_FMT(firm))
            .p);
}

static void step_publication(void)
{
    did = "publishes";
    if (w.nout == PUBLISHED) return;
    struct answer a = press(w.analyst, "/releases",
        str_printf(&s.a, "period=2026-0%d%s&kind=%s&note=again", (int)(1 + roll(8)), roll(2) ? "-ytd" : "",
            roll(2) ? "final" : "preliminary")
            .p);
    if (a.status != 303) return;
    const char *path = str_printf(&s.a, "%.*s", STR_FMT(a.location)).p, *file = str_printf(&s.a, "%s/values.csv", path).p;
    press(w.leader, str_printf(&s.a, "%s/sign", path).p, "");
    a = site_get_as(&s, 0, file);
    if (a.status != 200) return;
    w.out[w.nout].path = file;
    w.out[w.nout++].file = a.body;
}

static void step(uint64_t seed, int i)
{
    state = seed * UINT64_C(1000003) + (uint64_t)i;
    did = "nothing";
    switch (roll(12)) {
    case 0: case 1: case 2: case 3: step_filing(); break;
    case 4: case 5: case 6: step_claims(i + 1); break;
    case 7: step_decision(); break;
    case 8: case 9: step_venture(i); break;
    case 10: step_publication(); break;
    default:
        did = "days go by";
        site_now += (1 + roll(12)) * DAY_MS;
        assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    }
}

/* ---- sequences ---- */

/* Without the steps that are dropped; the last one taken, or -1: all was right. each: compares after so many steps. */
static int goes_wrong_at(uint64_t seed, const bool *drop, int steps, int each, bool tell)
{
    int at = -1;
    world_open();
    for (int i = 0; i < steps && at < 0; i++) {
        if (!drop[i]) step(seed, i);
        if (!drop[i] && tell) print_message("  step %d %s\n", i, did);
        state = seed + (uint64_t)i;                                 /* the periods compared are of the step, too */
        if ((i % each == each - 1 || i == steps - 1) && all_wrong(i == steps - 1 ? 1 : 5)) at = i;
    }
    return at;
}

/* A sequence that goes wrong: cut to its end, and every step left out without which it still does. */
static void shown_short(uint64_t seed, int last)
{
    bool drop[STEPS] = { false };
    for (int i = last; i >= 0; i--) {
        drop[i] = true;
        drop[i] = goes_wrong_at(seed, drop, last + 1, STEPS, false) >= 0;
        site_close(&s);
    }
    print_message("BALLAST_SEED=%llu goes wrong by these steps alone:\n", (unsigned long long)seed);
    (void)goes_wrong_at(seed, drop, last + 1, STEPS, true);
    fail_msg("%s", why);
}

static void every_figure_is_what_the_rows_say(void **unused)
{
    (void)unused;
    const char *given = getenv("BALLAST_SEED");
    static const bool none[STEPS];
    for (uint64_t i = 0; i < (given ? 1 : SEQUENCES); i++) {
        uint64_t seed = given ? strtoull(given, NULL, 10) : 2026 + i;
        int at = goes_wrong_at(seed, none, STEPS, CHECK_EACH, false);
        if (at < 0 && !given) {                                     /* it was not all refused */
            assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM filing WHERE live > $1", 0) > 2);
            assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM job_claim WHERE id > $1", 0) > 15);
            assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM tenancy WHERE id > $1", 0) > 3);
            assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM job_decision WHERE id > $1", 0) > 0);
            assert_true(w.nout > 0);
        }
        site_close(&s);
        if (at >= 0) shown_short(seed, at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_figure_is_what_the_rows_say) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
