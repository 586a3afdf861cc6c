/* demo_store.c: the sample city into an empty installation, in one transaction. Sealing and sort keys are made before it,
** since a transaction touches nothing but the database. */
#include "app/jobs/jobs.h"
#include "app/parties/parties.h"
#include "app/docking/docking.h"
#include "app/measures/measures.h"
#include "cli/demo.h"
#include "demo_sql.h"
#include "session_sql.h"


struct sealed { struct str id, id_index, phone, phone_index; };
struct city {
    const struct demo *d;
    const struct keys *keys;
    const char *hash;
    struct sealed *people;
    struct str *sort_keys, *annexes;              /* one an organisation, one a listing */
};

static int64_t fen(int64_t yuan) { return yuan == DB_NULL ? DB_NULL : yuan * 100; }
static struct str day(struct arena *a, int64_t days) { return days ? date_str(a, days) : STR_NONE; }

static void seal(struct city *c, const struct keys *k)
{
    const struct demo *d = c->d;
    c->people = NEWS(d->a, struct sealed, d->people.n);
    c->sort_keys = NEWS(d->a, struct str, d->orgs.n);
    c->annexes = NEWS(d->a, struct str, d->listings.n);
    for (size_t i = 0; i < d->people.n; i++) {
        const struct demo_person *p = &d->people.v[i];
        c->people[i] = (struct sealed){ party_seal(d->a, k, "person", p->person, "id_cipher", p->id_number),
            party_index(d->a, k, "id", p->id_number), party_seal(d->a, k, "person", p->person, "phone_cipher", p->phone),
            party_index(d->a, k, "phone", p->phone) };
    }
    for (size_t i = 0; i < d->rounds.n; i++) {
        struct demo_round *r = &d->rounds.v[i];
        uint8_t sum[32];
        sha256(r->seed, sum);
        r->seed_sha256 = hex(d->a, sum, sizeof sum);
        r->seed_cipher = secret_seal(d->a, k, "round", str_printf(d->a, "round|%lld|seed_cipher", (long long)r->id), r->seed);
    }
    for (size_t i = 0; i < d->orgs.n; i++) c->sort_keys[i] = party_sort_key(d->a, d->orgs.v[i].name.zh);
    for (size_t i = 0; i < d->listings.n; i++) {
        const struct demo_listing *l = &d->listings.v[i];
        struct str place = str_printf(d->a, "listing_annex|%lld|body_cipher", (long long)l->id);
        if (l->annex.n) c->annexes[i] = secret_seal(d->a, k, "listing_annex", place, l->annex);
    }
}

static enum rc store_people(struct db *tx, const struct city *c)
{
    for (size_t i = 0; i < c->d->people.n; i++) {
        const struct demo_person *p = &c->d->people.v[i];
        const struct sealed *s = &c->people[i];
        bool scoped = str_eq(p->role, S("base")) || str_eq(p->role, S("provider"));
        TRY(demo_account(tx, p->account, p->login, p->zh, str_from(c->hash), S("zh"), p->created_ms));
        TRY(demo_person(tx, p->person, p->account, p->zh, p->kind, p->division, p->education, p->skills, s->id, s->id_index, s->phone,
            s->phone_index, p->created_ms));
        if (!str_eq(p->role, S("member")))
            TRY(demo_role(tx, p->account, p->role, p->department, p->district, scoped && p->org >= 0 ? c->d->orgs.v[p->org].id : 0,
                p->created_ms));
    }
    return RC_OK;
}

static enum rc store_organisations(struct db *tx, const struct city *c)
{
    const struct demo *d = c->d;
    for (size_t i = 0; i < d->orgs.n; i++) {
        const struct demo_org *o = &d->orgs.v[i];
        TRY(demo_organisation(tx, o->id, o->kind, o->name.zh, o->name.en, c->sort_keys[i], o->division, o->zone, o->industry, o->size,
            o->intro.zh, o->intro.en, o->state, o->reason, o->synthetic, d->people.v[o->owner].account, o->created_ms));
    }
    for (size_t i = 0; i < d->people.n; i++) {
        const struct demo_person *p = &d->people.v[i];
        if (p->org >= 0)
            TRY(demo_membership(tx, p->account, d->orgs.v[p->org].id, p->belongs, p->asked ? S("asked") : S("active"), p->created_ms));
    }
    return RC_OK;
}

static enum rc store_listing(struct db *tx, const struct demo *d, const struct demo_listing *l, struct str annex)
{
    struct arena *a = tx->arena;
    int64_t remind = l->renew_by_ms - 14 * DAY_MS;
    TRY(demo_listing(tx, l->id, l->side, l->kind, l->organisation, l->account, l->title.zh, l->title.en, l->body.zh, l->body.en,
        l->industry, l->skills, l->division, l->zone, l->stage, l->languages, fen(l->low), fen(l->high), l->quantity, day(a, l->from),
        day(a, l->to), day(a, l->until), l->visibility, l->state, l->reason, l->published_ms, l->renew_by_ms,
        l->renew_by_ms && remind < d->now ? remind : 0, l->created_ms));
    for (size_t i = 0; i < l->ndetail; i++) TRY(demo_listing_detail(tx, l->id, str_from(l->detail[i].field), l->detail[i].value));
    if (annex.p) TRY(demo_listing_annex(tx, l->id, annex));
    for (size_t i = 0; i < l->nnamed; i++) {
        if (annex.p) TRY(demo_listing_party(tx, l->id, l->named[i], S("annex")));
        if (str_eq(l->visibility, S("named"))) TRY(demo_listing_party(tx, l->id, l->named[i], S("named")));
    }
    return RC_OK;
}

static enum rc store_cases(struct db *tx, const struct demo *d)
{
    for (size_t i = 0; i < d->cases.n; i++) {
        const struct demo_case *c = &d->cases.v[i];
        TRY(demo_docking_case(tx, c->id, c->need, c->offer, c->asked, c->account, c->state, c->turn, c->turn_ms, c->need_ok_ms,
            c->offer_ok_ms, fen(c->amount), c->people, day(tx->arena, c->contract_day), c->reason, c->created_ms, c->ended_ms));
    }
    struct measures counts = { .arena = tx->arena };
    for (size_t i = 0; i < d->listings.n; i++) TRY(docking_count(tx, d->listings.v[i].id, +1, &counts));
    TRY(measures_apply(tx, &counts));
    for (size_t i = 0; i < d->messages.n; i++) {
        const struct demo_message *m = &d->messages.v[i];
        TRY(demo_case_message(tx, m->id, m->docking_case, m->account, m->side, m->verb, m->body, m->at_ms));
    }
    return RC_OK;
}

static enum rc store_rest(struct db *tx, const struct demo *d)
{
    for (size_t i = 0; i < d->events.n; i++) {
        const struct demo_event *e = &d->events.v[i];
        TRY(demo_event_row(tx, e->id, e->account, e->at_ms, str_from(e->verb), str_from(e->kind), e->subject));
    }
    for (size_t i = 0; i < d->notices.n; i++) {
        const struct demo_note *n = &d->notices.v[i];
        TRY(demo_notice_row(tx, n->account, n->event, n->at_ms, str_from(n->message), n->path, n->arg.zh, n->arg.en, n->read_ms));
    }
    for (size_t i = 0; i < d->searches.n; i++) {
        const struct demo_search *s = &d->searches.v[i];
        TRY(demo_saved_search(tx, s->id, s->account, s->name.zh, s->query, s->created_ms));
    }
    return setting_put(tx, S("demo"), S("1"));
}

static enum rc store(struct db *tx, void *arg)
{
    const struct city *c = arg;
    struct demo_occupied have;
    TRY(demo_occupied(tx, &have));
    if (have.n)
        return fail(&tx->err, RC_REFUSED, "the database holds accounts or organisations already; the sample city goes into a new one");
    TRY(store_people(tx, c));
    TRY(store_organisations(tx, c));
    for (size_t i = 0; i < c->d->listings.n; i++) TRY(store_listing(tx, c->d, &c->d->listings.v[i], c->annexes[i]));
    TRY(store_cases(tx, c->d));
    TRY(demo_rounds_store(tx, c->d));
    TRY(demo_fairs_store(tx, c->d));
    TRY(demo_incubation_store(tx, c->d));
    TRY(demo_jobs_store(tx, c->d));
    TRY(demo_filings_store(tx, c->d, c->keys));
    TRY(demo_indicators_store(tx, c->d));
    return store_rest(tx, c->d);
}

enum rc demo_store(struct db *db, const struct demo *d, const struct keys *k, const char *hash)
{
    struct city c = { .d = d, .keys = k, .hash = hash };
    seal(&c, k);
    jobs_prepare(d->a, k, d->jobs);
    return db_tx(db, store, &c);
}
