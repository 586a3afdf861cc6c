/* site_test.c: rules that hold for every route and every form there is, because they are read from the tables: whoever adds
** a route or a form adds its tests by it. The site is whole, with the demo in it.
**
**   rights     each role sees what perm.def says, and nothing else; of one district alone, nothing that is the whole city's
**   strangers  an account without any tie opens and changes nothing of others, whatever id it guesses
**   programs   what holds for a page holds for its twin and its form under /api/v1
**   forms      empty, full, hostile, pressed twice, pressed twice at once
*/
#include "test/site.h"
#include "base/json.h"
#include <pthread.h>
#include "cli/demo.h"
#include "site_test_sql.h"
#include "cli/slices.h"

static struct site s;

static enum rc fill(struct site *site, struct db *db)
{
    struct demo *d = NEW(&site->a, struct demo);
    demo_make(&site->a, site_now, d);
    return demo_store(db, d, &site->keys, "-");
}

static int setup(void **state) { (void)state; site_open_filled(&s, all_slices, all_slices_n, fill); return 0; }
static int teardown(void **state) { (void)state; site_close(&s); return 0; }

/* ---- walking the tables ---- */

typedef void route_fn(const struct route *x, void *arg);
static void each_route(route_fn *fn, void *arg)
{
    for (size_t i = 0; i < all_slices_n; i++)
        for (size_t k = 0; k < all_slices[i]->nroutes; k++) fn(&all_slices[i]->routes[k], arg);
}

/* The path with its captures filled; %s where the route has none left is the path itself. */
static const char *path_with(const struct route *x, int64_t id, const char *name)
{
    struct out o;
    out_init(&o, &s.a);
    for (const char *p = x->path; *p;) {
        if (strncmp(p, "{id}", 4) == 0) { put_int(&o, id); p += 4; }
        else if (strncmp(p, "{name}", 6) == 0) { put_z(&o, name); p += 6; }
        else put_c(&o, *p++);
    }
    return out_str(&o).p;
}

static struct answer ask(const struct route *x, const char *path, const char *fields)
{
    return x->method[0] == 'P' ? site_post(&s, path, fields) : site_get(&s, path);
}

static bool to_login(const struct answer *a) { return a->status == 303 && str_starts(a->location, S("/login?next=")); }

/* ---- rights ---- */

struct who { const char *name; enum role role; int64_t account; struct str token; bool district; };

static bool holds(const struct who *w, const struct route *x)
{
    enum perm p = x->perm;
    if (w->district && x->city) return false;
    if (p == PERM_PUBLIC) return true;
    if (!w->account) return false;
    return p == PERM_LOGIN || role_holds(ROLE_MEMBER, p) || (w->role > ROLE_MEMBER && role_holds(w->role, p));
}

/* A form by a program: a cookie alone does nothing, a token what the role may; a form's faults are a list. */
static void program_right_of(const struct route *x, const struct who *w)
{
    if (x->method[0] != 'P') return;
    const char *path = str_printf(&s.a, "/api/v1%s", path_with(x, 1, "x")).p;
    struct answer a = site_api(&s, STR_NONE, path, "{}", NULL);
    bool open = api_open(x);
    if (a.status != 404 && a.status != 405 && a.status != 401) fail_msg("POST %s without a token as %s: %d", path, w->name, a.status);
    if (!w->account) return;
    a = site_api(&s, w->token, path, "{}", NULL);
    if (!open             ? a.status != 404 && a.status != 405
            : holds(w, x) ? a.status >= 500 || (a.status == 403 && !strchr(x->path, '{'))
                          : a.status != 403)
        fail_msg("POST %s with a token as %s: %d", path, w->name, a.status);
    if (a.status == 422 && !body_has(&a, "\"errors\":[{\"field\":")) fail_msg("POST %s: %s", path, a.body.p);
    struct json_node *top;
    if (json_parse(&s.a, a.body, &top, NULL) != RC_OK) fail_msg("POST %s answers no JSON: %s", path, a.body.p);
}

static void right_of(const struct route *x, void *arg)
{
    const struct who *w = arg;
    if (strcmp(x->path, "/logout") == 0) return;
    struct answer a = ask(x, path_with(x, 1, "x"), "");
    if (a.status >= 500) fail_msg("%s %s as %s: %d", x->method, x->path, w->name, a.status);
    if (holds(w, x)) {
        if (to_login(&a) && w->account) fail_msg("%s %s as %s: sent to the login", x->method, x->path, w->name);
        if (a.status == 403 && x->method[0] == 'G' && !strchr(x->path, '{'))
            fail_msg("%s as %s: refused, though perm.def grants %d", x->path, w->name, x->perm);
    } else if (w->account ? a.status != 403 : !to_login(&a))
        fail_msg("%s %s as %s: %d, though perm.def does not grant it", x->method, x->path, w->name, a.status);
    program_right_of(x, w);
    if (!x->json) return;
    a = site_get(&s, str_printf(&s.a, "/api/v1%s", path_with(x, 1, "x")).p);
    if (!holds(w, x) ? a.status != 403 : a.status >= 500) fail_msg("/api/v1%s as %s: %d", x->path, w->name, a.status);
}

static void each_role_sees_what_the_table_says(void **state)
{
    (void)state;
    struct who who = { .name = "nobody" };
    site_login(&s, 0);
    each_route(right_of, &who);
    for (int role = ROLE_MEMBER; role < ROLE_COUNT; role++) {
        const char *name = str_printf(&s.a, "rights-%.*s", STR_FMT(role_code((enum role)role))).p;
        who = (struct who){ name, (enum role)role, site_account(&s, name, (enum role)role, "", ""), STR_NONE, false };
        who.token = site_token(&s, who.account);
        site_login(&s, who.account);
        each_route(right_of, &who);
    }
}

static void city_right_of(const struct route *x, void *arg) { if (x->city) right_of(x, arg); }
static void count_city(const struct route *x, void *arg) { *(int *)arg += x->city; }

/* What is the whole city's, its catalogue, publications, code lists and rules, is not for who holds a role in one district. */
static void a_role_of_a_district_is_not_the_citys(void **state)
{
    (void)state;
    int n = 0;
    each_route(count_city, &n);
    assert_true(n >= 15);
    for (int role = ROLE_CLERK; role < ROLE_COUNT; role++) {
        const char *name = str_printf(&s.a, "west-%.*s", STR_FMT(role_code((enum role)role))).p;
        struct who who = { name, (enum role)role, site_account(&s, name, (enum role)role, "", "210204"), STR_NONE, true };
        who.token = site_token(&s, who.account);
        site_login(&s, who.account);
        each_route(city_right_of, &who);
    }
}

/* A figure's definition and its signature are never a district's: a route that lets one in says so here. */
static void whole_right_of(const struct route *x, void *arg)
{
    (void)arg;
    if ((x->perm == PERM_INDICATOR_EDIT || x->perm == PERM_RELEASE_SIGN || x->perm == PERM_CODE_EDIT) && !x->city)
        fail_msg("%s %s lets a district in", x->method, x->path);
}
static void the_citys_rights_are_asked_for_the_city(void **state) { (void)state; each_route(whole_right_of, NULL); }

/* ---- filling a form by its table ---- */

enum { HOSTILE = 12 };
static const char *hostile(int n)
{
    static char *longest;
    static const char *const texts[HOSTILE] = { "", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
        "' OR 1=1; DROP TABLE listing; --", "{{7*7}}%s%n", "\xf0\xa0\xae\xb7\xe2\x80\xae\xd8\xa7\xef\xbf\xbd", "-9223372036854775808",
        "9999999999999999999999", "0000-00-00", "../../etc/passwd", "=cmd|' /C calc'!A0", NULL };
    if (texts[n]) return texts[n];
    if (!longest) { longest = arena_alloc(&s.a, 100001); memset(longest, 'x', 100000); longest[100000] = 0; }
    return longest;
}

static struct str plausible(struct req *r, const struct field *f)
{
    switch (f->kind) {
    case FIELD_INT: return str_printf(&s.a, "%lld", (long long)(f->min > 1 ? f->min : f->max && f->max < 1 ? f->max : 1));
    case FIELD_MONEY: return str_printf(&s.a, "%lld", (long long)(f->min / 100 + 1));
    case FIELD_DATE: return S("2026-12-31");
    case FIELD_CHOICE: case FIELD_MULTI: { struct choices c = f->choices(r); return c.n ? c.v[0].code : S(""); }
    case FIELD_FLAG: return S("1");
    case FIELD_PHONE: return S("13800000000");
    case FIELD_EMAIL: return S("someone@example.org");
    case FIELD_PASSWORD: return S("a long enough passphrase");
    default: break;
    }
    if (f->pattern && strcmp(f->pattern, "id") == 0) return S("210299199906300011");
    if (f->pattern && strcmp(f->pattern, "uscc") == 0) return S("91210299MA0BA11T8A");
    return f->min > 8 ? S("水产养殖 tester of forms with some more words") : S("tester");
}

static int64_t able_now;            /* the account the next form is filled for */

/* n < 0: plausible values; else every field holds the n-th hostile text. */
static const char *filled(const struct form *form, int n)
{
    struct http_request nothing = { .method = HTTP_GET };
    struct req r = { .app = &s.app,
        .arena = &s.a,
        .lang = LANG_ZH,
        .db = site_db(&s),
        .now = site_now,
        .who.account = able_now,
        .http = &nothing };
    struct out o;
    out_init(&o, &s.a);
    for (size_t i = 0; form && i < form->nfields; i++) {
        if (form->fields[i].kind == FIELD_FILE) continue;
        put_f(&o, "%s%s=", i ? "&" : "", form->fields[i].name);
        put_url(&o, n < 0 ? plausible(&r, &form->fields[i]) : str_from(hostile(n)));
    }
    db_give(r.db);
    return out_str(&o).p;
}

/* The same as JSON. */
static const char *as_json(const struct route *x)
{
    const struct form *both[2] = { x->form, x->more };
    struct http_request nothing = { .method = HTTP_GET };
    struct req r = { .app = &s.app,
        .arena = &s.a,
        .lang = LANG_ZH,
        .db = site_db(&s),
        .now = site_now,
        .who.account = able_now,
        .http = &nothing };
    struct out o;
    out_init(&o, &s.a);
    put_c(&o, '{');
    for (size_t k = 0; k < LEN(both); k++) {
        for (size_t i = 0; both[k] && i < both[k]->nfields; i++) {
            const struct field *f = &both[k]->fields[i];
            struct str v = f->kind == FIELD_FILE ? STR_NONE : plausible(&r, f);
            if (f->kind == FIELD_FILE) continue;
            if (o.n > 1) put_c(&o, ',');
            put_json(&o, str_from(f->name));
            put_c(&o, ':');
            if (f->kind == FIELD_INT || f->kind == FIELD_MONEY) put_str(&o, v);
            else if (f->kind == FIELD_FLAG) put_z(&o, "true");
            else if (f->kind == FIELD_MULTI) { put_c(&o, '['); if (v.n) put_json(&o, v); put_c(&o, ']'); }
            else put_json(&o, v);
        }
    }
    put_c(&o, '}');
    db_give(r.db);
    return out_str(&o).p;
}

/* ---- strangers ---- */

static int64_t stranger;
static struct str stranger_token;
/* What anybody may do with other people's public records. */
static bool for_strangers(const struct route *x)
{
    static const char *const open[] = { "/listings/{id}", "/listings/{id}/matches", "/organisations/{id}", "/organisations/{id}/join",
        "/cases/new", "/fairs/{id}", "/fairs/{id}/register", "/carriers/{id}", "/carriers/{id}/apply" };
    for (size_t i = 0; i < LEN(open); i++)
        if (strcmp(x->path, open[i]) == 0) return true;
    return false;
}

static void stranger_tries(const struct route *x, void *arg)
{
    const struct site_test_ids_rows *ids = arg;
    if (!strstr(x->path, "{id}") || for_strangers(x)
        || (x->perm != PERM_PUBLIC && x->perm != PERM_LOGIN && !role_holds(ROLE_MEMBER, x->perm)))
        return;
    const char *fields = filled(x->form, -1);
    for (size_t i = 0; i < ids->n; i++) {
        struct answer a = ask(x, path_with(x, ids->v[i].id, "1"), fields);
        if (api_open(x)) {
            struct answer p = site_api(&s, stranger_token, str_printf(&s.a, "/api/v1%s", path_with(x, ids->v[i].id, "1")).p, as_json(x),
                NULL);
            if (p.status != 404 && p.status != 403 && p.status != 429)
                fail_msg("POST /api/v1%s with %lld as a stranger: %d %s", x->path, (long long)ids->v[i].id, p.status, p.body.p);
            if (p.status == 429) site_now += 60 * 1000;
        }
        bool step = a.status == 303 && str_starts(a.location, S("/step-up"));
        if (a.status != 404 && a.status != 403 && !step)
            fail_msg("%s %s with %lld (%.*s) as a stranger: %d", x->method, x->path, (long long)ids->v[i].id, STR_FMT(ids->v[i].kind),
                a.status);
        if (!x->json) continue;
        a = site_get(&s, str_printf(&s.a, "/api/v1%s", path_with(x, ids->v[i].id, "1")).p);
        if (a.status != 404 && a.status != 403)
            fail_msg("/api/v1%s with %lld as a stranger: %d", x->path, (long long)ids->v[i].id, a.status);
    }
}

static void strangers_find_and_change_nothing(void **state)
{
    (void)state;
    struct site_test_ids_rows ids;
    struct site_test_events_of n;
    struct db *db = site_db(&s);
    assert_int_equal(site_test_ids(db, 3, &ids), RC_OK);
    assert_true(ids.n > 20);
    stranger = site_account(&s, "stranger", ROLE_MEMBER, "", "");
    stranger_token = site_token(&s, stranger);
    site_login(&s, stranger);
    each_route(stranger_tries, &ids);
    assert_int_equal(site_test_events_of(db, stranger, &n), RC_OK);
    assert_int_equal(n.n, 0);                                       /* every change leaves an event */
    for (size_t i = 0; i < ids.n; i++) {
        if (!str_starts(ids.v[i].kind, S("private"))) continue;
        struct answer a = site_get(&s, str_printf(&s.a, "/listings/%lld", (long long)ids.v[i].id).p),
                      b = site_get(&s, str_printf(&s.a, "/listings/%lld/matches", (long long)ids.v[i].id).p);
        assert_true(a.status == 404 && b.status == 404);
    }
    db_give(db);
}

/* ---- forms ---- */

/* Somebody who may open the route, and an id that leads somewhere. */
static void become_able(const struct route *x)
{
    static int64_t able[ROLE_COUNT];
    int role = ROLE_MEMBER;
    for (int k = ROLE_MEMBER; k < ROLE_COUNT; k++)
        if (role_holds((enum role)k, x->perm)) { role = k; break; }
    able_now = 0;
    if (x->perm == PERM_PUBLIC) { site_login(&s, 0); return; }
    if (!able[role]) able[role] = site_account(&s, str_printf(&s.a, "able-%d", role).p, (enum role)role, "", "");
    able_now = able[role];
    site_login(&s, able_now);
}

static int forms_seen;
static void form_survives(const struct route *x, void *arg)
{
    (void)arg;
    if (x->method[0] != 'P' || strcmp(x->path, "/logout") == 0) return;
    for (int n = -1; n < HOSTILE; n++) {
        become_able(x);
        struct answer a = ask(x, path_with(x, 1, "x"), n < 0 ? "" : filled(x->form, n));
        if (a.status >= 500 && a.status != 503) fail_msg("POST %s with '%.30s': %d", x->path, n < 0 ? "" : hostile(n), a.status);
        if (body_has(&a, "<script>alert") || body_has(&a, "<img src=x")) fail_msg("POST %s gives '%s' back unescaped", x->path, hostile(n));
        site_now += 20 * 60 * 1000;                                 /* beyond every limit of how often */
    }
    if (x->form) forms_seen++;
}

static void forms_survive_anything(void **state)
{
    (void)state;
    each_route(form_survives, NULL);
    assert_true(forms_seen > 5);
}

static int64_t events_all(void)
{
    struct site_test_events n;
    struct db *db = site_db(&s);
    assert_int_equal(site_test_events(db, 0, &n), RC_OK);
    db_give(db);
    return n.n;
}

static int forms_done;
static void form_works_once(const struct route *x, void *arg)
{
    (void)arg;
    if (x->method[0] != 'P' || !x->form || strchr(x->path, '{')) return;
    become_able(x);
    site_now += 20 * 60 * 1000;
    const char *fields = str_printf(&s.a, "%s&form_key=%.*s", filled(x->form, -1), STR_FMT(site_form_key(&s))).p;
    int64_t before = events_all();
    struct str cookie = s.cookie;
    struct answer a = site_post_as_is(&s, x->path, fields);
    if (a.status != 303 || events_all() == before) return;          /* this form wants more than its table says */
    if (a.session.p) return;                                         /* to come in twice is to come in: account_test.c */
    int64_t after = events_all();
    s.cookie = cookie;
    struct answer b = site_post_as_is(&s, x->path, fields);
    if (events_all() != after) fail_msg("POST %s: the second press had an effect", x->path);
    if (b.status == 303 && !str_eq(a.location, b.location) && !str_starts(b.location, S("/login")))
        fail_msg("POST %s: %s, then %s", x->path, a.location.p, b.location.p);
    forms_done++;
}

static void forms_work_once(void **state)
{
    (void)state;
    each_route(form_works_once, NULL);
    assert_true(forms_done > 0);
}

/* ---- pressed twice at once ---- */

struct press { struct str cookie; const char *path, *fields; int status; };
static void *press(void *arg)
{
    struct press *p = arg;
    struct site mine = s;                                           /* an own arena; the rest is shared, as in the server */
    mine.cookie = p->cookie;
    arena_init(&mine.a, LIMIT_REQUEST_ARENA);
    p->status = site_post_as_is(&mine, p->path, p->fields).status;
    arena_free(&mine.a);
    return NULL;
}

static int forms_pressed;
static void form_pressed_at_once(const struct route *x, void *arg)
{
    enum { PRESSES = 4 };
    (void)arg;
    if (x->method[0] != 'P' || !x->form || strchr(x->path, '{') || x->perm == PERM_PUBLIC) return;
    become_able(x);
    site_now += 20 * 60 * 1000;
    site_get(&s, "/");                                              /* keeps the session alive before the clocks race */
    const char *fields = str_printf(&s.a, "%s&form_key=%.*s", filled(x->form, -1), STR_FMT(site_form_key(&s))).p;
    struct press p[PRESSES];
    pthread_t t[PRESSES];
    int64_t before = events_all();
    int done = 0;
    for (int i = 0; i < PRESSES; i++) {
        p[i] = (struct press){ s.cookie, x->path, fields, 0 };
        must(pthread_create(&t[i], NULL, press, &p[i]) == 0);
    }
    for (int i = 0; i < PRESSES; i++) {
        pthread_join(t[i], NULL);
        done += p[i].status == 303;
        if (p[i].status >= 500) fail_msg("POST %s at once: %d", x->path, p[i].status);
    }
    int64_t effect = events_all() - before;
    if (done == PRESSES && effect > 0) {
        forms_pressed++;
        if (effect > 1) fail_msg("POST %s at once: %lld effects", x->path, (long long)effect);
    }
}

static void forms_pressed_at_once_work_once(void **state)
{
    (void)state;
    each_route(form_pressed_at_once, NULL);
    assert_true(forms_pressed > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_role_sees_what_the_table_says), cmocka_unit_test(a_role_of_a_district_is_not_the_citys),
        cmocka_unit_test(the_citys_rights_are_asked_for_the_city), cmocka_unit_test(strangers_find_and_change_nothing),
        cmocka_unit_test(forms_survive_anything), cmocka_unit_test(forms_work_once), cmocka_unit_test(forms_pressed_at_once_work_once),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
