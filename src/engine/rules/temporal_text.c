/* temporal_text.c: dates, times and durations from text and back, strictly:
** two digits where the standard has two, no blanks, nothing left over. */
#include "engine/rules/temporal.h"

struct cursor { struct str s; size_t i; };

static bool take(struct cursor *c, char what)
{
    if (c->i >= c->s.n || c->s.p[c->i] != what) return false;
    c->i++;
    return true;
}

static bool at_end(const struct cursor *c) { return c->i == c->s.n; }
static size_t digits_ahead(const struct cursor *c)
{
    size_t n = 0;
    while (c->i + n < c->s.n && c->s.p[c->i + n] >= '0' && c->s.p[c->i + n] <= '9') n++;
    return n;
}

static bool two(struct cursor *c, int *v)
{
    if (digits_ahead(c) < 2) return false;
    *v = (c->s.p[c->i] - '0') * 10 + (c->s.p[c->i + 1] - '0');
    c->i += 2;
    return true;
}

/* Four to nine digits; more than four only without a zero in front. */
static bool read_date(struct cursor *c, struct date *r)
{
    bool minus = take(c, '-');
    size_t n = digits_ahead(c);
    int64_t y;
    int m, d;
    if (n < 4 || n > 9 || (n > 4 && c->s.p[c->i] == '0') || !str_int(str_sub(c->s, c->i, n), &y)) return false;
    c->i += n;
    if (minus && y == 0) return false;
    return take(c, '-') && two(c, &m) && take(c, '-') && two(c, &d) && temporal_date(minus ? -y : y, m, d, r);
}

/* bare: the point may stand alone, as in PT0.S, which the conformance kit wants read. */
static bool read_fraction(struct cursor *c, int *ns, bool bare)
{
    *ns = 0;
    if (!take(c, '.')) return true;
    size_t n = digits_ahead(c);
    if (n == 0) return bare;
    for (size_t k = 0; k < 9; k++) *ns = *ns * 10 + (k < n ? c->s.p[c->i + k] - '0' : 0);
    c->i += n;
    return true;
}

static bool read_zone(struct cursor *c, struct zones *z, struct zone_ref *r)
{
    *r = (struct zone_ref){ 0 };
    if (at_end(c)) return true;
    if (take(c, 'Z') || take(c, 'z')) { r->kind = ZONE_OFFSET; return true; }    /* the standard's own examples write 23:00:50z */
    if (take(c, '@')) {
        r->zone = zone_find(z, str_sub(c->s, c->i, c->s.n));
        r->kind = ZONE_NAMED;
        c->i = c->s.n;
        return r->zone != NULL;
    }
    int sign = take(c, '-') ? -1 : 1, h, m, s = 0;
    if (sign > 0 && !take(c, '+')) return false;
    if (!two(c, &h) || !take(c, ':') || !two(c, &m) || (take(c, ':') && !two(c, &s))) return false;
    if (h > 18 || m > 59 || s > 59 || (h == 18 && (m || s))) return false;
    r->kind = ZONE_OFFSET;
    r->offset = sign * (h * 3600 + m * 60 + s);
    return true;
}

static bool read_time(struct cursor *c, struct zones *z, struct time_of_day *r)
{
    if (!two(c, &r->h) || !take(c, ':') || !two(c, &r->m) || !take(c, ':') || !two(c, &r->s) || !read_fraction(c, &r->ns, false))
        return false;
    bool end_of_day = r->h == 24 && r->m == 0 && r->s == 0 && r->ns == 0;
    return (r->h < 24 || end_of_day) && r->m < 60 && r->s < 60 && read_zone(c, z, &r->zone);
}

bool temporal_parse_date(struct str s, struct date *r)
{
    struct cursor c = { s, 0 };
    return read_date(&c, r) && at_end(&c);
}

bool temporal_parse_time(struct str s, struct zones *z, struct time_of_day *r)
{
    struct cursor c = { s, 0 };
    if (!read_time(&c, z, r) || !at_end(&c)) return false;
    if (r->h == 24) r->h = 0;
    return true;
}

bool temporal_parse_date_time(struct str s, struct zones *z, struct date_time *r)
{
    struct cursor c = { s, 0 };
    if (!read_date(&c, &r->date) || !take(&c, 'T') || !read_time(&c, z, &r->time) || !at_end(&c)) return false;
    if (r->time.h < 24) return true;
    r->time.h = 0;
    return temporal_date_add_days(r->date, (struct days_duration){ 86400, 0 }, &r->date);
}

/* One "12H": the number before the letter `unit`; absent is 0 and leaves c. */
static bool part(struct cursor *c, char unit, int64_t *v, bool *any)
{
    size_t n = digits_ahead(c);
    *v = 0;
    if (n == 0 || c->i + n >= c->s.n || c->s.p[c->i + n] != unit) return true;
    if (!str_int(str_sub(c->s, c->i, n), v)) return false;
    c->i += n + 1;
    *any = true;
    return true;
}

bool temporal_parse_days(struct str s, struct days_duration *r)
{
    struct cursor c = { s, 0 };
    int64_t d, h = 0, m = 0, sec = 0;
    int ns = 0;
    bool minus = take(&c, '-'), any = false, any_time = false;
    if (!take(&c, 'P') || !part(&c, 'D', &d, &any)) return false;
    if (take(&c, 'T')) {
        if (!part(&c, 'H', &h, &any_time) || !part(&c, 'M', &m, &any_time)) return false;
        size_t n = digits_ahead(&c);
        if (n) {
            if (!str_int(str_sub(s, c.i, n), &sec)) return false;
            c.i += n;
            if (!read_fraction(&c, &ns, true) || !take(&c, 'S')) return false;
            any_time = true;
        }
        if (!any_time) return false;
    }
    if (!at_end(&c) || !(any || any_time)) return false;
    __int128 total = (((__int128)d * 24 + h) * 60 + m) * 60 + sec;
    total = total * 1000000000 + ns;
    return temporal_days_of_ns(minus ? -total : total, r);
}

bool temporal_parse_months(struct str s, struct months_duration *r)
{
    struct cursor c = { s, 0 };
    int64_t y, m, total;
    bool minus = take(&c, '-'), any = false;
    if (!take(&c, 'P') || !part(&c, 'Y', &y, &any) || !part(&c, 'M', &m, &any) || !any || !at_end(&c)) return false;
    if (__builtin_mul_overflow(y, 12, &total) || __builtin_add_overflow(total, m, &total)) return false;
    r->months = minus ? -total : total;
    return true;
}

void temporal_put_date(struct out *o, struct date d)
{
    put_f(o, "%s%04lld-%02d-%02d", d.y < 0 ? "-" : "", (long long)(d.y < 0 ? -d.y : d.y), d.m, d.d);
}

static void put_fraction(struct out *o, int ns)
{
    char text[16];
    if (!ns) return;
    int n = snprintf(text, sizeof text, ".%09d", ns);
    while (text[n - 1] == '0') n--;
    put(o, text, (size_t)n);
}

void temporal_put_time(struct out *o, struct time_of_day t)
{
    put_f(o, "%02d:%02d:%02d", t.h, t.m, t.s);
    put_fraction(o, t.ns);
    if (t.zone.kind == ZONE_NAMED) { put_c(o, '@'); put_str(o, zone_name(t.zone.zone)); }
    if (t.zone.kind != ZONE_OFFSET) return;
    int z = t.zone.offset < 0 ? -t.zone.offset : t.zone.offset;
    if (!z) { put_c(o, 'Z'); return; }
    put_f(o, "%c%02d:%02d", t.zone.offset < 0 ? '-' : '+', z / 3600, z / 60 % 60);
    if (z % 60) put_f(o, ":%02d", z % 60);
}

void temporal_put_date_time(struct out *o, struct date_time t)
{
    temporal_put_date(o, t.date);
    put_c(o, 'T');
    temporal_put_time(o, t.time);
}

void temporal_put_days(struct out *o, struct days_duration d)
{
    bool minus = d.s < 0 || d.ns < 0;
    uint64_t s = d.s < 0 ? 0 - (uint64_t)d.s : (uint64_t)d.s;
    int ns = d.ns < 0 ? -d.ns : d.ns;
    if (!s && !ns) { put_z(o, "PT0S"); return; }
    put_z(o, minus ? "-P" : "P");
    if (s / 86400) put_f(o, "%lluD", (unsigned long long)(s / 86400));
    s %= 86400;
    if (!s && !ns) return;
    put_c(o, 'T');
    if (s / 3600) put_f(o, "%lluH", (unsigned long long)(s / 3600));
    if (s / 60 % 60) put_f(o, "%lluM", (unsigned long long)(s / 60 % 60));
    if (s % 60 || ns) {
        put_f(o, "%llu", (unsigned long long)(s % 60));
        put_fraction(o, ns);
        put_c(o, 'S');
    }
}

void temporal_put_months(struct out *o, struct months_duration d)
{
    uint64_t m = d.months < 0 ? 0 - (uint64_t)d.months : (uint64_t)d.months;
    if (!m) { put_z(o, "P0M"); return; }
    put_z(o, d.months < 0 ? "-P" : "P");
    if (m / 12) put_f(o, "%lluY", (unsigned long long)(m / 12));
    if (m % 12) put_f(o, "%lluM", (unsigned long long)(m % 12));
}
