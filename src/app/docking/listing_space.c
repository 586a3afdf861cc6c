/* listing_space.c: a room or a desk as an offer, posted by another slice with the rules of the form. */
#include "app/docking/inner.h"

struct listing_space_inside { struct listing_form f; struct listing_write w; };

enum rc listing_space_prepare(struct req *r, struct listing_space *x)
{
    struct reader me;
    struct form_state s;
    const struct listing_kind *k = listing_kind_find(S("space"));
    struct listing_space_inside *in = NEW(r->arena, struct listing_space_inside);
    struct listing_form *f = &in->f;
    TRY(reader_of(r->db, r->who.account, &me));
    if (!reader_edits_for(&me, x->organisation)) return RC_DENIED;
    listing_blank(f);
    f->side = S("offer");
    f->kind = S("space");
    f->organisation = str_printf(r->arena, "%lld", (long long)x->organisation);
    f->title_zh = str_sub(x->title_zh, 0, utf8_offset(x->title_zh, LISTING_TITLE));
    f->title_en = str_sub(x->title_en, 0, utf8_offset(x->title_en, LISTING_TITLE));
    f->body_zh = x->body_zh;
    f->body_en = x->body_en;
    f->division = x->division;
    f->zone = x->zone;
    f->quantity = x->area_m2 > 0 ? x->area_m2 : 1;
    f->amount_low = f->amount_high = x->rent_fen;
    f->premises = x->desk ? S("desk") : S("office");
    f->visibility = S("public");
    *PUSH(r->arena, &f->languages) = S("zh");
    form_start(r, &s, k->form, f);
    TRY(listing_check(r, f, &s));
    if (!form_ok(&s)) return fail(&r->err, RC_INPUT, "the space does not make an offer");
    listing_prepare(r, f, NULL, NULL, THEN_SUBMIT, &in->w);
    x->id = in->w.id;
    x->inside = in;
    return RC_OK;
}

enum rc listing_space_put(struct db *tx, const struct listing_space *x) { return listing_store(tx, &x->inside->w); }

enum rc listing_space_close(struct db *tx, int64_t id, struct str reason, struct event event)
{
    struct listing_by_id row;
    TRY(listing_by_id(tx, id, &row));
    if (str_eq(row.state, S("closed"))) return RC_OK;
    TRY(listing_close(tx, id, row.version, reason));
    event.subject = id;
    return event_add(tx, &event);
}
