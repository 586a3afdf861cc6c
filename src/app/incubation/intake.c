/* intake.c: from an application to an agreement. Two reviewers without a conflict score before the carrier decides; the rules are
** judged when it decides and again on the day of entry, and what they said is kept. */
#include "app/incubation/intake.h"
#include "session_sql.h"

struct str intake_path(struct req *r, int64_t id, const char *tail)
{
    return str_printf(r->arena, "/applications/%lld%s", (long long)id, tail);
}

int intake_state_said(struct str state)
{
    return str_eq(state, S("asked"))    ? T_intake_asked
        : str_eq(state, S("accepted"))  ? T_intake_accepted
        : str_eq(state, S("refused"))   ? T_intake_refused
        : str_eq(state, S("withdrawn")) ? T_intake_withdrawn
                                        : T_intake_entered;
}

enum rc intake_seat_of(struct req *r, int64_t id, struct intake_seat *s)
{
    struct facts f;
    int64_t sum = 0;
    *s = (struct intake_seat){ 0 };
    TRY(intake_by_id(r->db, id, &s->i));
    TRY(intake_reviews(r->db, id, &s->reviews));
    s->runs = incubation_runs(r, s->i.carrier);
    s->own = s->i.account == r->who.account;
    for (size_t i = 0; i < s->reviews.n; i++) {
        const struct intake_reviews *w = &s->reviews.v[i];
        if (w->account == r->who.account) s->review = w;
        if (w->scored_ms == DB_NULL) continue;
        s->scored++;
        sum += w->team + w->market + w->technology + w->jobs;
    }
    if (s->scored) s->mean = sum * 25 / s->scored;
    if (!s->runs && !s->own && !s->review) return RC_NONE;
    TRY(venture_by_id(r->db, s->i.venture, &s->v));
    TRY(carrier_by_id(r->db, s->i.carrier, today_of(r), &s->c));
    TRY(facts_of_venture(r->db, FOR_ENTRY, s->v.id, today_of(r), today_of(r), &f));
    return rules_judge(r->db, &f, today_of(r), &s->entry);
}

static enum rc show(struct req *r, const struct intake_seat *s, const struct form_state *sent)
{
    struct intake_view v = { s, sent };
    if (s->runs) page_crumb(r, carrier_path(r, s->c.id, "/applications"), say(r, T_tab_intake));
    else page_crumb(r, S("/incubation/mine"), say(r, T_incubation_mine));
    page_begin(r, s->v.name);
    intake_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc intake_page_show(struct req *r)
{
    struct intake_seat s;
    TRY(intake_seat_of(r, r->id[0], &s));
    return show(r, &s, NULL);
}

/* ---- applying ---- */

/* One's own ventures that could move in; a new one is the empty choice. */
static struct choices ventures_choices(struct req *r)
{
    struct ventures_of_account_rows rows = { 0 };
    struct choices c = { 0 };
    enum rc rc = ventures_of_account(r->db, r->who.account, LIMIT_CARRIERS_MINE, &rows);
    if (rc != RC_OK) (void)fail(&r->err, rc, "%s", r->db->err.text);       /* the handler passes it on */
    if (rc != RC_OK || !rows.n) return c;
    struct choice *v = NEWS(r->arena, struct choice, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[c.n++] = (struct choice){ str_printf(r->arena, "%lld", (long long)rows.v[i].id), rows.v[i].name, rows.v[i].name, 0 };
    c.v = v;
    return c;
}

struct apply_values { struct str venture, name, field, uscc, registered, pitch; int64_t people, docking, round; bool returnee, student; };
static const struct field apply_fields[] = {
    CHOICE  ("venture",    AT(struct apply_values, venture),    .label = T_apply_venture, .hint = T_apply_venture_hint,
        .choices = ventures_choices),
    TEXT    ("name",       AT(struct apply_values, name),       .label = T_venture_name, .hint = T_apply_name_hint, .max = 80),
    CHOICE  ("field",      AT(struct apply_values, field),      .label = T_venture_field, .choices = fields_choices, .need = true),
    TEXT    ("uscc",       AT(struct apply_values, uscc),       .label = T_firm_uscc, .hint = T_apply_uscc_hint, .max = 18,
        .pattern = "uscc"),
    DATE    ("registered", AT(struct apply_values, registered), .label = T_firm_registered),
    LONGTEXT("pitch",      AT(struct apply_values, pitch),      .label = T_apply_pitch, .hint = T_apply_pitch_hint, .max = 2000,
        .need = true),
    INT     ("people",     AT(struct apply_values, people),     .label = T_apply_people, .min = 1, .max = 10000, .need = true),
    FLAG    ("returnee",   AT(struct apply_values, returnee),   .label = T_venture_returnee),
    FLAG    ("student",    AT(struct apply_values, student),    .label = T_venture_student),
    INT     ("docking",    AT(struct apply_values, docking),    .label = T_apply_docking, .hint = T_apply_docking_hint, .min = 1,
        .max = INT64_MAX),
    INT     ("round",      AT(struct apply_values, round),      .label = T_apply_round, .hint = T_apply_round_hint, .min = 1,
        .max = INT64_MAX),
};
const struct form apply_form = FORM("apply", struct apply_values, apply_fields, T_apply_save);

static enum rc taking(struct req *r, struct carrier_by_id *c)
{
    TRY(carrier_by_id(r->db, r->id[0], today_of(r), c));
    return str_eq(c->org_state, S("active")) && c->intake && !c->closed_day.p ? RC_OK : RC_NONE;
}

static enum rc apply_show(struct req *r, const struct carrier_by_id *c, const struct form_state *s)
{
    page_crumb(r, S("/carriers"), say(r, T_carriers));
    page_crumb(r, carrier_path(r, c->id, ""), pick(r, c->name_zh, c->name_en));
    page_begin(r, say(r, T_apply));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_apply_lead);
    put_z(&r->out, " <a href=\"/incubation/rules\">");
    put_msg(r, T_rules);
    put_z(&r->out, "</a></p>");
    form_render(r, s, carrier_path(r, c->id, "/apply"));
    page_end(r);
    return RC_OK;
}

enum rc apply_page(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct apply_values v = { .people = NO_INT, .docking = req_int(r, "docking", NO_INT), .round = req_int(r, "round", NO_INT) };
    TRY(taking(r, &c));
    form_start(r, &s, &apply_form, &v);
    return apply_show(r, &c, &s);
}

struct applying {
    struct hand h;
    const struct apply_values *v;
    int64_t id, venture, new_venture, new_firm, source_id;
    const char *source;
    const struct carrier_by_id *c;
    int refused;
};

/* A registered firm is known as one from the start; who is in a carrier already keeps its row. */
static enum rc venture_make(struct db *tx, struct applying *x)
{
    const struct apply_values *v = x->v;
    int64_t firm = DB_NULL;
    if (v->uscc.n) {
        struct venture_by_firm other;
        const struct firm_said said = { .uscc = v->uscc,
            .name = v->name,
            .division = x->c->division,
            .zone = x->c->zone,
            .registered = v->registered };
        TRY(firm_find_or_add(tx, &said, x->new_firm, x->h.now, &firm));
        enum rc rc = venture_by_firm(tx, firm, &other);
        if (rc == RC_OK) { x->refused = T_firm_taken; return fail(&tx->err, RC_REFUSED, "another venture has this firm"); }
        if (rc != RC_NONE) return rc;
    }
    x->venture = x->new_venture;
    return venture_add(tx, x->venture, firm, firm == DB_NULL ? STR_NONE : v->registered, x->h.account, v->name, v->field,
        firm == DB_NULL ? S("team") : S("firm"), v->returnee, v->student, 0, x->h.now);
}

static enum rc apply_tx(struct db *tx, void *arg)
{
    struct applying *x = arg;
    struct intake_open_of open;
    struct measures m = { .arena = tx->arena };
    x->refused = 0;
    TRY(form_once(tx, &x->h.once));
    if (!x->v->venture.n) TRY(venture_make(tx, x));
    enum rc rc = intake_open_of(tx, x->venture, x->h.carrier, &open);
    if (rc == RC_OK) { x->refused = T_apply_err_open; return fail(&tx->err, RC_REFUSED, "it has applied here"); }
    if (rc != RC_NONE) return rc;
    TRY(intake_add(tx, x->id, x->h.carrier, x->venture, x->h.account, str_from(x->source), x->source_id ? x->source_id : DB_NULL,
        x->v->pitch, x->v->people, x->h.now));
    return hand_done(tx, &x->h, &m);
}

/* Where it comes from is looked up: a docking of both, a published round one has applied in. */
static enum rc source_of(struct req *r, struct form_state *s, struct applying *x)
{
    struct intake_from_docking d;
    struct intake_from_round q;
    x->source = "page";
    if (x->v->docking != NO_INT) {
        enum rc rc = intake_from_docking(r->db, x->v->docking, r->who.account, x->c->id, &d);
        if (rc == RC_NONE) form_error(s, "docking", T_apply_err_docking);
        else { TRY(rc); x->source = "docking"; x->source_id = d.id; }
    } else if (x->v->round != NO_INT) {
        enum rc rc = intake_from_round(r->db, x->v->round, r->who.account, &q);
        if (rc == RC_NONE) form_error(s, "round", T_apply_err_round);
        else { TRY(rc); x->source = "round"; x->source_id = x->v->round; }
    }
    return RC_OK;
}

enum rc apply_post(struct req *r)
{
    struct carrier_by_id c;
    struct form_state s;
    struct apply_values v;
    TRY(taking(r, &c));
    form_read(r, &s, &apply_form, &v);
    if (r->err.rc != RC_OK) return r->err.rc;
    struct applying x = { .v = &v, .c = &c, .id = id_new(r->now), .new_venture = id_new(r->now), .new_firm = id_new(r->now) };
    if (v.venture.n) must(str_int(v.venture, &x.venture));
    else if (!v.name.n) form_error(&s, "name", T_err_need);
    if (v.uscc.n && !v.registered.p) form_error(&s, "registered", T_err_need);
    if (v.registered.p && str_cmp(v.registered, today_of(r)) > 0) form_error(&s, "registered", T_err_future);
    TRY(source_of(r, &s, &x));
    if (form_ok(&s)) {
        x.h = hand_of(r, &s, c.id, "applied", "intake", x.id, intake_path(r, x.id, ""));
        enum rc rc = db_tx(r->db, apply_tx, &x);
        if (!x.refused) return form_done(r, rc, &x.h.once);
        form_error(&s, x.refused == T_firm_taken ? "uscc" : "venture", x.refused);
    }
    return apply_show(r, &c, &s);
}

/* ---- steps ---- */

struct step;
typedef enum rc step_fn(struct db *tx, struct step *x);
struct step {
    struct hand h;
    step_fn *write;
    const struct intake_seat *s;
    const void *v;
    int64_t id, check;
    const struct verdict *verdict;
    int refused;
};

static enum rc step_tx(struct db *tx, void *arg)
{
    struct step *x = arg;
    x->refused = 0;
    TRY(form_once(tx, &x->h.once));
    TRY(event_add(tx, &x->h.event));                                      /* before the notices that refer to it */
    TRY(x->write(tx, x));
    return x->verdict ? verdict_keep(tx, x->verdict, x->check, "intake", x->s->i.id, x->h.now) : RC_OK;
}

static struct step step_of(struct req *r, const struct form_state *s, const struct intake_seat *seat, const char *verb, step_fn *write)
{
    struct step x = { .write = write, .s = seat, .check = id_new(r->now) };
    x.h = hand_of(r, s, seat->i.carrier, verb, "intake", seat->i.id, intake_path(r, seat->i.id, ""));
    return x;
}

static enum rc step_done(struct req *r, struct step *x)
{
    enum rc rc = db_tx(r->db, step_tx, x);
    return x->refused ? redirect_refused(r, x->h.once.path, x->refused) : form_done(r, rc, &x->h.once);
}

static enum rc refuse(struct db *tx, struct step *x, int why)
{
    x->refused = why;
    return fail(&tx->err, RC_REFUSED, "the rows do not allow it");
}

static enum rc withdraw_write(struct db *tx, struct step *x)
{
    TRY(intake_move(tx, x->s->i.id, x->s->i.version, S("withdrawn"), S(""), x->h.account, x->h.now));
    return turn_changed(tx);
}

enum rc intake_withdraw_post(struct req *r)
{
    struct intake_seat s;
    TRY(intake_seat_of(r, r->id[0], &s));
    if (!s.own || !(str_eq(s.i.state, S("asked")) || str_eq(s.i.state, S("accepted")))) return RC_NONE;
    struct step x = step_of(r, NULL, &s, "withdrew", withdraw_write);
    return step_done(r, &x);
}

/* ---- reviewers ---- */

struct reviewer_values { struct str login; };
static const struct field reviewer_fields[] = { TEXT("login", AT(struct reviewer_values, login), .label = T_reviewer_login,
    .hint = T_reviewer_hint, .max = 60, .need = true) };
const struct form reviewer_form = FORM("reviewer", struct reviewer_values, reviewer_fields, T_reviewer_add);

static enum rc reviewer_write(struct db *tx, struct step *x)
{
    struct intake_review_one have;
    enum rc rc = intake_review_one(tx, x->s->i.id, x->id, &have);
    if (rc == RC_OK) return refuse(tx, x, T_reviewer_is_one);
    if (rc != RC_NONE) return rc;
    TRY(intake_review_add(tx, x->s->i.id, x->id, x->h.now));
    return notice_add(tx, &x->h.event, x->id, T_review_notice, str_printf(tx->arena, "/applications/%lld", (long long)x->s->i.id),
        x->s->v.name, x->s->v.name);
}

enum rc reviewer_post(struct req *r)
{
    struct intake_seat s;
    struct form_state f;
    struct reviewer_values v;
    struct account_by_login who = { 0 };
    TRY(intake_seat_of(r, r->id[0], &s));
    if (!s.runs || !str_eq(s.i.state, S("asked"))) return RC_NONE;
    form_read(r, &f, &reviewer_form, &v);
    if (v.login.n) {
        enum rc rc = account_by_login(r->db, v.login, &who);
        if (rc == RC_NONE || (rc == RC_OK && !str_eq(who.state, S("active")))) form_error(&f, "login", T_err_no_login);
        else TRY(rc);
        if (who.id && who.id == s.i.account) form_error(&f, "login", T_reviewer_err_own);
    }
    if (!form_ok(&f)) return show(r, &s, &f);
    struct step x = step_of(r, &f, &s, "reviewer_asked", reviewer_write);
    x.id = who.id;
    return step_done(r, &x);
}

static const struct choice conflict_list[] = { { .code = SI("no"), .message = T_conflict_none },
    { .code = SI("yes"), .message = T_conflict_some } };
static struct choices conflict_choices(struct req *r) { (void)r; return (struct choices){ conflict_list, LEN(conflict_list) }; }
struct declare_values { struct str conflict, conflict_why; };
static const struct field declare_fields[] = {
    CHOICE("conflict",     AT(struct declare_values, conflict),     .label = T_conflict, .hint = T_conflict_hint,
        .choices = conflict_choices, .need = true),
    TEXT  ("conflict_why", AT(struct declare_values, conflict_why), .label = T_conflict_why, .max = 200),
};
const struct form declare_form = FORM("declare", struct declare_values, declare_fields, T_declare_save);

static enum rc declare_write(struct db *tx, struct step *x)
{
    const struct declare_values *v = x->v;
    TRY(intake_review_declare(tx, x->s->i.id, x->h.account, str_eq(v->conflict, S("yes")), str_given(v->conflict_why)));
    return turn_changed(tx);
}

enum rc declare_post(struct req *r)
{
    struct intake_seat s;
    struct form_state f;
    struct declare_values v;
    TRY(intake_seat_of(r, r->id[0], &s));
    if (!s.review || s.review->scored_ms != DB_NULL || !str_eq(s.i.state, S("asked"))) return RC_NONE;
    form_read(r, &f, &declare_form, &v);
    if (v.conflict.n && str_eq(v.conflict, S("yes")) && !v.conflict_why.n) form_error(&f, "conflict_why", T_err_need);
    if (!form_ok(&f)) return show(r, &s, &f);
    struct step x = step_of(r, &f, &s, "declared", declare_write);
    x.v = &v;
    return step_done(r, &x);
}

struct score_values { int64_t team, market, technology, jobs; struct str comment; };
static const struct field score_fields[] = {
    INT("team",       AT(struct score_values, team),       .label = T_score_team, .hint = T_score_hint, .min = 1, .max = SCORE_MOST,
        .need = true),
    INT("market",     AT(struct score_values, market),     .label = T_score_market, .min = 1, .max = SCORE_MOST, .need = true),
    INT("technology", AT(struct score_values, technology), .label = T_score_technology, .min = 1, .max = SCORE_MOST, .need = true),
    INT("jobs",       AT(struct score_values, jobs),       .label = T_score_jobs, .min = 1, .max = SCORE_MOST, .need = true),
    LONGTEXT("comment", AT(struct score_values, comment),  .label = T_score_comment, .max = 1000, .need = true),
};
const struct form score_form = FORM("score", struct score_values, score_fields, T_score_save);

/* Only after having declared that there is no conflict; the row refuses it otherwise, too. */
static enum rc score_write(struct db *tx, struct step *x)
{
    const struct score_values *v = x->v;
    struct intake_by_id now;
    TRY(intake_by_id(tx, x->s->i.id, &now));
    if (!str_eq(now.state, S("asked"))) return refuse(tx, x, T_intake_decided);
    TRY(intake_review_score(tx, x->s->i.id, x->h.account, v->team, v->market, v->technology, v->jobs, v->comment, x->h.now));
    return tx->changes == 1 ? RC_OK : refuse(tx, x, T_score_err_conflict);
}

enum rc score_post(struct req *r)
{
    struct intake_seat s;
    struct form_state f;
    struct score_values v;
    TRY(intake_seat_of(r, r->id[0], &s));
    if (!s.review || s.review->conflict != 0) return RC_NONE;
    form_read(r, &f, &score_form, &v);
    if (!form_ok(&f)) return show(r, &s, &f);
    struct step x = step_of(r, &f, &s, "scored", score_write);
    x.v = &v;
    return step_done(r, &x);
}

/* ---- the decision ---- */

static const struct choice decision_list[] = { { .code = SI("accepted"), .message = T_intake_accepted },
    { .code = SI("refused"), .message = T_intake_refused } };
static struct choices decisions_choices(struct req *r) { (void)r; return (struct choices){ decision_list, LEN(decision_list) }; }
struct decide_values { struct str decision, reason; };
static const struct field decide_fields[] = {
    CHOICE  ("decision", AT(struct decide_values, decision), .label = T_decision, .choices = decisions_choices, .need = true),
    LONGTEXT("reason",   AT(struct decide_values, reason),   .label = T_decision_reason, .hint = T_decision_hint, .max = 1000,
        .need = true),
};
const struct form intake_decide_form = FORM("decide", struct decide_values, decide_fields, T_decide_save);

static enum rc decide_write(struct db *tx, struct step *x)
{
    const struct decide_values *v = x->v;
    struct intake_reviews_rows reviews;
    int64_t scored = 0;
    TRY(intake_reviews(tx, x->s->i.id, &reviews));
    for (size_t i = 0; i < reviews.n; i++) scored += reviews.v[i].scored_ms != DB_NULL;
    if (scored < SCORES_NEEDED) return refuse(tx, x, T_decide_err_scores);
    TRY(intake_move(tx, x->s->i.id, x->s->i.version, v->decision, v->reason, x->h.account, x->h.now));
    TRY(turn_changed(tx));
    return notice_add(tx, &x->h.event, x->s->i.account, T_intake_notice, str_printf(tx->arena, "/applications/%lld", (long long)x->s->i.id),
        x->s->v.name, x->s->v.name);
}

enum rc decide_post(struct req *r)
{
    struct intake_seat s;
    struct form_state f;
    struct decide_values v;
    TRY(intake_seat_of(r, r->id[0], &s));
    if (!s.runs || !str_eq(s.i.state, S("asked"))) return RC_NONE;
    form_read(r, &f, &intake_decide_form, &v);
    if (s.scored < SCORES_NEEDED) form_error(&f, NULL, T_decide_err_scores);
    if (v.decision.n && str_eq(v.decision, S("accepted")) && s.entry.answer == ANSWER_NO) form_error(&f, "decision", T_decide_err_rules);
    if (!form_ok(&f)) return show(r, &s, &f);
    struct step x = step_of(r, &f, &s, "decided", decide_write);
    x.v = &v;
    x.verdict = &s.entry;
    return step_done(r, &x);
}

/* ---- what is on one's own list ---- */

enum rc incubation_mine_page(struct req *r)
{
    struct mine_view v;
    TRY(intake_mine(r->db, r->who.account, LIMIT_CARRIERS_MINE, &v.intakes));
    TRY(ventures_of_account(r->db, r->who.account, LIMIT_CARRIERS_MINE, &v.ventures));
    TRY(intake_review_mine(r->db, r->who.account, LIMIT_CARRIERS_MINE, &v.reviews));
    TRY(mentor_session_mine(r->db, r->who.account, LIMIT_CARRIERS_MINE, &v.sessions));
    page_begin(r, say(r, T_incubation_mine));
    incubation_mine_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc intakes_page(struct req *r)
{
    struct carrier_by_id c;
    struct intake_count count;
    struct intakes_view v = { .c = &c, .state = str_trim(req_arg(r, "state")) };
    TRY(carrier_own(r, r->id[0], &c));
    v.state = str_given(v.state);
    TRY(intake_count(r->db, c.id, v.state, &count));
    v.p = paging_of(r, count.n, PAGE_ROWS);
    TRY(intake_page(r->db, c.id, v.state, v.p.skip, PAGE_ROWS, &v.rows));
    desk_begin(r, &c, TAB_INTAKE);
    intakes_html(r, &v);
    page_end(r);
    return RC_OK;
}
