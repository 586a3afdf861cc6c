/* spell_pages.c: the office's list of spells, one spell, and what an officer decides about it. */
#include "app/jobs/views.h"

enum { RECENT = 8, PAGE_ROWS = 30, MERGE_ROWS = 60 };

/* ---- forms ---- */

struct reason_form { struct str reason; };
struct merge_form { struct str other, reason; };
struct split_form { struct strs claims; struct str reason; };
struct answer_form { struct str decision, reply; };

static struct str spell_said(struct req *r, struct str name, struct str from, struct str until)
{
    return str_printf(r->arena, "%.*s %.*s–%.*s", STR_FMT(job_name_masked(r->arena, name)), STR_FMT(from), STR_FMT(until));
}

/* What a database that fails leaves of a list: nothing, and the request says why. */
static struct choices no_choices(struct req *r, enum rc rc)
{
    if (rc != RC_NONE) fail(&r->err, rc, "%s", r->db->err.text);
    return (struct choices){ NULL, 0 };
}

static struct choices others_choices(struct req *r)
{
    struct job_spell_by_id s;
    struct job_spells_firm_rows rows;
    enum rc rc = r->id[0] ? job_spell_by_id(r->db, r->id[0], &s) : RC_NONE;
    if (rc == RC_OK) rc = job_spells_firm(r->db, s.firm, s.id, parties_districts(r, PERM_REVIEW), MERGE_ROWS, &rows);
    if (rc != RC_OK) return no_choices(r, rc);
    struct choice *v = NEWS(r->arena, struct choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].code = str_printf(r->arena, "%lld", (long long)rows.v[i].id);
        v[i].zh = v[i].en = spell_said(r, rows.v[i].name, rows.v[i].start_day, rows.v[i].until_day);
    }
    return (struct choices){ v, rows.n };
}

static struct choices claims_choices(struct req *r)
{
    struct job_claims_spell_rows rows;
    enum rc rc = r->id[0] ? job_claims_spell(r->db, r->id[0], &rows) : RC_NONE;
    if (rc != RC_OK) return no_choices(r, rc);
    struct choice *v = NEWS(r->arena, struct choice, rows.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const struct job_claims_spell *c = &rows.v[i];
        if (!str_eq(c->state, S("live"))) continue;
        v[n].code = str_printf(r->arena, "%lld", (long long)c->id);
        v[n].zh = v[n].en = str_printf(r->arena, "%.*s, %.*s", STR_FMT(spell_said(r, c->name, c->start_day, c->end_day)),
            STR_FMT(job_claimant_said(r, c->claimant)));
        n++;
    }
    return (struct choices){ v, n };
}

static struct choices answer_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("upheld"), .message = T_job_upheld },
        { .code = SI("rejected"), .message = T_job_rejected } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

#define REASON(name_, type_) TEXT(name_, AT(type_, reason), .label = T_job_reason, .hint = T_job_reason_hint, .min = 2, .max = 300, .need = true)
static const struct field confirm_fields[] = { REASON("reason", struct reason_form) };
static const struct field merge_fields[] = { CHOICE("other", AT(struct merge_form, other), .label = T_job_merge_with,
                                                 .hint = T_job_merge_hint, .choices = others_choices, .need = true),
    REASON("merge_reason", struct merge_form) };
static const struct field split_fields[] = { MULTI("claims", AT(struct split_form, claims), .label = T_job_split_which,
                                                 .hint = T_job_split_hint, .choices = claims_choices, .need = true),
    REASON("split_reason", struct split_form) };
static const struct field answer_fields[] = {
    CHOICE("decision", AT(struct answer_form, decision), .label = T_job_answer, .choices = answer_choices, .need = true),
    LONGTEXT("reply", AT(struct answer_form, reply), .label = T_job_reply, .max = 1000, .need = true) };
const struct form job_confirm_form = FORM("job_confirm", struct reason_form, confirm_fields, T_job_do_confirm);
const struct form job_merge_form = FORM("job_merge", struct merge_form, merge_fields, T_job_do_merge);
const struct form job_split_form = FORM("job_split", struct split_form, split_fields, T_job_do_split);
const struct form job_answer_form = FORM("job_answer", struct answer_form, answer_fields, T_job_do_answer);

/* ---- the list ---- */

/* "2026-03-01.712": where a page begins. What is no such place is the first page. */
static struct str place_of(struct req *r, struct str day, int64_t id)
{
    return str_printf(r->arena, "%.*s.%lld", STR_FMT(day), (long long)id);
}

static void place_asked(struct req *r, struct str *day, int64_t *id)
{
    struct str from = req_text(r, "from");
    int64_t days;
    if (str_cut(&from, '.', day) && date_parse(*day, &days) && str_int(from, id)) return;
    *day = S("9999-12-31");
    *id = INT64_MAX;
}

static enum rc spells_page_read(struct req *r, struct spells_view *v, struct str districts, struct str state, struct str pattern)
{
    struct job_spell_before_rows before;
    struct str day;
    int64_t id;
    place_asked(r, &day, &id);
    TRY(job_spell_page(r->db, districts, state, v->twice, pattern, v->claimant, v->other, day, id, PAGE_ROWS + 1, &v->rows));
    TRY(job_spell_before(r->db, districts, state, v->twice, pattern, v->claimant, v->other, day, id, PAGE_ROWS, &before));
    v->prev = v->next = STR_NONE;
    if (before.n) v->prev = before.n < PAGE_ROWS ? S("") : place_of(r, before.v[before.n - 1].start_day, before.v[before.n - 1].id);
    if (v->rows.n <= PAGE_ROWS) return RC_OK;
    const struct job_spell_page *next = &v->rows.v[--v->rows.n];
    v->next = place_of(r, next->start_day, next->id);
    return RC_OK;
}

static enum rc spells_read(struct req *r, struct spells_view *v)
{
    struct job_spell_count n;
    struct job_objection_count o;
    struct str districts = parties_districts(r, PERM_REVIEW), pattern, none = S("");
    *v = (struct spells_view){ .q = str_trim(req_arg(r, "q")),
        .state = req_arg(r, "state"),
        .claimant = req_arg(r, "claimant"),
        .other = req_arg(r, "other") };
    if (!v->state.p || (!str_eq(v->state, S("open")) && !str_eq(v->state, S("twice")))) v->state = none;
    if (!v->claimant.p) v->claimant = none;
    if (!v->other.p) v->other = none;
    v->twice = str_eq(v->state, S("twice"));
    pattern = like_pattern(r->arena, v->q);
    struct str state = v->twice ? none : v->state;
    TRY(job_spell_count(r->db, districts, S("open"), 0, none, none, none, &n));
    v->open = n.n;
    TRY(job_objection_count(r->db, districts, &o));
    v->objections = o.n;
    TRY(job_spell_count(r->db, districts, state, v->twice, pattern, v->claimant, v->other, &n));
    v->total = n.n;
    TRY(job_decisions_recent(r->db, districts, RECENT, &v->recent));
    return spells_page_read(r, v, districts, state, pattern);
}

enum rc job_spells_page(struct req *r)
{
    struct spells_view v;
    TRY(spells_read(r, &v));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_job_title));
    spells_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* Without names: a list is no place for persons. */
enum rc job_spells_json(struct req *r)
{
    struct spells_view v;
    struct out *o = &r->out;
    TRY(spells_read(r, &v));
    put_f(o, "{\"total\":%lld,\"next\":", (long long)v.total);
    if (v.next.n) put_json(o, v.next); else put_z(o, "null");
    put_z(o, ",\"spells\":[");
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct job_spell_page *s = &v.rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"firm\":", i ? "," : "", (long long)s->id);
        put_json(o, s->firm_name);
        put_z(o, ",\"relation\":");
        put_json(o, s->relation);
        put_z(o, ",\"from\":");
        put_json(o, s->start_day);
        put_z(o, ",\"until\":");
        if (s->until_day.n) put_json(o, s->until_day);
        else put_z(o, "null");
        put_z(o, ",\"state\":");
        put_json(o, s->state);
        put_f(o, ",\"claims\":%lld,\"claimants\":%lld}", (long long)s->claims, (long long)s->claimants);
    }
    put_z(o, "]}\n");
    return RC_OK;
}

/* ---- one spell ---- */

static enum rc spell_read(struct req *r, struct spell_view *v)
{
    TRY(job_spell_seen(r, r->id[0], &v->s));
    TRY(job_claims_spell(r->db, v->s.id, &v->claims));
    TRY(job_spells_firm(r->db, v->s.firm, v->s.id, parties_districts(r, PERM_REVIEW), MERGE_ROWS, &v->firm));
    TRY(job_spells_person(r->db, v->s.who, v->s.id, parties_districts(r, PERM_REVIEW), &v->person));
    TRY(job_objections(r->db, v->s.id, &v->objections));
    return job_history(r->db, v->s.id, &v->history);
}

static void forms_start(struct req *r, struct spell_forms *f)
{
    form_start(r, &f->confirm, &job_confirm_form, NULL);
    form_start(r, &f->merge, &job_merge_form, NULL);
    form_start(r, &f->split, &job_split_form, NULL);
}

static enum rc spell_render(struct req *r, struct spell_forms *forms)
{
    struct spell_view v = { .forms = forms };
    TRY(spell_read(r, &v));
    page_crumb(r, S("/jobs"), say(r, T_job_title));
    page_begin(r, say_with(r, T_job_spell_at, job_name_masked(r->arena, v.claims.n ? v.claims.v[0].name : S("")), v.s.firm_name));
    spell_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* A claim that has joined another spell leads there. */
enum rc job_spell_show(struct req *r)
{
    struct job_spell_by_id s;
    struct job_claim_by_id c;
    struct spell_forms f;
    enum rc rc = job_spell_by_id(r->db, r->id[0], &s);
    if (rc == RC_NONE) {
        TRY(job_claim_seen(r, PERM_REVIEW, r->id[0], &c));
        return redirect(r, c.spell != DB_NULL ? job_path(r, "spells", c.spell, "") : job_path(r, "claims", c.id, ""));
    }
    TRY(rc);
    forms_start(r, &f);
    return spell_render(r, &f);
}

static struct job_decide decide_of(struct req *r, const struct form_state *s, const char *verb, int64_t spell, struct str reason)
{
    struct job_decide d = { .verb = verb,
        .id = id_new(r->now),
        .rest = id_new(r->now),
        .account = r->who.account,
        .now = r->now,
        .spell = spell,
        .reason = reason };
    d.once = form_once_of(r, s, job_path(r, "spells", spell, ""));
    d.event = event_of(r, verb, "job", spell, S(""));
    return d;
}

enum rc job_confirm_post(struct req *r)
{
    struct job_spell_by_id x;
    struct spell_forms f;
    struct reason_form in;
    TRY(job_spell_seen(r, r->id[0], &x));
    forms_start(r, &f);
    form_read(r, &f.confirm, &job_confirm_form, &in);
    if (!form_ok(&f.confirm)) return spell_render(r, &f);
    struct job_decide d = decide_of(r, &f.confirm, "confirm", x.id, in.reason);
    return form_done(r, db_tx(r->db, job_confirm_tx, &d), &d.once);
}

enum rc job_merge_post(struct req *r)
{
    struct job_spell_by_id x, other;
    struct spell_forms f;
    struct merge_form in;
    int64_t id = 0;
    TRY(job_spell_seen(r, r->id[0], &x));
    forms_start(r, &f);
    form_read(r, &f.merge, &job_merge_form, &in);
    if (r->err.rc != RC_OK) return r->err.rc;
    enum rc found = str_int(in.other, &id) ? job_spell_seen(r, id, &other) : RC_NONE;
    if (found != RC_OK && found != RC_NONE) return found;
    if (form_ok(&f.merge) && found == RC_NONE) form_error(&f.merge, "other", T_job_err_two_firms);
    if (!form_ok(&f.merge)) return spell_render(r, &f);
    struct job_decide d = decide_of(r, &f.merge, "merge", x.id, in.reason);
    d.other = id;
    enum rc rc = db_tx(r->db, job_merge_tx, &d);
    if (rc != RC_REFUSED) return form_done(r, rc, &d.once);
    form_error(&f.merge, "other", d.refused);
    return spell_render(r, &f);
}

enum rc job_split_post(struct req *r)
{
    struct job_spell_by_id x;
    struct spell_forms f;
    struct split_form in;
    TRY(job_spell_seen(r, r->id[0], &x));
    forms_start(r, &f);
    form_read(r, &f.split, &job_split_form, &in);
    if (r->err.rc != RC_OK) return r->err.rc;
    if (!form_ok(&f.split)) return spell_render(r, &f);
    struct job_decide d = decide_of(r, &f.split, "split", x.id, in.reason);
    int64_t *claims = NEWS(r->arena, int64_t, in.claims.n);
    for (size_t i = 0; i < in.claims.n; i++) if (str_int(in.claims.v[i], &claims[d.nclaims])) d.nclaims++;
    d.claims = claims;
    enum rc rc = db_tx(r->db, job_split_tx, &d);
    if (rc != RC_REFUSED) return form_done(r, rc, &d.once);
    form_error(&f.split, "claims", d.refused);
    return spell_render(r, &f);
}

/* ---- answering an objection ---- */

struct answer { struct once once; struct event event; int64_t id, officer, now, account; struct str state, reply, path; bool stale; };
static enum rc answer_tx(struct db *tx, void *arg)
{
    struct answer *a = arg;
    TRY(form_once(tx, &a->once));
    TRY(job_objection_decide(tx, a->id, a->state, a->reply, a->officer, a->now));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "answered already");
    TRY(event_add(tx, &a->event));
    return notice_add(tx, &a->event, a->account, T_job_notice_answered, S("/jobs/mine"), S(""), S(""));
}

enum rc job_answer_post(struct req *r)
{
    struct job_objection_by_id o;
    struct job_spell_by_id x;
    struct form_state s;
    struct answer_form in;
    TRY(job_objection_by_id(r->db, r->id[0], &o));
    TRY(job_spell_seen(r, o.spell, &x));
    form_read(r, &s, &job_answer_form, &in);
    struct str path = job_path(r, "spells", o.spell, "");
    if (!form_ok(&s)) {
        page_crumb(r, path, say(r, T_job_spell));
        page_begin(r, say(r, T_job_answer));
        form_render(r, &s, job_path(r, "objections", o.id, ""));
        page_end(r);
        return RC_OK;
    }
    struct answer a = { .id = o.id,
        .officer = r->who.account,
        .now = r->now,
        .account = o.account,
        .state = in.decision,
        .reply = in.reply,
        .path = path };
    a.once = form_once_of(r, &s, path);
    a.event = event_of(r, "answered", "job", o.spell, S(""));
    return form_done(r, db_tx(r->db, answer_tx, &a), &a.once);
}
