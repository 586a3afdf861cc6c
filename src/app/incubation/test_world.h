/* test_world.h: a site with two carriers in two districts, and an independent count of the raw rows, for the tests of this folder. */
#ifndef INCUBATION_TEST_WORLD_H
#define INCUBATION_TEST_WORLD_H
#include "app/incubation/inner.h"

static struct site s;
static const struct slice *const slices[] = { &web_slice, &parties_slice, &docking_slice, &incubation_slice };
enum { HOUSES = 3 };
static struct { int64_t org[HOUSES], base[HOUSES], clerk, admin, founder, reviewer[3], stranger; } w;

struct house { int64_t id; const char *name, *division, *zone; };
static enum rc house_tx(struct db *tx, void *arg)
{
    const struct house *h = arg;
    struct str name = str_from(h->name);
    return organisation_add(tx, h->id, S("carrier"), name, name, name, STR_NONE, str_from(h->division), str_from(h->zone), S("75"),
        S("small"), S(""), S(""), S(""), S(""), STR_NONE, S("active"), 1, 0, site_now);
}

struct runs { int64_t account, organisation; };
static enum rc role_tx(struct db *tx, void *arg)
{
    const struct runs *x = arg;
    return account_role_add(tx, x->account, S("base"), S(""), S(""), x->organisation, site_now);
}

struct joins { int64_t account, organisation; };
__attribute__((unused)) static enum rc join_tx(struct db *tx, void *arg)
{
    const struct joins *j = arg;
    return membership_add(tx, j->account, j->organisation, S("owner"), S("active"), site_now);
}

static void run_tx(enum rc (*fn)(struct db *tx, void *arg), void *arg)
{
    struct db *db = site_db(&s);
    if (db_tx(db, fn, arg) != RC_OK) fail_msg("%s", db->err.text);
    db_give(db);
}

/* The organisation now lies elsewhere. */
struct moves { int64_t organisation; const char *division, *zone; };
__attribute__((unused)) static enum rc moves_tx(struct db *tx, void *arg)
{
    const struct moves *x = arg;
    struct organisation_by_id o;
    TRY(organisation_by_id(tx, x->organisation, &o));
    return organisation_set(tx, o.id, o.version, o.kind, o.name_zh, o.name_en, o.name_zh, o.uscc, str_from(x->division), str_from(x->zone),
        o.industry, o.size_class, o.intro_zh, o.intro_en, o.website, o.contact, o.state);
}

/* What the office makes of an organisation. */
struct in_state { const struct organisation_by_id *o; const char *state; };
__attribute__((unused)) static enum rc state_tx(struct db *tx, void *arg)
{
    const struct in_state *x = arg;
    const struct organisation_by_id *o = x->o;
    return organisation_set(tx, o->id, o->version, o->kind, o->name_zh, o->name_en, o->name_zh, o->uscc, o->division, o->zone, o->industry,
        o->size_class, o->intro_zh, o->intro_en, o->website, o->contact, str_from(x->state));
}

__attribute__((unused)) static int world_open(void **state)
{
    /* Two in one zone but in two districts, one in no zone: cuts that overlap and cuts that do not. */
    static const struct house houses[HOUSES] = { { 0, "house-a", "210211", "hightech" }, { 0, "house-b", "210212", "hightech" },
        { 0, "house-c", "210204", "" } };
    (void)state;
    site_open(&s, slices, LEN(slices));
    for (int i = 0; i < HOUSES; i++) {
        struct house h = houses[i];
        h.id = w.org[i] = id_new(site_now);
        run_tx(house_tx, &h);
        w.base[i] = site_account(&s, str_printf(&s.a, "base%d", i).p, ROLE_MEMBER, "", "");
        run_tx(role_tx, &(struct runs){ w.base[i], w.org[i] });
    }
    w.clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    w.admin = site_account(&s, "admin", ROLE_ADMIN, "", "");
    w.founder = site_account(&s, "founder", ROLE_MEMBER, "", "");
    w.stranger = site_account(&s, "stranger", ROLE_MEMBER, "", "");
    for (int i = 0; i < 3; i++) w.reviewer[i] = site_account(&s, str_printf(&s.a, "reviewer%d", i).p, ROLE_MEMBER, "", "");
    return 0;
}
__attribute__((unused)) static int world_close(void **state) { (void)state; site_close(&s); return 0; }

static const char *at(int64_t carrier, const char *tail) { return str_printf(&s.a, "/carriers/%lld%s", (long long)carrier, tail).p; }
static struct answer post_as(int64_t who, const char *path, const char *fields) { return site_post_as(&s, who, path, fields); }
__attribute__((unused)) static struct answer get_as(int64_t who, const char *path) { return site_get_as(&s, who, path); }
static void done(struct answer a, const char *what)
{
    if (a.status != 303 || body_has(&a, "id=\"summary\"")) {
        ptrdiff_t at_summary = str_find(a.body, S("id=\"summary\""));
        fail_msg("%s: %d %.*s", what, a.status, STR_FMT(str_sub(a.body, at_summary < 0 ? 0 : (size_t)at_summary, 1500)));
    }
}
__attribute__((unused)) static void set_up(int i)
{
    done(post_as(w.base[i], at(w.org[i], ""), "kind=incubator&operator=op&opened=2018-01-01&statistics=2018-06-01&staff=20&staff_service=18&fund=6000000&fund_cases=4&services=law&services=tax&intake=1"), "set up");
}

/* A certification as its carrier claims it, and as an officer of the city confirms it. */
static int64_t level_of(const char *document)
{
    return site_ask(&s, str_printf(&s.a, "SELECT id AS n FROM certification WHERE document = '%s' AND id > $1", document).p, 0);
}
static const char *office(int64_t carrier, int64_t level, const char *act)
{
    return str_printf(&s.a, "/office/carriers/%lld/levels%s%.0lld%s", (long long)carrier, level ? "/" : "", (long long)level, act).p;
}
__attribute__((unused)) static void certify(int i, const char *level, const char *from, const char *until, const char *document)
{
    done(post_as(w.base[i], at(w.org[i], "/levels"),
             str_printf(&s.a, "level=%s&from=%s&until=%s&granted=g&document=%s", level, from, until, document).p),
        document);
    done(post_as(w.clerk, office(w.org[i], level_of(document), "/confirm"), ""), document);
}

/* What a cell sums up to. */
__attribute__((unused)) static int64_t cell_sum(const char *measure, const char *cut, const char *code, const char *grp, int64_t until)
{
    const char *sql = str_printf(&s.a, "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS n FROM cell WHERE measure = '%s' AND cut = '%s' AND code = '%s' AND grp = '%s' AND month <= $1", measure, cut, code, grp).p;
    return site_ask(&s, sql, until);
}
__attribute__((unused)) static int64_t cell_of(const char *measure, const char *cut, const char *code, int64_t month)
{
    const char *sql = str_printf(&s.a, "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS n FROM cell WHERE measure = '%s' AND cut = '%s' AND code = '%s' AND grp = '' AND month = $1", measure, cut, code).p;
    return site_ask(&s, sql, month);
}
__attribute__((unused)) static void cell_is(const char *measure, const char *cut, const char *code, int64_t month, int64_t n)
{
    int64_t is = cell_of(measure, cut, code, month);
    if (is != n) fail_msg("%s of %s %s in %d: %lld, not %lld", measure, cut, code, (int)month, (long long)is, (long long)n);
}
#endif
