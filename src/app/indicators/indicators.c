/* indicators.c: the routes of what the city counts. */
#include "app/indicators/views.h"

static const struct route routes[] = {
    GET ("/barometer",                PERM_PUBLIC,         barometer_page,       .title = T_barometer, .menu = 1, .json = barometer_json, .cache = true,
        .answers = "{period:text area:text as_of:text unfinished:bool headlines:[{indicator:text value:num|null year_before:num|null today:num|null target:num|null plan:num|null}] areas:[{area:text name:text jobs_new:num|null plan:num|null share_of_plan:num|null}] says:text}"),
    GET ("/barometer/embed",          PERM_PUBLIC,         barometer_embed_page, .cache = true, .framed = true),
    GET ("/barometer/desk",           PERM_DASHBOARD,      barometer_desk_page,  .title = T_bar_desk, .mine = 5),
    GET ("/barometer/report",         PERM_PUBLIC,         report_page,          .title = T_rep_title),
    POST("/barometer/report",         PERM_PUBLIC,         report_post,          .form = &report_form),
    GET ("/barometer/reports/{name}", PERM_PUBLIC,         report_state_page),
    GET ("/indicators",               PERM_PUBLIC,         indicators_page,      .title = T_indicators, .json = indicators_json, .cache = true,
        .answers = "{period:text indicators:[{number:int part:int version:int code:text zh:text en:text definition_zh:text definition_en:text formula:text unit_zh:text unit_en:text direction:text source:text owner:text dimensions:text computed:bool value:num|null}]}"),
    GET ("/indicators/reports",       PERM_INDICATOR_EDIT, reports_page,         .title = T_reports),
    GET ("/indicators/reports/{id}",  PERM_INDICATOR_EDIT, report_office_page),
    POST("/indicators/reports/{id}",  PERM_INDICATOR_EDIT, report_answer_post,   .form = &report_answer_form),
    GET ("/indicators/{name}",        PERM_PUBLIC,         indicator_page,       .json = indicator_json, .cache = true,
        .answers = "{indicator:text version:int period:text from:int until:int computed:bool values:[{cut:text code:text group:text hidden:bool value:num|null}]}"),
    GET ("/indicators/{name}/rows",   PERM_DASHBOARD,      rows_page,            .title = T_ind_rows),
    GET ("/indicators/{name}/edit",   PERM_INDICATOR_EDIT, indicator_edit_page,  .title = T_ind_edit),
    POST("/indicators/{name}/edit",   PERM_INDICATOR_EDIT, indicator_edit_post,  .form = &indicator_form),
    GET ("/indicators/{name}/targets", PERM_INDICATOR_EDIT, targets_page,        .title = T_ind_targets),
    POST("/indicators/{name}/targets", PERM_INDICATOR_EDIT, targets_post,        .form = &target_form),
    GET ("/data",                     PERM_PUBLIC,         data_page,            .title = T_dat_title, .cache = true),
    GET ("/data/{name}",              PERM_PUBLIC,         data_file_page),
    GET ("/metrics",                  PERM_PUBLIC,         metrics_page),
    GET ("/releases",                 PERM_PUBLIC,         releases_page,        .title = T_releases),
    POST("/releases",                 PERM_INDICATOR_EDIT, release_post,         .form = &release_form),
    GET ("/releases/{id}",            PERM_PUBLIC,         release_page),
    GET ("/releases/{id}/values.csv", PERM_PUBLIC,         release_file),
    POST("/releases/{id}/sign",       PERM_RELEASE_SIGN,   release_sign_post,    .title = T_rel_sign, .step_up = true),
    POST("/releases/{id}/withdraw",   PERM_INDICATOR_EDIT, release_withdraw_post, .title = T_rel_withdraw),
};
const struct slice indicators_slice = { .name = "indicators", .routes = routes, .nroutes = LEN(routes), .start = catalogue_start, .stop = catalogue_stop };
