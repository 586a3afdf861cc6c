/* seat.c: one filing, who sits before it, and what there is to write with.
**
**     the carrier's manager   PERM_INCUBATE for this organisation: writes, hands in, corrects
**     officers                PERM_REVIEW in its district: read, decide; PERM_OFFICE: see the board
**     whoever leads or audits PERM_DASHBOARD: figures and firms behind a number, but no people */
#include "app/filings/views.h"

struct str filing_path(struct req *r, int64_t filing, const char *tail)
{
    return str_printf(r->arena, "/filings/%lld%s", (long long)filing, tail);
}

bool filing_writes(const struct req *r, int64_t carrier, struct str division)
{
    return may(r, PERM_INCUBATE, (struct scope){ .district = division, .organisation = carrier });
}

static enum rc version_in(struct db *db, int64_t filing, int64_t number, struct filing_version_of *v, bool *have)
{
    *have = number > 0;
    return number > 0 ? filing_version_of(db, filing, number, v) : RC_OK;
}

/* Nobody is the judge of her own figures. */
static enum rc belongs(struct req *r, struct seat *s)
{
    enum party_role role;
    if (!s->reviews) return RC_OK;
    TRY(party_role_of(r->db, r->who.account, s->f.carrier, &role));
    s->own = s->writes || role != PARTY_NONE;
    return RC_OK;
}

enum rc seat_of(struct req *r, int64_t filing, struct seat *s)
{
    *s = (struct seat){ 0 };
    TRY(filing_by_id(r->db, filing, &s->f));
    s->form = return_version(returns_of(r->app), s->f.form, s->f.form_version);
    must(s->form);
    s->writes = filing_writes(r, s->f.carrier, s->f.division);
    s->reviews = parties_may(r, PERM_REVIEW, s->f.division);
    s->reads = parties_may(r, PERM_DASHBOARD, s->f.division);
    if (!s->writes && !s->reviews && !s->reads) return RC_NONE;
    TRY(belongs(r, s));
    TRY(version_in(r->db, filing, s->f.last, &s->last, &s->have_last));
    TRY(version_in(r->db, filing, s->f.draft, &s->draft, &s->have_draft));
    enum rc rc = filing_lock_of(r->db, s->f.form, s->f.period, &s->lock);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    s->locked = rc == RC_OK;
    struct stands stands = { s->f.state, s->f.due_day, s->f.draft, s->f.live, s->last.zero != 0, s->last.late != 0 };
    s->standing = standing_of(&stands, instant_day(r->now));
    return RC_OK;
}

enum rc seat_writes(struct req *r, int64_t filing, struct seat *s)
{
    TRY(seat_of(r, filing, s));
    return s->writes ? RC_OK : fail(&r->err, RC_DENIED, "another carrier's return");
}

enum rc seat_reviews(struct req *r, int64_t filing, struct seat *s)
{
    TRY(seat_of(r, filing, s));
    return s->reviews ? RC_OK : fail(&r->err, RC_DENIED, "a return of another district");
}

void seat_veil(const struct seat *s, struct filled *x)
{
    if (!s->writes && !s->reviews) x->rows[PEOPLE] = (struct ret_rows){ 0 };
}

bool seat_open(const struct seat *s)
{
    return !s->locked && (s->f.draft || str_eq(s->f.state, S("open")) || str_eq(s->f.state, S("returned")));
}

int64_t seat_draft_id(const struct seat *s, int64_t otherwise) { return s->have_draft ? s->draft.id : otherwise; }

/* ---- before ---- */

enum rc seat_history(struct req *r, const struct seat *s, struct history *h)
{
    enum { OLDER = 6 };
    struct filing_history_rows rows;
    *h = (struct history){ .period = s->f.period };
    TRY(filing_history(r->db, s->f.form, s->f.carrier, s->f.period, OLDER, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct ret_form *form = return_version(returns_of(r->app), s->f.form, rows.v[i].form_version);
        struct filled *x = NEW(r->arena, struct filled);
        must(form);
        TRY(filled_read(r->db, r->app->keys, form, rows.v[i].id, x));
        *PUSH(r->arena, &h->older) = x;
        if (i || rows.v[i].period != period_before(s->form, s->f.period)) continue;
        h->have_last = form == s->form;
        if (h->have_last) h->last = *x;
    }
    return RC_OK;
}

enum rc seat_known(struct req *r, const struct seat *s, struct filled *x)
{
    struct str carrier = str_printf(r->arena, "%lld", (long long)s->f.carrier);
    for (size_t i = 0; i < s->form->sheets[SUMMARY].n; i++) {
        const struct ret_field *f = &s->form->sheets[SUMMARY].v[i];
        struct filing_known k;
        if (!f->cell.n) continue;
        TRY(filing_known(r->db, f->cell, carrier, s->f.period, &k));
        if (k.n) x->sum[i] = (struct ret_value){ .num = k.value, .text = S(""), .sure = true };
    }
    return RC_OK;
}

/* Firms begin as last time but for what happens anew each month; people do not come again. */
static void begin_with(struct arena *a, const struct filled *last, struct filled *x)
{
    const struct ret_sheet *sum = &x->form->sheets[SUMMARY], *firms = &x->form->sheets[FIRMS];
    ptrdiff_t standing = field_of(x->form, FIRMS, S("standing"));
    for (size_t i = 0; i < sum->n; i++) if (sum->v[i].last) x->sum[i] = last->sum[i];
    for (size_t i = 0; i < last->rows[FIRMS].n; i++) {
        if (standing >= 0 && str_eq(last->rows[FIRMS].v[i].v[standing].text, S("closed"))) continue;      /* it has said so */
        struct ret_row *row = filled_row(a, x, FIRMS);
        for (size_t c = 0; c < firms->n; c++) if (firms->v[c].last) row->v[c] = last->rows[FIRMS].v[i].v[c];
    }
}

/* Firms the city knows to be there, and nobody has listed yet. */
static enum rc begin_tenants(struct req *r, const struct seat *s, struct filled *x)
{
    struct tenants_at_rows rows;
    ptrdiff_t name = field_of(s->form, FIRMS, S("name")), code = field_of(s->form, FIRMS, S("uscc")),
              standing = field_of(s->form, FIRMS, S("standing"));
    if (name < 0 || code < 0 || standing < 0) return RC_OK;
    TRY(incubation_tenants(r->db, s->f.carrier, s->f.period, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct tenants_at *t = &rows.v[i];
        bool there = t->firm == DB_NULL || !t->firm_name.n;
        for (size_t k = 0; k < x->rows[FIRMS].n && !there; k++) {
            const struct ret_value *v = x->rows[FIRMS].v[k].v;
            there = (t->uscc.n && str_eq(v[code].text, t->uscc))
                || str_eq(firm_key(r->arena, v[name].text), firm_key(r->arena, t->firm_name));
        }
        if (there) continue;
        struct ret_row *row = filled_row(r->arena, x, FIRMS);
        row->v[name].text = t->firm_name;
        row->v[code].text = str_given(t->uscc);
        row->v[standing].text = S("operating");
    }
    return RC_OK;
}

enum rc seat_draft(struct req *r, const struct seat *s, struct filled *x)
{
    struct history h;
    if (s->have_draft) {
        TRY(filled_read(r->db, r->app->keys, s->form, s->draft.id, x));
        x->zero = false;
        return seat_known(r, s, x);
    }
    *x = filled_new(r->arena, s->form);
    if (s->have_last && !s->last.zero) {               /* returned: it goes on where it was */
        TRY(filled_read(r->db, r->app->keys, s->form, s->last.id, x));
        return seat_known(r, s, x);
    }
    TRY(seat_history(r, s, &h));
    if (h.older.n && h.older.v[0]->form == s->form) begin_with(r->arena, h.older.v[0], x);
    TRY(begin_tenants(r, s, x));
    return seat_known(r, s, x);
}
