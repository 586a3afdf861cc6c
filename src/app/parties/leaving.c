/* leaving.c: what the privacy notice promises about closed accounts, done by the worker.
**
**     closed --- erase_after_days ---> erased --- trim_log_after_days after the closing ---> the log's addresses gone, too
**
** Erased: the person's row says nothing but kind and district, which statistics rest on; the sealed fields, the words of her
** own listings, her searches, notices, memberships and ways in are gone. Events, cases and listings stay with their ids. The days
** stand in the table setting. Her own listings were closed when the account was (src/app/docking/listing_left.c).
**
** Each account is a transaction of its own, which looks again; a tick done twice does nothing twice. */
#include "account_sql.h"
#include "app/parties/inner.h"
#include "leaving_sql.h"
#include "session_sql.h"
#include "tokens_sql.h"

enum { BATCH = 50, DAYS_MOST = 36500 };

/* No such setting, or no number: nothing is erased, and that is told. */
enum rc leaving_days(struct db *db, const char *name, int64_t *days)
{
    struct setting_get s;
    TRY(setting_get(db, str_from(name), &s));
    if (!str_int(s.value, days) || *days < 0 || *days > DAYS_MOST) return fail(&db->err, RC_INPUT, "setting %s is no number of days", name);
    return RC_OK;
}

struct leaving { int64_t account, now; struct str login, email; struct event event; };

static enum rc erase_tx(struct db *tx, void *arg)
{
    const struct leaving *l = arg;
    TRY(leaving_account(tx, l->account, l->login, l->now));
    if (tx->changes != 1) return RC_OK;                             /* opened again, or another process was faster */
    TRY(leaving_person(tx, l->account));
    TRY(leaving_annexes(tx, l->account));
    TRY(leaving_listings(tx, l->account));
    TRY(leaving_parties(tx, l->account));
    TRY(leaving_roles(tx, l->account));
    TRY(leaving_members(tx, l->account));
    TRY(leaving_searches(tx, l->account));
    TRY(leaving_calendars(tx, l->account));
    TRY(leaving_objections(tx, l->account));
    TRY(leaving_job_objections(tx, l->account));
    TRY(leaving_notices(tx, l->account));
    if (l->email.n) TRY(leaving_mails(tx, l->email));
    TRY(session_end_others(tx, l->account, 0));
    TRY(reset_end_all(tx, l->account));
    TRY(token_end_all(tx, l->account));
    TRY(recovery_end_all(tx, l->account));
    return event_add(tx, &l->event);
}

static enum rc erase_due(struct app *app, struct db *db, int64_t now)
{
    struct leaving_due_rows rows;
    int64_t days;
    TRY(leaving_days(db, "erase_after_days", &days));
    TRY(leaving_due(db, now - days * DAY_MS, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct leaving l = { rows.v[i].id, now, str_printf(db->arena, "closed-%lld", (long long)rows.v[i].id), rows.v[i].email,
            event_own(app, now, "erased", "account", rows.v[i].id, S("")) };
        TRY(db_tx(db, erase_tx, &l));
    }
    return RC_OK;
}

static enum rc trim_tx(struct db *tx, void *arg)
{
    const struct leaving *l = arg;
    TRY(leaving_trimmed(tx, l->account, l->now));
    if (tx->changes != 1) return RC_OK;
    TRY(leaving_log_by(tx, l->account));
    return leaving_log_about(tx, l->account);
}

static enum rc trim_due(struct db *db, int64_t now)
{
    struct leaving_logs_due_rows rows;
    int64_t days;
    TRY(leaving_days(db, "trim_log_after_days", &days));
    TRY(leaving_logs_due(db, now - days * DAY_MS, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct leaving l = { .account = rows.v[i].id, .now = now };
        TRY(db_tx(db, trim_tx, &l));
    }
    return RC_OK;
}

enum rc parties_tick(struct app *app, struct db *db, int64_t now)
{
    TRY(erase_due(app, db, now));
    return trim_due(db, now);
}
