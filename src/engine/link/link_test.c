/* link_test.c: claims in, spells out: examples, every order, and a plain reading of the rules beside the fast one. */
#include <stdlib.h>
#include "engine/link/link.h"
#include "test/test.h"

static struct arena a;
static int setup(void **state) { (void)state; arena_init(&a, (size_t)1 << 30); return 0; }
static int teardown(void **state) { (void)state; arena_free(&a); return 0; }

/* One claim a line: "number name phone start end seen decided", '-' for nothing; what must come out: a letter a claim, equal
** letters one spell; then a letter of the basis: A N D P S V. */
struct example { const char *what, *claims[6], *spells, *bases; };
static const struct example examples[] = {
    { "same number, overlapping", { "x li - 1 90 -", "x li - 50 120 -" }, "aa", "NN" },
    { "same number, spelled otherwise", { "x li - 1 90 -", "x lee - 50 120 -" }, "aa", "NN" },
    { "the day after adjoins", { "x li - 1 90 -", "x li - 91 120 -" }, "aa", "NN" },
    { "a day between does not", { "x li - 1 90 -", "x li - 92 120 -" }, "ab", "NN" },
    { "two numbers are two, whatever agrees", { "x li 5 1 90 -", "y li 5 1 90 -" }, "ab", "NN" },
    { "no number: near starts", { "- li - 1 - 9", "- li - 32 - 40" }, "aa", "SS" },
    { "no number: starts too far", { "- li - 1 - 9", "- li - 33 - 40" }, "ab", "AA" },
    { "no number: telephone, far starts, overlapping", { "- li 5 1 - 9", "- li 5 300 - 310" }, "aa", "PP" },
    { "telephone, but a gap: one identity, two spells", { "- li 5 1 90 -", "- li 5 300 - 310" }, "ab", "PP" },
    { "two telephones are two", { "- li 5 1 - 9", "- li 6 1 - 9" }, "ab", "AA" },
    { "another name is another", { "- li 5 1 - 9", "- wang 5 1 - 9" }, "ab", "AA" },
    { "joins the number by start", { "x li - 1 - 9", "- li - 20 - 30" }, "aa", "NS" },
    { "joins the number by telephone", { "x li 5 1 - 9", "- li 5 200 - 230" }, "aa", "NP" },
    { "another telephone than the number's", { "x li 5 1 - 9", "- li 6 1 - 9" }, "ab", "NA" },
    { "a telephone where the number has none", { "x li - 1 - 9", "- li 6 20 - 29" }, "aa", "NS" },
    { "two fit: nobody is taken", { "x li - 1 - 9", "y li - 1 - 9", "- li - 1 - 9" }, "abc", "NNV" },
    { "two fit by start, one by telephone", { "x li 5 1 - 9", "y li 6 1 - 9", "- li 6 1 - 9" }, "abb", "NNP" },
    { "a chain of near starts joins as a whole", { "x li - 1 - 9", "- li - 30 - 40", "- li - 60 - 70" }, "aaa", "NSS" },
    { "decided against the spelling", { "x li - 1 - 9 7", "- lee - 1 - 9 7" }, "aa", "ND" },
    { "decided over a gap", { "x li - 1 90 - 7", "x li - 200 - 210 7" }, "aa", "NN" },
    { "decided apart", { "x li - 1 - 9", "- li - 1 - 9 7" }, "ab", "ND" },
    { "a decision joins no two numbers", { "x li - 1 - 9 7", "y li - 1 - 9 7", "- li - 1 - 9 7" }, "abc", "NND" },
    { "what was decided draws others", { "- li - 1 - 9 7", "- lee - 1 - 9 7", "- lee - 20 - 30" }, "aaa", "DDS" },
    { "an end ends what said none", { "x li - 1 - 9", "x li - 1 90 90", "x li - 300 - 310" }, "aab", "NNN" },
    { "who speaks later outlives an end", { "x li - 1 - 100", "x li - 1 90 90", "x li - 300 - 310" }, "aaa", "NNN" },
    { "near starts of number and none, a gap between", { "x li - 1 5 5", "- li - 20 - 30" }, "aa", "NS" },
    { "two spells met by one without a number", { "x li - 1 5 5", "x li - 30 40 40", "- li - 15 16 16" }, "aaa", "NNS" },
};

static int64_t day_of(const char *word) { return strcmp(word, "-") == 0 ? LINK_OPEN : strtoll(word, NULL, 10); }
static struct str word_of(const char *word) { return strcmp(word, "-") == 0 ? STR_NONE : str_copy(&a, str_from(word)); }

static struct link_claim claim_of(const char *line, int64_t id)
{
    char w[7][16] = { "", "", "", "", "", "-", "0" };
    must(sscanf(line, "%15s %15s %15s %15s %15s %15s %15s", w[0], w[1], w[2], w[3], w[4], w[5], w[6]) >= 5);
    struct link_claim c = { .id = id,
        .firm = 1,
        .number = word_of(w[0]),
        .name = word_of(w[1]),
        .phone = word_of(w[2]),
        .start = day_of(w[3]),
        .end = day_of(w[4]),
        .seen = day_of(w[5]),
        .decided = strtoll(w[6], NULL, 10) };
    if (c.seen == LINK_OPEN) c.seen = c.start;
    return c;
}

static void examples_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(examples); i++) {
        const struct example *x = &examples[i];
        struct link_claim v[6];
        size_t n = strlen(x->spells);
        for (size_t k = 0; k < n; k++) v[k] = claim_of(x->claims[k], (int64_t)k + 1);
        link_claims(&a, v, n);
        for (size_t k = 0; k < n; k++) {
            if ("ANDPSV"[v[k].basis] != x->bases[k]) fail_msg("%s: claim %zu has basis %c", x->what, k + 1, "ANDPSV"[v[k].basis]);
            for (size_t m = 0; m < k; m++)
                if ((v[k].spell == v[m].spell) != (x->spells[k] == x->spells[m])) fail_msg("%s: claims %zu and %zu", x->what, m + 1, k + 1);
        }
    }
}

/* ---- random claims ---- */

static uint64_t dice = 88172645463325252u;
static int64_t roll(int64_t n) { dice ^= dice << 13; dice ^= dice >> 7; dice ^= dice << 17; return (int64_t)(dice % (uint64_t)n); }

static struct str letter(int64_t n) { static const char all[] = "abcdefgh"; return str_copy(&a, (struct str){ all + n, 1 }); }

static struct link_claim random_claim(int64_t id)
{
    struct link_claim c = { .id = id, .firm = 1 + roll(2), .name = letter(roll(3)), .start = roll(200), .end = LINK_OPEN };
    if (roll(2)) c.number = letter(roll(4));
    if (roll(3) == 0) c.phone = letter(roll(3));
    if (roll(2)) c.end = c.start + roll(120);
    c.seen = c.start + roll(90);
    if (roll(6) == 0) c.decided = 1 + roll(3) + c.firm * 10;
    return c;
}

/* ---- the rules, read plainly: every pair, until nothing moves ---- */

struct plain { struct link_claim *c; size_t id, spell; bool settled, phones; struct str number; };

static void rename_id(struct plain *p, size_t n, size_t from, size_t to)
{
    for (size_t i = 0; i < n; i++)
        if (p[i].id == from) p[i].id = to;
}
static void rename_spell(struct plain *p, size_t n, size_t from, size_t to)
{
    for (size_t i = 0; i < n; i++)
        if (p[i].spell == from) p[i].spell = to;
}

static struct str number_of(const struct plain *p, size_t n, size_t id)
{
    for (size_t i = 0; i < n; i++) if (p[i].id == id && p[i].c->number.n) return p[i].c->number;
    return STR_NONE;
}

static void plain_sure(struct plain *p, size_t n)
{
    for (size_t i = 0; i < n; i++) for (size_t k = 0; k < n; k++)
        if (p[i].c->firm == p[k].c->firm && p[i].c->number.n && str_eq(p[i].c->number, p[k].c->number)) rename_id(p, n, p[k].id, p[i].id);
    for (size_t i = 0; i < n; i++) {
        struct str first = STR_NONE;
        bool two = false;
        if (!p[i].c->decided) continue;
        for (size_t k = 0; k < n; k++) {
            if (p[k].c->decided != p[i].c->decided || !p[k].c->number.n) continue;
            two |= first.n && !str_eq(first, p[k].c->number);
            first = p[k].c->number;
        }
        for (size_t k = 0; k < n; k++)
            if (p[k].c->decided == p[i].c->decided && !(two && (p[k].c->number.n || p[i].c->number.n))) rename_id(p, n, p[k].id, p[i].id);
    }
}

/* The one identity whose claims of this name pass; `several` when there are two. */
static bool one_fits(const struct plain *p, size_t n, const bool *pass, size_t *id, bool *several)
{
    bool found = false;
    *several = false;
    for (size_t i = 0; i < n; i++) {
        if (!pass[i]) continue;
        *several |= found && p[i].id != *id;
        *id = p[i].id;
        found = true;
    }
    return found && !*several;
}

static bool same_name(const struct plain *x, const struct plain *y) { return x->c->firm == y->c->firm && str_eq(x->c->name, y->c->name); }
static bool near_starts(const struct plain *x, const struct plain *y) { return llabs(x->c->start - y->c->start) <= LINK_NEAR_DAYS; }

static void plain_clumps(struct plain *p, size_t n, bool phones)
{
    bool moved = true;
    while (moved) {
        moved = false;
        for (size_t i = 0; i < n; i++) for (size_t k = 0; k < n; k++) {
                if (p[i].settled || p[k].settled || !same_name(&p[i], &p[k]) || (p[i].c->phone.n > 0) != phones
                    || (p[k].c->phone.n > 0) != phones || p[i].id == p[k].id)
                    continue;
                if (phones ? !str_eq(p[i].c->phone, p[k].c->phone) : !near_starts(&p[i], &p[k])) continue;
                rename_id(p, n, p[k].id, p[i].id);
                moved = true;
        }
    }
}

static void plain_attach(struct plain *p, size_t n, bool phones)
{
    size_t before[64], to[64];
    for (size_t i = 0; i < n; i++) to[i] = before[i] = p[i].id;
    for (size_t i = 0; i < n; i++) {
        bool by_phone[64] = { 0 }, by_start[64] = { 0 }, several, again;
        size_t id = 0;
        if (p[i].settled || (p[i].c->phone.n > 0) != phones) continue;
        for (size_t m = 0; m < n; m++) {
            if (p[m].id != p[i].id) continue;
            for (size_t k = 0; k < n; k++) {
                if (!same_name(&p[m], &p[k])) continue;
                bool anchor = p[k].settled || (!phones && p[k].c->phone.n);
                by_phone[k] |= phones && p[k].settled && str_eq(p[k].c->phone, p[m].c->phone);
                by_start[k] |= anchor && near_starts(&p[m], &p[k]) && !(phones && p[k].phones);
            }
        }
        if (phones && one_fits(p, n, by_phone, &id, &several)) to[i] = id;
        else if (!(phones && several) && one_fits(p, n, by_start, &id, &again)) to[i] = id;
    }
    for (size_t i = 0; i < n; i++) p[i].id = to[i];
}

static void plain_spells(struct plain *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct link_claim *c = p[i].c;
        p[i].spell = i;
        c->until = c->end;
        for (size_t k = 0; c->end == LINK_OPEN && k < n; k++)
            if (p[k].id == p[i].id && p[k].c->end != LINK_OPEN && p[k].c->end >= (c->seen > c->start ? c->seen : c->start)
                && p[k].c->end < c->until)
                c->until = p[k].c->end;
    }
    for (size_t i = 0; i < n; i++) for (size_t k = 0; k < n; k++) {
        const struct link_claim *x = p[i].c, *y = p[k].c;
        if (p[i].id != p[k].id) continue;
        bool meet = x->start <= y->start && (x->until == LINK_OPEN || y->start <= x->until + LINK_GAP_DAYS);
        bool near = near_starts(&p[i], &p[k]) && (!x->number.n || !y->number.n);
        if (meet || near || (x->decided && x->decided == y->decided)) rename_spell(p, n, p[k].spell, p[i].spell);
    }
}

static void plain_link(struct plain *p, struct link_claim *v, size_t n)
{
    for (size_t i = 0; i < n; i++) p[i] = (struct plain){ .c = &v[i], .id = i, .settled = v[i].number.n || v[i].decided };
    plain_sure(p, n);
    for (size_t i = 0; i < n; i++) for (size_t k = 0; k < n; k++) p[i].phones |= p[k].settled && p[k].id == p[i].id && p[k].c->phone.n;
    plain_clumps(p, n, true);
    plain_attach(p, n, true);
    plain_clumps(p, n, false);
    plain_attach(p, n, false);
    plain_spells(p, n);
}

static void equals_a_plain_reading(void **state)
{
    (void)state;
    for (int round = 0; round < 4000; round++) {
        struct arena_mark m = arena_mark(&a);
        struct link_claim v[24], w[24];
        struct plain p[24];
        size_t n = 1 + (size_t)roll(24);
        for (size_t i = 0; i < n; i++) v[i] = w[i] = random_claim((int64_t)i + 1);
        link_claims(&a, v, n);
        plain_link(p, w, n);
        for (size_t i = 0; i < n; i++) {
            if (v[i].until != w[i].until)
                fail_msg("round %d: claim %zu ends %lld, not %lld", round, i, (long long)v[i].until, (long long)w[i].until);
            for (size_t k = 0; k < i; k++) {
                if ((v[i].identity == v[k].identity) != (p[i].id == p[k].id)) fail_msg("round %d: identity of %zu and %zu", round, i, k);
                if ((v[i].spell == v[k].spell) != (p[i].spell == p[k].spell)) fail_msg("round %d: spell of %zu and %zu", round, i, k);
                if (v[i].spell == v[k].spell && v[i].number.n && v[k].number.n) assert_true(str_eq(v[i].number, v[k].number));
            }
            struct str number = number_of(p, n, p[i].id);
            if (!str_eq(v[i].known, number)) fail_msg("round %d: number of %zu", round, i);
        }
        arena_rewind(&a, m);
    }
}

static void any_order_gives_the_same(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct arena_mark m = arena_mark(&a);
        struct link_claim v[60], w[60];
        size_t n = 1 + (size_t)roll(60);
        for (size_t i = 0; i < n; i++) v[i] = w[i] = random_claim((int64_t)i + 1);
        link_claims(&a, v, n);
        for (int again = 0; again < 4; again++) {
            for (size_t i = n; i > 1; i--) {
                size_t k = (size_t)roll((int64_t)i);
                struct link_claim t = w[i - 1];
                w[i - 1] = w[k];
                w[k] = t;
            }
            link_claims(&a, w, n);
            for (size_t i = 0; i < n; i++) {
                const struct link_claim *x = &v[w[i].id - 1];
                assert_true(w[i].spell == x->spell && w[i].identity == x->identity && w[i].until == x->until && w[i].basis == x->basis);
            }
        }
        arena_rewind(&a, m);
    }
}

/* Ten thousand of one name in one firm on near days, no numbers: the worst there is must not be a square. */
static void many_of_one_name(void **state)
{
    (void)state;
    enum { N = 50000 };
    struct link_claim *v = NEWS(&a, struct link_claim, N);
    for (size_t i = 0; i < N; i++)
        v[i] = (struct link_claim){ .id = (int64_t)i + 1,
            .firm = 1,
            .name = S("a"),
            .start = (int64_t)(i % 20),
            .end = LINK_OPEN,
            .number = i % 2 ? STR_NONE : letter((int64_t)(i % 4)) };
    link_claims(&a, v, N);
    for (size_t i = 1; i < N; i += 2) assert_int_equal(v[i].basis, LINK_SEVERAL);
}

static void names(void **state)
{
    (void)state;
    static const struct { const char *x, *y; bool same; } cases[] = {
        { "欧阳娜娜", "歐陽娜娜", true }, { "刘 芳", "劉　芳", true }, { "阿依古丽·买买提", "阿依古丽•買買提", true },
        { "阿依古丽・买买提", "阿依古丽．买买提", true },
        { "ＡＬＩＣＥ Wang", "alice wang", true }, { "O'Brien", "OBRIEN", true }, { "王伟", "王玮", false }, { "𠮷田", "吉田", false },
        { "𠮷田", "𠮷 田", true },
        { "㐂", "喜", false }, { "張\xE2\x80\x8B伟", "张伟", true }, { "", " ", true }, { "䶮", "䶮", true }, { "ﾜﾝ", "ワン", true },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct str in[2] = { str_from(cases[i].x), str_from(cases[i].y) }, out[2];
        link_names(&a, in, 2, out);
        if (str_eq(out[0], out[1]) != cases[i].same) fail_msg("%s | %s: %s | %s", cases[i].x, cases[i].y, out[0].p, out[1].p);
        assert_true(utf8_valid(out[0]) && utf8_valid(out[1]));
    }
    struct str none;
    link_names(&a, &none, 0, &none);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(examples_hold), cmocka_unit_test(equals_a_plain_reading),
        cmocka_unit_test(any_order_gives_the_same), cmocka_unit_test(many_of_one_name), cmocka_unit_test(names) };
    return cmocka_run_group_tests(tests, setup, teardown);
}
