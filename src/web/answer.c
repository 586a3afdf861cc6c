/* answer.c: every answer that is not a page of its own: redirects, errors, files; and the headers of all. */
#include "web/web_inner.h"

static void header(struct req *r, const char *name, struct str value) { http_set_header(r->http, r->res, name, value); }

/* ---- redirects ---- */

/* A path of ours: begins with one slash and stays one, whatever a browser makes of it. */
static bool local_path(struct str p)
{
    if (!p.n || p.p[0] != '/' || (p.n > 1 && (p.p[1] == '/' || p.p[1] == '\\'))) return false;
    for (size_t i = 0; i < p.n; i++)
        if ((unsigned char)p.p[i] < 0x21 || (unsigned char)p.p[i] > 0x7e || p.p[i] == '\\') return false;
    return true;
}

enum rc redirect(struct req *r, struct str path)
{
    must(local_path(path));
    r->out.n = 0;
    r->status = 303;
    if (!r->api) header(r, "Location", path);                       /* a program gets a receipt */
    return RC_OK;
}

static enum rc redirect_said(struct req *r, struct str path, int message, const char *mark)
{
    r->said = message;
    if (!r->api)
        header(r, "Set-Cookie",
            str_printf(r->arena, "flash=%s%s; Path=/; Max-Age=60; SameSite=Lax; HttpOnly%s", msg_key[message], mark,
                r->app->secure ? "; Secure" : ""));
    return redirect(r, path);
}

enum rc redirect_flash(struct req *r, struct str path, int message) { return redirect_said(r, path, message, ""); }
enum rc redirect_refused(struct req *r, struct str path, int message) { return redirect_said(r, path, message, "!"); }

/* ---- errors ---- */

static const struct {
    int status, title, help;
} errors[] = {
    { 400, T_e400, T_e400_help },
    { 401, T_e401, T_e401 },
    { 403, T_e403, T_e403_help },
    { 404, T_e404, T_e404_help },
    { 405, T_e405, T_e404_help },
    { 409, T_e409, T_e409_help },
    { 413, T_e413, T_e400_help },
    { 429, T_e429, T_e429_help },
    { 500, T_e500, T_e500_help },
    { 503, T_e503, T_e503_help },
};

enum rc api_error_text(struct req *r, int status, struct str text)
{
    struct out *o = &r->out;
    o->n = 0;
    r->status = status;
    put_f(o, "{\"status\":%d,\"error\":", status);
    put_json(o, text);
    put_z(o, "}\n");
    return RC_OK;
}

enum rc api_error(struct req *r, int status, int message) { return api_error_text(r, status, say(r, message)); }

static enum rc error_of(struct req *r, int status, int title, int help)
{
    struct out *o = &r->out;
    o->n = 0;
    r->status = status;
    if (status == 503 || status == 429) header(r, "Retry-After", S("10"));
    if (r->api) return api_error(r, status, title);
    r->crumbs.n = 0;
    page_begin(r, say(r, title));
    put_z(o, "<p class=\"lead\">");
    put_msg(r, help);
    put_z(o, "</p><p><a href=\"/\">");
    put_msg(r, T_home);
    put_z(o, "</a></p>\n");
    page_end(r);
    return RC_OK;
}

enum rc page_error(struct req *r, int status)
{
    for (size_t i = 0; i < LEN(errors); i++)
        if (errors[i].status == status) return error_of(r, status, errors[i].title, errors[i].help);
    return page_error(r, 500);
}

enum rc page_error_form(struct req *r) { return error_of(r, 403, T_e403_form, T_e403_form_help); }
enum rc not_found(struct req *r) { return page_error(r, 404); }
enum rc forbidden(struct req *r) { return page_error(r, 403); }

/* ---- files ---- */

static void attachment(struct req *r, struct str filename)
{
    struct out o;
    out_init(&o, r->arena);
    put_z(&o, "attachment; filename*=UTF-8''");
    put_url(&o, filename);
    header(r, "Content-Disposition", out_str(&o));
}

void answer_file(struct req *r, struct str filename, struct str type)
{
    header(r, "Content-Type", type);
    attachment(r, filename);
}

void answer_csv(struct req *r, struct str filename) { answer_file(r, filename, S("text/csv; charset=utf-8")); }
void answer_json(struct req *r) { header(r, "Content-Type", S("application/json; charset=utf-8")); }

/* ---- what every answer carries ---- */

static bool header_set(const struct req *r, const char *name)
{
    for (size_t i = 0; i < r->res->headers.n; i++)
        if (str_eq_nocase(r->res->headers.v[i].name, str_from(name))) return true;
    return false;
}

static void security_headers(struct req *r)
{
    bool framed = r->route && r->route->framed;
    header(r, "Content-Security-Policy", str_printf(r->arena, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors %s", framed ? "*" : "'none'"));
    header(r, "X-Content-Type-Options", S("nosniff"));
    if (!framed) header(r, "X-Frame-Options", S("DENY"));
    header(r, "Referrer-Policy", S("same-origin"));
    header(r, "Cross-Origin-Opener-Policy", S("same-origin"));
    header(r, "Cross-Origin-Resource-Policy", S("same-origin"));
    header(r, "Permissions-Policy", S("camera=(), microphone=(), geolocation=(), payment=()"));
    if (r->app->secure) header(r, "Strict-Transport-Security", S("max-age=31536000; includeSubDomains"));
}

static void cookies(struct req *r)
{
    const char *secure = r->app->secure ? "; Secure" : "";
    if (r->new_session.p) {
        bool clear = str_eq(r->new_session, S("-"));
        header(r, "Set-Cookie", str_printf(r->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", session_cookie(r->app),
            clear ? 0 : STR_FMT(r->new_session), clear ? "; Max-Age=0" : "", secure));
    }
    if (r->flash.n) header(r, "Set-Cookie", str_printf(r->arena, "flash=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly%s", secure));
}

void answer_send(struct req *r)
{
    r->res->status = r->status ? r->status : 200;
    r->res->body = out_str(&r->out);
    if (!header_set(r, "Content-Type"))
        header(r, "Content-Type", r->api ? S("application/json; charset=utf-8") : S("text/html; charset=utf-8"));
    if (!header_set(r, "Cache-Control"))
        header(r, "Cache-Control", r->who.account || r->res->status != 200 ? S("no-store") : S("no-cache"));
    security_headers(r);
    cookies(r);
}

/* ---- what the asker has already ---- */

/* The next tag of the list without its W/: tags are compared weakly. False at the end, and at what is no tag. */
static bool tag_cut(struct str *rest, struct str *tag)
{
    while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t' || rest->p[0] == ',')) *rest = str_sub(*rest, 1, rest->n);
    if (str_starts(*rest, S("W/"))) *rest = str_sub(*rest, 2, rest->n);
    if (!str_starts(*rest, S("\""))) return false;
    ptrdiff_t end = str_find(str_sub(*rest, 1, rest->n), S("\""));
    if (end < 0) return false;
    *tag = str_sub(*rest, 0, (size_t)end + 2);
    *rest = str_sub(*rest, (size_t)end + 2, rest->n);
    return true;
}

bool etag_known(const struct http_request *q, struct str tag)
{
    struct str rest = str_trim(http_header(q, "If-None-Match")), one, own;
    if (str_eq(rest, S("*"))) return true;
    if (!tag_cut(&tag, &own)) return false;
    while (tag_cut(&rest, &one)) if (str_eq(one, own)) return true;
    return false;
}
