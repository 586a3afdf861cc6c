/* redock_pages.c: the office's page of docking everything once more: start, progress, cancel; what it found, by kind and district
** down to the rows. Everybody sees the districts of his roles; starting and cancelling is for who reviews everywhere. */
#include "app/docking/redock.h"
#include "app/parties/parties.h"

enum { PAGE_ROWS = 50, SHOWN_ROWS = 25 };

static bool may_start(const struct req *r) { return parties_may(r, PERM_REVIEW, STR_NONE); }

/* ---- the run and its figures ---- */

static struct redock_count *count_of(struct arena *a, struct redock_counts *list, struct str code)
{
    for (size_t i = 0; i < list->n; i++) if (str_eq(list->v[i].code, code)) return &list->v[i];
    struct redock_count *c = PUSH(a, list);
    *c = (struct redock_count){ .code = code };
    return c;
}

static void count_add(struct redock_count *c, const struct redock_figures *x)
{
    c->n += x->n;
    c->alone += x->alone;
    c->idle += x->idle;
}

static int by_code(const void *x, const void *y)
{
    const struct redock_count *a = x, *b = y;
    return str_cmp(a->code, b->code);
}

static void counts_sort(struct redock_counts *c) { if (c->n) qsort(c->v, c->n, sizeof *c->v, by_code); }

static enum rc view_read(struct req *r, struct redock_view *v)
{
    struct redock_figures_rows rows;
    struct str districts = parties_districts(r, PERM_OFFICE);
    *v = (struct redock_view){ .may_start = may_start(r) };
    enum rc rc = redock_far(r->db, r->now, &v->far);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    v->any = true;
    TRY(redock_figures(r->db, districts, REDOCK_GOOD, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct redock_figures *x = &rows.v[i];
        size_t side = str_eq(x->side, S("need")) ? 0 : 1;
        count_add(&v->sides[side], x);
        count_add(count_of(r->arena, &v->kinds[side], x->kind), x);
        count_add(count_of(r->arena, &v->divisions[side], x->division), x);
        v->changed += x->changed;
    }
    for (size_t side = 0; side < 2; side++) {
        counts_sort(&v->kinds[side]);
        counts_sort(&v->divisions[side]);
    }
    return redock_since(r->db, districts, &v->since);
}

static enum rc redock_page(struct req *r)
{
    struct redock_view v;
    TRY(view_read(r, &v));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_begin(r, say(r, T_redock_title));
    redock_html(r, &v);
    page_end(r);
    return RC_OK;
}

static void put_count(struct out *o, const char *name, const struct redock_count *c)
{
    put_f(o, ",\"%s\":{\"listings\":%lld,\"alone\":%lld,\"idle\":%lld}", name, (long long)c->n, (long long)c->alone, (long long)c->idle);
}

static enum rc redock_json(struct req *r)
{
    struct redock_view v;
    struct out *o = &r->out;
    TRY(view_read(r, &v));
    const struct redock_last *x = &v.far.run;
    put_z(o, "{\"state\":");
    put_json(o, v.any ? x->state : S("never"));
    if (v.any) {
        put_f(o, ",\"total\":%lld,\"done\":%lld,\"left\":%lld,\"new_pairs\":%lld,\"started_ms\":%lld,\"moved_ms\":%lld,\"ended_ms\":", (long long)x->total, (long long)x->done,
            (long long)v.far.left, (long long)x->news, (long long)x->started_ms, (long long)x->moved_ms);
        put_json_int(o, x->ended_ms);
        put_z(o, ",\"ends_about_ms\":");
        put_json_int(o, v.far.ends_ms ? v.far.ends_ms : DB_NULL);
        put_f(o, ",\"oldest_result_ms\":%lld,\"opened_since\":%lld,\"changed_since\":%lld,\"closed_since\":%lld",
            (long long)v.since.oldest_ms, (long long)v.since.opened, (long long)v.changed, (long long)v.since.closed);
        put_count(o, "needs", &v.sides[0]);
        put_count(o, "offers", &v.sides[1]);
    }
    put_c(o, '}');
    return RC_OK;
}

static enum rc start_post(struct req *r)
{
    struct redock_begin b = { .once = form_once_of(r, NULL, S("/office/redock")),
        .id = id_new(r->now),
        .account = r->who.account,
        .now = r->now,
        .event = event_of(r, "started", "redock", 0, S("")) };
    if (!may_start(r)) return RC_DENIED;
    b.event.subject = b.id;
    enum rc rc = db_tx(r->db, redock_begin_tx, &b);
    return rc == RC_REFUSED && b.running ? redirect_refused(r, S("/office/redock"), T_redock_runs_already) : form_done(r, rc, &b.once);
}

static enum rc cancel_post(struct req *r)
{
    struct redock_last run;
    if (!may_start(r)) return RC_DENIED;
    TRY(redock_last(r->db, &run));
    struct redock_halt s = { form_once_of(r, NULL, S("/office/redock")), run.id, r->now,
        event_of(r, "cancelled", "redock", run.id, S("")) };
    return form_done(r, db_tx(r->db, redock_cancel_tx, &s), &s.once);
}

/* ---- rows ---- */

static bool shows(struct req *r, struct str visibility, struct str kind, struct str division, int64_t organisation)
{
    return str_eq(visibility, S("public"))
        || listing_may_review(r, &(const struct listing_gate){ .kind = kind, .division = division, .organisation = organisation });
}

static struct str party_of(struct req *r, int64_t organisation, struct str zh, struct str en)
{
    return organisation == DB_NULL ? say(r, T_listing_person) : pick(r, zh, en);
}

/* "-1234.712": the rank and the listing a page begins at. What is no such place is the first page. */
struct place { int64_t rank, id; };
static const struct place first_place = { INT64_MIN + 1, 0 };

static struct place place_asked(struct req *r)
{
    struct place p;
    struct str from = req_text(r, "from"), rank;
    return str_cut(&from, '.', &rank) && str_int(rank, &p.rank) && str_int(from, &p.id) ? p : first_place;
}

static struct str place_of(struct req *r, int64_t rank, int64_t id)
{
    return str_printf(r->arena, "%lld.%lld", (long long)rank, (long long)id);
}

static enum rc around_read(struct req *r, struct redock_rows_view *v, struct place at, int64_t a_page)
{
    struct redock_rows_before_rows before;
    TRY(redock_rows_before(r->db, parties_districts(r, PERM_OFFICE), v->what, REDOCK_GOOD, v->side, v->kind, v->district, at.rank, at.id,
        a_page, &before));
    if (!before.n) return RC_OK;
    v->prev = before.n < (size_t)a_page ? S("") : place_of(r, before.v[before.n - 1].rank, before.v[before.n - 1].id);
    return RC_OK;
}

/* RC_NONE: the address asks for something there is not. file: a numbered one. */
static enum rc rows_read(struct req *r, struct redock_rows_view *v, int64_t a_page, bool file)
{
    struct redock_rows_count total;
    struct redock_rows_rows rows;
    struct place at = file ? first_place : place_asked(r);
    struct str districts = parties_districts(r, PERM_OFFICE);
    *v = (struct redock_rows_view){ .what = req_text(r, "what"),
        .side = req_text(r, "side"),
        .kind = req_text(r, "kind"),
        .district = req_text(r, "district"),
        .prev = STR_NONE,
        .next = STR_NONE };
    if (v->what.n && !str_eq(v->what, S("alone")) && !str_eq(v->what, S("idle"))) return RC_NONE;
    TRY(redock_rows_count(r->db, districts, v->what, REDOCK_GOOD, v->side, v->kind, v->district, &total));
    v->p = paging_of(r, total.n, a_page);
    TRY(redock_rows(r->db, districts, v->what, REDOCK_GOOD, v->side, v->kind, v->district, at.rank, at.id, file ? v->p.skip : 0,
        a_page + 1, &rows));
    if (rows.n > (size_t)a_page) { rows.n--; v->next = place_of(r, rows.v[rows.n].rank, rows.v[rows.n].id); }
    if (!file) TRY(around_read(r, v, at, a_page));
    for (size_t i = 0; i < rows.n; i++) {
        const struct redock_rows *x = &rows.v[i];
        bool open = shows(r, x->visibility, x->kind, x->division, x->organisation);
        *PUSH(r->arena, &v->rows) = (struct redock_row){ x->id, x->best, x->at_ms,
            open ? str_printf(r->arena, "/office/redock/listings/%lld", (long long)x->id) : STR_NONE,
            open ? listing_title(r, x->title_zh, x->title_en) : say(r, T_gov_not_public),
            open ? party_of(r, x->organisation, x->org_zh, x->org_en) : STR_NONE, x->side, x->kind, x->division,
            x->version != x->docked_version };
    }
    return RC_OK;
}

/* What was found for these listings, a line a pair; a listing without any, or one this reader may not read, has a line of its own. */
static void csv_points(struct csv *c, int64_t score) { csv_text(c, points_str(c->r->arena, score)); }

static void csv_listing(struct csv *c, const struct redock_row *x)
{
    struct req *r = c->r;
    csv_int(c, x->id);
    csv_text(c, say(r, str_eq(x->side, S("need")) ? T_listing_need : T_listing_offer));
    csv_text(c, x->title);
    csv_text(c, x->party);
    csv_text(c, code_label(r, "listing_kinds", x->kind));
    csv_text(c, code_label(r, "divisions", x->division));
    csv_text(c, instant_str(r->arena, x->at));
    csv_text(c, x->changed ? S("1") : S(""));
}

static void csv_other(struct csv *c, const struct redock_ten *y)
{
    struct req *r = c->r;
    bool open = shows(r, y->visibility, y->kind, y->division, y->organisation);
    csv_int(c, y->place);
    csv_int(c, y->other);
    csv_text(c, open ? listing_title(r, y->title_zh, y->title_en) : say(r, T_gov_not_public));
    csv_text(c, open ? party_of(r, y->organisation, y->org_zh, y->org_en) : STR_NONE);
    csv_text(c, code_label(r, "divisions", y->division));
    csv_points(c, y->forward);
    csv_points(c, y->backward);
    csv_points(c, (y->forward + y->backward) / 2);
    csv_text(c, y->other_open ? S("") : S("1"));
    csv_text(c, y->docked ? S("1") : S(""));
}

static enum rc rows_csv(struct req *r)
{
    static const int heads[] = { T_listing_side, T_redock_col_title, T_gov_col_party, T_gov_col_kind, T_gov_col_district, T_redock_as_of,
        T_redock_changed, T_redock_col_place, T_redock_other_id, T_redock_other, T_redock_other_party, T_redock_other_district,
        T_redock_col_forward, T_redock_col_backward, T_redock_col_both, T_redock_closed, T_redock_docked };
    enum { OF_PAIR = 10 };
    struct redock_rows_view v;
    struct csv c;
    TRY(rows_read(r, &v, REDOCK_CSV, true));
    csv_begin(&c, r);
    csv_text(&c, S("ID"));
    for (size_t i = 0; i < LEN(heads); i++) csv_text(&c, say(r, heads[i]));
    csv_row(&c);
    for (size_t i = 0; i < v.rows.n; i++) {
        struct redock_ten_rows ten = { 0 };
        if (v.rows.v[i].path.n) TRY(redock_ten(r->db, v.rows.v[i].id, &ten));
        for (size_t k = 0; k < ten.n; k++) {
            csv_listing(&c, &v.rows.v[i]);
            csv_other(&c, &ten.v[k]);
            csv_row(&c);
        }
        if (ten.n) continue;
        csv_listing(&c, &v.rows.v[i]);
        for (int k = 0; k < OF_PAIR; k++) csv_text(&c, S(""));
        csv_row(&c);
    }
    answer_csv(r, str_printf(r->arena, "matches-%.*s-%lld.csv", STR_FMT(date_str(r->arena, instant_day(r->now))), (long long)v.p.page));
    return RC_OK;
}

static enum rc rows_page(struct req *r)
{
    struct redock_rows_view v;
    if (str_eq(req_arg(r, "format"), S("csv"))) return rows_csv(r);
    TRY(rows_read(r, &v, SHOWN_ROWS, false));
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_crumb(r, S("/office/redock"), say(r, T_redock_title));
    page_begin(r, say(r, str_eq(v.what, S("alone")) ? T_redock_alone : str_eq(v.what, S("idle")) ? T_redock_idle : T_redock_rows));
    redock_rows_html(r, &v);
    page_end(r);
    return RC_OK;
}

static enum rc rows_json(struct req *r)
{
    struct redock_rows_view v;
    struct out *o = &r->out;
    TRY(rows_read(r, &v, PAGE_ROWS, false));
    put_f(o, "{\"total\":%lld,\"next\":", (long long)v.p.total);
    if (v.next.n) put_json(o, v.next); else put_z(o, "null");
    put_z(o, ",\"items\":[");
    for (size_t i = 0; i < v.rows.n; i++) {
        const struct redock_row *x = &v.rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"side\":", i ? "," : "", (long long)x->id);
        put_json(o, x->side);
        put_z(o, ",\"kind\":");
        put_json(o, x->kind);
        put_z(o, ",\"district\":");
        put_json(o, x->division);
        put_z(o, ",\"title\":");
        put_json(o, x->title);
        put_f(o, ",\"best\":%lld,\"as_of_ms\":%lld,\"changed\":%s}", (long long)x->best, (long long)x->at, x->changed ? "true" : "false");
    }
    put_z(o, "]}");
    return RC_OK;
}

/* ---- the ten of one listing ---- */

static enum rc ten_page(struct req *r)
{
    struct listing_by_id x;
    struct redock_listing_of as_of;
    struct redock_ten_rows rows;
    struct redock_ten_view v = { .x = &x };
    TRY(listing_by_id(r->db, r->id[0], &x));
    struct str districts = parties_districts(r, PERM_OFFICE);
    if (!str_eq(districts, S("*")) && str_find(districts, str_printf(r->arena, ",%.*s,", STR_FMT(x.division))) < 0) return RC_NONE;
    if (!shows(r, x.visibility, x.kind, x.division, x.organisation)) return RC_NONE;
    enum rc rc = redock_listing_of(r->db, x.id, &as_of);
    if (rc != RC_NONE) TRY(rc);
    if (rc == RC_OK) v.as_of = &as_of;
    TRY(redock_ten(r->db, x.id, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct redock_ten *y = &rows.v[i];
        bool open = shows(r, y->visibility, y->kind, y->division, y->organisation);
        *PUSH(r->arena, &v.others) = (struct redock_other){ y->place, y->forward, y->backward,
            open ? str_printf(r->arena, "/listings/%lld", (long long)y->other) : STR_NONE,
            open ? listing_title(r, y->title_zh, y->title_en) : say(r, T_gov_not_public),
            open ? party_of(r, y->organisation, y->org_zh, y->org_en) : STR_NONE, y->kind, y->division, y->other_open, y->docked };
    }
    page_crumb(r, S("/office"), say(r, T_gov_office));
    page_crumb(r, S("/office/redock"), say(r, T_redock_title));
    page_begin(r, listing_title(r, x.title_zh, x.title_en));
    redock_ten_html(r, &v);
    page_end(r);
    return RC_OK;
}

#define COUNT "{listings:int alone:int idle:int}"

static const struct route routes[] = {
    GET ("/office/redock",               PERM_OFFICE, redock_page, .title = T_redock_title, .json = redock_json,
        .answers = "{state:text total?:int done?:int left?:int new_pairs?:int started_ms?:int moved_ms?:int ended_ms?:int|null ends_about_ms?:int|null oldest_result_ms?:int opened_since?:int changed_since?:int closed_since?:int "
            "needs?:" COUNT " offers?:" COUNT "}"),
    GET ("/office/redock/rows",          PERM_OFFICE, rows_page,   .title = T_redock_rows,  .json = rows_json,
        .answers = "{total:int next:text|null items:[{id:id side:text kind:text district:text title:text best:int as_of_ms:int changed:bool}]}"),
    GET ("/office/redock/listings/{id}", PERM_OFFICE, ten_page,    .title = T_redock_ten),
    POST("/office/redock",               PERM_REVIEW, start_post,  .title = T_redock_start),
    POST("/office/redock/cancel",        PERM_REVIEW, cancel_post, .title = T_redock_cancel),
};
const struct slice redock_slice = { .name = "redock",
    .routes = routes,
    .nroutes = LEN(routes),
    .start = redock_start,
    .stop = redock_stop,
    .tick = redock_tick,
    .soon = redock_tick };
