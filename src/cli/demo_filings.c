/* demo_filings.c: what the sample city's carriers have filed in 24 months, and for two years: in every state, mistakes included.
**
**     agreements of the month ─► a row for each firm ─► their sums are the summary ─► a version or two ─► the state it is in
**
** Rows of firms are made for every month, so that totals hang together, and stored where somebody will look. What a filing counts
** for is asked of the slice itself (filing_count). Dice are thrown anew for each filing: the transaction may run twice. */
#include "app/filings/inner.h"
#include "cli/demo.h"
#include "demo_sql.h"

enum { MONTHS = 24, SHEETS_KEPT = 3, PAPERS = 6, OLD = 3, LOCKED = 6, LISTED = 3 };
enum fate { FATE_ACCEPTED, FATE_SECOND, FATE_CORRECTED, FATE_ZERO, FATE_LATE_IN, FATE_LATE_WAITS, FATE_MISSING, FATE_FILED, FATE_REFUSED,
    FATE_DRAFT, FATE_NOT };

struct stay_of { size_t venture; int64_t from, until; };
/* of a carrier: the firms in it; shown: somebody logs in for it */
struct desk { struct stay_of *v; size_t n, cap; bool shown; int64_t account; };
struct pen {
    struct db *tx;
    const struct demo *d;
    const struct returns *all;
    const struct keys *keys;
    struct calendar calendar;
    struct desk *desks;
    struct tally t;
    int64_t next, today, officer, other;
};

static int64_t new_id(struct pen *p) { return p->next++; }

/* ---- who sits where ---- */

static void desks_make(struct pen *p)
{
    const struct demo *d = p->d;
    p->desks = NEWS(p->tx->arena, struct desk, d->carriers.n);
    for (size_t i = 0; i < d->carriers.n; i++) {
        p->desks[i].account = d->people.v[d->orgs.v[d->carriers.v[i].org].owner].account;
        for (size_t k = 0; k < d->people.n; k++)
            if (str_eq(d->people.v[k].role, S("base")) && d->people.v[k].org == (ptrdiff_t)d->carriers.v[i].org) {
                p->desks[i].shown = true;
                p->desks[i].account = d->people.v[k].account;
            }
    }
    for (size_t i = 0; i < d->stays.n; i++) {
        const struct demo_stay *s = &d->stays.v[i];
        const struct demo_venture *v = &d->ventures.v[s->venture];
        if (!v->firm) continue;
        *PUSH(p->tx->arena, &p->desks[s->carrier]) = (struct stay_of){ s->venture, v->firm_day > s->entry ? v->firm_day : s->entry,
            s->exit ? s->exit : INT64_MAX };
    }
}

static size_t carrier_at(const struct demo *d, int64_t id)
{
    for (size_t i = 0; i < d->carriers.n; i++) if (d->orgs.v[d->carriers.v[i].org].id == id) return i;
    unreachable();
}

/* ---- what they say ---- */

static void set(struct ret_value *v, const struct ret_form *f, enum sheet_no s, const char *field, int64_t num)
{
    ptrdiff_t at = field_of(f, s, str_from(field));
    if (at >= 0) v[at].num = num;
}

static int64_t kyuan(int64_t tenths) { return tenths * 10000; }             /* tenths of a thousand yuan, in fen */

static void firm_row(struct pen *p, struct filled *x, const struct demo_venture *v, int64_t month, size_t which)
{
    struct dice y = { (uint64_t)(which * 77 + 5) }, z = { (uint64_t)(which * 1009) + (uint64_t)month };
    int64_t people = dice_between(&y, 3, 14) + dice_between(&z, 0, 1),
            revenue = people * dice_between(&y, 60, 180) * dice_between(&z, 85, 115) / 100;
    struct ret_row *row = filled_row(p->tx->arena, x, FIRMS);
    const struct ret_form *f = x->form;
    row->v[field_of(f, FIRMS, S("name"))].text = v->name;
    row->v[field_of(f, FIRMS, S("uscc"))].text = str_given(v->uscc);
    row->v[field_of(f, FIRMS, S("standing"))].text = S("operating");
    set(row->v, f, FIRMS, "employees", people);
    set(row->v, f, FIRMS, "fresh", people / 6);
    set(row->v, f, FIRMS, "opportunities", dice_chance(&z, 22) ? dice_between(&z, 1, 4) : 0);
    set(row->v, f, FIRMS, "revenue", kyuan(revenue));
    set(row->v, f, FIRMS, "rnd", kyuan(revenue * dice_between(&y, 4, 9) / 100));
    set(row->v, f, FIRMS, "financing", dice_chance(&z, 1) ? kyuan(dice_between(&z, 50, 400) * 100) : 0);
    set(row->v, f, FIRMS, "ip", dice_between(&y, 0, 9));
}

static void sum_up(struct filled *x, const char *field)
{
    ptrdiff_t from = field_of(x->form, FIRMS, str_from(field)), to = field_of(x->form, SUMMARY, str_from(field));
    int64_t sum = 0;
    for (size_t i = 0; i < x->rows[FIRMS].n; i++) sum += x->rows[FIRMS].v[i].v[from].num;
    if (to >= 0) x->sum[to].num = sum;
}

static int64_t financed(const struct filled *x)
{
    ptrdiff_t at = field_of(x->form, FIRMS, S("financing"));
    int64_t n = 0;
    for (size_t i = 0; i < x->rows[FIRMS].n; i++) n += x->rows[FIRMS].v[i].v[at].num > 0;
    return n;
}

static enum rc known(struct pen *p, struct filled *x, int64_t carrier, int64_t period)
{
    for (size_t i = 0; i < x->form->sheets[SUMMARY].n; i++) {
        const struct ret_field *f = &x->form->sheets[SUMMARY].v[i];
        struct filing_known k;
        if (!f->cell.n) continue;
        TRY(filing_known(p->tx, f->cell, str_printf(p->tx->arena, "%lld", (long long)carrier), period, &k));
        x->sum[i] = (struct ret_value){ .num = k.value, .text = S(""), .sure = true };
    }
    return RC_OK;
}

static enum rc monthly(struct pen *p, struct filled *x, size_t carrier, int64_t id, int64_t month, struct dice *z)
{
    static const char *const sums[] = { "employees", "fresh", "opportunities", "revenue", "rnd", "financing", "ip" };
    const struct desk *k = &p->desks[carrier];
    TRY(known(p, x, id, month));
    for (size_t i = 0; i < k->n; i++)
        if (k->v[i].from <= month_last(month) && k->v[i].until > month_last(month))
            firm_row(p, x, &p->d->ventures.v[k->v[i].venture], month, k->v[i].venture);
    for (size_t i = 0; i < LEN(sums); i++) sum_up(x, sums[i]);
    int64_t ip = x->sum[field_of(x->form, SUMMARY, S("ip"))].num;
    set(x->sum, x->form, SUMMARY, "financed", financed(x));
    set(x->sum, x->form, SUMMARY, "inventions", ip / 4);
    set(x->sum, x->form, SUMMARY, "high_tech", (int64_t)x->rows[FIRMS].n / 11);
    set(x->sum, x->form, SUMMARY, "docking_events", dice_between(z, 0, 3));
    return RC_OK;
}

static enum rc yearly(struct pen *p, struct filled *x, size_t carrier, int64_t id, int64_t period, struct dice *z)
{
    const struct ret_form *month = return_at(p->all, S("monthly"), period), *f = x->form;
    struct filled m = filled_new(p->tx->arena, month);
    int64_t service = dice_between(z, 4000, 20000), property = dice_between(z, 8000, 40000), other = dice_between(z, 0, 3000);
    TRY(monthly(p, &m, carrier, id, period, z));
    TRY(known(p, x, id, period));
    static const char *const same[] = { "employees", "fresh", "ip", "inventions", "high_tech" };
    for (size_t i = 0; i < LEN(same); i++) set(x->sum, f, SUMMARY, same[i], m.sum[field_of(month, SUMMARY, str_from(same[i]))].num);
    int64_t firms = x->sum[field_of(f, SUMMARY, S("area_firms"))].num, shared = x->sum[field_of(f, SUMMARY, S("area_shared"))].num,
            own = dice_between(z, 200, 900) * 100, rest = dice_between(z, 5, 40) * 10000;
    set(x->sum, f, SUMMARY, "area_own", own);
    set(x->sum, f, SUMMARY, "area_other", rest);
    set(x->sum, f, SUMMARY, "area_total", firms + shared + own + rest);
    set(x->sum, f, SUMMARY, "staff", 8 + (int64_t)(carrier % 20));
    set(x->sum, f, SUMMARY, "staff_service", (8 + (int64_t)(carrier % 20)) * 8 / 10);
    set(x->sum, f, SUMMARY, "fund", kyuan(dice_between(z, 500, 3000) * 100));
    set(x->sum, f, SUMMARY, "income", kyuan(service + property + other));
    set(x->sum, f, SUMMARY, "income_service", kyuan(service));
    set(x->sum, f, SUMMARY, "income_property", kyuan(property));
    set(x->sum, f, SUMMARY, "income_invest", 0);
    set(x->sum, f, SUMMARY, "income_other", kyuan(other));
    set(x->sum, f, SUMMARY, "profit", kyuan(dice_between(z, -4000, 9000)));
    set(x->sum, f, SUMMARY, "public_money", kyuan(dice_between(z, 0, 8000)));
    set(x->sum, f, SUMMARY, "graduates_total", 3 + (int64_t)(carrier % 40));
    set(x->sum, f, SUMMARY, "revenue", m.sum[field_of(month, SUMMARY, S("revenue"))].num * 12);
    set(x->sum, f, SUMMARY, "rnd", m.sum[field_of(month, SUMMARY, S("rnd"))].num * 12);
    set(x->sum, f, SUMMARY, "sme", (int64_t)m.rows[FIRMS].n / 5);
    set(x->sum, f, SUMMARY, "college", m.sum[field_of(month, SUMMARY, S("employees"))].num * 8 / 10);
    return RC_OK;
}

/* ---- what became of it ---- */

static enum fate fate_of(struct dice *z, int64_t since_due, int64_t age)
{
    int64_t roll = dice_between(z, 0, 99);
    if (since_due < 0) return roll < 12 ? FATE_DRAFT : roll < 15 ? FATE_FILED : FATE_NOT;
    if (age < OLD)
        return roll < 60 ? FATE_ACCEPTED
            : roll < 74  ? FATE_FILED
            : roll < 80  ? FATE_REFUSED
            : roll < 84  ? FATE_LATE_WAITS
            : roll < 88  ? FATE_LATE_IN
            : roll < 92  ? FATE_ZERO
                         : FATE_MISSING;
    return roll < 74 ? FATE_ACCEPTED
        : roll < 83  ? FATE_SECOND
        : roll < 86  ? FATE_CORRECTED
        : roll < 89  ? FATE_ZERO
        : roll < 96  ? FATE_LATE_IN
        : roll < 97  ? FATE_LATE_WAITS
                     : FATE_MISSING;
}

/* filed_ms 0: a draft */
struct version { const struct filled *x; bool late, sheet; int64_t filed_ms, decided_ms; const char *decision, *reason, *why; };

static enum rc values(struct pen *p, int64_t id, const struct version *v)
{
    for (size_t i = 0; i < v->x->form->sheets[SUMMARY].n; i++) {
        const struct ret_value *w = &v->x->sum[i];
        if (!v->x->zero && value_given(w))
            TRY(filing_value_add(p->tx, id, v->x->form->sheets[SUMMARY].v[i].code, w->num == NO_INT ? DB_NULL : w->num,
                w->sure ? S("!") : w->text));
    }
    if (!v->x->zero && v->x->rows[PEOPLE].n)
        TRY(filing_sheet_add(p->tx, id, S("people"), (int64_t)v->x->rows[PEOPLE].n,
            sheet_seal(p->tx->arena, p->keys, id, filled_pack(p->tx->arena, v->x, PEOPLE))));
    return v->sheet && !v->x->zero && v->x->rows[FIRMS].n
        ? filing_sheet_add(p->tx, id, S("firms"), (int64_t)v->x->rows[FIRMS].n, filled_pack(p->tx->arena, v->x, FIRMS))
        : RC_OK;
}

static enum rc version(struct pen *p, struct filing_by_id *f, const struct version *v, int64_t account)
{
    int64_t id = new_id(p), number = f->last + 1;
    struct filled kept = *v->x;
    uint8_t sum[32];
    if (!v->sheet) kept.rows[FIRMS] = (struct ret_rows){ 0 };
    TRY(filing_version_add(p->tx, id, f->id, number, v->x->zero, str_from(v->why ? v->why : ""), account,
        v->filed_ms ? v->filed_ms : p->d->now - 2 * DAY_MS));
    TRY(values(p, id, v));
    if (!v->filed_ms) { f->draft = number; return RC_OK; }
    sha256(filing_canonical(p->tx->arena, &kept, f, f->zh, number, v->filed_ms, NULL), sum);
    TRY(filing_version_filed(p->tx, id, account, v->filed_ms, v->late, hex(p->tx->arena, sum, sizeof sum), f->zh));
    f->last = number;
    if (!v->decision) return RC_OK;
    return filing_version_decided(p->tx, id, str_from(v->decision), p->officer, v->decided_ms, str_from(v->reason ? v->reason : ""),
        v->reason ? S("revenue") : S(""));
}

/* A page that says it is a sample, as the scanner would send it. */
static const struct str paper = SI("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    "4 0 obj<</Length 67>>stream\nBT /F 24 Tf 72 720 Td (Sample data: a signed, sealed sheet) Tj ET \nendstream endobj\ntrailer<</Root 1 0 R>>\n");

/* The paper of a version that was accepted. Sealed here, as it is sealed for its version: run twice the bytes are others,
** what they say is not. */
static enum rc scanned(struct pen *p, const struct filing_by_id *f, int64_t account, bool again)
{
    struct filing_version_of v;
    uint8_t sum[32];
    TRY(filing_version_of(p->tx, f->id, f->last, &v));
    sha256(paper, sum);
    for (int64_t n = 1; n <= 1 + again; n++)
        TRY(filing_scan_add(p->tx, v.id, n, S("sample.pdf"), S("application/pdf"), hex(p->tx->arena, sum, sizeof sum),
            secret_seal(p->tx->arena, p->keys, "filing", filing_scan_place(p->tx->arena, v.id, n), paper), account,
            v.filed_ms + n * DAY_MS / 4, n > 1 ? S("印章不清，重新扫描（演示）。") : S("")));
    return RC_OK;
}

static enum rc late_in(struct pen *p, const struct filing_by_id *f)
{
    struct filing_version_of v;
    TRY(filing_version_of(p->tx, f->id, f->last, &v));
    return filing_version_admitted(p->tx, v.id, p->other, S("系统迁移期间无法登录，情况属实（演示）。"));
}

/* Ten times too much: the slip nobody's arithmetic finds. */
static struct filled slipped(struct pen *p, const struct filled *x)
{
    struct filled y = *x;
    size_t n = x->form->sheets[SUMMARY].n;
    y.sum = NEWS(p->tx->arena, struct ret_value, n);
    memcpy(y.sum, x->sum, n * sizeof *y.sum);
    y.sum[field_of(x->form, SUMMARY, S("revenue"))].num *= 10;
    return y;
}

static enum rc fate_put(struct pen *p, struct filing_by_id *f, const struct filled *x, enum fate fate, int64_t account, bool sheet,
    struct dice *z)
{
    int64_t due = 0, at, decided;
    struct filled wrong = slipped(p, x), none = filled_new(p->tx->arena, x->form);
    static const char reason[] = "营业收入约为上月的十倍，请核对单位（演示）。";
    must(date_parse(f->due_day, &due));
    bool late = fate == FATE_LATE_IN || fate == FATE_LATE_WAITS;
    at = (due + (late ? dice_between(z, 1, 6) : -dice_between(z, 0, 4))) * DAY_MS + dice_between(z, 1, 9) * 3600000;
    if (at > p->d->now) at = p->d->now - dice_between(z, 1, 5) * DAY_MS;
    decided = at + dice_between(z, 1, 3) * DAY_MS < p->d->now ? at + dice_between(z, 1, 3) * DAY_MS : p->d->now;
    none.zero = true;
    f->since_ms = decided;
    struct version v = { .x = x, .late = late, .sheet = sheet, .filed_ms = at, .decided_ms = decided };
    switch (fate) {
    case FATE_NOT: case FATE_MISSING: f->since_ms = month_first(f->period) * DAY_MS; return RC_OK;
    case FATE_DRAFT: v.filed_ms = 0; f->since_ms = month_first(f->period) * DAY_MS; return version(p, f, &v, account);
    case FATE_FILED: f->state = S("filed"); f->live = 1; f->since_ms = at; break;
    case FATE_LATE_WAITS: f->state = S("late"); f->since_ms = at; break;
    case FATE_REFUSED: f->state = S("returned"); v.x = &wrong; v.decision = "returned"; v.reason = reason; break;
    case FATE_SECOND:
        v.x = &wrong; v.decision = "returned"; v.reason = reason;
        TRY(version(p, f, &v, account));
        v = (struct version){ .x = x,
            .sheet = sheet,
            .filed_ms = decided + DAY_MS / 2,
            .decided_ms = decided + DAY_MS,
            .decision = "accepted" };
        f->state = S("accepted"); f->live = 2;
        break;
    case FATE_CORRECTED:
        v.x = &wrong; v.decision = "accepted";
        TRY(version(p, f, &v, account));
        v = (struct version){ .x = x,
            .sheet = sheet,
            .filed_ms = decided + 20 * DAY_MS,
            .decided_ms = decided + 21 * DAY_MS,
            .decision = "accepted",
            .why = "营业收入单位有误，按千元更正（演示）。" };
        f->state = S("accepted"); f->live = 2; f->first_time = 1;
        break;
    case FATE_ZERO: v.x = &none; v.decision = "accepted"; f->state = S("accepted"); f->live = 1; f->first_time = 1; break;
    case FATE_LATE_IN: case FATE_ACCEPTED: v.decision = "accepted"; f->state = S("accepted"); f->live = 1; f->first_time = 1; break;
    }
    f->on_time = !late;
    TRY(version(p, f, &v, account));
    return fate == FATE_LATE_IN ? late_in(p, f) : RC_OK;
}

/* ---- whom they employ ---- */

static const struct demo_venture *venture_of(const struct desk *k, const struct demo *d, int64_t firm, int64_t month)
{
    for (size_t i = 0; i < k->n; i++) {
        const struct demo_venture *v = &d->ventures.v[k->v[i].venture];
        if (v->firm == firm && k->v[i].from <= month_last(month) && k->v[i].until > month_last(month)) return v;
    }
    return NULL;
}

static void put_text_in(const struct ret_form *f, struct ret_row *row, const char *field, struct str text)
{
    ptrdiff_t at = field_of(f, PEOPLE, str_from(field));
    if (at >= 0) row->v[at].text = str_given(text);
}

static struct str first_of(struct str list)
{
    struct str one = S("");
    (void)str_cut(&list, ',', &one);
    return one;
}

/* Those who began in the month in one of its firms, as the carrier's own list of jobs has them: the same persons, said again. */
static void people_list(struct pen *p, struct filled *x, size_t carrier, int64_t id, int64_t month)
{
    const struct jobs_batch *b = p->d->jobs;
    for (size_t i = 0; i < b->n; i++) {
        const struct job_said *s = &b->v[i];
        if (s->carrier != id || !s->number.n || s->relation.n || month_of_text(s->start) != month) continue;
        const struct demo_venture *v = venture_of(&p->desks[carrier], p->d, s->firm, month);
        int64_t start;
        if (!v || !date_parse(s->start, &start)) continue;
        struct ret_row *row = filled_row(p->tx->arena, x, PEOPLE);
        put_text_in(x->form, row, "name", s->name);
        put_text_in(x->form, row, "id", s->number);
        put_text_in(x->form, row, "firm", v->name);
        put_text_in(x->form, row, "post", s->post);
        put_text_in(x->form, row, "grp", first_of(s->groups));
        put_text_in(x->form, row, "start", s->start);
        put_text_in(x->form, row, "contract", date_str(p->tx->arena, date_add_months(start, 12) - 1));
        put_text_in(x->form, row, "insured", s->start);
    }
}

/* Their claims are the filing's; who is on the carrier's own list, too, stays one person in one job. */
static enum rc people_store(struct pen *p, const struct filing_by_id *f, const struct filled *x, int64_t account)
{
    const struct jobs_batch *said = people_claims(p->tx->arena, p->keys, x, f, account, f->since_ms);
    if (!said) return RC_OK;
    struct jobs_batch b = *said;
    int64_t *ids = NEWS(p->tx->arena, int64_t, b.n);
    for (size_t i = 0; i < b.n; i++) ids[i] = new_id(p);
    b.ids = ids;
    jobs_prepare(p->tx->arena, p->keys, &b);
    return jobs_claim_add(p->tx, &b);
}

/* ---- storing ---- */

static enum rc filing(struct pen *p, const struct ret_form *form, const struct carrier_due_all *c, int64_t period, int64_t age)
{
    size_t at = carrier_at(p->d, c->id);
    const struct demo_org *o = &p->d->orgs.v[p->d->carriers.v[at].org];
    struct dice z = { 90000 + at * 4001 + (uint64_t)period * 7 + form->yearly };
    struct filled x = filled_new(p->tx->arena, form);
    struct filing_by_id f = { .id = new_id(p), .form = form->code, .form_version = form->version, .carrier = c->id, .division = c->division,
        .zone = c->zone, .period = period,
        .due_day = date_str(p->tx->arena, period_due(&p->calendar, form, period)), .state = S("open"), .version = 1, .zh = o->name.zh,
        .en = o->name.en };
    enum fate fate = fate_of(&z, p->today - period_due(&p->calendar, form, period) - 1, age);
    /* whoever logs in has something to do, near what was filed last */
    if (p->desks[at].shown && age < LISTED) fate = p->today <= period_due(&p->calendar, form, period) ? FATE_NOT : FATE_ACCEPTED;
    TRY(form->yearly ? yearly(p, &x, at, c->id, period, &z) : monthly(p, &x, at, c->id, period, &z));
    bool lists = p->desks[at].shown && !form->yearly && age > 0 && age < LISTED && fate == FATE_ACCEPTED;
    if (lists) people_list(p, &x, at, c->id, period);
    TRY(filing_add(p->tx, f.id, f.form, f.form_version, f.carrier, f.division, f.zone, f.period, f.due_day, month_first(period) * DAY_MS));
    TRY(fate_put(p, &f, &x, fate, p->desks[at].account, !form->yearly && (age < SHEETS_KEPT || p->desks[at].shown), &z));
    if (p->desks[at].shown && str_eq(f.state, S("accepted")) && !x.zero && age < PAPERS)
        TRY(scanned(p, &f, p->desks[at].account, age == 1));
    TRY(filing_set(p->tx, f.id, 1, f.state, f.draft, f.last, f.live, f.on_time, f.first_time, f.since_ms));
    TRY(filing_count(p->tx, p->all, f.id, 1, &p->t.m));
    tally_take(&p->t);
    return lists ? people_store(p, &f, &x, p->desks[at].account) : RC_OK;
}

static enum rc period_store(struct pen *p, const struct ret_form *form, int64_t period, int64_t age)
{
    struct carrier_due_all_rows rows;
    TRY(incubation_due(p->tx, period, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct arena_mark mark = arena_mark(p->tx->arena);
        TRY(filing(p, form, &rows.v[i], period, age));
        arena_rewind(p->tx->arena, mark);
    }
    return RC_OK;
}

static enum rc lock(struct pen *p, const struct ret_form *form, int64_t period, bool reopened)
{
    int64_t id = new_id(p), at = (period_due(&p->calendar, form, period) + 20) * DAY_MS;
    TRY(filing_lock_add(p->tx, id, form->code, period, p->officer, S("季度汇总已发布（演示）。"), at));
    return reopened ? filing_lock_end(p->tx, id, p->other, S("一家载体提出更正（演示）。"), at + 9 * DAY_MS) : RC_OK;
}

static enum rc all_store(struct pen *p)
{
    const struct ret_form *month = return_at(p->all, S("monthly"), 999912), *year = return_at(p->all, S("yearly"), 999912);
    int64_t now = period_now(month, p->today), done = period_now(year, p->today);
    for (int64_t age = MONTHS - 1; age >= 0; age--) TRY(period_store(p, month, month_plus(now, -age), age));
    for (int64_t age = 1; age >= 0; age--) TRY(period_store(p, year, month_plus(done, -12 * age), age + OLD));
    for (int64_t age = LOCKED; age < MONTHS; age++) TRY(lock(p, month, month_plus(now, -age), age == LOCKED + 3));
    return tally_write(p->tx, &p->t);
}

/* The tally has memory of its own, since what a filing takes is given back after each. */
enum rc demo_filings_store(struct db *tx, const struct demo *d, const struct keys *k)
{
    struct arena own;
    struct returns *all = NEW(tx->arena, struct returns);
    struct pen p = { .tx = tx,
        .d = d,
        .all = all,
        .keys = k,
        .today = instant_day(d->now),
        .officer = demo_login(d, "clerk.tech")->account,
        .other = demo_login(d, "clerk")->account };
    TRY(filings_seed(tx));
    TRY(returns_load(tx->arena, tx, all));
    TRY(calendar_read(tx, p.today - 4 * 366, p.today + 400, &p.calendar));
    p.next = demo_ids_at(d->now - 80 * DAY_MS);
    desks_make(&p);
    arena_init(&own, LIMIT_BATCH_ARENA);
    tally_init(&p.t, &own);
    enum rc rc = all_store(&p);
    arena_free(&own);
    return rc;
}

/* ---- after it is stored ---- */

/* A return that came late and waits is let in, as an officer does it. */
enum rc demo_filings_admit(struct app *app, struct db *db, const struct demo *d, int64_t filing, int64_t at)
{
    const struct returns *all = slice_state(app, &filings_slice);
    struct filing_by_id f;
    struct filing_version_of v;
    struct filled x;
    struct filing_decide a = { .verb = VERB_ADMIT, .reason = S("系统迁移期间无法登录，情况属实（演示）。"), .fields = S("") };
    TRY(filing_by_id(db, filing, &f));
    const struct ret_form *form = return_version(all, f.form, f.form_version);
    must(form);
    TRY(filing_version_of(db, f.id, f.last, &v));
    TRY(filled_read(db, app->keys, form, v.id, &x));
    a.claims = people_claims(db->arena, app->keys, &x, &f, v.account, at);
    a.claims_of = f.last;
    a.h = (struct filing_hand){ .all = all,
        .keys = app->keys,
        .filing = f.id,
        .version = f.version,
        .account = demo_login(d, "clerk")->account,
        .now = at,
        .event = event_own(app, at, "admitted", "filing", f.id, S("")) };
    a.h.event.account = a.h.account;
    a.h.event.id = demo_ids_at(at);
    return db_tx(db, filing_decide_tx, &a);
}
