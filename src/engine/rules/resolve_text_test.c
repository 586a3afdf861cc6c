/* resolve_text_test.c: the combination in words, in both languages: each kind of benefit and each reason for leaving one out. */
#include "test/test.h"
#include "engine/rules/resolve.h"

static struct arena a;

enum { N = 9 };
static struct policy_envelope envelopes[N];
static struct policy_benefit benefits[N];
static struct resolve_candidate candidates[N];
static const struct resolve_question q = { NULL, candidates, N, NULL };

static int setup(void **state) {
    static const struct {
        const char *zh, *en;
        enum benefit_kind kind;
        enum benefit_cadence cadence;
        int amount;
    } of[N] = { { "创业补贴", "start-up grant", BENEFIT_MONEY, CADENCE_ONCE, 10000 },
        { "社保补贴", "insurance subsidy", BENEFIT_MONEY, CADENCE_MONTHLY, 500 },
        { "税费减免", "tax relief", BENEFIT_RELIEF, CADENCE_YEARLY, 1200 }, { "贷款", "loan", BENEFIT_LIMIT, CADENCE_ONCE, 300000 },
        { "落户", "residence", BENEFIT_RIGHT, CADENCE_ONCE, 0 }, { "租金补贴", "rent", BENEFIT_MONEY, CADENCE_QUARTERLY, 900 },
        { "带动就业", "jobs made", BENEFIT_MONEY, CADENCE_ONCE, 3000 }, { "一次性奖励", "award", BENEFIT_MONEY, CADENCE_ONCE, 2000 },
        { "培训", "training", BENEFIT_MONEY, CADENCE_ONCE, 800 } };
    (void)state;
    arena_init(&a, 1 << 24);
    for (int i = 0; i < N; i++) {
        envelopes[i] = (struct policy_envelope){ .id = str_printf(&a, "P%d", i),
            .version = S("a"),
            .zh = str_from(of[i].zh),
            .en = str_from(of[i].en) };
        benefits[i] = (struct policy_benefit){ .id = S("main"),
            .zh = S("主项"),
            .en = S("main part"),
            .kind = of[i].kind,
            .cadence = of[i].cadence };
        *PUSH(&a, &envelopes[i].benefits) = benefits[i];
        candidates[i] = (struct resolve_candidate){ .policy = envelopes[i].id,
            .envelope = &envelopes[i],
            .benefit = &benefits[i],
            .amount = number_int(of[i].amount),
            .date = { 2024, 6, 1 } };
    }
    *PUSH(&a, &envelopes[1].benefits) = benefits[1];              /* one of two benefits is named with its policy */
    return 0;
}
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

static void says(const struct resolution *r, enum feel_lang lang, const char *const *lines, size_t n) {
    struct str text = resolve_text(&a, &q, r, lang);
    for (size_t i = 0; i < n; i++) if (!strstr(text.p, lines[i])) fail_msg("%s is not in\n%s", lines[i], text.p);
}

static void take(struct resolve_set *s, int i, int amount) {
    s->there = s->in[i] = true;
    s->amount[i] = number_int(amount);
    if (benefits[i].kind == BENEFIT_MONEY || benefits[i].kind == BENEFIT_RELIEF)
        number_add(s->sum[benefits[i].cadence], number_int(amount), &s->sum[benefits[i].cadence]);
}

static struct resolution nothing(void) {
    struct resolution r = { .proved = true };
    for (int i = 0; i < N; i++) r.why[i].by = -1;
    for (int c = 0; c <= CADENCE_YEARLY; c++) r.best.sum[c] = r.second.sum[c] = number_int(0);
    return r;
}

static void every_kind(void **state) {
    static const char *const zh[] = { "最优组合：\n", "  P1a 社保补贴·主项：每月 500 元\n",
        "  P2a 税费减免：每年 1000 元（少缴的税费）（合计有上限，由 1200 元减下来）\n", "  P3a 贷款：额度 300000 元\n", "  P4a 落户\n",
        "  合计：每月 500 元；每年 1000 元\n", "次优组合：\n  P0a 创业补贴：一次性 10000 元\n  合计：一次性 10000 元\n",
        "比较办法（只为排出先后，不相加；看头12个月）：P0a 10000 元 × 1 次；P1a 500 元 × 12 次；P2a 1200 元 × 1 次\n" };
    static const char *const en[] = { "The best combination:\n", "  P1a insurance subsidy, main part: 500 yuan a month\n",
        "  P2a tax relief: 1000 yuan a year (taxes not paid) (cut from 1200 by a common ceiling)\n", "  P3a loan: up to 300000 yuan\n",
        "  P4a residence\n", "  together: 500 yuan a month; 1000 yuan a year\n",
        "How they were compared (only to put them in order, not as a sum; the first 12 months): P0a 10000 yuan × 1; P1a 500 yuan × 12; P2a 1200 yuan × 1\n" };
    struct resolution r = nothing();
    (void)state;
    for (int i = 1; i < 5; i++) take(&r.best, i, i == 2 ? 1000 : i == 3 ? 300000 : i == 1 ? 500 : 0);
    take(&r.second, 0, 10000);
    says(&r, FEEL_ZH, zh, LEN(zh));
    says(&r, FEEL_EN, en, LEN(en));
    r.second.there = false;                                       /* nothing to compare with */
    assert_null(strstr(resolve_text(&a, &q, &r, FEEL_ZH).p, "比较办法"));
    assert_null(strstr(resolve_text(&a, &q, &r, FEEL_EN).p, "The second best"));
}

static void every_reason(void **state) {
    static const struct policy_once once = { .zh = S("终身一次"), .en = S("once in a life") };
    static const struct policy_relation relation = { .zh = S("就高不重复"), .en = S("the higher one only") }, silent = { 0 };
    static const struct grant had = { .policy = S("P15"), .dated = true, .date = { 2022, 5, 1 } }, undated = { .policy = S("P16") };
    static const char *const zh[] = { "最优组合：\n  P4a 落户\n  合计：没有金额\n", "未列入：\n",
        "P0a 创业补贴——以前已享受（P15 2022-05-01）：终身一次\n", "P1a 社保补贴·主项——以前已享受（P16）\n",
        "P2a 税费减免——须先获得另一项，可先申请 P0a 创业补贴：就高不重复\n", "P3a 贷款——须先获得另一项\n",
        "P5a 租金补贴——已由此项取代：P4a 落户\n", "P6a 带动就业——不能同时享受：P4a 落户：就高不重复\n",
        "P7a 一次性奖励——与此项合并计次：P4a 落户：终身一次\n", "P8a 培训——合计已到上限：P4a 落户\n" };
    static const char *const en[] = { "P0a start-up grant - by what was had before (P15 2022-05-01): once in a life\n",
        "P1a insurance subsidy, main part - by what was had before (P16)\n",
        "P2a tax relief - requires something granted before; apply first for P0a start-up grant: the higher one only\n",
        "P3a loan - requires something granted before\n", "P5a rent - its place is taken by P4a residence\n",
        "P6a jobs made - not together with P4a residence: the higher one only\n",
        "P7a award - counted together with P4a residence: once in a life\n",
        "P8a training - the common ceiling is used up by P4a residence\n" };
    struct resolution r = nothing();
    (void)state;
    take(&r.best, 4, 0);
    r.why[0] = (struct resolve_why){ REASON_HAD, -1, &once, NULL, &had };
    r.why[1] = (struct resolve_why){ REASON_HAD, -1, NULL, NULL, &undated };
    r.why[2] = (struct resolve_why){ REASON_REQUIRES, 0, NULL, &relation, NULL };
    r.why[3] = (struct resolve_why){ REASON_REQUIRES, -1, NULL, &silent, NULL };
    r.why[5] = (struct resolve_why){ REASON_SUPERSEDED, 4, NULL, NULL, NULL };
    r.why[6] = (struct resolve_why){ REASON_EXCLUDED, 4, NULL, &relation, NULL };
    r.why[7] = (struct resolve_why){ REASON_ONCE, 4, &once, NULL, NULL };
    r.why[8] = (struct resolve_why){ REASON_CUT, 4, NULL, NULL, NULL };
    says(&r, FEEL_ZH, zh, LEN(zh));
    says(&r, FEEL_EN, en, LEN(en));
    r.why[8].by = -1;
    r.why[1] = (struct resolve_why){ REASON_HAD, -1, NULL, &silent, NULL };
    r.why[0].reason = REASON_NONE;
    r.proved = false;
    static const char *const more_zh[] = { "已找到的最优组合（未能全部比较）：\n", "P8a 培训——没有余额\n",
        "P1a 社保补贴·主项——以前已享受\n" },
                             *const more_en[] = { "The best combination found (not all could be compared):\n",
                                 "P8a training - nothing is left of it\n", "P1a insurance subsidy, main part - by what was had before\n" };
    says(&r, FEEL_ZH, more_zh, LEN(more_zh));
    says(&r, FEEL_EN, more_en, LEN(more_en));
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_kind), cmocka_unit_test(every_reason) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
