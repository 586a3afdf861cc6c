/* temporal.h: the dates, times and durations of FEEL (DMN 10.3.2.3.4 to .9).
**
** Plain structs; every function gives valid ones. Parsing is strict and takes
** the whole string. Years run from -999,999,999 to 999,999,999.
**
** Comparing: values with an offset or a zone compare as instants, values
** without one as local; one of each is not comparable. */
#ifndef RULES_TEMPORAL_H
#define RULES_TEMPORAL_H
#include "engine/rules/number.h"
#include "engine/rules/zone.h"

enum { TEMPORAL_YEAR_MAX = 999999999 };
enum zone_kind { ZONE_LOCAL, ZONE_OFFSET, ZONE_NAMED };
struct zone_ref { enum zone_kind kind; int offset; const struct zone *zone; };  /* offset in seconds east */

struct date { int64_t y; int m, d; };
struct time_of_day { int h, m, s, ns; struct zone_ref zone; };
struct date_time { struct date date; struct time_of_day time; };
struct days_duration { int64_t s; int ns; };                   /* both of one sign, |ns| < 10^9 */
struct months_duration { int64_t months; };

/* Parsing. zones may be NULL: then named zones are unknown and refused. */
bool temporal_parse_date(struct str s, struct date *r);                                    /* 2017-08-10 */
bool temporal_parse_time(struct str s, struct zones *z, struct time_of_day *r);            /* 10:20:00[.5][Z|+01:00|@Europe/Paris] */
/* both with T between; 24:00:00 is the next day's start */
bool temporal_parse_date_time(struct str s, struct zones *z, struct date_time *r);
bool temporal_parse_days(struct str s, struct days_duration *r);                           /* -P1DT2H3M4.5S */
bool temporal_parse_months(struct str s, struct months_duration *r);                       /* P1Y2M */

/* Canonical text; what the parsers above read back. */
void temporal_put_date(struct out *o, struct date d);
void temporal_put_time(struct out *o, struct time_of_day t);
void temporal_put_date_time(struct out *o, struct date_time t);
void temporal_put_days(struct out *o, struct days_duration d);
void temporal_put_months(struct out *o, struct months_duration d);

/* Making. false when a part is out of range. */
bool temporal_date(int64_t y, int64_t m, int64_t d, struct date *r);
bool temporal_time(int64_t h, int64_t m, struct number s, const struct days_duration *offset,
    struct time_of_day *r); /* offset NULL: local */
struct date_time temporal_at(struct date d, struct time_of_day t);
struct date_time temporal_midnight_utc(struct date d);          /* what a date is as date and time */
struct date_time temporal_of_instant(int64_t ms, const struct zone *z);  /* z NULL: UTC */
bool temporal_days_of_ns(__int128 ns, struct days_duration *r);

/* Reading. */
/* false for local; a named zone without a date takes 1970-01-01 */
bool temporal_offset(struct zone_ref z, const struct date *on, int *seconds);
int temporal_weekday(struct date d);                            /* 1 Monday .. 7 Sunday */
int temporal_day_of_year(struct date d);
int temporal_week_of_year(struct date d);                       /* ISO 8601 */
int temporal_last_day(struct date d);
int64_t temporal_day_number(struct date d);                     /* since 1970-01-01 */
__int128 temporal_ns(struct days_duration d);

/* Equal and ordered: -1 not comparable, else 0 or 1. */
int temporal_date_cmp(struct date x, struct date y);            /* -1 0 1, always comparable */
int temporal_time_less(struct time_of_day x, struct time_of_day y);
int temporal_time_equal(struct time_of_day x, struct time_of_day y);
int temporal_date_time_less(struct date_time x, struct date_time y);
int temporal_date_time_equal(struct date_time x, struct date_time y);
bool temporal_same_zone(struct zone_ref x, struct zone_ref y);  /* the same form, not only the same offset */

/* Arithmetic; false when a result is out of range or operands do not fit together (local with zoned). */
bool temporal_date_add_months(struct date d, struct months_duration m, struct date *r);     /* day clipped to the month's end */
bool temporal_date_add_days(struct date d, struct days_duration n, struct date *r);         /* from midnight; the time left is dropped */
bool temporal_date_time_add_months(struct date_time t, struct months_duration m, struct date_time *r);
bool temporal_date_time_add_days(struct date_time t, struct days_duration n, struct date_time *r);
bool temporal_time_add(struct time_of_day t, struct days_duration n, struct time_of_day *r);  /* round the clock */
bool temporal_date_time_sub(struct date_time x, struct date_time y, struct days_duration *r);
bool temporal_time_sub(struct time_of_day x, struct time_of_day y, struct days_duration *r);
bool temporal_days_add(struct days_duration x, struct days_duration y, struct days_duration *r);
bool temporal_months_add(struct months_duration x, struct months_duration y, struct months_duration *r);
bool temporal_days_scale(struct days_duration x, struct number f, bool divide, struct days_duration *r);
/* whole months, towards zero */
bool temporal_months_scale(struct months_duration x, struct number f, bool divide, struct months_duration *r);
bool temporal_days_ratio(struct days_duration x, struct days_duration y, struct number *r);
bool temporal_months_ratio(struct months_duration x, struct months_duration y, struct number *r);
struct days_duration temporal_days_neg(struct days_duration x);
struct months_duration temporal_months_neg(struct months_duration x);
struct months_duration temporal_months_between(struct date_time from, struct date_time to);  /* whole months, towards zero */
#endif
