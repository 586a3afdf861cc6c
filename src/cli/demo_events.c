/* demo_events.c: what the log holds of the listings, the inboxes of those who look into them, and their saved searches. */
#include "cli/demo.h"

#define HOUR_MS INT64_C(3600000)
enum { FRESH_DAYS = 90, REMIND_DAYS = 14, NOTICE_DAYS = 25, READ_DAYS = 4 };

static bool is(struct str s, const char *z) { return str_eq(s, str_from(z)); }

void demo_notice(struct demo *d, int64_t account, int64_t event, int64_t at, const char *message, struct str path, struct both arg)
{
    if (at < d->now - NOTICE_DAYS * DAY_MS) return;
    int64_t read = at < d->now - READ_DAYS * DAY_MS ? at + dice_between(&d->dice, 1, 30) * HOUR_MS : DB_NULL;
    *PUSH(d->a, &d->notices) = (struct demo_note){ account, event, at, read, message, path, arg };
}

/* Who reviews a kind's listings: the departments of src/app/docking/kinds.c. */
static int64_t reviewer(const struct demo *d, const struct demo_listing *l)
{
    bool industry = comma_has(S("technology,order"), l->kind), commission = comma_has(S("space,service,capital,partnership"), l->kind);
    return demo_login(d, industry ? "clerk.iit" : commission ? "clerk.drc" : "clerk")->account;
}

static void listing_events(struct demo *d, const struct demo_listing *l)
{
    struct str path = str_printf(d->a, "/listings/%lld", (long long)l->id);
    demo_event(d, l->account, l->created_ms, is(l->state, "draft") ? "saved" : "submitted", "listing", l->id);
    if (is(l->state, "refused")) {
        int64_t at = l->created_ms + dice_between(&d->dice, 1, 5) * HOUR_MS;
        demo_notice(d, l->account, demo_event(d, reviewer(d, l), at, "refused", "listing", l->id), at, "listing_notice_refused", path,
            l->title);
    }
    if (!l->published_ms) return;
    demo_notice(d, l->account, demo_event(d, reviewer(d, l), l->published_ms, "published", "listing", l->id), l->published_ms,
        "listing_notice_published", path, l->title);
    int64_t end = l->closed_ms ? l->closed_ms : d->now;
    for (int64_t at = l->published_ms + (FRESH_DAYS - 9) * DAY_MS; at < end - DAY_MS && !is(l->reason, "stale"); at += FRESH_DAYS * DAY_MS)
        if (at + 9 * DAY_MS < l->renew_by_ms || l->closed_ms) demo_event(d, l->account, at, "renewed", "listing", l->id);
    if (!l->closed_ms) return;
    bool stale = is(l->reason, "stale"), ended = is(l->reason, "ended");
    int64_t event = demo_event(d, stale || ended ? 0 : l->account, l->closed_ms, "closed", "listing", l->id);
    if (stale || ended)
        demo_notice(d, l->account, event, l->closed_ms, stale ? "listing_notice_stale" : "listing_notice_ended", path, l->title);
}

static void search(struct demo *d, const char *login, struct both name, const char *text, const char *filters)
{
    const struct demo_person *p = demo_login(d, login);
    int64_t at = demo_office_hour(d, instant_day(d->now) - dice_between(&d->dice, 3, 60));
    struct out o;
    out_init(&o, d->a);
    if (text[0]) { put_z(&o, "q="); put_url(&o, str_from(text)); }
    put_z(&o, text[0] && filters[0] ? "&" : "");
    put_z(&o, filters);
    *PUSH(d->a, &d->searches) = (struct demo_search){ demo_id(d, at), p->account, at, name, out_str(&o) };
}

static void searches(struct demo *d)
{
    static const struct {
        const char *login;
        struct both name;
        const char *text, *filters;
    } all[] = {
        { "graduate.code", { SI("前端和测试岗位"), SI("Front-end and testing posts") }, "前端 软件测试", "side=offer&kind=job" },
        { "graduate", { SI("化工研究助理"), SI("Research assistants in chemistry") }, "催化剂", "side=offer&kind=job" },
        { "graduate.sea", { SI("海洋监测实习"), SI("Marine monitoring internships") }, "海洋监测", "side=offer&kind=internship" },
        { "migrant.weld", { SI("焊工岗位"), SI("Welding posts") }, "焊接", "side=offer&kind=job" },
        { "migrant.care", { SI("养老护理培训"), SI("Courses in elderly care") }, "养老护理", "side=offer&kind=training" },
        { "founder.weld", { SI("船厂检测需求"), SI("What shipyards need tested") }, "焊缝检测", "side=need&kind=technology" },
        { "founder.cucumber", { SI("海参订单"), SI("Orders for sea cucumber") }, "海参", "side=need&kind=order" },
        { "founder", { SI("高新区办公空间"), SI("Offices in the High-tech Zone") }, "", "side=offer&kind=space&zone=hightech" },
        { "institute", { SI("储能与制氢需求"), SI("Needs for storage and hydrogen") }, "储能 制氢", "side=need&kind=technology" },
        { "enterprise", { SI("焊接自动化技术"), SI("Automatic welding") }, "焊接机器人", "side=offer&kind=technology" },
        { "enterprise.bearing", { SI("轴承检测与热处理"), SI("Testing and heat-treating bearings") }, "轴承",
            "side=offer&kind=technology" },
        { "bank", { SI("小微企业融资需求"), SI("Small firms that seek loans") }, "", "side=need&kind=capital" },
        { "fund", { SI("中试项目融资"), SI("Projects at pilot stage") }, "", "side=need&kind=capital&stage=pilot" },
    };
    for (size_t i = 0; i < LEN(all); i++) search(d, all[i].login, all[i].name, all[i].text, all[i].filters);
}

void demo_events(struct demo *d)
{
    for (size_t i = 0; i < d->listings.n; i++) listing_events(d, &d->listings.v[i]);
    searches(d);
}
