/* listing_review.c: the office's queue of listings, and its decision on one. The queue shows what this officer's rights
** reach: by the kind's department, the district and the organisation. */
#include "app/docking/views.h"

enum { BATCH = 200 };

static struct choices decisions_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("open"), .message = T_listing_approve },
        { .code = SI("refused"), .message = T_listing_refuse } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

struct decision { struct str version, decision, reason; };
static const struct field decide_fields[] = {
    HIDDEN("version", AT(struct decision, version), .label = T_listing_decide, .need = true, .max = 20),
    CHOICE("decision", AT(struct decision, decision), .label = T_listing_decide, .choices = decisions_choices, .need = true),
    LONGTEXT("reason", AT(struct decision, reason), .label = T_listing_refuse_reason, .hint = T_listing_refuse_reason_hint, .max = 500),
};
const struct form listing_decide_form = FORM("listing_decide", struct decision, decide_fields, T_listing_decide_it);

void listing_decide_start(struct req *r, struct form_state *s, const struct listing_by_id *x)
{
    struct decision f = { .version = str_printf(r->arena, "%lld", (long long)x->version) };
    form_start(r, s, &listing_decide_form, &f);
}

/* A page of those this officer may decide on; total counts all of them. */
static enum rc queue(struct req *r, size_t skip, struct listing_in_review_rows *page, size_t *total)
{
    struct listing_in_review_rows rows;
    int64_t after_ms = -1, after = 0;
    *page = (struct listing_in_review_rows){ 0 };
    *total = 0;
    do {
        TRY(listing_in_review(r->db, after_ms, after, BATCH, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            if (!listing_may_review(r, LISTING_GATE(&rows.v[i]))) continue;
            if ((*total)++ >= skip && page->n < LISTING_PAGE) *PUSH(r->arena, page) = rows.v[i];
        }
        if (rows.n) { after_ms = rows.v[rows.n - 1].created_ms; after = rows.v[rows.n - 1].id; }
    } while (rows.n == BATCH);
    return RC_OK;
}

enum rc listing_review_page(struct req *r)
{
    struct listing_in_review_rows rows;
    size_t total;
    int64_t page = req_int(r, "page", 1);
    if (page < 1 || page > 100000) page = 1;
    TRY(queue(r, (size_t)(page - 1) * LISTING_PAGE, &rows, &total));
    page_begin(r, say(r, T_listing_review_title));
    listing_review_html(r, &rows);
    page_pages(r, page, ((int64_t)total + LISTING_PAGE - 1) / LISTING_PAGE);
    page_end(r);
    return RC_OK;
}

enum rc listing_review_json(struct req *r)
{
    struct listing_in_review_rows rows;
    size_t total;
    int64_t page = req_int(r, "page", 1);
    if (page < 1 || page > 100000) page = 1;
    TRY(queue(r, (size_t)(page - 1) * LISTING_PAGE, &rows, &total));
    put_f(&r->out, "{\"total\":%zu,\"page\":%lld,\"items\":[", total, (long long)page);
    for (size_t i = 0; i < rows.n; i++) {
        if (i) put_c(&r->out, ',');
        listing_brief_json(&r->out, rows.v[i].id, rows.v[i].side, rows.v[i].kind, rows.v[i].title_zh, rows.v[i].title_en, rows.v[i].state);
    }
    put_z(&r->out, "]}");
    return RC_OK;
}

enum rc listing_decide_post(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct form_state s;
    struct decision f;
    int64_t version;
    TRY(reader_of(r->db, r->who.account, &me));
    TRY(listing_seen(r, &me, r->id[0], &x));
    if (!listing_may_review(r, LISTING_GATE(&x))) return RC_DENIED;
    form_read(r, &s, &listing_decide_form, &f);
    bool opens = str_eq(f.decision, S("open"));
    if (f.decision.n && !opens && !f.reason.n) form_error(&s, "reason", T_listing_err_reason);
    if (!form_ok(&s)) { r->status = 422; return listing_show(r, &me, &x, &s); }
    if (!str_int(f.version, &version)) return RC_INPUT;
    struct listing_step step = { .once = form_once_of(r, &s, S("/review/listings")), .id = x.id, .version = version, .now = r->now,
        .state = f.decision, .reason = opens ? S("") : f.reason, .published_ms = x.published_ms || !opens ? x.published_ms : r->now,
        .renew_by_ms = opens ? r->now + LISTING_FRESH_MS : 0, .event = event_of(r, opens ? "published" : "refused", "listing", x.id, S("")),
        .notice = opens ? T_listing_notice_published : T_listing_notice_refused, .zh = x.title_zh, .en = x.title_en };
    enum rc rc = db_tx(r->db, listing_decide_tx, &step);
    if (rc == RC_OK) live_update(r->app, r->db, x.id);
    return form_said(r, rc, &step.once, opens ? T_listing_done_open : T_listing_done_refused);
}
