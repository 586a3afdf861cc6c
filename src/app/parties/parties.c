/* parties.c: the rules about organisations and persons that others ask for, how their sealed fields are kept, and the
** table of routes. The picture stands in parties.h, the list of files in inner.h. */
#include <unicode/ucol.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>
#include "app/parties/inner.h"

/* ---- who belongs where ---- */

enum party_role party_role_parse(struct str role)
{
    return str_eq(role, S("owner")) ? PARTY_OWNER
        : str_eq(role, S("editor")) ? PARTY_EDITOR
        : str_eq(role, S("member")) ? PARTY_MEMBER
                                    : PARTY_NONE;
}

struct str party_role_label(const struct req *r, struct str role)
{
    static const int labels[] = { [PARTY_NONE] = T_parties_role_none, [PARTY_MEMBER] = T_parties_role_member,
        [PARTY_EDITOR] = T_parties_role_editor, [PARTY_OWNER] = T_parties_role_owner };
    return say(r, labels[party_role_parse(role)]);
}

enum rc party_role_of(struct db *db, int64_t account, int64_t organisation, enum party_role *role)
{
    struct membership_one row;
    *role = PARTY_NONE;
    if (!account) return RC_OK;
    enum rc rc = membership_one(db, account, organisation, &row);
    if (rc == RC_OK && str_eq(row.state, S("active"))) *role = party_role_parse(row.role);
    return rc == RC_NONE ? RC_OK : rc;
}

enum rc party_may_edit(struct db *db, int64_t account, int64_t organisation, bool *may_edit)
{
    enum party_role role;
    *may_edit = false;
    TRY(party_role_of(db, account, organisation, &role));
    *may_edit = role >= PARTY_EDITOR;
    return RC_OK;
}

bool organisation_public(struct str state) { return !str_eq(state, S("pending")) && !str_eq(state, S("refused")); }

enum rc party_organisation_seen(struct req *r, int64_t id, struct organisation_by_id *row)
{
    enum party_role role;
    TRY(organisation_by_id(r->db, id, row));
    if (organisation_public(row->state)) return RC_OK;
    if (parties_may(r, PERM_REVIEW, row->division)) return RC_OK;
    TRY(party_role_of(r->db, r->who.account, id, &role));
    return role == PARTY_NONE ? RC_NONE : RC_OK;
}

/* ---- rights by district ---- */

bool parties_may(const struct req *r, enum perm p, struct str division)
{
    if (may(r, p, (struct scope){ .district = division })) return true;
    for (size_t i = 0; i < r->who.grants.n; i++) {
        const struct grant *g = &r->who.grants.v[i];
        if (role_holds(g->role, p) && may(r, p, (struct scope){ .department = g->scope.department, .district = division })) return true;
    }
    return false;
}

struct str parties_districts(const struct req *r, enum perm p)
{
    struct out o;
    if (parties_may(r, p, STR_NONE)) return S("*");
    out_init(&o, r->arena);
    put_c(&o, ',');
    for (size_t i = 0; i < r->who.grants.n; i++) {
        const struct grant *g = &r->who.grants.v[i];
        if (!g->scope.district.n || !role_holds(g->role, p) || !parties_may(r, p, g->scope.district)) continue;
        put_str(&o, g->scope.district);
        put_c(&o, ',');
    }
    return out_str(&o);
}

/* ---- sort keys ---- */

/* Names that sort equal get equal keys; the tie is broken by id in the query. While the collator is open nothing is taken
** from the arena, which may give up at any time. A name too long for the buffer sorts by its beginning. */
struct str party_sort_key(struct arena *a, struct str name_zh)
{
    UErrorCode e = U_ZERO_ERROR;
    uint8_t key[SORT_KEY];
    int32_t units = 0;
    UChar *u = NEWS(a, UChar, name_zh.n + 1);
    u_strFromUTF8WithSub(u, (int32_t)name_zh.n + 1, &units, name_zh.p, (int32_t)name_zh.n, 0xFFFD, NULL, &e);
    UCollator *c = ucol_open("zh@collation=pinyin", &e);
    must(U_SUCCESS(e));
    size_t n = (size_t)ucol_getSortKey(c, u, units, key, (int32_t)sizeof key);
    ucol_close(c);
    return hex(a, key, n > sizeof key ? sizeof key : n - 1);        /* without the NUL at the end */
}

/* For the office to see how a name is read; nothing is taken from the arena while the transliterator is open. */
struct str party_pinyin(struct arena *a, struct str name_zh)
{
    enum { ROOM = 12 };                                             /* a character becomes a syllable and a blank */
    UErrorCode e = U_ZERO_ERROR;
    UChar id[16];
    int32_t units = 0, cap = (int32_t)name_zh.n * ROOM + 1, bytes = 0;
    UChar *u = NEWS(a, UChar, (size_t)cap);
    char *to = arena_alloc(a, (size_t)cap * 3 + 1);
    u_uastrcpy(id, "Han-Latin");
    u_strFromUTF8WithSub(u, cap, &units, name_zh.p, (int32_t)name_zh.n, 0xFFFD, NULL, &e);
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    if (U_FAILURE(e)) return name_zh;                               /* an ICU without its data: the name says as much */
    int32_t limit = units;
    utrans_transUChars(t, u, &units, cap, 0, &limit, &e);
    utrans_close(t);
    u_strToUTF8(to, cap * 3 + 1, &bytes, u, units, &e);
    return U_SUCCESS(e) ? (struct str){ to, (size_t)bytes } : name_zh;
}

/* ---- sealed fields ---- */

static struct str where_of(struct arena *a, const char *table, int64_t row, const char *column)
{
    return str_printf(a, "%s|%lld|%s", table, (long long)row, column);
}

struct str party_seal(struct arena *a, const struct keys *k, const char *table, int64_t row, const char *column, struct str plain)
{
    return secret_seal(a, k, column, where_of(a, table, row, column), plain);
}

enum rc party_open(struct arena *a, const struct keys *k, const char *table, int64_t row, const char *column, struct str sealed,
    struct str *plain, struct err *e)
{
    *plain = STR_NONE;
    return sealed.p ? secret_open(a, k, column, where_of(a, table, row, column), sealed, plain, e) : RC_OK;
}

struct str party_index(struct arena *a, const struct keys *k, const char *what, struct str normal)
{
    return secret_index(a, k, str_printf(a, "person %s", what).p, normal);
}

/* Enough to tell one's own, too little to use. */
struct str masked(struct arena *a, const char *what, struct str plain)
{
    struct out o;
    if (!plain.p || strcmp(what, "id") == 0) return plain.p ? resident_mask(a, plain) : STR_NONE;
    size_t head = strcmp(what, "phone") == 0 && plain.n >= 11 ? plain.n - 8 : 0, tail = plain.n >= 8 ? 4 : 0;
    out_init(&o, a);
    put_str(&o, str_sub(plain, 0, head));
    for (size_t i = head; i < plain.n - tail; i++) put_c(&o, '*');
    put_str(&o, str_sub(plain, plain.n - tail, tail));
    return out_str(&o);
}

/* 8 to 30 digits, as banks write them: in groups or not. */
struct str account_digits(struct arena *a, struct str bank)
{
    struct out o;
    out_init(&o, a);
    bank = id_normal(a, bank);
    for (size_t i = 0; i < bank.n; i++) {
        if (bank.p[i] >= '0' && bank.p[i] <= '9') put_c(&o, bank.p[i]);
        else if (bank.p[i] != ' ' && bank.p[i] != '-') return STR_NONE;
    }
    return o.n >= 8 && o.n <= 30 ? out_str(&o) : STR_NONE;
}

/* ---- pieces ---- */

struct str organisation_path(struct arena *a, int64_t id, const char *rest)
{
    return str_printf(a, "/organisations/%lld%s", (long long)id, rest);
}

int64_t version_of(struct str version)
{
    int64_t v;
    return str_int(version, &v) && v > 0 ? v : 0;
}

struct str org_state_label(const struct req *r, struct str state)
{
    return say(r,
        str_eq(state, S("pending"))         ? T_parties_state_pending
            : str_eq(state, S("active"))    ? T_parties_state_active
            : str_eq(state, S("refused"))   ? T_parties_state_refused
            : str_eq(state, S("suspended")) ? T_parties_state_suspended
                                            : T_parties_state_closed);
}

struct str like_pattern(struct arena *a, struct str q)
{
    struct out o;
    q = str_trim(q);
    if (!q.n) return S("");
    out_init(&o, a);
    put_c(&o, '%');
    for (size_t i = 0; i < q.n; i++) {
        char c = q.p[i];
        if (c == '%' || c == '_' || c == '!') put_c(&o, '!');
        put_c(&o, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    put_c(&o, '%');
    return out_str(&o);
}

void put_filter(struct req *r, const char *name, int label, struct choices choices, struct str chosen)
{
    struct out *o = &r->out;
    put_f(o, "<p><label for=\"q-%s\">", name);
    put_msg(r, label);
    put_f(o, "</label><select id=\"q-%s\" name=\"%s\"><option value=\"\">", name, name);
    put_msg(r, T_parties_all);
    put_z(o, "</option>");
    for (size_t i = 0; i < choices.n; i++) {
        const struct choice *c = &choices.v[i];
        put_z(o, "<option value=\"");
        put_text(o, c->code);
        put_z(o, str_eq(c->code, chosen) ? "\" selected>" : "\">");
        put_text(o, c->zh.p || c->en.p ? pick(r, c->zh, c->en) : say(r, c->message));
        put_z(o, "</option>");
    }
    put_z(o, "</select></p>\n");
}

void put_filter_text(struct req *r, const char *name, int label, struct str value)
{
    struct out *o = &r->out;
    put_f(o, "<p><label for=\"q-%s\">", name);
    put_msg(r, label);
    put_f(o, "</label><input type=\"text\" id=\"q-%s\" name=\"%s\" maxlength=\"100\" value=\"", name, name);
    put_text(o, value);
    put_z(o, "\"></p>\n");
}

/* ---- routes ---- */

static const struct route routes[] = {
    GET ("/organisations",             PERM_PUBLIC, organisations_page, .title = T_parties_organisations, .menu = 30,
        .json = organisations_json, .cache = true,
        .answers = "{total:int page:int pages:int organisations:[{id:id kind:text name_zh:text name_en:text division:text zone:text industry:text}]}"),
    GET ("/organisations.csv",         PERM_PUBLIC, organisations_csv),
    GET ("/organisations/new",         PERM_LOGIN,  organisation_new_page, .title = T_parties_register, .mine = 50),
    POST("/organisations/new",         PERM_LOGIN,  organisation_new_post, .form = &organisation_register_form),
    GET ("/organisations/{id}",        PERM_PUBLIC, organisation_page_show, .title = T_parties_organisation, .json = organisation_json,
        .cache = true,
        .answers = "{id:id version:int kind:text name_zh:text name_en:text uscc:text division:text zone:text industry:text size_class:text intro_zh:text intro_en:text website:text contact:text state:text synthetic:bool}"),
    GET ("/organisations/{id}/edit",   PERM_LOGIN,  organisation_edit_page),
    POST("/organisations/{id}/edit",   PERM_LOGIN,  organisation_edit_post, .form = &organisation_office_form),
    GET ("/organisations/{id}/bank",   PERM_LOGIN,  organisation_bank_page),
    POST("/organisations/{id}/bank",   PERM_LOGIN,  organisation_bank_post, .form = &organisation_bank_form),
    GET ("/organisations/{id}/state",  PERM_REVIEW, organisation_state_page, .step_up = true),
    POST("/organisations/{id}/state",  PERM_REVIEW, organisation_state_post, .step_up = true, .form = &organisation_state_form),
    GET ("/organisations/{id}/unmask", PERM_UNMASK, organisation_unmask_page, .step_up = true),
    POST("/organisations/{id}/unmask", PERM_UNMASK, organisation_unmask_post, .step_up = true, .form = &unmask_bank_form),
    POST("/organisations/{id}/join",   PERM_LOGIN,  member_join_post, .title = T_parties_join),
    POST("/organisations/{id}/leave",  PERM_LOGIN,  member_leave_post, .title = T_parties_leave),
    GET ("/organisations/{id}/members", PERM_LOGIN, members_page),
    POST("/organisations/{id}/members/{id}", PERM_LOGIN, member_post, .form = &member_form),

    GET ("/office/organisations",      PERM_REVIEW, office_organisations_page, .title = T_parties_office_organisations),
    GET ("/review/organisations",      PERM_REVIEW, review_page, .title = T_parties_review),
    GET ("/review/organisations/{id}", PERM_REVIEW, review_one_page),
    POST("/review/organisations/{id}", PERM_REVIEW, review_post, .form = &decide_form),

    GET ("/me",                        PERM_LOGIN,  me_page, .title = T_parties_me, .json = me_json, .mine = 40,
        .answers = "{version:int name:text|null kind:text|null division:text|null education:text|null skills:text|null intro_zh:text|null intro_en:text|null id_number_masked:text|null phone_masked:text|null bank_masked:text|null}"),
    POST("/me",                        PERM_LOGIN,  me_post, .form = &profile_form),
    GET ("/me/data",                   PERM_LOGIN,  me_data_page, .title = T_parties_my_data),
    GET ("/me/data.json",              PERM_LOGIN,  me_data_download, .step_up = true),
    GET ("/account/close",             PERM_LOGIN,  account_close_own_page, .title = T_parties_leaving_title, .step_up = true, .mine = 95),
    POST("/account/close",             PERM_LOGIN,  account_close_own_post, .step_up = true, .form = &account_close_form),
    GET ("/people",                    PERM_REVIEW, people_page, .title = T_parties_people),
    GET ("/people/{id}",               PERM_REVIEW, person_page_show),
    GET ("/people/{id}/unmask",        PERM_UNMASK, person_unmask_page, .step_up = true),
    POST("/people/{id}/unmask",        PERM_UNMASK, person_unmask_post, .step_up = true, .form = &unmask_form),
};
const struct slice parties_slice = { .name = "parties", .routes = routes, .nroutes = LEN(routes), .tick = parties_tick };
