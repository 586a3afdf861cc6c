/* policies.h: pieces of which tests make a small register: a dictionary and models with envelopes, as text. */
#ifndef TEST_POLICIES_H
#define TEST_POLICIES_H
#include "test/test.h"
#include "engine/rules/register.h"

#define FACT_HEAD "code\tzh\ten\ttype\tunit\tallowed\tsource\tfresh_days\tsupplier\tgrows\n"
#define SMALL_DICTIONARY "# for tests\n" FACT_HEAD \
    "today\t今天\ttoday\tdate\t\t\t\t\tdata\tday\n" \
    "application_date\t申请日期\tdate of application\tdate\t\t\t\t\tperson\tday\n" \
    "category\t人员类别\tcategory\tstring\t\t毕业生=graduate|退役军人=veteran|残疾人=disabled|其他=other\t人社\t30\tperson\t\n" \
    "insured_months\t社保月数\tmonths insured\tnumber\tmonth\t[0..600]\t社保\t30\tdata\tmonth\n" \
    "lease_months\t租期月数\tmonths leased\tnumber\tmonth\t[0..600]\t租赁合同\t\tperson\t\n" \
    "registered_in\t登记地\tregistered in\tstring\t\t\t市监\t\tdata\t\n" \
    "in_carrier\t在孵\tin a carrier\tboolean\t\t\t\t\tcarrier\t\n" \
    "certificate\t证书编号\tcertificate number\tstring\t\t\t\t\tperson\t\n" \
    "firm\t企业\tfirm\tstring\t\t\t\t\tdata\t\n"

#define DMN_HEAD "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' xmlns:b='urn:ballast:policy:1' name='m' namespace='urn:m'>\n"
#define ENVELOPE(attributes, parts) "<extensionElements><b:policy id='P11' version='c' zh='创业场地补贴' en='Start-up site subsidy' " attributes ">\n" parts "</b:policy></extensionElements>\n"
#define BENEFIT "<b:benefit id='rent' decision='场地补贴' output='金额' unit='yuan' cadence='yearly' payee='firm' cap='16000' budget='就业补助资金' budget-en='employment subsidy fund' zh='场地补贴' en='site subsidy'/>\n"
#define INPUT(n, t) INPUT_AS(n, n, t)
#define INPUT_AS(id, n, t) "<inputData id='" id "' name='" n "'><variable name='" n "' typeRef='" t "'/></inputData>\n"
#define PARAMETER(n, t, values) PARAMETER_AS(n, n, t, values)
#define PARAMETER_AS(id, n, t, values) "<inputData id='" id "' name='" n "'><extensionElements><b:parameter unit='yuan'>" values "</b:parameter></extensionElements><variable name='" n "' typeRef='" t "'/></inputData>\n"
#define NEEDS(n) "<informationRequirement><requiredInput href='#" n "'/></informationRequirement>"
#define COLUMN(n, t) "<input><inputExpression typeRef='" t "'><text>" n "</text></inputExpression></input>\n"
#define CELL(x) "<inputEntry><text>" x "</text></inputEntry>"
#define GIVES(x) "<outputEntry><text>" x "</text></outputEntry>"
#define DECISION(needs, body) "<decision id='site_subsidy' name='场地补贴'><variable name='场地补贴'/>" needs body "</decision></definitions>\n"
#define TABLE(hit, columns, rules) "<decisionTable hitPolicy='" hit "'>" columns "<output name='金额' typeRef='number'/>" rules "</decisionTable>"

/* P11c of doc/policies.md, shortened. */
#define SITE_SUBSIDY DMN_HEAD ENVELOPE("issuer='大连市人社局' issuer-en='Dalian HRSS' document='大人社发〔2024〕104号' level='city' from='2024-01-01' counts='申请日期'", \
        "<b:area code='210200' fact='登记地'/>\n" BENEFIT \
        "<b:once per='person' count='24' of='month' with='P11' left='剩余月数' zh='各版本合计不超过24个月' en='24 months in all versions together'/>\n" \
        "<b:relation kind='excludes' policy='P24' per='firm' zh='不与免费场地同享' en='not together with free space'/>\n" \
        "<b:document code='lease' zh='租赁合同' en='lease'/><b:document code='slips' zh='缴费凭证' en='payment slips' waived-by='社保月数'/>\n" \
        "<b:document code='leave' zh='出孵证明' en='proof of leaving' waived-by='在孵'/>\n" \
        "<b:apply zh='街道初审' en='the street office' until='2025-06-30'/><b:publicity days='7' working='true'/>\n" \
        "<b:question id='q1' zh='是否以实付租金为上限？' en='Is it capped by the rent really paid?'/>\n") \
    INPUT("人员类别", "string") INPUT("社保月数", "number") INPUT("租期月数", "number") INPUT_AS("months_left", "剩余月数", "number") \
    PARAMETER_AS("rate", "年标准", "number", "<b:value to='2024-12-31'>8000</b:value><b:value from='2025-01-01'>10000</b:value>") \
    DECISION(NEEDS("人员类别") NEEDS("社保月数") NEEDS("租期月数") NEEDS("months_left") NEEDS("rate"), \
        TABLE("FIRST", COLUMN("人员类别", "string") COLUMN("社保月数", "number"), \
            "<rule><extensionElements><b:source clause='第二条' zh='高校毕业生、残疾人' en='graduates and disabled people'/></extensionElements>" \
                CELL("\"毕业生\",\"残疾人\"") CELL("&gt;= 6") GIVES("年标准 / 12 * min(租期月数, 剩余月数)") "</rule>" \
            "<rule>" CELL("-") CELL("-") GIVES("0") "</rule>"))

static inline struct policy_register *register_of(struct arena *a, const char *dictionary) {
    struct facts *facts;
    struct err e = { 0 };
    if (facts_read(a, str_from(dictionary), &facts, &e) != RC_OK) fail_msg("%d:%d %s", e.line, e.col, e.text);
    return register_new(a, facts, NULL);
}

static inline const struct policy *policy_of(struct policy_register *reg, const char *xml) {
    struct err e = { 0 };
    if (register_add(reg, str_from(xml), S("00"), S("test.dmn"), &e) != RC_OK) fail_msg("%d:%d %s", e.line, e.col, e.text);
    return reg->policies.v[reg->policies.n - 1];
}

static inline void give(struct arena *a, const struct policy_register *reg, struct given_facts *to, const char *name, const char *text) {
    struct err e = { 0 };
    struct given_fact g = { .fact = facts_find(reg->facts, str_from(name)) };
    assert_non_null(g.fact);
    if (fact_take_text(a, g.fact, str_from(text), &g.value, &e) != RC_OK) fail_msg("%s", e.text);
    *PUSH(a, to) = g;
}
#endif
