/* tenancy.c: agreements: signed on an accepted application, or taken over from before; the carrier's list of them; what ends soon
** and who is to be asked after. */
#include "app/incubation/intake.h"

struct agreement_values { struct str agreement, entry, due; };
#define AGREEMENT(type_) \
    TEXT("agreement", AT(type_, agreement), .label = T_tenancy_agreement, .hint = T_tenancy_agreement_hint, .max = 40, .need = true), \
    DATE("entry",     AT(type_, entry),     .label = T_tenancy_entry, .need = true), \
    DATE("due",       AT(type_, due),       .label = T_tenancy_due, .hint = T_tenancy_due_hint, .need = true)
static const struct field enter_fields[] = { AGREEMENT(struct agreement_values) };
const struct form enter_form = FORM("enter", struct agreement_values, enter_fields, T_enter_save);

struct admit_values { struct str agreement, entry, due, name, field, uscc, registered; bool returnee, student; };
static const struct field admit_fields[] = {
    TEXT  ("name",       AT(struct admit_values, name),       .label = T_venture_name, .max = 80, .need = true),
    CHOICE("field",      AT(struct admit_values, field),      .label = T_venture_field, .hint = T_venture_field_hint,
        .choices = fields_choices, .need = true),
    TEXT  ("uscc",       AT(struct admit_values, uscc),       .label = T_firm_uscc, .hint = T_apply_uscc_hint, .max = 18,
        .pattern = "uscc"),
    DATE  ("registered", AT(struct admit_values, registered), .label = T_firm_registered),
    FLAG  ("returnee",   AT(struct admit_values, returnee),   .label = T_venture_returnee),
    FLAG  ("student",    AT(struct admit_values, student),    .label = T_venture_student),
    AGREEMENT(struct admit_values),
};
const struct form admit_form = FORM("admit", struct admit_values, admit_fields, T_admit_save);

/* ---- an agreement ---- */

struct signing {
    struct agreement_values v;
    int64_t intake, intake_version, new_firm;
    const struct admit_values *admit;
    const struct carrier_by_id *c;
    struct verdict stay;
    int64_t check;
};

/* The row of one that is taken over from before: its firm's own venture where there is one, so that its identity goes on. */
static enum rc venture_found(struct db *tx, struct turn *t, const struct signing *x)
{
    const struct admit_values *v = x->admit;
    int64_t firm = DB_NULL;
    if (v->uscc.n) {
        struct venture_by_firm known;
        const struct firm_said said = { .uscc = v->uscc,
            .name = v->name,
            .division = x->c->division,
            .zone = x->c->zone,
            .registered = v->registered };
        TRY(firm_find_or_add(tx, &said, x->new_firm, t->h.now, &firm));
        enum rc rc = venture_by_firm(tx, firm, &known);
        if (rc == RC_OK) { t->venture = known.id; return RC_OK; }
        if (rc != RC_NONE) return rc;
    }
    return venture_add(tx, t->venture, firm, firm == DB_NULL ? STR_NONE : v->registered, DB_NULL, v->name, v->field,
        firm == DB_NULL ? S("team") : S("firm"), v->returnee, v->student, 0, t->h.now);
}

static enum rc sign_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct signing *x = t->v;
    struct tenancies_of_venture_rows stays;
    struct venture_by_id v;
    int64_t moved = DB_NULL;
    TRY(tenancies_of_venture(tx, t->venture, &stays));
    for (size_t i = 0; i < stays.n; i++) {
        if (!stays.v[i].exit_day.p) return turn_refuse(tx, t, T_enter_err_live);
        if (str_cmp(stays.v[i].exit_day, x->v.entry) > 0) return turn_refuse(tx, t, T_enter_err_overlap);
        moved = str_eq(stays.v[i].exit_kind, S("moved")) ? stays.v[i].id : DB_NULL;
    }
    (void)m;
    TRY(venture_by_id(tx, t->venture, &v));
    TRY(tenancy_add(tx, t->tenancy, t->venture, t->h.carrier, x->v.agreement, x->v.entry, x->v.due, moved, x->intake ? x->intake : DB_NULL,
        t->h.now));
    TRY(venture_stage_set(tx, t->venture, v.firm == DB_NULL ? S("team") : S("firm")));
    TRY(verdict_keep(tx, &x->stay, x->check, "tenancy", t->tenancy, t->h.now));
    if (!x->intake) return RC_OK;
    TRY(intake_move(tx, x->intake, x->intake_version, S("entered"), S(""), t->h.account, t->h.now));
    return turn_changed(tx);
}

/* Of a row that may not be there yet the counts come after it is: nothing to take away. */
static enum rc admit_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct signing *x = t->v;
    int64_t made = t->venture;
    TRY(venture_found(tx, t, x));
    if (t->venture != made) {
        struct tenancies_of_venture_rows stays;
        TRY(tenancies_of_venture(tx, t->venture, &stays));
        for (size_t i = 0; i < stays.n; i++) TRY(incubation_count_tenancy(tx, stays.v[i].id, -1, m));
    }
    return sign_write(tx, t, m);
}

static void days_check(struct form_state *s, const struct agreement_values *v)
{
    if (v->entry.p && v->due.p && str_cmp(v->due, v->entry) < 0) form_error(s, "due", T_err_order);
}

enum rc enter_post(struct req *r)
{
    struct intake_seat seat;
    struct form_state s;
    struct facts f;
    struct verdict entry = { 0 };
    TRY(intake_seat_of(r, r->id[0], &seat));
    if (!seat.runs || !str_eq(seat.i.state, S("accepted"))) return RC_NONE;
    struct signing x = { .intake = seat.i.id, .intake_version = seat.i.version, .check = id_new(r->now) };
    form_read(r, &s, &enter_form, &x.v);
    days_check(&s, &x.v);
    if (form_ok(&s)) {
        TRY(facts_of_venture(r->db, FOR_ENTRY, seat.v.id, x.v.entry, x.v.entry, &f));
        TRY(rules_judge(r->db, &f, x.v.entry, &entry));
        if (entry.answer == ANSWER_NO) form_error(&s, "entry", T_decide_err_rules);
        TRY(facts_of_venture(r->db, FOR_STAY, seat.v.id, x.v.entry, x.v.due, &f));
        TRY(rules_judge(r->db, &f, x.v.entry, &x.stay));
        if (x.stay.answer == ANSWER_NO) form_error(&s, "due", T_extend_err_limit);
    }
    if (!form_ok(&s)) {
        struct intake_view v = { &seat, &s };
        page_crumb(r, carrier_path(r, seat.c.id, "/applications"), say(r, T_tab_intake));
        page_begin(r, seat.v.name);
        intake_html(r, &v);
        page_end(r);
        return RC_OK;
    }
    struct turn t = { .write = sign_write,
        .venture = seat.v.id,
        .tenancy = id_new(r->now),
        .v = &x,
        .verdict = &entry,
        .check = id_new(r->now) };
    t.h = hand_of(r, &s, seat.i.carrier, "entered", "venture", seat.v.id, venture_path(r, seat.v.id, ""));
    enum rc rc = db_tx(r->db, turn_tx, &t);
    return t.refused ? redirect_refused(r, intake_path(r, seat.i.id, ""), t.refused) : form_done(r, rc, &t.h.once);
}

/* ---- the list ---- */

static enum rc tenants_show(struct req *r, const struct carrier_by_id *c, const struct form_state *s)
{
    struct tenancy_count count;
    struct form_state plain;
    struct str state = str_trim(req_arg(r, "state"));
    struct tenants_view v = { .c = c, .state = str_eq(state, S("left")) || str_eq(state, S("all")) ? state : S("live"), .admit = s };
    struct str asked = str_eq(v.state, S("all")) ? S("") : v.state;
    if (!s) { form_start(r, &plain, &admit_form, NULL); v.admit = &plain; }
    TRY(tenancy_count(r->db, c->id, asked, &count));
    v.p = paging_of(r, count.n, PAGE_ROWS);
    TRY(tenancy_page(r->db, c->id, asked, v.p.skip, PAGE_ROWS, &v.rows));
    desk_begin(r, c, TAB_TENANTS);
    tenants_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc tenants_page(struct req *r)
{
    struct carrier_by_id c;
    TRY(carrier_own(r, r->id[0], &c));
    return tenants_show(r, &c, NULL);
}

enum rc tenants_csv(struct req *r)
{
    static const int heads[] = { T_venture_name, T_venture_field, T_tenancy_agreement, T_tenancy_entry, T_tenancy_due, T_firm_registered,
        T_exit_day, T_exit_kind };
    struct carrier_by_id c;
    struct tenancy_page_rows rows;
    struct csv out;
    TRY(carrier_own(r, r->id[0], &c));
    TRY(tenancy_page(r->db, c.id, S(""), 0, CSV_ROWS, &rows));
    csv_begin(&out, r);
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&out, say(r, heads[i]));
    csv_row(&out);
    for (size_t i = 0; i < rows.n; i++) {
        const struct tenancy_page *t = &rows.v[i];
        csv_text(&out, t->name);
        csv_text(&out, say(r, field_said(t->field)));
        csv_text(&out, t->agreement);
        csv_text(&out, t->entry_day);
        csv_text(&out, t->due_day);
        csv_text(&out, str_given(t->firm_day));
        csv_text(&out, str_given(t->exit_day));
        csv_text(&out, t->exit_kind.p ? say(r, exit_said(t->exit_kind)) : S(""));
        csv_row(&out);
    }
    answer_csv(r, S("tenants.csv"));
    return RC_OK;
}

/* An agreement from before the system, or one without an application: the rules look at it all the same. Only the age is known
** beforehand here; a firm's earlier stays are looked at by its own page. */
enum rc admit_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct admit_values v;
    TRY(carrier_own(r, r->id[0], &c));
    form_read(r, &s, &admit_form, &v);
    struct signing x = { .v = { v.agreement, v.entry, v.due }, .admit = &v, .c = &c, .new_firm = id_new(r->now), .check = id_new(r->now) };
    days_check(&s, &x.v);
    if (c.closed_day.p) form_error(&s, NULL, T_carrier_is_closed);
    if (v.uscc.n && !v.registered.p) form_error(&s, "registered", T_err_need);
    if (v.registered.p && v.entry.p && str_cmp(v.registered, v.entry) > 0) form_error(&s, "registered", T_admit_err_later);
    if (v.entry.p && str_cmp(v.entry, today_of(r)) > 0) form_error(&s, "entry", T_err_future);
    struct verdict entry = { 0 };
    if (form_ok(&s)) {
        struct facts f;
        facts_planned(v.field, v.registered, v.entry, v.due, FOR_ENTRY, &f);
        TRY(rules_judge(r->db, &f, v.entry, &entry));
        if (entry.answer == ANSWER_NO) form_error(&s, "registered", T_decide_err_rules);
        facts_planned(v.field, v.registered, v.entry, v.due, FOR_STAY, &f);
        TRY(rules_judge(r->db, &f, v.entry, &x.stay));
        if (x.stay.answer == ANSWER_NO) form_error(&s, "due", T_extend_err_limit);
    }
    if (!form_ok(&s)) return tenants_show(r, &c, &s);
    struct turn t = { .write = admit_write,
        .venture = id_new(r->now),
        .tenancy = id_new(r->now),
        .v = &x,
        .verdict = &entry,
        .check = id_new(r->now) };
    t.h = hand_of(r, &s, c.id, "entered", "venture", t.venture, carrier_path(r, c.id, "/tenants"));
    return turn_done(r, &t);
}

/* ---- what ends, and who has left ---- */

enum { ENDING_DAYS = 90, ENDING_ROWS = 50 };

enum rc exits_page(struct req *r)
{
    struct carrier_by_id c;
    struct tenancy_ending_rows *rows = NEW(r->arena, struct tenancy_ending_rows);
    struct exits_view v = { .c = &c };
    struct str today = today_of(r);
    struct facts f;
    TRY(carrier_own(r, r->id[0], &c));
    TRY(tenancy_ending(r->db, c.id, date_str(r->arena, instant_day(r->now) + ENDING_DAYS), ENDING_ROWS, rows));
    for (size_t i = 0; i < rows->n; i++) {
        struct ending *e = PUSH(r->arena, &v.list);
        e->t = &rows->v[i];
        TRY(facts_of_venture(r->db, FOR_GRADUATE, e->t->venture, e->t->entry_day, today, &f));
        TRY(rules_judge(r->db, &f, today, &e->graduate));
        TRY(facts_of_venture(r->db, FOR_STAY, e->t->venture, e->t->entry_day, today, &f));
        TRY(rules_judge(r->db, &f, e->t->entry_day, &e->stay));
    }
    for (size_t k = 0; k < SURVIVAL_YEARS; k++) {
        struct aftercare_missing_rows missing;
        TRY(aftercare_missing(r->db, c.id, survival_years[k],
            date_str(r->arena, date_add_months(instant_day(r->now), -12 * survival_years[k])), ENDING_ROWS, &missing));
        for (size_t i = 0; i < missing.n; i++) *PUSH(r->arena, &v.after) = (struct asked_after){ missing.v[i], survival_years[k] };
    }
    desk_begin(r, &c, TAB_EXITS);
    exits_html(r, &v);
    page_end(r);
    return RC_OK;
}
