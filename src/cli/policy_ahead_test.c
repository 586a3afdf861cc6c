/* policy_ahead_test.c: the day on which anything may change for a person,
** against asking on each day. For every benefit of the register and random
** people, three years are asked day by day, each with the facts that person
** would bring on it; where the answer differs, that very day was announced on
** the day before the wait began, and none was announced that changes nothing. */
#include "test/test.h"
#include "test/roster.h"
#include "cli/policy.h"
#include "engine/rules/explain.h"
#include "engine/rules/receipt.h"

/* BALLAST_PEOPLE=60 asks more of them; 93: whom a no in doubt of its amount was told as a change */
enum { PEOPLE = 4, DAYS = 3 * 366, ONCE_WRONG = 93 };
static struct arena a, scratch;
static struct policy_register *reg;

struct person {
    const struct policy *policy;
    const struct policy_benefit *benefit;
    struct given_facts facts;
    struct grants had;
    struct date start;
    size_t row;
};

static struct date later(struct date d, int64_t days)
{
    assert_true(temporal_date_add_days(d, (struct days_duration){ days * 86400, 0 }, &d));
    return d;
}

/* What somebody says of a fact so many days after the start. */
static struct value grown(const struct person *p, const struct given_fact *x, struct date day)
{
    struct value v = x->value;
    int64_t from = temporal_day_number(p->start), to = temporal_day_number(day);
    if (x->fact->grows == GROWS_NOT) return v;
    if (v.kind == VALUE_DATE && temporal_date_cmp(v.date, p->start) == 0) v.date = day;
    if (v.kind == VALUE_NUMBER)
        assert_true(number_add(v.number, number_int(x->fact->grows == GROWS_DAY ? to - from : date_months_between(from, to)), &v.number));
    return v;
}

static struct register_question asked_on(const struct person *p, struct date day, struct given_facts *facts)
{
    for (size_t i = 0; i < p->facts.n; i++)
        *PUSH(&scratch, facts) = (struct given_fact){ .fact = p->facts.v[i].fact, .value = grown(p, &p->facts.v[i], day) };
    return (struct register_question){ .reg = reg,
        .policy = p->policy,
        .date = day,
        .facts = facts,
        .granted = &p->had,
        .benefit = p->benefit->id };
}

static bool same(const struct register_answer *x, const struct register_answer *y)
{
    if (x->answer != y->answer) return false;
    if (x->answer == POLICY_NOT || x->answer == POLICY_ERROR) return true;
    if (x->open != y->open || number_cmp(x->low, y->low) != 0 || number_cmp(x->high, y->high) != 0 || x->missing.n != y->missing.n)
        return false;
    for (size_t i = 0; i < x->missing.n; i++) if (x->missing.v[i].fact != y->missing.v[i].fact) return false;
    return true;
}

static void wrong(const struct person *p, struct date from, struct date day, const char *what)
{
    fail_msg("%.*s%.*s %.*s, person %zu: %s, from %d-%02d-%02d on %d-%02d-%02d", STR_FMT(p->policy->id), STR_FMT(p->policy->version),
        STR_FMT(p->benefit->id), p->row, what, (int)from.y, from.m, from.d, (int)day.y, day.m, day.d);
}

/* From one change to the next, until the years are over. Returns how many there were. */
static size_t scan(const struct person *p)
{
    struct date from = p->start, day = from, end = later(from, DAYS);
    size_t changes = 0;
    while (temporal_date_cmp(day, end) < 0) {
        struct arena_mark m = arena_mark(&scratch);
        struct given_facts facts = { 0 };
        struct register_question q = asked_on(p, from, &facts);
        struct register_answer now, then;
        struct next_change next;
        register_today(&scratch, &q, &now);
        register_next_change(&scratch, &q, &now, &next);
        bool differs = false;
        for (day = later(from, 1); !differs && temporal_date_cmp(day, end) < 0; day = differs ? day : later(day, 1)) {
            struct arena_mark today = arena_mark(&scratch);
            struct given_facts its = { 0 };
            struct register_question on = asked_on(p, day, &its);
            register_today(&scratch, &on, &then);
            differs = !same(&now, &then);
            if (now.answer == POLICY_ERROR) { differs = false; break; }
            if (differs && (!next.any || temporal_date_cmp(next.date, day) > 0)) wrong(p, from, day, "a change that was not announced");
            if (!differs && next.any && temporal_date_cmp(next.date, day) == 0) wrong(p, from, day, "a change that is none");
            if (differs
                && (next.answer != then.answer
                    || (next.answer != POLICY_NOT && (next.open != then.open || number_cmp(next.low, then.low) != 0))))
                wrong(p, from, day, "another change than was announced");
            arena_rewind(&scratch, today);
        }
        changes += differs;
        arena_rewind(&scratch, m);
        if (!differs) break;
        from = day;
    }
    return changes;
}

static struct given_facts facts_of(const struct random_roster *people, size_t row)
{
    struct given_facts facts = { 0 };
    for (size_t i = 0; i < people->n; i++) {
        const struct roster_column *c = &people->columns[i];
        struct batch_column column = { STR_NONE, c->kind, c->digits, c->words, c->nwords };
        struct value v = batch_value(&column, &people->data[i], row);
        if (v.kind != VALUE_UNKNOWN) *PUSH(&a, &facts) = (struct given_fact){ .fact = c->fact, .value = v };
    }
    return facts;
}

/* Something was had in the month before, so that periods end while one waits. */
static struct grants history_of(const struct policy *p, struct date start, size_t row)
{
    struct grants g = { .known = row % 3 != 2 };
    if (row % 3 == 1)
        *PUSH(&a, &g) = (struct grant){ .policy = p->id,
            .dated = true,
            .date = later(start, -20),
            .amount = { true, number_int(500) },
            .months = { true, number_int(1) } };
    return g;
}

/* The answer in both languages names the policy; its receipt, read and asked again, is the same to the byte. */
static void answered(const struct person *p)
{
    struct arena_mark m = arena_mark(&scratch);
    struct given_facts facts = { 0 };
    struct register_question q = asked_on(p, p->start, &facts), again;
    struct register_answer r;
    struct receipt back;
    struct out o, second;
    struct err e = { 0 };
    register_ask(&scratch, &q, &r);
    struct str zh = register_explain(&scratch, &q, &r, FEEL_ZH), en = register_explain(&scratch, &q, &r, FEEL_EN);
    assert_true(
        str_find(zh, p->policy->envelope->zh) >= 0 && str_find(en, p->policy->envelope->en) >= 0 && utf8_valid(zh) && utf8_valid(en));
    out_init(&o, &scratch);
    put_receipt(&o, &q, &r, RECEIPT_FORMAT);
    if (receipt_read(&scratch, reg->facts, out_str(&o), &back, &e) != RC_OK) fail_msg("%s", e.text);
    again = (struct register_question){ .reg = reg,
        .policy = receipt_policy(reg, &back, &(const struct policy *){ NULL }),
        .date = back.date,
        .facts = &back.facts,
        .granted = &back.granted,
        .benefit = back.benefit };
    assert_ptr_equal(again.policy, p->policy);
    register_ask(&scratch, &again, &r);
    out_init(&second, &scratch);
    put_receipt(&second, &again, &r, RECEIPT_FORMAT);
    if (!str_eq(out_str(&o), out_str(&second))) fail_msg("%s\n%s", out_str(&o).p, out_str(&second).p);
    arena_rewind(&scratch, m);
}

static void every_day(void **state)
{
    static const struct date starts[] = { { 2021, 12, 31 }, { 2023, 7, 15 }, { 2024, 2, 29 } };
    static const unsigned missing[] = { 0, 9, 24 };
    const char *more = getenv("BALLAST_PEOPLE");
    int64_t asked = PEOPLE;
    size_t changes = 0;
    if (more) assert_true(str_int(str_from(more), &asked));
    (void)state;
    for (size_t n = 0; n <= (size_t)asked; n++) {
        const size_t row = n < (size_t)asked ? n : ONCE_WRONG;
        struct random_roster people = roster_random(&a, reg->facts, 1, missing[row % 3], 77 + row);
        for (size_t i = 0; i < reg->policies.n; i++)
            for (size_t k = 0; k < reg->policies.v[i]->envelope->benefits.n; k++) {
                struct person p = { reg->policies.v[i], &reg->policies.v[i]->envelope->benefits.v[k], facts_of(&people, 0), { 0 },
                    starts[row % 3], row };
                p.had = history_of(p.policy, p.start, row + i);
                answered(&p);
                changes += scan(&p);
            }
    }
    assert_true(changes > (size_t)asked);                         /* the test tests something */
}

static int setup(void **state)
{
    struct err e = { 0 };
    (void)state;
    arena_init(&a, 1 << 28);
    arena_init(&scratch, 1 << 28);
    if (policy_book(&a, S("data/policies"), STR_NONE, &reg, &e) != RC_OK) fail_msg("%s", e.text);
    return 0;
}

static int teardown(void **state) { (void)state; arena_free(&a); arena_free(&scratch); return 0; }

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_day) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
