/* test_world.h: officers, applicants and a round for the tests of rounds.
**
** Include "test/site.h" first. Officers: first, second (case officers everywhere), hrss (that department), west (district
** 210211), east (210202). The round of world_round(): desk (1 seat), bench (2 seats, 1 for migrant workers), three
** applicants to come. */
#ifndef ROUNDS_TEST_WORLD_H
#define ROUNDS_TEST_WORLD_H
#include "app/rounds/inner.h"
#include "web/secret.h"

enum { PEOPLE = 6 };
static struct site s;
static struct { int64_t first, second, hrss, west, east, person[PEOPLE]; } w;
static const struct slice *const world_slices[] = { &web_slice, &rounds_slice };

static int world_open(void **state)
{
    (void)state;
    site_open(&s, world_slices, LEN(world_slices));
    w.first = site_account(&s, "first", ROLE_CLERK, "", "");
    w.second = site_account(&s, "second", ROLE_APPROVER, "", "");
    w.hrss = site_account(&s, "hrss", ROLE_CLERK, "hrss", "");
    w.west = site_account(&s, "west", ROLE_CLERK, "", "210211");
    w.east = site_account(&s, "east", ROLE_CLERK, "", "210202");
    for (int i = 0; i < PEOPLE; i++) w.person[i] = site_account(&s, str_printf(&s.a, "person%d", i).p, ROLE_MEMBER, "", "");
    return 0;
}

static int world_close(void **state) { (void)state; site_close(&s); return 0; }

static const char *at(int64_t round, const char *rest) { return str_printf(&s.a, "/rounds/%lld%s", (long long)round, rest).p; }

static struct answer post_as(int64_t who, const char *path, const char *fields) { return site_post_as(&s, who, path, fields); }
__attribute__((unused)) static struct answer get_as(int64_t who, const char *path) { return site_get_as(&s, who, path); }

static void done(struct answer a)
{
    if (a.status != 303) fail_msg("%d: %.*s", a.status, STR_FMT(str_sub(a.body, 0, 6000)));
    for (size_t i = 0; i < a.headers.n; i++)
        if (str_starts(a.headers.v[i].value, S("flash=")) && str_find(a.headers.v[i].value, S("!;")) > 0)
            fail_msg("%.*s", STR_FMT(a.headers.v[i].value));
}

static const char *day(int64_t from_today) { return date_str(&s.a, instant_day(site_now) + from_today).p; }

static const char *basics(const char *more)
{
    return str_printf(&s.a, "kind=internship&division=210211&wishes_most=3&title_zh=%%E8%%A7%%81%%E4%%B9%%A0&title_en=Internships&opens_day=%s&closes_day=%s&objections_day=%s%s%s",
        day(0), day(5), day(15), strstr(more, "files=") ? "" : "&files=public", more).p;
}

__attribute__((unused)) static struct round_by_id round_now(int64_t id)
{
    struct round_by_id x;
    struct db *db = site_db(&s);
    if (round_by_id(db, id, &x) != RC_OK) fail_msg("no round %lld", (long long)id);
    db_give(db);
    return x;
}

/* A statement of its own address and name each: drivers keep prepared ones by these. */
__attribute__((unused)) static enum rc raw_tx(struct db *tx, void *arg) { return db_exec(tx, arg, NULL); }
__attribute__((unused)) static void raw(const char *sql)
{
    static int made;
    struct db_stmt *stmt = NEW(&s.a, struct db_stmt);
    *stmt = (struct db_stmt){ .name = str_printf(&s.a, "test_raw_%d", made++).p, .sql = sql };
    struct db *db = site_db(&s);
    if (db_tx(db, raw_tx, stmt) != RC_OK) fail_msg("%s: %s", sql, db->err.text);
    db_give(db);
}

/* SELECT COUNT(*) AS n ... $1 ... */
__attribute__((unused)) static int64_t counted(const char *sql, int64_t in)
{
    static const struct db_column columns[] = { { "n", 'i', true, 0 } };
    const struct db_stmt stmt = { "", sql, columns, columns, 1, 1, sizeof(int64_t) };
    const struct db_value v[] = { { .type = 'i', .i = in } };
    struct db *db = site_db(&s);
    int64_t n = 0;
    assert_int_equal(db_one(db, &stmt, v, &n), RC_OK);
    db_give(db);
    return n;
}

#define SENT "SELECT COUNT(*) AS n FROM round_application WHERE round = $1 AND state = 'sent'"

__attribute__((unused)) static void two(int64_t round, const char *verb)
{
    const char *fields = str_printf(&s.a, "verb=%s", verb).p;
    done(post_as(w.first, at(round, "/ask"), fields));
    done(post_as(w.second, at(round, "/confirm"), fields));
}

/* Rounds that ran in earlier tests have the same seats: two officers publish what waits, and they stand in nobody's way any more. */
static void settled(void)
{
    for (int64_t id; (id = counted("SELECT COALESCE(MIN(id), 0) AS n FROM round WHERE state = 'ran' AND id > $1", 0)) != 0;) {
        if (round_now(id).ask.n) done(post_as(w.first, at(id, "/unask"), ""));
        two(id, "publish");
    }
}

static int64_t draft_made(int64_t who, const char *more)
{
    int64_t id;
    settled();
    struct answer a = post_as(who, "/rounds", basics(more));
    struct str rest = str_sub(a.location, sizeof "/rounds/" - 1, a.location.n), piece;
    if (a.status != 303 || !str_cut(&rest, '/', &piece) || !str_int(piece, &id))
        fail_msg("%d: %.*s", a.status, STR_FMT(str_sub(a.body, 0, 6000)));
    return id;
}

__attribute__((unused)) static int64_t place_of(int64_t round, const char *name)
{
    struct round_place_named p;
    struct db *db = site_db(&s);
    if (round_place_named(db, round, str_from(name), &p) != RC_OK) fail_msg("no place %s", name);
    db_give(db);
    return p.id;
}

__attribute__((unused)) static int64_t criterion_of(int64_t round, size_t n)
{
    struct round_criteria_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(round_criteria(db, round, &rows), RC_OK);
    db_give(db);
    assert_true(n < rows.n);
    return rows.v[n].id;
}

/* Announced: desk 1, bench 2 of which 1 for migrant workers; a diploma counts 10, each month without work 2. */
__attribute__((unused)) static int64_t world_round(const char *more)
{
    int64_t id = draft_made(w.first, more);
    done(post_as(w.first, at(id, "/places"), "name_zh=desk&seats=1"));
    done(post_as(w.first, at(id, "/places"), "name_zh=bench&name_en=Bench&seats=2&migrant=1"));
    done(post_as(w.first, at(id, "/points"), "name_zh=diploma&points=10"));
    done(post_as(w.first, at(id, "/points"), "name_zh=months&points=2&most=12"));
    done(post_as(w.first, at(id, "/announce"), ""));
    return id;
}

/* wishes: "desk bench"; months: 0 to 12. */
__attribute__((unused)) static void applies(int64_t round, int64_t who, const char *wishes, bool diploma, int months, const char *more)
{
    struct out o;
    struct str rest = str_from(wishes), one;
    out_init(&o, &s.a);
    put_z(&o, more);
    while (str_cut(&rest, ' ', &one)) if (one.n) put_f(&o, "&wishes=%lld", (long long)place_of(round, str_z(&s.a, one)));
    if (diploma) put_f(&o, "&answers=%lld:1", (long long)criterion_of(round, 0));
    if (months) put_f(&o, "&answers=%lld:%d", (long long)criterion_of(round, 1), months);
    done(post_as(who, at(round, "/apply"), out_str(&o).p));
}

/* The newest result; id 0: none. */
__attribute__((unused)) static struct round_results newest(int64_t round)
{
    struct round_results_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(round_results(db, round, &rows), RC_OK);
    db_give(db);
    return rows.n ? rows.v[0] : (struct round_results){ 0 };
}

__attribute__((unused)) static struct round_application_of application_of(int64_t round, int64_t who)
{
    struct round_application_of p;
    struct db *db = site_db(&s);
    assert_int_equal(round_application_of(db, round, who, &p), RC_OK);
    db_give(db);
    return p;
}

/* The name of the place she holds in a result; "" for none. */
__attribute__((unused)) static const char *got(int64_t result, int64_t application)
{
    struct round_holding_of h;
    struct db *db = site_db(&s);
    assert_int_equal(round_holding_of(db, result, application, &h), RC_OK);
    db_give(db);
    return h.name_zh.p ? h.name_zh.p : "";
}

/* One place with one seat, asked for by one. */
__attribute__((unused)) static int64_t has_closed(const char *name)
{
    int64_t id = draft_made(w.first, "");
    done(post_as(w.first, at(id, "/places"), str_printf(&s.a, "name_zh=%s&seats=1&migrant=1", name).p));
    done(post_as(w.first, at(id, "/announce"), ""));
    applies(id, w.person[0], name, false, 0, "");
    two(id, "close");
    return id;
}
#endif
