/* log_pages.c: who did what, and who looked at which sealed field for which purpose. Pages go by id, newest first, so that
** what comes in meanwhile moves nothing. */
#include "app/governance/views.h"

struct str event_label(const struct req *r, struct str kind, struct str verb)
{
    char key[128];
    snprintf(key, sizeof key, "event_%.*s_%.*s", STR_FMT(kind), STR_FMT(verb));
    for (int i = 1; i < MSG_MAX; i++)
        if (strcmp(msg_key[i], key) == 0) return say(r, i);
    return verb;
}

struct str subject_path(struct req *r, struct str kind, int64_t subject)
{
    static const struct { const char *kind, *path; enum perm perm; } t[] = {
        { "organisation", "/organisations/", PERM_PUBLIC }, { "listing", "/listings/", PERM_PUBLIC }, { "case", "/cases/", PERM_LOGIN },
        { "round", "/rounds/", PERM_PUBLIC }, { "person", "/people/", PERM_REVIEW }, { "account", "/office/accounts/", PERM_ACCOUNT_ADMIN },
    };
    for (size_t i = 0; i < LEN(t); i++)
        if (subject && str_eq(kind, str_from(t[i].kind)) && may_somewhere(r, t[i].perm))
            return str_printf(r->arena, "%s%lld", t[i].path, (long long)subject);
    return STR_NONE;
}

/* A kind of subject in the reader's language: every room names its own (log_kind_listing in a .msg file). */
struct str subject_kind_label(const struct req *r, struct str kind)
{
    for (int i = 1; i < MSG_MAX; i++)
        if (str_starts(str_from(msg_key[i]), S("log_kind_")) && str_eq(str_sub(str_from(msg_key[i]), 9, SIZE_MAX), kind)) return say(r, i);
    return kind;
}

static void what_option(struct req *r, struct str kind, struct str verb, struct str label, const struct events_view *v)
{
    struct out *o = &r->out;
    put_z(o, "<option value=\"");
    put_text(o, kind);
    put_c(o, '.');
    put_text(o, verb);
    put_z(o, str_eq(kind, v->kind) && str_eq(verb, v->verb) ? "\" selected>" : "\">");
    put_text(o, label);
    put_z(o, "</option>");
}

/* What can happen to each kind of subject, from the messages that name it: a new event is offered as soon as it has a name. */
void put_what_options(struct req *r, const struct events_view *v)
{
    struct out *o = &r->out;
    for (int i = 1; i < MSG_MAX; i++) {
        if (!str_starts(str_from(msg_key[i]), S("log_kind_"))) continue;
        struct str kind = str_sub(str_from(msg_key[i]), 9, SIZE_MAX);
        put_z(o, "<optgroup label=\"");
        put_text(o, say(r, i));
        put_z(o, "\">");
        what_option(r, kind, S(""), str_printf(r->arena, "%.*s: %.*s", STR_FMT(say(r, i)), STR_FMT(say(r, T_gov_what_all))), v);
        struct str begin = str_printf(r->arena, "event_%.*s_", STR_FMT(kind));
        for (int k = 1; k < MSG_MAX; k++) {
            struct str key = str_from(msg_key[k]);
            if (str_starts(key, begin)) what_option(r, kind, str_sub(key, begin.n, SIZE_MAX), say(r, k), v);
        }
        put_z(o, "</optgroup>");
    }
    if (!v->kind.n && v->verb.n) what_option(r, S(""), v->verb, v->verb, v);
}

/* The first and the last day both count; what is no day is no bound. */
static void bounds(const struct events_view *v, int64_t *from, int64_t *to)
{
    int64_t day;
    *from = date_parse(v->from, &day) ? day * DAY_MS - CITY_OFFSET_MS : INT64_MIN + 1;
    *to = date_parse(v->to, &day) ? (day + 1) * DAY_MS - CITY_OFFSET_MS : INT64_MAX;
}

struct choices log_by_choices(void)
{
    static const struct choice v[] = { { .code = SI("people"), .message = T_gov_by_people },
        { .code = SI("logins"), .message = T_gov_by_logins },
        { .code = SI("tokens"), .message = T_gov_by_tokens }, { .code = SI("program"), .message = T_gov_by_program } };
    return (struct choices){ v, LEN(v) };
}

static enum rc events_read(struct req *r, struct events_view *v, int64_t most)
{
    struct account_by_login a;
    int64_t account = -1, subject = 0, from, to, before = req_int(r, "before", INT64_MAX);
    struct str what = req_text(r, "what"), kind = S("");
    *v = (struct events_view){ .who = req_text(r, "who"), .by = req_text(r, "by"), .what = what,
        .subject = req_text(r, "subject"), .from = req_text(r, "from"), .to = req_text(r, "to"), .exports = may_somewhere(r, PERM_EXPORT) };
    if (str_find(what, S(".")) >= 0) str_cut(&what, '.', &kind);    /* "case.confirm", "case." or ".unmask" */
    v->kind = kind;
    v->verb = what;
    if (v->who.n) {
        enum rc rc = account_by_login(r->db, v->who, &a);
        if (rc != RC_OK && rc != RC_NONE) return rc;
        v->unknown = rc == RC_NONE;
        account = rc == RC_OK ? a.id : 0;
    }
    if (v->unknown) return RC_OK;
    if (v->subject.n && !str_int(v->subject, &subject)) return RC_OK;        /* no number: nothing has it */
    bounds(v, &from, &to);
    TRY(office_events(r->db, account, v->verb, v->kind, subject, from, to, before, most + 1, v->by, &v->rows));
    if (v->rows.n > (size_t)most) { v->rows.n = (size_t)most; v->older = v->rows.v[most - 1].id; }
    return RC_OK;
}

struct str token_called(struct req *r, const struct office_events *x)
{
    return x->token_name.n ? x->token_name : str_printf(r->arena, "%lld", (long long)x->token);
}

enum rc events_page(struct req *r)
{
    struct events_view v;
    TRY(events_read(r, &v, SHOWN_ROWS));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_gov_events));
    office_events_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc events_json(struct req *r)
{
    struct events_view v;
    struct out *o = &r->out;
    TRY(events_read(r, &v, PAGE_ROWS));
    put_z(o, "{\"events\":[");
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct office_events *x = &v.rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"at\":", i ? "," : "", (long long)x->id);
        put_json(o, instant_str(r->arena, x->at_ms));
        put_z(o, ",\"login\":");
        put_json(o, str_given(x->login));
        put_f(o, ",\"token\":\"%lld\",\"verb\":", (long long)x->token);
        put_json(o, x->verb);
        put_z(o, ",\"kind\":");
        put_json(o, x->kind);
        put_f(o, ",\"subject\":\"%lld\",\"body\":", (long long)x->subject);
        put_json(o, x->body);                                       /* as text: the log is not taken apart here */
        put_c(o, '}');
    }
    put_f(o, "],\"before\":\"%lld\"}", (long long)v.older);
    answer_json(r);
    return RC_OK;
}

enum rc events_csv(struct req *r)
{
    static const int heads[] = { T_gov_col_id, T_gov_col_when, T_gov_col_login, T_gov_col_who, T_gov_col_token, T_gov_col_verb,
        T_gov_col_subject_kind, T_gov_col_subject, T_gov_col_detail };
    struct events_view v;
    struct csv c;
    if (!may_somewhere(r, PERM_EXPORT)) return RC_DENIED;
    TRY(events_read(r, &v, CSV_ROWS));
    csv_begin(&c, r);
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct office_events *x = &v.rows.v[i];
        csv_int(&c, x->id);
        csv_text(&c, instant_str(r->arena, x->at_ms));
        csv_text(&c, x->login);
        csv_text(&c, x->name);
        csv_text(&c, x->token ? token_called(r, x) : S(""));
        csv_text(&c, x->verb);
        csv_text(&c, x->kind);
        csv_int(&c, x->subject);
        csv_text(&c, x->body);
        csv_row(&c);
    }
    TRY(export_log(r, "events", v.rows.n));
    answer_csv(r, S("events.csv"));
    return RC_OK;
}

enum rc unmaskings_page(struct req *r)
{
    struct unmaskings_view v = { .older = 0 };
    TRY(office_unmaskings(r->db, -1, req_int(r, "before", INT64_MAX), SHOWN_ROWS + 1, &v.rows));
    if (v.rows.n > SHOWN_ROWS) { v.rows.n = SHOWN_ROWS; v.older = v.rows.v[SHOWN_ROWS - 1].event; }
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_gov_unmaskings));
    office_unmaskings_html(r, &v);
    page_end(r);
    return RC_OK;
}
