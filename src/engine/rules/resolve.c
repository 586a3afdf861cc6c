/* resolve.c: the best legal combination; resolve.h says what is legal and what
** is best.
**
** Relations become bits once: whom a candidate excludes, which candidates are
** counted together with it, which share a ceiling. The search decides one
** candidate after the other, the most valuable first, taking it before leaving
** it; what is still possible without any cut bounds the branch. Cuts are made
** when a combination is complete, for taking away one candidate may give more
** to a second and so less to a third. */
#include "engine/rules/resolve.h"

typedef uint32_t bits;
struct pool {
    int owner;
    bits members;
    struct number left;
    enum policy_of of;
    enum policy_period period;
    const struct policy_once *once;
    const struct policy_relation *relation;
};

struct resolving {
    struct arena *a; const struct resolve_question *q; struct resolution *r;
    bits excluded[RESOLVE_MAX];                                   /* by i, either way */
    struct { struct pool *v; size_t n, cap; } counts, ceilings;
    struct number value[RESOLVE_MAX];                             /* uncut */
    int order[RESOLVE_MAX];                                       /* of the search: the most valuable first */
    bits possible, must_have;                                     /* must_have: one of these has to be in it; 0: no matter */
    struct resolve_set *best;
    int64_t steps;
};

static bits bit(int i) { return (bits)1 << i; }
static bool has(bits set, int i) { return set >> i & 1; }

/* ------------------------------------------------------------------ amounts */

static bool paid(const struct resolve_candidate *x) { return x->benefit->kind == BENEFIT_MONEY || x->benefit->kind == BENEFIT_RELIEF; }

static struct number plus(struct number x, struct number y) { struct number r; return number_add(x, y, &r) ? r : x; }
static struct number times(struct number x, int64_t n) { struct number r; return number_mul(x, number_int(n), &r) ? r : x; }
static struct number minus(struct number x, struct number y) { return plus(x, number_neg(y)); }

/* How often a candidate is paid in a period; `ever` is the first twelve months, as for the value. */
static int64_t payments(const struct resolve_candidate *x, enum policy_period period) {
    int64_t n = x->benefit->cadence == CADENCE_MONTHLY ? 12 : x->benefit->cadence == CADENCE_QUARTERLY ? 4 : 1, months;
    struct number whole;
    if (period == PERIOD_MONTH) return 1;
    if (n == 1 || !x->months.given) return n;
    must(number_round(x->months.n, 0, NUMBER_CEILING, &whole));
    if (!number_to_int(whole, &months)) return n;
    if (n == 4) months = (months + 2) / 3;
    return months < 0 ? 0 : months < n ? months : n;
}

int64_t resolve_payments(const struct resolve_candidate *x) { return paid(x) ? payments(x, PERIOD_EVER) : 0; }

static struct number value_of(const struct resolve_candidate *x, struct number amount) {
    return paid(x) ? times(amount, payments(x, PERIOD_EVER)) : number_int(0);
}

/* ------------------------------------------------------------------ who meets whom */

static int same_text(struct str x, struct str y, bool own) { return x.n && y.n ? str_eq(x, y) : own ? 1 : -1; }

/* -1: a job, a certificate, an occupation that is not known on one side. */
static int same_key(const struct str *x, const struct str *y, enum policy_per per) {
    int level, occupation;
    switch (per) {
    case PER_PERSON: return same_text(x[KEY_PERSON], y[KEY_PERSON], true);
    case PER_FIRM: return same_text(x[KEY_FIRM], y[KEY_FIRM], true);
    case PER_HOUSEHOLD: return same_text(x[KEY_HOUSEHOLD], y[KEY_HOUSEHOLD], true);
    case PER_JOB: return same_text(x[KEY_JOB], y[KEY_JOB], false);
    case PER_CERTIFICATE: return same_text(x[KEY_CERTIFICATE], y[KEY_CERTIFICATE], false);
    default: must(per == PER_OCCUPATION_LEVEL);
    }
    occupation = same_text(x[KEY_OCCUPATION], y[KEY_OCCUPATION], false);
    level = same_text(x[KEY_LEVEL], y[KEY_LEVEL], false);
    return occupation == 0 || level == 0 ? 0 : occupation < 0 || level < 0 ? -1 : 1;
}

static int same_period(struct date x, struct date y, enum policy_period period) {
    return period == PERIOD_EVER || (x.y == y.y && (period == PERIOD_YEAR || x.m == y.m));
}

static bool is_policy(const struct resolving *k, struct str name, struct str id) {
    return k->q->reg ? policy_is(k->q->reg, name, id) : str_eq(name, id);
}

static bool among(const struct resolving *k, const struct strs *ids, struct str name) {
    for (size_t i = 0; i < ids->n; i++) if (is_policy(k, name, ids->v[i])) return true;
    return false;
}

static bool may_meet(const struct resolve_candidate *x, const struct resolve_candidate *y, enum policy_per per, enum policy_period period) {
    return same_key(x->key, y->key, per) != 0 && same_period(x->date, y->date, period);
}

/* A grant of before as seen by a candidate: 0 another one's, another time's or later, -1 perhaps, 1 yes. */
static int concerns(const struct resolve_candidate *x, const struct grant *g, enum policy_per per, enum policy_period period) {
    int key = same_key(x->key, g->key, per), when = period == PERIOD_EVER ? 1 : !g->dated ? -1 : same_period(x->date, g->date, period);
    if (g->dated && temporal_date_cmp(g->date, x->date) > 0) return 0;
    return key == 0 || when == 0 ? 0 : key < 0 || when < 0 ? -1 : 1;
}

static bool own_benefit(const struct resolve_candidate *x, struct str benefit) {
    return benefit.n == 0 || str_eq(benefit, x->benefit->id) || str_eq(benefit, x->benefit->zh);
}

/* ------------------------------------------------------------------ relations into bits */

static void exclude(struct resolving *k, int i, const struct policy_relation *x) {
    for (int j = 0; j < (int)k->q->n; j++) {
        const struct resolve_candidate *c = &k->q->v[i], *d = &k->q->v[j];
        if (i == j || !among(k, &x->policies, d->policy) || !may_meet(c, d, x->per, x->period)) continue;
        k->excluded[i] |= bit(j);
        k->excluded[j] |= bit(i);
    }
}

/* What a limit counts of before; all of it where that is not known. */
static struct number had(const struct resolving *k, int i, const struct strs *with, bool own, enum policy_per per,
    enum policy_period period, enum policy_of of, struct number all, const struct grant **which)
{
    const struct resolve_candidate *c = &k->q->v[i];
    struct number sum = number_int(0);
    for (size_t g = 0; k->q->granted && g < k->q->granted->n; g++) {
        const struct grant *x = &k->q->granted->v[g];
        struct some_number n = of == OF_GRANT ? (struct some_number){ true, number_int(1) } : of == OF_MONTH ? x->months : x->amount;
        bool mine = own && is_policy(k, x->policy, c->policy) && own_benefit(c, x->benefit);
        if ((!mine && !among(k, with, x->policy)) || concerns(c, x, per, period) == 0) continue;
        *which = x;
        sum = plus(sum, n.given ? n.n : all);
    }
    return sum;
}

static bits members(const struct resolving *k, int i, const struct strs *with, bool own_only, enum policy_per per,
    enum policy_period period)
{
    bits set = bit(i);
    for (int j = 0; j < (int)k->q->n; j++) {
        const struct resolve_candidate *c = &k->q->v[i], *d = &k->q->v[j];
        bool mine = own_only && is_policy(k, d->policy, c->policy) && str_eq(d->benefit->id, c->benefit->id);
        if (i != j && (mine || among(k, with, d->policy)) && may_meet(c, d, per, period)) set |= bit(j);
    }
    return set;
}

static void refuse(struct resolving *k, int i, struct resolve_why why) {
    if (!has(k->possible, i)) return;
    k->possible &= ~bit(i);
    k->r->why[i] = why;
}

static void add_once(struct resolving *k, int i, const struct policy_once *x) {
    const struct grant *g = NULL;
    struct pool p = { i, members(k, i, &x->with, true, x->per, x->period),
        minus(x->count.n, had(k, i, &x->with, true, x->per, x->period, x->of, x->count.n, &g)), x->of, x->period, x, NULL };
    if (number_sign(p.left) <= 0) refuse(k, i, (struct resolve_why){ REASON_HAD, -1, x, NULL, g });
    else if (x->of == OF_YUAN) *PUSH(k->a, &k->ceilings) = p;
    else *PUSH(k->a, &k->counts) = p;
}

static void add_ceiling(struct resolving *k, int i, const struct policy_relation *x) {
    const struct grant *g = NULL;
    struct number before = had(k, i, &x->policies, false, x->per, x->period, OF_YUAN, x->up_to.n, &g);
    struct pool p = { i, members(k, i, &x->policies, false, x->per, x->period), minus(x->up_to.n, before), OF_YUAN, x->period, NULL, x };
    if (number_sign(p.left) <= 0) refuse(k, i, (struct resolve_why){ REASON_HAD, -1, NULL, x, g });
    else *PUSH(k->a, &k->ceilings) = p;
}

/* A grant of the policies a relation names: perhaps is enough to exclude, only a sure one is what was required. */
static const struct grant *granted(const struct resolving *k, int i, const struct policy_relation *x, bool sure) {
    for (size_t g = 0; k->q->granted && g < k->q->granted->n; g++) {
        const struct grant *had_it = &k->q->granted->v[g];
        int met = among(k, &x->policies, had_it->policy) ? concerns(&k->q->v[i], had_it, x->per, x->period) : 0;
        if (met > 0 || (met < 0 && !sure)) return had_it;
    }
    return NULL;
}

static int would_be(const struct resolving *k, int i, const struct policy_relation *x) {         /* a candidate that is what is required */
    for (int j = 0; j < (int)k->q->n; j++)
        if (j != i && among(k, &x->policies, k->q->v[j].policy)) return j;
    return -1;
}

static void relate(struct resolving *k, int i) {
    const struct policy_envelope *env = k->q->v[i].envelope;
    for (size_t n = 0; n < env->once.n; n++) add_once(k, i, &env->once.v[n]);
    for (size_t n = 0; n < env->relations.n; n++) {
        const struct policy_relation *x = &env->relations.v[n];
        const struct grant *g = x->kind == RELATION_EXCLUDES || x->kind == RELATION_REQUIRES
            ? granted(k, i, x, x->kind == RELATION_REQUIRES)
            : NULL;
        if (x->kind == RELATION_EXCLUDES) exclude(k, i, x);
        if (x->kind == RELATION_EXCLUDES && g) refuse(k, i, (struct resolve_why){ REASON_HAD, -1, NULL, x, g });
        if (x->kind == RELATION_REQUIRES && !g) refuse(k, i, (struct resolve_why){ REASON_REQUIRES, would_be(k, i, x), NULL, x, NULL });
        if (x->kind == RELATION_STACKS) add_ceiling(k, i, x);
    }
}

static const struct policy_relation *supersedes(const struct resolving *k, int i, int j) {
    const struct policy_envelope *env = k->q->v[i].envelope;
    for (size_t n = 0; n < env->relations.n; n++) {
        const struct policy_relation *x = &env->relations.v[n];
        if (x->kind == RELATION_SUPERSEDES && among(k, &x->policies, k->q->v[j].policy)
            && may_meet(&k->q->v[i], &k->q->v[j], x->per, x->period))
            return x;
    }
    return NULL;
}

/* Whoever can be had by itself takes the place of those it supersedes; two that name each other exclude each other. */
static void supersede(struct resolving *k) {
    bits alone = k->possible;
    for (int i = 0; i < (int)k->q->n; i++)
        for (int j = 0; j < (int)k->q->n; j++) {
            const struct policy_relation *x = i != j && has(alone, i) && has(alone, j) ? supersedes(k, i, j) : NULL;
            if (!x) continue;
            if (supersedes(k, j, i)) { k->excluded[i] |= bit(j); k->excluded[j] |= bit(i); }
            else refuse(k, j, (struct resolve_why){ REASON_SUPERSEDED, i, NULL, x, NULL });
        }
}

/* ------------------------------------------------------------------ a combination */

static bool within_count(const struct resolving *k, const struct pool *p, bits set) {
    struct number sum = number_int(0);
    int n = 0, open = 0;
    for (int i = 0; i < (int)k->q->n; i++) {
        if (!has(set & p->members, i)) continue;
        n++;
        open += p->of == OF_MONTH && !k->q->v[i].months.given;
        sum = plus(sum, p->of == OF_GRANT ? number_int(1) : k->q->v[i].months.given ? k->q->v[i].months.n : number_int(0));
    }
    return open ? n == 1 : number_cmp(sum, p->left) <= 0;
}

/* Nobody in the set excludes another: search() leaves those out. */
static bool together(const struct resolving *k, bits set) {
    for (size_t n = 0; n < k->counts.n; n++)
        if (has(set, k->counts.v[n].owner) && !within_count(k, &k->counts.v[n], set)) return false;
    return true;
}

/* What is left for one more payment of candidate i under the ceiling p, rounded down to the fen. */
static struct number under(const struct resolving *k, const struct pool *p, const struct resolve_set *s, int i) {
    struct number left = p->left;
    for (int j = 0; j < (int)k->q->n; j++)
        if (s->in[j] && has(p->members, j)) left = minus(left, times(s->amount[j], payments(&k->q->v[j], p->period)));
    int64_t n = payments(&k->q->v[i], p->period);
    if (number_sign(left) <= 0) return number_int(0);
    if (n < 1) return k->q->v[i].amount;
    must(number_div(left, number_int(n), &left));
    number_round(left, 2, NUMBER_FLOOR, &left);
    return left;
}

/* Cuts, and sums up. False: something is cut to nothing. */
static bool pay(const struct resolving *k, bits set, struct resolve_set *s) {
    *s = (struct resolve_set){ .there = true, .value = number_int(0) };
    for (int c = 0; c <= CADENCE_YEARLY; c++) s->sum[c] = number_int(0);
    for (int n = 0; n < (int)k->q->n; n++) {
        int i = k->order[n];
        const struct resolve_candidate *x = &k->q->v[i];
        struct number amount = x->amount;
        if (!has(set, i)) continue;
        for (size_t p = 0; paid(x) && p < k->ceilings.n; p++) {
            const struct pool *pool = &k->ceilings.v[p];
            struct number most = has(set, pool->owner) && has(pool->members, i) ? under(k, pool, s, i) : amount;
            if (number_cmp(amount, most) > 0) amount = most;
        }
        if (paid(x) && number_sign(amount) <= 0) return false;
        s->in[i] = true;
        s->amount[i] = paid(x) ? amount : number_int(0);
        s->value = plus(s->value, value_of(x, amount));
        if (paid(x)) s->sum[x->benefit->cadence] = plus(s->sum[x->benefit->cadence], amount);
    }
    for (int i = 0; i < (int)k->q->n; i++) if (s->in[i] && !paid(&k->q->v[i])) s->amount[i] = k->q->v[i].amount;
    return true;
}

static int rights(const struct resolving *k, bits set) {
    int n = 0;
    for (int i = 0; i < (int)k->q->n; i++) n += has(set, i) && !paid(&k->q->v[i]);
    return n;
}

static bits set_of(const struct resolving *k, const struct resolve_set *s) {
    bits set = 0;
    for (int i = 0; i < (int)k->q->n; i++) set |= s->in[i] ? bit(i) : 0;
    return set;
}

static int size(bits set) { return __builtin_popcount(set); }

static bool better(const struct resolving *k, const struct resolve_set *x, const struct resolve_set *y) {
    bits sx = set_of(k, x), sy = set_of(k, y);
    int by;
    if (!y->there) return true;
    if ((by = number_cmp(x->value, y->value)) != 0) return by > 0;
    if ((by = rights(k, sx) - rights(k, sy)) != 0) return by > 0;
    if ((by = number_cmp(x->sum[CADENCE_ONCE], y->sum[CADENCE_ONCE])) != 0) return by > 0;
    if ((by = size(sx) - size(sy)) != 0) return by < 0;
    must(sx != sy);                                               /* each set comes up once */
    return has(sx, __builtin_ctz(sx ^ sy));
}

/* ------------------------------------------------------------------ the search */

/* The most that a branch can still bring is not enough. */
static bool hopeless(const struct resolving *k, bits set, bits open) {
    struct number most = number_int(0);
    int by;
    if (k->must_have && !((set | open) & k->must_have)) return true;
    if (!k->best->there) return false;
    for (int i = 0; i < (int)k->q->n; i++) if (has(set | open, i)) most = plus(most, k->value[i]);
    by = number_cmp(most, k->best->value);
    return by < 0 || (by == 0 && rights(k, set | open) < rights(k, set_of(k, k->best)));
}

static void search(struct resolving *k, int n, bits set, bits open) {
    struct resolve_set s;
    if (k->steps-- <= 0) { k->r->proved = false; return; }
    if (hopeless(k, set, open)) return;
    while (n < (int)k->q->n && !has(open, k->order[n])) n++;
    if (n == (int)k->q->n) {
        if (pay(k, set, &s) && better(k, &s, k->best)) *k->best = s;
        return;
    }
    int i = k->order[n];
    if (together(k, set | bit(i))) search(k, n + 1, set | bit(i), open & ~bit(i) & ~k->excluded[i]);
    search(k, n + 1, set, open & ~bit(i));
}

static void sort(struct resolving *k) {
    for (int i = 0; i < (int)k->q->n; i++) {
        int at = i;
        k->value[i] = value_of(&k->q->v[i], k->q->v[i].amount);
        for (; at > 0 && number_cmp(k->value[k->order[at - 1]], k->value[i]) < 0; at--) k->order[at] = k->order[at - 1];
        k->order[at] = i;
    }
}

/* ------------------------------------------------------------------ why not */

static struct resolve_why why_not(const struct resolving *k, bits best, int i) {
    for (int j = 0; j < (int)k->q->n; j++)
        if (has(best & k->excluded[i], j)) return (struct resolve_why){ .reason = REASON_EXCLUDED, .by = j };
    for (size_t n = 0; n < k->counts.n; n++) {
        const struct pool *p = &k->counts.v[n];
        bits others = best & p->members & ~bit(i);
        if (has(best | bit(i), p->owner) && has(p->members, i) && others && !within_count(k, p, best | bit(i)))
            return (struct resolve_why){ .reason = REASON_ONCE, .by = __builtin_ctz(others), .once = p->once };
    }
    for (size_t n = 0; n < k->ceilings.n; n++) {
        const struct pool *p = &k->ceilings.v[n];
        bits others = best & p->members & ~bit(i);
        if (has(best | bit(i), p->owner) && others && has(p->members, i))
            return (struct resolve_why){ .reason = REASON_CUT, .by = __builtin_ctz(others), .once = p->once, .relation = p->relation };
    }
    return (struct resolve_why){ .reason = REASON_CUT, .by = -1 };
}

void resolve(struct arena *a, const struct resolve_question *q, int64_t steps, struct resolution *r) {
    struct resolving k = { .a = a, .q = q, .r = r, .best = &r->best, .steps = steps };
    bits best;
    must(q->n <= RESOLVE_MAX);
    *r = (struct resolution){ .proved = true };
    k.possible = (bits)(((uint64_t)1 << q->n) - 1);
    sort(&k);
    for (int i = 0; i < (int)q->n; i++) relate(&k, i);
    supersede(&k);
    search(&k, 0, 0, k.possible);
    best = set_of(&k, &r->best);
    for (int i = 0; i < (int)q->n; i++)
        if (has(k.possible & ~best, i)) r->why[i] = why_not(&k, best, i);
    k.best = &r->second;
    k.must_have = k.possible & ~best;
    if (k.must_have) search(&k, 0, 0, k.possible);
    if (!(set_of(&k, &r->second) & ~best)) r->second.there = false;
}
