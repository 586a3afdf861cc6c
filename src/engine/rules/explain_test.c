/* explain_test.c: golden explanations: what an officer reads, word for word. */
#include "test/policies.h"
#include "engine/rules/explain.h"

static struct arena a;
static struct policy_register *reg;

struct golden { const char *date, *facts[8]; bool history; const char *had; enum feel_lang lang; const char *text; };

/* Pairs of name and value in `facts`. */
static struct str explained(const struct golden *x) {
    struct given_facts facts = { 0 };
    struct grants granted = { .known = x->history };
    struct register_question q = { .reg = reg, .policy = reg->policies.v[0], .facts = &facts, .granted = &granted };
    struct register_answer r;
    assert_true(temporal_parse_date(str_from(x->date), &q.date));
    for (size_t i = 0; i + 1 < LEN(x->facts) && x->facts[i]; i += 2) give(&a, reg, &facts, x->facts[i], x->facts[i + 1]);
    if (x->had) *PUSH(&a, &granted) = (struct grant){ .policy = str_from(x->had), .dated = true, .date = { 2022, 5, 1 }, .months = { true, number_int(11) } };
    register_ask(&a, &q, &r);
    return register_explain(&a, &q, &r, x->lang);
}

static void read_like_this(void **state) {
    static const struct golden rows[] = {
#include "engine/rules/explain_golden.h"
    };
    (void)state;
    for (size_t i = 0; i < LEN(rows); i++) {
        struct str s = explained(&rows[i]);
        if (!str_eq(s, str_from(rows[i].text))) { fprintf(stderr, "row %zu reads:\n%.*s\n", i, STR_FMT(s)); fail_msg("row %zu reads differently", i); }
    }
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
    const struct CMUnitTest tests[] = { cmocka_unit_test(read_like_this) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
