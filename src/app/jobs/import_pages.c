/* import_pages.c: uploading a table of claims: take the template, send the file, see what is wrong, confirm, take back. */
#include "app/jobs/import.h"

#define KEPT_MS (7 * DAY_MS)

CODES(divisions)
static struct choices kinds_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("import"), .message = T_job_kind_roll },
        { .code = SI("training"), .message = T_job_kind_training } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
static struct choices modes_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("all"), .message = T_job_mode_all },
        { .code = SI("right"), .message = T_job_mode_right } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

struct file_form { struct form_file file; struct str kind, seen, division; };
static const struct field file_fields[] = {
    UPLOAD("file",     AT(struct file_form, file),     .label = T_import_file, .hint = T_job_file_hint, .need = true, .max = CLAIMS_FILE),
    CHOICE("kind",     AT(struct file_form, kind),     .label = T_job_kind, .choices = kinds_choices, .need = true),
    DATE  ("seen",     AT(struct file_form, seen),     .label = T_job_seen, .hint = T_job_seen_hint, .need = true),
    CHOICE("division", AT(struct file_form, division), .label = T_job_division, .hint = T_job_division_of_file,
        .choices = divisions_choices),
};
const struct form claims_file_form = FORM("job_claims_file", struct file_form, file_fields, T_import_check);

struct confirm_form { struct str seen, mode; };
static const struct field confirm_fields[] = {
    HIDDEN("seen", AT(struct confirm_form, seen), .label = T_job_rows, .need = true, .max = 60),
    CHOICE("mode", AT(struct confirm_form, mode), .label = T_job_mode, .choices = modes_choices, .need = true),
};
const struct form claims_confirm_form = FORM("job_claims_confirm", struct confirm_form, confirm_fields, T_job_do_store);

/* ---- sending ---- */

static enum rc start_show(struct req *r, const struct form_state *s, const struct claims *failed)
{
    struct job_batches_rows rows;
    TRY(job_batches(r->db, r->who.account, CLAIMS_BATCHES, &rows));
    if (!form_ok(s)) r->status = 422;
    page_crumb(r, S("/jobs"), say(r, T_job_title));
    page_begin(r, say(r, T_job_import_title));
    claims_start_html(r, s, failed, &rows);
    page_end(r);
    return RC_OK;
}

enum rc claims_start_page(struct req *r)
{
    struct form_state s;
    struct file_form f = { .kind = S("import"), .seen = date_str(r->arena, instant_day(r->now)) };
    for (size_t i = 0; i < r->who.grants.n; i++) if (r->who.grants.v[i].scope.district.n) f.division = r->who.grants.v[i].scope.district;
    form_start(r, &s, &claims_file_form, &f);
    return start_show(r, &s, NULL);
}

struct park { struct once once; struct event event; int64_t id, account, now; const struct file_form *f; struct str name, sha256; };
static enum rc park_tx(struct db *tx, void *arg)
{
    struct park *p = arg;
    TRY(form_once(tx, &p->once));
    TRY(job_batch_add(tx, p->id, p->account, p->f->kind, p->name, p->sha256, p->f->file.bytes, p->f->seen, str_given(p->f->division),
        p->now));
    return event_add(tx, &p->event);
}

enum rc claims_post(struct req *r)
{
    enum { NAME = 100 };
    struct form_state s;
    struct file_form f;
    struct claims c = { 0 };
    uint8_t hash[32];
    int64_t seen;
    form_read(r, &s, &claims_file_form, &f);
    if (date_parse(f.seen, &seen) && seen > instant_day(r->now)) form_error(&s, "seen", T_job_err_future);
    if (form_ok(&s)) {
        TRY(claims_read(r, f.file.bytes, str_given(f.division), &c));
        if (c.problem) form_error(&s, "file", c.problem);
    }
    if (!form_ok(&s)) return start_show(r, &s, &c);
    sha256(f.file.bytes, hash);
    struct park p = { .id = id_new(r->now),
        .account = r->who.account,
        .now = r->now,
        .f = &f,
        .name = str_sub(f.file.name, 0, utf8_offset(f.file.name, NAME)),
        .sha256 = hex(r->arena, hash, sizeof hash) };
    p.once = form_once_of(r, &s, job_path(r, "import", p.id, ""));
    p.event = event_of(r, "uploaded", "job", p.id, S(""));
    return form_done(r, db_tx(r->db, park_tx, &p), &p.once);
}

enum rc claims_template_page(struct req *r)
{
    struct str bytes;
    TRY(claims_template(r, &bytes));
    put_str(&r->out, bytes);
    answer_file(r, S("claims-template.xlsx"), XLSX_TYPE);
    return RC_OK;
}

/* ---- a batch ---- */

static enum rc batch_read(struct req *r, struct job_batch_of *b, struct claims *c)
{
    *c = (struct claims){ 0 };
    TRY(job_batch_of(r->db, r->id[0], r->who.account, b));
    return str_eq(b->state, S("checked")) ? claims_read(r, b->bytes, b->division, c) : RC_OK;
}

static struct str counts(struct arena *a, const struct claims *c) { return str_printf(a, "%zu,%zu", c->n - c->nwrong, c->nwrong); }

static enum rc check_show(struct req *r, const struct job_batch_of *b, const struct claims *c, const struct form_state *s)
{
    struct claims_view v = { b, c, s };
    if (!form_ok(s)) r->status = 422;
    page_crumb(r, S("/jobs"), say(r, T_job_title));
    page_crumb(r, S("/jobs/import"), say(r, T_job_import_title));
    page_begin(r, say_with(r, T_import_checked, b->name, STR_NONE));
    claims_check_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc claims_batch_page(struct req *r)
{
    struct job_batch_of b;
    struct claims c;
    struct form_state s;
    TRY(batch_read(r, &b, &c));
    if (str_eq(b.state, S("checked"))) {
        struct confirm_form f = { .seen = counts(r->arena, &c), .mode = S("all") };
        form_start(r, &s, &claims_confirm_form, &f);
        return check_show(r, &b, &c, &s);
    }
    page_crumb(r, S("/jobs"), say(r, T_job_title));
    page_crumb(r, S("/jobs/import"), say(r, T_job_import_title));
    page_begin(r, say_with(r, str_eq(b.state, S("done")) ? T_import_stored : T_import_taken_back, b.name, STR_NONE));
    claims_done_html(r, &b);
    page_end(r);
    return RC_OK;
}

enum rc claims_marked_page(struct req *r)
{
    struct job_batch_of b;
    struct claims c;
    struct str bytes;
    TRY(batch_read(r, &b, &c));
    if (!str_eq(b.state, S("checked")) || c.problem) return RC_NONE;
    TRY(claims_marked(r, &c, &bytes));
    put_str(&r->out, bytes);
    answer_file(r, S("claims-checked.xlsx"), XLSX_TYPE);
    return RC_OK;
}

/* ---- storing, all at once ---- */

struct store { struct once once; struct event event; struct jobs_batch batch; int64_t version, wrong; };
static enum rc store_tx(struct db *tx, void *arg)
{
    struct store *s = arg;
    TRY(form_once(tx, &s->once));
    TRY(job_batch_done(tx, s->batch.source, s->version, (int64_t)s->batch.n, s->wrong, S(""), s->batch.now));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "stored meanwhile");
    TRY(jobs_claim_add(tx, &s->batch));
    return event_add(tx, &s->event);
}

static enum rc store(struct req *r, const struct form_state *s, const struct job_batch_of *b, struct claims *c)
{
    struct store x = { .version = b->version, .wrong = (int64_t)c->nwrong };
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) if (!c->wrong[i]) c->said[n++] = c->said[i];
    x.batch = (struct jobs_batch){ .kind = b->kind,
        .source = b->id,
        .seen = b->seen_day,
        .account = r->who.account,
        .now = r->now,
        .v = c->said,
        .n = n };
    jobs_prepare(r->arena, r->app->keys, &x.batch);
    x.once = form_once_of(r, s, job_path(r, "import", b->id, ""));
    x.event = event_of(r, "imported", "job", b->id, str_printf(r->arena, "{\"claims\":%zu}", n));
    return form_done(r, db_tx(r->db, store_tx, &x), &x.once);
}

enum rc claims_confirm_post(struct req *r)
{
    struct job_batch_of b;
    struct claims c;
    struct form_state s;
    struct confirm_form f;
    TRY(batch_read(r, &b, &c));
    form_read(r, &s, &claims_confirm_form, &f);
    if (!str_eq(b.state, S("checked"))) return redirect(r, job_path(r, "import", b.id, ""));
    if (form_ok(&s) && !str_eq(f.seen, counts(r->arena, &c))) form_error(&s, NULL, T_import_err_moved);
    else if (form_ok(&s) && (c.problem || c.nwrong == c.n || (c.nwrong && str_eq(f.mode, S("all")))))
        form_error(&s, "mode", T_import_err_some_wrong);
    return form_ok(&s) ? store(r, &s, &b, &c) : check_show(r, &b, &c, &s);
}

/* ---- taking back ---- */

struct back { struct once once; struct event event; int64_t id; struct str kind; };
static enum rc back_tx(struct db *tx, void *arg)
{
    struct back *b = arg;
    TRY(form_once(tx, &b->once));
    TRY(job_batch_withdrawn(tx, b->id));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "taken back meanwhile");
    TRY(jobs_claims_withdraw(tx, b->kind, b->id));
    return event_add(tx, &b->event);
}

enum rc claims_withdraw_post(struct req *r)
{
    struct job_batch_of b;
    TRY(job_batch_of(r->db, r->id[0], r->who.account, &b));
    struct back x = { .id = b.id, .kind = b.kind, .once = form_once_of(r, NULL, job_path(r, "import", b.id, "")) };
    x.event = event_of(r, "withdrawn", "job", b.id, S(""));
    return form_done(r, db_tx(r->db, back_tx, &x), &x.once);
}

/* What nobody confirmed in a week goes. */

struct sweep { int64_t before; };
static enum rc sweep_tx(struct db *tx, void *arg)
{
    enum { MOST = 100 };
    struct job_batches_stale_rows rows;
    TRY(job_batches_stale(tx, ((struct sweep *)arg)->before, MOST, &rows));
    for (size_t i = 0; i < rows.n; i++) TRY(job_batch_drop(tx, rows.v[i].id));
    return RC_OK;
}

enum rc claims_tick(struct app *app, struct db *db, int64_t now)
{
    struct job_batches_stale_rows rows;
    (void)app;
    TRY(job_batches_stale(db, now - KEPT_MS, 1, &rows));
    return rows.n ? db_tx(db, sweep_tx, &(struct sweep){ now - KEPT_MS }) : RC_OK;
}
