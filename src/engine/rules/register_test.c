/* register_test.c: one policy asked: a person, a history, an answer. */
#include "test/policies.h"
#include "engine/rules/explain.h"

static struct arena a;
static struct policy_register *reg;

struct had { const char *policy; int months; };
struct row {
    const char *date, *category, *insured, *lease, *in;
    struct had had;
    bool unknown_history;
    enum policy_answer answer;
    const char *low, *high, *flips, *missing;
};

static struct date day_of(const char *s) {
    struct date d;
    assert_true(temporal_parse_date(str_from(s), &d));
    return d;
}

static struct register_answer ask(const struct row *x) {
    struct given_facts facts = { 0 };
    struct grants granted = { .known = !x->unknown_history };
    struct register_question q = { .reg = reg,
        .policy = reg->policies.v[0],
        .date = day_of(x->date),
        .facts = &facts,
        .granted = &granted };
    struct register_answer r;
    if (x->category) give(&a, reg, &facts, "category", x->category);
    if (x->insured) give(&a, reg, &facts, "社保月数", x->insured);
    if (x->lease) give(&a, reg, &facts, "months leased", x->lease);
    if (x->in) give(&a, reg, &facts, "登记地", x->in);
    if (x->had.policy)
        *PUSH(&a, &granted) = (struct grant){ .policy = str_from(x->had.policy),
            .dated = true,
            .date = { 2022, 5, 1 },
            .months = { true, number_int(x->had.months) } };
    register_ask(&a, &q, &r);
    return r;
}

static struct str missing_of(const struct register_answer *r) {
    struct out o;
    out_init(&o, &a);
    for (size_t i = 0; i < r->missing.n; i++) {
        if (i) put_c(&o, ' ');
        put_str(&o, r->missing.v[i].fact ? r->missing.v[i].fact->code : S("history"));
    }
    return out_str(&o);
}

static void answers(void **state) {
    static const struct row rows[] = {
        { "2024-06-01", "毕业生", "6", "13", "210203", { 0 }, false, POLICY_ENTITLED, "8666.67", "8666.67", NULL, "" },
        { "2024-06-01", "graduate", "6", "30", "210203", { 0 }, false, POLICY_ENTITLED, "16000", "16000", NULL, "" },
        /* the parameter of that year */
        { "2025-06-01", "graduate", "6", "1", "210203", { 0 }, false, POLICY_ENTITLED, "833.33", "833.33", NULL, "" },
        /* four months are left */
        { "2024-06-01", "graduate", "6", "30", "210203", { "P11a", 20 }, false, POLICY_ENTITLED, "2666.67", "2666.67", NULL, "" },
        { "2024-06-01", "graduate", "6", "30", "210203", { "P11c", 24 }, false, POLICY_NOT, NULL, NULL, NULL, "" },
        { "2024-06-01", "graduate", "6", "30", "210203", { "P24", 1 }, false, POLICY_NOT, NULL, NULL, NULL, "" },
        { "2024-06-01", "graduate", "6", "30", "210203", { "P15", 1 }, false, POLICY_ENTITLED, "16000", "16000", NULL, "" },
        { "2024-06-01", "graduate", "6", "30", "210100", { 0 }, false, POLICY_NOT, NULL, NULL, NULL, "" }, /* another city */
        { "2024-06-01", "graduate", "6", "30", "210203", { 0 }, true, POLICY_NEEDS, NULL, NULL, NULL, "history" },
        { "2024-06-01", "graduate", NULL, "1", "210203", { 0 }, false, POLICY_NEEDS, "0", "666.67", NULL, "insured_months" },
        { "2024-06-01", "graduate", NULL, NULL, NULL, { 0 }, true, POLICY_NEEDS, NULL, NULL, NULL,
            "registered_in history insured_months lease_months" },
        /* whatever the rest is */
        { "2024-06-01", "其他", NULL, NULL, NULL, { 0 }, true, POLICY_NOT, NULL, NULL, NULL, "" },
        { "2024-06-01", "graduate", "4", "30", "210203", { 0 }, false, POLICY_NOT_YET, NULL, NULL, "2024-08-01", "" },
        { "2024-12-31", "graduate", "5", "1", "210203", { 0 }, false, POLICY_NOT_YET, NULL, NULL, "2025-01-31", "" },
        { "2023-12-31", "graduate", "6", "1", "210203", { 0 }, false, POLICY_NOT_YET, NULL, NULL, "2024-01-01", "" }, /* not in force yet */
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        const struct row *x = &rows[i];
        struct register_answer r = ask(x);
        struct number n;
        if (r.answer != x->answer) fail_msg("row %zu: %.*s", i, STR_FMT(policy_answer_word(r.answer)));
        if (x->low) {
            assert_true(number_parse(str_from(x->low), &n));
            if (r.open || number_cmp(n, r.low) != 0) fail_msg("row %zu: low %.*s", i, STR_FMT(number_text(&a, r.low)));
        }
        if (x->high) {
            assert_true(number_parse(str_from(x->high), &n));
            if (number_cmp(n, r.high) != 0) fail_msg("row %zu: high %.*s", i, STR_FMT(number_text(&a, r.high)));
        }
        if (x->flips) {
            struct date d = day_of(x->flips);
            if (temporal_date_cmp(d, r.flips) != 0) fail_msg("row %zu: flips %d-%d", i, r.flips.m, r.flips.d);
        }
        if (!str_eq(missing_of(&r), str_from(x->missing))) fail_msg("row %zu: missing %.*s", i, STR_FMT(missing_of(&r)));
    }
}

/* A date that is given does not grow; the version in force is that of the date that counts. */
static void dates_that_count(void **state) {
    struct given_facts facts = { 0 };
    struct grants none = { .known = true };
    struct register_question q = { .reg = reg, .policy = reg->policies.v[0], .date = { 2024, 6, 1 }, .facts = &facts, .granted = &none };
    struct register_answer r;
    (void)state;
    give(&a, reg, &facts, "category", "graduate");
    give(&a, reg, &facts, "insured_months", "12");
    give(&a, reg, &facts, "lease_months", "12");
    give(&a, reg, &facts, "registered_in", "210203");
    give(&a, reg, &facts, "application_date", "2023-12-31");
    register_ask(&a, &q, &r);
    assert_int_equal(r.answer, POLICY_NOT);
    facts.v[facts.n - 1].value = value_null();
    register_ask(&a, &q, &r);
    assert_int_equal(r.answer, POLICY_NOT);
}

/* Only what can make a difference is asked for. */
static void smallest_set(void **state) {
#define ASKS(rules) \
    DMN_HEAD ENVELOPE("", BENEFIT) INPUT("人员类别", "string") INPUT("在孵", "boolean") INPUT("租期月数", "number") \
        DECISION(NEEDS("人员类别") NEEDS("在孵") NEEDS("租期月数"), \
            TABLE("UNIQUE", COLUMN("人员类别", "string") COLUMN("在孵", "boolean") COLUMN("租期月数", "number"), rules))
#define ASKED(rules) ASKED_OF("分数", "", rules)
#define ASKED_OF(score, otherwise, rules) \
    DMN_HEAD ENVELOPE("", BENEFIT) INPUT("人员类别", "string") INPUT("分数", "number") INPUT("出生日期", "date") \
        DECISION(NEEDS("人员类别") NEEDS("分数") NEEDS("出生日期"), \
            "<decisionTable hitPolicy='FIRST'>" COLUMN("人员类别", "string") COLUMN(score, "number") \
                COLUMN("出生日期", "date") "<output name='金额' typeRef='number'>" otherwise "</output>" rules "</decisionTable>")
#define ASK(x, y, z, out) "<rule>" CELL(x) CELL(y) CELL(z) GIVES(out) "</rule>"
    static const struct { const char *xml, *missing; } rows[] = {
        { ASKS(ASK("\"毕业生\"", "true", "-", "100") ASK("\"毕业生\"", "not(true)", "-", "100")), "category" },
        /* 100 either way */
        { ASKS(ASK("\"毕业生\"", "true", "-", "100") ASK("\"毕业生\"", "not(true)", "-", "200")), "in_carrier category" },
        { ASKS(ASK("\"毕业生\"", "-", "&gt;= 6", "100") ASK("\"毕业生\"", "-", "not(&gt;= 6)", "100")), "category" },
        { ASKS(ASK("\"毕业生\"", "-", "&gt;= 6", "100") ASK("\"毕业生\"", "-", "[3..6)", "100")), "category lease_months" },
        /* below zero is not allowed */
        { ASKS(ASK("\"毕业生\"", "true", "&lt; 0", "100") ASK("\"其他\"", "-", "-", "1")), "category" },
        /* a number without bounds, a date: the constants and what lies between and beside them */
        /* null is neither */
        { ASKED(ASK("\"毕业生\"", "&gt;= -(5)", "-", "100") ASK("\"毕业生\"", "not(&gt;= -5)", "-", "100")), "category" },
        { ASKED(ASK("\"毕业生\"", "&gt;= -5", "-", "100") ASK("\"毕业生\"", "&lt; -5", "-", "100")), "category score" },
        { ASKED(ASK("\"毕业生\"", "null", "-", "100") ASK("\"毕业生\"", "not(null)", "-", "100")), "category" },
        { ASKED(ASK("\"毕业生\"", "(1..2)", "-", "100") ASK("\"毕业生\"", "not((1..2))", "-", "200")), "category score" },
        { ASKED(ASK("\"毕业生\"", "3, 5, 7, 3", "-", "100") ASK("\"毕业生\"", "not(3, 5, 7)", "-", "100")), "category" },
        { ASKED(ASK("\"毕业生\"", "-", "&gt;= @\"2000-01-01\"", "100") ASK("\"毕业生\"", "-", "not(&gt;= @\"2000-01-01\")", "100")),
        "category" },
        { ASKED(ASK("\"毕业生\"", "-", "[@\"2000-01-01\"..@\"2000-01-02\"]", "100") ASK("\"毕业生\"", "-",
        "not([@\"2000-01-01\"..@\"2000-01-02\"])", "100")), "category" },
        { ASKED(ASK("\"毕业生\"", "-", "&lt; @\"2000-01-01\"", "100") ASK("\"毕业生\"", "-", "&gt;= @\"2000-02-01\"", "100")),
        "category born" },
        { ASKED(ASK("\"毕业生\"", "-", "null", "100") ASK("\"毕业生\"", "-", "not(null)", "100")), "category" },
        { ASKED(ASK("\"毕业生\"", "? &gt; 3", "-", "100") ASK("\"毕业生\"", "not(&gt; 3)", "-", "100")), "category score" },
        { ASKED(ASK("\"毕业生\"", "abs(3)", "-", "100") ASK("\"毕业生\"", "not(3)", "-", "100")), "category score" },
        { ASKED(ASK("\"毕业生\"", "&gt; abs(3)", "-", "100") ASK("\"毕业生\"", "not(&gt; 3)", "-", "100")), "category score" },
        { ASKED(ASK("\"毕业生\"", "\"x\"", "-", "100") ASK("\"毕业生\"", "not(3)", "-", "100")), "category score" },
        { ASKED(ASK("\"毕业生\"", "-", "-", "分数")), "category score" },
        { ASKED_OF("分数 + 1", "", ASK("\"毕业生\"", "&gt; 3", "-", "100") ASK("\"毕业生\"", "not(&gt; 3)", "-", "100")),
        "category score" },
        { ASKED_OF("分数", "<defaultOutputEntry><text>分数</text></defaultOutputEntry>", ASK("\"毕业生\"", "&gt; 3", "-", "100")),
        "category score" },
        /* seven whatever they are */
        { ASKED_OF("分数", "<defaultOutputEntry><text>7</text></defaultOutputEntry>", ASK("\"毕业生\"", "&gt; 3", "-", "7")), "" },
        { ASKED(ASK("\"毕业生\"", "-", "-", "100") ASK("\"其他\"", "-", "-", "200")), "category" },
        /* what a formula does is not enumerated */
        { ASKS(ASK("\"毕业生\"", "-", "-", "租期月数 * 0 + 5")), "category lease_months" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct policy_register *r = register_of(&a,
            SMALL_DICTIONARY "score\t分数\tscore\tnumber\t\t\t\t\tperson\t\n"
                             "born\t出生日期\tborn\tdate\t\t\t\t\tperson\t\n");
        struct grants none = { .known = true };
        struct register_question q = { .reg = r, .policy = policy_of(r, rows[i].xml), .date = { 2024, 6, 1 }, .granted = &none };
        struct register_answer x;
        register_ask(&a, &q, &x);
        if (!str_eq(missing_of(&x), str_from(rows[i].missing))) fail_msg("row %zu: missing %.*s", i, STR_FMT(missing_of(&x)));
    }
}

/* ------------------------------------------------------------------ memory */

/* Every allocation fails once: reading, asking and explaining give up cleanly, and the last time all is done. */
static void any_allocation_may_fail(void **state) {
    volatile bool done = false;
    (void)state;
    for (volatile int64_t n = 0; !done; n += n < 200 ? 1 : 37) {
        struct arena own;
        arena_init(&own, 1 << 26);
        own.fail_after = n;
        if (arena_guard(&own) == 0) {
            struct policy_register *r = register_of(&own, SMALL_DICTIONARY);
            struct given_facts facts = { 0 };
            struct register_question q = { .reg = r, .policy = policy_of(r, SITE_SUBSIDY), .date = { 2024, 6, 1 }, .facts = &facts };
            struct register_answer x;
            give(&own, r, &facts, "category", "graduate");
            register_ask(&own, &q, &x);
            assert_true(register_explain(&own, &q, &x, FEEL_EN).n > 0);
            done = true;
        }
        arena_free(&own);
        assert_true(n < 1000 * 1000);
    }
}

/* ------------------------------------------------------------------ reading */

struct bad { const char *xml; int line; const char *says; };

static void envelopes_that_are_wrong(void **state) {
#define PLAIN "<b:benefit id='x' decision='场地补贴' zh='甲' en='a'/>\n"
#define WITH(attributes, parts) DMN_HEAD ENVELOPE(attributes, parts) INPUT("社保月数", "number") DECISION(NEEDS("社保月数"), TABLE("FIRST", COLUMN("社保月数", "number"), "<rule>" CELL("-") GIVES("1") "</rule>"))
    static const struct bad bad[] = {
        { WITH("level='town'", BENEFIT), 2, "nation, province, city, district, zone" },
        { WITH("from='2024-02-30'", BENEFIT), 2, "a date such as" },
        { WITH("from='2024-02-03' to='2024-02-02'", BENEFIT), 2, "begins after it ends" },
        { WITH("form='2024-02-03'", BENEFIT), 2, "has no attribute form" },
        { WITH("counts='社保月数'", BENEFIT), 2, "is not a date fact" },
        { WITH("counts='某日'", BENEFIT), 2, "correct the name" },
        { WITH("", ""), 2, "needs a <b:benefit>" },
        { WITH("", BENEFIT BENEFIT), 4, "different from the other" },
        { WITH("", "<b:benefit id='x' decision='没有'/>"), 3, "the name of a decision" },
        { WITH("", "<b:benefit id='x' decision='场地补贴' output='没有'/>"), 3, "output column" },
        { WITH("", "<b:benefit id='x' decision='场地补贴' output='金额' rounding='near'/>"), 3, "half-up" },
        { WITH("", "<b:benefit id='x' decision='场地补贴' output='金额' cap='-1'/>"), 3, "not below zero" },
        { WITH("", BENEFIT "<b:relation policy='P24'/>"), 4, "needs the attribute kind" },
        { WITH("", BENEFIT "<b:relation kind='stacks' policy='P24'/>"), 4, "needs the attribute up-to" },
        { WITH("", BENEFIT "<b:once left='没有'/>"), 4, "input data" },
        { WITH("", BENEFIT "<b:area code='大连' fact='登记地'/>"), 4, "division code" },
        { WITH("", BENEFIT "<b:area code='2102' fact='没有'/>"), 4, "add the fact" },
        { WITH("", BENEFIT "<b:ones/>"), 4, "does not take <b:ones>" },
        { DMN_HEAD INPUT("社保月数", "number") "</definitions>", 1, "not a policy" },
        { DMN_HEAD ENVELOPE("", BENEFIT) PARAMETER("年标准", "number",
        "<b:value to='2024-12-31'>1</b:value>\n<b:value from='2024-12-31'>2</b:value>") DECISION(NEEDS("年标准"),
        TABLE("FIRST", COLUMN("年标准", "number"), "")), 6, "two values for one day" },
        { DMN_HEAD ENVELOPE("", BENEFIT) PARAMETER("年标准", "number", "<b:value>1 +</b:value>") DECISION(NEEDS("年标准"),
        TABLE("FIRST", COLUMN("年标准", "number"), "")), 5, "FEEL" },
        { DMN_HEAD ENVELOPE("", BENEFIT) PARAMETER("年标准", "number", "<b:value>x</b:value>") DECISION(NEEDS("年标准"),
        TABLE("FIRST", COLUMN("年标准", "number"), "")), 5, "has no value" },
        { WITH("", BENEFIT "<b:relation kind='excludes'/>"), 4, "needs the attribute policy" },
        { WITH("", BENEFIT "<b:relation kind='excludes' policy='  '/>"), 4, "needs the attribute policy" },
        { WITH("", BENEFIT "<b:relation kind='forbids' policy='P1'/>"), 4, "excludes" },
        { WITH("", BENEFIT "<b:once count='3000.125' of='yuan'/>"), 4, "at most two decimals" },
        { WITH("", BENEFIT "<b:relation kind='stacks' policy='P1' up-to='0.001'/>"), 4, "at most two decimals" },
        { WITH("", BENEFIT "<b:publicity days='week'/>"), 4, "a whole number from 0 to 1000" },
        { WITH("", BENEFIT "<b:publicity days='-1'/>"), 4, "a whole number from 0 to 1000" },
        { WITH("", BENEFIT "<b:publicity days='1001'/>"), 4, "a whole number from 0 to 1000" },
        { WITH("", BENEFIT "<b:publicity days='7' working='yes'/>"), 4, "true or false" },
        { WITH("", BENEFIT "<b:apply within='30'/>"), 4, "needs the attribute after" },
        { WITH("", BENEFIT "<b:apply after='申请日期'/>"), 4, "needs the attribute within" },
        { WITH("", BENEFIT "<b:apply until='soon'/>"), 4, "a date such as" },
        { WITH("", BENEFIT "<b:once count='many'/>"), 4, "not below zero" },
        { WITH("", BENEFIT "<b:document zh='x'/>"), 4, "needs the attribute code" },
        { WITH("", BENEFIT "<b:area fact='登记地'/>"), 4, "needs the attribute code" },
        { WITH("", "<b:benefit decision='场地补贴'/>"), 3, "needs the attribute id" },
        { WITH("", "<b:benefit id=' ' decision='场地补贴'/>"), 3, "needs the attribute id" },
        { WITH("", "<b:benefit id='x' decision='场地补贴' months='-3'/>"), 3, "a number of months" },
        { WITH("", "<b:benefit id='x' decision='场地补贴' output='金额' kind='gift'/>"), 3, "money" },
        { DMN_HEAD ENVELOPE("", "<b:benefit id='x' decision='场地补贴' output='金额'/>") DECISION("",
        "<literalExpression><text>1</text></literalExpression>"), 3, "the decision is not a table" },
        { DMN_HEAD "<extensionElements><b:police/></extensionElements></definitions>", 2, "takes <b:policy>, not <b:police>" },
        { DMN_HEAD "<extensionElements><b:policy id='P1'/><b:policy id='P2'/></extensionElements></definitions>", 2, "A file holds one" },
        { DMN_HEAD ENVELOPE("", PLAIN) PARAMETER("年标准", "number", "<b:value from='2025'>1</b:value>") DECISION(NEEDS("年标准"), ""), 5,
        "a date such as" },
        { DMN_HEAD ENVELOPE("", PLAIN) PARAMETER("年标准", "number",
        "<b:value from='2025-01-02' to='2025-01-01'>1</b:value>") DECISION(NEEDS("年标准"), ""), 5, "begins after it ends" },
        { DMN_HEAD ENVELOPE("", PLAIN) PARAMETER("年标准", "number", "<b:figure/>") DECISION(NEEDS("年标准"), ""), 5,
        "takes only <b:value>" },
        { DMN_HEAD ENVELOPE("", PLAIN) PARAMETER("年标准", "number", "<b:value>null</b:value>") DECISION(NEEDS("年标准"), ""), 5,
        "has no value" },
        { DMN_HEAD ENVELOPE("", PLAIN) "<inputData id='i' name='年标准'><extensionElements><b:parameter colour='red'/></extensionElements><variable name='年标准'/></inputData>" DECISION(NEEDS("i"), ""), 5, "has no attribute colour" },
        { DMN_HEAD ENVELOPE("", PLAIN) "<inputData id='i' name='年标准'><extensionElements><b:figure/></extensionElements><variable name='年标准'/></inputData>" DECISION(NEEDS("i"), ""), 5, "here stands source or parameter" },
        { DMN_HEAD ENVELOPE("", PLAIN) "<decision id='site_subsidy' name='场地补贴'><extensionElements><b:parameter/></extensionElements><variable name='场地补贴'/></decision></definitions>", 5, "here stands source." },
        { DMN_HEAD ENVELOPE("", PLAIN) "<decision id='site_subsidy' name='场地补贴'><extensionElements><b:source page='3'/></extensionElements><variable name='场地补贴'/></decision></definitions>", 5, "has no attribute page" },
        { DMN_HEAD ENVELOPE("", BENEFIT) INPUT("社保月数", "number") DECISION(NEEDS("社保月数"), TABLE("FIRST", "<input><extensionElements><b:rate/></extensionElements><inputExpression><text>社保月数</text></inputExpression></input>", "")), 6, "here stands source." },
        { DMN_HEAD ENVELOPE("", BENEFIT) INPUT("社保月数", "number") DECISION(NEEDS("社保月数"),
        TABLE("FIRST", COLUMN("社保月数", "number"),
        "<rule><extensionElements><b:rate/></extensionElements>" CELL("-") GIVES("1") "</rule>")), 7, "here stands source." },
        { DMN_HEAD ENVELOPE("", BENEFIT) INPUT("社保月数", "number") DECISION(NEEDS("社保月数"),
        TABLE("FIRST", COLUMN("社保月数", "number"), "<rule>" CELL("&gt; ") GIVES("1") "</rule>")), 7, ">" },
        { DMN_HEAD ENVELOPE("issuer='这个机关的名称长得不能再长了这个机关的名称长得不能再长了' level='这个层级的名称长得不能再长了这个层级的名称长得不能再长了'", BENEFIT) DECISION("", ""), 2, "nation, province" },
        { DMN_HEAD ENVELOPE("", BENEFIT) INPUT("未知", "number") DECISION(NEEDS("未知"), TABLE("FIRST", COLUMN("未知", "number"), "")), 5,
        "add the fact" },
    };
    (void)state;
    for (size_t i = 0; i < LEN(bad); i++) {
        struct policy_register *r = register_of(&a, SMALL_DICTIONARY);
        struct err e = { 0 };
        enum rc rc = register_add(r, str_from(bad[i].xml), S(""), S("x.dmn"), &e);
        if (rc == RC_OK) fail_msg("row %zu is taken", i);
        if (!strstr(e.text, bad[i].says) || e.line != bad[i].line) fail_msg("row %zu: line %d: %s", i, e.line, e.text);
    }
}

/* By the name with its version, by the number alone where only one version is loaded; a history names versions that nobody keeps. */
static void names(void **state) {
#define VERSION(id, version, from, to) DMN_HEAD "<extensionElements><b:policy zh='甲' en='a' id='" id "' version='" version "' from='" from "' to='" to "' counts='申请日期'>" BENEFIT "</b:policy></extensionElements>" DECISION("", TABLE("FIRST", "<input><inputExpression><text>1</text></inputExpression></input>", "<rule>" CELL("-") GIVES("1") "</rule>"))
    static const struct {
        const char *name, *id;
        bool is;
    } is[] = { { "P11", "P11", true }, { "P11c", "P11", true }, { "P11-2020", "P11", true }, { "P110", "P11", false },
        { "P1", "P11", false }, { "P11c3", "P11", false }, { "P14-2022", "P14", true }, { "P142022", "P14", true },
        { "P15A1", "P15", true }, { "", "P11", false } };
    static const struct {
        const char *name, *version;
    } find[] = { { "P11a", "a" }, { "P11", NULL }, { "P14-2022", "2022" }, { "P14", "2022" }, { "P142022", "2022" }, { "P9", NULL },
        { "P15", "A1" } };
    /* Of P11, in force 2020 to 2021 and from 2023 on: by the day that counts, or that of the question where it is not given;
    ** ahead of all the first to come, behind all the last. */
    static const struct {
        const char *name, *day, *versions;
    } in_force[] = { { "P11", "2020-06-01", "a" }, { "P11", "2024-06-01", "b" }, { "P11", "2022-06-01", "b" }, { "P11", "2019-06-01", "a" },
        { "P11", "2031-01-01", "b" }, { "P11", NULL, "b" }, { "P11", "null", "b" }, { "P11a", "2024-06-01", "a" },
        { "P9", "2024-06-01", "" } };
    struct policy_register *r = register_of(&a, SMALL_DICTIONARY);
    (void)state;
    policy_of(r, VERSION("P11", "b", "2023-01-01", "2030-12-31"));
    policy_of(r, VERSION("P11", "a", "2020-01-01", "2021-12-31"));
    policy_of(r, VERSION("P14", "2022", "2022-01-01", "2022-12-31"));
    policy_of(r, VERSION("P15", "A1", "2022-01-01", "2022-12-31"));
    for (size_t i = 0; i < LEN(is); i++)
        if (policy_is(r, str_from(is[i].name), str_from(is[i].id)) != is[i].is) fail_msg("%s is %s", is[i].name, is[i].id);
    for (size_t i = 0; i < LEN(find); i++) {
        const struct policy *p = register_find(r, str_from(find[i].name));
        if (find[i].version ? !p || !str_eq(p->version, str_from(find[i].version)) : p != NULL) fail_msg("%s", find[i].name);
    }
    for (size_t i = 0; i < LEN(in_force); i++) {
        struct given_facts facts = { 0 };
        struct policies found;
        struct out o;
        if (in_force[i].day) give(&a, r, &facts, "申请日期", in_force[i].day);
        register_versions(&a, r, str_from(in_force[i].name), (struct date){ 2024, 1, 1 }, &facts, &found);
        out_init(&o, &a);
        for (size_t k = 0; k < found.n; k++) put_str(&o, found.v[k]->version);
        if (!str_eq(out_str(&o), str_from(in_force[i].versions)))
            fail_msg("%s on %s: %s", in_force[i].name, in_force[i].day, out_str(&o).p);
    }
}

static void same_version_twice(void **state) {
    struct policy_register *r = register_of(&a, SMALL_DICTIONARY);
    struct err e = { 0 };
    (void)state;
    policy_of(r, SITE_SUBSIDY);
    assert_int_equal(register_add(r, S(SITE_SUBSIDY), S(""), S("again.dmn"), &e), RC_INPUT);
    assert_non_null(strstr(e.text, "stands in test.dmn already"));
}

/* For how many months: what the benefit says, and what each limit of months leaves, whichever is less. */
static void months_to_come(void **state) {
    static const struct {
        const char *benefit, *once, *fact, *had;
        bool given;
        int months;
    } rows[] = {
        { "cadence='monthly'", "", NULL, NULL, false, 0 },
        { "cadence='yearly' months='5'", "", NULL, NULL, false, 0 },
        { "cadence='monthly' months='5'", "", NULL, NULL, true, 5 },
        { "cadence='quarterly' months='9'", "", NULL, NULL, true, 9 },
        { "cadence='monthly' months='租期月数'", "", "7", NULL, true, 7 },
        { "cadence='monthly' months='租期月数'", "", NULL, NULL, false, 0 },
        { "cadence='monthly' months='半数'", "", "8", NULL, true, 4 },
        { "cadence='monthly' months='半数'", "", NULL, NULL, false, 0 },
        { "cadence='monthly'", "<b:once count='24' of='month'/>", NULL, NULL, true, 24 },
        { "cadence='monthly'", "<b:once count='24' of='month'/>", NULL, "11", true, 13 },
        { "cadence='monthly'", "<b:once count='24' of='month'/>", NULL, "30", true, 0 },
        { "cadence='monthly' months='5'", "<b:once count='24' of='month'/>", NULL, "22", true, 2 },
        { "cadence='monthly' months='5'", "<b:once count='24' of='grant'/><b:once count='24' of='month'/>", NULL, NULL, true, 5 },
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct policy_register *r = register_of(&a, SMALL_DICTIONARY);
        struct given_facts facts = { 0 };
        struct grants granted = { .known = true };
        struct register_answer x;
        struct some_number n;
        const struct policy *p = policy_of(r,
            str_z(&a,
                str_printf(&a,
                    DMN_HEAD ENVELOPE("", "<b:benefit id='rent' decision='场地补贴' output='金额' zh='a' en='a' %s/>%s")
                        INPUT("租期月数", "number") "<decision id='half' name='半数'><variable name='半数'/>" NEEDS(
                            "租期月数") "<literalExpression><text>租期月数 / 2</text></literalExpression></decision>" DECISION("",
                            TABLE("FIRST", "<input><inputExpression><text>1</text></inputExpression></input>",
                                "<rule>" CELL("-") GIVES("100") "</rule>")),
                    rows[i].benefit, rows[i].once)));
        struct register_question q = { .reg = r, .policy = p, .date = { 2024, 6, 1 }, .facts = &facts, .granted = &granted };
        if (rows[i].fact) give(&a, r, &facts, "租期月数", rows[i].fact);
        if (rows[i].had) {
            struct grant *g = PUSH(&a, &granted);
            *g = (struct grant){ .policy = S("P11"), .dated = true, .date = { 2023, 1, 1 }, .months = { .given = true } };
            assert_true(number_parse(str_from(rows[i].had), &g->months.n));
        }
        register_ask(&a, &q, &x);
        n = register_months(&a, &x);
        if (n.given != rows[i].given || (n.given && number_cmp(n.n, number_int(rows[i].months)) != 0))
            fail_msg("row %zu: given %d", i, n.given);
    }
}

static void wrong_months_and_imports(void **state) {
    struct err e = { 0 };
    (void)state;
    struct str xml = S(DMN_HEAD ENVELOPE("", "<b:benefit id='rent' decision='场地补贴' months='没有'/>")
            DECISION("", "<literalExpression><text>1</text></literalExpression>"));
    assert_int_equal(register_add(register_of(&a, SMALL_DICTIONARY), xml, S("0"), S("x"), &e), RC_INPUT);
    assert_non_null(strstr(e.text, "a number of months, or the name of an input"));
    xml = S(DMN_HEAD ENVELOPE("",
        BENEFIT) "<import name='other' namespace='urn:o' importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/>" DECISION("",
        TABLE("FIRST", "<input><inputExpression><text>1</text></inputExpression></input>", "")));
    assert_int_equal(register_add(register_of(&a, SMALL_DICTIONARY), xml, S("0"), S("x"), &e), RC_INPUT);
    assert_non_null(strstr(e.text, "imports no other model (import other)"));
}

static int setup(void **state) {
    (void)state;
    arena_init(&a, 1 << 28);
    reg = register_of(&a, SMALL_DICTIONARY);
    policy_of(reg, SITE_SUBSIDY);
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(months_to_come), cmocka_unit_test(wrong_months_and_imports),
        cmocka_unit_test(answers), cmocka_unit_test(dates_that_count), cmocka_unit_test(smallest_set),
        cmocka_unit_test(any_allocation_may_fail), cmocka_unit_test(envelopes_that_are_wrong), cmocka_unit_test(names),
        cmocka_unit_test(same_version_twice) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
