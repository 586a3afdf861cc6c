/* people_pages.c: persons and sealed fields for officers. A field is shown in full once, to who has the right in that
** district, after giving a purpose; the look is in the log before the value is on the screen. */
#include "app/parties/views.h"

static struct choices sealed_fields(struct req *r)
{
    static const struct choice v[] = { { SI("id"), { 0 }, { 0 }, T_parties_id_number }, { SI("phone"), { 0 }, { 0 }, T_parties_phone },
        { SI("bank"), { 0 }, { 0 }, T_parties_bank } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

static struct choices sealed_bank(struct req *r)
{
    struct choices all = sealed_fields(r);
    return (struct choices){ all.v + 2, 1 };
}

#define PURPOSE TEXT("purpose", AT(struct unmask_form, purpose), .label = T_parties_purpose, .hint = T_parties_purpose_hint, .min = 4, .max = 200, .need = true)
static const struct field unmask_fields[] = {
    CHOICE("field", AT(struct unmask_form, field), .label = T_parties_which_field, .choices = sealed_fields, .need = true), PURPOSE,
};
static const struct field unmask_bank_fields[] = {
    CHOICE("field", AT(struct unmask_form, field), .label = T_parties_which_field, .choices = sealed_bank, .need = true), PURPOSE,
};
const struct form unmask_form = FORM("unmask", struct unmask_form, unmask_fields, T_parties_unmask);
const struct form unmask_bank_form = FORM("unmask_bank", struct unmask_form, unmask_bank_fields, T_parties_unmask);

/* ---- persons ---- */

enum rc people_page(struct req *r)
{
    struct people_view v = { .q = str_trim(req_arg(r, "q")) };
    struct person_count n;
    struct str districts = parties_districts(r, PERM_REVIEW), pattern = like_pattern(r->arena, v.q);
    TRY(person_count(r->db, districts, pattern, &n));
    v.p = paging_of(r, n.n, PAGE_ROWS);
    TRY(person_page(r->db, districts, pattern, v.p.skip, PAGE_ROWS, &v.rows));
    page_crumb(r, S("/office"), say(r, T_parties_office));
    page_begin(r, say(r, T_parties_people));
    people_html(r, &v);
    page_end(r);
    return RC_OK;
}

static enum rc person_read(struct req *r, enum perm p, struct person_by_id *row)
{
    TRY(person_by_id(r->db, r->id[0], row));
    return parties_may(r, p, row->division) ? RC_OK : RC_NONE;
}

static enum rc plain_of(struct req *r, const struct person_by_id *p, struct str what, struct str *plain)
{
    const char *column = str_eq(what, S("id")) ? "id_cipher" : str_eq(what, S("phone")) ? "phone_cipher" : "bank_cipher";
    struct str cipher = str_eq(what, S("id")) ? p->id_cipher : str_eq(what, S("phone")) ? p->phone_cipher : p->bank_cipher;
    return party_open(r->arena, r->app->keys, "person", p->id, column, cipher, plain, &r->err);
}

enum rc person_page_show(struct req *r)
{
    struct person_by_id p;
    struct person_view v = { .p = &p };
    struct str plain;
    TRY(person_read(r, PERM_REVIEW, &p));
    TRY(plain_of(r, &p, S("id"), &plain));
    v.number = masked(r->arena, "id", plain);
    TRY(plain_of(r, &p, S("phone"), &plain));
    v.phone = masked(r->arena, "phone", plain);
    TRY(plain_of(r, &p, S("bank"), &plain));
    v.bank = masked(r->arena, "bank", plain);
    if (p.account != DB_NULL) TRY(membership_of(r->db, p.account, &v.orgs));
    TRY(unmasking_of(r->db, S("person"), p.id, &v.looks));
    v.unmasks = parties_may(r, PERM_UNMASK, p.division);
    page_crumb(r, S("/people"), say(r, T_parties_people));
    page_begin(r, p.name);
    person_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* ---- one look ---- */

static enum rc unmask_show(struct req *r, const struct form_state *s, struct str title, struct str back)
{
    page_crumb(r, back, title);
    if (!form_ok(s)) r->status = 422;
    page_begin(r, say(r, T_parties_unmask));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_parties_unmask_lead);
    put_z(&r->out, "</p>\n");
    form_render(r, s, str_join(r->arena, back, S("/unmask")));
    page_end(r);
    return RC_OK;
}

struct str party_field_label(struct req *r, struct str field)
{
    struct choices c = sealed_fields(r);
    for (size_t i = 0; i < c.n; i++)
        if (str_eq(c.v[i].code, field)) return say(r, c.v[i].message);
    return field;
}

/* Logs first, shows afterwards; a second press leads back to the record, not to the value. */
static enum rc unmask(struct req *r, struct form_state *s, const struct unmask_form *f, const char *kind, int64_t subject, struct str plain,
    struct str title, struct str back)
{
    if (!plain.n && f->field.n) form_error(s, "field", T_parties_err_not_on_file);
    if (!form_ok(s)) return unmask_show(r, s, title, back);
    struct unmask_change c = { .kind = str_from(kind), .subject = subject, .field = f->field, .purpose = f->purpose };
    c.event = event_of(r, "unmask", kind, subject, str_printf(r->arena, "{\"field\":\"%.*s\"}", STR_FMT(f->field)));
    c.once = form_once_of(r, s, back);
    enum rc rc = db_tx(r->db, unmask_store, &c);
    if (rc != RC_OK) return form_done(r, rc, &c.once);
    page_crumb(r, back, title);
    page_begin(r, say(r, T_parties_unmask));
    unmasked_html(r, party_field_label(r, f->field), plain, back);
    page_end(r);
    return RC_OK;
}

static struct str person_path(struct req *r, int64_t id) { return str_printf(r->arena, "/people/%lld", (long long)id); }

enum rc person_unmask_page(struct req *r)
{
    struct person_by_id p;
    struct form_state s;
    TRY(person_read(r, PERM_UNMASK, &p));
    form_start(r, &s, &unmask_form, NULL);
    return unmask_show(r, &s, p.name, person_path(r, p.id));
}

enum rc person_unmask_post(struct req *r)
{
    struct person_by_id p;
    struct form_state s;
    struct unmask_form f;
    struct str plain = STR_NONE;
    TRY(person_read(r, PERM_UNMASK, &p));
    form_read(r, &s, &unmask_form, &f);
    if (form_ok(&s)) TRY(plain_of(r, &p, f.field, &plain));
    return unmask(r, &s, &f, "person", p.id, plain, p.name, person_path(r, p.id));
}

/* ---- an organisation's bank account ---- */

static enum rc organisation_read(struct req *r, struct organisation_by_id *o)
{
    TRY(organisation_by_id(r->db, r->id[0], o));
    return parties_may(r, PERM_UNMASK, o->division) ? RC_OK : RC_NONE;
}

enum rc organisation_unmask_page(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    struct unmask_form f = { .field = S("bank") };
    TRY(organisation_read(r, &o));
    form_start(r, &s, &unmask_bank_form, &f);
    return unmask_show(r, &s, pick(r, o.name_zh, o.name_en), organisation_path(r->arena, o.id, ""));
}

enum rc organisation_unmask_post(struct req *r)
{
    struct organisation_by_id o;
    struct form_state s;
    struct unmask_form f;
    struct str plain = STR_NONE;
    TRY(organisation_read(r, &o));
    form_read(r, &s, &unmask_bank_form, &f);
    if (form_ok(&s)) TRY(party_open(r->arena, r->app->keys, "organisation", o.id, "bank_cipher", o.bank_cipher, &plain, &r->err));
    return unmask(r, &s, &f, "organisation", o.id, plain, pick(r, o.name_zh, o.name_en), organisation_path(r->arena, o.id, ""));
}
