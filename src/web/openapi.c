/* openapi.c: what programs may ask and send: the routes that have a JSON twin and the forms, as a page for people and as
** OpenAPI 3.1 for programs. Both are made from the tables of routes and forms, so they cannot be out of date.
*/
#include "web/web_inner.h"

/* For programs at all: a page's twin, or a form. */
static bool twin(const struct route *x) { return x->json || api_open(x); }
static bool listed(const struct req *r, const struct route *x) { return twin(x) && may_open(r, x); }

/* "/listings/{id}" -> each {..} once more as a parameter; the second {id} of a path is called id2, as OpenAPI wants names to differ. */
static void put_parameters(struct out *o, const char *path, bool once)
{
    int ids = 0;
    bool first = true;
    put_z(o, "\"parameters\":[");
    for (const char *p = path; (p = strchr(p, '{')); p++) {
        bool id = strncmp(p, "{id}", 4) == 0;
        if (!first) put_c(o, ',');
        first = false;
        ids += id;
        put_f(o, "{\"name\":\"%s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"%s\"%s}}",
            !id            ? "name"
                : ids == 2 ? "id2"
                           : "id",
            id ? "integer" : "string", id ? ",\"format\":\"int64\",\"minimum\":1" : "");
    }
    if (once) put_z(o, first ? "{\"$ref\":\"#/components/parameters/once\"}" : ",{\"$ref\":\"#/components/parameters/once\"}");
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

static struct str title_of(const struct req *r, const struct route *x)
{
    const struct form *f = x->form ? x->form : x->more;
    return x->title ? say(r, x->title) : f ? say(r, f->submit) : str_from(x->path);
}

/* One schema a form; the same one twice is written once. */
static struct str schema_of(struct req *r, const struct route *x)
{
    const char *form = x->form ? x->form->name : "", *more = x->more ? x->more->name : "";
    return str_printf(r->arena, "%s%s%s", form, *form && *more ? "_" : "", more);
}

static void put_form_operation(struct req *r, const struct route *x)
{
    struct out *o = &r->out;
    if (x->form || x->more) {
        put_z(o, "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/");
        put_str(o, schema_of(r, x));
        put_z(o, "\"}}}},");
    } else put_z(o, "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"additionalProperties\":false}}}},");
    put_z(o, "\"security\":[{\"token\":[]}],\"responses\":{\"200\":{\"$ref\":\"#/components/responses/receipt\"},\"422\":{\"$ref\":\"#/components/responses/faults\"}");
    static const int errors[] = { 400, 401, 403, 404, 409, 413, 415, 429 };
    for (size_t i = 0; i < LEN(errors); i++) put_f(o, ",\"%d\":{\"$ref\":\"#/components/responses/error\"}", errors[i]);
    put_z(o, "}}");
}

/* A shape, as a route's table says it, as JSON Schema:
**
**     int num bool text id any          id: a number of up to 63 bits as text, which every program can hold
**     T|null  T/T                       or none; one of two
**     [T]                               a list
**     {a:T b?:T *:T}                    an object; ?: may be absent; *: and whatever else
**
** The tables are the program's own text: what is no shape is a bug. Moves *p behind it. */
static void put_shape(struct arena *a, struct out *to, const char **p);

static void shape_object(struct arena *a, struct out *o, const char **p)
{
    struct out members, need;
    bool other = false;
    out_init(&members, a);
    out_init(&need, a);
    while (**p != '}') {
        struct str name = { *p, strcspn(*p, "?:") };
        *p += name.n;
        bool optional = **p == '?';
        *p += optional;
        must(*(*p)++ == ':');
        if (str_eq(name, S("*"))) {
            put_z(o, other ? "" : "\"additionalProperties\":");
            put_shape(a, o, p);
            put_c(o, ',');
            other = true;
        } else {
            if (members.n) put_c(&members, ',');
            put_json(&members, name);
            put_c(&members, ':');
            put_shape(a, &members, p);
            if (!optional) { if (need.n) put_c(&need, ','); put_json(&need, name); }
        }
        while (**p == ' ') (*p)++;
    }
    (*p)++;
    if (!other) put_z(o, "\"additionalProperties\":false,");
    put_z(o, "\"type\":\"object\",\"properties\":{");
    put_str(o, out_str(&members));
    put_z(o, "},\"required\":[");
    put_str(o, out_str(&need));
    put_c(o, ']');
}

static void shape_word(struct out *o, struct str word)
{
    static const struct {
        struct str word;
        const char *schema;
    } words[] = { { SI("int"), "\"type\":\"integer\"" }, { SI("num"), "\"type\":\"number\"" }, { SI("bool"), "\"type\":\"boolean\"" },
        { SI("text"), "\"type\":\"string\"" }, { SI("null"), "\"type\":\"null\"" }, { SI("any"), "" },
        { SI("id"), "\"type\":\"string\",\"pattern\":\"^-?[0-9]+$\"" } };
    size_t i = 0;
    while (i < LEN(words) && !str_eq(words[i].word, word)) i++;
    must(i < LEN(words));
    put_z(o, words[i].schema);
}

static void put_shape(struct arena *a, struct out *to, const char **p)
{
    struct out one;
    out_init(&one, a);
    put_c(&one, '{');
    if (**p == '[') {
        (*p)++;
        put_z(&one, "\"type\":\"array\",\"items\":");
        put_shape(a, &one, p);
        must(*(*p)++ == ']');
    } else if (**p == '{') {
        (*p)++;
        shape_object(a, &one, p);
    } else {
        struct str word = { *p, strspn(*p, "abcdefghijklmnopqrstuvwxyz") };
        *p += word.n;
        shape_word(&one, word);
    }
    put_c(&one, '}');
    if (**p != '|' && **p != '/') { put_str(to, out_str(&one)); return; }
    (*p)++;
    put_z(to, "{\"anyOf\":[");
    put_str(to, out_str(&one));
    put_c(to, ',');
    put_shape(a, to, p);
    put_z(to, "]}");
}

static void put_page_operation(struct req *r, const struct route *x)
{
    put_z(&r->out, "\"security\":[");
    put_z(&r->out, x->perm == PERM_PUBLIC ? "{}" : "{\"session\":[]},{\"token\":[]}");
    put_z(&r->out, "],\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{\"application/json\":{\"schema\":");
    const char *shape = x->answers ? x->answers : "{*:any}";
    put_shape(r->arena, &r->out, &shape);
    must(!*shape);
    put_z(&r->out, "}}},"
        "\"403\":{\"$ref\":\"#/components/responses/error\"},\"404\":{\"$ref\":\"#/components/responses/error\"}}}");
}

static void put_operation(struct req *r, const struct route *x)
{
    struct out *o = &r->out;
    bool post = x->method[0] == 'P';
    put_f(o, "\"%s\":{\"operationId\":\"%s", post ? "post" : "get", post ? "post" : "get");
    for (const char *p = x->path; *p; p++) put_c(o, (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ? *p : '_');
    put_z(o, "\",\"summary\":");
    put_json(o, title_of(r, x));
    put_z(o, ",\"description\":");
    put_json(o, perm_label(r, x->perm));
    put_z(o, ",\"tags\":[\"ballast\"],");
    put_parameters(o, x->path, post);
    put_c(o, ',');
    if (post) put_form_operation(r, x);
    else put_page_operation(r, x);
}

/* The n-th route of all slices; NULL behind the last. */
static const struct route *route_at(const struct req *r, size_t n)
{
    for (size_t i = 0; i < r->app->nslices; n -= r->app->slices[i++]->nroutes)
        if (n < r->app->slices[i]->nroutes) return &r->app->slices[i]->routes[n];
    return NULL;
}

/* A path stands once in the document, with what can be done there under it. */
static void put_paths(struct req *r)
{
    struct out *o = &r->out;
    bool first = true;
    const struct route *x, *y;
    for (size_t n = 0; (x = route_at(r, n)); n++) {
        bool before = false;
        for (size_t k = 0; k < n; k++) before = before || (twin(route_at(r, k)) && strcmp(route_at(r, k)->path, x->path) == 0);
        if (before || !twin(x)) continue;
        put_z(o, first ? "\"" : ",\"");
        first = false;
        put_api_path(o, x->path);
        put_z(o, "\":{");
        put_operation(r, x);
        for (size_t k = n + 1; (y = route_at(r, k)); k++)
            if (twin(y) && strcmp(y->path, x->path) == 0) { put_c(o, ','); put_operation(r, y); }
        put_c(o, '}');
    }
}

static void put_schemas(struct req *r)
{
    struct out *o = &r->out;
    struct strs done = { 0 };
    const struct route *x;
    for (size_t n = 0; (x = route_at(r, n)); n++) {
        bool before = false;
        struct str name = schema_of(r, x);
        if (!api_open(x) || !name.n) continue;
        for (size_t i = 0; i < done.n; i++) before = before || str_eq(done.v[i], name);
        if (before) continue;
        if (done.n) put_c(o, ',');
        *PUSH(r->arena, &done) = name;
        put_json(o, name);
        put_c(o, ':');
        form_json(r, x->form, x->more);
    }
}

static void put_text_schema(struct req *r, const char *name, int message, const char *type)
{
    put_f(&r->out, "\"%s\":{\"type\":%s,\"description\":", name, type);
    put_json(&r->out, say(r, message));
    put_c(&r->out, '}');
}

static void put_components(struct req *r)
{
    struct out *o = &r->out;
    put_f(o, "\"components\":{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"%s\"},"
        "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},", session_cookie(r->app));
    put_z(o, "\"parameters\":{\"once\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,\"description\":");
    put_json(o, say(r, T_api_once_key));
    put_f(o, ",\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":%d}}},\"schemas\":{", LIMIT_ONCE_KEY);
    put_schemas(r);
    put_z(o, "},\"responses\":{\"error\":{\"description\":\"Error\",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\","
        "\"properties\":{\"status\":{\"type\":\"integer\"},\"error\":{\"type\":\"string\"}},\"required\":[\"status\",\"error\"]}}}},"
        "\"faults\":{\"description\":");
    put_json(o, say(r, T_error_title));
    put_z(o, ",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"integer\"},\"error\":{\"type\":\"string\"},"
        "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"field\":{\"type\":[\"string\",\"null\"]},\"message\":{\"type\":\"string\"}},"
        "\"required\":[\"field\",\"message\"]}}},\"required\":[\"status\",\"error\",\"errors\"]}}}},\"receipt\":{\"description\":");
    put_json(o, say(r, T_api_receipt));
    put_z(o, ",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{");
    put_text_schema(r, "path", T_api_receipt_path, "\"string\"");
    put_c(o, ',');
    put_text_schema(r, "api", T_api_receipt_api, "[\"string\",\"null\"]");
    put_z(o, ",\"id\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"path\",\"api\",\"id\"]}}}}}}");
}

static enum rc openapi_json(struct req *r)
{
    struct out *o = &r->out;
    put_z(o, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
    put_json(o, say(r, T_app_name));
    put_z(o, ",\"version\":\"1\",\"description\":");
    put_json(o, str_printf(r->arena, "%.*s %.*s", STR_FMT(say(r, T_api_lead)), STR_FMT(say(r, T_api_write))));
    put_z(o, ",\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"},\"contact\":{\"name\":");
    put_json(o, say(r, T_footer_host));
    put_z(o, ",\"url\":");
    put_json(o, r->app->origin);
    put_z(o, "}},\"servers\":[{\"url\":");
    put_json(o, str_join(r->arena, r->app->origin, S("/api/v1")));
    put_z(o, "}],\"tags\":[{\"name\":\"ballast\",\"description\":");
    put_json(o, say(r, T_app_city));
    put_z(o, "}],\"paths\":{");
    put_paths(r);
    put_z(o, "},");
    put_components(r);
    put_z(o, "}\n");
    return RC_OK;
}

static void put_head_cell(struct req *r, int message)
{
    put_z(&r->out, "<th scope=\"col\">");
    put_msg(r, message);
    put_z(&r->out, "</th>");
}

static void put_cell(struct req *r, int label, struct str text)
{
    put_z(&r->out, "<td data-label=\"");
    put_msg(r, label);
    put_z(&r->out, "\">");
    put_text(&r->out, text);
    put_z(&r->out, "</td>");
}

static enum rc openapi_page(struct req *r)
{
    static const int heads[] = { T_api_address, T_api_method, T_api_what, T_api_who };
    struct out *o = &r->out;
    const struct route *x;
    page_begin(r, say(r, T_api_title));
    put_z(o, "<p class=\"lead\">");
    put_msg(r, T_api_lead);
    put_z(o, "</p><p>");
    put_msg(r, T_api_write);
    put_z(o, "</p><p><a href=\"/api/v1/openapi\">");
    put_msg(r, T_api_document);
    put_z(o, "</a></p><div class=\"table-wrap\"><table class=\"stack\"><caption class=\"vh\">");
    put_msg(r, T_api_title);
    put_z(o, "</caption><thead><tr>");
    for (size_t i = 0; i < LEN(heads); i++) put_head_cell(r, heads[i]);
    put_z(o, "</tr></thead><tbody>");
    for (size_t n = 0; (x = route_at(r, n)); n++) {
        if (!listed(r, x)) continue;
        put_f(o, "<tr><th scope=\"row\"><code>/api/v1%s</code></th>", x->path);
        put_cell(r, T_api_method, str_from(x->method));
        put_cell(r, T_api_what, title_of(r, x));
        put_cell(r, T_api_who, perm_label(r, x->perm));
        put_z(o, "</tr>");
    }
    put_z(o, "</tbody></table></div>\n");
    page_end(r);
    return RC_OK;
}

static const struct route routes[] = { GET("/openapi", PERM_PUBLIC, openapi_page, .json = openapi_json, .title = T_api_title) };
const struct slice openapi_slice = { .name = "openapi", .routes = routes, .nroutes = LEN(routes) };
