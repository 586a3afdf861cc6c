/* dock_table.c: listings out of a table whose headings people chose.
**
** One table says which headings mean which field; a heading counts without
** regard to case, spaces and what stands in brackets: "金额上限（元）".
*/
#include "cli/dock.h"

enum field { F_TITLE, F_BODY, F_KIND, F_INDUSTRY, F_SKILLS, F_DISTRICT, F_ZONE, F_STAGE, F_LOW, F_HIGH, F_FROM, F_TO, F_UNTIL,
    F_QUANTITY, F_ORG_KIND, F_PUBLISHED, FIELDS };

static const struct { enum field field; const char *names; } headings[] = {
    { F_TITLE,     "title|name|subject|标题|名称|题目|需求名称|供给名称|项目名称|岗位名称|技术名称|成果名称" },
    { F_BODY,      "body|text|description|details|summary|正文|描述|说明|内容|简介|详情|需求描述|供给描述" },
    { F_KIND,      "kind|type|category|类型|类别|种类|对接类型" },
    { F_INDUSTRY,  "industry|industrycode|行业|行业代码|所属行业|国民经济行业" },
    { F_SKILLS,    "skills|skill|keywords|tags|技能|技能要求|关键词|标签" },
    { F_DISTRICT,  "district|division|region|location|区|区县|区市|地区|所在区|所在地|行政区划|行政区划代码" },
    { F_ZONE,      "zone|park|功能区|园区|开发区" },
    { F_STAGE,     "stage|maturity|阶段|成熟度|发展阶段" },
    { F_LOW,       "amountlow|minamount|min|from(yuan)|金额下限|最低金额|最低价|最低工资" },
    { F_HIGH,      "amounthigh|maxamount|max|budget|amount|金额上限|最高金额|最高价|最高工资|预算|金额" },
    { F_FROM,      "fromday|from|start|startdate|开始日期|起始日期|开始时间|可用日期" },
    { F_TO,        "today|to|end|enddate|结束日期|终止日期|结束时间" },
    { F_UNTIL,     "openuntil|until|deadline|expires|有效期|有效期至|截止日期|截止时间" },
    { F_QUANTITY,  "quantity|number|places|数量|人数|名额" },
    { F_ORG_KIND,  "orgkind|organisationkind|organizationkind|单位类型|机构类型|单位性质" },
    { F_PUBLISHED, "published|publishedon|date|发布日期|发布时间" },
};

static const struct { const char *kind, *names; } kinds[] = {
    { "technology", "技术|科技成果|成果|专利|技术成果|tech" }, { "job", "岗位|就业岗位|招聘|求职|用工|jobs" }, { "internship", "实习|见习|intern" },
    { "space", "场地|空间|工位|厂房|场所|office" }, { "mentor", "导师|创业导师|mentoring|mentorship" }, { "training", "培训|课程|course" },
    { "service", "服务|services" }, { "capital", "资金|融资|投资|贷款|funding|finance" }, { "order", "订单|采购|orders|procurement" },
    { "partnership", "合作|合伙|合作伙伴|partner" },
};

static const struct { const char *stage, *names; } stages[] = {
    { "idea", "创意|概念" }, { "seed", "种子|初创" }, { "prototype", "样机|原型|小试" }, { "pilot", "中试|试点" }, { "growth", "成长|量产|推广" },
    { "mature", "成熟|产业化" },
};

/* Lower case, without spaces, _ and -, and without a bracket and what follows. */
static struct str heading_plain(struct arena *a, struct str s)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '(' || str_starts(str_sub(s, i, s.n), S("（"))) break;
        if (c == ' ' || c == '_' || c == '-' || c == '*') continue;
        put_c(&o, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    return out_str(&o);
}

static bool named(const char *names, struct str s)
{
    struct str rest = str_from(names), name;
    while (str_cut(&rest, '|', &name)) if (str_eq_nocase(name, s)) return true;
    return false;
}

static int field_of(struct arena *a, struct str heading)
{
    struct str plain = heading_plain(a, heading);
    for (size_t i = 0; i < LEN(headings); i++) if (plain.n && named(headings[i].names, plain)) return (int)headings[i].field;
    return -1;
}

static struct str kind_of(struct str s)
{
    for (size_t i = 0; i < LEN(kinds); i++)
        if (str_eq_nocase(s, str_from(kinds[i].kind)) || named(kinds[i].names, s)) return str_from(kinds[i].kind);
    return s;
}

static struct str stage_of(struct str s)
{
    for (size_t i = 0; i < LEN(stages); i++) if (named(stages[i].names, s)) return str_from(stages[i].stage);
    return s;
}

/* A code, a name of ours, or its first word ("甘井子", "Ganjingzi"); anything else stays as it is and never fits. */
static struct str district_code(struct arena *a, struct str s)
{
    static const char *const codes[] = { "210202", "210203", "210204", "210211", "210212", "210213", "210214", "210224", "210281", "210283" };
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

static bool money_cell(struct str s, int64_t *fen)
{
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

static bool cell_take(struct arena *a, enum field f, struct str s, struct dock_listing *l)
{
    int64_t day;
    switch (f) {
    case F_TITLE: l->title = l->title.n ? str_printf(a, "%.*s\n%.*s", STR_FMT(l->title), STR_FMT(s)) : s; return true;
    case F_BODY: l->body = l->body.n ? str_printf(a, "%.*s\n%.*s", STR_FMT(l->body), STR_FMT(s)) : s; return true;
    case F_KIND: l->kind = kind_of(s); return true;
    case F_INDUSTRY: l->industry = s; return true;
    case F_SKILLS: skills_cut(a, s, &l->skills); return true;
    case F_DISTRICT: l->district = district_code(a, s); return true;
    case F_ZONE: l->zone = s; return true;
    case F_STAGE: l->stage = stage_of(s); return true;
    case F_LOW: return money_cell(s, &l->amount_low);
    case F_HIGH: return money_cell(s, &l->amount_high);
    case F_FROM: return day_of(s, &l->from_day);
    case F_TO: return day_of(s, &l->to_day);
    case F_UNTIL: return day_of(s, &l->open_until);
    case F_QUANTITY: return str_int(s, &l->quantity);
    case F_ORG_KIND: l->org_kind = s; return true;
    case F_PUBLISHED: if (!day_of(s, &day)) return false; l->published_ms = day * 86400000 - CITY_OFFSET_MS; return true;
    default: unreachable();
    }
}

enum rc dock_table(struct arena *a, const struct sheet *sheet, enum dock_side side, int64_t first_id, struct listings *list, struct err *e)
{
    const struct sheet_row *head = &sheet->v[0];
    int *field = NEWS(a, int, head->n ? head->n : 1);
    bool title = false;
    for (size_t c = 0; c < head->n; c++) { field[c] = field_of(a, head->v[c]); title |= field[c] == F_TITLE; }
    if (!title) return fail_at(e, RC_INPUT, head->line, 0, "no column is headed 标题 or title");
    for (size_t r = 1; r < sheet->n; r++) {
        const struct sheet_row *row = &sheet->v[r];
        struct dock_listing l = { .id = first_id + (int64_t)r - 1, .side = side, .amount_high = -1 };
        for (size_t c = 0; c < head->n; c++) {
            struct str s = sheet_cell(row, c);
            if (field[c] < 0 || s.n == 0 || cell_take(a, (enum field)field[c], s, &l)) continue;
            return fail_at(e, RC_INPUT, row->line, (int)c + 1, "'%.*s' is no %s", s.n > 80 ? 80 : (int)s.n, s.p,
                field[c] == F_LOW || field[c] == F_HIGH ? "amount (use 1200, 1,200.50 or 12万)" : field[c] == F_QUANTITY ? "whole number" : "date (use 2026-03-05)");
        }
        if (l.title.n == 0) return fail_at(e, RC_INPUT, row->line, 0, "the row has no title");
        *PUSH(a, list) = l;
    }
    return RC_OK;
}
