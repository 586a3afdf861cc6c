/* own_data.c: everything the tables hold under an account, for its owner to take away; her sealed fields in full.
**
** A list is a named statement of parties.sql that takes the account, and her name as claims of employment are compared by; its columns
** are the members. "at_ms" is written as "at",
** an instant in words; other whole numbers are ids, and as 63 bits do not fit a JavaScript number, texts. To give somebody more
** of her data, write a statement and a line below. */
#include "app/parties/views.h"
#include "engine/link/link.h"

extern const struct db_stmt stmt_own_looks, stmt_own_organisations, stmt_own_roles, stmt_own_sessions, stmt_own_tokens, stmt_own_listings,
    stmt_own_messages, stmt_own_searches, stmt_own_calendars, stmt_own_rounds, stmt_own_objections, stmt_own_jobs, stmt_own_job_objections,
    stmt_own_applications, stmt_own_reviews, stmt_own_mentoring, stmt_own_session_words, stmt_own_reports, stmt_own_notices,
    stmt_own_events;
static const struct { const char *name; const struct db_stmt *rows; } lists[] = {
    { "looked_at_in_full", &stmt_own_looks }, { "organisations", &stmt_own_organisations }, { "roles", &stmt_own_roles },
    { "sessions", &stmt_own_sessions },
    { "tokens", &stmt_own_tokens }, { "listings", &stmt_own_listings }, { "case_messages", &stmt_own_messages },
    { "saved_searches", &stmt_own_searches },
    { "fair_calendars", &stmt_own_calendars },
    { "round_applications", &stmt_own_rounds }, { "round_objections", &stmt_own_objections }, { "employment", &stmt_own_jobs },
    { "employment_objections", &stmt_own_job_objections }, { "incubation_applications", &stmt_own_applications },
    { "incubation_reviews", &stmt_own_reviews },
    { "mentoring", &stmt_own_mentoring }, { "session_words", &stmt_own_session_words }, { "reports_of_errors", &stmt_own_reports },
    { "notices", &stmt_own_notices }, { "what_you_did", &stmt_own_events },
};

static void put_name(struct out *o, bool first, struct str name)
{
    if (!first) put_c(o, ',');
    put_json(o, name);
    put_c(o, ':');
}

static void put_column(struct out *o, const struct db_column *c, const char *row, bool first)
{
    struct str name = str_from(c->name);
    bool instant = str_ends(name, S("_ms"));
    put_name(o, first, instant ? str_sub(name, 0, name.n - 3) : name);
    if (c->type != 'i') { const struct str *s = (const void *)(row + c->at); put_json(o, s->p ? *s : S("")); return; }
    int64_t v = *(const int64_t *)(const void *)(row + c->at);
    if (v == DB_NULL) put_z(o, "null");
    else if (instant) put_json(o, instant_str(o->a, v));
    else put_f(o, "\"%lld\"", (long long)v);
}

static enum rc put_list(struct req *r, const char *name, const struct db_stmt *s, struct str name_key)
{
    const struct db_value in[] = { { .type = 'i', .i = r->who.account }, { .type = 't', .s = name_key } };
    struct out *o = &r->out;
    struct db_rows rows;
    must(s->nin <= LEN(in));
    TRY(db_many(r->db, s, in, &rows));
    put_name(o, false, str_from(name));
    put_c(o, '[');
    for (size_t i = 0; i < rows.n; i++) {
        put_z(o, i ? ",{" : "{");
        for (size_t k = 0; k < s->nout; k++) put_column(o, &s->out[k], (const char *)rows.v + i * s->row_size, k == 0);
        put_c(o, '}');
    }
    put_c(o, ']');
    return RC_OK;
}

static enum rc put_profile(struct req *r, const struct person_by_account *p)
{
    struct own_account a;
    struct own_sealed x;
    TRY(own_account(r->db, r->who.account, &a));
    TRY(me_sealed(r, p, &x));
    const struct { const char *name; struct str value; } values[] = {
        { "login", a.login }, { "name", a.name }, { "email", a.email }, { "language", a.lang },
        { "account_since", instant_str(r->arena, a.created_ms) },
        { "kind", p->kind }, { "division", p->division }, { "education", p->education }, { "skills", p->skills },
        { "intro_zh", p->intro_zh },
        { "intro_en", p->intro_en }, { "id_number", x.number }, { "phone", x.phone }, { "bank_account", x.bank },
    };
    for (size_t i = 0; i < LEN(values); i++) {
        put_name(&r->out, i == 0, str_from(values[i].name));
        put_json(&r->out, values[i].value.p ? values[i].value : S(""));
    }
    return RC_OK;
}

enum rc me_data_download(struct req *r)
{
    struct person_by_account p;
    struct str key;
    TRY(me_read(r, &p));
    link_names(r->arena, &p.name, 1, &key);
    put_c(&r->out, '{');
    TRY(put_profile(r, &p));
    for (size_t i = 0; i < LEN(lists); i++) TRY(put_list(r, lists[i].name, lists[i].rows, key));
    put_z(&r->out, "}\n");
    answer_file(r, S("my-data.json"), S("application/json"));
    return RC_OK;
}
