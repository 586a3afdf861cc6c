/* rules_pages.c: the rules, for everybody to read and for an officer to change: a change is a new version from a day on, and the
** old one ends the day before. And the carrier's own check against the national thresholds. */
#include "app/incubation/views.h"

struct rule_values { struct str title_zh, title_en, applies, test, threshold, why_zh, why_en, source, from; };
static const struct field rule_fields[] = {
    TEXT    ("title_zh",  AT(struct rule_values, title_zh),  .label = T_rule_title_zh, .max = 60, .need = true),
    TEXT    ("title_en",  AT(struct rule_values, title_en),  .label = T_rule_title_en, .max = 100, .need = true),
    LONGTEXT("applies",   AT(struct rule_values, applies),   .label = T_rule_applies, .hint = T_rule_applies_hint, .max = 1000),
    LONGTEXT("test",      AT(struct rule_values, test),      .label = T_rule_test, .hint = T_rule_test_hint, .max = 1000, .need = true),
    TEXT    ("threshold", AT(struct rule_values, threshold), .label = T_rule_threshold, .hint = T_rule_threshold_hint, .max = 20),
    LONGTEXT("why_zh",    AT(struct rule_values, why_zh),    .label = T_rule_why_zh, .hint = T_rule_why_hint, .max = 500, .need = true),
    LONGTEXT("why_en",    AT(struct rule_values, why_en),    .label = T_rule_why_en, .max = 500, .need = true),
    TEXT    ("source",    AT(struct rule_values, source),    .label = T_rule_source, .hint = T_rule_source_hint, .max = 120, .need = true),
    DATE    ("from",      AT(struct rule_values, from),      .label = T_rule_from, .hint = T_rule_from_hint, .need = true),
};
const struct form rule_form = FORM("rule", struct rule_values, rule_fields, T_rule_save);

enum rc rules_page(struct req *r)
{
    struct incubation_rules_list_rows rows;
    TRY(incubation_rules_list(r->db, &rows));
    page_begin(r, say(r, T_rules));
    rules_html(r, &rows, may_everywhere(r, PERM_POLICY_EDIT));
    page_end(r);
    return RC_OK;
}

enum rc rules_json(struct req *r)
{
    struct incubation_rules_list_rows rows;
    struct out *o = &r->out;
    TRY(incubation_rules_list(r->db, &rows));
    put_z(o, "{\"rules\":[");
    for (size_t i = 0; i < rows.n; i++) {
        const struct incubation_rules_list *x = &rows.v[i];
        put_f(o, "%s{\"version\":%lld", i ? "," : "", (long long)x->version);
        put_member(o, "code", x->code);
        put_member(o, "purpose", x->purpose);
        put_member(o, "title_zh", x->title_zh);
        put_member(o, "title_en", x->title_en);
        put_member(o, "applies", x->applies);
        put_member(o, "test", x->test);
        put_member(o, "limit", x->threshold);
        put_member(o, "why_zh", x->why_zh);
        put_member(o, "why_en", x->why_en);
        put_member(o, "source", x->source);
        put_member(o, "from_day", x->from_day);
        put_member(o, "until_day", x->until_day);
        put_c(o, '}');
    }
    put_z(o, "]}");
    answer_json(r);
    return RC_OK;
}

/* ---- one rule ---- */

static enum rc view_of(struct req *r, struct rule_view *v)
{
    enum purpose p;
    v->code = r->name;
    TRY(incubation_rule_versions(r->db, r->name, &v->rows));
    if (!v->rows.n || !purpose_parse(v->rows.v[0].purpose, &p)) return RC_NONE;
    v->facts = facts_for(p);
    return RC_OK;
}

static enum rc show(struct req *r, const struct rule_view *v)
{
    page_crumb(r, S("/incubation/rules"), say(r, T_rules));
    page_begin(r, pick(r, v->rows.v[0].title_zh, v->rows.v[0].title_en));
    rule_html(r, v);
    page_end(r);
    return RC_OK;
}

enum rc rule_page(struct req *r)
{
    struct rule_view v = { 0 };
    struct form_state s;
    TRY(view_of(r, &v));
    const struct incubation_rule_versions *x = &v.rows.v[0];
    struct rule_values now = { x->title_zh, x->title_en, x->applies, x->test, x->threshold, x->why_zh, x->why_en, x->source, STR_NONE };
    form_start(r, &s, &rule_form, &now);
    if (may_everywhere(r, PERM_POLICY_EDIT)) v.form = &s;
    return show(r, &v);
}

struct amend { struct once once; struct event event; struct str code, purpose, ends; const struct rule_values *v; int64_t version, now; };

static enum rc amend_tx(struct db *tx, void *arg)
{
    struct amend *x = arg;
    const struct rule_values *v = x->v;
    struct incubation_rule_versions_rows rows;
    TRY(form_once(tx, &x->once));
    TRY(incubation_rule_versions(tx, x->code, &rows));
    if (!rows.n || rows.v[0].version != x->version) return fail(&tx->err, RC_STALE, "the rule was changed meanwhile");
    TRY(incubation_rule_end(tx, x->code, x->version, x->ends));
    TRY(incubation_rule_add(tx, x->code, x->version + 1, x->purpose, v->title_zh, v->title_en, str_given(v->applies), v->test,
        str_given(v->threshold), v->why_zh, v->why_en, v->source, v->from, STR_NONE, x->event.account, x->now));
    return event_add(tx, &x->event);
}

static int fault_of(const char *field) { return strcmp(field, "threshold") == 0 ? T_err_int : T_rule_err_feel; }

enum rc rule_post(struct req *r)
{
    struct rule_view v = { 0 };
    struct form_state s;
    struct rule_values in;
    enum purpose p;
    const char *field;
    struct err e = { 0 };
    TRY(view_of(r, &v));
    const struct incubation_rule_versions *last = &v.rows.v[0];
    must(purpose_parse(last->purpose, &p));
    form_read(r, &s, &rule_form, &in);
    if (in.from.p && str_cmp(in.from, last->from_day) <= 0) form_error(&s, "from", T_rule_err_from);
    const struct rule_text t = { str_given(in.applies), str_given(in.test), str_given(in.threshold), str_given(in.why_zh),
        str_given(in.why_en) };
    if (in.test.n && rule_read(r->arena, p, &t, &field, &e) != RC_OK) {
        form_error(&s, field, fault_of(field));
        v.fault = str_copy(r->arena, str_from(e.text));
        if (e.line) v.fault = str_printf(r->arena, "%d:%d  %s", e.line, e.col, e.text);
    }
    v.form = &s;
    if (!form_ok(&s)) return show(r, &v);
    struct amend x = { .code = r->name,
        .purpose = last->purpose,
        .v = &in,
        .version = last->version,
        .now = r->now,
        .ends = date_str(r->arena, day_of(in.from) - 1) };
    x.once = form_once_of(r, &s, str_join(r->arena, S("/incubation/rules/"), r->name));
    struct out body;
    out_init(&body, r->arena);
    put_z(&body, "{\"rule\":");
    put_json(&body, r->name);
    put_f(&body, ",\"version\":%lld}", (long long)last->version + 1);
    x.event = event_of(r, "amended", "incubation_rule", id_new(r->now), out_str(&body));
    return form_done(r, db_tx(r->db, amend_tx, &x), &x.once);
}

/* ---- the carrier's own check ---- */

enum rc check_page(struct req *r)
{
    struct carrier_by_id c;
    struct facts f;
    struct verdict v;
    struct str day = today_of(r);
    TRY(carrier_own(r, r->id[0], &c));
    TRY(facts_of_carrier(r->db, c.id, day, &f));
    TRY(rules_judge(r->db, &f, day, &v));
    desk_begin(r, &c, TAB_CHECK);
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_check_lead);
    put_z(&r->out, "</p>");
    verdict_html(r, &v);
    page_end(r);
    return RC_OK;
}
