/* upload_pages.c: the workbook's way on the page: take the template, send the file, match headings, see everything that is wrong,
** take it into the draft. What is parked is sealed: it may hold ID numbers. */
#include "app/filings/upload.h"

struct file_values { struct form_file file; };
static const struct field file_fields[] = { UPLOAD("file", AT(struct file_values, file), .label = T_filing_file, .hint = T_filing_file_hint,
    .need = true, .max = LIMIT_FILING_FILE) };
const struct form filing_upload_form = FORM("filing_upload", struct file_values, file_fields, T_filing_file_check);

static struct str upload_place(struct arena *a, int64_t id) { return str_printf(a, "filing_upload|%lld|bytes", (long long)id); }
static struct str upload_path(struct req *r, int64_t id, const char *tail)
{
    return str_printf(r->arena, "/filings/uploads/%lld%s", (long long)id, tail);
}

static enum rc answer_book(struct req *r, const struct seat *s, const char *what, struct str bytes)
{
    put_str(&r->out, bytes);
    answer_file(r, str_printf(r->arena, "%.*s-%lld%s.xlsx", STR_FMT(s->f.form), (long long)s->f.period, what), XLSX_TYPE);
    return RC_OK;
}

/* ---- out ---- */

enum rc filing_template_page(struct req *r)
{
    struct seat s;
    struct filled x;
    struct history h;
    struct str bytes;
    TRY(seat_writes(r, r->id[0], &s));
    TRY(seat_draft(r, &s, &x));
    TRY(seat_history(r, &s, &h));
    TRY(filing_book(r, &s, &x, &h, NULL, NULL, &bytes));
    return answer_book(r, &s, "", bytes);
}

enum rc filing_marked_page(struct req *r)
{
    struct seat s;
    struct filled x;
    struct history h;
    struct faults faults;
    struct str bytes;
    TRY(seat_writes(r, r->id[0], &s));
    TRY(seat_draft(r, &s, &x));
    TRY(seat_history(r, &s, &h));
    TRY(filing_check(r->arena, r->lang, &x, &h, &faults, &r->err));
    TRY(filing_book(r, &s, &x, &h, &faults, NULL, &bytes));
    return answer_book(r, &s, "-checked", bytes);
}

/* ---- in ---- */

static enum rc start_show(struct req *r, const struct seat *s, const struct form_state *fs, const struct upload *failed)
{
    if (fs->faults.n) r->status = 422;
    page_crumb(r, S("/filings"), say(r, T_filings));
    page_crumb(r, filing_path(r, s->f.id, ""), form_name(r, s->form, s->f.period));
    page_begin(r, say(r, T_filing_upload));
    filing_upload_html(r, s, fs, failed);
    page_end(r);
    return RC_OK;
}

enum rc filing_upload_page(struct req *r)
{
    struct seat s;
    struct form_state fs;
    TRY(seat_writes(r, r->id[0], &s));
    if (!seat_open(&s)) return redirect_refused(r, filing_path(r, s.f.id, ""), s.locked ? T_filing_is_locked : T_filing_not_now);
    form_start(r, &fs, &filing_upload_form, NULL);
    return start_show(r, &s, &fs, NULL);
}

static enum rc read_bytes(struct req *r, const struct seat *s, struct str bytes, struct upload *u)
{
    struct filing_headings_rows known;
    struct filled draft;
    TRY(filing_headings(r->db, s->f.carrier, s->f.form, &known));
    TRY(seat_draft(r, s, &draft));
    *u = (struct upload){ .problem_with = filing_book_version(r->arena, s) };
    return upload_read(r->arena, s->form, bytes, &known, &draft, u);
}

struct park { struct once once; struct event event; int64_t id, filing, account, now; struct str name, sha256, bytes; };
static enum rc park_tx(struct db *tx, void *arg)
{
    struct park *p = arg;
    TRY(form_once(tx, &p->once));
    TRY(filing_upload_add(tx, p->id, p->filing, p->account, p->name, p->sha256, p->bytes, p->now));
    return event_add(tx, &p->event);
}

enum rc filing_upload_post(struct req *r)
{
    struct seat s;
    struct form_state fs;
    struct file_values f;
    struct upload u = { 0 };
    uint8_t sum[32];
    TRY(seat_writes(r, r->id[0], &s));
    if (!seat_open(&s)) return redirect_refused(r, filing_path(r, s.f.id, ""), s.locked ? T_filing_is_locked : T_filing_not_now);
    form_read(r, &fs, &filing_upload_form, &f);
    if (form_ok(&fs)) {
        TRY(read_bytes(r, &s, f.file.bytes, &u));
        if (u.problem) form_error(&fs, "file", u.problem);
    }
    if (!form_ok(&fs)) return start_show(r, &s, &fs, &u);
    struct park p = { .id = id_new(r->now),
        .filing = s.f.id,
        .account = r->who.account,
        .now = r->now,
        .name = str_sub(f.file.name, 0, utf8_offset(f.file.name, 100)) };
    sha256(f.file.bytes, sum);
    p.sha256 = hex(r->arena, sum, sizeof sum);
    p.bytes = secret_seal(r->arena, r->app->keys, "filing", upload_place(r->arena, p.id), f.file.bytes);
    p.once = form_once_of(r, &fs, upload_path(r, p.id, ""));
    p.event = event_of(r, "uploaded", "filing", s.f.id, S(""));
    return form_done(r, db_tx(r->db, park_tx, &p), &p.once);
}

/* ---- what was sent ---- */

struct sent { struct filing_upload_by_id b; struct seat s; struct upload u; struct history h; struct faults faults; };

static enum rc sent_read(struct req *r, struct sent *x)
{
    struct str plain;
    TRY(filing_upload_by_id(r->db, r->id[0], &x->b));
    TRY(seat_of(r, x->b.filing, &x->s));
    if (!x->s.writes || x->b.taken) return RC_NONE;
    TRY(secret_open(r->arena, r->app->keys, "filing", upload_place(r->arena, x->b.id), x->b.bytes, &plain, &r->err));
    TRY(read_bytes(r, &x->s, plain, &x->u));
    TRY(seat_history(r, &x->s, &x->h));
    return filing_check(r->arena, r->lang, &x->u.x, &x->h, &x->faults, &r->err);
}

enum rc filing_uploaded_page(struct req *r)
{
    struct sent x;
    TRY(sent_read(r, &x));
    page_crumb(r, S("/filings"), say(r, T_filings));
    page_crumb(r, filing_path(r, x.s.f.id, ""), form_name(r, x.s.form, x.s.f.period));
    page_begin(r, say_with(r, T_filing_uploaded, x.b.name, STR_NONE));
    filing_uploaded_html(r, &(struct upload_view){ &x.s, &x.b, &x.u, &x.faults });
    page_end(r);
    return RC_OK;
}

enum rc filing_uploaded_marked_page(struct req *r)
{
    struct sent x;
    struct str bytes;
    TRY(sent_read(r, &x));
    TRY(filing_book(r, &x.s, &x.u.x, &x.h, &x.faults, &x.u, &bytes));
    return answer_book(r, &x.s, "-checked", bytes);
}

/* ---- headings, matched once and remembered ---- */

struct map {
    struct once once; struct event event; int64_t carrier; struct str form;
    struct { struct map_one { struct str sheet, heading, field; } *v; size_t n, cap; } list;
};
static enum rc map_tx(struct db *tx, void *arg)
{
    struct map *m = arg;
    TRY(form_once(tx, &m->once));
    for (size_t i = 0; i < m->list.n; i++)
        TRY(filing_heading_set(tx, m->carrier, m->form, m->list.v[i].sheet, m->list.v[i].heading, m->list.v[i].field));
    return event_add(tx, &m->event);
}

enum rc filing_map_post(struct req *r)
{
    struct sent x;
    TRY(sent_read(r, &x));
    struct map m = { .carrier = x.s.f.carrier, .form = x.s.f.form };
    for (int s = FIRMS; s < SHEETS; s++) {
        for (size_t c = 0; c < x.u.s[s].n; c++) {
            if (x.u.s[s].v[c].field != COLUMN_UNKNOWN) continue;
            struct str to = req_arg(r, str_printf(r->arena, "h.%.*s.%zu", STR_FMT(sheet_code((enum sheet_no)s)), c).p);
            if (!to.p || str_eq(to, S("?"))) continue;
            if (to.n && field_of(x.s.form, (enum sheet_no)s, to) < 0) continue;
            *PUSH(r->arena, &m.list) = (struct map_one){ sheet_code((enum sheet_no)s), x.u.s[s].v[c].heading, to };
        }
    }
    m.once = form_once_of(r, NULL, upload_path(r, x.b.id, ""));
    m.event = event_of(r, "mapped", "filing", x.s.f.id, S(""));
    return form_done(r, db_tx(r->db, map_tx, &m), &m.once);
}

/* ---- into the draft ---- */

enum rc filing_take_post(struct req *r)
{
    struct filing_upload_by_id b;
    struct sent x;
    TRY(filing_upload_by_id(r->db, r->id[0], &b));
    if (b.taken) {                                             /* pressed twice: it is there */
        struct seat s;
        TRY(seat_writes(r, b.filing, &s));
        return redirect(r, filing_path(r, b.filing, "/check"));
    }
    TRY(sent_read(r, &x));
    if (x.u.problem || x.u.faults.n) return redirect_refused(r, upload_path(r, x.b.id, ""), T_filing_cells_first);
    struct str back = filing_path(r, x.s.f.id, "/check");
    struct filing_save w = { .h = filing_hand_of(r, x.s.f.id, req_int(r, "seen", -1), "saved", back),
        .x = &x.u.x,
        .why = S(""),
        .upload = x.b.id };
    w.h.id = seat_draft_id(&x.s, w.h.id);
    if (x.u.x.rows[PEOPLE].n) w.people = sheet_seal(r->arena, r->app->keys, w.h.id, filled_pack(r->arena, &x.u.x, PEOPLE));
    return filing_done(r, db_tx(r->db, filing_save_tx, &w), &w.h, back);
}
