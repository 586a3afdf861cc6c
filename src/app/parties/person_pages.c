/* person_pages.c: my profile, and what we hold about me.
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
    TEXT("id_number", AT(struct profile_form, id_number), .label = T_parties_id_number, .hint = T_parties_keep_hint, .max = 18, .pattern = "id"),
    PHONE("phone", AT(struct profile_form, phone), .label = T_parties_phone, .hint = T_parties_keep_hint, .max = 30, .autocomplete = "tel"),
    TEXT("bank", AT(struct profile_form, bank), .label = T_parties_bank, .hint = T_parties_keep_hint, .max = 40),
    MULTI("forget", AT(struct profile_form, forget), .label = T_parties_forget, .hint = T_parties_forget_hint, .choices = forget_choices),
    HIDDEN("version", AT(struct profile_form, version), .label = T_parties_version, .max = 20),
};
const struct form profile_form = FORM("profile", struct profile_form, profile_fields, T_parties_save);

/* The row, or an empty one for an account that has none yet. */
static enum rc me_read(struct req *r, struct person_by_account *p)
{
    enum rc rc = person_by_account(r->db, r->who.account, p);
    if (rc == RC_NONE) { *p = (struct person_by_account){ .name = r->who.name }; return RC_OK; }
    return rc;
}

static enum rc opened(struct req *r, int64_t person, const char *column, struct str cipher, struct str *plain)
{
    return party_open(r->arena, r->app->keys, "person", person, column, cipher, plain, &r->err);
}

static enum rc me_show(struct req *r, const struct person_by_account *p, const struct form_state *s)
{
    struct me_view v = { .s = s };
    struct str number, phone, bank;
    TRY(opened(r, p->id, "id_cipher", p->id_cipher, &number));
    TRY(opened(r, p->id, "phone_cipher", p->phone_cipher, &phone));
    TRY(opened(r, p->id, "bank_cipher", p->bank_cipher, &bank));
    TRY(membership_of(r->db, r->who.account, &v.orgs));
    v.number = masked(r->arena, "id", number);
    v.phone = masked(r->arena, "phone", phone);
    v.bank = masked(r->arena, "bank", bank);
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
    struct str number, phone, bank;
    TRY(me_read(r, &p));
    TRY(opened(r, p.id, "id_cipher", p.id_cipher, &number));
    TRY(opened(r, p.id, "phone_cipher", p.phone_cipher, &phone));
    TRY(opened(r, p.id, "bank_cipher", p.bank_cipher, &bank));
    const struct { const char *name; struct str value; } values[] = {
        { "name", p.name }, { "kind", p.kind }, { "division", p.division }, { "education", p.education }, { "skills", p.skills },
        { "intro_zh", p.intro_zh }, { "intro_en", p.intro_en }, { "id_number_masked", masked(r->arena, "id", number) },
        { "phone_masked", masked(r->arena, "phone", phone) }, { "bank_masked", masked(r->arena, "bank", bank) },
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

/* Digits only, without the country's prefix: what equal numbers are found by. */
static struct str phone_normal(struct arena *a, struct str phone)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < phone.n; i++)
        if (phone.p[i] >= '0' && phone.p[i] <= '9') put_c(&o, phone.p[i]);
    struct str s = out_str(&o);
    return str_starts(s, S("86")) && s.n == 13 ? str_sub(s, 2, 11) : s;
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
    return str_printf(a, "{\"id\":%s,\"phone\":%s,\"bank\":%s}", c->number.change ? "true" : "false", c->phone.change ? "true" : "false", c->bank.change ? "true" : "false");
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
    struct profile_change c = { .f = &f, .id = p.id ? p.id : id_new(r->now), .version = version_of(f.version), .account = r->who.account, .now = r->now, .skills = skills };
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

/* A small JSON writer: names and values of one object, in order. */
struct json { struct out *o; bool first; };
static void json_name(struct json *j, const char *name) { put_f(j->o, "%s\"%s\":", j->first ? "" : ",", name); j->first = false; }
static void json_text(struct json *j, const char *name, struct str s) { json_name(j, name); put_json(j->o, s.p ? s : S("")); }
static void json_id(struct json *j, const char *name, int64_t v) { json_name(j, name); put_f(j->o, "\"%lld\"", (long long)v); }
static void json_instant(struct json *j, struct arena *a, const char *name, int64_t ms) { json_text(j, name, instant_str(a, ms)); }
static void json_open(struct json *j, const char *list) { json_name(j, list); put_c(j->o, '['); j->first = true; }
static void json_close(struct json *j) { put_c(j->o, ']'); j->first = false; }
static void json_object(struct json *j) { put_z(j->o, j->first ? "{" : ",{"); j->first = true; }
static void json_end(struct json *j) { put_c(j->o, '}'); j->first = false; }

static enum rc own_profile(struct req *r, struct json *j)
{
    struct person_by_account p;
    struct own_account a;
    struct str number, phone, bank;
    TRY(own_account(r->db, r->who.account, &a));
    TRY(me_read(r, &p));
    TRY(opened(r, p.id, "id_cipher", p.id_cipher, &number));
    TRY(opened(r, p.id, "phone_cipher", p.phone_cipher, &phone));
    TRY(opened(r, p.id, "bank_cipher", p.bank_cipher, &bank));
    const struct { const char *name; struct str value; } values[] = {
        { "login", a.login }, { "name", a.name }, { "email", a.email }, { "language", a.lang }, { "kind", p.kind }, { "division", p.division },
        { "education", p.education }, { "skills", p.skills }, { "intro_zh", p.intro_zh }, { "intro_en", p.intro_en },
        { "id_number", number }, { "phone", phone }, { "bank_account", bank },
    };
    for (size_t i = 0; i < LEN(values); i++) json_text(j, values[i].name, values[i].value);
    json_instant(j, r->arena, "account_since", a.created_ms);
    if (!p.id) return RC_OK;
    struct unmasking_of_rows looks;
    TRY(unmasking_of(r->db, S("person"), p.id, &looks));
    json_open(j, "looked_at_in_full");
    for (size_t i = 0; i < looks.n; i++) {
        json_object(j);
        json_instant(j, r->arena, "at", looks.v[i].at_ms);
        json_text(j, "field", looks.v[i].field);
        json_text(j, "purpose", looks.v[i].purpose);
        json_end(j);
    }
    json_close(j);
    return RC_OK;
}

static enum rc own_places(struct req *r, struct json *j)
{
    struct membership_of_rows orgs;
    struct own_roles_rows roles;
    struct own_sessions_rows sessions;
    TRY(membership_of(r->db, r->who.account, &orgs));
    TRY(own_roles(r->db, r->who.account, &roles));
    TRY(own_sessions(r->db, r->who.account, &sessions));
    json_open(j, "organisations");
    for (size_t i = 0; i < orgs.n; i++) {
        json_object(j);
        json_id(j, "organisation", orgs.v[i].organisation);
        json_text(j, "name", orgs.v[i].name_zh);
        json_text(j, "role", orgs.v[i].role);
        json_text(j, "state", orgs.v[i].state);
        json_instant(j, r->arena, "since", orgs.v[i].since_ms);
        json_end(j);
    }
    json_close(j);
    json_open(j, "roles");
    for (size_t i = 0; i < roles.n; i++) {
        json_object(j);
        json_text(j, "role", roles.v[i].role);
        json_text(j, "department", roles.v[i].department);
        json_text(j, "district", roles.v[i].district);
        json_instant(j, r->arena, "since", roles.v[i].since_ms);
        json_end(j);
    }
    json_close(j);
    json_open(j, "sessions");
    for (size_t i = 0; i < sessions.n; i++) {
        json_object(j);
        json_instant(j, r->arena, "since", sessions.v[i].created_ms);
        json_instant(j, r->arena, "last_used", sessions.v[i].seen_ms);
        json_text(j, "browser", sessions.v[i].agent);
        json_text(j, "address", sessions.v[i].ip);
        json_end(j);
    }
    json_close(j);
    return RC_OK;
}

static enum rc own_words(struct req *r, struct json *j)
{
    struct own_listings_rows listings;
    struct own_messages_rows messages;
    struct own_searches_rows searches;
    TRY(own_listings(r->db, r->who.account, &listings));
    TRY(own_messages(r->db, r->who.account, &messages));
    TRY(own_searches(r->db, r->who.account, &searches));
    json_open(j, "listings");
    for (size_t i = 0; i < listings.n; i++) {
        const struct own_listings *x = &listings.v[i];
        const struct { const char *name; struct str value; } values[] = { { "side", x->side }, { "kind", x->kind }, { "title_zh", x->title_zh },
            { "title_en", x->title_en }, { "text_zh", x->body_zh }, { "text_en", x->body_en }, { "state", x->state } };
        json_object(j);
        json_id(j, "id", x->id);
        for (size_t k = 0; k < LEN(values); k++) json_text(j, values[k].name, values[k].value);
        json_instant(j, r->arena, "at", x->created_ms);
        json_end(j);
    }
    json_close(j);
    json_open(j, "case_messages");
    for (size_t i = 0; i < messages.n; i++) {
        json_object(j);
        json_id(j, "case", messages.v[i].docking_case);
        json_text(j, "verb", messages.v[i].verb);
        json_text(j, "text", messages.v[i].body);
        json_instant(j, r->arena, "at", messages.v[i].at_ms);
        json_end(j);
    }
    json_close(j);
    json_open(j, "saved_searches");
    for (size_t i = 0; i < searches.n; i++) {
        json_object(j);
        json_text(j, "name", searches.v[i].name);
        json_text(j, "query", searches.v[i].query);
        json_end(j);
    }
    json_close(j);
    return RC_OK;
}

static enum rc own_trail(struct req *r, struct json *j)
{
    struct own_notices_rows notices;
    struct own_events_rows events;
    TRY(own_notices(r->db, r->who.account, &notices));
    TRY(own_events(r->db, r->who.account, &events));
    json_open(j, "notices");
    for (size_t i = 0; i < notices.n; i++) {
        json_object(j);
        json_text(j, "message", notices.v[i].message);
        json_text(j, "path", notices.v[i].path);
        json_instant(j, r->arena, "at", notices.v[i].at_ms);
        json_end(j);
    }
    json_close(j);
    json_open(j, "what_you_did");
    for (size_t i = 0; i < events.n; i++) {
        json_object(j);
        json_text(j, "verb", events.v[i].verb);
        json_text(j, "kind", events.v[i].kind);
        json_id(j, "subject", events.v[i].subject);
        json_instant(j, r->arena, "at", events.v[i].at_ms);
        json_end(j);
    }
    json_close(j);
    return RC_OK;
}

/* Everything the tables hold under this account, its sealed fields in full: they are its own. */
enum rc me_data_download(struct req *r)
{
    struct json j = { &r->out, true };
    put_c(j.o, '{');
    TRY(own_profile(r, &j));
    TRY(own_places(r, &j));
    TRY(own_words(r, &j));
    TRY(own_trail(r, &j));
    put_z(j.o, "}\n");
    answer_file(r, S("my-data.json"), S("application/json"));
    return RC_OK;
}
