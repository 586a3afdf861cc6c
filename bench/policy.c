/* policy.c: the yardstick table of the notes, one row at a time (spec mode,
** policy mode, policy mode with its explanation) and in batch, with every fact
** known and with one in ten missing. Deterministic inputs. */
#include "engine/rules/batch.h"

enum { COLUMNS = 5, RULES = 10, COMPILES = 200 };
static const char *const columns[COLUMNS][2] = { { "类别", "string" }, { "登记月数", "number" }, { "带动人数", "number" }, { "社保月数", "number" }, { "已领取", "number" } };
static const char *const rules[RULES][COLUMNS + 1] = {
    { "\"毕业生\"", "[12..36]", ">=3", ">=6", "0", "15000" }, { "\"毕业生\"", "[12..36]", "-", ">=6", "0", "10000" },
    { "\"登记失业\"", "[12..36]", ">=3", ">=6", "0", "12000" }, { "\"登记失业\"", "[12..36]", "-", ">=6", "0", "8000" },
    { "\"退役军人\"", "[12..36]", ">=3", ">=6", "0", "12000" }, { "\"退役军人\"", "[12..36]", "-", ">=6", "0", "8000" },
    { "\"返乡农民工\"", "[12..36]", "-", ">=3", "0", "6000" }, { "-", ">60", "-", "-", "-", "0" }, { "-", "<12", "-", "-", "-", "0" },
    { "-", "-", "-", "-", "-", "0" } };

static struct str model(struct arena *a)
{
    struct out o;
    out_init(&o, a);
    put_z(&o, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\" namespace=\"urn:m\">");
    for (int i = 0; i < COLUMNS; i++) put_f(&o, "<inputData id=\"i%d\" name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/></inputData>", i, columns[i][0], columns[i][0], columns[i][1]);
    put_z(&o, "<decision id=\"d\" name=\"补贴\"><variable name=\"补贴\"/>");
    for (int i = 0; i < COLUMNS; i++) put_f(&o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
    put_z(&o, "<decisionTable hitPolicy=\"FIRST\">");
    for (int i = 0; i < COLUMNS; i++) put_f(&o, "<input><inputExpression typeRef=\"%s\"><text>%s</text></inputExpression></input>", columns[i][1], columns[i][0]);
    put_z(&o, "<output name=\"金额\" typeRef=\"number\"/><output name=\"条款\" typeRef=\"string\"/>");
    for (int r = 0; r < RULES; r++) {
        put_z(&o, "<rule>");
        for (int i = 0; i < COLUMNS; i++) { put_z(&o, "<inputEntry><text>"); put_text(&o, str_from(rules[r][i])); put_z(&o, "</text></inputEntry>"); }
        put_f(&o, "<outputEntry><text>%s</text></outputEntry><outputEntry><text>\"第%d条\"</text></outputEntry></rule>", rules[r][COLUMNS], r + 1);
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o);
}

static double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

static void facts(unsigned r, struct policy_fact *x)
{
    static const char *const kinds[] = { "毕业生", "登记失业", "退役军人", "返乡农民工", "其他" };
    struct value v[COLUMNS] = { value_string(str_from(kinds[r % 5])), value_int(r / 5 % 72), value_int(r / 360 % 6), value_int(r / 2160 % 24), value_int(r / 51840 % 3 == 0) };
    for (int i = 0; i < COLUMNS; i++) x[i] = (struct policy_fact){ str_from(columns[i][0]), v[i] };
}

static bool decide(struct arena *a, const struct dmn_program *p, const struct policy_fact *x, int mode)
{
    struct feel f;
    bool known;
    if (mode == 0) {
        feel_init(&f, a);
        struct dmn_run *run = dmn_start(p, &f);
        for (int i = 0; i < COLUMNS; i++) dmn_set(run, STR_NONE, x[i].name, x[i].value);
        return !value_is_null(dmn_value(run, S("补贴"), &known));
    }
    struct policy_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .facts = x, .n = COLUMNS };
    struct policy_result r;
    policy_decide(a, &q, &r);
    if (mode == 2) policy_explain(a, &r, FEEL_ZH);
    return r.answer == POLICY_ENTITLED;
}

/* ------------------------------------------------------------------ batch */

enum { ROSTER = 1 << 20 };
static const struct str kind_words[] = { SI("毕业生"), SI("登记失业"), SI("退役军人"), SI("返乡农民工"), SI("其他") };

static unsigned roll(unsigned *seed, unsigned n) { *seed = *seed * 1664525u + 1013904223u; return (*seed >> 8) % n; }

static void rows_a_second(struct arena *a, const struct batch_plan *p, const struct batch_data *d, const char *what)
{
    struct batch_results r = { .answer = NEWS(a, uint8_t, ROSTER), .open = NEWS(a, uint8_t, ROSTER), .low = NEWS(a, int64_t, ROSTER),
        .high = NEWS(a, int64_t, ROSTER), .rule = NEWS(a, uint16_t, ROSTER) };
    int64_t sum = 0;
    double best = 1e9;
    for (int turn = 0; turn < 5; turn++) {
        double start = seconds();
        batch_run(a, p, d, ROSTER, &r);
        double took = seconds() - start;
        if (took < best) best = took;
    }
    for (size_t i = 0; i < ROSTER; i++) sum += r.answer[i] == POLICY_ENTITLED ? r.low[i] : 0;
    printf("batch, %s: %.1f M rows a second (%lld yuan, %zu row by row)\n", what, ROSTER / best / 1e6, (long long)sum, r.scalar);
}

static void yardstick(struct arena *a, const struct dmn_program *p)
{
    static const unsigned sizes[COLUMNS] = { 5, 72, 6, 24, 2 };
    struct batch_column c[COLUMNS];
    struct batch_data known[COLUMNS] = { 0 }, some[COLUMNS];
    unsigned seed = 1;
    for (int k = 0; k < COLUMNS; k++) {
        uint64_t *map = NEWS(a, uint64_t, ROSTER / 64);
        c[k] = (struct batch_column){ str_from(columns[k][0]), k ? BATCH_NUMBER : BATCH_WORD, 0, kind_words, LEN(kind_words) };
        int64_t *numbers = NEWS(a, int64_t, ROSTER);
        uint16_t *words = NEWS(a, uint16_t, ROSTER);
        for (size_t i = 0; i < ROSTER; i++) {
            numbers[i] = words[i] = (uint16_t)roll(&seed, sizes[k]);
            if (roll(&seed, 10)) map[i / 64] |= (uint64_t)1 << (i % 64);
        }
        known[k].v = k ? (const void *)numbers : words;
        some[k] = (struct batch_data){ known[k].v, map, NULL };
    }
    struct batch_question q = { .program = p, .decision = S("补贴"), .amount = S("金额"), .columns = c, .n = COLUMNS };
    double start = seconds();
    const struct batch_plan *plan = batch_compile(a, &q);
    printf("batch plan: %.3f ms %s\n", (seconds() - start) * 1000, batch_why(plan).p ? batch_why(plan).p : "");
    rows_a_second(a, plan, known, "all known");
    rows_a_second(a, plan, some, "one fact in ten missing");
}

int main(int argc, char **argv)
{
    static const char *const modes[] = { "spec", "policy", "policy, explained" };
    struct arena text, models, rows;
    struct dmn_model *m;
    struct dmn_program *p = NULL;
    struct err e = { 0 };
    int64_t n = 200000;
    if (argc > 1) str_int(str_from(argv[1]), &n);
    arena_init(&text, 1 << 20);
    arena_init(&models, 1 << 26);
    arena_init(&rows, 1 << 30);
    struct str xml = model(&text);
    double start = seconds();
    for (int i = 0; i < COMPILES; i++) {
        arena_reset(&models);
        must(dmn_read(&models, xml, &m, &e) == RC_OK);
        const struct dmn_model *all[] = { m };
        must(dmn_compile(&models, all, 1, &p, &e) == RC_OK && dmn_faults(p)->n == 0);
    }
    printf("compile: %.3f ms\n", (seconds() - start) * 1000 / COMPILES);
    for (int mode = 0; mode < 3; mode++) {
        unsigned seed = 1;
        int64_t yes = 0;
        start = seconds();
        for (int64_t i = 0; i < n; i++) {
            struct policy_fact x[COLUMNS];
            arena_reset(&rows);
            seed = seed * 1664525u + 1013904223u;
            facts(seed >> 8, x);
            yes += decide(&rows, p, x, mode);
        }
        double took = seconds() - start;
        printf("%s: %.0f a second, %.2f us each (%lld)\n", modes[mode], (double)n / took, took / (double)n * 1e6, (long long)yes);
    }
    arena_reset(&rows);
    yardstick(&rows, p);
    arena_free(&text);
    arena_free(&models);
    arena_free(&rows);
    return 0;
}
