/* eval_notes.c: why something became null, in two languages. {0} {1} {2} are
** the arguments of the note. */
#include "engine/rules/eval.h"

static const struct { const char *key, *zh, *en; } texts[] = {
    { "name", "没有名为“{0}”的值。", "There is no value named \"{0}\"." },
    { "member", "{1} 没有成员“{0}”。", "A {1} has no member \"{0}\"." },
    { "member.list", "列表中的列表没有成员。", "A list within a list has no members." },
    { "condition", "if 的条件应为真假值，却是 {0}，按 else 处理。",
    "The condition of if must be true or false, not a {0}; else is taken." },
    { "literal", "“{0}”不是日期、时间或时长。", "\"{0}\" is not a date, a time or a duration." },
    { "type", "没有这个类型。", "There is no such type." },
    { "tests", "此处应为一个值，却是一组条件。", "A value is wanted here, not tests." },
    { "steps", "计算步数超出上限，已停止。", "The evaluation took too many steps and was stopped." },
    { "depth", "嵌套或递归过深，已停止。", "Nesting or recursion is too deep; it was stopped." },
    { "zero", "{0}：除数为零。", "{0}: division by zero." },
    { "result", "{0} 的结果没有意义或超出范围。", "The result of {0} is undefined or out of range." },
    { "operands", "{0} 不能用于 {1} 和 {2}。", "{0} does not take a {1} and a {2}." },
    { "operand", "{0} 不能用于 {1}。", "{0} does not take a {1}." },
    { "compare", "{0}：{1} 与 {2} 不能比较。", "{0}: a {1} cannot be compared with a {2}." },
    { "range.end", "{0} 不能作区间的端点。", "A {0} cannot be the end of a range." },
    { "range.order", "区间 {0} 的起点大于终点，或类型不同（{1}、{2}）。",
    "The ends of the range {0} are out of order or of two kinds ({1}, {2})." },
    { "iterate.ends", "for 的起止应为整数或日期，却是 {1} 和 {2}。", "for runs between whole numbers or dates, not from a {1} to a {2}." },
    { "iterate", "{0} 不能逐项取值，需要列表或区间。", "A {0} cannot be iterated; a list or a range is needed." },
    { "satisfies", "satisfies 的结果应为真假值，却是 {0}。", "What satisfies says must be true or false, not a {0}." },
    { "index.whole", "序号应为整数。", "An index must be a whole number." },
    { "index", "序号 {0} 超出范围，共 {1} 项。", "Index {0} is outside the list of {1}." },
    { "filter.null", "空值不能筛选。", "Null cannot be filtered." },
    { "filter", "筛选条件应为真假值或序号，却是 {0}。", "A filter must be true, false or an index, not a {0}." },
    { "arguments", "函数 {0} 不接受这些参数（{1}）。", "Function {0} does not take these arguments ({1})." },
    { "arity", "函数 {0} 有 {1} 个参数，却给了 {2} 个，或参数名不符。",
    "Function {0} has {1} parameters, but {2} were given, or their names differ." },
    { "call", "{0} 不是函数，不能调用。", "A {0} is not a function and cannot be called." },
    { "external", "不支持此外部函数（Java 仅有 java.lang.Math，且不用于政策）。",
        "This external function is not supported (of Java there is java.lang.Math only, and not in policies)." },
    { "coerce", "{0} 不符合类型 {1}。", "A {0} does not conform to the type {1}." },
    { "position", "位置 {0} 不在字符串内。", "Position {0} is outside the string." },
    { "length", "长度 {0} 无效。", "The length {0} is not valid." },
    { "pattern", "“{0}”不是正确的模式：{1}", "\"{0}\" is not a pattern: {1}" },
    { "pattern.empty", "模式“{0}”能与空串匹配，不能用于替换或拆分。",
    "The pattern \"{0}\" matches the empty string, so it cannot replace or split." },
    { "pattern.steps", "模式匹配过于复杂，已停止。", "Matching the pattern took too long and was stopped." },
    { "item", "{0}：不接受其中的 {1}。", "{0}: does not take a {1} in the list." },
    { "scale", "小数位数 {0} 无效。", "The scale {0} is not valid." },
    { "empty", "{0}：列表为空或太短。", "{0}: the list is empty or too short." },
    { "sort", "sort 的比较函数应答真假。", "The function given to sort must answer true or false." },
    { "key.twice", "键“{0}”出现两次。", "The key \"{0}\" stands twice." },
    { "convert", "“{0}”不能转换为 {1}。", "\"{0}\" cannot be made a {1}." },
    { "clock", "没有提供当前时间。", "No clock was given." },
    { "separators", "分组符应为空格、逗号或句点，小数点应为句点或逗号，二者不同。",
        "The grouping separator is a blank, a comma or a point, the decimal one a point or a comma, and they differ." },
    { "constraint", "{0} 不在 {1} 允许的取值之内。", "{0} is not among the values that {1} allows." },
    { "hits", "{0} 策略的决策表命中了多条规则（{1}、{2}）。", "In a table of hit policy {0} several rules match ({1}, {2})." },
    { "invalid", "“{0}”未能通过语法检查：{1}", "\"{0}\" does not parse: {1}" },
};

static size_t find(const char *key) {
    size_t i = 0;
    while (strcmp(texts[i].key, key) != 0) must(++i < LEN(texts));
    return i;
}

struct value feel_null(struct feel *f, const char *key, struct str x, struct str y, struct str z) {
    if (f->notes.n >= FEEL_NOTES) { f->notes_dropped++; return value_null(); }
    *PUSH(f->a, &f->notes) = (struct feel_note){ f->at ? f->at->line : 0, f->at ? f->at->col : 0, key, { x, y, z } };
    return value_null();
}

struct value note0(struct feel *f, const char *key) { return feel_null(f, key, STR_NONE, STR_NONE, STR_NONE); }
struct value note1(struct feel *f, const char *key, const char *x) { return feel_null(f, key, str_from(x), STR_NONE, STR_NONE); }
struct value note2(struct feel *f, const char *key, const char *x, const char *y)
{
    return feel_null(f, key, str_from(x), str_from(y), STR_NONE);
}

struct value note_kinds(struct feel *f, const char *key, const char *what, struct value x, struct value y) {
    return feel_null(f, key, str_from(what), str_from(value_kind_name(x)), str_from(value_kind_name(y)));
}

struct str feel_note_text(struct arena *a, const struct feel_note *n, enum feel_lang lang) {
    size_t i = find(n->key);
    struct out o;
    out_init(&o, a);
    for (const char *p = lang == FEEL_ZH ? texts[i].zh : texts[i].en; *p; p++) {
        if (*p == '{') { put_str(&o, n->args[p[1] - '0']); p += 2; }
        else put_c(&o, *p);
    }
    return out_str(&o);
}
