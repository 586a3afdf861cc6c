/* test_world.h: people, houses and listings for the tests of this folder.
**
** Include "test/site.h" first.
**
**     house 1:  owner (owner), helper (editor), guest (member)
**     house 2:  rival (owner)
**     nobody's: stranger          offices: clerk (everywhere), hrss (that department), west (district 210211) */
#ifndef DOCKING_TEST_WORLD_H
#define DOCKING_TEST_WORLD_H
#include "app/docking/inner.h"
#include "parties_sql.h"

static struct site s;
static struct { int64_t owner, helper, guest, rival, stranger, clerk, hrss, west, house1, house2; } w;
static const struct slice *const world_slices[] = { &web_slice, &docking_slice, &cases_slice, &saved_slice, &redock_slice,
    &learning_slice };

struct new_house { int64_t id; const char *zh, *en; };
static enum rc house_tx(struct db *tx, void *arg)
{
    const struct new_house *h = arg;
    return organisation_add(tx, h->id, S("enterprise"), str_from(h->zh), str_from(h->en), str_from(h->zh), STR_NONE, S("210211"), S(""),
        S("35"), S("small"), S(""), S(""), S(""), S(""), STR_NONE, S("active"), 1, 0, site_now);
}

struct new_member { int64_t account, house; const char *role; };
static enum rc member_tx(struct db *tx, void *arg)
{
    const struct new_member *m = arg;
    return membership_add(tx, m->account, m->house, str_from(m->role), S("active"), site_now);
}

static void change(enum rc (*fn)(struct db *, void *), void *arg)
{
    struct db *db = site_db(&s);
    if (db_tx(db, fn, arg) != RC_OK) fail_msg("%s", db->err.text);
    db_give(db);
}

static int world_open(void **state)
{
    (void)state;
    site_open(&s, world_slices, LEN(world_slices));
    w.owner = site_account(&s, "owner", ROLE_MEMBER, "", "");
    w.helper = site_account(&s, "helper", ROLE_MEMBER, "", "");
    w.guest = site_account(&s, "guest", ROLE_MEMBER, "", "");
    w.rival = site_account(&s, "rival", ROLE_MEMBER, "", "");
    w.stranger = site_account(&s, "stranger", ROLE_MEMBER, "", "");
    w.clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    w.hrss = site_account(&s, "hrss", ROLE_CLERK, "hrss", "");
    w.west = site_account(&s, "west", ROLE_CLERK, "", "210211");
    struct new_house one = { w.house1 = id_new(site_now), "大连膜科技有限公司", "Dalian Membrane" },
                     two = { w.house2 = id_new(site_now), "金普机床厂", "Jinpu Machine Tools" };
    change(house_tx, &one);
    change(house_tx, &two);
    struct new_member members[] = { { w.owner, w.house1, "owner" }, { w.helper, w.house1, "editor" }, { w.guest, w.house1, "member" },
        { w.rival, w.house2, "owner" } };
    for (size_t i = 0; i < LEN(members); i++) change(member_tx, &members[i]);
    return 0;
}

static int world_close(void **state) { (void)state; site_close(&s); return 0; }

/* The listing a 303 leads to. */
static int64_t led_to(const struct answer *a)
{
    int64_t id;
    struct str tail = str_sub(a->location, sizeof "/listings/" - 1, a->location.n);
    if (a->status != 303 || !str_int(tail, &id))
        fail_msg("%d, %.*s: %.*s", a->status, STR_FMT(a->location), STR_FMT(str_sub(a->body, 0, 9000)));
    return id;
}

static struct answer post_as(int64_t who, const char *path, const char *fields) { return site_post_as(&s, who, path, fields); }
__attribute__((unused)) static struct answer get_as(int64_t who, const char *path) { return site_get_as(&s, who, path); }

__attribute__((unused)) static struct listing_by_id row_of(int64_t id)
{
    struct listing_by_id x;
    struct db *db = site_db(&s);
    if (listing_by_id(db, id, &x) != RC_OK) fail_msg("no listing %lld", (long long)id);
    db_give(db);
    return x;
}

/* Unread ones, as the frame of every page counts them. */
__attribute__((unused)) static int64_t notices_of(int64_t account)
{
    struct session_by_hash row;
    uint8_t hash[32];
    site_login(&s, account);
    sha256(s.cookie, hash);
    struct db *db = site_db(&s);
    assert_int_equal(session_by_hash(db, (struct str){ (const char *)hash, 32 }, &row), RC_OK);
    db_give(db);
    return row.unread;
}

__attribute__((unused)) static const char *path_of(int64_t id, const char *rest)
{
    return str_printf(&s.a, "/listings/%lld%s", (long long)id, rest).p;
}

__attribute__((unused)) static const char *version_of(int64_t id)
{
    return str_printf(&s.a, "version=%lld", (long long)row_of(id).version).p;
}

__attribute__((unused)) static void decide(int64_t clerk, int64_t id, const char *decision)
{
    struct answer a = post_as(clerk, str_printf(&s.a, "/review/listings/%lld", (long long)id).p,
        str_printf(&s.a, "version=%lld&decision=%s&reason=%%E8%%AF%%B7%%E8%%A1%%A5%%E5%%85%%85", (long long)row_of(id).version, decision)
            .p);
    if (a.status != 303) fail_msg("decide: %d", a.status);
}

/* Posted by `who` and approved. */
__attribute__((unused)) static int64_t opened(int64_t who, const char *fields)
{
    struct answer a = post_as(who, "/listings", fields);
    int64_t id = led_to(&a);
    if (str_eq(row_of(id).state, S("review"))) decide(w.clerk, id, "open");
    return id;
}

static int64_t world_cells(const char *measure)
{
    return site_ask(&s, str_printf(&s.a, "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS n FROM cell WHERE measure = '%s' AND cut = 'city' AND grp = '' AND month >= $1", measure).p, 0);
}

/* The last test of a file: whatever its tests did, cells hold what the rows hold (count.c). */
__attribute__((unused)) static void cells_are_the_rows(void **state)
{
    (void)state;
    assert_int_equal(world_cells("needs_posted"),
        site_ask(&s, "SELECT COUNT(*) AS n FROM listing WHERE side = 'need' AND published_ms > $1", 0));
    assert_int_equal(world_cells("cases_done"), site_ask(&s, "SELECT COUNT(*) AS n FROM docking_case WHERE state = 'done' AND id > $1", 0));
    assert_int_equal(world_cells("needs_docked"),
        site_ask(&s, "SELECT COUNT(DISTINCT need) AS n FROM docking_case WHERE state = 'done' AND id > $1", 0));
}

#define COMMON_PLAIN  "&division=210211&visibility=public&then=submit"                 /* may stand in a format */
#define COMMON_FIELDS "&division=210211&visibility=public&body_zh=%E8%AF%B4%E6%98%8E&then=submit"
#endif
