/* objections.c: after a result is published an applicant may object; an officer refuses with a reply, or upholds by correcting
** what the applicant answered, in one transaction with the reply. Then the round is run again, as another result beside the
** first. Before that, after applications have closed, an officer corrects what her papers do not bear out in the same way. */
#include "app/rounds/inner.h"

struct object { struct str body; };
static const struct field object_fields[] = { LONGTEXT("body", AT(struct object, body), .label = T_round_object_body,
    .hint = T_round_object_hint, .max = 2000, .need = true) };
const struct form round_object_form = FORM("round_object", struct object, object_fields, T_round_object);

struct correct { struct strs groups, answers; struct str decision, reply; };
#define CORRECTED \
    MULTI("groups", AT(struct correct, groups), .label = T_round_groups, .choices = round_groups_choices), \
    MULTI("answers", AT(struct correct, answers), .label = T_round_answers, .choices = round_answers_choices)
static const struct field correct_fields[] = { CORRECTED,
    LONGTEXT("reply", AT(struct correct, reply), .label = T_round_correct_why, .hint = T_round_correct_hint, .max = 1000, .need = true) };
const struct form round_correct_form = FORM("round_correct", struct correct, correct_fields, T_round_correct);

static struct choices decisions_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("upheld"), .message = T_round_uphold },
        { .code = SI("refused"), .message = T_round_refuse } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field decide_fields[] = { CORRECTED,
    CHOICE("decision", AT(struct correct, decision), .label = T_round_decision, .hint = T_round_decision_hint, .choices = decisions_choices,
        .need = true),
    LONGTEXT("reply", AT(struct correct, reply), .label = T_round_reply, .hint = T_round_correct_hint, .max = 1000, .need = true) };
const struct form round_decide_form = FORM("round_decide", struct correct, decide_fields, T_round_decide);

/* ---- objecting ---- */

struct objecting {
    struct once once;
    struct event event;
    struct round_by_id x;
    int64_t id, application, result, now;
    struct str body;
    bool over;
};

static enum rc object_tx(struct db *tx, void *arg)
{
    struct objecting *o = arg;
    struct round_by_id x;
    struct round_application_by_id p;
    struct round_objections_of_rows rows;
    TRY(form_once(tx, &o->once));
    TRY(round_by_id(tx, o->x.id, &x));
    TRY(round_application_by_id(tx, o->application, &p));
    if (!str_eq(p.state, S("sent"))) return fail(&tx->err, RC_NONE, "withdrawn: no officer could answer it");
    TRY(round_objections_of(tx, o->application, &rows));
    o->over = round_phase(ROUND_WHEN(&x), o->now) != PHASE_OBJECTIONS || rows.n >= LIMIT_ROUND_OBJECTIONS;
    if (o->over) return fail(&tx->err, RC_STALE, "objections are over");
    TRY(round_objection_add(tx, o->id, x.id, o->result, o->application, o->body, o->now));
    return event_add(tx, &o->event);
}

enum rc round_object_post(struct req *r)
{
    struct objecting o = { .now = r->now, .id = id_new(r->now) };
    struct round_application_of p;
    struct round_results result;
    struct object in;
    struct form_state s;
    TRY(round_seen(r, r->id[0], &o.x));
    TRY(round_application_of(r->db, o.x.id, r->who.account, &p));
    TRY(round_standing(r->db, o.x.id, &result));
    o.result = result.id;
    form_read(r, &s, &round_object_form, &in);
    if (!form_ok(&s)) return round_mine_show(r, &s);
    o.once = form_once_of(r, &s, round_path(r, o.x.id, "/mine"));
    o.event = event_of(r, "objected", "round", o.x.id, S(""));
    o.application = p.id;
    o.body = in.body;
    if (!o.result) return redirect_refused(r, o.once.path, T_round_object_over);
    enum rc rc = db_tx(r->db, object_tx, &o);
    return rc == RC_STALE && o.over ? redirect_refused(r, o.once.path, T_round_object_over)
                                    : form_said(r, rc, &o.once, T_round_done_object);
}

/* ---- the officer's page of one application ---- */

static bool may_correct(enum round_phase p) { return p == PHASE_CLOSED || p == PHASE_RAN || p == PHASE_OBJECTIONS || p == PHASE_FINAL; }

static enum rc application_read(struct req *r, int64_t id, struct application_view *v)
{
    struct round_by_id x;
    TRY(round_for_office(r, r->id[0], &x));
    TRY(round_application_by_id(r->db, id, &v->p));
    if (v->p.round != x.id || !str_eq(v->p.state, S("sent"))) return RC_NONE;
    v->own = v->p.account == r->who.account;
    TRY(round_rules(r->db, x.id, &v->q));
    TRY(round_wishes_of(r->db, v->p.id, &v->wishes));
    TRY(round_objections_of(r->db, v->p.id, &v->objections));
    for (size_t i = v->objections.n; i-- > 0;) if (str_eq(v->objections.v[i].state, S("open"))) v->objection = v->objections.v[i].id;
    return RC_OK;
}

static enum rc now_of(struct req *r, const struct application_view *v, struct correct *f)
{
    struct round_answers_of_rows answers;
    TRY(round_answers_of(r->db, v->p.id, &answers));
    *f = (struct correct){ .groups = str_parts(r->arena, v->p.groups, ',') };
    for (size_t i = 0; i < answers.n; i++)
        *PUSH(r->arena, &f->answers) = str_printf(r->arena, "%lld:%lld", (long long)answers.v[i].criterion, (long long)answers.v[i].value);
    return RC_OK;
}

static enum rc application_show(struct req *r, struct application_view *v, const struct form_state *s)
{
    struct form_state plain;
    struct correct f;
    if (!s && !v->own && may_correct(round_phase(ROUND_WHEN(&v->q.x), r->now))) {
        TRY(now_of(r, v, &f));
        form_start(r, &plain, v->objection ? &round_decide_form : &round_correct_form, &f);
        s = &plain;
    }
    v->s = s;
    if (s) v->answers = str_parts(r->arena, s->raw.v[1], ',');
    round_crumbs(r, &v->q.x);
    page_crumb(r, round_path(r, v->q.x.id, "/office"), say(r, T_round_office));
    page_begin(r, say_with(r, T_round_application_of, v->p.alias, STR_NONE));
    round_application_html(r, v);
    page_end(r);
    return RC_OK;
}

enum rc round_application_page(struct req *r)
{
    struct application_view *v = NEW(r->arena, struct application_view);
    TRY(application_read(r, r->id[1], v));
    return application_show(r, v, NULL);
}

/* ---- correcting, with an objection or without ---- */

struct correcting {
    struct once once;
    struct event event;
    struct round_by_id x;
    struct round_application_by_id p;
    int64_t objection, account, now;
    struct str decision, groups, reply;
    const struct given *answer; size_t nanswer;
    bool corrects, differs, nothing, moved;       /* nothing, moved: out */
};

static enum rc correct_tx(struct db *tx, void *arg)
{
    struct correcting *c = arg;
    struct round_by_id x;
    TRY(form_once(tx, &c->once));
    c->nothing = c->corrects != c->differs;                         /* after form_once: pressed twice, it differs no more */
    if (c->nothing) return fail(&tx->err, RC_REFUSED, "a correction corrects, a refusal does not");
    TRY(round_by_id(tx, c->x.id, &x));
    c->moved = !may_correct(round_phase(ROUND_WHEN(&x), c->now));
    if (c->moved) return fail(&tx->err, RC_STALE, "not now");
    if (c->objection) {
        TRY(round_objection_decide(tx, c->objection, c->decision, c->reply, c->account, c->now));
        c->moved = tx->changes != 1;
        if (c->moved) return fail(&tx->err, RC_STALE, "decided already");
    }
    if (c->corrects) {
        TRY(round_application_correct(tx, c->p.id, c->p.version, c->groups, c->now));
        c->moved = tx->changes != 1;
        if (c->moved) return fail(&tx->err, RC_STALE, "corrected by somebody else");
        TRY(round_answers_write(tx, c->p.id, c->answer, c->nanswer));
        TRY(round_touch(tx, c->x.id));
    }
    TRY(event_add(tx, &c->event));
    int message = !c->objection ? T_round_notice_corrected : c->corrects ? T_round_notice_upheld : T_round_notice_refused;
    return round_tell(tx, &c->event, &x, c->p.account, message);
}

static struct str reason_json(struct req *r, const struct correcting *c)
{
    struct out o;
    out_init(&o, r->arena);
    put_z(&o, "{\"application\":");
    put_json(&o, c->p.alias);
    put_z(&o, ",\"reply\":");
    put_json(&o, c->reply);
    put_c(&o, '}');
    return out_str(&o);
}

static bool same_set(const struct strs *x, const struct strs *y)
{
    for (size_t i = 0; i < x->n; i++) {
        bool found = false;
        for (size_t k = 0; k < y->n; k++) found = found || str_eq(x->v[i], y->v[k]);
        if (!found) return false;
    }
    return x->n == y->n;
}

/* Nobody is the judge of her own papers. */
static enum rc correct_do(struct req *r, struct application_view *v, struct form_state *s, const struct correct *f)
{
    struct correct was;
    if (v->own) return redirect_refused(r, round_path(r, v->q.x.id, "/office"), T_round_own);
    bool upheld = str_eq(f->decision, S("upheld"));
    TRY(now_of(r, v, &was));
    bool differs = !same_set(&f->groups, &was.groups) || !same_set(&f->answers, &was.answers);
    const struct given *answer = round_answers_take(r, s, &f->answers);
    if (form_ok(s)) TRY(points_check(r, s, &v->q.x, answer, f->answers.n, groups_kept(r->arena, f->groups)));
    if (!form_ok(s)) return application_show(r, v, s);
    struct correcting c = { .x = v->q.x, .p = v->p, .objection = v->objection, .account = r->who.account, .now = r->now,
        .decision = f->decision,
        .groups = groups_kept(r->arena, f->groups), .reply = f->reply, .answer = answer, .nanswer = f->answers.n, .corrects = upheld
        || !v->objection, .differs = differs };
    struct str office = round_path(r, v->q.x.id, "/office");
    c.once = form_once_of(r, s, office);
    c.event = event_of(r, !v->objection ? "corrected" : upheld ? "upheld" : "refused", "round", v->q.x.id, reason_json(r, &c));
    enum rc rc = db_tx(r->db, correct_tx, &c);
    if (rc == RC_REFUSED && c.nothing) {
        form_error(s, NULL, c.corrects ? T_round_err_nothing : T_round_err_refused);
        return application_show(r, v, s);
    }
    int done = v->objection ? T_round_done_decide : T_round_done_correct;
    return rc == RC_STALE && c.moved ? redirect_refused(r, office, T_round_moved_on) : form_said(r, rc, &c.once, done);
}

enum rc round_application_post(struct req *r)
{
    struct application_view *v = NEW(r->arena, struct application_view);
    struct correct f;
    struct form_state s;
    TRY(application_read(r, r->id[1], v));
    if (v->objection || !may_correct(round_phase(ROUND_WHEN(&v->q.x), r->now)))
        return redirect_refused(r, round_path(r, v->q.x.id, "/office"), T_round_moved_on);
    TRY(round_form_read(r, &s, &round_correct_form, &f));
    return correct_do(r, v, &s, &f);
}

enum rc round_decide_post(struct req *r)
{
    struct application_view *v = NEW(r->arena, struct application_view);
    struct round_objection_by_id o;
    struct correct f;
    struct form_state s;
    struct round_by_id x;
    TRY(round_for_office(r, r->id[0], &x));
    TRY(round_objection_by_id(r->db, r->id[1], &o));
    if (o.round != x.id) return RC_NONE;
    TRY(application_read(r, o.application, v));
    TRY(round_form_read(r, &s, &round_decide_form, &f));
    /* decided already: pressed twice, or by somebody else */
    if (v->objection != o.id && !str_eq(o.state, S("open"))) v->objection = o.id;
    if (v->objection != o.id) return redirect_refused(r, round_path(r, x.id, "/office"), T_round_moved_on);
    return correct_do(r, v, &s, &f);
}
