/* claim_pages.c: one claim: what its source says, refusing it, taking a decision back, and a look at what is sealed. */
#include "app/jobs/views.h"

struct reason_form { struct str reason; };
static const struct field reason_fields[] = { TEXT("reason", AT(struct reason_form, reason), .label = T_job_reason,
    .hint = T_job_reason_hint, .min = 2, .max = 300, .need = true) };
const struct form job_refuse_form = FORM("job_refuse", struct reason_form, reason_fields, T_job_do_refuse);
const struct form job_undo_form = FORM("job_undo", struct reason_form, reason_fields, T_job_do_undo);

struct unmask_form { struct str field, purpose; };
static struct choices sealed_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("name"), .message = T_job_name }, { .code = SI("id"), .message = T_parties_id_number },
        { .code = SI("phone"), .message = T_parties_phone } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field unmask_fields[] = {
    CHOICE("field", AT(struct unmask_form, field), .label = T_parties_which_field, .choices = sealed_choices, .need = true),
    TEXT("purpose", AT(struct unmask_form, purpose), .label = T_parties_purpose, .hint = T_parties_purpose_hint, .min = 4, .max = 200,
        .need = true),
};
const struct form job_unmask_form = FORM("job_unmask", struct unmask_form, unmask_fields, T_parties_unmask);

/* ---- one claim ---- */

static enum rc plain_of(struct req *r, const struct job_claim_by_id *c, struct str field, struct str *plain)
{
    bool id = str_eq(field, S("id"));
    *plain = c->name;
    if (str_eq(field, S("name"))) return RC_OK;
    return party_open(r->arena, r->app->keys, "job_claim", c->id, id ? "id_cipher" : "phone_cipher", id ? c->id_cipher : c->phone_cipher,
        plain, &r->err);
}

static enum rc claim_render(struct req *r, const struct job_claim_by_id *c, const struct form_state *s)
{
    struct claim_view v = { .c = *c, .refuse = s, .unmasks = parties_may(r, PERM_UNMASK, c->division) };
    TRY(plain_of(r, c, S("id"), &v.number));
    TRY(plain_of(r, c, S("phone"), &v.phone));
    v.number = v.number.n ? resident_mask(r->arena, v.number) : STR_NONE;
    v.phone = v.phone.n ? resident_mask(r->arena, v.phone) : STR_NONE;
    TRY(job_claim_history(r->db, c->id, &v.history));
    page_crumb(r, S("/jobs"), say(r, T_job_title));
    if (c->spell != DB_NULL) page_crumb(r, job_path(r, "spells", c->spell, ""), say(r, T_job_spell));
    page_begin(r, say_with(r, T_job_claim_of, job_name_masked(r->arena, c->name), c->firm_name));
    claim_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc job_claim_show(struct req *r)
{
    struct job_claim_by_id c;
    struct form_state s;
    TRY(job_claim_seen(r, PERM_REVIEW, r->id[0], &c));
    form_start(r, &s, &job_refuse_form, NULL);
    return claim_render(r, &c, &s);
}

enum rc job_refuse_post(struct req *r)
{
    struct job_claim_by_id c;
    struct form_state s;
    struct reason_form in;
    TRY(job_claim_seen(r, PERM_REVIEW, r->id[0], &c));
    form_read(r, &s, &job_refuse_form, &in);
    if (!form_ok(&s)) return claim_render(r, &c, &s);
    struct job_decide d = { .verb = "refuse",
        .id = id_new(r->now),
        .account = r->who.account,
        .now = r->now,
        .claims = &c.id,
        .nclaims = 1,
        .reason = in.reason };
    d.once = form_once_of(r, &s, job_path(r, "claims", c.id, ""));
    d.event = event_of(r, "refuse", "job", c.id, S(""));
    return form_done(r, db_tx(r->db, job_refuse_tx, &d), &d.once);
}

/* ---- taking a decision back ---- */

static enum rc decision_seen(struct req *r, struct job_decision_by_id *d, int64_t *claim)
{
    struct job_decision_claims_rows rows;
    TRY(job_decision_by_id(r->db, r->id[0], d));
    TRY(job_decision_claims(r->db, d->id, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        if (!parties_may(r, PERM_REVIEW, rows.v[i].division)) continue;
        *claim = rows.v[i].claim;
        return RC_OK;
    }
    return RC_NONE;
}

static enum rc undo_render(struct req *r, const struct job_decision_by_id *d, const struct form_state *s)
{
    page_crumb(r, S("/jobs"), say(r, T_job_title));
    page_begin(r, say(r, T_job_undo_title));
    undo_html(r, d, s);
    page_end(r);
    return RC_OK;
}

enum rc job_undo_page(struct req *r)
{
    struct job_decision_by_id d;
    struct form_state s;
    int64_t claim;
    TRY(decision_seen(r, &d, &claim));
    form_start(r, &s, &job_undo_form, NULL);
    return undo_render(r, &d, &s);
}

enum rc job_undo_post(struct req *r)
{
    struct job_decision_by_id x;
    struct form_state s;
    struct reason_form in;
    int64_t claim;
    TRY(decision_seen(r, &x, &claim));
    form_read(r, &s, &job_undo_form, &in);
    if (!form_ok(&s)) return undo_render(r, &x, &s);
    struct job_decide d = { .verb = "undo", .id = x.id, .account = r->who.account, .now = r->now, .reason = in.reason };
    d.once = form_once_of(r, &s, job_path(r, "spells", claim, ""));
    d.event = event_of(r, "undo", "job", claim, S(""));
    enum rc rc = db_tx(r->db, job_undo_tx, &d);
    if (rc != RC_REFUSED) return form_done(r, rc, &d.once);
    form_error(&s, NULL, d.refused);
    return undo_render(r, &x, &s);
}

/* ---- one look: the log before the value ---- */

static enum rc unmask_render(struct req *r, const struct job_claim_by_id *c, const struct form_state *s)
{
    page_crumb(r, job_path(r, "claims", c->id, ""), say(r, T_job_claim));
    if (!form_ok(s)) r->status = 422;
    page_begin(r, say(r, T_parties_unmask));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_parties_unmask_lead);
    put_z(&r->out, "</p>\n");
    form_render(r, s, job_path(r, "claims", c->id, "/unmask"));
    page_end(r);
    return RC_OK;
}

enum rc job_unmask_page(struct req *r)
{
    struct job_claim_by_id c;
    struct form_state s;
    TRY(job_claim_seen(r, PERM_UNMASK, r->id[0], &c));
    form_start(r, &s, &job_unmask_form, NULL);
    return unmask_render(r, &c, &s);
}

/* Where the person has a row of her own the look is logged there, so that she reads of it. */
enum rc job_unmask_post(struct req *r)
{
    struct job_claim_by_id c;
    struct person_by_index p;
    struct form_state s;
    struct unmask_form in;
    struct str plain = STR_NONE, back;
    TRY(job_claim_seen(r, PERM_UNMASK, r->id[0], &c));
    form_read(r, &s, &job_unmask_form, &in);
    if (form_ok(&s)) TRY(plain_of(r, &c, in.field, &plain));
    if (form_ok(&s) && !plain.n) form_error(&s, "field", T_parties_err_not_on_file);
    if (!form_ok(&s)) return unmask_render(r, &c, &s);
    back = job_path(r, "claims", c.id, "");
    struct job_look l = { .kind = S("job_claim"), .subject = c.id, .field = in.field, .purpose = in.purpose };
    enum rc rc = c.id_index.n ? person_by_index(r->db, c.id_index, &p) : RC_NONE;
    if (rc == RC_OK) { l.kind = S("person"); l.subject = p.id; }
    else if (rc != RC_NONE) return rc;
    l.event = event_of(r, "unmask", "job", c.id, str_printf(r->arena, "{\"field\":\"%.*s\"}", STR_FMT(in.field)));
    l.once = form_once_of(r, &s, back);
    rc = db_tx(r->db, job_unmask_tx, &l);
    if (rc != RC_OK) return form_done(r, rc, &l.once);
    page_crumb(r, back, say(r, T_job_claim));
    page_begin(r, say(r, T_parties_unmask));
    unmasked_job_html(r, str_eq(in.field, S("name")) ? say(r, T_job_name) : party_field_label(r, in.field), plain, back);
    page_end(r);
    return RC_OK;
}
