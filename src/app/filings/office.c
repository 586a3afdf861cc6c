/* office.c: the month at a glance for officers: who has filed, who is stuck where and since when, what is missing from the
** totals; accepting, returning, letting in late ones, and closing the month. */
#include "app/filings/views.h"
#include "web/codes.h"

enum { PERIODS = 36 };

/* ---- the board ---- */

static const struct ret_form *form_chosen(struct req *r)
{
    const struct returns *all = returns_of(r->app);
    struct str code = req_arg(r, "form");
    const struct ret_form *f = code.n ? return_at(all, code, 999912) : NULL;
    return f ? f : return_at(all, S("monthly"), 999912);
}

/* ",a,b,": an officer of districts sees hers; '*': everything. */
static bool district_in(struct str districts, struct str division)
{
    struct str one;
    if (str_eq(districts, S("*"))) return true;
    while (str_cut(&districts, ',', &one)) if (one.n && str_eq(one, division)) return true;
    return false;
}

static bool row_shown(const struct board_view *v, const struct filing_board *f, enum standing st, struct str districts)
{
    if (!district_in(districts, f->division)) return false;
    return (!v->division.n || str_eq(v->division, f->division)) && (!v->zone.n || str_eq(v->zone, f->zone))
        && (!v->state.n || str_eq(v->state, standing_code(st)));
}

/* The cells the totals are made of: those of the place asked for; an officer of districts has hers, and none of a zone,
** which reaches beyond them. */
static enum rc total_of(struct req *r, const struct board_view *v, struct str districts, struct str measure, int64_t *value)
{
    struct filing_cell have;
    struct str one;
    bool all = str_eq(districts, S("*"));
    *value = 0;
    if (all && !v->division.n) {
        TRY(filing_cell(r->db, measure, v->zone.n ? S("zone") : S("city"), v->zone, v->period, &have));
        *value = have.value;
        return RC_OK;
    }
    struct str list = v->division.n ? v->division : districts;
    while (str_cut(&list, ',', &one)) {
        if (!one.n || (!all && !district_in(districts, one))) continue;
        TRY(filing_cell(r->db, measure, S("division"), one, v->period, &have));
        *value += have.value;
    }
    return RC_OK;
}

/* What the totals have, and what those who have not filed had last time. */
static enum rc totals_read(struct req *r, struct board_view *v)
{
    static const struct str shown[] = { SI("employees"), SI("opportunities"), SI("revenue"), SI("rnd") };
    struct str districts = parties_districts(r, PERM_OFFICE);
    bool all = str_eq(districts, S("*"));
    if (!all && v->zone.n && !v->division.n) return RC_OK;
    for (size_t i = 0; i < LEN(shown); i++) {
        ptrdiff_t at = field_of(v->form, SUMMARY, shown[i]);
        struct filing_missing_sum missing;
        if (at < 0) continue;
        const struct ret_field *f = &v->form->sheets[SUMMARY].v[at];
        TRY(total_of(r, v, districts, f->measure, &v->total[v->totals].have));
        TRY(filing_missing_sum(r->db, v->form->code, v->period, f->code, districts, v->division, v->zone, &missing));
        v->total[v->totals].field = f;
        v->total[v->totals++].missing = missing.value;
    }
    return RC_OK;
}

static enum rc board_read(struct req *r, struct board_view *v, struct filing_board_rows *rows, struct filing_periods_rows *periods)
{
    v->form = form_chosen(r);
    v->all = returns_of(r->app);
    v->today = instant_day(r->now);
    TRY(filing_periods(r->db, v->form->code, PERIODS, periods));
    v->periods = periods;
    int64_t newest = periods->n ? periods->v[0].period : period_now(v->form, v->today);
    TRY(calendar_read(r->db, date_days(2000, 1, 1), date_days(2100, 12, 31), &v->calendar));
    for (size_t i = 0; i < periods->n; i++)                             /* the one that is due next, or was last */
        if (period_due(&v->calendar, v->form, periods->v[i].period) >= v->today || i == 0) newest = periods->v[i].period;
    v->period = req_int(r, "period", newest);
    /* as the form of closing has it */
    if (v->period < 190001 || v->period > 210012 || v->period % 100 < 1 || v->period % 100 > 12) v->period = newest;
    v->division = req_text(r, "division");
    v->zone = req_text(r, "zone");
    v->state = req_text(r, "state");
    TRY(filing_board(r->db, v->form->code, v->period, rows));
    struct str districts = parties_districts(r, PERM_OFFICE);
    struct str state = v->state;
    for (size_t i = 0; i < rows->n; i++) {
        const struct filing_board *f = &rows->v[i];
        struct stands st = { f->state, f->due_day, f->draft, f->live, f->zero != 0, f->late != 0 };
        enum standing now = standing_of(&st, v->today);
        v->state = S("");
        bool counted = row_shown(v, f, now, districts);
        v->state = state;
        if (!counted) continue;
        v->count[now]++;
        v->due++;
        v->counted += f->live > 0;
        if (!state.n || str_eq(state, standing_code(now))) *PUSH(r->arena, &v->rows) = (struct board_row){ f, now };
    }
    return RC_OK;
}

/* Who needs somebody's attention comes first; among equals the order of names stays. */
static int urgency(const struct board_row *x)
{
    static const int rank[STANDINGS] = { [ST_MISSING] = 0,
        [ST_LATE] = 2,
        [ST_REFUSED] = 1,
        [ST_FILED] = 3,
        [ST_DRAFT] = 4,
        [ST_NOT_FILED] = 5,
        [ST_ZERO] = 6,
        [ST_ACCEPTED] = 7 };
    return x->standing == ST_LATE && x->f->live ? rank[ST_ACCEPTED] : rank[x->standing];
}

static int by_urgency(const void *x, const void *y)
{
    const struct board_row *a = x, *b = y;
    int d = urgency(a) - urgency(b);
    return d ? d : a->f < b->f ? -1 : a->f > b->f;
}

enum rc filing_board_page(struct req *r)
{
    struct board_view v = { 0 };
    struct filing_board_rows rows;
    struct filing_periods_rows periods;
    struct filing_locks_rows locks;
    TRY(board_read(r, &v, &rows, &periods));
    TRY(totals_read(r, &v));
    TRY(filing_locks(r->db, v.form->code, v.period, &locks));
    v.locks = &locks;
    v.locked = locks.n && locks.v[0].ended_ms == DB_NULL;
    v.opens = may_somewhere(r, PERM_REVIEW) || may_somewhere(r, PERM_DASHBOARD);
    v.may_lock = parties_may(r, PERM_REVIEW, S(""));
    if (v.rows.n > 1) qsort(v.rows.v, v.rows.n, sizeof *v.rows.v, by_urgency);
    v.page = paging_of(r, (int64_t)v.rows.n, BOARD_ROWS);
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_filing_board));
    filing_board_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc filing_board_csv(struct req *r)
{
    struct board_view v = { 0 };
    struct filing_board_rows rows;
    struct filing_periods_rows periods;
    struct csv c;
    static const int heads[] = { T_filing_carrier, T_filing_division, T_filing_zone, T_filing_period, T_filing_due, T_filing_state,
        T_filing_since, T_filing_counts, T_filing_version_short, T_filing_reason };
    TRY(board_read(r, &v, &rows, &periods));
    csv_begin(&c, r);
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct filing_board *f = v.rows.v[i].f;
        csv_text(&c, pick(r, f->zh, f->en));
        csv_text(&c, code_label(r, "divisions", f->division));
        csv_text(&c, f->zone.n ? code_label(r, "zones", f->zone) : S(""));
        csv_int(&c, v.period);
        csv_text(&c, f->due_day);
        csv_text(&c, say(r, standing_said(v.rows.v[i].standing)));
        csv_text(&c, date_str(r->arena, instant_day(f->since_ms)));
        csv_text(&c, say(r, f->live ? T_filing_yes : T_filing_no));
        csv_int(&c, f->last);
        csv_text(&c, v.rows.v[i].standing == ST_REFUSED ? f->reason : S(""));
        csv_row(&c);
    }
    answer_csv(r, str_printf(r->arena, "filings-%.*s-%lld.csv", STR_FMT(v.form->code), (long long)v.period));
    return RC_OK;
}

/* ---- deciding ---- */

/* What the decision makes count, with its people: the version that waits, or the one that was accepted before it. */
static enum rc claims_for(struct req *r, const struct seat *s, struct filing_decide *d)
{
    struct filing_version_of v;
    struct filled x;
    d->claims_of = s->f.last;
    if (d->verb == VERB_RETURN)
        for (d->claims_of--; d->claims_of > 0; d->claims_of--) {
            TRY(filing_version_of(r->db, s->f.id, d->claims_of, &v));
            if (str_eq(v.decision, S("accepted"))) break;
        }
    if (d->verb == VERB_ACCEPT || d->claims_of <= 0) return RC_OK;
    TRY(filing_version_of(r->db, s->f.id, d->claims_of, &v));
    TRY(filled_read(r->db, r->app->keys, s->form, v.id, &x));
    d->claims = people_claims(r->arena, r->app->keys, &x, &s->f, r->who.account, r->now);
    return RC_OK;
}

static enum rc decide(struct req *r, const struct seat *s, enum filing_verb verb, const char *said, struct str reason, struct str fields)
{
    struct str back = filing_path(r, s->f.id, "");
    struct filing_decide d = { .h = filing_hand_of(r, s->f.id, req_int(r, "seen", s->f.version), said, back),
        .verb = verb,
        .reason = reason,
        .fields = fields };
    if (s->own) return redirect_refused(r, back, T_filing_own);
    if (s->have_last) TRY(claims_for(r, s, &d));
    return filing_done(r, db_tx(r->db, filing_decide_tx, &d), &d.h, back);
}

enum rc filing_accept_post(struct req *r)
{
    struct seat s;
    TRY(seat_reviews(r, r->id[0], &s));
    return decide(r, &s, VERB_ACCEPT, "accepted", S(""), S(""));
}

struct return_values { struct str reason; };
static const struct field return_fields_[] = { LONGTEXT("reason", AT(struct return_values, reason), .label = T_filing_return_why,
    .hint = T_filing_return_hint, .max = 1000, .need = true) };
const struct form filing_return_form = FORM("filing_return", struct return_values, return_fields_, T_filing_return);

/* The fields that were ticked, by their codes, as the return has them. */
static struct str fields_named(struct req *r, const struct seat *s)
{
    struct strs ticked = req_args(r, "fields");
    struct out o;
    out_init(&o, r->arena);
    for (size_t i = 0; i < s->form->sheets[SUMMARY].n; i++)
        for (size_t k = 0; k < ticked.n; k++) {
            if (!str_eq(ticked.v[k], s->form->sheets[SUMMARY].v[i].code)) continue;
            if (o.n) put_c(&o, ',');
            put_str(&o, ticked.v[k]);
            break;
        }
    return out_str(&o);
}

enum rc filing_return_post(struct req *r)
{
    struct seat s;
    struct form_state fs;
    struct return_values v;
    TRY(seat_reviews(r, r->id[0], &s));
    form_read(r, &fs, &filing_return_form, &v);
    if (!form_ok(&fs)) return redirect_refused(r, filing_path(r, s.f.id, ""), T_filing_say_why);
    return decide(r, &s, VERB_RETURN, "returned", v.reason, fields_named(r, &s));
}

static const struct field admit_fields[] = { LONGTEXT("reason", AT(struct return_values, reason), .label = T_filing_admit_why, .max = 500,
    .need = true) };
const struct form filing_admit_form = FORM("filing_admit", struct return_values, admit_fields, T_filing_admit);

enum rc filing_admit_post(struct req *r)
{
    struct seat s;
    struct form_state fs;
    struct return_values v;
    TRY(seat_reviews(r, r->id[0], &s));
    form_read(r, &fs, &filing_admit_form, &v);
    if (!form_ok(&fs)) return redirect_refused(r, filing_path(r, s.f.id, ""), T_filing_say_why);
    return decide(r, &s, VERB_ADMIT, "admitted", v.reason, S(""));
}

/* ---- closing a period ---- */

struct lock_values { struct str form, why; int64_t period; };
static const struct field lock_fields[] = {
    HIDDEN("form", AT(struct lock_values, form), .label = T_filing_return_name, .need = true, .max = 40),
    INT("period", AT(struct lock_values, period), .label = T_filing_period, .min = 190001, .max = 210012, .need = true),
    LONGTEXT("why", AT(struct lock_values, why), .label = T_filing_lock_why, .max = 500, .need = true),
};
const struct form filing_lock_form = FORM("filing_lock", struct lock_values, lock_fields, T_filing_lock);

static enum rc lock(struct req *r, bool end)
{
    struct form_state fs;
    struct lock_values v;
    if (!parties_may(r, PERM_REVIEW, S(""))) return fail(&r->err, RC_DENIED, "a period is closed for the whole city");
    form_read(r, &fs, &filing_lock_form, &v);
    if (!form_ok(&fs) || v.period % 100 < 1 || v.period % 100 > 12 || !return_at(returns_of(r->app), v.form, v.period))
        return redirect_refused(r, S("/filings/board"), T_filing_say_why);
    struct str back = str_printf(r->arena, "/filings/board?form=%.*s&period=%lld", STR_FMT(v.form), (long long)v.period);
    struct filing_lock_do l = { .h = filing_hand_of(r, 0, 0, end ? "unlocked" : "locked", back),
        .form = v.form,
        .why = v.why,
        .period = v.period,
        .end = end };
    l.h.event = event_of(r, end ? "unlocked" : "locked", "return", v.period, S(""));
    return filing_done(r, db_tx(r->db, filing_lock_tx, &l), &l.h, back);
}

enum rc filing_lock_post(struct req *r) { return lock(r, false); }
enum rc filing_unlock_post(struct req *r) { return lock(r, true); }
