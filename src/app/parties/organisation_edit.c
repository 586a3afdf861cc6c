/* organisation_edit.c: registering an organisation, mending what it says, its bank account, and the office's review.
**
** What was reviewed stays as reviewed: an active organisation's owner cannot change its name and code, the office can.
** A refused one that is mended goes to review again. */
#include "app/docking/docking.h"
#include "app/parties/views.h"

CODES(org_kinds)
CODES(divisions)
CODES(zones)
CODES(industries)
CODES(size_classes)

#define KIND     CHOICE("kind", AT(struct organisation_form, kind), .label = T_parties_kind, .choices = org_kinds_choices, .need = true)
#define NAME_ZH  TEXT("name_zh", AT(struct organisation_form, name_zh), .label = T_parties_name_zh, .hint = T_parties_name_zh_hint, .min = 2, .max = 80, .need = true)
#define USCC     TEXT("uscc", AT(struct organisation_form, uscc), .label = T_parties_uscc, .hint = T_parties_uscc_hint, .max = 18, .pattern = "uscc")
#define THE_REST \
    TEXT("name_en", AT(struct organisation_form, name_en), .label = T_parties_name_en, .max = 160), \
    CHOICE("division", AT(struct organisation_form, division), .label = T_parties_division, .hint = T_parties_division_hint, .choices = divisions_choices, .need = true), \
    CHOICE("zone", AT(struct organisation_form, zone), .label = T_parties_zone, .hint = T_parties_zone_hint, .choices = zones_choices), \
    CHOICE("industry", AT(struct organisation_form, industry), .label = T_parties_industry, .choices = industries_choices), \
    CHOICE("size_class", AT(struct organisation_form, size_class), .label = T_parties_size, .choices = size_classes_choices), \
    LONGTEXT("intro_zh", AT(struct organisation_form, intro_zh), .label = T_parties_intro_zh, .hint = T_parties_intro_hint, .max = INTRO_MAX), \
    LONGTEXT("intro_en", AT(struct organisation_form, intro_en), .label = T_parties_intro_en, .max = INTRO_MAX), \
    TEXT("website", AT(struct organisation_form, website), .label = T_parties_website, .hint = T_parties_website_hint, .max = 200), \
    TEXT("contact", AT(struct organisation_form, contact), .label = T_parties_contact, .hint = T_parties_contact_hint, .max = 200)
#define VERSION  HIDDEN("version", AT(struct organisation_form, version), .label = T_parties_version, .need = true, .max = 20)

static const struct field register_fields[] = { KIND, NAME_ZH, USCC, THE_REST };
static const struct field edit_fields[] = { KIND, NAME_ZH, USCC, THE_REST, VERSION };
static const struct field office_fields[] = { KIND, NAME_ZH,
    TEXT("sort_as", AT(struct organisation_form, sort_as), .label = T_parties_sort_as, .hint = T_parties_sort_as_hint, .max = 80), USCC,
    THE_REST, VERSION };
static const struct field fixed_fields[] = { THE_REST, VERSION };
const struct form organisation_register_form = FORM("organisation_register", struct organisation_form, register_fields, T_parties_register);
const struct form organisation_edit_form = FORM("organisation_edit", struct organisation_form, edit_fields, T_parties_save);
const struct form organisation_office_form = FORM("organisation_office", struct organisation_form, office_fields, T_parties_save);
const struct form organisation_fixed_form = FORM("organisation_fixed", struct organisation_form, fixed_fields, T_parties_save);

static const struct field bank_fields[] = {
    TEXT("bank", AT(struct bank_form, bank), .label = T_parties_bank, .hint = T_parties_bank_hint, .max = 30),
    FLAG("forget", AT(struct bank_form, forget), .label = T_parties_bank_forget),
    HIDDEN("version", AT(struct bank_form, version), .label = T_parties_version, .need = true, .max = 20),
};
const struct form organisation_bank_form = FORM("organisation_bank", struct bank_form, bank_fields, T_parties_save);

static struct choices decisions(struct req *r)
{
    static const struct choice v[] = { { SI("active"), { 0 }, { 0 }, T_parties_approve },
        { SI("refused"), { 0 }, { 0 }, T_parties_refuse } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field decide_fields[] = {
    CHOICE("decision", AT(struct decide_form, decision), .label = T_parties_decision, .choices = decisions, .need = true),
    LONGTEXT("reason", AT(struct decide_form, reason), .label = T_parties_reason, .hint = T_parties_reason_hint, .max = 500),
    HIDDEN("version", AT(struct decide_form, version), .label = T_parties_version, .need = true, .max = 20),
};
const struct form decide_form = FORM("organisation_decide", struct decide_form, decide_fields, T_parties_decide);

/* ---- register ---- */

enum rc organisation_new_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &organisation_register_form, NULL);
    page_crumb(r, S("/organisations"), say(r, T_parties_organisations));
    page_begin(r, say(r, T_parties_register));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_parties_register_lead);
    put_z(&r->out, "</p>\n");
    form_render(r, &s, S("/organisations/new"));
    page_end(r);
    return RC_OK;
}

/* Only an active organisation may be shown to a stranger; of another one, he hears that the name or code is taken. */
static enum rc shown_id(struct req *r, int64_t id, int64_t *shown)
{
    struct organisation_by_id o;
    *shown = 0;
    if (!id) return RC_OK;
    enum rc rc = party_organisation_seen(r, id, &o);
    if (rc == RC_OK) *shown = id;
    return rc == RC_NONE ? RC_OK : rc;
}

/* The form again, with what was typed and what is wrong with it. */
static enum rc form_again(struct req *r, const struct form_state *s, int title, struct str action, const struct organisation_change *c)
{
    struct taken_view taken = { 0 };
    if (c) {
        TRY(shown_id(r, c->name_taken, &taken.name));
        TRY(shown_id(r, c->uscc_taken, &taken.uscc));
    }
    r->status = 422;
    page_crumb(r, S("/organisations"), say(r, T_parties_organisations));
    page_begin(r, say(r, title));
    if (taken.name || taken.uscc) organisation_taken_html(r, &taken);
    form_render(r, s, action);
    page_end(r);
    return RC_OK;
}

static enum rc store(struct req *r, struct form_state *s, struct organisation_change *c, int title, struct str action)
{
    enum rc rc = db_tx(r->db, organisation_store, c);
    bool lost_race = rc == RC_DUPLICATE && !c->once.again;           /* somebody registered the same in this very moment */
    if (rc != RC_REFUSED && !lost_race) return form_done(r, rc, &c->once);
    if (c->name_taken || lost_race) form_error(s, "name_zh", T_parties_err_name_taken);
    if (c->uscc_taken) form_error(s, "uscc", T_parties_err_uscc_taken);
    return form_again(r, s, title, action, c);
}

enum rc organisation_new_post(struct req *r)
{
    struct form_state s;
    struct organisation_form f;
    form_read(r, &s, &organisation_register_form, &f);
    organisation_check(&s, &f);
    if (!form_ok(&s)) return form_again(r, &s, T_parties_register, S("/organisations/new"), NULL);
    struct organisation_change c = { .f = &f, .id = id_new(r->now), .account = r->who.account, .now = r->now, .state = S("pending"),
        .sort_key = party_sort_key(r->arena, f.name_zh) };
    c.event = event_of(r, "register", "organisation", c.id, STR_NONE);
    c.once = form_once_of(r, &s, organisation_path(r->arena, c.id, ""));
    return store(r, &s, &c, T_parties_register, S("/organisations/new"));
}

/* ---- mend ---- */

struct editing { struct organisation_by_id o; bool office; const struct form *form; struct str path; };

static enum rc edit_open(struct req *r, struct editing *e)
{
    bool edits;
    TRY(party_organisation_seen(r, r->id[0], &e->o));
    TRY(party_may_edit(r->db, r->who.account, e->o.id, &edits));
    e->office = parties_may(r, PERM_REVIEW, e->o.division);
    if (!edits && !e->office) return RC_DENIED;
    bool reviewed = organisation_public(e->o.state);
    e->form = e->office ? &organisation_office_form : reviewed ? &organisation_fixed_form : &organisation_edit_form;
    e->path = organisation_path(r->arena, e->o.id, "/edit");
    return RC_OK;
}

static struct organisation_form form_of(struct req *r, const struct organisation_by_id *o)
{
    return (struct organisation_form){ o->kind, o->name_zh, o->name_en, o->uscc, o->division, o->zone, o->industry, o->size_class,
        o->intro_zh, o->intro_en, o->website, o->contact, str_printf(r->arena, "%lld", (long long)o->version), o->sort_as };
}

enum rc organisation_edit_page(struct req *r)
{
    struct editing e;
    struct form_state s;
    TRY(edit_open(r, &e));
    struct organisation_form f = form_of(r, &e.o);
    form_start(r, &s, e.form, &f);
    page_crumb(r, organisation_path(r->arena, e.o.id, ""), pick(r, e.o.name_zh, e.o.name_en));
    page_begin(r, say(r, T_parties_edit));
    if (e.form == &organisation_fixed_form) {
        put_z(&r->out, "<p class=\"lead\">");
        put_msg(r, T_parties_fixed_lead);
        put_z(&r->out, "</p>\n");
    }
    if (e.office) {
        put_z(&r->out, "<p>");
        put_msg_with(r, T_parties_sorted_as, party_pinyin(r->arena, e.o.sort_as.n ? e.o.sort_as : e.o.name_zh), STR_NONE);
        put_z(&r->out, "</p>\n");
    }
    form_render(r, &s, e.path);
    page_end(r);
    return RC_OK;
}

enum rc organisation_edit_post(struct req *r)
{
    struct editing e;
    struct form_state s;
    struct organisation_form f;
    TRY(edit_open(r, &e));
    form_read(r, &s, e.form, &f);
    if (e.form == &organisation_fixed_form) { f.kind = e.o.kind; f.name_zh = e.o.name_zh; f.uscc = e.o.uscc; }
    organisation_check(&s, &f);
    /* A clerk may not move a record out of where she decides. */
    if (e.office && f.division.n && !str_eq(f.division, e.o.division) && !parties_may(r, PERM_REVIEW, f.division))
        form_error(&s, "division", T_parties_err_division);
    if (!form_ok(&s)) return form_again(r, &s, T_parties_edit, e.path, NULL);
    struct organisation_change c = { .f = &f, .id = e.o.id, .version = version_of(f.version), .account = r->who.account, .now = r->now,
        .state = str_eq(e.o.state, S("refused")) ? S("pending") : e.o.state };
    struct str sort_as = e.office ? f.sort_as : e.o.sort_as;            /* what the office has set stays when the owner mends */
    c.sort_key = party_sort_key(r->arena, sort_as.n ? sort_as : f.name_zh);
    if (e.office) c.sort_as = f.sort_as.n ? f.sort_as : S("");
    if (!c.version) return RC_STALE;
    c.event = event_of(r, "edit", "organisation", c.id, STR_NONE);
    c.once = form_once_of(r, &s, organisation_path(r->arena, c.id, ""));
    enum rc rc = store(r, &s, &c, T_parties_edit, e.path);
    if (rc == RC_OK) live_update_organisation(r->app, r->db, c.id);
    return rc;
}

/* ---- the bank account: an owner's ---- */

static enum rc bank_open(struct req *r, struct organisation_by_id *o)
{
    enum party_role role;
    TRY(party_organisation_seen(r, r->id[0], o));
    TRY(party_role_of(r->db, r->who.account, o->id, &role));
    return role == PARTY_OWNER ? RC_OK : RC_DENIED;
}

static enum rc bank_show(struct req *r, const struct organisation_by_id *o, const struct form_state *s)
{
    struct str plain, path = organisation_path(r->arena, o->id, "");
    TRY(party_open(r->arena, r->app->keys, "organisation", o->id, "bank_cipher", o->bank_cipher, &plain, &r->err));
    page_crumb(r, path, pick(r, o->name_zh, o->name_en));
    if (!form_ok(s)) r->status = 422;
    page_begin(r, say(r, T_parties_bank));
    put_z(&r->out, "<p class=\"lead\">");
    if (plain.p) put_msg_with(r, T_parties_bank_on_file, masked(r->arena, "bank", plain), STR_NONE);
    else put_msg(r, T_parties_bank_none);
    put_z(&r->out, "</p>\n");
    form_render(r, s, str_join(r->arena, path, S("/bank")));
    page_end(r);
    return RC_OK;
}

enum rc organisation_bank_page(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    TRY(bank_open(r, &o));
    struct bank_form f = { .version = str_printf(r->arena, "%lld", (long long)o.version) };
    form_start(r, &s, &organisation_bank_form, &f);
    return bank_show(r, &o, &s);
}

enum rc organisation_bank_post(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    struct bank_form f;
    TRY(bank_open(r, &o));
    form_read(r, &s, &organisation_bank_form, &f);
    struct str digits = account_digits(r->arena, f.bank);
    if (f.bank.n && !digits.n) form_error(&s, "bank", T_parties_err_bank);
    else if (!f.bank.n && !f.forget) form_error(&s, "bank", T_err_need);
    if (!form_ok(&s)) return bank_show(r, &o, &s);
    struct bank_change c = { .id = o.id, .version = version_of(f.version), .cipher = STR_NONE };
    if (f.bank.n) c.cipher = party_seal(r->arena, r->app->keys, "organisation", o.id, "bank_cipher", digits);
    c.event = event_of(r, "bank", "organisation", o.id, STR_NONE);
    c.once = form_once_of(r, &s, organisation_path(r->arena, o.id, ""));
    return form_done(r, db_tx(r->db, organisation_bank_store, &c), &c.once);
}

/* ---- the office's review ---- */

enum rc review_page(struct req *r)
{
    struct review_view v;
    struct organisation_pending_count n;
    struct str districts = parties_districts(r, PERM_REVIEW);
    TRY(organisation_pending_count(r->db, districts, &n));
    TRY(organisation_pending(r->db, districts, QUEUE_ROWS, &v.rows));
    v.total = n.n;
    page_crumb(r, S("/office"), say(r, T_parties_office));
    page_begin(r, say(r, T_parties_review));
    review_organisations_html(r, &v);
    page_end(r);
    return RC_OK;
}

static enum rc review_open(struct req *r, struct organisation_by_id *o)
{
    TRY(organisation_by_id(r->db, r->id[0], o));
    return parties_may(r, PERM_REVIEW, o->division) ? RC_OK : RC_NONE;
}

static enum rc review_show(struct req *r, const struct organisation_by_id *o, const struct form_state *s)
{
    page_crumb(r, S("/office"), say(r, T_parties_office));
    page_crumb(r, S("/review/organisations"), say(r, T_parties_review));
    if (!form_ok(s)) r->status = 422;
    page_begin(r, pick(r, o->name_zh, o->name_en));
    review_organisation_html(r, o, s);
    page_end(r);
    return RC_OK;
}

enum rc review_one_page(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    TRY(review_open(r, &o));
    if (!str_eq(o.state, S("pending"))) return redirect(r, organisation_path(r->arena, o.id, ""));
    struct decide_form f = { .version = str_printf(r->arena, "%lld", (long long)o.version) };
    form_start(r, &s, &decide_form, &f);
    return review_show(r, &o, &s);
}

enum rc review_post(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    struct decide_form f;
    TRY(review_open(r, &o));
    form_read(r, &s, &decide_form, &f);
    bool refuse = str_eq(f.decision, S("refused"));
    if (refuse && !f.reason.n) form_error(&s, "reason", T_parties_err_reason);
    if (!form_ok(&s)) return review_show(r, &o, &s);
    /* Two pairs of eyes: nobody lets in what he registered himself. */
    if (o.created_by == r->who.account) { form_error(&s, NULL, T_parties_err_own); return review_show(r, &o, &s); }
    struct decision d = { .id = o.id,
        .version = version_of(f.version),
        .was = S("pending"),
        .state = f.decision,
        .reason = refuse ? f.reason : S(""),
        .told = S("owner"),
        .message = refuse ? T_parties_notice_org_refused : T_parties_notice_org_active,
        .path = organisation_path(r->arena, o.id, ""),
        .zh = o.name_zh,
        .en = o.name_en };
    d.event = event_of(r, refuse ? "refuse" : "approve", "organisation", o.id, STR_NONE);
    d.once = form_once_of(r, &s, S("/review/organisations"));
    enum rc rc = db_tx(r->db, organisation_decision_store, &d);
    if (rc == RC_OK) live_update_organisation(r->app, r->db, o.id);
    return form_done(r, rc, &d.once);
}
