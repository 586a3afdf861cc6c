/* cases_fault_test.c: every change of a case with each statement and each allocation failing in turn: whole or not at all. */
#include "test/site.h"
#include "app/docking/cases_world.h"

static void every_failing_statement_leaves_the_case_as_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *path, *fields;
    } steps[] = { { "/message", "body=x" }, { "/move", "verb=visit" }, { "/move", "verb=contract" },
        { "/figures", "amount=5&contract_day=2026-09-01" } };
    for (size_t i = 0; i < LEN(steps); i++) {
        site_login(&s, w.rival);
        for (int64_t n = 0;; n++) {
            size_t before = messages();
            int64_t version = now_is(k.id).version;
            db_fail_at(s.app.pool, n);
            struct answer a = site_post(&s, at(k.id, steps[i].path), steps[i].fields);
            db_fail_at(s.app.pool, -1);
            if (a.status == 303) { assert_int_equal(messages(), before + 1); break; }
            assert_true(a.status == 500 && n < 200);
            assert_int_equal(messages(), before);
            assert_int_equal(now_is(k.id).version, version);
        }
    }
    db_set_twice(s.app.pool, true);
    size_t before = messages();
    assert_int_equal(site_post(&s, at(k.id, "/message"), "body=twice").status, 303);
    db_set_twice(s.app.pool, false);
    assert_int_equal(messages(), before + 1);
}

static int64_t case_of(int64_t who, int64_t need)
{
    struct case_mine_rows rows;
    int64_t id = 0;
    struct db *db = site_db(&s);
    assert_int_equal(case_mine(db, who, 500, &rows), RC_OK);
    db_give(db);
    for (size_t i = 0; i < rows.n; i++) if (rows.v[i].need == need) id = rows.v[i].id;
    assert_true(id != 0);
    return id;
}

/* Opening a notice marks it read, or leaves all as it was. */
static void notices_survive(void)
{
    struct answer a = get_as(w.owner, "/inbox");
    struct str rest = a.body;
    for (int memory = 0; memory < 2; memory++) {
        ptrdiff_t next = str_find(rest, S("href=\"/inbox/"));
        assert_true(next >= 0);
        rest = str_sub(rest, (size_t)next + sizeof "href=\"" - 1, rest.n);
        ptrdiff_t end = str_find(rest, S("\""));
        assert_true(end > 0);
        if (memory) site_every_allocation(&s, w.owner, str_z(&s.a, str_sub(rest, 0, (size_t)end)), NULL);
        else site_every_statement(&s, w.owner, str_z(&s.a, str_sub(rest, 0, (size_t)end)), NULL, 303);
        rest = str_sub(rest, (size_t)end, rest.n);
    }
}

/* Whole or not at all: declining, confirming, saving a search and removing it. */
static void every_failure_leaves_nothing_behind(void **state)
{
    (void)state;
    const char *search = "name=saved&query=kind%3Djob", *confirm = "amount=500&contract_day=2026-09-01";
    fprintf(stderr, "(failures are told below)\n");
    site_every_statement(&s, w.stranger, "/searches", search, 303);
    site_every_allocation(&s, w.stranger, "/searches", search);
    struct saved_mine_rows mine;
    struct db *db = site_db(&s);
    assert_int_equal(saved_mine(db, w.stranger, LIMIT_SEARCHES, &mine), RC_OK);
    db_give(db);
    assert_true(mine.n >= 2);
    site_every_statement(&s, w.stranger, str_printf(&s.a, "/searches/%lld/remove", (long long)mine.v[0].id).p, "", 303);
    site_every_allocation(&s, w.stranger, str_printf(&s.a, "/searches/%lld/remove", (long long)mine.v[1].id).p, "");
    site_every_allocation(&s, w.owner, at(k.id, "/annex"), "");
    site_every_allocation(&s, w.owner, at(k.id, "/message"), "body=hello");
    int64_t ends[2] = { k.id };
    /* confirmed: one by a failing statement, one by failing memory */
    for (int i = 0; i < 2; i++) {
        if (i) ends[i] = asked(w.owner, opened(w.owner, need_fields), k.offer);
        site_every_allocation(&s, w.rival, at(ends[i], "/move"), "verb=contract");
        site_every_allocation(&s, w.rival, at(ends[i], "/figures"), "amount=5&contract_day=2026-09-01");
        if (i) site_every_allocation(&s, w.owner, at(ends[i], "/confirm"), confirm);
        else site_every_statement(&s, w.owner, at(ends[i], "/confirm"), confirm, 303);
        assert_string_equal(now_is(ends[i]).state.p, "done");
    }
    for (int i = 0; i < 2; i++) {
        int64_t need = opened(w.owner, need_fields), id;
        if (i)
            site_every_allocation(&s, w.owner, "/cases",
                str_printf(&s.a, "mine=%lld&other=%lld&body=hello", (long long)need, (long long)k.offer).p);
        id = i ? case_of(w.owner, need) : asked(w.owner, need, k.offer);
        if (i) site_every_allocation(&s, w.rival, at(id, "/decline"), "reason=other");
        else site_every_statement(&s, w.rival, at(id, "/decline"), "reason=other", 303);
        assert_string_equal(now_is(id).state.p, "declined");
    }
    notices_survive();
    site_every_statement(&s, w.owner, "/inbox/read", "", 303);
    post_as(w.rival, at(asked(w.owner, opened(w.owner, need_fields), k.offer), "/decline"), "reason=other");
    site_every_allocation(&s, w.owner, "/inbox/read", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_failing_statement_leaves_the_case_as_it_was, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(every_failure_leaves_nothing_behind, fresh_case, end_case),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
