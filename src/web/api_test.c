/* api_test.c: what programs send: who they are, what they may say, once, and what they are told. The slice has one form
** of every kind of field, which tells what it read. */
#include "test/site.h"

/* ---- the slice ---- */

static struct choices sides(struct req *r)
{
    static const struct choice v[] = { { .code = SI("need"), .zh = SI("需求"), .en = SI("Need") },
        { .code = SI("offer"), .zh = SI("供给"), .en = SI("Offer") } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

struct all { struct str text, lines, date, side, hid; int64_t n, money; bool flag; struct strs many; struct form_file file; };
static const struct field fields[] = {
    TEXT    ("text",  AT(struct all, text),  .label = T_full_name, .max = 20, .need = true),
    LONGTEXT("lines", AT(struct all, lines), .label = T_full_name),
    INT     ("n",     AT(struct all, n),     .label = T_full_name, .min = 1, .max = 50),
    MONEY   ("money", AT(struct all, money), .label = T_full_name, .min = 0, .max = INT64_C(100000000000000)),
    DATE    ("date",  AT(struct all, date),  .label = T_full_name),
    CHOICE  ("side",  AT(struct all, side),  .label = T_full_name, .choices = sides),
    MULTI   ("many",  AT(struct all, many),  .label = T_full_name, .choices = sides),
    FLAG    ("flag",  AT(struct all, flag),  .label = T_full_name),
    HIDDEN  ("hid",   AT(struct all, hid),   .label = T_full_name),
    UPLOAD  ("file",  AT(struct all, file),  .label = T_full_name),
};
static const struct form all_form = FORM("all", struct all, fields, T_go_on);
struct more { struct str then; };
static const struct field more_fields[] = { TEXT("then", AT(struct more, then), .label = T_full_name) };
static const struct form more_form = FORM("more", struct more, more_fields, T_go_on);

static struct str told;
struct all_tx { struct once once; struct event event; };
static enum rc all_write(struct db *tx, void *arg)
{
    struct all_tx *t = arg;
    TRY(form_once(tx, &t->once));
    return event_add(tx, &t->event);
}

static enum rc all_post(struct req *r)
{
    struct form_state s;
    struct all in;
    struct out o;
    form_read(r, &s, &all_form, &in);
    if (str_eq(in.text, S("full"))) form_error(&s, NULL, T_e409);
    page_begin(r, S("all"));
    if (!form_ok(&s)) { form_render(r, &s, S("/all")); return RC_OK; }
    if (str_eq(in.text, S("late"))) return redirect_flash(r, S("/all/1"), T_err_code);
    if (str_eq(in.text, S("gone"))) return RC_NONE;
    out_init(&o, r->arena);
    put_f(&o, "%.*s|%.*s|%lld|%lld|%.*s|%.*s|%d|%.*s|%.*s=%.*s|%.*s", STR_FMT(in.text), STR_FMT(in.lines), (long long)in.n,
        (long long)in.money, STR_FMT(in.date), STR_FMT(in.side), in.flag, STR_FMT(in.hid), STR_FMT(in.file.name), STR_FMT(in.file.bytes),
        STR_FMT(req_arg(r, "then")));
    for (size_t i = 0; i < in.many.n; i++) put_f(&o, "+%.*s", STR_FMT(in.many.v[i]));
    struct str read = out_str(&o);
    struct all_tx t = { form_once_of(r, &s, str_printf(r->arena, "/all/%lld", (long long)id_new(r->now))),
        event_of(r, "all", "test", 1, S("")) };
    enum rc rc = db_tx(r->db, all_write, &t);
    if (rc == RC_OK) told = str_copy(&((struct site *)(uintptr_t)r->app)->a, read);
    return form_done(r, rc, &t.once);
}

static enum rc shown(struct req *r) { put_z(&r->out, "{}"); return RC_OK; }
static enum rc never(struct req *r) { (void)r; unreachable(); }

static const struct route routes[] = {
    GET ("/all/{id}",   PERM_PUBLIC, shown, .json = shown, .answers = "{a:int b?:[{c:text|null *:num/text}] d:id}"),
    POST("/all",        PERM_LOGIN,  all_post, .form = &all_form, .more = &more_form),
    POST("/office",     PERM_REVIEW, all_post, .form = &all_form),
    POST("/anybody",    PERM_PUBLIC, never, .form = &all_form),
    POST("/careful",    PERM_LOGIN,  never, .step_up = true),
    POST("/session",    PERM_LOGIN,  never, .browser = true),
    GET ("/session",    PERM_LOGIN,  shown, .json = shown),
};
static const struct slice api_slice = { .name = "api", .routes = routes, .nroutes = LEN(routes) };
static const struct slice *const slices[] = { &api_slice, &openapi_slice };

static struct site s;                                               /* its first member is the app: all_post knows */
static int64_t me;
static struct str token;

static int setup(void **state)
{
    (void)state;
    must(offsetof(struct site, app) == 0);
    site_open(&s, slices, LEN(slices));
    me = site_account(&s, "program", ROLE_MEMBER, "", "");
    token = site_token(&s, me);
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int fresh(void **state) { (void)state; site_login(&s, 0); s.lang = "en"; site_now += 60 * 1000; told = S(""); return 0; }

static struct answer send(const char *json, const char *once) { return site_api(&s, token, "/api/v1/all", json, once); }

/* ---- who ---- */

static void only_a_token_says_who(void **state)
{
    (void)state;
    struct answer a = site_api(&s, STR_NONE, "/api/v1/all", "{\"text\":\"x\"}", NULL);
    assert_int_equal(a.status, 401);
    assert_true(str_starts(answer_header(&a, "WWW-Authenticate"), S("Bearer")));
    site_login(&s, me);                                             /* what another site's page could make a browser send */
    assert_int_equal(site_api(&s, STR_NONE, "/api/v1/all", "{\"text\":\"x\"}", NULL).status, 401);
    assert_int_equal(site_api(&s, S(""), "/api/v1/all", "{\"text\":\"x\"}", NULL).status, 401);
    assert_int_equal(site_api(&s, s.cookie, "/api/v1/all", "{\"text\":\"x\"}", NULL).status, 401);
    assert_int_equal(site_api(&s, S("ballast_none"), "/api/v1/all", "{\"text\":\"x\"}", NULL).status, 401);
    assert_int_equal(site_post(&s, "/api/v1/all", "text=x").status, 401);
    assert_string_equal(told.p, "");
    assert_int_equal(send("{\"text\":\"x\"}", NULL).status, 200);
}

static void a_token_may_what_its_maker_may(void **state)
{
    (void)state;
    int64_t clerk = site_account(&s, "clerk", ROLE_CLERK, "", "");
    struct str hers = site_token(&s, clerk);
    static const struct {
        const char *path;
        int mine, hers;
    } t[] = {
        { "/api/v1/office", 403, 200 },
        { "/api/v1/all", 200, 200 },
        { "/api/v1/anybody", 404, 404 },
        { "/api/v1/careful", 404, 404 },
        { "/api/v1/session", 405, 405 },
        { "/api/v1/nothing", 404, 404 },
        { "/api/v1/all/7", 405, 405 },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = site_api(&s, token, t[i].path, "{\"text\":\"x\"}", NULL),
                      b = site_api(&s, hers, t[i].path, "{\"text\":\"x\"}", NULL);
        if (a.status != t[i].mine || b.status != t[i].hers) fail_msg("%s: %d and %d", t[i].path, a.status, b.status);
    }
    s.app.staff_totp = true;                                        /* her token was made with the second factor */
    assert_int_equal(site_api(&s, hers, "/api/v1/office", "{\"text\":\"x\"}", NULL).status, 200);
    s.app.staff_totp = false;
}

static void a_page_of_data_takes_a_token_too(void **state)
{
    (void)state;
    struct arena a;
    static const struct {
        const char *header;
        int status;
    } t[] = { { NULL, 403 }, { "Bearer none", 401 }, { "Basic eDp5", 401 }, { "", 200 } };
    for (size_t i = 0; i < LEN(t); i++) {
        struct http_request q = { .method = HTTP_GET };
        arena_init(&a, LIMIT_REQUEST_ARENA);
        site_target(&a, &q, "/api/v1/session");
        q.arena = &a;
        if (t[i].header) site_header(&s, &q, "Authorization", *t[i].header ? str_from(t[i].header) : str_join(&a, S("bearer "), token));
        assert_int_equal(site_send(&s, &q, &a).status, t[i].status);
        arena_free(&a);
    }
}

static enum rc end_tx(struct db *tx, void *arg) { return token_end(tx, *(int64_t *)arg, me); }

static void tokens_end(void **state)
{
    (void)state;
    struct str late = site_token(&s, me);
    struct token_of_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(token_of(db, me, &rows), RC_OK);
    assert_true(rows.n == 2 && rows.v[1].seen_ms == DB_NULL);
    assert_int_equal(site_api(&s, late, "/api/v1/all", "{\"text\":\"x\"}", NULL).status, 200);
    assert_int_equal(token_of(db, me, &rows), RC_OK);
    assert_int_equal(rows.v[1].seen_ms, site_now);
    assert_int_equal(db_tx(db, end_tx, &rows.v[1].id), RC_OK);
    db_give(db);
    assert_int_equal(site_api(&s, late, "/api/v1/all", "{\"text\":\"x\"}", NULL).status, 401);
}

/* ---- what ---- */

static void json_is_read_as_the_form_would_be(void **state)
{
    (void)state;
    static const struct { const char *json, *read; } t[] = {
        { "{\"text\":\"x\"}", "x||-9223372036854775808|-9223372036854775808|||0||=|" },
        { "{\"text\":\" 焊工 \",\"lines\":\"a\\r\\nb\",\"n\":7,\"money\":123456789,\"date\":\"2026-10-31\",\"side\":\"need\",\"many\":[\"offer\",\"need\"],\"flag\":true,"
          "\"hid\":12,\"file\":{\"name\":\"a.txt\",\"base64\":\"aGk=\"},\"then\":\"draft\"}",
          "焊工|a\nb|7|123456789|2026-10-31|need|1|12|a.txt=hi|draft+offer+need" },
        { "{\"text\":\"x\",\"money\":5,\"flag\":false,\"many\":[],\"n\":null,\"side\":null,\"file\":null}",
        "x||-9223372036854775808|5|||0||=|" },
        { "{\"text\":\"x\",\"hid\":\"12\",\"file\":{\"base64\":\"\",\"name\":\"e\"}}",
        "x||-9223372036854775808|-9223372036854775808|||0|12|e=|" },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = send(t[i].json, NULL);
        if (a.status != 200) fail_msg("%s: %d %s", t[i].json, a.status, a.body.p);
        assert_string_equal(told.p, t[i].read);
    }
}

static void faults_are_listed_in_the_language_asked_for(void **state)
{
    (void)state;
    static const struct { const char *json, *field, *message; } t[] = {
        { "{}", "text", "This is required" }, { "{\"text\":\"\"}", "text", NULL }, { "{\"text\":7}", "text", "This must be a text" },
        { "{\"text\":[\"x\"]}", "text", NULL },
        { "{\"text\":\"x\",\"n\":\"7\"}", "n", NULL }, { "{\"text\":\"x\",\"n\":7.5}", "n", NULL },
        { "{\"text\":\"x\",\"n\":51}", "n", NULL }, { "{\"text\":\"x\",\"n\":1e1}", "n", NULL },
        { "{\"text\":\"x\",\"money\":\"5\"}", "money", "This must be a whole number of fen (1/100 yuan)" },
        { "{\"text\":\"x\",\"money\":-1}", "money", NULL },
        { "{\"text\":\"x\",\"money\":99999999999999999999}", "money", NULL }, { "{\"text\":\"x\",\"date\":\"tomorrow\"}", "date", NULL },
        { "{\"text\":\"x\",\"side\":\"none\"}", "side", NULL },
        { "{\"text\":\"x\",\"many\":\"need\"}", "many", "This must be a list of texts" }, { "{\"text\":\"x\",\"many\":[1]}", "many", NULL },
        { "{\"text\":\"x\",\"many\":[\"none\"]}", "many", NULL },
        { "{\"text\":\"x\",\"flag\":1}", "flag", "This must be true or false" }, { "{\"text\":\"x\",\"flag\":\"true\"}", "flag", NULL },
        { "{\"text\":\"x\",\"nothing\":1}", "nothing", "There is no such field" },
        { "{\"text\":\"x\",\"form_key\":\"00\"}", "form_key", NULL }, { "{\"text\":\"\\u0001\"}", "text", NULL },
        { "{\"text\":\"x\",\"file\":\"hi\"}", "file", NULL },
        { "{\"text\":\"x\",\"file\":{\"name\":\"a\",\"base64\":\"a\"}}", "file", NULL },
        { "{\"text\":\"x\",\"file\":{\"name\":\"a/b\",\"base64\":\"\"}}", "file", NULL },
        { "{\"text\":\"x\",\"file\":{\"name\":\"a\",\"base64\":\"aGk=\",\"x\":1}}", "file", NULL },
        { "{\"text\":\"x\",\"file\":{\"name\":\"a\",\"base64\":\"=aGk\"}}", "file", NULL },
    };
    for (size_t i = 0; i < LEN(t); i++) {
        struct answer a = send(t[i].json, NULL);
        if (a.status != 422
            || !body_has(&a, str_printf(&s.a, "{\"field\":\"%s\",\"message\":\"%s", t[i].field, t[i].message ? t[i].message : "").p))
            fail_msg("%s: %d %s", t[i].json, a.status, a.body.p);
        assert_string_equal(told.p, "");
    }
    struct answer a = send("{\"text\":\"full\",\"n\":99}", NULL);
    assert_true(a.status == 422 && body_has(&a, "{\"field\":\"n\",") && body_has(&a, "{\"field\":null,"));
    s.lang = "zh";
    a = send("{}", NULL);
    assert_true(body_has(&a, "\"message\":\"必填\""));
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "[]", "\"x\"", "{\"text\":\"x\"", "{\"text\":\"x\",\"text\":\"y\"}", "text=x" };
    for (size_t i = 0; i < LEN(bad); i++) assert_int_equal(send(bad[i], NULL).status, 400);
    struct answer a = send("{\"text\" 1}", NULL);
    assert_true(body_has(&a, "line 1, column 9"));
    struct arena arena;
    struct http_request q = { .method = HTTP_POST, .body = S("{\"text\":\"x\"}"), .content_type = S("text/plain") };
    arena_init(&arena, LIMIT_REQUEST_ARENA);
    site_target(&arena, &q, "/api/v1/all");
    q.arena = &arena;
    site_header(&s, &q, "Authorization", str_join(&arena, S("Bearer "), token));
    assert_int_equal(site_send(&s, &q, &arena).status, 415);
    arena_free(&arena);
    assert_string_equal(told.p, "");
}

/* ---- once ---- */

static void the_same_key_acts_once(void **state)
{
    (void)state;
    struct answer a = send("{\"text\":\"one\"}", "k1"), b, c;
    assert_int_equal(a.status, 200);
    told = S("");
    b = send("{\"text\":\"one\"}", "k1");
    assert_true(b.status == 200 && str_eq(a.body, b.body) && str_eq(answer_header(&b, "Idempotency-Replayed"), S("true")));
    assert_string_equal(told.p, "");                                /* the handler was not asked again */
    assert_false(answer_header(&a, "Idempotency-Replayed").p != NULL);
    c = send("{\"text\":\"two\"}", "k1");
    assert_true(c.status == 409 && body_has(&c, "was used for another request"));
    assert_int_equal(send("{\"text\":\"two\"}", "k2").status, 200);
    c = site_api(&s, site_token(&s, site_account(&s, "elsewhere", ROLE_MEMBER, "", "")), "/api/v1/all", "{\"text\":\"three\"}", "k1");
    assert_true(c.status == 200 && !str_eq(c.body, a.body));       /* keys of two accounts never meet */
    a = send("{\"text\":\"again\"}", NULL);
    b = send("{\"text\":\"again\"}", NULL);
    assert_true(a.status == 200 && b.status == 200 && !str_eq(a.body, b.body));
    assert_int_equal(send("{\"text\":\"\"}", "k3").status, 422);      /* what was refused used up nothing */
    assert_int_equal(send("{\"text\":\"mended\"}", "k3").status, 200);
    assert_int_equal(send("{\"text\":\"x\"}", "").status, 400);
    assert_int_equal(send("{\"text\":\"x\"}", "schl\xc3\xbcssel").status, 400);
    assert_int_equal(send("{\"text\":\"x\"}", str_printf(&s.a, "%0201d", 7).p).status, 400);
}

static void a_receipt_is_given_for_what_was_done(void **state)
{
    (void)state;
    struct answer a = send("{\"text\":\"x\"}", NULL);
    assert_true(
        str_starts(a.body, S("{\"path\":\"/all/")) && body_has(&a, "\"api\":\"/api/v1/all/") && body_has(&a, "\"id\":\"") && !a.location.n);
    a = send("{\"text\":\"late\"}", NULL);                          /* a page would lead on and say why nothing was done */
    assert_true(a.status == 409 && !body_has(&a, "path"));
    assert_int_equal(send("{\"text\":\"gone\"}", NULL).status, 404);
}

static void who_asks_too_often_waits(void **state)
{
    (void)state;
    int status = 200;
    for (int i = 0; i < LIMIT_TOKEN_CALLS + 1 && status == 200; i++) status = send("{\"text\":\"x\"}", NULL).status;
    assert_int_equal(status, 429);
    site_now += 60 * 1000;
    for (int i = 0; i < LIMIT_TOKEN_TRIES; i++) assert_int_equal(site_api(&s, S("wrong"), "/api/v1/all", "{}", NULL).status, 401);
    struct answer a = site_api(&s, S("wrong"), "/api/v1/all", "{}", NULL);
    assert_int_equal(a.status, 429);
    assert_true(answer_header(&a, "Retry-After").n > 0);
    assert_int_equal(send("{\"text\":\"x\"}", NULL).status, 200);    /* who has a good one is not kept out by others */
}

static void the_document_names_every_form(void **state)
{
    (void)state;
    struct answer a = site_get(&s, "/api/v1/openapi");
    assert_true(body_has(&a, "\"/all\":{\"post\":") && body_has(&a, "#/components/schemas/all_more\"")
        && body_has(&a, "\"all_more\":{\"type\":\"object\",\"properties\":{\"text\":"));
    assert_true(body_has(&a, "\"/office\":{\"post\":") && body_has(&a, "\"/session\":{\"get\":") && !body_has(&a, "\"/careful\"")
        && !body_has(&a, "\"/anybody\""));
    assert_true(body_has(&a, "\"schema\":{\"additionalProperties\":false,\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":\"array\",\"items\":{"
        "\"additionalProperties\":{\"anyOf\":[{\"type\":\"number\"},{\"type\":\"string\"}]},\"type\":\"object\",\"properties\":{\"c\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}},\"required\":[\"c\"]}},"
        "\"d\":{\"type\":\"string\",\"pattern\":\"^-?[0-9]+$\"}},\"required\":[\"a\",\"d\"]}"));
    site_login(&s, me);
    a = site_get(&s, "/openapi");
    assert_true(body_has(&a, "<code>/api/v1/all</code>") && !body_has(&a, "<code>/api/v1/office</code>"));
}

/* ---- whole or not at all; where the answer was lost behind the commit, the same key gets it ---- */

static void every_failure_leaves_nothing(void **state)
{
    (void)state;
    char before[65], done[65], now[65];
    (void)send("{\"text\":\"x\"}", NULL);                           /* the token is seen for this minute */
    for (int what = 0; what < 2; what++) {
        site_hash(&s, before);
        memcpy(done, before, sizeof done);
        for (int64_t n = what ? 0 : 1; ; n++) {
            if (what) s.fail_after = n;
            else db_fail_at(s.app.pool, n);
            struct answer a = send("{\"text\":\"x\",\"many\":[\"need\"]}", what ? "by memory" : "by statement");
            s.fail_after = -1;
            db_fail_at(s.app.pool, -1);
            site_hash(&s, now);
            if (strcmp(before, done) == 0) memcpy(done, now, sizeof done);
            if (strcmp(before, now) != 0 && strcmp(done, now) != 0) fail_msg("%d failed, and it was done twice", (int)n);
            if (a.status == 200) break;
            if (a.status < 500) fail_msg("%d failed: %d", (int)n, a.status);
            must(n < 2000);
        }
        assert_string_not_equal(before, done);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(only_a_token_says_who, fresh),
        cmocka_unit_test_setup(a_token_may_what_its_maker_may, fresh),
        cmocka_unit_test_setup(a_page_of_data_takes_a_token_too, fresh),
        cmocka_unit_test_setup(tokens_end, fresh),
        cmocka_unit_test_setup(json_is_read_as_the_form_would_be, fresh),
        cmocka_unit_test_setup(faults_are_listed_in_the_language_asked_for, fresh),
        cmocka_unit_test_setup(what_is_no_json_is_refused, fresh),
        cmocka_unit_test_setup(the_same_key_acts_once, fresh),
        cmocka_unit_test_setup(a_receipt_is_given_for_what_was_done, fresh),
        cmocka_unit_test_setup(who_asks_too_often_waits, fresh),
        cmocka_unit_test_setup(the_document_names_every_form, fresh),
        cmocka_unit_test_setup(every_failure_leaves_nothing, fresh),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
