/* codes_pages.c: the code lists. Labels, parents, order and whether a code is offered can change; the code itself cannot,
** and none is ever deleted, since rows may hold it. After the commit the program reads the lists anew. */
#include "app/governance/views.h"

static const struct field new_fields[] = {
    TEXT("code", AT(struct code_form, code), .label = T_gov_code, .hint = T_gov_code_hint, .min = 1, .max = 40, .need = true),
    TEXT("zh", AT(struct code_form, zh), .label = T_gov_code_zh, .min = 1, .max = 100, .need = true),
    TEXT("en", AT(struct code_form, en), .label = T_gov_code_en, .min = 1, .max = 160, .need = true),
    TEXT("parent", AT(struct code_form, parent), .label = T_gov_code_parent, .hint = T_gov_code_parent_hint, .max = 40),
    INT("position", AT(struct code_form, position), .label = T_gov_code_position, .hint = T_gov_code_position_hint, .min = 0, .max = 100000,
        .need = true),
    FLAG("active", AT(struct code_form, active), .label = T_gov_code_active),
};
static const struct field edit_fields[] = {
    TEXT("zh", AT(struct code_form, zh), .label = T_gov_code_zh, .min = 1, .max = 100, .need = true),
    TEXT("en", AT(struct code_form, en), .label = T_gov_code_en, .min = 1, .max = 160, .need = true),
    TEXT("parent", AT(struct code_form, parent), .label = T_gov_code_parent, .hint = T_gov_code_parent_hint, .max = 40),
    INT("position", AT(struct code_form, position), .label = T_gov_code_position, .hint = T_gov_code_position_hint, .min = 0, .max = 100000,
        .need = true),
    FLAG("active", AT(struct code_form, active), .label = T_gov_code_active),
    HIDDEN("version", AT(struct code_form, version), .label = T_gov_code_version, .need = true, .max = 20),
};
const struct form code_form = FORM("code_new", struct code_form, new_fields, T_gov_code_add);
const struct form code_edit_form = FORM("code_edit", struct code_form, edit_fields, T_gov_save);

struct str code_list_label(const struct req *r, struct str list)
{
    static const struct { const char *list; int label; } t[] = {
        { "close_reasons", T_gov_list_close_reasons }, { "days_off", T_gov_list_days_off }, { "days_worked", T_gov_list_days_worked },
        { "decline_reasons", T_gov_list_decline_reasons }, { "departments", T_gov_list_departments },
        { "divisions", T_gov_list_divisions }, { "education", T_gov_list_education }, { "industries", T_gov_list_industries },
        { "ip_states", T_gov_list_ip_states }, { "languages", T_gov_list_languages }, { "listing_kinds", T_gov_list_listing_kinds },
        { "org_kinds", T_gov_list_org_kinds }, { "person_kinds", T_gov_list_person_kinds }, { "size_classes", T_gov_list_size_classes },
        { "stages", T_gov_list_stages }, { "zones", T_gov_list_zones },
    };
    for (size_t i = 0; i < LEN(t); i++)
        if (str_eq(list, str_from(t[i].list))) return say(r, t[i].label);
    return list;
}

static struct str list_path(struct req *r, struct str list) { return str_printf(r->arena, "/office/codes/%.*s", STR_FMT(list)); }

enum rc codes_page(struct req *r)
{
    struct office_code_lists_rows rows;
    TRY(office_code_lists(r->db, 0, &rows));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_gov_codes));
    office_codes_html(r, &rows);
    page_end(r);
    return RC_OK;
}

/* A list is one that has codes; there is no making a new one here, as no program would read it. */
static enum rc list_read(struct req *r, struct office_codes_rows *rows)
{
    TRY(office_codes(r->db, r->name, rows));
    return rows->n ? RC_OK : RC_NONE;
}

enum rc code_list_page(struct req *r)
{
    struct office_codes_rows rows;
    TRY(list_read(r, &rows));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_crumb(r, S("/office/codes"), say(r, T_gov_codes));
    page_begin(r, code_list_label(r, r->name));
    office_code_list_html(r, r->name, &rows);
    page_end(r);
    return RC_OK;
}

/* ---- one code ---- */

struct code_editing { struct office_codes_rows rows; struct str code; struct office_code was; const struct form *form; };

/* ?code=X edits X; without it, a new one. */
static enum rc editing_open(struct req *r, struct code_editing *e)
{
    TRY(list_read(r, &e->rows));
    e->code = http_pair_get(&r->http->args, "code");
    e->form = e->code.n ? &code_edit_form : &code_form;
    return e->code.n ? office_code(r->db, r->name, e->code, &e->was) : RC_OK;
}

static enum rc editing_show(struct req *r, const struct code_editing *e, const struct form_state *s)
{
    struct out to;
    page_crumb(r, S("/office/codes"), say(r, T_gov_codes));
    page_crumb(r, list_path(r, r->name), code_list_label(r, r->name));
    if (!form_ok(s)) r->status = 422;
    page_begin(r, e->code.n ? say_with(r, T_gov_code_edit_title, e->code, STR_NONE) : say(r, T_gov_code_new_title));
    out_init(&to, r->arena);
    put_f(&to, "/office/codes/%.*s/edit", STR_FMT(r->name));
    if (e->code.n) { put_z(&to, "?code="); put_url(&to, e->code); }
    form_render(r, s, out_str(&to));
    page_end(r);
    return RC_OK;
}

enum rc code_edit_page(struct req *r)
{
    struct code_editing e;
    struct form_state s;
    TRY(editing_open(r, &e));
    struct code_form f = { .position = e.rows.v[e.rows.n - 1].position + 1, .active = true };
    if (e.code.n)
        f = (struct code_form){ e.was.code, e.was.zh, e.was.en, e.was.parent, e.was.position, e.was.active != 0,
            str_printf(r->arena, "%lld", (long long)e.was.version) };
    form_start(r, &s, e.form, &f);
    return editing_show(r, &e, &s);
}

static bool code_letters(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.')) return false;
    }
    return true;
}

/* The codes of the calendar are days. */
static bool code_fits(struct str list, struct str code)
{
    int64_t day;
    return !str_starts(list, S("days_")) || date_parse(code, &day);
}

/* A parent is a code of the same list, or a district; never the code itself. */
static bool parent_known(struct req *r, const struct code_editing *e, struct str parent)
{
    for (size_t i = 0; i < e->rows.n; i++)
        if (str_eq(e->rows.v[i].code, parent)) return !str_eq(parent, e->code);
    return code_known(r, "divisions", parent);
}

struct code_change { struct str list; const struct code_form *f; int64_t version; struct event event; struct once once; };

static enum rc code_store(struct db *tx, void *change)
{
    struct code_change *c = change;
    const struct code_form *f = c->f;
    struct str parent = str_given(f->parent);
    TRY(form_once(tx, &c->once));
    if (c->version) {
        TRY(office_code_set(tx, c->list, f->code, c->version, f->zh, f->en, parent, f->position, f->active));
        if (!tx->changes) return RC_STALE;
    } else {
        struct office_code there;
        enum rc rc = office_code(tx, c->list, f->code, &there);
        if (rc != RC_NONE) return rc == RC_OK ? RC_REFUSED : rc;
        TRY(office_code_add(tx, c->list, f->code, f->zh, f->en, parent, f->position, f->active));
    }
    return event_add(tx, &c->event);
}

enum rc code_edit_post(struct req *r)
{
    struct code_editing e;
    struct form_state s;
    struct code_form f;
    struct out body;
    TRY(editing_open(r, &e));
    form_read(r, &s, e.form, &f);
    if (e.code.n) f.code = e.was.code;
    else if (!code_letters(f.code)) form_error(&s, "code", T_gov_err_code);
    else if (!code_fits(r->name, f.code)) form_error(&s, "code", T_gov_err_code_day);
    if (f.parent.n && !parent_known(r, &e, f.parent)) form_error(&s, "parent", T_gov_err_parent);
    if (!form_ok(&s)) return editing_show(r, &e, &s);
    struct code_change c = { .list = r->name, .f = &f };
    if (e.code.n && (!str_int(f.version, &c.version) || c.version <= 0)) return RC_STALE;
    out_init(&body, r->arena);
    put_z(&body, "{\"list\":");
    put_json(&body, r->name);
    put_z(&body, ",\"code\":");
    put_json(&body, f.code);
    put_f(&body, ",\"active\":%s}", f.active ? "true" : "false");
    c.event = event_of(r, e.code.n ? "edit" : "add", "code", 0, out_str(&body));
    c.once = form_once_of(r, &s, list_path(r, r->name));
    enum rc rc = db_tx(r->db, code_store, &c);
    if (rc == RC_REFUSED) { form_error(&s, "code", T_gov_err_code_taken); return editing_show(r, &e, &s); }
    if (rc == RC_OK && codes_reload(r->app, r->db) != RC_OK)        /* it stands; the worker's next look reads it */
        fprintf(stderr, "ballast: the code lists are read anew later: %s\n", r->db->err.text);
    return form_done(r, rc, &c.once);
}
