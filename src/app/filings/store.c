/* store.c: the changes of a filing. Each is one function of db_tx:
**
**     seen as the page saw it? locked? allowed in this state?   else nothing happens, and h->refused says why
**     take away what it counted for  ─  change the rows  ─  add what it counts for now
**     one event, and who must be told                                                                        */
#include "app/filings/inner.h"

struct filing_hand filing_hand_of(struct req *r, int64_t filing, int64_t version, const char *verb, struct str back)
{
    struct filing_hand h = { .by_form = true,
        .all = returns_of(r->app),
        .keys = r->app->keys,
        .filing = filing,
        .version = version,
        .account = r->who.account,
        .now = r->now,
        .id = id_new(r->now) };
    h.once = form_once_of(r, NULL, back);
    h.event = event_of(r, verb, "filing", filing, S(""));
    return h;
}

enum rc filing_done(struct req *r, enum rc rc, const struct filing_hand *h, struct str back)
{
    if (rc == RC_STALE || (rc == RC_DUPLICATE && !h->once.again))
        return redirect_refused(r, back, h->refused ? h->refused : T_filing_stale);
    if (rc == RC_REFUSED && h->refused) return redirect_refused(r, back, h->refused);
    return form_done(r, rc, &h->once);
}

static enum rc refuse(struct db *tx, struct filing_hand *h, int message)
{
    h->refused = message;
    return fail(&tx->err, RC_REFUSED, "%s", msg_key[message]);
}

static enum rc is_locked(struct db *tx, struct str form, int64_t period, bool *locked)
{
    struct filing_lock_of l;
    enum rc rc = filing_lock_of(tx, form, period, &l);
    *locked = rc == RC_OK;
    return rc == RC_NONE ? RC_OK : rc;
}

static enum rc begin(struct db *tx, struct filing_hand *h, struct filing_by_id *f)
{
    bool locked;
    h->refused = 0;
    if (h->by_form) TRY(form_once(tx, &h->once));
    TRY(filing_by_id(tx, h->filing, f));
    if (h->version && f->version != h->version) return fail(&tx->err, RC_STALE, "the filing was changed meanwhile");
    TRY(is_locked(tx, f->form, f->period, &locked));
    return locked ? refuse(tx, h, T_filing_is_locked) : RC_OK;
}

static enum rc filing_put(struct db *tx, const struct filing_by_id *f)
{
    TRY(filing_set(tx, f->id, f->version, f->state, f->draft, f->last, f->live, f->on_time, f->first_time, f->since_ms));
    return tx->changes == 1 ? RC_OK : fail(&tx->err, RC_STALE, "the filing was changed meanwhile");
}

/* ---- who is told ---- */

/* "October 2026, Monthly return of a carrier" in one language. */
static struct str about(struct db *tx, const struct filing_hand *h, const struct filing_by_id *f, enum lang lang)
{
    const struct ret_form *form = return_version(h->all, f->form, f->form_version);
    struct str period = filing_period_text(lang, tx->arena, form->yearly, f->period);
    return lang == LANG_ZH ? str_printf(tx->arena, "%.*s%.*s", STR_FMT(period), STR_FMT(form->zh))
                           : str_printf(tx->arena, "%.*s, %.*s", STR_FMT(form->en), STR_FMT(period));
}

static enum rc tell_carrier(struct db *tx, const struct filing_hand *h, const struct filing_by_id *f, int message)
{
    struct filing_people_of_rows rows;
    TRY(filing_people_of(tx, f->carrier, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].account != h->account)
            TRY(notice_add(tx, &h->event, rows.v[i].account, message, str_printf(tx->arena, "/filings/%lld", (long long)f->id),
                about(tx, h, f, LANG_ZH), about(tx, h, f, LANG_EN)));
    return RC_OK;
}

enum rc filing_tell_office(struct db *tx, const struct filing_hand *h, const struct filing_by_id *f, int message)
{
    enum { MOST = 20 };
    struct filing_reviewers_rows rows;
    TRY(filing_reviewers(tx, f->division, MOST, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].account != h->account)
            TRY(notice_add(tx, &h->event, rows.v[i].account, message, str_printf(tx->arena, "/filings/%lld", (long long)f->id), f->zh,
                f->en.n ? f->en : f->zh));
    return RC_OK;
}

/* ---- what stands in a version ---- */

static enum rc values_put(struct db *tx, int64_t version, const struct filled *x, struct str people)
{
    TRY(filing_values_clear(tx, version));
    TRY(filing_sheets_clear(tx, version));
    for (size_t i = 0; i < x->form->sheets[SUMMARY].n; i++) {
        const struct ret_field *f = &x->form->sheets[SUMMARY].v[i];
        const struct ret_value *v = &x->sum[i];
        if (value_given(v))
            TRY(filing_value_add(tx, version, f->code, v->num == NO_INT ? DB_NULL : v->num,
                f->type == RET_NUMBER ? (v->sure ? S("!") : S("")) : v->text));
    }
    if (x->rows[FIRMS].n) TRY(filing_sheet_add(tx, version, S("firms"), (int64_t)x->rows[FIRMS].n, filled_pack(tx->arena, x, FIRMS)));
    if (x->rows[PEOPLE].n) TRY(filing_sheet_add(tx, version, S("people"), (int64_t)x->rows[PEOPLE].n, people));
    return RC_OK;
}

/* The draft's row: the one there is, or a new one under h->id. */
static enum rc draft_open(struct db *tx, const struct filing_hand *h, struct filing_by_id *f, const struct filled *x, struct str why,
    int64_t *id)
{
    struct filing_version_of v;
    *id = h->id;
    if (!f->draft) {
        f->draft = f->last + 1;
        return filing_version_add(tx, h->id, f->id, f->draft, x->zero, why, h->account, h->now);
    }
    TRY(filing_version_of(tx, f->id, f->draft, &v));
    *id = v.id;
    /* its people are sealed for another row */
    if (v.id != h->id && x->rows[PEOPLE].n) return fail(&tx->err, RC_STALE, "the draft was begun meanwhile");
    return filing_version_saved(tx, v.id, x->zero, h->account, h->now);
}

static bool may_write(const struct filing_by_id *f) { return f->draft || str_eq(f->state, S("open")) || str_eq(f->state, S("returned")); }

enum rc filing_save_tx(struct db *tx, void *arg)
{
    struct filing_save *s = arg;
    struct filing_by_id f;
    int64_t id;
    TRY(begin(tx, &s->h, &f));
    if (!may_write(&f) && !s->why.n) return refuse(tx, &s->h, T_filing_not_now);
    TRY(draft_open(tx, &s->h, &f, s->x, s->why, &id));
    TRY(values_put(tx, id, s->x, s->people));
    if (s->upload) {
        TRY(filing_upload_taken(tx, s->upload, S("")));
        if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the upload was taken already");
    }
    TRY(filing_put(tx, &f));
    return event_add(tx, &s->h.event);
}

/* ---- people ---- */

/* The claims of a filing are those of the version that counts. b: what that one says of people, prepared; NULL: nobody. */
static enum rc people_count(struct db *tx, int64_t filing, const struct jobs_batch *b)
{
    return jobs_claims_replace(tx, S("filing"), filing, b);
}

/* ---- handing in ---- */

/* Late once is late for good; what an officer has let in stays in. */
static enum rc lateness(struct db *tx, const struct filing_hand *h, struct filing_by_id *f, bool *late, bool *waits)
{
    struct filing_version_of before;
    int64_t due = 0;
    must(date_parse(f->due_day, &due));
    if (!f->last) {
        *late = *waits = instant_day(h->now) > due;
        f->on_time = !*late;
        return RC_OK;
    }
    TRY(filing_version_of(tx, f->id, f->last, &before));
    *late = before.late != 0;
    *waits = *late && !before.admitted_by && !f->live;
    return RC_OK;
}

enum rc filing_submit_tx(struct db *tx, void *arg)
{
    struct filing_submit *s = arg;
    struct filing_by_id f;
    struct measures m = { .arena = tx->arena };
    struct filing_version_of before;
    bool late, waits;
    int64_t id;
    TRY(begin(tx, &s->h, &f));
    if (!may_write(&f) || s->unchecked) return refuse(tx, &s->h, T_filing_not_now);
    TRY(filing_count(tx, s->h.all, f.id, -1, &m));
    TRY(lateness(tx, &s->h, &f, &late, &waits));
    bool admitted = late && !waits && f.last;
    if (admitted) TRY(filing_version_of(tx, f.id, f.last, &before));
    TRY(draft_open(tx, &s->h, &f, s->x, S(""), &id));
    TRY(values_put(tx, id, s->x, s->people));
    TRY(filing_reasons_clear(tx, id));
    for (size_t i = 0; i < s->reasons.n; i++) TRY(filing_reason_add(tx, id, s->reasons.v[i].fault, s->reasons.v[i].reason));
    TRY(filing_version_filed(tx, id, s->h.account, s->h.now, late, s->fingerprint, s->carrier));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "the draft was handed in already");
    if (admitted) TRY(filing_version_admitted(tx, id, before.admitted_by, before.admitted_why));
    f.last = f.draft;
    f.draft = 0;
    f.state = waits ? S("late") : S("filed");
    if (!waits) f.live = f.last;
    f.since_ms = s->h.now;
    TRY(filing_put(tx, &f));
    TRY(filing_count(tx, s->h.all, f.id, 1, &m));
    TRY(measures_apply(tx, &m));
    if (!waits) TRY(people_count(tx, f.id, s->claims));
    TRY(event_add(tx, &s->h.event));
    return filing_tell_office(tx, &s->h, &f, late ? T_filing_notice_late : f.last > 1 ? T_filing_notice_again : T_filing_notice_filed);
}

/* ---- deciding ---- */

static enum rc accept(struct db *tx, struct filing_decide *d, struct filing_by_id *f, const struct filing_version_of *v)
{
    if (!str_eq(f->state, S("filed"))) return refuse(tx, &d->h, str_eq(f->state, S("late")) ? T_filing_admit_first : T_filing_not_now);
    if (v->number == 1) f->first_time = 1;
    f->state = S("accepted");
    return filing_version_decided(tx, v->id, S("accepted"), d->h.account, d->h.now, S(""), S(""));
}

/* What an earlier version said counts again, if it had been accepted. */
static enum rc give_back(struct db *tx, struct filing_decide *d, struct filing_by_id *f, const struct filing_version_of *v)
{
    struct filing_accepted_last last;
    if (!f->last || f->draft || str_eq(f->state, S("returned"))) return refuse(tx, &d->h, T_filing_not_now);
    TRY(filing_version_decided(tx, v->id, S("returned"), d->h.account, d->h.now, d->reason, d->fields));
    TRY(filing_accepted_last(tx, f->id, &last));
    if (v->number == 1) f->first_time = 0;
    f->live = last.n;
    f->state = S("returned");
    return RC_OK;
}

static enum rc admit(struct db *tx, struct filing_decide *d, struct filing_by_id *f, const struct filing_version_of *v)
{
    if (!str_eq(f->state, S("late"))) return refuse(tx, &d->h, T_filing_not_now);
    f->state = S("filed");
    f->live = f->last;
    return filing_version_admitted(tx, v->id, d->h.account, d->reason);
}

enum rc filing_decide_tx(struct db *tx, void *arg)
{
    struct filing_decide *d = arg;
    struct filing_by_id f;
    struct filing_version_of v;
    struct measures m = { .arena = tx->arena };
    int64_t counted;
    static const int told[] = { T_filing_notice_accepted, T_filing_notice_returned, T_filing_notice_admitted };
    TRY(begin(tx, &d->h, &f));
    if (!f.last) return refuse(tx, &d->h, T_filing_not_now);
    counted = f.live;
    TRY(filing_version_of(tx, f.id, f.last, &v));
    TRY(filing_count(tx, d->h.all, f.id, -1, &m));
    TRY(d->verb == VERB_ACCEPT ? accept(tx, d, &f, &v) : d->verb == VERB_RETURN ? give_back(tx, d, &f, &v) : admit(tx, d, &f, &v));
    f.since_ms = d->h.now;
    TRY(filing_put(tx, &f));
    TRY(filing_count(tx, d->h.all, f.id, 1, &m));
    TRY(measures_apply(tx, &m));
    if (f.live != counted) {
        if (f.live && f.live != d->claims_of) return fail(&tx->err, RC_STALE, "another version counts now");
        TRY(people_count(tx, f.id, f.live ? d->claims : NULL));
    }
    TRY(event_add(tx, &d->h.event));
    return tell_carrier(tx, &d->h, &f, told[d->verb]);
}

/* ---- where its carrier lies ---- */

enum rc filing_replace_tx(struct db *tx, void *arg)
{
    struct filing_replace *x = arg;
    struct measures m = { .arena = tx->arena };
    TRY(filing_count(tx, x->all, x->id, -1, &m));
    TRY(filing_place(tx, x->id, x->live, x->division, x->zone));
    if (tx->changes != 1) return fail(&tx->err, RC_STALE, "another version counts now");
    TRY(filing_count(tx, x->all, x->id, 1, &m));
    TRY(measures_apply(tx, &m));
    if (x->live) TRY(people_count(tx, x->id, x->claims));
    return event_add(tx, &x->event);
}

/* ---- locking a period ---- */

enum rc filing_lock_tx(struct db *tx, void *arg)
{
    struct filing_lock_do *l = arg;
    struct filing_lock_of had;
    l->h.refused = 0;
    TRY(form_once(tx, &l->h.once));
    enum rc rc = filing_lock_of(tx, l->form, l->period, &had);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    if ((rc == RC_OK) != l->end) return refuse(tx, &l->h, l->end ? T_filing_lock_none : T_filing_lock_taken);
    if (l->end) {
        TRY(filing_lock_end(tx, had.id, l->h.account, l->why, l->h.now));
        if (tx->changes != 1) return refuse(tx, &l->h, T_filing_lock_none);
    } else {
        rc = filing_lock_add(tx, l->h.id, l->form, l->period, l->h.account, l->why, l->h.now);
        if (rc == RC_DUPLICATE) l->h.refused = T_filing_lock_taken;       /* the other officer's came first */
        TRY(rc);
    }
    return event_add(tx, &l->h.event);
}

/* ---- opening a period ---- */

/* Both lists are in the order of carriers. */
static bool opened_already(const struct filing_opened_rows *had, int64_t carrier, size_t *at)
{
    while (*at < had->n && had->v[*at].carrier < carrier) (*at)++;
    return *at < had->n && had->v[*at].carrier == carrier;
}

enum rc filing_open_tx(struct db *tx, void *arg)
{
    struct filing_open_do *o = arg;
    struct carrier_due_all_rows rows;
    struct filing_opened_rows had;
    struct measures m = { .arena = tx->arena };
    int64_t day;
    TRY(period_due_read(tx, o->form, o->period, &day));
    struct str due = date_str(tx->arena, day);
    size_t seen = 0;
    o->opened = 0;
    TRY(incubation_due(tx, o->period, &rows));
    TRY(filing_opened(tx, o->form->code, o->period, &had));
    for (size_t i = 0; i < rows.n && o->opened < o->n; i++) {
        struct measure_at at = { rows.v[i].division, rows.v[i].zone, rows.v[i].id };
        if (opened_already(&had, at.carrier, &seen)) continue;
        TRY(filing_add(tx, o->ids[o->opened++], o->form->code, o->form->version, at.carrier, at.division, at.zone, o->period, due, o->now));
        measures_add(&m, S("filings_due"), o->period, &at, S(""), 1);
    }
    TRY(measures_apply(tx, &m));
    return o->opened && o->event ? event_add(tx, o->event) : RC_OK;
}
