/* demo_rounds.c: three rounds of the sample city: one that is over, with an objection refused; one that is open; and a
** draft. Who applies, and for what, is a throw of the dice; the result is none: it is solved and proved by the same code as
** any other. */
#include "app/rounds/inner.h"
#include "cli/demo.h"

enum { OVER, DRAFT, OPEN };
enum { A_GRADUATED, A_MONTHS, A_PAPER };

static const struct { struct both name; int64_t points, most; } criteria[DEMO_CRITERIA] = {
    { { SI("应届毕业"), SI("Graduated this year") }, 20, 1 },
    { { SI("失业月数"), SI("Months without work") }, 2, 12 },
    { { SI("职业技能证书"), SI("Vocational certificate") }, 10, 1 },
};

static const struct {
    const char *kind; struct both title, body; int64_t opens, closes, objections; size_t places; bool draft;
    const char *state;
} rounds[] = {
    [OVER] = { "internship", { SI("毕业生见习岗位分配（演示）"), SI("Internships for graduates (sample)") },
        { SI("十二家单位提供见习岗位，部分名额预留给农民工和残疾人。这一轮和其中的申请均为演示而编写。"),
          SI("Twelve organisations offer internships; some seats are reserved for migrant workers and people with disabilities. This round and its applications were made up for the demonstration.") },
        -50, -36, -20, 12, false, "published" },
    [DRAFT] = { "mentor", { SI("创业导师时间分配（演示）"), SI("Mentors' hours (sample)") },
        { SI("每个名额是一次一小时的面谈。为演示而编写。"), SI("Each seat is a talk of one hour. Made up for the demonstration.") }, 3, 12,
        20, 4, true, "draft" },
    [OPEN] = { "training", { SI("数控与焊接培训席位分配（演示）"), SI("Seats in machining and welding courses (sample)") },
        { SI("八个培训班，每班席位有限，人数不足不开班。这一轮为演示而编写。"),
          SI("Eight courses with few seats each; a course with too few people does not open. This round was made up for the demonstration.") },
        -5, 9, 20, 8, false, "announced" },
};

static const struct both courses[] = {
    { SI("数控车工初级班"), SI("Lathe operation, basic") },
    { SI("数控车工中级班"), SI("Lathe operation, advanced") },
    { SI("数控铣工班"), SI("Milling") },
    { SI("焊工初级班"), SI("Welding, basic") },
    { SI("焊工中级班"), SI("Welding, advanced") },
    { SI("焊接机器人操作班"), SI("Welding robots") },
    { SI("三维测量班"), SI("3D measuring") },
    { SI("设备维修班"), SI("Machine maintenance") },
};

static const struct both mentors[] = { { SI("装备制造导师"), SI("Mentor for machinery") },
    { SI("软件与数据导师"), SI("Mentor for software and data") }, { SI("海洋经济导师"), SI("Mentor for the marine economy") },
    { SI("财税与融资导师"), SI("Mentor for tax and finance") } };

static bool is(struct str s, const char *z) { return str_eq(s, str_from(z)); }

static void places(struct demo *d, struct demo_round *r, size_t n)
{
    bool internship = is(r->kind, "internship"), mentor = is(r->kind, "mentor");
    size_t org = 0;
    for (size_t i = 0; i < n; i++) {
        struct both name = mentor ? mentors[i % LEN(mentors)] : courses[i % LEN(courses)];
        while (internship && !(is(d->orgs.v[org].kind, "enterprise") && is(d->orgs.v[org].state, "active"))) must(++org < d->orgs.n);
        if (internship) name = d->orgs.v[org++].name;
        int64_t seats = dice_between(&d->dice, 2, 5);
        *PUSH(d->a, &r->places) = (struct demo_place){ demo_id(d, r->created_ms), name, seats, internship || mentor ? 0 : 2,
            seats > 2 && i % 2 == 0 ? 1 : 0, i % 5 == 1 ? 1 : 0 };
    }
}

/* Everybody leans to the first places, so that there is something to decide. */
static void wishes(struct demo *d, const struct demo_round *r, struct demo_applicant *x)
{
    size_t n = (size_t)dice_between(&d->dice, 2, DEMO_WISHES);
    for (int tries = 0; x->nwishes < n && tries < 100; tries++) {
        size_t p = dice_pick(&d->dice, r->places.n), other = dice_pick(&d->dice, r->places.n);
        bool there = false;
        if (other < p) p = other;
        for (size_t i = 0; i < x->nwishes; i++) there = there || x->wish[i] == p;
        if (!there) x->wish[x->nwishes++] = p;
    }
}

static void applicants(struct demo *d, struct demo_round *r, int64_t from, int64_t to, int percent)
{
    for (size_t i = 0; i < d->people.n; i++) {
        const struct demo_person *p = &d->people.v[i];
        bool graduate = is(p->kind, "graduate"), migrant = is(p->kind, "migrant"), veteran = is(p->kind, "veteran"),
             shown = is(p->login, "graduate") || is(p->login, "migrant");
        if (!is(p->role, "member") || !(graduate || migrant || veteran) || !(shown || dice_chance(&d->dice, percent))) continue;
        int64_t at = demo_office_hour(d, dice_between(&d->dice, from, to));
        if (at >= d->now) at = d->now - DAY_MS;
        struct demo_applicant *x = PUSH(d->a, &r->applicants);
        bool disabled = dice_chance(&d->dice, 6);
        *x = (struct demo_applicant){ .id = demo_id(d, at),
            .account = p->account,
            .at_ms = at,
            .alias = str_printf(d->a, "A%010llx", (unsigned long long)(dice_roll(&d->dice) >> 24)),
            .groups = str_printf(d->a, "%s%s%s", disabled ? "disabled" : "", disabled ? "," : "",
                graduate      ? "graduate"
                    : migrant ? "migrant"
                              : "veteran") };
        x->answer[A_GRADUATED] = graduate && dice_chance(&d->dice, 60);
        x->answer[A_MONTHS] = dice_between(&d->dice, 0, 12);
        x->answer[A_PAPER] = dice_chance(&d->dice, 40);
        wishes(d, r, x);
        demo_event(d, p->account, at, "applied", "round", r->id);
    }
}

/* What the officers did, on the days it had to happen. */
static void acts(struct demo *d, struct demo_round *r, int64_t today, int64_t closes)
{
    r->ran_ms = demo_office_hour(d, today + closes + 2);
    r->published_ms = r->ran_ms + 3 * 3600000;
    demo_event(d, r->officer, r->ran_ms - 1800000, "asked_run", "round", r->id);
    demo_event(d, r->other, r->ran_ms, "confirmed_run", "round", r->id);
    demo_event(d, r->officer, r->published_ms - 1800000, "asked_publish", "round", r->id);
    int64_t event = demo_event(d, r->other, r->published_ms, "confirmed_publish", "round", r->id);
    struct str path = str_printf(d->a, "/rounds/%lld/mine", (long long)r->id);
    for (size_t i = 0; i < r->applicants.n; i++)
        demo_notice(d, r->applicants.v[i].account, event, r->published_ms, "round_notice_published", path, r->title);
    r->result = demo_id(d, r->ran_ms);
    r->objection = demo_id(d, r->published_ms + DAY_MS);
    r->objector = r->applicants.v[0].id;
    demo_event(d, r->applicants.v[0].account, r->published_ms + DAY_MS, "objected", "round", r->id);
    demo_event(d, r->officer, r->published_ms + 2 * DAY_MS, "refused", "round", r->id);
}

void demo_rounds(struct demo *d)
{
    int64_t today = instant_day(d->now);
    for (size_t i = 0; i < LEN(rounds); i++) {
        struct demo_round *r = PUSH(d->a, &d->rounds);
        int64_t made = demo_office_hour(d, today + (rounds[i].opens < -2 ? rounds[i].opens : -2) - 1);
        *r = (struct demo_round){ .id = demo_id(d, made),
            .created_ms = made,
            .title = rounds[i].title,
            .body = rounds[i].body,
            .kind = str_from(rounds[i].kind),
            .state = str_from(rounds[i].state),
            .opens = today + rounds[i].opens,
            .closes = today + rounds[i].closes,
            .objections = today + rounds[i].objections,
            .officer = demo_login(d, "clerk")->account,
            .other = demo_login(d, "approver")->account,
            .seed = str_printf(d->a, "sample-%016llx", (unsigned long long)dice_roll(&d->dice)) };
        demo_event(d, r->officer, made, "set_up", "round", r->id);
        places(d, r, rounds[i].places);
        for (size_t k = 0; k < DEMO_CRITERIA; k++) r->criterion[k] = demo_id(d, made);
        if (rounds[i].draft) continue;
        demo_event(d, r->officer, made + 3600000, "announced", "round", r->id);
        applicants(d, r, r->opens, i == OVER ? r->closes : today - 1, i == OVER ? 85 : 50);
        if (i == OVER) acts(d, r, today, rounds[i].closes);
    }
}

/* ---- storing ---- */

static enum rc store_places(struct db *tx, const struct demo_round *r)
{
    for (size_t i = 0; i < r->places.n; i++) {
        const struct demo_place *p = &r->places.v[i];
        TRY(round_place_put(tx, p->id, r->id, p->name.zh, p->name.en, p->seats, p->least, (int64_t)i + 1));
        if (p->migrant) TRY(round_reserve_put(tx, p->id, S("migrant"), p->migrant, 0));
        if (p->disabled) TRY(round_reserve_put(tx, p->id, S("disabled"), p->disabled, 1));
    }
    for (size_t k = 0; k < DEMO_CRITERIA; k++)
        TRY(round_criterion_put(tx, r->criterion[k], r->id, criteria[k].name.zh, criteria[k].name.en, criteria[k].points,
            criteria[k].most));
    return RC_OK;
}

static enum rc store_applicants(struct db *tx, const struct demo_round *r)
{
    for (size_t i = 0; i < r->applicants.n; i++) {
        const struct demo_applicant *x = &r->applicants.v[i];
        TRY(round_application_put(tx, x->id, r->id, x->account, x->alias, S(""), x->groups, x->at_ms));
        for (size_t k = 0; k < DEMO_CRITERIA; k++) if (x->answer[k]) TRY(round_answer_add(tx, x->id, r->criterion[k], x->answer[k]));
        for (size_t k = 0; k < x->nwishes; k++) TRY(round_wish_add(tx, x->id, (int64_t)k + 1, r->places.v[x->wish[k]].id));
    }
    return round_sent(tx, r->id, (int64_t)r->applicants.n);
}

/* The engine guards the arena it works in, so it gets one of its own. */
static enum rc store_result(struct db *tx, const struct demo_round *r)
{
    struct arena a;
    struct round_rules q;
    struct round_input in;
    struct round_solved out;
    TRY(round_rules(tx, r->id, &q));
    TRY(round_input(tx->arena, tx, &q, &in, &tx->err));
    arena_init(&a, LIMIT_ROUND_ARENA);
    enum rc rc = round_solve(&a, in.places_csv, in.applicants_csv, r->seed, &out, &tx->err);
    struct round_record c = { r->result, 1, r->officer, r->other, r->ran_ms, &q, &in, &out };
    if (rc == RC_OK) rc = round_record_write(tx, &c);
    arena_free(&a);
    TRY(rc);
    TRY(round_result_publish(tx, r->result, r->officer, r->other, r->published_ms));
    TRY(round_objection_add(tx, r->objection, r->id, r->result, r->objector, S("失业月数应为十二个月。"), r->published_ms + DAY_MS));
    return round_objection_decide(tx, r->objection, S("refused"), S("失业登记日期与申请内容一致，月数无误。"), r->officer,
        r->published_ms + 2 * DAY_MS);
}

enum rc demo_rounds_store(struct db *tx, const struct demo *d)
{
    for (size_t i = 0; i < d->rounds.n; i++) {
        const struct demo_round *r = &d->rounds.v[i];
        bool over = is(r->state, "published");
        TRY(round_add(tx, r->id, DB_NULL, r->officer, DB_NULL, DB_NULL, r->kind, S("hrss"), S("210200"), r->title.zh, r->title.en,
            r->body.zh, r->body.en, date_str(tx->arena, r->opens), date_str(tx->arena, r->closes), date_str(tx->arena, r->objections),
            DEMO_WISHES, S(""), over ? S("public") : S("applicants"), 0, r->seed_cipher, r->seed_sha256, r->created_ms));
        TRY(store_places(tx, r));
        TRY(store_applicants(tx, r));
        if (over) TRY(store_result(tx, r));
        if (!is(r->state, "draft")) TRY(round_move(tx, r->id, S("draft"), r->state, over ? r->seed : S("")));
    }
    return RC_OK;
}
