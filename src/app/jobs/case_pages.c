/* case_pages.c: whom a docking brought into work. When both sides have confirmed a case of jobs or internships, who employs names the
** people, one at a time; each is a claim whose evidence is the case. */
#include "app/jobs/views.h"

struct case_form { struct str name, number, phone, post, start; int64_t contract_months, insurance_months; struct strs groups; };
static struct choices groups_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("graduate"), .message = T_job_g_graduate },
        { .code = SI("migrant"), .message = T_job_g_migrant }, { .code = SI("veteran"), .message = T_job_g_veteran },
        { .code = SI("hardship"), .message = T_job_g_hardship } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static const struct field case_fields[] = {
    TEXT ("name",             AT(struct case_form, name),             .label = T_job_name, .max = 60, .need = true),
    TEXT ("number",           AT(struct case_form, number),           .label = T_parties_id_number, .hint = T_job_number_hint, .max = 24),
    PHONE("phone",            AT(struct case_form, phone),            .label = T_parties_phone),
    TEXT ("post",             AT(struct case_form, post),             .label = T_job_post, .max = 60, .need = true),
    DATE ("start",            AT(struct case_form, start),            .label = T_job_csv_from, .need = true),
    INT  ("contract_months",  AT(struct case_form, contract_months),  .label = T_job_contract_months, .min = 0, .max = 600),
    INT  ("insurance_months", AT(struct case_form, insurance_months), .label = T_job_insurance_months, .min = 0, .max = 600),
    MULTI("groups",           AT(struct case_form, groups),           .label = T_job_groups, .choices = groups_choices),
};
const struct form job_case_form = FORM("job_case", struct case_form, case_fields, T_job_case_add);

static enum rc case_read(struct req *r, struct case_jobs_view *v)
{
    enum party_role role;
    TRY(job_case(r->db, r->id[0], &v->c));
    if (v->c.organisation == DB_NULL || v->c.people == DB_NULL || v->c.people < 1) return RC_NONE;
    TRY(party_role_of(r->db, r->who.account, v->c.organisation, &role));
    if (role < PARTY_EDITOR) return RC_NONE;
    TRY(job_case_claims(r->db, v->c.id, &v->rows));
    v->named = (int64_t)v->rows.n;
    return RC_OK;
}

static enum rc case_render(struct req *r, struct case_jobs_view *v, const struct form_state *s)
{
    v->form = s;
    if (!form_ok(s)) r->status = 422;
    page_crumb(r, S("/cases"), say(r, T_cases));
    page_crumb(r, str_printf(r->arena, "/cases/%lld", (long long)v->c.id), say(r, T_job_case));
    page_begin(r, say(r, T_job_case_title));
    case_jobs_html(r, v);
    page_end(r);
    return RC_OK;
}

enum rc job_case_page(struct req *r)
{
    struct case_jobs_view v = { 0 };
    struct form_state s;
    TRY(case_read(r, &v));
    struct case_form in = { .start = v.c.contract_day, .contract_months = NO_INT, .insurance_months = NO_INT };
    form_start(r, &s, &job_case_form, &in);
    return case_render(r, &v, &s);
}

struct case_add { struct once once; struct event event; struct jobs_batch batch; int64_t most; bool full; };
static enum rc case_tx(struct db *tx, void *arg)
{
    struct case_add *a = arg;
    struct job_case_claims_rows rows;
    int64_t last = 0;
    TRY(form_once(tx, &a->once));
    TRY(job_case_claims(tx, a->batch.source, &rows));
    for (size_t i = 0; i < rows.n; i++) if (rows.v[i].source_row > last) last = rows.v[i].source_row;
    a->full = (int64_t)rows.n >= a->most;
    if (a->full) return RC_REFUSED;
    struct job_said said = a->batch.v[0];
    struct jobs_batch b = a->batch;
    said.row = last + 1;
    b.v = &said;
    TRY(jobs_claim_add(tx, &b));
    return event_add(tx, &a->event);
}

static struct str joined(struct arena *a, const struct strs *list)
{
    struct str all = S("");
    for (size_t i = 0; i < list->n; i++) all = str_printf(a, "%.*s%s%.*s", STR_FMT(all), i ? "," : "", STR_FMT(list->v[i]));
    return all;
}

enum rc job_case_post(struct req *r)
{
    struct case_jobs_view v = { 0 };
    struct form_state s;
    struct case_form in;
    TRY(case_read(r, &v));
    form_read(r, &s, &job_case_form, &in);
    struct str number = in.number.n ? id_normal(r->arena, in.number) : S("");
    int fault = number.n ? job_number_fault(number) : 0;
    if (fault) form_error(&s, "number", fault);
    if (form_ok(&s) && (fault = job_start_fault(in.start, instant_day(r->now)))) form_error(&s, "start", fault);
    if (!form_ok(&s)) return case_render(r, &v, &s);
    const struct job_case *c = &v.c;
    struct job_said said = { .name = in.name, .number = number, .phone = in.phone, .post = in.post, .start = in.start,
        .groups = joined(r->arena, &in.groups),
        .contract_months = in.contract_months == NO_INT ? DB_NULL : in.contract_months,
        .insurance_months = in.insurance_months == NO_INT ? DB_NULL : in.insurance_months,
        .zone = c->zone, .division = c->division, .evidence = str_printf(r->arena, "/cases/%lld", (long long)c->id),
        .at = { .organisation = c->organisation, .uscc = c->uscc, .name = c->name_zh, .division = c->division, .zone = c->zone,
        .industry = c->industry, .synthetic = c->synthetic == 1 } };
    struct case_add a = { .most = c->people,
        .batch = { .kind = S("docking"),
            .source = c->id,
            .seen = str_cmp(in.start, c->contract_day) > 0 ? in.start : c->contract_day,
            .account = r->who.account,
            .now = r->now,
            .v = &said,
            .n = 1 } };
    jobs_prepare(r->arena, r->app->keys, &a.batch);
    a.once = form_once_of(r, &s, job_path(r, "cases", c->id, ""));
    a.event = event_of(r, "claimed", "job", c->id, S(""));
    enum rc rc = db_tx(r->db, case_tx, &a);
    if (rc != RC_REFUSED) return form_done(r, rc, &a.once);
    form_error(&s, NULL, T_job_err_case_full);
    return case_render(r, &v, &s);
}
