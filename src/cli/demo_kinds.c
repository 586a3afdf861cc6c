/* demo_kinds.c: what a listing of each kind says: its slots, facts and details, and the sentences around them. */
#include "cli/demo_roll.h"
#include "web/static_files.h"

enum { TITLE_MOST = 80 };                         /* code points, as the form allows */

/* ---- what a roll is made of ---- */

struct str maker_cell(const struct maker *m, size_t column) { return demo_cell(m->t, m->row, column); }
static struct str cell(const struct maker *m, size_t column) { return maker_cell(m, column); }
static struct both cells(const struct maker *m, size_t column) { return (struct both){ cell(m, column), cell(m, column + 1) }; }
void slot(struct maker *m, const char *name, struct both says) { must(m->n < SLOTS); m->slots[m->n++] = (struct slot){ name, says }; }
static void slot_int(struct maker *m, const char *name, int64_t v) { slot(m, name, both_int(m->d->a, v)); }
static int64_t roll(const struct maker *m, int64_t low, int64_t high) { return dice_between(&m->d->dice, low, high); }
static int64_t number(struct str s) { int64_t v = 0; must(str_int(s, &v)); return v; }

static int64_t rounded(int64_t v, int64_t to) { return v < to ? to : v / to * to; }

static void detail(struct maker *m, const char *field, struct str value)
{
    must(m->l->ndetail < DEMO_DETAILS);
    if (value.n) m->l->detail[m->l->ndetail++] = (struct demo_detail){ field, value };
}
static void detail_int(struct maker *m, const char *field, int64_t v) { detail(m, field, str_printf(m->d->a, "%lld", (long long)v)); }

/* A label of data/codes. */
struct both code_said(const char *list, struct str code)
{
    char path[64];
    struct str rest, line, c, zh, en;
    snprintf(path, sizeof path, "codes/%s.tsv", list);
    rest = data_file(path);
    while (str_cut(&rest, '\n', &line))
        if (str_cut(&line, '\t', &c) && str_eq(c, code) && str_cut(&line, '\t', &zh) && str_cut(&line, '\t', &en))
            return (struct both){ zh, en };
    unreachable();
}

/* "焊接|welding,识图|drawing reading": the names in one language; said: with the language's own comma. */
static struct str skills_of(struct arena *a, struct str both, bool en, bool said)
{
    struct out o;
    struct str pair, zh;
    out_init(&o, a);
    while (str_cut(&both, ',', &pair)) {
        must(str_cut(&pair, '|', &zh) && pair.n);
        if (o.n) put_z(&o, !said ? "," : en ? ", " : "、");
        put_str(&o, en ? pair : zh);
    }
    return out_str(&o);
}

static void skills(struct maker *m, size_t column)
{
    struct str both = cell(m, column);
    m->l->skills = skills_of(m->d->a, both, dice_chance(&m->d->dice, 15), false);
    slot(m, "skill", (struct both){ skills_of(m->d->a, both, false, true), skills_of(m->d->a, both, true, true) });
    bool ja = str_find(both, S("Japanese")) >= 0, ko = str_find(both, S("Korean")) >= 0, en = str_find(both, S("English")) >= 0;
    if (ja || ko || en) m->l->languages = str_printf(m->d->a, "zh%s%s%s", en ? ",en" : "", ja ? ",ja" : "", ko ? ",ko" : "");
    else m->l->languages = dice_chance(&m->d->dice, 15) ? S("zh,en") : S("zh");
}

static void amounts(struct maker *m, int64_t low, int64_t high)
{
    m->l->low = low;
    m->l->high = high;
    slot(m, "low", both_int(m->d->a, low));
    slot(m, "high", both_int(m->d->a, high));
}
static void amounts_large(struct maker *m, int64_t low, int64_t high)      /* said as 30万 */
{
    m->l->low = low;
    m->l->high = high;
    slot(m, "low", both_yuan(m->d->a, low));
    slot(m, "high", both_yuan(m->d->a, high));
}

static void quantity(struct maker *m, int64_t n) { m->l->quantity = n; slot_int(m, "n", n); }
static void days(struct maker *m, int64_t from, int64_t length) { m->l->from = m->day + from; m->l->to = length ? m->l->from + length : 0; }

/* Two different closing sentences for the kind and side. */
static void closing(struct maker *m, const char *who)
{
    const char *name = m->close ? m->close : str_printf(m->d->a, "%.*s.%.*s%s.close", STR_FMT(m->l->kind), STR_FMT(m->l->side), who).p;
    struct both one = demo_phrase(m->d, name), two = demo_phrase(m->d, name);
    while (str_eq(one.zh, two.zh)) two = demo_phrase(m->d, name);
    slot(m, "close", one);
    slot(m, "close2", two);
}

static void write(struct maker *m, const char *who)
{
    const char *title = str_printf(m->d->a, "%.*s.%.*s%s.title", STR_FMT(m->l->kind), STR_FMT(m->l->side), who).p;
    const char *body = str_printf(m->d->a, "%.*s.%.*s%s.body", STR_FMT(m->l->kind), STR_FMT(m->l->side), who).p;
    closing(m, who);
    int tries = 0;
    do {                                                                   /* patterns differ in length; one must fit */
        must(tries++ < TRIES);
        m->l->title = both_fill(m->d->a, demo_phrase(m->d, title), m->slots, m->n);
    } while (utf8_len(m->l->title.zh) > TITLE_MOST || utf8_len(m->l->title.en) > TITLE_MOST);
    m->l->body = both_fill(m->d->a, demo_phrase(m->d, body), m->slots, m->n);
}

static struct str any_code(struct maker *m, const char *list)              /* "a b c", one word of it */
{
    struct str rest = str_from(list), word = STR_NONE;
    size_t n = 1;
    for (size_t i = 0; i < rest.n; i++) n += rest.p[i] == ' ';
    for (size_t k = dice_pick(&m->d->dice, n) + 1; k > 0; k--) must(str_cut(&rest, ' ', &word));
    return word;
}

static void stage(struct maker *m, const char *among)
{
    m->l->stage = any_code(m, among);
    slot(m, "stage_label", code_said("stages", m->l->stage));
}

/* ---- the ten kinds ---- */

enum { T_FIELD, T_INDUSTRY, T_ZH, T_EN, T_USE, T_USE_EN, T_GAIN, T_GAIN_EN, T_SKILLS };
/* What one may ask of it: programs, things made in batches, or machines. */
static const char *sort_of(struct str field)
{
    return comma_has(S("software,ai,trade,logi"), field)           ? "soft"
        : comma_has(S("chem,food,marine,agri,med,garment"), field) ? "stuff"
                                                                   : "machine";
}

void roll_technology(struct maker *m)
{
    slot(m, "what", cells(m, T_ZH));
    slot(m, "use", cells(m, T_USE));
    slot(m, "gain", cells(m, T_GAIN));
    skills(m, T_SKILLS);
    int64_t low = rounded(roll(m, 15, 300) * 10000, 50000);
    if (m->offer) {
        stage(m, "sample sample pilot pilot product scale");
        slot(m, "stage", demo_phrase(m->d, str_printf(m->d->a, "stage.%.*s", STR_FMT(m->l->stage)).p));
        struct str ip = comma_has(S("software,ai"), cell(m, T_FIELD)) && dice_chance(&m->d->dice, 60)
            ? S("software")
            : any_code(m, "secret applied published granted granted licensed");
        slot(m, "ip", demo_phrase(m->d, str_printf(m->d->a, "ip.%.*s", STR_FMT(ip)).p));
        detail(m, "ip_state", ip);
        if (str_eq(ip, S("granted")) || str_eq(ip, S("licensed")))         /* no such number was ever given out: its class is 9 */
            detail(m, "ip_number", str_printf(m->d->a, "ZL2021 9 0%06lld.X", (long long)roll(m, 0, 999999)));
        detail(m, "transfer", any_code(m, "licence licence exclusive sale joint shares"));
        amounts_large(m, low, low + rounded(low / 2, 50000));
    } else {
        const char *sort = sort_of(cell(m, T_FIELD));
        slot(m, "aspect", demo_phrase(m->d, str_printf(m->d->a, "aspect.%s", sort).p));
        slot(m, "why", demo_phrase(m->d, str_printf(m->d->a, "technology.need.why.%s", sort).p));
        if (dice_chance(&m->d->dice, 40)) stage(m, "pilot product product scale");
        amounts_large(m, rounded(low / 2, 50000), low + rounded(low / 4, 50000));
        m->l->to = dice_chance(&m->d->dice, 50) ? m->day + roll(m, 60, 300) : 0;
    }
    write(m, "");
}

enum { J_FIELD, J_INDUSTRY, J_ZH, J_EN, J_DUTY, J_DUTY_EN, J_EDUCATION, J_LOW, J_HIGH, J_WHO, J_SKILLS };
static const struct both graduate = { SI("高校毕业生"), SI("graduate") }, migrant = { SI("务工人员"), SI("migrant worker") },
                         veteran = { SI("退役军人"), SI("veteran") };

/* "migrant" or "graduate"; of a row for both, either. */
static bool for_graduates(struct maker *m, size_t column)
{
    struct str who = cell(m, column);
    return str_eq(who, S("graduate")) || (str_eq(who, S("both")) && dice_chance(&m->d->dice, 50));
}

static void job_facts(struct maker *m)
{
    slot(m, "what", cells(m, J_ZH));
    slot(m, "duty", cells(m, J_DUTY));
    slot(m, "education", code_said("education", cell(m, J_EDUCATION)));
    skills(m, J_SKILLS);
}

void roll_job_offer(struct maker *m)
{
    static const struct both experiences[3] = { { SI("应届毕业生可投"), SI("this year's graduates may apply") },
        { SI("有经验优先，可培训上岗"), SI("experience helps and training is given") },
        { SI("两年以上经验优先"), SI("two years of experience are welcome") } };
    job_facts(m);
    bool fresh = str_eq(cell(m, J_WHO), S("graduate")), migrants = str_eq(cell(m, J_WHO), S("migrant"));
    slot(m, "experience", experiences[fresh ? 0 : migrants ? 1 : 2]);
    quantity(m, migrants ? roll(m, 3, 40) : roll(m, 2, 12));
    amounts(m, rounded(number(cell(m, J_LOW)) * roll(m, 92, 106) / 100, 100),
        rounded(number(cell(m, J_HIGH)) * roll(m, 95, 110) / 100, 100));
    days(m, roll(m, 10, 45), 0);
    detail(m, "education", cell(m, J_EDUCATION));
    detail(m, "contract", any_code(m, migrants ? "fixed fixed project flexible" : "open fixed fixed fixed part"));
    if (!migrants && dice_chance(&m->d->dice, fresh ? 80 : 40)) detail(m, "fresh_graduates", S("1"));
    if (dice_chance(&m->d->dice, migrants ? 70 : 30)) detail(m, "housing", S("1"));
    write(m, "");
}

void roll_job_need(struct maker *m)
{
    job_facts(m);
    int64_t low = rounded(number(cell(m, J_LOW)) * roll(m, 95, 112) / 100, 100);
    const struct demo_person *p = m->org ? NULL : &m->d->people.v[m->l->person];
    struct both who = p ? str_eq(p->kind, S("graduate")) ? graduate : str_eq(p->kind, S("veteran")) ? veteran : migrant
        : str_eq(m->org->kind, S("university")) || for_graduates(m, J_WHO) ? graduate : migrant;
    slot(m, "who", who);
    slot(m, "whos", (struct both){ who.zh, str_join(m->d->a, who.en, S("s")) });
    amounts(m, low, rounded(low * 13 / 10, 100));
    quantity(m, p ? 1 : roll(m, 6, 48));
    days(m, roll(m, 0, 30), 0);
    detail(m, "education", cell(m, J_EDUCATION));
    if (str_eq(who.en, S("graduate"))) detail(m, "fresh_graduates", S("1"));
    if (dice_chance(&m->d->dice, 40)) detail(m, "housing", S("1"));
    write(m, p ? ".person" : ".group");
}

void roll_internship(struct maker *m)
{
    job_facts(m);
    int64_t months = roll(m, 2, 6), low = rounded(roll(m, 1600, 3200), 100);
    slot_int(m, "months", months);
    quantity(m, m->offer ? roll(m, 2, 15) : roll(m, 10, 60));
    amounts(m, low, low + 400);
    days(m, roll(m, 20, 70), months * 30);
    detail(m, "education", cell(m, J_EDUCATION));
    detail_int(m, "months", months);
    if (dice_chance(&m->d->dice, 45)) detail(m, "housing", S("1"));
    write(m, "");
}

enum { S_FIELD, S_KIND, S_ZH, S_EN, S_FEATURE, S_FEATURE_EN, S_LOW, S_HIGH, S_PRICE };
void roll_space(struct maker *m)
{
    static const char *const premises[][2] = { { "kitchen", "workshop" }, { "cold_store", "store" }, { "studio", "shop" },
        { "pond", "land" }, { "greenhouse", "land" }, { "yard", "land" }, { "classroom", "office" } };
    struct str kind = cell(m, S_KIND);
    for (size_t i = 0; i < LEN(premises); i++) if (str_eq(kind, str_from(premises[i][0]))) { kind = str_from(premises[i][1]); break; }
    int64_t price = number(cell(m, S_PRICE)), area = roll(m, number(cell(m, S_LOW)), number(cell(m, S_HIGH)));
    slot(m, "what", cells(m, S_ZH));
    slot(m, "feature", cells(m, S_FEATURE));
    slot(m, "field", demo_field(m->d, cell(m, S_FIELD)));
    quantity(m, rounded(m->offer ? area : area / 2 + number(cell(m, S_LOW)) / 2, 10));
    amounts(m, m->offer ? price : price * 8 / 10 + 1, price * 12 / 10 + 1);
    days(m, roll(m, 5, 60), m->offer ? 0 : roll(m, 365, 1095));
    m->l->skills = S("");
    m->l->languages = S("zh");
    detail(m, "premises", kind);
    if (m->offer) {
        detail(m, "equipment", cell(m, S_FEATURE));
        if (dice_chance(&m->d->dice, 50)) detail_int(m, "free_months", roll(m, 1, 6));
    }
    write(m, "");
}

enum { M_FIELD, M_ZH, M_EN, M_HELPS, M_HELPS_EN, M_SKILLS };
void roll_mentor(struct maker *m)
{
    slot(m, "what", cells(m, M_ZH));
    slot(m, "helps", cells(m, M_HELPS));
    skills(m, M_SKILLS);
    stage(m, "idea sample sample pilot product");
    quantity(m, roll(m, 2, 8));
    if (dice_chance(&m->d->dice, 30)) amounts(m, 100, 300);
    detail(m, "topics", m->l->skills);
    detail(m, "meets", any_code(m, "place online both both"));
    write(m, "");
}

enum { C_FIELD, C_INDUSTRY, C_ZH, C_EN, C_CONTENT, C_CONTENT_EN, C_HOURS, C_PLACES, C_WHO, C_CERTIFICATE, C_CERTIFICATE_EN, C_SKILLS };
void roll_training(struct maker *m)
{
    int64_t hours = number(cell(m, C_HOURS)), price = rounded(hours * roll(m, 8, 25), 100);
    slot(m, "what", cells(m, C_ZH));
    slot(m, "content", cells(m, C_CONTENT));
    slot_int(m, "hours", hours);
    slot(m, "certificate", cells(m, C_CERTIFICATE));
    skills(m, C_SKILLS);
    quantity(m, m->offer ? number(cell(m, C_PLACES)) : roll(m, 12, 80));
    if (dice_chance(&m->d->dice, 60)) amounts(m, m->offer ? price : rounded(price / 2, 100), price + 300);
    days(m, roll(m, 14, 60), hours / 6 + 5);
    detail_int(m, "hours", hours);
    detail(m, "certificate", cell(m, C_CERTIFICATE));
    detail(m, "meets", any_code(m, "place place both"));
    write(m, "");
}

enum { V_FIELD, V_INDUSTRY, V_ZH, V_EN, V_CONTENT, V_CONTENT_EN, V_LOW, V_HIGH, V_SKILLS };
void roll_service(struct maker *m)
{
    static const struct both prices[] = { { SI("免费提供"), SI("free of charge") },
        { SI("基础项目免费，其余最高{high}元"), SI("the basics are free, the rest at most {high} yuan") },
        { SI("费用{low}至{high}元"), SI("{low} to {high} yuan") } };
    int64_t low = number(cell(m, V_LOW)), high = number(cell(m, V_HIGH));
    slot(m, "what", cells(m, V_ZH));
    slot(m, "content", cells(m, V_CONTENT));
    skills(m, V_SKILLS);
    amounts(m, low, high);
    slot(m, "price", both_fill(m->d->a, prices[high == 0 ? 0 : low == 0 ? 1 : 2], m->slots, m->n));
    if (high == 0) m->l->low = m->l->high = DB_NULL;
    detail_int(m, "days", roll(m, 3, 45));
    detail(m, "meets", any_code(m, "place online both both"));
    if (m->offer && high == 0) m->close = "service.offer.free.close";
    write(m, "");
}

enum { K_KIND, K_FORM, K_ZH, K_EN, K_TERMS, K_TERMS_EN, K_LOW, K_HIGH, K_FIELDS };
struct str instrument(struct str form) { return str_eq(form, S("lease")) ? S("loan") : form; }

void roll_capital_offer(struct maker *m)
{
    slot(m, "what", cells(m, K_ZH));
    slot(m, "terms", cells(m, K_TERMS));
    amounts_large(m, number(cell(m, K_LOW)) * 10000, number(cell(m, K_HIGH)) * 10000);
    m->l->quantity = roll(m, 5, 60);
    m->l->industry = m->l->skills = S("");
    m->l->languages = S("zh");
    if (dice_chance(&m->d->dice, 50)) stage(m, "sample pilot product scale");
    detail(m, "instrument", instrument(cell(m, K_FORM)));
    if (!str_eq(cell(m, K_FORM), S("grant"))) detail_int(m, "months", str_eq(cell(m, K_FORM), S("equity")) ? 60 : 12 * roll(m, 1, 5));
    write(m, "");
}

enum { N_FORM, N_ZH, N_EN, N_WHY, N_WHY_EN, N_LOW, N_HIGH, N_WHO };
static void capital_need(struct maker *m, bool firm)                       /* m->t is the technology it is for */
{
    struct demo_table needs = demo_table(m->d->a, "capital_needs", "form zh en why_zh why_en low high who");
    size_t row;
    do row = dice_pick(&m->d->dice, needs.n); while (firm && !str_eq(demo_cell(&needs, row, N_WHO), S("both")));
    int64_t low = number(demo_cell(&needs, row, N_LOW)), high = number(demo_cell(&needs, row, N_HIGH)),
            least = roll(m, low, (low + high) / 2);
    struct str form = instrument(demo_cell(&needs, row, N_FORM));
    slot(m, "what", (struct both){ demo_cell(&needs, row, N_ZH), demo_cell(&needs, row, N_EN) });
    slot(m, "why", (struct both){ demo_cell(&needs, row, N_WHY), demo_cell(&needs, row, N_WHY_EN) });
    slot(m, "tech", cells(m, T_ZH));
    slot(m, "use", cells(m, T_USE));
    skills(m, T_SKILLS);
    amounts_large(m, least * 10000, (least + roll(m, 1, high - low)) * 10000);
    stage(m, "sample pilot pilot product scale");
    detail(m, "instrument", form);
    detail(m, "purpose", demo_cell(&needs, row, N_WHY));
    m->l->topic = str_hash(form);                                          /* what fits is the instrument, not the technology */
    m->close = firm ? "capital.need.firm.close" : NULL;
    write(m, "");
}

void roll_capital_need(struct maker *m) { capital_need(m, false); }
void roll_capital_firm(struct maker *m) { capital_need(m, true); }

enum { G_FIELD, G_INDUSTRY, G_ZH, G_EN, G_SPEC, G_SPEC_EN, G_UNIT, G_UNIT_EN, G_PRICE, G_QUANTITY, G_SKILLS };
void roll_order(struct maker *m)
{
    int64_t price = number(cell(m, G_PRICE)) * roll(m, 92, 108) / 100, n = number(cell(m, G_QUANTITY));
    if (n > 20) n = rounded(n * roll(m, 30, 150) / 100, n > 1000 ? 100 : 5);
    slot(m, "what", cells(m, G_ZH));
    slot(m, "spec", cells(m, G_SPEC));
    struct both unit = cells(m, G_UNIT);
    if (n == 1 && str_ends(unit.en, S("s"))) unit.en.n--;
    slot(m, "unit", unit);
    slot(m, "price", both_yuan(m->d->a, price > 1000 ? rounded(price, 10) : price));
    skills(m, G_SKILLS);
    quantity(m, n);
    m->l->low = rounded(price * n * 9 / 10, 100);
    m->l->high = rounded(price * n * 11 / 10, 100);
    if (m->offer) m->l->low = rounded(m->l->low / 10, 10);                 /* small lots, too */
    days(m, roll(m, 15, 60), roll(m, 30, 240));
    detail(m, "unit", cell(m, G_UNIT));
    detail(m, "standard", cell(m, G_SPEC));
    write(m, "");
}

enum { W_FIELD, W_INDUSTRY, W_ZH, W_EN, W_CONTENT, W_CONTENT_EN, W_SKILLS };
void roll_partnership(struct maker *m)
{
    slot(m, "what", cells(m, W_ZH));
    slot(m, "content", cells(m, W_CONTENT));
    skills(m, W_SKILLS);
    if (dice_chance(&m->d->dice, 40)) amounts_large(m, roll(m, 5, 40) * 10000, roll(m, 50, 300) * 10000);
    quantity(m, roll(m, 1, 5));
    bool edu = comma_has(S("edu,base,software,garment"), cell(m, W_FIELD));
    detail(m, "cooperation", any_code(m, edu ? "school school laboratory company" : "research laboratory company chain chain channel"));
    write(m, "");
}
