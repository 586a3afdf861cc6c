/* cells_test.c: after any sequence of changes the cells are what a count of the raw rows gives. The changes are random and go
** through the pages; the count is this test's own (incubation_test.sql): it asks the tables what held on a month's last day and
** what fell into the month, and knows nothing of deltas. Refused changes are part of the sequence. BALLAST_SEED: another one. */
#include "test/site.h"
#include "app/incubation/test_world.h"
#include "incubation_test_sql.h"

enum { STEPS = 700, FIRST = 202001, MONTHS = 132 };
static uint64_t state = 42;
static int64_t roll(int64_t low, int64_t high)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return low + (int64_t)(state % (uint64_t)(high - low + 1));
}
static const char *day(int64_t from, int64_t until)
{
    return date_str(&s.a, roll(date_days(from / 100, (int)(from % 100), 1), date_days(until / 100, (int)(until % 100), 28))).p;
}

/* ---- the independent count ---- */

struct spot { const char *cut, *code, *division, *zone; int64_t carrier; };
static struct str month_text(int64_t month) { return str_printf(&s.a, "%04d-%02d", (int)(month / 100), (int)(month % 100)); }

static int64_t found_in(const struct incubation_test_cells_rows *cells, struct str measure)
{
    for (size_t i = 0; i < cells->n; i++) if (str_eq(cells->v[i].measure, measure)) return cells->v[i].n;
    return 0;
}

static void same(const struct spot *p, int64_t month, struct str measure, int64_t is, int64_t want)
{
    if (is != want)
        fail_msg("%.*s of %s %s in %d: the cells say %lld, the rows %lld", STR_FMT(measure), p->cut, p->code, (int)month, (long long)is,
            (long long)want);
}

static void right(struct db *db, const struct spot *p, int64_t month)
{
    struct incubation_test_cells_rows sums, now;
    struct incubation_test_stocks_rows stocks;
    struct incubation_test_flows_rows flows;
    struct incubation_test_ends_rows ends;
    struct str division = str_from(p->division), zone = str_from(p->zone), text = month_text(month);
    int64_t on_time = 0;
    assert_int_equal(incubation_test_cells(db, str_from(p->cut), str_from(p->code), 0, month, &sums), RC_OK);
    assert_int_equal(incubation_test_cells(db, str_from(p->cut), str_from(p->code), month, month, &now), RC_OK);
    assert_int_equal(incubation_test_stocks(db, date_str(&s.a, month_last(month)), division, zone, p->carrier, &stocks), RC_OK);
    assert_int_equal(incubation_test_flows(db, text, division, zone, p->carrier, month_text(month_plus(month, -12)),
                         month_text(month_plus(month, -36)), month_text(month_plus(month, -60)), &flows),
        RC_OK);
    assert_int_equal(incubation_test_ends(db, text, division, zone, p->carrier, &ends), RC_OK);
    for (size_t i = 0; i < stocks.n; i++) same(p, month, stocks.v[i].measure, found_in(&sums, stocks.v[i].measure), stocks.v[i].n);
    for (size_t i = 0; i < flows.n; i++) same(p, month, flows.v[i].measure, found_in(&now, flows.v[i].measure), flows.v[i].n);
    for (size_t i = 0; i < ends.n; i++) on_time += day_of(ends.v[i].exit_day) - 1 <= day_of(ends.v[i].due_day);
    same(p, month, S("exits_on_time"), found_in(&now, S("exits_on_time")), on_time);
}

static void all_right(void)
{
    static const struct spot places[] = { { "city", "", "", "", 0 }, { "zone", "hightech", "", "hightech", 0 },
        { "division", "210211", "210211", "", 0 }, { "division", "210212", "210212", "", 0 }, { "division", "210204", "210204", "", 0 },
        { "division", "210203", "210203", "", 0 } };
    struct db *db = site_db(&s);
    for (int n = 0; n < 12; n++) {                                        /* random months, from before the first change to years ahead */
        int64_t month = month_plus(FIRST, roll(-2, MONTHS)), house = roll(0, HOUSES - 1);
        for (size_t i = 0; i < LEN(places); i++) right(db, &places[i], month);
        right(db, &(struct spot){ "carrier", str_printf(&s.a, "%lld", (long long)w.org[house]).p, "", "", w.org[house] }, month);
    }
    db_give(db);
}

/* ---- random changes ---- */

static int changed;
static void press(int house, const char *path, const char *fields)
{
    struct answer a = post_as(w.base[house], path, fields);
    if (a.status >= 500) fail_msg("%s with %s: %d", path, fields, a.status);
    changed += a.status == 303 && !body_has(&a, "id=\"summary\"");
}

enum pick { PICK_LEVEL, PICK_MENTOR, PICK_VENTURE, PICK_LIVE, PICK_LEFT };
static int64_t pick_one(enum pick what, int64_t carrier)
{
    struct incubation_test_ids_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(incubation_test_ids(db, carrier, (int64_t)what, &rows), RC_OK);
    db_give(db);
    return rows.n ? rows.v[roll(0, (int64_t)rows.n - 1)].id : 0;
}

static void of_carrier(int h)
{
    static const char *const levels[] = { "national", "provincial", "city", "district" };
    int64_t id;
    switch (roll(0, 6)) {
    case 0:
        press(h, at(w.org[h], "/levels"),
            str_printf(&s.a, "level=%s&from=%s&until=%s&granted=g&document=x", levels[roll(0, 3)], day(202001, 202512),
                roll(0, 1) ? "" : day(202301, 202812))
                .p);
        break;
    case 1:
        id = pick_one(PICK_LEVEL, w.org[h]);
        if (id && !roll(0, 5)) press(h, at(w.org[h], str_printf(&s.a, "/levels/%lld/remove", (long long)id).p), "");
        else if (id)
            post_as(w.clerk,
                office(w.org[h], id,
                    roll(0, 1)       ? "/end"
                        : roll(0, 4) ? "/confirm"
                                     : "/refuse"),
                str_printf(&s.a, "day=%s&reason=r", day(202201, 202812)).p);
        break;
    case 2:
    case 3:
        press(h, at(w.org[h], "/areas"),
            str_printf(&s.a, "since=%s&controllable=%lld&tenants=%lld&shared=%lld", day(202001, 202612), (long long)roll(5000, 20000),
                (long long)roll(1000, 4000), (long long)roll(100, 900))
                .p);
        break;
    case 4: press(h, at(w.org[h], "/mentors"), str_printf(&s.a, "name=m&field=f&from=%s", day(202001, 202512)).p); break;
    case 5:
        id = pick_one(PICK_MENTOR, w.org[h]);
        if (id)
            press(h, at(w.org[h], str_printf(&s.a, "/mentors/%lld/end", (long long)id).p),
                str_printf(&s.a, "day=%s", day(202101, 202812)).p);
        break;
    default:
        site_now += 12 * DAY_MS;
        run_tx(moves_tx, &(struct moves){ w.org[h], roll(0, 1) ? "210211" : "210203", roll(0, 1) ? "hightech" : "" });
        assert_int_equal(web_tick(&s.app, site_now), RC_OK);
        break;
    }
}

static int serial;
static void enters(int h)
{
    bool firm = roll(0, 3) > 0;
    int64_t entry = roll(date_days(2020, 1, 1), date_days(roll(0, 3) ? 2023 : 2026, 6, 1)), months = roll(6, 50);
    struct str uscc = STR_NONE;
    if (firm) {                                                           /* one of few firms, so that some come again */
        static const char *const codes[] = { "91210299MA0BA11T8A", "52210299MA0BA11T8B", "51210299MA0BA11T8E", "93210299MA0BA11T84",
            "92210299MA0BA11T87" };
        uscc = str_printf(&s.a, "&uscc=%s&registered=%s", codes[roll(0, 4)], date_str(&s.a, entry - roll(0, 800)).p);
    }
    press(h, at(w.org[h], "/tenants"),
        str_printf(&s.a, "name=v%d&field=%s&agreement=x&entry=%s&due=%s%s%s%s", serial++, roll(0, 1) ? "software" : "ic",
            date_str(&s.a, entry).p, date_str(&s.a, date_add_months(entry, months)).p, roll(0, 3) ? "" : "&returnee=1",
            roll(0, 1) ? "" : "&student=1", firm ? uscc.p : "")
            .p);
}

static void of_venture(int h)
{
    static const char *const kinds[] = { "moved", "failed", "expired", "expelled", "graduated" };
    int64_t v = pick_one(roll(0, 3) ? PICK_LIVE : PICK_VENTURE, w.org[h]), mentor;
    if (!v) { enters(h); return; }
    const char *base = str_printf(&s.a, "/ventures/%lld", (long long)v).p;
    switch (roll(0, 10)) {
    case 0:
        press(h, str_printf(&s.a, "%s/firm", base).p,
            str_printf(&s.a, "firm_name=f%d&uscc=%s&registered=%s", serial++, roll(0, 1) ? "92210299MA0BA11T87" : "91210299MA0BA11T8A",
                day(202001, 202608))
                .p);
        break;
    case 1: case 2: case 9:
        if (roll(0, 1)) press(h, str_printf(&s.a, "%s/facts", base).p, "fact=high_tech&fact_day=2020-01-02&evidence=x");
        press(h, str_printf(&s.a, "%s/exit", base).p,
            str_printf(&s.a, "exit_day=%s&exit_kind=%s", day(202001, 202608), kinds[roll(0, 5) % 5]).p);
        break;
    case 3: press(h, str_printf(&s.a, "%s/extend", base).p, str_printf(&s.a, "due=%s", day(202101, 202812)).p); break;
    case 4:
        press(h, str_printf(&s.a, "%s/aftercare", base).p,
            str_printf(&s.a, "year=%lld&alive=%s&closed=%s&jobs=%lld", (long long)roll(1, 5), roll(0, 3) ? "yes" : "no",
                day(202101, 202608), (long long)roll(0, 40))
                .p);
        break;
    case 5:
        press(h, str_printf(&s.a, "%s/rent", base).p,
            str_printf(&s.a, "rent_month=%04d-%02d&rent=%lld&relief=%lld&relief_reason=x", (int)roll(2020, 2026), (int)roll(1, 12),
                (long long)roll(100, 900), (long long)roll(0, 400))
                .p);
        break;
    case 6:
        press(h, base,
            str_printf(&s.a, "name=n%d&field=software%s%s", serial++, roll(0, 1) ? "&returnee=1" : "", roll(0, 1) ? "&student=1" : "").p);
        break;
    default:
        mentor = pick_one(PICK_MENTOR, w.org[h]);
        if (mentor)
            press(h, str_printf(&s.a, "%s/sessions", base).p,
                str_printf(&s.a, "mentor=%lld&session_day=%s&minutes=60&topic=t", (long long)mentor, day(202406, 202612)).p);
        break;
    }
}

/* From one house to the next: the one lets go, the other takes it over by its firm's code on that day or later. */
static void moves_house(int h)
{
    int64_t v = pick_one(PICK_LIVE, w.org[h]);
    struct venture_by_id row;
    struct db *db = site_db(&s);
    int64_t gone = roll(date_days(2022, 1, 1), date_days(2026, 8, 1)), back = gone + (roll(0, 1) ? 0 : roll(0, 90));
    if (v) assert_int_equal(venture_by_id(db, v, &row), RC_OK);
    db_give(db);
    if (!v) return;
    press(h, str_printf(&s.a, "/ventures/%lld/exit", (long long)v).p,
        str_printf(&s.a, "exit_day=%s&exit_kind=moved", date_str(&s.a, gone).p).p);
    if (!row.uscc.p) return;
    int next = (h + (int)roll(0, HOUSES - 1)) % HOUSES;
    press(next, at(w.org[next], "/tenants"),
        str_printf(&s.a, "name=m&field=ic&agreement=m&uscc=%s&registered=%s&entry=%s&due=%s", row.uscc.p, row.registered_day.p,
            date_str(&s.a, back).p, date_str(&s.a, back + 400).p)
            .p);
}

static void asked_after(int h)
{
    int64_t v = pick_one(PICK_LEFT, w.org[h]);
    if (v)
        press(h, str_printf(&s.a, "/ventures/%lld/aftercare", (long long)v).p,
            str_printf(&s.a, "year=%lld&alive=%s&closed=%s&jobs=%lld", (long long)roll(1, 3), roll(0, 3) ? "yes" : "no",
                day(202601, 202608), (long long)roll(0, 40))
                .p);
}

static void cells_are_the_rows(void **unused)
{
    (void)unused;
    const char *seed = getenv("BALLAST_SEED");
    if (seed) state = strtoull(seed, NULL, 10);
    site_now = date_days(2026, 9, 1) * DAY_MS + 4 * 3600000;
    for (int i = 0; i < HOUSES; i++) set_up(i);
    for (int i = 0; i < STEPS; i++) {
        int h = (int)roll(0, HOUSES - 1);
        if (roll(0, 9) < 3) of_carrier(h);
        else if (roll(0, 9) < 3) enters(h);
        else if (roll(0, 9) < 2) moves_house(h);
        else if (roll(0, 9) < 4) asked_after(h);
        else of_venture(h);
        if (i % 35 == 34) all_right();
    }
    if (seed) return;
    assert_true(changed > STEPS / 4);                                     /* most are taken; the others leave nothing */
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM tenancy WHERE moved_from IS NOT NULL AND id > $1", 0) > 0);
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM carrier_was WHERE carrier > $1", 0) > 3);
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM aftercare WHERE year > $1", 0) > 0);
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM mentor_session WHERE state = 'held' AND id > $1", 0) > 0);
    assert_true(site_ask(&s, "SELECT COUNT(*) AS n FROM tenancy WHERE exit_kind = 'graduated' AND id > $1", 0) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(cells_are_the_rows) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
