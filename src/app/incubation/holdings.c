/* holdings.c: what a carrier holds: certifications as it claims them (an officer confirms them in certify.c), area by use, mentors.
** One way for all of them: take away what the carrier's rows count for, write one row, add what they count for now. */
#include "app/incubation/intake.h"
#include "session_sql.h"

static enum rc runners_told(struct db *tx, const struct change *c)
{
    struct carrier_runners_rows people;
    TRY(carrier_runners(tx, c->h.carrier, &people));
    for (size_t i = 0; i < people.n; i++)
        TRY(notice_add(tx, &c->h.event, people.v[i].account, c->told,
            str_printf(tx->arena, "/carriers/%lld/levels", (long long)c->h.carrier), c->name_zh, c->name_en));
    return RC_OK;
}

static enum rc change_tx(struct db *tx, void *arg)
{
    struct change *c = arg;
    struct measures m = { .arena = tx->arena };
    TRY(form_once(tx, &c->h.once));
    TRY(incubation_count_carrier(tx, c->h.carrier, -1, &m));
    TRY(c->write(tx, c));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the row was changed meanwhile");
    TRY(incubation_count_carrier(tx, c->h.carrier, 1, &m));
    TRY(hand_done(tx, &c->h, &m));
    return c->told ? runners_told(tx, c) : RC_OK;                         /* after the event, to which notices belong */
}

enum rc change_done(struct req *r, struct change *c) { return form_done(r, db_tx(r->db, change_tx, c), &c->h.once); }

/* ---- forms ---- */

static const struct field level_fields[] = {
    CHOICE("level",    AT(struct level_values, level),    .label = T_carrier_level, .choices = levels_choices, .need = true),
    DATE  ("from",     AT(struct level_values, from),     .label = T_level_from, .need = true),
    DATE  ("until",    AT(struct level_values, until),    .label = T_level_until, .hint = T_level_until_hint),
    TEXT  ("granted",  AT(struct level_values, granted),  .label = T_level_granted, .hint = T_level_granted_hint, .max = 80, .need = true),
    TEXT  ("document", AT(struct level_values, document), .label = T_level_document, .hint = T_level_document_hint, .max = 80,
        .need = true),
};
const struct form level_form = FORM("level", struct level_values, level_fields, T_level_add);

struct day_values { struct str day; };
static const struct field area_remove_fields[] = { DATE("day", AT(struct day_values, day), .label = T_area_from, .need = true) };
const struct form area_remove_form = FORM("area_remove", struct day_values, area_remove_fields, T_row_remove);
static const struct field mentor_end_fields[] = { DATE("day", AT(struct day_values, day), .label = T_mentor_until, .need = true) };
const struct form mentor_end_form = FORM("mentor_end", struct day_values, mentor_end_fields, T_mentor_end);

/* Square metres with two decimals read as money reads its fen. */
struct area_values { struct str since; int64_t controllable, tenants, shared; };
static const struct field area_fields[] = {
    DATE ("since",        AT(struct area_values, since),        .label = T_area_from, .hint = T_area_from_hint, .need = true),
    MONEY("controllable", AT(struct area_values, controllable), .label = T_area_controllable, .min = 0, .max = 1000000000, .need = true),
    MONEY("tenants",      AT(struct area_values, tenants),      .label = T_area_tenants, .min = 0, .max = 1000000000, .need = true),
    MONEY("shared",       AT(struct area_values, shared),       .label = T_area_shared, .min = 0, .max = 1000000000, .need = true),
};
const struct form area_form = FORM("area", struct area_values, area_fields, T_area_save);

struct mentor_values { struct str name, field, from, login; };
static const struct field mentor_fields[] = {
    TEXT("name",  AT(struct mentor_values, name),  .label = T_mentor_name, .max = 40, .need = true),
    TEXT("field", AT(struct mentor_values, field), .label = T_mentor_field, .hint = T_mentor_field_hint, .max = 60, .need = true),
    DATE("from",  AT(struct mentor_values, from),  .label = T_mentor_from, .need = true),
    TEXT("login", AT(struct mentor_values, login), .label = T_mentor_login, .hint = T_mentor_login_hint, .max = 60),
};
const struct form mentor_form = FORM("mentor", struct mentor_values, mentor_fields, T_mentor_add);

/* ---- certifications and area ---- */

static enum rc levels_show(struct req *r, const struct carrier_by_id *c, const struct form_state *level, const struct form_state *area)
{
    struct form_state plain[2];
    struct levels_view v = { .c = c, .level = level, .area = area };
    if (!level) { form_start(r, &plain[0], &level_form, NULL); v.level = &plain[0]; }
    if (!area) { form_start(r, &plain[1], &area_form, NULL); v.area = &plain[1]; }
    TRY(certifications(r->db, c->id, &v.levels));
    TRY(carrier_areas(r->db, c->id, &v.areas));
    desk_begin(r, c, TAB_LEVELS);
    levels_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc levels_page(struct req *r)
{
    struct carrier_by_id c;
    TRY(carrier_own(r, r->id[0], &c));
    return levels_show(r, &c, NULL, NULL);
}

static enum rc level_write(struct db *tx, const struct change *c)
{
    const struct level_values *v = c->v;
    return certification_add(tx, c->id, c->h.carrier, v->level, v->from, v->until, v->document, v->granted, S("claimed"), DB_NULL, DB_NULL);
}

void level_check(struct form_state *s, const struct level_values *v)
{
    if (v->from.p && v->until.p && str_cmp(v->until, v->from) < 0) form_error(s, "until", T_err_order);
}

enum rc level_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct level_values v;
    TRY(carrier_own(r, r->id[0], &c));
    form_read(r, &s, &level_form, &v);
    level_check(&s, &v);
    if (!form_ok(&s)) return levels_show(r, &c, &s, NULL);
    struct change x = { .write = level_write, .v = &v, .id = id_new(r->now) };
    x.h = hand_of(r, &s, c.id, "claimed", "carrier", c.id, carrier_path(r, c.id, "/levels"));
    return change_done(r, &x);
}

static enum rc own_level(struct req *r, struct carrier_by_id *c, struct certification_by_id *k)
{
    TRY(carrier_own(r, r->id[0], c));
    TRY(certification_by_id(r->db, r->id[1], k));
    return k->carrier == c->id ? RC_OK : RC_NONE;
}

static enum rc level_remove_write(struct db *tx, const struct change *c) { return certification_remove(tx, c->id, c->h.carrier); }

enum rc level_remove_post(struct req *r)
{
    struct carrier_by_id c;
    struct certification_by_id k;
    TRY(own_level(r, &c, &k));
    if (!str_eq(k.state, S("claimed"))) return RC_STALE;
    struct change x = { .write = level_remove_write, .id = k.id };
    x.h = hand_of(r, NULL, c.id, "unclaimed", "carrier", c.id, carrier_path(r, c.id, "/levels"));
    return change_done(r, &x);
}

static enum rc area_write(struct db *tx, const struct change *c)
{
    const struct area_values *v = c->v;
    return carrier_area_put(tx, c->h.carrier, v->since, v->controllable, v->tenants, v->shared);
}

enum rc area_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct area_values v;
    TRY(carrier_own(r, r->id[0], &c));
    form_read(r, &s, &area_form, &v);
    if (form_ok(&s) && v.tenants + v.shared > v.controllable) form_error(&s, "tenants", T_area_err_sum);
    if (!form_ok(&s)) return levels_show(r, &c, NULL, &s);
    struct change x = { .write = area_write, .v = &v };
    x.h = hand_of(r, &s, c.id, "measured", "carrier", c.id, carrier_path(r, c.id, "/levels"));
    return change_done(r, &x);
}

static enum rc area_remove_write(struct db *tx, const struct change *c) { return carrier_area_remove(tx, c->h.carrier, c->day); }

enum rc area_remove_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct day_values v;
    TRY(carrier_own(r, r->id[0], &c));
    form_read(r, &s, &area_remove_form, &v);
    if (!form_ok(&s)) return levels_show(r, &c, NULL, NULL);
    struct change x = { .write = area_remove_write, .day = v.day };
    x.h = hand_of(r, &s, c.id, "measured", "carrier", c.id, carrier_path(r, c.id, "/levels"));
    return change_done(r, &x);
}

/* ---- mentors ---- */

static enum rc mentors_show(struct req *r, const struct carrier_by_id *c, const struct form_state *s)
{
    struct carrier_mentors_rows rows;
    struct form_state plain;
    if (!s) { form_start(r, &plain, &mentor_form, NULL); s = &plain; }
    struct mentor_session_owed_rows owed;
    TRY(carrier_mentors(r->db, c->id, &rows));
    TRY(mentor_session_owed(r->db, c->id, LIMIT_CHECKS, &owed));
    desk_begin(r, c, TAB_MENTORS);
    owed_html(r, &owed);
    mentors_html(r, c, &rows, s);
    page_end(r);
    return RC_OK;
}

enum rc mentors_page(struct req *r)
{
    struct carrier_by_id c;
    TRY(carrier_own(r, r->id[0], &c));
    return mentors_show(r, &c, NULL);
}

static enum rc mentor_write(struct db *tx, const struct change *c)
{
    const struct mentor_values *v = c->v;
    return carrier_mentor_add(tx, c->id, c->h.carrier, c->version ? c->version : DB_NULL, v->name, v->field, v->from, STR_NONE);
}

enum rc mentor_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct mentor_values v;
    struct account_by_login who = { 0 };
    TRY(carrier_own(r, r->id[0], &c));
    form_read(r, &s, &mentor_form, &v);
    if (v.login.n) {
        enum rc rc = account_by_login(r->db, v.login, &who);
        if (rc == RC_NONE) form_error(&s, "login", T_err_no_login);
        else TRY(rc);
    }
    if (!form_ok(&s)) return mentors_show(r, &c, &s);
    struct change x = { .write = mentor_write, .v = &v, .id = id_new(r->now), .version = who.id };
    x.h = hand_of(r, &s, c.id, "mentor_joined", "carrier", c.id, carrier_path(r, c.id, "/mentors"));
    return change_done(r, &x);
}

static enum rc mentor_end_write(struct db *tx, const struct change *c) { return carrier_mentor_end(tx, c->id, c->version, c->day); }

enum rc mentor_end_post(struct req *r)
{
    struct carrier_by_id c;
    struct carrier_mentor_by_id k;
    struct form_state s;
    struct day_values v;
    TRY(carrier_own(r, r->id[0], &c));
    TRY(carrier_mentor_by_id(r->db, r->id[1], &k));
    if (k.carrier != c.id) return RC_NONE;
    form_read(r, &s, &mentor_end_form, &v);
    if (!form_ok(&s) || str_cmp(v.day, k.from_day) < 0) return redirect_refused(r, carrier_path(r, c.id, "/mentors"), T_err_order);
    struct change x = { .write = mentor_end_write, .id = k.id, .version = k.version, .day = v.day };
    x.h = hand_of(r, &s, c.id, "mentor_left", "carrier", c.id, carrier_path(r, c.id, "/mentors"));
    return change_done(r, &x);
}
