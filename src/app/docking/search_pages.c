/* search_pages.c: GET /listings, as a page, as JSON and as CSV; and the list of confirmed dockings.
**
** What the address says is made into a query; a code that is not in its list
** is as if it had not been said. Behind what says the words asked, or in its place, stands what is similar, and the page says so;
** newest first, words that nothing holds are tried once more by their single characters. */
#include "app/docking/views.h"

static struct str known(struct req *r, const char *name, const char *list)
{
    struct str v = req_arg(r, name);
    return v.n && code_known(r, list, v) ? v : S("");
}

/* The kinds of organisations, and people. */
struct choices posters_choices(struct req *r)
{
    struct choices kinds = codes_choices(r, "org_kinds");
    struct choice *v = NEWS(r->arena, struct choice, kinds.n + 1);
    memcpy(v, kinds.v, kinds.n * sizeof *v);
    v[kinds.n] = (struct choice){ .code = S("person"), .message = T_listing_person };
    return (struct choices){ v, kinds.n + 1 };
}

static void view_read(struct req *r, struct search_view *v)
{
    int64_t day;
    struct str side = req_arg(r, "side"), until = req_arg(r, "open_until"), month = req_arg(r, "month"), sort = req_arg(r, "sort");
    *v = (struct search_view){ .side = str_eq(side, S("need")) || str_eq(side, S("offer")) ? side : S("") };
    v->q = str_trim(req_arg(r, "q"));
    v->q = str_sub(v->q, 0, utf8_offset(v->q, 200));
    v->kind = known(r, "kind", "listing_kinds");
    v->industry = known(r, "industry", "industries");
    v->district = known(r, "district", "divisions");
    v->zone = known(r, "zone", "zones");
    v->stage = known(r, "stage", "stages");
    v->org_kind = str_eq(req_arg(r, "org_kind"), S("person")) ? S("person") : known(r, "org_kind", "org_kinds");
    v->open_until = date_parse(until, &day) ? until : S("");
    v->month = month.n == 7 && date_parse(str_join(r->arena, month, S("-01")), &day) ? month : S("");
    v->newest = str_eq(sort, S("newest")) || (!sort.n && !v->q.n);
    v->narrow = v->industry.n || v->zone.n || v->stage.n || v->org_kind.n || v->open_until.n;
    v->page = req_int(r, "page", 1);
    if (v->page < 1 || v->page > 100000) v->page = 1;
}

static struct live_search search_of(struct req *r, const struct reader *me, const struct search_view *v)
{
    int64_t until = 0, today = instant_day(r->now), first = 0;
    struct live_search s = { .r = r,
        .me = me,
        .newest = v->newest,
        .q = { .text = v->q, .kind = v->kind, .industry = v->industry, .zone = v->zone, .stage = v->stage, .org_kind = v->org_kind } };
    /* The city as a whole is no district: asked for, it takes everything. */
    s.q.district = str_eq(v->district, S("210200")) || str_eq(v->district, S("210000")) ? S("") : v->district;
    s.q.side = !v->side.n ? DOCK_ANY_SIDE : str_eq(v->side, S("need")) ? DOCK_NEED : DOCK_OFFER;
    if (v->open_until.n) (void)date_parse(v->open_until, &until);
    s.q.open_on = until > today ? until : today;
    if (v->month.n && date_parse(str_join(r->arena, v->month, S("-01")), &first)) {
        s.month_from = first;
        s.month_to = date_add_months(first, 1) - 1;
    }
    return s;
}

/* Fills v->founds: the page the view asks for; a page past the end is the last one. */
static enum rc search_run(struct req *r, const struct reader *me, struct search_view *v)
{
    struct live_search s = search_of(r, me, v);
    s.take = LISTING_PAGE;
    s.skip = (size_t)(v->page - 1) * LISTING_PAGE;
    s.explain = v->q.n;
    TRY(live_search(&s));
    if (!s.founds.total && v->q.n && s.newest) {
        s.q.loose = v->loose = true;
        TRY(live_search(&s));
    }
    v->total = (int64_t)s.founds.total;
    v->similar = (int64_t)s.founds.similar;
    v->pages = (v->total + v->similar + LISTING_PAGE - 1) / LISTING_PAGE;
    if (!s.founds.n && v->pages) {
        v->page = v->pages;
        s.skip = (size_t)(v->page - 1) * LISTING_PAGE;
        TRY(live_search(&s));
    }
    v->founds = s.founds;
    v->reasons = s.reasons;
    return RC_OK;
}

enum rc search_among(struct req *r, const struct reader *me, const struct ids *only, struct founds *f)
{
    struct search_view v;
    view_read(r, &v);
    v.newest = true;
    struct live_search s = search_of(r, me, &v);
    s.take = only->n;
    s.only = only;
    TRY(live_search(&s));
    *f = s.founds;
    return RC_OK;
}

/* ---- CSV ---- */

static void csv_yuan(struct csv *c, int64_t fen)
{
    struct out o;
    out_init(&o, c->r->arena);
    if (fen != DB_NULL) put_f(&o, "%lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
    csv_text(c, out_str(&o));
}

static void csv_card(struct req *r, struct csv *c, const struct listing_cards *x, bool like)
{
    csv_int(c, x->id);
    csv_text(c, say(r, str_eq(x->side, S("need")) ? T_listing_need : T_listing_offer));
    csv_text(c, code_label(r, "listing_kinds", x->kind));
    csv_text(c, x->title_zh);
    csv_text(c, x->title_en);
    csv_text(c, card_org(r, x));
    csv_text(c, code_label(r, "divisions", x->division));
    csv_text(c, code_label(r, "zones", x->zone));
    csv_text(c, code_label(r, "industries", x->industry));
    csv_text(c, code_label(r, "stages", x->stage));
    csv_yuan(c, x->amount_low);
    csv_yuan(c, x->amount_high);
    if (x->quantity == DB_NULL) csv_text(c, S(""));
    else csv_int(c, x->quantity);
    csv_text(c, x->open_until);
    csv_text(c, date_str(r->arena, instant_day(x->published_ms)));
    csv_text(c, like ? S("1") : S(""));
    csv_row(c);
}

static enum rc answer_list(struct req *r, const struct reader *me, const struct search_view *v)
{
    static const int heads[] = { T_listing_side, T_listing_kind, T_listing_title_zh, T_listing_title_en, T_listing_posted_by,
        T_listing_division, T_listing_zone, T_listing_industry, T_listing_stage, T_listing_amount_low, T_listing_amount_high,
        T_listing_quantity, T_listing_open_until, T_listing_open_since, T_listing_only_similar };
    struct live_search s = search_of(r, me, v);
    struct csv c;
    s.take = LISTING_CSV;
    TRY(live_search(&s));
    csv_begin(&c, r);
    csv_text(&c, S("ID"));
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < s.founds.n; i += LISTING_PAGE) {
        struct founds part = { .v = s.founds.v + i, .n = s.founds.n - i < LISTING_PAGE ? s.founds.n - i : LISTING_PAGE };
        struct listing_cards_rows cards;
        TRY(cards_of(r, me, &part, 0, &cards));
        for (size_t k = 0; k < cards.n; k++) {
            size_t at = founds_place(&part, cards.v[k].id);
            csv_card(r, &c, &cards.v[k], at < part.n && part.v[at].like);
        }
    }
    answer_csv(r, str_printf(r->arena, "listings-%.*s.csv", STR_FMT(date_str(r->arena, instant_day(r->now)))));
    return RC_OK;
}

/* ---- pages ---- */

enum rc listings_page(struct req *r)
{
    struct search_view v;
    struct reader me;
    view_read(r, &v);
    TRY(reader_of(r->db, r->who.account, &me));
    if (str_eq(req_arg(r, "format"), S("csv"))) return answer_list(r, &me, &v);
    TRY(search_run(r, &me, &v));
    TRY(cards_of(r, &me, &v.founds, CARD_WORDS, &v.cards));
    page_begin(r, say(r, T_listing_search_title));
    listing_search_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc listings_json(struct req *r)
{
    struct search_view v;
    struct reader me;
    view_read(r, &v);
    TRY(reader_of(r->db, r->who.account, &me));
    TRY(search_run(r, &me, &v));
    TRY(cards_of(r, &me, &v.founds, 0, &v.cards));
    put_f(&r->out, "{\"total\":%lld,\"similar\":%lld,\"page\":%lld,\"pages\":%lld,\"items\":[", (long long)v.total, (long long)v.similar,
        (long long)v.page, (long long)v.pages);
    for (size_t i = 0; i < v.cards.n; i++) {
        put_z(&r->out, i ? ",{" : "{");
        card_json(r, &v.cards.v[i]);
        size_t at = founds_place(&v.founds, v.cards.v[i].id);
        put_f(&r->out, ",\"by_name\":%s,\"similar\":%s,\"reasons\":", v.founds.v[at].named ? "true" : "false",
            v.founds.v[at].like ? "true" : "false");
        reasons_json(&r->out, v.reasons ? &v.reasons[at] : NULL);
        put_c(&r->out, '}');
    }
    put_z(&r->out, "]}");
    return RC_OK;
}

/* ---- confirmed dockings ---- */

static enum rc docked_rows(struct req *r, int64_t *page, int64_t *pages, struct docked_page_rows *rows)
{
    struct docked_count count;
    TRY(docked_count(r->db, &count));
    *pages = (count.n + LISTING_PAGE - 1) / LISTING_PAGE;
    *page = req_int(r, "page", 1);
    if (*page < 1 || *page > *pages) *page = 1;
    return docked_page(r->db, LISTING_PAGE, (*page - 1) * LISTING_PAGE, rows);
}

enum rc listing_docked_page(struct req *r)
{
    struct docked_page_rows rows;
    int64_t page, pages;
    TRY(docked_rows(r, &page, &pages, &rows));
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_begin(r, say(r, T_listing_docked_title));
    listing_docked_html(r, &rows);
    page_pages(r, page, pages);
    page_end(r);
    return RC_OK;
}

enum rc listing_docked_json(struct req *r)
{
    struct docked_page_rows rows;
    struct out *o = &r->out;
    int64_t page, pages;
    TRY(docked_rows(r, &page, &pages, &rows));
    put_f(o, "{\"page\":%lld,\"pages\":%lld,\"items\":[", (long long)page, (long long)pages);
    for (size_t i = 0; i < rows.n; i++) {
        const struct docked_page *x = &rows.v[i];
        put_f(o, "%s{\"need\":\"%lld\",\"offer\":\"%lld\",\"kind\":", i ? "," : "", (long long)x->need, (long long)x->offer);
        put_json(o, x->kind);
        put_z(o, ",\"division\":");
        put_json_text(o, x->division);
        put_z(o, ",\"confirmed_ms\":");
        put_json_int(o, x->ended_ms);
        put_c(o, '}');
    }
    put_z(o, "]}");
    return RC_OK;
}
