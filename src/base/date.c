/* date.c: day numbers by H. Hinnant's era arithmetic (days_from_civil). */
#include "base/base.h"

int64_t date_days(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct ymd date_ymd(int64_t z)
{
    z += 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int m = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct ymd){ yoe + era * 400 + (m <= 2), m, (int)(doy - (153 * mp + 2) / 5 + 1) };
}

int date_month_len(int64_t y, int m)
{
    static const int len[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    must(m >= 1 && m <= 12);
    return len[m - 1] + (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

bool date_valid(int64_t y, int m, int d) { return m >= 1 && m <= 12 && d >= 1 && d <= date_month_len(y, m); }

bool date_parse(struct str s, int64_t *days)
{
    int64_t y, m, d;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || s.p[0] == '-') return false;
    if (!str_int(str_sub(s, 0, 4), &y) || !str_int(str_sub(s, 5, 2), &m) || !str_int(str_sub(s, 8, 2), &d)) return false;
    if (m < 0 || d < 0 || !date_valid(y, (int)m, (int)d)) return false;
    *days = date_days(y, (int)m, (int)d);
    return true;
}

struct str date_str(struct arena *a, int64_t days)
{
    struct ymd t = date_ymd(days);
    return str_printf(a, "%04lld-%02d-%02d", (long long)t.y, t.m, t.d);
}

int64_t date_add_months(int64_t days, int64_t months)
{
    struct ymd t = date_ymd(days);
    int64_t total = t.y * 12 + (t.m - 1) + months;
    int64_t y = (total >= 0 ? total : total - 11) / 12;
    int m = (int)(total - y * 12) + 1, len = date_month_len(y, m);
    return date_days(y, m, t.d < len ? t.d : len);
}

int64_t date_months_between(int64_t from, int64_t to)
{
    struct ymd f = date_ymd(from), t = date_ymd(to);
    int64_t n = (t.y - f.y) * 12 + (t.m - f.m);
    return n - (date_add_months(from, n) > to);
}

int64_t instant_now(void)
{
    struct timespec ts;
    must(clock_gettime(CLOCK_REALTIME, &ts) == 0);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int64_t instant_day(int64_t ms) { return floor_div(ms + CITY_OFFSET_MS, DAY_MS); }

struct str instant_str(struct arena *a, int64_t ms)
{
    int64_t day = instant_day(ms), rest = ms + CITY_OFFSET_MS - day * DAY_MS;
    struct ymd t = date_ymd(day);
    return str_printf(a, "%04lld-%02d-%02d %02d:%02d", (long long)t.y, t.m, t.d,
        (int)(rest / 3600000), (int)(rest / 60000 % 60));
}
