/* docking.c: the routes of needs and offers, and what happens when the program starts, stops and ticks. */
#include "app/docking/import.h"
#include "app/docking/views.h"

/* What several answers have in common: a listing in a list, one of one's own, why it fits. */
#define CARD "id:id side:text kind:text title_zh:text|null title_en:text|null organisation:id|null organisation_zh:text|null organisation_en:text|null organisation_kind:text|null division:text|null zone:text|null industry:text|null stage:text|null " \
    "amount_low:int|null amount_high:int|null quantity:int|null open_until:text|null published_ms:int"
#define BRIEF "id:id side:text kind:text title_zh:text|null title_en:text|null state:text"
#define SENT "id:id name:text sha256:text state:text created_ms:int done_ms:int|null"
#define REASON "{text:text fits:bool *:any}"

static const struct route routes[] = {
    GET ("/",                      PERM_PUBLIC,       home_page,            .title = T_home, .json = home_json, .cache = true,
        .answers = "{needs:int offers:int organisations:int docked:int newest_needs:[{" CARD "}] newest_offers:[{" CARD "}]}"),
    GET ("/listings",              PERM_PUBLIC,       listings_page,        .title = T_listings, .menu = 10, .json = listings_json,
        .cache = true,
        .answers = "{total:int similar:int page:int pages:int items:[{" CARD " by_name:bool similar:bool reasons:[" REASON "]}]}"),
    GET ("/listings/docked",       PERM_PUBLIC,       listing_docked_page,  .title = T_listing_docked_title, .json = listing_docked_json,
        .cache = true,
        .answers = "{page:int pages:int items:[{need:id offer:id kind:text division:text|null confirmed_ms:int}]}"),
    GET ("/listings/mine",         PERM_LISTING_POST, listing_mine_page,    .title = T_listing_mine, .mine = 10, .json = listing_mine_json,
        .answers = "{total:int page:int items:[{" BRIEF "}]}"),
    GET ("/listings/new",          PERM_LISTING_POST, listing_new_page,     .title = T_listing_new),
    GET ("/listings/import",       PERM_LISTING_POST, import_start_page,    .title = T_import_title, .json = import_start_json,
        .answers = "{uploads:[{" SENT " new:int changed:int same:int wrong:int}]}"),
    GET ("/listings/import/template.xlsx", PERM_LISTING_POST, import_template_page),
    GET ("/listings/import/template.csv",  PERM_LISTING_POST, import_template_csv_page),
    GET ("/listings/import/{id}",  PERM_LISTING_POST, import_batch_page,    .title = T_import_one, .json = import_batch_json,
        .answers = "{" SENT " new:int changed:int same:int wrong:int seen?:text problem?:text|null faults?:[{line:int column:text|null was:text message:text}]}"),
    GET ("/listings/import/{id}/file",     PERM_LISTING_POST, import_marked_page),
    GET ("/listings/{id}",         PERM_PUBLIC,       listing_page,         .title = T_listing_one, .json = listing_json, .cache = true,
        .answers = "{id:id version:int state:text reason:text|null organisation:id|null organisation_zh:text|null organisation_en:text|null published_ms:int side:text kind:text title_zh:text|null title_en:text|null *:any}"),
    GET ("/listings/{id}/matches", PERM_PUBLIC,       listing_matches_page, .title = T_listing_fits_one, .json = listing_matches_json,
        .cache = true,
        .answers =
        "{id:id point:int total:int page:int pages:int items:[{" CARD " score:int forward:int backward:int reasons:[" REASON "]}]}"),
    GET ("/listings/{id}/annex",   PERM_LOGIN,        listing_annex_page),
    GET ("/listings/{id}/readers", PERM_LISTING_POST, listing_readers_page),
    GET ("/listings/{id}/edit",    PERM_LISTING_POST, listing_edit_page),
    GET ("/listings/{id}/close",   PERM_LISTING_POST, listing_close_page),
    GET ("/review/listings",       PERM_REVIEW,       listing_review_page,  .title = T_listing_review_title, .json = listing_review_json,
        .answers = "{total:int page:int items:[{" BRIEF "}]}"),
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
    live_keep(app, db, now);
    return rc != RC_OK ? rc : other != RC_OK ? other : left;
}

static void stop(void *state) { live_stop(state); }

const struct slice docking_slice = { .name = "docking",
    .routes = routes,
    .nroutes = LEN(routes),
    .start = start,
    .stop = stop,
    .tick = tick };
