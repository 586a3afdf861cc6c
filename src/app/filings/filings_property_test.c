/* filings_property_test.c: after any sequence of drafts, hand-ins, zero reports, returns, admissions, acceptances, corrections, locks
** and months going by, the cells are what one query finds in the raw rows. The query knows nothing of filing.live or of
** filing_count: which version counts it works out from the versions themselves. */
#include "test/site.h"
#include "app/filings/test_world.h"

/* Cells that differ from the rows. */
static const char recount[] =
    "WITH newest AS (SELECT v.filing, v.number, v.late, v.decision, v.admitted_by FROM filing_version v"
    "    WHERE v.number = (SELECT MAX(m.number) FROM filing_version m WHERE m.filing = v.filing AND m.filed_ms IS NOT NULL)),"
    " live AS (SELECT f.id, f.form, f.form_version, f.carrier, f.division, f.zone, f.period,"
    "    CASE WHEN n.decision = 'returned' THEN (SELECT MAX(a.number) FROM filing_version a WHERE a.filing = f.id AND a.decision = 'accepted')"
    "         WHEN n.late = 1 AND n.admitted_by = 0 THEN NULL ELSE n.number END AS num FROM filing f LEFT JOIN newest n ON n.filing = f.id),"
    " raw AS (SELECT r.measure, l.carrier, l.division, l.zone, l.period, x.value FROM live l JOIN filing_version v ON v.filing = l.id AND v.number = l.num"
    "    JOIN filing_value x ON x.filing_version = v.id JOIN return_field r ON r.form = l.form AND r.version = l.form_version AND r.sheet = 'summary' AND r.code = x.field"
    "    WHERE r.measure <> '' AND x.value IS NOT NULL"
    "  UNION ALL SELECT r.measure || ' filed', l.carrier, l.division, l.zone, l.period, 1 FROM live l JOIN filing_version v ON v.filing = l.id AND v.number = l.num"
    "    JOIN return_field r ON r.form = l.form AND r.version = l.form_version AND r.sheet = 'summary' WHERE r.measure <> ''"
    "    AND (v.zero = 1 OR EXISTS (SELECT 1 FROM filing_value x WHERE x.filing_version = v.id AND x.field = r.code AND x.value IS NOT NULL))"
    "  UNION ALL SELECT 'filings_due', l.carrier, l.division, l.zone, l.period, 1 FROM live l"
    "  UNION ALL SELECT 'filings_filed', l.carrier, l.division, l.zone, l.period, 1 FROM live l WHERE l.num IS NOT NULL"
    "  UNION ALL SELECT 'filings_zero', l.carrier, l.division, l.zone, l.period, 1 FROM live l JOIN filing_version v ON v.filing = l.id AND v.number = l.num WHERE v.zero = 1"
    "  UNION ALL SELECT 'filings_on_time', l.carrier, l.division, l.zone, l.period, 1 FROM live l JOIN filing_version v ON v.filing = l.id AND v.number = 1 WHERE v.late = 0 AND l.num IS NOT NULL"
    "  UNION ALL SELECT 'filings_first_time', l.carrier, l.division, l.zone, l.period, 1 FROM live l JOIN filing_version v ON v.filing = l.id AND v.number = 1 WHERE v.decision = 'accepted'),"
    " cells AS (SELECT measure, 'city' AS cut, '' AS code, period, value FROM raw UNION ALL SELECT measure, 'division', division, period, value FROM raw WHERE division <> ''"
    "  UNION ALL SELECT measure, 'zone', zone, period, value FROM raw WHERE zone <> '' UNION ALL SELECT measure, 'carrier', CAST(carrier AS TEXT), period, value FROM raw"
    "  UNION ALL SELECT measure || ' filed', cut, code, month, -value FROM cell WHERE grp = 'filed'"
    "  UNION ALL SELECT measure, cut, code, month, -value FROM cell WHERE grp = '' AND (measure IN (SELECT measure FROM return_field) OR measure IN ('filings_due', 'filings_filed', 'filings_zero', 'filings_on_time', 'filings_first_time')))"
    " SELECT COUNT(*) AS n FROM (SELECT measure FROM cells WHERE 0 = $1 GROUP BY measure, cut, code, period HAVING SUM(value) <> 0) AS wrong";

static uint64_t state_ = 20260921;
static int64_t dice(int64_t n)
{
    state_ = state_ * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((state_ >> 33) % (uint64_t)n);
}

enum { STEPS = 400, MONTHS = 4 };
static int64_t periods[MONTHS] = { 202609, 202610, 202611, 202612 };
static int open_months = 1;

static void later(void)
{
    site_now += (1 + dice(12)) * DAY_MS;
    world_tick();
    int64_t month = month_of_day(instant_day(site_now));
    for (int i = 0; i < MONTHS; i++) if (periods[i] <= month && open_months <= i) open_months = i + 1;
}

/* Reasons for whatever is in doubt: the boxes a page asks for. */
static const char *reasons(int64_t who, int64_t id)
{
    struct answer a = site_get_as(&s, who, at(id, "/check"));
    struct str rest = a.body;
    struct out o;
    out_init(&o, &s.a);
    for (ptrdiff_t p; (p = str_find(rest, S("name=\"why."))) >= 0;) {
        rest = str_sub(rest, (size_t)p + 6, rest.n);
        struct str name = str_sub(rest, 0, (size_t)str_find(rest, S("\"")));
        put_c(&o, '&');
        put_url(&o, name);
        put_z(&o, "=because");
    }
    return out_str(&o).p ? out_str(&o).p : "";
}

static const char *did;
static void one_step(void)
{
    int k = (int)dice(CARRIERS);
    int64_t id = filing_id(k, "monthly", periods[dice(open_months)]), m = w.manager[k];
    switch (dice(12)) {
    case 0:
    case 1:
    case 2:
        did = "edit";
        post(m, id, "/edit",
            summary_of(5 + dice(9), dice(6), str_printf(&s.a, "%lld.%lld", (long long)(8 + dice(9)), (long long)dice(10)).p, ""));
        break;
    case 3:
    case 4:
        did = "submit";
        {
            const char *why = reasons(m, id);
            site_post_as(&s, m, at(id, "/submit"), seen(id, *why ? why + 1 : ""));
        }
        break;
    case 5: did = "zero"; if (!dice(3)) post(m, id, "/zero", ""); break;
    case 6: case 7: did = "accept"; site_post_as(&s, w.clerk, at(id, "/accept"), seen(id, "")); break;
    case 8: did = "return"; site_post_as(&s, w.clerk, at(id, "/return"), seen(id, "reason=mend")); break;
    case 9: did = "admit"; site_post_as(&s, w.second, at(id, "/admit"), seen(id, "reason=snow")); break;
    case 10: did = "correct"; site_post_as(&s, m, at(id, "/correct"), "why=wrong"); break;
    default:
        did = "lock or later";
        if (dice(4)) later();
        else
            site_post_as(&s, w.clerk, dice(2) ? "/filings/lock" : "/filings/unlock",
                str_printf(&s.a, "form=monthly&period=%lld&why=x", (long long)periods[dice(open_months)]).p);
    }
}

static void cells_are_what_rows_say(void **state)
{
    (void)state;
    int64_t seen_live = 0;
    for (int i = 0; i < STEPS; i++) {
        one_step();
        int64_t wrong = site_ask(&s, recount, 0);
        if (wrong) fail_msg("step %d, %s: %lld cells differ", i, did, (long long)wrong);
        if (i % 50 == 49) seen_live += site_ask(&s, "SELECT COUNT(*) AS n FROM filing WHERE live > $1", 0);
    }
    assert_true(seen_live > 10);                                    /* it was not all refused */
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM filing_version WHERE number > $1", 2) > 0);
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM filing_version WHERE late = $1", 1) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(cells_are_what_rows_say) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
