/* form_test.c: the form library, with one form of every kind of field: what is read of what was typed, what is shown again,
** which keys count, and who holds which right. Pages are made by the site as in use. */
#include "test/site.h"
#include <pthread.h>
#include "web/page.h"

/* ---- a form of everything ---- */

struct all {
    struct str text, lines, date, side, phone, email, secret, hid, id, uscc;
    int64_t n, money;
    bool flag;
    struct strs many;
    struct form_file file;
};
static const struct choice two[] = { { SI("need"), SI("需求"), SI("Need"), 0 }, { SI("offer"), SI("供给"), SI("Offer"), 0 } };
static struct choices sides(struct req *r) { (void)r; return (struct choices){ two, LEN(two) }; }
static const struct field fields[] = {
    TEXT    ("text",   AT(struct all, text),   .label = T_full_name, .hint = T_password_hint, .min = 2, .max = 5, .autocomplete = "name"),
    LONGTEXT("lines",  AT(struct all, lines),  .label = T_session_agent, .max = 20),
    INT     ("n",      AT(struct all, n),      .label = T_sessions, .min = 1, .max = 50),
    MONEY   ("money",  AT(struct all, money),  .label = T_totp_secret, .min = 0, .max = 100000000),
    DATE    ("date",   AT(struct all, date),   .label = T_session_since, .min = 18262, .max = 29219),      /* 2020-01-01 to 2049-12-31 */
    CHOICE  ("side",   AT(struct all, side),   .label = T_choose, .choices = sides),
    MULTI   ("many",   AT(struct all, many),   .label = T_my_account, .hint = T_login_name_hint, .choices = sides),
    FLAG    ("flag",   AT(struct all, flag),   .label = T_yes),
    PHONE   ("phone",  AT(struct all, phone),  .label = T_session_seen),
    EMAIL   ("email",  AT(struct all, email),  .label = T_login_name),
    PASSWORD("secret", AT(struct all, secret), .label = T_password, .autocomplete = "new-password"),
    HIDDEN  ("hid",    AT(struct all, hid),    .label = T_go_on),
    TEXT    ("id",     AT(struct all, id),     .label = T_home, .pattern = "id"),
    TEXT    ("uscc",   AT(struct all, uscc),   .label = T_skip, .pattern = "uscc"),
    UPLOAD  ("file",   AT(struct all, file),   .label = T_optional, .max = 10),
};
static const struct form all_form = FORM("all", struct all, fields, T_go_on);

struct needed { struct str text, lines, date, side, secret; int64_t n; bool flag; struct strs many; struct form_file file; };
static const struct field needed_fields[] = {
    TEXT    ("text",   AT(struct needed, text),   .label = T_full_name, .need = true),
    LONGTEXT("lines",  AT(struct needed, lines),  .label = T_session_agent, .need = true),
    INT     ("n",      AT(struct needed, n),      .label = T_sessions, .need = true),
    DATE    ("date",   AT(struct needed, date),   .label = T_session_since, .need = true),
    CHOICE  ("side",   AT(struct needed, side),   .label = T_choose, .choices = sides, .need = true),
    MULTI   ("many",   AT(struct needed, many),   .label = T_my_account, .choices = sides, .need = true),
    FLAG    ("flag",   AT(struct needed, flag),   .label = T_yes, .need = true),
    PASSWORD("secret", AT(struct needed, secret), .label = T_password, .need = true),
    UPLOAD  ("file",   AT(struct needed, file),   .label = T_optional, .need = true),
};
static const struct form needed_form = FORM("needed", struct needed, needed_fields, T_go_on);

/* ---- pages that tell what they read ---- */

static struct site s;
static char told[4096];                                             /* "text=Anna;", then "!text:err_long;" a fault */
static volatile int effects;

static void tell(struct out *o, const struct form_state *st, const struct all *v)
{
    struct {
        const char *name;
        struct str s;
    } texts[] = { { "text", v->text }, { "lines", v->lines }, { "date", v->date }, { "side", v->side }, { "phone", v->phone },
        { "email", v->email }, { "secret", v->secret }, { "hid", v->hid }, { "id", v->id }, { "uscc", v->uscc }, { "file", v->file.name } };
    for (size_t i = 0; i < LEN(texts); i++) if (texts[i].s.p) put_f(o, "%s=%.*s;", texts[i].name, STR_FMT(texts[i].s));
    if (v->n != NO_INT) put_f(o, "n=%lld;", (long long)v->n);
    if (v->money != NO_INT) put_f(o, "money=%lld;", (long long)v->money);
    if (v->flag) put_z(o, "flag;");
    for (size_t i = 0; i < v->many.n; i++) put_f(o, "many=%.*s;", STR_FMT(v->many.v[i]));
    for (size_t i = 0; i < st->faults.n; i++)
        put_f(o, "!%s:%s;", st->faults.v[i].field ? st->faults.v[i].field->name : "", msg_key[st->faults.v[i].message]);
}

static enum rc show(struct req *r, const struct form_state *st)
{
    page_begin(r, S("form"));
    form_render(r, st, S("/all"));
    page_end(r);
    return RC_OK;
}

static enum rc all_page(struct req *r)
{
    struct form_state st;
    struct str many[] = { S("offer"), S("need") };
    struct all v = { .text = S("a\"<b>"), .lines = S("\n</textarea>&"), .date = S("2026-10-31"), .side = S("offer"), .phone = S("139"),
        .email = S("a@b.c"), .secret = S("hush"),
        .hid = S("'\">"), .n = 7, .money = 123450, .flag = true, .many = { many, 2, 2 } };
    bool empty = r->id[0] == 1;
    form_start(r, &st, &all_form, empty ? NULL : &v);
    return show(r, &st);
}

static enum rc count_tx(struct db *tx, void *arg)
{
    TRY(form_once(tx, arg));
    return RC_OK;
}

static enum rc all_post(struct req *r)
{
    struct form_state st;
    struct all in;
    struct out o;
    form_read(r, &st, &all_form, &in);
    out_init(&o, r->arena);
    tell(&o, &st, &in);
    snprintf(told, sizeof told, "%.*s", STR_FMT(out_str(&o)));
    if (!form_ok(&st)) return show(r, &st);
    struct once once = form_once_of(r, &st, str_printf(r->arena, "/all/%lld", (long long)id_new(r->now)));
    enum rc rc = db_tx(r->db, count_tx, &once);
    if (rc == RC_OK) __atomic_add_fetch(&effects, 1, __ATOMIC_SEQ_CST);
    return form_done(r, rc, &once);
}

static enum rc needed_post(struct req *r)
{
    struct form_state st;
    struct needed in;
    form_read(r, &st, &needed_form, &in);
    told[0] = 0;
    for (size_t i = 0, n = 0; i < st.faults.n; i++)
        n += (size_t)snprintf(told + n, sizeof told - n, "%s:%s;", st.faults.v[i].field->name, msg_key[st.faults.v[i].message]);
    if (!in.text.n) form_error(&st, NULL, T_err_login);              /* a fault about the whole form */
    page_begin(r, S("form"));
    form_render(r, &st, S("/needed"));
    page_end(r);
    return RC_OK;
}

static enum rc all_json(struct req *r) { form_json(r, &all_form, NULL); return RC_OK; }

static const struct route routes[] = {
    GET ("/all/{id}", PERM_PUBLIC, all_page, .json = all_json),
    POST("/all",      PERM_PUBLIC, all_post, .form = &all_form),
    POST("/needed",   PERM_PUBLIC, needed_post, .form = &needed_form),
};
static const struct slice form_slice = { .name = "form", .routes = routes, .nroutes = LEN(routes) };
static const struct slice *const slices[] = { &form_slice };

static int setup(void **state) { (void)state; site_open(&s, slices, LEN(slices)); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }
static int nobody(void **state) { (void)state; s.cookie = STR_NONE; s.lang = "en"; return 0; }

/* ---- reading ---- */

static void what_is_typed_is_read(void **state)
{
    (void)state;
    static const struct { const char *typed, *read; } cases[] = {
        { "", "" }, { "text=&n=&money=&date=&side=&many=&email=&phone=", "" }, { "unknown=1", "" },
        { "text=%20%E3%80%80Anna%20", "text=Anna;" }, { "text=A", "text=A;!text:err_short;" },
        { "text=%E5%8E%8B%E8%88%B1%E7%9F%B3%E5%8E%8B%E8%88%B1", "text=压舱石压舱;" },
        { "text=Annabel", "text=Annabel;!text:err_long;" }, { "text=a%09b", "text=a\tb;!text:err_text;" },
        { "text=ab&text=cd", "text=ab;" },
        { "lines=a%0d%0ab%0dc%0ad", "lines=a\nb\nc\nd;" }, { "lines=%0a%20x%20%0a", "lines=x;" },
        { "lines=123456789012345678901", "lines=123456789012345678901;!lines:err_long;" },
        { "n=1", "n=1;" }, { "n=%EF%BC%95%EF%BC%90", "n=50;" }, { "n=0", "!n:err_small;" }, { "n=51", "!n:err_large;" },
        { "n=-1", "!n:err_small;" }, { "n=1.0", "!n:err_int;" },
        { "n=1e1", "!n:err_int;" }, { "n=99999999999999999999", "!n:err_int;" }, { "n=-9223372036854775808", "!n:err_int;" },
        { "n=0x1", "!n:err_int;" },
        { "money=1%2C234.5", "money=123450;" }, { "money=0", "money=0;" }, { "money=%EF%BF%A51234", "money=123400;" },
        { "money=12%E4%B8%87", "money=12000000;" },
        { "money=1.234", "!money:err_money;" }, { "money=-1", "!money:err_small;" }, { "money=1000000.01", "!money:err_large;" },
        { "money=NaN", "!money:err_money;" },
        { "date=2026-10-31", "date=2026-10-31;" }, { "date=2026/1/5", "date=2026-01-05;" }, { "date=2026.1.5", "date=2026-01-05;" },
        { "date=2026%E5%B9%B41%E6%9C%885%E6%97%A5", "date=2026-01-05;" },
        { "date=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%96-1-5", "date=2026-01-05;" },
        { "date=2026-2-29", "!date:err_date;" }, { "date=2028-2-29", "date=2028-02-29;" }, { "date=26-1-5", "!date:err_date;" },
        { "date=2026-13-1", "!date:err_date;" },
        { "date=2026-1-5-", "!date:err_date;" }, { "date=2026-1-5%E6%97%A53", "!date:err_date;" }, { "date=--", "!date:err_date;" },
        { "date=2026-1", "!date:err_date;" },
        { "date=today", "!date:err_date;" }, { "date=2019-12-31", "date=2019-12-31;!date:err_small;" },
        { "date=2050-1-1", "date=2050-01-01;!date:err_large;" },
        { "side=need", "side=need;" }, { "side=NEED", "side=NEED;!side:err_choice;" }, { "side=%3Cb%3E", "side=<b>;!side:err_choice;" },
        { "many=need", "many=need;" }, { "many=offer&many=need&many=offer", "many=offer;many=need;" },
        { "many=need&many=x", "many=need;!many:err_choice;" }, { "many=need,offer", "!many:err_choice;" },
        { "flag=1", "flag;" }, { "flag=on", "flag;" }, { "flag=", "" },
        { "phone=%2B86%20139-0000-0000", "phone=+86 139-0000-0000;" }, { "phone=1234", "phone=1234;!phone:err_phone;" },
        { "phone=139a0000000", "phone=139a0000000;!phone:err_phone;" },
        { "phone=%EF%BC%91%EF%BC%93%EF%BC%99%EF%BC%90%EF%BC%90", "phone=13900;" },
        { "email=a@b.cn", "email=a@b.cn;" }, { "email=a@b", "email=a@b;!email:err_email;" },
        { "email=@b.cn", "email=@b.cn;!email:err_email;" }, { "email=a@b.", "email=a@b.;!email:err_email;" },
        { "email=a@b@c.cn", "email=a@b@c.cn;!email:err_email;" }, { "email=a;b@c.cn", "email=a;b@c.cn;!email:err_email;" },
        { "email=a@b.cn%0d%0aBcc:x@y.cn", "email=a@b.cn\r\nBcc:x@y.cn;!email:err_text;" },
        { "secret=%20two%20blanks%20", "secret= two blanks ;" }, { "hid=x", "hid=x;" },
        { "id=21029919990101004x", "id=21029919990101004X;" }, { "id=210299199906300012", "id=210299199906300012;!id:err_id;" },
        { "id=%27%20OR%201=1", "id=' OR 1=1;!id:err_id;" },
        { "uscc=91210299ma0ba11t8a", "uscc=91210299MA0BA11T8A;" }, { "uscc=91210299MA0BA11T8B", "uscc=91210299MA0BA11T8B;!uscc:err_uscc;" },
        { "text=A&n=0&side=x", "text=A;side=x;!text:err_short;!n:err_small;!side:err_choice;" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = site_post(&s, "/all", cases[i].typed);
        int want = strchr(cases[i].read, '!') ? 422 : 303;
        if (strcmp(told, cases[i].read) != 0 || a.status != want)
            fail_msg("%s: %d %s, not %d %s", cases[i].typed, a.status, told, want, cases[i].read);
    }
}

static void what_is_needed_is_asked_for(void **state)
{
    (void)state;
    static const char all[] = "text:err_need;lines:err_need;n:err_need;date:err_need;side:err_need;many:err_need;flag:err_need;secret:err_need;file:err_need;";
    struct answer a = site_post(&s, "/needed", "");
    ptrdiff_t whole = str_find(a.body, str_from("</h2><ul><li>")), first = str_find(a.body, S("<li><a href=\"#f-text\""));
    assert_true(whole > 0 && whole < first && !body_has(&a, "</h2><ul><li><a"));    /* in the order of the page, not of the checks */
    assert_string_equal(told, all);
    assert_true(a.status == 422 && body_has(&a, "<title>") && body_has(&a, "There is a problem")
        && body_has(&a, "<li>The login name, password or code is wrong</li>"));
    site_post(&s, "/needed", "text=%20&lines=%0a&n=%20&date=&side=&many=&flag=&secret=");
    assert_string_equal(told, all);                                 /* blanks are nothing */
    site_post(&s, "/needed", "text=x&lines=x&n=1&date=2026-1-1&side=need&many=need&flag=1&secret=x");
    assert_string_equal(told, "file:err_need;");
}

static void files_are_bounded(void **state)
{
    (void)state;
    static const struct {
        const char *field, *bytes, *read;
    } cases[] = {
        { "file", "0123456789", "file=a.txt;" },
        { "file", "0123456789x", "file=a.txt;!file:err_file;" },
        { "other", "x", "" },
        { "file", "", "file=a.txt;" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct http_file f = { str_from(cases[i].field), S("a.txt"), S("text/plain"), str_from(cases[i].bytes) };
        site_post_files(&s, "/all", "", &f, 1);
        if (strcmp(told, cases[i].read) != 0) fail_msg("%s %s: %s", cases[i].field, cases[i].bytes, told);
    }
}

/* ---- showing ---- */

static void values_are_shown_and_escaped(void **state)
{
    (void)state;
    struct answer a = site_get(&s, "/all/2");
    static const char *const has[] = {
        "name=\"text\" aria-describedby=\"f-text-h\" autocomplete=\"name\" maxlength=\"5\" value=\"a&quot;&lt;b&gt;\"", ">\n\n&lt;/textarea&gt;&amp;</textarea>",
        "name=\"date\" value=\"2026-10-31\"", "<option value=\"offer\" selected>Offer</option>", "<option value=\"need\">Need</option>",
        "name=\"phone\" value=\"139\"",
        "name=\"hid\" value=\"&#39;&quot;&gt;\"", "name=\"n\" value=\"7\"", "name=\"money\" value=\"1,234.50\"",
        "value=\"1\" id=\"f-flag\" name=\"flag\" checked",
        "name=\"many\" value=\"need\" checked", "name=\"many\" value=\"offer\" checked", "enctype=\"multipart/form-data\"",
        "type=\"email\"", "type=\"tel\"",
        "name=\"secret\" autocomplete=\"new-password\">",
    };
    for (size_t i = 0; i < LEN(has); i++)
        if (!body_has(&a, has[i])) fail_msg("no %s in %s", has[i], a.body.p);
    assert_false(body_has(&a, "hush") || body_has(&a, "a\"<b>") || body_has(&a, "class=\"summary\""));
    a = site_get(&s, "/all/1");
    assert_true(body_has(&a, "name=\"n\" value=\"\"") && !body_has(&a, " checked") && !body_has(&a, " selected"));
}

/* What was typed is there again, wrong or not, and none of it is markup. */
static void nothing_typed_is_lost_or_run(void **state)
{
    (void)state;
    static const char evil[] = "%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E%3C/textarea%3E%26amp%3B";
    for (size_t i = 0; i < LEN(fields); i++) {
        if (fields[i].kind == FIELD_FILE) continue;
        struct answer a = site_post(&s, "/all", str_printf(&s.a, "n=x&%s=%s", fields[i].name, evil).p);
        assert_int_equal(a.status, 422);
        assert_false(body_has(&a, "<script>alert") || body_has(&a, "\"'>") || body_has(&a, "&amp;amp;amp"));
        bool text = fields[i].kind == FIELD_TEXT || fields[i].kind == FIELD_LONGTEXT || fields[i].kind == FIELD_PHONE
            || fields[i].kind == FIELD_EMAIL || fields[i].kind == FIELD_HIDDEN || fields[i].kind == FIELD_DATE
            || fields[i].kind == FIELD_MONEY;
        if (text && !fields[i].pattern && !body_has(&a, "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;/textarea&gt;&amp;amp;"))
            fail_msg("%s is lost", fields[i].name);
    }
    struct answer a = site_post(&s, "/all", "text=A&many=offer&flag=1&side=need&date=tomorrow&lines=%0a%0ax");
    assert_true(body_has(&a, "value=\"offer\" checked") && body_has(&a, "name=\"flag\" checked") && body_has(&a, "value=\"need\" selected")
        && body_has(&a, "type=\"text\" id=\"f-date\""));
    s.lang = "zh";
    a = site_post(&s, "/all", "text=A");
    assert_true(body_has(&a, "请更正以下问题") && body_has(&a, "<title>错误：") && body_has(&a, "<option value=\"need\">需求</option>"));
}

static bool attribute_next(struct str *rest, struct str sign, struct str *value)
{
    ptrdiff_t at = str_find(*rest, sign);
    if (at < 0) return false;
    *rest = str_sub(*rest, (size_t)at + sign.n, rest->n);
    return str_cut(rest, '"', value);
}

/* Every label, description and link of the summary points to something that is there, and nothing is there twice. */
static void everything_points_somewhere(void **state)
{
    (void)state;
    struct answer pages[] = { site_get(&s, "/all/1"), site_get(&s, "/all/2"), site_post(&s, "/needed", ""),
        site_post(&s, "/all", "text=A&n=0&many=x&date=x&email=x&file=&flag=1") };
    static const struct str points[] = { SI(" for=\""), SI("href=\"#"), SI("aria-describedby=\""), SI("aria-labelledby=\"") };
    for (size_t p = 0; p < LEN(pages); p++) {
        struct str rest = pages[p].body, value, one;
        while (attribute_next(&rest, S(" id=\""), &value)) {
            struct str again = rest, other;
            while (attribute_next(&again, S(" id=\""), &other)) if (str_eq(value, other)) fail_msg("%.*s is there twice", STR_FMT(value));
        }
        for (size_t k = 0; k < LEN(points); k++) {
            rest = pages[p].body;
            while (attribute_next(&rest, points[k], &value))
                while (str_cut(&value, ' ', &one))
                    if (!body_has(&pages[p], str_printf(&s.a, " id=\"%.*s\"", STR_FMT(one)).p))
                        fail_msg("%.*s points to nothing", STR_FMT(one));
        }
    }
}

static void a_form_tells_programs_what_it_is(void **state)
{
    (void)state;
    struct answer a = site_get(&s, "/api/v1/all/1");
    static const char *const has[] = {
        "{\"type\":\"object\",\"properties\":{\"text\":{\"title\":\"Your name\",\"type\":[\"string\",\"null\"]",
        "\"minLength\":2,\"maxLength\":5}",
        "\"n\":{\"title\":\"Where you are logged in\",\"type\":[\"integer\",\"null\"],\"minimum\":1,\"maximum\":50}", "\"money\":{",
        "\"description\":\"In fen (1/100 yuan).\"", "\"format\":\"date\"", "\"enum\":[\"need\",\"offer\",null]",
        "\"type\":[\"array\",\"null\"]", "\"items\":{\"type\":\"string\",\"enum\":[\"need\",\"offer\"]}", "\"type\":[\"boolean\",\"null\"]",
        "\"required\":[],\"additionalProperties\":false}"
    };
    for (size_t i = 0; i < LEN(has); i++)
        if (!body_has(&a, has[i])) fail_msg("no %s in %s", has[i], a.body.p);
}

/* ---- keys ---- */

static struct str key_in(struct str body)
{
    struct str value;
    assert_true(attribute_next(&body, S("name=\"form_key\" value=\""), &value));
    return value;
}

static void a_key_is_for_one_visitor_and_one_form(void **state)
{
    (void)state;
    struct str key = key_in(site_get(&s, "/all/1").body), other = key_in(site_get(&s, "/all/1").body);
    assert_true(key.n == 64 && !str_eq(key, other));
    struct answer a = site_post_as_is(&s, "/all", str_printf(&s.a, "text=A&form_key=%.*s", STR_FMT(key)).p);
    assert_true(a.status == 422 && str_eq(key_in(a.body), key));     /* a failed try keeps its key */
    for (size_t i = 0; i < key.n; i++) {
        char *bad = (char *)(uintptr_t)str_copy(&s.a, key).p;
        bad[i] = bad[i] == 'a' ? 'b' : 'a';
        assert_int_equal(site_post_as_is(&s, "/all", str_printf(&s.a, "form_key=%s", bad).p).status, 403);
    }
    assert_int_equal(site_post_as_is(&s, "/all", str_printf(&s.a, "form_key=%.*s", 62, key.p).p).status, 403);
    assert_int_equal(site_post_as_is(&s, "/all", "form_key=").status, 403);
    site_login(&s, site_account(&s, "someone", ROLE_MEMBER, "", ""));
    assert_int_equal(site_post_as_is(&s, "/all", str_printf(&s.a, "form_key=%.*s", STR_FMT(key)).p).status, 403);
}

struct presser { pthread_t thread; struct str key; int status; char location[64]; };

/* One press from a browser of its own: the site's helper is for one thread. */
static void *press(void *arg)
{
    struct presser *p = arg;
    struct arena a;
    struct http_request q = { .method = HTTP_POST, .path = S("/all"), .remote = S("127.0.0.1"), .arena = &a };
    struct http_response res = { 0 };
    arena_init(&a, LIMIT_REQUEST_ARENA);
    *PUSH(&a, &q.headers) = (struct http_pair){ S("Host"), S("ballast.test") };
    *PUSH(&a, &q.fields) = (struct http_pair){ S("form_key"), p->key };
    if (web_answer(&s.app, &q, &res) == RC_OK) {
        p->status = res.status;
        snprintf(p->location, sizeof p->location, "%.*s", STR_FMT(header_of(&res, "Location")));
    }
    arena_free(&a);
    return NULL;
}

static void pressed_by_many_at_once_it_works_once(void **state)
{
    (void)state;
    struct presser p[8];
    for (int round = 0; round < 10; round++) {
        struct str key = site_form_key(&s);
        int before = effects;
        for (size_t i = 0; i < LEN(p); i++) {
            p[i] = (struct presser){ .key = key };
            assert_int_equal(pthread_create(&p[i].thread, NULL, press, &p[i]), 0);
        }
        for (size_t i = 0; i < LEN(p); i++) pthread_join(p[i].thread, NULL);
        assert_int_equal(effects, before + 1);
        for (size_t i = 0; i < LEN(p); i++) {
            assert_int_equal(p[i].status, 303);
            assert_string_equal(p[i].location, p[0].location);
        }
    }
}

/* ---- rights ---- */

static void a_role_holds_in_its_scope_only(void **state)
{
    (void)state;
    static const struct { enum role role; struct scope has, asks; enum perm perm; bool may; } cases[] = {
        { ROLE_CLERK, { SI("hrss"), SI("210204"), 0 }, { SI("hrss"), SI("210204"), 0 }, PERM_REVIEW, true },
        { ROLE_CLERK, { SI("hrss"), SI("210204"), 0 }, { SI("hrss"), SI("210203"), 0 }, PERM_REVIEW, false },
        { ROLE_CLERK, { SI("hrss"), SI("210204"), 0 }, { SI("edu"), SI("210204"), 0 }, PERM_REVIEW, false },
        /* not placed: only an unrestricted one */
        { ROLE_CLERK, { SI("hrss"), SI("210204"), 0 }, { { 0 }, { 0 }, 0 }, PERM_REVIEW, false },
        { ROLE_CLERK, { SI(""), SI(""), 0 }, { { 0 }, { 0 }, 0 }, PERM_REVIEW, true },
        { ROLE_CLERK, { SI(""), SI("210204"), 0 }, { SI("edu"), SI("210204"), 0 }, PERM_REVIEW, true },
        { ROLE_CLERK, { SI(""), SI(""), 0 }, { SI("edu"), SI("210204"), 9 }, PERM_REVIEW, true },
        { ROLE_CLERK, { SI(""), SI(""), 7 }, { SI(""), SI(""), 8 }, PERM_REVIEW, false },
        { ROLE_CLERK, { SI(""), SI(""), 7 }, { SI(""), SI(""), 7 }, PERM_REVIEW, true },
        { ROLE_CLERK, { SI(""), SI(""), 0 }, { SI(""), SI(""), 0 }, PERM_ACCOUNT_ADMIN, false },
        { ROLE_ADMIN, { SI(""), SI(""), 0 }, { SI(""), SI(""), 0 }, PERM_ACCOUNT_ADMIN, true },
        { ROLE_ADMIN, { SI(""), SI(""), 0 }, { SI(""), SI(""), 0 }, PERM_FUNDS_APPROVE, false },
        { ROLE_LEADER, { SI(""), SI(""), 0 }, { SI(""), SI(""), 0 }, PERM_LISTING_POST, true },           /* every account is a member */
    };
    struct app app = { 0 };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct grant g = { cases[i].role, cases[i].has };
        struct req r = { .app = &app, .who = { .account = 1, .grants = { &g, 1, 1 } } };
        if (may(&r, cases[i].perm, cases[i].asks) != cases[i].may) fail_msg("case %d", (int)i);
        r.who.account = 0;
        assert_false(may(&r, cases[i].perm, cases[i].asks));
        assert_true(may(&r, PERM_PUBLIC, cases[i].asks));
        app.staff_totp = true;                                      /* staff without the second factor: no right of their role */
        r.who.account = 1;
        assert_int_equal(may(&r, cases[i].perm, cases[i].asks), cases[i].may && role_holds(ROLE_MEMBER, cases[i].perm));
        r.who.totp = true;
        assert_int_equal(may(&r, cases[i].perm, cases[i].asks), cases[i].may);
        app.staff_totp = false;
    }
    for (int role = 1; role < ROLE_COUNT; role++) assert_int_equal(role_parse(role_code((enum role)role)), role);
    assert_int_equal(role_parse(S("king")), ROLE_UNSET);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_typed_is_read, nobody),
        cmocka_unit_test_setup(what_is_needed_is_asked_for, nobody),
        cmocka_unit_test_setup(files_are_bounded, nobody),
        cmocka_unit_test_setup(values_are_shown_and_escaped, nobody),
        cmocka_unit_test_setup(nothing_typed_is_lost_or_run, nobody),
        cmocka_unit_test_setup(everything_points_somewhere, nobody),
        cmocka_unit_test_setup(a_form_tells_programs_what_it_is, nobody),
        cmocka_unit_test_setup(a_key_is_for_one_visitor_and_one_form, nobody),
        cmocka_unit_test_setup(pressed_by_many_at_once_it_works_once, nobody),
        cmocka_unit_test_setup(a_role_holds_in_its_scope_only, nobody),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
