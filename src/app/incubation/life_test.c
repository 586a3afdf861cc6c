/* life_test.c: a venture from its application to the note years after it left, through the pages: conflicts, scores, rules that
** refuse and say why, a move without losing identity, who may look, and what every step counts. */
#include "test/site.h"
#include "app/incubation/test_world.h"
#include "app/incubation/life.h"

static int64_t id_after(struct str location, const char *before)
{
    int64_t id;
    struct str rest = str_sub(location, strlen(before), location.n), one;
    if (!str_starts(location, str_from(before)) || !str_cut(&rest, '/', &one) || !str_int(one, &id))
        fail_msg("no id in %.*s", STR_FMT(location));
    return id;
}
static const char *path(const char *what, int64_t id, const char *tail)
{
    return str_printf(&s.a, "/%s/%lld%s", what, (long long)id, tail).p;
}
static void on(int y, int m, int d) { site_now = date_days(y, m, d) * DAY_MS + 4 * 3600000; }
static const char *code(int i) { return str_printf(&s.a, "%lld", (long long)w.org[i]).p; }

static int64_t applied(int64_t who, const char *name, const char *more)
{
    struct answer a = post_as(who, at(w.org[0], "/apply"), str_printf(&s.a, "name=%s&field=software&pitch=x&people=3&%s", name, more).p);
    done(a, "apply");
    return id_after(a.location, "/applications/");
}

static void scored(int64_t id, int i, const char *conflict)
{
    done(post_as(w.base[0], path("applications", id, "/reviewers"), str_printf(&s.a, "login=reviewer%d", i).p), "reviewer");
    done(post_as(w.reviewer[i], path("applications", id, "/declare"), str_printf(&s.a, "conflict=%s&conflict_why=cousin", conflict).p),
        "declare");
}
static struct answer score(int64_t id, int i)
{
    return post_as(w.reviewer[i], path("applications", id, "/score"), "team=4&market=3&technology=5&jobs=4&comment=good");
}

/* Who declares a conflict cannot score; two scores before a decision; applicants do not review themselves; scores are not theirs to see. */
static void scores_and_conflicts(void **state)
{
    (void)state;
    on(2026, 3, 2);
    for (int i = 0; i < HOUSES; i++) set_up(i);
    int64_t id = applied(w.founder, "team-one", "");
    assert_int_equal(post_as(w.founder, at(w.org[0], "/apply"),
                         str_printf(&s.a, "venture=%lld&field=software&pitch=x&people=3",
                             (long long)site_ask(&s, "SELECT venture AS n FROM intake WHERE id = $1", id))
                             .p)
                         .status,
        422);
    assert_int_equal(get_as(w.stranger, path("applications", id, "")).status, 404);
    assert_int_equal(get_as(w.base[1], path("applications", id, "")).status, 404);
    assert_int_equal(score(id, 0).status, 404);
    assert_int_equal(post_as(w.base[0], path("applications", id, "/reviewers"), "login=founder").status, 422);
    done(post_as(w.base[0], path("applications", id, "/reviewers"), "login=reviewer0"), "reviewer");
    assert_int_equal(score(id, 0).status, 404);                          /* nothing is declared yet */
    done(post_as(w.reviewer[0], path("applications", id, "/declare"), "conflict=yes&conflict_why=cousin"), "declare");
    assert_int_equal(score(id, 0).status, 404);
    assert_int_equal(post_as(w.base[0], path("applications", id, "/decide"), "decision=accepted&reason=fine").status, 422);
    scored(id, 1, "no");
    done(score(id, 1), "score");
    assert_int_equal(post_as(w.base[0], path("applications", id, "/decide"), "decision=accepted&reason=fine").status, 422);
    scored(id, 2, "no");
    done(score(id, 2), "score");
    struct answer a = get_as(w.founder, path("applications", id, ""));
    assert_true(a.status == 200 && !body_has(&a, "cousin") && !body_has(&a, "good"));
    a = get_as(w.base[0], path("applications", id, ""));
    assert_true(body_has(&a, "cousin") && body_has(&a, "4.00"));
    done(post_as(w.base[0], path("applications", id, "/decide"), "decision=accepted&reason=fine"), "accepted");
    assert_int_equal(score(id, 2).status, 303);                          /* too late: told so, nothing changed */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM intake_review WHERE intake = $1 AND scored_ms IS NOT NULL", id), 2);
    a = post_as(w.base[0], path("applications", id, "/enter"), "agreement=A-1&entry=2026-03-02&due=2028-03-01");
    done(a, "enter");
    int64_t v = id_after(a.location, "/ventures/");
    cell_is("teams", "carrier", code(0), 202603, 1);
    assert_int_equal(cell_sum("teams", "city", "", "", 202603), 1);
    cell_is("exits_due", "city", "", 202803, 1);
    assert_int_equal(get_as(w.founder, path("ventures", v, "")).status, 200);
    assert_int_equal(get_as(w.stranger, path("ventures", v, "")).status, 404);
    assert_int_equal(get_as(w.base[1], path("ventures", v, "")).status, 404);
    assert_int_equal(get_as(w.clerk, path("ventures", v, "")).status, 200);
    assert_int_equal(post_as(w.founder, path("ventures", v, "/exit"), "exit_day=2026-03-20&exit_kind=failed").status, 403);
}

/* A firm of 31 months: refused, in numbers, when it applies and where it is recorded; unknown facts are no "no". */
static void the_rules_say_why(void **state)
{
    (void)state;
    on(2026, 3, 10);
    int64_t id = applied(w.stranger, "old-firm", "uscc=91210299MA0BA11T8A&registered=2023-08-10");
    struct answer a = get_as(w.base[0], path("applications", id, ""));
    assert_true(body_has(&a, "入驻时已成立 31 个月，上限为 24 个月"));
    s.lang = "en";
    a = get_as(w.base[0], path("applications", id, ""));
    s.lang = "zh";
    assert_true(body_has(&a, "founded 31 months before entry; the limit is 24"));
    scored(id, 0, "no");
    done(score(id, 0), "score");
    scored(id, 1, "no");
    done(score(id, 1), "score");
    assert_int_equal(post_as(w.base[0], path("applications", id, "/decide"), "decision=accepted&reason=fine").status, 422);
    done(post_as(w.base[0], path("applications", id, "/decide"), "decision=refused&reason=too+old"), "refused");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM rule_check WHERE kind = 'intake' AND answer = 'no' AND subject = $1", id), 1);
    a = post_as(w.base[0], at(w.org[0], "/tenants"), "name=f&field=software&uscc=93210299MA0BA11T84&registered=2023-01-01&agreement=B&entry=2025-01-02&due=2028-01-01");
    assert_int_equal(a.status, 422);                                     /* 24 months and a day */
    a = post_as(w.base[0], at(w.org[0], "/tenants"), "name=f&field=software&uscc=93210299MA0BA11T84&registered=2023-01-01&agreement=B&entry=2025-01-01&due=2029-01-01");
    assert_int_equal(a.status, 422);                                     /* 48 months and a day */
    done(post_as(w.base[0], at(w.org[0], "/tenants"), "name=f&field=software&uscc=93210299MA0BA11T84&registered=2023-01-01&agreement=B&entry=2025-01-01&due=2028-12-31"), "admit");
}

/* Team, firm, graduate; moved once in between, one identity, counted once in the city and in the zone both carriers lie in. */
static void a_whole_life(void **state)
{
    (void)state;
    on(2020, 1, 10);
    int64_t before = cell_sum("incubatees_new", "city", "", "", 209912);
    done(post_as(w.base[0], at(w.org[0], "/tenants"), "name=life&field=biomedicine&agreement=C&student=1&entry=2020-01-05&due=2021-12-31"),
        "admit");
    int64_t v = site_ask(&s, "SELECT id AS n FROM venture WHERE name = 'life' AND id > $1", 0);
    assert_int_equal(post_as(w.base[1], path("ventures", v, "/firm"), "firm_name=life&uscc=91210299MA0BA11T8A&registered=2020-06-15")
                         .status,
        404);
    on(2020, 6, 20);
    done(post_as(w.base[0], path("ventures", v, "/firm"), "firm_name=life-ltd&uscc=52210299MA0BA11T8B&registered=2020-06-15"), "firm");
    cell_is("teams", "carrier", code(0), 202001, 1);
    cell_is("teams", "carrier", code(0), 202006, -1);
    cell_is("incubatees", "carrier", code(0), 202006, 1);
    cell_is("student_firms", "division", "210211", 202006, 1);
    /* 60 months and a day in bio-medicine */
    assert_int_equal(post_as(w.base[0], path("ventures", v, "/extend"), "due=2025-06-15").status, 422);
    done(post_as(w.base[0], path("ventures", v, "/extend"), "due=2025-06-14"), "extend");
    on(2021, 9, 1);
    done(post_as(w.base[0], path("ventures", v, "/exit"), "exit_day=2021-09-01&exit_kind=moved"), "moved");
    on(2021, 9, 1);
    int64_t id;
    struct answer a = post_as(w.base[1], at(w.org[1], "/tenants"), "name=life&field=biomedicine&uscc=52210299MA0BA11T8B&registered=2020-06-15&agreement=D&entry=2021-09-01&due=2025-06-14");
    done(a, "the next carrier takes it over");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM tenancy WHERE venture = $1", v), 2);
    assert_int_equal(cell_sum("incubatees_new", "city", "", "", 209912), before + 1);
    cell_is("incubatees_new", "zone", "hightech", 202109, 0);
    cell_is("incubatees_new", "division", "210212", 202109, 1);
    cell_is("incubatees", "city", "", 202109, 0);
    cell_is("incubatees", "division", "210212", 202109, 1);
    on(2023, 5, 1);
    a = post_as(w.base[1], path("ventures", v, "/exit"), "exit_day=2023-05-01&exit_kind=graduated");
    assert_true(a.status == 422 && body_has(&a, "没有证据"));                                /* nothing is known: not "no" */
    done(post_as(w.base[1], path("ventures", v, "/facts"), "fact=revenue&fact_day=2021-03-01&amount=4000000&evidence=a"), "revenue");
    done(post_as(w.base[1], path("ventures", v, "/facts"), "fact=revenue&fact_day=2022-03-01&amount=6000000&evidence=b"), "revenue");
    a = post_as(w.base[1], path("ventures", v, "/exit"), "exit_day=2023-05-01&exit_kind=graduated");
    /* ten million are not more than ten million, and the rest is unknown */
    assert_true(a.status == 422);
    done(post_as(w.base[1], path("ventures", v, "/facts"), "fact=revenue&fact_day=2022-06-01&amount=0.01&evidence=c"), "one fen more");
    id = site_ask(&s, "SELECT MIN(id) AS n FROM venture_fact WHERE venture = $1 AND evidence = 'b'", v);
    done(post_as(w.base[1], path("ventures", v, str_printf(&s.a, "/facts/%lld/remove", (long long)id).p), ""), "removed");
    done(post_as(w.base[1], path("ventures", v, "/facts"), "fact=revenue&fact_day=2022-06-01&amount=6000000.01&evidence=d"), "mended");
    done(post_as(w.base[1], path("ventures", v, "/exit"), "exit_day=2023-05-01&exit_kind=graduated"), "graduates");
    cell_is("graduates", "carrier", code(1), 202305, 1);
    cell_is("exits_on_time", "city", "", 202506, 1);
    cell_is("survived_1_due", "city", "", 202405, 1);
    cell_is("survived_5_due", "city", "", 202805, 1);
    assert_int_equal(post_as(w.base[1], path("ventures", v, "/aftercare"), "year=1&alive=yes&jobs=12").status, 422); /* not a year yet */
    on(2024, 5, 2);
    done(post_as(w.base[1], path("ventures", v, "/aftercare"), "year=1&alive=yes&jobs=12"), "a year after");
    cell_is("survived_1", "carrier", code(1), 202405, 1);
    cell_is("alumni_jobs_1", "city", "", 202405, 12);
    done(post_as(w.base[1], path("ventures", v, "/aftercare"), "year=1&alive=yes&jobs=10"), "corrected");
    cell_is("alumni_jobs_1", "city", "", 202405, 10);
    on(2026, 5, 2);
    done(post_as(w.base[1], path("ventures", v, "/aftercare"), "year=3&alive=no&closed=2025-11-30"), "closed");
    cell_is("survived_3", "city", "", 202605, 0);
    cell_is("survived_3_noted", "city", "", 202605, 1);
    cell_is("survived_5_noted", "city", "", 202805, 1);
    a = get_as(w.base[1], path("ventures", v, ""));
    assert_true(body_has(&a, "house-a") && body_has(&a, "house-b") && body_has(&a, "life-ltd"));
}

/* Milestones, gates in their order, sessions and whose turn it is, rooms, rent. */
static void work_in_a_stay(void **state)
{
    (void)state;
    on(2026, 6, 1);
    done(post_as(w.base[2], at(w.org[2], "/tenants"), "name=worker&field=marine&agreement=E&entry=2026-05-01&due=2028-04-30"), "admit");
    int64_t v = site_ask(&s, "SELECT id AS n FROM venture WHERE name = 'worker' AND id > $1", 0), m;
    done(post_as(w.base[2], path("ventures", v, "/milestones"), "gate=1&milestone=twenty+customers&milestone_due=2026-05-20"), "milestone");
    m = site_ask(&s, "SELECT id AS n FROM milestone WHERE venture = $1", v);
    post_as(w.base[2], path("ventures", v, "/gate"), "pass=1");
    post_as(w.base[2], path("ventures", v, "/gate"), "pass=2");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM gate_passed WHERE venture = $1", v), 0);
    done(post_as(w.base[2], path("ventures", v, str_printf(&s.a, "/milestones/%lld/done", (long long)m).p), "words=list"), "reached");
    done(post_as(w.base[2], path("ventures", v, "/gate"), "pass=1"), "gate");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM gate_passed WHERE venture = $1", v), 1);
    done(post_as(w.base[2], at(w.org[2], "/mentors"), "name=Ann&field=money&from=2026-01-01&login=reviewer0"), "mentor");
    int64_t mentor = site_ask(&s, "SELECT id AS n FROM carrier_mentor WHERE carrier = $1", w.org[2]);
    const char *session = str_printf(&s.a, "mentor=%lld&minutes=60&topic=talk&session_day=", (long long)mentor).p;
    done(post_as(w.base[2], path("ventures", v, "/sessions"), str_printf(&s.a, "%s2026-05-20", session).p), "held");
    done(post_as(w.base[2], path("ventures", v, "/sessions"), str_printf(&s.a, "%s2026-05-27", session).p), "held again");
    done(post_as(w.base[2], path("ventures", v, "/sessions"), str_printf(&s.a, "%s2026-06-05", session).p), "planned");
    cell_is("mentor_sessions", "city", "", 202605, 2);
    cell_is("teams_coached", "city", "", 202605, 1);
    cell_is("mentor_sessions", "city", "", 202606, 0);
    int64_t planned = site_ask(&s, "SELECT id AS n FROM mentor_session WHERE venture = $1 AND state = 'planned'", v);
    on(2026, 6, 8);
    done(post_as(w.base[2], path("ventures", v, str_printf(&s.a, "/sessions/%lld/held", (long long)planned).p), ""), "now held");
    cell_is("teams_coached", "carrier", code(2), 202606, 1);
    on(2026, 6, 11);
    struct answer a = get_as(w.base[2], at(w.org[2], "/mentors"));
    assert_true(body_has(&a, "待导师反馈，已 3 天") && body_has(&a, "待导师反馈，已 10 天"));
    a = get_as(w.reviewer[0], "/incubation/mine");
    assert_true(body_has(&a, "待您反馈"));
    assert_int_equal(post_as(w.stranger, path("sessions", planned, "/words"), "side=mentor&words=hm").status, 404);
    assert_int_equal(post_as(w.reviewer[0], path("sessions", planned, "/words"), "side=venture&words=hm").status, 404);
    done(post_as(w.reviewer[0], path("sessions", planned, "/words"), "side=mentor&words=good"), "words");
    a = get_as(w.base[2], at(w.org[2], "/mentors"));
    assert_true(!body_has(&a, "待导师反馈，已 3 天"));
    done(post_as(w.base[2], at(w.org[2], "/units"), "code=A-1&kind=room&area=20.50&rent=900"), "room");
    assert_int_equal(post_as(w.base[2], at(w.org[2], "/units"), "code=A-1&kind=room&area=20.50&rent=900").status, 422);
    int64_t unit = site_ask(&s, "SELECT id AS n FROM carrier_unit WHERE carrier = $1", w.org[2]);
    done(post_as(w.base[2], path("ventures", v, "/rooms"), str_printf(&s.a, "room=%lld&room_from=2026-06-01", (long long)unit).p), "taken");
    assert_int_equal(post_as(w.base[2], path("ventures", v, "/rooms"),
                         str_printf(&s.a, "room=%lld&room_from=2026-06-01", (long long)unit).p)
                         .status,
        422);
    done(post_as(w.base[2], path("ventures", v, "/rent"), "rent_month=2026-06&rent=900&relief=450&relief_reason=graduates"), "rent");
    cell_is("rent_relief", "city", "", 202606, 45000);
    done(post_as(w.base[2], path("ventures", v, "/rent"), "rent_month=2026-06&rent=900&relief=0"), "corrected");
    cell_is("rent_relief", "city", "", 202606, 0);
    cell_is("rent_charged", "carrier", code(2), 202606, 90000);
    assert_int_equal(post_as(w.base[2], path("ventures", v, "/rent"), "rent_month=2026-04&rent=900").status, 422);
    done(post_as(w.base[2], path("ventures", v, "/exit"), "exit_day=2026-06-11&exit_kind=failed"), "fails");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM tenancy_unit WHERE until_day IS NULL AND unit = $1", unit), 0);
}

static int64_t offers(const char *state)
{
    return site_ask(&s,
        str_printf(&s.a, "SELECT COUNT(*) AS n FROM listing WHERE kind = 'space' AND state = '%s' AND organisation = $1", state).p,
        w.org[0]);
}

/* A free room goes to docking as an offer of the kind space, by docking's rules: who does not act for the organisation cannot. Once
** somebody is in it, or it is retired, it is no longer offered. */
static void free_space_is_offered(void **state)
{
    (void)state;
    on(2026, 6, 20);
    done(post_as(w.base[0], at(w.org[0], "/units"), "code=B-7&kind=desk&area=6.50&rent=300"), "desk");
    int64_t unit = site_ask(&s, "SELECT id AS n FROM carrier_unit WHERE carrier = $1", w.org[0]);
    const char *offer = at(w.org[0], str_printf(&s.a, "/units/%lld/offer", (long long)unit).p);
    post_as(w.base[0], offer, "");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM listing WHERE organisation = $1", w.org[0]), 0);
    run_tx(join_tx, &(struct joins){ w.base[0], w.org[0] });
    done(post_as(w.base[0], offer, ""), "offer");
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM listing l JOIN carrier_unit u ON u.listing = l.id WHERE l.kind = 'space' AND l.side = 'offer' AND l.state = 'review' AND l.quantity = 6 AND l.amount_low = 30000 AND l.organisation = $1", w.org[0]), 1);
    struct answer a = get_as(w.base[0], at(w.org[0], "/units"));
    assert_true(body_has(&a, "已发布") && !body_has(&a, "发布到对接平台"));
    a = get_as(w.base[0], at(w.org[0], "/units?state=free"));
    assert_true(body_has(&a, "B-7"));
    post_as(w.base[0], offer, "");
    assert_int_equal(offers("review") + offers("closed"), 1);            /* not a second one beside it */
    const char *rooms = path("ventures", site_ask(&s, "SELECT id AS n FROM venture WHERE name = 'team-one' AND id > $1", 0), "/rooms"),
               *in = str_printf(&s.a, "room=%lld&room_from=2026-06-20", (long long)unit).p;
    site_every_statement(&s, w.base[0], rooms, in, 303);
    a = get_as(w.base[0], at(w.org[0], "/units?state=free"));
    assert_false(body_has(&a, "B-7"));                                   /* taken now */
    assert_int_equal(offers("closed"), 1);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM listing l JOIN event e ON e.subject = l.id AND e.kind = 'listing' AND e.verb = 'closed' WHERE l.reason = 'filled' AND l.organisation = $1", w.org[0]), 1);
    done(post_as(w.base[0], str_printf(&s.a, "%s/%lld/leave", rooms, (long long)unit).p, ""), "leaves");
    site_every_statement(&s, w.base[0], rooms, in, 303);                 /* and comes back the same day */
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM tenancy_unit WHERE until_day IS NULL AND unit = $1", unit), 1);
    done(post_as(w.base[0], str_printf(&s.a, "%s/%lld/leave", rooms, (long long)unit).p, ""), "leaves again");
    done(post_as(w.base[0], offer, ""), "offered again");
    assert_int_equal(offers("review"), 1);
    site_every_statement(&s, w.base[0], at(w.org[0], str_printf(&s.a, "/units/%lld/state", (long long)unit).p), "", 303);
    assert_int_equal(offers("closed"), 2);
}

/* The tick looks at what ends once a month, keeps what the rules said, and tells who runs the carrier; a carrier follows its
** organisation. */
static void what_time_does(void **state)
{
    (void)state;
    on(2026, 7, 1);
    done(post_as(w.base[2], at(w.org[2], "/tenants"), "name=late&field=marine&uscc=51210299MA0BA11T8E&registered=2024-05-01&agreement=F&entry=2024-06-01&due=2026-06-20"), "admit");
    int64_t t = site_ask(&s, "SELECT t.id AS n FROM tenancy t WHERE t.agreement = 'F' AND t.id > $1", 0),
            before = site_ask(&s, "SELECT COUNT(*) AS n FROM rule_check WHERE subject = $1", t);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(web_tick(&s.app, site_now + 60000), RC_OK);
    assert_int_equal(site_ask(&s, "SELECT COUNT(*) AS n FROM rule_check WHERE subject = $1", t), before + 1);
    struct answer a = get_as(w.base[2], "/inbox");
    assert_true(body_has(&a, "late"));
    a = get_as(w.base[2], at(w.org[2], "/exits"));
    assert_true(body_has(&a, "超期 11 天") && body_has(&a, "资料不全"));
    int64_t firms = cell_sum("incubatees", "division", "210204", "", 202607),
            there = cell_sum("incubatees", "division", "210203", "", 202607);
    int64_t june = cell_sum("incubatees", "division", "210204", "", 202606), firm = site_ask(&s, "SELECT v.firm AS n FROM tenancy t JOIN venture v ON v.id = t.venture WHERE t.agreement = 'F' AND t.id > $1", 0);
    assert_true(firms >= 1 && june >= 1);
    struct moves x = { w.org[2], "210203", "" };
    run_tx(moves_tx, &x);
    assert_int_equal(web_tick(&s.app, site_now + 120000), RC_OK);
    assert_int_equal(cell_sum("incubatees", "division", "210204", "", 202607), 0);
    assert_int_equal(cell_sum("incubatees", "division", "210203", "", 202607), there + firms);
    /* what was there stays there, as its returns and its jobs do */
    assert_int_equal(cell_sum("incubatees", "division", "210204", "", 202606), june);
    const struct {
        const char *day, *division;
    } seats[] = { { "2026-06-15", "210204" }, { "2026-06-30", "210204" }, { "2026-07-01", "210203" } };
    for (size_t i = 0; i < LEN(seats); i++) {
        struct incubation_seat seat;
        struct db *db = site_db(&s);
        assert_int_equal(incubation_seat_of(db, firm, str_from(seats[i].day), &seat), RC_OK);
        assert_true(seat.carrier == w.org[2] && str_eq(seat.division, str_from(seats[i].division)));
        db_give(db);
    }
}

/* Rooms go by pages and filters, and a button leads back to where she was; only to a query. */
static void units_go_by_pages(void **state)
{
    (void)state;
    on(2026, 6, 21);
    for (int i = 10; i < 45; i++)
        done(post_as(w.base[1], at(w.org[1], "/units"), str_printf(&s.a, "code=P-%d&kind=%s&area=6&rent=300", i, i % 2 ? "desk" : "room").p),
            "unit");
    struct answer a = get_as(w.base[1], at(w.org[1], "/units"));
    assert_true(body_has(&a, ">P-10</th>") && body_has(&a, ">P-39</th>") && !body_has(&a, ">P-40</th>"));
    assert_true(body_has(&a, "共 35 个，空闲 35 个") && body_has(&a, "from=P-40\" rel=\"next\"") && !body_has(&a, "rel=\"prev\""));
    a = get_as(w.base[1], at(w.org[1], "/units?from=P-40"));
    assert_true(body_has(&a, ">P-40</th>") && !body_has(&a, ">P-39</th>") && body_has(&a, "rel=\"prev\"") && !body_has(&a, "rel=\"next\""));
    a = get_as(w.base[1], at(w.org[1], "/units?q=p-4&kind=desk"));
    assert_true(body_has(&a, ">P-41</th>") && body_has(&a, ">P-43</th>") && !body_has(&a, ">P-42</th>") && !body_has(&a, ">P-14</th>"));
    assert_true(body_has(&a, "name=\"back\" value=\"q=p-4&amp;kind=desk\""));
    int64_t unit = site_ask(&s, "SELECT id AS n FROM carrier_unit WHERE carrier = $1 AND code = 'P-41'", w.org[1]);
    const char *retire = at(w.org[1], str_printf(&s.a, "/units/%lld/state", (long long)unit).p);
    a = post_as(w.base[1], retire, "back=q%3Dp-4%26kind%3Ddesk");
    assert_true(a.status == 303 && str_eq(a.location, str_from(at(w.org[1], "/units?q=p-4&kind=desk"))));
    a = get_as(w.base[1], at(w.org[1], "/units?state=retired"));
    assert_true(body_has(&a, ">P-41</th>") && !body_has(&a, ">P-42</th>"));
    a = post_as(w.base[1], retire, "back=a%0d%0ab");
    assert_true(a.status == 303 && str_eq(a.location, str_from(at(w.org[1], "/units"))));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(scores_and_conflicts), cmocka_unit_test(the_rules_say_why),
        cmocka_unit_test(a_whole_life), cmocka_unit_test(work_in_a_stay), cmocka_unit_test(free_space_is_offered),
        cmocka_unit_test(what_time_does), cmocka_unit_test(units_go_by_pages) };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
