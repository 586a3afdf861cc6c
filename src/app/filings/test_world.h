/* test_world.h: two carriers with their managers, officers, and a month that has begun, for the tests of filings.
**
** Include "test/site.h" first. Carriers: one in 210211 and the zone hightech, two in 210204. It is 21 September 2026: the
** return of September is open, due on Monday, 5 October. */
#ifndef FILINGS_TEST_WORLD_H
#define FILINGS_TEST_WORLD_H
#include "app/filings/inner.h"

enum { CARRIERS = 2 };
static struct site s;
static struct { int64_t clerk, second, west, stranger, manager[CARRIERS], carrier[CARRIERS]; } w;
static const struct slice *const world_slices[] = { &web_slice, &parties_slice, &incubation_slice, &filings_slice };
static const int64_t world_began = 1790000000000;

struct world_carrier { int64_t id, account; const char *name, *division, *zone; };
static enum rc world_carrier_tx(struct db *tx, void *arg)
{
    const struct world_carrier *c = arg;
    struct str name = str_from(c->name);
    TRY(organisation_add(tx, c->id, S("carrier"), name, name, name, STR_NONE, str_from(c->division), str_from(c->zone), S("75"), S(""),
        S(""), S(""), S(""), S(""), STR_NONE, S("active"), 1, 0, site_now - 1000 * DAY_MS));
    TRY(carrier_add(tx, c->id, S("incubator"), S("software"), name, S("2020-01-01"), S("2020-06-01"), str_from(c->division),
        str_from(c->zone), DB_NULL, DB_NULL, DB_NULL, DB_NULL, S(""), 1, site_now));
    TRY(certification_add(tx, c->id + 7, c->id, S("city"), S("2020-06-01"), STR_NONE, S("x"), S("x"), S("confirmed"), DB_NULL, DB_NULL));
    return account_role_add(tx, c->account, S("base"), S(""), S(""), c->id, site_now);
}

static void world_tick(void)
{
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
}

static int world_open_with(const struct slice *const *all, size_t n)
{
    static const char *const divisions[] = { "210211", "210204" }, *const zones[] = { "hightech", "" };
    site_now = world_began;
    site_open(&s, all, n);
    w.clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    w.second = site_account(&s, "second", ROLE_APPROVER, "", "");
    w.west = site_account(&s, "west", ROLE_CLERK, "", "210204");
    w.stranger = site_account(&s, "stranger", ROLE_MEMBER, "", "");
    struct db *db = site_db(&s);
    for (int i = 0; i < CARRIERS; i++) {
        w.carrier[i] = id_new(site_now);
        w.manager[i] = site_account(&s, i ? "manager-two" : "manager-one", ROLE_MEMBER, "", "");
        struct world_carrier c = { w.carrier[i], w.manager[i], i ? "孵化器二" : "孵化器一", divisions[i], zones[i] };
        if (db_tx(db, world_carrier_tx, &c) != RC_OK) fail_msg("%s", db->err.text);
    }
    db_give(db);
    world_tick();
    return 0;
}

__attribute__((unused)) static int world_open(void **state) { (void)state; return world_open_with(world_slices, LEN(world_slices)); }
static int world_close(void **state) { (void)state; site_close(&s); return 0; }

static const char *at(int64_t filing, const char *tail) { return str_printf(&s.a, "/filings/%lld%s", (long long)filing, tail).p; }

static int64_t filing_id(int carrier, const char *form, int64_t period)
{
    struct filing_of f;
    struct db *db = site_db(&s);
    if (filing_of(db, str_from(form), w.carrier[carrier], period, &f) != RC_OK) fail_msg("no %s of %lld", form, (long long)period);
    db_give(db);
    return f.id;
}

static struct filing_by_id filing_now(int64_t id)
{
    struct filing_by_id f;
    struct db *db = site_db(&s);
    assert_int_equal(filing_by_id(db, id, &f), RC_OK);
    db_give(db);
    return f;
}

static const char *seen(int64_t id, const char *more)
{
    return str_printf(&s.a, "seen=%lld%s%s", (long long)filing_now(id).version, *more ? "&" : "", more).p;
}

/* A summary that is right; more comes behind it and wins nothing: name what differs in it alone. */
__attribute__((unused)) static const char *summary_of(int64_t employees, int64_t opportunities, const char *revenue, const char *more)
{
    return str_printf(&s.a, "incubatees=3&teams=2&employees=%lld&fresh=1&opportunities=%lld&revenue=%s&rnd=1.5&financed=0&financing=0&ip=4&inventions=2&high_tech=1&docking_events=1&area_used=300%s%s",
        (long long)employees, (long long)opportunities, revenue, *more ? "&" : "", more).p;
}

static void done(struct answer a, const char *what)
{
    if (a.status != 303)
        fail_msg("%s: %d %.*s", what, a.status,
            STR_FMT(str_find(a.body, S("<main")) > 0 ? str_sub(a.body, (size_t)str_find(a.body, S("<main")), 4000) : a.body));
    for (size_t i = 0; i < a.headers.n; i++)
        if (str_starts(a.headers.v[i].value, S("flash=")) && str_find(a.headers.v[i].value, S("Max-Age=0")) < 0)
            fail_msg("%s: %.*s", what, STR_FMT(a.headers.v[i].value));
}

__attribute__((unused)) static struct answer post(int64_t who, int64_t filing, const char *tail, const char *fields)
{
    return site_post_as(&s, who, at(filing, tail), seen(filing, fields));
}
__attribute__((unused)) static void saved(int carrier, int64_t filing, const char *summary)
{
    done(post(w.manager[carrier], filing, "/edit", summary), "save");
}
__attribute__((unused)) static void filed(int carrier, int64_t filing, const char *summary)
{
    saved(carrier, filing, summary);
    done(post(w.manager[carrier], filing, "/submit", ""), "submit");
}

struct world_move { int64_t carrier; const char *division, *zone; struct str state; };
static enum rc world_move_tx(struct db *tx, void *arg)
{
    const struct world_move *x = arg;
    struct organisation_by_id o;
    TRY(organisation_by_id(tx, x->carrier, &o));
    return organisation_set(tx, o.id, o.version, o.kind, o.name_zh, o.name_en, o.name_zh, o.uscc, str_from(x->division), str_from(x->zone),
        o.industry, o.size_class, o.intro_zh, o.intro_en, o.website, o.contact, x->state);
}

/* Its organisation lies elsewhere; the carrier follows at the next tick, what it files at that one or the one after. */
__attribute__((unused)) static void world_moves(int carrier, const char *division, const char *zone, struct str state)
{
    struct world_move x = { w.carrier[carrier], division, zone, state };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, world_move_tx, &x), RC_OK);
    db_give(db);
}

/* A cell of the cube. */
__attribute__((unused)) static int64_t cell(const char *measure, const char *cut, const char *code, int64_t month)
{
    struct filing_cell c;
    struct db *db = site_db(&s);
    assert_int_equal(filing_cell(db, str_from(measure), str_from(cut), str_from(code), month, &c), RC_OK);
    db_give(db);
    return c.value;
}
#endif
