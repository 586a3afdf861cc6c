/* headings.c: one table says which headings mean which column; two more, which words mean which kind and stage. */
#include "engine/dock/headings.h"

static const struct { enum dock_column column; const char *names; } headings[] = {
    { DOCK_IN_TITLE,     "title|name|subject|标题|名称|题目|需求名称|供给名称|项目名称|岗位名称|技术名称|成果名称" },
    { DOCK_IN_BODY,      "body|text|description|details|summary|正文|描述|说明|内容|简介|详情|需求描述|供给描述" },
    { DOCK_IN_KIND,      "kind|type|category|类型|类别|种类|对接类型" },
    { DOCK_IN_INDUSTRY,  "industry|industrycode|行业|行业代码|所属行业|国民经济行业" },
    { DOCK_IN_SKILLS,    "skills|skill|keywords|tags|技能|技能要求|关键词|标签" },
    { DOCK_IN_DISTRICT,  "district|division|region|location|区|区县|区市|地区|所在区|所在地|行政区划|行政区划代码" },
    { DOCK_IN_ZONE,      "zone|park|功能区|园区|开发区" },
    { DOCK_IN_STAGE,     "stage|maturity|阶段|成熟度|发展阶段" },
    { DOCK_IN_LOW,       "amountlow|minamount|min|from(yuan)|金额下限|最低金额|最低价|最低工资" },
    { DOCK_IN_HIGH,      "amounthigh|maxamount|max|budget|amount|金额上限|最高金额|最高价|最高工资|预算|金额" },
    { DOCK_IN_FROM,      "fromday|from|start|startdate|开始日期|起始日期|开始时间|可用日期" },
    { DOCK_IN_TO,        "today|to|end|enddate|结束日期|终止日期|结束时间" },
    { DOCK_IN_UNTIL,     "openuntil|until|deadline|expires|有效期|有效期至|截止日期|截止时间" },
    { DOCK_IN_QUANTITY,  "quantity|number|places|数量|人数|名额" },
    { DOCK_IN_ORG_KIND,  "orgkind|organisationkind|organizationkind|单位类型|机构类型|单位性质" },
    { DOCK_IN_PUBLISHED, "published|publishedon|date|发布日期|发布时间" },
};

static const struct {
    const char *kind, *names;
} kinds[] = {
    { "technology", "技术|科技成果|成果|专利|技术成果|tech" },
    { "job", "岗位|就业岗位|招聘|求职|用工|jobs" },
    { "internship", "实习|见习|intern" },
    { "space", "场地|空间|工位|厂房|场所|office" },
    { "mentor", "导师|创业导师|mentoring|mentorship" },
    { "training", "培训|课程|course" },
    { "service", "服务|services" },
    { "capital", "资金|融资|投资|贷款|funding|finance" },
    { "order", "订单|采购|orders|procurement" },
    { "partnership", "合作|合伙|合作伙伴|partner" },
};

static const struct {
    const char *stage, *names;
} stages[] = {
    { "idea", "创意|概念" },
    { "seed", "种子|初创" },
    { "prototype", "样机|原型|小试" },
    { "pilot", "中试|试点" },
    { "growth", "成长|量产|推广" },
    { "mature", "成熟|产业化" },
};

struct str dock_heading_plain(struct arena *a, struct str s)
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

/* How many yuan one of a heading is. The longer name goes first: 万元 is in 百万元. */
static int64_t heading_unit(struct str heading)
{
    static const struct {
        const char *name;
        int64_t yuan;
    } units[] = { { "百万元", 1000000 }, { "千万元", 10000000 }, { "亿元", 100000000 }, { "万元", 10000 }, { "千元", 1000 },
        { "ten thousand", 10000 }, { "10 thousand", 10000 }, { "10,000", 10000 }, { "10k", 10000 }, { "thousand", 1000 },
        { "million", 1000000 }, { "（万）", 10000 }, { "(万)", 10000 } };
    for (size_t i = 0; i < LEN(units); i++) {
        struct str name = str_from(units[i].name);
        for (size_t at = 0; at + name.n <= heading.n; at++) if (str_eq_nocase(str_sub(heading, at, name.n), name)) return units[i].yuan;
    }
    return 1;
}

struct str dock_amount_under(struct arena *a, struct str heading, struct str cell)
{
    static const struct str own[] = { SI("元"), SI("万"), SI("亿") };
    enum { WAN = 10000 };                                               /* read as 万, so that "4.525" of them has its places */
    int64_t unit = heading_unit(heading), fen;
    for (size_t i = 0; i < LEN(own); i++) if (str_ends(str_trim(cell), own[i])) return cell;
    if (unit == 1 || !money_parse(str_join(a, cell, S("万")), &fen) || fen < 0 || __builtin_mul_overflow(fen, unit, &fen) || fen % WAN)
        return cell;
    fen /= WAN;
    return str_printf(a, fen % 100 ? "%lld.%02d" : "%lld", (long long)(fen / 100), (int)(fen % 100));
}

bool dock_heading_named(const char *names, struct str s)
{
    struct str rest = str_from(names), name;
    while (str_cut(&rest, '|', &name)) if (str_eq_nocase(name, s)) return true;
    return false;
}

enum dock_column dock_column_of(struct arena *a, struct str heading)
{
    struct str plain = dock_heading_plain(a, heading);
    for (size_t i = 0; i < LEN(headings); i++) if (plain.n && dock_heading_named(headings[i].names, plain)) return headings[i].column;
    return DOCK_IN_NOTHING;
}

struct str dock_kind_of(struct str s)
{
    for (size_t i = 0; i < LEN(kinds); i++)
        if (str_eq_nocase(s, str_from(kinds[i].kind)) || dock_heading_named(kinds[i].names, s)) return str_from(kinds[i].kind);
    return s;
}

struct str dock_stage_of(struct str s)
{
    for (size_t i = 0; i < LEN(stages); i++) if (dock_heading_named(stages[i].names, s)) return str_from(stages[i].stage);
    return s;
}
