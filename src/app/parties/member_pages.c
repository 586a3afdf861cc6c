/* member_pages.c: who belongs to an organisation. Anybody asks to join; an owner accepts, refuses, gives a role, removes;
** everybody may leave but the last owner. Names of members are shown to members and to who reviews the organisation. */
#include "app/parties/views.h"

static const struct { const char *code; enum member_act act; } acts[] = {
    { "accept", ACT_ACCEPT }, { "refuse", ACT_REFUSE }, { "role", ACT_ROLE }, { "remove", ACT_REMOVE },
};

static struct choices act_choices(struct req *r)
{
    static const struct choice v[] = { { SI("accept"), { 0 }, { 0 }, T_parties_accept }, { SI("refuse"), { 0 }, { 0 }, T_parties_refuse },
        { SI("role"), { 0 }, { 0 }, T_parties_set_role }, { SI("remove"), { 0 }, { 0 }, T_parties_remove } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

static struct choices role_choices(struct req *r)
{
    static const struct choice v[] = { { SI("member"), { 0 }, { 0 }, T_parties_role_member },
        { SI("editor"), { 0 }, { 0 }, T_parties_role_editor }, { SI("owner"), { 0 }, { 0 }, T_parties_role_owner } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

static const struct field member_fields[] = {
    CHOICE("act", AT(struct member_form, act), .label = T_parties_decision, .choices = act_choices, .need = true),
    CHOICE("role", AT(struct member_form, role), .label = T_parties_role, .choices = role_choices),
};
const struct form member_form = FORM("member", struct member_form, member_fields, T_parties_save);

enum rc members_page(struct req *r)
{
    struct organisation_by_id o;
    struct members_view v = { .o = &o };
    enum party_role role;
    TRY(party_organisation_seen(r, r->id[0], &o));
    TRY(party_role_of(r->db, r->who.account, o.id, &role));
    if (role == PARTY_NONE && !parties_may(r, PERM_REVIEW, o.division)) return RC_DENIED;
    v.owns = role == PARTY_OWNER;
    TRY(membership_in(r->db, o.id, &v.rows));
    page_crumb(r, S("/organisations"), say(r, T_parties_organisations));
    page_crumb(r, organisation_path(r->arena, o.id, ""), pick(r, o.name_zh, o.name_en));
    page_begin(r, say(r, T_parties_members));
    members_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* What the change says in the log: whom it was about. */
static struct member_change change_of(struct req *r, const struct organisation_by_id *o, enum member_act act, const char *verb,
    int64_t account, struct str role)
{
    struct member_change c = { .act = act, .organisation = o->id, .account = account, .by = r->who.account, .now = r->now,
        .role = role.n ? role : S("member"), .zh = o->name_zh, .en = o->name_en, .who = r->who.name,
        .path = organisation_path(r->arena, o->id, "/members") };
    struct str body = str_printf(r->arena, "{\"account\":\"%lld\",\"role\":\"%.*s\"}", (long long)account, STR_FMT(c.role));
    c.event = event_of(r, str_printf(r->arena, "member_%s", verb).p, "organisation", o->id, body);
    return c;
}

static enum rc finish(struct req *r, struct member_change *c, struct str to, int said)
{
    c->once = form_once_of(r, NULL, to);
    enum rc rc = db_tx(r->db, member_store, c);
    if (rc == RC_REFUSED && c->last_owner) return redirect_refused(r, c->path, T_parties_err_last_owner);
    if (rc == RC_OK && said) return redirect_flash(r, to, said);
    return form_done(r, rc, &c->once);
}

enum rc member_join_post(struct req *r)
{
    struct organisation_by_id o;
    TRY(party_organisation_seen(r, r->id[0], &o));
    if (organisation_public(o.state) && !str_eq(o.state, S("active")))
        return redirect_refused(r, organisation_path(r->arena, o.id, ""), T_parties_join_closed);
    struct member_change c = change_of(r, &o, ACT_JOIN, "ask", r->who.account, S("member"));
    enum rc rc = finish(r, &c, organisation_path(r->arena, o.id, ""), T_parties_asked_flash);
    return rc == RC_REFUSED ? redirect_refused(r, organisation_path(r->arena, o.id, ""), T_parties_asked_already) : rc;
}

enum rc member_leave_post(struct req *r)
{
    struct organisation_by_id o;
    TRY(organisation_by_id(r->db, r->id[0], &o));
    struct member_change c = change_of(r, &o, ACT_LEAVE, "leave", r->who.account, STR_NONE);
    return finish(r, &c, S("/me"), T_parties_left_flash);
}

enum rc member_post(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    struct member_form f;
    TRY(party_organisation_seen(r, r->id[0], &o));
    form_read(r, &s, &member_form, &f);
    if (!form_ok(&s)) return RC_INPUT;                              /* the page offers nothing else: a hand-made request */
    for (size_t i = 0; i < LEN(acts); i++) {
        if (!str_eq(f.act, str_from(acts[i].code))) continue;
        if (acts[i].act == ACT_ROLE && !f.role.n) return RC_INPUT;
        struct member_change c = change_of(r, &o, acts[i].act, acts[i].code, r->id[1], f.role);
        return finish(r, &c, c.path, T_parties_saved);
    }
    unreachable();
}
