/* desk.c: a carrier's desk: its frame, and the page of what waits. */
#include "app/incubation/intake.h"

void desk_begin(struct req *r, const struct carrier_by_id *c, enum desk_tab tab)
{
    static const int titles[TABS] = { T_carrier_desk, T_tab_tenants, T_tab_intake, T_tab_exits, T_tab_mentors, T_tab_units, T_tab_levels,
        T_tab_check };
    page_crumb(r, S("/carriers/mine"), say(r, T_carriers_mine));
    if (tab != TAB_DESK) page_crumb(r, carrier_path(r, c->id, "/desk"), pick(r, c->name_zh, c->name_en));
    page_begin(r, tab == TAB_DESK ? pick(r, c->name_zh, c->name_en) : say(r, titles[tab]));
    desk_bar_html(r, c->id, tab);
}

/* ---- what waits ---- */

enum rc desk_page(struct req *r)
{
    struct carrier_by_id c;
    struct carrier_waits w;
    TRY(carrier_own(r, r->id[0], &c));
    int64_t today = instant_day(r->now);
    TRY(carrier_waits(r->db, c.id, date_str(r->arena, today), date_str(r->arena, today + 90), month_plus(month_of_day(today), -1),
        date_str(r->arena, date_add_months(today, -12)), &w));
    struct desk_view v = { &c, w.asked, w.live, w.ending, w.overdue, w.owed, w.unpaid, w.after };
    desk_begin(r, &c, TAB_DESK);
    desk_html(r, &v);
    page_end(r);
    return RC_OK;
}
