/* demo_incubation_store.c: the sample's carriers and ventures as rows, with what hangs on them: rooms, rent, facts, milestones,
** sessions, notes after leaving, and applications to the carrier whose manager has a login. Details are thrown with dice of the
** venture's own, so that the transaction may run twice. */
#include "app/incubation/inner.h"
#include "cli/demo.h"
#include "demo_sql.h"

enum { RENT_MONTHS = 3, RENT_MONTHS_SHOWN = 12, COACHED_LATELY = 24 };

struct pen {
    struct db *tx;
    const struct demo *d;
    struct tally t;
    int64_t next, today, **mentors;               /* mentors: ids by carrier */
    size_t shown;                                 /* the carrier with a login */
    int64_t *units;                               /* rooms of each carrier so far, by number */
};

static int64_t new_id(struct pen *p) { return p->next++; }
static struct str text(struct pen *p, int64_t day) { return day ? date_str(p->tx->arena, day) : STR_NONE; }
static const struct demo_org *org_of(const struct pen *p, size_t carrier) { return &p->d->orgs.v[p->d->carriers.v[carrier].org]; }
static int64_t yuan(int64_t v) { return v * 100; }

/* ---- carriers ---- */

static struct str granted_by(const char *level)
{
    static const struct {
        const char *level;
        struct str by;
    } t[] = { { "national", SI("国家主管部门（演示）") }, { "provincial", SI("省级主管部门（演示）") },
        { "city", SI("市级主管部门（演示）") }, { "district", SI("区级主管部门（演示）") } };
    for (size_t i = 0; i < LEN(t); i++) if (strcmp(level, t[i].level) == 0) return t[i].by;
    unreachable();
}

static enum rc carrier(struct pen *p, size_t at)
{
    static const char *const names[] = { "王导师", "李导师", "张导师", "刘导师", "陈导师", "杨导师", "赵导师", "黄导师", "周导师",
        "吴导师" };
    static const char *const advice[] = { "财务与融资", "市场与渠道", "知识产权", "产品研发", "法律与合规" };
    const struct demo_carrier *c = &p->d->carriers.v[at];
    const struct demo_org *o = org_of(p, at);
    struct dice x = { 7000 + at };
    int64_t staff = 6 + c->weight / 4, area = c->weight * 32000 + 150000, used = area * dice_between(&x, 62, 84) / 100,
            shared = area * dice_between(&x, 7, 14) / 100;
    bool known = at == p->shown || at % 17 != 5;                  /* some have not said everything */
    TRY(carrier_add(p->tx, o->id, c->kind, c->field, o->name.zh, text(p, c->opened), text(p, c->opened + 200), o->division, o->zone,
        known ? staff : DB_NULL, known ? staff * dice_between(&x, 70, 95) / 100 : DB_NULL, known ? yuan(c->weight * 150000) : DB_NULL,
        known ? c->weight / 8 : DB_NULL, S("registration,finance,law,tax,training"), 1, o->created_ms));
    int64_t officer = demo_login(p->d, "clerk.tech")->account;
    for (size_t i = 0; i < c->nlevels; i++) {
        bool claimed = c->level[i].claimed;
        TRY(certification_add(p->tx, new_id(p), o->id, str_from(c->level[i].level), text(p, c->level[i].from), text(p, c->level[i].until),
            str_printf(p->tx->arena, "演示认定〔%d〕%zu号", (int)date_ymd(c->level[i].from).y, at + 1), granted_by(c->level[i].level),
            claimed ? S("claimed") : S("confirmed"), claimed ? DB_NULL : officer, claimed ? DB_NULL : o->created_ms));
    }
    TRY(carrier_area_put(p->tx, o->id, text(p, c->opened), area * 8 / 10, used * 7 / 10, shared * 8 / 10));
    TRY(carrier_area_put(p->tx, o->id, text(p, c->opened + 900), area, used, shared));
    p->mentors[at] = NEWS(p->tx->arena, int64_t, (size_t)c->mentors);
    for (int64_t i = 0; i < c->mentors; i++) {
        int64_t account = at == p->shown && i == 0 ? demo_login(p->d, "mentor")->account : DB_NULL;
        p->mentors[at][i] = new_id(p);
        TRY(carrier_mentor_add(p->tx, p->mentors[at][i], o->id, account,
            account != DB_NULL ? S("欧阳问津") : str_printf(p->tx->arena, "%s（演示）", names[(at + (size_t)i) % LEN(names)]),
            str_from(advice[(at + (size_t)i) % LEN(advice)]), text(p, c->opened + 60 + i * 40), STR_NONE));
    }
    TRY(incubation_count_carrier(p->tx, o->id, 1, &p->t.m));
    tally_take(&p->t);
    return RC_OK;
}

/* Free rooms and desks besides those that are taken. */
static enum rc units_free(struct pen *p, size_t at)
{
    int64_t n = p->units[at] / 8 + 2;
    for (int64_t i = 0; i < n; i++) {
        int64_t number = ++p->units[at];
        bool desk = i % 3 == 0;
        TRY(carrier_unit_add(p->tx, new_id(p), org_of(p, at)->id, str_printf(p->tx->arena, "%s-%03d", desk ? "D" : "A", (int)number),
            desk ? S("desk") : S("room"), desk ? 600 : 4000 + i * 500, yuan(desk ? 300 : 1200 + i * 150)));
    }
    return RC_OK;
}

/* ---- what hangs on a stay ---- */

static enum rc room_and_rent(struct pen *p, const struct demo_stay *s, bool team, struct dice *x, const struct measure_at *at)
{
    int64_t unit = new_id(p), number = ++p->units[s->carrier], area = team ? 600 : dice_between(x, 20, 160) * 100,
            rent = team ? yuan(300) : area * 30;
    int64_t relief = team    ? rent
        : dice_chance(x, 22) ? rent / 2
                             : 0,
            months = s->carrier == p->shown ? RENT_MONTHS_SHOWN : RENT_MONTHS, now = month_of_day(p->today);
    TRY(carrier_unit_add(p->tx, unit, at->carrier, str_printf(p->tx->arena, "%s-%03d", team ? "D" : "A", (int)number),
        team ? S("desk") : S("room"), area, rent));
    TRY(tenancy_unit_add(p->tx, s->id, unit, text(p, s->entry)));
    for (int64_t m = months - 1; m >= 0; m--) {
        int64_t month = month_plus(now, -m);
        if (month_first(month) < s->entry) continue;
        struct str reason = !relief ? S("") : team ? S("创业团队免租") : S("毕业生创业减半");
        TRY(rent_put(p->tx, s->id, month, rent, relief, reason,
            rent == relief || dice_chance(x, m ? 96 : 55) ? text(p, month_first(month) + dice_between(x, 0, m ? 14 : 1)) : STR_NONE));
        count_rent(&p->t.m, month, at, rent, relief, 1);
    }
    return RC_OK;
}

static enum rc sessions(struct pen *p, const struct demo_venture *v, const struct demo_stay *s, struct dice *x, const struct measure_at *at)
{
    static const char *const topics[] = { "商业计划与融资节奏", "首批客户与定价", "专利布局", "股权与用工合规", "样机测试与量产",
        "财务报表与税收优惠" };
    int64_t last = s->exit ? s->exit : p->today, months = date_months_between(s->entry, last),
            lately = month_plus(month_of_day(p->today), -COACHED_LATELY);
    for (int64_t i = 0; i < months; i++) {
        int64_t month = month_plus(month_of_day(s->entry), i + 1), day = month_first(month) + dice_between(x, 0, 27);
        if (!dice_chance(x, month > lately ? 6 : 3) || day >= last) continue;
        int64_t held = day * DAY_MS, age = p->today - day, *mentors = p->mentors[s->carrier];
        bool mentor = age > 40 || dice_chance(x, 60), venture = age > 60 || dice_chance(x, 50);
        TRY(demo_session(p->tx, new_id(p), mentors[dice_pick(x, (size_t)p->d->carriers.v[s->carrier].mentors)], s->id, v->id, at->carrier,
            text(p, day), month, 60 + 30 * dice_between(x, 0, 2), str_from(topics[dice_pick(x, LEN(topics))]), held,
            mentor ? S("方向清楚，下次带数据来。") : S(""), mentor ? held + 2 * DAY_MS : DB_NULL,
            venture ? S("有帮助，已列出下一步。") : S(""), venture ? held + 3 * DAY_MS : DB_NULL));
        count_session(&p->t.m, text(p, day), at, 1);
        measures_add(&p->t.m, S("teams_coached"), month, at, S(""), 1);   /* one session a month: counted once in each cut */
    }
    return RC_OK;
}

static enum rc milestones_of(struct pen *p, const struct demo_venture *v, const struct demo_stay *s, struct dice *x)
{
    static const char *const titles[] = { "访谈20家目标客户", "完成样机并通过测试", "签下首份付费合同", "完成天使轮融资" };
    for (int64_t gate = 1; gate <= 4; gate++) {
        int64_t due = s->entry + gate * 150, id = new_id(p);
        TRY(milestone_add(p->tx, id, v->id, gate, str_from(titles[gate - 1]), text(p, due)));
        if (due > p->today - 30 || (gate > 2 && dice_chance(x, 35))) break;
        TRY(milestone_done(p->tx, id, 1, text(p, due - dice_between(x, -20, 40)), 0, S("载体核实，材料存档。")));
        TRY(gate_pass(p->tx, v->id, gate, text(p, due + 1), 0, S("")));
    }
    return RC_OK;
}

static enum rc facts(struct pen *p, const struct demo_venture *v, const struct demo_stay *s, struct dice *x)
{
    bool graduated = str_eq(str_from(s->kind), S("graduated"));
    int64_t end = s->exit ? s->exit : p->today, year = date_ymd(end).y;
    if (!graduated && dice_chance(x, 55)) return RC_OK;
    int64_t roll = graduated ? dice_between(x, 0, 99) : dice_between(x, 60, 140);
    if (roll < 40)
        return venture_fact_add(p->tx, new_id(p), v->id, S("high_tech"), text(p, end - dice_between(x, 20, 300)), DB_NULL,
            S("演示证书 GR0000"), p->d->now);
    if (roll < 65 || roll > 120) {
        TRY(venture_fact_add(p->tx, new_id(p), v->id, S("funding"), text(p, end - dice_between(x, 200, 400)),
            yuan(dice_between(x, graduated ? 300 : 20, graduated ? 800 : 200) * 10000), S("投资协议（演示）"), p->d->now));
        return graduated ? venture_fact_add(p->tx, new_id(p), v->id, S("funding"), text(p, end - dice_between(x, 10, 190)),
                   yuan(dice_between(x, 250, 900) * 10000), S("投资协议（演示）"), p->d->now)
                         : RC_OK;
    }
    if (roll < 96) {
        for (int64_t k = 2; k >= 1; k--)
            TRY(venture_fact_add(p->tx, new_id(p), v->id, S("revenue"), text(p, date_days(year - k, 12, 31)),
                yuan(dice_between(x, graduated ? 560 : 60, graduated ? 1900 : 480) * 10000), S("年度报表（演示）"), p->d->now));
        return RC_OK;
    }
    return venture_fact_add(p->tx, new_id(p), v->id, roll < 100 ? S("acquired") : S("none"), text(p, end - 30), DB_NULL,
        S("登记材料（演示）"), p->d->now);
}

/* 85 of 100 are found when they are asked after. */
static enum rc notes_after(struct pen *p, const struct demo_venture *v, const struct demo_stay *s, struct dice *x,
    struct aftercare_of_rows *notes)
{
    for (size_t k = 0; k < SURVIVAL_YEARS; k++) {
        int64_t due = date_add_months(s->exit, 12 * survival_years[k]);
        if (due > p->today - 15) break;
        if (!dice_chance(x, 85)) continue;
        bool alive = !v->closed || v->closed > due;
        struct aftercare_of *n = PUSH(&p->t.scratch, notes);
        *n = (struct aftercare_of){ .year = survival_years[k],
            .alive = alive,
            .jobs = alive ? dice_between(x, 3, 14 + 8 * (int64_t)k) : DB_NULL };
        TRY(aftercare_put(p->tx, s->id, n->year, text(p, due + dice_between(x, 0, 14)), alive, alive ? STR_NONE : text(p, v->closed),
            n->jobs, S("")));
        if (!alive) break;
    }
    return RC_OK;
}

/* ---- ventures ---- */

static const char *exit_said(const char *kind)
{
    static const char *const said[][2] = { { "graduated", "达到毕业条件" }, { "moved", "迁入其他载体" }, { "failed", "停止经营" },
        { "expired", "协议到期" }, { "expelled", "违反协议" } };
    for (size_t i = 0; i < LEN(said); i++) if (strcmp(kind, said[i][0]) == 0) return said[i][1];
    return "";
}

static enum rc stay_store(struct pen *p, const struct demo_venture *v, const struct demo_stay *s, const struct demo_stay *before)
{
    struct arena *a = p->tx->arena;
    const struct demo_org *o = org_of(p, s->carrier), *was = before ? org_of(p, before->carrier) : NULL;
    const struct measure_at at = { o->division, o->zone, o->id };
    struct dice x = { (uint64_t)s->id };
    struct aftercare_of_rows notes = { 0 };
    bool firm = v->firm_day && (!s->exit || v->firm_day < s->exit);
    struct tenancy_counted t = { s->id, v->id, o->id, text(p, s->entry), text(p, s->due), text(p, s->exit),
        s->exit ? str_from(s->kind) : STR_NONE, text(p, v->firm_day), v->returnee, v->student, o->division, o->zone, was ? was->id : 0,
        was ? was->division : S(""), was ? was->zone : S("") };
    TRY(demo_tenancy(p->tx, s->id, v->id, o->id, str_printf(a, "FH%lld-%05d", (long long)date_ymd(s->entry).y, (int)(s->id & 0xffff)),
        t.entry_day, t.due_day, t.exit_day, t.exit_kind, str_from(exit_said(s->kind)), s->moved_from ? s->moved_from : DB_NULL, p->d->now));
    if (s->exit && firm && leaves_alive(t.exit_kind)) TRY(notes_after(p, v, s, &x, &notes));
    incubation_count_row(&t, &notes, 1, &p->t.m);
    TRY(sessions(p, v, s, &x, &at));
    if (!s->exit) TRY(room_and_rent(p, s, !firm, &x, &at));
    if (!s->exit && (s->carrier == p->shown || dice_chance(&x, 30))) TRY(milestones_of(p, v, s, &x));
    if (firm) TRY(facts(p, v, s, &x));
    tally_take(&p->t);
    return RC_OK;
}

static const char *industry_of(struct str field)
{
    static const char *const codes[][2] = { { "software", "65" }, { "equipment", "35" }, { "biomedicine", "27" }, { "agriculture", "01" },
        { "ic", "39" }, { "materials", "26" }, { "energy", "77" }, { "marine", "04" }, { "culture", "87" }, { "services", "72" } };
    for (size_t i = 0; i < LEN(codes); i++) if (str_eq(field, str_from(codes[i][0]))) return codes[i][1];
    unreachable();
}

static enum rc venture_store(struct pen *p, const struct demo_venture *v, int64_t account, struct str name)
{
    const struct demo_stay *last = &p->d->stays.v[v->first + v->n - 1];
    const struct demo_org *o = org_of(p, last->carrier);
    bool graduate = str_eq(str_from(last->kind), S("graduated"));
    const char *stage = !last->exit   ? v->firm ? "firm" : "team"
        : v->closed || !v->firm       ? "ended"
        : last->exit < p->today - 400 ? "alumnus"
        : graduate                    ? "graduate"
                                      : "ended";
    if (v->firm)
        TRY(demo_firm(p->tx, v->firm, v->uscc, name, firm_key(p->tx->arena, name), o->division, o->zone, str_from(industry_of(v->field)),
            text(p, v->registered), text(p, v->closed), p->d->now));
    TRY(venture_add(p->tx, v->id, v->firm ? v->firm : DB_NULL, text(p, v->firm_day), account, name, v->field, str_from(stage), v->returnee,
        v->student, 1, p->d->now));
    for (size_t i = 0; i < v->n; i++) TRY(stay_store(p, v, &p->d->stays.v[v->first + i], i ? &p->d->stays.v[v->first + i - 1] : NULL));
    return RC_OK;
}

/* The youngest team of the carrier that is shown becomes a founder's own. */
static size_t team_shown(const struct pen *p)
{
    for (size_t i = p->d->ventures.n; i-- > 0;) {
        const struct demo_venture *v = &p->d->ventures.v[i];
        const struct demo_stay *s = &p->d->stays.v[v->first];
        if (!v->firm && !s->exit && s->carrier == p->shown && s->entry < p->today - 60) return i;
    }
    return SIZE_MAX;
}

/* ---- applications ---- */

static enum rc applications(struct pen *p)
{
    static const struct {
        const char *login, *name, *field, *pitch, *state, *reason;
        int64_t scores;
        bool conflict;
        int days;
    } all[] = {
        { "founder", "蓝礁海洋装备创业团队（演示）", "marine", "水下清洗机器人，已有两台样机，在两家养殖场试用。", "asked", "", 2, true,
            9 },
        { "graduate.code", "小桥代码创业团队（演示）", "software", "为小型制造企业做排产软件，三名毕业生，已有一家试用客户。", "asked", "",
            0, false, 2 },
        { "founder.parcel", "云仓快递返乡创业团队（演示）", "services", "乡镇共享仓配，日均八百件。", "accepted",
            "团队稳定，有收入，建议先签一年。", 2, false, 20 },
        { "founder.island", "岛居民宿返乡创业团队（演示）", "culture", "海岛民宿的在线预订。", "refused",
            "主要经营地在长海县，建议申请当地载体。", 2, false, 40 },
    };
    static const char *const reviewers[] = { "mentor", "university", "institute" };
    int64_t carrier = org_of(p, p->shown)->id, manager = demo_login(p->d, "base")->account;
    for (size_t i = 0; i < LEN(all); i++) {
        int64_t venture = new_id(p), id = new_id(p), account = demo_login(p->d, all[i].login)->account,
                at = p->d->now - all[i].days * DAY_MS;
        bool decided = strcmp(all[i].state, "asked") != 0;
        TRY(venture_add(p->tx, venture, DB_NULL, STR_NONE, account, str_from(all[i].name), str_from(all[i].field), S("team"), 0, i == 1, 1,
            at));
        TRY(demo_intake(p->tx, id, carrier, venture, account, str_from(all[i].pitch), 3, str_from(all[i].state), str_from(all[i].reason),
            decided ? manager : DB_NULL, decided ? at + 6 * DAY_MS : DB_NULL, at));
        for (size_t k = 0; k < (all[i].scores ? LEN(reviewers) : 0); k++) {
            bool conflict = all[i].conflict && k == 2;
            int64_t who = demo_login(p->d, reviewers[k])->account;
            if ((int64_t)k >= all[i].scores && !conflict) continue;
            TRY(intake_review_add(p->tx, id, who, at + DAY_MS));
            TRY(intake_review_declare(p->tx, id, who, conflict, conflict ? S("曾为该团队出具检测报告。") : S("")));
            if (!conflict)
                TRY(intake_review_score(p->tx, id, who, 4, 3 + (int64_t)(i + k) % 2, 4, 3, S("样机可靠，市场要再核实。"), at + 3 * DAY_MS));
        }
    }
    return RC_OK;
}

enum rc demo_incubation_store(struct db *tx, const struct demo *d)
{
    struct pen p = { .tx = tx, .d = d, .today = instant_day(d->now), .shown = SIZE_MAX };
    p.next = demo_ids_at(d->now - 90 * DAY_MS);
    p.mentors = NEWS(tx->arena, int64_t *, d->carriers.n);
    p.units = NEWS(tx->arena, int64_t, d->carriers.n);
    TRY(incubation_seed(tx));
    tally_init(&p.t, tx->arena);
    for (size_t i = 0; i < d->carriers.n; i++) if (str_eq(org_of(&p, i)->name.zh, S("创业工坊孵化器"))) p.shown = i;
    for (size_t i = 0; i < d->carriers.n; i++) TRY(carrier(&p, i));
    size_t own = team_shown(&p);
    for (size_t i = 0; i < d->ventures.n; i++) {
        const struct demo_venture *v = &d->ventures.v[i];
        TRY(venture_store(&p, v, i == own ? demo_login(d, "founder.weld")->account : DB_NULL,
            i == own ? S("焊视智检创业团队（演示）") : v->name));
    }
    for (size_t i = 0; i < d->carriers.n; i++) TRY(units_free(&p, i));
    TRY(applications(&p));
    return tally_write(tx, &p.t);
}
