/* person_pages.c: my profile, and who looked at what we hold about me (own_data.c gives all of it).
**
** The three sealed fields are never put into the form: the page shows what is on file masked, an empty box keeps it, a
** filled one replaces it, a tick forgets it. */
#include "app/parties/views.h"

CODES(person_kinds)
CODES(divisions)
CODES(education)

static struct choices forget_choices(struct req *r)
{
    static const struct choice v[] = { { SI("id"), { 0 }, { 0 }, T_parties_id_number }, { SI("phone"), { 0 }, { 0 }, T_parties_phone },
        { SI("bank"), { 0 }, { 0 }, T_parties_bank } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

static const struct field profile_fields[] = {
    TEXT("name", AT(struct profile_form, name), .label = T_full_name, .min = 1, .max = 60, .need = true, .autocomplete = "name"),
    CHOICE("kind", AT(struct profile_form, kind), .label = T_parties_person_kind, .choices = person_kinds_choices, .need = true),
    CHOICE("division", AT(struct profile_form, division), .label = T_parties_person_division, .choices = divisions_choices),
    CHOICE("education", AT(struct profile_form, education), .label = T_parties_education, .choices = education_choices),
    TEXT("skills", AT(struct profile_form, skills), .label = T_parties_skills, .hint = T_parties_skills_hint, .max = 200),
    LONGTEXT("intro_zh", AT(struct profile_form, intro_zh), .label = T_parties_intro_zh, .max = INTRO_MAX),
    LONGTEXT("intro_en", AT(struct profile_form, intro_en), .label = T_parties_intro_en, .max = INTRO_MAX),
    TEXT("id_number", AT(struct profile_form, id_number), .label = T_parties_id_number, .hint = T_parties_keep_hint, .max = 18,
        .pattern = "id"),
    PHONE("phone", AT(struct profile_form, phone), .label = T_parties_phone, .hint = T_parties_keep_hint, .max = 30, .autocomplete = "tel"),
    TEXT("bank", AT(struct profile_form, bank), .label = T_parties_bank, .hint = T_parties_keep_hint, .max = 40),
    MULTI("forget", AT(struct profile_form, forget), .label = T_parties_forget, .hint = T_parties_forget_hint, .choices = forget_choices),
    HIDDEN("version", AT(struct profile_form, version), .label = T_parties_version, .max = 20),
};
const struct form profile_form = FORM("profile", struct profile_form, profile_fields, T_parties_save);

/* The row, or an empty one for an account that has none yet. */
enum rc me_read(struct req *r, struct person_by_account *p)
{
    enum rc rc = person_by_account(r->db, r->who.account, p);
    if (rc == RC_NONE) { *p = (struct person_by_account){ .name = r->who.name }; return RC_OK; }
    return rc;
}

static enum rc opened(struct req *r, int64_t person, const char *column, struct str cipher, struct str *plain)
{
    return party_open(r->arena, r->app->keys, "person", person, column, cipher, plain, &r->err);
}

enum rc me_sealed(struct req *r, const struct person_by_account *p, struct own_sealed *x)
{
    TRY(opened(r, p->id, "id_cipher", p->id_cipher, &x->number));
    TRY(opened(r, p->id, "phone_cipher", p->phone_cipher, &x->phone));
    return opened(r, p->id, "bank_cipher", p->bank_cipher, &x->bank);
}

/* As pages show them. */
static enum rc sealed_masked(struct req *r, const struct person_by_account *p, struct own_sealed *x)
{
    TRY(me_sealed(r, p, x));
    *x = (struct own_sealed){ masked(r->arena, "id", x->number), masked(r->arena, "phone", x->phone), masked(r->arena, "bank", x->bank) };
    return RC_OK;
}

static enum rc me_show(struct req *r, const struct person_by_account *p, const struct form_state *s)
{
    struct me_view v = { .s = s };
    struct own_sealed x;
    TRY(sealed_masked(r, p, &x));
    TRY(membership_of(r->db, r->who.account, &v.orgs));
    v.number = x.number;
    v.phone = x.phone;
    v.bank = x.bank;
    if (!form_ok(s)) r->status = 422;
    page_begin(r, say(r, T_parties_me));
    me_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc me_page(struct req *r)
{
    struct person_by_account p;
    struct form_state s;
    TRY(me_read(r, &p));
    struct profile_form f = { .name = p.name, .kind = p.kind, .division = p.division, .education = p.education, .skills = p.skills,
        .intro_zh = p.intro_zh, .intro_en = p.intro_en, .version = str_printf(r->arena, "%lld", (long long)p.version) };
    form_start(r, &s, &profile_form, &f);
    return me_show(r, &p, &s);
}

/* The form's fields by their names; the sealed ones masked, as on the page. */
enum rc me_json(struct req *r)
{
    struct person_by_account p;
    struct own_sealed x;
    TRY(me_read(r, &p));
    TRY(sealed_masked(r, &p, &x));
    const struct { const char *name; struct str value; } values[] = {
        { "name", p.name }, { "kind", p.kind }, { "division", p.division }, { "education", p.education }, { "skills", p.skills },
        { "intro_zh", p.intro_zh }, { "intro_en", p.intro_en }, { "id_number_masked", x.number },
        { "phone_masked", x.phone }, { "bank_masked", x.bank },
    };
    put_f(&r->out, "{\"version\":%lld", (long long)p.version);
    for (size_t i = 0; i < LEN(values); i++) {
        put_f(&r->out, ",\"%s\":", values[i].name);
        if (values[i].value.n) put_json(&r->out, values[i].value);
        else put_z(&r->out, "null");
    }
    put_z(&r->out, "}\n");
    return RC_OK;
}

/* "a，b、 c;a" -> "a,b,c": however people set words apart, stored one way. */
static struct str skills_tidy(struct arena *a, struct str typed)
{
    struct out o, all;
    struct strs seen = { 0 };
    struct str rest, one;
    out_init(&all, a);
    for (size_t at = 0; at < typed.n;) {
        char b[4];
        uint32_t c = utf8_next(typed, &at);
        if (c == 0xFF0C || c == 0x3001 || c == ';' || c == 0xFF1B) c = ',';
        put(&all, b, utf8_put(b, c));
    }
    rest = out_str(&all);
    out_init(&o, a);
    while (str_cut(&rest, ',', &one)) {
        bool twice = false;
        one = str_trim(one);
        for (size_t i = 0; i < seen.n; i++) twice = twice || str_eq(seen.v[i], one);
        if (!one.n || twice) continue;
        *PUSH(a, &seen) = one;
        if (o.n) put_c(&o, ',');
        put_str(&o, one);
    }
    return out_str(&o);
}

static bool forgets(const struct profile_form *f, struct str what)
{
    for (size_t i = 0; i < f->forget.n; i++)
        if (str_eq(f->forget.v[i], what)) return true;
    return false;
}

/* A filled box replaces, a tick forgets, neither keeps. what: the blind index's name; NULL: none is kept. */
static struct sealed sealed_of(struct req *r, int64_t person, const char *column, struct str plain, const char *what, bool forget)
{
    struct sealed x = { .change = plain.n || forget, .cipher = STR_NONE, .index = STR_NONE };
    if (!plain.n) return x;
    x.cipher = party_seal(r->arena, r->app->keys, "person", person, column, plain);
    if (what) x.index = party_index(r->arena, r->app->keys, what, plain);
    return x;
}

static struct str changed_json(struct arena *a, const struct profile_change *c)
{
    return str_printf(a, "{\"id\":%s,\"phone\":%s,\"bank\":%s}", c->number.change ? "true" : "false", c->phone.change ? "true" : "false",
        c->bank.change ? "true" : "false");
}

enum rc me_post(struct req *r)
{
    struct person_by_account p;
    struct form_state s;
    struct profile_form f;
    TRY(me_read(r, &p));
    form_read(r, &s, &profile_form, &f);
    struct str bank = account_digits(r->arena, f.bank), skills = skills_tidy(r->arena, f.skills);
    if (f.bank.n && !bank.n) form_error(&s, "bank", T_parties_err_bank);
    if (!form_ok(&s)) return me_show(r, &p, &s);
    struct profile_change c = { .f = &f,
        .id = p.id ? p.id : id_new(r->now),
        .version = version_of(f.version),
        .account = r->who.account,
        .now = r->now,
        .skills = skills };
    if (!c.version != !p.version) return RC_STALE;
    c.number = sealed_of(r, c.id, "id_cipher", f.id_number, "id", forgets(&f, S("id")));
    c.phone = sealed_of(r, c.id, "phone_cipher", phone_normal(r->arena, f.phone), "phone", forgets(&f, S("phone")));
    c.bank = sealed_of(r, c.id, "bank_cipher", bank, NULL, forgets(&f, S("bank")));
    c.event = event_of(r, "edit", "person", c.id, changed_json(r->arena, &c));
    c.once = form_once_of(r, &s, S("/me"));
    enum rc rc = db_tx(r->db, profile_store, &c);
    if (rc == RC_OK) return redirect_flash(r, S("/me"), T_parties_saved);
    if (!c.number_taken && !(rc == RC_DUPLICATE && !c.once.again)) return form_done(r, rc, &c.once);
    form_error(&s, "id_number", T_parties_err_id_taken);
    return me_show(r, &p, &s);
}

/* ---- what we hold about me ---- */

enum rc me_data_page(struct req *r)
{
    struct person_by_account p;
    struct unmasking_of_rows looks = { 0 };
    TRY(me_read(r, &p));
    if (p.id) TRY(unmasking_of(r->db, S("person"), p.id, &looks));
    page_crumb(r, S("/me"), say(r, T_parties_me));
    page_begin(r, say(r, T_parties_my_data));
    me_data_html(r, &looks);
    page_end(r);
    return RC_OK;
}
