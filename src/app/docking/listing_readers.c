/* listing_readers.c: which persons may open the confidential annex.
**
** Organisations stand by name in the listing's form. Persons are chosen from
** those one has met: who takes part in a case on the other side of the listing.
** So nobody is asked for by e-mail, and nobody learns who has an account. */
#include "app/docking/views.h"

static struct choices people_choices(struct req *r)
{
    struct listing_readers_rows rows;
    if (r->id[0] <= 0) return (struct choices){ 0 };
    enum rc rc = listing_readers(r->db, r->id[0], LIMIT_ANNEX_READERS, &rows);
    if (rc != RC_OK) (void)fail(&r->err, rc, "%s", r->db->err.text);         /* whoever asked passes it on */
    if (rc != RC_OK || !rows.n) return (struct choices){ 0 };
    struct choice *v = NEWS(r->arena, struct choice, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct listing_readers *x = &rows.v[i];
        struct str zh = x->org_zh.n ? str_printf(r->arena, "%.*s（%.*s）", STR_FMT(x->name), STR_FMT(x->org_zh)) : x->name;
        struct str org = x->org_en.n ? x->org_en : x->org_zh;
        struct str en = org.n ? str_printf(r->arena, "%.*s (%.*s)", STR_FMT(x->name), STR_FMT(org)) : x->name;
        v[i] = (struct choice){ str_printf(r->arena, "%lld", (long long)x->account), zh, en, 0 };
    }
    return (struct choices){ v, rows.n };
}

struct readers_form { struct strs people; };
static const struct field fields[] = {
    MULTI("people", AT(struct readers_form, people), .label = T_listing_readers_people, .hint = T_listing_readers_hint,
        .choices = people_choices),
};
const struct form listing_readers_form = FORM("listing_readers", struct readers_form, fields, T_listing_readers_save);

/* Whoever acts for a listing that has an annex. */
static enum rc annex_mine(struct req *r, struct listing_by_id *x, struct listing_form *f)
{
    struct reader me;
    TRY(reader_of(r->db, r->who.account, &me));
    TRY(listing_seen(r, &me, r->id[0], x));
    if (!listing_may_edit(&me, LISTING_GATE(x))) return RC_DENIED;
    return x->has_annex ? listing_load(r->db, x, f) : RC_NONE;
}

static enum rc show(struct req *r, const struct listing_by_id *x, const struct listing_form *f, const struct form_state *s)
{
    struct readers_view v = { x, f->annex_for, s, people_choices(r).n > 0 };
    struct str title = listing_title(r, x->title_zh, x->title_en);
    page_crumb(r, S("/listings"), say(r, T_listings));
    page_crumb(r, str_printf(r->arena, "/listings/%lld", (long long)x->id), title);
    page_begin(r, say_with(r, T_listing_readers_title, title, STR_NONE));
    listing_readers_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc listing_readers_page(struct req *r)
{
    struct listing_by_id x;
    struct listing_form f;
    struct form_state s;
    struct listing_readers_rows rows;
    struct readers_form now = { 0 };
    TRY(annex_mine(r, &x, &f));
    TRY(listing_readers(r->db, x.id, LIMIT_ANNEX_READERS, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].granted) *PUSH(r->arena, &now.people) = str_printf(r->arena, "%lld", (long long)rows.v[i].account);
    form_start(r, &s, &listing_readers_form, &now);
    return show(r, &x, &f, &s);
}

/* ---- changing ---- */

struct readers_change { struct once once; struct event event; const struct listing_by_id *x; struct ids ids; };

static bool chosen(const struct ids *ids, int64_t account)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == account) return true;
    return false;
}

/* Who is new hears of it; who is not chosen any more is let in no longer. */
static enum rc change_tx(struct db *tx, void *arg)
{
    struct readers_change *c = arg;
    struct listing_readers_rows rows;
    TRY(form_once(tx, &c->once));
    TRY(listing_readers(tx, c->x->id, LIMIT_ANNEX_READERS, &rows));
    TRY(event_add(tx, &c->event));
    for (size_t i = 0; i < rows.n; i++) {
        bool want = chosen(&c->ids, rows.v[i].account);
        if (want == (rows.v[i].granted != 0)) continue;
        TRY(want ? listing_reader_add(tx, c->x->id, rows.v[i].account) : listing_reader_remove(tx, c->x->id, rows.v[i].account));
        if (want)
            TRY(notice_add(tx, &c->event, rows.v[i].account, T_listing_notice_reader,
                str_printf(tx->arena, "/listings/%lld", (long long)c->x->id), c->x->title_zh, c->x->title_en));
    }
    return RC_OK;
}

enum rc listing_readers_post(struct req *r)
{
    struct listing_by_id x;
    struct listing_form f;
    struct form_state s;
    struct readers_form in;
    TRY(annex_mine(r, &x, &f));
    form_read(r, &s, &listing_readers_form, &in);
    if (r->err.rc != RC_OK) return r->err.rc;
    if (!form_ok(&s)) return show(r, &x, &f, &s);
    struct readers_change c = { .x = &x, .once = form_once_of(r, &s, str_printf(r->arena, "/listings/%lld/readers", (long long)x.id)),
        .event = event_of(r, "annex_granted", "listing", x.id, S("")) };
    for (size_t i = 0; i < in.people.n; i++) {
        int64_t id;
        if (str_int(in.people.v[i], &id)) *PUSH(r->arena, &c.ids) = id;
    }
    return form_said(r, db_tx(r->db, change_tx, &c), &c.once, T_saved);
}
