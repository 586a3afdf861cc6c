/* saved_pages.c: searches one wants to hear from. */
#include "app/docking/cases.h"
#include "app/docking/saved.h"
#include "web/codes.h"

enum { QUERY_MOST = 500 };

struct saved_form { struct str name, query; };
static const struct field fields[] = {
    TEXT("name", AT(struct saved_form, name), .label = T_saved_name, .hint = T_saved_name_hint, .max = 60, .need = true),
    HIDDEN("query", AT(struct saved_form, query), .label = T_saved_query, .max = QUERY_MOST),
};
static const struct form saved_form = FORM("saved", struct saved_form, fields, T_saved_save);

/* The address's query without what belongs to looking at it: page, format, language. */
static struct str query_kept(struct req *r)
{
    static const char *const dropped[] = { "page", "format", "lang", "type", "sort", "month" };
    struct out o;
    out_init(&o, r->arena);
    for (size_t i = 0; i < r->http->args.n; i++) {
        const struct http_pair *p = &r->http->args.v[i];
        bool drop = !p->value.n;
        for (size_t k = 0; k < LEN(dropped); k++) drop = drop || str_eq(p->name, str_from(dropped[k]));
        if (drop) continue;
        if (o.n) put_c(&o, '&');
        put_url(&o, p->name);
        put_c(&o, '=');
        put_url(&o, p->value);
    }
    return out_str(&o);
}

/* What a saved address asks for, in words: "Words: welding · District: ..."; everything, when it asks for nothing that there is. */
struct str saved_said(struct req *r, struct str query)
{
    static const struct {
        const char *name;
        int label;
        const char *codes;
    } conditions[] = { { "q", T_listing_search_words, NULL }, { "side", T_listing_side, NULL }, { "kind", T_listing_kind, "listing_kinds" },
        { "district", T_listing_division, "divisions" }, { "industry", T_listing_industry, "industries" },
        { "zone", T_listing_zone, "zones" }, { "stage", T_listing_stage, "stages" }, { "org_kind", T_listing_org_kind, "org_kinds" },
        { "open_until", T_listing_filter_until, NULL } };
    struct http_pairs args = { 0 };
    struct out o;
    out_init(&o, r->arena);
    if (http_parse_urlencoded(r->arena, query, &args) != RC_OK) args.n = 0;
    for (size_t i = 0; i < LEN(conditions); i++) {
        struct str v = str_trim(http_pair_get(&args, conditions[i].name));
        bool side = str_eq(v, S("need")) || str_eq(v, S("offer")), person = str_eq(v, S("person"));
        if (!v.n || (conditions[i].codes && !person && !code_known(r, conditions[i].codes, v))) continue;
        if (conditions[i].label == T_listing_side) {
            if (!side) continue;
            v = say(r, str_eq(v, S("need")) ? T_listing_need : T_listing_offer);
        } else if (conditions[i].codes) v = person ? say(r, T_listing_person) : code_label(r, conditions[i].codes, v);
        put_f(&o, "%s%.*s%s%.*s", o.n ? " · " : "", STR_FMT(say(r, conditions[i].label)), r->lang == LANG_EN ? ": " : "：", STR_FMT(v));
    }
    return o.n ? out_str(&o) : say(r, T_saved_everything);
}

static enum rc new_show(struct req *r, const struct form_state *s, struct str query)
{
    page_crumb(r, S("/searches"), say(r, T_saved_title));
    page_begin(r, say(r, T_saved_new));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_saved_lead);
    put_z(&r->out, "</p><p>");
    put_text(&r->out, saved_said(r, query));
    put_z(&r->out, "</p>");
    form_render(r, s, S("/searches"));
    page_end(r);
    return RC_OK;
}

static enum rc new_page(struct req *r)
{
    struct form_state s;
    struct str q = http_pair_get(&r->http->args, "q");
    struct saved_form v = { .name = str_sub(q, 0, utf8_offset(q, 60)), .query = query_kept(r) };
    form_start(r, &s, &saved_form, &v);
    return new_show(r, &s, v.query);
}

struct saving { struct once once; struct event event; int64_t id, account, now; struct str name, query; };
static enum rc save_tx(struct db *tx, void *arg)
{
    struct saving *s = arg;
    struct saved_count held;
    TRY(form_once(tx, &s->once));
    TRY(saved_count(tx, s->account, &held));
    if (held.n >= LIMIT_SEARCHES) return fail(&tx->err, RC_LIMIT, "as many searches as one may keep");
    TRY(saved_add(tx, s->id, s->account, s->name, s->query, s->now));
    return event_add(tx, &s->event);
}

static enum rc new_post(struct req *r)
{
    struct saved_form in;
    struct form_state s;
    struct http_pairs args = { 0 };
    form_read(r, &s, &saved_form, &in);
    if (in.query.n > QUERY_MOST || (in.query.n && http_parse_urlencoded(r->arena, in.query, &args) != RC_OK))
        form_error(&s, NULL, T_saved_query_bad);
    if (!form_ok(&s)) return new_show(r, &s, str_given(in.query));
    struct saving x = { form_once_of(r, &s, S("/searches")), event_of(r, "saved", "search", 0, S("")), id_new(r->now), r->who.account,
        r->now, in.name, str_given(in.query) };
    x.event.subject = x.id;
    enum rc rc = db_tx(r->db, save_tx, &x);
    if (rc == RC_LIMIT) {
        form_error(&s, NULL, T_saved_too_many);
        return new_show(r, &s, str_given(in.query));
    }
    return form_said(r, rc, &x.once, T_saved_done);
}

static enum rc list_page(struct req *r)
{
    struct saved_mine_rows rows;
    TRY(saved_mine(r->db, r->who.account, LIMIT_SEARCHES, &rows));
    page_begin(r, say(r, T_saved_title));
    saved_html(r, &rows);
    page_end(r);
    return RC_OK;
}

static enum rc list_json(struct req *r)
{
    struct saved_mine_rows rows;
    TRY(saved_mine(r->db, r->who.account, LIMIT_SEARCHES, &rows));
    put_z(&r->out, "{\"searches\":[");
    for (size_t i = 0; i < rows.n; i++) {
        put_f(&r->out, "%s{\"id\":\"%lld\",\"name\":", i ? "," : "", (long long)rows.v[i].id);
        put_json(&r->out, rows.v[i].name);
        put_z(&r->out, ",\"query\":");
        put_json(&r->out, rows.v[i].query);
        put_c(&r->out, '}');
    }
    put_z(&r->out, "]}\n");
    return RC_OK;
}

static enum rc remove_tx(struct db *tx, void *arg)
{
    struct saving *s = arg;
    TRY(form_once(tx, &s->once));
    TRY(saved_remove(tx, s->id, s->account));
    return tx->changes ? event_add(tx, &s->event) : fail(&tx->err, RC_NONE, "no such search of this account");
}

static enum rc remove_post(struct req *r)
{
    struct saving x = { .once = form_once_of(r, NULL, S("/searches")),
        .event = event_of(r, "removed", "search", r->id[0], S("")),
        .id = r->id[0],
        .account = r->who.account };
    return form_said(r, db_tx(r->db, remove_tx, &x), &x.once, T_saved_removed);
}

static const struct route routes[] = {
    GET ("/searches",             PERM_LOGIN, list_page, .title = T_saved_title, .mine = 30, .json = list_json,
        .answers = "{searches:[{id:id name:text query:text}]}"),
    GET ("/searches/new",         PERM_LOGIN, new_page,  .title = T_saved_new),
    POST("/searches",             PERM_LOGIN, new_post,  .form = &saved_form),
    POST("/searches/{id}/remove", PERM_LOGIN, remove_post, .title = T_saved_remove),
};
const struct slice saved_slice = { .name = "saved", .routes = routes, .nroutes = LEN(routes), .soon = told_tick };
