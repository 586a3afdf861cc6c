/* office_pages.c: the dashboard, and the rows behind each of its numbers. A clerk of one district counts and sees that
** district's; the number and the rows come from the same conditions (governance.sql). */
#include "app/docking/docking.h"
#include "app/governance/views.h"
#include "app/rounds/rounds.h"

/* ---- the dashboard ---- */

static enum rc organisations_queue(struct req *r, struct queue *q)
{
    struct organisation_pending_count n;
    TRY(organisation_pending_count(r->db, parties_districts(r, PERM_REVIEW), &n));
    *q = (struct queue){ T_gov_queue_organisations, T_gov_queue_organisations_none, n.n, n.n ? n.oldest_ms : 0,
        S("/review/organisations") };
    return RC_OK;
}

static enum rc listings_queue(struct req *r, struct queue *q)
{
    struct office_waiting_listings_rows rows;
    *q = (struct queue){ T_gov_queue_listings, T_gov_queue_listings_none, 0, 0, S("/review/listings") };
    TRY(office_waiting_listings(r->db, 0, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct office_waiting_listings *x = &rows.v[i];
        if (!listing_may_review(r,
                &(const struct listing_gate){ .kind = x->kind, .division = x->division, .organisation = x->organisation }))
            continue;
        q->n += x->n;
        if (!q->oldest || x->oldest_ms < q->oldest) q->oldest = x->oldest_ms;
    }
    return RC_OK;
}

/* All that wait; the oldest period's page first, as a page shows one. */
static enum rc returns_queue(struct req *r, struct queue *q)
{
    struct office_waiting_returns_rows rows;
    *q = (struct queue){ T_gov_queue_returns, T_gov_queue_returns_none, 0, 0, S("/filings/board") };
    TRY(office_waiting_returns(r->db, parties_districts(r, PERM_REVIEW), &rows));
    for (size_t i = 0; i < rows.n; i++) {
        q->n += rows.v[i].n;
        if (!q->oldest || rows.v[i].oldest_ms < q->oldest) q->oldest = rows.v[i].oldest_ms;
    }
    if (rows.n)
        q->path = str_printf(r->arena, "/filings/board?form=%.*s&period=%lld", STR_FMT(rows.v[0].form), (long long)rows.v[0].period);
    return RC_OK;
}

static enum rc silent_queue(struct req *r, struct queue *q)
{
    struct office_case_total n;
    TRY(office_case_total(r->db, parties_districts(r, PERM_OFFICE), S("silent"), S(""), S(""), 0, r->now - SILENT_MS, &n));
    *q = (struct queue){ T_gov_queue_silent, T_gov_queue_silent_none, n.n, n.n ? n.oldest_ms : 0, S("/office/rows?what=silent") };
    return RC_OK;
}

static enum rc rounds_queue(struct req *r, struct queue *q)
{
    *q = (struct queue){ T_gov_queue_rounds, T_gov_queue_rounds_none, 0, 0, S("/rounds") };
    return rounds_waiting(r, &q->n, &q->oldest);
}

static enum rc office_read(struct req *r, struct office_view *v)
{
    *v = (struct office_view){ .districts = parties_districts(r, PERM_OFFICE) };
    if (may_somewhere(r, PERM_REVIEW)) {
        TRY(organisations_queue(r, &v->queues[v->nqueues++]));
        TRY(listings_queue(r, &v->queues[v->nqueues++]));
        TRY(returns_queue(r, &v->queues[v->nqueues++]));
    }
    if (may_somewhere(r, PERM_ROUND_RUN)) TRY(rounds_queue(r, &v->queues[v->nqueues++]));
    TRY(silent_queue(r, &v->queues[v->nqueues++]));
    return figures_count(r, v->districts, &v->f);
}

enum rc office_page(struct req *r)
{
    struct office_view v;
    TRY(office_read(r, &v));
    page_begin(r, say(r, T_gov_office));
    office_html(r, &v);
    page_end(r);
    return RC_OK;
}

static void put_counts(struct out *o, const int64_t n[MEASURES])
{
    for (int m = 0; m < MEASURES; m++) put_f(o, ",\"%s\":%lld", measure_codes[m], (long long)n[m]);
    put_c(o, '}');
}

static void put_figures(struct out *o, const char *name, const char *key, const struct figure_list *list)
{
    put_f(o, ",\"%s\":[", name);
    for (size_t i = 0; i < list->n; i++) {
        put_f(o, "%s{\"%s\":", i ? "," : "", key);
        put_json(o, list->v[i].code);
        put_counts(o, list->v[i].n);
    }
    put_c(o, ']');
}

enum rc office_json(struct req *r)
{
    struct office_view v;
    struct out *o = &r->out;
    TRY(office_read(r, &v));
    put_z(o, "{\"by_month\":[");
    for (int i = 0; i < MONTHS; i++) {
        const int64_t n[MEASURES] = { v.f.by_month[NEEDS][i], v.f.by_month[OFFERS][i], v.f.by_month[CASES][i], v.f.by_month[RESULTS][i] };
        put_f(o, "%s{\"month\":\"%.*s\"", i ? "," : "", STR_FMT(v.f.month[i]));
        put_counts(o, n);
    }
    put_c(o, ']');
    put_figures(o, "by_kind", "kind", &v.f.kinds);
    put_figures(o, "by_district", "district", &v.f.divisions);
    put_z(o, ",\"total\":{\"months\":12");
    put_counts(o, v.f.total);
    put_c(o, '}');
    answer_json(r);
    return RC_OK;
}

/* ---- rows ---- */

static bool reviews(const struct req *r, struct str kind, struct str division)
{
    return listing_may_review(r, &(const struct listing_gate){ .kind = kind, .division = division, .organisation = DB_NULL });
}

/* A title that is not public is shown to who reviews it only; the row counts all the same. */
static struct str title_shown(struct req *r, struct str visibility, struct str kind, struct str division, struct str zh, struct str en)
{
    return str_eq(visibility, S("public")) || reviews(r, kind, division) ? pick(r, zh, en) : say(r, T_gov_not_public);
}

struct selection { struct str districts, what, kind, division; int64_t from, to; };

/* RC_NONE: the address asks for something there is not. */
static enum rc selection_of(struct req *r, enum perm p, struct rows_view *v, struct selection *s)
{
    static const struct {
        const char *what;
        int label;
        bool cases;
    } t[] = { { "needs", T_gov_needs, false }, { "offers", T_gov_offers, false }, { "cases", T_gov_cases, true },
        { "results", T_gov_results, true }, { "silent", T_gov_queue_silent, true } };
    struct figures f = { 0 };
    *v = (struct rows_view){ .what = req_text(r, "what"), .kind = req_text(r, "kind"), .district = req_text(r, "district"),
        .month = req_text(r, "month") };
    for (size_t i = 0; i < LEN(t); i++)
        if (str_eq(v->what, str_from(t[i].what))) { v->label = t[i].label; v->cases = t[i].cases; }
    if (!v->label) return RC_NONE;
    months_of(r->arena, r->now, &f);
    *s = (struct selection){ parties_districts(r, p), v->what, v->kind, v->district, f.from[0], f.from[MONTHS] };
    if (str_eq(v->what, S("silent"))) { s->from = 0; s->to = r->now - SILENT_MS; }
    if (v->month.n && !month_bounds(v->month, &s->from, &s->to)) return RC_NONE;
    return RC_OK;
}

static struct str office_path(struct req *r, const char *list, int64_t id) { return str_printf(r->arena, "/%s/%lld", list, (long long)id); }

static enum rc listing_rows(struct req *r, const struct selection *s, struct rows_view *v, int64_t most)
{
    struct office_listing_rows_rows rows;
    struct str side = str_eq(s->what, S("needs")) ? S("need") : S("offer");
    TRY(office_listing_rows(r->db, s->districts, side, s->kind, s->division, s->from, s->to, v->p.skip, most, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct office_listing_rows *x = &rows.v[i];
        bool open = str_eq(x->visibility, S("public")) || reviews(r, x->kind, x->division);
        *PUSH(r->arena, &v->rows) = (struct office_row){ x->id, open ? office_path(r, "listings", x->id) : STR_NONE,
            title_shown(r, x->visibility, x->kind, x->division, x->title_zh, x->title_en), STR_NONE, x->kind, x->division,
            listing_state_label(r, x->state), pick(r, x->org_zh, x->org_en), x->at_ms, DB_NULL };
    }
    return RC_OK;
}

static enum rc case_rows(struct req *r, const struct selection *s, struct rows_view *v, int64_t most)
{
    struct office_case_rows_rows rows;
    TRY(office_case_rows(r->db, s->districts, s->what, s->kind, s->division, s->from, s->to, v->p.skip, most, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct office_case_rows *x = &rows.v[i];
        bool open = reviews(r, x->kind, x->division);               /* a case is its two sides' and the reviewers' */
        *PUSH(r->arena, &v->rows) = (struct office_row){ x->id, open ? office_path(r, "cases", x->id) : STR_NONE,
            title_shown(r, x->need_visibility, x->kind, x->division, x->need_zh, x->need_en),
            title_shown(r, x->offer_visibility, x->kind, x->division, x->offer_zh, x->offer_en), x->kind, x->division,
            case_state_label(r, x->state), STR_NONE, x->at_ms, x->amount };
    }
    return RC_OK;
}

static enum rc rows_read(struct req *r, enum perm p, struct rows_view *v, int64_t most)
{
    struct selection s;
    int64_t total;
    TRY(selection_of(r, p, v, &s));
    if (v->cases) {
        struct office_case_total n;
        TRY(office_case_total(r->db, s.districts, s.what, s.kind, s.division, s.from, s.to, &n));
        total = n.n;
    } else {
        struct office_listing_total n;
        TRY(office_listing_total(r->db, s.districts, str_eq(s.what, S("needs")) ? S("need") : S("offer"), s.kind, s.division, s.from, s.to,
            &n));
        total = n.n;
    }
    v->p = paging_of(r, total, most);
    return v->cases ? case_rows(r, &s, v, most) : listing_rows(r, &s, v, most);
}

enum rc office_rows_page(struct req *r)
{
    struct rows_view v;
    TRY(rows_read(r, PERM_OFFICE, &v, SHOWN_ROWS));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, v.label));
    office_rows_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc office_rows_json(struct req *r)
{
    struct rows_view v;
    struct out *o = &r->out;
    TRY(rows_read(r, PERM_OFFICE, &v, PAGE_ROWS));
    put_f(o, "{\"what\":\"%.*s\",\"total\":%lld,\"page\":%lld,\"pages\":%lld,\"rows\":[", STR_FMT(v.what), (long long)v.p.total,
        (long long)v.p.page, (long long)v.p.pages);
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct office_row *x = &v.rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"title\":", i ? "," : "", (long long)x->id);
        put_json(o, x->title);
        put_z(o, ",\"kind\":");
        put_json(o, x->kind);
        put_z(o, ",\"district\":");
        put_json(o, x->division);
        put_z(o, ",\"at\":");
        put_json(o, instant_str(r->arena, x->at));
        put_c(o, '}');
    }
    put_z(o, "]}");
    answer_json(r);
    return RC_OK;
}

static enum rc export_tx(struct db *tx, void *event) { return event_add(tx, event); }

enum rc export_log(struct req *r, const char *what, size_t rows)
{
    struct event e = event_of(r, "export", "office", 0, str_printf(r->arena, "{\"what\":\"%s\",\"rows\":%zu}", what, rows));
    return db_tx(r->db, export_tx, &e);
}

enum rc office_rows_csv(struct req *r)
{
    struct rows_view v;
    struct csv c;
    TRY(rows_read(r, PERM_EXPORT, &v, CSV_ROWS));
    const int heads[] = { T_gov_col_id, T_gov_col_title, v.cases ? T_gov_col_offer : T_gov_col_party, T_gov_col_kind, T_gov_col_district,
        T_gov_col_state, T_gov_col_when };
    csv_begin(&c, r);
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct office_row *x = &v.rows.v[i];
        csv_int(&c, x->id);
        csv_text(&c, x->title);
        csv_text(&c, v.cases ? x->other : x->party);
        csv_text(&c, code_label(r, "listing_kinds", x->kind));
        csv_text(&c, code_label(r, "divisions", x->division));
        csv_text(&c, x->state);
        csv_text(&c, instant_str(r->arena, x->at));
        csv_row(&c);
    }
    TRY(export_log(r, str_z(r->arena, v.what), v.rows.n));
    answer_csv(r, S("rows.csv"));
    return RC_OK;
}

struct str case_state_label(const struct req *r, struct str state)
{
    static const struct {
        const char *code;
        int label;
    } t[] = { { "contact", T_gov_case_contact }, { "visit", T_gov_case_visit }, { "trial", T_gov_case_trial },
        { "contract", T_gov_case_contract }, { "done", T_gov_case_done }, { "declined", T_gov_case_declined },
        { "lapsed", T_gov_case_lapsed } };
    for (size_t i = 0; i < LEN(t); i++)
        if (str_eq(state, str_from(t[i].code))) return say(r, t[i].label);
    return state;
}

struct str listing_state_label(const struct req *r, struct str state)
{
    static const struct {
        const char *code;
        int label;
    } t[] = { { "draft", T_gov_listing_draft }, { "review", T_gov_listing_review }, { "open", T_gov_listing_open },
        { "closed", T_gov_listing_closed }, { "refused", T_gov_listing_refused } };
    for (size_t i = 0; i < LEN(t); i++)
        if (str_eq(state, str_from(t[i].code))) return say(r, t[i].label);
    return state;
}
