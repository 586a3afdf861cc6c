/* register_safe_test.c: random small policies, asked with facts and history
** left out, against every way to complete them: a yes stays a yes, a no a no,
** the amounts stay within the bounds, a day on which a no turns holds for all,
** and whoever knows everything is never told that facts are missing. */
#include "test/policies.h"

enum { POLICIES = 40, QUESTIONS = 24, FACTS = 4, VALUES = 5, HISTORIES = 7, PARTIAL = 7, VARIANTS = 4, NOBODY_SAID = -1 };
static struct arena a, scratch;
static uint64_t seed = 20240601;

static int roll(int n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((seed >> 33) % (uint64_t)n);
}
static const char *one_of(const char *const *v, int n) { return v[roll(n)]; }

#define SAFE_DICTIONARY(grows) FACT_HEAD "category\t类别\tcategory\tstring\t\t甲=a|乙=b|丙=c\t\t\tperson\t\nin_carrier\t在孵\tin a carrier\tboolean\t\t\t\t\tcarrier\t\n" \
    "months\t月数\tmonths\tnumber\tmonth\t[0..600]\t\t\tdata\t" grows "\ncertificate\t证书\tcertificate\tstring\t\t\t\t\tdata\t\n"

static const char *const names[FACTS] = { "category", "in_carrier", "months", "certificate" };
static const char *const values[FACTS][VALUES] = { { "甲", "乙", "丙", "null", NULL }, { "true", "false", "null", NULL, NULL },
    { "0", "5", "6", "12", "null" }, { "x", "y", NULL, NULL, NULL } };

/* ------------------------------------------------------------------ policies */

static void put_rule(struct out *o) {
    static const char *const category[] = { "-", "\"甲\"", "\"甲\",\"乙\"", "not(\"丙\")", "not(\"甲\",\"乙\")" },
                             *const carrier[] = { "-", "true", "false", "-" },
                             *const months[] = { "-", "&gt;= 6", "&lt; 6", "[5..12]", "&gt; 5, 0", "not(&lt; 6)" },
                             *const amount[] = { "0", "100", "250.005", "月数 * 10", "if 在孵 then 50 else 70", "max(月数, 6)", "1000" };
    put_f(o, "<rule><inputEntry><text>%s</text></inputEntry><inputEntry><text>%s</text></inputEntry>", one_of(category, LEN(category)),
        one_of(carrier, LEN(carrier)));
    put_f(o, "<inputEntry><text>%s</text></inputEntry><outputEntry><text>%s</text></outputEntry></rule>\n", one_of(months, LEN(months)),
        one_of(amount, LEN(amount)));
}

static void put_envelope(struct out *o) {
    static const char *const caps[] = { "", " cap='200'", " rounding='down' digits='0'" },
                             *const per[] = { "person", "firm", "certificate" }, *const of[] = { "grant", "month", "yuan" },
                             *const period[] = { "ever", "year" }, *const count[] = { "1", "2", "24" };
    put_f(o, "<extensionElements><b:policy id='P11' version='c' zh='甲' en='a' from='%s'>", roll(4) ? "2020-01-01" : "2024-09-01");
    put_f(o, "<b:benefit id='x' decision='场地补贴' output='金额'%s/>", one_of(caps, LEN(caps)));
    if (roll(2))
        put_f(o, "<b:once per='%s' of='%s' period='%s' count='%s'%s/>", one_of(per, 3), one_of(of, 3), one_of(period, 2), one_of(count, 3),
            roll(2) ? " left='剩余'" : "");
    if (roll(3) == 0) put_f(o, "<b:relation kind='excludes' policy='P24' per='%s' period='%s'/>", one_of(per, 3), one_of(period, 2));
    if (roll(4) == 0) put_f(o, "<b:relation kind='requires' policy='P09 P10' per='%s'/>", one_of(per, 3));
    if (roll(4) == 0) put_f(o, "<b:relation kind='stacks' policy='P24 P09' per='%s' up-to='150'/>", one_of(per, 3));
    put_z(o, "</b:policy></extensionElements>\n");
}

static const char *random_policy(void) {
    static const char *const hits[] = { "FIRST", "FIRST", "UNIQUE", "ANY", "COLLECT' aggregation='SUM", "COLLECT' aggregation='MAX",
        "COLLECT' aggregation='MIN", "COLLECT' aggregation='COUNT", "PRIORITY" };
    struct out o;
    bool left;
    size_t at;
    out_init(&o, &a);
    put_z(&o, DMN_HEAD);
    put_envelope(&o);
    left = str_find(out_str(&o), S("left=")) > 0;
    put_z(&o, INPUT("类别", "string") INPUT("在孵", "boolean") INPUT("月数", "number"));
    if (left) put_z(&o, INPUT("剩余", "number"));
    put_z(&o, "<decision id='d' name='场地补贴'><variable name='场地补贴'/>" NEEDS("类别") NEEDS("在孵") NEEDS("月数"));
    if (left) put_z(&o, NEEDS("剩余"));
    put_f(&o, "<decisionTable hitPolicy='%s'>", one_of(hits, LEN(hits)));
    put_z(&o, COLUMN("类别", "string") COLUMN("在孵", "boolean") COLUMN("月数", "number") "<output name='金额' typeRef='number'><outputValues><text>1000,250.005,100,0</text></outputValues></output>");
    at = 1 + (size_t)roll(4);
    for (size_t i = 0; i < at; i++) put_rule(&o);
    if (left) put_z(&o, "<rule>" CELL("\"甲\"") CELL("-") CELL("-") GIVES("min(剩余, 3) * 20") "</rule>");
    put_z(&o, "</decisionTable></decision></definitions>");
    return str_z(&a, out_str(&o));
}

/* ------------------------------------------------------------------ questions */

struct known { int fact[FACTS], history; };                       /* indices of values; NOBODY_SAID */

/* Whole histories 0 to HISTORIES - 1; then one whose keys, days and sums nobody wrote down, and what it may have been. */
static struct grants history_at(int i) {
    static const struct str policies[] = { SI("P11a"), SI("P24"), SI("P09"), SI("P11"), SI("P24") };
    static const unsigned sets[HISTORIES] = { 0, 1, 2, 4, 9, 22, 31 };
    struct grants g = { .known = i >= 0 };
    for (unsigned b = 0; i >= 0 && b < LEN(policies); b++) {
        struct grant *x;
        if (i < HISTORIES && !(sets[i] >> b & 1)) continue;
        x = PUSH(&scratch, &g);
        *x = (struct grant){ .policy = policies[b],
            .dated = true,
            .date = { b % 2 ? 2023 : 2024, 2, 1 },
            .key = { [KEY_CERTIFICATE] = b % 3 ? S("x") : S("y") } };
        x->amount = (struct some_number){ true, number_int(120 + (int)b) };
        x->months = (struct some_number){ true, number_int(12) };
        if (i > PARTIAL) { x->date.y = i & 1 ? 2023 : 2024; x->key[KEY_CERTIFICATE] = i & 2 ? S("x") : S("y"); }
        if (i == PARTIAL) *x = (struct grant){ .policy = policies[b] };
    }
    return g;
}

static struct register_answer ask(const struct policy_register *reg, const struct known *k, struct date day) {
    struct given_facts facts = { 0 };
    struct grants had = history_at(k->history);
    struct register_question q = { .reg = reg, .policy = reg->policies.v[0], .date = day, .facts = &facts, .granted = &had };
    struct register_answer r;
    for (int i = 0; i < FACTS; i++)
        if (k->fact[i] >= 0) give(&scratch, reg, &facts, names[i], values[i][k->fact[i]]);
    register_ask(&scratch, &q, &r);
    return r;
}

struct checking {
    const struct policy_register *reg;
    const char *xml;
    const struct register_answer *r;
    struct date day;
    size_t completions;
};

static void wrong(const struct checking *c, const struct known *k, const struct register_answer *whole, const char *what) {
    fprintf(stderr, "%s\nfacts %d %d %d %d history %d: %.*s, whole %.*s\n", c->xml, k->fact[0], k->fact[1], k->fact[2], k->fact[3],
        k->history, STR_FMT(policy_answer_word(c->r->answer)), STR_FMT(policy_answer_word(whole->answer)));
    fail_msg("%s", what);
}

static void compare(const struct checking *c, const struct known *k) {
    struct register_answer w = ask(c->reg, k, c->day);
    const struct register_answer *r = c->r;
    if (w.answer == POLICY_NEEDS) wrong(c, k, &w, "everything is known and facts are missing");
    if (w.answer == POLICY_ERROR) return;                         /* the table contradicts itself there, and says so */
    if (r->answer == POLICY_ENTITLED && w.answer != POLICY_ENTITLED) wrong(c, k, &w, "a yes that is none");
    if (r->answer == POLICY_NOT && w.answer == POLICY_ENTITLED) wrong(c, k, &w, "a no that is none");
    if (r->answer == POLICY_NOT_YET && (w.answer != POLICY_NOT_YET || temporal_date_cmp(w.flips, r->flips) > 0))
        wrong(c, k, &w, "a day that does not hold");
    if (r->answer != POLICY_ERROR && !r->open && (number_cmp(w.low, r->low) < 0 || number_cmp(w.high, r->high) > 0))
        wrong(c, k, &w, "an amount outside the bounds");
}

static void complete(struct checking *c, struct known *k, int i) {
    struct arena_mark m = arena_mark(&scratch);
    if (i < FACTS && k->fact[i] < 0) {
        for (int v = 0; v < VALUES && values[i][v]; v++) { k->fact[i] = v; complete(c, k, i + 1); }
        k->fact[i] = NOBODY_SAID;
    } else if (i < FACTS) complete(c, k, i + 1);
    else if (k->history < 0) {
        for (k->history = 0; k->history < HISTORIES; k->history++) { compare(c, k); c->completions++; arena_rewind(&scratch, m); }
        k->history = NOBODY_SAID;
    } else if (k->history == PARTIAL) {
        for (k->history++; k->history <= PARTIAL + VARIANTS; k->history++) { compare(c, k); c->completions++; arena_rewind(&scratch, m); }
        k->history = PARTIAL;
    } else { compare(c, k); c->completions++; }
    arena_rewind(&scratch, m);
}

static void try_policy(const char *dictionary, int questions, size_t *completions, size_t *answers) {
    static const char *const days[] = { "2024-06-01", "2023-12-31" };
    const char *xml = random_policy();
    struct policy_register *reg = register_of(&a, dictionary);
    policy_of(reg, xml);
    for (int n = 0; n < questions; n++) {
        struct known k = { .history = roll(2) ? NOBODY_SAID : roll(PARTIAL + 1) };
        struct checking c = { .reg = reg, .xml = xml };
        struct register_answer r;
        assert_true(temporal_parse_date(str_from(days[k.history == PARTIAL ? 0 : roll(2)]), &c.day));     /* what has no day was before */
        for (int i = 0; i < FACTS; i++) {
            int most = 0;
            while (most < VALUES && values[i][most]) most++;
            k.fact[i] = roll(2) ? NOBODY_SAID : roll(most);
        }
        r = ask(reg, &k, c.day);
        c.r = &r;
        answers[r.answer]++;
        complete(&c, &k, 0);
        *completions += c.completions;
        arena_reset(&scratch);
    }
}

static void safe_with(const char *dictionary, int policies, int questions) {
    size_t completions = 0, answers[5] = { 0 };
    for (int i = 0; i < policies; i++) {
        struct arena_mark m = arena_mark(&a);
        try_policy(dictionary, questions, &completions, answers);
        arena_rewind(&a, m);
    }
    assert_true(answers[POLICY_ENTITLED] && answers[POLICY_NOT] && answers[POLICY_NEEDS]);         /* the test tests something */
    assert_true(completions > (size_t)policies * (size_t)questions);
}

static void safe(void **state) { (void)state; safe_with(SAFE_DICTIONARY(""), POLICIES, QUESTIONS); }
static void safe_while_waiting(void **state) { (void)state; safe_with(SAFE_DICTIONARY("month"), POLICIES / 4, QUESTIONS / 3); }

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); arena_init(&scratch, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); arena_free(&scratch); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(safe), cmocka_unit_test(safe_while_waiting) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
