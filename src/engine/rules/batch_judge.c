/* batch_judge.c: from the rules that may fire and those that surely do to an
** answer: what policy.c does for one row, on sets.
**
** Rows in which nothing is in doubt and one rule decides go through one short
** loop; the others are judged one by one. */
#include "engine/rules/batch_inside.h"
#include "engine/rules/batch_vector.h"

/* A row being judged. */
struct verdict {
    const struct running *x; const struct batch_table *t; const uint64_t *may, *sure; size_t at;       /* at: of the block */
    int64_t low, high; bool any, open, error, redo;
};

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

/* What a rule gives to this row. */
static struct outcome given(const struct verdict *d, size_t rule) {
    struct outcome o = d->t->out[rule];
    const struct vec *v;
    if (o.kind != OUTCOME_STEP) return o;
    v = &d->x->vecs[o.at];
    o.amount = v->s[d->at] == VEC_NULL ? 0 : v->v[d->at];
    o.kind = v->s[d->at] & VEC_WRONG             ? OUTCOME_ERROR
        : v->s[d->at] & (VEC_REDO | VEC_INEXACT) ? OUTCOME_REDO
        : v->s[d->at] & VEC_UNKNOWN              ? OUTCOME_OPEN
                                                 : OUTCOME_AMOUNT;
    return o;
}

static void possible(struct verdict *d, size_t rule) {
    const struct outcome given_here = given(d, rule), *o = &given_here;
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
        if (hit == HIT_UNIQUE) d->error = true;
        else if (!set_has(t->same + first * t->words, i))
            *(t->out[first].kind == OUTCOME_STEP || t->out[i].kind == OUTCOME_STEP ? &d->redo : &d->error) = true;
}

static void sums(struct verdict *d) {
    const struct batch_table *t = d->t;
    int64_t low = 0, high = 0;
    for (size_t i = next(t, d->may, 0); i < t->rules; i = next(t, d->may, i + 1)) {
        const struct outcome here = given(d, i), *o = &here;
        bool sure = set_has(d->sure, i);
        if (t->out[i].kind == OUTCOME_STEP && d->x->vecs[o->at].s[d->at] == VEC_NULL) d->redo = true;
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
    for (size_t r = first; r < t->rules; r = next(t, d->may, r + 1))
        d->redo |= t->out[r].kind == OUTCOME_ERROR || t->out[r].kind == OUTCOME_REDO;
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

static void judge(const struct running *x, const struct batch_table *t, const uint64_t *may, const uint64_t *sure, size_t at, size_t row,
    const struct batch_results *r)
{
    struct verdict
        d = { .x = x, .t = t, .may = may, .sure = sure, .at = at, .error = !set_has(may, t->rules), .redo = !set_has(may, t->rules + 1) };
    if (!d.error && !d.redo) { if (t->by_rules) by_rules(&d); else as_a_whole(&d); }
    size_t rule = next(t, sure, 0);
    if (d.redo && !d.error) x->redo[at] |= ROW_REDO;
    r->answer[row] = (uint8_t)judged(&d);
    r->open[row] = d.open && !d.error;
    r->low[row] = d.error ? 0 : d.low;
    r->high[row] = d.error ? 0 : d.high;
    r->rule[row] = (uint16_t)(d.error || rule == t->rules ? 0 : rule + 1);
}

/* One word, and the lowest bit decides, which is not in doubt: the answer of each rule is ready, or its step says it. A bit
** behind the rules stands for none of them. */
enum { NO_RULE = 63 };
struct ready {
    int64_t amount[NO_RULE + 1];
    const struct vec *vec[NO_RULE + 1];
    uint8_t answer[NO_RULE + 1];
    uint16_t rule[NO_RULE + 1];
    uint64_t plain;
    bool vecs;
};

static void prepare(const struct running *x, const struct batch_table *t, struct ready *y) {
    memset(y, 0, sizeof *y);
    for (size_t i = 0; i <= t->rules; i++) {
        const struct outcome *o = &t->out[i];
        size_t at = i < t->rules ? i : NO_RULE;
        y->amount[at] = o->amount;
        y->answer[at] = o->amount > 0 ? POLICY_ENTITLED : POLICY_NOT;
        y->rule[at] = (uint16_t)(i < t->rules ? i + 1 : 0);
        if (o->kind == OUTCOME_STEP) { y->vec[at] = &x->vecs[o->at]; y->vecs = true; }
        if (o->kind == OUTCOME_AMOUNT || o->kind == OUTCOME_STEP) set_add(&y->plain, at);
    }
}

static inline __attribute__((always_inline)) void judge_ready(const struct running *x, const struct batch_table *t, const struct ready *y,
    const uint64_t *sure, size_t from, size_t n, const struct batch_results *r)
{
    const uint64_t none = (uint64_t)1 << NO_RULE, rules = ((uint64_t)1 << t->rules) - 1, fine = (uint64_t)3 << t->rules,
                   one = t->source->source->hit == HIT_FIRST ? 0 : rules;
    memset(r->open + from, 0, n);
    for (size_t i = 0; i < n; i++) {
        uint64_t set = (x->may[i] & rules) | none;
        size_t at = (size_t)__builtin_ctzll(set);
        const struct vec *v = y->vecs ? y->vec[at] : NULL;
        bool doubt = (sure && (~(sure[i] | none) & set & -set)) || (v && (v->s[i] & ~VEC_NULL));
        if (doubt || ((~x->may[i] & fine) | (set & (set - 1) & one) | (~y->plain >> at & 1))) {
            judge(x, t, x->may + i, (sure ? sure : x->may) + i, i, from + i, r);
            continue;
        }
        int64_t amount = v ? v->s[i] ? 0 : v->v[i] : y->amount[at];
        r->low[from + i] = r->high[from + i] = amount;
        r->answer[from + i] = v ? amount > 0 ? POLICY_ENTITLED : POLICY_NOT : y->answer[at];
        r->rule[from + i] = y->rule[at];
    }
}

/* Many rules, nothing in doubt: the first one, when its amount is ready. */
static void judge_first(const struct running *x, const struct batch_table *t, size_t from, size_t n, const struct batch_results *r) {
    const size_t good = t->rules / 64, fine = (t->rules + 1) / 64;
    const uint64_t good_bit = (uint64_t)1 << t->rules % 64, fine_bit = (uint64_t)1 << (t->rules + 1) % 64;
    for (size_t i = 0; i < n; i++) {
        const uint64_t *may = x->may + i * t->words;
        if (!(may[good] & good_bit) || !(may[fine] & fine_bit) || t->out[x->first[i]].kind != OUTCOME_AMOUNT) {
            judge(x, t, may, may, i, from + i, r);
            continue;
        }
        const int64_t amount = t->out[x->first[i]].amount;        /* the bit behind the rules is none of them */
        r->answer[from + i] = amount > 0 ? POLICY_ENTITLED : POLICY_NOT;
        r->open[from + i] = 0;
        r->low[from + i] = r->high[from + i] = amount;
        r->rule[from + i] = (uint16_t)(x->first[i] == t->rules ? 0 : x->first[i] + 1);
    }
}

void batch_judge(const struct running *x, const struct batch_table *t, const uint64_t *sure, size_t from, size_t n,
    const struct batch_results *r)
{
    struct ready y;
    if (t->words == 1 && t->by_rules && t->source->source->hit != HIT_COLLECT) {
        prepare(x, t, &y);
        if (x->may == sure) judge_ready(x, t, &y, NULL, from, n, r);
        else judge_ready(x, t, &y, sure, from, n, r);
        return;
    }
    if (x->may == sure && t->source->source->hit == HIT_FIRST && t->words > 1 && t->cells.n == 0) { judge_first(x, t, from, n, r); return; }
    for (size_t i = 0; i < n; i++) judge(x, t, x->may + i * t->words, sure + i * t->words, i, from + i, r);
}

/* ------------------------------------------------------------------ every combination of codes */

static bool always_the_same(const struct batch_table *t) {
    for (size_t r = 0; r <= t->rules; r++) if (t->out[r].kind == OUTCOME_STEP) return false;
    return t->cells.n == 0;
}

/* Column 0 counts singly, each other one by as many as the columns before it have combinations. */
static bool few(struct arena *a, const struct batch_table *t, struct learnt *l) {
    size_t *times = NEWS(a, size_t, t->n + 1);
    l->n = 1;
    l->times = times;
    for (size_t k = 0; k < t->n; k++) {
        times[k] = l->n;
        l->n *= t->columns[k].reach;
        if (l->n > BATCH_LEARNT) return false;
    }
    return true;
}

static void combination(const struct batch_table *t, const struct learnt *l, size_t at, uint64_t *may, uint64_t *sure) {
    for (size_t w = 0; w < t->words; w++) may[w] = sure[w] = ~(uint64_t)0;
    for (size_t k = 0; k < t->n; k++) {
        const struct cutting *c = &t->columns[k];
        const size_t code = at / l->times[k] % c->reach;
        for (size_t w = 0; w < t->words; w++) { may[w] &= c->may[code * t->words + w]; sure[w] &= c->sure[code * t->words + w]; }
    }
}

void batch_learn(struct arena *a, struct batch_table *t) {
    struct learnt *l = NEW(a, struct learnt);
    uint8_t answer, open, redo = 0;
    uint16_t rule;
    const struct running x = { .redo = &redo };
    if (!always_the_same(t) || !few(a, t, l)) return;
    uint64_t *may = NEWS(a, uint64_t, t->words), *sure = NEWS(a, uint64_t, t->words);
    l->low = NEWS(a, int64_t, l->n);
    l->high = NEWS(a, int64_t, l->n);
    l->rest = NEWS(a, uint32_t, l->n);
    l->redo = NEWS(a, uint8_t, l->n);
    for (size_t i = 0; i < l->n; i++, redo = 0) {
        const struct batch_results one = { .answer = &answer, .open = &open, .low = &l->low[i], .high = &l->high[i], .rule = &rule };
        combination(t, l, i, may, sure);
        judge(&x, t, may, sure, 0, 0, &one);
        l->rest[i] = rule | (uint32_t)answer << 16 | (uint32_t)open << 24;
        l->redo[i] = redo;
        l->redoes |= redo != 0;
    }
    t->learnt = l;
}

static WIDE void recall_amounts(const int64_t *amounts, const uint16_t *at, size_t n, int64_t *to) { EACH to[i] = amounts[at[i]]; }

void batch_recall(const struct running *x, const struct batch_table *t, size_t from, size_t n, const struct batch_results *r) {
    const struct learnt *l = t->learnt;
    const uint16_t *at = x->codes[0];
    uint16_t *restrict rule = r->rule + from;
    uint8_t *restrict answer = r->answer + from, *restrict open = r->open + from;
    bool known = batch_codes(x, t, from, n);
    batch_combine(x, t, n);
    recall_amounts(l->low, at, n, r->low + from);
    if (known) memcpy(r->high + from, r->low + from, n * sizeof *r->high);       /* where nothing is in doubt there is one amount */
    else recall_amounts(l->high, at, n, r->high + from);
    EACH {
        const uint32_t o = l->rest[at[i]];
        rule[i] = (uint16_t)o;
        answer[i] = (uint8_t)(o >> 16);
        open[i] = (uint8_t)(o >> 24);
    }
    if (l->redoes) EACH x->redo[i] |= l->redo[at[i]];
}

/* ------------------------------------------------------------------ a table that others need */

/* Do two rules give this row the same, output for output? */
static bool agree(const struct running *x, const struct batch_table *t, size_t one, size_t other, size_t i) {
    for (size_t k = 0; k < t->source->nout; k++) {
        const int here = t->steps[one * t->source->nout + k], there = t->steps[other * t->source->nout + k];
        const struct vec *a = &x->vecs[here], *b = &x->vecs[there];
        const bool truths = x->p->steps.v[here].type.kind == VEC_BOOL, same = truths ? a->t[i] == b->t[i] : a->v[i] == b->v[i];
        if (a->s[i] != b->s[i] || (a->s[i] != VEC_NULL && (a->s[i] || !same))) return false;
    }
    return true;
}

/* What is wrong with the outputs of a rule: nothing, REDO or ERROR. */
static uint8_t disorder(const struct running *x, const struct batch_table *t, size_t rule, size_t i) {
    uint8_t s = 0;
    for (size_t k = 0; k < t->source->nout; k++) s |= x->vecs[t->steps[rule * t->source->nout + k]].s[i];
    return s & VEC_WRONG ? VEC_ERROR : s & (VEC_REDO | VEC_INEXACT) ? VEC_REDO : VEC_KNOWN;
}

/* As `settled` of dmn_table.c: the rule that decides, or that none of those which may fire says anything else. */
static uint8_t pick(const struct running *x, const struct batch_table *t, const uint64_t *may, const uint64_t *sure, size_t i,
    int64_t *rule)
{
    enum dmn_hit hit = t->source->source->hit;
    size_t first = next(t, may, 0), at;
    bool certain = false, doubt = false, same = true;
    *rule = (int64_t)first;
    if (!set_has(may, t->rules + 1)) return VEC_REDO;
    if (!set_has(may, t->rules)) return VEC_ERROR;
    if (first == t->rules) return disorder(x, t, first, i);
    if (set_has(sure, first) && (hit == HIT_FIRST || next(t, may, first + 1) == t->rules)) return disorder(x, t, first, i);
    for (at = first; at < t->rules; at = next(t, may, at + 1)) {
        bool now = set_has(sure, at);
        if (disorder(x, t, at, i)) return VEC_REDO;
        certain |= now;
        doubt |= !now;
        if (at != first && hit == HIT_UNIQUE && !doubt) return VEC_REDO;
        same = same && (at == first || agree(x, t, first, at, i));
        if (now && hit == HIT_FIRST) break;
    }
    if (doubt) return same && (certain || (!disorder(x, t, t->rules, i) && agree(x, t, first, t->rules, i))) ? VEC_KNOWN : VEC_UNKNOWN;
    if (hit == HIT_ANY && !same) return VEC_REDO;
    if (hit != HIT_PRIORITY) return VEC_KNOWN;
    for (at = 0; !set_has(may, t->order[at]);) at++;
    *rule = (int64_t)t->order[at];
    return VEC_KNOWN;
}

/* Rules (the last bit: none of them) whose outputs all are in order. */
static uint64_t orderly(const struct running *x, const struct batch_table *t) {
    uint64_t set = 0;
    for (size_t r = 0; r <= t->rules; r++) {
        bool good = true;
        for (size_t k = 0; k < t->source->nout; k++) good &= x->vecs[t->steps[r * t->source->nout + k]].clean;
        if (good) set_add(&set, r < t->rules ? r : NO_RULE);
    }
    return set;
}

/* One word: the lowest bit is the rule where it is sure and alone, or the first counts. */
static bool pick_ready(const struct running *x, const struct batch_table *t, const uint64_t *sure, size_t n, struct vec *to) {
    const uint64_t none = (uint64_t)1 << NO_RULE, rules = ((uint64_t)1 << t->rules) - 1, fine = (uint64_t)3 << t->rules,
                   one = t->source->source->hit == HIT_FIRST ? 0 : rules;
    const uint64_t order = orderly(x, t);
    bool dirty = false;
    for (size_t i = 0; i < n; i++) {
        uint64_t set = (x->may[i] & rules) | none, low = set & -set;
        if (((~x->may[i] & fine) | (set & (set - 1) & one) | (low & ~(order & (sure[i] | none)))) == 0) {
            to->v[i] = low == none ? (int64_t)t->rules : __builtin_ctzll(low);
            to->s[i] = VEC_KNOWN;
            continue;
        }
        to->s[i] = pick(x, t, x->may + i, sure + i, i, &to->v[i]);
        dirty |= to->s[i] != 0;
    }
    return !dirty;
}

void batch_pick(const struct running *x, const struct step *s, const uint64_t *sure, size_t n, struct vec *to) {
    bool dirty = false;
    if (s->table->words == 1) { to->clean = pick_ready(x, s->table, sure, n, to); return; }
    for (size_t i = 0; i < n; i++) {
        to->s[i] = pick(x, s->table, x->may + i * s->table->words, sure + i * s->table->words, i, &to->v[i]);
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
}

void batch_column_of(const struct running *x, const struct step *s, size_t n, struct vec *to) {
    const struct vec *which = &x->vecs[s->a], *of[BATCH_RULES + 1];
    const size_t nout = s->table->source->nout;
    bool dirty = false;
    for (size_t r = 0; r <= s->table->rules; r++) of[r] = &x->vecs[s->table->steps[r * nout + (size_t)s->k]];
    for (size_t i = 0; i < n; i++) {
        const struct vec *v = of[which->v[i]];
        if (s->type.kind == VEC_BOOL) to->t[i] = v->t[i];
        else to->v[i] = which->s[i] ? 0 : v->v[i];
        to->s[i] = which->s[i] ? which->s[i] : v->s[i];
        dirty |= to->s[i] != 0;
    }
    to->clean = !dirty;
}
