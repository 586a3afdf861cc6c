/* resolve_test.c: combinations by example, and against looking at every subset
** of thousands of random candidates. The test judges a subset by itself, from
** the relations as they are written. */
#include "test/test.h"
#include "engine/rules/resolve.h"

static struct arena a;

static struct number much(const char *s) { struct number n; assert_true(number_parse(str_from(s), &n)); return n; }

/* ------------------------------------------------------------------ making */

static struct policy_envelope *envelope(const char *id) {
    struct policy_envelope *x = NEW(&a, struct policy_envelope);
    x->id = str_from(id);
    x->zh = x->en = x->id;
    return x;
}

static struct policy_benefit *benefit(enum benefit_kind kind, enum benefit_cadence cadence) {
    struct policy_benefit *b = NEW(&a, struct policy_benefit);
    b->id = S("main");
    b->kind = kind;
    b->cadence = cadence;
    return b;
}

static struct resolve_candidate candidate(const char *id, enum benefit_cadence cadence, int64_t amount) {
    return (struct resolve_candidate){ .policy = str_from(id), .envelope = envelope(id), .benefit = benefit(BENEFIT_MONEY, cadence),
        .amount = number_int(amount), .date = { 2024, 6, 1 } };
}

static struct policy_envelope *of(struct resolve_candidate *c) { return (struct policy_envelope *)(uintptr_t)c->envelope; }

static void relate(struct resolve_candidate *c, enum relation_kind kind, const char *policy, int64_t up_to) {
    struct policy_relation *x = PUSH(&a, &of(c)->relations);
    x->kind = kind;
    x->up_to = (struct some_number){ kind == RELATION_STACKS, number_int(up_to) };
    *PUSH(&a, &x->policies) = str_from(policy);
}

static struct policy_once *once(struct resolve_candidate *c, enum policy_of what, int64_t count, const char *with) {
    struct policy_once *x = PUSH(&a, &of(c)->once);
    x->of = what;
    x->count = (struct some_number){ true, number_int(count) };
    if (with) *PUSH(&a, &x->with) = str_from(with);
    return x;
}

static struct resolution ask(const struct resolve_candidate *v, size_t n, const struct grants *granted) {
    struct resolve_question q = { NULL, v, n, granted };
    struct resolution r;
    resolve(&a, &q, RESOLVE_STEPS, &r);
    assert_true(r.proved);
    return r;
}

/* ------------------------------------------------------------------ by example */

static void excluded_is_the_smaller(void **state) {
    struct resolve_candidate v[] = { candidate("P14", CADENCE_ONCE, 1500), candidate("P15", CADENCE_ONCE, 1000),
        candidate("P11", CADENCE_YEARLY, 8000) };
    (void)state;
    relate(&v[0], RELATION_EXCLUDES, "P15", 0);
    struct resolution r = ask(v, 3, NULL);
    assert_true(r.best.in[0] && !r.best.in[1] && r.best.in[2]);
    assert_true(r.second.there && !r.second.in[0] && r.second.in[1] && r.second.in[2]);
    assert_true(r.why[1].reason == REASON_EXCLUDED && r.why[1].by == 0);
    struct resolve_question q = { NULL, v, 3, NULL };
    assert_string_equal(resolve_text(&a, &q, &r, FEEL_EN).p,
        "The best combination:\n  P14 P14: 1500 yuan once\n  P11 P11: 8000 yuan a year\n  together: 1500 yuan once; 8000 yuan a year\n"
        "The second best:\n  P15 P15: 1000 yuan once\n  P11 P11: 8000 yuan a year\n  together: 1000 yuan once; 8000 yuan a year\n"
        "Left out:\n  P15 P15 - not together with P14 P14\n");
}

static void the_year_orders(void **state) {                /* 500 a month outweighs 5,000 once, but not when two months are left */
    struct resolve_candidate v[] = { candidate("A", CADENCE_ONCE, 5000), candidate("B", CADENCE_MONTHLY, 500) };
    (void)state;
    relate(&v[1], RELATION_EXCLUDES, "A", 0);
    assert_true(ask(v, 2, NULL).best.in[1]);
    v[1].months = (struct some_number){ true, number_int(2) };
    assert_true(ask(v, 2, NULL).best.in[0]);
}

static void history_counts(void **state) {
    struct resolve_candidate v[] = { candidate("P14", CADENCE_ONCE, 1500), candidate("P12", CADENCE_ONCE, 5000),
        candidate("P09", CADENCE_YEARLY, 5000) };
    struct grant had[] = { { .policy = S("P15"), .dated = true, .date = { 2022, 5, 1 } } };
    struct grants granted = { true, had, 1, 1 };
    (void)state;
    relate(&v[0], RELATION_EXCLUDES, "P15", 0);
    relate(&v[1], RELATION_REQUIRES, "P09", 0);
    struct resolution r = ask(v, 3, &granted);
    assert_true(!r.best.in[0] && !r.best.in[1] && r.best.in[2]);
    assert_true(r.why[0].reason == REASON_HAD && r.why[0].grant == &had[0]);
    assert_true(r.why[1].reason == REASON_REQUIRES && r.why[1].by == 2);
    had[0].policy = S("P09");
    r = ask(v, 3, &granted);
    assert_true(r.best.in[0] && r.best.in[1] && !r.second.there);
    had[0].date = (struct date){ 2025, 1, 1 };                   /* not yet had on the day */
    assert_true(!ask(v, 3, &granted).best.in[1]);
}

static void ceilings_cut(void **state) {
    struct resolve_candidate v[] = { candidate("A", CADENCE_ONCE, 3000), candidate("B", CADENCE_ONCE, 2500),
        candidate("C", CADENCE_MONTHLY, 100) };
    (void)state;
    relate(&v[0], RELATION_STACKS, "B", 4000);
    struct resolution r = ask(v, 3, NULL);
    assert_true(r.best.in[0] && r.best.in[1] && r.best.in[2]);
    assert_int_equal(number_cmp(r.best.amount[1], number_int(1000)), 0);
    assert_int_equal(number_cmp(r.best.sum[CADENCE_ONCE], number_int(4000)), 0);
    assert_int_equal(number_cmp(r.best.sum[CADENCE_MONTHLY], number_int(100)), 0);
    of(&v[0])->relations.v[0].up_to.n = number_int(3000);
    r = ask(v, 3, NULL);
    assert_true(r.best.in[0] && !r.best.in[1] && r.why[1].reason == REASON_CUT && r.why[1].by == 0);
}

static void newer_takes_the_place(void **state) {
    struct resolve_candidate v[] = { candidate("old", CADENCE_ONCE, 9000), candidate("new", CADENCE_ONCE, 100) };
    (void)state;
    relate(&v[1], RELATION_SUPERSEDES, "old", 0);
    struct resolution r = ask(v, 2, NULL);
    assert_true(!r.best.in[0] && r.best.in[1] && r.why[0].reason == REASON_SUPERSEDED && r.why[0].by == 1);
    relate(&v[0], RELATION_SUPERSEDES, "new", 0);                /* each other's: one of the two */
    assert_true(ask(v, 2, NULL).best.in[0]);
}

static void counted_together(void **state) {
    struct resolve_candidate v[] = { candidate("P20", CADENCE_ONCE, 1000), candidate("P20", CADENCE_ONCE, 1500),
        candidate("P20", CADENCE_ONCE, 2000), candidate("P20", CADENCE_ONCE, 500) };
    (void)state;
    for (int i = 0; i < 4; i++) {
        once(&v[i], OF_GRANT, 3, NULL);
        once(&v[i], OF_GRANT, 1, NULL)->per = PER_OCCUPATION_LEVEL;
        v[i].key[KEY_OCCUPATION] = i < 2 ? S("cook") : S("welder");
        v[i].key[KEY_LEVEL] = str_printf(&a, "%d", i);
    }
    struct resolution r = ask(v, 4, NULL);                       /* four certificates, three a person */
    assert_true(r.best.in[0] && r.best.in[1] && r.best.in[2] && !r.best.in[3] && r.why[3].reason == REASON_ONCE);
    v[1].key[KEY_LEVEL] = v[0].key[KEY_LEVEL];
    r = ask(v, 4, NULL);                                         /* the same occupation and level once */
    assert_true(!r.best.in[0] && r.best.in[1] && r.best.in[3]);
    assert_true(r.second.there && r.second.in[0] && !r.second.in[1]);
}

/* Versions of a policy are that policy, to the register; a benefit's own limit counts that benefit only. */
static void versions_and_benefits(void **state) {
    struct resolve_candidate v[] = { candidate("P11", CADENCE_YEARLY, 8000), candidate("P24", CADENCE_ONCE, 100) };
    struct grant had[] = { { .policy = S("P24a"), .benefit = S("other"), .dated = true, .date = { 2023, 1, 1 } } };
    struct grants granted = { true, had, 1, 1 };
    struct resolve_question q = { register_new(&a, NULL, NULL), v, 2, &granted };
    struct resolution r;
    (void)state;
    once(&v[1], OF_GRANT, 1, NULL);
    resolve(&a, &q, RESOLVE_STEPS, &r);
    assert_true(r.best.in[0] && r.best.in[1]);                   /* another benefit of P24 was had */
    had[0].benefit = S("main");
    resolve(&a, &q, RESOLVE_STEPS, &r);
    assert_true(r.best.in[0] && !r.best.in[1] && r.why[1].reason == REASON_HAD);
    relate(&v[0], RELATION_EXCLUDES, "P24", 0);
    resolve(&a, &q, RESOLVE_STEPS, &r);
    assert_true(!r.best.in[0] && !r.best.in[1] && r.why[0].grant == &had[0]);
    q.reg = NULL;                                                /* nobody says that P24a is P24 */
    resolve(&a, &q, RESOLVE_STEPS, &r);
    assert_true(r.best.in[0] && !r.best.in[1] && r.why[1].reason == REASON_EXCLUDED);
}

/* 500 a month for five months is less than 3000 at once, for seven it is more. */
static void months_are_weighed(void **state) {
    (void)state;
    for (int months = 4; months <= 20; months++) {
        struct resolve_candidate v[] = { candidate("M", CADENCE_MONTHLY, 500), candidate("O", CADENCE_ONCE, 3100) };
        v[0].months = (struct some_number){ true, number_int(months) };
        relate(&v[0], RELATION_EXCLUDES, "O", 0);
        struct resolution r = ask(v, 2, NULL);
        assert_true(r.best.in[0] == (months > 6) && r.best.in[1] == (months <= 6));
        assert_int_equal(resolve_payments(&v[0]), months < 12 ? months : 12);
    }
    struct resolve_candidate limit = candidate("L", CADENCE_MONTHLY, 500);
    limit.benefit = benefit(BENEFIT_LIMIT, CADENCE_MONTHLY);
    assert_int_equal(resolve_payments(&limit), 0);                /* a loan's limit is not paid */
}

/* Sums past all numbers, months below none and beyond counting, a grant of another benefit, a ceiling for a time that is over. */
static void at_the_edges(void **state) {
    struct resolve_candidate v[] = { candidate("P1", CADENCE_ONCE, 0), candidate("P2", CADENCE_MONTHLY, 0),
        candidate("P3", CADENCE_MONTHLY, 700), candidate("P4", CADENCE_MONTHLY, 600) };
    struct grant before[] = { { .policy = SI("P4"), .benefit = SI("other") }, { .policy = SI("P3"), .benefit = SI("main") } };
    struct grants history = { .known = true, .v = before, .n = 1 };
    struct resolution r;
    (void)state;
    v[0].amount = v[1].amount = much("9E6144");
    v[2].months = v[3].months = (struct some_number){ true, much("-3") };
    v[3].months.n = much("1E30");
    once(&v[3], OF_YUAN, 3000, NULL)->period = PERIOD_YEAR;
    once(&v[2], OF_YUAN, 1000, NULL);
    r = ask(v, 2, &history);
    /* what is past counting adds nothing: fewer */
    assert_true(r.best.in[0] && !r.best.in[1] && number_cmp(r.best.amount[0], v[0].amount) == 0);
    v[0].amount = v[1].amount = number_int(1);
    r = ask(v, 4, &history);
    assert_true(r.best.in[3] && number_cmp(r.best.amount[3], number_int(250)) == 0);      /* 3000 over twelve months */
    assert_false(r.best.in[2]);                                   /* it is never paid: worth nothing */
    history.n = 2;
    r = ask(v, 4, &history);
    assert_true(!r.best.in[2] && r.why[2].reason == REASON_HAD && r.why[2].grant == &before[1]);     /* how much it was nobody knows */
    before[1].benefit = S("P3 by name");
    ((struct policy_benefit *)(uintptr_t)v[2].benefit)->zh = S("P3 by name");
    assert_int_equal(ask(v, 4, &history).why[2].reason, REASON_HAD);
}

/* Two benefits of one policy are counted apart, those of one name together. */
static void benefits_apart(void **state) {
    struct resolve_candidate v[] = { candidate("P1", CADENCE_ONCE, 100), candidate("P1", CADENCE_ONCE, 200),
        candidate("P1", CADENCE_ONCE, 300) };
    struct resolution r;
    (void)state;
    once(&v[0], OF_GRANT, 1, NULL);
    ((struct policy_benefit *)(uintptr_t)v[1].benefit)->id = S("second");
    r = ask(v, 3, NULL);
    assert_true(!r.best.in[0] && r.best.in[1] && r.best.in[2] && r.why[0].reason == REASON_ONCE && r.why[0].by == 2);
}

/* Every reason and cadence has its words in both languages. */
static void in_words(void **state) {
    struct resolve_candidate v[] = { candidate("A", CADENCE_MONTHLY, 100), candidate("B", CADENCE_QUARTERLY, 50),
        candidate("C", CADENCE_ONCE, 10), candidate("D", CADENCE_ONCE, 20), candidate("E", CADENCE_ONCE, 5),
        candidate("F", CADENCE_ONCE, 5), candidate("G", CADENCE_YEARLY, 7) };
    struct grant had[] = { { .policy = S("Z"), .dated = true, .date = { 2022, 5, 1 } } };
    struct grants granted = { true, had, 1, 1 };
    struct resolve_question q = { NULL, v, 7, &granted };
    struct resolution r;
    (void)state;
    v[0].benefit = benefit(BENEFIT_RELIEF, CADENCE_MONTHLY);
    relate(&v[2], RELATION_EXCLUDES, "Z", 0);
    of(&v[2])->relations.v[0].zh = S("二者择一");
    of(&v[2])->relations.v[0].en = S("one of the two");
    relate(&v[3], RELATION_REQUIRES, "A", 0);
    relate(&v[0], RELATION_SUPERSEDES, "E", 0);
    once(&v[1], OF_GRANT, 1, "F");
    relate(&v[1], RELATION_STACKS, "G", 200);
    resolve(&a, &q, RESOLVE_STEPS, &r);
    assert_string_equal(resolve_text(&a, &q, &r, FEEL_EN).p,
        "The best combination:\n  A A: 100 yuan a month (taxes not paid)\n  B B: 50 yuan a quarter\n  together: 100 yuan a month; 50 yuan a quarter\n"
        "The second best:\n  A A: 100 yuan a month (taxes not paid)\n  F F: 5 yuan once\n  G G: 7 yuan a year\n  together: 5 yuan once; 100 yuan a month; 7 yuan a year\n"
        "How they were compared (only to put them in order, not as a sum; the first 12 months): A 100 yuan × 12; B 50 yuan × 4; F 5 yuan × 1; G 7 yuan × 1\n"
        "Left out:\n  C C - by what was had before (Z 2022-05-01): one of the two\n  D D - requires something granted before; apply first for A A\n"
        "  E E - its place is taken by A A\n  F F - counted together with B B\n  G G - the common ceiling is used up by B B\n");
    assert_string_equal(resolve_text(&a, &q, &r, FEEL_ZH).p,
        "最优组合：\n  A A：每月 100 元（少缴的税费）\n  B B：每季 50 元\n  合计：每月 100 元；每季 50 元\n"
        "次优组合：\n  A A：每月 100 元（少缴的税费）\n  F F：一次性 5 元\n  G G：每年 7 元\n  合计：一次性 5 元；每月 100 元；每年 7 元\n"
        "比较办法（只为排出先后，不相加；看头12个月）：A 100 元 × 12 次；B 50 元 × 4 次；F 5 元 × 1 次；G 7 元 × 1 次\n"
        "未列入：\n  C C——以前已享受（Z 2022-05-01）：二者择一\n  D D——须先获得另一项，可先申请 A A\n"
        "  E E——已由此项取代：A A\n  F F——与此项合并计次：B B\n  G G——合计已到上限：B B\n");
}

static void budget(void **state) {
    struct resolve_candidate v[20];
    struct resolve_question q = { NULL, v, 20, NULL };
    struct resolution r;
    (void)state;
    for (int i = 0; i < 20; i++) {
        v[i] = candidate(str_printf(&a, "P%d", i).p, CADENCE_ONCE, 100 + i);
        relate(&v[i], RELATION_STACKS, "P0", 50);
    }
    resolve(&a, &q, 10, &r);
    assert_false(r.proved);
    assert_true(str_find(resolve_text(&a, &q, &r, FEEL_ZH), S("未能全部比较")) > 0);
}

/* ------------------------------------------------------------------ against every subset */

enum { MOST = 9 };
static uint64_t seed = 7;
static unsigned roll(unsigned n) { seed = seed * 6364136223846793005u + 1442695040888963407u; return (unsigned)((seed >> 33) % n); }
static const char *const ids[] = { "A", "B", "C", "D", "E", "F" };

static struct str some_key(void) { static const struct str v[] = { SI(""), SI("x"), SI("y") }; return v[roll(3)]; }

static struct resolve_candidate random_candidate(void) {
    static const enum benefit_kind kinds[] = { BENEFIT_MONEY, BENEFIT_MONEY, BENEFIT_RELIEF, BENEFIT_LIMIT, BENEFIT_RIGHT };
    struct resolve_candidate c = candidate(ids[roll(6)], (enum benefit_cadence)roll(4), 1 + roll(12) * 100);
    c.benefit = benefit(kinds[roll(5)], c.benefit->cadence);
    if (roll(2)) c.months = (struct some_number){ true, number_int(roll(13)) };
    if (roll(2)) c.date.m = 7;
    for (int k = 0; k < KEYS; k++) c.key[k] = some_key();
    for (unsigned n = roll(3); n > 0; n--) {
        struct policy_relation *x;
        static const enum relation_kind relations[] = { RELATION_EXCLUDES, RELATION_EXCLUDES, RELATION_REQUIRES, RELATION_SUPERSEDES,
            RELATION_STACKS, RELATION_STACKS };
        relate(&c, relations[roll(6)], ids[roll(6)], 100 + roll(20) * 100);
        x = &of(&c)->relations.v[of(&c)->relations.n - 1];
        x->per = (enum policy_per)roll(6);
        x->period = (enum policy_period)roll(3);
    }
    if (roll(2)) {
        struct policy_once *x = once(&c, (enum policy_of)roll(3), 0, roll(2) ? ids[roll(6)] : NULL);
        x->count.n = number_int(x->of == OF_GRANT ? 1 + roll(2) : x->of == OF_MONTH ? roll(25) : roll(20) * 100);
        x->per = (enum policy_per)roll(6);
        x->period = (enum policy_period)roll(3);
    }
    return c;
}

static struct grant random_grant(void) {
    struct grant g = { .policy = str_from(ids[roll(6)]), .dated = roll(4) != 0, .date = { roll(2) ? 2024 : 2023, 5 + (int)roll(3), 1 },
        .amount = { roll(4) != 0, number_int(roll(10) * 100) }, .months = { roll(4) != 0, number_int(roll(12)) } };
    for (int k = 0; k < KEYS; k++) g.key[k] = some_key();
    return g;
}

/* The test's own reading of keys and periods: 1 yes, 0 no, -1 perhaps. */
static int key1(const struct str *x, const struct str *y, enum grant_key k, bool mine) {
    if (!x[k].n || !y[k].n) return mine ? 1 : -1;
    return str_eq(x[k], y[k]);
}
static int keys_of(const struct str *x, const struct str *y, enum policy_per per) {
    static const enum grant_key k[] = { [PER_PERSON] = KEY_PERSON,
        [PER_FIRM] = KEY_FIRM,
        [PER_JOB] = KEY_JOB,
        [PER_CERTIFICATE] = KEY_CERTIFICATE,
        [PER_HOUSEHOLD] = KEY_HOUSEHOLD };
    if (per != PER_OCCUPATION_LEVEL) return key1(x, y, k[per], per == PER_PERSON || per == PER_FIRM || per == PER_HOUSEHOLD);
    int o = key1(x, y, KEY_OCCUPATION, false), l = key1(x, y, KEY_LEVEL, false);
    return o < l ? (o == 0 || l == 0 ? 0 : o) : (l == 0 ? 0 : o == 0 ? 0 : l);
}
static bool in_period(struct date x, struct date y, enum policy_period p)
{
    return p == PERIOD_EVER || (x.y == y.y && (p == PERIOD_YEAR || x.m == y.m));
}

static bool meets(const struct resolve_candidate *x, const struct resolve_candidate *y, enum policy_per per, enum policy_period p) {
    return keys_of(x->key, y->key, per) != 0 && in_period(x->date, y->date, p);
}

static int grant_meets(const struct resolve_candidate *x, const struct grant *g, enum policy_per per, enum policy_period p) {
    int k = keys_of(x->key, g->key, per);
    if (g->dated && temporal_date_cmp(g->date, x->date) > 0) return 0;
    if (k == 0 || (p != PERIOD_EVER && g->dated && !in_period(x->date, g->date, p))) return 0;
    return k < 0 || (p != PERIOD_EVER && !g->dated) ? -1 : 1;
}

static bool lists(const struct strs *s, struct str id) {
    for (size_t i = 0; i < s->n; i++) if (str_eq(s->v[i], id)) return true;
    return false;
}

static int64_t whole(struct number n) { int64_t i = 0; assert_true(number_to_int(n, &i)); return i; }

static int64_t often(const struct resolve_candidate *c, enum policy_period p) {
    static const int64_t n[] = { 1, 12, 4, 1 };
    int64_t most = n[c->benefit->cadence], m;
    if (p == PERIOD_MONTH) return 1;
    if (most == 1 || !c->months.given) return most;
    m = whole(c->months.n);
    if (most == 4) m = (m + 2) / 3;
    return m < most ? m : most;
}

struct ways { const struct resolve_candidate *v; int n; const struct grants *had; };

static bool counted(const struct ways *w, int i, const struct policy_once *x, const struct resolve_candidate *d) {
    return str_eq(d->policy, w->v[i].policy) || lists(&x->with, d->policy);
}

/* Of the limit x of candidate i: what was had; full: all of it. */
static int64_t used_before(const struct ways *w, int i, const struct strs *with, bool own, enum policy_per per, enum policy_period p,
    enum policy_of what, int64_t full)
{
    int64_t sum = 0;
    for (size_t g = 0; g < w->had->n; g++) {
        const struct grant *x = &w->had->v[g];
        struct some_number n = what == OF_MONTH ? x->months : x->amount;
        if (!(own && str_eq(x->policy, w->v[i].policy)) && !lists(with, x->policy)) continue;
        if (grant_meets(&w->v[i], x, per, p) == 0) continue;
        sum += what == OF_GRANT ? 1 : n.given ? whole(n.n) : full;
    }
    return sum;
}

static bool alone(const struct ways *w, int i) {
    const struct policy_envelope *env = w->v[i].envelope;
    for (size_t r = 0; r < env->relations.n; r++) {
        const struct policy_relation *x = &env->relations.v[r];
        bool sure = false, maybe = false;
        for (size_t g = 0; g < w->had->n; g++) {
            int m = lists(&x->policies, w->had->v[g].policy) ? grant_meets(&w->v[i], &w->had->v[g], x->per, x->period) : 0;
            sure |= m == 1;
            maybe |= m != 0;
        }
        if (x->kind == RELATION_EXCLUDES && maybe) return false;
        if (x->kind == RELATION_REQUIRES && !sure) return false;
        if (x->kind == RELATION_STACKS
            && used_before(w, i, &x->policies, false, x->per, x->period, OF_YUAN, whole(x->up_to.n)) >= whole(x->up_to.n))
            return false;
    }
    for (size_t r = 0; r < env->once.n; r++) {
        const struct policy_once *x = &env->once.v[r];
        if (used_before(w, i, &x->with, true, x->per, x->period, x->of, whole(x->count.n)) >= whole(x->count.n)) return false;
    }
    return true;
}

static bool names(const struct ways *w, int i, int j, enum relation_kind kind) {
    const struct policy_envelope *env = w->v[i].envelope;
    for (size_t r = 0; r < env->relations.n; r++) {
        const struct policy_relation *x = &env->relations.v[r];
        if (x->kind == kind && lists(&x->policies, w->v[j].policy) && meets(&w->v[i], &w->v[j], x->per, x->period)) return true;
    }
    return false;
}

static bool counts_fit(const struct ways *w, unsigned set, int i) {
    const struct policy_envelope *env = w->v[i].envelope;
    for (size_t r = 0; r < env->once.n; r++) {
        const struct policy_once *x = &env->once.v[r];
        int64_t sum = used_before(w, i, &x->with, true, x->per, x->period, x->of, whole(x->count.n)), members = 0, unknown = 0;
        if (x->of == OF_YUAN) continue;
        for (int j = 0; j < w->n; j++) {
            if (!(set >> j & 1) || (j != i && !(counted(w, i, x, &w->v[j]) && meets(&w->v[i], &w->v[j], x->per, x->period)))) continue;
            members++;
            if (x->of == OF_GRANT) sum++;
            else if (w->v[j].months.given) sum += whole(w->v[j].months.n);
            else unknown++;
        }
        if (unknown ? members > 1 : sum > whole(x->count.n)) return false;
    }
    return true;
}

static bool legal(const struct ways *w, unsigned set) {
    for (int i = 0; i < w->n; i++) {
        if (!(set >> i & 1)) continue;
        if (!alone(w, i) || !counts_fit(w, set, i)) return false;
        for (int j = 0; j < w->n; j++) {
            if (i == j) continue;
            if (set >> j & 1 && names(w, i, j, RELATION_EXCLUDES)) return false;
            if (alone(w, j) && names(w, j, i, RELATION_SUPERSEDES) && (!names(w, i, j, RELATION_SUPERSEDES) || set >> j & 1)) return false;
        }
    }
    return true;
}

/* Everything in fen. */
struct worth { int64_t value, once, amount[MOST]; int rights, size; bool ok; };

static bool is_paid(const struct resolve_candidate *c) { return c->benefit->kind == BENEFIT_MONEY || c->benefit->kind == BENEFIT_RELIEF; }

static int64_t ceiling_left(const struct ways *w, unsigned set, int i, const struct worth *x, int c, const struct strs *with, bool own,
    enum policy_per per, enum policy_period p, int64_t most)
{
    int64_t left = (most - used_before(w, c, with, own, per, p, OF_YUAN, most)) * 100;
    for (int j = 0; j < w->n; j++) {
        bool member = j == c
            || ((lists(with, w->v[j].policy) || (own && str_eq(w->v[j].policy, w->v[c].policy))) && meets(&w->v[c], &w->v[j], per, p));
        if (j == i && !member) return INT64_MAX;
        if (set >> j & 1 && member) left -= x->amount[j] * often(&w->v[j], p);
    }
    if (left < 0) left = 0;
    return often(&w->v[i], p) ? left / often(&w->v[i], p) : left ? INT64_MAX : 0;
}

static struct worth worth(const struct ways *w, unsigned set) {
    struct worth x = { .ok = legal(w, set) };
    bool done[MOST] = { 0 };
    for (int turn = 0; turn < w->n; turn++) {
        int i = -1;
        for (int j = 0; j < w->n; j++) {                         /* the most valuable of those left, the first of equals */
            if (done[j]) continue;
            int64_t v = is_paid(&w->v[j]) ? whole(w->v[j].amount) * often(&w->v[j], PERIOD_EVER) : 0;
            if (i < 0 || v > (is_paid(&w->v[i]) ? whole(w->v[i].amount) * often(&w->v[i], PERIOD_EVER) : 0)) i = j;
        }
        done[i] = true;
        if (!(set >> i & 1)) continue;
        x.size++;
        if (!is_paid(&w->v[i])) { x.rights++; continue; }
        int64_t amount = whole(w->v[i].amount) * 100;
        for (int c = 0; c < w->n; c++) {
            const struct policy_envelope *env = w->v[c].envelope;
            if (!(set >> c & 1)) continue;
            for (size_t r = 0; r < env->relations.n; r++) {
                const struct policy_relation *y = &env->relations.v[r];
                int64_t most = y->kind == RELATION_STACKS
                    ? ceiling_left(w, set, i, &x, c, &y->policies, false, y->per, y->period, whole(y->up_to.n))
                    : INT64_MAX;
                if (most < amount) amount = most;
            }
            for (size_t r = 0; r < env->once.n; r++) {
                const struct policy_once *y = &env->once.v[r];
                int64_t most = y->of == OF_YUAN ? ceiling_left(w, set, i, &x, c, &y->with, true, y->per, y->period, whole(y->count.n))
                                                : INT64_MAX;
                if (most < amount) amount = most;
            }
        }
        x.ok &= amount > 0;
        x.amount[i] = amount;
        x.value += amount * often(&w->v[i], PERIOD_EVER);
        if (w->v[i].benefit->cadence == CADENCE_ONCE) x.once += amount;
    }
    return x;
}

static bool beats(const struct worth *x, unsigned sx, const struct worth *y, unsigned sy) {
    if (x->value != y->value) return x->value > y->value;
    if (x->rights != y->rights) return x->rights > y->rights;
    if (x->once != y->once) return x->once > y->once;
    if (x->size != y->size) return x->size < y->size;
    for (int i = 0; i < MOST; i++) if ((sx ^ sy) >> i & 1) return sx >> i & 1;
    return false;
}

static bool every_subset(const struct ways *w, unsigned besides, unsigned *best) {
    struct worth top = { 0 };
    bool any = false;
    for (unsigned set = 0; set < 1u << w->n; set++) {
        struct worth x = worth(w, set);
        if (!x.ok || (besides != ~0u && !(set & ~besides))) continue;
        if (any && !beats(&x, set, &top, *best)) continue;
        top = x;
        *best = set;
        any = true;
    }
    return any;
}

static unsigned chosen(const struct resolve_set *s, int n) {
    unsigned set = 0;
    for (int i = 0; i < n; i++) set |= (unsigned)s->in[i] << i;
    return set;
}

static void against_every_subset(void **state) {
    size_t cut = 0, seconds = 0, reasons[REASON_CUT + 1] = { 0 };
    (void)state;
    for (int turn = 0; turn < 4000; turn++) {
        struct arena_mark m = arena_mark(&a);
        struct resolve_candidate v[MOST];
        struct grant had[4];
        int n = 1 + (int)roll(turn % 20 ? 5 : MOST);
        struct grants granted = { true, had, roll(5), 4 };
        for (int i = 0; i < n; i++) v[i] = random_candidate();
        for (size_t i = 0; i < granted.n; i++) had[i] = random_grant();
        struct ways w = { v, n, &granted };
        struct resolution r = ask(v, (size_t)n, &granted);
        unsigned best, second;
        assert_true(every_subset(&w, ~0u, &best));
        assert_int_equal(chosen(&r.best, n), best);
        assert_int_equal(r.second.there, every_subset(&w, best, &second));
        if (r.second.there) assert_int_equal(chosen(&r.second, n), second);
        struct worth x = worth(&w, best);
        for (int i = 0; i < n; i++) {
            int64_t fen = x.amount[i];
            struct number cents;
            assert_true(number_mul(r.best.amount[i], number_int(100), &cents));
            if (r.best.in[i] && is_paid(&v[i])) assert_int_equal(whole(cents), fen);
            if (r.best.in[i] && is_paid(&v[i])) cut += fen < whole(v[i].amount) * 100;
            assert_int_equal(r.best.in[i], r.why[i].reason == REASON_NONE);
            reasons[r.why[i].reason]++;
            if (r.why[i].by >= 0 && !r.best.in[i] && (r.why[i].reason == REASON_EXCLUDED || r.why[i].reason == REASON_ONCE))
                assert_true(r.best.in[r.why[i].by]);
        }
        seconds += r.second.there;
        arena_rewind(&a, m);
    }
    assert_true(cut > 50 && seconds > 100);                      /* the random cases reach what they are for */
    for (int i = 0; i <= REASON_CUT; i++) if (reasons[i] < 10) fail_msg("reason %d came %zu times", i, reasons[i]);
}

static int setup(void **state) { (void)state; arena_init(&a, 1 << 28); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(excluded_is_the_smaller), cmocka_unit_test(the_year_orders),
        cmocka_unit_test(history_counts), cmocka_unit_test(ceilings_cut), cmocka_unit_test(newer_takes_the_place),
        cmocka_unit_test(counted_together), cmocka_unit_test(versions_and_benefits), cmocka_unit_test(months_are_weighed),
        cmocka_unit_test(at_the_edges), cmocka_unit_test(benefits_apart), cmocka_unit_test(in_words), cmocka_unit_test(budget),
        cmocka_unit_test(against_every_subset) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
