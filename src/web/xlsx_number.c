/* xlsx_number.c: a number as Excel shows it, a serial as a date.
**
** A workbook knows no dates: 46086 is 2026-03-05 when its style says so. Day 1
** is 1900-01-01, and there is a 1900-02-29 that never was (day 60, inherited
** from Lotus 1-2-3), so the days before it count from 1899-12-31 and those
** behind it from 1899-12-30. Macs once counted from 1904-01-01 as day 0.
*/
#include "web/xlsx_inner.h"
#include <math.h>

enum { FALSE_LEAP_DAY = 60, LAST_DAY = 2958465 /* 9999-12-31 */, DAY_1904 = 1462, DAY_SECONDS = 86400 };

enum xlsx_form xlsx_form_builtin(int64_t id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
        return FORM_DATE;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 || id == 56) return FORM_TIME;
    return id == 46 ? FORM_SPAN : FORM_PLAIN;
}

/* Letters that count stand outside quotes, brackets and escapes; only the first section, for positive numbers, counts. */
enum xlsx_form xlsx_form_of(struct str code)
{
    bool date = false, month = false, time = false, span = false, zeros = true;
    size_t digits = 0;
    for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) {
        char c = code.p[i] >= 'A' && code.p[i] <= 'Z' ? (char)(code.p[i] + 32) : code.p[i];
        zeros &= c == '0';
        digits++;
        if (c == '"') { while (++i < code.n && code.p[i] != '"') continue; continue; }
        if (c == '\\' || c == '_' || c == '*') { i++; continue; }
        if (c == '[') {
            size_t from = ++i;
            while (i < code.n && code.p[i] != ']') i++;
            struct str in = str_sub(code, from, i - from);
            span |= in.n && in.n <= 2 && strchr("hHmMsS", in.p[0]) && strchr("hHmMsS", in.p[in.n - 1]);
            continue;
        }
        date |= c == 'y' || c == 'd';
        month |= c == 'm';
        time |= c == 'h' || c == 's';
    }
    if (span) return FORM_SPAN;
    if (date || (month && !time)) return FORM_DATE;
    if (time) return FORM_TIME;
    return zeros && digits > 1 && digits <= 15 ? (enum xlsx_form)(FORM_ZEROS + digits) : FORM_PLAIN;
}

/* 15 digits, as Excel: what was typed comes back, and 0.1 + 0.2 is 0.3. */
static struct str plain(struct arena *a, double d)
{
    char buf[64];
    if (d == floor(d) && fabs(d) < 1e15) return str_printf(a, "%.0f", d == 0 ? 0 : d);
    snprintf(buf, sizeof buf, "%.15g", d);
    char *power = strchr(buf, 'e');
    if (power) *power = 'E';
    if (power && fabs(d) >= 1e-9 && fabs(d) < 1) {          /* 0.00001, which C writes as 1e-05 */
        int n = snprintf(buf, sizeof buf, "%.*f", 14 - (int)floor(log10(fabs(d))), d);
        while (n > 0 && buf[n - 1] == '0') n--;
        buf[n] = 0;
    }
    return str_printf(a, "%s", buf);
}

static struct str clock_text(struct arena *a, int64_t hours, int64_t seconds)
{
    int m = (int)(seconds / 60 % 60), s = (int)(seconds % 60);
    return s ? str_printf(a, "%02lld:%02d:%02d", (long long)hours, m, s) : str_printf(a, "%02lld:%02d", (long long)hours, m);
}

static struct str moment(struct arena *a, double d, enum xlsx_form form, bool from_1904)
{
    if (!(d >= 0 && d < LAST_DAY + 1)) return plain(a, d);             /* Excel shows ##### */
    int64_t day = (int64_t)floor(d), seconds = (int64_t)llround((d - floor(d)) * DAY_SECONDS);
    if (seconds == DAY_SECONDS) { day++; seconds = 0; }
    if (form == FORM_SPAN) return clock_text(a, day * 24 + seconds / 3600, seconds);
    struct str time = seconds || form == FORM_TIME ? clock_text(a, seconds / 3600, seconds) : STR_NONE;
    if (from_1904) day += DAY_1904;
    if (day == 0 || (form == FORM_TIME && from_1904 && day == DAY_1904)) return time.n ? time : plain(a, d);
    if (day > LAST_DAY) return plain(a, d);
    if (form == FORM_TIME && !seconds) time = STR_NONE;
    struct str date = day == FALSE_LEAP_DAY ? S("1900-02-29") : date_str(a, date_days(1899, 12, day < FALSE_LEAP_DAY ? 31 : 30) + day);
    return time.n ? str_printf(a, "%.*s %.*s", STR_FMT(date), STR_FMT(time)) : date;
}

static bool number_read(struct str s, double *d)
{
    char buf[64], *end;
    if (s.n == 0 || s.n >= sizeof buf) return false;
    for (size_t i = 0; i < s.n; i++) if (!strchr("0123456789+-.eE", s.p[i]) || !s.p[i]) return false;
    memcpy(buf, s.p, s.n);
    buf[s.n] = 0;
    *d = strtod(buf, &end);
    return end == buf + s.n && isfinite(*d);
}

bool xlsx_number(struct arena *a, struct str text, enum xlsx_form form, bool from_1904, struct str *shown)
{
    double d;
    if (!number_read(str_trim(text), &d)) return false;
    if (form > FORM_ZEROS && d == floor(d) && d >= 0 && d < 1e15) *shown = str_printf(a, "%0*.0f", (int)form - FORM_ZEROS, d);
    else if (form == FORM_PLAIN || form >= FORM_ZEROS) *shown = plain(a, d);
    else *shown = moment(a, d, form, from_1904);
    return true;
}
