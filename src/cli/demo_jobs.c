/* demo_jobs.c: who works in the sample city's firms: claims of carriers, district and zone offices, person by person since 2019.
**
** 30,412 persons are newly employed in 2020, as the city said ("more than 30,000"), each once: some are claimed by Ganjingzi and by
** the High-tech Zone, some under two spellings, some twice by mistake and merged by an officer, some refused. People, numbers (of the
** unassigned area 210299) and jobs are invented. */
#include "app/jobs/inner.h"
#include "cli/demo.h"

enum { FIRST_YEAR = 2019, SEED_YEAR = 2020, SEED_JOBS = 30412, MERGED = 6, REFUSED = 4, NAMES = 36 * 40 * 40 };
/* the last ones go on for the years after */
static const int64_t by_year[] = { 2600, SEED_JOBS - MERGED, 3400, 3100, 3300, 3500, 3700, 3800 };

struct span { size_t venture, stay; int64_t from, until; };
struct maker {
    struct demo *d;
    struct dice *x;
    int64_t today, person;
    struct { struct span *v; size_t n, cap; } spans;
    struct { struct job_said *v; size_t n, cap; } list;
    int64_t *of_firm;                             /* how many of each venture so far: a name stands once in a firm */
    size_t twins, refused;
};

static struct str resident(struct arena *a, int64_t n)
{
    static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    char id[19];
    int sum = 0;
    struct ymd born = date_ymd(date_days(1966, 1, 1) + n / 900 * 37 % 14000);
    snprintf(id, sizeof id, "210299%04d%02d%02d%03d", (int)born.y, born.m, born.d, (int)(n % 900 + 100));
    for (int i = 0; i < 17; i++) sum += (id[i] - '0') * weight[i];
    id[17] = "10X98765432"[sum % 11];
    id[18] = 0;
    return str_printf(a, "%s", id);
}

static struct str name_of(struct arena *a, int64_t n, bool other_way)
{
    static const char first[][4] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何",
        "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅" };
    static const char given[][4] = { "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
        "霞", "平", "刚", "桂", "英", "华", "玉", "萍", "红", "鹏", "辉", "雪", "梅", "琳", "宇", "浩", "凯", "健", "俊", "帆", "雨", "晨",
        "佳" };
    const char *f = first[n % 36], *x = given[n / 36 % 40], *y = given[n / 1440 % 40];
    if (other_way && strcmp(f, "刘") == 0) f = "劉";
    if (other_way && strcmp(f, "张") == 0) f = "張";
    return str_printf(a, "%s%s%s%s", f, other_way ? " " : "", x, y);
}

/* ---- one person in one firm ---- */

static void claim(struct maker *m, const struct job_said *base, int64_t carrier, struct str division, struct str zone, bool other_way,
    int64_t name)
{
    struct job_said *s = PUSH(m->d->a, &m->list);
    *s = *base;
    s->row = (int64_t)m->list.n;
    s->name = name_of(m->d->a, name, other_way);
    s->carrier = carrier;
    s->division = division;
    s->zone = zone;
}

static void ends(struct maker *m, const struct span *p, int64_t start, struct job_said *s)
{
    const struct demo_venture *v = &m->d->ventures.v[p->venture];
    int64_t until = dice_chance(m->x, 38) ? start + dice_between(m->x, 40, 900) : INT64_MAX;
    if (v->closed && v->closed - 1 < until) until = v->closed - 1 > start ? v->closed - 1 : start;
    if (until <= m->today) s->end = date_str(m->d->a, until);
    s->seen = s->end.n ? s->end : date_str(m->d->a, m->today > start ? m->today - 1 : start);
}

static void works(struct maker *m, const struct span *p, int64_t start, struct str number)
{
    static const char *const groups[] = { "graduate", "migrant", "graduate,hardship", "veteran", "hardship" },
                             *const posts[] = { "研发", "生产", "销售", "运营", "客服", "行政" };
    struct demo *d = m->d;
    const struct demo_stay *stay = &d->stays.v[p->stay];
    const struct demo_org *o = &d->orgs.v[d->carriers.v[stay->carrier].org];
    int64_t name = ((int64_t)p->venture * 101 + m->of_firm[p->venture]++ * 7919) % NAMES;
    struct job_said s = { .firm = d->ventures.v[p->venture].firm,
        .number = number,
        .post = str_from(posts[dice_pick(m->x, LEN(posts))]),
        .start = date_str(d->a, start),
        .contract_months = dice_chance(m->x, 60) ? 36 : 12,
        .insurance_months = dice_between(m->x, 3, 12),
        .evidence = str_printf(d->a, "劳动合同 HT%06zu", m->list.n + 1) };
    if (dice_chance(m->x, 34)) s.groups = str_from(groups[dice_pick(m->x, LEN(groups))]);
    ends(m, p, start, &s);
    bool hightech = str_eq(o->zone, S("hightech")), bare = !number.n;
    claim(m, &s, o->id, o->division, o->zone, false, name);
    /* the district counts it, too */
    if (hightech && dice_chance(m->x, 14)) claim(m, &s, 0, o->division, S(""), dice_chance(m->x, 40), name);
    /* and the zone's office */
    if (hightech && dice_chance(m->x, 5)) claim(m, &s, 0, S(""), o->zone, false, name);
    /* again by the district, the day a little off: probable */
    if (bare && dice_chance(m->x, 40)) {
        s.start = date_str(d->a, start + dice_between(m->x, 1, 12));
        if (!s.end.n || str_cmp(s.end, s.start) > 0) claim(m, &s, 0, o->division, S(""), true, name);
    }
}

/* ---- the years ---- */

static void spans_of_year(struct maker *m, int64_t year)
{
    const struct demo *d = m->d;
    int64_t first = date_days(year, 1, 1), last = date_days(year, 12, 31) < m->today ? date_days(year, 12, 31) : m->today - 1;
    m->spans.n = 0;
    for (size_t i = 0; i < d->stays.n; i++) {
        const struct demo_stay *s = &d->stays.v[i];
        const struct demo_venture *v = &d->ventures.v[s->venture];
        int64_t from = v->firm_day > s->entry ? v->firm_day : s->entry, until = s->exit && s->exit - 1 < last ? s->exit - 1 : last;
        if (!v->firm || !v->firm_day) continue;
        if (from < first) from = first;
        if (v->closed && v->closed - 20 < until) until = v->closed - 20;
        if (from + 3 <= until) *PUSH(d->a, &m->spans) = (struct span){ s->venture, i, from, until };
    }
}

static void year(struct maker *m, int64_t y)
{
    size_t at = (size_t)(y - FIRST_YEAR) < LEN(by_year) ? (size_t)(y - FIRST_YEAR) : LEN(by_year) - 1;
    int64_t n = by_year[at], days = m->today - date_days(y, 1, 1);
    if (days < 365) n = n * days / 365;
    spans_of_year(m, y);
    for (int64_t i = 0; m->spans.n && i < n; i++) {
        const struct span *p = &m->spans.v[dice_pick(m->x, m->spans.n)];
        int64_t start = dice_between(m->x, p->from, p->until);
        struct str number = dice_chance(m->x, 96) ? resident(m->d->a, m->person) : STR_NONE;
        works(m, p, start, number);
        /* a second employer: one person all the same */
        if (number.n && dice_chance(m->x, 2) && start + 30 < p->until) {
            const struct span *other = &m->spans.v[dice_pick(m->x, m->spans.n)];
            if (other->from <= start + 20 && other->until > start + 20 && other->venture != p->venture) works(m, other, start + 20, number);
        }
        m->person++;
    }
}

/* Of the firms that are in a carrier today the carrier says who founded them: no job of the city, and what jobs are divided by. */
static void founders(struct maker *m)
{
    struct demo *d = m->d;
    for (size_t i = 0; i < d->stays.n; i++) {
        const struct demo_stay *stay = &d->stays.v[i];
        const struct demo_venture *v = &d->ventures.v[stay->venture];
        const struct demo_org *o = &d->orgs.v[d->carriers.v[stay->carrier].org];
        if (stay->exit || !v->firm || !v->firm_day || v->closed || v->firm_day >= m->today) continue;
        int64_t name = ((int64_t)stay->venture * 101 + m->of_firm[stay->venture]++ * 7919) % NAMES;
        struct job_said s = { .firm = v->firm,
            .number = resident(d->a, m->person++),
            .relation = S("founder"),
            .post = S("创始人"),
            .start = date_str(d->a, v->firm_day),
            .seen = date_str(d->a, m->today - 1),
            .contract_months = DB_NULL,
            .insurance_months = DB_NULL,
            .groups = v->student ? S("graduate") : S(""),
            .evidence = S("营业执照") };
        claim(m, &s, o->id, o->division, o->zone, false, name);
    }
}

/* Claims an officer decided about: in 2020, some named wrongly and merged, some never true. Their firms are the base's own. */
static void decided(struct maker *m)
{
    spans_of_year(m, SEED_YEAR);
    for (int i = 0; i < MERGED + REFUSED; i++) {
        const struct span *p = &m->spans.v[(size_t)i * 31 % m->spans.n];
        const struct demo_org *o = &m->d->orgs.v[m->d->carriers.v[m->d->stays.v[p->stay].carrier].org];
        int64_t name = ((int64_t)p->venture * 101 + m->of_firm[p->venture]++ * 7919) % NAMES,
                wrong = ((int64_t)p->venture * 101 + m->of_firm[p->venture]++ * 7919) % NAMES;
        struct job_said s = { .firm = m->d->ventures.v[p->venture].firm,
            .post = S("销售"),
            .start = date_str(m->d->a, p->from),
            .seen = date_str(m->d->a, p->until),
            .contract_months = 12,
            .insurance_months = 6,
            .evidence = S("样例") };
        claim(m, &s, o->id, o->division, o->zone, false, name);
        if (i < MERGED) claim(m, &s, 0, o->division, S(""), false, wrong);
    }
}

void demo_jobs(struct demo *d)
{
    struct dice dice = { 20200101 };
    struct maker m = { .d = d, .x = &dice, .today = instant_day(d->now) };
    m.of_firm = NEWS(d->a, int64_t, d->ventures.n);
    for (int64_t y = FIRST_YEAR; date_days(y, 1, 1) + 10 < m.today; y++) year(&m, y);
    founders(&m);
    decided(&m);
    struct jobs_batch *b = NEW(d->a, struct jobs_batch);
    *b = (struct jobs_batch){ .kind = S("import"),
        .source = demo_id(d, d->now - INT64_C(86400000) * 100),
        .seen = date_str(d->a, m.today),
        .now = d->now,
        .v = m.list.v,
        .n = m.list.n };
    int64_t *ids = NEWS(d->a, int64_t, b->n);
    for (size_t i = 0; i < b->n; i++) ids[i] = demo_id(d, d->now - INT64_C(86400000) * 100);
    b->ids = ids;
    d->jobs = b;
    for (int i = 0; i < MERGED + REFUSED; i++) d->job_decisions[i] = demo_id(d, d->now - INT64_C(86400000) * 90);
    for (int i = 0; i < DEMO_OBJECTIONS; i++) d->job_objections[i] = demo_id(d, d->now - INT64_C(86400000) * (30 - i * 9));
}

/* ---- storing ---- */

static enum rc decide(struct db *tx, const struct demo *d, int i, const char *verb, const char *reason, const struct job_set *set, size_t n)
{
    int64_t id = d->job_decisions[i];
    TRY(job_decision_add(tx, id, str_from(verb), demo_login(d, "clerk")->account, str_from(reason), d->now - INT64_C(86400000) * 90));
    for (size_t k = 0; k < n; k++) {
        struct job_claim_brief was;
        TRY(job_claim_brief(tx, set[k].claim, &was));
        TRY(job_decision_claim_add(tx, id, set[k].claim, was.spell, was.decided, was.state,
            set[k].decided >= 0 ? set[k].decided : was.decided, set[k].state.n ? set[k].state : was.state));
    }
    return jobs_settle(tx, &(struct job_change){ .set = set, .nset = n });
}

/* What people said of jobs in their name: one answered, the others wait. */
static enum rc objections(struct db *tx, const struct demo *d)
{
    static const struct { const char *login, *says, *reply; } said[DEMO_OBJECTIONS] = {
        { "graduate", "我从未在这家企业工作过（样例）。", "已向企业核实，有劳动合同和参保记录，登记无误（样例）。" },
        { "migrant", "离职日期比实际晚了两个月（样例）。", NULL }, { "founder", "我是出资人，不是员工（样例）。", NULL } };
    for (int i = 0; i < DEMO_OBJECTIONS; i++) {
        struct job_claim_brief c;
        int64_t at = d->now - INT64_C(86400000) * (30 - i * 9);
        TRY(job_claim_brief(tx, d->jobs->ids[1000 + i * 7], &c));
        TRY(job_objection_add(tx, d->job_objections[i], c.spell, demo_login(d, said[i].login)->account, str_from(said[i].says), at));
        if (said[i].reply)
            TRY(job_objection_decide(tx, d->job_objections[i], S("rejected"), str_from(said[i].reply), demo_login(d, "clerk")->account,
                at + INT64_C(86400000) * 3));
    }
    return RC_OK;
}

enum { LAST = MERGED * 2 + REFUSED };
enum rc demo_jobs_store(struct db *tx, const struct demo *d)
{
    TRY(jobs_claim_add(tx, d->jobs));
    const int64_t *ids = d->jobs->ids + d->jobs->n - LAST;
    for (int i = 0; i < MERGED; i++) {
        struct job_set set[2] = { { ids[i * 2], d->job_decisions[i], STR_NONE }, { ids[i * 2 + 1], d->job_decisions[i], STR_NONE } };
        TRY(decide(tx, d, i, "merge", "电话核实为同一人，姓名登记有误（样例）", set, 2));
    }
    for (int i = MERGED; i < MERGED + REFUSED; i++) {
        struct job_set set = { ids[MERGED + i], -1, S("refused") };
        TRY(decide(tx, d, i, "refuse", "单位回复从未录用此人（样例）", &set, 1));
    }
    return objections(tx, d);
}
