/* batch_judge.c: from the rules that may fire and those that surely do to an
** answer: what policy.c does for one row, on sets.
**
** Rows in which nothing is in doubt and one rule decides go through one short
** loop; the others are judged one by one. */
#include "engine/rules/batch_inside.h"

/* A row being judged. */
struct verdict { const struct batch_table *t; const uint64_t *may, *sure; int64_t low, high; bool any, open, error, redo; };

/* The next rule at or after i that stands in the set; the number of rules when there is none. */
static size_t next(const struct batch_table *t, const uint64_t *set, size_t i) {
    for (size_t w = i / 64; w < t->words; w++) {
        uint64_t bits = set[w] & (w == i / 64 ? ~(uint64_t)0 << (i % 64) : ~(uint64_t)0);
        size_t at = w * 64 + (size_t)(bits ? __builtin_ctzll(bits) : 0);
        if (bits) return at < t->rules ? at : t->rules;
    }
    return t->rules;
}

static void amount(struct verdict *d, int64_t x) {
    if (!d->any || x < d->low) d->low = x;
    if (!d->any || x > d->high) d->high = x;
    d->any = true;
}

static void possible(struct verdict *d, size_t rule) {
    const struct outcome *o = &d->t->out[rule];
    if (o->kind == OUTCOME_AMOUNT) amount(d, o->amount);
    else if (o->kind == OUTCOME_OPEN) d->open = true;
    else if (o->kind == OUTCOME_ERROR) d->error = true;
    else d->redo = true;
}

/* ------------------------------------------------------------------ rule by rule */

static void contradiction(struct verdict *d, enum dmn_hit hit) {
    const struct batch_table *t = d->t;
    size_t first = next(t, d->sure, 0);
    for (size_t i = first < t->rules ? next(t, d->sure, first + 1) : t->rules; i < t->rules; i = next(t, d->sure, i + 1))
        if (hit == HIT_UNIQUE || !set_has(t->same + first * t->words, i)) d->error = true;
}

static void sums(struct verdict *d) {
    const struct batch_table *t = d->t;
    int64_t low = 0, high = 0;
    for (size_t i = next(t, d->may, 0); i < t->rules; i = next(t, d->may, i + 1)) {
        const struct outcome *o = &t->out[i];
        bool sure = set_has(d->sure, i);
        if (o->kind == OUTCOME_OPEN) { d->open = true; continue; }
        if (o->kind == OUTCOME_ERROR) { d->error = true; return; }
        if (o->kind == OUTCOME_REDO) { d->redo = true; return; }
        if ((sure || o->amount < 0) && __builtin_add_overflow(low, o->amount, &low)) d->redo = true;
        if ((sure || o->amount > 0) && __builtin_add_overflow(high, o->amount, &high)) d->redo = true;
    }
    amount(d, low);
    amount(d, high);
}

static void by_rules(struct verdict *d) {
    const struct batch_table *t = d->t;
    enum dmn_hit hit = t->source->source->hit;
    bool sure = false;
    if (hit == HIT_COLLECT) { sums(d); return; }
    if (hit == HIT_UNIQUE || hit == HIT_ANY) contradiction(d, hit);
    for (size_t i = next(t, d->may, 0); i < t->rules; i = next(t, d->may, i + 1)) {
        possible(d, i);
        sure |= set_has(d->sure, i);
        if (hit == HIT_FIRST && sure) break;
    }
    if (!sure) possible(d, t->rules);
}

/* ------------------------------------------------------------------ the table as a whole */

static bool in_doubt(const struct verdict *d) {
    for (size_t i = next(d->t, d->may, 0); i < d->t->rules; i = next(d->t, d->may, i + 1))
        if (!set_has(d->sure, i)) return true;
    return false;
}

static void undecided(struct verdict *d) {
    const struct batch_table *t = d->t;
    size_t first = next(t, d->may, 0);
    bool agree = t->source->source->hit == HIT_PRIORITY, sure = false;
    for (size_t i = first; i < t->rules && agree; i = next(t, d->may, i + 1)) {
        agree = set_has(t->same + first * t->words, i);
        sure |= set_has(d->sure, i);
    }
    if (agree && (sure || set_has(t->same + t->rules * t->words, first))) possible(d, first);
    else d->open = true;
}

static void aggregated(struct verdict *d) {
    const struct batch_table *t = d->t;
    enum dmn_aggregation how = t->source->source->aggregation;
    size_t first = next(t, d->may, 0);
    int64_t x = t->out[first].amount, n = 0;
    for (size_t i = first; i < t->rules; i = next(t, d->may, i + 1), n++) {
        int64_t y = t->out[i].amount;
        if (t->out[i].kind != OUTCOME_AMOUNT) d->redo = true;
        x = how == AGG_MIN ? y < x ? y : x : y > x ? y : x;
    }
    if (!t->numbers || (how != AGG_MIN && how != AGG_MAX)) d->redo = true;
    amount(d, x);
}

static void as_a_whole(struct verdict *d) {
    const struct batch_table *t = d->t;
    size_t first = next(t, d->may, 0), i = 0;
    for (size_t r = first; r < t->rules; r = next(t, d->may, r + 1)) d->redo |= t->out[r].kind == OUTCOME_ERROR || t->out[r].kind == OUTCOME_REDO;
    if (in_doubt(d)) { undecided(d); return; }
    if (first == t->rules || next(t, d->may, first + 1) == t->rules) { possible(d, first); return; }
    if (t->source->source->hit == HIT_COLLECT) { aggregated(d); return; }
    if (t->source->source->hit != HIT_PRIORITY) { d->redo = true; return; }
    while (!set_has(d->may, t->order[i])) i++;
    possible(d, t->order[i]);
}

/* ------------------------------------------------------------------ the answer */

static enum policy_answer judged(const struct verdict *d) {
    if (d->error) return POLICY_ERROR;
    if (d->open || !d->any) return POLICY_NEEDS;
    if (d->low > 0) return POLICY_ENTITLED;
    return d->high > 0 ? POLICY_NEEDS : POLICY_NOT;
}

static void judge(const struct batch_table *t, const uint64_t *may, const uint64_t *sure, size_t row, const struct batch_results *r, uint8_t *redo) {
    struct verdict d = { .t = t, .may = may, .sure = sure, .error = !set_has(may, t->rules), .redo = !set_has(may, t->rules + 1) };
    if (!d.error && !d.redo) { if (batch_by_rules(t->source)) by_rules(&d); else as_a_whole(&d); }
    size_t rule = next(t, sure, 0);
    *redo = d.redo;
    r->answer[row] = (uint8_t)judged(&d);
    r->open[row] = d.open;
    r->low[row] = d.error ? 0 : d.low;
    r->high[row] = d.error ? 0 : d.high;
    r->rule[row] = (uint16_t)(d.error || rule == t->rules ? 0 : rule + 1);
}

/* One word, nothing in doubt, and the lowest bit decides: the answer of each rule is ready. */
struct ready { int64_t amount[65]; uint8_t answer[65]; uint16_t rule[65]; uint64_t plain; bool none; };

static void prepare(const struct batch_table *t, struct ready *y) {
    memset(y, 0, sizeof *y);
    for (size_t i = 0; i <= t->rules; i++) {
        const struct outcome *o = &t->out[i];
        size_t at = i < t->rules ? i : 64;
        y->amount[at] = o->amount;
        y->answer[at] = o->amount > 0 ? POLICY_ENTITLED : POLICY_NOT;
        y->rule[at] = (uint16_t)(i < t->rules ? i + 1 : 0);
        if (o->kind == OUTCOME_AMOUNT) { if (i < t->rules) set_add(&y->plain, i); else y->none = true; }
    }
}

static void judge_ready(const struct batch_table *t, const uint64_t *may, size_t from, size_t n, const struct batch_results *r, uint8_t *redo) {
    struct ready y;
    const uint64_t rules = ((uint64_t)1 << t->rules) - 1, fine = (uint64_t)3 << t->rules;
    const bool one = t->source->source->hit != HIT_FIRST;
    prepare(t, &y);
    for (size_t i = 0; i < n; i++) {
        uint64_t set = may[i] & rules, lowest = set & (~set + 1);
        size_t at = set ? (size_t)__builtin_ctzll(set) : 64;
        bool plain = set ? (lowest & y.plain) != 0 : y.none;
        if (!plain || (may[i] & fine) != fine || (one && set != lowest)) { judge(t, may + i, may + i, from + i, r, &redo[i]); continue; }
        r->answer[from + i] = y.answer[at];
        r->open[from + i] = 0;
        r->low[from + i] = r->high[from + i] = y.amount[at];
        r->rule[from + i] = y.rule[at];
        redo[i] = 0;
    }
}

void batch_judge(const struct batch_table *t, const uint64_t *may, const uint64_t *sure, size_t from, size_t n, const struct batch_results *r, uint8_t *redo) {
    if (may == sure && t->words == 1 && batch_by_rules(t->source) && t->source->source->hit != HIT_COLLECT) { judge_ready(t, may, from, n, r, redo); return; }
    for (size_t i = 0; i < n; i++) judge(t, may + i * t->words, sure + i * t->words, from + i, r, &redo[i]);
}
