/* cases_world.h: a need and an offer that fit, and a docking case between them, for the tests of cases and of who is told.
**
** Include "test/site.h" first. */
#ifndef DOCKING_CASES_WORLD_H
#define DOCKING_CASES_WORLD_H
#include "app/docking/cases.h"
#include "app/docking/test_world.h"
#include "saved_sql.h"

static const char need_fields[] = "side=need&kind=technology&title_zh=%E8%86%9C%E5%88%86%E7%A6%BB%E6%8A%80%E6%9C%AF&title_en=Separation+membrane+wanted" COMMON_FIELDS;
static const char offer_fields[] = "side=offer&kind=technology&title_zh=%E8%86%9C%E5%88%86%E7%A6%BB%E6%8A%80%E6%9C%AF%E8%BD%AC%E8%AE%A9&title_en=Separation+membrane+offered" COMMON_FIELDS;

static struct { int64_t need, offer, id; } k;

__attribute__((unused)) static struct case_by_id now_is(int64_t id)
{
    struct case_by_id c;
    struct db *db = site_db(&s);
    if (case_by_id(db, id, &c) != RC_OK) fail_msg("no case %lld", (long long)id);
    db_give(db);
    return c;
}

__attribute__((unused)) static size_t messages(void)
{
    struct case_messages_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(case_messages(db, k.id, 500, &rows), RC_OK);
    db_give(db);
    return rows.n;
}

static const char *at(int64_t id, const char *rest) { return str_printf(&s.a, "/cases/%lld%s", (long long)id, rest).p; }

static int64_t asked(int64_t who, int64_t mine, int64_t other)
{
    int64_t id;
    struct answer a = post_as(who, "/cases", str_printf(&s.a, "mine=%lld&other=%lld&body=hello", (long long)mine, (long long)other).p);
    if (a.status != 303 || !str_int(str_sub(a.location, 7, a.location.n), &id)) fail_msg("asked: %d %s", a.status, a.location.p);
    return id;
}

static int fresh_case(void **state)
{
    (void)state;
    s.fail_after = -1;
    k.need = opened(w.owner, str_printf(&s.a, "%s&organisation=%lld", need_fields, (long long)w.house1).p);
    k.offer = opened(w.rival, str_printf(&s.a, "%s&organisation=%lld", offer_fields, (long long)w.house2).p);
    k.id = asked(w.owner, k.need, k.offer);
    return 0;
}

static int end_case(void **state)
{
    (void)state;
    if (case_live(now_is(k.id).state)) post_as(w.rival, at(k.id, "/decline"), "reason=other");
    site_now += 2 * DAY_MS;
    return 0;
}
#endif
