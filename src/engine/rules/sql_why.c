/* sql_why.c: why something cannot be said in SQL, in Chinese. The batch says in
** English why a decision has no plan, `reason: what`, for those who work on it;
** who exports a policy reads it in his own language. */
#include "engine/rules/sql_inside.h"

static const struct { const char *en, *zh; } reasons[] = {
    { "a cap with more decimals", "封顶额的小数位数过多" },
    { "a column of another type", "列的类型不同" },
    { "a condition that is no boolean", "条件不是真假值" },
    { "a constant that is in error", "常量有误" },
    { "a constraint that computes with ?", "取值约束对 ? 作了运算" },
    { "a context within a context", "上下文中的上下文" },
    { "a count, else no number", "计数的缺省输出不是数" },
    { "a date of such parts", "日期的组成部分须为整数" },
    { "a decision service", "决策服务" },
    { "a duration as an answer", "以时长为答案" },
    { "a function with several results", "函数有多个结果" },
    { "a list or context", "列表或上下文" },
    { "a minus", "这样的负号" },
    { "a power", "乘方" },
    { "a quotient of quotients", "商再相除" },
    { "a range of words", "文字的区间" },
    { "a ratio compared with what may not apply", "比率与可能不适用的值比较" },
    { "a result of another type", "结果的类型不同" },
    { "a sum of what is no number", "求和的不是数" },
    { "a sum to be rounded", "求和之后还要舍入" },
    { "a table that gives a list", "决策表给出列表" },
    { "a test", "这样的条件" },
    { "a test that computes", "作运算的条件" },
    { "a text that is more than compared", "对文字的运算超出相等与否" },
    { "a value of several parts", "值有多个部分" },
    { "amounts that compute under this hit policy", "此命中策略下金额不能是算式" },
    { "an amount", "金额" },
    { "an amount that benefits pay differently", "几项待遇对同一金额的发放规则不同" },
    { "an amount that is no number", "金额不是数" },
    { "an argument of another type", "参数的类型不同" },
    { "an entry", "上下文的条目" },
    { "an import", "导入的模型" },
    { "an input", "输入列" },
    { "an output", "输出列" },
    { "an output that computes beside the amount", "金额以外的输出列是算式" },
    { "and, or: not booleans", "and、or 两边不是真假值" },
    { "arithmetic with these kinds", "这些类型之间的算术" },
    { "days added to a date", "日期加天数" },
    { "decisions in a ring", "决策互相依赖成环" },
    { "lists as outputs", "以列表为输出" },
    { "lists, MIN and MAX as outputs", "以列表、最小值或最大值为输出" },
    { "no such amount", "没有这个金额" },
    { "no such decision", "没有这个决策" },
    { "outputs in error", "输出有误" },
    { "outputs without an order", "输出没有先后" },
    { "recursion", "递归" },
    { "rounding like this", "这样的舍入" },
    { "rounding to this scale", "舍入到这样的位数" },
    { "such a call", "这样的调用" },
    { "such a list", "这样的列表" },
    { "such an invocation", "这样的调用" },
    { "the quotient of two facts as an amount", "以两项事实之商为金额" },
    { "these kinds", "这些类型" },
    { "this boxed expression", "这种框式表达式" },
    { "this form", "这种写法" },
    { "this function", "这个函数" },
    { "this member", "这个成员" },
    { "this step", "这一步" },
    { "too large a divisor", "除数过大" },
    { "too large a table", "决策表过大" },
    { "too long", "过长" },
    { "too many decimals", "小数位数过多" },
    { "too many steps", "步骤过多" },
    { "too many values", "取值过多" },
    { "too many words", "文字过多" },
    { "values of two kinds", "值的类型不一" },
    { "words in order", "文字比较先后" },
};

/* What stands behind the reason where there is no name. */
static const struct {
    const char *en, *zh;
} things[] = { { "a call", "调用" }, { "a comparison", "比较" }, { "a context", "上下文" }, { "a filter", "筛选" },
    { "a function", "函数" }, { "a list", "列表" }, { "a literal", "字面值" }, { "a member", "成员" }, { "a name", "名称" },
    { "a range", "区间" }, { "a test", "条件" }, { "arithmetic", "算术" }, { "tests", "条件" } };

struct str sql_why_zh(struct arena *a, struct str why) {
    struct str reason = why, what = STR_NONE;
    for (size_t i = 0; i < LEN(reasons); i++) {
        const struct str en = str_from(reasons[i].en);
        if (!str_starts(why, en) || (why.n > en.n && !str_starts(str_sub(why, en.n, why.n), S(": ")))) continue;
        reason = str_from(reasons[i].zh);
        if (why.n > en.n) what = str_sub(why, en.n + 2, why.n);
    }
    for (size_t i = 0; i < LEN(things); i++) if (str_eq(what, str_from(things[i].en))) { what = str_from(things[i].zh); break; }
    return what.n ? str_printf(a, "%.*s：%.*s", STR_FMT(reason), STR_FMT(what)) : reason;
}
