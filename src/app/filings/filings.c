/* filings.c: the routes; a carrier's list of returns, one return as both sides see it, its versions, its receipt. */
#include "app/filings/upload.h"
#include "web/codes.h"

struct str form_name(struct req *r, const struct ret_form *f, int64_t period)
{
    struct str p = filing_period_said(r, f, period);
    return r->lang == LANG_ZH ? str_join(r->arena, p, f->zh) : str_printf(r->arena, "%.*s, %.*s", STR_FMT(f->en), STR_FMT(p));
}

void put_form_name(struct req *r, const struct ret_form *f, int64_t period) { put_text(&r->out, form_name(r, f, period)); }

void put_reason_fields(struct req *r, const struct ret_form *f, struct str fields)
{
    struct str one;
    bool first = true;
    while (str_cut(&fields, ',', &one)) {
        ptrdiff_t at = field_of(f, SUMMARY, one);
        if (!one.n || at < 0) continue;
        if (!first) put_z(&r->out, r->lang == LANG_ZH ? "、" : ", ");
        put_text(&r->out, pick(r, f->sheets[SUMMARY].v[at].zh, f->sheets[SUMMARY].v[at].en));
        first = false;
    }
}

/* ---- a carrier's own ---- */

/* "202606monthly": what waits is shown from there on. */
static void waits_from(struct req *r, int64_t *period, struct str *form)
{
    struct str from = req_text(r, "waits");
    *form = S("");
    if (from.n > 6 && str_int(str_sub(from, 0, 6), period)) *form = str_sub(from, 6, from.n);
    else *period = INT64_MAX;
}

static enum rc waiting_read(struct req *r, struct mine_view *v)
{
    int64_t period;
    struct str form;
    struct filing_waiting_count n;
    waits_from(r, &period, &form);
    TRY(filing_waiting_count(r->db, v->carrier, &n));
    v->nwaiting = n.n;
    v->waits_later = period != INT64_MAX;
    TRY(filing_waiting(r->db, v->carrier, period, form, WAITING_ROWS + 1, &v->waiting));
    if (v->waiting.n <= WAITING_ROWS) return RC_OK;
    const struct filing_waiting *next = &v->waiting.v[--v->waiting.n];
    v->waits_next = str_printf(r->arena, "%lld%.*s", (long long)next->period, STR_FMT(next->form));
    return RC_OK;
}

static enum rc mine_page(struct req *r)
{
    enum { ROWS = 30 };
    struct filing_carriers_rows carriers;
    struct filing_mine_rows rows = { 0 };
    struct filing_mine_count n = { 0 };
    TRY(filing_carriers(r->db, r->who.account, &carriers));
    int64_t chosen = req_int(r, "carrier", carriers.n ? carriers.v[0].id : 0);
    bool mine = false;
    for (size_t i = 0; i < carriers.n; i++) mine = mine || carriers.v[i].id == chosen;
    struct mine_view v = { .carriers = &carriers,
        .carrier = mine ? chosen : 0,
        .rows = &rows,
        .all = returns_of(r->app),
        .today = instant_day(r->now) };
    if (mine) TRY(filing_mine_count(r->db, chosen, &n));
    v.page = paging_of(r, n.n, ROWS);
    if (mine) TRY(filing_mine(r->db, chosen, ROWS, v.page.skip, &rows));
    if (mine) TRY(waiting_read(r, &v));
    page_begin(r, say(r, T_filings));
    filings_html(r, &v);
    page_end(r);
    return RC_OK;
}

/* ---- one return ---- */

enum rc filing_page(struct req *r)
{
    struct seat s;
    struct filing_versions_rows versions;
    struct filled x = { 0 };
    TRY(seat_of(r, r->id[0], &s));
    TRY(filing_versions(r->db, s.f.id, &versions));
    if (s.writes && seat_open(&s)) TRY(seat_draft(r, &s, &x));
    else if (s.have_last) { TRY(filled_read(r->db, r->app->keys, s.form, s.last.id, &x)); x.zero = s.last.zero != 0; }
    seat_veil(&s, &x);
    if (!s.writes) page_crumb(r, S("/filings/board"), say(r, T_filing_board));
    else page_crumb(r, S("/filings"), say(r, T_filings));
    page_begin(r, form_name(r, s.form, s.f.period));
    filing_html(r, &(struct one_view){ .s = &s, .versions = &versions, .x = &x, .today = instant_day(r->now) });
    page_end(r);
    return RC_OK;
}

enum rc filing_json(struct req *r)
{
    struct seat s;
    struct filled x = { 0 };
    struct out *o = &r->out;
    TRY(seat_of(r, r->id[0], &s));
    put_f(o, "{\"id\":\"%lld\",\"return\":", (long long)s.f.id);
    put_json(o, s.f.form);
    put_f(o, ",\"period\":%lld,\"carrier\":\"%lld\",\"due\":", (long long)s.f.period, (long long)s.f.carrier);
    put_json(o, s.f.due_day);
    put_z(o, ",\"state\":");
    put_json(o, standing_code(s.standing));
    put_f(o, ",\"version\":%lld,\"counts\":%s,\"locked\":%s,\"values\":{", (long long)s.f.last, s.f.live ? "true" : "false",
        s.locked ? "true" : "false");
    bool first = true;
    if (s.have_last) TRY(filled_read(r->db, r->app->keys, s.form, s.last.id, &x));
    for (size_t i = 0; s.have_last && i < s.form->sheets[SUMMARY].n; i++) {
        const struct ret_field *f = &s.form->sheets[SUMMARY].v[i];
        if (!value_given(&x.sum[i])) continue;
        if (!first) put_c(o, ',');
        first = false;
        put_json(o, f->code);
        put_c(o, ':');
        if (f->type == RET_NUMBER) put_str(o, value_shown(r->arena, f, &x.sum[i]));
        else put_json(o, x.sum[i].text);
    }
    put_z(o, "}}\n");
    return RC_OK;
}

/* ---- versions and what changed ---- */

static void diff_add(struct req *r, struct diffs *d, enum sheet_no s, struct str what, const struct ret_field *f,
    const struct ret_value *was, const struct ret_value *is)
{
    struct str a = was ? value_shown(r->arena, f, was) : S(""), b = is ? value_shown(r->arena, f, is) : S("");
    if (!str_eq(a, b)) *PUSH(r->arena, d) = (struct diff){ s, what, f, a, b };
}

static struct str row_title(const struct ret_form *f, enum sheet_no s, const struct ret_row *row)
{
    ptrdiff_t at = field_of(f, s, S("name"));
    return at < 0 ? S("") : row->v[at].text;
}

static const struct ret_row *row_like(struct arena *a, const struct filled *x, enum sheet_no s, struct str key)
{
    for (size_t i = 0; i < x->rows[s].n; i++) if (str_eq(row_key(a, x->form, s, &x->rows[s].v[i]), key)) return &x->rows[s].v[i];
    return NULL;
}

/* Rows are the same by firm or person, wherever they stand. */
static void diff_rows(struct req *r, const struct filled *was, const struct filled *is, enum sheet_no s, struct diffs *d)
{
    const struct ret_sheet *sheet = &is->form->sheets[s];
    for (int side = 0; side < 2; side++) {
        const struct filled *one = side ? is : was, *other = side ? was : is;
        for (size_t i = 0; i < one->rows[s].n; i++) {
            const struct ret_row *row = &one->rows[s].v[i], *like = row_like(r->arena, other, s, row_key(r->arena, is->form, s, row));
            if (side && like) continue;                        /* compared already */
            for (size_t c = 0; c < sheet->n; c++)
                diff_add(r, d, s, row_title(is->form, s, row), &sheet->v[c], side ? NULL : &row->v[c],
                    side       ? &row->v[c]
                        : like ? &like->v[c]
                               : NULL);
        }
    }
}

static enum rc diffs_make(struct req *r, const struct seat *s, const struct filing_version_by_id *v, const struct filled *x,
    struct diffs *d, bool *have)
{
    struct filing_version_of before;
    struct filled was;
    *have = v->number > 1;
    if (!*have) return RC_OK;
    TRY(filing_version_of(r->db, s->f.id, v->number - 1, &before));
    TRY(filled_read(r->db, r->app->keys, s->form, before.id, &was));
    seat_veil(s, &was);
    for (size_t i = 0; i < s->form->sheets[SUMMARY].n; i++)
        diff_add(r, d, SUMMARY, S(""), &s->form->sheets[SUMMARY].v[i], &was.sum[i], &x->sum[i]);
    enum { ROWS_MOST = 500 };                                  /* longer ones are compared by their files */
    for (int k = FIRMS; k < SHEETS; k++)
        if (s->form->sheets[k].n && x->rows[k].n <= ROWS_MOST && was.rows[k].n <= ROWS_MOST) diff_rows(r, &was, x, (enum sheet_no)k, d);
    return RC_OK;
}

static enum rc version_seat(struct req *r, struct filing_version_by_id *v, struct seat *s, struct filled *x,
    struct filing_reasons_rows *reasons)
{
    TRY(filing_version_by_id(r->db, r->id[0], v));
    TRY(seat_of(r, v->filing, s));
    if (v->filed_ms == DB_NULL) return RC_NONE;                /* a draft is its writer's, and has a page of its own */
    TRY(filled_read(r->db, r->app->keys, s->form, v->id, x));
    x->zero = v->zero != 0;
    return filing_reasons(r->db, v->id, reasons);
}

enum rc filing_version_page(struct req *r)
{
    struct filing_version_by_id v;
    struct seat s;
    struct filled x;
    struct filing_reasons_rows reasons;
    struct filing_scans_rows scans;
    struct diffs d = { 0 };
    struct version_view view = { .s = &s, .v = &v, .x = &x, .diffs = &d, .reasons = &reasons, .scans = &scans };
    TRY(version_seat(r, &v, &s, &x, &reasons));
    seat_veil(&s, &x);
    TRY(diffs_make(r, &s, &v, &x, &d, &view.have_before));
    TRY(filing_scans(r->db, v.id, &scans));
    page_crumb(r, filing_path(r, s.f.id, ""), form_name(r, s.form, s.f.period));
    page_begin(r, say_with(r, T_filing_version_n, str_printf(r->arena, "%lld", (long long)v.number), STR_NONE));
    filing_version_html(r, &view);
    page_end(r);
    return RC_OK;
}

/* The bytes the fingerprint was made of: sha256sum of the file is the fingerprint. */
enum rc filing_canonical_page(struct req *r)
{
    struct filing_version_by_id v;
    struct seat s;
    struct filled x;
    struct filing_reasons_rows reasons;
    TRY(version_seat(r, &v, &s, &x, &reasons));
    if (!s.writes && !s.reviews) return RC_NONE;
    put_str(&r->out, filing_canonical(r->arena, &x, &s.f, v.carrier_name.n ? v.carrier_name : s.f.zh, v.number, v.filed_ms, &reasons));
    answer_file(r, str_printf(r->arena, "filing-%lld-%lld.txt", (long long)s.f.id, (long long)v.number), S("text/plain; charset=utf-8"));
    return RC_OK;
}

enum rc filing_receipt_page(struct req *r)
{
    struct filing_version_by_id v;
    struct seat s;
    struct filled x;
    struct filing_reasons_rows reasons;
    struct filing_scans_rows scans;
    struct version_view view = { .s = &s, .v = &v, .x = &x, .reasons = &reasons, .scans = &scans };
    TRY(seat_of(r, r->id[0], &s));
    if (!s.have_last) return RC_NONE;
    r->id[0] = s.last.id;
    TRY(version_seat(r, &v, &s, &x, &reasons));
    TRY(filing_scans(r->db, v.id, &scans));
    page_crumb(r, filing_path(r, s.f.id, ""), form_name(r, s.form, s.f.period));
    page_begin(r, say(r, T_filing_receipt));
    filing_receipt_html(r, &view);
    page_end(r);
    return RC_OK;
}

/* ---- scans of the sealed paper: a new one never takes the place of another ---- */

struct scan_values { struct form_file file; struct str why; };
#define SCAN_FILE UPLOAD("file", AT(struct scan_values, file), .label = T_filing_scan, .hint = T_filing_scan_hint, .need = true, .max = LIMIT_FILING_SCAN)
static const struct field scan_fields[] = { SCAN_FILE,
    TEXT("why", AT(struct scan_values, why), .label = T_filing_scan_why, .hint = T_filing_scan_why_hint, .max = 300) };
static const struct field scan_first_fields[] = { SCAN_FILE };
const struct form filing_scan_form = FORM("filing_scan", struct scan_values, scan_fields, T_filing_scan_again),
                  filing_scan_first_form = FORM("filing_scan", struct scan_values, scan_first_fields, T_filing_scan_send);

struct str filing_scan_place(struct arena *a, int64_t version, int64_t number)
{
    return number == 1 ? str_printf(a, "filing_scan|%lld|bytes", (long long)version)
                       : str_printf(a, "filing_scan|%lld|%lld|bytes", (long long)version, (long long)number);
}

struct scan_put { struct filing_hand h; int64_t version, number; struct str name, type, sha256, bytes, why; };
static enum rc scan_tx(struct db *tx, void *arg)
{
    struct scan_put *p = arg;
    struct filing_version_by_id v;
    struct filing_by_id f;
    struct filing_scan_last last;
    struct filing_lock_of lock;
    p->h.refused = 0;
    TRY(form_once(tx, &p->h.once));
    TRY(filing_version_by_id(tx, p->version, &v));
    TRY(filing_by_id(tx, v.filing, &f));
    TRY(filing_scan_last(tx, p->version, &last));
    if (last.n + 1 != p->number) return fail(&tx->err, RC_STALE, "another scan came first");
    enum rc rc = filing_lock_of(tx, f.form, f.period, &lock);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    bool settled = str_eq(v.decision, S("accepted")) || rc == RC_OK;
    if (settled && last.n && !p->why.n) {
        p->h.refused = T_filing_scan_say_why;
        return fail(&tx->err, RC_REFUSED, "an accepted version has a scan already");
    }
    TRY(filing_scan_add(tx, p->version, p->number, p->name, p->type, p->sha256, p->bytes, p->h.account, p->h.now, p->why));
    TRY(event_add(tx, &p->h.event));
    return settled && last.n ? filing_tell_office(tx, &p->h, &f, T_filing_notice_scan) : RC_OK;
}

/* By its first bytes, not by what the browser says. */
static struct str scan_type(struct str b)
{
    if (str_starts(b, S("%PDF-"))) return S("application/pdf");
    if (str_starts(b, S("\x89PNG\r\n"))) return S("image/png");
    if (str_starts(b, S("\xff\xd8\xff"))) return S("image/jpeg");
    return STR_NONE;
}

/* What the log keeps of a scan: which one, of which version, and its hash. */
static struct str scan_body(struct arena *a, const struct filing_version_by_id *v, const struct scan_put *p)
{
    struct out o;
    out_init(&o, a);
    put_f(&o, "{\"version\":%lld,\"scan\":%lld,\"sha256\":\"%.*s\",\"why\":", (long long)v->number, (long long)p->number,
        STR_FMT(p->sha256));
    put_json(&o, p->why);
    put_c(&o, '}');
    return out_str(&o);
}

enum rc filing_scan_post(struct req *r)
{
    struct filing_version_by_id v;
    struct filing_scan_last last;
    struct seat s;
    struct form_state fs;
    struct scan_values f;
    uint8_t sum[32];
    TRY(filing_version_by_id(r->db, r->id[0], &v));
    TRY(seat_writes(r, v.filing, &s));
    if (v.filed_ms == DB_NULL) return RC_NONE;
    struct str back = filing_path(r, s.f.id, "/receipt");
    form_read(r, &fs, &filing_scan_form, &f);
    if (!form_ok(&fs) || !scan_type(f.file.bytes).p) return redirect_refused(r, back, T_filing_scan_bad);
    TRY(filing_scan_last(r->db, v.id, &last));
    struct scan_put p = { .h = filing_hand_of(r, s.f.id, 0, "scanned", back),
        .version = v.id,
        .number = last.n + 1,
        .name = str_sub(f.file.name, 0, utf8_offset(f.file.name, 100)),
        .type = scan_type(f.file.bytes),
        .why = str_given(f.why) };
    sha256(f.file.bytes, sum);
    p.sha256 = hex(r->arena, sum, sizeof sum);
    p.bytes = secret_seal(r->arena, r->app->keys, "filing", filing_scan_place(r->arena, v.id, p.number), f.file.bytes);
    p.h.event.body = scan_body(r->arena, &v, &p);
    return filing_done(r, db_tx(r->db, scan_tx, &p), &p.h, back);
}

enum rc filing_scan_page(struct req *r)
{
    struct filing_version_by_id v;
    struct seat s;
    struct filing_scan_of scan;
    struct filing_scan_last last;
    struct str plain;
    TRY(filing_version_by_id(r->db, r->id[0], &v));
    TRY(seat_of(r, v.filing, &s));
    if (!s.writes && !s.reviews) return RC_NONE;
    TRY(filing_scan_last(r->db, v.id, &last));
    int64_t number = req_int(r, "number", last.n);
    TRY(filing_scan_of(r->db, v.id, number, &scan));
    TRY(secret_open(r->arena, r->app->keys, "filing", filing_scan_place(r->arena, v.id, number), scan.bytes, &plain, &r->err));
    put_str(&r->out, plain);
    answer_file(r,
        str_eq(scan.type, S("application/pdf")) ? S("scan.pdf")
            : str_eq(scan.type, S("image/png")) ? S("scan.png")
                                                : S("scan.jpg"),
        scan.type);
    return RC_OK;
}

/* ---- the definition ---- */

enum rc filing_form_page(struct req *r)
{
    const struct ret_form *f = return_at(returns_of(r->app), r->name, 999912);
    if (!f) return RC_NONE;
    page_crumb(r, S("/filings"), say(r, T_filings));
    page_begin(r, pick(r, f->zh, f->en));
    filing_form_html(r, f);
    page_end(r);
    return RC_OK;
}

/* ---- routes ---- */

static const struct route routes[] = {
    GET ("/filings",                         PERM_INCUBATE, mine_page,              .title = T_filings, .menu = 40),
    GET ("/filings/board",                   PERM_OFFICE,   filing_board_page,      .title = T_filing_board, .menu = 41),
    GET ("/filings/board.csv",               PERM_OFFICE,   filing_board_csv),
    POST("/filings/lock",                    PERM_REVIEW,   filing_lock_post,       .form = &filing_lock_form),
    POST("/filings/unlock",                  PERM_REVIEW,   filing_unlock_post,     .form = &filing_lock_form),
    GET ("/filings/forms/{name}",            PERM_LOGIN,    filing_form_page),
    GET ("/filings/versions/{id}",           PERM_LOGIN,    filing_version_page),
    GET ("/filings/versions/{id}/files/canonical.txt", PERM_LOGIN, filing_canonical_page),
    POST("/filings/versions/{id}/scan",      PERM_INCUBATE, filing_scan_post,       .form = &filing_scan_form),
    GET ("/filings/versions/{id}/files/scan", PERM_LOGIN,   filing_scan_page),
    GET ("/filings/{id}",                    PERM_LOGIN,    filing_page,            .json = filing_json,
        .answers = "{id:id return:text period:int carrier:id due:text state:text version:int counts:bool locked:bool values:{*:num/text}}"),
    GET ("/filings/{id}/edit",               PERM_INCUBATE, filing_edit_page),
    POST("/filings/{id}/edit",               PERM_INCUBATE, filing_edit_post,       .title = T_filing_save),
    GET ("/filings/{id}/{name}/new",         PERM_INCUBATE, filing_row_new_page),
    POST("/filings/{id}/{name}/new",         PERM_INCUBATE, filing_row_new_post,    .title = T_filing_save),
    GET ("/filings/{id}/{name}/{id}",        PERM_INCUBATE, filing_row_page),
    POST("/filings/{id}/{name}/{id}",        PERM_INCUBATE, filing_row_post,        .title = T_filing_save),
    POST("/filings/{id}/{name}/{id}/remove", PERM_INCUBATE, filing_row_remove_post, .title = T_filing_row_remove),
    GET ("/filings/{id}/template.xlsx",      PERM_INCUBATE, filing_template_page),
    GET ("/filings/{id}/marked.xlsx",        PERM_INCUBATE, filing_marked_page),
    GET ("/filings/{id}/upload",             PERM_INCUBATE, filing_upload_page),
    POST("/filings/{id}/upload",             PERM_INCUBATE, filing_upload_post,     .form = &filing_upload_form),
    GET ("/filings/uploads/{id}",            PERM_INCUBATE, filing_uploaded_page),
    GET ("/filings/uploads/{id}/marked.xlsx", PERM_INCUBATE, filing_uploaded_marked_page),
    POST("/filings/uploads/{id}/map",        PERM_INCUBATE, filing_map_post,        .title = T_filing_map_do),
    POST("/filings/uploads/{id}/take",       PERM_INCUBATE, filing_take_post,       .title = T_filing_take_do),
    GET ("/filings/{id}/check",              PERM_INCUBATE, filing_check_page),
    POST("/filings/{id}/submit",             PERM_INCUBATE, filing_submit_post,     .title = T_filing_submit),
    POST("/filings/{id}/zero",               PERM_INCUBATE, filing_zero_post,       .title = T_filing_zero),
    POST("/filings/{id}/correct",            PERM_INCUBATE, filing_correct_post,    .form = &filing_correct_form),
    GET ("/filings/{id}/receipt",            PERM_LOGIN,    filing_receipt_page),
    POST("/filings/{id}/accept",             PERM_REVIEW,   filing_accept_post,     .title = T_filing_accept),
    POST("/filings/{id}/return",             PERM_REVIEW,   filing_return_post,     .form = &filing_return_form),
    POST("/filings/{id}/admit",              PERM_REVIEW,   filing_admit_post,      .form = &filing_admit_form),
};
const struct slice filings_slice = { .name = "filings",
    .routes = routes,
    .nroutes = LEN(routes),
    .start = filings_start,
    .tick = filings_tick };
