/* incubation.c: the routes. */
#include "app/incubation/views.h"

static const struct route routes[] = {
    GET ("/carriers",                        PERM_PUBLIC,   carriers_page,        .title = T_carriers, .menu = 25, .json = carriers_json, .cache = true),
    GET ("/carriers.csv",                    PERM_PUBLIC,   carriers_csv),
    GET ("/carriers/mine",                   PERM_INCUBATE, carriers_mine_page,   .title = T_carriers_mine, .mine = 30),
    GET ("/office/carriers",                 PERM_OFFICE,   carriers_office_page, .title = T_carriers_office),
    GET ("/carriers/{id}",                   PERM_PUBLIC,   carrier_show_page,    .json = carrier_show_json),
    GET ("/carriers/{id}/edit",              PERM_INCUBATE, carrier_edit_page),
    POST("/carriers/{id}",                   PERM_INCUBATE, carrier_edit_post,    .form = &carrier_form),
    POST("/carriers/{id}/close",             PERM_INCUBATE, carrier_close_post,   .form = &carrier_close_form),
    GET ("/carriers/{id}/levels",            PERM_INCUBATE, levels_page),
    POST("/carriers/{id}/levels",            PERM_INCUBATE, level_post,           .form = &level_form),
    POST("/carriers/{id}/levels/{id}/end",   PERM_INCUBATE, level_end_post,       .form = &level_end_form),
    POST("/carriers/{id}/levels/{id}/remove", PERM_INCUBATE, level_remove_post,   .title = T_row_remove),
    POST("/carriers/{id}/areas",             PERM_INCUBATE, area_post,            .form = &area_form),
    POST("/carriers/{id}/areas/remove",      PERM_INCUBATE, area_remove_post,     .form = &area_remove_form),
    GET ("/carriers/{id}/mentors",           PERM_INCUBATE, mentors_page),
    POST("/carriers/{id}/mentors",           PERM_INCUBATE, mentor_post,          .form = &mentor_form),
    POST("/carriers/{id}/mentors/{id}/end",  PERM_INCUBATE, mentor_end_post,      .form = &mentor_end_form),
    GET ("/carriers/{id}/check",             PERM_INCUBATE, check_page),
    GET ("/incubation/rules",                PERM_PUBLIC,   rules_page,           .title = T_rules, .json = rules_json),
    GET ("/incubation/rules/{name}",         PERM_PUBLIC,   rule_page),
    POST("/incubation/rules/{name}",         PERM_POLICY_EDIT, rule_post,         .form = &rule_form),
};

static enum rc seed_tx(struct db *tx, void *arg) { (void)arg; return incubation_seed(tx); }

/* An installation that is older than the rules gets them. */
static enum rc start(struct app *app, struct db *db, void **state)
{
    struct incubation_rule_count have;
    (void)app;
    *state = NULL;
    TRY(incubation_rule_count(db, &have));
    return have.n ? RC_OK : db_tx(db, seed_tx, NULL);
}

const struct slice incubation_slice = { .name = "incubation", .routes = routes, .nroutes = LEN(routes), .start = start };
