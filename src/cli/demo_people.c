/* demo_people.c: organisations, and people with an account each.
**
** people.tsv names those whose logins the front page shows; every other
** organisation gets an owner, and the city some more graduates, migrant
** workers and founders, out of names.tsv. Resident numbers lie in the
** unassigned area 210299, telephones in a range that rings nowhere. */
#include "cli/demo.h"
#include "web/ids.h"
#include "web/static_files.h"

enum { MORE_PEOPLE = 64 };
enum { O_ZH, O_EN, O_KIND, O_DIVISION, O_ZONE, O_SIZE, O_INDUSTRY, O_FIELDS, O_LAST };      /* O_LAST: synthetic, or state */
enum { P_LOGIN, P_ZH, P_EN, P_ROLE, P_KIND, P_ORG, P_ID, P_DIVISION };

static int64_t weight_of(struct str kind, struct str size)
{
    static const struct { const char *kind; int64_t weight; } kinds[] = {
        { "institute", 6 }, { "university", 4 }, { "base", 4 }, { "bank", 6 }, { "fund", 5 }, { "carrier", 4 }, { "enterprise", 5 } };
    if (str_eq(size, S("large"))) return 8;
    for (size_t i = 0; i < LEN(kinds); i++) if (str_eq(kind, str_from(kinds[i].kind))) return kinds[i].weight;
    return 2;
}

/* "船舶与海工、装备制造" of "ship,machine". */
static struct both fields_said(struct demo *d, struct str fields)
{
    struct out o[2];
    struct str one;
    for (int i = 0; i < 2; i++) out_init(&o[i], d->a);
    for (bool first = true; str_cut(&fields, ',', &one); first = false) {
        struct both f = demo_field(d, one);
        if (!first) { put_z(&o[0], "、"); put_z(&o[1], ", "); }
        put_str(&o[0], f.zh);
        put_str(&o[1], f.en);
    }
    return (struct both){ out_str(&o[0]), out_str(&o[1]) };
}

static struct demo_org *org_add(struct demo *d, const struct demo_table *t, size_t row)
{
    static const struct both intro = { SI("主要方向：{fields}。本平台上以{name}名义发布的需求、供给和对接均为演示而编写。"),
        SI("Main fields: {fields}. What is posted here in the name of {Name} was made up for the demonstration.") };
    struct demo_org *o = PUSH(d->a, &d->orgs);
    o->name = (struct both){ demo_cell(t, row, O_ZH), demo_cell(t, row, O_EN) };
    o->kind = demo_cell(t, row, O_KIND);
    o->division = demo_cell(t, row, O_DIVISION);
    o->zone = demo_cell(t, row, O_ZONE);
    o->size = demo_cell(t, row, O_SIZE);
    o->industry = demo_cell(t, row, O_INDUSTRY);
    o->fields = demo_cell(t, row, O_FIELDS);
    const struct slot slots[] = { { "fields", fields_said(d, o->fields) }, { "name", o->name } };
    o->intro = both_fill(d->a, intro, slots, LEN(slots));
    o->weight = weight_of(o->kind, o->size);
    o->created_ms = demo_office_hour(d, instant_day(d->now) - 365 - dice_between(&d->dice, 20, 60));
    o->id = demo_id(d, o->created_ms);
    o->owner = SIZE_MAX;
    o->reason = S("");
    return o;
}

static void organisations(struct demo *d)
{
    struct demo_table t = demo_table(d->a, "organisations", "name_zh name_en kind division zone size_class industry fields synthetic");
    for (size_t i = 0; i < t.n; i++) {
        struct demo_org *o = org_add(d, &t, i);
        o->synthetic = str_eq(demo_cell(&t, i, O_LAST), S("yes"));
        o->state = S("active");
    }
    t = demo_table(d->a, "newcomers", "name_zh name_en kind division zone size_class industry fields state reason_zh");
    for (size_t i = 0; i < t.n; i++) {
        struct demo_org *o = org_add(d, &t, i);
        o->synthetic = true;
        o->state = demo_cell(&t, i, O_LAST);
        o->reason = demo_cell(&t, i, O_LAST + 1);
        o->created_ms = demo_office_hour(d, instant_day(d->now) - 1 - dice_between(&d->dice, 1, 6));
        o->id = demo_id(d, o->created_ms);
        o->weight = 0;                                                     /* may not post before it is approved */
    }
}

/* ---- people ---- */

static struct str resident_number(struct arena *a, int64_t born, int64_t serial)
{
    struct ymd b = date_ymd(born);
    for (size_t i = 0; i < 11; i++) {
        struct str s = str_printf(a, "210299%04d%02d%02d%03d%c", (int)b.y, b.m, b.d, (int)serial, "0123456789X"[i]);
        if (resident_check(s, NULL) == ID_FINE) return s;
    }
    unreachable();
}

/* The department of the city's action by its name; '' when it is none. */
static struct str department_of(struct str name)
{
    struct str rest = data_file("codes/departments.tsv"), line, code, zh;
    while (str_cut(&rest, '\n', &line))
        if (str_cut(&line, '\t', &code) && str_cut(&line, '\t', &zh) && str_eq(zh, name)) return code;
    return S("");
}

static ptrdiff_t org_named(const struct demo *d, struct str zh)
{
    for (size_t i = 0; i < d->orgs.n; i++) if (str_eq(d->orgs.v[i].name.zh, zh)) return (ptrdiff_t)i;
    return -1;
}

static struct demo_person *person_add(struct demo *d, struct str login)
{
    struct demo_person *p = PUSH(d->a, &d->people);
    p->login = login;
    p->created_ms = demo_office_hour(d, instant_day(d->now) - 365 - dice_between(&d->dice, 1, 15));
    p->account = demo_id(d, p->created_ms);
    p->person = demo_id(d, p->created_ms);
    p->phone = str_printf(d->a, "1390000%04d", (int)d->people.n);
    p->role = S("member");
    p->department = p->district = p->education = p->skills = p->belongs = S("");
    p->org = -1;
    return p;
}

/* Offices judge within their department or district; a base and a provider act for their organisation; the rest see all. */
static void role_place(const struct demo *d, struct demo_person *p)
{
    const struct demo_org *o = p->org < 0 ? NULL : &d->orgs.v[p->org];
    if (!o || (!str_eq(p->role, S("clerk")) && !str_eq(p->role, S("approver")))) return;
    p->department = department_of(o->name.zh);
    if (!p->department.n) p->district = o->division;
}

static void join(struct demo *d, size_t person, size_t org)
{
    struct demo_person *p = &d->people.v[person];
    struct demo_org *o = &d->orgs.v[org];
    p->org = (ptrdiff_t)org;
    p->belongs = o->owner == SIZE_MAX ? S("owner") : S("editor");
    if (o->owner != SIZE_MAX) return;
    o->owner = person;
    p->created_ms = o->created_ms - 3600000;                               /* who registers it had signed up before */
}

static struct str education_of(struct dice *d, struct str kind)
{
    static const char *const graduates[] = { "20", "20", "20", "30", "14" }, *const others[] = { "70", "40", "60", "70" };
    if (str_eq(kind, S("mentor"))) return S("11");
    if (str_eq(kind, S("graduate")) || str_eq(kind, S("founder"))) return str_from(graduates[dice_pick(d, LEN(graduates))]);
    if (str_eq(kind, S("migrant")) || str_eq(kind, S("veteran"))) return str_from(others[dice_pick(d, LEN(others))]);
    return S("20");
}

static void people_shown(struct demo *d)
{
    struct demo_table t = demo_table(d->a, "people", "login name_zh name_en role kind organisation id_number division");
    for (size_t i = 0; i < t.n; i++) {
        struct demo_person *p = person_add(d, demo_cell(&t, i, P_LOGIN));
        p->zh = demo_cell(&t, i, P_ZH);
        p->en = demo_cell(&t, i, P_EN);
        p->role = demo_cell(&t, i, P_ROLE);
        p->kind = demo_cell(&t, i, P_KIND);
        p->id_number = demo_cell(&t, i, P_ID);
        p->division = demo_cell(&t, i, P_DIVISION);
        p->education = education_of(&d->dice, p->kind);
        ptrdiff_t org = org_named(d, demo_cell(&t, i, P_ORG));
        must(org >= 0 || !demo_cell(&t, i, P_ORG).n);
        if (org >= 0) join(d, i, (size_t)org);
        role_place(d, &d->people.v[i]);
    }
}

/* The k-th invented name: surname and given name go round at paces that meet again only after all have been paired. */
static struct demo_person *person_invent(struct demo *d, const struct demo_table *names, size_t k, struct str kind, int64_t age)
{
    size_t surnames = 0;
    while (surnames < names->n && str_eq(demo_cell(names, surnames, 0), S("surname"))) surnames++;
    size_t given = names->n - surnames, pair = k * 367 % (surnames * given);
    struct str sur[2], own[2];
    for (size_t i = 0; i < 2; i++) {
        sur[i] = demo_cell(names, pair % surnames, 1 + i);
        own[i] = demo_cell(names, surnames + pair / surnames, 1 + i);
    }
    struct str en = str_printf(d->a, "%.*s %.*s", STR_FMT(sur[1]), STR_FMT(own[1]));
    struct out login;
    out_init(&login, d->a);
    for (size_t i = 0; i < en.n; i++)
        put_c(&login, en.p[i] == ' ' ? '.' : en.p[i] >= 'A' && en.p[i] <= 'Z' ? (char)(en.p[i] + 32) : en.p[i]);
    struct demo_person *p = person_add(d, out_str(&login));
    p->zh = str_join(d->a, sur[0], own[0]);
    p->en = en;
    p->kind = kind;
    p->education = education_of(&d->dice, kind);
    p->id_number = resident_number(d->a, instant_day(d->now) - age * 365 - dice_between(&d->dice, 0, 364), 100 + (int64_t)k);
    return p;
}

static struct str any_division(struct demo *d)
{
    static const char *const codes[] = { "210202", "210203", "210204", "210204", "210211", "210211", "210211", "210212", "210213", "210213",
        "210213", "210214", "210224", "210281", "210281", "210283", "210283" };
    return str_from(codes[dice_pick(&d->dice, LEN(codes))]);
}

static void people_more(struct demo *d)
{
    static const struct {
        const char *kind;
        int64_t young, old;
    } kinds[] = { { "graduate", 22, 25 }, { "migrant", 24, 52 }, { "graduate", 22, 26 }, { "migrant", 28, 50 }, { "founder", 25, 40 },
        { "veteran", 23, 35 } };
    struct demo_table names = demo_table(d->a, "names", "part zh en");
    size_t k = 0;
    for (size_t i = 0; i < d->orgs.n; i++) {
        if (d->orgs.v[i].owner != SIZE_MAX) continue;
        bool team = str_eq(d->orgs.v[i].kind, S("team"));
        struct demo_person *p = person_invent(d, &names, k++, team ? S("founder") : S("staff"), dice_between(&d->dice, 26, 55));
        p->division = d->orgs.v[i].division;
        join(d, d->people.n - 1, i);
    }
    for (size_t i = 0; i < MORE_PEOPLE; i++) {
        size_t of = i % LEN(kinds);
        struct demo_person *p = person_invent(d, &names, k++, str_from(kinds[of].kind),
            dice_between(&d->dice, kinds[of].young, kinds[of].old));
        p->division = any_division(d);
        if (i % 20 == 4) {                                                 /* some ask to join a team */
            do p->org = (ptrdiff_t)dice_pick(&d->dice, d->orgs.n); while (!str_eq(d->orgs.v[p->org].kind, S("team")));
            p->belongs = S("member");
            p->asked = true;
        }
    }
}

void demo_people(struct demo *d)
{
    organisations(d);
    people_shown(d);
    people_more(d);
    for (size_t i = 0; i < d->people.n; i++)
        demo_event(d, d->people.v[i].account, d->people.v[i].created_ms, "signed_up", "account", d->people.v[i].account);
    for (size_t i = 0; i < d->orgs.n; i++) {
        const struct demo_org *o = &d->orgs.v[i];
        demo_event(d, d->people.v[o->owner].account, o->created_ms, "register", "organisation", o->id);
    }
}
