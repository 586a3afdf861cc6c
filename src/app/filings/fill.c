/* fill.c: writing a return on the page: the summary, one row of another sheet, taking a row out; handing in; a zero report;
** a correction. The boxes come from the same definition as the workbook. */
#include "app/filings/views.h"

/* ---- boxes ---- */

struct sheet_form sheet_form_of(struct req *r, const struct ret_form *f, enum sheet_no s, const struct ret_value *v)
{
    struct sheet_form x = { f, s, NEWS(r->arena, struct box, f->sheets[s].n + 1), 0 };
    for (size_t i = 0; i < f->sheets[s].n; i++) {
        const struct ret_field *d = &f->sheets[s].v[i];
        x.v[i] = (struct box){ .raw = value_shown(r->arena, d, &v[i]), .known = d->cell.n && value_given(&v[i]) && v[i].sure };
    }
    return x;
}

struct sheet_form sheet_form_read(struct req *r, const struct ret_form *f, enum sheet_no s, struct ret_value *v)
{
    struct sheet_form x = sheet_form_of(r, f, s, v);
    for (size_t i = 0; i < f->sheets[s].n; i++) {
        struct box *b = &x.v[i];
        if (b->known) continue;
        b->raw = req_arg(r, str_z(r->arena, f->sheets[s].v[i].code));
        if (!b->raw.p) b->raw = S("");
        b->cell = cell_read(r->arena, &f->sheets[s].v[i], b->raw);
        x.faults += b->cell.fault != CELL_OK;
        bool same = v[i].sure && b->cell.value.num == v[i].num;        /* its unit was said once, and nothing has changed */
        v[i] = b->cell.value;
        if (same) v[i].sure = true;
        if (f->sheets[s].v[i].cell.n) v[i].sure = false;             /* there it says that the city has it */
    }
    return x;
}

/* ---- saving ---- */

static enum rc save(struct req *r, const struct seat *s, const struct filled *x, int64_t seen, const char *verb, struct str why,
    struct str back)
{
    struct filing_save w = { .h = filing_hand_of(r, s->f.id, seen, verb, back), .x = x, .why = why };
    w.h.id = seat_draft_id(s, w.h.id);
    if (x->rows[PEOPLE].n) w.people = sheet_seal(r->arena, r->app->keys, w.h.id, filled_pack(r->arena, x, PEOPLE));
    return filing_done(r, db_tx(r->db, filing_save_tx, &w), &w.h, back);
}

static int64_t seen_version(struct req *r) { return req_int(r, "seen", -1); }

static enum rc not_open(struct req *r, const struct seat *s)
{
    return redirect_refused(r, filing_path(r, s->f.id, ""), s->locked ? T_filing_is_locked : T_filing_not_now);
}

static void crumbs(struct req *r, const struct seat *s)
{
    page_crumb(r, S("/filings"), say(r, T_filings));
    page_crumb(r, filing_path(r, s->f.id, ""), form_name(r, s->form, s->f.period));
}

/* ---- the summary ---- */

static enum rc edit_show(struct req *r, const struct seat *s, const struct sheet_form *form, const struct filled *x)
{
    struct history h;
    TRY(seat_history(r, s, &h));
    if (form->faults) r->status = 422;
    crumbs(r, s);
    page_begin(r, say(r, T_filing_fill));
    filing_edit_html(r, &(struct edit_view){ .s = s, .form = form, .h = &h, .x = x });
    page_end(r);
    return RC_OK;
}

enum rc filing_edit_page(struct req *r)
{
    struct seat s;
    struct filled x;
    TRY(seat_writes(r, r->id[0], &s));
    if (!seat_open(&s)) return not_open(r, &s);
    TRY(seat_draft(r, &s, &x));
    struct sheet_form form = sheet_form_of(r, s.form, SUMMARY, x.sum);
    return edit_show(r, &s, &form, &x);
}

enum rc filing_edit_post(struct req *r)
{
    struct seat s;
    struct filled x;
    TRY(seat_writes(r, r->id[0], &s));
    TRY(seat_draft(r, &s, &x));
    struct sheet_form form = sheet_form_read(r, s.form, SUMMARY, x.sum);
    if (form.faults) return edit_show(r, &s, &form, &x);
    return save(r, &s, &x, seen_version(r), "saved", S(""), filing_path(r, s.f.id, "/check"));
}

/* ---- a row of another sheet ---- */

static bool sheet_here(struct req *r, const struct seat *s, enum sheet_no *sheet)
{
    return sheet_of(r->name, sheet) && *sheet != SUMMARY && s->form->sheets[*sheet].n;
}

static enum rc row_show(struct req *r, const struct seat *s, const struct sheet_form *form, const struct filled *x, int64_t line)
{
    if (form->faults) r->status = 422;
    crumbs(r, s);
    page_begin(r, say(r, line ? T_filing_row_edit : T_filing_row_add));
    filing_row_html(r, &(struct edit_view){ .s = s, .form = form, .x = x, .line = line });
    page_end(r);
    return RC_OK;
}

struct row_seat { struct seat s; struct filled x; enum sheet_no sheet; int64_t line; struct ret_row *row; };

static enum rc row_of(struct req *r, bool fresh, struct row_seat *w)
{
    TRY(seat_writes(r, r->id[0], &w->s));
    if (!sheet_here(r, &w->s, &w->sheet)) return RC_NONE;
    TRY(seat_draft(r, &w->s, &w->x));
    w->line = fresh ? 0 : r->id[1];
    if (fresh) w->row = filled_row(r->arena, &w->x, w->sheet);
    else if (w->line > (int64_t)w->x.rows[w->sheet].n) return RC_NONE;
    else w->row = &w->x.rows[w->sheet].v[w->line - 1];
    return RC_OK;
}

static enum rc row_page(struct req *r, bool fresh)
{
    struct row_seat w;
    TRY(row_of(r, fresh, &w));
    if (!seat_open(&w.s)) return not_open(r, &w.s);
    struct sheet_form form = sheet_form_of(r, w.s.form, w.sheet, w.row->v);
    return row_show(r, &w.s, &form, &w.x, w.line);
}

enum rc filing_row_page(struct req *r) { return row_page(r, false); }
enum rc filing_row_new_page(struct req *r) { return row_page(r, true); }

static struct str rows_path(struct req *r, const struct row_seat *w)
{
    return str_printf(r->arena, "/filings/%lld#%.*s", (long long)w->s.f.id, STR_FMT(sheet_code(w->sheet)));
}

static enum rc row_post(struct req *r, bool fresh)
{
    struct row_seat w;
    TRY(row_of(r, fresh, &w));
    struct sheet_form form = sheet_form_read(r, w.s.form, w.sheet, w.row->v);
    for (size_t i = 0; i < w.s.form->sheets[w.sheet].n; i++)           /* a row without its name is nobody's */
        if (str_eq(w.s.form->sheets[w.sheet].v[i].code, S("name")) && !value_given(&w.row->v[i]) && !form.v[i].cell.fault) {
            form.v[i].cell.fault = CELL_LONG;
            form.faults++;
        }
    if (form.faults) return row_show(r, &w.s, &form, &w.x, w.line);
    return save(r, &w.s, &w.x, seen_version(r), "saved", S(""), rows_path(r, &w));
}

enum rc filing_row_post(struct req *r) { return row_post(r, false); }
enum rc filing_row_new_post(struct req *r) { return row_post(r, true); }

enum rc filing_row_remove_post(struct req *r)
{
    struct row_seat w;
    TRY(row_of(r, false, &w));
    struct ret_rows *rows = &w.x.rows[w.sheet];
    for (size_t i = (size_t)w.line - 1; i + 1 < rows->n; i++) rows->v[i] = rows->v[i + 1];
    rows->n--;
    return save(r, &w.s, &w.x, seen_version(r), "saved", S(""), rows_path(r, &w));
}

/* ---- check, reasons, preview ---- */

/* What the figures will be: the cells now, less what this filing counts for, plus what is written. */
static enum rc preview_make(struct req *r, const struct seat *s, const struct filled *x, struct preview *p)
{
    struct filled now = filled_new(r->arena, s->form);
    struct filing_version_of live;
    if (s->f.live) {
        TRY(filing_version_of(r->db, s->f.id, s->f.live, &live));
        TRY(filled_read(r->db, r->app->keys, s->form, live.id, &now));
    }
    const struct str cuts[3][2] = { { S("carrier"), str_printf(r->arena, "%lld", (long long)s->f.carrier) },
        { S("division"), s->f.division }, { S("city"), S("") } };
    for (size_t i = 0; i < s->form->sheets[SUMMARY].n; i++) {
        const struct ret_field *f = &s->form->sheets[SUMMARY].v[i];
        if (!f->measure.n || x->zero) continue;
        struct preview_row *row = PUSH(r->arena, p);
        row->field = f;
        int64_t change = (x->sum[i].num == NO_INT ? 0 : x->sum[i].num) - (now.sum[i].num == NO_INT ? 0 : now.sum[i].num);
        for (int k = 0; k < 3; k++) {
            struct filing_cell c;
            TRY(filing_cell(r->db, f->measure, cuts[k][0], cuts[k][1], s->f.period, &c));
            row->value[k][0] = c.value;
            row->value[k][1] = c.value + change;
        }
    }
    return RC_OK;
}

static enum rc check_show(struct req *r, const struct seat *s, const struct filled *x, const struct faults *faults,
    const struct filing_reasons_rows *reasons, bool complain)
{
    struct preview p = { 0 };
    TRY(preview_make(r, s, x, &p));
    if (complain) r->status = 422;
    crumbs(r, s);
    page_begin(r, say(r, T_filing_check));
    filing_check_html(r, &(struct check_view){ .s = s, .x = x, .faults = faults, .reasons = reasons, .preview = &p, .complain = complain });
    page_end(r);
    return RC_OK;
}

enum rc filing_check_page(struct req *r)
{
    struct seat s;
    struct filled x;
    struct history h;
    struct faults faults;
    struct filing_reasons_rows reasons = { 0 };
    TRY(seat_writes(r, r->id[0], &s));
    if (!seat_open(&s)) return not_open(r, &s);
    TRY(seat_draft(r, &s, &x));
    TRY(seat_history(r, &s, &h));
    TRY(filing_check(r->arena, r->lang, &x, &h, &faults, &r->err));
    if (s.have_draft) TRY(filing_reasons(r->db, s.draft.id, &reasons));
    else if (s.have_last) TRY(filing_reasons(r->db, s.last.id, &reasons));
    return check_show(r, &s, &x, &faults, &reasons, false);
}

enum { REASON_BOXES = 60, REASON_MOST = 300 };

/* With very many rows in doubt one reason a check does: boxes beyond so many nobody fills. */
struct str fault_box(struct arena *a, const struct faults *f, const struct fault *one)
{
    struct str rest = one->key, head;
    size_t yellow = 0;
    for (size_t i = 0; i < f->n; i++) yellow += !f->v[i].red;
    if (yellow <= REASON_BOXES) return one->key;
    str_cut(&rest, '/', &head);
    return str_join(a, head, S("/*"));
}

/* From one on, the boxes of its row that were left empty: one line does for all. */
static size_t boxes_of(const struct faults *f, const struct fault *one)
{
    size_t n = 1;
    for (const struct fault *next = one + 1; next < f->v + f->n && str_starts(one->key, S("need.")); next++, n++)
        if (next->sheet != one->sheet || next->row != one->row || !str_starts(next->key, S("need."))) break;
    return n;
}

static bool same_said(const struct fault_group *g, const struct fault *one, size_t boxes, struct str key)
{
    if (g->one->sheet != one->sheet || g->boxes != boxes || !str_eq(g->key, key) || !str_eq(g->one->text, one->text)) return false;
    for (size_t k = 0; k < boxes; k++) if (g->one[k].field != one[k].field) return false;
    return true;
}

void faults_grouped(struct arena *a, const struct faults *f, bool red, bool reasons, struct fault_groups *list)
{
    enum { LINES = 100 };
    size_t boxes;
    *list = (struct fault_groups){ 0 };
    for (const struct fault *one = f->v; one < f->v + f->n; one += boxes) {
        struct fault_group *g = NULL;
        struct str key = reasons && !one->red ? fault_box(a, f, one) : S("");
        bool asked = !key.n;
        boxes = boxes_of(f, one);
        if (one->red != red) continue;
        for (size_t i = 0; i < list->n && !g; i++) {
            asked = asked || str_eq(list->v[i].box, key);
            if (same_said(&list->v[i], one, boxes, key)) g = &list->v[i];
        }
        if (!g && list->n >= LINES && asked) { list->left += boxes; continue; }       /* what asks for a reason is always shown */
        if (!g) *(g = PUSH(a, list)) = (struct fault_group){ .one = one, .boxes = boxes, .key = key, .box = asked ? S("") : key };
        *PUSH(a, &g->rows) = one->row;
    }
}

static struct str reason_given(struct req *r, struct str box)
{
    struct str s = req_arg(r, str_printf(r->arena, "why.%.*s", STR_FMT(box)).p);
    return s.p ? str_trim(s) : S("");
}

/* Every yellow fault has its reason; returns false when one is missing. */
static bool reasons_read(struct req *r, const struct faults *f, struct filing_reasons_rows *to)
{
    bool all = true;
    for (size_t i = 0; i < f->n; i++) {
        if (f->v[i].red) continue;
        struct str box = fault_box(r->arena, f, &f->v[i]), reason = reason_given(r, box);
        bool had = false;
        for (size_t k = 0; k < to->n; k++) had = had || str_eq(to->v[k].fault, box);
        if (had) continue;
        all = all && utf8_len(reason) >= 2 && utf8_len(reason) <= REASON_MOST;
        *PUSH(r->arena, to) = (struct filing_reasons){ box, reason };
    }
    return all;
}

static int by_fault(const void *x, const void *y)
{
    return str_cmp(((const struct filing_reasons *)x)->fault, ((const struct filing_reasons *)y)->fault);
}

static enum rc submit(struct req *r, const struct seat *s, const struct filled *x, struct filing_reasons_rows *reasons, const char *verb,
    bool unchecked)
{
    struct str back = filing_path(r, s->f.id, "/receipt");
    struct filing_submit w = { .h = filing_hand_of(r, s->f.id, seen_version(r), verb, back), .x = x, .unchecked = unchecked };
    uint8_t sum[32];
    int64_t number = s->f.draft ? s->f.draft : s->f.last + 1;
    w.h.id = seat_draft_id(s, w.h.id);
    if (reasons->n > 1) qsort(reasons->v, reasons->n, sizeof *reasons->v, by_fault);
    w.reasons = *reasons;
    if (x->rows[PEOPLE].n) w.people = sheet_seal(r->arena, r->app->keys, w.h.id, filled_pack(r->arena, x, PEOPLE));
    w.carrier = s->f.zh;
    sha256(filing_canonical(r->arena, x, &s->f, w.carrier, number, r->now, reasons), sum);
    w.fingerprint = hex(r->arena, sum, sizeof sum);
    w.claims = people_claims(r->arena, r->app->keys, x, &s->f, r->who.account, r->now);
    enum rc rc = db_tx(r->db, filing_submit_tx, &w);
    if (rc == RC_REFUSED || rc == RC_STALE) back = filing_path(r, s->f.id, "");
    return filing_done(r, rc, &w.h, back);
}

/* Pressed twice the page has moved on; the key says where it led. */
enum rc filing_submit_post(struct req *r)
{
    struct seat s;
    struct filled x;
    struct history h;
    struct faults faults;
    struct filing_reasons_rows reasons = { 0 };
    TRY(seat_writes(r, r->id[0], &s));
    TRY(seat_draft(r, &s, &x));
    /* refused there, even if opened meanwhile, or the earlier receipt */
    if (!seat_open(&s)) return submit(r, &s, &x, &reasons, "handed_in", true);
    TRY(seat_history(r, &s, &h));
    TRY(filing_check(r->arena, r->lang, &x, &h, &faults, &r->err));
    bool all = reasons_read(r, &faults, &reasons);
    if (faults_red(&faults) || !all) return check_show(r, &s, &x, &faults, &reasons, true);
    return submit(r, &s, &x, &reasons, "handed_in", false);
}

enum rc filing_zero_post(struct req *r)
{
    struct seat s;
    struct filing_reasons_rows none = { 0 };
    TRY(seat_writes(r, r->id[0], &s));
    struct filled x = filled_new(r->arena, s.form);
    x.zero = true;
    return submit(r, &s, &x, &none, "zero", false);
}

/* ---- a correction ---- */

struct correct_values { struct str why; };
static const struct field correct_fields[] = { LONGTEXT("why", AT(struct correct_values, why), .label = T_filing_correct_why,
    .hint = T_filing_correct_hint, .max = 500, .need = true) };
const struct form filing_correct_form = FORM("filing_correct", struct correct_values, correct_fields, T_filing_correct);

enum rc filing_correct_post(struct req *r)
{
    struct seat s;
    struct filled x;
    struct form_state fs;
    struct correct_values v;
    TRY(seat_writes(r, r->id[0], &s));
    form_read(r, &fs, &filing_correct_form, &v);
    if (!form_ok(&fs)) return redirect_refused(r, filing_path(r, s.f.id, ""), T_filing_say_why);
    if (!s.have_last || s.locked) return not_open(r, &s);
    if (s.have_draft) return redirect(r, filing_path(r, s.f.id, "/edit"));
    TRY(filled_read(r->db, r->app->keys, s.form, s.last.id, &x));
    return save(r, &s, &x, s.f.version, "correcting", v.why, filing_path(r, s.f.id, "/edit"));
}
