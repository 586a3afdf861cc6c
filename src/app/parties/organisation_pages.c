/* organisation_pages.c: what everybody sees: the list with its filters, as page, JSON and CSV, and one organisation. */
#include "app/docking/docking.h"
#include "app/parties/views.h"

/* ---- the list ---- */

/* The filter offers the twenty sections; a division's code in the address works as well. */
static struct choices industry_sections(struct req *r)
{
    struct choices all = codes_choices(r, "industries");
    struct choice *v = NEWS(r->arena, struct choice, all.n);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].code.n == 1) v[n++] = all.v[i];
    return (struct choices){ v, n };
}

static enum rc list_read(struct req *r, struct organisations_view *v, int64_t most)
{
    struct organisation_count count;
    *v = (struct organisations_view){ .q = req_text(r, "q"), .kind = req_text(r, "kind"), .district = req_text(r, "district"),
        .zone = req_text(r, "zone"), .industry = req_text(r, "industry") };
    v->pattern = like_pattern(r->arena, v->q);
    TRY(organisation_count(r->db, v->pattern, v->kind, v->district, v->zone, v->industry, &count));
    v->p = paging_of(r, count.n, most);
    return organisation_page(r->db, v->pattern, v->kind, v->district, v->zone, v->industry, v->p.skip, most, &v->rows);
}

enum rc organisations_page(struct req *r)
{
    struct organisations_view v;
    TRY(list_read(r, &v, PAGE_ROWS));
    v.sections = industry_sections(r);
    page_begin(r, say(r, T_parties_organisations));
    organisations_html(r, &v);
    page_end(r);
    return RC_OK;
}

static void put_member(struct out *o, const char *name, struct str s)
{
    put_f(o, "\"%s\":", name);
    put_json(o, str_given(s));
}

enum rc organisations_json(struct req *r)
{
    struct organisations_view v;
    struct out *o = &r->out;
    TRY(list_read(r, &v, PAGE_ROWS));
    put_paging(o, &v.p, "organisations");
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct organisation_page *x = &v.rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",", i ? "," : "", (long long)x->id);       /* 63 bits do not fit a JavaScript number */
        put_member(o, "kind", x->kind); put_c(o, ',');
        put_member(o, "name_zh", x->name_zh); put_c(o, ',');
        put_member(o, "name_en", x->name_en); put_c(o, ',');
        put_member(o, "division", x->division); put_c(o, ',');
        put_member(o, "zone", x->zone); put_c(o, ',');
        put_member(o, "industry", x->industry); put_c(o, '}');
    }
    put_z(o, "]}");
    answer_json(r);
    return RC_OK;
}

enum rc organisations_csv(struct req *r)
{
    static const int heads[] = { T_parties_name_zh, T_parties_name_en, T_parties_kind, T_parties_division, T_parties_zone,
        T_parties_industry, T_parties_size, T_parties_uscc, T_parties_website, T_parties_contact };
    struct organisations_view v;
    struct csv c;
    TRY(list_read(r, &v, CSV_ROWS));
    csv_begin(&c, r);
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct organisation_page *x = &v.rows.v[i];
        csv_text(&c, x->name_zh);
        csv_text(&c, x->name_en);
        csv_text(&c, code_label(r, "org_kinds", x->kind));
        csv_text(&c, code_label(r, "divisions", x->division));
        csv_text(&c, code_label(r, "zones", x->zone));
        csv_text(&c, code_label(r, "industries", x->industry));
        csv_text(&c, code_label(r, "size_classes", x->size_class));
        csv_text(&c, x->uscc);
        csv_text(&c, x->website);
        csv_text(&c, x->contact);
        csv_row(&c);
    }
    answer_csv(r, S("organisations.csv"));
    return RC_OK;
}

/* ---- one ---- */

enum rc organisation_page_show(struct req *r)
{
    struct organisation_by_id o;
    struct organisation_view v = { .o = &o };
    struct membership_one mine;
    TRY(party_organisation_seen(r, r->id[0], &o));
    if (r->who.account) {
        enum rc rc = membership_one(r->db, r->who.account, o.id, &mine);
        if (rc == RC_OK && str_eq(mine.state, S("active"))) v.role = party_role_parse(mine.role);
        v.asked = rc == RC_OK && str_eq(mine.state, S("asked"));
        if (rc != RC_OK && rc != RC_NONE) return rc;
    }
    v.reviews = parties_may(r, PERM_REVIEW, o.division);
    v.edits = v.role >= PARTY_EDITOR || v.reviews;
    v.unmasks = o.bank_cipher.p && parties_may(r, PERM_UNMASK, o.division);
    if (v.role == PARTY_OWNER || v.reviews) {
        struct str plain;
        TRY(party_open(r->arena, r->app->keys, "organisation", o.id, "bank_cipher", o.bank_cipher, &plain, &r->err));
        v.bank = masked(r->arena, "bank", plain);
    }
    page_crumb(r, S("/organisations"), say(r, T_parties_organisations));
    page_begin(r, pick(r, o.name_zh, o.name_en));
    organisation_html(r, &v);
    if (str_eq(o.state, S("active"))) TRY(docking_put_listings_of(r, o.id));
    page_end(r);
    return RC_OK;
}

enum rc organisation_json(struct req *r)
{
    struct organisation_by_id o;
    struct out *out = &r->out;
    TRY(party_organisation_seen(r, r->id[0], &o));
    const struct { const char *name; struct str value; } members[] = {
        { "kind", o.kind }, { "name_zh", o.name_zh }, { "name_en", o.name_en }, { "uscc", o.uscc }, { "division", o.division },
        { "zone", o.zone },
        { "industry", o.industry }, { "size_class", o.size_class }, { "intro_zh", o.intro_zh }, { "intro_en", o.intro_en },
        { "website", o.website }, { "contact", o.contact }, { "state", o.state },
    };
    put_f(out, "{\"id\":\"%lld\",\"version\":%lld", (long long)o.id, (long long)o.version);
    for (size_t i = 0; i < LEN(members); i++) { put_c(out, ','); put_member(out, members[i].name, members[i].value); }
    put_f(out, ",\"synthetic\":%s}", o.synthetic ? "true" : "false");
    answer_json(r);
    return RC_OK;
}
