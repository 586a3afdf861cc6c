/* page.c: the frame around every page.
**
**     skip link
**     header.top   brand | language, large type, inbox, account
**     nav.main     the routes that have a place in the menu and that this person may use
**     nav.crumbs   where one is
**     main         flash, h1, the page's own
**     footer
**
** Nothing in it needs a script. The style sheet's address carries its hash, so that it may be kept for a year.
*/
#include "static_tags.h"
#include "web/web_inner.h"

void page_crumb(struct req *r, struct str path, struct str label)
{
    struct crumb *c = PUSH(r->arena, &r->crumbs);
    *c = (struct crumb){ path, label };
}

void put_icon(struct req *r, const char *name)
{
    put_z(&r->out, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
    put_z(&r->out, STATIC_ICONS_SVG);
    put_f(&r->out, "#%s\"/></svg>", name);
}

/* This page again, in another language or size; the query is kept but for that name. */
static void put_same_page(struct req *r, const char *name, const char *value)
{
    struct out *o = &r->out;
    char sep = '?';
    bool get = r->http->method != HTTP_POST;
    put_text(o, get ? r->http->path : S("/"));
    for (size_t i = 0; get && i < r->http->args.n; i++) {
        const struct http_pair *p = &r->http->args.v[i];
        if (str_eq(p->name, str_from(name))) continue;
        put_z(o, sep == '?' ? "?" : "&amp;");
        put_url(o, p->name);
        put_c(o, '=');
        put_url(o, p->value);
        sep = '&';
    }
    put_f(o, "%s%s=", sep == '?' ? "?" : "&amp;", name);
    put_url(o, str_from(value));
}

static void put_head(struct req *r, struct str title)
{
    struct out *o = &r->out;
    put_f(o, "<!DOCTYPE html>\n<html lang=\"%s\"%s>\n<head>\n<meta charset=\"utf-8\">\n<title>", r->lang == LANG_EN ? "en" : "zh-CN",
        r->large ? " data-type=\"large\"" : "");
    if (r->status == 422) put_msg(r, T_error_prefix);
    put_text(o, title);
    if (!str_eq(title, say(r, T_app_name))) { put_z(o, " – "); put_msg(r, T_app_name); }
    put_z(o, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"stylesheet\" href=\"");
    put_z(o, STATIC_BALLAST_CSS);
    put_z(o, "\">\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
    put_z(o, STATIC_FAVICON_SVG);
    put_z(o, "\">\n<script src=\"");
    put_z(o, STATIC_BALLAST_JS);
    put_z(o, "\" defer></script>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    put_msg(r, T_skip);
    put_z(o, "</a>\n");
}

static void put_tools(struct req *r)
{
    static const struct { const char *code, *html, *name; } langs[] = { { "zh", "zh-CN", "中文" }, { "en", "en", "English" } };
    struct out *o = &r->out;
    put_z(o, "<div class=\"tools\"><nav class=\"lang\" aria-label=\"");
    put_msg(r, T_lang_nav);
    put_z(o, "\">");
    for (size_t i = 0; i < LEN(langs); i++) {
        put_z(o, "<a href=\"");
        put_same_page(r, "lang", langs[i].code);
        put_f(o, "\" lang=\"%s\" hreflang=\"%s\"%s>%s</a>", langs[i].html, langs[i].html,
            (enum lang)i == r->lang ? " aria-current=\"true\"" : "", langs[i].name);
    }
    put_z(o, "</nav><a class=\"tool\" href=\"");
    put_same_page(r, "type", r->large ? "normal" : "large");
    put_z(o, "\">");
    put_msg(r, r->large ? T_normal_type : T_large_type);
    put_z(o, "</a>");
    if (r->who.account) {
        put_z(o, "<a class=\"tool\" href=\"/inbox\">");
        put_msg(r, T_inbox);
        if (r->who.unread) { put_z(o, " <span class=\"count\">"); put_int(o, r->who.unread); put_z(o, "</span>"); }
        put_z(o, "</a><a class=\"tool\" href=\"/account\">");
        put_text(o, r->who.name);
        put_z(o, "</a>");
        form_button(r, S("/logout"), T_log_out, NULL, STR_NONE);
    } else {
        put_z(o, "<a class=\"tool\" href=\"/login\">");
        put_msg(r, T_log_in);
        put_z(o, "</a><a class=\"tool\" href=\"/sign-up\">");
        put_msg(r, T_sign_up);
        put_z(o, "</a>");
    }
    put_z(o, "</div>");
}

/* The entry of the menu this page belongs to: the one whose path begins ours, the longest. */
static bool menu_holds(const char *entry, struct str path)
{
    struct str e = str_from(entry);
    if (e.n == 1) return path.n == 1;
    return str_starts(path, e) && (path.n == e.n || path.p[e.n] == '/');
}

static void put_menu(struct req *r)
{
    const struct route *items[32] = { 0 };
    struct out *o = &r->out;
    size_t n = 0;
    for (size_t i = 0; i < r->app->nslices; i++) {
        for (size_t k = 0; k < r->app->slices[i]->nroutes; k++) {
            const struct route *x = &r->app->slices[i]->routes[k];
            if (!x->menu || n == LEN(items) || !may_open(r, x)) continue;
            size_t at = n++;
            for (; at > 0 && items[at - 1]->menu > x->menu; at--) items[at] = items[at - 1];
            items[at] = x;
        }
    }
    put_z(o, "<nav class=\"main\" aria-label=\"");
    put_msg(r, T_main_nav);
    put_z(o, "\"><ul class=\"wrap\">");
    for (size_t i = 0; i < n; i++) {
        put_f(o, "<li><a href=\"%s\"%s>", items[i]->path, menu_holds(items[i]->path, r->http->path) ? " aria-current=\"page\"" : "");
        put_msg(r, items[i]->title);
        put_z(o, "</a></li>");
    }
    put_z(o, "</ul></nav>\n");
}

static void put_crumbs(struct req *r)
{
    struct out *o = &r->out;
    if (!r->crumbs.n) return;
    put_z(o, "<nav class=\"crumbs wrap\" aria-label=\"");
    put_msg(r, T_crumb_nav);
    put_z(o, "\"><ol><li><a href=\"/\">");
    put_msg(r, T_home);
    put_z(o, "</a></li>");
    for (size_t i = 0; i < r->crumbs.n; i++) {
        put_z(o, "<li><a href=\"");
        put_text(o, r->crumbs.v[i].path);
        put_z(o, "\">");
        put_text(o, r->crumbs.v[i].label);
        put_z(o, "</a></li>");
    }
    put_z(o, "</ol></nav>\n");
}

/* Head and body alone, for a page in another site's frame; the caller closes both. */
void page_bare_begin(struct req *r, struct str title)
{
    struct out *o = &r->out;
    put_f(o, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>", r->lang == LANG_EN ? "en" : "zh-CN");
    put_text(o, title);
    put_z(o, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"stylesheet\" href=\"");
    put_z(o, STATIC_BALLAST_CSS);
    put_z(o, "\">\n</head>\n<body>\n");
}

void page_begin_bare(struct req *r, struct str title)
{
    struct out *o = &r->out;
    put_head(r, title);
    put_z(o, "<header class=\"top\"><div class=\"wrap\"><a class=\"brand\" href=\"/\"><svg class=\"logo\" aria-hidden=\"true\" width=\"32\" height=\"32\"><use href=\"");
    put_z(o, STATIC_ICONS_SVG);
    put_z(o, "#anchor\"/></svg><span><b>");
    put_msg(r, T_app_name);
    put_z(o, "</b> <small>");
    put_msg(r, T_app_city);
    put_z(o, "</small></span></a>");
    if (r->app->demo) { put_z(o, "<span class=\"tag tag-warn\">"); put_msg(r, T_demo_mark); put_z(o, "</span>"); }
    put_tools(r);
    put_z(o, "</div></header>\n");
    put_menu(r);
    put_crumbs(r);
    put_z(o, "<main id=\"main\" class=\"wrap\">\n");
    if (!r->flash.n) return;
    put_z(o, r->flash_refused ? "<div class=\"flash flash-refused\" role=\"alert\">" : "<div class=\"flash\" role=\"status\">");
    put_text(o, r->flash);
    put_z(o, "</div>\n");
}

void page_begin(struct req *r, struct str title)
{
    page_begin_bare(r, title);
    put_z(&r->out, "<h1>");
    put_text(&r->out, title);
    put_z(&r->out, "</h1>\n");
}

void page_end(struct req *r)
{
    struct out *o = &r->out;
    static const struct {
        const char *path;
        int label;
    } links[] = { { "/privacy", T_account_privacy }, { "/openapi", T_api_title }, { "/design", T_design_title } };
    put_z(o, "</main>\n<footer class=\"foot\"><div class=\"wrap\"><ul class=\"foot-links\">");
    for (size_t i = 0; i < LEN(links); i++) {
        put_f(o, "<li><a href=\"%s\">", links[i].path);
        put_msg(r, links[i].label);
        put_z(o, "</a></li>");
    }
    put_z(o, "</ul><p>");
    put_msg(r, T_footer_host);
    put_z(o, "</p><p>");
    put_msg(r, T_footer_note);
    put_z(o, "</p></div></footer>\n</body>\n</html>\n");
}

static void put_page_link(struct req *r, const char *name, const char *value, const char *rel, struct str label)
{
    put_z(&r->out, "<li><a href=\"");
    put_same_page(r, name, value);
    put_f(&r->out, "\"%s%s%s>", rel ? " rel=\"" : "", rel ? rel : "", rel ? "\"" : "");
    put_text(&r->out, label);
    put_z(&r->out, "</a></li>");
}

struct paging paging_of(struct req *r, int64_t total, int64_t rows)
{
    struct paging p = { .total = total, .page = req_int(r, "page", 1), .pages = (total + rows - 1) / rows };
    if (p.page > p.pages) p.page = p.pages;
    if (p.page < 1) p.page = 1;
    p.skip = (p.page - 1) * rows;
    return p;
}

void put_paging(struct out *o, const struct paging *p, const char *rows)
{
    put_f(o, "{\"total\":%lld,\"page\":%lld,\"pages\":%lld,\"%s\":[", (long long)p->total, (long long)p->page, (long long)p->pages, rows);
}

static void put_number_link(struct req *r, int64_t page, const char *rel, struct str label)
{
    put_page_link(r, "page", str_printf(r->arena, "%lld", (long long)page).p, rel, label);
}

static void pages_begin(struct req *r)
{
    put_z(&r->out, "<nav class=\"pages\" aria-label=\"");
    put_msg(r, T_page_nav);
    put_z(&r->out, "\"><ul>");
}

void page_around(struct req *r, const char *name, struct str prev, struct str next)
{
    if (!prev.p && !next.p) return;
    pages_begin(r);
    if (prev.n) put_page_link(r, name, "", NULL, say(r, T_page_first));
    if (prev.p) put_page_link(r, name, str_z(r->arena, prev), "prev", say(r, T_page_prev));
    if (next.p) put_page_link(r, name, str_z(r->arena, next), "next", say(r, T_page_next));
    put_z(&r->out, "</ul></nav>\n");
}

void page_pages(struct req *r, int64_t page, int64_t pages)
{
    struct out *o = &r->out;
    if (pages <= 1) return;
    pages_begin(r);
    if (page > 1) put_number_link(r, page - 1, "prev", say(r, T_page_prev));
    int64_t before = 0;
    for (int64_t p = 1; p <= pages; p++) {
        if (p > 1 && p < pages && (p < page - 2 || p > page + 2)) continue;
        if (p > before + 1) put_z(o, "<li class=\"gap\" aria-hidden=\"true\">…</li>");
        before = p;
        if (p == page) { put_z(o, "<li><span aria-current=\"page\">"); put_num(r, p); put_z(o, "</span></li>"); }
        else put_number_link(r, p, NULL, str_printf(r->arena, "%lld", (long long)p));
    }
    if (page < pages) put_number_link(r, page + 1, "next", say(r, T_page_next));
    put_z(o, "</ul></nav>\n");
}
