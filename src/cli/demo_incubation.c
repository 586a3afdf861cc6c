/* demo_incubation.c: the sample city's carriers and who came to them since 2016, month by month:
**
**     every venture has a plan when it enters (stays, becomes a firm, graduates, fails, moves, overstays)
**     each month what the plans end is taken off, and as many new ones come as the month's target wants
**
** so that every month's end has its total out of unit records: 138 carriers, 3,320 incubatees and 1,826 teams on 31 December
** 2020, as the city said. Names, codes and fates are invented and say so. What is stored of them: demo_incubation_store.c. */
#include "cli/demo.h"
#include "web/ids.h"

enum { START = 201601, SEED_MONTH = 202012, SEED_CARRIERS = 138, SEED_FIRMS = 3320, SEED_TEAMS = 1826, MORE_CARRIERS = 8, AHEAD = 120 };
enum { BASE_FIRMS = 62 };                         /* of the carrier whose manager has a login */

static bool is(struct str s, const char *z) { return str_eq(s, str_from(z)); }

/* ---- carriers ---- */

static const struct { const char *division, *zone, *zh, *en; int weight; } places[] = {
    { "210211", "hightech", "高新区", "High-tech Zone", 30 }, { "210211", "", "甘井子", "Ganjingzi", 22 },
    { "210212", "hightech", "龙王塘", "Longwangtang", 4 },
    { "210212", "", "旅顺口", "Lüshunkou", 5 }, { "210213", "jinpu", "金普", "Jinpu", 22 }, { "210213", "", "金州", "Jinzhou", 8 },
    { "210204", "", "沙河口", "Shahekou", 14 },
    { "210202", "", "中山", "Zhongshan", 10 }, { "210203", "", "西岗", "Xigang", 8 },
    { "210281", "changxing", "长兴岛", "Changxing Island", 3 }, { "210281", "", "瓦房店", "Wafangdian", 4 },
    { "210283", "huayuankou", "花园口", "Huayuankou", 2 }, { "210283", "", "庄河", "Zhuanghe", 3 },
    { "210214", "", "普兰店", "Pulandian", 3 }, { "210224", "", "长海", "Changhai", 1 },
};
static const struct {
    const char *code, *zh, *en, *industry;
    int weight;
} fields[] = {
    { "software", "软件", "Software", "65", 30 },
    { "equipment", "智能装备", "Machinery", "35", 18 },
    { "biomedicine", "生物医药", "Bio-medicine", "27", 8 },
    { "agriculture", "现代农业", "Agriculture", "01", 5 },
    { "ic", "芯片", "Chip", "39", 5 },
    { "materials", "新材料", "Materials", "26", 8 },
    { "energy", "清洁能源", "Clean Energy", "77", 7 },
    { "marine", "海洋", "Marine", "04", 7 },
    { "culture", "文创", "Design", "87", 7 },
    { "services", "商务服务", "Business Service", "72", 5 },
};
static const struct {
    const char *code, *zh, *en;
} kinds[] = { { "incubator", "孵化器", "Incubator" }, { "makerspace", "众创空间", "Makerspace" }, { "park", "科技园", "Science Park" } };

#define WEIGHED(d, table) weighed(d, &(table)[0].weight, sizeof (table)[0], LEN(table))
static size_t weighed(struct dice *d, const int *weight, size_t step, size_t n)
{
    int64_t sum = 0, at;
    for (size_t i = 0; i < n; i++) sum += *(const int *)(const void *)((const char *)weight + i * step);
    at = dice_between(d, 0, sum - 1);
    for (size_t i = 0;; i++) if ((at -= *(const int *)(const void *)((const char *)weight + i * step)) < 0) return i;
}

static int64_t day(int64_t y, int m, int d) { return date_days(y, m, d); }

/* A synthetic organisation; nobody's login belongs to it, an officer registered it. */
static size_t organisation(struct demo *d, struct dice *x, size_t number, size_t field, size_t kind)
{
    size_t place = WEIGHED(x, places), officer = 0;
    while (!is(d->people.v[officer].login, "clerk.tech")) officer++;
    struct demo_org *o = PUSH(d->a, &d->orgs);
    o->name.zh = str_printf(d->a, "%s%s%s（演示%zu）", places[place].zh, field == SIZE_MAX ? "创业" : fields[field].zh, kinds[kind].zh,
        number);
    o->name.en = str_printf(d->a, "%s %s %s (sample %zu)", places[place].en, field == SIZE_MAX ? "Start-up" : fields[field].en,
        kinds[kind].en, number);
    o->intro = (struct both){ S("本载体及其在孵企业、团队均为演示而编写。"),
        S("This carrier and the firms and teams in it were made up for the demonstration.") };
    o->kind = S("carrier");
    o->division = str_from(places[place].division);
    o->zone = str_from(places[place].zone);
    o->size = o->reason = S("");
    o->industry = S("75");
    o->fields = S("base");
    o->state = S("active");
    o->synthetic = true;
    o->owner = officer;
    o->created_ms = demo_office_hour(d, instant_day(d->now) - 300 - (int64_t)(number % 60));
    o->id = demo_id(d, o->created_ms);
    return d->orgs.n - 1;
}

static struct demo_carrier *carrier_add(struct demo *d, size_t org, const char *kind, const char *field)
{
    struct demo_carrier *c = PUSH(d->a, &d->carriers);
    *c = (struct demo_carrier){ .org = org, .kind = str_from(kind), .field = str_from(field) };
    return c;
}

static void level(struct demo_carrier *c, const char *name, int64_t from, int64_t until)
{
    c->level[c->nlevels].level = name;
    c->level[c->nlevels].from = from;
    c->level[c->nlevels++].until = until;
}

/* Said by the carrier, confirmed by nobody: in no figure. */
static void claimed(struct demo_carrier *c, const char *name, int64_t from)
{
    level(c, name, from, 0);
    c->level[c->nlevels - 1].claimed = true;
}

/* Certified on a day; some rise later, a few let it lapse. */
static void certified(struct dice *x, struct demo_carrier *c, int64_t first, int64_t today)
{
    int64_t roll = dice_between(x, 0, 99), rise = first + dice_between(x, 500, 1300), seed = day(2020, 12, 10);
    bool early = first < seed;
    c->opened = first - dice_between(x, 300, 1400);
    c->mentors = dice_between(x, 3, 9);
    c->weight = dice_between(x, 7, 24);
    if (roll < 18) {
        level(c, "provincial", first, 0);
        if (rise < today && (rise < seed || !early)) { level(c, "national", rise, 0); c->weight = dice_between(x, 44, 62); }
    } else if (roll < 45) {
        level(c, "city", first, 0);
        if (rise < today) level(c, "provincial", rise, 0);
        c->weight = dice_between(x, 16, 34);
    } else if (roll < 88) level(c, "city", first, 0);
    else level(c, "district", first, 0);
}

static void carriers(struct demo *d, struct dice *x, int64_t today)
{
    size_t orgs = d->orgs.n;
    for (size_t i = 0; i < orgs; i++) {
        const struct demo_org *o = &d->orgs.v[i];
        bool base = is(o->kind, "base");
        if (!(base || is(o->kind, "carrier")) || !is(o->state, "active")) continue;
        struct demo_carrier *c = carrier_add(d, i,
            base                                           ? "base"
                : str_find(o->name.zh, S("众创空间")) >= 0 ? "makerspace"
                : str_find(o->name.zh, S("科技园")) >= 0   ? "park"
                                                           : "incubator",
            "");
        certified(x, c, day(2013 + (int64_t)(i % 4), 3, 15), today);
        if (base) {
            c->nlevels = 0;
            level(c, str_find(o->name.zh, S("省级")) >= 0 ? "provincial" : "national", day(2017, 6, 21), 0);
            c->weight = 12;
        } else if (str_find(o->name.zh, S("国家")) >= 0) {
            c->nlevels = 0;
            level(c, "national", day(2015, 9, 30), 0);
        } /* what its name says */
        if (is(o->name.zh, "创业工坊孵化器")) {
            c->nlevels = 0;
            level(c, "provincial", day(2015, 5, 20), 0);
            claimed(c, "national", today - 9);
            c->weight = BASE_FIRMS;
            c->opened = day(2013, 4, 1);
            c->mentors = 8;
        }
    }
    for (size_t i = 0; d->carriers.n < SEED_CARRIERS + MORE_CARRIERS; i++) {
        bool late = d->carriers.n >= SEED_CARRIERS;
        size_t field = dice_chance(x, 45) ? WEIGHED(x, fields) : SIZE_MAX, kind = dice_chance(x, 60) ? 0 : dice_chance(x, 75) ? 1 : 2;
        struct demo_carrier *c = carrier_add(d, organisation(d, x, i + 1, field, kind), kinds[kind].code,
            field == SIZE_MAX ? "" : fields[field].code);
        certified(x, c, late ? day(2021, 3, 1) + dice_between(x, 0, 900) : day(2013, 1, 10) + dice_between(x, 0, i < 100 ? 1080 : 2880),
            today);
        if (!late && i >= 40 && i < 43) c->level[c->nlevels - 1].until = day(2022, 6, 30) + (int64_t)(i - 40) * 300;
        if (!late && i == 60) claimed(c, "national", today - 20);
        if (!late && i == 50) c->level[c->nlevels - 1].until = today + 50;
    }
}

/* ---- names and codes ---- */

static struct str firm_name(struct demo *d, struct dice *x, size_t field, size_t number, bool team)
{
    static const char first[][4] = { "海", "云", "星", "启", "智", "蓝", "明", "远", "新", "瑞", "安", "博" },
                      second[][4] = { "澜", "拓", "诺", "辰", "帆", "图", "创", "航", "科", "润", "达", "谷" };
    const char *a = first[dice_pick(x, LEN(first))], *b = second[dice_pick(x, LEN(second))];
    return team ? str_printf(d->a, "%s%s%s创业团队（演示%05zu）", a, b, fields[field].zh, number)
                : str_printf(d->a, "大连%s%s%s有限公司（演示%05zu）", a, b, fields[field].zh, number);
}

/* A code of the unassigned area 210299, with both checks of GB 32100. */
static struct str firm_code(struct arena *a, size_t number)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int inner[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    char code[19];
    int own = 0, all = 0, weight = 1;
    snprintf(code, sizeof code, "91210299MD%06zu", number);
    for (int i = 0; i < 8; i++) own += inner[i] * (code[8 + i] <= '9' ? code[8 + i] - '0' : code[8 + i] - 'A' + 10);
    code[16] = "0X987654321"[own % 11];
    for (int i = 0; i < 17; i++, weight = weight * 3 % 31) all += (int)(strchr(alphabet, code[i]) - alphabet) * weight;
    code[17] = alphabet[(31 - all % 31) % 31];
    code[18] = 0;
    must(uscc_check(str_from(code)) == ID_FINE);
    return str_printf(a, "%s", code);
}

/* ---- the years ---- */

struct years {
    struct demo *d;
    struct dice *x;
    int64_t today, months, firms, teams;
    int64_t *left_firms, *left_teams, *became;    /* by month: what the plans will do */
};

static int64_t index_of(int64_t d)
{
    struct ymd at = date_ymd(d);
    return (at.y - START / 100) * 12 + at.m - START % 100;
}

static int64_t target(int64_t at, int64_t first, int64_t seed, int64_t each)
{
    int64_t n = index_of(day(SEED_MONTH / 100, SEED_MONTH % 100, 1));
    return at <= n ? first + (seed - first) * at / n : seed + (at - n) * each;
}

static size_t place_for(struct years *y, int64_t entry, size_t except)
{
    const struct demo *d = y->d;
    int64_t sum = 0;
    for (size_t i = 0; i < d->carriers.n; i++) if (i != except && d->carriers.v[i].opened <= entry) sum += d->carriers.v[i].weight;
    int64_t at = dice_between(y->x, 0, sum - 1);
    for (size_t i = 0;; i++) if (i != except && d->carriers.v[i].opened <= entry && (at -= d->carriers.v[i].weight) < 0) return i;
}

static bool stays_longer(struct str field) { return is(field, "biomedicine") || is(field, "agriculture") || is(field, "ic"); }

static struct demo_stay *stay_add(struct years *y, size_t venture, size_t carrier, int64_t entry, int64_t due, int64_t moved_from)
{
    struct demo *d = y->d;
    struct demo_stay *s = PUSH(d->a, &d->stays);
    *s = (struct demo_stay){ .id = demo_id(d, d->now - INT64_C(86400000) * 200),
        .entry = entry,
        .due = due,
        .venture = venture,
        .carrier = carrier,
        .kind = "",
        .moved_from = moved_from };
    d->ventures.v[venture].n++;
    return s;
}

/* What lies ahead has not happened. */
static bool leave(struct years *y, struct demo_stay *s, int64_t exit, const char *kind)
{
    if (exit > y->today) return false;
    s->exit = exit;
    s->kind = kind;
    return true;
}

/* Of a firm, from the day it is one: its agreement's end and what becomes of it. */
static void firm_plan(struct years *y, size_t at, int64_t from)
{
    struct demo_venture *v = &y->d->ventures.v[y->d->stays.v[at].venture];
    struct dice *x = y->x;
    int64_t months = stays_longer(v->field) ? 60
        : dice_chance(x, 60)                ? 36
                                            : 48,
            due = date_add_months(from, months) - 1, roll = dice_between(x, 0, 99), exit;
    const char *kind = "graduated";
    y->d->stays.v[at].due = due;
    if (roll < 40) exit = date_add_months(from, dice_between(x, 18, months < 44 ? months : 44)) - dice_between(x, 0, 20);
    else if (roll < 58) { exit = due + 1; kind = "expired"; }
    else if (roll < 68) { exit = due + 1 + dice_between(x, 12, 220); kind = dice_chance(x, 60) ? "expired" : "graduated"; }
    else if (roll < 84) { exit = date_add_months(from, dice_between(x, 5, 30)); kind = "failed"; }
    else if (roll < 92) { exit = date_add_months(from, dice_between(x, 8, 24)); kind = "moved"; }
    else if (roll < 94) { exit = date_add_months(from, dice_between(x, 6, 24)); kind = "expelled"; }
    else { exit = date_add_months(from, dice_between(x, 12, 30)); kind = "expired"; }
    if (is(str_from(kind), "moved")) {
        if (!leave(y, &y->d->stays.v[at], exit, kind)) { y->left_firms[index_of(exit)]++; return; }    /* ahead: it makes no difference */
        struct demo_stay *next = stay_add(y, y->d->stays.v[at].venture, place_for(y, exit, y->d->stays.v[at].carrier), exit, due,
            y->d->stays.v[at].id);
        exit = date_add_months(exit, dice_between(x, 10, 22));
        leave(y, next, exit, "graduated");
    } else leave(y, &y->d->stays.v[at], exit, kind);
    y->left_firms[index_of(exit)]++;
    if (is(str_from(kind), "failed")) { if (exit <= y->today) v->closed = exit; }
    else if (exit <= y->today && dice_chance(x, 22)) v->closed = exit + dice_between(x, 100, 2000);    /* what comes after leaving */
    if (v->closed > y->today) v->closed = 0;
}

static struct demo_venture *venture_add(struct years *y, bool team)
{
    struct demo *d = y->d;
    struct demo_venture *v = PUSH(d->a, &d->ventures);
    size_t field = WEIGHED(y->x, fields);
    v->id = demo_id(d, d->now - INT64_C(86400000) * 250);
    v->field = str_from(fields[field].code);
    v->name = firm_name(d, y->x, field, d->ventures.n, team);
    v->returnee = dice_chance(y->x, 9);
    v->student = dice_chance(y->x, team ? 55 : 34);
    v->first = d->stays.n;
    return v;
}

/* How old it is when it comes: up to two years; a few are older, which the entry rule finds. */
static void firm_is(struct years *y, size_t at, int64_t registered, int64_t since)
{
    struct demo_venture *v = &y->d->ventures.v[at];
    v->firm = demo_id(y->d, y->d->now - INT64_C(86400000) * 240);
    v->uscc = firm_code(y->d->a, at + 1);
    v->registered = registered;
    v->firm_day = since;
}

static void firm_enters(struct years *y, int64_t entry)
{
    venture_add(y, false);
    size_t at = y->d->ventures.n - 1;
    int64_t registered = entry - dice_between(y->x, 20, 700) - (dice_chance(y->x, 2) ? 250 : 0);
    firm_is(y, at, registered, registered);
    stay_add(y, at, place_for(y, entry, SIZE_MAX), entry, entry, 0);
    firm_plan(y, y->d->stays.n - 1, entry);
}

static void team_enters(struct years *y, int64_t entry)
{
    venture_add(y, true);
    size_t at = y->d->ventures.n - 1;
    int64_t due = date_add_months(entry, 24) - 1;
    stay_add(y, at, place_for(y, entry, SIZE_MAX), entry, due, 0);
    if (dice_chance(y->x, 35)) {
        int64_t firm = date_add_months(entry, dice_between(y->x, 3, 10)) + dice_between(y->x, 0, 9);
        y->became[index_of(firm)]++;
        if (firm > y->today) return;
        size_t field = 0;
        while (!is(y->d->ventures.v[at].field, fields[field].code)) field++;
        firm_is(y, at, firm, firm);
        y->d->ventures.v[at].name = firm_name(y->d, y->x, field, at + 1, false);
        firm_plan(y, y->d->stays.n - 1, firm);
        return;
    }
    int64_t exit = date_add_months(entry, dice_between(y->x, 10, 23)) + dice_between(y->x, 0, 20);
    if (dice_chance(y->x, 8)) exit = due + 1 + dice_between(y->x, 10, 90);
    leave(y, &y->d->stays.v[y->d->stays.n - 1], exit, exit <= due + 1 && dice_chance(y->x, 70) ? "failed" : "expired");
    y->left_teams[index_of(exit)]++;
}

static void month(struct years *y, int64_t at)
{
    int64_t first = month_first(month_plus(START, at)), last = month_last(month_plus(START, at)), n;
    y->firms += y->became[at] - y->left_firms[at];
    y->teams -= y->became[at] + y->left_teams[at];
    if (last > y->today) last = y->today;
    for (n = target(at, 620, SEED_FIRMS, 6) - y->firms; n > 0; n--, y->firms++) firm_enters(y, dice_between(y->x, first, last));
    for (n = target(at, 240, SEED_TEAMS, 4) - y->teams; n > 0; n--, y->teams++) team_enters(y, dice_between(y->x, first, last));
}

void demo_incubation(struct demo *d)
{
    struct dice x = { 20160101 };
    struct years y = { .d = d, .x = &x, .today = instant_day(d->now) };
    y.months = index_of(y.today) + 1;
    y.left_firms = NEWS(d->a, int64_t, (size_t)y.months + AHEAD);
    y.left_teams = NEWS(d->a, int64_t, (size_t)y.months + AHEAD);
    y.became = NEWS(d->a, int64_t, (size_t)y.months + AHEAD);
    carriers(d, &x, y.today);
    for (int64_t at = 0; at < y.months; at++) month(&y, at);
}
