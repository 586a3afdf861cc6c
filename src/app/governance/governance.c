/* governance.c: the programme office's routes. */
#include "app/governance/inner.h"

static const struct route routes[] = {
    GET ("/office",            PERM_OFFICE, office_page, .title = T_gov_office, .menu = 80, .json = office_json,
        .answers = "{by_month:[{month:text needs:int offers:int cases:int results:int}] by_kind:[{kind:text needs:int offers:int cases:int results:int}] by_district:[{district:text needs:int offers:int cases:int results:int}] total:{months:int needs:int offers:int cases:int results:int}}"),
    GET ("/office/rows",       PERM_OFFICE, office_rows_page, .title = T_gov_rows, .json = office_rows_json,
        .answers = "{what:text total:int page:int pages:int rows:[{id:id title:text kind:text district:text at:text}]}"),
    GET ("/office/rows.csv",   PERM_EXPORT, office_rows_csv),
    GET ("/office/permissions", PERM_OFFICE, permissions_page, .title = T_gov_permissions),

    GET ("/office/accounts",             PERM_ACCOUNT_ADMIN, accounts_page, .title = T_gov_accounts),
    GET ("/office/accounts/{id}",        PERM_ACCOUNT_ADMIN, account_one_page),
    GET ("/office/accounts/{id}/grant",  PERM_ACCOUNT_ADMIN, grant_page, .step_up = true),
    POST("/office/accounts/{id}/grant",  PERM_ACCOUNT_ADMIN, grant_post, .step_up = true, .form = &grant_form),
    POST("/office/accounts/{id}/revoke", PERM_ACCOUNT_ADMIN, revoke_post, .step_up = true),
    POST("/office/accounts/{id}/close",  PERM_ACCOUNT_ADMIN, account_close_post, .step_up = true),
    POST("/office/accounts/{id}/reopen", PERM_ACCOUNT_ADMIN, account_reopen_post, .step_up = true),
    POST("/office/accounts/{id}/reset",  PERM_ACCOUNT_ADMIN, account_reset_post, .step_up = true),
    POST("/office/accounts/{id}/totp",   PERM_ACCOUNT_ADMIN, account_totp_post, .step_up = true),

    GET ("/office/codes",             PERM_CODE_EDIT, codes_page, .title = T_gov_codes, .city = true),
    GET ("/office/codes/{name}",      PERM_CODE_EDIT, code_list_page, .city = true),
    GET ("/office/codes/{name}/edit", PERM_CODE_EDIT, code_edit_page, .city = true),
    POST("/office/codes/{name}/edit", PERM_CODE_EDIT, code_edit_post, .form = &code_form, .city = true),

    GET ("/office/events",     PERM_AUDIT_READ, events_page, .title = T_gov_events, .json = events_json,
        .answers = "{events:[{id:id at:text login:text|null token:text|null verb:text kind:text subject:text body:any}] before:id|null}"),
    GET ("/office/events.csv", PERM_AUDIT_READ, events_csv),
    GET ("/office/unmaskings", PERM_AUDIT_READ, unmaskings_page, .title = T_gov_unmaskings),
};
const struct slice governance_slice = { .name = "governance", .routes = routes, .nroutes = LEN(routes) };
