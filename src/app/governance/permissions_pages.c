/* permissions_pages.c: the permissions page is the tables themselves: perm.def and every slice's routes. */
#include "app/governance/views.h"

enum rc permissions_page(struct req *r)
{
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_gov_permissions));
    office_permissions_html(r, str_trim(req_text(r, "q")));
    page_end(r);
    return RC_OK;
}
