/* zone.c: TZif version 2+ (RFC 8536), and the POSIX rule in its footer for
** instants after the last transition. Reading files is the one thing here that
** is not pure; it happens once a zone, through the caller's handle.
*/
#include "engine/rules/zone.h"

enum { FILE_MAX = 64 * 1024, NAME_MAX_BYTES = 64, HEAD = 44, DAY = 86400 };

struct transition { int64_t at; int offset; };                 /* from `at` on */
struct rule_date { char kind; int m, w, d, time; };            /* M: month, week, weekday; J: 1..365; 0: 0..365 */
struct rule { bool has, has_dst; int std, dst; struct rule_date start, end; };

struct zone {
    struct zones *database;
    struct str name;
    struct transition *t; size_t n;
    int first;                                                 /* offset before the first transition */
    struct rule rule;
    struct zone *next;
};
struct zones { struct arena *a; const char *dir; struct zone *known; };

struct zones *zones_open(struct arena *a, const char *dir)
{
    struct zones *z = NEW(a, struct zones);
    z->a = a;
    z->dir = dir;
    return z;
}

static uint32_t be32(const unsigned char *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }
static int64_t be64(const unsigned char *p) { return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4)); }

/* ---- the footer: std offset [dst [offset] , start , end] ---- */

struct cursor { const char *p, *end; };
static bool more(const struct cursor *c) { return c->p < c->end; }

static bool read_int(struct cursor *c, int *v)
{
    int n = 0;
    const char *from = c->p;
    while (more(c) && *c->p >= '0' && *c->p <= '9' && n < 100000) n = n * 10 + (*c->p++ - '0');
    *v = n;
    return c->p > from;
}

static bool read_hms(struct cursor *c, int *seconds)
{
    int sign = 1, part[3] = { 0 };
    if (more(c) && (*c->p == '-' || *c->p == '+')) sign = *c->p++ == '-' ? -1 : 1;
    for (int i = 0; i < 3; i++) {
        if (i && (!more(c) || *c->p != ':')) break;
        if (i) c->p++;
        if (!read_int(c, &part[i])) return false;
    }
    *seconds = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
    return true;
}

static bool skip_name(struct cursor *c)
{
    const char *from = c->p;
    if (more(c) && *c->p == '<') {
        while (more(c) && *c->p != '>') c->p++;
        if (!more(c)) return false;
        c->p++;
    } else while (more(c) && ((*c->p >= 'A' && *c->p <= 'Z') || (*c->p >= 'a' && *c->p <= 'z'))) c->p++;
    return c->p > from;
}

static bool read_rule_date(struct cursor *c, struct rule_date *r)
{
    *r = (struct rule_date){ .kind = '0', .time = 7200 };
    if (!more(c)) return false;
    if (*c->p == 'M') {
        r->kind = 'M';
        c->p++;
        if (!read_int(c, &r->m) || !more(c) || *c->p++ != '.' || !read_int(c, &r->w) || !more(c) || *c->p++ != '.' || !read_int(c, &r->d))
            return false;
        if (r->m < 1 || r->m > 12 || r->w < 1 || r->w > 5 || r->d > 6) return false;
    } else {
        if (*c->p == 'J') { r->kind = 'J'; c->p++; }
        if (!read_int(c, &r->d) || (r->kind == 'J' ? r->d < 1 || r->d > 365 : r->d > 365)) return false;
    }
    if (more(c) && *c->p == '/') { c->p++; return read_hms(c, &r->time); }
    return true;
}

static bool read_footer(struct str text, struct rule *r)
{
    struct cursor c = { text.p, text.p + text.n };
    int west;
    if (!skip_name(&c) || !read_hms(&c, &west)) return false;
    r->std = -west;
    r->has = true;
    if (!more(&c)) return true;
    r->dst = r->std + 3600;
    if (!skip_name(&c)) return false;
    if (more(&c) && *c.p != ',') { if (!read_hms(&c, &west)) return false; r->dst = -west; }
    r->has_dst = more(&c) && *c.p++ == ',' && read_rule_date(&c, &r->start) && more(&c) && *c.p++ == ',' && read_rule_date(&c, &r->end);
    return r->has_dst && !more(&c);
}

static int64_t rule_day(const struct rule_date *r, int64_t year)
{
    if (r->kind == '0') return date_days(year, 1, 1) + r->d;
    if (r->kind == 'J') return date_days(year, 1, 1) + r->d - 1 + (date_month_len(year, 2) == 29 && r->d > 59);
    int64_t first = date_days(year, r->m, 1);
    int64_t weekday = ((first + 4) % 7 + 7) % 7;               /* 0 Sunday; 1970-01-01 was a Thursday */
    int64_t day = first + (r->d - weekday + 7) % 7 + (r->w - 1) * 7;
    return day >= first + date_month_len(year, r->m) ? day - 7 : day;
}

static int rule_offset(const struct rule *r, int64_t at)
{
    if (!r->has_dst) return r->std;
    int64_t local = at + r->std, year = date_ymd(local / DAY - (local % DAY < 0)).y;
    int64_t start = rule_day(&r->start, year) * DAY + r->start.time - r->std;
    int64_t end = rule_day(&r->end, year) * DAY + r->end.time - r->dst;
    bool dst = start < end ? at >= start && at < end : !(at >= end && at < start);
    return dst ? r->dst : r->std;
}

/* ---- the file ---- */

struct counts { uint32_t isut, isstd, leap, time, type, chars; };

static bool read_counts(const unsigned char *p, size_t n, struct counts *c)
{
    if (n < HEAD || memcmp(p, "TZif", 4) != 0) return false;
    *c = (struct counts){ be32(p + 20), be32(p + 24), be32(p + 28), be32(p + 32), be32(p + 36), be32(p + 40) };
    return c->time < 5000 && c->type >= 1 && c->type < 256 && c->chars < 2000 && c->leap < 1000 && c->isut <= c->type
        && c->isstd <= c->type;
}

static size_t block_size(const struct counts *c, size_t time)
{
    return c->time * (time + 1) + c->type * 6 + c->chars + c->leap * (time + 4) + c->isstd + c->isut;
}

static bool parse(struct arena *a, const unsigned char *p, size_t n, struct zone *z)
{
    struct counts c;
    if (!read_counts(p, n, &c) || p[4] < '2') return false;
    size_t at = HEAD + block_size(&c, 4);
    if (at > n || !read_counts(p + at, n - at, &c)) return false;
    const unsigned char *times = p + at + HEAD, *index = times + c.time * 8, *types = index + c.time;
    size_t end = at + HEAD + block_size(&c, 8);
    if (end > n) return false;
    z->n = c.time;
    z->t = NEWS(a, struct transition, c.time + 1u);
    z->first = (int)be32(types);
    for (size_t i = 0; i < c.time; i++) {
        if (index[i] >= c.type) return false;
        z->t[i] = (struct transition){ be64(times + i * 8), (int)be32(types + index[i] * 6) };
    }
    if (end < n && p[end] == '\n') {
        const unsigned char *eol = memchr(p + end + 1, '\n', n - end - 1);
        if (eol && eol > p + end + 1
            && !read_footer((struct str){ (const char *)p + end + 1, (size_t)(eol - p - (ptrdiff_t)end - 1) }, &z->rule))
            return false;
    }
    return true;
}

/* Letters, digits, _ + - and single slashes between: nothing that leaves the folder. */
static bool name_ok(struct str s)
{
    if (!s.n || s.n > NAME_MAX_BYTES || s.p[0] == '/' || s.p[s.n - 1] == '/') return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool word = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
        if (!word && !(c == '/' && s.p[i - 1] != '/')) return false;
    }
    return true;
}

static size_t read_file(const char *dir, struct str name, unsigned char *bytes)
{
    char path[512];
    int n = snprintf(path, sizeof path, "%s/%.*s", dir, STR_FMT(name));
    FILE *f = (size_t)n < sizeof path ? fopen(path, "rb") : NULL;
    if (!f) return 0;
    size_t got = fread(bytes, 1, FILE_MAX, f);
    fclose(f);
    return got < FILE_MAX ? got : 0;
}

const struct zone *zone_find(struct zones *zs, struct str name)
{
    if (!zs || !name_ok(name)) return NULL;
    for (const struct zone *z = zs->known; z; z = z->next)
        if (str_eq(z->name, name)) return z;
    struct arena_mark m = arena_mark(zs->a);
    struct zone *z = NEW(zs->a, struct zone);
    z->database = zs;
    z->name = str_copy(zs->a, name);
    unsigned char bytes[FILE_MAX];                            /* not in the arena: that is kept as long as the zone */
    size_t n = read_file(zs->dir, name, bytes);
    if (n == 0 || !parse(zs->a, bytes, n, z)) { arena_rewind(zs->a, m); return NULL; }
    z->next = zs->known;
    zs->known = z;
    return z;
}

struct str zone_name(const struct zone *z) { return z->name; }
struct zones *zone_database(const struct zone *z) { return z->database; }

int zone_offset_at(const struct zone *z, int64_t at)
{
    if (!z->n || at >= z->t[z->n - 1].at) return z->rule.has ? rule_offset(&z->rule, at) : z->n ? z->t[z->n - 1].offset : z->first;
    if (at < z->t[0].at) return z->first;
    size_t low = 0, high = z->n - 1;                           /* t[low].at <= at < t[high].at */
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (z->t[mid].at <= at) low = mid;
        else high = mid;
    }
    return z->t[low].offset;
}

int zone_offset_local(const struct zone *z, int64_t local)
{
    int before = zone_offset_at(z, local - DAY), after = zone_offset_at(z, local + DAY);
    if (zone_offset_at(z, local - before) == before) return before;
    return zone_offset_at(z, local - after) == after ? after : before;
}
