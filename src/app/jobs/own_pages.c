/* own_pages.c: what is recorded about oneself, and objecting to it. A person is known by the number she has given and the name: who
** knows somebody's number alone learns nothing. */
#include "app/jobs/views.h"

struct object_form { struct str spell, body; };
static const struct field object_fields[] = {
    HIDDEN("spell", AT(struct object_form, spell), .label = T_job_spell, .need = true, .max = 20),
    LONGTEXT("body", AT(struct object_form, body), .label = T_job_object_body, .hint = T_job_object_hint, .min = 2, .max = 1000,
        .need = true),
};
const struct form job_object_form = FORM("job_object", struct object_form, object_fields, T_job_do_object);

static enum rc own_read(struct req *r, struct own_view *v)
{
    struct job_person_own p;
    struct str key;
    enum rc rc = job_person_own(r->db, r->who.account, &p);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    v->known = rc == RC_OK && p.id_index.n;
    if (v->known) {
        link_names(r->arena, &p.name, 1, &key);
        TRY(job_claims_own(r->db, p.id_index, key, &v->claims));
    }
    return job_objections_own(r->db, r->who.account, &v->objections);
}

static enum rc own_render(struct req *r, const struct form_state *s)
{
    struct own_view v = { .form = s };
    TRY(own_read(r, &v));
    if (!form_ok(s)) r->status = 422;
    page_crumb(r, S("/account"), say(r, T_my_account));
    page_begin(r, say(r, T_job_mine));
    own_html(r, &v);
    page_end(r);
    return RC_OK;
}

enum rc job_own_page(struct req *r)
{
    struct form_state s;
    form_start(r, &s, &job_object_form, NULL);
    return own_render(r, &s);
}

struct object { struct once once; struct event event; int64_t id, spell; struct str body; };
static enum rc object_tx(struct db *tx, void *arg)
{
    struct object *o = arg;
    TRY(form_once(tx, &o->once));
    TRY(job_objection_add(tx, o->id, o->spell, o->event.account, o->body, o->event.now));
    return event_add(tx, &o->event);
}

enum rc job_object_post(struct req *r)
{
    struct form_state s;
    struct object_form in;
    struct own_view v = { 0 };
    struct object o = { 0 };
    bool mine = false, open = false;
    form_read(r, &s, &job_object_form, &in);
    TRY(own_read(r, &v));
    if (form_ok(&s) && str_int(in.spell, &o.spell)) for (size_t i = 0; i < v.claims.n; i++) mine |= v.claims.v[i].spell == o.spell;
    if (form_ok(&s) && !mine) return RC_NONE;
    for (size_t i = 0; i < v.objections.n; i++) open |= v.objections.v[i].spell == o.spell && str_eq(v.objections.v[i].state, S("open"));
    if (form_ok(&s) && open) form_error(&s, "body", T_job_err_objected);
    if (!form_ok(&s)) return own_render(r, &s);
    o.id = id_new(r->now);
    o.body = in.body;
    o.once = form_once_of(r, &s, S("/jobs/mine"));
    o.event = event_of(r, "objected", "job", o.spell, S(""));
    return form_done(r, db_tx(r->db, object_tx, &o), &o.once);
}
