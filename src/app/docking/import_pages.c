/* import_pages.c: uploading a table: take the template, send the file, see what it would do, confirm, take back. */
#include "app/docking/import.h"
#include "app/docking/views.h"

static struct choices whose_choices(struct req *r)
{
    size_t i = 0;
    while (strcmp(listing_form_any.fields[i].name, "organisation") != 0) i++;
    return listing_form_any.fields[i].choices(r);
}

struct import_file { struct form_file file; struct str organisation; };
static const struct field file_fields[] = {
    UPLOAD("file", AT(struct import_file, file), .label = T_import_file, .hint = T_import_file_hint, .need = true, .max = IMPORT_FILE),
    CHOICE("organisation", AT(struct import_file, organisation), .label = T_listing_organisation, .hint = T_import_organisation_hint,
        .choices = whose_choices),
};
const struct form import_file_form = FORM("import_file", struct import_file, file_fields, T_import_check);

static struct choices modes_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("all"), .message = T_import_mode_all },
        { .code = SI("right"), .message = T_import_mode_right } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}

struct import_confirm { struct str seen, mode; };
static const struct field confirm_fields[] = {
    HIDDEN("seen", AT(struct import_confirm, seen), .label = T_import_counts, .need = true, .max = 100),
    CHOICE("mode", AT(struct import_confirm, mode), .label = T_import_mode, .hint = T_import_mode_hint, .choices = modes_choices,
        .need = true),
};
const struct form import_confirm_form = FORM("import_confirm", struct import_confirm, confirm_fields, T_import_store);

/* ---- the first page ---- */

static enum rc start_show(struct req *r, const struct form_state *s, const struct import *failed)
{
    struct import_batches_rows batches;
    TRY(import_batches(r->db, r->who.account, IMPORT_BATCHES, &batches));
    if (s->faults.n) r->status = 422;
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_begin(r, say(r, T_import_title));
    import_start_html(r, s, failed, &batches);
    page_end(r);
    return RC_OK;
}

enum rc import_start_page(struct req *r)
{
    struct form_state s;
    struct import_file f = { 0 };
    struct choices whose = whose_choices(r);
    if (r->err.rc != RC_OK) return r->err.rc;
    if (whose.n) f.organisation = whose.v[0].code;
    form_start(r, &s, &import_file_form, &f);
    return start_show(r, &s, NULL);
}

enum rc import_post(struct req *r)
{
    struct form_state s;
    struct import_file f;
    struct import in = { 0 };
    form_read(r, &s, &import_file_form, &f);
    if (form_ok(&s)) {
        TRY(import_read(r, f.file.bytes, f.organisation, &in));
        if (in.problem) form_error(&s, "file", in.problem);
    }
    if (!form_ok(&s)) return start_show(r, &s, &in);
    return import_park(r, &s, f.file.name, f.file.bytes, f.organisation);
}

/* ---- files ---- */

enum rc import_template_page(struct req *r)
{
    struct str bytes;
    TRY(import_template(r, &bytes));
    put_str(&r->out, bytes);
    answer_file(r, S("listings-template.xlsx"), XLSX_TYPE);
    return RC_OK;
}

enum rc import_template_csv_page(struct req *r)
{
    import_template_csv(r);
    answer_csv(r, S("listings-template.csv"));
    return RC_OK;
}

/* ---- a batch ---- */

/* One's own; of others nothing is known. What is parked is read anew. */
enum rc import_batch_read(struct req *r, struct import_batch_of *b, struct import *in)
{
    *in = (struct import){ 0 };
    TRY(import_batch_of(r->db, r->id[0], r->who.account, b));
    if (!str_eq(b->state, S("checked"))) return RC_OK;
    struct str whose = b->organisation == DB_NULL ? S("") : str_printf(r->arena, "%lld", (long long)b->organisation);
    TRY(import_read(r, b->bytes, whose, in));
    return import_compare(r, in);
}

static enum rc check_show(struct req *r, const struct import_batch_of *b, const struct import *in, const struct form_state *s)
{
    struct import_view v = { .b = b, .in = in, .confirm = s };
    struct import_batch_twin twin;
    enum rc rc = import_batch_twin(r->db, r->who.account, b->sha256, b->id, &twin);
    if (rc != RC_NONE) TRY(rc);
    v.twin = rc == RC_OK;
    v.twin_ms = v.twin ? twin.done_ms : 0;
    if (s->faults.n) r->status = 422;
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_crumb(r, S("/listings/import"), say(r, T_import_title));
    page_begin(r, say_with(r, T_import_checked, b->name, STR_NONE));
    import_check_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc import_batch_page(struct req *r)
{
    struct import_batch_of b;
    struct import in;
    TRY(import_batch_read(r, &b, &in));
    if (str_eq(b.state, S("checked"))) {
        struct import_confirm f = { .seen = import_counts(r->arena, &in) };
        struct form_state s;
        form_start(r, &s, &import_confirm_form, &f);
        return check_show(r, &b, &in, &s);
    }
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_crumb(r, S("/listings/import"), say(r, T_import_title));
    page_begin(r, say_with(r, str_eq(b.state, S("done")) ? T_import_stored : T_import_taken_back, b.name, STR_NONE));
    import_done_html(r, &b, str_eq(b.state, S("done")) && b.done_ms != DB_NULL && r->now <= b.done_ms + IMPORT_KEPT_MS);
    page_end(r);
    return RC_OK;
}

enum rc import_marked_page(struct req *r)
{
    struct import_batch_of b;
    struct import in;
    struct str bytes;
    TRY(import_batch_read(r, &b, &in));
    if (!str_eq(b.state, S("checked")) || in.problem) return RC_NONE;
    TRY(import_marked(r, &in, &bytes));
    put_str(&r->out, bytes);
    answer_file(r, S("listings-checked.xlsx"), XLSX_TYPE);
    return RC_OK;
}

enum rc import_confirm_post(struct req *r)
{
    struct import_batch_of b;
    struct import in;
    struct form_state s;
    struct import_confirm f;
    TRY(import_batch_read(r, &b, &in));
    form_read(r, &s, &import_confirm_form, &f);
    if (!str_eq(b.state, S("checked"))) return redirect(r, str_printf(r->arena, "/listings/import/%lld", (long long)b.id));
    struct str counts = import_counts(r->arena, &in);
    if (form_ok(&s) && !str_eq(f.seen, counts)) form_error(&s, NULL, T_import_err_moved);
    else if (form_ok(&s) && (in.problem || (str_eq(f.mode, S("all")) && in.count[IMPORT_WRONG])))
        form_error(&s, "mode", T_import_err_some_wrong);
    enum rc rc = form_ok(&s) ? import_commit(r, &s, &b, &in) : RC_REFUSED;
    if (rc != RC_REFUSED) return rc;
    if (form_ok(&s)) form_error(&s, NULL, T_import_too_many);
    for (size_t i = 0; i < s.form->nfields; i++) if (strcmp(s.form->fields[i].name, "seen") == 0) s.raw.v[i] = counts;
    return check_show(r, &b, &in, &s);
}

enum rc import_undo_post(struct req *r)
{
    struct import_batch_of b;
    struct import in;
    TRY(import_batch_read(r, &b, &in));
    if (!str_eq(b.state, S("done")) || r->now > b.done_ms + IMPORT_KEPT_MS)
        return redirect_refused(r, str_printf(r->arena, "/listings/import/%lld", (long long)b.id), T_import_too_late);
    return import_undo(r, &b);
}
