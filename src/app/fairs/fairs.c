/* fairs.c: the routes; the list of fairs, one fair as everybody sees it, and setting one up. */
#include "app/fairs/views.h"

/* ---- the form ---- */

CODES(divisions)
struct fair_values {
    struct str name_zh, name_en, about_zh, about_en, division, register_from, register_until, agree_until;
    int64_t most, least, asked, expire, travel;
};
static const struct field fair_fields[] = {
    TEXT    ("name_zh",        AT(struct fair_values, name_zh),        .label = T_fair_name_zh, .max = 60, .need = true),
    TEXT    ("name_en",        AT(struct fair_values, name_en),        .label = T_fair_name_en, .max = 100),
    LONGTEXT("about_zh",       AT(struct fair_values, about_zh),       .label = T_fair_about_zh, .hint = T_fair_about_hint, .max = 2000),
    LONGTEXT("about_en",       AT(struct fair_values, about_en),       .label = T_fair_about_en, .max = 2000),
    CHOICE  ("division",       AT(struct fair_values, division),       .label = T_fair_division, .hint = T_fair_division_hint,
        .choices = divisions_choices),
    DATE    ("register_from",  AT(struct fair_values, register_from),  .label = T_fair_register_from, .need = true),
    DATE    ("register_until", AT(struct fair_values, register_until), .label = T_fair_register_until, .need = true),
    DATE    ("agree_until",    AT(struct fair_values, agree_until),    .label = T_fair_agree_until, .hint = T_fair_agree_hint,
        .need = true),
    INT     ("most",           AT(struct fair_values, most),           .label = T_fair_most, .min = 1, .max = FAIR_SLOTS, .need = true),
    INT     ("least",          AT(struct fair_values, least),          .label = T_fair_least, .hint = T_fair_least_hint, .min = 0,
        .max = FAIR_SLOTS, .need = true),
    INT     ("asked",          AT(struct fair_values, asked),          .label = T_fair_most_asked, .min = 1, .max = 50, .need = true),
    INT     ("expire",         AT(struct fair_values, expire),         .label = T_fair_expire, .min = 1, .max = 30, .need = true),
    INT     ("travel",         AT(struct fair_values, travel),         .label = T_fair_travel, .hint = T_fair_travel_hint, .min = 0,
        .max = 240, .need = true),
};
static const struct form fair_form = FORM("fair", struct fair_values, fair_fields, T_fair_save);


static void fair_check(struct req *r, struct form_state *s, const struct fair_values *v)
{
    if (v->register_from.n && v->register_until.n && str_cmp(v->register_until, v->register_from) < 0)
        form_error(s, "register_until", T_fair_err_order);
    if (v->register_until.n && v->agree_until.n && str_cmp(v->agree_until, v->register_until) < 0)
        form_error(s, "agree_until", T_fair_err_order);
    if (v->most != NO_INT && v->least != NO_INT && v->least > v->most) form_error(s, "least", T_fair_err_least);
    if (!parties_may(r, PERM_FAIR_RUN, str_given(v->division))) form_error(s, "division", T_fair_err_division);
}

struct fair_save { struct once once; struct event event; int64_t id, version, account, now; const struct fair_values *v; };

static enum rc save_tx(struct db *tx, void *arg)
{
    struct fair_save *s = arg;
    const struct fair_values *v = s->v;
    TRY(form_once(tx, &s->once));
    if (!s->version)
        TRY(fair_add(tx, s->id, v->name_zh, str_given(v->name_en), str_given(v->about_zh), str_given(v->about_en), str_given(v->division),
            v->register_from, v->register_until, v->agree_until, v->most, v->least, v->asked, v->expire, v->travel, s->account, s->now));
    else {
        TRY(fair_set(tx, s->id, s->version, v->name_zh, str_given(v->name_en), str_given(v->about_zh), str_given(v->about_en),
            str_given(v->division), v->register_from, v->register_until, v->agree_until, v->most, v->least, v->asked, v->expire,
            v->travel));
        if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the fair was changed meanwhile");
    }
    return event_add(tx, &s->event);
}

static enum rc form_show(struct req *r, const struct form_state *s, const struct fair_by_id *f)
{
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    if (f) page_crumb(r, fair_path(r, f->id, "/desk"), pick(r, f->name_zh, f->name_en));
    page_begin(r, say(r, f ? T_fair_edit : T_fair_new));
    put_f(&r->out, "<p class=\"lead\">");
    put_msg(r, T_fair_new_lead);
    put_z(&r->out, "</p>");
    form_render(r, s, f ? fair_path(r, f->id, "") : S("/fairs"));
    page_end(r);
    return RC_OK;
}

static enum rc new_page(struct req *r)
{
    struct form_state s;
    struct fair_values v = { .most = 12, .least = 2, .asked = 5, .expire = 3, .travel = 10 };
    form_start(r, &s, &fair_form, &v);
    return form_show(r, &s, NULL);
}

static enum rc new_post(struct req *r)
{
    struct form_state s;
    struct fair_values v;
    form_read(r, &s, &fair_form, &v);
    fair_check(r, &s, &v);
    if (!form_ok(&s)) return form_show(r, &s, NULL);
    struct fair_save x = { .id = id_new(r->now), .account = r->who.account, .now = r->now, .v = &v };
    x.once = form_once_of(r, &s, fair_path(r, x.id, "/desk"));
    x.event = event_of(r, "set_up", "fair", x.id, S(""));
    return form_said(r, db_tx(r->db, save_tx, &x), &x.once, T_fair_done_new);
}

bool fair_ended(const struct fair_by_id *f) { return str_eq(f->state, S("over")) || str_eq(f->state, S("cancelled")); }

static enum rc edit_page(struct req *r)
{
    struct world w;
    struct form_state s;
    TRY(fair_office(r, r->id[0], &w));
    if (fair_ended(&w.f)) return redirect_refused(r, fair_path(r, w.f.id, "/desk"), T_fair_not_now);
    const struct fair_by_id *f = &w.f;
    struct fair_values v = { f->name_zh, f->name_en, f->about_zh, f->about_en, f->division, f->register_from, f->register_until,
        f->agree_until, f->most_meetings, f->least_meetings, f->most_asked, f->expire_days, f->travel_minutes };
    form_start(r, &s, &fair_form, &v);
    return form_show(r, &s, f);
}

/* After a timetable the way between places is part of it, and stays. */
static enum rc edit_post(struct req *r)
{
    struct world w;
    struct form_state s;
    struct fair_values v;
    TRY(fair_office(r, r->id[0], &w));
    if (fair_ended(&w.f)) return redirect_refused(r, fair_path(r, w.f.id, "/desk"), T_fair_not_now);
    form_read(r, &s, &fair_form, &v);
    fair_check(r, &s, &v);
    if (v.agree_until.n && !fair_agreed_in_time(&w, v.agree_until)) form_error(&s, "agree_until", T_fair_agree_late);
    bool before = str_eq(w.f.state, S("draft")) || str_eq(w.f.state, S("register"));
    if (!before && v.travel != w.f.travel_minutes) form_error(&s, "travel", T_fair_err_travel);
    if (!form_ok(&s)) return form_show(r, &s, &w.f);
    struct fair_save x = { .id = w.f.id, .version = w.f.version, .account = r->who.account, .now = r->now, .v = &v };
    x.once = form_once_of(r, &s, fair_path(r, x.id, "/desk"));
    x.event = event_of(r, "edited", "fair", x.id, S(""));
    return form_said(r, db_tx(r->db, save_tx, &x), &x.once, T_saved);
}

/* ---- the list ---- */

static enum rc list_page(struct req *r)
{
    struct fair_list_rows rows;
    struct fair_party_mine_rows mine = { 0 };
    bool runs = may_somewhere(r, PERM_FAIR_RUN);
    TRY(fair_list(r->db, runs, LIMIT_FAIRS, &rows));
    size_t n = 0;                                                   /* a draft is seen by whoever may run it, and by nobody else */
    for (size_t i = 0; i < rows.n; i++)
        if (!str_eq(rows.v[i].state, S("draft")) || parties_may(r, PERM_FAIR_RUN, rows.v[i].division)) rows.v[n++] = rows.v[i];
    rows.n = n;
    if (r->who.account) TRY(fair_party_mine(r->db, r->who.account, LIMIT_FAIRS, &mine));
    page_begin(r, say(r, T_fairs));
    fairs_html(r, &rows, &mine, runs);
    page_end(r);
    return RC_OK;
}

static void put_names(struct out *o, int64_t id, struct str zh, struct str en, struct str state)
{
    put_f(o, "{\"id\":\"%lld\",\"name_zh\":", (long long)id);
    put_json(o, zh);
    put_z(o, ",\"name_en\":");
    put_json(o, en);
    put_z(o, ",\"state\":");
    put_json(o, state);
}

static enum rc list_json(struct req *r)
{
    struct fair_list_rows rows;
    struct out *o = &r->out;
    TRY(fair_list(r->db, 0, LIMIT_FAIRS, &rows));
    put_z(o, "{\"fairs\":[");
    for (size_t i = 0; i < rows.n; i++) {
        const struct fair_list *f = &rows.v[i];
        if (i) put_c(o, ',');
        put_names(o, f->id, f->name_zh, f->name_en, f->state);
        put_z(o, ",\"register_from\":");
        put_json(o, f->register_from);
        put_z(o, ",\"register_until\":");
        put_json(o, f->register_until);
        put_z(o, ",\"first_day\":");
        put_json(o, str_given(f->first_day));
        put_z(o, ",\"last_day\":");
        put_json(o, str_given(f->last_day));
        put_f(o, ",\"parties\":%lld}", (long long)f->parties);
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* ---- one fair ---- */

/* A draft is the office's. */
static enum rc fair_seen(struct req *r, struct world *w)
{
    TRY(world_read(r->db, r->id[0], w));
    return !str_eq(w->f.state, S("draft")) || fair_runs(r, &w->f) ? RC_OK : RC_NONE;
}

static bool registers_now(const struct req *r, const struct fair_by_id *f)
{
    int64_t from = 0, until = 0, today = instant_day(r->now);
    return str_eq(f->state, S("register")) && date_parse(f->register_from, &from) && date_parse(f->register_until, &until) && today >= from
        && today <= until;
}

static enum rc one_page(struct req *r)
{
    struct world w;
    struct fair_view v = { .w = &w };
    TRY(fair_seen(r, &w));
    v.runs = fair_runs(r, &w.f);
    v.may_register = registers_now(r, &w.f);
    if (r->who.account) TRY(fair_party_mine(r->db, r->who.account, LIMIT_FAIRS, &v.mine));
    page_crumb(r, S("/fairs"), say(r, T_fairs));
    page_begin(r, pick(r, w.f.name_zh, w.f.name_en));
    fair_html(r, &v);
    page_end(r);
    return RC_OK;
}

static enum rc one_json(struct req *r)
{
    struct world w;
    struct out *o = &r->out;
    TRY(fair_seen(r, &w));
    put_names(o, w.f.id, w.f.name_zh, w.f.name_en, w.f.state);
    put_z(o, ",\"slots\":[");
    for (size_t i = 0; i < w.slots.n; i++) {
        put_f(o, "%s{\"slot\":%lld,\"start_ms\":%lld,\"end_ms\":%lld}", i ? "," : "", (long long)w.slots.v[i].n,
            (long long)slot_start(&w.slots.v[i]), (long long)slot_end(&w.slots.v[i]));
    }
    put_z(o, "],\"places\":[");
    for (size_t i = 0; i < w.places.n; i++) {
        put_z(o, i ? ",{\"name_zh\":" : "{\"name_zh\":");
        put_json(o, w.places.v[i].name_zh);
        put_z(o, ",\"name_en\":");
        put_json(o, w.places.v[i].name_en);
        put_f(o, ",\"tables\":%lld}", (long long)w.places.v[i].tables);
    }
    put_z(o, "],\"parties\":[");
    bool first = true;
    for (size_t i = 0; i < w.parties.n; i++) {
        const struct fair_parties *p = &w.parties.v[i];
        if (!str_eq(p->state, S("active")) || p->organisation == DB_NULL) continue;      /* persons are not listed for everybody */
        put_f(o, "%s{\"id\":\"%lld\",\"organisation\":\"%lld\",\"side\":", first ? "" : ",", (long long)p->id, (long long)p->organisation);
        put_json(o, p->side);
        put_c(o, '}');
        first = false;
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* ---- routes ---- */

static const struct route routes[] = {
    GET ("/fairs",                           PERM_PUBLIC,         list_page,            .title = T_fairs, .menu = 15, .json = list_json,
        .answers = "{fairs:[{id:id name_zh:text name_en:text state:text register_from:text register_until:text first_day:text last_day:text parties:int}]}"),
    GET ("/fairs/new",                       PERM_FAIR_RUN,       new_page,             .title = T_fair_new),
    POST("/fairs",                           PERM_FAIR_RUN,       new_post,             .form = &fair_form),
    GET ("/fairs/{id}",                      PERM_PUBLIC,         one_page,             .json = one_json,
        .answers = "{id:id name_zh:text name_en:text state:text slots:[{slot:int start_ms:int end_ms:int}] places:[{name_zh:text name_en:text tables:int}] parties:[{id:id organisation:id|null side:text}]}"),
    GET ("/fairs/{id}/edit",                 PERM_FAIR_RUN,       edit_page),
    POST("/fairs/{id}",                      PERM_FAIR_RUN,       edit_post,            .form = &fair_form),
    GET ("/fairs/{id}/desk",                 PERM_FAIR_RUN,       fair_office_page),
    POST("/fairs/{id}/places",               PERM_FAIR_RUN,       fair_place_post,      .form = &fair_place_form),
    POST("/fairs/{id}/places/{id}/remove",   PERM_FAIR_RUN,       fair_place_remove_post, .title = T_fair_remove),
    POST("/fairs/{id}/days",                 PERM_FAIR_RUN,       fair_day_post,        .form = &fair_day_form),
    POST("/fairs/{id}/days/clear",           PERM_FAIR_RUN,       fair_slots_clear_post, .title = T_fair_slots_clear),
    POST("/fairs/{id}/slots",                PERM_FAIR_RUN,       fair_slot_post,       .form = &fair_slot_form),
    POST("/fairs/{id}/slots/remove",         PERM_FAIR_RUN,       fair_slot_away_post,  .more = &fair_slot_away_form),
    POST("/fairs/{id}/step",                 PERM_FAIR_RUN,       fair_step_post,       .more = &fair_step_form),
    POST("/fairs/{id}/people/{id}",          PERM_FAIR_RUN,       fair_person_post,     .more = &fair_person_form),
    POST("/fairs/{id}/meetings/{id}",        PERM_FAIR_RUN,       fair_outcome_post,    .more = &fair_outcome_form),
    GET ("/fairs/{id}/files/{name}",         PERM_CASE_TAKE_PART, fair_file_page),
    GET ("/fairs/{id}/register",             PERM_CASE_TAKE_PART, fair_register_page),
    POST("/fairs/{id}/register",             PERM_CASE_TAKE_PART, fair_register_post,   .form = &fair_register_form),
    GET ("/fairs/parties/{id}",              PERM_CASE_TAKE_PART, fair_party_page,      .json = fair_party_json,
        .answers = "{id:id fair:id side:text meetings:[{id:id need:id offer:id slot:int|null table:int|null state:text}]}"),
    POST("/fairs/parties/{id}/wish",         PERM_CASE_TAKE_PART, fair_wish_post,       .more = &fair_wish_form),
    POST("/fairs/parties/{id}/ask",          PERM_CASE_TAKE_PART, fair_ask_post,        .more = &fair_ask_form),
    POST("/fairs/parties/{id}/meetings/{id}", PERM_CASE_TAKE_PART, fair_answer_post,    .more = &fair_answer_form),
    POST("/fairs/parties/{id}/cases/{id}",   PERM_CASE_TAKE_PART, fair_case_post,       .title = T_fair_do_case),
    POST("/fairs/parties/{id}/withdraw",     PERM_CASE_TAKE_PART, fair_withdraw_post,   .title = T_fair_withdraw),
    POST("/fairs/parties/{id}/people",       PERM_CASE_TAKE_PART, fair_person_add_post, .form = &fair_person_add_form),
    GET ("/fairs/parties/{id}/people/{id}",  PERM_CASE_TAKE_PART, fair_hours_page),
    POST("/fairs/parties/{id}/people/{id}",  PERM_CASE_TAKE_PART, fair_hours_post,      .form = &fair_hours_form),
    GET ("/fairs/parties/{id}/agenda",       PERM_CASE_TAKE_PART, fair_agenda_page),
    GET ("/fairs/parties/{id}/agenda.ics",   PERM_CASE_TAKE_PART, fair_agenda_ics),
    POST("/fairs/parties/{id}/feeds",        PERM_CASE_TAKE_PART, fair_feed_post,       .more = &fair_feed_form, .browser = true),
    POST("/fairs/parties/{id}/feeds/{id}",   PERM_CASE_TAKE_PART, fair_feed_end_post,   .title = T_fair_feed_end),
    GET ("/fairs/calendar/{name}",           PERM_PUBLIC,         fair_feed_ics),
    GET ("/fairs/sign-in/{name}",            PERM_PUBLIC,         fair_sign_in_page),
    POST("/fairs/sign-in/{name}",            PERM_PUBLIC,         fair_sign_in_post,    .title = T_fair_sign_in),
};
const struct slice fairs_slice = { .name = "fairs", .routes = routes, .nroutes = LEN(routes), .tick = fairs_tick };
