/* facts.c: what a listing says besides words, and the points it earns.
**
** One table, `worth`, holds every figure. facts_points is the only judge; the
** ranking asks it for sums, the explanation for reasons, so the two agree.
*/
#include "engine/dock/inner.h"
#include <math.h>

/* Points in hundredths, each way. Words can earn TEXT_POINTS (rank.c); a good match earns some 10 to 40 by them. */
static const int worth[DOCK_WHYS] = {
    [DOCK_KIND_SAME] = 100,
    [DOCK_SKILL] = 1200,                /* for all the asker's skills; a part of them earns its part */
    [DOCK_INDUSTRY_CLASS] = 700, [DOCK_INDUSTRY_DIVISION] = 500, [DOCK_INDUSTRY_SECTION] = 150,
    [DOCK_DISTRICT_SAME] = 300, [DOCK_DISTRICT_ADJACENT] = 150, [DOCK_DISTRICT_KM] = 75, [DOCK_ZONE_SAME] = 100,
    [DOCK_AMOUNT] = 300, [DOCK_DATES] = 150, [DOCK_STAGE_SAME] = 200, [DOCK_STAGE_NEAR] = 100,
    [DOCK_NOT_AMOUNT] = -300, [DOCK_NOT_DATES] = -300, [DOCK_NOT_STAGE] = -50,
};

static int64_t points(enum dock_why why) { return (int64_t)worth[why] * DOCK_POINT / 100; }

/* --- places: centres in thousandths of a degree, near enough for tens of kilometres */
enum { NEAR_KM = 40 };
static const struct place { int code; const char *zh, *en; int lat, lon; int next[7]; } places[] = {
    { 210202, "中山区",   "Zhongshan District",   38918, 121645, { 210203 } },
    { 210203, "西岗区",   "Xigang District",      38914, 121612, { 210202, 210204 } },
    { 210204, "沙河口区", "Shahekou District",    38905, 121594, { 210203, 210211 } },
    { 210211, "甘井子区", "Ganjingzi District",   38953, 121525, { 210204, 210212, 210213, 210203 } },
    { 210212, "旅顺口区", "Lüshunkou District",   38851, 121262, { 210211 } },
    { 210213, "金州区",   "Jinzhou District",     39050, 121782, { 210211, 210214 } },
    { 210214, "普兰店区", "Pulandian District",   39394, 121963, { 210213, 210281, 210283 } },
    { 210224, "长海县",   "Changhai County",      39273, 122588, { 0 } },
    { 210281, "瓦房店市", "Wafangdian City",      39627, 121980, { 210214 } },
    { 210283, "庄河市",   "Zhuanghe City",        39681, 122967, { 210214 } },
};

static const struct place *place_find(int code)
{
    for (size_t i = 0; i < LEN(places); i++) if (places[i].code == code) return &places[i];
    return NULL;
}

bool district_adjacent(int x, int y)
{
    const struct place *p[2] = { place_find(x), place_find(y) };
    for (int side = 0; side < 2; side++)                /* written down once for each pair */
        for (size_t i = 0; p[side] && i < LEN(p[side]->next); i++)
            if (p[side]->next[i] && p[side]->next[i] == (side ? x : y)) return true;
    return false;
}

int district_km(int x, int y)
{
    const struct place *p = place_find(x), *q = place_find(y);
    if (!p || !q) return -1;
    double dy = (p->lat - q->lat) * 0.1112, dx = (p->lon - q->lon) * 0.1112 * cos(39.2 * 3.14159265358979 / 180);
    return (int)(sqrt(dx * dx + dy * dy) + 0.5);
}

/* --- GB/T 4754: the section of each division, 1 to 97 */
static const char sections[] = "?AAAAABBBBBBBCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCDDDEEEEFFGGGGGGGGHHIIIJJJJKLLMMMNNNNOOOPQQRRRRRSSSSSST";

int industry_code(struct str s)
{
    s = str_trim(s);
    int section = 0, digits = 0, n = 0;
    if (s.n && ((s.p[0] >= 'A' && s.p[0] <= 'T') || (s.p[0] >= 'a' && s.p[0] <= 't'))) { section = s.p[0] & ~0x20; s = str_sub(s, 1, s.n); }
    for (; n < (int)s.n && n < 4 && s.p[n] >= '0' && s.p[n] <= '9'; n++) digits = digits * 10 + (s.p[n] - '0');
    if ((size_t)n != s.n || n == 1) return 0;
    if (n == 0) return section << 16;
    int division = n == 2 ? digits : n == 3 ? digits / 10 : digits / 100;
    int class = n == 2 ? 0 : n == 3 ? digits % 10 * 10 : digits % 100;
    if (division < 1 || division > 97) return 0;
    return sections[division] << 16 | division << 8 | class;
}

bool industry_under(int code, int top)
{
    if (!top || !code || code >> 16 != top >> 16) return false;
    if (!(top & 0xff00)) return true;
    if ((top & 0xff00) != (code & 0xff00)) return false;
    int group = top & 0xff;
    return !group || group == (code & 0xff) || (group % 10 == 0 && group / 10 == (code & 0xff) / 10);
}

/* --- reading */

/* Two lists are in use, the city's (idea sample pilot product scale) and that of investors; on one scale, two a step. */
enum { STAGE_STEP = 2 };
static int stage_rank(struct str s)
{
    static const struct {
        const char *code;
        int rank;
    } order[] = { { "idea", 2 }, { "seed", 3 }, { "sample", 4 }, { "prototype", 4 }, { "pilot", 6 }, { "product", 8 }, { "growth", 8 },
        { "scale", 10 }, { "mature", 10 } };
    for (size_t i = 0; i < LEN(order); i++) if (str_eq_nocase(s, str_from(order[i].code))) return order[i].rank;
    return 0;
}

static uint64_t said(struct str s) { return s.n ? str_hash(s) | 1 : 0; }

static int district_of(const struct dock_listing *l)
{
    int64_t v;
    return str_int(str_trim(l->district), &v) && v >= 110000 && v <= 999999 ? (int)v : 0;
}

static int u64_cmp(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

static void skills_of(struct dock_analyser *an, struct arena *a, const struct strs *names, struct facts *f)
{
    f->skill = NEWS(a, uint64_t, names->n ? names->n : 1);
    size_t n = 0;
    for (size_t i = 0; i < names->n; i++) {
        uint64_t key = skill_key(an, a, names->v[i]);
        if (key) f->skill[n++] = key;
    }
    qsort(f->skill, n, sizeof *f->skill, u64_cmp);
    f->nskill = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || f->skill[i] != f->skill[i - 1]) f->skill[f->nskill++] = f->skill[i];
}

struct facts facts_of(struct dock_analyser *an, struct arena *a, const struct dock_listing *l)
{
    struct facts f = { 0 };
    f.amount = l->amount_low > 0 || l->amount_high > 0;
    f.amount_low = l->amount_low > 0 ? l->amount_low : INT64_MIN;
    f.amount_high = l->amount_high > 0 ? l->amount_high : INT64_MAX;
    f.dates = l->from_day || l->to_day;
    f.from_day = l->from_day ? l->from_day : INT64_MIN;
    f.to_day = l->to_day ? l->to_day : INT64_MAX;
    f.zone = said(l->zone);
    f.stage = said(l->stage);
    f.stage_rank = stage_rank(l->stage);
    f.industry = industry_code(l->industry);
    f.district = district_of(l);
    skills_of(an, a, &l->skills, &f);
    return f;
}

/* --- kinds: the same, either one open, or related */
static const char *const related[][2] = {
    { "internship", "job" }, { "training", "job" }, { "mentor", "training" }, { "mentor", "service" }, { "technology", "service" },
    { "technology", "partnership" }, { "order", "partnership" }, { "order", "service" },
};

static bool kinds_related(struct str x, struct str y)
{
    for (size_t i = 0; i < LEN(related); i++)
        for (int turn = 0; turn < 2; turn++)
            if (str_eq(x, str_from(related[i][turn])) && str_eq(y, str_from(related[i][!turn]))) return true;
    return false;
}

bool dock_kinds_fit(struct str x, struct str y) { return x.n == 0 || y.n == 0 || str_eq(x, y) || kinds_related(x, y); }

/* --- judging */
struct judge { struct sums *sum; struct arena *a; struct dock_reasons *note; };

static void judge_say(struct judge *j, enum dock_why why, int64_t n, int64_t forward, int64_t backward)
{
    j->sum->forward += forward;
    j->sum->backward += backward;
    if (j->note) *PUSH(j->a, j->note) = (struct dock_reason){ .why = why, .n = n, .forward = forward, .backward = backward };
}

static void judge_both(struct judge *j, enum dock_why why, int64_t n) { judge_say(j, why, n, points(why), points(why)); }

int64_t skill_points(int nskill) { return points(DOCK_SKILL) / nskill; }

/* Each side counts the share of its own wishes; the reason is one a skill, so the shares are rounded a skill. */
static void judge_skills(struct judge *j, const struct facts *x, const struct facts *y)
{
    if (!x->nskill || !y->nskill) return;
    int shared = 0;
    for (int i = 0, k = 0; i < x->nskill && k < y->nskill;) {
        if (x->skill[i] == y->skill[k]) {
            judge_say(j, DOCK_SKILL, (int64_t)x->skill[i], skill_points(x->nskill), skill_points(y->nskill));
            shared++, i++, k++;
        } else if (x->skill[i] < y->skill[k]) i++;
        else k++;
    }
    if (shared) j->sum->content = true;
    if (shared < x->nskill) judge_both(j, DOCK_NOT_SKILL, x->nskill - shared);
}

static void judge_industry(struct judge *j, const struct facts *x, const struct facts *y)
{
    int same = x->industry ^ y->industry;
    if (!x->industry || !y->industry) return;
    bool division = (x->industry & 0xff00) && !(same & 0xffff00);
    bool class = division && (x->industry & 0xff) && (y->industry & 0xff) && (x->industry & 0xff) / 10 == (y->industry & 0xff) / 10;
    if (division) j->sum->content = true;
    judge_both(j, class ? DOCK_INDUSTRY_CLASS : division ? DOCK_INDUSTRY_DIVISION
        : !(same & 0xff0000) ? DOCK_INDUSTRY_SECTION : DOCK_NOT_INDUSTRY, 0);
}

static void judge_place(struct judge *j, const struct facts *x, const struct facts *y)
{
    if (x->zone && x->zone == y->zone) judge_both(j, DOCK_ZONE_SAME, 0);
    if (!x->district || !y->district) return;
    int km = district_km(x->district, y->district);
    judge_both(j, x->district == y->district ? DOCK_DISTRICT_SAME : district_adjacent(x->district, y->district) ? DOCK_DISTRICT_ADJACENT
        : km >= 0 && km <= NEAR_KM ? DOCK_DISTRICT_KM : DOCK_NOT_DISTRICT, km);
}

static void judge_stage(struct judge *j, const struct facts *x, const struct facts *y)
{
    if (!x->stage || !y->stage) return;
    int step = x->stage_rank && y->stage_rank ? abs(x->stage_rank - y->stage_rank) : 2 * STAGE_STEP;
    judge_both(j, x->stage == y->stage || step == 0 ? DOCK_STAGE_SAME : step <= STAGE_STEP ? DOCK_STAGE_NEAR : DOCK_NOT_STAGE, 0);
}

static void judge_kind(struct judge *j, struct str x, struct str y)
{
    if (x.n && y.n) judge_both(j, str_eq(x, y) ? DOCK_KIND_SAME : DOCK_KIND_RELATED, 0);
}

static void judge_deal(struct judge *j, const struct facts *x, const struct facts *y)
{
    if (x->amount && y->amount)
        judge_both(j, x->amount_low <= y->amount_high && y->amount_low <= x->amount_high ? DOCK_AMOUNT : DOCK_NOT_AMOUNT, 0);
    if (x->dates && y->dates)
        judge_both(j, x->from_day <= y->to_day && y->from_day <= x->to_day ? DOCK_DATES : DOCK_NOT_DATES, 0);
}

void facts_points(const struct facts *x, const struct facts *y, struct str kind_x, struct str kind_y, struct sums *sum,
    struct arena *a, struct dock_reasons *note)
{
    struct judge j = { sum, a, note };
    judge_kind(&j, kind_x, kind_y);
    judge_skills(&j, x, y);
    judge_industry(&j, x, y);
    judge_place(&j, x, y);
    judge_deal(&j, x, y);
    judge_stage(&j, x, y);
}

/* --- the same judges, asked one by one */
int64_t kind_points(struct str x, struct str y)
{
    struct sums sum = { 0 };
    judge_kind(&(struct judge){ .sum = &sum }, x, y);
    return sum.forward;
}

int64_t industry_points(const struct facts *x, int code, bool *content)
{
    struct sums sum = { 0 };
    judge_industry(&(struct judge){ .sum = &sum }, x, &(struct facts){ .industry = code });
    *content = sum.content;
    return sum.forward;
}

int64_t spot_points(const struct facts *x, const struct facts *y)
{
    struct sums sum = { 0 };
    judge_place(&(struct judge){ .sum = &sum }, x, y);
    judge_stage(&(struct judge){ .sum = &sum }, x, y);
    return sum.forward;
}

int64_t deal_points(const struct facts *x, const struct deal *d)
{
    struct sums sum = { 0 };
    struct facts y = { .amount = d->amount_low != 0, .amount_low = d->amount_low, .amount_high = d->amount_high,
        .dates = d->from_day || d->to_day, .from_day = d->from_day, .to_day = d->to_day };
    judge_deal(&(struct judge){ .sum = &sum }, x, &y);
    return sum.forward;
}

int64_t deal_least(void) { return points(DOCK_NOT_AMOUNT) + points(DOCK_NOT_DATES); }
int64_t deal_most(void) { return points(DOCK_AMOUNT) + points(DOCK_DATES); }

struct str dock_district_name(struct str code, struct str lang)
{
    int64_t v;
    const struct place *p = str_int(code, &v) && v > 0 && v < 1000000 ? place_find((int)v) : NULL;
    return !p ? code : str_from(str_starts(lang, S("en")) ? p->en : p->zh);
}
