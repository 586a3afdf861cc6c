/* incubation.c: the routes. */
#include "app/incubation/intake.h"

static const struct route routes[] = {
    GET ("/carriers",                        PERM_PUBLIC,   carriers_page,        .title = T_carriers, .menu = 25, .json = carriers_json,
        .cache = true,
        .answers = "{total:int page:int pages:int carriers:[{id:id kind:text level:text field:text name_zh:text name_en:text division:text zone:text incubatees:int teams:int area_m2:num synthetic:bool}]}"),
    GET ("/carriers.csv",                    PERM_PUBLIC,   carriers_csv),
    GET ("/carriers/mine",                   PERM_INCUBATE, carriers_mine_page,   .title = T_carriers_mine, .mine = 30),
    GET ("/office/carriers",                 PERM_OFFICE,   carriers_office_page, .title = T_carriers_office),
    GET ("/office/carriers/{id}/levels",     PERM_REVIEW,   certify_page),
    POST("/office/carriers/{id}/levels",     PERM_REVIEW,   certify_post,         .form = &level_form),
    POST("/office/carriers/{id}/levels/{id}/confirm", PERM_REVIEW, certify_confirm_post, .title = T_level_confirm),
    POST("/office/carriers/{id}/levels/{id}/refuse", PERM_REVIEW, certify_refuse_post, .more = &level_refuse_form),
    POST("/office/carriers/{id}/levels/{id}/end", PERM_REVIEW, certify_end_post,  .more = &level_end_form),
    GET ("/carriers/{id}",                   PERM_PUBLIC,   carrier_show_page,    .json = carrier_show_json,
        .answers = "{id:id kind:text level:text field:text name_zh:text name_en:text operator:text opened_day:text closed_day:text division:text zone:text services:text incubatees:int teams:int graduates:int mentors:int mentor_sessions:int certifications:[{level:text state:text from_day:text until_day:text granted_by:text document:text}] synthetic:bool}"),
    GET ("/carriers/{id}/edit",              PERM_INCUBATE, carrier_edit_page),
    POST("/carriers/{id}",                   PERM_INCUBATE, carrier_edit_post,    .form = &carrier_form),
    POST("/carriers/{id}/close",             PERM_INCUBATE, carrier_close_post,   .form = &carrier_close_form),
    GET ("/carriers/{id}/levels",            PERM_INCUBATE, levels_page),
    POST("/carriers/{id}/levels",            PERM_INCUBATE, level_post,           .form = &level_form),
    POST("/carriers/{id}/levels/{id}/remove", PERM_INCUBATE, level_remove_post,   .title = T_row_remove),
    POST("/carriers/{id}/areas",             PERM_INCUBATE, area_post,            .form = &area_form),
    POST("/carriers/{id}/areas/remove",      PERM_INCUBATE, area_remove_post,     .form = &area_remove_form),
    GET ("/carriers/{id}/mentors",           PERM_INCUBATE, mentors_page),
    POST("/carriers/{id}/mentors",           PERM_INCUBATE, mentor_post,          .form = &mentor_form),
    POST("/carriers/{id}/mentors/{id}/end",  PERM_INCUBATE, mentor_end_post,      .form = &mentor_end_form),
    GET ("/carriers/{id}/desk",              PERM_INCUBATE, desk_page),
    GET ("/carriers/{id}/tenants",           PERM_INCUBATE, tenants_page),
    GET ("/carriers/{id}/tenants.csv",       PERM_INCUBATE, tenants_csv),
    POST("/carriers/{id}/tenants",           PERM_INCUBATE, admit_post,           .form = &admit_form),
    GET ("/carriers/{id}/exits",             PERM_INCUBATE, exits_page),
    GET ("/carriers/{id}/units",             PERM_INCUBATE, units_page),
    POST("/carriers/{id}/units",             PERM_INCUBATE, unit_post,            .form = &unit_form),
    POST("/carriers/{id}/units/{id}/state",  PERM_INCUBATE, unit_state_post,      .title = T_unit_retire),
    POST("/carriers/{id}/units/{id}/offer",  PERM_INCUBATE, unit_offer_post,      .title = T_unit_offer),
    GET ("/carriers/{id}/applications",      PERM_INCUBATE, intakes_page),
    GET ("/carriers/{id}/apply",             PERM_CASE_TAKE_PART, apply_page),
    POST("/carriers/{id}/apply",             PERM_CASE_TAKE_PART, apply_post,     .form = &apply_form),
    GET ("/incubation/mine",                 PERM_CASE_TAKE_PART, incubation_mine_page, .title = T_incubation_mine, .mine = 31),
    GET ("/applications/{id}",               PERM_CASE_TAKE_PART, intake_page_show),
    POST("/applications/{id}/withdraw",      PERM_CASE_TAKE_PART, intake_withdraw_post, .title = T_intake_withdraw),
    POST("/applications/{id}/declare",       PERM_CASE_TAKE_PART, declare_post,   .form = &declare_form),
    POST("/applications/{id}/score",         PERM_CASE_TAKE_PART, score_post,     .form = &score_form),
    POST("/applications/{id}/reviewers",     PERM_INCUBATE, reviewer_post,        .form = &reviewer_form),
    POST("/applications/{id}/decide",        PERM_INCUBATE, decide_post,          .form = &intake_decide_form),
    POST("/applications/{id}/enter",         PERM_INCUBATE, enter_post,           .form = &enter_form),
    GET ("/ventures/{id}",                   PERM_CASE_TAKE_PART, venture_page,   .json = venture_json,
        .answers = "{id:id name:text stage:text field:text uscc:text firm_day:text entry:text stay:text graduation:text stays:[{id:id carrier:id entry_day:text due_day:text exit_day:text exit_kind:text}]}"),
    POST("/ventures/{id}",                   PERM_INCUBATE, venture_post,         .form = &venture_form),
    POST("/ventures/{id}/firm",              PERM_INCUBATE, firm_post,            .form = &firm_form),
    POST("/ventures/{id}/facts",             PERM_INCUBATE, fact_post,            .form = &fact_form),
    POST("/ventures/{id}/facts/{id}/remove", PERM_INCUBATE, fact_remove_post,     .title = T_row_remove),
    POST("/ventures/{id}/milestones",        PERM_INCUBATE, milestone_post,       .form = &milestone_form),
    POST("/ventures/{id}/milestones/{id}/done", PERM_INCUBATE, milestone_done_post, .more = &milestone_done_form),
    POST("/ventures/{id}/gate",              PERM_INCUBATE, gate_post,            .more = &gate_form),
    POST("/ventures/{id}/sessions",          PERM_INCUBATE, session_post,         .form = &session_form),
    POST("/ventures/{id}/sessions/{id}/held", PERM_INCUBATE, session_held_post,   .title = T_session_held),
    POST("/ventures/{id}/sessions/{id}/cancel", PERM_INCUBATE, session_cancel_post, .title = T_session_cancel),
    POST("/sessions/{id}/words",             PERM_CASE_TAKE_PART, words_post,     .more = &words_form),
    POST("/ventures/{id}/rooms",             PERM_INCUBATE, room_post,            .form = &room_form),
    POST("/ventures/{id}/rooms/{id}/leave",  PERM_INCUBATE, room_leave_post,      .title = T_room_leave),
    POST("/ventures/{id}/rent",              PERM_INCUBATE, rent_post,            .form = &rent_form),
    POST("/ventures/{id}/extend",            PERM_INCUBATE, extend_post,          .form = &extend_form),
    POST("/ventures/{id}/exit",              PERM_INCUBATE, exit_post,            .form = &exit_form),
    POST("/ventures/{id}/aftercare",         PERM_INCUBATE, aftercare_post,       .form = &aftercare_form),
    GET ("/carriers/{id}/check",             PERM_INCUBATE, check_page),
    GET ("/incubation/rules",                PERM_PUBLIC,   rules_page,           .title = T_rules, .json = rules_json,
        .answers = "{rules:[{version:int code:text purpose:text title_zh:text title_en:text applies:text test:text limit:text why_zh:text why_en:text source:text from_day:text until_day:text}]}"),
    GET ("/incubation/rules/{name}",         PERM_PUBLIC,   rule_page),
    POST("/incubation/rules/{name}",         PERM_POLICY_EDIT, rule_post,         .form = &rule_form, .city = true),
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

const struct slice incubation_slice = { .name = "incubation",
    .routes = routes,
    .nroutes = LEN(routes),
    .start = start,
    .tick = incubation_tick };
