/* desk.c: the frame of a carrier's desk. */
#include "app/incubation/views.h"

void desk_begin(struct req *r, const struct carrier_by_id *c, enum desk_tab tab)
{
    static const int titles[TABS] = { T_carrier_desk, T_tab_tenants, T_tab_intake, T_tab_exits, T_tab_mentors, T_tab_units, T_tab_levels, T_tab_check };
    page_crumb(r, S("/carriers/mine"), say(r, T_carriers_mine));
    if (tab != TAB_DESK) page_crumb(r, carrier_path(r, c->id, "/desk"), pick(r, c->name_zh, c->name_en));
    page_begin(r, tab == TAB_DESK ? pick(r, c->name_zh, c->name_en) : say(r, titles[tab]));
    desk_bar_html(r, c->id, tab);
}
