/* openapi.c: what programs may ask: the routes that have a JSON twin, as a page for people and as OpenAPI 3.1 for
** programs. Both are made from the route tables, so they cannot be out of date.
*/
#include "web/web_inner.h"

static bool listed(const struct req *r, const struct route *x) { return x->json && may_somewhere(r, x->perm); }

/* "/listings/{id}" -> each {..} once more as a parameter; the second {id} of a path is called id2, as OpenAPI wants names to differ. */
static void put_parameters(struct out *o, const char *path)
{
    int ids = 0;
    bool first = true;
    put_z(o, "\"parameters\":[");
    for (const char *p = path; (p = strchr(p, '{')); p++) {
        bool id = strncmp(p, "{id}", 4) == 0;
        if (!first) put_c(o, ',');
        first = false;
        ids += id;
        put_f(o, "{\"name\":\"%s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"%s\"%s}}", !id ? "name" : ids == 2 ? "id2" : "id",
            id ? "integer" : "string", id ? ",\"format\":\"int64\",\"minimum\":1" : "");
    }
    put_z(o, "]");
}

static void put_api_path(struct out *o, const char *path)
{
    int ids = 0;
    for (; *path; path++) {
        if (strncmp(path, "{id}", 4) == 0 && ++ids == 2) { put_z(o, "{id2}"); path += 3; }
        else put_c(o, *path);
    }
}

static void put_operation(struct req *r, const struct route *x)
{
    struct out *o = &r->out;
    put_c(o, '"');
    put_api_path(o, x->path);
    put_z(o, "\":{\"get\":{\"operationId\":\"get");
    for (const char *p = x->path; *p; p++) put_c(o, (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ? *p : '_');
    put_z(o, "\",\"summary\":");
    put_json(o, x->title ? say(r, x->title) : str_from(x->path));
    put_z(o, ",\"description\":");
    put_json(o, perm_label(r, x->perm));
    put_z(o, ",\"tags\":[\"ballast\"],");
    put_parameters(o, x->path);
    put_z(o, ",\"security\":[");
    put_z(o, x->perm == PERM_PUBLIC ? "{}" : "{\"session\":[]}");
    put_z(o, "],\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\"}}}},"
        "\"403\":{\"$ref\":\"#/components/responses/error\"},\"404\":{\"$ref\":\"#/components/responses/error\"}}}}");
}

static enum rc openapi_json(struct req *r)
{
    struct out *o = &r->out;
    bool first = true;
    put_z(o, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
    put_json(o, say(r, T_app_name));
    put_z(o, ",\"version\":\"1\",\"description\":");
    put_json(o, say(r, T_api_lead));
    put_z(o, ",\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"},\"contact\":{\"name\":");
    put_json(o, say(r, T_footer_host));
    put_z(o, ",\"url\":");
    put_json(o, r->app->origin);
    put_z(o, "}},\"servers\":[{\"url\":");
    put_json(o, str_join(r->arena, r->app->origin, S("/api/v1")));
    put_z(o, "}],\"tags\":[{\"name\":\"ballast\",\"description\":");
    put_json(o, say(r, T_app_city));
    put_z(o, "}],\"paths\":{");
    for (size_t i = 0; i < r->app->nslices; i++) {
        for (size_t k = 0; k < r->app->slices[i]->nroutes; k++) {
            const struct route *x = &r->app->slices[i]->routes[k];
            if (!x->json) continue;
            if (!first) put_c(o, ',');
            first = false;
            put_operation(r, x);
        }
    }
    put_f(o, "},\"components\":{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"%s\"}},", session_cookie(r->app));
    put_z(o, "\"responses\":{\"error\":{\"description\":\"Error\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\","
        "\"properties\":{\"status\":{\"type\":\"integer\"},\"error\":{\"type\":\"string\"}},\"required\":[\"status\",\"error\"]}}}}}}}\n");
    return RC_OK;
}

static enum rc openapi_page(struct req *r)
{
    struct out *o = &r->out;
    page_begin(r, say(r, T_api_title));
    put_z(o, "<p class=\"lead\">");
    put_msg(r, T_api_lead);
    put_z(o, "</p><p><a href=\"/api/v1/openapi\">");
    put_msg(r, T_api_document);
    put_z(o, "</a></p><div class=\"table-wrap\"><table class=\"stack\"><caption class=\"vh\">");
    put_msg(r, T_api_title);
    put_z(o, "</caption><thead><tr><th scope=\"col\">");
    put_msg(r, T_api_address);
    put_z(o, "</th><th scope=\"col\">");
    put_msg(r, T_api_what);
    put_z(o, "</th><th scope=\"col\">");
    put_msg(r, T_api_who);
    put_z(o, "</th></tr></thead><tbody>");
    for (size_t i = 0; i < r->app->nslices; i++) {
        for (size_t k = 0; k < r->app->slices[i]->nroutes; k++) {
            const struct route *x = &r->app->slices[i]->routes[k];
            if (!listed(r, x)) continue;
            put_f(o, "<tr><th scope=\"row\"><code>/api/v1%s</code></th><td data-label=\"", x->path);
            put_msg(r, T_api_what);
            put_z(o, "\">");
            if (x->title) put_msg(r, x->title); else put_z(o, "–");
            put_z(o, "</td><td data-label=\"");
            put_msg(r, T_api_who);
            put_z(o, "\">");
            put_text(o, perm_label(r, x->perm));
            put_z(o, "</td></tr>");
        }
    }
    put_z(o, "</tbody></table></div>\n");
    page_end(r);
    return RC_OK;
}

static const struct route routes[] = { GET("/openapi", PERM_PUBLIC, openapi_page, .json = openapi_json, .title = T_api_title) };
const struct slice openapi_slice = { .name = "openapi", .routes = routes, .nroutes = LEN(routes) };
