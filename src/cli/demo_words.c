/* demo_words.c: rows, dice, and sentences in two languages at once. */
#include "cli/demo.h"
#include "web/static_files.h"

/* ---- dice: splitmix64, whose every seed gives the same city on every machine ---- */

uint64_t dice_roll(struct dice *d)
{
    uint64_t z = d->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

int64_t dice_between(struct dice *d, int64_t low, int64_t high)
{
    must(low <= high);
    return low + (int64_t)(dice_roll(d) % (uint64_t)(high - low + 1));
}

bool dice_chance(struct dice *d, int percent) { return dice_between(d, 0, 99) < percent; }
size_t dice_pick(struct dice *d, size_t n) { must(n > 0); return (size_t)(dice_roll(d) % n); }

/* ---- tables ---- */

struct demo_table demo_table(struct arena *a, const char *file, const char *headings)
{
    struct str rest = data_file(str_printf(a, "demo/%s.tsv", file).p), line, cell, head = str_from(headings), name;
    struct { struct str *v; size_t n, cap; } cells = { 0 };
    struct demo_table t = { 0 };
    must(str_cut(&rest, '\n', &line));
    for (; str_cut(&head, ' ', &name); t.columns++) {
        must(str_cut(&line, '\t', &cell));
        must(str_eq(cell, name));
    }
    must(!str_cut(&line, '\t', &cell));
    for (; str_cut(&rest, '\n', &line); t.n++) {
        if (!line.n) break;
        size_t n = 0;
        for (; str_cut(&line, '\t', &cell); n++) *PUSH(a, &cells) = cell;
        if (n == t.columns - 1) { *PUSH(a, &cells) = S(""); n++; }         /* the last cell is empty */
        must(n == t.columns);
    }
    t.cells = cells.v;
    return t;
}

struct str demo_cell(const struct demo_table *t, size_t row, size_t column)
{
    must(row < t->n && column < t->columns);
    return t->cells[row * t->columns + column];
}

bool comma_has(struct str list, struct str one)
{
    struct str piece;
    while (str_cut(&list, ',', &piece)) if (str_eq(piece, one)) return true;
    return false;
}

/* ---- sentences ---- */

static bool small(char c) { return c >= 'a' && c <= 'z'; }
static bool big(char c) { return c >= 'A' && c <= 'Z'; }

/* Names begin with a capital wherever they stand. */
static bool proper(struct str s)
{
    static const struct str names[] = { SI("Java"), SI("Japan"), SI("Korea"), SI("Chinese"), SI("English"), SI("Linux"), SI("Tieton"),
        SI("Fuji"), SI("Manila"), SI("Dalian"), SI("Western"), SI("Zn"), SI("Invar"), SI("Monday") };
    for (size_t i = 0; i < LEN(names); i++) if (str_starts(s, names[i])) return true;
    return false;
}

struct str low_first(struct arena *a, struct str s)
{
    if (s.n < 2 || !big(s.p[0]) || (!small(s.p[1]) && s.p[1] != ' ') || proper(s)) return s;
    if (s.p[1] == ' ' && s.p[0] != 'A') return s;                          /* "A year" is lowered, "I know" is not */
    return str_printf(a, "%c%.*s", s.p[0] + 32, (int)s.n - 1, s.p + 1);
}

static struct str high_first(struct arena *a, struct str s)
{
    if (!s.n || !small(s.p[0])) return s;
    return str_printf(a, "%c%.*s", s.p[0] - 32, (int)s.n - 1, s.p + 1);
}

/* {name} as it is but for a small first letter, {Name} with a capital; Chinese is as it is. */
static struct str fill(struct arena *a, struct str pattern, const struct slot *slots, size_t n, bool en)
{
    struct out o;
    out_init(&o, a);
    while (pattern.n) {
        ptrdiff_t at = str_find(pattern, S("{")), end = str_find(pattern, S("}"));
        if (at < 0) { put_str(&o, pattern); break; }
        must(end > at);
        struct str name = str_sub(pattern, (size_t)at + 1, (size_t)(end - at - 1));
        size_t i = 0;
        while (i < n && !str_eq_nocase(name, str_from(slots[i].name))) i++;
        must(i < n);
        put(&o, pattern.p, (size_t)at);
        struct str v = en ? slots[i].says.en : slots[i].says.zh;
        must(v.n > 0);
        put_str(&o, !en ? v : big(name.p[0]) ? high_first(a, v) : low_first(a, v));
        pattern = str_sub(pattern, (size_t)end + 1, pattern.n);
    }
    return out_str(&o);
}

struct both both_fill(struct arena *a, struct both pattern, const struct slot *slots, size_t n)
{
    return (struct both){ fill(a, pattern.zh, slots, n, false), fill(a, pattern.en, slots, n, true) };
}

struct both both_int(struct arena *a, int64_t v)
{
    struct out o;
    out_init(&o, a);
    put_money(&o, v * 100);
    return (struct both){ str_printf(a, "%lld", (long long)v), out_str(&o) };
}

struct both both_yuan(struct arena *a, int64_t yuan)
{
    struct both b = both_int(a, yuan);
    if (yuan >= 10000 && yuan % 10000 == 0) b.zh = str_printf(a, "%lld万", (long long)(yuan / 10000));
    else if (yuan >= 10000 && yuan % 1000 == 0)
        b.zh = str_printf(a, "%lld.%lld万", (long long)(yuan / 10000), (long long)(yuan % 10000 / 1000));
    return b;
}

/* ---- what the city shares ---- */

int64_t demo_ids_at(int64_t at_ms)
{
    int64_t ms = at_ms - INT64_C(18262) * DAY_MS;
    must(ms > 0);
    return ms << 22;
}

int64_t demo_id(struct demo *d, int64_t at_ms)
{
    must(d->ids < 1 << 21);
    return demo_ids_at(at_ms) | d->ids++;
}

const struct demo_person *demo_login(const struct demo *d, const char *login)
{
    for (size_t i = 0; i < d->people.n; i++) if (str_eq(d->people.v[i].login, str_from(login))) return &d->people.v[i];
    unreachable();
}

int64_t demo_event(struct demo *d, int64_t account, int64_t at_ms, const char *verb, const char *kind, int64_t subject)
{
    int64_t id = demo_id(d, at_ms);
    *PUSH(d->a, &d->events) = (struct demo_event){ id, account, at_ms, subject, verb, kind };
    return id;
}

struct both demo_phrase(struct demo *d, const char *slot)
{
    size_t first = 0, n = 0;
    const struct demo_table *t = &d->phrases;
    struct str name = str_from(slot);
    while (first < t->n && !str_eq(demo_cell(t, first, 0), name)) first++;
    while (first + n < t->n && str_eq(demo_cell(t, first + n, 0), name)) n++;
    must(n > 0);                                                           /* the rows of a slot stand together */
    size_t row = first + dice_pick(&d->dice, n);
    return (struct both){ demo_cell(t, row, 1), demo_cell(t, row, 2) };
}

struct both demo_field(struct demo *d, struct str field)
{
    for (size_t i = 0; i < d->fields.n; i++)
        if (str_eq(demo_cell(&d->fields, i, 0), field)) return (struct both){ demo_cell(&d->fields, i, 1), demo_cell(&d->fields, i, 2) };
    unreachable();
}

int64_t demo_office_hour(struct demo *d, int64_t day)
{
    int64_t weekday = (day + 3) % 7;                                       /* 0 = Monday: day 0 was a Thursday */
    if (weekday > 4 && dice_chance(&d->dice, 85)) day -= weekday - 4;
    return day * 86400000 - CITY_OFFSET_MS + dice_between(&d->dice, 510 * 60, 1050 * 60) * 1000;
}

void demo_make(struct arena *a, int64_t now, struct demo *d)
{
    *d = (struct demo){ .a = a, .now = now, .dice = { 20210421 } };        /* the day Dalian's action began */
    d->fields = demo_table(a, "fields", "field zh en");
    d->phrases = demo_table(a, "phrases", "slot zh en");
    demo_people(d);
    demo_listings(d);
    demo_cases(d);
    demo_rounds(d);
    demo_fairs(d);
    demo_events(d);
    demo_incubation(d);
    demo_jobs(d);
}
