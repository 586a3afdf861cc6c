/* demo_listings.c: needs and offers. A recipe names a kind and a side, how many, who may post it, and the function that
** rolls one: it takes a row of a table, an organisation that works in the row's field, and fills the blanks of a pattern
** of phrases.tsv. Both sides draw from the same rows, so that needs and offers fit. */
#include "cli/demo_roll.h"

enum { YEAR = 360, FRESH_DAYS = 90 };

/* ---- recipes ---- */

static const struct recipe recipes[] = {
    { "technology", "offer", "technology", 170, "institute,university,team", "", 0, roll_technology },
    { "technology", "need", "technology", 170, "enterprise,team,carrier", "", 0, roll_technology },
    { "job", "offer", "jobs", 380, "enterprise,team,bank,fund,carrier,institute,base,association,university", "", 0, roll_job_offer },
    { "job", "need", "jobs", 70, "university,department,association", "", 0, roll_job_need },
    { "job", "need", "jobs", 60, "", "", 100, roll_job_need },
    { "internship", "offer", "jobs", 90, "enterprise,team,institute,bank,base", "", 0, roll_internship },
    { "internship", "need", "jobs", 60, "university", "", 0, roll_internship },
    { "space", "offer", "spaces", 90, "carrier,base,department,university,enterprise", "", 0, roll_space },
    { "space", "need", "spaces", 60, "team,enterprise", "founder", 20, roll_space },
    { "mentor", "offer", "mentoring", 65, "university,association,carrier,base,institute,fund", "mentor", 25, roll_mentor },
    { "mentor", "need", "mentoring", 55, "team", "founder", 50, roll_mentor },
    { "training", "offer", "courses", 110, "university,association,carrier", "", 0, roll_training },
    { "training", "need", "courses", 80, "enterprise,department,team,base", "", 0, roll_training },
    { "service", "offer", "services", 120, "carrier,base,association,institute,bank,fund,university", "", 0, roll_service },
    { "service", "need", "services", 80, "team,enterprise,carrier", "", 0, roll_service },
    { "capital", "offer", "capital", 45, "", "", 0, roll_capital_offer },
    { "capital", "need", "technology", 50, "team", "founder", 25, roll_capital_need },
    { "capital", "need", "technology", 25, "enterprise", "", 0, roll_capital_firm },
    { "order", "need", "goods", 100, "enterprise,institute,university,team,base", "", 0, roll_order },
    { "order", "offer", "goods", 90, "enterprise,team", "", 0, roll_order },
    { "partnership", "need", "partnerships", 45, "base,university,association,carrier,institute,enterprise", "", 0, roll_partnership },
    { "partnership", "offer", "partnerships", 45, "base,university,association,carrier,institute,enterprise,department", "", 0,
        roll_partnership },
};

static const struct { const char *file, *headings; } tables[] = {
    { "technology", "field industry zh en use_zh use_en gain_zh gain_en skills" },
    { "jobs", "field industry zh en duty_zh duty_en education low high who skills" },
    { "spaces", "field kind zh en features_zh features_en low high price" },
    { "mentoring", "field zh en helps_zh helps_en skills" },
    { "courses", "field industry zh en content_zh content_en hours places who certificate_zh certificate_en skills" },
    { "services", "field industry zh en what_zh what_en low high skills" },
    { "capital", "kind form zh en terms_zh terms_en low high fields" },
    { "goods", "field industry zh en spec_zh spec_en unit_zh unit_en price quantity skills" },
    { "partnerships", "field industry zh en what_zh what_en skills" },
};

/* An organisation of one of the kinds that works in the field, the large ones more often; NULL when there is none. */
static const struct demo_org *org_for(struct demo *d, const struct recipe *r, struct str field)
{
    int64_t total = 0, at;
    struct str kinds = str_from(r->org_kinds);
    for (int pass = 0; pass < 2; pass++) {
        at = pass ? dice_between(&d->dice, 1, total) : 0;
        for (size_t i = 0; i < d->orgs.n; i++) {
            const struct demo_org *o = &d->orgs.v[i];
            bool fits = kinds.n ? comma_has(kinds, o->kind) && comma_has(o->fields, field) : str_eq(o->kind, field);
            if (!fits) continue;
            if (!pass) total += o->weight;
            else if ((at -= o->weight) <= 0) return o;
        }
        if (!total) return NULL;
    }
    return NULL;
}

/* Who seeks work of this row, or writes as a founder or mentor. */
static ptrdiff_t person_for(struct demo *d, const struct recipe *r, struct str who)
{
    for (int tries = 0; tries < TRIES; tries++) {
        size_t i = dice_pick(&d->dice, d->people.n);
        struct str kind = d->people.v[i].kind;
        if (r->person_kind[0] ? !str_eq(kind, str_from(r->person_kind)) : str_eq(kind, S("graduate")) ? str_eq(who, S("migrant"))
            : (!str_eq(kind, S("migrant")) && !str_eq(kind, S("veteran"))) || str_eq(who, S("graduate"))) continue;
        return (ptrdiff_t)i;
    }
    return -1;
}

/* Somebody of the organisation who may post for it. */
static size_t poster(struct demo *d, const struct demo_org *o)
{
    size_t org = (size_t)(o - d->orgs.v), i = dice_pick(&d->dice, d->people.n);
    const struct demo_person *p = &d->people.v[i];
    return p->org == (ptrdiff_t)org && !p->asked ? i : o->owner;
}

static struct str a_district(struct demo *d)
{
    static const char *const codes[] = { "210202", "210203", "210204", "210204", "210211", "210211", "210213", "210213", "210212",
        "210281" };
    return str_from(codes[dice_pick(&d->dice, LEN(codes))]);
}

/* Where it is, who says it. false: nobody fits this row. */
static bool place(struct maker *m, const struct recipe *r)
{
    struct demo *d = m->d;
    struct demo_listing *l = m->l;
    bool own = r->personal == 100 || (r->personal && dice_chance(&d->dice, r->personal));
    if (own) {
        ptrdiff_t p = person_for(d, r, strcmp(r->table, "jobs") == 0 ? maker_cell(m, CELL_WHO) : S(""));
        if (p < 0) return false;
        l->person = (size_t)p;
        l->division = d->people.v[p].division;
        l->zone = S("");
    } else {
        m->org = org_for(d, r, maker_cell(m, CELL_FIELD));
        if (!m->org) return false;
        if (strcmp(r->table, "jobs") == 0 && str_eq(maker_cell(m, CELL_WHO), S("migrant"))
            /* no work for students */
            && (r->roll == roll_internship || (!m->offer && str_eq(m->org->kind, S("university"))))) return false;
        l->person = poster(d, m->org);
        l->organisation = m->org->id;
        l->division = m->org->division;
        l->zone = m->org->zone;
    }
    l->account = d->people.v[l->person].account;
    if (str_eq(l->division, S("210200"))) l->division = a_district(d);
    slot(m, "place", code_said("divisions", l->division));
    return true;
}

/* ---- its life ---- */

static void close_it(struct demo *d, struct demo_listing *l)
{
    static const char *const reasons[] = { "filled", "filled", "withdrawn", "withdrawn", "stale", "stale", "ended", "ended", "mistake" };
    struct str reason = str_from(reasons[dice_pick(&d->dice, LEN(reasons))]);
    int64_t last = d->now - 3600000, at = str_eq(reason, S("stale")) ? l->published_ms + FRESH_DAYS * DAY_MS
        : l->published_ms + dice_between(&d->dice, 12, 150) * DAY_MS;
    if (at > last) return;                                                 /* not yet */
    l->state = S("closed");
    l->reason = reason;
    l->closed_ms = at;
    if (str_eq(reason, S("ended"))) l->until = instant_day(at) - 1;
}

static void open_it(struct demo *d, struct demo_listing *l)
{
    l->state = S("open");
    for (l->renew_by_ms = l->published_ms; l->renew_by_ms <= d->now + 2 * DAY_MS;) l->renew_by_ms += FRESH_DAYS * DAY_MS;
    if (dice_chance(&d->dice, 50)) l->until = instant_day(d->now) + dice_between(&d->dice, 5, 180);
}

/* Newer ones are more: the platform grows over its first year. */
static int64_t age_roll(struct demo *d)
{
    int64_t a = dice_between(&d->dice, 1, YEAR), b = dice_between(&d->dice, 1, YEAR);
    return a == b || dice_chance(&d->dice, 35) ? a : a > b ? a - b : b - a;
}

static void live(struct demo *d, struct demo_listing *l, int64_t age)
{
    int fate = (int)dice_between(&d->dice, 0, 99);
    l->state = S("review");
    if (age <= 12 && fate < 25) return;
    if (age <= 40 && fate < 33) { l->state = S("draft"); return; }
    if (fate >= 97) {
        l->state = S("refused");
        l->reason = demo_phrase(d, "refusal").zh;
        return;
    }
    l->published_ms = l->created_ms + dice_between(&d->dice, 1, 52) * 3600000;
    if (l->published_ms > d->now - 600000) { l->published_ms = 0; return; }
    open_it(d, l);
    if (dice_between(&d->dice, 0, YEAR) < age * 3 / 4) {
        struct demo_listing was = *l;
        l->until = 0;
        close_it(d, l);
        if (str_eq(l->state, S("closed"))) l->renew_by_ms = 0;
        else *l = was;
    }
}

static void confide(struct demo *d, struct demo_listing *l)
{
    bool named = l->organisation != DB_NULL && dice_chance(&d->dice, 3), annex = l->organisation != DB_NULL
        && comma_has(S("technology,capital,order,partnership"), l->kind) && dice_chance(&d->dice, 10);
    l->visibility = named ? S("named") : dice_chance(&d->dice, 6) ? S("members") : S("public");
    if (annex) l->annex = demo_phrase(d, "annex").zh;
    while ((named || annex) && l->nnamed < DEMO_NAMED) {
        const struct demo_org *o = &d->orgs.v[dice_pick(&d->dice, d->orgs.n)];
        bool twice = o->id == l->organisation || o->weight == 0;
        for (size_t i = 0; i < l->nnamed; i++) twice |= l->named[i] == o->id;
        if (!twice) l->named[l->nnamed++] = o->id;
    }
}

/* ---- all of them ---- */

struct seen { uint64_t *v; size_t n, cap; };
static bool seen_before(struct arena *a, struct seen *s, uint64_t key)
{
    for (size_t i = 0; i < s->n; i++) if (s->v[i] == key) return true;
    *PUSH(a, s) = key;
    return false;
}

static bool listing_roll(struct demo *d, const struct recipe *r, const struct demo_table *t, size_t table, struct seen *seen)
{
    struct demo_listing l = { .side = str_from(r->side),
        .kind = str_from(r->kind),
        .organisation = DB_NULL,
        .low = DB_NULL,
        .high = DB_NULL,
        .quantity = DB_NULL,
        .stage = S(""),
        .industry = S(""),
        .reason = S("") };
    struct maker m = { .d = d, .l = &l, .t = t, .row = dice_pick(&d->dice, t->n), .offer = r->side[0] == 'o' };
    if (!place(&m, r)) return false;
    uint64_t who = m.org ? (uint64_t)m.org->id : (uint64_t)l.account;
    if (seen_before(d->a, seen, (who * 31 + table) * 31 + m.row * 4 + m.offer * 2 + (r->roll == roll_internship))) return false;
    int64_t age = age_roll(d);
    l.created_ms = demo_office_hour(d, instant_day(d->now) - age);
    m.day = instant_day(l.created_ms);
    l.id = demo_id(d, l.created_ms);
    l.topic = table * 1000 + m.row;
    if (strcmp(r->table, "spaces") != 0 && strcmp(r->table, "mentoring") != 0) l.industry = maker_cell(&m, CELL_INDUSTRY);
    else if (m.org) l.industry = m.org->industry;
    if (r->roll == roll_capital_offer) l.topic = str_hash(instrument(maker_cell(&m, CELL_FORM)));
    r->roll(&m);
    live(d, &l, age);
    confide(d, &l);
    *PUSH(d->a, &d->listings) = l;
    return true;
}

void demo_listings(struct demo *d)
{
    struct seen seen = { 0 };
    struct demo_table t[LEN(tables)];
    for (size_t i = 0; i < LEN(tables); i++) t[i] = demo_table(d->a, tables[i].file, tables[i].headings);
    for (size_t i = 0; i < LEN(recipes); i++) {
        size_t table = 0;
        while (strcmp(tables[table].file, recipes[i].table) != 0) must(++table < LEN(tables));
        for (int made = 0, tries = 0; made < recipes[i].n; tries++) {
            must(tries < recipes[i].n * TRIES);
            if (listing_roll(d, &recipes[i], &t[table], table, &seen)) made++;
        }
    }
}
