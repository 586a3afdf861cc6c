/* docking.c: the routes of needs and offers, and what happens when the program starts, stops and ticks. */
#include "app/docking/import.h"
#include "app/docking/views.h"

static const struct route routes[] = {
    GET ("/",                      PERM_PUBLIC,       home_page,            .title = T_home, .json = home_json, .cache = true),
    GET ("/listings",              PERM_PUBLIC,       listings_page,        .title = T_listings, .menu = 10, .json = listings_json, .cache = true),
    GET ("/listings/docked",       PERM_PUBLIC,       listing_docked_page,  .title = T_listing_docked_title, .json = listing_docked_json, .cache = true),
    GET ("/listings/mine",         PERM_LISTING_POST, listing_mine_page,    .title = T_listing_mine, .mine = 10, .json = listing_mine_json),
    GET ("/listings/new",          PERM_LISTING_POST, listing_new_page,     .title = T_listing_new),
    GET ("/listings/import",       PERM_LISTING_POST, import_start_page,    .title = T_import_title, .json = import_start_json),
    GET ("/listings/import/template.xlsx", PERM_LISTING_POST, import_template_page),
    GET ("/listings/import/template.csv",  PERM_LISTING_POST, import_template_csv_page),
    GET ("/listings/import/{id}",  PERM_LISTING_POST, import_batch_page,    .title = T_import_one, .json = import_batch_json),
    GET ("/listings/import/{id}/file",     PERM_LISTING_POST, import_marked_page),
    GET ("/listings/{id}",         PERM_PUBLIC,       listing_page,         .title = T_listing_one, .json = listing_json, .cache = true),
    GET ("/listings/{id}/matches", PERM_PUBLIC,       listing_matches_page, .title = T_listing_fits_one, .json = listing_matches_json, .cache = true),
    GET ("/listings/{id}/annex",   PERM_LOGIN,        listing_annex_page),
    GET ("/listings/{id}/readers", PERM_LISTING_POST, listing_readers_page),
    GET ("/listings/{id}/edit",    PERM_LISTING_POST, listing_edit_page),
    GET ("/listings/{id}/close",   PERM_LISTING_POST, listing_close_page),
    GET ("/review/listings",       PERM_REVIEW,       listing_review_page,  .title = T_listing_review_title, .json = listing_review_json),
    POST("/listings",              PERM_LISTING_POST, listing_new_post,     .form = &listing_form_any, .more = &listing_saving_form),
    POST("/listings/import",       PERM_LISTING_POST, import_post,          .form = &import_file_form),
    POST("/listings/import/{id}",  PERM_LISTING_POST, import_confirm_post,  .form = &import_confirm_form),
    POST("/listings/import/{id}/undo",     PERM_LISTING_POST, import_undo_post, .title = T_import_undo),
    POST("/listings/{id}",         PERM_LISTING_POST, listing_edit_post,    .form = &listing_form_any, .more = &listing_saving_form),
    POST("/listings/{id}/readers", PERM_LISTING_POST, listing_readers_post, .form = &listing_readers_form),
    POST("/listings/{id}/close",   PERM_LISTING_POST, listing_close_post,   .form = &listing_close_form),
    POST("/listings/{id}/renew",   PERM_LISTING_POST, listing_renew_post,   .more = &listing_renew_form),
    POST("/review/listings/{id}",  PERM_REVIEW,       listing_decide_post,  .form = &listing_decide_form),
};

static enum rc start(struct app *app, struct db *db, void **state)
{
    struct live *live = NULL;
    enum rc rc = live_start(app, db, &live);
    *state = live;
    return rc;
}

static enum rc tick(struct app *app, struct db *db, int64_t now)
{
    enum rc rc = listings_tick(app, db, now);
    if (rc == RC_DOWN) return rc;
    enum rc other = import_tick(app, db, now), left = listings_left_tick(app, db, now);
    return rc != RC_OK ? rc : other != RC_OK ? other : left;
}

static void stop(void *state) { live_stop(state); }

const struct slice docking_slice = { .name = "docking", .routes = routes, .nroutes = LEN(routes), .start = start, .stop = stop, .tick = tick };
