/* register_ask.c: one policy asked for one person: the checks of the envelope
** around the decision, each yes, no or not known, and the look ahead.
**
** Everything that depends on the day is computed from `day`, which is the day
** of the question first and each day that may change something after it. A
** question asked "timeless" knows nothing that waiting changes: what is settled
** then no waiting turns, and nobody need look ahead. */
#include "engine/rules/register_inside.h"

struct asking {
    struct arena *a;
    const struct register_question *q;
    const struct policy *p;
    struct register_answer *r;
    struct date day;
    bool timeless;
    struct values *compared;
};

/* ------------------------------------------------------------------ facts on a day */

static bool same_day(struct value v, struct date d) { return v.kind == VALUE_DATE && temporal_date_cmp(v.date, d) == 0; }

static int64_t months_waited(struct date from, struct date to) {
    return date_months_between(temporal_day_number(from), temporal_day_number(to));
}

static struct value fact_on(const struct asking *k, const struct fact *x) {
    struct value v = given_value(k->q->facts, x);
    int64_t more;
    if (!x->grows) return v;
    if (k->timeless && (x->type->kind != TYPE_DATE || v.kind == VALUE_UNKNOWN || same_day(v, k->q->date))) return value_unknown();
    if (x->type->kind == TYPE_DATE) return v.kind == VALUE_UNKNOWN || same_day(v, k->q->date) ? value_date(k->day) : v;
    if (v.kind != VALUE_NUMBER) return v;
    more = x->grows == GROWS_MONTH ? months_waited(k->q->date, k->day) : temporal_day_number(k->day) - temporal_day_number(k->q->date);
    return number_add(v.number, number_int(more), &v.number) ? v : value_unknown();
}

static struct value counts_on(const struct asking *k) {
    if (k->p->counts) return fact_on(k, k->p->counts);
    return k->timeless ? value_unknown() : value_date(k->day);
}

/* A parameter's value on the date that counts; while that is not known, the one value of the whole time in force, if it is one. */
struct value register_parameter(const struct policy *p, const struct policy_parameter *x, struct value counts) {
    for (size_t i = 0; i < x->values.n; i++) {
        const struct policy_value *v = &x->values.v[i];
        if (counts.kind == VALUE_DATE ? date_within(counts.date, v->from, v->to)
            : date_within(p->envelope->from, v->from, v->to) && date_within(p->envelope->to, v->from, v->to)) return v->value;
    }
    return value_unknown();
}

/* ------------------------------------------------------------------ history */

struct tally { struct number low, high; bool open; const struct grant *grant; };

static struct value key_of(const struct asking *k, enum grant_key key)
{
    return given_value(k->q->facts, facts_find(k->q->reg->facts, grant_key_word(key)));
}

/* Whether a grant is that of the same person, firm, ...: the history handed over is the asker's own unless keys say
** otherwise; of a job, a certificate, an occupation both keys must be known. */
static int same_key(const struct asking *k, const struct grant *g, enum grant_key key) {
    struct value mine = key_of(k, key);
    if (g->key[key].n && mine.kind != VALUE_UNKNOWN) return str_eq(g->key[key], value_text(k->a, mine));
    return key == KEY_PERSON || key == KEY_FIRM || key == KEY_HOUSEHOLD ? 1 : -1;
}

static int both(int x, int y) { return x == 0 || y == 0 ? 0 : x < 0 || y < 0 ? -1 : 1; }

static int same_per(const struct asking *k, const struct grant *g, enum policy_per per) {
    switch (per) {
    case PER_PERSON: return same_key(k, g, KEY_PERSON);
    case PER_FIRM: return same_key(k, g, KEY_FIRM);
    case PER_JOB: return same_key(k, g, KEY_JOB);
    case PER_CERTIFICATE: return same_key(k, g, KEY_CERTIFICATE);
    case PER_OCCUPATION_LEVEL: return both(same_key(k, g, KEY_OCCUPATION), same_key(k, g, KEY_LEVEL));
    case PER_HOUSEHOLD: return same_key(k, g, KEY_HOUSEHOLD);
    }
    unreachable();
}

static int same_period(const struct asking *k, const struct grant *g, enum policy_period period) {
    if (period == PERIOD_EVER) return 1;
    if (!g->dated || k->timeless) return -1;
    return g->date.y == k->day.y && (period == PERIOD_YEAR || g->date.m == k->day.m);
}

static void add(struct number *sum, struct number n) { if (!number_add(*sum, n, sum)) *sum = number_int(INT64_MAX); }

static void count_grant(struct tally *t, const struct grant *g, int sure, enum policy_of of) {
    struct some_number n = of == OF_GRANT ? (struct some_number){ true, number_int(1) } : of == OF_MONTH ? g->months : g->amount;
    if (sure == 0) return;
    if (!t->grant || sure > 0) t->grant = g;
    if (!n.given) { t->open = true; return; }
    add(&t->high, n.n);
    if (sure > 0) add(&t->low, n.n);
}

struct history { const struct strs *policies; bool own; enum policy_per per; enum policy_period period; enum policy_of of; };

static bool named(const struct asking *k, const struct grant *g, const struct history *h) {
    if (h->own && policy_is(k->q->reg, g->policy, k->p->id))
        return g->benefit.n == 0 || k->r->benefit == NULL || str_eq(g->benefit, k->r->benefit->id) || str_eq(g->benefit, k->r->benefit->zh);
    for (size_t i = 0; i < h->policies->n; i++) if (policy_is(k->q->reg, g->policy, h->policies->v[i])) return true;
    return false;
}

static struct tally tally(const struct asking *k, const struct history *h) {
    struct tally t = { number_int(0), number_int(0), false, NULL };
    const struct grants *had = k->q->granted;
    if (!had || !had->known) { t.open = true; return t; }
    for (size_t i = 0; i < had->n; i++) {
        const struct grant *g = &had->v[i];
        if (!named(k, g, h) || (g->dated && temporal_date_cmp(g->date, k->q->date) > 0)) continue;
        count_grant(&t, g, both(same_per(k, g, h->per), same_period(k, g, h->period)), h->of);
    }
    return t;
}

static struct history once_history(const struct policy_once *x) { return (struct history){ &x->with, true, x->per, x->period, x->of }; }

static struct value left_on(const struct asking *k, const struct policy_once *x) {
    struct history h = once_history(x);
    struct tally t = tally(k, &h);
    struct number left;
    if (t.open || number_cmp(t.low, t.high) != 0 || !number_sub(x->count.n, t.low, &left)) return value_unknown();
    return value_number(number_sign(left) < 0 ? number_int(0) : left);
}

/* ------------------------------------------------------------------ checks */

static struct register_check *check(struct asking *k, enum check_kind kind, int met) {
    struct register_check *c = PUSH(k->a, &k->r->checks);
    *c = (struct register_check){ .kind = kind, .met = met };
    return c;
}

static void check_force(struct asking *k, struct value counts) {
    const struct policy_envelope *env = k->p->envelope;
    k->r->counts_known = counts.kind == VALUE_DATE;
    if (k->r->counts_known) k->r->counts = counts.date;
    if (k->timeless && !k->p->counts && env->to.y == YEAR_OPEN && temporal_date_cmp(env->from, k->day) <= 0) check(k, CHECK_FORCE, 1);
    else
        check(k, CHECK_FORCE,
            counts.kind == VALUE_DATE       ? date_within(counts.date, env->from, env->to)
                : counts.kind == VALUE_NULL ? 0
                                            : -1);
}

bool register_in_area(struct str code, struct str area) {
    while (area.n && area.p[area.n - 1] == '0') area.n--;
    return str_starts(code, area);
}

/* One of the areas that name a fact must hold what the fact says. */
static void check_areas(struct asking *k) {
    const struct policy_envelope *env = k->p->envelope;
    for (size_t i = 0; i < env->areas.n; i++) {
        const struct policy_area *x = &env->areas.v[i];
        struct value v = fact_on(k, facts_find(k->q->reg->facts, x->fact));
        bool first = true, in = false;
        for (size_t j = 0; j < env->areas.n; j++) {
            if (!str_eq(env->areas.v[j].fact, x->fact)) continue;
            first &= j >= i;
            in |= v.kind != VALUE_UNKNOWN && v.kind != VALUE_NULL && register_in_area(value_text(k->a, v), env->areas.v[j].code);
        }
        if (first) check(k, CHECK_AREA, v.kind == VALUE_UNKNOWN ? -1 : in)->area = x;
    }
}

static int below(const struct tally *t, struct number most) {
    if (number_cmp(t->low, most) >= 0) return 0;
    return !t->open && number_cmp(t->high, most) < 0 ? 1 : -1;
}

static int none(const struct tally *t) { return number_sign(t->low) > 0 ? 0 : t->open || number_sign(t->high) > 0 ? -1 : 1; }

static void note(struct register_check *c, const struct tally *t) {
    c->had = t->low;
    c->had_most = t->high;
    c->had_open = t->open;
    c->grant = t->grant;
}

static void check_history(struct asking *k) {
    const struct policy_envelope *env = k->p->envelope;
    for (size_t i = 0; i < env->once.n; i++) {
        struct history h = once_history(&env->once.v[i]);
        struct tally t = tally(k, &h);
        struct register_check *c = check(k, CHECK_ONCE, below(&t, env->once.v[i].count.n));
        c->once = &env->once.v[i];
        note(c, &t);
    }
    for (size_t i = 0; i < env->relations.n; i++) {
        const struct policy_relation *x = &env->relations.v[i];
        struct history h = { &x->policies, false, x->per, x->period, x->kind == RELATION_STACKS ? OF_YUAN : OF_GRANT };
        struct tally t = tally(k, &h);
        struct register_check *c;
        if (x->kind == RELATION_SUPERSEDES) continue;
        c = check(k, CHECK_RELATION, x->kind == RELATION_STACKS ? below(&t, x->up_to.n) : x->kind == RELATION_EXCLUDES ? none(&t)
            : number_sign(t.low) > 0 ? 1 : t.open || number_sign(t.high) > 0 ? -1 : 0);
        c->relation = x;
        note(c, &t);
    }
}

void register_history(struct arena *a, const struct register_question *q, struct register_answer *r, struct value *left) {
    struct asking k = { a, q, q->policy, r, q->date, false, NULL };
    *r = (struct register_answer){ .policy = q->policy, .benefit = envelope_benefit(q->policy->envelope, q->benefit) };
    check_history(&k);
    for (size_t i = 0; i < q->policy->ninputs; i++)
        left[i] = q->policy->inputs[i].left ? left_on(&k, q->policy->inputs[i].left) : value_unknown();
}

/* ------------------------------------------------------------------ the decision and its amount */

static void decide(struct asking *k, struct value counts) {
    const struct policy *p = k->p;
    struct policy_fact *facts = NEWS(k->a, struct policy_fact, p->ninputs + 1);
    struct policy_question q = { .program = p->program,
        .decision = k->r->benefit->decision,
        .amount = k->r->benefit->output,
        .facts = facts,
        .zones = k->q->reg->zones,
        .compared = k->compared };
    for (size_t i = 0; i < p->ninputs; i++) {
        const struct policy_input *x = &p->inputs[i];
        struct value v = x->parameter ? register_parameter(p, x->parameter, counts) : x->left ? left_on(k, x->left) : fact_on(k, x->fact);
        if (v.kind != VALUE_UNKNOWN) facts[q.n++] = (struct policy_fact){ x->name, v };
    }
    k->r->asked = q;
    policy_decide(k->a, &q, &k->r->decision);
}

static struct number rounded(const struct policy_benefit *b, struct number n) {
    number_round(n, b->digits, b->rounding, &n);
    return b->cap.given && number_cmp(n, b->cap.n) > 0 ? b->cap.n : n;
}

static struct number at_most(struct number n, struct number most) {
    if (number_sign(most) < 0) most = number_int(0);
    return number_cmp(n, most) > 0 ? most : n;
}

/* Yuan had before leave less. */
static void limit(struct register_answer *r, const struct register_check *c, struct number most) {
    struct number least_left = number_int(0), most_left = most;
    if (!c->had_open) number_sub(most, c->had_most, &least_left);
    number_sub(most, c->had, &most_left);
    r->low = at_most(r->low, least_left);
    r->high = at_most(r->high, most_left);
}

static void amount(struct asking *k) {
    struct register_answer *r = k->r;
    r->low = rounded(r->benefit, r->decision.low);
    r->high = rounded(r->benefit, r->decision.high);
    r->open = r->decision.open;
    for (size_t i = 0; i < r->checks.n; i++) {
        const struct register_check *c = &r->checks.v[i];
        if (c->kind == CHECK_ONCE && c->once->of == OF_YUAN) limit(r, c, c->once->count.n);
        if (c->kind == CHECK_RELATION && c->relation->kind == RELATION_STACKS) limit(r, c, c->relation->up_to.n);
    }
}

/* ------------------------------------------------------------------ what is missing */

static int rank(const struct missing_fact *m) { return m->fact ? (int)m->fact->supplier : m->parameter ? SUPPLIER_OFFICER : SUPPLIER_DATA; }

static void miss(struct asking *k, const struct fact *fact, const struct policy_parameter *parameter) {
    struct missing_fact m = { fact, parameter };
    struct register_answer *r = k->r;
    for (size_t i = 0; i < r->missing.n; i++)
        if (r->missing.v[i].fact == fact && r->missing.v[i].parameter == parameter) return;
    *PUSH(k->a, &r->missing) = m;
    for (size_t i = r->missing.n - 1; i > 0 && rank(&r->missing.v[i - 1]) > rank(&m); i--) {
        r->missing.v[i] = r->missing.v[i - 1];
        r->missing.v[i - 1] = m;
    }
}

static void miss_input(struct asking *k, const struct policy_input *x) {
    if (x->fact) miss(k, x->fact, NULL);
    else if (x->left) miss(k, NULL, NULL);
    else if (k->r->counts_known) miss(k, NULL, x->parameter);
    else miss(k, k->p->counts, NULL);
}

/* The history when it was not given, else the key by which it is looked up. */
static void miss_history(struct asking *k, enum policy_per per) {
    static const enum grant_key of_per[] = { [PER_PERSON] = KEY_PERSON,
        [PER_FIRM] = KEY_FIRM,
        [PER_JOB] = KEY_JOB,
        [PER_CERTIFICATE] = KEY_CERTIFICATE,
        [PER_OCCUPATION_LEVEL] = KEY_OCCUPATION,
        [PER_HOUSEHOLD] = KEY_HOUSEHOLD };
    bool known = k->q->granted && k->q->granted->known, added = false;
    for (int i = 0; known && i < (per == PER_OCCUPATION_LEVEL ? 2 : 1); i++) {
        const struct fact *x = facts_find(k->q->reg->facts, grant_key_word(i ? KEY_LEVEL : of_per[per]));
        if (!x || given_value(k->q->facts, x).kind != VALUE_UNKNOWN) continue;
        miss(k, x, NULL);
        added = true;
    }
    if (!added) miss(k, NULL, NULL);
}

static void missing(struct asking *k) {
    struct register_answer *r = k->r;
    for (size_t i = 0; i < r->checks.n; i++) {
        const struct register_check *c = &r->checks.v[i];
        if (c->met >= 0) continue;
        if (c->kind == CHECK_FORCE) miss(k, k->p->counts, NULL);
        if (c->kind == CHECK_AREA) miss(k, facts_find(k->q->reg->facts, c->area->fact), NULL);
        if (c->kind == CHECK_ONCE) miss_history(k, c->once->per);
        if (c->kind == CHECK_RELATION) miss_history(k, c->relation->per);
    }
    for (size_t i = 0; i < r->decision.missing.n; i++)
        for (size_t n = 0; n < k->p->ninputs; n++)
            if (str_eq(k->p->inputs[n].name, r->decision.missing.v[i])) miss_input(k, &k->p->inputs[n]);
}

/* ------------------------------------------------------------------ the answer */

static enum policy_answer judged(const struct register_answer *r) {
    bool sure = true;
    if (r->checks.v[0].kind == CHECK_FORCE && r->checks.v[0].met == 0) return POLICY_NOT;      /* whatever the facts are like */
    if (r->decision.answer == POLICY_ERROR) return POLICY_ERROR;
    for (size_t i = 0; i < r->checks.n; i++) {
        if (r->checks.v[i].met == 0) return POLICY_NOT;
        sure &= r->checks.v[i].met > 0;
    }
    if (!r->open && number_sign(r->high) <= 0) return POLICY_NOT;
    return sure && !r->open && number_sign(r->low) > 0 ? POLICY_ENTITLED : POLICY_NEEDS;
}

static void ask_at(struct arena *a, const struct register_question *q, struct date day, bool timeless, struct values *compared,
    struct register_answer *r)
{
    struct asking k = { a, q, q->policy, r, day, timeless, compared };
    struct value counts = counts_on(&k);
    *r = (struct register_answer){ .policy = q->policy,
        .benefit = envelope_benefit(q->policy->envelope, q->benefit),
        .answer = POLICY_ERROR };
    if (!r->benefit) return;
    check_force(&k, counts);
    check_areas(&k);
    check_history(&k);
    decide(&k, counts);
    amount(&k);
    check(&k, CHECK_DECISION, r->open ? -1 : number_sign(r->low) > 0 ? 1 : number_sign(r->high) > 0 ? -1 : 0);
    r->answer = judged(r);
    if (r->answer == POLICY_NEEDS) missing(&k);
}

void register_ask_on(struct arena *a, const struct register_question *q, struct date day, struct register_answer *r)
{
    ask_at(a, q, day, false, NULL, r);
}

/* ------------------------------------------------------------------ looking ahead */

/* What moves, and on which of the next days something may be different. */
struct ahead { bool daily, monthly, yearly; bool on[POLICY_HORIZON + 2]; };

static void grows(const struct register_question *q, const struct fact *x, bool plain, struct ahead *w) {
    struct value v;
    if (!x || !x->grows) return;
    v = given_value(q->facts, x);
    if (x->type->kind == TYPE_DATE) w->daily |= !plain && (v.kind == VALUE_UNKNOWN || same_day(v, q->date));
    else if (v.kind == VALUE_NUMBER) *(x->grows == GROWS_DAY ? &w->daily : &w->monthly) = true;
}

/* On this day, and on the one after it: comparisons with d turn there. */
static void turns(const struct register_question *q, struct date d, struct ahead *w) {
    int64_t n = temporal_day_number(d) - temporal_day_number(q->date);
    if (n >= 0 && n <= POLICY_HORIZON) w->on[n] = w->on[n + 1] = true;
    else if (n == -1) w->on[0] = true;
}

/* The first and last days of versions and parameters, where the date that counts moves on. */
static void envelope_turns(const struct register_question *q, struct ahead *w) {
    const struct policy_envelope *env = q->policy->envelope;
    turns(q, env->from, w);
    turns(q, env->to, w);
    for (size_t i = 0; i < env->parameters.n; i++)
        for (size_t n = 0; n < env->parameters.v[i].values.n; n++) {
            turns(q, env->parameters.v[i].values.v[n].from, w);
            turns(q, env->parameters.v[i].values.v[n].to, w);
        }
}

/* A "no" that no waiting turns. */
static bool for_ever(const struct register_question *q, const struct register_answer *r) {
    for (size_t i = 0; i < r->checks.n; i++) {
        const struct register_check *c = &r->checks.v[i];
        if (c->met != 0) continue;
        if (c->kind == CHECK_AREA) return true;
        if (c->kind == CHECK_ONCE && c->once->period == PERIOD_EVER) return true;
        if (c->kind == CHECK_RELATION && c->relation->period == PERIOD_EVER) return true;
        if (c->kind == CHECK_FORCE && (!r->counts_known || temporal_date_cmp(r->counts, q->policy->envelope->to) > 0)) return true;
    }
    return false;
}

static void what_moves(const struct register_question *q, struct ahead *w) {
    const struct policy *p = q->policy;
    grows(q, p->counts, true, w);                                 /* the envelope compares it with its own dates only */
    for (size_t i = 0; i < p->ninputs; i++) grows(q, p->inputs[i].fact, p->inputs[i].plain, w);
    for (size_t i = 0; i < p->envelope->once.n; i++) w->yearly |= p->envelope->once.v[i].period != PERIOD_EVER;
    for (size_t i = 0; i < p->envelope->relations.n; i++) w->yearly |= p->envelope->relations.v[i].period != PERIOD_EVER;
    envelope_turns(q, w);
}

static bool may_change(const struct register_question *q, const struct ahead *w, int i, struct date before, struct date day) {
    if (w->daily || w->on[i] || (w->yearly && day.d == 1)) return true;
    return w->monthly && months_waited(q->date, day) != months_waited(q->date, before);
}

static bool same_missing(const struct register_answer *x, const struct register_answer *y) {
    if (x->missing.n != y->missing.n) return false;
    for (size_t i = 0; i < x->missing.n; i++)
        if (x->missing.v[i].fact != y->missing.v[i].fact || x->missing.v[i].parameter != y->missing.v[i].parameter) return false;
    return true;
}

static bool same_answer(const struct register_answer *x, const struct register_answer *y) {
    if (x->answer != y->answer) return false;
    if (x->answer == POLICY_NOT || x->answer == POLICY_ERROR) return true;        /* of no amount, whatever the decision says of one */
    return x->open == y->open && same_missing(x, y) && number_cmp(x->low, y->low) == 0 && number_cmp(x->high, y->high) == 0;
}

/* Asks on each day that may change something until `stop` says so; false when it never does. */
typedef bool ahead_stop(const struct register_answer *now, const struct register_answer *later);
static bool pays(const struct register_answer *now, const struct register_answer *later)
{
    (void)now;
    return later->answer == POLICY_ENTITLED;
}
static bool differs(const struct register_answer *now, const struct register_answer *later) { return !same_answer(now, later); }

/* Whatever day it is, the answer and its amount are the same. */
static bool settled_for_good(struct arena *a, const struct register_question *q) {
    struct register_answer r;
    struct arena_mark m = arena_mark(a);
    ask_at(a, q, q->date, true, NULL, &r);
    arena_rewind(a, m);
    return r.answer == POLICY_NOT || (r.answer == POLICY_ENTITLED && !r.open && number_cmp(r.low, r.high) == 0);
}

static bool look_ahead(struct arena *a, const struct register_question *q, const struct register_answer *now, ahead_stop *stop,
    struct next_change *next)
{
    struct ahead *w = NEW(a, struct ahead);
    struct date day = q->date, before;
    if (settled_for_good(a, q)) return false;
    what_moves(q, w);
    for (int i = 0; i <= POLICY_HORIZON; i++) {                   /* day 0 is asked for its comparisons */
        struct register_answer later;
        struct arena_mark m = arena_mark(a);
        struct values compared = { 0 };
        bool found;
        before = day;
        if (i && !temporal_date_add_days(day, (struct days_duration){ 86400, 0 }, &day)) return false;
        if (i && !may_change(q, w, i, before, day)) continue;
        ask_at(a, q, day, false, &compared, &later);
        for (size_t c = 0; c + 1 < compared.n; c += 2) {          /* a date that moves is this day; what it was compared with turns */
            if (same_day(compared.v[c], day)) turns(q, compared.v[c + 1].date, w);
            else if (same_day(compared.v[c + 1], day)) turns(q, compared.v[c].date, w);
        }
        found = i && stop(now, &later);
        *next = (struct next_change){ found, day, later.answer, later.low, later.high, later.open };
        arena_rewind(a, m);
        if (found) return true;
    }
    return false;
}

void register_today(struct arena *a, const struct register_question *q, struct register_answer *r) { register_ask_on(a, q, q->date, r); }

void register_ask(struct arena *a, const struct register_question *q, struct register_answer *r) {
    struct next_change next;
    register_ask_on(a, q, q->date, r);
    if (r->answer == POLICY_NEEDS) register_minimal(a, q, r);
    if (r->answer != POLICY_NOT || for_ever(q, r) || !look_ahead(a, q, r, pays, &next)) return;
    r->answer = POLICY_NOT_YET;
    r->flips = next.date;
}

void register_next_change(struct arena *a, const struct register_question *q, const struct register_answer *r, struct next_change *next) {
    struct register_answer now;
    *next = (struct next_change){ .any = false };
    if (!r->benefit || r->answer == POLICY_ERROR) return;
    register_ask_on(a, q, q->date, &now);
    if (!look_ahead(a, q, &now, differs, next)) next->any = false;
}

/* ------------------------------------------------------------------ for how many months */

static struct some_number months_said(struct arena *a, const struct register_answer *r) {
    struct policy_question q = r->asked;
    struct policy_result months;
    struct number n;
    if (number_parse(r->benefit->months, &n)) return (struct some_number){ true, n };
    for (size_t i = 0; i < q.n; i++)
        if (str_eq(q.facts[i].name, r->benefit->months))
            return (struct some_number){ q.facts[i].value.kind == VALUE_NUMBER, q.facts[i].value.number };
    q.decision = r->benefit->months;
    q.amount = STR_NONE;
    q.today = STR_NONE;
    policy_decide(a, &q, &months);
    return (struct some_number){ months.answer != POLICY_ERROR && !months.open && number_cmp(months.low, months.high) == 0, months.low };
}

static void no_more_than(struct some_number *months, struct number n) {
    if (!months->given || number_cmp(n, months->n) < 0) *months = (struct some_number){ true, n };
}

struct some_number register_months(struct arena *a, const struct register_answer *r) {
    struct some_number months = { 0 };
    struct number left;
    if (!r->benefit || (r->benefit->cadence != CADENCE_MONTHLY && r->benefit->cadence != CADENCE_QUARTERLY)) return months;
    if (r->benefit->months.n) months = months_said(a, r);
    for (size_t i = 0; i < r->checks.n; i++) {
        const struct register_check *c = &r->checks.v[i];
        if (c->kind != CHECK_ONCE || c->once->of != OF_MONTH || c->had_open || !number_sub(c->once->count.n, c->had_most, &left)) continue;
        no_more_than(&months, number_sign(left) < 0 ? number_int(0) : left);
    }
    return months;
}
