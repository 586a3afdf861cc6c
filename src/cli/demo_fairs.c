/* demo_fairs.c: three fairs of the sample city: one that was held, with who came, who did not and what was agreed; two for which
** sixty organisations each have registered. The timetable of the first is the engine's, made in the same transaction by the
** slice itself. */
#include "app/fairs/inner.h"
#include "cli/demo.h"

enum { SHOWN = 40, SIDE_HELD = 14, SIDE_COMING = 30, IDS = 400, SLOT_MINUTES = 25, FIRST = 9 * 60, NOON = 12 * 60,
    AFTER_NOON = 13 * 60 + 30, LAST = 16 * 60 };

/* ---- who takes part ---- */

static bool has_party(const struct demo_fair *f, int64_t organisation)
{
    for (size_t i = 0; i < f->parties.n; i++) if (f->parties.v[i].organisation == organisation) return true;
    return false;
}

static const struct demo_org *org_of(const struct demo *d, int64_t id)
{
    for (size_t i = 0; i < d->orgs.n; i++) if (d->orgs.v[i].id == id) return &d->orgs.v[i];
    return NULL;
}

/* Each organisation that has something open in public comes for the side of its first such listing; its owner comes, and a colleague. */
static void parties(struct demo *d, struct demo_fair *f, size_t each, int64_t at)
{
    size_t count[2] = { 0 };
    for (size_t n = 0; n < 2 * d->listings.n; n++) {                 /* those whose owners' logins are shown, then all */
        const struct demo_listing *l = &d->listings.v[n % d->listings.n];
        bool need = str_eq(l->side, S("need"));
        const struct demo_org *o = l->organisation == DB_NULL ? NULL : org_of(d, l->organisation);
        if (!o || !str_eq(o->state, S("active")) || str_eq(o->kind, S("department")) || !str_eq(l->state, S("open"))
            || !str_eq(l->visibility, S("public")) || count[need] == each || has_party(f, o->id))
            continue;
        if (n < d->listings.n && o->owner >= SHOWN) continue;
        count[need]++;
        struct demo_fair_party *p = PUSH(d->a, &f->parties);
        *p = (struct demo_fair_party){ .id = demo_id(d, at),
            .organisation = o->id,
            .account = d->people.v[o->owner].account,
            .need = need };
        p->person[p->n] = demo_id(d, at);
        p->name[p->n++] = d->people.v[o->owner].zh;
        for (size_t k = 0; k < d->people.n && p->n < LEN(p->person); k++) {
            if (k == o->owner || d->people.v[k].org < 0 || &d->orgs.v[d->people.v[k].org] != o || d->people.v[k].asked) continue;
            p->person[p->n] = demo_id(d, at);
            p->name[p->n++] = d->people.v[k].zh;
        }
    }
}

static void wishes(struct demo *d, struct demo_fair *f)
{
    enum { EACH = 5 };
    for (size_t i = 0; i < f->parties.n; i++)
        for (int k = 0; k < EACH; k++) {
            size_t other = dice_pick(&d->dice, f->parties.n);
            if (f->parties.v[other].need == f->parties.v[i].need) continue;
            *PUSH(d->a, &f->wishes) = (struct demo_fair_wish){ f->parties.v[i].id, f->parties.v[other].id,
                dice_chance(&d->dice, 30)       ? "must"
                    : dice_chance(&d->dice, 95) ? "like"
                                                : "never" };
        }
}

static void fair(struct demo *d, int which, int64_t created_day, int64_t day, size_t each)
{
    struct demo_fair *f = PUSH(d->a, &d->fairs);
    int64_t at = demo_office_hour(d, created_day);
    *f = (struct demo_fair){ .id = demo_id(d, at),
        .created_ms = at,
        .day = day,
        .which = which,
        .held = !which,
        .registers = created_day + 1,
        .until = day - 7,
        .timetable = demo_id(d, at + DAY_MS) };
    for (size_t i = 0; i < LEN(f->place); i++) f->place[i] = demo_id(d, at);
    for (size_t i = 0; i < d->people.n; i++)                         /* who runs it: an officer of the whole city */
        if (str_eq(d->people.v[i].role, S("clerk")) && !d->people.v[i].district.n && (!f->officer || !d->people.v[i].department.n))
            f->officer = d->people.v[i].account;
    if (!f->officer) f->officer = d->people.v[0].account;
    parties(d, f, each, at + DAY_MS);
    wishes(d, f);
    f->ids = NEWS(d->a, int64_t, IDS);
    for (size_t i = 0; i < IDS; i++) f->ids[i] = demo_id(d, (f->until + 1) * DAY_MS);
    demo_event(d, f->officer, at, "set_up", "fair", f->id);
}

void demo_fairs(struct demo *d)
{
    int64_t today = instant_day(d->now);
    fair(d, 0, today - 60, today - 24, SIDE_HELD);
    fair(d, 1, today - 12, today + 16, SIDE_COMING);
    fair(d, 2, today - 8, today + 44, SIDE_COMING);
}

/* ---- storing ---- */

static enum rc slots(struct db *tx, const struct demo_fair *f)
{
    int64_t n = 0;
    for (int64_t at = FIRST; at + SLOT_MINUTES <= LAST; at += SLOT_MINUTES + 5) {
        if (at < AFTER_NOON && at + SLOT_MINUTES > NOON) at = AFTER_NOON;
        TRY(fair_slot_add(tx, f->id, ++n, date_str(tx->arena, f->day), at, at + SLOT_MINUTES));
    }
    return RC_OK;
}

static enum rc set_up(struct db *tx, const struct demo_fair *f)
{
    struct str from = date_str(tx->arena, f->registers), until = date_str(tx->arena, f->until), agree = date_str(tx->arena, f->day - 3);
    static const struct both names[] = { { SI("大连市海洋装备与新材料对接会（样例）"), SI("Marine equipment and materials fair (sample)") },
        { SI("大连市创业带动就业供需对接会（样例）"), SI("Start-up and employment fair (sample)") },
        { SI("大连市高校成果与企业需求对接会（样例）"), SI("Universities meet companies (sample)") } };
    TRY(fair_add(tx, f->id, names[f->which].zh, names[f->which].en, S("样例数据：虚构的对接会。需求方与供给方按时段逐桌会谈。"),
        S("Sample data: an invented fair. Those who need meet those who offer, table by table."), S(""), from, until, agree, 8, 2, 5, 3, 10,
        f->officer, f->created_ms));
    TRY(fair_place_add(tx, f->place[0], f->id, S("一号厅"), S("Hall 1"), 6));
    TRY(fair_place_add(tx, f->place[1], f->id, S("二号厅"), S("Hall 2"), 4));
    return slots(tx, f);
}

static enum rc register_all(struct db *tx, const struct demo_fair *f)
{
    size_t offers = 0;
    for (size_t i = 0; i < f->parties.n; i++) {
        const struct demo_fair_party *p = &f->parties.v[i];
        struct fair_listing_own_rows own;
        TRY(fair_party_add(tx, p->id, f->id, p->organisation, p->account, p->need ? S("need") : S("offer"),
            p->need ? DB_NULL : f->place[offers++ % LEN(f->place)], f->created_ms + DAY_MS));
        for (size_t k = 0; k < p->n; k++) TRY(fair_person_add(tx, p->person[k], p->id, p->name[k], S("")));
        TRY(fair_listing_own(tx, p->organisation, p->account, p->need ? S("need") : S("offer"), LIMIT_FAIR_BROUGHT, &own));
        for (size_t k = 0; k < own.n; k++) TRY(fair_listing_add(tx, p->id, own.v[k].id));
    }
    for (size_t i = 0; i < f->wishes.n; i++)
        TRY(fair_wish_set(tx, f->wishes.v[i].party, f->wishes.v[i].other, str_from(f->wishes.v[i].wish), f->created_ms + DAY_MS));
    return fair_state_set(tx, f->id, S("draft"), S("register"));
}

/* Everybody confirmed; two did not come; what they missed is missed, the rest was held. */
static enum rc hold(struct db *tx, const struct demo_fair *f)
{
    struct world w;
    int64_t absent[2] = { f->parties.v[3].person[0], f->parties.v[8].person[0] },
            morning = f->day * DAY_MS + (8 * 60 + 40) * MINUTE_MS - CITY_OFFSET_MS;
    TRY(world_read(tx, f->id, &w));
    for (size_t i = 0; i < w.people.n; i++) {
        const struct fair_people *p = &w.people.v[i];
        bool gone = p->id == absent[0] || p->id == absent[1];
        TRY(fair_person_set(tx, p->id, p->version, p->away, gone ? S("absent") : S("arrived"),
            gone ? DB_NULL : morning + (int64_t)(i % 19) * MINUTE_MS));
    }
    for (size_t i = 0; i < w.meetings.n; i++) {
        const struct fair_meetings *m = &w.meetings.v[i];
        bool need = m->need_person == absent[0] || m->need_person == absent[1],
             offer = m->offer_person == absent[0] || m->offer_person == absent[1];
        if (!m->slot) continue;
        TRY(fair_meeting_set(tx, m->id, m->version, m->need_person, m->offer_person, need || offer ? S("missed") : S("held"), m->slot,
            m->place_table,
            need        ? S("absent_need")
                : offer ? S("absent_offer")
                        : S(""),
            morning - 4 * DAY_MS, morning - 4 * DAY_MS, DB_NULL, m->sequence, morning));
    }
    TRY(fair_state_set(tx, f->id, S("provisional"), S("open")));
    return fair_state_set(tx, f->id, S("open"), S("over"));
}

static enum rc store_one(struct db *tx, const struct demo_fair *f)
{
    int64_t made = (f->until + 1) * DAY_MS;
    TRY(set_up(tx, f));
    TRY(register_all(tx, f));
    if (!f->held) return RC_OK;
    struct fair_hand h = { .fair = f->id, .account = f->officer, .now = made, .timetable = f->timetable, .ids = f->ids, .quiet = true,
        .event = { f->officer, S("timetabled"), S("fair"), f->id, S(""), made, f->ids[IDS - 1], S("") } };
    TRY(fair_timetable_tx(tx, &h));
    must(h.placed + h.unplaced < IDS - 1);
    return hold(tx, f);
}

enum rc demo_fairs_store(struct db *tx, const struct demo *d)
{
    for (size_t i = 0; i < d->fairs.n; i++) TRY(store_one(tx, &d->fairs.v[i]));
    return RC_OK;
}
