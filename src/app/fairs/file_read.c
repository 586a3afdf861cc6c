/* file_read.c: the tables of a fair, known by their headings, in Chinese or English.
**
**     meetings  from 甲方, with 乙方; rank 级别, place 地点, kept 固定
**     people    person 参会方, here 在场时段 ("1-8; 11")
**     slots     slot 时段, start 开始, end 结束 ("2026-12-01 09:00")
**     places    place 地点, tables 桌数 */
#include "app/fairs/file.h"
#include "web/sheet.h"

/* ---- names ---- */

static size_t name_slot(const struct fair_names *n, struct str name)
{
    size_t i = (size_t)str_hash(name) & (n->slots - 1);
    while (n->slot[i] && !str_eq(n->list.v[n->slot[i] - 1], name)) i = (i + 1) & (n->slots - 1);
    return i;
}

int32_t fair_name_find(const struct fair_names *n, struct str name) { return n->slots ? n->slot[name_slot(n, name)] - 1 : -1; }

static int32_t name_add(struct arena *a, struct fair_names *n, struct str name, bool *fresh)
{
    if (n->list.n * 2 >= n->slots) {
        n->slots = n->slots ? n->slots * 4 : 64;
        n->slot = NEWS(a, int32_t, n->slots);
        for (size_t i = 0; i < n->list.n; i++) n->slot[name_slot(n, n->list.v[i])] = (int32_t)i + 1;
    }
    size_t at = name_slot(n, name);
    *fresh = n->slot[at] == 0;
    if (!*fresh) return n->slot[at] - 1;
    *PUSH(a, &n->list) = name;
    return (n->slot[at] = (int32_t)n->list.n) - 1;
}

/* ---- cells ---- */

static int column_of(const struct sheet_row *head, struct str zh, struct str en)
{
    for (size_t c = 0; c < head->n; c++) if (str_eq(head->v[c], zh) || str_eq_nocase(head->v[c], en)) return (int)c;
    return -1;
}

static struct str cell(const struct sheet_row *row, int column) { return column < 0 ? STR_NONE : sheet_cell(row, (size_t)column); }

static enum rc number(const struct sheet_row *row, int column, int64_t low, int64_t high, int64_t otherwise, int64_t *v, struct err *e)
{
    struct str s = cell(row, column);
    *v = otherwise;
    if (!s.n || (str_int(s, v) && *v >= low && *v <= high)) return RC_OK;
    return fail_at(e, RC_INPUT, row->line, column + 1, "a whole number from %lld to %lld stands here, not '%.*s'", (long long)low,
        (long long)high, STR_FMT(s));
}

/* "1-8; 11": slots from 1; also "、" and "，" between them. */
static bool slots_read(struct fair_sheets *m, struct str s, uint64_t *set)
{
    struct str piece;
    static const struct str marks[] = { SI("、"), SI("，"), SI("；"), SI(",") };
    struct out o;
    out_init(&o, m->a);
    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        while (k < LEN(marks) && !str_starts(str_sub(s, i, s.n), marks[k])) k++;
        put_c(&o, k < LEN(marks) ? ';' : s.p[i]);
        i += k < LEN(marks) ? marks[k].n : 1;
    }
    *set = 0;
    for (s = out_str(&o); str_cut(&s, ';', &piece);) {
        struct str low, high;
        int64_t x, y;
        piece = str_trim(piece);
        if (!piece.n) continue;
        high = piece;
        str_cut(&high, '-', &low);
        if (!high.p) high = low;
        if (!str_int(str_trim(low), &x) || !str_int(str_trim(high), &y) || x < 1 || y < x || y > m->slots) return false;
        for (; x <= y; x++) *set |= UINT64_C(1) << (x - 1);
    }
    return true;
}

/* "2026-12-01 09:00" to minutes. */
static bool minute_read(struct str s, int64_t *minute)
{
    int64_t day, h, min;
    if (s.n != 16 || s.p[10] != ' ' || s.p[13] != ':' || !date_parse(str_sub(s, 0, 10), &day)) return false;
    if (!str_int(str_sub(s, 11, 2), &h) || !str_int(str_sub(s, 14, 2), &min) || h < 0 || h > 23 || min < 0 || min > 59) return false;
    *minute = (day * 24 + h) * 60 + min;
    return true;
}

/* ---- tables ---- */

static enum rc person_add(struct fair_sheets *m, const struct sheet_row *row, int column, bool right, int32_t *to, struct err *e)
{
    struct str name = cell(row, column);
    bool fresh;
    if (!name.n) return fail_at(e, RC_INPUT, row->line, column + 1, "a meeting has two sides");
    if (fair_name_find(right ? &m->left : &m->right, name) >= 0)
        return fail_at(e, RC_INPUT, row->line, column + 1, "'%.*s' stands on both sides", STR_FMT(name));
    *to = name_add(m->a, right ? &m->right : &m->left, name, &fresh);
    if (!fresh) return RC_OK;
    if (right) *PUSH(m->a, &m->here_right) = ~UINT64_C(0);
    else *PUSH(m->a, &m->here_left) = ~UINT64_C(0);
    return RC_OK;
}

static enum rc place_of(struct fair_sheets *m, const struct sheet_row *row, int column, int32_t *at, struct err *e)
{
    struct str name = cell(row, column);
    bool fresh;
    *at = 0;
    if (!name.n) return m->places.list.n ? fail_at(e, RC_INPUT, row->line, column + 1, "the meeting needs a place") : RC_OK;
    m->ways = true;
    *at = fair_name_find(&m->places, name);
    if (*at < 0 && m->room.n) return fail_at(e, RC_INPUT, row->line, column + 1, "there is no place '%.*s'", STR_FMT(name));
    if (*at < 0) *at = name_add(m->a, &m->places, name, &fresh);
    return RC_OK;
}

static enum rc meetings_read(struct fair_sheets *m, const struct sheet *s, struct err *e)
{
    const struct sheet_row *head = &s->v[0];
    int from = column_of(head, S("甲方"), S("from")), with = column_of(head, S("乙方"), S("with")),
        rank = column_of(head, S("级别"), S("rank"));
    int place = column_of(head, S("地点"), S("place")), kept = column_of(head, S("固定"), S("kept"));
    for (size_t i = 1; i < s->n; i++) {
        int64_t v, slot;
        TRY(number(&s->v[i], rank, 0, 9, 0, &v, e));
        TRY(number(&s->v[i], kept, 1, m->slots, 0, &slot, e));
        TRY(person_add(m, &s->v[i], from, false, PUSH(m->a, &m->from), e));
        TRY(person_add(m, &s->v[i], with, true, PUSH(m->a, &m->with), e));
        TRY(place_of(m, &s->v[i], place, PUSH(m->a, &m->at), e));
        *PUSH(m->a, &m->rank) = (uint8_t)v;
        *PUSH(m->a, &m->keep) = (int8_t)(slot - 1);
        m->kept |= slot > 0;
    }
    return RC_OK;
}

static enum rc people_read(struct fair_sheets *m, const struct sheet *s, struct err *e)
{
    int person = column_of(&s->v[0], S("参会方"), S("person")), here = column_of(&s->v[0], S("在场时段"), S("here"));
    struct fair_names seen = { 0 };
    for (size_t i = 1; i < s->n; i++) {
        struct str name = cell(&s->v[i], person);
        int32_t left = fair_name_find(&m->left, name), right = fair_name_find(&m->right, name);
        uint64_t set;
        bool fresh;
        name_add(m->a, &seen, name, &fresh);
        if (!fresh) return fail_at(e, RC_INPUT, s->v[i].line, person + 1, "'%.*s' stands in the table twice", STR_FMT(name));
        if (!slots_read(m, cell(&s->v[i], here), &set))
            return fail_at(e, RC_INPUT, s->v[i].line, here + 1, "slots are written 1-8; 11, from 1 to %lld", (long long)m->slots);
        if (left >= 0) m->here_left.v[left] = set;
        if (right >= 0) m->here_right.v[right] = set;
    }
    return RC_OK;
}

static enum rc times_read(struct fair_sheets *m, const struct sheet *s, struct err *e)
{
    int slot = column_of(&s->v[0], S("时段"), S("slot")), start = column_of(&s->v[0], S("开始"), S("start")),
        end = column_of(&s->v[0], S("结束"), S("end"));
    if (end < 0) return fail_at(e, RC_INPUT, s->v[0].line, 0, "a table of slots is headed slot (时段), start (开始) and end (结束)");
    if (s->n - 1 > FAIR_SLOTS) return fail_at(e, RC_LIMIT, s->v[0].line, 0, "a fair may have %d slots", FAIR_SLOTS);
    for (size_t i = 1; i < s->n; i++) {
        int64_t n, x, y;
        TRY(number(&s->v[i], slot, (int64_t)i, (int64_t)i, 0, &n, e));
        if (!n) return fail_at(e, RC_INPUT, s->v[i].line, slot + 1, "slots are numbered from 1");
        if (!minute_read(cell(&s->v[i], start), &x) || !minute_read(cell(&s->v[i], end), &y) || y <= x)
            return fail_at(e, RC_INPUT, s->v[i].line, start + 1, "a slot starts and ends later, each written 2026-12-01 09:00");
        for (size_t k = 0; k < m->start.n; k++)                     /* else somebody would meet two at the same time */
            if (x < m->end.v[k] && m->start.v[k] < y)
                return fail_at(e, RC_INPUT, s->v[i].line, start + 1, "the slot overlaps slot %zu", k + 1);
        *PUSH(m->a, &m->start) = x;
        *PUSH(m->a, &m->end) = y;
    }
    m->slots = (int64_t)m->start.n;
    return m->slots ? RC_OK : fail_at(e, RC_INPUT, s->v[0].line, 0, "there are no slots in the table");
}

static enum rc places_read(struct fair_sheets *m, const struct sheet *s, struct err *e)
{
    int place = column_of(&s->v[0], S("地点"), S("place")), tables = column_of(&s->v[0], S("桌数"), S("tables"));
    for (size_t i = 1; i < s->n; i++) {
        int64_t v;
        bool fresh;
        if (!cell(&s->v[i], tables).n && !m->tables)
            return fail_at(e, RC_INPUT, s->v[i].line, tables + 1, "how many tables has the place? Say it here, or --tables for all");
        TRY(number(&s->v[i], tables, 0, LIMIT_FAIR_MEETINGS, m->tables, &v, e));
        if (!cell(&s->v[i], place).n) return fail_at(e, RC_INPUT, s->v[i].line, place + 1, "a place has a name");
        name_add(m->a, &m->places, cell(&s->v[i], place), &fresh);
        if (!fresh) return fail_at(e, RC_INPUT, s->v[i].line, place + 1, "this place stands twice");
        *PUSH(m->a, &m->room) = (int32_t)v;
    }
    return RC_OK;
}

/* ---- the fair ---- */

enum table { MEETINGS, PEOPLE, TIMES, PLACES, TABLES };

static enum rc table_known(const struct sheet *s, size_t i, enum table *t, struct err *e)
{
    const struct sheet_row *head = &s->v[0];
    *t = MEETINGS;
    if (i == 0)
        return column_of(head, S("甲方"), S("from")) >= 0 && column_of(head, S("乙方"), S("with")) >= 0
            ? RC_OK
            : fail_at(e, RC_INPUT, head->line, 0, "a table of meetings is headed from (甲方) and with (乙方)");
    if (column_of(head, S("参会方"), S("person")) >= 0 && column_of(head, S("在场时段"), S("here")) >= 0) *t = PEOPLE;
    else if (column_of(head, S("时段"), S("slot")) >= 0 && column_of(head, S("开始"), S("start")) >= 0) *t = TIMES;
    else if (column_of(head, S("地点"), S("place")) >= 0 && column_of(head, S("桌数"), S("tables")) >= 0) *t = PLACES;
    else return fail_at(e, RC_INPUT, head->line, 0, "a table is headed person (参会方), here (在场时段); slot (时段), start (开始), end (结束); or place (地点), tables (桌数)");
    return RC_OK;
}

/* What each table may be headed. A column that is passed over in silence because it was misspelt would decide who meets whom. */
struct heading { struct str zh, en; };
static const struct heading headings[TABLES][5] = {
    [MEETINGS] = { { SI("甲方"), SI("from") }, { SI("乙方"), SI("with") }, { SI("级别"), SI("rank") }, { SI("地点"), SI("place") },
        { SI("固定"), SI("kept") } },
    [PEOPLE]   = { { SI("参会方"), SI("person") }, { SI("在场时段"), SI("here") } },
    [TIMES]    = { { SI("时段"), SI("slot") }, { SI("开始"), SI("start") }, { SI("结束"), SI("end") } },
    [PLACES]   = { { SI("地点"), SI("place") }, { SI("桌数"), SI("tables") } },
};

static enum rc headings_check(struct fair_sheets *m, const struct sheet_row *head, enum table t, struct err *e)
{
    bool seen[LEN(headings[0])] = { 0 };
    for (size_t c = 0; c < head->n; c++) {
        struct out o;
        size_t k = 0;
        if (!head->v[c].n) continue;
        while (k < LEN(seen)
            && !(headings[t][k].en.n && (str_eq(head->v[c], headings[t][k].zh) || str_eq_nocase(head->v[c], headings[t][k].en))))
            k++;
        if (k < LEN(seen) && seen[k])
            return fail_at(e, RC_INPUT, head->line, (int)c + 1, "two columns are headed %.*s", STR_FMT(head->v[c]));
        if (k < LEN(seen)) { seen[k] = true; continue; }
        out_init(&o, m->a);
        for (k = 0; k < LEN(seen) && headings[t][k].en.n; k++)
            put_f(&o, "%s%.*s (%.*s)", k ? ", " : "", STR_FMT(headings[t][k].en), STR_FMT(headings[t][k].zh));
        return fail_at(e, RC_INPUT, head->line, (int)c + 1, "there is no column '%.*s'; those of this table: %.*s",
            STR_FMT(str_sub(head->v[c], 0, utf8_offset(head->v[c], 20))), STR_FMT(out_str(&o)));
    }
    return RC_OK;
}

/* Slots between which there is no time to change places. */
static uint64_t *near_of(struct fair_sheets *m)
{
    uint64_t *near = NEWS(m->a, uint64_t, FAIR_SLOTS);
    for (size_t i = 0; i < m->start.n; i++)
        for (size_t k = 0; k < m->start.n; k++)
            if (i != k && m->start.v[k] - m->end.v[i] < m->travel && m->start.v[i] - m->end.v[k] < m->travel) near[i] |= UINT64_C(1) << k;
    return near;
}

static int32_t *tables_of(struct fair_sheets *m, size_t places)
{
    if (!m->room.n && !m->tables) return NULL;
    int32_t *v = NEWS(m->a, int32_t, places * (size_t)m->slots + 1);
    for (size_t p = 0; p < places; p++)
        for (int64_t s = 0; s < m->slots; s++) v[p * (size_t)m->slots + (size_t)s] = m->room.n ? m->room.v[p] : (int32_t)m->tables;
    return v;
}

static void fair_make(struct fair_sheets *m)
{
    size_t places = m->places.list.n ? m->places.list.n : 1;
    m->f = (struct fair){ .left = (int32_t)m->left.list.n, .right = (int32_t)m->right.list.n, .meetings = (int32_t)m->from.n,
        .slots = (int32_t)m->slots,
        .here_left = m->here_left.v, .here_right = m->here_right.v, .a = m->from.v, .b = m->with.v, .rank = m->rank.v,
        .tables = tables_of(m, places),
        .place = m->ways ? m->at.v : NULL, .places = (int32_t)places, .near = m->ways && m->start.n ? near_of(m) : NULL,
        .keep = m->kept ? m->keep.v : NULL };
}

/* What is wrong, with the file it is wrong in. */
static enum rc in_file(const struct fair_sheets *m, size_t i, enum rc rc, struct err *e)
{
    if (rc == RC_OK) return rc;
    const char *what = str_z(m->a, str_from(e->text));
    return fail_at(e, rc, e->line, e->col, "%.*s: %s", STR_FMT(str_sub(m->file[i].name, 0, utf8_offset(m->file[i].name, 120))), what);
}

static enum rc sheet_known(struct fair_sheets *m, size_t i, struct sheet *s, size_t *of, struct err *e)
{
    enum table t;
    s->max_rows = LIMIT_FAIR_MEETINGS + 1;
    TRY(sheet_read(m->a, m->file[i].bytes, s, e));
    TRY(table_known(s, i, &t, e));
    if (of[t]) return fail(e, RC_INPUT, "two tables are headed alike");
    of[t] = i + 1;
    TRY(sheet_within(m->file[i].bytes, s, e));
    return headings_check(m, &s->v[0], t, e);
}

enum rc fair_sheets_read(struct fair_sheets *m, struct err *e)
{
    static enum rc (*const read[TABLES])(struct fair_sheets *, const struct sheet *,
        struct err *) = { [MEETINGS] = meetings_read, [PEOPLE] = people_read, [TIMES] = times_read, [PLACES] = places_read };
    static const enum table order[] = { TIMES, PLACES, MEETINGS, PEOPLE };      /* what later ones name stands in earlier ones */
    struct sheet s[FAIR_FILES] = { { 0 } };
    size_t of[TABLES] = { 0 };                                      /* the number of the file plus one */
    for (size_t i = 0; i < m->nfiles; i++) TRY(in_file(m, i, sheet_known(m, i, &s[i], of, e), e));
    for (size_t k = 0; k < LEN(order); k++) {
        size_t i = of[order[k]];
        if (i) TRY(in_file(m, i - 1, read[order[k]](m, &s[i - 1], e), e));
        if (order[k] == TIMES && (m->slots < 1 || m->slots > FAIR_SLOTS))
            return fail(e, RC_INPUT, "say how many slots there are, 1 to %d, or give a table of them", FAIR_SLOTS);
    }
    fair_make(m);
    return RC_OK;
}
