/* date.h: civil dates (proleptic Gregorian) as day numbers, and instants.
** A date is TEXT 'YYYY-MM-DD' in the database and on pages, a day number in
** arithmetic: days since 1970-01-01. An instant is milliseconds since then,
** UTC. The city's own time is UTC+8 and has had no other offset since 1991. */
#ifndef BASE_DATE_H
#define BASE_DATE_H
#include "base/str.h"

struct ymd { int64_t y; int m, d; };

enum { CITY_OFFSET_MS = 8 * 3600 * 1000 };
#define DAY_MS (INT64_C(24) * 3600 * 1000)                         /* a day of an instant */

int64_t date_days(int64_t y, int m, int d);                       /* day number; y m d must be valid */
struct ymd date_ymd(int64_t days);
bool date_valid(int64_t y, int m, int d);
int date_month_len(int64_t y, int m);
bool date_parse(struct str s, int64_t *days);                     /* exactly YYYY-MM-DD and a real day */
struct str date_str(struct arena *a, int64_t days);               /* YYYY-MM-DD */
int64_t date_add_months(int64_t days, int64_t months);            /* 31 January + 1 = 28 or 29 February */
int64_t date_months_between(int64_t from, int64_t to);            /* whole months, floor; negative when to < from */
int64_t instant_now(void);                                        /* ms; the only clock: not for engines or db_tx */
int64_t instant_day(int64_t ms);                                  /* the city's day of an instant */
struct str instant_str(struct arena *a, int64_t ms);              /* city time, YYYY-MM-DD HH:MM */
#endif
