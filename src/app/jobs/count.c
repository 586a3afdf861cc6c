/* count.c: what one person counts for: a pure function of her live claims, all spells of hers together.
**
** In each place (the city, each division, zone and carrier that one of her claims names), for everybody and for each key group:
**
**     jobs           +1 in the first month at whose end she is employed, -1 in the first at whose end she is not. Two employers at
**                    once are one person employed: the months are united before they are counted.
**     founders       the same of spells in which somebody says she is a founder; those are not in jobs.
**     jobs_new       once a calendar year, in the month in which her first spell of that year there began
**     jobs_key_groups  the same, when she is in any key group; of group '' only
**     retained_N_due   N months after that beginning; retained_N in the same month when the spell lasted to that day
**
** So that cuts add up to the city, a year at a time: of each cut jobs_new_twice counts places beyond the first, jobs_new_outside who
** is in none (code ''); and of the city jobs_new_pair counts persons two claimants both count (code "one|other").
**
** A place's months of employment are those of the claims that name it; what began when is the spell's. */
#include <stdlib.h>
#include "app/jobs/inner.h"

const char *const job_groups[] = { "graduate", "migrant", "veteran", "hardship", NULL };
enum { EVERYBODY = JOB_GROUPS, ALL_GROUPS };       /* group JOB_GROUPS stands for '' */

enum count { JOBS, FOUNDERS, NEW, KEY, DUE_6, KEPT_6, DUE_12, KEPT_12, TWICE, OUTSIDE, PAIR };
static const struct str measure_names[] = { SI("jobs"), SI("founders"), SI("jobs_new"), SI("jobs_key_groups"), SI("retained_6_due"),
    SI("retained_6"), SI("retained_12_due"), SI("retained_12"), SI("jobs_new_twice"), SI("jobs_new_outside"), SI("jobs_new_pair") };

/* ---- the tally: cells by their key ---- */

struct cell { uint64_t hash; struct str code; int64_t month, value; uint8_t count, cut, group; };
struct spell { int64_t id, start, until, month; unsigned groups; bool founder; };
struct range { int64_t from, to; };               /* months counted from 0: employed at the end of from, not of to */
struct claimer { size_t of; struct str name; };   /* who claims which of her spells */
struct tally {
    struct arena *a;
    struct cell *v; size_t n, room;               /* open addressing */
    /* a person's desk, used again for the next */
    struct spell *spells; size_t *of; struct range *ranges; struct claimer *claimers; size_t most;
    bool kept;                                    /* something in a must stay */
};

struct tally *tally_new(struct arena *a)
{
    struct tally *t = NEW(a, struct tally);
    *t = (struct tally){ .a = a, .v = NEWS(a, struct cell, 256), .room = 256 };
    return t;
}

static struct cell *slot(const struct tally *t, uint64_t hash, const struct cell *key)
{
    for (size_t i = hash & (t->room - 1); ; i = (i + 1) & (t->room - 1)) {
        struct cell *c = &t->v[i];
        if (!c->hash) return c;
        if (c->hash == hash && c->month == key->month && c->count == key->count && c->cut == key->cut && c->group == key->group
            && str_eq(c->code, key->code))
            return c;
    }
}

static void grow(struct tally *t)
{
    struct tally big = *t;
    big.kept = true;
    big.room *= 2;
    big.v = NEWS(t->a, struct cell, big.room);
    for (size_t i = 0; i < t->room; i++) if (t->v[i].hash) *slot(&big, t->v[i].hash, &t->v[i]) = t->v[i];
    *t = big;
}

static void put_cell(struct tally *t, enum count count, int64_t month, enum measure_cut cut, struct str code, int group, int64_t value)
{
    struct cell key = { .code = code, .month = month, .count = (uint8_t)count, .cut = (uint8_t)cut, .group = (uint8_t)group };
    uint64_t hash = str_hash(code) ^ (uint64_t)month * 0x9e3779b97f4a7c15u
        ^ (uint64_t)(count << 8 | (unsigned)cut << 4 | (unsigned)group) * 0xff51afd7ed558ccdu;
    hash |= (uint64_t)1 << 63;                    /* 0 marks a free slot */
    if (t->n * 2 >= t->room) grow(t);
    struct cell *c = slot(t, hash, &key);
    if (!c->hash) {
        t->kept = true;
        key.hash = hash;
        key.code = str_copy(t->a, code);
        *c = key;
        t->n++;
    }
    c->value += value;
}

bool tally_kept(struct tally *t)
{
    bool kept = t->kept;
    t->kept = false;
    return kept;
}

enum rc tally_apply(struct db *tx, struct tally *t)
{
    struct measures m = { .arena = t->a };
    for (size_t i = 0; i < t->room; i++) {
        const struct cell *c = &t->v[i];
        if (c->hash)
            measures_put(&m, measure_names[c->count], c->month, (enum measure_cut)c->cut, c->code,
                c->group == EVERYBODY ? S("") : str_from(job_groups[c->group]), c->value);
    }
    return measures_apply(tx, &m);
}

/* ---- one person ---- */

struct person { struct job_counted *v; size_t n; struct spell *spells; size_t nspells; size_t *of; };   /* of: the spell of each claim */
struct place { enum measure_cut cut; struct str code; };

static unsigned groups_bits(struct str list)
{
    unsigned bits = 1u << EVERYBODY;
    struct str one;
    while (str_cut(&list, ',', &one))
        for (int g = 0; g < JOB_GROUPS; g++) if (str_eq(one, str_from(job_groups[g]))) bits |= 1u << g;
    return bits;
}

static int by_spell(const void *x, const void *y)
{
    const struct job_counted *a = x, *b = y;
    if (a->spell != b->spell) return a->spell < b->spell ? -1 : 1;
    if (a->carrier != b->carrier) return a->carrier < b->carrier ? -1 : 1;
    int d = str_cmp(a->zone, b->zone);
    if (!d) d = str_cmp(a->division, b->division);
    if (!d) d = str_cmp(a->claimant, b->claimant);
    if (!d) d = str_cmp(a->groups, b->groups);
    if (!d) d = a->founder - b->founder;
    return d ? d : (a->start > b->start) - (a->start < b->start);
}

/* y says what x says, and goes on where x is: the same firm in the next month's filing. */
static bool goes_on(const struct job_counted *x, const struct job_counted *y)
{
    struct job_counted z = *y;
    z.start = x->start;
    return by_spell(x, &z) == 0 && (x->until == LINK_OPEN || y->start <= x->until + 1);
}

static size_t united(struct job_counted *v, size_t n)
{
    size_t kept = 0;
    if (n > 1) qsort(v, n, sizeof *v, by_spell);
    for (size_t i = 0; i < n; i++) {
        if (!kept || !goes_on(&v[kept - 1], &v[i])) v[kept++] = v[i];
        else if (v[i].until > v[kept - 1].until) v[kept - 1].until = v[i].until;
    }
    return kept;
}

static struct person person_of(struct tally *t, struct job_counted *v, size_t n)
{
    if (n > t->most) {
        t->kept = true;
        t->most = n * 2;
        t->spells = NEWS(t->a, struct spell, t->most);
        t->of = NEWS(t->a, size_t, t->most);
        t->ranges = NEWS(t->a, struct range, t->most);
        t->claimers = NEWS(t->a, struct claimer, t->most);
    }
    struct person p = { v, united(v, n), t->spells, 0, t->of };
    for (size_t i = 0; i < p.n; i++) {
        if (i == 0 || v[i].spell != v[i - 1].spell)
            p.spells[p.nspells++] = (struct spell){ .id = v[i].spell, .start = v[i].start, .until = v[i].until };
        struct spell *s = &p.spells[p.nspells - 1];
        if (v[i].start < s->start) s->start = v[i].start;
        if (v[i].until > s->until) s->until = v[i].until;
        s->groups |= groups_bits(v[i].groups);
        s->founder |= v[i].founder;
        s->month = month_of_day(s->start);
        p.of[i] = p.nspells - 1;
    }
    return p;
}

static struct str place_code(const struct person *p, size_t i, enum measure_cut cut, char carrier[24])
{
    const struct job_counted *c = &p->v[i];
    if (cut == CUT_DIVISION) return str_given(c->division);
    if (cut == CUT_ZONE) return str_given(c->zone);
    if (cut == CUT_CITY || !c->carrier) return S("");
    snprintf(carrier, 24, "%lld", (long long)c->carrier);
    return str_from(carrier);
}

static bool is_in(const struct person *p, size_t i, const struct place *x)
{
    char carrier[24];
    return x->cut == CUT_CITY || str_eq(place_code(p, i, x->cut, carrier), x->code);
}

/* ---- stocks ---- */

static int by_from(const void *x, const void *y)
{
    const struct range *a = x, *b = y;
    return (a->from > b->from) - (a->from < b->from);
}

static int64_t month_number(int64_t month) { return month / 100 * 12 + month % 100 - 1; }
static int64_t month_text(int64_t number) { return number / 12 * 100 + number % 12 + 1; }

static struct range range_of(const struct job_counted *c)
{
    struct range r = { month_number(month_of_day(c->start)), INT64_MAX };
    if (c->until == LINK_OPEN) return r;
    int64_t month = month_of_day(c->until);
    r.to = month_number(month) + (c->until == month_last(month));
    return r;
}

static void put_stock(struct tally *t, const struct person *p, const struct place *x, enum count count, int group, int64_t value)
{
    struct range *room = t->ranges;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct spell *s = &p->spells[p->of[i]];
        struct range r = range_of(&p->v[i]);
        if (s->founder == (count == FOUNDERS) && s->groups >> group & 1 && r.to > r.from && is_in(p, i, x)) room[n++] = r;
    }
    if (n > 1) qsort(room, n, sizeof *room, by_from);
    for (size_t i = 0, k; i < n; i = k) {
        struct range all = room[i];
        for (k = i + 1; k < n && room[k].from <= all.to; k++) if (room[k].to > all.to) all.to = room[k].to;
        put_cell(t, count, month_text(all.from), x->cut, x->code, group, value);
        if (all.to != INT64_MAX) put_cell(t, count, month_text(all.to), x->cut, x->code, group, -value);
    }
}

/* ---- flows ---- */

/* Her first spell of a year in a place, with the groups of all of that year there; NULL: none. */
static const struct spell *first_of(const struct person *p, const struct place *x, int64_t year, unsigned *groups)
{
    const struct spell *first = NULL;
    *groups = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct spell *s = &p->spells[p->of[i]];
        if (s->founder || s->month / 100 != year || !is_in(p, i, x)) continue;
        *groups |= s->groups;
        if (!first || s->start < first->start || (s->start == first->start && s->id < first->id)) first = s;
    }
    return first;
}

static void put_kept(struct tally *t, const struct place *x, const struct spell *s, unsigned groups, int64_t value, int months,
    enum count due)
{
    int64_t day = date_add_months(s->start, months), month = month_of_day(day);
    for (int g = 0; g < ALL_GROUPS; g++) {
        if (!(groups >> g & 1)) continue;
        put_cell(t, due, month, x->cut, x->code, g, value);
        if (s->until >= day) put_cell(t, (enum count)(due + 1), month, x->cut, x->code, g, value);
    }
}

static void put_year(struct tally *t, const struct person *p, const struct place *x, int64_t year, int64_t value)
{
    unsigned groups;
    const struct spell *s = first_of(p, x, year, &groups);
    if (!s) return;
    for (int g = 0; g < ALL_GROUPS; g++) if (groups >> g & 1) put_cell(t, NEW, s->month, x->cut, x->code, g, value);
    if (groups != 1u << EVERYBODY) put_cell(t, KEY, s->month, x->cut, x->code, EVERYBODY, value);
    put_kept(t, x, s, groups, value, 6, DUE_6);
    put_kept(t, x, s, groups, value, 12, DUE_12);
}

static void put_place(struct tally *t, const struct person *p, const struct place *x, int64_t value)
{
    for (int g = 0; g < ALL_GROUPS; g++) {
        put_stock(t, p, x, JOBS, g, value);
        put_stock(t, p, x, FOUNDERS, g, value);
    }
    for (size_t i = 0; i < p->nspells; i++) {
        int64_t year = p->spells[i].month / 100;
        bool before = false;
        for (size_t k = 0; k < i; k++) before |= p->spells[k].month / 100 == year;
        if (!before) put_year(t, p, x, year, value);
    }
}

/* Was there a claim with this code before i, of a spell of the year (0: of any)? */
static bool met(const struct person *p, size_t i, enum measure_cut cut, struct str code, int64_t year)
{
    char carrier[24];
    for (size_t k = 0; k < i; k++) {
        const struct spell *s = &p->spells[p->of[k]];
        if ((!year || (!s->founder && s->month / 100 == year)) && str_eq(place_code(p, k, cut, carrier), code)) return true;
    }
    return false;
}

/* ---- what joins cuts and city ---- */

static void put_overlap(struct tally *t, const struct person *p, int64_t year, int64_t month, int64_t value)
{
    for (enum measure_cut cut = CUT_DIVISION; cut < CUTS; cut++) {
        int64_t places = 0;
        for (size_t i = 0; i < p->n; i++) {
            char carrier[24];
            const struct spell *s = &p->spells[p->of[i]];
            struct str code = place_code(p, i, cut, carrier);
            if (!s->founder && s->month / 100 == year && code.n && !met(p, i, cut, code, year)) places++;
        }
        if (!places) put_cell(t, OUTSIDE, month, cut, S(""), EVERYBODY, value);
        if (places > 1) put_cell(t, TWICE, month, cut, S(""), EVERYBODY, value * (places - 1));
    }
}

/* Nobody honest is claimed by more: of a spell that is, the pairs are not listed. */
enum { CLAIMERS_MOST = 40 };

static int by_claimer(const void *x, const void *y)
{
    const struct claimer *a = x, *b = y;
    return a->of != b->of ? (a->of > b->of) - (a->of < b->of) : str_cmp(a->name, b->name);
}

/* Who claims each spell, once; those of a spell stand together, in order. */
static size_t claimers_of(struct tally *t, const struct person *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) t->claimers[i] = (struct claimer){ p->of[i], p->v[i].claimant };
    if (p->n > 1) qsort(t->claimers, p->n, sizeof *t->claimers, by_claimer);
    for (size_t i = 0; i < p->n; i++)
        if (!kept || by_claimer(&t->claimers[kept - 1], &t->claimers[i]) != 0) t->claimers[kept++] = t->claimers[i];
    return kept;
}

static bool claims_too(const struct tally *t, size_t n, size_t spell, struct str name)
{
    struct claimer key = { spell, name };
    return bsearch(&key, t->claimers, n, sizeof key, by_claimer) != NULL;
}

static bool pair_before(const struct tally *t, const struct person *p, size_t n, size_t spell, int64_t year, struct str one,
    struct str other)
{
    for (size_t i = 0; i < spell; i++) {
        const struct spell *s = &p->spells[i];
        if (!s->founder && s->month / 100 == year && claims_too(t, n, i, one) && claims_too(t, n, i, other)) return true;
    }
    return false;
}

static void put_pairs(struct tally *t, const struct person *p, int64_t year, int64_t month, int64_t value)
{
    size_t n = claimers_of(t, p);
    for (size_t i = 0, k; i < n; i = k) {
        size_t of = t->claimers[i].of;
        for (k = i; k < n && t->claimers[k].of == of; k++) continue;
        if (p->spells[of].founder || p->spells[of].month / 100 != year || k - i > CLAIMERS_MOST) continue;
        for (size_t a = i; a < k; a++)
            for (size_t b = a + 1; b < k; b++) {
                char code[160];
                struct str one = t->claimers[a].name, other = t->claimers[b].name;
                if (pair_before(t, p, n, of, year, one, other)) continue;
                snprintf(code, sizeof code, "%.*s|%.*s", STR_FMT(one), STR_FMT(other));
                put_cell(t, PAIR, month, CUT_CITY, str_from(code), EVERYBODY, value);
            }
    }
}

static void put_joins(struct tally *t, const struct person *p, int64_t value)
{
    for (size_t i = 0; i < p->nspells; i++) {
        unsigned groups;
        int64_t year = p->spells[i].month / 100;
        bool before = false;
        for (size_t k = 0; k < i; k++) before |= p->spells[k].month / 100 == year;
        const struct spell *first = before ? NULL : first_of(p, &(struct place){ CUT_CITY, S("") }, year, &groups);
        if (!first) continue;
        put_overlap(t, p, year, first->month, value);
        put_pairs(t, p, year, first->month, value);
    }
}

void tally_person(struct tally *t, struct job_counted *v, size_t n, int64_t value)
{
    if (!n) return;
    struct person p = person_of(t, v, n);
    n = p.n;
    put_place(t, &p, &(struct place){ CUT_CITY, S("") }, value);
    for (enum measure_cut cut = CUT_DIVISION; cut < CUTS; cut++)
        for (size_t i = 0; i < n; i++) {
            char carrier[24];
            struct str code = place_code(&p, i, cut, carrier);
            if (code.n && !met(&p, i, cut, code, 0)) put_place(t, &p, &(struct place){ cut, code }, value);
        }
    put_joins(t, &p, value);
}
