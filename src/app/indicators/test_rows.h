/* test_rows.h: what the raw rows come to, for the tests of this folder: a list of facts (what, where, which month) made out of returns,
** stays and claims of employment, sums over the list, and a reader of formulas of its own. It knows nothing of cells and deltas.
**
** Include "test/site.h" first. cat is the catalogue whose measures and formulas are meant. */
#ifndef INDICATORS_TEST_ROWS_H
#define INDICATORS_TEST_ROWS_H
#include <math.h>
#include "app/indicators/inner.h"
#include "indicators_test_sql.h"

static struct site s;

enum { FIRST = 202501, LAST = 202712 };          /* employment is looked at month by month */

/* until: of what stands, the first month at whose end it does not. filed: a number that stands in a return, zero or not. */
struct fact { size_t measure; enum measure_cut cut; struct str code, group; int64_t from, until, value; bool filed; };
static struct { struct fact *v; size_t n, cap; } facts;
static const struct catalogue *cat;

static int64_t month_in(struct str day) { return month_of_text(day); }

static void fact_in(const char *measure, enum measure_cut cut, struct str code, struct str group, int64_t from, int64_t until,
    int64_t value)
{
    size_t m = measure_find(cat, str_from(measure));
    must(m != SIZE_MAX);
    if (cut == CUT_CITY || code.n) *PUSH(&s.a, &facts) = (struct fact){ m, cut, code, group, from, until, value, false };
}

static void fact(const char *measure, struct str division, struct str zone, int64_t carrier, int64_t from, int64_t until, int64_t value)
{
    const struct str code[CUTS] = { S(""), division, zone, carrier ? str_printf(&s.a, "%lld", (long long)carrier) : S("") };
    for (int cut = 0; cut < CUTS; cut++) fact_in(measure, (enum measure_cut)cut, code[cut], S(""), from, until, value);
}

/* The version that counts: the newest one handed in; of a late one only when it was let in; of a returned one the one accepted before. */
static const struct raw_versions *counts(const struct raw_versions_rows *v)
{
    const struct raw_versions *newest = NULL, *accepted = NULL;
    for (size_t i = 0; i < v->n; i++) {
        if (v->v[i].filed_ms != DB_NULL) newest = &v->v[i];
        if (str_eq(v->v[i].decision, S("accepted"))) accepted = &v->v[i];
    }
    if (!newest) return NULL;
    if (str_eq(newest->decision, S("returned"))) return accepted;
    return newest->late && !newest->admitted_by ? NULL : newest;
}

static void facts_of_return(struct db *db, const struct raw_returns *f, const struct raw_versions_rows *v)
{
    const struct raw_versions *live = counts(v), *first = v->n ? &v->v[0] : NULL;
    struct raw_values_rows values;
    fact("filings_due", f->division, f->zone, f->carrier, f->period, 0, 1);
    if (first && str_eq(first->decision, S("accepted"))) fact("filings_first_time", f->division, f->zone, f->carrier, f->period, 0, 1);
    if (!live) return;
    fact("filings_filed", f->division, f->zone, f->carrier, f->period, 0, 1);
    if (first->filed_ms != DB_NULL && !first->late) fact("filings_on_time", f->division, f->zone, f->carrier, f->period, 0, 1);
    if (live->zero) fact("filings_zero", f->division, f->zone, f->carrier, f->period, 0, 1);
    assert_int_equal(raw_values(db, live->id, f->form, f->form_version, &values), RC_OK);
    for (size_t i = 0; i < values.n; i++) {
        size_t from = facts.n;
        fact(str_printf(&s.a, "%.*s", STR_FMT(values.v[i].measure)).p, f->division, f->zone, f->carrier, f->period, 0, values.v[i].value);
        for (size_t k = from; k < facts.n; k++) facts.v[k].filed = true;
    }
}

static bool same_place(const struct raw_stays *x, const struct raw_stays *y, int cut)
{
    return cut == CUT_CITY || (cut == CUT_DIVISION && str_eq(x->division, y->division)) || (cut == CUT_ZONE && str_eq(x->zone, y->zone))
        || (cut == CUT_CARRIER && x->carrier == y->carrier);
}

/* A firm is new to a place unless it came, as a firm, from within it. */
static void fact_new(const struct raw_stays *t, const struct raw_stays_rows *all, int64_t month)
{
    const struct str code[CUTS] = { S(""), t->division, t->zone, str_printf(&s.a, "%lld", (long long)t->carrier) };
    const struct raw_stays *before = NULL;
    for (size_t i = 0; i < all->n; i++) if (all->v[i].id == t->moved_from) before = &all->v[i];
    if (before && str_cmp(before->firm_day, before->exit_day) >= 0) before = NULL;
    for (int cut = 0; cut < CUTS; cut++)
        if (!before || !same_place(t, before, cut)) fact_in("incubatees_new", (enum measure_cut)cut, code[cut], S(""), month, 0, 1);
}

static void facts_of_stay(const struct raw_stays *t, const struct raw_stays_rows *all)
{
    int64_t gone = t->exit_day.p ? month_in(t->exit_day) : INT64_MAX, entry = month_in(t->entry_day), due, left;
    bool moved = t->exit_kind.p && str_eq(t->exit_kind, S("moved")),
         firm = t->firm_day.p && (!t->exit_day.p || str_cmp(t->firm_day, t->exit_day) < 0);
    struct str since = firm && str_cmp(t->firm_day, t->entry_day) > 0 ? t->firm_day : t->entry_day;
    if (!firm || str_cmp(since, t->entry_day) > 0) fact("teams", t->division, t->zone, t->carrier, entry, firm ? month_in(since) : gone, 1);
    if (firm) {
        fact("incubatees", t->division, t->zone, t->carrier, month_in(since), gone, 1);
        fact_new(t, all, month_in(since));
        if (t->returnee) fact("returnee_firms", t->division, t->zone, t->carrier, month_in(since), gone, 1);
        if (t->student) fact("student_firms", t->division, t->zone, t->carrier, month_in(since), gone, 1);
    }
    if (!moved) {
        fact("exits_due", t->division, t->zone, t->carrier, month_in(t->due_day), 0, 1);
        must(date_parse(t->due_day, &due));
        if (t->exit_day.p && date_parse(t->exit_day, &left) && left <= due + 1)
            fact("exits_on_time", t->division, t->zone, t->carrier, month_in(t->due_day), 0, 1);
    }
    if (!firm || !t->exit_kind.p) return;
    if (str_eq(t->exit_kind, S("graduated"))) fact("graduates", t->division, t->zone, t->carrier, gone, 0, 1);
    if (!moved && !str_eq(t->exit_kind, S("failed")))
        for (int years = 1; years <= 5; years += 2)
            fact(str_printf(&s.a, "survived_%d_due", years).p, t->division, t->zone, t->carrier, month_plus(gone, years * 12), 0, 1);
}

/* ---- persons ---- */

struct place { enum measure_cut cut; struct str code; };
static bool claims_in(const struct raw_claims *c, const struct place *p)
{
    return p->cut == CUT_CITY || (p->cut == CUT_DIVISION && str_eq(c->division, p->code))
        || (p->cut == CUT_ZONE && str_eq(c->zone, p->code))
        || (p->cut == CUT_CARRIER && c->carrier && str_eq(str_printf(&s.a, "%lld", (long long)c->carrier), p->code));
}

/* What all claims of a spell say together. */
static bool spell_says(const struct raw_claims *v, size_t n, int64_t spell, struct str group)
{
    for (size_t i = 0; i < n; i++) {
        struct str list = v[i].groups, one;
        if (v[i].spell != spell) continue;
        if (str_eq(group, S("founder")) && str_eq(v[i].relation, S("founder"))) return true;
        while (str_cut(&list, ',', &one)) if (str_eq(one, group)) return true;
    }
    return false;
}

static struct str spell_edge(const struct raw_claims *v, size_t n, int64_t spell, bool end)
{
    struct str edge = STR_NONE;
    bool open = false;
    for (size_t i = 0; i < n; i++) {
        if (v[i].spell != spell) continue;
        if (!end && (!edge.p || str_cmp(v[i].start_day, edge) < 0)) edge = v[i].start_day;
        if (end && !v[i].until_day.p) open = true;
        else if (end && (!edge.p || str_cmp(v[i].until_day, edge) > 0)) edge = v[i].until_day;
    }
    return open ? S("9999-12-31") : edge;
}

static void employed(const struct raw_claims *v, size_t n, const struct place *p, struct str group)
{
    for (int founder = 0; founder < 2; founder++)
        for (int64_t m = FIRST; m <= LAST; m = month_plus(m, 1)) {
            struct str end = date_str(&s.a, month_last(m));
            bool there = false;
            for (size_t i = 0; i < n && !there; i++)
                there = claims_in(&v[i], p) && spell_says(v, n, v[i].spell, S("founder")) == founder
                    && (!group.n || spell_says(v, n, v[i].spell, group)) && str_cmp(v[i].start_day, end) <= 0
                    && (!v[i].until_day.p || str_cmp(v[i].until_day, end) >= 0);
            if (there) fact_in(founder ? "founders" : "jobs", p->cut, p->code, group, m, month_plus(m, 1), 1);
        }
}

/* Once a calendar year and place, in the month of the first spell that began there; the later ones of the year lend it their groups. */
static void newly(const struct raw_claims *v, size_t n, const struct place *p, int64_t year)
{
    int64_t first = 0;
    struct str start = STR_NONE;
    bool in[8] = { false }, any = false;
    for (size_t i = 0; i < n; i++) {
        struct str begin = spell_edge(v, n, v[i].spell, false);
        if (!claims_in(&v[i], p) || spell_says(v, n, v[i].spell, S("founder")) || month_in(begin) / 100 != year) continue;
        for (size_t g = 0; g < key_groups_n; g++) any |= in[g] |= spell_says(v, n, v[i].spell, key_groups[g]);
        if (start.p && (str_cmp(begin, start) > 0 || (str_eq(begin, start) && v[i].spell >= first))) continue;
        first = v[i].spell;
        start = begin;
    }
    if (!start.p) return;
    int64_t day = 0;
    must(date_parse(start, &day));
    if (any) fact_in("jobs_key_groups", p->cut, p->code, S(""), month_in(start), 0, 1);
    for (size_t g = 0; g <= key_groups_n; g++) {
        struct str group = g ? key_groups[g - 1] : S("");
        if (g && !in[g - 1]) continue;
        fact_in("jobs_new", p->cut, p->code, group, month_in(start), 0, 1);
        for (int months = 6; months <= 12; months += 6) {
            struct str until = date_str(&s.a, date_add_months(day, months));
            fact_in(str_printf(&s.a, "retained_%d_due", months).p, p->cut, p->code, group, month_in(until), 0, 1);
            if (str_cmp(spell_edge(v, n, first, true), until) >= 0)
                fact_in(str_printf(&s.a, "retained_%d", months).p, p->cut, p->code, group, month_in(until), 0, 1);
        }
    }
}

static const struct place places[] = { { CUT_CITY, SI("") }, { CUT_DIVISION, SI("210211") }, { CUT_DIVISION, SI("210212") },
    { CUT_DIVISION, SI("210204") }, { CUT_ZONE, SI("hightech") }, { CUT_ZONE, SI("jinpu") }, { CUT_CARRIER, SI("1000") },
    { CUT_CARRIER, SI("1001") }, { CUT_CARRIER, SI("1002") } };

static void facts_gather(struct db *db)
{
    struct raw_returns_rows returns;
    struct raw_stays_rows stays;
    struct raw_claims_rows claims;
    facts.n = 0;
    assert_int_equal(raw_returns(db, &returns), RC_OK);
    for (size_t i = 0; i < returns.n; i++) {
        struct raw_versions_rows v;
        assert_int_equal(raw_versions(db, returns.v[i].id, &v), RC_OK);
        facts_of_return(db, &returns.v[i], &v);
    }
    assert_int_equal(raw_stays(db, &stays), RC_OK);
    for (size_t i = 0; i < stays.n; i++) facts_of_stay(&stays.v[i], &stays);
    assert_int_equal(raw_claims(db, &claims), RC_OK);
    for (size_t i = 0, k; i < claims.n; i = k) {
        for (k = i; k < claims.n && claims.v[k].who == claims.v[i].who; k++) continue;
        for (size_t p = 0; p < LEN(places); p++) {
            for (size_t g = 0; g <= key_groups_n; g++) employed(claims.v + i, k - i, &places[p], g ? key_groups[g - 1] : S(""));
            for (int64_t y = FIRST / 100; y <= LAST / 100; y++) newly(claims.v + i, k - i, &places[p], y);
        }
    }
}

/* ---- sums over facts ---- */

struct ask { int64_t from, until; const struct place *at; struct str group; };

static bool begun(size_t measure, int64_t until)
{
    for (size_t i = 0; i < facts.n; i++) {
        const struct fact *f = &facts.v[i];
        if (f->measure == measure && f->cut == CUT_CITY && !f->group.n && f->from <= until
            && (cat->measures.v[measure].kind != MEASURE_STOCK || f->until > f->from))
            return true;
    }
    return false;
}

/* NaN: there is no value. all: from the beginning. */
static double counted(size_t measure, const struct ask *a, bool all)
{
    enum measure_kind kind = cat->measures.v[measure].kind;
    double sum = 0, level = NAN;
    int64_t month = 0;
    if (!begun(measure, a->until)) return NAN;
    for (size_t i = 0; i < facts.n; i++) {
        const struct fact *f = &facts.v[i];
        if (f->measure != measure || f->cut != a->at->cut || !str_eq(f->code, a->at->code) || !str_eq(f->group, a->group)) continue;
        if (kind == MEASURE_FLOW && (all || f->from >= a->from) && f->from <= a->until) sum += (double)f->value;
        if (kind == MEASURE_STOCK && f->from <= a->until && f->until > a->until) sum += (double)f->value;
        if (kind != MEASURE_LEVEL || f->from < a->from || f->from > a->until || f->from < month) continue;
        level = f->from > month ? (double)f->value : level + (double)f->value;
        month = f->from;
    }
    return kind == MEASURE_LEVEL ? level : sum;
}

static double mean(size_t measure, const struct ask *a)
{
    double sum = 0, n = 0;
    for (int64_t m = a->from; m <= a->until; m = month_plus(m, 1)) {
        double v = counted(measure, &(struct ask){ m, m, a->at, a->group }, false);
        if (!isnan(v)) { sum += v; n++; }
    }
    return n > 0 ? sum / n : NAN;
}

/* ---- formulas: sums of products of names and whole numbers ---- */

struct reader { struct str left; const struct ask *ask; };
static double total(struct reader *r);

static struct str word(struct reader *r)
{
    size_t n = 0;
    while (r->left.n && *r->left.p == ' ') r->left = str_sub(r->left, 1, r->left.n);
    while (n < r->left.n
        && ((r->left.p[n] >= 'a' && r->left.p[n] <= 'z') || (r->left.p[n] >= '0' && r->left.p[n] <= '9') || r->left.p[n] == '_'))
        n++;
    if (!n && r->left.n) n = 1;
    struct str t = str_sub(r->left, 0, n);
    r->left = str_sub(r->left, n, r->left.n);
    return t;
}

static bool next_is(struct reader *r, const char *signs, char *sign)
{
    while (r->left.n && *r->left.p == ' ') r->left = str_sub(r->left, 1, r->left.n);
    if (!r->left.n || !strchr(signs, *r->left.p)) return false;
    *sign = *word(r).p;
    return true;
}

static double factor(struct reader *r)
{
    struct str t = word(r);
    int64_t n;
    char close;
    if (str_eq(t, S("("))) {
        double v = total(r);
        must(next_is(r, ")", &close));
        return v;
    }
    if (str_int(t, &n)) return (double)n;
    if (str_eq(t, S("mean"))) return mean(measure_find(cat, word(r)), r->ask);
    if (str_eq(t, S("all"))) return counted(measure_find(cat, word(r)), r->ask, true);
    if (str_eq(t, S("median"))) { (void)word(r); return NAN; }        /* of dockings, of which there are none here */
    return counted(measure_find(cat, t), r->ask, false);
}

static double product(struct reader *r)
{
    double v = factor(r);
    for (char sign; next_is(r, "*/", &sign);) {
        double x = factor(r);
        v = sign == '*' ? v * x : x != 0 ? v / x : NAN;
    }
    return v;
}

static double total(struct reader *r)
{
    double v = product(r);
    for (char sign; next_is(r, "+-", &sign);) v = sign == '+' ? v + product(r) : v - product(r);
    return v;
}
#endif
