/* listing_edit.c: posting, mending, closing and renewing.
**
** Two steps: side and kind, then the form of that kind. A draft is kept as it
** is, however incomplete; submitting wants all that is needed. Who saves over
** somebody else's change is told, keeps what was typed, and may save again. */
#include "app/docking/views.h"

enum { MINE = 50 };

/* ---- the form's page ---- */

static bool reviews(struct req *r, const struct listing_kind *k, const struct listing_by_id *old)
{
    struct listing_gate g = { .organisation = old ? old->organisation : DB_NULL,
        .kind = str_from(k->code),
        .division = old ? old->division : S("") };
    return listing_may_review(r, &g);
}

static enum rc form_page(struct req *r, struct form_state *s, const struct listing_kind *k, struct str side,
    const struct listing_by_id *old)
{
    struct str kind = code_label(r, "listing_kinds", str_from(k->code));
    int message = old ? T_listing_editing : str_eq(side, S("need")) ? T_listing_new_need : T_listing_new_offer;
    if (s->faults.n) r->status = 422;                                     /* the frame's title says so, too */
    page_crumb(r, S("/listings"), say(r, T_listings));
    if (old) page_crumb(r, str_printf(r->arena, "/listings/%lld", (long long)old->id), listing_title(r, old->title_zh, old->title_en));
    page_begin(r, say_with(r, message, old ? listing_title(r, old->title_zh, old->title_en) : kind, STR_NONE));
    listing_edit_html(r, s, k, side, old, reviews(r, k, old));
    page_end(r);
    return RC_OK;
}

/* A listing of one's own once more, for who posts the same again. */
static enum rc prefill(struct req *r, const struct reader *me, int64_t from, struct listing_form *f)
{
    struct listing_by_id x;
    int64_t until;
    TRY(listing_by_id(r->db, from, &x));
    if (!listing_may_edit(me, LISTING_GATE(&x))) return RC_NONE;
    TRY(listing_load(r->db, &x, f));
    if (date_parse(f->open_until, &until) && until < instant_day(r->now)) f->open_until = STR_NONE;
    return RC_OK;
}

enum rc listing_new_page(struct req *r)
{
    struct listing_form f;
    struct form_state s;
    struct reader me;
    int64_t from = req_int(r, "from", 0);
    listing_blank(&f);
    TRY(reader_of(r->db, r->who.account, &me));
    if (from) TRY(prefill(r, &me, from, &f));
    struct str side = from ? f.side : req_arg(r, "side");
    const struct listing_kind *k = listing_kind_find(from ? f.kind : req_arg(r, "kind"));
    if (!k || !(str_eq(side, S("need")) || str_eq(side, S("offer")))) {
        page_crumb(r, S("/listings"), say(r, T_listings));
        page_begin(r, say(r, T_listing_new));
        listing_kinds_html(r);
        page_end(r);
        return RC_OK;
    }
    f.visibility = f.visibility.n ? f.visibility : S("public");
    for (size_t i = 0; !from && !f.organisation.n && i < me.member.n; i++)
        if (reader_edits_for(&me, me.member.v[i].organisation))
            f.organisation = str_printf(r->arena, "%lld", (long long)me.member.v[i].organisation);
    form_start(r, &s, k->form, &f);
    return form_page(r, &s, k, side, NULL);
}

/* ---- whose is it ---- */

static enum rc mine_to_change(struct req *r, struct reader *me, struct listing_by_id *x)
{
    TRY(reader_of(r->db, r->who.account, me));
    TRY(listing_seen(r, me, r->id[0], x));
    return listing_may_edit(me, LISTING_GATE(x)) ? RC_OK : RC_DENIED;
}

enum rc listing_edit_page(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct listing_form f;
    struct form_state s;
    TRY(mine_to_change(r, &me, &x));
    if (str_eq(x.state, S("closed"))) return redirect(r, str_printf(r->arena, "/listings/%lld", (long long)x.id));
    TRY(listing_load(r->db, &x, &f));
    if (x.has_annex) TRY(listing_annex_open(r, &me, &x, &f.annex));
    const struct listing_kind *k = listing_kind_find(x.kind);
    form_start(r, &s, k->form, &f);
    return form_page(r, &s, k, x.side, &x);
}

/* ---- saving ---- */

/* What the buttons and hidden boxes of the pages send; programs send the same. */
static struct choices then_choices(struct req *r)
{
    static const struct choice v[] = { { .code = SI("submit"), .message = T_listing_submit_review },
        { .code = SI("draft"), .message = T_listing_save_draft } };
    (void)r;
    return (struct choices){ v, LEN(v) };
}
struct saving { struct str then, version; };
static const struct field saving_fields[] = {
    CHOICE("then", AT(struct saving, then), .label = T_listing_save, .choices = then_choices),
    HIDDEN("version", AT(struct saving, version), .label = T_listing_version, .max = 20),
};
const struct form listing_saving_form = FORM("listing_then", struct saving, saving_fields, T_listing_save);
static const struct field renew_fields[] = { HIDDEN("version", AT(struct saving, version), .label = T_listing_version, .need = true,
    .max = 20) };
const struct form listing_renew_form = FORM("listing_renew", struct saving, renew_fields, T_listing_renew);


static enum rc save(struct req *r, struct form_state *s, struct listing_form *f, const struct listing_kind *k, struct listing_by_id *old)
{
    struct listing_form before;
    struct listing_save save = { 0 };
    enum then then = str_eq(req_arg(r, "then"), S("draft")) && !(old && str_eq(old->state, S("open"))) ? THEN_DRAFT : THEN_SUBMIT;
    TRY(listing_check(r, f, s));
    if (then == THEN_DRAFT) listing_forgive(s);
    if (old && req_int(r, "version", 0) != old->version) form_error(s, NULL, T_listing_err_stale);
    if (!form_ok(s)) return form_page(r, s, k, f->side, old);
    if (old) TRY(listing_load(r->db, old, &before));
    listing_prepare(r, f, old, old ? &before : NULL, then, &save.w);
    save.once = form_once_of(r, s, str_printf(r->arena, "/listings/%lld", (long long)save.w.id));
    enum rc rc = db_tx(r->db, listing_save_tx, &save);
    if (rc == RC_OK) live_update(r->app, r->db, save.w.id);
    if (rc == RC_REFUSED && save.too_many) {
        form_error(s, NULL, T_listing_err_enough);
        return form_page(r, s, k, f->side, old);
    }
    return form_said(r, rc, &save.once, str_eq(save.w.state, S("draft")) ? T_listing_done_draft : T_saved);
}

enum rc listing_new_post(struct req *r)
{
    struct listing_form f;
    struct form_state s;
    const struct listing_kind *k = listing_kind_find(req_arg(r, "kind"));
    form_read(r, &s, k ? k->form : &listing_form_any, &f);
    if (!k) form_summary(r, &s);                                          /* a program is told so; a page cannot come here */
    if (!k) return fail(&r->err, RC_INPUT, "no such kind");
    if (!str_eq(f.side, S("need")) && !str_eq(f.side, S("offer"))) return fail(&r->err, RC_INPUT, "neither need nor offer");
    return save(r, &s, &f, k, NULL);
}

enum rc listing_edit_post(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct listing_form f;
    struct form_state s;
    TRY(mine_to_change(r, &me, &x));
    if (str_eq(x.state, S("closed"))) return RC_STALE;
    const struct listing_kind *k = listing_kind_find(x.kind);
    form_read(r, &s, k->form, &f);
    f.side = x.side;                                                      /* these two never change */
    f.kind = x.kind;
    return save(r, &s, &f, k, &x);
}

/* ---- closing ---- */

/* What the program closes for is not for people to choose. */
static struct choices reasons_choices(struct req *r)
{
    struct choices all = codes_choices(r, "close_reasons"), some = { 0 };
    struct choice *v = NEWS(r->arena, struct choice, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (!str_eq(all.v[i].code, S("stale")) && !str_eq(all.v[i].code, S("ended"))) v[some.n++] = all.v[i];
    some.v = v;
    return some;
}

struct closing { struct str version, reason; };
static const struct field close_fields[] = {
    HIDDEN("version", AT(struct closing, version), .label = T_listing_close, .need = true, .max = 20),
    CHOICE("reason", AT(struct closing, reason), .label = T_listing_close_reason, .choices = reasons_choices, .need = true),
};
const struct form listing_close_form = FORM("listing_close", struct closing, close_fields, T_listing_close);

static enum rc close_show(struct req *r, const struct listing_by_id *x, const struct form_state *s)
{
    struct str title = listing_title(r, x->title_zh, x->title_en), path = str_printf(r->arena, "/listings/%lld", (long long)x->id);
    if (s->faults.n) r->status = 422;
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_crumb(r, path, title);
    page_begin(r, say_with(r, T_listing_closing, title, STR_NONE));
    put_z(&r->out, "<p class=\"lead\">");
    put_msg(r, T_listing_close_lead);
    put_z(&r->out, "</p>\n");
    form_render(r, s, str_join(r->arena, path, S("/close")));
    page_end(r);
    return RC_OK;
}

enum rc listing_close_page(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct form_state s;
    TRY(mine_to_change(r, &me, &x));
    struct closing f = { .version = str_printf(r->arena, "%lld", (long long)x.version) };
    form_start(r, &s, &listing_close_form, &f);
    return close_show(r, &x, &s);
}

static struct listing_step step_of(struct req *r, const struct form_state *s, const struct listing_by_id *x, int64_t version,
    const char *verb)
{
    return (struct listing_step){ .once = form_once_of(r, s, str_printf(r->arena, "/listings/%lld", (long long)x->id)), .id = x->id,
        .version = version, .now = r->now, .event = event_of(r, verb, "listing", x->id, S("")), .zh = x->title_zh, .en = x->title_en };
}

static enum rc step_done(struct req *r, enum rc (*fn)(struct db *, void *), struct listing_step *step, int said)
{
    enum rc rc = db_tx(r->db, fn, step);
    if (rc == RC_OK) live_update(r->app, r->db, step->id);
    return form_said(r, rc, &step->once, said);
}

enum rc listing_close_post(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    struct form_state s;
    struct closing f;
    int64_t version;
    TRY(mine_to_change(r, &me, &x));
    form_read(r, &s, &listing_close_form, &f);
    if (!form_ok(&s)) return close_show(r, &x, &s);
    if (!str_int(f.version, &version)) return RC_INPUT;
    struct listing_step step = step_of(r, &s, &x, version, "closed");
    step.reason = f.reason;
    return step_done(r, listing_close_tx, &step, T_listing_done_close);
}

enum rc listing_renew_post(struct req *r)
{
    struct reader me;
    struct listing_by_id x;
    TRY(mine_to_change(r, &me, &x));
    struct listing_step step = step_of(r, NULL, &x, req_int(r, "version", 0), "renewed");
    step.renew_by_ms = r->now + LISTING_FRESH_MS;
    step.open_until = x.open_until;
    return step_done(r, listing_renew_tx, &step, T_listing_done_renew);
}

/* What list pages of one's own and of the office give programs. */
void listing_brief_json(struct out *o, int64_t id, struct str side, struct str kind, struct str zh, struct str en, struct str state)
{
    put_f(o, "{\"id\":\"%lld\",\"side\":", (long long)id);
    put_json(o, side);
    put_z(o, ",\"kind\":");
    put_json(o, kind);
    put_z(o, ",\"title_zh\":");
    put_json_text(o, zh);
    put_z(o, ",\"title_en\":");
    put_json_text(o, en);
    put_z(o, ",\"state\":");
    put_json(o, state);
    put_c(o, '}');
}

static enum rc mine_rows(struct req *r, struct listing_mine_rows *rows, int64_t *total, int64_t *page)
{
    struct listing_mine_count count;
    TRY(listing_mine_count(r->db, r->who.account, &count));
    *total = count.n;
    *page = req_int(r, "page", 1);
    if (*page < 1 || *page > 100000 || (*page - 1) * MINE >= *total) *page = 1;
    return listing_mine(r->db, r->who.account, MINE, (*page - 1) * MINE, rows);
}

enum rc listing_mine_json(struct req *r)
{
    struct listing_mine_rows rows;
    int64_t total, page;
    TRY(mine_rows(r, &rows, &total, &page));
    put_f(&r->out, "{\"total\":%lld,\"page\":%lld,\"items\":[", (long long)total, (long long)page);
    for (size_t i = 0; i < rows.n; i++) {
        if (i) put_c(&r->out, ',');
        listing_brief_json(&r->out, rows.v[i].id, rows.v[i].side, rows.v[i].kind, rows.v[i].title_zh, rows.v[i].title_en, rows.v[i].state);
    }
    put_z(&r->out, "]}");
    return RC_OK;
}

enum rc listing_mine_page(struct req *r)
{
    struct listing_mine_rows rows;
    int64_t total, page;
    TRY(mine_rows(r, &rows, &total, &page));
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_begin(r, say(r, T_listing_mine));
    listing_mine_html(r, &rows);
    page_pages(r, page, (total + MINE - 1) / MINE);
    page_end(r);
    return RC_OK;
}
