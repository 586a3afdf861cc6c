/* dock_table.c: listings out of a table whose headings people chose.
**
** Which headings mean which column is told by engine/dock/headings.c.
*/
#include "cli/dock.h"
#include "engine/dock/headings.h"

/* A code, a name of ours, or its first word ("甘井子", "Ganjingzi"); anything else stays as it is and never fits. */
static struct str district_code(struct arena *a, struct str s)
{
    static const char *const codes[] = { "210202", "210203", "210204", "210211", "210212", "210213", "210214", "210224", "210281",
        "210283" };
    for (size_t i = 0; i < LEN(codes) && s.n; i++) {
        struct str code = str_from(codes[i]), zh = dock_district_name(code, S("zh")), en = dock_district_name(code, S("en"));
        if (str_eq(s, zh) || str_eq(s, str_sub(zh, 0, zh.n - 3)) || str_eq(s, str_join(a, S("大连市"), zh))) return code;
        ptrdiff_t space = str_find(en, S(" "));
        if (str_eq_nocase(s, en) || str_eq_nocase(s, str_sub(en, 0, (size_t)space))) return code;
    }
    return s;
}

/* 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日. */
static bool day_of(struct str s, int64_t *day)
{
    int64_t part[3] = { 0 };
    int n = 0;
    bool digit = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9') {
            if (!digit && ++n > 3) return false;
            part[n - 1] = part[n - 1] * 10 + (s.p[i] - '0');
            if (part[n - 1] > 9999) return false;
            digit = true;
        } else {
            static const struct str marks[] = { SI("-"), SI("/"), SI("."), SI("年"), SI("月"), SI("日") };
            size_t k = 0;
            while (k < LEN(marks) && !str_starts(str_sub(s, i, s.n), marks[k])) k++;
            if (k == LEN(marks) || !digit) return false;
            i += marks[k].n - 1;
            digit = false;
        }
    }
    if (n != 3 || !date_valid(part[0], (int)part[1], (int)part[2])) return false;
    *day = date_days(part[0], (int)part[1], (int)part[2]);
    return true;
}

static bool money_cell(struct arena *a, struct str heading, struct str s, int64_t *fen)
{
    s = dock_amount_under(a, heading, s);
    if (str_ends(s, S("元"))) s = str_sub(s, 0, s.n - 3);
    return money_parse(s, fen);
}

static void skills_cut(struct arena *a, struct str s, struct strs *list)
{
    static const struct str marks[] = { SI(","), SI(";"), SI("|"), SI("/"), SI("、"), SI("，"), SI("；"), SI("\n") };
    for (size_t from = 0, i = 0; i <= s.n;) {
        size_t k = 0;
        while (i < s.n && k < LEN(marks) && !str_starts(str_sub(s, i, s.n), marks[k])) k++;
        if (i < s.n && k == LEN(marks)) { i++; continue; }
        struct str name = str_trim(str_sub(s, from, i - from));
        if (name.n) *PUSH(a, list) = name;
        i += i < s.n ? marks[k].n : 1;
        from = i;
    }
}

static bool cell_take(struct arena *a, enum dock_column f, struct str heading, struct str s, struct dock_listing *l)
{
    int64_t day;
    switch (f) {
    case DOCK_IN_TITLE: l->title = l->title.n ? str_printf(a, "%.*s\n%.*s", STR_FMT(l->title), STR_FMT(s)) : s; return true;
    case DOCK_IN_BODY: l->body = l->body.n ? str_printf(a, "%.*s\n%.*s", STR_FMT(l->body), STR_FMT(s)) : s; return true;
    case DOCK_IN_KIND: l->kind = dock_kind_of(s); return true;
    case DOCK_IN_INDUSTRY: l->industry = s; return true;
    case DOCK_IN_SKILLS: skills_cut(a, s, &l->skills); return true;
    case DOCK_IN_DISTRICT: l->district = district_code(a, s); return true;
    case DOCK_IN_ZONE: l->zone = s; return true;
    case DOCK_IN_STAGE: l->stage = dock_stage_of(s); return true;
    case DOCK_IN_LOW: return money_cell(a, heading, s, &l->amount_low);
    case DOCK_IN_HIGH: return money_cell(a, heading, s, &l->amount_high);
    case DOCK_IN_FROM: return day_of(s, &l->from_day);
    case DOCK_IN_TO: return day_of(s, &l->to_day);
    case DOCK_IN_UNTIL: return day_of(s, &l->open_until);
    case DOCK_IN_QUANTITY: return str_int(s, &l->quantity);
    case DOCK_IN_ORG_KIND: l->org_kind = s; return true;
    case DOCK_IN_PUBLISHED: if (!day_of(s, &day)) return false; l->published_ms = day * 86400000 - CITY_OFFSET_MS; return true;
    default: unreachable();
    }
}

enum rc dock_table(struct arena *a, const struct sheet *sheet, enum dock_side side, int64_t first_id, struct listings *list, struct err *e)
{
    const struct sheet_row *head = &sheet->v[0];
    enum dock_column *field = NEWS(a, enum dock_column, head->n ? head->n : 1);
    bool title = false;
    for (size_t c = 0; c < head->n; c++) { field[c] = dock_column_of(a, head->v[c]); title |= field[c] == DOCK_IN_TITLE; }
    if (!title) return fail_at(e, RC_INPUT, head->line, 0, "no column is headed 标题 or title");
    for (size_t r = 1; r < sheet->n; r++) {
        const struct sheet_row *row = &sheet->v[r];
        struct dock_listing l = { .id = first_id + (int64_t)r - 1, .side = side, .amount_high = -1 };
        for (size_t c = 0; c < head->n; c++) {
            struct str s = sheet_cell(row, c);
            if (field[c] == DOCK_IN_NOTHING || s.n == 0 || cell_take(a, field[c], head->v[c], s, &l)) continue;
            return fail_at(e, RC_INPUT, row->line, (int)c + 1, "'%.*s' is no %s", s.n > 80 ? 80 : (int)s.n, s.p,
                field[c] == DOCK_IN_LOW || field[c] == DOCK_IN_HIGH ? "amount (use 1200, 1,200.50 or 12万)"
                    : field[c] == DOCK_IN_QUANTITY                  ? "whole number"
                                                                    : "date (use 2026-03-05)");
        }
        if (l.title.n == 0) return fail_at(e, RC_INPUT, row->line, 0, "the row has no title");
        *PUSH(a, list) = l;
    }
    return RC_OK;
}
