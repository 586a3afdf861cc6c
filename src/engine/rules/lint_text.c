/* lint_text.c: what the analysis found, as a sentence, its example and what to
** do about it. {rule} {other} {column} {cell} {value} {type} {cells} {example}
** are filled in. */
#include "engine/rules/lint.h"

static const struct { const char *name, *zh, *en; } texts[] = {
    [LINT_OVERLAP] = { "overlap",
        "第 {other} 条与第 {rule} 条规则重叠：{cells}。例如 {example}。请把其中一条收窄，或改用 FIRST、PRIORITY 策略。",
        "Rules {other} and {rule} overlap: {cells}. For example {example}. Narrow one of them, or use hit policy FIRST or PRIORITY." },
    [LINT_NEVER] = { "never",
        "第 {rule} 条规则永远不会命中：没有任何取值满足“{column}”列的 {cell}。请改正该单元格，或删去这条规则。",
        "Rule {rule} never fires: no value of \"{column}\" meets {cell}. Mend the cell or take the rule out." },
    [LINT_MASKED] = { "masked",
        "第 {rule} 条规则永远轮不到：它的情形已被{other_zh}规则全部占先。例如 {example}。请调整次序、收窄前面的规则，或删去这一条。",
        "Rule {rule} is never reached: {other_en} always be chosen before it. For example {example}. Reorder, narrow what comes before, or take it out." },
    [LINT_NAME] = { "name",
        "事实字典中没有“{column}”。请改用字典中的名称，或先把它补入字典；若是政策参数，请用 b:parameter。",
        "The fact dictionary has no \"{column}\". Use one of its names, or add it there; a figure of the policy is a b:parameter." },
    [LINT_TYPE] = { "type",
        "“{column}”列的 {cell}：类型应为 {type}，{value} 不是。请改正。",
        "\"{column}\", {cell}: the type is {type}, and {value} is not of it. Mend it." },
    [LINT_VALUE] = { "value",
        "“{column}”列的 {cell}：{value} 不在允许的取值之内。请改用允许的值，或补入允许值清单。",
        "\"{column}\", {cell}: {value} is not among the allowed values. Use one of those, or add it to them." },
    [LINT_GAP] = { "gap",
        "没有规则管这种情形：{cells}。例如 {example}。可加一条有这些单元格的规则，或给出默认输出。",
        "No rule takes this: {cells}. For example {example}. Add a rule with these cells, or a default output." },
    [LINT_UNUSED] = { "unused",
        "“{column}”允许的 {value} 没有任何规则用到。请补一条规则，或从允许值中删去。",
        "\"{column}\" allows {value}, but no rule uses it. Add a rule, or take it from the allowed values." },
    [LINT_OPAQUE] = { "opaque",
        "“{column}”列的 {cell} 是算式，未作分析；第 {rule} 条规则按“可能命中”对待。",
        "\"{column}\", {cell} is an expression and was not analysed; rule {rule} counts as one that may fire." },
    [LINT_UNDECIDED] = { "undecided", "未能判定：{what_zh}。", "Not decided: {what_en}." },
};

const char *lint_name(enum lint_kind k) { return texts[k].name; }

static void put_given(struct out *o, const struct lint_given *x, enum feel_lang lang) {
    put_str(o, x->column);
    put_z(o, " = ");
    if (x->other) put_z(o, lang == FEEL_ZH ? "其他任何值" : "any other value");
    else put_value(o, x->value);
}

static void put_example(struct out *o, const struct lint_finding *x, enum feel_lang lang) {
    for (size_t i = 0; i < x->n; i++) {
        if (i) put_z(o, lang == FEEL_ZH ? "，" : ", ");
        put_given(o, &x->given[i], lang);
    }
}

/* The columns that say something, each with its cell. */
static void put_cells(struct out *o, const struct lint_finding *x, enum feel_lang lang) {
    bool any = false;
    for (size_t i = 0; i < x->n; i++) {
        if (str_eq(x->given[i].where, S("-"))) continue;
        if (any) put_z(o, lang == FEEL_ZH ? "，" : ", ");
        any = true;
        put_f(o, "%.*s: %.*s", STR_FMT(x->given[i].column), STR_FMT(x->given[i].where));
    }
    if (!any) put_z(o, lang == FEEL_ZH ? "任何取值" : "whatever the values");
}

static void put_undecided(struct out *o, const struct lint_finding *x, enum feel_lang lang) {
    bool zh = lang == FEEL_ZH;
    if (x->rule && x->other) {
        put_f(o,
            zh ? "第 %zu 条与第 %zu 条规则是否冲突取决于算式（"
               : "whether rules %zu and %zu contradict each other depends on expressions (",
            x->other, x->rule);
        put_cells(o, x, lang);
        put_z(o, zh ? "）" : ")");
    } else if (x->rule) put_f(o, zh ? "第 %zu 条规则是否会命中，组合太多" : "whether rule %zu can fire: too many combinations", x->rule);
    else put_z(o, zh ? "组合太多，缺口未查完" : "too many combinations; not all gaps were looked for");
}

static void put_part(struct out *o, const struct lint_finding *x, struct str key, enum feel_lang lang) {
    if (str_eq(key, S("rule"))) put_f(o, "%zu", x->rule);
    else if (str_eq(key, S("other"))) put_f(o, "%zu", x->other);
    else if (str_eq(key, S("column"))) put_str(o, x->column);
    else if (str_eq(key, S("cell"))) put_str(o, x->text);
    else if (str_eq(key, S("value")) && x->n) put_value(o, x->given[0].value);
    else if (str_eq(key, S("type")) && x->n) put_str(o, x->given[0].where);
    else if (str_eq(key, S("cells"))) put_cells(o, x, lang);
    else if (str_eq(key, S("example"))) put_example(o, x, lang);
    else if (str_eq(key, S("other_zh"))) { if (x->other) put_f(o, "第 %zu 条", x->other); else put_z(o, "其他几条"); }
    else if (str_eq(key, S("other_en"))) { if (x->other) put_f(o, "rule %zu would", x->other); else put_z(o, "others would"); }
    else put_undecided(o, x, lang);
}

struct str lint_text(struct arena *a, const struct lint_finding *x, enum feel_lang lang) {
    struct str rest = str_from(lang == FEEL_ZH ? texts[x->kind].zh : texts[x->kind].en);
    struct out o;
    out_init(&o, a);
    for (ptrdiff_t open; (open = str_find(rest, S("{"))) >= 0;) {
        ptrdiff_t close = str_find(rest, S("}"));
        must(close > open);
        put_str(&o, str_sub(rest, 0, (size_t)open));
        put_part(&o, x, str_sub(rest, (size_t)open + 1, (size_t)(close - open - 1)), lang);
        rest = str_sub(rest, (size_t)close + 1, rest.n);
    }
    put_str(&o, rest);
    if (!x->sure)
        put_z(&o,
            lang == FEEL_ZH ? "（这些列出自同一事实，该组合也许不会出现。）"
                            : " (These columns rest on one fact, so this may not happen.)");
    return out_str(&o);
}
