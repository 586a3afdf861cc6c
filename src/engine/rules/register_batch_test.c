/* register_batch_test.c: policies with every kind of envelope over random rosters, beside register_today row for row: limits of
** grants, months and yuan, relations, areas, dates that count, parameters that change, what was had. */
#include "test/policies.h"
#include "test/roster.h"

enum { ROWS = 200 };
static struct arena a;

#define POLICY(attributes, parts) \
    DMN_HEAD \
        "<extensionElements><b:policy id='P20' version='a' zh='甲' en='a' from='2021-01-01' to='2026-06-30' " attributes ">" parts \
        "</b:policy></extensionElements>" INPUT("人员类别", "string") INPUT("社保月数", "number") INPUT("租期月数", "number") \
            INPUT("剩余", "number") PARAMETER_AS("rate", "年标准", "number", \
                "<b:value to='2023-12-31'>8000</b:value><b:value from='2024-01-01' to='2025-12-31'>10000.5</b:value>") \
                DECISION(NEEDS("人员类别") NEEDS("社保月数") NEEDS("租期月数") NEEDS("剩余") NEEDS("rate"), \
                    TABLE("FIRST", COLUMN("人员类别", "string") COLUMN("社保月数", "number"), \
                        "<rule>" CELL("\"毕业生\"") CELL("&gt;= 6") GIVES("年标准 / 12 * min(租期月数, 剩余)") "</rule><rule>" CELL( \
                            "\"残疾人\"") CELL("-") GIVES("社保月数 * 100") "</rule><rule>" CELL("-") CELL("-") GIVES("0") "</rule>"))
#define LEFT "<b:once per='person' count='24' of='month' left='剩余'/>"
#define PAYS(more) "<b:benefit id='x' decision='场地补贴' output='金额' unit='yuan' zh='乙' en='b' " more "/>"

/* By turns, grants that this policy minds, grants that it does not. */
static const struct grants *some_history(void *host, size_t row) { return row % 3 == 2 ? NULL : &((const struct grants *)host)[row % 3]; }

static void envelopes(void **state) {
    static const char *const xml[] = {
        POLICY("", PAYS("") LEFT),
        POLICY("counts='申请日期'", PAYS("cap='16000'") LEFT),
        POLICY("counts='今天'", PAYS("rounding='down' digits='0'") LEFT),
        POLICY("counts='申请日期'", PAYS("") LEFT "<b:area code='210200' fact='登记地'/>"),
        POLICY("", PAYS("") LEFT "<b:area code='210202' fact='登记地'/><b:area code='2101' fact='登记地'/>"),
        POLICY("", PAYS("") LEFT "<b:area code='210200' fact='登记地'/><b:area code='21' fact='证书编号'/>"),
        POLICY("", PAYS("") LEFT "<b:once per='person' count='5000' of='yuan'/>"),
        POLICY("", PAYS("") LEFT "<b:once per='person' count='2'/><b:once per='person' count='3000.12' of='yuan' with='P30'/>"),
        POLICY("", PAYS("") LEFT "<b:relation kind='stacks' policy='P30' up-to='6000'/>"),
        POLICY("counts='申请日期'",
            PAYS("") LEFT "<b:relation kind='excludes' policy='P24'/><b:relation kind='stacks' policy='P30' up-to='500' period='year'/>"),
        POLICY("", PAYS("") LEFT "<b:relation kind='requires' policy='P1'/>"),
        POLICY("", PAYS("") LEFT "<b:relation kind='supersedes' policy='P24'/>"),
        POLICY("", PAYS("kind='right'") LEFT),
        POLICY("", PAYS("kind='limit'") LEFT),
    };
    static struct grant had[4];
    struct grants histories[2] = { { .known = true, .v = had, .n = 4 }, { .known = true, .v = &had[2], .n = 1 } };
    (void)state;
    had[0] = (struct grant){ .policy = S("P20a"),
        .dated = true,
        .date = { 2023, 5, 1 },
        .months = { true, number_int(7) },
        .amount = { true, number_int(2500) } };
    had[1] = (struct grant){ .policy = S("P30"), .dated = true, .date = { 2024, 3, 1 }, .amount = { true, number_int(400) } };
    had[2] = (struct grant){ .policy = S("P99"), .dated = true, .date = { 2022, 1, 1 } };
    had[3] = (struct grant){ .policy = S("P20"), .months = { true, number_int(2) } };         /* of nobody knows which day, and how much */
    for (size_t i = 0; i < LEN(xml) * 7; i++) {                   /* the last turns without columns, and with the dates alone */
        struct arena_mark m = arena_mark(&a);
        const unsigned turn = (unsigned)(i / LEN(xml));
        struct policy_register *reg = register_of(&a, SMALL_DICTIONARY);
        const struct policy *p = policy_of(reg, xml[i % LEN(xml)]);
        struct random_roster people = roster_random(&a, reg->facts, ROWS, turn == 1 ? 0 : 4 * (turn + 1), i);
        struct roster roster = { .reg = reg, .date = { turn == 2 ? 2023 : turn == 4 ? 2027 : 2024, 6, 1 }, .columns = people.columns,
            .n = turn == 5 ? 0 : turn == 6 ? 2 : people.n, .history = turn > 0, .had = turn > 2 ? some_history : NULL, .host = histories };
        roster_same(&a, &roster, p, &p->envelope->benefits.v[0], people.data, ROWS);
        arena_rewind(&a, m);
    }
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(envelopes) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
