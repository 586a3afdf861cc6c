/* policy.c: the yardstick table of the notes, one row at a time: spec mode,
** policy mode, policy mode with its explanation. Deterministic inputs. The
** batch stands in policy_batch.c. */
#include "bench/policy.h"

enum { COLUMNS = 5, RULES = 10, COMPILES = 200 };
static const char *const columns[COLUMNS][2] = { { "类别", "string" }, { "登记月数", "number" }, { "带动人数", "number" },
    { "社保月数", "number" }, { "已领取", "number" } };
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
    for (int i = 0; i < COLUMNS; i++)
        put_f(&o, "<inputData id=\"i%d\" name=\"%s\"><variable name=\"%s\" typeRef=\"%s\"/></inputData>", i, columns[i][0], columns[i][0],
            columns[i][1]);
    put_z(&o, "<decision id=\"d\" name=\"补贴\"><variable name=\"补贴\"/>");
    for (int i = 0; i < COLUMNS; i++) put_f(&o, "<informationRequirement><requiredInput href=\"#i%d\"/></informationRequirement>", i);
    put_z(&o, "<decisionTable hitPolicy=\"FIRST\">");
    for (int i = 0; i < COLUMNS; i++)
        put_f(&o, "<input><inputExpression typeRef=\"%s\"><text>%s</text></inputExpression></input>", columns[i][1], columns[i][0]);
    put_z(&o, "<output name=\"金额\" typeRef=\"number\"/><output name=\"条款\" typeRef=\"string\"/>");
    for (int r = 0; r < RULES; r++) {
        put_z(&o, "<rule>");
        for (int i = 0; i < COLUMNS; i++) {
            put_z(&o, "<inputEntry><text>");
            put_text(&o, str_from(rules[r][i]));
            put_z(&o, "</text></inputEntry>");
        }
        put_f(&o, "<outputEntry><text>%s</text></outputEntry><outputEntry><text>\"第%d条\"</text></outputEntry></rule>", rules[r][COLUMNS], r + 1);
    }
    put_z(&o, "</decisionTable></decision></definitions>");
    return out_str(&o);
}

double seconds(void) { return (double)clock() / CLOCKS_PER_SEC; }

static void facts(unsigned r, struct policy_fact *x)
{
    static const char *const kinds[] = { "毕业生", "登记失业", "退役军人", "返乡农民工", "其他" };
    struct value v[COLUMNS] = { value_string(str_from(kinds[r % 5])), value_int(r / 5 % 72), value_int(r / 360 % 6),
        value_int(r / 2160 % 24), value_int(r / 51840 % 3 == 0) };
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
    printf("compile\t%.3f ms\n", (seconds() - start) * 1000 / COMPILES);
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
        printf("one by one, %s\t%.0f a second, %.2f us each (%lld entitled)\n", modes[mode], (double)n / took, took / (double)n * 1e6,
            (long long)yes);
    }
    arena_reset(&rows);
    bench_yardstick(&rows, p);
    arena_reset(&rows);
    bench_wide(&rows);
    arena_reset(&rows);
    bench_sqlite();
    bench_register(&rows);
    arena_free(&text);
    arena_free(&models);
    arena_free(&rows);
    return 0;
}
