/* venture_pages.c: one venture on one page, from its first agreement to the notes after it left. */
#include "app/incubation/life.h"

int stage_said(struct str stage)
{
    return str_eq(stage, S("team"))    ? T_stage_team
        : str_eq(stage, S("firm"))     ? T_stage_firm
        : str_eq(stage, S("graduate")) ? T_stage_graduate
        : str_eq(stage, S("alumnus"))  ? T_stage_alumnus
                                       : T_stage_ended;
}

/* What the rules say of the last stay: of its entry, of its length until now (or its end), of graduation. */
static enum rc judge(struct req *r, struct venture_view *v)
{
    const struct tenancies_of_venture *t = v->s->last;
    struct str day = t->exit_day.p ? t->exit_day : today_of(r);
    struct facts f;
    v->judged = true;
    TRY(facts_of_venture(r->db, FOR_ENTRY, v->s->v.id, t->entry_day, t->entry_day, &f));
    TRY(rules_judge(r->db, &f, t->entry_day, &v->entry));
    TRY(facts_of_venture(r->db, FOR_STAY, v->s->v.id, t->entry_day, t->exit_day.p ? date_str(r->arena, day_of(day) - 1) : day, &f));
    TRY(rules_judge(r->db, &f, t->entry_day, &v->stay));
    TRY(facts_of_venture(r->db, FOR_GRADUATE, v->s->v.id, t->entry_day, day, &f));
    return rules_judge(r->db, &f, day, &v->graduate);
}

static enum rc view_of(struct req *r, const struct seat *s, struct venture_view *v)
{
    *v = (struct venture_view){ .s = s };
    TRY(venture_facts(r->db, s->v.id, &v->facts));
    TRY(milestones(r->db, s->v.id, &v->milestones));
    TRY(gates_passed(r->db, s->v.id, &v->gates));
    TRY(mentor_sessions_of(r->db, s->v.id, &v->sessions));
    if (!s->last) return RC_OK;
    TRY(rents_of(r->db, s->last->id, &v->rents));
    TRY(tenancy_units_of(r->db, s->last->id, &v->rooms));
    TRY(aftercare_of(r->db, s->last->id, &v->notes));
    TRY(rule_checks_of(r->db, S("tenancy"), s->last->id, LIMIT_CHECKS, &v->checks));
    return judge(r, v);
}

enum rc venture_show(struct req *r, const struct seat *s, const struct form_state *sent)
{
    struct venture_view v;
    TRY(view_of(r, s, &v));
    v.sent = sent;
    if (s->runs) {
        page_crumb(r, S("/carriers/mine"), say(r, T_carriers_mine));
        page_crumb(r, carrier_path(r, s->last->carrier, "/tenants"), pick(r, s->last->name_zh, s->last->name_en));
    } else page_crumb(r, S("/incubation/mine"), say(r, T_incubation_mine));
    page_begin(r, s->v.name);
    venture_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc venture_page(struct req *r)
{
    struct seat s;
    TRY(venture_seat(r, r->id[0], &s));
    return venture_show(r, &s, NULL);
}

enum rc venture_json(struct req *r)
{
    struct seat s;
    struct venture_view v;
    struct out *o = &r->out;
    TRY(venture_seat(r, r->id[0], &s));
    TRY(view_of(r, &s, &v));
    put_f(o, "{\"id\":\"%lld\"", (long long)s.v.id);
    put_member(o, "name", s.v.name);
    put_member(o, "stage", s.v.stage);
    put_member(o, "field", s.v.field);
    put_member(o, "uscc", s.v.uscc);
    put_member(o, "firm_day", s.v.firm_day);
    if (v.judged) {
        put_member(o, "entry", answer_code(v.entry.answer));
        put_member(o, "stay", answer_code(v.stay.answer));
        put_member(o, "graduation", answer_code(v.graduate.answer));
    }
    put_z(o, ",\"stays\":[");
    for (size_t i = 0; i < s.stays.n; i++) {
        const struct tenancies_of_venture *t = &s.stays.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"carrier\":\"%lld\"", i ? "," : "", (long long)t->id, (long long)t->carrier);
        put_member(o, "entry_day", t->entry_day);
        put_member(o, "due_day", t->due_day);
        put_member(o, "exit_day", t->exit_day);
        put_member(o, "exit_kind", t->exit_kind);
        put_c(o, '}');
    }
    put_z(o, "]}");
    answer_json(r);
    return RC_OK;
}
