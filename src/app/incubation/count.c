/* count.c: what the rows of this folder count for.
**
**     certifications an officer has confirmed ── level on a month's last day ──► carriers by level
**     areas, mentors ── what holds on the last day ───────────► area_*, mentors
**     a tenancy ─┬─ team until it is a firm, then incubatee ──► teams, incubatees, returnee_firms, student_firms, incubatees_new
**                ├─ its end ──────────────────────────────────► exits_due, exits_on_time, graduates
**                └─ notes 1, 3, 5 years after leaving ────────► survived_*_due, survived_*_noted, survived_*, alumni_jobs_*
**     sessions held ──────────────────────────────────────────► mentor_sessions, teams_coached (a venture once a month and cut)
**     rent ───────────────────────────────────────────────────► rent_charged, rent_relief
**
** Everything counts where its carrier lay on the month's last day; what stands goes along when a carrier moves (places_of).
**
** A change adds its row's count with sign -1, writes, and adds it again with +1; what stays the same nets to nothing. Months
** to come are written now: nothing here knows what day it is. */
#include "app/incubation/inner.h"

const int64_t survival_years[SURVIVAL_YEARS] = { 1, 3, 5 };
static const struct { struct str due, noted, survived, jobs; } survival[SURVIVAL_YEARS] = {
    { SI("survived_1_due"), SI("survived_1_noted"), SI("survived_1"), SI("alumni_jobs_1") },
    { SI("survived_3_due"), SI("survived_3_noted"), SI("survived_3"), SI("alumni_jobs_3") },
    { SI("survived_5_due"), SI("survived_5_noted"), SI("survived_5"), SI("alumni_jobs_5") },
};

/* ---- where ---- */

enum rc places_of(struct db *tx, int64_t carrier, struct places *to)
{
    struct carrier_by_id c;
    struct carrier_places_rows was;
    TRY(carrier_by_id(tx, carrier, S(""), &c));
    TRY(carrier_places(tx, carrier, &was));
    struct place *v = NEWS(tx->arena, struct place, was.n + 1);
    for (size_t i = 0; i <= was.n; i++)
        v[i] = (struct place){ i ? month_of_text(was.v[i - 1].until_day) : 0,
            { i < was.n ? was.v[i].division : c.division, i < was.n ? was.v[i].zone : c.zone, carrier } };
    *to = (struct places){ v, was.n + 1 };
    return RC_OK;
}

const struct measure_at *place_in(const struct places *p, int64_t month)
{
    size_t i = p->n;
    while (i > 1 && p->v[i - 1].from > month) i--;
    return &p->v[i - 1].at;
}

/* What begins in a month and stands from then on, wherever the carrier goes. */
static void stands(struct measures *m, struct str measure, int64_t month, const struct places *p, struct str group, int64_t value)
{
    measures_add(m, measure, month, place_in(p, month), group, value);
    for (size_t i = 1; i < p->n; i++) {
        if (p->v[i].from <= month) continue;
        measures_add(m, measure, p->v[i].from, &p->v[i - 1].at, group, -value);
        measures_add(m, measure, p->v[i].from, &p->v[i].at, group, value);
    }
}

/* ---- a carrier ---- */

static int by_month(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* The best confirmed level that is valid on the day; 5 = none. */
static int64_t rank_on(const struct certifications_rows *rows, struct str day)
{
    int64_t best = 5;
    for (size_t i = 0; i < rows->n; i++) {
        const struct certifications *c = &rows->v[i];
        if (!str_eq(c->state, S("confirmed")) || str_cmp(c->from_day, day) > 0 || (c->until_day.p && str_cmp(c->until_day, day) < 0))
            continue;
        for (int64_t k = 1; k < best; k++) if (str_eq(c->level, incubation_level(k))) best = k;
    }
    return best;
}

/* Between two of these months nothing begins or ends. */
static void count_level(struct measures *m, const struct certifications_rows *rows, struct str closed, const struct places *at,
    int64_t sign)
{
    int64_t *months = NEWS(m->arena, int64_t, rows->n * 3 + 1), was = 5;
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        months[n++] = month_of_text(rows->v[i].from_day);
        if (!rows->v[i].until_day.p) continue;
        months[n++] = month_of_text(rows->v[i].until_day);
        months[n++] = month_plus(month_of_text(rows->v[i].until_day), 1);
    }
    if (closed.p) months[n++] = month_of_text(closed);
    qsort(months, n, sizeof *months, by_month);
    for (size_t i = 0; i < n; i++) {
        struct str last = date_str(m->arena, month_last(months[i]));
        int64_t is = closed.p && str_cmp(closed, last) <= 0 ? 5 : rank_on(rows, last);
        if (was < 5) stands(m, S("carriers"), months[i], at, incubation_level(was), -sign);
        if (is < 5) stands(m, S("carriers"), months[i], at, incubation_level(is), sign);
        was = is;
    }
}

static void count_area(struct measures *m, const struct carrier_areas_rows *rows, struct str closed, const struct places *at, int64_t sign)
{
    struct carrier_areas was = { 0 }, none = { 0 };
    for (size_t i = 0; i <= rows->n; i++) {
        bool end = i == rows->n || (closed.p && str_cmp(rows->v[i].from_day, closed) >= 0);
        if (end && !closed.p) return;
        const struct carrier_areas *is = end ? &none : &rows->v[i];
        int64_t month = month_of_text(end ? closed : is->from_day);
        stands(m, S("area_controllable"), month, at, S(""), sign * (is->controllable - was.controllable));
        stands(m, S("area_tenants"), month, at, S(""), sign * (is->tenants - was.tenants));
        stands(m, S("area_shared"), month, at, S(""), sign * (is->shared - was.shared));
        if (end) return;
        was = *is;
    }
}

static void count_mentors(struct measures *m, const struct carrier_mentors_rows *rows, struct str closed, const struct places *at,
    int64_t sign)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct carrier_mentors *x = &rows->v[i];
        struct str end = x->until_day.p ? date_str(m->arena, day_of(x->until_day) + 1) : STR_NONE;
        if (closed.p && (!end.p || str_cmp(closed, end) < 0)) end = closed;
        if (end.p && str_cmp(end, x->from_day) <= 0) continue;
        stands(m, S("mentors"), month_of_text(x->from_day), at, S(""), sign);
        if (end.p) stands(m, S("mentors"), month_of_text(end), at, S(""), -sign);
    }
}

enum rc incubation_count_carrier(struct db *tx, int64_t id, int64_t sign, struct measures *m)
{
    struct carrier_by_id c;
    struct certifications_rows levels;
    struct carrier_areas_rows areas;
    struct carrier_mentors_rows mentors;
    TRY(carrier_by_id(tx, id, S(""), &c));
    TRY(certifications(tx, id, &levels));
    TRY(carrier_areas(tx, id, &areas));
    TRY(carrier_mentors(tx, id, &mentors));
    struct places at;
    TRY(places_of(tx, id, &at));
    count_level(m, &levels, c.closed_day, &at, sign);
    count_area(m, &areas, c.closed_day, &at, sign);
    count_mentors(m, &mentors, c.closed_day, &at, sign);
    return RC_OK;
}

/* ---- a tenancy ---- */

bool leaves_alive(struct str kind) { return str_eq(kind, S("graduated")) || str_eq(kind, S("expired")) || str_eq(kind, S("expelled")); }

static void stay(struct measures *m, struct str measure, struct str from, struct str until, const struct places *at, int64_t sign)
{
    stands(m, measure, month_of_text(from), at, S(""), sign);
    if (until.p) stands(m, measure, month_of_text(until), at, S(""), -sign);
}

/* New in each cut it was not in before: a firm that moves house is new there, and not in the city. */
static void count_new(struct measures *m, const struct tenancy_counted *t, struct str from, const struct places *p, int64_t sign)
{
    int64_t month = month_of_text(from);
    const struct measure_at *at = place_in(p, month);
    bool moved = t->was_carrier != 0;
    if (!moved) measures_put(m, S("incubatees_new"), month, CUT_CITY, S(""), S(""), sign);
    if (at->division.n && !(moved && str_eq(at->division, t->was_division)))
        measures_put(m, S("incubatees_new"), month, CUT_DIVISION, at->division, S(""), sign);
    if (at->zone.n && !(moved && str_eq(at->zone, t->was_zone)))
        measures_put(m, S("incubatees_new"), month, CUT_ZONE, at->zone, S(""), sign);
    if (t->was_carrier != t->carrier)
        measures_put(m, S("incubatees_new"), month, CUT_CARRIER, str_printf(m->arena, "%lld", (long long)t->carrier), S(""), sign);
}

/* A note that it has closed answers for the years after it, too. */
static void count_survival(struct measures *m, const struct tenancy_counted *t, const struct aftercare_of_rows *notes,
    const struct places *p, int64_t sign)
{
    for (size_t k = 0; k < SURVIVAL_YEARS; k++) {
        int64_t month = month_plus(month_of_text(t->exit_day), 12 * survival_years[k]);
        const struct measure_at *at = place_in(p, month);
        bool noted = false, alive = false;
        measures_add(m, survival[k].due, month, at, S(""), sign);
        for (size_t i = 0; i < notes->n; i++) {
            const struct aftercare_of *n = &notes->v[i];
            if (n->year == survival_years[k] ? true : n->year < survival_years[k] && !n->alive) noted = true;
            if (n->year != survival_years[k] || !n->alive) continue;
            alive = true;
            if (n->jobs != DB_NULL) measures_add(m, survival[k].jobs, month, at, S(""), sign * n->jobs);
        }
        if (noted) measures_add(m, survival[k].noted, month, at, S(""), sign);
        if (alive) measures_add(m, survival[k].survived, month, at, S(""), sign);
    }
}

static void count_row(const struct tenancy_counted *row, const struct places *at, const struct aftercare_of_rows *notes, int64_t sign,
    struct measures *m)
{
    const struct tenancy_counted t = *row;
    struct str firm = !t.firm_day.p ? STR_NONE : str_cmp(t.firm_day, t.entry_day) > 0 ? t.firm_day : t.entry_day;
    if (firm.p && t.exit_day.p && str_cmp(firm, t.exit_day) >= 0) firm = STR_NONE;
    if (!firm.p || str_cmp(firm, t.entry_day) > 0) stay(m, S("teams"), t.entry_day, firm.p ? firm : t.exit_day, at, sign);
    if (firm.p) {
        stay(m, S("incubatees"), firm, t.exit_day, at, sign);
        if (t.returnee) stay(m, S("returnee_firms"), firm, t.exit_day, at, sign);
        if (t.student) stay(m, S("student_firms"), firm, t.exit_day, at, sign);
        count_new(m, &t, firm, at, sign);
    }
    if (!t.exit_day.p || !str_eq(t.exit_kind, S("moved"))) {
        measures_add(m, S("exits_due"), month_of_text(t.due_day), place_in(at, month_of_text(t.due_day)), S(""), sign);
        if (t.exit_day.p && str_cmp(t.exit_day, date_str(m->arena, day_of(t.due_day) + 1)) <= 0)
            measures_add(m, S("exits_on_time"), month_of_text(t.due_day), place_in(at, month_of_text(t.due_day)), S(""), sign);
    }
    if (!t.exit_day.p || !firm.p) return;
    if (str_eq(t.exit_kind, S("graduated")))
        measures_add(m, S("graduates"), month_of_text(t.exit_day), place_in(at, month_of_text(t.exit_day)), S(""), sign);
    if (leaves_alive(t.exit_kind)) count_survival(m, &t, notes, at, sign);
}

void incubation_count_row(const struct tenancy_counted *t, const struct aftercare_of_rows *notes, int64_t sign, struct measures *m)
{
    const struct place here = { 0, { t->division, t->zone, t->carrier } };
    count_row(t, &(struct places){ &here, 1 }, notes, sign, m);
}

enum rc incubation_count_tenancy(struct db *tx, int64_t id, int64_t sign, struct measures *m)
{
    struct tenancy_counted t;
    struct aftercare_of_rows notes;
    TRY(tenancy_counted(tx, id, &t));
    TRY(aftercare_of(tx, id, &notes));
    struct places at;
    TRY(places_of(tx, t.carrier, &at));
    count_row(&t, &at, &notes, sign, m);
    return RC_OK;
}

/* ---- sessions and rent ---- */

void count_session(struct measures *m, struct str day, const struct measure_at *at, int64_t sign)
{
    measures_add(m, S("mentor_sessions"), month_of_text(day), at, S(""), sign);
}

/* Once in each cut, in however many carriers of it. */
enum rc count_coached(struct db *tx, int64_t venture, int64_t month, int64_t sign, struct measures *m)
{
    struct coached_at_rows rows;
    TRY(coached_at(tx, venture, month, date_str(tx->arena, month_last(month)), &rows));
    if (rows.n) measures_put(m, S("teams_coached"), month, CUT_CITY, S(""), S(""), sign);
    for (size_t i = 0; i < rows.n; i++) {
        const struct coached_at *x = &rows.v[i];
        bool division = x->division.n > 0, zone = x->zone.n > 0;
        for (size_t k = 0; k < i; k++) {
            if (str_eq(rows.v[k].division, x->division)) division = false;
            if (str_eq(rows.v[k].zone, x->zone)) zone = false;
        }
        if (division) measures_put(m, S("teams_coached"), month, CUT_DIVISION, x->division, S(""), sign);
        if (zone) measures_put(m, S("teams_coached"), month, CUT_ZONE, x->zone, S(""), sign);
        measures_put(m, S("teams_coached"), month, CUT_CARRIER, str_printf(m->arena, "%lld", (long long)x->carrier), S(""), sign);
    }
    return RC_OK;
}

void count_rent(struct measures *m, int64_t month, const struct measure_at *at, int64_t rent_fen, int64_t relief_fen, int64_t sign)
{
    measures_add(m, S("rent_charged"), month, at, S(""), sign * (rent_fen - relief_fen));
    measures_add(m, S("rent_relief"), month, at, S(""), sign * relief_fen);
}

/* ---- everything of a carrier ---- */

static enum rc count_rents(struct db *tx, int64_t carrier, const struct places *at, int64_t sign, struct measures *m)
{
    struct rents_of_carrier_rows rents;
    TRY(rents_of_carrier(tx, carrier, &rents));
    for (size_t i = 0; i < rents.n; i++)
        count_rent(m, rents.v[i].month, place_in(at, rents.v[i].month), rents.v[i].rent_fen, rents.v[i].relief_fen, sign);
    return RC_OK;
}

enum rc count_carrier_whole(struct db *tx, int64_t id, int64_t sign, struct measures *m)
{
    struct places at;
    struct tenancies_of_carrier_rows tenancies;
    struct coached_months_of_rows months;
    struct sessions_held_of_rows held;
    TRY(places_of(tx, id, &at));
    TRY(incubation_count_carrier(tx, id, sign, m));
    TRY(tenancies_of_carrier(tx, id, &tenancies));
    for (size_t i = 0; i < tenancies.n; i++) TRY(incubation_count_tenancy(tx, tenancies.v[i].id, sign, m));
    TRY(sessions_held_of(tx, id, &held));
    for (size_t i = 0; i < held.n; i++)
        measures_add(m, S("mentor_sessions"), held.v[i].month, place_in(&at, held.v[i].month), S(""), sign * held.v[i].n);
    TRY(coached_months_of(tx, id, &months));
    for (size_t i = 0; i < months.n; i++) TRY(count_coached(tx, months.v[i].venture, months.v[i].month, sign, m));
    return count_rents(tx, id, &at, sign, m);
}
