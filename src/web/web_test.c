/* web_test.c: the way of a request, with a slice of three pages and one form. */
#include "test/site.h"
#include "web/page.h"

/* ---- the slice ---- */

static enum rc hello(struct req *r)
{
    page_begin(r, S("hello & <all>"));
    put_num(r, r->id[0]);
    put_date(r, S("2024-02-29"));
    page_end(r);
    return RC_OK;
}
static enum rc hello_json(struct req *r) { put_z(&r->out, "{}"); return RC_OK; }
static enum rc fails(struct req *r) { return fail(&r->err, (enum rc)r->id[0], "as asked"); }

static int made;
static enum rc kept(struct req *r)
{
    page_begin(r, str_printf(r->arena, "made %d", ++made));
    for (int i = 0; i < 200; i++) put_z(&r->out, "<p>as long as a page</p>\n");
    page_end(r);
    return RC_OK;
}

struct note { struct str text; };
static const struct field note_fields[] = { TEXT("text", AT(struct note, text), .label = T_full_name, .max = 10, .need = true) };
static const struct form note_form = FORM("note", struct note, note_fields, T_go_on);

struct note_tx { struct once once; struct event event; };
static enum rc note_write(struct db *tx, void *arg)
{
    struct note_tx *t = arg;
    TRY(form_once(tx, &t->once));
    return event_add(tx, &t->event);
}

static enum rc note_page(struct req *r, const struct form_state *s)
{
    page_begin(r, S("note"));
    form_render(r, s, S("/note"));
    page_end(r);
    return RC_OK;
}

static enum rc note_get(struct req *r) { struct form_state s; form_start(r, &s, &note_form, NULL); return note_page(r, &s); }
static enum rc note_post(struct req *r)
{
    struct form_state s;
    struct note in;
    form_read(r, &s, &note_form, &in);
    if (!form_ok(&s)) return note_page(r, &s);
    struct note_tx t = {
        form_once_of(r, &s, str_printf(r->arena, "/hello/%lld", (long long)id_new(r->now))),
        event_of(r, "note", "test", 1, S("")),
    };
    if (str_eq(in.text, S("no"))) return redirect_refused(r, t.once.path, T_e409);
    return form_said(r, db_tx(r->db, note_write, &t), &t.once, T_saved);
}

static const struct route routes[] = {
    GET ("/hello/{id}",  PERM_PUBLIC, hello, .json = hello_json, .title = T_home, .menu = 1),
    GET ("/hello/new",   PERM_LOGIN,  hello),
    GET ("/fails/{id}",  PERM_PUBLIC, fails, .json = fails),
    GET ("/note",        PERM_PUBLIC, note_get),
    POST("/note",        PERM_PUBLIC, note_post, .form = &note_form),
    GET ("/kept",        PERM_PUBLIC, kept, .cache = true),
    GET ("/office",      PERM_REVIEW, hello),
    GET ("/careful",     PERM_LOGIN,  hello, .step_up = true),
};
static const struct slice test_slice = { .name = "test", .routes = routes, .nroutes = LEN(routes) };
static const struct slice *const slices[] = { &test_slice };

static struct site s;
static int setup(void **state) { (void)state; site_open(&s, slices, LEN(slices)); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int nobody(void **state) { (void)state; s.cookie = STR_NONE; s.lang = "zh"; s.fail_after = -1; return 0; }

/* ---- tests ---- */

static void routes_and_rights(void **state)
{
    (void)state;
    static const struct { const char *target; int anybody, member, clerk; } cases[] = {
        { "/hello/7", 200, 200, 200 }, { "/hello/0", 404, 404, 404 }, { "/hello/x", 404, 404, 404 }, { "/hello/-1", 404, 404, 404 },
        { "/hello/99999999999999999999", 404, 404, 404 }, { "/hello/", 404, 404, 404 }, { "/hello/7/8", 404, 404, 404 },
        { "/hello/new", 303, 200, 200 }, { "/office", 303, 403, 200 }, { "/api/v1/hello/7", 200, 200, 200 },
        { "/api/v1/note", 404, 404, 404 },
        { "/api/v1", 404, 404, 404 }, { "/static/none.css", 404, 404, 404 }, { "/careful", 303, 200, 200 },
    };
    int64_t member = site_account(&s, "member", ROLE_MEMBER, "", ""), clerk = site_account(&s, "clerk", ROLE_CLERK, "hrss", "210204");
    for (size_t i = 0; i < LEN(cases); i++) {
        for (int who = 0; who < 3; who++) {
            site_login(&s, who == 0 ? 0 : who == 1 ? member : clerk);
            struct answer a = site_get(&s, cases[i].target);
            int want = who == 0 ? cases[i].anybody : who == 1 ? cases[i].member : cases[i].clerk;
            if (a.status != want) fail_msg("%s as %d: %d, not %d", cases[i].target, who, a.status, want);
            if (a.status == 303) assert_true(str_starts(a.location, S("/login?next=%2F")));
            assert_true(str_starts(a.csp, S("default-src 'none'")));
        }
    }
}

static void the_second_look_is_asked_for_after_ten_minutes(void **state)
{
    (void)state;
    site_login(&s, site_account(&s, "careful", ROLE_MEMBER, "", ""));
    assert_int_equal(site_get(&s, "/careful").status, 200);
    site_now += STEP_UP_MS + 1;
    assert_string_equal(site_get(&s, "/careful?a=b%20c").location.p, "/step-up?next=%2Fcareful%3Fa%3Db%2520c");
}

static void sessions_end(void **state)
{
    (void)state;
    int64_t who = site_account(&s, "idle", ROLE_MEMBER, "", "");
    site_login(&s, who);
    site_now += SESSION_IDLE_MS - 1;
    assert_int_equal(site_get(&s, "/hello/new").status, 200);       /* and is kept alive by it */
    site_now += SESSION_IDLE_MS - 1;
    assert_int_equal(site_get(&s, "/hello/new").status, 200);
    site_now += SESSION_IDLE_MS + 1;
    assert_int_equal(site_get(&s, "/hello/new").status, 303);
    site_login(&s, who);
    for (int64_t t = 0; t <= SESSION_MAX_MS; t += SESSION_IDLE_MS / 2) { site_get(&s, "/hello/new"); site_now += SESSION_IDLE_MS / 2; }
    assert_int_equal(site_get(&s, "/hello/new").status, 303);
}

static void a_page_speaks_one_language_and_escapes(void **state)
{
    (void)state;
    struct answer a = site_get(&s, "/hello/1234567");
    assert_true(body_has(&a, "<html lang=\"zh-CN\">") && body_has(&a, "hello &amp; &lt;all&gt;") && body_has(&a, "1,234,567"));
    assert_true(body_has(&a, "<time datetime=\"2024-02-29\">2024年2月29日</time>") && body_has(&a, "href=\"/hello/1234567?lang=en\""));
    a = site_get(&s, "/hello/1?lang=en&q=%22%3E%3Cb%3E");
    assert_true(body_has(&a, "<html lang=\"en\">") && body_has(&a, "29 February 2024") && body_has(&a, "?q=%22%3E%3Cb%3E&amp;lang=zh"));
    a = site_get(&s, "/hello/1?type=large");
    assert_true(body_has(&a, "data-type=\"large\""));
}

static void failures_have_pages(void **state)
{
    (void)state;
    static const struct {
        enum rc rc;
        int status;
    } cases[] = { { RC_NONE, 404 }, { RC_DENIED, 403 }, { RC_STALE, 409 }, { RC_DUPLICATE, 409 }, { RC_INPUT, 400 }, { RC_LIMIT, 413 },
        { RC_DOWN, 503 }, { RC_MEMORY, 503 }, { RC_IO, 500 }, { RC_UNKNOWN, 503 } };
    fprintf(stderr, "(four failures are told below)\n");
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = site_get(&s, str_printf(&s.a, "/fails/%d", cases[i].rc).p);
        assert_int_equal(a.status, cases[i].status);
        assert_true(body_has(&a, "<h1>"));
        a = site_get(&s, str_printf(&s.a, "/api/v1/fails/%d", cases[i].rc).p);
        assert_int_equal(a.status, cases[i].status);
        assert_true(str_starts(a.body, S("{\"status\":")) && str_starts(a.type, S("application/json")));
    }
}

static struct str key_in(const struct answer *a)
{
    ptrdiff_t at = str_find(a->body, S("name=\"form_key\" value=\""));
    assert_true(at >= 0);
    return str_sub(a->body, (size_t)at + 23, 64);
}

static int64_t events(void)
{
    struct event_trail_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(event_trail(db, S("test"), 1, &rows), RC_OK);
    db_give(db);
    return (int64_t)rows.n;
}

static void forms_work_once_and_only_from_here(void **state)
{
    (void)state;
    int64_t before = events();
    assert_int_equal(site_post_as_is(&s, "/note", "text=x").status, 403);
    assert_int_equal(site_post_as_is(&s, "/note", "text=x&form_key=0011").status, 403);
    struct answer page = site_get(&s, "/note");
    struct str key = key_in(&page);
    const char *fields = str_printf(&s.a, "text=x&form_key=%.*s", STR_FMT(key)).p;
    struct answer once = site_post_as_is(&s, "/note", fields), twice = site_post_as_is(&s, "/note", fields);
    assert_int_equal(once.status, 303);
    assert_string_equal(once.location.p, twice.location.p);
    assert_int_equal(events(), before + 1);
    site_login(&s, site_account(&s, "other", ROLE_MEMBER, "", ""));
    assert_int_equal(site_post_as_is(&s, "/note", fields).status, 403);     /* the key was shown to somebody else */
}

/* What was done, and what was not, stands on the next page and only there; a second press is told the same. */
static void what_was_done_is_said_once(void **state)
{
    (void)state;
    struct answer page = site_get(&s, "/note");
    struct str key = key_in(&page);
    const char *fields = str_printf(&s.a, "text=x&form_key=%.*s", STR_FMT(key)).p;
    for (int press = 0; press < 2; press++) {
        struct answer done = site_post_as_is(&s, "/note", fields), next = site_get(&s, done.location.p), later = site_get(&s, "/note");
        assert_true(body_has(&next, "class=\"flash\" role=\"status\">Saved.") || body_has(&next, "class=\"flash\" role=\"status\">已保存。"));
        assert_false(body_has(&later, "class=\"flash"));
    }
    struct answer no = site_post(&s, "/note", "text=no"), next = site_get(&s, no.location.p), later = site_get(&s, "/note");
    assert_true(body_has(&next, "class=\"flash flash-refused\" role=\"alert\">") && !body_has(&later, "class=\"flash"));
}

static void wrong_input_is_shown_again(void **state)
{
    (void)state;
    struct answer a = site_post(&s, "/note", "text=%3Cscript%3Ealert(1)");
    assert_int_equal(a.status, 422);
    assert_true(
        body_has(&a, "value=\"&lt;script&gt;alert(1)\"") && body_has(&a, "href=\"#f-text\"") && body_has(&a, "aria-invalid=\"true\""));
    a = site_post(&s, "/note", "");
    assert_int_equal(a.status, 422);
}

/* The n-th statement and the n-th allocation fail: the answer is an error, and there is an effect only where it was told. */
static void every_failure_is_survived(void **state)
{
    (void)state;
    int64_t before = events();
    for (int64_t n = 0;; n++) {
        db_fail_at(s.app.pool, n);
        struct answer a = site_post(&s, "/note", "text=x");
        db_fail_at(s.app.pool, -1);
        if (a.status == 303) { assert_int_equal(events(), before + 1); break; }
        assert_int_equal(a.status, 500);
        assert_int_equal(events(), before);
        assert_true(n < 100);
    }
    before = events();
    for (int64_t n = 0;; n++) {
        s.fail_after = n;
        struct answer a = site_post(&s, "/note", "text=x");
        s.fail_after = -1;
        if (a.status == 303) break;
        assert_int_equal(a.status, 503);
        assert_true(n < 1000);
    }
    assert_true(events() >= before + 1);
    db_set_twice(s.app.pool, true);
    before = events();
    assert_int_equal(site_post(&s, "/note", "text=x").status, 303);
    db_set_twice(s.app.pool, false);
    assert_int_equal(events(), before + 1);
}

/* RFC 9110, 13.1.2: weakly compared, one of a list, or any. */
static void tags_are_compared_as_the_standard_says(void **state)
{
    static const struct { const char *asked, *tag; bool known; } cases[] = {
        { "\"a\"", "\"a\"", true }, { "W/\"a\"", "\"a\"", true }, { "\"a\"", "W/\"a\"", true }, { "W/\"a\"", "W/\"a\"", true },
        { "*", "\"a\"", true }, { " * ", "W/\"a\"", true },
        { "\"b\", \"a\"", "\"a\"", true }, { "\"b\",W/\"a\" , \"c\"", "\"a\"", true }, { ",, \"a\"", "\"a\"", true },
        { "\"x,y\", \"a\"", "\"a\"", true }, { "\"*\"", "\"*\"", true },
        { "\"b\"", "\"a\"", false }, { "", "\"a\"", false }, { "a", "\"a\"", false }, { "\"a", "\"a\"", false },
        { "\"xa\"", "\"a\"", false }, { "\"ax\"", "\"a\"", false },
        { "w/\"a\"", "\"a\"", false }, { "b \"a\"", "\"a\"", false }, { "\"*\"", "\"a\"", false }, { "\"b,\"a\"", "\"a\"", false },
        { "\"A\"", "\"a\"", false },
    };
    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct http_request q = { .method = HTTP_GET, .arena = &s.a };
        if (cases[i].asked[0]) site_header(&s, &q, "If-None-Match", str_from(cases[i].asked));
        if (etag_known(&q, str_from(cases[i].tag)) != cases[i].known) fail_msg("%s of %s", cases[i].asked, cases[i].tag);
    }
}

static void pages_are_kept_until_anything_changes(void **state)
{
    (void)state;
    site_get(&s, "/note");                                         /* what was done before is said here */
    made = 0;
    struct answer a = site_get(&s, "/kept"), b = site_get(&s, "/kept");
    assert_int_equal(made, 1);
    assert_string_equal(a.body.p, b.body.p);
    assert_true(str_eq(a.csp, b.csp) && str_eq(a.type, b.type));
    site_get(&s, "/kept?x=1");
    assert_int_equal(made, 2);
    s.lang = "en";
    a = site_get(&s, "/kept");
    assert_true(body_has(&a, "made 3"));
    site_post(&s, "/note", "text=x");                              /* a commit, and what was done is said elsewhere */
    site_get(&s, "/note");
    a = site_get(&s, "/kept");
    assert_true(body_has(&a, "made 4"));
    site_now += 60 * 1000;
    site_get(&s, "/kept");
    assert_int_equal(made, 5);
    site_login(&s, site_account(&s, "known", ROLE_MEMBER, "", ""));
    a = site_get(&s, "/kept");
    assert_true(body_has(&a, "made 6") && body_has(&a, "known"));
    a = site_get(&s, "/kept");
    assert_true(body_has(&a, "made 7"));
    s.cookie = STR_NONE;
    a = site_get(&s, "/kept");
    assert_false(body_has(&a, "known"));
}

static void buckets_run_dry_and_fill_again(void **state)
{
    (void)state;
    int64_t now = 1000000;
    for (int i = 0; i < 5; i++) assert_true(bucket_take(S("a"), now, 5));
    assert_false(bucket_take(S("a"), now, 5));
    assert_true(bucket_take(S("b"), now, 5));
    assert_true(bucket_take(S("a"), now + 12000, 5));
    assert_false(bucket_take(S("a"), now + 12000, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_compared_as_the_standard_says),
        cmocka_unit_test_setup(routes_and_rights, nobody),
        cmocka_unit_test_setup(the_second_look_is_asked_for_after_ten_minutes, nobody),
        cmocka_unit_test_setup(sessions_end, nobody),
        cmocka_unit_test_setup(a_page_speaks_one_language_and_escapes, nobody),
        cmocka_unit_test_setup(failures_have_pages, nobody),
        cmocka_unit_test_setup(forms_work_once_and_only_from_here, nobody),
        cmocka_unit_test_setup(what_was_done_is_said_once, nobody), cmocka_unit_test_setup(wrong_input_is_shown_again, nobody),
        cmocka_unit_test_setup(every_failure_is_survived, nobody),
        cmocka_unit_test_setup(pages_are_kept_until_anything_changes, nobody),
        cmocka_unit_test_setup(buckets_run_dry_and_fill_again, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
