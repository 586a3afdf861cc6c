/* demo_publish.c: what the sample city has published, by the rules of anybody's publications: proposed by the analyst, signed by the
** leader, of periods that were over.
**
**     the last year that is over   final         some weeks after it
**     the year to a month          preliminary   twelve days after the month
**          a late return of that month is let in: the figures move
**     the same                     final         with the reason
**     the year to the last month   preliminary   today */
#include "app/indicators/indicators.h"
#include "cli/demo.h"
#include "demo_sql.h"
#include "web/web.h"

enum { LATE_MONTHS = 4, YEAR_DAYS = 45 };
#define HOUR_MS INT64_C(3600000)

struct press { struct app *app; struct db *db; const struct demo *d; int64_t next, asker, signer; };

static enum rc publish(struct press *p, struct str period, const char *kind, const char *note, int64_t asked, int64_t signed_ms,
    bool *changed)
{
    struct release_by_two x = { period, str_from(kind), str_from(note), p->next, p->asker, p->signer, asked, signed_ms };
    p->next += 3;
    return release_both(p->app, p->db, &x, changed);
}

static struct str to_date(struct arena *a, int64_t month) { return str_printf(a, "%04d-%02d-ytd", (int)(month / 100), (int)(month % 100)); }
static int64_t morning(int64_t day, int hour) { return day * DAY_MS + (hour - 8) * HOUR_MS; }          /* by the city's clock */

static enum rc year_that_is_over(struct press *p, int64_t today)
{
    int64_t year = date_ymd(today).y - 1;
    bool changed;
    if (date_days((int)year + 1, 1, 1) + YEAR_DAYS >= today) year--;
    int64_t day = date_days((int)year + 1, 1, 1) + YEAR_DAYS - 1;
    return publish(p, str_printf(p->db->arena, "%d", (int)year), "final", "", morning(day, 10), morning(day, 15), &changed);
}

/* Twice; in between something comes in that belongs to it. */
static enum rc month_that_is_corrected(struct press *p, int64_t running)
{
    struct demo_late_return late;
    bool changed;
    enum rc rc = demo_late_return(p->db, month_plus(running, -1 - LATE_MONTHS), month_plus(running, -2), &late);
    if (rc != RC_OK && rc != RC_NONE) return rc;
    int64_t month = rc == RC_OK ? late.period : month_plus(running, -2), day = month_first(month_plus(month, 1)) + 11;
    struct str period = to_date(p->db->arena, month);
    TRY(publish(p, period, "preliminary", "", morning(day, 10), morning(day, 16), &changed));
    if (rc == RC_OK) TRY(demo_filings_admit(p->app, p->db, p->d, late.id, morning(day + 6, 11)));
    return publish(p, period, "final", rc == RC_OK ? "一家载体的迟报经核准后计入（演示）。" : "", morning(day + 13, 10),
        morning(day + 14, 9), &changed);
}

/* The whole sample is of one moment; what is published on the first of a month is published between midnight and now. */
enum rc demo_publish(struct app *app, struct db *db, const struct demo *d)
{
    struct press p = { app, db, d, demo_ids_at(d->now - 79 * DAY_MS), demo_login(d, "analyst")->account, demo_login(d, "leader")->account };
    int64_t today = instant_day(d->now), running = month_of_day(today), since = d->now - morning(today, 0);
    bool changed;
    TRY(year_that_is_over(&p, today));
    TRY(month_that_is_corrected(&p, running));
    return publish(&p, to_date(db->arena, month_plus(running, -1)), "preliminary", "", d->now - since / 2, d->now - since / 4, &changed);
}
