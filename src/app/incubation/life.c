/* life.c: who may look at a venture, how a change of it goes, and the changes of its stay: becoming a firm, a longer agreement,
** leaving, and the note a year after. */
#include "app/incubation/life.h"

struct str venture_path(struct req *r, int64_t venture, const char *tail)
{
    return str_printf(r->arena, "/ventures/%lld%s", (long long)venture, tail);
}
bool seat_live(const struct seat *s) { return s->last && !s->last->exit_day.p; }

enum rc venture_seat(struct req *r, int64_t venture, struct seat *s)
{
    *s = (struct seat){ 0 };
    TRY(venture_by_id(r->db, venture, &s->v));
    TRY(tenancies_of_venture(r->db, venture, &s->stays));
    if (s->stays.n) s->last = &s->stays.v[s->stays.n - 1];
    s->own = r->who.account && s->v.account == r->who.account;
    s->runs = s->last && incubation_runs(r, s->last->carrier);
    s->office = s->last && parties_may(r, PERM_REVIEW, s->last->division);
    return s->own || s->runs || s->office ? RC_OK : RC_NONE;
}

enum rc seat_run(struct req *r, int64_t venture, struct seat *s)
{
    TRY(venture_seat(r, venture, s));
    return s->runs ? RC_OK : RC_NONE;
}

/* ---- changes ---- */

struct turn turn_of(struct req *r, const struct form_state *s, const struct seat *seat, const char *verb, turn_fn *write)
{
    struct turn t = { .write = write,
        .venture = seat->v.id,
        .tenancy = seat->last ? seat->last->id : 0,
        .version = seat->last ? seat->last->version : 0,
        .check = id_new(r->now) };
    t.h = hand_of(r, s, seat->last ? seat->last->carrier : 0, verb, "venture", seat->v.id, venture_path(r, seat->v.id, ""));
    return t;
}

static enum rc count_all(struct db *tx, int64_t venture, int64_t sign, struct measures *m)
{
    struct tenancies_of_venture_rows rows;
    TRY(tenancies_of_venture(tx, venture, &rows));
    for (size_t i = 0; i < rows.n; i++) TRY(incubation_count_tenancy(tx, rows.v[i].id, sign, m));
    return RC_OK;
}

enum rc turn_tx(struct db *tx, void *arg)
{
    struct turn *t = arg;
    struct measures m = { .arena = tx->arena };
    t->refused = 0;
    TRY(form_once(tx, &t->h.once));
    TRY(count_all(tx, t->venture, -1, &m));
    TRY(t->write(tx, t, &m));
    TRY(count_all(tx, t->venture, 1, &m));
    if (t->verdict) TRY(verdict_keep(tx, t->verdict, t->check, "tenancy", t->tenancy, t->h.now));
    return hand_done(tx, &t->h, &m);
}

enum rc turn_refuse(struct db *tx, struct turn *t, int why)
{
    t->refused = why;
    return fail(&tx->err, RC_REFUSED, "the rows do not allow it");
}

enum rc turn_changed(struct db *tx) { return tx->changes == 1 ? RC_OK : fail(&tx->err, RC_STALE, "the row was changed meanwhile"); }

enum rc turn_done(struct req *r, struct turn *t)
{
    enum rc rc = db_tx(r->db, turn_tx, t);
    return t->refused ? redirect_refused(r, t->h.once.path, t->refused) : form_done(r, rc, &t->h.once);
}

/* ---- what it is ---- */

static const struct field venture_fields[] = {
    TEXT  ("name",     AT(struct venture_values, name),     .label = T_venture_name, .max = 80, .need = true),
    CHOICE("field",    AT(struct venture_values, field),    .label = T_venture_field, .hint = T_venture_field_hint,
        .choices = fields_choices, .need = true),
    FLAG  ("returnee", AT(struct venture_values, returnee), .label = T_venture_returnee),
    FLAG  ("student",  AT(struct venture_values, student),  .label = T_venture_student),
};
const struct form venture_form = FORM("venture", struct venture_values, venture_fields, T_save_carrier);

static enum rc venture_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct venture_values *v = t->v;
    (void)m;
    TRY(venture_set(tx, t->venture, t->version, v->name, v->field, v->returnee, v->student));
    return turn_changed(tx);
}

enum rc venture_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct venture_values v;
    TRY(seat_run(r, r->id[0], &seat));
    form_read(r, &s, &venture_form, &v);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "edited", venture_write);
    t.v = &v;
    t.version = seat.v.version;
    return turn_done(r, &t);
}

/* ---- a team becomes a firm ---- */

struct firm_values { struct str firm_name, uscc, registered; };
static const struct field firm_fields[] = {
    TEXT("firm_name",  AT(struct firm_values, firm_name),  .label = T_firm_name, .max = 80, .need = true),
    TEXT("uscc",       AT(struct firm_values, uscc),       .label = T_firm_uscc, .max = 18, .pattern = "uscc", .need = true),
    DATE("registered", AT(struct firm_values, registered), .label = T_firm_registered, .need = true),
};
const struct form firm_form = FORM("firm", struct firm_values, firm_fields, T_firm_save);

static enum rc firm_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct firm_values *v = t->v;
    struct venture_by_firm other;
    int64_t firm;
    (void)m;
    struct carrier_by_id c;
    TRY(carrier_by_id(tx, t->h.carrier, S(""), &c));
    const struct firm_said said = { .uscc = v->uscc,
        .name = v->firm_name,
        .division = c.division,
        .zone = c.zone,
        .registered = v->registered };
    TRY(firm_find_or_add(tx, &said, t->id, t->h.now, &firm));
    enum rc rc = venture_by_firm(tx, firm, &other);
    if (rc == RC_OK) return turn_refuse(tx, t, T_firm_taken);
    if (rc != RC_NONE) return rc;
    TRY(venture_firm_set(tx, t->venture, t->version, firm, v->registered));
    return turn_changed(tx);
}

enum rc firm_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct firm_values v;
    TRY(seat_run(r, r->id[0], &seat));
    if (seat.v.firm != DB_NULL) return RC_NONE;
    form_read(r, &s, &firm_form, &v);
    if (v.registered.p && str_cmp(v.registered, today_of(r)) > 0) form_error(&s, "registered", T_err_future);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "became_firm", firm_write);
    t.v = &v;
    t.version = seat.v.version;
    t.id = id_new(r->now);
    return turn_done(r, &t);
}

/* ---- leaving ---- */

static const struct choice exit_kinds[] = { { .code = SI("graduated"), .message = T_exit_graduated },
    { .code = SI("moved"), .message = T_exit_moved }, { .code = SI("failed"), .message = T_exit_failed },
    { .code = SI("expired"), .message = T_exit_expired }, { .code = SI("expelled"), .message = T_exit_expelled } };
static struct choices exits_choices(struct req *r) { (void)r; return (struct choices){ exit_kinds, LEN(exit_kinds) }; }
int exit_said(struct str kind)
{
    for (size_t i = 0; i < LEN(exit_kinds); i++) if (str_eq(exit_kinds[i].code, kind)) return exit_kinds[i].message;
    return T_not_given;
}

struct exit_values { struct str exit_day, exit_kind, exit_reason; };
static const struct field exit_fields[] = {
    DATE  ("exit_day",    AT(struct exit_values, exit_day),    .label = T_exit_day, .hint = T_exit_day_hint, .need = true),
    CHOICE("exit_kind",   AT(struct exit_values, exit_kind),   .label = T_exit_kind, .choices = exits_choices, .need = true),
    TEXT  ("exit_reason", AT(struct exit_values, exit_reason), .label = T_exit_reason, .max = 200),
};
const struct form exit_form = FORM("exit", struct exit_values, exit_fields, T_exit_save);

static enum rc exit_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct exit_values *v = t->v;
    bool graduated = str_eq(v->exit_kind, S("graduated"));
    (void)m;
    TRY(tenancy_exit(tx, t->tenancy, t->version, v->exit_day, v->exit_kind, str_given(v->exit_reason)));
    TRY(turn_changed(tx));
    TRY(tenancy_units_end(tx, t->tenancy, v->exit_day));
    if (str_eq(v->exit_kind, S("moved"))) return RC_OK;
    return venture_stage_set(tx, t->venture, graduated ? S("graduate") : S("ended"));
}

/* To graduate one of the tests must be met, in evidence: what is unknown does not graduate anybody. */
enum rc exit_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct exit_values v;
    struct facts f;
    struct verdict verdict;
    TRY(seat_run(r, r->id[0], &seat));
    if (!seat_live(&seat)) return RC_NONE;
    form_read(r, &s, &exit_form, &v);
    if (v.exit_day.p && str_cmp(v.exit_day, seat.last->entry_day) <= 0) form_error(&s, "exit_day", T_exit_err_before);
    if (v.exit_day.p && day_of(v.exit_day) > instant_day(r->now) + 1) form_error(&s, "exit_day", T_err_future);
    bool graduates = form_ok(&s) && str_eq(v.exit_kind, S("graduated"));
    if (graduates) {
        TRY(facts_of_venture(r->db, FOR_GRADUATE, seat.v.id, seat.last->entry_day, v.exit_day, &f));
        TRY(rules_judge(r->db, &f, v.exit_day, &verdict));
        if (!value_is_true(f.v[0])) form_error(&s, "exit_kind", T_exit_err_team);
        else if (verdict.answer == ANSWER_NO) form_error(&s, "exit_kind", T_exit_err_not_met);
        else if (verdict.answer == ANSWER_UNKNOWN) form_error(&s, "exit_kind", T_exit_err_unknown);
    }
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "left", exit_write);
    t.v = &v;
    if (graduates) t.verdict = &verdict;
    return turn_done(r, &t);
}

/* ---- a longer agreement ---- */

struct extend_values { struct str due; };
static const struct field extend_fields[] = { DATE("due", AT(struct extend_values, due), .label = T_tenancy_due, .need = true) };
const struct form extend_form = FORM("extend", struct extend_values, extend_fields, T_extend_save);

static enum rc extend_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct extend_values *v = t->v;
    (void)m;
    TRY(tenancy_extend(tx, t->tenancy, t->version, v->due));
    return turn_changed(tx);
}

/* Within the limit of stay that ruled on the day it entered. */
enum rc extend_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct extend_values v;
    struct facts f;
    struct verdict verdict = { 0 };
    TRY(seat_run(r, r->id[0], &seat));
    if (!seat_live(&seat)) return RC_NONE;
    form_read(r, &s, &extend_form, &v);
    if (v.due.p && str_cmp(v.due, seat.last->entry_day) < 0) form_error(&s, "due", T_err_order);
    if (form_ok(&s)) {
        TRY(facts_of_venture(r->db, FOR_STAY, seat.v.id, seat.last->entry_day, v.due, &f));
        TRY(rules_judge(r->db, &f, seat.last->entry_day, &verdict));
        if (verdict.answer == ANSWER_NO) form_error(&s, "due", T_extend_err_limit);
    }
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "extended", extend_write);
    t.v = &v;
    t.verdict = &verdict;
    return turn_done(r, &t);
}

/* ---- a year after, and so on ---- */

static const struct choice yes_no[] = { { .code = SI("yes"), .message = T_after_alive }, { .code = SI("no"), .message = T_after_closed } };
static struct choices alive_choices(struct req *r) { (void)r; return (struct choices){ yes_no, LEN(yes_no) }; }
struct aftercare_values { int64_t year, jobs; struct str alive, closed, note; };
static const struct field aftercare_fields[] = {
    INT   ("year",   AT(struct aftercare_values, year),   .label = T_after_year, .hint = T_after_year_hint, .min = 1, .max = 5,
        .need = true),
    CHOICE("alive",  AT(struct aftercare_values, alive),  .label = T_after_state, .choices = alive_choices, .need = true),
    DATE  ("closed", AT(struct aftercare_values, closed), .label = T_after_closed_day, .hint = T_after_closed_hint),
    INT   ("jobs",   AT(struct aftercare_values, jobs),   .label = T_after_jobs, .min = 0, .max = 1000000),
    TEXT  ("note",   AT(struct aftercare_values, note),   .label = T_after_note, .max = 200),
};
const struct form aftercare_form = FORM("aftercare", struct aftercare_values, aftercare_fields, T_after_save);

static enum rc aftercare_write(struct db *tx, struct turn *t, struct measures *m)
{
    const struct aftercare_values *v = t->v;
    bool alive = str_eq(v->alive, S("yes"));
    struct venture_by_id row;
    (void)m;
    TRY(venture_by_id(tx, t->venture, &row));
    TRY(aftercare_put(tx, t->tenancy, v->year, date_str(tx->arena, instant_day(t->h.now)), alive, alive ? STR_NONE : v->closed,
        alive && v->jobs != NO_INT ? v->jobs : DB_NULL, str_given(v->note)));
    if (!alive && row.firm != DB_NULL && !row.closed_day.p) TRY(firm_close(tx, row.firm, v->closed));
    return venture_stage_set(tx, t->venture, alive ? S("alumnus") : S("ended"));
}

enum rc aftercare_post(struct req *r)
{
    struct seat seat;
    struct form_state s;
    struct aftercare_values v;
    TRY(seat_run(r, r->id[0], &seat));
    if (!seat.last || !seat.last->exit_day.p || !leaves_alive(seat.last->exit_kind) || seat.v.firm == DB_NULL) return RC_NONE;
    form_read(r, &s, &aftercare_form, &v);
    bool dead = v.alive.p && str_eq(v.alive, S("no"));
    if (v.year != NO_INT && date_add_months(day_of(seat.last->exit_day), 12 * v.year) > instant_day(r->now))
        form_error(&s, "year", T_after_err_early);
    if (dead && !v.closed.p) form_error(&s, "closed", T_err_need);
    if (dead && v.closed.p && str_cmp(v.closed, today_of(r)) > 0) form_error(&s, "closed", T_err_future);
    if (dead && v.closed.p && str_cmp(v.closed, seat.last->exit_day) < 0) form_error(&s, "closed", T_exit_err_before);
    if (!form_ok(&s)) return venture_show(r, &seat, &s);
    struct turn t = turn_of(r, &s, &seat, "followed_up", aftercare_write);
    t.v = &v;
    return turn_done(r, &t);
}
