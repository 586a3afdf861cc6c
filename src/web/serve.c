/* serve.c: one request from whole to answered.
**
**     static file?  --------------------------------------------> the file
**     route, language
**     a page kept for visitors nobody knows?  ------------------> the page (cache.c)
**     connection, session
**     right, second look (origin, form key, step-up)
**     handler  -- rc --> page of the error
**     headers  ------------------------------------------------> sent
**
** The arena's exhaustion is caught here to give the connection back, then passed on to http, which answers 503.
*/
#include "web/static_files.h"
#include "web/web_inner.h"

/* ---- files in the binary ---- */

static bool answer_static(struct http_request *q, struct http_response *s)
{
    if (!str_starts(q->path, S("/static/")) || q->method == HTTP_POST) return false;
    for (size_t i = 0; i < static_files_n; i++) {
        const struct static_file *f = &static_files[i];
        if (!str_eq(q->path, str_from(f->path))) continue;
        bool known = etag_known(q, str_from(f->etag));
        s->status = known ? 304 : 200;
        s->body = known ? S("") : (struct str){ f->from, (size_t)(f->to - f->from) };
        http_set_header(q, s, "Content-Type", str_from(f->type));
        http_set_header(q, s, "ETag", str_from(f->etag));
        http_set_header(q, s, "Cache-Control", http_pair_get(&q->args, "v").p ? S("public, max-age=31536000, immutable") : S("no-cache"));
        http_set_header(q, s, "X-Content-Type-Options", S("nosniff"));
        http_set_header(q, s, "Cross-Origin-Resource-Policy", S("same-origin"));
        http_set_header(q, s, "Content-Security-Policy", S("default-src 'none'; style-src 'unsafe-inline'"));
        return true;
    }
    return false;
}

/* ---- language and size ---- */

static void keep_choice(struct req *r, const char *name, const char *value)
{
    if (r->who.account) return;                                     /* the second time: it was kept before */
    http_set_header(r->http, r->res, "Set-Cookie",
        str_printf(r->arena, "%s=%s; Path=/; Max-Age=31536000; SameSite=Lax%s", name, value, r->app->secure ? "; Secure" : ""));
}

static bool lang_of(struct str s, enum lang *lang)
{
    if (str_eq(s, S("zh"))) *lang = LANG_ZH;
    else if (str_eq(s, S("en"))) *lang = LANG_EN;
    else return false;
    return true;
}

/* What was asked for now, else the cookie, else the account's, else the browser's first of the two, else Chinese. A program
** says it with its header, or gets its account's. */
static void choose_language(struct req *r)
{
    struct str asked = http_pair_get(&r->http->args, "lang"), accepts = http_header(r->http, "Accept-Language");
    ptrdiff_t zh = str_find(accepts, S("zh")), en = str_find(accepts, S("en"));
    if (lang_of(asked, &r->lang)) { keep_choice(r, "lang", r->lang == LANG_EN ? "en" : "zh"); return; }
    if (lang_of(http_pair_get(&r->http->cookies, "lang"), &r->lang)) return;
    if (r->who.account && !(r->who.token && (zh >= 0 || en >= 0))) { r->lang = r->account_lang; return; }
    r->lang = en >= 0 && (zh < 0 || en < zh) ? LANG_EN : LANG_ZH;
}

static void choose_size(struct req *r)
{
    struct str asked = http_pair_get(&r->http->args, "type"), kept = http_pair_get(&r->http->cookies, "type");
    bool known = str_eq(asked, S("large")) || str_eq(asked, S("normal"));
    r->large = str_eq(known ? asked : kept, S("large"));
    if (known) keep_choice(r, "type", r->large ? "large" : "normal");
}

static void take_flash(struct req *r)
{
    struct str key = http_pair_get(&r->http->cookies, "flash");
    if (!key.n || r->http->method == HTTP_POST) return;
    r->flash_refused = key.p[key.n - 1] == '!';
    if (r->flash_refused) key.n--;
    for (int i = MSG_NONE + 1; i < MSG_MAX; i++)
        if (str_eq(key, str_from(msg_key[i]))) { r->flash = say(r, i); return; }
}

/* ---- second looks ---- */

/* A form of another site must not work here. A browser says where a request comes from; who says nothing is no browser,
** and has no cookie that another site could ride on. */
static bool same_origin(const struct req *r)
{
    struct str site = http_header(r->http, "Sec-Fetch-Site"), origin = http_header(r->http, "Origin"), host = http_header(r->http, "Host");
    if (site.n) return str_eq(site, S("same-origin")) || str_eq(site, S("none"));
    if (!origin.n) return true;
    ptrdiff_t at = str_find(origin, S("://"));
    return at > 0 && str_eq(str_sub(origin, (size_t)at + 3, origin.n), host);
}

static struct str with_next(struct req *r, const char *path, struct str next)
{
    struct out o;
    out_init(&o, r->arena);
    put_f(&o, "%s?next=", path);
    put_url(&o, next);
    return out_str(&o);
}

/* Where a GET stands, to come back to; after a POST the page its form was on. */
static struct str here(struct req *r)
{
    struct out o;
    out_init(&o, r->arena);
    if (r->http->method != HTTP_POST) {
        bool slash = true;
        struct str rest = r->http->path, piece;
        while (str_cut(&rest, '/', &piece)) { if (!slash) put_c(&o, '/'); slash = false; put_url(&o, piece); }
        if (r->http->query.n) { put_c(&o, '?'); put_str(&o, r->http->query); }
        return out_str(&o);
    }
    struct str from = http_header(r->http, "Referer");
    ptrdiff_t at = str_find(from, S("://"));
    from = at < 0 ? STR_NONE : str_sub(from, (size_t)at + 3, from.n);
    at = str_find(from, S("/"));
    return at < 0 ? S("/") : str_sub(from, (size_t)at, from.n);
}

static enum rc ask_login(struct req *r)
{
    if (r->api) return page_error(r, 403);
    return redirect(r, with_next(r, "/login", here(r)));
}

/* ---- the handler, and what its result means ---- */

static int status_of(enum rc rc)
{
    switch (rc) {
    case RC_OK: return 200;
    case RC_NONE: return 404;
    case RC_DENIED: return 403;
    case RC_STALE: case RC_DUPLICATE: case RC_REFUSED: return 409;
    case RC_INPUT: return 400;
    case RC_LIMIT: return 413;
    case RC_DOWN: case RC_MEMORY: case RC_UNKNOWN: return 503;
    default: return 500;
    }
}

/* A name in a path may be a secret: a code that signs in, the address of a calendar. */
static void tell_failure(const struct req *r, enum rc rc)
{
    const struct err *e = r->err.text[0] || !r->db ? &r->err : &r->db->err;
    struct str path = r->route && r->name.n ? str_from(r->route->path) : r->http->path;
    fprintf(stderr, "ballast: %s %.*s: %s: %s\n", r->route ? r->route->method : "-", STR_FMT(path), rc_name(rc), e->text);
}

/* The route, or NULL and the status that says why not. */
static const struct route *find_route(struct req *r, int *status)
{
    bool other = false, post = r->http->method == HTTP_POST;
    struct str path = req_path(r);
    const struct route *x = route_find(r->app, post ? S("POST") : S("GET"), path.n ? path : S("/"), r->id, &r->name, &other);
    if (x && r->api && !(post ? api_open(x) : x->json != NULL)) x = NULL;
    *status = other && (post || !r->api) ? 405 : 404;
    return x;
}

static enum rc dispatch(struct req *r)
{
    bool post = r->http->method == HTTP_POST;
    uint8_t key[16];
    if (!may_open(r, r->route)) {
        if (!r->who.account) return ask_login(r);
        return page_error(r, 403);
    }
    if (post && r->api) return api_post(r);
    if (post && (!same_origin(r) || !token_check(r, req_arg(r, "form_key"), key))) return page_error_form(r);
    if (r->route->step_up && r->now - r->who.stepped > STEP_UP_MS) return redirect(r, with_next(r, "/step-up", here(r)));
    return r->api ? r->route->json(r) : r->route->fn(r);
}

/* Whether this page may be kept, or taken from what was kept: nothing about the visitor shows in it. */
static bool impersonal(const struct req *r)
{
    return r->route && r->route->cache && !r->api && r->http->method != HTTP_POST && !r->flash.n
        && !http_pair_get(&r->http->cookies, session_cookie(r->app)).p;
}

static enum rc recognised(struct req *r, int missing)
{
    if (!r->route && r->api) return page_error(r, missing);         /* the same to everybody */
    enum rc rc = api_asked(r) ? api_who(r) : session_open(r);
    if (r->who.account) choose_language(r);
    if (api_asked(r) && (rc == RC_DENIED || rc == RC_LIMIT)) return api_unknown(r, rc);
    TRY(rc);
    return r->route ? dispatch(r) : page_error(r, missing);
}

static void answer(struct req *r)
{
    int missing;
    r->route = find_route(r, &missing);
    choose_language(r);
    choose_size(r);
    take_flash(r);
    bool keep = impersonal(r);
    if (keep && cache_get(r)) { answer_send(r); return; }
    uint64_t commits = db_commits(r->app->pool);
    enum rc rc = db_take(r->app->pool, r->arena, &r->db, &r->err);
    if (rc == RC_OK) rc = recognised(r, missing);
    int status = status_of(rc);
    if (status >= 500) tell_failure(r, rc);
    if (rc != RC_OK) page_error(r, status);
    if (keep && rc == RC_OK && !r->status && !r->keyed && !r->res->headers.n) cache_put(r, commits);
    answer_send(r);
}

static void req_open(struct req *r, struct app *app, struct http_request *q, struct http_response *s)
{
    r->app = app;
    r->arena = q->arena;
    r->http = q;
    r->res = s;
    r->ip = q->remote;
    r->now = app->clock ? app->clock() : instant_now();
    r->api = str_starts(q->path, S("/api/v1/")) || str_eq(q->path, S("/api/v1"));
    out_init(&r->out, r->arena);
}

/* The line a request leaves behind; nothing personal: no query, no name, no address. */
static void log_line(const struct req *r, int64_t begun)
{
    if (!r->app->log) return;
    fprintf(stderr, "%lld %d %s %s %lldms %zu bytes\n", (long long)r->now, r->res->status, r->http->method == HTTP_POST ? "POST" : "GET",
        r->route ? r->route->path : "-", (long long)(instant_now() - begun), r->res->body.n);
}

enum rc web_answer(struct app *app, struct http_request *q, struct http_response *s)
{
    if (answer_static(q, s)) return RC_OK;
    struct req *r = NEW(q->arena, struct req);
    jmp_buf full, *before = q->arena->guard;
    int64_t begun = app->log ? instant_now() : 0;
    req_open(r, app, q, s);
    q->arena->guard = &full;
    if (setjmp(full) != 0) {
        q->arena->guard = before;
        db_give(r->db);
        arena_fail(q->arena);
    }
    answer(r);
    q->arena->guard = before;
    db_give(r->db);
    log_line(r, begun);
    return RC_OK;
}
