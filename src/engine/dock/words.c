/* words.c: reasons in plain words. One table, a line a reason, Chinese and
** English; %a, %b and %n stand for the reason's members, %A and %B for the
** names of districts, %T and %U of topics. */
#include "engine/dock/inner.h"

static const struct { const char *zh, *en; } text[DOCK_WHYS] = {
    [DOCK_WORD]              = { "双方都提到：%a", "Both speak of: %a" },
    [DOCK_GLOSSARY]          = { "意思相同：%a ↔ %b", "Same meaning: %a ↔ %b" },
    [DOCK_NEIGHBOURS]        = { "词语连在一起：%a", "Words standing side by side: %a" },
    [DOCK_CHARS]             = { "个别汉字相同，但不成词：%a", "Single Chinese characters in common, no whole word: %a" },
    [DOCK_KIND_SAME]         = { "类型相同", "Same kind" },
    [DOCK_KIND_RELATED]      = { "类型相关", "Related kinds" },
    [DOCK_SKILL]             = { "技能相符：%a ↔ %b", "Skill fits: %a ↔ %b" },
    [DOCK_INDUSTRY_CLASS]    = { "行业小类或中类相同：%a ↔ %b", "Same industry group: %a ↔ %b" },
    [DOCK_INDUSTRY_DIVISION] = { "行业大类相同：%a ↔ %b", "Same industry division: %a ↔ %b" },
    [DOCK_INDUSTRY_SECTION]  = { "行业门类相同：%a ↔ %b", "Same industry section: %a ↔ %b" },
    [DOCK_DISTRICT_SAME]     = { "同在%A", "Same district: %A" },
    [DOCK_DISTRICT_ADJACENT] = { "相邻区市：%A、%B（约%n公里）", "Neighbouring districts: %A and %B (about %n km)" },
    [DOCK_DISTRICT_KM]       = { "距离不远：%A、%B（约%n公里）", "Not far: %A and %B (about %n km)" },
    [DOCK_ZONE_SAME]         = { "同一功能区", "Same zone" },
    [DOCK_AMOUNT]            = { "金额区间相合", "The amounts overlap" },
    [DOCK_DATES]             = { "时间相合", "The dates overlap" },
    [DOCK_STAGE_SAME]        = { "阶段相同", "Same stage" },
    [DOCK_STAGE_NEAR]        = { "阶段相近", "Neighbouring stages" },
    [DOCK_LEARNED]           = { "以往成交：%n次对接把%T与%U连在一起", "Confirmed before: %n dockings joined %T with %U" },
    [DOCK_NOT_SKILL]         = { "有%n项技能对方没有列出", "Skills the other side does not list: %n" },
    [DOCK_NOT_INDUSTRY]      = { "行业不同：%a、%b", "Different industries: %a and %b" },
    [DOCK_NOT_DISTRICT]      = { "相距较远：%A、%B", "Far apart: %A and %B" },
    [DOCK_NOT_AMOUNT]        = { "金额区间不相合", "The amounts do not overlap" },
    [DOCK_NOT_DATES]         = { "时间不相合", "The dates do not overlap" },
    [DOCK_NOT_STAGE]         = { "阶段不同", "Different stages" },
};

/* x's own line ends and tabs would break a table row: they become spaces. */
static void put_line(struct out *o, struct str s)
{
    for (size_t i = 0; i < s.n; i++) put_c(o, (unsigned char)s.p[i] < 32 ? ' ' : s.p[i]);
}

struct str dock_topic_name(struct str name, struct str lang)
{
    struct str rest = name, zh, en, first;
    if (!str_cut(&rest, '\t', &zh) || !rest.p) return name;
    str_cut(&rest, '\t', &en);
    if (str_starts(lang, S("en"))) zh = en;
    str_cut(&zh, '|', &first);
    return str_trim(first);
}

void dock_reason_text(struct out *o, const struct dock_reason *r, struct str lang)
{
    must(r->why >= 0 && r->why < DOCK_WHYS);
    static const struct str also = SI(" ↔ %b");
    const char *t = str_starts(lang, S("en")) ? text[r->why].en : text[r->why].zh;
    for (; *t; t++) {
        /* both write it alike: once is enough */
        if (strncmp(t, also.p, also.n) == 0 && str_eq_nocase(r->a, r->b)) { t += also.n - 1; continue; }
        if (*t != '%') { put_c(o, *t); continue; }
        switch (*++t) {
        case 'a': put_line(o, r->a); break;
        case 'b': put_line(o, r->b); break;
        case 'A': put_line(o, dock_district_name(r->a, lang)); break;
        case 'B': put_line(o, dock_district_name(r->b, lang)); break;
        case 'T': put_line(o, dock_topic_name(r->a, lang)); break;
        case 'U': put_line(o, dock_topic_name(r->b, lang)); break;
        case 'n': put_int(o, r->n); break;
        default: unreachable();
        }
    }
}
