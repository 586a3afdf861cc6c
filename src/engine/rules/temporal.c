/* temporal.c: making, reading, comparing and computing with dates and times.
** Sums run in 128-bit nanoseconds, so nothing overflows on the way. */
#include "engine/rules/temporal.h"

static const __int128 NS = 1000000000;
enum { DAY = 86400 };

/* A duration fits when its seconds, or months, fit int64 with either sign. */
bool temporal_days_of_ns(__int128 ns, struct days_duration *r)
{
    __int128 s = ns / NS;
    if (s > INT64_MAX || s < -INT64_MAX) return false;
    *r = (struct days_duration){ (int64_t)s, (int)(ns % NS) };
    return true;
}

__int128 temporal_ns(struct days_duration d) { return (__int128)d.s * NS + d.ns; }

bool temporal_date(int64_t y, int64_t m, int64_t d, struct date *r)
{
    if (y < -TEMPORAL_YEAR_MAX || y > TEMPORAL_YEAR_MAX || m < 1 || m > 12 || d < 1 || d > 31 || !date_valid(y, (int)m, (int)d))
        return false;
    *r = (struct date){ y, (int)m, (int)d };
    return true;
}

bool temporal_time(int64_t h, int64_t m, struct number s, const struct days_duration *offset, struct time_of_day *r)
{
    struct number whole, part, billion = number_int(1000000000);
    int64_t seconds, ns;
    if (h < 0 || h > 23 || m < 0 || m > 59) return false;
    must(number_round(s, 0, NUMBER_DOWN, &whole));
    must(number_sub(s, whole, &part));                            /* less than one */
    must(number_mul(part, billion, &part));
    must(number_round(part, 0, NUMBER_DOWN, &part));
    must(number_to_int(part, &ns));
    if (!number_to_int(whole, &seconds) || seconds < 0 || seconds > 59 || ns < 0) return false;
    struct zone_ref zone = { 0 };
    if (offset) {
        if (offset->ns || offset->s <= -19 * 3600 || offset->s >= 19 * 3600) return false;
        zone = (struct zone_ref){ .kind = ZONE_OFFSET, .offset = (int)offset->s };
    }
    *r = (struct time_of_day){ (int)h, (int)m, (int)seconds, (int)ns, zone };
    return true;
}

struct date_time temporal_at(struct date d, struct time_of_day t) { return (struct date_time){ d, t }; }

struct date_time temporal_midnight_utc(struct date d)
{
    return (struct date_time){ d, { .zone = { .kind = ZONE_OFFSET } } };
}

int64_t temporal_day_number(struct date d) { return date_days(d.y, d.m, d.d); }

static bool date_of(__int128 days, struct date *r)
{
    if (days > (__int128)TEMPORAL_YEAR_MAX * 367 || days < -(__int128)TEMPORAL_YEAR_MAX * 367) return false;
    struct ymd t = date_ymd((int64_t)days);
    return temporal_date(t.y, t.m, t.d, r);
}

static int64_t second_of_day(struct time_of_day t) { return t.h * 3600 + t.m * 60 + t.s; }

static struct time_of_day time_of(int64_t second, int ns, struct zone_ref z)
{
    return (struct time_of_day){ (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60), ns, z };
}

bool temporal_offset(struct zone_ref z, const struct date *on, int *seconds)
{
    if (z.kind == ZONE_LOCAL) return false;
    *seconds = z.kind == ZONE_OFFSET ? z.offset : zone_offset_local(z.zone, (on ? temporal_day_number(*on) : 0) * DAY);
    return true;
}

static __int128 local_ns(struct date_time t)
{
    return ((__int128)temporal_day_number(t.date) * DAY + second_of_day(t.time)) * NS + t.time.ns;
}

/* Nanoseconds since 1970 of a zoned value; of a local one as if UTC. */
static __int128 instant_ns(struct date_time t)
{
    __int128 local = local_ns(t);
    if (t.time.zone.kind == ZONE_OFFSET) return local - t.time.zone.offset * NS;
    if (t.time.zone.kind == ZONE_NAMED)
        return local - zone_offset_local(t.time.zone.zone, temporal_day_number(t.date) * DAY + second_of_day(t.time)) * NS;
    return local;
}

static bool date_time_of_local(__int128 ns, struct zone_ref z, struct date_time *r)
{
    __int128 day = ns / (DAY * NS), rest = ns % (DAY * NS);
    if (rest < 0) { rest += DAY * NS; day--; }
    r->time = time_of((int64_t)(rest / NS), (int)(rest % NS), z);
    return date_of(day, &r->date);
}

struct date_time temporal_of_instant(int64_t ms, const struct zone *z)
{
    struct date_time t;
    struct zone_ref ref = z ? (struct zone_ref){ ZONE_NAMED, 0, z } : (struct zone_ref){ .kind = ZONE_OFFSET };
    int64_t seconds = ms / 1000 - (ms % 1000 < 0);
    int offset = z ? zone_offset_at(z, seconds) : 0;
    must(date_time_of_local((__int128)ms * 1000000 + offset * NS, ref, &t));
    return t;
}

int temporal_weekday(struct date d) { int64_t w = (temporal_day_number(d) + 3) % 7; return (int)(w < 0 ? w + 7 : w) + 1; }
int temporal_day_of_year(struct date d) { return (int)(temporal_day_number(d) - date_days(d.y, 1, 1)) + 1; }
int temporal_last_day(struct date d) { return date_month_len(d.y, d.m); }

int temporal_week_of_year(struct date d)
{
    int64_t thursday = temporal_day_number(d) + 4 - temporal_weekday(d);   /* a week belongs to the year of its Thursday */
    return (int)((thursday - date_days(date_ymd(thursday).y, 1, 1)) / 7) + 1;
}

/* ---- comparing ---- */

bool temporal_same_zone(struct zone_ref x, struct zone_ref y)
{
    if (x.kind != y.kind) return false;
    return x.kind == ZONE_LOCAL || (x.kind == ZONE_OFFSET ? x.offset == y.offset : str_eq(zone_name(x.zone), zone_name(y.zone)));
}

static bool comparable(struct zone_ref x, struct zone_ref y) { return (x.kind == ZONE_LOCAL) == (y.kind == ZONE_LOCAL); }

int temporal_date_cmp(struct date x, struct date y)
{
    int64_t a = temporal_day_number(x), b = temporal_day_number(y);
    return a < b ? -1 : a > b;
}

static int64_t time_ns(struct time_of_day t)
{
    int offset = 0;
    temporal_offset(t.zone, NULL, &offset);
    return (second_of_day(t) - offset) * 1000000000 + t.ns;
}

int temporal_time_less(struct time_of_day x, struct time_of_day y) { return comparable(x.zone, y.zone) ? time_ns(x) < time_ns(y) : -1; }
int temporal_time_equal(struct time_of_day x, struct time_of_day y) { return comparable(x.zone, y.zone) ? time_ns(x) == time_ns(y) : -1; }
int temporal_date_time_less(struct date_time x, struct date_time y)
{
    return comparable(x.time.zone, y.time.zone) ? instant_ns(x) < instant_ns(y) : -1;
}
int temporal_date_time_equal(struct date_time x, struct date_time y)
{
    return comparable(x.time.zone, y.time.zone) ? instant_ns(x) == instant_ns(y) : -1;
}

/* ---- computing ---- */

bool temporal_date_add_months(struct date d, struct months_duration m, struct date *r)
{
    int64_t total;
    if (__builtin_add_overflow(d.y * 12 + d.m - 1, m.months, &total)) return false;
    int64_t y = total / 12 - (total % 12 < 0);
    if (y < -TEMPORAL_YEAR_MAX || y > TEMPORAL_YEAR_MAX) return false;
    int month = (int)(total - y * 12) + 1, last = date_month_len(y, month);
    return temporal_date(y, month, d.d < last ? d.d : last, r);
}

bool temporal_date_add_days(struct date d, struct days_duration n, struct date *r)
{
    struct date_time t;
    return date_time_of_local(local_ns((struct date_time){ .date = d }) + temporal_ns(n), (struct zone_ref){ 0 }, &t)
        && (*r = t.date, true);
}

bool temporal_date_time_add_months(struct date_time t, struct months_duration m, struct date_time *r)
{
    struct date d;
    if (!temporal_date_add_months(t.date, m, &d)) return false;
    *r = (struct date_time){ d, t.time };
    return true;
}

bool temporal_date_time_add_days(struct date_time t, struct days_duration n, struct date_time *r)
{
    struct zone_ref z = t.time.zone;
    if (z.kind != ZONE_NAMED) return date_time_of_local(local_ns(t) + temporal_ns(n), z, r);
    __int128 at = instant_ns(t) + temporal_ns(n), seconds = at / NS - (at % NS < 0);
    if (seconds > INT64_MAX || seconds < INT64_MIN) return false;
    return date_time_of_local(at + zone_offset_at(z.zone, (int64_t)seconds) * NS, z, r);
}

bool temporal_time_add(struct time_of_day t, struct days_duration n, struct time_of_day *r)
{
    __int128 ns = ((__int128)second_of_day(t) * NS + t.ns + temporal_ns(n)) % (DAY * NS);
    if (ns < 0) ns += DAY * NS;
    *r = time_of((int64_t)(ns / NS), (int)(ns % NS), t.zone);
    return true;
}

bool temporal_date_time_sub(struct date_time x, struct date_time y, struct days_duration *r)
{
    return comparable(x.time.zone, y.time.zone) && temporal_days_of_ns(instant_ns(x) - instant_ns(y), r);
}

bool temporal_time_sub(struct time_of_day x, struct time_of_day y, struct days_duration *r)
{
    return comparable(x.zone, y.zone) && temporal_days_of_ns((__int128)time_ns(x) - time_ns(y), r);
}

bool temporal_days_add(struct days_duration x, struct days_duration y, struct days_duration *r)
{
    return temporal_days_of_ns(temporal_ns(x) + temporal_ns(y), r);
}

bool temporal_months_add(struct months_duration x, struct months_duration y, struct months_duration *r)
{
    return !__builtin_add_overflow(x.months, y.months, &r->months) && r->months != INT64_MIN;
}

static bool scale(struct number x, struct number f, bool divide, struct number *r)
{
    return divide ? number_div(x, f, r) : number_mul(x, f, r);
}

/* Seconds with nine decimals as a number: nineteen digits before the point, nine behind. */
static struct number days_number(struct days_duration x)
{
    struct number r;
    must(number_div(number_int(x.ns), number_int(1000000000), &r));
    must(number_add(number_int(x.s), r, &r));
    return r;
}

bool temporal_days_scale(struct days_duration x, struct number f, bool divide, struct days_duration *r)
{
    struct number n, whole, part;
    int64_t s, ns;
    if (!scale(days_number(x), f, divide, &n)) return false;
    must(number_round(n, 0, NUMBER_DOWN, &whole));
    if (!number_to_int(whole, &s) || s == INT64_MIN) return false;
    must(number_sub(n, whole, &part));                            /* less than one */
    must(number_mul(part, number_int(1000000000), &part));
    must(number_round(part, 0, NUMBER_DOWN, &part));
    must(number_to_int(part, &ns));
    *r = (struct days_duration){ s, (int)ns };
    return true;
}

bool temporal_months_scale(struct months_duration x, struct number f, bool divide, struct months_duration *r)
{
    struct number n;
    if (!scale(number_int(x.months), f, divide, &n)) return false;
    must(number_round(n, 0, NUMBER_DOWN, &n));
    return number_to_int(n, &r->months) && r->months != INT64_MIN;
}

bool temporal_days_ratio(struct days_duration x, struct days_duration y, struct number *r)
{
    return number_div(days_number(x), days_number(y), r);
}

bool temporal_months_ratio(struct months_duration x, struct months_duration y, struct number *r)
{
    return number_div(number_int(x.months), number_int(y.months), r);
}

struct days_duration temporal_days_neg(struct days_duration x) { return (struct days_duration){ -x.s, -x.ns }; }
struct months_duration temporal_months_neg(struct months_duration x) { return (struct months_duration){ -x.months }; }

struct months_duration temporal_months_between(struct date_time from, struct date_time to)
{
    __int128 x = local_ns(from), y = local_ns(to);
    bool back = y < x;
    struct date_time a = back ? to : from, b = back ? from : to;
    int64_t months = (b.date.y - a.date.y) * 12 + b.date.m - a.date.m;
    __int128 rest_a = ((__int128)a.date.d * DAY + second_of_day(a.time)) * NS + a.time.ns;
    __int128 rest_b = ((__int128)b.date.d * DAY + second_of_day(b.time)) * NS + b.time.ns;
    if (rest_b < rest_a) months--;
    return (struct months_duration){ back ? -months : months };
}
