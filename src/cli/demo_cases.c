/* demo_cases.c: dockings. Needs and offers of one topic meet; a quota says how many cases of each state there shall be.
** Those under way come first, since both their listings must still be open and no later result may close them. */
#include "cli/demo.h"

enum { NEED_MOST = 4, OFFER_MOST = 8, PAIR_TRIES = 40000, RECENT_DAYS = 60 };
#define HOUR_MS INT64_C(3600000)

/* least, most: days since it began; a case that ended took length days at most. seeks, has: not of one topic, but jobs of these
** industries, each two parties once. That machine builders take on software people, and software houses machine builders, is
** what the sample city's dockings teach, whatever the day (app/docking/learning.c). */
static const struct quota {
    const char *state;
    int n, least, most, length;
    const char *seeks, *has;
} quotas[] = {
    { "contact", 45, 1, 12, 0, "", "" },
    { "visit", 40, 4, 30, 0, "", "" },
    { "trial", 35, 15, 70, 0, "", "" },
    { "contract", 34, 25, 110, 0, "", "" },
    { "done", 14, 12, 330, 60, "65", "34" },
    { "done", 14, 12, 330, 60, "34", "65" },
    { "done", 122, 20, 330, 100, "", "" },
    { "declined", 75, 5, 330, 45, "", "" },
    { "lapsed", 45, 22, 330, 22, "", "" },
};
static const char *const road[] = { "contact", "visit", "trial", "contract", "done" };

struct pair { size_t need, offer; };
struct pairs { struct pair *v; size_t n, cap; };
struct meeting { struct demo *d; struct demo_listing *need, *offer; struct demo_case *c; struct demo_table talk; };

static bool is(struct str s, const char *z) { return str_eq(s, str_from(z)); }
static bool was_public(const struct demo_listing *l) { return l->published_ms > 0 && !is(l->reason, "mistake"); }
static bool strangers(const struct demo_listing *x, const struct demo_listing *y)
{
    return x->account != y->account && (x->organisation == DB_NULL || x->organisation != y->organisation);
}

static bool fit(const struct quota *q, const struct demo_listing *need, const struct demo_listing *offer)
{
    if (!str_eq(need->kind, offer->kind)) return false;
    if (!*q->seeks) return need->topic == offer->topic;
    return is(need->kind, "job") && str_starts(need->industry, str_from(q->seeks)) && str_starts(offer->industry, str_from(q->has));
}

static struct pairs pairs_of(struct demo *d, const struct quota *q)
{
    struct pairs p = { 0 };
    for (size_t i = 0; i < d->listings.n; i++) {
        const struct demo_listing *x = &d->listings.v[i];
        if (!is(x->side, "need") || !was_public(x)) continue;
        for (size_t k = 0; k < d->listings.n; k++) {
            const struct demo_listing *y = &d->listings.v[k];
            if (is(y->side, "offer") && fit(q, x, y) && was_public(y) && strangers(x, y)) *PUSH(d->a, &p) = (struct pair){ i, k };
        }
    }
    return p;
}

/* ---- what was said ---- */

static void message(struct meeting *m, int64_t at, const char *side, const char *verb, struct str body)
{
    const struct demo_listing *l = side[0] == 'n' ? m->need : m->offer;
    *PUSH(m->d->a, &m->d->messages) = (struct demo_message){ demo_id(m->d, at), m->c->id, side[0] ? l->account : 0, at, str_from(side),
        str_from(verb), body };
}

static struct str said(struct meeting *m, const char *state, const char *who)
{
    size_t n = 0, at[16];
    for (size_t i = 0; i < m->talk.n && n < LEN(at); i++)
        if (is(demo_cell(&m->talk, i, 0), state) && is(demo_cell(&m->talk, i, 1), who)) at[n++] = i;
    must(n > 0);
    return demo_cell(&m->talk, at[dice_pick(&m->d->dice, n)], dice_chance(&m->d->dice, 12) ? 3 : 2);
}

static const char *asker(const struct demo_case *c) { return is(c->asked, "need") ? "need" : "offer"; }
static const char *other(const struct demo_case *c) { return is(c->asked, "need") ? "offer" : "need"; }

static void tell(struct meeting *m, int64_t event, int64_t at, const struct demo_listing *whom, const struct demo_listing *about,
    const char *what)
{
    demo_notice(m->d, whom->account, event, at, what, str_printf(m->d->a, "/cases/%lld", (long long)m->c->id), about->title);
}

static void tell_both(struct meeting *m, int64_t event, int64_t at, const char *what)
{
    tell(m, event, at, m->need, m->offer, what);
    tell(m, event, at, m->offer, m->need, what);
}

/* Nobody writes at night: what falls into it waits for the morning. */
static int64_t daytime(int64_t ms)
{
    int64_t within = (ms + 8 * HOUR_MS) % DAY_MS, morning = ms - within + 17 * HOUR_MS / 2;
    if (within < 8 * HOUR_MS) return morning + within / 8;
    return within < 19 * HOUR_MS ? ms : morning + DAY_MS + (within - 19 * HOUR_MS) / 5;
}

/* One step of the road: the step itself (but for the first, which is the contact's words), then what both say. */
static int64_t step(struct meeting *m, size_t k, int64_t at, int64_t end, bool answered)
{
    struct demo *d = m->d;
    struct demo_case *c = m->c;
    bool by_other = k == 1 || k % 2 == 0;
    int64_t by = k == 0 ? c->account : is(by_other ? str_from(other(c)) : c->asked, "need") ? m->need->account : m->offer->account;
    if (k == 0) message(m, at, asker(c), "open", said(m, "contact", "asker"));
    else {
        message(m, at, k == 1 || k % 2 == 0 ? other(c) : asker(c), road[k], S(""));    /* the side that was asked agrees to talk */
        at = daytime(at + dice_between(&d->dice, 1, 20) * HOUR_MS);
        if (at < end) message(m, at, asker(c), "message", said(m, road[k], "asker"));
    }
    int64_t event = demo_event(d, by, at < end ? at : end, k == 0 ? "opened" : road[k], "case", c->id);
    if (k == 0)
        tell(m, event, at, is(c->asked, "need") ? m->offer : m->need, is(c->asked, "need") ? m->need : m->offer, "case_notice_asked");
    c->turn = str_from(other(c));
    c->turn_ms = at < end ? at : end;
    if (!answered) return at;
    at = daytime(at + dice_between(&d->dice, 3, 40) * HOUR_MS);
    if (at >= end) return at;
    message(m, at, other(c), "message", said(m, road[k], "other"));
    c->turn = str_from(asker(c));
    c->turn_ms = at;
    return at;
}

/* ---- how it ended ---- */

static int64_t least(int64_t x, int64_t y) { return x < y ? x : y; }

static void result(struct meeting *m, int64_t end)
{
    struct demo_case *c = m->c;
    struct dice *dice = &m->d->dice;
    bool people = is(m->need->kind, "job") || is(m->need->kind, "internship") || is(m->need->kind, "training");
    int64_t low = m->need->low != DB_NULL && m->need->low > 0 ? m->need->low : m->offer->low,
            high = m->need->high != DB_NULL ? m->need->high : m->offer->high;
    if (people) c->people = dice_between(dice, 1, least(m->need->quantity, m->offer->quantity));
    if (is(m->need->kind, "job") && c->people > 1 && m->need->organisation == DB_NULL) c->people = 1;
    if (!people && low != DB_NULL && high != DB_NULL && high > 0)
        c->amount = dice_between(dice, low > 0 ? low : 1, high > low ? high : low > 0 ? low : 1);
    if (c->amount > 10000) c->amount = c->amount / 1000 * 1000;
    c->contract_day = instant_day(end) - dice_between(dice, 3, 20);
}

static void confirm(struct meeting *m, int64_t end)
{
    struct demo_case *c = m->c;
    int64_t first = least(daytime(end - dice_between(&m->d->dice, 2, 70) * HOUR_MS), end - HOUR_MS);
    bool need_first = dice_chance(&m->d->dice, 50);
    result(m, end);
    c->need_ok_ms = need_first ? first : end;
    c->offer_ok_ms = need_first ? end : first;
    message(m, first, need_first ? "need" : "offer", "figures", said(m, "done", "asker"));
    message(m, end, need_first ? "offer" : "need", "confirm", said(m, "done", "other"));
    demo_event(m->d, need_first ? m->need->account : m->offer->account, first, "figures", "case", c->id);
    tell_both(m, demo_event(m->d, need_first ? m->offer->account : m->need->account, end, "confirm", "case", c->id), end,
        "case_notice_done");
}

static void decline(struct meeting *m, int64_t end)
{
    static const char *const reasons[] = { "fit", "fit", "price", "price", "time", "place", "taken", "taken", "stopped", "other" };
    bool by_asker = dice_chance(&m->d->dice, 30);
    const char *side = by_asker ? asker(m->c) : other(m->c);
    m->c->reason = str_from(reasons[dice_pick(&m->d->dice, LEN(reasons))]);
    message(m, end, side, "decline", said(m, "declined", by_asker ? "asker" : "other"));
    int64_t event = demo_event(m->d, side[0] == 'n' ? m->need->account : m->offer->account, end, "decline", "case", m->c->id);
    tell(m, event, end, side[0] == 'n' ? m->offer : m->need, side[0] == 'n' ? m->need : m->offer, "case_notice_declined");
}

static void lapse(struct meeting *m, int64_t end)
{
    m->c->reason = S("silent");
    message(m, end, "", "lapse", S(""));
    tell_both(m, demo_event(m->d, 0, end, "lapsed", "case", m->c->id), end, "case_notice_lapsed");
}

/* ---- one case ---- */

static size_t steps_to(const char *state, struct dice *dice)
{
    for (size_t i = 0; i < LEN(road); i++) if (strcmp(road[i], state) == 0) return i;
    return strcmp(state, "lapsed") == 0 ? 0 : dice_pick(dice, 3);          /* declined after contact, visit or trial */
}

static void walk(struct meeting *m, const struct quota *q, int64_t start, int64_t end)
{
    struct demo *d = m->d;
    struct demo_case *c = m->c;
    size_t last = steps_to(q->state, &d->dice);
    bool lapsed = strcmp(q->state, "lapsed") == 0, done = strcmp(q->state, "done") == 0;
    size_t walked = done ? LEN(road) - 1 : last + 1;
    int64_t at = start, room = (q->length ? end : d->now - HOUR_MS) - start;
    for (size_t k = 0; k < walked; k++) {
        bool answered = k + 1 < walked || done || (!lapsed && dice_chance(&d->dice, 55));
        int64_t due = daytime(start + room * (int64_t)k / (int64_t)(walked + (q->length > 0)));
        at = step(m, k, due > at ? due : at, end, answered);
    }
    if (done) confirm(m, end);
    else if (lapsed) lapse(m, end);
    else if (q->length) decline(m, end);
    else if (strcmp(q->state, "contract") == 0 && dice_chance(&d->dice, 35) && c->turn_ms + HOUR_MS < d->now) {
        bool need = is(c->turn, "offer");                                  /* one side has confirmed: the other's move */
        c->turn_ms += HOUR_MS;
        result(m, c->turn_ms);
        *(need ? &c->need_ok_ms : &c->offer_ok_ms) = c->turn_ms;
        message(m, c->turn_ms, need ? "need" : "offer", "figures", S(""));
        int64_t event = demo_event(d, need ? m->need->account : m->offer->account, c->turn_ms, "figures", "case", c->id);
        tell(m, event, c->turn_ms, need ? m->offer : m->need, need ? m->need : m->offer, "case_notice_figures");
    }
    c->ended_ms = q->length ? end : DB_NULL;
    if (q->length) c->turn_ms = end;
}

/* A result settles most needs; whose need is closed already says so. */
static void settle(struct demo *d, struct demo_listing *need, const struct demo_case *c, bool busy)
{
    if (is(need->state, "closed")) { if (!is(need->reason, "stale") && !is(need->reason, "ended")) need->reason = S("docked"); return; }
    if (busy || !dice_chance(&d->dice, 65) || c->ended_ms + 2 * HOUR_MS > d->now) return;
    need->state = S("closed");
    need->reason = S("docked");
    need->closed_ms = c->ended_ms + 2 * HOUR_MS;
    need->renew_by_ms = 0;
}

static bool window(struct demo *d, const struct quota *q, const struct demo_listing *x, const struct demo_listing *y, int64_t *start,
    int64_t *end)
{
    int64_t from = (x->published_ms > y->published_ms ? x->published_ms : y->published_ms) + HOUR_MS, today = instant_day(d->now);
    bool open = is(x->state, "open") && is(y->state, "open");
    if (!q->length && !open) return false;
    int64_t first = instant_day(from) + 1, earliest = today - q->most > first ? today - q->most : first;
    if (earliest > today - q->least) return false;
    *start = demo_office_hour(d, dice_between(&d->dice, earliest, today - q->least));
    if (*start < from) return false;
    *end = q->length
        ? demo_office_hour(d, instant_day(*start) + (q->length == q->least ? q->length : dice_between(&d->dice, q->length / 4, q->length)))
        : d->now;
    if (q->length && *end > d->now - HOUR_MS) return false;
    /* most pairs are young: spread what came of them */
    if (q->length && *end > d->now - RECENT_DAYS * DAY_MS && dice_chance(&d->dice, 70)) return false;
    if (*end <= *start + DAY_MS / 2) return false;
    return (!x->closed_ms || *end <= x->closed_ms) && (!y->closed_ms || *end <= y->closed_ms);
}

static int64_t party(const struct demo_listing *l) { return l->organisation == DB_NULL ? l->account : l->organisation; }

/* The two listings have a case; what is to teach something, the two parties. */
static bool met(const struct demo *d, const struct quota *q, const struct pairs *docked, struct pair p)
{
    const struct demo_listing *l = d->listings.v;
    for (size_t i = 0; i < docked->n; i++) {
        struct pair was = docked->v[i];
        if (was.need == p.need && was.offer == p.offer) return true;
        if (*q->seeks && party(&l[was.need]) == party(&l[p.need]) && party(&l[was.offer]) == party(&l[p.offer])) return true;
    }
    return false;
}

static bool dock(struct demo *d, const struct quota *q, struct pair p, struct pairs *docked, const struct demo_table *talk, uint8_t *need_n,
    uint8_t *offer_n, uint8_t *busy)
{
    struct demo_listing *need = &d->listings.v[p.need], *offer = &d->listings.v[p.offer];
    int64_t start, end;
    if (need_n[p.need] >= NEED_MOST || offer_n[p.offer] >= OFFER_MOST || !window(d, q, need, offer, &start, &end)) return false;
    if (met(d, q, docked, p)) return false;
    *PUSH(d->a, docked) = p;
    bool by_need = dice_chance(&d->dice, 60);
    struct demo_case *c = PUSH(d->a, &d->cases);
    *c = (struct demo_case){ .id = demo_id(d, start),
        .need = need->id,
        .offer = offer->id,
        .account = by_need ? need->account : offer->account,
        .need_ok_ms = DB_NULL,
        .offer_ok_ms = DB_NULL,
        .amount = DB_NULL,
        .people = DB_NULL,
        .created_ms = start,
        .asked = by_need ? S("need") : S("offer"),
        .state = str_from(q->state),
        .reason = S("") };
    struct meeting m = { d, need, offer, c, *talk };
    walk(&m, q, start, end);
    need_n[p.need]++;
    offer_n[p.offer]++;
    if (!q->length) busy[p.need] = busy[p.offer] = 1;
    if (strcmp(q->state, "done") == 0) settle(d, need, c, busy[p.need]);
    return true;
}

void demo_cases(struct demo *d)
{
    struct demo_table talk = demo_table(d->a, "talk", "state side zh en");
    struct pairs docked = { 0 };
    uint8_t *need_n = NEWS(d->a, uint8_t, d->listings.n), *offer_n = NEWS(d->a, uint8_t, d->listings.n),
            *busy = NEWS(d->a, uint8_t, d->listings.n);
    for (size_t i = 0; i < LEN(quotas); i++) {
        struct pairs pairs = pairs_of(d, &quotas[i]);
        must(pairs.n > 0);
        for (int n = 0, tries = 0; n < quotas[i].n; tries++) {
            must(tries < PAIR_TRIES);
            if (dock(d, &quotas[i], pairs.v[dice_pick(&d->dice, pairs.n)], &docked, &talk, need_n, offer_n, busy)) n++;
        }
    }
}
