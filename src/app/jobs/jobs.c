/* jobs.c: the routes. */
#include "app/jobs/import.h"
#include "app/jobs/views.h"

int job_number_fault(struct str number)
{
    switch (resident_check(number, NULL)) {
    case ID_FINE: return 0;
    case ID_LENGTH: return T_job_err_number_length;
    case ID_LETTER: return T_job_err_number_letter;
    case ID_DATE: return T_job_err_number_date;
    default: return T_job_err_number_check;
    }
}

/* ---- routes ---- */

static const struct route routes[] = {
    GET ("/jobs",                        PERM_REVIEW,    job_spells_page,   .title = T_job_title, .json = job_spells_json,
        .answers = "{total:int next:text|null spells:[{id:id firm:text relation:text from:text until:text|null state:text claims:int claimants:int}]}"),
    GET ("/jobs/spells/{id}",            PERM_REVIEW,    job_spell_show),
    POST("/jobs/spells/{id}/confirm",    PERM_REVIEW,    job_confirm_post,  .form = &job_confirm_form),
    POST("/jobs/spells/{id}/merge",      PERM_REVIEW,    job_merge_post,    .form = &job_merge_form),
    POST("/jobs/spells/{id}/split",      PERM_REVIEW,    job_split_post,    .form = &job_split_form),
    GET ("/jobs/claims/{id}",            PERM_REVIEW,    job_claim_show),
    POST("/jobs/claims/{id}/refuse",     PERM_REVIEW,    job_refuse_post,   .form = &job_refuse_form),
    GET ("/jobs/claims/{id}/unmask",     PERM_UNMASK,    job_unmask_page,   .step_up = true),
    POST("/jobs/claims/{id}/unmask",     PERM_UNMASK,    job_unmask_post,   .form = &job_unmask_form, .step_up = true),
    GET ("/jobs/decisions/{id}/undo",    PERM_REVIEW,    job_undo_page),
    POST("/jobs/decisions/{id}/undo",    PERM_REVIEW,    job_undo_post,     .form = &job_undo_form),
    POST("/jobs/objections/{id}",        PERM_REVIEW,    job_answer_post,   .form = &job_answer_form),
    GET ("/jobs/import",                 PERM_REVIEW,    claims_start_page, .title = T_job_import_title),
    POST("/jobs/import",                 PERM_REVIEW,    claims_post,       .form = &claims_file_form),
    GET ("/jobs/import/template.xlsx",   PERM_REVIEW,    claims_template_page),
    GET ("/jobs/import/{id}",            PERM_REVIEW,    claims_batch_page),
    GET ("/jobs/import/{id}/file",       PERM_REVIEW,    claims_marked_page),
    POST("/jobs/import/{id}",            PERM_REVIEW,    claims_confirm_post, .form = &claims_confirm_form),
    POST("/jobs/import/{id}/withdraw",   PERM_REVIEW,    claims_withdraw_post, .title = T_import_undo),
    GET ("/jobs/twice",                  PERM_OFFICE,    job_twice_page,    .title = T_job_twice_title),
    GET ("/jobs/people",                 PERM_AUDIT_READ, job_people_page,  .title = T_job_people_title),
    GET ("/jobs/people.csv",             PERM_AUDIT_READ, job_people_csv),
    GET ("/jobs/mine",                   PERM_LOGIN,     job_own_page,      .title = T_job_mine, .mine = 45),
    POST("/jobs/mine",                   PERM_LOGIN,     job_object_post,   .form = &job_object_form),
    GET ("/jobs/cases/{id}",             PERM_CASE_TAKE_PART, job_case_page),
    POST("/jobs/cases/{id}",             PERM_CASE_TAKE_PART, job_case_post, .form = &job_case_form),
};
const struct slice jobs_slice = { .name = "jobs", .routes = routes, .nroutes = LEN(routes), .tick = claims_tick };
