/* listing.c: who may do what with a listing, and how it is stored.
**
**            save           submit            approve
**     (new) ─────► draft ───────────► review ─────────► open ──► closed
**                    ▲                  │ refuse          │
**                    └──── mend ──── refused              │ text changed by who may not review
**                                       ▲─ review ◄───────┘
**
** Who may review publishes at once. A change of an open listing's words goes
** to review and off the page until it is approved; a change of its figures,
** dates or places shows at once. */
#include "app/docking/inner.h"
#include "saved_sql.h"
#include "web/secret.h"

/* ---- readers ---- */

enum rc reader_of(struct db *db, int64_t account, struct reader *me)
{
    *me = (struct reader){ .account = account };
    if (!account) return RC_OK;
    TRY(reader_member(db, account, &me->member));
    return reader_named(db, account, &me->named);
}

static const struct reader_member *member_of(const struct reader *me, int64_t organisation)
{
    for (size_t i = 0; i < me->member.n; i++)
        if (me->member.v[i].organisation == organisation) return &me->member.v[i];
    return NULL;
}

static bool acts(const struct reader_member *m) { return m && !str_eq(m->role, S("member")); }

bool reader_belongs_to(const struct reader *me, int64_t organisation)
{
    const struct reader_member *m = member_of(me, organisation);
    return m && str_eq(m->state, S("active"));
}

bool reader_edits_for(const struct reader *me, int64_t organisation)
{
    return reader_belongs_to(me, organisation) && acts(member_of(me, organisation));
}

static bool reader_is_named(const struct reader *me, int64_t listing)
{
    size_t low = 0, high = me->named.n;           /* in order of ids */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (me->named.v[mid].listing < listing) low = mid + 1;
        else high = mid;
    }
    return low < me->named.n && me->named.v[low].listing == listing;
}

/* ---- access ---- */

bool listing_may_edit(const struct reader *me, const struct listing_gate *g)
{
    if (!me->account) return false;
    return g->organisation == DB_NULL ? g->account == me->account : reader_edits_for(me, g->organisation);
}

/* A closed listing stays readable for who has its address, but for one that should never have been there. */
static bool on_show(const struct listing_gate *g)
{
    return str_eq(g->state, S("open")) || (str_eq(g->state, S("closed")) && g->published_ms && !str_eq(g->reason, S("mistake")));
}

bool listing_visible(const struct reader *me, const struct listing_gate *g)
{
    if (g->withheld) return acts(member_of(me, g->organisation));   /* to read, so that nothing of one's own is gone without a word */
    if (on_show(g) && str_eq(g->visibility, S("public"))) return true;
    if (!me->account) return false;
    if (listing_may_edit(me, g)) return true;
    if (!on_show(g)) return false;
    if (str_eq(g->visibility, S("members"))) return true;
    return (g->organisation != DB_NULL && reader_belongs_to(me, g->organisation)) || reader_is_named(me, g->id);
}

bool listing_may_review(const struct req *r, const struct listing_gate *g)
{
    const struct listing_kind *k = listing_kind_find(g->kind);
    return may(r, PERM_REVIEW,
        (struct scope){ k ? str_from(k->department) : S(""), g->division, g->organisation == DB_NULL ? 0 : g->organisation });
}

bool listing_may_see(const struct req *r, const struct reader *me, const struct listing_gate *g)
{
    return listing_visible(me, g) || (!str_eq(g->state, S("draft")) && listing_may_review(r, g));
}

enum rc listing_seen(struct req *r, const struct reader *me, int64_t id, struct listing_by_id *row)
{
    TRY(listing_by_id(r->db, id, row));
    return listing_may_see(r, me, LISTING_GATE(row)) ? RC_OK : RC_NONE;
}

enum rc listing_owners(struct db *db, int64_t id, struct listing_owner_rows *rows) { return listing_owner(db, id, rows); }

struct str listing_title(const struct req *r, struct str zh, struct str en)
{
    struct str s = pick(r, zh, en);
    return s.n ? s : say(r, T_listing_untitled);
}

/* ---- writing ---- */

static bool differ(struct arena *a, const struct listing_kind *k, const struct listing_form *x, const struct listing_form *y,
    bool words_only)
{
    static const char *const aside[] = { "annex", "annex_for", "named" };
    for (size_t i = 0; i < k->form->nfields; i++) {
        const struct field *f = &k->form->fields[i];
        bool skip = words_only && f->kind != FIELD_TEXT && f->kind != FIELD_LONGTEXT;
        /* who is named anew may hear of it */
        for (size_t n = 0; n < LEN(aside) - !words_only; n++) skip = skip || strcmp(f->name, aside[n]) == 0;
        if (!skip && !str_eq(field_value(a, f, x), field_value(a, f, y))) return true;
    }
    return false;
}

static struct str annex_place(struct arena *a, int64_t id) { return str_printf(a, "listing_annex|%lld|body_cipher", (long long)id); }

/* The state after this press, and the name of what happened. */
static const char *state_after(struct req *r, const struct listing_write *w, const struct listing_by_id *old,
    const struct listing_form *before, enum then then, struct str *state)
{
    struct listing_gate g = { .id = w->id,
        .organisation = w->organisation,
        .account = w->account,
        .kind = w->f->kind,
        .division = w->f->division };
    bool was_open = old && str_eq(old->state, S("open")), reviewer = listing_may_review(r, &g);
    if (was_open && (reviewer || !differ(r->arena, w->kind, w->f, before, true))) { *state = S("open"); return "edited"; }
    if (then == THEN_DRAFT && !was_open) { *state = S("draft"); return "saved"; }
    *state = reviewer ? S("open") : S("review");
    return reviewer ? "published" : "submitted";
}

void listing_prepare(struct req *r, const struct listing_form *f, const struct listing_by_id *old, const struct listing_form *before,
    enum then then, struct listing_write *w)
{
    *w = (struct listing_write){ .f = f,
        .kind = listing_kind_find(f->kind),
        .id = old ? old->id : id_new(r->now),
        .version = old ? old->version : 0,
        .account = old ? old->account : r->who.account,
        .now = r->now };
    must(w->kind);
    if (!str_int(f->organisation, &w->organisation)) w->organisation = DB_NULL;
    const char *verb = state_after(r, w, old, before, then, &w->state);
    bool open = str_eq(w->state, S("open")), was_open = old && str_eq(old->state, S("open"));
    w->news = open && (!was_open || differ(r->arena, w->kind, w->f, before, false));
    w->published_ms = old && old->published_ms ? old->published_ms : open ? r->now : 0;
    w->renew_by_ms = !open ? 0 : was_open ? old->renew_by_ms : r->now + LISTING_FRESH_MS;
    if (f->annex.n) w->annex_cipher = secret_seal(r->arena, r->app->keys, "listing_annex", annex_place(r->arena, w->id), f->annex);
    w->event = event_of(r, verb, "listing", w->id, S(""));
}

static struct str text(struct str s) { return s.n ? s : S(""); }

static enum rc store_row(struct db *tx, const struct listing_write *w)
{
    const struct listing_form *f = w->f;
    struct str languages = text(field_value(tx->arena, listing_field(w->kind, "languages"), f));
    struct str visibility = f->visibility.n ? f->visibility : S("public");
    if (!w->version)
        return listing_add(tx, w->id, f->side, f->kind, w->organisation, w->account, text(f->title_zh), text(f->title_en), text(f->body_zh),
            text(f->body_en), text(f->industry), text(f->skills), text(f->division), text(f->zone), text(f->stage), languages,
            f->amount_low, f->amount_high, f->quantity, f->from_day, f->to_day, f->open_until, visibility, w->state, w->source_key,
            w->published_ms, w->renew_by_ms, w->now);
    TRY(listing_change(tx, w->id, w->version, w->organisation, text(f->title_zh), text(f->title_en), text(f->body_zh), text(f->body_en),
        text(f->industry), text(f->skills), text(f->division), text(f->zone), text(f->stage), languages, f->amount_low, f->amount_high,
        f->quantity, f->from_day, f->to_day, f->open_until, visibility, w->state, w->published_ms, w->renew_by_ms));
    return tx->changes == 1 ? RC_OK : RC_STALE;
}

static enum rc store_details(struct db *tx, const struct listing_write *w)
{
    if (w->version) TRY(listing_details_clear(tx, w->id));
    for (size_t i = w->kind->detail; i < w->kind->form->nfields; i++) {
        const struct field *f = &w->kind->form->fields[i];
        struct str value = field_value(tx->arena, f, w->f);
        if (value.n) TRY(listing_detail_add(tx, w->id, str_from(f->name), value));
    }
    return RC_OK;
}

static enum rc store_parties(struct db *tx, const struct listing_write *w)
{
    if (w->version) TRY(listing_parties_clear(tx, w->id));
    for (size_t i = 0; i < w->f->named_ids.n; i++) TRY(listing_party_add(tx, w->id, w->f->named_ids.v[i], S("named")));
    for (size_t i = 0; i < w->f->annex_ids.n; i++) TRY(listing_party_add(tx, w->id, w->f->annex_ids.v[i], S("annex")));
    return RC_OK;
}

enum rc listing_store(struct db *tx, const struct listing_write *w)
{
    struct measures m = { .arena = tx->arena };
    if (w->version) TRY(docking_count(tx, w->id, -1, &m));
    TRY(store_row(tx, w));
    TRY(docking_count(tx, w->id, +1, &m));
    TRY(measures_apply(tx, &m));
    TRY(store_details(tx, w));
    TRY(store_parties(tx, w));
    if (w->version) TRY(listing_annex_clear(tx, w->id));
    if (w->annex_cipher.n) TRY(listing_annex_add(tx, w->id, w->annex_cipher));
    if (w->news) TRY(told_due_add(tx, w->id, w->event.id, 0, w->now));
    return event_add(tx, &w->event);
}

enum rc listing_enough(struct db *tx, int64_t account, int64_t now, bool table, int64_t more, bool *too_many)
{
    struct listing_posted_since n;
    int most = table ? LIMIT_ROWS_A_DAY : LIMIT_POSTS_A_DAY;
    TRY(listing_posted_since(tx, account, now - DAY_MS, table, &n));
    *too_many = n.n + more > most;
    return *too_many ? fail(&tx->err, RC_REFUSED, "an account posts at most %d listings a day %s", most, table ? "in tables" : "by hand")
                     : RC_OK;
}

enum rc listing_save_tx(struct db *tx, void *save)
{
    struct listing_save *s = save;
    TRY(form_once(tx, &s->once));
    if (!s->w.version) TRY(listing_enough(tx, s->w.account, s->w.now, false, 1, &s->too_many));
    return listing_store(tx, &s->w);
}

/* ---- steps ---- */

static enum rc tell(struct db *tx, const struct listing_step *s)
{
    struct listing_owner_rows rows;
    TRY(event_add(tx, &s->event));
    if (!s->notice) return RC_OK;
    TRY(listing_owner(tx, s->id, &rows));
    struct str path = str_printf(tx->arena, "/listings/%lld", (long long)s->id);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].account != s->event.account) TRY(notice_add(tx, &s->event, rows.v[i].account, s->notice, path, s->zh, s->en));
    return RC_OK;
}

enum rc listing_decide_tx(struct db *tx, void *step)
{
    struct listing_step *s = step;
    struct measures m = { .arena = tx->arena };
    TRY(form_once(tx, &s->once));
    TRY(docking_count(tx, s->id, -1, &m));
    TRY(listing_decide(tx, s->id, s->version, s->state, s->reason, s->published_ms, s->renew_by_ms));
    if (tx->changes != 1) return RC_STALE;
    TRY(docking_count(tx, s->id, +1, &m));
    TRY(measures_apply(tx, &m));
    if (str_eq(s->state, S("open"))) TRY(told_due_add(tx, s->id, s->event.id, 0, s->now));
    return tell(tx, s);
}

enum rc listing_close_tx(struct db *tx, void *step)
{
    struct listing_step *s = step;
    TRY(form_once(tx, &s->once));
    TRY(listing_close(tx, s->id, s->version, s->reason));
    if (tx->changes != 1) return RC_STALE;
    return tell(tx, s);
}

enum rc listing_renew_tx(struct db *tx, void *step)
{
    struct listing_step *s = step;
    TRY(form_once(tx, &s->once));
    TRY(listing_renew(tx, s->id, s->version, s->renew_by_ms, s->open_until));
    if (tx->changes != 1) return RC_STALE;
    return tell(tx, s);
}

/* ---- the annex ---- */

enum rc listing_annex_may(struct req *r, const struct reader *me, const struct listing_by_id *row, bool *may_open)
{
    struct listing_annex_party party = { 0 };
    *may_open = row->has_annex && listing_may_edit(me, LISTING_GATE(row));
    if (*may_open || !row->has_annex || !me->account || !listing_may_see(r, me, LISTING_GATE(row))) return RC_OK;
    TRY(listing_annex_party(r->db, row->id, me->account, &party));
    *may_open = party.n > 0;
    return RC_OK;
}

static enum rc annex_read_tx(struct db *tx, void *event) { return event_add(tx, event); }

/* First the record, then the words: nobody reads unrecorded. */
enum rc listing_annex_open(struct req *r, const struct reader *me, const struct listing_by_id *row, struct str *plain)
{
    struct listing_annex_of sealed;
    bool may_open;
    *plain = STR_NONE;
    TRY(listing_annex_may(r, me, row, &may_open));
    if (!row->has_annex) return RC_NONE;
    if (!may_open) return RC_DENIED;
    TRY(listing_annex_of(r->db, row->id, &sealed));
    struct event e = event_of(r, "annex_read", "listing", row->id, S(""));
    TRY(db_tx(r->db, annex_read_tx, &e));
    return secret_open(r->arena, r->app->keys, "listing_annex", annex_place(r->arena, row->id), sealed.body_cipher, plain, &r->err);
}

/* ---- figures for others ---- */

enum rc docking_months(struct db *db, struct docking_months *months)
{
    struct listing_count_days_rows rows;
    *months = (struct docking_months){ 0 };
    TRY(listing_count_days(db, CITY_OFFSET_MS, DAY_MS, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct str month = str_sub(date_str(db->arena, rows.v[i].day), 0, 7);
        struct docking_month *m = NULL;
        for (size_t k = months->n; k-- > 0 && !m && str_eq(months->v[k].month, month);)
            if (str_eq(months->v[k].side, rows.v[i].side) && str_eq(months->v[k].kind, rows.v[i].kind)) m = &months->v[k];
        if (!m) {
            m = PUSH(db->arena, months);
            *m = (struct docking_month){ month, rows.v[i].side, rows.v[i].kind, 0 };
        }
        m->n += rows.v[i].n;
    }
    return RC_OK;
}
