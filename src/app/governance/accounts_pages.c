/* accounts_pages.c: accounts and their roles. An administrator whose own role is limited to a scope gives and takes roles
** inside it only, and neither closes accounts nor resets passwords: these reach beyond any scope. */
#include "app/governance/views.h"

CODES(departments)
CODES(divisions)

static struct choices role_choices(struct req *r)
{
    struct choice *v = NEWS(r->arena, struct choice, ROLE_COUNT);
    size_t n = 0;
    for (int i = ROLE_MEMBER + 1; i < ROLE_COUNT; i++)              /* every account is a member; nothing to grant */
        v[n++] = (struct choice){ .code = role_code((enum role)i), .zh = role_label(r, (enum role)i), .en = role_label(r, (enum role)i) };
    return (struct choices){ v, n };
}

static const struct field grant_fields[] = {
    CHOICE("role", AT(struct grant_form, role), .label = T_gov_role, .choices = role_choices, .need = true),
    CHOICE("department", AT(struct grant_form, department), .label = T_gov_department, .hint = T_gov_scope_hint,
        .choices = departments_choices),
    CHOICE("district", AT(struct grant_form, district), .label = T_gov_col_district, .hint = T_gov_scope_hint,
        .choices = divisions_choices),
    TEXT("organisation", AT(struct grant_form, organisation), .label = T_gov_organisation, .hint = T_gov_organisation_hint, .max = 80),
};
const struct form grant_form = FORM("grant", struct grant_form, grant_fields, T_gov_grant);

static enum rc accounts_read(struct req *r, struct accounts_view *v)
{
    struct office_accounts_total n;
    struct office_accounts_before_rows before;
    struct str pattern = like_pattern(r->arena, v->q), role = str_given(v->role), from = req_text(r, "from");
    TRY(office_accounts_total(r->db, pattern, role, &n));
    TRY(office_accounts(r->db, pattern, role, from, SHOWN_ROWS + 1, &v->rows));
    TRY(office_accounts_before(r->db, pattern, role, from, SHOWN_ROWS, &before));
    v->total = n.n;
    v->prev = !before.n ? STR_NONE : before.n < SHOWN_ROWS ? S("") : before.v[before.n - 1].login;
    v->next = v->rows.n > SHOWN_ROWS ? v->rows.v[--v->rows.n].login : STR_NONE;
    return RC_OK;
}

enum rc accounts_page(struct req *r)
{
    struct accounts_view v = { .q = str_trim(req_arg(r, "q")), .role = str_trim(req_arg(r, "role")), .roles = role_choices(r) };
    TRY(accounts_read(r, &v));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_gov_accounts));
    office_accounts_html(r, &v);
    page_end(r);
    return RC_OK;
}

static struct str one_path(struct req *r, int64_t account) { return str_printf(r->arena, "/office/accounts/%lld", (long long)account); }

enum rc account_one_page(struct req *r)
{
    struct account_by_id a;
    struct session_of_rows sessions;
    struct account_view v = { .a = &a };
    TRY(account_by_id(r->db, r->id[0], &a));
    TRY(account_roles(r->db, a.id, &v.roles));
    TRY(membership_of(r->db, a.id, &v.orgs));
    TRY(session_of(r->db, a.id, &sessions));
    v.sessions = sessions.n;
    v.mine = a.id == r->who.account;
    v.whole = may(r, PERM_ACCOUNT_ADMIN, (struct scope){ 0 });
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_crumb(r, S("/office/accounts"), say(r, T_gov_accounts));
    page_begin(r, a.name);
    office_account_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* ---- granting ---- */

static enum rc grant_show(struct req *r, const struct account_by_id *a, const struct form_state *s)
{
    struct str path = one_path(r, a->id);
    page_crumb(r, S("/office/accounts"), say(r, T_gov_accounts));
    page_crumb(r, path, a->name);
    if (!form_ok(s)) r->status = 422;
    page_begin(r, say(r, T_gov_grant));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg_with(r, T_gov_grant_lead, a->name, a->login);
    put_z(&r->out, "</p>\n");
    form_render(r, s, str_join(r->arena, path, S("/grant")));
    page_end(r);
    return RC_OK;
}

static enum rc other_account(struct req *r, struct account_by_id *a)
{
    TRY(account_by_id(r->db, r->id[0], a));
    return a->id == r->who.account ? RC_DENIED : RC_OK;             /* nobody to himself */
}

enum rc grant_page(struct req *r)
{
    struct account_by_id a;
    struct form_state s;
    TRY(other_account(r, &a));
    form_start(r, &s, &grant_form, NULL);
    return grant_show(r, &a, &s);
}

/* An organisation by its Chinese name or its number. */
static enum rc organisation_named(struct req *r, struct str typed, int64_t *id)
{
    struct organisation_by_name by_name;
    struct organisation_by_id by_id;
    enum rc rc = organisation_by_name(r->db, typed, &by_name);
    if (rc == RC_OK) { *id = by_name.id; return RC_OK; }
    if (rc != RC_NONE || !str_int(typed, id) || *id <= 0) return rc;
    return organisation_by_id(r->db, *id, &by_id);
}

/* What a role can mean: bases and providers act for one organisation. */
static enum rc grant_check(struct req *r, const struct grant_form *f, struct form_state *s, struct account_change *c)
{
    enum role role = role_parse(f->role);
    if ((role == ROLE_BASE || role == ROLE_PROVIDER) && !f->organisation.n) form_error(s, "organisation", T_gov_err_organisation_need);
    if (f->organisation.n) {
        enum rc rc = organisation_named(r, f->organisation, &c->organisation);
        if (rc == RC_NONE) form_error(s, "organisation", T_gov_err_organisation);
        else if (rc != RC_OK) return rc;
    }
    c->role = f->role;
    c->department = str_given(f->department);
    c->district = str_given(f->district);
    if (form_ok(s) && !may(r, PERM_ACCOUNT_ADMIN, (struct scope){ c->department, c->district, c->organisation }))
        form_error(s, NULL, T_gov_err_scope);
    return RC_OK;
}

static struct str role_json(struct req *r, const struct account_change *c)
{
    return str_printf(r->arena, "{\"role\":\"%.*s\",\"department\":\"%.*s\",\"district\":\"%.*s\",\"organisation\":\"%lld\"}",
        STR_FMT(c->role), STR_FMT(c->department), STR_FMT(c->district), (long long)c->organisation);
}

enum rc grant_post(struct req *r)
{
    struct account_by_id a;
    struct form_state s;
    struct grant_form f;
    TRY(other_account(r, &a));
    struct account_change c = { .act = ACCOUNT_GRANT, .account = a.id, .now = r->now };
    form_read(r, &s, &grant_form, &f);
    TRY(grant_check(r, &f, &s, &c));
    if (form_ok(&s) && !str_eq(a.state, S("active"))) form_error(&s, NULL, T_gov_err_closed);
    if (!form_ok(&s)) return grant_show(r, &a, &s);
    c.event = event_of(r, "grant", "account", a.id, role_json(r, &c));
    c.once = form_once_of(r, &s, one_path(r, a.id));
    enum rc rc = db_tx(r->db, account_change_store, &c);
    if (rc != RC_REFUSED || !c.held) return form_done(r, rc, &c.once);
    form_error(&s, "role", T_gov_err_held);
    return grant_show(r, &a, &s);
}

/* "role|department|district|organisation", as the page's button sends it. */
static bool grant_parse(struct str s, struct account_change *c)
{
    struct str part[4];
    for (size_t i = 0; i < LEN(part); i++)
        if (!str_cut(&s, '|', &part[i])) return false;
    c->role = part[0];
    c->department = part[1].p ? part[1] : S("");
    c->district = part[2].p ? part[2] : S("");
    return role_parse(c->role) != ROLE_UNSET && str_int(part[3], &c->organisation);
}

enum rc revoke_post(struct req *r)
{
    struct account_by_id a;
    TRY(other_account(r, &a));
    struct account_change c = { .act = ACCOUNT_REVOKE, .account = a.id, .now = r->now };
    if (!grant_parse(req_arg(r, "grant"), &c)) return RC_INPUT;
    if (!may(r, PERM_ACCOUNT_ADMIN, (struct scope){ c.department, c.district, c.organisation })) return RC_DENIED;
    c.event = event_of(r, "revoke", "account", a.id, role_json(r, &c));
    c.once = form_once_of(r, NULL, one_path(r, a.id));
    return form_done(r, db_tx(r->db, account_change_store, &c), &c.once);
}

/* ---- close, reopen, reset ---- */

static enum rc plain_act(struct req *r, enum account_act act, const char *verb, struct account_by_id *a, struct account_change *c)
{
    TRY(other_account(r, a));
    if (!may(r, PERM_ACCOUNT_ADMIN, (struct scope){ 0 })) return RC_DENIED;
    c->act = act;
    c->account = a->id;
    c->now = r->now;
    c->event = event_of(r, verb, "account", a->id, STR_NONE);
    c->once = form_once_of(r, NULL, one_path(r, a->id));
    return db_tx(r->db, account_change_store, c);
}

static enum rc done(struct req *r, enum rc rc, const struct account_change *c, int said)
{
    return rc == RC_OK ? redirect_flash(r, c->once.path, said) : rc == RC_DUPLICATE ? form_done(r, rc, &c->once) : rc;
}

enum rc account_close_post(struct req *r)
{
    struct account_by_id a;
    struct account_change c = { 0 };
    return done(r, plain_act(r, ACCOUNT_CLOSE, "close", &a, &c), &c, T_gov_closed);
}

enum rc account_reopen_post(struct req *r)
{
    struct account_by_id a;
    struct account_change c = { 0 };
    return done(r, plain_act(r, ACCOUNT_REOPEN, "reopen", &a, &c), &c, T_gov_reopened);
}

enum rc account_totp_post(struct req *r)
{
    struct account_by_id a;
    struct account_change c = { 0 };
    return done(r, plain_act(r, ACCOUNT_TOTP, "totp_reset", &a, &c), &c, T_gov_totp_off);
}

/* The link is shown once, to be handed over in person or by telephone; only its hash is kept. */
enum rc account_reset_post(struct req *r)
{
    struct account_by_id a;
    struct account_change c = { 0 };
    uint8_t secret[32];
    random_bytes(secret, sizeof secret);
    struct str token = hex(r->arena, secret, sizeof secret);
    sha256(token, c.hash);
    enum rc rc = plain_act(r, ACCOUNT_RESET, "reset_link", &a, &c);
    if (rc != RC_OK) return done(r, rc, &c, 0);
    page_crumb(r, S("/office/accounts"), say(r, T_gov_accounts));
    page_crumb(r, c.once.path, a.name);
    page_begin(r, say(r, T_gov_reset_title));
    office_reset_html(r, a.login, str_printf(r->arena, "%.*s/reset/%.*s", STR_FMT(r->app->origin), STR_FMT(token)), c.once.path);
    page_end(r);
    return RC_OK;
}
