/* words.c: states, times and reasons as a page tells them. */
#include "app/fairs/inner.h"

int fair_state_said(struct str state)
{
    static const struct {
        const char *state;
        int message;
    } said[] = { { "draft", T_fair_s_draft }, { "register", T_fair_s_register }, { "provisional", T_fair_s_provisional },
        { "open", T_fair_s_open }, { "over", T_fair_s_over }, { "cancelled", T_fair_s_cancelled } };
    for (size_t i = 0; i < LEN(said); i++) if (str_eq(state, str_from(said[i].state))) return said[i].message;
    unreachable();
}

int meeting_state_said(struct str state)
{
    static const struct {
        const char *state;
        int message;
    } said[] = { { "proposed", T_fair_m_proposed }, { "asked", T_fair_m_asked }, { "agreed", T_fair_m_agreed }, { "held", T_fair_m_held },
        { "missed", T_fair_m_missed }, { "declined", T_fair_m_declined }, { "expired", T_fair_m_expired },
        { "cancelled", T_fair_m_cancelled }, { "unplaced", T_fair_m_unplaced } };
    for (size_t i = 0; i < LEN(said); i++) if (str_eq(state, str_from(said[i].state))) return said[i].message;
    unreachable();
}

const char *meeting_tag(struct str state)
{
    if (str_eq(state, S("agreed")) || str_eq(state, S("held"))) return "tag-ok";
    if (str_eq(state, S("proposed")) || str_eq(state, S("asked"))) return "tag-warn";
    return str_eq(state, S("unplaced")) || str_eq(state, S("missed")) ? "tag-bad" : "tag-muted";
}

struct str party_name(const struct req *r, const struct fair_parties *p)
{
    return p->organisation == DB_NULL ? p->name : pick(r, p->org_zh, p->org_en);
}

struct str slot_clock(struct arena *a, const struct fair_slots *s)
{
    return str_printf(a, "%02d:%02d–%02d:%02d", (int)(s->from_minute / 60), (int)(s->from_minute % 60), (int)(s->to_minute / 60),
        (int)(s->to_minute % 60));
}

struct str day_short(const struct req *r, struct str day)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int64_t days = 0;
    must(date_parse(day, &days));
    struct ymd d = date_ymd(days);
    return r->lang == LANG_ZH ? str_printf(r->arena, "%d月%d日", d.m, d.d) : str_printf(r->arena, "%d %s", d.d, months[d.m - 1]);
}

void put_slot(struct req *r, const struct fair_slots *s)
{
    put_z(&r->out, "<span>");
    put_date(r, s->day);
    put_c(&r->out, ' ');
    put_text(&r->out, slot_clock(r->arena, s));
    put_z(&r->out, "</span>");
}

void fair_put_code(struct req *r, struct str path, struct str label) { put_qr(r, str_join(r->arena, r->app->origin, path), label); }

bool fair_is_choice(struct choices c, struct str code)
{
    for (size_t i = 0; i < c.n; i++) if (str_eq(c.v[i].code, code)) return true;
    return false;
}

static int weekday_said(struct str day)
{
    /* day 0 was a Thursday */
    static const int said[] = { T_fair_thu, T_fair_fri, T_fair_sat, T_fair_sun, T_fair_mon, T_fair_tue, T_fair_wed };
    int64_t days = 0;
    must(date_parse(day, &days));
    return said[(days % 7 + 7) % 7];
}

/* "Tuesday", "Tuesday and Wednesday": the days of these slots. */
static struct str days_said(struct req *r, const struct world *w, uint64_t slots)
{
    struct str said = STR_NONE, last = STR_NONE;
    for (size_t i = 0; i < w->slots.n; i++) {
        const struct fair_slots *s = &w->slots.v[i];
        if (!(slots >> (s->n - 1) & 1) || (last.p && str_eq(last, s->day))) continue;
        struct str day = say(r, weekday_said(s->day));
        said = said.p ? say_with(r, T_fair_and, said, day) : day;
        last = s->day;
    }
    return said;
}

/* "Both are full on Tuesday." */
struct str why_said(struct req *r, const struct world *w, const struct fair_meetings *m)
{
    const struct fair_people *x = world_person(w, m->need_person), *y = world_person(w, m->offer_person);
    struct str need = party_name(r, world_party(w, m->need)), offer = party_name(r, world_party(w, m->offer)), why = m->why;
    struct str days = days_said(r, w, person_here(w, x) & person_here(w, y));
    if (!days.n || str_eq(why, S("apart"))) return say(r, T_fair_why_apart);
    if (str_eq(why, S("limit_need")))
        return say_with(r, T_fair_why_limit, need, str_printf(r->arena, "%lld", (long long)w->f.most_meetings));
    if (str_eq(why, S("limit_offer")))
        return say_with(r, T_fair_why_limit, offer, str_printf(r->arena, "%lld", (long long)w->f.most_meetings));
    if (str_eq(why, S("both"))) return say_with(r, T_fair_why_both, days, STR_NONE);
    if (str_eq(why, S("need"))) return say_with(r, T_fair_why_one, need, days);
    if (str_eq(why, S("offer"))) return say_with(r, T_fair_why_one, offer, days);
    const struct fair_places *place = world_place(w, world_party(w, m->offer));
    if (str_eq(why, S("tables")) && place) return say_with(r, T_fair_why_tables, pick(r, place->name_zh, place->name_en), days);
    if (str_eq(why, S("late"))) return say(r, T_fair_why_late);
    return say_with(r, T_fair_why_hard, days, STR_NONE);
}
