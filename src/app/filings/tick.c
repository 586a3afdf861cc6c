/* tick.c: what time does to filings: a period opens, somebody is reminded, an upload nobody took is forgotten. */
#include "app/filings/inner.h"

enum { BATCH = 200 };

static enum rc seed_tx(struct db *tx, void *arg) { (void)arg; return filings_seed(tx); }

enum rc filings_start(struct app *app, struct db *db, void **state)
{
    struct returns *all = NEW(&app->arena, struct returns);
    TRY(db_tx(db, seed_tx, NULL));
    TRY(returns_load(&app->arena, db, all));
    *state = all;
    return RC_OK;
}

/* ---- periods ---- */

static enum rc period_open(struct app *app, struct db *db, const struct ret_form *f, int64_t period, int64_t now)
{
    size_t opened;
    do {
        struct arena_mark mark = arena_mark(db->arena);
        int64_t *ids = NEWS(db->arena, int64_t, BATCH);
        for (size_t i = 0; i < BATCH; i++) ids[i] = id_new(now);
        struct event e = event_own(app, now, "opened", "return", period, S(""));
        struct filing_open_do o = { .all = returns_of(app), .form = f, .period = period, .now = now, .ids = ids, .n = BATCH, .event = &e };
        TRY(db_tx(db, filing_open_tx, &o));
        opened = o.opened;
        arena_rewind(db->arena, mark);
    } while (opened == BATCH);
    return RC_OK;
}

struct later { struct str form, day, today; int64_t period; struct event event; };
static enum rc later_tx(struct db *tx, void *arg)
{
    struct later *x = arg;
    TRY(filing_due_later(tx, x->form, x->period, x->day, x->today));
    return event_add(tx, &x->event);
}

/* The office has entered holidays after the period was opened: who has still time gets the days. */
static enum rc deadline_follows(struct app *app, struct db *db, const struct ret_form *f, int64_t period, int64_t due, int64_t now)
{
    struct filing_due_behind n;
    struct later x = { f->code, date_str(db->arena, due), date_str(db->arena, instant_day(now)), period,
        event_own(app, now, "postponed", "return", period, S("")) };
    TRY(filing_due_behind(db, x.form, period, x.day, x.today, &n));
    return n.n ? db_tx(db, later_tx, &x) : RC_OK;
}

static enum rc period_begins(struct app *app, struct db *db, const struct ret_form *f, int64_t period, int64_t now)
{
    int64_t due;
    TRY(period_due_read(db, f, period, &due));
    if (due < instant_day(now)) return RC_OK;
    TRY(period_open(app, db, f, period, now));
    return deadline_follows(app, db, f, period, due, now);
}

/* The period under way, and the one before as long as it is not due. */
static enum rc periods_open(struct app *app, struct db *db, int64_t now)
{
    const struct returns *all = returns_of(app);
    int64_t today = instant_day(now);
    for (size_t i = 0; i < all->forms.n; i++) {
        const struct ret_form *f = &all->forms.v[i];
        int64_t period = period_now(f, today), before = period_before(f, period);
        if (return_at(all, f->code, before) == f) TRY(period_begins(app, db, f, before, now));
        if (return_at(all, f->code, period) == f) TRY(period_begins(app, db, f, period, now));
    }
    return RC_OK;
}

/* ---- carriers that move ---- */

/* A return counts where its carrier lies at the month's end, as everything of a carrier does: one opened before the move goes along. */
static enum rc replace(struct app *app, struct db *db, const struct filing_misplaced *m, int64_t now)
{
    struct filing_by_id f;
    struct filing_version_of v;
    struct filled filled;
    TRY(filing_by_id(db, m->id, &f));
    const struct ret_form *form = return_version(returns_of(app), f.form, f.form_version);
    must(form);
    struct filing_replace x = { .all = returns_of(app),
        .id = f.id,
        .live = f.live,
        .division = m->division,
        .zone = m->zone,
        .event = event_own(app, now, "moved", "filing", f.id, S("")) };
    f.division = m->division;
    f.zone = m->zone;
    if (f.live) {
        TRY(filing_version_of(db, f.id, f.live, &v));
        TRY(filled_read(db, app->keys, form, v.id, &filled));
        x.claims = people_claims(db->arena, app->keys, &filled, &f, v.account, now);
    }
    return db_tx(db, filing_replace_tx, &x);
}

static enum rc returns_replace(struct app *app, struct db *db, int64_t now)
{
    struct filing_misplaced_rows rows;
    TRY(filing_misplaced(db, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct arena_mark mark = arena_mark(db->arena);
        if (!tick_goes_on(db, replace(app, db, &rows.v[i], now), "moving return", rows.v[i].id)) return RC_DOWN;
        arena_rewind(db->arena, mark);
    }
    return RC_OK;
}

/* ---- reminders ---- */

struct remind { const struct filing_to_remind *f; const char *kind; struct event event; int message; struct str zh, en; };

static enum rc remind_tx(struct db *tx, void *arg)
{
    struct remind *x = arg;
    struct filing_people_of_rows rows;
    TRY(filing_reminder_add(tx, x->f->id, str_from(x->kind), x->event.now));
    TRY(event_add(tx, &x->event));
    TRY(filing_people_of(tx, x->f->carrier, &rows));
    for (size_t i = 0; i < rows.n; i++)
        TRY(notice_add(tx, &x->event, rows.v[i].account, x->message, str_printf(tx->arena, "/filings/%lld", (long long)x->f->id), x->zh,
            x->en));
    return RC_OK;
}

static enum rc remind(struct app *app, struct db *db, const char *kind, int message, int64_t from, int64_t to, int64_t now)
{
    struct filing_to_remind_rows rows;
    TRY(filing_to_remind(db, str_from(kind), date_str(db->arena, from), date_str(db->arena, to), BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct ret_form *f = return_version(returns_of(app), rows.v[i].form, rows.v[i].form_version);
        if (!f) continue;
        struct remind x = { .f = &rows.v[i],
            .kind = kind,
            .message = message,
            .event = event_own(app, now, "reminded", "filing", rows.v[i].id, S("")) };
        x.zh = str_join(db->arena, filing_period_text(LANG_ZH, db->arena, f->yearly, rows.v[i].period), f->zh);
        x.en = str_printf(db->arena, "%.*s, %.*s", STR_FMT(f->en),
            STR_FMT(filing_period_text(LANG_EN, db->arena, f->yearly, rows.v[i].period)));
        enum rc rc = db_tx(db, remind_tx, &x);
        if (!tick_goes_on(db, rc, "reminder of filing", rows.v[i].id)) return rc;
    }
    return RC_OK;
}

/* ---- uploads ---- */

static enum rc sweep_tx(struct db *tx, void *arg) { return filing_upload_sweep(tx, *(int64_t *)arg - KEPT_MS); }

enum rc filings_tick(struct app *app, struct db *db, int64_t now)
{
    enum { EARLY = 5, AFTER = 10 };
    int64_t today = instant_day(now);
    struct filing_upload_old old;
    TRY(periods_open(app, db, now));
    TRY(returns_replace(app, db, now));
    TRY(remind(app, db, "before", T_filing_notice_before, today + 1, today + EARLY, now));
    TRY(remind(app, db, "due", T_filing_notice_due, today, today, now));
    TRY(remind(app, db, "after", T_filing_notice_after, today - AFTER, today - 1, now));
    TRY(filing_upload_old(db, now - KEPT_MS, &old));
    return old.n ? db_tx(db, sweep_tx, &now) : RC_OK;
}
