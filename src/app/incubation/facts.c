/* facts.c: what the rules may ask, out of rows. A fact that nobody has said is null. */
#include "app/incubation/rules.h"

enum { V_FIRM, V_FIELD, V_AGE, V_STAYED, V_STAY, V_STAY_LIMIT, V_HIGH_TECH, V_FUNDING, V_REVENUE, V_ACQUIRED, V_MERGED, V_LISTED, V_FACTS };
static const struct fact_kind venture_kinds[V_FACTS] = {
    [V_FIRM] = { "is_firm", TYPE_BOOLEAN, T_fact_is_firm },
    [V_FIELD] = { "field", TYPE_STRING, T_fact_field },
    [V_AGE] = { "age_months", TYPE_NUMBER, T_fact_age_months },
    [V_STAYED] = { "stayed_months", TYPE_NUMBER, T_fact_stayed_months },
    [V_STAY] = { "stay_months", TYPE_NUMBER, T_fact_stay_months },
    [V_STAY_LIMIT] = { "stay_limit", TYPE_NUMBER, T_fact_stay_limit },
    [V_HIGH_TECH] = { "high_tech", TYPE_BOOLEAN, T_fact_high_tech },
    [V_FUNDING] = { "funding_yuan", TYPE_NUMBER, T_fact_funding },
    [V_REVENUE] = { "revenue_two_years_yuan", TYPE_NUMBER, T_fact_revenue },
    [V_ACQUIRED] = { "acquired", TYPE_BOOLEAN, T_fact_acquired },
    [V_MERGED] = { "merged", TYPE_BOOLEAN, T_fact_merged },
    [V_LISTED] = { "listed", TYPE_BOOLEAN, T_fact_listed },
};
enum { C_SPECIAL, C_YEARS, C_STATISTICS, C_AREA, C_TENANT_SHARE, C_UTILISATION, C_FUND, C_CASES, C_INCUBATEES, C_GRADUATES, C_FIELD_SHARE,
    C_DENSITY, C_SERVICE_SHARE, C_MENTORS, C_FACTS };
static const struct fact_kind carrier_kinds[C_FACTS] = {
    [C_SPECIAL] = { "special", TYPE_BOOLEAN, T_fact_special },
    [C_YEARS] = { "years_open", TYPE_NUMBER, T_fact_years_open },
    [C_STATISTICS] = { "statistics_years", TYPE_NUMBER, T_fact_statistics_years },
    [C_AREA] = { "area_m2", TYPE_NUMBER, T_fact_area },
    [C_TENANT_SHARE] = { "tenant_share", TYPE_NUMBER, T_fact_tenant_share },
    [C_UTILISATION] = { "utilisation", TYPE_NUMBER, T_fact_utilisation },
    [C_FUND] = { "fund_yuan", TYPE_NUMBER, T_fact_fund },
    [C_CASES] = { "fund_cases", TYPE_NUMBER, T_fact_fund_cases },
    [C_INCUBATEES] = { "incubatees", TYPE_NUMBER, T_fact_incubatees },
    [C_GRADUATES] = { "graduates", TYPE_NUMBER, T_fact_graduates },
    [C_FIELD_SHARE] = { "field_share", TYPE_NUMBER, T_fact_field_share },
    [C_DENSITY] = { "density", TYPE_NUMBER, T_fact_density },
    [C_SERVICE_SHARE] = { "service_share", TYPE_NUMBER, T_fact_service_share },
    [C_MENTORS] = { "mentors", TYPE_NUMBER, T_fact_mentors },
};
struct fact_kinds facts_for(enum purpose p)
{
    return p == FOR_NATIONAL ? (struct fact_kinds){ carrier_kinds, C_FACTS } : (struct fact_kinds){ venture_kinds, V_FACTS };
}

static struct value fen(int64_t v) { return value_number(number_scaled(v, 2)); }

/* Months begun: 24 months and a day are 25. Nothing from the day on is 0. */
static int64_t months_begun(int64_t from, int64_t to)
{
    if (to <= from) return 0;
    int64_t whole = date_months_between(from, to);
    return whole + (date_add_months(from, whole) < to);
}

/* ---- a venture ---- */

/* Time as a firm under agreements, all carriers together, before a day: when it began (-1: never), and for how many days. */
static int64_t stayed(const struct venture_by_id *v, const struct tenancies_of_venture_rows *rows, int64_t until, int64_t *days)
{
    int64_t first = -1;
    *days = 0;
    for (size_t i = 0; v->firm_day.p && i < rows->n; i++) {
        const struct tenancies_of_venture *t = &rows->v[i];
        int64_t from = day_of(t->entry_day), end = t->exit_day.p ? day_of(t->exit_day) : until, firm = day_of(v->firm_day);
        if (from < firm) from = firm;
        if (end > until) end = until;
        if (end <= from) continue;
        if (first < 0) first = from;
        *days += end - from;
    }
    return first;
}

/* The clock runs on in the next carrier and stands still between two; the age is the one at the first entry. */
static void clocks(const struct venture_by_id *v, const struct tenancies_of_venture_rows *stays, int64_t entry, int64_t day,
    struct facts *f)
{
    int64_t days, first = stayed(v, stays, entry, &days), firm = v->firm_day.p ? day_of(v->firm_day) : day,
                  from = entry > firm ? entry : firm;
    if (v->registered_day.p) f->v[V_AGE] = value_int(months_begun(day_of(v->registered_day), first < 0 ? entry : first));
    if (first < 0) first = from;
    f->v[V_STAYED] = value_int(months_begun(first, first + days));
    f->v[V_STAY] = value_int(months_begun(first, first + days + (day + 1 > from ? day + 1 - from : 0)));
}

/* A word about a thing is known once a row speaks of it; the row "none" speaks of all of them until its day. */
static void said_of(const struct venture_facts_rows *rows, struct str day, const char *kind, bool *known, bool *yes, int64_t *sum)
{
    *known = *yes = false;
    *sum = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const struct venture_facts *x = &rows->v[i];
        if (str_cmp(x->day, day) > 0) continue;
        bool own = str_eq(x->kind, str_from(kind));
        if (own || str_eq(x->kind, S("none"))) *known = true;
        if (own) { *yes = true; *sum += x->amount_fen == DB_NULL ? 0 : x->amount_fen; }
    }
}

static struct value yes_or_no(const struct venture_facts_rows *rows, struct str day, const char *kind)
{
    bool known, yes;
    int64_t sum;
    said_of(rows, day, kind, &known, &yes, &sum);
    return known ? value_bool(yes) : value_null();
}

/* The best two years that follow each other; unknown as long as there are no two, unless "none" was said. */
static struct value revenue_of_two(const struct venture_facts_rows *rows, struct str day)
{
    bool known, yes;
    int64_t sum, best = -1;
    for (size_t i = 0; i < rows->n; i++) {
        const struct venture_facts *x = &rows->v[i];
        for (size_t k = 0; k < rows->n; k++) {
            const struct venture_facts *y = &rows->v[k];
            if (!str_eq(x->kind, S("revenue")) || !str_eq(y->kind, S("revenue")) || str_cmp(y->day, day) > 0) continue;
            if (date_ymd(day_of(y->day)).y == date_ymd(day_of(x->day)).y + 1 && x->amount_fen + y->amount_fen > best)
                best = x->amount_fen + y->amount_fen;
        }
    }
    if (best >= 0) return fen(best);
    said_of(rows, day, "none", &known, &yes, &sum);
    return yes ? value_int(0) : value_null();
}

/* The stay rules' own limit, for the entry rule: the threshold of the one that speaks of this field. */
static enum rc stay_limit(struct db *db, const struct facts *f, struct str day, struct value *limit)
{
    struct incubation_rules_on_rows rows;
    struct facts stay = *f;
    *limit = value_null();
    stay.p = FOR_STAY;
    TRY(incubation_rules_on(db, purpose_code(FOR_STAY), day, &rows));
    struct verdict v;
    TRY(rules_judge(db, &stay, day, &v));
    for (size_t i = 0; i < rows.n; i++)
        for (size_t k = 0; k < v.list.n; k++) {
            struct number n;
            if (str_eq(rows.v[i].code, v.list.v[k].code) && number_parse(rows.v[i].threshold, &n)) *limit = value_number(n);
        }
    return RC_OK;
}

enum rc facts_of_venture(struct db *db, enum purpose p, int64_t id, struct str entry, struct str day, struct facts *f)
{
    struct venture_by_id v;
    struct tenancies_of_venture_rows stays;
    struct venture_facts_rows rows;
    bool known, yes;
    int64_t sum;
    *f = (struct facts){ .p = p };
    TRY(venture_by_id(db, id, &v));
    TRY(tenancies_of_venture(db, id, &stays));
    TRY(venture_facts(db, id, &rows));
    bool firm = v.firm_day.p && str_cmp(v.firm_day, day) <= 0;
    f->v[V_FIRM] = value_bool(v.firm != DB_NULL && firm);
    f->v[V_FIELD] = v.field.n ? value_string(v.field) : value_null();
    if (v.registered_day.p) f->v[V_AGE] = value_int(months_begun(day_of(v.registered_day), day_of(entry)));
    clocks(&v, &stays, day_of(entry), day_of(day), f);
    f->v[V_HIGH_TECH] = yes_or_no(&rows, day, "high_tech");
    f->v[V_ACQUIRED] = yes_or_no(&rows, day, "acquired");
    f->v[V_MERGED] = yes_or_no(&rows, day, "merged");
    f->v[V_LISTED] = yes_or_no(&rows, day, "listed");
    said_of(&rows, day, "funding", &known, &yes, &sum);
    f->v[V_FUNDING] = known ? fen(sum) : value_null();
    f->v[V_REVENUE] = revenue_of_two(&rows, day);
    return p == FOR_ENTRY ? stay_limit(db, f, day, &f->v[V_STAY_LIMIT]) : RC_OK;
}

void facts_planned(struct str field, struct str registered, struct str entry, struct str day, enum purpose p, struct facts *f)
{
    *f = (struct facts){ .p = p };
    f->v[V_FIRM] = value_bool(registered.p != NULL);
    f->v[V_FIELD] = value_string(field);
    f->v[V_STAYED] = value_int(0);
    f->v[V_STAY_LIMIT] = value_int(1);                                    /* nothing stayed yet: below any limit */
    if (!registered.p) return;
    f->v[V_AGE] = value_int(months_begun(day_of(registered), day_of(entry)));
    f->v[V_STAY] = value_int(months_begun(day_of(entry), day_of(day) + 1));
}

/* ---- a carrier ---- */

/* x of y with two decimals, never rounded up: 74.999 % are not 75. */
static struct value share(int64_t x, int64_t y, int64_t times)
{
    return y > 0 ? value_number(number_scaled(x * times * 100 / y, 2)) : value_null();
}

static struct value years(struct str from, int64_t day)
{
    return from.p ? value_number(number_scaled(date_months_between(day_of(from), day) * 10 / 12, 1)) : value_null();
}

enum rc facts_of_carrier(struct db *db, int64_t id, struct str day, struct facts *f)
{
    struct carrier_by_id c;
    struct carrier_areas_rows areas;
    struct carrier_mentors_rows mentors;
    struct incubatees_by_field_rows fields;
    struct graduates_until graduated;
    int64_t firms = 0, own = 0, on = 0;
    *f = (struct facts){ .p = FOR_NATIONAL };
    TRY(carrier_by_id(db, id, day, &c));
    TRY(carrier_areas(db, id, &areas));
    TRY(carrier_mentors(db, id, &mentors));
    TRY(incubatees_by_field(db, id, day, &fields));
    TRY(graduates_until(db, id, day, &graduated));
    for (size_t i = 0; i < fields.n; i++) { firms += fields.v[i].n; own += str_eq(fields.v[i].field, c.field) ? fields.v[i].n : 0; }
    for (size_t i = 0; i < mentors.n; i++)
        on += str_cmp(mentors.v[i].from_day, day) <= 0 && (!mentors.v[i].until_day.p || str_cmp(mentors.v[i].until_day, day) >= 0);
    f->v[C_SPECIAL] = value_bool(c.field.n > 0);
    f->v[C_YEARS] = years(c.opened_day, day_of(day));
    f->v[C_STATISTICS] = years(c.statistics_day, day_of(day));
    for (size_t i = 0; i < areas.n; i++) {
        const struct carrier_areas *a = &areas.v[i];
        if (str_cmp(a->from_day, day) > 0) continue;
        f->v[C_AREA] = value_number(number_scaled(a->controllable, 2));
        f->v[C_TENANT_SHARE] = share(a->tenants, a->controllable, 100);
        f->v[C_UTILISATION] = share(a->tenants + a->shared, a->controllable, 100);
        f->v[C_DENSITY] = share(firms, a->controllable, 100000);
    }
    if (c.fund_fen != DB_NULL) f->v[C_FUND] = fen(c.fund_fen);
    if (c.fund_cases != DB_NULL) f->v[C_CASES] = value_int(c.fund_cases);
    f->v[C_INCUBATEES] = value_int(firms);
    f->v[C_GRADUATES] = value_int(graduated.n);
    if (c.field.n) f->v[C_FIELD_SHARE] = share(own, firms, 100);
    if (c.staff != DB_NULL && c.staff_service != DB_NULL) f->v[C_SERVICE_SHARE] = share(c.staff_service, c.staff, 100);
    f->v[C_MENTORS] = value_int(on);
    return RC_OK;
}
