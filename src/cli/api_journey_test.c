/* api_journey_test.c: the whole of the house by programs alone: a profile, two listings posted and reviewed, a case from its
** opening to the result both sides confirm, one that is declined, a listing closed. No page is asked for. */
#include "test/site.h"
#include "base/json.h"
#include "cli/slices.h"

static struct site s;
#define with(...) (str_printf(&s.a, __VA_ARGS__).p)
static struct str need_side, offer_side, office;

static int setup(void **state)
{
    (void)state;
    site_open(&s, all_slices, all_slices_n);
    s.lang = "en";
    db_set_twice(s.app.pool, true);
    need_side = site_token(&s, site_account(&s, "needs", ROLE_MEMBER, "", ""));
    offer_side = site_token(&s, site_account(&s, "offers", ROLE_MEMBER, "", ""));
    office = site_token(&s, site_account(&s, "clerk", ROLE_CLERK, "", ""));
    return 0;
}
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

static const struct json_node *read_json(struct answer a)
{
    struct json_node *top;
    struct err e;
    if (json_parse(&s.a, a.body, &top, &e) != RC_OK) fail_msg("%s: %s", e.text, a.body.p);
    return top;
}

static const char *text_of(struct str who, const char *path, const char *name)
{
    const struct json_node *n = json_get(read_json(site_api(&s, who, path, NULL, NULL)), name);
    must(n);
    return str_z(&s.a, n->text);
}

/* Sends and expects a receipt; gives the id in it. */
static const char *act(struct str who, const char *path, const char *json)
{
    static int acts;
    const char *key = with("act %d", ++acts);
    struct answer a = site_api(&s, who, path, json, key), b;
    if (a.status != 200) fail_msg("%s %s: %d %s", path, json, a.status, a.body.p);
    b = site_api(&s, who, path, json, key);
    assert_true(b.status == 200 && str_eq(a.body, b.body) && str_eq(answer_header(&b, "Idempotency-Replayed"), S("true")));
    return str_z(&s.a, json_get(read_json(a), "id")->text);
}


static void profiles(void **state)
{
    (void)state;
    const char *before = text_of(need_side, "/api/v1/me", "version");
    act(need_side, "/api/v1/me", with("{\"version\":%s,\"name\":\"王芳\",\"kind\":\"graduate\",\"skills\":\"焊接，CAD\",\"phone\":\"13900001234\"}", before));
    assert_string_equal(text_of(need_side, "/api/v1/me", "skills"), "焊接,CAD");
    assert_string_equal(text_of(need_side, "/api/v1/me", "phone_masked"), "139****1234");
    struct answer a = site_api(&s, need_side, "/api/v1/me",
        with("{\"version\":%s,\"name\":\"\",\"kind\":\"graduate\",\"bank\":\"12\"}", before), NULL);
    assert_true(a.status == 422 && body_has(&a, "{\"field\":\"name\",") && body_has(&a, "{\"field\":\"bank\","));
    a = site_api(&s, need_side, "/api/v1/me", with("{\"version\":%s,\"name\":\"x\",\"kind\":\"graduate\"}", before), NULL);
    assert_int_equal(a.status, 409);                                /* somebody else's version */
}

#define LISTING(side, title) "\"side\":\"" side "\",\"kind\":\"job\",\"title_zh\":\"" title "\",\"body_zh\":\"说明\",\"division\":\"210211\",\"visibility\":\"public\",\"skills\":\"焊接\""

static const char *opened(struct str who, const char *json)
{
    const char *id = act(who, "/api/v1/listings", json), *path = with("/api/v1/listings/%s", id);
    assert_string_equal(text_of(who, path, "state"), "review");
    act(office, with("/api/v1/review/listings/%s", id), with("{\"version\":%s,\"decision\":\"open\"}", text_of(office, path, "version")));
    assert_string_equal(text_of(STR_NONE, path, "state"), "open");
    return id;
}

static const char *need, *offer;

static void listings(void **state)
{
    (void)state;
    struct answer a = site_api(&s, need_side, "/api/v1/listings", "{\"title_zh\":\"招聘\"}", NULL);
    assert_true(a.status == 422 && body_has(&a, "{\"field\":\"kind\",") && body_has(&a, "{\"field\":\"side\","));
    a = site_api(&s, need_side, "/api/v1/listings", "{" LISTING("need", "招聘焊工") ",\"amount_low\":900000,\"amount_high\":500000}", NULL);
    assert_true(a.status == 422 && body_has(&a, "{\"field\":\"amount_high\",") && !body_has(&a, "{\"field\":\"kind\","));
    const char *draft = act(need_side, "/api/v1/listings", "{\"side\":\"need\",\"kind\":\"job\",\"title_zh\":\"草稿\",\"then\":\"draft\"}");
    assert_string_equal(text_of(need_side, with("/api/v1/listings/%s", draft), "state"), "draft");
    need = opened(need_side, "{" LISTING("need", "招聘焊工") ",\"amount_low\":600000,\"amount_high\":900000,\"quantity\":5,\"housing\":true,\"languages\":[\"zh\"]}");
    const char *path = with("/api/v1/listings/%s", need);
    assert_string_equal(text_of(STR_NONE, path, "amount_low"), "600000");
    act(need_side, path,
        with("{" LISTING("need", "招聘焊工") ",\"amount_low\":600000,\"quantity\":8,\"version\":%s}", text_of(need_side, path, "version")));
    assert_string_equal(text_of(STR_NONE, path, "quantity"), "8");
    act(need_side, with("%s/renew", path), with("{\"version\":%s}", text_of(need_side, path, "version")));
    a = site_api(&s, offer_side, path, with("{" LISTING("need", "别人的") ",\"version\":%s}", text_of(need_side, path, "version")), NULL);
    assert_int_equal(a.status, 403);
    offer = opened(offer_side, "{" LISTING("offer", "会焊接") "}");
    a = site_api(&s, STR_NONE, "/api/v1/", NULL, NULL);             /* the front page's figures */
    assert_true(a.status == 200 && body_has(&a, "{\"needs\":1,\"offers\":1,") && body_has(&a, "招聘焊工"));
}

static const char *asked(void)
{
    return act(offer_side, "/api/v1/cases", with("{\"other\":%s,\"mine\":\"%s\",\"body\":\"我会焊接\"}", need, offer));
}

static void a_case_from_asking_to_the_result(void **state)
{
    (void)state;
    struct answer a = site_api(&s, offer_side, "/api/v1/cases", with("{\"other\":\"%s\",\"mine\":\"1\"}", need), NULL);
    assert_true(a.status == 422 && body_has(&a, "{\"field\":\"mine\",") && body_has(&a, "{\"field\":\"body\","));
    const char *id = asked(), *path = with("/api/v1/cases/%s", id), *move = with("%s/move", path), *figures = with("%s/figures", path),
               *confirm = with("%s/confirm", path);
    a = site_api(&s, offer_side, "/api/v1/cases", with("{\"other\":\"%s\",\"mine\":\"%s\",\"body\":\"again\"}", need, offer), NULL);
    assert_true(a.status == 409 && body_has(&a, "\"error\":"));     /* there is one: a page leads to it, a program is told */
    act(need_side, move, "{\"verb\":\"visit\"}");
    assert_string_equal(text_of(need_side, path, "state"), "visit");
    act(offer_side, with("%s/message", path), "{\"body\":\"附件\",\"file\":{\"name\":\"note.txt\",\"base64\":\"aGVsbG8=\"}}");
    assert_int_equal(site_api(&s, need_side, move, "{\"verb\":\"none\"}", NULL).status, 400);
    assert_int_equal(site_api(&s, office, move, "{\"verb\":\"trial\"}", NULL).status, 403);
    act(offer_side, move, "{\"verb\":\"trial\"}");
    act(need_side, move, "{\"verb\":\"contract\"}");
    act(need_side, figures, "{\"people\":2,\"amount\":1200000,\"contract_day\":\"2026-09-20\"}");
    assert_string_equal(text_of(offer_side, path, "amount"), "1200000");
    assert_int_equal(site_api(&s, offer_side, confirm, "{\"people\":3,\"amount\":1200000,\"contract_day\":\"2026-09-20\"}", NULL).status,
        409);
    act(offer_side, confirm, "{\"people\":2,\"amount\":1200000,\"contract_day\":\"2026-09-20\"}");
    assert_string_equal(text_of(need_side, path, "state"), "done");
}

static void a_case_declined_and_a_listing_closed(void **state)
{
    (void)state;
    const char *id = opened(need_side, "{" LISTING("need", "另一个岗位") "}"), *was = need;
    need = id;
    const char *c = asked(), *path = with("/api/v1/cases/%s", c);
    need = was;
    struct answer a = site_api(&s, need_side, with("%s/decline", path), "{}", NULL);
    assert_true(a.status == 422 && body_has(&a, "{\"field\":\"reason\","));
    act(need_side, with("%s/decline", path), "{\"reason\":\"price\"}");
    assert_string_equal(text_of(offer_side, path, "state"), "declined");
    const char *listing = with("/api/v1/listings/%s", id);
    a = site_api(&s, need_side, with("%s/close", listing), "{\"version\":1}", NULL);
    assert_int_equal(a.status, 422);
    act(need_side, with("%s/close", listing), with("{\"version\":%s,\"reason\":\"filled\"}", text_of(need_side, listing, "version")));
    assert_string_equal(text_of(need_side, listing, "state"), "closed");
    assert_int_equal(site_api(&s, need_side, with("%s/renew", listing), "{\"version\":9}", NULL).status, 409);
}

static void an_organisation_and_an_upload(void **state)
{
    (void)state;
    const char *id = act(need_side, "/api/v1/organisations/new", "{\"kind\":\"team\",\"name_zh\":\"程序团队\",\"division\":\"210211\"}");
    const char *path = with("/api/v1/organisations/%s", id);
    act(office, with("/api/v1/review/organisations/%s", id),
        with("{\"version\":%s,\"decision\":\"active\"}", text_of(need_side, path, "version")));
    assert_string_equal(text_of(STR_NONE, path, "state"), "active");
    act(offer_side, with("%s/join", path), "{}");
    const char *csv = "{\"file\":{\"name\":\"a.csv\",\"base64\":\"c2lkZSxraW5kLHRpdGxlX3poLGJvZHlfemgsZGl2aXNpb24sdmlzaWJpbGl0eQpuZWVkLGpvYix0LGIsMjEwMjExLHB1YmxpYwpuZWVkLGpvYix0MixiLG5vd2hlcmUscHVibGljCg==\"}}";
    const char *upload = act(need_side, "/api/v1/listings/import", csv);
    struct answer a = site_api(&s, need_side, with("/api/v1/listings/import/%s", upload), NULL, NULL);
    assert_true(a.status == 200 && body_has(&a, "\"state\":\"checked\"") && body_has(&a, "\"faults\":["));
    assert_int_equal(site_api(&s, offer_side, with("/api/v1/listings/import/%s", upload), NULL, NULL).status, 404);
    a = site_api(&s, need_side, "/api/v1/listings/import", NULL, NULL);
    assert_true(body_has(&a, "\"name\":\"a.csv\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profiles), cmocka_unit_test(listings), cmocka_unit_test(a_case_from_asking_to_the_result),
        cmocka_unit_test(a_case_declined_and_a_listing_closed), cmocka_unit_test(an_organisation_and_an_upload),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
