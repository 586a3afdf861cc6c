/* cases_test.c: docking cases: the table of moves whole, and what pages, limits and silence make of it. */
#include "test/site.h"
#include "app/docking/cases_world.h"

/* ---- the table ---- */

/* What each state lets each side do: "verb" of the asking side, of the asked one. The asked side is "offer" here. */
static void the_table_of_moves(void **state)
{
    (void)state;
    static const char *const verbs[] = { "message", "visit", "trial", "contract", "figures", "confirm", "decline" };
    static const struct { const char *state; int64_t need_ok, offer_ok; const char *asker, *asked; } cases[] = {
        { "contact",  DB_NULL, DB_NULL, "x.....x", "xxxx..x" },
        { "visit",    DB_NULL, DB_NULL, "x.xx..x", "x.xx..x" },
        { "trial",    DB_NULL, DB_NULL, "x..x..x", "x..x..x" },
        { "contract", DB_NULL, DB_NULL, "x...x.x", "x...x.x" },
        { "contract", 5,       DB_NULL, "x...x.x", "x...xxx" },
        { "contract", DB_NULL, 5,       "x...xxx", "x...x.x" },
        { "done",     5,       5,       "x......", "x......" },
        { "declined", DB_NULL, DB_NULL, ".......", "......." },
        { "lapsed",   DB_NULL, DB_NULL, ".......", "......." },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct case_by_id c = { .state = str_from(cases[i].state),
            .asked = S("need"),
            .need_ok_ms = cases[i].need_ok,
            .offer_ok_ms = cases[i].offer_ok };
        for (size_t v = 0; v < LEN(verbs); v++) {
            bool asker = case_may(&c, S("need"), verbs[v]) != NULL, asked = case_may(&c, S("offer"), verbs[v]) != NULL;
            if (asker != (cases[i].asker[v] == 'x') || asked != (cases[i].asked[v] == 'x'))
                fail_msg("%s, %s: %d %d", cases[i].state, verbs[v], asker, asked);
        }
    }
}

/* ---- one case, through the pages ---- */

static void from_contact_to_a_result_both_confirm(void **state)
{
    (void)state;
    assert_string_equal(now_is(k.id).turn.p, "offer");
    assert_int_equal(post_as(w.owner, at(k.id, "/move"), "verb=visit").status, 303);
    assert_string_equal(now_is(k.id).state.p, "contact");                   /* who asked cannot answer himself */
    post_as(w.rival, at(k.id, "/move"), "verb=visit");
    assert_string_equal(now_is(k.id).state.p, "visit");
    assert_string_equal(now_is(k.id).turn.p, "need");
    post_as(w.helper, at(k.id, "/message"), "body=when+can+we+come");
    assert_string_equal(now_is(k.id).turn.p, "offer");
    post_as(w.rival, at(k.id, "/move"), "verb=contract");                  /* the trial is left out */
    assert_string_equal(now_is(k.id).state.p, "contract");
    assert_int_equal(post_as(w.rival, at(k.id, "/figures"), "contract_day=2026-09-01").status, 422);
    assert_int_equal(post_as(w.rival, at(k.id, "/figures"), "amount=480000&contract_day=2099-01-01").status, 422);      /* not signed yet */
    post_as(w.rival, at(k.id, "/figures"), "amount=480000&contract_day=2026-09-01");
    struct case_by_id c = now_is(k.id);
    assert_true(c.amount == 48000000 && c.offer_ok_ms != DB_NULL && c.need_ok_ms == DB_NULL && str_eq(c.turn, S("need")));
    post_as(w.rival, at(k.id, "/confirm"), "amount=48000000&contract_day=2026-09-01");
    assert_string_equal(now_is(k.id).state.p, "contract");                  /* nobody confirms for the other side */
    post_as(w.owner, at(k.id, "/confirm"), "amount=4800000&contract_day=2026-09-01");
    assert_string_equal(now_is(k.id).state.p, "contract");                  /* nor figures that are not there */
    post_as(w.owner, at(k.id, "/figures"), "amount=500000&people=2&contract_day=2026-09-01");
    c = now_is(k.id);
    assert_true(c.need_ok_ms != DB_NULL && c.offer_ok_ms == DB_NULL);       /* a change takes the other's confirmation back */
    post_as(w.rival, at(k.id, "/confirm"), "amount=50000000&people=2&contract_day=2026-09-01");
    c = now_is(k.id);
    assert_true(str_eq(c.state, S("done")) && c.need_ok_ms != DB_NULL && c.offer_ok_ms != DB_NULL && c.ended_ms == site_now);
    struct answer a = get_as(w.owner, at(k.id, ""));
    assert_true(a.status == 200 && body_has(&a, "计为一次成功对接") && body_has(&a, "/close"));
    assert_int_equal(post_as(w.owner, at(k.id, "/decline"), "reason=other").status, 303);
    assert_string_equal(now_is(k.id).state.p, "done");
}

static enum rc moves_tx(struct db *tx, void *arg)
{
    const struct new_member *m = arg;
    TRY(membership_end(tx, m->account, m->house == w.house2 ? w.house1 : w.house2));
    return member_tx(tx, arg);
}

/* An editor of the one house, and later of the other only, was both sides in turn. */
static void who_changes_houses_does_not_confirm_own_figures(void **state)
{
    (void)state;
    post_as(w.rival, at(k.id, "/move"), "verb=contract");
    assert_int_equal(post_as(w.helper, at(k.id, "/figures"), "amount=500&contract_day=2026-09-01").status, 303);
    change(moves_tx, &(struct new_member){ w.helper, w.house2, "editor" });
    struct answer a = post_as(w.helper, at(k.id, "/confirm"), "amount=50000&contract_day=2026-09-01");
    assert_int_equal(a.status, 303);
    assert_string_equal(now_is(k.id).state.p, "contract");
    assert_true(str_starts(answer_header(&a, "Set-Cookie"), S("flash=case_two_people!;")));
    change(moves_tx, &(struct new_member){ w.helper, w.house1, "editor" });
    post_as(w.rival, at(k.id, "/confirm"), "amount=50000&contract_day=2026-09-01");
    assert_string_equal(now_is(k.id).state.p, "done");
}

static void who_sees_and_who_acts(void **state)
{
    (void)state;
    const struct { const char *name; int64_t account; int look, act; } who[] = {
        { "anybody", 0, 303, 303 }, { "stranger", w.stranger, 404, 404 }, { "owner", w.owner, 200, 303 }, { "editor", w.helper, 200, 303 },
        { "member", w.guest, 200, 403 }, { "rival", w.rival, 200, 303 }, { "clerk", w.clerk, 200, 403 },
    };
    for (size_t i = 0; i < LEN(who); i++) {
        struct answer a = get_as(who[i].account, at(k.id, "")),
                      b = get_as(who[i].account, str_printf(&s.a, "/api/v1/cases/%lld", (long long)k.id).p);
        struct answer c = post_as(who[i].account, at(k.id, "/message"), "body=x");
        if (a.status != who[i].look || c.status != who[i].act || b.status != (who[i].account ? who[i].look : 403))
            fail_msg("%s: %d %d %d", who[i].name, a.status, b.status, c.status);
    }
    struct answer a = get_as(w.guest, "/cases");
    assert_true(body_has(&a, at(k.id, "")));
    a = get_as(w.stranger, "/cases");
    assert_false(body_has(&a, at(k.id, "")));
}

static void files_by_their_bytes(void **state)
{
    (void)state;
    static const struct { const char *name; struct str bytes; int status; } files[] = {
        { "a.pdf", SI("%PDF-1.7 x"), 303 }, { "b.png", SI("\x89PNG\r\n\x1a\n..."), 303 }, { "c.txt", SI("样品清单"), 303 },
        { "d.exe", SI("MZ\x90\xff\xfe"), 422 }, { "e.zip", SI("PK\x03\x04\xff"), 422 },
    };
    site_login(&s, w.owner);
    for (size_t i = 0; i < LEN(files); i++) {
        struct http_file f = { S("file"), str_from(files[i].name), S("text/html"), files[i].bytes };
        struct answer a = site_post_files(&s, at(k.id, "/message"), "", &f, 1);
        if (a.status != files[i].status) fail_msg("%s: %d", files[i].name, a.status);
    }
    struct case_files_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(case_files(db, k.id, &rows), RC_OK);
    db_give(db);
    assert_int_equal(rows.n, 3);
    struct answer a = get_as(w.rival, at(k.id, str_printf(&s.a, "/files/%lld", (long long)rows.v[0].id).p));
    assert_true(a.status == 200 && str_eq(a.body, files[0].bytes) && str_eq(a.type, S("application/pdf")));
    assert_int_equal(get_as(w.stranger, at(k.id, str_printf(&s.a, "/files/%lld", (long long)rows.v[0].id).p)).status, 404);
}

static void one_live_case_a_pair_and_not_too_many(void **state)
{
    (void)state;
    struct answer a = post_as(w.owner, "/cases",
        str_printf(&s.a, "mine=%lld&other=%lld&body=again", (long long)k.need, (long long)k.offer).p);
    assert_string_equal(a.location.p, at(k.id, ""));
    for (int i = 1; i < LIMIT_CASE_WAITING; i++)
        asked(w.owner, k.need, opened(w.rival, str_printf(&s.a, "%s&organisation=%lld", offer_fields, (long long)w.house2).p));
    a = post_as(w.owner, "/cases",
        str_printf(&s.a, "mine=%lld&other=%lld&body=x", (long long)k.need, (long long)opened(w.rival, offer_fields)).p);
    assert_true(a.status == 422 && body_has(&a, "等待答复的请求太多"));
    assert_int_equal(get_as(w.owner, str_printf(&s.a, "/cases/new?other=%lld", (long long)k.need).p).status, 404);    /* one's own */
}

/* Notices of an account that lead to the case. */
static int64_t notices_about(int64_t account)
{
    static const struct db_column out[] = { { "n", 'i', true, 0 } }, in[] = { { "account", 'i', false, 0 }, { "path", 't', false, 0 } };
    static const struct db_stmt stmt = { "", "SELECT COUNT(*) AS n FROM notice WHERE account = $1 AND path = $2", in, out, 2, 1,
        sizeof(int64_t) };
    const struct db_value v[] = { { .type = 'i', .i = account }, { .type = 't', .s = str_from(at(k.id, "")) } };
    struct db *db = site_db(&s);
    int64_t n = 0;
    assert_int_equal(db_one(db, &stmt, v, &n), RC_OK);
    db_give(db);
    return n;
}

/* Somebody closed one of the two while the form was being filled in: the transaction looks again. */
static void no_case_of_what_has_closed_meanwhile(void **state)
{
    (void)state;
    int64_t need = opened(w.owner, need_fields), offer = opened(w.rival, offer_fields);
    for (int i = 0; i < 2; i++) {
        struct case_new n = { .once.path = S("/"), .id = id_new(site_now), .message = id_new(site_now), .account = w.owner, .now = site_now,
            .need = need, .offer = offer,
            .organisation = DB_NULL, .asked = S("need"), .body = S("x"), .event = event_own(&s.app, site_now, "opened", "case", 1, S("")) };
        random_bytes(n.once.key, sizeof n.once.key);
        int64_t gone = i ? need : offer;
        if (i) offer = n.offer = opened(w.rival, offer_fields);
        assert_int_equal(post_as(i ? w.owner : w.rival, path_of(gone, "/close"), str_printf(&s.a, "%s&reason=filled", version_of(gone)).p)
                             .status,
            303);
        struct db *db = site_db(&s);
        struct case_by_id c;
        assert_int_equal(db_tx(db, case_new_tx, &n), RC_REFUSED);
        assert_true(n.over && !n.too_many && !n.existing && case_by_id(db, n.id, &c) == RC_NONE);
        db_give(db);
    }
}

static enum rc cases_tick_alone(void)
{
    struct db *db = site_db(&s);
    enum rc rc = cases_tick(&s.app, db, site_now);
    db_give(db);
    return rc;
}

static void silence_is_reminded_then_ends(void **state)
{
    (void)state;
    site_now += CASE_REMIND_MS + 1;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_string_equal(now_is(k.id).state.p, "contact");
    site_now += CASE_LAPSE_MS - CASE_REMIND_MS;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    struct case_by_id c = now_is(k.id);
    assert_true(str_eq(c.state, S("lapsed")) && str_eq(c.reason, S("silent")) && c.ended_ms == site_now);
    struct event_trail_rows e;
    struct db *db = site_db(&s);
    assert_int_equal(event_trail(db, S("case"), k.id, &e), RC_OK);
    db_give(db);
    size_t reminded = 0;
    for (size_t i = 0; i < e.n; i++) reminded += str_eq(e.v[i].verb, S("reminded"));
    assert_int_equal(reminded, 1);
}

/* A visit, a trial or a contract that nobody moves ends like a request nobody answers; both sides hear of it both times. */
static void silence_in_a_later_step_ends_it_too(void **state)
{
    (void)state;
    static const char *const steps[] = { "visit", "trial", "contract" };
    for (size_t i = 0; i < LEN(steps); i++) {
        if (i) k.id = asked(w.owner, k.need, k.offer);
        assert_int_equal(post_as(w.rival, at(k.id, "/move"), str_printf(&s.a, "verb=%s", steps[i]).p).status, 303);
        if (i == 2) post_as(w.owner, at(k.id, "/figures"), "amount=5&contract_day=2026-09-01");
        int64_t ours = notices_about(w.owner), theirs = notices_about(w.rival);
        site_now += CASE_REMIND_MS + 1;
        for (int n = 0; n < 2; n++) assert_int_equal(cases_tick_alone(), RC_OK);
        assert_true(notices_about(w.owner) == ours + 1 && notices_about(w.rival) == theirs + 1);
        assert_string_equal(now_is(k.id).state.p, steps[i]);
        site_now += CASE_LAPSE_MS - CASE_REMIND_MS;
        assert_int_equal(cases_tick_alone(), RC_OK);
        assert_true(str_eq(now_is(k.id).state, S("lapsed")) && str_eq(now_is(k.id).reason, S("silent")));
        assert_true(notices_about(w.owner) == ours + 2 && notices_about(w.rival) == theirs + 2);
    }
}

/* One row of a tick that fails is left for the next tick; the other one goes on. */
static void a_case_that_fails_holds_up_no_other(void **state)
{
    (void)state;
    int64_t first = k.id, failed = 0, alone = 0;
    fprintf(stderr, "(failures are told below)\n");
    for (int64_t n = 0;; n++) {
        int64_t one = asked(w.owner, opened(w.owner, need_fields), k.offer), two = asked(w.owner, opened(w.owner, need_fields), k.offer);
        site_now += CASE_REMIND_MS + 1;
        db_fail_at(s.app.pool, n);
        enum rc rc = cases_tick_alone();
        db_fail_at(s.app.pool, -1);
        if (rc == RC_OK) break;
        failed++;
        assert_int_equal(cases_tick_alone(), RC_OK);
        site_now += CASE_LAPSE_MS - CASE_REMIND_MS;
        db_fail_at(s.app.pool, n);
        assert_true(cases_tick_alone() != RC_OK || failed > 5);
        db_fail_at(s.app.pool, -1);
        bool a = case_live(now_is(one).state), b = case_live(now_is(two).state);
        alone += a != b;
        assert_int_equal(cases_tick_alone(), RC_OK);
        assert_true(!case_live(now_is(one).state) && !case_live(now_is(two).state));
        assert_true(n < 100);
    }
    assert_true(failed > 5 && alone > 0 && !case_live(now_is(first).state));
}

/* Whoever was away for weeks together with the site is reminded first and has days to answer. */
static void nothing_ends_unreminded(void **state)
{
    (void)state;
    site_now += CASE_LAPSE_MS + 9 * DAY_MS;
    for (int i = 0; i < 2; i++) assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_string_equal(now_is(k.id).state.p, "contact");
    assert_int_equal(post_as(w.owner, at(k.id, "/message"), "body=still+there").status, 303);    /* the asker's own words win no time */
    site_now += CASE_NOTICE_MS;
    assert_int_equal(web_tick(&s.app, site_now), RC_OK);
    assert_string_equal(now_is(k.id).state.p, "lapsed");
}

/* Who reads in one house and acts in the other acts. */
static void one_who_belongs_to_both_sits_where_he_acts(void **state)
{
    (void)state;
    int64_t both = site_account(&s, "both", ROLE_MEMBER, "", "");
    struct new_member in[] = { { both, w.house1, "member" }, { both, w.house2, "editor" } };
    for (size_t i = 0; i < LEN(in); i++) change(member_tx, &in[i]);
    assert_int_equal(post_as(both, at(k.id, "/move"), "verb=visit").status, 303);
    assert_string_equal(now_is(k.id).state.p, "visit");
}


static void an_annex_is_opened_once_and_told(void **state)
{
    (void)state;
    size_t before = messages();
    site_login(&s, w.owner);
    for (int64_t n = 0;; n++) {
        db_fail_at(s.app.pool, n);
        struct answer a = site_post(&s, at(k.id, "/annex"), "");
        db_fail_at(s.app.pool, -1);
        if (a.status == 303) break;
        assert_true(a.status == 500 && n < 200);
        assert_int_equal(messages(), before);
    }
    assert_int_equal(site_post(&s, at(k.id, "/annex"), "").status, 303);
    assert_int_equal(messages(), before + 1);
    assert_int_equal(post_as(w.guest, at(k.id, "/annex"), "").status, 403);
    assert_int_equal(post_as(w.stranger, at(k.id, "/annex"), "").status, 404);
    post_as(w.owner, at(k.id, "/decline"), "reason=other");
    assert_int_equal(post_as(w.owner, at(k.id, "/annex"), "").status, 409);
}

/* Persons are chosen from those one has a case with: nobody else can be, so nobody learns who has an account. */
static void an_annex_is_opened_to_persons_one_has_met(void **state)
{
    (void)state;
    int64_t person = site_account(&s, "inventor", ROLE_MEMBER, "", ""), need = opened(person, need_fields);
    int64_t offer = opened(w.rival, str_printf(&s.a, "annex=the+secret&organisation=%lld&%s", (long long)w.house2, offer_fields).p);
    const char *readers = path_of(offer, "/readers"), *annex = path_of(offer, "/annex"),
               *choose = str_printf(&s.a, "people=%lld", (long long)person).p;
    struct answer a = get_as(w.rival, readers);
    assert_true(a.status == 200 && body_has(&a, "还没有人") && !body_has(&a, "inventor"));
    assert_int_equal(post_as(w.rival, readers, choose).status, 422);        /* not met yet: no other answer than for nobody at all */
    assert_int_equal(site_post(&s, readers, "people=12345").status, 422);
    (void)asked(person, need, offer);
    a = get_as(w.rival, readers);
    assert_true(body_has(&a, "inventor") && !body_has(&a, "checked"));
    assert_int_equal(get_as(person, annex).status, 403);
    assert_true(get_as(person, readers).status == 403 && get_as(0, readers).status == 303 && get_as(w.stranger, readers).status == 403);
    site_every_statement(&s, w.rival, readers, choose, 303);
    a = get_as(person, annex);
    assert_true(a.status == 200 && body_has(&a, "the secret"));
    a = get_as(person, "/inbox");
    assert_true(body_has(&a, "您可以查看一份保密附件"));
    a = get_as(w.rival, readers);
    assert_true(body_has(&a, "checked"));
    /* Even when only named organisations see the listing. */
    assert_int_equal(post_as(w.rival, path_of(offer, ""),
                         str_printf(&s.a, "%s&annex=the+secret&organisation=%lld&visibility=named&named=Dalian+Membrane&%s",
                             version_of(offer), (long long)w.house2, offer_fields)
                             .p)
                         .status,
        303);
    if (str_eq(row_of(offer).state, S("review"))) decide(w.clerk, offer, "open");
    assert_true(get_as(person, annex).status == 200 && get_as(w.stranger, path_of(offer, "")).status == 404);
    assert_int_equal(post_as(w.rival, readers, "").status, 303);            /* nobody chosen: nobody may */
    assert_int_equal(get_as(person, annex).status, 404);
    site_every_allocation(&s, w.rival, readers, choose);
    assert_int_equal(get_as(w.owner, annex).status, 403);                   /* named to see the listing, not the annex */
    assert_int_equal(get_as(w.rival, path_of(need, "/readers")).status, 403);
    assert_int_equal(get_as(person, path_of(need, "/readers")).status, 404);       /* it has no annex */
}

/* The same page sent twice makes one case; so does a page whose every statement fails once. */
static void pressed_twice_is_one_case(void **state)
{
    (void)state;
    post_as(w.owner, at(k.id, "/decline"), "reason=other");
    site_login(&s, w.owner);
    const char *fields =
        str_printf(&s.a, "mine=%lld&other=%lld&body=x&form_key=%.*s", (long long)k.need, (long long)k.offer, STR_FMT(site_form_key(&s))).p;
    for (int64_t n = 0;; n++) {
        db_fail_at(s.app.pool, n);
        struct answer a = site_post_as_is(&s, "/cases", fields), b;
        db_fail_at(s.app.pool, -1);
        if (a.status != 303) { assert_true(a.status >= 404 && n < 200); continue; }
        b = site_post_as_is(&s, "/cases", fields);
        assert_true(b.status == 303 && str_eq(a.location, b.location));
        assert_true(str_int(str_sub(a.location, 7, a.location.n), &k.id));
        break;
    }
    assert_int_equal(messages(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_of_moves),
        cmocka_unit_test_setup_teardown(from_contact_to_a_result_both_confirm, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(who_sees_and_who_acts, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(files_by_their_bytes, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(who_changes_houses_does_not_confirm_own_figures, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(one_live_case_a_pair_and_not_too_many, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(no_case_of_what_has_closed_meanwhile, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(silence_is_reminded_then_ends, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(silence_in_a_later_step_ends_it_too, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(a_case_that_fails_holds_up_no_other, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(nothing_ends_unreminded, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(one_who_belongs_to_both_sits_where_he_acts, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(an_annex_is_opened_once_and_told, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(an_annex_is_opened_to_persons_one_has_met, fresh_case, end_case),
        cmocka_unit_test_setup_teardown(pressed_twice_is_one_case, fresh_case, end_case),
        cmocka_unit_test(cells_are_the_rows),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
